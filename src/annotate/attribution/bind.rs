//! The second model: one cue at a time, who and what belong to it, and whether it is one.

use super::lexicon::{self, COLON, COMMA, KNOWN, LIKELY, QUOTE, Word};
use super::sequence::Sequence;
use super::spot::{FAR, steps};
use super::tables::{CLUSTERS, Groups, KINDS, List, Tables, ends, kind};
use crate::annotate::tagger::mix;
use std::ops::Range;

/// The labels of the second model; `cue` marks the cue itself where it is one.
pub const LABELS: &[&str] = &["O", "B-cue", "I-cue", "B-source", "I-source", "B-content", "I-content"];

/// What is known of a cue before its words are bound to it.
#[derive(Debug, Clone)]
pub struct Cue {
    /// Its units.
    pub units: Range<usize>,
    /// The units that may belong to it.
    pub window: Range<usize>,
    head: Word,
    last: Word,
    /// What its neighbourhood looks like.
    frame: u64,
}

/// Sentences that are looked at before and after that of the cue, if they are quotations alone.
const REACH: usize = 4;

/// A shorter rest of a sentence is no statement.
const LEAST_REST: usize = 4;

/// Units farther away are not looked at, however long the sentence.
const FARTHEST: usize = 60;

impl Cue {
    /// A cue with its window.
    pub fn new(s: &Sequence, units: Range<usize>) -> Self {
        let words = &s.words[units.clone()];
        let head = words.iter().copied().max_by_key(|w| w.strength).unwrap_or_default();
        let last = words.last().copied().unwrap_or_default();
        let window = window(s, units.start, units.end - 1);
        let frame = frame(s, &units);
        Cue { units, window, head, last, frame }
    }
}

fn window(s: &Sequence, first: usize, last: usize) -> Range<usize> {
    let (mut start, mut end) = (s.sentences[first].0 as usize, s.sentences[last].1 as usize);
    for _ in 0..REACH {
        let Some(before) = start.checked_sub(1) else { break };
        let sentence = s.sentences[before];
        if !all_quoted(s, sentence.0 as usize..sentence.1 as usize) {
            break;
        }
        start = sentence.0 as usize;
    }
    for _ in 0..REACH {
        let Some(&sentence) = s.sentences.get(end) else { break };
        let colon = s.words[end - 1].class == COLON;
        if !colon && !all_quoted(s, sentence.0 as usize..sentence.1 as usize) {
            break;
        }
        end = sentence.1 as usize;
    }
    start.max(first.saturating_sub(FARTHEST))..end.min(last + FARTHEST)
}

/// Whether a sentence is a quotation and nothing else.
pub fn all_quoted(s: &Sequence, units: Range<usize>) -> bool {
    let mut folded = false;
    if units.len() > FARTHEST {
        return false;
    }
    for u in units {
        folded |= s.units[u].folded;
        let mark = s.words[u].class == KNOWN.mark || s.words[u].class == lexicon::PERIOD;
        if !s.units[u].folded && !mark {
            return false;
        }
    }
    folded
}

/// The longer part of a cue's sentence that is neither cue nor source, if a comma or "that" parts it from them: what a
/// cue without other content reports.
pub fn rest(s: &Sequence, cue: &Range<usize>, source: Option<&Range<usize>>) -> Option<Range<usize>> {
    let (start, end) = (s.sentences[cue.start].0 as usize, s.sentences[cue.end - 1].1 as usize);
    let near = source.filter(|r| start <= r.start && r.end <= end).unwrap_or(cue);
    let (first, last) = (cue.start.min(near.start), cue.end.max(near.end));
    let class = |i: usize| s.words.get(i).map(|w| w.class);
    let before = match first.checked_sub(1).filter(|&i| i >= start).and_then(class) {
        Some(COMMA) => Some(start..first - 1),
        Some(QUOTE) => Some(start..first),
        _ => None,
    };
    let after = match class(last) {
        Some(COMMA) => Some(last + 1..end),
        Some(class) if class == KNOWN.that => Some(last..end),
        _ => None,
    };
    let quoted = |r: &Range<usize>| r.clone().next_back().is_some_and(|i| s.words[i].class == QUOTE);
    let long_enough = |r: &Range<usize>| (r.len() >= LEAST_REST || quoted(r)) && r.len() <= FARTHEST;
    [before, after].into_iter().flatten().filter(long_enough).max_by_key(ExactSizeIterator::len)
}

