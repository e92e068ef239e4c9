//! How evenly the matches of a query are spread over the parts of the corpus.

use super::measures::{self, Dispersion};
use super::words::per_million;
use crate::error::Result;
use crate::query::Parsed;
use crate::search::{Engine, Scope, Unit};
use rustc_hash::FxHashMap;

/// One part of the corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Its value; `None` for what has none.
    pub value: Option<String>,
    /// How often the query matches in it.
    pub matches: u64,
    /// Its words.
    pub words: u64,
}

/// The spread of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// How often the query matches: highlights.
    pub matches: u64,
    /// The words of all parts.
    pub words: u64,
    /// Matches in a million words.
    pub per_million: f64,
    /// The measures.
    pub dispersion: Dispersion,
    /// The parts in their order; none where they are articles.
    pub parts: Vec<Part>,
}

/// Over articles.
///
/// # Errors
/// As [`Engine::count`].
pub fn over_articles(engine: &Engine, query: &Parsed, scope: &Scope) -> Result<Spread> {
    let mut found: FxHashMap<u64, u64> = FxHashMap::default();
    engine.walk(query, scope, true, &mut |seen| *found.entry(seen.article).or_default() += seen.marks.len() as u64)?;
    let mut parts = Vec::new();
    let corpus = engine.corpus(query, None, scope)?;
    engine.articles(&corpus, scope, &mut |article, words| {
        parts.push((found.get(&article).copied().unwrap_or(0), words))
    })?;
    Ok(spread(parts.iter().copied(), Vec::new()))
}

/// Over the values of a field of the article: `month`, `year`, `source` and the like.
///
/// # Errors
/// As [`Engine::count_by`].
pub fn over(engine: &Engine, query: &Parsed, scope: &Scope, field: &str) -> Result<Spread> {
    let scope = Scope { unit: if scope.unit == Unit::Article { Unit::Paragraph } else { scope.unit }, ..*scope };
    let found = engine.occurrences_by(query, &scope, &[field])?;
    let sizes = engine.group_words(query, &scope, &[field])?;
    let of = |value: &Option<String>| found.iter().find(|g| g.values.first() == Some(value)).map_or(0, |g| g.count);
    let part = |g: &crate::search::Group| {
        let value = g.values.first().cloned().flatten();
        Part { matches: of(&value), value, words: g.count }
    };
    let parts: Vec<Part> = sizes.iter().map(part).collect();
    Ok(spread(parts.clone().iter().map(|p| (p.matches, p.words)), parts))
}

fn spread(pairs: impl Iterator<Item = (u64, u64)> + Clone, parts: Vec<Part>) -> Spread {
    let (matches, words) = pairs.clone().fold((0, 0), |(m, w), (matches, words)| (m + matches, w + words));
    let dispersion = measures::dispersion(pairs);
    Spread { matches, words, per_million: per_million(matches, words), dispersion, parts }
}
