//! `verify` from the outside: every verdict, every form of input, and that it agrees with what the index holds.

use crate::common::{newsdex, stderr, stdout};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    row: usize,
    line: Option<usize>,
    quote: Option<String>,
    speaker: Option<String>,
    fields: Map<String, Value>,
    verdict: Option<String>,
    attribution: Option<String>,
    similarity: Option<f64>,
    meaning_changes: Vec<String>,
    changes: Vec<Change>,
    diff: Option<String>,
    found: Option<Found>,
    also: Vec<Place>,
    also_total: usize,
    error: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    kind: String,
    quote: String,
    source: String,
    meaning: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    id: String,
    published: Option<String>,
    source: Option<String>,
    speaker: Option<String>,
    form: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Found {
    id: String,
    published: Option<String>,
    source: Option<String>,
    speaker: Option<String>,
    form: String,
    article: String,
    p: u32,
    quotation: Option<usize>,
    path: String,
    title: String,
    text: String,
    start: Option<u32>,
    end: Option<u32>,
}

/// An index of three small articles; the third repeats a quotation of the first, later.
static INDEX: LazyLock<TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let articles = dir.path().join("articles");
    fs::create_dir(&articles).unwrap();
    let write = |name: &str, text: &str| fs::write(articles.join(name), text).unwrap();
    write(
        "ferry.txt",
        "Source: Harbour Post\nPosted On: 3/4/2025, 9:00:00 AM\n\nThe ferry will stop in winter.\n\n\
         “We will not pay 1,500 crowns a day for empty boats,” Mayor Ada Brook said on Monday. “The island has a \
         bridge, and on Tuesday it opens again.”\n\nTom Reed, who runs the fish market, protested. “The mayor has never taken the ferry,” he \
         said, “and the cease-fire between us is over.”\n\nReed warned that the market would lose half of its customers from the mainland.\n\n\
         A banner on the pier read “No boats, no votes, no fish”.\n",
    );
    write(
        "debate.txt",
        "Source: City Voice\nPosted On: 3/6/2025, 9:00:00 AM\n\nThe council met on Wednesday.\n\n“Nobody here has counted the tickets,” \
         Ines Farr said.\n",
    );
    write(
        "again.txt",
        "Source: City Voice\nPosted On: 3/9/2025, 9:00:00 AM\n\nMayor Ada Brook said: “We will not pay 1,500 crowns a day for \
         empty boats.”\n",
    );
    write(
        "quay.txt",
        "“The only way to the old quay is a boat,” Paul Timm said.\n\nAda Brook said there was a way to the old quay, and that it was no boat.\n\n\
         “The harbour master is not able to steer the barge,” Tom Reed said. “Nobody should blame him for the wreck.”\n",
    );
    let output = newsdex(dir.path(), &["index", "articles"]);
    assert!(output.status.success(), "{}", stderr(&output));
    dir
});

fn verify(rows: &[(&str, Option<&str>)]) -> (Vec<Finding>, Option<i32>) {
    let lines: Vec<String> = rows.iter().map(|(q, s)| json!({"quote": q, "speaker": s}).to_string()).collect();
    verify_file("rows.jsonl", &lines.join("\n"))
}

fn verify_file(name: &str, text: &str) -> (Vec<Finding>, Option<i32>) {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join(name);
    fs::write(&file, text).unwrap();
    let output = newsdex(INDEX.path(), &["verify", file.to_str().unwrap(), "--format", "jsonl"]);
    let found = stdout(&output).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    (found, output.status.code())
}

fn one(quote: &str, speaker: &str) -> Finding {
    verify(&[(quote, Some(speaker).filter(|s| !s.is_empty()))]).0.remove(0)
}

#[test]
fn every_verdict_has_its_case() {
    let cases = [
        ("We will not pay 1,500 crowns a day for empty boats", "Ada Brook", "verbatim", "confirmed"),
        ("\"WE WILL NOT PAY 1500 CROWNS...for empty boats.\"", "Mayor Brook", "verbatim", "confirmed"),
        ("We will not pay … for empty boats. The island has a bridge", "Brook", "verbatim", "confirmed"),
        (
            "The mayor has never taken the ferry and the ceasefire between us is over",
            "Tom Reed",
            "verbatim",
            "confirmed",
        ),
        ("[She] has never taken the ferry", "Tom Reed", "verbatim", "confirmed"),
        ("Nobody here has counted the tickets", "", "verbatim", "unclaimed"),
        ("The ferry will stop in winter", "Tom Reed", "verbatim", "unknown"),
        ("We will pay 1,500 crowns a day for empty boats", "Ada Brook", "altered", "confirmed"),
        ("We will not pay 15,000 crowns a day for empty boats", "Ada Brook", "altered", "confirmed"),
        ("We will … pay 1,500 crowns a day for empty boats", "Ada Brook", "altered", "confirmed"),
        ("The harbour master is notable to steer the barge", "Tom Reed", "altered", "confirmed"),
        ("[They] should blame him for the wreck", "Tom Reed", "altered", "confirmed"),
        ("[Nobody] should blame him for the wreck", "Tom Reed", "verbatim", "confirmed"),
        ("The only way the old quay is a boat", "Ada Brook", "altered", "other"),
        ("Nobody here has counted the tickets", "Tom Reed", "misattributed", "other"),
        ("The market will lose half its customers from the mainland", "Reed", "paraphrase", "confirmed"),
        ("The harbour needs a lighthouse of its own", "Ada Brook", "not_found", ""),
    ];
    let rows: Vec<_> = cases.iter().map(|c| (c.0, Some(c.1).filter(|s| !s.is_empty()))).collect();
    let (found, code) = verify(&rows);
    assert_eq!(code, Some(1));
    for (case, finding) in cases.iter().zip(&found) {
        let got = (finding.verdict.as_deref().unwrap(), finding.attribution.as_deref().unwrap_or(""));
        assert_eq!(got, (case.2, case.3), "{finding:#?}");
    }
}

