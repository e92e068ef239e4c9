//! Which words are forms of one word: by the stemmer of the paragraph's language.

use super::segment::{Blocks, Segment, damaged};
use crate::error::Result;
use frostem::{Algorithm, Stemmer};
use std::rc::Rc;
use tantivy::DocId;
use tantivy::columnar::Column;

/// Most groups of languages that are told apart; further languages share the last one, which has no stemmer.
const MAX_GROUPS: usize = 31;

/// The stemmer for a language code; `None` where there is none, and words match themselves only.
fn algorithm(language: &str) -> Option<Algorithm> {
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
        _ => return None,
    })
}

/// The languages of a segment, grouped by how their words are stemmed; articles of unknown language count as English.
pub struct Languages {
    /// One stemmer for each group; the first is the English one.
    pub groups: Vec<Option<Stemmer>>,
    /// The group of each value of the column of languages.
    group_of: Vec<u8>,
    column: Option<Column<u64>>,
    blocks: Blocks,
}

impl Languages {
    /// Reads the languages of a segment.
    pub fn of(segment: &Segment) -> Result<Rc<Self>> {
        let mut languages = Languages {
            groups: vec![Some(Stemmer::new(Algorithm::English))],
            group_of: Vec::new(),
            column: None,
            blocks: segment.blocks.clone(),
        };
        let Some(values) = segment.values("lang")? else { return Ok(Rc::new(languages)) };
        let mut known = vec![Some(Algorithm::English)];
        let mut name = String::new();
        for ord in 0..values.num_terms() as u64 {
            values.ord_to_str(ord, &mut name).map_err(damaged)?;
            let mut wanted = algorithm(&name);
            if known.len() >= MAX_GROUPS && !known.contains(&wanted) {
                wanted = None;
            }
            let group = known.iter().position(|k| *k == wanted).unwrap_or(known.len());
            if group == known.len() {
                known.push(wanted);
                languages.groups.push(wanted.map(Stemmer::new));
            }
            languages.group_of.push(group as u8);
        }
        languages.column = Some(values.ords().clone());
        Ok(Rc::new(languages))
    }

    /// The bit of the group that the article of `doc` belongs to.
    pub fn bit(&self, doc: DocId) -> u32 {
        let ord = self.column.as_ref().and_then(|c| c.first(self.blocks.article(doc)));
        let group = ord.and_then(|o| self.group_of.get(o as usize)).copied().unwrap_or(0);
        1 << group
    }

    /// The bits of all groups.
    pub fn all(&self) -> u32 {
        (1 << self.groups.len()) - 1
    }
}

/// What every word with this stem begins with, as far as a stemmer tells. An English one changes the end of a word only,
/// and beyond cutting it off writes `i` for `y`, `e` where a suffix stood, and `l` after `b` for `bil`. Others take
/// elided articles off the beginning or make one letter of two anywhere.
pub fn prefix<'s>(stemmer: &Stemmer, stem: &'s str) -> &'s str {
    let cut = |n: usize| stem.char_indices().rev().nth(n - 1).map_or("", |(at, _)| &stem[..at]);
    let first = || stem.char_indices().nth(1).map_or(stem, |(at, _)| &stem[..at]);
    let length = stem.chars().count();
    match stemmer.algorithm() {
        Algorithm::English if length <= 3 && stem.ends_with("ie") => cut(2),
        Algorithm::English if length > 1 && stem.ends_with(['e', 'i', 'l', 'y']) => cut(1),
        Algorithm::English => stem,
        Algorithm::French | Algorithm::Italian | Algorithm::Catalan | Algorithm::Turkish => "",
        Algorithm::German | Algorithm::DutchPorter | Algorithm::Finnish | Algorithm::Romanian => first(),
        _ if length > 3 => cut(2),
        _ => first(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_leads_to_every_word_of_the_stem() {
        let roots = "sanction hope hop happ stabil relat sens run agre militar cri t d l sk tr commun organiz gener conflat fe vot poli nat us beaut danc plan pan sit begg falsif allow argu";
        let ends = " s ed ing er ers ation ations ion ions ies ied y ying ier iest ily iness e es ee eed eeds ment ments ness ful fully fulness ous ously ousness ive iveness ivity ible ibly ibility able ability ably al ally ality alism alist ic ical icate ize izer ization ized izing ting ning pping ping ly edly ingly ogy ogies ie ies ye";
        for language in
            ["en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "hu", "ro", "ru", "tr", "ca", "el"]
        {
            let stemmer = Stemmer::new(algorithm(language).unwrap());
            for root in roots.split_whitespace() {
                for end in ends.split(' ') {
                    let word = format!("{root}{end}");
                    let stem = stemmer.stem(&word);
                    assert!(word.starts_with(prefix(&stemmer, &stem)), "{language} {word} {stem}");
                }
            }
            for word in "dying lying tying skies skis sky news inning idly gently ugly early only singly atlas cosmos bias andes evening herring".split(' ') {
                let stem = stemmer.stem(word);
                assert!(word.starts_with(prefix(&stemmer, &stem)), "{language} {word} {stem}");
            }
        }
    }
}
