//! What opens a byline, and the credits of others in it.

use super::{Part, is};
use std::borrow::Cow;

/// As many words open a byline at most: "von unserem Korrespondenten".
const LONGEST_BY: usize = 5;

/// `text` without the words that open a byline, their colon and white space.
pub(super) fn without_by(text: &str) -> &str {
    let text = text.trim();
    if let Some(name) = unspaced(text) {
        return name;
    }
    let mark = |c: char| matches!(c, ':' | '：' | '・');
    let mut ends = text.char_indices().filter(|(_, c)| mark(*c) || c.is_whitespace());
    let opened = ends.by_ref().take(LONGEST_BY).filter(|(at, _)| opens(&text[..*at])).last();
    match opened {
        Some((at, _)) => without_by(text[at..].trim_start_matches(|c: char| mark(c) || c.is_whitespace())),
        None => text,
    }
}

/// Whether words open a byline: those of the list, where `*` stands for any one word ("aus Berlin berichtet").
fn opens(words: &str) -> bool {
    let any = |(first, rest): (&str, &str)| {
        rest.split_once(' ').is_some_and(|(_, last)| !last.contains(' ') && is(&format!("{first} * {last}"), Part::By))
    };
    is(words, Part::By) || words.split_once(' ').is_some_and(any)
}

/// The name in "（记者李明）", where nothing parts it from the word before it.
fn unspaced(text: &str) -> Option<&str> {
    let text = text.strip_prefix(['(', '（', '【'])?.trim_end_matches([')', '）', '】']);
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let cuts = text.char_indices().take_while(|(_, c)| han(*c)).map(|(at, _)| at).skip(2).take(4);
    let names = cuts.filter(|at| is(&text[..*at], Part::By)).map(|at| &text[at..]);
    names.filter(|name| name.chars().all(han) && (2..=4).contains(&name.chars().count())).last()
}

/// `text` without the credits of those who did not write: "Ana Petrov; Editing by John Quill", "Ana Petrov Foto: John Quill".
pub(super) fn without_others(text: &str) -> Cow<'_, str> {
    let gaps = |part: &str| part.match_indices(' ').map(|(at, _)| at + 1).collect::<Vec<_>>();
    // The words before the end of the second, or before a colon: "editing by", "photos".
    let opens = |rest: &str| {
        let ends = rest.match_indices([' ', ':', '：']).map(|(at, _)| at);
        ends.take(3).any(|end| {
            is(&rest[..end], Part::Other) && (rest[end..].starts_with([':', '：']) || rest[..end].contains(' '))
        })
    };
    let cut = |part: &'_ str| std::iter::once(0).chain(gaps(part)).find(|at| opens(part[*at..].trim_start()));
    if !text.split(';').any(|part| cut(part).is_some()) {
        return Cow::Borrowed(text);
    }
    let kept =
        text.split(';').map(|part| cut(part).map_or(part, |at| &part[..at]).trim()).filter(|part| !part.is_empty());
    Cow::Owned(kept.collect::<Vec<_>>().join("; "))
}
