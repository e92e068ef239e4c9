//! What the index already holds: the content hash of every file, so that unchanged files are skipped.
//!
//! The manifest is read from the index itself, so it cannot disagree with it, whenever a run was killed.

use super::Index;
use super::lookup::{self, Names};
use crate::error::Result;
use rustc_hash::FxHashMap;
use tantivy::columnar::ColumnIndex;
use tantivy::{DocId, SegmentReader};

/// A file id or path, shortened to 128 bits of its hash, so that a million of them stay small in memory.
pub type Key = u128;

/// The key of a file's id or path.
pub fn key(text: &str) -> Key {
    let hash = blake3::hash(text.as_bytes());
    let mut first = [0; 16];
    first.copy_from_slice(&hash.as_bytes()[..16]);
    Key::from_le_bytes(first)
}

/// What the index knows of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The hash of its content and of how it was read.
    pub hash: u64,
    /// How many articles it holds.
    pub articles: u32,
    /// The key of its absolute path.
    pub path: Key,
}

/// The files of an index, by the keys of their ids.
#[derive(Debug, Default)]
pub struct Manifest {
    /// What is known of each file.
    pub files: FxHashMap<Key, Known>,
}

/// One article as the manifest sees it.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The id of the file.
    pub file: &'a str,
    /// The absolute path of the file.
    pub path: &'a str,
    /// The hash of its content and of how it was read.
    pub hash: u64,
}

impl Manifest {
    /// Reads the manifest of the last commit.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the index is damaged.
    pub fn read(index: &Index) -> Result<Self> {
        let mut manifest = Manifest::default();
        each_article(index, |row| {
            let known = Known { hash: row.hash, articles: 0, path: key(row.path) };
            manifest.files.entry(key(row.file)).or_insert(known).articles += 1;
        })?;
        Ok(manifest)
    }
}

/// Calls `each` for every article.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged.
pub fn each_article(index: &Index, mut each: impl FnMut(Row)) -> Result<()> {
    for segment in index.searcher().segment_readers() {
        segment_articles(segment, &mut each).map_err(|e| super::unusable(index.path(), e))?;
    }
    Ok(())
}

fn segment_articles(segment: &SegmentReader, each: &mut impl FnMut(Row)) -> tantivy::Result<()> {
    let columns = segment.fast_fields();
    let (Some(files), Some(paths)) = (columns.str("file_id")?, columns.str("file_path")?) else { return Ok(()) };
    let hashes = columns.u64("hash")?;
    for docs in article_docs(segment)?.chunks(lookup::AT_ONCE) {
        let (file_names, path_names) = (Names::of(&files, docs)?, Names::of(&paths, docs)?);
        for &doc in docs {
            let (Some(file), Some(path)) = (file_names.first(&files, doc), path_names.first(&paths, doc)) else {
                continue;
            };
            each(Row { file, path, hash: hashes.first(doc).unwrap_or(0) });
        }
    }
    Ok(())
}

/// The A documents of a segment that are not deleted, in order: those that a column of theirs has a value for.
pub fn article_docs(segment: &SegmentReader) -> tantivy::Result<Vec<DocId>> {
    let mut docs = docs_with(segment, "pars")?;
    docs.retain(|a| !segment.is_deleted(*a));
    Ok(docs)
}

/// The documents of a segment that have a value in a column of numbers, deleted ones too.
pub fn docs_with(segment: &SegmentReader, column: &str) -> tantivy::Result<Vec<DocId>> {
    let column = segment.fast_fields().column_opt::<u64>(column)?;
    Ok(match column.map(|column| column.index) {
        Some(ColumnIndex::Optional(index)) => index.iter_non_null_docs().collect(),
        Some(ColumnIndex::Full) => (0..segment.max_doc()).collect(),
        // No document has one; a column of ours that is asked for has one for each document at most.
        Some(ColumnIndex::Empty { .. } | ColumnIndex::Multivalued(_)) | None => Vec::new(),
    })
}
