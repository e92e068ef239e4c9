//! Formats in XML and SGML.

mod entities;
mod feed;
mod news;
mod other;
mod sgml;
mod tree;

pub(super) use feed::Feed;
pub(super) use news::{NewsMl, Nitf};
pub(super) use other::Xml;
pub(super) use sgml::Sgml;

use crate::error::Result;
use crate::read::Source;
use crate::read::decode::decode_as;
use encoding_rs::Encoding;
use std::borrow::Cow;

/// The name of the first element, in small letters; `None` where the text does not begin with one.
fn root_of(source: &Source) -> Option<String> {
    let text = source.text().trim_start();
    if text.starts_with('<') { tree::root_name(text) } else { None }
}

/// Whether a source is the text of a Word document.
pub(super) fn is_word(source: &Source) -> bool {
    root_of(source).is_some_and(|root| root == "document") && source.text().contains("<w:p")
}

/// The paragraphs of a Word document.
///
/// # Errors
/// [`crate::ErrorKind::Input`] where it is too long.
pub(super) fn word_lines(source: &Source) -> Result<Vec<String>> {
    let root = tree::parse(source.text())?;
    let paragraphs = root.below().into_iter().filter(|node| node.name == "p" && node.prefix == "w");
    Ok(paragraphs.map(word_line).collect())
}

fn word_line(paragraph: &tree::Node) -> String {
    let mut line = String::new();
    for node in paragraph.below() {
        match node.name.as_str() {
            "t" => line.push_str(&node.raw_text()),
            "tab" | "br" | "cr" => line.push(' '),
            _ => {}
        }
    }
    line
}

/// The text in the encoding that the document declares, where its bytes leave a choice.
fn text_of(source: &Source) -> Cow<'_, str> {
    let decoded = source.decoded();
    if decoded.encoding == "UTF-8" && !decoded.malformed {
        return Cow::Borrowed(&decoded.text);
    }
    let head = String::from_utf8_lossy(&source.bytes[..source.bytes.len().min(200)]).into_owned();
    let label =
        head.split("encoding=").nth(1).and_then(|rest| rest.get(1..)).and_then(|rest| rest.split(['"', '\'']).next());
    match label.and_then(|label| Encoding::for_label(label.as_bytes())) {
        Some(encoding) => Cow::Owned(decode_as(&source.bytes, Some(encoding)).text),
        None => Cow::Borrowed(&decoded.text),
    }
}
