//! Hits in order: the first of them, or all one after the other.

use super::best::Best;
use super::matcher::Mode;
use super::order::{self, Placed, Ranks, Sort};
use super::segment::{Segment, Unit};
use super::{Dups, Engine, Hit, Outcome, Request, families, hits};
use crate::error::Result;
use crate::query::Parsed;

/// Hits that [`Engine::stream`] holds at once.
const CHUNK: usize = 1 << 14;

impl Engine {
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
        let mut best_of = Vec::new();
        for segment in segments {
            let ranks = Ranks::of(segment, sort)?;
            let after = last.map(|last| order::after(&ranks, segment.ord, last)).transpose()?;
            let mut best = Best::new(wanted, after, ranks, segment.blocks.clone(), unit);
            let mut matcher = self.matcher(segments, segment.ord, query, &root, unit, mode)?;
            // The best paragraph of an article is known only when all have been seen.
            let walk = if mode == Mode::Score && unit == Unit::Article { Unit::Paragraph } else { unit };
            self.each(segment, &mut matcher, walk, &mut |doc, matcher| {
                let score = if mode == Mode::Score { matcher.score() } else { 0.0 };
                best.offer(doc, score);
                best.pass(matcher);
                Ok(true)
            })?;
            let (keys, ranks, found) = best.finish();
            total += found;
            best_of.push((segment.ord, keys, ranks));
        }
        Ok((order::merged(&best_of, wanted)?, total))
    }

    /// The hits of matches; `readers` are kept from one call to the next.
    pub(super) fn hits<'s, 'i>(
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