fn frame(s: &Sequence, units: &Range<usize>) -> u64 {
    let (start, end) = (s.sentences[units.start].0 as usize, s.sentences[units.end - 1].1 as usize);
    let class = |i: usize| s.words.get(i).map_or(0, |w| w.class);
    let left = match units.start.checked_sub(1).filter(|&i| i >= start) {
        None => 0,
        Some(i) if class(i) == QUOTE => 1,
        Some(i) if class(i) == COMMA => 2,
        Some(_) => 3,
    };
    let right = match units.end {
        i if i >= end => 0,
        i if class(i) == QUOTE => 1,
        i if class(i) == COMMA => 2,
        i if class(i) == KNOWN.that => 3,
        i if class(i) == lexicon::PERIOD => 4,
        i if class(i) == COLON => 5,
        i if class(i) == KNOWN.to => 6,
        _ => 7,
    };
    let ql = s.near[units.start].quotes[0] != FAR;
    let qr = s.near[units.end - 1].quotes[1] != FAR;
    let opens = s.words[start].class == QUOTE;
    left | right << 2 | u64::from(ql) << 5 | u64::from(qr) << 6 | u64::from(opens) << 7
}

/// Counts of what stands before each unit, so that what stands between two of them is a difference.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Commas, verbs, folded quotations, likely cues.
    between: Vec<[u16; 4]>,
    /// Quotation marks, folded quotations counted as two.
    marks: Vec<u16>,
}

impl Counts {
    /// Counts a sequence.
    pub fn new(s: &Sequence) -> Self {
        let mut c = Counts { between: Vec::with_capacity(s.len()), marks: Vec::with_capacity(s.len() + 1) };
        let (mut between, mut marks, known) = ([0u16; 4], 0u16, &*KNOWN);
        for w in &s.words {
            c.between.push(between);
            c.marks.push(marks);
            let quote = w.class == QUOTE;
            let more = [w.class == COMMA, known.verbs.contains(&w.class), quote, w.strength >= LIKELY];
            between = std::array::from_fn(|i| between[i].wrapping_add(u16::from(more[i])));
            marks = marks.wrapping_add(2 * u16::from(quote) + u16::from(w.class == known.mark));
        }
        c.marks.push(marks);
        c
    }

    /// What stands between two units, both excluded, capped at [`MOST`].
    #[inline]
    fn between(&self, j: usize, cue: &Range<usize>) -> [usize; 4] {
        let (from, to) = if j < cue.start { (j + 1, cue.start) } else { (cue.end, j) };
        if from >= to {
            return [0; 4];
        }
        let (from, to) = (self.between[from], self.between[to]);
        std::array::from_fn(|i| usize::from(to[i].wrapping_sub(from[i]).min(MOST[i])))
    }

    /// How many quotation marks stand before a unit in its sentence, and how many behind it, capped: a number below 16.
    #[inline]
    fn marks(&self, j: usize, (start, end): (u32, u32)) -> usize {
        let (start, end) = (start as usize, end as usize);
        let count = |a: usize, b: usize| usize::from(self.marks[b].wrapping_sub(self.marks[a]).min(3));
        count(start, j) << 2 | count(j + 1, end)
    }
}

/// More commas, verbs, folded quotations and likely cues than these are not told apart.
const MOST: [u16; 4] = [3, 2, 2, 2];

impl Cue {
    /// On which side of the cue a unit stands (0 before, 1 behind, 2 its first unit, 3 within), and how far away.
    pub fn side(&self, j: usize) -> (usize, usize) {
        match j {
            j if j < self.units.start => (0, self.units.start - j),
            j if j >= self.units.end => (1, j + 1 - self.units.end),
            j if j == self.units.start => (2, 0),
            _ => (3, 0),
        }
    }
}

