//! An article in the making, and what is known of how its values were found.

use super::{DateOrder, byline, credit, language, order};
use crate::model::{Article, Paragraph, Stamp};
use crate::read::decode::unusual;
use crate::split::Split;

/// What decided how an all-numeric date was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Decided {
    /// Only one order gives a date, or gives one for another date of the article: the file itself is evidence of its order.
    Certain,
    /// `--date-order`.
    Flag,
    /// The clock beside it: 12-hour month first, 24-hour day first.
    Clock,
    /// How the article's country or language writes dates.
    Custom,
    /// Nothing: month first.
    Default,
}

/// How a date such as `1/9/2026` in a header was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateEvidence {
    /// The date as it is written.
    pub written: String,
    /// The order in which it was read.
    pub order: DateOrder,
    /// By what.
    pub decided: Decided,
}

impl DateEvidence {
    /// What parts day, month and year.
    pub fn mark(&self) -> Option<char> {
        self.written.trim_start_matches(|c: char| !c.is_ascii_digit()).chars().find(|c| !c.is_ascii_digit())
    }
}

/// An article with how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The article.
    pub article: Article,
    /// The name of the format.
    pub format: &'static str,
    /// Numeric dates whose order matters, for reports on contrary evidence.
    pub dates: Vec<DateEvidence>,
    /// Where each value came from: field and origin ("published", "JSON-LD"), the field named as in JSON.
    pub origins: Vec<(&'static str, String)>,
}

/// Origins of dates that nothing declares to be those of publication.
const GUESSES: &[&str] = &["file name", "address", "dateline", "visible date"];

impl Parsed {
    /// Where the value of a field, named as in JSON, came from; `None` where it has none.
    pub fn origin(&self, field: &str) -> Option<&str> {
        self.origins.iter().find(|(name, _)| *name == field).map(|(_, origin)| origin.as_str())
    }

    /// Whether the date of publication was taken from the file's name, the address, a dateline or a date that just stands on the page.
    pub fn date_is_guessed(&self) -> bool {
        self.origin("published").is_some_and(|origin| GUESSES.contains(&origin))
    }
}

/// What a format has found of an article. Anything may be missing, blank or have white space and line breaks in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// A real headline.
    pub title: Option<String>,
    /// The authors, as [`super::byline::people`] gives them.
    pub byline: Vec<String>,
    /// The publication as something declares it; where nothing does, the first agency of a byline takes its place.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The section of the publication.
    pub section: Option<String>,
    /// When it was published.
    pub published: Option<Stamp>,
    /// When it was last changed.
    pub updated: Option<Stamp>,
    /// The language as the file declares it; detected where it does not.
    pub language: Option<String>,
    /// The country of the language as the file declares it: "GB".
    pub region: Option<String>,
    /// The agencies that bylines name, as they are written.
    pub agencies: Vec<String>,
    /// The paragraphs of the body, without the headline.
    pub paragraphs: Vec<String>,
    /// How numeric dates were read.
    pub dates: Vec<DateEvidence>,
    /// Where each value came from.
    pub origins: Vec<(&'static str, String)>,
}

impl Draft {
    /// The article; `None` where there is neither text nor headline. Its id is left empty.
    pub fn finish(mut self, path: &str, format: &'static str) -> Option<Parsed> {
        self.find_byline();
        let body: Vec<String> = self.paragraphs.iter().filter_map(|text| line(text)).collect();
        let headline = self.title.as_deref().and_then(line);
        let title_derived = headline.is_none();
        let title = headline.clone().or_else(|| body.first().map(|text| first_sentence(text).to_owned()))?;
        let named = self.source.iter().chain(&self.agencies).map(String::as_str);
        let wire = credit::credits(named, &body);
        let texts = headline.into_iter().chain(body);
        let first = u32::from(title_derived);
        let paragraphs: Vec<_> = (first..).zip(texts).map(|(p, text)| Paragraph { p, text }).collect();
        let language = self.language.as_deref().and_then(language::normalize);
        let declared = language.is_some();
        let language = language.or_else(|| detect(&paragraphs));
        order::settle(&mut self, language.as_deref());
        let mut origins = self.origins;
        let source = self.source.as_deref().and_then(line).or_else(|| {
            let agency = line(self.agencies.first()?)?;
            origins.push(("source", "byline".to_owned()));
            Some(agency)
        });
        let article = Article {
            id: String::new(),
            path: path.to_owned(),
            title,
            title_derived,
            byline: self.byline.iter().filter_map(|name| line(name)).collect(),
            source,
            url: self.url.as_deref().and_then(line),
            section: self.section.as_deref().and_then(line),
            wire,
            published: self.published,
            updated: self.updated,
            language,
            paragraphs,
        };
        if title_derived {
            origins.push(("title", "first sentence".to_owned()));
        }
        if article.language.is_some() && !origins.iter().any(|(field, _)| *field == "language") {
            origins.push(("language", if declared { "declared" } else { "detected" }.to_owned()));
        }
        Some(Parsed { article, format, dates: self.dates, origins })
    }
}

/// As far down stands a byline that is a paragraph of the text.
const BYLINE_WITHIN: usize = 3;

