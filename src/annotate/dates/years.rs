//! Years, their halves, quarters and seasons, decades and centuries.

use super::calendar;
use super::lexicon::{Class, Sense, Unit};
use super::months::year_behind;
use super::phrase::{Expr, Year};
use super::view::View;

/// From the first day of one year to the last of another.
pub(super) fn years(from: i32, to: i32) -> Expr {
    // Years of four digits always have days.
    calendar::years(from, to).map_or(Expr::Clock, |(a, b)| Expr::Period(a, b))
}

/// Whether what stands around the number at `i` makes it an amount, a time or a score.
pub(super) fn is_amount(view: &View, i: usize) -> bool {
    let marks = matches!(view.word(i + 1), "%" | "a.m." | "p.m." | "am" | "pm" | "°");
    marks
        || view.class(i + 1, Class::AmountAfter) && !view.any(i + 1, &["or", "others", "more"])
        || matches!(view.word(i.wrapping_sub(1)), "$" | "£" | "€" | "#" | "¥")
}

/// What begins with four digits: "1990", "1990-95", "the 1988 third quarter".
pub(super) fn from_year(view: &View, i: usize, year: i32) -> Option<(Expr, usize)> {
    if let Some((last, end)) = last_year(view, i, year) {
        return Some((years(year, last), end));
    }
    if !(1000..2200).contains(&year) || !is_year(view, i, year) {
        return None;
    }
    if let Some(Sense::Ordinal(n)) = view.sense(i + 1)
        && let Some((length, end)) = part_of_year(view, i + 2)
    {
        return Some((Expr::Part { n, length, year: Year::Stated(year) }, end));
    }
    // "the 1980's"
    let decade = view.any(i + 1, &["'s", "’s"]) && year % 10 == 0 && decade_before(view, i);
    if decade {
        return Some((years(year, year + 9), i + 2));
    }
    Some((years(year, year), i + 1))
}

/// The last year of "2019-2021", "2019–21".
fn last_year(view: &View, i: usize, first: i32) -> Option<(i32, usize)> {
    if !view.dash(i + 1) || !view.glued(i + 1) || !view.glued(i + 2) || !(1500..2200).contains(&first) {
        return None;
    }
    let full = view.digits(i + 2, 4..=4).map(|y| y as i32);
    let short = view.digits(i + 2, 2..=2).map(|y| first / 100 * 100 + y as i32);
    let chained = view.dash(i + 3) && view.glued(i + 3);
    full.or(short).filter(|&last| last > first && last - first < 120 && !chained).map(|last| (last, i + 3))
}

/// Whether four digits are a year and not an amount, a time or part of a name.
fn is_year(view: &View, i: usize, year: i32) -> bool {
    let before = i.checked_sub(1).map(|j| view.word(j)).unwrap_or_default();
    if view.glued(i) && i > 0 && !matches!(before, "(" | "[" | "-" | "–" | "—" | "“" | "\"" | "‘" | "'" | "``" | "/")
    {
        return false;
    }
    let hyphenated = view.dash(i + 1) && view.glued(i + 1) && view.small(i + 2);
    if is_amount(view, i) || view.class(i + 1, Class::AmountAfter) || view.glued(i + 1) && view.word(i + 1) == "%" {
        return false;
    }
    if view.class_before(i, Class::AmountBefore) || view.is(i.wrapping_sub(1), "at") {
        return false;
    }
    let round = year % 100 == 0;
    if view.class_before(i, Class::YearBefore) {
        let things = view.word(i + 1).ends_with('s') && view.small(i + 1) && (round || year < 1800);
        return !things && (1500..2100).contains(&year) || year >= 1000 && view.any(i - 1, &["in", "since"]) && !things;
    }
    let named = view.any(i.wrapping_sub(1), &["the", "a"]) && view.capital(i + 1);
    (1800..2100).contains(&year) && (!round || named) && !hyphenated
}

