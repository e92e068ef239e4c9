//! Whether the first line of a text is a headline or the first sentence.

use super::dateline;
use crate::parse::Options;

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
    !line.is_empty()
        && line.len() <= LONGEST
        && !is_section_mark(line)
        && !line.ends_with([',', ';'])
        && dateline::read(line, &Options::default()).is_none()
}

/// `ABSTRACT.`, `FULL TEXT:` and the like, which databases put before the parts of an article.
fn is_section_mark(line: &str) -> bool {
    const MARKS: &[&str] = &["abstract", "full text", "text", "summary", "lead", "body", "lead paragraph"];
    MARKS.contains(&line.trim_end_matches(['.', ':']).to_lowercase().as_str())
}

/// Whether the first line reads like a headline, where no header line after it says so.
pub(super) fn likely(first: First) -> bool {
    possible(first.line) && score(first) > 0
}

/// For (above 0) or against a headline; each piece of evidence is worth what it is seldom wrong by.
fn score(first: First) -> i32 {
    let line = first.line.trim();
    let words: Vec<&str> = line.split_whitespace().collect();
    let n = words.len();
    let mut score = 0;
    if first.next.is_empty() {
        score -= 4;
    }
    if dateline::read(first.next, &Options::default()).is_some() {
        score += 4;
    }
    score += match first.next.len() {
        next if next > line.len() * 3 / 2 => 1,
        next if next < line.len() => -1,
        _ => 0,
    };
    if first.parted {
        score += if first.all_parted { 0 } else { 2 };
    }
    score += match n {
        0..=2 => 0,
        3..=13 => 1,
        14..=18 => -1,
        _ => -4,
    };
    score += ending(line) + letters(&words);
    if is_sentence(&words) {
        score -= 3;
    }
    score
}

/// How the line ends.
fn ending(line: &str) -> i32 {
    let bare = line.trim_end_matches(['"', '\'', '”', '’', '»', ')']);
    if bare.ends_with(['.', '。']) {
        -2
    } else if bare.ends_with(':') || line.ends_with(['"', '”']) {
        -1
    } else if bare.ends_with(['!', '?', '…']) {
        0
    } else {
        3
    }
}

/// Capitals where a sentence has none.
fn letters(words: &[&str]) -> i32 {
    let long = || words.iter().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() >= 4);
    let first = |w: &&&str| w.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    let all = |w: &&&str| !w.chars().any(char::is_lowercase) && w.chars().any(char::is_uppercase);
    let n = long().count();
    if n >= 2 && long().filter(all).count() * 10 >= n * 8 {
        6
    } else if n >= 3 && long().filter(first).count() * 10 >= n * 8 {
        4
    } else if n >= 4 && long().skip(1).filter(first).count() == 0 {
        -1
    } else {
        0
    }
}

/// Words that a headline leaves out and a sentence does not.
fn is_sentence(words: &[&str]) -> bool {
    const OPENERS: &[&str] = &["The", "A", "An", "He", "She", "They", "It", "We", "There", "This", "These", "That"];
    const INSIDE: &[&str] = &["said", "was", "were", "had", "has", "have", "been", "told", "according"];
    const DAYS: &[&str] = &["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "yesterday"];
    let bare = |w: &&str| w.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let opens = words.first().is_some_and(|w| OPENERS.contains(&bare(w).as_str()));
    let count = |list: &[&str]| words.iter().filter(|w| list.contains(&bare(w).as_str())).count();
    let articles = count(&["the", "a", "an"]);
    usize::from(opens) + count(INSIDE) + count(DAYS) + usize::from(articles >= 2) >= 2
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
