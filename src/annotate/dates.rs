//! Dates that the text speaks of, resolved to days.
//!
//! English only. The words are data (`lexicon`); `phrase` and its
//! helpers `months`, `years` and `numbers` turn tokens into expressions, `resolve`
//! turns expressions into days by the day of publication, the date spoken of last, and the `tense` around them.
//! Values and extents follow TIMEX3 (TimeML 1.2.1) with these differences: a week is Monday to Sunday, a season three
//! whole months, a fiscal year the calendar year of its number; durations ("for two years"), ages, repeated days ("every
//! Monday") and vague words ("now", "recently") are no dates. Without a day of publication only what is stated in full
//! is resolved.

mod calendar;
mod lexicon;
mod months;
mod numbers;
mod phrase;
mod resolve;
mod tense;
mod units;
mod view;
mod years;

use super::Document;
use crate::model::{DateMention, Entity, Passage, Span};
use crate::split::{Split, TokenKind};
use calendar::Period;
use chrono::NaiveDate;
use lexicon::Sense;
use phrase::{Expr, Phrase};
use resolve::Context;
use tense::Tense;
use view::View;

/// Reads the dates of a document.
pub fn run(document: &mut Document) {
    let language = document.article.language.as_deref();
    if language.is_some_and(|l| l != "en") {
        return;
    }
    let mut scan = Scan { published: document.article.published.map(|s| s.day), ..Scan::default() };
    for (paragraph, split) in document.article.paragraphs.iter().zip(&document.splits) {
        let names = names_of(&document.entities, paragraph.p);
        scan.paragraph(&View { text: &paragraph.text, tokens: &split.tokens }, split, paragraph.p, names);
    }
    document.dates = scan.found;
}

/// Whether a word is the name of a month or short for it: "September", "Sept", "Feb".
pub(super) fn is_month(word: &str) -> bool {
    matches!(lexicon::sense(word), Some(Sense::Month { .. }))
}

/// The state of reading one article.
#[derive(Debug, Default)]
struct Scan {
    published: Option<NaiveDate>,
    spoken: Option<Period>,
    day: Option<NaiveDate>,
    near: Option<Period>,
    found: Vec<DateMention>,
}

impl Scan {
    fn paragraph(&mut self, view: &View, split: &Split, p: u32, names: &[Entity]) {
        self.near = None;
        let mut floor = 0;
        let mut i = 0;
        while i < view.tokens.len() {
            if !matches!(view.tokens[i].kind, TokenKind::Word | TokenKind::Number) {
                i += 1;
                continue;
            }
            let Some(phrase) = phrase::at(view, i, floor) else {
                i += 1;
                continue;
            };
            (i, floor) = (phrase.end, phrase.end);
            if is_name(view, split, p, &phrase) || in_name(view, names, &phrase) {
                continue;
            }
            self.resolve(view, split, p, &phrase);
            let mut last = phrase.expr;
            while let Some((expr, start, end)) = months::another_day(view, i, &last) {
                self.resolve(view, split, p, &Phrase { start, end, expr: expr.clone() });
                (i, floor, last) = (end, end, expr);
            }
        }
    }

    /// Adds the mention if its days can be told.
    fn resolve(&mut self, view: &View, split: &Split, p: u32, phrase: &Phrase) {
        let sentence = split.sentences.get(split.sentence_of(phrase.start)).cloned().unwrap_or(0..view.tokens.len());
        let tense = match phrase.expr {
            Expr::Period(..) => Tense::Open,
            // "around Wednesday's ruling": what has a name has mostly been.
            Expr::Weekday { .. } if view.any(phrase.end, &["'s", "’s"]) => Tense::Past,
            _ => tense::around(view, sentence, phrase.start..phrase.end),
        };
        let context = Context { published: self.published, spoken: self.spoken, day: self.day, near: self.near, tense };
        let Some((from, to)) = context.resolve(&phrase.expr) else { return };
        let span = Span { start: view.tokens[phrase.start].span.start, end: view.tokens[phrase.end - 1].span.end };
        self.found.push(DateMention { at: Passage { p, span }, from, to });
        self.spoken = Some((from, to));
        self.near = Some((from, to));
        if from == to {
            self.day = Some(from);
        }
    }
}

/// The entities of paragraph `p`; they are in the order of the text.
fn names_of(entities: &[Entity], p: u32) -> &[Entity] {
    let from = entities.partition_point(|e| e.at.p < p);
    let to = entities.partition_point(|e| e.at.p <= p);
    &entities[from..to.max(from)]
}

/// Whether a word without a number begins or stands in a longer name: "June Park", "the Sunday Herald". At the end of
/// one it is more likely a date: "said President Kim Friday".
fn in_name(view: &View, names: &[Entity], phrase: &Phrase) -> bool {
    let span = view.tokens[phrase.start].span;
    let calendar =
        matches!(view.sense(phrase.start), Some(Sense::Month { .. } | Sense::Weekday { .. } | Sense::Season(_)));
    let inside = |e: &Entity| e.at.span.contains(span) && e.at.span.end > span.end;
    calendar && phrase.end == phrase.start + 1 && names.iter().any(inside)
}

/// Whether capitals in the middle of a sentence show a name: the programme "This Week", the paper "Today". In a headline
/// they show nothing.
fn is_name(view: &View, split: &Split, p: u32, phrase: &Phrase) -> bool {
    let first = split.sentences.get(split.sentence_of(phrase.start)).is_some_and(|s| s.start == phrase.start);
    let relative = matches!(view.sense(phrase.start), Some(Sense::Day(_) | Sense::Shift(_) | Sense::Anaphor(_)));
    let opening = view.any(phrase.start.wrapping_sub(1), &["\"", "“", "``", "‘", ":", "-", "–", "—"]);
    let next = phrase.end > phrase.start + 1 && !view.capital(phrase.start + 1);
    relative && p != 0 && view.capital(phrase.start) && !first && (!opening || phrase.end > phrase.start + 1) && !next
}

#[cfg(test)]
mod tests;
