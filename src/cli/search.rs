//! `newsdex search`.

use super::ask::{Ask, CountsJson};
use super::{Format, Global, Out, Outcome};
use crate::error::{Error, Result};
use crate::query::Parsed;
use crate::render::{hits, json};
use crate::search::explain::Explained;
use crate::search::{Engine, Facet, Hit, Request, Sort};
use clap::ValueEnum;
use serde_json::json as value;
use std::io::Write;

/// Paragraphs, articles or quotations that match
///
/// Words are looked for in any inflection, "phrases" exactly; speaker:NAME finds who says it, said:{…} one quotation
/// for which all of it holds. `newsdex fields` lists what can be asked for, docs/query.md explains the language.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  newsdex search 'speaker:Xi \"peace and stability\"'\n  \
                        newsdex search 'said:{speaker:\"Lee Jae Myung\" kind:direct}' --sort date\n  \
                        newsdex search 'sanction* w/5 oil date:2026-01' -n 0 --format jsonl\n  \
                        newsdex search 'org:Xinhua' --facet speaker:5 -n 3")]
pub struct Arguments {
    /// The query
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    ask: Ask,
    /// How many to print; 0 for all, streamed
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How many to leave out at the beginning
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// The order [default: score where words are asked for, else date; date with -n 0]
    #[arg(long, value_enum)]
    sort: Option<SortArgument>,
    /// Count the values of a field over all matches; may be given several times
    #[arg(long, value_name = "FIELD[:N]", value_parser = facet)]
    facet: Vec<(String, usize)>,
    /// Say how the query was understood, with the number of matches of each part, and stop
    #[arg(long)]
    explain: bool,
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SortArgument {
    /// The most relevant first
    Score,
    /// The newest first
    Date,
    /// The oldest first
    Oldest,
    /// By id
    Id,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let (parsed, engine) = a.ask.open(global, &a.query)?;
    if a.explain {
        return explain(&mut out, &parsed, &engine.explain(&parsed, &a.ask.scope())?);
    }
    let request = Request {
        scope: a.ask.scope(),
        limit: a.limit,
        offset: a.offset,
        sort: match a.sort {
            None => Sort::Auto,
            Some(SortArgument::Score) => Sort::Score,
            Some(SortArgument::Date) => Sort::Newest,
            Some(SortArgument::Oldest) => Sort::Oldest,
            Some(SortArgument::Id) => Sort::Id,
        },
        facets: a.facet.clone(),
    };
    let counts = a.ask.counts(&engine, &parsed)?;
    let facets = facets_of(&engine, &parsed, &request)?;
    let mut printer = Printer { out: &mut out, shown: 0 };
    printer.begin(a, &parsed)?;
    let total = match a.limit {
        0 => engine.stream(&parsed, &request, &mut |hit| printer.hit(&hit).map(|()| true))?,
        _ => {
            let outcome = engine.search(&parsed, &Request { facets: Vec::new(), ..request })?;
            outcome.hits.iter().try_for_each(|hit| printer.hit(hit))?;
            outcome.total
        }
    };
    let shown = printer.shown;
    printer.end(total, counts, &facets)?;
    out.flush()?;
    if out.format == Format::Text && !global.quiet {
        let more = if shown < total { " (-n 0 for all)" } else { "" };
        let unit = a.ask.unit().name();
        // Talk, not data; nobody listening is no reason to stop.
        let _ = writeln!(
            std::io::stderr(),
            "{shown} of {total} {unit}{}{}{more}",
            if total == 1 { "" } else { "s" },
            CountsJson::in_words(counts)
        );
    }
    Ok(if total > 0 { Outcome::Done } else { Outcome::Nothing })
}

/// The parts of the query as a tree, each with what it asks for and how many matches it has on its own.
fn explain(out: &mut Out, parsed: &Parsed, parts: &[Explained]) -> Result<Outcome> {
    let part = |e: &Explained| {
        value!({"depth": e.depth, "query": &parsed.text[e.span.clone()], "operator": e.operator, "words": e.words,
                "unit": e.unit.name(), "matches": e.matches})
    };
    match out.format {
        Format::Text => {
            for e in parts {
                let (number, dim) = (out.styles.number, out.styles.meta);
                let (indent, unit) = ("  ".repeat(e.depth), e.unit.name());
                let s = if e.matches == 1 { "" } else { "s" };
                writeln!(
                    out.text(),
                    "{number}{:>9}{number:#} {dim}{:<11}{dim:#} {indent}{}",
                    e.matches,
                    format!("{unit}{s}"),
                    e.words
                )?;
            }
        }
        Format::Json => {
            let parts: Vec<_> = parts.iter().map(part).collect();
            out.json_line(&value!({"schema": json::SCHEMA, "query": parsed.text, "parts": parts}))?;
        }
        Format::Jsonl => parts.iter().try_for_each(|e| out.json_line(&part(e)))?,
        format => return Err(super::no_such_format("search --explain", format)),
    }
    out.flush()?;
    Ok(if parts.first().is_some_and(|whole| whole.matches > 0) { Outcome::Done } else { Outcome::Nothing })
}

/// Facets come first: a field that has no values is an error before anything is printed.
fn facets_of(engine: &Engine, parsed: &Parsed, request: &Request) -> Result<Vec<(String, Vec<Facet>)>> {
    let count = |(field, limit): &(String, usize)| {
        Ok::<_, Error>((field.clone(), engine.facets(parsed, &request.scope, field, *limit)?))
    };
    request.facets.iter().map(count).collect()
}

/// `FIELD` or `FIELD:N`.
fn facet(text: &str) -> std::result::Result<(String, usize), String> {
    match text.rsplit_once(':') {
        None => Ok((text.to_owned(), 10)),
        Some((field, n)) => Ok((field.to_owned(), n.parse().map_err(|_| format!("`{n}` is no number of values"))?)),
    }
}

struct Printer<'a> {
    out: &'a mut Out,
    shown: u64,
}

