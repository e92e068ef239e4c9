//! Cues without a content, as the second model now and then leaves them though it is sure of the cue: who or what is missing
//! stands in the same sentence, on the other side of an addressee, of a long apposition or of the cue.

use super::Bound;
use super::act::reports;
use super::frames;
use super::lexicon::{COLON, COMMA, KNOWN, PERIOD};
use super::sequence::{LONGEST_SENTENCE, Sequence};
use super::sides;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Less likely cues stay without a content.
const SURE: f32 = 0.5;

/// How likely a statement is whose cue the models have not found.
const PROBABILITY: f32 = 0.5;

/// The longest way from a quotation to its verb, in units.
const FARTHEST: usize = 40;

/// The longest addressee with what may follow it ("a televised news conference in Tokyo on Tuesday"), in units.
pub(super) const ADDRESSEE: usize = 12;

/// How far behind its beginning a clause has its verb, in units.
pub(super) const VERB: usize = 9;

/// The longest source behind its verb, in units.
const SOURCE: usize = 16;

/// The fewest units of a content.
pub(super) const LEAST: usize = 3;

/// Gives cues the content that they lack, and sentences that begin with a quotation or end with a speaker the cue that they lack.
pub fn bind(text: &str, s: &Sequence, bound: &mut Vec<Bound>) {
    let mut taken = vec![false; s.len()];
    for r in bound.iter().flat_map(|b| b.content.iter().chain([&b.cue])) {
        taken[r.clone()].fill(true);
    }
    // Looking through what is longer for each cue would take long.
    let short = |b: &Bound| s.sentence(b.cue.start).len() <= LONGEST_SENTENCE;
    for b in bound.iter_mut().filter(|b| short(b)) {
        sides::mend(text, s, b);
        if b.probability >= SURE {
            complete(text, s, b, &mut taken);
        }
    }
    // By sentence, the cue that still has no content; and the sentences that any other cue has something to do with.
    let mut bare: FxHashMap<usize, usize> = FxHashMap::default();
    let mut cued = vec![false; s.len()];
    for (n, b) in bound.iter().enumerate() {
        let sentence = |unit: usize| s.sentence(unit).start;
        if b.content.is_empty() {
            bare.entry(sentence(b.cue.start)).or_insert(n);
        } else if !b.nested {
            b.content.iter().chain([&b.cue]).for_each(|r| cued[sentence(r.start)] = true);
        }
    }
    let mut start = 0;
    while start < s.len() {
        let sentence = s.sentence(start);
        start = sentence.end;
        if cued[sentence.start] || taken[sentence.start] {
            continue;
        }
        let own = bare.get(&sentence.start).copied();
        if s.units[sentence.start].folded {
            let told = told(s, sentence, own.map(|n| &bound[n]));
            match (told, own) {
                (Some(told), Some(n)) => bound[n] = told,
                (told, _) => bound.extend(told),
            }
        } else {
            let found = trailing(s, sentence.clone()).or_else(|| telling(s, sentence));
            match own {
                None => bound.extend(found),
                Some(n) => {
                    if let Some(found) = found.filter(|b| b.cue.start == bound[n].cue.start) {
                        bound[n] = found;
                    }
                }
            }
        }
    }
    bound.sort_by_key(|b| b.cue.start);
}

/// A sentence that begins with a quotation: "“…,” Ann Lee, head of the port and a native of Lima told reporters." Its cue is
/// `own`, which has no content, or else the first verb of saying behind a noun phrase.
fn told(s: &Sequence, sentence: Range<usize>, own: Option<&Bound>) -> Option<Bound> {
    let verb = |i: &usize| s.tags[*i] == 0 && s.reports(*i);
    let found = || sentence.clone().take(FARTHEST).find(verb).map(|i| i..i + 1);
    let cue = own.map(|b| b.cue.clone()).or_else(found)?;
    let content = sentence.start..sentence.start + 1;
    let source = somebody(s, content.end..cue.start)?;
    let probability = own.map_or(PROBABILITY, |b| b.probability.min(PROBABILITY));
    Some(Bound { cue, source: Some(source), content: vec![content], probability, nested: false })
}

