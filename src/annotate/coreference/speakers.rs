//! Every quotation → its speaker.

use super::described::Stranger;
use super::descriptions;
use super::focus::{self, Candidate, Heard, Role};
use super::forms::trimmed;
use super::lists::Class;
use super::phrases::Phrase;
use super::scene::{Mention, Point, Scene};
use super::sources::{self, Source};
use super::why::{Rule, Why};
use crate::model::{EntityKind, Passage, SpeakerKind, Via};
use rustc_hash::FxHashMap;

/// The speaker of one quotation.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The name, or the words for a group or a document.
    pub speaker: Option<String>,
    /// What it is.
    pub kind: SpeakerKind,
    /// By what it was found.
    pub via: Option<Via>,
    /// Why.
    pub why: Why,
    /// Who, where it is somebody named; or a number of its own for somebody who is not.
    pub(super) referent: Option<usize>,
    /// What is known of somebody who is not named and is heard here first.
    pub(super) stranger: Option<Stranger>,
}

impl Resolved {
    pub(super) fn unknown(kind: SpeakerKind, speaker: Option<String>, rule: Rule) -> Self {
        Resolved { speaker, kind, via: None, why: Why::bare(rule), referent: None, stranger: None }
    }

    pub(super) fn by(mut self, via: Via) -> Self {
        self.via = Some(via);
        self
    }
}

/// Resolves all quotations of a scene, in their order.
pub fn resolve(scene: &Scene) -> Vec<Resolved> {
    let quotations = &scene.document.quotations;
    let mut stage =
        Stage { scene, heard: Vec::new(), strangers: FxHashMap::default(), done: vec![None; quotations.len()] };
    let mut read: Vec<Option<Source>> = Vec::with_capacity(quotations.len());
    for (q, quotation) in quotations.iter().enumerate() {
        let source = quotation.mention.and_then(|m| sources::read(scene, m));
        if let Some(Source::Name(mention)) = source
            && !stage.told(q)
        {
            let resolved = stage.named(q, mention);
            stage.settle(q, resolved);
        }
        read.push(source);
    }
    stage.follow();
    for (q, source) in read.iter().enumerate() {
        if stage.done[q].is_none() {
            let resolved = stage.unnamed(q, source.as_ref());
            stage.settle(q, resolved);
        }
    }
    // A quotation that nothing before it explains takes the speaker of the next one of its paragraph.
    for q in (0..quotations.len()).rev() {
        stage.look_ahead(q);
    }
    for q in 0..quotations.len() {
        stage.look_around(q);
    }
    stage.done.into_iter().flatten().collect()
}

/// The longest apposition between a name and its "who", in tokens.
const APPOSITION: u32 = 18;

/// What is known while the quotations are gone through.
pub(super) struct Stage<'s, 'a> {
    pub(super) scene: &'s Scene<'a>,
    pub(super) heard: Vec<Heard>,
    /// Those who are not named, by their numbers.
    pub(super) strangers: FxHashMap<usize, Stranger>,
    pub(super) done: Vec<Option<Resolved>>,
}

impl Stage<'_, '_> {
    /// Keeps the speaker of quotation `q`, and that he was heard there.
    fn settle(&mut self, q: usize, mut resolved: Resolved) {
        if let Some(stranger) = resolved.stranger.take() {
            let number = self.scene.referents.len() + q;
            resolved.referent = Some(number);
            self.strangers.insert(number, stranger);
        }
        let quotation = &self.scene.document.quotations[q];
        if let (Some(referent), Some(at)) =
            (resolved.referent, quotation.mention.or(quotation.content.first().copied()))
        {
            let at = self.scene.tokens_of(at).0;
            let gender = self.strangers.get(&referent).and_then(|s| s.gender);
            let within = quotation.mention.is_some_and(|m| self.around(q, m).is_some());
            let role = if within { Role::Within } else { Role::Speaks };
            let heard = Heard { at, sentence: self.scene.sentence(at), referent, gender, quotation: q, role };
            self.hear(heard);
        }
        self.done[q] = Some(resolved);
    }

