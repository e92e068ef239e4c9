//! The orders in which day, month and year stand.

use super::clock::{self, Near, Time};
use super::lex::{Kind, Token};
use super::valid;
use crate::parse::DateOrder;
use std::ops::Range;

/// A date in the text: its tokens, its parts, and a time that stands among them.
#[derive(Debug, Clone)]
pub(super) struct Core {
    pub tokens: Range<usize>,
    pub form: Form,
    /// What parts the numbers of [`Form::Numbers`].
    pub mark: char,
    /// "Jul 30 09:35:14 CEST 2019"
    pub time: Option<Time>,
}

/// The parts of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The month is a word.
    Named { year: i32, month: u32, day: u32 },
    /// 2026-01-09
    YearFirst { year: i32, month: u32, day: u32 },
    /// 1/9/2026: either number may be the month.
    Numbers { a: u32, b: u32, year: i32 },
    /// 26/1/9, where the user says that the year stands first.
    ShortYearFirst { year: i32, month: u32, day: u32 },
}

impl Form {
    pub fn year_first(self) -> bool {
        matches!(self, Form::YearFirst { .. })
    }
}

impl Core {
    fn new(tokens: Range<usize>, form: Form) -> Self {
        Core { tokens, form, mark: ' ', time: None }
    }
}

/// The date that begins at token `i`; `order` is what the user says about dates of numbers alone.
pub(super) fn at(tokens: &[Token], i: usize, order: Option<DateOrder>) -> Option<Core> {
    let token = &tokens[i];
    if token.is_number() {
        return year_first(tokens, i)
            .or_else(|| compact(tokens, i))
            .or_else(|| numbers(tokens, i, order))
            .or_else(|| day_month_year(tokens, i))
            .or_else(|| year_month_day(tokens, i));
    }
    era(tokens, i).or_else(|| token.meaning.month.and_then(|month| month_day_year(tokens, i, u32::from(month))))
}

/// A year of four digits.
fn year(token: &Token) -> Option<i32> {
    token.number(4..=4).filter(|y| (1600..2200).contains(y)).map(|y| y as i32)
}

/// The year that two digits stand for; those that could be either century are none.
fn century(two: u32) -> Option<i32> {
    match two {
        0..40 => Some(2000 + two as i32),
        60..100 => Some(1900 + two as i32),
        _ => None,
    }
}

/// Whether token `i` continues a chain of numbers ("1.2.24.5", "12-5 March") and so begins no date.
fn continues(tokens: &[Token], i: usize) -> bool {
    let Some(before) = i.checked_sub(1).map(|j| &tokens[j]) else { return false };
    let joins = before.is('-') || before.is('/') || before.is('.') || before.is(':') || before.is(',');
    let number = i.checked_sub(2).is_some_and(|j| tokens[j].is_number());
    (joins && number && before.glued && tokens[i].glued) || (before.is_number() && tokens[i].glued)
}

/// A mark between two numbers, and the number after it; marks other than hyphens may have spaces around them.
fn joined(tokens: &[Token], i: usize, mark: Option<char>) -> Option<(char, usize)> {
    let Kind::Mark(found @ ('/' | '-' | '.')) = tokens.get(i)?.kind else { return None };
    let next = tokens.get(i + 1)?;
    let tight = tokens[i].glued && (next.glued || found == '.');
    let loose = found == '/' && !tokens[i].glued && !next.glued;
    (mark.is_none_or(|m| m == found) && (tight || loose)).then_some((found, i + 1))
}

/// 2026-01-09, 2026/1/9, 2026. 1. 9., 2026年1月9日, 2026년 1월 9일
fn year_first(tokens: &[Token], i: usize) -> Option<Core> {
    let year = year(&tokens[i])?;
    if continues(tokens, i) && !tokens[i - 1].is('/') {
        return None;
    }
    let signed = |j: usize, is: fn(&Token) -> bool| tokens.get(j).filter(|t| is(t)).map(|_| j + 1);
    let (month_at, mark) = match signed(i + 1, |t| t.meaning.role.year_mark) {
        Some(j) => (j, None),
        None => joined(tokens, i + 1, None).map(|(mark, j)| (j, Some(mark)))?,
    };
    let month = tokens.get(month_at)?.number(1..=2)?;
    let day_at = match mark {
        None => signed(month_at + 1, |t| t.meaning.role.month_sign)?,
        Some(mark) => joined(tokens, month_at + 1, Some(mark))?.1,
    };
    let day = tokens.get(day_at)?.number(1..=2)?;
    let end = if mark.is_none() { signed(day_at + 1, |t| t.meaning.role.day_mark)? } else { day_at + 1 };
    valid(year, month, day)?;
    Some(Core::new(i..end, Form::YearFirst { year, month, day }))
}

