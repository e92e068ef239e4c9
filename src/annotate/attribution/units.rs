//! A paragraph's tokens → the units over which attribution runs: long quotations count as one unit each.
//!
//! What stands inside the marks says little about who speaks, and its own clauses and verbs only mislead. So a stretch
//! that reads like speech is folded into one unit, and the sentence around it becomes short: `QUOTE , he said . QUOTE`.

use crate::annotate::Document;
use crate::annotate::dates::is_month;
use crate::annotate::quotes::Quoted;
use crate::model::EntityKind;
use crate::split::{Split, Token, TokenKind};
use std::ops::Range;

/// A token, or a folded quotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its token numbers.
    pub tokens: Range<usize>,
    /// The number of its sentence among those of the paragraph, folded quotations not cut.
    pub sentence: u32,
    /// Whether it is a folded quotation.
    pub folded: bool,
    /// Whether it stands in quotation marks that were not folded, or is such a mark.
    pub quoted: bool,
}

/// The units of a paragraph, in order; together they cover all tokens.
/// `body` is the first token behind a dateline.
pub fn units(text: &str, split: &Split, quotes: &[Quoted], body: usize) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::with_capacity(split.tokens.len());
    let mut top = quotes.iter().filter(|q| q.depth == 0).peekable();
    let mut starts = split.sentences.iter().map(|s| s.start).peekable();
    let (mut at, mut sentence, mut quoted) = (0, 0, 0);
    while at < split.tokens.len() {
        let mut begins = false;
        while starts.next_if(|&s| s <= at).is_some_and(|s| s == at || begins) {
            begins = true;
        }
        sentence += u32::from((begins || at == body) && at > 0);
        let mut end = at + 1;
        let mut folded = false;
        if let Some(q) = top.next_if(|q| q.tokens.start == at) {
            let comma = comma_outside(text, split, q);
            let alone = starts.peek().is_none_or(|&s| s >= q.tokens.end) && ends_sentence(split, q.tokens.end);
            let goes_on = begins && alone && units.iter().any(|u| u.folded);
            folded = is_speech(text, split, q, begins || at == 0, comma) || goes_on && answers(text, split, q);
            if folded {
                end = q.tokens.end + usize::from(comma);
            } else {
                quoted = q.tokens.end;
            }
        }
        units.push(Unit { tokens: at..end, sentence, folded, quoted: at < quoted });
        while starts.next_if(|&s| s < end).is_some() {}
        at = end;
    }
    units
}

/// The longest dateline, in tokens.
const DATELINE: usize = 12;

/// Where the text of the article's paragraph number `i` begins behind a dateline ("LIMA (Agency) - ", "LIMA: "), in tokens, 0 without
/// one: its place and mark are no part of the first sentence.
pub(in crate::annotate) fn dateline(document: &Document, i: usize) -> usize {
    let (paragraph, split) = (&document.article.paragraphs[i], &document.splits[i]);
    let first = document.entities.partition_point(|e| e.at.p < paragraph.p);
    let place = document
        .entities
        .get(first)
        .filter(|e| e.kind == EntityKind::Place && e.at.p == paragraph.p && e.at.span.start == 0);
    let end = place.map(|e| split.tokens.partition_point(|t| t.span.start < e.at.span.end));
    let body = before_dash(&paragraph.text, split).or_else(|| behind_place(&paragraph.text, split, end?));
    // "Doha: The ministry …" opens an article.
    let first = || {
        let (end, token) = (end?, |t: usize| split.tokens.get(t).map_or("", |t| t.of(&paragraph.text)));
        let opens = token(end) == ":" && token(end + 1).starts_with(char::is_uppercase);
        (paragraph.p == 1 && opens && split.tokens.len() > DATELINE).then_some(end + 1)
    };
    body.or_else(first).unwrap_or(0)
}

/// Whether the words before token `end` of a paragraph open a dateline ("LIMA (Agency) - ", "LIMA, Peru - "), whatever they were taken for.
/// "LIMA - " alone may be a club in a list of results.
pub(in crate::annotate) fn opens_dateline(text: &str, split: &Split, end: usize) -> bool {
    let capitals = || split.tokens[..end].iter().all(|t| shouted(text, t));
    let next = || split.tokens.get(end).is_some_and(|t| matches!(t.of(text), "(" | ","));
    end > 0 && end < 4 && before_dash(text, split).is_some_and(|dash| end < dash) && capitals() && next()
}

/// The end of a dateline with a dash.
fn before_dash(text: &str, split: &Split) -> Option<usize> {
    let tokens = &split.tokens[..split.tokens.len().min(DATELINE)];
    let dash = |t: &Token| t.spaced && matches!(t.of(text), "-" | "–" | "—" | "―" | "--");
    let at = tokens.iter().position(dash).filter(|&at| at > 0)?;
    let word = |t: &Token| t.kind == TokenKind::Word;
    let capital = |t: &Token| word(t) && t.of(text).starts_with(char::is_uppercase);
    // "Cape Town - The mayor …": few words, all with capitals, and a sentence behind the dash.
    let opens = || split.tokens.get(at + 1).is_some_and(|t| t.spaced && capital(t));
    let place = || at < 4 && opens() && tokens[..at].iter().all(capital);
    // "Toronto, Feb 26 - ".
    let day = |pair: &[Token]| is_month(pair[0].of(text)) && pair[1].kind == TokenKind::Number;
    let dated = || {
        let part =
            |t: &Token| capital(t) || t.kind == TokenKind::Number || matches!(t.of(text), "," | "." | "(" | ")" | "/");
        tokens[..at].iter().all(part) && capital(&tokens[0]) && tokens[..at].windows(2).any(day)
    };
    (shouted(text, &tokens[0]) || place() || dated()).then_some(at + 1)
}

