//! Documents of Factiva: laid out for reading, or with a code before each field (HD, WC, PD, SN, LP, TD …).

use super::{Line, is_copyright, pattern};
use crate::parse::metadata::Field;
use crate::parse::{Draft, Options, byline, dates, language};
use regex::Regex;
use std::sync::LazyLock;

pattern!(MARK, r"^\s*(?:AN\s+)?(?:Document|Dokument|Documento)\s+[A-Za-z0-9]{4,10}\d{8}[a-z0-9]{6,16}\s*$");
pattern!(WORDS, r"^\s*(?:WC\s+)?[\d.,]+ (?i:words|mots|wörter|palabras|parole|palavras|woorden)\s*$");

/// What the lines of a text are; `None` where it is no such export with codes.
pub(super) fn lines(text: &str) -> Option<fn(&str) -> Line> {
    let has = |wanted: &str| text.lines().any(|line| code(line).is_some_and(|(code, _)| code == wanted));
    (has("HD") && has("WC") && text.lines().any(|line| MARK.is_match(line)))
        .then_some(|line| if code(line).is_some() { Line::Begins } else { Line::Other })
}

/// The documents of an export; none where `paragraphs` are no such export.
pub(super) fn articles(paragraphs: &[String], options: &Options) -> Vec<Draft> {
    if !paragraphs.iter().any(|p| MARK.is_match(p)) || !paragraphs.iter().any(|p| WORDS.is_match(p)) {
        return Vec::new();
    }
    let parts = paragraphs.split(|p| MARK.is_match(p));
    parts.filter_map(|part| coded(part, options).or_else(|| laid_out(part, options))).collect()
}

/// The codes of fields. A line that is one opens its field, or begins with it: behind a code that is a word, too, its value stands
/// only after more than one space.
const CODES: &[&str] = &[
    "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "NGC", "GC", "ED", "PG", "VOL", "LA", "CY", "LP", "TD", "CT",
    "RF", "CO", "IN", "NS", "RE", "IPC", "IPD", "PUB", "AN", "ART", "CLM",
];
const WORDS_TOO: &[&str] = &["BY", "IN", "RE", "CO", "ED", "CT", "ART", "PUB"];

/// A document whose fields have codes before them.
fn coded(part: &[String], options: &Options) -> Option<Draft> {
    let at = part.iter().position(|line| code(line).is_some_and(|(code, _)| code == "HD"))?;
    // The section stands before the headline.
    let start = if at >= 2 && part[at - 2].trim() == "SE" { at - 2 } else { at };
    let mut fields: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in &part[start..] {
        match (code(line), fields.last_mut()) {
            (Some((code, value)), _) => {
                fields.push((code, Some(value).filter(|v| !v.is_empty()).into_iter().collect()))
            }
            (None, Some((_, values))) => values.push(line),
            (None, None) => {}
        }
    }
    let value = |wanted: &str| {
        let found = fields.iter().find(|(code, values)| *code == wanted && !values.is_empty());
        found.map(|(_, values)| values.join(" "))
    };
    let mut draft = Draft::default();
    let when = value("PD").map(|day| format!("{day} {}", value("ET").unwrap_or_default()));
    for (field, value) in [
        (Field::Title, value("HD")),
        (Field::Published, when),
        (Field::Source, value("SN")),
        (Field::Section, value("SE")),
        (Field::Language, value("LA")),
    ] {
        value.into_iter().for_each(|value| draft.put(field, &value, "Factiva", options));
    }
    value("BY").into_iter().for_each(|by| draft.put_byline(&by, "Factiva"));
    let text = fields.iter().filter(|(code, _)| matches!(*code, "LP" | "TD"));
    draft.paragraphs = text.flat_map(|(_, values)| values.iter().map(|line| (*line).to_owned())).collect();
    (!draft.paragraphs.is_empty()).then_some(draft)
}

/// The code that a line is or begins with, and what follows it.
fn code(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let (code, value) = line.find(char::is_whitespace).map_or((line, ""), |at| line.split_at(at));
    let told = !value.starts_with(' ') || value.starts_with("  ") || !WORDS_TOO.contains(&code);
    (CODES.contains(&code) && told).then_some((code, value.trim()))
}

