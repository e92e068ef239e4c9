//! Every quotation → its speaker.

use super::descriptions;
use super::focus::{self, Candidate, Heard};
use super::forms::{Form, trimmed};
use super::lists::Class;
use super::phrases::Phrase;
use super::scene::{Mention, Point, Scene};
use super::sources::{self, Source};
use super::subjects::{self, Subject};
use super::why::{Rule, Why};
use crate::model::{EntityKind, Passage, QuoteKind, SpeakerKind, Via};
use crate::split::TokenKind;
use std::ops::Range;

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
    /// Who, where it is somebody named.
    referent: Option<usize>,
}

impl Resolved {
    fn unknown(kind: SpeakerKind, speaker: Option<String>, rule: Rule) -> Self {
        Resolved { speaker, kind, via: None, why: Why::bare(rule), referent: None }
    }

    fn by(mut self, via: Via) -> Self {
        self.via = Some(via);
        self
    }
}

/// Resolves all quotations of a scene, in their order.
pub fn resolve(scene: &Scene) -> Vec<Resolved> {
    let quotations = &scene.document.quotations;
    let mut stage = Stage { scene, heard: Vec::new(), done: vec![None; quotations.len()] };
    let mut read: Vec<Option<Source>> = Vec::with_capacity(quotations.len());
    for (q, quotation) in quotations.iter().enumerate() {
        let source = quotation.mention.and_then(|m| sources::read(scene, m));
        if let Some(Source::Name(mention)) = source {
            let resolved = stage.named(q, mention);
            stage.settle(q, resolved);
        }
        read.push(source);
    }
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
    stage.done.into_iter().flatten().collect()
}

/// What is known while the quotations are gone through.
struct Stage<'s, 'a> {
    scene: &'s Scene<'a>,
    heard: Vec<Heard>,
    done: Vec<Option<Resolved>>,
}

impl Stage<'_, '_> {
    /// Keeps the speaker of quotation `q`, and that he was heard there.
    fn settle(&mut self, q: usize, resolved: Resolved) {
        let quotation = &self.scene.document.quotations[q];
        if let (Some(referent), Some(at)) =
            (resolved.referent, quotation.mention.or(quotation.content.first().copied()))
        {
            let at = self.scene.tokens_of(at).0;
            let heard = Heard { at, sentence: self.scene.sentence(at), referent, quotation: q };
            let place = self.heard.partition_point(|h| h.at <= at);
            self.heard.insert(place, heard);
        }
        self.done[q] = Some(resolved);
    }

    fn named(&self, q: usize, mention: usize) -> Resolved {
        let referent = self.scene.mentions[mention].referent;
        match self.scene.document.quotations[q].via {
            Some(Via::Label) => self.is(referent, Via::Label, Rule::Label, 1.0),
            _ => self.is(referent, Via::Name, Rule::Name, 1.0),
        }
    }

    /// The resolution to a referent.
    fn is(&self, referent: usize, via: Via, rule: Rule, margin: f32) -> Resolved {
        let Some(who) = self.scene.referents.get(referent) else {
            return Resolved::unknown(SpeakerKind::Unknown, None, rule).by(via);
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
        }
    }

    /// The best candidate, where it is good enough and clear enough.
    fn best(&self, candidates: &[Candidate], least: f32, via: Via, rule: Rule) -> Option<Resolved> {
        let best = candidates.first().filter(|c| c.score >= least)?;
        let second = candidates.get(1).map_or(0.0, |c| c.score);
        Some(self.is(best.referent, via, rule, best.score - second))
    }

