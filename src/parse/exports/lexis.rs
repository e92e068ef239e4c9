//! Documents of LexisNexis: publication, date, edition, headline, `KEY: value` lines, the text, more `KEY: value` lines. In
//! older ones the headline is the value of a key, and `BODY:` stands before the text.

use super::{Line, is_copyright, pattern};
use crate::parse::metadata::{self, Field};
use crate::parse::{Draft, Options, dates};
use regex::Regex;
use std::sync::LazyLock;

pattern!(MARK, r"^\s*\d{1,6} (?:of|sur|von|de) \d{1,6} (?i:documents?|dokumente?n?|documentos?)\s*$");
pattern!(KEY, r"^\s*(\p{Lu}[\p{Lu} -]{2,28}):\s*(.*)$");
pattern!(
    EDITION,
    r"(?i)^(?:.{0,40}[^\p{L}])?(?:edition|editie|ausgabe)(?: \d{1,3}| - final)?;?$|^(?:édition|edición|edição|edizione)(?: [\p{L}\d]+){0,3};?$"
);
pattern!(
    SURELY_EDITION,
    r"(?i)^(?:(?:early|late|first|final|city|national|metro|sunday|\d|star) )+edition(?: - final)?$"
);

/// What stands before the text, without a value or with its beginning.
const BODIES: &[&str] = &["BODY", "CORPS", "CUERPO"];

/// Keys that stand before a text.
const HEAD: &[&str] = &[
    "BYLINE",
    "AUTEUR",
    "AUTOR",
    "SECTION",
    "RUBRIQUE",
    "RUBRIK",
    "LENGTH",
    "LONGUEUR",
    "LÄNGE",
    "LAENGE",
    "HEADLINE",
    "TITRE",
    "DATELINE",
    "HIGHLIGHT",
    "SERIES",
];

/// Keys that stand behind a text and never within it.
#[rustfmt::skip]
const TAIL: &[&str] = &[
    "LOAD-DATE", "LANGUAGE", "PUBLICATION-TYPE", "JOURNAL-CODE", "SUBJECT", "COPYRIGHT", "GRAPHIC", "DOCUMENT-TYPE", "COUNTRY",
    "GEOGRAPHIC", "PERSON", "ORGANIZATION", "COMPANY", "INDUSTRY", "CITY", "STATE", "TYPE", "DATE-CHARGEMENT", "LANGUE", "SUJET",
    "TYPE DE PUBLICATION", "UPDATE", "RUECKGABE", "SPRACHE", "CORRECTION-DATE", "PUB-TYPE", "ENHANCEMENT", "URL", "NOTES",
];

/// As many lines of edition and headline stand between the date and the first key, or lines of a value behind its key.
const LONGEST_HEAD: usize = 8;
const LONGEST_VALUE: usize = 3;

/// What the lines of a text are; `None` where it is no such export.
pub(super) fn lines(text: &str) -> Option<fn(&str) -> Line> {
    text.lines().any(|line| MARK.is_match(line)).then_some(|line| match key(line) {
        Some((key, "")) if BODIES.contains(&key) => Line::Alone,
        Some((key, _)) if BODIES.contains(&key) || HEAD.contains(&key) || TAIL.contains(&key) => Line::Begins,
        _ if MARK.is_match(line) => Line::Begins,
        _ => Line::Other,
    })
}

/// The documents of an export; none where `paragraphs` are no such export.
pub(super) fn articles(paragraphs: &[String], options: &Options) -> Vec<Draft> {
    let Some(first) = paragraphs.iter().position(|p| MARK.is_match(p)) else { return Vec::new() };
    let parts = paragraphs[first + 1..].split(|p| MARK.is_match(p));
    parts.map(|part| article(part, options)).collect()
}

fn article(part: &[String], options: &Options) -> Draft {
    let mut draft = Draft::default();
    let dated = part.iter().take(6).position(|p| p.len() < 120 && dates::read(p, options.date_order).is_some());
    let mut at = 0;
    if let Some(dated) = dated {
        if let Some(source) = publication(&part[..dated]) {
            draft.put(Field::Source, source, "LexisNexis", options);
        }
        draft.put(Field::Published, &part[dated], "LexisNexis", options);
        at = dated + 1;
    }
    let (title, lines) = headline(&part[at..]);
    at += lines;
    let (fields, head) = head(&part[at..]);
    let has_title = fields.iter().any(|(key, _)| is_title(key));
    if let Some(title) = title.filter(|_| !has_title) {
        draft.put(Field::Title, &title, "LexisNexis", options);
    }
    fields.iter().for_each(|(key, value)| put(key, value, &mut draft, options));
    for paragraph in &part[at + head..] {
        match key(paragraph) {
            Some((key, value)) if TAIL.contains(&key) => {
                put(key, value, &mut draft, options);
                break;
            }
            Some((key, value)) if BODIES.contains(&key) => {
                draft.paragraphs.extend((!value.is_empty()).then(|| value.to_owned()))
            }
            _ if is_copyright(paragraph) => {}
            _ => draft.paragraphs.push(paragraph.clone()),
        }
    }
    draft
}

