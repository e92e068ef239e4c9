//! Documents of word processors: RTF and DOCX, an article or an export of a database.

use super::{Draft, Format, Options, exports, text, xml};
use crate::error::Result;
use crate::read::Source;
use encoding_rs::{Encoding, WINDOWS_1252};

/// Rich text.
pub(super) struct Rtf;
/// The text of a Word document, as [`crate::read::archive`] takes it out of its file.
pub(super) struct Docx;

impl Format for Rtf {
    fn name(&self) -> &'static str {
        "rtf"
    }

    fn matches(&self, source: &Source) -> bool {
        source.bytes.starts_with(b"{\\rtf")
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        hand_on(&rtf_lines(&source.bytes), options, each);
        Ok(())
    }
}

impl Format for Docx {
    fn name(&self) -> &'static str {
        "docx"
    }

    fn matches(&self, source: &Source) -> bool {
        xml::is_word(source)
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        hand_on(&xml::word_lines(source)?, options, each);
        Ok(())
    }
}

fn hand_on(lines: &[String], options: &Options, each: &mut dyn FnMut(Draft)) {
    let filled: Vec<String> = lines.iter().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
    let exported = exports::articles(&filled, options);
    if !exported.is_empty() {
        return exported.into_iter().for_each(each);
    }
    let mut draft = Draft::default();
    text::read_into(&lines.join("\n"), options, &mut draft);
    each(draft);
}

/// Groups of RTF whose text is not the document's.
const HIDDEN: &[&str] = &[
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "header",
    "footer",
    "headerl",
    "headerr",
    "footerl",
    "footerr",
    "object",
    "themedata",
    "datastore",
    "listtable",
    "listoverridetable",
    "generator",
    "fldinst",
    "xmlnstbl",
    "rsidtbl",
];

/// The lines of an RTF document.
fn rtf_lines(bytes: &[u8]) -> Vec<String> {
    let mut rtf = Rich { encoding: WINDOWS_1252, ..Rich::default() };
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' => rtf.open(),
            b'}' => rtf.close(),
            b'\\' => at = rtf.control(bytes, at),
            b'\r' | b'\n' => {}
            _ => rtf.byte(*byte),
        }
    }
    rtf.end_line();
    rtf.lines
}

/// The state of reading RTF.
struct Rich {
    lines: Vec<String>,
    line: String,
    /// Bytes of the line that are not decoded yet.
    raw: Vec<u8>,
    encoding: &'static Encoding,
    /// How many groups are open, and at which of them hidden text began.
    depth: usize,
    hidden: Option<usize>,
    /// Characters that stand for readers without Unicode and are to be passed over.
    skip: usize,
}

impl Default for Rich {
    fn default() -> Self {
        Rich {
            lines: Vec::new(),
            line: String::new(),
            raw: Vec::new(),
            encoding: WINDOWS_1252,
            depth: 0,
            hidden: None,
            skip: 0,
        }
    }
}

impl Rich {
    fn open(&mut self) {
        self.depth += 1;
    }

    fn close(&mut self) {
        if self.hidden == Some(self.depth) {
            self.hidden = None;
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn byte(&mut self, byte: u8) {
        if self.hidden.is_some() {
            return;
        }
        if self.skip > 0 {
            self.skip -= 1;
        } else {
            self.raw.push(byte);
        }
    }

    fn decode(&mut self) {
        let raw = std::mem::take(&mut self.raw);
        self.line.push_str(&self.encoding.decode_without_bom_handling(&raw).0);
    }

    fn end_line(&mut self) {
        self.decode();
        self.lines.push(std::mem::take(&mut self.line));
    }

    /// Reads a control word or symbol that begins at `at`, behind its backslash; returns where it ends.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(first) = bytes.get(at) else { return at };
        match first {
            b'\'' => {
                let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
                if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                    self.byte(byte);
                }
                at + 3
            }
            b'*' => {
                self.hidden.get_or_insert(self.depth);
                at + 1
            }
            b'~' => self.symbol("\u{a0}", at + 1),
            b'_' => self.symbol("-", at + 1),
            b'\\' | b'{' | b'}' => {
                self.byte(*first);
                at + 1
            }
            b'\r' | b'\n' => {
                self.end_line();
                at + 1
            }
            _ if first.is_ascii_alphabetic() => self.word(bytes, at),
            _ => at + 1,
        }
    }

