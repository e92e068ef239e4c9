//! `newsdex count`.

use super::ask::{Ask, CountsJson};
use super::bars;
use super::figure::{self, Counted, Drawing};
use super::lists::{rounded, shown};
use super::{Format, Global, Out, Outcome};
use crate::error::{Error, Result, so_many};
use crate::query::Parsed;
use crate::read;
use crate::render::json;
use crate::search::{Engine, Group};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

/// How many paragraphs, articles or quotations match, also by field or period
///
/// With --per-million the counts are also given in a million words of all units of the same kind in the group: of the month's articles, or of
/// what the speaker says in all quotations. With --plot the groups are drawn into a file.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  newsdex count 'speaker:Xi'\n  newsdex count sanctions --by month --per-million\n  \
                        newsdex count sanctions --by month,source --plot sanctions.svg\n  \
                        newsdex count 'quote:climate' --by year,source --unit article --format csv"
)]
pub struct Arguments {
    /// The query; `newsdex search --help` explains the language
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    ask: Ask,
    /// Count separately for each value: day, week, month, year, or fields with values, several with commas
    #[arg(long, value_name = "FIELD[,FIELD]", value_delimiter = ',')]
    by: Vec<String>,
    /// Also how many in a million words of the group
    #[arg(long)]
    per_million: bool,
    /// One line of small bars instead of a line for each group
    #[arg(long, requires = "by")]
    compact: bool,
    /// Draw the groups into this file as well (.svg or .png)
    #[arg(long, value_name = "FILE", requires = "by")]
    plot: Option<PathBuf>,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    // An object of JSON can have a key only once.
    if let Some(twice) = read::table::twice(&a.by) {
        return Err(Error::usage(format!("--by names `{twice}` twice")).hint("name it once"));
    }
    let (parsed, engine) = a.ask.open(global, &a.query)?;
    let scope = a.ask.scope();
    let count = engine.count(&parsed, &scope)?;
    let dups = a.ask.counts(&engine, &parsed)?;
    let by: Vec<&str> = a.by.iter().map(String::as_str).collect();
    let counted = counted(&engine, &parsed, a, count)?;
    if let Some(path) = &a.plot {
        let unit = format!("{}s", a.ask.unit().name());
        let drawing = Drawing { query: &parsed.text, index: &global.index, by: &a.by, counted: &counted, what: &unit };
        drawing.draw(path)?;
    }
    let grouped = !by.is_empty();
    match out.format {
        Format::Text if a.compact => {
            compact(&mut out, a, &counted)?;
            if counted.undated > 0 {
                out.note(global, &format!("left out: {} without a date", counted.undated));
            }
        }
        Format::Text if grouped => bars::long(&mut out, &counted)?,
        Format::Text => whole_text(&mut out, count, &counted)?,
        Format::Json => out.json_line(&whole(a, &parsed.text, count, dups, &counted))?,
        Format::Jsonl if grouped => (0..counted.groups.len()).try_for_each(|n| out.json_line(&row(a, &counted, n)))?,
        Format::Jsonl => out.json_line(&whole(a, &parsed.text, count, dups, &counted))?,
        Format::Csv | Format::Tsv => table(&mut out, a, &counted)?,
    }
    out.flush()?;
    if a.per_million {
        let of = if grouped { "of the group" } else { "in all" };
        let unit = a.ask.unit().name();
        // What has several values is in several groups.
        let words: u64 = engine.group_words(&parsed, &scope, &[])?.iter().map(|g| g.count).sum();
        out.note(global, &format!("per million words {of} in {unit}s; {}", so_many(words, "word")));
    }
    if dups.is_some() && out.format == Format::Text {
        out.note(global, &format!("{count}{}", CountsJson::in_words(dups)));
    }
    Ok(if count > 0 { Outcome::Done } else { Outcome::Nothing })
}

