//! What a first reading of the whole article found of each word, for the second reading: a word that is a person's name
//! in one place is hardly a town in the next.

use super::groups::Groups;
use super::page::Page;
use super::words::{Store, Style, phrase};
use crate::annotate::tagger::{Labels, mix};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Templates count from here.
pub(super) const BASE: u64 = 2000;

/// Kinds that are voted for: none, and the four of the model.
pub(super) const KINDS: usize = 5;

/// The kind of each label: 0 for none, then in the order of the labels.
#[derive(Debug, Clone)]
pub(super) struct LabelKinds {
    kinds: Vec<u8>,
    opens: Vec<bool>,
}

impl LabelKinds {
    pub fn new(labels: &Labels) -> Self {
        let mut names: Vec<&str> = vec![""];
        let mut kinds = Vec::new();
        for name in labels.names() {
            let kind = name.split_once('-').map_or("", |(_, kind)| kind);
            let at = names.iter().position(|n| *n == kind).unwrap_or_else(|| {
                names.push(kind);
                names.len() - 1
            });
            kinds.push(at.min(KINDS - 1) as u8);
        }
        let opens = labels.names().iter().map(|n| n.starts_with("B-") || n.starts_with("U-")).collect();
        LabelKinds { kinds, opens }
    }

    /// The kind of a label, 0 for none.
    pub fn kind(&self, label: u8) -> u8 {
        self.kinds[label as usize]
    }

    /// Calls `each` with every span of labels and its kind.
    pub fn spans(&self, labels: &[u8], mut each: impl FnMut(Range<usize>, u8)) {
        let mut at = 0;
        while at < labels.len() {
            let kind = self.kind(labels[at]);
            let mut end = at + 1;
            while kind != 0 && end < labels.len() && self.kind(labels[end]) == kind && !self.opens[labels[end] as usize]
            {
                end += 1;
            }
            if kind != 0 {
                each(at..end, kind);
            }
            at = end;
        }
    }
}

/// Votes on one folded word.
#[derive(Debug, Clone, Copy, Default)]
struct Votes {
    article: u32,
    kinds: [u16; KINDS],
    /// In the first name of several words that holds it: kind, place (1 first, 2 inside, 3 last), length.
    fullest: (u8, u8, u8),
    /// Where that name stands.
    fullest_at: usize,
}

/// What the first reading found.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    article: u32,
    votes: Vec<Votes>,
    phrases: FxHashMap<u64, [u16; KINDS]>,
    /// Per place: the kind found there.
    found: Vec<u8>,
    /// Per place: the hash of the name found there, 0 for none.
    names: Vec<u64>,
}

impl Evidence {
    /// Begins an article.
    pub fn begin(&mut self, page: &Page, store: &Store) {
        self.article = self.article.wrapping_add(1);
        if self.article == 0 || self.votes.len() > 2 * store.forms() {
            self.votes.clear();
            self.article = 1;
        }
        self.votes.resize(store.forms().max(self.votes.len()), Votes::default());
        self.phrases.clear();
        self.found.clear();
        self.found.resize(page.places.len(), 0);
        self.names.clear();
        self.names.resize(page.places.len(), 0);
    }

    fn votes(&mut self, folded: u32) -> &mut Votes {
        let article = self.article;
        let votes = &mut self.votes[folded as usize];
        if votes.article != article {
            *votes = Votes { article, ..Votes::default() };
        }
        votes
    }

