//! Speakers whose names no annotator has marked: what speaks and is written like a name is one.

use super::forms::plain;
use super::lists::lists;
use crate::annotate::Document;
use crate::model::{Entity, EntityKind, Passage, Quotation, Span, Via};
use crate::split::TokenKind;
use std::ops::Range;

/// Adds an entity for every speaker who is named by an unmarked name, and makes organizations that speak whole.
pub fn names(document: &mut Document) {
    let (mut found, mut extended): (Vec<Entity>, Vec<(usize, Span)>) = Default::default();
    for quotation in &document.quotations {
        let Some(mention) = quotation.mention else {
            found.extend(inner_label(document, quotation).filter(|e| marked(&document.entities, e.at).is_none()));
            continue;
        };
        if let Some(at) = marked(&document.entities, mention) {
            extended.extend(whole(document, mention, at).map(|span| (at, span)));
        } else {
            found.extend(name(document, mention, quotation.via == Some(Via::Label)));
        }
    }
    for (at, span) in extended {
        document.entities[at].at.span = span;
    }
    if found.is_empty() {
        return;
    }
    found.sort_by_key(|e| e.at);
    found.dedup_by(|b, a| a.at.p == b.at.p && a.at.span.overlaps(b.at.span));
    document.entities.append(&mut found);
    document.entities.sort_by_key(|e| e.at);
}

/// The first entity that lies in the mention.
fn marked(entities: &[Entity], mention: Passage) -> Option<usize> {
    let from = entities.partition_point(|e| (e.at.p, e.at.span.end) <= (mention.p, mention.span.start));
    entities.get(from).is_some_and(|e| e.at.p == mention.p && e.at.span.overlaps(mention.span)).then_some(from)
}

/// The whole name of an organization of which entity number `at` is a part: "Alliance" of "Alliance to Reclaim Our
/// Streets", "Fair Budget" of "Committee for a Fair Budget". Only small words and capitals may stand between, and no
/// other entity.
fn whole(document: &Document, mention: Passage, at: usize) -> Option<Span> {
    let entity = &document.entities[at];
    if entity.kind != EntityKind::Organization || !mention.span.contains(entity.at.span) {
        return None;
    }
    let par = mention.p.checked_sub(document.article.paragraphs.first()?.p)? as usize;
    let (text, split) = (&document.article.paragraphs.get(par)?.text, document.splits.get(par)?);
    let alone = |e: Option<&Entity>| e.is_none_or(|e| e.at.p != mention.p || !e.at.span.overlaps(mention.span));
    if !alone(document.entities.get(at + 1)) {
        return None;
    }
    let word = |t: usize| split.tokens[t].of(text);
    let capital = |t: usize| split.tokens[t].kind == TokenKind::Word && word(t).starts_with(char::is_uppercase);
    let small = |t: usize| matches!(word(t), "of" | "for" | "and" | "the" | "a" | "to" | "&" | "-" | "on" | "in");
    let (from, to) =
        (split.token_at(mention.span.start), split.tokens.partition_point(|t| t.span.start < mention.span.end));
    let (mut start, mut end) =
        (split.token_at(entity.at.span.start), split.tokens.partition_point(|t| t.span.start < entity.at.span.end));
    let mut t = start;
    while t > from && (capital(t - 1) || small(t - 1)) {
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
        || last.len() < 2;
    let known = all.given.contains_key(words[0].as_str()) || all.family_first.contains(words[0].as_str());
    !common && (!opens || known || words.len() > 1)
}
