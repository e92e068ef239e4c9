//! Where expressions over positions match within one document: words, phrases, any of several, near each other.

use super::forms::Forms;
use super::near::{Sentences, pairs, partners};
use super::phrase::Phrase;
use crate::query::syntax::Near;
use tantivy::{DocId, TERMINATED};

/// A match: the words from the first to the last, and those in between that took part where not all did.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Position of the first word.
    pub start: u32,
    /// One past the position of the last word.
    pub end: u32,
    /// The parts that matched; empty where all of it did.
    pub parts: Vec<(u32, u32)>,
}

impl Place {
    /// The parts that matched, or all of it.
    pub fn pieces(&self) -> impl Iterator<Item = (u32, u32)> {
        let all = self.parts.is_empty().then_some((self.start, self.end));
        all.into_iter().chain(self.parts.iter().copied())
    }

    /// The words that matched, as runs that neither touch nor overlap.
    fn words(&self) -> Vec<(u32, u32)> {
        let mut runs: Vec<(u32, u32)> = Vec::with_capacity(self.parts.len().max(1));
        for (start, end) in self.pieces() {
            match runs.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => runs.push((start, end)),
            }
        }
        runs
    }
}

/// A range of positions that matches must lie in; `(0, u32::MAX)` for anywhere.
pub type Window = (u32, u32);

/// The whole document.
pub const ANYWHERE: Window = (0, u32::MAX);

/// An expression over positions.
pub enum Places {
    /// Words one after the other.
    Phrase(Phrase),
    /// Any of them.
    Any(Vec<Places>),
    /// Two near each other.
    Near {
        /// On the left.
        a: Box<Places>,
        /// On the right.
        b: Box<Places>,
        /// How near.
        near: Near,
        /// Whether the second must not be near.
        negated: bool,
        /// The sentences of the field, where they matter.
        sentences: Option<Sentences>,
    },
}

impl Places {
    /// Two expressions near each other.
    pub fn near(a: Places, b: Places, near: Near, negated: bool, sentences: Option<Sentences>) -> Self {
        let mut places = Places::Near { a: Box::new(a), b: Box::new(b), near, negated, sentences };
        places.align(0);
        places
    }

    /// The current document, a candidate only.
    pub fn doc(&self) -> DocId {
        match self {
            Places::Phrase(phrase) => phrase.doc(),
            Places::Any(parts) => parts.iter().map(|p| p.doc()).min().unwrap_or(TERMINATED),
            Places::Near { a, .. } => a.doc(),
        }
    }

    /// Goes to the next candidate.
    pub fn advance(&mut self) -> DocId {
        match self {
            Places::Phrase(phrase) => phrase.advance(),
            _ => match self.doc() {
                TERMINATED => TERMINATED,
                doc => self.seek(doc + 1),
            },
        }
    }

    /// Goes to the first candidate from `target` on.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target { self.align(target) } else { self.doc() }
    }

    /// The first document from `target` on where all that must be there are.
    fn align(&mut self, target: DocId) -> DocId {
        match self {
            Places::Any(parts) => parts.iter_mut().map(|p| p.seek(target)).min().unwrap_or(TERMINATED),
            Places::Near { a, negated: true, .. } => a.seek(target),
            Places::Near { a, b, .. } => {
                let mut doc = a.seek(target);
                while doc != TERMINATED {
                    let other = b.seek(doc);
                    if other == doc {
                        return doc;
                    }
                    doc = a.seek(other);
                }
                TERMINATED
            }
            Places::Phrase(phrase) => phrase.seek(target),
        }
    }

    /// About how many candidates there are.
    pub fn cost(&self) -> u64 {
        match self {
            Places::Phrase(phrase) => phrase.cost(),
            Places::Any(parts) => parts.iter().map(|p| p.cost()).sum(),
            Places::Near { a, negated: true, .. } => a.cost(),
            Places::Near { a, b, .. } => a.cost().min(b.cost()),
        }
    }

    /// The forms of an expression that is a single word, however it may be written.
    pub fn word(&self) -> Option<&Forms> {
        match self {
            Places::Phrase(phrase) => phrase.word(),
            _ => None,
        }
    }

    /// How many matches there are in the current document, as [`Places::find`] says.
    pub fn count(&mut self, within: Window) -> usize {
        match self {
            Places::Phrase(phrase) => phrase.starts(within).len(),
            _ => self.find(within, &mut Vec::new()),
        }
    }

    /// Adds what matched in the current document to `out`, and says how many matches there were: for words near others
    /// the number of those on the left, while `out` gets both sides.
    pub fn find(&mut self, within: Window, out: &mut Vec<Place>) -> usize {
        let Places::Near { a, b, near, negated, sentences } = self else {
            let before = out.len();
            self.list(within, out);
            return out.len() - before;
        };
        let doc = a.doc();
        let left = a.sorted(within);
        let right = if b.seek(doc) == doc { b.sorted(within) } else { Vec::new() };
        let starts = sentences.as_mut().map(|s| s.starts(doc));
        let (of_left, of_right) = partners(&left, &right, *near, starts);
        let keep = |places: Vec<Place>, flags: &[bool], wanted: bool| {
            places.into_iter().zip(flags.to_vec()).filter(move |(_, f)| *f == wanted).map(|(p, _)| p)
        };
        let before = out.len();
        out.extend(keep(left, &of_left, !*negated));
        let count = out.len() - before;
        if !*negated {
            out.extend(keep(right, &of_right, true));
        }
        count
    }

    /// The matches in order, each as the words from its first to its last.
    fn sorted(&mut self, within: Window) -> Vec<Place> {
        let mut out = Vec::new();
        self.list(within, &mut out);
        out
    }

    fn list(&mut self, within: Window, out: &mut Vec<Place>) {
        match self {
            Places::Phrase(phrase) => phrase.list(within, out),
            Places::Any(parts) => {
                let doc = parts.iter().map(|p| p.doc()).min().unwrap_or(TERMINATED);
                let before = out.len();
                parts.iter_mut().filter(|p| p.doc() == doc).for_each(|p| p.list(within, out));
                let mut all = out.split_off(before);
                merge(&mut all);
                out.append(&mut all);
            }
            Places::Near { a, b, near, negated, sentences } => {
                let doc = a.doc();
                let left = a.sorted(within);
                let right = if b.seek(doc) == doc { b.sorted(within) } else { Vec::new() };
                let starts = sentences.as_mut().map(|s| s.starts(doc));
                if *negated {
                    let (near, _) = partners(&left, &right, *near, starts);
                    out.extend(left.into_iter().zip(near).filter(|(_, near)| !near).map(|(p, _)| p));
                    return;
                }
                let mut found = pairs(&left, &right, *near, starts);
                merge(&mut found);
                out.append(&mut found);
            }
        }
    }
}

/// Sorts matches and makes one of those of the same words.
fn merge(places: &mut Vec<Place>) {
    if places.iter().all(|place| place.parts.is_empty()) {
        places.sort_unstable();
        places.dedup();
        return;
    }
    places.sort_by_cached_key(Place::words);
    places.dedup_by(|next, kept| {
        if next.words() != kept.words() {
            return false;
        }
        // All of it matched in one of them: nothing is left to add.
        if next.parts.is_empty() || kept.parts.is_empty() {
            kept.parts.clear();
        } else {
            kept.parts.append(&mut next.parts);
            kept.parts.sort_unstable();
            kept.parts.dedup();
        }
        true
    });
}
