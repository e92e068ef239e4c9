//! Drives read → parse → annotate → index over threads. Reports through an [`Observer`] and knows no terminal.

pub mod correct;
pub mod corrections;
mod orders;
pub mod report;
mod run;

use crate::error::{Error, Result};
use crate::index::Index;
use crate::index::commit::Commit;
use crate::index::families;
use crate::index::manifest::Manifest;
use crate::index::writer::Writer;
use crate::join;
use crate::parse;
use crate::read;
use crate::search::kept;
use corrections::Corrections;
use report::{FileReport, Report};
use run::{Run, Tally};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// What to index, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Files and directories; `-` is standard input.
    pub paths: Vec<PathBuf>,
    /// A file among them that the caller writes meanwhile, and that is not read.
    pub own: Option<PathBuf>,
    /// Threads that annotate, and threads that index.
    pub jobs: usize,
    /// The heap of the threads that index, in bytes, all together.
    pub heap: usize,
    /// Remove articles whose files are gone from beneath `paths`.
    pub prune: bool,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Which files beneath `paths` are read.
    pub globs: read::globs::Globs,
    /// How to parse.
    pub parse: parse::Options,
    /// What becomes of the user's list of names.
    pub authority: List,
    /// How much and how long to read of one file.
    pub limits: Limits,
}

/// What becomes of the list of names that is kept with an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum List {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is forgotten.
    Forget,
    /// This one takes its place: the bytes of a CSV file ([`crate::join::authority`]).
    Take(Vec<u8>),
}

/// How much and how long is read of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes.
    pub bytes: u64,
    /// The longest time.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: read::MAX_BYTES, time: Duration::from_secs(60) }
    }
}

/// Hears what happens during a run, from many threads.
pub trait Observer: Sync {
    /// Whether [`Observer::total`] is wanted; counting takes a walk over all directories of its own.
    fn wants_total(&self) -> bool {
        false
    }
    /// How many files there are, and of how many bytes.
    fn total(&self, _files: u64, _bytes: u64) {}
    /// A file is done.
    fn done(&self, _file: &FileReport) {}
    /// All files are done, and what follows takes as long as all articles are many.
    fn finishing(&self, _what: &str) {}
    /// An input failed; the run goes on.
    fn trouble(&self, _error: &Error) {}
    /// Something that the user should know.
    fn note(&self, _note: &str) {}
}

/// What a run did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Articles that are new.
    pub added: u64,
    /// Articles that took the place of their former version.
    pub updated: u64,
    /// Articles whose files have not changed.
    pub unchanged: u64,
    /// Articles that are gone.
    pub removed: u64,
    /// Inputs that failed.
    pub failed: u64,
    /// Lines of the file of corrections that cannot be used.
    pub uncorrected: u64,
    /// Paragraphs of the articles that are new or updated.
    pub paragraphs: u64,
    /// Quotations of the articles that are new or updated.
    pub quotations: u64,
    /// Bytes of all files that were read.
    pub bytes: u64,
    /// The revision of the index after the run.
    pub revision: u64,
    /// How many of all articles of the index are near-identical to others; `None` in a dry run.
    pub families: Option<Families>,
    /// What was found in the files that were read.
    pub report: Report,
}

/// How many articles of an index are near-identical to others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Families {
    /// All articles of the index.
    pub articles: u64,
    /// Families of two and more articles.
    pub families: u64,
    /// The articles in them.
    pub members: u64,
}

/// Whether nothing is there, or an empty directory: a place for a new index.
fn is_nothing(at: &Path) -> bool {
    !at.exists() || std::fs::read_dir(at).is_ok_and(|mut entries| entries.next().is_none())
}

/// Indexes `options.paths` into the index in directory `at`, which is made if there is none.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index cannot be used. Inputs that fail are reported to the observer and counted.
pub fn ingest(at: &Path, options: &Options, observer: &dyn Observer) -> Result<Summary> {
    let index = match options.dry_run {
        true if is_nothing(at) => None,
        true => Some(Index::open(at)?),
        false => Some(Index::open_or_create(at)?),
    };
    let writer = match &index {
        Some(index) if !options.dry_run => Some(Writer::open(index, options.jobs.min(8), options.heap)?),
        _ => None,
    };
    // Read under the write lock, so that no other run can have changed it since.
    let manifest = match &index {
        Some(_) if !options.dry_run => Manifest::read(&Index::open(at)?)?,
        Some(index) => Manifest::read(index)?,
        None => Manifest::default(),
    };
    let (corrections, errors) = Corrections::load(at)?;
    errors.iter().for_each(|error| observer.trouble(error));
    let summary = Summary { uncorrected: errors.len() as u64, ..Summary::default() };
    let tally = Mutex::new(Tally { summary, ..Tally::default() });
    let run = Run { at, options, observer, manifest, writer, corrections, tally, places: OnceLock::new() };
    run.count();
    run.walk_and_read()?;
    if let (true, Some(index)) = (options.prune, &index) {
        run.prune(index)?;
    }
    for note in run.tally().orders.notes() {
        observer.note(&note);
    }
    let Run { writer, tally, .. } = run;
    let mut tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = tally.fatal {
        return Err(error);
    }
    // Names are joined by the list, so another list is a change of the index, and so is one in the place of a damaged one.
    let listed = match &options.authority {
        List::Keep => false,
        List::Forget => join::list(at).map_or(true, |kept| kept.is_some()),
        List::Take(list) => join::list(at).map_or(true, |kept| kept.as_ref() != Some(list)),
    };
    let changed = listed || tally.summary.added + tally.summary.updated + tally.summary.removed > 0;
    if let Some(index) = &index {
        tally.summary.revision = Commit::last(index.path())?.revision();
    }
    if let Some(writer) = writer {
        if changed {
            observer.finishing("writing what was read");
            tally.summary.revision = writer.commit()?;
        }
        match &options.authority {
            List::Keep => {}
            List::Forget => join::remember(at, None)?,
            List::Take(list) => join::remember(at, Some(list))?,
        }
        observer.finishing("joining names and comparing articles");
        // What takes all articles together comes last. Joined names belong to segments; families to a commit, whatever its segments.
        let joined = || {
            writer.finish()?;
            let index = Index::open(at)?;
            join::update(&index).map(|_| index)
        };
        let last = Index::open(at)?;
        let pool = rayon::ThreadPoolBuilder::new().num_threads(options.jobs).build();
        let pool = pool.map_err(|e| Error::index(format!("cannot start threads: {e}")).hint("give fewer: --jobs 1"))?;
        let (joined, found) = pool.install(|| rayon::join(joined, || families::update(&last)));
        let (index, found) = (joined?, found?);
        kept::update(&index)?;
        let (families, members) = (found.all.len() as u64, found.members());
        tally.summary.families = Some(Families { articles: found.articles, families, members });
    }
    Ok(tally.summary)
}
