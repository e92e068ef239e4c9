//! Writing: articles are replaced file by file, and a commit shows all of it or nothing.

use super::blocks::Blocks;
use super::commit::{self, Commit};
use super::content::Packer;
use super::document::{Origin, block};
use super::schema::Fields;
use super::seal::Note;
use super::{Index, integrity, unreadable, unusable};
use crate::error::{Error, Result};
use crate::model::Annotated;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::Duration;
use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy, UserOperation};
use tantivy::schema::document::Document;
use tantivy::{IndexWriter, SegmentMeta, TantivyDocument, Term};

/// Below this tantivy refuses to work, in bytes for each thread.
const LEAST_HEAP: usize = 16_000_000;

/// How much of what threads have sent may wait to be indexed, in bytes of text.
const WAITING: usize = 16_000_000;

/// What a writer that was killed may have left is older than this.
const LEFT: Duration = Duration::from_secs(3600);

/// Removes files that a run has begun and not named, because it was killed: tantivy's and those that [`super::seal`] writes.
fn clear(path: &Path) {
    let begun = |name: &str| name.starts_with(".tmp") || name.starts_with('.') && name.ends_with(".part");
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
        if begun(&entry.file_name().to_string_lossy()) && age.is_some_and(|age| age > LEFT) {
            // Where it cannot be removed it is in nobody's way.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// The one writer of an index. Its methods may be called from many threads.
pub struct Writer {
    fields: Fields,
    path: PathBuf,
    /// The revision that the next commit makes; it changes under the write lock only.
    revision: AtomicU64,
    gate: Arc<Gate>,
    packer: Packer,
    // Files are sent under the read lock and commits made under the write lock, so a commit never cuts a file in two.
    inner: RwLock<IndexWriter<Permitted>>,
}

/// A file that is being replaced; commits wait until it is dropped.
pub struct FileSlot<'a> {
    writer: &'a Writer,
    inner: RwLockReadGuard<'a, IndexWriter<Permitted>>,
    origin: Origin<'a>,
    /// The revision of the commit that will show the file.
    revision: u64,
    /// Whether the index may hold the file already.
    replaces: bool,
}

impl Writer {
    /// Takes the write lock of the index.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if another process writes, or the index cannot be written.
    pub fn open(index: &Index, threads: usize, heap: usize) -> Result<Self> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread((heap / threads).clamp(LEAST_HEAP, 4_000_000_000))
            .num_merge_threads(threads.min(2))
            .build();
        let inner: IndexWriter<Permitted> =
            index.tantivy().writer_with_options(options).map_err(|e| unusable(index.path(), e))?;
        if let Some(file) = integrity::damaged_segment(index.path(), index.tantivy())? {
            return Err(unreadable(index.path(), &format!("`{file}`")));
        }
        clear(index.path());
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(MANY);
        inner.set_merge_policy(Box::new(policy));
        // What a run that failed or was killed has left takes room, and names that this one will want.
        inner.garbage_collect_files().wait().map_err(|e| unusable(index.path(), e))?;
        let revision = AtomicU64::new(Commit::read(index.path())?.revision() + 1);
        let gate = Arc::new(Gate { waiting: Mutex::new(0), freed: Condvar::new() });
        let (path, packer) = (index.path().to_owned(), Packer::open(index)?);
        Ok(Writer { fields: index.fields, path, revision, gate, packer, inner: RwLock::new(inner) })
    }

    /// The directory of the index.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins to replace the articles of a file, which the index may hold already if `replaces`.
    pub fn file<'a>(&'a self, origin: Origin<'a>, replaces: bool) -> FileSlot<'a> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        let revision = self.revision.load(Ordering::Acquire);
        FileSlot { writer: self, inner, origin, revision, replaces }
    }

    /// Removes the articles of a file.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the index cannot be written.
    pub fn remove(&self, file: &str) -> Result<()> {
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        self.delete(&inner, file)
    }

    fn delete(&self, inner: &IndexWriter<Permitted>, file: &str) -> Result<()> {
        let blocks = Blocks(Term::from_field_text(self.fields.file, file));
        inner.delete_query(Box::new(blocks)).map(|_| ()).map_err(|e| self.failed(e))
    }

    /// Makes everything that was sent so far visible, all at once, and returns the revision that the index then has. Each
    /// commit makes one of its own, so that whoever asks during a run misses nothing of what is still to come.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the index cannot be written, for example when the disk is full; what was committed
    /// before stays.
    pub fn commit(&self) -> Result<u64> {
        let mut inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        let mut prepared = inner.prepare_commit().map_err(|e| self.failed(e))?;
        let revision = self.revision.load(Ordering::Acquire);
        let note = Note { revision, opstamp: prepared.opstamp() };
        prepared.set_payload(&note.seal());
        prepared.commit().map_err(|e| self.failed(e))?;
        commit::share(&self.path);
        self.revision.store(revision + 1, Ordering::Release);
        Ok(revision)
    }

    /// Waits for merges that are under way, makes few segments of many and removes files that nothing needs any more.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if a merge failed.
    pub fn finish(self) -> Result<()> {
        let path = self.path.clone();
        let finished = self.merge();
        // A merge writes the list of segments anew.
        commit::share(&path);
        finished
    }

    fn merge(self) -> Result<()> {
        let failed = |e| unusable(&self.path, e);
        let inner = self.inner.into_inner().unwrap_or_else(PoisonError::into_inner);
        let index = inner.index().clone();
        // Without files to collect this is cheap; a killed run may have left some behind.
        inner.garbage_collect_files().wait().map_err(failed)?;
        inner.wait_merging_threads().map_err(failed)?;
        let many = to_merge(&index.searchable_segment_metas().map_err(failed)?);
        if many.is_empty() {
            return Ok(());
        }
        // Whoever has taken the lock since will do this at their end.
        let Ok(mut writer) = index.writer_with_num_threads::<TantivyDocument>(1, LEAST_HEAP) else { return Ok(()) };
        writer.set_merge_policy(Box::new(NoMergePolicy));
        // Without room for it on the disk the index stays as it is, which is as right, only slower; what has been written gives its room back.
        if writer.merge(&many).wait().is_err() {
            writer.garbage_collect_files().wait().map_err(failed)?;
        }
        writer.wait_merging_threads().map_err(failed)
    }

    fn failed(&self, e: tantivy::TantivyError) -> Error {
        let why = match &e {
            // tantivy does not say what went wrong in its thread.
            tantivy::TantivyError::ErrorInThread(_) => {
                "its files cannot be written, most likely because the disk is full".into()
            }
            e => e.to_string(),
        };
        match unusable(&self.path, e) {
            e if e.what.contains("is damaged") => {
                Error::index(format!("the index at `{}` could not be written: {why}", self.path.display()))
                    .hint("what was committed before is whole; free some space and run the same command again")
            }
            e => e,
        }
    }
}

