//! Files beneath the PATHs that were named, in a fixed order.

use super::globs::Globs;
use super::names;
use crate::error::{Error, Result};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// A file that was found, not opened yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it is, for opening it; `-` is standard input.
    pub path: PathBuf,
    /// Its path relative to the directory that was named, with `/` between folders; the name of a file that was named
    /// itself. What is no UTF-8 in it is marked ([`names::as_text`]).
    pub id: String,
}

impl Found {
    /// Whether standard input is meant.
    pub fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }
}

/// The files beneath `paths`, PATH by PATH, each directory in the order of its file names.
///
/// Files and directories whose names begin with a dot are left out unless they are named themselves, and so are directories that hold
/// an index of ours, and the corrections beside it; symbolic links are followed. What cannot be read (a missing PATH, a directory without permission, a link that leads back to a
/// directory above it, a pipe or device) is an [`crate::ErrorKind::Input`] in its place; the walk goes on after it.
pub fn walk(paths: &[PathBuf]) -> impl Iterator<Item = Result<Found>> + '_ {
    paths.iter().flat_map(|path| walk_one(path, None))
}

/// The same, only files that `globs` take; a PATH that is a file itself is taken whatever its name.
pub fn walk_matching<'a>(paths: &'a [PathBuf], globs: &'a Globs) -> impl Iterator<Item = Result<Found>> + 'a {
    paths.iter().flat_map(move |path| walk_one(path, Some(globs)))
}

fn walk_one<'a>(path: &'a Path, globs: Option<&'a Globs>) -> Box<dyn Iterator<Item = Result<Found>> + 'a> {
    if path.as_os_str() == "-" {
        return Box::new(std::iter::once(Ok(Found { path: path.to_owned(), id: "-".to_owned() })));
    }
    let globs = globs.filter(|globs| !globs.take_all());
    let entries = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
    let left = move |e: &DirEntry| globs.is_some_and(|globs| globs.leave(&found(path, e).id));
    let taken = move |e: &DirEntry| e.depth() == 0 || globs.is_none_or(|globs| globs.take(&found(path, e).id));
    let entries = entries.filter_entry(move |e| e.depth() == 0 || !(is_hidden(e) || is_ours(e) || left(e)));
    Box::new(entries.filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_dir() || !taken(&entry) => None,
        Ok(entry) if entry.file_type().is_file() => Some(Ok(found(path, &entry))),
        Ok(entry) => Some(Err(Error::input(format!("{}: not a regular file", entry.path().display())))),
        Err(error) => Some(Err(explain(path, &error))),
    }))
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// What a file of corrections is called, behind the name of the index that it belongs to.
pub const CORRECTIONS: &str = ".corrections.jsonl";

/// Whether newsdex keeps an index or its corrections there: they often lie among the articles.
fn is_ours(entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    match name.strip_suffix(CORRECTIONS) {
        Some(index) => holds_index(&entry.path().with_file_name(index)),
        None => entry.file_type().is_dir() && holds_index(entry.path()),
    }
}

fn holds_index(path: &Path) -> bool {
    ["newsdex.json", "meta.json"].iter().all(|name| path.join(name).is_file())
}

fn found(root: &Path, entry: &DirEntry) -> Found {
    let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
    let below = if below.as_os_str().is_empty() { Path::new(entry.file_name()) } else { below };
    let parts: Vec<_> = below.components().map(|part| names::as_text(part.as_os_str())).collect();
    Found { path: entry.path().to_owned(), id: parts.join("/") }
}

/// walkdir's error in the user's terms.
fn explain(root: &Path, error: &walkdir::Error) -> Error {
    let path = error.path().unwrap_or(root).display();
    if let Some(ancestor) = error.loop_ancestor() {
        return Error::input(format!("{path}: this link leads back to {}", ancestor.display()));
    }
    let Some(io) = error.io_error() else { return Error::input(format!("{path}: cannot be read")) };
    let what = Error::input(format!("{path}: {}", super::load::reason(io)));
    match io.kind() {
        std::io::ErrorKind::NotFound => what.hint("name files or directories that exist"),
        _ => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn ids(paths: &[PathBuf]) -> Vec<String> {
        walk(paths).map(|found| found.map_or_else(|e| format!("! {}", e.what), |found| found.id)).collect()
    }

    #[test]
    fn files_come_sorted_with_slashes_and_without_the_hidden_ones() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("b/.git")).unwrap();
        fs::create_dir(dir.path().join("index")).unwrap();
        for name in ["z.txt", "a.txt", "b/c.txt", ".hidden", "b/.git/config", "index/meta.json", "index/newsdex.json"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let root = dir.path().to_owned();
        assert_eq!(ids(std::slice::from_ref(&root)), ["a.txt", "b/c.txt", "z.txt"]);
        for name in ["index.corrections.jsonl", "b.corrections.jsonl"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        assert_eq!(ids(std::slice::from_ref(&root)), ["a.txt", "b/c.txt", "b.corrections.jsonl", "z.txt"]);
        assert_eq!(ids(&[root.join("b/c.txt"), root.join(".hidden")]), ["c.txt", ".hidden"]);
        assert_eq!(ids(&["-".into()]), ["-"]);
    }

    #[test]
    fn what_cannot_be_read_is_reported_and_the_walk_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.txt"), "x").unwrap();
        let got = ids(&[dir.path().join("missing"), dir.path().to_owned()]);
        assert!(got[0].starts_with('!') && got[0].ends_with("missing: no such file or directory"), "{got:?}");
        assert_eq!(got[1], "a.txt");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_into_a_loop_is_reported_once() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("sub")).unwrap();
        fs::write(dir.path().join("sub/a.txt"), "x").unwrap();
        std::os::unix::fs::symlink(dir.path(), dir.path().join("sub/up")).unwrap();
        let got = ids(&[dir.path().to_owned()]);
        assert_eq!(got[0], "sub/a.txt");
        assert!(got.len() == 2 && got[1].contains("leads back to"), "{got:?}");
    }
}
