//! RSS, Atom, WordPress exports and news sitemaps: one article per item.

use super::tree::{self, Node};
use crate::error::{Error, Result};
use crate::parse::metadata::Field;
use crate::parse::{Draft, Format, Options, record};
use crate::read::Source;
use regex::Regex;
use std::sync::LazyLock;

/// A feed.
pub(in crate::parse) struct Feed;

impl Format for Feed {
    fn name(&self) -> &'static str {
        "feed"
    }

    fn matches(&self, source: &Source) -> bool {
        let root = super::root_of(source).unwrap_or_default();
        matches!(root.as_str(), "rss" | "rdf" | "feed" | "channel" | "urlset" | "sitemapindex")
            || (root == "entry" && is_atom(source.text()))
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let root = tree::parse(&super::text_of(source))?;
        let all = root.below();
        let feed = all.iter().find(|node| node.is("channel") || node.is("feed"));
        let outer = Outer {
            title: feed.and_then(|node| node.value("title")),
            language: feed.and_then(|node| node.value("language").or_else(|| node.attr("lang").map(str::to_owned))),
            names: all
                .iter()
                .filter(|node| node.is("author") && node.prefix == "wp")
                .filter_map(|node| login(node))
                .collect(),
        };
        let mut found = false;
        let items = all.iter().filter(|node| ["item", "entry", "url"].iter().any(|name| node.is(name)));
        for item in items {
            if let Some(draft) = article(item, &outer, options) {
                found = true;
                each(draft);
            }
        }
        if !found && all.iter().any(|node| node.is("urlset") || node.is("sitemapindex")) {
            return Err(Error::input("a sitemap: it lists addresses of pages and holds no article"));
        }
        Ok(())
    }
}

/// Whether a document speaks of Atom where it begins: "entry" alone may be of anything, such as a dictionary.
fn is_atom(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(4096)];
    ["http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"].iter().any(|name| head.contains(name))
}

/// What a feed says of all its items.
struct Outer {
    title: Option<String>,
    language: Option<String>,
    /// Logins of WordPress with the names of their owners.
    names: Vec<(String, String)>,
}

fn login(author: &Node) -> Option<(String, String)> {
    Some((author.value("author_login")?, author.value("author_display_name")?))
}

fn article(item: &Node, outer: &Outer, options: &Options) -> Option<Draft> {
    let kind = item.value("post_type").unwrap_or_else(|| "post".to_owned());
    let status =
        item.value("status").filter(|_| item.value("post_type").is_some()).unwrap_or_else(|| "publish".to_owned());
    if !matches!(kind.as_str(), "post" | "article" | "news") || status != "publish" {
        return None;
    }
    let mut draft = Draft::default();
    let news = item.named("news").next().unwrap_or(item);
    let mut put = |field, value: Option<String>, origin: &str| {
        if let Some(value) = value {
            draft.put(field, &value, origin, options);
        }
    };
    let title = news.value("title").map(|title| record::body(&title).join(" "));
    put(Field::Title, title, "feed title");
    put(Field::Url, link(item), "feed link");
    // WordPress gives the time at home beside that of Greenwich, which may be of another day.
    put(Field::Published, item.value("post_date"), "feed post_date");
    for name in ["pubDate", "published", "publication_date", "issued", "date", "created"] {
        put(Field::Published, news.value(name), &format!("feed {name}"));
    }
    for name in ["updated", "modified", "post_modified"] {
        put(Field::Updated, item.value(name), &format!("feed {name}"));
    }
    put(
        Field::Section,
        item.value("category").or_else(|| item.named("category").find_map(|c| c.attr("term").map(str::to_owned))),
        "feed category",
    );
    // RSS has the name of the source, Atom its whole head.
    let named = item.named("source").find_map(|source| source.value("title"));
    put(Field::Source, named.or_else(|| item.value("source").filter(|s| !s.contains("://"))), "feed source");
    put(Field::Source, news.named("publication").find_map(|p| p.value("name")), "feed publication");
    put(Field::Source, outer.title.clone(), "feed");
    put(
        Field::Language,
        item.value("language").or_else(|| news.find_text("language")).or_else(|| outer.language.clone()),
        "feed language",
    );
    if draft.published.is_none() {
        draft.published = draft.updated;
    }
    authors(item, outer, &mut draft);
    draft.paragraphs = body(item);
    let told = draft.title.is_some() && (draft.url.is_some() || draft.published.is_some());
    (!draft.paragraphs.is_empty() || (told && !item.is("url")) || news.is("news")).then_some(draft)
}

