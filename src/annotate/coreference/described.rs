//! Speakers that are described: a role, an organization, a text, somebody who is not named.

use super::descriptions;
use super::focus::{self, Candidate, Role, in_view};
use super::forms::{Form, trimmed};
use super::lists::{Class, Gender, lists};
use super::newcomers::FAR;
use super::phrases::Phrase;
use super::scene::{Point, Scene};
use super::speakers::{Resolved, Stage};
use super::why::Rule;
use crate::model::{EntityKind, Passage, QuoteKind, SpeakerKind, Via};
use crate::split::TokenKind;
use std::ops::Range;

/// Somebody who speaks and is not named: "a party source".
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stranger {
    /// By what nouns.
    pub roles: Vec<String>,
    /// The gender that they imply.
    pub gender: Option<Gender>,
}

/// Texts that are somebody's own words.
const OWN_WORDS: [&str; 8] =
    ["statement", "statements", "tweet", "tweets", "communique", "announcement", "remarks", "comments"];

/// Nouns for one person that papers are called by.
const PAPERS: [&str; 7] = ["advocate", "guardian", "economist", "observer", "inquirer", "examiner", "spectator"];

/// Whether the phrase speaks of somebody not spoken of before: "a source", "one of the neighbours".
pub(super) fn indefinite(phrase: &Phrase) -> bool {
    phrase.determiner.as_deref().is_some_and(|d| lists().is(d, Class::Indefinite))
}

/// Whether a plural is a name: "Citizens for Clean Harbours", all of whose words but the small ones are capitalized.
fn proper_name(scene: &Scene, par: u32, front: &Range<u32>, phrase: &Phrase) -> bool {
    let mut words = front.clone().map(|t| scene.word(Point { par, token: t }));
    let capital =
        |w: &str| w.starts_with(char::is_uppercase) || lists().is(w, Class::Preposition) || w == "and" || w == "a";
    let long = phrase.head.end + 1 < front.end && phrase.determiner.is_none();
    long && words.all(capital)
        && scene.word(Point { par, token: front.end - 1 }).starts_with(char::is_uppercase)
        && scene.within(par, front.clone()).is_empty()
}

/// Somebody who is not named, called so.
pub(super) fn stranger(phrase: &Phrase) -> Stranger {
    let roles: Vec<String> = phrase.roles().map(str::to_owned).collect();
    let gender = roles.iter().find_map(|r| lists().role(r).and_then(|r| r.gender));
    Stranger { roles, gender }
}

impl Stage<'_, '_> {
    pub(super) fn description(&self, q: usize, here: Point, phrase: &Phrase, front: Range<u32>) -> Resolved {
        let found = self.described(here, phrase, front);
        let rather = self.told_rather(q, here, phrase, &found).or_else(|| self.told_body(q, here, phrase, &found));
        let found = rather.unwrap_or(found);
        let found = if self.is_another(q, &found) {
            let unknown = Resolved::unknown(SpeakerKind::Unknown, None, Rule::Role).by(Via::Description);
            Resolved { stranger: Some(stranger(phrase)), ..unknown }
        } else {
            found
        };
        let nobody = found.speaker.is_none() && found.referent.is_none();
        match descriptions::kind(phrase) {
            SpeakerKind::Person if nobody => self.told_of(q, here, phrase).unwrap_or(found),
            _ => found,
        }
    }

    /// Whether whom a description was taken for cannot be the one: he is spoken to, or the words in marks name him and nothing but
    /// that he was heard last speaks for him. "“Morales took it,” the employee testified" is not said by Morales.
    fn is_another(&self, q: usize, found: &Resolved) -> bool {
        let quotation = &self.scene.document.quotations[q];
        let Some(referent) = found.referent.filter(|&r| r < self.scene.referents.len()) else { return false };
        let named = |passage: Passage| focus::names(self.scene, passage, referent);
        let person = self.scene.referents[referent].kind == EntityKind::Person;
        let own = || person && quotation.kind == QuoteKind::Direct && quotation.content.iter().any(|&c| named(c));
        self.addressed(q).is_some_and(named) || found.why.rule == Rule::LastHeard && own()
    }

