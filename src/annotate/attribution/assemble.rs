//! Bound cues → quotations: what overlaps is settled, units become bytes.

use super::Bound;
use super::act::act;
use super::lexicon::COLON;
use super::sequence::Sequence;
use super::uncued::bare;
use crate::annotate::Document;
use crate::annotate::quotes::Quoted;
use crate::model::{Entity, EntityKind, Passage, Quotation, QuoteKind, Span, Via};
use crate::split::TokenKind;
use std::ops::Range;

/// A statement at least as likely as this holds those within its content, however likely they are by themselves.
const HOLDS: f32 = 0.5;

/// Keeps, of quotations whose cues or contents overlap, the likelier one; a piece in quotation marks that it leaves to the
/// other one stays with that: "…," he said, "…," he added, "…". Statements within the content of a kept one are marked as
/// nested.
pub fn settle(s: &Sequence, mut bound: Vec<Bound>) -> Vec<Bound> {
    bound.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let likely = reach(s.len(), bound.iter().filter(|b| b.probability >= HOLDS));
    let mut taken = vec![false; s.len()];
    // Whose words stand in marks is told by the cue next to them, not by one further away.
    let marked = |b: &Bound| b.content.iter().cloned().flatten().any(|i| s.units[i].folded);
    let (mut inner, mut kept): (Vec<Bound>, Vec<Bound>) =
        bound.into_iter().partition(|b| !marked(b) && is_within(b, &likely));
    kept.retain_mut(|b| keep(s, b, &mut taken));
    let held = reach(s.len(), kept.iter());
    let mut within = vec![false; s.len()];
    inner.retain_mut(|b| {
        b.nested = is_within(b, &held);
        if b.nested { keep(s, b, &mut within) } else { keep(s, b, &mut taken) }
    });
    kept.append(&mut inner);
    kept.sort_by_key(|b| b.cue.start);
    kept
}

/// For each unit, how far the contents reach that begin at or before it.
fn reach<'a>(units: usize, bound: impl Iterator<Item = &'a Bound>) -> Vec<usize> {
    let mut reach = vec![0; units];
    for piece in bound.flat_map(|b| &b.content) {
        reach[piece.start] = reach[piece.start].max(piece.end);
    }
    for i in 1..units {
        reach[i] = reach[i].max(reach[i - 1]);
    }
    reach
}

/// Whether cue, source and content lie within a content of another one.
fn is_within(b: &Bound, reach: &[usize]) -> bool {
    let own = || b.content.iter().chain([&b.cue]).chain(&b.source);
    let (start, end) = (own().map(|r| r.start).min().unwrap_or(0), own().map(|r| r.end).max().unwrap_or(0));
    reach.get(start).is_some_and(|&far| end <= far)
}

/// Takes the units of a quotation, less those pieces in marks that are taken; false if it cannot be.
fn keep(s: &Sequence, b: &mut Bound, taken: &mut [bool]) -> bool {
    let free = |r: &Range<usize>| !taken[r.clone()].contains(&true);
    if !free(&b.cue) {
        return false;
    }
    if !b.content.iter().all(free) {
        b.content.retain(|r| free(r) && r.clone().any(|i| s.units[i].folded));
        if b.content.is_empty() {
            return false;
        }
    }
    b.content.iter().chain([&b.cue]).for_each(|r| taken[r.clone()].fill(true));
    true
}

/// The quotation of a bound cue in the article's paragraph number `i`; `next` is the first sentence of the following
/// paragraph where that is a quotation alone (its token numbers), which a cue with a colon may introduce.
pub fn quotation(
    document: &Document,
    i: usize,
    s: &Sequence,
    b: &Bound,
    next: Option<Range<usize>>,
) -> Option<Quotation> {
    let tokens = |units: &Range<usize>| s.units[units.start].tokens.start..s.units[units.end - 1].tokens.end;
    let passage = |range| passage(document, i, range);
    // "Looking ahead to the final, Ann Lee said:" — what the next paragraph says.
    let colon = s.words.last().is_some_and(|w| w.class == COLON);
    let circumstance = |c: &&Range<usize>| {
        let before = c.end <= b.cue.start && c.start == s.sentence(b.cue.start).start;
        before && (c.start..c.end).all(|u| !s.finite(u) && !s.units[u].folded && !s.units[u].quoted)
    };
    let leads = colon && next.is_some() && s.sentence(b.cue.start).end == s.len();
    let content = b.content.iter().filter(|c| !(leads && circumstance(c)));
    let own = pieces(document, i, content.map(tokens).collect());
    let introduces = own.is_empty() && colon;
    let mut q = match next.filter(|_| introduces) {
        Some(next) => uncued(document, i + 1, next, None, Via::Description)?,
        None if own.is_empty() => return None,
        None => bare(kind(document, i, &own), own.into_iter().map(passage).collect()),
    };
    let cue = tokens(&b.cue);
    if is_dateline(document, i, b.source.as_ref().map(tokens), &cue) {
        return None;
    }
    q.act = act(&document.article.paragraphs[i].text, &document.splits[i], cue.clone(), q.kind);
    q.mention = b.source.as_ref().map(|u| passage(named(document, i, tokens(u))));
    q.via = q.mention.map(|m| via(document, m));
    q.cue = Some(passage(cue));
    q.confidence = b.probability;
    Some(q)
}

