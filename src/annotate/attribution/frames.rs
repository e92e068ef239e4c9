//! Set phrases that settle who speaks: "as stated by X, …", "according to X, …", "“…” – X"; and verbs that report only where
//! their object is no thing.

use super::Bound;
use super::bind::all_quoted;
use super::lexicon::{self, COLON, COMMA, DASH, KNOWN, PERIOD, QUOTE, class};
use super::sequence::Sequence;
use crate::model::Span;
use crate::parse::agency;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// The kinds of a word in `models/frames.txt`, one bit for each, and whether it reports speech.
pub type Frames = u32;

macro_rules! kinds {
    ($($name:ident = $kind:literal),* $(,)?) => {
        /// The kinds by their names in the file.
        const KINDS: &[&str] = &[$($kind),*];
        kinds!(@ 0, $($name)*);
    };
    (@ $n:expr, $name:ident $($rest:ident)*) => {
        pub(super) const $name: Frames = 1 << $n;
        kinds!(@ $n + 1, $($rest)*);
    };
    (@ $n:expr,) => {
        /// Words that report speech or writing ([`super::act::words`]).
        pub(super) const REPORTS: Frames = 1 << $n;
    };
}

kinds! {
    ACCORDING = "according",
    ACT = "act",
    ADDRESSES = "addresses",
    AS = "as",
    ASIDE = "aside",
    CALLED = "called",
    CIRCUMSTANCE = "circumstance",
    DRAWN = "drawn",
    DRAWS = "draws",
    HOW = "how",
    IN = "in",
    INVERTS = "inverts",
    IT = "it",
    LEVIED = "levied",
    LEVIES = "levies",
    LISTENS = "listens",
    OF = "of",
    ONE = "one",
    PUT = "put",
    QUOTES = "quotes",
    REFUSED = "refused",
    REFUSES = "refuses",
    SAYING = "saying",
    SCORED = "scored",
    SCORES = "scores",
    THING = "thing",
    TITLED = "titled",
    WORDS = "words",
}

static FRAMES: LazyLock<FxHashMap<&'static str, Frames>> = LazyLock::new(|| {
    let mut frames: FxHashMap<&str, Frames> = FxHashMap::default();
    for line in include_str!("../../../models/frames.txt").lines().filter(|l| !l.starts_with('#')) {
        let mut words = line.split(' ');
        let kind = words.next().and_then(|kind| KINDS.iter().position(|k| *k == kind));
        for word in words {
            *frames.entry(word).or_default() |= kind.map_or(0, |bit| 1 << bit);
        }
    }
    for word in super::act::words() {
        *frames.entry(word).or_default() |= REPORTS;
    }
    frames
});

/// The kinds of a word in small letters.
pub fn of(word: &str) -> Frames {
    FRAMES.get(word).copied().unwrap_or_default()
}

/// How likely a statement in such a phrase is one.
const LIKELY: f32 = 0.85;

/// How likely a statement in marks must be that another one only passes on.
const TOLD: f32 = 0.3;

/// The longest name of a source, in units.
const LONGEST_SOURCE: usize = 12;

/// How far a thing stands behind its verb.
const OBJECT: usize = 8;

/// Whether a word of this kind stands at a unit.
#[inline]
pub(super) fn is(s: &Sequence, unit: usize, kind: Frames) -> bool {
    s.words.get(unit).is_some_and(|w| w.frames & kind != 0)
}

/// Adds the statements that set phrases introduce, and drops acts that are no statements.
pub fn settle(text: &str, s: &Sequence, mut bound: Vec<Bound>) -> Vec<Bound> {
    bound.retain(|b| !is_act(text, s, b) && !is_compound(text, s, b) && !is_naming(s, b) && !is_link(text, s, b));
    bound.sort_by_key(|b| b.cue.start);
    let mut framed: Vec<Bound> = Vec::new();
    let mut start = 0;
    while start < s.len() {
        let end = s.sentence(start).end;
        framed.extend(
            as_said_by(s, start).or_else(|| according_to(s, start..end)).or_else(|| signed(text, s, start..end)),
        );
        start = end;
    }
    // What somebody is said to have said in marks is not that of the text that tells of it: "“…,” he told them, according to a statement".
    let marked = |b: &&Bound| {
        b.source.is_some() && b.content.iter().cloned().flatten().any(|i| s.units[i].folded) && b.probability >= TOLD
    };
    let told: Vec<&Bound> = bound.iter().filter(marked).collect();
    let own = |f: &Bound, b: &Bound| b.source.as_ref().is_some_and(|r| f.content.iter().any(|c| c.contains(&r.start)));
    framed.retain(|f| !told.iter().any(|b| own(f, b) && f.content.iter().any(|c| c.contains(&b.cue.start))));
    // A phrase that the model has read whole is left to it.
    framed.retain(|f| {
        let at = bound.partition_point(|b| b.cue.end <= f.cue.start);
        let own = bound[at..].iter().take_while(|b| b.cue.start < f.cue.end);
        !own.into_iter().any(|b| b.source.is_some() && !b.content.is_empty())
    });
    let touches = |r: &Range<usize>| {
        let at = framed.partition_point(|f| f.cue.end.max(f.content[0].end) <= r.start);
        framed.get(at).is_some_and(|f| f.cue.start.min(f.content[0].start) < r.end)
    };
    bound.retain(|b| !b.content.iter().chain([&b.cue]).any(touches));
    bound.extend(framed);
    bound
}

