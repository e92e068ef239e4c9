//! From the kinds that the models tell apart to those of the contract.

use super::lists::List;
use super::words::Word;
use crate::model::EntityKind;

/// The kind of a name, by the kind that the model found and its last word: a place that ends in "Airport" is a
/// facility.
pub(super) fn refine(kind: EntityKind, last: &Word, words: usize) -> EntityKind {
    if kind == EntityKind::Place && words > 1 && last.bits.has(List::FacilityNoun) {
        return EntityKind::Facility;
    }
    kind
}
