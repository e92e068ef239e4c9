//! What must hold whatever bytes come in: no panic, articles keep their promises, every span slices back.
//!
//! The fuzz targets call these functions, and so does the property test `tests/suite/hostile.rs`, which runs with every
//! `cargo test`. Each function takes any bytes and panics where a promise is broken.

use newsdex::model::{Annotated, Article, Passage};
use newsdex::parse::{DateOrder, Options};
use newsdex::read::Source;

/// What reads bytes and panics where a promise is broken.
pub type Target = fn(&[u8]);

/// Every reader of bytes, by its name.
pub static TARGETS: &[(&str, Target)] = &[
    ("decode", decode),
    ("text", text),
    ("markdown", markdown),
    ("html", html),
    ("pdf", pdf),
    ("any_format", any_format),
    ("json", json),
    ("csv", csv),
    ("xml", xml),
    ("sgml", sgml),
    ("mail", mail),
    ("warc", warc),
    ("rtf", rtf),
    ("archive", archive),
    ("header_dates", header_dates),
    ("query", query),
    ("stored", stored),
    ("annotate", annotate),
];

/// Texts that tempt a reader to look again and again at what it has seen.
pub const TRAPS: &[&str] = &[
    "a",
    "“",
    "‘",
    "\"",
    "'",
    "“a ",
    "\"a\" ",
    "(",
    "[",
    "<div>",
    "> ",
    "# ",
    "* ",
    "- ",
    "a.",
    "A. ",
    "1/",
    "May ",
    "the day before ",
    "said ",
    "he said that ",
    "Kim Ha-eun, ",
    "Q: ",
    "By Ann\n",
    "Date: x\n",
    "\n",
    "\u{301}",
    "日",
    "Mr. ",
    "2019-20 to ",
    "the end of the early late last mid-March 3-5 to April 2019-20 two weeks before the day before Christmas, ",
    "\"Yes,\" Kim said. ",
    "---\n",
    "a: b\n",
];

/// Bytes → text.
pub fn decode(bytes: &[u8]) {
    let decoded = newsdex::read::decode::decode(bytes);
    assert!(!decoded.text.contains('\r'), "a carriage return is left");
    let again = newsdex::read::decode::decode(decoded.text.as_bytes());
    if std::str::from_utf8(bytes).is_ok() && !bytes.contains(&b'\r') && decoded.encoding == "UTF-8" {
        assert!(again.text.len() <= decoded.text.len(), "decoded text grows when it is decoded again");
    }
}

/// A file named as plain text → articles.
pub fn text(bytes: &[u8]) {
    articles("note.txt", bytes);
}

/// A file named as Markdown → articles.
pub fn markdown(bytes: &[u8]) {
    articles("note.md", bytes);
}

/// A PDF → articles. Bytes that do not begin as one are put behind such a beginning.
pub fn pdf(bytes: &[u8]) {
    if bytes.starts_with(b"%PDF-") {
        return articles("note.pdf", bytes);
    }
    let mut file = b"%PDF-1.4\n".to_vec();
    file.extend_from_slice(bytes);
    articles("note.pdf", &file);
}

/// A saved page → articles.
pub fn html(bytes: &[u8]) {
    articles("note.html", bytes);
}

/// A file whose name says nothing → articles, by whatever format its content looks like.
pub fn any_format(bytes: &[u8]) {
    articles("note", bytes);
}

