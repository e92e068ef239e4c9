//! The index on disk: paragraphs, their articles and their quotations as documents of one tantivy index.
//!
//! Every article is a contiguous *block* of documents in one segment: its article document (A), its paragraph documents
//! (P, by number), its quotation documents (Q, in the order of their content). tantivy keeps the order of a batch
//! within its segment, also through merges, and an article is only ever deleted as a whole; so positions relative to the A document
//! lead from a quotation to its paragraph and from a paragraph to its article without a lookup. See `schema` for the
//! fields.

pub mod check;
pub mod content;
pub mod document;
pub mod families;
mod integrity;
pub mod lookup;
pub mod manifest;
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
use content::Dictionary;
use schema::Fields;
use seal::Note;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tantivy::{Directory, IndexReader, ReloadPolicy, Searcher, TantivyError};

/// The number of the layout on disk; an index of another number is not read.
pub const LAYOUT: u32 = 6;

/// The file beside tantivy's own that says what made the index.
const MARKER: &str = "newsdex.json";

/// What the marker file holds.
#[derive(Debug, Serialize, Deserialize)]
struct Marker {
    layout: u32,
    newsdex: String,
}

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
    /// Where it lies.
    pub path: PathBuf,
    /// All fields.
    pub fields: Fields,
    tantivy: tantivy::Index,
    reader: IndexReader,
    seen: u64,
    state: u64,
    dictionary: Arc<OnceLock<Option<Arc<Dictionary>>>>,
}

impl Index {
    /// Opens the index in directory `path`.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if there is none, if another version made it, or if it is damaged.
    pub fn open(path: &Path) -> Result<Self> {
        read_marker(path)?;
        let tantivy = tantivy::Index::open_in_dir(path).map_err(|e| unusable(path, e))?;
        let fields = Fields::of(&tantivy.schema()).ok_or_else(|| {
            Error::index(format!("the index at `{}` has other fields than this version", path.display())).hint(REMAKE)
        })?;
        tokenizer::register(&tantivy);
        loop {
            let commit = Commit::last(&tantivy, path)?;
            let reader = tantivy
                .reader_builder()
                .reload_policy(ReloadPolicy::Manual)
                .try_into()
                .map_err(|e: TantivyError| unusable(path, e))?;
            // Another process may have committed between the two.
            if commit == Commit::last(&tantivy, path)? {
                let (seen, state) = (commit.revision(path)?, commit.opstamp);
                let dictionary = Arc::default();
                return Ok(Index { path: path.to_owned(), fields, tantivy, reader, seen, state, dictionary });
            }
        }
    }

    /// Opens the index in directory `path`, making an empty one if there is none.
    ///
    /// # Errors
    /// As [`Index::open`], or if the directory cannot be made or holds something else.
    pub fn open_or_create(path: &Path) -> Result<Self> {
        if !path.join("meta.json").exists() {
            create(path)?;
        }
        Self::open(path)
    }

    /// The last commit; what it shows does not change while it is held.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// The number of the commit that [`Index::searcher`] shows: no two commits that hold different articles have the same.
    pub fn state(&self) -> u64 {
        self.state
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
        let found = Dictionary::load(&self.path)?;
        Ok(self.dictionary.get_or_init(|| found).clone())
    }

    /// The underlying index.
    pub fn tantivy(&self) -> &tantivy::Index {
        &self.tantivy
    }

    /// The number of the last commit, which every change of the index raises; 0 for an empty one.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the index is damaged.
    pub fn revision(&self) -> Result<u64> {
        Commit::last(&self.tantivy, &self.path)?.revision(&self.path)
    }

    /// The revision when the index was opened.
    pub fn seen(&self) -> u64 {
        self.seen
    }
}

/// What tantivy writes of a commit beside its schema and its segments, which take longer to read.
#[derive(PartialEq, Eq, Deserialize)]
struct Commit {
    opstamp: u64,
    payload: Option<String>,
}

