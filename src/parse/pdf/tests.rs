use super::*;

/// A PDF of some pages; each is a list of lines: x, y, size, text. Made by hand, so that the test shows all of it.
fn pdf(pages: &[&[(f64, f64, f64, &str)]], info: &str) -> Vec<u8> {
    let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 10 + 2 * i)).collect();
    let mut objects = vec![
        (1, "<< /Type /Catalog /Pages 2 0 R >>".to_owned()),
        (2, format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len())),
        (3, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned()),
        (4, info.to_owned()),
    ];
    for (i, lines) in pages.iter().enumerate() {
        let mut content = String::new();
        for (x, y, size, text) in *lines {
            let text = text.replace('(', "\\(").replace(')', "\\)");
            content.push_str(&format!("BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET\n"));
        }
        let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >>";
        objects.push((10 + 2 * i, format!("{page} /Contents {} 0 R >>", 11 + 2 * i)));
        objects.push((11 + 2 * i, format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len() + 1)));
    }
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in &objects {
        places.push((*number, out.len()));
        out.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let table = out.len();
    out.push_str("xref\n0 1\n0000000000 65535 f \n");
    places.iter().for_each(|(number, at)| out.push_str(&format!("{number} 1\n{at:010} 00000 n \n")));
    out.push_str(&format!("trailer\n<< /Size 100 /Root 1 0 R /Info 4 0 R >>\nstartxref\n{table}\n%%EOF\n"));
    out.into_bytes()
}

fn read(bytes: Vec<u8>) -> Result<Draft> {
    let source = Source::new("a.pdf", "a.pdf", bytes);
    assert!(Pdf.matches(&source));
    let mut got = None;
    Pdf.parse(&source, &Options::default(), &mut |draft| got = Some(draft))?;
    Ok(got.unwrap())
}

const COLUMNS: &[(f64, f64, f64, &str)] = &[
    (250.0, 780.0, 8.0, "Harbour Times, page one"),
    (50.0, 700.0, 24.0, "Ferry is back in the old harbour"),
    (50.0, 670.0, 10.0, "By Ana Petrov"),
    (50.0, 655.0, 10.0, "January 9, 2026"),
    (50.0, 620.0, 10.0, "The ferry, which had been away for a month, is in the har-"),
    (50.0, 608.0, 10.0, "bour again, the company said on Monday."),
    (60.0, 596.0, 10.0, "Passengers lined the pier to welcome the ship, and the"),
    (320.0, 620.0, 10.0, "harbour master waved from the tower as he does for all."),
    (330.0, 608.0, 10.0, "\"We missed her,\" he said to the crowd on the long pier."),
    (320.0, 596.0, 10.0, "Then he went back to work."),
    (300.0, 30.0, 8.0, "1"),
];

#[test]
fn columns_are_read_one_after_the_other_and_words_put_together() {
    let draft = read(pdf(&[COLUMNS], "<< >>")).unwrap();
    assert_eq!(draft.title.as_deref(), Some("Ferry is back in the old harbour"));
    assert_eq!(
        (draft.byline, draft.published.unwrap().day.to_string()),
        (vec!["Ana Petrov".into()], "2026-01-09".into())
    );
    assert_eq!(
        draft.paragraphs,
        [
            "January 9, 2026",
            "The ferry, which had been away for a month, is in the harbour again, the company said on Monday.",
            "Passengers lined the pier to welcome the ship, and the harbour master waved from the tower as he does for all.",
            "\"We missed her,\" he said to the crowd on the long pier. Then he went back to work.",
        ]
    );
}

#[test]
fn running_heads_and_page_numbers_go_and_metadata_is_the_last_resort() {
    let page = |text: &'static str| {
        vec![(50.0, 780.0, 8.0, "Harbour Times"), (50.0, 700.0, 10.0, text), (300.0, 30.0, 8.0, "Page 1 of 2")]
    };
    let (one, two) = (page("The ferry is back and will"), page("sail on Monday, the company said."));
    let info = "<< /Title (Microsoft Word - ferry3.doc) /Author (Ana Petrov) /CreationDate (D:20260109120000Z) >>";
    let draft = read(pdf(&[&one, &two], info)).unwrap();
    assert_eq!(draft.paragraphs, ["The ferry is back and will sail on Monday, the company said."]);
    assert_eq!((draft.title, draft.byline), (None, vec!["Ana Petrov".to_owned()]));
    assert!(draft.origins.contains(&("published", "PDF creation date".into())));
}

#[test]
fn what_cannot_be_read_says_why() {
    assert!(read(pdf(&[&[]], "<< >>")).unwrap_err().what.contains("no text"));
    assert!(read(b"%PDF-1.4\nnothing".to_vec()).unwrap_err().what.contains("not a PDF that can be read"));
    let whole = pdf(&[COLUMNS], "<< >>");
    for cut in [whole.len() / 4, whole.len() / 2, whole.len() - 40] {
        // Cut files are read or refused, never a panic that leaves the guard.
        let outcome = guard::run("its parser", || read(whole[..cut].to_vec()).map(|_| ()));
        assert!(outcome.is_ok() || !outcome.unwrap_err().what.is_empty());
    }
}

#[test]
fn bombs_and_loops_are_refused() {
    let mut bomb = b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n".to_vec();
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut packed, &vec![0; 3 << 20]).unwrap();
    bomb.extend(packed.finish().unwrap());
    assert!(safe::check_within(&bomb, 2 << 20).unwrap_err().what.contains("unpacks to more"));
    // A page that draws more than is read is left out, the others are not.
    let long = "The ferry is back. ".repeat(30_000);
    let heavy: Vec<(f64, f64, f64, &str)> = vec![(50.0, 700.0, 10.0, long.as_str()); 16];
    let error = read(pdf(&[&heavy], "<< >>")).err().unwrap();
    assert!(error.what.contains("draws more than 8 MB"), "{error}");
    assert!(read(pdf(&[&heavy, COLUMNS], "<< >>")).is_ok());
    let looped = String::from_utf8(pdf(&[COLUMNS], "<< >>")).unwrap().replacen(
        "4 0 obj\n<< >>\nendobj",
        "4 0 obj\n<< /Type /XObject /Subtype /Form /Resources << /XObject << /X 4 0 R >> >> /Length 6 >>\nstream\n/X Do \nendstream\nendobj",
        1,
    );
    assert!(read(looped.into_bytes()).is_err());
}
