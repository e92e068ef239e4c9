//! Passives: who is told, accused or urged does not speak; whom "by" names does.

use super::speakers::{Resolved, Stage};
use super::why::Rule;
use crate::model::{Act, EntityKind, Via};

/// Whether a participle makes the subject of a passive hear ("told", "accused") or speak ("quoted", "expected to say"); `None` for
/// other words.
fn hears(word: &str) -> Option<bool> {
    let others =
        ["told", "said", "held", "shown", "known", "given", "written", "sent", "forbidden", "found", "thought"];
    let speaks = [
        "quoted",
        "cited",
        "heard",
        "expected",
        "scheduled",
        "supposed",
        "prepared",
        "concerned",
        "convinced",
        "pleased",
        "delighted",
        "worried",
        "determined",
        "disappointed",
        "tired",
        "excited",
        "thrilled",
        "relieved",
        "surprised",
        "shocked",
        "saddened",
    ];
    let participle = word.ends_with("ed") || others.contains(&word) || speaks.contains(&word);
    participle.then(|| !speaks.contains(&word))
}

impl Stage<'_, '_> {
    /// Whether those who are named are spoken to or of and do not speak: "the court was told", "residents are urged", "she was
    /// declared the winner"; but "she was quoted as saying".
    pub(super) fn told(&self, q: usize) -> bool {
        let quotation = &self.scene.document.quotations[q];
        let (Some(cue), Some(mention), Act::Speech) = (quotation.cue, quotation.mention, quotation.act) else {
            return false;
        };
        let (at, end) = self.scene.tokens_of(cue);
        let be =
            |t: &u32| matches!(&*self.scene.lower(at.par, *t), "is" | "are" | "was" | "were" | "be" | "been" | "being");
        let passive = (at.token.saturating_sub(1)..end).find(be);
        let before = (mention.p, mention.span.end) <= (cue.p, cue.span.start);
        // "Trump, when asked about it".
        let asked = at.token.checked_sub(1).map(|t| self.scene.lower(at.par, t));
        let asked = asked.is_some_and(|w| matches!(&*w, "when" | "if" | "once"))
            && matches!(&*self.scene.lower(at.par, at.token), "asked" | "questioned" | "pressed" | "told" | "quizzed");
        if before && asked {
            return true;
        }
        // "The mayor accused of fraud", "Ann Lee, asked whether she would go, said": participles.
        let word = |t: u32| self.scene.lower(at.par, t);
        let extracted = self.scene.tokens_of(mention).0.token.checked_sub(1);
        let extracted = extracted.is_some_and(|t| matches!(&*word(t), "who" | "whom" | "which" | "that"));
        let accused = !extracted
            && end >= at.token + 2
            && matches!(
                &*word(at.token),
                "accused" | "suspected" | "convicted" | "charged" | "blamed" | "cleared" | "acquitted"
            )
            && matches!(&*word(at.token + 1), "of" | "with" | "for");
        let comma = at.token.checked_sub(1).is_some_and(|t| &*word(t) == ",");
        let about =
            matches!(&*word(end), "whether" | "if" | "about" | "by" | "why" | "how" | "what" | "when" | "where");
        let answers = || {
            let next = self.scene.document.quotations.get(q + 1).and_then(|n| n.cue);
            next.is_some_and(|c| self.scene.sentence(self.scene.tokens_of(c).0) == self.scene.sentence(at))
        };
        let questioned =
            comma && about && matches!(&*word(at.token), "asked" | "questioned" | "pressed" | "quizzed") && answers();
        if before && (accused || questioned) {
            return true;
        }
        let hears = |be: u32| (be + 1..end).find_map(|t| hears(&self.scene.lower(at.par, t))).unwrap_or(false);
        before && passive.is_some_and(hears)
    }

    /// Whether nobody is said to speak: "it is being said that the port is shut".
    pub(super) fn impersonal(&self, q: usize) -> bool {
        let Some(cue) = self.scene.document.quotations[q].cue else { return false };
        let (at, end) = self.scene.tokens_of(cue);
        let word = |t: u32| self.scene.lower(at.par, t);
        let be = |t: u32| matches!(&*word(t), "is" | "was" | "has" | "had" | "been" | "being" | "be");
        let first = (at.token..end).find(|&t| !be(t) && &*word(t) != "it").unwrap_or(at.token);
        let before = (0..first).rev().take(4).take_while(|&t| be(t)).last();
        let it = before.and_then(|t| t.checked_sub(1)).is_some_and(|t| &*word(t) == "it");
        it && hears(&word(first)).is_some()
    }

    /// Whom "by" names behind a passive: "it was first reported by Channel Nine".
    pub(super) fn agent(&self, q: usize) -> Option<Resolved> {
        let cue = self.scene.document.quotations[q].cue?;
        let (at, end) = self.scene.tokens_of(cue);
        let content = self.scene.document.quotations[q].content.first().map(|c| self.scene.tokens_of(*c).0);
        let stop = content.filter(|c| c.par == at.par && c.token >= end).map_or(end + 6, |c| c.token);
        let by = (end..stop).find(|&t| &*self.scene.lower(at.par, t) == "by")?;
        let name = self.scene.within(at.par, by + 1..by + 6).next()?;
        let speaks = matches!(self.scene.kind(name), EntityKind::Person | EntityKind::Organization);
        speaks.then(|| self.is(self.scene.mentions[name].referent, Via::Name, Rule::Name, 0.5))
    }
}