    fn described(&self, here: Point, phrase: &Phrase, front: Range<u32>) -> Resolved {
        let kind = descriptions::kind(phrase);
        match kind {
            SpeakerKind::Person if self.paper(here.par, phrase) => {
                let name = self.phrase_words(here.par, front);
                Resolved::unknown(SpeakerKind::Organization, Some(name), Rule::Head).by(Via::Description)
            }
            SpeakerKind::Person => self.role(here, phrase),
            SpeakerKind::Group if proper_name(self.scene, here.par, &front, phrase) => {
                let name = self.scene.split(here.par).span(front.start as usize..front.end as usize);
                let name = name.of(self.scene.text(here.par)).to_owned();
                Resolved::unknown(SpeakerKind::Organization, Some(name), Rule::Head).by(Via::Description)
            }
            SpeakerKind::Group => Resolved::unknown(kind, Some(self.phrase_words(here.par, front)), Rule::Description)
                .by(Via::Description),
            SpeakerKind::Document => self.author(here, phrase, front.clone()).unwrap_or_else(|| {
                Resolved::unknown(kind, Some(self.phrase_words(here.par, front)), Rule::Description)
                    .by(Via::Description)
            }),
            SpeakerKind::Organization => self.organization(here, phrase, front),
            SpeakerKind::Unknown => self
                .untagged(here, front.clone())
                .or_else(|| self.of_nation(here, phrase, &front))
                .unwrap_or_else(|| {
                    let unknown = Resolved::unknown(kind, None, Rule::Description).by(Via::Description);
                    let new = indefinite(phrase) || self.introduced(here, phrase);
                    Resolved { stranger: new.then(|| stranger(phrase)), ..unknown }
                }),
        }
    }

    /// Whether a noun for one person is the name of a paper: "The Advocate".
    fn paper(&self, par: u32, phrase: &Phrase) -> bool {
        let alone = phrase.modifiers.is_empty() && phrase.determiner.as_deref() == Some("the");
        let capital = self.scene.word(Point { par, token: phrase.head.start }).starts_with(char::is_uppercase);
        alone && capital && phrase.heads.first().is_some_and(|head| PAPERS.contains(&head.as_str()))
    }

    /// The words of a noun phrase up to its first comma, without an "on" whose day is no part of it.
    fn phrase_words(&self, par: u32, mut front: Range<u32>) -> String {
        while front.len() > 1 && lists().is(&self.scene.lower(par, front.end - 1), Class::Preposition) {
            front.end -= 1;
        }
        let span = self.scene.split(par).span(front.start as usize..front.end as usize);
        trimmed(span.of(self.scene.text(par))).to_owned()
    }

    /// "The president", "a party source": who is known by that noun, or somebody who is not named.
    pub(super) fn role(&self, here: Point, phrase: &Phrase) -> Resolved {
        let candidates = descriptions::person(self.scene, &self.heard, here, phrase);
        if let Some(known) = self.met(here, phrase, candidates.first()) {
            return self.is(known, Via::Description, Rule::Role, 0.0);
        }
        let found = self.best(&candidates, 1.6, Via::Description, Rule::Role);
        let found = found.or_else(|| self.last_heard(here, phrase, &candidates));
        let found = found.or_else(|| self.protagonist(here, phrase)).or_else(|| self.only_one(here, phrase));
        found.unwrap_or_else(|| {
            let unknown = Resolved::unknown(SpeakerKind::Unknown, None, Rule::Role).by(Via::Description);
            Resolved { stranger: self.somebody_else(here, phrase).then(|| stranger(phrase)), ..unknown }
        })
    }

    /// "The source": the one who is not named and was called so before, unless somebody named has come up since who may
    /// be meant as well.
    fn met(&self, here: Point, phrase: &Phrase, best: Option<&Candidate>) -> Option<usize> {
        if indefinite(phrase) {
            return None;
        }
        let before = self.heard.partition_point(|h| h.at < here);
        let known = self.heard[..before].iter().rev().take(30).find(|h| {
            let stranger = self.strangers.get(&h.referent);
            stranger.is_some_and(|s| phrase.roles().any(|r| s.roles.iter().any(|own| own == r)))
        })?;
        let person = best.filter(|c| c.score >= 1.6).and_then(|c| self.scene.referents.get(c.referent));
        let first = self.scene.mentions.partition_point(|m| m.at < known.at);
        let upto = self.scene.mentions.partition_point(|m| m.at < here);
        let since = person.is_some_and(|p| p.mentions.iter().any(|m| (first..upto).contains(m)));
        (!since).then_some(known.referent)
    }

