//! One bit for each of a few thousand documents that follow one another.

/// Documents that a set has place for.
pub const WIDTH: usize = 2048;

/// A set of numbers below [`WIDTH`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Bits([u64; WIDTH / 64]);

impl Bits {
    /// None of them.
    pub const NONE: Bits = Bits([0; _]);

    /// Adds a number.
    #[inline]
    pub fn add(&mut self, n: usize) {
        self.0[n / 64] |= 1 << (n % 64);
    }

    /// Whether a number is in it.
    #[inline]
    pub fn has(&self, n: usize) -> bool {
        self.0[n / 64] >> (n % 64) & 1 == 1
    }

    /// The numbers of either.
    pub fn or(self, other: &Bits) -> Bits {
        Bits(std::array::from_fn(|i| self.0[i] | other.0[i]))
    }

    /// The numbers of both.
    pub fn and(self, other: &Bits) -> Bits {
        Bits(std::array::from_fn(|i| self.0[i] & other.0[i]))
    }

    /// Its numbers that are not in the other.
    pub fn without(self, other: &Bits) -> Bits {
        Bits(std::array::from_fn(|i| self.0[i] & !other.0[i]))
    }

    /// Keeps those for which `keep` holds.
    pub fn retain(&mut self, keep: impl Fn(usize) -> bool) {
        let mut next = self.first_from(0);
        while let Some(n) = next {
            if !keep(n) {
                self.0[n / 64] &= !(1 << (n % 64));
            }
            next = self.first_from(n + 1);
        }
    }

    /// The first number from `n` on.
    #[inline]
    pub fn first_from(&self, n: usize) -> Option<usize> {
        let mut i = n / 64;
        let mut bits = self.0.get(i)? & (u64::MAX << (n % 64));
        while bits == 0 {
            i += 1;
            bits = *self.0.get(i)?;
        }
        Some(i * 64 + bits.trailing_zeros() as usize)
    }

    /// How many numbers from `from` on are less than `to`, which is not before it.
    pub fn count(&self, from: usize, to: usize) -> u64 {
        let below = |n: usize| -> u64 {
            let whole: u32 = self.0[from / 64..n / 64].iter().map(|bits| bits.count_ones()).sum();
            let part = self.0.get(n / 64).map_or(0, |bits| (bits & !(u64::MAX << (n % 64))).count_ones());
            u64::from(whole + part)
        };
        below(to) - below(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn bits_are_a_set(a in prop::collection::btree_set(0..WIDTH, 0..200), b in prop::collection::btree_set(0..WIDTH, 0..200),
            from in 0..=WIDTH, more in 0..=WIDTH) {
            let bits = |set: &BTreeSet<usize>| set.iter().fold(Bits::NONE, |mut bits, n| { bits.add(*n); bits });
            let set = |bits: Bits| (0..WIDTH).filter(|n| bits.has(*n)).collect::<BTreeSet<usize>>();
            let to = (from + more).min(WIDTH);
            prop_assert_eq!(set(bits(&a)), a.clone());
            prop_assert_eq!(set(bits(&a).or(&bits(&b))), &a | &b);
            prop_assert_eq!(set(bits(&a).and(&bits(&b))), &a & &b);
            prop_assert_eq!(set(bits(&a).without(&bits(&b))), &a - &b);
            prop_assert_eq!(bits(&a).first_from(from), a.range(from..).next().copied());
            prop_assert_eq!(bits(&a).count(from, to), a.range(from..to).count() as u64);
            let mut odd = bits(&a);
            odd.retain(|n| n % 2 == 1);
            prop_assert_eq!(set(odd), a.iter().copied().filter(|n| n % 2 == 1).collect());
        }
    }
}
