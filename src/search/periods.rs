//! Days, weeks, months and years of publication, and their names.

use crate::error::{Error, Result};
use crate::query::dates;
use chrono::Datelike;

/// The first day of the period that `day` lies in.
pub fn first_day(day: i32, period: &str) -> i32 {
    let Some(date) = dates::day(day) else { return day };
    match period {
        "week" => day - date.weekday().num_days_from_monday() as i32,
        "month" => day - date.day0() as i32,
        "year" => day - date.ordinal0() as i32,
        _ => day,
    }
}

/// So many periods fit into a line or a figure: the days of nearly three hundred years.
const MOST: usize = 100_000;

/// The names of all periods from that of `first` to that of `last`, which [`super::Engine::count_by`] gave.
///
/// # Errors
/// [`crate::ErrorKind::Usage`] where they are too many.
pub fn periods(first: &str, last: &str, period: &str) -> Result<Vec<String>> {
    let period = if period == "date" { "day" } else { period };
    let Some(mut day) = start_of(first) else { return Ok(Vec::new()) };
    // So many days lead from the first day of a period into the next one, whatever its length, and not beyond it.
    let length = match period {
        "week" => 7,
        "month" => 31,
        "year" => 366,
        _ => 1,
    };
    let mut all = vec![first.to_owned()];
    while all.last().is_some_and(|name| name != last) {
        if all.len() == MOST {
            return Err(Error::usage(format!("there are more than {MOST} {period}s between {first} and {last}"))
                .hint("count by longer periods (--by year), or ask for fewer of them: date:2020..2026"));
        }
        day = first_day(day + length, period);
        all.push(period_of(day, period));
    }
    Ok(all)
}

/// The first day of a period by its name.
fn start_of(name: &str) -> Option<i32> {
    use chrono::NaiveDate;
    let date = match (name.split_once("-W"), name.len()) {
        (Some((year, week)), _) => {
            NaiveDate::from_isoywd_opt(year.parse().ok()?, week.parse().ok()?, chrono::Weekday::Mon)?
        }
        (None, 10) => name.parse().ok()?,
        (None, 7) => format!("{name}-01").parse().ok()?,
        _ => NaiveDate::from_ymd_opt(name.parse().ok()?, 1, 1)?,
    };
    i32::try_from(crate::index::document::day_number(date)).ok()
}

/// `2026-01-05`, `2026-W02`, `2026-01`, `2026`; weeks are those of ISO 8601, in the year of their Thursday.
pub fn period_of(day: i32, period: &str) -> String {
    let Some(date) = dates::day(day) else { return day.to_string() };
    match period {
        "week" => format!("{}-W{:02}", date.iso_week().year(), date.iso_week().week()),
        "month" => format!("{}", date.format("%Y-%m")),
        "year" => format!("{}", date.format("%Y")),
        _ => date.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_periods_between_two_are_named() {
        let named = |first, last, period| periods(first, last, period).unwrap().join(" ");
        assert_eq!(named("2025-11", "2026-02", "month"), "2025-11 2025-12 2026-01 2026-02");
        assert_eq!(named("2024-02-28", "2024-03-01", "date"), "2024-02-28 2024-02-29 2024-03-01");
        assert_eq!(named("2020-W52", "2021-W01", "week"), "2020-W52 2020-W53 2021-W01");
        assert_eq!(named("2023", "2026", "year"), "2023 2024 2025 2026");
        assert_eq!(named("2026-01", "2026-01", "month"), "2026-01");
        assert!(periods("none", "2026", "year").unwrap().is_empty());
        assert_eq!(periods("1990-01-05", "2020-01-05", "day").unwrap().len(), 10_958);
        assert!(periods("1026-01-05", "2026-01-05", "day").unwrap_err().what.contains("days between 1026-01-05 and"));
    }
}
