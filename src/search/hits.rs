//! A match → what is shown of it.

use super::joined::Joined;
use super::matcher::Boxed;
use super::order::Placed;
use super::quotations::Quotations;
use super::segment::{Segment, Unit, damaged};
use crate::error::Result;
use crate::index::content::Contents;
use crate::index::{Meta, Par, document};
use crate::join::Column;
use crate::model::{EntityKind, Passage, Quotation, Span};
use crate::words;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;
use tantivy::DocId;
use tantivy::columnar::StrColumn;

/// A match with everything that may be shown of it.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The id of the unit: `article`, `article#p`, or for the n-th quotation of a paragraph `article#p.n`.
    pub id: String,
    /// The article.
    pub meta: Rc<Meta>,
    /// The paragraph; for an article the one that matches best.
    pub par: Rc<Par>,
    /// Other paragraphs of the article, where mentions or cues of the quotations stand.
    pub others: Vec<Rc<Par>>,
    /// The paragraphs around it that were asked for, in order, without itself.
    pub context: Vec<Rc<Par>>,
    /// For a quotation its number in `par.quotations`.
    pub quotation: Option<usize>,
    /// What matched: bytes of `par.text`, sorted and disjoint, each a word, a phrase, or matches that overlap.
    pub highlights: Vec<Span>,
    /// Who speaks in the paragraph, or of a quotation its speaker; sorted.
    pub speakers: Vec<String>,
    /// Names in the paragraph, in the order of the text.
    pub entities: Vec<String>,
    /// The family of the article, where near-identical articles are treated apart ([`super::Dups`]) and it has others.
    pub family: Option<Family>,
    /// Relevance; 0 where the order does not go by it.
    pub score: f32,
}

/// Which articles are near-identical to that of a hit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// The value of `family:`: the id of the earliest of them.
    pub id: String,
    /// How many they are, with that of the hit.
    pub articles: usize,
}

impl Hit {
    /// The quotations to show: those of the paragraph, or the one that was found.
    pub fn quotations(&self) -> &[Quotation] {
        match self.quotation {
            None => &self.par.quotations,
            Some(n) => self.par.quotations.get(n..=n).unwrap_or(&[]),
        }
    }
}

/// Reads hits from one segment.
pub struct Reader<'s, 'i> {
    segment: &'s Segment<'i>,
    contents: Rc<Contents>,
    quotations: Quotations,
    unit: Unit,
    context: u32,
    /// Who speaks.
    speakers: Option<StrColumn>,
    /// What is joined of speakers, persons and organizations.
    joined: [Option<Rc<Joined<'i>>>; 3],
    last_article: Option<(DocId, Rc<Meta>)>,
    last_paragraph: Option<(DocId, Rc<Par>)>,
}

impl<'s, 'i> Reader<'s, 'i> {
    /// For hits of that unit, each with so many paragraphs before and behind it.
    pub fn new(segment: &'s Segment<'i>, unit: Unit, context: u32) -> Result<Self> {
        let quotations = Quotations::open(segment)?;
        let contents = segment.contents()?;
        let speakers = segment.values(speakers_of(unit))?;
        let who = if unit == Unit::Quotation { Column::Quoted } else { Column::Speaker };
        let joined = [segment.joined(who)?, segment.joined(Column::Person)?, segment.joined(Column::Org)?];
        Ok(Reader {
            segment,
            contents,
            quotations,
            unit,
            context,
            speakers,
            joined,
            last_article: None,
            last_paragraph: None,
        })
    }

    fn meta(&mut self, a: DocId) -> Result<Rc<Meta>> {
        match &self.last_article {
            Some((doc, meta)) if *doc == a => Ok(meta.clone()),
            _ => {
                let meta = self.contents.of(a)?.meta().clone();
                self.last_article = Some((a, meta.clone()));
                Ok(meta)
            }
        }
    }

