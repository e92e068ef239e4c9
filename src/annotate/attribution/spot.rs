//! The first model: where cues, mentions and contents are, in one pass over a paragraph.

use super::lexicon::Word;
use super::sequence::{NO_THAT, Near, Sequence};
use super::tables::{CLASSES, CLUSTERS, Groups, KINDS, List, Tables, ends, kind};
use crate::annotate::tagger::mix;
use std::ops::Range;

/// The labels of the first model.
pub const LABELS: &[&str] = &["O", "B-cue", "I-cue", "B-source", "I-source", "B-content", "I-content"];

/// Distance in steps: 1, 2, 3, 4, 5–6, 7–9, 10–15, 16–30, more.
#[inline]
pub fn steps(distance: usize) -> usize {
    // Distances are asked for all the time: no branch that could be guessed wrongly.
    static STEPS: [u8; 32] =
        [0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 9];
    usize::from(STEPS[distance.min(31)])
}

/// Gives `to` the features that depend on one word alone, as seen from a place `offset` units away.
pub fn word_features(w: &Word, tag: u8, offset: i64, to: &mut impl Groups) {
    let place = (offset + 3) as usize;
    let name = |template: u64| template << 8 | (offset + 8) as u64;
    let (cluster, strength) = (usize::from(w.cluster), usize::from(w.strength));
    to.group(SHARED, PLACED[6] + cluster * PLACES + place, || [(name(1), u64::from(w.cluster))]);
    to.group(SHARED, PLACED[7] + kind(w.class, tag) * PLACES + place, || {
        [(name(2), u64::from(tag) << 8 | u64::from(w.class))]
    });
    if offset.abs() <= 2 {
        to.group(SHARED, PLACED[8] + strength * PLACES + place, || [(name(4), u64::from(w.strength))]);
        to.loose([(name(3), w.word)]);
    }
    if offset.abs() <= 1 {
        to.loose([(name(5), w.stem)]);
    }
    if offset == 0 {
        to.loose([(name(6), w.suffix), (name(7), w.shape)]);
    }
}

/// Features that all units share.
const SHARED: usize = 0;
/// Those of units with one likely cue at their left.
const LEFT: usize = 1;
/// Those of units with one likely cue at their right.
const RIGHT: usize = 2;

/// Distances to a neighbour in steps, or [`FAR`].
const DISTANCES: usize = 16;
/// The distance to a neighbour that there is not.
pub const FAR: u8 = 15;
/// Strengths of words ([`super::lexicon::Strength`]).
const STRENGTHS: usize = 8;
/// Places from which a word is seen.
const PLACES: usize = 7;
/// Where the groups of [`SHARED`] begin, and where the last ends.
const PLACED: [usize; 10] = ends([
    KINDS * DISTANCES,
    DISTANCES * 4,
    DISTANCES * DISTANCES * STRENGTHS,
    DISTANCES * DISTANCES * STRENGTHS,
    CLASSES * DISTANCES * DISTANCES,
    9 * STRENGTHS,
    CLUSTERS * PLACES,
    KINDS * PLACES,
    STRENGTHS * PLACES,
]);

/// Tables for the first model.
pub fn tables() -> Tables {
    Tables::new(&[(1, PLACED[9]), (512, DISTANCES + CLASSES), (512, DISTANCES)])
}

/// Units one behind the other that have the same likely cues at their left and right.
pub fn between_cues(s: &Sequence) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let cues = |i: usize| (s.near[i].cue_left, s.near[i].cue_right);
        let from = start;
        start += (from..s.len()).take_while(|i| cues(*i) == cues(from)).count();
        (from < start).then_some(from..start)
    })
}

/// Opens the tables for the nearest likely cues of a unit.
pub fn open(s: &Sequence, i: usize, tables: &mut Tables) {
    let stem = |to: u32| s.words.get(to as usize).map_or(0, |w| w.stem);
    tables.turn_to(LEFT, stem(s.near[i].cue_left));
    tables.turn_to(RIGHT, stem(s.near[i].cue_right));
}