/// The groups, or one without a value where none are asked for.
fn counted(engine: &Engine, parsed: &Parsed, a: &Arguments, count: u64) -> Result<Counted> {
    let scope = a.ask.scope();
    let by: Vec<&str> = a.by.iter().map(String::as_str).collect();
    let groups = match by.is_empty() {
        true => vec![Group { values: Vec::new(), count, all: None }],
        false => engine.count_by(parsed, &scope, &by)?,
    };
    let undated = undated(engine, parsed, a, &groups)?;
    if !a.per_million {
        return Ok(Counted { groups, words: None, total: count, undated });
    }
    let all: HashMap<Vec<Option<String>>, u64> =
        engine.group_words(parsed, &scope, &by)?.into_iter().map(|g| (g.values, g.count)).collect();
    let words = groups.iter().map(|g| all.get(&g.values).copied().unwrap_or(0)).collect();
    Ok(Counted { groups, words: Some(words), total: count, undated })
}

fn whole(a: &Arguments, query: &str, count: u64, dups: Option<CountsJson>, counted: &Counted) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("schema".into(), json::SCHEMA.into());
    object.insert("query".into(), query.into());
    object.insert("unit".into(), a.ask.unit().name().into());
    object.insert("count".into(), count.into());
    if let Some(dups) = dups {
        object.insert("dups".into(), serde_json::json!(dups));
    }
    if a.by.is_empty() {
        if let Some(words) = &counted.words {
            object.insert("words".into(), words[0].into());
            object.insert("per_million".into(), rounded(counted.value(0), 4).into());
        }
    } else {
        object.insert("by".into(), a.by.clone().into());
        let groups = (0..counted.groups.len()).map(|n| Value::Object(row(a, counted, n)));
        object.insert("groups".into(), groups.collect());
    }
    object
}

/// One group as an object: each field with its value, the count, and the rate with what it is counted in.
fn row(a: &Arguments, counted: &Counted, n: usize) -> Map<String, Value> {
    let group = &counted.groups[n];
    let mut object: Map<String, Value> =
        a.by.iter().zip(&group.values).map(|(field, value)| (field.clone(), value.clone().into())).collect();
    object.insert("count".into(), group.count.into());
    if let Some(all) = group.all {
        object.insert("all".into(), all.into());
    }
    if let Some(words) = &counted.words {
        object.insert("words".into(), words[n].into());
        object.insert("per_million".into(), rounded(counted.value(n), 4).into());
    }
    object
}

fn whole_text(out: &mut Out, count: u64, counted: &Counted) -> Result<()> {
    let rate = counted.words.as_ref().map(|_| format!("  {} per million words", shown(counted.value(0), 2)));
    Ok(writeln!(out.text(), "{count}{}", rate.unwrap_or_default())?)
}

fn table(out: &mut Out, a: &Arguments, counted: &Counted) -> Result<()> {
    let mut table = out.table();
    let rates = counted.words.as_ref().map_or(&[][..], |_| &["words", "per_million"]);
    table.write_record(a.by.iter().map(String::as_str).chain(["count"]).chain(rates.iter().copied()))?;
    for (n, group) in counted.groups.iter().enumerate() {
        let mut record: Vec<String> = group.values.iter().map(|v| v.clone().unwrap_or_default()).collect();
        record.push(group.count.to_string());
        if let Some(words) = &counted.words {
            record.extend([words[n].to_string(), shown(counted.value(n), 4)]);
        }
        table.write_record(record)?;
    }
    Ok(table.flush()?)
}

/// How many matches are in no period: a line of small bars and a figure have no place for them.
fn undated(engine: &Engine, parsed: &Parsed, a: &Arguments, groups: &[Group]) -> Result<u64> {
    if !figure::is_period(&a.by) || groups.iter().all(|g| g.values[0].is_some()) {
        return Ok(0);
    }
    // With a second field one match may be in several groups.
    let groups = engine.count_by(parsed, &a.ask.scope(), &[a.by[0].as_str()])?;
    Ok(groups.iter().filter(|g| g.values[0].is_none()).map(|g| g.count).sum())
}

/// A line of small bars for each value of the second field, over every period; or one over the groups as they are.
fn compact(out: &mut Out, a: &Arguments, counted: &Counted) -> Result<()> {
    let (labels, series) = match figure::is_period(&a.by) && a.by.len() <= 2 {
        true => figure::in_time(&a.by, counted)?,
        false => {
            let values = (0..counted.groups.len()).map(|n| counted.value(n)).collect();
            (bars::names(counted), vec![(String::new(), values)])
        }
    };
    bars::compact(out, &labels, &series, a.per_million)
}
