//! The one table of everything that can be asked for by name, and how.
//!
//! The query language resolves `name:` against [`FIELDS`], `newsdex fields` prints it, `facets` and `count --by` take
//! the rows that have values to group by.

/// What a field holds, and so which operands it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Running text: a bare word matches its inflected forms.
    Prose,
    /// Names and labels in words: a word matches itself, folded for case and diacritics.
    Names,
    /// One of a few fixed values.
    Value,
    /// A day or a range of days.
    Date,
    /// A whole number or a range.
    Number,
    /// A number between 0 and 1 or a range.
    Decimal,
    /// Takes a query of its own in braces.
    Braces,
    /// The name of a saved query.
    Saved,
}

/// What a field says something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The whole article: found from each of its paragraphs.
    Article,
    /// One paragraph.
    Paragraph,
    /// One quotation; [`Field::outside`] says whether it may be asked for outside `said:{…}`.
    Quotation,
}

/// A row of [`FIELDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name in queries, without the colon.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it says something about.
    pub level: Level,
    /// Whether it may stand outside `said:{…}`.
    pub outside: bool,
    /// Whether it may stand inside `said:{…}`.
    pub inside: bool,
    /// Whether `facets` and `count --by` take it.
    pub facet: bool,
    /// The key in JSON that holds it, "" where there is none.
    pub stored: &'static str,
    /// What it finds, for people; one line.
    pub help: &'static str,
    /// How to ask for it.
    pub example: &'static str,
}

/// Rows are short because most of a row is the same for all fields of a level.
const fn row(name: &'static str, kind: Kind, level: Level, stored: &'static str, facet: bool) -> Field {
    let outside = !matches!(level, Level::Quotation);
    Field { name, kind, level, outside, inside: !outside, facet, stored, help: "", example: "" }
}

impl Field {
    const fn says(mut self, help: &'static str, example: &'static str) -> Field {
        self.help = help;
        self.example = example;
        self
    }

    /// May stand anywhere.
    const fn anywhere(mut self) -> Field {
        self.outside = true;
        self.inside = true;
        self
    }

    /// May stand outside `said:{…}` only.
    const fn not_inside(mut self) -> Field {
        self.outside = true;
        self.inside = false;
        self
    }
}

use Kind::*;
use Level::{Article, Paragraph, Quotation};

/// Every field, in the order in which people are told of them.
pub static FIELDS: &[Field] = &[
    row("speaker", Names, Quotation, "speakers", true).anywhere().says(
        "who speaks, by any of their names or an id of your list; groups and documents by their mention",
        "speaker:\"Xi Jinping\"",
    ),
    row("quote", Prose, Quotation, "", false)
        .not_inside()
        .says("words inside quoted or reported speech", "quote:stability"),
    row("said", Braces, Quotation, "quotations", false)
        .not_inside()
        .says("one quotation for which all of it holds", "said:{speaker:Xi \"peace and stability\"}"),
    row("kind", Value, Quotation, "kind", true).says("direct, mixed or indirect", "said:{kind:direct peace}"),
    row("act", Value, Quotation, "act", true)
        .says("speech (meant where nothing is said) or attitude", "said:{act:attitude peace}"),
    row("via", Value, Quotation, "via", true).says(
        "by what the speaker was found: name, pronoun, description, continuation, label",
        "said:{speaker:Xi via:pronoun}",
    ),
    row("speaker_kind", Value, Quotation, "speaker_kind", true)
        .says("person, organization, group, document or unknown", "said:{speaker_kind:group}"),
    row("cue", Prose, Quotation, "cue", false).says("the reporting words", "said:{cue:warned}"),
    row("confidence", Decimal, Quotation, "confidence", false)
        .says("how sure the speaker is, 0 to 1", "said:{speaker:Xi confidence:>0.8}"),
    row("entity", Names, Paragraph, "entities", true)
        .says("any named person, organization, place or other thing, by name or mention", "entity:Xinhua"),
    row("person", Names, Paragraph, "entities", true)
        .says("people by any of their names, an id of your list, or mention", "person:\"Lee Jae-myung\""),
    row("org", Names, Paragraph, "entities", true).says("organizations by name or mention", "org:Xinhua"),
    row("place", Names, Paragraph, "entities", true).says("places and facilities by name or mention", "place:Beijing"),
    row("title", Prose, Article, "title", false)
        .says("the article's title, from any of its paragraphs", "title:summit"),
    row("headline", Prose, Paragraph, "", false)
        .says("paragraph 0, where the headline is a real one", "headline:summit"),
    row("lead", Prose, Paragraph, "", false).says("paragraphs 1 and 2", "lead:\"new phase\""),
    row("byline", Names, Article, "byline", true).says("the authors", "byline:Müller"),
    row("source", Names, Article, "source", true).says("the publication or agency", "source:\"Example Post\""),
    row("section", Names, Article, "section", true).says("the section of the publication", "section:world"),
    row("lang", Value, Article, "language", true).says("the language, by its two-letter code", "lang:en"),
    row("url", Names, Article, "url", false).says("words of the address, in their order", "url:example.org"),
    row("path", Names, Article, "path", false).says("words of the file's path, in their order", "path:archive/2026"),
    row("id", Names, Article, "id", true).says("an article, or with #p a paragraph", "id:\"world/summit.txt#6\""),
    row("date", Date, Article, "published", true)
        .says("the day of publication", "date:2026-01, date:>=2026-01-05, date:-30d.."),
    row("updated", Date, Article, "updated", true).says("the day of the last change", "updated:2025..2026-01"),
    row("mentions", Date, Paragraph, "dates", false).says("the days the text speaks of", "mentions:2026-01-05"),
    row("words", Number, Article, "words", false).says("the length of the article in words", "words:>1200"),
    row("article", Braces, Paragraph, "", false).says(
        "every part may match in a different paragraph of one article",
        "article:{headline:summit quote:stability}",
    ),
    row("query", Saved, Paragraph, "", false).says("a saved query", "query:cabinet"),
    row("family", Value, Article, "family", true)
        .says("the article of that id and all that are near-identical to it", "family:\"world/summit.txt\""),
    row("wire", Names, Article, "wire", true)
        .says("the news agencies that the article credits, by their names or initials", "wire:Reuters, wire:AFP"),
];

/// Values by which `count --by` groups beside the fields: parts of the published date, and the article.
pub static PERIODS: &[&str] = &["day", "week", "month", "year", "article"];

/// The field of that name; names are ASCII and any case is taken.
pub fn find(name: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|f| f.name.eq_ignore_ascii_case(name))
}

/// Values a [`Kind::Value`] field can have; empty where any is allowed.
pub fn values(field: &Field) -> Vec<&'static str> {
    use crate::model::{Act, QuoteKind, SpeakerKind, Via};
    match field.name {
        "kind" => QuoteKind::ALL.iter().map(|v| v.as_str()).collect(),
        "act" => Act::ALL.iter().map(|v| v.as_str()).collect(),
        "via" => Via::ALL.iter().map(|v| v.as_str()).collect(),
        "speaker_kind" => SpeakerKind::ALL.iter().map(|v| v.as_str()).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_whole_and_its_name_stands_once() {
        for (i, f) in FIELDS.iter().enumerate() {
            assert!(!f.help.is_empty() && f.example.contains(f.name), "{}", f.name);
            assert!(f.outside || f.inside, "{}", f.name);
            assert!(FIELDS[..i].iter().all(|g| g.name != f.name), "{} twice", f.name);
            assert_eq!(find(f.name), Some(f));
        }
    }
}
