//! `newsdex verify`.

use super::ahead::{self, Tasks};
use super::ask::DupsArgument;
use super::quotes::{self, Columns, Quotes};
use super::rows::Row;
use super::{Format, Global, Out, Outcome, output};
use crate::compare::verify::{Attribution, Checker, Finding, Sighting, Standing, Verdict};
use crate::error::{Error, Result};
use crate::index::Index;
use crate::render::json::SCHEMA;
use crate::render::style::printable;
use crate::render::verify::{self as forms, FindingJson};
use crate::search::{Dups, Engine};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Check a list of quotes against the corpus
///
/// Each quote is verbatim, altered (with the words that differ), misattributed (said, but by someone else), a paraphrase
/// (reported, but not in these words), or not found; with the earliest source. Case, diacritics, punctuation and the shape of quotation
/// marks do not matter; any other word does. Words may be left out at … and [brackets].
///
/// FILE is CSV, TSV, JSON or JSON lines with a column quote (or text, claim, statement) and one speaker, or plain lines:
/// "quote" — Speaker. Other columns are passed on. A row that is wrong is reported, the others are done.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 all are verbatim; 1 not all are; 4 some rows were wrong.\n\n\
                        Examples:\n  newsdex verify quotes.csv\n  newsdex verify quotes.csv --format csv > checked.csv\n  \
                        echo '\"We will stay\" — Mary Smith' | newsdex verify -")]
pub struct Arguments {
    /// The file with the quotes; `-` is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The column with the quotes [default: quote, text, claim, statement …]
    #[arg(long, value_name = "NAME")]
    quote_column: Option<String>,
    /// The column with the claimed speakers [default: speaker, who, person …]
    #[arg(long, value_name = "NAME")]
    speaker_column: Option<String>,
    /// In which of near-identical articles, such as prints of one wire story, quotes are looked for [default: all]
    #[arg(long, value_enum, value_name = "WHICH")]
    dups: Option<DupsArgument>,
}

#[derive(Debug, Serialize)]
struct VerifyJson {
    schema: u32,
    counts: serde_json::Map<String, serde_json::Value>,
    quotes: Vec<FindingJson>,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let columns = Columns { quote: a.quote_column.as_deref(), speaker: a.speaker_column.as_deref() };
    let quotes = quotes::read(&a.file, columns)?;
    if quotes.table.rows.is_empty() {
        return Err(Error::usage(format!("{}: there are no quotes", a.file.display())));
    }
    if !global.quiet {
        quotes.note_slips(&a.file, columns);
    }
    let index = Index::open(&global.index)?;
    let mut tally = Tally::default();
    if matches!(out.format, Format::Csv | Format::Tsv) {
        out.table().write_record(header(&quotes.table.columns))?;
    }
    let mut all = Vec::new();
    let rows = &quotes.table.rows;
    let work = |tasks: &Tasks<Result<Checked>>| {
        let engine = Engine::new(&index);
        let checker = Checker::new(&index, &engine, a.dups.map_or(Dups::All, Dups::from));
        let mut out = Out::memory(global);
        tasks.each(|n| {
            let checker = checker.as_ref().map_err(Error::clone)?;
            checked(checker, &quotes, &rows[n], &mut out)
        });
    };
    ahead::each(rows.len(), work, |n, checked| {
        let checked = checked?;
        if let Some(error) = &checked.error {
            report(global, a, &rows[n], error);
        }
        tally.add(&checked);
        out.text().write_all(&checked.printed)?;
        all.extend(checked.json);
        out.flush()
    })?;
    if out.format == Format::Json {
        out.json_line(&VerifyJson { schema: SCHEMA, counts: tally.counts(), quotes: all })?;
    }
    out.flush()?;
    if out.format == Format::Text && !global.quiet {
        output::say(&tally.text());
    }
    Ok(tally.outcome())
}

type Claimed<'a> = (Option<&'a str>, Option<&'a str>);

/// What became of a row.
struct Checked {
    verdict: Option<Verdict>,
    /// Whether these words stand there, but not whose they are.
    in_doubt: bool,
    error: Option<Error>,
    printed: Vec<u8>,
    json: Option<FindingJson>,
}

