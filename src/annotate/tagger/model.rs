//! The weights of a model, read where they lie: loading looks at the borders only.
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
/// The lanes of a row of a model that has at most this many labels: half of the memory and of the work.
pub const NARROW: usize = 8;

/// The first bytes of a model file: its name and version.
pub(super) const MAGIC: &[u8] = b"NDXM\x01";

/// What a token's features say for each label: a sum of weights, in steps of the model; `L` is at least the number of labels.
///
/// Rows are added with [`Row::add`]; a row that depends on one word alone can be kept and added again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<const L: usize = LANES>(pub [i16; L]);

impl<const L: usize> Default for Row<L> {
    fn default() -> Self {
        Row([0; L])
    }
}

impl<const L: usize> Row<L> {
    /// Adds another row to this one.
    #[inline]
    pub fn add(&mut self, other: &Row<L>) {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a = a.wrapping_add(b);
        }
    }

    /// The row in steps of another size: times `ratio`, rounded.
    #[inline]
    pub fn scaled(&self, ratio: f32) -> Row<L> {
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
    /// The same in steps, as rows are.
    pub(super) steps: Steps,
    /// What one step of a row is worth, in natural logarithms.
    pub(super) step: f32,
    slots: u32,
    width: usize,
    bytes: Cow<'static, [u8]>,
    /// Where the fingerprints begin in `bytes`; the rows follow them.
    fingerprints: usize,
    /// A slot without a feature.
    empty: u32,
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

/// Transitions in steps of a model.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Steps {
    pub(super) start: [i16; LANES],
    pub(super) end: [i16; LANES],
    /// `between[from][to]`.
    pub(super) between: [[i16; LANES]; LANES],
    /// The same as `into[to][from]`.
    pub(super) into: [[i16; LANES]; LANES],
}

/// A transition that may not be: no sum of weights comes near it.
const CLOSED: i16 = -30_000;

impl Steps {
    fn new(t: &Transitions, step: f32) -> Self {
        // Casts of numbers out of range end at the borders of the range.
        let steps = |row: &[f32; LANES]| row.map(|x| ((x / step).round() as i16).max(CLOSED));
        let between: [[i16; LANES]; LANES] = std::array::from_fn(|from| steps(&t.between[from]));
        let into = std::array::from_fn(|to| std::array::from_fn(|from| between[from][to]));
        Steps { start: steps(&t.start), end: steps(&t.end), between, into }
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
        if all.len() != (slots as usize).checked_mul(2 + width)? {
            return None;
        }
        let empty = empty_slot(&all[..2 * slots as usize])?;
        // The row of an empty slot stands for features that the model does not know.
        let at = 2 * slots as usize + empty as usize * width;
        if all[at..at + width].iter().any(|&b| b != 0) {
            return None;
        }
        let (factors, steps) = (transitions.exp(), Steps::new(&transitions, step));
        Some(Model { labels, transitions, factors, steps, step, slots, width, bytes, fingerprints, empty })
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
    pub fn row<const L: usize>(&self, features: &[u64]) -> Row<L> {
        let mut row = Row::default();
        self.add(features, &mut row);
        row
    }

    /// Adds the weights of these features to `row`.
    pub fn add<const L: usize>(&self, features: &[u64], row: &mut Row<L>) {
        self.add_all(features, &[features.len()], std::slice::from_mut(row));
    }

    /// Adds the weights of each token's features to its row: those of the first token end at `ends[0]` in `features`, …
    ///
    /// The weights lie scattered over megabytes, so the time goes into waiting for memory, and into branches that nobody can
    /// foretell: each batch first asks for all fingerprints, then for all rows, and takes an empty row where a feature is
    /// unknown. So it is faster to give many tokens at once.
    pub fn add_all<const L: usize>(&self, features: &[u64], ends: &[usize], rows: &mut [Row<L>]) {
        match self.width {
            NARROW => self.sum::<NARROW, L>(features, ends, rows),
            _ => self.sum::<LANES, L>(features, ends, rows),
        }
    }

    /// [`Self::add_all`] for rows of `W` bytes.
    fn sum<const W: usize, const L: usize>(&self, features: &[u64], ends: &[usize], rows: &mut [Row<L>]) {
        let (prints, weights) = self.bytes[self.fingerprints..].split_at(2 * self.slots as usize);
        let (weights, _) = weights.as_chunks::<W>();
        let mut tokens = ends.iter().zip(rows).peekable();
        for (number, batch) in features.chunks(BATCH).enumerate() {
            let (mut groups, mut found) = ([0; BATCH], [0; BATCH]);
            for (group, &feature) in groups.iter_mut().zip(batch) {
                *group = group_at(prints, first_slot(feature, self.slots));
            }
            for ((found, &group), &feature) in found.iter_mut().zip(&groups).zip(batch) {
                *found = self.slot(prints, group, feature);
            }
            let mut at = 0;
            while let Some((end, row)) = tokens.peek_mut().filter(|_| at < batch.len()) {
                let end = **end - number * BATCH;
                let stop = end.min(batch.len());
                add_rows(weights, &found[at..stop], row);
                at = stop;
                if stop == end {
                    tokens.next();
                }
            }
        }
    }

    /// The slot of a feature, or an empty one; `group` are the four fingerprints where it should stand.
    #[inline]
    fn slot(&self, prints: &[u8], mut group: u64, feature: u64) -> u32 {
        let (mut first, wanted) = (first_slot(feature, self.slots), u64::from(fingerprint(feature)).wrapping_mul(ONES));
        // There is an empty slot, or the model would not have been loaded.
        loop {
            let (hit, empty) = (first_zero(group ^ wanted), first_zero(group));
            if hit.min(empty) < 4 {
                let slot = first as u32 + hit;
                let slot = if slot < self.slots { slot } else { slot - self.slots };
                return if hit < empty { slot } else { self.empty };
            }
            first = (first + 4) % self.slots as usize;
            group = group_at(prints, first);
        }
    }
}

/// Adds the rows of these slots.
#[inline]
fn add_rows<const W: usize, const L: usize>(weights: &[[u8; W]], slots: &[u32], row: &mut Row<L>) {
    let mut sum = row.0;
    for &slot in slots {
        let Some(weights) = weights.get(slot as usize) else { continue };
        for l in 0..const { if W < L { W } else { L } } {
            sum[l] = sum[l].wrapping_add(i16::from(weights[l] as i8));
        }
    }
    row.0 = sum;
}

/// The four fingerprints from a slot on; behind the last one stands the first.
#[inline]
fn group_at(prints: &[u8], first: usize) -> u64 {
    prints[2 * first..].first_chunk().map_or_else(|| last_group(prints, first), |g| u64::from_le_bytes(*g))
}

#[cold]
fn last_group(prints: &[u8], first: usize) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|i| prints[(2 * first + i) % prints.len()]))
}

