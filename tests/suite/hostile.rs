//! Any bytes: no panic, promises kept, spans slice back. The fuzz targets try the same for longer.

#[path = "../../fuzz/invariants.rs"]
mod invariants;

use invariants::{TARGETS, TRAPS};
use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// Pieces that mean something to one of the readers; glued together they get further in than random bytes.
const PIECES: &[&str] = &[
    "Posted On: 1/9/2026, 7:30:15 PM",
    "By Ann Ode",
    "---",
    "+++",
    "title: \"a\"",
    "date = 2026-01-09",
    "\n",
    "\n\n",
    "\r\n",
    "“",
    "”",
    "‘",
    "’",
    "\"",
    "'",
    "``",
    "''",
    "«",
    "»",
    "「",
    " said",
    " said that ",
    ", according to ",
    "Q: ",
    "A: ",
    "NAME: ",
    "President Han Soo-min",
    "Kim",
    "Mr. ",
    "the ministry",
    "he",
    " on Monday",
    "two weeks ago",
    "March 3-5",
    "2026",
    "'90s",
    "OSLO, Jan 5 (Agency) - ",
    "http://a.example/2026/01/09/",
    "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
    "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n",
    "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>\nendobj\n",
    "4 0 obj\n<< /Length 9 >>\nstream\nBT (a) Tj ET\nendstream\nendobj\n",
    "trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF",
    "<article class=\"byline related\">",
    "<time datetime=\"2026-01-09\">",
    "<script type=\"application/ld+json\">",
    "<p>",
    "</p>",
    "<div>",
    "&amp;",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    ":",
    ",",
    ".",
    " ",
    "\t",
    "\u{0}",
    "é",
    "e\u{301}",
    "\u{feff}",
    "\u{200b}",
    "日本",
    "한국",
    "🙂",
    "a",
    "AND",
    "OR",
    "NOT",
    "w/5",
    "said:{",
    "speaker:",
    "date:2025..",
    "/re(/",
    "=x",
    "mil*",
    "~1",
    "-",
];

fn input() -> impl Strategy<Value = Vec<u8>> {
    let pieces = proptest::collection::vec(proptest::sample::select(PIECES), 0..60)
        .prop_map(|pieces| pieces.concat().into_bytes());
    let bytes = proptest::collection::vec(any::<u8>(), 0..300);
    let cut = (proptest::collection::vec(proptest::sample::select(PIECES), 1..30), any::<u8>(), 0..400usize).prop_map(
        |(pieces, byte, at)| {
            let mut bytes = pieces.concat().into_bytes();
            let at = at.min(bytes.len());
            bytes.insert(at, byte);
            bytes
        },
    );
    prop_oneof![4 => pieces, 1 => bytes, 2 => cut]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_in_promises_are_kept(bytes in input()) {
        for (_, target) in TARGETS {
            target(&bytes);
        }
    }
}

#[test]
fn seeds_and_sample_articles_keep_them_too() {
    let mut read = 0;
    each_file(Path::new("fuzz/seeds"), &mut |bytes| read += usize::from(try_all(bytes)));
    each_file(Path::new("corpus"), &mut |bytes| read += usize::from(try_all(bytes)));
    assert!(read > 40, "only {read} files were found");
}

fn try_all(bytes: &[u8]) -> bool {
    TARGETS.iter().for_each(|(_, target)| target(bytes));
    // Cut in half as well, wherever that falls.
    TARGETS.iter().for_each(|(_, target)| target(&bytes[..bytes.len() / 2]));
    true
}

/// What is done to a sample; numbers are shares of its length in 65,536ths.
#[derive(Debug, Clone)]
enum Change {
    Cut(u16),
    Flip(u16, u8),
    Remove(u16, u8),
    Repeat(u16, u8, u8),
    Insert(u16, &'static str),
    Splice(u16, prop::sample::Index, u16, u16),
}

fn change() -> impl Strategy<Value = Change> {
    let piece = proptest::sample::select(PIECES);
    prop_oneof![
        1 => any::<u16>().prop_map(Change::Cut),
        4 => (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Change::Flip(at, byte)),
        2 => (any::<u16>(), any::<u8>()).prop_map(|(at, n)| Change::Remove(at, n)),
        1 => (any::<u16>(), any::<u8>(), 1..20u8).prop_map(|(at, n, times)| Change::Repeat(at, n, times)),
        3 => (any::<u16>(), piece).prop_map(|(at, piece)| Change::Insert(at, piece)),
        1 => (any::<u16>(), any::<prop::sample::Index>(), any::<u16>(), any::<u16>())
            .prop_map(|(at, other, from, n)| Change::Splice(at, other, from, n)),
    ]
}

fn changed(mut bytes: Vec<u8>, change: &Change, all: &[(String, Vec<u8>)]) -> Vec<u8> {
    let place = |share: u16, length: usize| usize::from(share) * length / 65_536;
    let range = |share: u16, n: u8, length: usize| {
        let start = place(share, length);
        start..(start + usize::from(n)).min(length)
    };
    let length = bytes.len();
    match change {
        Change::Cut(at) => bytes.truncate(place(*at, length)),
        Change::Flip(at, byte) if length > 0 => bytes[place(*at, length)] ^= byte,
        Change::Flip(..) => {}
        Change::Remove(at, n) => drop(bytes.drain(range(*at, *n, length))),
        Change::Repeat(at, n, times) => {
            let range = range(*at, *n, length);
            let again = bytes[range.clone()].repeat(usize::from(*times));
            bytes.splice(range.end..range.end, again);
        }
        Change::Insert(at, piece) => drop(bytes.splice(place(*at, length)..place(*at, length), piece.bytes())),
        Change::Splice(at, other, from, n) => {
            let other = &other.get(all).1;
            let start = place(*from, other.len());
            let end = (start + place(*n, other.len())).min(other.len());
            bytes.splice(place(*at, length)..place(*at, length), other[start..end].to_vec());
        }
    }
    bytes
}

/// Samples of every format, and where `NEWSDEX_ARTICLES` names a folder of real files, these too; `NEWSDEX_CASES` says how many
/// variants of them are tried.
#[test]
fn variants_of_samples_of_every_format_keep_the_promises() {
    let mut all = Vec::new();
    let mut folders = vec!["tests/formats".into()];
    folders.extend(std::env::var_os("NEWSDEX_ARTICLES").map(std::path::PathBuf::from));
    for found in newsdex::read::walk(&folders) {
        let found = found.unwrap();
        all.push((found.path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&found.path).unwrap()));
    }
    assert!(all.len() >= 16);
    all.iter().for_each(|(name, bytes)| invariants::file(name, bytes));
    let cases = std::env::var("NEWSDEX_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let variants = (any::<prop::sample::Index>(), proptest::collection::vec(change(), 1..6));
    proptest!(ProptestConfig { cases, ..ProptestConfig::default() }, |((which, changes) in variants)| {
        let (name, bytes) = which.get(&all);
        let bytes = changes.iter().fold(bytes.clone(), |bytes, change| changed(bytes, change, &all));
        invariants::file(name, &bytes);
    });
}

fn each_file(dir: &Path, each: &mut dyn FnMut(&[u8])) {
    for entry in fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            each_file(&entry, each);
        } else {
            each(&fs::read(entry).unwrap());
        }
    }
}

/// How the time grows with them is measured by `cargo bench --bench traps`.
#[test]
fn long_traps_keep_them_too() {
    for trap in TRAPS {
        let bytes = trap.repeat(16_000 / trap.len()).into_bytes();
        TARGETS.iter().for_each(|(_, target)| target(&bytes));
    }
}
