//! One run at work: walks, reads and hands articles to the writer, on many threads.

use super::corrections::Corrections;
use super::orders::Orders;
use super::report::{FileReport, Status};
use super::{Observer, Options, Summary};
use crate::annotate;
use crate::error::{Error, ErrorKind, Result};
use crate::index::Index;
use crate::index::document::Origin;
use crate::index::manifest::{Key, Known, Manifest, each_article, key};
use crate::index::writer::Writer;
use crate::model::Annotated;
use crate::parse;
use crate::read::{self, Found, Source, names};
use rustc_hash::{FxHashMap, FxHashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// How long work may be lost when the process is killed.
const COMMIT_EVERY: Duration = Duration::from_secs(20);

/// How many articles of one file are held back until its parser has reached the end, so that a file that turns out to
/// be broken does not take the place of its whole former version.
const HELD_BACK: usize = 64;

/// The most files that one thread takes at once.
const AT_ONCE: usize = 32;

/// One run; shared by its threads.
pub(super) struct Run<'a> {
    /// Where the index is.
    pub at: &'a Path,
    pub options: &'a Options,
    pub observer: &'a dyn Observer,
    pub manifest: Manifest,
    /// `None` in a dry run.
    pub writer: Option<Writer>,
    pub corrections: Corrections,
    pub tally: Mutex<Tally>,
    /// The path of each file in the index, by the key of its id; read where a file seems to have moved.
    pub places: OnceLock<FxHashMap<Key, String>>,
}

/// What a run has come to.
#[derive(Default)]
pub(super) struct Tally {
    pub summary: Summary,
    pub orders: Orders,
    /// What ended it.
    pub fatal: Option<Error>,
}

/// A file to be looked at.
struct Job {
    found: Found,
    path: String,
}

