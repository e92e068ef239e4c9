//! A text → its runs of words, and the few numbers by which texts that share many runs find each other.

use crate::words;

/// How many words make a run.
pub const WORDS: usize = 8;

/// Texts of fewer runs than this are too short to tell a copy from a form.
const FEWEST: usize = 20;

/// Rows and bands of the sketch: two texts meet in a band with the probability that they share a run, to the power of ROWS.
const ROWS: usize = 3;
const BANDS: usize = 32;

/// What the index keeps of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sketch {
    /// The same for texts with the same runs; 0 where the text is too short to have versions.
    pub print: u64,
    /// Texts that share many runs have at least one of these in common.
    pub bands: Vec<u32>,
}

/// The runs of a text as numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs {
    /// In the order of the text.
    in_order: Vec<u64>,
    /// Sorted, each once.
    sorted: Vec<u64>,
}

/// The runs of the body of an article. Where one paragraph ends and the next begins does not matter: that is what differs most between
/// two prints of a text.
pub fn runs<'a>(paragraphs: impl IntoIterator<Item = &'a str>) -> Runs {
    let mut units: Vec<u64> = Vec::new();
    for text in paragraphs {
        words::each_word(text, |_, word| units.push(number(word)));
    }
    let run = |words: &[u64]| mixed(words.iter().fold(0, |sum: u64, w| sum.wrapping_mul(FACTOR).wrapping_add(*w)));
    let in_order: Vec<u64> = units.windows(WORDS).map(run).collect();
    let mut sorted = in_order.clone();
    sorted.sort_unstable();
    sorted.dedup();
    Runs { in_order, sorted }
}

/// The sketch of the runs of a text.
pub fn sketch(runs: &Runs) -> Sketch {
    let runs = &runs.sorted;
    if runs.len() < FEWEST {
        return Sketch::default();
    }
    let print = mixed(runs.iter().fold(1, |sum: u64, run| sum.wrapping_mul(FACTOR).wrapping_add(*run))).max(1);
    let least = |n: usize| {
        // Multiplying by an odd number is one of many orders of the runs; which run comes first in it is by chance, and the same in
        // two texts as often as they share runs.
        let factor = mixed(n as u64 + 1) | 1;
        runs.iter().map(|run| run.wrapping_mul(factor)).min().unwrap_or(0)
    };
    let band = |b: usize| {
        let rows = (b * ROWS..(b + 1) * ROWS).map(least);
        (mixed(rows.fold(b as u64, |sum, row| sum.wrapping_mul(FACTOR).wrapping_add(row))) >> 32) as u32
    };
    Sketch { print, bands: (0..BANDS).map(band).collect() }
}

/// The share of its runs that the shorter of two texts must have in common with the longer one.
const OF_SHORTER: f64 = 0.6;
/// The share of the runs of both together that two texts must have in common.
const OF_BOTH: f64 = 0.35;
/// Runs in common count where so many follow one another: in a form that is filled in anew, the words between two gaps are few.
const STRETCH: usize = 8;
/// Shorter texts than this are versions only if all their runs are the same: a notice is mostly form.
const FEWEST_CHANGED: usize = 40;

/// Whether two texts are versions of one.
pub fn similar(a: &Runs, b: &Runs) -> bool {
    let (shorter, longer) = if a.sorted.len() <= b.sorted.len() { (a, b) } else { (b, a) };
    if shorter.sorted.len() < FEWEST_CHANGED {
        return shorter.sorted.len() >= FEWEST && shorter.sorted == longer.sorted;
    }
    let shared = shared(&shorter.sorted, &longer.sorted);
    let both = shorter.sorted.len() + longer.sorted.len() - shared;
    let enough = |n: usize| n as f64 >= OF_SHORTER * shorter.sorted.len() as f64 && n as f64 >= OF_BOTH * both as f64;
    enough(shared) && enough(in_stretches(shorter, longer).min(shared))
}

/// How many runs of `a` stand in stretches that are in `b` too.
fn in_stretches(a: &Runs, b: &Runs) -> usize {
    let in_b: Vec<bool> = a.in_order.iter().map(|run| b.sorted.binary_search(run).is_ok()).collect();
    in_b.chunk_by(|x, y| x == y).filter(|stretch| stretch[0] && stretch.len() >= STRETCH).map(<[bool]>::len).sum()
}

/// How many numbers two sorted lists share.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        shared += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    shared
}

/// An odd number without pattern: 2⁶⁴ divided by the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// FNV-1a: numbers that are stored must be the same on every machine and in every version.
fn number(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The last step of SplitMix64: every bit depends on every bit.
fn mixed(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// So many different words, beginning with the n-th.
    fn text(from: usize, words: usize) -> String {
        (from..from + words).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ")
    }

    fn are(a: &str, b: &str) -> bool {
        similar(&runs([a]), &runs([b]))
    }

    #[test]
    fn versions_are_told_from_texts_that_share_a_part() {
        let original = text(0, 300);
        let head = format!("{} {}", text(1000, 40), text(45, 255));
        let cut = text(0, 220);
        let longer = format!("{original} {}", text(2000, 60));
        for version in [&original, &head, &cut, &longer] {
            assert!(are(&original, version) && are(version, &original), "{version}");
        }
        let lead_only = format!("{} {}", text(0, 60), text(3000, 240));
        let boilerplate = format!("{} {}", text(4000, 200), text(200, 100));
        for other in [&lead_only, &boilerplate, &text(0, 30)] {
            assert!(!are(&original, other), "{other}");
        }
    }

    #[test]
    fn a_template_with_other_numbers_is_no_version() {
        let market = |n: usize| {
            let line =
                |i: usize| format!("the share of firm {i} rose by {} to {} and", (n * 31 + i * 7) % 97, n * 100 + i);
            (0..30).map(line).collect::<Vec<_>>().join(" ")
        };
        assert!(!are(&market(1), &market(2)));
    }

    #[test]
    fn texts_without_spaces_have_runs_too() {
        let Runs { in_order: runs, .. } = runs(["渡轮在修理四周之后于星期五回到了港口，码头上的人们都很高兴。"]);
        assert!(runs.len() > 15, "{}", runs.len());
    }

    proptest! {
        #[test]
        fn paragraphs_do_not_matter_and_a_cut_tail_meets_in_a_band(words in 80usize..400, at in 10usize..70) {
            let whole = text(0, words);
            let (a, b) = (text(0, at), text(at, words - at));
            prop_assert_eq!(runs([whole.as_str()]), runs([a.as_str(), b.as_str()]));
            let (one, cut) = (sketch(&runs([whole.as_str()])), sketch(&runs([text(0, words * 4 / 5).as_str()])));
            prop_assert!(one.bands.iter().any(|band| cut.bands.contains(band)));
        }
    }
}
