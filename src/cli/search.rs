//! `newsdex search`.

use super::ask::{self, Ask, CountsJson};
use super::hits::{Group, Printer, Shape};
use super::since::SinceFile;
use super::{Format, Global, Out, Outcome, output};
use crate::error::{Error, Result, so_many};
use crate::query::Parsed;
use crate::render::json;
use crate::search::explain::Explained;
use crate::search::{Engine, Facet, Request, Scope, Sort};
use clap::ValueEnum;
use serde_json::json as value;
use std::io::Write;
use std::path::PathBuf;

const EXAMPLES: &str = "Examples:\n  newsdex search 'speaker:Xi \"peace and stability\"'\n  \
                        newsdex search 'said:{speaker:\"Lee Jae Myung\" kind:direct}' --sort date\n  \
                        newsdex search 'sanction* w/5 oil date:2026-01' -n 0 --format jsonl\n  \
                        newsdex search 'org:Xinhua' --facet speaker:5 -n 3\n  \
                        newsdex search 'quote:climate' --group source --per-group 2\n  \
                        newsdex search 'said:{kind:direct}' -u quotation -n 0 --format csv --fields speaker,cue,content,date\n  \
                        newsdex search 'title:draft' -n 0 --paths -0 | xargs -0 wc -w";

/// Paragraphs, articles or quotations that match
///
/// Words are looked for in any inflection, "phrases" exactly; speaker:NAME finds who says it, said:{…} one quotation
/// for which all of it holds. `newsdex fields` lists what can be asked for, docs/query.md explains the language.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{}", ask::LANGUAGE))]
pub struct Arguments {
    /// The query
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    ask: Ask,
    /// How many to print, with --group how many groups; 0 for all, streamed [default: 10; all with --since-file]
    #[arg(short = 'n', long = "limit", value_name = "N", allow_negative_numbers = true)]
    limit: Option<usize>,
    /// How many to leave out at the beginning
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = 0)]
    offset: usize,
    /// The order [default: score where words are asked for, else date; date with -n 0]
    #[arg(long, value_enum)]
    sort: Option<SortArgument>,
    /// Count the values of a field over all matches; may be given several times
    #[arg(long, value_name = "FIELD[:N]", value_parser = facet)]
    facet: Vec<(String, usize)>,
    /// Put hits together that share a value: article, source, speaker, day, or another field or period of `count --by`
    #[arg(long, value_name = "FIELD")]
    group: Option<String>,
    /// How many hits to print of each group; 0 for all [default: 3; all with --since-file]
    #[arg(long, value_name = "N", allow_negative_numbers = true, requires = "group")]
    per_group: Option<usize>,
    #[command(flatten)]
    shape: Shape,
    /// Only what came into the index since the last search with this file, which keeps the revision of the index; all where it
    /// is not there yet. All of it is printed unless -n says otherwise; the file moves on only when everything has been printed
    #[arg(long, value_name = "FILE", conflicts_with = "since")]
    since_file: Option<PathBuf>,
    /// Say how the query was understood, with the number of matches of each part, and stop
    #[arg(long)]
    explain: bool,
}

impl Arguments {
    /// A number of things to print, 0 for all: what is left out would be lost to who is only told what is new.
    fn bounded(&self, given: Option<usize>, default: usize) -> usize {
        given.unwrap_or(if self.since_file.is_some() { 0 } else { default })
    }

    fn limit(&self) -> usize {
        self.bounded(self.limit, 10)
    }

