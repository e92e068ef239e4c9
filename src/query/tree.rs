//! The resolved query: what is asked for, in terms of the index.

use super::dates::{Days, Numbers};
use super::syntax::Near;
use std::ops::{Range, RangeInclusive};
use std::rc::Rc;

/// A part of a query with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Bytes of the query.
    pub span: Range<usize>,
    /// What is asked for.
    pub query: Query,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq)]
pub enum Query {
    /// Everything.
    All,
    /// All of them.
    And(Vec<Part>),
    /// Any of them.
    Or(Vec<Part>),
    /// What the part does not match.
    Not(Box<Part>),
    /// Words in their places.
    Text(Text),
    /// A value or a range.
    Is(Is),
    /// One quotation for which the part holds.
    Said(Box<Part>),
    /// What holds for a paragraph, or for the one that a quotation stands in.
    Paragraph(Box<Part>),
    /// Every part holds in some paragraph of one article; those paragraphs. A [`Query::Not`] part holds where no
    /// paragraph of the article matches what it negates.
    Article(Vec<Part>),
}

/// Words in one zone, at least so many times.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Where.
    pub zone: Zone,
    /// What.
    pub places: Places,
    /// How many matches it takes; 1 but for `atleastN`.
    pub at_least: u32,
}

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Zone {
    /// The text of the paragraph; in a quotation its content.
    Text,
    /// The title of the article.
    Title,
    /// Its authors.
    Byline,
    /// Its publication.
    Source,
    /// Its section.
    Section,
    /// The agencies that it credits.
    Wire,
    /// Its address.
    Url,
    /// Its file.
    Path,
    /// Its id.
    Id,
    /// People of the paragraph.
    Person,
    /// Its organizations.
    Org,
    /// Its places and facilities.
    Place,
    /// Its other entities.
    Other,
    /// The speaker of a quotation.
    Speaker,
    /// The cue of a quotation.
    Cue,
}

/// An expression over positions.
#[derive(Debug, Clone, PartialEq)]
pub enum Places {
    /// Words one after the other; often one only.
    Phrase(Vec<Pattern>),
    /// Any of them.
    Any(Vec<Operand>),
    /// Two near each other; `negated`: the first without the second.
    Near {
        /// On the left.
        a: Box<Operand>,
        /// How near.
        near: Near,
        /// Whether `b` must not be near.
        negated: bool,
        /// On the right.
        b: Box<Operand>,
    },
}

/// An expression within another one, with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Operand {
    /// Bytes of the query.
    pub span: Range<usize>,
    /// What stands there.
    pub places: Places,
}

impl std::ops::Deref for Operand {
    type Target = Places;

    fn deref(&self) -> &Places {
        &self.places
    }
}

/// A word or a set of words; all text is folded but for the written form of [`Pattern::Cased`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// All words with the same stem.
    Inflected(String),
    /// This word.
    Exact(String),
    /// This word, written so: the folded and the written form.
    Cased(String, String),
    /// With `*` and `?`.
    Wild(String),
    /// Up to so many letters differ; a swap of neighbours counts as one.
    Fuzzy(String, u8),
    /// A regular expression over the whole word.
    Regex(String),
}

/// A value or a range of one field.
#[derive(Debug, Clone, PartialEq)]
pub enum Is {
    /// Published on a day in the range.
    Published(Days),
    /// Changed on a day in the range.
    Updated(Days),
    /// Speaks of days that lie in the range.
    Mentions(Days),
    /// So many words in the article.
    Words(Numbers),
    /// The article's language.
    Lang(String),
    /// The number of the paragraph.
    Paragraph(RangeInclusive<u64>),
    /// A value of a quotation: the field (`kind`, `act`, `via`, `speaker_kind`) and its value.
    Value(&'static str, String),
    /// How sure the speaker is.
    Confidence(Numbers),
    /// The field has a value.
    Has(&'static str),
    /// The article of this id, or near-identical to it.
    Family(String),
    /// Came into the index after this revision.
    Since(u64),
    /// Article documents that the search itself has chosen, sorted, by segment.
    Chosen(Rc<Vec<Vec<u32>>>),
}

impl Places {
    /// Whether a word in a fixed case is asked for.
    pub fn cased(&self) -> bool {
        match self {
            Places::Phrase(patterns) => patterns.iter().any(|p| matches!(p, Pattern::Cased(..))),
            Places::Any(parts) => parts.iter().any(|part| part.cased()),
            Places::Near { a, b, .. } => a.cased() || b.cased(),
        }
    }

    /// What it is made of; nothing for words in a row.
    pub fn operands(&self) -> Vec<&Operand> {
        match self {
            Places::Phrase(_) => Vec::new(),
            Places::Any(parts) => parts.iter().collect(),
            Places::Near { a, b, .. } => vec![a, b],
        }
    }

    /// Gives everything within the place `span`.
    pub fn relocate(&mut self, span: &Range<usize>) {
        let within = |operand: &mut Operand| {
            operand.span = span.clone();
            operand.places.relocate(span);
        };
        match self {
            Places::Phrase(_) => {}
            Places::Any(parts) => parts.iter_mut().for_each(within),
            Places::Near { a, b, .. } => [a, b].into_iter().map(|x| &mut **x).for_each(within),
        }
    }
}

impl Part {
    /// Calls `each` with this part and every part within, outermost first.
    pub fn walk<'a>(&'a self, each: &mut impl FnMut(&'a Part)) {
        each(self);
        match &self.query {
            Query::And(parts) | Query::Or(parts) | Query::Article(parts) => parts.iter().for_each(|p| p.walk(each)),
            Query::Not(part) | Query::Said(part) | Query::Paragraph(part) => part.walk(each),
            Query::All | Query::Text(_) | Query::Is(_) => {}
        }
    }

    /// Whether attitudes are asked for: `act:` within `said:{…}` lets them through.
    pub fn asks_for_attitudes(&self) -> bool {
        let mut asks = false;
        self.walk(&mut |part| asks |= matches!(&part.query, Query::Said(inner) if !inner.is_speech()));
        asks
    }

    /// Whether a quotation for which the part holds is speech in any case.
    fn is_speech(&self) -> bool {
        let act = |part: &Part, of: &str| matches!(&part.query, Query::Is(Is::Value("act", act)) if act == of);
        match &self.query {
            Query::And(parts) => parts.iter().any(Part::is_speech),
            Query::Or(parts) => parts.iter().all(Part::is_speech),
            Query::Not(inner) => act(inner, "attitude"),
            _ => act(self, "speech"),
        }
    }

    /// Whether relevance can be told: words of the text are asked for, and not only to be left out.
    pub fn has_words(&self) -> bool {
        match &self.query {
            Query::Text(text) => text.zone == Zone::Text,
            Query::And(parts) | Query::Or(parts) | Query::Article(parts) => parts.iter().any(Part::has_words),
            Query::Said(inner) | Query::Paragraph(inner) => inner.has_words(),
            Query::Not(_) | Query::All | Query::Is(_) => false,
        }
    }
}