    fn par(&mut self, p: DocId) -> Result<Rc<Par>> {
        match &self.last_paragraph {
            Some((doc, par)) if *doc == p => Ok(par.clone()),
            _ => {
                let a = self.segment.blocks.article(p);
                let content = self.contents.of(a)?;
                let par = p.checked_sub(a + 1).and_then(|n| content.par(n as usize));
                let par = Rc::new(par.ok_or_else(|| damaged("a paragraph cannot be read"))?);
                self.last_paragraph = Some((p, par.clone()));
                Ok(par)
            }
        }
    }

    /// The hit of a match; `marks` are the word positions that matched.
    pub fn hit(&mut self, placed: &Placed, marks: &mut [Range<u32>]) -> Result<Hit> {
        let doc = placed.doc;
        let a = self.segment.blocks.article(doc);
        let p = if self.unit == Unit::Quotation { self.quotations.paragraph(doc) } else { doc };
        let quotation = (self.unit == Unit::Quotation).then(|| (doc - self.quotations.of(p).start) as usize);
        let (meta, par) = (self.meta(a)?, self.par(p)?);
        let id = match (self.unit, quotation) {
            (Unit::Article, _) => meta.id.clone(),
            (_, None) => format!("{}#{}", meta.id, par.p),
            (_, Some(n)) => format!("{}#{}.{}", meta.id, par.p, n + 1),
        };
        let others = self.others(p, &par)?;
        let speakers = self.speakers((a, doc), &par, &others, quotation)?;
        let entities = self.entities(a, p, &par)?;
        let highlights = highlights(&par.text, marks);
        let context = self.context(a, p)?;
        Ok(Hit {
            id,
            meta,
            par,
            others,
            context,
            quotation,
            highlights,
            speakers,
            entities,
            family: None,
            score: f32::from_bits(placed.score),
        })
    }

    /// The other paragraphs where mentions or cues of the quotations of `par` stand; `p` is its document.
    fn others(&mut self, p: DocId, par: &Par) -> Result<Vec<Rc<Par>>> {
        let places = par.quotations.iter().flat_map(|q| q.mention.iter().chain(&q.cue)).map(|at| at.p);
        let numbers: BTreeSet<u32> = places.filter(|&n| n != par.p).collect();
        // Paragraphs are numbered as their documents follow one another.
        numbers.into_iter().map(|n| self.par(p + n - par.p)).collect()
    }

    fn context(&mut self, a: DocId, p: DocId) -> Result<Vec<Rc<Par>>> {
        if self.context == 0 {
            return Ok(Vec::new());
        }
        let all = self.segment.blocks.paragraphs(a);
        let around = p.saturating_sub(self.context).max(all.start)..p.saturating_add(self.context + 1).min(all.end);
        around.filter(|&other| other != p).map(|other| self.par(other)).collect()
    }

    /// The names of paragraph `p` of article `a` in the order of its text, joined across articles.
    fn entities(&self, a: DocId, p: DocId, par: &Par) -> Result<Vec<String>> {
        let people = Ranked::of(&self.joined[1], p, par, EntityKind::Person);
        let organizations = Ranked::of(&self.joined[2], p, par, EntityKind::Organization);
        let mut names: Vec<String> = Vec::new();
        for e in &par.entities {
            let ranked = match e.kind {
                EntityKind::Person => &people,
                EntityKind::Organization => &organizations,
                _ => &None,
            };
            let joined = ranked.as_ref().map_or(Ok(None), |ranked| ranked.shown(a, &e.name))?;
            let name = joined.unwrap_or(&e.name);
            if names.iter().all(|known| known != name) {
                names.push(name.to_owned());
            }
        }
        Ok(names)
    }

