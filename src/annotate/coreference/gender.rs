//! The gender of people whose names do not tell it: by the pronouns that follow their mentions.

use super::lists::{Class, Gender, lists};
use super::scene::{Point, Scene};
use crate::model::EntityKind;

/// So many mentions of a person are looked at.
const MENTIONS: usize = 8;
/// So many tokens after a mention.
const TOKENS: u32 = 40;

/// Gives a gender to persons that have none, where the pronouns after them agree.
pub fn infer(scene: &mut Scene) {
    for referent in 0..scene.referents.len() {
        let person = &scene.referents[referent];
        if person.kind != EntityKind::Person || person.gender.is_some() {
            continue;
        }
        let votes = person.mentions.iter().take(MENTIONS).filter_map(|&m| vote(scene, m));
        let (mut he, mut she) = (0, 0);
        for (gender, weight) in votes {
            *if gender == Gender::Male { &mut he } else { &mut she } += weight;
        }
        let clear = he.max(she) >= 2 && he.max(she) > 2 * he.min(she);
        if clear {
            scene.referents[referent].gender = Some(if he > she { Gender::Male } else { Gender::Female });
        }
    }
}

/// The first pronoun after the mention, before anybody else is named; it weighs more where the mention is a subject.
fn vote(scene: &Scene, mention: usize) -> Option<(Gender, i32)> {
    let m = &scene.mentions[mention];
    let next = scene.mentions[mention + 1..].iter().zip(mention + 1..).take(12);
    let other = next.filter(|(n, _)| n.referent != m.referent).find(|(_, n)| scene.kind(*n) == EntityKind::Person);
    let stop = match other {
        Some((n, _)) if n.at.par == m.at.par => n.at.token,
        _ => u32::MAX,
    };
    let last = (scene.split(m.at.par).tokens.len() as u32).min(stop).min(m.end + TOKENS);
    let found = (m.end..last).find_map(|t| gender(scene, Point { par: m.at.par, token: t }));
    let weight = if m.subject { 2 } else { 1 };
    if found.is_some() || stop != u32::MAX || last == m.end + TOKENS {
        return found.map(|g| (g, weight));
    }
    // The next paragraph often goes on with the same person.
    let next_par = m.at.par + 1;
    let begins = (next_par as usize) < scene.document.splits.len();
    begins.then(|| gender(scene, Point { par: next_par, token: 0 })).flatten().map(|g| (g, weight))
}

fn gender(scene: &Scene, at: Point) -> Option<Gender> {
    let word = scene.lower(at.par, at.token);
    if lists().is(&word, Class::He) {
        Some(Gender::Male)
    } else if lists().is(&word, Class::She) {
        Some(Gender::Female)
    } else {
        None
    }
}
