//! Numbers that mean the same: a union-find whose answer does not depend on the order of the unions.

use rustc_hash::FxHashMap;

/// Numbers from 0, in groups.
#[derive(Debug, Clone)]
pub struct Same {
    /// The root of each; its own number of one that is alone.
    parent: Vec<u32>,
    /// The groups of more than one, by their roots; most numbers are alone.
    members: FxHashMap<u32, Vec<u32>>,
}

impl Same {
    /// Each of `n` numbers alone.
    pub fn new(n: usize) -> Self {
        Same { parent: (0..n as u32).collect(), members: FxHashMap::default() }
    }

    /// The least number of the group of `i`.
    pub fn root(&self, i: u32) -> u32 {
        self.parent[i as usize]
    }

    /// The group of `i`, sorted.
    pub fn group(&self, i: u32) -> &[u32] {
        let root = self.root(i);
        // The parent of a root is itself.
        self.members.get(&root).map_or_else(|| std::slice::from_ref(&self.parent[root as usize]), Vec::as_slice)
    }

    /// Makes one group of two.
    pub fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        let (root, gone) = (a.min(b), a.max(b));
        if root == gone {
            return;
        }
        let moved = self.members.remove(&gone).unwrap_or_else(|| vec![gone]);
        moved.iter().for_each(|&i| self.parent[i as usize] = root);
        let members = self.members.entry(root).or_insert_with(|| vec![root]);
        members.extend(moved);
        members.sort_unstable();
    }

    /// The groups by their least numbers.
    pub fn groups(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.parent.len() as u32).filter(|&i| self.root(i) == i).map(|root| self.group(root))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn joining_is_an_equivalence_in_any_order(pairs in prop::collection::vec((0u32..20, 0u32..20), 0..30)) {
            let mut forward = Same::new(20);
            pairs.iter().for_each(|(a, b)| forward.join(*a, *b));
            let mut backward = Same::new(20);
            pairs.iter().rev().for_each(|(a, b)| backward.join(*b, *a));
            let all = |same: &Same| same.groups().map(<[u32]>::to_vec).collect::<Vec<_>>();
            prop_assert_eq!(all(&forward), all(&backward));
            for (a, b) in &pairs {
                prop_assert_eq!(forward.root(*a), forward.root(*b));
            }
            prop_assert_eq!(forward.groups().map(<[u32]>::len).sum::<usize>(), 20);
        }
    }
}
