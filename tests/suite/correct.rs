//! Corrections of attributions, from the outside.

use crate::common::{newsdex, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::path::Path;

const TEXT: &str = "Posted On: 3/4/2025, 9:00:00 AM\n\nThe harbour board met on Monday.\n\n\
    “We will build,” said Ada Brook. “We will not,” said Tom Reed.\n";

fn start(text: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), text);
    assert!(newsdex(dir.path(), &["index", "articles"]).status.success());
    dir
}

fn write(dir: &Path, text: &str) {
    fs::create_dir_all(dir.join("articles")).unwrap();
    fs::write(dir.join("articles/a.txt"), text).unwrap();
}

fn json(dir: &Path, args: &[&str]) -> Value {
    let output = newsdex(dir, &[args, &["--format", "json"]].concat());
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|e| panic!("{e}: {}", stderr(&output)))
}

/// Speakers of the article's quotations, with their confidence.
fn speakers(dir: &Path) -> Vec<(String, f64)> {
    let shown = json(dir, &["show", "a.txt"]);
    let all = shown["quotations"].as_array().unwrap().iter();
    all.map(|q| (q["speaker"].as_str().unwrap().to_owned(), q["confidence"].as_f64().unwrap())).collect()
}

#[test]
fn a_correction_holds_through_edits_until_it_is_undone() {
    let dir = start(TEXT);
    let d = dir.path();
    let before = speakers(d);
    assert_eq!(before.iter().map(|s| s.0.as_str()).collect::<Vec<_>>(), ["Ada Brook", "Tom Reed"]);
    assert!(newsdex(d, &["correct", "a.txt#2", "--quotation", "2", "--speaker", "Jane Roe"]).status.success());
    assert_eq!(speakers(d)[1], ("Jane Roe".to_owned(), 1.0));
    assert!(newsdex(d, &["count", "said:{speaker:\"Jane Roe\" \"will not\"}"]).status.success());
    // Nothing has changed for `index`, and an edit elsewhere does not move the correction.
    assert_eq!(json(d, &["index", "articles"])["articles"]["unchanged"], 1);
    write(d, &TEXT.replace("The harbour board met on Monday.", "Rain.\n\n“Well,” said Sam Poe.\n\nThe board met."));
    assert_eq!(json(d, &["index", "articles"])["articles"]["updated"], 1);
    assert!(speakers(d).contains(&("Jane Roe".to_owned(), 1.0)), "{:?}", speakers(d));
    let list = json(d, &["correct", "--list"]);
    assert_eq!(list["corrections"][0]["was"], "Tom Reed");
    assert_eq!(list["corrections"][0]["applies"], true);
    // The words are gone: it is told, and kept.
    write(d, &TEXT.replace("We will not", "We shall not"));
    let output = newsdex(d, &["index", "articles"]);
    assert!(stderr(&output).contains("a correction no longer applies"), "{}", stderr(&output));
    assert_eq!(json(d, &["correct", "--list"])["corrections"][0]["applies"], false);
    write(d, TEXT);
    assert!(newsdex(d, &["index", "articles"]).status.success());
    assert_eq!(speakers(d)[1].0, "Jane Roe");
    assert!(newsdex(d, &["correct", "a.txt#2", "--undo"]).status.success());
    assert_eq!(speakers(d), before);
    assert_eq!(newsdex(d, &["correct", "--list"]).status.code(), Some(1));
}

#[test]
fn what_is_no_quotation_is_gone_and_a_shared_file_is_applied() {
    let dir = start(TEXT);
    let d = dir.path();
    assert!(newsdex(d, &["correct", "a.txt#2.1", "--not-a-quotation"]).status.success());
    assert_eq!(speakers(d).len(), 1);
    // Somebody else's index of the same articles, with this one's corrections.
    let other = start(TEXT);
    let o = other.path();
    fs::copy(d.join("index.corrections.jsonl"), o.join("index.corrections.jsonl")).unwrap();
    assert_eq!(json(o, &["index", "articles"])["articles"]["updated"], 1);
    assert_eq!(speakers(o), speakers(d));
    fs::write(o.join("index.corrections.jsonl"), "nonsense\n").unwrap();
    let output = newsdex(o, &["index", "articles"]);
    assert!(stderr(&output).contains("index.corrections.jsonl: line 1"), "{}", stderr(&output));
    assert_eq!((output.status.code(), speakers(o).len()), (Some(4), 2));
    assert_eq!(newsdex(o, &["correct", "a.txt#2.2", "--speaker", "Jane Roe"]).status.code(), Some(4));
    let kept = fs::read_to_string(o.join("index.corrections.jsonl")).unwrap();
    assert!(kept.contains("Jane Roe") && kept.ends_with("nonsense\n"), "{kept}");
}