fn checked(checker: &Checker, quotes: &Quotes, row: &Row, out: &mut Out) -> Result<Checked> {
    let claimed = (row.get(&quotes.quote), quotes.speaker.as_deref().and_then(|column| row.get(column)));
    let found = check(checker, row, claimed);
    if let Some(error) = found.as_ref().err().filter(|error| error.exit_code() == 3) {
        return Err(error.clone());
    }
    let json = print(out, quotes, row, claimed, &found)?;
    let unknown = |s: &Sighting| s.attribution == Attribution::Unknown;
    Ok(Checked {
        verdict: found.as_ref().ok().map(|finding| finding.verdict),
        in_doubt: found.as_ref().is_ok_and(|f| f.verdict == Verdict::Verbatim && f.best.as_ref().is_some_and(unknown)),
        error: found.err(),
        printed: out.taken(),
        json,
    })
}

fn check(checker: &Checker, row: &Row, (quote, speaker): Claimed) -> Result<Finding> {
    match (&row.wrong, quote) {
        (Some(wrong), _) => Err(wrong.clone()),
        (None, None) => Err(Error::usage("there is no quote")),
        (None, Some(quote)) => checker.check(quote, speaker),
    }
}

/// Says which row is wrong and why.
fn report(global: &Global, a: &Arguments, row: &Row, error: &Error) {
    let what = format!("{}, {}: {}", a.file.display(), row.place(), error.what);
    output::report(&Error { what, ..error.clone() }, global.color);
}

/// How many of each verdict.
#[derive(Debug, Default)]
struct Tally {
    verdicts: [usize; Verdict::ALL.len()],
    in_doubt: usize,
    failed: usize,
}

impl Tally {
    fn add(&mut self, checked: &Checked) {
        match checked.verdict {
            Some(verdict) => self.verdicts[verdict as usize] += 1,
            None => self.failed += 1,
        }
        self.in_doubt += usize::from(checked.in_doubt);
    }

    fn counts(&self) -> serde_json::Map<String, serde_json::Value> {
        Verdict::ALL.iter().zip(self.verdicts).map(|(v, n)| (v.as_str().to_owned(), n.into())).collect()
    }

    fn text(&self) -> String {
        let some = Verdict::ALL.iter().zip(self.verdicts).filter(|(_, n)| *n > 0);
        let parts: Vec<String> = some.map(|(v, n)| format!("{n} {}", v.as_str().replace('_', " "))).collect();
        let total: usize = self.verdicts.iter().sum();
        let quotes = if total == 1 { "quote" } else { "quotes" };
        let doubt = match self.in_doubt {
            0 => String::new(),
            n => format!(" (of {n} the corpus does not tell the speaker)"),
        };
        format!("{total} {quotes}: {}{doubt}", parts.join(", "))
    }

    fn outcome(&self) -> Outcome {
        let others: usize = self.verdicts[1..].iter().sum();
        match (self.failed, others) {
            (1.., _) => Outcome::SomeFailed,
            (_, 0) => Outcome::Done,
            _ => Outcome::Nothing,
        }
    }
}

fn print(
    out: &mut Out,
    quotes: &Quotes,
    row: &Row,
    (quote, speaker): Claimed,
    checked: &Result<Finding>,
) -> Result<Option<FindingJson>> {
    let json = || {
        let fields = quotes.others().into_iter().map(|c| (c.to_owned(), row.get(c).unwrap_or("").into())).collect();
        let error = checked.as_ref().err().map(|e| e.what.clone());
        forms::finding((row.number, row.line), (quote, speaker), fields, checked.as_ref().ok(), error)
    };
    match out.format {
        Format::Json => return Ok(Some(json())),
        Format::Jsonl => out.json_line(&json())?,
        Format::Csv | Format::Tsv => {
            let mut record: Vec<String> =
                quotes.table.columns.iter().map(|c| row.get(c).unwrap_or("").to_owned()).collect();
            record.extend(json().cells());
            let mut table = out.table();
            table.write_record(record)?;
            table.flush()?;
        }
        Format::Text => {
            if let Ok(finding) = checked {
                text(out, quote.unwrap_or(""), speaker, finding)?;
            }
        }
    }
    out.flush()?;
    Ok(None)
}