#[test]
fn the_earliest_source_is_named_and_the_others_listed() {
    let finding = one("We will not pay 1,500 crowns a day for empty boats", "Ada Brook");
    let found = finding.found.unwrap();
    assert_eq!((found.id.as_str(), found.published.as_deref()), ("ferry.txt#1", Some("2025-03-04T09:00:00")));
    assert_eq!((found.source.as_deref(), found.speaker.as_deref()), (Some("Harbour Post"), Some("Ada Brook")));
    assert_eq!(
        (found.article.as_str(), found.p, found.quotation, found.form.as_str()),
        ("ferry.txt", 1, Some(1), "quoted")
    );
    assert_eq!(finding.also_total, 1);
    let also = &finding.also[0];
    assert_eq!(
        (also.id.as_str(), also.form.as_str(), also.speaker.as_deref()),
        ("again.txt#1", "quoted", Some("Ada Brook"))
    );
    assert!(also.published.is_some() && also.source.is_some() && !found.path.is_empty() && !found.title.is_empty());
    assert_eq!(found.text, "We will not pay 1,500 crowns a day for empty boats");
    assert_eq!((found.start, found.end), (Some(1), Some(51)));
    assert_eq!(finding.similarity, Some(1.0));
}

#[test]
fn the_earliest_is_that_of_the_oldest_hit_whatever_the_zones() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("articles")).unwrap();
    for (name, date) in [("a", "2026-01-05T23:30:00-05:00"), ("b", "2026-01-06T05:00:00+09:00"), ("c", "2026-01-06")] {
        let text = format!(
            "Night {name} on the pass\n\nPosted On: {date}\n\n“The lamp must stay lit all winter,” said Anna Lind.\n"
        );
        fs::write(dir.path().join("articles").join(format!("{name}.txt")), text).unwrap();
    }
    assert!(newsdex(dir.path(), &["index", "articles"]).status.success());
    fs::write(dir.path().join("q.txt"), "\"The lamp must stay lit all winter\" — Anna Lind\n").unwrap();
    let oldest = stdout(&newsdex(dir.path(), &["search", "lamp", "--sort", "oldest", "--ids", "-q"]));
    assert_eq!(oldest, "b.txt#1\nc.txt#1\na.txt#1\n");
    let output = stdout(&newsdex(dir.path(), &["verify", "q.txt", "--format", "jsonl"]));
    let finding: Finding = serde_json::from_str(&output).unwrap();
    let ids = [finding.found.unwrap().id].into_iter().chain(finding.also.into_iter().map(|place| place.id));
    assert_eq!(ids.collect::<Vec<_>>(), oldest.lines().collect::<Vec<_>>());
}

#[test]
fn where_all_is_verbatim_a_speaker_who_is_not_known_is_told_and_no_failure() {
    let (found, code) = verify(&[("The ferry will stop in winter", Some("Tom Reed"))]);
    assert_eq!((found[0].attribution.as_deref(), code), (Some("unknown"), Some(0)));
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("q.txt");
    fs::write(&file, "Tom Reed: “The ferry will stop in winter”\n").unwrap();
    let said = stderr(&newsdex(INDEX.path(), &["verify", file.to_str().unwrap()]));
    assert!(said.contains("1 quote: 1 verbatim (of 1 the corpus does not tell the speaker)"), "{said}");
}

#[test]
fn what_is_altered_is_shown_and_named() {
    let finding = one("We will always pay 1,600 crowns a day for empty boats", "Ada Brook");
    assert_eq!(
        finding.diff.as_deref(),
        Some("We will [-always-]{+not+} pay [-1,600-]{+1,500+} crowns a day for empty boats")
    );
    assert_eq!(finding.meaning_changes, ["negation", "number"]);
    let left_out = one("We will … pay 1,500 crowns a day for empty boats", "Ada Brook");
    assert_eq!(left_out.diff.as_deref(), Some("We will {+not+} pay 1,500 crowns a day for empty boats"));
    let change = &finding.changes[0];
    assert_eq!((change.kind.as_str(), change.quote.as_str(), change.source.as_str()), ("replace", "always", "not"));
    assert_eq!(change.meaning, ["negation"]);
    assert_eq!(one("The island has a bridge and on Friday it opens again", "").meaning_changes, ["date"]);
}

