//! Tokens → expressions of time that are still to be resolved.
//!
//! What counts as one expression and where it ends follows TIMEX3 (TimeML 1.2.1): "early", "late" and "the end of" are
//! part of the mention and leave its value alone (`@mod`); both ends of "from 1990 to 1995" are mentions of their own,
//! but what can only be read together ("March 3 to 5", "2019–21") is one.

use super::lexicon::{self, Class, Sense, Unit};
use super::view::View;
use super::{months, numbers, units, years};
use chrono::NaiveDate;

/// A time that the text speaks of, as far as its words go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Expr {
    /// Stated in full.
    Period(NaiveDate, NaiveDate),
    /// From one (month, day) to another, often the same.
    Days { from: (u32, u32), to: (u32, u32), year: Year },
    /// From one month to another, often the same.
    Months { from: u32, to: u32, year: Year },
    /// The `n`-th part of a year that is cut into parts of `length` months: quarters, halves.
    Part { n: u32, length: u32, year: Year },
    /// A season, 1 (spring) to 4.
    Season { season: u32, year: Year },
    /// A day with a name.
    Holiday { holiday: super::calendar::Holiday, year: Year },
    /// A weekday: by its words alone, in the turn they name ("last Friday"), or of a week ("Friday of last week").
    Weekday { weekday: u32, turn: Turn },
    /// The unit that holds the base, moved by so many units.
    Move { unit: Unit, by: i32, base: Base },
    /// Days before or after another expression, or the week around it.
    From { unit: Unit, by: i32, of: Box<Expr> },
    /// "the first Monday of June"; the last one for 0.
    NthWeekday { n: u8, weekday: u32, month: u32, year: Year },
    /// "the weekend"; tense decides which.
    Weekend,
    /// A time of day without a day.
    Clock,
}

/// In which year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Year {
    /// It is stated.
    Stated(i32),
    /// So many years from that of publication: "November last year".
    Moved(i32),
    /// The last (-1), this or the next (1) of its kind: "last November".
    Turn(i32),
    /// Nothing is said; tense decides.
    Open,
}

/// Which of the weekdays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing is said; tense decides.
    Open,
    /// The last, this or the next one.
    Nth(i32),
    /// The one before, on or after the day spoken of last.
    Spoken(i32),
    /// The one in a week so many weeks from that of publication.
    Week(i32),
}

/// From where a unit is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// The day of publication.
    Published,
    /// The date that the text spoke of last.
    Spoken,
    /// That date if the same paragraph has one, else the day of publication.
    Either,
}

/// An expression and the tokens that it takes up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    pub start: usize,
    pub end: usize,
    pub expr: Expr,
}

/// The expression that begins at token `i`, or a few tokens before it where `i` is its unit ("two weeks ago"); tokens
/// before `floor` are taken.
pub(super) fn at(view: &View, i: usize, floor: usize) -> Option<Phrase> {
    if view.number(i).is_some() {
        let (expr, end) = numbers::number(view, i)?;
        return Some(Phrase { start: i, end, expr });
    }
    let sense = view.sense(i);
    // Holidays and quarters are names.
    if sense.is_none() && !view.capital(i) {
        return None;
    }
    if let Some(Sense::Unit { unit, plural }) = sense {
        return units::around(view, i, floor, unit, plural);
    }
    let (expr, end) = match sense {
        Some(sense) => word(view, i, sense)?,
        None => months::holiday(view, i).or_else(|| years::code(view, i))?,
    };
    let start = if with_article(sense, &expr) && i > floor && view.is(i - 1, "the") { i - 1 } else { i };
    Some(Phrase { start, end, expr })
}

/// Whether "the" before the expression belongs to it.
fn with_article(sense: Option<Sense>, expr: &Expr) -> bool {
    matches!(sense, Some(Sense::Mod { .. } | Sense::Anaphor(_) | Sense::Ordinal(_) | Sense::Decade(_)))
        || matches!(sense, Some(Sense::Shift(_))) && matches!(expr, Expr::Move { .. } | Expr::NthWeekday { .. })
}

