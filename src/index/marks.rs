//! What was read from the paragraphs of an article, as numbers: counts, places, lengths, kinds, confidences.
//!
//! Each takes as few bits as it is frequent among its kind ([`super::coder`]). So that most are small, places are counted from the place
//! before them, and a name is its number in the article.

use super::Par;
use super::coder::{Number, Reader};
use super::document::{date_of, day_number, per_mille};
use super::pack::{Names, Texts};
use crate::model::{Act, DateMention, Entity, EntityKind, Passage, Quotation, QuoteKind, Span, SpeakerKind, Via};

/// Kinds of numbers, each with a table of its own.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Of each paragraph: how many names it has.
    Entities,
    /// How many dates.
    Dates,
    /// How many quotations.
    Quotations,
    /// Its language: 0 that of the article, or one more than the number of a name.
    Language,
    /// Of each name: from the start of the one before to its own.
    EntityStart,
    EntityLength,
    EntityLabel,
    /// 0 as it is written in the text, or one more than the number of a name.
    EntityName,
    /// Of each date: from the start of the one before to its own.
    DateStart,
    DateLength,
    /// From the first day of the one before to its own, signed.
    DateFrom,
    /// How many days come behind that, signed.
    DateDays,
    /// Of each quotation: kind, act, kind of speaker and `via` as the digits of a number.
    What,
    /// Thousandths, but for the last two bits.
    Confidence,
    ConfidenceRest,
    /// 0 for none; then the names of the paragraph's entities, then all others.
    Speaker,
    /// The roles of its passages in their order, digits behind a 1; 0 where [`Kind::Elsewhere`] has the passages.
    Order,
    /// From the end of the passage before, signed.
    MentionStart,
    MentionLength,
    CueStart,
    CueLength,
    ContentStart,
    ContentLength,
    /// Passages that lie in several paragraphs or in an odd order: whether there is a mention, whether a cue, how many pieces of content; then
    /// of each how many paragraphs from here, signed, start and length.
    Elsewhere,
}

/// How many kinds of numbers there are.
pub const KINDS: usize = Kind::Elsewhere as usize + 1;

/// What a passage of a quotation is; a digit of [`Kind::Order`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Mention,
    Cue,
    Content,
}

/// The most passages whose order is written as a number.
const MOST: usize = 20;
/// More digits than a number has.
const DIGITS: usize = usize::BITS as usize;

const ROLES: [Role; 3] = [Role::Mention, Role::Cue, Role::Content];

impl Role {
    /// Where starts and lengths of its passages are.
    fn kinds(self) -> (Kind, Kind) {
        match self {
            Role::Mention => (Kind::MentionStart, Kind::MentionLength),
            Role::Cue => (Kind::CueStart, Kind::CueLength),
            Role::Content => (Kind::ContentStart, Kind::ContentLength),
        }
    }
}

/// What was read from the paragraphs of an article.
#[derive(Default)]
pub struct Numbers(pub Vec<Number>);

impl Numbers {
    fn put(&mut self, kind: Kind, value: usize) {
        self.0.push((kind as u8, value as u64));
    }

    /// Small numbers of both signs are small.
    fn put_signed(&mut self, kind: Kind, value: i64) {
        self.0.push((kind as u8, ((value << 1) ^ (value >> 63)) as u64));
    }