/// A sentence that ends with who says it, none of which the models have found: "The talks will go on, Olsen continued."
fn trailing(s: &Sequence, sentence: Range<usize>) -> Option<Bound> {
    let end = s.stop(sentence.clone())?;
    let verb = |i: usize| s.tags[i] == 0 && frames::is(s, i, frames::INVERTS);
    let commas = || (sentence.start + LEAST..end.saturating_sub(1)).rev().filter(|&i| s.words[i].class == COMMA);
    // "…, reports Coast News, which …", "…, said the old sailor, who was there".
    let goes_on =
        commas().find(|&i| KNOWN.adds[..2].contains(&s.words[i + 1].class) && commas().any(|c| c < i && verb(c + 1)));
    let end = goes_on.unwrap_or(end);
    let comma = commas().find(|&i| i < end)?;
    if comma + 2 == end && verb(comma + 1) {
        return kin(s, &sentence, comma);
    }
    let (tail, content) = (comma + 1..end, sentence.start..comma);
    // "…, it added." alone tells enough.
    let pronoun = tail.len() == 2 && s.words[tail.start].class == KNOWN.subject;
    let clause = content.clone().any(|i| s.finite(i) || s.words[i].class == KNOWN.verbs[5]);
    // So does ", reports Coast News." behind enough words.
    let name = tail.len() > 1 && verb(tail.start) && (tail.start + 1..tail.end).all(|i| s.tags[i] > 0);
    if tail.len() > SOURCE / 2 || !(pronoun || clause || name && content.len() >= VERB) {
        return None;
    }
    let (cue, source) = match () {
        () if verb(tail.end - 1) => (tail.end - 1, tail.start..tail.end - 1),
        () if verb(tail.start) => (tail.start, tail.start + 1..tail.end),
        () => return None,
    };
    let last = s.words.get(source.end.checked_sub(1)?)?.class;
    let named = source.clone().any(|i| s.tags[i] > 0)
        || source.len() == 1 && s.words[source.start].class == KNOWN.subject
        || KNOWN.people.contains(&last)
        || KNOWN.texts == last;
    let first = s.words.get(source.start)?.class;
    (named && plain(s, &source) && !KNOWN.joins.contains(&first)).then(|| Bound {
        cue: cue..cue + 1,
        source: Some(source),
        content: vec![content],
        probability: PROBABILITY,
        nested: false,
    })
}

/// "He died in May, his wife, the singer Ann Lee, said": the noun phrase between commas before the verb that ends a sentence and its
/// comma at `comma`.
fn kin(s: &Sequence, sentence: &Range<usize>, comma: usize) -> Option<Bound> {
    let opens = |i: &usize| s.words[*i].class == COMMA && KNOWN.opens[..2].contains(&s.words[*i + 1].class);
    let mut before = (comma.saturating_sub(SOURCE).max(sentence.start + LEAST)..comma).rev().filter(opens);
    let (near, far) = (before.next()?, before.next());
    let start = far.unwrap_or(near);
    let source = start + 1..comma;
    let content = sentence.start..start;
    let somebody = source.clone().any(|i| s.tags[i] > 0) && !source.clone().any(|i| s.finite(i) || s.units[i].folded);
    let clause = content.clone().any(|i| s.finite(i) || s.words[i].class == KNOWN.verbs[5]);
    (somebody && clause).then(|| Bound {
        cue: comma + 1..comma + 2,
        source: Some(source),
        content: vec![content],
        probability: PROBABILITY,
        nested: false,
    })
}

