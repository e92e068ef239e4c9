//! What speaks for two names meaning one person: the company they keep.
//!
//! A name's company is what else its articles name. The weight of a neighbour is the logarithm of how much more often
//! it stands beside the one name than anywhere: nothing for what every article names, much for what few do.

use super::corpus::{Article, Corpus};
use rustc_hash::{FxHashMap, FxHashSet};

/// Most that one shared neighbour weighs.
const MOST: f32 = 3.0;

/// So many articles are taken to be there in addition, so that in a small corpus two articles are no proof.
const SMOOTH: f32 = 20.0;

/// How often everything is named, and one number for the names of one thing.
pub struct Company {
    /// Articles.
    articles: f32,
    /// Name → the number under which it counts.
    alias: FxHashMap<u32, u32>,
    /// In how many articles each stands.
    everywhere: FxHashMap<u32, u32>,
}

/// So many articles with the usual company are added to those of a person.
const FEW: f32 = 2.0;

/// What the articles of one name name beside it.
#[derive(Debug, Default, Clone)]
pub struct Profile {
    /// How many articles.
    pub articles: u32,
    /// Neighbour → in how many of them.
    pub beside: FxHashMap<u32, u32>,
}

impl Company {
    /// Over all articles; `alias` tells the names that count as another one.
    pub fn new(corpus: &Corpus, alias: FxHashMap<u32, u32>) -> Self {
        let mut company = Company { articles: corpus.articles.len() as f32, alias, everywhere: FxHashMap::default() };
        for n in 0..corpus.articles.len() {
            for name in company.of(corpus, n) {
                *company.everywhere.entry(name).or_default() += 1;
            }
        }
        company
    }

    /// What the n-th article names; sorted, each once.
    pub fn of(&self, corpus: &Corpus, n: usize) -> Vec<u32> {
        let mut all: Vec<u32> =
            corpus.articles[n].all().map(|name| self.alias.get(&name).copied().unwrap_or(name)).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The number under which a name counts.
    pub fn number(&self, name: u32) -> u32 {
        self.alias.get(&name).copied().unwrap_or(name)
    }

    /// The profiles of those whom `names` gives of an article; `who` gives the number of a name's profile.
    pub fn profiles<'a>(
        &self,
        corpus: &'a Corpus,
        names: impl Fn(&'a Article) -> &'a [u32],
        who: impl Fn(u32) -> Option<u32>,
    ) -> FxHashMap<u32, Profile> {
        let mut profiles: FxHashMap<u32, Profile> = FxHashMap::default();
        let mut here = FxHashSet::default();
        for (n, article) in corpus.articles.iter().enumerate() {
            here.clear();
            here.extend(names(article).iter().filter_map(|&name| who(name)));
            if here.is_empty() {
                continue;
            }
            let all = self.of(corpus, n);
            for &person in &here {
                let profile = profiles.entry(person).or_default();
                profile.articles += 1;
                for &name in &all {
                    *profile.beside.entry(name).or_default() += 1;
                }
            }
        }
        profiles
    }

    /// How much it says for a person that `neighbour` is there.
    pub fn weight(&self, person: &Profile, neighbour: u32) -> f32 {
        self.weight_without(person, neighbour, 0.0, 0.0)
    }

    /// The same against the articles that are left when so many are taken away, in `beside` of which the neighbour stands.
    fn weight_without(&self, person: &Profile, neighbour: u32, articles: f32, beside: f32) -> f32 {
        let Some(&with) = person.beside.get(&neighbour) else { return 0.0 };
        let everywhere = self.everywhere.get(&neighbour).copied().unwrap_or(0) as f32;
        let usual = ((everywhere - beside).max(0.0) + 1.0) / ((self.articles - articles).max(0.0) + SMOOTH);
        // Of few articles little can be told.
        let with = (with as f32 + FEW * usual) / (person.articles as f32 + FEW);
        (with / usual).ln().clamp(0.0, MOST)
    }

    /// How much the company of two names says for one person; `own` are the names themselves, which say nothing.
    pub fn shared(&self, a: &Profile, b: &Profile, own: &[u32]) -> f32 {
        let (few, many) = if (a.beside.len(), a.articles) <= (b.beside.len(), b.articles) { (a, b) } else { (b, a) };
        // What is usual is told by the articles of others: who is everywhere is part of the usual.
        let articles = (a.articles + b.articles) as f32;
        let weight = |n: &u32| {
            let beside = [a, b].map(|p| p.beside.get(n).copied().unwrap_or(0)).iter().sum::<u32>() as f32;
            let of = |person| self.weight_without(person, *n, articles, beside);
            of(many).min(of(few))
        };
        let mut weights: Vec<f32> = few.beside.keys().filter(|n| !own.contains(n)).map(weight).collect();
        // The strongest first: a sum of floats depends on its order, and many weak ones are no evidence.
        weights.sort_by(|a, b| b.total_cmp(a));
        weights.iter().take(12).sum()
    }
}
