//! Speakers whose names no annotator has marked: what speaks and is written like a name is one.

use super::forms::{plain, words};
use super::lists::lists;
use crate::annotate::Document;
use crate::function_words;
use crate::model::{Entity, EntityKind, Passage, Quotation, Span, Via};
use crate::split::{Split, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Adds an entity for every speaker who is named by an unmarked name, and makes organizations that speak whole.
pub fn names(document: &mut Document) {
    document.entities.retain(|e| e.kind != EntityKind::Person || !party(&e.name));
    join_particles(document);
    let (mut found, mut extended, mut people): (Vec<Entity>, Vec<(usize, Span)>, Vec<usize>) = Default::default();
    for quotation in &document.quotations {
        let Some(mention) = quotation.mention else {
            found.extend(inner_label(document, quotation).filter(|e| marked(&document.entities, e.at).is_none()));
            continue;
        };
        if let Some(at) = marked(&document.entities, mention) {
            // "Said Dorothy Lind, “…”": Said is a name, but not hers.
            let entity = document.entities[at].at;
            if quotation.cue.is_some_and(|cue| cue.p == mention.p && cue.span.start == entity.span.start)
                && entity.span.start < mention.span.start
            {
                extended.push((at, Span { start: mention.span.start, end: entity.span.end }));
                continue;
            }
            if let Some((body, holder)) = holder(document, mention, at) {
                extended.push((at, body));
                found.push(holder);
                continue;
            }
            extended.extend(whole(document, mention, at).map(|span| (at, span)));
            let within =
                document.entities[at..].iter().take_while(|e| e.at.p == mention.p && mention.span.overlaps(e.at.span));
            people.extend((at..at + within.count()).filter(|&at| person(document, mention, at)));
        } else {
            let label = quotation.via == Some(Via::Label);
            found.extend(name(document, mention, label).or_else(|| apposed(document, mention)));
        }
    }
    for (at, span) in extended {
        document.entities[at].at.span = span;
    }
    // What a longer name has taken in is no name of its own.
    document.entities.dedup_by(|b, a| a.at.p == b.at.p && a.at.span.overlaps(b.at.span));
    people.extend(namesakes(&document.entities, document));
    people.extend(taken_otherwise(&document.entities, document));
    for at in people {
        document.entities[at].kind = EntityKind::Person;
    }
    if found.is_empty() {
        return;
    }
    found.sort_by_key(|e| e.at);
    found.dedup_by(|b, a| a.at.p == b.at.p && a.at.span.overlaps(b.at.span));
    document.entities.append(&mut found);
    document.entities.sort_by_key(|e| e.at);
}

/// Makes one name of two that small words of a surname join: "Enrique" and "Cruz" of "Enrique dela Cruz".
fn join_particles(document: &mut Document) {
    let article = document.article;
    let joined = |a: &Entity, b: &Entity| {
        let person = a.kind == EntityKind::Person && b.kind == EntityKind::Person && a.at.p == b.at.p;
        let between = Span { start: a.at.span.end, end: b.at.span.start };
        person && between.start < between.end && between.end - between.start <= 12 && {
            let words = article.text(a.at.p).map_or("", |text| between.of(text));
            // "N. Knight st Moin Khan" of a score card is no name.
            let word = |w: &str| w.len() == 1 || matches!(w, "of" | "st" | "do");
            let particle = |w: &str| w.starts_with(char::is_lowercase) && !word(w) && lists().particles.contains(w);
            words.starts_with(' ') && words.ends_with(' ') && words.split_whitespace().all(particle) && words.len() > 2
        }
    };
    document.entities.dedup_by(|b, a| {
        let one = joined(a, b);
        if one {
            a.at.span.end = b.at.span.end;
            a.name = article.slice(a.at).to_owned();
        }
        one
    });
}

/// Whether a name is that of a party and a state: "R-Ala".
fn party(name: &str) -> bool {
    let mut letters = name.chars();
    matches!(letters.next(), Some('R' | 'D' | 'I'))
        && letters.next() == Some('-')
        && letters.next().is_some_and(char::is_uppercase)
}

/// The first entity that lies in the mention.
fn marked(entities: &[Entity], mention: Passage) -> Option<usize> {
    let from = entities.partition_point(|e| (e.at.p, e.at.span.end) <= (mention.p, mention.span.start));
    entities.get(from).is_some_and(|e| e.at.p == mention.p && e.at.span.overlaps(mention.span)).then_some(from)
}

/// Whether entity number `at`, taken for something else, is a person: a title stands before it, or a comma and a noun for
/// one person behind it ("Advocate Shibbir Liton", "Shibbir Liton, secretary of …").
fn person(document: &Document, mention: Passage, at: usize) -> bool {
    let entity = &document.entities[at];
    let all = lists();
    let words = words(entity.at.span.of(document.article.text(entity.at.p).unwrap_or("")));
    let organization =
        words.iter().any(|w| all.organizations.contains(w.as_str()) || all.grammar.contains_key(w.as_str()));
    if !matches!(entity.kind, EntityKind::Organization | EntityKind::Place) || words.len() < 2 {
        return false;
    }
    // "Lord Brand of Norra".
    let peer = matches!(words[0].as_str(), "lord" | "lady" | "baroness" | "dame" | "sir") && words.len() < 6;
    if peer || organization {
        return peer && !words.iter().any(|w| all.organizations.contains(w.as_str()));
    }
    // No place begins like that and speaks: "Nguyen Thi Mai asked for proof".
    let person_like = all.family_first.contains(words[0].as_str()) || all.given.contains_key(words[0].as_str());
    let whole = entity.at.span.start == mention.span.start;
    if entity.kind == EntityKind::Place && person_like && whole && words.len() < 5 {
        return true;
    }
    let Some((text, split)) = paragraph(document, mention) else { return false };
    let (start, end) =
        (split.token_at(entity.at.span.start), split.tokens.partition_point(|t| t.span.start < entity.at.span.end));
    let word = |t: usize| split.tokens.get(t).map_or(String::new(), |t| plain(t.of(text)));
    let title = start.checked_sub(1).map(word).is_some_and(|w| TITLES.contains(&w.as_str()));
    let comma = split.tokens.get(end).is_some_and(|t| t.of(text) == ",");
    let called = (end + 1..end + 4).map(word).find(|w| !matches!(w.as_str(), "the" | "a" | "an"));
    let called = comma && called.is_some_and(|w| all.roles.contains_key(w.as_str()));
    // "A film critic, Oris Aigbokha,".
    let role = start.checked_sub(2).filter(|&t| word(t + 1).is_empty()).map(word);
    let apposed = comma && role.is_some_and(|w| all.roles.contains_key(w.as_str())) && words.len() < 4;
    title || apposed || (called && all.given.contains_key(words[0].as_str()))
}

/// Entities taken for something else that begin with a given name and of which a part names a person elsewhere: "June Leow
/// Hsiad Hui" beside "Leow".
fn namesakes(entities: &[Entity], document: &Document) -> Vec<usize> {
    let text = |e: &Entity| words(document.article.slice(e.at));
    let all = lists();
    let person_like = |w: &[String]| {
        let plain = |w: &String| !all.organizations.contains(w.as_str()) && !all.grammar.contains_key(w.as_str());
        w.len() > 1 && w.len() < 5 && w.iter().all(plain) && all.given.contains_key(w[0].as_str())
    };
    let others = entities.iter().enumerate().filter(|(_, e)| e.kind == EntityKind::Organization);
    let mut others = others.map(|(n, e)| (n, text(e))).filter(|(_, w)| person_like(w)).peekable();
    if others.peek().is_none() {
        return Vec::new();
    }
    let people = entities.iter().filter(|e| e.kind == EntityKind::Person).map(text);
    let surnames: FxHashSet<String> = people.filter(|w| w.len() == 1).flatten().collect();
    others.filter(|(_, w)| w[1..].iter().any(|w| surnames.contains(w))).map(|(n, _)| n).collect()
}

/// Entities of several words taken for something else that name a person elsewhere, at least as often.
fn taken_otherwise(entities: &[Entity], document: &Document) -> Vec<usize> {
    let named = || entities.iter().enumerate().map(|(n, e)| (n, e.kind, document.article.slice(e.at)));
    let mut people: FxHashMap<&str, usize> = FxHashMap::default();
    for (_, kind, text) in named() {
        if kind == EntityKind::Person && text.contains(' ') {
            *people.entry(text).or_default() += 1;
        }
    }
    let mut others: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (n, kind, text) in named() {
        if kind != EntityKind::Person && people.contains_key(text) {
            others.entry(text).or_default().push(n);
        }
    }
    others.into_iter().filter(|(text, taken)| taken.len() <= people[text]).flat_map(|(_, taken)| taken).collect()
}

/// The name of a body that was taken together with that of who heads it: "Port Council" and "Kofi Mensah" of "President of the
/// Port Council Kofi Mensah". Gives where the body's name stands and the person.
fn holder(document: &Document, mention: Passage, at: usize) -> Option<(Span, Entity)> {
    let entity = &document.entities[at];
    if entity.kind == EntityKind::Person || entity.at.span.end != mention.span.end {
        return None;
    }
    let (text, split) = paragraph(document, mention)?;
    let word = |t: usize| split.tokens[t].of(text);
    let all = lists();
    let (from, first) = (split.token_at(mention.span.start), split.token_at(entity.at.span.start));
    let end = split.tokens.partition_point(|t| t.span.start < entity.at.span.end);
    let body = (first..end).rev().find(|&t| all.organizations.contains(plain(word(t)).as_str()))?;
    let role = (from + 1..body)
        .any(|t| matches!(word(t), "of" | "for") && all.roles.contains_key(plain(word(t - 1)).as_str()));
    let name = |t: usize| {
        let word = word(t);
        word.starts_with(char::is_uppercase) && !all.roles.contains_key(plain(word).as_str())
    };
    let named = (2..=4).contains(&(end - body - 1)) && (body + 1..end).all(name);
    (role && named).then(|| {
        let span = split.span(body + 1..end);
        let kind = EntityKind::Person;
        (
            split.span(first..body + 1),
            Entity { at: Passage { p: mention.p, span }, kind, name: span.of(text).to_owned() },
        )
    })
}

/// Where a name ends that goes on behind token `at` with a nickname in marks: "Tom “Boxer” Olsen".
fn nicknamed(text: &str, split: &Split, at: usize) -> Option<usize> {
    let kind = |t: usize| split.tokens.get(t).map(|t| t.kind);
    let capital =
        |t: usize| kind(t) == Some(TokenKind::Word) && split.tokens[t].of(text).starts_with(char::is_uppercase);
    if kind(at) != Some(TokenKind::Quote) || !split.tokens[at].spaced {
        return None;
    }
    let closes = (at + 2..at + 5).find(|&t| kind(t) == Some(TokenKind::Quote))?;
    let surname = closes + 1;
    (capital(at + 1) && capital(surname) && split.tokens[surname].spaced)
        .then(|| (surname..).find(|&t| !capital(t)).unwrap_or(surname + 1))
}

/// Numbers of kings and chiefs; "I", "V" and "X" are also other words.
const NUMBERS: [&str; 9] = ["II", "III", "IV", "VI", "VII", "VIII", "IX", "XI", "XII"];

/// Titles that stand before people only.
const TITLES: [&str; 12] =
    ["mr", "mrs", "ms", "miss", "dr", "prof", "advocate", "barrister", "sheikh", "datuk", "engr", "justice"];

/// The text and the tokens of a mention's paragraph.
fn paragraph<'d>(document: &'d Document, mention: Passage) -> Option<(&'d str, &'d Split)> {
    let par = mention.p.checked_sub(document.article.paragraphs.first()?.p)? as usize;
    Some((&document.article.paragraphs.get(par)?.text, document.splits.get(par)?))
}

