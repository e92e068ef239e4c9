//! `newsdex count`.

use super::ask::Ask;
use super::{Format, Global, Out, Outcome};
use crate::error::Result;
use crate::render::json;
use crate::render::style::printable;
use crate::search::Group;
use serde_json::{Map, Value};
use std::io::Write;

/// Columns of the longest bar.
const BAR: usize = 40;

/// How many paragraphs, articles or quotations match, also by field or period
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  newsdex count 'speaker:Xi'\n  newsdex count sanctions --by month\n  \
                        newsdex count 'quote:climate' --by year,source --unit article --format csv")]
pub struct Arguments {
    /// The query
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    ask: Ask,
    /// Count separately for each value: day, week, month, year, or fields with values, several with commas
    #[arg(long, value_name = "FIELD[,FIELD]", value_delimiter = ',')]
    by: Vec<String>,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let (parsed, engine) = a.ask.open(global, &a.query)?;
    let scope = a.ask.scope();
    let count = engine.count(&parsed, &scope)?;
    if a.by.is_empty() {
        match out.format {
            Format::Text => writeln!(out.text(), "{count}")?,
            Format::Json | Format::Jsonl => out.json_line(&whole(a, &parsed.text, count, None))?,
            Format::Csv | Format::Tsv => write!(out.text(), "count\n{count}\n")?,
        }
    } else {
        let by: Vec<&str> = a.by.iter().map(String::as_str).collect();
        let groups = engine.count_by(&parsed, &scope, &by)?;
        match out.format {
            Format::Text => bars(&mut out, &groups)?,
            Format::Json => out.json_line(&whole(a, &parsed.text, count, Some(&groups)))?,
            Format::Jsonl => groups.iter().try_for_each(|g| out.json_line(&row(a, g)))?,
            Format::Csv | Format::Tsv => table(&mut out, a, &groups)?,
        }
    }
    out.flush()?;
    Ok(if count > 0 { Outcome::Done } else { Outcome::Nothing })
}

fn whole(a: &Arguments, query: &str, count: u64, groups: Option<&[Group]>) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("schema".into(), json::SCHEMA.into());
    object.insert("query".into(), query.into());
    object.insert("unit".into(), a.ask.unit().name().into());
    object.insert("count".into(), count.into());
    if let Some(groups) = groups {
        object.insert("by".into(), a.by.clone().into());
        object.insert("groups".into(), groups.iter().map(|g| Value::Object(row(a, g))).collect());
    }
    object
}

/// One group as an object: each field with its value, and the count.
fn row(a: &Arguments, group: &Group) -> Map<String, Value> {
    let mut object: Map<String, Value> =
        a.by.iter().zip(&group.values).map(|(field, value)| (field.clone(), value.clone().into())).collect();
    object.insert("count".into(), group.count.into());
    object
}

fn table(out: &mut Out, a: &Arguments, groups: &[Group]) -> Result<()> {
    let mut table = out.table();
    table.write_record(a.by.iter().map(String::as_str).chain(["count"]))?;
    for group in groups {
        let count = group.count.to_string();
        table.write_record(group.values.iter().map(|v| v.as_deref().unwrap_or("")).chain([count.as_str()]))?;
    }
    Ok(table.flush()?)
}

/// One line for each group, with a bar in proportion to the greatest.
fn bars(out: &mut Out, groups: &[Group]) -> Result<()> {
    let names: Vec<String> = groups
        .iter()
        .map(|g| g.values.iter().map(|v| v.as_deref().unwrap_or("(none)")).collect::<Vec<_>>().join("  "))
        .collect();
    let width = names.iter().map(|n| n.chars().count()).max().unwrap_or(0);
    let most = groups.iter().map(|g| g.count).max().unwrap_or(1).max(1);
    for (group, name) in groups.iter().zip(&names) {
        let number = out.styles.number;
        let bar = "█".repeat((group.count as usize * BAR).div_ceil(most as usize));
        writeln!(out.text(), "{:<width$}  {number}{:>7}{number:#}  {bar}", printable(name), group.count)?;
    }
    Ok(())
}
