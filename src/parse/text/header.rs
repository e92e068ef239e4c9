//! The lines at the top of a text (and the last ones) that tell of the article, in any order and mix.

use super::labels::{self, Fact};
use super::{dateline, headline};
use crate::parse::metadata::Field;
use crate::parse::{Draft, Options, byline};

/// What is left of a text when its header is read.
#[derive(Debug, Default)]
pub(super) struct Rest<'a> {
    /// The lines that stay, blank ones included.
    pub lines: Vec<&'a str>,
    /// Whether header lines stood after the first line that stays: then it is a headline.
    pub announced: bool,
}

/// How many lines of text may stand before a header line: headline, standfirst and one more.
const MOST_BEFORE: usize = 3;
/// No line longer than this, in bytes, stands before a header line.
const LONGEST_BEFORE: usize = 400;

/// Reads the header of `text` into `draft`.
pub(super) fn read<'a>(text: &'a str, options: &Options, draft: &mut Draft) -> Rest<'a> {
    let mut rest = Rest::default();
    let mut lines = text.split('\n');
    let mut plain = 0;
    while plain <= MOST_BEFORE
        && let Some(line) = lines.next()
    {
        if line.trim().is_empty() {
            rest.lines.push(line);
        } else if let Some(facts) = labels::facts(line, options) {
            facts.into_iter().for_each(|fact| take(fact, options, draft));
            rest.announced |= plain > 0;
        } else {
            let told = plain > 0 && stays(line, lines.clone(), options, draft);
            rest.announced |= told && plain <= 2;
            plain += if line.len() > LONGEST_BEFORE { MOST_BEFORE + 1 } else { usize::from(!told) };
            rest.lines.push(line);
        }
    }
    rest.lines.extend(lines);
    from_dateline(&rest.lines, options, draft);
    footer(&mut rest.lines, options, draft);
    rest
}

/// A line that stays in the text but says something: a bare date, or a name right before a date or dateline.
fn stays<'a>(line: &str, after: impl Iterator<Item = &'a str>, options: &Options, draft: &mut Draft) -> bool {
    if let Some(reading) = labels::bare_date(line, options) {
        draft.put_date(Field::Published, &reading, line, "date line", options);
        return true;
    }
    let is_name = (2..=6).contains(&line.split_whitespace().count())
        && !line.trim_end().ends_with(['.', '!', '?', ':', ','])
        && line.split_whitespace().all(|w| {
            w.chars().next().is_some_and(char::is_uppercase)
                || matches!(w, "and" | "e" | "y" | "et" | "und" | "de" | "van" | "von" | "/" | "|")
        });
    let next = || after.into_iter().find(|l| !l.trim().is_empty()).unwrap_or_default();
    let dated = |next: &str| labels::bare_date(next, options).is_some() || dateline::read(next, options).is_some();
    let named = is_name && dated(next()) && !byline::people(line).is_empty();
    if !named || headline_like(line) {
        return false;
    }
    if draft.byline.is_empty() {
        draft.put_byline(line, "name line");
    }
    true
}

/// Capitals throughout: a second line of the headline rather than a name.
fn headline_like(line: &str) -> bool {
    line.split_whitespace().count() > 3 && !line.chars().any(char::is_lowercase)
}

/// What a dateline among the first lines says where no header does.
fn from_dateline(lines: &[&str], options: &Options, draft: &mut Draft) {
    let first = lines.iter().filter(|line| !line.trim().is_empty()).take(4);
    let Some((line, found)) = first.filter_map(|line| dateline::read(line, options).map(|d| (line, d))).next() else {
        return;
    };
    if let Some(reading) = found.date {
        draft.put_date(Field::Published, &reading, line, "dateline", options);
    }
    if let Some(agency) = found.agency {
        draft.put(Field::Source, &agency, "dateline", options);
    }
}

