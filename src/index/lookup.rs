//! One article by its id, and many values of a column by their ranks.

use super::content::Contents;
use super::{Index, Meta, Par, unusable};
use crate::error::Result;
use std::ops::Range;
use tantivy::columnar::{Column, StrColumn};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

/// The article with this id, whole; `None` if the index has none.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged.
pub fn article(index: &Index, id: &str) -> Result<Option<(Meta, Vec<Par>)>> {
    for segment in index.searcher().segment_readers() {
        if let Some(found) = in_segment(index, segment, id)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The articles of the file with this id, in the order of the file.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged.
pub fn file(index: &Index, id: &str) -> Result<Vec<(Meta, Vec<Par>)>> {
    let mut found = Vec::new();
    for segment in index.searcher().segment_readers() {
        let docs = docs_of_file(index, segment, id).map_err(|e| unusable(index.path(), e))?;
        let contents = Contents::open(index, segment, 1)?;
        for a in docs {
            found.extend(block(&contents, a)?);
        }
    }
    // `file!10` comes after `file!9`.
    found.sort_by_key(|(meta, _)| (meta.id.len(), meta.id.clone()));
    Ok(found)
}

/// The A documents of the articles of a file in a segment.
fn docs_of_file(index: &Index, segment: &SegmentReader, id: &str) -> tantivy::Result<Vec<DocId>> {
    let term = Term::from_field_text(index.fields.file, id);
    let postings = segment.inverted_index(index.fields.file)?.read_postings(&term, IndexRecordOption::Basic)?;
    let Some(mut postings) = postings else { return Ok(Vec::new()) };
    let mut docs = Vec::new();
    while postings.doc() != TERMINATED {
        if !segment.is_deleted(postings.doc()) {
            docs.push(postings.doc());
        }
        postings.advance();
    }
    Ok(docs)
}

/// The article with document `a`.
fn block(contents: &Contents, a: DocId) -> Result<Option<(Meta, Vec<Par>)>> {
    let content = contents.of(a)?;
    Ok(content.all().map(|pars| (content.meta().as_ref().clone(), pars)))
}

fn in_segment(index: &Index, segment: &SegmentReader, id: &str) -> Result<Option<(Meta, Vec<Par>)>> {
    let a = article_doc(index, segment, id).map_err(|e| unusable(index.path(), e))?;
    a.map_or(Ok(None), |a| block(&Contents::open(index, segment, 1)?, a))
}

/// The A document of an article in a segment.
fn article_doc(index: &Index, segment: &SegmentReader, id: &str) -> tantivy::Result<Option<DocId>> {
    let field = index.fields.article;
    let term = Term::from_field_text(field, id);
    let postings = segment.inverted_index(field)?.read_postings(&term, IndexRecordOption::Basic)?;
    let Some(mut postings) = postings else { return Ok(None) };
    while postings.doc() != TERMINATED && segment.is_deleted(postings.doc()) {
        postings.advance();
    }
    Ok(Some(postings.doc()).filter(|&doc| doc != TERMINATED))
}

/// Puts the values that documents one behind the other have in a column into `out`.
pub fn values(column: &Column<u64>, docs: Range<DocId>, out: &mut Vec<u64>) {
    let last = column.num_docs();
    let rows = column.index.docid_range_to_rowids(docs.start.min(last)..docs.end.min(last));
    out.clear();
    out.resize(rows.len(), 0);
    column.values.get_range(u64::from(rows.start), out);
}

/// So many articles are looked up together: each block of a dictionary is read once for all of them.
pub const AT_ONCE: usize = 1 << 14;

/// The values that a few documents have in a column.
pub struct Names {
    /// Their ranks, sorted.
    ranks: Vec<u64>,
    names: Vec<String>,
}

impl Names {
    /// Of documents in any order.
    pub fn of(column: &StrColumn, docs: &[DocId]) -> tantivy::Result<Self> {
        let mut ranks: Vec<u64> = docs.iter().filter_map(|&doc| column.term_ords(doc).next()).collect();
        ranks.sort_unstable();
        ranks.dedup();
        let mut names = Vec::with_capacity(ranks.len());
        let dictionary = column.dictionary();
        dictionary.sorted_ords_to_term_cb(&ranks, |name| names.push(String::from_utf8_lossy(name).into_owned()))?;
        Ok(Names { ranks, names })
    }

    /// The first value of one of these documents.
    pub fn first(&self, column: &StrColumn, doc: DocId) -> Option<&str> {
        let rank = column.term_ords(doc).next()?;
        self.names.get(self.ranks.binary_search(&rank).ok()?).map(String::as_str)
    }
}