    /// Who speaks in a match, joined across articles: the quotations of `par` have the names, those of texts perhaps in `others`.
    fn speakers(
        &self,
        (a, doc): (DocId, DocId),
        par: &Par,
        others: &[Rc<Par>],
        quotation: Option<usize>,
    ) -> Result<Vec<String>> {
        let mut names = Vec::new();
        let Some(column) = &self.speakers else { return Ok(names) };
        let slice = |at: Passage| {
            let of = others.iter().map(Rc::as_ref).find(|other| other.p == at.p).unwrap_or(par);
            of.text.get(at.span.range()).unwrap_or("")
        };
        // Ranks are in the order of the names, so that nothing of the dictionary need be read.
        let written: BTreeSet<&str> = match quotation {
            None => document::speaking(par, slice).collect(),
            Some(n) => par.quotations.get(n).and_then(|q| document::speaker(q, slice)).into_iter().collect(),
        };
        let ranks: BTreeSet<u64> = column.term_ords(doc).collect();
        let mut written = Some(written).filter(|written| written.len() == ranks.len()).unwrap_or_default().into_iter();
        for rank in ranks {
            let written = written.next();
            let joined = self.joined[0].as_ref().and_then(|j| j.referent(a, rank).map(|referent| j.name(referent)));
            names.push(match joined.or(written) {
                Some(name) => name.to_owned(),
                None => self.segment.value(speakers_of(self.unit), column, rank)?.to_string(),
            });
        }
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }
}

/// The names of one kind in a paragraph with their ranks in its column. The ranks are in the order of the names, so that nothing
/// of the dictionary is read.
struct Ranked<'s, 'i> {
    joined: &'s Joined<'i>,
    names: Vec<&'s str>,
    ranks: Vec<u64>,
}

impl<'s, 'i> Ranked<'s, 'i> {
    fn of(joined: &'s Option<Rc<Joined<'i>>>, p: DocId, par: &'s Par, kind: EntityKind) -> Option<Self> {
        let joined = joined.as_ref()?;
        let names: BTreeSet<&str> = par.entities.iter().filter(|e| e.kind == kind).map(|e| e.name.as_str()).collect();
        let ranks: BTreeSet<u64> = joined.values.term_ords(p).collect();
        Some(Ranked { joined, names: names.into_iter().collect(), ranks: ranks.into_iter().collect() })
    }

    /// The joined name of what is called `name` in article `a`.
    fn shown(&self, a: DocId, name: &str) -> Result<Option<&'i str>> {
        let rank = match self.names.binary_search(&name) {
            Ok(n) if self.names.len() == self.ranks.len() => Some(self.ranks[n]),
            _ => self.joined.values.dictionary().term_ord(name.as_bytes()).map_err(damaged)?,
        };
        Ok(rank.and_then(|rank| self.joined.referent(a, rank)).map(|referent| self.joined.name(referent)))
    }
}

/// The column that says who speaks in a unit.
fn speakers_of(unit: Unit) -> &'static str {
    if unit == Unit::Quotation { "q_speaker" } else { "speaker" }
}

/// Word positions in order; ranges that overlap become one.
pub fn merged(marks: &mut [Range<u32>]) -> Vec<Range<u32>> {
    marks.sort_unstable_by_key(|m| (m.start, m.end));
    let mut merged: Vec<Range<u32>> = Vec::new();
    for mark in marks.iter() {
        match merged.last_mut() {
            Some(last) if mark.start < last.end => last.end = last.end.max(mark.end),
            _ => merged.push(mark.clone()),
        }
    }
    merged
}

/// Word positions → bytes of `text`; ranges that overlap become one.
pub fn highlights(text: &str, marks: &mut [Range<u32>]) -> Vec<Span> {
    if marks.is_empty() {
        return Vec::new();
    }
    let mut spans = Vec::new();
    words::each_word(text, |span, _| spans.push(span));
    let byte = |at: u32| spans.get(at as usize);
    merged(marks)
        .iter()
        .filter_map(|m| Some(Span { start: byte(m.start)?.start, end: byte(m.end.checked_sub(1)?)?.end }))
        .collect()
}

/// The word positions that matched in `doc`, which a matcher in [`super::matcher::Mode::Mark`] finds again.
pub fn marks(matcher: &mut Boxed, doc: DocId) -> Vec<Range<u32>> {
    let mut out = Vec::new();
    if matcher.seek(doc) == doc && matcher.verify() {
        matcher.marks(&mut out);
    }
    out
}
