//! Saved web pages: one page, one article.

/// A selector written here, so that it is known to be well formed; the tests run all of them.
macro_rules! selector {
    ($name:ident, $css:literal) => {
        static $name: LazyLock<Selector> =
            LazyLock::new(|| Selector::parse($css).expect("the selector is well formed"));
    };
}

mod authors;
pub(super) mod blocks;
mod body;
mod europresse;
pub(super) mod furniture;
mod json_ld;
mod meta;
#[cfg(test)]
mod tests;
mod title;
mod written;

use super::{Draft, Format, Options, exports, record};
use crate::error::{Error, Result};
use crate::read::Source;
use crate::read::decode::decode_as;
use encoding_rs::Encoding;
use scraper::{ElementRef, Html, Node, Selector};
use std::borrow::Cow;
use std::sync::LazyLock;
use trafilatura::{ExtractionFocus, HtmlDateMode};

/// A saved page.
pub(super) struct Page;

impl Format for Page {
    fn name(&self) -> &'static str {
        "html"
    }

    fn longest(&self) -> usize {
        16 << 20
    }

    fn matches(&self, source: &Source) -> bool {
        let head = source.text().trim_start();
        let head = &head[..head.floor_char_boundary(1024)];
        looks_like_page(head) || (source.has_extension(&["html", "htm", "xhtml", "shtml"]) && head.contains('<'))
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let text = text_of(source);
        if exports::possible(&text) {
            let page = Html::parse_document(&text);
            let named = europresse::articles(&page, options);
            if !named.is_empty() {
                named.into_iter().for_each(each);
                return Ok(());
            }
            let exported = exports::articles_of_page(&blocks::of_tree(&page), &marks(&page), options);
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

selector!(HEADLINES, "[class=titreArticleVisu i]");
selector!(SOURCES, ".DocPublicationName");

/// What a page of Europresse says its lines are.
fn marks(page: &Html) -> exports::Marks {
    let all = |selector| page.select(selector).map(|e| blocks::collapse(&e.text().collect::<String>()));
    exports::Marks {
        headlines: all(&HEADLINES).collect(),
        sources: all(&SOURCES).filter(|source| !source.is_empty()).collect(),
    }
}

/// The largest page, in bytes of text; a longer one is no article.
const LARGEST: usize = 16 << 20;
/// The largest page and the deepest one for the search for its main text, which is slower than linear.
const LARGEST_TREE: usize = 60_000;
const DEEPEST: usize = 250;
/// A body that has this share of the page's long text is not looked for in a second way, which takes a quarter of the time.
const ENOUGH: f64 = 0.6;

/// What the page begins with in which the main text is looked for. That search looks for title, author, site, section and tags, too, and
/// through all of the page where its head has none, for a tenth of the time. They have been read before, and by other rules.
const HEAD: &str = r#"<meta property="og:title" content="-"><meta property="og:author" content="A B">
<meta property="og:site_name" content="-"><meta property="og:article:tag" content="-">
<script type="application/ld+json">{"@type": "NewsArticle", "articleSection": "-"}</script>"#;

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
    let mut page = Html::parse_document(text);
    let declared = meta::read(&page, options, draft);
    let small = page.tree.values().len() <= LARGEST_TREE && blocks::depth(&page) <= DEEPEST;
    let main = if small {
        strip(&mut page);
        without_foot(&mut page);
        unwrap_custom(&mut page);
        let mut html = HEAD.to_owned();
        written::page(&page, &mut html);
        let (body, share) = body::refine(&page, main_text(&html, false));
        if share >= ENOUGH { body } else { body::refine(&page, main_text(&html, true)).0 }
    } else {
        Vec::new()
    };
    let mut paragraphs = if main.is_empty() { all_text(&page) } else { main };
    // Where a program puts the text into the page, that may stand in what is declared for others; marked up as one site has it (`+++`), it
    // is no text.
    let size = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
    let whole = |text: &Vec<String>| size(text) > 2 * size(&paragraphs);
    if let Some(text) = declared.filter(|text| !text.contains("+++")).map(|text| record::body(&text)).filter(whole) {
        paragraphs = text;
    }
    if let Some(title) = draft.title.as_deref() {
        // The headline is often the first block of the main text, too.
        let same = |p: &String| blocks::collapse(p).eq_ignore_ascii_case(title);
        if let Some(at) = paragraphs.iter().take(3).position(same) {
            paragraphs.remove(at);
        }
    }
    if paragraphs.is_empty() && !title::has_heading(&page) {
        // It lists other pages, or a program in the browser puts its text there: no article is what is left.
        draft.title = None;
    }
    draft.paragraphs = paragraphs;
    Ok(())
}

/// All paragraphs of a page, where no main text is found in it; none where they are links to other pages.
fn all_text(page: &Html) -> Vec<String> {
    let all = blocks::blocks(page);
    let (size, linked) = all.iter().fold((0, 0), |(size, linked), b| (size + b.text.len(), linked + b.linked));
    if all.len() > body::FEW && linked * 10 >= size * 9 {
        Vec::new()
    } else {
        all.into_iter().map(|block| block.text).collect()
    }
}

/// Takes away what holds no text and is often most of the page, so that the search for the main text has less to read.
fn strip(page: &mut Html) {
    const NO_TEXT: &[&str] = &[
        "script", "style", "svg", "template", "link", "meta", "iframe", "object", "canvas", "nav", "noscript",
        "button", "select", "input", "textarea", "audio", "video", "math", "dialog", "menu", "source", "img", "map",
    ];
    let without_text = |node: &Node| match node {
        Node::Comment(_) => true,
        Node::Element(element) => NO_TEXT.contains(&element.name()),
        _ => false,
    };
    let found: Vec<_> = page.tree.nodes().filter(|node| without_text(node.value())).map(|node| node.id()).collect();
    for id in found {
        if let Some(mut node) = page.tree.get_mut(id) {
            node.detach();
        }
    }
    let large = |value: &str| value.len() > LONGEST_ATTRIBUTE;
    for value in page.tree.values_mut() {
        if let Node::Element(element) = value {
            element.attrs.retain(|(name, value)| {
                let name = &*name.local;
                !(large(value)
                    || name.starts_with("on")
                    || matches!(name, "srcset" | "sizes" | "target" | "tabindex" | "width" | "height" | "alt" | "src"))
            });
        }
    }
}

/// A longer value of an attribute is a program or data.
const LONGEST_ATTRIBUTE: usize = 300;

/// Takes away the foot of the whole page: its notices are nobody's text. One that holds long paragraphs is none, whatever it is called.
fn without_foot(page: &mut Html) {
    let is_text = |p: ElementRef| p.text().map(str::len).sum::<usize>() >= LONG;
    let within = |e: ElementRef| {
        let mut names = e.ancestors().filter_map(ElementRef::wrap);
        names.any(|above| matches!(above.value().name(), "article" | "main" | "blockquote" | "section"))
    };
    let feet = page.select(&FEET).filter(|foot| !within(*foot) && !foot.select(&PARAGRAPHS).any(is_text));
    let found: Vec<_> = feet.map(|foot| foot.id()).collect();
    for id in found {
        if let Some(mut node) = page.tree.get_mut(id) {
            node.detach();
        }
    }
}

selector!(FEET, "footer");
selector!(PARAGRAPHS, "p");
/// A paragraph of as many bytes is hardly a notice.
const LONG: usize = 300;

/// Takes away the tags of elements that only this site knows (`<x-source>`) and that stand within a line: the search for
/// the main text would cut the paragraph at them. Whether there were any.
fn unwrap_custom(page: &mut Html) -> bool {
    let inline = |node: ego_tree::NodeRef<Node>| {
        let mut inner = node.descendants().take(20);
        inner.all(|n| n.value().as_element().is_none_or(|e| e.name().contains('-') || INLINE.contains(&e.name())))
    };
    let custom = |node: &ego_tree::NodeRef<Node>| node.value().as_element().is_some_and(|e| e.name().contains('-'));
    let found: Vec<_> = page.tree.nodes().filter(custom).filter(|node| inline(*node)).map(|node| node.id()).collect();
    for id in &found {
        let children: Vec<_> =
            page.tree.get(*id).map(|node| node.children().map(|c| c.id()).collect()).unwrap_or_default();
        if let Some(mut node) = page.tree.get_mut(*id) {
            children.into_iter().for_each(|child| {
                node.insert_id_before(child);
            });
            node.detach();
        }
    }
    !found.is_empty()
}

/// Elements within a line.
const INLINE: &[&str] =
    &["a", "b", "i", "em", "strong", "span", "sup", "sub", "abbr", "q", "cite", "small", "time", "u"];

/// The paragraphs of the main text; none where it cannot be told from the rest. With `again` what is found is set beside what a second way
/// of looking for it finds.
fn main_text(text: &str, again: bool) -> Vec<String> {
    let options = trafilatura::Options::default()
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_fallback(again)
        .with_exclude_comments(true)
        .with_html_date_mode(HtmlDateMode::Disabled)
        .with_max_tree_size(LARGEST_TREE);
    match trafilatura::extract(text, &options) {
        Ok(result) => blocks::of_fragment(&result.content_html),
        Err(_) => Vec::new(),
    }
}
