//! Ranges of days and numbers as operands: `2026-01`, `2025..2026-01`, `>=2026-01-05`, `-30d..`, `>1200`.

use chrono::{Datelike, Duration, Months, NaiveDate};
use std::ops::Range;

/// What is wrong with an operand: its bytes within the operand, what, and what to do.
pub type Wrong = (Range<usize>, String, Vec<String>);

/// An operand parted at its operator; each part with its first byte.
#[derive(Debug, PartialEq, Eq)]
enum Bounds<'a> {
    One(usize, &'a str),
    Over(usize, &'a str, bool),
    Under(usize, &'a str, bool),
    Between(Option<(usize, &'a str)>, Option<(usize, &'a str)>),
}

fn bounds(text: &str) -> Result<Bounds<'_>, Wrong> {
    let some = |at: usize, part| -> Option<(usize, &str)> { (!str::is_empty(part)).then_some((at, part)) };
    if let Some((from, to)) = text.split_once("..") {
        let (from, to) = (some(0, from), some(from.len() + 2, to));
        if from.is_none() && to.is_none() {
            return Err((0..text.len(), "a range needs a start or an end".into(), Vec::new()));
        }
        return Ok(Bounds::Between(from, to));
    }
    for (swapped, meant) in [("=>", ">="), ("=<", "<=")] {
        if let Some(rest) = text.strip_prefix(swapped) {
            return Err((0..2, format!("`{swapped}` compares nothing"), vec![format!("did you mean {meant}{rest}?")]));
        }
    }
    for (sign, over, included) in [(">=", true, true), ("<=", false, true), (">", true, false), ("<", false, false)] {
        if let Some(rest) = text.strip_prefix(sign) {
            let at = sign.len();
            return Ok(if over { Bounds::Over(at, rest, included) } else { Bounds::Under(at, rest, included) });
        }
    }
    let bare = text.strip_prefix('=').unwrap_or(text);
    Ok(Bounds::One(text.len() - bare.len(), bare))
}

/// Days since 1970-01-01, both ends included; `None` is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: Option<i32>,
    /// Last day.
    pub to: Option<i32>,
}

impl Days {
    /// Whether all of `from..=to` lies in this range.
    pub fn contain(self, from: i32, to: i32) -> bool {
        self.from.is_none_or(|f| f <= from) && self.to.is_none_or(|t| to <= t)
    }
}

/// Days between 1970-01-01 and `day`.
pub fn number(day: NaiveDate) -> i32 {
    // `num_days_from_ce` counts from 0001-01-01 as day 1; 1970-01-01 is day 719163.
    day.num_days_from_ce() - 719_163
}

/// The day of that number.
pub fn day(number: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(number.checked_add(719_163)?)
}

/// Reads a day or a range of days; `now` is the day that relative dates count from.
///
/// # Errors
/// With the bytes of `text` that are wrong.
pub fn days(text: &str, now: NaiveDate) -> Result<Days, Wrong> {
    let read = |at: usize, part: &str| atom(part, now).map_err(|(what, hints)| (at..at + part.len(), what, hints));
    let (from, to) = match bounds(text)? {
        Bounds::One(at, part) => read(at, part).map(|(a, b)| (Some(a), Some(b)))?,
        Bounds::Over(at, part, included) => {
            read(at, part).map(|(a, b)| (Some(if included { a } else { b + 1 }), None))?
        }
        Bounds::Under(at, part, included) => {
            read(at, part).map(|(a, b)| (None, Some(if included { b } else { a - 1 })))?
        }
        Bounds::Between(from, to) => {
            let from = from.map(|(at, part)| read(at, part)).transpose()?;
            let to = to.map(|(at, part)| read(at, part)).transpose()?;
            (from.map(|x| x.0), to.map(|x| x.1))
        }
    };
    if let (Some(a), Some(b)) = (from, to)
        && a > b
    {
        return Err(reversed(text, "ends before it begins"));
    }
    Ok(Days { from, to })
}

fn reversed(text: &str, how: &str) -> Wrong {
    let hint = text.split_once("..").map(|(a, b)| format!("write {b}..{a}"));
    (0..text.len(), format!("the range `{text}` {how}"), hint.into_iter().collect())
}

type Atom = Result<(i32, i32), (String, Vec<String>)>;

