//! Datelines: `OSLO, Norway, Jan 5 (Reuters) -`, `KUALA LUMPUR:`, `TRIPOLI 1996-08-30`. They stay in the text; what they
//! say of agency and date is used where no header says it.

use super::labels::bare_date;
use crate::parse::dates::{self, Reading};
use crate::parse::{Options, byline};
use regex::Regex;
use std::sync::LazyLock;

/// What a dateline says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dateline {
    /// The agency in parentheses.
    pub agency: Option<String>,
    /// The date, where its year is stated.
    pub date: Option<Reading>,
    /// Whether the line is nothing but the dateline.
    pub alone: bool,
}

/// A place in capitals (or several words with capitals before an agency), what stands between, and the dash or colon.
static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    // The pattern is a constant and covered by the tests.
    Regex::new(
        r"(?x)^\s*
        (?P<place> \p{Lu}[\p{L}\p{M}.'’\-]* (?:[,/]?\s+\p{Lu}[\p{L}\p{M}.'’\-]*){0,5} )
        (?P<middle> [^()“”\x22:;?!]{0,40}? )
        (?: \( (?P<agency> \p{L}[\p{L}\p{M}\d\s.,/&\-]{1,40} ) \) )?
        (?P<end> \s*[,.]?\s* (?: -- | [-–—―_:] | $ ) )",
    )
    .expect("the pattern is well formed")
});

/// Reads the dateline that `line` begins with.
pub(super) fn read(line: &str, options: &Options) -> Option<Dateline> {
    let line = line.trim();
    if let Some(date) = town_and_date(line, options) {
        return Some(Dateline { agency: None, date: Some(date), alone: true });
    }
    let window = &line[..line.floor_char_boundary(140)];
    // Most lines are sentences, and looking is quicker than matching.
    let ends = window.len() == line.len() || window.contains(['-', '–', '—', '―', '_', ':']);
    if !ends || !window.starts_with(char::is_uppercase) {
        return None;
    }
    // A place is in capitals, or an agency in parentheses follows it.
    let letter = |c: &char| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-');
    let shouted = || window.chars().take_while(letter).filter(|c| c.is_uppercase()).count() >= 2;
    if !window.contains('(') && (!shouted() || window.chars().take_while(letter).any(char::is_lowercase)) {
        return None;
    }
    let shape = SHAPE.captures(window)?;
    let (place, middle) = (&shape["place"], &shape["middle"]);
    let agency = shape.name("agency").map(|m| m.as_str().trim().to_owned());
    let end = shape.name("end").map_or("", |m| m.as_str().trim());
    let alone = shape.get(0).is_some_and(|all| all.end() == line.len());
    let town = place.split([',', ' ']).find(|word| !word.is_empty()).unwrap_or_default();
    let capitals = town.chars().filter(|c| c.is_uppercase()).count() >= 2 && !town.chars().any(char::is_lowercase);
    let date = date_of(&window[..shape.get(0).map_or(0, |all| all.end())], options);
    let mark_ends = !end.is_empty() && end.chars().last().is_some_and(|c| !matches!(c, ',' | '.'));
    let plain = middle.trim().trim_matches([',', '.']).is_empty();
    let is = match (&agency, capitals) {
        // "Ana Petrov (D-Va.):" is a speaker's label.
        (Some(agency), _) => is_agency(agency) && ((mark_ends && !end.ends_with(':')) || (alone && capitals)),
        (None, true) if alone => date.is_some() || (mark_ends && plain && !end.ends_with(':')),
        // "SOCCER - …": a headline in capitals with its subject before it.
        (None, true) if !line[shape.get(0).map_or(0, |all| all.end())..].contains(char::is_lowercase) => false,
        // "ROAD RACING - All champions home again.", "EXCLUSIVE: …": no place has a sentence that short after it.
        (None, true) if line.len() < 100 && date.is_none() => false,
        (None, true) => {
            mark_ends && (plain || date.is_some() || dates::read(middle, None).is_some() || has_month(middle))
        }
        (None, false) => false,
    };
    is.then_some(Dateline { agency, date, alone })
}

/// Whether the words in parentheses may be an agency, and not an aside or a party and state.
fn is_agency(words: &str) -> bool {
    let capital = words.starts_with(char::is_uppercase) && words.split_whitespace().count() <= 4;
    let party = words.as_bytes().get(1) == Some(&b'-');
    byline::is_agency(words) || (capital && !party)
}

/// `OSLO 1996-08-30`
fn town_and_date(line: &str, options: &Options) -> Option<Reading> {
    let digit = line.find(|c: char| c.is_ascii_digit()).filter(|at| (3..=40).contains(at))?;
    let (town, date) = line.split_at(digit);
    let capitals = town.ends_with(' ') && !town.contains(char::is_lowercase) && town.contains(char::is_uppercase);
    if !capitals || date.len() < 6 {
        return None;
    }
    bare_date(date, options)
        .map(|reading| Reading { span: reading.span.start + digit..reading.span.end + digit, ..reading })
}

fn date_of(text: &str, options: &Options) -> Option<Reading> {
    let from = text.find(|c: char| c.is_ascii_digit() || c == ' ')?;
    let reading = dates::read(&text[from..], options.date_order)?;
    Some(reading)
}

/// Whether a month and a day stand in `text` (the year is mostly left out).
fn has_month(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && bare_date(&format!("{} 2000", text.trim().trim_matches(',')), &Options::default()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(line: &str) -> Option<Dateline> {
        read(line, &Options::default())
    }

    #[test]
    fn datelines_are_told_from_sentences() {
        for line in [
            "OSLO, Norway (AP) — The ferry is back.",
            "BERGEN, Jan 5 (Reuters) - The ferry is back.",
            "KUALA HAMAR: The ferry between the two islands is back, and the passengers who waited for it are glad of it.",
            "OSLO – The ferry between the two islands is back, and the passengers who waited for it for a month are glad",
            "Oslo (dpa) - Die Fähre",
            "HAMAR, Norway, Jun 21 2022 (IPS) - The ferry",
            "OSLO 1996-08-30",
            "HAMAR, August 21 (Xinhua) --",
        ] {
            assert!(of(line).is_some(), "{line}");
        }
        for line in [
            "The ferry is back.",
            "Oslo is a city - a big one",
            "FERRY IS BACK AFTER REPAIRS",
            "NATO said it would help - later",
            "Ana Petrov (left) said - well",
        ] {
            assert!(of(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_dateline_says_agency_and_date() {
        let d = of("HAMAR, Norway, Jun 21 2022 (IPS) - The ferry").unwrap();
        assert_eq!((d.agency.as_deref(), d.date.unwrap().stamp.to_string().as_str()), (Some("IPS"), "2022-06-21"));
        assert!(of("OSLO 1996-08-30").unwrap().alone);
    }
}
