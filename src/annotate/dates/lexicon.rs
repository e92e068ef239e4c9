//! The words of English dates, read from `models/dates/english.tsv`.

use super::calendar::Holiday;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// A unit in which time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Hours and minutes: they stay within a day.
    Hour,
    Day,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// What a word says about time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sense {
    /// A month; `sure` where the word is nothing else.
    Month { month: u32, sure: bool },
    /// A weekday, 1 (Monday) to 7; `sure` where it is written out.
    Weekday { weekday: u32, sure: bool },
    /// A unit, and whether it stands in the plural.
    Unit { unit: Unit, plural: bool },
    /// morning, night
    Part,
    /// today, yesterday, tomorrow: days from the day of publication.
    Day(i64),
    /// last, this, next: counted from the day of publication.
    Shift(i32),
    /// previous, that, following: counted from the date spoken of last.
    Anaphor(i32),
    /// early, late; `of` where it takes "of": end, beginning. `compare` for earlier (-1) and later (1).
    Mod { of: bool, compare: i32 },
    /// spring to winter, 1 to 4
    Season(u32),
    /// ago
    Ago,
    /// before (-1), after (1)
    Beside(i32),
    /// fiscal
    Fiscal,
    /// two, twenty
    Count(u32),
    /// third
    Ordinal(u32),
    /// eighties: 80
    Decade(i32),
}

/// Longest word of the table.
const LONGEST: usize = 12;

/// What `word` says about time, whatever its case.
pub(super) fn sense(word: &str) -> Option<Sense> {
    let word = word.strip_suffix('.').unwrap_or(word);
    // Most words are none of the table, as their first letters and their length tell.
    if word.len() > LONGEST || LEXICON.lengths[initials(word)] >> word.len() & 1 == 0 {
        return None;
    }
    let mut buffer = [0u8; LONGEST];
    let lower = lowered(word, &mut buffer)?;
    LEXICON.senses.get(lower).copied()
}

/// The first two letters of a word as a number, whatever their case.
fn initials(word: &str) -> usize {
    let letter = |i: usize| word.as_bytes().get(i).map_or(0, |b| usize::from(b & 0x1f));
    letter(0) << 5 | letter(1)
}

/// `word` in lower case, if it is ASCII and fits.
fn lowered<'a>(word: &str, buffer: &'a mut [u8; LONGEST]) -> Option<&'a str> {
    for (to, from) in buffer.iter_mut().zip(word.bytes()) {
        if from >= 0x80 {
            return None;
        }
        *to = from.to_ascii_lowercase();
    }
    std::str::from_utf8(&buffer[..word.len()]).ok()
}

/// Whether `word` belongs to a class of helping words; both in lower case.
pub(super) fn is(class: Class, word: &str) -> bool {
    LEXICON.classes[class as usize].contains(word)
}

/// Classes of words that tell what stands beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Before a year.
    YearBefore,
    /// Behind an amount.
    AmountAfter,
    /// Before an amount.
    AmountBefore,
    /// Before a day that comes again and again.
    Each,
    /// What is still to come.
    Future,
    /// What may still be to come, where nothing else tells.
    WeakFuture,
    /// Behind "today's": what is not of one day.
    Timeless,
    /// Before a time.
    TimeBefore,
    /// Verbs that say how sure something is.
    Modal,
    /// Behind "to": no infinitive.
    NoInfinitive,
    /// Right before a date: what is still to come, whatever else tells.
    StrongFuture,
    /// What is still to come if "to" or "for" stands behind it: "is to meet", "set for".
    SetFuture,
    /// What has happened.
    Past,
    /// Words in -ed that do not tell the past.
    NotPast,
}

const CLASSES: [(&str, Class); 14] = [
    ("year_before", Class::YearBefore),
    ("amount_after", Class::AmountAfter),
    ("amount_before", Class::AmountBefore),
    ("each", Class::Each),
    ("future", Class::Future),
    ("weak_future", Class::WeakFuture),
    ("strong_future", Class::StrongFuture),
    ("time_before", Class::TimeBefore),
    ("modal", Class::Modal),
    ("no_infinitive", Class::NoInfinitive),
    ("timeless", Class::Timeless),
    ("set_future", Class::SetFuture),
    ("past", Class::Past),
    ("not_past", Class::NotPast),
];

/// The holiday whose name `text` begins with, and the length of the name in bytes. The first letters decide whether
/// the table is looked at.
pub(super) fn holiday(text: &str) -> Option<(Holiday, usize)> {
    let initial = *text.as_bytes().first()?;
    LEXICON.holidays.get(usize::from(initial))?.iter().find_map(|(name, holiday)| {
        let head = text.get(..name.len())?;
        let ends = !text[name.len()..].starts_with(char::is_alphanumeric);
        (ends && head.eq_ignore_ascii_case(name)).then_some((*holiday, name.len()))
    })
}

