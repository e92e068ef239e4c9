//! Which words are forms of one word: by the stemmer of the paragraph's language.

use super::segment::{Blocks, Segment, damaged};
use crate::error::Result;
use frostem::{Algorithm, Stemmer};
use std::rc::Rc;
use tantivy::DocId;

/// Most groups of languages that are told apart; further languages share one more, which has no stemmer. Each has a bit of a `u32`.
const MAX_GROUPS: usize = 31;

/// The stemmer for a language code; `None` where there is none, and words match themselves only.
pub fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "en" => Algorithm::English,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "es" => Algorithm::Spanish,
        "it" => Algorithm::Italian,
        "pt" => Algorithm::Portuguese,
        "nl" => Algorithm::DutchPorter,
        "sv" => Algorithm::Swedish,
        "da" => Algorithm::Danish,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "fi" => Algorithm::Finnish,
        "hu" => Algorithm::Hungarian,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "tr" => Algorithm::Turkish,
        "ca" => Algorithm::Catalan,
        "el" => Algorithm::Greek,
        "ar" => Algorithm::Arabic,
        "cs" => Algorithm::Czech,
        "eo" => Algorithm::Esperanto,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fa" => Algorithm::Persian,
        "ga" => Algorithm::Irish,
        "hi" => Algorithm::Hindi,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "lt" => Algorithm::Lithuanian,
        "ne" => Algorithm::Nepali,
        "pl" => Algorithm::Polish,
        "sr" => Algorithm::Serbian,
        "ta" => Algorithm::Tamil,
        "uk" => Algorithm::Ukrainian,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    })
}

/// The languages of a segment, grouped by how their words are stemmed; articles of unknown language count as English.
pub struct Languages {
    /// One stemmer for each group; the first is the English one.
    pub groups: Vec<Option<Stemmer>>,
    /// Those of articles.
    articles: Column,
    /// Those of paragraphs that are not in the language of their article.
    paragraphs: Column,
    blocks: Blocks,
}

/// A column of languages.
#[derive(Default)]
struct Column {
    /// The name and the group of each value.
    values: Vec<(String, u8)>,
    ords: Option<tantivy::columnar::Column<u64>>,
}

impl Column {
    fn get(&self, doc: DocId) -> Option<&(String, u8)> {
        self.values.get(self.ords.as_ref()?.first(doc)? as usize)
    }
}

impl Languages {
    /// Reads the languages of a segment.
    pub fn of(segment: &Segment) -> Result<Rc<Self>> {
        let mut known = vec![Some(Algorithm::English)];
        let articles = read(segment, "lang", &mut known)?;
        let paragraphs = read(segment, "par_lang", &mut known)?;
        let groups = known.into_iter().map(|algorithm| algorithm.map(Stemmer::new)).collect();
        Ok(Rc::new(Languages { groups, articles, paragraphs, blocks: segment.blocks.clone() }))
    }

    fn get(&self, doc: DocId) -> Option<&(String, u8)> {
        self.paragraphs.get(doc).or_else(|| self.articles.get(self.blocks.article(doc)))
    }

    /// The bit of the group that `doc` belongs to: a paragraph to its own, an article to its own.
    pub fn bit(&self, doc: DocId) -> u32 {
        1 << self.get(doc).map_or(0, |(_, group)| *group)
    }

    /// The language of `doc`, ISO 639-1; English where it is not known.
    pub fn name(&self, doc: DocId) -> &str {
        self.get(doc).map_or("en", |(name, _)| name)
    }

    /// The bits of all groups.
    pub fn all(&self) -> u32 {
        u32::MAX >> (32 - self.groups.len())
    }
}

/// Reads a column of languages; a stemmer that is not among the known ones makes a group of its own.
fn read(segment: &Segment, column: &str, known: &mut Vec<Option<Algorithm>>) -> Result<Column> {
    let Some(strings) = segment.values(column)? else { return Ok(Column::default()) };
    let mut values = Vec::new();
    for ord in 0..strings.num_terms() as u64 {
        let mut name = String::new();
        strings.ord_to_str(ord, &mut name).map_err(damaged)?;
        let mut wanted = algorithm(&name);
        if known.len() >= MAX_GROUPS && !known.contains(&wanted) {
            wanted = None;
        }
        let group = known.iter().position(|k| *k == wanted).unwrap_or(known.len());
        if group == known.len() {
            known.push(wanted);
        }
        values.push((name, group as u8));
    }
    Ok(Column { values, ords: Some(strings.ords().clone()) })
}

/// The letters that a language is written with.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Letters {
    Arabic,
    Armenian,
    Cyrillic,
    Devanagari,
    Greek,
    Hebrew,
    Tamil,
    /// Latin, and what is in no other list.
    Other,
}

fn letters(c: char) -> Letters {
    match c {
        '\u{370}'..='\u{3ff}' => Letters::Greek,
        '\u{400}'..='\u{52f}' => Letters::Cyrillic,
        '\u{530}'..='\u{58f}' => Letters::Armenian,
        '\u{590}'..='\u{5ff}' => Letters::Hebrew,
        '\u{600}'..='\u{77f}' => Letters::Arabic,
        '\u{900}'..='\u{97f}' => Letters::Devanagari,
        '\u{b80}'..='\u{bff}' => Letters::Tamil,
        _ => Letters::Other,
    }
}

/// Whether a stemmer knows words that are written like this one; it leaves others as they are, and so need not look for their forms.
pub fn knows(stemmer: &Stemmer, word: &str) -> bool {
    let of = match stemmer.algorithm() {
        Algorithm::Arabic | Algorithm::Persian => Letters::Arabic,
        Algorithm::Armenian => Letters::Armenian,
        Algorithm::Greek => Letters::Greek,
        Algorithm::Hindi | Algorithm::Nepali => Letters::Devanagari,
        Algorithm::Russian | Algorithm::Ukrainian => Letters::Cyrillic,
        Algorithm::Tamil => Letters::Tamil,
        Algorithm::Yiddish => Letters::Hebrew,
        // Serbian is written with either alphabet.
        Algorithm::Serbian => return true,
        _ => Letters::Other,
    };
    word.chars().next().is_none_or(|c| letters(c) == of)
}
