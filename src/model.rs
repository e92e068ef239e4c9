//! Articles and what is read from them: plain data, no I/O.
//!
//! Inside the program every span is in **bytes** of the paragraph's `text`, always on character boundaries; the JSON
//! forms turn them into Unicode code points (see `render`).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A half-open range of bytes in one paragraph's text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span `start..end`; offsets are bytes.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Span { start: start as u32, end: end as u32 }
    }

    /// The words of `text` that the span covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether the two spans share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The same as a range of `usize`, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A span in a paragraph of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Passage {
    /// The paragraph's number ([`Paragraph::p`]).
    pub p: u32,
    /// The bytes within its text.
    pub span: Span,
}

/// A date as an article states it: a day, perhaps with a time of day, perhaps with an offset from UTC.
///
/// Displays as ISO 8601 with just the parts that were stated: `2026-01-09`, `2026-01-09T19:30:15`,
/// `2026-01-09T19:30-05:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// The day, in the article's own time zone.
    pub day: NaiveDate,
    /// The time of day, where it is stated.
    pub time: Option<Clock>,
    /// Minutes east of UTC, where they are stated; only with a time.
    pub offset: Option<i32>,
}

/// A time of day, to the minute or to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clock {
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60, where they are stated.
    pub second: Option<u8>,
}

impl Stamp {
    /// A day without a time.
    pub fn day(day: NaiveDate) -> Self {
        Stamp { day, time: None, offset: None }
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.day.format("%Y-%m-%d"))?;
        let Some(clock) = self.time else { return Ok(()) };
        write!(f, "T{:02}:{:02}", clock.hour, clock.minute)?;
        if let Some(second) = clock.second {
            write!(f, ":{second:02}")?;
        }
        if let Some(minutes) = self.offset {
            let (sign, m) = if minutes < 0 { ('-', -minutes) } else { ('+', minutes) };
            write!(f, "{sign}{:02}:{:02}", m / 60, m % 60)?;
        }
        Ok(())
    }
}

/// One paragraph of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// 0 for a real headline, else counted from 1.
    pub p: u32,
    /// The decoded text, unaltered but for hard-wrapped lines joined by one space; no line break in it.
    pub text: String,
}

/// One news text with its metadata.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Article {
    /// The path relative to the directory that was named, with `!n` for the n-th article of a file with several.
    pub id: String,
    /// The path as it was found from the PATH that was named.
    pub path: String,
    /// The headline, or the first sentence where there is none.
    pub title: String,
    /// Whether `title` was derived from the first sentence; then there is no paragraph 0.
    pub title_derived: bool,
    /// The authors, one name each, without "By".
    pub byline: Vec<String>,
    /// The publication or agency.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The section of the publication.
    pub section: Option<String>,
    /// The news agencies that it credits, by their canonical names, sorted.
    pub wire: Vec<String>,
    /// When it was published.
    pub published: Option<Stamp>,
    /// When it was last changed.
    pub updated: Option<Stamp>,
    /// The language of the text, ISO 639-1 ("en"); `None` where it could not be told.
    pub language: Option<String>,
    /// Paragraphs in order of their numbers; never empty, none of them blank.
    pub paragraphs: Vec<Paragraph>,
}

impl Article {
    /// The text of paragraph `p`, if there is one.
    pub fn text(&self, p: u32) -> Option<&str> {
        let first = self.paragraphs.first()?.p;
        self.paragraphs.get(p.checked_sub(first)? as usize).map(|x| x.text.as_str())
    }

    /// The words that a passage covers.
    pub fn slice(&self, at: Passage) -> &str {
        self.text(at.p).and_then(|t| t.get(at.span.range())).unwrap_or("")
    }
}

/// Declares a field-less enum whose members have fixed names in JSON and in queries.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $name {
            /// Every value, in the order of the contract.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The name in JSON and in queries.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The value of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

named! {
    /// How much of a quotation stands inside quotation marks.
    QuoteKind {
        /// All of it.
        Direct = "direct",
        /// Some of it.
        Mixed = "mixed",
        /// None of it.
        Indirect = "indirect",
    }
}

named! {
    /// What is reported: words, or a state of mind.
    Act {
        /// Said, wrote, announced, according to.
        Speech = "speech",
        /// Believes, wants, plans, fears, knows.
        Attitude = "attitude",
    }
}