    /// Adds a paragraph; `day` is the first day of the last date before it.
    pub fn put_par<'a>(&mut self, par: &'a Par, names: &mut Names<'a>, day: &mut i64) {
        self.put(Kind::Entities, par.entities.len());
        self.put(Kind::Dates, par.dates.len());
        self.put(Kind::Quotations, par.quotations.len());
        self.put(Kind::Language, par.language.as_deref().map_or(0, |language| names.number(language) + 1));
        let mut before = 0;
        for e in &par.entities {
            let Span { start, end } = e.at.span;
            self.put(Kind::EntityStart, (start - before) as usize);
            self.put(Kind::EntityLength, (end - start) as usize);
            self.put(Kind::EntityLabel, e.kind as usize);
            let written = e.at.span.of(&par.text) == e.name;
            self.put(Kind::EntityName, if written { 0 } else { names.number(&e.name) + 1 });
            before = start;
        }
        let mut before = 0;
        for d in &par.dates {
            let Span { start, end } = d.at.span;
            let (from, to) = (day_number(d.from), day_number(d.to));
            self.put(Kind::DateStart, (start - before) as usize);
            self.put(Kind::DateLength, (end - start) as usize);
            self.put_signed(Kind::DateFrom, from - *day);
            self.put_signed(Kind::DateDays, to - from);
            (before, *day) = (start, from);
        }
        let mut end = 0;
        for q in &par.quotations {
            self.put(Kind::What, what(q));
            let confidence = per_mille(q.confidence) as usize;
            self.put(Kind::Confidence, confidence >> 2);
            self.put(Kind::ConfidenceRest, confidence & 3);
            let speaker = q.speaker.as_deref().map_or(0, |name| {
                let here = par.entities.iter().position(|e| e.name == name);
                1 + here.unwrap_or_else(|| par.entities.len() + names.number(name))
            });
            self.put(Kind::Speaker, speaker);
            self.put_passages(q, par.p, &mut end);
        }
    }

    fn put_passages(&mut self, q: &Quotation, p: u32, end: &mut i64) {
        let mut all = passages(q);
        let sorted = q.content.is_sorted_by_key(|at| at.span.start);
        if !sorted || all.len() > MOST || all.iter().any(|(_, at)| at.p != p) {
            self.put(Kind::Order, 0);
            let counts = [usize::from(q.mention.is_some()), usize::from(q.cue.is_some()), q.content.len()];
            counts.into_iter().for_each(|count| self.put(Kind::Elsewhere, count));
            for (_, at) in all {
                self.put_signed(Kind::Elsewhere, i64::from(at.p) - i64::from(p));
                self.put(Kind::Elsewhere, at.span.start as usize);
                self.put(Kind::Elsewhere, (at.span.end - at.span.start) as usize);
            }
            return;
        }
        all.sort_by_key(|(_, at)| at.span.start);
        self.put(Kind::Order, all.iter().fold(1, |order, (role, _)| order * ROLES.len() + *role as usize));
        for (role, Passage { span, .. }) in all {
            let (start, length) = role.kinds();
            self.put_signed(start, i64::from(span.start) - *end);
            self.put(length, (span.end - span.start) as usize);
            *end = i64::from(span.end);
        }
    }
}

/// The passages of a quotation: mention, cue, content.
fn passages(q: &Quotation) -> Vec<(Role, Passage)> {
    let one = |at: &Option<Passage>, role| at.map(|at| (role, at));
    let named = one(&q.mention, Role::Mention).into_iter().chain(one(&q.cue, Role::Cue));
    named.chain(q.content.iter().map(|at| (Role::Content, *at))).collect()
}

fn what(q: &Quotation) -> usize {
    let digits = [
        (q.kind as usize, QuoteKind::ALL.len()),
        (q.act as usize, Act::ALL.len()),
        (q.speaker_kind as usize, SpeakerKind::ALL.len()),
        (q.via.map_or(0, |via| via as usize + 1), Via::ALL.len() + 1),
    ];
    digits.iter().rev().fold(0, |sum, (digit, base)| sum * base + digit)
}

/// Reads what [`Numbers`] wrote, paragraph by paragraph.
pub struct Marks<'a> {
    numbers: Reader<'a>,
    day: i64,
}

impl<'a> Marks<'a> {
    /// From the first paragraph on.
    pub fn new(numbers: Reader<'a>) -> Self {
        Marks { numbers, day: 0 }
    }

    fn next(&mut self, kind: Kind) -> Option<usize> {
        self.numbers.next(kind as u8)?.try_into().ok()
    }

    /// How many there are of something, at most so many; what is damaged may say anything.
    fn count(&mut self, kind: Kind, most: usize) -> Option<usize> {
        self.next(kind).filter(|count| *count <= most)
    }

