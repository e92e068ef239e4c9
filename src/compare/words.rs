//! Lists of words: how often each stands in the matching units, and which are typical of one query against another.

use super::measures::{keyness as log_likelihood, percent_difference};
use crate::error::Result;
use crate::function_words;
use crate::lexical;
use crate::query::Parsed;
use crate::search::{Engine, Scope, Seen};
use rustc_hash::FxHashMap;

/// How often something was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Times {
    /// How many times.
    pub times: u64,
    /// In how many units.
    pub units: u64,
    /// The last of them.
    last: u64,
}

impl Times {
    fn see(&mut self, unit: u64) {
        self.times += 1;
        self.units += u64::from(self.last != unit);
        self.last = unit;
    }

    /// The same without what was seen in some of the units.
    fn without(self, some: Times) -> Times {
        let (times, units) = (self.times.saturating_sub(some.times), self.units.saturating_sub(some.units));
        Times { times, units, ..self }
    }
}

/// How often a word was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// In all.
    all: Times,
    /// Where it is no function word of the language that it stands in: "die" is one in German.
    content: Times,
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
                count.all.see(seen.unit);
                if !grammar.is_some_and(|list| list.contains(word)) {
                    count.content.see(seen.unit);
                }
            }
        });
    }

    /// The counts of all units but these, which are some of them.
    pub fn without(mut self, some: &Counts) -> Self {
        self.total = self.total.saturating_sub(some.total);
        self.units = self.units.saturating_sub(some.units);
        self.words.retain(|word, count| {
            let some = some.count(word);
            *count = Count { all: count.all.without(some.all), content: count.content.without(some.content) };
            count.all.times > 0
        });
        self
    }

    /// How often a word stands there.
    pub fn times(&self, word: &str) -> u64 {
        self.count(word).all.times
    }

    fn count(&self, word: &str) -> Count {
        self.words.get(word).copied().unwrap_or_default()
    }
}

/// Which words a list leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    /// Words seen less often.
    pub min_count: u64,
    /// Words where they are function words of the language that they stand in.
    pub content_only: bool,
}

impl Keep {
    /// What is counted of a word.
    fn of(self, count: Count) -> Times {
        if self.content_only { count.content } else { count.all }
    }
}

/// A word of a frequency list.
#[derive(Debug, Clone, PartialEq)]
pub struct Frequency {
    /// The folded form.
    pub word: String,
    /// How often it stands there.
    pub count: Times,
    /// The same in a million words.
    pub per_million: f64,
}

/// So many in a million.
pub fn per_million(times: u64, total: u64) -> f64 {
    if total == 0 { 0.0 } else { times as f64 * 1e6 / total as f64 }
}

/// The words, the most frequent first, equal ones by the alphabet.
pub fn frequencies(counts: &Counts, keep: Keep) -> Vec<Frequency> {
    let kept = counts.words.iter().map(|(word, count)| (word, keep.of(*count)));
    let mut list: Vec<Frequency> = kept
        .filter(|(_, count)| count.times >= keep.min_count)
        .map(|(word, count)| Frequency {
            word: word.to_string(),
            count,
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
        let [times, against] = [first, second].map(|counts| keep.of(counts.count(word)).times);
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
    let mut list: Vec<Key> = words.map(|word| key(word)).filter(|k| k.times.max(k.against) >= keep.min_count).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts of units of words, each unit in a language.
    fn counts(units: &[(&str, &str)]) -> Counts {
        let mut counts = Counts::default();
        for ((text, language), unit) in units.iter().zip(1..) {
            let whole = 0..u32::MAX;
            let within = std::slice::from_ref(&whole);
            counts.add(&Seen { article: unit, unit, text, language, within, marks: &[] });
        }
        counts
    }

    fn list(counts: &Counts, content_only: bool) -> String {
        let all = frequencies(counts, Keep { min_count: 1, content_only });
        all.iter().map(|f| format!("{} {}/{}", f.word, f.count.times, f.count.units)).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn the_other_units_are_all_without_some() {
        let (a, b) = (("the cat sat", "en"), ("the dog sat and sat", "en"));
        let others = counts(&[a, b]).without(&counts(&[b]));
        assert_eq!((others.units, others.total, list(&others, false)), (1, 3, "cat 1/1, sat 1/1, the 1/1".into()));
        assert_eq!(others.times("dog"), 0);
    }

    #[test]
    fn a_function_word_of_one_language_is_a_word_in_another() {
        let both = counts(&[("many die in the war", "en"), ("die Stadt war kalt, die Stadt", "de")]);
        assert_eq!(list(&both, false), "die 3/2, stadt 2/1, war 2/2, in 1/1, kalt 1/1, many 1/1, the 1/1");
        assert_eq!(list(&both, true), "stadt 2/1, die 1/1, kalt 1/1, many 1/1, war 1/1");
    }
}
