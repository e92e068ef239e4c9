//! Rows of a sequence → its best labels (Viterbi) and the probability of each label (forward-backward).

use super::model::{LANES, Model, Row, Transitions, by_eights};
use wide::i16x8;

/// Memory that decoding uses again and again; belongs to no model.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// Per token, the score of the best way to each label, in steps, the best of them 0; tokens lie one after the other.
    scores: Vec<i16>,
    /// Per token, what the best way to it scores, in steps.
    tops: Vec<i32>,
}

impl Model {
    /// Writes the best label of each row into `best`, replacing what was there.
    pub fn decode<const L: usize>(&self, rows: &[Row<L>], scratch: &mut Scratch, best: &mut Vec<u8>) {
        self.forward(rows, 0, scratch);
        self.backward::<L>(scratch, best);
    }

    /// The score of the best labels, in steps. Rows before `from` must be those of the call before: what was found of them is
    /// used again.
    ///
    /// Scores are kept in whole steps, relative to the best of their token, so that all labels of a token fit into one or two
    /// registers. Which label each came from is not noted: on the way back it
    /// is asked for one label of each token only.
    pub fn forward<const L: usize>(&self, rows: &[Row<L>], from: usize, scratch: &mut Scratch) -> i32 {
        let Some(first) = rows.first() else {
            *scratch = Scratch::default();
            return 0;
        };
        let Scratch { scores, tops } = scratch;
        scores.resize(rows.len() * L, 0);
        tops.resize(rows.len(), 0);
        let scores = scores.as_chunks_mut::<L>().0;
        let steps = &self.steps;
        if from == 0 {
            (scores[0], tops[0]) = relative(plus(&first_lanes(&steps.start), &first.0));
        }
        let from = from.max(1);
        let (mut score, mut sum) = (scores[from - 1], tops[from - 1]);
        for ((row, kept), kept_top) in rows.iter().zip(scores).zip(tops).skip(from) {
            let mut best = [i16::MIN; L];
            for (score, between) in score.iter().zip(&steps.between) {
                best = higher(&best, &plus(&[*score; L], &first_lanes(between)));
            }
            let (relative, top) = relative(plus(&best, &row.0));
            (score, sum) = (relative, sum + top);
            (*kept, *kept_top) = (score, sum);
        }
        sum + relative(plus(&score, &first_lanes(&steps.end))).1
    }

    /// Writes the labels that [`Self::forward`] has found the way to into `best`, replacing what was there.
    pub fn backward<const L: usize>(&self, scratch: &Scratch, best: &mut Vec<u8>) {
        best.clear();
        let scores = scratch.scores.as_chunks::<L>().0;
        let Some((last, before)) = scores.split_last() else { return };
        let mut label = argmax(&plus(last, &first_lanes(&self.steps.end)));
        best.resize(scores.len(), label);
        for (score, best) in before.iter().zip(best.iter_mut()).rev() {
            label = argmax(&plus(score, &first_lanes(&self.steps.into[usize::from(label)])));
            *best = label;
        }
    }

    /// The probability of each label of each row, given all rows.
    pub fn marginals(&self, rows: &[Row]) -> Vec<[f32; LANES]> {
        self.scaled_marginals(rows).unwrap_or_else(|| {
            let emissions: Vec<_> = rows.iter().map(|r| self.emission(r)).collect();
            let mut lattice = Lattice::default();
            lattice.fill(&self.transitions, &emissions, None);
            lattice.marginals
        })
    }

    /// The same with factors instead of logarithms, each token's brought to a sum of 1: much faster, but `None` where a
    /// sum gets too small for it.
    fn scaled_marginals(&self, rows: &[Row]) -> Option<Vec<[f32; LANES]>> {
        let t = &self.factors;
        let factors: Vec<[f32; LANES]> = rows.iter().map(|r| self.factor(r)).collect();
        let mut forward: Vec<[f32; LANES]> = Vec::with_capacity(rows.len());
        for factor in &factors {
            let mut f = t.start;
            if let Some(before) = forward.last() {
                f = [0.0; LANES];
                for (x, row) in before.iter().zip(&t.between) {
                    f.iter_mut().zip(row).for_each(|(f, y)| *f += x * y);
                }
            }
            f.iter_mut().zip(factor).for_each(|(f, e)| *f *= e);
            forward.push(to_one(f)?);
        }
        let mut backward = t.end;
        for (i, f) in forward.iter_mut().enumerate().rev() {
            let after: [f32; LANES] = std::array::from_fn(|l| factors[i][l] * backward[l]);
            *f = to_one(std::array::from_fn(|l| f[l] * backward[l]))?;
            let sums = t.between.map(|row| row.iter().zip(after).map(|(x, y)| x * y).sum());
            backward = to_one(sums)?;
        }
        Some(forward)
    }