/// "nineteen ninety-six", "two thousand", "twenty twenty-six"
pub(super) fn spelled_year(view: &View, i: usize) -> Option<(i32, usize)> {
    let Some(Sense::Count(high)) = view.sense(i) else { return None };
    if high == 2 && view.is(i + 1, "thousand") {
        let j = i + 2 + usize::from(view.is(i + 2, "and"));
        return match below_hundred(view, j) {
            Some((n, end)) => Some((2000 + n as i32, end)),
            None => Some((2000, i + 2)),
        };
    }
    if !(15..=20).contains(&high) {
        return None;
    }
    let (low, end) = below_hundred(view, i + 1).filter(|(n, _)| *n >= 10)?;
    Some((high as i32 * 100 + low as i32, end))
}

fn below_hundred(view: &View, i: usize) -> Option<(u32, usize)> {
    let Some(Sense::Count(n)) = view.sense(i) else { return None };
    if n >= 20 && n % 10 == 0 {
        let j = i + 1 + usize::from(view.dash(i + 1));
        if let Some(Sense::Count(ones @ 1..=9)) = view.sense(j).filter(|_| !view.is(j, "a") && !view.is(j, "an")) {
            return Some((n + ones, j + 1));
        }
    }
    Some((n, i + 1)).filter(|_| !view.is(i, "a") && !view.is(i, "an"))
}

/// "year-end", "year end", "year's end"
pub(super) fn is_year_end(view: &View, i: usize) -> bool {
    view.is(i + 1, "end") || (view.dash(i + 1) || view.any(i + 1, &["'s", "’s"])) && view.is(i + 2, "end")
}

/// Whether a decade may stand at `i`: behind "the", "early", "late", "mid-".
fn decade_before(view: &View, i: usize) -> bool {
    let j = i.wrapping_sub(1);
    view.any(j, &["the", "early", "late", "mid", "a"]) || view.dash(j)
}

/// "1980s", "'80s", "the 80s"
pub(super) fn decade(view: &View, i: usize, word: &str) -> Option<Expr> {
    let digits = word.strip_suffix('s')?;
    let year: i32 = digits.parse().ok().filter(|y| y % 10 == 0)?;
    let first = match digits.len() {
        4 if (1500..2100).contains(&year) => year,
        2 => {
            let apostrophe = view.glued(i) && matches!(view.word(i.wrapping_sub(1)), "'" | "’" | "‘");
            century_of(year).filter(|_| apostrophe || view.any(i.wrapping_sub(1), &["the", "early", "late", "mid"]))?
        }
        _ => return None,
    };
    Some(years(first, first + 9))
}

/// The year that two digits of a decade begin with.
fn century_of(tens: i32) -> Option<i32> {
    match tens {
        30..=90 => Some(1900 + tens),
        0 | 10 | 20 => Some(2000 + tens),
        _ => None,
    }
}

/// "the eighties"
pub(super) fn named_decade(view: &View, i: usize, tens: i32) -> Option<(Expr, usize)> {
    let first = century_of(tens)?;
    decade_before(view, i).then(|| (years(first, first + 9), i + 1))
}

/// "the 20th century"
pub(super) fn century(view: &View, i: usize, n: u32) -> Option<(Expr, usize)> {
    let j = i + 1 + usize::from(view.dash(i + 1));
    let is = matches!(view.sense(j), Some(Sense::Unit { unit: Unit::Century, plural: false }));
    let n = i32::try_from(n).ok().filter(|n| is && (1..=22).contains(n))?;
    Some((years(n * 100 - 99, n * 100), j + 1))
}

/// "third quarter", "third quarter of 2025", "first half", "twentieth century"
pub(super) fn ordinal(view: &View, i: usize, n: u32) -> Option<(Expr, usize)> {
    let fiscal = usize::from(view.sense(i + 1) == Some(Sense::Fiscal));
    let j = i + 1 + fiscal;
    let j = j + usize::from(view.dash(j) && view.glued(j));
    if let Some(found) = century(view, i, n) {
        return Some(found);
    }
    let (length, end) = part_of_year(view, j)?;
    if n * length > 12 {
        return None;
    }
    let (year, end) = part_year(view, end);
    // A half without a year may be one of a match.
    (length == 3 || year != Year::Open).then_some((Expr::Part { n, length, year }, end))
}

