//! XML and SGML as newsrooms send them → a tree, whatever is wrong with it.
//!
//! No document type is read and no entity but the usual named ones is resolved, so nothing unfolds; end tags that match
//! nothing are passed over, missing ones are made up, and elements deeper than [`DEEPEST`] hang on the last one above.

use super::entities::unescape;
use crate::error::{Error, Result};
use memchr::memmem;

/// An element: its name without prefix, its attributes and what is in it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Node {
    /// The name without its prefix, as it is written.
    pub name: String,
    /// The prefix of the name: "content" of `content:encoded`.
    pub prefix: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Child>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Child {
    Text(String),
    Node(Node),
}

/// The deepest element with a place of its own in the tree.
const DEEPEST: usize = 100;
/// The longest document, in bytes.
const LONGEST: usize = 128 << 20;

impl Node {
    /// Whether the name is this, in any case.
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value of an attribute, its name without prefix.
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The elements right in this one.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.children.iter().filter_map(|child| match child {
            Child::Node(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    /// The elements of a name right in this one.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.nodes().filter(move |node| node.is(name))
    }

    /// The text of the first element of a name right in this one, if it says something.
    pub fn value(&self, name: &str) -> Option<String> {
        self.named(name).map(Node::text).find(|text| !text.is_empty())
    }

    /// All elements below this one, in the order of the text.
    pub fn below(&self) -> Vec<&Node> {
        let mut found = Vec::new();
        let mut waiting: Vec<&Node> = vec![self];
        while let Some(node) = waiting.pop() {
            found.push(node);
            let inner: Vec<&Node> = node.nodes().collect();
            waiting.extend(inner.into_iter().rev());
        }
        found.remove(0);
        found
    }

    /// The first element of a name anywhere below.
    pub fn find(&self, name: &str) -> Option<&Node> {
        self.below().into_iter().find(|node| node.is(name))
    }

    /// The text of the first element of a name anywhere below that says something.
    pub fn find_text(&self, name: &str) -> Option<String> {
        self.below().into_iter().filter(|node| node.is(name)).map(Node::text).find(|text| !text.is_empty())
    }

    /// All text below, white space collapsed.
    pub fn text(&self) -> String {
        crate::parse::html::blocks::collapse(&self.raw_text())
    }

    /// All text below as it stands.
    pub fn raw_text(&self) -> String {
        let mut out = String::new();
        self.write_text(&mut out);
        out
    }

    fn write_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(text),
                Child::Node(node) => node.write_text(out),
            }
        }
    }

    /// What is in this element as HTML, the names of block elements of NITF turned into those of HTML.
    pub fn inner_html(&self) -> String {
        let mut out = String::new();
        self.write_html(&mut out);
        out
    }

    fn write_html(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;")),
                Child::Node(node) => {
                    let name = match node.name.to_ascii_lowercase().as_str() {
                        "hl1" | "hl2" | "hedline" => "h2".to_owned(),
                        "block" | "body.content" | "body.end" | "body.head" | "tagline" | "dateline" | "byline" => {
                            "div".to_owned()
                        }
                        "media" | "photo" | "credit" => "figcaption".to_owned(),
                        "nitf-table" => "table".to_owned(),
                        name => name.to_owned(),
                    };
                    out.push_str(&format!("<{name}>"));
                    node.write_html(out);
                    // A `</br>` would be read as one more break.
                    if name != "br" {
                        out.push_str(&format!("</{name}>"));
                    }
                }
            }
        }
    }
}

/// The name of the first element of a document, without prefix, in small letters.
pub(super) fn root_name(text: &str) -> Option<String> {
    let window = &text[..text.floor_char_boundary(8192)];
    let mut scan = Scan { text: window, at: 0 };
    loop {
        match scan.next()? {
            Token::Open { name, .. } => return Some(name.rsplit(':').next().unwrap_or_default().to_lowercase()),
            Token::Text(text) if !text.trim().is_empty() => return None,
            _ => {}
        }
    }
}

/// Reads a document; its elements hang on a node without a name.
///
/// # Errors
/// [`crate::ErrorKind::Input`] where it is too long.
pub(super) fn parse(text: &str) -> Result<Node> {
    if text.len() > LONGEST {
        return Err(Error::input(format!("an XML document of more than {} MB is not read", LONGEST >> 20)));
    }
    let mut stack = vec![Node::default()];
    let mut beyond = 0usize;
    let mut scan = Scan { text, at: 0 };
    while let Some(token) = scan.next() {
        match token {
            Token::Text(text) => push(&mut stack, Child::Text(text)),
            Token::Open { closed, .. } if stack.len() > DEEPEST => beyond += usize::from(!closed),
            Token::Open { name, attributes, closed } => {
                let (prefix, name) = name.split_once(':').unwrap_or(("", name));
                let node = Node { name: name.to_owned(), prefix: prefix.to_owned(), attributes, children: Vec::new() };
                if closed { push(&mut stack, Child::Node(node)) } else { stack.push(node) }
            }
            Token::Close(_) if beyond > 0 => beyond -= 1,
            Token::Close(name) => {
                let name = name.rsplit(':').next().unwrap_or_default();
                if let Some(at) = stack.iter().skip(1).rposition(|node| node.is(name)) {
                    close(&mut stack, at + 1);
                }
            }
        }
    }
    close(&mut stack, 1);
    Ok(stack.pop().unwrap_or_default())
}

