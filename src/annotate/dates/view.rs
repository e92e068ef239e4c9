//! A paragraph as the date grammar looks at it: tokens by number, beyond the ends nothing.

use super::lexicon::{self, Class, Sense};
use crate::split::{Token, TokenKind};

/// The tokens of one paragraph.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
}

impl<'a> View<'a> {
    /// The words of token `i`, empty beyond the ends.
    pub fn word(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| t.of(self.text))
    }

    /// What token `i` says about time.
    pub fn sense(&self, i: usize) -> Option<Sense> {
        let token = self.tokens.get(i).filter(|t| t.kind == TokenKind::Word)?;
        lexicon::sense(token.of(self.text))
    }

    /// Whether token `i` is this word, in any case.
    pub fn is(&self, i: usize, word: &str) -> bool {
        self.word(i).eq_ignore_ascii_case(word)
    }

    /// Whether token `i` is one of these words or marks.
    pub fn any(&self, i: usize, words: &[&str]) -> bool {
        words.iter().any(|w| self.is(i, w))
    }

    /// Whether a word belongs to a class, whatever its case.
    pub fn class(&self, i: usize, class: Class) -> bool {
        lexicon::is(class, self.word(i).to_ascii_lowercase().trim_end_matches('.'))
    }

    /// The class of the token before `i`.
    pub fn class_before(&self, i: usize, class: Class) -> bool {
        i.checked_sub(1).is_some_and(|j| self.class(j, class))
    }

    /// Whether no white space stands before token `i`.
    pub fn glued(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| !t.spaced)
    }

    /// Whether token `i` is a hyphen or a dash.
    pub fn dash(&self, i: usize) -> bool {
        matches!(self.word(i), "-" | "–" | "—" | "--")
    }

    /// Whether token `i` begins with a capital.
    pub fn capital(&self, i: usize) -> bool {
        self.word(i).starts_with(char::is_uppercase)
    }

    /// Whether token `i` is a word in small letters.
    pub fn small(&self, i: usize) -> bool {
        self.word(i).starts_with(char::is_lowercase)
    }

    /// Whether token `i` is made of digits, with what else a number token may hold.
    pub fn number(&self, i: usize) -> Option<&'a str> {
        self.tokens.get(i).filter(|t| t.kind == TokenKind::Number).map(|t| t.of(self.text))
    }

    /// The value of a token that is nothing but so many digits.
    pub fn digits(&self, i: usize, lengths: std::ops::RangeInclusive<usize>) -> Option<u32> {
        self.number(i).filter(|n| lengths.contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
    }
}