/// Features looked up together.
const BATCH: usize = 64;
/// A one in each of four 16-bit numbers.
const ONES: u64 = 0x0001_0001_0001_0001;

/// Which of four 16-bit numbers is the first that is 0; 4 if none is.
#[inline]
fn first_zero(group: u64) -> u32 {
    // The classic test for a zero: borrows run only upwards, so the lowest that it finds is right.
    let zeros = group.wrapping_sub(ONES) & !group & (ONES << 15);
    zeros.trailing_zeros() / 16
}

/// The bytes of one row for that many labels.
pub(super) fn width(labels: usize) -> usize {
    if labels <= NARROW { NARROW } else { LANES }
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

/// The first slot whose fingerprint is 0.
fn empty_slot(fingerprints: &[u8]) -> Option<u32> {
    fingerprints.chunks(2).position(|f| f == [0, 0]).map(|slot| slot as u32)
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
        let (mut sum, a, b): (Row, Row, Row) = (model.row(&[7]), model.row(&[7, 8]), model.row(&[8, 12345]));
        sum.add(&b);
        assert_eq!(sum, a);
        assert!(a.0[1] > a.0[0]);
        assert_eq!(model.row(&[4711]), Row::<NARROW>::default());
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
            assert!(model.row::<NARROW>(&e.features[0]).0[1] > 0);
        }
        // Many tokens at once, with 0, 1, 2, … features each, as one by one.
        let all: Vec<u64> = examples.iter().map(|e| e.features[0][0]).collect();
        let ends: Vec<usize> = (0..30).map(|n| n * (n + 1) / 2).collect();
        let mut rows = vec![Row::<NARROW>::default(); ends.len()];
        model.add_all(&all[..ends[29]], &ends, &mut rows);
        for (n, row) in rows.iter().enumerate() {
            assert_eq!(*row, model.row(&all[ends[n] - n..ends[n]]), "{n}");
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
