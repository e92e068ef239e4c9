//! The order of hits, which is total: by score or date, then by id, then by place in the article.

use super::segment::Segment;
use super::segment::damaged;
use crate::error::Result;
use crate::query::Parsed;
use rustc_hash::FxHashMap;
use std::collections::BinaryHeap;
use std::rc::Rc;
use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

/// How hits are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By relevance where words of the text are asked for, else by date.
    #[default]
    Auto,
    /// The most relevant first.
    Score,
    /// The newest first; those without a date last.
    Newest,
    /// The oldest first; those without a date last.
    Oldest,
    /// By id.
    Id,
}

impl Sort {
    /// What [`Sort::Auto`] means for a query.
    pub fn decided(self, query: &Parsed) -> Sort {
        match self {
            Sort::Auto if query.root.has_words() => Sort::Score,
            Sort::Auto => Sort::Newest,
            sort => sort,
        }
    }
}

/// Where a match stands in the order of its segment; smaller is earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// By score or date.
    pub first: i64,
    /// The rank of the article's id among those of the segment.
    pub id: u64,
    /// How far behind its article document the match lies.
    pub offset: u32,
    /// The document.
    pub doc: DocId,
    /// Bits of the score; equal where all else is.
    pub score: u32,
}

impl Key {
    fn placed(self, segment: usize, id: Rc<str>) -> Placed {
        let Key { first, id: rank, offset, doc, score } = self;
        Placed { first, id, rank, offset, segment, doc, score }
    }
}

/// A match with what places it among those of all segments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placed {
    /// By score or date.
    pub first: i64,
    /// The article's id; empty where the index has one segment, whose ranks are enough.
    pub id: Rc<str>,
    /// The rank of that id in the segment.
    pub rank: u64,
    /// How far behind its article document the match lies.
    pub offset: u32,
    /// The segment.
    pub segment: usize,
    /// The document.
    pub doc: DocId,
    /// Bits of the score.
    pub score: u32,
}

/// Reads from a segment what the order goes by.
pub struct Ranks {
    sort: Sort,
    ids: Option<StrColumn>,
    published: Column<i64>,
}

impl Ranks {
    /// For [`Sort::Auto`] the caller has decided.
    pub fn of(segment: &Segment, sort: Sort) -> Result<Self> {
        Ok(Ranks { sort, ids: segment.values("article")?, published: segment.column("published")? })
    }

    /// The first part of the order of an article with a match of that score.
    pub fn first(&self, a: impl FnOnce() -> DocId, score: f32) -> i64 {
        match self.sort {
            Sort::Score | Sort::Auto => -shown(score),
            Sort::Newest => self.published.first(a()).map_or(i64::MAX, |s| -s),
            Sort::Oldest => self.published.first(a()).unwrap_or(i64::MAX),
            Sort::Id => 0,
        }
    }

    /// The rank of the id of article `a`.
    pub fn id(&self, a: DocId) -> u64 {
        self.ids.as_ref().and_then(|ids| ids.ords().first(a)).unwrap_or(0)
    }

    /// The id of a rank.
    fn name(&self, rank: u64) -> Result<String> {
        let mut name = String::new();
        if let Some(ids) = &self.ids {
            ids.ord_to_str(rank, &mut name).map_err(damaged)?;
        }
        Ok(name)
    }

    /// The ids of sorted ranks.
    fn names(&self, ranks: &[u64]) -> Result<FxHashMap<u64, Rc<str>>> {
        let mut names = FxHashMap::default();
        let mut left = ranks.iter();
        if let Some(ids) = &self.ids {
            let each = |name: &[u8]| {
                names.extend(left.next().map(|rank| (*rank, Rc::from(String::from_utf8_lossy(name)))));
            };
            ids.dictionary().sorted_ords_to_term_cb(ranks, each).map_err(damaged)?;
        }
        Ok(names)
    }

    /// Keys of a segment as places among those of all segments.
    pub fn placed(&self, segment: usize, keys: Vec<Key>) -> Result<Vec<Placed>> {
        let mut ids: Vec<u64> = keys.iter().map(|key| key.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let names = self.names(&ids)?;
        let place = |key: Key| key.placed(segment, names.get(&key.id).cloned().unwrap_or_else(|| "".into()));
        Ok(keys.into_iter().map(place).collect())
    }

    /// The first rank whose id is not before `id`, and whether it is that id.
    pub fn rank(&self, id: &str) -> Result<(u64, bool)> {
        let Some(ids) = &self.ids else { return Ok((0, false)) };
        let dictionary = ids.dictionary();
        if let Some(ord) = dictionary.term_ord(id).map_err(damaged)? {
            return Ok((ord, true));
        }
        // Ranks are sorted by id, so halving finds the place.
        let (mut low, mut high) = (0, dictionary.num_terms() as u64);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.name(middle)?.as_str() < id { low = middle + 1 } else { high = middle }
        }
        Ok((low, false))
    }
}

