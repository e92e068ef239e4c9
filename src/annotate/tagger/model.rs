//! The weights of a model, read where they lie: loading costs microseconds and no memory.
//!
//! A model file is, all numbers little-endian: `NDXM`, a version byte, the number of labels, the number of
//! slots as u32; the size of one weight step as f32; per label its name (a length byte and UTF-8); the
//! transitions as f32: from the start to each label, from each label to the end, from each label to each; then one
//! 16-bit fingerprint per slot (0: empty) and one row of signed bytes per slot. Slots are found by hash, collisions go to
//! the next slot.

use super::labels::Labels;
use crate::error::{Error, Result};
use std::borrow::Cow;

/// The most labels that a model can have.
pub const LANES: usize = 16;

/// The first bytes of a model file: its name and version.
pub(super) const MAGIC: &[u8] = b"NDXM\x01";

/// What a token's features say for each label: a sum of weights, in steps of the model.
///
/// Rows are added with [`Row::add`]; a row that depends on one word alone can be kept and added again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Row(pub [i16; LANES]);

impl Row {
    /// Adds another row to this one.
    #[inline]
    pub fn add(&mut self, other: &Row) {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a = a.wrapping_add(b);
        }
    }

    /// The row in steps of another size: times `ratio`, rounded.
    #[inline]
    pub fn scaled(&self, ratio: f32) -> Row {
        Row(self.0.map(|x| (f32::from(x) * ratio) as i16))
    }
}

/// A trained model.
#[derive(Debug, Clone)]
pub struct Model {
    labels: Labels,
    /// Start, end and label-to-label transitions, `f32::NEG_INFINITY` where one may not follow the other.
    pub(super) transitions: Transitions,
    /// The same as factors: 0 where one may not follow the other.
    pub(super) factors: Transitions,
    /// What one step of a row is worth, in natural logarithms.
    pub(super) step: f32,
    slots: u32,
    width: usize,
    bytes: Cow<'static, [u8]>,
    fingerprints: usize,
    rows: usize,
}

/// How well labels go with the borders and with one another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Transitions {
    pub(super) start: [f32; LANES],
    pub(super) end: [f32; LANES],
    /// `between[from][to]`.
    pub(super) between: [[f32; LANES]; LANES],
}

impl Transitions {
    /// All zero, and closed where `labels` forbid.
    pub(super) fn new(labels: &Labels) -> Self {
        let closed = f32::NEG_INFINITY;
        let mut t = Transitions { start: [closed; LANES], end: [closed; LANES], between: [[closed; LANES]; LANES] };
        let all = 0..labels.len() as u8;
        for a in all.clone() {
            let i = a as usize;
            t.start[i] = if labels.may_follow(None, Some(a)) { 0.0 } else { closed };
            t.end[i] = if labels.may_follow(Some(a), None) { 0.0 } else { closed };
            for b in all.clone() {
                t.between[i][b as usize] = if labels.may_follow(Some(a), Some(b)) { 0.0 } else { closed };
            }
        }
        t
    }
}

impl Transitions {
    /// The exponentials.
    fn exp(&self) -> Self {
        let exp = |row: [f32; LANES]| row.map(f32::exp);
        Transitions { start: exp(self.start), end: exp(self.end), between: self.between.map(exp) }
    }
}

impl Model {
    /// A model from the bytes that [`super::train`] made; usually those of `include_bytes!`.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] where the bytes are not a whole model of this version.
    pub fn load(bytes: impl Into<Cow<'static, [u8]>>) -> Result<Self> {
        Self::read(bytes.into()).ok_or_else(|| Error::index("the model is damaged or was made by another version"))
    }

