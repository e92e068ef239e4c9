//! Matches of one kind of document as matches of another: an article's as its paragraphs', a quotation's as its
//! paragraph's. All keep the order of documents, because blocks do.

use super::matcher::{Boxed, Matcher, Mode};
use super::segment::{Blocks, Unit};
use std::ops::Range;
use tantivy::columnar::Column;
use tantivy::{DocId, TERMINATED};

/// Articles → their paragraphs or quotations.
pub struct FromArticle<'s> {
    inner: Boxed<'s>,
    blocks: Blocks,
    unit: Unit,
    here: Range<DocId>,
    doc: DocId,
}

impl<'s> FromArticle<'s> {
    /// `inner` walks over article documents and needs no verifying.
    pub fn new(inner: Boxed<'s>, blocks: Blocks, unit: Unit) -> Self {
        let mut from = FromArticle { inner, blocks, unit, here: 0..0, doc: 0 };
        from.doc = from.settle(0);
        from
    }

    /// The first document from `target` on, the inner one standing at or before its article.
    fn settle(&mut self, target: DocId) -> DocId {
        loop {
            let a = self.inner.doc();
            if a == TERMINATED {
                return TERMINATED;
            }
            self.here = self.blocks.at(a, self.unit);
            let doc = target.max(self.here.start);
            if doc < self.here.end && self.inner.verify() {
                return doc;
            }
            self.inner.advance();
        }
    }
}

impl Matcher for FromArticle<'_> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.doc += 1;
        if self.doc >= self.here.end {
            self.inner.advance();
            self.doc = self.settle(0);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if target < self.here.end {
            self.doc = target;
        } else if target >= self.blocks.max_doc {
            self.doc = TERMINATED;
        } else {
            self.inner.seek(self.blocks.article(target));
            self.doc = self.settle(target);
        }
        self.doc
    }

    fn cost(&self) -> u64 {
        self.inner.cost().saturating_mul(8)
    }
}

/// Quotations → their paragraphs.
pub struct FromQuotation<'s> {
    inner: Boxed<'s>,
    quotations: Quotations,
    mode: Mode,
    doc: DocId,
    /// A quotation and its paragraph: the last that was read.
    known: (DocId, DocId),
    /// The answer of [`Matcher::verify`], which moves the inner one on.
    verified: Option<(DocId, bool)>,
    score: f32,
    marks: Vec<Range<u32>>,
}

impl<'s> FromQuotation<'s> {
    /// `inner` walks over quotations.
    pub fn new(inner: Boxed<'s>, quotations: Quotations, mode: Mode) -> Self {
        let (known, marks) = ((TERMINATED, TERMINATED), Vec::new());
        let mut from = FromQuotation { inner, quotations, mode, doc: 0, known, verified: None, score: 0.0, marks };
        from.doc = from.paragraph();
        from
    }

    /// The paragraph of the quotation that the inner one stands on.
    fn paragraph(&mut self) -> DocId {
        let q = self.inner.doc();
        if q == TERMINATED {
            return TERMINATED;
        }
        if self.known.0 != q {
            self.known = (q, self.quotations.paragraph(q));
        }
        self.known.1
    }
}

impl Matcher for FromQuotation<'_> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED { TERMINATED } else { self.seek(self.doc + 1) }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        // The quotations of a paragraph lie behind all paragraphs of its article.
        self.inner.seek(target);
        self.doc = self.paragraph();
        while self.doc < target {
            self.inner.advance();
            self.doc = self.paragraph();
        }
        self.doc
    }

    fn verify(&mut self) -> bool {
        if let Some((doc, answer)) = self.verified
            && doc == self.doc
        {
            return answer;
        }
        self.score = 0.0;
        self.marks.clear();
        let answer = self.gather();
        self.verified = Some((self.doc, answer));
        answer
    }

    fn score(&mut self) -> f32 {
        self.score
    }

    fn marks(&mut self, out: &mut Vec<Range<u32>>) {
        out.extend_from_slice(&self.marks);
    }

    fn cost(&self) -> u64 {
        self.inner.cost()
    }
}

impl FromQuotation<'_> {
    /// Whether a quotation of this paragraph matches; where scores or marks are wanted, those of all that do.
    fn gather(&mut self) -> bool {
        let mut any = false;
        while self.paragraph() == self.doc {
            if self.inner.verify() {
                any = true;
                match self.mode {
                    Mode::Count => return true,
                    Mode::Score => self.score += self.inner.score(),
                    Mode::Mark => self.inner.marks(&mut self.marks),
                }
            }
            self.inner.advance();
        }
        any
    }
}

/// Paragraphs that hold a quotation of the inner matcher, where another one tells cheaply which may.
///
/// Most paragraphs with a word have no quotation at all: which quotations a paragraph has is asked only where everything else agrees.
pub struct Scouted<'s> {
    scout: Boxed<'s>,
    inner: Boxed<'s>,
    quotations: Quotations,
    mode: Mode,
    /// The answer of [`Matcher::verify`], which moves the inner one on.
    verified: Option<(DocId, bool)>,
    score: f32,
    marks: Vec<Range<u32>>,
}