/// So many segments of about one size are made one while a run is going on; at its end there will be few in any case.
const MANY: usize = 128;

/// So many small segments are made one: each costs every question a third of a millisecond for its files.
const MANY_SMALL: usize = 4;

/// So few documents are always made one segment: it takes a tenth of a second.
const LITTLE: u64 = if cfg!(test) { 2 } else { 30_000 };

/// Segments to make one of: all where what is outside the largest one, or deleted, is half as much as that, so that each article is written
/// anew only a few times in the life of an index; otherwise those that the largest one is four times as large as, at least, where they are many.
fn to_merge(segments: &[SegmentMeta]) -> Vec<SegmentId> {
    let largest = segments.iter().map(|s| s.num_docs()).max().unwrap_or(0);
    let others = segments.iter().map(|s| u64::from(s.num_docs())).sum::<u64>() - u64::from(largest);
    let deleted: u64 = segments.iter().map(|s| u64::from(s.num_deleted_docs())).sum();
    let little = segments.len() > 1 && others + u64::from(largest) < LITTLE;
    if little || others + deleted > u64::from(largest) / 2 {
        return segments.iter().map(|s| s.id()).collect();
    }
    let small: Vec<SegmentId> = segments.iter().filter(|s| s.num_docs() <= largest / 4).map(|s| s.id()).collect();
    if small.len() < MANY_SMALL { Vec::new() } else { small }
}

