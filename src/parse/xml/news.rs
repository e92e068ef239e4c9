//! NITF, NewsML-G2 and NewsML 1.2: what agencies send.

use super::tree::{self, Child, Node};
use crate::error::{Error, ErrorKind, Result};
use crate::parse::html::blocks;
use crate::parse::metadata::Field;
use crate::parse::{Draft, Format, Options, agency, json, record};
use crate::read::Source;

/// A document in NITF.
pub(in crate::parse) struct Nitf;
/// A message in NewsML, of either kind.
pub(in crate::parse) struct NewsMl;

impl Format for Nitf {
    fn name(&self) -> &'static str {
        "nitf"
    }

    fn matches(&self, source: &Source) -> bool {
        super::root_of(source).is_some_and(|root| root == "nitf")
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let root = tree::parse(&super::text_of(source))?;
        let documents: Vec<&Node> = root.below().into_iter().filter(|node| node.is("nitf")).collect();
        if !documents.is_empty() && documents.iter().all(|node| is_withdrawn(node)) {
            return Err(withdrawn());
        }
        documents.into_iter().filter(|node| !is_withdrawn(node)).for_each(|node| {
            let mut draft = Draft::default();
            nitf(node, options, &mut draft);
            each(draft);
        });
        Ok(())
    }
}

/// Reads one NITF document, alone or inside NewsML.
fn nitf(root: &Node, options: &Options, draft: &mut Draft) {
    let mut put = |field, value: Option<String>, origin: &str| {
        if let Some(value) = value {
            draft.put(field, &value, origin, options);
        }
    };
    put(Field::Title, root.find_text("hl1").or_else(|| root.find_text("hedline")), "hl1");
    put(Field::Title, root.find("head").and_then(|head| head.value("title")), "title");
    let norm = |name: &str| {
        root.find(name).and_then(|node| node.attr("norm").map(str::to_owned).or_else(|| Some(node.text())))
    };
    let publication = root.find("pubdata");
    let data = |key: &str| publication.and_then(|node| node.attr(key)).map(str::to_owned);
    put(Field::Published, data("date.publication"), "pubdata");
    put(Field::Published, norm("date.release"), "date.release");
    put(Field::Published, norm("date.issue"), "date.issue");
    put(Field::Published, norm("story.date"), "story.date");
    put(Field::Source, data("name"), "pubdata");
    put(Field::Source, root.find_text("distributor"), "distributor");
    put(
        Field::Source,
        root.find("doc.copyright").and_then(|node| node.attr("holder").map(str::to_owned)),
        "doc.copyright",
    );
    put(Field::Url, data("ex-ref").filter(|url| url.contains("://")), "pubdata");
    put(Field::Section, data("position.section"), "pubdata");
    let meta = |name: &str| {
        let found = root.below().into_iter().find(|node| node.is("meta") && node.attr("name") == Some(name));
        found.and_then(|node| node.attr("content")).map(str::to_owned)
    };
    put(Field::Section, meta("online_sections").or_else(|| meta("dsk")), "meta");
    let day = ["publication_year", "publication_month", "publication_day_of_month"].map(meta);
    if let [Some(year), Some(month), Some(day)] = day {
        put(Field::Published, Some(format!("{year}-{month:0>2}-{day:0>2}")), "meta");
    }
    put(Field::Section, subject(root), "tobject");
    byline(root, draft);
    // Who sends an article is credited, and its source only where nothing else is.
    draft.agencies.extend(root.find_text("distributor").filter(|name| agency(name).is_some()));
    let full = root.below().into_iter().find(|node| node.attr("class") == Some("full_text"));
    let content = full.or_else(|| root.find("body.content")).or_else(|| root.find("body"));
    draft.paragraphs = content.map(paragraphs).unwrap_or_default();
    subtitle(root.find("hedline").and_then(|head| head.find_text("hl2")), draft);
}

/// A line below the headline stands before the text, unless that is the headline or the text itself.
fn subtitle(text: Option<String>, draft: &mut Draft) {
    let Some(text) = text else { return };
    // In capitals it names a subject.
    let known = !text.contains(char::is_lowercase)
        || draft.title.as_ref() == Some(&text)
        || draft.paragraphs.iter().take(2).any(|p| p.contains(&text));
    if !known && !draft.paragraphs.is_empty() {
        draft.paragraphs.insert(0, text);
    }
}

