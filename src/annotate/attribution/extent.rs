//! How far contents reach, where the labels of single words leave a part out.

use super::Bound;
use super::bind::all_quoted;
use super::lexicon::{COLON, COMMA, KNOWN, PERIOD};
use super::sequence::Sequence;
use crate::annotate::tagger::text;
use std::ops::Range;

/// The fewest units of a first part: "But" and "In May" alone are none.
const LEAST: usize = 3;

/// A longer clause between who speaks and what is said is none.
const CLAUSE: usize = 10;

/// A longer one is a sentence that was not cut.
const FARTHEST: usize = 60;

/// Gives contents the parts that the labels leave out.
pub fn mend(s: &Sequence, bound: &mut Vec<Bound>) {
    join(s, bound);
    let mut taken = vec![false; s.len()];
    for r in bound.iter().flat_map(|b| b.content.iter().chain([&b.cue]).chain(&b.source)) {
        taken[r.clone()].fill(true);
    }
    for b in bound.iter_mut().filter(|b| !b.nested) {
        unbroken(s, b, &mut taken);
        finish(s, b, &mut taken);
        rejoin(s, b, &taken);
        resume(s, b, &mut taken);
    }
}

/// No content ends within a name or before the noun of a "the" or "their": "for young men in their | 20s".
fn unbroken(s: &Sequence, b: &mut Bound, taken: &mut [bool]) {
    let end = s.sentence(b.cue.start).end;
    let Some(last) = b.content.last_mut().filter(|r| r.start >= b.cue.end && r.end < end) else { return };
    let class = |i: usize| s.words[i].class;
    let name = s.tags[last.end - 1] > 0 && s.tags[last.end - 1] == s.tags[last.end];
    let broken = name || last.len() > 1 && KNOWN.opens[..2].contains(&class(last.end - 1));
    let free = |i: &usize| !taken[*i] && !s.units[*i].folded && ![COMMA, COLON, PERIOD].contains(&class(*i));
    let rest = (last.end..end).take_while(free).count();
    if broken && rest > 0 {
        taken[last.end..last.end + rest].fill(true);
        last.end += rest;
    }
}