/// The whole name of which entity number `at` is a part: "Alliance" of "Alliance to Reclaim Our Streets", "Fair Budget" of
/// "Committee for a Fair Budget", "Masud Rana" of "Md Masud Rana". Only small words and capitals may stand between, and no
/// other entity.
fn whole(document: &Document, mention: Passage, at: usize) -> Option<Span> {
    let entity = &document.entities[at];
    let (text, split) = paragraph(document, mention)?;
    let word = |t: usize| split.tokens[t].of(text);
    let first = split.token_at(entity.at.span.start);
    if entity.kind == EntityKind::Person {
        let end = split.tokens.partition_point(|t| t.span.start < entity.at.span.end);
        let numbered = split.tokens.get(end).is_some_and(|t| NUMBERS.contains(&t.of(text)));
        if numbered {
            return Some(split.span(first..end + 1));
        }
        if let Some(end) = nicknamed(text, split, end) {
            return Some(split.span(first..end));
        }
        let before = (1..=2).find_map(|n| first.checked_sub(n).filter(|&t| word(t) != "."))?;
        let opens = matches!(word(before), "Md" | "Mohd" | "Mst");
        return opens.then(|| Span { start: split.tokens[before].span.start, end: entity.at.span.end });
    }
    if entity.kind != EntityKind::Organization || !mention.span.contains(entity.at.span) {
        return None;
    }
    let all_roles = &lists().roles;
    let taken = |t: usize| {
        let span = split.tokens[t].span;
        let near = document.entities[..at].last().into_iter().chain(document.entities.get(at + 1));
        near.into_iter().any(|e| e.at.p == mention.p && e.at.span.overlaps(span))
    };
    let capital =
        |t: usize| split.tokens[t].kind == TokenKind::Word && word(t).starts_with(char::is_uppercase) && !taken(t);
    let small = |t: usize| matches!(word(t), "of" | "for" | "and" | "the" | "a" | "to" | "&" | "-" | "on" | "in");
    let (from, to) =
        (split.token_at(mention.span.start), split.tokens.partition_point(|t| t.span.start < mention.span.end));
    let (mut start, mut end) = (first, split.tokens.partition_point(|t| t.span.start < entity.at.span.end));
    let mut t = start;
    // "Chairman of the Port Prize Foundation" heads it.
    let office = |t: usize| all_roles.contains_key(plain(word(t)).as_str()) && word(t + 1) == "of";
    while t > from && (capital(t - 1) && !office(t - 1) || small(t - 1)) {
        t -= 1;
        let title = lists().grammar.contains_key(plain(word(t)).as_str());
        start = if capital(t) && !title { t } else { start };
    }
    let mut t = end;
    while t < to && (capital(t) || small(t)) {
        end = if capital(t) { t + 1 } else { end };
        t += 1;
    }
    Some(split.span(start..end))
}