    /// A row as factors, the largest of them 1, none below e⁻³⁰.
    fn factor(&self, row: &Row) -> [f32; LANES] {
        let max = row.0[..self.labels().len()].iter().copied().max().unwrap_or(0);
        row.0.map(|x| (f32::from(x.min(max).saturating_sub(max)) * self.step).max(-30.0).exp())
    }

    /// A row in natural logarithms.
    fn emission(&self, row: &Row) -> [f32; LANES] {
        row.0.map(|x| f32::from(x) * self.step)
    }
}

/// Forward and backward sums over all label sequences that are allowed.
#[derive(Debug, Default)]
pub(super) struct Lattice {
    /// Per token, the logarithm of the sum over all ways to each label, its own emission included.
    forward: Vec<[f32; LANES]>,
    /// Per token, the logarithm of the sum over all ways from each label to the end.
    backward: Vec<[f32; LANES]>,
    /// Per token, the probability of each label.
    pub(super) marginals: Vec<[f32; LANES]>,
    /// The logarithm of the sum over all sequences.
    pub(super) total: f32,
}

impl Lattice {
    /// Fills the lattice; `allowed` restricts each token to a set of labels (bit n: label n).
    pub(super) fn fill(&mut self, t: &Transitions, emissions: &[[f32; LANES]], allowed: Option<&[u32]>) {
        let n = emissions.len();
        self.forward.clear();
        self.marginals.clear();
        self.backward.clear();
        self.backward.resize(n, t.end);
        let score = |i: usize| masked(&emissions[i], allowed.map(|a| a[i]));
        for i in 0..n {
            let mut f = score(i);
            match self.forward.last() {
                None => add(&mut f, &t.start),
                Some(before) => {
                    let into: [f32; LANES] =
                        std::array::from_fn(|b| log_sum(&std::array::from_fn(|a| before[a] + t.between[a][b])));
                    add(&mut f, &into);
                }
            }
            self.forward.push(f);
        }
        for i in (1..n).rev() {
            let mut next = score(i);
            add(&mut next, &self.backward[i]);
            self.backward[i - 1] =
                std::array::from_fn(|a| log_sum(&std::array::from_fn(|b| t.between[a][b] + next[b])));
        }
        self.total = self.forward.last().map_or(0.0, |last| {
            let mut all = *last;
            add(&mut all, &t.end);
            log_sum(&all)
        });
        for (f, b) in self.forward.iter().zip(&self.backward) {
            self.marginals.push(std::array::from_fn(|l| (f[l] + b[l] - self.total).exp()));
        }
    }

    /// Calls `each` with every pair of labels of tokens `i` and `i + 1` that is possible, and its probability.
    pub(super) fn pairs(
        &self,
        t: &Transitions,
        emissions: &[[f32; LANES]],
        allowed: Option<&[u32]>,
        mut each: impl FnMut(usize, usize, f32),
    ) {
        for i in 1..emissions.len() {
            let mut next = masked(&emissions[i], allowed.map(|a| a[i]));
            add(&mut next, &self.backward[i]);
            for (a, before) in self.forward[i - 1].iter().enumerate() {
                for (b, after) in next.iter().enumerate() {
                    let s = before + t.between[a][b] + after;
                    if s > f32::NEG_INFINITY {
                        each(a, b, (s - self.total).exp());
                    }
                }
            }
        }
    }
}

/// The emission with the labels that are not allowed closed.
fn masked(emission: &[f32; LANES], allowed: Option<u32>) -> [f32; LANES] {
    let Some(allowed) = allowed else { return *emission };
    std::array::from_fn(|l| if allowed >> l & 1 == 1 { emission[l] } else { f32::NEG_INFINITY })
}

/// The same numbers with a sum of 1, if their sum is large enough to be exact.
fn to_one(x: [f32; LANES]) -> Option<[f32; LANES]> {
    let sum: f32 = x.iter().sum();
    (sum > 1e-30).then(|| x.map(|v| v / sum))
}

/// Adds `b` to `a`, lane by lane.
fn add(a: &mut [f32; LANES], b: &[f32; LANES]) {
    for (x, y) in a.iter_mut().zip(b) {
        *x += y;
    }
}

/// The logarithm of the sum of the exponentials.
fn log_sum(x: &[f32; LANES]) -> f32 {
    let max = x.iter().fold(f32::NEG_INFINITY, |a, &b| a.max(b));
    if max == f32::NEG_INFINITY {
        return max;
    }
    max + x.iter().map(|v| if *v > max - 20.0 { (v - max).exp() } else { 0.0 }).sum::<f32>().ln()
}

