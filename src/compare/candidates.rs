//! Which paragraphs may hold a claim: found by its phrases and by its rarest words, so that no text is read in vain.

use super::claim::Claim;
use super::tokens::Token;
use crate::error::Result;
use crate::query::tree::{Part, Pattern, Places, Query, Text, Zone};
use crate::query::{self, Parsed};
use crate::search::{Dups, Engine, Hit, Request, Scope, Sort};
use crate::words;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// Most paragraphs that are looked at because they hold the phrases, all words, or some rare words of a claim.
const MOST_WITH_PHRASES: usize = 200;
const MOST_WITH_ALL_WORDS: usize = 100;
const MOST_WITH_RARE_WORDS: usize = 60;
/// Most words that are looked for one by one, and how many paragraphs they may be in together.
const RARE_WORDS: usize = 12;
const RARE_PARAGRAPHS: u64 = 200_000;
/// Fewer words than this are looked for in any case.
const SOME_WORDS: usize = 3;

/// Finds candidates, and knows how rare words are.
pub struct Finder<'e> {
    engine: &'e Engine,
    scope: Scope,
    paragraphs: f64,
    known: RefCell<FxHashMap<String, u64>>,
}

fn part(query: Query) -> Part {
    Part { span: 0..0, query }
}

fn text(patterns: Vec<Pattern>) -> Part {
    part(Query::Text(Text { zone: Zone::Text, places: Places::Phrase(patterns), at_least: 1 }))
}

/// The paragraphs that hold words of this speaker, as `speaker:` finds them; `None` where the name has no words.
pub fn speaker(name: &str) -> Option<Part> {
    let name = super::speakers::plain(name).join(" ");
    let options = query::Options { now: chrono::NaiveDate::MIN, saved: None };
    query::parse(&format!("speaker:\"{name}\""), options).ok().map(|parsed| parsed.root)
}

impl<'e> Finder<'e> {
    /// Over one state of an index, in all or some of near-identical articles.
    pub fn new(engine: &'e Engine, dups: Dups) -> Result<Self> {
        let scope = Scope { dups, ..Scope::default() };
        Ok(Finder { engine, scope, paragraphs: engine.paragraphs()?.max(1) as f64, known: RefCell::default() })
    }

    fn paragraphs_with(&self, word: &str) -> Result<u64> {
        if let Some(known) = self.known.borrow().get(word) {
            return Ok(*known);
        }
        let found = self.engine.paragraphs_with(&Pattern::Exact(word.to_owned()))?;
        self.known.borrow_mut().insert(word.to_owned(), found);
        Ok(found)
    }

    /// How much it means that a token is there: the logarithm of how many times more paragraphs there are than paragraphs that hold it.
    pub fn weight(&self, token: &Token, text: &str) -> Result<f64> {
        let mut fewest = f64::INFINITY;
        for word in words::list(token.span.of(text)) {
            fewest = fewest.min(self.paragraphs_with(&word)? as f64);
        }
        let fewest = if fewest.is_finite() { fewest.max(0.5) } else { self.paragraphs };
        Ok((1.0 + self.paragraphs / fewest).ln())
    }

    fn ask(&self, mut parts: Vec<Part>, speaker: Option<&Part>, limit: usize, sort: Sort) -> Result<Vec<Hit>> {
        parts.extend(speaker.cloned());
        let parsed = Parsed::of(Query::And(parts));
        Ok(self.engine.search(&parsed, &Request { scope: self.scope, limit, sort, ..Request::default() })?.hits)
    }

    /// The oldest paragraphs that hold every piece of the claim as a phrase.
    pub fn with_phrases(&self, claim: &Claim, speaker: Option<&Part>) -> Result<Vec<Hit>> {
        let phrase = |piece: &[Token]| {
            let (first, last) = (piece.first()?, piece.last()?);
            let words = words::list(&claim.text[first.span.start as usize..last.span.end as usize]);
            (!words.is_empty()).then(|| text(words.into_iter().map(Pattern::Exact).collect()))
        };
        let phrases: Vec<Part> = claim.pieces().filter_map(phrase).collect();
        if phrases.is_empty() {
            return Ok(Vec::new());
        }
        self.ask(phrases, speaker, MOST_WITH_PHRASES, Sort::Oldest)
    }

    /// The oldest paragraphs that hold all words of the claim, wherever they stand.
    pub fn with_all_words(&self, claim: &Claim, speaker: Option<&Part>) -> Result<Vec<Hit>> {
        let mut all = words::list(&claim.text);
        all.sort();
        all.dedup();
        if all.len() < SOME_WORDS {
            return Ok(Vec::new());
        }
        let parts = all.into_iter().map(|word| text(vec![Pattern::Exact(word)])).collect();
        self.ask(parts, speaker, MOST_WITH_ALL_WORDS, Sort::Oldest)
    }

    /// The paragraphs that hold most of the rarest words of the claim, in any inflected form.
    pub fn with_rare_words(&self, claim: &Claim, speaker: Option<&Part>) -> Result<Vec<Hit>> {
        let mut all = Vec::new();
        for word in words::list(&claim.text) {
            if all.iter().all(|(_, known)| *known != word) {
                all.push((self.paragraphs_with(&word)?, word));
            }
        }
        all.sort();
        let (mut sum, mut rare) = (0, Vec::new());
        for (n, (docs, word)) in all.into_iter().enumerate() {
            sum += docs;
            if n >= RARE_WORDS || n >= SOME_WORDS && sum > RARE_PARAGRAPHS {
                break;
            }
            rare.push(text(vec![Pattern::Inflected(word)]));
        }
        if rare.is_empty() {
            return Ok(Vec::new());
        }
        self.ask(vec![part(Query::Or(rare))], speaker, MOST_WITH_RARE_WORDS, Sort::Score)
    }
}