/// First and last day of `2026`, `2026-01`, `2026-01-05`, `-30d`, `today`, `yesterday`.
fn atom(text: &str, now: NaiveDate) -> Atom {
    let one = |d: NaiveDate| Ok((number(d), number(d)));
    match text {
        "today" => return one(now),
        "yesterday" => return one(now - Duration::days(1)),
        _ => {}
    }
    if let Some(rest) = text.strip_prefix('-') {
        return relative(rest, now).map_or_else(|| Err(unreadable(text)), one);
    }
    let parts: Vec<&str> = text.split('-').collect();
    let widths = [4, 2, 2];
    let right = parts.iter().zip(widths).all(|(p, w)| p.len() == w && p.bytes().all(|b| b.is_ascii_digit()));
    if !right || parts.len() > 3 {
        return Err(unreadable(text));
    }
    let n = |i: usize| parts.get(i).and_then(|p| p.parse::<u32>().ok());
    let year = n(0).unwrap_or(0) as i32;
    let month = n(1);
    if month.is_some_and(|m| !(1..=12).contains(&m)) {
        return Err((
            format!("there is no month {} in `{text}`", parts[1]),
            vec!["dates are written year-month-day: 2026-01-05".into()],
        ));
    }
    let first = NaiveDate::from_ymd_opt(year, month.unwrap_or(1), 1);
    let Some(first) = first else { return Err(unreadable(text)) };
    let length = match month {
        None => Months::new(12),
        Some(_) => Months::new(1),
    };
    let last = first.checked_add_months(length).map_or(first, |d| d - Duration::days(1));
    match n(2) {
        None => Ok((number(first), number(last))),
        Some(d) if (1..=last.day()).contains(&d) => Ok((number(first) + d as i32 - 1, number(first) + d as i32 - 1)),
        Some(d) => {
            Err((format!("there is no day {d} in {}", first.format("%B %Y")), vec![format!("its last day is {last}")]))
        }
    }
}

fn unreadable(text: &str) -> (String, Vec<String>) {
    let mut hints = vec!["write 2026, 2026-01, 2026-01-05, a range 2025..2026-01, >=2026-01-05, or -30d..".to_owned()];
    let parts: Vec<&str> = text.split(['/', '.', '-']).collect();
    if let [a, b, y] = parts[..]
        && let (Ok(a), Ok(b), Ok(y)) = (a.parse::<u32>(), b.parse::<u32>(), y.parse::<u32>())
    {
        let (y, m, d) = if a > 31 { (a, b, y) } else { (y, a, b) };
        if (1000..=9999).contains(&y) && m <= 12 && d <= 31 {
            hints.insert(0, format!("did you mean {y}-{m:02}-{d:02}?"));
        }
    }
    let back = text.trim_start_matches('-').trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if text.starts_with('-') && !back.is_empty() && back.bytes().all(|b| b.is_ascii_digit()) {
        let unit = text.trim_start_matches(['-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']).chars().next();
        let unit = unit.map(|u| u.to_ascii_lowercase()).filter(|u| "dwmy".contains(*u)).unwrap_or('d');
        match format!("-{back}{unit}") {
            same if same == text => {
                return (format!("`{text}` is before any date"), vec!["write ..2026 for all up to then".into()]);
            }
            meant => hints.insert(0, format!("did you mean {meant}?")),
        }
    }
    (format!("`{text}` is not a date"), hints)
}

/// `30d`, `2w`, `6m`, `1y` before `now`.
fn relative(text: &str, now: NaiveDate) -> Option<NaiveDate> {
    let unit = text.chars().last()?;
    let n: u32 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    match unit {
        'd' => now.checked_sub_signed(Duration::days(n.into())),
        'w' => now.checked_sub_signed(Duration::days(i64::from(n) * 7)),
        'm' => now.checked_sub_months(Months::new(n)),
        'y' => now.checked_sub_months(Months::new(n.checked_mul(12)?)),
        _ => None,
    }
}

/// A range of numbers; `None` is open, `false` beside an end leaves the end itself out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Numbers {
    /// The least.
    pub from: Option<(f64, bool)>,
    /// The greatest.
    pub to: Option<(f64, bool)>,
}

impl Numbers {
    /// Whether `x` lies in the range.
    pub fn contain(self, x: f64) -> bool {
        self.from.is_none_or(|(f, included)| f < x || (included && f == x))
            && self.to.is_none_or(|(t, included)| x < t || (included && t == x))
    }
}

