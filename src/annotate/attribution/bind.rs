//! The second model: one cue at a time, who and what belong to it, and whether it is one.

use super::lexicon::{self, COLON, COMMA, KNOWN, QUOTE, Word};
use super::sequence::{NONE, Sequence};
use super::spot::steps;
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
    let comma = |i: usize| s.words.get(i).is_some_and(|w| w.class == COMMA);
    let before = (first > start && comma(first - 1)).then(|| start..first - 1);
    let after = match s.words.get(last) {
        Some(w) if w.class == COMMA => Some(last + 1..end),
        Some(w) if w.class == KNOWN.that => Some(last..end),
        _ => None,
    };
    let long_enough = |r: &Range<usize>| r.len() >= LEAST_REST && r.len() <= FARTHEST;
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
    let ql = s.quote_left[units.start] != NONE;
    let qr = s.quote_right[units.end - 1] != NONE;
    let opens = s.words[start].class == QUOTE;
    left | right << 2 | u64::from(ql) << 5 | u64::from(qr) << 6 | u64::from(opens) << 7
}

/// Counts of what stands before each unit, so that what stands between two of them is a difference.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    commas: Vec<u16>,
    verbs: Vec<u16>,
    quotes: Vec<u16>,
    cues: Vec<u16>,
    /// Quotation marks, folded quotations counted as two.
    marks: Vec<u16>,
}

impl Counts {
    /// Counts a sequence.
    pub fn new(s: &Sequence) -> Self {
        let mut c = Counts::default();
        let (mut commas, mut verbs, mut quotes, mut cues, mut marks) = (0u16, 0u16, 0u16, 0u16, 0u16);
        for w in &s.words {
            c.commas.push(commas);
            c.verbs.push(verbs);
            c.quotes.push(quotes);
            c.cues.push(cues);
            c.marks.push(marks);
            commas = commas.wrapping_add(u16::from(w.class == COMMA));
            verbs = verbs.wrapping_add(u16::from(KNOWN.verbs.contains(&w.class)));
            quotes = quotes.wrapping_add(u16::from(w.class == QUOTE));
            cues = cues.wrapping_add(u16::from(w.strength >= 5));
            marks = marks.wrapping_add(2 * u16::from(w.class == QUOTE) + u16::from(w.class == KNOWN.mark));
        }
        c.marks.push(marks);
        c
    }

    /// What stands between two units, both excluded, capped.
    fn between(&self, j: usize, cue: &Range<usize>) -> [u64; 4] {
        let (from, to) = if j < cue.start { (j + 1, cue.start) } else { (cue.end, j) };
        let count = |v: &[u16], most: u16| {
            if from >= to { 0 } else { u64::from(v[to].wrapping_sub(v[from]).min(most)) }
        };
        [count(&self.commas, 3), count(&self.verbs, 2), count(&self.quotes, 2), count(&self.cues, 2)]
    }

    /// How many quotation marks stand before a unit in its sentence, and how many behind it, capped.
    fn marks(&self, j: usize, start: usize, end: usize) -> u64 {
        let count = |a: usize, b: usize| u64::from(self.marks[b].wrapping_sub(self.marks[a]).min(3));
        count(start, j) << 2 | count(j + 1, end)
    }
}

impl Cue {
    /// On which side of the cue a unit stands (0 before, 1 behind, 2 its first unit, 3 within), and how far away.
    pub fn side(&self, j: usize) -> (u64, usize) {
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
            word_features(&s.words[i], s.tags[i], side, offset, &mut each);
        }
    }
    context_features(s, counts, cue, guess, j, each);
}

/// Calls `each` with the features of unit `j` that depend on its place beside the cue.
pub fn context_features(s: &Sequence, counts: &Counts, cue: &Cue, guess: &[u8], j: usize, mut each: impl FnMut(u64)) {
    let (side, distance) = cue.side(j);
    let mut put = |template: u64, value: u64| each(mix(template << 8 | side, value));
    let class = u64::from(s.words[j].class) << 4 | u64::from(s.tags[j]);
    let quoted = u64::from(s.units[j].quoted);
    let d = steps(distance);
    put(34, d << 16 | class);
    put(35, mix(cue.head.stem, d));
    put(36, mix(cue.head.stem, class));
    let [commas, verbs, quotes, cues] = counts.between(j, &cue.units);
    put(44, commas << 20 | verbs << 16 | class);
    put(46, commas << 12 | verbs << 8 | quotes << 4 | cues);
    put(49, mix(cue.last.word, d.min(4)));
    put(50, u64::from(cue.last.cluster) << 16 | u64::from(s.words[j].cluster) << 8 | d.min(4));
    put(51, cue.frame << 16 | class);
    put(52, cue.frame << 16 | d << 8 | commas);
    let (start, end) = (s.sentences[j].0 as usize, s.sentences[j].1 as usize);
    let here = s.units[cue.units.start].sentence;
    let apart = ((i64::from(s.units[j].sentence) - i64::from(here)).clamp(-2, 2) + 2) as u64;
    put(57, steps(j - start) << 8 | steps(end - 1 - j) << 4 | apart);
    let marks = counts.marks(j, start, end);
    put(61, marks << 16 | class);
    put(62, marks << 24 | quoted << 16 | d << 8 | commas);
    put(60, cue.frame << 16 | apart << 2 | quoted << 1 | u64::from(s.units[j].folded));
    let label = |i: usize| if cue.window.contains(&i) { u64::from(guess[i]) } else { 9 };
    put(72, label(j) << 4 | label(j + 1));
    put(73, label(j) << 8 | d);
    if side >= 2 {
        cue_features(s, cue, &mut put);
    }
}

/// Calls `each` with the features that depend on one word alone, on one side of a cue, `offset` units away.
pub fn word_features(w: &Word, tag: u8, side: u64, offset: i64, mut each: impl FnMut(u64)) {
    let place = ((offset + 8) as u64) << 4 | side;
    let mut put = |template: u64, value: u64| each(mix(template << 8 | place, value));
    put(1, u64::from(w.cluster));
    put(2, u64::from(tag) << 8 | u64::from(w.class));
    if offset.abs() <= 1 {
        put(3, w.word);
    }
    if offset == 0 {
        put(4, w.stem);
        put(5, w.shape);
    }
}

/// Whether it is a cue at all.
fn cue_features(s: &Sequence, cue: &Cue, put: &mut impl FnMut(u64, u64)) {
    let (a, b) = (cue.units.start, cue.units.end);
    let class = |i: Option<usize>| i.and_then(|i| s.words.get(i)).map_or(0, |w| u64::from(w.class));
    let around = class(a.checked_sub(1)) << 8 | class(Some(b));
    put(80, cue.head.stem);
    put(81, mix(cue.head.stem, cue.frame));
    put(85, mix(cue.head.stem, around));
    put(86, u64::from(cue.head.strength) << 16 | around);
    put(87, (b - a) as u64);
    put(121, cue.frame << 8 | u64::from(cue.head.cluster));
}
