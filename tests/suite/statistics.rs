//! Statistics of words from the outside, each held against what `search` says counted in the plainest way.

use crate::common::{newsdex, stderr, stdout};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;

/// An index of the sample articles.
static INDEX: LazyLock<TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    let output = newsdex(Path::new("."), &["index", "corpus", "--index", dir.path().join("index").to_str().unwrap()]);
    assert!(output.status.success(), "{}", stderr(&output));
    dir
});

fn ask(args: &[&str]) -> Value {
    let output = newsdex(INDEX.path(), &[args, &["--format", "json"]].concat());
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|e| panic!("{args:?}: {e} {}", stderr(&output)))
}

fn hits(query: &str, unit: &str) -> Vec<Value> {
    let output = newsdex(INDEX.path(), &["search", query, "--unit", unit, "-n", "0", "--format", "jsonl"]);
    stdout(&output).lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn list<'a>(answer: &'a Value, key: &str) -> &'a Vec<Value> {
    answer[key].as_array().unwrap()
}

/// Words with how often they stand in paragraphs or in the pieces of quotations.
fn counted(hits: &[Value]) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    let mut add =
        |text: &str| newsdex::lexical::list(text).into_iter().for_each(|w| *counts.entry(w).or_default() += 1);
    for hit in hits {
        match hit["id"].as_str().unwrap().rsplit_once('#').unwrap().1.contains('.') {
            false => add(hit["text"].as_str().unwrap()),
            true => list(&hit["quotations"][0], "content").iter().for_each(|c| add(c["text"].as_str().unwrap())),
        }
    }
    counts
}

fn words_of(answer: &Value, key: &str, count: &str) -> BTreeMap<String, u64> {
    let row = |r: &Value| (r["word"].as_str().unwrap().to_owned(), r[count].as_u64().unwrap());
    list(answer, key).iter().map(row).collect()
}

#[test]
fn frequencies_are_those_of_the_words_of_the_matches() {
    for (query, unit) in [("*", "paragraph"), ("bridge", "paragraph"), ("speaker:Wei OR water", "quotation")] {
        let answer = ask(&["frequency", query, "--unit", unit, "-n", "0"]);
        let found = hits(query, unit);
        assert_eq!(words_of(&answer, "frequencies", "count"), counted(&found), "{query}");
        assert_eq!(answer["units"].as_u64().unwrap(), found.len() as u64);
        assert_eq!(answer["words"].as_u64().unwrap(), counted(&found).values().sum::<u64>());
    }
    // Of an article all paragraphs count, and not only those that match.
    let whole = ask(&["frequency", "id:\"eastern-star/sarrin-summit.txt\"", "-n", "0"]);
    let article =
        ask(&["frequency", "article:{trust id:\"eastern-star/sarrin-summit.txt\"}", "--unit", "article", "-n", "0"]);
    assert_eq!(whole["frequencies"].as_array().unwrap().len(), article["frequencies"].as_array().unwrap().len());
    assert_eq!(whole["words"], article["words"]);
    let content = ask(&["frequency", "--stop-words", "drop", "-n", "5"]);
    assert!(list(&content, "frequencies").iter().all(|r| r["word"] != "the"));
}

#[test]
fn collocates_are_those_of_the_highlights() {
    let answer =
        ask(&["collocates", "bridge", "--window", "3", "--within", "paragraph", "--min-count", "1", "-n", "0"]);
    let (mut near, mut matches) = (BTreeMap::<String, u64>::new(), 0);
    for hit in hits("bridge", "paragraph") {
        let text: Vec<char> = hit["text"].as_str().unwrap().chars().collect();
        let slice = |from: usize, to: usize| newsdex::words::list(&text[from..to].iter().collect::<String>());
        let marks: Vec<(usize, usize)> = serde_json::from_value(hit["highlights"].clone()).unwrap();
        let (mut words, mut nodes, mut at) = (Vec::new(), Vec::new(), 0);
        for (start, end) in marks {
            words.extend(slice(at, start));
            nodes.push(words.len()..words.len() + slice(start, end).len());
            words.extend(slice(start, end));
            at = end;
        }
        words.extend(slice(at, text.len()));
        matches += nodes.len() as u64;
        for (n, word) in words.iter().enumerate() {
            let is_near = |node: &std::ops::Range<usize>| n + 3 >= node.start && n < node.end + 3;
            if nodes.iter().any(is_near) && !nodes.iter().any(|node| node.contains(&n)) {
                *near.entry(word.clone()).or_default() += 1;
            }
        }
    }
    assert_eq!(words_of(&answer, "collocates", "count"), near);
    assert_eq!(answer["matches"].as_u64().unwrap(), matches);
    assert_eq!(answer["window_words"].as_u64().unwrap(), near.values().sum::<u64>());
    let everything = counted(&hits("*", "paragraph"));
    assert_eq!(answer["corpus_words"].as_u64().unwrap(), everything.values().sum::<u64>());
    for (word, frequency) in words_of(&answer, "collocates", "frequency") {
        assert_eq!(frequency, everything[&word], "{word}");
    }
    // Read from the texts or known from the dictionary, frequencies are the same.
    let read = ask(&[
        "collocates",
        "bridge",
        "--window",
        "3",
        "--within",
        "paragraph",
        "--min-count",
        "1",
        "-n",
        "0",
        "--in",
        "*",
    ]);
    assert_eq!(read["collocates"], answer["collocates"]);
}

