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
    let dated = |facts: &Vec<Fact>| facts.iter().any(|fact| matches!(fact, Fact::Date(..)));
    if line.contains(char::is_numeric) {
        let parted = parts(&at_labels(line, options), options).or_else(|| parts(&before_date(line, options), options));
        if let Some(facts) = parted.or_else(|| parts(&split_parts(line), options)).filter(dated) {
            return Some(facts);
        }
    }
    match fact(line, options) {
        Some(fact) => Some(vec![fact]),
        None => parts(&split_parts(line), options),
    }
}

/// What the parts of a line say, if each of them says something.
fn parts(parts: &[&str], options: &Options) -> Option<Vec<Fact>> {
    if parts.len() < 2 {
        return None;
    }
    let one = |part: &str| fact(part, options).or_else(|| beside(part, options));
    let smaller = |part: &str| split_parts(part).into_iter().map(one).collect::<Option<Vec<Fact>>>();
    let told = |part: &&str| {
        fact(part, options).map(|fact| vec![fact]).or_else(|| smaller(part)).or_else(|| Some(vec![one(part)?]))
    };
    let facts: Option<Vec<Vec<Fact>>> = parts.iter().map(told).collect();
    let facts: Vec<Fact> = facts?.into_iter().flatten().collect();
    // A bare date beside a bare place is a dateline, not a header.
    let is = facts.iter().any(|f| !matches!(f, Fact::Nothing)) && parts.iter().any(|p| fact(p, options).is_some());
    is.then_some(facts)
}

/// What may stand between two parts of a line.
const BETWEEN: [char; 10] = ['|', '•', '·', '-', '–', '—', ',', ';', '(', ')'];

/// A line parted before labels and bylines within it: "Published 9 January 2026 18:05 Updated 10 January 2026", "2026-01-09 来源：…".
fn at_labels<'a>(line: &'a str, options: &Options) -> Vec<&'a str> {
    let mut cuts = vec![0];
    let mut from = 1;
    for (at, c) in line.char_indices().skip(1) {
        let begins = line[..at].ends_with(|c: char| c.is_whitespace() || BETWEEN.contains(&c)) && c.is_alphabetic();
        if at < from || !begins {
            continue;
        }
        let rest = &line[at..];
        let colon = rest.find([':', '：']).filter(|end| field(&rest[..*end]).is_some());
        let label = colon.or_else(|| {
            let is = date_after_label(rest, options).is_some() || byline::is_byline(rest);
            is.then(|| rest.find(char::is_numeric).unwrap_or(rest.len()))
        });
        if let Some(end) = label {
            cuts.push(at);
            from = at + end;
        }
    }
    let ends = cuts.iter().skip(1).copied().chain([line.len()]);
    let edge = |c: char| c.is_whitespace() || BETWEEN.contains(&c);
    cuts.iter().zip(ends).map(|(start, end)| line[*start..end].trim_matches(edge)).collect()
}

