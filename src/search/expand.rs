//! A pattern → the terms of a segment that it stands for.

use super::beginnings::beginnings;
use super::segment::{Segment, damaged};
use super::stems::{Languages, knows};
use crate::error::{Error, Result};
use crate::index::schema::SENTENCE;
use crate::query::patterns;
use crate::query::tree::Pattern;
use crate::words;
use levenshtein_automata::{DFA, Distance, LevenshteinAutomatonBuilder, SINK_STATE};
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::termdict::{TermDictionary, TermStreamer};
use tantivy_fst::Automaton;

/// Most words of one segment that a pattern may stand for.
pub const MAX_FORMS: usize = 20_000;

/// The terms that a pattern stands for, each with the bits of the language groups for which it does.
#[derive(Debug, Clone, Default)]
pub struct Expansion {
    /// Terms in their order.
    pub terms: Vec<(TermInfo, u32)>,
    /// Whether every term stands for the pattern in every language.
    pub everywhere: bool,
}

impl Expansion {
    /// An upper bound of the documents that hold one of the terms.
    pub fn docs(&self) -> u64 {
        self.terms.iter().map(|(info, _)| u64::from(info.doc_freq)).sum()
    }
}

/// Expands patterns in the segments of one searcher and remembers what it found.
#[derive(Default)]
pub struct Expander {
    known: RefCell<FxHashMap<(usize, Field, Pattern), Rc<Expansion>>>,
    languages: RefCell<FxHashMap<usize, Rc<Languages>>>,
    distances: [OnceCell<LevenshteinAutomatonBuilder>; 3],
}

/// Most expansions that are remembered.
const MAX_KNOWN: usize = 10_000;

impl Expander {
    /// The languages of a segment.
    pub fn languages(&self, segment: &Segment) -> Result<Rc<Languages>> {
        if let Some(known) = self.languages.borrow().get(&segment.ord) {
            return Ok(known.clone());
        }
        let languages = Languages::of(segment)?;
        self.languages.borrow_mut().insert(segment.ord, languages.clone());
        Ok(languages)
    }

    /// The terms of `field` that `pattern` stands for.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Usage`] where there are more than [`MAX_FORMS`].
    pub fn expand(&self, segment: &Segment, field: Field, pattern: &Pattern) -> Result<Rc<Expansion>> {
        let key = (segment.ord, field, pattern.clone());
        if let Some(known) = self.known.borrow().get(&key) {
            return Ok(known.clone());
        }
        let found = Rc::new(self.find(segment, field, pattern)?);
        let mut known = self.known.borrow_mut();
        if known.len() >= MAX_KNOWN {
            known.clear();
        }
        known.insert(key, found.clone());
        Ok(found)
    }

    fn find(&self, segment: &Segment, field: Field, pattern: &Pattern) -> Result<Expansion> {
        let index = segment.reader.inverted_index(field).map_err(damaged)?;
        let terms = index.terms();
        let mut found = Found::default();
        match pattern {
            Pattern::Exact(word) | Pattern::Cased(word, _) => {
                let info = terms.get(word.as_bytes()).map_err(damaged)?;
                found.terms.extend(info.map(|i| (i, u32::MAX)));
            }
            Pattern::Inflected(word) => return inflected(terms, word, &*self.languages(segment)?),
            Pattern::Wild(glob) => {
                let head = &glob[..glob.find(['*', '?']).unwrap_or(glob.len())];
                let glob: Vec<char> = glob.chars().collect();
                each_with_prefix(terms, head, |word, info| match matches_glob(&glob, word) {
                    true => found.push(info, u32::MAX),
                    false => Ok(()),
                })?;
            }
            Pattern::Regex(regex) => {
                let head = patterns::head(regex);
                let regex = patterns::compile(regex).map_err(|e| Error::usage(e.to_string()))?;
                each_with_prefix(terms, &head, |word, info| match regex.is_match(word) {
                    true => found.push(info, u32::MAX),
                    false => Ok(()),
                })?;
            }
            Pattern::Fuzzy(word, n) => {
                let n = (*n).min(2);
                let builder = self.distances[usize::from(n)].get_or_init(|| LevenshteinAutomatonBuilder::new(n, true));
                let near = Near(builder.build_dfa(word));
                let mut stream = terms.search(near).into_stream().map_err(damaged)?;
                take(&mut stream, |_, info| found.push(info, u32::MAX))?;
            }
        }
        Ok(Expansion { terms: found.terms, everywhere: true })
    }
}

#[derive(Default)]
struct Found {
    terms: Vec<(TermInfo, u32)>,
}

impl Found {
    fn push(&mut self, info: &TermInfo, mask: u32) -> Result<()> {
        self.terms.push((info.clone(), mask));
        if self.terms.len() <= MAX_FORMS {
            return Ok(());
        }
        Err(Error::usage(format!("this is too wide: it stands for more than {MAX_FORMS} words"))
            .hint("give it more letters, above all at the beginning"))
    }
}