impl<'s> Scouted<'s> {
    /// `inner` walks over quotations, `scout` over all paragraphs that may hold one of them and perhaps others.
    pub fn new(scout: Boxed<'s>, inner: Boxed<'s>, quotations: Quotations, mode: Mode) -> Self {
        Scouted { scout, inner, quotations, mode, verified: None, score: 0.0, marks: Vec::new() }
    }

    /// Whether a quotation of this paragraph matches; where scores or marks are wanted, those of all that do.
    fn gather(&mut self) -> bool {
        let of = self.quotations.of(self.scout.doc());
        if of.is_empty() {
            return false;
        }
        let mut any = false;
        let mut q = self.inner.seek(of.start);
        while q < of.end {
            if self.inner.verify() {
                any = true;
                match self.mode {
                    Mode::Count => return true,
                    Mode::Score => self.score += self.inner.score(),
                    Mode::Mark => self.inner.marks(&mut self.marks),
                }
            }
            q = self.inner.advance();
        }
        any
    }
}

impl Matcher for Scouted<'_> {
    fn doc(&self) -> DocId {
        self.scout.doc()
    }

    fn advance(&mut self) -> DocId {
        self.scout.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.scout.seek(target)
    }

    fn verify(&mut self) -> bool {
        let doc = self.doc();
        if let Some((known, answer)) = self.verified
            && known == doc
        {
            return answer;
        }
        self.score = 0.0;
        self.marks.clear();
        let answer = self.gather();
        self.verified = Some((doc, answer));
        answer
    }

    fn score(&mut self) -> f32 {
        self.score
    }

    fn marks(&mut self, out: &mut Vec<Range<u32>>) {
        out.extend_from_slice(&self.marks);
    }

    fn cost(&self) -> u64 {
        self.scout.cost()
    }
}

/// Paragraphs → their quotations.
pub struct FromParagraph<'s> {
    inner: Boxed<'s>,
    quotations: Quotations,
    /// Those of the paragraph that the inner one stands on.
    here: Range<DocId>,
    doc: DocId,
    /// Whether the inner one holds at its paragraph, once that was asked.
    holds: Option<(DocId, bool)>,
}

impl<'s> FromParagraph<'s> {
    /// `inner` walks over paragraphs.
    pub fn new(inner: Boxed<'s>, quotations: Quotations) -> Self {
        let mut from = FromParagraph { inner, quotations, here: 0..0, doc: 0, holds: None };
        from.doc = from.settle(0);
        from
    }

    fn settle(&mut self, target: DocId) -> DocId {
        loop {
            let p = self.inner.doc();
            if p == TERMINATED {
                return TERMINATED;
            }
            self.here = self.quotations.of(p);
            let doc = self.here.start.max(target);
            if doc < self.here.end {
                return doc;
            }
            self.inner.advance();
        }
    }
}

impl Matcher for FromParagraph<'_> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.doc += 1;
        if self.doc >= self.here.end {
            self.inner.advance();
            self.doc = self.settle(0);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if target < self.here.end {
            self.doc = target;
        } else {
            self.inner.seek(self.quotations.paragraph_from(target));
            self.doc = self.settle(target);
        }
        self.doc
    }

    fn verify(&mut self) -> bool {
        let p = self.inner.doc();
        match self.holds {
            Some((doc, holds)) if doc == p => holds,
            _ => {
                let holds = self.inner.verify();
                self.holds = Some((p, holds));
                holds
            }
        }
    }

    fn cost(&self) -> u64 {
        self.inner.cost()
    }
}

/// Which quotations a paragraph holds, and which paragraph holds a quotation.
#[derive(Clone)]
pub struct Quotations {
    /// Blocks.
    pub blocks: Blocks,
    /// The column that leads from a quotation to its paragraph.
    pub par: Column<u64>,
}

impl Quotations {
    /// The quotations of paragraph `p`.
    pub fn of(&self, p: DocId) -> Range<DocId> {
        if let Some(of) = self.blocks.beside(p) {
            return of;
        }
        let a = self.blocks.article(p);
        let all = self.blocks.quotations(a);
        let wanted = u64::from(p - a);
        let first = |n: u64| partition(all.clone(), |q| self.par.first(q).unwrap_or(0) < n);
        first(wanted)..first(wanted + 1)
    }

    /// The paragraph of quotation `q`.
    pub fn paragraph(&self, q: DocId) -> DocId {
        if let Some(paragraph) = self.blocks.beside(q) {
            return paragraph.start;
        }
        self.blocks.article(q) + self.par.first(q).unwrap_or(1) as DocId
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

/// The first document of the range for which `before` does not hold.
fn partition(range: Range<DocId>, before: impl Fn(DocId) -> bool) -> DocId {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) { low = middle + 1 } else { high = middle }
    }
    low
}