/// A byline or a source, and the date behind it: "By Ana Petrov, January 9, 2026", "來源：港報 2026/01/09".
fn before_date<'a>(line: &'a str, options: &Options) -> Vec<&'a str> {
    let edge = |c: char| c.is_whitespace() || BETWEEN.contains(&c);
    let Some(reading) = dates::read(line, options.date_order) else { return Vec::new() };
    let mut head = line[..reading.span.start].trim_end_matches(edge);
    while let Some((before, _)) = head.rsplit_once(' ').filter(|(_, last)| dates::strange_letters(last) == 0) {
        head = before.trim_end_matches(edge);
    }
    match fact(head, options) {
        Some(Fact::Byline(_) | Fact::Value(Field::Source, _)) => vec![head, line[head.len()..].trim_matches(edge)],
        _ => Vec::new(),
    }
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
    if byline::is_agency(part) {
        return Some(Fact::Value(Field::Source, part.to_owned()));
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
    let line = without_page(line);
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

/// The date of a line that is a date and nothing else but a weekday, small words, a town before it, an edition or page behind it.
pub(super) fn bare_date(line: &str, options: &Options) -> Option<Reading> {
    let line = without_page(line);
    if line.len() > 160 || line.chars().count() > 80 || !line.contains(char::is_numeric) {
        return None;
    }
    let reading = dates::read(line, options.date_order)?;
    let (before, after) = (&line[..reading.span.start], &line[reading.span.end..]);
    let odd = |text: &str| text.contains(char::is_numeric) || text.contains('(') && dates::strange_letters(text) > 0;
    let small = before.len() + after.len() <= 12;
    (!odd(before) && !odd(after) && (small || goes_before(before) && goes_behind(after))).then_some(reading)
}

/// "Hamburg, den", "terça-feira,": nothing but words of dates, or a town as well.
fn goes_before(text: &str) -> bool {
    let town = |(town, rest): (&str, &str)| {
        let capitals = town.split(' ').all(|word| word.starts_with(char::is_uppercase));
        capitals && town.split(' ').count() <= 2 && dates::strange_letters(rest) == 0
    };
    dates::strange_letters(text) == 0 || text.trim_start().split_once(',').is_some_and(town)
}

/// "THURSDAY FINAL EDITION": nothing but words of dates, or an edition.
fn goes_behind(text: &str) -> bool {
    let text = text.trim_end();
    let head = text.len().checked_sub("edition".len()).filter(|at| text.is_char_boundary(*at));
    let edition =
        head.is_some_and(|at| text[at..].eq_ignore_ascii_case("edition") && text[..at].split_whitespace().count() <= 3);
    edition || dates::strange_letters(text) == 0
}

/// A line without the page that it ends with: "…, Seite 12".
fn without_page(line: &str) -> &str {
    const PAGES: &[&str] =
        &["seite", "s.", "page", "p.", "pg.", "pág.", "página", "pagina", "pag.", "side", "sida", "стр."];
    let line = line.trim();
    let Some((head, number)) = line.rsplit_once(' ') else { return line };
    let is_number = number.len() <= 4
        && number.contains(|c: char| c.is_ascii_digit())
        && number.bytes().all(|b| b.is_ascii_alphanumeric());
    match head.rsplit_once(' ') {
        Some((head, word)) if is_number && PAGES.contains(&word.to_lowercase().as_str()) => {
            head.trim_end_matches([',', ';', ' '])
        }
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dates and other values of a line: "2026-01-09 u:2026-01-10 by:Ana".
    fn of(line: &str) -> String {
        let told = |fact: Fact| match fact {
            Fact::Date(Field::Updated, reading, _) => format!("u:{}", reading.stamp),
            Fact::Date(_, reading, _) => reading.stamp.to_string(),
            Fact::Byline(text) => format!("by:{}", byline::people(&text).join("+")),
            Fact::Value(field, value) => format!("{}:{value}", field.name()),
            Fact::Url(url) => url,
            Fact::Nothing => "-".to_owned(),
        };
        let facts = facts(line, &Options::default()).unwrap_or_default();
        facts.into_iter().map(told).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_line_may_tell_several_things() {
        for (line, want) in [
            ("By Ana Petrov | January 9, 2026", "by:Ana Petrov 2026-01-09"),
            ("By Ana Petrov, Friday, January 9, 2026", "by:Ana Petrov 2026-01-09"),
            ("Posted on January 9, 2026 by Ana Petrov", "2026-01-09 by:Ana Petrov"),
            ("Published: 9 Jan 2026 | Updated: 10 Jan 2026", "2026-01-09 u:2026-01-10"),
            ("Published 9 January 2026 18:05 Updated 10 January 2026 07:10", "2026-01-09T18:05 u:2026-01-10T07:10"),
            ("January 9, 2026 | 6:05pm | Updated January 10, 2026 | 7:10am", "2026-01-09T18:05 u:2026-01-10T07:10"),
            ("9 gennaio 2026 (modifica il 10 gennaio 2026 | 07:10)", "2026-01-09 u:2026-01-10T07:10"),
            (
                "LE MONDE | 09.01.2026 à 14h32 • Mis à jour le 10.01.2026 à 09h11",
                "source:LE MONDE 2026-01-09T14:32 u:2026-01-10T09:11",
            ),
            ("2026-01-09 18:05:33 来源：港口网", "2026-01-09T18:05:33 source:港口网"),
            ("來源：港報 2026/01/09 18:05", "source:港報 2026-01-09T18:05"),
            ("Ausgabe vom 9. Januar 2026, Seite 12", "2026-01-09"),
            ("By Ana Petrov and John Quill", "by:Ana Petrov+John Quill"),
            ("The ferry, updated in 2026 by Ana Petrov, is back.", ""),
        ] {
            assert_eq!(of(line), want, "{line}");
        }
    }

    #[test]
    fn a_date_alone_may_have_words_of_dates_a_town_or_an_edition_beside_it() {
        for line in [
            "terça-feira, 9 de janeiro de 2026",
            "Пятница, 9 января 2026",
            "الجمعة 9 يناير 2026",
            "٩ يناير ٢٠٢٦",
            "יום שישי, 9 בינואר 2026",
            "शुक्रवार, 9 जनवरी 2026",
            "Hamburg, den 9. Januar 2026",
            "JANUARY 9, 2026 FRIDAY FINAL EDITION",
            "Friday, January 9, 2026 Late Edition",
            "9. Januar 2026, Seite 12",
        ] {
            let reading = bare_date(line, &Options::default());
            assert_eq!(reading.map(|reading| reading.stamp.day.to_string()).as_deref(), Some("2026-01-09"), "{line}");
        }
        for line in ["On 9 January 2026 the ferry came back", "Ferries, January 9, 2026 and what followed"] {
            assert!(bare_date(line, &Options::default()).is_none(), "{line}");
        }
    }
}
