//! What would make the reader of PDFs run out of memory or of stack is found before it starts.

use crate::error::{Error, Result};
use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};
use rustc_hash::{FxHashMap, FxHashSet};
use std::io::{self, Read};

/// The largest file, in bytes.
const LARGEST: usize = 64 << 20;
/// The most bytes that its streams may unpack to, all together.
const LARGEST_UNPACKED: u64 = 1 << 30;

/// The most bytes of one page's drawing: its reader takes more than a hundred times as much memory.
const LARGEST_PAGE: u64 = 8 << 20;

/// Refuses a page that draws more than is read.
///
/// # Errors
/// [`crate::ErrorKind::Input`] that says the limit.
pub(super) fn check_page(document: &Document, page: ObjectId) -> Result<()> {
    let mut left = LARGEST_PAGE;
    for id in document.get_page_contents(page) {
        let Ok(stream) = document.get_object(id).and_then(Object::as_stream) else { continue };
        let packed = stream.content.first().is_some_and(|b| b & 0x0f == 8) && stream.dict.has(b"Filter");
        let size = match packed {
            true => count(flate2::bufread::ZlibDecoder::new(stream.content.as_slice()), left),
            false => stream.content.len() as u64,
        };
        left = left.checked_sub(size).filter(|left| *left > 0).ok_or_else(|| {
            Error::input(format!("a page that draws more than {} MB is not read", LARGEST_PAGE >> 20))
        })?;
    }
    Ok(())
}

/// Refuses files that unpack to more than is read.
///
/// # Errors
/// [`crate::ErrorKind::Input`] that says which limit was passed.
pub(super) fn check_bytes(bytes: &[u8]) -> Result<()> {
    check_within(bytes, LARGEST_UNPACKED)
}

/// As [`check_bytes`], with the most bytes that streams may unpack to.
pub(super) fn check_within(bytes: &[u8], limit: u64) -> Result<()> {
    if bytes.len() > LARGEST {
        return Err(Error::input(format!("a PDF of more than {} MB is not read", LARGEST >> 20)));
    }
    let twice = regex::bytes::Regex::new(r"/(?:FlateDecode|Fl|LZWDecode|LZW)\s*/(?:FlateDecode|Fl|LZWDecode|LZW)\b");
    if twice.is_ok_and(|twice| twice.is_match(bytes)) {
        return Err(Error::input("a PDF whose content is packed twice is not read"));
    }
    let mut left = limit;
    for at in memchr::memmem::find_iter(bytes, b"stream") {
        let content = &bytes[at + b"stream".len()..];
        let content = content.strip_prefix(b"\r\n").or(content.strip_prefix(b"\n")).unwrap_or(content);
        // Only what begins as packed content does.
        if content.first().is_some_and(|b| b & 0x0f == 8) {
            let unpacked = flate2::bufread::ZlibDecoder::new(content);
            let size = count(unpacked, left);
            left = left.checked_sub(size).filter(|left| *left > 0).ok_or_else(|| {
                Error::input(format!("a PDF that unpacks to more than {} MB is not read", limit >> 20))
            })?;
        }
    }
    Ok(())
}

/// How many bytes come out of `from`, counted up to `limit`; damage ends them.
fn count(from: impl Read, limit: u64) -> u64 {
    struct Counter(u64);
    impl io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len() as u64;
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // An error only says that the content is damaged; the count until then stands.
    let _ = io::copy(&mut from.take(limit), &mut counter);
    counter.0
}

/// Empties pictures: they hold no text, and the reader would take their bytes for drawing.
pub(super) fn drop_images(document: &mut Document) {
    for object in document.objects.values_mut() {
        if let Object::Stream(stream) = object
            && stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
        {
            stream.content.clear();
            stream.dict.remove(b"Filter");
        }
    }
}

/// Refuses documents whose pages or forms lie in themselves.
///
/// # Errors
/// [`crate::ErrorKind::Input`] where a chain of references does not end.
pub(super) fn check_references(document: &Document) -> Result<()> {
    let endless = || Error::input("a PDF whose parts refer to themselves without end is not read");
    for id in document.get_pages().into_values() {
        let mut seen = FxHashSet::default();
        let mut next = Some(id);
        while let Some(id) = next {
            if !seen.insert(id) {
                return Err(endless());
            }
            let parent = document.get_dictionary(id).and_then(|d| d.get(b"Parent")).and_then(Object::as_reference);
            next = parent.ok();
        }
    }
    let forms: FxHashMap<ObjectId, &Stream> = document
        .objects
        .iter()
        .filter_map(|(id, object)| object.as_stream().ok().map(|stream| (*id, stream)))
        .filter(|(_, s)| s.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Form"))
        .collect();
    let inner: FxHashMap<ObjectId, Vec<ObjectId>> =
        forms.iter().map(|(id, form)| (*id, drawn(document, form, &forms))).collect();
    let mut done = FxHashSet::default();
    if forms.keys().all(|id| ends(*id, &inner, &mut done, 0)) { Ok(()) } else { Err(endless()) }
}

/// The forms that a form may draw: those that its resources name; without resources those of the page, so any.
fn drawn(document: &Document, form: &Stream, forms: &FxHashMap<ObjectId, &Stream>) -> Vec<ObjectId> {
    let Some(resources) = dictionary(document, form.dict.get(b"Resources").ok()) else {
        let content = form.decompressed_content().unwrap_or_else(|_| form.content.clone());
        let draws = content.windows(3).any(|w| w[0].is_ascii_whitespace() && &w[1..] == b"Do");
        return if draws { forms.keys().copied().collect() } else { Vec::new() };
    };
    let named = dictionary(document, resources.get(b"XObject").ok());
    let ids = named.into_iter().flat_map(|d| d.iter()).filter_map(|(_, object)| object.as_reference().ok());
    ids.filter(|id| forms.contains_key(id)).collect()
}

fn dictionary<'a>(document: &'a Document, object: Option<&'a Object>) -> Option<&'a Dictionary> {
    match object? {
        Object::Reference(id) => document.get_dictionary(*id).ok(),
        Object::Dictionary(dictionary) => Some(dictionary),
        _ => None,
    }
}

/// How deep forms may lie in one another.
const DEEPEST: usize = 30;

/// Whether the forms drawn from `id` on come to an end.
fn ends(
    id: ObjectId,
    inner: &FxHashMap<ObjectId, Vec<ObjectId>>,
    done: &mut FxHashSet<ObjectId>,
    depth: usize,
) -> bool {
    if done.contains(&id) {
        return true;
    }
    let end = depth < DEEPEST && inner.get(&id).is_none_or(|ids| ids.iter().all(|i| ends(*i, inner, done, depth + 1)));
    if end {
        done.insert(id);
    }
    end
}