fn withdrawn() -> Error {
    Error::new(ErrorKind::Withdrawn, "withdrawn by the agency that sent it")
}

/// Whether an agency has withdrawn what it sent: then nobody may show it.
fn is_withdrawn(item: &Node) -> bool {
    let named = |node: &&Node| ["pubStatus", "Status", "docdata"].iter().any(|name| node.is(name));
    let status = |node: &Node| {
        ["qcode", "uri", "FormalName", "management-status"].iter().find_map(|key| node.attr(key).map(str::to_owned))
    };
    let stated = item.below().into_iter().filter(named).find_map(status).unwrap_or_default().to_lowercase();
    ["canceled", "cancelled", "withheld", "kill", "killed"]
        .contains(&stated.rsplit([':', '/']).next().unwrap_or_default())
}

/// The subject of a NITF document: `<tobject tobject.type="Domestic"><tobject.subject tobject.subject.type="Sport"/>`. Some send the kind of
/// the document where its department belongs.
fn subject(root: &Node) -> Option<String> {
    const KINDS: &[&str] = &["news", "article", "current", "feature", "text", "story"];
    let of = |name: &str, key: &str| root.below().into_iter().filter(|n| n.is(name)).find_map(|n| n.attr(key));
    let department = of("tobject", "tobject.type").filter(|kind| !KINDS.contains(&kind.to_lowercase().as_str()));
    department.or_else(|| of("tobject.subject", "tobject.subject.type")).map(str::to_owned)
}

/// The department of an item of NewsML: a property, or the name of a subject with none above it.
fn department(item: &Node) -> Option<String> {
    let property = |node: &&Node| node.is("Property") && node.attr("FormalName") == Some("Department");
    if let Some(node) = item.below().into_iter().find(property) {
        return node.attr("Value").map(str::to_owned);
    }
    let subjects = item.below().into_iter().filter(|node| node.is("subject"));
    let highest = |node: &&Node| node.attr("qcode").is_some_and(json::is_highest);
    subjects.filter(highest).find_map(|node| node.value("name"))
}

fn byline(root: &Node, draft: &mut Draft) {
    let bylines: Vec<&Node> = root.below().into_iter().filter(|node| node.is("byline")).take(5).collect();
    // The New York Times repeats the names with the family name first.
    let turned = |node: &&Node| bylines.len() > 1 && node.attr("class") == Some("normalized_byline");
    for node in bylines.iter().copied().filter(|node| !turned(node)) {
        let people: Vec<&Node> = node.named("person").collect();
        if people.is_empty() {
            draft.put_byline(&credit(node), "byline");
        }
        people.into_iter().for_each(|person| draft.put_byline(&person.text(), "byline"));
    }
}

/// The text of a byline, with what a person is and whom they write for parted from the name.
fn credit(byline: &Node) -> String {
    let mut text = String::new();
    for child in &byline.children {
        match child {
            Child::Text(words) => text.push_str(words),
            Child::Node(node) if ["byttl", "virtloc", "org"].iter().any(|name| node.is(name)) => {
                text.extend([", ", &node.text(), ", "]);
            }
            Child::Node(node) => text.extend([" ", &node.text(), " "]),
        }
    }
    blocks::collapse(&text)
}

/// The paragraphs of an element with marked-up, escaped or plain text.
fn paragraphs(node: &Node) -> Vec<String> {
    if node.nodes().next().is_some() {
        return blocks::of_wire(&node.inner_html());
    }
    record::body(&node.raw_text())
}

impl Format for NewsMl {
    fn name(&self) -> &'static str {
        "newsml"
    }

    fn matches(&self, source: &Source) -> bool {
        let root = super::root_of(source).unwrap_or_default();
        matches!(root.as_str(), "newsml" | "newsmessage" | "newsitem" | "packageitem" | "itemset")
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let root = tree::parse(&super::text_of(source))?;
        let items: Vec<&Node> = root.below().into_iter().filter(|node| node.is("newsItem")).collect();
        let killed = items.iter().any(|item| is_withdrawn(item));
        let (mut texts, mut others) = (0, 0);
        for item in items {
            match article(item, options) {
                Some(draft) => {
                    texts += 1;
                    each(draft);
                }
                None => others += 1,
            }
        }
        if texts == 0 && killed {
            return Err(withdrawn());
        }
        if texts == 0 && others > 0 {
            return Err(Error::input("the items of this message are pictures, lists or events, not texts"));
        }
        Ok(())
    }
}

