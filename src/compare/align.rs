//! Where and how the words of a claim stand in a text: the best alignment of the whole claim with some stretch of the source.
//!
//! This is the local alignment of Smith and Waterman ("Identification of Common Molecular Subsequences", 1981), made
//! global on the side of the claim: every word of the claim must be accounted for, the source may begin and end
//! anywhere. Between the pieces of a claim with marks of omission any words of the source may be missing for nothing. A word
//! written in two or three parts equals the same written in one: `cease-fire` and `ceasefire`, `U.S.` and `US`.

use super::tokens::{Before, Token};
use std::ops::Range;

/// What equal words add; as many words of the source may be left out to reach one more.
const EQUAL: i32 = 4;
/// What a changed, an added or a missing word costs.
const CHANGE: i32 = -1;
/// In how many parts a word may be written.
const PARTS: usize = 3;

/// What happened to a run of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The same on both sides.
    Equal,
    /// Others in the source.
    Replace,
    /// In the claim only.
    Insert,
    /// In the source only.
    Delete,
    /// In the source only, where the claim has a mark of omission.
    Omit,
}

/// A run of words of the claim and of the source; one of the two may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What happened.
    pub kind: Kind,
    /// Numbers of tokens of the claim.
    pub claim: Range<usize>,
    /// Numbers of tokens of the source.
    pub source: Range<usize>,
}

/// How a claim stands in a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alignment {
    /// How good it is; only to choose among alignments of one claim.
    pub score: i32,
    /// From the first word of the claim to its last.
    pub steps: Vec<Step>,
}

impl Alignment {
    /// Whether every word of the claim is there, and nothing else but where it may be missing.
    pub fn is_exact(&self) -> bool {
        !self.steps.is_empty() && self.steps.iter().all(|s| matches!(s.kind, Kind::Equal | Kind::Omit))
    }

    /// Numbers of the tokens of the source from the first to the last that the claim is about.
    pub fn window(&self) -> Range<usize> {
        let with = || self.steps.iter().filter(|s| !s.source.is_empty());
        let start = with().map(|s| s.source.start).min().unwrap_or(0);
        start..with().map(|s| s.source.end).max().unwrap_or(start)
    }

    /// Tokens of the source that are the same in the claim.
    pub fn equal(&self) -> impl Iterator<Item = usize> + '_ {
        self.steps.iter().filter(|s| s.kind == Kind::Equal).flat_map(|s| s.source.clone())
    }

    /// The share of words that are the same, 0 to 1: 2 × equal / (words of the claim + words of the stretch), after Dice
    /// (1945); words that may be missing do not count.
    pub fn similarity(&self) -> f64 {
        let (mut equal, mut all) = (0, 0);
        for step in self.steps.iter().filter(|s| s.kind != Kind::Omit) {
            let words = step.claim.len() + step.source.len();
            all += words;
            equal += if step.kind == Kind::Equal { words } else { 0 };
        }
        if all == 0 { 0.0 } else { equal as f64 / all as f64 }
    }
}

/// How a cell of the table was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    Start,
    Equal { claim: u8, source: u8 },
    Replace,
    Insert,
    Delete,
    Omit,
}

/// The best alignment of the whole `claim` with a stretch of `source`; before the tokens numbered in `gaps` words of the
/// source may be missing. Takes time and space in proportion to the product of the lengths.
pub fn align(claim: &[Token], gaps: &[usize], source: &[Token]) -> Alignment {
    let width = source.len() + 1;
    let mut scores = vec![0i32; width];
    let mut moves = vec![Move::Start; (claim.len() + 1) * width];
    // The rows that a word written in parts reaches back to, the last one first.
    let mut before: Vec<Vec<i32>> = Vec::new();
    for i in 1..=claim.len() {
        before.insert(0, scores.clone());
        before.truncate(PARTS);
        let free = gaps.contains(&i);
        for j in 0..width {
            let (score, step) = best(claim, source, (i, j), &before, &scores, free);
            scores[j] = score;
            moves[i * width + j] = step;
        }
    }
    let end = (0..width).max_by_key(|&j| (scores[j], std::cmp::Reverse(j))).unwrap_or(0);
    let mut steps = steps(&moves, width, claim.len(), end);
    replace_last(&mut steps, source);
    Alignment { score: scores[end], steps }
}

