//! What a word tells by itself: its form, its letters, the lists it stands in; kept from article to article.

use super::lists::{self, Bits};
use crate::annotate::clusters;
use crate::annotate::tagger::{Model, Row, feature, mix, text as hash};
use crate::words::fold;
use rustc_hash::FxHashMap;

/// How far to each side a token's neighbours are looked at.
pub(super) const REACH: usize = 2;
/// Tokens that are looked at around a token, itself included.
pub(super) const WINDOW: usize = 2 * REACH + 1;
/// The number of the word that stands for what lies outside a paragraph.
pub(super) const OUTSIDE: u32 = 0;
/// Words kept before all are forgotten: some 15 MB.
const KEPT: usize = 40_000;

/// What may stand between the words of a name.
const JOINS: &[&str] = &[
    "of", "the", "and", "for", "de", "la", "del", "da", "do", "dos", "du", "des", "di", "e", "y", "le", "los", "las",
    "'s", "’s", "bin", "ibn", "bint", "al", "el", "ul", "ur", "van", "von", "der", "den", "in", "on", "&", ",", "'",
    "’", "/", ".", "–",
];

/// How a paragraph is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Style {
    /// Sentences.
    Plain,
    /// A headline In Which Most Words Are Capitalized.
    Title,
    /// ALL IN CAPITALS.
    Capitals,
}

/// Hashes of a word as it stands, its beginnings and its ends; 0 where there is none.
type Parts = [u64; 9];

/// A word and what it tells. Small, since every token is looked up; its [`Parts`] are asked for once.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// The number of its folded form, the same for "Lee" and "LEE".
    pub folded: u32,
    /// The hash of its folded form.
    pub hash: u64,
    /// Its form: "Xx", "X.X.", "x".
    pub shape: u64,
    /// The lists it stands in.
    pub bits: Bits,
    /// Whether it has a capital letter.
    pub capital: bool,
    /// Whether all its letters, at least two, are capitals.
    pub capitals: bool,
    /// Its first letter where it is a capital.
    pub initial: Option<char>,
    /// Whether it begins with a digit.
    pub digit: bool,
    /// Whether it begins with a letter.
    pub letter: bool,
    /// Whether it may stand between the words of a name: "of", "and", "&".
    pub joins: bool,
    /// Whether it is a hyphen.
    pub hyphen: bool,
    /// Its cluster ([`clusters::of`]).
    pub cluster: u8,
    /// The number of its rows, once the model has rated it.
    rated: Option<u32>,
}

impl Word {
    fn new(text: &str, style: Style, folded: u32, form: &str) -> (Self, Parts) {
        let letters = || text.chars().filter(|c| c.is_alphabetic());
        let shape = if style == Style::Capitals { "^".to_owned() } else { shape(text) };
        let mut parts = [0; 9];
        parts[0] = if style == Style::Capitals { 0 } else { hash(text) };
        let ends: Vec<usize> = form.char_indices().map(|(i, _)| i).chain([form.len()]).collect();
        for n in 1..=4usize.min(ends.len().saturating_sub(2)) {
            parts[n] = mix(n as u64, hash(&form[..ends[n]]));
            parts[4 + n] = mix(n as u64, hash(&form[ends[ends.len() - 1 - n]..]));
        }
        let word = Word {
            folded,
            hash: hash(form),
            shape: hash(&shape),
            bits: lists::of_word(form),
            capital: letters().any(char::is_uppercase),
            capitals: letters().nth(1).is_some() && letters().all(char::is_uppercase),
            initial: text.chars().next().filter(|c| c.is_uppercase()),
            digit: text.starts_with(|c: char| c.is_ascii_digit()),
            letter: text.starts_with(char::is_alphabetic),
            joins: JOINS.contains(&form) || JOINS.contains(&text),
            hyphen: text == "-" || text == "\u{2010}" || text == "\u{2011}",
            cluster: clusters::of(form),
            rated: None,
        };
        (word, parts)
    }

    /// Calls `each` with the features of this word when it stands at `offset` (0: two before the token; [`REACH`]: the
    /// token itself).
    fn features(&self, own: &Parts, offset: usize, mut each: impl FnMut(u64)) {
        let near = offset.abs_diff(REACH);
        let at = |template: usize| (template * WINDOW + offset) as u64;
        each(mix(at(1), self.hash));
        each(mix(at(2), self.shape));
        if near <= 1 && own[0] != 0 {
            each(mix(at(3), own[0]));
        }
        let parts: &[usize] = [&[1, 2, 3, 4, 5, 6, 7, 8][..], &[3, 7], &[]][near];
        for &p in parts.iter().filter(|&&p| own[p] != 0) {
            each(mix(at(4 + usize::from(p > 4)), own[p]));
        }
        for bit in self.bits.each() {
            each(mix(at(6), bit));
        }
        if self.cluster != 0 {
            each(mix(at(8), u64::from(self.cluster)));
        }
        if near == 0 {
            each(mix(at(7), mix(u64::from(self.bits.0), self.shape)));
        }
    }
}

