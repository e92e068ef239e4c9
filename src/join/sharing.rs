//! Persons who share a short name, and what the company of an article says for each of them.

use super::short::{Candidate, Place};
use rustc_hash::FxHashMap;

/// The companions that count; the strongest ones.
const COMPANIONS: usize = 8;

/// The candidates for one short name.
pub struct Sharing<'a> {
    /// Number, whether it is their surname, and the candidate.
    pub members: Vec<(u32, bool, &'a Candidate)>,
    /// Neighbours of all of them, sorted: name, place in `members`, in how many articles. An article's company meets a few of
    /// these, where asking each candidate for each of the company would take most of the time of joining.
    beside: Vec<(u32, u32, u32)>,
    /// In how many articles each is named, summed up.
    pub named: u32,
}

impl<'a> Sharing<'a> {
    /// Of those who are candidates.
    pub fn of(roots: impl Iterator<Item = (u32, bool)>, candidates: &'a FxHashMap<u32, Candidate>) -> Self {
        let members: Vec<_> = roots.filter_map(|(root, s)| Some((root, s, candidates.get(&root)?))).collect();
        let mut beside: Vec<(u32, u32, u32)> = Vec::new();
        for (i, (.., candidate)) in members.iter().enumerate() {
            beside.extend(candidate.profile.beside().iter().map(|&(name, with)| (name, i as u32, with)));
        }
        beside.sort_unstable();
        let named = members.iter().map(|(.., candidate)| candidate.profile.articles).sum();
        Sharing { members, beside, named }
    }

    /// What the company of an article says for each member.
    pub fn meet(&self, place: &Place, own: u32) -> Vec<Met> {
        let mut all = vec![Met { strongest: [0.0; COMPANIONS], strange: place.company.len() }; self.members.len()];
        let mut rest = self.beside.as_slice();
        for (&name, &usual) in place.company.iter().zip(&place.usual) {
            rest = &rest[rest.partition_point(|b| b.0 < name)..];
            for &(_, member, with) in rest.iter().take_while(|b| b.0 == name) {
                let (met, candidate) = (&mut all[member as usize], self.members[member as usize].2);
                met.strange -= 1;
                if name != own {
                    met.add(candidate.profile.weight(with, usual));
                }
            }
        }
        all
    }
}

/// What the company of an article says for a candidate.
#[derive(Clone)]
pub struct Met {
    /// The strongest weights, sorted.
    pub strongest: [f32; COMPANIONS],
    /// How many never stand beside them.
    pub strange: usize,
}

impl Met {
    fn add(&mut self, weight: f32) {
        let at = self.strongest.partition_point(|w| *w >= weight);
        if at < COMPANIONS {
            self.strongest[at..].rotate_right(1);
            self.strongest[at] = weight;
        }
    }
}