/// Gives `to` the features of unit `i` that depend on its place in the sentence, but for [`beside_features`].
///
/// Each costs a look-up. Pairs and triples of neighbouring words were tried and add next to nothing to the words themselves.
#[inline]
pub fn context_features(s: &Sequence, i: usize, to: &mut impl Groups) {
    let w = &s.words[i];
    let name = |template: u64| template << 8;
    let wide = |x: usize| x as u64;
    let (class, strength) = (usize::from(w.class), usize::from(w.strength));
    let (start, end) = (s.sentences[i].0 as usize, s.sentences[i].1 as usize);
    let near = &s.near[i];
    let ([from_start, from_end], [cl, cr], [ql, qr]) =
        (near.ends.map(usize::from), near.cues.map(usize::from), near.quotes.map(usize::from));
    to.group(SHARED, PLACED[0] + kind(w.class, s.tags[i]) * DISTANCES + from_start, || {
        [(name(28), wide(from_start << 16 | class << 4) | u64::from(s.tags[i]))]
    });
    let flags = usize::from(s.units[i].quoted) << 1 | usize::from(s.headline);
    to.group(SHARED, PLACED[1] + (from_end << 2 | flags), || [(name(29), wide(from_end << 2 | flags))]);
    let around = |left: usize, right: usize| wide(left << 8 | right << 16 | strength);
    let strong = |left: usize, right: usize| (left * DISTANCES + right) * STRENGTHS + strength;
    to.group(SHARED, PLACED[2] + strong(ql, qr), || [(name(41), around(ql, qr))]);
    to.group(SHARED, PLACED[3] + strong(cl, cr), || [(name(42), around(cl, cr))]);
    to.group(SHARED, PLACED[4] + (class * DISTANCES + cl) * DISTANCES + cr, || {
        [(name(46), wide(class << 16 | cl << 8 | cr))]
    });
    let before = start.checked_sub(1).map_or(0, |b| usize::from(s.units[b].folded) + 1);
    let after = s.units.get(end).map_or(0, |u| usize::from(u.folded) + 1);
    to.group(SHARED, PLACED[5] + (before * 3 + after) * STRENGTHS + strength, || {
        [(name(49), wide(before << 16 | after << 8 | strength))]
    });
    let stem = |to: u32| s.words.get(to as usize).map_or(0, |w| w.stem);
    to.group(LEFT, cl, || [(name(43), mix(wide(cl), stem(near.cue_left)))]);
    to.group(LEFT, DISTANCES + class, || [(name(45), mix(wide(class), stem(near.cue_left)))]);
    to.group(RIGHT, cr, || [(name(44), mix(wide(cr), stem(near.cue_right)))]);
}

/// What stands beside a unit in its sentence: the distances to folded quotations, and how many words behind it a "that" follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    quotes: u64,
    that: u64,
}

/// Beside most units stands neither.
pub const ALONE: Beside = Beside { quotes: (FAR as u64) << 8 | FAR as u64, that: NO_THAT as u64 };

/// What stands beside unit `i`.
#[inline]
pub fn beside(s: &Sequence, i: usize) -> Beside {
    let Near { quotes: [left, right], that, .. } = s.near[i];
    Beside { quotes: u64::from(left) << 8 | u64::from(right), that: that.into() }
}

/// The features of a word with that beside it.
pub fn beside_features(w: &Word, beside: Beside) -> [u64; 2] {
    [mix(40 << 8, mix(beside.quotes, w.stem)), mix(50 << 8, mix(beside.that, w.stem))]
}

/// The feature of a place around a unit that lies beyond the ends of the paragraph.
pub fn beyond_feature(offset: i64) -> u64 {
    mix(99, (offset + 8) as u64)
}

/// All features of a unit.
pub fn features(s: &Sequence, i: usize, mut each: impl FnMut(u64)) {
    for offset in -3i64..=3 {
        match usize::try_from(i as i64 + offset) {
            Ok(j) if j < s.len() => word_features(&s.words[j], s.tags[j], offset, &mut List(&mut each)),
            _ => each(beyond_feature(offset)),
        }
    }
    beside_features(&s.words[i], beside(s, i)).into_iter().for_each(&mut each);
    context_features(s, i, &mut List(each));
}
