//! What an index holds, in numbers.

use super::document::date_of;
use super::{Index, families, manifest, unusable};
use crate::error::Result;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use tantivy::SegmentReader;

/// The numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// The last run that changed the index.
    pub revision: u64,
    /// Articles.
    pub articles: u64,
    /// Articles without a date.
    pub undated: u64,
    /// Articles that others are near-identical to.
    pub members: u64,
    /// Families of near-identical articles.
    pub families: u64,
    /// Paragraphs, headlines included.
    pub paragraphs: u64,
    /// Quotations, attitudes included.
    pub quotations: u64,
    /// Words of all paragraphs.
    pub words: u64,
    /// The first and the last day on which an article was published.
    pub published: Option<(NaiveDate, NaiveDate)>,
    /// Articles by language; `None` where it could not be told.
    pub languages: BTreeMap<Option<String>, u64>,
    /// Articles by publication; `None` where it is not stated.
    pub sources: BTreeMap<Option<String>, u64>,
    /// Bytes on disk.
    pub bytes: u64,
    /// Segments.
    pub segments: usize,
}

/// Counts.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged.
pub fn stats(index: &Index) -> Result<Stats> {
    let failed = |e| unusable(index.path(), e);
    let searcher = index.searcher();
    let mut stats =
        Stats { revision: index.commit().revision(), segments: searcher.segment_readers().len(), ..Stats::default() };
    let mut days = (i64::MAX, i64::MIN);
    for segment in searcher.segment_readers() {
        add_segment(segment, &mut stats, &mut days).map_err(failed)?;
    }
    if days.0 <= days.1 {
        stats.published = date_of(days.0).zip(date_of(days.1));
    }
    let families = families::load(index)?;
    (stats.members, stats.families) = (families.members(), families.all.len() as u64);
    stats.bytes = searcher.space_usage().map_err(|e| failed(e.into()))?.total().get_bytes();
    Ok(stats)
}

fn add_segment(segment: &SegmentReader, stats: &mut Stats, days: &mut (i64, i64)) -> tantivy::Result<()> {
    let columns = segment.fast_fields();
    let (pars, quots, words) = (columns.u64("pars")?, columns.u64("quots")?, columns.u64("words")?);
    let day = columns.i64("day")?;
    let articles = manifest::article_docs(segment)?;
    for &a in &articles {
        stats.articles += 1;
        stats.paragraphs += pars.first(a).unwrap_or(0);
        stats.quotations += quots.first(a).unwrap_or(0);
        stats.words += words.first(a).unwrap_or(0);
        match day.first(a) {
            Some(day) => *days = (days.0.min(day), days.1.max(day)),
            None => stats.undated += 1,
        }
    }
    for (name, counts) in [("lang", &mut stats.languages), ("source", &mut stats.sources)] {
        let column = columns.str(name)?;
        let mut by_ord: BTreeMap<Option<u64>, u64> = BTreeMap::new();
        for &a in &articles {
            *by_ord.entry(column.as_ref().and_then(|c| c.term_ords(a).next())).or_default() += 1;
        }
        for (ord, count) in by_ord {
            let mut value = String::new();
            if let (Some(ord), Some(column)) = (ord, &column) {
                column.ord_to_str(ord, &mut value)?;
            }
            *counts.entry(ord.map(|_| value)).or_default() += count;
        }
    }
    Ok(())
}
