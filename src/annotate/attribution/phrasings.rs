//! Phrasings with which papers name a speaker and that the models seldom read whole: "“…,” as Ann Lee put it", "the bridge, argues Ann
//! Lee, should be shut", "it was called “a joke” by Ann Lee", "AFP quoted Ann Lee as saying".

use super::Bound;
use super::frames;
use super::lexicon::{COLON, COMMA, KNOWN, PERIOD};
use super::sequence::{LONGEST_SENTENCE, Sequence};
use std::ops::Range;

/// How likely a statement in such a phrase is one.
const LIKELY: f32 = 0.6;

/// The longest noun phrase for somebody, in units.
const SOMEBODY: usize = 14;

/// Reads these phrasings in a paragraph; `bound` is in the order of the cues.
pub fn bind(s: &Sequence, bound: &mut Vec<Bound>) {
    for b in bound.iter_mut().filter(|b| s.sentence(b.cue.start).len() <= LONGEST_SENTENCE) {
        quoted(s, b);
        agent(s, b);
        inserted(s, b);
    }
    let mut start = 0;
    while start < s.len() {
        let sentence = s.sentence(start);
        start = sentence.end;
        if sentence.len() > LONGEST_SENTENCE {
            continue;
        }
        let found = put(s, &sentence)
            .or_else(|| words_of(s, &sentence))
            .or_else(|| headline(s, &sentence))
            .or_else(|| between_commas(s, &sentence));
        let Some(found) = found else { continue };
        let own = |b: &Bound| b.cue.start < found.cue.end && found.cue.start < b.cue.end;
        let touches = |b: &Bound| {
            let other = b.content.iter().any(|c| found.content.iter().any(|f| f.start < c.end && c.start < f.end));
            own(b) || other
        };
        let whole = |b: &Bound| b.source.is_some() && !b.content.is_empty() && !own(b);
        if !bound.iter().any(|b| touches(b) && whole(b) && b.probability > LIKELY) {
            bound.retain(|b| !touches(b));
            bound.push(found);
        }
    }
    bound.sort_by_key(|b| b.cue.start);
}

fn class(s: &Sequence, unit: usize) -> u8 {
    s.words.get(unit).map_or(0, |w| w.class)
}

fn marked(s: &Sequence, unit: usize) -> bool {
    s.units.get(unit).is_some_and(|u| u.folded || u.quoted)
}

/// Whom somebody quotes speaks, wherever the words stand: "“…,” AFP quoted Ann Lee as saying", "it was bad, AFP quoted her as saying".
fn quoted(s: &Sequence, b: &mut Bound) {
    let end = s.sentence(b.cue.start).end;
    let active = frames::is(s, b.cue.end - 1, frames::QUOTES) && !b.cue.clone().any(|i| class(s, i) == KNOWN.verbs[0]);
    let saying = |i: &usize| class(s, *i) == KNOWN.r#as && frames::is(s, *i + 1, frames::SAYING);
    let Some(at) = (b.cue.end + 1..end.min(b.cue.end + SOMEBODY)).find(saying).filter(|_| active) else { return };
    let somebody = b.cue.end..at;
    let who =
        somebody.clone().any(|i| s.tags[i] > 0 || KNOWN.opens.contains(&class(s, i)) || class(s, i) == KNOWN.object);
    let before = b.content.first().is_some_and(|c| c.end <= b.cue.start);
    if !who || somebody.clone().any(|i| class(s, i) == COMMA || marked(s, i)) {
        return;
    }
    if before {
        b.content.retain(|c| c.end <= b.cue.start);
    } else if let Some(source) = b.source.as_ref().filter(|r| r.end <= b.cue.start) {
        // "The bridge was shut, AFP quoted her as saying."
        let sentence = s.sentence(b.cue.start).start;
        let comma = source.start.checked_sub(1).filter(|&i| i > sentence && class(s, i) == COMMA);
        let Some(comma) = comma.filter(|_| at + 2 >= end.saturating_sub(1)) else { return };
        b.content = std::iter::once(sentence..comma).collect();
    }
    b.source = Some(somebody);
}

