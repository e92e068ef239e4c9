//! What the changes between a claim and its source change: a negation, a number, a name, a date.

use super::align::{Alignment, Kind, Step};
use super::tokens::Token;
use crate::model::Span;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a change is about where it changes what is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// Yes and no.
    Negation,
    /// How much, and of what.
    Number,
    /// Who or where.
    Name,
    /// When.
    Date,
}

impl Meaning {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Meaning::Negation => "negation",
            Meaning::Number => "number",
            Meaning::Name => "name",
            Meaning::Date => "date",
        }
    }
}

/// A run of words that differ, or that are left out at a mark of omission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happened: `replace`, `insert` (in the claim only), `delete` (in the source only), `omit` (in the source only, where
    /// the claim says that words are missing).
    pub kind: &'static str,
    /// The words of the claim.
    pub claim: String,
    /// The words of the source.
    pub source: String,
    /// What it changes; empty where it may leave the meaning as it is.
    pub meaning: Vec<Meaning>,
}

/// A text as far as it is compared: its tokens, and which stretches of it are names.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The text.
    pub text: &'a str,
    /// Tokens of the text, or of a part of it.
    pub tokens: &'a [Token],
    /// Bytes that name somebody or something.
    pub names: &'a [Span],
}

struct Word {
    meaning: Meaning,
    value: Option<&'static str>,
}

static WORDS: LazyLock<FxHashMap<&'static str, Word>> = LazyLock::new(|| {
    let lines = include_str!("../../models/meaning.tsv").lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        let form = cells.next()?;
        let meaning = match cells.next()? {
            "negation" => Meaning::Negation,
            "number" => Meaning::Number,
            _ => Meaning::Date,
        };
        Some((form, Word { meaning, value: cells.next() }))
    };
    lines.filter_map(row).collect()
});

/// Most words left out at a mark of omission among which a negation changes what is said: `We will … leave`.
const SHORT: usize = 3;

/// What the token says of itself: what it is, and what counts as the same.
fn meanings<'a>(side: &Side<'a>, n: usize) -> Vec<(Meaning, &'a str)> {
    let token = &side.tokens[n];
    let form = token.form.as_str();
    let mut found = Vec::new();
    if let Some(word) = WORDS.get(form) {
        found.push((word.meaning, if word.meaning == Meaning::Negation { "not" } else { word.value.unwrap_or(form) }));
    } else if form.ends_with("n't") {
        found.push((Meaning::Negation, "not"));
    } else if form.starts_with(|c: char| c.is_ascii_digit()) {
        // Nobody writes a year as 2,000.
        let year = token.span.of(side.text).len() == 4 && (form.starts_with("19") || form.starts_with("20"));
        found.push((if year { Meaning::Date } else { Meaning::Number }, form));
    }
    if found.is_empty() && is_name(side, n) {
        found.push((Meaning::Name, form));
    }
    found
}

/// Whether the token is part of a name: one that was found in the source, or a capital within a sentence.
fn is_name(side: &Side, n: usize) -> bool {
    let token = &side.tokens[n];
    let written = token.span.of(side.text);
    if side.names.iter().any(|name| name.contains(token.span)) {
        return written.starts_with(char::is_uppercase);
    }
    let capital = written.starts_with(char::is_uppercase)
        && !matches!(token.form.as_str(), "i" | "i'm" | "i'll" | "i've" | "i'd");
    let before =
        side.text[..token.span.start as usize].trim_end_matches(|c: char| !c.is_alphanumeric() && !".!?…:".contains(c));
    capital && !before.is_empty() && !before.ends_with(['.', '!', '?', '…', ':'])
}

/// Whether a token is a negation.
pub fn negates(form: &str) -> bool {
    form.ends_with("n't") || WORDS.get(form).is_some_and(|w| w.meaning == Meaning::Negation)
}

/// The value of a token that is a number.
pub fn number(form: &str) -> Option<&str> {
    match WORDS.get(form) {
        Some(word) if word.meaning == Meaning::Number => word.value,
        Some(_) => None,
        None => Some(form).filter(|f| f.starts_with(|c: char| c.is_ascii_digit())),
    }
}

