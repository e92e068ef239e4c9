//! Days, weeks, months, quarters and years as spans of days; holidays that move.

use super::lexicon::Unit;
use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// First and last day, both included.
pub(super) type Period = (NaiveDate, NaiveDate);

/// The days of a year.
pub(super) fn year(year: i32) -> Option<Period> {
    Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

/// The days from the first of one month to the last of another.
pub(super) fn months(from: (i32, u32), to: (i32, u32)) -> Option<Period> {
    let first = NaiveDate::from_ymd_opt(from.0, from.1, 1)?;
    let last = NaiveDate::from_ymd_opt(to.0, to.1, 1)?.checked_add_months(Months::new(1))?.pred_opt()?;
    (first <= last).then_some((first, last))
}

/// The unit that holds `day`, moved by so many units.
pub(super) fn shifted(unit: Unit, day: NaiveDate, by: i32) -> Option<Period> {
    match unit {
        Unit::Hour => one(day),
        Unit::Day => one(add_days(day, by.into())?),
        Unit::Week => days(monday(day), i64::from(by) * 7, 7),
        Unit::Fortnight => days(monday(day), i64::from(by) * 14, 7),
        Unit::Weekend => days(add_days(monday(day), 5)?, i64::from(by) * 7, 2),
        Unit::Month => {
            let (y, m) = month_after(day, by)?;
            months((y, m), (y, m))
        }
        Unit::Quarter => {
            let first = day.with_day(1)?.with_month0(day.month0() / 3 * 3)?;
            let (y, m) = month_after(first, by.checked_mul(3)?)?;
            months((y, m), (y, m + 2))
        }
        Unit::Year => year(day.year().checked_add(by)?),
        Unit::Decade => {
            let first = (day.year().div_euclid(10).checked_add(by)?).checked_mul(10)?;
            years(first, first + 9)
        }
        Unit::Century => {
            let first = ((day.year() - 1).div_euclid(100).checked_add(by)?).checked_mul(100)? + 1;
            years(first, first + 99)
        }
    }
}

/// The days of several years.
pub(super) fn years(from: i32, to: i32) -> Option<Period> {
    (from <= to).then_some((year(from)?.0, year(to)?.1))
}

/// A season of the northern half of the earth by whole months; winter ends in the next year.
pub(super) fn season(year: i32, season: u32) -> Option<Period> {
    match season {
        1..=3 => months((year, season * 3), (year, season * 3 + 2)),
        _ => months((year, 12), (year + 1, 2)),
    }
}

/// One day as a period.
pub(super) fn one(day: NaiveDate) -> Option<Period> {
    Some((day, day))
}

/// `day` moved by so many days.
pub(super) fn add_days(day: NaiveDate, by: i64) -> Option<NaiveDate> {
    if by < 0 { day.checked_sub_days(Days::new(by.unsigned_abs())) } else { day.checked_add_days(Days::new(by as u64)) }
}

/// The Monday of the week that holds `day` (ISO 8601).
pub(super) fn monday(day: NaiveDate) -> NaiveDate {
    add_days(day, -i64::from(day.weekday().num_days_from_monday())).unwrap_or(day)
}

fn days(first: NaiveDate, by: i64, length: i64) -> Option<Period> {
    let first = add_days(first, by)?;
    Some((first, add_days(first, length - 1)?))
}

/// Year and month, so many months after that of `day`.
fn month_after(day: NaiveDate, by: i32) -> Option<(i32, u32)> {
    let months = day.year().checked_mul(12)?.checked_add(day.month0() as i32)?.checked_add(by)?;
    Some((months.div_euclid(12), months.rem_euclid(12) as u32 + 1))
}

macro_rules! holidays {
    ($($variant:ident = $name:literal: $rule:expr),+ $(,)?) => {
        /// A day that has a name instead of a number.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Holiday { $($variant),+ }

        impl Holiday {
            /// The holiday of that name in `english.tsv`.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Holiday::$variant),)+ _ => None }
            }

            /// The rule by which its day is found.
            fn rule(self) -> Rule {
                match self { $(Holiday::$variant => $rule),+ }
            }
        }
    };
}

/// How the day of a holiday is found.
enum Rule {
    /// Month and day.
    Fixed(u32, u32),
    /// Month, weekday and which of them; days are added to it.
    Nth(u32, Weekday, u8, i64),
    /// The last such weekday of a month.
    Last(u32, Weekday),
    /// Days from Easter Sunday.
    Easter(i64),
}

