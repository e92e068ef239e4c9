//! Expressions that begin with digits, and times of day with the day that they belong to.

use super::lexicon::Unit;
use super::months::day_and_month;
use super::phrase::{self, Expr};
use super::view::View;
use super::years::{century, decade, from_year, years};

/// An expression that begins with a number.
pub(super) fn number(view: &View, i: usize) -> Option<(Expr, usize)> {
    let word = view.number(i)?;
    if word.len() > 20 {
        return None;
    }
    if let Some(year) = view.digits(i, 4..=4) {
        return numeric(view, i).or_else(|| from_year(view, i, year as i32));
    }
    if let Some(decade) = decade(view, i, word) {
        return Some((decade, i + 1));
    }
    day_and_month(view, i)
        .or_else(|| clock(view, i))
        .or_else(|| numeric(view, i))
        .or_else(|| slashed_years(word).map(|e| (e, i + 1)))
        .or_else(|| century(view, i, ordinal_number(word)?))
}

fn ordinal_number(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    matches!(&word[digits.len()..], "st" | "nd" | "rd" | "th").then(|| digits.parse().ok())?
}

/// "noon Thursday", "the night of March 3", "morning of the 3rd"
pub(super) fn day_part(view: &View, i: usize) -> Option<(Expr, usize)> {
    let of = view.any(i + 1, &["of", "on"]);
    let j = i + 1 + usize::from(of);
    let (expr, end) = phrase::core(view, j)?;
    let day = matches!(expr, Expr::Days { .. } | Expr::Weekday { .. } | Expr::Period(..) | Expr::Holiday { .. })
        || matches!(expr, Expr::Move { unit: Unit::Day, .. });
    let one = !matches!(expr, Expr::Period(a, b) if a != b);
    (day && one).then_some((expr, end))
}

/// "9 a.m. EST Tuesday", "10:30 p.m. on March 3", "7:15 p.m."
fn clock(view: &View, i: usize) -> Option<(Expr, usize)> {
    let word = view.number(i)?;
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let half = |w: &str| matches!(w.to_ascii_lowercase().trim_end_matches('.'), "am" | "pm" | "a.m" | "p.m");
    let (hour, minute) = digits.split_once([':', '.']).unwrap_or((digits, "00"));
    let time =
        hour.parse::<u32>().is_ok_and(|h| h < 24) && minute.len() == 2 && minute.parse::<u32>().is_ok_and(|m| m < 60);
    let glued = half(&word[digits.len()..]);
    let spaced = digits.len() == word.len() && half(view.word(i + 1));
    let bare = digits.contains(':') && digits.len() == word.len();
    if !time || !(glued || spaced || bare) {
        return None;
    }
    let j = after_zone(view, i + 1 + usize::from(spaced));
    let on = j + usize::from(view.any(j, &["on", ","]));
    match phrase::core(view, on) {
        Some((expr @ (Expr::Days { .. } | Expr::Weekday { .. } | Expr::Holiday { .. }), end)) => Some((expr, end)),
        Some((expr @ Expr::Move { unit: Unit::Day, .. }, end)) => Some((expr, end)),
        _ => (glued || spaced).then_some((Expr::Clock, i + 1 + usize::from(spaced))),
    }
}

/// Skips a zone and a time in brackets behind a time of day.
fn after_zone(view: &View, mut i: usize) -> usize {
    let word = view.word(i);
    if (2..=4).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase()) {
        i += 1;
    } else if view.any(i, &["local", "eastern", "pacific", "central"]) {
        i += 1 + usize::from(view.is(i + 1, "time"));
    }
    if view.is(i, "(") {
        let close = (i + 1..i + 6).find(|&j| view.is(j, ")"));
        i = close.map_or(i, |j| j + 1);
    }
    i
}

/// "2026-01-09", "1/9/2026": by the reader of header dates.
fn numeric(view: &View, i: usize) -> Option<(Expr, usize)> {
    let word = view.number(i)?;
    let marks = word.bytes().filter(|b| matches!(b, b'/' | b'.')).count();
    let hyphens = view.dash(i + 1) && view.glued(i + 1) && view.dash(i + 3) && view.glued(i + 3);
    if marks != 2 && !hyphens {
        return None;
    }
    let start = view.tokens.get(i)?.span.start as usize;
    let rest = &view.text[start..];
    let slice = &rest[..rest.floor_char_boundary(12)];
    let reading = crate::parse::dates::read(slice, None).filter(|r| r.span.start == 0 && r.order.is_some())?;
    let mut end = i + 1;
    while view.tokens.get(end).is_some_and(|t| (t.span.end as usize) <= start + reading.span.end) {
        end += 1;
    }
    Some((Expr::Period(reading.stamp.day, reading.stamp.day), end))
}

/// "2019/20", "2019/2020"
fn slashed_years(word: &str) -> Option<Expr> {
    let (first, last) = word.split_once('/')?;
    let from: i32 = first.parse().ok().filter(|y| first.len() == 4 && (1500..2200).contains(y))?;
    let to: i32 = last.parse().ok()?;
    let to = if last.len() == 2 { from / 100 * 100 + to } else { to };
    (to == from + 1).then(|| years(from, to))
}
