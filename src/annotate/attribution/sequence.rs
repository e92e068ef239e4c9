//! A paragraph as attribution reads it: units, their words and what is true of their places.

use super::frames;
use super::lexicon::{self, KNOWN, LIKELY, PERIOD, Word};
use super::memory::Memory;
use super::spot::{FAR, steps};
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
    /// What stands near each unit in its sentence.
    pub near: Vec<Near>,
    /// Kind of entity that a unit belongs to, 0 for none.
    pub tags: Vec<u8>,
    /// Where each token of the paragraph stands.
    pub starts: Vec<Span>,
    /// Whether the paragraph is a headline.
    pub headline: bool,
}

/// What stands near a unit in its sentence; distances are in steps ([`steps`]), [`FAR`] to what is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// The nearest unit at its left that likely reports, or [`NONE`].
    pub cue_left: u32,
    /// The same at its right.
    pub cue_right: u32,
    /// How far these two are.
    pub cues: [u8; 2],
    /// How far the nearest folded quotations are, at its left and at its right.
    pub quotes: [u8; 2],
    /// How many units stand between it and the next "that", or [`NO_THAT`].
    pub that: u8,
    /// How far the first unit of the sentence is, and the last one.
    pub ends: [u8; 2],
}

/// There is no "that" behind a unit, or it is too far away.
pub const NO_THAT: u8 = 9;

/// A "that" behind more units is too far away.
const THAT: usize = 6;

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
        while start < self.units.len() {
            let number = self.units[start].sentence;
            let length = self.units[start..].iter().take_while(|u| u.sentence == number).count();
            self.sentences.extend(std::iter::repeat_n((start as u32, (start + length) as u32), length));
            start += length;
        }
    }

    /// Notes for each unit what is nearest to it in its sentence, in one walk from the left and one from the right.
    fn mark_neighbours(&mut self) {
        let likely = |w: &Word| w.strength >= LIKELY;
        let known_that = KNOWN.that;
        self.near.reserve_exact(self.len());
        while let Some(&(start, end)) = self.sentences.get(self.near.len()) {
            let (mut cue, mut quote) = (NONE, NONE);
            for i in start..end {
                self.near.push(Near {
                    cue_left: cue,
                    cue_right: NONE,
                    cues: [distance(cue, i), FAR],
                    quotes: [distance(quote, i), FAR],
                    that: NO_THAT,
                    ends: [distance(start, i), distance(end - 1, i)],
                });
                cue = if likely(&self.words[i as usize]) { i } else { cue };
                quote = if self.units[i as usize].folded { i } else { quote };
            }
            let mut that = NONE;
            (cue, quote) = (NONE, NONE);
            for i in (start..end).rev() {
                let (near, word) = (&mut self.near[i as usize], &self.words[i as usize]);
                (near.cue_right, near.cues[1], near.quotes[1]) = (cue, distance(cue, i), distance(quote, i));
                let between = (that as usize).wrapping_sub(i as usize + 1);
                near.that = if between < THAT { between as u8 } else { NO_THAT };
                that = if word.class == known_that { i } else { that };
                cue = if likely(word) { i } else { cue };
                quote = if self.units[i as usize].folded { i } else { quote };
            }
        }
    }
}

/// The distance to a neighbour in steps, [`FAR`] where there is none.
#[inline]
fn distance(to: u32, from: u32) -> u8 {
    if to == NONE { FAR } else { steps(to.abs_diff(from) as usize) as u8 }
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