struct Lexicon {
    senses: FxHashMap<&'static str, Sense>,
    /// By [`initials`]: how long words are that begin so, bit n for n bytes.
    lengths: Vec<u16>,
    classes: [FxHashSet<&'static str>; CLASSES.len()],
    /// By the first letter, a capital; longer names first.
    holidays: Vec<Vec<(String, Holiday)>>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon {
        senses: FxHashMap::default(),
        lengths: vec![0; 1 << 10],
        classes: Default::default(),
        holidays: vec![Vec::new(); 128],
    };
    for line in include_str!("../../../models/dates/english.tsv").lines() {
        let mut fields = line.split_whitespace();
        let (Some(kind), Some(value)) = (fields.next().filter(|k| !k.starts_with('#')), fields.next()) else {
            continue;
        };
        for word in fields {
            lexicon.add(kind, value, word);
        }
    }
    lexicon.holidays.iter_mut().for_each(|all| all.sort_by_key(|(name, _)| std::cmp::Reverse(name.len())));
    lexicon
});

impl Lexicon {
    fn add(&mut self, kind: &str, value: &str, word: &'static str) {
        if let Some((_, class)) = CLASSES.iter().find(|(name, _)| *name == kind) {
            self.classes[*class as usize].insert(word);
            return;
        }
        if kind == "holiday" {
            let name = word.replace('_', " ");
            let first = name.bytes().next().unwrap_or(b'?').to_ascii_uppercase();
            self.holidays[usize::from(first & 0x7f)].extend(Holiday::from_name(value).map(|h| (name, h)));
            return;
        }
        let sure = !word.starts_with('-');
        let word = word.trim_start_matches('-');
        if let Some(sense) = sense_of(kind, value, word, sure) {
            self.senses.entry(word).or_insert(sense);
            self.lengths[initials(word)] |= 1 << word.len().min(LONGEST);
        }
    }
}

fn sense_of(kind: &str, value: &str, word: &str, sure: bool) -> Option<Sense> {
    let number = || value.parse::<i32>().ok();
    let natural = || value.parse::<u32>().ok();
    Some(match kind {
        "month" => Sense::Month { month: natural()?, sure },
        "weekday" => Sense::Weekday { weekday: natural()?, sure },
        "unit" => Sense::Unit { unit: unit(value)?, plural: word.ends_with('s') || word.ends_with("ies") },
        "part" => Sense::Part,
        "day" => Sense::Day(number()?.into()),
        "shift" => Sense::Shift(number()?),
        "anaphor" => Sense::Anaphor(number()?),
        "mod" => {
            let compare = match word {
                "earlier" => -1,
                "later" => 1,
                _ => 0,
            };
            Sense::Mod { of: value == "of", compare }
        }
        "season" => Sense::Season(natural()?),
        "ago" => Sense::Ago,
        "beside" => Sense::Beside(number()?),
        "fiscal" => Sense::Fiscal,
        "count" => Sense::Count(natural()?),
        "ordinal" => Sense::Ordinal(natural()?),
        "decade" => Sense::Decade(number()?),
        _ => return None,
    })
}

fn unit(name: &str) -> Option<Unit> {
    Some(match name {
        "hour" => Unit::Hour,
        "day" => Unit::Day,
        "week" => Unit::Week,
        "fortnight" => Unit::Fortnight,
        "weekend" => Unit::Weekend,
        "month" => Unit::Month,
        "quarter" => Unit::Quarter,
        "year" => Unit::Year,
        "decade" => Unit::Decade,
        "century" => Unit::Century,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_means_something() {
        for line in include_str!("../../../models/dates/english.tsv").lines().filter(|l| !l.starts_with('#')) {
            let fields: Vec<&str> = line.split_whitespace().collect();
            for word in &fields[2..] {
                let bare = word.trim_start_matches('-');
                let known = CLASSES.iter().any(|(name, class)| *name == fields[0] && is(*class, word))
                    || holiday(&capitalized(&word.replace('_', " "))).is_some()
                    || fields[0] == "compare"
                    || sense(bare).is_some();
                assert!(known, "{line}: {word}");
            }
        }
    }

    fn capitalized(word: &str) -> String {
        word[..1].to_uppercase() + &word[1..]
    }

    #[test]
    fn case_and_full_stops_do_not_matter() {
        assert_eq!(sense("Sept."), Some(Sense::Month { month: 9, sure: true }));
        assert_eq!(sense("YESTERDAY"), Some(Sense::Day(-1)));
        assert_eq!(sense("Maya"), None);
    }
}
