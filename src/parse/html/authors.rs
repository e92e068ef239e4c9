//! Authors as a reader of the page sees them: links to their pages, bylines.

use super::furniture::of_article;
use super::meta::short_text;
use crate::parse::{Draft, byline, dates};
use scraper::{ElementRef, Html, Selector};
use std::sync::LazyLock;

selector!(NAMED, "[itemprop='author'] [itemprop='name'], [itemprop='author'], a[rel~='author'], .p-author");
selector!(BYLINES, "[class*='byline'], [class*='Byline'], [class*='author'], [class*='Author'], [class*='signature']");
selector!(
    LINKED,
    "a[href*='/author/'], a[href*='/authors/'], a[href*='/autor/'], a[href*='/auteur/'], a[href*='/profile/']"
);
selector!(PARAGRAPHS, "article p, main p, body p");

/// Reads the authors that `page` shows into `draft`, from the surest place that names any.
pub(super) fn read(page: &Html, draft: &mut Draft) {
    let declared: Vec<String> = page.select(&NAMED).filter(of_article).take(4).map(names).collect();
    declared.iter().filter(|text| !text.is_empty()).for_each(|name| draft.put_byline(name, "author link"));
    if !draft.byline.is_empty() {
        return;
    }
    let lines = || page.select(&BYLINES).filter(of_article).take(12).map(|element| undated(names(element)));
    if let Some(line) = lines().find(|line| byline::is_byline(line)) {
        return draft.put_byline(&line, "visible byline");
    }
    let first_lines = page.select(&PARAGRAPHS).take(3).map(short_text);
    if let Some(line) = first_lines.map(undated).find(|line| byline::is_byline(line)) {
        return draft.put_byline(&line, "visible byline");
    }
    // Names alone: only where all of the element is one.
    let links = page.select(&LINKED).filter(of_article).take(6).map(short_text);
    if let Some(name) = lines().chain(links).find(|line| byline::is_only_names(line)) {
        draft.put_byline(&name, "author's name");
    }
}

/// The text of an element, with the names parted that elements of their own hold and nothing parts.
fn names(element: ElementRef) -> String {
    let leaf = |e: &ElementRef| !e.children().any(|node| node.value().is_element());
    let leaves = element.descendent_elements().filter(leaf).take(20).map(short_text);
    let names: Vec<String> = leaves.filter(|text| text.contains(' ') && byline::is_only_names(text)).collect();
    let text = short_text(element);
    if names.len() > 1 && text == names.join(" ") { names.join("; ") } else { text }
}

/// A byline without the date behind it, and what leads over to it.
fn undated(line: String) -> String {
    const LEADS: &[&str] =
        &["on", "published", "updated", "posted", "|", "-", "–", "•", "·", "/", "am", "le", "el", "em"];
    let Some(reading) = dates::read(&line, None) else { return line };
    let mut head = line[..reading.span.start].trim_end();
    while let Some((before, last)) = head.rsplit_once(char::is_whitespace) {
        let word = last.trim_matches([',', ':', '.']).to_lowercase();
        if !(LEADS.contains(&word.as_str()) || word.is_empty() || word.ends_with("day")) {
            break;
        }
        head = before.trim_end();
    }
    head.trim_end_matches([',', '|', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_elements_side_by_side_are_several() {
        for (html, want) in [
            ("<div class=authors><span class=author>Ana Petrov</span><span class=author>John Quill</span></div>", 2),
            ("<ul class=authors><li>Ana Petrov</li><li>John Quill</li><li>Li Ming Lund</li></ul>", 3),
            ("<div itemprop=author><a>Ana Petrov</a> <a>John Quill</a></div>", 2),
            ("<div class=author><span>Ana</span> <span>Petrov</span></div>", 1),
            ("<p class=byline>By <a>Ana Petrov</a> and <a>John Quill</a></p>", 2),
        ] {
            let mut draft = Draft::default();
            read(&Html::parse_document(html), &mut draft);
            assert_eq!(draft.byline.len(), want, "{html}: {:?}", draft.byline);
        }
    }
}
