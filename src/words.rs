//! Words as the query language and the index count them.
//!
//! A word is a run of letters and digits. Apostrophes inside a word belong to it ("don't"), but a final `'s` is a word
//! of its own ("Lee's" is `lee`, `s`); hyphens and everything else part words. Words are folded for case and
//! diacritics, so that "Maduro" finds "MADURO" and "Nicolas" finds "Nicolás"; soft hyphens within them are passed over. The text of an article and the words of
//! a query go through this same function, and so they always agree.
//!
//! Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese put no space between words, or hang particles on them. There each
//! character with its marks is a word: any run of characters is then a phrase, whatever stands around it, which no dictionary
//! could promise, since it cuts one way in a text and another way in a query.

use crate::model::Span;
use std::ops::ControlFlow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Calls `each` with every word of `text`: its bytes and its folded form, in order.
///
/// ```
/// let mut words = Vec::new();
/// newsdex::words::each_word("Lee's co-worker doesn’t", |span, word| words.push((span.start, word.to_owned())));
/// assert_eq!(words, [(0, "lee".into()), (4, "s".into()), (6, "co".into()), (9, "worker".into()), (16, "doesn't".into())]);
/// ```
pub fn each_word(text: &str, mut each: impl FnMut(Span, &str)) {
    _ = try_each_word(text, |span, word| {
        each(span, word);
        ControlFlow::Continue(())
    });
}

/// The same, until `each` breaks; whether it did.
pub fn try_each_word(text: &str, mut each: impl FnMut(Span, &str) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut folded = String::new();
    // Most words are as they are folded.
    let plain = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    try_each_span(text, |start, end| {
        let word = &text[start..end];
        if word.as_bytes().iter().all(plain) {
            return each(Span::new(start, end), word);
        }
        fold_into(word, &mut folded);
        each(Span::new(start, end), &folded)
    })
}

/// Calls `each` with the bytes of every word of `text`, in order.
pub fn each_span(text: &str, mut each: impl FnMut(Span)) {
    _ = try_each_span(text, |start, end| {
        each(Span::new(start, end));
        ControlFlow::Continue(())
    });
}

/// Calls `each` with where every word of `text` begins and ends, until it breaks; whether it did.
fn try_each_span(text: &str, mut each: impl FnMut(usize, usize) -> ControlFlow<()>) -> ControlFlow<()> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // A mark begins no word: it belongs to the character before it, which may be a sign ("❤" and U+FE0F).
        let Some(first) = word_char(text, at).filter(|_| !is_mark_at(text, at)) else {
            at += char_len(bytes[at]);
            continue;
        };
        let (start, mut end) = (at, at + first);
        if stands_alone_at(text, start) {
            at = end + marks(&text[end..]);
            each(start, at)?;
            continue;
        }
        let mut apostrophes = false;
        loop {
            // Most words are letters of ASCII and nothing else.
            while bytes.get(end).is_some_and(|b| LETTERS[usize::from(*b)]) {
                end += 1;
            }
            if bytes.get(end).is_none_or(|b| b.is_ascii() && *b != b'\'') {
                break;
            }
            if let Some(n) = word_char(text, end).filter(|_| !stands_alone_at(text, end)) {
                end += n;
            } else if let Some(n) = inner_apostrophe(text, end) {
                end += n;
                apostrophes = true;
            } else if let Some(n) = inner_break(text, end) {
                end += n;
            } else {
                break;
            }
        }
        at = end;
        if let Some((stem, apostrophe)) = if apostrophes { possessive(&text[start..end]) } else { None } {
            each(start, start + stem)?;
            each(start + stem + apostrophe, end)?;
        } else {
            each(start, end)?;
        }
    }
    ControlFlow::Continue(())
}

/// The number of words in `text`.
pub fn count(text: &str) -> usize {
    // No word reaches over white space of ASCII, and between two of these most words are letters and a comma at most.
    let bytes = text.as_bytes();
    let (mut at, mut n) = (0, 0);
    while at < bytes.len() {
        let start = at;
        while bytes.get(at).is_some_and(|b| LETTERS[usize::from(*b)]) {
            at += 1;
        }
        let blank = |at: usize| bytes.get(at).is_none_or(u8::is_ascii_whitespace);
        if blank(at) {
            n += usize::from(at > start);
        } else if matches!(bytes[at], b',' | b'.') && blank(at + 1) {
            n += usize::from(at > start);
            at += 1;
        } else {
            at += bytes[at..].iter().take_while(|b| !b.is_ascii_whitespace()).count();
            each_span(&text[start..at], |_| n += 1);
        }
        at += 1;
    }
    n
}

