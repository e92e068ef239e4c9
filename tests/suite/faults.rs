//! What happens to real machines: a full disk, files that change under the reader, askers during a run, many runs. Whatever it is, the
//! former state or the new one is there, whole.
//!
//! `NEWSDEX_ROUNDS=200 cargo test --test suite faults` goes on for longer.

use crate::common::{newsdex, stderr, stdout};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn rounds(few: u64) -> u64 {
    std::env::var("NEWSDEX_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(few)
}

/// An article of its number and version: two paragraphs, one with a quotation.
fn write(d: &Path, number: u64, version: u64) {
    let who = ["Ada Brook", "Carl Dunn", "Eva Frost"][(number + version) as usize % 3];
    let words = (0..30).map(|n| format!("word{}", (number * 7 + version * 3 + n) % 90)).collect::<Vec<_>>().join(" ");
    let text = format!(
        "Harbour news {number}\n\n2026-01-{:02}\n\n“The ferry is late,” said {who}.\n\nLast {words}.\n",
        number % 28 + 1
    );
    fs::create_dir_all(d.join("articles")).unwrap();
    fs::write(d.join(format!("articles/{number}.txt")), text).unwrap();
}

fn index(d: &Path, at: &str) -> std::process::Output {
    newsdex(d, &["index", "articles", "--prune", "--quiet", "--index", at])
}

/// Everything that an index answers with.
fn answers(d: &Path, at: &str) -> Vec<String> {
    let ask = |args: &[&str]| stdout(&newsdex(d, &[args, &["--index", at]].concat()));
    let said =
        ask(&["search", "ferry", "-n", "0", "--sort", "id", "--format", "jsonl", "--fields", "id,text,speakers"]);
    vec![said, ask(&["facets", "speaker", "--format", "csv"]), ask(&["frequency", "-n", "0", "--format", "csv"])]
}

fn whole(d: &Path, at: &str, when: &str) {
    let check = newsdex(d, &["check", "--index", at]);
    assert_eq!(check.status.code(), Some(0), "{when}: {}{}", stdout(&check), stderr(&check));
}

#[test]
fn runs_over_changing_articles_leave_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    for round in 0..rounds(10) {
        (0..40).filter(|n| round == 0 || (n + round) % 3 == 0).for_each(|n| write(d, n, round));
        let _ = fs::remove_file(d.join(format!("articles/{}.txt", round % 40)));
        assert_eq!(index(d, "old").status.code(), Some(0));
        whole(d, "old", &format!("round {round}"));
    }
    index(d, "new");
    assert_eq!(answers(d, "old"), answers(d, "new"));
    let files = |at: &str| fs::read_dir(d.join(at)).unwrap().map(|f| f.unwrap()).collect::<Vec<_>>();
    let size = |at: &str| files(at).iter().map(|f| f.metadata().unwrap().len()).sum::<u64>();
    // Every run may leave a segment of its own until a merge takes some together.
    assert!(
        size("old") < 12 * size("new") && files("old").len() < 12 * files("new").len(),
        "{} {}",
        size("old"),
        files("old").len()
    );
    let meta = fs::read_to_string(d.join("old/meta.json")).unwrap().replace('-', "");
    let segments: BTreeSet<String> = files("old")
        .iter()
        .filter_map(|f| f.path().file_stem().map(|s| s.to_string_lossy().into_owned()))
        .filter_map(|s| s.split('.').next().filter(|s| s.len() == 32).map(str::to_owned))
        .collect();
    for segment in segments {
        assert!(meta.contains(&segment), "an orphan: {segment}");
    }
}