#[test]
fn keyness_compares_frequencies_and_turns_with_its_queries() {
    let (a, b) = ("source:Northern", "source:Eastern");
    let there = ask(&["keyness", a, "--against", b, "--min-count", "1", "-n", "0"]);
    let back = ask(&["keyness", b, "--against", a, "--min-count", "1", "-n", "0"]);
    let nonzero = |mut counts: BTreeMap<String, u64>| {
        counts.retain(|_, n| *n > 0);
        counts
    };
    assert_eq!(nonzero(words_of(&there, "keys", "count")), counted(&hits(a, "paragraph")));
    assert_eq!(nonzero(words_of(&there, "keys", "against")), counted(&hits(b, "paragraph")));
    let measured = |answer: &Value| -> BTreeMap<String, f64> {
        list(answer, "keys").iter().map(|k| (k["word"].as_str().unwrap().into(), k["ll"].as_f64().unwrap())).collect()
    };
    let back = measured(&back);
    assert!(measured(&there).iter().all(|(word, ll)| (ll + back[word]).abs() < 0.001));
    let rest = ask(&["keyness", a, "-n", "1"]);
    let all = ask(&["frequency", "-n", "1"]);
    let sum: u64 = list(&rest, "words").iter().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(sum, all["words"].as_u64().unwrap());
}

#[test]
fn dispersion_agrees_with_the_concordance() {
    let lines = ask(&["kwic", "water", "-n", "1"])["total"].as_u64().unwrap();
    let articles = ask(&["count", "water", "--unit", "article"])["count"].as_u64().unwrap();
    let words = ask(&["frequency", "-n", "1"])["words"].as_u64().unwrap();
    let over = |field: &str| ask(&["dispersion", "water", "--over", field]);
    for field in ["article", "month", "source"] {
        let found = over(field);
        assert_eq!((found["matches"].as_u64(), found["words"].as_u64()), (Some(lines), Some(words)), "{field}");
        let dp = found["gries_dp"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&dp) && found["gries_dp_norm"].as_f64().unwrap() >= dp);
    }
    assert_eq!(over("article")["range"].as_u64(), Some(articles));
    assert_eq!(newsdex(INDEX.path(), &["dispersion", "speaker:Wei"]).status.code(), Some(2));
}

#[test]
fn of_quotations_the_words_of_quotations_are_the_size() {
    let said = ask(&["frequency", "*", "--unit", "quotation", "-n", "1"])["words"].as_u64();
    let lines = ask(&["kwic", "water", "--unit", "quotation", "-n", "1"])["total"].as_u64();
    for field in ["article", "source"] {
        let found = ask(&["dispersion", "water", "--unit", "quotation", "--over", field]);
        assert_eq!((found["matches"].as_u64(), found["words"].as_u64()), (lines, said), "{field}");
    }
}

