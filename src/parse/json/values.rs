//! The values of a JSON file one by one, and what is said of those that are broken.

use crate::error::{Error, Result};
use regex::Regex;
use serde::de::{DeserializeSeed, SeqAccess, Visitor};
use serde_json::{Deserializer, Value};
use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

/// Calls `each` with every item of an array, and with the values that stand one after the other: one object, or one a line.
///
/// # Errors
/// [`crate::ErrorKind::Input`] where something is broken: of values one a line the others have been handed on, of an array
/// what stands before it.
pub(super) fn each(text: &str, each: &mut dyn FnMut(Value)) -> Result<()> {
    let text = without_nan(text);
    let mut json = Deserializer::from_str(&text);
    if text.trim_start().starts_with('[') {
        let outcome = Items(each).deserialize(&mut json);
        outcome.map_err(|e| broken(&e, "", 0, "; what stands behind it was not read"))?;
    }
    let mut values = json.into_iter();
    // Where the reader began, and how many values are broken.
    let (mut start, mut wrong, mut first) = (0, 0, None);
    loop {
        match values.next() {
            None => break,
            Some(Ok(value)) => each(value),
            Some(Err(e)) => {
                // The reader stands behind the last value; the broken one begins with what is no white space.
                let behind = start + values.byte_offset();
                let at = behind + (text[behind..].len() - text[behind..].trim_start().len());
                if text[at..].starts_with(',') {
                    // The items of an array without its brackets.
                    start = at + 1;
                    values = Deserializer::from_str(&text[start..]).into_iter();
                    continue;
                }
                wrong += 1;
                first.get_or_insert_with(|| broken(&e, &text[..start], breaks(&text[..at]) + 1, ""));
                // Go on behind the line in which the broken value begins.
                let Some(line) = text[at..].find('\n') else { break };
                start = at + line + 1;
                values = Deserializer::from_str(&text[start..]).into_iter();
            }
        }
    }
    match first {
        None => Ok(()),
        Some(e) if wrong == 1 => Err(e),
        Some(e) => Err(Error { what: format!("{wrong} lines cannot be read; the first: {}", e.what), ..e }),
    }
}

/// Whether the first value of `text` is JSON as far as it can be seen.
pub(super) fn begins_well(text: &str) -> bool {
    let window = without_nan(&text[..text.floor_char_boundary(1 << 16)]);
    match Deserializer::from_str(&window).into_iter::<Value>().next() {
        Some(Ok(_)) => true,
        Some(Err(e)) => e.is_eof(),
        None => false,
    }
}

/// One array, item by item, so that its size does not matter.
struct Items<'a>(&'a mut dyn FnMut(Value));

impl<'de> DeserializeSeed<'de> for Items<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> std::result::Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an array of articles")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> std::result::Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            (self.0)(item);
        }
        Ok(())
    }
}

/// What is said of a broken value: the reader began behind `before`, and the value stands in line `begin` where that is known.
fn broken(e: &serde_json::Error, before: &str, begin: usize, rest: &str) -> Error {
    let line = breaks(before) + e.line();
    if e.is_eof() {
        let what = format!("ends too early, in line {line}; what was whole was read");
        return Error::input(what).hint("get the whole file, and run the same command again");
    }
    let said = e.to_string();
    let why = said.rsplit_once(" at line ").map_or(said.as_str(), |(why, _)| why);
    let aside = if e.line() == 1 { before.len() - before.rfind('\n').map_or(0, |at| at + 1) } else { 0 };
    let (line, place) = match aside + e.column() {
        // The break of a line is counted to the next one.
        0 => (line - 1, "its end".to_owned()),
        column => (line, format!("column {column}")),
    };
    let from = if begin == 0 || begin == line { String::new() } else { format!(", in what begins in line {begin}") };
    Error::input(format!("line {line}, {place}: broken JSON{from}: {why}{rest}"))
}

