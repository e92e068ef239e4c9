//! Whom a pronoun means: the persons spoken of last, and how much each of them is in view.

use super::lists::{Class, Gender};
use super::scene::{Point, Scene};
use crate::model::EntityKind;

/// A place at which somebody was said to speak.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// Where the words that name the speaker (or, without any, the content) begin.
    pub at: Point,
    /// The number of its sentence.
    pub sentence: u32,
    /// Who speaks; a number past the scene's referents for somebody who is not named ("a witness").
    pub referent: usize,
    /// The quotation.
    pub quotation: usize,
}

/// A referent in view, and how much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// Who.
    pub referent: usize,
    /// How much in view.
    pub score: f32,
}

/// So many sentences and mentions are looked back.
const SENTENCES: u32 = 10;
const MENTIONS: usize = 40;

/// How much in view somebody is who was named so many sentences ago.
fn nearness(sentences: u32) -> f32 {
    [1.0, 0.95, 0.6, 0.45, 0.35, 0.3, 0.25, 0.2, 0.17, 0.15, 0.12][sentences.min(10) as usize]
}

/// The gender of a pronoun.
pub fn gender(class: Class) -> Option<Gender> {
    match class {
        Class::He => Some(Gender::Male),
        Class::She => Some(Gender::Female),
        _ => None,
    }
}

/// Who is in view at `here`, most in view first; only referents for which `fits` holds.
pub fn in_view(scene: &Scene, heard: &[Heard], here: Point, fits: impl Fn(usize) -> bool) -> Vec<Candidate> {
    let sentence = scene.sentence(here);
    let mut found: Vec<Candidate> = Vec::new();
    let mut see = |referent: usize, score: f32| match found.iter_mut().find(|c| c.referent == referent) {
        Some(known) => known.score = known.score.max(score) + 0.04,
        None => found.push(Candidate { referent, score }),
    };
    let before = scene.mentions.partition_point(|m| m.at < here);
    for mention in scene.mentions[..before].iter().rev().take(MENTIONS) {
        let apart = sentence.saturating_sub(mention.sentence);
        if apart > SENTENCES {
            break;
        }
        if mention.end > here.token && mention.at.par == here.par || !fits(mention.referent) {
            continue;
        }
        let mut score = nearness(apart);
        score += if mention.subject { 0.45 } else { 0.0 };
        score -= if mention.quoted { 0.5 } else { 0.0 };
        score -= if scene.possessive(mention) { 0.2 } else { 0.0 };
        see(mention.referent, score);
    }
    let before = heard.partition_point(|h| h.at < here);
    for h in heard[..before].iter().rev().take(12) {
        let apart = sentence.saturating_sub(h.sentence);
        if apart <= SENTENCES && fits(h.referent) {
            let another_paragraph = if h.at.par == here.par { 0.0 } else { 0.1 };
            see(h.referent, nearness(apart.min(3)) + 0.7 - another_paragraph - 0.05 * apart as f32);
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.referent.cmp(&b.referent)));
    found
}

/// Who is meant by "he" or "she" at `here`.
pub fn person(scene: &Scene, heard: &[Heard], here: Point, class: Class) -> Vec<Candidate> {
    let wanted = gender(class);
    let mut found = in_view(scene, heard, here, |r| {
        scene.referents.get(r).is_none_or(|referent| {
            referent.kind == EntityKind::Person && (referent.gender.is_none() || referent.gender == wanted)
        })
    });
    for candidate in &mut found {
        if scene.referents.get(candidate.referent).is_some_and(|r| r.gender == wanted) {
            candidate.score += 0.3;
        }
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.referent.cmp(&b.referent)));
    found
}
