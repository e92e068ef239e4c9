//! The directory of an index as tantivy sees it, also for those who may read it and not write it.
//!
//! Whoever opens an index holds a lock for a moment, so that no writer removes a file between the reading of the list and the opening of
//! what is on it. tantivy opens the file of that lock for writing, and makes it where there is none. Neither is needed to hold a lock, and
//! an index of another user, or on a disk that is read-only, can be asked as well.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{Directory, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory};
use tantivy::directory::{WatchCallback, WatchHandle, WritePtr};

/// A directory whose index can be asked by all who may read its files.
#[derive(Debug, Clone)]
pub struct Shared {
    inner: MmapDirectory,
    path: PathBuf,
}

/// The lock of a reader, until it is dropped; `None` where there is no file to lock.
struct Held(Option<File>);

// tantivy takes what has a `Drop` of its own.
impl Drop for Held {
    fn drop(&mut self) {
        self.0 = None;
    }
}

impl Shared {
    /// That at `path`.
    ///
    /// # Errors
    /// If there is no directory, or it cannot be read.
    pub fn open(path: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Shared { inner: MmapDirectory::open(path)?, path: path.to_owned() })
    }

    /// Locks the file as it is there, if it can be read. Where it is missing nobody has written since the directory was copied; a reader without
    /// the lock may at worst have to ask again.
    fn hold(&self, lock: &Lock) -> Held {
        Held(File::open(self.path.join(&lock.filepath)).ok().filter(|file| file.lock().is_ok()))
    }
}

/// Whether a file cannot be written by this user, or by anybody.
fn is_read_only(e: &io::Error) -> bool {
    matches!(e.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

impl Directory for Shared {
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.inner.acquire_lock(lock) {
            Err(LockError::IoError(e)) if lock.filepath == META_LOCK.filepath && is_read_only(&e) => {
                Ok(DirectoryLock::from(Box::new(self.hold(lock))))
            }
            other => other,
        }
    }

    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.inner.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.inner.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_lock_is_held_without_writing_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let shared = Shared::open(dir.path()).unwrap();
        assert!(shared.hold(&META_LOCK).0.is_none());
        let at = dir.path().join(&META_LOCK.filepath);
        fs::write(&at, "").unwrap();
        let held = shared.hold(&META_LOCK);
        let other = File::open(&at).unwrap();
        assert!(other.try_lock().is_err(), "a writer waits");
        drop(held);
        assert!(other.try_lock().is_ok());
    }

    #[test]
    fn what_nobody_may_write_is_told_from_what_is_not_there() {
        assert!(is_read_only(&ErrorKind::PermissionDenied.into()));
        assert!(is_read_only(&ErrorKind::ReadOnlyFilesystem.into()));
        assert!(!is_read_only(&ErrorKind::NotFound.into()));
    }
}
