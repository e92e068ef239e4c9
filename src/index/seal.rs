//! Small files and notes that carry their own checksum: what stands beside tantivy's files, and what a commit says of itself.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

/// The first digits of the hash of `bytes`.
pub fn sum(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..16].to_owned()
}

/// Gives a file another content, or makes it. Whoever reads, and whoever is killed meanwhile, leaves and sees the former content or this one; the
/// file keeps its mode.
///
/// # Errors
/// What the file system says.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let part = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let write = || {
        let mut file = File::create(&part)?;
        if let Ok(former) = fs::metadata(path) {
            file.set_permissions(former.permissions())?;
        }
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&part, path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&part)))
}

/// Writes `value` as a line of JSON and its checksum as a second line. Whoever reads sees the former file or this one.
///
/// # Errors
/// What the file system says.
pub fn write<T: Serialize>(path: &Path, value: &T) -> io::Result<()> {
    let json = serde_json::to_string(value)?;
    replace(path, format!("{json}\n{}\n", sum(json.as_bytes())).as_bytes())
}

/// Reads what [`write()`] wrote.
///
/// # Errors
/// What the file system says; [`io::ErrorKind::InvalidData`] where not every byte is as it was written.
pub fn read<T: DeserializeOwned>(path: &Path) -> io::Result<T> {
    let damaged = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    let text = fs::read_to_string(path)?;
    let json = text.lines().next().unwrap_or_default();
    if text != format!("{json}\n{}\n", sum(json.as_bytes())) {
        return Err(damaged("it is not as it was written (checksum)"));
    }
    Ok(serde_json::from_str(json)?)
}

/// What a commit says of itself: its revision, and the stamp of tantivy that it was made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Note {
    /// The run that made the commit, counted from 1.
    pub revision: u64,
    /// The number of tantivy's last operation in it.
    pub opstamp: u64,
}

impl Note {
    /// As text, with a checksum.
    pub fn seal(self) -> String {
        let text = format!("{} {}", self.revision, self.opstamp);
        format!("{text} {}", sum(text.as_bytes()))
    }

    /// From [`Note::seal`]; `None` where the checksum tells that it was changed.
    pub fn open(sealed: &str) -> Option<Self> {
        let (text, checksum) = sealed.rsplit_once(' ')?;
        let (revision, opstamp) = text.split_once(' ')?;
        let note = Note { revision: revision.parse().ok()?, opstamp: opstamp.parse().ok()? };
        (checksum == sum(text.as_bytes())).then_some(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_and_every_flipped_bit_is_seen() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("note.json");
        write(&path, &("peace", 7)).unwrap();
        assert_eq!(read::<(String, u32)>(&path).unwrap(), ("peace".to_owned(), 7));
        let whole = fs::read(&path).unwrap();
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            fs::write(&path, bytes).unwrap();
            assert!(read::<(String, u32)>(&path).is_err(), "bit {bit}");
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_note_comes_back_and_a_changed_one_does_not() {
        let note = Note { revision: 12, opstamp: 4711 };
        assert_eq!(Note::open(&note.seal()), Some(note));
        assert_eq!(Note::open(&note.seal().replacen("12", "13", 1)), None);
        assert_eq!(Note::open(""), None);
    }
}
