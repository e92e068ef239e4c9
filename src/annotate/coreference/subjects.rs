//! The subject of a reporting verb whose source nobody has marked: "…, said Ama Mensah", "Mensah then … said".

use super::lists::{Class, lists};
use super::scene::{Point, Scene};
use crate::model::{Act, EntityKind, Passage, Quotation, QuoteKind};
use std::ops::Range;

/// Who or what was found beside the cue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Subject {
    /// The n-th mention.
    Mention(usize),
    /// A pronoun.
    Pronoun(Point, Class),
    /// A noun for one person: "the president", these tokens.
    Role(Point, u32),
    /// A body called by somebody's name: "the Mensah administration", these tokens.
    Body(Point, u32),
}

/// Below this probability of the quotation a missing source is no accident.
const LEAST: f32 = 0.6;
/// The same where quotation marks tell that somebody speaks.
const LEAST_MARKED: f32 = 0.3;

/// The subject of the quotation's cue.
pub fn find(scene: &Scene, quotation: &Quotation) -> Option<Subject> {
    let (at, end) = scene.tokens_of(quotation.cue?);
    if scene.word(at) == ":" {
        return label(scene, at, quotation);
    }
    if matches!(scene.word(at), "'s" | "’s") {
        return possessor(scene, at);
    }
    let least = if quotation.kind == QuoteKind::Indirect { LEAST } else { LEAST_MARKED };
    if quotation.confidence < least {
        return None;
    }
    let first = scene.lower(at.par, at.token);
    if first == "according" {
        return after(scene, at.par, end);
    }
    let passive = (at.token..end).any(|t| matches!(&*scene.lower(at.par, t), "been" | "being"));
    // "The minister, Ann Lee, was tight-lipped: “…”".
    let leads = scene.word(Point { par: at.par, token: end - 1 }) == ":";
    if passive || lists().is(&first, Class::Copula) && !leads || lists().is(&first, Class::Preposition) || first == "to"
    {
        return None;
    }
    // Whom somebody tells does not speak.
    let tells =
        matches!(&*scene.lower(at.par, end - 1), "told" | "tells" | "telling" | "informed" | "assured" | "reminded");
    // Nor does whoever stands between the verb and what is said: "accused the president of waste", "shows Hess talking".
    let said_before = quotation.content.first().is_some_and(|c| scene.tokens_of(*c).0 < at);
    let inverted = said_before || scene.sentence_tokens(at).start == at.token;
    // But "said Lee, “…”" is turned round, whatever its words were taken for.
    let last = |s: &Subject| match *s {
        Subject::Mention(n) => scene.mentions[n].end,
        Subject::Role(_, end) | Subject::Body(_, end) => end,
        Subject::Pronoun(at, _) => at.token + 1,
    };
    let closed = |s: &Subject| matches!(scene.word(Point { par: at.par, token: last(s) }), "" | "," | "." | "(");
    let turned = |s: &Subject| inverted || matches!(&*scene.lower(at.par, end - 1), "said" | "says") && closed(s);
    let behind = if tells { None } else { after(scene, at.par, end).filter(turned) };
    behind.or_else(|| before(scene, at, quotation))
}

/// The name or pronoun right behind the cue.
fn after(scene: &Scene, par: u32, end: u32) -> Option<Subject> {
    let start = Point { par, token: end };
    // "Asked the mayor" is a role, "said the analyst Ama Mensah" a name.
    if let Some(Subject::Role(at, last)) = role(scene, start, end + 6)
        && scene.within(par, last..last + 1).is_empty()
        && !scene.word(Point { par, token: last }).starts_with(char::is_uppercase)
    {
        return Some(Subject::Role(at, last));
    }
    let mention = scene.within(par, end..end + 6).next()?;
    let m = &scene.mentions[mention];
    let between = (end..m.at.token).all(|t| {
        let word = scene.lower(par, t);
        word == "the" || lists().titles.contains_key(&*word) || lists().roles.contains_key(&*word) || word == "."
    });
    // "The UN trade body" is no UN: an organization must not stand before a noun.
    let next = scene.lower(par, m.end);
    let noun = m.end < scene.sentence_tokens(m.at).end
        && next.starts_with(char::is_alphabetic)
        && !lists().grammar.contains_key(&*next)
        && !matches!(&*next, "and" | "or");
    let whole = scene.kind(mention) == EntityKind::Person || !noun;
    (between && whole && speaks(scene, mention) && !scene.possessive(m)).then_some(Subject::Mention(mention))
}