#[test]
fn the_same_words_of_two_people_are_corrected_and_taken_back_apart() {
    let dir = start(&TEXT.replace("We will build", "We agree").replace("We will not", "We agree"));
    let d = dir.path();
    let names = || speakers(d).into_iter().map(|s| s.0).collect::<Vec<_>>();
    for (id, name, then) in [
        ("a.txt#2.2", "Jane Roe", ["Ada Brook", "Jane Roe"]),
        ("a.txt#2.1", "Sam Poe", ["Sam Poe", "Jane Roe"]),
        ("a.txt#2.1", "Sam Lee", ["Sam Lee", "Jane Roe"]),
    ] {
        assert!(newsdex(d, &["correct", id, "--speaker", name]).status.success());
        assert_eq!(names(), then);
    }
    assert_eq!(json(d, &["correct", "--list"])["corrections"].as_array().unwrap().len(), 2);
    assert!(newsdex(d, &["correct", "a.txt#2.2", "--undo"]).status.success());
    assert_eq!(names(), ["Sam Lee", "Tom Reed"]);
}

#[test]
fn a_correction_of_an_article_that_is_gone_is_told() {
    let dir = start(TEXT);
    let d = dir.path();
    fs::write(d.join("articles/b.txt"), "The boats are back.\n").unwrap();
    assert!(newsdex(d, &["correct", "a.txt#2.2", "--speaker", "Jane Roe"]).status.success());
    fs::remove_file(d.join("articles/a.txt")).unwrap();
    let output = newsdex(d, &["index", "articles", "--prune"]);
    assert!(stderr(&output).contains("its article is gone: a.txt#2"), "{}", stderr(&output));
}

#[test]
fn wrong_places_are_told() {
    let dir = start(TEXT);
    let d = dir.path();
    for (args, said) in [
        (&["a.txt#2", "--speaker", "X Y"][..], "paragraph 2 has 2 quotations"),
        (&["a.txt#2", "--quotation", "3", "--speaker", "X Y"], "has no quotation 3"),
        (&["a.txt#9", "--speaker", "X Y"], "has no paragraph 9"),
        (&["b.txt#1", "--speaker", "X Y"], "no article `b.txt`"),
        (&["a.txt", "--speaker", "X Y"], "is a whole article"),
        (&["a.txt#2.1", "--speaker", " "], "--speaker needs a name"),
    ] {
        let output = newsdex(d, &[&["correct"], args].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(said), "{args:?}: {}", stderr(&output));
    }
    let numbered = json(d, &["correct", "a.txt#2"]);
    assert_eq!(numbered["quotations"][1]["speaker"], "Tom Reed");
    assert!(!d.join("index.corrections.jsonl").exists());
}

#[test]
fn one_article_of_a_file_with_several_is_corrected() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    fs::create_dir_all(d.join("articles")).unwrap();
    let line = |n: u32| {
        format!("{{\"title\":\"Day {n}\",\"date\":\"2026-01-0{n}\",\"text\":\"“We will build,” said Ada Brook.\"}}\n")
    };
    fs::write(d.join("articles/all.jsonl"), format!("{}{}", line(1), line(2))).unwrap();
    assert!(newsdex(d, &["index", "articles"]).status.success());
    assert!(newsdex(d, &["correct", "all.jsonl!2#1", "--speaker", "Jane Roe"]).status.success());
    let hits = json(d, &["search", "speaker:Jane"]);
    assert_eq!((hits["total"].as_u64(), hits["hits"][0]["article"].as_str()), (Some(1), Some("all.jsonl!2")));
    assert_eq!(json(d, &["index", "articles"])["articles"]["unchanged"], 2);
    assert!(newsdex(d, &["check"]).status.success());
}