    fn symbol(&mut self, text: &str, at: usize) -> usize {
        if self.hidden.is_none() {
            self.decode();
            self.line.push_str(text);
        }
        at
    }

    fn word(&mut self, bytes: &[u8], at: usize) -> usize {
        let end = at + bytes[at..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let digits =
            bytes[end..].iter().enumerate().take_while(|(i, b)| b.is_ascii_digit() || (*i == 0 && **b == b'-')).count();
        let name = std::str::from_utf8(&bytes[at..end]).unwrap_or_default();
        let number: Option<i64> = std::str::from_utf8(&bytes[end..end + digits]).ok().and_then(|n| n.parse().ok());
        let mut next = end + digits;
        if bytes.get(next) == Some(&b' ') {
            next += 1;
        }
        match name {
            "par" | "line" | "sect" | "page" | "row" if self.hidden.is_none() => self.end_line(),
            "tab" | "cell" => return self.symbol(" ", next),
            "emdash" => return self.symbol("—", next),
            "endash" => return self.symbol("–", next),
            "lquote" => return self.symbol("‘", next),
            "rquote" => return self.symbol("’", next),
            "ldblquote" => return self.symbol("“", next),
            "rdblquote" => return self.symbol("”", next),
            "bullet" => return self.symbol("•", next),
            "ansicpg" => {
                let label = format!("windows-{}", number.unwrap_or(1252));
                self.encoding = Encoding::for_label(label.as_bytes()).unwrap_or(WINDOWS_1252);
            }
            "u" => {
                let code = number.unwrap_or(0).rem_euclid(0x10000) as u32;
                self.symbol(char::from_u32(code).unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]), next);
                self.skip = 1;
            }
            name if HIDDEN.contains(&name) => {
                self.hidden.get_or_insert(self.depth);
            }
            _ => {}
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(format: &dyn Format, text: &str) -> Draft {
        let source = Source::new("a", "a", text);
        assert!(format.matches(&source));
        let mut got = None;
        format.parse(&source, &Options::default(), &mut |draft| got = Some(draft)).unwrap();
        got.unwrap()
    }

    #[test]
    fn rich_text_loses_its_marks() {
        let rtf = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\*\generator x;}{\b F\'e4hre is back in harbour}\par\par \u8220?It is,\u8221? said \i Ana\i0  Petrov of the harbour company on Monday\'85 and the passengers were glad.\par}";
        let draft = of(&Rtf, rtf);
        assert_eq!(draft.title.as_deref(), Some("Fähre is back in harbour"));
        assert_eq!(
            draft.paragraphs,
            ["“It is,” said Ana Petrov of the harbour company on Monday… and the passengers were glad."]
        );
    }

    #[test]
    fn word_documents_keep_their_paragraphs() {
        let word = "<?xml version=\"1.0\"?><w:document xmlns:w=\"x\"><w:body><w:p><w:r><w:t>Ferry is back</w:t></w:r></w:p><w:p><w:r><w:t>The ferry came back on </w:t></w:r><w:r><w:t>Monday after four weeks in the dock, the company said.</w:t></w:r></w:p></w:body></w:document>";
        let draft = of(&Docx, word);
        assert_eq!(
            draft.paragraphs.last().map(String::as_str),
            Some("The ferry came back on Monday after four weeks in the dock, the company said.")
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            rtf_lines(&bytes);
            rtf_lines(&[b"{\\rtf1 \\u".as_slice(), &bytes].concat());
        }
    }
}
