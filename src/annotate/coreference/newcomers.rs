//! Whether a description is that of somebody new, whom the article does not name, or of the person of whom it has just told.

use super::described::indefinite;
use super::descriptions;
use super::focus::{self, Role};
use super::lists::{Class, lists};
use super::phrases::Phrase;
use super::scene::{Point, Referent};
use super::speakers::{Resolved, Stage};
use super::why::Rule;
use crate::model::{EntityKind, QuoteKind, SpeakerKind, Via};

/// So many paragraphs are looked back for whoever is not named.
pub(super) const FAR: u32 = 20;

/// Nouns by which nobody is called who has been named.
const ANYBODY: [&str; 19] = [
    "source",
    "insider",
    "witness",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "official",
    "person",
    "reporter",
    "correspondent",
    "caller",
    "interviewer",
    "prosecutor",
    "organiser",
    "customer",
    "consumer",
    "user",
    "buyer",
    "client",
];

/// Nouns for anybody, for holders of high offices, and for those who take part in a case or a talk beside whom it is about ("Mensah
/// was jailed. “…,” the judge said"): only who is known by one is called so.
const OTHERS: [&str; 32] = [
    "man",
    "woman",
    "member",
    "employee",
    "worker",
    "organizer",
    "supporter",
    "voter",
    "resident",
    "narrator",
    "judge",
    "president",
    "premier",
    "taoiseach",
    "king",
    "queen",
    "pope",
    "magistrate",
    "lawyer",
    "attorney",
    "barrister",
    "solicitor",
    "counsel",
    "advocate",
    "doctor",
    "coroner",
    "officer",
    "detective",
    "host",
    "moderator",
    "referee",
    "speaker",
];

/// Nouns for a person by which firms are called, too.
const FIRMS: [&str; 10] = [
    "miner",
    "developer",
    "producer",
    "operator",
    "publisher",
    "builder",
    "supplier",
    "exporter",
    "distributor",
    "brewer",
];

impl Stage<'_, '_> {
    /// Whether a description that means nobody who is named is that of somebody else: "a source", or one that does not go with what
    /// is known of the person heard last. "The customs broker" may well be the only one who has been heard.
    pub(super) fn somebody_else(&self, here: Point, phrase: &Phrase) -> bool {
        let before = self.heard.partition_point(|h| h.at < here);
        let mut heard = self.heard[..before].iter().rev().filter(|h| h.role != Role::SpokenOf);
        let last = heard.next().and_then(|h| self.scene.referents.get(h.referent).zip(Some(h.referent)));
        let other = last.is_some_and(|(p, _)| !p.roles.is_empty() && !descriptions::may_be(p, phrase));
        let points_back = phrase.determiner.as_deref() == Some("the") && !self.introduced(here, phrase);
        indefinite(phrase) || other && !(points_back && heard.all(|h| last.is_some_and(|(_, r)| h.referent == r)))
    }

    /// Whether somebody not named has come up by that noun: "a cashier was worried … the cashier".
    pub(super) fn introduced(&self, here: Point, phrase: &Phrase) -> bool {
        self.introduced_since(here.par.saturating_sub(1), here, phrase)
    }

    /// The same from paragraph `from` on.
    pub(super) fn introduced_since(&self, from: u32, here: Point, phrase: &Phrase) -> bool {
        let word = |par: u32, t: u32| self.scene.lower(par, t);
        let new = |par: u32, t: u32| {
            let near = t.saturating_sub(8)..t;
            near.rev()
                .find(|&d| lists().is(&word(par, d), Class::Determiner))
                .is_some_and(|d| matches!(&*word(par, d), "a" | "an" | "another"))
        };
        (from..=here.par).any(|par| {
            let upto = if par == here.par { here.token } else { self.scene.split(par).tokens.len() as u32 };
            (0..upto).any(|t| phrase.heads.iter().any(|h| *h == *word(par, t)) && new(par, t))
        })
    }

