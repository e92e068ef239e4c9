//! HTML → paragraphs: a walk over the tree that knows which elements part text.

use crate::parse::text;
use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use regex::Regex;
use scraper::node::Element;
use scraper::{Html, Node};
use std::sync::LazyLock;

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "graphic",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Elements whose text is never part of an article.
const HIDDEN: &[&str] = &[
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "math",
    "iframe",
    "object",
    "video",
    "audio",
    "canvas",
    "head",
    "title",
    "button",
    "select",
    "input",
    "textarea",
    "figcaption",
    "nav",
    "form",
];

/// The paragraphs of a piece of HTML, such as the value of a feed's field; entities are resolved, white space is
/// collapsed as a browser does.
pub(in crate::parse) fn of_fragment(html: &str) -> Vec<String> {
    if !html.contains(['<', '&']) {
        return html.split("\n\n").map(collapse).filter(|p| !p.is_empty()).collect();
    }
    of_tree(&Html::parse_fragment(html))
}

/// The paragraphs of a value of a record or feed. Where no block element parts its text the lines do, and blank lines do also beside
/// such elements: editors save texts so and put the elements there when they show them.
pub(in crate::parse) fn of_value(html: &str) -> Vec<String> {
    let page = Html::parse_fragment(html);
    let parts = |node: NodeRef<Node>| {
        let name = node.value().as_element().map_or("html", Element::name);
        name == "br" || (name != "html" && BLOCKS.contains(&name))
    };
    if page.tree.nodes().any(parts) {
        walked(&page, &Ways { lined: true, ..Ways::default() }).into_iter().map(|block| block.text).collect()
    } else {
        text::paragraphs(&shown(&page)).iter().map(|line| collapse(line)).collect()
    }
}

/// The paragraphs of what an agency sent marked up: its breaks may be those of lines that were wrapped at a width, which are joined.
pub(in crate::parse) fn of_wire(html: &str) -> Vec<String> {
    let page = Html::parse_fragment(html);
    let walk = walked_whole(&page, &Ways { wrapped: true, ..Ways::default() });
    let usual = || of_tree(&page);
    if walk.whole.is_empty() { usual() } else { text::unwrapped(&walk.whole).unwrap_or_else(usual) }
}

/// All text of a page that is shown, as it stands.
fn shown(html: &Html) -> String {
    let mut text = String::new();
    let mut hidden = 0usize;
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(e) if HIDDEN.contains(&e.name()) => hidden += 1,
                Node::Text(piece) if hidden == 0 => text.push_str(piece),
                _ => {}
            },
            Edge::Close(node) => {
                let ends = node.value().as_element().is_some_and(|e| HIDDEN.contains(&e.name()));
                hidden = hidden.saturating_sub(usize::from(ends));
            }
        }
    }
    text
}

/// The paragraphs of a parsed page or fragment.
pub(super) fn of_tree(html: &Html) -> Vec<String> {
    blocks(html).into_iter().map(|block| block.text).collect()
}

/// A paragraph with where it stands.
#[derive(Debug)]
pub(super) struct Block {
    /// Its text, white space collapsed.
    pub text: String,
    /// The element that begins and ends it.
    pub element: NodeId,
    /// How many of its bytes are the text of links.
    pub linked: usize,
}

/// All paragraphs of a parsed page or fragment, in order.
pub(super) fn blocks(html: &Html) -> Vec<Block> {
    walked(html, &Ways::default())
}

/// The same with captions, which are the text of a page of pictures.
pub(super) fn with_captions(html: &Html) -> Vec<Block> {
    walked(html, &Ways { captions: true, ..Ways::default() })
}

/// What else parts or is text, besides what a page shows as such.
#[derive(Debug, Default)]
struct Ways {
    /// Whether blank lines part paragraphs.
    lined: bool,
    /// Whether captions are text.
    captions: bool,
    /// Whether text is kept line by line, too.
    wrapped: bool,
}

fn walked(html: &Html, ways: &Ways) -> Vec<Block> {
    walked_whole(html, ways).blocks
}

