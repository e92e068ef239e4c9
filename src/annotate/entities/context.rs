//! What a token's neighbours and its article tell of it, as features: what no word tells by itself.

use super::groups::Groups;
use super::lists::List;
use super::page::{Page, Place};
use super::tally::Tally;
use super::words::{Store, Style, Word};
use crate::annotate::tagger::mix;

/// A run of capitalized words, with the words on both sides of it.
#[derive(Debug, Clone, Copy)]
struct Group {
    start: usize,
    end: usize,
}

/// The features of one token after another.
pub(super) struct Context<'a> {
    pub page: &'a Page,
    pub store: &'a Store,
    pub tally: &'a Tally,
    group: Group,
}

/// Templates count from here; those of single words are below.
pub(super) const BASE: u64 = 1000;

impl<'a> Context<'a> {
    pub fn new(page: &'a Page, store: &'a Store, tally: &'a Tally) -> Self {
        Context { page, store, tally, group: Group { start: 0, end: 0 } }
    }

    fn place(&self, at: usize) -> &Place {
        &self.page.places[at]
    }

    fn word(&self, at: usize) -> &Word {
        self.store.word(self.page.places[at].word)
    }

    /// Gives `to` the features of the token at `at`; tokens are asked for in order.
    pub fn features(&mut self, at: usize, to: &mut impl Groups) {
        self.find_group(at);
        self.neighbours(at, to);
        if !self.place(at).capital {
            // A word that joins names: its neighbours tell all there is.
            self.phrases(at, to);
            to.single(49, mix(self.word(at).hash, mix(self.bits(at - 1), self.bits(at + 1))));
            return;
        }
        self.surroundings(at, to);
        self.lists(at, to);
        self.article(at, to);
    }

    /// Words and forms two by two and three by three.
    fn neighbours(&self, at: usize, to: &mut impl Groups) {
        let w = |d: isize| self.word(at.wrapping_add_signed(d));
        let (before, here, after) = (w(-1), w(0), w(1));
        to.single(1, mix(before.hash, here.hash));
        to.single(2, mix(here.hash, after.hash));
        let spacing = u64::from(self.place(at).spaced) << 1 | u64::from(self.place(at + 1).spaced);
        let (style, first) = (self.place(at).style as u64, self.place(at).first);
        let shapes = mix(mix(before.shape, here.shape), after.shape);
        to.group(3, mix(shapes, spacing << 8 | style << 1 | u64::from(first)), |put| {
            put(3, mix(before.shape, here.shape));
            put(4, mix(here.shape, after.shape));
            put(5, shapes);
            put(10, mix(spacing, mix(before.shape, after.shape)));
            put(11, style);
            if first {
                put(14, mix(here.shape, after.shape));
            }
        });
        let (manner, capital) = (self.tally.manner(), self.place(at).capital);
        to.group(12, mix(here.hash, manner << 8 | style << 2 | u64::from(first) << 1 | u64::from(capital)), |put| {
            put(12, mix(style, here.hash));
            if first {
                put(13, here.hash);
            }
            if capital {
                put(53, mix(manner, here.hash));
            }
        });
    }

    /// The group of capitalized words around the token, and what stands left and right of it.
    fn surroundings(&self, at: usize, to: &mut impl Groups) {
        let Group { start, end } = self.group;
        let (left, right) = (self.word(start - 1), self.word(end));
        let position = self.position(at);
        let here = self.word(at);
        for (template, cluster, word) in [(21, 60, left), (22, 61, right)] {
            to.group(template, mix(position, word.hash), |put| {
                put(template, mix(position, word.hash));
                put(cluster, mix(position, u64::from(word.cluster)));
            });
        }
        to.single(23, mix(left.hash, right.hash));
        to.single(24, mix(mix(self.word(start - 2).hash, left.hash), position.min(3)));
        if end + 1 < self.page.places.len() {
            to.single(25, mix(mix(right.hash, self.word(end + 1).hash), position.min(3)));
        }
        to.single(26, mix(self.word(end - 1).hash, position));
        to.single(27, mix(self.word(start).hash, position));
        to.single(62, mix(u64::from(left.cluster) << 8 | u64::from(right.cluster), position.min(3)));
        let (open, manner) = (u64::from(self.place(at).bracketed), self.tally.manner());
        let (first, style) = (u64::from(self.place(start).first), self.place(at).style as u64);
        let bits = u64::from(here.bits.0);
        let told = mix(mix(here.shape, bits), position << 32 | manner << 8 | style << 2 | open << 1 | first);
        to.group(20, told, |put| {
            put(20, position);
            put(28, mix(position, here.shape));
            put(29, mix(position, bits));
            put(30, mix(open, mix(position, here.shape)));
            put(31, mix(first, mix(position, style)));
            put(52, mix(manner, mix(here.shape, position)));
            put(54, mix(manner, bits));
        });
        if self.page.begins_paragraph(start) {
            to.single(34, mix(position, mix(here.shape, right.shape)));
            to.single(35, mix(right.hash, here.shape));
        }
        if self.bracketed_acronym(start, end) {
            to.single(32, position);
        }
        if self.acronym_follows(end) {
            to.single(33, position);
        }
    }

