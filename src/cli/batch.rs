//! `newsdex batch`.

use super::ahead::{self, Tasks};
use super::ask::{self, DupsArgument, UnitArgument};
use super::rows::{self, Row, Table};
use super::{Format, Global, Out, Outcome, output, since};
use crate::error::{Error, ErrorKind, Result};
use crate::index::{Index, saved};
use crate::query::tree::{Is, Part, Query};
use crate::query::{Parsed, dates};
use crate::render::json::{self, HitJson};
use crate::render::style::printable;
use crate::search::{Engine, Hit, Prepared, Request, Scope, Unit};
use clap::ValueEnum;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// The columns that are read.
const COLUMNS: [&str; 7] = ["label", "query", "from", "to", "source", "unit", "limit"];

/// From so many rows on it pays to read into memory where paragraphs and quotations belong.
const MANY: usize = 50;

/// Many queries from one file
///
/// CSV or TSV with a header line, or JSON lines. Columns, in any order: query; and where wanted label, from, to (days),
/// source, unit (paragraph, article, quotation), limit. Hits are printed row by row as they are found; a row that is wrong is
/// reported, the others are done (exit 4).
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  newsdex batch queries.csv --format jsonl > hits.jsonl\n  newsdex batch queries.csv -n 0 --format csv | wc -l\n  \
                        newsdex batch queries.csv --count --format csv > counts.csv\n  \
                        printf 'label,query\\nwar,war w/5 peace\\n' | newsdex batch -"
)]
pub struct Arguments {
    /// The file with the queries; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How many hits for each row that does not say; 0 for all, streamed
    #[arg(short = 'n', long = "limit", value_name = "N", allow_negative_numbers = true, default_value_t = 10)]
    limit: usize,
    /// What is returned and counted for each row that does not say
    #[arg(short, long, value_enum, default_value_t = UnitArgument::Paragraph)]
    unit: UnitArgument,
    /// Only how many match, one line for each row, also for those that are wrong or match nothing
    #[arg(long)]
    count: bool,
    /// Only articles that came into the index after this revision (`index` and `stats` print it)
    #[arg(long, value_name = "REVISION")]
    since: Option<u64>,
    /// What of near-identical articles, such as prints of one wire story
    #[arg(long, value_enum, value_name = "WHICH", default_value = "all")]
    dups: DupsArgument,
    /// The day that relative dates count from [default: today]
    #[arg(long, value_name = "DATE", value_parser = ask::day)]
    now: Option<chrono::NaiveDate>,
}

/// A row without its hits.
#[derive(Debug, Serialize)]
struct RowJson {
    row: usize,
    label: Option<String>,
    query: String,
    unit: &'static str,
    total: Option<u64>,
    error: Option<String>,
}

/// A hit with its row, for `--format jsonl`.
#[derive(Debug, Serialize)]
struct LabelledJson {
    row: usize,
    label: Option<String>,
    total: u64,
    #[serde(flatten)]
    hit: HitJson,
}

/// What one row asks for.
struct Task {
    query: Parsed,
    request: Request,
}

/// What one row finds.
struct Found {
    task: Task,
    total: u64,
    /// The hits, where they are few; else they are read as they are printed.
    hits: Option<Vec<Hit>>,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let table = rows::read(&a.file)?;
    columns(global, a, &table)?;
    let index = Index::open(&global.index)?;
    let engine = Engine::new(&index);
    since::reached(a.since, engine.revision()?)?;
    begin(&mut out, a, &engine)?;
    let mut tally = Tally { global, a, failed: 0, matched: false };
    if table.rows.len() >= MANY {
        let prepared = engine.prepare()?;
        // Rows that may find more than memory holds are printed as they are read.
        let bounded = a.count || table.rows.iter().all(|row| limit(row, a).is_ok_and(|limit| limit > 0));
        match bounded {
            true => beside_one_another(&table.rows, &index, &prepared, &mut out, &mut tally)?,
            false => one_by_one(&table.rows, &engine, &mut out, &mut tally)?,
        }
    } else {
        one_by_one(&table.rows, &engine, &mut out, &mut tally)?;
    }
    if out.format == Format::Json {
        out.text().write_all(b"]}\n")?;
    }
    out.flush()?;
    Ok(match (tally.failed, tally.matched) {
        (1.., _) => Outcome::SomeFailed,
        (_, true) => Outcome::Done,
        _ => Outcome::Nothing,
    })
}

