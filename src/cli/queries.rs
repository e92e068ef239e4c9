//! `newsdex queries`.

use super::{Format, Global, Out, Outcome};
use crate::error::Result;
use crate::index::{Index, saved};
use crate::render::json;
use crate::render::style::printable;
use serde::Serialize;
use std::io::Write;

/// Saved queries: list them, or remove one
///
/// `--save NAME` of search, count, facets and kwic keeps a query in the index under a name; `query:NAME` stands for it in any
/// other query, also for several that build on each other. They are kept in `queries.json` in the directory of the index.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  newsdex count 'cabinet OR minister*' --save cabinet\n  newsdex search 'query:cabinet date:-7d..'\n  \
                        newsdex queries\n  newsdex queries --remove cabinet"
)]
pub struct Arguments {
    /// Forget the query of that name
    #[arg(long, value_name = "NAME")]
    remove: Option<String>,
}

#[derive(Debug, Serialize)]
struct SavedJson {
    name: String,
    query: String,
}

#[derive(Debug, Serialize)]
struct QueriesJson {
    schema: u32,
    queries: Vec<SavedJson>,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    Index::open(&global.index)?;
    if let Some(name) = &a.remove {
        saved::remove(&global.index, name)?;
        return Ok(Outcome::Done);
    }
    let mut out = Out::new(global);
    let saved = saved::all(&global.index)?;
    let empty = saved.is_empty();
    let width = saved.keys().map(|name| name.chars().count()).max().unwrap_or(0);
    let all: Vec<SavedJson> = saved.into_iter().map(|(name, query)| SavedJson { name, query }).collect();
    match out.format {
        Format::Text => {
            for s in &all {
                writeln!(out.text(), "{:<width$}  {}", s.name, printable(&s.query))?;
            }
        }
        Format::Json => out.json_line(&QueriesJson { schema: json::SCHEMA, queries: all })?,
        Format::Jsonl => all.iter().try_for_each(|s| out.json_line(s))?,
        Format::Csv | Format::Tsv => {
            let mut table = out.table();
            table.write_record(["name", "query"])?;
            all.iter().try_for_each(|s| table.write_record([&s.name, &s.query]))?;
            table.flush()?;
        }
    }
    out.flush()?;
    Ok(if empty { Outcome::Nothing } else { Outcome::Done })
}
