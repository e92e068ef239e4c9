//! `newsdex kwic`.

use super::ask::{Ask, CountsJson};
use super::{Format, Global, Out, Outcome};
use crate::error::{Error, Result};
use crate::render::json::{self, LineJson};
use crate::render::style::printable;
use crate::search::concordance::{self, Line, LineSort, Sample, Width};
use serde::Serialize;
use std::io::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Concordance: each match with its words left and right
///
/// Lines come newest article first; --sort 1R,2R sorts them by the words behind the match, as corpus linguists read them.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  newsdex kwic sanction* --sort 1R,2R\n  newsdex kwic '\"peace and\"' --width 8 --sample 100 --seed 7\n  \
                        newsdex kwic 'quote:climate' -n 0 --format csv > climate.csv"
)]
pub struct Arguments {
    /// The query; its words are what the lines are about
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    ask: Ask,
    /// How many lines to print; 0 for all, streamed where they are not sorted
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How much to show on each side: a number of words, characters (40c), or `paragraph` [default: what the terminal holds]
    #[arg(short, long, value_name = "WIDTH", value_parser = width)]
    width: Option<Width>,
    /// Sort by words to the left and right (1L, 2R …), the match (M), date or speaker; several with commas
    #[arg(long, value_name = "KEYS", value_parser = sorts)]
    sort: Option<Sorts>,
    /// Choose so many lines at random
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// What the random choice depends on
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

/// What lines are sorted by, in turn.
#[derive(Debug, Clone)]
struct Sorts(Vec<LineSort>);

#[derive(Debug, Serialize)]
struct KwicJson {
    schema: u32,
    query: String,
    total: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    dups: Option<CountsJson>,
    lines: Vec<LineJson>,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let (parsed, engine) = a.ask.open(global, &a.query)?;
    if !parsed.root.has_words() {
        return Err(Error::usage("a concordance needs words to show in their context")
            .at(&parsed.text, 0..parsed.text.len())
            .hint("add a word or a phrase, such as: newsdex kwic 'speaker:Xi peace'"));
    }
    let terminal = a.width.is_none() && out.format == Format::Text;
    let side = out.width.saturating_sub(24) / 2;
    let width = a.width.unwrap_or(if terminal { Width::Characters(side) } else { Width::Words(10) });
    let (lines, total) = lines(&engine, &parsed, a, width)?;
    let dups = a.ask.counts(&engine, &parsed)?;
    match out.format {
        Format::Text => text(&mut out, &lines)?,
        Format::Json => {
            let lines = lines.iter().map(json::line).collect();
            out.json_line(&KwicJson { schema: json::SCHEMA, query: parsed.text.clone(), total, dups, lines })?;
        }
        Format::Jsonl => lines.iter().try_for_each(|line| out.json_line(&json::line(line)))?,
        Format::Csv | Format::Tsv => {
            let mut table = out.table();
            lines.iter().try_for_each(|line| table.serialize(json::line(line).row()))?;
            table.flush()?;
        }
    }
    out.flush()?;
    if out.format == Format::Text && !global.quiet {
        let more = if (lines.len() as u64) < total { " (-n 0 for all)" } else { "" };
        // Talk, not data; nobody listening is no reason to stop.
        let _ = writeln!(std::io::stderr(), "{} of {total} lines{more}{}", lines.len(), in_words(a, dups));
    }
    Ok(if total > 0 { Outcome::Done } else { Outcome::Nothing })
}

/// Units with and without near-identical articles: a unit may have several lines.
fn in_words(a: &Arguments, dups: Option<CountsJson>) -> String {
    dups.map_or_else(String::new, |_| format!(", {}s{}", a.ask.unit().name(), CountsJson::in_words(dups)))
}

/// The lines to print, and how many there are in all.
fn lines(
    engine: &crate::search::Engine,
    parsed: &crate::query::Parsed,
    a: &Arguments,
    width: Width,
) -> Result<(Vec<Line>, u64)> {
    let scope = a.ask.scope();
    let limit = if a.limit == 0 { usize::MAX } else { a.limit };
    if a.sort.is_some() || a.sample.is_some() {
        let sample = a.sample.map(|size| Sample { size, seed: a.seed });
        let sorts = a.sort.as_ref().map_or(&[][..], |s| &s.0);
        let (mut lines, total) = engine.sorted_lines(parsed, &scope, width, sorts, sample)?;
        lines.truncate(if sample.is_some() { usize::MAX } else { limit });
        return Ok((lines, total));
    }
    let (mut lines, mut total) = (Vec::new(), 0);
    engine.concordance(parsed, &scope, width, &mut |line| {
        total += 1;
        if lines.len() < limit {
            lines.push(line);
        }
        Ok(true)
    })?;
    Ok((lines, total))
}

/// `5` words, `40c` characters, `paragraph`.
fn width(text: &str) -> std::result::Result<Width, String> {
    if text == "paragraph" {
        return Ok(Width::Paragraph);
    }
    let wrong = |_| format!("`{text}` is no width; write a number of words (5), of characters (40c), or `paragraph`");
    match text.strip_suffix('c') {
        Some(characters) => characters.parse().map(Width::Characters).map_err(wrong),
        None => text.parse().map(Width::Words).map_err(wrong),
    }
}

fn sorts(text: &str) -> std::result::Result<Sorts, String> {
    concordance::sorts(text).map(Sorts).map_err(|e| e.to_string())
}

/// Lines with the matches below one another.
fn text(out: &mut Out, lines: &[Line]) -> Result<()> {
    let left = |line: &Line| printable(line.slice(line.left)).trim_start().width();
    let column = lines.iter().map(left).max().unwrap_or(0);
    let room = out.width;
    for line in lines {
        let (hit, dim) = (out.styles.hit, out.styles.meta);
        let pad = " ".repeat(column - left(line));
        let before = printable(line.slice(line.left));
        let matched = printable(line.slice(line.matched));
        let after = printable(line.slice(line.right));
        let used = column + matched.width() + after.trim_end().width();
        let id = fitting(&line.hit.id, room.saturating_sub(used + 2));
        let after = after.trim_end();
        writeln!(
            out.text(),
            "{pad}{}{hit}{matched}{hit:#}{after}  {dim}{}{dim:#}",
            before.trim_start(),
            printable(id)
        )?;
    }
    Ok(())
}

/// The end of an id that fits into so many columns: its number tells more than its folders.
fn fitting(id: &str, columns: usize) -> &str {
    let mut used = 0;
    let start = id.char_indices().rev().take_while(|(_, c)| {
        used += c.width().unwrap_or(0);
        used <= columns.max(12)
    });
    start.last().map_or("", |(at, _)| &id[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_and_ids() {
        assert_eq!(width("5"), Ok(Width::Words(5)));
        assert_eq!(width("40c"), Ok(Width::Characters(40)));
        assert_eq!(width("paragraph"), Ok(Width::Paragraph));
        assert!(width("wide").is_err());
        assert_eq!(fitting("northern-wire/sarrin-summit.txt#3", 14), "n-summit.txt#3");
    }
}
