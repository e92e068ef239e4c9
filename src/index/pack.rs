//! An article as it is stored: its texts, and apart from them what was read from them, both so that they compress well.
//!
//! Texts stand one behind the other; a name that stands in none of them as it is comes behind them, once for each article. What was read from
//! the texts are numbers ([`super::marks`]).

use super::coder::{Number, Reader};
use super::marks::{Marks, Numbers};
use super::{Meta, Par};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// The two parts of an article that are stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Packed {
    /// Its metadata and the texts of its paragraphs: [`Texts`].
    pub texts: Vec<u8>,
    /// What was read from them: numbers, by [`super::marks::Kind`].
    pub marks: Vec<Number>,
}

/// Ends a text. No text in UTF-8 has it.
const END: u8 = 0xff;

impl Packed {
    /// Packs an article.
    pub fn new(meta: &Meta, pars: &[Par]) -> Self {
        let mut names = Names::default();
        let mut numbers = Numbers::default();
        let mut day = 0;
        for par in pars {
            numbers.put_par(par, &mut names, &mut day);
        }
        // Where the numbers of paragraphs do not follow one another.
        let mut jumps: Vec<(u32, u32)> = Vec::new();
        let mut next = 0;
        for (par, n) in pars.iter().zip(0..) {
            if par.p != next {
                jumps.push((n, par.p));
            }
            next = par.p.wrapping_add(1);
        }
        // postcard fails only on sequences of unknown length and on maps, and there are none.
        let mut texts = postcard::to_allocvec(&(meta, pars.len() as u32, jumps)).unwrap_or_default();
        for text in pars.iter().map(|par| par.text.as_str()).chain(names.list.iter().copied()) {
            texts.extend_from_slice(text.as_bytes());
            texts.push(END);
        }
        Packed { texts, marks: numbers.0 }
    }
}

/// Names that are written once for an article.
#[derive(Default)]
pub(super) struct Names<'a> {
    list: Vec<&'a str>,
    numbers: FxHashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    /// The number of a name, which is added where it is new.
    pub fn number(&mut self, name: &'a str) -> usize {
        *self.numbers.entry(name).or_insert_with(|| {
            self.list.push(name);
            self.list.len() - 1
        })
    }
}

/// The metadata of an article, the texts of its paragraphs, and names that are not written in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Texts {
    bytes: Vec<u8>,
    meta: Rc<Meta>,
    /// Of each paragraph its number.
    numbers: Vec<u32>,
    /// Where each text begins, paragraphs before names, and where one more would.
    starts: Vec<usize>,
}

impl Texts {
    /// From [`Packed::texts`]; `None` where they are none.
    pub fn of(bytes: Vec<u8>) -> Option<Self> {
        let ((meta, count, jumps), rest) = postcard::take_from_bytes::<(Meta, u32, Vec<(u32, u32)>)>(&bytes).ok()?;
        let from = bytes.len() - rest.len();
        let ends = memchr::memchr_iter(END, rest).map(|at| from + at + 1);
        let starts: Vec<usize> = std::iter::once(from).chain(ends).collect();
        if starts.last() != Some(&bytes.len()) || starts.len() <= count as usize {
            return None;
        }
        let mut jumps = jumps.into_iter().peekable();
        let mut next = 0;
        let numbers = (0..count).map(|n| {
            let p = jumps.next_if(|jump| jump.0 == n).map_or(next, |jump| jump.1);
            next = p.wrapping_add(1);
            p
        });
        Some(Texts { numbers: numbers.collect(), meta: Rc::new(meta), starts, bytes })
    }

    /// The metadata.
    pub fn meta(&self) -> &Rc<Meta> {
        &self.meta
    }

    /// How many paragraphs.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// All their bytes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The number of the n-th paragraph.
    pub fn number(&self, n: usize) -> Option<u32> {
        self.numbers.get(n).copied()
    }

    /// The number and the text of the n-th paragraph.
    pub fn get(&self, n: usize) -> Option<(u32, &str)> {
        Some((self.number(n)?, self.text(n)?))
    }

    /// The n-th text; names stand behind paragraphs.
    pub fn text(&self, n: usize) -> Option<&str> {
        std::str::from_utf8(self.bytes.get(*self.starts.get(n)?..self.starts.get(n + 1)? - 1)?).ok()
    }

    /// A name by its number.
    pub fn name(&self, number: usize) -> Option<&str> {
        self.text(self.len().checked_add(number)?)
    }

    /// The n-th paragraph, with what [`Packed::marks`] says of it.
    pub fn par(&self, marks: Reader, n: usize) -> Option<Par> {
        let mut reader = Marks::new(marks);
        for before in 0..n {
            reader.par(self, before, false)?;
        }
        reader.par(self, n, true)?
    }

