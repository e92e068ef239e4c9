//! Pages that Europresse has exported since about 2016: every article an element whose parts are named.

use super::blocks;
use super::meta::{family_last, short_text};
use crate::parse::metadata::Field;
use crate::parse::{Draft, Options, dates};
use scraper::{ElementRef, Html, Selector};
use std::sync::LazyLock;

selector!(ARTICLE, "article");
selector!(SOURCE, ".DocPublicationName");
selector!(HEADER, ".DocHeader");
selector!(TITLE, ".rdp__articletitle");
selector!(SUBTITLE, ".rdp__subtitle");
selector!(AUTHORS, ".docAuthors");
selector!(TEXT, ".DocText");

/// The articles of such a page; none where it is another.
pub(super) fn articles(page: &Html, options: &Options) -> Vec<Draft> {
    page.select(&ARTICLE).filter_map(|element| article(element, options)).collect()
}

fn article(element: ElementRef, options: &Options) -> Option<Draft> {
    let text = |selector| element.select(selector).map(short_text).find(|text| !text.is_empty());
    let mut draft = Draft::default();
    draft.put(Field::Title, &text(&TITLE)?, "Europresse", options);
    if let Some(source) = text(&SOURCE) {
        // With the number of the issue: `Le Port, no. 812`.
        draft.put(Field::Source, source.split(", no").next().unwrap_or(&source), "Europresse", options);
    }
    if let Some(header) = text(&HEADER)
        && let Some(day) = dates::read(&header, options.date_order)
    {
        draft.put_date(Field::Published, &day, &header, "Europresse", options);
        // The section stands before the date, and the day of the week belongs to that.
        if let Some((section, _)) = header[..day.span.start].rsplit_once(',') {
            draft.put(Field::Section, section, "Europresse", options);
        }
    }
    if let Some(authors) = text(&AUTHORS) {
        authors.split(';').for_each(|name| draft.put_byline(&family_last(name.trim()), "Europresse"));
    }
    draft.paragraphs.extend(text(&SUBTITLE));
    let body = element.select(&TEXT).next().map(|text| blocks::of_fragment(&text.inner_html()))?;
    draft.paragraphs.extend(body);
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_article_is_read_by_the_names_of_its_parts() {
        let one = "<article><span class=DocPublicationName>Le Port, no. 812</span><span class=DocHeader>Mer, vendredi 9 janvier 2026 98 mots, p. 4</span>\
                   <p class='titreArticleVisu rdp__articletitle'>Le bac est de retour </p><p class=rdp__subtitle>Un mois au dock</p>\
                   <div class=docAuthors><p>Petrov, Ana; Jean Quill</p></div><div class=DocText><p>Il <mark>navigue</mark>.</p><p>Deux.</p></div>\
                   <footer><div class=publiC-lblNodoc>news·20260109·LP·1</div></footer></article>";
        let got = articles(&Html::parse_document(&one.repeat(2)), &Options::default());
        assert_eq!(
            (got.len(), got[1].title.as_deref(), got[1].source.as_deref()),
            (2, Some("Le bac est de retour"), Some("Le Port"))
        );
        assert_eq!(
            (got[1].byline.join(", "), got[1].section.as_deref()),
            ("Ana Petrov, Jean Quill".into(), Some("Mer"))
        );
        assert_eq!(got[1].paragraphs, ["Un mois au dock", "Il navigue.", "Deux."]);
        assert_eq!(got[1].published.unwrap().to_string(), "2026-01-09");
    }
}
