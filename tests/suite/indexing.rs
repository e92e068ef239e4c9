//! Indexing from the outside: incremental runs, pruning, two writers.

use crate::common::{newsdex, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Runs `index` on `articles` with more arguments and returns its last line as JSON.
fn index(dir: &Path, more: &[&str]) -> Value {
    let mut args = vec!["index", "articles", "--format", "json"];
    args.extend(more);
    let output = newsdex(dir, &args);
    assert!(matches!(output.status.code(), Some(0 | 4)), "{}", stderr(&output));
    serde_json::from_str(stdout(&output).lines().last().unwrap()).unwrap()
}

fn counts(summary: &Value) -> [u64; 5] {
    ["added", "updated", "unchanged", "removed", "failed"].map(|k| summary["articles"][k].as_u64().unwrap())
}

fn write(dir: &Path, name: &str, words: &str) {
    let path = dir.join("articles").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let text = format!(
        "Posted On: 3/4/2025, 9:00:00 AM\nThe harbour board met on {words}.\n“We will build,” said Ada Brook, who leads it.\n"
    );
    fs::write(path, text).unwrap();
}

#[test]
fn runs_are_incremental_by_content() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    for n in 0..5 {
        write(d, &format!("{n}.txt"), "Monday");
    }
    assert_eq!(counts(&index(d, &["--dry-run"])), [5, 0, 0, 0, 0]);
    assert!(!d.join("index").exists(), "a dry run writes nothing");
    assert_eq!(counts(&index(d, &[])), [5, 0, 0, 0, 0]);
    assert_eq!(counts(&index(d, &[])), [0, 0, 5, 0, 0]);
    write(d, "1.txt", "Tuesday");
    write(d, "new/6.txt", "Friday");
    fs::remove_file(d.join("articles/2.txt")).unwrap();
    assert_eq!(counts(&index(d, &[])), [1, 1, 3, 0, 0]);
    assert_eq!(counts(&index(d, &["--prune", "--dry-run"])), [0, 0, 5, 1, 0]);
    assert_eq!(counts(&index(d, &["--prune"])), [0, 0, 5, 1, 0]);
    let check = newsdex(d, &["check", "--format", "json"]);
    let check: Value = serde_json::from_str(&stdout(&check)).unwrap();
    assert_eq!((check["whole"].as_bool(), check["articles"].as_u64()), (Some(true), Some(5)));
}

#[test]
fn what_an_agency_withdraws_leaves_the_index() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    let send = |status: &str| {
        let text = format!(
            "<nitf><head><docdata management-status='{status}'/></head><body><body.content><p>The ferry to Oldhaven is back after a month in the dock.</p></body.content></body></nitf>"
        );
        fs::write(d.join("articles/ferry.xml"), text).unwrap();
    };
    write(d, "board.txt", "Monday");
    send("usable");
    assert_eq!(counts(&index(d, &[])), [2, 0, 0, 0, 0]);
    send("canceled");
    assert_eq!(counts(&index(d, &[])), [0, 0, 1, 1, 1]);
    assert_eq!(newsdex(d, &["count", "ferry"]).status.code(), Some(1));
}

#[test]
fn a_bad_file_is_named_and_the_rest_is_indexed() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    write(d, "good.txt", "Monday");
    fs::write(d.join("articles/empty.txt"), "").unwrap();
    let output = newsdex(d, &["index", "articles", "gone"]);
    assert_eq!(output.status.code(), Some(4));
    let err = stderr(&output);
    assert!(err.contains("articles/empty.txt: ") && err.contains("gone: no such file"), "{err}");
    assert!(stdout(&output).contains("1 added"));
}

#[test]
fn what_has_moved_is_found_in_its_new_place() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    for name in ["a.txt", "b.txt", "c.txt"] {
        write(d, name, name);
    }
    assert_eq!(counts(&index(d, &[])), [3, 0, 0, 0, 0]);
    fs::create_dir(d.join("other")).unwrap();
    fs::copy(d.join("articles/a.txt"), d.join("other/a.txt")).unwrap();
    let copied = newsdex(d, &["index", "other"]);
    assert!(stdout(&copied).contains("1 unchanged"), "a copy changes nothing: {}", stdout(&copied));
    fs::rename(d.join("articles"), d.join("moved")).unwrap();
    let moved = newsdex(d, &["index", "moved"]);
    assert!(stdout(&moved).contains("3 updated"), "{}", stdout(&moved));
    let paths = stdout(&newsdex(d, &["search", "*", "--paths", "-n", "0"]));
    assert_eq!(paths.lines().filter(|path| d.join(path).is_file()).count(), 3, "{paths}");
    fs::remove_file(d.join("moved/b.txt")).unwrap();
    fs::create_dir(d.join("moved/b.txt")).unwrap();
    let pruned = newsdex(d, &["index", "moved", "--prune"]);
    assert!(stdout(&pruned).contains("1 removed"), "{}", stdout(&pruned));
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text_are_kept_apart() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    for name in [b"a\xFF.txt", b"a\xFE.txt"] {
        write(d, "x.txt", &format!("day {}", name[1]));
        fs::rename(d.join("articles/x.txt"), d.join("articles").join(OsStr::from_bytes(name))).unwrap();
    }
    assert_eq!(counts(&index(d, &[])), [2, 0, 0, 0, 0]);
    assert_eq!(counts(&index(d, &["--prune"])), [0, 0, 2, 0, 0]);
    let paths = newsdex(d, &["search", "*", "--paths", "-0"]).stdout;
    for path in paths.split(|b| *b == 0).filter(|path| !path.is_empty()) {
        assert!(d.join(OsStr::from_bytes(path)).is_file(), "{}", path.escape_ascii());
    }
}

