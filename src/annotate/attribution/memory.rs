//! What is known of words already: their parts, and what both models make of them alone.
//!
//! Most tokens of an article are words that were seen a moment ago. Their features and the sums of their weights are
//! kept, so that a known word costs one look-up instead of dozens.

use super::lexicon::{self, Word};
use super::sequence::Sequence;
use super::{Row, bind, spot};
use crate::annotate::tagger::{Model, Scratch, mix, text};
use crate::split::Token;
use rustc_hash::FxHashMap;

/// Words are forgotten, all at once, when there are more.
const MOST: usize = 40_000;

/// Offsets from which the first model looks at a word: -3 to 3.
pub const SPOT: usize = 7;
/// Offsets from which the second model looks at a word: -2 to 2.
pub const BIND: usize = 5;

/// Rows of words by place.
#[derive(Debug, Default)]
pub struct Kept<const N: usize> {
    index: FxHashMap<u64, u32>,
    rows: Vec<[Row; N]>,
}

impl<const N: usize> Kept<N> {
    fn number(&mut self, key: u64, make: impl FnOnce() -> [Row; N]) -> u32 {
        if let Some(&known) = self.index.get(&key) {
            return known;
        }
        let number = self.rows.len() as u32;
        self.rows.push(make());
        self.index.insert(key, number);
        number
    }

    /// The rows of a word.
    pub fn get(&self, number: u32) -> &[Row; N] {
        &self.rows[number as usize]
    }

    fn forget(&mut self) {
        if self.rows.len() > MOST {
            self.index.clear();
            self.rows.clear();
        }
    }
}

/// Room that one sequence after the other is worked on in, so that none has to ask for its own.
#[derive(Debug, Default)]
pub struct Room {
    /// Numbers of the words' rows.
    pub numbers: Vec<u32>,
    /// Rows of the units.
    pub rows: Vec<Row>,
    /// Features of the units, one after the other.
    pub features: Vec<u64>,
    /// Where those of each unit end.
    pub ends: Vec<usize>,
    /// For the decoder.
    pub scratch: Scratch,
}

/// Memory of words, for one pair of models.
#[derive(Debug, Default)]
pub struct Memory {
    words: FxHashMap<u64, Word>,
    features: Vec<u64>,
    /// Rows of the first model.
    pub spot: Kept<SPOT>,
    /// Rows of the second model.
    pub bind: Kept<BIND>,
    /// Room for one sequence, used again and again.
    pub room: Room,
}

impl Memory {
    /// Forgets what is too much; numbers given out before are void.
    pub fn forget(&mut self) {
        if self.words.len() > MOST {
            self.words.clear();
        }
        self.spot.forget();
        self.bind.forget();
    }

    /// The word of a token.
    pub fn word(&mut self, token: Token, of: &str, first: bool) -> Word {
        let key = mix(text(token.of(of)), (token.kind as u64) << 1 | u64::from(first));
        *self.words.entry(key).or_insert_with(|| lexicon::word(token, of, first))
    }

    /// Writes the numbers of a sequence's words among the rows of the first model into `numbers`, replacing what was there.
    pub fn spot_numbers(&mut self, model: &Model, s: &Sequence, numbers: &mut Vec<u32>) {
        let features = &mut self.features;
        let number = |(w, &tag): (&Word, &u8)| {
            self.spot.number(key(w, tag), || {
                rate(model, features, |k, features| {
                    spot::word_features(w, tag, k as i64 - 3, |f| features.push(f));
                })
            })
        };
        numbers.clear();
        numbers.extend(s.words.iter().zip(&s.tags).map(number));
    }

    /// The number of a word among the rows of the second model, on one side of a cue.
    pub fn bind_number(&mut self, model: &Model, w: &Word, tag: u8, side: u64) -> u32 {
        let features = &mut self.features;
        self.bind.number(mix(key(w, tag), side), || {
            rate(model, features, |k, features| {
                bind::word_features(w, tag, side, k as i64 - 2, |f| features.push(f));
            })
        })
    }
}

/// The rows of a word by place; `list` lists its features as seen from place `k`.
fn rate<const N: usize>(model: &Model, features: &mut Vec<u64>, list: impl Fn(usize, &mut Vec<u64>)) -> [Row; N] {
    let (mut rows, mut ends) = ([Row::default(); N], [0; N]);
    features.clear();
    for (k, end) in ends.iter_mut().enumerate() {
        list(k, features);
        *end = features.len();
    }
    model.add_all(features, &ends, &mut rows);
    rows
}

/// What tells words apart, as far as features go.
fn key(w: &Word, tag: u8) -> u64 {
    mix(w.word ^ w.suffix.rotate_left(17) ^ w.shape, u64::from(w.class) << 8 | u64::from(tag))
}