/// An expression that begins with a word.
fn word(view: &View, i: usize, sense: Sense) -> Option<(Expr, usize)> {
    match sense {
        Sense::Mod { of, compare } => modified(view, i, of, compare),
        // "today's youth" is that of the time, not of the day.
        Sense::Day(0) if view.any(i + 1, &["'s", "’s"]) && view.class(i + 2, Class::Timeless) => None,
        Sense::Day(by) => Some((day(by), parts(view, i + 1))),
        Sense::Shift(by) => shift(view, i, by),
        Sense::Anaphor(by) => anaphor(view, i, by),
        Sense::Part => numbers::day_part(view, i),
        Sense::Fiscal => years::fiscal(view, i),
        Sense::Month { .. } | Sense::Weekday { .. } | Sense::Season(_) => calendar_word(view, i, sense),
        Sense::Ordinal(n) => years::ordinal(view, i, n).or_else(|| months::nth_weekday(view, i + 1, n)),
        Sense::Count(_) => years::spelled_year(view, i).filter(|_| !view.is(i + 1, "thousand")).map(year_expr),
        Sense::Decade(tens) => years::named_decade(view, i, tens),
        _ => None,
    }
}

fn year_expr((year, end): (i32, usize)) -> (Expr, usize) {
    (years::years(year, year), end)
}

/// So many days from the day of publication.
fn day(by: i64) -> Expr {
    Expr::Move { unit: Unit::Day, by: by as i32, base: Base::Published }
}

/// "morning", "night" behind a day belong to it; returns where the expression ends.
pub(super) fn parts(view: &View, i: usize) -> usize {
    if view.sense(i) == Some(Sense::Part) { i + 1 } else { i }
}

/// A month, weekday, season or holiday with what goes with it.
fn calendar_word(view: &View, i: usize, sense: Sense) -> Option<(Expr, usize)> {
    match sense {
        Sense::Month { month, sure } => months::month(view, i, month, sure),
        Sense::Weekday { weekday, sure } => weekday_at(view, i, weekday, sure),
        Sense::Season(season) => years::season(view, i, season),
        _ => None,
    }
}

/// An expression without a modifier in front.
pub(super) fn core(view: &View, i: usize) -> Option<(Expr, usize)> {
    if view.number(i).is_some() {
        return numbers::number(view, i);
    }
    match view.sense(i) {
        Some(Sense::Mod { .. }) => None,
        Some(Sense::Unit { unit, plural: false }) if view.is(i.wrapping_sub(1), "the") => {
            Some((Expr::Move { unit, by: 0, base: Base::Either }, i + 1)).filter(|_| unit != Unit::Hour)
        }
        Some(sense) => word(view, i, sense),
        None => months::holiday(view, i).or_else(|| years::code(view, i)),
    }
}

/// "early next year", "the end of 1990", "mid-November", "earlier in the day"
fn modified(view: &View, i: usize, of: bool, compare: i32) -> Option<(Expr, usize)> {
    let mut j = i + 1;
    if of && !view.is(j, "of") {
        return None;
    }
    if of || view.dash(j) && view.glued(j) {
        j += 1;
    } else if compare != 0 || view.any(j, &["in", "on"]) {
        j += usize::from(view.any(j, &["in", "on"]));
    }
    j += usize::from(view.is(j, "the"));
    j += usize::from(view.any(j, &["'", "’", "‘"]) && view.glued(j + 1) && view.number(j + 1).is_some());
    let (expr, end) = core(view, j)?;
    // "earlier than in 2020", "later 2,000 came": a bare number behind a comparison is none.
    let bare = view.number(j).is_some() && compare != 0 && !view.any(j - 1, &["in", "on"]);
    (expr != Expr::Clock && !bare).then_some((expr, end))
}

/// "last Friday", "next month", "this March", "last night", "this coming Sunday"
fn shift(view: &View, i: usize, by: i32) -> Option<(Expr, usize)> {
    let mut j = i + 1;
    let mut by = by;
    if let Some(Sense::Shift(again)) = view.sense(j) {
        (by, j) = (again, j + 1);
    }
    if view.sense(j) == Some(Sense::Fiscal) {
        j += 1;
    }
    let follows_the = view.is(i.wrapping_sub(1), "the");
    // "to this day" is until now.
    if by == 0 && view.is(i.wrapping_sub(1), "to") && view.is(j, "day") {
        return None;
    }
    match view.sense(j)? {
        Sense::Unit { plural: true, .. } | Sense::Unit { unit: Unit::Hour, .. } => None,
        Sense::Unit { unit, .. } if follows_the && by > 0 => spoken(view, unit, by, j + 1),
        Sense::Unit { unit: Unit::Year, .. } => year_and_part(view, j + 1, Year::Moved(by)),
        Sense::Unit { unit, .. } => Some((Expr::Move { unit, by, base: Base::Published }, j + 1)),
        Sense::Part if follows_the && by > 0 => spoken(view, Unit::Day, by, j + 1),
        Sense::Part => Some((day(by.into()), j + 1)),
        Sense::Month { month, .. } => {
            let (expr, end) = months::month(view, j, month, true)?;
            Some((turned(expr, by), end))
        }
        Sense::Weekday { weekday, sure: true } => {
            let of = months::nth_weekday(view, j, 0).filter(|_| follows_the && by < 0);
            of.or_else(|| Some((Expr::Weekday { weekday, turn: Turn::Nth(by) }, parts(view, j + 1))))
        }
        Sense::Season(season) => Some((Expr::Season { season, year: Year::Turn(by) }, j + 1)),
        _ => None,
    }
    .or_else(|| months::holiday(view, j).map(|(expr, end)| (turned(expr, by), end)))
}