    /// Takes in the labels that were found for a stretch.
    pub fn take(&mut self, page: &Page, store: &Store, stretch: Range<usize>, labels: &[u8], kinds: &LabelKinds) {
        for (at, &label) in stretch.clone().zip(labels) {
            let kind = kinds.kind(label);
            self.found[at] = kind;
            let votes = &mut self.votes(store.word(page.places[at].word).folded).kinds[kind as usize];
            *votes = votes.saturating_add(1);
        }
        kinds.spans(labels, |span, kind| {
            let range = stretch.start + span.start..stretch.start + span.end;
            let hash = phrase(range.clone().map(|i| store.word(page.places[i].word).hash));
            let count = &mut self.phrases.entry(hash).or_default()[kind as usize];
            *count = count.saturating_add(1);
            let shouted = page.places[range.start].style == Style::Capitals;
            for i in range.clone() {
                self.names[i] = hash;
                let role = if i == range.start { 1 } else { 2 + u8::from(i + 1 == range.end) };
                let votes = self.votes(store.word(page.places[i].word).folded);
                if range.len() > 1 && votes.fullest.0 == 0 && !shouted {
                    votes.fullest = (kind, role, range.len().min(4) as u8);
                    votes.fullest_at = range.start;
                }
            }
        });
    }

    /// The kind that other places of the word speak for, with how many and how clearly: a number below 64, 0 for none.
    fn others(&self, page: &Page, store: &Store, at: usize) -> u64 {
        let votes = &self.votes[store.word(page.places[at].word).folded as usize];
        if votes.article != self.article {
            return 0;
        }
        let mut kinds = votes.kinds;
        let own = &mut kinds[self.found[at] as usize];
        *own = own.saturating_sub(1);
        tallied(kinds)
    }

    /// Gives `to` the features of the token at `at`.
    pub fn features(&self, page: &Page, store: &Store, at: usize, to: &mut impl Groups) {
        let (place, word) = (&page.places[at], store.word(page.places[at].word));
        let own = u64::from(self.found[at]);
        let others = self.others(page, store, at);
        let (style, first, bits) = (place.style as u64, place.first, u64::from(word.bits.0));
        let told = mix(mix(word.shape, bits), others << 16 | own << 8 | style << 1 | u64::from(first));
        to.group(1, told, |put| {
            put(1, others);
            put(2, mix(others, own));
            put(3, mix(others, word.shape));
            put(4, mix(others, mix(style, first.into())));
            put(5, mix(others, bits));
        });
        let neighbour = |i: usize| if page.places[i].capital { self.others(page, store, i) } else { 99 };
        let (before, after) = (neighbour(at - 1), neighbour(at + 1));
        let beside = [at - 1, at + 1].map(|i| u64::from(self.found[i]));
        let told = [own, beside[0], beside[1], before, others, after].iter().fold(1, |all, &x| all << 8 | x);
        to.group(6, mix(0, told), |put| {
            put(6, mix(before, others));
            put(7, mix(others, after));
            put(8, mix(mix(before, others), after));
            put(9, mix(own, mix(beside[0], beside[1])));
        });
        let votes = &self.votes[word.folded as usize];
        if votes.fullest_at != 0 && votes.article == self.article && self.names[at] != self.names[votes.fullest_at] {
            let (kind, role, length) = votes.fullest;
            let fullest = mix(mix(kind.into(), role.into()), length.into());
            to.single(10, fullest);
            to.single(11, mix(fullest, own));
            let capitals = mix(page.places[at - 1].capital.into(), page.places[at + 1].capital.into());
            to.single(12, mix(mix(fullest, own), capitals));
        }
        let name = self.names[at];
        if name != 0 {
            let mut kinds = self.phrases.get(&name).copied().unwrap_or_default();
            kinds[own as usize] = kinds[own as usize].saturating_sub(1);
            to.single(13, mix(tallied(kinds), own));
        }
    }
}

/// The leading kind of some votes, how many there are and whether they agree.
fn tallied(kinds: [u16; KINDS]) -> u64 {
    let all: u64 = kinds.iter().map(|&k| u64::from(k)).sum();
    let Some((best, &most)) = kinds.iter().enumerate().max_by_key(|(i, k)| (**k, usize::MAX - i)) else { return 0 };
    if all == 0 {
        return 0;
    }
    let many = [0, 0, 1, 1, 2][all.min(4) as usize];
    let most = u64::from(most);
    let clear = if most == all { 2 } else { u64::from(most * 10 >= all * 7) };
    1 + best as u64 * 9 + many * 3 + clear
}
