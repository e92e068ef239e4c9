//! The first model: where cues, mentions and contents are, in one pass over a paragraph.

use super::lexicon::{KNOWN, Word};
use super::sequence::{NONE, Sequence};
use crate::annotate::tagger::mix;

/// The labels of the first model.
pub const LABELS: &[&str] = &["O", "B-cue", "I-cue", "B-source", "I-source", "B-content", "I-content"];

/// Distance in steps: 1, 2, 3, 4, 5–6, 7–9, 10–15, more.
pub fn steps(distance: usize) -> u64 {
    match distance {
        0..=4 => distance as u64,
        5..=6 => 5,
        7..=9 => 6,
        10..=15 => 7,
        16..=30 => 8,
        _ => 9,
    }
}

/// Calls `each` with the features that depend on one word alone, as seen from a place `offset` units away.
pub fn word_features(w: &Word, tag: u8, offset: i64, mut each: impl FnMut(u64)) {
    let place = (offset + 8) as u64;
    let mut put = |template: u64, value: u64| each(mix(template << 8 | place, value));
    put(1, u64::from(w.cluster));
    put(2, u64::from(tag) << 8 | u64::from(w.class));
    if offset.abs() <= 2 {
        put(3, w.word);
        put(4, u64::from(w.strength));
    }
    if offset.abs() <= 1 {
        put(5, w.stem);
    }
    if offset == 0 {
        put(6, w.suffix);
        put(7, w.shape);
    }
}

/// Calls `each` with the features of unit `i` that depend on its place in the sentence.
///
/// Each costs a look-up. Pairs and triples of neighbouring words were tried and add next to nothing to the words themselves.
pub fn context_features(s: &Sequence, i: usize, mut each: impl FnMut(u64)) {
    let w = s.words[i];
    let strength = u64::from(w.strength);
    let mut put = |template: u64, value: u64| each(mix(template << 8, value));
    let (start, end) = (s.sentences[i].0 as usize, s.sentences[i].1 as usize);
    put(28, steps(i - start) << 16 | u64::from(w.class) << 4 | u64::from(s.tags[i]));
    put(29, steps(end - 1 - i) << 2 | u64::from(s.units[i].quoted) << 1 | u64::from(s.headline));
    let distance = |to: u32| if to == NONE { 15 } else { steps((to as usize).abs_diff(i)) };
    let stem = |to: u32| s.words.get(to as usize).map_or(0, |w| w.stem);
    let (cl, cr) = (distance(s.cue_left[i]), distance(s.cue_right[i]));
    let (ql, qr) = (distance(s.quote_left[i]), distance(s.quote_right[i]));
    let (cue_left, cue_right) = (stem(s.cue_left[i]), stem(s.cue_right[i]));
    put(40, mix(ql << 8 | qr, w.stem));
    put(41, ql << 8 | qr << 16 | strength);
    put(42, cl << 8 | cr << 16 | strength);
    put(43, mix(cl, cue_left));
    put(44, mix(cr, cue_right));
    put(45, mix(u64::from(w.class), cue_left));
    put(46, u64::from(w.class) << 16 | cl << 8 | cr);
    let before = start.checked_sub(1).map_or(0, |b| u64::from(s.units[b].folded) + 1);
    let after = s.units.get(end).map_or(0, |u| u64::from(u.folded) + 1);
    put(49, before << 16 | after << 8 | strength);
    let that = s.words[i + 1..end].iter().take(6).position(|x| x.class == KNOWN.that);
    put(50, mix(that.map_or(9, |t| t as u64), w.stem));
}

/// All features of a unit.
pub fn features(s: &Sequence, i: usize, mut each: impl FnMut(u64)) {
    for offset in -3i64..=3 {
        match usize::try_from(i as i64 + offset) {
            Ok(j) if j < s.len() => word_features(&s.words[j], s.tags[j], offset, &mut each),
            _ => each(mix(99, (offset + 8) as u64)),
        }
    }
    context_features(s, i, each);
}
