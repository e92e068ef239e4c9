//! Deleting the articles of a file: only their A documents know the file, and whole blocks go.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// The blocks of the articles whose A documents have a term. Good for deleting and for nothing else.
#[derive(Debug, Clone)]
pub struct Blocks(pub Term);

impl Query for Blocks {
    fn weight(&self, _: EnableScoring) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Blocks {
    fn for_each_no_score(&self, segment: &SegmentReader, each: &mut dyn FnMut(&[DocId])) -> tantivy::Result<()> {
        let index = segment.inverted_index(self.0.field())?;
        let Some(mut postings) = index.read_postings(&self.0, IndexRecordOption::Basic)? else { return Ok(()) };
        let columns = segment.fast_fields();
        let (pars, quots) = (columns.u64("pars")?, columns.u64("quots")?);
        let mut docs = Vec::new();
        while postings.doc() != TERMINATED {
            let a = postings.doc();
            let others = pars.first(a).unwrap_or(0) + quots.first(a).unwrap_or(0);
            docs.extend(a..=a.saturating_add(others as DocId).min(segment.max_doc() - 1));
            postings.advance();
        }
        each(&docs);
        Ok(())
    }

    fn scorer(&self, _: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Err(TantivyError::InvalidArgument("blocks are only deleted".to_owned()))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("blocks are only deleted".to_owned()))
    }
}