    /// Whose words "Mensah's statement" or "an IISc statement" are.
    fn author(&self, here: Point, phrase: &Phrase, front: Range<u32>) -> Option<Resolved> {
        let own = phrase.heads.last().is_some_and(|h| OWN_WORDS.contains(&h.as_str()));
        let names = self.scene.within(here.par, front.start..phrase.head.start);
        let name = names.last().filter(|&n| own && self.scene.kind(n) != EntityKind::Nationality)?;
        Some(self.is(self.scene.mentions[name].referent, Via::Description, Rule::Author, 0.5))
    }

    /// "The official": the person heard right before, where nobody is known by that noun.
    fn last_heard(&self, here: Point, phrase: &Phrase, candidates: &[Candidate]) -> Option<Resolved> {
        // "The person with knowledge of the plan" is nobody who was named.
        let definite =
            phrase.determiner.as_deref() == Some("the") && phrase.heads.first().is_none_or(|h| h != "person");
        let before = self.heard.partition_point(|h| h.at < here);
        let speakers = self.heard[..before].iter().rev().filter(|h| h.role != Role::SpokenOf);
        let last = speakers.take(1).find(|h| definite && here.par - h.at.par <= 2)?;
        let candidate = candidates.iter().find(|c| c.referent == last.referent)?;
        let known = !self.scene.referents[last.referent].roles.is_empty();
        let known =
            known || here.par - last.at.par >= 2 && self.introduced_since(here.par.saturating_sub(FAR), here, phrase);
        if known && last.at.par < here.par && !descriptions::may_be(&self.scene.referents[last.referent], phrase) {
            return None;
        }
        Some(self.is(candidate.referent, Via::Description, Rule::LastHeard, 0.0))
    }

    /// "The rugby legend", "the 39-year-old": the person whom the article is about and who is in view, called by a noun that tells
    /// no office.
    fn protagonist(&self, here: Point, phrase: &Phrase) -> Option<Resolved> {
        let head = phrase.heads.first()?;
        let epithet = head.ends_with("year-old") || lists().epithets.contains(head.as_str());
        let definite = phrase.determiner.as_deref().is_some_and(|d| d == "the" || d == "this");
        let gender = phrase.roles().find_map(|r| lists().role(r).and_then(|r| r.gender));
        let people = |r: usize| {
            let person = self.scene.referents.get(r).filter(|p| p.kind == EntityKind::Person);
            person.is_some_and(|p| gender.is_none() || p.gender.is_none() || p.gender == gender)
        };
        let view = in_view(self.scene, &self.heard, here, &[], people);
        let epithet = epithet && definite && phrase.complement.is_empty();
        let best = view.first().filter(|c| epithet && c.score >= 0.9)?;
        let clear = view.get(1).is_none_or(|c| best.score - c.score >= 0.5);
        let persons = self.scene.referents.iter().filter(|p| p.kind == EntityKind::Person);
        let named: usize = persons.map(|p| p.mentions.len()).sum();
        let own = self.scene.referents[best.referent].mentions.len();
        (clear && 2 * own >= named).then(|| self.is(best.referent, Via::Description, Rule::LastHeard, 0.0))
    }

    pub(super) fn organization(&self, here: Point, phrase: &Phrase, front: Range<u32>) -> Resolved {
        let candidates = descriptions::organization(self.scene, &self.heard, here, phrase);
        // "The company" is no firm of long ago that has the word in its name, where another one is in view.
        let far = candidates.first().is_none_or(|c| c.score < descriptions::NAMED_IN_VIEW);
        let generic = || self.generic(here, phrase);
        let named = || self.best(&candidates, 1.2, Via::Description, Rule::Head);
        let found = if far { generic().or_else(named) } else { named() };
        if let Some(found) = found {
            return found;
        }
        let name = self.organization_name(here.par, phrase, front);
        let kind = if name.is_some() { SpeakerKind::Organization } else { SpeakerKind::Unknown };
        Resolved::unknown(kind, name, Rule::Head).by(Via::Description)
    }

