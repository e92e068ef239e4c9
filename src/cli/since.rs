//! `--since` and `--since-file`: revisions that were seen before, held against the index as it is now.

use super::output;
use crate::error::{Error, ErrorKind, Result};
use crate::index::seal;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// Refuses a revision that the index has not reached: nothing would be found for as long as it has not, and nobody would know why.
pub fn reached(since: Option<u64>, revision: u64) -> Result<()> {
    match since {
        Some(since) if since > revision => Err(ahead("--since", since, revision)
            .hint("give a revision that this index printed; one that was made anew counts from 1 again")),
        _ => Ok(()),
    }
}

fn ahead(given_by: &str, since: u64, revision: u64) -> Error {
    Error::usage(format!("{given_by}: revision {since} is newer than the index, which is at revision {revision}"))
}

/// A file that keeps from one search to the next which revision has been seen.
pub struct SinceFile<'a> {
    file: &'a Path,
    /// The revision in the file; 0 where there is no file yet.
    pub seen: u64,
}

impl<'a> SinceFile<'a> {
    /// Reads the file; `revision` is that of the index.
    ///
    /// # Errors
    /// [`ErrorKind::Usage`] where it holds no revision, or one that the index has not reached.
    pub fn open(file: &'a Path, revision: u64) -> Result<Self> {
        let name = file.display();
        let wrong = |what: String| {
            Error::usage(format!("{name}: {what}"))
                .hint("name a file that an earlier search with --since-file wrote, or one that is not there")
        };
        // No more than a number is read: the name may be that of a device.
        let mut text = String::new();
        let read = File::open(file).and_then(|file| file.take(LONGEST).read_to_string(&mut text));
        let seen = match read {
            Ok(_) => text.trim().parse().map_err(|_| wrong("this is no revision of an index".to_owned()))?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => 0,
            Err(e) => return Err(wrong(e.to_string())),
        };
        match seen > revision {
            true => Err(ahead(&name.to_string(), seen, revision)
                .hint("the file belongs to another index, or this one was made anew")
                .hint(format!("remove `{name}` to be shown everything, or name another file"))),
            false => Ok(SinceFile { file, seen }),
        }
    }

    /// Keeps `revision` where everything up to it has been printed; else the file stays, so that the next search finds the rest.
    pub fn keep(&self, revision: u64, all: bool, quiet: bool) -> Result<()> {
        let name = self.file.display();
        if all {
            return replace(self.file, &format!("{revision}\n"))
                .map_err(|e| Error::new(ErrorKind::Output, format!("cannot write `{name}`: {e}")));
        }
        if !quiet {
            output::say(&format!(
                "note: not everything was printed, so `{name}` stays at revision {}; leave out -n, --offset and --per-group to print all",
                self.seen
            ));
        }
        Ok(())
    }
}

/// The longest text of such a file, in bytes.
const LONGEST: u64 = 64;

/// Gives a file another text, whole or not at all: who is killed meanwhile must not leave an empty one. Links are followed; what is no plain file, or
/// stands where no other can be made, is written to as it is.
fn replace(file: &Path, text: &str) -> std::io::Result<()> {
    let file = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
    let as_it_is = || std::fs::write(&file, text);
    if file.exists() && !file.is_file() {
        return as_it_is();
    }
    match seal::replace(&file, text.as_bytes()) {
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => as_it_is(),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_moves_on_when_all_was_printed_and_never_back() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("seen");
        let fresh = SinceFile::open(&file, 7).unwrap();
        assert_eq!(fresh.seen, 0);
        fresh.keep(7, false, true).unwrap();
        assert!(!file.exists());
        fresh.keep(7, true, true).unwrap();
        assert_eq!(SinceFile::open(&file, 7).unwrap().seen, 7);
        let e = SinceFile::open(&file, 6).err().unwrap();
        assert!(e.what.contains("revision 7") && e.what.contains("revision 6"), "{e}");
    }
}
