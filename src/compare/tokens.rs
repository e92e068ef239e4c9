//! Text → what is compared of it: words folded for case and diacritics, whole numbers, signs that change what a number says.

use crate::model::Span;
use crate::words;

/// A word, a number or a sign of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The form that is compared: `1,000` is `1000`, `3.5` is `3.5`, `%` is `percent`.
    pub form: String,
    /// Bytes of the text.
    pub span: Span,
    /// What stands before it.
    pub before: Before,
}

/// What parts a token from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// A hyphen, the full stop of an abbreviation or the bracket of an editor: both may be one word, `cease-fire` and `ceasefire`, `U.S.` and `US`,
    /// `[W]e` and `We`.
    Joint,
    /// A space, a comma, an apostrophe: both are words of one sentence.
    Space,
    /// The end of a sentence, a quotation mark, or the beginning of the text.
    Stop,
}

/// Most letters of a part of an abbreviation: `U.S.`, `Ph.D.`
const ABBREVIATED: usize = 2;

/// What `between` is that parts the words `before` and `after`.
fn parted(before: &str, between: &str, after: &str) -> Before {
    let short = |word: &str| word.chars().count() <= ABBREVIATED;
    match between {
        "-" | "\u{2010}" | "\u{2011}" | "[" | "]" => Before::Joint,
        "." if short(before) && short(after) => Before::Joint,
        _ if between.contains(['.', '!', '?', '…', ';', '"', '“', '”', '„', '«', '»', '\n']) => Before::Stop,
        _ => Before::Space,
    }
}

/// The tokens of a text. Unlike the words of the index, a number with its separators is one token, so that `1.5` is not `15`.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut end = 0;
    words::each_word(text, |span, word| {
        let between = &text[end..span.start as usize];
        end = span.end as usize;
        match found.last_mut().and_then(|last| joined(&last.form, between, word)) {
            Some(form) => {
                if let Some(last) = found.last_mut() {
                    *last = Token { form, span: Span { start: last.span.start, end: span.end }, ..*last };
                }
            }
            None => {
                let before = found.last().map_or(Before::Stop, |last| parted(&last.form, between, word));
                signs(between, span.start as usize - between.len(), &mut found);
                found.push(Token { form: word.to_owned(), span, before });
            }
        }
    });
    signs(&text[end..], end, &mut found);
    found
}

/// The number, or the sign in words, that two words with so much between them are together.
fn joined(before: &str, between: &str, after: &str) -> Option<String> {
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let whole = digits(before) && !before.is_empty();
    let starts = after.starts_with(|c: char| c.is_ascii_digit());
    match between {
        "," if whole && digits(after) && after.len() == 3 => Some(format!("{before}{after}")),
        "." | "," if whole && starts => Some(format!("{before}.{after}")),
        " " if before == "per" && after == "cent" => Some("percent".to_owned()),
        _ => None,
    }
}

/// Signs in what stands between two words; `at` is its first byte.
fn signs(between: &str, at: usize, out: &mut Vec<Token>) {
    for (i, c) in between.char_indices() {
        let form = match c {
            '%' | '٪' => "percent",
            '$' => "$",
            '€' => "€",
            '£' => "£",
            '¥' => "¥",
            '₹' => "₹",
            _ => continue,
        };
        let span = Span::new(at + i, at + i + c.len_utf8());
        out.push(Token { form: form.to_owned(), span, before: Before::Space });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.form).collect()
    }

    #[test]
    fn numbers_are_whole_and_signs_count() {
        assert_eq!(forms("1,000 of 1.5 and 15"), ["1000", "of", "1.5", "and", "15"]);
        assert_eq!(forms("$1,250,000.50, or 5%"), ["$", "1250000.50", "or", "5", "percent"]);
        assert_eq!(forms("two per cent, per person"), ["two", "percent", "per", "person"]);
        assert_eq!(forms("In 2016, 300 left"), ["in", "2016", "300", "left"]);
        assert_eq!(forms("Müller’s “co-worker”"), ["muller", "s", "co", "worker"]);
    }

    #[test]
    fn what_parts_words_is_told() {
        use Before::{Joint, Space, Stop};
        let before = |text: &str| tokens(text)[1..].iter().map(|t| t.before).collect::<Vec<_>>();
        assert_eq!(before("cease-fire in the U.S. now"), [Joint, Space, Space, Space, Joint, Stop]);
        assert_eq!(before("We go. Then \"stay\", or minister's"), [Space, Stop, Stop, Stop, Space, Space]);
        assert_eq!(before("[W]e want[s] [it]"), [Joint, Space, Joint, Space]);
        assert_eq!(before("not -- able—now end.Then"), [Space, Space, Space, Stop]);
    }

    #[test]
    fn spans_slice_back() {
        let text = "Über 1,000 %";
        let spans: Vec<&str> = tokens(text).iter().map(|t| t.span.of(text)).collect();
        assert_eq!(spans, ["Über", "1,000", "%"]);
    }
}
