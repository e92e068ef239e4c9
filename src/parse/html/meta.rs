//! Metadata of a page: JSON-LD, then meta elements, then what is visible.

use super::blocks::collapse;
use super::furniture::of_article;
use super::title::{host, letters};
use super::{authors, json_ld, title};
use crate::parse::dates;
use crate::parse::metadata::Field;
use crate::parse::{Draft, Options};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use std::sync::LazyLock;

/// Names and properties of meta elements with the field they fill; the earlier counts more.
const META: &[(&str, Field)] = &[
    ("og:title", Field::Title),
    ("twitter:title", Field::Title),
    ("parsely-title", Field::Title),
    ("sailthru.title", Field::Title),
    ("dc.title", Field::Title),
    ("dcterms.title", Field::Title),
    ("citation_title", Field::Title),
    ("headline", Field::Title),
    ("article:published_time", Field::Published),
    ("og:article:published_time", Field::Published),
    ("og:published_time", Field::Published),
    ("parsely-pub-date", Field::Published),
    ("sailthru.date", Field::Published),
    ("datepublished", Field::Published),
    ("publishdate", Field::Published),
    ("publish-date", Field::Published),
    ("publish_date", Field::Published),
    ("publication_date", Field::Published),
    ("article.published", Field::Published),
    ("article.created", Field::Published),
    ("cxenseparse:recs:publishtime", Field::Published),
    ("dc.date.issued", Field::Published),
    ("dcterms.created", Field::Published),
    ("dcterms.date", Field::Published),
    ("dc.date", Field::Published),
    ("citation_publication_date", Field::Published),
    ("pubdate", Field::Published),
    ("date.release", Field::Published),
    ("originalpublicationdate", Field::Published),
    ("ptime", Field::Published),
    ("date", Field::Published),
    ("article:modified_time", Field::Updated),
    ("og:updated_time", Field::Updated),
    ("og:modified_time", Field::Updated),
    ("datemodified", Field::Updated),
    ("article.updated", Field::Updated),
    ("dcterms.modified", Field::Updated),
    ("lastmod", Field::Updated),
    ("last-modified", Field::Updated),
    ("parsely-author", Field::Byline),
    ("sailthru.author", Field::Byline),
    ("author", Field::Byline),
    ("byl", Field::Byline),
    ("article:author", Field::Byline),
    ("og:article:author", Field::Byline),
    ("article:author_name", Field::Byline),
    ("dc.creator", Field::Byline),
    ("dcterms.creator", Field::Byline),
    ("citation_author", Field::Byline),
    ("twitter:creator:name", Field::Byline),
    ("og:site_name", Field::Source),
    ("application-name", Field::Source),
    ("dc.publisher", Field::Source),
    ("article:publisher_name", Field::Source),
    ("article:section", Field::Section),
    ("parsely-section", Field::Section),
    ("section", Field::Section),
    ("og:url", Field::Url),
    ("parsely-link", Field::Url),
    ("dc.language", Field::Language),
    ("og:locale", Field::Language),
    ("language", Field::Language),
];

/// Names of meta elements whose authors are written with the family name first.
const FAMILY_FIRST: &[&str] = &["dc.creator", "dcterms.creator", "citation_author"];

selector!(SCRIPTS, "script[type='application/ld+json']");
selector!(METAS, "meta");
selector!(CANONICAL, "link[rel='canonical']");
selector!(ROOT, "html");
selector!(
    PUBLISHED,
    "[itemprop='datePublished'], time[pubdate], time.published, time.entry-date, .entry-date time, .dt-published"
);
selector!(UPDATED, "[itemprop='dateModified'], time.updated, .dt-updated");
selector!(TIMES, "article time, main time, header time, time");
selector!(
    DATED,
    ".published, .publish-date, .pubdate, .date, .dateline, .post-date, .article-date, .timestamp, [class*='publish'], [class*='dateline'], [class*='timestamp'], [class*='date'], [class*='Date'], [class*='time']"
);
/// Reads the metadata of `page` into `draft`; returns the text of the article where the page declares it beside what it shows.
pub(super) fn read(page: &Html, options: &Options, draft: &mut Draft) -> Option<String> {
    let text = linked(page, options, draft);
    metas(page, options, draft);
    visible(page, options, draft);
    without_site_as_author(draft);
    if draft.byline.is_empty() {
        authors::read(page, draft);
        without_site_as_author(draft);
    }
    title::read(page, draft);
    saved_from(page, options, draft);
    text
}