    fn signed(&mut self, kind: Kind) -> Option<i64> {
        let value = self.next(kind)?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    /// Reads the next paragraph, the n-th; makes it only where it is wanted.
    pub fn par(&mut self, texts: &Texts, n: usize, wanted: bool) -> Option<Option<Par>> {
        let p = texts.number(n)?;
        let text = if wanted { texts.text(n)? } else { "" };
        let counts = [Kind::Entities, Kind::Dates, Kind::Quotations].map(|kind| self.count(kind, texts.size()));
        let [Some(entities), Some(dates), Some(quotations)] = counts else { return None };
        let language = match self.next(Kind::Language)? {
            0 => None,
            _ if !wanted => None,
            n => Some(texts.name(n - 1)?.to_owned()),
        };
        let mut par = Par { p, text: String::new(), quotations: vec![], entities: vec![], dates: vec![], language };
        let mut before = 0;
        for _ in 0..entities {
            let (at, kind, name) = (
                self.span(&mut before, Kind::EntityStart, Kind::EntityLength)?,
                self.next(Kind::EntityLabel)?,
                self.next(Kind::EntityName)?,
            );
            if wanted {
                let written = text.get(at.range())?;
                let name = if name == 0 { written } else { texts.name(name - 1)? };
                let kind = *EntityKind::ALL.get(kind)?;
                par.entities.push(Entity { at: Passage { p, span: at }, kind, name: name.to_owned() });
            }
        }
        let mut before = 0;
        for _ in 0..dates {
            let at = self.span(&mut before, Kind::DateStart, Kind::DateLength)?;
            let from = self.day.checked_add(self.signed(Kind::DateFrom)?)?;
            let to = from.checked_add(self.signed(Kind::DateDays)?)?;
            self.day = from;
            if wanted {
                text.get(at.range())?;
                par.dates.push(DateMention { at: Passage { p, span: at }, from: date_of(from)?, to: date_of(to)? });
            }
        }
        let mut end = 0;
        for _ in 0..quotations {
            let what = self.next(Kind::What)?;
            let confidence =
                self.next(Kind::Confidence)?.checked_mul(4)?.checked_add(self.next(Kind::ConfidenceRest)?)?;
            let speaker = self.next(Kind::Speaker)?;
            let passages = self.passages(p, texts.size(), &mut end, wanted)?;
            if wanted {
                let speaker = match speaker.checked_sub(1) {
                    None => None,
                    Some(n) if n < entities => Some(par.entities[n].name.clone()),
                    Some(n) => Some(texts.name(n - entities)?.to_owned()),
                };
                par.quotations.push(quotation(what, confidence, speaker, &passages, (p, text))?);
            }
        }
        if wanted {
            par.text.push_str(text);
        }
        Some(wanted.then_some(par))
    }

    /// The span that begins so far behind the one before.
    fn span(&mut self, before: &mut u32, start: Kind, length: Kind) -> Option<Span> {
        *before = before.checked_add(u32::try_from(self.next(start)?).ok()?)?;
        Some(Span { start: *before, end: before.checked_add(u32::try_from(self.next(length)?).ok()?)? })
    }

    fn passages(&mut self, p: u32, most: usize, end: &mut i64, wanted: bool) -> Option<Vec<(Role, Passage)>> {
        let mut all = Vec::new();
        let mut add = |role, p, start: i64, length: usize| {
            let start = u32::try_from(start).ok()?;
            let end = start.checked_add(u32::try_from(length).ok()?)?;
            if wanted {
                all.push((role, Passage { p, span: Span { start, end } }));
            }
            Some(i64::from(end))
        };
        let mut order = self.next(Kind::Order)?;
        if order == 0 {
            let counts = [(); 3].map(|()| self.count(Kind::Elsewhere, most));
            for (role, count) in ROLES.into_iter().zip(counts) {
                for _ in 0..count? {
                    let p = p.checked_add_signed(i32::try_from(self.signed(Kind::Elsewhere)?).ok()?)?;
                    let start = self.next(Kind::Elsewhere)? as i64;
                    let length = self.next(Kind::Elsewhere)?;
                    add(role, p, start, length)?;
                }
            }
            return Some(all);
        }
        let (mut roles, mut count) = ([Role::Content; DIGITS], 0);
        while order > 1 {
            roles[count] = ROLES[order % ROLES.len()];
            order /= ROLES.len();
            count += 1;
        }
        for role in roles[..count].iter().rev() {
            let (start, length) = role.kinds();
            let start = end.checked_add(self.signed(start)?)?;
            *end = add(*role, p, start, self.next(length)?)?;
        }
        Some(all)
    }
}

/// A quotation of paragraph number `here` with that text.
fn quotation(
    mut what: usize,
    confidence: usize,
    speaker: Option<String>,
    passages: &[(Role, Passage)],
    (here, text): (u32, &str),
) -> Option<Quotation> {
    let mut digit = |base: usize| {
        let digit = what % base;
        what /= base;
        digit
    };
    let (kind, act) = (QuoteKind::ALL[digit(QuoteKind::ALL.len())], Act::ALL[digit(Act::ALL.len())]);
    let speaker_kind = SpeakerKind::ALL[digit(SpeakerKind::ALL.len())];
    let via = digit(Via::ALL.len() + 1).checked_sub(1).map(|via| Via::ALL[via]);
    if passages.iter().any(|(_, at)| at.p == here && text.get(at.span.range()).is_none()) {
        return None;
    }
    let of = |role| passages.iter().filter(move |(r, _)| *r == role).map(|(_, at)| *at);
    Some(Quotation {
        kind,
        act,
        speaker,
        speaker_kind,
        via,
        mention: of(Role::Mention).next(),
        cue: of(Role::Cue).next(),
        content: of(Role::Content).collect(),
        confidence: confidence as f32 / 1000.0,
    })
}
