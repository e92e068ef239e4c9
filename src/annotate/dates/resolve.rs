//! Expressions → days, by the day of publication, the date spoken of last, and tense.

use super::calendar::{self, Period, add_days, monday, shifted};
use super::lexicon::Unit;
use super::phrase::{Base, Expr, Turn, Year};
use super::tense::Tense;
use chrono::{Datelike, NaiveDate, Weekday};

/// What an expression is resolved against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// The day on which the article was published.
    pub published: Option<NaiveDate>,
    /// The date that the article spoke of last.
    pub spoken: Option<Period>,
    /// The single day that it spoke of last: what "that night" and "the next day" go back to.
    pub day: Option<NaiveDate>,
    /// What this paragraph spoke of last.
    pub near: Option<Period>,
    /// The tense around the expression.
    pub tense: Tense,
}

impl Context {
    /// The days that an expression means; `None` where that cannot be told.
    pub fn resolve(&self, expr: &Expr) -> Option<Period> {
        match *expr {
            Expr::Period(from, to) => Some((from, to)),
            Expr::Days { from, to, year } => self.in_year(year, |y| {
                let first = NaiveDate::from_ymd_opt(y, from.0, from.1)?;
                let last = NaiveDate::from_ymd_opt(y + i32::from(to < from), to.0, to.1)?;
                Some((first, last))
            }),
            Expr::Months { from, to, year } => {
                self.in_year(year, |y| calendar::months((y, from), (y + i32::from(to < from), to)))
            }
            Expr::Part { n, length, year } => {
                self.in_year(year, |y| calendar::months((y, (n - 1) * length + 1), (y, n * length)))
            }
            Expr::Season { season, year } => self.in_year(year, |y| calendar::season(y, season)),
            Expr::Holiday { holiday, year } => self.in_year(year, |y| calendar::one(holiday.day(y)?)),
            Expr::Weekday { weekday, turn } => self.weekday(weekday, turn),
            Expr::Move { unit, by, base } => shifted(unit, self.base(base, unit)?, by),
            Expr::From { unit, by, ref of } => {
                let (from, to) = self.resolve(of)?;
                if by == 0 {
                    // The week around a longer time would be any of several.
                    return (from == to).then(|| shifted(unit, from, 0))?;
                }
                shifted(unit, if by < 0 { from } else { to }, by)
            }
            Expr::Weekend => {
                let published = self.published?;
                let over = self.tense != Tense::Future && published.weekday().number_from_monday() < 6;
                shifted(Unit::Weekend, published, if over { -1 } else { 0 })
            }
            Expr::NthWeekday { n, weekday, month, year } => {
                self.in_year(year, |y| calendar::one(nth_weekday(y, month, weekday, n)?))
            }
            Expr::Clock => None,
        }
    }

    /// The day from which `unit` is counted.
    fn base(&self, base: Base, unit: Unit) -> Option<NaiveDate> {
        let spoken = if unit == Unit::Day { self.day } else { self.spoken.map(|(from, _)| from) };
        let near = self.near.filter(|(from, to)| unit != Unit::Day || from == to).map(|(from, _)| from);
        match base {
            Base::Published => self.published,
            Base::Spoken => spoken,
            Base::Either => near.or(self.published),
        }
    }

    /// The period that `of` gives for the year that is meant.
    fn in_year(&self, year: Year, of: impl Fn(i32) -> Option<Period>) -> Option<Period> {
        if let Year::Stated(year) = year {
            return of(year);
        }
        let published = self.published?;
        let this = published.year();
        let near = || (this - 2..=this + 2).filter_map(&of);
        match year {
            Year::Stated(year) => of(year),
            Year::Moved(by) => of(this.checked_add(by)?),
            // "last November" in November is the one of the year before; "this" is the nearest.
            Year::Turn(by) if by < 0 => near().filter(|p| p.1 < published).last(),
            Year::Turn(by) if by > 0 => near().find(|p| p.0 > published),
            Year::Turn(_) => of(this),
            Year::Open => near().min_by_key(|p| self.distance(*p, published)),
        }
    }

    /// How far a period lies from the day of publication, weighed by tense: news tells what was, but a date a few days
    /// ahead is nearer than the same one a year ago even so. The weights were chosen on TimeBank and AQUAINT.
    fn distance(&self, period: Period, day: NaiveDate) -> i64 {
        let (back, ahead) = match self.tense {
            Tense::Past => (1, 8),
            Tense::Open => (1, 2),
            Tense::Future => (3, 1),
        };
        if day > period.1 { (day - period.1).num_days() * back } else { (period.0 - day).num_days().max(0) * ahead }
    }

    fn weekday(&self, weekday: u32, turn: Turn) -> Option<Period> {
        if let Turn::Spoken(by) = turn {
            let from = self.day?;
            return calendar::one(match by {
                0 => weekday_of(monday(from), weekday)?,
                by if by < 0 => last_before(from, weekday)?,
                _ => first_after(from, weekday)?,
            });
        }
        let published = self.published?;
        let today = published.weekday().number_from_monday() == weekday;
        calendar::one(match turn {
            Turn::Week(by) => weekday_of(shifted(Unit::Week, published, by)?.0, weekday)?,
            Turn::Nth(by) if by < 0 => last_before(published, weekday)?,
            Turn::Nth(0) => weekday_of(monday(published), weekday)?,
            Turn::Nth(_) => first_after(published, weekday)?,
            _ if today => published,
            _ if self.tense == Tense::Future => first_after(published, weekday)?,
            _ => last_before(published, weekday)?,
        })
    }
}

/// The `n`-th such weekday of a month; the last one for 0.
fn nth_weekday(year: i32, month: u32, weekday: u32, n: u8) -> Option<NaiveDate> {
    let weekday = Weekday::try_from(u8::try_from(weekday.checked_sub(1)?).ok()?).ok()?;
    let nth = |n| NaiveDate::from_weekday_of_month_opt(year, month, weekday, n);
    if n == 0 { nth(5).or_else(|| nth(4)) } else { nth(n) }
}

/// The weekday of the week that begins on `monday`.
fn weekday_of(monday: NaiveDate, weekday: u32) -> Option<NaiveDate> {
    add_days(monday, i64::from(weekday) - 1)
}

/// The last such weekday before `day`.
fn last_before(day: NaiveDate, weekday: u32) -> Option<NaiveDate> {
    let back = (day.weekday().number_from_monday() + 6 - weekday) % 7 + 1;
    add_days(day, -i64::from(back))
}

/// The first such weekday after `day`.
fn first_after(day: NaiveDate, weekday: u32) -> Option<NaiveDate> {
    let on = (weekday + 6 - day.weekday().number_from_monday()) % 7 + 1;
    add_days(day, i64::from(on))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_before_and_after() {
        let friday = NaiveDate::from_ymd_opt(2026, 1, 9).unwrap();
        let day = |d| NaiveDate::from_ymd_opt(2026, 1, d);
        assert_eq!((last_before(friday, 1), last_before(friday, 5), last_before(friday, 6)), (day(5), day(2), day(3)));
        assert_eq!(
            (first_after(friday, 1), first_after(friday, 5), first_after(friday, 6)),
            (day(12), day(16), day(10))
        );
    }
}
