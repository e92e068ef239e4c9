//! Concordance: each match with its words left and right, sorted by them, sampled.

use super::matcher::Mode;
use super::{Engine, Hit, Request, Scope, Sort, Unit, hits};
use crate::error::{Error, Result};
use crate::model::Span;
use crate::query::Parsed;
use crate::split::Split;
use crate::words;

/// How much is shown on each side of a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// So many words.
    Words(usize),
    /// So many characters.
    Characters(usize),
    /// The sentence, or the sentences that a match reaches over.
    Sentence,
    /// The whole paragraph.
    Paragraph,
}

/// What lines are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineSort {
    /// The n-th word on the left (`1L` is the nearest).
    Left(usize),
    /// The n-th word on the right.
    Right(usize),
    /// The match itself.
    Match,
    /// The date of the article, oldest first.
    Date,
    /// Who speaks in the paragraph.
    Speaker,
}

/// One match in its paragraph.
#[derive(Debug, Clone)]
pub struct Line {
    /// The hit that the match is in.
    pub hit: Hit,
    /// Its number among the highlights of the hit.
    pub number: usize,
    /// The bytes shown on the left.
    pub left: Span,
    /// The bytes of the match.
    pub matched: Span,
    /// The bytes shown on the right.
    pub right: Span,
}

impl Line {
    /// The text of the paragraph that a span of this line covers.
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.hit.par.text)
    }

    fn key(&self, sort: LineSort) -> String {
        match sort {
            LineSort::Left(n) => {
                words::list(self.slice(self.all_left())).into_iter().rev().nth(n - 1).unwrap_or_default()
            }
            LineSort::Right(n) => words::list(self.slice(self.all_right())).into_iter().nth(n - 1).unwrap_or_default(),
            LineSort::Match => words::list(self.slice(self.matched)).join(" "),
            // What has no date comes last. The year 1 is some 60 thousand million seconds before 1970.
            LineSort::Date => match self.hit.meta.moment() {
                Some(seconds) => format!("{:014}", seconds + 100_000_000_000),
                None => "~".to_owned(),
            },
            LineSort::Speaker => self.hit.speakers.join("; "),
        }
    }

    fn all_left(&self) -> Span {
        Span { start: 0, end: self.matched.start }
    }

    fn all_right(&self) -> Span {
        Span { start: self.matched.end, end: self.hit.par.text.len() as u32 }
    }
}

/// Reads `1L`, `2R`, `M`, `date`, `speaker`, several with commas between.
///
/// # Errors
/// Where a part is none of these.
pub fn sorts(text: &str) -> Result<Vec<LineSort>> {
    text.split(',')
        .map(|part| {
            let low = part.trim().to_ascii_lowercase();
            let number = |digits: &str| digits.parse::<usize>().ok().filter(|n| (1..=20).contains(n));
            let found = match low.as_str() {
                "m" | "match" | "0" => Some(LineSort::Match),
                "date" => Some(LineSort::Date),
                "speaker" => Some(LineSort::Speaker),
                _ if low.ends_with('l') => number(&low[..low.len() - 1]).map(LineSort::Left),
                _ if low.ends_with('r') => number(&low[..low.len() - 1]).map(LineSort::Right),
                _ => None,
            };
            found.ok_or_else(|| {
                Error::usage(format!("`{}` is nothing to sort lines by", part.trim()))
                    .hint("write 1L, 2L, 1R, 2R … for words beside the match, M for the match, date or speaker")
            })
        })
        .collect()
}

/// The lines of a hit.
pub fn lines(hit: &Hit, width: Width) -> Vec<Line> {
    let text = &hit.par.text;
    let mut spans = Vec::new();
    words::each_word(text, |span, _| spans.push(span));
    let line = |(number, matched): (usize, &Span)| {
        let (left, right) = match width {
            Width::Paragraph => (0, text.len()),
            Width::Sentence => sentences(text, *matched),
            Width::Words(n) => {
                let first = spans.partition_point(|s| s.end <= matched.start);
                let last = spans.partition_point(|s| s.start < matched.end);
                let left =
                    if n == 0 { matched.start } else { spans.get(first.saturating_sub(n)).map_or(0, |s| s.start) };
                let right = if n == 0 {
                    matched.end
                } else {
                    spans.get(last..).and_then(|r| r.get(..n.min(r.len()))?.last()).map_or(matched.end, |s| s.end)
                };
                (left.min(matched.start) as usize, right as usize)
            }
            Width::Characters(n) => (back(text, matched.start as usize, n), forth(text, matched.end as usize, n)),
        };
        let (left, right) =
            (Span { start: left as u32, end: matched.start }, Span { start: matched.end, end: right as u32 });
        Line { hit: hit.clone(), number, left, matched: *matched, right }
    };
    hit.highlights.iter().enumerate().map(line).collect()
}

/// The bytes from the first sentence that `matched` lies in to the last.
fn sentences(text: &str, matched: Span) -> (usize, usize) {
    let split = Split::new(text);
    let spans = || split.sentences.iter().map(|s| split.span(s.clone()));
    let start = spans().take_while(|s| s.start <= matched.start).last().map_or(0, |s| s.start as usize);
    let end = spans().find(|s| s.end >= matched.end).map_or(text.len(), |s| s.end as usize);
    (start, end)
}

/// `n` characters before byte `at`.
fn back(text: &str, at: usize, n: usize) -> usize {
    match n {
        0 => at,
        _ => text[..at].char_indices().rev().nth(n - 1).map_or(0, |(i, _)| i),
    }
}

/// `n` characters behind byte `at`.
fn forth(text: &str, at: usize, n: usize) -> usize {
    text[at..].char_indices().nth(n).map_or(text.len(), |(i, _)| at + i)
}

