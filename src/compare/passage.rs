//! Paragraphs as a claim is held against them: all of their words, or those of one utterance.

use super::align::Alignment;
use super::tokens::{Token, tokens};
use crate::annotate::quotes;
use crate::index::Par;
use crate::model::{Quotation, Span, SpeakerKind};
use crate::split::Split;
use std::borrow::Cow;
use std::cmp::Reverse;

/// How words stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In quotation marks, as somebody's words.
    Quoted,
    /// As somebody's words, but not all in quotation marks.
    Reported,
    /// In quotation marks that are nobody's words.
    Unattributed,
    /// In the text only.
    Text,
}

impl Form {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Form::Quoted => "quoted",
            Form::Reported => "reported",
            Form::Unattributed => "unattributed",
            Form::Text => "text",
        }
    }
}

/// Words of one or several paragraphs in their order.
#[derive(Debug)]
pub struct Passage<'a> {
    /// The paragraphs.
    pub pars: Vec<&'a Par>,
    /// Their texts, one after the other.
    pub text: Cow<'a, str>,
    /// Their tokens, or those of one utterance; spans are into `text`.
    pub tokens: Vec<Token>,
    /// For each token the number of its paragraph in `pars`.
    of: Vec<usize>,
    /// Where each paragraph begins in `text`.
    starts: Vec<u32>,
}

/// Where the words of an alignment stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// How.
    pub form: Form,
    /// The paragraph (its number in the passage) and the number of the quotation in it.
    pub quotation: Option<(usize, usize)>,
    /// The paragraph where the words begin.
    pub par: usize,
}

impl<'a> Passage<'a> {
    /// All words of these paragraphs.
    pub fn whole(pars: Vec<&'a Par>) -> Self {
        Self::with(pars, |_, _| true)
    }

    /// The words of these paragraphs for which `keep` says yes to the number of the paragraph and the bytes.
    fn with(pars: Vec<&'a Par>, keep: impl Fn(usize, Span) -> bool) -> Self {
        let (mut all, mut of, mut starts) = (Vec::new(), Vec::new(), Vec::new());
        let mut start = 0;
        for (n, par) in pars.iter().enumerate() {
            starts.push(start);
            for token in tokens(&par.text).into_iter().filter(|t| keep(n, t.span)) {
                all.push(Token { span: shifted(token.span, start), ..token });
                of.push(n);
            }
            start += par.text.len() as u32 + 1;
        }
        let text = match pars.as_slice() {
            [par] => Cow::Borrowed(par.text.as_str()),
            pars => Cow::Owned(pars.iter().map(|par| par.text.as_str()).collect::<Vec<_>>().join("\n")),
        };
        Passage { pars, text, tokens: all, of, starts }
    }

    /// The bytes of a token in its paragraph.
    fn local(&self, token: usize) -> Span {
        let (span, start) = (self.tokens[token].span, self.starts[self.of[token]]);
        Span { start: span.start - start, end: span.end - start }
    }

    /// Bytes of `text` that name somebody or something.
    pub fn names(&self) -> Vec<Span> {
        let of = |(par, start): (&&Par, &u32)| {
            let start = *start;
            par.entities.iter().map(move |e| shifted(e.at.span, start)).collect::<Vec<_>>()
        };
        self.pars.iter().zip(&self.starts).flat_map(of).collect()
    }

    /// The content of one quotation, without what interrupts it.
    pub fn quotation(par: &'a Par, n: usize) -> Self {
        Self::with(vec![par], |_, span| par.quotations[n].content.iter().any(|c| c.span.contains(span)))
    }

    /// The contents of all quotations of one speaker in these paragraphs.
    pub fn speaker(pars: Vec<&'a Par>, speaker: &str) -> Self {
        let theirs: Vec<Vec<Span>> = pars
            .iter()
            .map(|par| {
                let of = par.quotations.iter().filter(|q| q.speaker.as_deref() == Some(speaker));
                of.flat_map(|q| q.content.iter().map(|c| c.span)).collect()
            })
            .collect();
        Self::with(pars, |n, span| theirs[n].iter().any(|c| c.contains(span)))
    }

