//! Which quotations stand in which paragraph.

use super::segment::{Blocks, Segment};
use crate::error::Result;
use std::cell::RefCell;
use std::ops::Range;
use tantivy::columnar::Column;
use tantivy::{DocId, TERMINATED};

/// Which quotations a paragraph holds, and which paragraph holds a quotation.
pub struct Quotations {
    blocks: Blocks,
    /// The column that leads from a quotation to its paragraph.
    par: Column<u64>,
    /// What was read of the article that was asked for last: a frequent word is asked for in many of its paragraphs.
    here: RefCell<Here>,
}

/// The quotations of one article.
#[derive(Default)]
struct Here {
    /// Its documents.
    block: Range<DocId>,
    first: DocId,
    /// The paragraph of each of its quotations, in order.
    paragraphs: Vec<DocId>,
}

impl Quotations {
    /// Those of a segment.
    pub fn open(segment: &Segment) -> Result<Self> {
        Ok(Quotations { blocks: segment.blocks.clone(), par: segment.column("q_par")?, here: RefCell::default() })
    }

    /// The quotations of paragraph `p`.
    pub fn of(&self, p: DocId) -> Range<DocId> {
        if let Some(of) = self.blocks.beside(p) {
            return of;
        }
        let mut here = self.here.borrow_mut();
        if !here.block.contains(&p) {
            here.read(self, self.blocks.article(p));
        }
        let first = |p: DocId| here.first + here.paragraphs.partition_point(|of| *of < p) as DocId;
        first(p)..first(p + 1)
    }

    /// The paragraph of quotation `q`.
    pub fn paragraph(&self, q: DocId) -> DocId {
        if let Some(paragraph) = self.blocks.beside(q) {
            return paragraph.start;
        }
        let here = self.here.borrow();
        let at = q.checked_sub(here.first).filter(|_| here.block.contains(&q));
        let known = at.and_then(|at| here.paragraphs.get(at as usize));
        known.copied().unwrap_or_else(|| self.blocks.article(q) + self.par.first(q).unwrap_or(1) as DocId)
    }

    /// The first paragraph whose quotations may lie at or after `doc`.
    pub fn paragraph_from(&self, doc: DocId) -> DocId {
        if doc >= self.blocks.max_doc {
            return TERMINATED;
        }
        // Only of a quotation what is beside it stands before it.
        if let Some(before) = self.blocks.beside(doc).filter(|beside| beside.start < doc) {
            return before.start;
        }
        let a = self.blocks.article(doc);
        if self.blocks.quotations(a).contains(&doc) { self.paragraph(doc) } else { a.max(doc.min(a + 1)) }
    }
}

impl Here {
    fn read(&mut self, quotations: &Quotations, a: DocId) {
        let Quotations { blocks, par, .. } = quotations;
        let all = blocks.quotations(a);
        (self.block, self.first) = (a..all.end.max(a + 1), all.start);
        self.paragraphs.clear();
        if all.is_empty() {
            return;
        }
        // Every quotation has a value, so they follow one another; in a damaged index perhaps not.
        let row = par.index.value_row_ids(all.start).start;
        let rows = row..row.saturating_add(all.len() as u32).min(par.values.num_vals());
        self.paragraphs.extend(rows.map(|row| a.saturating_add(par.values.get_val(row) as DocId)));
    }
}
