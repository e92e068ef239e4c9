//! Any other XML: elements that look like the fields of an article.

use super::tree::{self, Node};
use crate::error::Result;
use crate::parse::{Draft, Format, Options, record};
use crate::read::Source;

/// XML of no kind that has a format of its own.
pub(in crate::parse) struct Xml;

impl Format for Xml {
    fn name(&self) -> &'static str {
        "xml"
    }

    fn matches(&self, source: &Source) -> bool {
        let text = source.text().trim();
        let whole = text.starts_with("<?xml") || (text.starts_with('<') && text.ends_with('>'));
        (whole || source.has_extension(&["xml"])) && super::root_of(source).is_some()
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let root = tree::parse(&super::text_of(source))?;
        look(&root, 0, options, each);
        Ok(())
    }
}

/// Hands on the highest elements that are articles.
fn look(node: &Node, depth: usize, options: &Options, each: &mut dyn FnMut(Draft)) {
    for child in node.nodes() {
        let inner: Vec<&Node> = child.nodes().collect();
        if record::is_article(inner.iter().map(|node| node.name.as_str()), options) {
            let values = inner.iter().map(|node| (node.name.clone(), value(node))).collect();
            if let Some(draft) = record::draft(values, "XML", options) {
                each(draft);
                continue;
            }
        }
        if depth < 8 {
            look(child, depth + 1, options, each);
        }
    }
}

fn value(node: &Node) -> String {
    if node.nodes().next().is_some() { node.inner_html() } else { node.raw_text() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_named_like_fields_are_an_article() {
        let text = "<?xml version='1.0'?><export><story><headline>Ferry</headline><date>2026-01-09</date><body><p>One.</p><p>Two.</p></body></story></export>";
        let mut got = Vec::new();
        Xml.parse(&Source::new("a.xml", "a.xml", text), &Options::default(), &mut |draft| got.push(draft)).unwrap();
        assert_eq!((got.len(), got[0].title.as_deref(), got[0].paragraphs.len()), (1, Some("Ferry"), 2));
    }
}