/// Headline, byline, `355 words`, date, time, publication, its code, language, copyright, the text.
fn laid_out(part: &[String], options: &Options) -> Option<Draft> {
    let words = part.iter().position(|p| WORDS.is_match(p))?;
    let mut draft = Draft::default();
    let before = &part[..words];
    // A rubric may stand before the headline, and a byline behind it.
    let is_author =
        |p: &&String| byline::is_byline(p) || (p.split_whitespace().count() <= 4 && !byline::people(p).is_empty());
    let author = before.last().filter(|_| before.len() > 1).filter(is_author);
    if let Some(author) = author {
        draft.put_byline(author, "Factiva");
    }
    let title = before[..before.len() - usize::from(author.is_some())].last()?;
    draft.put(Field::Title, title, "Factiva", options);
    let head = &part[words + 1..];
    let dated = head.iter().take(3).position(|p| dates::read(p, options.date_order).is_some())?;
    let clock = head.get(dated + 1).filter(|p| p.len() <= 8 && p.contains(':'));
    let when = clock.map_or(head[dated].clone(), |clock| format!("{} {clock}", head[dated]));
    draft.put(Field::Published, &when, "Factiva", options);
    let mut rest = &head[dated + 1 + usize::from(clock.is_some())..];
    if let Some((source, after)) = rest.split_first() {
        draft.put(Field::Source, source, "Factiva", options);
        rest = after;
    }
    let copyright = rest.iter().take(8).position(|p| is_copyright(p));
    let spoken = rest.iter().take(8).position(|p| !p.contains(' ') && p.len() > 3 && language::normalize(p).is_some());
    if let Some(spoken) = spoken {
        draft.put(Field::Language, &rest[spoken], "Factiva", options);
    }
    let start = copyright.or(spoken).map_or(0, |at| at + 1);
    draft.paragraphs = rest[start..].to_vec();
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_with_codes_are_read_on_lines_of_their_own_or_behind_the_code() {
        let alone = "HD\nFerry is back\nBY\nAna Petrov\nWC\n12 words\nPD\n9 January 2026\nET\n10:15\nSN\nHarbour Times\nLA\nEnglish\nLP\nThe ferry is back.\n\
                     TD\nSo is the pier.\nIN the end all were glad.\nNS\ngcat : News\nAN\nDocument HART000020260109em190000a\n";
        let behind = "HD Ferry is back\nBY\nAna Petrov\nWC 12 words\nPD 9 January 2026\nET 10:15\nSN Harbour Times\nLA English\nLP The ferry is back.\n\
                      TD So is the pier.\nIN the end all were glad.\nNS gcat : News\nAN Document HART000020260109em190000b\n";
        let codes = behind.replace("BY\nAna", "BY Ana").replace("\nTD", "\n\nTD\n");
        let [spaces, tabs] = ["  ", "\t"].map(|gap| {
            let line = |line: &str| match code(&line.replacen(' ', "  ", 1)) {
                Some((code, value)) if !value.is_empty() && !line.starts_with("IN ") => format!("{code}{gap}{value}\n"),
                _ => format!("{line}\n"),
            };
            codes.lines().map(line).collect::<String>()
        });
        let got = articles(
            &super::super::paragraphs(&format!("Dow Jones\n{alone}{behind}{spaces}{tabs}")),
            &Options::default(),
        );
        assert_eq!(got.len(), 4);
        for draft in got {
            assert_eq!(
                (draft.title.as_deref(), draft.byline.as_slice()),
                (Some("Ferry is back"), ["Ana Petrov".to_owned()].as_slice())
            );
            assert_eq!(draft.source.as_deref(), Some("Harbour Times"));
            assert_eq!(draft.published.unwrap().to_string(), "2026-01-09T10:15");
            assert_eq!(draft.paragraphs, ["The ferry is back.", "So is the pier.", "IN the end all were glad."]);
        }
    }
}
