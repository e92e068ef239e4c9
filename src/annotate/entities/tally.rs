//! What an article shows of each of its words: how often it stands there in small letters, capitalized, all in
//! capitals; and what manner of article it is.

use super::lists::List;
use super::page::Page;
use super::words::{Store, Style, Word};

/// Counts for one folded word.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    /// The article that they belong to.
    article: u32,
    small: u16,
    /// Capitalized where a sentence does not begin.
    inside: u16,
    first: u16,
}

/// Counts for all words of an article.
#[derive(Debug, Default)]
pub(super) struct Tally {
    article: u32,
    counts: Vec<Counts>,
    manner: u64,
}

impl Tally {
    /// Counts the words of an article.
    pub fn take(&mut self, page: &Page, store: &Store) {
        self.article = self.article.wrapping_add(1);
        if self.article == 0 || self.counts.len() > 2 * store.forms() {
            self.counts.clear();
            self.article = 1;
        }
        self.counts.resize(store.forms().max(self.counts.len()), Counts::default());
        let (mut sport, mut digits, mut capitals) = (0, 0, 0);
        for place in &page.places {
            let word = store.word(place.word);
            let counts = &mut self.counts[word.folded as usize];
            if counts.article != self.article {
                *counts = Counts { article: self.article, ..Counts::default() };
            }
            let which = match (place.capital && place.style == Style::Plain, place.first) {
                (false, _) => &mut counts.small,
                (true, false) => &mut counts.inside,
                (true, true) => &mut counts.first,
            };
            if place.style == Style::Plain {
                *which = which.saturating_add(1);
            }
            sport += usize::from(word.bits.has(List::Sport));
            digits += usize::from(word.digit);
            capitals += usize::from(place.capital);
        }
        let all = page.places.len();
        let headline = page.starts.first().is_some_and(|&s| page.places[s].style == Style::Capitals);
        let share = |n: usize, of: usize| u64::from(n * of > all);
        self.manner = u64::from(headline) << 8
            | (share(sport, 120) + share(sport, 40)) << 4
            | (share(digits, 12) + share(digits, 5)) << 2
            | share(capitals, 3);
    }

    /// What the counts of a word say, in a few classes.
    pub fn counts(&self, word: &Word) -> u64 {
        let Some(c) = self.counts.get(word.folded as usize).filter(|c| c.article == self.article) else { return 0 };
        u64::from(c.small.min(2)) * 9 + u64::from(c.inside.min(2)) * 3 + u64::from(c.first.min(2))
    }

    /// What manner of article it is: its headline, how much sport, figures and names are in it.
    pub fn manner(&self) -> u64 {
        self.manner
    }
}
