//! What an engine keeps of a segment from one query to the next.

use super::segment::{Segment, damaged};
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

/// Most values of columns of strings that are kept.
const NAMES: usize = 10_000;

/// Columns that were opened, and where blocks lie.
#[derive(Default)]
pub struct Cache {
    numbers: RefCell<FxHashMap<String, DynamicColumn>>,
    strings: RefCell<FxHashMap<String, Option<StrColumn>>>,
    contents: OnceCell<Rc<Contents>>,
    /// Values of columns of strings by the column and the rank.
    names: RefCell<FxHashMap<(&'static str, u64), Rc<str>>>,
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

    /// The value of a rank in the column of strings `name`: the same ones are shown again and again.
    pub fn name(&self, name: &'static str, column: &StrColumn, rank: u64) -> Result<Rc<str>> {
        let mut names = self.names.borrow_mut();
        if let Some(known) = names.get(&(name, rank)) {
            return Ok(known.clone());
        }
        let mut value = String::new();
        column.ord_to_str(rank, &mut value).map_err(damaged)?;
        if names.len() >= NAMES {
            names.clear();
        }
        let value: Rc<str> = value.into();
        names.insert((name, rank), value.clone());
        Ok(value)
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
        // Only articles have the first two columns and only quotations the third, so the values follow one another as the documents do.
        let (pars, quots) = (segment.column::<u64>("pars")?, segment.column::<u64>("quots")?);
        let par = segment.column::<u64>("q_par")?;
        let mut articles = pars.values.iter().zip(quots.values.iter());
        let mut par = par.values.iter();
        let end = segment.blocks.max_doc;
        let (article, spans) = (Vec::with_capacity(end as usize), Vec::with_capacity(end as usize));
        let mut table = Table { article, spans, any: Vec::new() };
        let mut a = 0;
        while a < end {
            let (pars, quots) = articles.next().unwrap_or((0, 0));
            // In a damaged index they may be any numbers.
            let start = u64::from(a + 1).saturating_add(pars).min(u64::from(end)) as DocId;
            let next = u64::from(start).saturating_add(quots).min(u64::from(end)) as DocId;
            table.article.resize(next as usize, a);
            table.spans.push(start..next);
            table.spans.extend((a + 1..start).map(|p| p..p));
            let mut before = a;
            for q in start..next {
                let p = u64::from(a).saturating_add(par.next().unwrap_or(1)) as DocId;
                if let Some(of) = table.spans.get_mut(p as usize).filter(|_| (a + 1..start).contains(&p)) {
                    *of = if p == before { of.start..q + 1 } else { q..q + 1 };
                }
                before = p;
                table.spans.push(p..p.saturating_add(1));
            }
            a = next;
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
