//! Whom narration between statements is about: whose pronoun or noun begins a sentence, and of whom the sentence before tells.

use super::focus::{self, Heard, Role};
use super::lists::{Class, lists};
use super::phrases::Phrase;
use super::scene::Point;
use super::speakers::Stage;
use crate::model::{EntityKind, QuoteKind};

impl Stage<'_, '_> {
    pub(super) fn hear(&mut self, heard: Heard) {
        let place = self.heard.partition_point(|h| h.at <= heard.at);
        self.heard.insert(place, heard);
    }

    /// Keeps whom the pronouns mean with which sentences begin: "The ferry is run by Mensah. She has eleven boats."
    pub(super) fn follow(&mut self) {
        for par in 0..self.scene.document.splits.len() as u32 {
            for sentence in &self.scene.split(par).sentences {
                let at = Point { par, token: sentence.start as u32 };
                let class = match self.scene.word(at) {
                    "He" => Class::He,
                    "She" => Class::She,
                    "The" => {
                        self.follow_role(at, sentence.end as u32);
                        continue;
                    }
                    _ => continue,
                };
                let candidates = focus::person(self.scene, &self.heard, at, &[], class);
                let second = candidates.get(1).map_or(0.0, |c| c.score);
                if let Some(best) = candidates.first().filter(|c| c.score - second >= 0.05 && !self.scene.quoted(at)) {
                    let (referent, sentence) = (best.referent, self.scene.sentence(at));
                    self.hear(Heard {
                        at,
                        sentence,
                        referent,
                        gender: None,
                        quotation: usize::MAX,
                        role: Role::SpokenOf,
                    });
                }
            }
        }
    }

    /// Keeps whom a noun means with which a sentence begins: "The son was pulled out. He told …".
    pub(super) fn follow_role(&mut self, at: Point, end: u32) {
        let noun = |t: &u32| lists().role(&self.scene.lower(at.par, *t)).is_some();
        let Some(head) = (at.token + 1..end.min(at.token + 5)).find(noun) else { return };
        let last = (head..end).take_while(noun).last().unwrap_or(head) + 1;
        let next = Point { par: at.par, token: last };
        let verb = self.scene.word(next).starts_with(char::is_lowercase)
            && !lists().is(&self.scene.lower(at.par, last), Class::Preposition)
            && !lists().is(&self.scene.lower(at.par, last), Class::Relative);
        let named = !self.scene.within(at.par, at.token..last + 1).is_empty();
        if named || !verb || self.scene.quoted(at) {
            return;
        }
        let phrase = Phrase::of(self.scene, at.par, at.token..last);
        let found = self.role(at, &phrase);
        let number = self.scene.referents.len() + self.scene.document.quotations.len() + self.strangers.len();
        let gender = phrase.roles().find_map(|r| lists().role(r).and_then(|r| r.gender));
        let referent = match (found.referent, found.stranger) {
            (Some(known), _) => known,
            (None, Some(stranger)) => {
                self.strangers.insert(number, stranger);
                number
            }
            _ => return,
        };
        let sentence = self.scene.sentence(at);
        self.hear(Heard { at, sentence, referent, gender, quotation: usize::MAX, role: Role::SpokenOf });
    }

    /// The person who is the subject of the sentence right before marked words, in their paragraph: "Mensah disagreed. “…,” she said."
    pub(super) fn led_up(&self, q: usize, here: Point) -> Option<usize> {
        let quotation = &self.scene.document.quotations[q];
        let first = quotation.content.first().filter(|_| quotation.kind != QuoteKind::Indirect)?;
        let at = self.scene.tokens_of(*first).0;
        let start = self.scene.sentence_tokens(at).start;
        let before = self.scene.sentence_tokens(Point { par: at.par, token: start.checked_sub(1)? });
        let known = self.scene.within(at.par, before.start..start);
        let mut subjects = known.clone().filter(|&n| self.scene.mentions[n].subject && !self.scene.mentions[n].quoted);
        let person = subjects.next().filter(|&n| self.scene.kind(n) == EntityKind::Person)?;
        // Whoever was heard there goes on.
        let sentence = self.scene.sentence(Point { par: at.par, token: before.start });
        if self.heard.iter().any(|h| h.sentence == sentence && h.role != Role::SpokenOf) {
            return None;
        }
        let apart = self.scene.quoted(Point { par: at.par, token: before.start }) || here < at;
        (!apart && subjects.next().is_none()).then_some(self.scene.mentions[person].referent)
    }
}
