//! The most frequent names of a whole index, kept from the end of a run: what is asked first of every index is then read, not counted.

use super::facets::Facet;
use super::joined::Names;
use super::{Engine, Scope};
use crate::error::Result;
use crate::index::commit::Commit;
use crate::index::{Index, table};
use crate::join;
use crate::query::Parsed;
use crate::query::tree::Query;
use serde::{Deserialize, Serialize};
use std::path::Path;

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
    if stored(index.commit()).is_some_and(|stored| stored.names == names) {
        return Ok(());
    }
    let mut values = Vec::new();
    for field in FIELDS {
        let all = engine.counted_facets(&Parsed::of(Query::All), &Scope::default(), field, VALUES)?;
        values.push((field.to_owned(), all.into_iter().map(|f| (f.value, f.count)).collect()));
    }
    // postcard fails only on sequences of unknown length and on maps, and these are neither.
    table::write(index.commit(), table::FACETS, &postcard::to_allocvec(&Stored { names, values }).unwrap_or_default())
}

fn stored(commit: &Commit) -> Option<Stored> {
    table::current(commit, table::FACETS).and_then(|content| postcard::from_bytes(&content).ok())
}

/// What [`Engine::facets`] answers over the last commit of the index in directory `path`, where that is kept: the index is not opened, which
/// takes longer than to read it.
///
/// # Errors
/// As [`Index::open`].
pub fn facets(path: &Path, query: &Parsed, scope: &Scope, field: &str, limit: usize) -> Result<Option<Vec<Facet>>> {
    if !is_whole(query, scope) {
        return Ok(None);
    }
    let names = Names::new(Some(path.to_owned()));
    let mut found = first(&Commit::last(path)?, &names, field, limit)?;
    if let Some(facets) = &mut found {
        names.identify(field, facets)?;
    }
    Ok(found)
}

/// Whether all paragraphs are asked for.
fn is_whole(query: &Parsed, scope: &Scope) -> bool {
    query.root.query == Query::All && *scope == Scope::default()
}

/// The first `limit` values of a field over all paragraphs of a commit, where they are kept.
fn first(commit: &Commit, names: &Names, field: &str, limit: usize) -> Result<Option<Vec<Facet>>> {
    if !FIELDS.contains(&field) || !(1..=VALUES).contains(&limit) {
        return Ok(None);
    }
    let made = names.made()?;
    let Some(stored) = stored(commit).filter(|stored| stored.names == made) else { return Ok(None) };
    let values = stored.values.into_iter().find(|(name, _)| name == field);
    Ok(values
        .map(|(_, values)| values.into_iter().take(limit).map(|(value, count)| Facet::new(value, count)).collect()))
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
        match is_whole(query, scope) {
            true => first(self.families.index().commit(), &self.names, field, limit),
            false => Ok(None),
        }
    }
}
