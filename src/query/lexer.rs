//! The query's bytes → tokens, one at a time, because what a token may be depends on where it stands: after a field's
//! colon `-30d` is a date, elsewhere a negation.

use super::syntax::{Mark, Near};
use super::{slips, suggest};
use crate::error::{Error, Result};
use std::ops::Range;

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A run of other characters.
    Word(String, Mark),
    /// Text between quotation marks; `true` after `==`.
    Phrase(String, bool),
    /// Text between slashes.
    Regex(String),
    /// `name:`
    Field(String),
    /// `atleastN`, an opening parenthesis follows.
    AtLeast(u32),
    /// `( {`
    Open(char),
    /// `) }`
    Close(char),
    /// `AND`
    And,
    /// `OR`
    Or,
    /// `NOT`
    Not,
    /// `-` directly before something.
    Minus,
    /// `w/5`, `/s`, …
    Near(Near),
    /// The end of the query.
    End,
}

/// A token with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lexeme {
    /// What it is.
    pub token: Token,
    /// Bytes of the query.
    pub span: Range<usize>,
}

/// Reads tokens from a query.
#[derive(Debug, Clone)]
pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

/// Largest distance that `w/n` and `pre/n` take.
const MAX_DISTANCE: u32 = 10_000;

impl<'a> Lexer<'a> {
    /// At the start of `text`.
    pub fn new(text: &'a str) -> Self {
        Lexer { text, at: 0 }
    }

    /// Goes back to a byte that was the start of a token.
    pub fn back_to(&mut self, at: usize) {
        self.at = at;
    }

    /// The next token, without taking it.
    pub fn peek(&mut self) -> Result<Lexeme> {
        self.clone().next()
    }

    /// The token after the next.
    pub fn peek_second(&mut self) -> Result<Lexeme> {
        let mut ahead = self.clone();
        ahead.next()?;
        ahead.next()
    }