    /// What the lists say of the token with its neighbours.
    fn lists(&self, at: usize, to: &mut impl Groups) {
        let [before, here, after] = [at - 1, at, at + 1].map(|i| self.bits(i));
        let all = mix(before, mix(here, after));
        to.group(40, all, |put| {
            put(40, mix(before, here));
            put(41, mix(here, after));
            put(42, all);
            if here == 0 {
                put(48, mix(before, after));
            }
        });
        let Group { start, end } = self.group;
        let position = self.position(at);
        let own = mix(self.bits(start), self.bits(end - 1));
        let around = mix(self.bits(start - 1), self.bits(end));
        to.group(43, mix(own, mix(around, position)), |put| {
            put(43, mix(own, position));
            put(44, mix(around, position));
        });
        self.phrases(at, to);
    }

    /// The phrases of the lists in which the token and its neighbours stand.
    fn phrases(&self, at: usize, to: &mut impl Groups) {
        for d in [0, 1, 2] {
            let (role, lists) = self.place(at + d - 1).phrase;
            for list in lists.each() {
                to.single(45 + d as u64, mix(u64::from(role), list));
            }
        }
    }

    /// The lists of a word as one number.
    fn bits(&self, at: usize) -> u64 {
        u64::from(self.word(at).bits.0)
    }

    /// What the rest of the article tells of the word.
    fn article(&self, at: usize, to: &mut impl Groups) {
        let (here, place) = (self.word(at), self.place(at));
        let (counts, style) = (self.tally.counts(here), place.style as u64);
        to.group(50, mix(here.shape, counts << 8 | style << 1 | u64::from(place.first)), |put| {
            put(50, mix(counts, here.shape));
            put(51, mix(counts, mix(place.first.into(), style)));
        });
        if place.style != Style::Plain {
            to.single(55, mix(counts, here.hash));
        }
    }

    /// Finds the group that holds the token; a token that joins names is a group of its own.
    fn find_group(&mut self, at: usize) {
        if (self.group.start..self.group.end).contains(&at) {
            return;
        }
        let mut end = at + 1;
        while self.belongs(end) && self.binds(end) {
            end += 1;
        }
        // Asked for in order, the token is the first of its group, unless a group was cut.
        self.group = Group { start: at, end };
    }

    /// Whether the token is part of a group.
    fn belongs(&self, at: usize) -> bool {
        at < self.page.places.len() && {
            let (place, word) = (self.place(at), self.word(at));
            place.capital || word.hyphen && !place.spaced || word.bits.has(List::Particle) && word.letter
        }
    }

    /// Whether the token goes on the group that stands before it.
    fn binds(&self, at: usize) -> bool {
        let place = self.place(at);
        if !place.capital {
            return at + 1 < self.page.places.len() && self.place(at + 1).capital;
        }
        self.belongs(at - 1)
    }

    /// Where in its group the token stands and how long the group is.
    fn position(&self, at: usize) -> u64 {
        let Group { start, end } = self.group;
        let (from_start, from_end) = ((at - start).min(2), (end - 1 - at).min(2));
        let kind = u64::from(self.place(at).capital);
        4 + kind * 9 + (from_start * 3 + from_end) as u64
    }

    /// Whether the group is an acronym in parentheses that the words before it spell.
    fn bracketed_acronym(&self, start: usize, end: usize) -> bool {
        end == start + 1 && self.word(start).capitals && self.place(start).bracketed && self.spelled_before(start)
    }

    /// Whether an acronym in parentheses follows the group that ends at `end`.
    fn acronym_follows(&self, end: usize) -> bool {
        end + 1 < self.page.places.len()
            && self.place(end + 1).bracketed
            && self.word(end + 1).capitals
            && self.spelled_before(end + 1)
    }

    /// Whether the word before the parenthesis that opens before `at`, or one a few words before it, begins with the
    /// first letter of the acronym.
    fn spelled_before(&self, at: usize) -> bool {
        let first = self.word(at).initial;
        first.is_some() && (2..=8.min(at)).any(|d| self.word(at - d).initial == first)
    }
}