    fn read(bytes: Cow<'static, [u8]>) -> Option<Self> {
        let mut at = Reader { bytes: &bytes, at: 0 };
        if at.take(MAGIC.len())? != MAGIC {
            return None;
        }
        let count = at.byte()? as usize;
        let slots = u32::from_le_bytes(at.take(4)?.try_into().ok()?);
        if count == 0 || count > LANES || slots == 0 {
            return None;
        }
        let step = at.float()?;
        let mut names = Vec::with_capacity(count);
        for _ in 0..count {
            let length = at.byte()? as usize;
            names.push(String::from_utf8(at.take(length)?.to_vec()).ok()?);
        }
        let labels = Labels::new(&names);
        let transitions = at.transitions(&labels)?;
        let (fingerprints, width) = (at.at, width(count));
        let all = at.take(bytes.len() - at.at)?;
        if all.len() != (slots as usize).checked_mul(2 + width)? || !has_empty_slot(&all[..2 * slots as usize]) {
            return None;
        }
        let rows = fingerprints + 2 * slots as usize;
        let factors = transitions.exp();
        Some(Model { labels, transitions, factors, step, slots, width, bytes, fingerprints, rows })
    }

    /// The labels.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// What one step of a [`Row`] is worth, in natural logarithms.
    pub fn step(&self) -> f32 {
        self.step
    }

    /// The sum of the weights of these features; those that the model does not know add nothing.
    pub fn row(&self, features: &[u64]) -> Row {
        let mut row = Row::default();
        self.add(features, &mut row);
        row
    }

    /// Adds the weights of these features to `row`.
    ///
    /// The weights lie scattered over megabytes, so the time goes into waiting for memory: each batch first asks for all
    /// fingerprints, then for all rows, and waits for many at once.
    pub fn add(&self, features: &[u64], row: &mut Row) {
        let bytes: &[u8] = &self.bytes;
        for batch in features.chunks(BATCH) {
            let (mut groups, mut found, mut count) = ([0u64; BATCH], [0usize; BATCH], 0);
            for (group, &feature) in groups.iter_mut().zip(batch) {
                let at = self.fingerprints + 2 * first_slot(feature, self.slots);
                // Rows follow the fingerprints, so that eight bytes can be read behind each of them.
                *group = bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes);
            }
            for (&group, &feature) in groups.iter().zip(batch) {
                if let Some(slot) = self.slot(bytes, group, feature) {
                    found[count] = self.rows + slot * self.width;
                    count += 1;
                }
            }
            for &at in &found[..count] {
                for (sum, &weight) in row.0.iter_mut().zip(&bytes[at..at + self.width]) {
                    *sum = sum.wrapping_add(i16::from(weight as i8));
                }
            }
        }
    }

    /// The slot of a feature that the model knows; `group` are the four fingerprints where it should stand.
    #[inline]
    fn slot(&self, bytes: &[u8], group: u64, feature: u64) -> Option<usize> {
        let (first, wanted) = (first_slot(feature, self.slots), fingerprint(feature));
        if first + 4 <= self.slots as usize {
            let hit = first_zero(group ^ u64::from(wanted).wrapping_mul(ONES));
            let empty = first_zero(group);
            if hit < 4 || empty < 4 {
                return (hit < empty).then_some(first + hit);
            }
        }
        let mut slot = first;
        // An empty slot ends the search; there is one, or the model would not have been loaded.
        loop {
            let at = self.fingerprints + 2 * slot;
            let found = u16::from_le_bytes([bytes[at], bytes[at + 1]]);
            if found == wanted {
                return Some(slot);
            }
            if found == 0 {
                return None;
            }
            slot = next_slot(slot, self.slots);
        }
    }
}

/// Features looked up together.
const BATCH: usize = 32;
/// A one in each of four 16-bit numbers.
const ONES: u64 = 0x0001_0001_0001_0001;

/// Which of four 16-bit numbers is the first that is 0; 4 if none is.
#[inline]
fn first_zero(group: u64) -> usize {
    // The classic test for a zero: borrows run only upwards, so the lowest that it finds is right.
    let zeros = group.wrapping_sub(ONES) & !group & (ONES << 15);
    zeros.trailing_zeros() as usize / 16
}

