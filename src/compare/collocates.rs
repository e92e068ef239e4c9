//! Words that stand near the matches of a query more often than by chance.

use super::measures::{Table, log_dice};
use super::words::{Counts, Keep};
use crate::error::Result;
use crate::function_words;
use crate::lexical;
use crate::query::Parsed;
use crate::query::tree::{Part, Query};
use crate::search::{Dups, Engine, Scope, Seen, Unit};
use crate::split::Split;
use crate::words;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Where collocates are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// So many words on the left.
    pub left: u32,
    /// So many words on the right.
    pub right: u32,
    /// Not beyond the sentence of the match; else not beyond its paragraph or quotation.
    pub sentence: bool,
}

/// What collocates are sorted by, the greatest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// logDice.
    LogDice,
    /// Log-likelihood.
    LogLikelihood,
    /// Mutual information.
    MutualInformation,
    /// How often it stands near.
    Count,
}

/// A word that stands near the matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Collocate {
    /// The folded form.
    pub word: String,
    /// How often it stands in the windows.
    pub count: u64,
    /// How often nearer to a match on its right: on the left of it.
    pub left: u64,
    /// How often on the right of the nearest match.
    pub right: u64,
    /// How often it stands in the corpus.
    pub frequency: u64,
    /// How often it would stand in the windows by chance.
    pub expected: f64,
    /// logDice.
    pub log_dice: f64,
    /// Log-likelihood, negative where it stands there less often than by chance.
    pub log_likelihood: f64,
    /// Mutual information.
    pub mutual_information: f64,
}

/// What was seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Collocates {
    /// How many matches there are.
    pub matches: u64,
    /// How many words stand in their windows; one that stands in several counts once.
    pub window_words: u64,
    /// How many words the corpus has.
    pub corpus_words: u64,
    /// The words, sorted.
    pub words: Vec<Collocate>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sides {
    left: u64,
    right: u64,
}

/// What stands in the windows; takes memory in proportion to the number of different words there.
#[derive(Debug, Default)]
struct Near {
    words: FxHashMap<Box<str>, Sides>,
    matches: u64,
    total: u64,
    /// Whether function words are left out.
    content_only: bool,
}

/// The collocates of a query. Their frequencies are those of the whole scope, or of what matches `within`.
///
/// # Errors
/// As [`Engine::count`].
pub fn collocates(
    engine: &Engine,
    query: &Parsed,
    scope: &Scope,
    within: Option<&Parsed>,
    (window, keep, measure): (Window, Keep, Measure),
) -> Result<Collocates> {
    let articles = match within {
        Some(within) if scope.unit == Unit::Article => Some(engine.whole_articles(within, scope)?),
        _ => None,
    };
    let within = articles.as_ref().or(within);
    let mut near = Near { content_only: keep.content_only, ..Near::default() };
    let asked = match within {
        Some(within) => {
            let both = Query::And(vec![query.root.clone(), within.root.clone()]);
            Parsed { root: Part { span: 0..0, query: both }, ..query.clone() }
        }
        None => query.clone(),
    };
    engine.walk(&asked, scope, true, &mut |seen| near.add(seen, window))?;
    // The dictionary of the index knows characters of such scripts, not their words.
    let cut = near.words.keys().any(|word| words::is_character(word));
    let corpus = Corpus::of(engine, &asked, scope, within, cut)?;
    let mut found =
        Collocates { matches: near.matches, window_words: near.total, corpus_words: corpus.words(), words: Vec::new() };
    for (word, sides) in near.words.iter().filter(|(_, s)| s.left + s.right >= keep.min_count) {
        let frequency = corpus.frequency(word)?;
        found.words.push(collocate(word, *sides, frequency, &found));
    }
    let by = |c: &Collocate| match measure {
        Measure::LogDice => c.log_dice,
        Measure::LogLikelihood => c.log_likelihood,
        Measure::MutualInformation => c.mutual_information,
        Measure::Count => c.count as f64,
    };
    found.words.sort_by(|a, b| by(b).total_cmp(&by(a)).then_with(|| a.word.cmp(&b.word)));
    Ok(found)
}

fn collocate(word: &str, sides: Sides, frequency: u64, found: &Collocates) -> Collocate {
    let count = sides.left + sides.right;
    let table = Table {
        both: count as f64,
        first: found.window_words as f64,
        second: frequency as f64,
        all: found.corpus_words as f64,
    };
    Collocate {
        word: word.to_owned(),
        count,
        left: sides.left,
        right: sides.right,
        frequency,
        expected: table.expected(),
        log_dice: log_dice(count as f64, found.matches as f64, frequency as f64),
        log_likelihood: table.log_likelihood(),
        mutual_information: table.mutual_information(),
    }
}

/// Where the frequencies come from.
enum Corpus<'e> {
    /// The whole index: its dictionary knows them.
    Index(&'e Engine, u64),
    /// Units that had to be read.
    Read(Counts),
}

impl<'e> Corpus<'e> {
    /// What the matches of `query` are taken from.
    fn of(engine: &'e Engine, query: &Parsed, scope: &Scope, within: Option<&Parsed>, read: bool) -> Result<Self> {
        let corpus = engine.corpus(query, within, scope)?;
        let whole = scope.since.is_none() && scope.dups == Dups::All && scope.unit != Unit::Quotation;
        if !read && within.is_none() && whole {
            let mut words = 0;
            engine.articles(&corpus, scope, &mut |_, of_article| words += of_article)?;
            return Ok(Corpus::Index(engine, words));
        }
        // A concordance of articles is one of their paragraphs.
        let unit = if scope.unit == Unit::Article { Unit::Paragraph } else { scope.unit };
        let scope = Scope { unit, ..*scope };
        Ok(Corpus::Read(Counts::of(engine, &corpus, &scope)?))
    }

