//! What scripts build on: groups, chosen fields, lists with NULs, saved queries, and what is new since a revision.

use crate::common::{newsdex, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// An index of the articles with these names, each about boats.
fn index(names: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    names.iter().for_each(|name| write(dir.path(), name, "boats"));
    assert_eq!(newsdex(dir.path(), &["index", "articles", "-q"]).status.code(), Some(0));
    dir
}

fn write(dir: &Path, name: &str, what: &str) {
    let path = dir.join("articles").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let text = format!(
        "News of {name}\n\nSource: Post\n\nThe {what} came.\n\n\u{201c}The {what} are late,\u{201d} Ada Brook said.\n"
    );
    fs::write(path, text).unwrap();
}

fn lines(dir: &Path, args: &[&str]) -> Vec<String> {
    stdout(&newsdex(dir, args)).lines().map(str::to_owned).collect()
}

fn json(dir: &Path, args: &[&str]) -> Value {
    serde_json::from_str(&stdout(&newsdex(dir, args))).unwrap()
}

#[test]
fn since_a_revision_only_what_is_new_is_found_and_each_once() {
    let dir = index(&["a.txt", "b.txt"]);
    let dir = dir.path();
    let new = |file: &str| lines(dir, &["search", "boats", "-u", "article", "-n", "0", "--ids", "--since-file", file]);
    let first = json(dir, &["search", "boats", "--format", "json"])["revision"].as_u64().unwrap();
    assert_eq!(json(dir, &["stats", "--format", "json"])["revision"], first);
    assert_eq!((new("seen"), new("seen")), (vec!["a.txt".into(), "b.txt".into()], vec![]));
    write(dir, "c.txt", "boats");
    write(dir, "a.txt", "boats and ships");
    let run = json(dir, &["index", "articles", "-q", "--format", "json"]);
    assert!(run["revision"].as_u64().unwrap() > first);
    let since = first.to_string();
    assert_eq!(lines(dir, &["count", "boats", "-u", "article", "--since", &since]), ["2"]);
    assert_eq!((new("seen"), new("seen")), (vec!["a.txt".into(), "c.txt".into()], vec![]));
    // Nothing changes: the revision stays.
    let again = json(dir, &["index", "articles", "-q", "--format", "json"]);
    assert_eq!(again["revision"], run["revision"]);
    fs::write(dir.join("seen"), "what?").unwrap();
    let wrong = newsdex(dir, &["search", "boats", "--since-file", "seen"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", stderr(&wrong));
}

#[test]
fn what_was_not_printed_is_new_the_next_time_too() {
    let names: Vec<String> = (0..12).map(|n| format!("{n:02}.txt")).collect();
    let dir = index(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let dir = dir.path();
    let search = |more: &[&str]| {
        let output = newsdex(dir, &[&["search", "boats", "--ids", "--since-file", "seen"], more].concat());
        (stdout(&output).lines().count(), stderr(&output))
    };
    for (cut, printed) in [
        (&["-n", "10"][..], 10),
        (&["--offset", "1"], 23),
        (&["--group", "article", "--per-group", "1"], 12),
        (&["--group", "speaker", "-n", "1"], 12),
    ] {
        let (lines, said) = search(cut);
        assert_eq!(lines, printed, "{cut:?}");
        assert!(said.contains("stays at revision 0") && !dir.join("seen").exists(), "{cut:?}: {said}");
    }
    assert_eq!(search(&["--group", "source"]), (24, String::new()));
    assert_eq!(search(&[]), (0, String::new()));
    fs::remove_file(dir.join("seen")).unwrap();
    assert_eq!((search(&[]).0, search(&[]).0), (24, 0));
}

#[test]
fn a_revision_that_the_index_has_not_reached_is_an_error_and_stays_in_its_file() {
    let dir = index(&["a.txt"]);
    let dir = dir.path();
    fs::write(dir.join("seen"), "9\n").unwrap();
    fs::write(dir.join("rows.csv"), "query\nboats\n").unwrap();
    for args in [
        &["search", "boats", "--since-file", "seen"][..],
        &["search", "boats", "--since", "9"],
        &["count", "boats", "--since", "9"],
        &["facets", "source", "--since", "9"],
        &["batch", "rows.csv", "--since", "9"],
    ] {
        let output = newsdex(dir, args);
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()), "{args:?}");
        assert!(stderr(&output).contains("revision 9 is newer than the index, which is at revision 1"), "{args:?}");
    }
    assert_eq!(fs::read_to_string(dir.join("seen")).unwrap(), "9\n");
    assert_eq!(newsdex(dir, &["search", "boats", "--since", "1"]).status.code(), Some(1));
}

#[test]
fn queries_are_saved_used_and_removed() {
    let dir = index(&["a.txt"]);
    let dir = dir.path();
    assert_eq!(lines(dir, &["count", "boats OR ships", "--save", "sea"]), ["2"]);
    assert_eq!(lines(dir, &["count", "query:sea speaker:Brook"]), ["1"]);
    fs::write(dir.join("rows.csv"), "query\nquery:sea\n").unwrap();
    assert_eq!(lines(dir, &["batch", "rows.csv", "--count", "--format", "csv"])[1], "1,,query:sea,paragraph,2,");
    let around = newsdex(dir, &["count", "late query:sea", "--save", "sea"]);
    assert_eq!((around.status.code(), stdout(&around)), (Some(2), String::new()));
    assert!(stderr(&around).contains("refer to itself"), "{}", stderr(&around));
    let wrong = newsdex(dir, &["count", "speker:Brook", "--save", "wrong"]);
    assert_eq!(wrong.status.code(), Some(2));
    let all = json(dir, &["queries", "--format", "json"]);
    assert_eq!(all["queries"], serde_json::json!([{"name": "sea", "query": "boats OR ships"}]));
    // Indexing again leaves them alone.
    write(dir, "b.txt", "ships");
    newsdex(dir, &["index", "articles", "-q"]);
    assert_eq!(lines(dir, &["count", "query:sea"]), ["4"]);
    assert_eq!(newsdex(dir, &["queries", "--remove", "sea"]).status.code(), Some(0));
    assert_eq!(newsdex(dir, &["queries"]).status.code(), Some(1));
    assert_eq!(newsdex(dir, &["count", "query:sea"]).status.code(), Some(2));
}

#[test]
fn hits_come_in_groups_in_every_form() {
    let dir = index(&["a.txt", "b.txt"]);
    let dir = dir.path();
    let by = |field: &str, format: &str| {
        stdout(&newsdex(dir, &["search", "boats", "--group", field, "--per-group", "1", "--format", format]))
    };
    let found: Value = serde_json::from_str(&by("speaker", "json")).unwrap();
    let counts =
        |g: &Value| (g["value"].as_str().map(str::to_owned), g["count"].as_u64(), g["hits"].as_array().unwrap().len());
    let groups: Vec<_> = found["groups"].as_array().unwrap().iter().map(counts).collect();
    assert_eq!((found["total"].as_u64(), found["of"].as_u64()), (Some(4), Some(2)));
    assert!(
        groups.contains(&(Some("Ada Brook".into()), Some(2), 1)) && groups.contains(&(None, Some(2), 1)),
        "{groups:?}"
    );
    assert!(found["hits"].as_array().unwrap().is_empty());
    assert!(by("article", "text").contains("a.txt \u{b7} 2 paragraphs\n#1\n"), "{}", by("article", "text"));
    assert!(by("source", "csv").starts_with("group,group_count,id,") && by("source", "csv").contains("\nPost,4,"));
    assert_eq!(by("article", "jsonl").lines().filter(|l| l.starts_with("{\"group\":\"b.txt\"")).count(), 1);
    assert_eq!(newsdex(dir, &["search", "boats", "--group", "sorce"]).status.code(), Some(2));
}

#[test]
fn fields_ids_and_paths_are_chosen() {
    let dir = index(&["a.txt", "b c.txt"]);
    let dir = dir.path();
    let said = ["search", "said:{boats}", "-u", "quotation", "-n", "0", "--fields", "id,speaker,kind"];
    assert_eq!(lines(dir, &said), ["a.txt#2.1\tAda Brook\tdirect", "b c.txt#2.1\tAda Brook\tdirect"]);
    let jsonl = lines(dir, &[&said[..], &["--format", "jsonl"]].concat());
    assert_eq!(jsonl[0], "{\"id\":\"a.txt#2.1\",\"speaker\":\"Ada Brook\",\"kind\":\"direct\"}");
    let csv = lines(dir, &[&said[..], &["--format", "csv"]].concat());
    assert_eq!(csv[..2], ["id,speaker,kind", "a.txt#2.1,Ada Brook,direct"]);
    let paths = stdout(&newsdex(dir, &["search", "boats", "-n", "0", "--paths", "-0"]));
    assert_eq!(paths, "articles/a.txt\0articles/b c.txt\0");
    let context = json(dir, &["search", "came", "-n", "1", "-C", "1", "--format", "json"]);
    let around: Vec<u64> =
        context["hits"][0]["context"].as_array().unwrap().iter().map(|p| p["p"].as_u64().unwrap()).collect();
    assert_eq!(around, [0, 2]);
    for wrong in [&["--fields", "spekers"][..], &["--fields", "id,date,id"], &["-0"], &["--ids", "--format", "json"]] {
        assert_eq!(newsdex(dir, &[&["search", "boats"], wrong].concat()).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn rows_that_cannot_be_told_apart_fail_and_no_others() {
    let dir = index(&["a.txt"]);
    let dir = dir.path();
    fs::write(dir.join("rows.csv"), "query,label\n\"boats,one\nboats,two\nboats, ships,three\n").unwrap();
    let output = newsdex(dir, &["batch", "rows.csv", "--count", "--format", "csv"]);
    assert_eq!((output.status.code(), stdout(&output).lines().nth(2)), (Some(4), Some("2,two,boats,paragraph,2,")));
    let text = stdout(&newsdex(dir, &["batch", "rows.csv", "--count"]));
    assert_eq!(text.lines().nth(2), Some("   wrong  line 4"), "{text}");
    let said = stderr(&output);
    assert!(said.contains("row 1 (line 2): cell ") && said.contains("row 3 (line 4): the row has 3"), "{said}");
    fs::write(dir.join("rows.csv"), "query,label,Query\nboats,one,ships\n").unwrap();
    let twice = newsdex(dir, &["batch", "rows.csv"]);
    assert!(twice.status.code() == Some(2) && stderr(&twice).contains("two columns"), "{}", stderr(&twice));
}

#[test]
fn an_id_of_a_quotation_means_that_quotation() {
    let dir = index(&["a.txt"]);
    let dir = dir.path();
    let shown = json(dir, &["show", "a.txt#2.1", "--format", "json"]);
    assert_eq!((shown["paragraphs"].as_array().unwrap().len(), shown["quotations"].as_array().unwrap().len()), (1, 1));
    for (id, code) in [("a.txt#2.2", 1), ("a.txt#1.1", 1), ("a.txt#2.x", 1), ("a.txt#2", 0)] {
        assert_eq!(newsdex(dir, &["show", id]).status.code(), Some(code), "{id}");
    }
    assert_eq!(newsdex(dir, &["show", "a.txt#2", "a.txt#2.2"]).status.code(), Some(4), "one of two is missing");
    let items = json(dir, &["show", "a.txt#2", "a.txt#1", "a.txt", "--cite", "csl-json"]);
    assert_eq!(items.as_array().unwrap().len(), 1, "{items}");
    let table = stderr(&newsdex(dir, &["show", "a.txt", "--cite", "apa", "--format", "json"]));
    assert!(table.contains("no json form") && !table.contains("use --format"), "{table}");
    let wrong = newsdex(dir, &["correct", "a.txt#2.1", "--quotation", "2", "--speaker", "Bo"]);
    assert!(wrong.status.code() == Some(2) && stderr(&wrong).contains("'a.txt#2.2'"), "{}", stderr(&wrong));
}

#[test]
fn what_is_not_understood_or_not_printed_is_told() {
    let dir = index(&["a.txt"]);
    let dir = dir.path();
    let said = |args: &[&str]| stderr(&newsdex(dir, args));
    assert!(said(&["search", "boats", "--facet", "source", "--ids"]).contains("note: --facet"));
    assert!(said(&["kwic", "boats", "--sample", "0"]).contains("at least 1 line"));
    assert!(said(&["count", "boats", "--by", "day,source,day"]).contains("--by names `day` twice"));
    let odd = said(&["count", "boats", "--now", "a\u{1b}[31mb\u{9b}2J", "--quiet"]);
    assert!(odd.contains("a [31mb 2J") && !odd.contains(['\u{1b}', '\u{9b}']), "{odd}");
    let file = newsdex(dir, &["index", "articles", "--index", "articles/a.txt"]);
    assert_eq!(file.status.code(), Some(3));
    assert!(stderr(&file).contains("is a file"), "{}", stderr(&file));
    fs::write(dir.join("index/meta.json"), "{\"opstamp\": 1,\n").unwrap();
    let check = newsdex(dir, &["check"]);
    assert!(check.status.code() == Some(3) && !stderr(&check).contains("opstamp"), "{}", stderr(&check));
}

#[test]
fn a_query_may_begin_with_a_minus_and_options_may_follow() {
    let dir = index(&["a.txt"]);
    let dir = dir.path();
    for word in ["-hope", "-Vienna", "-nuclear", "-Cuba", "-quote:war", "-alpha", "-\"no boats\""] {
        assert_eq!(lines(dir, &["count", word]), ["3"], "{word}");
        assert_eq!(lines(dir, &["search", word, "boats", "--ids", "-qn1"]).len(), 1, "{word}");
        assert_eq!(lines(dir, &["facets", "source", word, "-n5", "--format", "csv"])[1], "Post,3", "{word}");
    }
    assert_eq!(newsdex(dir, &["count", "-boats", "-late", "-news"]).status.code(), Some(1));
    assert!(stdout(&newsdex(dir, &["count", "-h"])).contains("Usage:"));
}

#[test]
fn what_matches_without_a_value_or_a_line_has_matched() {
    let dir = index(&["a.txt"]);
    let dir = dir.path();
    for args in [
        &["facets", "section"][..],
        &["facets", "section", "boats"],
        &["kwic", "ships OR speaker:Brook"],
        &["collocates", "boats", "--min-count", "99"],
        &["keyness", "late", "--min-count", "99"],
    ] {
        let output = newsdex(dir, args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    }
    for args in
        [&["facets", "section", "ships"][..], &["kwic", "ships"], &["collocates", "ships"], &["keyness", "ships"]]
    {
        assert_eq!(newsdex(dir, args).status.code(), Some(1), "{args:?}");
    }
    assert_eq!(newsdex(dir, &["kwic", "speaker:Brook"]).status.code(), Some(2));
}

#[test]
fn what_cannot_be_printed_is_an_error_help_too() {
    let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") else { return };
    for args in [&["--help"][..], &["search", "--help"], &["--version"], &["help"], &["fields"]] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_newsdex"));
        let output = command.args(args).stdout(full.try_clone().unwrap()).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{args:?}");
        assert!(stderr(&output).contains("cannot write to standard output"), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn a_run_that_finds_no_path_ends_with_its_summary() {
    let dir = tempfile::tempdir().unwrap();
    let output = newsdex(dir.path(), &["index", "gone", "--format", "json"]);
    assert_eq!(output.status.code(), Some(4));
    let summary: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(summary["articles"]["failed"], 1, "{summary}");
    assert!(stderr(&output).contains("gone: no such file"), "{}", stderr(&output));
}

#[test]
fn files_are_chosen_by_patterns() {
    let dir = index(&["a.txt"]);
    let dir = dir.path();
    ["b.txt", "drafts/c.txt", "x/d.text"].iter().for_each(|name| write(dir, name, "boats"));
    let args = ["index", "articles", "--index", "other", "-q", "--include", "*.txt", "--exclude", "drafts"];
    assert_eq!(newsdex(dir, &args).status.code(), Some(0));
    let ids = lines(dir, &["search", "*", "-u", "article", "-n", "0", "--ids", "--index", "other"]);
    assert_eq!(ids, ["a.txt", "b.txt"]);
}

#[test]
fn many_rows_are_answered_as_few_are_and_printed_in_order() {
    let dir = index(&["a.txt", "b.txt", "c.txt"]);
    let dir = dir.path();
    let query = |n: usize| match n % 5 {
        0 => "boats",
        1 => "said:{speaker:Brook late}",
        2 => "speker:Brook",
        3 => "zebra",
        _ => "boats w/5 late",
    };
    let rows = |from: usize, to: usize| -> String {
        (from..to)
            .map(|n| format!("r{n},{},{}\n", query(n), n % 3 + 1))
            .fold("label,query,limit\n".to_owned(), |all, row| all + &row)
    };
    // Fewer rows than are answered beside one another, and all of them.
    let answers = |name: &str, text: String, format: &str| {
        fs::write(dir.join(name), text).unwrap();
        let output = newsdex(dir, &["batch", name, "--format", format]);
        assert_eq!(output.status.code(), Some(4));
        (stdout(&output), stderr(&output))
    };
    let parts: Vec<_> = (0..5).map(|n| answers("few.csv", rows(n * 40, n * 40 + 40), "json").0).collect();
    let few: Vec<Value> = parts
        .iter()
        .flat_map(|part| serde_json::from_str::<Value>(part).unwrap()["rows"].as_array().unwrap().clone())
        .collect();
    let (all, errors) = answers("all.csv", rows(0, 200), "json");
    let all = serde_json::from_str::<Value>(&all).unwrap()["rows"].as_array().unwrap().clone();
    assert_eq!((all.len(), few.len()), (200, 200));
    for (n, (mut row, mut same)) in all.into_iter().zip(few).enumerate() {
        assert_eq!(row["row"], n + 1);
        row["row"] = same["row"].take();
        same["row"] = row["row"].clone();
        assert_eq!(row, same);
    }
    let at: Vec<usize> =
        errors.lines().filter_map(|l| l.split_once("row ")?.1.split_once(':')?.0.parse().ok()).collect();
    assert_eq!(at, (0..200).filter(|n| n % 5 == 2).map(|n| n + 1).collect::<Vec<_>>());
}

#[test]
fn quotes_are_looked_for_in_one_print_of_a_story_and_damage_of_saved_queries_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    let story: String = (0..120).map(|n| format!("word{n} ")).collect();
    fs::create_dir(dir.join("articles")).unwrap();
    for (name, day) in [("b.txt", 3), ("a.txt", 5), ("c.txt", 4)] {
        let story = if name == "c.txt" { "Nothing of that." } else { &story };
        let text = format!(
            "The boats of {name}\n\nPosted On: 2026-01-0{day}\n\n\u{201c}We saw the tide turn twice,\u{201d} Ada Brook said.\n\nThe story: {story}.\n"
        );
        fs::write(dir.join("articles").join(name), text).unwrap();
    }
    newsdex(dir, &["index", "articles", "-q"]);
    fs::write(dir.join("quotes.txt"), "\u{201c}We saw the tide turn twice\u{201d} \u{2014} Ada Brook\n").unwrap();
    for (dups, also) in [("all", 2), ("collapse", 1), ("only", 1)] {
        let found = json(dir, &["verify", "quotes.txt", "--dups", dups, "--format", "json"])["quotes"][0].clone();
        assert_eq!((&found["verdict"], &found["found"]["article"]), (&"verbatim".into(), &"b.txt".into()), "{dups}");
        assert_eq!(found["also_total"], also, "{dups}");
    }
    newsdex(dir, &["count", "tide", "--save", "tide"]);
    assert_eq!(newsdex(dir, &["check"]).status.code(), Some(0));
    let file = dir.join("index/queries.json");
    let changed = fs::read_to_string(&file).unwrap().replace("\"tide\": \"tide\"", "\"tide\": \"time\"");
    fs::write(&file, changed).unwrap();
    let check = newsdex(dir, &["check"]);
    assert_eq!(check.status.code(), Some(3));
    assert!(
        stdout(&check).contains("queries.json") && stdout(&check).contains("mend what is named"),
        "{}",
        stdout(&check)
    );
    assert_eq!(newsdex(dir, &["search", "query:tide"]).status.code(), Some(3));
}