impl Printer<'_> {
    fn begin(&mut self, a: &Arguments, parsed: &Parsed) -> Result<()> {
        match self.out.format {
            Format::Json => {
                let query = serde_json::Value::from(parsed.text.as_str());
                let (schema, unit) = (json::SCHEMA, a.ask.unit().name());
                write!(self.out.text(), "{{\"schema\":{schema},\"query\":{query},\"unit\":\"{unit}\",\"hits\":[")?;
            }
            Format::Csv | Format::Tsv => {
                let columns = [
                    "id",
                    "article",
                    "p",
                    "published",
                    "source",
                    "title",
                    "speakers",
                    "entities",
                    "text",
                    "score",
                    "path",
                ];
                self.out.table().write_record(columns)?;
            }
            Format::Text | Format::Jsonl => {}
        }
        Ok(())
    }

    fn hit(&mut self, hit: &Hit) -> Result<()> {
        let first = self.shown == 0;
        self.shown += 1;
        match self.out.format {
            Format::Text => {
                let (styles, width) = (self.out.styles, self.out.width);
                hits::text(self.out.text(), hit, &styles, width)?;
            }
            Format::Json => {
                self.out.text().write_all(if first { b"\n" } else { b"," })?;
                self.out.json_line(&json::hit(hit))?;
            }
            Format::Jsonl => self.out.json_line(&json::hit(hit))?,
            Format::Csv | Format::Tsv => self.row(hit)?,
        }
        Ok(())
    }

    fn row(&mut self, hit: &Hit) -> Result<()> {
        let mut table = self.out.table();
        table.write_record([
            hit.id.as_str(),
            hit.meta.id.as_str(),
            hit.par.p.to_string().as_str(),
            hit.meta.published.as_deref().unwrap_or(""),
            hit.meta.source.as_deref().unwrap_or(""),
            hit.meta.title.as_str(),
            hit.speakers.join("; ").as_str(),
            hit.entities.join("; ").as_str(),
            hit.par.text.as_str(),
            format!("{:.4}", hit.score).as_str(),
            hit.meta.path.as_str(),
        ])?;
        Ok(table.flush()?)
    }

    fn end(&mut self, total: u64, counts: Option<CountsJson>, facets: &[(String, Vec<Facet>)]) -> Result<()> {
        match self.out.format {
            Format::Json => {
                let facets: serde_json::Map<_, _> =
                    facets.iter().map(|(field, values)| (field.clone(), value!(json::facets(values)))).collect();
                let dups = counts.map_or_else(String::new, |c| format!(",\"dups\":{}", value!(c)));
                let facets = serde_json::Value::Object(facets);
                writeln!(self.out.text(), "],\"total\":{total}{dups},\"facets\":{facets}}}")?;
            }
            Format::Text => {
                for (field, values) in facets {
                    super::facets::table(self.out, field, values)?;
                }
            }
            _ => {}
        }
        Ok(())
    }
}