/// "said Ann Lee in London": where and when it was said is no part of a person's name.
fn named(document: &Document, i: usize, source: Range<usize>) -> Range<usize> {
    let (text, split) = (&document.article.paragraphs[i].text, &document.splits[i]);
    let at = passage(document, i, source.clone());
    let from = document.entities.partition_point(|e| (e.at.p, e.at.span.start) < (at.p, at.span.start));
    let mut inside = document.entities[from..].iter().take_while(|e| e.at.p == at.p && e.at.span.start < at.span.end);
    let Some(person) = inside.next().filter(|e| e.kind == EntityKind::Person) else { return source };
    let next = source.clone().find(|&t| split.tokens[t].span.start >= person.at.span.end);
    let circumstance = |t: &usize| ["in", "on", "during"].contains(&split.tokens[*t].span.of(text));
    next.filter(circumstance).map_or(source.clone(), |end| source.start..end)
}

/// "LONDON: It rained": a place and a colon at the start of a paragraph say where, not who.
fn is_dateline(document: &Document, i: usize, source: Option<Range<usize>>, cue: &Range<usize>) -> bool {
    let text = &document.article.paragraphs[i].text;
    let Some(source) = source.filter(|s| s.start == 0 && document.splits[i].span(cue.clone()).of(text) == ":") else {
        return false;
    };
    let at = passage(document, i, source);
    let capitals = at.span.of(text).chars().all(|c| !c.is_lowercase());
    let first = document.entities.partition_point(|e| e.at.p < at.p);
    let place = |e: &Entity| e.kind == EntityKind::Place && e.at.p == at.p && e.at.span.start == 0;
    capitals && document.entities.get(first).is_some_and(place)
}

/// A quotation of these tokens that has no cue.
pub fn uncued(
    document: &Document,
    i: usize,
    tokens: Range<usize>,
    mention: Option<Passage>,
    via: Via,
) -> Option<Quotation> {
    let pieces = pieces(document, i, vec![tokens]);
    let kind = kind(document, i, &pieces);
    let content: Vec<Passage> = pieces.into_iter().map(|r| passage(document, i, r)).collect();
    (!content.is_empty()).then(|| Quotation { mention, via: Some(via), confidence: 0.5, ..bare(kind, content) })
}

fn passage(document: &Document, i: usize, tokens: Range<usize>) -> Passage {
    Passage { p: document.article.paragraphs[i].p, span: document.splits[i].span(tokens) }
}

/// By what a mention names the speaker: its form tells.
fn via(document: &Document, mention: Passage) -> Via {
    let text = document.article.text(mention.p).unwrap_or("");
    let words = mention.span.of(text);
    if is_pronoun(words) {
        return Via::Pronoun;
    }
    let from = document.entities.partition_point(|e| {
        e.at < Passage { p: mention.p, span: Span::new(mention.span.start as usize, mention.span.start as usize) }
    });
    let named =
        document.entities[from..].iter().take_while(|e| e.at.p == mention.p && e.at.span.start < mention.span.end).any(
            |e| matches!(e.kind, EntityKind::Person | EntityKind::Organization | EntityKind::Place | EntityKind::Misc),
        );
    if named { Via::Name } else { Via::Description }
}

fn is_pronoun(words: &str) -> bool {
    let lower = words.to_lowercase();
    [
        "he",
        "she",
        "they",
        "it",
        "i",
        "we",
        "you",
        "who",
        "him",
        "her",
        "them",
        "me",
        "us",
        "himself",
        "herself",
        "themselves",
        "one",
        "his",
        "their",
        "my",
        "our",
    ]
    .contains(&lower.as_str())
}

/// Pieces in their order, without the commas and full stops at their ends, those merged that overlap or that no word parts.
fn pieces(document: &Document, i: usize, mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let text = &document.article.paragraphs[i].text;
    let tokens = &document.splits[i].tokens;
    let wordless = |r: Range<usize>| tokens[r].iter().all(|t| t.kind == TokenKind::Punct);
    let mut merged: Vec<Range<usize>> = Vec::new();
    ranges.sort_by_key(|r| (r.start, r.end));
    for r in ranges {
        match merged.last_mut() {
            Some(last) if r.start <= last.end || wordless(last.end..r.start) => last.end = last.end.max(r.end),
            _ => merged.push(r),
        }
    }
    let outside = |t: usize| {
        tokens[t].kind == TokenKind::Punct
            && matches!(tokens[t].of(text), "," | "." | ";" | ":" | "—" | "–" | "-" | "--" | "!" | "?")
    };
    for r in &mut merged {
        while r.start < r.end && outside(r.start) {
            r.start += 1;
        }
        while r.start < r.end && outside(r.end - 1) {
            r.end -= 1;
        }
    }
    merged.retain(|r| !r.is_empty() && !wordless(r.clone()));
    merged
}

/// How much of the pieces stands in quotation marks.
fn kind(document: &Document, i: usize, pieces: &[Range<usize>]) -> QuoteKind {
    let tokens = &document.splits[i].tokens;
    let quotes: Vec<&Quoted> = document.quotes[i].iter().filter(|q| q.depth == 0).collect();
    let is_word = |t: &usize| matches!(tokens[*t].kind, TokenKind::Word | TokenKind::Number);
    let (mut inside, mut words) = (0, 0);
    for t in pieces.iter().flat_map(Clone::clone).filter(is_word) {
        words += 1;
        let before = quotes.partition_point(|q| q.tokens.end <= t);
        inside += usize::from(quotes.get(before).is_some_and(|q| q.tokens.start <= t));
    }
    match inside {
        0 => QuoteKind::Indirect,
        n if n == words => QuoteKind::Direct,
        _ => QuoteKind::Mixed,
    }
}

/// The bytes of a range of units, for measuring.
pub fn span(document: &Document, i: usize, s: &Sequence, units: &Range<usize>) -> Span {
    document.splits[i].span(s.units[units.start].tokens.start..s.units[units.end - 1].tokens.end)
}
