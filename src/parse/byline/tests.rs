use super::*;

#[test]
fn people_are_parted_from_roles_and_agencies() {
    let cases: &[(&str, &[&str])] = &[
        ("By Ana Petrov and John Quill, Staff Writers", &["Ana Petrov", "John Quill"]),
        ("BY ANA PETROV", &["Ana Petrov"]),
        ("By: ANA McNEIL-LÓPEZ, Associated Press", &["ANA McNEIL-LÓPEZ"]),
        ("Von Jörg Maier, Berlin Korrespondent", &["Jörg Maier"]),
        ("Par Ana Petrov et Jean-Luc Moreau", &["Ana Petrov", "Jean-Luc Moreau"]),
        ("Ana Petrov | Reuters", &["Ana Petrov"]),
        ("By Ana Petrov in Beijing and John Quill in Seoul", &["Ana Petrov", "John Quill"]),
        ("John Quill, Jr., political editor", &["John Quill Jr."]),
        ("By Reuters Staff", &[]),
        ("ana.petrov@example.org", &[]),
        ("Senior Political Correspondent", &[]),
        ("By Vincent van der Berg", &["Vincent van der Berg"]),
        ("作者：李明", &["李明"]),
    ];
    for (text, want) in cases {
        assert_eq!(people(text), *want, "{text}");
    }
    assert_eq!(read("By The Associated Press").agencies, ["The Associated Press"]);
}

#[test]
fn a_sentence_that_begins_with_by_is_no_byline() {
    for line in ["By Ana Petrov", "By ANA PETROV and John Quill, Staff Writers", "Par Ana Petrov", "By Reuters Staff"] {
        assert!(is_byline(line), "{line}");
    }
    let sentences = [
        "By Monday the ferry was back.",
        "By the end of May",
        "By 2030, all ferries will be electric.",
        "By contrast, Petrov stayed.",
        "Von der Leyen said she would go.",
        "Ana Petrov",
    ];
    for line in sentences {
        assert!(!is_byline(line), "{line}");
    }
}

#[test]
fn bylines_of_many_countries() {
    let cases: &[(&str, &[&str])] = &[
        ("Ana Petrov mpetrov@example.org", &["Ana Petrov"]),
        ("Ana Petrov @anapetrov", &["Ana Petrov"]),
        ("Ana Petrov, MD, MPH", &["Ana Petrov"]),
        ("Ana Petrov, Ph.D.", &["Ana Petrov"]),
        ("Ana Petrov. Harbour International News", &["Ana Petrov"]),
        ("Dr. Ana Petrov", &["Dr. Ana Petrov"]),
        ("J. R. Quill", &["J. R. Quill"]),
        ("Ana Petrov; John C.F. Quill", &["Ana Petrov", "John C.F. Quill"]),
        ("By Ana Petrov; Compiled by John Quill", &["Ana Petrov", "John Quill"]),
        ("Ana Petrov, NJ Advance Media", &["Ana Petrov"]),
        ("Analysis by Ana Petrov, CNN", &["Ana Petrov"]),
        ("Por Ana Pereira e João Silva", &["Ana Pereira", "João Silva"]),
        ("Escrito por Ana Ortega y Gasset", &["Ana Ortega y Gasset"]),
        ("Por Ana Ortega y Luis Gómez, enviados", &["Ana Ortega", "Luis Gómez"]),
        ("Propos recueillis par Ana Petrov", &["Ana Petrov"]),
        ("Di Ana Bianchi e Luca Rossi", &["Ana Bianchi", "Luca Rossi"]),
        ("Von Jörg Maier und Ana Petrov", &["Jörg Maier", "Ana Petrov"]),
        ("Autor: Jan Novák, ČTK", &["Jan Novák"]),
        ("Автор: Анна Петрова", &["Анна Петрова"]),
        ("Анна Петрова и Иван Сидоров", &["Анна Петрова", "Иван Сидоров"]),
        ("Oleh: Budi Santoso", &["Budi Santoso"]),
        ("记者 李明", &["李明"]),
        ("李明 记者", &["李明"]),
        ("홍길동 기자", &["홍길동"]),
        ("홍길동 기자 hong@example.co.kr", &["홍길동"]),
        ("Tekst: Kari Nordmann", &["Kari Nordmann"]),
        ("DPA", &[]),
        ("PMJS, Coordenadoria de TI", &[]),
        ("Гость", &[]),
        ("Redacción Digital", &[]),
        ("Harbour Times", &[]),
        ("example.com", &[]),
        ("hafenblatt.de, Bergen, Norway", &[]),
    ];
    let wrong: Vec<_> =
        cases.iter().filter(|(text, want)| people(text) != *want).map(|(t, _)| (t, people(t))).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn bylines_with_agencies_desks_and_other_credits() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        ("Von Jörg Maier, dpa", &["Jörg Maier"], &["dpa"]),
        ("Par Ana Petrov avec AFP", &["Ana Petrov"], &["AFP"]),
        ("Par Le Monde avec AFP", &[], &["Le Monde", "AFP"]),
        ("By Ana Petrov of the Harbour staff", &["Ana Petrov"], &[]),
        ("By Ana Petrov with wires", &["Ana Petrov"], &[]),
        ("By Staff Writer Ana Petrov", &["Ana Petrov"], &[]),
        ("Reporting by Ana Petrov; Editing by John Quill", &["Ana Petrov"], &[]),
        ("Von unserem Korrespondenten Jörg Maier", &["Jörg Maier"], &[]),
        ("Aus Bergen berichtet Jörg Maier", &["Jörg Maier"], &[]),
        ("De notre correspondant à Rome, Luc Moreau", &["Luc Moreau"], &[]),
        ("Van onze redacteur Jan de Wit", &["Jan de Wit"], &[]),
        ("Por Ana Pereira, G1 — São Paulo", &["Ana Pereira"], &[]),
        ("Text: Kari Lund Foto: Per Ek", &["Kari Lund"], &[]),
        ("本报记者 李明", &["李明"], &[]),
        ("记者：李明 编辑：王花", &["李明"], &[]),
        ("（记者李明）", &["李明"], &[]),
        ("记者 李明 北京报道", &["李明"], &[]),
        ("文・山田花子", &["山田花子"], &[]),
        ("홍길동 기자", &["홍길동"], &[]),
    ];
    for (text, people, agencies) in cases {
        assert!(is_byline(text), "{text}");
        let read = read(text);
        assert!(read.people == *people && read.agencies == *agencies, "{text}: {read:?}");
    }
    assert_eq!(people("Ana Petrov North of England correspondent"), ["Ana Petrov"]);
    assert_eq!(
        people("This article was reported by Ana Petrov and John Quill and written by Mr. Quill."),
        ["Ana Petrov", "John Quill"]
    );
    assert_eq!(people("Petrov, Ana; Quill, John"), ["Ana Petrov", "John Quill"]);
    for line in
        ["记者会上", "Aus Bergen berichtet sie", "Foto: Per Ek", "Ana Petrov; Editing by John Quill", "Ferry back 기자"]
    {
        assert!(!is_byline(line), "{line}");
    }
}
