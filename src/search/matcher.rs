//! What finds documents: the trait of all matchers, and AND, OR and NOT over them.
//!
//! Matching has two steps. The cheap one walks over candidates by `advance` and `seek`; the dear one, `verify`, looks
//! at positions, and is asked only where all cheap ones agree. All of them move forward only.

use std::ops::Range;
use tantivy::{DocId, TERMINATED};

/// Walks over the documents of one segment that match a part of a query, in their order.
pub trait Matcher {
    /// The current candidate, or [`TERMINATED`].
    fn doc(&self) -> DocId;

    /// Goes to the next candidate.
    fn advance(&mut self) -> DocId;

    /// Goes to the first candidate that is not before `target`; stays where it is if that is already so.
    fn seek(&mut self, target: DocId) -> DocId;

    /// Whether the current candidate really matches.
    fn verify(&mut self) -> bool {
        true
    }

    /// How well the current document matches; after [`Matcher::verify`] said yes.
    fn score(&mut self) -> f32 {
        0.0
    }

    /// Goes on over documents that match but whose scores are less than `score`, as far as it can tell cheaply, and says how many
    /// they are; deleted ones do not count.
    fn pass(&mut self, _score: f32) -> u64 {
        0
    }

    /// Adds the word positions of the paragraph's text that matched; after [`Matcher::verify`] said yes.
    fn marks(&mut self, _out: &mut Vec<Range<u32>>) {}

    /// About how many candidates there are.
    fn cost(&self) -> u64;
}

/// A matcher of any kind.
pub type Boxed<'s> = Box<dyn Matcher + 's>;

/// What the caller wants to know beside which documents match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Nothing.
    Count,
    /// How well.
    Score,
    /// Where.
    Mark,
}

/// Matches nothing.
pub struct Nothing;

impl Matcher for Nothing {
    fn doc(&self) -> DocId {
        TERMINATED
    }
    fn advance(&mut self) -> DocId {
        TERMINATED
    }
    fn seek(&mut self, _: DocId) -> DocId {
        TERMINATED
    }
    fn cost(&self) -> u64 {
        0
    }
}

/// All of the first and none of the second.
pub struct And<'s> {
    wanted: Vec<Boxed<'s>>,
    unwanted: Vec<Boxed<'s>>,
    doc: DocId,
}

impl<'s> And<'s> {
    /// `wanted` must not be empty.
    pub fn new(mut wanted: Vec<Boxed<'s>>, mut unwanted: Vec<Boxed<'s>>) -> Self {
        wanted.sort_by_key(|m| m.cost());
        unwanted.sort_by_key(|m| m.cost());
        let doc = wanted.first().map_or(TERMINATED, |m| m.doc());
        let mut and = And { wanted, unwanted, doc };
        and.doc = and.agree(doc);
        and
    }

    /// The first document from `doc` on where all wanted ones stand.
    fn agree(&mut self, mut doc: DocId) -> DocId {
        'again: while doc != TERMINATED {
            for m in &mut self.wanted {
                let at = m.seek(doc);
                if at > doc {
                    doc = at;
                    continue 'again;
                }
            }
            return doc;
        }
        TERMINATED
    }
}

impl Matcher for And<'_> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            let next = self.wanted[0].advance();
            self.doc = self.agree(next);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            let next = self.wanted[0].seek(target);
            self.doc = self.agree(next);
        }
        self.doc
    }

    fn verify(&mut self) -> bool {
        let doc = self.doc;
        self.wanted.iter_mut().all(|m| m.verify())
            && !self.unwanted.iter_mut().any(|m| m.seek(doc) == doc && m.verify())
    }

    fn score(&mut self) -> f32 {
        self.wanted.iter_mut().map(|m| m.score()).sum()
    }

    fn marks(&mut self, out: &mut Vec<Range<u32>>) {
        self.wanted.iter_mut().for_each(|m| m.marks(out));
    }

    fn cost(&self) -> u64 {
        self.wanted.first().map_or(0, |m| m.cost())
    }
}

/// Any of them.
pub struct Or<'s> {
    parts: Vec<Boxed<'s>>,
    /// Which parts match the current document; complete where `all` is set.
    matched: Vec<bool>,
    all: bool,
    doc: DocId,
}

impl<'s> Or<'s> {
    /// In [`Mode::Count`] it is enough to know one part that matches.
    pub fn new(parts: Vec<Boxed<'s>>, mode: Mode) -> Self {
        let doc = parts.iter().map(|m| m.doc()).min().unwrap_or(TERMINATED);
        Or { matched: vec![false; parts.len()], parts, all: mode != Mode::Count, doc }
    }

    fn settle(&mut self) -> DocId {
        self.doc = self.parts.iter().map(|m| m.doc()).min().unwrap_or(TERMINATED);
        self.doc
    }
}

impl Matcher for Or<'_> {
    fn doc(&self) -> DocId {
        self.doc
    }

    fn advance(&mut self) -> DocId {
        for m in &mut self.parts {
            if m.doc() == self.doc {
                m.advance();
            }
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        for m in &mut self.parts {
            m.seek(target);
        }
        self.settle()
    }

    fn verify(&mut self) -> bool {
        let mut any = false;
        for (m, matched) in self.parts.iter_mut().zip(&mut self.matched) {
            *matched = m.doc() == self.doc && m.verify();
            any |= *matched;
            if any && !self.all {
                return true;
            }
        }
        any
    }

    fn score(&mut self) -> f32 {
        self.parts.iter_mut().zip(&self.matched).filter(|(_, matched)| **matched).map(|(m, _)| m.score()).sum()
    }

    fn marks(&mut self, out: &mut Vec<Range<u32>>) {
        for (m, matched) in self.parts.iter_mut().zip(&self.matched) {
            if *matched {
                m.marks(out);
            }
        }
    }

    fn cost(&self) -> u64 {
        self.parts.iter().map(|m| m.cost()).sum()
    }
}
