//! Hits in groups: those of one article, source, speaker or day together.

use super::groups::{self, Values};
use super::hits::Hit;
use super::matcher::{Boxed, Mode};
use super::order::{Placed, Ranks, Sort, Top};
use super::segment::{Segment, Unit};
use super::{Engine, Request};
use crate::error::Result;
use crate::query::Parsed;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use tantivy::DocId;

/// Hits that share a value.
#[derive(Debug, Clone)]
pub struct HitGroup {
    /// The value; `None` for the hits that have none.
    pub value: Option<String>,
    /// How many units have it, as [`Engine::count_by`] counts them.
    pub count: u64,
    /// The first of them, in order.
    pub hits: Vec<Hit>,
}

/// What was found, in groups.
#[derive(Debug, Clone, Default)]
pub struct Grouped {
    /// How many units match.
    pub total: u64,
    /// How many groups there are in all.
    pub of: u64,
    /// Those asked for, in the order of their first hits.
    pub groups: Vec<HitGroup>,
}

/// How many units have a value, and the first of them.
type Found = BTreeMap<Option<String>, (u64, Vec<Placed>)>;

impl Engine {
    /// The hits in groups by a field or period, `each` of a group at most (0 for all); of the groups `request.limit` from
    /// `request.offset` on (0 for all). A unit with several values stands in several groups. Holds all groups at once.
    ///
    /// # Errors
    /// As [`Engine::count_by`].
    pub fn search_grouped(&self, query: &Parsed, request: &Request, field: &str, each: usize) -> Result<Grouped> {
        groups::check(field)?;
        let segments = self.segments()?;
        let each = if each == 0 { usize::MAX } else { each };
        let grouping = Grouping { engine: self, segments: &segments, query, request, field, each };
        let mut found = Found::new();
        let mut total = 0;
        for segment in &segments {
            total += grouping.add(segment, &mut found)?;
        }
        let mut groups: Vec<_> = found.into_iter().map(|(value, (count, placed))| (placed, value, count)).collect();
        groups.sort_by(|a, b| a.0.first().cmp(&b.0.first()).then_with(|| a.1.cmp(&b.1)));
        let of = groups.len() as u64;
        let limit = if request.limit == 0 { usize::MAX } else { request.limit };
        let mut readers = Vec::new();
        let shown = groups.into_iter().skip(request.offset).take(limit);
        let groups = shown.map(|(placed, value, count)| {
            Ok(HitGroup { value, count, hits: self.hits(&segments, &mut readers, query, request, &placed)? })
        });
        Ok(Grouped { total, of, groups: groups.collect::<Result<_>>()? })
    }
}

/// One search in groups.
struct Grouping<'a> {
    engine: &'a Engine,
    segments: &'a [Segment<'a>],
    query: &'a Parsed,
    request: &'a Request,
    field: &'a str,
    /// How many hits of each group.
    each: usize,
}

impl Grouping<'_> {
    /// Adds the groups of a segment to those found, and says how many of its units match.
    fn add(&self, segment: &Segment, found: &mut Found) -> Result<u64> {
        let Grouping { engine, segments, query, request, field, each } = *self;
        let sort = request.sort.decided(query);
        let mode = if sort == Sort::Score { Mode::Score } else { Mode::Count };
        let unit = request.scope.unit;
        let mut values = Values::open(segment, field, unit, query.root.asks_for_attitudes())?;
        let root = engine.scoped(segments, query, &query.root, &request.scope)?;
        let mut matcher = engine.matcher(segments, segment.ord, query, &root, unit, mode)?;
        // Of an article all paragraphs that match are seen, each with values of its own.
        let walk = if unit == Unit::Article { Unit::Paragraph } else { unit };
        let mut groups = Groups { ranks: Ranks::of(segment, sort)?, each, unit, of: FxHashMap::default(), total: 0 };
        let mut current: Option<Current> = None;
        let mut numbers = Vec::new();
        engine.each(segment, &mut matcher, walk, &mut |doc, matcher: &mut Boxed| {
            let score = if mode == Mode::Score { matcher.score() } else { 0.0 };
            let a = segment.blocks.article(doc);
            numbers.clear();
            values.read(doc, walk, &mut numbers);
            if current.as_ref().is_none_or(|c| c.article != a || unit != Unit::Article) {
                groups.add(current.take());
            }
            current
                .get_or_insert_with(|| Current { article: a, best: FxHashMap::default() })
                .offer(&numbers, doc, score);
            Ok(true)
        })?;
        groups.add(current);
        groups.finish(segment.ord, &values, found)
    }
}

/// A unit with its values: of an article the best paragraph for each.
struct Current {
    article: DocId,
    /// A value's number plus one, 0 for none → the document and its score.
    best: FxHashMap<u64, (DocId, f32)>,
}

impl Current {
    fn offer(&mut self, numbers: &[u64], doc: DocId, score: f32) {
        let mut offer = |number| {
            let best = self.best.entry(number).or_insert((doc, score));
            if score > best.1 {
                *best = (doc, score);
            }
        };
        match numbers {
            [] => offer(0),
            _ => numbers.iter().for_each(|n| offer(n + 1)),
        }
    }
}

/// The groups of one segment.
struct Groups {
    ranks: Ranks,
    each: usize,
    unit: Unit,
    of: FxHashMap<u64, (u64, Top)>,
    total: u64,
}

impl Groups {
    fn add(&mut self, unit: Option<Current>) {
        let Some(mut unit) = unit else { return };
        self.total += 1;
        // An article lacks a value only if none of its paragraphs gives one.
        if self.unit == Unit::Article && unit.best.len() > 1 {
            unit.best.remove(&0);
        }
        for (number, (doc, score)) in unit.best {
            let group = self.of.entry(number).or_insert_with(|| (0, Top::new(self.each, None)));
            group.0 += 1;
            group.1.offer(&self.ranks, || unit.article, doc, score);
        }
    }

    fn finish(mut self, segment: usize, values: &Values, found: &mut Found) -> Result<u64> {
        let mut numbers: Vec<u64> = self.of.keys().filter_map(|n| n.checked_sub(1)).collect();
        numbers.sort_unstable();
        let mut names: Vec<(u64, Option<String>)> = vec![(0, None)];
        values.names(&numbers, |number, name| names.push((number + 1, Some(name.to_owned()))))?;
        for (number, name) in names {
            let Some((count, top)) = self.of.remove(&number) else { continue };
            let group = found.entry(name).or_default();
            group.0 += count;
            group.1.append(&mut self.ranks.placed(segment, top.finish())?);
            group.1.sort_unstable();
            group.1.truncate(self.each);
        }
        Ok(self.total)
    }
}
