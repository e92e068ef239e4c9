//! Participles that report without a speaker of their own: they share the subject of the clause that they hang on. "Noting
//! that the bridge was old, Ann Lee asked for a new one", "she opened the bridge, adding that …".

use super::Bound;
use super::frames;
use super::lexicon::{COMMA, KNOWN};
use super::sequence::{LONGEST_SENTENCE, Sequence};
use std::ops::Range;

/// The longest subject, in units.
const LONGEST: usize = 8;

/// How likely a statement behind "with" is one.
const LIKELY: f32 = 0.5;

/// The fewest units of a clause behind a fronted one.
const LEAST: usize = 2;

/// Gives participles without a source the one that they share. `bound` is in the order of the cues.
pub fn bind(s: &Sequence, bound: &mut Vec<Bound>) {
    with(s, bound);
    for bound in bound.chunk_by_mut(|a, b| s.sentence(a.cue.start) == s.sentence(b.cue.start)) {
        if s.sentence(bound[0].cue.start).len() > LONGEST_SENTENCE {
            continue;
        }
        for n in 0..bound.len() {
            let b = &bound[n];
            // "According to" has its speaker behind it.
            let reports = |i: usize| s.reports(i) && !frames::is(s, i, frames::ACCORDING);
            let participle = |i: usize| s.words[i].class == KNOWN.adds[0] && reports(i);
            if b.source.is_none() && !b.nested && !b.content.is_empty() && b.cue.clone().any(participle) {
                bound[n].source = fronted(s, bound, n).or_else(|| trailing(s, bound, n));
            } else if b.source.is_none() && !b.nested && n > 0 {
                another(s, bound, n);
            }
        }
    }
}

/// "Noting that the bridge was old, Ann Lee asked for a new one." Where the content goes on to the end of the sentence, it
/// ends before that subject instead: there must be one.
fn fronted(s: &Sequence, bound: &mut [Bound], n: usize) -> Option<Range<usize>> {
    let Range { start, end } = s.sentence(bound[n].cue.start);
    let content = bound[n].content.last().filter(|c| bound[n].cue.start == start && c.end <= end)?.clone();
    let from = |comma: usize| {
        let other = bound.iter().filter_map(|b| b.source.clone()).filter(|source| source.start == comma + 1);
        other.min_by_key(|source| source.end).or_else(|| subject(s, comma + 1..end))
    };
    let mut commas = (content.start + 1..end).filter(|&i| s.words[i].class == COMMA);
    let (comma, source) = if content.end + LEAST < end {
        let comma = commas.find(|&i| i + 1 >= content.end).filter(|&i| i <= content.end)?;
        (comma, from(comma)?)
    } else {
        commas.find_map(|comma| Some((comma, from(comma)?)))?
    };
    let own = bound[n].content.last_mut()?;
    own.end = own.end.min(comma);
    bound.iter_mut().filter(|b| b.cue.start > comma).for_each(|b| b.nested = false);
    Some(source)
}

/// "Ann Lee said it was bad, and Kofi Mensah, who had built it, said it was good": the name that the content before has taken in speaks.
fn another(s: &Sequence, bound: &mut [Bound], n: usize) {
    let cue = bound[n].cue.start;
    let Some(before) = bound[..n].iter_mut().rfind(|b| !b.nested && !b.content.is_empty()) else { return };
    let Some(content) = before.content.last_mut() else { return };
    let comma = |i: usize| s.words[i].class == COMMA;
    let who = content.end + 1 < cue && comma(content.end) && s.tags[content.end + 1] == 0 && comma(cue - 1);
    let name = (content.start..content.end).rev().take_while(|&i| s.tags[i] > 0).last().filter(|_| who);
    let Some(start) = name.filter(|&i| i > content.start + LEAST) else { return };
    let joins = [KNOWN.and, KNOWN.but].contains(&s.words[start - 1].class);
    let apposed = (content.end..cue).all(|i| !s.units[i].folded) && cue - content.end <= 2 * LONGEST;
    if joins && apposed {
        let source = start..content.end;
        content.end = start - 1;
        if comma(content.end - 1) {
            content.end -= 1;
        }
        bound[n].source = Some(source);
    }
}

/// "She told AFP that the bridge was old, adding that …", "the ministry rejected the plan, saying …".
fn trailing(s: &Sequence, bound: &[Bound], n: usize) -> Option<Range<usize>> {
    let cue = &bound[n].cue;
    let start = s.sentence(cue.start).start;
    // "…, adding", "while noting", "responded by saying", "and urging".
    let hangs = |i: usize| [COMMA, KNOWN.by, KNOWN.but, KNOWN.and].contains(&s.words[i].class);
    if cue.start < start + 2 || !hangs(cue.start - 1) {
        return None;
    }
    let within = |other: &Bound| other.content.iter().any(|c| c.contains(&cue.start));
    let before = |other: &Bound| other.cue.end <= cue.start && !within(other);
    if let Some(other) = bound.iter().rfind(|other| !other.nested && before(other)) {
        return other.source.clone();
    }
    // "The talks would fail, he added, saying …": what stands in front is not who says it.
    let inserted = KNOWN.verbs.contains(&s.words[cue.start - 2].class);
    let alone = !inserted && !bound.iter().any(|other| other.cue.end <= cue.start);
    if alone { subject(s, start..cue.start - 1) } else { None }
}