/// The name right before a cue that is its possession: "Mensah's claim".
fn possessor(scene: &Scene, cue: Point) -> Option<Subject> {
    let name = scene.within(cue.par, cue.token.saturating_sub(8)..cue.token).last()?;
    (scene.mentions[name].end == cue.token && speaks(scene, name)).then_some(Subject::Mention(name))
}

/// The name right before a colon: "According to Mensah: “…”".
fn label(scene: &Scene, colon: Point, quotation: &Quotation) -> Option<Subject> {
    let start = scene.sentence_tokens(colon).start;
    let name = scene.within(colon.par, start..colon.token).last()?;
    let next_to = scene.mentions[name].end == colon.token && speaks(scene, name);
    let outside = !quotation.content.iter().any(|&c| covers(scene, c, scene.mentions[name].at));
    (next_to && outside).then_some(Subject::Mention(name))
}

/// The last subject of the sentence before the cue, outside the quotation's content.
fn before(scene: &Scene, cue: Point, quotation: &Quotation) -> Option<Subject> {
    let sentence = scene.sentence_tokens(cue);
    let outside = |at: Point| !quotation.content.iter().any(|&c| covers(scene, c, at));
    if let Some(relative) = relative(scene, cue, sentence.start) {
        // "It was Ann Lee who warned", "the crowd, which began to sing": whom the clause is about, or nobody who is named.
        let end = relative - u32::from(scene.word(Point { par: cue.par, token: relative - 1 }) == ",");
        let names = scene.within(cue.par, end.saturating_sub(8)..end);
        return names.last().filter(|&n| scene.mentions[n].end == end && speaks(scene, n)).map(Subject::Mention);
    }
    let participle = scene.lower(cue.par, cue.token).ends_with("ing");
    let names = scene.within(cue.par, sentence.start..cue.token);
    let subject = |n: usize| {
        let m = &scene.mentions[n];
        m.subject && !m.quoted && outside(m.at)
    };
    let may_speak = |n: &usize| {
        let place = scene.kind(*n) == EntityKind::Place && quotation.act == Act::Speech;
        subject(*n) && (place || speaks(scene, *n)) && !before_noun(scene, *n)
    };
    // "Lee, whose boat, Aurora, won the race, said": what commas enclose has subjects of its own.
    let mark = |t: u32| matches!(scene.word(Point { par: cue.par, token: t }), "," | "—" | "–" | "-" | "--");
    let closes = cue.token.checked_sub(1).is_some_and(mark);
    let first = names.clone().find(may_speak).filter(|&n| closes && mark(scene.mentions[n].end));
    let named = first.or_else(|| names.clone().rev().find(may_speak));
    let body = names.clone().rev().find(|&n| {
        let somebody = scene.kind(n) == EntityKind::Person && scene.mentions[n].end < cue.token;
        subject(n) && somebody && before_noun(scene, n)
    });
    if let Some(n) = body.filter(|&n| named.is_none_or(|named| named < n)) {
        let m = &scene.mentions[n];
        return Some(Subject::Body(m.at, m.end + 1));
    }
    let named = named.map(|n| apposed(scene, names, n, cue).filter(|&p| outside(scene.mentions[p].at)).unwrap_or(n));
    let pronoun = pronoun_places(sentence.start, cue.token, participle).find_map(|t| {
        let at = Point { par: cue.par, token: t };
        let word = scene.lower(cue.par, t);
        let class = match &*word {
            "he" => Class::He,
            "she" => Class::She,
            _ => return None,
        };
        (outside(at) && !scene.quoted(at)).then_some((at, class))
    });
    match (named, pronoun) {
        (Some(n), Some((at, _))) if scene.mentions[n].at > at => Some(Subject::Mention(n)),
        (_, Some((at, class))) => Some(Subject::Pronoun(at, class)),
        (named, None) => named.map(Subject::Mention).or_else(|| {
            let start = Point { par: cue.par, token: sentence.start };
            role(scene, start, cue.token).filter(|_| outside(start) && !scene.quoted(start))
        }),
    }
}

