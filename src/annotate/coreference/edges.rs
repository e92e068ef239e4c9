//! What stands at the ends of the words that name a speaker and is no part of the name.

use super::lists::{Class, lists};
use super::scene::{Point, Scene};
use std::ops::Range;

/// The tokens of `tokens` that name somebody: without punctuation, adverbs, and words that say when or in what text, at the ends.
pub fn trim(scene: &Scene, par: u32, mut tokens: Range<u32>) -> Range<u32> {
    let mark = |t: u32| !scene.word(Point { par, token: t }).chars().any(char::is_alphanumeric);
    while !tokens.is_empty() && mark(tokens.start) {
        tokens.start += 1;
    }
    while tokens.len() > 1 && (mark(tokens.end - 1) || adverb(scene.word(Point { par, token: tokens.end - 1 }))) {
        tokens.end -= 1;
    }
    if tokens.len() == 1 && mark(tokens.start) {
        tokens.end = tokens.start;
    }
    tokens.end = in_writing(scene, par, &tokens).unwrap_or(tokens.end);
    tokens.end = when(scene, par, &tokens).unwrap_or(tokens.end);
    tokens
}

/// Where words at the end begin that say when somebody speaks: "this week" of "the whale centre this week".
fn when(scene: &Scene, par: u32, tokens: &Range<u32>) -> Option<u32> {
    let word = |t: u32| scene.lower(par, t);
    let times = ["week", "month", "year", "morning", "afternoon", "evening", "night", "weekend", "summer", "spring"];
    let time = tokens.end.checked_sub(1).filter(|&t| times.contains(&&*word(t)))?;
    let which = time.checked_sub(1).filter(|&t| t > tokens.start && matches!(&*word(t), "this" | "last"))?;
    // "Late last week", "a poll released last week".
    let part = |t: u32| matches!(&*word(t), "earlier" | "early" | "late" | "released" | "published" | "issued");
    Some((tokens.start + 1..which).rev().take_while(|&t| part(t)).last().unwrap_or(which))
}

/// In what somebody speaks without speaking aloud.
const WRITING: [&str; 14] = [
    "statement",
    "tweet",
    "post",
    "letter",
    "email",
    "e-mail",
    "release",
    "note",
    "message",
    "memo",
    "filing",
    "interview",
    "briefing",
    "report",
];

/// Where words at the end begin that say in what somebody speaks: "in a statement" of "the harbour board in a statement".
fn in_writing(scene: &Scene, par: u32, tokens: &Range<u32>) -> Option<u32> {
    let word = |t: u32| scene.lower(par, t);
    let text = tokens.end.checked_sub(1).filter(|&t| WRITING.contains(&&*word(t)))?;
    let opens = |&t: &u32| &*word(t) == "in" && lists().is(&word(t + 1), Class::Determiner);
    (text.saturating_sub(4).max(tokens.start + 1)..text).rev().find(opens)
}

/// Words between a name and its verb that are part of neither: "Mensah angrily", "Mensah herself", "the ministry yesterday".
fn adverb(word: &str) -> bool {
    let when = [
        "himself",
        "herself",
        "itself",
        "themselves",
        "yesterday",
        "today",
        "also",
        "then",
        "later",
        "now",
        "again",
        "once",
        "first",
        "instead",
        "long",
        "soon",
        "often",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ];
    let nouns = [
        "family",
        "ally",
        "assembly",
        "bully",
        "anomaly",
        "tally",
        "rally",
        "reply",
        "supply",
        "monopoly",
        "butterfly",
    ];
    when.contains(&word)
        || (word.len() > 4 && word.ends_with("ly") && word.starts_with(char::is_lowercase) && !nouns.contains(&word))
}
