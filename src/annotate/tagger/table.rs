//! Features → numbers of rows, without a search: a perfect hash for the features of a model.
//!
//! Features fall into buckets, and each bucket has a *pilot*, a byte that sends all its features to slots of their own (hash and
//! displace: Pagh 1999; Belazzougui, Botelho and Dietzfelbinger 2009). Pilots are small enough to stay near the processor, so
//! that a look-up waits for one place in memory, that of its row. A feature that is none of the model's is sent somewhere
//! too: the row has two bytes to tell ([`check`]).

/// Features for each bucket, on average.
const BUCKET: usize = 3;
/// The share of slots that are taken, in percent.
const FULL: usize = 80;

/// The numbers that a table is read with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// How many pilots there are.
    pub buckets: u32,
    /// How many rows there are.
    pub slots: u32,
}

impl Shape {
    /// The bucket of a feature.
    #[inline]
    pub fn bucket(self, feature: u64) -> usize {
        (((feature >> 32) * u64::from(self.buckets)) >> 32) as usize
    }

    /// The slot of a feature whose bucket has this pilot.
    #[inline]
    pub fn slot(self, feature: u64, pilot: u8) -> usize {
        let moved = (feature ^ u64::from(pilot) << 24).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (((moved >> 32) * u64::from(self.slots)) >> 32) as usize
    }
}

/// What a row keeps of its feature, at both ends: one in 65,536 others has the same.
#[inline]
pub(super) fn check(feature: u64) -> [u8; 2] {
    (feature as u16).to_le_bytes()
}

/// A table for these features.
#[derive(Debug)]
pub(super) struct Table {
    pub shape: Shape,
    /// One for each bucket.
    pub pilots: Vec<u8>,
    /// The slot of each feature, in their order.
    pub slots: Vec<usize>,
}

impl Table {
    /// Finds a slot of its own for each of these features, which must differ.
    pub fn new(features: &[u64]) -> Self {
        let buckets = (features.len() / BUCKET + 1) as u32;
        let mut slots = features.len() * 100 / FULL + 1;
        loop {
            let shape = Shape { buckets, slots: slots as u32 };
            if let Some(table) = Self::of(features, shape) {
                return table;
            }
            slots += slots / 16 + 1;
        }
    }

    fn of(features: &[u64], shape: Shape) -> Option<Self> {
        let mut buckets = vec![Vec::new(); shape.buckets as usize];
        for (i, &feature) in features.iter().enumerate() {
            buckets[shape.bucket(feature)].push(i);
        }
        // The fullest first, while there is room; a stable order, so that the same features always make the same table.
        let mut order: Vec<usize> = (0..buckets.len()).collect();
        order.sort_by_key(|&b| std::cmp::Reverse(buckets[b].len()));
        let (mut pilots, mut slots) = (vec![0; buckets.len()], vec![0; features.len()]);
        let mut taken = vec![false; shape.slots as usize];
        for bucket in order {
            let members = &buckets[bucket];
            let pilot = (0..=u8::MAX).find(|&pilot| {
                let mut placed = members.iter().map(|&i| shape.slot(features[i], pilot));
                let fits = placed.by_ref().position(|slot| std::mem::replace(&mut taken[slot], true));
                // Takes back what was taken before two met.
                let undo = fits.unwrap_or(0);
                members[..undo].iter().for_each(|&i| taken[shape.slot(features[i], pilot)] = false);
                fits.is_none()
            })?;
            pilots[bucket] = pilot;
            members.iter().for_each(|&i| slots[i] = shape.slot(features[i], pilot));
        }
        Some(Table { shape, pilots, slots })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::tagger::mix;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn every_feature_has_a_slot_of_its_own(count in 0u64..3_000, seed: u64) {
            let features: Vec<u64> = (0..count).map(|i| mix(seed, i)).collect();
            let table = Table::new(&features);
            let distinct: BTreeSet<_> = table.slots.iter().collect();
            prop_assert_eq!(distinct.len(), features.len());
            for (feature, &slot) in features.iter().zip(&table.slots) {
                let pilot = table.pilots[table.shape.bucket(*feature)];
                prop_assert_eq!(table.shape.slot(*feature, pilot), slot);
                prop_assert!(slot < table.shape.slots as usize);
            }
        }
    }
}