#[test]
fn of_a_family_the_article_that_is_seen_is_the_one_that_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let story: String = (0..150).map(|n| format!("The w{n} sails. ")).collect();
    for (file, day, source, end) in
        [("a.txt", 1, "Alpha Post", ""), ("b.txt", 2, "Beta Times", "A zebra ran."), ("c.txt", 3, "Gamma", "A zebra.")]
    {
        let text = format!("Source: {source}\nDate: 2026-01-0{day}\n\n{story}\n\n{end}\n");
        std::fs::create_dir_all(dir.path().join("corpus")).unwrap();
        std::fs::write(dir.path().join("corpus").join(file), text).unwrap();
    }
    let output = newsdex(dir.path(), &["index"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let ask = |args: &[&str]| -> Value {
        let output = newsdex(dir.path(), &[args, &["--dups", "collapse", "--format", "json"]].concat());
        serde_json::from_str(&stdout(&output)).unwrap_or_else(|e| panic!("{args:?}: {e} {}", stderr(&output)))
    };
    for (word, source) in [("zebra", "Beta Times"), ("w7", "Alpha Post")] {
        let rates = ask(&["count", word, "--by", "source", "--per-million"])["groups"].clone();
        assert_eq!((rates[0]["source"].as_str(), rates[1].as_object()), (Some(source), None));
        for over in ["article", "source"] {
            let found = ask(&["dispersion", word, "--over", over]);
            assert_eq!((found["matches"].as_u64(), &found["words"]), (Some(1), &rates[0]["words"]), "{word} {over}");
            assert_eq!((&found["range"], &found["parts_total"]), (&1.into(), &1.into()), "{word} {over}");
        }
        let near = ask(&["collocates", word, "--min-count", "1"]);
        assert_eq!(near["corpus_words"], rates[0]["words"], "{word}");
        let keys = ask(&["keyness", word, "--min-count", "1"])["words"].clone();
        assert_eq!(keys[0].as_u64().unwrap() + keys[1].as_u64().unwrap(), rates[0]["words"].as_u64().unwrap());
    }
}

#[test]
fn values_of_quotations_count_what_their_fields_find() {
    for field in ["speaker", "kind", "via", "speaker_kind"] {
        for row in list(&ask(&["facets", field, "--unit", "quotation", "-n", "5"]), "values") {
            let value = row["value"].as_str().unwrap();
            let query =
                if field == "speaker" { format!("speaker:\"{value}\"") } else { format!("said:{{{field}:{value}}}") };
            let found = ask(&["count", &query, "--unit", "quotation"])["count"].clone();
            assert_eq!(found, row["count"], "{query}");
        }
    }
    // Who holds attitudes is told where these are asked for.
    let sum = |query: &str| -> u64 {
        let found = ask(&["facets", "kind", query, "--unit", "quotation"]);
        list(&found, "values").iter().map(|row| row["count"].as_u64().unwrap()).sum()
    };
    let count = |query: &str| ask(&["count", query, "--unit", "quotation"])["count"].as_u64().unwrap();
    let (speech, attitudes) = ("said:{act:speech}", "said:{act:attitude}");
    assert_eq!((sum("*"), sum(attitudes)), (count(speech), count(attitudes)));
    assert!(count(attitudes) > 0);
}

#[test]
fn rates_are_in_a_million_words_of_the_group() {
    let all: u64 = ask(&["frequency", "-n", "1"])["words"].as_u64().unwrap();
    let whole = ask(&["count", "water", "--per-million"]);
    assert_eq!(whole["words"].as_u64(), Some(all));
    let rate = whole["count"].as_f64().unwrap() * 1e6 / all as f64;
    assert!((whole["per_million"].as_f64().unwrap() - rate).abs() < 0.001);
    let sum = |by: &str, unit: &str| -> u64 {
        let found = ask(&["count", "*", "--by", by, "--per-million", "--unit", unit]);
        list(&found, "groups").iter().map(|g| g["words"].as_u64().unwrap()).sum()
    };
    assert_eq!((sum("source", "paragraph"), sum("month", "article")), (all, all));
    let said = ask(&["frequency", "*", "--unit", "quotation", "-n", "1"])["words"].as_u64().unwrap();
    assert_eq!(sum("kind", "quotation"), said);
    // A speaker's paragraphs are fewer than all, and their words are counted in the paragraphs themselves.
    let wei = counted(&hits("speaker:\"Wei Jianhong\"", "paragraph")).values().sum::<u64>();
    let by_speaker = ask(&["count", "*", "--by", "speaker", "--per-million"]);
    let group = list(&by_speaker, "groups").iter().find(|g| g["speaker"] == "Wei Jianhong").unwrap();
    assert_eq!(group["words"].as_u64(), Some(wei));
}

#[test]
fn histograms_are_drawn_small_and_into_files() {
    let days = stdout(&newsdex(INDEX.path(), &["count", "*", "--by", "day", "--compact"]));
    assert!(
        days.lines().all(|line| line.chars().count() < 160) && days.contains("a bar is the greatest of "),
        "{days}"
    );
    let output = newsdex(INDEX.path(), &["count", "water", "--by", "month", "--compact"]);
    let text = stdout(&output);
    assert_eq!(text.lines().count(), 1);
    assert!(text.contains('█') && text.contains("greatest"), "{text}");
    let some = stderr(&newsdex(INDEX.path(), &["count", "*", "--by", "month", "--compact"]));
    assert!(stderr(&output).is_empty() && some.contains(" without a date"), "{some}");
    let file = INDEX.path().join("water.svg");
    let path = file.to_str().unwrap();
    let output = newsdex(INDEX.path(), &["count", "water", "--by", "month,source", "--plot", path]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(std::fs::read_to_string(&file).unwrap().contains("Northern Wire"));
    for wrong in [["source,month", path], ["month", "water.pdf"]] {
        let output = newsdex(INDEX.path(), &["count", "water", "--by", wrong[0], "--plot", wrong[1]]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    }
}
