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
mod best;
mod cache;
mod compile;
pub mod concordance;
mod expand;
pub mod explain;
mod families;
mod filters;
mod forms;
mod frequencies;
mod grouped;
mod groups;
mod hits;
mod joined;
mod matcher;
mod near;
mod order;
mod periods;
mod phrase;
mod places;
mod project;
mod scan;
mod segment;
mod stems;
mod terms;
mod text;
mod walk;
mod weigh;
mod weight;

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;

pub use explain::Explained;
pub use families::Dups;
pub use grouped::{Grouped, HitGroup};
pub use groups::{Facet, Group};
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
use best::Best;
use cache::{Cache, Table};
use compile::Compiler;
use expand::Expander;
use families::{Hidden, Lazy};
use joined::Names;
use matcher::{Boxed, Mode};
use order::{Placed, Ranks};
use segment::{Segment, damaged};
use tantivy::{DocId, Searcher, TERMINATED, Term};
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

/// Hits that [`Engine::stream`] holds at once.
const CHUNK: usize = 1 << 14;

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
            names: Names::new(Some(index.path.clone())),
            revision: index.seen(),
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

    /// Reads into memory where every paragraph and quotation belongs, 12 bytes for each: worth it before some dozens of queries.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the index is damaged.
    pub fn prepare(&self) -> Result<()> {
        for segment in self.segments()? {
            let table = std::rc::Rc::new(Table::of(&segment)?);
            // Where it was prepared already, the table is the same.
            let _ = self.caches[segment.ord].table.set(table);
        }
        Ok(())
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
        for reader in self.searcher.segment_readers() {
            let kinds = reader.inverted_index(self.fields.doc).map_err(damaged)?;
            let paragraphs = kinds.doc_freq(&Term::from_field_text(self.fields.doc, "p")).map_err(damaged)?;
            totals.paragraphs += u64::from(paragraphs);
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
    /// the first paragraph that matches) and the matcher at it, until it returns `false`.
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
                false => matcher.advance(),
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
            self.each(segment, &mut matcher, scope.unit, &mut |_, _| {
                total += 1;
                Ok(true)
            })?;
        }
        Ok(total)
    }

    /// The hits asked for, how many there are in all, and facets.
    ///
    /// # Errors
    /// As [`Engine::count`], and where a facet's field has no values.
    pub fn search(&self, query: &Parsed, request: &Request) -> Result<Outcome> {
        let segments = self.segments()?;
        let wanted = request.offset.saturating_add(request.limit);
        let (placed, total) = self.top(&segments, query, request, wanted, None)?;
        let shown = placed.get(request.offset.min(placed.len())..).unwrap_or(&[]);
        let hits = self.hits(&segments, &mut Vec::new(), query, request, shown)?;
        let mut facets = Vec::new();
        for (field, limit) in &request.facets {
            facets.push((field.clone(), self.facets(query, &request.scope, field, *limit)?));
        }
        Ok(Outcome { total, hits, facets })
    }

    /// Calls `each` with the hits from `request.offset` on, in order, `request.limit` of them or all, until it returns
    /// `false`; holds only some at a time. [`Sort::Auto`] is [`Sort::Newest`] here. Returns how many units match in all.
    ///
    /// # Errors
    /// As [`Engine::count`], and those of `each`.
    pub fn stream(&self, query: &Parsed, request: &Request, each: &mut dyn FnMut(Hit) -> Result<bool>) -> Result<u64> {
        let sort = if request.sort == Sort::Auto { Sort::Newest } else { request.sort };
        let request = Request { sort, ..request.clone() };
        let segments = self.segments()?;
        let mut skip = request.offset;
        let mut left = if request.limit == 0 { usize::MAX } else { request.limit };
        let mut last: Option<Placed> = None;
        let mut readers = Vec::new();
        let mut total = None;
        loop {
            let wanted = CHUNK.min(left.saturating_add(skip));
            let (mut placed, found) = self.top(&segments, query, &request, wanted, last.as_ref())?;
            let total = *total.get_or_insert(found);
            let more = placed.len() == wanted;
            last = placed.last().cloned();
            let skipped = skip.min(placed.len());
            placed.drain(..skipped);
            skip -= skipped;
            left -= placed.len();
            // A few at a time, so that the first are there before the last are read.
            for some in placed.chunks(512) {
                for hit in self.hits(&segments, &mut readers, query, &request, some)? {
                    if !each(hit)? {
                        return Ok(total);
                    }
                }
            }
            if !more || left == 0 {
                return Ok(total);
            }
        }
    }

    /// The first `wanted` matches behind `last`, and how many match in all.
    fn top(
        &self,
        segments: &[Segment],
        query: &Parsed,
        request: &Request,
        wanted: usize,
        last: Option<&Placed>,
    ) -> Result<(Vec<Placed>, u64)> {
        let sort = request.sort.decided(query);
        let (unit, mode) = (request.scope.unit, if sort == Sort::Score { Mode::Score } else { Mode::Count });
        let root = self.scoped(segments, query, &query.root, &request.scope)?;
        let mut total = 0;
        let mut placed = Vec::new();
        for segment in segments {
            let ranks = Ranks::of(segment, sort)?;
            let after = last.map(|last| order::after(&ranks, segment.ord, last)).transpose()?;
            let mut best = Best::new(wanted, after, ranks, unit);
            let mut matcher = self.matcher(segments, segment.ord, query, &root, unit, mode)?;
            // The best paragraph of an article is known only when all have been seen.
            let walk = if mode == Mode::Score && unit == Unit::Article { Unit::Paragraph } else { unit };
            self.each(segment, &mut matcher, walk, &mut |doc, matcher| {
                let score = if mode == Mode::Score { matcher.score() } else { 0.0 };
                best.offer(segment.blocks.article(doc), doc, score);
                Ok(true)
            })?;
            total += best.finish(segment.ord, &mut placed)?;
        }
        placed.sort_unstable();
        placed.truncate(wanted);
        Ok((placed, total))
    }

    /// The hits of matches; `readers` are kept from one call to the next.
    fn hits<'s, 'i>(
        &self,
        segments: &'s [Segment<'i>],
        readers: &mut Vec<Option<hits::Reader<'s, 'i>>>,
        query: &Parsed,
        request: &Request,
        placed: &[Placed],
    ) -> Result<Vec<Hit>> {
        let unit = request.scope.unit;
        readers.resize_with(segments.len(), || None);
        let mut order: Vec<usize> = (0..placed.len()).collect();
        order.sort_by_key(|&i| (placed[i].segment, placed[i].doc));
        let mut found: Vec<(usize, Hit)> = Vec::with_capacity(placed.len());
        for some in order.chunk_by(|&i, &j| placed[i].segment == placed[j].segment) {
            let ord = placed[some[0]].segment;
            let mut matcher = self.matcher(segments, ord, query, &query.root, unit, Mode::Mark)?;
            let reader = match &mut readers[ord] {
                Some(reader) => reader,
                none => none.insert(hits::Reader::new(&segments[ord], unit, request.context)?),
            };
            for &i in some {
                let mut marks = hits::marks(&mut matcher, placed[i].doc);
                found.push((i, reader.hit(&placed[i], &mut marks)?));
            }
        }
        found.sort_by_key(|(i, _)| *i);
        if request.families || request.scope.dups != Dups::All {
            let families = self.families.get()?;
            found.iter_mut().for_each(|(_, hit)| hit.family = families::of(families, &hit.meta.id));
        }
        Ok(found.into_iter().map(|(_, hit)| hit).collect())
    }
}
