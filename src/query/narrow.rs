//! Full-width forms of ASCII, as Chinese and Japanese keyboards write them, mean the same as operators.

use super::lexer::{closes, ends_run, is_quote};
use std::borrow::Cow;

/// `query` with full-width forms as their ASCII ones, but for what is looked for as it is written: within quotation marks and behind `==`.
pub fn of(query: &str) -> Cow<'_, str> {
    if !query.contains(is_wide) {
        return Cow::Borrowed(query);
    }
    let mut narrow = String::with_capacity(query.len());
    let mut phrase: Option<char> = None;
    let mut chars = query.chars().peekable();
    while let Some(c) = chars.next() {
        let ascii = narrowed(c);
        match phrase {
            // An escaped quotation mark is one in either width.
            Some(_) if c == '\\' && matches!(chars.peek().map(|c| narrowed(*c)), Some('"' | '\\')) => {
                narrow.push(c);
                narrow.extend(chars.next().map(narrowed));
            }
            Some(open) if closes(open, ascii) => {
                phrase = None;
                narrow.push(ascii);
            }
            Some(_) => narrow.push(c),
            None if is_quote(ascii) => {
                phrase = Some(ascii);
                narrow.push(ascii);
            }
            None if ascii.is_ascii_alphanumeric() && is_cased(&narrow) => narrow.push(c),
            None => narrow.push(ascii),
        }
    }
    Cow::Owned(narrow)
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{ff01}'..='\u{ff5e}')
}

fn narrowed(c: char) -> char {
    if !is_wide(c) {
        return c;
    }
    char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
}

/// Whether what comes next is in a run that begins with `==`.
fn is_cased(before: &str) -> bool {
    before.rsplit(|c| ends_run(c) || c == ':').next().is_some_and(|run| run.starts_with("=="))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn operators_are_narrowed_and_what_is_quoted_is_not() {
        for (wide, narrow) in [
            ("（ferry　ＯＲ　pier）", "(ferry　OR　pier)"),
            ("speaker：Moe ferry ｗ／５ pier", "speaker:Moe ferry w/5 pier"),
            ("ferr＊ p？er －pier said：｛mind｝", "ferr* p?er -pier said:{mind}"),
            ("＂a＊ \\\"？＂ ＊ “？” ？ \"？\"", "\"a＊ \\\"？\" * “？” ? \"？\""),
            ("＝＝ＵＳ ＝ＵＳ source:＝＝Ａ", "==ＵＳ =US source:==Ａ"),
        ] {
            assert_eq!(of(wide), narrow);
        }
    }

    proptest! {
        #[test]
        fn a_narrow_query_stays_and_a_wide_one_is_narrowed_once(query in "[a(＊：\"＂“”＝\\\\Ａ 　]{0,12}") {
            let once = of(&query).into_owned();
            prop_assert_eq!(of(&once), once.as_str());
            prop_assert_eq!(once.chars().count(), query.chars().count());
        }
    }
}
