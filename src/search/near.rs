//! Which of two lists of places are near each other.
//!
//! Distance is counted between the nearest words of the two that matched: 1 for neighbours. Two places that share a word are not near
//! each other, since a word is not near itself. What lies between the words of a place may belong to the other; only where order
//! matters the one ends before the other begins.

use super::forms::Forms;
use super::places::Place;
use crate::query::syntax::Near;
use tantivy::DocId;

/// The positions at which sentences begin, but for the first sentence.
pub struct Sentences {
    /// The occurrences of the mark that stands where a sentence begins.
    pub marks: Forms,
    none: Vec<u32>,
}

impl Sentences {
    /// From the occurrences of the mark.
    pub fn new(marks: Forms) -> Self {
        Sentences { marks, none: Vec::new() }
    }

    /// The first words of all sentences of `doc` but its first.
    pub fn starts(&mut self, doc: DocId) -> &[u32] {
        if self.marks.seek(doc) == doc { self.marks.positions() } else { &self.none }
    }
}

/// The number of the sentence that the word at `position` stands in.
fn sentence(starts: &[u32], position: u32) -> usize {
    starts.partition_point(|s| *s <= position)
}

/// How two places must lie to each other.
struct Test<'a> {
    near: Near,
    starts: &'a [u32],
}

impl Test<'_> {
    /// Whether words that end before `end` and some that start at `start`, not before it, are near enough.
    fn follows(&self, end: u32, start: u32) -> bool {
        match self.near {
            Near::Within(n) | Near::Before(n) => start - (end - 1) <= n,
            Near::Sentence => sentence(self.starts, end - 1) == sentence(self.starts, start),
            Near::Paragraph => true,
        }
    }

    /// Whether the first may also stand behind the second.
    fn both_ways(&self) -> bool {
        !matches!(self.near, Near::Before(_))
    }

    /// Whether two places are near each other, wherever their words lie.
    fn holds(&self, a: &Place, b: &Place) -> bool {
        if !self.both_ways() {
            return a.end <= b.start && self.follows(a.end, b.start);
        }
        let mut near = false;
        for (start, end) in a.pieces() {
            for (from, to) in b.pieces() {
                if start < to && from < end {
                    return false;
                }
                near |= if end <= from { self.follows(end, from) } else { self.follows(to, start) };
            }
        }
        near
    }

    /// How far from a place the other may begin or end.
    fn reach(&self) -> u32 {
        match self.near {
            Near::Within(n) | Near::Before(n) => n,
            Near::Sentence | Near::Paragraph => u32::MAX,
        }
    }

    /// Calls `each` with the numbers of the places that are near each other until it says no. Both lists are sorted by start.
    fn each(&self, left: &[Place], right: &[Place], mut each: impl FnMut(usize, usize) -> bool) {
        let longest = right.iter().map(|b| b.end - b.start).max().unwrap_or(0);
        let reach = self.reach();
        let mut compared = 0;
        for (i, a) in left.iter().enumerate() {
            let from = right.partition_point(|b| b.start.saturating_add(longest).saturating_add(reach) < a.start);
            let last = a.end.saturating_add(reach);
            for (j, b) in right.iter().enumerate().skip(from).take_while(|(_, b)| b.start < last) {
                compared += 1;
                if compared > MAX_COMPARED || self.holds(a, b) && !each(i, j) {
                    return;
                }
            }
        }
    }
}

/// Whether all words of each place matched, as those of words and phrases do: what is simple then takes no looking at every pair.
fn whole(left: &[Place], right: &[Place]) -> bool {
    left.iter().chain(right).all(|place| place.parts.is_empty())
}

/// Which places on the left have one on the right near them, and which on the right one on the left. Both are sorted.
pub fn partners(left: &[Place], right: &[Place], near: Near, starts: Option<&[u32]>) -> (Vec<bool>, Vec<bool>) {
    let test = Test { near, starts: starts.unwrap_or(&[]) };
    if !whole(left, right) {
        let (mut of_left, mut of_right) = (vec![false; left.len()], vec![false; right.len()]);
        test.each(left, right, |i, j| {
            (of_left[i], of_right[j]) = (true, true);
            true
        });
        return (of_left, of_right);
    }
    let (of_left, of_right) = (Ends::of(left), Ends::of(right));
    let find = |place: &Place, others: &Ends, forward: bool, backward: bool| {
        (forward && others.after(place.end).is_some_and(|start| test.follows(place.end, start)))
            || (backward && others.before(place.start).is_some_and(|end| test.follows(end, place.start)))
    };
    let both = test.both_ways();
    (
        left.iter().map(|p| find(p, &of_right, true, both)).collect(),
        right.iter().map(|p| find(p, &of_left, both, true)).collect(),
    )
}