    pub(super) fn named(&self, q: usize, mention: usize) -> Resolved {
        let referent =
            self.compatriot(mention).or_else(|| self.holder(mention)).unwrap_or(self.scene.mentions[mention].referent);
        // "The Texan" whom nothing tells is nobody by name.
        let m = &self.scene.mentions[mention];
        let one = self.scene.referents.get(referent).is_some_and(|r| r.kind == EntityKind::Nationality)
            && m.end == m.at.token + 1
            && m.at.token.checked_sub(1).is_some_and(|t| &*self.scene.lower(m.at.par, t) == "the")
            && ["an", "er", "man", "ian"].iter().any(|end| self.scene.mention_text(mention).ends_with(end));
        if one {
            return Resolved::unknown(SpeakerKind::Unknown, None, Rule::Role).by(Via::Description);
        }
        match self.scene.document.quotations[q].via {
            Some(Via::Label) => self.is(referent, Via::Label, Rule::Label, 1.0),
            _ => self.is(referent, Via::Name, Rule::Name, 1.0),
        }
    }

    /// The resolution to a referent.
    pub(super) fn is(&self, referent: usize, via: Via, rule: Rule, margin: f32) -> Resolved {
        let Some(who) = self.scene.referents.get(referent) else {
            let unknown = Resolved::unknown(SpeakerKind::Unknown, None, rule).by(via);
            return Resolved { referent: Some(referent), ..unknown };
        };
        let kind = match who.kind {
            EntityKind::Person => SpeakerKind::Person,
            EntityKind::Organization | EntityKind::Place | EntityKind::Facility => SpeakerKind::Organization,
            EntityKind::Nationality => SpeakerKind::Group,
            EntityKind::Work | EntityKind::Event | EntityKind::Product | EntityKind::Misc => SpeakerKind::Document,
        };
        let antecedent = who.mentions.first().map(|&m| self.scene.document.entities[m].at);
        Resolved {
            speaker: Some(who.name.clone()),
            kind,
            via: Some(via),
            why: Why { rule, antecedent, margin, attribution: 0.0 },
            referent: Some(referent),
            stranger: None,
        }
    }

    /// The best candidate, where it is good enough and clear enough.
    pub(super) fn best(&self, candidates: &[Candidate], least: f32, via: Via, rule: Rule) -> Option<Resolved> {
        let best = candidates.first().filter(|c| c.score >= least)?;
        let second = candidates.get(1).map_or(0.0, |c| c.score);
        Some(self.is(best.referent, via, rule, best.score - second))
    }

    fn unnamed(&self, q: usize, source: Option<&Source>) -> Resolved {
        let quotation = &self.scene.document.quotations[q];
        let Some((source, mention)) = source.zip(quotation.mention) else { return self.carried(q) };
        let here = self.scene.tokens_of(mention).0;
        if self.told(q) {
            // "It was explained": nobody is told.
            let rule = if *source == Source::Pronoun(Class::It) { Rule::None } else { Rule::Told };
            return self.agent(q).unwrap_or_else(|| Resolved::unknown(SpeakerKind::Unknown, None, rule));
        }
        if quotation.via == Some(Via::Label) {
            return self.label(here, mention, source);
        }
        match source {
            Source::Name(mention) => self.named(q, *mention),
            Source::Pronoun(class) => self.pronoun(q, here, *class, mention),
            Source::Relative => self.relative(here),
            Source::Several => {
                Resolved::unknown(SpeakerKind::Group, Some(self.words(mention)), Rule::Several).by(Via::Name)
            }
            Source::Description(phrase, front) => self.description(q, here, phrase, front.clone()),
        }
    }

    /// The turn of an interview: `NAME:`, or `A:` for the one who is interviewed.
    fn label(&self, here: Point, mention: Passage, source: &Source) -> Resolved {
        let unknown = || Resolved::unknown(SpeakerKind::Unknown, None, Rule::Label).by(Via::Label);
        let Source::Description(_, front) = source else { return unknown() };
        match self.words(mention).trim_end_matches('.') {
            "A" | "ANSWER" | "Answer" => {
                self.interviewed().map_or_else(unknown, |r| self.is(r, Via::Label, Rule::Label, 0.3))
            }
            "Q" | "QUESTION" | "Question" => unknown(),
            _ => self
                .untagged(here, front.clone())
                .map_or_else(unknown, |r| Resolved { why: Why { rule: Rule::Label, ..r.why }, ..r }.by(Via::Label)),
        }
    }

