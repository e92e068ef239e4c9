//! Counting tuples of values.

use rustc_hash::FxHashMap;
use tantivy::DocId;

/// Most fields that [`super::Engine::count_by`] takes at once.
pub const MAX_FIELDS: usize = 4;

/// Values of a match in one segment, one for each field: 0 for none, else one more than the value's number.
pub type Tuple = [u64; MAX_FIELDS];

/// Counts tuples of values; where articles are counted, each tuple once in an article.
#[derive(Default)]
pub struct Counts {
    /// How many units have each tuple; those of the current article only after [`Counts::flush`].
    pub counts: FxHashMap<Tuple, u64>,
    /// The tuples of the current match.
    current: Vec<Tuple>,
    /// What the current match adds.
    pub weight: u64,
    /// How many places of a tuple are used.
    fields: usize,
    per_article: bool,
    article: Option<DocId>,
    seen: Vec<Tuple>,
}

impl Counts {
    /// Of so many fields; with `per_article` each tuple once in an article.
    pub fn of(fields: usize, per_article: bool) -> Self {
        Counts { fields, per_article, ..Counts::default() }
    }

    /// Begins a match in article `a`.
    pub fn enter(&mut self, a: impl Fn() -> DocId) {
        if self.per_article && self.article != Some(a()) {
            self.flush();
            self.article = Some(a());
        }
        self.current.clear();
        self.current.push([0; MAX_FIELDS]);
    }

    /// Gives every tuple of the match every value of the n-th field.
    pub fn with(&mut self, n: usize, values: &[u64]) {
        if let Some((&first, others)) = values.split_first() {
            let before = self.current.len();
            for &value in others {
                for i in 0..before {
                    let mut tuple = self.current[i];
                    tuple[n] = value + 1;
                    self.current.push(tuple);
                }
            }
            self.current[..before].iter_mut().for_each(|tuple| tuple[n] = first + 1);
        }
    }

    /// Counts the match.
    pub fn add(&mut self) {
        if self.per_article {
            self.seen.append(&mut self.current);
        } else {
            self.current.drain(..).for_each(|tuple| *self.counts.entry(tuple).or_default() += self.weight);
        }
    }

    /// Counts the current article.
    pub fn flush(&mut self) {
        self.seen.sort_unstable();
        self.seen.dedup();
        // An article lacks a value only if none of its paragraphs gives one.
        let fuller = |a: &Tuple, b: &Tuple| a != b && a.iter().zip(b).all(|(a, b)| *b == 0 || a == b);
        for tuple in &self.seen {
            let whole = !tuple[..self.fields].contains(&0);
            if whole || !self.seen.iter().any(|other| fuller(other, tuple)) {
                *self.counts.entry(*tuple).or_default() += self.weight;
            }
        }
        self.seen.clear();
    }
}