    /// All paragraphs.
    pub fn pars(&self, marks: Reader) -> Option<Vec<Par>> {
        let mut reader = Marks::new(marks);
        (0..self.len()).map(|n| reader.par(self, n, true)?).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::coder::plain;
    use crate::model::{Act, Passage, Quotation, QuoteKind, Span, SpeakerKind, Via};
    use crate::model::{Article, Paragraph};
    use proptest::prelude::*;

    fn pars() -> Vec<Par> {
        let texts = [
            "Storm hits Öland",
            "“The harbour is closed,” Mayor Ada Brook said on 3 May 2021. “Nobody sails.” Brook, who was elected in 2019, thanked the U.N.",
            "She told the Harbour Post that the pier would open by Friday. “We hope,” she added.",
            "Il porto è chiuso da tre giorni e nessuno sa quando sarà riaperto, dicono i pescatori della città.",
            "Brook added:",
            "“We shall build it again, and it will be larger than the old one.",
            "“Nobody will wait for long.”",
        ];
        let paragraphs = texts.iter().zip(0..).map(|(text, p)| Paragraph { p, text: (*text).into() }).collect();
        crate::index::document::pars(&crate::annotate::annotate(Article { paragraphs, ..Article::default() }))
    }

    fn meta() -> Meta {
        Meta { id: "a.txt".to_owned(), words: 7, ..Meta::default() }
    }

    fn unpacked(pars: &[Par]) -> Option<Vec<Par>> {
        let packed = Packed::new(&meta(), pars);
        let texts = Texts::of(packed.texts).unwrap();
        let bytes = plain(&packed.marks);
        let marks = || Reader::new(&bytes, None).unwrap();
        assert_eq!((&**texts.meta(), texts.len()), (&meta(), pars.len()));
        let all = texts.pars(marks());
        for n in 0..pars.len() {
            assert_eq!(texts.get(n), Some((pars[n].p, pars[n].text.as_str())));
            assert_eq!(texts.par(marks(), n), all.as_ref().map(|all| all[n].clone()));
        }
        assert_eq!((texts.get(pars.len()), texts.par(marks(), pars.len())), (None, None));
        all
    }

    #[test]
    fn what_is_packed_comes_back() {
        let mut pars = pars();
        let count = |of: fn(&Par) -> usize| pars.iter().map(of).sum::<usize>();
        let found = [count(|p| p.quotations.len()), count(|p| p.entities.len()), count(|p| p.dates.len())];
        assert!(found.iter().all(|&n| n > 1), "{found:?}");
        let elsewhere = |par: &Par| par.quotations.iter().any(|q| q.cue.is_some_and(|cue| cue.p != par.p));
        assert!(pars.iter().any(elsewhere));
        for q in pars.iter_mut().flat_map(|par| &mut par.quotations) {
            q.confidence = (q.confidence * 1000.0).round() / 1000.0;
        }
        pars[3].p = 77;
        pars[4].language = Some("it".to_owned());
        assert_eq!(unpacked(&pars), Some(pars));
    }

    #[test]
    fn every_kind_has_its_own_digits() {
        let mut par = pars().swap_remove(1);
        // There are no more quotations than bytes.
        par.text.push_str(&" Nobody sails.".repeat(30));
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
        assert!(unpacked(&[par.clone()]) == Some(vec![par]));
    }

    prop_compose! {
        fn passage()(p in 0u32..3, start in 0u32..60, length in 0u32..9) -> Passage {
            Passage { p: 1 + p / 2, span: Span { start, end: start + length } }
        }
    }

    proptest! {
        #[test]
        fn passages_in_any_order_come_back(
            passages in prop::collection::vec((prop::option::of(passage()), prop::option::of(passage()), prop::collection::vec(passage(), 0..5)), 0..5),
        ) {
            let mut par = pars().swap_remove(1);
            let quotation = Quotation { confidence: 0.999, ..par.quotations[0].clone() };
            let with = |(mention, cue, content)| Quotation { mention, cue, content, ..quotation.clone() };
            par.quotations = passages.into_iter().map(with).collect();
            let odd = |at: &Passage| at.p == 1 && par.text.get(at.span.range()).is_none();
            if !par.quotations.iter().any(|q| q.content.iter().chain(&q.mention).chain(&q.cue).any(odd)) {
                prop_assert_eq!(unpacked(&[par.clone()]), Some(vec![par]));
            }
        }

        #[test]
        fn damaged_bytes_are_never_more_than_nothing(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
            let Packed { texts, marks } = Packed::new(&meta(), &pars());
            let marks = plain(&marks);
            let damaged = |bytes: &[u8]| {
                let mut changed = bytes.to_vec();
                changed[at.index(bytes.len())] = byte;
                [bytes[..cut.index(bytes.len())].to_vec(), changed]
            };
            let all = damaged(&texts).map(|t| (t, marks.clone())).into_iter().chain(damaged(&marks).map(|m| (texts.clone(), m)));
            for (texts, marks) in all {
                for par in Texts::of(texts).and_then(|texts| texts.pars(Reader::new(&marks, None)?)).unwrap_or_default() {
                    par.entities.iter().for_each(|e| _ = par.slice(e.at));
                    par.quotations.iter().flat_map(|q| &q.content).for_each(|at| _ = par.slice(*at));
                }
            }
        }
    }
}