/// "As stated by X, a role, content."
fn as_said_by(s: &Sequence, start: usize) -> Option<Bound> {
    let end = s.sentence(start).end;
    let opens = s.words[start].class == KNOWN.r#as && is(s, start + 1, AS);
    if !opens || s.words.get(start + 2)?.class != KNOWN.by {
        return None;
    }
    let from = start + 3;
    let comma = (from..end.min(from + LONGEST_SOURCE)).find(|&i| s.words[i].class == COMMA)?;
    let content = clause(s, comma + 1..end);
    if comma == from || content.len() < 2 {
        return None;
    }
    Some(Bound {
        cue: start..from,
        source: Some(from..comma),
        content: vec![content],
        probability: LIKELY,
        nested: false,
    })
}

/// "According to X, content", "Content, according to X."
fn according_to(s: &Sequence, sentence: Range<usize>) -> Option<Bound> {
    let (start, end) = (sentence.start, sentence.end);
    let at = sentence.clone().find(|&i| i + 2 < end && s.words[i + 1].class == KNOWN.to && is(s, i, ACCORDING))?;
    let from = at + 2;
    let stop = (from..end.min(from + LONGEST_SOURCE)).find(|&i| [COMMA, PERIOD].contains(&s.words[i].class))?;
    let content = if at == start {
        clause(s, stop + 1..end)
    } else if s.words[at - 1].class == COMMA && s.words[stop].class == PERIOD {
        start..at - 1
    } else {
        return None;
    };
    let whole = content.len() >= 2 && stop > from;
    whole.then(|| Bound {
        cue: at..from,
        source: Some(from..stop),
        content: vec![content],
        probability: LIKELY,
        nested: false,
    })
}

/// "“Content” – X, a role": a sentence that is a quotation and who it is from, or one that only tells from whom those before
/// it are. A news agency signs the article, not the quotation.
fn signed(text: &str, s: &Sequence, sentence: Range<usize>) -> Option<Bound> {
    let mut start = sentence.start;
    let dash = sentence.clone().find(|&i| s.words[i].class == DASH)?;
    if dash == start {
        start = quoted_before(s, start);
    }
    let said = |i: usize| s.units[i].folded || s.units[i].quoted || s.words[i].class == PERIOD;
    let end = s.stop(sentence)?;
    let from = dash + 1;
    let stop = (from..end).find(|&i| s.words[i].class == COMMA).unwrap_or(end);
    let name = (from..stop).any(|i| s.tags[i] > 0) && end - from <= LONGEST_SOURCE;
    let verb = |i: usize| s.finite(i) || s.words[i].strength >= lexicon::LIKELY;
    let plain = (from..end).all(|i| !s.units[i].folded && (s.tags[i] > 0 || !verb(i)));
    let content = start..dash;
    let agency = stop > from && agency(&text[span(s, from).start as usize..span(s, stop - 1).end as usize]).is_some();
    let whole = stop > from && name && plain && !agency && !content.is_empty() && content.clone().all(said);
    whole.then(|| Bound {
        cue: dash..from,
        source: Some(from..stop),
        content: vec![content],
        probability: LIKELY,
        nested: false,
    })
}

/// The bytes of the first token of a unit.
fn span(s: &Sequence, unit: usize) -> Span {
    s.starts[s.units[unit].tokens.start]
}

/// Where the sentences that are quotations alone and end at `end` begin.
fn quoted_before(s: &Sequence, end: usize) -> usize {
    let mut start = end;
    while let Some(before) = start.checked_sub(1).map(|i| s.sentence(i).start) {
        if !all_quoted(s, before..start) {
            break;
        }
        start = before;
    }
    start
}