fn walked_whole(html: &Html, ways: &Ways) -> Walk {
    let mut walk = Walk { elements: vec![html.tree.root().id()], wrapped: ways.wrapped, ..Walk::default() };
    let wrapping = wrapping_form(html);
    let hides = |e: &Element, node: NodeRef<Node>| {
        HIDDEN.contains(&e.name()) && Some(node.id()) != wrapping && !(ways.captions && e.name() == "figcaption")
    };
    let mut hidden = 0usize;
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(e) if hides(e, node) => hidden += 1,
                Node::Element(e) if is_anchor(e, node) => hidden += usize::from(is_sign(node)),
                Node::Element(e) if hidden == 0 => walk.open(e.name(), node.id()),
                Node::Text(text) if hidden == 0 && ways.lined && holds_blocks(node) => walk.lines(text),
                Node::Text(text) if hidden == 0 => walk.text(text),
                _ => {}
            },
            Edge::Close(node) => match node.value() {
                Node::Element(e) if hides(e, node) => hidden = hidden.saturating_sub(1),
                Node::Element(e) if is_anchor(e, node) => hidden -= usize::from(is_sign(node)).min(hidden),
                Node::Element(e) if hidden == 0 => walk.close(e.name()),
                _ => {}
            },
        }
    }
    walk.end();
    walk
}

/// Whether text stands in no paragraph, heading or item of its own.
fn holds_blocks(node: NodeRef<Node>) -> bool {
    let names = node.ancestors().filter_map(|above| above.value().as_element()).map(Element::name);
    let nearest = names.into_iter().find(|name| BLOCKS.contains(name));
    nearest.is_none_or(|name| matches!(name, "html" | "body" | "div" | "blockquote" | "section" | "article" | "center"))
}

/// The form that most of the page stands in, if there is one: some systems wrap whole pages so.
fn wrapping_form(html: &Html) -> Option<NodeId> {
    let (mut total, mut hidden, mut within) = (0, 0usize, 0);
    let mut largest = None;
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(e) if e.name() == "form" => within = total,
                Node::Element(e) if HIDDEN.contains(&e.name()) => hidden += 1,
                Node::Text(text) if hidden == 0 => total += text.trim().len(),
                _ => {}
            },
            Edge::Close(node) => match node.value() {
                Node::Element(e) if e.name() == "form" => {
                    largest = largest.max(Some((total - within, node.id())));
                }
                Node::Element(e) if HIDDEN.contains(&e.name()) => hidden = hidden.saturating_sub(1),
                _ => {}
            },
        }
    }
    largest.filter(|(length, _)| 2 * length > total).map(|(_, form)| form)
}

