//! `newsdex check`.

use super::{Format, Global, Out, Outcome, no_such_format};
use crate::error::{Result, so_many};
use crate::index::check;
use crate::join;
use crate::render::style::printable;
use serde::Serialize;
use std::io::Write;

/// Whether the index is whole
///
/// Compares the checksums of all files and reads every article with its paragraphs and quotations.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

#[derive(Debug, Serialize)]
struct CheckJson<'a> {
    schema: u32,
    whole: bool,
    files: usize,
    articles: u64,
    paragraphs: u64,
    quotations: u64,
    problems: &'a [String],
}

pub(super) fn run(global: &Global, _: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let mut report = check::check(&global.index)?;
    report.tables.extend(join::check(&global.index)?);
    let all = [report.problems.as_slice(), &report.tables, &report.users].concat();
    match out.format {
        Format::Text => {
            for problem in &all {
                writeln!(out.text(), "damaged: {}", printable(problem))?;
            }
            let whole = match (report.problems.is_empty(), report.tables.is_empty(), report.users.is_empty()) {
                (true, true, true) => "whole",
                (true, true, false) => "DAMAGED: mend what is named above",
                (true, false, _) => "DAMAGED: run `newsdex index` again, and mend what else is named above",
                (false, ..) => "DAMAGED: make a new index from the articles",
            };
            writeln!(
                out.text(),
                "{}: {}, {}, {} in {}: {whole}",
                global.index.display(),
                so_many(report.articles, "article"),
                so_many(report.paragraphs, "paragraph"),
                so_many(report.quotations, "quotation"),
                so_many(report.files as u64, "file")
            )?;
        }
        Format::Json | Format::Jsonl => out.json_line(&CheckJson {
            schema: crate::render::json::SCHEMA,
            whole: all.is_empty(),
            files: report.files,
            articles: report.articles,
            paragraphs: report.paragraphs,
            quotations: report.quotations,
            problems: &all,
        })?,
        format => return Err(no_such_format("check", format)),
    }
    out.flush()?;
    Ok(if all.is_empty() { Outcome::Done } else { Outcome::Damaged })
}
