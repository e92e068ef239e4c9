//! `newsdex stats`.

use super::{Format, Global, Out, Outcome, no_such_format};
use crate::error::Result;
use crate::index::Index;
use crate::index::stats::{Stats, stats};
use crate::render::json::FamiliesJson;
use crate::render::style::printable;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;

/// How many values of a list the text form shows.
const SHOWN: usize = 12;

/// What the index holds: articles, paragraphs, quotations, dates, languages, sources
#[derive(Debug, clap::Args)]
pub struct Arguments {}

#[derive(Debug, Serialize)]
struct StatsJson {
    schema: u32,
    revision: u64,
    articles: u64,
    undated: u64,
    families: FamiliesJson,
    paragraphs: u64,
    quotations: u64,
    words: u64,
    first: Option<String>,
    last: Option<String>,
    languages: Vec<ValueJson>,
    sources: Vec<ValueJson>,
    bytes: u64,
    segments: usize,
}

#[derive(Debug, Serialize)]
struct ValueJson {
    value: Option<String>,
    count: u64,
}

pub(super) fn run(global: &Global, _: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let stats = stats(&Index::open(&global.index)?)?;
    match out.format {
        Format::Text => text(&mut out, &stats)?,
        Format::Json | Format::Jsonl => out.json_line(&json(stats))?,
        format => return Err(no_such_format("stats", format)),
    }
    out.flush()?;
    Ok(Outcome::Done)
}

fn json(s: Stats) -> StatsJson {
    StatsJson {
        schema: crate::render::json::SCHEMA,
        revision: s.revision,
        articles: s.articles,
        undated: s.undated,
        families: FamiliesJson::new(s.articles, s.families, s.members),
        paragraphs: s.paragraphs,
        quotations: s.quotations,
        words: s.words,
        first: s.published.map(|p| p.0.to_string()),
        last: s.published.map(|p| p.1.to_string()),
        languages: values(s.languages),
        sources: values(s.sources),
        bytes: s.bytes,
        segments: s.segments,
    }
}

/// The most frequent first.
fn values(counts: BTreeMap<Option<String>, u64>) -> Vec<ValueJson> {
    let mut values: Vec<_> = counts.into_iter().map(|(value, count)| ValueJson { value, count }).collect();
    values.sort_by_key(|v| std::cmp::Reverse(v.count));
    values
}

fn text(out: &mut Out, s: &Stats) -> Result<()> {
    let days = s.published.map_or("no dates".to_owned(), |(first, last)| format!("{first} to {last}"));
    let plural = if s.segments == 1 { "" } else { "s" };
    let rows = [
        ("articles", format!("{} ({} without a date)", s.articles, s.undated)),
        ("families", FamiliesJson::new(s.articles, s.families, s.members).in_words()),
        ("published", days),
        ("paragraphs", s.paragraphs.to_string()),
        ("quotations", s.quotations.to_string()),
        ("words", s.words.to_string()),
        ("languages", list(&s.languages, "lang")),
        ("sources", list(&s.sources, "source")),
        ("size", format!("{:.1} MB in {} segment{plural}, revision {}", s.bytes as f64 / 1e6, s.segments, s.revision)),
    ];
    for (name, value) in rows {
        let style = out.styles.meta;
        writeln!(out.text(), "{style}{name:<11}{style:#} {}", printable(&value))?;
    }
    Ok(())
}

/// The first values of `field`.
fn list(counts: &BTreeMap<Option<String>, u64>, field: &str) -> String {
    let values = values(counts.clone());
    let name = |v: &ValueJson| v.value.clone().unwrap_or_else(|| "unknown".to_owned());
    let mut shown: Vec<String> = values.iter().take(SHOWN).map(|v| format!("{} ({})", name(v), v.count)).collect();
    if values.len() > SHOWN {
        shown.push(format!("and {} more: newsdex facets {field}", values.len() - SHOWN));
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_shown_is_in_the_facet_of_the_field() {
        let counts: BTreeMap<_, _> = (0..15).map(|n| (Some(format!("x{n:02}")), 1)).collect();
        assert!(list(&counts, "lang").ends_with("x11 (1), and 3 more: newsdex facets lang"));
    }
}
