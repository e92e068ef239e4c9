//! Walks over all documents of a kind and keeps those that pass a test.

use super::matcher::Matcher;
use super::segment::{Blocks, Unit};
use std::ops::Range;
use tantivy::{DocId, TERMINATED};

type Test<'s> = Box<dyn Fn(DocId) -> bool + 's>;
type Part<'s> = Box<dyn Fn(Range<DocId>) -> Range<DocId> + 's>;

/// The documents of one kind that pass a test.
pub struct Scan<'s> {
    blocks: Blocks,
    unit: Unit,
    test: Option<Test<'s>>,
    /// Which of the documents of the kind in a block, where not all.
    part: Option<Part<'s>>,
    /// The documents of the kind in the current block.
    here: Range<DocId>,
    /// Where the next block begins.
    next: DocId,
    doc: DocId,
}

impl<'s> Scan<'s> {
    /// All of them.
    pub fn all(blocks: Blocks, unit: Unit) -> Self {
        Self::new(blocks, unit, None, None)
    }

    /// Of each article a part.
    pub fn part(blocks: Blocks, unit: Unit, part: impl Fn(Range<DocId>) -> Range<DocId> + 's) -> Self {
        Self::new(blocks, unit, None, Some(Box::new(part)))
    }

    /// Those for which `test` holds.
    pub fn filter(blocks: Blocks, unit: Unit, test: impl Fn(DocId) -> bool + 's) -> Self {
        Self::new(blocks, unit, Some(Box::new(test)), None)
    }

    fn new(blocks: Blocks, unit: Unit, test: Option<Test<'s>>, part: Option<Part<'s>>) -> Self {
        let mut scan = Scan { blocks, unit, test, part, here: 0..0, next: 0, doc: 0 };
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
        if let Some(part) = self.part.as_ref().filter(|_| !self.here.is_empty()) {
            self.here = part(self.here.clone());
        }
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

/// The paragraphs or quotations of the articles for which a test holds. Asked to leap it stands wherever it is asked to and leaves the
/// test to [`Matcher::verify`], so that beside a rare word only that word's articles are tested; walking, it skips whole articles.
pub struct Tested<'s> {
    blocks: Blocks,
    unit: Unit,
    test: Box<dyn Fn(DocId) -> bool + 's>,
    /// The documents of the current article.
    here: Range<DocId>,
    /// The current article and whether the test holds for it.
    known: (DocId, Option<bool>),
    doc: DocId,
}

impl<'s> Tested<'s> {
    /// `test` is asked with article documents.
    pub fn new(blocks: Blocks, unit: Unit, test: impl Fn(DocId) -> bool + 's) -> Self {
        let (known, test) = ((TERMINATED, None), Box::new(test));
        let mut tested = Tested { blocks, unit, test, here: 0..0, known, doc: 0 };
        tested.doc = tested.from(0);
        tested
    }

    /// The first document of the unit from `doc` on.
    fn from(&mut self, mut doc: DocId) -> DocId {
        // The article that `doc` lies in may have none, or none that far behind.
        while doc.max(self.here.start) >= self.here.end {
            if doc >= self.blocks.max_doc {
                return TERMINATED;
            }
            let a = self.blocks.article(doc);
            self.here = self.blocks.at(a, self.unit);
            self.known = (a, None);
            if doc.max(self.here.start) >= self.here.end {
                // A block has at least its article document, so this moves on even in a damaged index.
                doc = self.blocks.next(a).max(doc + 1);
            }
        }
        doc.max(self.here.start)
    }

    fn holds(&mut self) -> bool {
        let (a, known) = self.known;
        known.unwrap_or_else(|| {
            let holds = (self.test)(a);
            self.known.1 = Some(holds);
            holds
        })
    }
}

impl Matcher for Tested<'_> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.from(self.doc + 1);
            while self.doc != TERMINATED && !self.holds() {
                self.doc = self.from(self.here.end);
            }
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = self.from(target);
        }
        self.doc
    }

    fn verify(&mut self) -> bool {
        self.doc != TERMINATED && self.holds()
    }

    fn cost(&self) -> u64 {
        u64::from(self.blocks.max_doc)
    }
}