fn inflected(terms: &TermDictionary, word: &str, languages: &Languages) -> Result<Expansion> {
    // Sorted by term, so that forms of several languages fall together.
    let mut by_term: std::collections::BTreeMap<Vec<u8>, (TermInfo, u32)> = Default::default();
    let mut count = Found::default();
    let own = terms.get(word.as_bytes()).map_err(damaged)?;
    for (group, stemmer) in languages.groups.iter().enumerate() {
        let bit = 1 << group;
        let mut add = |term: &str, info: &TermInfo| {
            by_term.entry(term.as_bytes().to_vec()).or_insert_with(|| (info.clone(), 0)).1 |= bit;
            count.push(info, 0)
        };
        // A word is a form of itself, whatever its stem.
        if let Some(info) = &own {
            add(word, info)?;
        }
        let Some(stemmer) = stemmer.as_ref().filter(|stemmer| knows(stemmer, word)) else { continue };
        let stem = stemmer.stem(word);
        for part in beginnings(stemmer, &stem) {
            each_within(terms, part.start.as_bytes(), part.end.as_bytes(), |term, info| {
                if term != word && stemmer.stem(term) == stem { add(term, info) } else { Ok(()) }
            })?;
        }
    }
    let all = languages.all();
    let everywhere = by_term.values().all(|(_, mask)| *mask == all);
    Ok(Expansion { terms: by_term.into_values().collect(), everywhere })
}

/// Calls `each` with every word that begins with `head`.
fn each_with_prefix(terms: &TermDictionary, head: &str, each: impl FnMut(&str, &TermInfo) -> Result<()>) -> Result<()> {
    // No UTF-8 text has a byte 0xff, so this lies behind all that begin with `head`.
    each_within(terms, head.as_bytes(), &[head.as_bytes(), &[0xff]].concat(), each)
}

/// Calls `each` with every word from `start` to before `end`.
fn each_within(
    terms: &TermDictionary,
    start: &[u8],
    end: &[u8],
    each: impl FnMut(&str, &TermInfo) -> Result<()>,
) -> Result<()> {
    let mut stream = terms.range().ge(start).lt(end).into_stream().map_err(damaged)?;
    take(&mut stream, each)
}

fn take<A: Automaton>(
    stream: &mut TermStreamer<'_, A>,
    mut each: impl FnMut(&str, &TermInfo) -> Result<()>,
) -> Result<()>
where
    A::State: Clone,
{
    while stream.advance() {
        match std::str::from_utf8(stream.key()) {
            Ok(word) if !word.is_empty() && !word.starts_with(SENTENCE) => each(word, stream.value())?,
            _ => {}
        }
    }
    Ok(())
}

/// A pattern as a test of one word, without a dictionary.
pub enum WordTest {
    /// This word.
    Is(String),
    /// A pattern of letters, `*` and `?`.
    Wild(Vec<char>),
    /// A regular expression over the whole word.
    Regex(regex::Regex),
    /// A word near it.
    Near(Box<DFA>),
}

impl WordTest {
    /// The test of a pattern.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Usage`] if a regular expression cannot be read.
    pub fn of(pattern: &Pattern) -> Result<Self> {
        Ok(match pattern {
            Pattern::Inflected(word) | Pattern::Exact(word) | Pattern::Cased(word, _) => WordTest::Is(word.clone()),
            Pattern::Wild(glob) => WordTest::Wild(glob.chars().collect()),
            Pattern::Regex(regex) => {
                WordTest::Regex(patterns::compile(regex).map_err(|e| Error::usage(e.to_string()))?)
            }
            Pattern::Fuzzy(word, n) => {
                WordTest::Near(Box::new(LevenshteinAutomatonBuilder::new((*n).min(2), true).build_dfa(word)))
            }
        })
    }

    /// Whether a folded word passes.
    pub fn fits(&self, word: &str) -> bool {
        match self {
            WordTest::Is(this) => this == word,
            WordTest::Wild(glob) => matches_glob(glob, word),
            WordTest::Regex(regex) => regex.is_match(word),
            WordTest::Near(dfa) => matches!(dfa.eval(word), Distance::Exact(_)),
        }
    }
}

/// Whether `word` matches a pattern of letters, `*` and `?`; in time of the product of their lengths.
fn matches_glob(glob: &[char], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let (mut g, mut w) = (0, 0);
    // Where the last star stood, and what it has taken so far.
    let mut star: Option<(usize, usize)> = None;
    while w < word.len() {
        match glob.get(g) {
            Some('*') => {
                star = Some((g, w));
                g += 1;
            }
            Some('?') => {
                // One letter with its marks.
                let marks = word[w + 1..].iter().take_while(|c| words::is_attached(**c)).count();
                (g, w) = (g + 1, w + 1 + marks);
            }
            Some(c) if *c == word[w] => (g, w) = (g + 1, w + 1),
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    (g, w) = (at + 1, taken + 1);
                }
                None => return false,
            },
        }
    }
    glob[g..].iter().all(|c| *c == '*')
}

/// Words near another one, for the term dictionary.
struct Near(DFA);

impl Automaton for Near {
    type State = u32;

    fn start(&self) -> u32 {
        self.0.initial_state()
    }

    fn is_match(&self, state: &u32) -> bool {
        matches!(self.0.distance(*state), Distance::Exact(_))
    }

    fn can_match(&self, state: &u32) -> bool {
        *state != SINK_STATE
    }

    fn accept(&self, state: &u32, byte: u8) -> u32 {
        self.0.transition(*state, byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_match_whole_words() {
        let m = |glob: &str, word: &str| matches_glob(&glob.chars().collect::<Vec<_>>(), word);
        assert!(m("milit*", "military") && m("milit*", "milit") && !m("milit*", "mili"));
        assert!(m("wom?n", "women") && m("wom?n", "woman") && !m("wom?n", "womn") && !m("wom?n", "womans"));
        assert!(m("*a*b*", "xxaxxb") && !m("*a*b", "bab_a") && m("*", "") && m("a*?", "ab") && !m("a*?", "a"));
    }
}