    /// What is asked for; `seen` is the revision of `--since-file`.
    fn request(&self, seen: Option<u64>) -> Request {
        Request {
            scope: Scope { since: seen.or(self.ask.since), ..self.ask.scope() },
            limit: self.limit(),
            offset: self.offset,
            sort: match self.sort {
                None => Sort::Auto,
                Some(SortArgument::Score) => Sort::Score,
                Some(SortArgument::Date) => Sort::Newest,
                Some(SortArgument::Oldest) => Sort::Oldest,
                Some(SortArgument::Id) => Sort::Id,
            },
            context: self.shape.context,
            families: self.shape.has("family"),
            facets: self.facet.clone(),
        }
    }
}

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SortArgument {
    /// The most relevant first
    Score,
    /// The newest first
    #[value(alias = "newest")]
    Date,
    /// The oldest first
    Oldest,
    /// By id
    Id,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    a.shape.check(out.format)?;
    let (parsed, engine) = a.ask.open(global, &a.query)?;
    if a.explain {
        return explain(&mut out, &parsed, &engine.explain(&parsed, &a.ask.scope())?);
    }
    let revision = engine.revision()?;
    let file = a.since_file.as_deref().map(|file| SinceFile::open(file, revision)).transpose()?;
    let request = a.request(file.as_ref().map(|file| file.seen));
    let counts = a.ask.counts(&engine, &parsed)?;
    let facets = facets_of(&engine, &parsed, &request)?;
    let unseen = !matches!(out.format, Format::Text | Format::Json) || a.shape.ids || a.shape.paths;
    if unseen && !facets.is_empty() && !global.quiet {
        output::say("note: --facet is printed with --format text and json only; see `newsdex facets`");
    }
    let mut printer = Printer::new(&mut out, &a.shape);
    begin(&mut printer, a, &parsed, revision)?;
    let Printed { total, all, more } = match &a.group {
        None => hits(&mut printer, a, &engine, &parsed, request)?,
        Some(field) => groups(&mut printer, a, field, &engine, &parsed, &request)?,
    };
    let shown = printer.shown;
    end(&mut out, a, total, counts, &facets)?;
    out.flush()?;
    if let Some(file) = &file {
        file.keep(revision, all, global.quiet)?;
    }
    if out.format == Format::Text && !global.quiet && !a.shape.ids && !a.shape.paths {
        let unit = a.ask.unit().name();
        let more = more.unwrap_or_else(|| rest(shown, total, a.offset as u64));
        output::say(&format!("{shown} of {}{}{more}", so_many(total, unit), CountsJson::in_words(counts)));
        if total == 0
            && let Some(why) = why_nothing(&engine, &parsed, &a.ask.scope())?
        {
            output::say(&format!("hint: {why}"));
        }
    }
    Ok(if total > 0 { Outcome::Done } else { Outcome::Nothing })
}

/// Why not all of `total` were shown, and how to see the others.
fn rest(shown: u64, total: u64, offset: u64) -> String {
    match total.saturating_sub(shown) {
        0 => String::new(),
        left if left <= offset.min(total) => format!(" (--offset {offset} leaves out the others)"),
        _ => " (-n 0 for all)".to_owned(),
    }
}

/// What of a query with several parts keeps it from matching.
fn why_nothing(engine: &Engine, parsed: &Parsed, scope: &Scope) -> Result<Option<String>> {
    let explained = engine.explain(parsed, scope)?;
    let [whole, within, ..] = explained.as_slice() else { return Ok(None) };
    let all_of = if whole.operator == "said" { within } else { whole };
    if all_of.operator != "AND" || parsed.text.is_empty() {
        return Ok(None);
    }
    let mut parts = explained.iter().filter(|part| part.depth == all_of.depth + 1);
    let alone = parts.find(|part| part.matches == 0);
    Ok(Some(match alone {
        Some(part) => format!("nothing matches `{}` alone", &parsed.text[part.span.clone()]),
        None if whole.operator == "said" => {
            "each part is found, but not in one quotation; what may stand elsewhere goes out of said:{…}".to_owned()
        }
        None => {
            let unit = scope.unit.name();
            format!(
                "each part is found, but in no {unit} together (--explain counts them); article:{{…}} lets them stand in different paragraphs of an article"
            )
        }
    }))
}

/// What became of the matches.
struct Printed {
    /// How many there are.
    total: u64,
    /// Whether each of them was printed.
    all: bool,
    /// A note on what is left out.
    more: Option<String>,
}

