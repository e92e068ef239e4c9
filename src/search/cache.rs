//! What an engine keeps of a segment from one query to the next.

use super::segment::{Segment, Unit, damaged};
use crate::error::Result;
use crate::index::Index;
use crate::index::content::Contents;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use tantivy::columnar::{Column, DynamicColumn, HasAssociatedColumnType, StrColumn};
use tantivy::{DocId, SegmentReader};

/// How many articles are kept as they were read, some kilobytes each.
const ARTICLES: usize = 128;
/// The same where many queries are asked: queries of one list often find the same articles.
const MANY_ARTICLES: usize = 1024;

/// Columns that were opened, and where blocks lie.
#[derive(Default)]
pub struct Cache {
    numbers: RefCell<FxHashMap<String, DynamicColumn>>,
    strings: RefCell<FxHashMap<String, Option<StrColumn>>>,
    contents: OnceCell<Rc<Contents>>,
    /// Only with [`super::Engine::prepare`].
    pub table: OnceCell<Arc<Table>>,
}

/// A kind of number that a column can hold.
pub trait Number: HasAssociatedColumnType + PartialOrd + Default {}

impl<T: HasAssociatedColumnType + PartialOrd + Default> Number for T {}

impl Cache {
    /// A column of numbers; empty where no document of the segment has a value.
    pub fn column<T: Number>(&self, reader: &SegmentReader, name: &str) -> Result<Column<T>>
    where
        DynamicColumn: Into<Option<Column<T>>> + From<Column<T>>,
    {
        let known = self.numbers.borrow().get(name).cloned();
        if let Some(known) = known.and_then(Into::into) {
            return Ok(known);
        }
        let found = reader.fast_fields().column_opt(name).map_err(damaged)?;
        let column = found.unwrap_or_else(|| Column::build_empty_column(reader.max_doc()));
        self.numbers.borrow_mut().insert(name.to_owned(), DynamicColumn::from(column.clone()));
        Ok(column)
    }

    /// What is stored of articles, with those that were read last.
    pub fn contents(&self, index: &Index, reader: &SegmentReader) -> Result<Rc<Contents>> {
        if let Some(contents) = self.contents.get() {
            return Ok(contents.clone());
        }
        let kept = if self.table.get().is_some() { MANY_ARTICLES } else { ARTICLES };
        let contents = Rc::new(Contents::open(index, reader, kept)?);
        Ok(self.contents.get_or_init(|| contents).clone())
    }

    /// A column of strings; `None` where no document of the segment has a value.
    pub fn strings(&self, reader: &SegmentReader, name: &str) -> Result<Option<StrColumn>> {
        if let Some(known) = self.strings.borrow().get(name) {
            return Ok(known.clone());
        }
        let found = reader.fast_fields().str(name).map_err(damaged)?;
        self.strings.borrow_mut().insert(name.to_owned(), found.clone());
        Ok(found)
    }
}

/// Where every document of a segment belongs, in memory: 12 bytes for each, and no column to read.
pub struct Table {
    article: Vec<DocId>,
    spans: Vec<Range<DocId>>,
    /// One bit for each document: whether it has a span. Most paragraphs have no quotations, and these bits stay near the processor.
    any: Vec<u64>,
}

impl Table {
    /// Reads all of a segment.
    pub fn of(segment: &Segment) -> Result<Self> {
        let par = segment.column::<u64>("q_par")?;
        let blocks = &segment.blocks;
        let mut table = Table { article: Vec::new(), spans: Vec::new(), any: Vec::new() };
        let mut a = 0;
        while a < blocks.max_doc {
            let quotations = blocks.at(a, Unit::Quotation);
            let end = quotations.end.max(a + 1);
            table.article.resize(end as usize, a);
            table.spans.push(quotations.clone());
            let mut first = quotations.start;
            for p in blocks.at(a, Unit::Paragraph) {
                let of = |q: DocId| par.first(q).map(|n| a + n as DocId);
                let last = (first..quotations.end).find(|&q| of(q) != Some(p)).unwrap_or(quotations.end);
                table.spans.push(first..last);
                first = last;
            }
            for q in quotations {
                let p = a + par.first(q).unwrap_or(1) as DocId;
                table.spans.push(p..p + 1);
            }
            a = end;
        }
        let bits = |spans: &[Range<DocId>]| {
            spans.iter().enumerate().fold(0, |bits, (n, span)| bits | u64::from(!span.is_empty()) << n)
        };
        table.any = table.spans.chunks(64).map(bits).collect();
        Ok(table)
    }

    /// The article of a document.
    pub fn article(&self, doc: DocId) -> DocId {
        self.article.get(doc as usize).copied().unwrap_or(doc)
    }

    /// The quotations of a paragraph, `doc..doc` where it has none; of a quotation its paragraph.
    #[inline]
    pub fn beside(&self, doc: DocId) -> Range<DocId> {
        let bits = self.any.get(doc as usize / 64).copied().unwrap_or(0);
        if bits >> (doc % 64) & 1 == 0 { doc..doc } else { self.span(doc) }
    }

    /// The same; of an article its quotations, or the place where they would be.
    pub fn span(&self, doc: DocId) -> Range<DocId> {
        self.spans.get(doc as usize).cloned().unwrap_or(doc..doc)
    }
}
