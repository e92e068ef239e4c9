//! What the articles of an index have in common, so that each can be stored apart from the others and yet takes little room.

use super::coder::{Number, Reader, Tables, plain};
use super::marks::KINDS;
use super::{seal, unreadable, unusable};
use crate::error::Result;
use std::cell::RefCell;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{self, CCtx, DCtx};

/// How hard is compressed. A larger dictionary takes more room near the processor than annotating can spare.
const LEVEL: i32 = 6;

/// The size of a dictionary of texts, in bytes.
pub const SIZE: usize = if cfg!(test) { 4_000 } else { 112 << 10 };

/// What the articles of an index have in common: what their texts repeat, and how frequent the numbers are that are read from them.
pub struct Dictionary {
    texts: Vec<u8>,
    decoder: DecoderDictionary<'static>,
    /// Made when it is asked for; readers never do.
    encoder: OnceLock<EncoderDictionary<'static>>,
    marks: Vec<u8>,
    tables: OnceLock<Option<Tables>>,
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "a dictionary of {} and {} bytes", self.texts.len(), self.marks.len())
    }
}

/// The file of the dictionary, beside the segments.
pub const FILE: &str = "newsdex.dictionary";
const MAGIC: &[u8] = b"newsdex dictionary 2\n";
const HASH: usize = 32;

impl Dictionary {
    /// From texts, and from the bytes of tables of frequencies (`index::coder`).
    pub fn new(texts: Vec<u8>, marks: Vec<u8>) -> io::Result<Self> {
        let decoder = DecoderDictionary::try_copy(&texts)?;
        Ok(Dictionary { texts, decoder, encoder: OnceLock::new(), marks, tables: OnceLock::new() })
    }

    /// How frequent numbers are; `None` where that is damaged.
    fn marks(&self) -> Option<&Tables> {
        self.tables.get_or_init(|| Tables::of(&self.marks, KINDS)).as_ref()
    }

    /// As it stands in the file behind the checksum: the length of the first part, then both.
    fn bytes(&self) -> Vec<u8> {
        let length = self.texts.len() as u32;
        [&length.to_le_bytes()[..], &self.texts, &self.marks].concat()
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let (length, rest) = bytes.split_first_chunk()?;
        let (texts, marks) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        Self::new(texts.to_vec(), marks.to_vec()).ok()
    }

    /// That of the index in directory `path`; `None` where there is none yet.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if it cannot be read. Whether every byte is as it was written only [`is_broken`] tells.
    pub fn load(path: &Path) -> Result<Option<Arc<Self>>> {
        let file = path.join(FILE);
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(unusable(path, e.into())),
        };
        let content = bytes.strip_prefix(MAGIC).and_then(|rest| rest.get(HASH..));
        let dictionary = content.and_then(Self::of);
        dictionary.map(|dictionary| Some(Arc::new(dictionary))).ok_or_else(|| unreadable(path, &format!("`{FILE}`")))
    }

    /// Keeps it beside the segments, safe before any of them needs it.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let bytes = self.bytes();
        seal::replace(&path.join(FILE), &[MAGIC, blake3::hash(&bytes).as_bytes(), &bytes].concat())
    }
}

/// Whether the dictionary of the index in directory `path` is not as it was written.
pub fn is_broken(path: &Path) -> bool {
    let whole = |bytes: &[u8]| {
        let (hash, content) = bytes.strip_prefix(MAGIC)?.split_at_checked(HASH)?;
        (blake3::hash(content).as_bytes() == hash).then_some(())
    };
    match fs::read(path.join(FILE)) {
        Ok(bytes) => whole(&bytes).is_none(),
        Err(e) => e.kind() != ErrorKind::NotFound,
    }
}

/// How a piece is stored, by its first byte.
const PLAIN: u8 = 0;
pub(super) const COMPRESSED: u8 = 1;
pub(super) const WITH_DICTIONARY: u8 = 2;

thread_local! {
    // Making one takes longer than using it once.
    static COMPRESSOR: RefCell<CCtx<'static>> = RefCell::new(CCtx::create());
    static DECOMPRESSOR: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
}

/// Compresses texts.
pub fn compress(bytes: &[u8], dictionary: Option<&Dictionary>) -> Vec<u8> {
    let mut packed = Vec::with_capacity(zstd_safe::compress_bound(bytes.len()));
    let done = COMPRESSOR.with_borrow_mut(|compressor| match dictionary {
        Some(d) => {
            let encoder = d.encoder.get_or_init(|| EncoderDictionary::copy(&d.texts, LEVEL));
            compressor.compress_using_cdict(&mut packed, bytes, encoder.as_cdict())
        }
        None => compressor.compress(&mut packed, bytes, LEVEL),
    });
    let (how, content) = match (done, dictionary) {
        (Ok(_), Some(_)) => (WITH_DICTIONARY, packed.as_slice()),
        (Ok(_), None) => (COMPRESSED, packed.as_slice()),
        (Err(_), _) => (PLAIN, bytes),
    };
    [&[how], content].concat()
}

/// What [`compress`] made; `None` where it is none, or was made with another dictionary.
pub fn expand(stored: &[u8], dictionary: Option<&Dictionary>) -> Option<Vec<u8>> {
    let (&how, packed) = stored.split_first()?;
    if how == PLAIN {
        return Some(packed.to_vec());
    }
    let length = zstd_safe::get_frame_content_size(packed).ok()??;
    let mut bytes = Vec::new();
    // A damaged length may be any.
    bytes.try_reserve_exact(usize::try_from(length).ok()?).ok()?;
    let done = DECOMPRESSOR.with_borrow_mut(|decompressor| match how {
        COMPRESSED => Some(decompressor.decompress(&mut bytes, packed)),
        WITH_DICTIONARY => {
            Some(decompressor.decompress_using_ddict(&mut bytes, packed, dictionary?.decoder.as_ddict()))
        }
        _ => None,
    });
    done?.ok().map(|_| bytes)
}

/// Writes what was read from texts in few bits.
pub fn code(marks: &[Number], dictionary: Option<&Dictionary>) -> Vec<u8> {
    let (how, bytes) = match dictionary.and_then(Dictionary::marks) {
        Some(tables) => (WITH_DICTIONARY, tables.code(marks)),
        None => (PLAIN, plain(marks)),
    };
    [&[how], &bytes[..]].concat()
}

/// Reads what [`code`] wrote; `None` where it is none.
pub fn read<'a>(stored: &'a [u8], dictionary: Option<&'a Dictionary>) -> Option<Reader<'a>> {
    let (&how, bytes) = stored.split_first()?;
    match how {
        PLAIN => Reader::new(bytes, None),
        WITH_DICTIONARY => Reader::new(bytes, Some(dictionary?.marks()?)),
        _ => None,
    }
}
