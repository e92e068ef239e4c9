//! `newsdex collocates`.

use super::ask::Ask;
use super::lists::{self, Listing, Row, rounded, shown};
use super::{Format, Global, Out, Outcome};
use crate::compare::collocates::{self, Collocate, Measure, Window};
use crate::error::{Error, Result, so_many};
use crate::render::json::SCHEMA;
use clap::ValueEnum;
use serde::Serialize;

/// Words that stand near the matches more often than by chance
///
/// Sorted by logDice (Rychlý 2008), log-likelihood (Dunning 1993) or mutual information (Church and Hanks 1990). docs/statistics.md
/// has the formulas and says what is counted.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  newsdex collocates sanction\n  newsdex collocates '\"climate change\"' --window 3,3 --measure ll\n  \
                        newsdex collocates migrant --in 'source:Gazette' --stop-words drop -n 0 --format csv"
)]
pub struct Arguments {
    /// The query; its words are what the collocates stand near
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    ask: Ask,
    #[command(flatten)]
    listing: Listing,
    /// How many words on each side of a match, or on the left and on the right: 3,5
    #[arg(short, long, value_name = "N[,N]", value_parser = window, default_value = "5")]
    window: (u32, u32),
    /// Where a window ends in any case
    #[arg(long, value_enum, default_value_t = Within::Sentence)]
    within: Within,
    /// The corpus: only what matches this query, also for the frequencies that are compared with [default: the whole index]
    #[arg(long = "in", value_name = "QUERY")]
    corpus: Option<String>,
    /// What to sort by
    #[arg(short, long, value_enum, default_value_t = Sort::Logdice)]
    measure: Sort,
}

/// Where windows end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Within {
    /// At the ends of the sentence
    Sentence,
    /// At the ends of the paragraph
    Paragraph,
}

/// What to sort by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// logDice
    Logdice,
    /// Log-likelihood
    Ll,
    /// Mutual information
    Mi,
    /// How often it stands near
    Count,
}

#[derive(Debug, Serialize)]
struct CollocatesJson {
    schema: u32,
    query: String,
    unit: &'static str,
    window: [u32; 2],
    within: &'static str,
    matches: u64,
    window_words: u64,
    corpus_words: u64,
    total: usize,
    collocates: Vec<CollocateJson>,
}

#[derive(Debug, Serialize)]
struct CollocateJson {
    word: String,
    count: u64,
    left: u64,
    right: u64,
    frequency: u64,
    expected: Option<f64>,
    logdice: Option<f64>,
    ll: Option<f64>,
    mi: Option<f64>,
}

impl Row for CollocateJson {
    const COLUMNS: &'static [&'static str] =
        &["word", "count", "left", "right", "frequency", "expected", "logdice", "ll", "mi"];

    fn cells(&self) -> Vec<String> {
        let whole = [self.count, self.left, self.right, self.frequency].map(|n| n.to_string());
        let measures = [self.expected, self.logdice, self.ll, self.mi].map(|x| shown(x.unwrap_or(f64::INFINITY), 2));
        [self.word.clone()].into_iter().chain(whole).chain(measures).collect()
    }
}

fn row(c: &Collocate) -> CollocateJson {
    CollocateJson {
        word: c.word.clone(),
        count: c.count,
        left: c.left,
        right: c.right,
        frequency: c.frequency,
        expected: rounded(c.expected, 4),
        logdice: rounded(c.log_dice, 4),
        ll: rounded(c.log_likelihood, 4),
        mi: rounded(c.mutual_information, 4),
    }
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let (parsed, engine) = a.ask.open(global, &a.query)?;
    if !parsed.root.has_words() {
        return Err(Error::usage("collocates need words to stand near")
            .at(&parsed.text, 0..parsed.text.len())
            .hint("add a word or a phrase, such as: newsdex collocates 'speaker:Xi peace'"));
    }
    let corpus = a.corpus.as_deref().map(|text| a.ask.parse(global, text)).transpose()?;
    let window = Window { left: a.window.0, right: a.window.1, sentence: a.within == Within::Sentence };
    let measure = match a.measure {
        Sort::Logdice => Measure::LogDice,
        Sort::Ll => Measure::LogLikelihood,
        Sort::Mi => Measure::MutualInformation,
        Sort::Count => Measure::Count,
    };
    let how = (window, a.listing.keep(3), measure);
    let found = collocates::collocates(&engine, &parsed, &a.ask.scope(), corpus.as_ref(), how)?;
    let mut rows: Vec<CollocateJson> = found.words.iter().map(row).collect();
    a.listing.cut(&mut rows);
    match out.format {
        Format::Json => out.json_line(&CollocatesJson {
            schema: SCHEMA,
            query: parsed.text.clone(),
            unit: a.ask.unit().name(),
            window: [a.window.0, a.window.1],
            within: if window.sentence { "sentence" } else { "paragraph" },
            matches: found.matches,
            window_words: found.window_words,
            corpus_words: found.corpus_words,
            total: found.words.len(),
            collocates: rows,
        })?,
        _ => lists::print(&mut out, &rows)?,
    }
    out.flush()?;
    let (shown, all) = (a.listing.limit, found.words.len());
    let words = if shown > 0 && shown < all { format!("{shown} of {all} words") } else { so_many(all as u64, "word") };
    out.note(
        global,
        &format!(
            "{words} near {}; {} in their windows, {} in the corpus",
            if found.matches == 1 { "1 match".to_owned() } else { format!("{} matches", found.matches) },
            so_many(found.window_words, "word"),
            found.corpus_words
        ),
    );
    Ok(if found.matches > 0 { Outcome::Done } else { Outcome::Nothing })
}

/// `5` or `3,5`
fn window(text: &str) -> std::result::Result<(u32, u32), String> {
    let wrong = || format!("`{text}` is no window; write a number of words such as 5, or left and right: 3,5");
    let number = |n: &str| n.trim().parse::<u32>().ok().filter(|n| *n <= 100).ok_or_else(wrong);
    match text.split_once([',', ':']) {
        Some((left, right)) => Ok((number(left)?, number(right)?)),
        None => number(text).map(|n| (n, n)),
    }
}