#[test]
fn a_quote_with_one_other_word_is_nearer_than_a_report() {
    let finding = one("The only way the old quay is a boat", "");
    assert_eq!(finding.diff.as_deref(), Some("The only way {+to+} the old quay is a boat"));
    assert_eq!(finding.found.unwrap().speaker.as_deref(), Some("Paul Timm"));
}

#[test]
fn tables_lines_and_json_are_read_and_bad_rows_are_told() {
    let csv = "id,Quote,Speaker\n7,\"Nobody here has counted the tickets\",Ines Farr\n8,,Ines Farr\n9,\"…\",\n";
    let (found, code) = verify_file("q.csv", csv);
    assert_eq!(code, Some(4));
    assert_eq!((found[0].fields["id"].as_str(), found[0].verdict.as_deref()), (Some("7"), Some("verbatim")));
    assert_eq!((found[1].row, found[1].line, found[1].error.as_deref()), (2, Some(3), Some("there is no quote")));
    assert!(
        found[2].error.is_some()
            && found[2].quote.is_some()
            && found[2].verdict.is_none()
            && found[1].speaker.is_some()
    );
    let (found, code) = verify_file("q.txt", "“Nobody here has counted the tickets” — Ines Farr\n");
    assert_eq!((found[0].verdict.as_deref(), code), (Some("verbatim"), Some(0)));
    let (found, code) = verify_file("q.jsonl", "{\"quote\":\n{\"quote\":\"Nobody here has counted the tickets\"}\n");
    assert!(found[0].error.is_some());
    assert_eq!((found[1].verdict.as_deref(), code), (Some("verbatim"), Some(4)));
    let output = newsdex(INDEX.path(), &["verify", "nothing.csv"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn a_column_that_is_misspelt_is_mentioned_and_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let said = |table: &str, more: &[&str]| {
        let file = dir.path().join("quotes.csv");
        fs::write(&file, table).unwrap();
        stderr(&newsdex(INDEX.path(), &[&["verify", file.to_str().unwrap()], more].concat()))
    };
    assert!(said("quote,spaeker\nNobody here,Farr\n", &[]).contains("`spaeker` is not used; did you mean `speaker`?"));
    assert!(said("qoute,text\nNobody here,Farr\n", &[]).contains("did you mean `quote`?"));
    for (table, more) in [
        ("quote,speaker,speakers,date,page\nNobody here,Farr,x,x,x\n", &[][..]),
        ("quote,spaeker\nNobody here,Farr\n", &["--speaker-column", "spaeker"]),
        ("quote,spaeker\nNobody here,Farr\n", &["-q"]),
    ] {
        assert!(!said(table, more).contains("not used"), "{table}");
    }
}

#[test]
fn a_table_passes_its_columns_on() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("q.tsv");
    fs::write(&file, "label\tquote\tspeaker\nx\tNobody here has counted the tickets\tTom Reed\n").unwrap();
    let output = newsdex(INDEX.path(), &["verify", file.to_str().unwrap(), "--format", "csv"]);
    let text = stdout(&output);
    let mut lines = text.lines();
    assert!(lines.next().unwrap().starts_with("label,quote,speaker,verdict,attribution,"));
    assert!(lines.next().unwrap().starts_with("x,Nobody here has counted the tickets,Tom Reed,misattributed,other,1,"));
}

#[test]
fn every_direct_quotation_of_an_index_is_verbatim() {
    let dir = tempfile::tempdir().unwrap();
    let index = dir.path().join("index");
    let index = index.to_str().unwrap();
    assert!(newsdex(Path::new("."), &["index", "corpus", "--index", index]).status.success());
    let ask = |args: &[&str]| {
        let output = newsdex(Path::new("."), &[args, &["--index", index, "--format", "jsonl"]].concat());
        let text = stdout(&output);
        text.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()).collect::<Vec<_>>()
    };
    let hits = ask(&["search", "said:{kind:direct}", "--unit", "quotation", "-n", "0"]);
    assert!(hits.len() > 20);
    let row = |hit: &Value| {
        let q = &hit["quotations"][0];
        let text: Vec<&str> = q["content"].as_array().unwrap().iter().map(|c| c["text"].as_str().unwrap()).collect();
        json!({"quote": text.join(" "), "speaker": q["speaker"], "id": hit["id"]}).to_string()
    };
    let file = dir.path().join("all.jsonl");
    fs::write(&file, hits.iter().map(row).collect::<Vec<_>>().join("\n")).unwrap();
    for finding in ask(&["verify", file.to_str().unwrap()]) {
        assert_eq!(finding["verdict"], "verbatim", "{finding:#}");
        let attribution = finding["attribution"].as_str().unwrap();
        assert!(["confirmed", "unclaimed"].contains(&attribution), "{finding:#}");
    }
}
