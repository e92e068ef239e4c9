//! What the index already holds: the content hash of every file, so that unchanged files are skipped.
//!
//! The manifest is read from the index itself, so it cannot disagree with it, whenever a run was killed.

use super::Index;
use crate::error::Result;
use rustc_hash::FxHashMap;
use tantivy::{DocId, SegmentReader};

/// A file or an article id, shortened to 128 bits of its hash, so that a million of them stay small in memory.
pub type Key = u128;

/// The key of a file path or of an article id.
pub fn key(text: &str) -> Key {
    let hash = blake3::hash(text.as_bytes());
    let mut first = [0; 16];
    first.copy_from_slice(&hash.as_bytes()[..16]);
    Key::from_le_bytes(first)
}

/// The files and articles of an index.
#[derive(Debug, Default)]
pub struct Manifest {
    /// File → its content hash and the number of its articles.
    pub files: FxHashMap<Key, (u64, u32)>,
    /// Article id → its file.
    pub articles: FxHashMap<Key, Key>,
}

impl Manifest {
    /// Reads the manifest of the last commit.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the index is damaged.
    pub fn read(index: &Index) -> Result<Self> {
        let mut manifest = Manifest::default();
        each_article(index, |file, article, hash| {
            let file = key(file);
            manifest.files.entry(file).or_insert((hash, 0)).1 += 1;
            manifest.articles.insert(key(article), file);
        })?;
        Ok(manifest)
    }
}

/// Calls `each` with the file, the id and the content hash of every article.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged.
pub fn each_article(index: &Index, mut each: impl FnMut(&str, &str, u64)) -> Result<()> {
    for segment in index.searcher().segment_readers() {
        segment_articles(index, segment, &mut each).map_err(|e| super::unusable(&index.path, e))?;
    }
    Ok(())
}

fn segment_articles(
    index: &Index,
    segment: &SegmentReader,
    each: &mut impl FnMut(&str, &str, u64),
) -> tantivy::Result<()> {
    let columns = segment.fast_fields();
    let (Some(files), Some(ids)) = (columns.str("file_path")?, columns.str("article")?) else { return Ok(()) };
    let hashes = columns.u64("hash")?;
    let (mut file, mut id) = (String::new(), String::new());
    for doc in article_docs(index, segment)? {
        let (Some(f), Some(i)) = (files.term_ords(doc).next(), ids.term_ords(doc).next()) else { continue };
        file.clear();
        id.clear();
        files.ord_to_str(f, &mut file)?;
        ids.ord_to_str(i, &mut id)?;
        each(&file, &id, hashes.first(doc).unwrap_or(0));
    }
    Ok(())
}

/// The A documents of a segment that are not deleted, in order.
pub fn article_docs(index: &Index, segment: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
    use tantivy::DocSet;
    let term = tantivy::Term::from_field_text(index.fields.doc, "a");
    let postings =
        segment.inverted_index(index.fields.doc)?.read_postings(&term, tantivy::schema::IndexRecordOption::Basic)?;
    let Some(mut postings) = postings else { return Ok(Vec::new()) };
    let mut docs = Vec::new();
    while postings.doc() != tantivy::TERMINATED {
        if !segment.is_deleted(postings.doc()) {
            docs.push(postings.doc());
        }
        postings.advance();
    }
    Ok(docs)
}
