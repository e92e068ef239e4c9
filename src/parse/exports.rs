//! Exports of press databases: LexisNexis, Factiva, ProQuest and Europresse, as text, page, RTF or Word document.

mod factiva;
mod lexis;
mod nexis;

use super::metadata::Field;
use super::{Draft, Options, byline, dates, text};
use regex::Regex;
use std::sync::LazyLock;

/// A pattern written here, so that it is known to be well formed; the tests run all of them.
macro_rules! pattern {
    ($name:ident, $pattern:literal) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).expect("the pattern is well formed"));
    };
}
use pattern;

pattern!(PROQUEST_CITATION, r"\[[^\]]*\][.,]?\s*\d{1,2} \p{L}{3,9}\.? \d{4}(?:: [^:]{1,20})?\.?$");
pattern!(EUROPRESSE_NUMBER, r"^\p{L}+·\d{8}·");

/// What a line of an export is for the layout of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// A line of the text, or what goes on from the line before.
    Other,
    /// It begins something.
    Begins,
    /// It begins something, and so does the next one.
    Alone,
}

/// The paragraphs of a text that may be an export: what its keys and codes begin is laid out each for itself, since no line of a
/// head is as long as those of a text, and a key always begins a line.
pub(super) fn paragraphs(whole: &str) -> Vec<String> {
    let Some(line_of) = lexis::lines(whole).or_else(|| factiva::lines(whole)) else { return text::paragraphs(whole) };
    let mut stretches = vec![String::new()];
    for line in whole.split('\n') {
        let is = line_of(line);
        if is != Line::Other {
            stretches.push(String::new());
        }
        if let Some(last) = stretches.last_mut() {
            last.push_str(line);
            last.push('\n');
        }
        if is == Line::Alone {
            stretches.push(String::new());
        }
    }
    stretches.iter().flat_map(|stretch| text::paragraphs(stretch)).collect()
}

/// The articles of an export; none where `paragraphs` are no export.
pub(super) fn articles(paragraphs: &[String], options: &Options) -> Vec<Draft> {
    articles_of_page(paragraphs, &Marks::default(), options)
}

/// What a page says its lines are.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Headlines.
    pub headlines: Vec<String>,
    /// Names of publications.
    pub sources: Vec<String>,
}

/// The same of a page with marks.
pub(super) fn articles_of_page(paragraphs: &[String], marks: &Marks, options: &Options) -> Vec<Draft> {
    let documents = lexis::articles(paragraphs, options);
    if !documents.is_empty() {
        return documents;
    }
    if paragraphs.iter().any(|p| nexis::ends(p)) {
        let documents = nexis::articles(paragraphs, options);
        if !documents.is_empty() {
            return documents;
        }
    }
    let documents = factiva::articles(paragraphs, options);
    if !documents.is_empty() {
        return documents;
    }
    if paragraphs.iter().any(|p| p.starts_with("ProQuest document ID:")) {
        let parts = paragraphs.split(|p| p.starts_with("Database:"));
        return parts.filter_map(|part| proquest(part, options)).collect();
    }
    if paragraphs.iter().any(|p| p.starts_with(EUROPRESSE_MARK)) {
        let parts = paragraphs.split(|p| p.starts_with(EUROPRESSE_MARK));
        return parts.filter_map(|part| europresse(part, marks, options)).collect();
    }
    Vec::new()
}

/// What stands between the text and the copyright in a document of Europresse.
const EUROPRESSE_NOTES: &[&str] = &["Illustration(s) :", "Note(s) :"];

/// What ProQuest puts where the article had a picture.
const ENLARGE: &str = "Enlarge this image.";

/// What ends a document of Europresse.
const EUROPRESSE_MARK: &str = "Numéro de document";