/// Months of the part of a year that is named at `i`: "quarter", "half".
pub(super) fn part_of_year(view: &View, i: usize) -> Option<(u32, usize)> {
    let j = i + usize::from(view.sense(i) == Some(Sense::Fiscal));
    match view.sense(j) {
        Some(Sense::Unit { unit: Unit::Quarter, plural: false }) => Some((3, j + 1)),
        None if view.is(j, "half") => Some((6, j + 1)),
        _ => None,
    }
}

/// The year behind "third quarter": "of 2025", "of last year", "2025", "this year".
fn part_year(view: &View, i: usize) -> (Year, usize) {
    let of = i + usize::from(view.any(i, &["of", "in"]));
    let j = of + usize::from(view.is(of, "the"));
    let fiscal = j + usize::from(view.sense(j) == Some(Sense::Fiscal));
    match year_behind(view, fiscal) {
        (Year::Open, _) => (Year::Open, i),
        found => found,
    }
}

/// "spring 2026", "the summer of 2025", "the winter of 2024-25"
pub(super) fn season(view: &View, i: usize, season: u32) -> Option<(Expr, usize)> {
    let j = i + 1 + usize::from(view.any(i + 1, &["of", "in"]));
    let year = view.digits(j, 4..=4).filter(|&y| (1500..2200).contains(&y) && !is_amount(view, j));
    if let Some(year) = year {
        let range = last_year(view, j, year as i32).map_or(j + 1, |(_, end)| end);
        return Some((Expr::Season { season, year: Year::Stated(year as i32) }, range));
    }
    if let Some((year, end)) = spelled_year(view, j) {
        return Some((Expr::Season { season, year: Year::Stated(year) }, end));
    }
    // "fall" and "spring" are other words too.
    let told =
        view.is(i.wrapping_sub(1), "the") && view.any(i.wrapping_sub(2), &["in", "by", "until", "during", "since"]);
    told.then_some((Expr::Season { season, year: Year::Open }, i + 1))
}

/// "fiscal 1989", "fiscal year 2024", "fiscal 2025's first quarter"
pub(super) fn fiscal(view: &View, i: usize) -> Option<(Expr, usize)> {
    let year_word = matches!(view.sense(i + 1), Some(Sense::Unit { unit: Unit::Year, plural: false }));
    if !year_word && !view.is(i, "fiscal") {
        return None;
    }
    let j = i + 1 + usize::from(year_word);
    let j = j + usize::from(view.any(j, &["ended", "ending", "of"]) && view.digits(j + 1, 4..=4).is_some());
    let year = view.digits(j, 4..=4).filter(|y| (1500..2200).contains(y))? as i32;
    if let Some((last, end)) = last_year(view, j, year) {
        return Some((years(year, last), end));
    }
    Some((years(year, year), j + 1))
}

/// "Q3 2025", "Q3", "FY2024", "H1 2026"
pub(super) fn code(view: &View, i: usize) -> Option<(Expr, usize)> {
    let word = view.word(i);
    if !word.starts_with(['Q', 'H', 'F']) {
        return None;
    }
    let (letters, digits) = word.split_at(word.find(|c: char| c.is_ascii_digit())?);
    let number: u32 = digits.parse().ok()?;
    match letters {
        "Q" | "H" => {
            let length = if letters == "Q" { 3 } else { 6 };
            let (year, end) = part_year(view, i + 1);
            let told = letters == "Q" || year != Year::Open;
            (told && (1..=12 / length).contains(&number)).then_some((Expr::Part { n: number, length, year }, end))
        }
        "FY" if digits.len() == 4 && (1900..2200).contains(&number) => {
            Some((years(number as i32, number as i32), i + 1))
        }
        "FY" if digits.len() == 2 => Some((years(2000 + number as i32, 2000 + number as i32), i + 1)),
        _ => None,
    }
}