/// The key that a line begins with, and what follows it.
fn key(line: &str) -> Option<(&str, &str)> {
    let found = KEY.captures(line)?;
    Some((found.get(1)?.as_str().trim(), found.get(2)?.as_str().trim()))
}

fn is_title(key: &str) -> bool {
    matches!(key, "HEADLINE" | "TITRE")
}

/// The publication among the lines before the date: the last that is no copyright, or the first where a notice in sentences
/// follows it.
fn publication(lines: &[String]) -> Option<&String> {
    let mut named = lines.iter().filter(|p| !p.trim().is_empty() && !is_copyright(p));
    let last = named.clone().next_back().or(lines.last())?;
    let notice = last.trim_end().ends_with('.') && last.split_whitespace().count() > 3;
    if notice { named.next() } else { Some(last) }
}

/// The fields before the text with their values, and how many lines they are. A value may go on in the next lines: up to the
/// next key where one stands before the text, else as far as a key that belongs there follows.
fn head(lines: &[String]) -> (Vec<(&str, String)>, usize) {
    let known = |line: &String, keys: &[&str]| key(line).is_some_and(|(key, _)| keys.contains(&key));
    let tail = lines.iter().position(|line| known(line, TAIL)).unwrap_or(lines.len());
    let end = lines[..tail].iter().position(|line| known(line, BODIES)).unwrap_or_else(|| {
        let (mut end, mut known_end) = (0, 0);
        for (at, line) in lines[..tail].iter().enumerate() {
            if at > known_end + LONGEST_VALUE {
                break;
            }
            let belongs = known(line, HEAD);
            known_end = if belongs { at + 1 } else { known_end };
            end = if belongs || (end == at && key(line).is_some()) { at + 1 } else { end };
        }
        end
    });
    let mut fields: Vec<(&str, String)> = Vec::new();
    for line in &lines[..end] {
        match (key(line), fields.last_mut()) {
            (Some((key, value)), _) => fields.push((key, value.to_owned())),
            (None, Some((_, value))) => value.extend([" ", line.trim()]),
            (None, None) => {}
        }
    }
    (fields, end)
}

/// The headline of what stands behind the date, and how many lines it and those of the edition before it are.
fn headline(lines: &[String]) -> (Option<String>, usize) {
    let is_title = |p: &&String| !KEY.is_match(p) && p.len() < 400;
    let before_keys = lines.iter().take_while(is_title).count();
    // Without a key behind it nobody knows where the headline ends but that it is the first line.
    let head = &lines
        [..if before_keys < lines.len() && before_keys <= LONGEST_HEAD { before_keys } else { 1.min(before_keys) }];
    let edition =
        |(at, p): (usize, &String)| EDITION.is_match(p.trim()) || at > 0 && head[at - 1].trim().ends_with(';');
    let editions = head.iter().enumerate().take_while(|line| edition(*line)).count();
    // A headline can look like an edition, and an edition stands before one.
    let last = || head.last().filter(|p| !SURELY_EDITION.is_match(p.trim())).map_or(&[][..], std::slice::from_ref);
    let title = head.get(editions..).filter(|rest| !rest.is_empty()).unwrap_or_else(last);
    let title = title.iter().map(|p| p.trim()).collect::<Vec<_>>().join(" ");
    let title = title.strip_prefix("Correction Appended ").unwrap_or(&title);
    ((!title.is_empty()).then(|| title.to_owned()), head.len())
}

