//! The headline of a page: what it declares, what its title element and its headings say.

use super::blocks::collapse;
use crate::parse::Draft;
use crate::words;
use scraper::{ElementRef, Html, Selector};
use std::sync::LazyLock;

selector!(TITLE, "head title");
selector!(H1, "h1");

/// Sets the headline: what JSON-LD or the meta elements say without the name of the site, or a heading.
pub(super) fn read(page: &Html, draft: &mut Draft) {
    let headings: Vec<ElementRef> = page.select(&H1).take(5).filter(|h1| !text(*h1).is_empty()).collect();
    let element = page.select(&TITLE).next().map(text).unwrap_or_default();
    let declared = draft.title.take();
    let host = draft.url.as_deref().and_then(host);
    let site = [draft.source.as_deref(), host.as_deref()];
    if declared.is_none()
        && let Some(heading) = instead(&element, &headings, &site)
    {
        draft.title = Some(heading);
        draft.origins.push(("title", "heading".to_owned()));
        return;
    }
    let declares = declared.is_some();
    let Some(declared) = declared.or(Some(element.clone())).filter(|t| !t.is_empty()) else { return };
    // The page's heading is the headline where the declared title is that with something before or after it.
    let mostly = |h: &str, whole: &str| whole.starts_with(h) || (whole.contains(h) && h.len() * 10 >= whole.len() * 6);
    let heading = headings.iter().map(|h1| text(*h1)).find(|h| {
        // What JSON-LD calls the headline may be a description; the heading and the title element agree on the name.
        mostly(h, &declared) || (element.starts_with(h.as_str()) && !element.contains(&declared))
    });
    // What is declared is a headline as it stands, but a title element may have the name of a site that nothing else tells.
    let others: Vec<String> = if !declares { headings.iter().map(|h1| text(*h1)).collect() } else { Vec::new() };
    draft.title = Some(heading.unwrap_or_else(|| without_site(&declared, &site, &others).to_owned()));
    if !draft.origins.iter().any(|(field, _)| *field == "title") {
        draft.origins.push(("title", "title element".to_owned()));
    }
}

/// Whether a page has a heading for all of it.
pub(super) fn has_heading(page: &Html) -> bool {
    page.select(&H1).any(|h1| !text(h1).is_empty())
}

fn text(element: ElementRef) -> String {
    collapse(&element.text().collect::<String>())
}

/// The heading that is the headline in place of a title element that tells nothing of the article ("Untitled", the name of the site).
/// None where one of them shares a word with the title element: then that is the headline in other words.
fn instead(element: &str, headings: &[ElementRef], site: &[Option<&str>]) -> Option<String> {
    if element.is_empty() {
        return headings.first().map(|h1| text(*h1));
    }
    let named = |text: &str| site.iter().flatten().any(|site| letters(site) == letters(text));
    let own: Vec<String> =
        headings.iter().filter(|h1| !is_logo(**h1)).map(|h1| text(*h1)).filter(|h| !named(h)).collect();
    if own.iter().any(|heading| shares(heading, element)) {
        return None;
    }
    let count = |text: &str| text.split_whitespace().count();
    // A heading of few words may be the name of the site or of its department.
    let fits = |heading: &&String| named(element) || count(heading) >= count(element).max(3);
    // Several are those of parts of the page.
    own.first().filter(|_| own.len() == 1).filter(fits).cloned()
}

/// Whether two texts have a word in common that is not one of the smallest.
fn shares(a: &str, b: &str) -> bool {
    let words = |text: &str| words::list(text).into_iter().filter(|word| word.len() > 2).collect::<Vec<_>>();
    let others = words(b);
    words(a).iter().any(|word| others.contains(word))
}

