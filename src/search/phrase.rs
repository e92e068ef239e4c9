//! Words one after the other.

use super::forms::Forms;
use super::places::{Place, Window};
use super::segment::Texts;
use std::rc::Rc;
use tantivy::{DocId, TERMINATED};

/// A word of a phrase, or two that are one term ([`crate::index::pairs`]).
pub struct Slot {
    /// Where in the phrase it stands.
    pub at: u32,
    /// Its forms.
    pub forms: Forms,
    /// How it must be written, where that matters.
    pub written: Option<(String, Rc<Texts>)>,
}

/// Words one after the other; often one only.
pub struct Phrase {
    slots: Vec<Slot>,
    /// How many words it has.
    length: u32,
    /// The numbers of the slots, the rarest first.
    order: Vec<usize>,
    /// Where it begins in the current document; kept so that not every document needs memory of its own.
    starts: Vec<u32>,
}

impl Phrase {
    /// Of `length` words, at least one.
    pub fn new(slots: Vec<Slot>, length: u32) -> Self {
        let mut order: Vec<usize> = (0..slots.len()).collect();
        order.sort_by_key(|&i| slots[i].forms.cost());
        let mut phrase = Phrase { slots, length, order, starts: Vec::new() };
        phrase.align(phrase.doc());
        phrase
    }

    fn rarest(&mut self) -> Option<&mut Forms> {
        self.order.first().map(|&i| &mut self.slots[i].forms)
    }

    /// The current document, a candidate only.
    pub fn doc(&self) -> DocId {
        self.order.first().map_or(TERMINATED, |&i| self.slots[i].forms.doc())
    }

    /// Goes to the next candidate.
    pub fn advance(&mut self) -> DocId {
        let doc = self.rarest().map_or(TERMINATED, |forms| forms.advance());
        self.align(doc)
    }

    /// Goes to the first candidate from `target` on.
    pub fn seek(&mut self, target: DocId) -> DocId {
        let doc = self.rarest().map_or(TERMINATED, |forms| forms.seek(target));
        self.align(doc)
    }

    /// The first document from `doc`, where the rarest word stands, on that has all words.
    fn align(&mut self, mut doc: DocId) -> DocId {
        let Some((&first, others)) = self.order.split_first() else { return TERMINATED };
        'again: while doc != TERMINATED {
            for &i in others {
                let at = self.slots[i].forms.seek(doc);
                if at != doc {
                    doc = self.slots[first].forms.seek(at);
                    continue 'again;
                }
            }
            return doc;
        }
        // The rarest is at the end, so the whole phrase is.
        TERMINATED
    }

    /// About how many candidates there are.
    pub fn cost(&self) -> u64 {
        self.order.first().map_or(0, |&i| self.slots[i].forms.cost())
    }

    /// The forms of a single word, however it may be written.
    pub fn word(&self) -> Option<&Forms> {
        match self.slots.as_slice() {
            [one] if one.written.is_none() => Some(&one.forms),
            _ => None,
        }
    }

    /// Where it begins in the current document: positions of the rarest word at whose sides the others stand.
    pub fn starts(&mut self, within: Window) -> &[u32] {
        let Phrase { slots, length, order, starts } = self;
        starts.clear();
        let Some((&first, others)) = order.split_first() else { return starts };
        let length = *length;
        let at = slots[first].at;
        let doc = slots[first].forms.doc();
        let positions = slots[first].forms.positions().iter().filter_map(|p| p.checked_sub(at));
        starts.extend(positions.filter(|s| within.0 <= *s && s.saturating_add(length) <= within.1));
        for &i in others {
            if starts.is_empty() {
                return starts;
            }
            let at = slots[i].at;
            let mut positions = slots[i].forms.positions().iter().copied().peekable();
            starts.retain(|s| {
                let wanted = s + at;
                while positions.next_if(|p| *p < wanted).is_some() {}
                positions.peek() == Some(&wanted)
            });
        }
        for slot in slots.iter() {
            if let Some((form, texts)) = &slot.written {
                starts.retain(|s| texts.is_written(doc, s + slot.at, form));
            }
        }
        starts
    }

    /// The same as places.
    pub fn list(&mut self, within: Window, out: &mut Vec<Place>) {
        let length = self.length;
        out.extend(self.starts(within).iter().map(|&start| Place { start, end: start + length, parts: Vec::new() }));
    }
}