fn one_by_one(rows: &[Row], engine: &Engine, out: &mut Out, tally: &mut Tally) -> Result<()> {
    for (n, row) in rows.iter().enumerate() {
        separate(out, n)?;
        let answer = answer(tally.global, tally.a, row, engine, out);
        tally.settle(row, answer, out)?;
    }
    Ok(())
}

/// Between the objects of a JSON list.
fn separate(out: &mut Out, n: usize) -> Result<()> {
    if out.format == Format::Json && n > 0 {
        out.text().write_all(b",")?;
    }
    Ok(())
}

/// Answers rows in threads, each with an engine of its own, and prints them in their order.
fn beside_one_another(
    rows: &[Row],
    index: &Index,
    prepared: &Prepared,
    out: &mut Out,
    tally: &mut Tally,
) -> Result<()> {
    let (global, a) = (tally.global, tally.a);
    let work = |tasks: &Tasks<_>| {
        let engine = Engine::new(index);
        engine.share(prepared);
        let mut out = Out::memory(global);
        tasks.each(|n| (answer(global, a, &rows[n], &engine, &mut out), out.taken()));
    };
    ahead::each(rows.len(), work, |n, (answer, printed)| {
        separate(out, n)?;
        out.text().write_all(&printed)?;
        tally.settle(&rows[n], answer, out)
    })
}

/// What became of the rows.
struct Tally<'a> {
    global: &'a Global,
    a: &'a Arguments,
    failed: usize,
    matched: bool,
}

impl Tally<'_> {
    /// Reports a row that is wrong; any other error ends the run.
    fn settle(&mut self, row: &Row, answer: Result<bool>, out: &mut Out) -> Result<()> {
        match answer {
            Ok(matched) => self.matched |= matched,
            Err(error) if error.kind != ErrorKind::Usage => return Err(error),
            Err(error) => {
                self.failed += 1;
                let line =
                    if row.wrong.is_some() && row.line > 0 { format!(" ({})", row.place()) } else { String::new() };
                let what = format!("{}, row {}{line}: {}", self.a.file.display(), row.number, error.what);
                output::report(&Error { what, ..error.clone() }, self.global.color);
                wrong(out, self.a, row, error.what)?;
            }
        }
        out.flush()
    }
}

/// Prints what a row finds; whether that is anything.
fn answer(global: &Global, a: &Arguments, row: &Row, engine: &Engine, out: &mut Out) -> Result<bool> {
    let found = find(engine, a, task(global, row, a)?)?;
    print(out, a, row, &found, engine)?;
    Ok(found.total > 0)
}

/// There must be queries; a column that is not read is mentioned, because a misspelt one would change what is found.
fn columns(global: &Global, a: &Arguments, table: &Table) -> Result<()> {
    if table.column("query").is_none() {
        let what = format!("{}: there is no column `query`", a.file.display());
        return Err(Error::usage(what).hint(format!("the first line names the columns: {}", COLUMNS.join(","))));
    }
    if !global.quiet {
        table.note_slips(&a.file, &COLUMNS, COLUMNS);
    }
    Ok(())
}

