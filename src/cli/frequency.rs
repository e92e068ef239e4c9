//! `newsdex frequency`.

use super::ask::Ask;
use super::lists::{self, Listing, Row, rounded, shown};
use super::{Format, Global, Out, Outcome};
use crate::compare::words::{Counts, Frequency, frequencies};
use crate::error::{Result, so_many};
use crate::render::json::SCHEMA;
use serde::Serialize;

/// How often each word stands in the matching units
///
/// Counts the words of paragraphs, whole articles or what is said in quotations, by --unit; folded for case and diacritics, each form on its own.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  newsdex frequency\n  newsdex frequency 'speaker:Xi' --unit quotation --stop-words drop\n  \
                        newsdex frequency 'date:2026-01' -n 0 --format csv > words.csv"
)]
pub struct Arguments {
    /// Count the words of its matches only
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    ask: Ask,
    #[command(flatten)]
    listing: Listing,
}

#[derive(Debug, Serialize)]
struct FrequencyJson {
    schema: u32,
    query: String,
    unit: &'static str,
    units: u64,
    words: u64,
    total: usize,
    frequencies: Vec<WordJson>,
}

#[derive(Debug, Serialize)]
struct WordJson {
    word: String,
    count: u64,
    per_million: Option<f64>,
    units: u64,
}

impl Row for WordJson {
    const COLUMNS: &'static [&'static str] = &["word", "count", "per_million", "units"];

    fn cells(&self) -> Vec<String> {
        let rate = shown(self.per_million.unwrap_or(0.0), 2);
        vec![self.word.clone(), self.count.to_string(), rate, self.units.to_string()]
    }
}

fn row(f: &Frequency) -> WordJson {
    WordJson {
        word: f.word.clone(),
        count: f.count.times,
        per_million: rounded(f.per_million, 4),
        units: f.count.units,
    }
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let all = ["*".to_owned()];
    let words = if a.query.is_empty() { &all[..] } else { &a.query };
    let (parsed, engine) = a.ask.open(global, words)?;
    let counts = Counts::of(&engine, &parsed, &a.ask.scope())?;
    let found = frequencies(&counts, a.listing.keep(1));
    let mut rows: Vec<WordJson> = found.iter().map(row).collect();
    a.listing.cut(&mut rows);
    let unit = a.ask.unit().name();
    match out.format {
        Format::Json => out.json_line(&FrequencyJson {
            schema: SCHEMA,
            query: parsed.text.clone(),
            unit,
            units: counts.units,
            words: counts.total,
            total: found.len(),
            frequencies: rows,
        })?,
        _ => lists::print(&mut out, &rows)?,
    }
    out.flush()?;
    let (total, units, kinds) = (counts.total, counts.units, counts.words.len());
    out.note(global, &format!("{} in {}, {kinds} different", so_many(total, "word"), so_many(units, unit)));
    Ok(if counts.units > 0 { Outcome::Done } else { Outcome::Nothing })
}
