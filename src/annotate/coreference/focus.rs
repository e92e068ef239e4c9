//! Whom a pronoun means: the persons spoken of last, and how much each of them is in view.

use super::lists::{Class, Gender};
use super::scene::{Mention, Point, Scene};
use crate::model::{EntityKind, Passage};

/// A place at which somebody was said to speak.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heard {
    /// Where the words that name the speaker (or, without any, the content) begin.
    pub at: Point,
    /// The number of its sentence.
    pub sentence: u32,
    /// Who speaks; a number past the scene's referents for somebody who is not named ("a witness").
    pub referent: usize,
    /// The gender of somebody who is not named: "a woman".
    pub gender: Option<Gender>,
    /// The quotation.
    pub quotation: usize,
    /// In what way.
    pub role: Role,
}

/// In what way somebody is heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// As the speaker.
    Speaks,
    /// As a speaker within the words of somebody else.
    Within,
    /// As the "he" or "she" with which a sentence begins.
    SpokenOf,
}

impl Role {
    fn weight(self) -> f32 {
        match self {
            Role::Speaks => 0.7,
            Role::Within => 0.2,
            Role::SpokenOf => 0.45,
        }
    }
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

/// So much more in view is who was heard last, as long as nobody else has been spoken of since.
const LAST: f32 = 0.35;
/// So much more for each time that somebody was named or heard, up to a few times.
const AGAIN: f32 = 0.04;
const TIMES: u32 = 6;

/// Who is seen, and how often.
#[derive(Default)]
struct View {
    found: Vec<(Candidate, u32)>,
}

impl View {
    fn see(&mut self, referent: usize, score: f32) {
        match self.found.iter_mut().find(|(c, _)| c.referent == referent) {
            Some((known, times)) => {
                known.score = known.score.max(score);
                *times += 1;
            }
            None => self.found.push((Candidate { referent, score }, 0)),
        }
    }

    /// The candidates, the one most in view first.
    fn ordered(self) -> Vec<Candidate> {
        let whole = |(c, times): (Candidate, u32)| Candidate { score: c.score + AGAIN * times.min(TIMES) as f32, ..c };
        let mut found: Vec<Candidate> = self.found.into_iter().map(whole).collect();
        order(&mut found);
        found
    }
}

/// The best first.
fn order(candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.referent.cmp(&b.referent)));
}

/// Who is in view at `here`, most in view first; only referents for which `fits` holds. Nobody speaks of himself by name:
/// those named in the quotation's own words, `own`, are less in view.
pub fn in_view(
    scene: &Scene,
    heard: &[Heard],
    here: Point,
    own: &[Passage],
    fits: impl Fn(usize) -> bool,
) -> Vec<Candidate> {
    let own = own.iter().map(|&c| scene.tokens_of(c)).collect();
    let place = Place { scene, here, sentence: scene.sentence(here), own };
    let mut view = View::default();
    let others = place.see_named(&mut view, &fits);
    place.see_heard(&mut view, heard, &others, &fits);
    view.ordered()
}

/// Where the view is taken from.
struct Place<'s, 'a> {
    scene: &'s Scene<'a>,
    here: Point,
    sentence: u32,
    /// The quotation's own words: first token, one past the last.
    own: Vec<(Point, u32)>,
}