    /// Takes the next token.
    pub fn next(&mut self) -> Result<Lexeme> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        let start = self.at;
        let Some(c) = self.char_at(start) else { return Ok(self.lexeme(Token::End, start)) };
        if let Some(token) = bracket(c) {
            self.at += c.len_utf8();
            return Ok(self.lexeme(token, start));
        }
        if c == '-' && self.char_at(start + 1).is_some_and(|c| !ends_run(c) || is_quote(c) || c == '(') {
            self.at += 1;
            return Ok(self.lexeme(Token::Minus, start));
        }
        if is_quote(c) {
            return self.phrase(start, false);
        }
        if let Some(hint) = slips::dash(&self.text[start..]) {
            return Err(self.error(format!("`{c}` is no minus"), start..start + c.len_utf8()).hint(hint));
        }
        if c == '/' && !self.slash_operator() {
            return match self.regex(start) {
                Some(lexeme) => Ok(lexeme),
                None => Err(self
                    .error("this regular expression is not closed", start..self.text.len())
                    .hint(slips::slash(&self.text[start..]))),
            };
        }
        self.run(start)
    }

    /// Takes what stands directly after the colon of field `name`; nothing there is [`Token::End`].
    pub fn operand(&mut self, name: &str, field: &Range<usize>) -> Result<Lexeme> {
        let start = self.at;
        let rest = &self.text[start..];
        if let Some((length, what, hint)) = slips::colons(name, rest).or_else(|| slips::sign(name, rest)) {
            return Err(self.error(what, start..start + length).hint(hint));
        }
        match self.char_at(start) {
            None => Ok(self.lexeme(Token::End, start)),
            Some(c) if c.is_whitespace() => {
                let next = slips::first(&self.text[start..]);
                Err(self
                    .error(format!("`{name}:` needs something to look for directly after the colon"), field.clone())
                    .hint(format!("write {name}:{next}")))
            }
            Some(c @ ('(' | '{' | ')' | '}')) => {
                self.at += c.len_utf8();
                let token = bracket(c).unwrap_or(Token::End);
                Ok(self.lexeme(token, start))
            }
            Some(c) if is_quote(c) => self.phrase(start, false),
            Some(_) if let Some((length, hint)) = slips::apostrophes(name, &self.text[start..]) => Err(self
                .error("a value of several words stands in double quotation marks", start..start + length)
                .hint(hint)),
            Some('/') => match self.regex(start) {
                Some(lexeme) => Ok(lexeme),
                None => self.word(start),
            },
            Some(_) => {
                let end = self.run_end(start);
                self.at = end;
                if matches!(self.char_at(end), Some('(' | '{')) {
                    return self.function(&self.text[start..end], start..end);
                }
                self.word(start)
            }
        }
    }

    fn error(&self, what: impl Into<String>, span: Range<usize>) -> Error {
        Error::usage(what).at(self.text, span)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at..)?.chars().next()
    }

    fn lexeme(&self, token: Token, start: usize) -> Lexeme {
        Lexeme { token, span: start..self.at }
    }

    /// Whether `/s` or `/p` stands here as an operator; before a bracket only where `/s(…/` is no regular expression.
    fn slash_operator(&self) -> bool {
        let rest = &self.text.as_bytes()[self.at..];
        if !matches!(rest.get(1), Some(b's' | b'S' | b'p' | b'P')) {
            return false;
        }
        match self.char_at(self.at + 2) {
            None => true,
            Some(c) => c.is_whitespace() || (ends_run(c) && self.clone().regex(self.at).is_none()),
        }
    }

    fn phrase(&mut self, start: usize, cased: bool) -> Result<Lexeme> {
        let open = self.char_at(self.at).unwrap_or('"');
        let mut text = String::new();
        let mut chars = self.text[self.at + open.len_utf8()..].char_indices();
        let base = self.at + open.len_utf8();
        while let Some((i, c)) = chars.next() {
            if c == '\\' && chars.as_str().starts_with(['"', '\\']) {
                text.extend(chars.next().map(|(_, c)| c));
            } else if closes(open, c) {
                self.at = base + i + c.len_utf8();
                self.separate()?;
                return Ok(self.lexeme(Token::Phrase(text, cased), start));
            } else {
                text.push(c);
            }
        }
        Err(self
            .error("this quotation mark is not closed", start..base)
            .hint("write a second one where the phrase ends: \"peace and stability\"")
            .hint("a quotation mark within a phrase is written \\\""))
    }

    /// A closing quotation mark must end what it closes.
    fn separate(&self) -> Result<()> {
        let Some(c) = self.char_at(self.at).filter(|c| !ends_run(*c) || is_quote(*c)) else { return Ok(()) };
        let e = self.error("this follows directly on a quotation mark", self.at..self.at + c.len_utf8());
        Err(match c {
            '~' => e.hint("for words near each other write a w/5 b"),
            _ => e.hint("put a space between them"),
        })
    }

    /// `/ … /` with a backslash before each slash inside; `None` where no slash closes it.
    fn regex(&mut self, start: usize) -> Option<Lexeme> {
        let bytes = self.text.as_bytes();
        let mut i = start + 1;
        while i < bytes.len() {
            match bytes[i] {
                b'\\' => i += 1,
                b'/' => break,
                _ => {}
            }
            i += 1;
        }
        if i >= bytes.len() || self.char_at(i + 1).is_some_and(|c| !ends_run(c)) {
            return None;
        }
        self.at = i + 1;
        Some(self.lexeme(Token::Regex(self.text[start + 1..i].to_owned()), start))
    }

    fn run_end(&self, start: usize) -> usize {
        self.text[start..].find(ends_run).map_or(self.text.len(), |n| start + n)
    }

    /// A run in the place of an operand: operator, field or word.
    fn run(&mut self, start: usize) -> Result<Lexeme> {
        let end = self.run_end(start);
        let run = &self.text[start..end];
        if let Some(name) = field_name(run) {
            self.at = start + name.len() + 1;
            return Ok(self.lexeme(Token::Field(name.to_owned()), start));
        }
        self.at = end;
        let token = match run {
            "AND" => Some(Token::And),
            "OR" => Some(Token::Or),
            "NOT" => Some(Token::Not),
            _ => self.near(run, start..end)?,
        };
        if let Some(token) = token {
            return Ok(self.lexeme(token, start));
        }
        if matches!(self.char_at(end), Some('(' | '{')) || number_after(run, "atleast").is_some() {
            return self.function(run, start..end);
        }
        if let Some(token) = suggest::foreign_operator(run) {
            return Err(self.error(format!("`{run}` is not an operator here"), start..end).hint(token));
        }
        self.at = start;
        self.word(start)
    }

    /// `w/5`, `pre/5`, `/s`, `/p`, and what comes close to them.
    fn near(&self, run: &str, span: Range<usize>) -> Result<Option<Token>> {
        let low = run.to_ascii_lowercase();
        let Some((head, tail)) = low.split_once('/') else { return Ok(None) };
        match (head, tail) {
            ("", "s") => return Ok(Some(Token::Near(Near::Sentence))),
            ("", "p") => return Ok(Some(Token::Near(Near::Paragraph))),
            ("w" | "pre", _) => {}
            ("near" | "within" | "adj" | "n" | "onear" | "p" | "before", _)
                if tail.bytes().all(|b| b.is_ascii_digit()) =>
            {
                let meant = if matches!(head, "adj" | "onear" | "p" | "before") { "pre" } else { "w" };
                return Err(self
                    .error(format!("`{run}` is not an operator"), span)
                    .hint(format!("write {meant}/{tail}")));
            }
            _ => return Ok(None),
        }
        let e = |what: &str| self.error(format!("`{run}` {what}"), span.clone());
        match tail {
            "s" | "p" => Err(e("is not an operator")
                .hint(format!("in one {} is /{tail}", if tail == "s" { "sentence" } else { "paragraph" }))),
            _ => {
                match tail.parse::<u32>() {
                    Ok(n) if (1..=MAX_DISTANCE).contains(&n) && head == "w" => Ok(Some(Token::Near(Near::Within(n)))),
                    Ok(n) if (1..=MAX_DISTANCE).contains(&n) => Ok(Some(Token::Near(Near::Before(n)))),
                    Ok(0) => Err(e("can match nothing").hint("two words are at least 1 apart")),
                    _ => Err(e("needs a number of words")
                        .hint(format!("for instance {head}/5, at most {head}/{MAX_DISTANCE}"))),
                }
            }
        }
    }

    /// A run with a parenthesis directly after it.
    fn function(&self, run: &str, span: Range<usize>) -> Result<Lexeme> {
        match number_after(run, "atleast") {
            Some(Some(n)) if n > 0 && self.char_at(span.end) == Some('(') => {
                Ok(Lexeme { token: Token::AtLeast(n), span })
            }
            Some(_) => Err(self
                .error(format!("`{run}` needs a number and parentheses"), span)
                .hint("write atleast3(sanction)")),
            None if self.char_at(span.end) == Some('{') => Err(self
                .error(format!("braces directly after `{run}`"), span)
                .hint("they follow on the colon of said: and article:, as in said:{speaker:Xi peace}")),
            None => Err(self
                .error(format!("`{run}(` is not an operator"), span)
                .hint("put a space before the parenthesis, or write atleast3(word)")),
        }
    }

    /// A run as a word with its marks.
    #[inline(never)]
    fn word(&mut self, start: usize) -> Result<Lexeme> {
        let (marked, skip) = match &self.text[start..] {
            rest if rest.starts_with("==") => (Some(Mark::Cased), 2),
            rest if rest.starts_with('=') => (Some(Mark::Exact), 1),
            _ => (None, 0),
        };
        if skip > 0 && self.char_at(start + skip).is_some_and(is_quote) {
            self.at = start + skip;
            return self.phrase(start, skip == 2);
        }
        let end = self.run_end(start);
        self.at = end;
        if let Some((length, what, hint)) = slips::opening(&self.text[start..], skip) {
            return Err(self.error(what, start..start + length).hint(hint));
        }
        let run = &self.text[start + skip..end];
        if self.char_at(end).is_some_and(is_quote) {
            return Err(self
                .error("a quotation mark in the middle of a word", start..end)
                .hint("put a space before it, or write the one that opens the phrase where it begins"));
        }
        if let Some((what, hint)) = slips::wrong_word(run, &self.text[..start]) {
            return Err(self.error(what, start..end).hint(hint));
        }
        let (text, fuzzy) = self.fuzzy(run, start + skip)?;
        if !text.contains(|c: char| c.is_alphanumeric() || c == '*' || c == '?') {
            return Err(self
                .error(format!("`{}` has no letters or digits to look for", &self.text[start..end]), start..end)
                .hint("punctuation is not searched for; leave it out, or quote the whole phrase"));
        }
        match (marked, fuzzy) {
            (Some(_), Some(_)) => Err(self
                .error("a word cannot be exact and fuzzy at once", start..end)
                .hint(format!("write ={text} or {text}~1"))),
            (mark, fuzzy) => {
                let mark = fuzzy.map(Mark::Fuzzy).or(mark).unwrap_or(Mark::Plain);
                Ok(self.lexeme(Token::Word(text.to_owned(), mark), start))
            }
        }
    }

    /// Parts `word~1` into the word and the distance.
    fn fuzzy<'b>(&self, run: &'b str, at: usize) -> Result<(&'b str, Option<u8>)> {
        let Some((text, digits)) = run.rsplit_once('~') else { return Ok((run, None)) };
        if !digits.bytes().all(|b| b.is_ascii_digit()) || text.contains('/') {
            return Ok((run, None));
        }
        if let Some((word, _)) = text.split_once('~') {
            return Err(self
                .error("a fuzzy word takes one ~1 or ~2", at + word.len()..at + run.len())
                .hint(format!("{word}~1 finds words that differ in one letter")));
        }
        match digits {
            "1" => Ok((text, Some(1))),
            "2" => Ok((text, Some(2))),
            _ => Err(self
                .error("a fuzzy word takes ~1 or ~2", at + text.len()..at + run.len())
                .hint(format!("{text}~1 finds words that differ in one letter"))),
        }
    }
}

/// `name` of a run that begins with `name:`.
fn field_name(run: &str) -> Option<&str> {
    let (name, _) = run.split_once(':')?;
    let good = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '-';
    (name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(good)).then_some(name)
}

/// `Some(number)` where `run` is `head` and a number or nothing.
fn number_after(run: &str, head: &str) -> Option<Option<u32>> {
    let start = run.get(..head.len())?;
    let digits = &run[head.len()..];
    (start.eq_ignore_ascii_case(head) && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok())
}

fn bracket(c: char) -> Option<Token> {
    match c {
        '(' | '{' => Some(Token::Open(c)),
        ')' | '}' => Some(Token::Close(c)),
        _ => None,
    }
}

/// Whether `c` ends a run of word characters.
pub(super) fn ends_run(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '{' | '}') || is_quote(c)
}

/// Double quotation marks of all shapes.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂')
}

/// A straight mark is closed by a straight one, so that a phrase can hold curly ones; the others by any of their kind.
pub(super) fn closes(open: char, c: char) -> bool {
    match open {
        '"' | '＂' => c == open,
        '«' | '»' => matches!(c, '«' | '»'),
        _ => matches!(c, '“' | '”' | '‟' | '"'),
    }
}
