//! A paragraph as it is stored: what was read from it takes a third of the room that its plain form does.
//!
//! Integers are written in as few bytes as they need (postcard), so places are counted from the place before them, a name that
//! stands in the text as it is written is not written again, and a day is a number.

use super::Par;
use super::document::{date_of, day_number, per_mille};
use crate::model::{Act, DateMention, Entity, EntityKind, Passage, Quotation, QuoteKind, Span, SpeakerKind, Via};
use serde::{Deserialize, Serialize};

/// The stored form. Whoever wants the text alone reads no further than that.
#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    p: u32,
    #[serde(borrow)]
    text: &'a str,
    language: Option<&'a str>,
    /// Names that do not stand in the text as they are.
    names: Vec<&'a str>,
    entities: Vec<PackedEntity>,
    dates: Vec<PackedDate>,
    quotations: Vec<PackedQuotation>,
}

/// From the start of the entity before to its own, its length, and its kind + `KINDS` × its name: 0 as in the text, or one more than the
/// number in `names`.
#[derive(Serialize, Deserialize)]
struct PackedEntity(u32, u32, u32);

/// The same for a date, then its first day and how many days come behind that.
#[derive(Serialize, Deserialize)]
struct PackedDate(u32, u32, i32, i32);

/// Where a passage is: paragraphs from this one, start, length.
#[derive(Serialize, Deserialize)]
struct PackedPassage(i32, u32, u32);

#[derive(Serialize, Deserialize)]
struct PackedQuotation {
    /// Kind, act, kind of speaker and `via` as the digits of a number.
    what: u8,
    confidence: u16,
    /// 0 for none; 2n + 1 for the name of the n-th entity, 2n + 2 for the n-th of `names`.
    speaker: u32,
    mention: Option<PackedPassage>,
    cue: Option<PackedPassage>,
    content: Vec<PackedPassage>,
}

/// More than there are kinds of entities.
const KINDS: u32 = 16;

impl Par {
    /// The stored form.
    pub(super) fn pack(&self) -> Vec<u8> {
        let mut names: Vec<&str> = Vec::new();
        let (mut entities, mut before) = (Vec::with_capacity(self.entities.len()), 0);
        for e in &self.entities {
            let Span { start, end } = e.at.span;
            let name = if e.at.span.of(&self.text) == e.name { 0 } else { number(&mut names, &e.name) + 1 };
            entities.push(PackedEntity(start - before, end - start, e.kind as u32 + KINDS * name));
            before = start;
        }
        let (mut dates, mut before) = (Vec::with_capacity(self.dates.len()), 0);
        for d in &self.dates {
            let Span { start, end } = d.at.span;
            let (from, to) = (day_number(d.from) as i32, day_number(d.to) as i32);
            dates.push(PackedDate(start - before, end - start, from, to - from));
            before = start;
        }
        let quotations = self.quotations.iter().map(|q| self.pack_quotation(q, &mut names)).collect();
        let language = self.language.as_deref();
        let packed = Packed { p: self.p, text: &self.text, language, names, entities, dates, quotations };
        // postcard fails only on sequences of unknown length and on maps, and there are none.
        postcard::to_allocvec(&packed).unwrap_or_default()
    }

    fn pack_quotation<'a>(&'a self, q: &'a Quotation, names: &mut Vec<&'a str>) -> PackedQuotation {
        let passage =
            |at: &Passage| PackedPassage(at.p as i32 - self.p as i32, at.span.start, at.span.end - at.span.start);
        let speaker = q.speaker.as_deref().map_or(0, |name| match self.entities.iter().position(|e| e.name == name) {
            Some(n) => 2 * n as u32 + 1,
            None => 2 * number(names, name) + 2,
        });
        let digits = [
            (q.kind as usize, QuoteKind::ALL.len()),
            (q.act as usize, Act::ALL.len()),
            (q.speaker_kind as usize, SpeakerKind::ALL.len()),
            (q.via.map_or(0, |via| via as usize + 1), Via::ALL.len() + 1),
        ];
        PackedQuotation {
            what: digits.iter().rev().fold(0, |sum, (digit, base)| sum * *base as u8 + *digit as u8),
            confidence: per_mille(q.confidence) as u16,
            speaker,
            mention: q.mention.as_ref().map(passage),
            cue: q.cue.as_ref().map(passage),
            content: q.content.iter().map(passage).collect(),
        }
    }

    /// What [`Par::pack`] made; `None` where it is none.
    pub(crate) fn unpack(bytes: &[u8]) -> Option<Self> {
        let packed: Packed = postcard::from_bytes(bytes).ok()?;
        let (p, text) = (packed.p, packed.text);
        let (mut entities, mut before) = (Vec::with_capacity(packed.entities.len()), 0);
        for PackedEntity(from, length, what) in packed.entities {
            let span = next(text, &mut before, from, length)?;
            let name = match what / KINDS {
                0 => span.of(text),
                n => packed.names.get(n as usize - 1)?,
            };
            let kind = *EntityKind::ALL.get((what % KINDS) as usize)?;
            entities.push(Entity { at: Passage { p, span }, kind, name: name.to_owned() });
        }
        let (mut dates, mut before) = (Vec::with_capacity(packed.dates.len()), 0);
        for PackedDate(start, length, from, days) in packed.dates {
            let span = next(text, &mut before, start, length)?;
            let to = date_of(i64::from(from) + i64::from(days))?;
            dates.push(DateMention { at: Passage { p, span }, from: date_of(i64::from(from))?, to });
        }
        let name = |code: u32| match code {
            0 => Some(None),
            n if n % 2 == 1 => Some(Some(entities.get(n as usize / 2)?.name.clone())),
            n => Some(Some((*packed.names.get(n as usize / 2 - 1)?).to_owned())),
        };
        let quotations = packed.quotations.iter().map(|q| unpack_quotation(q, p, text, name(q.speaker)?));
        Some(Par {
            p,
            text: text.to_owned(),
            quotations: quotations.collect::<Option<_>>()?,
            entities,
            dates,
            language: packed.language.map(str::to_owned),
        })
    }
}