/// The name at the end of the mention's first noun phrase.
fn name(document: &Document, mention: Passage, label: bool) -> Option<Entity> {
    let first = document.article.paragraphs.first()?.p;
    let par = mention.p.checked_sub(first)? as usize;
    let (text, split) = (&document.article.paragraphs.get(par)?.text, document.splits.get(par)?);
    let start = split.token_at(mention.span.start);
    let end = split.tokens.partition_point(|t| t.span.start < mention.span.end).max(start);
    let word = |t: usize| split.tokens[t].of(text);
    let stop = (start..end).find(|&t| matches!(word(t), "," | "(" | ":" | ";")).unwrap_or(end);
    let clitic = stop > start && split.tokens[stop - 1].kind == TokenKind::Clitic;
    let stop = stop - usize::from(clitic);
    let run = run(
        stop,
        start,
        |t| split.tokens[t].kind == TokenKind::Word && word(t).starts_with(char::is_uppercase),
        &word,
    )?;
    let sentence = split.sentences.get(split.sentence_of(run.start))?.start;
    let words: Vec<String> = run.clone().map(|t| plain(word(t))).filter(|w| !w.is_empty()).collect();
    let opens = run.start == sentence && !label;
    if !name_like(&words, opens) {
        return None;
    }
    let at = Passage { p: mention.p, span: split.span(run.clone()) };
    let acronym = run.len() == 1 && !label && word(run.start).chars().filter(|c| c.is_uppercase()).count() > 1;
    let organization = acronym || words.iter().any(|w| lists().organizations.contains(w.as_str()));
    let kind = if organization { EntityKind::Organization } else { EntityKind::Person };
    Some(Entity { at, kind, name: at.span.of(text).to_owned() })
}

