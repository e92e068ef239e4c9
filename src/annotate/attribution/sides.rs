//! Which words belong to whom: where source, cue and content of a statement were told apart in the wrong place, or taken for one
//! another.

use super::Bound;
use super::act::reports;
use super::complete::{ADDRESSEE, LEAST, VERB, plain};
use super::frames;
use super::lexicon::{self, COLON, COMMA, KNOWN};
use super::sequence::Sequence;
use crate::annotate::tagger::text as hash;
use std::ops::Range;

/// Puts the sides of a statement right.
pub fn mend(text: &str, s: &Sequence, b: &mut Bound) {
    named(text, s, b);
    source_goes_on(s, b);
    turned(s, b);
    parted(text, s, b);
    address(s, b);
    addressee(s, b);
    spoken(s, b);
    quoted(s, b);
}

/// Capitals with which a cue begins belong to the name before it: "American | Express said".
fn named(text: &str, s: &Sequence, b: &mut Bound) {
    // "May said she would stay": a verb of saying makes a name of it.
    let first = s.sentence(b.cue.start).start == b.cue.start && s.words[b.cue.start].word == *lexicon::MAY;
    if b.source.is_none() && first && b.cue.len() == 2 && s.reports(b.cue.start + 1) {
        b.source = Some(b.cue.start..b.cue.start + 1);
        b.cue.start += 1;
    }
    let Some(source) = b.source.as_mut() else { return };
    let capital = |i: usize| s.word_of(text, &s.units[i]).starts_with(char::is_uppercase);
    let names = |i: &usize| *i < b.cue.end && capital(*i) && s.words[*i].class != KNOWN.day;
    let verb = (b.cue.start..).find(|i| !names(i)).unwrap_or(b.cue.end);
    // In "What You Need to Know" all have one, in "Harbour Workers Call for Help" all but "for".
    if verb == b.cue.end || KNOWN.joins.contains(&s.words[verb].class) || s.words[source.start].class == KNOWN.subject {
        return;
    }
    while b.cue.len() > 1 && source.end == b.cue.start && capital(source.end - 1) && capital(b.cue.start) {
        source.end += 1;
        b.cue.start += 1;
    }
}

/// A source that breaks off goes on up to the next comma: "according to Ann Lee, head of | the port, ships …", "a report dated May 5, |
/// 2022, ships …", "the head of police, | Ann Lee, ships …".
fn source_goes_on(s: &Sequence, b: &mut Bound) {
    let (Some(source), Some(content)) = (b.source.as_mut(), b.content.first_mut()) else { return };
    let class = |i: usize| s.words[i].class;
    let last = source.end - 1;
    let behind = source.start >= b.cue.end && content.start >= source.end && content.start <= source.end + 1;
    let Some(comma) = content.clone().take(ADDRESSEE).find(|&i| class(i) == COMMA).filter(|_| behind) else { return };
    let rest = content.start..comma;
    let joins = KNOWN.joins.contains(&class(last)) && class(last) != KNOWN.and;
    let year = rest.len() == 1 && class(rest.start) == KNOWN.number && class(last) == KNOWN.number;
    let name = rest.clone().all(|i| s.tags[i] > 0) && KNOWN.people.contains(&class(last)) && content.start > source.end;
    let clause = (comma + 1..content.end).any(|i| s.finite(i) || class(i) == KNOWN.verbs[5]);
    if (joins || year || name) && clause && content.end - comma > LEAST {
        source.end = comma;
        content.start = comma + 1;
    }
}

/// A clause behind the verb is said, and who stands before it, with what tells of him, says it: "Minister Ann Lee, who saw the drill, said |
/// Norra planned another one".
fn turned(s: &Sequence, b: &mut Bound) {
    let sentence = s.sentence(b.cue.start);
    let verb = |i: usize| s.finite(i) || s.words[i].class == KNOWN.verbs[5];
    let subject = |c: &Range<usize>| {
        let comma = c.clone().find(|&i| s.words[i].class == COMMA).unwrap_or(c.end);
        let open =
            c.start == sentence.start && c.end + 1 == b.cue.start && s.words[c.end].class == COMMA && comma < c.end;
        let who = (c.start..comma).any(|i| s.tags[i] > 0 || KNOWN.opens[..2].contains(&s.words[i].class));
        open && who && !(c.start..comma).any(verb) && !c.clone().any(|i| s.units[i].folded || s.units[i].quoted)
    };
    let says = frames::is(s, b.cue.end - 1, frames::INVERTS);
    let Some(first) = b.content.first().filter(|c| says && subject(c)).cloned() else { return };
    let stop = s.stop(sentence.clone()).unwrap_or(sentence.end);
    match (&b.source, b.content.len()) {
        (Some(source), 1) if source.start == b.cue.end && source.clone().any(verb) => {
            b.content = std::iter::once(source.start..stop.max(source.end)).collect();
            b.source = Some(first);
        }
        (None, 2) if b.content[1].start == b.cue.end => {
            b.content.remove(0);
            b.source = Some(first);
        }
        _ => {}
    }
}

