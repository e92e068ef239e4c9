//! Bytes → code points: inside the program spans are in bytes, outside in Unicode code points.

use crate::model::Span;

/// How many bytes lie between two remembered places.
const STRIDE: usize = 256;

/// Turns byte offsets of one text into code points, in a time that does not depend on the length of the text.
#[derive(Debug)]
pub struct Offsets<'a> {
    text: &'a str,
    /// Code points before byte `i * STRIDE`, counting characters that begin before it; empty for ASCII text.
    before: Vec<u32>,
}

impl<'a> Offsets<'a> {
    /// Prepares the offsets of `text`.
    pub fn new(text: &'a str) -> Self {
        let mut before = Vec::new();
        if !text.is_ascii() {
            let mut n = 0;
            for chunk in text.as_bytes().chunks(STRIDE) {
                before.push(n);
                n += starts(chunk);
            }
        }
        Offsets { text, before }
    }

    /// The number of code points before byte `at`.
    pub fn code_point(&self, at: u32) -> u32 {
        let at = at as usize;
        match self.before.get(at / STRIDE) {
            None if self.before.is_empty() => at as u32,
            None => {
                self.before.last().copied().unwrap_or(0)
                    + starts(self.text.as_bytes().chunks(STRIDE).last().unwrap_or(&[]))
            }
            Some(n) => n + starts(&self.text.as_bytes()[at / STRIDE * STRIDE..at]),
        }
    }

    /// `span` in code points.
    pub fn code_points(&self, span: Span) -> Span {
        Span { start: self.code_point(span.start), end: self.code_point(span.end) }
    }
}

/// How many characters begin in these bytes.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| (b & 0xc0) != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn code_points_are_the_characters_before(text in "[aé漢😀]{0,700}") {
            let offsets = Offsets::new(&text);
            for (n, (at, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(offsets.code_point(at as u32), n as u32);
            }
            prop_assert_eq!(offsets.code_point(text.len() as u32), text.chars().count() as u32);
        }
    }
}
