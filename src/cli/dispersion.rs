//! `newsdex dispersion`.

use super::ask::Ask;
use super::figure::{Counted, Drawing};
use super::lists::{self, Row, rounded, shown};
use super::{Format, Global, Out, Outcome};
use crate::compare::spread::{self, Part, Spread};
use crate::compare::words::per_million;
use crate::error::{Error, Result, so_many};
use crate::render::json::SCHEMA;
use crate::search::Group;
use clap::ValueEnum;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How evenly the matches are spread over articles, months or sources
///
/// Juilland's D (1 even, 0 all in one part) and Gries' DP (0 even, near 1 all in one part), over parts of their real sizes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  newsdex dispersion sanctions\n  newsdex dispersion '\"climate change\"' --over month\n  \
                        newsdex dispersion migrant --over source --format csv\n  \
                        newsdex dispersion migrant --over month --plot migrant.svg"
)]
pub struct Arguments {
    /// The query; its words are what is counted
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    ask: Ask,
    /// What the parts of the corpus are
    #[arg(long, value_enum, default_value_t = Over::Article)]
    over: Over,
    /// Draw how often the matches stand in a million words of each part into this file as well (.svg or .png)
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
}

/// What the parts of the corpus are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Over {
    /// Articles
    Article,
    /// Days of publication
    Day,
    /// Weeks
    Week,
    /// Months
    Month,
    /// Years
    Year,
    /// Publications
    Source,
    /// Sections
    Section,
    /// Languages
    Lang,
}

impl Over {
    fn name(self) -> &'static str {
        match self {
            Over::Article => "article",
            Over::Day => "day",
            Over::Week => "week",
            Over::Month => "month",
            Over::Year => "year",
            Over::Source => "source",
            Over::Section => "section",
            Over::Lang => "lang",
        }
    }
}

#[derive(Debug, Serialize)]
struct DispersionJson {
    schema: u32,
    query: String,
    over: &'static str,
    matches: u64,
    words: u64,
    per_million: Option<f64>,
    range: u64,
    parts_total: u64,
    juilland_d: Option<f64>,
    gries_dp: Option<f64>,
    gries_dp_norm: Option<f64>,
    parts: Vec<PartJson>,
}

#[derive(Debug, Serialize)]
struct PartJson {
    value: Option<String>,
    matches: u64,
    words: u64,
    per_million: Option<f64>,
}

impl Row for PartJson {
    const COLUMNS: &'static [&'static str] = &["part", "matches", "words", "per_million"];

    fn cells(&self) -> Vec<String> {
        let value = self.value.clone().unwrap_or_else(|| "(none)".to_owned());
        vec![value, self.matches.to_string(), self.words.to_string(), shown(self.per_million.unwrap_or(0.0), 2)]
    }
}

fn row(p: &Part) -> PartJson {
    let rate = rounded(per_million(p.matches, p.words), 4);
    PartJson { value: p.value.clone(), matches: p.matches, words: p.words, per_million: rate }
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let (parsed, engine) = a.ask.open(global, &a.query)?;
    if !parsed.root.has_words() {
        return Err(Error::usage("dispersion counts words of the text, and the query asks for none")
            .at(&parsed.text, 0..parsed.text.len())
            .hint("add a word or a phrase; `newsdex count QUERY --by month` counts paragraphs"));
    }
    if a.plot.is_some() && a.over == Over::Article {
        return Err(Error::usage("articles are too many parts for a figure")
            .hint("name larger parts: --over month, --over source"));
    }
    let scope = a.ask.scope();
    let found = match a.over {
        Over::Article => spread::over_articles(&engine, &parsed, &scope)?,
        over => spread::over(&engine, &parsed, &scope, over.name())?,
    };
    if let Some(path) = &a.plot {
        draw(&found, &parsed.text, global, a.over, path)?;
    }
    let parts: Vec<PartJson> = found.parts.iter().map(row).collect();
    let whole = DispersionJson {
        schema: SCHEMA,
        query: parsed.text.clone(),
        over: a.over.name(),
        matches: found.matches,
        words: found.words,
        per_million: rounded(found.per_million, 4),
        range: found.dispersion.range,
        parts_total: found.dispersion.parts,
        juilland_d: found.dispersion.juilland.and_then(|x| rounded(x, 4)),
        gries_dp: found.dispersion.dp.and_then(|x| rounded(x, 4)),
        gries_dp_norm: found.dispersion.dp_norm.and_then(|x| rounded(x, 4)),
        parts,
    };
    match out.format {
        Format::Json | Format::Jsonl => out.json_line(&whole)?,
        Format::Text => {
            text(&mut out, &found, a.over)?;
            if !whole.parts.is_empty() {
                writeln!(out.text())?;
                lists::print(&mut out, &whole.parts)?;
            }
        }
        Format::Csv | Format::Tsv if whole.parts.is_empty() => table(&mut out, &whole)?,
        Format::Csv | Format::Tsv => lists::print(&mut out, &whole.parts)?,
    }
    out.flush()?;
    Ok(if found.matches > 0 { Outcome::Done } else { Outcome::Nothing })
}

/// Matches in a million words of each part.
fn draw(found: &Spread, query: &str, global: &Global, over: Over, path: &Path) -> Result<()> {
    let by = [over.name().to_owned()];
    let group = |part: &Part| Group { values: vec![part.value.clone()], count: part.matches, all: None };
    let words = Some(found.parts.iter().map(|part| part.words).collect());
    let without = found.parts.iter().find(|part| part.value.is_none()).map_or(0, |part| part.matches);
    let undated = if super::figure::is_period(&by) { without } else { 0 };
    let groups = found.parts.iter().map(group).collect();
    let counted = Counted { groups, words, total: found.matches, undated };
    Drawing { query, index: &global.index, by: &by, counted: &counted, what: "matches" }.draw(path)
}

fn text(out: &mut Out, found: &Spread, over: Over) -> Result<()> {
    let d = &found.dispersion;
    let measure = |x: Option<f64>| x.map_or("–".to_owned(), |x| shown(x, 3));
    let lines = [
        (
            "matches",
            format!(
                "{} in {}, {} per million",
                found.matches,
                so_many(found.words, "word"),
                shown(found.per_million, 2)
            ),
        ),
        ("range", format!("{} of {}", d.range, so_many(d.parts, over.name()))),
        ("Juilland's D", measure(d.juilland)),
        ("Gries' DP", measure(d.dp)),
        ("DP normalized", measure(d.dp_norm)),
    ];
    let dim = out.styles.meta;
    lines.iter().try_for_each(|(name, value)| writeln!(out.text(), "{dim}{name:<14}{dim:#} {value}"))?;
    Ok(())
}

fn table(out: &mut Out, whole: &DispersionJson) -> Result<()> {
    let mut table = out.table();
    table.write_record([
        "matches",
        "words",
        "per_million",
        "range",
        "parts",
        "juilland_d",
        "gries_dp",
        "gries_dp_norm",
    ])?;
    let measure = |x: Option<f64>| x.map_or(String::new(), |x| x.to_string());
    let whole_numbers = [whole.matches, whole.words].map(|n| n.to_string());
    let rate = measure(whole.per_million);
    let parts = [whole.range, whole.parts_total].map(|n| n.to_string());
    let measures = [whole.juilland_d, whole.gries_dp, whole.gries_dp_norm].map(measure);
    table.write_record(whole_numbers.into_iter().chain([rate]).chain(parts).chain(measures))?;
    Ok(table.flush()?)
}