/// What changes between the words of a step.
fn meaning(step: &Step, claim: &Side, source: &Side) -> Vec<Meaning> {
    let of = |side: &Side, range: std::ops::Range<usize>| {
        let mut all: Vec<(Meaning, String)> =
            range.flat_map(|n| meanings(side, n)).map(|(m, value)| (m, value.to_owned())).collect();
        all.sort();
        all
    };
    let (mut said, mut stands) = (of(claim, step.claim.clone()), of(source, step.source.clone()));
    // What stands on both sides is no change.
    said.retain(|x| match stands.iter().position(|y| x == y) {
        Some(at) => {
            stands.remove(at);
            false
        }
        None => true,
    });
    let mut found: Vec<Meaning> = said.into_iter().chain(stands).map(|(m, _)| m).collect();
    if step.kind == Kind::Omit {
        let text = words(source, step.source.clone());
        found.retain(|m| *m == Meaning::Negation && step.source.len() <= SHORT && !text.contains(['.', '!', '?', ';']));
    }
    found.sort();
    found.dedup();
    found
}

/// The text of a range of tokens.
fn words(side: &Side, tokens: std::ops::Range<usize>) -> String {
    match side.tokens.get(tokens.clone()) {
        Some([first, .., last]) if first.span.start <= last.span.end => {
            side.text[first.span.start as usize..last.span.end as usize].to_owned()
        }
        Some(some) => some.iter().map(|t| t.span.of(side.text)).collect::<Vec<_>>().join(" "),
        None => String::new(),
    }
}

/// The changes of an alignment in order, and the claim with them; `edges` says where words may be missing before and behind the claim.
pub fn compare(found: &Alignment, edges: [bool; 2], claim: &Side, source: &Side) -> (Vec<Change>, String) {
    let (mut changes, mut diff) = (changes(found, claim, source), diff(found, claim, source));
    let [before, behind] = hidden(found, edges, source);
    if let Some(change) = before {
        diff = format!("{{+{}+}} {diff}", change.source);
        changes.insert(0, change);
    }
    if let Some(change) = behind {
        diff = format!("{diff} {{+{}+}}", change.source);
        changes.push(change);
    }
    (changes, diff)
}

/// The changes of an alignment, in order.
fn changes(found: &Alignment, claim: &Side, source: &Side) -> Vec<Change> {
    let kind = |step: &Step| match step.kind {
        Kind::Equal => None,
        Kind::Replace => Some("replace"),
        Kind::Insert => Some("insert"),
        Kind::Delete => Some("delete"),
        Kind::Omit => Some("omit"),
    };
    let change = |step: &Step| {
        Some(Change {
            kind: kind(step)?,
            claim: words(claim, step.claim.clone()),
            source: words(source, step.source.clone()),
            meaning: meaning(step, claim, source),
        })
    };
    found.steps.iter().filter_map(change).collect()
}

/// What the claim's marks before its first word and behind its last one leave out, where that turns what is said: "… of us is guilty" for "None of us
/// is guilty". Before the first word a negation may be [`SHORT`] words away in its clause; behind the last one it comes at once.
fn hidden(found: &Alignment, edges: [bool; 2], source: &Side) -> [Option<Change>; 2] {
    let window = found.window();
    let tokens = source.tokens;
    let of_one_clause = |n: usize| {
        let between = &source.text[tokens[n].span.end as usize..tokens[n + 1].span.start as usize];
        !between.contains(['.', '!', '?', '…', ';', ':', ',', '—', '–', '"', '“', '”', '„', '«', '»', '\n'])
    };
    let first = (0..window.start).rev().take(SHORT).take_while(|&n| of_one_clause(n)).last().unwrap_or(window.start);
    let behind = window.end > 0 && window.end < tokens.len() && of_one_clause(window.end - 1);
    let omitted = |edge: bool, range: std::ops::Range<usize>| {
        let turned = edge && tokens[range.clone()].iter().any(|t| negates(&t.form));
        turned.then(|| Change {
            kind: "omit",
            claim: String::new(),
            source: words(source, range),
            meaning: vec![Meaning::Negation],
        })
    };
    [omitted(edges[0], first..window.start), omitted(edges[1], window.end..window.end + usize::from(behind))]
}