/// A random choice of so many lines, the same for the same seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// How many.
    pub size: usize,
    /// What the choice depends on.
    pub seed: u64,
}

/// Numbers that look random: SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n.max(1)
    }
}

impl Engine {
    /// Calls `each` with every line in the order of the hits, newest article first, until it returns `false`; in
    /// bounded memory. Returns how many units match.
    ///
    /// # Errors
    /// As [`Engine::stream`].
    pub fn concordance(
        &self,
        query: &Parsed,
        scope: &Scope,
        width: Width,
        each: &mut dyn FnMut(Line) -> Result<bool>,
    ) -> Result<u64> {
        // Of an article only one paragraph would be shown, so lines are always those of paragraphs or quotations.
        let unit = if scope.unit == Unit::Article { Unit::Paragraph } else { scope.unit };
        let request = Request { scope: Scope { unit, ..*scope }, limit: 0, sort: Sort::Newest, ..Request::default() };
        self.stream(query, &request, &mut |hit| {
            for line in lines(&hit, width) {
                if !each(line)? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    }

    /// How many lines there are, without reading the texts they are from.
    ///
    /// # Errors
    /// As [`Engine::count`].
    pub fn count_lines(&self, query: &Parsed, scope: &Scope) -> Result<u64> {
        let segments = self.segments()?;
        let root = self.scoped(&segments, query, &query.root, scope)?;
        let unit = if scope.unit == Unit::Article { Unit::Paragraph } else { scope.unit };
        let (mut total, mut marks) = (0, Vec::new());
        for segment in &segments {
            let mut matcher = self.matcher(&segments, segment.ord, query, &root, unit, Mode::Mark)?;
            self.each(segment, &mut matcher, unit, &mut |_, matcher| {
                marks.clear();
                matcher.marks(&mut marks);
                total += hits::merged(&mut marks).len() as u64;
                Ok(true)
            })?;
        }
        Ok(total)
    }

    /// All lines, or a sample of them, sorted by `sorts` in turn and else as [`Engine::concordance`] has them; and how
    /// many lines there are in all.
    ///
    /// # Errors
    /// As [`Engine::stream`].
    pub fn sorted_lines(
        &self,
        query: &Parsed,
        scope: &Scope,
        width: Width,
        sorts: &[LineSort],
        sample: Option<Sample>,
    ) -> Result<(Vec<Line>, u64)> {
        let mut kept: Vec<(u64, Line)> = Vec::new();
        let mut seen = 0u64;
        let mut random = Random(sample.map_or(0, |s| s.seed));
        self.concordance(query, scope, width, &mut |line| {
            seen += 1;
            match sample {
                // Vitter's algorithm R: the n-th line takes the place of one of those kept with probability size / n.
                Some(s) if kept.len() >= s.size => {
                    if let Some(place) = kept.get_mut(random.below(seen) as usize) {
                        *place = (seen, line);
                    }
                }
                _ => kept.push((seen, line)),
            }
            Ok(true)
        })?;
        kept.sort_by_cached_key(|(n, line)| (sorts.iter().map(|s| line.key(*s)).collect::<Vec<_>>(), *n));
        Ok((kept.into_iter().map(|(_, line)| line).collect(), seen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Meta, Par};
    use std::rc::Rc;

    fn hit(text: &str, word: &str) -> Hit {
        let meta = Meta {
            id: "a".into(),
            path: "a".into(),
            title: "t".into(),
            title_derived: true,
            byline: vec![],
            source: None,
            url: None,
            section: None,
            wire: vec![],
            published: None,
            updated: None,
            language: None,
            words: 0,
        };
        let par = Par { p: 1, text: text.into(), quotations: vec![], entities: vec![], dates: vec![], language: None };
        let highlights = text.match_indices(word).map(|(i, w)| Span::new(i, i + w.len())).collect();
        let (speakers, entities) = (vec![], vec![]);
        Hit {
            id: "a#1".into(),
            meta: Rc::new(meta),
            par: Rc::new(par),
            quotation: None,
            others: vec![],
            context: vec![],
            highlights,
            speakers,
            entities,
            family: None,
            score: 0.0,
        }
    }

    #[test]
    fn lines_show_so_many_words_or_characters_or_all() {
        let show = |width| -> Vec<String> {
            let lines = lines(&hit("“Für peace, at last,” he said of peace.", "peace"), width);
            lines.iter().map(|l| format!("{}|{}|{}", l.slice(l.left), l.slice(l.matched), l.slice(l.right))).collect()
        };
        assert_eq!(show(Width::Words(2)), ["Für |peace|, at last", "said of |peace|"]);
        assert_eq!(show(Width::Words(0)), ["|peace|", "|peace|"]);
        assert_eq!(show(Width::Characters(3)), ["ür |peace|, a", "of |peace|."]);
        assert_eq!(show(Width::Sentence), show(Width::Paragraph));
        let two = lines(&hit("It ended. Now peace is near! He left.", "peace"), Width::Sentence).remove(0);
        assert_eq!((two.slice(two.left), two.slice(two.right)), ("Now ", " is near!"));
        assert_eq!(show(Width::Paragraph)[1], "“Für peace, at last,” he said of |peace|.");
    }

    #[test]
    fn sorts_are_read_and_refused() {
        assert_eq!(sorts("1L,2R, m").unwrap(), [LineSort::Left(1), LineSort::Right(2), LineSort::Match]);
        assert!(sorts("0L").is_err() && sorts("up").is_err() && sorts("99R").is_err());
        let line = lines(&hit("one two peace three", "peace"), Width::Words(1)).remove(0);
        assert_eq!(
            (line.key(LineSort::Left(2)), line.key(LineSort::Right(1)), line.key(LineSort::Right(2))),
            ("one".into(), "three".into(), String::new())
        );
    }
}