    /// "Mensah was in tears. “…,” the winger said": the person of whom the sentence before tells, or the only one who has been heard,
    /// where nothing speaks against it.
    pub(super) fn told_of(&self, q: usize, here: Point, phrase: &Phrase) -> Option<Resolved> {
        let definite = phrase.determiner.as_deref() == Some("the") && !phrase.possessed;
        let stranger = phrase.heads.first().is_some_and(|h| ANYBODY.contains(&h.as_str()));
        if !definite || stranger || self.introduced(here, phrase) {
            return None;
        }
        let gender = phrase.roles().find_map(|r| lists().role(r).and_then(|r| r.gender));
        let fits = |r: &usize| {
            let person = &self.scene.referents[*r];
            let gender = gender.is_none() || person.gender.is_none() || gender == person.gender;
            // Nobody speaks of himself by name.
            let content = &self.scene.document.quotations[q].content;
            let named = content.iter().any(|&c| focus::names(self.scene, c, *r));
            let other = descriptions::excludes(phrase, person) || descriptions::holds_another(person, phrase);
            person.kind == EntityKind::Person && gender && !named && !other
        };
        let upto = self.scene.mentions.partition_point(|m| m.at < here);
        let mut people = self.scene.mentions[..upto].iter().map(|m| m.referent);
        let first = people.find(|&r| self.scene.referents[r].kind == EntityKind::Person)?;
        let alone = !people.any(|r| r != first && self.scene.referents[r].kind == EntityKind::Person);
        let open = |r: &usize| {
            let person = &self.scene.referents[*r];
            alone || person.roles.is_empty() || descriptions::may_be(person, phrase)
        };
        let subject = self.led_up(q, here).filter(|r| fits(r) && open(r));
        let before = self.heard.partition_point(|h| h.at < here);
        let mut heard = self.heard[..before].iter().filter(|h| h.role != Role::SpokenOf).map(|h| h.referent);
        let last = heard.clone().next_back().filter(|&l| l < self.scene.referents.len() && heard.all(|r| r == l));
        let new = || self.introduced_since(here.par.saturating_sub(FAR), here, phrase);
        let found = subject.or(last.filter(fits).filter(|_| !new()))?;
        Some(self.is(found, Via::Description, Rule::LastHeard, 0.0))
    }

    /// The person of whom the text has just told, where a description with "the" goes with him and rather with him than with whom it
    /// was taken for: "Clive Black cut his forecast. // “There may be a ceiling,” the analyst said."
    pub(super) fn told_rather(&self, q: usize, here: Point, phrase: &Phrase, found: &Resolved) -> Option<Resolved> {
        let definite = phrase.determiner.as_deref() == Some("the") && !phrase.possessed && !phrase.joined;
        let head = phrase.heads.first().filter(|_| definite)?.as_str();
        if !self.calls_somebody(q, here, phrase) || self.nobody(q, head) || self.introduced(here, phrase) {
            return None;
        }
        let told = self.just_told(q, here, true, EntityKind::Person).filter(|&p| found.referent != Some(p))?;
        let person = self.scene.referents.get(told).filter(|_| self.goes_with(q, told, phrase))?;
        let own = !OTHERS.contains(&head) || descriptions::may_be(person, phrase);
        let rather = match found.referent.map(|r| self.scene.referents.get(r)) {
            None => found.speaker.is_none(),
            Some(_) if found.why.rule == Rule::LastHeard => true,
            Some(Some(other)) => !self.named_before(other, here) || !descriptions::suits_better(phrase, other, person),
            Some(None) => false,
        };
        (own && rather).then(|| self.is(told, Via::Description, Rule::LastHeard, 0.0))
    }

