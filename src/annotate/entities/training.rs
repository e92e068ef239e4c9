//! Annotated articles → examples for the two models; used by `examples/train_entities.rs`.

use super::context::{self, Context};
use super::evidence::{self, Evidence, LabelKinds};
use super::groups::List;
use super::page::Page;
use super::tally::Tally;
use super::words::{REACH, Store};
use super::{KINDS, labels};
use crate::annotate::Document;
use crate::annotate::tagger::{Example, LANES, Labels, Model, Scratch};
use crate::model::{EntityKind, Span};

/// What an article's annotators marked.
#[derive(Debug, Clone, Default)]
pub struct Gold {
    /// The number of the paragraph in the article's list, its bytes there, the kind.
    pub entities: Vec<(usize, Span, EntityKind)>,
    /// The kinds that they marked at all; others are left open.
    pub kinds: Vec<EntityKind>,
}

/// Makes examples; keeps the words it has met.
#[derive(Debug)]
pub struct Maker {
    labels: Labels,
    kinds: LabelKinds,
    store: Store,
    page: Page,
    tally: Tally,
}

impl Default for Maker {
    fn default() -> Self {
        let labels = labels();
        let kinds = LabelKinds::new(&labels);
        Maker { labels, kinds, store: Store::default(), page: Page::default(), tally: Tally::default() }
    }
}

impl Maker {
    /// Examples for the first model, one for each stretch in which names may stand.
    pub fn first(&mut self, document: &Document, gold: &Gold) -> Vec<Example> {
        self.page.lay(document, &mut self.store);
        self.tally.take(&self.page, &self.store);
        let sets = self.sets(document, gold);
        let mut context = Context::new(&self.page, &self.store, &self.tally);
        let mut examples = Vec::new();
        for stretch in &self.page.stretches {
            let mut example = Example::default();
            for at in stretch.clone() {
                let mut features = Vec::new();
                for (offset, place) in self.page.places[at - REACH..=at + REACH].iter().enumerate() {
                    self.store.features(place.word, offset, |f| features.push(f));
                }
                context.features(at, &mut List(context::BASE, |f| features.push(f)));
                example.features.push(features);
                example.gold.push(sets[at]);
            }
            examples.push(example);
        }
        examples
    }

    /// Examples for the second model, from those for the first and a first model that did not learn from this article.
    pub fn second(&mut self, document: &Document, gold: &Gold, model: &Model) -> Vec<Example> {
        let first = self.first(document, gold);
        let mut found = Evidence::default();
        found.begin(&self.page, &self.store);
        let (mut scratch, mut best, mut biases) = (Scratch::default(), Vec::new(), Vec::new());
        for (stretch, example) in self.page.stretches.iter().zip(&first) {
            let rows: Vec<_> = example.features.iter().map(|f| model.row(f)).collect();
            model.decode(&rows, &mut scratch, &mut best);
            found.take(&self.page, &self.store, stretch.clone(), &best, &self.kinds);
            let scores = |r: &crate::annotate::tagger::Row| r.0.map(|x| f32::from(x) * model.step());
            biases.push(rows.iter().map(scores).collect::<Vec<[f32; LANES]>>());
        }
        let mut examples = Vec::new();
        for ((stretch, example), bias) in self.page.stretches.iter().zip(first).zip(biases) {
            let mut features = Vec::new();
            for at in stretch.clone() {
                let mut token = Vec::new();
                let to = &mut List(evidence::BASE, |f| token.push(f));
                found.features(&self.page, &self.store, at, to);
                features.push(token);
            }
            examples.push(Example { features, gold: example.gold, bias });
        }
        examples
    }

    /// The labels that may be right for each place.
    fn sets(&self, document: &Document, gold: &Gold) -> Vec<u32> {
        let bit = |part: &str, kind: EntityKind| {
            self.labels.number(&format!("{part}-{}", kind.as_str())).map_or(0, |l| 1u32 << l)
        };
        let open = KINDS.iter().filter(|k| !gold.kinds.contains(k));
        let none = open.fold(1, |set, &k| ["B", "I", "L", "U"].iter().fold(set, |s, part| s | bit(part, k)));
        let mut sets = vec![none; self.page.places.len()];
        for &(paragraph, span, kind) in &gold.entities {
            let split = &document.splits[paragraph];
            let tokens = split.tokens.iter().enumerate().filter(|(_, t)| t.span.overlaps(span));
            let places: Vec<usize> = tokens.map(|(i, _)| self.page.starts[paragraph] + i).collect();
            let (Some(&from), Some(&to)) = (places.first(), places.last()) else { continue };
            // Only what lies in one stretch can be found.
            let Some(stretch) = self.page.stretches.iter().find(|s| s.start <= to && from < s.end) else { continue };
            let (from, to) = (from.max(stretch.start), to.min(stretch.end - 1));
            let short = kind == EntityKind::Nationality;
            for (at, set) in sets.iter_mut().enumerate().take(to + 1).skip(from) {
                *set = match (at == from, at == to) {
                    (true, true) if !short => bit("U", kind),
                    (true, _) => bit("B", kind),
                    (_, true) if !short => bit("L", kind),
                    _ => bit("I", kind),
                };
            }
        }
        sets
    }
}
