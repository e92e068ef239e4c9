//! Frequent words, matched window by window: the documents of a few thousand numbers at once as bits.
//!
//! To lead lists of documents from one match to the next costs far more for each document than to read it from its list. Where
//! words are about equally frequent, or any of them will do, all that their lists hold of a window is laid over one another (the
//! way of Lucene's `BooleanScorer`).

use super::bits::{Bits, WIDTH};
use super::expand::Expansion;
use super::forms::{List, lists};
use super::matcher::{Boxed, Matcher};
use super::segment::Segment;
use super::stems::Languages;
use super::weight::Weight;
use crate::error::Result;
use std::rc::Rc;
use tantivy::fastfield::AliveBitSet;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED};

/// Documents of the largest window: their counts stay near the processor.
const LARGEST: u32 = WIDTH as u32;
/// Documents of the first window after a leap: who leaps may leap again.
const SMALLEST: u32 = 64;
/// The rarest of words that must all be there may be so many times as rare as the others together; a rarer one is followed from match to match.
const COMPARABLE: u64 = 32;
/// To leap to a document of a list takes as long as to read so many of those between.
const LEAP: u64 = 8;
/// Every list is asked for every window, so there should not be too many.
const MOST_LISTS: usize = 256;

/// A word, or words of which any or all must be there.
pub enum Words {
    /// A word in all its forms.
    Word(Box<Word>),
    /// Any of them.
    Any(Vec<Words>),
    /// All of them.
    All(Box<All>),
}

/// Words of which all must be there.
pub struct All {
    parts: Vec<Words>,
    /// The numbers of the parts, the rarest first.
    order: Vec<usize>,
    /// Where all are in the window.
    here: Bits,
}

/// A word in all its forms.
pub struct Word {
    lists: Vec<List>,
    languages: Option<Rc<Languages>>,
    weight: Option<Weight>,
    cost: u64,
    /// About how many documents lie between two of its own.
    gap: u64,
    /// Its documents in the window; where that matters, those where it stands more than once, and how often.
    here: Bits,
    again: Bits,
    counts: Vec<u32>,
}

/// Documents of a window and how many they are, where only these are wanted.
type Wanted<'w> = Option<(&'w Bits, u64)>;

impl Word {
    /// In `field`; with a weight its matches are scored. `None` where it has too many forms.
    pub fn open(
        segment: &Segment,
        field: Field,
        expansion: &Expansion,
        languages: Option<Rc<Languages>>,
        weight: Option<Weight>,
    ) -> Result<Option<Self>> {
        if expansion.terms.len() > MOST_LISTS {
            return Ok(None);
        }
        let option = if weight.is_some() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let lists = lists(segment, field, expansion, option)?;
        let languages = languages.filter(|_| !expansion.everywhere);
        let counts = vec![0; if weight.is_some() { LARGEST as usize } else { 0 }];
        let cost = expansion.docs();
        let gap = u64::from(segment.reader.max_doc()) / cost.max(1);
        Ok(Some(Word { lists, languages, weight, cost, gap, here: Bits::NONE, again: Bits::NONE, counts }))
    }

    /// Reads the window's documents, or at least those that are wanted.
    fn fill(&mut self, start: DocId, end: DocId, wanted: Wanted) {
        (self.here, self.again) = (Bits::NONE, Bits::NONE);
        let few = wanted.filter(|(_, count)| count * LEAP * self.gap < u64::from(end - start));
        let Word { lists, languages, here, again, counts, .. } = self;
        let mut take = |list: &SegmentPostings, mask: u32, n: usize, doc: DocId| {
            if languages.as_ref().is_some_and(|languages| mask & languages.bit(doc) == 0) {
                return;
            }
            let before = if here.has(n) { counts.get(n).copied() } else { None };
            if let Some(count) = counts.get_mut(n) {
                *count = before.unwrap_or(0) + list.term_freq();
                if *count > 1 {
                    again.add(n);
                }
            }
            here.add(n);
        };
        for (list, mask) in lists {
            if let Some((wanted, _)) = few {
                let mut next = wanted.first_from(0);
                while let Some(n) = next {
                    let doc = start + n as DocId;
                    if list.doc() == doc || list.doc() < doc && list.seek(doc) == doc {
                        take(list, *mask, n, doc);
                    }
                    next = wanted.first_from(n + 1);
                }
                continue;
            }
            let mut doc = if list.doc() < start { list.seek(start) } else { list.doc() };
            while doc < end {
                // A damaged list may lead back.
                let n = doc.wrapping_sub(start) as usize;
                if n < WIDTH {
                    take(list, *mask, n, doc);
                }
                doc = list.advance();
            }
        }
    }
}

