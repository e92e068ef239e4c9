//! Documents that hold any of a few terms or a value, and documents that are known already.

use super::matcher::Matcher;
use tantivy::columnar::column_index::Set;
use tantivy::columnar::{Column, ColumnIndex};
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

/// The documents with a value in a column that few values stand in: in the order of the column, without its documents that lack it.
pub struct Valued {
    column: Column<u64>,
    value: u64,
    /// The place of the current document among those that have a value.
    row: u32,
    doc: DocId,
}

impl Valued {
    /// Documents with `value` in a column with one value each at most.
    pub fn new(column: Column<u64>, value: u64) -> Self {
        let mut valued = Valued { column, value, row: 0, doc: 0 };
        valued.settle();
        valued
    }

    /// Goes to the first place from the current one on with the value.
    fn settle(&mut self) -> DocId {
        let (row, values) = (self.row, &self.column.values);
        let found = (row..values.num_vals()).find(|row| values.get_val(*row) == self.value);
        (self.row, self.doc) = found.map_or((u32::MAX, TERMINATED), |row| (row, self.document(row)));
        self.doc
    }

    fn document(&self, row: u32) -> DocId {
        match &self.column.index {
            ColumnIndex::Optional(index) => {
                // Quotations of an article follow one another, and to look there is quicker than to search.
                let near = self.doc.saturating_add(row - self.row + 1);
                match near < index.num_docs() && index.rank_if_exists(near) == Some(row) {
                    true => near,
                    false => index.select(row),
                }
            }
            // Every document has one; another kind of index is of a damaged column.
            _ => row,
        }
    }
}

impl Matcher for Valued {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        self.row = self.row.saturating_add(1);
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let ColumnIndex::Optional(index) = &self.column.index else {
            self.row = target;
            return self.settle();
        };
        if target >= index.num_docs() {
            self.row = u32::MAX;
            return self.settle();
        }
        match index.rank_if_exists(target) {
            Some(row) if self.column.values.get_val(row) == self.value => {
                (self.row, self.doc) = (row, target);
                target
            }
            Some(row) => {
                (self.row, self.doc) = (row + 1, target);
                self.settle()
            }
            None => {
                (self.row, self.doc) = (index.rank(target), target - 1);
                self.settle()
            }
        }
    }

    fn cost(&self) -> u64 {
        u64::from(self.column.values.num_vals())
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
