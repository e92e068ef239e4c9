//! The occurrences of one pattern in one field: the union of the postings of its terms.

use super::expand::Expansion;
use super::segment::{Segment, damaged};
use super::stems::Languages;
use crate::error::Result;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED};

/// The documents of a form, and the bits of the language groups in which it is one.
pub type List = (SegmentPostings, u32);

/// The lists of an expansion; `option` says what they must tell.
pub fn lists(segment: &Segment, field: Field, expansion: &Expansion, option: IndexRecordOption) -> Result<Vec<List>> {
    let index = segment.reader.inverted_index(field).map_err(damaged)?;
    let open = |(info, mask): &(_, u32)| Ok((index.read_postings_from_terminfo(info, option).map_err(damaged)?, *mask));
    expansion.terms.iter().map(open).collect()
}

/// Walks over the documents that hold a form of a word.
pub struct Forms {
    lists: Vec<List>,
    /// The lists that are not at the current document, the nearest first; unused with [`FEW`] lists, which are all looked at each time.
    ahead: BinaryHeap<Reverse<(DocId, u32)>>,
    /// The lists at the current document.
    here: Vec<u32>,
    /// Tells languages apart, where forms differ by language.
    languages: Option<Rc<Languages>>,
    doc: DocId,
    cost: u64,
    positions: Vec<u32>,
    positions_of: DocId,
}

/// To look at so many lists takes less time than to keep them in order.
const FEW: usize = 12;

impl Forms {
    /// Opens the postings of an expansion; `option` says what they must tell.
    pub fn open(
        segment: &Segment,
        field: Field,
        expansion: &Expansion,
        languages: Option<Rc<Languages>>,
        option: IndexRecordOption,
    ) -> Result<Self> {
        let lists = lists(segment, field, expansion, option)?;
        let languages = languages.filter(|_| !expansion.everywhere);
        let mut forms = Forms {
            ahead: BinaryHeap::with_capacity(lists.len()),
            here: Vec::new(),
            lists,
            languages,
            doc: 0,
            cost: expansion.docs(),
            positions: Vec::new(),
            positions_of: TERMINATED,
        };
        forms.here.extend(0..forms.lists.len() as u32);
        forms.gather();
        Ok(forms)
    }

    /// The current document.
    pub fn doc(&self) -> DocId {
        self.doc
    }

    /// About how many documents there are.
    pub fn cost(&self) -> u64 {
        self.cost
    }

    /// Goes to the next document.
    pub fn advance(&mut self) -> DocId {
        if let ([(only, _)], None) = (self.lists.as_mut_slice(), &self.languages) {
            self.doc = only.advance();
            return self.doc;
        }
        if self.doc == TERMINATED { TERMINATED } else { self.seek(self.doc + 1) }
    }

    /// Goes to the first document from `target` on.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        if let [(only, _)] = self.lists.as_mut_slice()
            && self.languages.is_none()
        {
            self.doc = only.seek(target);
            return self.doc;
        }
        if self.lists.len() <= FEW {
            for (list, _) in &mut self.lists {
                if list.doc() < target {
                    list.seek(target);
                }
            }
            return self.gather();
        }
        while let Some(Reverse((doc, i))) = self.ahead.peek().copied() {
            if doc >= target {
                break;
            }
            self.ahead.pop();
            self.here.push(i);
        }
        for &i in &self.here {
            let list = &mut self.lists[i as usize].0;
            if list.doc() < target {
                list.seek(target);
            }
        }
        self.gather()
    }

    /// Puts the lists in `here` back among the others and takes those of the nearest document; goes on until a form is
    /// one in the language of its document.
    fn gather(&mut self) -> DocId {
        loop {
            let doc = if self.lists.len() <= FEW { self.nearest_of_few() } else { self.nearest_of_many() };
            self.doc = doc;
            if doc == TERMINATED {
                return TERMINATED;
            }
            let Some(languages) = &self.languages else { return doc };
            let bit = languages.bit(doc);
            if self.here.iter().any(|&i| self.lists[i as usize].1 & bit != 0) {
                return doc;
            }
            for &i in &self.here {
                self.lists[i as usize].0.advance();
            }
        }
    }

    /// The nearest document; the lists that are at it are put into `here`.
    fn nearest_of_few(&mut self) -> DocId {
        let doc = self.lists.iter().map(|(list, _)| list.doc()).min().unwrap_or(TERMINATED);
        self.here.clear();
        self.here.extend((0..).zip(&self.lists).filter(|(_, (list, _))| list.doc() == doc).map(|(i, _)| i));
        doc
    }

    fn nearest_of_many(&mut self) -> DocId {
        for i in self.here.drain(..) {
            let doc = self.lists[i as usize].0.doc();
            if doc != TERMINATED {
                self.ahead.push(Reverse((doc, i)));
            }
        }
        let Some(Reverse((doc, _))) = self.ahead.peek().copied() else { return TERMINATED };
        while let Some(Reverse((_, i))) = self.ahead.peek().copied().filter(|Reverse((d, _))| *d == doc) {
            self.ahead.pop();
            self.here.push(i);
        }
        doc
    }

    /// How many times the forms stand in the current document.
    pub fn frequency(&self) -> u32 {
        if let [(only, _)] = self.lists.as_slice() {
            return only.term_freq();
        }
        let bit = self.languages.as_ref().map_or(u32::MAX, |l| l.bit(self.doc));
        let lists = self.here.iter().map(|&i| &self.lists[i as usize]);
        lists.filter(|(_, mask)| mask & bit != 0).map(|(list, _)| list.term_freq()).sum()
    }

    /// Where the forms stand in the current document, in order.
    pub fn positions(&mut self) -> &[u32] {
        if self.positions_of == self.doc {
            return &self.positions;
        }
        self.positions_of = self.doc;
        self.positions.clear();
        if let [(only, _)] = self.lists.as_mut_slice() {
            only.positions(&mut self.positions);
            return &self.positions;
        }
        let bit = self.languages.as_ref().map_or(u32::MAX, |l| l.bit(self.doc));
        for &i in &self.here {
            let (list, mask) = &mut self.lists[i as usize];
            if *mask & bit != 0 {
                list.append_positions_with_offset(0, &mut self.positions);
            }
        }
        self.positions.sort_unstable();
        self.positions.dedup();
        &self.positions
    }
}