    fn unnamed(&self, q: usize, source: Option<&Source>) -> Resolved {
        let quotation = &self.scene.document.quotations[q];
        let Some((source, mention)) = source.zip(quotation.mention) else { return self.carried(q) };
        let here = self.scene.tokens_of(mention).0;
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
            Source::Description(phrase, front) => self.description(q, here, phrase, front.clone(), mention),
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

    /// Who is interviewed: of the persons named before the first turn the one named most.
    fn interviewed(&self) -> Option<usize> {
        let turn = self.scene.document.quotations.iter().find(|q| q.via == Some(Via::Label))?.mention?;
        let first = self.scene.tokens_of(turn).0;
        let before = self.scene.mentions.partition_point(|m| m.at < first);
        let people = self.scene.mentions[..before].iter().map(|m| m.referent);
        let people = people.filter(|&r| self.scene.referents[r].kind == EntityKind::Person);
        people.max_by_key(|&r| (self.scene.referents[r].mentions.len(), std::cmp::Reverse(r)))
    }

    fn words(&self, at: Passage) -> String {
        trimmed(self.scene.document.article.slice(at)).to_owned()
    }

    fn pronoun(&self, q: usize, here: Point, class: Class, mention: Passage) -> Resolved {
        let found = match class {
            Class::He | Class::She => {
                let candidates = focus::person(self.scene, &self.heard, here, class);
                self.best(&candidates, 0.2, Via::Pronoun, Rule::Pronoun)
            }
            Class::I | Class::We => self.enclosing(q, mention),
            Class::They | Class::It => self.again(q, here),
            _ => None,
        };
        // "they" with nobody in view names nobody, not a group of that name.
        found.unwrap_or_else(|| Resolved::unknown(SpeakerKind::Unknown, None, Rule::Pronoun).by(Via::Pronoun))
    }

    /// The speaker of the quotation within whose content "I" stands.
    fn enclosing(&self, q: usize, mention: Passage) -> Option<Resolved> {
        let quotations = &self.scene.document.quotations;
        let around =
            |o: &usize| quotations[*o].content.iter().any(|c| c.p == mention.p && c.span.contains(mention.span));
        let near = q.saturating_sub(6)..(q + 4).min(quotations.len());
        let outer = near.filter(|&o| o != q).find(around)?;
        let known = self.done[outer].as_ref()?;
        Some(self.is(known.referent?, Via::Pronoun, Rule::Enclosing, 1.0))
    }

    /// "They", "it": who was heard last, if that was no person; else the organization most in view.
    fn again(&self, q: usize, here: Point) -> Option<Resolved> {
        let before = self.heard.partition_point(|h| h.at < here);
        let last = self.heard[..before].last();
        let near = last.filter(|h| here.par - h.at.par <= 1);
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
        let same = matches!(previous.kind, SpeakerKind::Group | SpeakerKind::Document)
            && near.is_none_or(|h| h.quotation + 1 < q);
        same.then(|| previous.clone().by(Via::Pronoun))
    }

    /// "Who", "which": the name right before it, or before the comma or the bracket between.
    fn relative(&self, here: Point) -> Resolved {
        let unknown = || Resolved::unknown(SpeakerKind::Unknown, None, Rule::Relative).by(Via::Pronoun);
        let before = self.scene.mentions.partition_point(|m| m.at < here);
        let who = matches!(&*self.scene.lower(here.par, here.token), "who" | "whom" | "whose");
        let near = |m: &Mention| m.at.par == here.par && m.end <= here.token && here.token - m.end <= 8;
        let mentions = self.scene.mentions[..before].iter().zip(0..before).rev().take_while(|(m, _)| near(m));
        let fits = |n: usize| !who || self.scene.kind(n) == EntityKind::Person;
        let Some((m, _)) = mentions.into_iter().find(|(_, n)| fits(*n)) else { return unknown() };
        let opens = matches!(self.scene.word(Point { par: here.par, token: m.end }), "(" | ",");
        let next_to = here.token - m.end <= if opens && who { 8 } else { 2 };
        if next_to && !self.scene.possessive(m) {
            self.is(m.referent, Via::Pronoun, Rule::Relative, 0.6)
        } else {
            unknown()
        }
    }

    fn description(&self, _q: usize, here: Point, phrase: &Phrase, front: Range<u32>, mention: Passage) -> Resolved {
        let kind = descriptions::kind(phrase);
        let words = || Some(self.words(mention));
        match kind {
            SpeakerKind::Person => {
                let candidates = descriptions::person(self.scene, &self.heard, here, phrase);
                let found = self.best(&candidates, 1.6, Via::Description, Rule::Role);
                found
                    .or_else(|| self.last_heard(here, phrase, &candidates))
                    .unwrap_or_else(|| Resolved::unknown(SpeakerKind::Unknown, None, Rule::Role).by(Via::Description))
            }
            SpeakerKind::Group | SpeakerKind::Document => {
                Resolved::unknown(kind, words(), Rule::Description).by(Via::Description)
            }
            SpeakerKind::Organization => self.organization(here, phrase, front),
            SpeakerKind::Unknown => self
                .untagged(here, front)
                .unwrap_or_else(|| Resolved::unknown(kind, None, Rule::Description).by(Via::Description)),
        }
    }

    /// "The official": the person heard right before, where nobody is known by that noun.
    fn last_heard(&self, here: Point, phrase: &Phrase, candidates: &[Candidate]) -> Option<Resolved> {
        let definite = phrase.determiner.as_deref() == Some("the");
        let before = self.heard.partition_point(|h| h.at < here);
        let last = self.heard[..before].last().filter(|h| definite && here.par - h.at.par <= 2)?;
        let candidate = candidates.iter().find(|c| c.referent == last.referent)?;
        let known = !self.scene.referents[last.referent].roles.is_empty();
        if known && last.at.par < here.par && !descriptions::may_be(&self.scene.referents[last.referent], phrase) {
            return None;
        }
        Some(self.is(candidate.referent, Via::Description, Rule::LastHeard, 0.0))
    }

    fn organization(&self, here: Point, phrase: &Phrase, front: Range<u32>) -> Resolved {
        let candidates = descriptions::organization(self.scene, &self.heard, here, phrase);
        if let Some(found) = self.best(&candidates, 1.2, Via::Description, Rule::Head) {
            return found;
        }
        let split = self.scene.split(here.par);
        let text = self.scene.text(here.par);
        let start = front.start + u32::from(phrase.determiner.is_some());
        let named = !self.scene.within(here.par, front.clone()).is_empty();
        let name =
            (start < front.end && named).then(|| split.span(start as usize..front.end as usize).of(text).to_owned());
        let kind = if name.is_some() { SpeakerKind::Organization } else { SpeakerKind::Unknown };
        Resolved::unknown(kind, name, Rule::Head).by(Via::Description)
    }

    /// A name that no annotator has marked: somebody named elsewhere in the article, or a person of that name.
    fn untagged(&self, here: Point, front: Range<u32>) -> Option<Resolved> {
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

    /// A quotation without words that name its speaker: the subject of its cue, whoever spoke in the same sentence,
    /// or right before.
    fn carried(&self, q: usize) -> Resolved {
        let quotations = &self.scene.document.quotations;
        let quotation = &quotations[q];
        let previous = q.checked_sub(1).filter(|&b| quotation.cue.is_some_and(|cue| self.same_subject(b, cue)));
        let found = previous.and_then(|b| self.carry(b)).or_else(|| self.inner_label(q)).or_else(|| self.subject(q));
        found.or_else(|| self.neighbour(q)).unwrap_or(Resolved::unknown(SpeakerKind::Unknown, None, Rule::None))
    }

    /// The speaker of quotation `b`, carried over.
    fn carry(&self, b: usize) -> Option<Resolved> {
        let mut carried = self.done[b].clone()?.by(Via::Continuation);
        carried.why.rule = Rule::Carried;
        Some(carried)
    }

    /// The quotation right before, where this one is marked by quotation marks.
    fn neighbour(&self, q: usize) -> Option<Resolved> {
        let quotations = &self.scene.document.quotations;
        let quotation = &quotations[q];
        let before = q.checked_sub(1)?;
        let (content, last) = (quotation.content.first()?, quotations[before].content.last()?);
        let marked = quotation.kind != QuoteKind::Indirect || quotation.via == Some(Via::Continuation);
        if marked && content.p <= last.p + 1 { self.carry(before) } else { None }
    }

    /// A label inside the quotation marks: "KIM: …".
    fn inner_label(&self, q: usize) -> Option<Resolved> {
        let content = *self.scene.document.quotations[q].content.first()?;
        let (mut at, _) = self.scene.tokens_of(content);
        if self.scene.token(at)?.kind == TokenKind::Quote {
            at.token += 1;
        }
        let colon = (at.token + 1..at.token + 5).find(|&t| self.scene.word(Point { par: at.par, token: t }) == ":")?;
        let named = self.scene.within(at.par, at.token..colon).next();
        let named = named.map(|n| self.is(self.scene.mentions[n].referent, Via::Label, Rule::Label, 1.0));
        let label = named.or_else(|| self.untagged(at, at.token..colon))?;
        Some(Resolved { why: Why { rule: Rule::Label, ..label.why }, ..label }.by(Via::Label))
    }

    /// The subject of the cue.
    fn subject(&self, q: usize) -> Option<Resolved> {
        match subjects::find(self.scene, &self.scene.document.quotations[q])? {
            Subject::Mention(n) => Some(self.is(self.scene.mentions[n].referent, Via::Name, Rule::Subject, 0.4)),
            Subject::Pronoun(at, class) => {
                let candidates = focus::person(self.scene, &self.heard, at, class);
                self.best(&candidates, 0.2, Via::Pronoun, Rule::Subject)
            }
        }
    }

    /// Whether the cue shares the subject of the quotation before it: "Lee praised … and urged …, adding that …".
    fn same_subject(&self, before: usize, cue: Passage) -> bool {
        let (at, _) = self.scene.tokens_of(cue);
        let mention = self.scene.document.quotations[before].mention.or(self.scene.document.quotations[before].cue);
        let same = mention.is_some_and(|m| self.scene.sentence(self.scene.tokens_of(m).0) == self.scene.sentence(at));
        let word = self.scene.lower(at.par, at.token);
        let previous = at.token.checked_sub(1).map_or("".into(), |t| self.scene.lower(at.par, t));
        same && (word.ends_with("ing")
            || previous.ends_with("ly")
            || matches!(&*previous, "and" | "but" | "then" | "also" | ","))
    }

    fn look_ahead(&mut self, q: usize) {
        let quotations = &self.scene.document.quotations;
        let open = self.done[q].as_ref().is_none_or(|r| r.speaker.is_none() && r.why.rule == Rule::None);
        if !open || quotations[q].kind == QuoteKind::Indirect {
            return;
        }
        let next = quotations.get(q + 1).zip(self.done.get(q + 1).and_then(Option::as_ref));
        let here = quotations[q].content.first().map(|c| c.p);
        if let Some((_, known)) = next.filter(|(n, r)| n.content.first().map(|c| c.p) == here && r.speaker.is_some()) {
            let mut carried = known.clone().by(Via::Continuation);
            carried.why.rule = Rule::Carried;
            self.done[q] = Some(carried);
        }
    }
}