/// Whom "by" names behind a passive speaks: "the plan was described by Ann Lee as “a joke”", "dubbed “a joke” by Ann Lee".
fn agent(s: &Sequence, b: &mut Bound) {
    let sentence = s.sentence(b.cue.start);
    let be = |i: usize| class(s, i) == KNOWN.verbs[0];
    let passive = b.cue.clone().any(be) || b.cue.start.checked_sub(1).is_some_and(be) || b.cue.start == sentence.start;
    let said = b.content.iter().cloned().flatten().any(|i| marked(s, i));
    // "She was quoted as saying “…” by AFP": the subject speaks.
    let quoted = b.cue.clone().any(|i| frames::is(s, i, frames::QUOTES));
    let calls = |i: usize| s.reports(i) || frames::is(s, i, frames::CALLED);
    let within = KNOWN.joins.contains(&class(s, b.cue.end - 1)) && class(s, b.cue.end - 1) != KNOWN.by;
    // The subject of a passive is spoken of.
    let behind = b.source.as_ref().is_some_and(|r| r.end > b.cue.start);
    if behind || quoted || !passive || !said || within || !b.cue.clone().any(calls) {
        return;
    }
    let by = |i: &usize| class(s, *i) == KNOWN.by && !marked(s, *i);
    let stop = sentence.end.min(b.cue.end + 3 * SOMEBODY);
    let Some(by) = (b.cue.end.saturating_sub(1)..stop).find(by) else { return };
    let from = by + 1;
    let closes = |i: &usize| {
        let c = class(s, *i);
        let apposed = c == COMMA && class(s, i + 1) == KNOWN.opens[0] || s.tags.get(i + 1).is_some_and(|&t| t > 0);
        marked(s, *i) || [PERIOD, KNOWN.r#as, COLON].contains(&c) || c == COMMA && !apposed
    };
    let end = (from..stop).find(closes).unwrap_or(stop);
    let somebody = (from..end).any(|i| s.tags[i] > 0);
    let verb = |i: usize| !marked(s, i) && KNOWN.verbs.contains(&class(s, i));
    if !somebody || end - from > SOMEBODY || (from..end).chain(b.cue.end..by).any(verb) {
        return;
    }
    let outside = |c: &Range<usize>| [c.start..c.end.min(by), c.start.max(end)..c.end];
    b.content = b.content.iter().flat_map(outside).filter(|r| r.start < r.end).collect();
    b.cue.end = b.cue.end.min(by.max(b.cue.start + 1));
    if let Some(subject) = b.source.replace(from..end) {
        b.content.insert(0, subject);
    }
}

/// Whoever is named between commas behind a verb of saying speaks, and the words on both sides are said: "the bridge, argues Ann Lee,
/// should be shut".
fn inserted(s: &Sequence, b: &mut Bound) {
    let sentence = s.sentence(b.cue.start);
    let inverted = b.cue.len() == 1 && frames::is(s, b.cue.start, frames::INVERTS);
    let comma = b.cue.start > sentence.start + 1 && class(s, b.cue.start - 1) == COMMA;
    let behind = b.content.iter().any(|c| c.start == b.cue.end);
    if inverted
        && comma
        && behind
        && let Some(found) = sides(s, b.cue.clone(), b.cue.end, &sentence)
    {
        (b.source, b.content) = (found.source, found.content);
    }
}

/// The same where the models have found nothing, and "the bridge, Ann Lee said, should be shut".
fn between_commas(s: &Sequence, sentence: &Range<usize>) -> Option<Bound> {
    let verb = |i: usize| i < sentence.end && s.tags[i] == 0 && frames::is(s, i, frames::INVERTS);
    let mut commas = (sentence.start + 1..sentence.end).filter(|&i| class(s, i) == COMMA);
    commas.find_map(|comma| {
        if verb(comma + 1) {
            return sides(s, comma + 1..comma + 2, comma + 2, sentence);
        }
        let name = comma + 1..(comma + 1..sentence.end).find(|&i| s.tags[i] == 0)?;
        let cue = name.end..name.end + 1;
        let goes_on = cue.end + 1 < sentence.end && class(s, cue.end) == COMMA && s.finite(cue.end + 1);
        (!name.is_empty() && verb(cue.start) && goes_on).then(|| {
            let content = [sentence.start..comma, cue.end + 1..s.stop(sentence.clone()).unwrap_or(sentence.end)];
            Bound { cue, source: Some(name), content: content.to_vec(), probability: LIKELY, nested: false }
        })
    })
}

/// The statement around a verb between commas, with whoever is named from unit `from` on.
fn sides(s: &Sequence, cue: Range<usize>, from: usize, sentence: &Range<usize>) -> Option<Bound> {
    let goes_on = |i: &usize| class(s, *i) == COMMA && *i + 1 < sentence.end && s.finite(*i + 1);
    let comma = (from + 1..sentence.end.min(from + SOMEBODY)).find(goes_on)?;
    let source = from..comma;
    let plain = source.clone().all(|i| !s.finite(i) && !marked(s, i));
    let stop = s.stop(sentence.clone()).unwrap_or(sentence.end);
    let named = s.tags[from] > 0
        || KNOWN.opens[..2].contains(&class(s, from))
        || class(s, from) == super::lexicon::class("title");
    let before = sentence.start..cue.start - 1;
    let clause = before.clone().any(|i| s.finite(i) || marked(s, i));
    (named && plain && !clause && comma + 1 < stop).then(|| Bound {
        cue,
        source: Some(source),
        content: vec![before, comma + 1..stop],
        probability: LIKELY,
        nested: false,
    })
}

/// "“…,” as Ann Lee put it", "“…” is how Ann Lee puts it".
fn put(s: &Sequence, sentence: &Range<usize>) -> Option<Bound> {
    let put = |i: &usize| frames::is(s, *i, frames::PUT) && frames::is(s, *i + 1, frames::IT);
    let at = sentence.clone().skip(2).find(put)?;
    let opens = |i: &usize| class(s, *i) == KNOWN.r#as || frames::is(s, *i, frames::HOW);
    let open = (at.saturating_sub(SOMEBODY).max(sentence.start)..at - 1).rev().find(opens)?;
    let said = said(s, sentence, open)?;
    let plain = (open + 1..at).all(|i| !marked(s, i) && !s.finite(i));
    plain.then(|| Bound {
        cue: at..at + 2,
        source: Some(open + 1..at),
        content: vec![said],
        probability: LIKELY,
        nested: false,
    })
}

/// "“…,” in the words of Ann Lee".
fn words_of(s: &Sequence, sentence: &Range<usize>) -> Option<Bound> {
    let words = |i: &usize| frames::is(s, *i, frames::WORDS) && frames::is(s, *i + 1, frames::OF);
    let at = sentence.clone().skip(1).find(words)?;
    let cue = (sentence.start.max(at.saturating_sub(2))..at + 2).find(|&i| frames::is(s, i, frames::IN))?..at + 2;
    let closes = |i: &usize| marked(s, *i) || [COMMA, PERIOD, COLON].contains(&class(s, *i));
    let source = cue.end..(cue.end..sentence.end).find(closes).unwrap_or(sentence.end);
    let before = said(s, sentence, cue.start);
    let behind = || (source.end..sentence.end).find(|&i| marked(s, i)).map(|i| i..i + run(s, i, sentence.end));
    let said = before.or_else(behind)?;
    let named = !source.is_empty() && s.tags[source.start..source.end].iter().any(|&t| t > 0);
    named.then(|| Bound { cue, source: Some(source), content: vec![said], probability: LIKELY, nested: false })
}

/// The last words in marks before unit `end` of a sentence, or the sentence in marks before it.
fn said(s: &Sequence, sentence: &Range<usize>, end: usize) -> Option<Range<usize>> {
    let last = (sentence.start..end).rev().find(|&i| marked(s, i))?;
    let start = if s.units[last].folded {
        last
    } else {
        (sentence.start..=last).rev().take_while(|&i| s.units[i].quoted).last()?
    };
    Some(start..last + 1)
}

/// How many units from `start` on stand in one pair of marks.
fn run(s: &Sequence, start: usize, end: usize) -> usize {
    if s.units[start].folded { 1 } else { (start..end).take_while(|&i| s.units[i].quoted).count() }
}

/// "War is over, says Trump": what stands before the comma of a headline is said, with or without a verb.
fn headline(s: &Sequence, sentence: &Range<usize>) -> Option<Bound> {
    let end = s.stop(sentence.clone())?;
    let verb = |i: &usize| class(s, *i - 1) == COMMA && s.tags[*i] == 0 && frames::is(s, *i, frames::INVERTS);
    let cue = (sentence.start + 2..end).rev().filter(|_| s.headline).find(verb)?;
    let source = cue + 1..end;
    // "Ann Lee praises, laments the old bridge" are her deeds.
    let deeds = s.reports(cue - 2);
    let somebody = !source.is_empty() && source.len() <= SOMEBODY / 2 && !deeds;
    let plain = source
        .clone()
        .all(|i| !s.finite(i) && !marked(s, i) && ![COMMA, COLON].contains(&class(s, i)) && !s.reports(i));
    (somebody && plain).then(|| Bound {
        cue: cue..cue + 1,
        source: Some(source),
        content: std::iter::once(sentence.start..cue - 1).collect(),
        probability: LIKELY,
        nested: false,
    })
}
