//! The names of all articles as plain data.

/// The names of all articles. Names are numbered in the order of their letters, so that numbers mean the same whatever order
/// the articles came in.
#[derive(Debug, Default, Clone)]
pub struct Corpus {
    /// Every name once, sorted.
    pub names: Vec<String>,
    /// What stands before names of persons: "president", "mrs"; sorted.
    pub titles: Vec<String>,
    /// The articles, in any order.
    pub articles: Vec<Article>,
}

/// What one article names; all lists sorted, each name once.
#[derive(Debug, Default, Clone)]
pub struct Article {
    /// Published, in days since 1970-01-01.
    pub day: Option<i64>,
    /// Persons.
    pub people: Vec<u32>,
    /// Organizations.
    pub organizations: Vec<u32>,
    /// Places and everything else.
    pub others: Vec<u32>,
    /// Names of persons and the numbers of titles before them.
    pub titled: Vec<(u32, u32)>,
}

impl Article {
    /// Everything that it names.
    pub fn all(&self) -> impl Iterator<Item = u32> + '_ {
        self.people.iter().chain(&self.organizations).chain(&self.others).copied()
    }
}

impl Corpus {
    /// The number of a name.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.names.binary_search_by(|n| n.as_str().cmp(name)).ok().map(|n| n as u32)
    }

    /// In how many articles each name stands, of those that `of` gives.
    pub fn counts<'a>(&'a self, of: impl Fn(&'a Article) -> &'a [u32]) -> Vec<u32> {
        let mut counts = vec![0; self.names.len()];
        self.articles.iter().flat_map(of).for_each(|name| counts[*name as usize] += 1);
        counts
    }
}
