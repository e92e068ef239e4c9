//! Whether reported speech says what a claim says, in other words: the same words of content in any order and inflection.

use super::candidates::Finder;
use super::changes::{Meaning, negates, number};
use super::claim::Claim;
use super::tokens::Token;
use crate::error::Result;
use crate::function_words;
use frostem::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};

/// Whether a folded word is one of grammar and not of content; claims are read as English.
fn is_function_word(word: &str) -> bool {
    function_words::of("en").is_some_and(|list| list.contains(word))
}

/// The content of a claim, to be held against what is reported.
pub struct Content {
    stemmer: Stemmer,
    /// Stems with what each is worth.
    stems: FxHashMap<String, f64>,
    /// The stems of all its words, with how often each is there.
    all: FxHashMap<String, usize>,
    numbers: FxHashSet<String>,
    negations: usize,
}

/// How much of a claim is reported.
#[derive(Debug, Clone, PartialEq)]
pub struct Overlap {
    /// The share of the claim's content that is there, 0 to 1, rare words worth more.
    pub share: f64,
    /// How many different words of content are the same.
    pub words: usize,
    /// Of all words of both the share that is the same in some inflection, 0 to 1, whatever their order: what
    /// [`super::align::Alignment::similarity`] is for words in their order.
    pub likeness: f64,
    /// What the two do not agree in.
    pub meaning: Vec<Meaning>,
}

impl Content {
    /// Of a claim.
    pub fn new(claim: &Claim, finder: &Finder) -> Result<Self> {
        let stemmer = Stemmer::new(Algorithm::English);
        let mut stems = FxHashMap::default();
        for token in claim.tokens.iter().filter(|t| !is_function_word(&t.form)) {
            stems.insert(stemmer.stem(&token.form).into_owned(), finder.weight(token, &claim.text)?);
        }
        let mut all = FxHashMap::default();
        for token in &claim.tokens {
            *all.entry(stemmer.stem(&token.form).into_owned()).or_default() += 1;
        }
        let numbers = claim.tokens.iter().filter_map(|t| number(&t.form)).map(str::to_owned).collect();
        let negations = claim.tokens.iter().filter(|t| negates(&t.form)).count();
        Ok(Content { stemmer, stems, all, numbers, negations })
    }

    /// How much of the claim these words hold.
    pub fn overlap<'t>(&self, tokens: impl Iterator<Item = &'t Token>) -> Overlap {
        let (mut found, mut numbers, mut negations) = (FxHashSet::default(), FxHashSet::default(), 0);
        let (mut rest, mut same, mut words) = (self.all.clone(), 0, self.all.values().sum::<usize>());
        for token in tokens {
            words += 1;
            negations += usize::from(negates(&token.form));
            numbers.extend(number(&token.form).map(str::to_owned));
            let stem = self.stemmer.stem(&token.form);
            if let Some(left) = rest.get_mut(stem.as_ref()).filter(|left| **left > 0) {
                *left -= 1;
                same += 1;
            }
            if self.stems.contains_key(stem.as_ref()) {
                found.insert(stem.into_owned());
            }
        }
        let all: f64 = self.stems.values().sum();
        let share = found.iter().map(|s| self.stems[s]).sum::<f64>() / all.max(f64::MIN_POSITIVE);
        let mut meaning = Vec::new();
        if self.negations % 2 != negations % 2 {
            meaning.push(Meaning::Negation);
        }
        if !self.numbers.is_subset(&numbers) {
            meaning.push(Meaning::Number);
        }
        let likeness = 2.0 * f64::from(same) / words.max(1) as f64;
        Overlap { share, words: found.len(), likeness, meaning }
    }
}
