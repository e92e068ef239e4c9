//! Paragraph text → tokens and sentences, all as spans into the unaltered text.
//!
//! Tokens here are what the annotators read: finer than the words of the query language (see [`crate::words`]), with
//! punctuation, quotation marks and clitics as tokens of their own. Joined by the text between them they give the text
//! back, and nothing but white space lies between two tokens.

use crate::model::Span;
use std::ops::Range;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with inner periods of abbreviations ("U.S.", "a.m.", "J.") and inner apostrophes ("O'Brien", "don't").
    Word,
    /// Digits with inner separators ("1,000", "3.5") and glued letters ("19th", "60km").
    Number,
    /// A mark that can open or close a quotation: `"`, `“`, ` `` `, `''`, `«`, `‘`, … An apostrophe is part of its word,
    /// but where it stands at the edge of a word it is a token of this kind, since it may be a mark.
    Quote,
    /// A clitic parted from its word: `'s`, `'re`, `'ve`, `'ll`, `'d`, `'m`.
    Clitic,
    /// Any other single character.
    Punct,
}

/// A token: its bytes in the paragraph and what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// Whether white space (or the start of the text) stands before it.
    pub spaced: bool,
}

impl Token {
    /// The token's words in its paragraph's text.
    pub fn of(self, text: &str) -> &str {
        self.span.of(text)
    }
}

/// A paragraph cut into tokens and sentences.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// In order, without overlap.
    pub tokens: Vec<Token>,
    /// Ranges of token numbers; together they cover all tokens, none is empty.
    pub sentences: Vec<Range<usize>>,
}