/// Header lines at the end of a text: the last ones, if a date is among them. Without one, the last
/// lines are text ("Source: …" under a table, a link that the article recommends).
fn footer(lines: &mut Vec<&str>, options: &Options, draft: &mut Draft) {
    let filled: Vec<usize> = (0..lines.len()).rev().filter(|i| !lines[*i].trim().is_empty()).take(6).collect();
    let mut end = lines.len();
    let mut found = Vec::new();
    for i in filled.into_iter().take_while(|i| *i > 1).take(4) {
        let Some(facts) = labels::facts(lines[i], options) else { break };
        if facts.iter().any(|fact| !matches!(fact, Fact::Date(..) | Fact::Url(_) | Fact::Value(Field::Source, _))) {
            break;
        }
        end = i;
        found.extend(facts);
    }
    let dated = found.iter().any(|fact| matches!(fact, Fact::Date(..)));
    if dated {
        lines.truncate(end);
        found.into_iter().for_each(|fact| take(fact, options, draft));
    }
}

/// Puts a fact where it belongs.
pub(in crate::parse) fn take(fact: Fact, options: &Options, draft: &mut Draft) {
    match fact {
        Fact::Date(field, reading, written) => draft.put_date(field, &reading, &written, "header", options),
        Fact::Url(url) => draft.put(Field::Url, &url, "header", options),
        Fact::Byline(text) => draft.put_byline(&text, "header"),
        Fact::Value(field, value) => draft.put(field, &value, "header", options),
        Fact::Nothing => {}
    }
}

/// The lines without the headline that they begin with, and the headline; none where the first line is a sentence.
pub(super) fn part_headline<'a>(rest: &Rest<'a>, title: Option<&str>) -> (Option<String>, Vec<&'a str>) {
    let lines = &rest.lines;
    let filled = |from: usize| (from..lines.len()).find(|i| !lines[*i].trim().is_empty());
    let Some(at) = filled(0) else { return (None, lines.clone()) };
    let without = |n: usize| lines[at + n..].to_vec();
    let line = lines[at].trim();
    if let Some(title) = title {
        let same = line.trim_end_matches('.').eq_ignore_ascii_case(title.trim().trim_end_matches('.'));
        return if same { (Some(line.to_owned()), without(1)) } else { (None, lines.clone()) };
    }
    let next = filled(at + 1).map_or("", |i| lines[i].trim());
    let parted = lines.get(at + 1).is_none_or(|line| line.trim().is_empty());
    let is = if rest.announced {
        headline::possible(line)
    } else {
        let all_parted = lines[at + 1..].windows(2).all(|pair| pair.iter().any(|line| line.trim().is_empty()));
        headline::likely(headline::First { line, next, parted, all_parted })
    };
    if is { with_second_line(lines, at) } else { unfinished(lines, at) }
}

/// A headline of one line, or of two where the first says that it goes on.
fn with_second_line<'a>(lines: &[&'a str], at: usize) -> (Option<String>, Vec<&'a str>) {
    let line = lines[at].trim();
    let second = lines.get(at + 1).map_or("", |line| line.trim());
    let third_blank = lines.get(at + 2).is_none_or(|line| line.trim().is_empty());
    let goes_on = second.starts_with(char::is_lowercase) && !line.ends_with(['.', '!', '?']);
    if third_blank && goes_on && second.len() < 120 {
        return (Some(format!("{line} {second}")), lines[at + 2..].to_vec());
    }
    (Some(line.to_owned()), lines[at + 1..].to_vec())
}

/// "Ferry back in harbour;" and a second line, then a blank one: a headline of two decks.
fn unfinished<'a>(lines: &[&'a str], at: usize) -> (Option<String>, Vec<&'a str>) {
    let line = lines[at].trim();
    let second = lines.get(at + 1).map_or("", |line| line.trim());
    let third_blank = lines.get(at + 2).is_some_and(|line| line.trim().is_empty());
    if line.ends_with(';') && line.len() < 120 && !second.is_empty() && second.len() < 160 && third_blank {
        return (Some(format!("{line} {second}")), lines[at + 2..].to_vec());
    }
    (None, lines.to_vec())
}
