//! The parts of a query → matchers over one segment.

use super::article::ArticleMatcher;
use super::expand::Expander;
use super::filters;
use super::forms::Forms;
use super::joined::JoinedMatcher;
use super::matcher::{And, Boxed, Mode, Or};
use super::near::Sentences;
use super::phrase::{Phrase, Slot};
use super::places::Places;
use super::project::{FromArticle, FromParagraph, FromQuotation, Scouted};
use super::quotations::Quotations;
use super::scan::Scan;
use super::segment::{Segment, Unit, damaged};
use super::text::{ContentMatcher, TextMatcher, Wanted};
use super::weight::{Totals, Weight};
use super::windows::{Windows, Words};
use super::words::terms;
use crate::error::{Error, ErrorKind, Result};
use crate::index::schema::SENTENCE;
use crate::join::Column;
use crate::query::syntax::Near;
use crate::query::tree::{self, Is, Part, Pattern, Query, Text, Zone};
use tantivy::schema::{Field, IndexRecordOption};

/// Makes matchers for one segment.
pub struct Compiler<'c, 'i> {
    /// The segment.
    pub segment: &'c Segment<'i>,
    /// What expands words.
    pub expander: &'c Expander,
    /// All segments, for how rare words are.
    pub segments: &'c [Segment<'i>],
    /// Numbers about the whole index.
    pub totals: Totals,
    /// What the caller wants to know.
    pub mode: Mode,
    /// The query, for errors.
    pub text: &'c str,
}

