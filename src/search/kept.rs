//! The most frequent names of a whole index, kept from the end of a run: what is asked first of every index is then read, not counted.

use super::facets::Facet;
use super::{Dups, Engine, Scope};
use crate::error::Result;
use crate::index::{Index, table};
use crate::join;
use crate::query::Parsed;
use crate::query::tree::Query;
use serde::{Deserialize, Serialize};

/// The fields whose values are kept: those that take long to count.
const FIELDS: [&str; 3] = ["speaker", "person", "org"];

/// So many values of each.
const VALUES: usize = 100;

#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    /// What names were joined when it was made.
    names: Option<join::Made>,
    /// By field.
    values: Vec<(String, Vec<(String, u64)>)>,
}

/// Counts the most frequent names in all paragraphs of the commit that `index` shows, unless that has been done. Names must have been
/// joined before.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged or cannot be written.
pub fn update(index: &Index) -> Result<()> {
    let engine = Engine::new(index);
    let names = engine.names.made()?;
    if stored(index).is_some_and(|stored| stored.names == names) {
        return Ok(());
    }
    let mut values = Vec::new();
    for field in FIELDS {
        let all = engine.counted_facets(&Parsed::of(Query::All), &Scope::default(), field, VALUES)?;
        values.push((field.to_owned(), all.into_iter().map(|f| (f.value, f.count)).collect()));
    }
    // postcard fails only on sequences of unknown length and on maps, and these are neither.
    table::write(index, table::FACETS, &postcard::to_allocvec(&Stored { names, values }).unwrap_or_default())
}

fn stored(index: &Index) -> Option<Stored> {
    table::current(index, table::FACETS).and_then(|content| postcard::from_bytes(&content).ok())
}

impl Engine {
    /// The first `limit` values of a field over all paragraphs, where they are kept.
    pub(super) fn kept_facets(
        &self,
        query: &Parsed,
        scope: &Scope,
        field: &str,
        limit: usize,
    ) -> Result<Option<Vec<Facet>>> {
        let whole = query.root.query == Query::All && *scope == Scope { dups: Dups::All, ..Scope::default() };
        if !whole || !FIELDS.contains(&field) || !(1..=VALUES).contains(&limit) {
            return Ok(None);
        }
        let made = self.names.made()?;
        let Some(mut stored) = stored(self.families.index()).filter(|stored| stored.names == made) else {
            return Ok(None);
        };
        let Some(at) = stored.values.iter().position(|(name, _)| name == field) else { return Ok(None) };
        let values = stored.values.swap_remove(at).1;
        Ok(Some(values.into_iter().take(limit).map(|(value, count)| Facet::new(value, count)).collect()))
    }
}