#[test]
fn the_same_id_from_two_folders_is_an_error_and_never_replaces() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    write(d, "a/x.txt", "Monday");
    write(d, "b/x.txt", "Tuesday");
    let both = newsdex(d, &["index", "articles/a", "articles/b"]);
    assert_eq!(both.status.code(), Some(4));
    assert!(stderr(&both).contains("the id `x.txt` is taken"), "{}", stderr(&both));
    let second = newsdex(d, &["index", "articles/b"]);
    assert_eq!(second.status.code(), Some(4));
    // The folder moved: the same article in a new place.
    fs::rename(d.join("articles/a"), d.join("articles/c")).unwrap();
    let moved = newsdex(d, &["index", "articles/b"]);
    assert_eq!(moved.status.code(), Some(0), "{}", stderr(&moved));
}

#[test]
fn a_second_writer_is_told_and_a_missing_index_too() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    write(d, "a.txt", "Monday");
    index(d, &[]);
    let index_dir = d.join("index");
    let held = newsdex::index::Index::open(&index_dir).unwrap();
    let writer = newsdex::index::writer::Writer::open(&held, 1, 20_000_000).unwrap();
    let second = newsdex(d, &["index", "articles"]);
    assert_eq!(second.status.code(), Some(3));
    assert!(stderr(&second).contains("another newsdex is writing"), "{}", stderr(&second));
    assert_eq!(newsdex(d, &["check"]).status.code(), Some(0), "readers are not disturbed");
    drop(writer);
    let missing = newsdex(d, &["stats", "--index", "nowhere"]);
    assert_eq!(missing.status.code(), Some(3));
    assert!(stderr(&missing).contains("hint: make one"), "{}", stderr(&missing));
}

#[test]
fn the_report_says_for_each_file_what_it_held_and_lacked() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    write(d, "declared.txt", "Monday");
    let plain =
        "The harbour board met again, and nobody was there to hear what it said of the ferry.\n\nIt was late.\n";
    fs::write(d.join("articles/2026-01-09-guessed.txt"), plain).unwrap();
    fs::write(d.join("articles/none.txt"), plain).unwrap();
    fs::write(d.join("articles/empty.txt"), "").unwrap();
    // Beside the articles, and yet not read as one.
    let output = newsdex(d, &["index", "articles", "--report", "articles/report.jsonl", "-v"]);
    fs::rename(d.join("articles/report.jsonl"), d.join("report.jsonl")).unwrap();
    let said = stderr(&output);
    assert!(said.contains("failed             1  the file is empty"), "{said}");
    assert!(said.lines().any(|l| l.split_whitespace().collect::<Vec<_>>()[..3] == ["text", "3", "3"]), "{said}");
    let lines: Vec<Value> =
        fs::read_to_string(d.join("report.jsonl")).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let of = |id: &str| lines.iter().find(|l| l["id"] == id).unwrap();
    assert_eq!(lines.len(), 4);
    assert_eq!(
        (of("declared.txt")["date_from"]["header"].as_u64(), of("declared.txt")["guessed_dates"].as_u64()),
        (Some(1), Some(0))
    );
    assert_eq!(
        (of("2026-01-09-guessed.txt")["guessed_dates"].as_u64(), of("none.txt")["without_date"].as_u64()),
        (Some(1), Some(1))
    );
    assert_eq!(
        (of("empty.txt")["status"].as_str(), of("empty.txt")["problem"].as_str()),
        (Some("failed"), Some("the file is empty"))
    );
    let again = newsdex(d, &["index", "articles"]);
    assert!(!stderr(&again).contains("no date"), "nothing was read: {}", stderr(&again));
    let missing = newsdex(d, &["index", "articles", "gone.txt", "--report", "report.jsonl"]);
    assert_eq!(missing.status.code(), Some(4));
    let report = fs::read_to_string(d.join("report.jsonl")).unwrap();
    assert!(report.contains(r#""path":"gone.txt""#) && report.contains(r#""problem":"no such file or directory""#));
    let nowhere = newsdex(d, &["index", "articles", "--report", "gone/report.jsonl"]);
    assert_eq!((nowhere.status.code(), stderr(&nowhere).contains("cannot write the report")), (Some(2), true));
}

#[test]
fn families_are_told_and_those_of_the_summary_add_up() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    let words = |seed: &str| (0..80).map(|n| format!("{seed}{n}")).collect::<Vec<_>>().join(" ");
    for (name, text) in [("a.txt", words("a")), ("b.txt", words("a")), ("c.txt", words("c"))] {
        fs::create_dir_all(d.join("articles")).unwrap();
        fs::write(d.join("articles").join(name), format!("The board met.\n\n{text}.\n")).unwrap();
    }
    let families = index(d, &[])["families"].clone();
    assert_eq!(["families", "articles", "alone"].map(|k| families[k].as_u64().unwrap()), [1, 2, 1]);
    let count = |more: &[&str]| -> Value {
        let args = [&["count", "board", "--unit", "article", "--format", "json"], more].concat();
        serde_json::from_str(&stdout(&newsdex(d, &args))).unwrap()
    };
    assert_eq!((count(&[])["count"].as_u64(), count(&[]).get("dups")), (Some(3), None));
    let collapsed = count(&["--dups", "collapse"]);
    assert_eq!(["all", "collapse"].map(|k| collapsed["dups"][k].as_u64()), [Some(3), Some(2)]);
    assert_eq!(collapsed["count"].as_u64(), Some(2));
    assert_eq!(count(&["--dups", "only"])["count"].as_u64(), Some(2));
}