/// Whether a word is in capitals.
fn shouted(text: &str, t: &Token) -> bool {
    let word = t.of(text);
    t.kind == TokenKind::Word && word.len() > 2 && word.chars().all(|c| c.is_uppercase() || c == '.')
}

/// The end of a dateline without a dash, whose place ends at token `end`: "LIMA: ", "Lima, Peru | ", "Lima, May 14 (AGENCY) ".
fn behind_place(text: &str, split: &Split, end: usize) -> Option<usize> {
    let tokens = &split.tokens[..split.tokens.len().min(DATELINE)];
    let word = |at: usize| tokens.get(at).map_or("", |t| t.of(text));
    let capital = |at: usize| word(at).starts_with(char::is_uppercase);
    let (mut at, mut dated) = (end, false);
    while at < tokens.len() {
        dated |= is_month(word(at));
        let number = tokens[at].kind == TokenKind::Number;
        if !(number || matches!(word(at), "," | ".") || is_month(word(at)) || capital(at) && word(at - 1) == ",") {
            break;
        }
        at += 1;
    }
    let sure = dated || shouted(text, &tokens[0]);
    if word(at) == "(" {
        let close = (at + 1..at + 6).find(|&t| word(t) == ")")?;
        let opens = matches!(word(close + 1), ":" | "|");
        return (sure && (opens || capital(close + 1))).then_some(close + 1 + usize::from(opens));
    }
    let bar = word(at) == "|" && at > end;
    (sure && word(at) == ":" || bar).then_some(at + 1)
}

/// Whether a comma stands right behind the closing mark. Where papers write it so, it says the same as one before the mark, and
/// the models have learned from papers that put it there: so it is taken into the quotation's unit.
fn comma_outside(text: &str, split: &Split, q: &Quoted) -> bool {
    let next = split.tokens.get(q.tokens.end).filter(|_| q.closed);
    next.is_some_and(|t| !t.spaced && t.of(text) == ",")
}

/// Whether the tokens behind a quotation tell who says it: "he asked", "Ann Lee said", "said".
fn told(text: &str, after: &[Token]) -> bool {
    let says = |t: &Token| {
        let verbs = [
            "said", "says", "asked", "asks", "told", "tells", "replied", "replies", "added", "adds", "wrote", "writes",
        ];
        verbs.contains(&t.of(text))
    };
    let pronoun = |t: &Token| matches!(t.of(text), "he" | "she" | "they" | "I" | "we" | "it");
    let capital = |t: &&Token| t.kind == TokenKind::Word && t.of(text).starts_with(char::is_uppercase);
    let name = after.iter().take(4).take_while(capital).count();
    match after {
        [first, ..] if says(first) => true,
        [first, second, ..] if pronoun(first) => says(second),
        _ => name > 0 && after.get(name).is_some_and(says),
    }
}

/// Whether a sentence begins at token `at`, or none follows.
fn ends_sentence(split: &Split, at: usize) -> bool {
    at >= split.tokens.len() || split.sentences.iter().any(|s| s.start == at)
}

/// Whether a stretch is a whole sentence, however short: "“It is time to go,” she said. “Really.”"
fn answers(text: &str, split: &Split, q: &Quoted) -> bool {
    let last = split.tokens[q.inner()].iter().rfind(|t| t.kind != TokenKind::Quote);
    q.closed && q.opened && last.is_some_and(|t| matches!(t.of(text), "." | "?" | "!" | "…"))
}

/// Whether a stretch reads like something that somebody says, rather than a word called so, a title or a nickname; `begins` says
/// that it begins a sentence, `comma` that a comma parts it from the rest.
fn is_speech(text: &str, split: &Split, q: &Quoted, begins: bool, comma: bool) -> bool {
    if !q.closed {
        return q.goes_on;
    }
    if !q.opened {
        return false;
    }
    let inner = &split.tokens[q.inner()];
    let words = inner.iter().filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number)).count();
    let Some(last) = inner.iter().rfind(|t| t.kind != TokenKind::Quote) else { return false };
    let ends = begins && comma || matches!(last.of(text), "," | "." | "?" | "!" | "…" | "..." | "--" | "—" | ";");
    let small = |t: &&Token| t.kind == TokenKind::Word && t.of(text).starts_with(char::is_lowercase);
    words >= 8
        || words >= 1 && ends && begins && told(text, &split.tokens[q.tokens.end..])
        || words >= 3 && ends && inner.iter().filter(small).count() >= 1
        || words >= 1 && ends && q.tokens.start == 0
}
