//! The first model: where cues, mentions and contents are, in one pass over a paragraph.

use super::lexicon::KNOWN;
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
pub fn word_features(s: &Sequence, i: usize, offset: i64, mut each: impl FnMut(u64)) {
    let w = &s.words[i];
    let place = (offset + 8) as u64;
    let mut put = |template: u64, value: u64| each(mix(template << 8 | place, value));
    put(1, w.word);
    put(5, u64::from(w.class));
    if offset.abs() <= 2 {
        put(2, w.stem);
        put(6, u64::from(w.strength));
        put(8, u64::from(s.tags[i]) << 8 | u64::from(w.class));
    }
    if offset.abs() <= 1 {
        put(3, w.suffix);
        put(4, w.shape);
    }
}

/// Calls `each` with the features of unit `i` that depend on more than one word.
pub fn context_features(s: &Sequence, i: usize, mut each: impl FnMut(u64)) {
    let w = s.words[i];
    let at = |k: i64| usize::try_from(i as i64 + k).ok().and_then(|j| s.words.get(j)).copied().unwrap_or_default();
    let tag = |k: i64| usize::try_from(i as i64 + k).ok().and_then(|j| s.tags.get(j)).copied().unwrap_or_default();
    let class = |k: i64| u64::from(at(k).class) << 4 | u64::from(tag(k));
    let mut put = |template: u64, value: u64| each(mix(template << 8, value));
    put(20, mix(at(-1).word, w.word));
    put(21, mix(w.word, at(1).word));
    put(22, mix(w.stem, class(1)));
    put(23, mix(w.stem, class(-1)));
    put(24, mix(w.stem, class(1) << 16 | class(2)));
    put(25, mix(w.stem, class(-1) << 16 | class(-2)));
    put(26, mix(w.stem, class(-1) << 16 | class(1)));
    put(27, class(-1) << 32 | class(0) << 16 | class(1));
    put(28, class(0) << 32 | class(1) << 16 | class(2));
    put(29, class(0) << 32 | class(-1) << 16 | class(-2));
    put(30, u64::from(w.strength) << 32 | class(-1) << 16 | class(1));
    put(31, mix(at(1).word, class(0)));
    put(32, mix(at(-1).word, class(0)));
    let (start, end) = s.sentences[i];
    let (from_start, to_end) = (steps(i - start as usize), steps(end as usize - 1 - i));
    put(33, from_start);
    put(34, to_end);
    put(35, from_start << 8 | class(0) << 16);
    put(36, u64::from(s.units[i].quoted) << 1 | u64::from(s.headline));
    place_features(s, i, &mut put);
}

fn place_features(s: &Sequence, i: usize, put: &mut impl FnMut(u64, u64)) {
    let w = s.words[i];
    let distance = |to: u32| if to == NONE { 15 } else { steps((to as usize).abs_diff(i)) };
    let stem = |to: u32| s.words.get(to as usize).map_or(0, |w| w.stem);
    let (cl, cr, ql, qr) = (s.cue_left[i], s.cue_right[i], s.quote_left[i], s.quote_right[i]);
    let strength = u64::from(w.strength);
    put(40, distance(cl));
    put(41, distance(cr));
    put(42, distance(ql));
    put(43, distance(qr));
    put(44, mix(distance(ql) << 8 | distance(qr), w.stem));
    put(45, distance(ql) << 8 | distance(qr) << 16 | strength);
    put(46, distance(cl) << 8 | distance(cr) << 16 | strength);
    put(47, mix(distance(cl), stem(cl)));
    put(48, mix(distance(cr), stem(cr)));
    put(49, mix(u64::from(w.class), stem(cl)));
    put(50, u64::from(w.class) << 16 | distance(cl) << 8 | distance(cr));
    let subject = s.subject[i];
    let acting =
        s.words.get(subject as usize).map_or(0, |x| u64::from(x.class) << 8 | u64::from(s.tags[subject as usize]));
    put(60, mix(w.stem, acting));
    put(61, mix(w.stem, acting << 8 | distance(subject)));
    put(62, acting << 16 | distance(subject) << 8 | strength);
    put(63, mix(u64::from(w.class), acting << 8 | distance(subject)));
    let (start, end) = (s.sentences[i].0 as usize, s.sentences[i].1 as usize);
    let open = cl != NONE && cr == NONE;
    put(51, u64::from(open) << 8 | strength);
    put(52, mix(s.words[start].word, strength));
    put(53, mix(s.words[end - 1].word, strength));
    let before = start.checked_sub(1).map_or(0, |b| u64::from(s.units[b].folded) + 1);
    let after = s.units.get(end).map_or(0, |u| u64::from(u.folded) + 1);
    put(54, before << 16 | after << 8 | strength);
    let that = s.words[i + 1..end].iter().take(6).position(|x| x.class == KNOWN.that);
    put(55, mix(that.map_or(9, |t| t as u64), w.stem));
    put(56, that.map_or(9, |t| t as u64) << 8 | strength);
}

/// All features of a unit.
pub fn features(s: &Sequence, i: usize, mut each: impl FnMut(u64)) {
    for offset in -3i64..=3 {
        match usize::try_from(i as i64 + offset) {
            Ok(j) if j < s.len() => word_features(s, j, offset, &mut each),
            _ => each(mix(99, (offset + 8) as u64)),
        }
    }
    context_features(s, i, each);
}
