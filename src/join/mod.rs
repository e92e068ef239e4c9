//! Names joined across articles: "Lee Jae Myung", "Lee Jae-myung" and "President Lee" become one value of a facet.
//!
//! Documents keep the name that their own article gives. At the end of a run all names of the index are looked at
//! together (`corpus`): spellings of one full name are joined (`people`, `organizations`), a user's list of names
//! (`authority`) goes before, and a surname alone is given to a full name article by article, where the evidence singles one out
//! (`short`). The answer is a [`Table`] in a file beside the segments, which searching lays over the columns of names. It is
//! computed anew from the whole index and depends on nothing but its content: not on the order of articles, threads or
//! segments. The commit names the file, so a killed run leaves the old table or the new one.

mod alike;
pub mod authority;
mod column;
mod corpus;
mod evidence;
mod file;
mod organizations;
mod people;
mod read;
mod same;
mod sharing;
mod short;
mod table;
mod words;

#[cfg(test)]
mod tests;

pub use authority::Authority;
pub use column::{ALONE, Column, ColumnNames, SOMETIMES};
pub use file::{Counts, check, list, open, remember, remembered, update};
pub use table::{Made, Table};

use authority::Entry;
use corpus::Corpus;
use evidence::Company;
use rustc_hash::FxHashMap;

/// What became of the names of a corpus.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// The persons and organizations that go by several names, or whose name is one that a user gave.
    pub referents: Vec<Referent>,
    /// Name of a person → referent, wherever it stands.
    pub people: FxHashMap<u32, u32>,
    /// Name of an organization → referent.
    pub organizations: FxHashMap<u32, u32>,
    /// Article, name of a person, referent: what a short name means in one article. Sorted.
    pub here: Vec<(u32, u32, u32)>,
}

/// One person or organization with all its names.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Referent {
    /// The name that is shown.
    pub name: String,
    /// An identifier that a user gave, such as a Wikidata QID.
    pub id: Option<String>,
    /// Names that mean it in every article; sorted.
    pub names: Vec<String>,
    /// Names that mean it in some articles; sorted.
    pub short: Vec<String>,
    /// Names that a user gave, whether an article has them or not: it can be asked for by them.
    pub aliases: Vec<String>,
}

impl Joined {
    /// This one and what became of other names; the referents of `other` come behind.
    fn with(mut self, other: Joined) -> Joined {
        let first = self.referents.len() as u32;
        let behind = |map: FxHashMap<u32, u32>| map.into_iter().map(move |(name, referent)| (name, referent + first));
        self.people.extend(behind(other.people));
        self.organizations.extend(behind(other.organizations));
        self.here.extend(other.here.into_iter().map(|(article, name, referent)| (article, name, referent + first)));
        self.here.sort_unstable();
        self.referents.extend(other.referents);
        self
    }
}

impl Referent {
    /// Who goes by all these names and is shown as a user's list has it, or else by the name `shown`.
    fn new(corpus: &Corpus, entry: Option<Entry>, shown: u32, names: impl Iterator<Item = u32>) -> Self {
        let text = |name: u32| corpus.names[name as usize].clone();
        let mut names: Vec<String> = names.map(text).collect();
        names.sort_unstable();
        let Some(Entry { name, aliases, id, .. }) = entry else {
            return Referent { name: text(shown), names, ..Referent::default() };
        };
        Referent { name, id, names, aliases, ..Referent::default() }
    }
}

/// How many of a sorted list come before something, where that is mostly few: steps that double, then halves.
fn leading<T>(sorted: &[T], before: impl Fn(&T) -> bool) -> usize {
    let mut step = 1;
    while sorted.get(step).is_some_and(&before) {
        step *= 2;
    }
    step / 2 + sorted[step / 2..sorted.len().min(step + 1)].partition_point(before)
}

/// Joins the names of a corpus.
pub(crate) fn join(corpus: &Corpus, authority: &Authority) -> Joined {
    let company = Company::new(corpus, FxHashMap::default());
    // One after the other: each holds something of all names in memory.
    let organizations = organizations::join(corpus, &company, authority);
    let mut people = Joined::default();
    let known = people::join(corpus, &company, authority, &mut people);
    drop(company);
    short::join(corpus, &known, &mut people);
    people.with(organizations)
}