    /// Who is interviewed: of the persons named before the first turn the one who is quoted most there, then the one named most
    /// there. Whom the interview is about may be named more often, but later.
    fn interviewed(&self) -> Option<usize> {
        let turn = self.scene.document.quotations.iter().find(|q| q.via == Some(Via::Label))?.mention?;
        let first = self.scene.tokens_of(turn).0;
        let before = self.scene.mentions.partition_point(|m| m.at < first);
        let people = self.scene.mentions[..before].iter().map(|m| m.referent);
        let people = people.filter(|&r| self.scene.referents[r].kind == EntityKind::Person);
        let quoted = |r: usize| self.heard.iter().filter(|h| h.at < first && h.referent == r).count();
        let named = |r: usize| self.scene.referents[r].mentions.iter().filter(|&&m| m < before).count();
        people.max_by_key(|&r| (quoted(r), named(r), self.scene.referents[r].mentions.len(), std::cmp::Reverse(r)))
    }

    pub(super) fn words(&self, at: Passage) -> String {
        trimmed(self.scene.document.article.slice(at)).to_owned()
    }

    fn pronoun(&self, q: usize, here: Point, class: Class, mention: Passage) -> Resolved {
        let found = match class {
            Class::He | Class::She => {
                let mut own = self.scene.document.quotations[q].content.clone();
                own.extend(self.addressed(q));
                let mut candidates = focus::person(self.scene, &self.heard, here, &own, class);
                let own = |r: &usize| own.iter().any(|&passage| focus::names(self.scene, passage, *r));
                let told =
                    || self.just_told(q, here, false, EntityKind::Person).filter(|r| self.answers(q, here) && !own(r));
                if let Some(subject) = self.led_up(q, here).or_else(told) {
                    focus::prefer(&mut candidates, subject);
                }
                self.best(&candidates, 0.2, Via::Pronoun, Rule::Pronoun).map(|r| self.less_sure(r))
            }
            Class::I | Class::We => self.enclosing(q, mention),
            Class::They | Class::It => self.again(q, here, class),
            _ => None,
        };
        // "they" with nobody in view names nobody, not a group of that name.
        found.unwrap_or_else(|| Resolved::unknown(SpeakerKind::Unknown, None, Rule::Pronoun).by(Via::Pronoun))
    }

    /// The words between a cue and what is said, or the first behind a cue that ends the sentence: whom they name is spoken to. "She told Harris
    /// about it", "he emailed Gaiman that".
    pub(super) fn addressed(&self, q: usize) -> Option<Passage> {
        let quotation = &self.scene.document.quotations[q];
        let cue = quotation.cue?;
        let (at, end) = self.scene.tokens_of(cue);
        let next = self.scene.within(at.par, end..end + 1).next().map(|m| self.scene.mentions[m].end);
        let content = quotation.content.iter().find(|c| c.p == cue.p && c.span.start >= cue.span.end);
        let upto = match content {
            Some(content) => self.scene.tokens_of(*content).0.token,
            None => next.unwrap_or(end),
        };
        let split = self.scene.split(at.par);
        let tokens = at.token as usize + 1..(upto as usize).min(split.tokens.len());
        (tokens.end > tokens.start).then(|| Passage { p: cue.p, span: split.span(tokens) })
    }

    /// The lead of somebody whose gender is not known is worth less.
    fn less_sure(&self, mut resolved: Resolved) -> Resolved {
        let who = resolved.referent.and_then(|r| self.scene.referents.get(r));
        if who.is_some_and(|r| r.gender.is_none()) {
            resolved.why.margin = (resolved.why.margin - 0.5).max(0.0);
        }
        resolved
    }