/// The "who" or "which" whose verb the cue is: nothing but adverbs and words of when stand between.
fn relative(scene: &Scene, cue: Point, start: u32) -> Option<u32> {
    let word = |t: u32| scene.lower(cue.par, t);
    let between = |t: &u32| {
        let w = word(*t);
        let verb = lists().is(&w, Class::Copula) || matches!(&*w, "has" | "have" | "had");
        let mark = !w.starts_with(char::is_alphanumeric);
        !(verb && *t + 1 < cue.token || mark || matches!(&*w, "and" | "or" | "but"))
    };
    let far = cue.token.saturating_sub(6).max(start + 1);
    let at = (far..cue.token).rev().find(|t| !between(t) || matches!(&*word(*t), "who" | "which"))?;
    // "Which Ann Lee on Friday called a park" has a subject of its own.
    let pronoun = |t: u32| matches!(&*word(t), "he" | "she" | "they" | "it" | "i" | "we");
    let own = !scene.within(cue.par, at + 1..cue.token).is_empty() || (at + 1..cue.token).any(pronoun);
    (matches!(&*word(at), "who" | "which") && !own).then_some(at)
}

/// Where a pronoun that is the subject of the cue may stand: right before it, or at the start of its sentence; that of a
/// participle farther away.
fn pronoun_places(start: u32, cue: u32, participle: bool) -> impl Iterator<Item = u32> {
    let near = if participle { 40 } else { 4 };
    (cue.saturating_sub(near).max(start)..cue).rev().chain(start..(start + 1).min(cue))
}

/// The noun phrase for one person that begins at `start`: "The former mayor", "another young man".
fn role(scene: &Scene, start: Point, end: u32) -> Option<Subject> {
    if !matches!(&*scene.lower(start.par, start.token), "the" | "a" | "an" | "another" | "one") {
        return None;
    }
    let noun = |t: &u32| lists().roles.contains_key(&*scene.lower(start.par, *t));
    let first = (start.token + 1..end.min(start.token + 6)).find(noun)?;
    let plain = |t: u32| {
        let word = scene.lower(start.par, t);
        word.starts_with(char::is_alphabetic) && !lists().grammar.contains_key(&*word)
    };
    if !(start.token + 1..first).all(plain) {
        return None;
    }
    let last = (first..end).take_while(noun).last()?;
    Some(Subject::Role(start, last + 1))
}

/// Whether a noun for people, texts or organizations follows: "U.S. prosecutors" are no United States.
fn before_noun(scene: &Scene, n: usize) -> bool {
    let m = &scene.mentions[n];
    let all = lists();
    let next = scene.lower(m.at.par, m.end);
    let noun = [&all.groups, &all.documents, &all.organizations].into_iter().any(|l| l.contains(&*next));
    match scene.kind(n) {
        // "The Mensah administration".
        EntityKind::Person => all.organizations.contains(&*next),
        _ => noun || all.plural_role(&next) || all.roles.contains_key(&*next),
    }
}

/// The person whose apposition ends with mention `n` right before the cue: "Ama Mensah, director, Lakeside Hospital, said".
fn apposed(scene: &Scene, names: Range<usize>, n: usize, cue: Point) -> Option<usize> {
    let comma = |t: u32| scene.word(Point { par: cue.par, token: t }) == ",";
    let closes = scene.mentions[n].end + 1 == cue.token && comma(scene.mentions[n].end);
    let mut people = (names.start..n).rev().filter(|&p| scene.kind(p) == EntityKind::Person);
    let person = people.find(|&p| comma(scene.mentions[p].end) && scene.mentions[p].subject)?;
    (closes && scene.kind(n) != EntityKind::Person).then_some(person)
}

fn covers(scene: &Scene, passage: Passage, at: Point) -> bool {
    let (start, end) = scene.tokens_of(passage);
    start.par == at.par && (start.token..end).contains(&at.token)
}

fn speaks(scene: &Scene, mention: usize) -> bool {
    // A heading in capitals, taken for a name: "HAS INVESTIGATED HIM".
    let text = scene.mention_text(mention);
    let shouted = text.contains(' ') && !text.contains(char::is_lowercase);
    let heading = shouted && text.split(' ').any(|w| lists().grammar.contains_key(w.to_lowercase().as_str()));
    !heading && matches!(scene.kind(mention), EntityKind::Person | EntityKind::Organization)
}
