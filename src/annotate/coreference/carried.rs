//! Quotations without words that name their speaker: carried on, led up to, or with a subject that was not marked.

use super::focus;
use super::lists::Class;
use super::phrases::Phrase;
use super::scene::Point;
use super::speakers::{Resolved, Stage};
use super::subjects::{self, Subject};
use super::why::{Rule, Why};
use crate::annotate::quotes::Quoted;
use crate::model::{EntityKind, Passage, Quotation, QuoteKind, SpeakerKind, Via};
use crate::split::TokenKind;

impl Stage<'_, '_> {
    /// A quotation without words that name its speaker: the subject of its cue, whoever spoke in the same sentence,
    /// or right before.
    pub(super) fn carried(&self, q: usize) -> Resolved {
        let quotations = &self.scene.document.quotations;
        let quotation = &quotations[q];
        if self.impersonal(q) {
            return self.agent(q).unwrap_or_else(|| Resolved::unknown(SpeakerKind::Unknown, None, Rule::Told));
        }
        let previous = q.checked_sub(1).filter(|&b| quotation.cue.is_some_and(|cue| self.same_subject(b, cue)));
        let found = previous.and_then(|b| self.carry(b)).or_else(|| self.inner_label(q)).or_else(|| self.subject(q));
        let nobody = || Resolved::unknown(SpeakerKind::Unknown, None, Rule::None);
        if found.is_none() && self.goes_on(q) {
            return nobody();
        }
        found.or_else(|| self.told_before(q)).or_else(|| self.neighbour(q)).unwrap_or_else(nobody)
    }

    /// Whether the words go on in the next paragraph, without a closing mark between, up to one that names its speaker.
    fn goes_on(&self, q: usize) -> bool {
        let quotations = &self.scene.document.quotations;
        let mut at = q;
        while let (Some(last), Some(next)) = (quotations[at].content.last(), quotations.get(at + 1)) {
            let (start, end) = self.scene.tokens_of(*last);
            let open = |s: &Quoted| s.goes_on && (s.tokens.start as u32) < end && s.tokens.end as u32 >= end;
            let unclosed = self.scene.document.quotes.get(start.par as usize).is_some_and(|l| l.iter().any(open));
            let follows = next.content.first().is_some_and(|c| c.p == last.p + 1);
            let bare = quotations[at].mention.is_none() && quotations[at].cue.is_none();
            if !(bare && unclosed && follows) {
                return false;
            }
            at += 1;
            if quotations[at].mention.is_some() {
                return true;
            }
        }
        false
    }

    /// Who the sentence before is about, where marked words without a cue follow it in the same paragraph: "Vega is
    /// proud. “I was …”".
    fn told_before(&self, q: usize) -> Option<Resolved> {
        let quotations = &self.scene.document.quotations;
        let quotation = &quotations[q];
        let content = *quotation.content.first()?;
        let here = |b: usize| quotations[b].content.last().is_some_and(|c| c.p == content.p);
        /// The longest sentence that tells what somebody does while speaking: "Mensah shook her head."
        const GESTURE: usize = 8;
        if quotation.cue.is_some() || quotation.kind == QuoteKind::Indirect {
            return None;
        }
        let (at, _) = self.scene.tokens_of(content);
        let start = self.scene.sentence_tokens(at).start;
        let before = self.scene.sentence_tokens(Point { par: at.par, token: start.checked_sub(1)? });
        if q.checked_sub(1).is_some_and(here) {
            // Where somebody has spoken in the paragraph, another one takes over with a gesture alone.
            let said = quotations[q - 1].content.iter().chain(&quotations[q - 1].cue).any(|&c| {
                let (from, end) = self.scene.tokens_of(c);
                from.par == at.par && from.token < before.end && before.start < end
            });
            if said || before.len() > GESTURE {
                return None;
            }
        }
        let mut names = self.scene.within(at.par, before.clone());
        let about = |&n: &usize| {
            let m = &self.scene.mentions[n];
            m.subject && !m.quoted && self.scene.kind(n) == EntityKind::Person
        };
        let first = Point { par: at.par, token: before.start };
        let class = match &*self.scene.lower(at.par, before.start) {
            "he" => Some(Class::He),
            "she" => Some(Class::She),
            _ => None,
        };
        if let Some(class) = class {
            let candidates = focus::person(self.scene, &self.heard, first, &[], class);
            return self.best(&candidates, 0.2, Via::Pronoun, Rule::Subject);
        }
        let name = names.find(about)?;
        Some(self.is(self.scene.mentions[name].referent, Via::Continuation, Rule::Subject, 0.4))
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
        // A cue in another paragraph has a subject of its own, even if it was not found.
        let near = if quotation.cue.is_some() { content.p == last.p } else { self.follows(last.p, content.p) };
        if marked && near { self.carry(before) } else { None }
    }