    /// The organization of which the text has just told, where a noun for one meant none: "the agency", and "the miner" for a firm.
    pub(super) fn told_body(&self, q: usize, here: Point, phrase: &Phrase, found: &Resolved) -> Option<Resolved> {
        let head = phrase.heads.first()?.as_str();
        let definite =
            phrase.determiner.as_deref() == Some("the") && phrase.complement.is_empty() && phrase.proper.is_empty();
        let bare = lists().bare.iter().find(|(nouns, _)| nouns.contains(&head));
        if !definite || found.referent.is_some() || bare.is_none() && !FIRMS.contains(&head) {
            return None;
        }
        let told = self.just_told(q, here, true, EntityKind::Organization)?;
        let body = self.scene.referents.get(told).filter(|r| r.kind == EntityKind::Organization)?;
        let other = |w: &String| bare.is_some_and(|(_, others)| others.contains(&w.as_str()));
        // An agency in brackets of a dateline is not spoken of.
        let bracketed = |&m: &usize| {
            let at = self.scene.mentions[m].at;
            at.token.checked_sub(1).is_some_and(|token| self.scene.word(Point { token, ..at }) == "(")
        };
        let agency = body.mentions.iter().all(bracketed);
        (!agency && !body.words.iter().any(other)).then(|| self.is(told, Via::Description, Rule::LastHeard, 0.0))
    }

    /// Whether a description may call somebody who has been named: one by a noun for a person, or by any noun for who speaks marked
    /// words ("“…,” the spearhead said"). Behind marked words it may say more of him.
    fn calls_somebody(&self, q: usize, here: Point, phrase: &Phrase) -> bool {
        let answers = self.answers(q, here);
        let Some(head) = phrase.heads.first().map(String::as_str).filter(|h| !ANYBODY.contains(h)) else {
            return false;
        };
        match descriptions::kind(phrase) {
            SpeakerKind::Person => answers || phrase.complement.is_empty() || head.ends_with("ther"),
            SpeakerKind::Unknown => {
                let last = self.scene.word(Point { par: here.par, token: phrase.head.start });
                let noun = last.starts_with(char::is_lowercase) || lists().nations.contains_key(head);
                answers && noun && phrase.complement.is_empty()
            }
            _ => false,
        }
    }

    /// Whether the words that name a speaker stand behind marked words with which a sentence begins: "“…,” she said".
    pub(super) fn answers(&self, q: usize, here: Point) -> bool {
        let quotation = &self.scene.document.quotations[q];
        let Some(first) = quotation.content.first() else { return false };
        let at = self.scene.tokens_of(*first).0;
        let opens = self.scene.sentence_tokens(at).start == at.token;
        opens && at < here && quotation.kind == QuoteKind::Direct
    }

    /// Whether a description by this noun has meant nobody who is named before quotation `q`.
    fn nobody(&self, q: usize, head: &str) -> bool {
        let unknown =
            |n: &usize| self.done[*n].as_ref().is_some_and(|r| r.speaker.is_none() && r.via == Some(Via::Description));
        /// So many quotations are looked back.
        const BACK: usize = 100;
        (q.saturating_sub(BACK)..q).filter(unknown).any(|n| {
            let mention = self.scene.document.quotations[n].mention.map(|m| self.scene.tokens_of(m));
            mention.is_some_and(|(at, end)| (at.token..end).any(|t| &*self.scene.lower(at.par, t) == head))
        })
    }

    /// Whether somebody is named before `here`.
    pub(super) fn named_before(&self, person: &Referent, here: Point) -> bool {
        person.mentions.first().is_some_and(|&m| self.scene.mentions[m].at < here)
    }

    /// Whether nothing that is known of a person speaks against a description, nor do the words of quotation `q` name him.
    fn goes_with(&self, q: usize, who: usize, phrase: &Phrase) -> bool {
        let person = &self.scene.referents[who];
        let gender = phrase.roles().find_map(|r| lists().role(r).and_then(|r| r.gender));
        let gender = gender.is_none() || person.gender.is_none() || gender == person.gender;
        let content = &self.scene.document.quotations[q].content;
        let named = content.iter().any(|&c| focus::names(self.scene, c, who));
        // "The former minister" may hold another office now.
        let former = phrase.modifiers.iter().any(|m| matches!(m.as_str(), "former" | "ex" | "one-time" | "onetime"));
        let other =
            descriptions::holds_other_office(phrase, person) || !former && descriptions::holds_another(person, phrase);
        person.kind == EntityKind::Person && gender && !named && !other
    }
}
