//! Lines that say something about the article: `Key: value`, `By …`, bare links, dates.

use crate::parse::dates::{self, Reading};
use crate::parse::metadata::{Field, LONGEST_LABEL, begins_like_date_label, field};
use crate::parse::{Options, byline, language};

/// The longest header line, in bytes.
const LONGEST_LINE: usize = 300;

/// What one part of a header line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::parse) enum Fact {
    /// A date under a label.
    Date(Field, Reading, String),
    /// A link.
    Url(String),
    /// The authors, and perhaps an agency, as they are written.
    Byline(String),
    /// The value of any other label.
    Value(Field, String),
    /// The time it takes to read, the number of comments and the like: nothing to keep.
    Nothing,
}

/// What a line says if it is metadata that leaves the text: a labelled value, a byline or a bare link, or several of
/// them parted by bars; `None` for any other line.
pub(in crate::parse) fn facts(line: &str, options: &Options) -> Option<Vec<Fact>> {
    let line = line.trim();
    if line.is_empty() || line.len() > LONGEST_LINE {
        return None;
    }
    if let Some(fact) = fact(line, options) {
        return Some(vec![fact]);
    }
    let parts: Vec<&str> = split_parts(line);
    if parts.len() < 2 {
        return None;
    }
    let facts: Option<Vec<Fact>> =
        parts.iter().map(|part| fact(part, options).or_else(|| beside(part, options))).collect();
    // A bare date beside a bare place is a dateline, not a header.
    facts.filter(|facts| {
        facts.iter().any(|f| !matches!(f, Fact::Nothing)) && parts.iter().any(|p| fact(p, options).is_some())
    })
}

fn split_parts(line: &str) -> Vec<&str> {
    let bars = line.split(['|', '•', '·', '\t']).flat_map(|part| part.split(" - ").flat_map(|p| p.split(" – ")));
    bars.flat_map(|part| part.split(" — ")).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// What counts as header beside a labelled part, but not alone: a bare date, a time to read.
fn beside(part: &str, options: &Options) -> Option<Fact> {
    if let Some(reading) = bare_date(part, options) {
        return Some(Fact::Date(Field::Published, reading, part.to_owned()));
    }
    let lower = part.to_lowercase();
    (lower.ends_with("min read") || lower.ends_with("minute read") || lower.ends_with("comments"))
        .then_some(Fact::Nothing)
}

fn fact(line: &str, options: &Options) -> Option<Fact> {
    if let Some(url) = bare_url(line) {
        return Some(Fact::Url(url.to_owned()));
    }
    if let Some((label, value)) = line.split_once([':', '：'])
        && let Some(field) = field(label)
        && let Some(fact) = labelled(field, value.trim(), options)
    {
        return Some(fact);
    }
    if let Some(fact) = date_after_label(line, options) {
        return Some(fact);
    }
    byline::is_byline(line).then(|| Fact::Byline(line.to_owned()))
}

/// The value of a label and a colon, where it fits the field.
fn labelled(field: Field, value: &str, options: &Options) -> Option<Fact> {
    let words = value.split_whitespace().count();
    if value.is_empty() {
        return None;
    }
    match field {
        Field::Published | Field::Updated => {
            let reading = dates::read(value, options.date_order)?;
            let rest = value.len() - reading.span.len();
            (rest <= 40).then(|| Fact::Date(field, reading, value.to_owned()))
        }
        Field::Url => {
            bare_url(value).or((words == 1 && value.contains('.')).then_some(value)).map(|u| Fact::Url(u.to_owned()))
        }
        Field::Byline => {
            let read = byline::read(value);
            (!read.people.is_empty() || !read.agencies.is_empty()).then(|| Fact::Byline(value.to_owned()))
        }
        Field::Title => Some(Fact::Value(field, value.to_owned())),
        Field::Source | Field::Section => {
            (words <= 10 && !value.ends_with(['.', '?'])).then(|| Fact::Value(field, value.to_owned()))
        }
        Field::Language => language::normalize(value).map(|_| Fact::Value(field, value.to_owned())),
    }
}

/// "Published Nov 18, 2019 at 4:07 PM", "Posted on28. Juli 2019": a date label without a colon, a date and little else.
fn date_after_label(line: &str, options: &Options) -> Option<Fact> {
    if !line.contains(char::is_numeric) {
        return None;
    }
    let lower = line.to_lowercase();
    if lower.len() != line.len() {
        // A letter whose small form has another length: positions would not agree.
        return None;
    }
    if !begins_like_date_label(&lower) {
        return None;
    }
    let ends = lower.char_indices().map(|(at, _)| at).take_while(|at| *at <= LONGEST_LABEL);
    let label_end = ends.filter(|at| field(&lower[..*at]).is_some_and(Field::is_date)).last()?;
    let field = field(&lower[..label_end])?;
    let value = &line[label_end..];
    let reading = dates::read(value, options.date_order)?;
    let before = value[..reading.span.start].trim();
    let after = value[reading.span.end..].trim();
    // "am", "le", "tarihi:" before the date, "Uhr", "von Michael" after it; a sentence has more.
    let short = before.split_whitespace().count() <= 2 && before.len() <= 24;
    let ends = after.split_whitespace().count() <= 1 || byline::is_byline(after);
    (short && ends && !after.ends_with('.')).then(|| Fact::Date(field, reading, value.trim().to_owned()))
}

/// A line that is a link and nothing else.
pub(super) fn bare_url(line: &str) -> Option<&str> {
    let line = line.trim().trim_matches(['<', '>']);
    let starts = ["http://", "https://", "www."]
        .iter()
        .any(|s| line.len() > s.len() && line.is_char_boundary(s.len()) && line[..s.len()].eq_ignore_ascii_case(s));
    (starts && line.contains('.') && !line.contains(char::is_whitespace)).then_some(line)
}

/// The date of a line that is a date and nothing else but a weekday or a small word.
pub(super) fn bare_date(line: &str, options: &Options) -> Option<Reading> {
    if line.len() > 80 || !line.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let reading = dates::read(line, options.date_order)?;
    let left = line.len() - reading.span.len();
    let outside = [&line[..reading.span.start], &line[reading.span.end..]].concat();
    (left <= 12 && !outside.contains(|c: char| c.is_ascii_digit() || c == '(')).then_some(reading)
}
