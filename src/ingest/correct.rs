//! Applying corrections to an index at once: the articles of a file are annotated anew from what the index holds of them.

use super::corrections::{Correction, Corrections};
use crate::annotate;
use crate::error::{Error, Result};
use crate::index::document::{Origin, article_of};
use crate::index::manifest::each_article;
use crate::index::writer::Writer;
use crate::index::{Index, lookup};
use crate::join;
use crate::search::kept;
use std::path::Path;

/// The heap of the writer, in bytes; one file is written.
const HEAP: usize = 50_000_000;

/// Puts `after` in the place of the corrections of the index at `at`, which are `before`, and applies them to the articles of
/// `file`. Returns those of its articles that do not fit.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index or the corrections cannot be written.
pub fn replace(at: &Path, file: &str, before: &Corrections, after: &Corrections) -> Result<Vec<Correction>> {
    let index = Index::open(at)?;
    // The lock first, so that nobody else writes between reading and writing.
    let writer = Writer::open(&index, 1, HEAP)?;
    let index = Index::open(at)?;
    let mut found: Option<(String, u64)> = None;
    each_article(&index, |row| {
        if row.file == file {
            found = Some((row.path.to_owned(), row.hash));
        }
    })?;
    let (path, hash) = found.ok_or_else(|| Error::usage(format!("the index holds no file `{file}`")))?;
    // Written down before it is applied: if this is cut short, the next `index` sees that the file must be read again.
    after.save(at)?;
    let hash = hash ^ before.print(file) ^ after.print(file);
    let mut unfit = Vec::new();
    {
        let mut slot = writer.file(Origin { file, path: &path, hash }, true);
        for (meta, pars) in lookup::file(&index, file)? {
            let mut article = annotate::annotate(article_of(meta, pars));
            unfit.extend(after.apply(&mut article).into_iter().cloned());
            slot.add(&article)?;
        }
    }
    writer.commit()?;
    writer.finish()?;
    let index = Index::open(at)?;
    join::update(&index)?;
    kept::update(&index)?;
    Ok(unfit)
}