/// 令和3年5月12日, 民國108年3月12日, R3.5.12: a year that counts from the beginning of an era.
fn era(tokens: &[Token], i: usize) -> Option<Core> {
    let token = &tokens[i];
    let number = |at: usize, digits: u8| tokens.get(i + at).and_then(|t| t.number(1..=digits));
    let year = token.meaning.era? + number(1, 3)? as i32;
    let (month, day) = (number(3, 2)?, number(5, 2)?);
    let sign = |at: usize, is: fn(&Token) -> bool| tokens.get(i + at).is_some_and(is);
    let stop = |at: usize| sign(at, |t| t.is('.') && t.glued) && tokens[i + at + 1].glued;
    let letter = token.end - token.start == 1;
    let signs = sign(2, |t| t.meaning.role.year_mark)
        && sign(4, |t| t.meaning.role.month_sign)
        && sign(6, |t| t.meaning.role.day_mark);
    let is = if letter { token.capitals && tokens[i + 1].glued && stop(2) && stop(4) } else { signs };
    valid(year, month, day).filter(|_| is)?;
    Some(Core::new(i..i + if letter { 6 } else { 7 }, Form::YearFirst { year, month, day }))
}

/// 20260109, alone or with a time behind it.
fn compact(tokens: &[Token], i: usize) -> Option<Core> {
    let number = tokens[i].number(8..=8)?;
    let year = (number / 10_000) as i32;
    let form = Form::YearFirst { year, month: number / 100 % 100, day: number % 100 };
    let bounded = !tokens[i].glued || i == 0 || matches!(tokens[i - 1].kind, Kind::Mark(_)) && !continues(tokens, i);
    (bounded && super::YEARS.contains(&year)).then_some(())?;
    valid(year, number / 100 % 100, number % 100)?;
    Some(Core::new(i..i + 1, form))
}

/// 1/9/2026, 27.04.24, 13-01-2025
fn numbers(tokens: &[Token], i: usize, order: Option<DateOrder>) -> Option<Core> {
    let a = tokens[i].number(1..=2)?;
    if continues(tokens, i) {
        return None;
    }
    let (mark, second) = joined(tokens, i + 1, None)?;
    let b = tokens.get(second)?.number(1..=2)?;
    let (_, third) = joined(tokens, second + 1, Some(mark))?;
    let last = tokens.get(third)?;
    let more = tokens.get(third + 1).zip(tokens.get(third + 2));
    let chained = more.is_some_and(|(m, n)| m.glued && m.is(mark) && n.glued && n.is_number());
    if chained || tokens.get(third + 1).is_some_and(|t| t.glued && t.is(':')) {
        return None;
    }
    let first = || {
        let (year, day) = (tokens[i].number(2..=2).and_then(century)?, last.number(1..=2)?);
        valid(year, b, day).map(|_| Form::ShortYearFirst { year, month: b, day })
    };
    let behind = || {
        let year = year(last).or_else(|| last.number(2..=2).and_then(century))?;
        valid(year, a, b).or(valid(year, b, a)).map(|_| Form::Numbers { a, b, year })
    };
    let form = if order == Some(DateOrder::Ymd) { first().or_else(behind) } else { behind() };
    Some(Core { mark, ..Core::new(i..third + 1, form?) })
}

/// The next token from `i` on that is not a mark or a small word between the parts of a date; at most `most` of them.
fn skip(tokens: &[Token], mut i: usize, most: usize) -> usize {
    let end = i + most;
    while i < end && tokens.get(i).is_some_and(|t| t.is(',') || t.is('.') || t.meaning.role.between && !t.is_number()) {
        i += 1;
    }
    i
}

/// 9 January 2026, 9. Jan. 2026, 9 de enero de 2026, 7-APR-1987, ngày 9 tháng 1 năm 2026
fn day_month_year(tokens: &[Token], i: usize) -> Option<Core> {
    let day = tokens[i].number(1..=2)?;
    if continues(tokens, i) || range_before(tokens, i) {
        return None;
    }
    let mut j = i + 1;
    if tokens.get(j).is_some_and(|t| t.meaning.role.ordinal && t.glued || t.is('°') || t.is('º')) {
        j += 1;
    }
    let hyphen = tokens.get(j).is_some_and(|t| (t.is('-') || t.is('/')) && t.glued);
    j = if hyphen { j + 1 } else { skip(tokens, j, 3) };
    let word = tokens.get(j)?;
    let stop = j > 0 && tokens[j - 1].is('.');
    let behind_stop = word.meaning.month_behind_stop.filter(|_| stop);
    let (month, j) = match behind_stop.or(word.meaning.month) {
        Some(month) => (u32::from(month), j + 1),
        None if word.meaning.role.month_mark => (tokens.get(j + 1)?.number(1..=2)?, j + 2),
        None => return None,
    };
    let (year, end, time) = year_behind(tokens, j, hyphen, word.meaning.buddhist, true)?;
    valid(year, month, day)?;
    let mut core = Core::new(i..end, Form::Named { year, month, day });
    core.time = time;
    Some(core)
}

