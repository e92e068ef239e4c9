//! Lists of words: how often each stands in the matching units, and which are typical of one query against another.

use super::measures::{keyness as log_likelihood, percent_difference};
use crate::error::Result;
use crate::function_words;
use crate::lexical;
use crate::query::Parsed;
use crate::search::{Engine, Scope, Seen};
use rustc_hash::FxHashMap;

/// How often a word was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// How many times.
    pub times: u64,
    /// In how many units.
    pub units: u64,
    /// How many times as a function word of the language that it stands in.
    pub grammar: u64,
    last: u64,
}

/// The words of matching units; takes memory in proportion to the number of different words.
#[derive(Debug, Default)]
pub struct Counts {
    /// Each folded form.
    pub words: FxHashMap<Box<str>, Count>,
    /// All words.
    pub total: u64,
    /// All units.
    pub units: u64,
}

impl Counts {
    /// Counts the words of the units that match: of paragraphs, of whole articles, or of quotations their content.
    ///
    /// # Errors
    /// As [`Engine::count`].
    pub fn of(engine: &Engine, query: &Parsed, scope: &Scope) -> Result<Self> {
        let mut counts = Counts::default();
        engine.walk(query, scope, false, &mut |seen| counts.add(seen))?;
        Ok(counts)
    }

    fn add(&mut self, seen: &Seen) {
        self.units = self.units.max(seen.unit);
        let grammar = function_words::of(seen.language);
        lexical::each_word(seen.text, |positions, word| {
            if !seen.within.iter().any(|range| range.contains(&positions.start)) {
                return;
            }
            self.total += 1;
            if !self.words.contains_key(word) {
                self.words.insert(word.into(), Count::default());
            }
            if let Some(count) = self.words.get_mut(word) {
                count.times += 1;
                count.grammar += u64::from(grammar.is_some_and(|list| list.contains(word)));
                count.units += u64::from(count.last != seen.unit);
                count.last = seen.unit;
            }
        });
    }

    fn count(&self, word: &str) -> Count {
        self.words.get(word).copied().unwrap_or_default()
    }

    fn times(&self, word: &str) -> u64 {
        self.count(word).times
    }
}

/// Which words a list leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Words seen less often.
    pub min_count: u64,
    /// Words that are function words in most places where they stand.
    pub content_only: bool,
}

impl Keep {
    /// Whether a word stays in that is seen so many times, and so many of them as a function word.
    pub fn keeps(&self, times: u64, grammar: u64) -> bool {
        times >= self.min_count && !(self.content_only && 2 * grammar > times)
    }
}

/// A word of a frequency list.
#[derive(Debug, Clone, PartialEq)]
pub struct Frequency {
    /// The folded form.
    pub word: String,
    /// How often it stands there.
    pub count: Count,
    /// The same in a million words.
    pub per_million: f64,
}

/// So many in a million.
pub fn per_million(times: u64, total: u64) -> f64 {
    if total == 0 { 0.0 } else { times as f64 * 1e6 / total as f64 }
}

/// The words, the most frequent first, equal ones by the alphabet.
pub fn frequencies(counts: &Counts, keep: Keep) -> Vec<Frequency> {
    let kept = counts.words.iter().filter(|(_, count)| keep.keeps(count.times, count.grammar));
    let mut list: Vec<Frequency> = kept
        .map(|(word, count)| Frequency {
            word: word.to_string(),
            count: *count,
            per_million: per_million(count.times, counts.total),
        })
        .collect();
    list.sort_by(|a, b| b.count.times.cmp(&a.count.times).then_with(|| a.word.cmp(&b.word)));
    list
}

/// A word that is more or less frequent in one set of units than in another.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The folded form.
    pub word: String,
    /// How often it stands in the first.
    pub times: u64,
    /// How often in the second.
    pub against: u64,
    /// Each in a million words of its set.
    pub per_million: (f64, f64),
    /// Negative where it is rarer in the first.
    pub log_likelihood: f64,
    /// Infinite where the second has none.
    pub percent_difference: f64,
}

/// What key words are sorted by, the greatest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySort {
    /// Log-likelihood.
    LogLikelihood,
    /// %DIFF.
    PercentDifference,
}

/// The words of both sets that are seen at least as often as wanted in one of them, the most typical of the first at the top.
pub fn keys(first: &Counts, second: &Counts, keep: Keep, sort: KeySort) -> Vec<Key> {
    let (a_size, b_size) = (first.total as f64, second.total as f64);
    let only_second = second.words.keys().filter(|word| !first.words.contains_key(*word));
    let key = |word: &str| {
        let (times, against) = (first.times(word), second.times(word));
        let (a, b) = (times as f64, against as f64);
        Key {
            word: word.to_owned(),
            times,
            against,
            per_million: (per_million(times, first.total), per_million(against, second.total)),
            log_likelihood: log_likelihood((a, a_size), (b, b_size)),
            percent_difference: percent_difference((a, a_size), (b, b_size)),
        }
    };
    let words = first.words.keys().chain(only_second);
    let mut list: Vec<Key> = words
        .filter(|word| {
            let (a, b) = (first.count(word), second.count(word));
            let more = if a.times >= b.times { a } else { b };
            keep.keeps(more.times, more.grammar)
        })
        .map(|word| key(word))
        .collect();
    let by = |k: &Key| match sort {
        KeySort::LogLikelihood => k.log_likelihood,
        KeySort::PercentDifference => k.percent_difference,
    };
    list.sort_by(|a, b| {
        by(b)
            .total_cmp(&by(a))
            .then_with(|| b.log_likelihood.total_cmp(&a.log_likelihood))
            .then_with(|| a.word.cmp(&b.word))
    });
    list
}