fn breaks(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

/// `text` with `null` in place of numbers that JSON has not, but that Python and others write. Strings stay as they are; one that is not
/// closed ends with its line, so that it does not hide the lines behind it.
fn without_nan(text: &str) -> Cow<'_, str> {
    static PIECE: LazyLock<Regex> = LazyLock::new(|| {
        // The pattern is a constant and covered by the tests.
        Regex::new(r#""(?:[^"\\\n]|\\.)*|-?\b(?:NaN|Infinity)\b"#).expect("well formed")
    });
    let has = |name: &str| memchr::memmem::find(text.as_bytes(), name.as_bytes()).is_some();
    if !has("NaN") && !has("Infinity") {
        return Cow::Borrowed(text);
    }
    let (mut out, mut from) = (String::with_capacity(text.len() + 16), 0);
    let mut at = 0;
    while let Some(found) = PIECE.find_at(text, at) {
        at = found.end();
        if found.as_str().starts_with('"') {
            // Past the mark that closes it, which would open another string.
            at += usize::from(text[at..].starts_with('"'));
            continue;
        }
        out.push_str(&text[from..found.start()]);
        out.push_str("null");
        from = at;
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> (Vec<Value>, Option<String>) {
        let mut got = Vec::new();
        let outcome = each(text, &mut |value| got.push(value));
        (got, outcome.err().map(|e| e.what))
    }

    #[test]
    fn what_is_broken_is_named_by_its_line_and_the_rest_is_read() {
        let (got, why) = of("\n{\"a\":1}\n{bad\n{\"a\":2}\n\n{\"a\":3\n{\"a\":4}\n");
        assert_eq!(got.len(), 3);
        let why = why.unwrap();
        assert!(why.starts_with("2 lines cannot be read; the first: line 3, column 2: broken JSON: "), "{why}");
        let (got, why) = of("{\"a\":1}\n{\"a\":3\n{\"a\":4}\n");
        assert!(
            why.unwrap().starts_with("line 3, column 1: broken JSON, in what begins in line 2: ") && got.len() == 2
        );
        let (got, why) = of("[{\"a\":1},\n{\"a\":2},{bad},\n{\"a\":3}]");
        let why = why.unwrap();
        assert!(why.starts_with("line 2, column 10: ") && why.ends_with("was not read") && got.len() == 2, "{why}");
    }

    #[test]
    fn a_cut_file_says_so() {
        let whole = "[{\"a\":\"x\"},\n{\"a\":\"y\"}]\n";
        assert_eq!(of(whole).1, None);
        for end in 1..whole.len() - 1 {
            let (got, why) = of(&whole[..end]);
            assert!(why.is_some_and(|why| why.starts_with("ends too early")) && got.len() <= 2, "{}", &whole[..end]);
        }
        let (got, why) = of("{\"a\":1}\n{\"a\":");
        assert!(why.unwrap().starts_with("ends too early, in line 2") && got.len() == 1);
    }

    #[test]
    fn arrays_one_behind_the_other_and_items_without_brackets_are_read() {
        assert_eq!(of("[1,2]\n[3]\n").0.len(), 3);
        assert!(of("[1] x").1.unwrap().starts_with("line 1, column 5: broken JSON: "));
        assert_eq!(of("{\"a\":1},\n{\"a\":2},\n").0.len(), 2);
        assert!(of("1\n2, 3, x").1.unwrap().starts_with("line 2, column 7: broken JSON: "));
    }

    #[test]
    fn numbers_that_are_none_are_null_and_strings_keep_them() {
        let (got, why) =
            of("{\"t\":\"NaN, \\\"NaN\",\"a\":NaN,\"b\":[-Infinity,Infinity]}\n{\"t\":\"open NaN\n{\"a\":NaN}\n");
        assert_eq!(got[0], serde_json::json!({"t": "NaN, \"NaN", "a": null, "b": [null, null]}));
        assert_eq!(got[1], serde_json::json!({"a": null}));
        assert!(why.unwrap().starts_with("line 2, its end: broken JSON: "));
    }

    proptest! {
        #[test]
        fn what_is_whole_is_read_as_it_was_written(texts in prop::collection::vec("[a\"\\\\ ,\n]{0,4}(NaN|Infinity|)[:a\" ]{0,3}", 1..5)) {
            let lines = texts.iter().map(|text| serde_json::json!({"NaN": text}).to_string() + "\n").collect::<String>();
            let (got, why) = of(&lines);
            prop_assert_eq!(why, None);
            prop_assert_eq!(got.iter().map(|value| value["NaN"].as_str().unwrap()).collect::<Vec<_>>(), texts);
        }
    }
}
