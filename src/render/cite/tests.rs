use super::*;
use proptest::prelude::*;

fn meta(byline: &[&str]) -> Meta {
    Meta {
        id: "a.txt".into(),
        path: "x/a.txt".into(),
        title: "Who pays for the \"bridge\" & why?".into(),
        title_derived: false,
        byline: byline.iter().map(|&b| b.to_owned()).collect(),
        source: Some("Harbour Gazette".into()),
        url: Some("https://example.org/a_b".into()),
        section: None,
        wire: Vec::new(),
        published: Some("2026-03-02T09:00".into()),
        updated: None,
        language: Some("en".into()),
        words: 3,
    }
}

#[test]
fn styles_name_author_day_title_and_paper() {
    let m = meta(&["Ann B. Lee", "Bo de la Cruz"]);
    assert_eq!(
        cite(&m, None, Style::Apa),
        "Lee, A. B., & de la Cruz, B. (2026, March 2). Who pays for the \"bridge\" & why? Harbour Gazette. https://example.org/a_b"
    );
    assert_eq!(
        cite(&m, Some(4), Style::Chicago),
        "Lee, Ann B., and Bo de la Cruz. “Who pays for the \"bridge\" & why?” Harbour Gazette, March 2, 2026, para. 4. https://example.org/a_b."
    );
    let bibtex = bibtex(&m, None, &mut Keys::default());
    assert!(
        bibtex.starts_with("@article{lee2026paysbridge,\n  author = {Lee, Ann B. and de la Cruz, Bo},"),
        "{bibtex}"
    );
    assert!(bibtex.contains("title = {{Who pays for the \"bridge\" \\& why?}}") && bibtex.contains("a_b}"), "{bibtex}");
    assert_eq!(csl(&m)["issued"]["date-parts"][0], json!([2026, 3, 2]));
}

#[test]
fn no_two_entries_of_a_list_have_one_key() {
    let mut keys = Keys::default();
    let mut take = |key: &str| keys.take(key.to_owned());
    assert_eq!(["x", "xa", "x", "x", "xa"].map(&mut take), ["x", "xa", "xb", "xc", "xaa"]);
    assert_eq!([0, 25, 26, 27, 701, 702].map(letters), ["a", "z", "aa", "ab", "zz", "aaa"]);
    let of = |title: &str| key(&Meta { title: title.into(), source: None, published: None, ..meta(&[]) });
    assert_eq!((of("Up we go").as_str(), of("The ferry is back").as_str()), ("ndupwe", "ndferryback"));
    assert_eq!(of("渡轮"), "ndatxt");
}

#[test]
fn what_is_missing_is_left_out() {
    let m = Meta { published: None, source: None, url: None, ..meta(&[]) };
    assert_eq!(cite(&m, None, Style::Apa), "Who pays for the \"bridge\" & why? (n.d.).");
    assert_eq!(cite(&m, None, Style::Chicago), "“Who pays for the \"bridge\" & why?” n.d.");
}

#[test]
fn names_are_parted_where_they_are_names_of_people() {
    let of = |name| author(name, Some("Harbour Gazette"));
    let person = |family: &str, given: &str| {
        let (family, given) = (family.to_owned(), given.to_owned());
        Author::Person { family, given, suffix: None }
    };
    assert_eq!(of("Lee Jae-myung"), person("Lee", "Jae-myung"));
    assert_eq!(of("Lee Child"), person("Child", "Lee"));
    assert_eq!(of("Vincent van Gogh"), person("van Gogh", "Vincent"));
    for name in ["Reuters", "Harbour Gazette", "Harbour News", "News Agency"] {
        assert_eq!(of(name), Author::Literal(name.into()));
    }
}

#[test]
fn a_suffix_is_no_family_name() {
    for name in ["Martin King Jr.", "Martin King Jr", "Martin King, Jr.", "King, Martin, Jr.", "King, Jr., Martin"] {
        let m = meta(&[name]);
        assert!(cite(&m, None, Style::Apa).starts_with("King, M., Jr. (2026"), "{name}");
        assert!(cite(&m, None, Style::Chicago).starts_with("King, Martin, Jr. “Who"), "{name}");
        assert!(
            bibtex(&m, None, &mut Keys::default()).contains("{king2026paysbridge,\n  author = {King, Jr., Martin},")
        );
        assert_eq!(csl(&m)["author"][0], json!({"family": "King", "given": "Martin", "suffix": "Jr."}));
    }
    assert_eq!(author("Elizabeth II", None), Author::Literal("Elizabeth II".into()));
    assert!(cite(&meta(&["Ann Lee", "Bo Hall III"]), None, Style::Chicago).starts_with("Lee, Ann, and Bo Hall III. "));
}

#[test]
fn of_many_authors_the_first_are_named() {
    let names: Vec<String> = ('A'..='U').map(|c| format!("Ann {c}lund")).collect();
    let of = |n: usize, style| cite(&meta(&names.iter().take(n).map(String::as_str).collect::<Vec<_>>()), None, style);
    assert!(of(10, Style::Chicago).contains(", Ann Glund, Ann Hlund, Ann Ilund, and Ann Jlund. “"));
    assert!(of(11, Style::Chicago).starts_with("Alund, Ann, Ann Blund,"));
    assert!(of(11, Style::Chicago).contains(", Ann Glund, et al. “"), "{}", of(11, Style::Chicago));
    assert!(of(20, Style::Apa).contains("Slund, A., & Tlund, A. (2026"));
    assert!(of(21, Style::Apa).contains("Slund, A., . . . Ulund, A. (2026"), "{}", of(21, Style::Apa));
}

proptest! {
    #[test]
    fn whatever_an_article_is_called_its_entry_ends_where_it_should(texts in prop::collection::vec("[a{}\\\\, ]{0,6}", 4)) {
        let m = Meta { title: texts[0].clone(), source: Some(texts[1].clone()), url: Some(texts[2].clone()), ..meta(&[&texts[3]]) };
        let entry = bibtex(&m, None, &mut Keys::default());
        let mut depth = 0;
        for (at, c) in entry.char_indices() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            prop_assert!(depth > 0 || at < "@article".len() || at + 1 == entry.len(), "{}", entry);
        }
        prop_assert_eq!(depth, 0);
    }
}
