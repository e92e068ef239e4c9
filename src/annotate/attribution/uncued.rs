//! Quotations without a cue of their own: a paragraph that goes on with somebody's words, a turn of an interview.

use super::assemble;
use super::bind::all_quoted;
use super::sequence::Sequence;
use crate::annotate::Document;
use crate::model::{Act, Passage, Quotation, QuoteKind, Span, SpeakerKind, Via};
use crate::split::TokenKind;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Shorter quotations that nobody is said to have uttered are titles, slogans and signs.
const LEAST_WORDS: usize = 4;

/// Turns of an interview before its labels count as such.
const LEAST_TURNS: usize = 4;

/// The most words of a label.
const LABEL_WORDS: usize = 5;

/// The quotation-only sentences of paragraph `i` that no quotation of `found` covers, as quotations that continue.
pub fn continuations(document: &Document, i: usize, s: &Sequence, found: &[Quotation]) -> Vec<Quotation> {
    let p = document.article.paragraphs[i].p;
    let mut covered: Vec<Span> = found.iter().flat_map(|q| &q.content).filter(|c| c.p == p).map(|c| c.span).collect();
    covered.sort();
    let mut out = Vec::new();
    let mut at = 0;
    while at < s.len() {
        let (start, end) = (s.sentences[at].0 as usize, s.sentences[at].1 as usize);
        at = end;
        if !all_quoted(s, start..end) {
            continue;
        }
        while at < s.len() && all_quoted(s, at..s.sentences[at].1 as usize) {
            at = s.sentences[at].1 as usize;
        }
        let span = assemble::span(document, i, s, &(start..at));
        let before = covered.partition_point(|c| c.end <= span.start);
        let free = covered.get(before).is_none_or(|c| !c.overlaps(span));
        let tokens = s.units[start].tokens.start..s.units[at - 1].tokens.end;
        if free && words(document, i, tokens.clone()) >= LEAST_WORDS {
            out.extend(assemble::uncued(document, i, tokens, None, Via::Continuation));
        }
    }
    out
}

fn words(document: &Document, i: usize, tokens: Range<usize>) -> usize {
    document.splits[i].tokens[tokens].iter().filter(|t| t.kind == TokenKind::Word).count()
}

/// The label that a paragraph begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its tokens: `Q`, `KIM`, `Ann Lee`.
    name: Range<usize>,
    /// Where the words behind it begin.
    content: usize,
}

/// For each paragraph, its label if the article is an interview or a transcript.
pub fn labels(document: &Document) -> Vec<Option<Label>> {
    let mut labels: Vec<Option<Label>> = (0..document.splits.len()).map(|i| label(document, i)).collect();
    let name = |i: usize, l: &Label| {
        document.splits[i].span(l.name.clone()).of(&document.article.paragraphs[i].text).trim_end_matches('.')
    };
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for (i, l) in labels.iter().enumerate() {
        if let Some(l) = l {
            *counts.entry(name(i, l)).or_default() += 1;
        }
    }
    let turns: usize = counts.values().filter(|&&n| n >= 2).sum();
    let speakers = counts.values().filter(|&&n| n >= 2).count();
    // Answers have labels where questions are set in another type.
    let answers = counts.get("A").is_some_and(|&n| n >= LEAST_TURNS);
    if turns < LEAST_TURNS || (speakers < 2 && !answers) {
        labels.fill(None);
    }
    labels
}

/// The label that a paragraph begins with: `Q:`, `Q.`, `KIM:`, `Ann Lee:`.
fn label(document: &Document, i: usize) -> Option<Label> {
    let text = &document.article.paragraphs[i].text;
    let tokens = &document.splits[i].tokens;
    let word = |t: usize| tokens.get(t).map_or("", |t| t.of(text));
    let content = match (word(0), word(1)) {
        ("Q." | "A.", _) => Some(1),
        ("Q" | "A", ".") => Some(2),
        _ => None,
    };
    if let Some(content) = content {
        return (content + 1 < tokens.len()).then_some(Label { name: 0..1, content });
    }
    let colon = tokens.iter().take(LABEL_WORDS + 1).position(|t| t.of(text) == ":")?;
    let capital = |t: &crate::split::Token| t.of(text).starts_with(char::is_uppercase);
    let named = colon > 0 && tokens[..colon].iter().all(|t| t.kind == TokenKind::Word && capital(t));
    (named && colon + 2 < tokens.len()).then_some(Label { name: 0..colon, content: colon + 1 })
}

/// The turn of an interview: all of the paragraph behind its label.
pub fn turn(document: &Document, i: usize, label: Label) -> Option<Quotation> {
    let p = document.article.paragraphs[i].p;
    let split = &document.splits[i];
    let mention = Passage { p, span: split.span(label.name.clone()) };
    let content = label.content..split.tokens.len();
    let mut q = assemble::uncued(document, i, content, Some(mention), Via::Label)?;
    let mark = (label.name.end < label.content).then(|| split.tokens[label.name.end].span);
    q.cue = mark.map(|span| Passage { p, span });
    Some(q)
}

/// A paragraph that goes on with the turn before it; headings and stage directions do not.
pub fn turn_goes_on(document: &Document, i: usize) -> Option<Quotation> {
    let text = &document.article.paragraphs[i].text;
    let tokens = 0..document.splits[i].tokens.len();
    let sentence = text.trim_end().ends_with(['.', '?', '!', '”', '"']) && !text.starts_with(['(', '[', '*']);
    // A question is rather that of whoever asks, and "QWhy …" lacks its stop.
    let asks = text.trim_end().ends_with('?') || text.starts_with('Q') && text[1..].starts_with(char::is_uppercase);
    let spoken = sentence && !asks && tokens.len() > LABEL_WORDS;
    if spoken { assemble::uncued(document, i, tokens, None, Via::Continuation) } else { None }
}

/// A quotation without a speaker yet.
pub fn bare(kind: QuoteKind, content: Vec<Passage>) -> Quotation {
    Quotation {
        kind,
        act: Act::Speech,
        speaker: None,
        speaker_kind: SpeakerKind::Unknown,
        via: None,
        mention: None,
        cue: None,
        content,
        confidence: 0.0,
    }
}