named! {
    /// What kind of thing speaks.
    SpeakerKind {
        /// A person.
        Person = "person",
        /// An organization.
        Organization = "organization",
        /// Several people at once, or a class of them.
        Group = "group",
        /// A report, a law, a statement.
        Document = "document",
        /// Nobody that the text names.
        Unknown = "unknown",
    }
}

named! {
    /// By what the speaker was found.
    Via {
        /// The mention is a name.
        Name = "name",
        /// The mention is a pronoun.
        Pronoun = "pronoun",
        /// The mention is a noun phrase: "the president".
        Description = "description",
        /// The paragraph goes on with the words of the one before.
        Continuation = "continuation",
        /// A label in front of the words: `NAME:`, `Q:`.
        Label = "label",
    }
}

named! {
    /// What kind of thing a name names.
    EntityKind {
        /// A person.
        Person = "person",
        /// A company, party, ministry, team, court, agency.
        Organization = "organization",
        /// A country, city, region, river, mountain.
        Place = "place",
        /// A building, airport, bridge, road.
        Facility = "facility",
        /// A people or nationality: "Chinese".
        Nationality = "nationality",
        /// A named event.
        Event = "event",
        /// A product.
        Product = "product",
        /// A book, film, song, newspaper article.
        Work = "work",
        /// Any other name.
        Misc = "misc",
    }
}

/// One reported statement: who, by what word, what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quotation {
    /// How much of it is inside quotation marks.
    pub kind: QuoteKind,
    /// Speech or attitude.
    pub act: Act,
    /// The speaker, resolved to the fullest name in the article; `None` where nobody is named.
    pub speaker: Option<String>,
    /// What kind of thing speaks.
    pub speaker_kind: SpeakerKind,
    /// By what the speaker was found; `None` where there is no speaker.
    pub via: Option<Via>,
    /// The words that name the speaker.
    pub mention: Option<Passage>,
    /// The reporting words: "said", "according to".
    pub cue: Option<Passage>,
    /// The reported words, in order; never empty, all in one paragraph, parted by at least one word.
    pub content: Vec<Passage>,
    /// The calibrated probability that the speaker is right, 0 to 1.
    pub confidence: f32,
}

/// A named person, organization, place or other thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// The mention.
    pub at: Passage,
    /// What it is.
    pub kind: EntityKind,
    /// The resolved name.
    pub name: String,
}

/// A date that the text speaks of, resolved to days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateMention {
    /// The mention.
    pub at: Passage,
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
}

/// An article with everything that was read from it.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotated {
    /// The article.
    pub article: Article,
    /// Words in all paragraphs, as [`crate::lexical`] counts them.
    pub words: u32,
    /// In the order of their content.
    pub quotations: Vec<Quotation>,
    /// In the order of the text; they do not overlap.
    pub entities: Vec<Entity>,
    /// In the order of the text; they do not overlap.
    pub dates: Vec<DateMention>,
    /// Where each sentence begins, in bytes, for each paragraph.
    pub sentences: Vec<Vec<u32>>,
    /// The language of each paragraph (ISO 639-1), where it is not that of the article.
    pub languages: Vec<Option<String>>,
}

impl Annotated {
    /// The quotations whose content lies in paragraph `p`.
    pub fn quotations_of(&self, p: u32) -> &[Quotation] {
        of_paragraph(&self.quotations, p, |q| q.content[0].p)
    }

    /// The names in paragraph `p`.
    pub fn entities_of(&self, p: u32) -> &[Entity] {
        of_paragraph(&self.entities, p, |e| e.at.p)
    }

    /// The dates that paragraph `p` speaks of.
    pub fn dates_of(&self, p: u32) -> &[DateMention] {
        of_paragraph(&self.dates, p, |d| d.at.p)
    }
}

/// The part of `all`, which is in the order of paragraphs, that lies in paragraph `p`.
fn of_paragraph<T>(all: &[T], p: u32, number: impl Fn(&T) -> u32) -> &[T] {
    let start = all.partition_point(|x| number(x) < p);
    let end = all.partition_point(|x| number(x) <= p);
    &all[start..end]
}
