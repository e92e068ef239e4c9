//! Days of months, months, and days with a name.

use super::lexicon::{self, Class, Sense, Unit};
use super::phrase::{Expr, Year};
use super::view::View;
use super::years::{is_amount, part_of_year, spelled_year};

/// A day of the month: "3", "3rd".
fn day_number(view: &View, i: usize) -> Option<u32> {
    let word = view.number(i)?;
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ordinal = matches!(&word[digits.len()..], "" | "st" | "nd" | "rd" | "th");
    digits.parse().ok().filter(|d| ordinal && digits.len() <= 2 && (1..=31).contains(d))
}

/// "3 March", "3rd of March 2026", "3-5 March", "3 to 5 March"
pub(super) fn day_and_month(view: &View, i: usize) -> Option<(Expr, usize)> {
    let first = day_number(view, i)?;
    let (last, j) = match span_mark(view, i + 1) {
        Some(j) => (day_number(view, j).filter(|&d| d > first)?, j + 1),
        None => (first, i + 1),
    };
    let j = j + usize::from(view.is(j, "of"));
    let Some(Sense::Month { month, .. }) = view.sense(j).filter(|_| view.capital(j)) else { return None };
    let (year, end) = year_behind(view, j + 1);
    Some((Expr::Days { from: (month, first), to: (month, last), year }, end))
}

/// Where the second part of a range begins whose mark ("-", "–", "to") is at `i`.
fn span_mark(view: &View, i: usize) -> Option<usize> {
    (view.dash(i) || view.any(i, &["to", "through"])).then_some(i + 1)
}

/// The year behind a day or month, and where the expression ends.
pub(super) fn year_behind(view: &View, i: usize) -> (Year, usize) {
    let j = i + usize::from(view.any(i, &[",", "of", "in"]));
    let stated = |y: u32| (1000..2200).contains(&y);
    if let Some(year) = view.digits(j, 4..=4).filter(|&y| stated(y) && !is_amount(view, j)) {
        return (Year::Stated(year as i32), j + 1);
    }
    if let Some((year, end)) = spelled_year(view, j).filter(|_| j == i) {
        return (Year::Stated(year), end);
    }
    if !view.is(i, ",")
        && let Some(Sense::Shift(by)) = view.sense(j)
        && matches!(view.sense(j + 1), Some(Sense::Unit { unit: Unit::Year, plural: false }))
    {
        return (Year::Moved(by), j + 2);
    }
    (Year::Open, i)
}

/// "March 3, 2026", "March 3-5", "March 3 to April 5", "March–May", "March 2026", "March"
pub(super) fn month(view: &View, i: usize, month: u32, sure: bool) -> Option<(Expr, usize)> {
    if !view.capital(i) {
        return None;
    }
    let mut j = i + 1;
    j += usize::from(view.is(j, ".") && view.glued(j) && view.number(j + 1).is_some());
    if let Some(found) = glued_day_year(view, j, month).or_else(|| month_and_day(view, j, month)) {
        return Some(found);
    }
    if let Some(to) = span_mark(view, j).filter(|_| view.dash(j) || sure)
        && let Some(Sense::Month { month: last, .. }) = view.sense(to).filter(|_| view.capital(to))
        && day_number(view, to + 1).is_none()
    {
        let (year, end) = year_behind(view, to + 1);
        let tied = view.dash(j) || matches!(year, Year::Stated(_));
        if tied {
            return Some((Expr::Months { from: month, to: last, year }, end));
        }
    }
    let (year, end) = year_behind(view, j);
    let proven = sure || year != Year::Open || stands_as_month(view, i);
    proven.then_some((Expr::Months { from: month, to: month, year }, end.max(i + 1)))
}

/// "Monday of June", "Sunday in May 2026" behind an ordinal; `n` is which of them, 0 the last.
pub(super) fn nth_weekday(view: &View, i: usize, n: u32) -> Option<(Expr, usize)> {
    let Some(Sense::Weekday { weekday, sure: true }) = view.sense(i) else { return None };
    let Some(Sense::Month { month, .. }) = view.sense(i + 2).filter(|_| view.any(i + 1, &["of", "in"])) else {
        return None;
    };
    let (year, end) = year_behind(view, i + 3);
    let n = u8::try_from(n).ok().filter(|n| *n <= 5)?;
    Some((Expr::NthWeekday { n, weekday, month, year }, end))
}

