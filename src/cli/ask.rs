//! What all commands that take a query have in common.

use super::{Global, output, since};
use crate::error::{Error, Result};
use crate::index::{Index, saved};
use crate::query::{self, Parsed};
use crate::search::{Dups, Engine, Scope, Unit};
use clap::ValueEnum;
use serde::Serialize;

/// The query language in short, for the help of `search`.
pub const LANGUAGE: &str = "\
The query language; case and diacritics do not matter:
  peace stability              both words, in any inflection
  \"peace and stability\"        exactly these words in this order
  =talks  ==US                 only this form; only written so
  milit*  wom?n  talk~1        any letters; exactly one; one letter may differ
  /sanction(s|ed)?/            a regular expression over a whole word
  a OR b   NOT a   -a   ( )    operators are written in capitals
  a w/5 b   a pre/5 b          at most 5 words apart; the same, in this order
  a /s b   a /p b              in one sentence; in one paragraph
  a NOT w/5 b                  an a that has no b so near
  atleast3(a)                  three times in the paragraph
  speaker:Xi                   paragraphs in which Xi speaks
  quote:peace                  the word within quoted or reported speech
  said:{speaker:Xi peace}      one quotation for which all of it holds; also kind:direct,
                               cue:warned, via:name, confidence:>0.8, act:attitude
  person: org: place: entity:  names, by resolved name or mention
  headline: lead: title:       paragraph 0; paragraphs 1 and 2; the title from any paragraph
  source: byline: section: lang: url: path: id:       what is known of the article
  date:2026-01-05  date:2026-01  date:2025..2026-01  date:>=2026-01-05  date:-30d..
                               published; updated: and mentions: take the same
  words:>1200                  the length of the article
  article:{a b}                a and b in any paragraphs of one article
  query:NAME  field:*  *       a saved query; where a field has a value; everything
`newsdex fields` lists all fields, --explain says how a query was understood.";

/// A query and what it is asked over.
#[derive(Debug, Clone, clap::Args)]
pub struct Ask {
    /// What is returned and counted
    #[arg(short, long, value_enum, default_value_t = UnitArgument::Paragraph)]
    pub unit: UnitArgument,
    /// Only articles that came into the index after this revision (`index` and `stats` print it)
    #[arg(long, value_name = "REVISION")]
    pub since: Option<u64>,
    /// What of near-identical articles, such as prints of one wire story; JSON then has the counts with and without them
    #[arg(long, value_enum, value_name = "WHICH")]
    pub dups: Option<DupsArgument>,
    /// The day that relative dates such as date:-30d.. count from [default: today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub now: Option<chrono::NaiveDate>,
    /// Names as each article has them, not joined across articles
    #[arg(long)]
    pub raw_names: bool,
    /// Keep the query in the index under this name; query:NAME then stands for it (`newsdex queries` lists them)
    #[arg(long, value_name = "NAME")]
    pub save: Option<String>,
}

/// `2026-01-09`
pub fn day(text: &str) -> std::result::Result<chrono::NaiveDate, String> {
    text.parse().map_err(|_| format!("`{text}` is no day; write year-month-day, such as 2026-01-09"))
}

/// What is returned and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UnitArgument {
    /// Paragraphs
    #[value(alias = "paragraphs")]
    Paragraph,
    /// Articles; of each the paragraph that matches best is shown
    #[value(alias = "articles")]
    Article,
    /// Quotations
    #[value(alias = "quotations")]
    Quotation,
}

/// How many units match.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct CountsJson {
    /// In all articles.
    pub all: u64,
    /// In the earliest ones of each family that match, and in those that are in none.
    pub collapse: u64,
}

impl CountsJson {
    /// The same for people, with the space before it.
    pub fn in_words(counts: Option<Self>) -> String {
        counts.map_or_else(String::new, |c| {
            format!(" ({} in all articles, {} without near-identical ones)", c.all, c.collapse)
        })
    }
}

