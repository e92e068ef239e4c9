//! Which parts of a query are words of paragraphs and nothing else, and which words an expression needs: what [`super::windows`] looks for.

use super::compile::Compiler;
use super::matcher::Mode;
use super::segment::Unit;
use super::weight::Weight;
use super::windows::{Word, Words};
use crate::error::Result;
use crate::index::pairs;
use crate::query::tree::{self, Part, Pattern, Query, Text, Zone};

impl Compiler<'_, '_> {
    /// A part that asks for words of paragraphs and nothing else, where only that they are there or how often is wanted.
    pub(super) fn words(&self, part: &Part, unit: Unit) -> Result<Option<Words>> {
        let of_all = |parts: &[Part]| parts.iter().map(|p| self.words(p, unit)).collect::<Result<Option<Vec<_>>>>();
        if unit != Unit::Paragraph || self.mode == Mode::Mark {
            return Ok(None);
        }
        match &part.query {
            Query::Text(text) => self.word(text).map_err(|e| self.placed(e, part)),
            Query::Or(parts) => Ok(of_all(parts)?.map(Words::Any)),
            Query::And(parts) => Ok(of_all(parts)?.and_then(|parts| Words::all(parts).ok())),
            _ => Ok(None),
        }
    }

    /// A word of paragraphs, however it may be written.
    fn word(&self, text: &Text) -> Result<Option<Words>> {
        let tree::Places::Phrase(patterns) = &text.places else { return Ok(None) };
        let [pattern] = patterns.as_slice() else { return Ok(None) };
        if text.zone != Zone::Text || text.at_least != 1 || matches!(pattern, Pattern::Cased(..)) {
            return Ok(None);
        }
        let weight = if self.mode == Mode::Score { Some(self.weight(&text.places)?) } else { None };
        self.forms_of(pattern, weight)
    }

    fn forms_of(&self, pattern: &Pattern, weight: Option<Weight>) -> Result<Option<Words>> {
        let field = self.segment.fields.text;
        let expansion = self.expander.expand(self.segment, field, pattern)?;
        let languages = if expansion.everywhere { None } else { Some(self.expander.languages(self.segment)?) };
        let word = Word::open(self.segment, field, &expansion, languages, weight)?;
        Ok(word.map(|word| Words::Word(Box::new(word))))
    }

    /// The words without which an expression over paragraphs does not match, where all together are best looked for by windows.
    pub(super) fn needed(&self, places: &tree::Places) -> Result<Option<Words>> {
        let all = |parts: Option<Vec<Words>>| parts.and_then(|parts| Words::all(parts).ok());
        Ok(match places {
            tree::Places::Phrase(patterns) => match terms(patterns).as_slice() {
                [(.., pattern)] => self.forms_of(pattern, None)?,
                terms => all(terms.iter().map(|(.., pattern)| self.forms_of(pattern, None)).collect::<Result<_>>()?),
            },
            tree::Places::Any(parts) => {
                parts.iter().map(|part| self.needed(part)).collect::<Result<Option<_>>>()?.map(Words::Any)
            }
            tree::Places::Near { a, negated: true, .. } => self.needed(a)?,
            tree::Places::Near { a, b, .. } => all(self.needed(a)?.zip(self.needed(b)?).map(|(a, b)| vec![a, b])),
        })
    }
}

/// The terms of a phrase, each with the place of its first word: two words that are one term together, the others one by one.
pub fn terms(patterns: &[Pattern]) -> Vec<(u32, Pattern)> {
    let mut terms = Vec::new();
    let mut n = 0;
    while let Some(pattern) = patterns.get(n) {
        // The last word may be part of two such terms.
        let two = |n: usize| patterns.get(n..n + 2).and_then(pair).map(|pair| (n, 2, pair));
        let (at, words, pattern) =
            two(n).or_else(|| n.checked_sub(1).and_then(two)).unwrap_or_else(|| (n, 1, pattern.clone()));
        terms.push((at as u32, pattern));
        n = at + words;
    }
    terms
}

/// The term of two exact words where the index has one for both.
fn pair(words: &[Pattern]) -> Option<Pattern> {
    let [Pattern::Exact(first), Pattern::Exact(second)] = words else { return None };
    pairs::pair(first, second).map(Pattern::Exact)
}
