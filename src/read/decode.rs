//! Bytes → text: UTF-8, UTF-16 and UTF-32 by their marks or their shape, else the encoding that fits best.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Text with what is known of its encoding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text with `\n` at the end of its lines and without a byte-order mark.
    pub text: String,
    /// The name of the encoding: "UTF-8", "windows-1252".
    pub encoding: &'static str,
    /// Whether some bytes do not belong to that encoding: they became U+FFFD, or what they mean in Windows-1252.
    pub malformed: bool,
}

/// Decodes `bytes`: a byte-order mark decides, else UTF-8 where it is that, else what the bytes look like.
pub fn decode(bytes: &[u8]) -> Decoded {
    decode_as(bytes, None)
}

/// The same for bytes whose encoding is declared (by a header or the file itself); a byte-order mark, and bytes that
/// are clearly UTF-8, count more than a declaration, which is often wrong.
pub fn decode_as(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    if let Some(text) = utf32(bytes) {
        return done(Cow::Owned(text), "UTF-32", false);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[mark..]);
    }
    if let Some(encoding) = utf16_by_shape(bytes) {
        return with(encoding, bytes);
    }
    if has_japanese_escapes(bytes) {
        return with(encoding_rs::ISO_2022_JP, bytes);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return done(Cow::Borrowed(text), UTF_8.name(), false);
    }
    if let Some(text) = mostly_utf8(bytes) {
        return done(Cow::Owned(text), UTF_8.name(), true);
    }
    with(declared.filter(|e| *e != UTF_8).unwrap_or_else(|| guess(bytes)), bytes)
}

fn with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, malformed) = encoding.decode_without_bom_handling(bytes);
    done(text, encoding.name(), malformed)
}

fn done(text: Cow<str>, encoding: &'static str, malformed: bool) -> Decoded {
    let text = if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.into_owned()
    };
    Decoded { text, encoding, malformed }
}

/// How many bytes are looked at to tell an encoding.
const SAMPLE: usize = 1 << 18;

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    // Plain ASCII says nothing: what decides begins at the first other byte.
    let start = bytes.iter().position(|b| *b >= 0x80).unwrap_or(0);
    let end = bytes.len().min(start.saturating_add(SAMPLE));
    detector.feed(&bytes[start..end], end == bytes.len());
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

/// Whether `bytes` are ISO-2022-JP, which is ASCII to the eye: escape sequences that open a set of Japanese characters.
fn has_japanese_escapes(bytes: &[u8]) -> bool {
    let opens = |at: usize| matches!(bytes.get(at + 1..at + 3), Some([b'$', b'B' | b'@']));
    memchr::memchr_iter(0x1b, bytes).take(1000).any(opens) && bytes.iter().all(|b| *b < 0x80)
}

/// UTF-16 without a mark: nearly every second byte is 0 in texts of European languages.
fn utf16_by_shape(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let pairs = sample.len() / 2;
    if pairs < 8 {
        return None;
    }
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    if second * 10 >= pairs * 7 && first * 20 < pairs {
        Some(UTF_16LE)
    } else if first * 10 >= pairs * 7 && second * 20 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The text where `bytes` begin with the mark of UTF-32 and are that; the mark of UTF-16LE is the beginning of it.
fn utf32(bytes: &[u8]) -> Option<String> {
    let big = match bytes.get(..4)? {
        [0xff, 0xfe, 0, 0] => false,
        [0, 0, 0xfe, 0xff] => true,
        _ => return None,
    };
    let units = bytes[4..].chunks_exact(4).map(|b| {
        let unit = [b[0], b[1], b[2], b[3]];
        char::from_u32(if big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) })
    });
    units.collect()
}

/// UTF-8 with a few stray bytes (a file cut in the middle, a line pasted from another encoding): those bytes are read
/// as Windows-1252. `None` where stray bytes are not few among the characters beyond ASCII.
fn mostly_utf8(bytes: &[u8]) -> Option<String> {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good < bad * 10 && !(bad == 1 && good > 0) {
        return None;
    }
    let mut text = String::with_capacity(bytes.len() + bad * 2);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    Some(text)
}

