//! What all commands that take a query have in common.

use super::Global;
use crate::error::Result;
use crate::index::Index;
use crate::query::{self, Parsed};
use crate::search::{Dups, Engine, Scope, Unit};
use clap::ValueEnum;
use serde::Serialize;
use std::io::Write;

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
    #[arg(long, value_name = "DATE")]
    pub now: Option<chrono::NaiveDate>,
    /// Names as each article has them, not joined across articles
    #[arg(long)]
    pub raw_names: bool,
}

/// What is returned and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UnitArgument {
    /// Paragraphs
    Paragraph,
    /// Articles; of each the paragraph that matches best is shown
    Article,
    /// Quotations
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

impl Ask {
    /// What is done with near-identical articles.
    pub fn dups(&self) -> Dups {
        self.dups.map_or(Dups::All, Dups::from)
    }

    /// What is returned and counted.
    pub fn unit(&self) -> Unit {
        match self.unit {
            UnitArgument::Paragraph => Unit::Paragraph,
            UnitArgument::Article => Unit::Article,
            UnitArgument::Quotation => Unit::Quotation,
        }
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
    pub fn parse(&self, _global: &Global, text: &str) -> Result<Parsed> {
        let now = self.now.unwrap_or_else(|| chrono::Local::now().date_naive());
        query::parse(text, query::Options { now, saved: None })
    }

    /// Reads the query and opens the index. Errors in the query come first: they are known without the index.
    pub fn open(&self, global: &Global, words: &[String]) -> Result<(Parsed, Engine)> {
        let now = self.now.unwrap_or_else(|| chrono::Local::now().date_naive());
        let parsed = query::parse(&words.join(" "), query::Options { now, saved: None })?;
        if !global.quiet {
            for hint in &parsed.hints {
                // Nobody listening is no reason to stop.
                let _ = writeln!(std::io::stderr(), "hint: {}", hint.text);
            }
        }
        let index = Index::open(&global.index)?;
        Ok((parsed, if self.raw_names { Engine::raw(&index) } else { Engine::new(&index) }))
    }
}