/// The main clause behind what only opens one: "that between January and June, | the port lost half of its ships", "when the town
/// grew, | the school did not".
fn finish(s: &Sequence, b: &mut Bound, taken: &mut [bool]) {
    let end = s.sentence(b.cue.start).end;
    let Some(last) = b.content.last_mut().filter(|r| r.start >= b.cue.end && r.end < end) else { return };
    let stop = s.stop(last.end..end).unwrap_or(last.end);
    let verb = |r: Range<usize>| r.clone().any(|i| KNOWN.verbs.contains(&s.words[i].class));
    let class = |i: usize| s.words.get(i).map_or(0, |w| w.class);
    let comma = class(last.end) == COMMA;
    let main = KNOWN.opens.contains(&class(last.end + 1)) || s.tags.get(last.end + 1).is_some_and(|&t| t > 0);
    let named = |i: usize| s.tags[i] > 0 || KNOWN.opens[..2].contains(&s.words[i].class);
    let opens = if class(last.start) == KNOWN.that && !verb(last.clone()) {
        let circumstance =
            KNOWN.joins.contains(&class(last.start + 1)) || KNOWN.clauses.contains(&class(last.start + 1));
        circumstance && comma && !KNOWN.joins.contains(&class(last.end + 1))
            || (last.len() > 1 || !comma) && (last.start + 1..last.end).all(named)
    } else {
        let told = b.source.as_ref().is_some_and(|r| r.end <= b.cue.start);
        let opens = [&KNOWN.prepositions[..], &[KNOWN.r#as]].concat();
        let circumstance = last.start == b.cue.end && opens.contains(&class(last.start)) && !verb(last.clone());
        (KNOWN.clauses.contains(&class(last.start)) || circumstance) && told && comma && main
    };
    let rest = last.end..stop;
    let plain = rest.clone().all(|i| !taken[i] && !s.units[i].folded);
    if opens && plain && (LEAST..FARTHEST).contains(&rest.len()) && verb(rest.clone()) {
        taken[rest].fill(true);
        last.end = stop;
    }
}

/// Leaves out what no mark surrounds behind speech in marks: "“…,” Ann told Ben, who knew that …".
pub fn trim(s: &Sequence, b: &mut Bound) {
    let folded = |r: &Range<usize>| r.clone().any(|i| s.units[i].folded || s.units[i].quoted);
    let direct = b.content.first().is_some_and(|r| r.end <= b.cue.start && r.clone().all(|i| s.units[i].folded));
    if direct {
        // "“It is bad luck,” she said, that both had met there."
        let clause = |r: &Range<usize>| r.start == b.cue.end + 1 && s.words[r.start].class == KNOWN.that;
        b.content.retain(|r| folded(r) || clause(r));
    }
    // By what it is known is no part of it: "…, she said according to a transcript".
    let according = |r: &Range<usize>| {
        let to = s.words.get(r.start + 1).is_some_and(|w| w.class == KNOWN.to);
        to && r.start >= b.cue.end && s.words[r.start].word == text("according")
    };
    if b.content.len() > 1 {
        b.content.retain(|r| !according(r));
    }
    if let Some(start) = b.content.first().and_then(|first| start(s, b, first)) {
        b.content[0].start = start;
    }
    // "Asked whether she would appeal, | the prosecutor smiled": the main clause is no part of the question.
    let sentence = s.sentence(b.cue.start);
    let opens = b.cue.start == sentence.start && b.source.is_none() && s.words[b.cue.start].word == text("asked");
    if let [asked] = b.content.as_mut_slice()
        && opens
        && s.stop(sentence).is_some_and(|stop| asked.end >= stop)
        && let Some(comma) = asked.clone().skip(1).rfind(|&i| s.words[i].class == COMMA)
    {
        asked.end = comma;
    }
}

/// Where the content begins, if that is behind a pronoun: "told her that …", "who wrote it, “…”".
fn start(s: &Sequence, b: &Bound, first: &Range<usize>) -> Option<usize> {
    let class = |k: usize| s.words.get(first.start + k).map(|w| w.class).filter(|_| k < first.len());
    let pronoun = first.start >= b.cue.end && class(0).is_some_and(|c| [KNOWN.object, KNOWN.subject].contains(&c));
    if pronoun && class(1) == Some(KNOWN.that) {
        return Some(first.start + 1);
    }
    let marked = |k: usize| s.units[first.start + k].folded || s.units[first.start + k].quoted;
    // Of "who" the clause may be longer; what begins with another pronoun may be said without marks, too.
    let longest = if s.words[first.start].word == text("who") { CLAUSE } else { 2 };
    let mark = (2..=longest.min(first.len() - 1)).find(|&k| marked(k))?;
    (pronoun && class(mark - 1) == Some(COMMA)).then_some(first.start + mark)
}

/// One statement for speech that is interrupted twice: "…," Ann said, "…," she added, "…".
fn join(s: &Sequence, bound: &mut Vec<Bound>) {
    let marked = |b: &Bound| {
        !b.content.is_empty() && b.content.iter().cloned().flatten().all(|i| s.units[i].quoted || s.units[i].folded)
    };
    let pronoun =
        |b: &Bound| b.source.as_ref().is_some_and(|r| r.len() == 1 && s.words[r.start].class == KNOWN.subject);
    let same = |a: &Bound, b: &Bound| {
        let sentence = s.sentences[a.cue.start] == s.sentences[b.cue.start] && !a.nested && !b.nested;
        sentence && marked(a) && marked(b) && pronoun(b) && b.content[0].start >= a.cue.end
    };
    bound.dedup_by(|b, a| {
        let same = same(a, b);
        if same {
            a.content.append(&mut b.content);
        }
        same
    });
}

/// The part on the other side of source and cue: "The bridge, he said, will open in May."
fn rejoin(s: &Sequence, b: &mut Bound, taken: &[bool]) {
    let (Some((before, after)), Some(first)) = (parts(s, b), b.content.first()) else { return };
    let free = |r: &Range<usize>| !taken[r.clone()].contains(&true);
    if *first == before && lacks_verb(s, &before) && opens_with_verb(s, &after) && free(&after) {
        b.content.push(after);
    } else if first.start == after.start && (LEAST..FARTHEST).contains(&before.len()) && free(&before) {
        b.content.insert(0, before);
    }
}

/// Quotations of the same sentence and of those right behind it, if nobody else is said to have spoken them: "…," he said,
/// "…," and smiled. "…"
fn resume(s: &Sequence, b: &mut Bound, taken: &mut [bool]) {
    let (Some(last), end) = (b.content.last(), s.sentence(b.cue.start).end) else { return };
    if !b.content.iter().flat_map(Clone::clone).any(|i| s.units[i].folded) || last.end > end {
        return;
    }
    let mut at = last.end.max(b.cue.end);
    while at < s.len() {
        let sentence = s.sentence(at).end;
        let foreign = taken[at..sentence].iter().zip(at..).any(|(t, i)| *t && s.units[i].folded);
        if foreign || at >= end && !all_quoted(s, at..sentence) {
            return;
        }
        while at < sentence {
            let piece = piece(s, at, sentence);
            let opens = s.units[at].folded || at > 0 && s.words[at - 1].class == COMMA;
            if !piece.is_empty() && opens && !taken[piece.clone()].contains(&true) {
                taken[piece.clone()].fill(true);
                b.content.push(piece.clone());
            }
            at = piece.end.max(at + 1);
        }
    }
}

/// The units in quotation marks from `at` on: a folded quotation, or a short one.
fn piece(s: &Sequence, at: usize, end: usize) -> Range<usize> {
    let short = (at..end).take_while(|&i| s.units[i].quoted).count();
    at..at + if s.units[at].folded { 1 } else { short }
}

/// The parts of the sentence before and behind source and cue, if these stand between commas.
fn parts(s: &Sequence, b: &Bound) -> Option<(Range<usize>, Range<usize>)> {
    let Range { start, end } = s.sentence(b.cue.start);
    let source = b.source.as_ref().filter(|r| start <= r.start && r.end <= end)?;
    let (first, last) = (b.cue.start.min(source.start), b.cue.end.max(source.end));
    let comma = |i: usize| i < end && s.words[i].class == COMMA;
    let stop = s.stop(last + 1..end)?;
    let between = first > start + 1 && comma(first - 1) && comma(last) && !s.units[last + 1].folded;
    between.then(|| (start..first - 1, last + 1..stop))
}

fn lacks_verb(s: &Sequence, part: &Range<usize>) -> bool {
    part.clone().all(|i| !KNOWN.verbs.contains(&s.words[i].class) && !s.units[i].folded)
}

fn opens_with_verb(s: &Sequence, part: &Range<usize>) -> bool {
    s.finite(part.start)
}
