//! Asking from the outside: search, count and facets agree, errors point, formats hold to the contract.

use crate::common::{newsdex, stderr, stdout};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Found {
    schema: u32,
    query: String,
    unit: String,
    revision: u64,
    total: usize,
    hits: Vec<Hit>,
    facets: BTreeMap<String, Vec<Facet>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hit {
    id: String,
    article: String,
    p: u32,
    path: String,
    title: String,
    source: Option<String>,
    published: Option<String>,
    speakers: Vec<String>,
    entities: Vec<String>,
    text: String,
    highlights: Vec<(usize, usize)>,
    score: f64,
    quotations: Vec<Value>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Facet {
    value: String,
    count: usize,
}

/// An index of two small articles.
static INDEX: LazyLock<TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let articles = dir.path().join("articles");
    fs::create_dir(&articles).unwrap();
    fs::write(
        articles.join("ferry.txt"),
        "Island ferry to stop in winter\n\nSource: Harbour Post\nPosted On: 3/4/2025, 9:00:00 AM\n\n\
         The ferry will stop in winter, Mayor Ada Brook said on Monday. “We cannot pay for empty boats,” she said.\n\n\
         Fishermen on the island protested. “Ada Brook has never taken the ferry,” said Tom Reed, who runs the fish market.\n\n\
         Brook replied that the boats were empty.\n",
    )
    .unwrap();
    fs::write(
        articles.join("bridge.txt"),
        "Bridge plan is back\n\nSource: Coast Herald\nPosted On: 6/8/2025, 9:00:00 AM\n\n\
         A bridge could replace the ferries, engineers wrote.\n\n\
         “A bridge is cheaper than empty boats,” Tom Reed said.\n",
    )
    .unwrap();
    assert_eq!(newsdex(dir.path(), &["index", "articles", "-q"]).status.code(), Some(0));
    dir
});

fn search(args: &[&str]) -> Found {
    let mut all = vec!["search", "--format", "json"];
    all.extend(args);
    let output = newsdex(INDEX.path(), &all);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", stderr(&output));
    serde_json::from_str(&stdout(&output)).unwrap()
}

fn ids(args: &[&str]) -> Vec<String> {
    let mut ids: Vec<String> = search(args).hits.into_iter().map(|h| h.id).collect();
    ids.sort();
    ids
}

#[test]
fn what_lies_between_words_near_each_other_may_be_near_them_too() {
    let dir = tempfile::tempdir().unwrap();
    let text = "A title\n\nOne bright lamp burned. Nobody looked.\n\n\u{201c}We saw the lamp,\u{201d} Ada Brook said at noon.\n";
    fs::write(dir.path().join("a.txt"), text).unwrap();
    assert_eq!(newsdex(dir.path(), &["index", "a.txt", "-q"]).status.code(), Some(0));
    let count = |args: &[&str]| stdout(&newsdex(dir.path(), &[&["count"], args].concat())).trim().to_owned();
    for (query, want) in [
        ("(one w/3 lamp) w/1 bright", "1"),
        ("bright w/5 (one w/3 lamp)", "1"),
        ("(one w/3 lamp) NOT w/5 bright", "0"),
        ("(one w/3 lamp) /s bright", "1"),
        ("(one w/3 lamp) pre/5 bright", "0"),
        ("(one w/3 lamp) pre/1 burned", "1"),
        ("(one w/3 lamp) w/5 lamp", "0"),
    ] {
        assert_eq!(count(&[query]), want, "{query}");
    }
    // What is not about the quotation is about its paragraph or article.
    for (query, want) in [
        ("saw", "1"),
        ("noon", "0"),
        ("lead:noon", "1"),
        ("article:{bright noon}", "1"),
        ("article:{saw NOT bright}", "0"),
    ] {
        assert_eq!(count(&[query, "-u", "quotation"]), want, "{query}");
    }
}

#[test]
fn a_hit_has_what_the_contract_says() {
    let found = search(&["said:{speaker:Brook \"empty boats\"}", "--facet", "speaker"]);
    assert_eq!((found.schema, found.unit.as_str(), found.total, found.revision), (1, "paragraph", 1, 1));
    assert_eq!(found.query, "said:{speaker:Brook \"empty boats\"}");
    let hit = &found.hits[0];
    assert_eq!((hit.id.as_str(), hit.article.as_str(), hit.p), ("ferry.txt#1", "ferry.txt", 1));
    assert_eq!((hit.path.as_str(), hit.title.as_str()), ("articles/ferry.txt", "Island ferry to stop in winter"));
    assert_eq!((hit.source.as_deref(), hit.published.as_deref()), (Some("Harbour Post"), Some("2025-03-04T09:00:00")));
    assert_eq!(hit.speakers, ["Ada Brook"]);
    assert!(hit.entities.contains(&"Ada Brook".to_owned()) && hit.score >= 0.0);
    let (start, end) = hit.highlights[0];
    let marked: String = hit.text.chars().skip(start).take(end - start).collect();
    assert_eq!((hit.highlights.len(), marked.as_str()), (1, "empty boats"));
    assert!(hit.quotations.iter().all(|q| q["speaker"] == "Ada Brook"));
    assert_eq!(found.facets["speaker"], [Facet { value: "Ada Brook".into(), count: 1 }]);
}