fn begin(out: &mut Out, a: &Arguments, engine: &Engine) -> Result<()> {
    match (out.format, a.count) {
        (Format::Csv | Format::Tsv, true) => {
            out.table().write_record(["row", "label", "query", "unit", "total", "error"])?;
        }
        (Format::Csv | Format::Tsv, false) => out.table().write_record([
            "row",
            "label",
            "total",
            "id",
            "published",
            "source",
            "title",
            "speakers",
            "text",
        ])?,
        (Format::Json, _) => {
            let (schema, revision) = (json::SCHEMA, engine.revision()?);
            write!(out.text(), "{{\"schema\":{schema},\"revision\":{revision},\"rows\":[")?;
        }
        _ => {}
    }
    Ok(())
}

/// The query of a row with its days and source, and what to return.
fn task(global: &Global, row: &Row, a: &Arguments) -> Result<Task> {
    if let Some(wrong) = &row.wrong {
        return Err(wrong.clone());
    }
    let text = row.get("query").ok_or_else(|| Error::usage("there is no query"))?;
    let now = a.now.unwrap_or_else(|| chrono::Local::now().date_naive());
    let mut query = ask::parse(text, Some(now), &|name| saved::find(&global.index, name))?;
    let span = query.root.span.clone();
    let mut parts = vec![query.root.clone()];
    if let Some(days) = days(row, now)? {
        parts.push(Part { span: span.clone(), query: Query::Is(Is::Published(days)) });
    }
    if let Some(source) = row.get("source") {
        let source = format!("source:\"{}\"", source.replace('"', " "));
        parts.push(ask::parse(&source, Some(now), &|name| saved::find(&global.index, name))?.root);
    }
    if parts.len() > 1 {
        query.root = Part { span, query: Query::And(parts) };
    }
    let unit = match row.get("unit") {
        None => a.unit,
        Some(name) => UnitArgument::from_str(name, true).map_err(|_| {
            Error::usage(format!("`{name}` is no unit")).hint("units are paragraph, article and quotation")
        })?,
    };
    let limit = limit(row, a)?;
    let scope = Scope { unit: unit.into(), since: a.since, dups: a.dups.into() };
    Ok(Task { query, request: Request { scope, limit, ..Request::default() } })
}

fn limit(row: &Row, a: &Arguments) -> Result<usize> {
    let number = |n: &str| n.parse().map_err(|_| Error::usage(format!("limit: `{n}` is no number of hits")));
    row.get("limit").map_or(Ok(a.limit), number)
}

fn find(engine: &Engine, a: &Arguments, task: Task) -> Result<Found> {
    if a.count || task.request.limit == 0 {
        return Ok(Found { total: engine.count(&task.query, &task.request.scope)?, task, hits: None });
    }
    let found = engine.search(&task.query, &task.request)?;
    Ok(Found { task, total: found.total, hits: Some(found.hits) })
}

/// The range of the columns `from` and `to`.
fn days(row: &Row, now: chrono::NaiveDate) -> Result<Option<dates::Days>> {
    let bound = |column: &str| {
        let read = |text: &str| {
            dates::days(text, now)
                .map_err(|(_, what, hints)| Error { hints, ..Error::usage(format!("{column}: {what}")) })
        };
        row.get(column).map(read).transpose()
    };
    let (from, to) = (bound("from")?, bound("to")?);
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let days = dates::Days { from: from.and_then(|d| d.from), to: to.and_then(|d| d.to) };
    match (days.from, days.to) {
        (Some(from), Some(to)) if from > to => {
            let said = |column| row.get(column).unwrap_or("");
            Err(Error::usage(format!("from {} to {} ends before it begins", said("from"), said("to"))))
        }
        _ => Ok(Some(days)),
    }
}

fn described(row: &Row, unit: &'static str, total: Option<u64>, error: Option<String>) -> RowJson {
    let (label, query) = (row.get("label").map(str::to_owned), row.get("query").unwrap_or("").to_owned());
    RowJson { row: row.number, label, query, unit, total, error }
}

