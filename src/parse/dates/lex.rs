//! Text → numbers, words and marks.

use super::vocabulary::{Meaning, begins_pair, meaning};
use crate::words::fold;
use unicode_normalization::char::is_combining_mark;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Decimal digits of any script: their value and how many there are.
    Number(u32, u8),
    /// Letters.
    Word,
    /// Any other character; shapes of one mark are made one.
    Mark(char),
}

/// A number, a word or a mark, with what it means in a date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub kind: Kind,
    /// Bytes in the text.
    pub start: usize,
    pub end: usize,
    /// Whether no white space stands before it.
    pub glued: bool,
    /// Whether it is written in capitals.
    pub capitals: bool,
    pub meaning: Meaning,
}

impl Token {
    /// The value of a number of so many digits.
    pub fn number(&self, digits: std::ops::RangeInclusive<u8>) -> Option<u32> {
        match self.kind {
            Kind::Number(value, n) if digits.contains(&n) => Some(value),
            _ => None,
        }
    }

    /// Whether it is a number of any length.
    pub fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Number(..))
    }

    /// Whether it is this mark.
    pub fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }

    /// Whether it is a word of a language that puts the day first.
    pub fn day_first(&self) -> bool {
        self.meaning.day_first
    }
}

/// The tokens of `text`.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    let mut glued = false;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' {
            glued = false;
            at += c.len_utf8();
            continue;
        }
        let end = if digit(c).is_some() {
            number(text, at, &mut tokens)
        } else if let Some((kind, end)) = han_number(text, at) {
            push(&mut tokens, kind, at, end)
        } else if c.is_alphabetic() {
            word(text, at, &mut tokens)
        } else {
            push(&mut tokens, Kind::Mark(straight(c)), at, at + c.len_utf8())
        };
        if let Some(first) = tokens.iter_mut().rev().take_while(|t| t.start >= at).last() {
            first.glued = glued;
        }
        at = end;
        glued = true;
    }
    tokens
}

/// Adds a token that is glued to the one before; returns its end.
fn push(tokens: &mut Vec<Token>, kind: Kind, start: usize, end: usize) -> usize {
    tokens.push(Token { kind, start, end, glued: true, capitals: false, meaning: Meaning::default() });
    end
}

/// The value of a decimal digit in the scripts in which dates are written.
fn digit(c: char) -> Option<u32> {
    let zero = match c as u32 {
        0x30..=0x39 => 0x30,
        0x660..=0x669 => 0x660,
        0x6f0..=0x6f9 => 0x6f0,
        0x966..=0x96f => 0x966,
        0x9e6..=0x9ef => 0x9e6,
        0xe50..=0xe59 => 0xe50,
        0xff10..=0xff19 => 0xff10,
        _ => return None,
    };
    Some(c as u32 - zero)
}

/// Marks in the shape in which the grammar knows them.
fn straight(c: char) -> char {
    match c {
        '‐' | '‑' | '–' | '—' | '−' | '－' => '-',
        '．' | '。' => '.',
        '／' => '/',
        '：' | '∶' => ':',
        '，' | '、' | '،' => ',',
        '（' => '(',
        '）' => ')',
        '’' | '‘' | 'ʼ' => '\'',
        c => c,
    }
}

/// A run of digits from `at`. A year with a clock glued to it ("20194:29") is cut in two.
fn number(text: &str, at: usize, tokens: &mut Vec<Token>) -> usize {
    let mut places = Vec::new();
    let mut end = at;
    for c in text[at..].chars() {
        let Some(value) = digit(c) else { break };
        places.push((value, end));
        end += c.len_utf8();
    }
    let value = |part: &[(u32, usize)]| part.iter().fold(0u32, |n, (d, _)| n.saturating_mul(10).saturating_add(*d));
    let cut = match places.len() {
        5 | 6 if text[end..].starts_with(':') && super::YEARS.contains(&(value(&places[..4]) as i32)) => 4,
        // Compact dates and times: 20240710152600.
        12 | 14 => 8,
        n => n,
    };
    let (head, tail) = places.split_at(cut);
    let kind = |part: &[(u32, usize)]| Kind::Number(value(part), part.len().min(u8::MAX as usize) as u8);
    match tail.first() {
        Some(&(_, middle)) => {
            push(tokens, kind(head), at, middle);
            push(tokens, kind(tail), middle, end)
        }
        None => push(tokens, kind(head), at, end),
    }
}