#[test]
fn a_name_that_is_only_spoken_of_does_not_speak() {
    assert_eq!(ids(&["speaker:Brook"]), ["ferry.txt#1", "ferry.txt#3"]);
    assert_eq!(ids(&["speaker:\"Tom Reed\""]), ["bridge.txt#2", "ferry.txt#2"]);
    assert_eq!(ids(&["said:{speaker:Brook bridge}"]), Vec::<String>::new());
}

#[test]
fn bare_words_are_inflected_and_phrases_are_not() {
    assert_eq!(ids(&["ferry"]), ["bridge.txt#1", "ferry.txt#0", "ferry.txt#1", "ferry.txt#2"]);
    assert_eq!(ids(&["\"ferry\""]), ["ferry.txt#0", "ferry.txt#1", "ferry.txt#2"]);
    assert_eq!(ids(&["=ferries"]), ["bridge.txt#1"]);
}

#[test]
fn dates_units_and_orders() {
    assert_eq!(ids(&["boats", "date:2025-03"]), ["ferry.txt#1", "ferry.txt#3"]);
    assert_eq!(ids(&["mentions:2025-03-03"]), ["ferry.txt#1"]);
    assert_eq!(ids(&["empty", "--unit", "article"]), ["bridge.txt", "ferry.txt"]);
    let newest: Vec<String> = search(&["empty", "--sort", "date"]).hits.into_iter().map(|h| h.article).collect();
    assert_eq!(newest[0], "bridge.txt");
    let all = search(&["*", "-n", "0"]);
    assert_eq!((all.total, all.hits.len()), (7, 7));
    let page = search(&["*", "-n", "2", "--offset", "6", "--sort", "id"]);
    assert_eq!((page.total, page.hits.len()), (7, 1));
}

#[test]
fn count_facets_and_search_agree() {
    for query in ["*", "empty", "speaker:Reed", "empty NOT bridge", "title:bridge", "person:Brook", "nothing"] {
        for unit in ["paragraph", "article", "quotation"] {
            let total = search(&[query, "--unit", unit, "-n", "0"]).hits.len();
            let count = newsdex(INDEX.path(), &["count", query, "--unit", unit]);
            assert_eq!(stdout(&count).trim(), total.to_string(), "{query} {unit}");
            assert_eq!(count.status.code(), Some(i32::from(total == 0)));
            let by = newsdex(INDEX.path(), &["count", query, "--unit", unit, "--by", "source", "--format", "csv"]);
            let sum: usize =
                stdout(&by).lines().skip(1).map(|l| l.rsplit(',').next().unwrap().parse::<usize>().unwrap()).sum();
            assert_eq!(sum, total, "{query} {unit}");
        }
    }
}

