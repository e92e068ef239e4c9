//! What is inside compressed files and archives: `.gz`, `.zst`, `.zip`, `.tar`, also one in the other.

use super::Source;
use crate::error::{Error, Result};
use std::io::{self, Cursor, Read};

/// The most bytes that are unpacked of one member.
const LARGEST_MEMBER: u64 = 256 << 20;
/// The most bytes that are unpacked of one archive.
const LARGEST_TOTAL: u64 = 4 << 30;
/// How deep an archive may lie in others: the outermost lies at 0.
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
/// the names inside it. Hidden files are left out, and of a book all but its pages. A member that cannot be opened is handed on as the
/// error that says why, and those behind it are read all the same.
///
/// # Errors
/// [`crate::ErrorKind::Input`] where the archive itself is damaged or ends too early; members before that have been handed on.
pub fn members(source: &Source, each: &mut dyn FnMut(Result<Source>)) -> Result<()> {
    let mut unpack = Unpack { path: &source.path, left: LARGEST_TOTAL, cut: None, each };
    unpack.open(&source.id, &source.bytes, 0)?;
    unpack.cut.map_or(Ok(()), Err)
}

type Zip<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

struct Unpack<'a> {
    path: &'a str,
    /// How many bytes may still be unpacked.
    left: u64,
    /// What is said of the first file that was cut.
    cut: Option<Error>,
    each: &'a mut dyn FnMut(Result<Source>),
}

