//! Documents of Nexis Uni and Lexis Advance: headline, publication, date, `Key: value` lines, `Body`, the text, more
//! lines, `End of Document`. A list of all documents may stand before the first.

use super::is_copyright;
use crate::parse::metadata::Field;
use crate::parse::{Draft, Options, dates};

/// What ends a document, in the languages of the service.
const ENDS: &[&str] =
    &["End of Document", "Ende des Dokuments", "Fin du document", "Fin del documento", "Fim do documento"];
/// What stands before the text.
const BODIES: &[&str] = &["Body", "Textkörper", "Corps", "Cuerpo", "Corpo"];
/// What stands behind the text.
const BEHIND: &[&str] =
    &["Classification", "Graphic", "Load-Date:", "Notes", "Klassifizierung", "Ladedatum:", "Correction-Date:"];

/// Whether a line ends a document.
pub(super) fn ends(line: &str) -> bool {
    ENDS.iter().any(|end| line.trim().eq_ignore_ascii_case(end))
}

/// The documents of an export.
pub(super) fn articles(paragraphs: &[String], options: &Options) -> Vec<Draft> {
    paragraphs.split(|p| ends(p)).filter_map(|part| article(part, options)).collect()
}

fn article(part: &[String], options: &Options) -> Option<Draft> {
    let body = part.iter().position(|p| BODIES.contains(&p.trim()))?;
    let head = &part[..body];
    let is_date = |p: &String| p.len() < 80 && !p.contains(": ") && dates::read(p, options.date_order).is_some();
    // The last one: dates may stand in the list before the first document.
    let dated = head.iter().rposition(is_date)?;
    let mut draft = Draft::default();
    draft.put(Field::Published, &head[dated], "Nexis", options);
    if let Some(source) = dated.checked_sub(1).map(|at| &head[at]) {
        draft.put(Field::Source, source, "Nexis", options);
    }
    if let Some(title) = dated.checked_sub(2).map(|at| &head[at]) {
        draft.put(Field::Title, title, "Nexis", options);
    }
    for line in &head[dated + 1..] {
        let Some((key, value)) = line.split_once(':') else { continue };
        match key.trim() {
            "Byline" | "Autor" | "Auteur" => draft.put_byline(value.trim(), "Nexis"),
            "Section" | "Rubrik" | "Rubrique" => {
                draft.put(Field::Section, value.split(';').next().unwrap_or(value), "Nexis", options);
            }
            _ => {}
        }
    }
    let text = part[body + 1..].iter().take_while(|p| !BEHIND.iter().any(|mark| p.trim().starts_with(mark)));
    draft.paragraphs = text.filter(|p| !is_copyright(p)).cloned().collect();
    (!draft.paragraphs.is_empty()).then_some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_parted_and_the_list_before_them_is_none() {
        let text = "Job Number: 1\nDocuments (2)\n1. Ferry is back\nNarrowed by:\nFerry is back\nHarbour Times (Bergen)\nJanuary 9, 2026 Friday 9:20 AM GMT\n\
                    Copyright 2026 Harbour Times All Rights Reserved\nSection: NEWS; Version:2\nLength: 12 words\nByline: Ana Petrov and John Quill\nBody\nThe ferry is back.\nSo is the pier.\n\
                    Classification\nLanguage: ENGLISH\nEnd of Document\nPier opens\nHarbour Times (Bergen)\nJanuary 10, 2026\nLength: 9 words\nBody\nIt is open.\nLoad-Date: January 11, 2026\nEnd of Document\n";
        let lines: Vec<String> = text.lines().map(|l| l.trim().to_owned()).collect();
        let got = articles(&lines, &Options::default());
        assert_eq!(
            got.iter().map(|d| d.title.as_deref().unwrap()).collect::<Vec<_>>(),
            ["Ferry is back", "Pier opens"]
        );
        assert_eq!((got[0].paragraphs.len(), got[0].byline.len(), got[0].section.as_deref()), (2, 2, Some("NEWS")));
        assert_eq!(got[1].published.unwrap().day.to_string(), "2026-01-10");
    }
}