/// The main clause behind a source: from the first part between commas that holds a verb and is no addition to it.
fn clause(s: &Sequence, rest: Range<usize>) -> Range<usize> {
    let additions =
        ["wh", "prep", "in", "on", "at", "for", "from", "with", "as", "ing", "but", "and", "word", "noun"].map(class);
    let mut part = rest.start;
    while part < rest.end {
        let next = (part..rest.end).find(|&i| s.words[i].class == COMMA).unwrap_or(rest.end);
        let verb = (part..next).any(|i| KNOWN.verbs.contains(&s.words[i].class) || s.words[i].class == QUOTE);
        if verb && !additions.contains(&s.words[part].class) {
            return part..rest.end;
        }
        part = next + 1;
    }
    rest
}

/// Whether a cue that may also be a deed has a thing as its object: "blasted two shells", "slammed the door".
fn is_act(text: &str, s: &Sequence, b: &Bound) -> bool {
    let deeds = [(ACT, THING), (LEVIES, LEVIED), (DRAWS, DRAWN), (REFUSES, REFUSED), (SCORES, SCORED)];
    let Some((_, thing)) = deeds.into_iter().find(|(verb, _)| b.cue.clone().any(|i| is(s, i, *verb))) else {
        return false;
    };
    let words = b.content.iter().cloned().flatten();
    let said = words.clone().any(|i| s.units[i].folded || s.units[i].quoted || s.word_of(text, &s.units[i]) == "that");
    if said || b.content.first().is_none_or(|c| c.start < b.cue.end) {
        return false;
    }
    let mut object = (b.cue.end..s.sentence(b.cue.start).end).take(OBJECT);
    let ends = |i: usize| {
        let class = s.words[i].class;
        [COMMA, COLON, PERIOD].contains(&class) || KNOWN.prepositions.contains(&class)
    };
    object.by_ref().take_while(|&i| !ends(i)).any(|i| is(s, i, thing))
}

/// Whether a cue is half of a word: "so-called", "long-promised".
fn is_compound(text: &str, s: &Sequence, b: &Bound) -> bool {
    let start = s.starts[s.units[b.cue.start].tokens.start].start as usize;
    text[..start].strip_suffix('-').is_some_and(|rest| rest.ends_with(char::is_alphabetic))
}

/// Whether it is no statement but leads on from the one before: "That said, the port is safe."
fn is_link(text: &str, s: &Sequence, b: &Bound) -> bool {
    let start = s.sentence(b.cue.start).start;
    let that = b.cue.start == start + 1 && s.words[start].class == KNOWN.that && b.cue.len() == 1;
    that && s.word_of(text, &s.units[b.cue.start]) == "said" && s.words.get(b.cue.end).is_some_and(|w| w.class == COMMA)
}

/// Whether a cue only tells what a thing is called, and nobody is named who calls it so: "a film titled “Noon”".
fn is_naming(s: &Sequence, b: &Bound) -> bool {
    let (last, end) = (b.cue.end - 1, s.sentence(b.cue.start).end);
    let be = |i: usize| KNOWN.verbs[0] == s.words[i].class;
    let passive = b.cue.clone().any(be) || b.cue.start.checked_sub(1).is_some_and(be) || is(s, last, TITLED);
    let by = (last..end).take(LONGEST_SOURCE).any(|i| s.words[i].class == KNOWN.by);
    passive && !by && (is(s, last, CALLED) || is(s, last, TITLED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Document;
    use crate::annotate::attribution::memory::Memory;
    use crate::model::{Article, Paragraph};

    /// Whether a cue at the third word, with all behind it as content, stays a statement.
    fn stays(text: &str) -> bool {
        let paragraphs = vec![Paragraph { p: 1, text: text.to_owned() }];
        let article = Article { paragraphs, ..Default::default() };
        let mut document = Document::new(&article);
        for (name, step) in crate::annotate::ANNOTATORS {
            if !["attribution", "coreference"].contains(name) {
                step(&mut document);
            }
        }
        let s = Sequence::new(&document, 0, &mut Memory::default());
        let content = std::iter::once(3..s.len()).collect();
        !settle(text, &s, vec![Bound { cue: 2..3, source: Some(0..2), content, probability: 0.7, nested: false }])
            .is_empty()
    }

    #[test]
    fn deeds_are_no_statements() {
        assert!(!stays("The army blasted at least two rockets from the coast."));
        assert!(!stays("The minister slammed the door behind him."));
        assert!(stays("The minister slammed the plan for more rockets."));
        assert!(stays("The minister slammed the rockets as “toys for boys who never grew up at all.”"));
        assert!(stays("The minister said two rockets fell."));
    }
}