macro_rules! named {
    ($($(#[$doc:meta])* $function:ident: $name:literal),+ $(,)?) => {
        $($(#[$doc])*
        pub fn $function(bytes: &[u8]) {
            articles($name, bytes);
        })+
    };
}

named! {
    /// JSON → articles.
    json: "note.json",
    /// A table → articles.
    csv: "note.csv",
    /// XML of any kind → articles.
    xml: "note.xml",
    /// SGML → articles.
    sgml: "note.sgm",
    /// Mail → articles.
    mail: "note.eml",
    /// A web archive → articles.
    warc: "note.warc",
    /// Rich text → articles.
    rtf: "note.rtf",
    /// An archive, or a Word document → articles.
    archive: "note.zip",
}

/// A file of any name → articles, and everything that is read from them.
pub fn file(name: &str, bytes: &[u8]) {
    for article in read(name, bytes) {
        annotations(&newsdex::annotate::annotate(article));
    }
}

/// A header line → a date.
pub fn header_dates(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for order in [None, Some(DateOrder::Mdy), Some(DateOrder::Dmy), Some(DateOrder::Ymd)] {
        let Some(reading) = newsdex::parse::dates::read(&text, order) else { continue };
        assert!(!text[reading.span].is_empty(), "a date that stands nowhere");
        assert!(reading.stamp.offset.is_none() || reading.stamp.time.is_some(), "an offset without a time");
        let written = reading.stamp.to_string();
        let again = newsdex::parse::dates::read(&written, order).expect("what the program writes it reads");
        assert_eq!(again.stamp, reading.stamp, "{written}");
    }
}

/// A query → its meaning, or an error that points into it.
pub fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let now = chrono::NaiveDate::from_ymd_opt(2026, 1, 9).expect("a day");
    if let Err(error) = newsdex::query::parse(&text, newsdex::query::Options { now, saved: None }) {
        assert_eq!(error.exit_code(), 2, "{error}");
        assert!(!error.what.contains('\n'), "an error of several lines");
        if let Some((query, range)) = &error.place {
            assert!(query.get(range.clone()).is_some(), "the caret points outside: {range:?} of {query:?}");
        }
        assert!(!error.to_string().is_empty());
    }
}

/// What is stored of an article → its paragraphs. The bytes stand for all of it, and for its two pieces, since no fuzzer guesses lengths.
pub fn stored(bytes: &[u8]) {
    paragraphs(bytes);
    let Some((&share, pieces)) = bytes.split_first() else { return };
    let (texts, marks) = pieces.split_at(pieces.len() * usize::from(share) / 255);
    // Each piece begins with how it is compressed: not at all.
    let lengths = [texts, marks].map(|piece| (piece.len() as u32 + 1).to_le_bytes());
    paragraphs(&[&[0], texts, &[0], marks, lengths.as_flattened()].concat());
}

fn paragraphs(stored: &[u8]) {
    let Some(content) = newsdex::index::content::Content::of(stored, None) else { return };
    let all = content.all();
    for n in 0..content.pars() {
        let par = content.par(n);
        assert!(par.is_none() || content.text(n).is_some(), "a paragraph without a text");
        assert!(all.as_ref().is_none_or(|all| par.as_ref() == Some(&all[n])), "one paragraph is not as all are");
        for at in par.iter().flat_map(|par| par.entities.iter().map(|e| e.at).chain(par.dates.iter().map(|d| d.at))) {
            assert!(content.text(n).and_then(|text| text.get(at.span.range())).is_some(), "a mark outside its text");
        }
    }
}

/// A text → everything that is read from it.
pub fn annotate(bytes: &[u8]) {
    file("note.txt", bytes);
}

/// Parses and checks what came out.
fn articles(name: &str, bytes: &[u8]) {
    read(name, bytes);
}

/// The same, and gives the articles.
fn read(name: &str, bytes: &[u8]) -> Vec<Article> {
    let source = Source::new(name, name, bytes);
    let mut found = Vec::new();
    // Checked behind the reader, which would take a panic in here for one of its own.
    let outcome = newsdex::parse::articles(&source, &Options::default(), &mut |parsed| found.push(parsed.article));
    found.iter().for_each(promises);
    let mut ids: Vec<&str> = found.iter().map(|article| article.id.as_str()).collect();
    ids.dedup();
    assert_eq!(ids.len(), found.len(), "two articles with one id");
    match outcome {
        Ok(()) => assert!(!found.is_empty(), "neither an article nor an error"),
        Err(error) => {
            assert!(error.what.starts_with(name), "an error that does not name its file: {error}");
            // Letters of broken PDF files are read by a crate that panics on some; everything else is ours to mend.
            assert!(bytes.starts_with(b"%PDF") || !error.what.contains(" gave up"), "a panic: {error}");
        }
    }
    found
}

/// What an article promises: see [`Article`].
fn promises(article: &Article) {
    assert!(!article.paragraphs.is_empty(), "no paragraph");
    let first = article.paragraphs[0].p;
    assert_eq!(first, u32::from(article.title_derived), "paragraph 0 is a real headline");
    for (i, paragraph) in article.paragraphs.iter().enumerate() {
        assert_eq!(paragraph.p, first + i as u32, "paragraphs are numbered on");
        assert!(!paragraph.text.trim().is_empty(), "a blank paragraph");
        assert!(!paragraph.text.contains(['\n', '\r']), "a line break in a paragraph");
    }
    assert!(!article.title.trim().is_empty() && !article.title.contains('\n'), "a title of one line");
    assert!(article.byline.iter().all(|name| !name.trim().is_empty()), "a blank author");
}

/// What annotations promise: see [`Annotated`].
fn annotations(annotated: &Annotated) {
    let article = &annotated.article;
    promises(article);
    let slices = |at: Passage| {
        let text = article.text(at.p).expect("a passage of a paragraph that is there");
        let words = text.get(at.span.range()).expect("a span on character boundaries within its paragraph");
        assert!(!words.is_empty(), "an empty span");
    };
    for quotation in &annotated.quotations {
        assert!(!quotation.content.is_empty(), "a quotation without content");
        quotation.content.iter().copied().for_each(slices);
        quotation.mention.into_iter().chain(quotation.cue).for_each(slices);
        for pair in quotation.content.windows(2) {
            assert!(pair[0].p == pair[1].p && pair[0].span.end <= pair[1].span.start, "pieces out of order");
        }
        assert!((0.0..=1.0).contains(&quotation.confidence), "a confidence that is no probability");
    }
    annotated.entities.iter().for_each(|e| slices(e.at));
    annotated.dates.iter().for_each(|d| slices(d.at));
    assert!(annotated.dates.iter().all(|d| d.from <= d.to), "a period that runs backwards");
    disjoint(annotated.entities.iter().map(|e| e.at), "entities");
    disjoint(annotated.dates.iter().map(|d| d.at), "dates");
}

/// In the order of the text, without overlap.
fn disjoint(passages: impl Iterator<Item = Passage>, what: &str) {
    let mut last: Option<Passage> = None;
    for at in passages {
        let follows = last.is_none_or(|l| (l.p, l.span.end) <= (at.p, at.span.start));
        assert!(follows, "{what} overlap or stand out of order: {last:?}, {at:?}");
        last = Some(at);
    }
}
