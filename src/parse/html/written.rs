//! A parsed page as text again, for the search for its main text, which parses for itself.
//!
//! The serializer of `html5ever` writes one character at a time and takes a fifteenth of the time that a page takes; what it would do
//! beyond this (scripts, templates, namespaces) has been taken away by then.

use ego_tree::iter::Edge;
use scraper::{Html, Node};

/// Elements that have no end.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Elements whose text is not escaped.
const RAW: &[&str] = &["script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext", "noscript"];

/// Writes a page behind what stands in `out`.
pub fn page(page: &Html, out: &mut String) {
    let mut raw = false;
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    out.extend(["<", element.name()]);
                    for (name, value) in element.attrs() {
                        out.extend([" ", name, "=\""]);
                        escape(value, out);
                        out.push('"');
                    }
                    out.push('>');
                    raw = RAW.contains(&element.name());
                }
                Node::Text(text) if raw => out.push_str(text),
                Node::Text(text) => escape(text, out),
                Node::Doctype(_) => out.push_str("<!DOCTYPE html>"),
                _ => {}
            },
            Edge::Close(node) => {
                if let Some(element) = node.value().as_element().filter(|e| !VOID.contains(&e.name())) {
                    out.extend(["</", element.name(), ">"]);
                    raw = false;
                }
            }
        }
    }
}

/// Writes text so that it is read as such.
fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"']) {
        let (before, from) = rest.split_at(at);
        let (mark, after) = from.split_at(1);
        let escaped = match mark {
            "&" => "&amp;",
            "<" => "&lt;",
            ">" => "&gt;",
            _ => "&quot;",
        };
        out.extend([before, escaped]);
        rest = after;
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_read_as_what_the_serializer_writes_is(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "<p>", "</p>", "<div class='a \"b\" &amp; c'>", "</div>", "<br>", "<ul><li>", "</ul>", "a & b", "1 &lt; 2 > 0",
                    " \"so\" ", "é 李\u{a0}", "<a href=\"/x?y=1&z=2\">", "</a>", "<h2>", "</h2>", "<blockquote>", "</blockquote>", "<b>", "</b>",
                ]),
                0..20,
            )
        ) {
            let first = Html::parse_document(&parts.concat());
            let mut out = String::new();
            page(&first, &mut out);
            prop_assert_eq!(Html::parse_document(&out).html(), Html::parse_document(&first.html()).html());
        }
    }
}
