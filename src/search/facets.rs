//! The most frequent values of a field.
//!
//! Values are counted by their numbers in each segment, and only those that can be among the first are looked up by name: a value that is
//! among them has a good share of its count in some segment.

use super::groups::{Counted, Values, check};
use super::joined::JOINED;
use super::segment::{Segment, Unit};
use super::weigh::Weigh;
use super::{Dups, Engine, Scope};
use crate::error::Result;
use crate::query::Parsed;
use crate::query::tree::Query;
use rustc_hash::FxHashMap;
use tantivy::DocId;

/// A value of a field and how many matches have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The value.
    pub value: String,
    /// How many units have it.
    pub count: u64,
    /// The identifier of that name in the user's list.
    pub id: Option<String>,
    /// How many units of all articles have it, where near-identical ones are treated apart ([`Dups`]).
    pub all: Option<u64>,
}

impl Facet {
    pub(super) fn new(value: String, count: u64) -> Self {
        Facet { value, count, id: None, all: None }
    }
}

impl Engine {
    /// The most frequent values of a field over the matches, with how many units have each; `limit` 0 for all. Ordered
    /// by count, then by value.
    ///
    /// # Errors
    /// As [`Engine::count`], and where the field has no values to count.
    pub fn facets(&self, query: &Parsed, scope: &Scope, field: &str, limit: usize) -> Result<Vec<Facet>> {
        check(field)?;
        let mut facets = match self.kept_facets(query, scope, field, limit)? {
            Some(facets) => facets,
            None => self.counted_facets(query, scope, field, limit)?,
        };
        self.names.identify(field, &mut facets)?;
        Ok(facets)
    }

    /// The same, counted from the index and without identifiers.
    pub(super) fn counted_facets(
        &self,
        query: &Parsed,
        scope: &Scope,
        field: &str,
        limit: usize,
    ) -> Result<Vec<Facet>> {
        let first = match scope.dups {
            Dups::All if limit > 0 => self.first_facets(query, scope, field, limit)?,
            _ => None,
        };
        let mut facets = first.map_or_else(|| self.all_facets(query, scope, field), Ok)?;
        let order = |a: &Facet, b: &Facet| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value));
        if limit > 0 && limit < facets.len() {
            facets.select_nth_unstable_by(limit, order);
            facets.truncate(limit);
        }
        facets.sort_unstable_by(order);
        Ok(facets)
    }

    fn all_facets(&self, query: &Parsed, scope: &Scope, field: &str) -> Result<Vec<Facet>> {
        let groups: Counted = self.groups(query, scope, &[field], Weigh::Units)?;
        let all = self.groups_of_all(query, scope, &[field])?;
        let facet = |(mut values, count): (Vec<Option<String>>, u64)| {
            let all = all.as_ref().and_then(|all| all.get(&values).copied());
            Some(Facet { all, ..Facet::new(values.pop()??, count) })
        };
        Ok(groups.into_iter().filter_map(facet).collect())
    }

    /// The first `limit` values, and perhaps some more; `None` for a field of few values, where nothing is gained.
    fn first_facets(&self, query: &Parsed, scope: &Scope, field: &str, limit: usize) -> Result<Option<Vec<Facet>>> {
        let segments = self.segments()?;
        let root = self.scoped(&segments, query, &query.root, scope)?;
        let mut lists = Vec::new();
        // Referents have one number in all segments.
        let mut joined = Numbers::default();
        for segment in &segments {
            let mut values = Values::open(segment, field, scope.unit, query.root.asks_for_attitudes())?;
            if !values.are_ranks() {
                return Ok(None);
            }
            let walk = if scope.unit == Unit::Article { Unit::Paragraph } else { scope.unit };
            let mut own = Numbers::default();
            let mut found = Vec::new();
            let mut add = |values: &mut Values, doc| {
                found.clear();
                values.read(doc, walk, &mut found);
                if found.is_empty() {
                    return;
                }
                let unit = unit_of(segment, scope.unit, doc);
                for &number in &found {
                    let numbers = if number >> 32 == JOINED { &mut joined } else { &mut own };
                    numbers.add(number, unit);
                }
            };
            let holders = if root.query == Query::All { values.holders(walk) } else { None };
            if let Some(holders) = holders {
                let alive = segment.reader.alive_bitset();
                let living = holders.into_iter().filter(|doc| alive.is_none_or(|alive| alive.is_alive(*doc)));
                living.for_each(|doc| add(&mut values, doc));
            } else {
                let mut matcher =
                    self.matcher(&segments, segment.ord, query, &root, scope.unit, Weigh::Units.mode())?;
                self.each(segment, &mut matcher, walk, &mut |doc, _| {
                    add(&mut values, doc);
                    Ok(true)
                })?;
            }
            joined.forget_units();
            lists.push((values, own.counted()));
        }
        let joined = joined.counted();
        first(&lists, &joined, limit).map(Some)
    }
}

