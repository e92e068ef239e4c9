//! `newsdex kwic`.

use super::ask::{Ask, CountsJson};
use super::{Format, Global, Out, Outcome, output};
use crate::error::{Error, Result, so_many};
use crate::query::Parsed;
use crate::render::json;
use crate::render::style::printable;
use crate::search::Engine;
use crate::search::concordance::{self, Line, LineSort, Sample, Width};
use std::io::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Concordance: each match with its words left and right
///
/// Lines come newest article first; --sort 1R,2R sorts them by the words behind the match, as corpus linguists read them. A query that asks
/// for no words of the text, such as speaker:Xi alone, is an error.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  newsdex kwic 'sanction*' --sort 1R,2R\n  newsdex kwic '\"peace and\"' --width 8 --sample 100 --seed 7\n  \
                        newsdex kwic 'quote:climate' -n 0 --format csv > climate.csv"
)]
pub struct Arguments {
    /// The query; its words are what the lines are about; `newsdex search --help` explains the language
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    ask: Ask,
    /// How many lines to print; 0 for all, streamed where they are not sorted [default: 10, of a sample all]
    #[arg(short = 'n', long = "limit", value_name = "N", allow_negative_numbers = true)]
    limit: Option<usize>,
    /// How much to show on each side: a number of words (5), of characters (40c), `sentence` or `paragraph` [default: what
    /// a line of the terminal holds, or of 100 characters where there is none; 10 words in CSV and JSON]
    #[arg(short, long, value_name = "WIDTH", value_parser = width)]
    width: Option<Width>,
    /// Sort by words to the left and right (1L, 2R …), the match (M), date (oldest first) or speaker; several with commas
    #[arg(long, value_name = "KEYS", value_parser = sorts)]
    sort: Option<Sorts>,
    /// Choose so many lines at random
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = size)]
    sample: Option<usize>,
    /// What the random choice depends on
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample")]
    seed: u64,
}

impl Arguments {
    /// The greatest number of lines.
    fn limit(&self) -> usize {
        let limit = self.limit.unwrap_or(if self.sample.is_some() { 0 } else { 10 });
        if limit == 0 { usize::MAX } else { limit }
    }
}

/// What lines are sorted by, in turn.
#[derive(Debug, Clone)]
struct Sorts(Vec<LineSort>);

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
    let chosen = match a.sort.is_some() || a.sample.is_some() {
        true => Some(chosen(&engine, &parsed, a, width)?),
        false => None,
    };
    let total = match &chosen {
        Some((_, total)) => *total,
        None => engine.count_lines(&parsed, &a.ask.scope())?,
    };
    let dups = a.ask.counts(&engine, &parsed)?;
    let mut printer = Printer { out: &mut out, width, shown: 0, waiting: Vec::new() };
    printer.begin(&parsed, total, dups)?;
    match chosen {
        Some((lines, _)) => lines.into_iter().try_for_each(|line| printer.line(line))?,
        None => {
            let limit = a.limit() as u64;
            engine.concordance(&parsed, &a.ask.scope(), width, &mut |line| {
                printer.line(line)?;
                Ok(printer.shown < limit)
            })?;
        }
    }
    let shown = printer.end()?;
    out.flush()?;
    let matched = total > 0 || engine.count(&parsed, &a.ask.scope())? > 0;
    if out.format == Format::Text && !global.quiet {
        let more = if shown < total { " (-n 0 for all)" } else { "" };
        output::say(&format!("{shown} of {}{more}{}", so_many(total, "line"), in_words(a, dups)));
        if total == 0 && matched {
            output::say(
                "hint: what matches does so by other things than words, which alone have lines; `newsdex search` shows it",
            );
        }
    }
    Ok(if matched { Outcome::Done } else { Outcome::Nothing })
}

/// Units with and without near-identical articles: a unit may have several lines.
fn in_words(a: &Arguments, dups: Option<CountsJson>) -> String {
    dups.map_or_else(String::new, |_| format!(", {}s{}", a.ask.unit().name(), CountsJson::in_words(dups)))
}

/// Lines that are sorted or chosen at random, and how many there are in all.
fn chosen(engine: &Engine, parsed: &Parsed, a: &Arguments, width: Width) -> Result<(Vec<Line>, u64)> {
    let sample = a.sample.map(|size| Sample { size, seed: a.seed });
    let sorts = a.sort.as_ref().map_or(&[][..], |s| &s.0);
    let (mut lines, total) = engine.sorted_lines(parsed, &a.ask.scope(), width, sorts, sample)?;
    lines.truncate(a.limit());
    Ok((lines, total))
}