/// The address that a browser wrote at the head of a page that it saved: `<!-- saved from url=(0030)https://x.example/1 -->`.
fn saved_from(page: &Html, options: &Options, draft: &mut Draft) {
    let comments = page.tree.root().children().filter_map(|node| node.value().as_comment());
    let address = |comment: &str| {
        let (_, behind) = comment.split_once("saved from url=(")?;
        let (_, url) = behind.split_once(')')?;
        url.split_whitespace().next().filter(|url| url.starts_with("http")).map(str::to_owned)
    };
    if let Some(url) = comments.take(5).find_map(|comment| address(comment)) {
        draft.put(Field::Url, &url, "saved from", options);
    }
}

/// The site itself is no author.
fn without_site_as_author(draft: &mut Draft) {
    let host = draft.url.as_deref().and_then(host);
    let sites: Vec<String> = [draft.source.as_deref(), host.as_deref()].iter().flatten().map(|s| letters(s)).collect();
    draft.byline.retain(|name| !sites.contains(&letters(name)));
    if draft.byline.is_empty() {
        draft.origins.retain(|(field, _)| *field != "byline");
    }
}

fn linked(page: &Html, options: &Options, draft: &mut Draft) -> Option<String> {
    let scripts: Vec<String> = page.select(&SCRIPTS).map(|script| script.text().collect()).collect();
    let linked = json_ld::read(scripts.iter().map(String::as_str));
    for (field, value) in linked.values {
        draft.put(field, &value, "JSON-LD", options);
    }
    for author in linked.authors {
        draft.put_byline(&author, "JSON-LD");
    }
    linked.text
}

fn metas(page: &Html, options: &Options, draft: &mut Draft) {
    let mut found: Vec<(usize, Field, String)> = Vec::new();
    for meta in page.select(&METAS) {
        let Some(content) = meta.attr("content").map(str::trim).filter(|c| !c.is_empty()) else { continue };
        let names = ["property", "name", "itemprop"].iter().filter_map(|key| meta.attr(key));
        // Dublin Core is written with a dot or with a colon.
        let plain = |name: &str| name.to_lowercase().replacen("dc:", "dc.", 1).replacen("dcterms:", "dcterms.", 1);
        for name in names.flat_map(str::split_whitespace).map(plain) {
            if let Some(rank) = META.iter().position(|(key, _)| *key == name) {
                found.push((rank, META[rank].1, content.to_owned()));
            }
        }
    }
    found.extend(parsely(page));
    // A byline may name an agency, which is the source only where the site says nothing of itself.
    found.sort_by_key(|(rank, field, _)| (*field == Field::Byline, *rank));
    let known = !draft.byline.is_empty();
    for (rank, field, value) in found {
        let address = value.contains("://") || value.starts_with('@');
        let repeated =
            field == Field::Byline && (known || draft.origins.iter().any(|(f, o)| *f == "byline" && o != META[rank].0));
        let handle = field == Field::Source && value.starts_with('@');
        let relative = field == Field::Url && !value.contains("://");
        if !(field == Field::Byline && (address || repeated) || handle || relative) {
            let value = if FAMILY_FIRST.contains(&META[rank].0) { family_last(&value) } else { value };
            draft.put(field, &value, META[rank].0, options);
        }
    }
    if let Some(url) = page.select(&CANONICAL).find_map(|link| link.attr("href")).filter(|url| url.contains("://")) {
        draft.put(Field::Url, url.split('#').next().unwrap_or(url), "canonical", options);
    }
    if let Some(language) = page.select(&ROOT).find_map(|html| html.attr("lang")) {
        draft.put(Field::Language, language, "html lang", options);
    }
}

/// What the one element of Parse.ly says that holds all in JSON, as if each stood in an element of its own.
fn parsely(page: &Html) -> Vec<(usize, Field, String)> {
    let content = page.select(&METAS).find(|meta| meta.attr("name") == Some("parsely-page"));
    let told = content.and_then(|meta| serde_json::from_str::<Value>(meta.attr("content")?).ok());
    let Some(Value::Object(told)) = told else { return Vec::new() };
    let keys =
        [("title", "title"), ("pub_date", "pub-date"), ("author", "author"), ("section", "section"), ("link", "link")];
    let values = keys.iter().filter_map(|(key, name)| {
        let rank = META.iter().position(|(known, _)| known.strip_prefix("parsely-") == Some(name))?;
        let value = told.get(*key)?.as_str().map(str::trim).filter(|value| !value.is_empty())?;
        Some((rank, META[rank].1, value.to_owned()))
    });
    values.collect()
}

/// Whether the words before a date say that the article was changed then.
fn tells_of_change(words: &str) -> bool {
    crate::parse::metadata::field(words.trim().trim_end_matches([':', ' '])) == Some(Field::Updated)
}

/// "Petrov, Ana" → "Ana Petrov"; anything else is left as it is.
pub(super) fn family_last(name: &str) -> String {
    match name.split_once(", ") {
        Some((family, given)) if !given.contains([',', ';']) && family.split_whitespace().count() <= 2 => {
            format!("{given} {family}")
        }
        _ => name.to_owned(),
    }
}