    /// Where the words that an alignment found stand.
    pub fn place(&self, found: &Alignment) -> Place {
        let equal: Vec<usize> = found.equal().collect();
        let par = equal.first().map_or(0, |&t| self.of[t]);
        let quotation = self.most_quoted(&equal);
        let marked: Vec<Vec<Span>> = self.pars.iter().map(|par| in_marks(&par.text)).collect();
        let direct = |t: &&usize| match quotation {
            Some((p, n)) if self.pars[p].quotations[n].kind == crate::model::QuoteKind::Direct => true,
            _ => marked[self.of[**t]].iter().any(|m| m.contains(self.local(**t))),
        };
        // A word or two beside the marks may be a slip of where they were seen; half of them is no quotation.
        let quoted = equal.iter().filter(direct).count() * 10 >= equal.len() * 9;
        let form = match (quotation.is_some(), quoted) {
            (true, true) => Form::Quoted,
            (true, false) => Form::Reported,
            (false, true) => Form::Unattributed,
            (false, false) => Form::Text,
        };
        Place { form, quotation, par: quotation.map_or(par, |(p, _)| p.min(par)) }
    }

    /// The quotation that holds most of these tokens, if those of its speaker hold nearly all; of a statement within another one the inner.
    fn most_quoted(&self, tokens: &[usize]) -> Option<(usize, usize)> {
        let mut held = Vec::new();
        let holds = |p: usize, q: &Quotation| {
            let within = |t: &&usize| self.of[**t] == p && q.content.iter().any(|c| c.span.contains(self.local(**t)));
            tokens.iter().filter(within).count()
        };
        let mut by_speaker: Vec<(Option<&str>, usize)> = Vec::new();
        for (p, par) in self.pars.iter().enumerate() {
            for (n, q) in par.quotations.iter().enumerate() {
                let count = holds(p, q);
                let length = q.content.iter().map(|c| c.span.end - c.span.start).sum();
                held.push((count, Reverse::<u32>(length), Reverse((p, n))));
                match by_speaker.iter_mut().find(|(s, _)| *s == q.speaker.as_deref()) {
                    Some((_, sum)) => *sum += count,
                    None => by_speaker.push((q.speaker.as_deref(), count)),
                }
            }
        }
        let (count, _, Reverse((p, n))) = held.into_iter().max().filter(|(count, ..)| *count > 0)?;
        let speaker = self.pars[p].quotations[n].speaker.as_deref();
        let all = by_speaker.iter().find(|(s, _)| speaker.is_some() && *s == speaker).map_or(count, |(_, sum)| *sum);
        (all * 5 >= tokens.len() * 4).then_some((p, n))
    }

    /// The words of the source as they stand, from the first to the last of the alignment; what lies between paragraphs is a
    /// blank. And their bytes where they lie in one paragraph.
    pub fn text(&self, found: &Alignment) -> (String, Option<Span>) {
        let window = found.window();
        let mut parts: Vec<(usize, Span)> = Vec::new();
        for t in window {
            let (n, span) = (self.of[t], self.local(t));
            match parts.last_mut() {
                Some((p, last)) if *p == n => last.end = span.end,
                _ => parts.push((n, span)),
            }
        }
        let text: Vec<&str> = parts.iter().map(|(n, span)| span.of(&self.pars[*n].text)).collect();
        (text.join(" "), if let [(_, span)] = parts[..] { Some(span) } else { None })
    }
}

fn shifted(span: Span, by: u32) -> Span {
    Span { start: span.start + by, end: span.end + by }
}

/// Bytes of a text that stand in quotation marks.
fn in_marks(text: &str) -> Vec<Span> {
    let split = Split::new(text);
    let found = quotes::stretches(text, &split, false);
    found.iter().filter(|q| q.depth == 0 && !q.tokens.is_empty()).map(|q| split.span(q.tokens.clone())).collect()
}

/// Who speaks: the resolved name, or of a group or document the words that name it.
pub fn speaker<'a>(q: &'a Quotation, pars: impl IntoIterator<Item = &'a Par>) -> Option<&'a str> {
    let mention = || {
        let at = q.mention?;
        pars.into_iter().find_map(|par| par.slice(at)).filter(|m| !m.is_empty())
    };
    match q.speaker_kind {
        SpeakerKind::Group | SpeakerKind::Document => q.speaker.as_deref().or_else(mention),
        _ => q.speaker.as_deref(),
    }
}
