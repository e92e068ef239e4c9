//! Query → matches, and what is made of them.
//!
//! [`Engine`] answers queries over one state of an index. Everything it says comes from one iteration over matches
//! (`Engine::each`), so hits, counts, facets and groups always agree.
//!
//! ```text
//! let engine = Engine::new(&index);
//! let query = query::parse(text, options)?;
//! engine.count(&query, &Scope::default())?                       → how many paragraphs
//! engine.search(&query, &Request::default())?                    → Outcome { total, hits, facets }
//! engine.stream(&query, &request, &mut |hit| { …; Ok(true) })?   → all hits in order, in bounded memory
//! engine.facets(&query, &scope, "speaker", 10)?                  → values with counts
//! engine.count_by(&query, &scope, &["month", "source"])?         → groups with counts
//! ```
//!
//! Matching over quotations ([`Unit::Quotation`]): words are looked for in the content of a quotation, `speaker:`,
//! `quote:` and `said:{…}` hold for that quotation itself, everything else for its paragraph or article.

mod article;
mod beginnings;
mod best;
mod bits;
mod cache;
mod compile;
pub mod concordance;
mod expand;
pub mod explain;
mod facets;
mod families;
mod filters;
mod forms;
mod frequencies;
mod grouped;
mod groups;
mod hits;
mod joined;
pub mod kept;
mod matcher;
mod near;
mod order;
mod pages;
mod periods;
mod phrase;
mod places;
mod project;
mod quotations;
mod scan;
mod segment;
mod stems;
mod tally;
mod terms;
mod text;
mod walk;
mod weigh;
mod weight;
mod windows;
mod words;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod random;
#[cfg(test)]
mod tests;

pub use explain::Explained;
pub use facets::Facet;
pub use families::Dups;
pub use grouped::{Grouped, HitGroup};
pub use groups::Group;
pub use hits::{Family, Hit};
pub use order::Sort;
pub use periods::periods;
pub use segment::Unit;
pub use walk::Seen;

use crate::error::Result;
use crate::index::Index;
use crate::index::schema::Fields;
use crate::query::Parsed;
use crate::query::tree::Part;
use cache::{Cache, Table};
use compile::Compiler;
use expand::Expander;
use families::{Hidden, Lazy};
use joined::Names;
use matcher::{Boxed, Mode};
use segment::{Segment, damaged};
use std::sync::Arc;
use tantivy::{DocId, Searcher, TERMINATED};
use weight::Totals;

/// What is returned and counted, and from which part of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// The unit.
    pub unit: Unit,
    /// Only articles that came with a later revision of the index.
    pub since: Option<u64>,
    /// What of near-identical articles.
    pub dups: Dups,
}

impl Default for Scope {
    fn default() -> Self {
        Scope { unit: Unit::Paragraph, since: None, dups: Dups::All }
    }
}

/// What to return of the matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is returned and counted.
    pub scope: Scope,
    /// How many hits; 0 for none in [`Engine::search`], for all in [`Engine::stream`].
    pub limit: usize,
    /// How many to leave out at the beginning.
    pub offset: usize,
    /// Their order.
    pub sort: Sort,
    /// How many paragraphs before and behind each hit to read with it.
    pub context: u32,
    /// Whether each hit says its family; where near-identical articles are left out it always does.
    pub families: bool,
    /// Fields to count the values of, each with the greatest number of values.
    pub facets: Vec<(String, usize)>,
}

impl Default for Request {
    fn default() -> Self {
        let (scope, sort, facets) = (Scope::default(), Sort::Auto, Vec::new());
        Request { scope, limit: 10, offset: 0, sort, context: 0, families: false, facets }
    }
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// How many units match.
    pub total: u64,
    /// Those asked for, in order.
    pub hits: Vec<Hit>,
    /// The values of the fields asked for.
    pub facets: Vec<(String, Vec<Facet>)>,
}

/// Where every paragraph and quotation of an index belongs ([`Engine::prepare`]).
#[derive(Clone)]
pub struct Prepared(Vec<Arc<Table>>);

/// Answers queries over one state of an index.
pub struct Engine {
    searcher: Searcher,
    fields: Fields,
    expander: Expander,
    totals: std::cell::OnceCell<Totals>,
    names: Names,
    revision: u64,
    caches: Vec<Cache>,
    families: Lazy,
    hidden: Hidden,
}

impl Engine {
    /// Over the last commit of `index`; what others write meanwhile is not seen.
    pub fn new(index: &Index) -> Self {
        let searcher = index.searcher();
        Engine {
            caches: searcher.segment_readers().iter().map(|_| Cache::default()).collect(),
            searcher,
            fields: index.fields,
            expander: Expander::default(),
            totals: Default::default(),
            names: Names::new(Some(index.path().to_owned())),
            revision: index.commit().revision(),
            families: Lazy::new(index),
            hidden: Hidden::default(),
        }
    }