/// "The minister resigned, with Ann Lee calling it “a pity”": whom "with" names speaks, and his words are not those of the clause
/// before.
fn with(s: &Sequence, bound: &mut Vec<Bound>) {
    let mut found = Vec::new();
    for at in 1..s.len() {
        let with = s.words[at].class == KNOWN.with && s.words[at - 1].class == COMMA;
        let end = s.sentence(at).end;
        if !with || end - s.sentence(at).start > LONGEST_SENTENCE {
            continue;
        }
        let Some(cue) = (at + 2..end.min(at + 2 + 2 * LONGEST)).find(|&i| s.tags[i] == 0 && s.tags[i - 1] > 0) else {
            continue;
        };
        let verb = frames::is(s, cue, frames::ASIDE);
        let free = !bound.iter().any(|b| b.cue.contains(&cue));
        let stop = s.stop(cue + 1..end).unwrap_or(end);
        let content = cue + 1..stop;
        if verb && free && cue + LEAST < stop && !(at..cue).any(|i| s.units[i].folded || s.finite(i)) {
            found.push(Bound {
                cue: cue..cue + 1,
                source: Some(at + 1..cue),
                content: vec![content],
                probability: LIKELY,
                nested: false,
            });
        }
    }
    for new in found {
        let start = new.source.as_ref().map_or(new.cue.start, |r| r.start) - 2;
        for c in bound.iter_mut().flat_map(|b| b.content.iter_mut()) {
            if c.contains(&start) && c.start < start {
                c.end = c.end.min(start);
            }
        }
        bound.push(new);
    }
    bound.sort_by_key(|b| b.cue.start);
}

/// The noun phrase or pronoun with which a clause begins, where its verb follows.
fn subject(s: &Sequence, clause: Range<usize>) -> Option<Range<usize>> {
    let start = clause.start;
    let class = |i: usize| s.words[i].class;
    let verb = |i: &usize| KNOWN.verbs.contains(&class(*i)) && s.tags[*i] == 0;
    let adverb = |i: &usize| KNOWN.adverbs.contains(&class(*i));
    let verb = (start + 1..clause.end.min(start + 1 + LONGEST)).find(verb)?;
    let end = (start + 1..verb).rev().find(|i| !adverb(i)).map_or(start + 1, |i| i + 1);
    let joined = |i: usize| class(i) == COMMA || (KNOWN.joins.contains(&class(i)) && class(i) != KNOWN.prepositions[1]);
    // "The notice of a certified letter": no verb.
    let modifies = KNOWN.opens[..2].contains(&class(verb - 1)) || KNOWN.joins.contains(&class(verb - 1));
    let broken =
        modifies || (start..end).any(|i| joined(i) || class(i) == KNOWN.that || s.units[i].folded || s.units[i].quoted);
    let begins =
        s.tags[start] > 0 || class(start) == KNOWN.opens[0] || (class(start) == KNOWN.subject && end == start + 1);
    (begins && !broken).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use crate::annotate;
    use crate::model::{Article, Paragraph};

    /// Mention and cue of each quotation of a sentence.
    fn who(text: &str) -> Vec<(String, String)> {
        let paragraphs = vec![Paragraph { p: 1, text: text.to_owned() }];
        let annotated = annotate::annotate(Article { paragraphs, ..Default::default() });
        let slice = |p| annotated.article.slice(p).to_owned();
        let row =
            |q: &crate::model::Quotation| (q.mention.map_or(String::new(), slice), q.cue.map_or(String::new(), slice));
        annotated.quotations.iter().map(row).collect()
    }

    #[test]
    fn fronted_participles_have_the_subject_behind_their_words() {
        for (text, mention, cue) in [
            ("Noting that the bridge was old, Carla Mendes asked for a new one.", "Carla Mendes", "Noting"),
            ("Stressing that nobody had been hurt, the minister visited the bridge.", "the minister", "Stressing"),
        ] {
            assert!(who(text).contains(&(mention.to_owned(), cue.to_owned())), "{text}: {:?}", who(text));
        }
    }

    #[test]
    fn trailing_participles_have_the_subject_of_the_sentence() {
        for (text, mention, cue) in [
            ("The ministry rejected the plan, saying that it would cost too much.", "The ministry", "saying"),
            ("Carla Mendes also defended the port, adding that it paid for the bridge.", "Carla Mendes", "adding"),
            ("The council responded by saying that the bridge would be closed.", "The council", "responded by saying"),
        ] {
            assert!(who(text).contains(&(mention.to_owned(), cue.to_owned())), "{text}: {:?}", who(text));
        }
    }

    #[test]
    fn what_stands_before_an_inserted_speaker_does_not_speak() {
        let said = who("The old bridge was safe, she added, saying that it had been painted.");
        assert!(said.iter().all(|(mention, _)| mention != "The old bridge"), "{said:?}");
    }
}
