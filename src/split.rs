//! Paragraph text → tokens and sentences, all as spans into the unaltered text.
//!
//! Tokens here are what the annotators read: finer than the words of the query language (see [`crate::words`]), with
//! punctuation, quotation marks and clitics as tokens of their own. Nothing but white space lies between two tokens.

use crate::model::Span;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with inner periods of abbreviations ("U.S.", "a.m.", "J.", "Mr.") and inner apostrophes ("O'Brien",
    /// "don't").
    Word,
    /// Digits with inner separators ("1,000", "3.5", "7:30") and glued letters ("19th", "60km").
    Number,
    /// A mark that can open or close a quotation: `"`, `“`, ` `` `, `''`, `«`, `‘`, … An apostrophe inside a word is part
    /// of it, but at the edge of a word it is a token of this kind, since it may be a mark.
    Quote,
    /// A clitic parted from its word: `'s`, `'re`, `'ve`, `'ll`, `'d`, `'m`.
    Clitic,
    /// Any other single character, or a run of the same full stop or dash ("...", "--").
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

impl Split {
    /// Cuts a paragraph. Linear in its length.
    ///
    /// ```
    /// let text = "Mr. Lee's aide won't go. \"Why?\" he asked.";
    /// let split = newsdex::split::Split::new(text);
    /// let tokens: Vec<&str> = split.tokens.iter().map(|t| t.of(text)).collect();
    /// assert_eq!(tokens, ["Mr.", "Lee", "'s", "aide", "won't", "go", ".", "\"", "Why", "?", "\"", "he", "asked", "."]);
    /// assert_eq!(split.sentences, [0..7, 7..14]);
    /// ```
    pub fn new(text: &str) -> Self {
        let tokens = tokens(text);
        let sentences = sentences(text, &tokens);
        Split { tokens, sentences }
    }

    /// The number of the sentence that holds token `token`.
    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentences.partition_point(|s| s.end <= token).min(self.sentences.len().saturating_sub(1))
    }

    /// The bytes that a range of tokens covers; `tokens` must not be empty.
    pub fn span(&self, tokens: Range<usize>) -> Span {
        Span { start: self.tokens[tokens.start].span.start, end: self.tokens[tokens.end - 1].span.end }
    }

    /// The first token that ends after byte `at`: the one that covers it or, in white space, the next one.
    pub fn token_at(&self, at: u32) -> usize {
        self.tokens.partition_point(|t| t.span.end <= at)
    }
}

static ABBREVIATIONS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../models/abbreviations.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect()
});

/// Whether `word` (without its full stop) is an abbreviation after which a sentence goes on.
fn is_abbreviation(word: &str) -> bool {
    word.len() <= 8 && ABBREVIATIONS.contains(word.to_ascii_lowercase().as_str())
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 4);
    let (mut at, mut spaced) = (0, true);
    while let Some(c) = char_at(text, at) {
        if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' {
            spaced = true;
            at += c.len_utf8();
            continue;
        }
        let before = tokens.len();
        at = if c.is_ascii_digit() {
            push(&mut tokens, at, number_end(text, at), TokenKind::Number)
        } else if is_letter(c) {
            word(text, at, &mut tokens)
        } else if let Some(end) = quote_end(text, at, c) {
            push(&mut tokens, at, end, TokenKind::Quote)
        } else {
            push(&mut tokens, at, punct_end(text, at, c), TokenKind::Punct)
        };
        tokens[before].spaced = spaced;
        spaced = false;
    }
    tokens
}

fn push(tokens: &mut Vec<Token>, start: usize, end: usize, kind: TokenKind) -> usize {
    tokens.push(Token { span: Span::new(start, end), kind, spaced: false });
    end
}

fn char_at(text: &str, at: usize) -> Option<char> {
    let b = *text.as_bytes().get(at)?;
    if b < 0x80 { Some(b as char) } else { text[at..].chars().next() }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || (!c.is_ascii() && (c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)))
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}')
}

