//! What speaks for two names meaning one person: the company they keep.
//!
//! A name's company is what else its articles name. The weight of a neighbour is the logarithm of how much more often
//! it stands beside the one name than anywhere: nothing for what every article names, much for what few do.

use super::corpus::{Article, Corpus};
use super::leading;
use rustc_hash::FxHashMap;

/// Most that one shared neighbour weighs.
const MOST: f32 = 3.0;

/// So many articles are taken to be there in addition, so that in a small corpus two articles are no proof.
const SMOOTH: f32 = 20.0;

/// What every article names, how often everything is named, and one number for the names of one thing.
pub struct Company {
    /// By name: the number under which it counts.
    alias: Vec<u32>,
    /// By number: in how many articles it stands.
    everywhere: Vec<u32>,
    /// What the articles name, one behind the other; of each sorted, each once.
    all: Vec<u32>,
    /// Where each article ends there.
    ends: Vec<usize>,
}

/// So many articles with the usual company are added to those of a person.
const FEW: f32 = 2.0;

/// What the articles of one name name beside it.
#[derive(Debug, Default, Clone)]
pub struct Profile {
    /// How many articles.
    pub articles: u32,
    /// Neighbours, sorted, and in how many of them each stands.
    beside: Vec<(u32, u32)>,
}

impl Profile {
    /// Neighbours, sorted, and in how many of the articles each stands.
    pub fn beside(&self) -> &[(u32, u32)] {
        &self.beside
    }

    /// In how many articles a neighbour stands.
    pub fn with(&self, neighbour: u32) -> u32 {
        self.beside.binary_search_by_key(&neighbour, |(n, _)| *n).map_or(0, |i| self.beside[i].1)
    }

    /// Calls `each` for those of `sorted` numbers that are neighbours: with the place in `sorted`, and in how many articles.
    fn meets(&self, sorted: impl Iterator<Item = u32>, mut each: impl FnMut(usize, u32)) {
        let mut rest = self.beside.as_slice();
        for (i, name) in sorted.enumerate() {
            rest = &rest[leading(rest, |(n, _)| *n < name)..];
            match rest.first() {
                Some(&(n, with)) if n == name => each(i, with),
                Some(_) => {}
                None => return,
            }
        }
    }

    /// How much it says for this one that a neighbour is there who stands beside them `with` times: `usual` is the share of all
    /// articles that name it.
    pub fn weight(&self, with: u32, usual: f32) -> f32 {
        // Of few articles little can be told.
        let with = (with as f32 + FEW * usual) / (self.articles as f32 + FEW);
        (with / usual).ln().clamp(0.0, MOST)
    }
}

impl Company {
    /// Over all articles; `alias` tells the names that count as another one.
    pub fn new(corpus: &Corpus, alias: FxHashMap<u32, u32>) -> Self {
        let mut numbers: Vec<u32> = (0..corpus.names.len() as u32).collect();
        alias.into_iter().for_each(|(name, as_one)| numbers[name as usize] = as_one);
        let mut everywhere = vec![0; numbers.len()];
        let (mut all, mut ends) = (Vec::new(), Vec::with_capacity(corpus.articles.len()));
        let mut here = Vec::new();
        for article in &corpus.articles {
            here.extend(article.all().map(|name| numbers[name as usize]));
            here.sort_unstable();
            here.dedup();
            here.iter().for_each(|name| everywhere[*name as usize] += 1);
            all.append(&mut here);
            ends.push(all.len());
        }
        Company { alias: numbers, everywhere, all, ends }
    }

    /// What the n-th article names; sorted, each once.
    pub fn of(&self, n: usize) -> &[u32] {
        &self.all[n.checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[n]]
    }

    /// How many articles.
    fn articles(&self) -> f32 {
        self.ends.len() as f32
    }

    /// The number under which a name counts.
    pub fn number(&self, name: u32) -> u32 {
        self.alias[name as usize]
    }

    /// The profiles of those whom `names` gives of an article; `who` gives the number of a name's profile.
    pub fn profiles<'a>(
        &self,
        corpus: &'a Corpus,
        names: impl Fn(&'a Article) -> &'a [u32],
        who: impl Fn(u32) -> Option<u32>,
    ) -> FxHashMap<u32, Profile> {
        // Whom each article is about, by person.
        let mut places: Vec<(u32, u32)> = Vec::new();
        for (n, article) in (0..).zip(&corpus.articles) {
            places.extend(names(article).iter().filter_map(|&name| Some((who(name)?, n))));
        }
        places.sort_unstable();
        places.dedup();
        // How often each neighbour was met; only those that were are set back.
        let mut met = vec![0; self.everywhere.len()];
        let profile = |places: &[(u32, u32)]| {
            let mut beside: Vec<(u32, u32)> = Vec::new();
            for &name in places.iter().flat_map(|(_, n)| self.of(*n as usize)) {
                if met[name as usize] == 0 {
                    beside.push((name, 0));
                }
                met[name as usize] += 1;
            }
            beside.sort_unstable();
            beside.iter_mut().for_each(|(name, with)| *with = std::mem::take(&mut met[*name as usize]));
            (places[0].0, Profile { articles: places.len() as u32, beside })
        };
        places.chunk_by(|a, b| a.0 == b.0).map(profile).collect()
    }

    /// The share of all articles that name a neighbour.
    pub fn usual(&self, neighbour: u32) -> f32 {
        self.usual_without(neighbour, 0.0, 0.0)
    }

    /// The same of the articles that are left when so many are taken away, in `beside` of which the neighbour stands.
    fn usual_without(&self, neighbour: u32, articles: f32, beside: f32) -> f32 {
        let everywhere = self.everywhere[neighbour as usize] as f32;
        ((everywhere - beside).max(0.0) + 1.0) / ((self.articles() - articles).max(0.0) + SMOOTH)
    }

    /// How much the company of two names says for one person; `own` are the names themselves, which say nothing.
    pub fn shared(&self, a: &Profile, b: &Profile, own: &[u32]) -> f32 {
        let (few, many) = if (a.beside.len(), a.articles) <= (b.beside.len(), b.articles) { (a, b) } else { (b, a) };
        // What is usual is told by the articles of others: who is everywhere is part of the usual.
        let articles = (a.articles + b.articles) as f32;
        let mut weights: Vec<f32> = Vec::new();
        many.meets(few.beside.iter().map(|(n, _)| *n), |i, with| {
            let (n, with_few) = few.beside[i];
            if !own.contains(&n) {
                let usual = self.usual_without(n, articles, (with + with_few) as f32);
                weights.push(many.weight(with, usual).min(few.weight(with_few, usual)));
            }
        });
        // The strongest first: a sum of floats depends on its order, and many weak ones are no evidence.
        weights.sort_by(|a, b| b.total_cmp(a));
        weights.iter().take(12).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn neighbours_are_met_wherever_they_stand(
            beside in prop::collection::btree_map(0u32..300, 1u32..9, 0..60),
            names in prop::collection::btree_set(0u32..300, 0..60),
        ) {
            let profile = Profile { articles: 9, beside: beside.iter().map(|(n, with)| (*n, *with)).collect() };
            let mut met = Vec::new();
            profile.meets(names.iter().copied(), |i, with| met.push((i, with)));
            let want: Vec<(usize, u32)> =
                names.iter().enumerate().filter_map(|(i, n)| Some((i, *beside.get(n)?))).collect();
            prop_assert_eq!(met, want);
        }
    }
}