impl Run<'_> {
    /// Tells the observer how much there is, if it wants to know.
    pub fn count(&self) {
        if !self.observer.wants_total() {
            return;
        }
        let (mut files, mut bytes) = (0, 0);
        for found in self.found(&self.options.paths).flatten() {
            files += 1;
            bytes += std::fs::metadata(&found.path).map_or(0, |m| m.len());
        }
        self.observer.total(files, bytes);
    }

    /// The files to look at beneath `paths`.
    fn found<'a>(&'a self, paths: &'a [PathBuf]) -> impl Iterator<Item = Result<Found>> + 'a {
        let own = self.options.own.as_deref().and_then(|own| std::fs::canonicalize(own).ok());
        let is_own = move |found: &Found| {
            let own = own.as_deref().filter(|own| own.file_name() == found.path.file_name());
            own.is_some_and(|own| std::fs::canonicalize(&found.path).is_ok_and(|path| path == own))
        };
        let all = read::walk_matching(paths, &self.options.globs);
        all.filter(move |found| !found.as_ref().is_ok_and(&is_own))
    }

    /// Walks on this thread, reads on the others; commits now and then.
    pub fn walk_and_read(&self) -> Result<()> {
        let (sender, receiver) = sync_channel(4 * self.options.jobs);
        let receiver = Mutex::new(receiver);
        std::thread::scope(|scope| {
            for _ in 0..self.options.jobs {
                scope.spawn(|| self.work(&receiver));
            }
            self.walk(&sender)?;
            drop(sender);
            Ok(())
        })
    }

    fn walk(&self, sender: &SyncSender<Vec<Job>>) -> Result<()> {
        let mut seen: FxHashMap<Key, Key> = FxHashMap::default();
        let mut jobs = Vec::new();
        let (mut committed, mut shown) = (Instant::now(), 0);
        for root in &self.options.paths {
            let base = std::fs::canonicalize(root).unwrap_or_else(|_| root.clone());
            for found in self.found(std::slice::from_ref(root)) {
                if self.tally().fatal.is_some() {
                    return Ok(());
                }
                match found.and_then(|found| self.job(&base, root, found, &mut seen)) {
                    Ok(job) => jobs.extend(job),
                    Err(error) => {
                        // What was never opened is known by what the error says of it.
                        let path = error.what.split_once(": ").map_or_else(String::new, |(path, _)| path.to_owned());
                        self.done(&mut FileReport { path, ..FileReport::default() }, Err(error));
                    }
                }
                // Handing over costs as much as a look at an unchanged file; but no thread should have much to do when the others are done.
                if jobs.len() >= (seen.len() / (16 * self.options.jobs)).clamp(1, AT_ONCE) {
                    _ = sender.send(std::mem::take(&mut jobs));
                }
                let paragraphs = self.tally().summary.paragraphs;
                if committed.elapsed() > COMMIT_EVERY && paragraphs > shown {
                    self.writer.as_ref().map(Writer::commit).transpose()?;
                    (committed, shown) = (Instant::now(), paragraphs);
                }
            }
        }
        _ = sender.send(jobs);
        Ok(())
    }

    /// The job for a file; `None` where this run has seen it already.
    fn job(&self, base: &Path, root: &Path, found: Found, seen: &mut FxHashMap<Key, Key>) -> Result<Option<Job>> {
        let path = match found.path.strip_prefix(root) {
            Ok(below) if !below.as_os_str().is_empty() => base.join(below),
            _ => base.to_owned(),
        };
        let path = names::as_text(path.as_os_str()).into_owned();
        match seen.insert(key(&found.id), key(&path)) {
            None => Ok(Some(Job { found, path })),
            Some(other) if other == key(&path) => Ok(None),
            Some(_) => Err(taken(&found, "another file of this run")),
        }
    }

    fn work(&self, receiver: &Mutex<Receiver<Vec<Job>>>) {
        loop {
            let jobs = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(jobs) = jobs else { return };
            jobs.into_iter().for_each(|job| self.work_on(job));
        }
    }

    fn work_on(&self, job: Job) {
        if self.tally().fatal.is_some() {
            return;
        }
        let began = Instant::now();
        let mut file = FileReport { path: job.path.clone(), id: job.found.id.clone(), ..FileReport::default() };
        let outcome = self.read(&job, &mut file);
        file.seconds = began.elapsed().as_secs_f64();
        self.done(&mut file, outcome);
    }

    /// Takes note of how a file ended.
    fn done(&self, file: &mut FileReport, outcome: Result<()>) {
        if let Err(error) = outcome {
            file.status = Status::Failed;
            if error.exit_code() == 3 {
                self.tally().fatal = Some(error);
                return;
            }
            let shown =
                error.what.split_once(": ").filter(|(path, _)| file.path.ends_with(path.trim_start_matches("./")));
            file.problem = Some(shown.map_or(error.what.as_str(), |(_, why)| why).to_owned());
            self.tally().summary.failed += 1;
            self.observer.trouble(&error);
        }
        let summary = &mut self.tally().summary;
        summary.bytes += file.bytes;
        summary.report.add(file);
        self.observer.done(file);
    }

    /// Reads one file and hands its articles to the writer, unless the index holds them already.
    fn read(&self, job: &Job, file: &mut FileReport) -> Result<()> {
        let source = read::load(&job.found, self.options.limits.bytes)?;
        file.bytes = source.bytes.len() as u64;
        let hash = fingerprint(&source, &self.options.parse) ^ self.corrections.print(&job.found.id);
        let known = self.manifest.files.get(&key(&job.found.id)).copied();
        if let Some(known) = known {
            // Where the file was moved, the index is told the new place.
            let moved = known.path != key(&job.path);
            let other = if moved { self.still_there(&job.found.id) } else { None };
            if known.hash == hash && (!moved || other.is_some()) {
                self.tally().summary.unchanged += u64::from(known.articles);
                (file.status, file.articles) = (Status::Unchanged, u64::from(known.articles));
                return Ok(());
            }
            if let Some(other) = other {
                return Err(taken(&job.found, &format!("`{other}`, which is in this index")));
            }
        }
        file.status = if known.is_some() { Status::Updated } else { Status::Added };
        self.index_file(job, source, hash, known, file)
    }

    fn index_file(
        &self,
        job: &Job,
        source: Source,
        hash: u64,
        known: Option<Known>,
        file: &mut FileReport,
    ) -> Result<()> {
        let (limit, options) = (self.options.limits.time, &self.options.parse);
        let Some(writer) = &self.writer else {
            parse::within(limit, source, options, &mut |parsed| file.add(&parsed))?;
            self.count_articles(file.articles, known);
            return Ok(());
        };
        let origin = Origin { file: &job.found.id, path: &job.path, hash };
        let mut slot = writer.file(origin, known.is_some());
        let mut held: Vec<Annotated> = Vec::new();
        let mut left = FxHashSet::default();
        let (mut broken, mut fault) = (Ok(()), Ok(()));
        let parsed = parse::within(limit, source, options, &mut |parsed| {
            file.add(&parsed);
            self.tally().orders.add(&parsed.dates);
            let mut annotated = match annotate::guarded(parsed.article) {
                Ok((annotated, _)) => annotated,
                Err(e) => return fault = Err(e),
            };
            self.correct(&mut annotated);
            left.insert(annotated.article.id.clone());
            self.count_content(&annotated);
            held.push(annotated);
            if held.len() > HELD_BACK && broken.is_ok() {
                broken = held.drain(..).try_for_each(|a| slot.add(&a));
            }
        });
        broken?;
        // A file that cannot be read to its end keeps its former version, if all of it was still held back; a new one gives
        // what could be read.
        if parsed.is_ok() || known.is_none() || file.articles as usize > HELD_BACK {
            held.drain(..).try_for_each(|a| slot.add(&a))?;
            self.count_articles(file.articles, known);
        }
        drop(slot);
        // Nobody may show what was withdrawn.
        let withdrawn = parsed.as_ref().is_err_and(|e| e.kind == ErrorKind::Withdrawn);
        if withdrawn && known.is_some() {
            writer.remove(&job.found.id)?;
            self.count_articles(0, known);
        }
        if parsed.is_ok() || withdrawn {
            self.tell_gone(&job.found.id, &left);
        }
        parsed.and(fault)
    }

    /// Applies the corrections of an article, and tells of those that do not fit any more.
    fn correct(&self, article: &mut Annotated) {
        for unfit in self.corrections.apply(article) {
            self.observer.note(&format!(
                "a correction no longer applies, since the article has no such quotation any more: {}",
                unfit.in_words()
            ));
        }
    }

    /// Tells of the corrections of articles that a file had, but for those that it still has.
    fn tell_gone(&self, file: &str, left: &FxHashSet<String>) {
        for gone in self.corrections.gone(file, left) {
            let what = format!("a correction no longer applies, since its article is gone: {}", gone.in_words());
            self.observer.note(&what);
        }
    }

    /// The path of the file that the index holds under this id, if that file is still there.
    fn still_there(&self, id: &str) -> Option<String> {
        let places = self.places.get_or_init(|| {
            let mut places = FxHashMap::default();
            let read = Index::open(self.at)
                .and_then(|index| each_article(&index, |row| _ = places.insert(key(row.file), row.path.to_owned())));
            // An index that cannot be read is no reason to leave a file out: writing to it will say what is wrong.
            read.map_or_else(|_| FxHashMap::default(), |()| places)
        });
        places.get(&key(id)).filter(|path| is_file(path)).cloned()
    }

    fn count_articles(&self, now: u64, known: Option<Known>) {
        let before = known.map_or(0, |k| u64::from(k.articles));
        let summary = &mut self.tally().summary;
        summary.updated += now.min(before);
        summary.added += now.saturating_sub(before);
        summary.removed += before.saturating_sub(now);
    }

    fn count_content(&self, a: &Annotated) {
        let summary = &mut self.tally().summary;
        summary.paragraphs += a.article.paragraphs.len() as u64;
        summary.quotations += a.quotations.len() as u64;
    }

    /// What it has come to so far.
    pub fn tally(&self) -> std::sync::MutexGuard<'_, Tally> {
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Removes articles whose files are gone from beneath the PATHs. A PATH that is gone itself may be a disk that is not
    /// there today; nothing beneath it is removed.
    pub fn prune(&self, index: &Index) -> Result<()> {
        let roots: Vec<PathBuf> = self.options.paths.iter().filter_map(|p| std::fs::canonicalize(p).ok()).collect();
        let mut gone: FxHashMap<String, u64> = FxHashMap::default();
        each_article(index, |row| {
            let path = names::to_path(row.path);
            let missing = || match std::fs::symlink_metadata(&path) {
                Ok(now) => now.is_dir(),
                Err(e) => is_gone(&e),
            };
            if roots.iter().any(|root| path.starts_with(root)) && (gone.contains_key(row.file) || missing()) {
                *gone.entry(row.file.to_owned()).or_default() += 1;
            }
        })?;
        for (file, articles) in gone {
            self.writer.as_ref().map_or(Ok(()), |writer| writer.remove(&file))?;
            self.tell_gone(&file, &FxHashSet::default());
            self.tally().summary.removed += articles;
        }
        Ok(())
    }
}

/// Whether a file stands at a path that the index tells.
fn is_file(path: &str) -> bool {
    std::fs::metadata(names::to_path(path)).is_ok_and(|now| !now.is_dir())
}

fn is_gone(e: &std::io::Error) -> bool {
    matches!(e.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory)
}

fn taken(found: &Found, by: &str) -> Error {
    Error::input(format!("{}: the id `{}` is taken by {by}", found.path.display(), found.id))
        .hint("name the directory that holds both, so that their ids differ, or use an index of its own: --index DIR")
}

/// Tells the content of a file and how it is read apart from any other; a newer reader reads everything again.
fn fingerprint(source: &Source, options: &parse::Options) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&source.bytes);
    hasher.update(format!("\0{}\0{options:?}", annotate::VERSION).as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}
