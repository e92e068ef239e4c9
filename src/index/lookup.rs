//! One article by its id.

use super::{Index, Meta, Par, check, unusable};
use crate::error::Result;
use tantivy::schema::IndexRecordOption;
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

fn in_segment(index: &Index, segment: &SegmentReader, id: &str) -> tantivy::Result<Option<(Meta, Vec<Par>)>> {
    let Some(a) = article_doc(index, segment, id)? else { return Ok(None) };
    let store = segment.get_store_reader(10)?;
    let Some(meta) = check::meta(index, &store.get(a)?) else { return Ok(None) };
    let pars = segment.fast_fields().u64("pars")?.first(a).unwrap_or(0) as DocId;
    let mut found = Vec::new();
    for doc in a + 1..=a + pars {
        found.extend(check::par(index, &store.get(doc)?));
    }
    Ok(Some((meta, found)))
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
