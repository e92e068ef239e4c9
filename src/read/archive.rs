//! What is inside compressed files and archives: `.gz`, `.zst`, `.zip`, `.tar`, also one in the other.

use super::Source;
use crate::error::{Error, Result};
use std::io::{self, Cursor, Read};

/// The most bytes that are unpacked of one member.
const LARGEST_MEMBER: u64 = 256 << 20;
/// The most bytes that are unpacked of one archive.
const LARGEST_TOTAL: u64 = 4 << 30;
/// How many archives may lie in one another.
const DEEPEST: usize = 3;

/// The kinds of packed files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packed {
    Gzip,
    Zstd,
    Zip,
    Tar,
}

fn packed(bytes: &[u8]) -> Option<Packed> {
    match bytes {
        [0x1f, 0x8b, 8, ..] => Some(Packed::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packed::Zstd),
        [b'P', b'K', 3, 4, ..] => Some(Packed::Zip),
        _ if bytes.get(257..262) == Some(b"ustar") => Some(Packed::Tar),
        _ => None,
    }
}

/// Whether a source is packed: then [`members`] are to be read in its place.
pub fn is_packed(source: &Source) -> bool {
    packed(&source.bytes).is_some()
}

/// Calls `each` with every file inside a packed source, in its order; their paths are that of the source, their ids
/// the names inside it. Hidden files are left out.
///
/// # Errors
/// [`crate::ErrorKind::Input`] where the archive is damaged, ends too early or unpacks to more than is read; members before that have
/// been handed on.
pub fn members(source: &Source, each: &mut dyn FnMut(Source)) -> Result<()> {
    let mut unpack = Unpack { path: &source.path, left: LARGEST_TOTAL, cut: None, each };
    unpack.open(&source.id, &source.bytes, 0)?;
    unpack.cut.map_or(Ok(()), Err)
}

struct Unpack<'a> {
    path: &'a str,
    /// How many bytes may still be unpacked.
    left: u64,
    /// What is said of the first file that was cut.
    cut: Option<Error>,
    each: &'a mut dyn FnMut(Source),
}

impl Unpack<'_> {
    fn open(&mut self, name: &str, bytes: &[u8], depth: usize) -> Result<()> {
        if depth > DEEPEST {
            return Err(Error::input(format!("{name}: more than {DEEPEST} archives in one another")));
        }
        match packed(bytes) {
            None => {
                (self.each)(Source::new(self.path, name, bytes));
                Ok(())
            }
            Some(Packed::Gzip) => {
                let inner = self.take(flate2::bufread::MultiGzDecoder::new(bytes), name)?;
                self.open(without(name, &[".gz", ".tgz"]), &inner, depth + 1)
            }
            Some(Packed::Zstd) => {
                let decoder = zstd::stream::read::Decoder::new(bytes).map_err(|e| damaged(name, &e))?;
                let inner = self.take(decoder, name)?;
                self.open(without(name, &[".zst", ".zstd"]), &inner, depth + 1)
            }
            Some(Packed::Zip) => self.zip(name, bytes, depth),
            Some(Packed::Tar) => self.tar(name, bytes, depth),
        }
    }

    fn zip(&mut self, name: &str, bytes: &[u8], depth: usize) -> Result<()> {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(name, &e))?;
        if let Some(i) = zip.index_for_name("word/document.xml") {
            // A Word document: what else is in it is not text.
            let content = self.take(zip.by_index(i).map_err(|e| damaged(name, &e))?, name)?;
            (self.each)(Source::new(self.path, name, content));
            return Ok(());
        }
        for i in 0..zip.len() {
            let member = zip.by_index(i).map_err(|e| damaged(name, &e))?;
            let inner = member.name().map_err(|e| damaged(name, &e))?.into_owned();
            if member.is_dir() || is_hidden(&inner) {
                continue;
            }
            let content = self.take(member, &inner)?;
            self.open(&inner, &content, depth + 1)?;
        }
        Ok(())
    }

    fn tar(&mut self, name: &str, bytes: &[u8], depth: usize) -> Result<()> {
        let mut tar = tar::Archive::new(bytes);
        for member in tar.entries().map_err(|e| damaged(name, &e))? {
            let member = member.map_err(|e| damaged(name, &e))?;
            let inner = String::from_utf8_lossy(&member.path_bytes()).into_owned();
            if !member.header().entry_type().is_file() || is_hidden(&inner) {
                continue;
            }
            let content = self.take(member, &inner)?;
            self.open(&inner, &content, depth + 1)?;
        }
        Ok(())
    }

    /// All that `from` unpacks to, within the limits. A file that is cut gives what it holds, and that is said in the end.
    fn take(&mut self, from: impl Read, name: &str) -> Result<Vec<u8>> {
        let limit = LARGEST_MEMBER.min(self.left);
        let mut bytes = Vec::new();
        let outcome = from.take(limit + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > limit {
            return Err(
                Error::input(format!("{name}: unpacks to more than {} MB", limit >> 20)).hint("unpack it first")
            );
        }
        self.left -= bytes.len() as u64;
        match outcome {
            Err(e) if bytes.is_empty() || e.kind() != io::ErrorKind::UnexpectedEof => Err(damaged(name, &e)),
            Err(_) => {
                let error = || Error::input(format!("{name}: ends too early; what is left of it was read"));
                self.cut.get_or_insert_with(|| error().hint("get the whole file, and run the same command again"));
                Ok(bytes)
            }
            Ok(_) => Ok(bytes),
        }
    }
}

fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| (part.starts_with('.') && part != "." && part != "..") || part == "__MACOSX")
}

fn without<'a>(name: &'a str, ends: &[&str]) -> &'a str {
    ends.iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name)
}

fn damaged(name: &str, e: &dyn std::fmt::Display) -> Error {
    Error::input(format!("{name}: damaged: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn inside(name: &str, bytes: Vec<u8>) -> (Vec<(String, String)>, Result<()>) {
        let mut got = Vec::new();
        let source = Source::new(name, name, bytes);
        assert!(is_packed(&source));
        let outcome = members(&source, &mut |m| got.push((m.id.clone(), m.text().to_owned())));
        (got, outcome)
    }

    #[test]
    fn packed_files_are_opened() {
        assert_eq!(inside("a.txt.gz", gzip(b"one")).0, [("a.txt".into(), "one".into())]);
        let zst = zstd::encode_all(&b"one"[..], 1).unwrap();
        assert_eq!(inside("a.txt.zst", zst).0, [("a.txt".into(), "one".into())]);
    }

    #[test]
    fn archives_are_opened_also_in_one_another() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let plain = zip::write::SimpleFileOptions::default();
        for (name, text) in [("b/one.txt", "one"), ("__MACOSX/x", "no"), (".hidden", "no")] {
            zip.start_file(name, plain).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        let zip = zip.finish().unwrap().into_inner();
        let mut tar = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_ustar();
        header.set_size(zip.len() as u64);
        tar.append_data(&mut header, "inner.zip", zip.as_slice()).unwrap();
        let tgz = gzip(&tar.into_inner().unwrap());
        assert_eq!(inside("a.tar.gz", tgz).0, [("b/one.txt".into(), "one".into())]);
    }

    #[test]
    fn bombs_and_damage_are_errors_and_cut_files_give_what_they_hold() {
        let bomb = gzip(&gzip(&gzip(&gzip(&gzip(b"x")))));
        assert!(inside("a.gz", bomb).1.unwrap_err().what.contains("in one another"));
        let mut cut = gzip("word ".repeat(50_000).as_bytes());
        cut.truncate(cut.len() / 2);
        let (held, outcome) = inside("a.gz", cut);
        assert!(held.len() == 1 && outcome.unwrap_err().what.contains("ends too early"));
        assert!(inside("a.zip", b"PK\x03\x04 no zip".to_vec()).1.is_err());
    }
}
