//! Metadata of a page: JSON-LD, then meta elements, then what is visible.

use super::blocks::collapse;
use super::furniture::of_article;
use super::{authors, json_ld};
use crate::parse::dates;
use crate::parse::metadata::Field;
use crate::parse::{Draft, Options};
use scraper::{ElementRef, Html, Selector};
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
selector!(TITLE, "head title");
selector!(H1, "h1");
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
/// Reads the metadata of `page` into `draft`.
pub(super) fn read(page: &Html, options: &Options, draft: &mut Draft) {
    linked(page, options, draft);
    metas(page, options, draft);
    visible(page, options, draft);
    without_site_as_author(draft);
    if draft.byline.is_empty() {
        authors::read(page, draft);
        without_site_as_author(draft);
    }
    title(page, draft);
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

fn linked(page: &Html, options: &Options, draft: &mut Draft) {
    let scripts: Vec<String> = page.select(&SCRIPTS).map(|script| script.text().collect()).collect();
    let linked = json_ld::read(scripts.iter().map(String::as_str));
    for (field, value) in linked.values {
        draft.put(field, &value, "JSON-LD", options);
    }
    for author in linked.authors {
        draft.put_byline(&author, "JSON-LD");
    }
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

/// The headline: what JSON-LD or the meta elements say without the name of the site, or the one `h1`.
fn title(page: &Html, draft: &mut Draft) {
    let headings: Vec<String> =
        page.select(&H1).take(5).map(|h1| collapse(&h1.text().collect::<String>())).filter(|t| !t.is_empty()).collect();
    let declared =
        draft.title.take().or_else(|| page.select(&TITLE).next().map(|t| collapse(&t.text().collect::<String>())));
    let Some(declared) = declared.filter(|t| !t.is_empty()) else {
        draft.title = headings.into_iter().next();
        return;
    };
    // The page's heading is the headline where the declared title is that with something before or after it.
    let element = page.select(&TITLE).next().map(|t| collapse(&t.text().collect::<String>())).unwrap_or_default();
    let mostly = |h: &str, whole: &str| whole.starts_with(h) || (whole.contains(h) && h.len() * 10 >= whole.len() * 6);
    let heading = headings.into_iter().find(|h| {
        // What JSON-LD calls the headline may be a description; the heading and the title element agree on the name.
        mostly(h, &declared) || (element.starts_with(h.as_str()) && !element.contains(&declared))
    });
    let host = draft.url.as_deref().and_then(host);
    let site = [draft.source.as_deref(), host.as_deref()];
    draft.title = Some(heading.unwrap_or_else(|| without_site(&declared, &site).to_owned()));
    if !draft.origins.iter().any(|(field, _)| *field == "title") {
        draft.origins.push(("title", "title element".to_owned()));
    }
}

/// The name in an address: `https://www.harbour-times.co.uk/a` → `harbour-times`.
fn host(url: &str) -> Option<String> {
    let host = url.split("://").nth(1)?.split(['/', ':', '?']).next()?;
    let labels: Vec<&str> = host.split('.').filter(|label| *label != "www").collect();
    labels.into_iter().rev().find(|label| label.len() > 3).map(str::to_owned)
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A title without the name of its site: after the last bar or dash, where that is the site or short.
fn without_site<'a>(title: &'a str, site: &[Option<&str>]) -> &'a str {
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » ", " • "] {
        let Some((head, tail)) = title.rsplit_once(mark) else { continue };
        let tail_letters = letters(tail);
        let same = tail_letters.len() > 1 && site.iter().flatten().any(|s| letters(s) == tail_letters);
        let short = mark == " | " && tail.split_whitespace().count() <= 4 && head.split_whitespace().count() >= 3;
        if (same || short) && !head.trim().is_empty() {
            return without_site(head.trim_end(), site);
        }
    }
    title
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
