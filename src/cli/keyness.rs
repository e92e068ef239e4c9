//! `newsdex keyness`.

use super::ask::Ask;
use super::lists::{self, Listing, Row, rounded, shown};
use super::{Format, Global, Out, Outcome};
use crate::compare::words::{Counts, Key, KeySort, keys};
use crate::error::{Result, so_many};
use crate::render::json::SCHEMA;
use clap::ValueEnum;
use serde::Serialize;

/// Words that are typical of one query's matches against another's
///
/// Counts the words of the matching units – paragraphs, whole articles or what is said in quotations, by --unit – and compares how frequent each word is: log-likelihood
/// (Rayson and Garside 2000 after Dunning 1993) says how sure a difference is, %DIFF (Gabrielatos and Marchi 2011) how great.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  newsdex keyness 'speaker:Clinton' --against 'speaker:Trump' --unit quotation\n  \
                        newsdex keyness 'date:2026-02' --against 'date:2026-01' --unit article\n  \
                        newsdex keyness 'source:Gazette' --measure diff --min-count 20 --format csv")]
pub struct Arguments {
    /// The query whose words are looked at
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    /// The query whose words they are compared with [default: all that does not match QUERY]
    #[arg(long, value_name = "QUERY")]
    against: Option<String>,
    #[command(flatten)]
    ask: Ask,
    #[command(flatten)]
    listing: Listing,
    /// What to sort by
    #[arg(short, long, value_enum, default_value_t = Sort::Ll)]
    measure: Sort,
}

/// What to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// Log-likelihood
    Ll,
    /// %DIFF
    Diff,
}

#[derive(Debug, Serialize)]
struct KeynessJson {
    schema: u32,
    query: String,
    against: Option<String>,
    unit: &'static str,
    units: [u64; 2],
    words: [u64; 2],
    total: usize,
    keys: Vec<KeyJson>,
}

#[derive(Debug, Serialize)]
struct KeyJson {
    word: String,
    count: u64,
    against: u64,
    per_million: Option<f64>,
    against_per_million: Option<f64>,
    ll: Option<f64>,
    diff: Option<f64>,
}

impl Row for KeyJson {
    const COLUMNS: &'static [&'static str] =
        &["word", "count", "against", "per_million", "against_per_million", "ll", "diff"];

    fn cells(&self) -> Vec<String> {
        let number = |x: Option<f64>| shown(x.unwrap_or(f64::INFINITY), 2);
        vec![
            self.word.clone(),
            self.count.to_string(),
            self.against.to_string(),
            number(self.per_million),
            number(self.against_per_million),
            number(self.ll),
            number(self.diff),
        ]
    }
}

fn row(k: &Key) -> KeyJson {
    KeyJson {
        word: k.word.clone(),
        count: k.times,
        against: k.against,
        per_million: rounded(k.per_million.0, 4),
        against_per_million: rounded(k.per_million.1, 4),
        ll: rounded(k.log_likelihood, 4),
        diff: rounded(k.percent_difference, 4),
    }
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let (parsed, engine) = a.ask.open(global, &a.query)?;
    let scope = a.ask.scope();
    let against = match &a.against {
        Some(text) => a.ask.parse(global, text)?,
        None => engine.corpus(&parsed, None, &scope)?,
    };
    let (first, second) = (Counts::of(&engine, &parsed, &scope)?, Counts::of(&engine, &against, &scope)?);
    let second = if a.against.is_none() { second.without(&first) } else { second };
    let sort = if a.measure == Sort::Ll { KeySort::LogLikelihood } else { KeySort::PercentDifference };
    let found =
        if first.total == 0 || second.total == 0 { Vec::new() } else { keys(&first, &second, a.listing.keep(3), sort) };
    let mut rows: Vec<KeyJson> = found.iter().map(row).collect();
    a.listing.cut(&mut rows);
    match out.format {
        Format::Json => out.json_line(&KeynessJson {
            schema: SCHEMA,
            query: parsed.text.clone(),
            against: a.against.clone(),
            unit: a.ask.unit().name(),
            units: [first.units, second.units],
            words: [first.total, second.total],
            total: found.len(),
            keys: rows,
        })?,
        _ => lists::print(&mut out, &rows)?,
    }
    out.flush()?;
    let unit = a.ask.unit().name();
    out.note(
        global,
        &format!(
            "{} in {} against {} in {}",
            so_many(first.total, "word"),
            so_many(first.units, unit),
            so_many(second.total, "word"),
            so_many(second.units, unit)
        ),
    );
    Ok(if first.units > 0 { Outcome::Done } else { Outcome::Nothing })
}
