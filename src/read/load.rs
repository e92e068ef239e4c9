//! One file into memory, within a limit.

use super::{Found, Source, names};
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, Read};

/// The largest file that is read into memory, in bytes.
pub const MAX_BYTES: u64 = 256_000_000;

/// Reads a file that was found, or standard input.
///
/// # Errors
/// [`crate::ErrorKind::Input`] where it cannot be opened or read, or is longer than `limit` bytes.
pub fn load(found: &Found, limit: u64) -> Result<Source> {
    let path = if found.is_stdin() { "standard input".to_owned() } else { found.path.display().to_string() };
    let failed = |e: io::Error| Error::input(format!("{path}: {}", reason(&e)));
    let bytes = if found.is_stdin() {
        take(io::stdin().lock(), 0, limit).map_err(failed)?
    } else {
        let file = File::open(&found.path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        if size > limit { None } else { take(file, size, limit).map_err(failed)? }
    };
    let Some(bytes) = bytes else {
        let what = format!("{path}: longer than {} MB, the most that is read of one file", limit as f64 / 1e6);
        return Err(Error::input(what).hint("split it into smaller files, or allow more: --max-size SIZE"));
    };
    Ok(Source::new(names::as_text(found.path.as_os_str()), found.id.clone(), bytes))
}

/// All of `from`, or `None` where it is longer than `limit`; `size` is how long it probably is.
///
/// # Errors
/// What `from` says.
pub fn take(from: impl Read, size: u64, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::with_capacity(size.min(limit) as usize);
    from.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// An I/O error without the number of the operating system.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or_default().to_lowercase()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_over_the_limit_is_an_error_that_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.txt");
        std::fs::write(&path, "12345678").unwrap();
        let found = Found { path, id: "a.txt".into() };
        assert_eq!(load(&found, 8).unwrap().bytes, b"12345678");
        assert!(load(&found, 7).unwrap_err().what.contains("longer than"));
    }
}
