//! Matches in the order of the index with the texts they stand in, each read once: what statistics of words are made from.

use super::hits::merged;
use super::matcher::Mode;
use super::quotations::Quotations;
use super::segment::{Segment, TextReader, Unit, damaged};
use super::stems::Languages;
use super::weigh::{Scale, Weigh};
use super::{Engine, Scope};
use crate::error::Result;
use crate::index::document::piece_of;
use crate::query::Parsed;
use crate::query::tree::{Is, Query};
use std::ops::Range;
use std::rc::Rc;
use tantivy::columnar::Column;
use tantivy::postings::Postings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED, Term};

/// A paragraph of a matching unit.
#[derive(Debug)]
pub struct Seen<'a> {
    /// The article, by a number that no other one has while the engine lives.
    pub article: u64,
    /// The unit, counted from 1 in the order in which they are seen.
    pub unit: u64,
    /// The text of the paragraph.
    pub text: &'a str,
    /// Its language, ISO 639-1; English where it is not known.
    pub language: &'a str,
    /// Ranges of word positions that belong to the unit: all of them, or the pieces of the quotation.
    pub within: &'a [Range<u32>],
    /// Ranges of word positions that matched: sorted and disjoint, one for each highlight.
    pub marks: &'a [Range<u32>],
}

/// Everything, as the words of a paragraph.
const WHOLE: Range<u32> = 0..u32::MAX;

/// Walks over the units of one segment.
struct Walk<'s> {
    segment: &'s Segment<'s>,
    texts: TextReader,
    quotations: Quotations,
    pieces: Column<u64>,
    languages: Rc<Languages>,
    unit: Unit,
}

impl Walk<'_> {
    fn show(&self, doc: DocId, unit: u64, marks: &[Range<u32>], each: &mut dyn FnMut(&Seen)) -> Result<()> {
        let a = self.segment.blocks.article(doc);
        let article = (self.segment.ord as u64) << 32 | u64::from(a);
        let mut show = |p: DocId, within: &[Range<u32>]| {
            let text = self.texts.text(p)?;
            let language = self.languages.name(p);
            each(&Seen { article, unit, text: &text, language, within, marks });
            Ok(())
        };
        match self.unit {
            Unit::Paragraph => show(doc, &[WHOLE]),
            Unit::Quotation => {
                let pieces: Vec<Range<u32>> = self.pieces.values_for_doc(doc).map(piece_of).collect();
                show(self.quotations.paragraph(doc), &pieces)
            }
            Unit::Article => self.segment.blocks.paragraphs(a).try_for_each(|p| show(p, &[WHOLE])),
        }
    }
}

impl Engine {
    /// Calls `each` with the paragraph of every unit that matches – of an article with all its paragraphs – in the order of the index, in bounded
    /// memory. `marks` are only given where they are `marked`; then an article is seen as those of its paragraphs that match,
    /// as in a concordance.
    ///
    /// # Errors
    /// As [`Engine::count`].
    pub fn walk(&self, query: &Parsed, scope: &Scope, marked: bool, each: &mut dyn FnMut(&Seen)) -> Result<()> {
        let unit = if marked && scope.unit == Unit::Article { Unit::Paragraph } else { scope.unit };
        let mode = if marked { Mode::Mark } else { Mode::Count };
        let segments = self.segments()?;
        let root = self.scoped(&segments, query, &query.root, scope)?;
        let mut number = 0;
        for segment in &segments {
            let quotations = Quotations::open(segment)?;
            let (texts, pieces) = (TextReader::new(segment)?, segment.column("q_pieces")?);
            let languages = Languages::of(segment)?;
            let walk = Walk { segment, texts, quotations, pieces, languages, unit };
            let mut matcher = self.matcher(&segments, segment.ord, query, &root, unit, mode)?;
            let mut marks = Vec::new();
            self.each(segment, &mut matcher, unit, &mut |doc, matcher| {
                number += 1;
                marks.clear();
                if marked {
                    matcher.marks(&mut marks);
                }
                walk.show(doc, number, &merged(&mut marks), each)?;
                Ok(true)
            })?;
        }
        Ok(())
    }

    /// A query for all that stands in the articles that match.
    ///
    /// # Errors
    /// As [`Engine::count`].
    pub fn whole_articles(&self, query: &Parsed, scope: &Scope) -> Result<Parsed> {
        let mut chosen = vec![Vec::new(); self.searcher.segment_readers().len()];
        self.articles(query, scope, &mut |article, _| chosen[(article >> 32) as usize].push(article as DocId))?;
        Ok(Parsed::of(Query::Is(Is::Chosen(Rc::new(chosen)))))
    }

    /// How often a word stands in the paragraphs of the index, in this form only.
    ///
    /// # Errors
    /// Where the index is damaged.
    pub fn frequency(&self, word: &str) -> Result<u64> {
        let mut total = 0;
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(self.fields.text).map_err(damaged)?;
            let term = Term::from_field_text(self.fields.text, word);
            let found = index.read_postings(&term, IndexRecordOption::WithFreqs).map_err(damaged)?;
            let Some(mut postings) = found else { continue };
            let alive = reader.alive_bitset();
            while postings.doc() != TERMINATED {
                if alive.is_none_or(|alive| alive.is_alive(postings.doc())) {
                    total += u64::from(postings.term_freq());
                }
                postings.advance();
            }
        }
        Ok(total)
    }

    /// Calls `each` with the number (as in [`Seen::article`]) of every article that matches and its words, or those of its quotations that match.
    ///
    /// # Errors
    /// As [`Engine::count`].
    pub fn articles(&self, query: &Parsed, scope: &Scope, each: &mut dyn FnMut(u64, u64)) -> Result<()> {
        let unit = if scope.unit == Unit::Quotation { Unit::Quotation } else { Unit::Article };
        let segments = self.segments()?;
        let root = self.scoped(&segments, query, &query.root, &Scope { unit, ..*scope })?;
        for segment in &segments {
            let scale = Scale::open(segment, Weigh::Words, unit)?;
            let mut matcher = self.matcher(&segments, segment.ord, query, &root, unit, Mode::Count)?;
            let mut last: Option<(u64, u64)> = None;
            self.each(segment, &mut matcher, unit, &mut |doc, matcher| {
                let article = (segment.ord as u64) << 32 | u64::from(segment.blocks.article(doc));
                let words = scale.weight(doc, matcher)?;
                match &mut last {
                    Some((of, sum)) if *of == article => *sum += words,
                    _ => {
                        if let Some((article, words)) = last.replace((article, words)) {
                            each(article, words);
                        }
                    }
                }
                Ok(true)
            })?;
            if let Some((article, words)) = last {
                each(article, words);
            }
        }
        Ok(())
    }
}
