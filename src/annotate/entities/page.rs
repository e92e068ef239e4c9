//! An article laid out for the model: all its tokens in a row, and the stretches in which names may stand.

use super::lists::{Bits, LONGEST, List, longest_phrase};
use super::words::{OUTSIDE, REACH, Store, Style};
use crate::annotate::Document;
use crate::split::{Split, Token, TokenKind};
use std::ops::Range;

/// A token of the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The number of its word.
    pub word: u32,
    /// Whether it may be the heart of a name: it has a capital letter.
    pub capital: bool,
    /// Whether white space stands before it.
    pub spaced: bool,
    /// Whether it begins a sentence, opening marks aside.
    pub first: bool,
    /// Whether an open parenthesis stands before it in its sentence, near.
    pub bracketed: bool,
    /// How its paragraph is written.
    pub style: Style,
    /// Where it stands in a phrase of the lists: 0 outside, 1 first, 2 inside, 3 last; and the lists.
    pub phrase: (u8, Bits),
}

impl Place {
    const OUTSIDE: Place = Place {
        word: OUTSIDE,
        capital: false,
        spaced: true,
        first: false,
        bracketed: false,
        style: Style::Plain,
        phrase: (0, Bits(0)),
    };
}

/// An article laid out.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// All tokens, with [`REACH`] outside ones around each paragraph.
    pub places: Vec<Place>,
    /// Where the tokens of each paragraph begin in `places`.
    pub starts: Vec<usize>,
    /// The stretches in which names may stand, in order, none empty, none across paragraphs.
    pub stretches: Vec<Range<usize>>,
}

impl Page {
    /// Lays out an article.
    pub fn lay(&mut self, document: &Document, store: &mut Store) {
        store.begin();
        self.places.clear();
        self.starts.clear();
        self.stretches.clear();
        self.places.extend([Place::OUTSIDE; REACH]);
        for (paragraph, split) in document.article.paragraphs.iter().zip(&document.splits) {
            let start = self.places.len();
            self.starts.push(start);
            self.paragraph(&paragraph.text, split, store);
            self.phrases(start, store);
            self.stretch(start, store);
            self.places.extend([Place::OUTSIDE; REACH]);
        }
    }

    /// The paragraph's number in the article's list and the token's number in it.
    pub fn token(&self, place: usize) -> (usize, usize) {
        let paragraph = self.starts.partition_point(|&s| s <= place).saturating_sub(1);
        (paragraph, place - self.starts[paragraph])
    }

    /// Whether the token at `place` begins a paragraph.
    pub fn begins_paragraph(&self, place: usize) -> bool {
        self.places[place - 1].word == OUTSIDE
    }

    fn paragraph(&mut self, text: &str, split: &Split, store: &mut Store) {
        let style = style(text, split);
        for sentence in &split.sentences {
            let (mut first, mut open) = (true, 0);
            for (i, token) in sentence.clone().zip(&split.tokens[sentence.clone()]) {
                let word = token.of(text);
                let named = matches!(token.kind, TokenKind::Word | TokenKind::Number);
                let number = store.number(word, style);
                open = match word {
                    "(" | "[" => 8,
                    ")" | "]" => 0,
                    _ => open - i32::from(open > 0),
                };
                self.places.push(Place {
                    word: number,
                    capital: named && store.word(number).capital && (word != "I" || initial(text, &split.tokens[i..])),
                    spaced: token.spaced,
                    first: first && named,
                    bracketed: open > 0,
                    style,
                    phrase: (0, Bits(0)),
                });
                first &= !named;
            }
        }
    }

    /// Marks the phrases of the lists.
    fn phrases(&mut self, start: usize, store: &Store) {
        let mut at = start;
        while at < self.places.len() {
            let words = self.places[at..].iter().take(LONGEST).map(|p| store.word(p.word).hash);
            let found = if self.places[at].capital { longest_phrase(words) } else { None };
            let Some((n, bits)) = found else {
                at += 1;
                continue;
            };
            for i in 0..n {
                let role = if i == 0 { 1 } else { 2 + u8::from(i + 1 == n) };
                self.places[at + i].phrase = (role, bits);
            }
            at += n;
        }
    }

    /// Finds the stretches of the paragraph that begins at `start`.
    fn stretch(&mut self, start: usize, store: &Store) {
        let mut at = start;
        while at < self.places.len() {
            if !self.places[at].capital || self.merely_first(at, store) {
                at += 1;
                continue;
            }
            let floor = self.stretches.last().map_or(start, |s| s.end.max(start));
            let begin = self.reach_back(at, floor, store);
            let mut end = at + 1;
            while let Some(next) = self.reach_on(end, store) {
                end = next;
            }
            self.stretches.push(begin..end);
            at = end;
        }
    }