/// The first `limit` values, and perhaps some more: `lists` are the counts of segments, `joined` those of referents.
fn first(lists: &[(Values, Numbered)], joined: &Numbered, limit: usize) -> Result<Vec<Facet>> {
    let Some((any, _)) = lists.first() else { return Ok(Vec::new()) };
    let of_segments = || lists.iter().map(|(values, list)| (values, list));
    let all: Vec<(&Values, &Numbered)> = of_segments().chain([(any, joined)]).collect();
    // The last of the first has at least this count, and so a value among them has its share of that in some list.
    let nth = |list: &Numbered| nth_largest(list.iter().map(|(_, count)| *count).collect(), limit);
    let least = all.iter().map(|(_, list)| nth(list)).max().unwrap_or(0);
    let share = least.div_ceil(all.len() as u64).max(1);
    // By name: the sum of what is known, and in which lists that is.
    let mut sums: FxHashMap<String, (u64, Vec<bool>)> = FxHashMap::default();
    for (n, (values, list)) in all.iter().enumerate() {
        let large: Numbered = list.iter().filter(|(_, count)| *count >= share).copied().collect();
        let numbers: Vec<u64> = large.iter().map(|(number, _)| *number).collect();
        let mut counts = large.iter();
        values.names(&numbers, |_, name| {
            let (sum, known) = sums.entry(name.to_owned()).or_insert_with(|| (0, vec![false; all.len()]));
            *sum += counts.next().map_or(0, |(_, count)| *count);
            known[n] = true;
        })?;
    }
    let least = nth_largest(sums.values().map(|(sum, _)| *sum).collect(), limit);
    let rest = |known: &[bool]| known.iter().filter(|known| !**known).count() as u64 * (share - 1);
    sums.retain(|_, (sum, known)| *sum + rest(known) >= least);
    if share > 1 {
        // Names of referents are in memory.
        let small: Numbered = joined.iter().filter(|(_, count)| *count < share).copied().collect();
        let numbers: Vec<u64> = small.iter().map(|(number, _)| *number).collect();
        let mut counts = small.iter();
        any.names(&numbers, |_, name| {
            let count = counts.next().map_or(0, |(_, count)| *count);
            sums.entry(name.to_owned()).and_modify(|(sum, _)| *sum += count);
        })?;
        for (name, (sum, known)) in &mut sums {
            for ((values, list), _) in lists.iter().zip(known.iter()).filter(|(_, known)| !**known) {
                for number in values.ranks(name)? {
                    *sum += list.binary_search_by_key(&number, |(n, _)| *n).map_or(0, |i| list[i].1);
                }
            }
        }
    }
    Ok(sums.into_iter().map(|(name, (sum, _))| Facet::new(name, sum)).collect())
}

/// The n-th largest; 0 where there are fewer.
fn nth_largest(mut counts: Vec<u64>, n: usize) -> u64 {
    if n == 0 || n > counts.len() {
        return 0;
    }
    let at = counts.len() - n;
    *counts.select_nth_unstable(at).1
}

/// What a value counts once in: of an article all paragraphs that match are seen.
fn unit_of(segment: &Segment, unit: Unit, doc: DocId) -> DocId {
    if unit == Unit::Article { segment.blocks.article(doc) } else { doc }
}

/// Numbers of values with their counts, by number.
type Numbered = Vec<(u64, u64)>;

/// Counts numbers of values. Their upper halves are few, and the lower ones small: a list for each upper half.
#[derive(Default)]
struct Numbers {
    lists: FxHashMap<u64, Vec<(u32, DocId)>>,
}

impl Numbers {
    /// Counts a number, once for each unit; units come in order.
    fn add(&mut self, number: u64, unit: DocId) {
        let list = self.lists.entry(number >> 32).or_default();
        let at = number as u32 as usize;
        if list.len() <= at {
            list.resize(at + 1, (0, NONE));
        }
        let (count, last) = &mut list[at];
        if *last != unit {
            (*count, *last) = (*count + 1, unit);
        }
    }

    /// The next unit may have the number of the last one.
    fn forget_units(&mut self) {
        self.lists.values_mut().flatten().for_each(|(_, last)| *last = NONE);
    }

    fn counted(self) -> Numbered {
        let numbered = |(upper, list): (u64, Vec<(u32, DocId)>)| {
            list.into_iter().zip(0u64..).map(move |((count, _), lower)| (upper << 32 | lower, u64::from(count)))
        };
        let mut all: Numbered = self.lists.into_iter().flat_map(numbered).filter(|(_, count)| *count > 0).collect();
        all.sort_unstable();
        all
    }
}

const NONE: DocId = DocId::MAX;
