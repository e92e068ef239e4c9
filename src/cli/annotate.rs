//! `newsdex annotate`.

use super::reading::Reading;
use super::{Format, Global, Out, Outcome, output};
use crate::annotate::coreference::Why;
use crate::error::Result;
use crate::index::document;
use crate::model::{Annotated, Passage};
use crate::render::json::Origins;
use crate::render::{article, json};
use crate::{parse, read};
use std::path::PathBuf;

/// Show what is read from articles, without an index
///
/// Title, byline and dates, each paragraph with its quotations (who, by what word, what), names and dates spoken of.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  newsdex annotate article.txt\n  cat article.txt | newsdex annotate -\n  \
                        newsdex annotate --format jsonl ~/articles | jq '.quotations[].speaker'")]
pub struct Arguments {
    /// Files and directories with articles; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    /// Say where title, dates and the like come from, and for each quotation why it has its speaker
    #[arg(long)]
    explain: bool,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut printer = Printer { out: Out::new(global), printed: 0, explain: a.explain };
    printer.begin()?;
    let (options, limits) = (a.reading.options(), a.reading.limits());
    let mut failed = 0;
    let globs = a.reading.globs()?;
    for found in read::walk_matching(&a.files, &globs) {
        let (mut written, mut faults) = (Ok(()), Vec::new());
        let parsed = found.and_then(|found| read::load(&found, limits.bytes)).and_then(|source| {
            parse::within(limits.time, source, &options, &mut |parsed| {
                if written.is_ok() {
                    let origins = Origins::of(&parsed);
                    match crate::annotate::guarded(parsed.article) {
                        Ok((annotated, why)) => written = printer.print(&annotated, &why, origins),
                        Err(fault) => faults.push(fault),
                    }
                }
            })
        });
        written?;
        for error in faults.into_iter().chain(parsed.err()) {
            failed += 1;
            output::report(&error, global.color);
        }
    }
    printer.end()?;
    Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

/// Prints articles one by one in the format that was asked for.
struct Printer {
    out: Out,
    printed: usize,
    explain: bool,
}

impl Printer {
    fn begin(&mut self) -> Result<()> {
        match self.out.format {
            Format::Csv | Format::Tsv => Ok(self.out.table().write_record([
                "id",
                "p",
                "kind",
                "act",
                "speaker",
                "speaker_kind",
                "via",
                "mention",
                "cue",
                "content",
                "confidence",
            ])?),
            _ => Ok(()),
        }
    }

    fn print(&mut self, a: &Annotated, why: &[Why], origins: Origins) -> Result<()> {
        use std::io::Write;
        let first = self.printed == 0;
        let (meta, pars) = (document::meta(a), document::pars(a));
        let texts = json::Passages::of(&pars);
        let explained = self.explain;
        let why = if explained { why } else { &[] };
        let form = || {
            let mut form = json::article(&meta, &pars, &texts);
            form.explain(why, &texts);
            form.origins = explained.then(|| origins.clone());
            form
        };
        self.printed += 1;
        match self.out.format {
            Format::Text => {
                let styles = self.out.styles;
                if !first {
                    writeln!(self.out.text(), "\n{}", "─".repeat(40))?;
                }
                let why: Vec<String> = why.iter().map(|w| w.tell(&a.article)).collect();
                if explained {
                    let dim = styles.meta;
                    writeln!(self.out.text(), "{dim}{}{dim:#}", origins.in_words())?;
                }
                article::text(self.out.text(), &meta, &pars, &texts, &why, &styles)?;
            }
            Format::Json => {
                self.out.text().write_all(if first { b"[" } else { b"," })?;
                self.out.json_line(&form())?;
            }
            Format::Jsonl => self.out.json_line(&form())?,
            Format::Csv | Format::Tsv => self.rows(a)?,
        }
        Ok(())
    }

    fn rows(&mut self, a: &Annotated) -> Result<()> {
        let mut table = self.out.table();
        for q in &a.quotations {
            let words = |at: Option<Passage>| at.map_or("", |at| a.article.slice(at));
            let content: Vec<&str> = q.content.iter().map(|&c| a.article.slice(c)).collect();
            table.write_record([
                a.article.id.as_str(),
                q.content[0].p.to_string().as_str(),
                q.kind.as_str(),
                q.act.as_str(),
                q.speaker.as_deref().unwrap_or(""),
                q.speaker_kind.as_str(),
                q.via.map_or("", |v| v.as_str()),
                words(q.mention),
                words(q.cue),
                content.join(" … ").as_str(),
                format!("{:.3}", q.confidence).as_str(),
            ])?;
        }
        Ok(table.flush()?)
    }

    fn end(mut self) -> Result<()> {
        use std::io::Write;
        if self.out.format == Format::Json {
            writeln!(self.out.text(), "{}", if self.printed == 0 { "[]" } else { "]" })?;
        }
        self.out.flush()
    }
}
