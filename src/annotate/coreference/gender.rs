//! The gender of people whose names do not tell it: by the pronouns that follow their mentions.

use super::lists::{Gender, lists};
use super::scene::{Point, Scene};
use crate::model::{EntityKind, Passage};

/// So many mentions of a person are looked at.
const MENTIONS: usize = 8;
/// So many tokens after a mention.
const TOKENS: u32 = 40;

/// Gives a gender to persons that have none, where the pronouns after them agree, or where they speak against the name.
pub fn infer(scene: &mut Scene) {
    let spoken = spoken(scene);
    for referent in 0..scene.referents.len() {
        let person = &scene.referents[referent];
        if person.kind != EntityKind::Person {
            continue;
        }
        let votes = person.mentions.iter().take(MENTIONS).filter_map(|&m| vote(scene, m));
        let spoken = spoken.iter().filter(|(who, _)| *who == referent).map(|(_, gender)| (*gender, 2));
        let (mut he, mut she) = (0, 0);
        for (gender, weight) in votes.chain(spoken) {
            *if gender == Gender::Male { &mut he } else { &mut she } += weight;
        }
        // A title is given up later still.
        let least = if person.titled { 8 } else { 4 };
        // What a given name tells is given up only where every pronoun speaks against it.
        let clear = match person.gender {
            None => he.max(she) >= 2 && he.max(she) > 2 * he.min(she),
            Some(Gender::Male) => she >= least && he == 0,
            Some(Gender::Female) => he >= least && she == 0,
        };
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
    let found = (m.end..last).find_map(|t| Some((t, gender(scene, Point { par: m.at.par, token: t })?)));
    let weight = if m.subject { 2 } else { 1 };
    if found.is_some() || stop != u32::MAX || last == m.end + TOKENS {
        // "Mensah said that she would come" may speak of somebody else.
        let reported =
            |t: u32| scene.document.quotations.iter().any(|q| q.content.iter().any(|&c| holds(scene, c, m.at.par, t)));
        return found.map(|(t, g)| (g, if weight == 2 && reported(t) { 1 } else { weight }));
    }
    // The next paragraph often goes on with the same person.
    let next_par = m.at.par + 1;
    let begins = (next_par as usize) < scene.document.splits.len();
    begins.then(|| gender(scene, Point { par: next_par, token: 0 })).flatten().map(|g| (g, weight))
}

/// Whether a passage holds token `token` of paragraph `par`.
fn holds(scene: &Scene, passage: Passage, par: u32, token: u32) -> bool {
    if scene.paragraph(passage.p) != par {
        return false;
    }
    let (start, end) = scene.tokens_of(passage);
    (start.token..end).contains(&token)
}

/// Persons who are named as speakers, with the gender of the pronoun that names the next speaker while nobody else is
/// named between: "Mensah said. “…,” she added."
fn spoken(scene: &Scene) -> Vec<(usize, Gender)> {
    let mut found = Vec::new();
    for pair in scene.document.quotations.windows(2) {
        let (Some(first), Some(second)) = (pair[0].mention, pair[1].mention) else { continue };
        let ((from, upto), (to, end)) = (scene.tokens_of(first), scene.tokens_of(second));
        let near = from < to && to.par - from.par <= 1 && end == to.token + 1;
        let Some(gender) = Some(to).filter(|_| near).and_then(|at| gender(scene, at)) else { continue };
        let between = scene.mentions.partition_point(|m| m.at < from)..scene.mentions.partition_point(|m| m.at < to);
        let own = |n: usize| {
            let at = scene.mentions[n].at;
            pair[1].content.iter().any(|&c| holds(scene, c, at.par, at.token))
        };
        let mut people = between.filter(|&n| scene.kind(n) == EntityKind::Person && !own(n));
        let named = |n: usize| scene.mentions[n].at.par == from.par && scene.mentions[n].at.token < upto;
        if let (Some(n), None) = (people.next().filter(|&n| named(n)), people.next()) {
            found.push((scene.mentions[n].referent, gender));
        }
    }
    found
}

fn gender(scene: &Scene, at: Point) -> Option<Gender> {
    let word = scene.word(at);
    lists().pronouns.iter().find(|(pronoun, _)| pronoun.eq_ignore_ascii_case(word)).map(|(_, gender)| *gender)
}
