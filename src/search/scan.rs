//! Walks over all documents of a kind and keeps those that pass a test.

use super::matcher::Matcher;
use super::segment::{Blocks, Unit};
use std::ops::Range;
use tantivy::{DocId, TERMINATED};

/// The documents of one kind that pass a test.
pub struct Scan<'s> {
    blocks: Blocks,
    unit: Unit,
    test: Option<Box<dyn Fn(DocId) -> bool + 's>>,
    /// The documents of the kind in the current block.
    here: Range<DocId>,
    /// Where the next block begins.
    next: DocId,
    doc: DocId,
}

impl<'s> Scan<'s> {
    /// All of them.
    pub fn all(blocks: Blocks, unit: Unit) -> Self {
        Self::new(blocks, unit, None)
    }

    /// Those for which `test` holds.
    pub fn filter(blocks: Blocks, unit: Unit, test: impl Fn(DocId) -> bool + 's) -> Self {
        Self::new(blocks, unit, Some(Box::new(test)))
    }

    fn new(blocks: Blocks, unit: Unit, test: Option<Box<dyn Fn(DocId) -> bool + 's>>) -> Self {
        let mut scan = Scan { blocks, unit, test, here: 0..0, next: 0, doc: 0 };
        scan.doc = scan.from(0);
        scan
    }

    /// The first document from `doc` on.
    fn from(&mut self, mut doc: DocId) -> DocId {
        loop {
            if doc >= self.next {
                if doc >= self.blocks.max_doc {
                    return TERMINATED;
                }
                self.enter(doc);
            }
            let start = doc.max(self.here.start);
            let found = match &self.test {
                None => Some(start).filter(|d| *d < self.here.end),
                Some(test) => (start..self.here.end).find(|d| test(*d)),
            };
            match found {
                Some(found) => return found,
                None => doc = self.next,
            }
        }
    }

    fn enter(&mut self, doc: DocId) {
        let a = self.blocks.article(doc);
        self.here = self.blocks.at(a, self.unit);
        // A block has at least its article document, so this moves on even in a damaged index.
        self.next = self.blocks.next(a).max(doc + 1);
    }
}

impl Matcher for Scan<'_> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.from(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.from(target);
        }
        self.doc
    }

    fn cost(&self) -> u64 {
        let n = u64::from(self.blocks.max_doc);
        if self.unit == Unit::Article { n / 8 } else { n }
    }
}