/// A sentence in which somebody tells an agency or reporters something, none of which the models have found: "Police chief Ann Lee told
/// AFP 18 people had been hurt."
fn telling(s: &Sequence, sentence: Range<usize>) -> Option<Bound> {
    let end = s.stop(sentence.clone())?;
    let verb = |i: &usize| s.tags[*i] == 0 && frames::is(s, *i, frames::ADDRESSES);
    let cue = (sentence.start + 1..end.min(sentence.start + SOURCE)).find(verb)?;
    // "Last Monday, Ann Lee", but "Ann Lee, a doctor,".
    let comma = (sentence.start..cue).rev().find(|&i| s.words[i].class == COMMA).filter(|&i| i + 1 < cue);
    let first = sentence.start..comma.map_or(cue, |i| i + 1);
    let source = if s.tags[sentence.start] > 0 { sentence.start..cue } else { first.end..cue };
    let source = if source.is_empty() { sentence.start..cue } else { source };
    let last = s.words[cue - 1].class;
    let named = s.tags[cue - 1] > 0
        || last == COMMA && s.tags[sentence.start] > 0
        || source.len() == 1 && last == KNOWN.subject
        || KNOWN.people.contains(&last) && KNOWN.opens[..2].contains(&s.words[source.start].class);
    let name = |i: &usize| s.tags[*i] > 0;
    let article =
        usize::from(s.words.get(cue + 1)?.class == KNOWN.opens[0] && s.tags.get(cue + 2).is_some_and(|&t| t > 0));
    let told = article + (cue + 1 + article..end).take_while(name).count();
    let listens = |i: usize| frames::is(s, i, frames::LISTENS) || s.words[i].class == KNOWN.object;
    let addressee = if told > 0 { told } else { usize::from(cue + 1 < end && listens(cue + 1)) };
    let content = cue + 1 + addressee..end;
    let verb = |i: usize| s.finite(i) || s.words[i].class == KNOWN.verbs[5];
    let clause = content.clone().take(VERB).take_while(|&i| s.words[i].class != COMMA).any(verb);
    let opens = !KNOWN.joins.contains(&s.words.get(content.start)?.class) && s.words[content.start].class != COMMA;
    let opens = opens && s.words.get(content.start + 1).is_some_and(|w| w.class != KNOWN.that);
    let whole = named && plain(s, &source) && addressee > 0 && opens && clause && content.len() > LEAST;
    whole.then(|| Bound {
        cue: cue..cue + 1,
        source: Some(source),
        content: vec![content],
        probability: PROBABILITY,
        nested: false,
    })
}