/// The columns of the list and ours; a column of the list that bears a name of ours, or that only capitals tell from another, gets one of its own,
/// so that the table can be read again.
fn header(columns: &[String]) -> Vec<String> {
    let mut taken: Vec<String> = forms::COLUMNS.iter().map(|name| (*name).to_owned()).collect();
    let mut header = Vec::new();
    for column in columns {
        let mut name = column.clone();
        while taken.contains(&name.to_lowercase()) {
            name = format!("list_{name}");
        }
        taken.push(name.to_lowercase());
        header.push(name);
    }
    header.extend(forms::COLUMNS.iter().map(|name| (*name).to_owned()));
    header
}

/// The verdict and the quote, below them what stands in the corpus and where.
fn text(out: &mut Out, quote: &str, speaker: Option<&str>, finding: &Finding) -> Result<()> {
    let (hit, dim, number) = (out.styles.hit, out.styles.meta, out.styles.number);
    let verdict = finding.verdict.as_str().replace('_', " ");
    let style = if finding.verdict == Verdict::Verbatim { number } else { hit };
    let by = speaker.map(|s| format!(" — {s}")).unwrap_or_default();
    let quote = quote.trim().trim_matches(['"', '“', '”']);
    writeln!(out.text(), "{style}{verdict:<14}{style:#} “{}”{}", printable(quote), printable(&by))?;
    let Some(best) = &finding.best else { return Ok(()) };
    for line in remarks(best) {
        writeln!(out.text(), "{:15}{}", "", printable(&line))?;
    }
    let more = match finding.also.len() {
        0 => String::new(),
        n => format!("; these words also in {n} more"),
    };
    let published = best.meta.published.as_deref().and_then(|p| p.get(..10));
    let id = best.id();
    let place: Vec<&str> = [published, best.meta.source.as_deref(), Some(&id)].into_iter().flatten().collect();
    writeln!(out.text(), "{:15}{dim}{}{more}{dim:#}", "", printable(&place.join(" · ")))?;
    Ok(())
}

/// What is to be said of the best place, a line each.
fn remarks(best: &Sighting) -> Vec<String> {
    let mut lines = Vec::new();
    if !best.exact && !best.diff.is_empty() && best.verdict() == Verdict::Altered {
        lines.push(best.diff.clone());
    } else if !best.exact {
        lines.push(format!("“{}”", best.text));
    }
    if !best.meaning.is_empty() {
        let what: Vec<&str> = best.meaning.iter().map(|m| m.as_str()).collect();
        lines.push(format!("changes the meaning: {}", what.join(", ")));
    }
    let who = best.speaker.as_deref();
    lines.push(match (best.form, who, best.attribution) {
        (Standing::Quoted, Some(who), Attribution::Other) => format!("said by {who}"),
        (Standing::Reported, Some(who), Attribution::Other) => format!("reported of {who}"),
        (Standing::Quoted, Some(who), _) => format!("quoted: {who}"),
        (Standing::Reported, Some(who), _) => format!("reported, not quoted: {who}"),
        (Standing::Quoted, None, _) => "quoted, but the speaker is not named".to_owned(),
        (Standing::Reported, None, _) => "reported, not quoted; the speaker is not named".to_owned(),
        (Standing::Unattributed, ..) => "in quotation marks, but as nobody's words".to_owned(),
        (Standing::Text, ..) => "in the running text, not as anybody's words".to_owned(),
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_columns_have_one_name() {
        let list = ["Id", "Quote", "verdict", "Also", "list_also", "id"].map(str::to_owned);
        let header = header(&list);
        assert_eq!(header[..6], ["Id", "Quote", "list_verdict", "list_Also", "list_list_also", "list_id"]);
        assert_eq!(header[6..], *forms::COLUMNS);
    }
}