/// What is done with near-identical articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DupsArgument {
    /// Of those that match only the earliest
    Collapse,
    /// All of them; the default
    All,
    /// Only articles that others are near-identical to
    Only,
}

impl From<DupsArgument> for Dups {
    fn from(dups: DupsArgument) -> Self {
        match dups {
            DupsArgument::Collapse => Dups::Collapse,
            DupsArgument::All => Dups::All,
            DupsArgument::Only => Dups::Only,
        }
    }
}

impl From<UnitArgument> for Unit {
    fn from(unit: UnitArgument) -> Self {
        match unit {
            UnitArgument::Paragraph => Unit::Paragraph,
            UnitArgument::Article => Unit::Article,
            UnitArgument::Quotation => Unit::Quotation,
        }
    }
}

impl Ask {
    /// What is done with near-identical articles.
    pub fn dups(&self) -> Dups {
        self.dups.map_or(Dups::All, Dups::from)
    }

    /// What is returned and counted.
    pub fn unit(&self) -> Unit {
        self.unit.into()
    }

    /// Whether nothing but an answer is wanted, over the names as they are joined.
    pub fn is_plain(&self) -> bool {
        self.save.is_none() && self.dups.is_none() && !self.raw_names
    }

    /// The unit and the part of the index.
    pub fn scope(&self) -> Scope {
        Scope { unit: self.unit(), since: self.since, dups: self.dups() }
    }

    /// How many units match with and without near-identical articles, where `--dups` was given.
    pub fn counts(&self, engine: &Engine, parsed: &Parsed) -> Result<Option<CountsJson>> {
        let count = |dups| engine.count(parsed, &Scope { dups, ..self.scope() });
        match self.dups {
            None => Ok(None),
            Some(_) => Ok(Some(CountsJson { all: count(Dups::All)?, collapse: count(Dups::Collapse)? })),
        }
    }

    /// Reads another query, to be asked in the same way.
    pub fn parse(&self, global: &Global, text: &str) -> Result<Parsed> {
        parse(text, self.now, &|name| saved::find(&global.index, name))
    }

    /// Reads the query and opens the index. Errors in the query come first: they are known without the index.
    pub fn open(&self, global: &Global, words: &[String]) -> Result<(Parsed, Engine)> {
        let parsed = self.read(global, words)?;
        let engine = self.engine(global, &parsed)?;
        Ok((parsed, engine))
    }

    /// Reads the query and says what could be meant by it.
    pub fn read(&self, global: &Global, words: &[String]) -> Result<Parsed> {
        let find = |name: &str| match &self.save {
            Some(own) if own == name => {
                Err(Error::usage(format!("saved as `{name}`, this query would refer to itself"))
                    .hint("save it under another name"))
            }
            _ => saved::find(&global.index, name),
        };
        let parsed = parse(&words.join(" "), self.now, &find)?;
        if !global.quiet {
            for hint in &parsed.hints {
                output::say(&format!("hint: {}", hint.text));
            }
        }
        Ok(parsed)
    }

    /// Opens the index, and keeps the query in it where that is wanted.
    pub fn engine(&self, global: &Global, parsed: &Parsed) -> Result<Engine> {
        let index = Index::open(&global.index)?;
        let engine = if self.raw_names { Engine::raw(&index) } else { Engine::new(&index) };
        if self.since.is_some() {
            since::reached(self.since, engine.revision()?)?;
        }
        if let Some(name) = &self.save {
            saved::save(&global.index, name, &parsed.text)?;
        }
        Ok(engine)
    }
}

/// Reads a query; relative dates count from `now` or today.
pub fn parse(text: &str, now: Option<chrono::NaiveDate>, saved: query::resolve::Saved) -> Result<Parsed> {
    let now = now.unwrap_or_else(|| chrono::Local::now().date_naive());
    query::parse(text, query::Options { now, saved: Some(saved) })
}