/// A number in Chinese characters from `at` and its end, where a sign of a year, month or day follows: 二〇一九年, 十二日, 元年.
fn han_number(text: &str, at: usize) -> Option<(Kind, usize)> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let value =
        |c: char| if c == '零' { Some(0) } else { DIGITS.chars().position(|digit| digit == c).map(|n| n as u32) };
    let rest = &text[at..];
    let end = rest.find(|c| value(c).is_none() && c != '十' && c != '元')?;
    let (run, sign) = (&rest[..end], rest[end..].chars().next()?);
    let count = run.chars().count();
    if !matches!(sign, '年' | '月' | '日' | '号' | '號') || !(1..=4).contains(&count) {
        return None;
    }
    let positional = |run: &str| run.chars().try_fold(0, |n, c| Some(n * 10 + value(c)?));
    let (number, digits) = match run.split_once('十') {
        Some((tens, ones)) if count <= 3 => {
            let tens = if tens.is_empty() { 1 } else { positional(tens)? };
            (tens * 10 + positional(ones)?, 2)
        }
        None if run == "元" && sign == '年' => (1, 1),
        None => (positional(run)?, count as u8),
        Some(_) => return None,
    };
    Some((Kind::Number(number, digits), at + end))
}

/// A word from `at`: letters; one ideograph, or two that stand together in the vocabulary; two words with a space
/// between that are one name. "a.m." is one word, and so are Thai abbreviations.
fn word(text: &str, at: usize, tokens: &mut Vec<Token>) -> usize {
    let mut end = letters(text, at);
    if let Some(half) = spelled_half(&text[at..]) {
        end = at + half;
    }
    let mut folded = fold(&text[at..end]);
    if begins_pair(&folded) {
        let gap = text[end..].len() - text[end..].trim_start_matches(' ').len();
        let next = letters(text, end + gap);
        let pair = format!("{folded} {}", fold(&text[end + gap..next]));
        if gap > 0 && meaning(&pair).is_some() {
            (folded, end) = (pair, next);
        }
    }
    push(tokens, Kind::Word, at, end);
    let capitals = !text[at..end].chars().any(char::is_lowercase);
    if let Some(token) = tokens.last_mut() {
        token.meaning =
            meaning(&folded.replace(['.', ' '], "")).or_else(|| meaning(&folded)).copied().unwrap_or_default();
        token.capitals = capitals;
    }
    end
}

/// Where the word ends that begins at `at`.
fn letters(text: &str, at: usize) -> usize {
    let Some(first) = text[at..].chars().next() else { return at };
    if is_ideograph(first) {
        let one = at + first.len_utf8();
        let two = text[one..].chars().next().filter(|&c| is_ideograph(c)).map(|c| one + c.len_utf8());
        return two.filter(|&two| meaning(&fold(&text[at..two])).is_some()).unwrap_or(one);
    }
    let mut end = at;
    let mut chars = text[at..].chars().peekable();
    while let Some(c) = chars.next() {
        let inner_stop = c == '.' && chars.peek().is_some_and(|&n| is_thai(n)) && end > at;
        if is_ideograph(c) || !(c.is_alphabetic() || is_combining_mark(c) || inner_stop) || digit(c).is_some() {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// How many bytes of `text` spell "a.m.", "p. m." or their like in Greek.
fn spelled_half(text: &str) -> Option<usize> {
    let mut chars = text.char_indices();
    let (_, first) = chars.next()?;
    if !matches!(first, 'a' | 'A' | 'p' | 'P' | 'π' | 'μ' | 'Π' | 'Μ') || chars.next()?.1 != '.' {
        return None;
    }
    let mut rest = chars.as_str();
    rest = rest.strip_prefix([' ', '\u{a0}']).unwrap_or(rest);
    let last = rest.strip_prefix(['m', 'M', 'μ', 'Μ'])?;
    if last.starts_with(char::is_alphabetic) {
        return None;
    }
    Some(text.len() - last.strip_prefix('.').unwrap_or(last).len())
}

fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0x3400..=0x9fff | 0xf900..=0xfaff | 0x3040..=0x30ff)
}

fn is_thai(c: char) -> bool {
    matches!(c as u32, 0xe00..=0xe7f)
}