/// Words at the end of the claim have been changed, and not added, as far as the sentence goes on with others. It costs the same, and the end of
/// the source is free, so only here both are as good.
fn replace_last(steps: &mut [Step], source: &[Token]) {
    let [.., before, last] = steps else { return };
    if (before.kind, last.kind) == (Kind::Equal, Kind::Insert) {
        let rest = source[last.source.end..].iter().take(last.claim.len());
        let others = rest.take_while(|t| t.before != Before::Stop).count();
        last.source.end += others;
        last.kind = if others > 0 { Kind::Replace } else { Kind::Insert };
    }
}

/// The best way into cell `(i, j)`; `row` holds this row up to `j` and the one before from there on. Where `free`, words of the source behind
/// token `i` of the claim may be missing.
fn best(
    claim: &[Token],
    source: &[Token],
    (i, j): (usize, usize),
    before: &[Vec<i32>],
    row: &[i32],
    free: bool,
) -> (i32, Move) {
    let mut found = (before[0][j] + CHANGE, Move::Insert);
    let mut offer = |score: i32, step: Move| {
        if score > found.0 || score == found.0 && found.1 == Move::Insert {
            found = (score, step);
        }
    };
    if j == 0 {
        return found;
    }
    offer(before[0][j - 1] + CHANGE, Move::Replace);
    if free {
        offer(row[j - 1], Move::Omit);
    } else {
        offer(row[j - 1] + CHANGE, Move::Delete);
    }
    for (a, b) in [(1, 1), (1, 2), (2, 1), (1, 3), (3, 1)] {
        if a <= i && b <= j && same(&claim[i - a..i], &source[j - b..j]) {
            offer(before[a - 1][j - b] + EQUAL, Move::Equal { claim: a as u8, source: b as u8 });
        }
    }
    found
}

/// Whether two runs of tokens are the same letters, where only hyphens and the like part them: "not able" is not "notable". Digits that follow
/// one another are two numbers and never one.
fn same(a: &[Token], b: &[Token]) -> bool {
    if let ([a], [b]) = (a, b) {
        return a.form == b.form;
    }
    let split = |tokens: &[Token]| {
        tokens.windows(2).any(|w| {
            w[0].form.ends_with(|c: char| c.is_ascii_digit()) && w[1].form.starts_with(|c: char| c.is_ascii_digit())
        })
    };
    let letters = |tokens: &[Token]| tokens.iter().map(|t| t.form.len()).sum::<usize>();
    let joint = |tokens: &[Token]| tokens[1..].iter().all(|t| t.before == Before::Joint);
    letters(a) == letters(b)
        && joint(a)
        && joint(b)
        && !split(a)
        && !split(b)
        && a.iter().flat_map(|t| t.form.bytes()).eq(b.iter().flat_map(|t| t.form.bytes()))
}