fn put(name: &str, value: &str, draft: &mut Draft, options: &Options) {
    match name {
        "BYLINE" | "AUTEUR" | "AUTOR" => draft.put_byline(value, "LexisNexis"),
        "SECTION" | "RUBRIQUE" | "RUBRIK" => draft.put(Field::Section, value, "LexisNexis", options),
        "LANGUAGE" | "LANGUE" | "SPRACHE" => {
            draft.put(Field::Language, value.split(';').next().unwrap_or(""), "LexisNexis", options)
        }
        name if is_title(name) => draft.put(Field::Title, value, "LexisNexis", options),
        other if metadata::field(other) == Some(Field::Url) => draft.put(Field::Url, value, "LexisNexis", options),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_lines(text: &str) -> Vec<String> {
        text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn documents_are_parted_and_read() {
        let one = "Harbour Times (Bergen)\nJanuary 9, 2026 Friday\nFerry is back\nBYLINE: Ana Petrov\nSECTION: NEWS; Pg. 3\nLENGTH: 12 words\n\
                   The ferry is back.\nQUILL: We are glad.\nLOAD-DATE: January 10, 2026\nLANGUAGE: ENGLISH\nCopyright 2026 Harbour Times\n";
        let got = articles(
            &of_lines(&format!("Download Request: x\n1 of 2 DOCUMENTS\n{one}\n2 of 2 DOCUMENTS\n{one}")),
            &Options::default(),
        );
        assert_eq!(got.len(), 2);
        assert_eq!(
            (got[1].title.as_deref(), got[1].source.as_deref()),
            (Some("Ferry is back"), Some("Harbour Times (Bergen)"))
        );
        assert_eq!(got[0].paragraphs, ["The ferry is back.", "QUILL: We are glad."]);
        assert_eq!((got[0].byline.len(), got[0].published.unwrap().to_string()), (1, "2026-01-09".into()));
    }

    #[test]
    fn lines_of_the_edition_are_no_headline() {
        for (head, title) in [
            ("Edition 1;\nScotland\nFerry is back", "Ferry is back"),
            ("Edition 2;\nNational Edition\nFerry is back;\nand so is the pier", "Ferry is back; and so is the pier"),
            ("3 Star Edition\nFerry is back", "Ferry is back"),
            ("Late Edition - Final\nFerry is back", "Ferry is back"),
            ("Édition nationale\nLe bac est de retour", "Le bac est de retour"),
            ("Correction Appended\nFerry is back", "Ferry is back"),
            ("The first edition", "The first edition"),
            ("A new edition of the map", "A new edition of the map"),
            ("Ferry is back; pier opens", "Ferry is back; pier opens"),
        ] {
            let text = format!(
                "1 of 1 DOCUMENTS\nHarbour Times (Bergen)\nJanuary 9, 2026 Friday\n{head}\nBYLINE: Ana Petrov\nSECTION: NEWS; Pg. 3\nThe ferry is back.\n"
            );
            let got = articles(&of_lines(&text), &Options::default());
            assert_eq!(got[0].title.as_deref(), Some(title));
            assert_eq!(
                (got[0].paragraphs.len(), got[0].byline.len(), got[0].section.is_some()),
                (1, 1, true),
                "{head}"
            );
        }
    }

    /// A document as text, with a head of keys alone.
    fn keyed(headline: &str, byline: &str) -> Draft {
        let text = format!(
            "                     1 of 1 DOCUMENTS\n\n          Copyright 1998 Harbour Company\n          Harbour Times\n\n       January 9, 1998 Friday\n\
                    Late Edition - Final\n\nSECTION: News; Pg. 3\n\nLENGTH: 12 words\n\n{headline}BYLINE: {byline}\n\nDATELINE: BERGEN, Jan. 8\n\nBODY:\n\n\
             \x20  The ferry between the islands came back on Thursday after a month in\nthe dock.\n\n   \"We are very glad that it is back,\" said Ana Quill, who sells tickets on\nthe pier.\n\n\
             GRAPHIC: Photo, the ferry\n\nLOAD-DATE: January 9, 1998\n"
        );
        articles(&super::super::paragraphs(&text), &Options::default()).remove(0)
    }

    #[test]
    fn a_headline_under_its_key_counts_and_values_go_on_in_the_next_line() {
        let long = "HEADLINE: Ferry Is Back;\nPassengers Greet It With Flags\n\n";
        let got =
            keyed(long, "This article was reported by Ana Petrov, John Quill and Li Ming and\nwritten by Mr. Quill.");
        assert_eq!(got.title.as_deref(), Some("Ferry Is Back; Passengers Greet It With Flags"));
        assert_eq!(got.byline, ["Ana Petrov", "John Quill", "Li Ming"]);
        assert_eq!(
            (got.source.as_deref(), got.paragraphs.len(), got.section.as_deref()),
            (Some("Harbour Times"), 2, Some("News; Pg. 3"))
        );
        assert!(got.paragraphs[0].ends_with("a month in the dock."), "{:?}", got.paragraphs);
        assert_eq!(keyed("HEADLINE: Ferry Is Back\n\n", "By ANA PETROV").title.as_deref(), Some("Ferry Is Back"));
        assert_eq!(keyed("", "By ANA PETROV").title, None);
    }

    #[test]
    fn a_value_that_goes_on_is_told_from_a_text_without_a_mark_before_it() {
        let text = "1 of 1 DOCUMENTS\nHarbour Times\nJanuary 9, 1998\nHEADLINE: Ferry Is Back;\nFlags on Pier\nBYLINE: Ana Petrov\nLENGTH: 9 words\n\
                    The ferry is back.\nQUILL: We are glad.\nLOAD-DATE: January 9, 1998\n";
        let got = articles(&of_lines(text), &Options::default()).remove(0);
        assert_eq!((got.title.as_deref(), got.byline.len()), (Some("Ferry Is Back; Flags on Pier"), 1));
        assert_eq!(got.paragraphs, ["The ferry is back.", "QUILL: We are glad."]);
    }

    #[test]
    fn a_notice_of_rights_is_no_publication() {
        let text = "1 of 1 DOCUMENTS\nHarbour Agency\nWhat is in this file was gathered by Harbour Agency.\nNobody may print it without the\n\
                    consent of Harbour Agency.\nJanuary 9, 1998, Friday, BC cycle\nHEADLINE: Ferry Is Back\nBODY:\nIt is.\n";
        let got = articles(&of_lines(text), &Options::default()).remove(0);
        assert_eq!((got.source.as_deref(), got.title.as_deref()), (Some("Harbour Agency"), Some("Ferry Is Back")));
    }
}
