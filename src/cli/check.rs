//! `newsdex check`.

use super::{Format, Global, Out, Outcome, no_such_format};
use crate::error::Result;
use crate::index::check;
use crate::join;
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
    report.problems.extend(join::check(&global.index)?);
    match out.format {
        Format::Text => {
            for problem in &report.problems {
                writeln!(out.text(), "damaged: {problem}")?;
            }
            let whole =
                if report.problems.is_empty() { "whole" } else { "DAMAGED: make a new index from the articles" };
            writeln!(
                out.text(),
                "{}: {} articles, {} paragraphs, {} quotations in {} files: {whole}",
                global.index.display(),
                report.articles,
                report.paragraphs,
                report.quotations,
                report.files
            )?;
        }
        Format::Json | Format::Jsonl => out.json_line(&CheckJson {
            schema: crate::render::json::SCHEMA,
            whole: report.problems.is_empty(),
            files: report.files,
            articles: report.articles,
            paragraphs: report.paragraphs,
            quotations: report.quotations,
            problems: &report.problems,
        })?,
        format => return Err(no_such_format("check", format)),
    }
    out.flush()?;
    Ok(if report.problems.is_empty() { Outcome::Done } else { Outcome::Damaged })
}