/// A row that is wrong: where rows are listed it has its place too.
fn wrong(out: &mut Out, a: &Arguments, row: &Row, error: String) -> Result<()> {
    let unit = row.get("unit").map_or(Unit::from(a.unit).name(), |_| "paragraph");
    let described = described(row, unit, None, Some(error));
    match out.format {
        Format::Text if a.count => {
            let place = row.place();
            let name = row.get("label").or(row.get("query")).unwrap_or(&place);
            Ok(writeln!(out.text(), "{:>8}  {}", "wrong", printable(name))?)
        }
        Format::Json => list(out, &described, &mut |_| Ok(())),
        Format::Jsonl if a.count => out.json_line(&described),
        Format::Csv | Format::Tsv if a.count => counted(out, &described),
        _ => Ok(()),
    }
}

/// A row as a JSON object; `hits` writes the objects of the list of its hits.
fn list(out: &mut Out, row: &RowJson, hits: &mut dyn FnMut(&mut Out) -> Result<()>) -> Result<()> {
    let object = serde_json::json!(row).to_string();
    write!(out.text(), "\n{},\"hits\":[", &object[..object.len() - 1])?;
    hits(out)?;
    Ok(out.text().write_all(b"]}")?)
}

fn counted(out: &mut Out, row: &RowJson) -> Result<()> {
    let mut table = out.table();
    table.write_record([
        row.row.to_string().as_str(),
        row.label.as_deref().unwrap_or(""),
        &row.query,
        row.unit,
        &row.total.map_or_else(String::new, |t| t.to_string()),
        row.error.as_deref().unwrap_or(""),
    ])?;
    Ok(table.flush()?)
}

fn print(out: &mut Out, a: &Arguments, row: &Row, found: &Found, engine: &Engine) -> Result<()> {
    let total = found.total;
    let about = described(row, found.task.request.scope.unit.name(), Some(total), None);
    match out.format {
        Format::Text => {
            let (number, dim) = (out.styles.number, out.styles.meta);
            let name = row.get("label").or(row.get("query")).unwrap_or("");
            writeln!(out.text(), "{number}{total:>8}{number:#}  {}", printable(name))?;
            each(a, found, engine, &mut |hit| Ok(writeln!(out.text(), "{:>10}{dim}{}{dim:#}", "", printable(&hit.id))?))
        }
        Format::Json => list(out, &about, &mut |out| {
            let mut first = true;
            each(a, found, engine, &mut |hit| {
                out.text().write_all(if first { b"\n" } else { b"," })?;
                first = false;
                out.json_line(&json::hit(hit))
            })
        }),
        Format::Jsonl if a.count => out.json_line(&about),
        Format::Jsonl => each(a, found, engine, &mut |hit| {
            out.json_line(&LabelledJson { row: row.number, label: about.label.clone(), total, hit: json::hit(hit) })
        }),
        Format::Csv | Format::Tsv if a.count => counted(out, &about),
        Format::Csv | Format::Tsv => {
            let mut table = out.table();
            each(a, found, engine, &mut |hit| {
                Ok(table.write_record([
                    row.number.to_string().as_str(),
                    about.label.as_deref().unwrap_or(""),
                    total.to_string().as_str(),
                    hit.id.as_str(),
                    hit.meta.published.as_deref().unwrap_or(""),
                    hit.meta.source.as_deref().unwrap_or(""),
                    hit.meta.title.as_str(),
                    hit.speakers.join("; ").as_str(),
                    hit.par.text.as_str(),
                ])?)
            })?;
            Ok(table.flush()?)
        }
    }
}

/// Calls `print` with the hits of a row.
fn each(a: &Arguments, found: &Found, engine: &Engine, print: &mut dyn FnMut(&Hit) -> Result<()>) -> Result<()> {
    let Task { query, request } = &found.task;
    match &found.hits {
        Some(hits) => hits.iter().try_for_each(print),
        None if a.count => Ok(()),
        None => engine.stream(query, request, &mut |hit| print(&hit).map(|()| true)).map(|_| ()),
    }
}
