//! Whether a sentence speaks of what was or of what will be, near one of its words.

use super::lexicon::{self, Class};
use super::view::View;
use std::ops::Range;

/// The time of what is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tense {
    Past,
    Future,
    /// Nothing tells.
    Open,
}

/// How many tokens to the left and to the right are looked at.
const REACH: (usize, usize) = (24, 14);

/// The tense around the tokens `at` of a sentence: that of the nearest word before them that tells, else of the nearest
/// behind them, else that of a word that tells little ("by", "until") right before them.
pub(super) fn around(view: &View, sentence: Range<usize>, at: Range<usize>) -> Tense {
    if strong(view, at.start) {
        return Tense::Future;
    }
    let left = sentence.start.max(at.start.saturating_sub(REACH.0))..at.start;
    let right = at.end..sentence.end.min(at.end + REACH.1);
    let mut infinitive = false;
    for i in left.rev() {
        match of(view, i) {
            // "decided to leave in March": when the deciding was says little about the leaving.
            Some(Tense::Past) if infinitive => return Tense::Open,
            Some(tense) => return tense,
            None => infinitive |= view.is(i, "to") && view.small(i + 1) && !view.class(i + 1, Class::NoInfinitive),
        }
    }
    let weak = || view.class_before(at.start, Class::WeakFuture).then_some(Tense::Future);
    // Behind the date "would" and "could" are about something else.
    let told = |i: usize| of(view, i).filter(|_| !view.class(i, Class::Modal));
    right.into_iter().find_map(told).or_else(weak).unwrap_or(Tense::Open)
}

/// "until Tuesday", "as soon as Friday"
fn strong(view: &View, start: usize) -> bool {
    let i = start.wrapping_sub(1);
    view.class(i, Class::StrongFuture) && view.small(i)
        || view.is(i, "as") && view.any(i.wrapping_sub(1), &["soon", "early"])
}

/// What one word tells.
fn of(view: &View, i: usize) -> Option<Tense> {
    let word = view.word(i);
    if !word.starts_with(|c: char| c.is_alphabetic() || c == '\'' || c == '’') {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let forward = lexicon::is(Class::SetFuture, &lower) && view.any(i + 1, &["to", "for"]);
    if forward || lexicon::is(Class::Future, &lower) {
        return Some(Tense::Future);
    }
    // "will be held", "are printed": a participle behind these takes its time from the words in front of them.
    if view.any(i.wrapping_sub(1), &["be", "is", "are", "being"]) {
        return None;
    }
    let ed = lower.len() > 3 && lower.ends_with("ed") && view.small(i) && !lexicon::is(Class::NotPast, &lower);
    (ed || lexicon::is(Class::Past, &lower)).then_some(Tense::Past)
}
