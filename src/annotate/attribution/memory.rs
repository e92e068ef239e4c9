//! What is known of words already: their parts, and what both models make of them alone.
//!
//! Most tokens of an article are words that were seen a moment ago. Their features and the sums of their weights are
//! kept, so that a known word costs one look-up instead of dozens.

use super::lexicon::{self, Word};
use super::{Row, bind, spot};
use crate::annotate::tagger::{Model, Scratch, mix, text};
use crate::split::Token;

/// Offsets from which the first model looks at a word: -3 to 3.
pub const SPOT: usize = 7;
/// Offsets from which the second model looks at a word: -2 to 2.
pub const BIND: usize = 5;

/// Values by key in a fixed number of places. A key has one place, and what stood there before is forgotten: what is asked for
/// often comes back soon, and what is kept never grows.
#[derive(Debug)]
struct Cache<T> {
    places: Vec<(u64, T)>,
}

/// Places of a cache, a power of two.
const PLACES: usize = 1 << 15;

impl<T: Clone + Default> Default for Cache<T> {
    fn default() -> Self {
        Cache { places: vec![(0, T::default()); PLACES] }
    }
}

impl<T> Cache<T> {
    /// The value of a key, made where it is not there.
    #[inline]
    fn get(&mut self, key: u64, make: impl FnOnce() -> T) -> &T {
        let place = &mut self.places[key as usize % PLACES];
        // An empty place has key 0.
        let key = key | 1 << 63;
        if place.0 != key {
            *place = (key, make());
        }
        &place.1
    }
}

/// Room that one sequence after the other is worked on in, so that none has to ask for its own.
#[derive(Debug, Default)]
pub struct Room {
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
    words: Cache<Word>,
    features: Vec<u64>,
    spot: Cache<[Row; SPOT]>,
    bind: Cache<[Row; BIND]>,
    /// Room for one sequence, used again and again.
    pub room: Room,
}

impl Memory {
    /// The word of a token.
    pub fn word(&mut self, token: Token, of: &str, first: bool) -> Word {
        let key = mix(text(token.of(of)), (token.kind as u64) << 1 | u64::from(first));
        *self.words.get(key, || lexicon::word(token, of, first))
    }

    /// What the first model makes of a word, seen from each place around it.
    pub fn spot(&mut self, model: &Model, w: &Word, tag: u8) -> &[Row; SPOT] {
        let features = &mut self.features;
        self.spot.get(mix(w.key(), u64::from(tag)), || {
            rate(model, features, |k, features| {
                spot::word_features(w, tag, k as i64 - 3, |f| features.push(f));
            })
        })
    }

    /// What the second model makes of a word, seen from each place around it, on one side of a cue.
    pub fn bind(&mut self, model: &Model, w: &Word, tag: u8, side: u64) -> &[Row; BIND] {
        let features = &mut self.features;
        self.bind.get(mix(w.key(), u64::from(tag) << 8 | side), || {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cache_gives_what_was_made_for_the_key() {
        let mut cache: Cache<u64> = Cache::default();
        for key in (0..3 * PLACES as u64).chain([0, 1, 0, PLACES as u64]) {
            assert_eq!(*cache.get(key, || key + 7), key + 7);
            assert_eq!(*cache.get(key, || 0), key + 7, "kept");
        }
    }
}
