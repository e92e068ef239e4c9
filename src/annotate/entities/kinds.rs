//! From the kinds that the models tell apart to those of the contract.

use super::lists::List;
use super::page::Page;
use super::words::{Store, Style, Word};
use crate::annotate::tagger::text as hash;
use crate::model::EntityKind;
use std::ops::Range;

/// The kind of a name, by the kind that the model found and its last word: a place that ends in "Airport" is a
/// facility, and one that ends in "Court" an organization, as nine of ten such names are.
pub(super) fn refine(kind: EntityKind, last: &Word, words: usize) -> EntityKind {
    match kind {
        EntityKind::Place if words > 1 && last.hash == hash("court") => EntityKind::Organization,
        EntityKind::Place if words > 1 && last.bits.has(List::FacilityNoun) => EntityKind::Facility,
        kind => kind,
    }
}

/// Whether the first word of a name is no part of it: "The" of "The Justice Department", though not of "The Times", and the
/// verb of "Said Dorothy Lind: “…”", though Said is a name.
pub(super) fn first_is_outside(page: &Page, store: &Store, range: &Range<usize>) -> bool {
    let word = |at: usize| page.places.get(at).map(|place| store.word(place.word));
    let is = |at: usize, text: &str| word(at).is_some_and(|w| w.hash == hash(text));
    let heads = [List::OrganizationNoun, List::FacilityNoun, List::PlaceNoun];
    let noun = || word(range.end - 1).is_some_and(|last| heads.into_iter().any(|list| last.bits.has(list)));
    let verb = || is(range.start, "said") && page.places[range.start].first && is(range.end, ":");
    range.len() > 2 && (is(range.start, "the") && noun() || verb())
}

/// Whether the first word of a person's name, `text`, says what he is: "Newsreader Brooklyn Ross". No list of names has it, but the
/// next word is a given name.
pub(super) fn calling_first(page: &Page, store: &Store, range: &Range<usize>, text: &str) -> bool {
    let lists = |at: usize| store.word(page.places[at].word).bits;
    let given = |at: usize| lists(at).has(List::Given) || lists(at).has(List::WorldGiven);
    let names = [List::FamilyFirst, List::Surname, List::WorldSurname, List::Particle];
    let ends = [
        "ologist", "ncer", "star", "woman", "reader", "maker", "singer", "caster", "enter", "keeper", "writer",
        "player", "ducer", "moter", "igner", "holder", "teacher",
    ];
    let name = given(range.start) || names.into_iter().any(|list| lists(range.start).has(list));
    let noun = text.len() > 6 && text.is_ascii() && ends.iter().any(|end| text.ends_with(end));
    range.len() > 2 && noun && !name && given(range.start + 1)
}

/// Calls `each` with the events of a stretch: capitalized words that the model took for no name, at least two, the last
/// of them one such as "Games" or "Summit". `labels` are those of the stretch.
pub(super) fn events(
    page: &Page,
    store: &Store,
    stretch: &Range<usize>,
    labels: &[u8],
    mut each: impl FnMut(Range<usize>),
) {
    let open = |at: usize| {
        let here = page.places.get(at).filter(|_| at < stretch.end && labels[at - stretch.start] == 0);
        here.is_some_and(|place| place.capital && place.style == Style::Plain)
    };
    let bits = |at: usize| store.word(page.places[at].word).bits;
    let mut at = stretch.start;
    while at < stretch.end {
        let mut end = at;
        while open(end) {
            end += 1;
        }
        let begins = page.places[at].first && bits(at).has(List::Plain);
        let start = at + usize::from(begins);
        let last = (start + 1..end).rev().find(|&i| bits(i).has(List::EventNoun));
        if let Some(last) = last {
            each(start..last + 1);
        }
        at = end.max(at + 1);
    }
}
