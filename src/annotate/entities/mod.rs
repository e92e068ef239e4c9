//! Names in the text: people, organizations, places, facilities and nationalities.
//!
//! The article is laid out as one row of tokens (`page`), and only the stretches around capitalized words are looked
//! at. A first model reads each stretch by its words, their neighbours and the word lists; then a second one reads it
//! again, knowing what the first found of the same words in the whole article (`evidence`). What a word tells by
//! itself is rated once and kept (`words`), so most of the work per token is adding up rows.

mod acronyms;
mod context;
mod evidence;
mod groups;
mod kinds;
mod lists;
mod page;
mod tally;
pub mod training;
mod words;

use super::Document;
use super::attribution::units::opens_dateline;
use super::tagger::{self, Labels, Model, Row, Scratch};
use crate::model::{Entity, EntityKind, Passage};
use context::Context;
use evidence::{Evidence, LabelKinds};
use page::Page;
pub(crate) use page::is_headline;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::LazyLock;
use tally::Tally;
use words::{REACH, Store};

/// The two models that read one after the other.
#[derive(Debug, Clone)]
pub struct Models {
    first: Model,
    second: Model,
    kinds: LabelKinds,
}

impl Models {
    /// Two trained models; both have the labels of [`labels`].
    pub fn new(first: Model, second: Model) -> Self {
        let kinds = LabelKinds::new(first.labels());
        Models { first, second, kinds }
    }
}

static MODELS: LazyLock<Models> = LazyLock::new(|| {
    let load = |bytes: &'static [u8]| {
        Model::load(tagger::large(bytes)).expect("a test loads both models that are compiled in")
    };
    Models::new(
        load(include_bytes!("../../../models/entities-first.bin")),
        load(include_bytes!("../../../models/entities-second.bin")),
    )
});

/// The kinds that the models tell apart, in the order of their labels.
const KINDS: [EntityKind; 4] =
    [EntityKind::Person, EntityKind::Organization, EntityKind::Place, EntityKind::Nationality];

/// The labels of both models: spans by their first, inner and last token or as a single one. Nationalities, nearly
/// always of one token, have no label for the last, so that all fit into one row.
pub fn labels() -> Labels {
    let mut names = vec!["O".to_owned()];
    for kind in KINDS {
        let parts = if kind == EntityKind::Nationality { &["B", "I"][..] } else { &["B", "I", "L", "U"] };
        names.extend(parts.iter().map(|part| format!("{part}-{}", kind.as_str())));
    }
    Labels::new(&names)
}

thread_local! {
    /// What a thread keeps from article to article.
    static FINDER: RefCell<Finder> = RefCell::default();
}

/// Finds the names of an article.
pub fn run(document: &mut Document) {
    document.entities = FINDER.with(|finder| finder.borrow_mut().find(document, &MODELS));
    datelines(document);
    acronyms::mark(document);
}

/// An article is from somewhere: "PORT SELWYN (Agency) - " names a place, even one that nobody has heard of.
fn datelines(document: &mut Document) {
    let first = document.article.paragraphs.first().map_or(0, |p| p.p);
    for entity in document.entities.iter_mut().filter(|e| e.at.span.start == 0) {
        let number = (entity.at.p - first) as usize;
        let (text, split) = (&document.article.paragraphs[number].text, &document.splits[number]);
        let end = split.tokens.partition_point(|t| t.span.start < entity.at.span.end);
        if matches!(entity.kind, EntityKind::Organization | EntityKind::Facility) && opens_dateline(text, split, end) {
            entity.kind = EntityKind::Place;
        }
    }
}

/// Finds names; keeps the words it has met and its memory from article to article.
#[derive(Debug, Default)]
pub struct Finder {
    store: Store,
    page: Page,
    tally: Tally,
    evidence: Evidence,
    /// What the first model and the second one say of groups of features.
    groups: [groups::Memory; 2],
    scratch: Scratch,
    /// Rows of all stretches, one after the other, as a model rates them.
    rows: Vec<Row>,
    /// Features of all their tokens, and where those of each token end.
    features: Vec<u64>,
    ends: Vec<usize>,
    best: Vec<u8>,
}