/// The span that begins so far behind the one before.
fn next(text: &str, before: &mut u32, from: u32, length: u32) -> Option<Span> {
    *before = before.checked_add(from)?;
    let span = Span { start: *before, end: before.checked_add(length)? };
    text.get(span.range()).map(|_| span)
}

fn unpack_quotation(q: &PackedQuotation, here: u32, text: &str, speaker: Option<String>) -> Option<Quotation> {
    let passage = |PackedPassage(paragraphs, start, length): &PackedPassage| {
        let p = here.checked_add_signed(*paragraphs)?;
        let span = Span { start: *start, end: start.checked_add(*length)? };
        (p != here || text.get(span.range()).is_some()).then_some(Passage { p, span })
    };
    let optional = |at: &Option<PackedPassage>| match at {
        None => Some(None),
        Some(at) => passage(at).map(Some),
    };
    let mut what = usize::from(q.what);
    let mut digit = |base: usize| {
        let digit = what % base;
        what /= base;
        digit
    };
    let (kind, act) = (QuoteKind::ALL[digit(QuoteKind::ALL.len())], Act::ALL[digit(Act::ALL.len())]);
    let speaker_kind = SpeakerKind::ALL[digit(SpeakerKind::ALL.len())];
    let via = digit(Via::ALL.len() + 1).checked_sub(1).map(|via| Via::ALL[via]);
    Some(Quotation {
        kind,
        act,
        speaker,
        speaker_kind,
        via,
        mention: optional(&q.mention)?,
        cue: optional(&q.cue)?,
        content: q.content.iter().map(passage).collect::<Option<_>>()?,
        confidence: f32::from(q.confidence) / 1000.0,
    })
}

/// The number of a name, which is added where it is new.
fn number<'a>(names: &mut Vec<&'a str>, name: &'a str) -> u32 {
    let at = names.iter().position(|known| *known == name).unwrap_or_else(|| {
        names.push(name);
        names.len() - 1
    });
    at as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Article, Paragraph};
    use proptest::prelude::*;

    fn pars() -> Vec<Par> {
        let texts = [
            "Storm hits Öland",
            "“The harbour is closed,” Mayor Ada Brook said on 3 May 2021. “Nobody sails.” Brook, who was elected in 2019, thanked the U.N.",
            "She told the Harbour Post that the pier would open by Friday. “We hope,” she added.",
            "Il porto è chiuso da tre giorni e nessuno sa quando sarà riaperto, dicono i pescatori della città.",
        ];
        let paragraphs = texts.iter().zip(0..).map(|(text, p)| Paragraph { p, text: (*text).into() }).collect();
        crate::index::document::pars(&crate::annotate::annotate(Article { paragraphs, ..Article::default() }))
    }

    #[test]
    fn what_is_packed_comes_back() {
        let pars = pars();
        let count = |of: fn(&Par) -> usize| pars.iter().map(of).sum::<usize>();
        let found = [count(|p| p.quotations.len()), count(|p| p.entities.len()), count(|p| p.dates.len())];
        assert!(found.iter().all(|&n| n > 1), "{found:?}");
        for par in pars {
            let mut rounded = par.clone();
            rounded.quotations.iter_mut().for_each(|q| q.confidence = (q.confidence * 1000.0).round() / 1000.0);
            assert_eq!(Par::unpack(&par.pack()), Some(rounded));
        }
    }

    #[test]
    fn every_kind_has_its_own_digits() {
        let mut par = pars().swap_remove(1);
        let quotation = par.quotations[0].clone();
        par.quotations.clear();
        for &kind in QuoteKind::ALL {
            for &act in Act::ALL {
                for &speaker_kind in SpeakerKind::ALL {
                    for via in Via::ALL.iter().copied().map(Some).chain([None]) {
                        par.quotations.push(Quotation {
                            kind,
                            act,
                            speaker_kind,
                            via,
                            confidence: 0.25,
                            ..quotation.clone()
                        });
                    }
                }
            }
        }
        assert_eq!(Par::unpack(&par.pack()), Some(par));
    }

    proptest! {
        #[test]
        fn damaged_bytes_are_never_more_than_nothing(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
            for par in pars() {
                let mut bytes = par.pack();
                let at = at.index(bytes.len());
                bytes[at] = byte;
                for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
                    if let Some(par) = Par::unpack(bytes) {
                        par.entities.iter().for_each(|e| _ = par.slice(e.at));
                        par.quotations.iter().flat_map(|q| &q.content).for_each(|at| _ = par.slice(*at));
                    }
                }
            }
        }
    }
}
