//! Lines → paragraphs: one per line or parted by blank lines, hard-wrapped or not.

use crate::read::decode::unusual;

/// A wrapped text has lines of at most this many characters…
const WIDEST: usize = 132;
/// …and at least this many.
const NARROWEST: usize = 24;
/// How many characters a wrapped line may fall short of the width beyond what the next word would have needed.
const SLACK: usize = 4;

/// A line of the text with its indentation.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    /// Without white space at its ends.
    text: &'a str,
    /// White space before it, in columns.
    indent: usize,
    /// Characters of `text`.
    width: usize,
    /// Whether a blank line (or the start) stands before it.
    after_blank: bool,
}

/// The paragraphs of `text`, none of them blank; lines that were wrapped at a width are joined by one space.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let whole = || lines(text).iter().map(|line| line.text.to_owned()).collect();
    unwrapped(text).unwrap_or_else(whole)
}

/// The paragraphs of a text whose lines were wrapped at a width; `None` where they were not.
pub(super) fn unwrapped(text: &str) -> Option<Vec<String>> {
    let lines = lines(text);
    wrap_width(&lines).map(|width| joined(&lines, width))
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut after_blank = true;
    let mut lines = Vec::new();
    let raws: Vec<&str> = match unusual(text) {
        true => text.split(['\n', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']).collect(),
        false => text.split('\n').collect(),
    };
    for raw in raws {
        let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\0');
        let from_text = raw.trim_start_matches(invisible);
        let text = from_text.trim_end_matches(invisible);
        if text.is_empty() {
            after_blank = true;
            continue;
        }
        let before = &raw[..raw.len() - from_text.len()];
        let indent = before.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        lines.push(Line { text, indent, width: text.chars().count(), after_blank });
        after_blank = false;
    }
    lines
}

/// The width at which the lines were wrapped; `None` where they were not.
///
/// A line that was wrapped at a width is so full that the first word of the next line had no room left in it, and
/// mostly it does not end a sentence. Both must hold for most lines that another line follows directly; lines that
/// stand alone between blank lines say nothing.
fn wrap_width(lines: &[Line]) -> Option<usize> {
    let inner: Vec<(&Line, &Line)> =
        lines.iter().zip(lines.iter().skip(1)).filter(|(_, next)| !next.after_blank).collect();
    if inner.is_empty() {
        return None;
    }
    // The widest lines may be exceptions (a link, a table): the width is where most of the full lines end.
    let mut widths: Vec<usize> = inner.iter().map(|(line, _)| line.indent + line.width).collect();
    widths.sort_unstable();
    let width = widths[(widths.len() * 95 / 100).min(widths.len() - 1)];
    let longest = lines.iter().map(|line| line.width).max().unwrap_or(0);
    if !(NARROWEST..=WIDEST).contains(&width) || longest > width * 2 {
        return None;
    }
    let full = inner.iter().filter(|(line, next)| is_full(line, next, width)).count();
    let ends = inner.iter().filter(|(line, _)| ends_sentence(line.text)).count();
    let small = inner.iter().filter(|(_, next)| next.text.chars().next().is_some_and(char::is_lowercase)).count();
    let n = inner.len();
    // Paragraphs of one line each begin with capitals and end with full stops.
    let flows = ends * 2 <= n && (small * 4 >= n || !has_case(lines));
    let enough = if n >= 4 { full * 10 >= n * 6 } else { full == n && small > 0 };
    (flows && enough).then_some(width)
}

/// Whether the first word of `next` would not have fitted at the end of `line`.
fn is_full(line: &Line, next: &Line, width: usize) -> bool {
    let word = next.text.split_whitespace().next().map_or(0, |word| word.chars().count());
    line.indent + line.width + 1 + word + SLACK > width
}

fn has_case(lines: &[Line]) -> bool {
    lines.iter().any(|line| line.text.contains(char::is_lowercase))
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', '”', '’', '»', ')', '」']).ends_with(['.', '!', '?', '。', '！', '？', ':'])
}

/// Paragraphs of lines wrapped at `width`: they end at a blank line, before an indented line, and at a line that has
/// room left for the next word.
fn joined(lines: &[Line], width: usize) -> Vec<String> {
    let usual = usual_indent(lines);
    let mut paragraphs: Vec<String> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let before = i.checked_sub(1).map(|b| &lines[b]);
        match (before, paragraphs.last_mut()) {
            (Some(before), Some(last)) if goes_on(before, line, width, usual) => {
                if !(is_cjk_end(last) && line.text.starts_with(is_cjk)) {
                    last.push(' ');
                }
                last.push_str(line.text);
            }
            _ => paragraphs.push(line.text.to_owned()),
        }
    }
    paragraphs
}

fn goes_on(before: &Line, line: &Line, width: usize, usual: usize) -> bool {
    let indented = line.indent >= usual + 2 && before.indent < line.indent;
    let starts_item = line.text.starts_with(['•', '*', '–', '—']) || line.text.starts_with("- ");
    if line.after_blank || indented || starts_item {
        return false;
    }
    let lower = line.text.starts_with(char::is_lowercase);
    is_full(before, line, width) || (lower && !ends_sentence(before.text))
}

/// The indentation of lines that go on: what most lines have.
fn usual_indent(lines: &[Line]) -> usize {
    let mut indents: Vec<usize> = lines.iter().map(|line| line.indent).collect();
    indents.sort_unstable();
    indents.get(indents.len() / 3).copied().unwrap_or(0)
}

fn is_cjk(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xffef | 0x20000..=0x3ffff)
}

fn is_cjk_end(text: &str) -> bool {
    text.ends_with(is_cjk)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRAPPED: &str = "The harbour ferry came back on Monday after a\nmonth in the dock, and passengers lined the pier to\n\
                           greet it with flags and paper boats. \u{201c}We missed\nher,\u{201d} said Ana Petrov, who has sold tickets for\n\
                           thirty years.";

    #[test]
    fn wrapped_lines_are_joined_and_blank_lines_part() {
        let text = format!("{WRAPPED}\n\nThe next one sails in May.\n");
        let got = paragraphs(&text);
        assert_eq!(got.len(), 2, "{got:?}");
        assert_eq!(got[0], WRAPPED.replace('\n', " "));
    }

    #[test]
    fn indented_first_lines_part_wrapped_paragraphs_without_blank_lines() {
        let text = format!("    {WRAPPED}\n    {WRAPPED}\n");
        assert_eq!(paragraphs(&text).len(), 2);
        assert_eq!(paragraphs(&text)[1], WRAPPED.replace('\n', " "));
    }

    #[test]
    fn a_line_with_room_left_ends_a_wrapped_paragraph() {
        assert_eq!(paragraphs(&format!("{WRAPPED}\n{WRAPPED}\n{WRAPPED}")).len(), 3);
    }

    #[test]
    fn one_paragraph_per_line_is_left_alone() {
        let text = "The bridge closed on Friday for repairs, the city said.\nDrivers were told to use the tunnel instead.\n\
                    \u{201c}It will be short,\u{201d} said John Quill, an engineer.\nNobody believed him.";
        assert_eq!(paragraphs(text).len(), 4);
        assert_eq!(paragraphs("Oslo 1 Bergen 0\nMolde 2 Tromso 2\nHamar 3 Voss 1").len(), 3);
    }

    #[test]
    fn breaks_of_all_kinds_part_and_blank_lines_vanish() {
        assert_eq!(paragraphs("a\u{2028}b\u{c}c\n \u{a0}\n\t\nd"), ["a", "b", "c", "d"]);
        assert!(paragraphs(" \n\u{feff}\n").is_empty());
    }
}
