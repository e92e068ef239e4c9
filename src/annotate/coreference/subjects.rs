//! The subject of a reporting verb whose source nobody has marked: "…, said Ama Mensah", "Mensah then … said".

use super::lists::{Class, lists};
use super::scene::{Point, Scene};
use crate::model::{EntityKind, Passage, Quotation};

/// Who or what was found beside the cue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Subject {
    /// The n-th mention.
    Mention(usize),
    /// A pronoun.
    Pronoun(Point, Class),
}

/// Below this probability of the quotation a missing source is no accident.
const LEAST: f32 = 0.6;

/// The subject of the quotation's cue.
pub fn find(scene: &Scene, quotation: &Quotation) -> Option<Subject> {
    let cue = quotation.cue.filter(|_| quotation.confidence >= LEAST)?;
    let (at, end) = scene.tokens_of(cue);
    let first = scene.lower(at.par, at.token);
    let passive = (at.token..end).any(|t| matches!(&*scene.lower(at.par, t), "been" | "being"));
    if passive || lists().is(&first, Class::Copula) || lists().is(&first, Class::Preposition) || first == "to" {
        return None;
    }
    after(scene, at.par, end).or_else(|| before(scene, at, quotation))
}

/// The name or pronoun right behind the cue.
fn after(scene: &Scene, par: u32, end: u32) -> Option<Subject> {
    let mention = scene.within(par, end..end + 6).next()?;
    let m = &scene.mentions[mention];
    let between = (end..m.at.token).all(|t| {
        let word = scene.lower(par, t);
        lists().titles.contains_key(&*word) || lists().roles.contains_key(&*word) || word == "."
    });
    (between && speaks(scene, mention) && !scene.possessive(m)).then_some(Subject::Mention(mention))
}

/// The last subject of the sentence before the cue, outside the quotation's content.
fn before(scene: &Scene, cue: Point, quotation: &Quotation) -> Option<Subject> {
    let sentence = scene.sentence_tokens(cue);
    let outside = |at: Point| !quotation.content.iter().any(|&c| covers(scene, c, at));
    let named = scene.within(cue.par, sentence.start..cue.token).rev().find(|&n| {
        let m = &scene.mentions[n];
        m.subject && !m.quoted && speaks(scene, n) && outside(m.at)
    });
    let pronoun = (sentence.start..cue.token).rev().take(40).find_map(|t| {
        let at = Point { par: cue.par, token: t };
        let word = scene.lower(cue.par, t);
        let class = match &*word {
            "he" => Class::He,
            "she" => Class::She,
            _ => return None,
        };
        (outside(at) && !scene.quoted(at)).then_some((at, class))
    });
    match (named, pronoun) {
        (Some(n), Some((at, _))) if scene.mentions[n].at > at => Some(Subject::Mention(n)),
        (_, Some((at, class))) => Some(Subject::Pronoun(at, class)),
        (named, None) => named.map(Subject::Mention),
    }
}

fn covers(scene: &Scene, passage: Passage, at: Point) -> bool {
    let (start, end) = scene.tokens_of(passage);
    start.par == at.par && (start.token..end).contains(&at.token)
}

fn speaks(scene: &Scene, mention: usize) -> bool {
    matches!(scene.kind(mention), EntityKind::Person | EntityKind::Organization)
}