/// Whether a text may hold control characters or line ends other than line feeds and carriage returns. Told by bytes, and so sooner than by
/// looking at each character; where there are some it is always true.
pub fn unusual(text: &str) -> bool {
    let bytes = text.as_bytes();
    let control = |b: u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r') || b == 0x7f;
    // U+0080 to U+009F; U+2028 and U+2029; U+FFFD.
    let end = |a: u8, b: u8| a == 0xc2 && b < 0xa0 || a == 0x80 && (b & 0xfe) == 0xa8 || a == 0xbf && b == 0xbd;
    // Without a way out of the loops, so that many bytes are compared at once.
    bytes.iter().fold(false, |found, &b| found | control(b))
        || bytes.iter().zip(bytes.iter().skip(1)).fold(false, |found, (&a, &b)| found | end(a, b))
}

/// Whether `text` is no text but the bytes of a picture, a program or the like.
pub fn is_binary(text: &str) -> bool {
    if !unusual(text) {
        return false;
    }
    let (mut odd, mut all) = (0usize, 0usize);
    for c in text.chars().take(1 << 16) {
        all += 1;
        odd += usize::from(
            matches!(c, '\0'..='\x08' | '\x0e'..='\x1a' | '\x1c'..='\x1f' | '\x7f'..='\u{9f}' | '\u{fffd}'),
        );
    }
    odd * 20 > all
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LINE: &str = "“Wir öffnen früher”, sagte die Leiterin – ein Café in Łódź.\n";

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn marks_decide_and_go_away() {
        let marked = format!("\u{feff}{LINE}");
        for bytes in [marked.clone().into_bytes(), utf16(&marked, true), utf16(&marked, false)] {
            assert_eq!(decode(&bytes).text, LINE);
        }
        let utf32: Vec<u8> = marked.chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
        assert_eq!(decode(&utf32).text, LINE);
    }

    #[test]
    fn utf16_is_told_without_a_mark() {
        assert_eq!(decode(&utf16(LINE, false)).text, LINE);
        assert_eq!(decode(&utf16(LINE, true)).encoding, "UTF-16BE");
    }

    #[test]
    fn other_encodings_are_detected() {
        let french = "« Le pont a rouvert mardi », a déclaré l’ingénieure en chef à Orléans – trois semaines plus tôt.";
        let russian = "Мост снова открыт для движения, сообщили во вторник городские инженеры.";
        let japanese = "橋は火曜日に再び開通したと市の技術者が述べた。工事は三週間早く終わった。";
        let cases =
            [("windows-1252", french), ("windows-1251", russian), ("shift_jis", japanese), ("iso-2022-jp", japanese)];
        for (label, text) in cases {
            let bytes = Encoding::for_label(label.as_bytes()).unwrap().encode(text).0;
            assert_eq!(decode(&bytes).text, text, "{label}");
        }
    }

    #[test]
    fn utf8_that_is_cut_or_holds_a_stray_byte_stays_utf8() {
        let mut bytes = LINE.repeat(9).into_bytes();
        bytes.extend_from_slice(b"caf\xe9 ");
        let text = decode(&bytes).text;
        assert!(text.starts_with(LINE) && text.ends_with("café "));
        assert!(decode(&LINE.as_bytes()[..2 + LINE.find('Ł').unwrap() - 1]).text.starts_with("“Wir öffnen"));
    }

    #[test]
    fn lines_end_in_one_way() {
        assert_eq!(decode(b"a\r\nb\rc\n\r\n").text, "a\nb\nc\n\n");
    }

    #[test]
    fn a_picture_is_no_text_and_an_article_is() {
        let picture: Vec<u8> = (0..4000u32).map(|i| (i.wrapping_mul(2654435761) >> 13) as u8).collect();
        assert!(is_binary(&decode(&picture).text));
        assert!(!is_binary(LINE));
    }

    proptest! {
        #[test]
        fn no_unusual_character_is_overlooked(text in "[a-z\n\r\t“’ \u{a0}\u{85}\u{9f}\u{2028}\u{2029}\u{fffd}\x00\x0b\x0c\x1b\x7f]{0,6}") {
            let seen = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r') || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fffd}');
            prop_assert!(unusual(&text) || !text.contains(seen));
        }

        #[test]
        fn valid_utf8_is_never_changed(text in "[^\\r\\x1b\\x00\\u{feff}]{0,200}") {
            prop_assume!(utf16_by_shape(text.as_bytes()).is_none());
            prop_assert_eq!(decode(text.as_bytes()).text, text);
        }

        #[test]
        fn any_bytes_give_some_text(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            decode(&bytes);
        }
    }
}