/// "that day", "the same year", "the following month", "the previous Friday"
fn anaphor(view: &View, i: usize, by: i32) -> Option<(Expr, usize)> {
    let j = i + 1 + usize::from(view.any(i + 1, &["same", "very"]));
    match view.sense(j)? {
        Sense::Unit { unit, plural: false } => spoken(view, unit, by, j + 1),
        Sense::Part => spoken(view, Unit::Day, by, j + 1),
        Sense::Weekday { weekday, sure: true } => {
            Some((Expr::Weekday { weekday, turn: Turn::Spoken(by) }, parts(view, j + 1)))
        }
        _ => None,
    }
}

fn spoken(view: &View, unit: Unit, by: i32, end: usize) -> Option<(Expr, usize)> {
    (unit != Unit::Hour).then_some((Expr::Move { unit, by, base: Base::Spoken }, parts(view, end)))
}

/// "last year", "last year's third quarter"
fn year_and_part(view: &View, i: usize, year: Year) -> Option<(Expr, usize)> {
    if view.any(i, &["'s", "’s"])
        && let Some(Sense::Ordinal(n)) = view.sense(i + 1)
        && let Some((length, end)) = years::part_of_year(view, i + 2)
    {
        return Some((Expr::Part { n, length, year }, end));
    }
    match year {
        Year::Moved(by) => Some((Expr::Move { unit: Unit::Year, by, base: Base::Published }, i)),
        _ => None,
    }
}

/// The expression with its year set to the last, this or the next one.
fn turned(expr: Expr, by: i32) -> Expr {
    match expr {
        Expr::Months { from, to, year: Year::Open } => Expr::Months { from, to, year: Year::Turn(by) },
        Expr::Days { from, to, year: Year::Open } => Expr::Days { from, to, year: Year::Turn(by) },
        Expr::Holiday { holiday, year: Year::Open } => Expr::Holiday { holiday, year: Year::Turn(by) },
        other => other,
    }
}

/// "on Monday", "Friday night", "Friday, Oct. 23", "Tuesday of last week"
fn weekday_at(view: &View, i: usize, weekday: u32, sure: bool) -> Option<(Expr, usize)> {
    if !view.capital(i) {
        return None;
    }
    let comma = i + 1 + usize::from(view.any(i + 1, &[",", "."]));
    if let Some((expr @ (Expr::Days { .. } | Expr::Period(..)), end)) = stated_day(view, comma) {
        return Some((expr, end));
    }
    let repeated = view.class_before(i, Class::Each) || view.word(i + 1).strip_suffix('s').is_some_and(is_part);
    if !sure || repeated {
        return None;
    }
    if view.is(i + 1, "of")
        && let Some(Sense::Shift(by)) = view.sense(i + 2)
        && matches!(view.sense(i + 3), Some(Sense::Unit { unit: Unit::Week, plural: false }))
    {
        return Some((Expr::Weekday { weekday, turn: Turn::Week(by) }, i + 4));
    }
    let turn = if view.is(i + 1, "last") && !view.capital(i + 2) && view.sense(i + 2).is_none() {
        Turn::Nth(-1)
    } else {
        Turn::Open
    };
    let end = i + 1 + usize::from(turn != Turn::Open);
    Some((Expr::Weekday { weekday, turn }, parts(view, end)))
}

fn is_part(word: &str) -> bool {
    lexicon::sense(word) == Some(Sense::Part)
}

/// A day with its month behind a weekday.
fn stated_day(view: &View, i: usize) -> Option<(Expr, usize)> {
    match view.sense(i) {
        Some(Sense::Month { month, .. }) => months::month(view, i, month, false),
        _ if view.number(i).is_some() => numbers::number(view, i),
        _ => None,
    }
}
