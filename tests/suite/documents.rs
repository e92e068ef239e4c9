//! The examples of README.md and docs/ are run as they stand, and print what the documents say.
//!
//! A fenced block marked `console` holds commands behind `$ ` (continued with a final backslash) and what they print,
//! standard output and error together. In the expected output a line `...` stands for any lines, and `[..]` for any characters of a line.
//! A block marked `console needs=TOOL` (or `needs=python3:MODULE`) is left out where that is not installed.
//! All blocks of a document run one after the other in one folder that holds a copy of `corpus/`. `UPDATE_DOCUMENTS=1 cargo test documents`
//! writes what the commands print now into the documents, but for outputs with `...`.

use crate::common::{copy_dir, newsdex_dir};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A command of a document with what it is said to print.
struct Example {
    command: String,
    expected: Vec<String>,
    /// Lines of the document that hold the expected output.
    lines: std::ops::Range<usize>,
}

fn documents() -> Vec<PathBuf> {
    let mut all = vec![PathBuf::from("README.md")];
    let docs = fs::read_dir("docs").unwrap().map(|e| e.unwrap().path());
    all.extend(docs.filter(|p| p.extension().is_some_and(|e| e == "md")));
    all.sort();
    all
}

fn examples(text: &str) -> Vec<Example> {
    let mut found: Vec<Example> = Vec::new();
    let (mut inside, mut continued) = (false, false);
    for (n, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            inside = line.trim() == "```console" || line.strip_prefix("```console needs=").is_some_and(is_there);
            continued = false;
            continue;
        }
        if !inside {
            continue;
        }
        if continued {
            let last = found.last_mut().unwrap();
            last.command.push('\n');
            last.command.push_str(line);
            last.lines = n + 1..n + 1;
            continued = line.ends_with('\\');
        } else if let Some(command) = line.strip_prefix("$ ") {
            found.push(Example { command: command.to_owned(), expected: Vec::new(), lines: n + 1..n + 1 });
            continued = line.ends_with('\\');
        } else {
            let last = found.last_mut().expect("a console block begins with a command");
            last.expected.push(line.to_owned());
            last.lines.end = n + 1;
        }
    }
    found
}

/// Whether a tool, or a module of Python, is installed here.
fn is_there(tool: &str) -> bool {
    let test = match tool.trim().split_once(':') {
        Some((python, module)) => format!("{python} -c 'import {module}'"),
        None => format!("command -v {}", tool.trim()),
    };
    Command::new("sh").args(["-c", &test]).output().unwrap().status.success()
}

fn run(command: &str, dir: &Path) -> Vec<String> {
    let path = format!("{}:{}", newsdex_dir().display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1\n{command}")])
        .current_dir(dir)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .env_remove("NEWSDEX_INDEX")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(|l| l.trim_end().to_owned()).collect()
}

/// The line with what differs from run to run, the time that indexing took, as a wildcard.
fn masked(line: &str) -> String {
    match (line.find(" MB in "), line.find(" MB/s)")) {
        (Some(from), Some(to)) if from < to => format!("{} MB in [..]{}", &line[..from], &line[to..]),
        _ => line.to_owned(),
    }
}

/// Whether `got` is what `expected` says.
fn fits(expected: &[String], got: &[String]) -> bool {
    match expected.split_first() {
        None => got.is_empty(),
        Some((line, rest)) if line.trim() == "..." => (0..=got.len()).any(|skip| fits(rest, &got[skip..])),
        Some((line, rest)) => {
            got.split_first().is_some_and(|(first, others)| line_fits(line.trim_end(), first) && fits(rest, others))
        }
    }
}

fn line_fits(expected: &str, got: &str) -> bool {
    let mut parts = expected.split("[..]");
    let Some(mut rest) = got.strip_prefix(parts.next().unwrap()) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (n, part) in parts.iter().enumerate() {
        if n + 1 == parts.len() {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.is_empty()
}

#[test]
fn the_examples_of_the_documents_print_what_they_say() {
    let update = std::env::var_os("UPDATE_DOCUMENTS").is_some();
    let mut wrong = Vec::new();
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        let dir = tempfile::tempdir().unwrap();
        copy_dir(Path::new("corpus"), &dir.path().join("corpus"));
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let mut moved = 0isize;
        for example in examples(&text) {
            let got = run(&example.command, dir.path());
            if fits(&example.expected, &got) {
                continue;
            }
            let wild = example.expected.iter().any(|l| l.trim() == "...");
            if update && !wild {
                let start = example.lines.start.checked_add_signed(moved).unwrap();
                moved += got.len() as isize - example.lines.len() as isize;
                lines.splice(start..start + example.lines.len(), got.iter().map(|line| masked(line)));
                continue;
            }
            wrong.push(format!(
                "{}:{}: {}\n--- expected\n{}\n--- printed\n{}",
                document.display(),
                example.lines.start,
                example.command,
                example.expected.join("\n"),
                got.join("\n")
            ));
        }
        if update {
            fs::write(&document, lines.join("\n") + "\n").unwrap();
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_dependency_is_in_the_list_with_its_reason() {
    let names = |text: &str, from: &str| -> std::collections::BTreeSet<String> {
        let lines = text.lines().skip_while(|l| !l.starts_with(from)).skip(1).take_while(|l| !l.is_empty());
        let first = |l: &str| l.trim_start_matches("| ").split([' ', '=', '|']).next().unwrap_or_default().to_owned();
        match from {
            "[dependencies]" => lines.map(first).collect(),
            _ => lines
                .skip(1)
                .flat_map(|l| l[2..].split(" | ").next().unwrap_or_default().split(", ").map(str::to_owned))
                .collect(),
        }
    };
    let manifest = names(&fs::read_to_string("Cargo.toml").unwrap(), "[dependencies]");
    assert_eq!(manifest, names(&fs::read_to_string("docs/dependencies.md").unwrap(), "| crate"));
}
