//! Reuters-21578 and the collections of TREC: documents one after the other, in SGML.

use super::tree::{self, Node};
use crate::error::Result;
use crate::parse::metadata::Field;
use crate::parse::{Draft, Format, Options, html, text};
use crate::read::Source;

/// Tags around documents; `<DOC` also begins `<DOC id=…>`, `<DOCNO>` stands only inside.
const TAGS: [(&str, &str); 3] = [("<REUTERS", "</REUTERS>"), ("<DOC", "</DOC>"), ("<doc", "</doc>")];

/// A file of a collection.
pub(in crate::parse) struct Sgml;

impl Format for Sgml {
    fn name(&self) -> &'static str {
        "sgml"
    }

    fn matches(&self, source: &Source) -> bool {
        matches!(super::root_of(source).as_deref(), Some("reuters" | "doc" | "lewis"))
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        // One document at a time: a missing end tag harms no other.
        for (open, close) in TAGS {
            let mut rest = source.text();
            while let Some(start) = find(rest, open) {
                let end = find(&rest[start..], close).map_or(rest.len(), |end| start + end + close.len());
                document(&tree::parse(&rest[start..end])?, options, each);
                rest = &rest[end..];
            }
        }
        Ok(())
    }
}

/// Where a tag begins.
fn find(text: &str, tag: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), tag.as_bytes())
}

fn document(root: &Node, options: &Options, each: &mut dyn FnMut(Draft)) {
    let mut draft = Draft::default();
    let mut put = |field, value: Option<String>, origin: &str| {
        if let Some(value) = value {
            draft.put(field, &value, origin, options);
        }
    };
    let first = |names: &[&str]| names.iter().find_map(|name| root.find_text(name));
    put(Field::Title, first(&["TITLE", "HEADLINE", "HL", "HEAD", "TI", "H3"]), "title");
    put(Field::Published, first(&["DATE", "DATE1", "DATE_TIME", "DATELINE", "DD", "PUBDATE"]), "date");
    put(Field::Source, first(&["SO", "SOURCE", "PUB"]), "source");
    put(Field::Byline, first(&["AUTHOR", "BYLINE", "BY"]), "author");
    put(Field::Section, first(&["SECTION", "CATEGORY"]), "section");
    put(Field::Url, first(&["URL"]), "url");
    if let Some(page) = root.find("html").filter(|_| root.find("TEXT").is_none()) {
        draft.paragraphs = html::blocks::of_fragment(&page.inner_html());
        return each(draft);
    }
    let bodies: Vec<&Node> = root.below().into_iter().filter(|node| node.is("BODY")).collect();
    let bodies =
        if bodies.is_empty() { root.below().into_iter().filter(|node| node.is("TEXT")).collect() } else { bodies };
    let dateline = root.find("TEXT").and_then(|node| node.value("DATELINE"));
    for body in bodies {
        draft.paragraphs.extend(paragraphs(body));
    }
    if let (Some(dateline), Some(first)) = (dateline, draft.paragraphs.first_mut()) {
        first.insert_str(0, &format!("{dateline} "));
    }
    each(draft);
}

/// Marked paragraphs, or lines that are wrapped; what the other elements of a text hold is not repeated.
fn paragraphs(body: &Node) -> Vec<String> {
    if body.find("P").is_some() {
        return html::blocks::of_fragment(&body.inner_html());
    }
    let mut raw = String::new();
    for child in &body.children {
        match child {
            tree::Child::Text(text) => raw.push_str(text),
            tree::Child::Node(node) if ["TITLE", "DATELINE", "AUTHOR", "HEADLINE"].iter().any(|name| node.is(name)) => {
            }
            tree::Child::Node(node) => raw.push_str(&node.raw_text()),
        }
    }
    // "Reuter" and its like end a text of the wire.
    let raw = raw.trim_end().trim_end_matches("REUTER").trim_end_matches("Reuter");
    text::paragraphs(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_read_one_by_one() {
        let text = "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS NEWID=\"1\"><DATE> 9-JAN-1987 10:00:00.00</DATE><TEXT>&#2;\n<TITLE>FERRY &lt;FRY> IS BACK</TITLE>\
                    <DATELINE>    OSLO, Jan 9 - </DATELINE><BODY>The harbour ferry came back on Monday after a\nmonth in the dock and the people on the pier were\nglad to see it come, they said.\n    \
                    It had been away for so long that some of them had\nforgotten what it looked like, they said too.\n Reuter\n&#3;</BODY></TEXT></REUTERS>\n<REUTERS NEWID=\"2\"><TEXT><TITLE>SECOND</TITLE></TEXT></REUTERS>";
        let source = Source::new("a.sgm", "a.sgm", text);
        assert!(Sgml.matches(&source));
        let mut got = Vec::new();
        Sgml.parse(&source, &Options::default(), &mut |draft| got.push(draft)).unwrap();
        assert_eq!((got.len(), got[0].title.as_deref()), (2, Some("FERRY <FRY> IS BACK")));
        assert_eq!(got[0].paragraphs.len(), 2, "{:?}", got[0].paragraphs);
        assert!(got[0].paragraphs[0].starts_with("OSLO, Jan 9 - The harbour ferry came back on Monday after a month"));
        assert_eq!(got[0].published.unwrap().day.to_string(), "1987-01-09");
    }
}