#[test]
fn a_wrong_query_points_at_the_place_and_suggests() {
    let output = newsdex(INDEX.path(), &["search", "boats speker:Brook"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        stderr(&output).lines().take(4).collect::<Vec<_>>(),
        ["error: unknown field `speker`", "  boats speker:Brook", "        ^^^^^^", "  hint: did you mean `speaker:`?"]
    );
    assert!(stdout(&output).is_empty());
    let facet = newsdex(INDEX.path(), &["facets", "speekers"]);
    assert_eq!(facet.status.code(), Some(2), "{}", stderr(&facet));
}

#[test]
fn a_reader_that_goes_away_ends_a_command_quietly() {
    let binary = env!("CARGO_BIN_EXE_newsdex");
    let script = format!(
        "set -o pipefail; for i in 1 2 3 4 5; do {binary} search '*' -n 0 --format jsonl | head -c 1 >/dev/null || exit 9; done"
    );
    let output = std::process::Command::new("bash").args(["-c", &script]).current_dir(INDEX.path()).output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

#[test]
fn nothing_of_an_article_reaches_a_terminal_as_a_control_sequence() {
    let dir = tempfile::tempdir().unwrap();
    let articles = dir.path().join("articles");
    fs::create_dir(&articles).unwrap();
    fs::write(
        articles.join("bad.txt"),
        "Red \u{1b}[31malert\u{7} in town\n\nThe \u{9b}31m siren rang \u{202e}twice, police said.\n",
    )
    .unwrap();
    newsdex(dir.path(), &["index", "articles", "-q"]);
    for args in [&["search", "siren"][..], &["show", "bad.txt"], &["annotate", "articles/bad.txt"]] {
        let text = stdout(&newsdex(Path::new(dir.path()), args));
        assert!(!text.is_empty() && !text.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']), "{text:?}");
    }
}

#[test]
fn a_batch_answers_every_row_that_is_right() {
    let rows = "label,query,to\nboats,empty boats,\nwrong,speker:Brook,\nearly,bridge OR ferry,2025-05-01\n";
    fs::write(INDEX.path().join("rows.csv"), rows).unwrap();
    let output = newsdex(INDEX.path(), &["batch", "rows.csv", "--format", "json"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(stderr(&output).contains("rows.csv, row 2: unknown field `speker`"), "{}", stderr(&output));
    let answer: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let totals: Vec<Option<u64>> = answer["rows"].as_array().unwrap().iter().map(|r| r["total"].as_u64()).collect();
    assert_eq!(totals, [Some(3), None, Some(3)]);
    for n in ["0", "2"] {
        let lines = newsdex(INDEX.path(), &["batch", "rows.csv", "--format", "jsonl", "-n", n]);
        let of_boats = stdout(&lines).lines().filter(|l| l.contains("\"label\":\"boats\"")).count();
        assert_eq!(of_boats, if n == "0" { 3 } else { 2 });
    }
}

#[test]
fn a_concordance_shows_each_match_with_its_words() {
    let output = newsdex(INDEX.path(), &["kwic", "empty", "--sort", "1R", "--format", "csv", "--width", "2"]);
    let lines: Vec<String> = stdout(&output).lines().skip(1).map(|l| l.split_once(',').unwrap().1.to_owned()).collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines.iter().all(|l| l.contains(",empty,")), "{lines:?}");
    assert_eq!(newsdex(INDEX.path(), &["kwic", "speaker:Brook"]).status.code(), Some(2));
    let sampled = |limit: &[&str]| {
        let output = newsdex(INDEX.path(), &[&["kwic", "the", "--sample", "5", "--format", "jsonl"], limit].concat());
        stdout(&output).lines().count()
    };
    assert_eq!((sampled(&[]), sampled(&["-n", "4"]), sampled(&["-n", "0"])), (5, 4, 5));
}

#[test]
fn an_explained_query_says_what_each_part_finds() {
    let explained = |query: &str| -> Vec<(u64, String, String, u64)> {
        let output = newsdex(INDEX.path(), &["search", "--explain", query, "--format", "json"]);
        let answer: Value = serde_json::from_str(&stdout(&output)).unwrap();
        let parts = answer["parts"].as_array().unwrap().iter();
        let text = |part: &Value, key: &str| part[key].as_str().unwrap().to_owned();
        let number = |part: &Value, key: &str| part[key].as_u64().unwrap();
        parts.map(|p| (number(p, "depth"), text(p, "query"), text(p, "unit"), number(p, "matches"))).collect()
    };
    let matches: Vec<u64> = explained("speaker:Brook boats").into_iter().map(|part| part.3).collect();
    assert_eq!(matches, [2, 2, 3]);
    // Operands of an operator on positions are parts too, in the field and the quotation that they stand in.
    for (query, of, unit) in [
        ("boats w/5 (harbour OR fleet)", "", "paragraph"),
        ("lead:(boats w/5 (harbour OR fleet))", "lead:", "paragraph"),
        ("quote:(boats w/5 (harbour OR fleet))", "quote:", "quotation"),
    ] {
        let parts = explained(query);
        let seen: Vec<(u64, &str, &str)> = parts.iter().map(|p| (p.0, p.1.as_str(), p.2.as_str())).skip(1).collect();
        assert_eq!(
            seen,
            [(1, "boats", unit), (1, "(harbour OR fleet)", unit), (2, "harbour", unit), (2, "fleet", unit)],
            "{query}"
        );
        let alone = |operand: &str| {
            stdout(&newsdex(INDEX.path(), &["count", &format!("{of}({operand})"), "--unit", unit]))
                .trim()
                .parse::<u64>()
                .unwrap()
        };
        for (_, operand, _, matches) in &parts[1..] {
            assert_eq!(*matches, alone(operand), "{query} {operand}");
        }
    }
}

#[test]
fn a_query_that_finds_nothing_says_which_part_does_not() {
    let hint = |query: &str| stderr(&newsdex(INDEX.path(), &["search", query]));
    assert!(hint("boats zebra").contains("hint: nothing matches `zebra` alone"), "{}", hint("boats zebra"));
    let apart = hint("headline:* lead:*");
    assert!(
        apart.contains("each part is found, but in no paragraph together") && apart.contains("article:{"),
        "{apart}"
    );
    let said = hint("said:{kind:direct kind:indirect}");
    assert!(said.contains("not in one quotation"), "{said}");
    assert!(!hint("zebra").contains("hint:") && !hint("boats").contains("hint:"));
}
