//! Whether the first line of a text is a headline or the first sentence.

use super::dateline;
use crate::parse::Options;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The longest headline, in bytes.
const LONGEST: usize = 250;

/// The lines that a decision looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct First<'a> {
    /// The line in question.
    pub line: &'a str,
    /// The text line after it, blank ones passed over; empty where none follows.
    pub next: &'a str,
    /// Whether a blank line follows the first line…
    pub parted: bool,
    /// …and whether blank lines part the rest of the text too, so that one says nothing.
    pub all_parted: bool,
}

/// Whether a line can be a headline at all.
pub(super) fn possible(line: &str) -> bool {
    let line = line.trim();
    let aside = line.starts_with('(') && line.ends_with(')');
    let other = aside || is_section_mark(line) || is_file_name(line) || line.ends_with([',', ';']);
    !line.is_empty() && line.len() <= LONGEST && !other && dateline::read(line, &Options::default()).is_none()
}

/// `ferry-2.JPG`, the remains of a picture.
fn is_file_name(line: &str) -> bool {
    !line.contains(char::is_whitespace) && line.rsplit_once('.').is_some_and(|(_, end)| (2..=4).contains(&end.len()))
}

/// Whether a line is mostly of a script that does not part words by spaces.
fn is_unspaced(line: &str) -> bool {
    let unspaced = |c: &char| matches!(*c as u32, 0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff);
    line.chars().filter(unspaced).count() * 2 > line.chars().count()
}

/// `ABSTRACT.`, `FULL TEXT:` and the like, which databases put before the parts of an article.
fn is_section_mark(line: &str) -> bool {
    const MARKS: &[&str] = &["abstract", "full text", "text", "summary", "lead", "body", "lead paragraph"];
    MARKS.contains(&line.trim_end_matches(['.', ':']).to_lowercase().as_str())
}

/// Whether the first line reads like a headline, where no header line after it says so.
pub(super) fn likely(first: First) -> bool {
    if !possible(first.line) {
        return false;
    }
    if is_unspaced(first.line) {
        // Words cannot be counted; headlines of these scripts have no full stop.
        return first.line.chars().count() <= 40
            && !first.line.ends_with(['。', '…', '！'])
            && first.next.chars().count() > 40;
    }
    let found = evidence(first);
    let of = |kind: &str| found.iter().find(|name| name.starts_with(kind)).copied();
    let (ends, case) = (of("ends:").unwrap_or_default(), of("case:").unwrap_or("case:none"));
    let pairs = [format!("{case} {ends}"), format!("{} {ends}", of("words:").unwrap_or_default())];
    let sum: i32 = found.iter().copied().chain(pairs.iter().map(String::as_str)).map(weight).sum();
    sum > 0
}

/// How much each piece of evidence speaks for a headline, in hundredths; see `models/headline.py`, which knows the same
/// evidence.
static WEIGHTS: LazyLock<HashMap<&'static str, i32>> = LazyLock::new(|| {
    let lines = include_str!("../../../models/headline.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).filter_map(|(name, w)| Some((name, w.parse().ok()?))).collect()
});

fn weight(name: &str) -> i32 {
    WEIGHTS.get(name).copied().unwrap_or(0)
}

fn evidence(first: First) -> Vec<&'static str> {
    let line = first.line.trim();
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut found = vec!["bias", length(words.len()), ending(line), next(line, first.next)];
    if dateline::read(first.next, &Options::default()).is_some() {
        found.push("next:dateline");
    }
    if first.parted && !first.all_parted {
        found.push("parted");
    }
    found.extend(letters(&words));
    small_words(&words, &mut found);
    let inner = &line[..line.char_indices().next_back().map_or(0, |(at, _)| at)];
    let marks = [(inner.contains(':'), "colon"), (line.contains(';'), "semicolon"), (line.contains(" - "), "dash")];
    found.extend(marks.into_iter().filter(|(is, _)| *is).map(|(_, name)| name));
    if line.contains(',') {
        found.push("comma");
    }
    if line.starts_with(['"', '“', '\'', '‘']) {
        found.push("opens_quote");
    }
    found
}

