//! A segment of the index as the search sees it: blocks of articles, and columns opened when they are needed.

use super::cache::{Cache, Number, Table};
use super::families::{Lazy, Members};
use super::joined::{Joined, Names};
use crate::error::{Error, Result};
use crate::index::content::Contents;
use crate::index::schema::Fields;
use crate::join::Column as NameColumn;
use crate::model::Span;
use crate::words;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;
use tantivy::columnar::ColumnIndex;
use tantivy::columnar::column_index::Set;
use tantivy::columnar::{Column, DynamicColumn, StrColumn};
use tantivy::{DocId, SegmentReader};
use unicode_normalization::UnicodeNormalization;

/// What tantivy says of data that it cannot read.
pub fn damaged(e: impl std::fmt::Display) -> Error {
    Error::index(format!("the index is damaged: {e}")).hint("`newsdex check` says where; index the articles anew")
}

/// One segment while a query is answered.
pub struct Segment<'i> {
    /// tantivy's reader.
    pub reader: &'i SegmentReader,
    /// The fields of the index.
    pub fields: Fields,
    /// Its number in the searcher.
    pub ord: usize,
    /// Names joined across articles.
    pub names: &'i Names,
    /// Which articles are near-identical.
    pub families: &'i Lazy,
    /// Where articles begin and end.
    pub blocks: Blocks,
    cache: &'i Cache,
    texts: OnceCell<Rc<Texts>>,
    members: OnceCell<Rc<Members>>,
}

impl<'i> Segment<'i> {
    /// Opens what every query needs.
    pub fn open(
        reader: &'i SegmentReader,
        fields: Fields,
        ord: usize,
        cache: &'i Cache,
        names: &'i Names,
        families: &'i Lazy,
    ) -> Result<Self> {
        let number = |name| cache.column::<u64>(reader, name);
        let (pars, quots) = (number("pars")?, number("quots")?);
        let blocks = Blocks { pars, quots, max_doc: reader.max_doc(), table: cache.table.get().cloned() };
        let (texts, members) = (OnceCell::new(), OnceCell::new());
        Ok(Segment { reader, fields, ord, names, families, blocks, cache, texts, members })
    }

    /// Which articles of the segment are near-identical to others.
    pub fn members(&self) -> Result<Rc<Members>> {
        if let Some(members) = self.members.get() {
            return Ok(members.clone());
        }
        let members = Rc::new(Members::of(self.families.get()?, self.values("article")?)?);
        Ok(self.members.get_or_init(|| members).clone())
    }

    /// A column of numbers; empty where no document of the segment has a value.
    pub fn column<T: Number>(&self, name: &str) -> Result<Column<T>>
    where
        DynamicColumn: Into<Option<Column<T>>> + From<Column<T>>,
    {
        self.cache.column(self.reader, name)
    }

    /// A column of strings; `None` where no document of the segment has a value.
    pub fn values(&self, name: &str) -> Result<Option<StrColumn>> {
        self.cache.strings(self.reader, name)
    }

    /// The value of a rank in the column of strings `name`.
    pub fn value(&self, name: &'static str, column: &StrColumn, rank: u64) -> Result<Rc<str>> {
        self.cache.name(name, column, rank)
    }

    /// A column of names with what is joined in it; `None` where nothing is.
    pub fn joined(&self, column: NameColumn) -> Result<Option<Rc<Joined<'i>>>> {
        let Some(values) = self.values(column.name())? else { return Ok(None) };
        Joined::open(self.names, &self.reader.segment_id().uuid_string(), column, values)
    }

    /// What is stored of articles.
    pub fn contents(&self) -> Result<Rc<Contents>> {
        self.cache.contents(self.families.index(), self.reader)
    }

    /// The stored texts of paragraphs.
    pub fn texts(&self) -> Result<Rc<Texts>> {
        if let Some(texts) = self.texts.get() {
            return Ok(texts.clone());
        }
        let reader = TextReader::new(self)?;
        let texts = Rc::new(Texts { reader, last: RefCell::default() });
        Ok(self.texts.get_or_init(|| texts).clone())
    }
}

/// The blocks of a segment: an article document, its paragraphs, its quotations.
#[derive(Clone)]
pub struct Blocks {
    /// Article documents, and only they, have values here: so this tells where blocks begin, too.
    pars: Column<u64>,
    quots: Column<u64>,
    /// One past the last document.
    pub max_doc: DocId,
    /// All of it in memory, where many queries are asked.
    table: Option<Arc<Table>>,
}

