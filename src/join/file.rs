//! The files beside the segments: the table of joined names, and the user's list of names.
//!
//! A table is put in place by renaming, so a reader has the old one or the new one, and either fits any commit: what it says
//! of a segment holds as long as the segment is there, and a segment that it does not know gets what holds for names
//! wherever they stand.

use super::authority::Authority;
use super::table::{Made, Table};
use super::{join, read};
use crate::error::{Error, Result};
use crate::index::{Index, seal, unusable};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use tantivy::directory::error::OpenReadError;
use tantivy::directory::{Directory, MmapDirectory};

const TABLE: &str = "newsdex.names";
const AUTHORITY: &str = "newsdex.authority.csv";
/// What to do where the list is damaged.
const AGAIN: &str = "give the list again: newsdex index --authority FILE, or none to do without";

/// What was joined.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Persons and organizations with several names, or with a name that a user gave.
    pub referents: u64,
}

/// The table of the index in directory `path`; `None` where no run has made one.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if it is damaged.
pub fn open(path: &Path) -> Result<Option<Table>> {
    let cannot = |e: &dyn std::fmt::Display| Error::index(format!("cannot read `{}`: {e}", path.join(TABLE).display()));
    let directory = MmapDirectory::open(path).map_err(|e| unusable(path, e.into()))?;
    match directory.open_read(Path::new(TABLE)) {
        Ok(file) => Table::open(file.read_bytes().map_err(|e| cannot(&e))?).map(Some),
        Err(OpenReadError::FileDoesNotExist(_)) => Ok(None),
        Err(e) => Err(cannot(&e)),
    }
}

/// Joins the names of the commit that `index` shows, unless that has been done.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged or cannot be written.
pub fn update(index: &Index) -> Result<Counts> {
    let (authority, hash) = remembered(index.path())?;
    let commit = index.tantivy().load_metas().map_err(|e| unusable(index.path(), e))?.opstamp;
    let made = Made { commit, authority: hash };
    // A broken table is made anew.
    if let Ok(Some(table)) = open(index.path())
        && table.made() == made
        && table.is_whole()
        && index.searcher().segment_readers().iter().all(|s| table.covers(&s.segment_id().uuid_string()))
    {
        return Ok(Counts { referents: u64::from(table.len()) });
    }
    let (corpus, places) = read::corpus(index)?;
    let joined = join(&corpus, &authority);
    put(index.path(), TABLE, &read::table(index, made, &corpus, &places, &joined)?)?;
    Ok(Counts { referents: joined.referents.len() as u64 })
}

/// Keeps a user's list with the index, so that later runs apply it again, behind a line with its checksum; `None` forgets it.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if it cannot be written.
pub fn remember(path: &Path, list: Option<&[u8]>) -> Result<()> {
    match list {
        Some(list) => put(path, AUTHORITY, &[seal::sum(list).as_bytes(), b"\n", list].concat()),
        None => match fs::remove_file(path.join(AUTHORITY)) {
            Err(e) if e.kind() != ErrorKind::NotFound => {
                Err(Error::index(format!("cannot remove `{}`: {e}", path.join(AUTHORITY).display())))
            }
            _ => Ok(()),
        },
    }
}

/// The user's list that is kept with the index, as it was given.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if it cannot be read, or is not as it was written.
pub fn list(path: &Path) -> Result<Option<Vec<u8>>> {
    let file = path.join(AUTHORITY);
    let whole = match fs::read(&file) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(Error::index(format!("cannot read `{}`: {e}", file.display()))),
    };
    let at = whole.iter().position(|b| *b == b'\n').unwrap_or(whole.len());
    let (sum, list) = (&whole[..at], whole.get(at + 1..).unwrap_or_default());
    match sum == seal::sum(list).as_bytes() {
        true => Ok(Some(list.to_vec())),
        false => Err(Error::index(format!("`{AUTHORITY}` is not as it was written")).hint(AGAIN)),
    }
}

/// The list that is kept with the index, and its hash: empty and 0 where there is none.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if it cannot be read any more.
pub fn remembered(path: &Path) -> Result<(Authority, u64)> {
    let Some(bytes) = list(path)? else { return Ok((Authority::default(), 0)) };
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(&bytes).as_bytes()[..8]);
    // What is wrong with it was said when it was given.
    let (authority, _) = Authority::read(&bytes, AUTHORITY).map_err(|e| Error::index(e.what).hint(AGAIN))?;
    Ok((authority, u64::from_le_bytes(first) | 1))
}

fn put(path: &Path, name: &str, bytes: &[u8]) -> Result<()> {
    let to = path.join(name);
    seal::replace(&to, bytes).map_err(|e| {
        Error::index(format!("cannot write `{}`: {e}", to.display()))
            .hint("check the permissions and the free space of that directory")
    })
}

/// What is wrong with the table and the list, in words.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the directory cannot be read.
pub fn check(path: &Path) -> Result<Vec<String>> {
    let broken = || format!("`{TABLE}` is not as it was written; `newsdex index` makes it anew");
    let table = match open(path) {
        Ok(None) => None,
        Ok(Some(table)) => (!table.is_whole()).then(broken),
        Err(e) if e.what.contains("damaged") => Some(broken()),
        Err(e) => return Err(e),
    };
    let list = list(path).err().map(|e| format!("{}; {}", e.what, e.hints.join("; ")));
    Ok(table.into_iter().chain(list).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_of_a_list_is_seen_and_another_list_takes_its_place() {
        let dir = tempfile::tempdir().unwrap();
        let given = b"name,aliases\nAnna Lind,Lind\n".as_slice();
        assert_eq!(list(dir.path()).unwrap(), None);
        remember(dir.path(), Some(given)).unwrap();
        assert_eq!(list(dir.path()).unwrap().as_deref(), Some(given));
        let whole = fs::read(dir.path().join(AUTHORITY)).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            fs::write(dir.path().join(AUTHORITY), &bytes).unwrap();
            assert!(list(dir.path()).is_err() && remembered(dir.path()).is_err(), "bit {bit}");
        }
        assert!(check(dir.path()).unwrap()[0].contains("--authority FILE"));
        remember(dir.path(), Some(given)).unwrap();
        assert_eq!(check(dir.path()).unwrap(), Vec::<String>::new());
    }
}
