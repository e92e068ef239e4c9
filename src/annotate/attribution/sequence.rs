//! A paragraph as attribution reads it: units, their words and what is true of their places.

use super::frames;
use super::lexicon::{self, KNOWN, LIKELY, PERIOD, Word};
use super::memory::Memory;
use super::spot::steps;
use super::units::{Unit, dateline, units};
use crate::annotate::Document;
use crate::annotate::quotes::Quoted;
use crate::model::Span;
use crate::split::{Split, TokenKind};
use std::ops::Range;

/// A paragraph's units with what their features are made of.
#[derive(Debug, Clone, Default)]
pub struct Sequence {
    /// The units.
    pub units: Vec<Unit>,
    /// The words, one for each unit.
    pub words: Vec<Word>,
    /// For each unit, where its sentence starts and ends (unit numbers).
    pub sentences: Vec<(u32, u32)>,
    /// For each unit, the nearest unit at its left that likely reports, within its sentence.
    pub cue_left: Vec<u32>,
    /// The same at its right.
    pub cue_right: Vec<u32>,
    /// The nearest folded quotation at its left within its sentence or right before it.
    pub quote_left: Vec<u32>,
    /// The same at its right.
    pub quote_right: Vec<u32>,
    /// The next "that" at its right within its sentence.
    pub that_right: Vec<u32>,
    /// For each unit, how far it is from the first unit of its sentence and from the last one, in steps ([`steps`]).
    pub ends: Vec<[u8; 2]>,
    /// Kind of entity that a unit belongs to, 0 for none.
    pub tags: Vec<u8>,
    /// Where each token of the paragraph stands.
    pub starts: Vec<Span>,
    /// Whether the paragraph is a headline.
    pub headline: bool,
}

/// The longest sentence that rules look through, in units: what is longer is none.
pub const LONGEST_SENTENCE: usize = 300;

/// No such unit.
pub const NONE: u32 = u32::MAX;

impl Sequence {
    /// The sequence of the article's paragraph number `i` (counted from 0 here).
    pub fn new(document: &Document, i: usize, memory: &mut Memory) -> Self {
        let paragraph = &document.article.paragraphs[i];
        let (split, quotes) = (&document.splits[i], &document.quotes[i]);
        let units = units(&paragraph.text, split, quotes, dateline(document, i));
        let words = words(&paragraph.text, split, &units, quotes, memory);
        let starts = split.tokens.iter().map(|t| t.span).collect();
        let mut sequence = Sequence { units, words, headline: paragraph.p == 0, starts, ..Default::default() };
        sequence.tags = tags(document, paragraph.p, split, &sequence.units);
        sequence.unmask(&paragraph.text);
        sequence.mark_sentences();
        sequence.mark_neighbours();
        sequence
    }