    fn words(&self) -> u64 {
        match self {
            Corpus::Index(_, words) => *words,
            Corpus::Read(counts) => counts.total,
        }
    }

    fn frequency(&self, word: &str) -> Result<u64> {
        match self {
            Corpus::Index(engine, _) => engine.frequency(word),
            Corpus::Read(counts) => Ok(counts.times(word)),
        }
    }
}

impl Near {
    fn add(&mut self, seen: &Seen, window: Window) {
        let (mut starts, mut forms) = (Vec::new(), Vec::new());
        lexical::each_word(seen.text, |positions, word| {
            starts.push(positions.start);
            forms.push(word.to_owned());
        });
        let n = forms.len() as u32;
        // From here on words are numbered as they are counted, which may be fewer than the positions of the index.
        let number = |position: u32| starts.partition_point(|start| *start <= position).saturating_sub(1) as u32;
        let first = |position: u32| starts.partition_point(|start| *start < position) as u32;
        let within: Vec<Range<u32>> = seen.within.iter().map(|range| first(range.start)..first(range.end)).collect();
        let sentences = if window.sentence { sentences(seen.text) } else { Vec::new() };
        let sentences: Vec<u32> = sentences.into_iter().map(first).collect();
        let grammar = function_words::of(seen.language);
        // For each position in a window how far its nearest match is, on the left (then it stands on the right of it) or right.
        let mut nearest: FxHashMap<u32, (u32, bool)> = FxHashMap::default();
        let mut offer = |position: u32, distance: u32, right: bool| {
            let known = nearest.entry(position).or_insert((distance, right));
            *known = (*known).min((distance, right));
        };
        for mark in seen.marks {
            self.matches += 1;
            let (start, end) = (number(mark.start).min(n), first(mark.end));
            let left = bounds(start, &within, &sentences, n).start.max(start.saturating_sub(window.left));
            let right = bounds(end.saturating_sub(1), &within, &sentences, n).end.min(end.saturating_add(window.right));
            (left..start).for_each(|p| offer(p, start - p, false));
            (end..right).for_each(|p| offer(p, p + 1 - end, true));
        }
        for mark in seen.marks {
            (number(mark.start)..first(mark.end)).for_each(|p| _ = nearest.remove(&p));
        }
        for (position, (_, right)) in nearest {
            let word = forms[position as usize].as_str();
            self.total += 1;
            if self.content_only && grammar.is_some_and(|list| list.contains(word)) {
                continue;
            }
            if !self.words.contains_key(word) {
                self.words.insert(word.into(), Sides::default());
            }
            if let Some(sides) = self.words.get_mut(word) {
                if right { sides.right += 1 } else { sides.left += 1 }
            }
        }
    }
}

/// The words that belong together with the one at `position`: its piece of the unit and its sentence.
fn bounds(position: u32, within: &[Range<u32>], sentences: &[u32], n: u32) -> Range<u32> {
    let piece = within.iter().find(|range| range.contains(&position)).cloned().unwrap_or(position..position + 1);
    let after = sentences.partition_point(|&first| first <= position);
    let first = after.checked_sub(1).map_or(0, |i| sentences[i]);
    let next = sentences.get(after).copied().unwrap_or(n);
    piece.start.max(first)..piece.end.min(next)
}

/// The position of the first word of every sentence.
fn sentences(text: &str) -> Vec<u32> {
    let mut words = Vec::new();
    words::each_word(text, |span, _| words.push(span.start));
    let split = Split::new(text);
    let first = |s: &Range<usize>| words.partition_point(|w| *w < split.tokens[s.start].span.start) as u32;
    let mut firsts: Vec<u32> = split.sentences.iter().map(first).collect();
    firsts.dedup();
    firsts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(text: &str, marks: &[(u32, u32)], within: (u32, u32), window: Window) -> String {
        let mut near = Near::default();
        let marks: Vec<Range<u32>> = marks.iter().map(|&(start, end)| start..end).collect();
        let within: Vec<Range<u32>> = Some(within).map(|(start, end)| start..end).into_iter().collect();
        near.add(&Seen { article: 0, unit: 1, text, language: "en", within: &within, marks: &marks }, window);
        let mut all: Vec<String> = near.words.iter().map(|(w, s)| format!("{w} {}{}", s.left, s.right)).collect();
        all.sort();
        format!("{} {}: {}", near.matches, near.total, all.join(", "))
    }

    #[test]
    fn words_in_windows_count_once_and_matches_do_not_count() {
        let text = "One two three four. Five three six";
        let two = Window { left: 1, right: 2, sentence: false };
        assert_eq!(near(text, &[(2, 3), (5, 6)], (0, u32::MAX), two), "2 4: five 10, four 01, six 01, two 10");
        let sentence = Window { left: 5, right: 5, sentence: true };
        assert_eq!(near(text, &[(2, 3)], (0, u32::MAX), sentence), "1 3: four 01, one 10, two 10");
        assert_eq!(near(text, &[(2, 3)], (1, 4), Window { sentence: false, ..sentence }), "1 2: four 01, two 10");
    }

    #[test]
    fn where_no_space_parts_words_the_window_is_of_words_and_not_of_characters() {
        // The match is the two characters of the third word.
        let window = Window { left: 2, right: 1, sentence: true };
        let text = "昨天。外交部发言人表示欢迎";
        assert_eq!(near(text, &[(5, 7)], (0, u32::MAX), window), "1 2: 人 01, 外交部 10");
    }
}
