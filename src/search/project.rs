//! Matches of one kind of document as matches of another: an article's as its paragraphs', a quotation's as its
//! paragraph's. All keep the order of documents, because blocks do.

use super::matcher::{Boxed, Matcher, Mode};
use super::quotations::Quotations;
use super::segment::{Blocks, Unit};
use std::ops::Range;
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

/// What the quotations of a paragraph say together, once that was asked.
struct Verdict {
    mode: Mode,
    /// The paragraph and the answer of [`Matcher::verify`], which moves the inner matcher on.
    known: Option<(DocId, bool)>,
    score: f32,
    marks: Vec<Range<u32>>,
}

impl Verdict {
    fn new(mode: Mode) -> Self {
        Verdict { mode, known: None, score: 0.0, marks: Vec::new() }
    }

    /// Whether a quotation of paragraph `p` matches; where scores or marks are wanted, those of all that do. `inner` stands at the first
    /// of them that may match, and `of` tells which quotations are the paragraph's.
    fn of(&mut self, p: DocId, inner: &mut Boxed, mut of: impl FnMut(DocId) -> bool) -> bool {
        (self.score, self.known) = (0.0, Some((p, false)));
        self.marks.clear();
        while of(inner.doc()) {
            if inner.verify() {
                self.known = Some((p, true));
                match self.mode {
                    Mode::Count => return true,
                    Mode::Score => self.score += inner.score(),
                    Mode::Mark => inner.marks(&mut self.marks),
                }
            }
            inner.advance();
        }
        self.known == Some((p, true))
    }

    /// The answer of before, if it was asked for this paragraph.
    fn known(&self, p: DocId) -> Option<bool> {
        self.known.filter(|(doc, _)| *doc == p).map(|(_, answer)| answer)
    }
}

/// Quotations → their paragraphs.
pub struct FromQuotation<'s> {
    inner: Boxed<'s>,
    paragraphs: Paragraphs,
    doc: DocId,
    verdict: Verdict,
}

/// Paragraphs of quotations, the last one kept.
struct Paragraphs {
    quotations: Quotations,
    /// A quotation and its paragraph.
    known: (DocId, DocId),
}

impl Paragraphs {
    fn of(&mut self, q: DocId) -> DocId {
        if q == TERMINATED {
            return TERMINATED;
        }
        if self.known.0 != q {
            self.known = (q, self.quotations.paragraph(q));
        }
        self.known.1
    }
}

impl<'s> FromQuotation<'s> {
    /// `inner` walks over quotations.
    pub fn new(inner: Boxed<'s>, quotations: Quotations, mode: Mode) -> Self {
        let mut paragraphs = Paragraphs { quotations, known: (TERMINATED, TERMINATED) };
        let doc = paragraphs.of(inner.doc());
        FromQuotation { inner, paragraphs, doc, verdict: Verdict::new(mode) }
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
        self.doc = self.paragraphs.of(self.inner.doc());
        while self.doc < target {
            self.inner.advance();
            self.doc = self.paragraphs.of(self.inner.doc());
        }
        self.doc
    }

    fn verify(&mut self) -> bool {
        let (p, paragraphs) = (self.doc, &mut self.paragraphs);
        self.verdict.known(p).unwrap_or_else(|| self.verdict.of(p, &mut self.inner, |q| paragraphs.of(q) == p))
    }

    fn score(&mut self) -> f32 {
        self.verdict.score
    }

    fn marks(&mut self, out: &mut Vec<Range<u32>>) {
        out.extend_from_slice(&self.verdict.marks);
    }

    fn cost(&self) -> u64 {
        self.inner.cost()
    }
}

/// Paragraphs that hold a quotation of the inner matcher, where another one tells cheaply which may.
///
/// Most paragraphs with a word have no quotation at all: which quotations a paragraph has is asked only where everything else agrees.
pub struct Scouted<'s> {
    scout: Boxed<'s>,
    inner: Boxed<'s>,
    quotations: Quotations,
    verdict: Verdict,
}

impl<'s> Scouted<'s> {
    /// `inner` walks over quotations, `scout` over all paragraphs that may hold one of them and perhaps others.
    pub fn new(scout: Boxed<'s>, inner: Boxed<'s>, quotations: Quotations, mode: Mode) -> Self {
        Scouted { scout, inner, quotations, verdict: Verdict::new(mode) }
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
        let p = self.doc();
        if let Some(answer) = self.verdict.known(p) {
            return answer;
        }
        let of = self.quotations.of(p);
        if of.is_empty() {
            return false;
        }
        self.inner.seek(of.start);
        self.verdict.of(p, &mut self.inner, |q| q < of.end)
    }

    fn score(&mut self) -> f32 {
        self.verdict.score
    }

    fn marks(&mut self, out: &mut Vec<Range<u32>>) {
        out.extend_from_slice(&self.verdict.marks);
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

    fn score(&mut self) -> f32 {
        self.inner.score()
    }

    fn marks(&mut self, out: &mut Vec<Range<u32>>) {
        self.inner.marks(out);
    }

    fn cost(&self) -> u64 {
        self.inner.cost()
    }
}