impl<'c> Compiler<'c, '_> {
    /// A matcher of `part` over documents of `unit`: paragraphs or quotations.
    ///
    /// # Errors
    /// Where a pattern stands for too many words, or the index is damaged.
    pub fn part(&self, part: &Part, unit: Unit) -> Result<Boxed<'c>> {
        match &part.query {
            Query::All => Ok(self.all(unit)),
            Query::And(parts) => self.and(parts, unit),
            Query::Or(parts) => {
                if let Some(words) = self.words(part, unit)? {
                    return Ok(Windows::boxed(words, self.segment));
                }
                let parts = parts.iter().map(|p| self.part(p, unit)).collect::<Result<_>>()?;
                Ok(Box::new(Or::new(parts, self.mode)))
            }
            Query::Not(inner) => Ok(Box::new(And::new(vec![self.all(unit)], vec![self.part(inner, unit)?]))),
            Query::Text(text) => match self.words(part, unit)? {
                Some(words) => Ok(Windows::boxed(words, self.segment)),
                None => self.text(text, unit).map_err(|e| self.placed(e, part)),
            },
            Query::Is(is) => self.is(is, unit),
            Query::Said(inner) if unit == Unit::Quotation => self.part(inner, unit),
            Query::Said(inner) => {
                if let Some(speaks) = self.speaks(inner)? {
                    return Ok(speaks);
                }
                // Without words there is nothing to score or mark, and one quotation is enough.
                let mode = if inner.has_words() { self.mode } else { Mode::Count };
                let scout = self.scout(inner)?;
                let inner = Compiler { mode, ..*self }.part(inner, Unit::Quotation)?;
                Ok(match scout {
                    Some(scout) => Box::new(Scouted::new(scout, inner, self.quotations()?, mode)),
                    None => Box::new(FromQuotation::new(inner, self.quotations()?, mode)),
                })
            }
            Query::Paragraph(inner) => self.lift(self.part(inner, Unit::Paragraph)?, Unit::Paragraph, unit),
            Query::Article(parts) => self.lift(self.article(parts)?, Unit::Paragraph, unit),
        }
    }

    /// An error about what the user asked for, with its place in the query.
    pub(super) fn placed(&self, e: Error, part: &Part) -> Error {
        match e.place {
            None if e.kind == ErrorKind::Usage => e.at(self.text, part.span.clone()),
            _ => e,
        }
    }

    fn all(&self, unit: Unit) -> Boxed<'c> {
        Box::new(Scan::all(self.segment.blocks.clone(), unit))
    }

    fn quotations(&self) -> Result<Quotations> {
        Quotations::open(self.segment)
    }

    fn and(&self, parts: &[Part], unit: Unit) -> Result<Boxed<'c>> {
        let (mut wanted, mut unwanted, mut contents) = (Vec::new(), Vec::new(), Vec::new());
        let mut words = Vec::new();
        for part in parts {
            match &part.query {
                Query::Not(inner) => unwanted.push(self.part(inner, unit)?),
                Query::All => {}
                _ if let Some(found) = self.words(part, unit)? => words.push(found),
                Query::Text(text) if text.zone == Zone::Text && unit == Unit::Quotation => {
                    contents.push(self.content(text).map_err(|e| self.placed(e, part))?);
                }
                _ => wanted.push(self.part(part, unit)?),
            }
        }
        if !contents.is_empty() {
            wanted.push(self.contents(contents)?);
        }
        wanted.extend(Windows::of_all(words, self.segment));
        if wanted.is_empty() {
            wanted.push(self.all(unit));
        }
        Ok(match (wanted.len(), unwanted.len()) {
            (1, 0) => wanted.remove(0),
            _ => Box::new(And::new(wanted, unwanted)),
        })
    }

    /// The paragraphs that hold all words which `said` asks for, in a quotation or not; `None` where it asks for none.
    fn scout(&self, said: &Part) -> Result<Option<Boxed<'c>>> {
        let parts = match &said.query {
            Query::And(parts) => parts.as_slice(),
            _ => std::slice::from_ref(said),
        };
        let texts = parts.iter().filter(|p| matches!(&p.query, Query::Text(text) if text.zone == Zone::Text));
        let texts: Vec<Part> = texts.cloned().collect();
        let scout = Compiler { mode: Mode::Count, ..*self };
        (!texts.is_empty()).then(|| scout.and(&texts, Unit::Paragraph)).transpose()
    }

    fn article(&self, parts: &[Part]) -> Result<Boxed<'c>> {
        let unit = Unit::Paragraph;
        let scout = Compiler { mode: Mode::Count, ..*self };
        let (mut scouts, mut readers, mut unwanted) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            match &part.query {
                Query::Not(inner) => unwanted.push(scout.part(inner, unit)?),
                _ => {
                    scouts.push(scout.part(part, unit)?);
                    readers.push(self.part(part, unit)?);
                }
            }
        }
        if scouts.is_empty() {
            scouts.push(self.all(unit));
            readers.push(self.all(unit));
        }
        Ok(Box::new(ArticleMatcher::new(scouts, readers, unwanted, self.segment.blocks.clone(), unit)))
    }

    /// A matcher over articles, paragraphs or quotations as one over documents of `unit`.
    pub fn lift(&self, inner: Boxed<'c>, from: Unit, unit: Unit) -> Result<Boxed<'c>> {
        Ok(match (from, unit) {
            (Unit::Article, _) => Box::new(FromArticle::new(inner, self.segment.blocks.clone(), unit)),
            (Unit::Paragraph, Unit::Quotation) => Box::new(FromParagraph::new(inner, self.quotations()?)),
            (Unit::Quotation, Unit::Paragraph) => Box::new(FromQuotation::new(inner, self.quotations()?, self.mode)),
            _ => inner,
        })
    }

    fn is(&self, is: &Is, unit: Unit) -> Result<Boxed<'c>> {
        let (inner, from) = filters::matcher(self.segment, is, unit)?;
        self.lift(inner, from, unit)
    }

    /// An expression that is looked for in the content of quotations, where the place of every word decides.
    fn content(&self, text: &Text) -> Result<Wanted> {
        let places = self.places(self.segment.fields.text, &text.places, IndexRecordOption::WithFreqsAndPositions)?;
        let weight = if self.mode == Mode::Score { Some(self.weight(&text.places)?) } else { None };
        Ok(Wanted::new(places, text.at_least, weight, self.mode))
    }

    fn contents(&self, wanted: Vec<Wanted>) -> Result<Boxed<'c>> {
        Ok(ContentMatcher::boxed(wanted, self.quotations()?, self.segment.column("q_pieces")?))
    }

    fn text(&self, text: &Text, unit: Unit) -> Result<Boxed<'c>> {
        let (field, from) = zone(self.segment, text.zone);
        let of_text = text.zone == Zone::Text;
        if of_text && unit == Unit::Quotation {
            return self.contents(vec![self.content(text)?]);
        }
        let tells = match (&text.places, self.mode) {
            // Of a word alone only that or how often it is there.
            (tree::Places::Phrase(patterns), _) if patterns.len() > 1 => IndexRecordOption::WithFreqsAndPositions,
            (tree::Places::Phrase(_), Mode::Count) if text.at_least == 1 => IndexRecordOption::Basic,
            (tree::Places::Phrase(_), Mode::Score) => IndexRecordOption::WithFreqs,
            _ => IndexRecordOption::WithFreqsAndPositions,
        };
        if let (Some(column), 1) = (name_column(text.zone), text.at_least)
            && let Some(joined) = self.joined(column, from, field, &text.places)?
        {
            let own = TextMatcher::boxed(Wanted::new(self.places(field, &text.places, tells)?, 1, None, Mode::Count));
            return self.lift(Box::new(Or::new(vec![own, joined], Mode::Count)), from, unit);
        }
        let places = self.places(field, &text.places, tells)?;
        let weight = if of_text && self.mode == Mode::Score { Some(self.weight(&text.places)?) } else { None };
        let wanted = Wanted::new(places, text.at_least, weight, if of_text { self.mode } else { Mode::Count });
        let leader = if of_text && self.mode != Mode::Mark { self.needed(&text.places)? } else { None };
        let matcher = match leader {
            Some(words @ Words::All(..)) => TextMatcher::led(wanted, Windows::boxed(words, self.segment)),
            _ => TextMatcher::boxed(wanted),
        };
        self.lift(matcher, from, unit)
    }

    /// The paragraphs where somebody speaks, where `said` asks for no more of a quotation than that and who it is. The names of all
    /// who speak in a paragraph stand together on it: there one name is looked for, but not how often or how near to another.
    fn speaks(&self, said: &Part) -> Result<Option<Boxed<'c>>> {
        let Query::And(parts) = &said.query else { return Ok(None) };
        let [Part { query: Query::Text(text), .. }, Part { query: Query::Is(Is::Value("act", act)), .. }] =
            parts.as_slice()
        else {
            return Ok(None);
        };
        let alone = |places: &tree::Places| matches!(places, tree::Places::Phrase(_));
        let simple = match &text.places {
            tree::Places::Any(parts) => parts.iter().all(|part| alone(part)),
            places => alone(places),
        };
        let speech = act == "speech" && text.zone == Zone::Speaker && text.at_least == 1;
        let named = || self.named(text, self.segment.fields.speaker_words, Column::Speaker);
        (speech && simple).then(named).transpose().map_err(|e| self.placed(e, &parts[0]))
    }

    /// Paragraphs in whose field of names one stands that the expression asks for, or that is joined to one.
    fn named(&self, text: &Text, field: Field, column: Column) -> Result<Boxed<'c>> {
        let places = self.places(field, &text.places, IndexRecordOption::WithFreqsAndPositions)?;
        let own = TextMatcher::boxed(Wanted::new(places, 1, None, Mode::Count));
        Ok(match self.joined(column, Unit::Paragraph, field, &text.places)? {
            Some(joined) => Box::new(Or::new(vec![own, joined], Mode::Count)),
            None => own,
        })
    }

    /// Documents with a name that is joined to one that the expression matches, though it does not match itself.
    fn joined(&self, column: Column, unit: Unit, field: Field, places: &tree::Places) -> Result<Option<Boxed<'c>>> {
        let organizations = match column {
            Column::Person => Some(false),
            Column::Org => Some(true),
            Column::Speaker | Column::Quoted => None,
        };
        let asked = self.segment.names.asked(places, organizations)?;
        let Some(names) = (if asked.names.is_empty() { None } else { self.segment.joined(column)? }) else {
            return Ok(None);
        };
        let blocks = self.segment.blocks.clone();
        // Many names are found quicker by looking at every document, the sooner the fewer documents there are.
        let many = MANY_NAMES.max(self.segment.reader.max_doc() as usize / DOCS_FOR_A_NAME);
        let inner = if asked.names.len() > many { self.all(unit) } else { self.any_name(field, &asked.names)? };
        Ok(Some(JoinedMatcher::boxed(inner, names, asked, blocks)))
    }

    /// Documents in whose field one of `names` stands.
    fn any_name(&self, field: Field, names: &[Vec<String>]) -> Result<Boxed<'c>> {
        let phrase = |words: &Vec<String>| -> Result<Boxed<'c>> {
            let phrase = tree::Places::Phrase(words.iter().cloned().map(Pattern::Exact).collect());
            let places = self.places(field, &phrase, IndexRecordOption::WithFreqsAndPositions)?;
            Ok(TextMatcher::boxed(Wanted::new(places, 1, None, Mode::Count)))
        };
        let all = names.iter().map(phrase).collect::<Result<Vec<_>>>()?;
        Ok(Box::new(Or::new(all, Mode::Count)))
    }

    fn places(&self, field: Field, places: &tree::Places, tells: IndexRecordOption) -> Result<Places> {
        match places {
            tree::Places::Phrase(patterns) => {
                let slot = |(at, pattern)| self.slot(field, at, &pattern, tells);
                let slots = terms(patterns).into_iter().map(slot).collect::<Result<_>>()?;
                Ok(Places::Phrase(Phrase::new(slots, patterns.len() as u32)))
            }
            tree::Places::Any(parts) => {
                let parts = parts.iter().map(|p| self.places(field, p, tells)).collect::<Result<_>>()?;
                Ok(Places::Any(parts))
            }
            tree::Places::Near { a, near, negated, b } => {
                let (a, b) = (self.places(field, a, tells)?, self.places(field, b, tells)?);
                let sentences = if *near == Near::Sentence { Some(self.sentences(field)?) } else { None };
                Ok(Places::near(a, b, *near, *negated, sentences))
            }
        }
    }

    fn sentences(&self, field: Field) -> Result<Sentences> {
        let mark = self.expander.expand(self.segment, field, &Pattern::Exact(SENTENCE.to_owned()))?;
        Ok(Sentences::new(Forms::open(self.segment, field, &mark, None, IndexRecordOption::WithFreqsAndPositions)?))
    }

    fn slot(&self, field: Field, at: u32, pattern: &Pattern, tells: IndexRecordOption) -> Result<Slot> {
        let expansion = self.expander.expand(self.segment, field, pattern)?;
        let languages = if expansion.everywhere { None } else { Some(self.expander.languages(self.segment)?) };
        let written = match pattern {
            Pattern::Cased(_, form) => Some((form.clone(), self.segment.texts()?)),
            _ => None,
        };
        let option = if written.is_some() { IndexRecordOption::WithFreqsAndPositions } else { tells };
        let forms = Forms::open(self.segment, field, &expansion, languages, option)?;
        Ok(Slot { at, forms, written })
    }

    pub(super) fn weight(&self, places: &tree::Places) -> Result<Weight> {
        let field = self.segment.fields.text;
        let lengths = self.segment.reader.get_fieldnorms_reader(field).map_err(damaged)?;
        Ok(Weight::new(self.idf(places)?, self.totals, lengths))
    }

    /// How rare the words of an expression are together.
    fn idf(&self, places: &tree::Places) -> Result<f32> {
        Ok(match places {
            tree::Places::Phrase(patterns) => {
                let mut sum = 0.0;
                for pattern in patterns {
                    sum += self.totals.idf(self.docs(pattern)?);
                }
                sum
            }
            tree::Places::Any(parts) => {
                let each = parts.iter().map(|p| self.idf(p)).collect::<Result<Vec<_>>>()?;
                each.into_iter().fold(f32::INFINITY, f32::min)
            }
            tree::Places::Near { a, negated: true, .. } => self.idf(a)?,
            tree::Places::Near { a, b, .. } => self.idf(a)? + self.idf(b)?,
        })
    }

    fn docs(&self, pattern: &Pattern) -> Result<u64> {
        let mut docs = 0;
        for segment in self.segments {
            docs += self.expander.expand(segment, segment.fields.text, pattern)?.docs();
        }
        Ok(docs)
    }
}