/// Reads a number or a range; `whole` numbers or those with decimals.
///
/// # Errors
/// With the bytes of `text` that are wrong.
pub fn numbers(text: &str, whole: bool) -> Result<Numbers, Wrong> {
    let example = if whole { "1200, >1200 or 300..800" } else { "0.8, >0.8 or 0.5..0.9" };
    let read = |at: usize, part: &str| {
        let digits = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit() || (!whole && b == b'.'));
        match part.parse::<f64>() {
            Ok(x) if digits => Ok(x),
            _ => Err((at..at + part.len(), format!("`{part}` is not a number"), vec![format!("write {example}")])),
        }
    };
    let range = match bounds(text)? {
        Bounds::One(at, part) => read(at, part).map(|x| Numbers { from: Some((x, true)), to: Some((x, true)) })?,
        Bounds::Over(at, part, included) => Numbers { from: Some((read(at, part)?, included)), to: None },
        Bounds::Under(at, part, included) => Numbers { from: None, to: Some((read(at, part)?, included)) },
        Bounds::Between(from, to) => {
            let end = |x: Option<(usize, &str)>| x.map(|(at, part)| Ok((read(at, part)?, true))).transpose();
            Numbers { from: end(from)?, to: end(to)? }
        }
    };
    if let (Some((a, _)), Some((b, _))) = (range.from, range.to)
        && a > b
    {
        return Err(reversed(text, "ends before it begins"));
    }
    Ok(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let now = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
        match days(text, now) {
            Ok(r) => {
                let s = |x: Option<i32>| x.and_then(day).map_or("".into(), |d| d.to_string());
                format!("{}..{}", s(r.from), s(r.to))
            }
            Err((span, what, hints)) => format!("{} | {what} | {}", &text[span], hints.join(" | ")),
        }
    }

    #[test]
    fn days_are_read_with_year_month_and_day_precision_and_open_ends() {
        assert_eq!(show("2026-01-05"), "2026-01-05..2026-01-05");
        assert_eq!(show("2024-02"), "2024-02-01..2024-02-29");
        assert_eq!(show("2025..2026-01"), "2025-01-01..2026-01-31");
        assert_eq!(show(">=2026-01"), "2026-01-01..");
        assert_eq!(show(">2026-01"), "2026-02-01..");
        assert_eq!(show("<2026-01"), "..2025-12-31");
        assert_eq!(show("<=2026"), "..2026-12-31");
        assert_eq!(show("-30d.."), "2026-03-01..");
        assert_eq!(show("-1m"), "2026-02-28..2026-02-28");
        assert_eq!(show("-2w..-1w"), "2026-03-17..2026-03-24");
        assert_eq!(show("..yesterday"), "..2026-03-30");
    }

    #[test]
    fn wrong_days_are_told_where_and_how() {
        assert_eq!(show("2026-02-30"), "2026-02-30 | there is no day 30 in February 2026 | its last day is 2026-02-28");
        assert!(show("2025..2026-13").starts_with("2026-13 | there is no month 13"));
        assert!(show("1/9/2026").contains("did you mean 2026-01-09?"));
        assert_eq!(show("2026..2025"), "2026..2025 | the range `2026..2025` ends before it begins | write 2025..2026");
        assert_eq!(show("=>2026"), "=> | `=>` compares nothing | did you mean >=2026?");
        assert_eq!(show("=2026"), show("2026"));
        assert!(show("..").contains("needs a start or an end"));
        assert!(show("").contains("not a date"));
        assert!(show("-99999999999d").contains("before any date") && show("-9999999y..").contains("before any date"));
        assert!(show("-3x").contains("did you mean -3d?"));
    }

    #[test]
    fn numbers_take_the_same_forms() {
        let n = |t, whole| numbers(t, whole).unwrap();
        assert!(n(">1200", true).contain(1201.0) && !n(">1200", true).contain(1200.0));
        assert!(n("300..800", true).contain(800.0) && !n("300..800", true).contain(299.0));
        assert!(n("<=0.5", false).contain(0.5) && n("0.5..", false).contain(2.0));
        assert!(numbers("=<5", true).is_err_and(|(_, _, hints)| hints[0].contains("<=5")));
        assert!(numbers("many", true).is_err() && numbers("0.5", true).is_err() && numbers("9..3", true).is_err());
    }
}