impl Draft {
    /// Takes the byline out of the first paragraphs where nothing else names an author.
    fn find_byline(&mut self) {
        if !self.byline.is_empty() {
            return;
        }
        let named = |text: &String| byline::is_byline(text) && !byline::people(text).is_empty();
        let found = self.paragraphs.iter().take(BYLINE_WITHIN).position(named);
        if let Some(at) = found.filter(|_| self.paragraphs.len() > BYLINE_WITHIN) {
            let line = self.paragraphs.remove(at);
            self.put_byline(&line, "first paragraphs");
        }
    }
}

fn detect(paragraphs: &[Paragraph]) -> Option<String> {
    let mut sample = String::new();
    for paragraph in paragraphs {
        sample.push_str(&paragraph.text);
        sample.push('\n');
        if sample.len() > 8000 {
            break;
        }
    }
    language::detect(&sample).map(str::to_owned)
}

/// `text` as one line: without white space at its ends, line breaks and control characters of ASCII become one space;
/// the rest is left as it is. `None` where nothing is left to see.
fn line(text: &str) -> Option<String> {
    let invisible = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}');
    let text = text.trim_matches(invisible);
    if text.is_empty() {
        return None;
    }
    let breaks = |c: char| c != '\t' && (c.is_ascii_control() || matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}'));
    if !text.as_bytes().iter().any(|b| matches!(b, b'\n' | b'\r')) && !unusual(text) {
        return Some(text.to_owned());
    }
    let pieces = text.split(breaks).map(|piece| piece.trim_matches([' ', '\t'])).filter(|piece| !piece.is_empty());
    Some(pieces.collect::<Vec<_>>().join(" "))
}

/// The longest derived title, in bytes.
const LONGEST_TITLE: usize = 400;

/// The first sentence of a paragraph, cut at a word where it is too long for a title.
pub(super) fn first_sentence(text: &str) -> &str {
    let window = &text[..text.floor_char_boundary(LONGEST_TITLE)];
    let split = Split::new(window);
    match split.sentences.first() {
        Some(first) if first.end < split.tokens.len() || window.len() == text.len() => {
            split.span(first.clone()).of(window)
        }
        _ if window.len() == text.len() => text,
        _ => window.rfind(' ').map_or(window, |at| &window[..at]).trim_end(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finish(draft: Draft) -> Article {
        draft.finish("a.txt", "text").unwrap().article
    }

    #[test]
    fn a_headline_is_paragraph_0_and_without_one_the_first_sentence_is_the_title() {
        let body =
            vec!["Mr. Olsen of the U.S. Ferry Board resigned. He gave no reason.".into(), " \n ".into(), "b".into()];
        let with =
            finish(Draft { title: Some(" Ferry\nhead quits ".into()), paragraphs: body.clone(), ..Draft::default() });
        assert_eq!((with.title.as_str(), with.title_derived), ("Ferry head quits", false));
        assert_eq!(with.paragraphs.iter().map(|x| x.p).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(with.text(0), Some("Ferry head quits"));
        let without = finish(Draft { paragraphs: body, ..Draft::default() });
        assert_eq!(
            (without.title.as_str(), without.title_derived),
            ("Mr. Olsen of the U.S. Ferry Board resigned.", true)
        );
        assert_eq!(without.paragraphs[0].p, 1);
    }

    #[test]
    fn a_byline_among_the_first_paragraphs_counts_where_nothing_else_does() {
        let texts =
            ["(Adds detail)", "By Ana Petrov", "The ferry is back.", "It was late."].map(str::to_owned).to_vec();
        let found = finish(Draft { paragraphs: texts.clone(), ..Draft::default() });
        assert_eq!((found.byline, found.paragraphs.len()), (vec!["Ana Petrov".to_owned()], 3));
        let known = finish(Draft { paragraphs: texts, byline: vec!["John Quill".into()], ..Draft::default() });
        assert_eq!((known.byline, known.paragraphs.len()), (vec!["John Quill".to_owned()], 4));
    }

    #[test]
    fn first_sentences_end_after_the_closing_mark() {
        assert_eq!(first_sentence("“We are done.” She left."), "“We are done.”");
        assert_eq!(first_sentence("It cost $3.5 million. More follows."), "It cost $3.5 million.");
        assert_eq!(first_sentence("橋が開通した。工事は終わった。"), "橋が開通した。");
        assert!(first_sentence(&"word ".repeat(500)).len() <= LONGEST_TITLE);
    }

    proptest! {
        #[test]
        fn whatever_is_in_a_draft_the_article_keeps_its_promises(title in any::<Option<String>>(), texts in any::<Vec<String>>()) {
            if let Some(parsed) = (Draft { title, paragraphs: texts, ..Draft::default() }).finish("x", "text") {
                let a = parsed.article;
                prop_assert!(!a.title.trim().is_empty() && !a.paragraphs.is_empty());
                for (i, x) in a.paragraphs.iter().enumerate() {
                    prop_assert_eq!(x.p as usize, i + usize::from(a.title_derived));
                    let broken = x.text.contains(['\n', '\r', '\u{2028}']);
                    prop_assert!(!x.text.trim().is_empty() && !broken);
                }
                prop_assert_eq!(a.text(0).is_some(), !a.title_derived);
            }
        }
    }
}