/// A name within a cue is its source: "Said Mensah: “…”", "as dictated by Mensah: “…”".
fn parted(text: &str, s: &Sequence, b: &mut Bound) {
    if b.source.is_some() {
        return;
    }
    let word = |i: usize| s.word_of(text, &s.units[i]);
    let verb = word(b.cue.start);
    let inverted = s.sentence(b.cue.start).start == b.cue.start && reports(verb) && !verb.ends_with("ing");
    // "Said | Mensah: “…”": the name was taken for the first of the words.
    if let Some(words) = b.content.first_mut().filter(|words| inverted && words.start == b.cue.end) {
        let end = words.clone().find(|&i| s.tags[i] == 0).unwrap_or(words.end);
        if end > words.start && end + 1 < words.end && s.words[end].class == COLON {
            b.source = Some(words.start..end);
            words.start = end + 1;
            return;
        }
    }
    // Between such a verb and a colon capitals are enough: that of the verb hides where the name begins.
    let capitals = inverted && s.words[b.cue.end - 1].class == COLON;
    let named = |i: &usize| s.tags[*i] > 0 || capitals && word(*i).starts_with(char::is_uppercase);
    let Some(start) = b.cue.clone().skip(1).find(named) else { return };
    let end = (start..b.cue.end).find(|i| !named(i)).unwrap_or(b.cue.end);
    let placed = word(start - 1) == "by" || inverted && start == b.cue.start + 1;
    if placed && (end..b.cue.end).all(|i| s.words[i].class == COLON) {
        (b.source, b.cue.end) = (Some(start..end), start);
    }
}

/// Whoever stands before "told" speaks, not who stands behind it: "Ann Lee, who won, told AFP that she was glad".
fn address(s: &Sequence, b: &mut Bound) {
    let verb = b.cue.clone().any(|i| frames::is(s, i, frames::ADDRESSES));
    // "Ann Lee, who won the “Best Boat” prize, told AFP that she was glad": the marks make what stands before them look like words of hers.
    if let (true, None, [first, _, ..]) = (verb, &b.source, b.content.as_slice())
        && first.start == s.sentence(b.cue.start).start
        && first.end <= b.cue.start
        && let Some(end) = first.clone().find(|&i| s.tags[i] == 0).filter(|&i| i > first.start)
        && s.words[end].class == COMMA
    {
        b.source = Some(first.start..end);
        b.content.remove(0);
    }
    let Some(source) = b.source.as_ref().filter(|r| verb && r.start >= b.cue.end) else { return };
    let start = s.sentence(b.cue.start).start;
    let behind = b.content.first().is_some_and(|c| c.start >= source.end);
    let set_off = b.cue.start > start + 1 && s.words[b.cue.start - 1].class == COMMA;
    let comma = (start..b.cue.start).find(|&i| s.words[i].class == COMMA);
    if let Some(comma) = comma.filter(|&at| behind && set_off && at > start && plain(s, &(start..at))) {
        b.source = Some(start..comma);
    }
}

/// Whom somebody tells is no part of what is told: "told MPs | the port would close".
fn addressee(s: &Sequence, b: &mut Bound) {
    let tells = b.cue.end.checked_sub(1).is_some_and(|i| frames::is(s, i, frames::ADDRESSES));
    let Some(content) = b.content.first_mut().filter(|c| tells && c.start == b.cue.end) else { return };
    let opens = |i: &usize| KNOWN.opens.contains(&s.words[*i].class) && s.words[*i].word != hash("who");
    let plain = |i: &usize| {
        let class = s.words[*i].class;
        let joins = [COMMA, COLON, KNOWN.that].contains(&class) || KNOWN.joins.contains(&class);
        !joins && !s.finite(*i) && !s.units[*i].folded && !s.units[*i].quoted
    };
    let first = (content.start..content.end.min(content.start + ADDRESSEE)).take_while(plain);
    let Some(start) = first.skip(1).find(|i| opens(i) && !KNOWN.opens.contains(&s.words[*i - 1].class)) else { return };
    let clause =
        (start + 1..content.end.min(start + VERB)).take_while(|&i| s.words[i].class != COMMA).any(|i| s.finite(i));
    if clause && content.end - start > LEAST {
        content.start = start;
    }
}

/// When somebody spoke is not what he said: "The port will close, Ann Lee said while visiting the town."
fn spoken(s: &Sequence, b: &mut Bound) {
    let sentence = s.sentence(b.cue.start);
    let behind = |c: &Range<usize>| c.start == b.cue.end && frames::is(s, c.start, frames::CIRCUMSTANCE);
    let (Some(source), [when]) = (b.source.clone(), b.content.as_slice()) else { return };
    let participle = when.len() > 1 && s.words[when.start + 1].class == KNOWN.adds[0];
    let inverts = frames::is(s, b.cue.end - 1, frames::INVERTS);
    let content = sentence.start..source.start.saturating_sub(1).max(sentence.start);
    let comma = source.end <= b.cue.start && source.start > sentence.start && s.words[source.start - 1].class == COMMA;
    let said = inverts && behind(when) && participle && comma && content.len() > LEAST;
    if said && content.clone().any(|i| s.finite(i)) {
        b.content = vec![content];
    }
}

/// Whom somebody quotes speaks: "Reuters quoted Ann Lee as saying that the bridge was safe".
fn quoted(s: &Sequence, b: &mut Bound) {
    let verb = |i: usize| frames::is(s, i, frames::QUOTES);
    let active = b.cue.clone().any(verb) && !b.cue.clone().any(|i| s.words[i].class == KNOWN.verbs[0]);
    let Some(content) = b.content.first_mut().filter(|c| active && c.start == b.cue.end) else { return };
    let saying = |i: &usize| s.words[*i].class == KNOWN.r#as && frames::is(s, *i + 1, frames::SAYING);
    let Some(at) = (content.start..content.end.min(content.start + ADDRESSEE)).find(saying) else { return };
    let somebody = b.cue.end..at;
    if at + 2 < content.end && somebody.clone().any(|i| s.tags[i] > 0) && plain(s, &somebody) {
        content.start = at + 2;
        b.source = Some(somebody);
    }
}
