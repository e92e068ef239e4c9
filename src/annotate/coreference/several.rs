//! Whether the words for a speaker name several: "Lee and Kim", "the government and the Port Union".

use super::lists::{Class, lists};
use super::phrases::Phrase;
use super::scene::{Point, Scene};
use crate::model::EntityKind;
use std::ops::Range;

/// Whether two names stand side by side: "Lee and Kim", "China, Japan and Korea".
pub fn side_by_side(scene: &Scene, par: u32, front: &Range<u32>, phrase: &Phrase) -> bool {
    let names = scene.within(par, front.clone());
    let mut pairs = names.clone().zip(names.skip(1));
    let joined = pairs.any(|(a, b)| {
        let gap = scene.mentions[a].end..scene.mentions[b].at.token;
        let mut words = gap.map(|t| scene.lower(par, t));
        let organization = |m: usize| scene.kind(m) == EntityKind::Nationality;
        words.next().is_some_and(|w| w == "and" || w == "&" || w == "or") && !organization(a) && !organization(b)
    });
    let before_preposition = phrase.head.end >= front.end || !phrase.person();
    joined && before_preposition && phrase.joined
}

/// Whether somebody or something is named on both sides of an "and": "Ann Lee, head of the port, and her lawyer, Kofi Mensah", "the
/// government and the Port Union".
pub fn coordinated(scene: &Scene, par: u32, tokens: &Range<u32>) -> bool {
    if !tokens.clone().skip(1).any(|token| scene.word(Point { par, token }) == "and") {
        return false;
    }
    let word = |t: u32| scene.lower(par, t);
    let is = |t: u32, class| lists().is(&word(t), class);
    let names = scene.within(par, tokens.clone());
    let inside = |t: u32| names.clone().any(|n| (scene.mentions[n].at.token..scene.mentions[n].end).contains(&t));
    let clause = |t: u32| is(t, Class::Relative) || is(t, Class::Copula);
    let ands = tokens.clone().skip(1).take_while(|&t| !clause(t)).filter(|&t| &*word(t) == "and" && !inside(t));
    let sides = |and: u32| {
        let (left, right) = (tokens.start..and, and + 1..tokens.end);
        let first = scene.within(par, left.clone()).next();
        let kind = |n: usize, kind: EntityKind| scene.kind(n) == kind && !scene.possessive(&scene.mentions[n]);
        let somebody = |n: &usize| kind(*n, EntityKind::Person);
        // Before the name there are titles alone; what goes on behind it is set off.
        let opens = |n: &usize| {
            (left.start..scene.mentions[*n].at.token).all(|t| !is(t, Class::Preposition) && &*word(t) != ",")
        };
        // "Ann Lee, Kofi Mensah and other owners".
        let listed = || {
            let names = scene.within(par, left.clone());
            let last = names.clone().next_back().is_some_and(|n| scene.mentions[n].end == and);
            let parted = |t: u32| is(t, Class::Preposition) || is(t, Class::Determiner);
            names.len() > 1 && last && names.into_iter().all(|n| somebody(&n)) && !left.clone().any(parted)
        };
        let closes = |n: &usize| scene.mentions[*n].end == and || matches!(&*word(and - 1), "," | ")") || listed();
        // "Ann Lee, one of the owners, along with Drew Kay and Kofi Mensah".
        let one_of = (left.start + 1..and).find(|&t| &*word(t - 1) == "one" && &*word(t) == "of");
        if one_of.is_some_and(|of| (of..and).any(|t| matches!(&*word(t), "along" | "including"))) {
            return false;
        }
        let pronoun = left.len() == 1 && (is(left.start, Class::He) || is(left.start, Class::She));
        // "Lee and Drew's Kofi Mensah".
        let possessed = scene.within(par, right.clone()).any(|n| scene.possessive(&scene.mentions[n]));
        let begins =
            !possessed && right.start < right.end && (is(right.start, Class::Determiner) || inside(right.start));
        if pronoun || first.as_ref().is_some_and(|n| somebody(n) && opens(n) && closes(n)) {
            let next = scene.within(par, right.clone()).find(somebody);
            // "Ann Lee, head of the port, and a native of Lima who knows Kofi Mensah" is one.
            let other = !possessed
                && next.is_some_and(|n| {
                    let before = right.start..scene.mentions[n].at.token;
                    !before.into_iter().any(|t| is(t, Class::Preposition) || clause(t))
                });
            let begins = begins || right.start < right.end && &*word(right.start) == "other";
            return other || begins && (pronoun || listed() || scene.mentions[first.unwrap_or(0)].end == and);
        }
        let noun = |t: u32| lists().organizations.contains(&*word(t));
        let body = first
            .as_ref()
            .is_some_and(|n| kind(*n, EntityKind::Organization) && opens(n) && scene.mentions[*n].end == and);
        let body = body || noun(and - 1) && left.clone().all(|t| !is(t, Class::Preposition));
        let other = scene
            .within(par, right.clone())
            .next()
            .is_some_and(|n| kind(n, EntityKind::Organization) && scene.mentions[n].at.token <= right.start + 1);
        body && begins && (other || (right.start + 1..right.end).take(4).any(noun))
    };
    ands.into_iter().any(sides)
}