/// Prints lines one by one.
struct Printer<'a> {
    out: &'a mut Out,
    width: Width,
    shown: u64,
    /// Lines for people, which are put below one another.
    waiting: Vec<Line>,
}

/// So many lines are put below one another at most, so that all of a large corpus can be streamed.
const ALIGNED: usize = 1000;

impl Printer<'_> {
    fn begin(&mut self, parsed: &Parsed, total: u64, dups: Option<CountsJson>) -> Result<()> {
        match self.out.format {
            Format::Json => {
                let query = serde_json::Value::from(parsed.text.as_str());
                let schema = json::SCHEMA;
                let dups = dups.map_or_else(String::new, |c| format!(",\"dups\":{}", serde_json::json!(c)));
                write!(self.out.text(), "{{\"schema\":{schema},\"query\":{query},\"total\":{total}{dups},\"lines\":[")?;
            }
            Format::Csv | Format::Tsv => {
                self.out.table().write_record(["id", "published", "source", "speakers", "left", "match", "right"])?;
            }
            Format::Text | Format::Jsonl => {}
        }
        Ok(())
    }

    fn line(&mut self, line: Line) -> Result<()> {
        self.shown += 1;
        match self.out.format {
            Format::Text => {
                self.waiting.push(line);
                if self.waiting.len() >= ALIGNED {
                    self.aligned()?;
                }
            }
            Format::Json => {
                self.out.text().write_all(if self.shown == 1 { b"\n" } else { b"," })?;
                self.out.json_line(&json::line(&line))?;
            }
            Format::Jsonl => self.out.json_line(&json::line(&line))?,
            Format::Csv | Format::Tsv => {
                let mut table = self.out.row();
                table.serialize(json::line(&line).row())?;
                table.flush()?;
            }
        }
        Ok(())
    }

    /// How many lines were printed.
    fn end(mut self) -> Result<u64> {
        self.aligned()?;
        if self.out.format == Format::Json {
            self.out.text().write_all(b"]}\n")?;
        }
        Ok(self.shown)
    }

    fn aligned(&mut self) -> Result<()> {
        let lines = std::mem::take(&mut self.waiting);
        let least = match self.width {
            Width::Characters(n) if self.shown > ALIGNED as u64 => n,
            _ => 0,
        };
        text(self.out, &lines, least)
    }
}

/// `5` words, `40c` characters, `sentence`, `paragraph`.
fn width(text: &str) -> std::result::Result<Width, String> {
    match text {
        "paragraph" => return Ok(Width::Paragraph),
        "sentence" => return Ok(Width::Sentence),
        _ => {}
    }
    let wrong = |_| {
        format!("`{text}` is no width; write a number of words (5), of characters (40c), `sentence` or `paragraph`")
    };
    match text.strip_suffix('c') {
        Some(characters) => characters.parse().map(Width::Characters).map_err(wrong),
        None => text.parse().map(Width::Words).map_err(wrong),
    }
}

fn size(text: &str) -> std::result::Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("a sample has at least 1 line; `newsdex count` only counts".to_owned()),
        other => other.map_err(|_| format!("`{text}` is no number of lines")),
    }
}

fn sorts(text: &str) -> std::result::Result<Sorts, String> {
    concordance::sorts(text).map(Sorts).map_err(|e| e.to_string())
}

/// Lines with the matches below one another, at least `least` columns from the left.
fn text(out: &mut Out, lines: &[Line], least: usize) -> Result<()> {
    let left = |line: &Line| printable(line.slice(line.left)).trim_start().width();
    let column = lines.iter().map(left).max().unwrap_or(0).max(least);
    let room = out.width;
    for line in lines {
        let (hit, dim) = (out.styles.hit, out.styles.meta);
        let pad = " ".repeat(column - left(line));
        let before = printable(line.slice(line.left));
        let matched = printable(line.slice(line.matched));
        let after = printable(line.slice(line.right));
        let used = column + matched.width() + after.trim_end().width();
        // What is read by a program is whole.
        let id = match out.terminal {
            true => fitting(&line.hit.id, room.saturating_sub(used + 2)),
            false => &line.hit.id,
        };
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
        assert_eq!(width("sentence"), Ok(Width::Sentence));
        assert!(width("wide").is_err());
        assert!(size("0").is_err() && size("x").is_err() && size("1") == Ok(1));
        assert_eq!(fitting("northern-wire/sarrin-summit.txt#3", 14), "n-summit.txt#3");
    }
}