/// More names than this are not looked up one by one in a small segment.
const MANY_NAMES: usize = 64;
/// To look so many documents over takes about as long as to look one name more up.
const DOCS_FOR_A_NAME: usize = 8192;

/// The column of a zone whose names are joined across articles.
fn name_column(zone: Zone) -> Option<Column> {
    match zone {
        Zone::Speaker => Some(Column::Quoted),
        Zone::Person => Some(Column::Person),
        Zone::Org => Some(Column::Org),
        _ => None,
    }
}

/// The field of a zone and the documents that have it.
fn zone(segment: &Segment, zone: Zone) -> (Field, Unit) {
    let f = &segment.fields;
    match zone {
        Zone::Text => (f.text, Unit::Paragraph),
        Zone::Title => (f.title_words, Unit::Article),
        Zone::Byline => (f.byline_words, Unit::Article),
        Zone::Source => (f.source_words, Unit::Article),
        Zone::Section => (f.section_words, Unit::Article),
        Zone::Wire => (f.wire_words, Unit::Article),
        Zone::Url => (f.url_words, Unit::Article),
        Zone::Path => (f.path_words, Unit::Article),
        Zone::Id => (f.id_words, Unit::Article),
        Zone::Person => (f.person_words, Unit::Paragraph),
        Zone::Org => (f.org_words, Unit::Paragraph),
        Zone::Place => (f.place_words, Unit::Paragraph),
        Zone::Other => (f.other_words, Unit::Paragraph),
        Zone::Speaker => (f.q_speaker_words, Unit::Quotation),
        Zone::Cue => (f.q_cue_words, Unit::Quotation),
    }
}
