//! Expressions around a unit: "two weeks ago", "a year earlier", "the day before", "year-end", "the week of …".

use super::lexicon::{Sense, Unit};
use super::phrase::{self, Base, Expr, Phrase, Year};
use super::view::View;
use super::years;

/// Expressions whose unit is at `i`: "two weeks ago", "a year earlier", "the day before", "year-end", "the week of …"
pub(super) fn around(view: &View, i: usize, floor: usize, unit: Unit, plural: bool) -> Option<Phrase> {
    let phrase = |start: usize, end: usize, expr: Expr| Some(Phrase { start, end, expr });
    if !plural && unit == Unit::Year && years::is_year_end(view, i) {
        let end = i + 2 + usize::from(!view.is(i + 1, "end"));
        return phrase(i, end, Expr::Days { from: (12, 31), to: (12, 31), year: Year::Open });
    }
    if !plural && unit == Unit::Year && whole_year(view, i) {
        return phrase(i - 1, i + 1, Expr::Move { unit, by: 0, base: Base::Published });
    }
    if !plural && unit == Unit::Weekend && i > floor && view.is(i - 1, "the") && !view.is(i + 1, "of") {
        return phrase(i - 1, i + 1, Expr::Weekend);
    }
    if !plural
        && unit == Unit::Year
        && let Some((year, end)) = year_named(view, i)
    {
        return phrase(i, end, years::years(year, year));
    }
    if !plural && view.is(i + 1, "of") && matches!(unit, Unit::Week | Unit::Weekend) {
        let (expr, end) = phrase::core(view, i + 2)?;
        let of = Box::new(expr);
        return phrase(i, end, Expr::From { unit, by: 0, of });
    }
    moved(view, i, floor, unit, plural)
}

/// "for the full year", "for the year": the one of which a report tells.
fn whole_year(view: &View, i: usize) -> bool {
    let full = i >= 2 && view.any(i - 1, &["full", "fiscal"]) && view.is(i - 2, "the");
    full && view.digits(i + 1, 4..=4).is_none()
        || i >= 2 && view.is(i - 1, "the") && view.is(i - 2, "for") && !view.is(i + 1, "of")
}

/// "the year 2000", "the year two thousand"
fn year_named(view: &View, i: usize) -> Option<(i32, usize)> {
    let year = view.digits(i + 1, 4..=4).map(|y| (y as i32, i + 2));
    year.filter(|(y, _)| (1000..2200).contains(y)).or_else(|| years::spelled_year(view, i + 1))
}

/// A count, a unit and a direction.
fn moved(view: &View, i: usize, floor: usize, unit: Unit, plural: bool) -> Option<Phrase> {
    let mut j = i + 1;
    let hyphen = view.dash(j) && view.glued(j);
    if hyphen || view.is(j, "or") && view.any(j + 1, &["so", "more"]) {
        j += if hyphen { 1 } else { 2 };
    }
    let (direction, base) = match view.sense(j) {
        Some(Sense::Ago) => (-1, Base::Published),
        Some(Sense::Mod { of: false, compare }) if compare != 0 => (compare, Base::Either),
        Some(Sense::Beside(side)) => (side, Base::Spoken),
        _ if view.is(j, "from") && view.is(j + 1, "now") => {
            let (n, start) = count_before(view, i, floor)?;
            let expr = Expr::Move { unit, by: i32::try_from(n).ok()?, base: Base::Published };
            return Some(Phrase { start, end: j + 2, expr });
        }
        _ => return None,
    };
    let the = i > floor && view.is(i - 1, "the");
    let counted = count_before(view, i, floor);
    let (n, start) = match counted {
        Some(counted) => counted,
        None if hyphen && !plural && base != Base::Spoken => (1, i),
        None if the && !plural && base == Base::Spoken => (1, i - 1),
        None if !plural && base == Base::Spoken && matches!(view.sense(j + 1), Some(Sense::Day(_))) => (1, i),
        None => return None,
    };
    let by = direction * i32::try_from(n).ok()?;
    if matches!(view.sense(j), Some(Sense::Beside(_))) {
        if let Some((of, end)) =
            phrase::core(view, j + 1 + usize::from(view.is(j + 1, "the"))).filter(|(e, _)| *e != Expr::Clock)
        {
            return Some(Phrase { start, end, expr: Expr::From { unit, by, of: Box::new(of) } });
        }
        // "the day before the vote": of which day is not known.
        if view.small(j + 1) && !view.any(j + 1, &["and", "in", "at", "on", "when", "but", "by"]) || view.capital(j + 1)
        {
            return None;
        }
    }
    Some(Phrase { start, end: j + 1, expr: Expr::Move { unit, by, base } })
}

/// The number in front of a unit at `i`, and where it begins.
fn count_before(view: &View, i: usize, floor: usize) -> Option<(u32, usize)> {
    let j = i.checked_sub(1).filter(|&j| j >= floor)?;
    if let Some(n) = view.digits(j, 1..=3) {
        return Some((n, j));
    }
    if view.is(j, "of") && j > floor && view.is(j - 1, "couple") {
        let start = if j > floor + 1 && view.is(j - 2, "a") { j - 2 } else { j - 1 };
        return Some((2, start));
    }
    let Some(Sense::Count(n)) = view.sense(j) else { return None };
    if n < 10
        && j >= floor + 2
        && view.dash(j - 1)
        && let Some(Sense::Count(tens @ 20..=90)) = view.sense(j - 2)
    {
        return Some((tens + n, j - 2));
    }
    Some((n, j))
}
