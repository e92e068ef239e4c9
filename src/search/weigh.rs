//! What a match adds to its group: itself, its words, or how often it matches.

use super::hits::merged;
use super::matcher::{Boxed, Mode};
use super::segment::{Segment, TextReader, Unit};
use crate::error::Result;
use crate::index::document::piece_of;
use crate::lexical;
use tantivy::DocId;
use tantivy::columnar::Column;

/// What is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weigh {
    /// Units.
    Units,
    /// Their words.
    Words,
    /// Highlights.
    Occurrences,
}

impl Weigh {
    /// What a matcher must tell for it.
    pub fn mode(self) -> Mode {
        if self == Weigh::Occurrences { Mode::Mark } else { Mode::Count }
    }
}

/// Weighs the matches of one segment.
pub enum Scale<'s> {
    /// Each is one.
    One,
    /// The words of the article.
    Article(&'s Segment<'s>, Column<u64>),
    /// The words of the paragraph.
    Paragraph(TextReader),
    /// The words of the quotation.
    Quotation(Column<u64>),
    /// The highlights.
    Marks,
}

impl<'s> Scale<'s> {
    /// For documents of `unit`, of an article its paragraphs.
    pub fn open(segment: &'s Segment<'s>, weigh: Weigh, unit: Unit) -> Result<Self> {
        Ok(match (weigh, unit) {
            (Weigh::Units, _) => Scale::One,
            (Weigh::Occurrences, _) => Scale::Marks,
            (Weigh::Words, Unit::Article) => Scale::Article(segment, segment.column("words")?),
            (Weigh::Words, Unit::Paragraph) => Scale::Paragraph(TextReader::new(segment)?),
            (Weigh::Words, Unit::Quotation) => Scale::Quotation(segment.column("q_pieces")?),
        })
    }

    /// What the match at `doc` adds.
    pub fn weight(&self, doc: DocId, matcher: &mut Boxed) -> Result<u64> {
        Ok(match self {
            Scale::One => 1,
            Scale::Article(segment, words) => words.first(segment.blocks.article(doc)).unwrap_or(0),
            Scale::Paragraph(texts) => lexical::count(&texts.text(doc)?) as u64,
            Scale::Quotation(pieces) => pieces.values_for_doc(doc).map(|p| piece_of(p).len() as u64).sum(),
            Scale::Marks => {
                let mut marks = Vec::new();
                matcher.marks(&mut marks);
                merged(&mut marks).len() as u64
            }
        })
    }
}
