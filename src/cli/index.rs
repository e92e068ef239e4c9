//! `newsdex index`.

use super::progress::Progress;
use super::reading::{self, Reading};
use super::report;
use super::{Format, Global, Out, Outcome, no_such_format};
use crate::error::{Error, Result, so_many};
use crate::ingest::{self, List, Observer, Summary};
use crate::join::Authority;
use crate::render::json::FamiliesJson;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

/// Read articles into an index
///
/// Files that have not changed since the last run are skipped, changed ones replaced as a whole. A run can be stopped
/// or killed at any moment: each article is then there in its old or its new version, and the same command goes on.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  newsdex index ~/articles\n  newsdex index --index news-2026 --prune 2026/\n  \
                        newsdex index ~/articles --include '*.html' --exclude drafts\n  \
                        newsdex index --dry-run --format json incoming/")]
pub struct Arguments {
    /// Files and directories with articles; `-` is standard input
    #[arg(value_name = "PATH", default_value = "corpus")]
    paths: Vec<PathBuf>,
    /// Remove articles whose files are gone from beneath the PATHs; files that --exclude leaves out are not gone
    #[arg(long)]
    prune: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Threads to work with [default: one per core]
    #[arg(short, long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Memory for building the index, such as 200MB or 1GB
    #[arg(long, value_name = "SIZE", default_value = "200MB", value_parser = memory)]
    memory: usize,
    /// A list of names that goes before the evidence when names are joined across articles: a CSV file with the columns
    /// name, aliases (parted by `|` or `;`), id, kind; it is kept with the index, `none` forgets it
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Write a line of JSON for each file: what it held, where titles and dates came from, why it failed
    #[arg(long, value_name = "FILE.jsonl")]
    report: Option<PathBuf>,
}

/// `--format json`: how the run ended.
#[derive(Debug, Serialize)]
struct SummaryJson {
    schema: u32,
    articles: Articles,
    paragraphs: u64,
    quotations: u64,
    bytes: u64,
    seconds: f64,
    revision: u64,
    dry_run: bool,
    families: Option<FamiliesJson>,
}

#[derive(Debug, Serialize)]
struct Articles {
    added: u64,
    updated: u64,
    unchanged: u64,
    removed: u64,
    failed: u64,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    if matches!(out.format, Format::Csv | Format::Tsv) {
        return Err(no_such_format("index", out.format));
    }
    // Nobody wants an index of nothing; but a program that reads the summary gets one, as with any other file that fails.
    if let ([path], Format::Text, None) = (a.paths.as_slice(), out.format, &a.report)
        && path.as_os_str() != "-"
        && !path.exists()
    {
        return Err(Error::input(format!("{}: no such file or directory", path.display()))
            .hint("name the files and directories that hold your articles: newsdex index PATH…"));
    }
    let began = Instant::now();
    let (authority, left_out) = authority(a)?;
    let lines = a.report.as_deref().map(report::Lines::create).transpose()?;
    let progress = Progress::new(global, lines);
    left_out.iter().for_each(|error| progress.trouble(error));
    let options = ingest::Options {
        paths: a.paths.clone(),
        own: a.report.clone(),
        jobs: a.jobs.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from),
        heap: a.memory,
        prune: a.prune,
        dry_run: a.dry_run,
        globs: a.reading.globs()?,
        parse: a.reading.options(),
        authority,
        limits: a.reading.limits(),
    };
    let summary = ingest::ingest(&global.index, &options, &progress);
    progress.finish()?;
    let summary = summary?;
    report::tell(&summary.report, global);
    let seconds = began.elapsed().as_secs_f64();
    match out.format {
        Format::Text if global.quiet => {}
        Format::Text => writeln!(out.text(), "{}", in_words(global, a, &summary, seconds))?,
        _ => out.json_line(&json(a, &summary, seconds))?,
    }
    out.flush()?;
    let failed = summary.failed > 0 || summary.uncorrected > 0 || !left_out.is_empty();
    Ok(if failed { Outcome::SomeFailed } else { Outcome::Done })
}

/// What becomes of the list of names, and its rows that cannot be used.
fn authority(a: &Arguments) -> Result<(List, Vec<Error>)> {
    let Some(path) = &a.authority else { return Ok((List::Keep, Vec::new())) };
    if path.as_os_str() == "none" {
        return Ok((List::Forget, Vec::new()));
    }
    let file = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|e| {
        Error::usage(format!("cannot read `{file}`: {e}"))
            .hint("--authority takes a CSV file, or none to do without a list")
    })?;
    let (_, left_out) = Authority::read(&bytes, &file)?;
    Ok((List::Take(bytes), left_out))
}

fn json(a: &Arguments, s: &Summary, seconds: f64) -> SummaryJson {
    SummaryJson {
        schema: crate::render::json::SCHEMA,
        articles: Articles {
            added: s.added,
            updated: s.updated,
            unchanged: s.unchanged,
            removed: s.removed,
            failed: s.failed,
        },
        paragraphs: s.paragraphs,
        quotations: s.quotations,
        bytes: s.bytes,
        seconds: (seconds * 1000.0).round() / 1000.0,
        revision: s.revision,
        dry_run: a.dry_run,
        families: s.families.map(|f| FamiliesJson::new(f.articles, f.families, f.members)),
    }
}

fn in_words(global: &Global, a: &Arguments, s: &Summary, seconds: f64) -> String {
    let mb = s.bytes as f64 / 1e6;
    let what = format!(
        "{} added, {} updated, {} unchanged, {} removed, {} failed",
        s.added, s.updated, s.unchanged, s.removed, s.failed
    );
    if a.dry_run {
        return format!("would be: {what} (nothing was written)");
    }
    format!(
        "{}: {what}\n{} and {} new, {mb:.1} MB in {seconds:.1} s ({:.1} MB/s), revision {}",
        global.index.display(),
        so_many(s.paragraphs, "paragraph"),
        so_many(s.quotations, "quotation"),
        mb / seconds.max(0.001),
        s.revision
    )
}

/// The memory for building: tantivy needs some, and nobody has more than that.
fn memory(text: &str) -> std::result::Result<usize, String> {
    match reading::size(text)? {
        bytes @ 10_000_000.. => Ok(bytes as usize),
        _ => Err("at least 10MB are needed".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::memory;

    #[test]
    fn sizes() {
        assert_eq!(memory("200MB"), Ok(200_000_000));
        assert_eq!(memory("1.5g"), Ok(1_500_000_000));
        assert!(memory("12 parsecs").is_err() && memory("1KB").is_err() && memory("").is_err());
    }
}