/// The starts and the ends of places, each sorted.
struct Ends {
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl Ends {
    fn of(places: &[Place]) -> Self {
        let starts = places.iter().map(|p| p.start).collect();
        let mut ends: Vec<u32> = places.iter().map(|p| p.end).collect();
        ends.sort_unstable();
        Ends { starts, ends }
    }

    /// The nearest start from `position` on.
    fn after(&self, position: u32) -> Option<u32> {
        self.starts.get(self.starts.partition_point(|s| *s < position)).copied()
    }

    /// The nearest end up to `position`.
    fn before(&self, position: u32) -> Option<u32> {
        self.ends.partition_point(|e| *e <= position).checked_sub(1).map(|i| self.ends[i])
    }
}

/// Most pairs of one paragraph that an expression within another gives; a paragraph of news has a few.
const MAX_PAIRS: usize = 1 << 16;
/// Most pairs of one paragraph that are compared word by word.
const MAX_COMPARED: usize = 1 << 20;

/// All pairs that are near each other, each as one place whose parts are the two. Both lists are sorted by start.
pub fn pairs(left: &[Place], right: &[Place], near: Near, starts: Option<&[u32]>) -> Vec<Place> {
    let test = Test { near, starts: starts.unwrap_or(&[]) };
    let mut found = Vec::new();
    if !whole(left, right) {
        test.each(left, right, |i, j| {
            found.push(join(&left[i], &right[j]));
            found.len() < MAX_PAIRS
        });
        return found;
    }
    let mut ordered = |first: &[Place], second: &[Place]| {
        for a in first {
            let from = second.partition_point(|b| b.start < a.end);
            for b in second[from..].iter().take_while(|b| test.follows(a.end, b.start)) {
                if found.len() >= MAX_PAIRS {
                    return;
                }
                found.push(join(a, b));
            }
        }
    };
    ordered(left, right);
    if test.both_ways() {
        ordered(right, left);
    }
    found
}

fn join(a: &Place, b: &Place) -> Place {
    let mut parts: Vec<_> = a.pieces().chain(b.pieces()).collect();
    parts.sort_unstable();
    Place { start: a.start.min(b.start), end: a.end.max(b.end), parts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(start: u32, length: u32) -> Place {
        Place { start, end: start + length, parts: Vec::new() }
    }

    #[test]
    fn what_lies_between_the_words_of_a_pair_may_be_near_it() {
        let [alpha, beta, gamma] = [0, 1, 2].map(|at| vec![words(at, 1)]);
        let outer = pairs(&alpha, &gamma, Near::Within(3), None);
        for (near, want) in
            [(Near::Within(1), true), (Near::Sentence, true), (Near::Paragraph, true), (Near::Before(5), false)]
        {
            assert_eq!(partners(&outer, &beta, near, Some(&[])), (vec![want], vec![want]), "{near:?}");
            assert_eq!(partners(&outer, &gamma, near, Some(&[])).0, [false], "{near:?}");
        }
        // Sentences that begin at the second and the third word: each word has its own.
        assert_eq!(partners(&outer, &beta, Near::Sentence, Some(&[1, 2])).0, [false]);
        assert_eq!(partners(&outer, &[words(3, 1)], Near::Sentence, Some(&[1])).0, [true]);
    }

    fn places() -> impl Strategy<Value = Vec<Place>> {
        let place = (0..20u32, 1..4u32).prop_map(|(start, length)| words(start, length));
        prop::collection::btree_set(place, 0..6).prop_map(|places| places.into_iter().collect())
    }

    proptest! {
        #[test]
        fn places_without_gaps_are_near_as_any_are(
            left in places(),
            right in places(),
            near in prop::sample::select(&[Near::Within(2), Near::Before(3), Near::Sentence, Near::Paragraph]),
            starts in prop::collection::btree_set(1..20u32, 0..4)
        ) {
            let starts: Vec<u32> = starts.into_iter().collect();
            let test = Test { near, starts: &starts };
            let (of_left, of_right) = partners(&left, &right, near, Some(&starts));
            let with = |a: &Place| right.iter().any(|b| test.holds(a, b));
            prop_assert_eq!(of_left, left.iter().map(with).collect::<Vec<_>>());
            let with = |b: &Place| left.iter().any(|a| test.holds(a, b));
            prop_assert_eq!(of_right, right.iter().map(with).collect::<Vec<_>>());
            let mut compared = Vec::new();
            test.each(&left, &right, |i, j| {
                compared.push(join(&left[i], &right[j]));
                true
            });
            let mut found = pairs(&left, &right, near, Some(&starts));
            compared.sort();
            found.sort();
            prop_assert_eq!(found, compared);
        }
    }
}
