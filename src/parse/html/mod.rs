//! Saved web pages: one page, one article.

pub(super) mod blocks;
mod json_ld;
mod meta;

use super::{Draft, Format, Options, exports};
use crate::error::{Error, Result};
use crate::read::Source;
use crate::read::decode::decode_as;
use encoding_rs::Encoding;
use scraper::Html;
use std::borrow::Cow;
use trafilatura::{ExtractionFocus, HtmlDateMode};

/// A saved page.
pub(super) struct Page;

impl Format for Page {
    fn name(&self) -> &'static str {
        "html"
    }

    fn matches(&self, source: &Source) -> bool {
        let head = source.text().trim_start();
        let head = &head[..head.floor_char_boundary(1024)];
        looks_like_page(head) || (source.has_extension(&["html", "htm", "xhtml", "shtml"]) && head.contains('<'))
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let text = text_of(source);
        if exports::possible(&text) {
            let exported = exports::articles(&blocks::of_tree(&Html::parse_document(&text)), options);
            if !exported.is_empty() {
                exported.into_iter().for_each(each);
                return Ok(());
            }
        }
        let mut draft = Draft::default();
        read_into(&text, options, &mut draft)?;
        each(draft);
        Ok(())
    }
}

/// The largest page, in bytes of text; a longer one is no article.
const LARGEST: usize = 16 << 20;
/// The largest page and the deepest one for the search for its main text, which is slower than linear.
const LARGEST_TREE: usize = 60_000;
const DEEPEST: usize = 250;

/// Whether a text begins as a page does.
fn looks_like_page(head: &str) -> bool {
    let lower = head.to_ascii_lowercase();
    let start = lower.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let start = if start.starts_with("<?xml") {
        start.split_once("?>").map_or(start, |(_, rest)| rest.trim_start())
    } else {
        start
    };
    let start = skip_comments(start);
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| start.starts_with(tag))
}

fn skip_comments(mut text: &str) -> &str {
    while let Some(rest) = text.strip_prefix("<!--") {
        text = rest.split_once("-->").map_or("", |(_, rest)| rest.trim_start());
    }
    text
}

/// The page's text, in the encoding that it declares where the bytes leave a choice.
pub(super) fn text_of(source: &Source) -> Cow<'_, str> {
    let decoded = source.decoded();
    if decoded.encoding == "UTF-8" && !decoded.malformed {
        return Cow::Borrowed(&decoded.text);
    }
    match declared(&source.bytes) {
        Some(encoding) => Cow::Owned(decode_as(&source.bytes, Some(encoding)).text),
        None => Cow::Borrowed(&decoded.text),
    }
}

/// `charset=` in the first bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let after = head.split("charset=").nth(1)?;
    let label: String = after
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_alphanumeric() || "-_:".contains(*c))
        .collect();
    Encoding::for_label(label.as_bytes())
}

/// Reads a page into `draft`; also the pages inside archives.
pub(super) fn read_into(text: &str, options: &Options, draft: &mut Draft) -> Result<()> {
    if text.len() > LARGEST {
        return Err(Error::input(format!("a page of more than {} MB is not read", LARGEST >> 20)));
    }
    let page = Html::parse_document(text);
    meta::read(&page, options, draft);
    let small = page.tree.values().len() <= LARGEST_TREE && blocks::depth(&page) <= DEEPEST;
    let main = if small { main_text(text) } else { Vec::new() };
    let mut paragraphs = if main.is_empty() { blocks::of_tree(&page) } else { main };
    if let Some(title) = draft.title.as_deref() {
        // The headline is often the first block of the main text, too.
        let same = |p: &String| blocks::collapse(p).eq_ignore_ascii_case(title);
        if let Some(at) = paragraphs.iter().take(3).position(same) {
            paragraphs.remove(at);
        }
    }
    draft.paragraphs = paragraphs;
    Ok(())
}

/// The paragraphs of the main text; none where it cannot be told from the rest.
fn main_text(text: &str) -> Vec<String> {
    let options = trafilatura::Options::default()
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_html_date_mode(HtmlDateMode::Disabled)
        .with_max_tree_size(LARGEST_TREE);
    match trafilatura::extract(text, &options) {
        Ok(result) => blocks::of_fragment(&result.content_html),
        Err(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(body: &str) -> Source {
        Source::new(
            "a.html",
            "a.html",
            format!(
                "<!DOCTYPE html><html><head><title>Ferry is back in harbour</title></head><body>{body}</body></html>"
            ),
        )
    }

    fn of(source: &Source) -> Draft {
        assert!(Page.matches(source));
        let mut got = None;
        Page.parse(source, &Options::default(), &mut |draft| got = Some(draft)).unwrap();
        got.unwrap()
    }

    #[test]
    fn the_main_text_is_told_from_navigation_and_related_links() {
        let line = |n: usize| {
            format!(
                "<p>Paragraph {n} says that the ferry, which had been away for a month, is back in the harbour, the company said on Monday.</p>"
            )
        };
        let body: String = (1..8).map(line).collect();
        let html = format!(
            "<nav><a href=/>Home</a><a href=/news>News</a></nav><article><h1>Ferry is back in harbour</h1>{body}</article>\
                            <aside class=related><ul><li><a href=1>Other news of the day</a></li></ul></aside><footer>All rights reserved</footer>"
        );
        let draft = of(&page(&html));
        assert_eq!(draft.title.as_deref(), Some("Ferry is back in harbour"));
        assert_eq!(draft.paragraphs.len(), 7, "{:#?}", draft.paragraphs);
        assert!(draft.paragraphs[0].starts_with("Paragraph 1 says"));
    }

    #[test]
    fn nested_and_cut_pages_are_read() {
        let deep = format!("{}<p>The ferry is back.</p>", "<div><b>".repeat(5_000));
        assert_eq!(of(&page(&deep)).paragraphs, ["The ferry is back."]);
        assert!(!of(&page("<p>The ferry is ba")).paragraphs.is_empty());
    }

    #[test]
    fn a_declared_encoding_is_used() {
        let mut bytes = b"<html><head><meta charset=\"windows-1251\"></head><body><p>".to_vec();
        bytes.extend_from_slice(&encoding_rs::WINDOWS_1251.encode("Паром").0);
        let source = Source::new("a.html", "a.html", bytes);
        assert!(text_of(&source).contains("Паром"));
    }
}
