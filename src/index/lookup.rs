//! One article by its id.

use super::{Index, Meta, Par, check, unusable};
use crate::error::Result;
use tantivy::schema::IndexRecordOption;
use tantivy::store::StoreReader;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

/// The article with this id, whole; `None` if the index has none.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged.
pub fn article(index: &Index, id: &str) -> Result<Option<(Meta, Vec<Par>)>> {
    for segment in index.searcher().segment_readers() {
        if let Some(found) = in_segment(index, segment, id).map_err(|e| unusable(&index.path, e))? {
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
        file_in_segment(index, segment, id, &mut found).map_err(|e| unusable(&index.path, e))?;
    }
    // `file!10` comes after `file!9`.
    found.sort_by_key(|(meta, _)| (meta.id.len(), meta.id.clone()));
    Ok(found)
}

fn file_in_segment(
    index: &Index,
    segment: &SegmentReader,
    id: &str,
    found: &mut Vec<(Meta, Vec<Par>)>,
) -> tantivy::Result<()> {
    let term = Term::from_field_text(index.fields.file, id);
    let postings = segment.inverted_index(index.fields.file)?.read_postings(&term, IndexRecordOption::Basic)?;
    let Some(mut postings) = postings else { return Ok(()) };
    let back = segment.fast_fields().u64("back")?;
    let store = segment.get_store_reader(10)?;
    while postings.doc() != TERMINATED {
        let a = postings.doc();
        if back.first(a) == Some(0) && !segment.is_deleted(a) {
            found.extend(block(index, segment, &store, a)?);
        }
        postings.advance();
    }
    Ok(())
}

/// The article with document `a`.
fn block(
    index: &Index,
    segment: &SegmentReader,
    store: &StoreReader,
    a: DocId,
) -> tantivy::Result<Option<(Meta, Vec<Par>)>> {
    let Some(meta) = check::meta(index, &store.get(a)?) else { return Ok(None) };
    let pars = segment.fast_fields().u64("pars")?.first(a).unwrap_or(0) as DocId;
    let mut found = Vec::new();
    for doc in a + 1..=a + pars {
        found.extend(check::par(index, &store.get(doc)?));
    }
    Ok(Some((meta, found)))
}

fn in_segment(index: &Index, segment: &SegmentReader, id: &str) -> tantivy::Result<Option<(Meta, Vec<Par>)>> {
    let Some(a) = article_doc(index, segment, id)? else { return Ok(None) };
    block(index, segment, &segment.get_store_reader(10)?, a)
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