impl Words {
    /// All of some words, where there are several and they are about equally frequent; otherwise they are given back.
    pub fn all(parts: Vec<Words>) -> std::result::Result<Words, Vec<Words>> {
        if parts.len() < 2 {
            return Err(parts);
        }
        let costs: Vec<u64> = parts.iter().map(Words::cost).collect();
        let mut order: Vec<usize> = (0..parts.len()).collect();
        order.sort_by_key(|&part| costs[part]);
        match costs.iter().sum::<u64>() <= costs[order[0]].saturating_mul(COMPARABLE) {
            true => Ok(Words::All(Box::new(All { parts, order, here: Bits::NONE }))),
            false => Err(parts),
        }
    }

    /// About how many documents there are.
    fn cost(&self) -> u64 {
        match self {
            Words::Word(word) => word.cost,
            Words::Any(parts) => parts.iter().map(Words::cost).sum(),
            Words::All(all) => all.parts.iter().map(Words::cost).min().unwrap_or(0),
        }
    }

    /// A document before which none comes that has not been in a window.
    fn next(&self) -> DocId {
        match self {
            Words::Word(word) => word.lists.iter().map(|(list, _)| list.doc()).min().unwrap_or(TERMINATED),
            Words::Any(parts) => parts.iter().map(Words::next).min().unwrap_or(TERMINATED),
            Words::All(all) => all.parts.iter().map(Words::next).max().unwrap_or(TERMINATED),
        }
    }

    /// Goes on to a window and says which of its documents match; of those that are not wanted perhaps not all.
    fn fill(&mut self, start: DocId, end: DocId, wanted: Wanted) -> Bits {
        match self {
            Words::Word(word) => {
                word.fill(start, end, wanted);
                word.here
            }
            Words::Any(parts) => {
                parts.iter_mut().map(|part| part.fill(start, end, wanted)).fold(Bits::NONE, |a, b| a.or(&b))
            }
            Words::All(all) => {
                let All { parts, order, here } = &mut **all;
                let (rarest, others) = order.split_first().unwrap_or((&0, &[]));
                *here = parts[*rarest].fill(start, end, wanted);
                for &part in others {
                    let count = here.count(0, (end - start) as usize);
                    if count == 0 {
                        break;
                    }
                    *here = here.and(&parts[part].fill(start, end, Some((here, count))));
                }
                *here
            }
        }
    }

    /// The documents of the window.
    fn here(&self) -> Bits {
        match self {
            Words::Word(word) => word.here,
            Words::Any(parts) => parts.iter().map(Words::here).fold(Bits::NONE, |a, b| a.or(&b)),
            Words::All(all) => all.here,
        }
    }

    /// What no document scores more than.
    fn most(&self) -> f32 {
        match self {
            Words::Word(word) => word.weight.as_ref().map_or(0.0, Weight::most),
            Words::Any(parts) => parts.iter().map(Words::most).sum(),
            Words::All(all) => all.parts.iter().map(Words::most).sum(),
        }
    }

    /// The documents of the window that may score `score`, told by which words they have and whether more than once.
    fn reach(&self, score: f32) -> Bits {
        let (parts, all) = match self {
            Words::Word(_) => (std::slice::from_ref(self), true),
            Words::Any(parts) => (parts.as_slice(), false),
            Words::All(all) => (all.parts.as_slice(), true),
        };
        let mut parts: Vec<(f32, &Words)> = parts.iter().map(|part| (part.most(), part)).collect();
        parts.sort_by(|a, b| b.0.total_cmp(&a.0));
        let left = parts.iter().map(|(most, _)| most).sum();
        // Here words are added up in another order than in scores.
        let mut reach = Reach { score: score * 0.9999, all, found: Bits::NONE, tries: MOST_TRIES };
        reach.add(&parts, left, 0.0, self.here());
        reach.found
    }

    /// The score of a document of the window.
    fn score(&self, start: DocId, doc: DocId) -> f32 {
        let n = (doc - start) as usize;
        match self {
            Words::Word(word) => {
                let weight = word.weight.as_ref().filter(|_| word.here.has(n));
                weight.map_or(0.0, |weight| weight.score(doc, word.counts[n] as usize))
            }
            Words::Any(parts) => parts.iter().map(|part| part.score(start, doc)).sum(),
            Words::All(all) if !all.here.has(n) => 0.0,
            Words::All(all) => all.parts.iter().map(|part| part.score(start, doc)).sum(),
        }
    }
}

/// Looks for the documents that may reach a score.
struct Reach {
    score: f32,
    /// Whether all words are there.
    all: bool,
    found: Bits,
    /// How many more sets of words are looked at.
    tries: u32,
}

