//! Which of two lists of places are near each other.
//!
//! Distance is counted between the nearest words of the two: 1 for neighbours. Two places that share a word are not near
//! each other, since a word is not near itself.

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
    /// Whether a place that ends before `end` and one that starts at `start`, not before it, are near enough.
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
}

/// Which places on the left have one on the right near them, and which on the right one on the left. Both are sorted.
pub fn partners(left: &[Place], right: &[Place], near: Near, starts: Option<&[u32]>) -> (Vec<bool>, Vec<bool>) {
    let test = Test { near, starts: starts.unwrap_or(&[]) };
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

/// All pairs that are near each other, each as one place whose parts are the two. Both lists are sorted by start.
pub fn pairs(left: &[Place], right: &[Place], near: Near, starts: Option<&[u32]>) -> Vec<Place> {
    let test = Test { near, starts: starts.unwrap_or(&[]) };
    let mut found = Vec::new();
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
    let mut parts = Vec::with_capacity(2);
    for place in [a, b] {
        match place.parts.is_empty() {
            true => parts.push((place.start, place.end)),
            false => parts.extend_from_slice(&place.parts),
        }
    }
    Place { start: a.start.min(b.start), end: a.end.max(b.end), parts }
}
