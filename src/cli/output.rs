//! Standard output for data, standard error for talk.

use super::{Color, Global};
use crate::error::{Error, ErrorKind, Result};
use crate::render::style::{Styles, printable};
use clap::ValueEnum;
use serde::Serialize;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON object or array
    Json,
    /// One JSON object per line, streamed
    Jsonl,
    /// Comma-separated values with a header line
    Csv,
    /// Tab-separated values with a header line
    Tsv,
}

impl Format {
    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Text => "text",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
        }
    }
}

/// Standard output, in one of the formats.
pub struct Out {
    /// The format that was asked for; text when nothing was.
    pub format: Format,
    /// Styles for the text form.
    pub styles: Styles,
    /// Columns of the terminal; 100 where there is none.
    pub width: usize,
    /// Whether it is a terminal.
    pub terminal: bool,
    inner: Sink,
    /// Room for what is written at once.
    line: Vec<u8>,
}

/// Where data go.
pub enum Sink {
    /// Standard output.
    Stdout(BufWriter<StdoutLock<'static>>),
    /// A terminal that prints what is for programs, and the last byte that went there: no control character does.
    Terminal(BufWriter<StdoutLock<'static>>, u8),
    /// Memory, for what is printed later.
    Memory(Vec<u8>),
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sink::Stdout(out) => out.write(bytes),
            Sink::Terminal(out, last) => out.write_all(&harmless(bytes, last)).map(|()| bytes.len()),
            Sink::Memory(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Sink::Stdout(out) | Sink::Terminal(out, _) => out.flush(),
            Sink::Memory(_) => Ok(()),
        }
    }
}

impl Out {
    /// Standard output as `global` wants it.
    pub fn new(global: &Global) -> Self {
        let stdout = io::stdout();
        let width = terminal_size::terminal_size().map_or(100, |(w, _)| usize::from(w.0));
        let terminal = stdout.is_terminal();
        let (format, styles) = (global.format.unwrap_or(Format::Text), Styles::new(coloured(global.color, terminal)));
        let inner = BufWriter::new(stdout.lock());
        let inner = if terminal && format != Format::Text { Sink::Terminal(inner, 0) } else { Sink::Stdout(inner) };
        Out { format, styles, width: width.clamp(40, 160), terminal, inner, line: Vec::new() }
    }

    /// The same into memory: what [`Out::taken`] gives is for standard output.
    pub fn memory(global: &Global) -> Self {
        let terminal = io::stdout().is_terminal();
        let (format, styles) = (global.format.unwrap_or(Format::Text), Styles::new(coloured(global.color, terminal)));
        Out { format, styles, width: 100, terminal, inner: Sink::Memory(Vec::new()), line: Vec::new() }
    }

    /// What was printed into memory.
    pub fn taken(&mut self) -> Vec<u8> {
        match &mut self.inner {
            Sink::Memory(bytes) => std::mem::take(bytes),
            Sink::Stdout(_) | Sink::Terminal(..) => Vec::new(),
        }
    }

    /// The writer, for the text form.
    pub fn text(&mut self) -> &mut impl Write {
        &mut self.inner
    }

    /// One JSON value on one line.
    ///
    /// # Errors
    /// [`ErrorKind::Output`], or [`ErrorKind::ClosedPipe`] when the reader has gone.
    pub fn json_line<T: Serialize>(&mut self, value: &T) -> Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, value).map_err(|e| Error::from(io::Error::from(e)))?;
        self.line.push(b'\n');
        self.inner.write_all(&self.line)?;
        Ok(())
    }

    /// Rows of CSV or TSV, whichever was asked for.
    pub fn table(&mut self) -> csv::Writer<&mut Sink> {
        let delimiter = if self.format == Format::Tsv { b'\t' } else { b',' };
        csv::WriterBuilder::new().delimiter(delimiter).from_writer(&mut self.inner)
    }

    /// A line on standard error below the text form, unless `--quiet`.
    pub fn note(&self, global: &Global, text: &str) {
        if self.format == Format::Text && !global.quiet {
            say(text);
        }
    }

    /// The same, for structs whose names of fields have been written already.
    pub fn row(&mut self) -> csv::Writer<&mut Sink> {
        let delimiter = if self.format == Format::Tsv { b'\t' } else { b',' };
        csv::WriterBuilder::new().delimiter(delimiter).has_headers(false).from_writer(&mut self.inner)
    }

    /// Writes out what is buffered.
    ///
    /// # Errors
    /// As [`Out::json_line`].
    pub fn flush(&mut self) -> Result<()> {
        Ok(self.inner.flush()?)
    }
}

impl From<io::Error> for Error {
    fn from(e: io::Error) -> Self {
        match e.kind() {
            io::ErrorKind::BrokenPipe => Error::new(ErrorKind::ClosedPipe, "the reader has gone"),
            _ => Error::new(ErrorKind::Output, format!("cannot write to standard output: {e}")),
        }
    }
}

impl From<csv::Error> for Error {
    fn from(e: csv::Error) -> Self {
        match e.into_kind() {
            csv::ErrorKind::Io(e) => e.into(),
            kind => Error::new(ErrorKind::Output, format!("cannot write to standard output: {kind:?}")),
        }
    }
}

fn coloured(color: Color, terminal: bool) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    }
}

/// UTF-8 with blanks for control characters but for ends of lines and tabs; `last` is the byte before it, and becomes its last one.
fn harmless(bytes: &[u8], last: &mut u8) -> Vec<u8> {
    let byte = |&byte: &u8| {
        let before = std::mem::replace(last, byte);
        match byte {
            b'\n' | b'\r' | b'\t' => byte,
            0..b' ' | 0x7f => b' ',
            // The second byte of U+0080 to U+009F becomes that of a no-break space.
            0x80..=0x9f if before == 0xc2 => 0xa0,
            _ => byte,
        }
    };
    bytes.iter().map(byte).collect()
}

/// A line of talk on standard error. Names and queries in it may hold anything, so no control character gets through.
pub fn say(line: &str) {
    // Nobody listening is no reason to stop.
    let _ = writeln!(io::stderr(), "{}", printable(line));
}

/// Says on standard error what went wrong.
pub fn report(error: &Error, color: Color) {
    let (on, off) = if coloured(color, io::stderr().is_terminal()) { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
    // Where standard error is closed there is nobody left to tell.
    let _ = writeln!(io::stderr(), "{on}error:{off} {error}");
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn no_control_character_reaches_a_terminal_wherever_what_is_written_is_cut() {
        let text = "a,\"b\u{1b}[31m\u{9b}2J\u{7}\",é\u{7f}渡\tÂ\r\n";
        for cut in 0..=text.len() {
            let (head, tail) = text.as_bytes().split_at(cut);
            let mut last = 0;
            let shown = [harmless(head, &mut last), harmless(tail, &mut last)].concat();
            assert_eq!(String::from_utf8(shown).unwrap(), "a,\"b [31m\u{a0}2J \",é 渡\tÂ\r\n", "{cut}");
        }
    }
}
