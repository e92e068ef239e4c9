//! Somebody called by what is no office: "the DP", "the German", "the 24-year-old".

use super::focus::{self, Candidate, in_view};
use super::lists::lists;
use super::phrases::Phrase;
use super::scene::{Mention, Point};
use super::speakers::{Resolved, Stage};
use super::why::Rule;
use crate::model::{EntityKind, Via};
use std::ops::Range;

impl Stage<'_, '_> {
    /// "The DP": the person before whose name the office stands of which these are the first letters, "Deputy President".
    pub(super) fn holder(&self, mention: usize) -> Option<usize> {
        let m = &self.scene.mentions[mention];
        let letters = self.scene.mention_text(mention);
        let the = m.at.token.checked_sub(1).is_some_and(|t| &*self.scene.lower(m.at.par, t) == "the");
        let short = (2..=4).contains(&letters.len()) && letters.chars().all(|c| c.is_ascii_uppercase());
        if !the || !short {
            return None;
        }
        let small = |w: &str| matches!(w, "of" | "the" | "for" | "and");
        let titled = |n: &&Mention| {
            let word = |t: u32| self.scene.word(Point { par: n.at.par, token: t });
            let words = (n.at.token.saturating_sub(8)..n.at.token).rev().map(word);
            let office = words.take_while(|w| w.starts_with(char::is_uppercase) || small(w));
            let initials: String = office.filter(|w| !small(w)).filter_map(|w| w.chars().next()).collect();
            initials.starts_with(&*letters.chars().rev().collect::<String>())
        };
        let people = self.scene.mentions[..mention].iter().zip(0..mention).rev();
        let mut people = people.filter(|(_, n)| self.scene.kind(*n) == EntityKind::Person).map(|(m, _)| m);
        people.find(titled).map(|m| m.referent)
    }

    /// "The Texan": the one person clearly in view.
    pub(super) fn compatriot(&self, mention: usize) -> Option<usize> {
        let m = &self.scene.mentions[mention];
        let the = m.at.token.checked_sub(1).is_some_and(|t| &*self.scene.lower(m.at.par, t) == "the");
        let one = the && m.end == m.at.token + 1 && self.scene.mention_text(mention).ends_with("an");
        if self.scene.kind(mention) != EntityKind::Nationality || !one {
            return None;
        }
        let people = |r: usize| self.scene.referents.get(r).is_some_and(|p| p.kind == EntityKind::Person);
        let view = focus::in_view(self.scene, &self.heard, m.at, &[], people);
        let best = view.first().filter(|c| c.score >= 1.2)?;
        view.get(1).is_none_or(|c| best.score - c.score >= 0.3).then_some(best.referent)
    }

    /// "The 24-year-old", "the superstar": the only person whom the article has named so far.
    pub(super) fn only_one(&self, here: Point, phrase: &Phrase) -> Option<Resolved> {
        let head = phrase.heads.first()?;
        let epithet = head.ends_with("year-old") || lists().epithets.contains(head.as_str());
        let definite = phrase.determiner.as_deref() == Some("the") && !phrase.possessed && phrase.complement.is_empty();
        let upto = self.scene.mentions.partition_point(|m| m.at < here);
        let mut people = self.scene.mentions[..upto].iter().map(|m| m.referent);
        let person = |r: &usize| self.scene.referents[*r].kind == EntityKind::Person;
        let first = people.find(person).filter(|_| epithet && definite)?;
        let alone = !people.any(|r| person(&r) && r != first);
        alone.then(|| self.is(first, Via::Description, Rule::LastHeard, 0.0))
    }

    /// "The German", "the Frenchman": the one person of that nation, or else the one clearly most in view.
    pub(super) fn of_nation(&self, here: Point, phrase: &Phrase, front: &Range<u32>) -> Option<Resolved> {
        let [head] = phrase.heads.as_slice() else { return None };
        let singular = lists().demonym(head)?;
        if phrase.determiner.as_deref() != Some("the") || front.len() != 2 {
            return None;
        }
        let people = |r: usize| self.scene.referents.get(r).is_some_and(|p| p.kind == EntityKind::Person);
        let view = in_view(self.scene, &self.heard, here, &[], people);
        let nation = |w: &String| lists().nations.get(w.as_str()) == Some(&singular);
        let of_it = |c: &&Candidate| self.scene.referents[c.referent].context.iter().any(nation);
        let best = view.iter().find(of_it).or(view.first().filter(|c| c.score >= 0.9))?;
        let clear = view.iter().filter(|c| c.referent != best.referent).all(|c| best.score - c.score >= 0.3);
        (clear || of_it(&best)).then(|| self.is(best.referent, Via::Description, Rule::LastHeard, 0.0))
    }
}