/// Headline, `Author:`, `Publication info:`, …, `Full text:` and the text, more `Key: value` lines.
fn proquest(part: &[String], options: &Options) -> Option<Draft> {
    let first = part.iter().position(|p| p.starts_with("Author:") || p.starts_with("Publication info:"))?;
    let mut draft = Draft::default();
    // Newer exports put a citation between headline and author, or the headline among the lines behind the text.
    let declared = part.iter().filter_map(|p| p.strip_prefix("Title:")).map(str::trim).find(|title| !title.is_empty());
    let above = || part[..first].iter().rfind(|p| !PROQUEST_CITATION.is_match(p.trim())).map(String::as_str);
    draft.put(Field::Title, declared.or_else(above)?, "ProQuest", options);
    let mut in_text = false;
    for line in &part[first..] {
        let (key, value) = line.split_once(':').map_or(("", ""), |(key, value)| (key.trim(), value.trim()));
        match key {
            "Full text" => {
                in_text = true;
                draft.paragraphs.extend((!value.is_empty() && value != ENLARGE).then(|| value.to_owned()));
            }
            "Author" => draft.put_byline(&byline::given_first(value), "ProQuest"),
            "Publication title" => {
                draft.put(Field::Source, value.split(';').next().unwrap_or(value), "ProQuest", options)
            }
            "Publication date" => draft.put(Field::Published, value, "ProQuest", options),
            "Section" => draft.put(Field::Section, value, "ProQuest", options),
            "Language of publication" => draft.put(Field::Language, value, "ProQuest", options),
            "Document URL" => draft.put(Field::Url, value, "ProQuest", options),
            _ => {}
        }
        let after = [
            "Subject",
            "Location",
            "People",
            "Company / organization",
            "Publication title",
            "Title",
            "Credit",
            "Illustration",
            "Classification",
        ];
        if in_text && after.contains(&key) {
            in_text = false;
        } else if in_text && key != "Full text" && line != ENLARGE {
            draft.paragraphs.push(line.clone());
        }
    }
    if draft.published.is_none()
        && let Some(info) = part.iter().find(|p| p.starts_with("Publication info:"))
    {
        draft.put(Field::Published, info.rsplit(']').next().unwrap_or(info), "ProQuest", options);
    }
    (!draft.paragraphs.is_empty()).then_some(draft)
}

/// Publication, section and date, headline, the text, copyright. Where the page says what the headline is, lines of the section may
/// stand before it and the author behind it.
fn europresse(part: &[String], marks: &Marks, options: &Options) -> Option<Draft> {
    // The certificate of the document before has a number and a date of its own.
    let certificate = |p: &str| p.starts_with("Date d") || EUROPRESSE_NUMBER.is_match(p);
    let is_date = |p: &String| p.len() < 120 && !certificate(p) && dates::read(p, options.date_order).is_some();
    let dated = part.iter().position(is_date)?;
    let mut draft = Draft::default();
    // A day of the week has no capital in French, so a date without a section can have gone on behind the publication.
    let source = marks.sources.iter().find(|source| part[dated].starts_with(&***source));
    let day = source.map_or(part[dated].as_str(), |source| part[dated][source.len()..].trim_start());
    draft.put(Field::Published, day, "Europresse", options);
    draft.put(Field::Source, source.or(part.get(dated.wrapping_sub(1)))?, "Europresse", options);
    if let Some((section, _)) = day.split_once(',') {
        draft.put(Field::Section, section, "Europresse", options);
    }
    let marked = part[dated + 1..].iter().position(|p| marks.headlines.contains(p));
    let mut at = dated + 1 + marked.unwrap_or(0);
    draft.put(Field::Title, part.get(at)?, "Europresse", options);
    at += 1;
    if let Some(author) =
        part.get(at).filter(|p| marked.is_some() && (byline::is_only_names(p) || byline::is_byline(p)))
    {
        draft.put_byline(author, "Europresse");
        at += 1;
    }
    let text = part[at..].iter().take_while(|p| !is_copyright(p) && !EUROPRESSE_NOTES.contains(&p.as_str()));
    draft.paragraphs = text.cloned().collect();
    Some(draft)
}

/// Whether a text may be an export: a cheap look before its lines are taken apart.
pub(super) fn possible(text: &str) -> bool {
    let has = |mark: &str| memchr::memmem::find(text.as_bytes(), mark.as_bytes()).is_some();
    has(" DOCUMENTS")
        || has("End of Document")
        || has("ProQuest document ID")
        || has("europresse")
        || has("rdp__articletitle")
        || has(EUROPRESSE_MARK)
        || (["Document", "Dokument"].iter().any(|mark| has(mark))
            && ["words", "mots", "Wörter", "palabras", "parole", "palavras", "woorden"].iter().any(|mark| has(mark)))
}