    /// Whether paragraph `p` follows on paragraph `last`, with at most a heading or an advertisement between.
    fn follows(&self, last: u32, p: u32) -> bool {
        let heading = |p: u32| {
            let text = self.scene.document.article.text(p).unwrap_or("");
            text.len() < 60 && !text.trim_end().ends_with(['.', '”', '"', '?', '!', ':'])
        };
        p <= last + 1 || (p - last <= 3 && (last + 1..p).all(heading))
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
                let candidates =
                    focus::person(self.scene, &self.heard, at, &self.scene.document.quotations[q].content, class);
                self.best(&candidates, 0.2, Via::Pronoun, Rule::Subject)
            }
            Subject::Role(at, end) => {
                let phrase = Phrase::of(self.scene, at.par, at.token..end);
                let who = self.role(at, &phrase);
                Some(Resolved { why: Why { rule: Rule::Subject, ..who.why }, ..who })
            }
            Subject::Body(at, end) => {
                let phrase = Phrase::of(self.scene, at.par, at.token..end);
                let who = self.organization(at, &phrase, at.token..end);
                Some(Resolved { why: Why { rule: Rule::Subject, ..who.why }, ..who })
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

    /// Marked words alone in their paragraph, amid narration: those of the person who speaks both before and after them.
    pub(super) fn look_around(&mut self, q: usize) {
        /// The farthest that both may be, in paragraphs.
        const FAR: u32 = 4;
        let quotations = &self.scene.document.quotations;
        let open = self.done[q].as_ref().is_none_or(|r| r.speaker.is_none() && r.why.rule == Rule::None);
        let bare = quotations[q].cue.is_none() && quotations[q].kind == QuoteKind::Direct;
        let Some(here) = quotations[q].content.first().map(|c| c.p).filter(|_| open && bare) else { return };
        let near = |n: &usize| quotations[*n].content.first().is_some_and(|c| c.p.abs_diff(here) <= FAR);
        let known = |n: &usize| self.done[*n].as_ref().is_some_and(|r| r.why.rule != Rule::None);
        let before = (0..q).rev().take_while(near).find(known);
        let after = (q + 1..quotations.len()).take_while(near).find(known);
        let (Some(before), Some(after)) = (before, after) else { return };
        let who = |n: usize| self.done[n].as_ref().filter(|r| r.kind == SpeakerKind::Person).and_then(|r| r.referent);
        // Nobody speaks of himself by name.
        let named = |r: usize| {
            let content = quotations[q].content.iter();
            content.into_iter().any(|&c| focus::names(self.scene, c, r))
        };
        if who(before).is_some_and(|r| !named(r)) && who(before) == who(after) {
            self.done[q] = self.carry(before);
        }
    }

    pub(super) fn look_ahead(&mut self, q: usize) {
        let quotations = &self.scene.document.quotations;
        let open = self.done[q].as_ref().is_none_or(|r| r.speaker.is_none() && r.why.rule == Rule::None);
        if !open || quotations[q].kind == QuoteKind::Indirect {
            return;
        }
        let next = quotations.get(q + 1).zip(self.done.get(q + 1).and_then(Option::as_ref));
        let here = quotations[q].content.first().map(|c| c.p);
        let same = |n: &Quotation| n.content.first().map(|c| c.p) == here;
        let next = next.filter(|(n, r)| r.speaker.is_some() && (same(n) || self.goes_on(q)));
        if let Some((_, known)) = next {
            let mut carried = known.clone().by(Via::Continuation);
            carried.why.rule = Rule::Carried;
            self.done[q] = Some(carried);
        }
    }
}