    /// The same with names as the articles have them, nothing joined across articles.
    pub fn raw(index: &Index) -> Self {
        Engine { names: Names::new(None), ..Engine::new(index) }
    }

    /// The revision of the state that is asked: everything that comes after it is found with [`Scope::since`], and nothing that
    /// this engine sees.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the index is damaged.
    pub fn revision(&self) -> Result<u64> {
        let mut revision = self.revision;
        for segment in self.segments()? {
            revision = revision.max(segment.column::<u64>("rev")?.max_value());
        }
        Ok(revision)
    }

    /// Reads into memory where every paragraph and quotation belongs, 12 bytes for each: worth it before some dozens of queries. Other
    /// engines over the same [`Index`] share it.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the index is damaged.
    pub fn prepare(&self) -> Result<Prepared> {
        let tables = self.segments()?.into_iter().map(|segment| Ok(Arc::new(Table::of(&segment)?)));
        let prepared = Prepared(tables.collect::<Result<_>>()?);
        self.share(&prepared);
        Ok(prepared)
    }

    /// Uses what another engine over the same [`Index`] has prepared.
    pub fn share(&self, prepared: &Prepared) {
        for (cache, table) in self.caches.iter().zip(&prepared.0) {
            // Where it was prepared already, the table is the same.
            let _ = cache.table.set(table.clone());
        }
    }

    fn segments(&self) -> Result<Vec<Segment<'_>>> {
        let readers = self.searcher.segment_readers();
        let open =
            |(ord, reader)| Segment::open(reader, self.fields, ord, &self.caches[ord], &self.names, &self.families);
        readers.iter().enumerate().map(open).collect()
    }

    fn totals(&self) -> Result<Totals> {
        if let Some(totals) = self.totals.get() {
            return Ok(*totals);
        }
        let mut totals = Totals::default();
        for segment in self.segments()? {
            let reader = segment.reader;
            // All documents but those of articles and of quotations.
            let others = [segment.column::<u64>("pars")?, segment.column("q_par")?].map(|c| c.values.num_vals());
            totals.paragraphs += u64::from(reader.max_doc().saturating_sub(others[0]).saturating_sub(others[1]));
            totals.words += reader.inverted_index(self.fields.text).map_err(damaged)?.total_num_tokens();
        }
        Ok(*self.totals.get_or_init(|| totals))
    }

    fn matcher<'c>(
        &'c self,
        segments: &'c [Segment<'c>],
        ord: usize,
        query: &'c Parsed,
        root: &Part,
        unit: Unit,
        mode: Mode,
    ) -> Result<Boxed<'c>> {
        let totals = if mode == Mode::Score { self.totals()? } else { Totals::default() };
        let compiler =
            Compiler { segment: &segments[ord], expander: &self.expander, segments, totals, mode, text: &query.text };
        let unit = if unit == Unit::Article { Unit::Paragraph } else { unit };
        compiler.part(root, unit)
    }

    /// Calls `each` with every match of a segment in the order of documents: the document of the unit (for an article
    /// the first paragraph that matches) and the matcher at it, until it returns `false`. It may lead the matcher on itself.
    fn each(
        &self,
        segment: &Segment,
        matcher: &mut Boxed,
        unit: Unit,
        each: &mut dyn FnMut(DocId, &mut Boxed) -> Result<bool>,
    ) -> Result<()> {
        let alive = segment.reader.alive_bitset();
        let mut doc = matcher.doc();
        while doc != TERMINATED {
            let matches = alive.is_none_or(|alive| alive.is_alive(doc)) && matcher.verify();
            if matches && !each(doc, matcher)? {
                return Ok(());
            }
            doc = match matches && unit == Unit::Article {
                true => matcher.seek(segment.blocks.next(segment.blocks.article(doc))),
                false if matcher.doc() == doc => matcher.advance(),
                false => matcher.doc(),
            };
        }
        Ok(())
    }

    /// How many units match.
    ///
    /// # Errors
    /// Where a pattern is too wide, or the index is damaged.
    pub fn count(&self, query: &Parsed, scope: &Scope) -> Result<u64> {
        self.count_part(query, &query.root, scope)
    }

    /// How many units match a part of a query on its own; a part of `said:{…}` counts quotations whatever the unit.
    ///
    /// # Errors
    /// As [`Engine::count`].
    pub fn count_part(&self, query: &Parsed, part: &Part, scope: &Scope) -> Result<u64> {
        let segments = self.segments()?;
        let root = self.scoped(&segments, query, part, scope)?;
        let mut total = 0;
        for segment in &segments {
            let mut matcher = self.matcher(&segments, segment.ord, query, &root, scope.unit, Mode::Count)?;
            if scope.unit != Unit::Article {
                total += matcher.pass(f32::INFINITY);
            }
            self.each(segment, &mut matcher, scope.unit, &mut |_, _| {
                total += 1;
                Ok(true)
            })?;
        }
        Ok(total)
    }
}