fn is_copyright(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    text.len() < 200
        && ["copyright ", "(c) ", "©", "all rights reserved", "tous droits"].iter().any(|mark| lower.starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect()
    }

    #[test]
    fn factiva_documents_are_parted_and_read() {
        let text = "Ferry is back\nAna Petrov\n12 words\n9 January 2026\n10:15\nHarbour Times\nHART\nEnglish\n(c) 2026 Harbour Times\nThe ferry is back.\nSo is the pier.\n\
                    Document HART000020260109em190000a\n";
        let got = articles(&lines(text), &Options::default());
        assert_eq!((got.len(), got[0].paragraphs.len(), got[0].byline.len()), (1, 2, 1));
        assert_eq!(
            (got[0].source.as_deref(), got[0].published.unwrap().to_string()),
            (Some("Harbour Times"), "2026-01-09T10:15".into())
        );
    }

    #[test]
    fn proquest_and_europresse_documents_are_read() {
        let text = "Ferry is back\nAuthor: Petrov, Ana\nPublication info: Harbour Times ; Bergen [Bergen]09 Jan 2026: A.2.\nProQuest document link\nAbstract: Ferries.\n\
                    Full text: The ferry is back.\nSo is the pier.\nSubject: Ferries\nPublication title: Harbour Times; Bergen\nPublication date: Jan 9, 2026\nProQuest document ID: 251\nDatabase: Dailies\n";
        let got = articles(&lines(text), &Options::default());
        assert_eq!(
            (got.len(), got[0].byline.as_slice(), got[0].paragraphs.len()),
            (1, ["Ana Petrov".to_owned()].as_slice(), 2)
        );
        assert_eq!(
            (got[0].source.as_deref(), got[0].published.unwrap().to_string()),
            (Some("Harbour Times"), "2026-01-09".into())
        );
        let text = "Le Port\nMer, vendredi 9 janvier 2026\nLe bac est de retour\nIl navigue.\n© 2026 Le Port. Tous droits réservés.\nNuméro de document : news·1\nDate d'émission : 2026-02-01\n";
        let got = articles(&lines(text), &Options::default());
        assert_eq!(
            (got.len(), got[0].title.as_deref(), got[0].source.as_deref()),
            (1, Some("Le bac est de retour"), Some("Le Port"))
        );
        assert_eq!(
            (got[0].paragraphs.as_slice(), got[0].section.as_deref()),
            (["Il navigue.".to_owned()].as_slice(), Some("Mer"))
        );
    }

    #[test]
    fn a_page_of_europresse_tells_headline_and_author() {
        let one = "Le Port\nMer, vendredi 9 janvier 2026, p. 3\nMER\nCarnet\nLe bac\nAna Petrov\nIl navigue.\nNote(s) :\nUne note\n© 2026 Le Port. Tous droits réservés.\n\
                   Numéro de document : news·20260109·LP·1\nnews·20260109·LP·1\nDate d'émission : 2026-02-01\nLe présent document est protégé.\n";
        let marks = Marks { headlines: vec!["Le bac".to_owned()], sources: vec!["Le Port".to_owned()] };
        assert!(possible(one));
        let joined = one.replace("Le Port\nMer, ven", "Le Port ven");
        let got = articles_of_page(&lines(&joined.repeat(2)), &marks, &Options::default());
        assert!(got.len() == 2 && got.iter().all(|d| d.source.as_deref() == Some("Le Port")), "{got:?}");
        let got = articles_of_page(&lines(&one.repeat(2)), &marks, &Options::default());
        assert_eq!(got.len(), 2);
        for draft in got {
            assert_eq!(
                (draft.title.as_deref(), draft.byline.as_slice(), draft.source.as_deref()),
                (Some("Le bac"), ["Ana Petrov".to_owned()].as_slice(), Some("Le Port"))
            );
            assert_eq!(
                (draft.paragraphs.as_slice(), draft.published.unwrap().to_string()),
                (["Il navigue.".to_owned()].as_slice(), "2026-01-09".into())
            );
        }
    }

    #[test]
    fn a_citation_is_no_headline_of_proquest() {
        for citation in
            ["[Bergen, Norway].\u{a0}09 Jan 2026.", "[Bergen]. 09 Jan 2026: A.2.", "[Bergen]09 January 2026: 3"]
        {
            let text = format!(
                "Ferry is back [video]\nPetrov, Ana. Harbour Times, Late Edition; Bergen {citation}\nAuthor: Petrov, Ana\n\
                 Full text: Enlarge this image.\nEnlarge this image.\nThe ferry is back.\nSubject: Ferries\nProQuest document ID: 251\nDatabase: Dailies\n"
            );
            let got = articles(&lines(&text), &Options::default());
            assert_eq!((got.len(), got[0].title.as_deref()), (1, Some("Ferry is back [video]")), "{citation}");
        }
    }

    #[test]
    fn an_article_is_no_export() {
        assert!(
            articles(&lines("Ferry is back\nIt carried 12 words\nDocument of the day\n"), &Options::default())
                .is_empty()
        );
    }
}
