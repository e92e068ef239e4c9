//! `newsdex batch`.

use super::ask::DupsArgument;
use super::rows::{self, Row};
use super::{Format, Global, Out, Outcome, output};
use crate::error::{Error, Result};
use crate::index::Index;
use crate::query::{self, Parsed};
use crate::render::json::{self, HitJson};
use crate::render::style::printable;
use crate::search::{Engine, Outcome as Found, Request, Scope, Unit};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Many queries from one file
///
/// CSV or TSV with a header line, or JSON lines. Columns, in any order: query; and where wanted label, from, to (days),
/// source, unit (paragraph, article, quotation), limit. A row that is wrong is reported, the others are done.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  newsdex batch queries.csv --format jsonl > hits.jsonl\n  newsdex batch queries.csv -n 0 --format csv | wc -l\n  \
                        printf 'label,query\\nwar,war w/5 peace\\n' | newsdex batch -"
)]
pub struct Arguments {
    /// The file with the queries; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How many hits for each row that does not say; 0 for all
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 10)]
    limit: usize,
    /// What of near-identical articles, such as prints of one wire story
    #[arg(long, value_enum, value_name = "WHICH", default_value = "all")]
    dups: DupsArgument,
    /// The day that relative dates count from [default: today]
    #[arg(long, value_name = "DATE")]
    now: Option<chrono::NaiveDate>,
}

/// A row with its hits, for `--format json`.
#[derive(Debug, Serialize)]
struct RowJson {
    row: usize,
    label: Option<String>,
    query: String,
    unit: &'static str,
    total: Option<u64>,
    error: Option<String>,
    hits: Vec<HitJson>,
}

#[derive(Debug, Serialize)]
struct BatchJson {
    schema: u32,
    rows: Vec<RowJson>,
}

/// A hit with its row, for `--format jsonl`.
#[derive(Debug, Serialize)]
struct LabelledJson {
    row: usize,
    label: Option<String>,
    #[serde(flatten)]
    hit: HitJson,
}

/// What one row asks for.
struct Task {
    query: Parsed,
    request: Request,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let table = rows::read(&a.file)?;
    if !table.columns.iter().any(|c| c == "query") {
        let what = format!("{}: there is no column `query`", a.file.display());
        return Err(Error::usage(what).hint("the first line names the columns: label,query,from,to,source,unit,limit"));
    }
    let engine = Engine::new(&Index::open(&global.index)?);
    if matches!(out.format, Format::Csv | Format::Tsv) {
        let columns = ["row", "label", "total", "id", "published", "source", "title", "speakers", "text"];
        out.table().write_record(columns)?;
    }
    let (mut all, mut failed, mut matched) = (Vec::new(), 0, false);
    for row in &table.rows {
        let answer = task(row, a).and_then(|task| Ok((find(&engine, &task)?, task)));
        match answer {
            Ok((found, task)) => {
                matched |= found.total > 0;
                print(&mut out, row, &task, found, &mut all)?;
            }
            Err(error) if error.exit_code() == 3 => return Err(error),
            Err(error) => {
                failed += 1;
                let what = format!("{}, row {}: {}", a.file.display(), row.number, error.what);
                output::report(&Error { what, ..error.clone() }, global.color);
                all.push(RowJson { error: Some(error.what), ..empty(row) });
            }
        }
    }
    if out.format == Format::Json {
        out.json_line(&BatchJson { schema: json::SCHEMA, rows: all })?;
    }
    out.flush()?;
    Ok(match (failed, matched) {
        (1.., _) => Outcome::SomeFailed,
        (_, true) => Outcome::Done,
        _ => Outcome::Nothing,
    })
}

/// The query of a row with its days and source, and what to return.
fn task(row: &Row, a: &Arguments) -> Result<Task> {
    let text = row.get("query").ok_or_else(|| Error::usage("there is no query"))?;
    let options = query::Options { now: a.now.unwrap_or_else(|| chrono::Local::now().date_naive()), saved: None };
    // On its own first, so that an error points into what was written.
    let alone = query::parse(text, options)?;
    let mut more = String::new();
    let (from, to) = (row.get("from").unwrap_or(""), row.get("to").unwrap_or(""));
    if !from.is_empty() || !to.is_empty() {
        more.push_str(&format!(" date:{from}..{to}"));
    }
    if let Some(source) = row.get("source") {
        more.push_str(&format!(" source:\"{}\"", source.replace('"', " ")));
    }
    let query = if more.is_empty() { alone } else { query::parse(&format!("({text}){more}"), options)? };
    let unit = match row.get("unit").unwrap_or("paragraph") {
        "paragraph" => Unit::Paragraph,
        "article" => Unit::Article,
        "quotation" => Unit::Quotation,
        other => {
            let what = format!("`{other}` is no unit");
            return Err(Error::usage(what).hint("units are paragraph, article and quotation"));
        }
    };
    let number = |n: &str| n.parse().map_err(|_| Error::usage(format!("`{n}` is no number of hits")));
    let limit = row.get("limit").map_or(Ok(a.limit), number)?;
    Ok(Task {
        query,
        request: Request {
            scope: Scope { unit, dups: a.dups.into(), ..Scope::default() },
            limit,
            ..Request::default()
        },
    })
}

fn find(engine: &Engine, task: &Task) -> Result<Found> {
    if task.request.limit > 0 {
        return engine.search(&task.query, &task.request);
    }
    let mut hits = Vec::new();
    let total = engine.stream(&task.query, &task.request, &mut |hit| {
        hits.push(hit);
        Ok(true)
    })?;
    Ok(Found { total, hits, facets: Vec::new() })
}

fn empty(row: &Row) -> RowJson {
    let (label, query) = (row.get("label").map(str::to_owned), row.get("query").unwrap_or("").to_owned());
    RowJson { row: row.number, label, query, unit: "paragraph", total: None, error: None, hits: Vec::new() }
}

fn print(out: &mut Out, row: &Row, task: &Task, found: Found, all: &mut Vec<RowJson>) -> Result<()> {
    let label = row.get("label");
    match out.format {
        Format::Text => {
            let (number, dim) = (out.styles.number, out.styles.meta);
            let name = label.or(row.get("query")).unwrap_or("");
            writeln!(out.text(), "{number}{:>8}{number:#}  {}", found.total, printable(name))?;
            for hit in &found.hits {
                writeln!(out.text(), "{:>10}{dim}{}{dim:#}", "", printable(&hit.id))?;
            }
        }
        Format::Json => {
            let hits = found.hits.iter().map(json::hit).collect();
            let unit = task.request.scope.unit.name();
            all.push(RowJson { unit, total: Some(found.total), hits, ..empty(row) });
        }
        Format::Jsonl => {
            for hit in &found.hits {
                let label = label.map(str::to_owned);
                out.json_line(&LabelledJson { row: row.number, label, hit: json::hit(hit) })?;
            }
        }
        Format::Csv | Format::Tsv => {
            let mut table = out.table();
            for hit in &found.hits {
                table.write_record([
                    row.number.to_string().as_str(),
                    label.unwrap_or(""),
                    found.total.to_string().as_str(),
                    hit.id.as_str(),
                    hit.meta.published.as_deref().unwrap_or(""),
                    hit.meta.source.as_deref().unwrap_or(""),
                    hit.meta.title.as_str(),
                    hit.speakers.join("; ").as_str(),
                    hit.par.text.as_str(),
                ])?;
            }
            table.flush()?;
        }
    }
    out.flush()
}