/// The article of one item of NewsML; `None` for a picture or anything else without a text of its own, and for what was withdrawn.
fn article(item: &Node, options: &Options) -> Option<Draft> {
    let class = item.find("itemClass").and_then(|node| node.attr("qcode").or(node.attr("uri"))).unwrap_or("text");
    if ["picture", "video", "audio", "graphic", "composite"].iter().any(|kind| class.ends_with(kind))
        || is_withdrawn(item)
    {
        return None;
    }
    let mut draft = Draft::default();
    metadata(item, options, &mut draft);
    let content = ["inlineXML", "inlineData", "DataContent"]
        .iter()
        .find_map(|name| item.below().into_iter().find(|node| node.is(name) && !node.text().is_empty()))?;
    if let Some(inner) = content.find("nitf") {
        nitf(inner, options, &mut draft);
    } else {
        let page = content.find("body").unwrap_or(content);
        draft.paragraphs = paragraphs(page);
    }
    subtitle(item.find_text("SubHeadLine"), &mut draft);
    (!draft.paragraphs.is_empty()).then_some(draft)
}

fn metadata(item: &Node, options: &Options, draft: &mut Draft) {
    let formal = |name: &str| item.find(name).and_then(|node| node.attr("FormalName")).map(str::to_owned);
    let party = |name: &str| {
        let node = item.find(name)?;
        node.find_text("name").or_else(|| {
            node.attr("literal").or(node.attr("qcode")).map(|code| code.rsplit(':').next().unwrap_or(code).to_owned())
        })
    };
    let mut put = |field, value: Option<String>, origin: &str| {
        if let Some(value) = value {
            draft.put(field, &value, origin, options);
        }
    };
    put(Field::Title, item.find_text("headline"), "headline");
    put(Field::Title, item.find("itemMeta").and_then(|meta| meta.value("title")), "title");
    put(Field::Section, department(item), "subject");
    for name in ["contentCreated", "firstCreated", "versionCreated", "ThisRevisionCreated", "DateId"] {
        put(Field::Published, item.find_text(name), name);
    }
    for name in ["contentModified", "ThisRevisionCreated", "versionCreated"] {
        put(Field::Updated, item.find_text(name), name);
    }
    put(
        Field::Language,
        item.find("language").and_then(|node| node.attr("tag").or(node.attr("FormalName"))).map(str::to_owned),
        "language",
    );
    put(Field::Language, item.attr("lang").map(str::to_owned), "xml:lang");
    put(
        Field::Source,
        item.find("Provider")
            .and_then(|node| node.find("Party"))
            .and_then(|node| node.attr("FormalName"))
            .map(str::to_owned),
        "Provider",
    );
    put(Field::Source, party("infoSource"), "infoSource");
    put(Field::Source, party("provider"), "provider");
    put(Field::Source, formal("Source"), "Source");
    let byline = ["byline", "by"].iter().find_map(|name| item.find(name)).map(credit).filter(|text| !text.is_empty());
    match byline {
        Some(byline) => draft.put_byline(&byline, "byline"),
        None => {
            let creators =
                item.find("contentMeta").map(|meta| meta.named("creator").collect::<Vec<_>>()).unwrap_or_default();
            creators
                .into_iter()
                .filter_map(|node| node.find_text("name"))
                .for_each(|name| draft.put_byline(&name, "creator"));
        }
    }
    if draft.updated == draft.published {
        draft.updated = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(format: &dyn Format, text: &str) -> Vec<Draft> {
        let source = Source::new("a.xml", "a.xml", text);
        assert!(format.matches(&source));
        let mut got = Vec::new();
        format.parse(&source, &Options::default(), &mut |draft| got.push(draft)).unwrap();
        got
    }

    #[test]
    fn nitf_is_read() {
        let got = of(
            &Nitf,
            "<nitf><head><title>Slug</title><tobject tobject.type='News'><tobject.subject tobject.subject.type='Sport'/></tobject><docdata><date.issue norm='20260109T101500+0100'/></docdata></head><body><body.head><hedline><hl1>Ferry is back</hl1></hedline>\
                             <byline>By <person>Ana Petrov</person></byline></body.head><body.content><p>One.</p><p>Two &amp; three.</p></body.content></body></nitf>",
        );
        assert_eq!(
            (got[0].title.as_deref(), got[0].byline.as_slice()),
            (Some("Ferry is back"), ["Ana Petrov".to_owned()].as_slice())
        );
        assert_eq!(got[0].paragraphs, ["One.", "Two & three."]);
        assert_eq!(got[0].section.as_deref(), Some("Sport"));
        assert_eq!(got[0].published.unwrap().day.to_string(), "2026-01-09");
    }

    #[test]
    fn lines_that_were_wrapped_are_joined() {
        let lines = [
            "The harbour ferry came back on Monday after a",
            "month in the dock, and those on the pier were",
            "Glad of it.</p><p>Ana Petrov of the harbour company said that the",
            "Oslo dock had done its work well.",
        ]
        .join(" <br />");
        let nitf = |text: &str| format!("<nitf><body><body.content><p>{text}</p></body.content></body></nitf>");
        assert_eq!(of(&Nitf, &nitf(&lines))[0].paragraphs.len(), 2);
        let table = "Oslo 1 Bergen 0<br/>Molde 2 Hamar 2<br/>Voss 3 Moss 1";
        assert_eq!(of(&Nitf, &nitf(table))[0].paragraphs.len(), 3);
    }

    #[test]
    fn what_was_withdrawn_is_passed_over_and_a_subtitle_stands_before_the_text() {
        let nitf = |status: &str| {
            format!(
                "<nitf><head><docdata management-status='{status}'/></head><body><hedline><hl1>Ferry</hl1><hl2>It is back</hl2></hedline><body.content><p>One.</p></body.content></body></nitf>"
            )
        };
        assert_eq!(of(&Nitf, &nitf("usable"))[0].paragraphs, ["It is back", "One."]);
        let killed = Source::new("a.xml", "a.xml", nitf("canceled"));
        assert!(Nitf.parse(&killed, &Options::default(), &mut |_| panic!("withdrawn")).is_err());
        let g2 = |status: &str| {
            format!(
                "<newsMessage><newsItem><itemMeta><pubStatus qcode='stat:{status}'/></itemMeta><contentSet><inlineXML><p>One.</p></inlineXML></contentSet></newsItem></newsMessage>"
            )
        };
        assert_eq!(of(&NewsMl, &g2("usable")).len(), 1);
        let killed = Source::new("a.xml", "a.xml", g2("canceled"));
        assert!(NewsMl.parse(&killed, &Options::default(), &mut |_| panic!("withdrawn")).is_err());
    }

    #[test]
    fn what_a_person_is_and_who_sends_the_article_is_parted_from_the_name() {
        let got = of(
            &Nitf,
            "<nitf><body><body.head><hedline><hl1>Ferry is back</hl1></hedline><byline>By ANA PETROV<virtloc>HT</virtloc>Business writer</byline>\
                             <distributor>dpa</distributor></body.head><body.content><p>One.</p></body.content></body></nitf>",
        );
        assert_eq!(
            (got[0].byline.as_slice(), got[0].agencies.as_slice()),
            (["Ana Petrov".to_owned()].as_slice(), ["dpa".to_owned()].as_slice())
        );
    }

    #[test]
    fn both_kinds_of_newsml_are_read() {
        let g2 = of(
            &NewsMl,
            "<newsItem xml:lang='en'><itemMeta><itemClass qcode='ninat:text'/><provider literal='HT'/><versionCreated>2026-01-09T10:00:00Z</versionCreated></itemMeta>\
                              <contentMeta><headline>Ferry is back</headline><subject qcode='medtop:04000000'><name>economy</name></subject><by>By Ana Petrov</by></contentMeta><contentSet><inlineXML><html><body><p>One.</p><p>Two.</p></body></html></inlineXML></contentSet></newsItem>",
        );
        assert_eq!(
            (g2[0].title.as_deref(), g2[0].source.as_deref(), g2[0].paragraphs.len()),
            (Some("Ferry is back"), Some("HT"), 2)
        );
        assert_eq!(g2[0].section.as_deref(), Some("economy"));
        let one = of(
            &NewsMl,
            "<NewsML><NewsItem><NewsManagement><FirstCreated>20260109T100000+0000</FirstCreated></NewsManagement><NewsComponent><NewsLines><HeadLine>Ferry</HeadLine></NewsLines>\
                               <ContentItem><DataContent><p>One.</p><p>Two.</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>",
        );
        assert_eq!((one[0].title.as_deref(), one[0].paragraphs.len()), (Some("Ferry"), 2));
        assert!(one[0].published.is_some());
    }
}