impl Blocks {
    /// The article document of the block that `doc` lies in.
    pub fn article(&self, doc: DocId) -> DocId {
        match &self.table {
            Some(table) => table.article(doc),
            None => match &self.pars.index {
                // How many blocks have begun by then; the last of them.
                ColumnIndex::Optional(begins) => {
                    begins.rank(doc + 1).checked_sub(1).map_or(doc, |last| begins.select(last))
                }
                // Every document is an article's.
                _ => doc,
            },
        }
    }

    /// The paragraphs of article `a`.
    pub fn paragraphs(&self, a: DocId) -> Range<DocId> {
        match &self.table {
            Some(table) => a + 1..table.span(a).start,
            None => a + 1..a + 1 + self.pars.first(a).unwrap_or(0) as DocId,
        }
    }

    /// The quotations of article `a`.
    pub fn quotations(&self, a: DocId) -> Range<DocId> {
        if let Some(table) = &self.table {
            return table.span(a);
        }
        let start = self.paragraphs(a).end;
        start..start + self.quots.first(a).unwrap_or(0) as DocId
    }

    /// The documents of article `a` at a level.
    pub fn at(&self, a: DocId, level: Unit) -> Range<DocId> {
        match level {
            Unit::Article => a..a + 1,
            Unit::Paragraph => self.paragraphs(a),
            Unit::Quotation => self.quotations(a),
        }
    }

    /// The quotations of paragraph `p` or the paragraph of quotation `p`, where that is in memory.
    pub fn beside(&self, doc: DocId) -> Option<Range<DocId>> {
        self.table.as_ref().map(|table| table.beside(doc))
    }

    /// The article after article `a`, or `max_doc`.
    pub fn next(&self, a: DocId) -> DocId {
        self.quotations(a).end
    }
}

/// Which documents are meant: also the unit that is returned and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Articles.
    Article,
    /// Paragraphs.
    Paragraph,
    /// Quotations.
    Quotation,
}

impl Unit {
    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Article => "article",
            Unit::Paragraph => "paragraph",
            Unit::Quotation => "quotation",
        }
    }
}

/// Reads the texts of paragraphs, nothing else of them.
pub struct TextReader {
    contents: Rc<Contents>,
    blocks: Blocks,
}

impl TextReader {
    /// Of one segment.
    pub fn new(segment: &Segment) -> Result<Self> {
        Ok(TextReader { contents: segment.contents()?, blocks: segment.blocks.clone() })
    }

    /// The text of paragraph document `doc`.
    pub fn text(&self, doc: DocId) -> Result<String> {
        let a = self.blocks.article(doc);
        let content = self.contents.of(a)?;
        let text = doc.checked_sub(a + 1).and_then(|n| content.text(n as usize));
        text.map(str::to_owned).ok_or_else(|| damaged("a paragraph cannot be read"))
    }
}

/// The texts of paragraphs, the last one kept.
pub struct Texts {
    reader: TextReader,
    last: RefCell<Option<(DocId, Written)>>,
}

/// A text and where its words stand in it.
struct Written {
    text: String,
    words: Vec<Span>,
}

/// Whether two words are the same letters: apostrophes may have any shape, and an accent may be a character of its own or not.
pub(super) fn written_alike(a: &str, b: &str) -> bool {
    let straight = |c: char| if matches!(c, '\u{2019}' | '\u{2018}' | '\u{02bc}') { '\'' } else { c };
    a == b || !(a.is_ascii() && b.is_ascii()) && a.nfc().map(straight).eq(b.nfc().map(straight))
}

impl Texts {
    /// Whether the word at `position` of paragraph `doc` is written exactly as `form`, as far as a reader can see.
    pub fn is_written(&self, doc: DocId, position: u32, form: &str) -> bool {
        let mut last = self.last.borrow_mut();
        if last.as_ref().is_none_or(|(d, _)| *d != doc) {
            let Ok(text) = self.reader.text(doc) else { return false };
            let mut words = Vec::new();
            words::each_word(&text, |span, _| words.push(span));
            *last = Some((doc, Written { text, words }));
        }
        let Some((_, written)) = last.as_ref() else { return false };
        written.words.get(position as usize).is_some_and(|span| written_alike(span.of(&written.text), form))
    }
}
