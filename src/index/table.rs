//! Tables beside the segments: what is computed over all articles of a commit, and cannot be told from one article alone.
//!
//! A table belongs to one commit ([`Commit::state`]). Whoever finds one of another commit, a broken one or none computes it anew
//! from the index; so a run may be killed at any moment, and a table never disagrees with the articles.

use super::commit::Commit;
use super::seal;
use crate::error::{Error, Result};
use std::fs;
use std::path::PathBuf;

/// Which articles are versions of one text ([`super::families`]).
pub const FAMILIES: &str = "families";
/// What pairs of texts were found to be.
pub const PAIRS: &str = "pairs";
/// The most frequent names ([`crate::search::kept`]).
pub const FACETS: &str = "facets";
/// All tables.
pub const ALL: [&str; 3] = [FAMILIES, PAIRS, FACETS];

const MAGIC: &[u8] = b"newsdex table 3\n";
const HASH: usize = 32;

/// The content of the table `name`, and the number of the commit that it belongs to; `None` where there is no whole one.
pub fn read(commit: &Commit, name: &str) -> Option<(u64, Vec<u8>)> {
    let bytes = fs::read(path(commit, name)).ok()?;
    let rest = bytes.strip_prefix(MAGIC)?;
    let (hash, body) = rest.split_at_checked(HASH)?;
    let (state, content) = body.split_first_chunk::<8>()?;
    (blake3::hash(body).as_bytes() == hash).then(|| (u64::from_le_bytes(*state), content.to_vec()))
}

/// Whether there is a table `name` that is not as it was written.
pub fn is_broken(commit: &Commit, name: &str) -> bool {
    path(commit, name).exists() && read(commit, name).is_none()
}

/// The content of the table `name` if it belongs to that commit.
pub fn current(commit: &Commit, name: &str) -> Option<Vec<u8>> {
    read(commit, name).filter(|(state, _)| *state == commit.state()).map(|(_, content)| content)
}

/// Puts a table for a commit in the place of the former one, all at once.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if it cannot be written.
pub fn write(commit: &Commit, name: &str, content: &[u8]) -> Result<()> {
    let mut body = commit.state().to_le_bytes().to_vec();
    body.extend_from_slice(content);
    let whole = [MAGIC, blake3::hash(&body).as_bytes(), &body].concat();
    let to = path(commit, name);
    seal::replace(&to, &whole).map_err(|e| {
        Error::index(format!("cannot write `{}`: {e}", to.display()))
            .hint("check the permissions and the free space of that directory")
    })
}

fn path(commit: &Commit, name: &str) -> PathBuf {
    commit.path.join(format!("newsdex.{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;

    #[test]
    fn a_table_comes_back_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(&dir.path().join("index")).unwrap();
        let commit = index.commit();
        assert_eq!(read(commit, "names"), None);
        write(commit, "names", b"abc").unwrap();
        assert_eq!(read(commit, "names"), Some((commit.state(), b"abc".to_vec())));
        assert_eq!(current(commit, "names").as_deref(), Some(&b"abc"[..]));
        let mut bytes = fs::read(path(commit, "names")).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(path(commit, "names"), bytes).unwrap();
        assert_eq!(read(commit, "names"), None);
        assert!(is_broken(commit, "names") && !is_broken(commit, "others"));
    }
}