/// Whether a heading is the site's name at the head of its pages: a link to its first page, or named so.
fn is_logo(h1: ElementRef) -> bool {
    let home = |href: &str| {
        let path = href.split_once("://").map_or(href, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
        matches!(path.trim_matches('/'), "" | "index.html" | "index.htm" | "index.php")
    };
    let links = h1.descendants().chain(h1.ancestors().take(2)).filter_map(ElementRef::wrap);
    let linked = links.filter(|e| e.value().name() == "a").any(|e| e.attr("href").is_some_and(home));
    let named = |e: ElementRef| {
        let names = ["class", "id"].iter().filter_map(|key| e.attr(key)).collect::<String>().to_lowercase();
        ["logo", "brand", "masthead", "site-title", "site-name", "sitetitle", "sitename"]
            .iter()
            .any(|name| names.contains(name))
    };
    linked || std::iter::once(h1).chain(h1.ancestors().take(3).filter_map(ElementRef::wrap)).any(named)
}

/// The name in an address: `https://www.harbour-times.co.uk/a` → `harbour-times`.
pub(super) fn host(url: &str) -> Option<String> {
    let host = url.split("://").nth(1)?.split(['/', ':', '?']).next()?;
    let labels: Vec<&str> = host.split('.').filter(|label| *label != "www").collect();
    labels.into_iter().rev().find(|label| label.len() > 3).map(str::to_owned)
}

/// The letters and digits of a text in small letters, by which names are compared.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A title without the name of its site: after the last bar or dash, where that is the site or short, or where a heading of the page
/// knows what stands before the mark and not what stands behind it.
fn without_site<'a>(title: &'a str, site: &[Option<&str>], headings: &[String]) -> &'a str {
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » ", " • "] {
        let Some((head, tail)) = title.rsplit_once(mark) else { continue };
        let tail_letters = letters(tail);
        let few = tail.split_whitespace().count() <= 4 && head.split_whitespace().count() >= 3;
        let same = tail_letters.len() > 1 && site.iter().flatten().any(|s| letters(s) == tail_letters);
        let known = || headings.iter().any(|heading| shares(heading, head) && !shares(heading, tail));
        if (same || (few && (mark == " | " || known()))) && !head.trim().is_empty() {
            return without_site(head.trim_end(), site, headings);
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(html: &str) -> Option<String> {
        let mut draft = Draft::default();
        read(&Html::parse_document(html), &mut draft);
        draft.title
    }

    #[test]
    fn a_heading_goes_before_a_title_that_tells_nothing() {
        for title in ["", "Untitled Document", "index.html", "Harbour Times Online", "New Page 1", "a"] {
            let page = format!("<title>{title}</title><h1>Ferry is back again</h1>");
            assert_eq!(of(&page).as_deref(), Some("Ferry is back again"), "{title}");
        }
        for heading in
            ["Harbour Times", "<a href='/'>The Harbour Times Daily Paper</a>", "Why a ferry is late so often"]
        {
            let page = format!("<title>Ferry returns late</title><h1>{heading}</h1>");
            assert_eq!(of(&page).as_deref(), Some("Ferry returns late"), "{heading}");
        }
        let parts = "<title>Harbour Times</title><h1>Ferry is back again</h1><h1>Pier opens in the spring</h1>";
        assert_eq!(of(parts).as_deref(), Some("Harbour Times"));
        let logo = "<title>Ferry returns</title><div id=masthead><h1>News of the Harbour Times</h1></div>";
        assert_eq!(of(logo).as_deref(), Some("Ferry returns"));
    }

    #[test]
    fn the_name_of_an_unknown_site_goes_where_a_heading_does_not_know_it() {
        for (title, want) in [
            ("Harbour ferry returns - Harbour Times", "Harbour ferry returns - Harbour Times"),
            ("Harbour ferry returns - Daily Example", "Harbour ferry returns"),
            (
                "Harbour ferry returns - a first trip with all who waited",
                "Harbour ferry returns - a first trip with all who waited",
            ),
        ] {
            assert_eq!(
                of(&format!("<title>{title}</title><h1>The harbour has a ferry again</h1>")).as_deref(),
                Some(want)
            );
        }
    }
}