/// Whether the words around "May" or "March" show that a month is meant.
fn stands_as_month(view: &View, i: usize) -> bool {
    let abbreviated = view.word(i).len() <= 5 && view.word(i).ends_with('.');
    let before = view.any(
        i.wrapping_sub(1),
        &[
            "in",
            "since",
            "between",
            "before",
            "after",
            "throughout",
            "around",
            "by",
            "until",
            "till",
            "during",
            "from",
            "through",
            "last",
            "next",
            "this",
            "late",
            "early",
            "mid",
            "for",
            "to",
        ],
    );
    let dashed = view.dash(i.wrapping_sub(1)) && view.is(i.wrapping_sub(2), "mid");
    let named = view.capital(i + 1) && view.tokens.get(i + 1).is_some_and(|t| t.spaced);
    let adjective = view.is(i.wrapping_sub(1), "the") && view.small(i + 1);
    abbreviated && view.class_before(i, Class::YearBefore) || adjective || (before || dashed) && !named
}

/// "Oct. 23,1999": without a space both are one token.
fn glued_day_year(view: &View, j: usize, month: u32) -> Option<(Expr, usize)> {
    let (day, year) = view.number(j)?.split_once(',')?;
    let day: u32 = day.parse().ok().filter(|d| (1..=31).contains(d))?;
    let year: i32 = year.parse().ok().filter(|y| (1000..2200).contains(y))?;
    Some((Expr::Days { from: (month, day), to: (month, day), year: Year::Stated(year) }, j + 1))
}

fn month_and_day(view: &View, j: usize, month: u32) -> Option<(Expr, usize)> {
    let (first, j) = match day_number(view, j) {
        Some(day) if !is_amount(view, j) => (day, j + 1),
        Some(_) => return None,
        None => spelled_day(view, j)?,
    };
    let (to, end) = last_day(view, j, month, first).unwrap_or(((month, first), j));
    let (year, end) = year_behind(view, end);
    Some((Expr::Days { from: (month, first), to, year }, end))
}

/// The end of a range of days whose mark is at `i`.
fn last_day(view: &View, i: usize, month: u32, first: u32) -> Option<((u32, u32), usize)> {
    let j = span_mark(view, i)?;
    if let Some(Sense::Month { month: last, .. }) = view.sense(j) {
        // "March 3 to April 5" is two mentions, "March 3–April 5" is one.
        let j = j + 1 + usize::from(view.is(j + 1, "."));
        return day_number(view, j).filter(|_| view.dash(i)).map(|d| ((last, d), j + 1));
    }
    let day = day_number(view, j).filter(|&d| d > first && !is_amount(view, j))?;
    Some(((month, day), j + 1))
}

/// "eighth", "twenty-first"
fn spelled_day(view: &View, i: usize) -> Option<(u32, usize)> {
    match view.sense(i)? {
        Sense::Ordinal(n @ 1..=30) if part_of_year(view, i + 1).is_none() => Some((n, i + 1)),
        Sense::Count(tens @ (20 | 30)) if view.dash(i + 1) => match view.sense(i + 2)? {
            Sense::Ordinal(ones @ 1..=9) => Some((tens + ones, i + 3)),
            _ => None,
        },
        _ => None,
    }
}

/// "April 24 and 25": the next day of the same month, where nothing behind it makes it an amount.
pub(super) fn another_day(view: &View, i: usize, expr: &Expr) -> Option<(Expr, usize, usize)> {
    let Expr::Days { to: (month, last), year, .. } = *expr else { return None };
    if !view.any(i, &["and", "or", ","]) {
        return None;
    }
    let day = day_number(view, i + 1).filter(|&d| d > last && view.digits(i + 1, 1..=2).is_some())?;
    let after = view.word(i + 2);
    let ends =
        after.is_empty() || matches!(after, "." | "," | ";" | ")" | "and" | "in" | "at" | "to" | "for" | "”" | "\"");
    ends.then_some((Expr::Days { from: (month, day), to: (month, day), year }, i + 1, i + 2))
}

/// A day with a name: "Christmas Day", "Thanksgiving 2025".
pub(super) fn holiday(view: &View, i: usize) -> Option<(Expr, usize)> {
    let start = view.tokens.get(i)?.span.start as usize;
    let (holiday, length) = lexicon::holiday(view.text.get(start..)?)?;
    let mut end = i + 1;
    while view.tokens.get(end).is_some_and(|t| (t.span.start as usize) < start + length) {
        end += 1;
    }
    let (year, end) = year_behind(view, end);
    // "Christmas trees", "Thanksgiving turkey": without "Day" or "Eve" only behind a word that looks for a time.
    let day = view.any(end - 1, &["Day", "Eve"]) || year != Year::Open || end > i + 1;
    let asked = view.class_before(i, Class::TimeBefore) || !view.small(end);
    (day || asked).then_some((Expr::Holiday { holiday, year }, end))
}