/// One word from `at`, with its clitic if it has one; returns where it ends.
fn word(text: &str, at: usize, tokens: &mut Vec<Token>) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    let mut last_apostrophe = None;
    loop {
        while bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            end += 1;
        }
        // Most words end here.
        if bytes.get(end).is_none_or(|b| b.is_ascii() && !matches!(b, b'.' | b'\'' | b'&')) {
            break;
        }
        let Some(c) = char_at(text, end) else { break };
        let next = end + c.len_utf8();
        let followed = char_at(text, next).is_some_and(|n| is_letter(n) || n.is_ascii_digit());
        if is_letter(c) {
            end = next;
        } else if is_apostrophe(c) && followed {
            last_apostrophe = Some(end);
            end = next;
        } else if c == '.' && keeps_stop(text, at, end, followed) {
            end = next;
        } else if c == '&' && followed && end - at <= 2 {
            end = next; // "AT&T", "R&D"
        } else if ('\u{80}'..='\u{bf}').contains(&c)
            && ["Ã", "ÃÂ", "A\u{303}"].iter().any(|a| text[at..end].ends_with(a))
        {
            end = next; // "PeÃ±a": UTF-8 that somebody has read as Latin-1
        } else {
            break;
        }
    }
    if let Some(cut) = last_apostrophe.filter(|&cut| cut > at) {
        let clitic = text[cut..end].trim_start_matches(is_apostrophe);
        if ["s", "re", "ve", "ll", "d", "m"].iter().any(|c| clitic.eq_ignore_ascii_case(c)) {
            push(tokens, at, cut, TokenKind::Word);
            return push(tokens, cut, end, TokenKind::Clitic);
        }
    }
    push(tokens, at, end, TokenKind::Word)
}

/// Whether the full stop at `end` belongs to the word that began at `start`: in "U.S." and "a.m.", after a single
/// capital, after an abbreviation.
fn keeps_stop(text: &str, start: usize, end: usize, followed: bool) -> bool {
    let word = &text[start..end];
    let last_part = word.rsplit('.').next().unwrap_or(word);
    let single = last_part.chars().nth(1).is_none();
    if followed {
        // "U.S", "a.m", "Ph.D": short parts; "end.Next" is two sentences glued together.
        return last_part.len() <= 3 && (single || word.len() <= 3) && !word.is_empty();
    }
    let initial = single && last_part != "I" && last_part.chars().all(char::is_uppercase);
    // "He said no." ends a sentence, "No. 5" does not.
    let number = || text[end + 1..].trim_start().starts_with(|c: char| c.is_ascii_digit());
    initial || word.contains('.') || is_abbreviation(word) && (!word.eq_ignore_ascii_case("no") || number())
}

/// Digits with inner `.`, `,`, `:` or `/` between digits, then letters glued to them.
fn number_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while let Some(&b) = bytes.get(end) {
        let digit_next = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        if b.is_ascii_digit() || (matches!(b, b'.' | b',' | b':' | b'/') && digit_next) {
            end += 1;
        } else {
            break;
        }
    }
    while let Some(c) = char_at(text, end).filter(|&c| is_letter(c)) {
        end += c.len_utf8();
    }
    end
}

fn quote_end(text: &str, at: usize, c: char) -> Option<usize> {
    let end = at + c.len_utf8();
    match c {
        '`' | '\'' if char_at(text, end) == Some(c) => Some(end + 1),
        // Two single marks for a double one, with no word in between: "“…,’’ she said".
        '‘' | '’' if char_at(text, end) == Some(c) => Some(end + c.len_utf8()),
        '"' | '`' | '\'' | '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '‚' | '‛' | '‹' | '›' | '「' | '」'
        | '『' | '』' | '＂' | '＇' | '〝' | '〞' | '´' => Some(end),
        _ => None,
    }
}

fn punct_end(text: &str, at: usize, c: char) -> usize {
    let mut end = at + c.len_utf8();
    if matches!(c, '.' | '-' | '–' | '—' | '_' | '*' | '=') {
        while char_at(text, end) == Some(c) {
            end += c.len_utf8();
        }
    }
    end
}

/// A sentence ends after `.`, `?`, `!` or `…` with the marks and brackets that close it, where white space follows and
/// the next token does not begin with a small letter; or at a word with a full stop of its own, before a word that
/// begins sentences.
fn sentences(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut i = 0;
    while i < tokens.len() {
        if !ends_sentence(text, tokens, i) {
            i += 1;
            continue;
        }
        let mut end = i + 1;
        while end < tokens.len() && closes(text, tokens[end]) {
            end += 1;
        }
        if end < tokens.len() && !begins_sentence(text, tokens, end) {
            i += 1;
            continue;
        }
        sentences.push(start..end);
        start = end;
        i = end;
    }
    if start < tokens.len() {
        sentences.push(start..tokens.len());
    }
    sentences
}

/// A mark or bracket glued to the end of the sentence; a mark with a space before it opens the next one.
fn closes(text: &str, token: Token) -> bool {
    if token.spaced {
        return false;
    }
    match token.kind {
        TokenKind::Quote => !matches!(token.of(text), "“" | "«" | "„" | "‘" | "``" | "「" | "『"),
        TokenKind::Punct => matches!(token.of(text), ")" | "]" | "}" | "." | "!" | "?" | "…" | "..."),
        _ => false,
    }
}

