//! The words of dates: months, weekdays, zones and what stands between them, read from `models/dates/`.

use crate::words::fold;
use chrono::{Datelike, NaiveDate, Weekday};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// Everything that a word can mean in a date; most words mean one thing or nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Meaning {
    /// A month, 1 to 12.
    pub month: Option<u8>,
    /// The month it means behind a day with a full stop, where that differs.
    pub month_behind_stop: Option<u8>,
    /// A day of the week, 1 (Monday) to 7.
    pub weekday: Option<u8>,
    /// Morning or afternoon of a 12-hour clock.
    pub half: Option<Half>,
    /// A time zone.
    pub zone: Option<Zone>,
    /// What it marks beside a number, or does between the parts of a date.
    pub role: Roles,
    /// It is a word of a language that puts the day before the month, and no English one.
    pub day_first: bool,
    /// The year before the first one of an era: 2018 for 令和.
    pub era: Option<i32>,
    /// It is a Thai word, whose years count from 543 BC.
    pub buddhist: bool,
}

/// Half of the day on a 12-hour clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// Before noon.
    Am,
    /// After noon.
    Pm,
}

macro_rules! roles {
    ($($(#[$doc:meta])* $field:ident),+ $(,)?) => {
        /// What a word does beside numbers; the names are the kinds of `words.tsv`.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        pub(super) struct Roles { $($(#[$doc])* pub $field: bool),+ }

        impl Roles {
            /// Sets the role of that name; whether there is one.
            fn set(&mut self, name: &str) -> bool {
                match name { $(stringify!($field) => self.$field = true,)+ _ => return false }
                true
            }
        }
    };
}

roles! {
    /// Behind an hour, before its minutes: "15h01", "20時30分".
    hour_mark,
    /// Before or behind a time of day: "kl. 13.05", "1530 hrs".
    hour_word,
    /// Behind minutes.
    minute_mark,
    /// Behind seconds.
    second_mark,
    /// Behind a year (Vietnamese: before it).
    year_mark,
    /// Before the number of a month.
    month_mark,
    /// Behind the number of a month.
    month_sign,
    /// Behind a day.
    day_mark,
    /// Glued to a day: "19th", "1er".
    ordinal,
    /// Between the parts of a date.
    between,
    /// In front of a date: "Publié".
    label,
    /// Behind the name of a zone: "Eastern Time".
    time_word,
    /// The zone of UTC in ISO 8601.
    z,
}

/// What the name of a time zone says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// Minutes east of UTC.
    Fixed(i32),
    /// Minutes in winter; summer time by the rule of the United States.
    American(i32),
    /// Minutes, where a 12-hour clock shows that the American zone of that name is meant.
    Twelve(i32),
}

impl Zone {
    /// Minutes east of UTC on `day` for a time that is stated with `half`, if the name settles them.
    pub fn offset(self, day: NaiveDate, half: Option<Half>) -> Option<i32> {
        match self {
            Zone::Fixed(minutes) => Some(minutes),
            Zone::American(minutes) => Some(minutes + if american_summer(day) { 60 } else { 0 }),
            Zone::Twelve(minutes) => half.map(|_| minutes),
        }
    }
}

/// Whether summer time holds in the United States on `day`: since 2007 from the second Sunday of March to the first of
/// November, from 1987 from the first Sunday of April to the last of October.
fn american_summer(day: NaiveDate) -> bool {
    let sunday = |month, n| NaiveDate::from_weekday_of_month_opt(day.year(), month, Weekday::Sun, n);
    let (from, to) = if day.year() >= 2007 {
        (sunday(3, 2), sunday(11, 1))
    } else {
        (sunday(4, 1), sunday(10, 5).or_else(|| sunday(10, 4)))
    };
    from.is_some_and(|from| day >= from) && to.is_some_and(|to| day < to)
}

/// What `word` means; `joined` lets it be looked up together with the next word ("tháng", "كانون الثاني").
pub(super) fn meaning(folded: &str) -> Option<&'static Meaning> {
    VOCABULARY.get(folded)
}

