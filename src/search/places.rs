//! Where expressions over positions match within one document: words, phrases, any of several, near each other.

use super::forms::Forms;
use super::near::{Sentences, pairs, partners};
use super::segment::Texts;
use crate::query::syntax::Near;
use std::rc::Rc;
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

/// A range of positions that matches must lie in; `(0, u32::MAX)` for anywhere.
pub type Window = (u32, u32);

/// The whole document.
pub const ANYWHERE: Window = (0, u32::MAX);

/// A word of a phrase.
pub struct Slot {
    /// Its forms.
    pub forms: Forms,
    /// How it must be written, where that matters.
    pub written: Option<(String, Rc<Texts>)>,
}

/// An expression over positions.
pub enum Places {
    /// Words one after the other; the order in which to look for them, rarest first.
    Phrase(Vec<Slot>, Vec<usize>),
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
    /// A phrase of at least one word.
    pub fn phrase(slots: Vec<Slot>) -> Self {
        let mut order: Vec<usize> = (0..slots.len()).collect();
        order.sort_by_key(|&i| slots[i].forms.cost());
        let mut places = Places::Phrase(slots, order);
        places.align(0);
        places
    }

    /// Two expressions near each other.
    pub fn near(a: Places, b: Places, near: Near, negated: bool, sentences: Option<Sentences>) -> Self {
        let mut places = Places::Near { a: Box::new(a), b: Box::new(b), near, negated, sentences };
        places.align(0);
        places
    }

    /// The current document, a candidate only.
    pub fn doc(&self) -> DocId {
        match self {
            Places::Phrase(slots, order) => order.first().map_or(TERMINATED, |&i| slots[i].forms.doc()),
            Places::Any(parts) => parts.iter().map(|p| p.doc()).min().unwrap_or(TERMINATED),
            Places::Near { a, .. } => a.doc(),
        }
    }

    /// Goes to the next candidate.
    pub fn advance(&mut self) -> DocId {
        match self {
            Places::Phrase(slots, _) if slots.len() == 1 => slots[0].forms.advance(),
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
            Places::Phrase(slots, order) => align_slots(slots, order, target),
        }
    }

    /// About how many candidates there are.
    pub fn cost(&self) -> u64 {
        match self {
            Places::Phrase(slots, order) => order.first().map_or(0, |&i| slots[i].forms.cost()),
            Places::Any(parts) => parts.iter().map(|p| p.cost()).sum(),
            Places::Near { a, negated: true, .. } => a.cost(),
            Places::Near { a, b, .. } => a.cost().min(b.cost()),
        }
    }

    /// The forms of an expression that is a single word, however it may be written.
    pub fn word(&self) -> Option<&Forms> {
        match self {
            Places::Phrase(slots, _) if slots.len() == 1 && slots[0].written.is_none() => Some(&slots[0].forms),
            _ => None,
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
            Places::Phrase(slots, order) => phrase(slots, order, within, out),
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

/// Sorts matches and makes one of those over the same words.
fn merge(places: &mut Vec<Place>) {
    places.sort_unstable();
    places.dedup_by(|next, kept| {
        if (next.start, next.end) != (kept.start, kept.end) {
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

fn align_slots(slots: &mut [Slot], order: &[usize], target: DocId) -> DocId {
    let Some((&first, others)) = order.split_first() else { return TERMINATED };
    let mut doc = slots[first].forms.seek(target);
    'again: while doc != TERMINATED {
        for &i in others {
            let at = slots[i].forms.seek(doc);
            if at != doc {
                doc = slots[first].forms.seek(at);
                continue 'again;
            }
        }
        return doc;
    }
    // The rarest is at the end, so the whole phrase is.
    TERMINATED
}

/// The places of a phrase: positions of the rarest word at whose sides the others stand.
fn phrase(slots: &mut [Slot], order: &[usize], within: Window, out: &mut Vec<Place>) {
    let Some((&first, others)) = order.split_first() else { return };
    let length = slots.len() as u32;
    let doc = slots[first].forms.doc();
    let mut starts: Vec<u32> = slots[first]
        .forms
        .positions()
        .iter()
        .filter_map(|p| p.checked_sub(first as u32))
        .filter(|s| within.0 <= *s && s.saturating_add(length) <= within.1)
        .collect();
    for &i in others {
        if starts.is_empty() {
            return;
        }
        let positions = slots[i].forms.positions();
        starts.retain(|s| positions.binary_search(&(s + i as u32)).is_ok());
    }
    for (i, slot) in slots.iter().enumerate() {
        if let Some((form, texts)) = &slot.written {
            starts.retain(|s| texts.is_written(doc, s + i as u32, form));
        }
    }
    out.extend(starts.into_iter().map(|start| Place { start, end: start + length, parts: Vec::new() }));
}
