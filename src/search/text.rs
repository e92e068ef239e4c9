//! Words in their places as matchers: in a whole field, or within the pieces of quotations.

use super::matcher::{Boxed, Matcher, Mode, Nothing};
use super::places::{ANYWHERE, Place, Places, Window};
use super::quotations::Quotations;
use super::weight::Weight;
use crate::index::document::piece_of;
use std::ops::Range;
use tantivy::columnar::Column;
use tantivy::{DocId, TERMINATED};

/// What both matchers here share: an expression, how often it must match, how much a match is worth.
pub struct Wanted {
    /// The expression.
    pub places: Places,
    /// How many matches it takes.
    pub at_least: usize,
    /// How matches are scored, where they are.
    pub weight: Option<Weight>,
    /// What the caller wants to know.
    pub mode: Mode,
    found: Vec<Place>,
    count: usize,
}

impl Wanted {
    /// With nothing found yet.
    pub fn new(places: Places, at_least: u32, weight: Option<Weight>, mode: Mode) -> Self {
        Wanted { places, at_least: at_least as usize, weight, mode, found: Vec::new(), count: 0 }
    }

    /// Counts the matches in a part of the current document, and keeps them where they are to be marked.
    fn look(&mut self, within: Window) {
        self.count += match self.mode {
            Mode::Mark => self.places.find(within, &mut self.found),
            Mode::Count | Mode::Score => self.places.count(within),
        };
    }

    fn marks(&self, out: &mut Vec<Range<u32>>) {
        for place in &self.found {
            match place.parts.is_empty() {
                true => out.push(place.start..place.end),
                false => out.extend(place.parts.iter().map(|&(s, e)| s..e)),
            }
        }
    }
}

/// Documents in whose field an expression matches.
pub struct TextMatcher<'s> {
    wanted: Wanted,
    /// Walks over the documents that hold all words of the expression, where it is quicker at that than the expression itself.
    leader: Option<Boxed<'s>>,
    doc: DocId,
}

impl<'s> TextMatcher<'s> {
    /// Over the documents that have the field.
    pub fn boxed(wanted: Wanted) -> Boxed<'s> {
        Box::new(TextMatcher { doc: wanted.places.doc(), leader: None, wanted })
    }

    /// The same over the documents of `leader`, which are all that may match and perhaps others.
    pub fn led(wanted: Wanted, leader: Boxed<'s>) -> Boxed<'s> {
        Box::new(TextMatcher { doc: leader.doc(), leader: Some(leader), wanted })
    }
}

impl Matcher for TextMatcher<'_> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        self.doc = match &mut self.leader {
            Some(leader) => leader.advance(),
            None => self.wanted.places.advance(),
        };
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = match &mut self.leader {
                Some(leader) => leader.seek(target),
                None => self.wanted.places.seek(target),
            };
        }
        self.doc
    }

    fn verify(&mut self) -> bool {
        let wanted = &mut self.wanted;
        if self.leader.is_some() && wanted.places.seek(self.doc) != self.doc {
            return false;
        }
        // A word on its own is there if the document is a candidate, so its positions need not be read.
        if let (Mode::Count | Mode::Score, Some(forms)) = (wanted.mode, wanted.places.word())
            && (wanted.at_least == 1 || wanted.mode == Mode::Score)
        {
            wanted.count = if wanted.mode == Mode::Score { forms.frequency() as usize } else { 1 };
            return wanted.count >= wanted.at_least;
        }
        wanted.found.clear();
        wanted.count = 0;
        wanted.look(ANYWHERE);
        wanted.count >= wanted.at_least
    }

    fn score(&mut self) -> f32 {
        let doc = self.doc();
        self.wanted.weight.as_ref().map_or(0.0, |w| w.score(doc, self.wanted.count))
    }

    fn marks(&mut self, out: &mut Vec<Range<u32>>) {
        self.wanted.marks(out);
    }

    fn cost(&self) -> u64 {
        self.leader.as_ref().map_or(u64::MAX, |leader| leader.cost()).min(self.wanted.places.cost())
    }
}

/// Quotations in whose content all of some expressions match, each match within one piece.
///
/// The words are looked for in paragraphs first: most that hold one of them hold no quotation, or not the others.
pub struct ContentMatcher {
    /// The rarest first; never empty.
    wanted: Vec<Wanted>,
    quotations: Quotations,
    pieces: Column<u64>,
    /// The quotations of the paragraph that is looked at.
    here: Range<DocId>,
    doc: DocId,
}

impl ContentMatcher {
    /// `pieces` is the column of the quotations' pieces; `wanted` must not be empty.
    pub fn boxed<'s>(mut wanted: Vec<Wanted>, quotations: Quotations, pieces: Column<u64>) -> Boxed<'s> {
        if wanted.iter().any(|w| w.places.doc() == TERMINATED) {
            return Box::new(Nothing);
        }
        wanted.sort_by_key(|w| w.places.cost());
        let mut matcher = ContentMatcher { wanted, quotations, pieces, here: 0..0, doc: 0 };
        matcher.doc = matcher.settle(0);
        Box::new(matcher)
    }

    /// The first quotation from `target` on in a paragraph where all expressions may match, from where they stand on.
    fn settle(&mut self, target: DocId) -> DocId {
        loop {
            let p = self.agree();
            if p == TERMINATED {
                return TERMINATED;
            }
            self.here = self.quotations.of(p);
            let doc = self.here.start.max(target);
            if doc < self.here.end {
                return doc;
            }
            self.wanted[0].places.advance();
        }
    }

    /// The first paragraph where all expressions may match.
    fn agree(&mut self) -> DocId {
        let mut p = self.wanted[0].places.doc();
        'again: while p != TERMINATED {
            for wanted in &mut self.wanted {
                let at = wanted.places.seek(p);
                if at > p {
                    p = at;
                    continue 'again;
                }
            }
            return p;
        }
        TERMINATED
    }
}

impl Matcher for ContentMatcher {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.doc += 1;
        if self.doc >= self.here.end {
            self.wanted[0].places.advance();
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
            self.wanted[0].places.seek(self.quotations.paragraph_from(target));
            self.doc = self.settle(target);
        }
        self.doc
    }

    fn verify(&mut self) -> bool {
        let (pieces, doc) = (&self.pieces, self.doc);
        self.wanted.iter_mut().all(|wanted| {
            wanted.found.clear();
            wanted.count = 0;
            for piece in pieces.values_for_doc(doc) {
                let piece = piece_of(piece);
                wanted.look((piece.start, piece.end));
            }
            wanted.count >= wanted.at_least
        })
    }

    fn score(&mut self) -> f32 {
        let paragraph = self.wanted[0].places.doc();
        let score = |w: &Wanted| w.weight.as_ref().map_or(0.0, |weight| weight.score(paragraph, w.count));
        self.wanted.iter().map(score).sum()
    }

    fn marks(&mut self, out: &mut Vec<Range<u32>>) {
        self.wanted.iter().for_each(|wanted| wanted.marks(out));
    }

    fn cost(&self) -> u64 {
        self.wanted[0].places.cost()
    }
}
