//! Whom narration between statements is about: whose pronoun or noun begins a sentence, and of whom the sentence before tells.

use super::described::stranger;
use super::focus::{self, Heard, Role};
use super::lists::{Class, lists};
use super::phrases::Phrase;
use super::scene::Point;
use super::speakers::Stage;
use crate::model::{EntityKind, QuoteKind};

/// In place of a referent: somebody asks, and is answered by another one.
const ASKS: usize = usize::MAX;

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
                let at = self.behind_adverbial(at, sentence.end as u32);
                let class = match self.scene.word(at) {
                    "He" | "he" => Class::He,
                    "She" | "she" => Class::She,
                    "The" | "His" | "Her" | "Their" | "My" | "Our" | "A" | "An" | "One" | "Another" | "the" | "his"
                    | "her" | "their" | "my" | "our" | "a" | "an" | "one" | "another" => {
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

    /// Where the clause begins that stands behind a few words on where and when ("Outside the courtroom, his mother sobbed"), or on what
    /// somebody was asked.
    fn behind_adverbial(&self, at: Point, end: u32) -> Point {
        /// The longest such words.
        const LONG: u32 = 14;
        let first = self.scene.lower(at.par, at.token);
        let participle = matches!(&*first, "asked" | "pressed" | "speaking" | "questioned");
        let opens = lists().is(&first, Class::Preposition) || participle;
        let clause = |t: u32| {
            let next = self.scene.lower(at.par, t + 1);
            lists().is(&next, Class::Determiner) || matches!(&*next, "he" | "she")
        };
        let mut words = at.token + 1..end.min(at.token + LONG);
        let comma = words.find(|&t| self.scene.word(Point { token: t, ..at }) == "," && clause(t)).filter(|_| opens);
        comma.map_or(at, |comma| Point { token: comma + 1, ..at })
    }

    /// Keeps whom a noun means with which a sentence begins: "The son was pulled out. He told …".
    pub(super) fn follow_role(&mut self, at: Point, end: u32) {
        let noun = |t: &u32| lists().role(&self.scene.lower(at.par, *t)).is_some();
        let clitic = |t: u32| matches!(self.scene.word(Point { token: t, ..at }), "'s" | "’s");
        let Some(mut head) = (at.token + 1..end.min(at.token + 5)).find(noun) else { return };
        // "The victim's mother".
        if clitic(head + 1) {
            let Some(owned) = (head + 2..end.min(head + 5)).find(noun) else { return };
            head = owned;
        }
        let last = (head..end).take_while(noun).last().unwrap_or(head) + 1;
        let next = Point { par: at.par, token: last };
        // "The rider, a man of 40, wept": somebody whose apposition is no name.
        let behind = self.scene.lower(at.par, last + 1);
        let apposed = lists().is(&behind, Class::Determiner) || lists().is(&behind, Class::Relative) || behind == "now";
        let comma = self.scene.word(next) == "," && apposed;
        let apart = if comma { last + 5 } else { last + 1 };
        let verb = comma
            || self.scene.word(next).starts_with(char::is_lowercase)
                && !lists().is(&self.scene.lower(at.par, last), Class::Preposition)
                && !lists().is(&self.scene.lower(at.par, last), Class::Relative)
                && !matches!(self.scene.word(next), "and" | "or");
        let mut within = self.scene.within(at.par, at.token..apart.min(end));
        let named = within.any(|n| !comma || self.scene.kind(n) != EntityKind::Nationality);
        if named || !verb || self.scene.quoted(at) {
            return;
        }
        let phrase = Phrase::of(self.scene, at.par, at.token..last);
        let found = self.role(at, &phrase);
        let number = self.scene.referents.len() + self.scene.document.quotations.len() + self.strangers.len();
        let gender = phrase.roles().find_map(|r| lists().role(r).and_then(|r| r.gender));
        // "His mother sobbed": she is somebody, whoever she is.
        let own = phrase.possessed || phrase.determiner.as_deref().is_some_and(|d| d != "the");
        let referent = match (found.referent, found.stranger.or_else(|| own.then(|| stranger(&phrase)))) {
            // Who is yet to be named is told of there.
            (Some(known), _) if self.scene.referents.get(known).is_none_or(|who| self.named_before(who, at)) => known,
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

    /// Whom the text has just told of: the person who is heard in the sentence before the words of quotation `q`, or who is its
    /// subject, or the only one it names; in their paragraph or, where they open it, in the one before. `kind` is that of subjects;
    /// with `named`, somebody who is not named is passed over.
    pub(super) fn just_told(&self, q: usize, here: Point, named: bool, kind: EntityKind) -> Option<usize> {
        let quotation = &self.scene.document.quotations[q];
        let at = self.scene.tokens_of(*quotation.content.first()?).0.min(here);
        let mut start = Point { par: at.par, token: self.scene.sentence_tokens(at).start };
        if start.token == 0 {
            let par = start.par.checked_sub(1)?;
            start = Point { par, token: self.scene.split(par).tokens.len() as u32 };
        }
        /// So many sentences are looked back while they name nobody.
        const BACK: usize = 2;
        for _ in 0..BACK {
            let before = Point { par: start.par, token: start.token.checked_sub(1)? };
            let sentence = self.scene.sentence_tokens(before);
            start.token = sentence.start;
            // A credit or a heading tells of nobody.
            let whole = matches!(
                self.scene.word(Point { par: start.par, token: sentence.end - 1 }),
                "." | "!" | "?" | ":" | "”" | "\""
            );
            if self.scene.quoted(start) || !whole {
                return None;
            }
            let names = self.scene.within(start.par, sentence);
            let somebody = names.clone().any(|n| self.scene.kind(n) == EntityKind::Person);
            match self.told_in(start, names, kind) {
                Some(ASKS) => return None,
                Some(who) if !(named && who >= self.scene.referents.len()) => return Some(who),
                _ if somebody => return None,
                _ => {}
            }
        }
        None
    }

    /// Whom of this kind the sentence that begins at `start` and holds the mentions `names` is about; [`ASKS`] where somebody asks.
    fn told_in(&self, start: Point, names: std::ops::Range<usize>, kind: EntityKind) -> Option<usize> {
        let number = self.scene.sentence(start);
        let from = self.heard.partition_point(|h| h.at < start);
        let mut heard =
            self.heard[from..].iter().take_while(|h| h.sentence == number).filter(|h| h.role != Role::Within);
        if let Some(first) = heard.next() {
            // Who asks is answered by another one.
            let cue = self.scene.document.quotations.get(first.quotation).and_then(|q| q.cue);
            if cue.is_some_and(|c| self.scene.document.article.slice(c).starts_with("ask")) {
                return Some(ASKS);
            }
            return heard.all(|h| h.referent == first.referent).then_some(first.referent);
        }
        let people: Vec<usize> = names
            .filter(|&n| self.scene.kind(n) == kind && !self.scene.mentions[n].quoted)
            .filter(|&n| !self.scene.possessive(&self.scene.mentions[n]))
            .collect();
        let subject = |n: &&usize| {
            let prominent = self.scene.mentions[**n].subject || self.inverted(**n) || self.apposed(start, **n);
            prominent && self.leads(start, **n)
        };
        let mut subjects = people.iter().filter(subject);
        let who = match (subjects.next(), people.as_slice()) {
            (Some(&first), _) if subjects.next().is_none() => first,
            // A clause may open the sentence that names nobody else: "When Mensah lifted the cup, …".
            (None, [only]) if self.leads(Point { token: start.token + 1, ..start }, *only) => *only,
            _ => return None,
        };
        Some(self.scene.mentions[who].referent)
    }

    /// Whether a name is set off behind the few words with which its sentence begins: "The third, Anele Nzimande, is 23".
    fn apposed(&self, start: Point, mention: usize) -> bool {
        let m = &self.scene.mentions[mention];
        let comma = |t: u32| self.scene.word(Point { par: m.at.par, token: t }) == ",";
        let before = m.at.token.checked_sub(1).filter(|&t| t > start.token && comma(t));
        before.is_some_and(|t| t - start.token <= 6 && !(start.token..t).any(comma)) && comma(m.end)
    }

    /// Whether a name stands in the main clause of the sentence that begins at `start`: "police believe that Mensah" tells of police.
    fn leads(&self, start: Point, mention: usize) -> bool {
        let at = self.scene.mentions[mention].at;
        let mut words = (start.token..at.token).rev().map(|t| self.scene.lower(at.par, t));
        let opens = |w: &str| {
            let when =
                matches!(w, "before" | "after" | "when" | "where" | "because" | "if" | "while" | "since" | "until");
            when || lists().is(w, Class::Relative)
        };
        words.find(|w| &**w == "," || opens(w)).is_none_or(|w| &*w == ",")
    }

    /// Whether a name is the subject behind its verb: "Among the volunteers is Brian Udall".
    fn inverted(&self, mention: usize) -> bool {
        let m = &self.scene.mentions[mention];
        let before = (m.at.token.saturating_sub(2)..m.at.token).rev().map(|t| self.scene.lower(m.at.par, t));
        let mut words = before.into_iter().skip_while(|w| lists().titles.contains_key(&**w) || &**w == ".");
        words.next().is_some_and(|w| lists().is(&w, Class::Copula))
    }
}