/// The bytes that are letters and digits of ASCII.
static LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        letters[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    letters
};

/// The folded words of `text`.
pub fn list(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each_word(text, |_, word| words.push(word.to_owned()));
    words
}

/// `word` folded for case and diacritics, its apostrophes made straight; may be empty for a lone combining mark.
pub fn fold(word: &str) -> String {
    let mut out = String::new();
    fold_into(word, &mut out);
    out
}

/// Length in bytes of the character at `at` if it is a letter, a digit or a combining mark.
#[inline(always)]
fn word_char(text: &str, at: usize) -> Option<usize> {
    let b = *text.as_bytes().get(at)?;
    if b < 0x80 {
        return b.is_ascii_alphanumeric().then_some(1);
    }
    let c = text[at..].chars().next()?;
    (c.is_alphanumeric() || is_combining_mark(c)).then_some(c.len_utf8())
}

/// Whether a combining mark stands at `at`.
#[inline]
fn is_mark_at(text: &str, at: usize) -> bool {
    !text.as_bytes()[at].is_ascii() && text[at..].starts_with(is_combining_mark)
}

/// Whether the character is a word of its own: it belongs to a script that does not part words by spaces, or to Korean.
pub fn stands_alone(c: char) -> bool {
    // Thai to Burmese, Hangul, Khmer; Chinese characters, kana, bopomofo; their parts in other blocks; half-width forms.
    c >= '\u{e00}'
        && matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
            | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{318f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}'
            | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{a9e0}'..='\u{a9ff}'
            | '\u{aa60}'..='\u{aa7f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ffdc}'
            | '\u{1aff0}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a text has characters that are words of their own.
pub fn any_stands_alone(text: &str) -> bool {
    // Punctuation ("“", "—") begins with 0xe2, too, but goes on with less than the first character that counts.
    let may = |(at, b): (usize, &u8)| (*b >= 0xe0 && (*b != 0xe2 || text.as_bytes()[at + 1] >= 0xba)).then_some(at);
    text.as_bytes().iter().enumerate().filter_map(may).any(|at| stands_alone_at(text, at))
}

/// Whether a word is a character of such a script.
pub fn is_character(word: &str) -> bool {
    word.starts_with(stands_alone)
}

/// Whether the character belongs to the one before it: a mark, a vowel written behind, a part of a Korean syllable.
pub fn is_attached(c: char) -> bool {
    is_combining_mark(c)
        || matches!(c, '\u{e33}' | '\u{eb3}' | '\u{ff9e}' | '\u{ff9f}' | '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}')
}

#[inline]
fn stands_alone_at(text: &str, at: usize) -> bool {
    // The first byte of U+0E00 and all after it, which begins a character.
    text.as_bytes()[at] >= 0xe0 && text[at..].starts_with(stands_alone)
}

/// Length in bytes of what `text` begins with that belongs to the character before it.
fn marks(text: &str) -> usize {
    text.find(|c| !is_attached(c)).unwrap_or(text.len())
}

/// Length in bytes of the apostrophe at `at` if letters or digits stand on both sides of it; the caller has seen the
/// left one.
fn inner_apostrophe(text: &str, at: usize) -> Option<usize> {
    let n = apostrophe(text.get(at..)?)?;
    word_char(text, at + n).filter(|_| !stands_alone_at(text, at + n)).map(|_| n)
}

/// Length in bytes of what may part a word at the end of a line, at `at`, if letters or digits stand on both sides of it; the caller has seen
/// the left one.
fn inner_break(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let n = rest.len() - rest.trim_start_matches(is_break).len();
    word_char(text, at + n).filter(|_| n > 0 && !stands_alone_at(text, at + n)).map(|_| n)
}

/// Whether a character says where a word may or may not be parted and is not seen: soft hyphens and spaces without width.
fn is_break(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Length in bytes of the apostrophe that `text` begins with.
fn apostrophe(text: &str) -> Option<usize> {
    match text.chars().next()? {
        '\'' => Some(1),
        c @ ('\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{ff07}') => Some(c.len_utf8()),
        _ => None,
    }
}

/// Where a final `'s` begins in `word`, and how long its apostrophe is.
fn possessive(word: &str) -> Option<(usize, usize)> {
    let head = word.strip_suffix(['s', 'S'])?;
    let last = head.char_indices().next_back()?;
    let n = apostrophe(&head[last.0..])?;
    (last.0 > 0).then_some((last.0, n))
}

fn char_len(first: u8) -> usize {
    match first {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

fn fold_into(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.push_str(word);
        out.make_ascii_lowercase();
        return;
    }
    if is_character(word) {
        // Full-width and half-width forms are one; else characters stay whole, as their readers know them.
        match word.starts_with(|c| matches!(c, '\u{ff66}'..='\u{ffdc}')) {
            true => out.extend(word.nfkc().filter(|c| !is_selector(*c))),
            false => out.extend(word.nfc().filter(|c| !is_selector(*c))),
        }
        return;
    }
    for c in word.nfkd() {
        match c {
            '\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{ff07}' => out.push('\''),
            'ø' | 'Ø' => out.push('o'),
            'ł' | 'Ł' => out.push('l'),
            'đ' | 'Đ' => out.push('d'),
            'ı' => out.push('i'),
            // At the end of a word sigma has another shape, but only among small letters.
            'ς' => out.push('σ'),
            'ß' | 'ẞ' => out.push_str("ss"),
            'æ' | 'Æ' => out.push_str("ae"),
            'œ' | 'Œ' => out.push_str("oe"),
            c if is_latin_like_mark(c) || is_break(c) => {}
            c => out.extend(c.to_lowercase().filter(|c| !is_latin_like_mark(*c))),
        }
    }
}

/// Diacritics of alphabets, the points of Hebrew, Arabic and Syriac among them; the vowel signs of Indic and other scripts are letters to their
/// readers and stay.
fn is_latin_like_mark(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36f | 0x483..=0x487
        | 0x591..=0x5bd | 0x5bf | 0x5c1..=0x5c2 | 0x5c4..=0x5c5 | 0x5c7
        | 0x610..=0x61a | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6dc | 0x6df..=0x6e4 | 0x6e7..=0x6e8 | 0x6ea..=0x6ed
        | 0x711 | 0x730..=0x74a
        | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff)
        || is_selector(c)
}

/// What chooses between forms of a character.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(list("U.S.-led talks, 1,000 of them"), ["u", "s", "led", "talks", "1", "000", "of", "them"]);
        assert_eq!(
            list("Lee’s ‘new phase’ don't rock'n'roll boys'"),
            ["lee", "s", "new", "phase", "don't", "rock'n'roll", "boys"]
        );
        assert_eq!(list("Nicolás Łódź Straße e\u{301}te\u{301}"), ["nicolas", "lodz", "strasse", "ete"]);
        assert_eq!(list("Bundes\u{ad}regie\u{ad}\u{200b}rung \u{ad}- a\u{ad} \u{ad}b"), ["bundesregierung", "a", "b"]);
        assert_eq!(list("渡\u{200b}轮 a\u{200b}轮"), ["渡", "轮", "a", "轮"]);
        assert_eq!(list("Γιώργος Παππάς"), list("ΓΙΩΡΓΟΣ ΠΑΠΠΑΣ"));
        assert_eq!(list("I ❤\u{fe0f} you, ☎\u{fe0f}call 1\u{fe0f}\u{20e3}"), ["i", "you", "call", "1"]);
        assert_eq!(list("שָׁלוֹם שלום"), ["שלום", "שלום"]);
    }

    #[test]
    fn characters_of_scripts_without_spaces_are_words() {
        assert_eq!(list("渡轮AI技术，20日"), ["渡", "轮", "ai", "技", "术", "20", "日"]);
        assert_eq!(list("フェリーは、ﾊﾞｽ"), ["フ", "ェ", "リ", "ー", "は", "バ", "ス"]);
        assert_eq!(list("น้ำท่วม"), ["น้ำ", "ท่", "ว", "ม"]);
        assert_eq!(list("평화를 말했다"), ["평", "화", "를", "말", "했", "다"]);
        assert_eq!(list("\u{1111}\u{1167}\u{11bc}\u{1112}\u{116a}"), ["평", "화"]);
        assert_eq!(list("Lee's 党's"), ["lee", "s", "党", "s"]);
    }

    proptest! {
        #[test]
        fn words_are_counted_as_they_are_listed(text in "([a-zA-Z0-9]{1,4}|['’sS. ,—\\u{ad}\\u{200b}\\u{a0}\\n\\t渡é])*|\\PC*") {
            prop_assert_eq!(count(&text), list(&text).len());
            prop_assert_eq!(any_stands_alone(&text), text.chars().any(stands_alone));
        }

        #[test]
        fn spans_slice_back_in_order_and_folding_is_stable(text in "\\PC*") {
            let mut last = 0;
            each_word(&text, |span, word| {
                assert!(span.start as usize >= last && span.start < span.end);
                last = span.end as usize;
                assert_eq!(fold(span.of(&text)), word);
                assert_eq!(fold(word), word);
            });
        }
    }
}
