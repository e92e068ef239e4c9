//! Documents that hold any of a few terms, and documents that are known already.

use super::matcher::Matcher;
use tantivy::postings::SegmentPostings;
use tantivy::{DocId, DocSet, TERMINATED};

/// The union of a few postings.
pub struct Terms {
    lists: Vec<SegmentPostings>,
    doc: DocId,
}

impl Terms {
    /// Over all of `lists`.
    pub fn new(lists: Vec<SegmentPostings>) -> Self {
        let mut terms = Terms { lists, doc: 0 };
        terms.settle();
        terms
    }

    fn settle(&mut self) -> DocId {
        self.doc = self.lists.iter().map(|l| l.doc()).min().unwrap_or(TERMINATED);
        self.doc
    }
}

impl Matcher for Terms {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        for list in &mut self.lists {
            if list.doc() == self.doc {
                list.advance();
            }
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        for list in &mut self.lists {
            if list.doc() < target {
                list.seek(target);
            }
        }
        self.settle()
    }

    fn cost(&self) -> u64 {
        self.lists.iter().map(|l| u64::from(l.size_hint())).sum()
    }
}

/// A sorted list of documents.
pub struct Docs {
    docs: Vec<DocId>,
    at: usize,
}

impl Docs {
    /// `docs` must be sorted.
    pub fn new(docs: Vec<DocId>) -> Self {
        Docs { docs, at: 0 }
    }
}

impl Matcher for Docs {
    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.docs.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.docs[self.at..].partition_point(|d| *d < target);
        self.doc()
    }

    fn cost(&self) -> u64 {
        self.docs.len() as u64
    }
}