/// The noun phrase between a quotation and a cue: without the comma before it, with somebody in it and no verb.
fn somebody(s: &Sequence, between: Range<usize>) -> Option<Range<usize>> {
    let mark = |i: &usize| s.words[*i].class == COMMA || s.words[*i].class == KNOWN.mark;
    let source = between.clone().find(|i| !mark(i))?..between.end;
    let named = |i: usize| s.tags[i] > 0 || s.words[i].class == KNOWN.subject;
    // "to say", "by Ann Lee", "as Ann Lee would say".
    let first = s.words[source.start].class;
    let bound = [KNOWN.by, KNOWN.r#as].contains(&first) || KNOWN.prepositions.contains(&first);
    let infinitive = s.words[source.end - 1].class == KNOWN.to;
    (!infinitive && !bound && plain(s, &source) && source.clone().any(named)).then_some(source)
}

/// Whether a stretch has no verb, no "that", no "didn't" and no quotation.
pub(super) fn plain(s: &Sequence, units: &Range<usize>) -> bool {
    let clause = |i: usize| s.finite(i) || [KNOWN.that, KNOWN.not].contains(&s.words[i].class);
    units.clone().all(|i| !clause(i) && !s.units[i].folded && !s.units[i].quoted)
}

/// Gives a cue the content that it lacks, or puts right what is taken for its content and is who speaks.
fn complete(text: &str, s: &Sequence, b: &mut Bound, taken: &mut [bool]) {
    let sentence = s.sentence(b.cue.start);
    let word = |i: usize| s.word_of(text, &s.units[i]);
    let says = b.cue.clone().any(|i| reports(word(i)));
    let passive = b.cue.clone().any(|i| s.words[i].class == KNOWN.verbs[0]);
    let quoted = b.cue.clone().any(|i| word(i) == "quoted");
    let speaks = quoted || (says && !passive);
    if !speaks || b.cue.end > sentence.end {
        return;
    }
    // Who speaks ends where a clause about him begins: "said Ann Lee, adding that …", "said Ann Lee, who had been there".
    let goes_on =
        |i: &usize| s.words[*i].class == COMMA && s.words.get(i + 1).is_some_and(|w| KNOWN.adds.contains(&w.class));
    let own = |r: &Range<usize>| r.start..r.clone().find(goes_on).unwrap_or(r.end);
    let behind_cue = |r: &Range<usize>| r.start == b.cue.end && own(r).len() <= SOURCE && plain(s, &own(r));
    let found = if b.content.is_empty() {
        let behind = behind(s, b, &sentence).map(|content| (b.source.clone(), content));
        behind.or_else(|| before(s, b, &sentence)).or_else(|| inverted(s, b, &sentence))
    } else if let Some(k) = b.content.iter().position(behind_cue) {
        let one = |i: usize| frames::is(s, i, frames::ONE);
        let somebody = own(&b.content[k]).any(|i| s.tags[i] > 0 || KNOWN.opens.contains(&s.words[i].class) || one(i));
        let alone = b.content.len() == 1 || b.source.is_none();
        if somebody && alone { inverted(s, b, &sentence) } else { None }
    } else {
        None
    };
    let Some((source, content)) = found else { return };
    if content.clone().any(|i| taken[i] && !b.content.iter().any(|c| c.contains(&i))) {
        return;
    }
    taken[content.clone()].fill(true);
    (b.source, b.content) = (source, vec![content]);
}

/// "Ann Lee told a news conference in Lima the bridge would open."
fn behind(s: &Sequence, b: &Bound, sentence: &Range<usize>) -> Option<Range<usize>> {
    b.source.as_ref().filter(|r| r.end <= b.cue.start)?;
    let end = s.stop(sentence.clone())?;
    let joins = |i: usize| KNOWN.joins.contains(&s.words[i].class);
    for start in b.cue.end..end.min(b.cue.end + ADDRESSEE) {
        let class = s.words[start].class;
        if [COMMA, COLON].contains(&class) || s.units[start].folded || s.finite(start) {
            return None;
        }
        if class == KNOWN.that {
            return (end - start > LEAST).then_some(start..end);
        }
        let opens = KNOWN.opens.contains(&class) || s.tags[start] > 0 && s.tags[start - 1] != s.tags[start];
        let free = start > b.cue.end && !joins(start - 1) && !KNOWN.opens[..2].contains(&s.words[start - 1].class);
        let clause = || {
            let phrase = (start..end.min(start + VERB)).take_while(|&i| s.words[i].class != COMMA);
            phrase.skip(1).any(|i| s.finite(i))
        };
        if opens && free && clause() && end - start > LEAST {
            return Some(start..end);
        }
    }
    None
}

/// "The bridge will open, the ministry said Wednesday."
fn before(s: &Sequence, b: &Bound, sentence: &Range<usize>) -> Option<(Option<Range<usize>>, Range<usize>)> {
    let source = b.source.clone().filter(|r| r.end == b.cue.start && r.start > sentence.start + LEAST)?;
    let comma = s.words[source.start - 1].class == COMMA;
    let stop = (b.cue.end..sentence.end).find(|&i| [COMMA, PERIOD].contains(&s.words[i].class)).unwrap_or(sentence.end);
    let when = stop - b.cue.end <= 5 && plain(s, &(b.cue.end..stop)) && plain(s, &source);
    let content = sentence.start..source.start - 1;
    (comma && when && content.clone().any(|i| s.finite(i))).then_some((Some(source), content))
}

/// "The bridge will open, said the head of the port, Ann Lee."
fn inverted(s: &Sequence, b: &Bound, sentence: &Range<usize>) -> Option<(Option<Range<usize>>, Range<usize>)> {
    let comma = b.cue.start > sentence.start + LEAST && s.words[b.cue.start - 1].class == COMMA;
    let end = s.stop(sentence.clone())?;
    let goes_on = |i: &usize| s.words[*i].class == COMMA && KNOWN.adds.contains(&s.words[*i + 1].class);
    let source = b.cue.end..(b.cue.end..end.saturating_sub(1)).find(goes_on).unwrap_or(end);
    let content = sentence.start..b.cue.start.checked_sub(1)?;
    let clause = content.clone().any(|i| s.finite(i) || s.words[i].class == KNOWN.verbs[5]);
    let verb = b.cue.len() == 1 && frames::is(s, b.cue.start, frames::INVERTS);
    // "It's late" is a clause, "she" is somebody.
    let somebody = source.len() == 1 || !source.clone().any(|i| s.words[i].class == KNOWN.subject);
    let whole =
        comma && verb && somebody && !source.is_empty() && source.len() <= SOURCE && plain(s, &source) && clause;
    whole.then_some((Some(source), content))
}