/// The name set off by commas behind a noun for one person: "a film critic, Oris Aigbokha,".
fn apposed(document: &Document, mention: Passage) -> Option<Entity> {
    let (text, split) = paragraph(document, mention)?;
    let word = |t: usize| split.tokens.get(t).map_or("", |t| t.of(text));
    let (start, end) =
        (split.token_at(mention.span.start), split.tokens.partition_point(|t| t.span.start < mention.span.end));
    let comma = (start..end).find(|&t| word(t) == ",")?;
    let role = comma.checked_sub(1).is_some_and(|t| lists().roles.contains_key(plain(word(t)).as_str()));
    let capital = |t: &usize| word(*t).starts_with(char::is_uppercase) && word(*t).len() > 1;
    let name = comma + 1..(comma + 1..end).find(|t| !capital(t)).unwrap_or(end);
    let closed = matches!(word(name.end), "," | "");
    let words: Vec<String> = name.clone().map(|t| plain(word(t))).collect();
    if !role || !closed || !(2..=3).contains(&words.len()) || !name_like(&words, false) {
        return None;
    }
    let at = Passage { p: mention.p, span: split.span(name) };
    Some(Entity { at, kind: EntityKind::Person, name: at.span.of(text).to_owned() })
}

/// The label with which the words of a quotation without a source begin: "KIM: …".
fn inner_label(document: &Document, quotation: &Quotation) -> Option<Entity> {
    let content = *quotation.content.first()?;
    let par = content.p.checked_sub(document.article.paragraphs.first()?.p)? as usize;
    let (text, split) = (&document.article.paragraphs.get(par)?.text, document.splits.get(par)?);
    let mut start = split.token_at(content.span.start);
    start += usize::from(split.tokens.get(start)?.kind == TokenKind::Quote);
    let colon = (start..split.tokens.len().min(start + 5)).find(|&t| split.tokens[t].of(text) == ":")?;
    let shouted = |t: usize| split.tokens[t].of(text).chars().all(char::is_uppercase);
    let label = colon > start && (start..colon).all(|t| split.tokens[t].kind == TokenKind::Word && shouted(t));
    let at = label.then(|| Passage { p: content.p, span: split.span(start..colon) })?;
    name(document, at, true)
}