/// Sets of words that are told apart; where there are more, documents count as reaching the score.
const MOST_TRIES: u32 = 40;

impl Reach {
    /// Adds those of `bits`, whose other words score no more than `so_far` together and `parts` no more than `left`.
    fn add(&mut self, parts: &[(f32, &Words)], left: f32, so_far: f32, bits: Bits) {
        if so_far + left < self.score || bits == Bits::NONE {
            return;
        }
        let Some(((most, part), others)) = parts.split_first().filter(|_| so_far < self.score && self.tries > 0) else {
            self.found = self.found.or(&bits);
            return;
        };
        self.tries -= 1;
        let (here, left) = (part.here(), left - most);
        if let Words::Word(word) = part
            && let Some(weight) = &word.weight
        {
            let again = &word.again;
            self.add(others, left, so_far + most, bits.and(again));
            self.add(others, left, so_far + weight.bound(1), bits.and(&here.without(again)));
        } else {
            self.add(others, left, so_far + most, bits.and(&here));
        }
        if !self.all {
            self.add(others, left, so_far, bits.without(&here));
        }
    }
}

/// Walks over the documents of words by windows.
pub struct Windows<'s> {
    words: Words,
    alive: Option<&'s AliveBitSet>,
    bits: Bits,
    /// Of the window.
    start: DocId,
    end: DocId,
    /// How many documents the next window has.
    width: u32,
    doc: DocId,
    /// The documents of the window that may reach a score, once that was asked.
    reach: Option<(f32, Bits)>,
}

impl<'s> Windows<'s> {
    /// At the first document.
    pub fn boxed(words: Words, segment: &'s Segment) -> Boxed<'s> {
        let (alive, bits) = (segment.reader.alive_bitset(), Bits::NONE);
        let mut windows = Windows { words, alive, bits, start: 0, end: 0, width: SMALLEST, doc: 0, reach: None };
        windows.doc = windows.fill(0);
        Box::new(windows)
    }

    /// Matchers all of which must match: one, where words are about equally frequent.
    pub fn of_all(words: Vec<Words>, segment: &'s Segment) -> Vec<Boxed<'s>> {
        match Words::all(words) {
            Ok(all) => vec![Windows::boxed(all, segment)],
            Err(each) => each.into_iter().map(|words| Windows::boxed(words, segment)).collect(),
        }
    }

    /// Fills windows from `target` on until one has a document, which is the first of it.
    fn fill(&mut self, mut target: DocId) -> DocId {
        loop {
            let start = target.max(self.words.next());
            if start == TERMINATED {
                return TERMINATED;
            }
            (self.start, self.end) = (start, start.saturating_add(self.width).min(TERMINATED));
            self.width = (self.width * 2).min(LARGEST);
            self.bits = self.words.fill(self.start, self.end, None);
            self.reach = None;
            if let Some(alive) = self.alive {
                self.bits.retain(|n| alive.is_alive(start + n as DocId));
            }
            if let Some(n) = self.bits.first_from(0) {
                return start + n as DocId;
            }
            target = self.end;
        }
    }

    /// The first document of the window from `n` on that may reach the score that was asked for last.
    fn first_in_reach(&self, n: usize) -> Option<usize> {
        self.reach.as_ref().and_then(|(_, reach)| reach.first_from(n))
    }

    /// The first document from `target` on, which no window before this one holds.
    fn from(&mut self, target: DocId) -> DocId {
        let here = if target < self.end { self.bits.first_from((target - self.start) as usize) } else { None };
        match here {
            Some(n) => self.start + n as DocId,
            None => self.fill(target.max(self.end)),
        }
    }
}

impl Matcher for Windows<'_> {
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
            if target >= self.end {
                self.width = SMALLEST;
            }
            self.doc = self.from(target);
        }
        self.doc
    }

    fn score(&mut self) -> f32 {
        self.words.score(self.start, self.doc)
    }

    fn pass(&mut self, score: f32) -> u64 {
        let mut passed = 0;
        while self.doc != TERMINATED {
            if self.reach.as_ref().is_none_or(|(known, _)| *known != score) {
                self.reach = Some((score, self.words.reach(score).and(&self.bits)));
            }
            let at = (self.doc - self.start) as usize;
            let mut next = self.first_in_reach(at);
            while let Some(n) = next.filter(|n| self.words.score(self.start, self.start + *n as DocId) < score) {
                next = self.first_in_reach(n + 1);
            }
            passed += self.bits.count(at, next.unwrap_or(WIDTH));
            if let Some(next) = next {
                self.doc = self.start + next as DocId;
                break;
            }
            self.doc = self.fill(self.end);
        }
        passed
    }

    fn cost(&self) -> u64 {
        self.words.cost()
    }
}