/// All features of unit `j` as seen from a cue; `guess` are the labels of the first model.
pub fn features(s: &Sequence, counts: &Counts, cue: &Cue, guess: &[u8], j: usize, mut each: impl FnMut(u64)) {
    let side = cue.side(j).0;
    for offset in -2..=2i64 {
        if let Some(i) = usize::try_from(j as i64 + offset).ok().filter(|i| cue.window.contains(i)) {
            word_features(&s.words[i], s.tags[i], side, offset, &mut List(&mut each));
        }
    }
    context_features(s, counts, cue, guess, j, &mut List(each));
}

/// Features that all cues share.
const SHARED: usize = 0;
/// Those of cues with one frame.
const FRAME: usize = 1;
/// Those of cues with one head and one last word.
const HEAD: usize = 2;
/// Those of cues whose last word is of one cluster.
const CLUSTER: usize = 3;

/// Sides of a cue.
const SIDES: usize = 4;
/// Distances in steps ([`steps`]).
const STEPS: usize = 10;
/// Places from which a word is seen, on both sides and at the word itself.
const PLACES: usize = 5;
/// Where the groups of [`SHARED`] begin, and where the last ends.
const PLACED: [usize; 11] = ends([
    KINDS * SIDES * STEPS,
    KINDS * SIDES * 12,
    KINDS * SIDES * 16,
    SIDES * 108,
    SIDES * 500,
    SIDES * 16 * 2 * STEPS * 4,
    SIDES * 256,
    SIDES * 16 * STEPS,
    CLUSTERS * SIDES * PLACES,
    KINDS * SIDES * PLACES,
]);
/// The same of [`FRAME`].
const FRAMED: [usize; 4] = ends([KINDS * SIDES, SIDES * STEPS * 4, SIDES * 20]);

/// Tables for the second model.
pub fn tables() -> Tables {
    Tables::new(&[(1, PLACED[10]), (256, FRAMED[3]), (1024, SIDES * STEPS), (CLUSTERS, SIDES * 5 * CLUSTERS)])
}

impl Cue {
    /// Opens the tables where the features of this cue lie.
    pub fn open(&self, tables: &mut Tables) {
        tables.turn(FRAME, self.frame as usize);
        tables.turn_to(HEAD, mix(self.head.stem, self.last.word));
        tables.turn(CLUSTER, usize::from(self.last.cluster));
    }
}

