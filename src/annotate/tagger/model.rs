//! The weights of a model, read where they lie: loading looks at the borders only.
//!
//! A model file is, all numbers little-endian: `NDXM`, a version byte, the number of labels; the numbers of buckets and of slots
//! as u32; the size of one weight step as f32; per label its name (a length byte and UTF-8); the transitions as f32:
//! from the start to each label, from each label to the end, from each label to each; then one pilot per bucket (see
//! [`super::table`]), and per slot one row: a signed byte for each lane but the first and the last, which hold two bytes to know the
//! feature by. The first label needs no weights: all others are relative to it.

use super::labels::Labels;
use super::table::{Shape, check};
use crate::error::{Error, Result};
use std::borrow::Cow;
use wide::{i16x8, u8x16};

/// The lanes of a row: one more than the most labels that a model can have.
pub const LANES: usize = 16;
/// The lanes of a row of a model that has fewer labels than this: half of the memory and of the work.
pub const NARROW: usize = 8;

/// The first bytes of a model file: its name and version.
pub(super) const MAGIC: &[u8] = b"NDXM\x02";

/// What a token's features say for each label: a sum of weights, in steps of the model; `L` is more than the number of labels.
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
        self.0 = by_eights(&self.0, &other.0, std::ops::Add::add);
    }

    /// Takes another row away from this one.
    #[inline]
    pub fn subtract(&mut self, other: &Row<L>) {
        self.0 = by_eights(&self.0, &other.0, std::ops::Sub::sub);
    }

    /// The row in steps of another size: times `ratio`, rounded.
    #[inline]
    pub fn scaled(&self, ratio: f32) -> Row<L> {
        Row(self.0.map(|x| (f32::from(x) * ratio) as i16))
    }
}

/// Two rows of lanes combined eight by eight, as many as a register holds; `L` is a multiple of 8.
#[inline]
pub(super) fn by_eights<const L: usize>(
    a: &[i16; L],
    b: &[i16; L],
    combine: impl Fn(i16x8, i16x8) -> i16x8,
) -> [i16; L] {
    const { assert!(L.is_multiple_of(8)) }
    let mut both = [0; L];
    for ((both, a), b) in both.as_chunks_mut().0.iter_mut().zip(a.as_chunks().0).zip(b.as_chunks().0) {
        *both = combine(i16x8::from(*a), i16x8::from(*b)).to_array();
    }
    both
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
    shape: Shape,
    width: usize,
    bytes: Cow<'static, [u8]>,
    /// Where the pilots begin in `bytes`; the rows follow them.
    pilots: usize,
    /// The first byte of each row.
    checks: Vec<u8>,
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
    /// `into[to][from]`, the same by the label that it leads to.
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
        let shape = Shape { buckets: at.number()?, slots: at.number()? };
        if count == 0 || count >= LANES || shape.buckets == 0 || shape.slots == 0 {
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
        let (pilots, width) = (at.at, width(count));
        let rows = (shape.slots as usize).checked_mul(width)?;
        if bytes.len() - pilots != rows.checked_add(shape.buckets as usize)? {
            return None;
        }
        let (factors, steps) = (transitions.exp(), Steps::new(&transitions, step));
        let checks = bytes[pilots + shape.buckets as usize..].chunks_exact(width).map(|row| row[0]).collect();
        Some(Model { labels, transitions, factors, steps, step, shape, width, bytes, pilots, checks })
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
        match self.width {
            NARROW => self.add_one_by_one::<NARROW, L>(features, row),
            _ => self.add_one_by_one::<LANES, L>(features, row),
        }
    }

    /// [`Self::add`] for rows of `W` bytes.
    fn add_one_by_one<const W: usize, const L: usize>(&self, features: &[u64], row: &mut Row<L>) {
        let (pilots, weights) = self.parts::<W>();
        for &feature in features {
            let slot = self.shape.slot(feature, pilots[self.shape.bucket(feature)]);
            // Rows lie far from the processor, their first bytes near.
            if self.checks[slot] == check(feature)[0] {
                add_if_known(&weights[slot], feature, row);
            }
        }
    }

    /// The pilots of the buckets, and the rows of `W` bytes.
    fn parts<const W: usize>(&self) -> (&[u8], &[[u8; W]]) {
        let (pilots, weights) = self.bytes[self.pilots..].split_at(self.shape.buckets as usize);
        (pilots, weights.as_chunks::<W>().0)
    }

    /// Adds the weights of each token's features to its row: those of the first token end at `ends[0]` in `features`, …
    ///
    /// Rows lie scattered over memory and the time goes into waiting for them. Most features are none of the model's, which a
    /// byte for each row tells; these lie near the processor. What is left is read in one go: no look-up depends on another one,
    /// so that the processor can wait for many at once. `ends` covers all features.
    pub fn add_all<const L: usize>(&self, features: &[u64], ends: &[usize], rows: &mut [Row<L>]) {
        match self.width {
            NARROW => self.sum::<NARROW, L>(features, ends, rows),
            _ => self.sum::<LANES, L>(features, ends, rows),
        }
    }

    /// [`Self::add_all`] for rows of `W` bytes.
    fn sum<const W: usize, const L: usize>(&self, features: &[u64], ends: &[usize], rows: &mut [Row<L>]) {
        let ((pilots, weights), shape) = (self.parts::<W>(), self.shape);
        // What may be known: the feature, its slot and the token. One place more than is looked at, so that each can be written.
        let mut known = [(0, 0, 0); AT_ONCE + 1];
        let (mut token, mut from) = (0, 0);
        for features in features.chunks(AT_ONCE) {
            let mut count = 0;
            for (n, &feature) in (from..).zip(features) {
                while ends[token] <= n {
                    token += 1;
                }
                let slot = shape.slot(feature, pilots[shape.bucket(feature)]);
                known[count] = (feature, slot as u32, token as u32);
                count += usize::from(self.checks[slot] == check(feature)[0]);
            }
            for &(feature, slot, token) in &known[..count] {
                add_if_known(&weights[slot as usize], feature, &mut rows[token as usize]);
            }
            from += AT_ONCE;
        }
    }
}

/// Adds a row of weights where it is that of the feature, which its first and its last lane tell: what they hold is no weight.
#[inline(always)]
fn add_if_known<const W: usize, const L: usize>(weights: &[u8; W], feature: u64, row: &mut Row<L>) {
    if [weights[0], weights[W - 1]] != check(feature) {
        return;
    }
    let weights = weights.as_chunks::<8>().0;
    for (n, (row, weights)) in row.0.as_chunks_mut::<8>().0.iter_mut().zip(weights).enumerate() {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(weights);
        let (first, last) = (-i16::from(n > 0), -i16::from(n + 1 < W / 8));
        let no_check = i16x8::from([first, -1, -1, -1, -1, -1, -1, last]);
        // Shifted up and down again, so that bytes become signed numbers.
        let weights: i16x8 = i16x8::from_u8x16_low(u8x16::from(bytes)) << 8i32;
        let weights: i16x8 = weights >> 8i32;
        let weights = weights & no_check;
        *row = (i16x8::from(*row) + weights).to_array();
    }
}

/// So many features are looked up before the first of their rows is read.
const AT_ONCE: usize = 32;

/// The bytes of one row for that many labels.
pub(super) fn width(labels: usize) -> usize {
    if labels < NARROW { NARROW } else { LANES }
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

    fn number(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
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