    /// The number of units.
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Whether there are no units.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// The first token of a unit.
    pub fn word_of<'a>(&self, text: &'a str, unit: &Unit) -> &'a str {
        self.starts.get(unit.tokens.start).map_or("", |span| span.of(text))
    }

    /// Whether a word that reports speech stands at a unit.
    pub fn reports(&self, unit: usize) -> bool {
        self.words[unit].frames & frames::REPORTS != 0
    }

    /// The units of a unit's sentence.
    pub fn sentence(&self, unit: usize) -> Range<usize> {
        let (start, end) = self.sentences[unit];
        start as usize..end as usize
    }

    /// Whether a form of "be", "have", "do" or a modal stands at a unit.
    pub fn finite(&self, unit: usize) -> bool {
        KNOWN.verbs[..5].contains(&self.words[unit].class)
    }

    /// One past the last of these units that is no full stop.
    pub fn stop(&self, mut units: Range<usize>) -> Option<usize> {
        units.rfind(|&i| self.words[i].class != PERIOD).map(|i| i + 1)
    }

    /// Takes "May" for a name where it belongs to one: "May said she would stay".
    fn unmask(&mut self, text: &str) {
        for i in 0..self.units.len() {
            if self.tags[i] > 0 && self.words[i].word == *lexicon::MAY && self.word_of(text, &self.units[i]) == "May" {
                self.words[i] = lexicon::name();
            }
        }
    }

    fn mark_sentences(&mut self) {
        let mut start = 0;
        self.sentences.reserve_exact(self.units.len());
        self.ends.reserve_exact(self.units.len());
        while start < self.units.len() {
            let number = self.units[start].sentence;
            let length = self.units[start..].iter().take_while(|u| u.sentence == number).count();
            self.sentences.extend(std::iter::repeat_n((start as u32, (start + length) as u32), length));
            self.ends.extend((0..length).map(|i| [steps(i), steps(length - 1 - i)].map(|n| n as u8)));
            start += length;
        }
    }

    /// Notes for each unit what is nearest to it in its sentence, in one walk from the left and one from the right.
    fn mark_neighbours(&mut self) {
        let n = self.len();
        let (likely, known_that) = (|w: &Word| w.strength >= LIKELY, KNOWN.that);
        for list in [&mut self.cue_left, &mut self.quote_left] {
            list.reserve_exact(n);
        }
        let (mut cue, mut quote) = (NONE, NONE);
        for (i, (word, unit)) in self.words.iter().zip(&self.units).enumerate() {
            if self.sentences[i].0 as usize == i {
                (cue, quote) = (NONE, NONE);
            }
            self.cue_left.push(cue);
            self.quote_left.push(quote);
            let at = i as u32;
            cue = if likely(word) { at } else { cue };
            quote = if unit.folded { at } else { quote };
        }
        (self.cue_right, self.quote_right, self.that_right) = (vec![NONE; n], vec![NONE; n], vec![NONE; n]);
        let mut that = NONE;
        for (i, (word, unit)) in self.words.iter().zip(&self.units).enumerate().rev() {
            if self.sentences[i].1 as usize == i + 1 {
                (cue, quote, that) = (NONE, NONE, NONE);
            }
            (self.cue_right[i], self.quote_right[i], self.that_right[i]) = (cue, quote, that);
            that = if word.class == known_that { i as u32 } else { that };
            cue = if likely(word) { i as u32 } else { cue };
            quote = if unit.folded { i as u32 } else { quote };
        }
    }
}

fn words(text: &str, split: &Split, units: &[Unit], quotes: &[Quoted], memory: &mut Memory) -> Vec<Word> {
    let mut sentence = u32::MAX;
    let mut top = quotes.iter().filter(|q| q.depth == 0);
    units
        .iter()
        .map(|u| {
            let token = split.tokens[u.tokens.start];
            if u.folded {
                let quote = top.find(|q| q.tokens.start == u.tokens.start);
                let inner = quote.map_or(u.tokens.clone(), Quoted::inner);
                // The comma of "…”," counts as that of "…,”".
                let comma = quote.is_some_and(|q| q.tokens.end < u.tokens.end).then_some(u.tokens.end - 1);
                let last = comma.or(inner.clone().last()).map_or("", |t| split.tokens[t].of(text));
                return lexicon::quote(
                    inner.len(),
                    if last.len() == 1 && !last.starts_with(char::is_alphanumeric) { last } else { "" },
                );
            }
            let first = u.sentence != sentence;
            if token.kind == TokenKind::Word {
                sentence = u.sentence;
            }
            memory.word(token, text, first)
        })
        .collect()
}

fn tags(document: &Document, p: u32, split: &Split, units: &[Unit]) -> Vec<u8> {
    let mut tags = vec![0; units.len()];
    let from = document.entities.partition_point(|e| e.at.p < p);
    let mut i = 0;
    for e in document.entities[from..].iter().take_while(|e| e.at.p == p) {
        let kind = 1 + e.kind as u8;
        while i < units.len() && split.tokens[units[i].tokens.start].span.end <= e.at.span.start {
            i += 1;
        }
        while i < units.len() && split.tokens[units[i].tokens.start].span.start < e.at.span.end {
            if !units[i].folded {
                tags[i] = kind;
            }
            i += 1;
        }
    }
    tags
}
