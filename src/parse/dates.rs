//! The one reader of dates as they stand in headers, bylines and metadata, in every format and a dozen languages.
//!
//! [`read`] finds the first date in a short text and the time of day that goes with it, whatever stands around them:
//! `Posted On: 1/9/2026, 7:30:15 PM`, `Publié le 18 juil. 2024 à 08:01`, `Tue Jul 30 09:35:14 CEST 2019`. The text is
//! cut into numbers, words and marks (`lex`); the names of months, weekdays, zones and the small words that stand
//! between the parts of a date are data (`vocabulary`); a date is one of a few orders of those (`day`), a time
//! another (`clock`). What is not stated is not made up: no seconds, no offset, no year. Rather no date than a wrong
//! one.
//!
//! Where numbers alone do not tell the day from the month, the reading says so, and how it was decided: by the order
//! that the user gave, else by a weekday that is stated, else by a word of a language that puts the day first, else by
//! the clock (12-hour: month first, 24-hour: day first), else month first. The last two only guess: what the article's country,
//! language and other dates say is known later, and goes before (`parse::order`).

mod clock;
mod day;
mod lex;
mod vocabulary;

use crate::model::{Clock, Stamp};
use crate::parse::DateOrder;
use chrono::{DateTime, Datelike, NaiveDate, Timelike};
use clock::Time;
use day::{Core, Form};
use lex::Token;
use std::ops::Range;

/// A date that was found in a header line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The date, with the time and the offset where they are stated.
    pub stamp: Stamp,
    /// Whether day and month could also be read the other way round.
    pub ambiguous: bool,
    /// For a date of numbers alone, the order in which it was read.
    pub order: Option<DateOrder>,
    /// The bytes of the text from the first to the last part of the date and its time.
    pub span: Range<usize>,
}

/// How much of a text is looked at: what lies beyond is not a header.
const REACH: usize = 600;

/// Reads the first date in `text`, which may be a bare date or a header line with labels around it.
///
/// `order` is what the user says about dates of numbers alone; it yields only to a date that is impossible with it.
///
/// ```
/// use newsdex::parse::dates::read;
///
/// let reading = read("Posted On: 1/9/2026, 7:30:15 PM", None).unwrap();
/// assert_eq!(reading.stamp.to_string(), "2026-01-09T19:30:15");
/// assert!(reading.ambiguous);
/// assert_eq!(read("Updated 5 hours ago", None), None);
/// ```
pub fn read(text: &str, order: Option<DateOrder>) -> Option<Reading> {
    let text = &text[..text.floor_char_boundary(REACH)];
    if let Some(reading) = epoch(text) {
        return Some(reading);
    }
    let tokens = lex::tokens(text);
    let core = (0..tokens.len()).find_map(|i| day::at(&tokens, i, order))?;
    let (time, reach) = time_of(&tokens, &core);
    let found = Found { text, tokens: &tokens, core: &core, time: time.as_ref() };
    let (day, ambiguous, order) = found.decide(order)?;
    let span = tokens[reach.start].start..tokens[reach.end - 1].end;
    Some(Reading { stamp: stamp(day, time), ambiguous, order, span })
}

/// The years of dates that are read.
const YEARS: Range<i32> = 1900..2100;

/// How many letters of a text beside a date are of words that do not go with dates: others than weekdays, labels and small words.
pub(super) fn strange_letters(text: &str) -> usize {
    let strange =
        lex::tokens(text).into_iter().filter(|t| t.kind == lex::Kind::Word && t.meaning == Default::default());
    strange.map(|t| text[t.start..t.end].chars().count()).sum()
}

/// Seconds or milliseconds since 1970, where nothing else stands in the text.
fn epoch(text: &str) -> Option<Reading> {
    let digits = text.trim();
    if !matches!(digits.len(), 9 | 10 | 13) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let seconds = if digits.len() == 13 { number / 1000 } else { number };
    let at = DateTime::from_timestamp(seconds, 0).filter(|at| YEARS.contains(&at.year()))?;
    let clock = Clock { hour: at.hour() as u8, minute: at.minute() as u8, second: Some(at.second() as u8) };
    let start = text.len() - text.trim_start().len();
    Some(Reading {
        stamp: Stamp { day: at.date_naive(), time: Some(clock), offset: Some(0) },
        ambiguous: false,
        order: None,
        span: start..start + digits.len(),
    })
}

