//! The last commit of an index, and what made the index: what is known without opening its segments.

use super::seal::{self, Note};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fs::{self, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use tantivy::directory::INDEX_WRITER_LOCK;

/// The number of the layout on disk; an index of another number is not read.
pub const LAYOUT: u32 = 8;

/// The file beside tantivy's own that says what made the index.
pub(super) const MARKER: &str = "newsdex.json";

/// The file in which tantivy writes its commits.
pub(super) const COMMITS: &str = "meta.json";

/// The file in which tantivy lists its own files.
pub(super) const MANAGED: &str = ".managed.json";

/// Gives tantivy's lists, which it makes for their owner alone whatever the umask, the mode of the other files, so that who may read those may
/// ask the index.
pub(super) fn share(path: &Path) {
    if cfg!(unix)
        && let Ok(marker) = fs::metadata(path.join(MARKER))
    {
        for name in [COMMITS, MANAGED] {
            // For its owner the index is as good without.
            let _ = fs::set_permissions(path.join(name), marker.permissions());
        }
    }
}

/// Whether another process holds the lock of the writer.
pub(super) fn is_being_written(path: &Path) -> bool {
    let lock = fs::File::open(path.join(&INDEX_WRITER_LOCK.filepath));
    lock.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
}

/// What to do about an index that cannot be used.
pub(super) const REMAKE: &str = "make a new one from the articles: newsdex index --index NEWDIR PATH…";

/// What the marker file holds.
#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    layout: u32,
    newsdex: String,
}

/// What tantivy writes of a commit beside its schema and its segments, which take longer to read.
#[derive(Deserialize)]
struct Stored {
    opstamp: u64,
    payload: Option<String>,
}

/// A commit of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Where the index lies.
    pub path: PathBuf,
    state: u64,
    revision: u64,
}

impl Commit {
    /// The last commit of the index in directory `path`.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if there is none, if another version made it, or if it is damaged.
    pub fn last(path: &Path) -> Result<Self> {
        read_marker(path)?;
        Self::read(path)
    }

    /// [`Commit::last`] where the marker has been read.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let damaged =
            || Error::index(format!("the index at `{}` is damaged: its last commit", path.display())).hint(REMAKE);
        let bytes = fs::read(path.join(COMMITS)).map_err(|e| match e.kind() {
            ErrorKind::NotFound => missing(path),
            _ => Error::index(format!("cannot read `{}`: {e}", path.join(COMMITS).display())),
        })?;
        let Stored { opstamp: state, payload } = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        let revision = match payload {
            None => 0,
            Some(payload) => Note::open(&payload).ok_or_else(damaged)?.revision,
        };
        Ok(Commit { path: path.to_owned(), state, revision })
    }

    /// Its number: no two commits that hold different articles have the same.
    pub fn state(&self) -> u64 {
        self.state
    }

    /// How many changes of the index it is the last of; 0 for an empty one.
    pub fn revision(&self) -> u64 {
        self.revision
    }
}

/// Whether there is an index in directory `path`, even one that is damaged.
pub(super) fn exists(path: &Path) -> bool {
    path.join(COMMITS).exists()
}

/// Writes what made the index.
pub(super) fn write_marker(path: &Path) -> std::io::Result<()> {
    let marker = Marker { layout: LAYOUT, newsdex: env!("CARGO_PKG_VERSION").to_owned() };
    seal::write(&path.join(MARKER), &marker)
}

/// Whether the file that says what made the index is that of this layout, as it was written.
pub(super) fn marker_is_whole(path: &Path) -> bool {
    matches!(seal::read::<Marker>(&path.join(MARKER)), Ok(marker) if marker.layout == LAYOUT)
}

/// Reads what made the index.
///
/// # Errors
/// As [`Commit::last`].
pub(super) fn read_marker(path: &Path) -> Result<()> {
    let marker: Marker = match seal::read(&path.join(MARKER)) {
        Ok(marker) => marker,
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Err(missing(path)),
        Err(e) if e.kind() == ErrorKind::InvalidData => return Err(other_maker(path, &e)),
        Err(e) => return Err(Error::index(format!("cannot read `{}`: {e}", path.join(MARKER).display()))),
    };
    if marker.layout != LAYOUT {
        return Err(layout_differs(path, &marker));
    }
    if !exists(path) {
        return Err(missing(path));
    }
    Ok(())
}

fn missing(path: &Path) -> Error {
    // "Make one" would lead in a circle: there is one, of which a part is gone.
    if exists(path) {
        return Error::index(format!("the index at `{}` lacks `{MARKER}`", path.display()))
            .hint("where it is a copy, copy that file, too")
            .hint(REMAKE);
    }
    Error::index(format!("no index at `{}`", path.display()))
        .hint("make one: newsdex index PATH…")
        .hint("or name another: --index DIR, or the variable NEWSDEX_INDEX")
}

/// The marker is not one of this layout: an older newsdex wrote it without a checksum, or it is damaged.
fn other_maker(path: &Path, e: &std::io::Error) -> Error {
    let at = path.join(MARKER);
    let text = fs::read_to_string(&at).unwrap_or_default();
    match serde_json::from_str::<Marker>(&text) {
        Ok(marker) => layout_differs(path, &marker),
        Err(_) => Error::index(format!("`{}` is damaged: {e}", at.display())).hint(REMAKE),
    }
}

fn layout_differs(path: &Path, marker: &Marker) -> Error {
    let what = format!(
        "the index at `{}` has layout {}, made by newsdex {}; this version reads layout {LAYOUT}",
        path.display(),
        marker.layout,
        marker.newsdex
    );
    Error::index(what).hint(REMAKE)
}