/// Follows the moves back from the end of the claim at token `j` of the source.
fn steps(moves: &[Move], width: usize, claim: usize, source: usize) -> Vec<Step> {
    let (mut i, mut j) = (claim, source);
    let mut steps: Vec<Step> = Vec::new();
    while i > 0 {
        let (kind, a, b) = match moves[i * width + j] {
            Move::Start => break,
            Move::Equal { claim, source } => (Kind::Equal, usize::from(claim), usize::from(source)),
            Move::Replace => (Kind::Replace, 1, 1),
            Move::Insert => (Kind::Insert, 1, 0),
            Move::Delete => (Kind::Delete, 0, 1),
            Move::Omit => (Kind::Omit, 0, 1),
        };
        match steps.last_mut() {
            Some(last) if last.kind == kind => (last.claim.start, last.source.start) = (i - a, j - b),
            _ => steps.push(Step { kind, claim: i - a..i, source: j - b..j }),
        }
        (i, j) = (i - a, j - b);
    }
    steps.reverse();
    steps
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    fn shown(claim: &str, gaps: &[usize], source: &str) -> String {
        let (c, s) = (tokens(claim), tokens(source));
        let forms = |t: &[Token]| t.iter().map(|t| t.form.as_str()).collect::<Vec<_>>().join(" ");
        let found = align(&c, gaps, &s);
        let step = |x: &Step| {
            let (c, s) = (forms(&c[x.claim.clone()]), forms(&s[x.source.clone()]));
            match x.kind {
                Kind::Equal => c,
                Kind::Replace => format!("[{c}>{s}]"),
                Kind::Insert => format!("[+{c}]"),
                Kind::Delete => format!("[-{s}]"),
                Kind::Omit => format!("({s})"),
            }
        };
        found.steps.iter().map(step).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn changes_stand_where_they_were_made() {
        let source = "he said we will not leave the city tonight he added";
        assert_eq!(shown("we will not leave the city", &[], source), "we will not leave the city");
        assert_eq!(shown("We will leave the city", &[], source), "we will [-not] leave the city");
        assert_eq!(shown("we will not leave our city", &[], source), "we will not leave [our>the] city");
        assert_eq!(shown("we will not ever leave the city", &[], source), "we will not [+ever] leave the city");
        assert_eq!(shown("we will the city", &[2], source), "we will (not leave) the city");
        assert_eq!(shown("six will not leave the city", &[], source), "[six>we] will not leave the city");
        assert_eq!(shown("we will not leave the town", &[], source), "we will not leave the [town>city]");
        let end = "it begins on 1 May 2024. We go";
        assert_eq!(shown("it begins on 1 May 2025 sharp", &[], end), "it begins on 1 may [2025 sharp>2024]");
        assert_eq!(shown("it begins on 1 May 2024 sharp", &[], end), "it begins on 1 may 2024 [+sharp]");
    }

    #[test]
    fn words_in_parts_are_the_same_but_numbers_are_not() {
        assert_eq!(shown("a ceasefire in the US", &[], "a cease-fire in the U.S. now"), "a ceasefire in the us");
        assert_eq!(shown("the U.S.A. and per cent", &[], "the USA and percent"), "the u s a and percent");
        assert_eq!(shown("we are here", &[], "[W]e are here"), "we are here");
        for (claim, source) in [
            ("he is notable to lead", "he is not able to lead"),
            ("he is nowhere to lead", "he is now here to lead"),
            ("the ministers plans", "the minister's plans"),
            ("its the plan", "it's the plan"),
            ("a cease fire now", "a ceasefire now"),
        ] {
            assert!(shown(claim, &[], source).contains('['), "{claim}");
            assert!(shown(source, &[], claim).contains('['), "{source}");
        }
        assert!(shown("over 1 5 people", &[], "over 15 people").contains('['));
    }

    /// The best score by trying everything.
    fn slow(
        claim: &[Token],
        gaps: &[usize],
        source: &[Token],
        i: usize,
        j: usize,
        known: &mut HashMap<(usize, usize), i32>,
    ) -> i32 {
        if i == 0 {
            return 0;
        }
        if let Some(score) = known.get(&(i, j)) {
            return *score;
        }
        let mut all = vec![slow(claim, gaps, source, i - 1, j, known) + CHANGE];
        if j > 0 {
            let skip = if gaps.contains(&i) { 0 } else { CHANGE };
            all.push(slow(claim, gaps, source, i, j - 1, known) + skip);
            all.push(slow(claim, gaps, source, i - 1, j - 1, known) + CHANGE);
        }
        for a in 1..=3.min(i) {
            for b in 1..=3.min(j) {
                let text = |t: &[Token]| t.iter().map(|t| t.form.as_str()).collect::<String>();
                let joint = |t: &[Token]| t[1..].iter().all(|t| t.before == Before::Joint);
                let (c, s) = (&claim[i - a..i], &source[j - b..j]);
                if (a == 1 || b == 1) && joint(c) && joint(s) && text(c) == text(s) {
                    all.push(slow(claim, gaps, source, i - a, j - b, known) + EQUAL);
                }
            }
        }
        let best = all.into_iter().max().unwrap();
        known.insert((i, j), best);
        best
    }

    proptest! {
        #[test]
        fn it_is_as_good_as_trying_everything(claim in "([abc]|ab|bc| |-){0,12}", source in "([abc]|ab|bc| |-){0,16}", gap in 0usize..8) {
            let (c, s) = (tokens(&claim), tokens(&source));
            let gaps = if gap > 0 && gap < c.len() { vec![gap] } else { vec![] };
            let fast = align(&c, &gaps, &s);
            let mut known = HashMap::new();
            let best = (0..=s.len()).map(|j| slow(&c, &gaps, &s, c.len(), j, &mut known)).max().unwrap();
            prop_assert_eq!(fast.score, best);
            // The steps account for every word of the claim, in order, and for a stretch of the source.
            prop_assert_eq!(fast.steps.iter().flat_map(|x| x.claim.clone()).collect::<Vec<_>>(), (0..c.len()).collect::<Vec<_>>());
            prop_assert!(fast.steps.windows(2).all(|w| w[0].source.end == w[1].source.start));
        }

        #[test]
        fn a_stretch_of_the_source_is_found_as_it_is(source in "[a-d]( [a-d]){0,20}", from in 0usize..20, length in 1usize..20) {
            let s = tokens(&source);
            let from = from.min(s.len() - 1);
            let claim = &s[from..(from + length).min(s.len())];
            let found = align(claim, &[], &s);
            prop_assert!(found.is_exact());
            prop_assert_eq!(found.similarity(), 1.0);
        }
    }
}