/// January 9, 2026; Jan. 9th 2026; Jul 30 09:35:14 CEST 2019
fn month_day_year(tokens: &[Token], i: usize, month: u32) -> Option<Core> {
    let mut j = i + 1;
    while tokens.get(j).is_some_and(|t| t.is('.') || t.is('-') && t.glued) && j < i + 3 {
        j += 1;
    }
    let day = tokens.get(j)?.number(1..=2)?;
    j += 1;
    if tokens.get(j).is_some_and(|t| t.meaning.role.ordinal && t.glued) {
        j += 1;
    }
    // "March 3-5, 2026" and "Nov 20:15" are no days.
    let tied =
        |t: &Token| t.glued && (t.is(':') || t.is('-') && tokens.get(j + 1).is_some_and(|n| n.number(4..=4).is_none()));
    if tokens.get(j).is_some_and(tied) {
        return None;
    }
    let (year, end, time) = year_behind(tokens, j, tokens.get(j)?.is('-'), false, false)?;
    valid(year, month, day)?;
    let mut core = Core::new(i..end, Form::Named { year, month, day });
    core.time = time;
    Some(core)
}

/// 2026 Jan 9; 2026. január 9.
fn year_month_day(tokens: &[Token], i: usize) -> Option<Core> {
    let year = year(&tokens[i]).filter(|_| !continues(tokens, i))?;
    let hyphen = tokens.get(i + 1).is_some_and(|t| t.is('-') || t.is('/'));
    let j = if hyphen { i + 2 } else { skip(tokens, i + 1, 2) };
    let month = u32::from(tokens.get(j)?.meaning.month?);
    let hyphen = tokens.get(j + 1).is_some_and(|t| t.is('-') || t.is('/') || t.is('.'));
    let j = j + 1 + usize::from(hyphen);
    let day = tokens.get(j)?.number(1..=2)?;
    let tied = tokens.get(j + 1).is_some_and(|t| t.glued && (t.is(':') || t.is('-')));
    valid(year, month, day).filter(|_| !tied)?;
    // "9 Jan 2026 Feb 3" would be read twice; the year belongs to what stands before it.
    Some(Core::new(i..j + 1, Form::Named { year, month, day }))
}

/// "3-5 March", "3 to 5 March": a range has no one day.
fn range_before(tokens: &[Token], i: usize) -> bool {
    i >= 2 && tokens[i - 1].is('-') && tokens[i - 2].number(1..=2).is_some() && !tokens[i - 2].glued
}

/// The year behind a day and a month, where it ends, and the time of day if one stands in between. `short` allows two
/// digits for it.
fn year_behind(
    tokens: &[Token],
    from: usize,
    hyphen: bool,
    buddhist: bool,
    short: bool,
) -> Option<(i32, usize, Option<Time>)> {
    let mut j = if hyphen { from + 1 } else { skip(tokens, from, 4) };
    if tokens.get(j).is_some_and(|t| t.meaning.role.year_mark || t.is('/') && t.glued) {
        j += 1;
    }
    if let Some(year) = tokens.get(j).and_then(|t| year_of(t, buddhist)).filter(|_| !is_clock(tokens, j)) {
        return Some((year, j + 1, None));
    }
    if let Some(year) = short_year(tokens, j, short || hyphen) {
        return Some((year, j + 1, None));
    }
    // The year may come last: "Jul 30 09:35:14 CEST 2019", "Feb 16, 6:45 PM, 2018".
    let time = clock::at(tokens, clock::skip_between(tokens, from), Near { date: true, year_first: false })?;
    let j = skip(tokens, time.tokens.end, 2);
    let year = tokens.get(j).and_then(year)?;
    Some((year, j + 1, Some(time)))
}

fn year_of(token: &Token, buddhist: bool) -> Option<i32> {
    match token.number(4..=4) {
        Some(y @ 2443..2743) if buddhist => Some(y as i32 - 543),
        _ => year(token),
    }
}

/// "20 Nov 1930 GMT": four digits that are a time of day.
fn is_clock(tokens: &[Token], j: usize) -> bool {
    let zone = |t: &Token| t.meaning.zone.is_some() && t.capitals || t.meaning.role.hour_word;
    // "2026 kl 13:05" and "2026 GMT+7" go on.
    tokens.get(j + 1).is_some_and(zone) && !tokens.get(j + 2).is_some_and(|t| t.is('+') || t.is('.') || t.is_number())
}

/// "01 Aug 19 16:15", "7-APR-87", "Aug 5, '19": two digits that are no hour.
fn short_year(tokens: &[Token], j: usize, allowed: bool) -> Option<i32> {
    let apostrophe = tokens.get(j).is_some_and(|t| t.is('\''));
    let at = j + usize::from(apostrophe);
    let two = tokens.get(at)?.number(2..=2)?;
    let tied = |t: &Token| t.glued && !t.is(',') && !t.is(')');
    let ends = !tokens.get(at + 1).is_some_and(tied) || tokens.get(at + 2).is_none();
    let hour = tokens.get(at + 1).is_some_and(|t| t.meaning.role.hour_mark || t.meaning.half.is_some());
    (allowed || apostrophe).then_some(())?;
    century(two).filter(|_| ends && !hour && !tokens.get(at + 1).is_some_and(|t| t.is(':')))
}