/// The first label with the highest score.
#[inline]
fn argmax<const L: usize>(x: &[i16; L]) -> u8 {
    let top = highest(x);
    let mut bits = 0;
    for (n, lanes) in x.as_chunks().0.iter().enumerate() {
        bits |= i16x8::from(*lanes).simd_eq(i16x8::splat(top)).to_bitmask() << (8 * n);
    }
    bits.trailing_zeros() as u8
}

/// The first lanes of a row.
#[inline]
fn first_lanes<const L: usize>(row: &[i16; LANES]) -> [i16; L] {
    let mut lanes = [0; L];
    lanes.copy_from_slice(&row[..L]);
    lanes
}

/// The sums, lane by lane.
#[inline]
fn plus<const L: usize>(a: &[i16; L], b: &[i16; L]) -> [i16; L] {
    by_eights(a, b, i16x8::saturating_add)
}

/// The higher of both, lane by lane.
#[inline]
fn higher<const L: usize>(a: &[i16; L], b: &[i16; L]) -> [i16; L] {
    by_eights(a, b, i16x8::max)
}

/// The highest lane.
#[inline]
fn highest<const L: usize>(x: &[i16; L]) -> i16 {
    let eights = x.as_chunks().0.iter().map(|lanes| i16x8::from(*lanes));
    eights.fold(i16x8::splat(i16::MIN), i16x8::max).reduce_max()
}

/// The scores, less the best of them, and that one.
#[inline]
fn relative<const L: usize>(score: [i16; L]) -> ([i16; L], i32) {
    let top = highest(&score);
    (by_eights(&score, &[top; L], i16x8::saturating_sub), i32::from(top))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::tagger::{Example, Labels, Options, train};
    use proptest::prelude::*;

    /// Every label sequence with its score, the slow way.
    fn sequences(t: &Transitions, e: &[[f32; LANES]], labels: usize) -> Vec<(Vec<usize>, f32)> {
        let mut all = vec![(Vec::new(), 0.0f32)];
        for (i, emission) in e.iter().enumerate() {
            let longer = |(s, score): &(Vec<usize>, f32)| {
                let (s, score) = (s.clone(), *score);
                (0..labels).map(move |l| {
                    let way = s.last().map_or(t.start[l], |&a: &usize| t.between[a][l]);
                    let end = if i + 1 == e.len() { t.end[l] } else { 0.0 };
                    ([s.clone(), vec![l]].concat(), score + way + emission[l] + end)
                })
            };
            all = all.iter().flat_map(longer).collect();
        }
        all
    }

    proptest! {
        #[test]
        fn factors_and_logarithms_give_the_same_probabilities(cells in prop::collection::vec(-200i16..200, 5 * 6)) {
            let labels = Labels::new(&["O", "B-x", "I-x", "L-x", "U-x"]);
            let example = Example::new(vec![vec![1], vec![2], vec![3]], &[0, 1, 3]);
            let bytes = train(&labels, &[example], &Options { min_count: 1, ..Options::default() });
            let model = Model::load(bytes).unwrap();
            let rows: Vec<Row> =
                cells.chunks(5).map(|c| Row(std::array::from_fn(|l| c.get(l).copied().unwrap_or(0)))).collect();
            let emissions: Vec<_> = rows.iter().map(|r| model.emission(r)).collect();
            let mut lattice = Lattice::default();
            lattice.fill(&model.transitions, &emissions, None);
            let scaled = model.scaled_marginals(&rows).unwrap();
            for (a, b) in scaled.iter().flatten().zip(lattice.marginals.iter().flatten()) {
                prop_assert!((a - b).abs() < 1e-3, "{a} {b}");
            }
        }

        #[test]
        fn sums_over_the_lattice_equal_sums_over_all_sequences(cells in prop::collection::vec(-3.0f32..3.0, 5 * 3)) {
            let labels = Labels::new(&["O", "B-x", "I-x", "L-x", "U-x"]);
            let mut t = Transitions::new(&labels);
            t.start[1] += 0.5;
            t.between[1][3] += 0.25;
            let e: Vec<[f32; LANES]> =
                cells.chunks(5).map(|c| std::array::from_fn(|l| c.get(l).copied().unwrap_or(0.0))).collect();
            let mut lattice = Lattice::default();
            lattice.fill(&t, &e, None);
            let all = sequences(&t, &e, 5);
            let sum: f32 = all.iter().map(|(_, s)| s.exp()).sum();
            prop_assert!((lattice.total - sum.ln()).abs() < 1e-3);
            for l in 0..5 {
                let p: f32 = all.iter().filter(|(s, _)| s[1] == l).map(|(_, s)| s.exp()).sum::<f32>() / sum;
                prop_assert!((lattice.marginals[1][l] - p).abs() < 1e-3);
            }
            let mut pairs = 0.0;
            lattice.pairs(&t, &e, None, |_, _, p| pairs += p);
            prop_assert!((pairs - 2.0).abs() < 1e-3);
        }
    }
}
