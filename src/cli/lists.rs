//! What commands that list words have in common.

use super::{Format, Out};
use crate::compare::words::Keep;
use crate::error::Result;
use crate::render::style::printable;
use clap::ValueEnum;
use serde::Serialize;
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// Options of lists of words.
#[derive(Debug, Clone, clap::Args)]
pub struct Listing {
    /// How many words to print; 0 for all
    #[arg(short = 'n', long = "limit", value_name = "N", allow_negative_numbers = true, default_value_t = 20)]
    pub limit: usize,
    /// Leave out words that are seen less often [default: 3, and 1 for frequency]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    min_count: Option<u64>,
    /// Function words such as the, of, and: keep them or drop them
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = StopWords::Keep)]
    stop_words: StopWords,
}

/// What to do with function words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StopWords {
    /// List them
    Keep,
    /// Leave them out of the list; they are still counted in totals
    Drop,
}

impl Listing {
    /// Which words stay in, where `least` is the least count unless another is asked for.
    pub fn keep(&self, least: u64) -> Keep {
        Keep { min_count: self.min_count.unwrap_or(least).max(1), content_only: self.stop_words == StopWords::Drop }
    }

    /// Shortens a list.
    pub fn cut<T>(&self, list: &mut Vec<T>) {
        if self.limit > 0 {
            list.truncate(self.limit);
        }
    }
}

/// A row of a list.
pub trait Row: Serialize {
    /// The names of the columns.
    const COLUMNS: &'static [&'static str];

    /// Its cells as text.
    fn cells(&self) -> Vec<String>;
}

/// Prints rows in every form but JSON, which has more to say than rows. In the text form the first column is text, the others numbers.
///
/// # Errors
/// Where it cannot be written.
pub fn print<R: Row>(out: &mut Out, rows: &[R]) -> Result<()> {
    match out.format {
        Format::Json | Format::Jsonl => rows.iter().try_for_each(|row| out.json_line(row)),
        Format::Csv | Format::Tsv => {
            let mut table = out.table();
            table.write_record(R::COLUMNS)?;
            rows.iter().try_for_each(|row| table.write_record(row.cells()))?;
            Ok(table.flush()?)
        }
        Format::Text => text(out, R::COLUMNS, &rows.iter().map(Row::cells).collect::<Vec<_>>()),
    }
}

fn text(out: &mut Out, columns: &[&str], rows: &[Vec<String>]) -> Result<()> {
    let width = |n: usize| {
        let cells = rows.iter().map(|row| row[n].width());
        cells.chain([columns[n].width()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns.len()).map(width).collect();
    let line = |cells: &[&str]| -> String {
        let cell = |(n, cell): (usize, &&str)| {
            let pad = " ".repeat(widths[n].saturating_sub(cell.width()));
            if n == 0 { format!("{cell}{pad}") } else { format!("{pad}{cell}") }
        };
        cells.iter().enumerate().map(cell).collect::<Vec<_>>().join("  ")
    };
    let dim = out.styles.meta;
    writeln!(out.text(), "{dim}{}{dim:#}", line(columns).trim_end())?;
    for row in rows {
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        writeln!(out.text(), "{}", printable(line(&cells).trim_end()))?;
    }
    Ok(())
}

/// A number with so many decimals, as scripts see it; `None` where it is infinite.
pub fn rounded(x: f64, decimals: i32) -> Option<f64> {
    let scale = 10f64.powi(decimals);
    Some((x * scale).round() / scale).filter(|x| x.is_finite())
}

/// The same as text; `inf` where it is infinite.
pub fn shown(x: f64, decimals: usize) -> String {
    if x.is_finite() { format!("{x:.decimals$}") } else { "inf".to_owned() }
}