impl Commit {
    fn last(index: &tantivy::Index, path: &Path) -> Result<Self> {
        let bytes = index.directory().atomic_read(Path::new("meta.json")).map_err(|e| unusable(path, e.into()))?;
        serde_json::from_slice(&bytes).map_err(|_| damaged(path))
    }

    fn revision(&self, path: &Path) -> Result<u64> {
        let Some(payload) = &self.payload else { return Ok(0) };
        Note::open(payload).map(|note| note.revision).ok_or_else(|| damaged(path))
    }
}

fn damaged(path: &Path) -> Error {
    Error::index(format!("the index at `{}` is damaged: its last commit", path.display())).hint(REMAKE)
}

const REMAKE: &str = "make a new one from the articles: newsdex index --index NEWDIR PATH…";

/// The words for what tantivy says of an index that cannot be used.
pub(crate) fn unusable(path: &Path, e: TantivyError) -> Error {
    match e {
        TantivyError::LockFailure(..) => {
            Error::index(format!("another newsdex is writing to the index at `{}`", path.display()))
                .hint("wait until it has finished; searching works meanwhile")
        }
        TantivyError::IoError(e) => Error::index(format!("cannot use the index at `{}`: {e}", path.display()))
            .hint("check the permissions and the free space of that directory"),
        e => Error::index(format!("the index at `{}` is damaged: {e}", path.display())).hint(REMAKE),
    }
}

fn read_marker(path: &Path) -> Result<()> {
    let missing = || {
        Error::index(format!("no index at `{}`", path.display()))
            .hint("make one: newsdex index PATH…")
            .hint("or name another: --index DIR, or the variable NEWSDEX_INDEX")
    };
    let marker: Marker = match seal::read(&path.join(MARKER)) {
        Ok(marker) => marker,
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Err(missing()),
        Err(e) if e.kind() == ErrorKind::InvalidData => return Err(other_maker(path, &e)),
        Err(e) => return Err(Error::index(format!("cannot read `{}`: {e}", path.join(MARKER).display()))),
    };
    if marker.layout != LAYOUT {
        return Err(layout_differs(path, &marker));
    }
    if !path.join("meta.json").exists() {
        return Err(missing());
    }
    Ok(())
}

/// The marker is not one of this layout: an older newsdex wrote it without a checksum, or it is damaged.
fn other_maker(path: &Path, e: &std::io::Error) -> Error {
    let at = path.join(MARKER);
    let text = fs::read_to_string(&at).unwrap_or_default();
    match serde_json::from_str::<Marker>(&text) {
        Ok(marker) => layout_differs(path, &marker),
        Err(_) => Error::index(format!("`{}` is damaged: {e}", at.display())).hint(REMAKE),
    }
}

fn layout_differs(path: &Path, marker: &Marker) -> Error {
    let what = format!(
        "the index at `{}` has layout {}, made by newsdex {}; this version reads layout {LAYOUT}",
        path.display(),
        marker.layout,
        marker.newsdex
    );
    Error::index(what).hint(REMAKE)
}

/// Makes an empty index. The marker comes first, so that a directory with only a marker is an index whose making was
/// cut short, and is made again.
fn create(path: &Path) -> Result<()> {
    let io = |e: std::io::Error| Error::index(format!("cannot make an index at `{}`: {e}", path.display()));
    fs::create_dir_all(path).map_err(io)?;
    let foreign = fs::read_dir(path).map_err(io)?.flatten().any(|f| {
        let name = f.file_name();
        let name = name.to_string_lossy();
        !name.starts_with('.') && name != MARKER && name != saved::FILE && name != "meta.json"
    });
    if foreign {
        return Err(Error::index(format!("`{}` holds files that are not an index", path.display()))
            .hint("name an empty or new directory: --index DIR"));
    }
    let marker = Marker { layout: LAYOUT, newsdex: env!("CARGO_PKG_VERSION").to_owned() };
    seal::write(&path.join(MARKER), &marker).map_err(io)?;
    let directory = tantivy::directory::MmapDirectory::open(path).map_err(|e| unusable(path, e.into()))?;
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
