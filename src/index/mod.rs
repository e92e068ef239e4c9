//! The index on disk: paragraphs, their articles and their quotations as documents of one tantivy index.
//!
//! Every article is a contiguous *block* of documents in one segment: its article document (A), its paragraph documents
//! (P, by number), its quotation documents (Q, in the order of their content). tantivy keeps the order of a batch
//! within its segment, also through merges, and an article is only ever deleted as a whole; so positions relative to the A document
//! lead from a quotation to its paragraph and from a paragraph to its article without a lookup. See `schema` for the
//! fields.

mod blocks;
pub mod check;
mod coder;
pub mod commit;
pub mod content;
pub mod dictionary;
mod directory;
pub mod document;
pub mod families;
mod integrity;
pub mod lookup;
pub mod manifest;
mod marks;
mod pack;
pub mod pairs;
pub mod saved;
pub mod schema;
pub mod seal;
pub mod stats;
pub mod table;
pub mod titles;
pub mod tokenizer;
pub mod writer;

use crate::error::{Error, Result};
use crate::model::{DateMention, Entity, Passage, Quotation};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use commit::{COMMITS, Commit, MARKER, REMAKE};
use dictionary::Dictionary;
use directory::Shared;
use schema::Fields;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use tantivy::directory::error::LockError;
use tantivy::{IndexReader, ReloadPolicy, Searcher, TantivyError};

/// The metadata of an article, as stored in its A document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meta {
    /// The article's id.
    pub id: String,
    /// The path as found when it was indexed.
    pub path: String,
    /// The headline, or the first sentence.
    pub title: String,
    /// Whether the title was derived from the first sentence.
    pub title_derived: bool,
    /// The authors.
    pub byline: Vec<String>,
    /// The publication.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The section.
    pub section: Option<String>,
    /// The news agencies that it credits.
    pub wire: Vec<String>,
    /// When it was published, ISO 8601.
    pub published: Option<String>,
    /// When it was changed, ISO 8601.
    pub updated: Option<String>,
    /// ISO 639-1.
    pub language: Option<String>,
    /// Words of all paragraphs.
    pub words: u32,
}

impl Meta {
    /// When it was published, in seconds from 1970; without a zone in that of Greenwich. This is what the column `published` has, by which
    /// everything is ordered that goes by date.
    pub fn moment(&self) -> Option<i64> {
        let published = self.published.as_deref()?;
        let zoned = ["%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M%:z"].into_iter();
        let zoned = zoned.map(|form| DateTime::parse_from_str(published, form).ok().map(|t| t.timestamp()));
        let plain = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"].into_iter();
        let plain =
            plain.map(|form| NaiveDateTime::parse_from_str(published, form).ok().map(|t| t.and_utc().timestamp()));
        let day = || published.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN).and_utc().timestamp());
        zoned.chain(plain).flatten().next().or_else(day)
    }
}

/// A paragraph with what was read from it, as stored in the A document of its article, packed (`index::pack`).
#[derive(Debug, Clone, PartialEq)]
pub struct Par {
    /// Its number.
    pub p: u32,
    /// Its text, unaltered.
    pub text: String,
    /// The quotations whose content it holds, in order; Q documents follow the same order.
    pub quotations: Vec<Quotation>,
    /// Its names, in order.
    pub entities: Vec<Entity>,
    /// The dates it speaks of, in order.
    pub dates: Vec<DateMention>,
    /// Its language (ISO 639-1), where it is not that of the article.
    pub language: Option<String>,
}

/// An index that is open for asking. A clone shows the same commit.
#[derive(Clone)]
pub struct Index {
    /// All fields.
    pub fields: Fields,
    commit: Commit,
    tantivy: tantivy::Index,
    reader: IndexReader,
    dictionary: Arc<OnceLock<Option<Arc<Dictionary>>>>,
}

impl Index {
    /// Opens the index in directory `path`.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if there is none, if another version made it, or if it is damaged.
    pub fn open(path: &Path) -> Result<Self> {
        let mut commit = Commit::last(path)?;
        let directory = Shared::open(path).map_err(|e| unusable(path, e.into()))?;
        let tantivy = tantivy::Index::open(directory).map_err(|e| unusable(path, e))?;
        let fields = Fields::of(&tantivy.schema()).ok_or_else(|| {
            Error::index(format!("the index at `{}` has other fields than this version", path.display())).hint(REMAKE)
        })?;
        tokenizer::register(&tantivy);
        loop {
            let reader = tantivy
                .reader_builder()
                .reload_policy(ReloadPolicy::Manual)
                .try_into()
                .map_err(|e: TantivyError| unusable(path, e))?;
            // Another process may have committed meanwhile.
            let last = Commit::read(path)?;
            if commit == last {
                return Ok(Index { fields, commit, tantivy, reader, dictionary: Arc::default() });
            }
            commit = last;
        }
    }

    /// Opens the index in directory `path`, making an empty one if there is none.
    ///
    /// # Errors
    /// As [`Index::open`], or if the directory cannot be made or holds something else.
    pub fn open_or_create(path: &Path) -> Result<Self> {
        if !commit::exists(path) {
            create(path)?;
        }
        Self::open(path)
    }