/// The bytes of one row for that many labels.
pub(super) fn width(labels: usize) -> usize {
    if labels <= LANES / 2 { LANES / 2 } else { LANES }
}

/// Where the search for a feature begins.
#[inline]
pub(super) fn first_slot(feature: u64, slots: u32) -> usize {
    (((feature >> 32) * u64::from(slots)) >> 32) as usize
}

/// Where the search goes on.
#[inline]
pub(super) fn next_slot(slot: usize, slots: u32) -> usize {
    if slot + 1 == slots as usize { 0 } else { slot + 1 }
}

/// Whether some fingerprint is 0.
fn has_empty_slot(fingerprints: &[u8]) -> bool {
    fingerprints.chunks(2).any(|f| f == [0, 0])
}

/// What stands for a feature in its slot; never 0.
#[inline]
pub(super) fn fingerprint(feature: u64) -> u16 {
    (feature as u16).max(1)
}

/// Reads a model file from its start.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let part = self.bytes.get(self.at..self.at.checked_add(n)?)?;
        self.at += n;
        Some(part)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|b| b[0])
    }

    fn float(&mut self) -> Option<f32> {
        self.take(4)?.try_into().ok().map(f32::from_le_bytes)
    }

    fn transitions(&mut self, labels: &Labels) -> Option<Transitions> {
        let mut t = Transitions::new(labels);
        let n = labels.len();
        for i in 0..n {
            t.start[i] += self.float()?;
        }
        for i in 0..n {
            t.end[i] += self.float()?;
        }
        for from in 0..n {
            for to in 0..n {
                t.between[from][to] += self.float()?;
            }
        }
        Some(t)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::tagger::{Example, Options, train};

    fn bytes() -> Vec<u8> {
        let labels = Labels::new(&["O", "X"]);
        let example = Example::new(vec![vec![7, 8], vec![9]], &[1, 0]);
        train(&labels, &[example], &Options { min_count: 1, ..Options::default() })
    }

    #[test]
    fn features_add_up_and_unknown_ones_add_nothing() {
        let model = Model::load(bytes()).unwrap();
        let (mut sum, a, b) = (model.row(&[7]), model.row(&[7, 8]), model.row(&[8, 12345]));
        sum.add(&b);
        assert_eq!(sum, a);
        assert!(a.0[1] > a.0[0]);
        assert_eq!(model.row(&[4711]), Row::default());
    }

    #[test]
    fn the_first_zero_of_four_numbers() {
        for (numbers, first) in [([1, 2, 3, 4], 4), ([0, 1, 0, 1], 0), ([0x8000, 0, 0xffff, 0], 1), ([1, 1, 1, 0], 3)] {
            let group = numbers.iter().rev().fold(0u64, |g, &n| g << 16 | n);
            assert_eq!(first_zero(group), first, "{numbers:?}");
        }
    }

    #[test]
    fn every_feature_of_a_large_model_is_found_again() {
        let labels = Labels::new(&["O", "X"]);
        let examples: Vec<Example> =
            (0..500u64).map(|i| Example::new(vec![vec![super::super::mix(i, i)]], &[1])).collect();
        let bytes = train(&labels, &examples, &Options { min_count: 1, dropout: 0.0, ..Options::default() });
        let model = Model::load(bytes).unwrap();
        for e in &examples {
            assert!(model.row(&e.features[0]).0[1] > 0);
        }
    }

    #[test]
    fn damaged_bytes_are_an_error_and_never_a_panic() {
        let whole = bytes();
        for cut in 0..whole.len() {
            assert!(Model::load(whole[..cut].to_vec()).is_err(), "cut at {cut}");
        }
        let mut other = whole.clone();
        other[4] = 9;
        assert!(Model::load(other).is_err());
        assert!(Model::load(whole).is_ok());
    }
}