holidays! {
    NewYearsDay = "new-years-day": Rule::Fixed(1, 1),
    NewYearsEve = "new-years-eve": Rule::Fixed(12, 31),
    ValentinesDay = "valentines-day": Rule::Fixed(2, 14),
    StPatricksDay = "st-patricks-day": Rule::Fixed(3, 17),
    GoodFriday = "good-friday": Rule::Easter(-2),
    Easter = "easter": Rule::Easter(0),
    EasterMonday = "easter-monday": Rule::Easter(1),
    MayDay = "may-day": Rule::Fixed(5, 1),
    MemorialDay = "memorial-day": Rule::Last(5, Weekday::Mon),
    Juneteenth = "juneteenth": Rule::Fixed(6, 19),
    July4 = "july-4": Rule::Fixed(7, 4),
    LaborDay = "labor-day": Rule::Nth(9, Weekday::Mon, 1, 0),
    ColumbusDay = "columbus-day": Rule::Nth(10, Weekday::Mon, 2, 0),
    Halloween = "halloween": Rule::Fixed(10, 31),
    ElectionDay = "election-day": Rule::Nth(11, Weekday::Mon, 1, 1),
    VeteransDay = "veterans-day": Rule::Fixed(11, 11),
    Thanksgiving = "thanksgiving": Rule::Nth(11, Weekday::Thu, 4, 0),
    BlackFriday = "black-friday": Rule::Nth(11, Weekday::Thu, 4, 1),
    ChristmasEve = "christmas-eve": Rule::Fixed(12, 24),
    Christmas = "christmas": Rule::Fixed(12, 25),
    BoxingDay = "boxing-day": Rule::Fixed(12, 26),
}

impl Holiday {
    /// Its day in a year.
    pub fn day(self, year: i32) -> Option<NaiveDate> {
        match self.rule() {
            Rule::Fixed(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            Rule::Nth(month, weekday, n, plus) => {
                add_days(NaiveDate::from_weekday_of_month_opt(year, month, weekday, n)?, plus)
            }
            Rule::Last(month, weekday) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, 5)
                .or_else(|| NaiveDate::from_weekday_of_month_opt(year, month, weekday, 4)),
            Rule::Easter(plus) => add_days(easter(year)?, plus),
        }
    }
}

/// Easter Sunday of the western churches, by the Gregorian computus of Meeus, Jones and Butcher.
fn easter(year: i32) -> Option<NaiveDate> {
    let (a, b, c) = (year.rem_euclid(19), year.div_euclid(100), year.rem_euclid(100));
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15).rem_euclid(30);
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4).rem_euclid(7);
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    NaiveDate::from_ymd_opt(year, (n / 31) as u32, (n % 31 + 1) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn units_around_a_day() {
        let d = day(2026, 1, 9); // a Friday
        assert_eq!(shifted(Unit::Week, d, -1), Some((day(2025, 12, 29), day(2026, 1, 4))));
        assert_eq!(shifted(Unit::Weekend, d, 0), Some((day(2026, 1, 10), day(2026, 1, 11))));
        assert_eq!(shifted(Unit::Month, d, -2), Some((day(2025, 11, 1), day(2025, 11, 30))));
        assert_eq!(shifted(Unit::Quarter, d, -1), Some((day(2025, 10, 1), day(2025, 12, 31))));
        assert_eq!(shifted(Unit::Decade, d, -1), Some((day(2010, 1, 1), day(2019, 12, 31))));
        assert_eq!(shifted(Unit::Century, d, -1), Some((day(1901, 1, 1), day(2000, 12, 31))));
        assert_eq!(shifted(Unit::Year, d, i32::MAX), None);
    }

    #[test]
    fn holidays_fall_on_their_days() {
        assert_eq!(Holiday::Easter.day(2026), Some(day(2026, 4, 5)));
        assert_eq!(Holiday::GoodFriday.day(2024), Some(day(2024, 3, 29)));
        assert_eq!(Holiday::Thanksgiving.day(2025), Some(day(2025, 11, 27)));
        assert_eq!(Holiday::ElectionDay.day(2028), Some(day(2028, 11, 7)));
        assert_eq!(Holiday::MemorialDay.day(2026), Some(day(2026, 5, 25)));
    }
}