fn push(stack: &mut [Node], child: Child) {
    if let Some(last) = stack.last_mut() {
        last.children.push(child);
    }
}

/// Hangs the elements from number `to` on, the last first, on the ones before them.
fn close(stack: &mut Vec<Node>, to: usize) {
    while stack.len() > to.max(1) {
        if let Some(node) = stack.pop() {
            push(stack, Child::Node(node));
        }
    }
}

/// Piece of a document.
enum Token<'a> {
    Text(String),
    Open { name: &'a str, attributes: Vec<(String, String)>, closed: bool },
    Close(&'a str),
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            if !rest.starts_with('<') {
                let end = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                self.at += end;
                return Some(Token::Text(unescape(&rest[..end])));
            }
            if let Some(inner) = rest.strip_prefix("<![CDATA[") {
                let end = memmem::find(inner.as_bytes(), b"]]>");
                self.at += 9 + end.map_or(inner.len(), |end| end + 3);
                return Some(Token::Text(inner[..end.unwrap_or(inner.len())].to_owned()));
            }
            if rest.starts_with("<!--") {
                self.skip(rest, "-->");
            } else if rest.starts_with("<?") {
                self.skip(rest, "?>");
            } else if rest.starts_with("<!") {
                self.at += doctype_end(rest);
            } else if let Some(token) = self.tag(rest) {
                return Some(token);
            } else {
                self.at += 1;
                return Some(Token::Text("<".to_owned()));
            }
        }
    }

    fn skip(&mut self, rest: &str, end: &str) {
        self.at += memmem::find(rest.as_bytes(), end.as_bytes()).map_or(rest.len(), |at| at + end.len());
    }

    fn tag(&mut self, rest: &'a str) -> Option<Token<'a>> {
        let closing = rest.starts_with("</");
        let begin = if closing { 2 } else { 1 };
        let name_end =
            rest[begin..].find(|c: char| !(c.is_alphanumeric() || matches!(c, ':' | '-' | '_' | '.')))? + begin;
        let name = &rest[begin..name_end];
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return None;
        }
        let end = tag_end(rest)?;
        self.at += end + 1;
        if closing {
            return Some(Token::Close(name));
        }
        let inner = &rest[name_end..end];
        let closed = inner.trim_end().ends_with('/');
        Some(Token::Open { name, attributes: attributes(inner.trim_end().trim_end_matches('/')), closed })
    }
}

/// The `>` that ends a tag, not one inside a quoted value.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().take(1 << 16) {
        match (byte, quote) {
            (b'>', None) => return Some(at),
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    memchr::memchr(b'>', rest.as_bytes())
}

/// The end of `<!DOCTYPE … [ … ]>`.
fn doctype_end(rest: &str) -> usize {
    let close = rest.find('>').unwrap_or(rest.len());
    match rest.find('[').filter(|open| *open < close) {
        Some(open) => memmem::find(&rest.as_bytes()[open..], b"]>").map_or(rest.len(), |at| open + at + 2),
        None => (close + 1).min(rest.len()),
    }
}

fn attributes(mut text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    while let Some(equals) = text.find('=') {
        let name = text[..equals].split_whitespace().last().unwrap_or_default();
        let after = text[equals + 1..].trim_start();
        let (value, rest) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let inner = &after[1..];
                let end = inner.find(quote).unwrap_or(inner.len());
                (&inner[..end], inner.get(end + 1..).unwrap_or(""))
            }
            _ => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        let local = name.rsplit(':').next().unwrap_or_default();
        found.push((local.to_owned(), unescape(value)));
        text = rest;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_document_becomes_a_tree() {
        let text = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x \"&y;&y;\">]><!-- c --><a:b k='1 > 0'>t&amp;u<c/><d>e</d><![CDATA[<f>]]></a:b>";
        let root = parse(text).unwrap();
        let b = root.nodes().next().unwrap();
        assert_eq!((b.name.as_str(), b.prefix.as_str(), b.attr("k")), ("b", "a", Some("1 > 0")));
        assert_eq!((b.raw_text().as_str(), b.value("d").as_deref()), ("t&ue<f>", Some("e")));
        assert_eq!(root_name(text).as_deref(), Some("b"));
    }

    #[test]
    fn what_is_wrong_is_lived_with() {
        let root = parse("<a><b>one</a><c>x &bogus; < y</z></c>").unwrap();
        assert_eq!(root.find_text("b").as_deref(), Some("one"));
        assert_eq!(root.find_text("c").as_deref(), Some("x &bogus; < y"));
        let deep = format!("{}x{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert_eq!(parse(&deep).unwrap().text(), "x");
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[<>/a-c&;#x0-9='\" !\\[\\]-]{0,80}") {
            parse(&text).unwrap();
            root_name(&text);
        }
    }
}