/// The form of a word: letters by case, digits and other characters, runs shortened to two.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    let mut run = 0;
    for c in text.chars() {
        let class = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c if c.is_ascii_digit() => 'd',
            c => c,
        };
        run = if shape.ends_with(class) { run + 1 } else { 1 };
        if run <= 2 {
            shape.push(class);
        }
    }
    shape
}

/// The words met so far, numbered; those that stand near names with their rows of the model.
#[derive(Debug, Default)]
pub(super) struct Store {
    numbers: FxHashMap<u64, u32>,
    folded: FxHashMap<u64, u32>,
    words: Vec<Word>,
    parts: Vec<Parts>,
    rows: Vec<[Row; WINDOW]>,
    features: Vec<u64>,
}

impl Store {
    /// A word by its number.
    pub fn word(&self, number: u32) -> &Word {
        &self.words[number as usize]
    }

    /// What the model says of a word that stands at `offset`; the word has been rated.
    pub fn row(&self, number: u32, offset: usize) -> &Row {
        &self.rows[self.word(number).rated.unwrap_or(0) as usize][offset]
    }

    /// The number of folded forms; [`Word::folded`] is smaller.
    pub fn forms(&self) -> usize {
        self.folded.len()
    }

    /// Begins an article; forgets all words if there are too many: numbers given out before are then void.
    pub fn begin(&mut self) {
        if self.words.len() > KEPT {
            *self = Store::default();
        }
        if self.words.is_empty() {
            self.insert("", Style::Plain);
        }
    }

    /// The number of a word.
    pub fn number(&mut self, text: &str, style: Style) -> u32 {
        let key = mix(u64::from(style == Style::Capitals), hash(text));
        match self.numbers.get(&key) {
            Some(&n) => n,
            None => {
                let n = self.insert(text, style);
                self.numbers.insert(key, n);
                n
            }
        }
    }

    /// Calls `each` with the features of a word when it stands at `offset`.
    pub fn features(&self, number: u32, offset: usize, each: impl FnMut(u64)) {
        self.word(number).features(&self.parts[number as usize], offset, each);
    }

    /// Lets the model rate a word, unless it has.
    pub fn rate(&mut self, number: u32, model: &Model) {
        let word = &mut self.words[number as usize];
        if word.rated.is_some() {
            return;
        }
        word.rated = Some(self.rows.len() as u32);
        let (mut rows, mut ends) = ([Row::default(); WINDOW], [0; WINDOW]);
        self.features.clear();
        for (offset, end) in ends.iter_mut().enumerate() {
            word.features(&self.parts[number as usize], offset, |f| self.features.push(f));
            *end = self.features.len();
        }
        model.add_all(&self.features, &ends, &mut rows);
        self.rows.push(rows);
    }

    fn insert(&mut self, text: &str, style: Style) -> u32 {
        let form = fold(text);
        let count = self.folded.len() as u32;
        let folded = *self.folded.entry(hash(&form)).or_insert(count);
        let (word, parts) = Word::new(text, style, folded, &form);
        self.words.push(word);
        self.parts.push(parts);
        self.words.len() as u32 - 1
    }
}

/// The hash of a run of words, for phrases.
pub(super) fn phrase(hashes: impl Iterator<Item = u64>) -> u64 {
    hashes.fold(feature(0, "phrase"), mix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_keep_case_digits_and_marks() {
        assert_eq!(shape("Lee"), "Xxx");
        assert_eq!(shape("McDonald"), "XxXxx");
        assert_eq!(shape("U.S."), "X.X.");
        assert_eq!(shape("NATO"), "XX");
        assert_eq!(shape("1990s"), "ddx");
    }

    #[test]
    fn a_word_keeps_its_number_and_shares_its_folded_form() {
        let mut store = Store::default();
        store.begin();
        let a = store.number("Señor", Style::Plain);
        let b = store.number("SENOR", Style::Capitals);
        assert_eq!(a, store.number("Señor", Style::Plain));
        assert_ne!(a, b);
        assert_eq!(store.word(a).folded, store.word(b).folded);
        assert_eq!(store.word(OUTSIDE).hash, hash(""));
        assert!(store.word(b).capitals && !store.word(a).capitals);
    }
}
