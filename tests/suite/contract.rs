//! The JSON forms, read with types of their own that deny unknown keys, and held against what the contract promises.

use crate::common::{newsdex, stdout};
use serde::Deserialize;
use std::fs;
use std::path::Path;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Passage {
    p: u32,
    start: usize,
    end: usize,
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Quotation {
    kind: String,
    act: String,
    speaker: Option<String>,
    speaker_kind: String,
    via: Option<String>,
    mention: Option<Passage>,
    cue: Option<Passage>,
    content: Vec<Passage>,
    confidence: f64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entity {
    p: u32,
    start: usize,
    end: usize,
    text: String,
    kind: String,
    name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Date {
    p: u32,
    start: usize,
    end: usize,
    text: String,
    from: String,
    to: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Paragraph {
    p: u32,
    text: String,
    language: Option<String>,
    annotated: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Annotated {
    schema: u32,
    id: String,
    path: String,
    title: String,
    title_derived: bool,
    byline: Vec<String>,
    source: Option<String>,
    url: Option<String>,
    section: Option<String>,
    wire: Vec<String>,
    published: Option<String>,
    updated: Option<String>,
    language: Option<String>,
    annotated: bool,
    words: usize,
    paragraphs: Vec<Paragraph>,
    quotations: Vec<Quotation>,
    entities: Vec<Entity>,
    dates: Vec<Date>,
}

/// Everything that the contract promises of an annotated article.
fn hold_to_the_contract(a: &Annotated) {
    assert_eq!(a.schema, 1);
    assert!(!a.id.is_empty() && a.path.ends_with(a.id.split('!').next().unwrap()), "{} in {}", a.id, a.path);
    assert!(!a.title.is_empty() && a.byline.iter().all(|b| !b.to_lowercase().starts_with("by ")));
    assert!(a.wire.is_sorted() && a.wire.iter().all(|name| !name.is_empty()), "{:?}", a.wire);
    for meta in [&a.source, &a.url, &a.section, &a.language].into_iter().flatten() {
        assert!(!meta.trim().is_empty());
    }
    for date in [&a.published, &a.updated].into_iter().flatten() {
        assert!(chrono::NaiveDate::parse_from_str(&date[..10], "%Y-%m-%d").is_ok(), "{date}");
    }
    assert_eq!(a.paragraphs[0].p, u32::from(a.title_derived));
    assert_eq!(a.words, a.paragraphs.iter().map(|p| newsdex::lexical::count(&p.text)).sum::<usize>());
    let slice = |p: u32, start: usize, end: usize| -> String {
        let text = &a.paragraphs.iter().find(|x| x.p == p).expect("the paragraph is there").text;
        assert!(start < end && end <= text.chars().count(), "{}: {p} {start}..{end}", a.id);
        text.chars().skip(start).take(end - start).collect()
    };
    let fits = |x: &Passage| assert_eq!(slice(x.p, x.start, x.end), x.text);
    assert!(a.annotated || a.quotations.is_empty() && a.entities.is_empty() && a.dates.is_empty());
    for p in a.paragraphs.iter().filter(|p| p.annotated == Some(false)) {
        assert!(p.language.is_some() && p.language != a.language);
        let there = a.quotations.iter().map(|q| q.content[0].p).chain(a.entities.iter().map(|e| e.p));
        assert!(there.chain(a.dates.iter().map(|d| d.p)).all(|other| other != p.p));
    }
    for q in &a.quotations {
        assert!(["direct", "mixed", "indirect"].contains(&q.kind.as_str()));
        assert!(["speech", "attitude"].contains(&q.act.as_str()));
        assert!(["person", "organization", "group", "document", "unknown"].contains(&q.speaker_kind.as_str()));
        assert!(
            q.via.as_deref().is_none_or(|v| ["name", "pronoun", "description", "continuation", "label"].contains(&v))
        );
        assert!(q.speaker.is_some() || !["person", "organization"].contains(&q.speaker_kind.as_str()));
        assert!((0.0..=1.0).contains(&q.confidence));
        assert!(!q.content.is_empty() && q.content.iter().all(|c| c.p == q.content[0].p));
        q.mention.iter().chain(&q.cue).chain(&q.content).for_each(fits);
        assert!(q.content.windows(2).all(|w| w[0].end <= w[1].start));
    }
    for e in &a.entities {
        assert_eq!(slice(e.p, e.start, e.end), e.text);
        assert!(!e.name.is_empty());
        let kinds = ["person", "organization", "place", "facility", "nationality", "event", "product", "work", "misc"];
        assert!(kinds.contains(&e.kind.as_str()));
    }
    assert!(a.entities.windows(2).all(|w| (w[0].p, w[0].end) <= (w[1].p, w[1].start)), "{}", a.id);
    for d in &a.dates {
        assert_eq!(slice(d.p, d.start, d.end), d.text);
        assert!(d.from <= d.to && d.from.len() == 10 && d.to.len() == 10);
    }
}

#[test]
fn annotate_keeps_the_contract_on_every_sample_article() {
    let output = newsdex(Path::new("."), &["annotate", "--format", "jsonl", "corpus"]);
    let text = stdout(&output);
    let articles: Vec<Annotated> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(!articles.is_empty());
    articles.iter().for_each(hold_to_the_contract);
    let array = newsdex(Path::new("."), &["annotate", "--format", "json", "corpus"]);
    let array: Vec<Annotated> = serde_json::from_str(&stdout(&array)).unwrap();
    assert_eq!(array.len(), articles.len());
}

#[test]
fn a_paragraph_in_another_language_is_marked_and_not_annotated() {
    let dir = tempfile::tempdir().unwrap();
    let english =
        "\"The ferry will be back on Friday,\" said Anna Berg, who has been the mayor of the town for ten years.";
    let french =
        "« Le bac sera de retour vendredi, et nous sommes tous très contents de cela », a dit Jean Morel au port.";
    fs::write(dir.path().join("en.txt"), format!("Ferry to return\n\n{english}\n\n{french}\n\n{english}\n")).unwrap();
    fs::write(
        dir.path().join("fr.txt"),
        format!("Le retour du bac\n\n{french}\n\n{french}\n\n{english}\n\n{french}\n"),
    )
    .unwrap();
    let output = newsdex(dir.path(), &["annotate", "--format", "jsonl", "en.txt", "fr.txt"]);
    let articles: Vec<Annotated> = stdout(&output).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    articles.iter().for_each(hold_to_the_contract);
    for (a, own, other, where_) in [(&articles[0], "en", "fr", vec![1, 3]), (&articles[1], "fr", "en", vec![3])] {
        assert_eq!(a.language.as_deref(), Some(own));
        let marked: Vec<Option<&str>> = a.paragraphs.iter().filter_map(|p| p.language.as_deref()).map(Some).collect();
        assert_eq!(marked, [Some(other)]);
        assert_eq!(a.quotations.iter().map(|q| q.content[0].p).collect::<Vec<_>>(), where_);
        assert!(a.quotations.iter().all(|q| q.speaker.as_deref() == Some("Anna Berg")));
    }
    // Each paragraph has the stemmer of its own language.
    let index = |args: &[&str]| stdout(&newsdex(dir.path(), args));
    index(&["index", ".", "-q"]);
    assert_eq!(index(&["count", "content"]).trim(), "4", "contents is a form of content in French");
    assert_eq!(index(&["count", "=contents"]).trim(), "4");
    assert_eq!(index(&["count", "towns"]).trim(), "3");
}

/// Real articles, where a folder of them is named; the tests of the project pass without.
#[test]
fn annotate_keeps_the_contract_on_articles_of_your_own() {
    let Some(dir) = std::env::var_os("NEWSDEX_ARTICLES") else { return };
    let output = newsdex(Path::new("."), &["annotate", "--format", "jsonl", dir.to_str().unwrap()]);
    for line in stdout(&output).lines() {
        hold_to_the_contract(&serde_json::from_str(line).unwrap());
    }
}

#[test]
fn standard_input_is_an_article_too() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.txt"), "Ferry fares rise\n\nFares rise on Monday, the board said.\n").unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_newsdex"))
        .args(["annotate", "--format", "json", "-"])
        .stdin(fs::File::open(dir.path().join("in.txt")).unwrap())
        .output()
        .unwrap();
    let articles: Vec<Annotated> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(articles[0].title, "Ferry fares rise");
}
