//! The progress bar: the only user of indicatif.

use super::report::Lines;
use super::{Global, output};
use crate::error::{Error, Result};
use crate::ingest::Observer;
use crate::ingest::report::FileReport;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Shows a run on standard error: on a terminal a bar with files, MB/s and time left, then what is done at the end; only failures otherwise.
pub struct Progress {
    bar: Option<ProgressBar>,
    quiet: bool,
    color: super::Color,
    files: AtomicU64,
    all: AtomicU64,
    lines: Option<Lines>,
}

impl Progress {
    /// A bar if standard error is a terminal and `--quiet` is not given.
    pub fn new(global: &Global, lines: Option<Lines>) -> Self {
        let bar = (!global.quiet && std::io::stderr().is_terminal()).then(ProgressBar::new_spinner);
        let (files, all) = (AtomicU64::new(0), AtomicU64::new(0));
        Progress { bar, quiet: global.quiet, color: global.color, files, all, lines }
    }

    /// Takes the bar away and ends the file of `--report`.
    pub fn finish(self) -> Result<()> {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.lines.map_or(Ok(()), Lines::finish)
    }

    fn above(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }
}

impl Observer for Progress {
    fn wants_total(&self) -> bool {
        self.bar.is_some()
    }

    fn total(&self, files: u64, bytes: u64) {
        self.all.store(files, Ordering::Relaxed);
        let Some(bar) = &self.bar else { return };
        bar.set_length(bytes);
        // The template is a constant, and a test draws it.
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("━╸ "));
        }
    }

    fn done(&self, file: &FileReport) {
        if let Some(lines) = &self.lines {
            lines.add(file);
        }
        let files = self.files.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            bar.inc(file.bytes);
            bar.set_message(format!("{files}/{} files", self.all.load(Ordering::Relaxed)));
        }
    }

    fn finishing(&self, what: &str) {
        let Some(bar) = &self.bar else { return };
        if let Ok(style) = ProgressStyle::with_template(AT_THE_END) {
            bar.set_style(style);
        }
        bar.set_message(format!("{} files read · {what}", self.files.load(Ordering::Relaxed)));
        bar.enable_steady_tick(Duration::from_millis(200));
    }

    fn trouble(&self, error: &Error) {
        self.above(|| output::report(error, self.color));
    }

    fn note(&self, note: &str) {
        if !self.quiet {
            self.above(|| output::say(&format!("note: {note}")));
        }
    }
}

const TEMPLATE: &str = "{bar:30} {msg} · {binary_bytes_per_sec} · {eta} left";
const AT_THE_END: &str = "{spinner} {msg} · {elapsed}";

#[cfg(test)]
mod tests {
    #[test]
    fn the_templates_are_some() {
        for template in [super::TEMPLATE, super::AT_THE_END] {
            assert!(indicatif::ProgressStyle::with_template(template).is_ok());
        }
    }
}