impl Finder {
    /// The names of an article, in the order of its text. A finder must always be given the same models.
    pub fn find(&mut self, document: &Document, models: &Models) -> Vec<Entity> {
        self.page.lay(document, &mut self.store);
        self.tally.take(&self.page, &self.store);
        self.read(models);
        self.read_again(models);
        let mut entities = Vec::new();
        let mut from = 0;
        for stretch in &self.page.stretches {
            let rows = &self.rows[from..from + stretch.len()];
            from += stretch.len();
            models.second.decode(rows, &mut self.scratch, &mut self.best);
            models.kinds.spans(&self.best, |span, kind| {
                let range = stretch.start + span.start..stretch.start + span.end;
                entities.push(self.entity(document, range, KINDS[kind as usize - 1]));
            });
            let before = entities.len();
            kinds::events(&self.page, &self.store, stretch, &self.best, |range| {
                entities.push(self.entity(document, range, EntityKind::Event));
            });
            if entities.len() > before {
                entities.sort_by_key(|e| e.at);
            }
        }
        entities
    }

    /// The first reading: rates every token of every stretch and gathers what is found.
    fn read(&mut self, models: &Models) {
        self.evidence.begin(&self.page, &self.store);
        self.rows.clear();
        for stretch in &self.page.stretches {
            for place in &self.page.places[stretch.start - REACH..stretch.end + REACH] {
                self.store.rate(place.word, &models.first);
            }
        }
        let mut context = Context::new(&self.page, &self.store, &self.tally);
        self.features.clear();
        self.ends.clear();
        for at in self.page.stretches.iter().cloned().flatten() {
            let mut sum = self.groups[0].sum(&models.first, context::BASE, &mut self.features);
            for (offset, place) in self.page.places[at - REACH..=at + REACH].iter().enumerate() {
                sum.row.add(self.store.row(place.word, offset));
            }
            context.features(at, &mut sum);
            self.rows.push(sum.row);
            self.ends.push(self.features.len());
        }
        models.first.add_all(&self.features, &self.ends, &mut self.rows);
        let mut from = 0;
        for stretch in &self.page.stretches {
            let rows = &self.rows[from..from + stretch.len()];
            from += stretch.len();
            models.first.decode(rows, &mut self.scratch, &mut self.best);
            self.evidence.take(&self.page, &self.store, stretch.clone(), &self.best, &models.kinds);
        }
    }

    /// The second reading: rates every token again, by what the first found in the whole article.
    fn read_again(&mut self, models: &Models) {
        let ratio = models.first.step() / models.second.step();
        self.features.clear();
        self.ends.clear();
        for (at, row) in self.page.stretches.iter().cloned().flatten().zip(&mut self.rows) {
            let mut sum = self.groups[1].sum(&models.second, evidence::BASE, &mut self.features);
            sum.row = row.scaled(ratio);
            self.evidence.features(&self.page, &self.store, at, &mut sum);
            *row = sum.row;
            self.ends.push(self.features.len());
        }
        models.second.add_all(&self.features, &self.ends, &mut self.rows);
    }

    fn entity(&self, document: &Document, mut range: Range<usize>, kind: EntityKind) -> Entity {
        range.start += usize::from(kinds::first_is_outside(&self.page, &self.store, &range));
        let (paragraph, mut first) = self.page.token(range.start);
        let token = document.splits[paragraph].tokens[first];
        if kind == EntityKind::Person
            && kinds::calling_first(
                &self.page,
                &self.store,
                &range,
                token.of(&document.article.paragraphs[paragraph].text),
            )
        {
            (range.start, first) = (range.start + 1, first + 1);
        }
        let span = document.splits[paragraph].span(first..first + range.len());
        let paragraph = &document.article.paragraphs[paragraph];
        let last = self.store.word(self.page.places[range.end - 1].word);
        let kind = kinds::refine(kind, last, range.len());
        Entity { at: Passage { p: paragraph.p, span }, kind, name: span.of(&paragraph.text).to_owned() }
    }
}

#[cfg(test)]
mod tests;