/// Prints the hits.
fn hits(printer: &mut Printer, a: &Arguments, engine: &Engine, parsed: &Parsed, request: Request) -> Result<Printed> {
    if a.limit() == 0 {
        let total = engine.stream(parsed, &request, &mut |hit| {
            let first = printer.shown == 0;
            printer.hit(&hit, first, None).map(|()| true)
        })?;
        return Ok(Printed { total, all: printer.shown == total, more: None });
    }
    let outcome = engine.search(parsed, &Request { facets: Vec::new(), ..request })?;
    for (n, hit) in outcome.hits.iter().enumerate() {
        printer.hit(hit, n == 0, None)?;
    }
    Ok(Printed { total: outcome.total, all: printer.shown == outcome.total, more: None })
}

/// Prints the hits in groups.
fn groups(
    printer: &mut Printer,
    a: &Arguments,
    field: &str,
    engine: &Engine,
    parsed: &Parsed,
    request: &Request,
) -> Result<Printed> {
    let found = engine.search_grouped(parsed, request, field, a.bounded(a.per_group, 3))?;
    let shown = found.groups.len() as u64;
    let json = printer.out.format == Format::Json;
    for (n, g) in found.groups.iter().enumerate() {
        let group = Group { by: field, value: g.value.as_deref(), count: g.count };
        printer.group(group, g.hits.first(), a.ask.unit().name())?;
        if json {
            let comma = if n > 0 { "," } else { "" };
            let value = value!(g.value);
            write!(printer.out.text(), "{comma}\n{{\"value\":{value},\"count\":{},\"hits\":[", g.count)?;
        }
        for (n, hit) in g.hits.iter().enumerate() {
            printer.hit(hit, n == 0, Some(group))?;
        }
        if json {
            printer.out.text().write_all(b"]}")?;
        }
    }
    if json {
        // An empty list, because a list of hits is always there.
        write!(printer.out.text(), "],\"of\":{},\"hits\":[", found.of)?;
    }
    let more = if shown < found.of { " (-n 0 for all)" } else { "" };
    let all = shown == found.of && found.groups.iter().all(|g| g.hits.len() as u64 == g.count);
    Ok(Printed { total: found.total, all, more: Some(format!(" in {shown} of {}{more}", so_many(found.of, "group"))) })
}

fn begin(printer: &mut Printer, a: &Arguments, parsed: &Parsed, revision: u64) -> Result<()> {
    if printer.out.format == Format::Json {
        let query = serde_json::Value::from(parsed.text.as_str());
        let (schema, unit) = (json::SCHEMA, a.ask.unit().name());
        let out = printer.out.text();
        write!(out, "{{\"schema\":{schema},\"query\":{query},\"unit\":\"{unit}\",\"revision\":{revision},")?;
        match &a.group {
            None => write!(out, "\"hits\":[")?,
            Some(field) => write!(out, "\"group\":{},\"groups\":[", serde_json::Value::from(field.as_str()))?,
        }
    }
    printer.header(a.group.is_some())
}

fn end(
    out: &mut Out,
    a: &Arguments,
    total: u64,
    counts: Option<CountsJson>,
    facets: &[(String, Vec<Facet>)],
) -> Result<()> {
    match out.format {
        Format::Json => {
            let facets: serde_json::Map<_, _> =
                facets.iter().map(|(field, values)| (field.clone(), value!(json::facets(values)))).collect();
            let dups = counts.map_or_else(String::new, |c| format!(",\"dups\":{}", value!(c)));
            let facets = serde_json::Value::Object(facets);
            writeln!(out.text(), "],\"total\":{total}{dups},\"facets\":{facets}}}")?;
        }
        Format::Text if !a.shape.ids && !a.shape.paths => {
            for (field, values) in facets {
                super::facets::table(out, field, values)?;
            }
        }
        _ => {}
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::rest;

    #[test]
    fn what_is_not_shown_is_told_with_its_reason() {
        assert_eq!(rest(4, 4, 0), "");
        assert_eq!(rest(2, 4, 0), " (-n 0 for all)");
        assert_eq!(rest(1, 4, 1), " (-n 0 for all)");
        assert_eq!(rest(0, 4, 99), " (--offset 99 leaves out the others)");
        assert_eq!(rest(3, 4, 1), " (--offset 1 leaves out the others)");
    }
}