impl<'s> Place<'s, '_> {
    /// Sees who is named before; gives the mentions to which the text may have come since somebody spoke.
    fn see_named(&self, view: &mut View, fits: &impl Fn(usize) -> bool) -> Vec<&'s Mention> {
        let (scene, here) = (self.scene, self.here);
        let mut others = Vec::new();
        let before = scene.mentions.partition_point(|m| m.at < here);
        for mention in scene.mentions[..before].iter().rev().take(MENTIONS) {
            let apart = self.sentence.saturating_sub(mention.sentence);
            if apart > SENTENCES {
                break;
            }
            if mention.end > here.token && mention.at.par == here.par || !fits(mention.referent) {
                continue;
            }
            let own = self
                .own
                .iter()
                .any(|(start, end)| start.par == mention.at.par && (start.token..*end).contains(&mention.at.token));
            let mut score = nearness(apart);
            score += if mention.subject { 0.45 } else { 0.0 };
            score += if mention.at.par == here.par { 0.2 } else { 0.0 };
            score -= if mention.quoted { 0.5 } else { 0.0 };
            score -= if scene.possessive(mention) { 0.2 } else { 0.0 };
            score -= if own { 0.8 } else { 0.0 };
            view.see(mention.referent, score);
            if !mention.quoted && !own {
                others.push(mention);
            }
        }
        others
    }

    /// Sees who was heard before; they count less where the text has come to another since.
    fn see_heard(&self, view: &mut View, heard: &[Heard], others: &[&Mention], fits: &impl Fn(usize) -> bool) {
        let before = heard.partition_point(|h| h.at < self.here);
        let mut latest = true;
        for h in heard[..before].iter().rev().take(12) {
            let last = latest && h.role == Role::Speaks && self.here.par - h.at.par <= 1;
            latest &= h.role == Role::Within;
            let apart = self.sentence.saturating_sub(h.sentence);
            if apart > SENTENCES || !fits(h.referent) {
                continue;
            }
            let alone = !others.iter().any(|m| m.referent != h.referent && self.since(m, h));
            let mut score = nearness(apart.min(3)) + h.role.weight() - 0.05 * apart as f32;
            score -= if h.at.par == self.here.par { 0.0 } else { 0.1 };
            score -= if alone { 0.0 } else { 0.3 };
            view.see(h.referent, score + if last && alone { LAST } else { 0.0 });
        }
    }

    /// Whether the text has come to `mention` after somebody was heard: it is in a later paragraph, or a later subject.
    fn since(&self, mention: &Mention, h: &Heard) -> bool {
        let prominent = mention.subject || mention.sentence == self.sentence;
        mention.at.par > h.at.par || (prominent && mention.sentence > h.sentence)
    }
}

/// So much more in view is whom the sentence before is about.
const LED_UP: f32 = 0.5;

/// Puts `subject`, of whom the sentence before tells, further to the front.
pub fn prefer(candidates: &mut [Candidate], subject: usize) {
    for candidate in candidates.iter_mut().filter(|c| c.referent == subject) {
        candidate.score += LED_UP;
    }
    order(candidates);
}

/// So much less in view is whom the quotation's own words name.
const OWN: f32 = 0.6;

/// Whether a passage names somebody.
pub fn names(scene: &Scene, passage: Passage, referent: usize) -> bool {
    let (start, end) = scene.tokens_of(passage);
    scene.within(start.par, start.token..end).any(|m| scene.mentions[m].referent == referent)
}

/// Who is meant by "he" or "she" at `here`.
pub fn person(scene: &Scene, heard: &[Heard], here: Point, own: &[Passage], class: Class) -> Vec<Candidate> {
    let wanted = gender(class);
    let unnamed = |r: usize| heard.iter().rev().find(|h| h.referent == r).and_then(|h| h.gender);
    let mut found = in_view(scene, heard, here, own, |r| match scene.referents.get(r) {
        Some(who) => who.kind == EntityKind::Person && (who.gender.is_none() || who.gender == wanted),
        None => unnamed(r).is_none_or(|g| Some(g) == wanted),
    });
    // Whom somebody's own words name is somebody else.
    let named = |c: &Candidate| own.iter().any(|&passage| names(scene, passage, c.referent));
    for candidate in &mut found {
        if scene.referents.get(candidate.referent).is_some_and(|r| r.gender == wanted) {
            candidate.score += 0.2;
        }
        if named(candidate) {
            candidate.score -= OWN;
        }
    }
    order(&mut found);
    found
}