#[test]
#[cfg(unix)]
fn a_full_disk_is_said_and_what_was_there_stays() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    (0..10).for_each(|n| write(d, n, 0));
    index(d, "index");
    let before = answers(d, "index");
    (0..60).for_each(|n| write(d, n, 1));
    let binary = env!("CARGO_BIN_EXE_newsdex");
    // No file may grow beyond so many blocks: as on a full disk, a write fails in the middle of a file.
    for blocks in [0, 1, 3, 8, 20, 40] {
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec '{binary}' index articles --quiet --index index");
        let output = Command::new("sh").args(["-c", &limited]).current_dir(d).output().unwrap();
        let now = answers(d, "index");
        if output.status.code() != Some(0) {
            let said = stderr(&output);
            assert_eq!(output.status.code(), Some(3), "{blocks}: {said}");
            assert!(said.contains("hint: ") && !said.contains("panicked"), "{blocks}: {said}");
            for (now, before) in now.iter().zip(&before) {
                assert_eq!(now, before, "{blocks}: {said}");
            }
        }
        whole(d, "index", &format!("{blocks} blocks"));
    }
    assert_eq!(index(d, "index").status.code(), Some(0));
    index(d, "new");
    assert_eq!(answers(d, "index"), answers(d, "new"));
}

#[test]
#[cfg(target_os = "linux")]
fn an_index_that_cannot_be_made_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    write(d, 1, 0);
    fs::write(d.join("file"), "no directory").unwrap();
    for at in ["/proc/newsdex", "file", "file/index"] {
        let output = index(d, at);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(3), "{at}: {said}");
        assert!(said.contains(at) && !said.contains("panicked"), "{said}");
    }
}

#[test]
fn files_that_change_while_they_are_read_are_read_or_reported() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    (0..60).for_each(|n| write(d, n, 0));
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0.. {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let n = round * 7 % 60;
                match round % 3 {
                    0 => _ = fs::remove_file(d.join(format!("articles/{n}.txt"))),
                    1 => write(d, n, round),
                    _ => fs::write(d.join(format!("articles/{n}.txt")), &b"Half of a ch\xc3"[..]).unwrap(),
                }
            }
        });
        for round in 0..rounds(4) {
            let output = index(d, "index");
            assert!(matches!(output.status.code(), Some(0 | 4)), "{}", stderr(&output));
            whole(d, "index", &format!("round {round}"));
        }
        over.store(true, Ordering::Relaxed);
    });
    (0..60).for_each(|n| write(d, n, 1));
    index(d, "index");
    index(d, "new");
    assert_eq!(answers(d, "index"), answers(d, "new"));
}

#[test]
fn who_asks_during_a_run_sees_only_whole_articles() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    (0..20).for_each(|n| write(d, n, 0));
    index(d, "index");
    for round in 1..=rounds(3) {
        (0..20 + 20 * round).for_each(|n| write(d, n, round));
        let mut run = Command::new(env!("CARGO_BIN_EXE_newsdex"))
            .args(["index", "articles", "--quiet", "--index", "index"])
            .current_dir(d)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while run.try_wait().unwrap().is_none() {
            let count = |query: &str| stdout(&newsdex(d, &["count", query, "--unit", "article", "--index", "index"]));
            // One process, one state: no article has the one paragraph without the other.
            let whole = count("article:{ferry last}");
            assert!(whole.trim().parse::<u64>().is_ok_and(|n| n >= 20), "{whole}");
            for torn in ["article:{ferry -last}", "article:{last -ferry}"] {
                assert_eq!(count(torn).trim(), "0", "{torn}");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        whole(d, "index", &format!("round {round}"));
    }
}

#[test]
fn a_killed_run_loses_nothing_and_doubles_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    (0..150).for_each(|n| write(d, n, 0));
    for round in 0..rounds(8) {
        (0..40).for_each(|n| write(d, n, round));
        let mut child = Command::new(env!("CARGO_BIN_EXE_newsdex"))
            .args(["index", "articles", "--quiet", "--index", "old"])
            .current_dir(d)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // From before there is an index to after the run is done.
        std::thread::sleep(Duration::from_millis(3 + round * 23 % 700));
        let _ = child.kill();
        child.wait().unwrap();
        let check = newsdex(d, &["check", "--index", "old"]);
        let none = stderr(&check).contains("no index at");
        assert!(check.status.code() == Some(0) || none, "round {round}: {}{}", stdout(&check), stderr(&check));
    }
    index(d, "old");
    index(d, "new");
    assert_eq!(answers(d, "old"), answers(d, "new"));
}