    /// The last commit; what it shows does not change while it is held.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// The commit that [`Index::searcher`] shows.
    pub fn commit(&self) -> &Commit {
        &self.commit
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.commit.path
    }

    /// What the articles of the commit are unpacked with; `None` where they do without.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if it cannot be read.
    pub fn dictionary(&self) -> Result<Option<Arc<Dictionary>>> {
        if let Some(known) = self.dictionary.get() {
            return Ok(known.clone());
        }
        // It was there before the first commit that needs it.
        let found = Dictionary::load(self.path())?;
        Ok(self.dictionary.get_or_init(|| found).clone())
    }

    /// The underlying index.
    pub fn tantivy(&self) -> &tantivy::Index {
        &self.tantivy
    }
}

/// Letters of what is passed on of an error of tantivy's.
const MOST_SAID: usize = 160;

/// The words for what tantivy says of an index that cannot be used.
pub(crate) fn unusable(path: &Path, e: TantivyError) -> Error {
    match e {
        TantivyError::LockFailure(LockError::IoError(e), _) => {
            Error::index(format!("cannot lock the index at `{}`: {e}", path.display()))
                .hint("ask who owns the index for permission to write to it; asking it needs none")
        }
        TantivyError::LockFailure(LockError::LockBusy, _) => {
            Error::index(format!("another newsdex is writing to the index at `{}`", path.display()))
                .hint("wait until it has finished; searching works meanwhile")
        }
        // What the system says has its number; else a decoder has met bytes that it does not know.
        TantivyError::IoError(e) if e.raw_os_error().is_some() || !has_decoded(e.kind()) => {
            Error::index(format!("cannot use the index at `{}`: {e}", path.display()))
                .hint("check the permissions and the free space of that directory")
        }
        TantivyError::IoError(e) => damaged(path, &e.to_string()),
        // Some say what they read, all of it.
        e => {
            damaged(path, &e.to_string().lines().next().unwrap_or_default().chars().take(MOST_SAID).collect::<String>())
        }
    }
}

fn damaged(path: &Path, why: &str) -> Error {
    Error::index(format!("the index at `{}` is damaged: {why}", path.display()))
        .hint("`newsdex check` says where")
        .hint(REMAKE)
}

/// Whether errors of this kind come from what was read, and not from reading.
fn has_decoded(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Other | ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof)
}

/// The error for a part that cannot be read.
pub(crate) fn unreadable(path: &Path, what: &str) -> Error {
    damaged(path, &format!("{what} cannot be read"))
}

/// Makes an empty index. The marker comes first, so that a directory with only a marker is an index whose making was
/// cut short, and is made again.
fn create(path: &Path) -> Result<()> {
    let io = |e: std::io::Error| Error::index(format!("cannot make an index at `{}`: {e}", path.display()));
    if path.is_file() {
        return Err(Error::index(format!("`{}` is a file, and an index is a directory", path.display()))
            .hint("name an empty or new directory: --index DIR"));
    }
    fs::create_dir_all(path).map_err(io)?;
    let foreign = fs::read_dir(path).map_err(io)?.flatten().any(|f| {
        let name = f.file_name();
        let name = name.to_string_lossy();
        !name.starts_with('.') && name != MARKER && name != saved::FILE && name != COMMITS
    });
    if foreign {
        return Err(Error::index(format!("`{}` holds files that are not an index", path.display()))
            .hint("name an empty or new directory: --index DIR"));
    }
    commit::write_marker(path).map_err(io)?;
    let directory = Shared::open(path).map_err(|e| unusable(path, e.into()))?;
    let made = tantivy::Index::builder().schema(schema::build()).settings(schema::settings()).open_or_create(directory);
    made.map_err(|e| unusable(path, e))?;
    Ok(())
}

/// The words that a passage covers, where it lies in this paragraph.
impl Par {
    /// The text of a passage of this paragraph; `None` if it lies in another one.
    pub fn slice(&self, at: Passage) -> Option<&str> {
        (at.p == self.p).then(|| at.span.of(&self.text))
    }
}

#[cfg(test)]
mod tests {
    use super::{Meta, unusable};
    use std::io::{Error, ErrorKind};
    use std::path::Path;

    #[test]
    fn what_a_decoder_does_not_know_is_damage_and_what_the_system_refuses_is_not() {
        let said = |e: Error| unusable(Path::new("x"), e.into()).to_string();
        let decoder = said(Error::other("no such frame"));
        assert!(decoder.contains("is damaged") && decoder.contains("`newsdex check`"), "{decoder}");
        for system in [Error::from_raw_os_error(13), Error::new(ErrorKind::PermissionDenied, "not yours")] {
            let system = said(system);
            assert!(system.contains("check the permissions") && !system.contains("damaged"), "{system}");
        }
    }

    #[test]
    fn dates_go_by_time_and_not_by_how_they_are_written() {
        let moment = |published: &str| Meta { published: Some(published.to_owned()), ..Meta::default() }.moment();
        let times =
            ["2026-01-06T01:00+09:00", "2026-01-06", "2026-01-06T00:10:30", "2026-01-05T23:30-05:00"].map(moment);
        assert!(times.is_sorted() && times[0].is_some_and(|t| t == 1_767_628_800), "{times:?}");
    }
}