fn link(item: &Node) -> Option<String> {
    let links: Vec<&Node> = item.named("link").collect();
    let alternate =
        links.iter().find(|l| l.attr("rel").is_none_or(|rel| rel == "alternate") && l.attr("href").is_some());
    let guid = || item.value("guid").or_else(|| item.value("id")).filter(|id| id.starts_with("http"));
    alternate
        .and_then(|l| l.attr("href").map(str::to_owned))
        .or_else(|| item.value("link"))
        .or_else(|| item.value("loc"))
        .or_else(guid)
}

fn authors(item: &Node, outer: &Outer, draft: &mut Draft) {
    let creators: Vec<&Node> = item.named("creator").collect();
    let people = if creators.is_empty() { item.named("author").collect() } else { creators };
    for person in people {
        let text = person.value("name").unwrap_or_else(|| person.text());
        let name =
            outer.names.iter().find(|(login, _)| *login == text).map_or(text.as_str(), |(_, name)| name.as_str());
        // RSS: "ana@example.org (Ana Petrov)"
        let inner = name.split_once('(').filter(|(address, _)| address.contains('@'));
        draft.put_byline(inner.map_or(name, |(_, inner)| inner.trim_end_matches(')')), "feed author");
    }
}

/// The text of an item without the link to the rest of it.
fn without_link(text: &str) -> &str {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        // The pattern is a constant and covered by the tests.
        Regex::new(
            r"(?ix)<a\b[^<>]*> \s* (?: read\ more | read\ the\ rest | continue\ reading | keep\ reading | weiterlesen | mehr\ lesen | lire\ la\ suite
              | leer\ más | seguir\ leyendo | leia\ mais | continue\ lendo | leggi\ tutto | continua\ a\ leggere | lees\ (?:meer|verder) ) [^<]{0,40} </a>
              (?: \s | </?(?:p|div|span|br|img)\b[^<>]*> )* $",
        )
        .expect("well formed")
    });
    LINK.find(text).map_or(text, |link| &text[..link.start()])
}