/// Gives `to` the features of unit `j` that depend on its place beside the cue.
#[inline]
pub fn context_features(s: &Sequence, counts: &Counts, cue: &Cue, guess: &[u8], j: usize, to: &mut impl Groups) {
    let (side, distance) = cue.side(j);
    let name = |template: u64| template << 8 | side as u64;
    let kind = kind(s.words[j].class, s.tags[j]);
    let class = u64::from(s.words[j].class) << 4 | u64::from(s.tags[j]);
    let quoted = usize::from(s.units[j].quoted);
    let d = steps(distance);
    let near = d.min(4);
    let wide = |x: usize| x as u64;
    let placed = |group: usize, size: usize, at: usize| PLACED[group] + side * size + at;
    let by_kind = |group: usize, size: usize, at: usize| PLACED[group] + (kind * SIDES + side) * size + at;
    let [commas, verbs, quotes, cues] = counts.between(j, &cue.units);
    let marks = counts.marks(j, s.sentences[j]);

    to.group(SHARED, by_kind(0, STEPS, d), || [(name(34), wide(d) << 16 | class)]);
    to.group(SHARED, by_kind(1, 12, commas * 3 + verbs), || {
        [(name(44), wide(commas) << 20 | wide(verbs) << 16 | class)]
    });
    to.group(SHARED, by_kind(2, 16, marks), || [(name(61), wide(marks) << 16 | class)]);
    to.group(SHARED, placed(3, 108, ((commas * 3 + verbs) * 3 + quotes) * 3 + cues), || {
        [(name(46), wide(commas << 12 | verbs << 8 | quotes << 4 | cues))]
    });
    let here = s.units[cue.units.start].sentence;
    let apart = ((i64::from(s.units[j].sentence) - i64::from(here)).clamp(-2, 2) + 2) as usize;
    let [from_start, from_end] = s.near[j].ends.map(usize::from);
    to.group(SHARED, placed(4, 500, (from_start * STEPS + from_end) * 5 + apart), || {
        [(name(57), wide(from_start << 8 | from_end << 4 | apart))]
    });
    to.group(SHARED, placed(5, 32 * STEPS * 4, ((marks * 2 + quoted) * STEPS + d) * 4 + commas), || {
        [(name(62), wide(marks << 24 | quoted << 16 | d << 8 | commas))]
    });
    let label = |i: usize| if cue.window.contains(&i) { usize::from(guess[i]) } else { 9 };
    let (own, next) = (label(j), label(j + 1));
    to.group(SHARED, placed(6, 256, own << 4 | next), || [(name(72), wide(own << 4 | next))]);
    to.group(SHARED, placed(7, 16 * STEPS, own * STEPS + d), || [(name(73), wide(own << 8 | d))]);

    let framed = |group: usize, size: usize, at: usize| FRAMED[group] + side * size + at;
    let frame = cue.frame << 16;
    let folded = usize::from(s.units[j].folded);
    to.group(FRAME, framed(0, KINDS, kind), || [(name(51), frame | class)]);
    to.group(FRAME, framed(1, STEPS * 4, d * 4 + commas), || [(name(52), frame | wide(d << 8 | commas))]);
    to.group(FRAME, framed(2, 20, apart << 2 | quoted << 1 | folded), || {
        [(name(60), frame | wide(apart << 2 | quoted << 1 | folded))]
    });

    to.group(HEAD, side * STEPS + d, || {
        [(name(35), mix(cue.head.stem, wide(d))), (name(49), mix(cue.last.word, wide(near)))]
    });
    to.loose([(name(36), mix(cue.head.stem, class))]);
    let cluster = s.words[j].cluster;
    to.group(CLUSTER, (side * 5 + near) * CLUSTERS + usize::from(cluster), || {
        [(name(50), u64::from(cue.last.cluster) << 16 | u64::from(cluster) << 8 | wide(near))]
    });
    if side >= 2 {
        cue_features(s, cue, side, to);
    }
}

/// Gives `to` the features that depend on one word alone, on one side of a cue, `offset` units away.
pub fn word_features(w: &Word, tag: u8, side: usize, offset: i64, to: &mut impl Groups) {
    let place = (offset + 2) as usize;
    let name = |template: u64| template << 8 | ((offset + 8) as u64) << 4 | side as u64;
    let cluster = usize::from(w.cluster);
    to.group(SHARED, PLACED[8] + (cluster * SIDES + side) * PLACES + place, || [(name(1), u64::from(w.cluster))]);
    to.group(SHARED, PLACED[9] + (kind(w.class, tag) * SIDES + side) * PLACES + place, || {
        [(name(2), u64::from(tag) << 8 | u64::from(w.class))]
    });
    if offset.abs() <= 1 {
        to.loose([(name(3), w.word)]);
    }
    if offset == 0 {
        to.loose([(name(4), w.stem), (name(5), w.shape)]);
    }
}

/// Whether it is a cue at all.
fn cue_features(s: &Sequence, cue: &Cue, side: usize, to: &mut impl Groups) {
    let (a, b) = (cue.units.start, cue.units.end);
    let name = |template: u64| template << 8 | side as u64;
    let class = |i: Option<usize>| i.and_then(|i| s.words.get(i)).map_or(0, |w| u64::from(w.class));
    let around = class(a.checked_sub(1)) << 8 | class(Some(b));
    to.loose([
        (name(80), cue.head.stem),
        (name(81), mix(cue.head.stem, cue.frame)),
        (name(85), mix(cue.head.stem, around)),
        (name(86), u64::from(cue.head.strength) << 16 | around),
        (name(87), (b - a) as u64),
        (name(121), cue.frame << 8 | u64::from(cue.head.cluster)),
    ]);
}
