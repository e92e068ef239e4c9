//! What is joined in one column of names of a segment.

use crate::error::{Error, Result};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use tantivy::columnar::StrColumn;

/// A column of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Speakers of paragraphs.
    Speaker,
    /// Speakers of quotations.
    Quoted,
    /// Persons of paragraphs.
    Person,
    /// Organizations of paragraphs.
    Org,
}

impl Column {
    /// All of them, in the order of the file.
    pub const ALL: [Column; 4] = [Column::Speaker, Column::Quoted, Column::Person, Column::Org];

    /// Its name in the index.
    pub fn name(self) -> &'static str {
        match self {
            Column::Speaker => "speaker",
            Column::Quoted => "q_speaker",
            Column::Person => "person",
            Column::Org => "org",
        }
    }

    /// The column of that name.
    pub fn of(name: &str) -> Option<Column> {
        Column::ALL.into_iter().find(|c| c.name() == name)
    }
}

/// What is joined in one column of a segment, for writing.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Ranks {
    /// A value's rank and its referent, sorted.
    pub pairs: Vec<[u32; 2]>,
    /// Article document, a value's rank, referent, sorted.
    pub here: Vec<[u32; 3]>,
}

/// The names of a column that are joined.
#[derive(Debug, Clone)]
pub struct ColumnNames<'t> {
    pub(super) pairs: Cow<'t, [u8]>,
    pub(super) here: &'t [u8],
}

/// The values of a column that are joined wherever they stand: rank and referent, sorted. A speaker may be a person or an
/// organization; a name that is both is taken for the person.
pub fn pairs(
    values: &StrColumn,
    column: Column,
    people: &FxHashMap<&str, u32>,
    organizations: &FxHashMap<&str, u32>,
) -> Result<Vec<[u32; 2]>> {
    let unreadable = |e: std::io::Error| Error::index(format!("the index is damaged: {e}"));
    let mut pairs = Vec::new();
    let mut stream = values.dictionary().stream().map_err(unreadable)?;
    while stream.advance() {
        let name = std::str::from_utf8(stream.key()).unwrap_or("");
        let found = match column {
            Column::Person => people.get(name),
            Column::Org => organizations.get(name),
            Column::Speaker | Column::Quoted => people.get(name).or_else(|| organizations.get(name)),
        };
        pairs.extend(found.map(|&referent| [stream.term_ord() as u32, referent]));
    }
    Ok(pairs)
}

/// The `N` numbers of record `n`.
fn record<const N: usize>(bytes: &[u8], n: usize) -> [u32; N] {
    let mut out = [0; N];
    for (i, number) in out.iter_mut().enumerate() {
        let at = 4 * (n * N + i);
        *number = bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]));
    }
    out
}

/// The first record that is not before `key`.
fn lower<const N: usize>(bytes: &[u8], key: &[u32]) -> usize {
    let (mut low, mut high) = (0, bytes.len() / (4 * N));
    while low < high {
        let middle = low + (high - low) / 2;
        if &record::<N>(bytes, middle)[..key.len()] < key { low = middle + 1 } else { high = middle }
    }
    low
}

/// In the dense form of a column: not joined; joined in some articles.
pub const ALONE: u32 = u32::MAX;
/// See [`ALONE`].
pub const SOMETIMES: u32 = u32::MAX - 1;

impl ColumnNames<'_> {
    /// The referent of the value of rank `ord` in the article with document `a`.
    pub fn of(&self, a: u32, ord: u32) -> Option<u32> {
        self.here(a, ord).or_else(|| {
            let [rank, referent] = record(&self.pairs, lower::<2>(&self.pairs, &[ord]));
            let found = 8 * lower::<2>(&self.pairs, &[ord]) < self.pairs.len();
            (found && rank == ord).then_some(referent)
        })
    }

    /// The referent of a value that it has in this article only.
    pub fn here(&self, a: u32, ord: u32) -> Option<u32> {
        let n = lower::<3>(self.here, &[a, ord]);
        let [doc, rank, referent] = record(self.here, n);
        (12 * n < self.here.len() && (doc, rank) == (a, ord)).then_some(referent)
    }

    /// For each of `values` ranks its referent, [`ALONE`] or [`SOMETIMES`].
    pub fn dense(&self, values: usize) -> Vec<u32> {
        let mut dense = vec![ALONE; values];
        for n in 0..self.pairs.len() / 8 {
            let [rank, referent] = record(&self.pairs, n);
            if let Some(place) = dense.get_mut(rank as usize) {
                *place = referent;
            }
        }
        for n in 0..self.here.len() / 12 {
            let [_, rank, _] = record::<3>(self.here, n);
            if let Some(place) = dense.get_mut(rank as usize) {
                *place = SOMETIMES;
            }
        }
        dense
    }

    /// Whether nothing is joined.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.here.is_empty()
    }
}
