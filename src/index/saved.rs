//! Queries with names, kept in the directory of an index: what `query:NAME` stands for.

use super::commit::MARKER;
use super::seal;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The file that holds them, as JSON: `{"queries": {NAME: QUERY}, "checksum": …}`. Without a checksum, `{NAME: QUERY}`, it is one that people
/// wrote.
pub const FILE: &str = "queries.json";

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Content {
    Sealed(Sealed),
    Written(BTreeMap<String, String>),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    queries: BTreeMap<String, String>,
    checksum: String,
}

/// All saved queries of the index in directory `index`, by name.
///
/// # Errors
/// [`crate::ErrorKind::Index`] where the file is there and cannot be read.
pub fn all(index: &Path) -> Result<BTreeMap<String, String>> {
    let path = index.join(FILE);
    // Nobody may ever write to a pipe.
    if fs::metadata(&path).is_ok_and(|what| !what.is_file()) {
        return Err(Error::index(format!("cannot read `{}`: it is no file", path.display()))
            .hint("saved queries are kept there; remove it"));
    }
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            return Ok(BTreeMap::new());
        }
        Err(e) => return Err(Error::index(format!("cannot read `{}`: {e}", path.display()))),
    };
    let wrong = |what: &str| {
        Error::index(format!("the saved queries in `{}` {what}", path.display())).hint(
            "to write them by hand, leave a JSON object of names and queries only: {\"cabinet\": \"(cabinet OR minister*)\"}; or delete the file",
        )
    };
    match serde_json::from_str(&text) {
        Ok(Content::Written(queries)) => Ok(queries),
        Ok(Content::Sealed(sealed)) if sealed.checksum == checksum(&sealed.queries)? => Ok(sealed.queries),
        Ok(Content::Sealed(_)) => Err(wrong("are not as they were saved (checksum)")),
        Err(_) => Err(wrong("cannot be read")),
    }
}

fn checksum(queries: &BTreeMap<String, String>) -> Result<String> {
    let json = serde_json::to_string(queries).map_err(|e| Error::index(e.to_string()))?;
    Ok(seal::sum(json.as_bytes()))
}

/// The text of one.
///
/// # Errors
/// As [`all`]; [`crate::ErrorKind::Usage`] where there is none of that name.
pub fn find(index: &Path, name: &str) -> Result<String> {
    let mut saved = all(index)?;
    saved.remove(name).ok_or_else(|| unknown(name, saved.keys().map(String::as_str)))
}

/// Keeps `query` under `name`, in the place of what was there.
///
/// # Errors
/// [`crate::ErrorKind::Usage`] for a name that no query could hold, [`crate::ErrorKind::Index`] where it cannot be written.
pub fn save(index: &Path, name: &str, query: &str) -> Result<()> {
    let good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 100 || !name.chars().all(good) {
        return Err(Error::usage(format!("`{name}` cannot be the name of a saved query"))
            .hint("names are made of letters, digits, `-`, `_` and `.`, so that they can stand behind query:"));
    }
    let _lock = lock(index);
    let mut saved = all(index)?;
    saved.insert(name.to_owned(), query.to_owned());
    write(index, &saved)
}

/// Forgets the one of that name.
///
/// # Errors
/// As [`find`], and where it cannot be written.
pub fn remove(index: &Path, name: &str) -> Result<()> {
    let _lock = lock(index);
    let mut saved = all(index)?;
    if saved.remove(name).is_none() {
        return Err(unknown(name, saved.keys().map(String::as_str)));
    }
    write(index, &saved)
}

/// Whoever changes saved queries waits for others that do, so that none is lost. `None` where the system has no such locks.
fn lock(index: &Path) -> Option<fs::File> {
    let file = fs::File::open(index.join(MARKER)).ok()?;
    file.lock().is_ok().then_some(file)
}

fn unknown<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Error {
    let names: Vec<&str> = names.collect();
    let e = Error::usage(format!("no query is saved as `{name}`"));
    match names.as_slice() {
        [] => e.hint(format!("save one: newsdex search QUERY --save {name}")),
        _ => e.hint(format!("those that are: {}", names.join(", "))),
    }
}

/// Whole or not at all, whoever reads meanwhile.
fn write(index: &Path, saved: &BTreeMap<String, String>) -> Result<()> {
    let path = index.join(FILE);
    let failed = |e: std::io::Error| Error::index(format!("cannot write `{}`: {e}", path.display()));
    let content = Sealed { queries: saved.clone(), checksum: checksum(saved)? };
    let text = serde_json::to_string_pretty(&content).map_err(|e| Error::index(e.to_string()))?;
    seal::replace(&path, (text + "\n").as_bytes()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_kept_replaced_and_removed() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(all(dir.path()).unwrap(), BTreeMap::new());
        assert!(find(dir.path(), "a").unwrap_err().hints[0].contains("--save a"));
        save(dir.path(), "a", "peace").unwrap();
        save(dir.path(), "b", "query:a war").unwrap();
        save(dir.path(), "a", "\"peace talks\"").unwrap();
        assert_eq!(find(dir.path(), "a").unwrap(), "\"peace talks\"");
        assert!(save(dir.path(), "a b", "x").is_err() && save(dir.path(), "", "x").is_err());
        remove(dir.path(), "a").unwrap();
        assert_eq!(find(dir.path(), "a").unwrap_err().hints, ["those that are: b"]);
        assert!(remove(dir.path(), "a").is_err());
        fs::write(dir.path().join(FILE), "[").unwrap();
        assert_eq!(all(dir.path()).unwrap_err().exit_code(), 3);
        fs::write(dir.path().join(FILE), r#"{"by hand": "peace"}"#).unwrap();
        assert_eq!(find(dir.path(), "by hand").unwrap(), "peace");
        fs::remove_file(dir.path().join(FILE)).unwrap();
        fs::create_dir(dir.path().join(FILE)).unwrap();
        assert!(all(dir.path()).unwrap_err().what.contains("is no file"));
    }

    #[test]
    fn every_flipped_bit_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        save(dir.path(), "a", "peace OR \"war\"").unwrap();
        let whole = fs::read(dir.path().join(FILE)).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            fs::write(dir.path().join(FILE), &bytes).unwrap();
            assert!(all(dir.path()).is_err(), "bit {bit}: {}", String::from_utf8_lossy(&bytes));
        }
    }
}