    /// Whether the token is capitalized only since it begins a sentence, as far as its word and its neighbour tell.
    fn merely_first(&self, at: usize, store: &Store) -> bool {
        let (place, next) = (self.places[at], self.places.get(at + 1));
        place.first
            && place.style == Style::Plain
            && store.word(place.word).bits.has(List::Plain)
            && next.is_none_or(|n| !n.capital && n.spaced)
    }

    /// Takes in particles ("al-", "van der") and what a hyphen binds ("ultra-") before a capital.
    fn reach_back(&self, at: usize, floor: usize, store: &Store) -> usize {
        let mut begin = at;
        while begin > floor {
            let before = &self.places[begin - 1];
            let word = store.word(before.word);
            let hyphen = word.hyphen && !self.places[begin].spaced && !before.spaced;
            if hyphen && begin > floor + 1 && store.word(self.places[begin - 2].word).letter {
                begin -= 2;
            } else if word.bits.has(List::Particle) && !before.capital {
                begin -= 1;
            } else {
                break;
            }
        }
        begin
    }

    /// Where a stretch that stands at `at` goes on to: over one token or several that join names.
    fn reach_on(&self, at: usize, store: &Store) -> Option<usize> {
        let here = self.places.get(at)?;
        let word = store.word(here.word);
        if here.capital {
            return Some(at + 1);
        }
        if !here.spaced && word.hyphen {
            let next = self.places.get(at + 1).filter(|p| !p.spaced)?;
            return (next.capital || store.word(next.word).letter).then_some(at + 2);
        }
        if word.digit && here.spaced {
            return Some(at + 1);
        }
        // Up to three joining words, then a capital: "Bank of the West", "Ministry of Health and Welfare", "Omar al-Najjar".
        let mut end = at;
        while end < at + 3 && self.places.get(end).is_some_and(|p| !p.capital && self.joins(end, at, store)) {
            end += 1;
        }
        (end > at && self.places.get(end).is_some_and(|p| p.capital)).then_some(end + 1)
    }

    /// Whether the token joins what stands around it to one name, in a run of such tokens that begins at `start`.
    fn joins(&self, at: usize, start: usize, store: &Store) -> bool {
        let (place, word) = (&self.places[at], store.word(self.places[at].word));
        let particle = at > start && store.word(self.places[at - 1].word).bits.has(List::Particle);
        word.joins || (word.hyphen && !place.spaced && particle)
    }
}

/// Whether the first of these tokens, one letter, is an initial: a full stop and a capital follow.
fn initial(text: &str, tokens: &[Token]) -> bool {
    let capital = |t: &Token| t.of(text).starts_with(char::is_uppercase);
    matches!(tokens, [_, stop, next, ..] if !stop.spaced && stop.of(text) == "." && capital(next))
}

/// The longest headline, in tokens.
const HEADLINE: usize = 40;

/// Whether a paragraph is written like a headline, with capitals for most of its words.
pub(crate) fn is_headline(text: &str, split: &Split) -> bool {
    split.tokens.len() <= HEADLINE && style(text, split) != Style::Plain
}

/// How a paragraph is written, by the letters of its first words.
fn style(text: &str, split: &Split) -> Style {
    let words = || split.tokens.iter().filter(|t| t.kind == TokenKind::Word).take(60);
    if in_capitals(text, words()) {
        return Style::Capitals;
    }
    let (mut long, mut capital) = (0, 0);
    for word in words().map(|t| t.of(text).as_bytes()).filter(|w| w.len() > 3) {
        long += 1;
        capital += usize::from(word[0].is_ascii_uppercase());
    }
    if long >= 4
        && capital * 4 >= long * 3
        && (capital * 10 >= long * 9 || !ends_like_sentence(text, split.tokens.last()))
    {
        Style::Title
    } else {
        Style::Plain
    }
}

/// Whether these words have more than four times as many capitals as small letters.
fn in_capitals<'t>(text: &str, words: impl Iterator<Item = &'t Token> + Clone) -> bool {
    let (Some(first), Some(last)) = (words.clone().next(), words.clone().last()) else { return false };
    let capitals = |text: &str| text.bytes().map(|b| usize::from(b.is_ascii_uppercase())).sum::<usize>();
    // Most paragraphs soon have so many small letters that all capitals there are could not outweigh them.
    let most = capitals(&text[first.span.start as usize..last.span.end as usize]);
    let (mut small, mut large) = (0, 0);
    for word in words.map(|t| t.of(text)) {
        small += word.bytes().map(|b| usize::from(b.is_ascii_lowercase())).sum::<usize>();
        large += capitals(word);
        if 4 * small >= most {
            return false;
        }
    }
    large > 4 * small && large > 3
}

fn ends_like_sentence(text: &str, last: Option<&Token>) -> bool {
    last.is_some_and(|t| matches!(t.of(text), "." | "”" | "\""))
}