impl FileSlot<'_> {
    /// Sends one article of the file. The first one takes the place of all that the index holds of the file.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the index cannot be written.
    pub fn add(&mut self, article: &Annotated) -> Result<()> {
        let writer = self.writer;
        let size = article.article.paragraphs.iter().map(|p| p.text.len() + 256).sum();
        let permit = Arc::new(Gate::permit(&writer.gate, size));
        if std::mem::take(&mut self.replaces) {
            writer.delete(&self.inner, self.origin.file)?;
        }
        let docs = block(&writer.fields, article, self.origin, self.revision, &writer.packer).into_iter();
        let operations = docs.map(|doc| UserOperation::Add(Permitted { doc, _permit: permit.clone() }));
        self.inner.run(operations).map_err(|e| writer.failed(e))?;
        Ok(())
    }
}

/// Bounds how much waits between the threads that annotate and the threads that index. tantivy bounds the number of
/// batches only, and ten thousand articles can be of any size.
struct Gate {
    waiting: Mutex<usize>,
    freed: Condvar,
}

/// The share of one article in what waits; gives it back when its last document has been taken in.
struct Permit {
    gate: Arc<Gate>,
    size: usize,
}

impl Gate {
    /// Waits until `size` more bytes may wait; one article may always, whatever its size.
    fn permit(gate: &Arc<Gate>, size: usize) -> Permit {
        let mut waiting = gate.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        while *waiting > 0 && *waiting + size > WAITING {
            waiting = gate.freed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        *waiting += size;
        Permit { gate: gate.clone(), size }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        *self.gate.waiting.lock().unwrap_or_else(PoisonError::into_inner) -= self.size;
        self.gate.freed.notify_all();
    }
}

/// A document that holds its article's permit until tantivy takes it in.
struct Permitted {
    doc: TantivyDocument,
    _permit: Arc<Permit>,
}

impl Document for Permitted {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.doc.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.doc
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Article, Paragraph};

    fn run(path: &Path, articles: std::ops::Range<usize>, at_once: usize) -> Vec<SegmentId> {
        let index = Index::open_or_create(path).unwrap();
        let writer = Writer::open(&index, 1, 16_000_000).unwrap();
        for (n, done) in articles.zip(1..) {
            let id = format!("{n}.txt");
            let paragraphs = vec![Paragraph { p: 1, text: format!("The ferry number {n} sailed late.") }];
            let article = Article { id: id.clone(), paragraphs, ..Article::default() };
            let origin = Origin { file: &id, path: &id, hash: 1 };
            writer.file(origin, true).add(&crate::annotate::annotate(article)).unwrap();
            if done % at_once == 0 {
                writer.commit().unwrap();
            }
        }
        writer.finish().unwrap();
        index.tantivy().searchable_segment_ids().unwrap()
    }

    #[test]
    #[cfg(unix)]
    fn who_may_read_one_file_may_read_all() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        for articles in [0..3, 3..4] {
            run(&path, articles, 1);
            let mode = |name: &str| std::fs::metadata(path.join(name)).unwrap().permissions().mode();
            let marker = mode(commit::MARKER);
            assert_eq!((mode(commit::COMMITS), mode(commit::MANAGED)), (marker, marker));
        }
    }

    #[test]
    fn much_is_made_one_segment_and_little_leaves_the_large_one_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        let all = run(&path, 0..30, 10);
        assert_eq!(all.len(), 1);
        let more = run(&path, 30..32, 2);
        assert!(more.len() == 2 && more.contains(&all[0]));
        // What is replaced often leaves as much room as it took.
        let replaced = run(&path, 0..20, 20);
        assert!(replaced.len() == 1 && !replaced.contains(&all[0]));
        let whole = crate::index::check::check(&path).unwrap();
        assert_eq!((whole.articles, whole.problems), (32, Vec::new()));
    }
}
