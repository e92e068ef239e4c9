//! `newsdex facets`.

use super::ask::{Ask, CountsJson};
use super::{Format, Global, Out, Outcome};
use crate::error::Result;
use crate::query::Parsed;
use crate::render::json;
use crate::render::style::printable;
use crate::search::{Facet, kept};
use serde::Serialize;
use std::io::Write;

/// Values of a field with their counts
///
/// Who speaks most about something, which outlets write about it, which names stand beside it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  newsdex facets speaker\n  newsdex facets speaker 'quote:sanctions date:2026'\n  \
                        newsdex facets source '\"artificial intelligence\"' --unit article -n 0 --format csv")]
pub struct Arguments {
    /// The field; `newsdex fields` marks those that have values to count
    #[arg(value_name = "FIELD")]
    field: String,
    /// Count over the matches of this query only; `newsdex search --help` explains the language
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    ask: Ask,
    /// How many values to print; 0 for all
    #[arg(short = 'n', long = "limit", value_name = "N", allow_negative_numbers = true, default_value_t = 10)]
    limit: usize,
}

#[derive(Debug, Serialize)]
struct FacetsJson {
    schema: u32,
    query: String,
    unit: &'static str,
    field: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    dups: Option<CountsJson>,
    values: Vec<json::FacetJson>,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let all = ["*".to_owned()];
    let words = if a.query.is_empty() { &all[..] } else { &a.query };
    let parsed = a.ask.read(global, words)?;
    let Found { values, dups, matched } = find(global, a, &parsed, out.format)?;
    match out.format {
        Format::Text => table(&mut out, &a.field, &values)?,
        Format::Json => out.json_line(&FacetsJson {
            schema: json::SCHEMA,
            query: parsed.text.clone(),
            unit: a.ask.unit().name(),
            field: a.field.clone(),
            dups,
            values: json::facets(&values),
        })?,
        Format::Jsonl => json::facets(&values).iter().try_for_each(|v| out.json_line(v))?,
        Format::Csv | Format::Tsv => {
            rows(&mut out, &values)?;
        }
    }
    out.flush()?;
    if values.is_empty() && matched {
        out.note(global, &format!("nothing that matches has a value of `{}`", a.field));
    }
    Ok(if matched { Outcome::Done } else { Outcome::Nothing })
}

struct Found {
    values: Vec<Facet>,
    dups: Option<CountsJson>,
    /// Whether the query matches, be it what has no value.
    matched: bool,
}

fn find(global: &Global, a: &Arguments, parsed: &Parsed, format: Format) -> Result<Found> {
    let scope = a.ask.scope();
    if a.ask.is_plain()
        && let Some(values) = kept::facets(&global.index, parsed, &scope, &a.field, a.limit)?
        && !values.is_empty()
    {
        return Ok(Found { values, dups: None, matched: true });
    }
    let engine = a.ask.engine(global, parsed)?;
    let values = engine.facets(parsed, &scope, &a.field, a.limit)?;
    let dups = if format == Format::Json { a.ask.counts(&engine, parsed)? } else { None };
    let matched = !values.is_empty() || engine.count(parsed, &scope)? > 0;
    Ok(Found { values, dups, matched })
}

/// Values as rows; with the columns that any of them has something in.
fn rows(out: &mut Out, values: &[Facet]) -> Result<()> {
    let (ids, all) = (values.iter().any(|v| v.id.is_some()), values.iter().any(|v| v.all.is_some()));
    let some = |is: bool, cell: String| is.then_some(cell);
    let mut table = out.table();
    let header = [some(ids, "id".to_owned()), some(all, "all".to_owned())];
    table.write_record(["value".to_owned(), "count".to_owned()].into_iter().chain(header.into_iter().flatten()))?;
    for v in values {
        let more = [
            some(ids, v.id.clone().unwrap_or_default()),
            some(all, v.all.map_or_else(String::new, |all| all.to_string())),
        ];
        table.write_record([v.value.clone(), v.count.to_string()].into_iter().chain(more.into_iter().flatten()))?;
    }
    Ok(table.flush()?)
}

/// Values below the name of their field, counts in front.
pub(super) fn table(out: &mut Out, field: &str, values: &[Facet]) -> Result<()> {
    let (dim, number) = (out.styles.meta, out.styles.number);
    writeln!(out.text(), "{dim}{field}{dim:#}")?;
    for v in values {
        let all = v.all.map_or_else(String::new, |all| format!("{dim} (of {all}){dim:#}"));
        write!(out.text(), "{number}{:>8}{number:#}  {}{all}", v.count, printable(&v.value))?;
        match &v.id {
            Some(id) => writeln!(out.text(), "  {dim}{}{dim:#}", printable(id))?,
            None => writeln!(out.text())?,
        }
    }
    Ok(())
}
