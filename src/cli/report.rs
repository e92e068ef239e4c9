//! What `index` says of the files it has read: a line or two, a table with `-v`, a line for each file with `--report`.

use super::Global;
use crate::error::{Error, Result, so_many};
use crate::ingest::report::{FileReport, Found, Report};
use crate::render::style::printable;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A file of `--report`, one line for each file of the run.
pub struct Lines {
    path: PathBuf,
    inner: Mutex<(BufWriter<File>, std::io::Result<()>)>,
}

/// One line.
#[derive(Debug, Serialize)]
struct LineJson<'a> {
    path: &'a str,
    id: &'a str,
    status: &'static str,
    formats: Vec<&'static str>,
    articles: u64,
    without_title: u64,
    without_date: u64,
    guessed_dates: u64,
    title_from: &'a BTreeMap<String, u64>,
    date_from: &'a BTreeMap<String, u64>,
    problem: Option<&'a str>,
    bytes: u64,
    seconds: f64,
}

impl Lines {
    /// Makes the file.
    pub fn create(path: &Path) -> Result<Self> {
        let file = File::create(path).map_err(|e| wrong(path, &e))?;
        Ok(Lines { path: path.to_owned(), inner: Mutex::new((BufWriter::new(file), Ok(()))) })
    }

    /// Adds a line.
    pub fn add(&self, file: &FileReport) {
        let whole = file.whole();
        let line = LineJson {
            path: &file.path,
            id: &file.id,
            status: file.status.name(),
            formats: file.formats.keys().copied().collect(),
            articles: file.articles,
            without_title: whole.untitled,
            without_date: whole.undated,
            guessed_dates: whole.guessed,
            title_from: &file.titles,
            date_from: &file.dates,
            problem: file.problem.as_deref(),
            bytes: file.bytes,
            seconds: (file.seconds * 1e6).round() / 1e6,
        };
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let (out, outcome) = &mut *inner;
        if outcome.is_ok() {
            *outcome = serde_json::to_writer(&mut *out, &line).map_err(Into::into).and_then(|()| out.write_all(b"\n"));
        }
    }

    /// Writes out what is buffered; an error of an earlier line comes here.
    pub fn finish(self) -> Result<()> {
        let (mut out, outcome) = self.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        outcome.and_then(|()| out.flush()).map_err(|e| wrong(&self.path, &e))
    }
}

fn wrong(path: &Path, e: &std::io::Error) -> Error {
    Error::usage(format!("cannot write the report to `{}`: {e}", path.display()))
        .hint("name a file in a directory that exists and may be written: --report FILE.jsonl")
}

/// Says on standard error what there is to say: all of it with `-v`.
pub fn tell(report: &Report, global: &Global) {
    // Talk, not data; nobody listening is no reason to stop.
    let _ = if global.verbose { table(report) } else { notes(report, global.quiet) };
}

fn notes(report: &Report, quiet: bool) -> std::io::Result<()> {
    let Found { articles, untitled, undated, guessed, .. } = report.whole();
    let mut lacks = Vec::new();
    for (n, what) in [(undated, "no date"), (guessed, "a guessed date"), (untitled, "no headline")] {
        if n > 0 {
            lacks.push(format!("{n} {} {what}", if n == 1 { "has" } else { "have" }));
        }
    }
    if quiet || lacks.is_empty() {
        return Ok(());
    }
    let lacks = lacks.join(", ");
    let articles = so_many(articles, "article");
    writeln!(std::io::stderr(), "note: of {articles} read {lacks} (-v by format, --report FILE.jsonl by file)")
}

fn table(report: &Report) -> std::io::Result<()> {
    let mut err = std::io::stderr().lock();
    writeln!(
        err,
        "{:<12}{:>8}{:>10}{:>13}{:>9}{:>14}",
        "format", "files", "articles", "no headline", "no date", "guessed dates"
    )?;
    let whole = report.whole();
    for (name, found) in report.formats.iter().map(|(name, found)| (*name, found)).chain([("all", &whole)]) {
        let Found { files, articles, untitled, undated, guessed } = found;
        writeln!(err, "{name:<12}{files:>8}{articles:>10}{untitled:>13}{undated:>9}{guessed:>14}")?;
    }
    for (problem, files) in &report.problems {
        writeln!(err, "failed{files:>14}  {}", printable(problem))?;
    }
    Ok(())
}
