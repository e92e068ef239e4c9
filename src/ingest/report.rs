//! What became of each file of a run, and of all of them by their formats.

use crate::parse::Parsed;
use std::collections::BTreeMap;

/// What was done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// It is new.
    Added,
    /// It took the place of its former version.
    Updated,
    /// It has not changed and was not read again.
    Unchanged,
    /// It could not be read, or not to its end.
    #[default]
    Failed,
}

impl Status {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Status::Added => "added",
            Status::Updated => "updated",
            Status::Unchanged => "unchanged",
            Status::Failed => "failed",
        }
    }
}

/// What became of one file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileReport {
    /// The path as found.
    pub path: String,
    /// Its id.
    pub id: String,
    /// What was done with it.
    pub status: Status,
    /// How many articles it holds.
    pub articles: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
    /// Why it failed.
    pub problem: Option<String>,
    /// What its articles have and lack, by format: those of an archive may be of several.
    pub formats: BTreeMap<&'static str, Found>,
    /// How many titles came from where; "first sentence" where there was none.
    pub titles: BTreeMap<String, u64>,
    /// How many dates came from where.
    pub dates: BTreeMap<String, u64>,
}

/// What articles have and lack.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// Files that hold such articles.
    pub files: u64,
    /// Articles.
    pub articles: u64,
    /// Those without a headline.
    pub untitled: u64,
    /// Those without a date.
    pub undated: u64,
    /// Those whose date is not declared but was guessed ([`Parsed::date_is_guessed`]).
    pub guessed: u64,
}

impl Found {
    /// Both together.
    pub fn add(&mut self, other: &Found) {
        self.files += other.files;
        self.articles += other.articles;
        self.untitled += other.untitled;
        self.undated += other.undated;
        self.guessed += other.guessed;
    }
}

impl FileReport {
    /// Takes note of an article.
    pub(super) fn add(&mut self, parsed: &Parsed) {
        self.articles += 1;
        let found = self.formats.entry(parsed.format).or_default();
        found.files = 1;
        found.articles += 1;
        found.untitled += u64::from(parsed.article.title_derived);
        found.undated += u64::from(parsed.article.published.is_none());
        found.guessed += u64::from(parsed.date_is_guessed());
        for (field, from) in [("title", &mut self.titles), ("published", &mut self.dates)] {
            if let Some(origin) = parsed.origin(field) {
                *from.entry(origin.to_owned()).or_default() += 1;
            }
        }
    }

    /// What all its articles have and lack.
    pub fn whole(&self) -> Found {
        self.formats.values().fold(Found::default(), |mut sum, found| {
            sum.add(found);
            sum
        })
    }
}

/// All files of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What the articles that were read have and lack, by format.
    pub formats: BTreeMap<&'static str, Found>,
    /// Why files failed, and how many for that reason.
    pub problems: BTreeMap<String, u64>,
}

impl Report {
    pub(super) fn add(&mut self, file: &FileReport) {
        for (format, found) in &file.formats {
            self.formats.entry(format).or_default().add(found);
        }
        if let Some(problem) = &file.problem {
            *self.problems.entry(problem.clone()).or_default() += 1;
        }
    }

    /// What all articles have and lack.
    pub fn whole(&self) -> Found {
        self.formats.values().fold(Found::default(), |mut sum, found| {
            sum.add(found);
            sum
        })
    }
}