/// The fullest text of an item.
fn body(item: &Node) -> Vec<String> {
    for name in ["encoded", "content", "description", "summary", "abstract"] {
        for node in item.named(name).filter(|node| !(name == "content" && node.prefix == "media")) {
            if node.prefix == "excerpt" {
                continue;
            }
            let xhtml = node.nodes().next().is_some();
            let text = if xhtml { node.inner_html() } else { node.raw_text() };
            let mut paragraphs = record::body(without_link(&text));
            paragraphs.pop_if(|last| last.starts_with("The post ") && last.contains(" appeared first on "));
            if !paragraphs.is_empty() {
                return paragraphs;
            }
        }
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Draft> {
        let source = Source::new("a.xml", "a.xml", text);
        assert!(Feed.matches(&source));
        let mut got = Vec::new();
        Feed.parse(&source, &Options::default(), &mut |draft| got.push(draft)).unwrap();
        got
    }

    #[test]
    fn rss_items_take_the_fullest_text() {
        let got = of(
            "<?xml version='1.0'?><rss><channel><title>Harbour Times</title><item><title>Ferry &amp; pier</title>\
                      <link>https://example.org/1</link><pubDate>Fri, 09 Jan 2026 10:00:00 +0100</pubDate><dc:creator>Ana Petrov</dc:creator>\
                      <description>Short</description><content:encoded><![CDATA[<p>One.</p><p>Two.</p>]]></content:encoded></item></channel></rss>",
        );
        assert_eq!(
            (got.len(), got[0].title.as_deref(), got[0].source.as_deref()),
            (1, Some("Ferry & pier"), Some("Harbour Times"))
        );
        assert_eq!(
            (got[0].paragraphs.as_slice(), got[0].byline.as_slice()),
            (["One.".to_owned(), "Two.".to_owned()].as_slice(), ["Ana Petrov".to_owned()].as_slice())
        );
        assert_eq!(got[0].published.unwrap().to_string(), "2026-01-09T10:00:00+01:00");
    }

    #[test]
    fn what_leads_to_the_page_is_no_text() {
        for (text, want) in [
            ("<p>One.</p><p>The post <a href=x>Ferry</a> appeared first on <a href=y>Times</a>.</p>", "One."),
            ("One <b>two</b>. <a href='x'>Read more</a><img src='t.gif'/>", "One two."),
            ("<p>One. <a class=m href=x>Continue reading &#8594;</a></p>\n", "One."),
            ("<p>One <a href=x>read more</a> two.</p>", "One read more two."),
        ] {
            let got = of(&format!(
                "<rss><channel><item><title>T</title><link>https://x.example/1</link><description><![CDATA[{text}]]></description></item></channel></rss>"
            ));
            assert_eq!(got[0].paragraphs, [want], "{text}");
        }
    }

    #[test]
    fn an_entry_stands_alone_as_in_a_feed() {
        let entry = |head: &str| {
            format!(
                "<entry{head}><title>Ferry</title><link href='https://example.org/2'/><author><name>Ana Petrov</name></author>\
                 <updated>2026-01-09T10:00:00Z</updated><content>One.</content>\
                 <source><id>urn:x:1</id><title>Harbour Times</title></source></entry>"
            )
        };
        let atom = " xmlns='http://www.w3.org/2005/Atom'";
        let alone = of(&entry(atom));
        assert_eq!(alone, of(&format!("<feed{atom}><title>T</title>{}</feed>", entry(""))));
        assert_eq!(
            (alone[0].url.as_deref(), alone[0].byline.len(), alone[0].source.as_deref()),
            (Some("https://example.org/2"), 1, Some("Harbour Times"))
        );
        assert!(!Feed.matches(&Source::new("a.xml", "a.xml", entry(""))));
    }

    #[test]
    fn atom_entries_and_wordpress_posts_are_read() {
        let atom = of(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><title type='html'>A &amp;lt; B</title><link rel='self' href='x'/>\
                       <link href='https://example.org/2'/><author><name>Ana Petrov</name></author><updated>2026-01-09T10:00:00Z</updated>\
                       <content type='xhtml'><div><p>One.</p><p>Two.</p></div></content></entry></feed>",
        );
        assert_eq!(
            (atom[0].url.as_deref(), atom[0].paragraphs.len(), atom[0].byline.len()),
            (Some("https://example.org/2"), 2, 1)
        );
        assert!(atom[0].published.is_some());
        let wp = of(
            "<rss><channel><wp:author><wp:author_login>ana</wp:author_login><wp:author_display_name>Ana Petrov</wp:author_display_name></wp:author>\
                     <item><title>Ferry</title><dc:creator>ana</dc:creator><pubDate>Thu, 08 Jan 2026 23:30:00 +0000</pubDate><wp:post_date>2026-01-09 00:30:00</wp:post_date>\
                     <wp:post_type>post</wp:post_type><wp:status>publish</wp:status><content:encoded>One.\n\nTwo.</content:encoded></item><item><title>Pic</title><wp:post_type>attachment</wp:post_type></item></channel></rss>",
        );
        assert_eq!(
            (wp.len(), wp[0].byline.as_slice(), wp[0].paragraphs.len()),
            (1, ["Ana Petrov".to_owned()].as_slice(), 2)
        );
        assert_eq!(wp[0].published.unwrap().to_string(), "2026-01-09T00:30:00");
    }
}