/// The time that belongs to a date, and the tokens that both cover: inside it, behind it or in front of it with nothing
/// but small words, marks and a weekday between.
fn time_of(tokens: &[Token], core: &Core) -> (Option<Time>, Range<usize>) {
    if let Some(time) = core.time.clone() {
        return (Some(time), core.tokens.clone());
    }
    let behind = clock::skip_between(tokens, core.tokens.end);
    let near = clock::Near { date: true, year_first: core.form.year_first() };
    if let Some(time) = clock::at(tokens, behind, near) {
        let reach = core.tokens.start..time.tokens.end;
        return (Some(time), reach);
    }
    match clock::before(tokens, core.tokens.start) {
        Some(time) => {
            let reach = time.tokens.start..core.tokens.end;
            (Some(time), reach)
        }
        None => (None, core.tokens.clone()),
    }
}

fn stamp(day: NaiveDate, time: Option<Time>) -> Stamp {
    let Some(time) = time else { return Stamp::day(day) };
    Stamp { day, time: Some(time.clock), offset: time.zone.and_then(|z| z.offset(day, time.half)) }
}

/// A date's parts and their surroundings, from which the order of its numbers is decided.
struct Found<'a> {
    text: &'a str,
    tokens: &'a [Token],
    core: &'a Core,
    time: Option<&'a Time>,
}

impl Found<'_> {
    /// The day, whether it is ambiguous, and the order in which its numbers were read.
    fn decide(&self, given: Option<DateOrder>) -> Option<(NaiveDate, bool, Option<DateOrder>)> {
        let (a, b, year) = match self.core.form {
            Form::Named { year, month, day } => return Some((valid(year, month, day)?, false, None)),
            Form::YearFirst { year, month, day } => {
                return Some((valid(year, month, day)?, false, Some(DateOrder::Ymd)));
            }
            Form::ShortYearFirst { year, month, day } => {
                return Some((valid(year, month, day)?, true, Some(DateOrder::Ymd)));
            }
            Form::Numbers { a, b, year } => (a, b, year),
        };
        match (valid(year, a, b), valid(year, b, a)) {
            (None, None) => None,
            (Some(day), None) => Some((day, false, Some(DateOrder::Mdy))),
            (None, Some(day)) => Some((day, false, Some(DateOrder::Dmy))),
            (Some(mdy), Some(dmy)) => {
                let (order, sure) = self.order(given, mdy, dmy);
                Some((if order == DateOrder::Dmy { dmy } else { mdy }, mdy != dmy && !sure, Some(order)))
            }
        }
    }

    /// The order of two numbers that can both be a month, and whether the text itself leaves no doubt.
    fn order(&self, given: Option<DateOrder>, mdy: NaiveDate, dmy: NaiveDate) -> (DateOrder, bool) {
        if let Some(order @ (DateOrder::Mdy | DateOrder::Dmy)) = given {
            return (order, false);
        }
        if self.is_wire_trailer() {
            return (DateOrder::Mdy, true);
        }
        if let Some(weekday) = self.weekday() {
            let is = |day: NaiveDate| day.weekday().number_from_monday() == u32::from(weekday);
            match (is(mdy), is(dmy)) {
                (true, false) => return (DateOrder::Mdy, true),
                (false, true) => return (DateOrder::Dmy, true),
                _ => {}
            }
        }
        // Dots part days from months only in countries that put the day first.
        if self.core.mark == '.' || self.tokens.iter().any(Token::day_first) {
            return (DateOrder::Dmy, self.core.mark == '.');
        }
        match self.time {
            Some(time) if time.half.is_none() => (DateOrder::Dmy, false),
            _ => (DateOrder::Mdy, false),
        }
    }

    /// The trailer of American agency copy (`AP-WF-02-05-16 0337GMT`) puts the month first beside a 24-hour clock.
    fn is_wire_trailer(&self) -> bool {
        let head = &self.text[..self.tokens[self.core.tokens.start].start];
        let mut parts = head.rsplit('-');
        parts.next() == Some("")
            && parts.next().is_some_and(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_uppercase()))
            && parts.next().is_some_and(|p| p.ends_with(|c: char| c.is_ascii_uppercase()))
    }

    /// The weekday that is stated within a few tokens of the date.
    fn weekday(&self) -> Option<u8> {
        let from = self.core.tokens.start.saturating_sub(3);
        let to = (self.core.tokens.end + 3).min(self.tokens.len());
        self.tokens[from..to].iter().find_map(|t| t.meaning.weekday)
    }
}

/// The day, if there is such a day.
fn valid(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests;