impl Unpack<'_> {
    fn open(&mut self, name: &str, bytes: &[u8], depth: usize) -> Result<()> {
        let kind = packed(bytes);
        if kind.is_some() && depth > DEEPEST {
            return Err(Error::input(format!("{name}: more than {} archives in one another", DEEPEST + 1)));
        }
        match kind {
            None => {
                (self.each)(Ok(Source::new(self.path, name, bytes)));
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
            (self.each)(Ok(Source::new(self.path, name, content)));
            return Ok(());
        }
        if zip.offset() > 0 {
            // The file begins as an archive, but the list of members is that of another one within it.
            let what = format!("{name}: damaged: its end is missing, only an archive inside it is whole");
            return Err(Error::input(what).hint("get the whole file, and run the same command again"));
        }
        let book = is_book(name, &mut zip)?;
        for i in 0..zip.len() {
            let outcome = self.zipped(&mut zip, i, name, book, depth);
            self.hand_on(outcome);
        }
        Ok(())
    }

    /// One member of a zip.
    fn zipped(&mut self, zip: &mut Zip, i: usize, name: &str, book: bool, depth: usize) -> Result<()> {
        let member = zip.by_index(i).map_err(|e| damaged(name, &e))?;
        let inner = member.name().map_err(|e| damaged(name, &e))?.into_owned();
        if member.is_dir() || is_hidden(&inner) || (book && !is_page(&inner)) {
            return Ok(());
        }
        let content = self.take(member, &inner)?;
        if book && !has_text(&content) {
            return Ok(());
        }
        self.open(&inner, &content, depth + 1)
    }

    fn tar(&mut self, name: &str, bytes: &[u8], depth: usize) -> Result<()> {
        let mut tar = tar::Archive::new(bytes);
        for member in tar.entries().map_err(|e| damaged(name, &e))? {
            // Behind a broken entry nobody knows where the next one begins.
            let member = member.map_err(|e| damaged(name, &e))?;
            let inner = String::from_utf8_lossy(&member.path_bytes()).into_owned();
            if !member.header().entry_type().is_file() || is_hidden(&inner) {
                continue;
            }
            let outcome = self.take(member, &inner).and_then(|content| self.open(&inner, &content, depth + 1));
            self.hand_on(outcome);
        }
        Ok(())
    }

    /// Says of a member that it cannot be opened: the others can.
    fn hand_on(&mut self, outcome: Result<()>) {
        if let Err(e) = outcome {
            (self.each)(Err(e));
        }
    }

    /// All that `from` unpacks to, within the limits. A file that is cut gives what it holds, and that is said in the end.
    fn take(&mut self, from: impl Read, name: &str) -> Result<Vec<u8>> {
        let limit = LARGEST_MEMBER.min(self.left);
        let mut bytes = Vec::new();
        let outcome = from.take(limit + 1).read_to_end(&mut bytes);
        // What is thrown away counts, too, so that an archive of such members comes to an end.
        self.left = self.left.saturating_sub(bytes.len() as u64);
        if bytes.len() as u64 > limit {
            return Err(
                Error::input(format!("{name}: unpacks to more than {} MB", limit >> 20)).hint("unpack it first")
            );
        }
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

/// What tells the page of a book that lists its chapters.
const CONTENTS: &[u8] = b"epub:type=\"toc\"";

/// Whether the page of a book is one to be read: not a picture alone, and not the list of chapters.
fn has_text(page: &[u8]) -> bool {
    let find = |what: &[u8]| memchr::memmem::find(page, what);
    if find(CONTENTS).is_some() || (find(b"<nav").is_some() && find(b"<p").is_none()) {
        return false;
    }
    let body = find(b"<body").map_or(page, |at| &page[at..]);
    let mut tag = body.starts_with(b"<body");
    body.iter().any(|byte| {
        tag = (tag || *byte == b'<') && *byte != b'>';
        !tag && (byte.is_ascii_alphanumeric() || !byte.is_ascii())
    })
}

/// Whether an archive is a book (EPUB), of which only the pages are text.
///
/// # Errors
/// Where it is a document of a program for offices: what is in those means nothing one by one.
fn is_book(name: &str, zip: &mut Zip) -> Result<bool> {
    let mut kind = String::new();
    if let Ok(member) = zip.by_name("mimetype") {
        // What is no text is no kind, either.
        _ = member.take(100).read_to_string(&mut kind);
    }
    if kind.starts_with("application/vnd.oasis.opendocument") || zip.index_for_name("[Content_Types].xml").is_some() {
        let what = format!("{name}: a document of an office program that is not read");
        return Err(Error::input(what).hint("save it as .docx, .html or .txt"));
    }
    Ok(kind.starts_with("application/epub+zip"))
}

fn is_page(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| ["xhtml", "html", "htm"].contains(&extension.as_str()))
}

/// Whether a file is none that somebody put there to be read: its name begins with a dot, or it is of the programs that pack archives.
fn is_hidden(name: &str) -> bool {
    name.split('/')
        .any(|part| (part.starts_with('.') && part != "." && part != "..") || matches!(part, "__MACOSX" | "META-INF"))
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
        let mut failed = None;
        let outcome = members(&source, &mut |member| match member {
            Ok(member) => got.push((member.id.clone(), member.text().to_owned())),
            Err(e) => failed = Some(e),
        });
        (got, failed.map_or(outcome, Err))
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

    fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, bytes) in members {
            zip.start_file(*name, stored).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn an_archive_that_is_cut_is_not_taken_for_the_one_inside_it() {
        let inner = zip(&[("one.txt", b"one")]);
        let whole = zip(&[("two.txt", b"two"), ("inner.zip", &inner)]);
        assert_eq!(inside("a.zip", whole.clone()).0.len(), 2);
        for cut in [10, 60, 110] {
            let (held, outcome) = inside("a.zip", whole[..whole.len() - cut].to_vec());
            assert!(held.is_empty() && outcome.unwrap_err().what.starts_with("a.zip: damaged"), "{cut}");
        }
    }

    #[test]
    fn of_a_book_the_pages_are_read_and_of_office_documents_nothing() {
        let book = [
            ("mimetype", &b"application/epub+zip"[..]),
            ("META-INF/container.xml", b"<container/>"),
            ("a.opf", b"<package/>"),
            ("nav.xhtml", b"<nav epub:type=\"toc\"></nav>"),
            ("toc.xhtml", b"<body><nav><a href='one.xhtml'>One</a></nav></body>"),
            ("cover.xhtml", b"<head><title>Cover</title></head><body class='c'> <img src='a.png'/></body>"),
            ("one.xhtml", b"one"),
        ];
        assert_eq!(inside("a.epub", zip(&book)).0, [("one.xhtml".into(), "one".into())]);
        let plain = zip(&[("META-INF/x.txt", b"x"), ("mimetype", b"\xff"), ("one.txt", b"one")]);
        assert_eq!(inside("a.zip", plain).0.len(), 2);
        let text = zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<p>one</p>")]);
        let slides = zip(&[("[Content_Types].xml", b"<Types/>"), ("slides.xml", b"<p>one</p>")]);
        for (name, bytes) in [("a.odt", text), ("a.pptx", slides)] {
            let (held, outcome) = inside(name, bytes);
            assert!(held.is_empty() && outcome.unwrap_err().what.contains("not read"), "{name}");
        }
    }

    #[test]
    fn a_member_that_cannot_be_opened_keeps_no_other_from_being_read() {
        let office = zip(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<a/>")]);
        let deep = gzip(&gzip(&gzip(&gzip(b"x"))));
        for bad in [&office[..], b"PK\x03\x04 no zip", b"\x1f\x8b\x08 no gzip", &deep] {
            let members = [("one.txt", &b"one"[..]), ("bad", bad), ("two.txt", b"two")];
            let zipped = zip(&members);
            let mut tar = tar::Builder::new(Vec::new());
            for (name, bytes) in members {
                let mut header = tar::Header::new_ustar();
                header.set_size(bytes.len() as u64);
                tar.append_data(&mut header, name, bytes).unwrap();
            }
            for archive in [zipped.clone(), tar.into_inner().unwrap(), zip(&[("inner.zip", &zipped)])] {
                let (held, outcome) = inside("a.zip", archive);
                assert_eq!(held.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["one.txt", "two.txt"]);
                assert!(outcome.unwrap_err().what.starts_with("bad"));
            }
        }
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