/// Whether a name of two words begins with this one.
pub(super) fn begins_pair(folded: &str) -> bool {
    PAIRS.contains_key(folded)
}

static PAIRS: LazyLock<FxHashMap<String, ()>> = LazyLock::new(|| {
    VOCABULARY.keys().filter_map(|k| k.split_once(' ')).map(|(first, _)| (first.to_owned(), ())).collect()
});

static VOCABULARY: LazyLock<FxHashMap<String, Meaning>> = LazyLock::new(|| {
    let mut all: FxHashMap<String, Meaning> = FxHashMap::default();
    for line in lines(include_str!("../../../models/dates/words.tsv")) {
        let mut fields = line.split_whitespace();
        let (Some(kind), Some(value), Some(language)) = (fields.next(), fields.next(), fields.next()) else { continue };
        for word in fields {
            let (word, behind_stop) = word.strip_prefix('.').map_or((word, false), |w| (w, true));
            let entry = all.entry(fold(&word.replace('_', " "))).or_default();
            entry.add(kind, value, language, behind_stop);
            entry.day_first |= tells_day_first(kind, language, word);
        }
    }
    for line in lines(include_str!("../../../models/dates/words.tsv")) {
        let mut fields = line.split_whitespace().skip(2);
        if fields.next() == Some("en") {
            fields.for_each(|word| all.entry(fold(word)).or_default().day_first = false);
        }
    }
    for line in lines(include_str!("../../../models/dates/zones.tsv")) {
        let mut fields = line.split('\t');
        if let (Some(name), Some(Ok(minutes)), Some(how)) =
            (fields.next(), fields.next().map(str::parse), fields.next())
        {
            all.entry(fold(name)).or_default().zone = Some(match how {
                "american" => Zone::American(minutes),
                "twelve" => Zone::Twelve(minutes),
                _ => Zone::Fixed(minutes),
            });
        }
    }
    all
});

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// Labels and the longer names of weekdays tell the language; short words are too often words of another one.
fn tells_day_first(kind: &str, language: &str, word: &str) -> bool {
    let telling = kind == "label" || kind == "weekday" && word.chars().count() >= 5;
    telling && !matches!(language, "en" | "ja" | "ko" | "hu")
}

impl Meaning {
    fn add(&mut self, kind: &str, value: &str, language: &str, behind_stop: bool) {
        match kind {
            "month" if behind_stop => self.month_behind_stop = value.parse().ok(),
            "month" => self.month = value.parse().ok().or(self.month),
            "weekday" => self.weekday = value.parse().ok(),
            "era" => self.era = value.parse().ok(),
            "half" => self.half = Some(if value == "am" { Half::Am } else { Half::Pm }),
            role => {
                let known = self.role.set(role);
                debug_assert!(known, "{role} is no kind of word");
            }
        }
        self.buddhist |= language == "th";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_month_stands_for_two_of_them() {
        let mut seen: FxHashMap<String, &str> = FxHashMap::default();
        for line in lines(include_str!("../../../models/dates/words.tsv")).filter(|l| l.starts_with("month ")) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            for word in &fields[3..] {
                let month = *seen.entry(fold(word)).or_insert(fields[1]);
                assert_eq!(month, fields[1], "{word}");
            }
        }
    }

    #[test]
    fn every_kind_of_word_is_one_that_the_reader_knows() {
        for line in lines(include_str!("../../../models/dates/words.tsv")) {
            let kind = line.split(' ').next().unwrap();
            assert!(matches!(kind, "month" | "weekday" | "half" | "era") || Roles::default().set(kind), "{line}");
        }
    }

    #[test]
    fn american_summer_time_by_the_law_of_the_year() {
        let summer = |y, m, d| american_summer(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert!(!summer(2026, 3, 7) && summer(2026, 3, 8) && summer(2026, 10, 31) && !summer(2026, 11, 1));
        assert!(!summer(2005, 4, 2) && summer(2005, 4, 3) && summer(2005, 10, 29) && !summer(2005, 10, 30));
    }
}
