//! What is known of words already: their parts, and what both models make of them alone.
//!
//! Most tokens of an article are words that were seen a moment ago. Their features and the sums of their weights are
//! kept, so that a known word costs one look-up instead of dozens.

use super::lexicon::{self, Word};
use super::tables::{Sum, Tables};
use super::{Row, bind, spot};
use crate::annotate::cache::Cache;
use crate::annotate::tagger::{Model, Scratch, mix, text};
use crate::split::Token;

/// Offsets from which the first model looks at a word: -3 to 3.
pub const SPOT: usize = 7;
/// Offsets from which the second model looks at a word: -2 to 2.
pub const BIND: usize = 5;

/// Words kept.
const PLACES: usize = 1 << 15;

/// Room that one sequence after the other is worked on in, so that none has to ask for its own.
#[derive(Debug, Default)]
pub struct Room {
    /// Rows of the units.
    pub rows: Vec<Row>,
    /// For each side of a cue, rows of the words around each unit, as if they all stood on that side.
    pub around: [Vec<Row>; 2],
    /// Features of the units, one after the other.
    pub features: Vec<u64>,
    /// Where those of each unit end.
    pub ends: Vec<usize>,
    /// For the decoder.
    pub scratch: Scratch,
}

/// Memory of words, for one pair of models.
#[derive(Debug)]
pub struct Memory {
    words: Cache<Word, PLACES>,
    features: Vec<u64>,
    spot: Cache<[Row; SPOT + 1], PLACES>,
    bind: Cache<[[Row; BIND]; 2], PLACES>,
    beyond: Option<[Row; SPOT]>,
    /// Tables of the first model.
    pub spot_tables: Tables,
    /// Tables of the second model.
    pub bind_tables: Tables,
    /// Room for one sequence, used again and again.
    pub room: Room,
}

impl Default for Memory {
    fn default() -> Self {
        Memory {
            words: Cache::default(),
            features: Vec::new(),
            spot: Cache::default(),
            bind: Cache::default(),
            beyond: None,
            spot_tables: spot::tables(),
            bind_tables: bind::tables(),
            room: Room::default(),
        }
    }
}

impl Memory {
    /// The word of a token.
    pub fn word(&mut self, token: Token, of: &str, first: bool) -> Word {
        let key = mix(text(token.of(of)), (token.kind as u64) << 1 | u64::from(first));
        *self.words.get(key, || lexicon::word(token, of, first))
    }

    /// What the first model makes of a word, seen from each place around it; the last is what it makes of a word that stands
    /// [`spot::ALONE`].
    pub fn spot(&mut self, model: &Model, w: &Word, tag: u8) -> &[Row; SPOT + 1] {
        let (tables, features) = (&mut self.spot_tables, &mut self.features);
        self.spot.get(mix(w.key(), u64::from(tag)), || {
            rate(model, tables, features, |k, sum| match k {
                SPOT => sum.rest.extend(spot::beside_features(w, spot::ALONE)),
                _ => spot::word_features(w, tag, k as i64 - 3, sum),
            })
        })
    }

    /// What the first model makes of it that there is no word at a place around a unit.
    pub fn beyond(&mut self, model: &Model) -> [Row; SPOT] {
        *self.beyond.get_or_insert_with(|| std::array::from_fn(|k| model.row(&[spot::beyond_feature(k as i64 - 3)])))
    }

    /// What the second model makes of a word, seen from each place around it: before a cue and behind it, or on its first unit
    /// and on its others where it is looked at from `within`.
    pub fn bind(&mut self, model: &Model, w: &Word, tag: u8, within: bool) -> &[[Row; BIND]; 2] {
        let (tables, features) = (&mut self.bind_tables, &mut self.features);
        self.bind.get(mix(w.key(), u64::from(tag) << 8 | u64::from(within)), || {
            [0, 1].map(|n| {
                let side = 2 * usize::from(within) + n;
                rate(model, tables, features, |k, sum| bind::word_features(w, tag, side, k as i64 - 2, sum))
            })
        })
    }
}

/// The rows of a word by place; `add` adds its features as seen from place `k`.
fn rate<const N: usize>(
    model: &Model,
    tables: &mut Tables,
    features: &mut Vec<u64>,
    add: impl Fn(usize, &mut Sum),
) -> [Row; N] {
    let (mut rows, mut ends) = ([Row::default(); N], [0; N]);
    features.clear();
    let mut sum = tables.sum(model, features);
    for (k, (row, end)) in rows.iter_mut().zip(&mut ends).enumerate() {
        sum.row = Row::default();
        add(k, &mut sum);
        (*row, *end) = (sum.row, sum.rest.len());
    }
    model.add_all(features, &ends, &mut rows);
    rows
}
