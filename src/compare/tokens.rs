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
                    *last = Token { form, span: Span { start: last.span.start, end: span.end } };
                }
            }
            None => {
                signs(between, span.start as usize - between.len(), &mut found);
                found.push(Token { form: word.to_owned(), span });
            }
        }
    });
    signs(&text[end..], end, &mut found);
    found
}

/// The number that two words with so much between them are together.
fn joined(before: &str, between: &str, after: &str) -> Option<String> {
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let whole = digits(before) && !before.is_empty();
    let starts = after.starts_with(|c: char| c.is_ascii_digit());
    match between {
        "," if whole && digits(after) && after.len() == 3 => Some(format!("{before}{after}")),
        "." | "," if whole && starts => Some(format!("{before}.{after}")),
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
        out.push(Token { form: form.to_owned(), span: Span::new(at + i, at + i + c.len_utf8()) });
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
        assert_eq!(forms("In 2016, 300 left"), ["in", "2016", "300", "left"]);
        assert_eq!(forms("Müller’s “co-worker”"), ["muller", "s", "co", "worker"]);
    }

    #[test]
    fn spans_slice_back() {
        let text = "Über 1,000 %";
        let spans: Vec<&str> = tokens(text).iter().map(|t| t.span.of(text)).collect();
        assert_eq!(spans, ["Über", "1,000", "%"]);
    }
}