    /// "The company", "the agency": the organization clearly most in view, unless its name says that it is something else.
    fn generic(&self, here: Point, phrase: &Phrase) -> Option<Resolved> {
        let head = phrase.heads.first()?;
        let bare = phrase.modifiers.is_empty() && phrase.complement.is_empty();
        let definite = phrase.determiner.as_deref().is_some_and(|d| d == "the" || d == "this");
        let mut bare_nouns = lists().bare.iter();
        let (_, others) = bare_nouns.find(|(nouns, _)| bare && definite && nouns.contains(&head.as_str()))?;
        let something_else = |r: usize| {
            let mut words = self.scene.referents[r].words.iter();
            words.any(|w| others.contains(&w.as_str()) || lists().groups.contains(w.as_str()))
        };
        let view = descriptions::organizations_in_view(self.scene, &self.heard, here);
        // An agency in brackets of a dateline is not spoken of.
        let bracketed = |r: usize| {
            self.scene.referents[r].mentions.iter().all(|&m| {
                let at = self.scene.mentions[m].at;
                at.token.checked_sub(1).is_some_and(|token| self.scene.word(Point { token, ..at }) == "(")
            })
        };
        let alone = view.len() == 1 && !bracketed(view[0].referent);
        let least = if alone { 0.9 } else { 1.2 };
        let best = view.first().filter(|c| c.score >= least && !something_else(c.referent));
        if let Some(best) = best.filter(|c| view.get(1).is_none_or(|next| c.score - next.score >= 0.35)) {
            return Some(self.is(best.referent, Via::Description, Rule::LastHeard, (best.score - 1.2).max(0.0)));
        }
        // Behind long speech that names others: who was heard last.
        let before = self.heard.partition_point(|h| h.at < here);
        let last = self.heard[..before].iter().rev().find(|h| h.role != Role::SpokenOf)?;
        let organization = self.scene.referents.get(last.referent)?.kind == EntityKind::Organization;
        let near = organization && here.par - last.at.par <= 4 && !something_else(last.referent);
        near.then(|| self.is(last.referent, Via::Description, Rule::LastHeard, 0.0))
    }

    /// An organization by the words that describe it, where they tell which one: "the provincial health commission".
    fn organization_name(&self, par: u32, phrase: &Phrase, front: Range<u32>) -> Option<String> {
        let split = self.scene.split(par);
        let word = |t: u32| self.scene.word(Point { par, token: t });
        // "The Company" of a press release.
        let generic =
            front.len() == 2 && phrase.heads.iter().any(|h| lists().bare.iter().any(|(n, _)| n.contains(&h.as_str())));
        let capital = || front.clone().skip(1).any(|t| word(t).starts_with(char::is_uppercase));
        let named = !generic && (capital() || !self.scene.within(par, front.clone()).is_empty());
        let mut start = front.start + u32::from(phrase.determiner.is_some());
        let clitic = front.clone().rev().find(|&t| split.tokens[t as usize].kind == TokenKind::Clitic);
        let possessor = clitic.filter(|&t| self.scene.within(par, front.start..t).is_empty());
        start = possessor.map_or(start, |t| t + 1).max(start);
        let capital = (start..phrase.head.end).find(|&t| word(t).starts_with(char::is_uppercase));
        start = capital.filter(|_| named).unwrap_or(start);
        let told = named || (!indefinite(phrase) && descriptions::tells_which(phrase));
        (start < front.end && told)
            .then(|| split.span(start as usize..front.end as usize).of(self.scene.text(par)).to_owned())
    }

    /// A name that no annotator has marked: somebody named elsewhere in the article, or a person of that name.
    pub(super) fn untagged(&self, here: Point, front: Range<u32>) -> Option<Resolved> {
        let capital =
            |t: u32| self.scene.word(Point { par: here.par, token: t }).chars().next().is_some_and(char::is_uppercase);
        if front.len() > 4 || !front.clone().all(capital) {
            return None;
        }
        let text =
            self.scene.split(here.par).span(front.start as usize..front.end as usize).of(self.scene.text(here.par));
        let form = Form::of(text);
        let known = self.scene.by_word.get(form.words.last()?)?;
        let holds = |r: &&usize| form.words.iter().all(|w| self.scene.referents[**r].words.contains(w));
        let referent = *known.iter().take(32).find(holds)?;
        Some(self.is(referent, Via::Name, Rule::Name, 0.6))
    }
}
