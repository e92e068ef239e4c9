//! Names of files as text: what is no UTF-8 in them is written so that no two names meet and each can be turned back.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Stands before the two hexadecimal digits of a byte.
const MARK: char = char::REPLACEMENT_CHARACTER;

/// A name or path as text: every byte that is no UTF-8 as `�` and two hexadecimal digits, and so are those of a `�` itself.
pub fn as_text(name: &OsStr) -> Cow<'_, str> {
    match name.to_str() {
        Some(text) if !text.contains(MARK) => Cow::Borrowed(text),
        _ => {
            let mut text = String::new();
            for chunk in name.as_encoded_bytes().utf8_chunks() {
                for c in chunk.valid().chars() {
                    match c {
                        MARK => mark(&mut text, MARK.encode_utf8(&mut [0; 4]).as_bytes()),
                        c => text.push(c),
                    }
                }
                mark(&mut text, chunk.invalid());
            }
            Cow::Owned(text)
        }
    }
}

fn mark(text: &mut String, bytes: &[u8]) {
    bytes.iter().for_each(|byte| text.push_str(&format!("{MARK}{byte:02X}")));
}

/// The path that [`as_text`] has written.
pub fn to_path(text: &str) -> Cow<'_, Path> {
    match text.contains(MARK) {
        true => Cow::Owned(unmarked(text)),
        false => Cow::Borrowed(Path::new(text)),
    }
}

#[cfg(unix)]
fn unmarked(text: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let mut parts = text.split(MARK);
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(&part.as_bytes()[2..]);
            }
            None => bytes.extend(format!("{MARK}{part}").into_bytes()),
        }
    }
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn unmarked(text: &str) -> PathBuf {
    text.into()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::os::unix::ffi::OsStrExt;

    proptest! {
        #[test]
        fn every_name_can_be_turned_back(bytes in prop::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"a/\xEF\xBF\xBD4F".to_vec())], 0..20)) {
            let name = OsStr::from_bytes(&bytes);
            let text = as_text(name);
            let back = to_path(&text);
            prop_assert_eq!(back.as_os_str(), name);
        }
    }

    #[test]
    fn what_is_no_text_is_marked() {
        assert_eq!(as_text(OsStr::from_bytes(b"a\xFF\xFE.txt")), "a\u{FFFD}FF\u{FFFD}FE.txt");
        assert_eq!(as_text(OsStr::new("Café/a.txt")), "Café/a.txt");
    }
}