fn length(words: usize) -> &'static str {
    match words {
        0..=2 => "words:2",
        3..=5 => "words:5",
        6..=9 => "words:9",
        10..=13 => "words:13",
        14..=17 => "words:17",
        18..=22 => "words:22",
        _ => "words:more",
    }
}

fn next(line: &str, next: &str) -> &'static str {
    match (line.len(), next.len()) {
        (_, 0) => "next:none",
        (a, b) if b < a => "next:shorter",
        (a, b) if b < a * 3 / 2 => "next:same",
        (a, b) if b < a * 3 => "next:longer",
        _ => "next:long",
    }
}

/// How the line ends.
fn ending(line: &str) -> &'static str {
    let bare = line.trim_end_matches(['"', '\'', '”', '’', '»', ')']);
    let quoted = bare.len() != line.len();
    match bare.chars().next_back() {
        Some('.' | '。') if quoted => "ends:stop_quoted",
        Some('.' | '。') => "ends:stop",
        Some(':') => "ends:colon",
        Some('!' | '?' | '…') => "ends:mark",
        _ if quoted => "ends:quote",
        _ => "ends:open",
    }
}

/// Capitals where a sentence has none.
fn letters(words: &[&str]) -> Option<&'static str> {
    let long: Vec<&str> =
        words.iter().copied().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 4).collect();
    let titled = |w: &&&str| w.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    let capitals = |w: &&&str| !w.contains(char::is_lowercase) && w.contains(char::is_uppercase);
    let (n, title) = (long.len(), long.iter().filter(titled).count());
    if n >= 2 && long.iter().filter(capitals).count() * 10 >= n * 8 {
        Some("case:capitals")
    } else if n >= 3 && title * 10 >= n * 8 {
        Some("case:title")
    } else if n >= 4 && long.iter().skip(1).filter(titled).count() == 0 {
        Some("case:small")
    } else {
        (n >= 3 && title * 2 >= n).then_some("case:many")
    }
}

/// Words that a headline leaves out and a sentence does not.
fn small_words(words: &[&str], found: &mut Vec<&'static str>) {
    const OPENERS: &[&str] = &[
        "the", "a", "an", "he", "she", "they", "it", "we", "there", "this", "these", "that", "i", "his", "her",
        "their", "in", "on", "at", "for", "after", "as", "when", "while", "with", "by", "from",
    ];
    const INSIDE: &[&str] =
        &["said", "says", "told", "according", "was", "were", "had", "has", "have", "been", "is", "are"];
    const DAYS: &[&str] = &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "yesterday"];
    let bare = |w: &&str| w.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let words: Vec<String> = words.iter().map(bare).collect();
    let count = |list: &[&str]| words.iter().filter(|w| list.contains(&w.as_str())).count();
    if words.first().is_some_and(|w| OPENERS.contains(&w.as_str())) {
        found.push("opener");
    }
    match count(INSIDE) {
        0 => {}
        1 => found.push("inside:1"),
        _ => found.push("inside:2"),
    }
    if count(DAYS) > 0 {
        found.push("day");
    }
    found.push(match count(&["the", "a", "an"]) {
        0 => "articles:0",
        1 => "articles:1",
        _ => "articles:2",
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(line: &str) -> bool {
        let next = "The ferry between the two islands came back to its pier on Monday after a month in the dock, the company said.";
        likely(First { line, next, parted: true, all_parted: true })
    }

    #[test]
    fn headlines_are_told_from_first_sentences() {
        for line in [
            "Ferry returns after a month in the dock",
            "FERRY - BACK AFTER A MONTH.",
            "Why the Ferry Came Back Late.",
            "Island ferry back; company apologises for delay",
        ] {
            assert!(is(line), "{line}");
        }
        for line in [
            "The ferry was late again on Monday.",
            "OSLO (AP) — The ferry is back.",
            "“We are sorry,” said Ana Petrov, who runs the company.",
            "ABSTRACT.",
            "He had told the passengers that they would be home by the evening, and they were not, which made them angry.",
        ] {
            assert!(!is(line), "{line}");
        }
    }
}