/// Whether an element is a link in a heading to the heading itself, so that its words are no less the heading's.
fn is_anchor(element: &Element, node: NodeRef<Node>) -> bool {
    let within = node.parent().and_then(|parent| parent.value().as_element());
    element.name() == "a"
        && element.attr("href").is_some_and(|href| href.starts_with('#'))
        && within.is_some_and(|parent| matches!(parent.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6"))
}

/// Whether all that an element shows is the sign of such a link.
fn is_sign(node: NodeRef<Node>) -> bool {
    let mut texts = node.descendants().filter_map(|inner| inner.value().as_text());
    texts.all(|text| matches!(text.trim(), "" | "¶" | "#" | "§" | "🔗"))
}

/// Text with the place of every `<br>` kept as this, until it is known whether it parts paragraphs.
const BREAK: char = '\n';

#[derive(Default)]
struct Walk {
    blocks: Vec<Block>,
    current: String,
    /// How many bytes of `current` are the text of links.
    linked: usize,
    /// The block elements that are open, from the root.
    elements: Vec<NodeId>,
    links: usize,
    preformatted: usize,
    /// Whether `whole` is kept: all text, its breaks those of lines, a blank line behind each block.
    wrapped: bool,
    whole: String,
}

impl Walk {
    fn open(&mut self, name: &str, id: NodeId) {
        match name {
            "br" => self.current.push(BREAK),
            "td" | "th" if !self.current.is_empty() => self.current.push(' '),
            "a" => self.links += 1,
            _ => {}
        }
        if BLOCKS.contains(&name) {
            self.end();
            self.elements.push(id);
            self.preformatted += usize::from(name == "pre");
        }
    }

    fn close(&mut self, name: &str) {
        if BLOCKS.contains(&name) {
            self.end();
            self.elements.pop();
        }
        match name {
            "pre" => self.preformatted = self.preformatted.saturating_sub(1),
            "a" => self.links = self.links.saturating_sub(1),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.links > 0 {
            self.linked += text.trim().len();
        }
        if self.preformatted > 0 {
            self.current.push_str(text);
        } else {
            self.current.extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t' | '\u{c}') { ' ' } else { c }));
        }
    }

    /// Text in which a blank line is two breaks.
    fn lines(&mut self, text: &str) {
        static BLANK: LazyLock<Regex> = LazyLock::new(|| {
            // The pattern is a constant and covered by the tests.
            Regex::new(r"\n[ \t\u{a0}]*\n\s*").expect("well formed")
        });
        for (n, piece) in BLANK.split(text).enumerate() {
            if n > 0 {
                self.current.extend([BREAK, BREAK]);
            }
            self.text(piece);
        }
    }

    /// Ends the paragraph that is being collected. A break in it parts paragraphs, unless it stands within a sentence:
    /// the line before does not end one and the next begins with a small letter.
    fn end(&mut self) {
        let text = std::mem::take(&mut self.current);
        let mut linked = std::mem::take(&mut self.linked);
        let Some(&element) = self.elements.last() else { return };
        let lines: Vec<String> = text.split(BREAK).map(collapse).collect();
        if self.wrapped {
            lines.iter().chain([&String::new()]).for_each(|line| self.whole.extend([line, "\n"]));
        }
        let mut open = false;
        for line in lines {
            if line.is_empty() {
                open = false;
                continue;
            }
            let here = linked.min(line.len());
            linked -= here;
            match self.blocks.last_mut() {
                Some(last) if open && goes_on(&last.text, &line) => {
                    last.text.push(' ');
                    last.text.push_str(&line);
                    last.linked += here;
                }
                _ => self.blocks.push(Block { text: line, element, linked: here }),
            }
            open = true;
        }
    }
}

fn goes_on(before: &str, line: &str) -> bool {
    line.starts_with(char::is_lowercase) && !before.ends_with(['.', '!', '?', ':', ';', '"', '”', ')'])
}

/// White space as a browser shows it: one space for any run, none at the ends.
pub(in crate::parse) fn collapse(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split([' ', '\t', '\n', '\r', '\u{c}', '\u{a0}']).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The most elements that lie in one another.
pub(super) fn depth(html: &Html) -> usize {
    let (mut now, mut most) = (0usize, 0usize);
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(_) => {
                now += 1;
                most = most.max(now);
            }
            Edge::Close(_) => now -= 1,
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_part_and_inline_elements_do_not() {
        let html = "<p>The <b>fer</b>ry&nbsp;is\n back.<p>A <a href=x>second</a> one<script>x()</script></p><ul><li>one<li>two</ul>";
        assert_eq!(of_fragment(html), ["The ferry is back.", "A second one", "one", "two"]);
        let linked = blocks(&Html::parse_document("<h2><a href='#a'>Setting up</a><a href='#a'>¶</a></h2>"));
        assert_eq!((linked[0].text.as_str(), linked[0].linked), ("Setting up", 0));
        let page =
            "<form><p>The ferry is back in the harbour.</p><p>All were glad.</p></form><form><p>Your name</p></form>";
        assert_eq!(of_fragment(page), ["The ferry is back in the harbour.", "All were glad."]);
    }

    #[test]
    fn breaks_part_but_not_within_a_sentence() {
        assert_eq!(
            of_fragment("The ferry<br>is back.<br>So is the pier.<br><br>Next"),
            ["The ferry is back.", "So is the pier.", "Next"]
        );
        assert_eq!(of_fragment("No tags.\n\nTwo of them."), ["No tags.", "Two of them."]);
    }

    #[test]
    fn blank_lines_part_the_text_of_values() {
        for (value, want) in [
            ("One <i>ferry</i>.\n\nTwo &amp; more.", &["One ferry.", "Two & more."][..]),
            ("One.\n\n<b>Two.</b>\n \nThree.<br>", &["One.", "Two.", "Three."]),
            (
                "One.\n\nTwo.\n<h3>Head</h3>\nThree.\n\n<blockquote>Four.\n\nFive.</blockquote>",
                &["One.", "Two.", "Head", "Three.", "Four.", "Five."],
            ),
            ("<p>One\n\n <a href=x>ferry</a>\n\n.</p>\n\n<ul><li>two\n\nthree</ul>", &["One ferry .", "two three"]),
            ("<div>One.<br>\nTwo.</div>", &["One.", "Two."]),
        ] {
            assert_eq!(of_value(value), want, "{value}");
        }
        assert_eq!(of_fragment("One <i>ferry</i>.\n\nTwo."), ["One ferry. Two."], "a page shows no blank lines");
    }

    #[test]
    fn ten_thousand_nested_tags_are_no_problem() {
        let html = format!("{}deep{}", "<div>".repeat(10_000), "</div>".repeat(10_000));
        assert_eq!(of_fragment(&html), ["deep"]);
    }
}