fn visible(page: &Html, options: &Options, draft: &mut Draft) {
    let date_of = |e: ElementRef| {
        let attributes = ["datetime", "content", "title"].iter().filter_map(|key| e.attr(key)).map(str::to_owned);
        attributes.chain([short_text(e)]).find(|text| {
            dates::read(text, options.date_order).is_some_and(|reading| !tells_of_change(&text[..reading.span.start]))
        })
    };
    for (selector, field, origin) in
        [(&*PUBLISHED, Field::Published, "itemprop"), (&*UPDATED, Field::Updated, "itemprop")]
    {
        if let Some(text) = page.select(selector).take(20).find_map(date_of) {
            draft.put(field, &text, origin, options);
        }
    }
    if draft.published.is_none() {
        if let Some(text) = page.select(&TIMES).filter(of_article).take(20).find_map(date_of) {
            draft.put(Field::Published, &text, "time", options);
        } else if let Some(text) = page.select(&DATED).filter(of_article).take(20).find_map(date_of) {
            draft.put(Field::Published, &text, "visible date", options);
        }
    }
}

/// The text of an element that is no longer than a line of metadata.
pub(super) fn short_text(element: ElementRef) -> String {
    let mut text = String::new();
    for piece in element.text() {
        text.push_str(piece);
        text.push(' ');
        if text.len() > 200 {
            return String::new();
        }
    }
    collapse(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> Draft {
        let mut draft = Draft::default();
        read(&Html::parse_document(html), &Options::default(), &mut draft);
        draft
    }

    #[test]
    fn the_surer_origin_counts() {
        let draft = of(r#"<html lang="en-GB"><head><title>Ferry is back | Harbour Times</title>
            <meta property="og:title" content="Ferry is back | Harbour Times"><meta name="author" content="By Ana Petrov">
            <meta property="article:published_time" content="2026-01-09T10:00:00Z"><meta property="og:site_name" content="Harbour Times">
            <link rel="canonical" href="https://example.org/2026/01/08/ferry"></head><body><h1>Ferry is back</h1></body></html>"#);
        assert_eq!((draft.title.as_deref(), draft.source.as_deref()), (Some("Ferry is back"), Some("Harbour Times")));
        assert_eq!(
            (draft.byline.as_slice(), draft.language.as_deref()),
            (["Ana Petrov".to_owned()].as_slice(), Some("en"))
        );
        assert_eq!(draft.published.unwrap().to_string(), "2026-01-09T10:00:00+00:00");
        assert!(draft.origins.contains(&("published", "article:published_time".to_owned())));
    }

    #[test]
    fn what_stands_in_one_element_or_in_the_comment_of_a_browser_is_read() {
        let draft = of(r#"<!-- saved from url=(0035)https://example.org/2026/01/09/ferry --><html><head>
            <meta name='parsely-page' content='{"title":"Ferry is back","pub_date":"2026-01-09T10:00:00Z","author":"Ana Petrov","section":"Harbour"}'>"#);
        assert_eq!((draft.title.as_deref(), draft.section.as_deref()), (Some("Ferry is back"), Some("Harbour")));
        assert_eq!((draft.byline.len(), draft.published.is_some()), (1, true));
        assert_eq!(draft.url.as_deref(), Some("https://example.org/2026/01/09/ferry"));
        of("<!-- saved from url=(x --><meta name=parsely-page content='['>");
    }

    #[test]
    fn what_is_only_visible_is_found_and_nothing_is_made_up() {
        let draft = of(
            "<h1>Ferry is back at last</h1><div class=byline>By Ana Petrov</div><time datetime='2026-01-09'>Friday</time>",
        );
        assert_eq!(
            (draft.byline.as_slice(), draft.published.unwrap().to_string()),
            (["Ana Petrov".to_owned()].as_slice(), "2026-01-09".into())
        );
        let bare = of("<title>Ferry</title><p class=author>Follow us for more</p>");
        assert!(bare.byline.is_empty() && bare.published.is_none());
        assert_eq!(bare.title.as_deref(), Some("Ferry"));
        let core =
            of("<meta property='dc:creator' content='Petrov, Ana'><meta property='dc:date' content='2026-01-09'>");
        assert_eq!((core.byline, core.published.is_some()), (vec!["Ana Petrov".to_owned()], true));
        // Old pages are laid out by tables; other tables hold what is no part of the article.
        let table = of(
            "<table><tr><td><h1>Ferry</h1><p class=byline>by Ana Petrov<br><span>Monday, November 18, 2019</span></table>",
        );
        assert_eq!(table.byline, ["Ana Petrov"]);
        let list = "<h1>Ferry</h1><table><tr><td><span class=byline>by Ana Petrov</span></table>";
        assert!(of(list).byline.is_empty());
    }
}