/// The run of capitalized words that ends at `stop`, titles at its front left out.
fn run<'t>(
    stop: usize,
    start: usize,
    capital: impl Fn(usize) -> bool,
    word: &impl Fn(usize) -> &'t str,
) -> Option<Range<usize>> {
    let mut from = stop;
    while from > start && (capital(from - 1) || (word(from - 1) == "-" && from < stop)) {
        from -= 1;
    }
    let title = |t: usize| {
        lists().titles.contains_key(plain(word(t)).as_str()) || lists().grammar.contains_key(plain(word(t)).as_str())
    };
    while from + 1 < stop && (title(from) || word(from) == "-") {
        from += 1;
    }
    (from < stop).then_some(from..stop)
}

/// Whether the words can be a name: the last one is no common noun; a word that opens a sentence must be known as a
/// name, since every word is capitalized there.
fn name_like(words: &[String], opens: bool) -> bool {
    let all = lists();
    let Some(last) = words.last() else { return false };
    let last = last.as_str();
    let common = all.roles.contains_key(last)
        || all.plural_role(last)
        || all.groups.contains(last)
        || all.documents.contains(last)
        || all.grammar.contains_key(last)
        || (words.len() == 1 && all.organizations.contains(last))
        || last.len() < 2
        || (words.len() == 1 && function_words::of("en").is_some_and(|list| list.contains(last)));
    let known = all.given.contains_key(words[0].as_str()) || all.family_first.contains(words[0].as_str());
    !common && (!opens || known || words.len() > 1)
}