    /// The quotation within whose content the mention of quotation `q` stands.
    pub(super) fn around(&self, q: usize, mention: Passage) -> Option<usize> {
        let quotations = &self.scene.document.quotations;
        let around =
            |o: &usize| quotations[*o].content.iter().any(|c| c.p == mention.p && c.span.contains(mention.span));
        let mut near = q.saturating_sub(6)..(q + 4).min(quotations.len());
        near.find(|&o| o != q && around(&o))
    }

    /// The speaker of the quotation within whose content "I" stands.
    fn enclosing(&self, q: usize, mention: Passage) -> Option<Resolved> {
        let outer = self.around(q, mention)?;
        let known = self.done[outer].as_ref()?;
        Some(self.is(known.referent?, Via::Pronoun, Rule::Enclosing, 1.0))
    }

    /// "They", "it": who was heard last, if that was no person; else the organization most in view.
    fn again(&self, q: usize, here: Point, class: Class) -> Option<Resolved> {
        let before = self.heard.partition_point(|h| h.at < here);
        let last = self.heard[..before].iter().rev().find(|h| h.role != Role::SpokenOf);
        let near = last.filter(|h| here.par - h.at.par <= 1);
        if let Some(h) = near.filter(|h| self.strangers.contains_key(&h.referent)) {
            return Some(self.is(h.referent, Via::Pronoun, Rule::Pronoun, 0.0));
        }
        if let Some(h) =
            near.filter(|h| self.scene.referents.get(h.referent).is_some_and(|r| r.kind != EntityKind::Person))
        {
            return Some(self.is(h.referent, Via::Pronoun, Rule::Pronoun, 0.5));
        }
        let previous = self.done[..q].iter().rev().flatten().next()?;
        let view = descriptions::organizations_in_view(self.scene, &self.heard, here);
        if let Some(found) = self.best(&view, 1.4, Via::Pronoun, Rule::Pronoun) {
            return Some(found);
        }
        let unnamed = previous.kind == SpeakerKind::Organization && previous.referent.is_none();
        let same = (unnamed || matches!(previous.kind, SpeakerKind::Group | SpeakerKind::Document))
            && near.is_none_or(|h| h.quotation + 1 < q);
        if same {
            return Some(previous.clone().by(Via::Pronoun));
        }
        let organization = |r: usize| self.scene.referents.get(r).is_some_and(|r| r.kind == EntityKind::Organization);
        let far = last.filter(|h| class == Class::It && here.par - h.at.par <= 3 && organization(h.referent))?;
        (previous.kind == SpeakerKind::Organization).then(|| self.is(far.referent, Via::Pronoun, Rule::Pronoun, 0.2))
    }

    /// "Who", "which": the name right before it, or before the comma or the bracket between.
    fn relative(&self, here: Point) -> Resolved {
        let unknown = || Resolved::unknown(SpeakerKind::Unknown, None, Rule::Relative).by(Via::Pronoun);
        let before = self.scene.mentions.partition_point(|m| m.at < here);
        let who = matches!(&*self.scene.lower(here.par, here.token), "who" | "whom" | "whose");
        let near = |m: &Mention| m.at.par == here.par && m.end <= here.token && here.token - m.end <= APPOSITION;
        let mentions = self.scene.mentions[..before].iter().zip(0..before).rev().take_while(|(m, _)| near(m));
        let fits = |n: usize| !who || self.scene.kind(n) == EntityKind::Person;
        let Some((m, _)) = mentions.into_iter().find(|(_, n)| fits(*n)) else { return unknown() };
        let opens = matches!(self.scene.word(Point { par: here.par, token: m.end }), "(" | ",");
        let role = || {
            let end = here.token - 1;
            let comma = self.scene.word(Point { par: here.par, token: end }) == "," && m.end + 1 < end;
            comma && Phrase::of(self.scene, here.par, m.end + 1..end).person()
        };
        let farthest = if opens && who && role() {
            APPOSITION
        } else if opens && who {
            8
        } else {
            2
        };
        let next_to = here.token - m.end <= farthest;
        if next_to && !self.scene.possessive(m) {
            self.is(m.referent, Via::Pronoun, Rule::Relative, 0.6)
        } else {
            unknown()
        }
    }
}