fn ends_sentence(text: &str, tokens: &[Token], i: usize) -> bool {
    let token = tokens[i];
    match token.kind {
        TokenKind::Punct => matches!(token.of(text), "." | "!" | "?" | "…" | "..." | "。" | "！" | "？"),
        TokenKind::Word if text.as_bytes()[token.span.end as usize - 1] == b'.' => {
            // "the U.S. The talks", "at 5 p.m. He": a sentence may end here if a word follows that begins sentences.
            let word = token.of(text);
            let head = &word[..word.len() - 1];
            let next = tokens.get(i + 1).map_or("", |t| t.of(text));
            head.contains('.') && BEGINNERS.contains(next)
        }
        _ => false,
    }
}

/// Words that begin sentences far more often than names: enough to part "in the U.S. The talks" from "U.S. Steel".
static BEGINNERS: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    "The A An He She It They We I You This That These Those There But And In On At For If When While After Before As His \
     Her Its Their Our My Some Many Most Both However Meanwhile According So Then What Who Why How “ \" ``"
        .split_whitespace()
        .collect()
});

/// Whether a sentence can begin at token `i`: not with a small letter, so that `"Why?" he asked.` stays one.
fn begins_sentence(text: &str, tokens: &[Token], i: usize) -> bool {
    let token = tokens[i];
    let first = token.of(text).chars().next().unwrap_or(' ');
    if !token.spaced {
        // Sentences glued together, or CJK text, which has no spaces.
        return first.is_uppercase() && i > 0 && glued_sentences(text, tokens[i - 1], token)
            || !first.is_ascii() && is_letter(first);
    }
    match token.kind {
        TokenKind::Quote | TokenKind::Punct => tokens[i + 1..]
            .iter()
            .take(3)
            .find(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number))
            .is_none_or(|t| !t.of(text).chars().next().is_some_and(char::is_lowercase)),
        _ => !first.is_lowercase(),
    }
}

/// "…the end.The next": a full stop glued between a small letter and a capitalized word of some length.
fn glued_sentences(text: &str, stop: Token, next: Token) -> bool {
    let before = text[..stop.span.start as usize].chars().next_back();
    before.is_some_and(char::is_lowercase) && next.of(text).chars().count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        Split::new(text).tokens.iter().map(|t| t.of(text)).collect()
    }

    fn sentence_texts(text: &str) -> Vec<&str> {
        let split = Split::new(text);
        split.sentences.iter().map(|s| split.span(s.clone()).of(text)).collect()
    }

    #[test]
    fn abbreviations_numbers_and_clitics() {
        assert_eq!(
            words("U.S.-led talks at 7:30 p.m. cost $1,000.50."),
            ["U.S.", "-", "led", "talks", "at", "7:30", "p.m.", "cost", "$", "1,000.50", "."]
        );
        assert_eq!(
            words("J. K. Lee’s 19th won't, they’re"),
            ["J.", "K.", "Lee", "’s", "19th", "won't", ",", "they", "’re"]
        );
        assert_eq!(words("‘new phase’ ``so'' ... --"), ["‘", "new", "phase", "’", "``", "so", "''", "...", "--"]);
    }

    #[test]
    fn letters_that_somebody_has_read_in_another_encoding_stay_in_their_word() {
        assert_eq!(words("SeÃ±or PeÃ±a Ã© 5±1"), ["SeÃ±or", "PeÃ±a", "Ã©", "5", "±", "1"]);
    }

    #[test]
    fn sentences_end_at_full_stops_that_end_them() {
        assert_eq!(
            sentence_texts(
                "Dr. Kim met Gen. Park in the U.S. The talks ended. “Why?” she asked. “I don’t know.” He left."
            ),
            [
                "Dr. Kim met Gen. Park in the U.S.",
                "The talks ended.",
                "“Why?” she asked.",
                "“I don’t know.”",
                "He left."
            ]
        );
        assert_eq!(sentence_texts("It ended.Then it rained!"), ["It ended.", "Then it rained!"]);
        assert_eq!(
            sentence_texts("It rose 3.5 per cent. 40 people came."),
            ["It rose 3.5 per cent.", "40 people came."]
        );
    }

    proptest! {
        #[test]
        fn tokens_cover_everything_but_white_space(text in "[ a-zA-Z0-9.,'’“”\"\\-é&\\n…]{0,80}|\\PC{0,60}") {
            let split = Split::new(&text);
            let mut at = 0;
            for t in &split.tokens {
                let gap = &text[at..t.span.start as usize];
                let blank = gap.chars().all(|c| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}');
                prop_assert!(blank);
                prop_assert!(t.span.start < t.span.end);
                prop_assert_eq!(t.spaced, at == 0 && !split.tokens.is_empty() && t.span == split.tokens[0].span || !gap.is_empty());
                at = t.span.end as usize;
            }
            let covered: Vec<usize> = split.sentences.iter().flat_map(|s| s.clone()).collect();
            prop_assert_eq!(covered, (0..split.tokens.len()).collect::<Vec<_>>());
            prop_assert!(split.sentences.iter().all(|s| !s.is_empty()));
        }
    }
}
