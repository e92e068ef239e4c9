//! Lines of a width, without losing where each character comes from.

use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// Cuts `text` at white space into lines of at most `width` columns (a longer word stands alone); byte ranges of `text`.
pub fn lines(text: &str, width: usize) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut columns = 0;
    for (at, word) in words(text) {
        let wide = word.width();
        match lines.last_mut() {
            Some(line) if columns + text[line.end..at].width() + wide <= width => {
                columns += text[line.end..at].width() + wide;
                line.end = at + word.len();
            }
            _ => {
                lines.push(at..at + word.len());
                columns = wide;
            }
        }
    }
    lines
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace().map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_characters_take_two_columns() {
        let text = "one two 東京 three";
        let cut: Vec<&str> = lines(text, 8).into_iter().map(|l| &text[l]).collect();
        assert_eq!(cut, ["one two", "東京", "three"]);
    }

    proptest! {
        #[test]
        fn no_word_is_lost(text in "[a-z東 ]{0,80}", width in 1usize..30) {
            let cut: Vec<&str> = lines(&text, width).into_iter().map(|l| &text[l]).collect();
            let words: Vec<&str> = cut.iter().flat_map(|l| l.split_whitespace()).collect();
            prop_assert_eq!(words, text.split_whitespace().collect::<Vec<_>>());
            prop_assert!(cut.iter().all(|l| l.width() <= width || !l.contains(' ')));
        }
    }
}