/// A score in ten thousandths, as JSON rounds it: scores that look alike are equal in the order, too.
pub fn shown(score: f32) -> i64 {
    (f64::from(score.max(0.0)) * 10_000.0).round() as i64
}

/// A score below which none is shown so.
fn least(shown: i64) -> f32 {
    ((shown - 1).max(0) as f64 / 10_000.0) as f32
}

/// Keeps the first matches of a segment.
pub struct Top {
    limit: usize,
    /// The last of those kept is on top.
    kept: BinaryHeap<Key>,
    /// Matches up to this one have been handed out already.
    after: Option<Key>,
}

impl Top {
    /// The first `limit` behind `after`.
    pub fn new(limit: usize, after: Option<Key>) -> Self {
        Top { limit, kept: BinaryHeap::new(), after }
    }

    /// Offers a match; `a` looks its article up, which most matches are turned away without.
    pub fn offer(&mut self, ranks: &Ranks, a: impl Fn() -> DocId, doc: DocId, score: f32) {
        let first = ranks.first(&a, score);
        let full = self.kept.len() >= self.limit;
        if self.limit == 0 || (full && self.kept.peek().is_some_and(|last| last.first < first)) {
            return;
        }
        let a = a();
        let key = Key { first, id: ranks.id(a), offset: doc - a, doc, score: score.to_bits() };
        if self.after.is_some_and(|after| key <= after) {
            return;
        }
        if !full {
            self.kept.push(key);
        } else if self.kept.peek().is_some_and(|last| key < *last) {
            self.kept.pop();
            self.kept.push(key);
        }
    }

    /// The score without which a match is not kept, where the order goes by it.
    pub fn least(&self, ranks: &Ranks) -> Option<f32> {
        match (ranks.sort, self.kept.peek()) {
            _ if self.limit == 0 => Some(f32::INFINITY),
            (Sort::Score | Sort::Auto, Some(last)) if self.kept.len() >= self.limit => Some(least(-last.first)),
            _ => None,
        }
    }

    /// Those kept, in order.
    pub fn finish(self) -> Vec<Key> {
        self.kept.into_sorted_vec()
    }
}

/// The first `wanted` of the keys of some segments. Of those that come later by score or date alone the ids are not looked up.
pub fn merged(segments: &[(usize, Vec<Key>, Ranks)], wanted: usize) -> Result<Vec<Placed>> {
    if let [(segment, keys, _)] = segments {
        let no_id: Rc<str> = "".into();
        return Ok(keys.iter().take(wanted).map(|key| key.placed(*segment, no_id.clone())).collect());
    }
    let mut firsts: Vec<i64> = segments.iter().flat_map(|(_, keys, _)| keys).map(|key| key.first).collect();
    firsts.sort_unstable();
    let last = firsts.get(wanted.saturating_sub(1)).copied().unwrap_or(i64::MAX);
    let mut placed = Vec::new();
    for (segment, keys, ranks) in segments {
        let keys = keys.iter().filter(|key| key.first <= last).copied().collect();
        placed.append(&mut ranks.placed(*segment, keys)?);
    }
    placed.sort_unstable();
    placed.truncate(wanted);
    Ok(placed)
}

/// The key in a segment behind which all that come after `last` stand; `last` may be of another segment.
pub fn after(ranks: &Ranks, segment: usize, last: &Placed) -> Result<Key> {
    let (id, exact) = if segment == last.segment { (last.rank, true) } else { ranks.rank(&last.id)? };
    let key = |id, offset, doc| Key { first: last.first, id, offset, doc, score: u32::MAX };
    Ok(match (exact, segment.cmp(&last.segment)) {
        // The id would stand just before rank `id`: everything of a smaller rank has been handed out.
        (false, _) if id == 0 => Key { first: last.first, id: 0, offset: 0, doc: 0, score: 0 },
        (false, _) => key(id - 1, u32::MAX, DocId::MAX),
        (true, std::cmp::Ordering::Equal) => key(id, last.offset, last.doc),
        (true, std::cmp::Ordering::Less) => key(id, last.offset, DocId::MAX),
        (true, std::cmp::Ordering::Greater) if last.offset == 0 => {
            Key { first: last.first, id, offset: 0, doc: 0, score: 0 }
        }
        (true, std::cmp::Ordering::Greater) => key(id, last.offset - 1, DocId::MAX),
    })
}
