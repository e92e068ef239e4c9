//! The one error type of the crate: what went wrong, where, and what to do about it.
//!
//! Libraries return it, only the binary prints it. The [`ErrorKind`] alone decides the exit code, so that scripts can
//! rely on it (see `docs/exit-codes.md`).

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// What class of thing went wrong; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The command line or the query is wrong (exit 2).
    Usage,
    /// The index cannot be used: missing, locked, damaged, made by another version (exit 3).
    Index,
    /// An input could not be read or parsed (exit 4, after the others are done).
    Input,
    /// All that an input holds was withdrawn by whoever published it: what an index has of it must go (exit 4, as above).
    Withdrawn,
    /// Output could not be written (exit 3).
    Output,
    /// Nobody reads the output any more (exit 0, and nothing is said).
    ClosedPipe,
}

/// An error with its place and with hints on what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// The class of the error.
    pub kind: ErrorKind,
    /// What is wrong, in the user's terms; one line, no final full stop.
    pub what: String,
    /// For an error in a query: the query and the byte range in it that is wrong.
    pub place: Option<(String, Range<usize>)>,
    /// What to do, each a line of its own.
    pub hints: Vec<String>,
}

/// The result type of the crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of the given kind without place or hint.
    pub fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Error { kind, what: what.into(), place: None, hints: Vec::new() }
    }

    /// The command line or the query is wrong.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, what)
    }

    /// The index cannot be used.
    pub fn index(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Index, what)
    }

    /// An input could not be read or parsed.
    pub fn input(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Input, what)
    }

    /// Adds the place in a query; `range` is in bytes of `query`.
    pub fn at(mut self, query: &str, range: Range<usize>) -> Self {
        self.place = Some((query.to_owned(), range));
        self
    }

    /// Adds a line on what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The exit code that the contract gives to this kind of error.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            ErrorKind::ClosedPipe => 0,
            ErrorKind::Usage => 2,
            ErrorKind::Index | ErrorKind::Output => 3,
            ErrorKind::Input | ErrorKind::Withdrawn => 4,
        }
    }
}

/// `text` with its control characters made visible as blanks, so that nothing from an article, a query or the name of a file reaches a
/// terminal as a control sequence or begins a line.
pub fn printable(text: &str) -> Cow<'_, str> {
    let bad = |c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if text.contains(bad) { text.replace(bad, " ").into() } else { text.into() }
}

/// `1 article`, `2 articles`: so many of what is called `one`.
pub fn so_many(n: u64, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}

/// Columns of a terminal that `text` takes when it is printable.
fn columns(text: &str) -> usize {
    printable(text).width()
}

/// The message, then the query with a caret under the place, then the hints; every line after the first is indented.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", printable(&self.what))?;
        if let Some((query, range)) = &self.place {
            let before = query.get(..range.start).map_or(0, columns);
            let width = query.get(range.clone()).map_or(1, columns).max(1);
            write!(f, "\n  {}\n  {}{}", printable(query), " ".repeat(before), "^".repeat(width))?;
        }
        for hint in &self.hints {
            write!(f, "\n  hint: {}", printable(hint))?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_place_whatever_the_width_of_the_characters_before_it() {
        let e = Error::usage("unknown field `speker`").at("Müller speker:Xi", 8..14).hint("did you mean `speaker:`?");
        assert_eq!(
            e.to_string(),
            "unknown field `speker`\n  Müller speker:Xi\n         ^^^^^^\n  hint: did you mean `speaker:`?"
        );
        assert_eq!(e.exit_code(), 2);
        let wide = Error::usage("no").at("渡轮 foo:bar", 7..10).to_string();
        assert_eq!(wide, "no\n  渡轮 foo:bar\n       ^^^");
    }

    #[test]
    fn one_is_not_several() {
        assert_eq!([0, 1, 2].map(|n| so_many(n, "word")), ["0 words", "1 word", "2 words"]);
    }

    #[test]
    fn nothing_that_is_named_moves_the_cursor_or_begins_a_line() {
        let e = Error::input("cannot read `a\u{1b}]0;x\u{7}\nindex: done`")
            .at("a\n\tb \u{1b}[31mc(", 10..12)
            .hint("b\u{9b}2J");
        assert_eq!(e.to_string(), "cannot read `a ]0;x  index: done`\n  a  b  [31mc(\n            ^^\n  hint: b 2J");
    }
}