/// The claim with its changes, in the notation of `git diff --word-diff`: `[-claimed-]` `{+in the source+}`, `…` for what is left out, unless that
/// changes what is said.
fn diff(found: &Alignment, claim: &Side, source: &Side) -> String {
    let step = |step: &Step| {
        let (said, stands) = (words(claim, step.claim.clone()), words(source, step.source.clone()));
        match step.kind {
            Kind::Equal => said,
            Kind::Omit if meaning(step, claim, source).is_empty() => "…".to_owned(),
            Kind::Insert => format!("[-{said}-]"),
            Kind::Delete | Kind::Omit => format!("{{+{stands}+}}"),
            Kind::Replace => format!("[-{said}-]{{+{stands}+}}"),
        }
    };
    found.steps.iter().map(step).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::align::align;
    use super::super::tokens::tokens;
    use super::*;

    fn seen(claim: &str, source: &str, gaps: &[usize]) -> (String, Vec<Meaning>) {
        let (c, s) = (tokens(claim), tokens(source));
        let (claim, source) =
            (Side { text: claim, tokens: &c, names: &[] }, Side { text: source, tokens: &s, names: &[] });
        let found = align(&c, gaps, &s);
        let meaning = changes(&found, &claim, &source).into_iter().flat_map(|x| x.meaning).collect();
        (diff(&found, &claim, &source), meaning)
    }

    #[test]
    fn what_changes_is_named() {
        let meaning = |a, b| seen(a, b, &[]).1;
        assert_eq!(meaning("We will raise the fare", "We will not raise the fare"), [Meaning::Negation]);
        assert_eq!(meaning("We won't raise it soon", "We will not raise it soon"), []);
        assert_eq!(meaning("It costs 5 million now", "It costs 6 million now"), [Meaning::Number]);
        assert_eq!(meaning("It costs five million now", "It costs 5 million now"), []);
        assert_eq!(meaning("More than 1,000 crowns", "More than 2,000 crowns"), [Meaning::Number]);
        assert_eq!(meaning("It began in 1998 already", "It began in 2003 already"), [Meaning::Date]);
        assert_eq!(meaning("It costs $5 a day", "It costs £5 a day"), [Meaning::Number]);
        assert_eq!(meaning("I met Anna on the pier", "I met Berta on the pier"), [Meaning::Name]);
        assert_eq!(meaning("It opens on Monday at last", "It opens on Friday at last"), [Meaning::Date]);
        assert_eq!(meaning("A large old bridge here", "A big old bridge here"), []);
    }

    #[test]
    fn changes_are_shown_in_place() {
        assert_eq!(seen("We will close it", "We will never close it.", &[]).0, "We will {+never+} close it");
        assert_eq!(seen("a big bridge", "a small bridge", &[]).0, "a [-big-]{+small+} bridge");
    }

    #[test]
    fn a_short_omission_must_not_hide_a_negation() {
        let short = seen("We will close it", "We will not close it", &[2]);
        assert_eq!(short, ("We will {+not+} close it".into(), vec![Meaning::Negation]));
        let long = seen("We will close it", "We will, as I did not say before, close it", &[2]);
        assert_eq!(long, ("We will … close it".into(), vec![]));
    }

    #[test]
    fn a_negation_beside_the_claim_must_not_be_left_out() {
        let left_out = |claim: &str, source: &str, edges| {
            let (c, s) = (tokens(claim), tokens(source));
            let found = align(&c, &[], &s);
            hidden(&found, edges, &Side { text: source, tokens: &s, names: &[] }).map(|x| x.map(|x| x.source))
        };
        let text = |text: &str| Some(text.to_owned());
        let (before, behind) = ([true, false], [false, true]);
        assert_eq!(left_out("one of us is late", "Not one of us is late", before), [text("Not"), None]);
        assert_eq!(left_out("they are late", "I do not think that they are late", before)[0], text("not think that"));
        assert_eq!(left_out("they are late", "I do not, I think, know how they are late", before), [None, None]);
        assert_eq!(left_out("they are late", "Never. They are late", before), [None, None]);
        assert_eq!(left_out("they are late", "He would not say \"they are late\"", before), [None, None]);
        assert_eq!(left_out("one of us is late", "Not one of us is late", behind), [None, None]);
        assert_eq!(left_out("he is guilty of", "He is guilty of nothing at all", behind), [None, text("nothing")]);
        assert_eq!(left_out("he is guilty", "He is guilty. Not me", behind), [None, None]);
    }
}
