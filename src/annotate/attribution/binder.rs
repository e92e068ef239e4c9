//! The second model at work: binds source and content to each possible cue of a paragraph.

use super::memory::{self, Memory, Room};
use super::sequence::Sequence;
use super::{Bound, Guess, Row, bind, spans};
use crate::annotate::tagger::{Model, NARROW};
use std::ops::Range;

/// What decides a label beforehand, in natural logarithms.
const FORCE: f32 = 20.0;

/// A cue at least as likely as this has a content, even if the model finds none.
const SURE: f32 = 0.8;

/// The units of a mention, and those of a content's pieces.
type Parts = (Option<Range<usize>>, Vec<Range<usize>>);

/// A paragraph on its way through the second model.
pub(super) struct Binder<'a> {
    model: &'a Model,
    s: &'a Sequence,
    counts: bind::Counts,
    guess: &'a Guess,
    memory: &'a mut Memory,
    room: Room,
}

impl<'a> Binder<'a> {
    /// `guess` is what the first model makes of the paragraph.
    pub fn new(model: &'a Model, s: &'a Sequence, guess: &'a Guess, memory: &'a mut Memory) -> Self {
        let room = std::mem::take(&mut memory.room);
        Binder { model, s, counts: bind::Counts::new(s), guess, memory, room }
    }

    /// Binds all possible cues that are at least as likely as `least` to be some.
    pub fn bind_all(mut self, least: f32) -> Vec<Bound> {
        if self.guess.cues.is_empty() {
            self.memory.room = self.room;
            return Vec::new();
        }
        self.around();
        let found = self.guess.cues.iter().filter_map(|cue| self.bind(cue.clone(), least)).collect();
        self.memory.room = self.room;
        found
    }

    /// Binds source and content to a cue; `None` where it is less likely than `least` to be one.
    fn bind(&mut self, units: Range<usize>, least: f32) -> Option<Bound> {
        let cue = bind::Cue::new(self.s, units.clone());
        let from = cue.window.start;
        self.rows(&cue);
        let (probability, labels) = self.best(units.start - from..units.end - from);
        if probability < least {
            return None;
        }
        let shift = |r: Range<usize>| r.start + from..r.end + from;
        let found = spans(&labels, 1).map(shift).find(|r| r.start < units.end && units.start < r.end)?;
        let distance = |r: &Range<usize>| found.start.saturating_sub(r.end).max(r.start.saturating_sub(found.end));
        let mut source = spans(&labels, 3).map(shift).min_by_key(distance);
        let mut content: Vec<_> = spans(&labels, 5).map(shift).collect();
        if content.is_empty() && probability >= SURE {
            content.extend(bind::rest(self.s, &found, source.as_ref()));
        }
        if let Some((named, rest)) = source.as_ref().and_then(|r| self.swallowed(&found, r, &content)) {
            (source, content) = (named, vec![rest]);
        }
        if content.is_empty()
            && let Some(guessed) = self.guessed(&found)
        {
            (source, content) = guessed;
        }
        Some(Bound { cue: found, source, content, probability, nested: false })
    }

    /// Source and content of a cue that was given a source with a quotation in it, but no content, or one word before the source:
    /// the source has swallowed the quotation.
    fn swallowed(
        &self,
        cue: &Range<usize>,
        source: &Range<usize>,
        content: &[Range<usize>],
    ) -> Option<(Option<Range<usize>>, Range<usize>)> {
        let folded = |i: &usize| self.s.units[*i].folded;
        let last = source.clone().rfind(folded).filter(|_| source.end <= cue.start)?;
        let nothing = match content {
            [] => true,
            [word] => word.len() == 1 && word.end == source.start,
            _ => false,
        };
        let named = (last + 1 < source.end).then_some(last + 1..source.end);
        let rest = bind::rest(self.s, cue, named.as_ref()).filter(|_| nothing)?;
        Some((named, rest))
    }

    /// Source and content as the first model has them, where the cue reports speech and is the only one in its sentence, and a
    /// quotation is part of the content.
    fn guessed(&self, cue: &Range<usize>) -> Option<Parts> {
        let sentence = self.s.sentence(cue.start);
        let labels = self.guess.labels.get(sentence.clone())?;
        let of = |begin: u8| spans(labels, begin).map(|r| r.start + sentence.start..r.end + sentence.start);
        let alone = of(1).eq([cue.clone()]) && of(3).count() == 1;
        let quoted = of(5).flatten().any(|i| self.s.units[i].folded);
        let reports = cue.clone().any(|i| self.s.reports(i));
        (alone && quoted && reports).then(|| (of(3).next(), of(5).collect()))
    }

    /// Writes, for each side of a cue, what the words around each unit of the paragraph tell, as if they all stood on that side.
    fn around(&mut self) {
        for around in &mut self.room.around {
            around.clear();
            around.resize(self.s.len() + memory::BIND - 1, Row::default());
        }
        for (i, (word, &tag)) in self.s.words.iter().zip(&self.s.tags).enumerate() {
            let seen = self.memory.bind(self.model, word, tag, false);
            for (around, seen) in self.room.around.iter_mut().zip(seen) {
                for (row, seen) in around[i..i + memory::BIND].iter_mut().zip(seen.iter().rev()) {
                    row.add(seen);
                }
            }
        }
    }

    /// Writes the rows of the units of a cue's window.
    fn rows(&mut self, cue: &bind::Cue) {
        let Room { rows, around, features, ends, .. } = &mut self.room;
        let (window, units) = (cue.window.clone(), cue.units.clone());
        let reach = memory::BIND / 2;
        rows.clear();
        rows.extend(&around[0][window.start + reach..units.start + reach]);
        rows.resize(units.end - window.start, Row::default());
        rows.extend(&around[1][units.end + reach..window.end + reach]);
        // What stands outside the window tells nothing.
        let mut part = |i: usize, from: usize, sign: fn(&mut Row, &Row)| {
            let side = cue.side(from).0;
            let seen = self.memory.bind(self.model, &self.s.words[i], self.s.tags[i], side >= 2);
            sign(&mut rows[from - window.start], &seen[side % 2][i + reach - from]);
        };
        for i in
            (window.start.saturating_sub(reach)..window.start).chain(window.end..(window.end + reach).min(self.s.len()))
        {
            let seen_from = i.saturating_sub(reach).max(window.start)..(i + reach + 1).min(window.end);
            seen_from.filter(|from| !units.contains(from)).for_each(|from| part(i, from, Row::subtract));
        }
        for from in units.clone() {
            let seen = from.saturating_sub(reach).max(window.start)..(from + reach + 1).min(window.end);
            seen.for_each(|i| part(i, from, Row::add));
        }
        cue.open(&mut self.memory.bind_tables);
        features.clear();
        ends.clear();
        let mut sum = self.memory.bind_tables.sum(self.model, features);
        for (row, i) in rows.iter_mut().zip(window) {
            sum.row = *row;
            bind::context_features(self.s, &self.counts, cue, &self.guess.labels, i, &mut sum);
            *row = sum.row;
            ends.push(sum.rest.len());
        }
        self.model.add_all(features, ends, rows);
    }

    /// How likely a stretch of the rows is a cue, and the best labels where it is one. Changes the rows.
    fn best(&mut self, cue: Range<usize>) -> (f32, Vec<u8>) {
        let Room { rows, scratch, .. } = &mut self.room;
        let force = (FORCE / self.model.step()) as i16;
        let last = cue.end - 1;
        // With the cue: its last unit is part of one. Without: none of its units is.
        let mut labels = Vec::new();
        favour(&mut rows[last..cue.end], force);
        let with = self.model.forward(rows, 0, scratch);
        self.model.backward::<NARROW>(scratch, &mut labels);
        let forced = matches!(labels[last], 1 | 2);
        favour(&mut rows[last..cue.end], force.wrapping_neg());
        favour(&mut rows[cue.clone()], force.wrapping_neg());
        let without = self.model.forward(rows, cue.start, scratch);
        let more = with - without - if forced { i32::from(force) } else { 0 };
        (1.0 / (1.0 + (-(more as f32) * self.model.step()).exp()), labels)
    }
}

/// Makes both labels of cues likelier by that many steps; what is added can be taken away again.
fn favour(rows: &mut [Row], extra: i16) {
    for row in rows {
        row.0[1] = row.0[1].wrapping_add(extra);
        row.0[2] = row.0[2].wrapping_add(extra);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::Document;
    use crate::annotate::attribution::{MODELS, guess, lexicon, spot, spot_rows, tables};
    use crate::model::{Article, Paragraph};
    use proptest::prelude::*;

    /// The weights of labels, without the last lane, which means nothing.
    fn weights(row: &Row) -> &[i16] {
        &row.0[..NARROW - 1]
    }

    fn words() -> impl Strategy<Value = Vec<&'static str>> {
        let words = [
            "Ann Lee",
            "she",
            "said",
            "that",
            "told",
            "the",
            "mayor",
            "of",
            "Lima",
            "“We will wait a long time,”",
            "“good”",
            ",",
            ".",
            "according to",
            "bridge",
            "1990",
            "argued",
            "was",
            "“No.”",
            ":",
        ];
        prop::collection::vec(prop::sample::select(words.to_vec()), 1..40)
    }

    /// Calls `test` with the only paragraph of an article.
    fn with_sequence(words: &[&str], test: impl FnOnce(&Sequence, &mut Memory)) {
        let text = words.join(" ");
        let article = Article { paragraphs: vec![Paragraph { p: 1, text }], ..Article::default() };
        let mut document = Document::new(&article);
        for (_, step) in crate::annotate::ANNOTATORS.iter().take_while(|(name, _)| *name != "attribution") {
            step(&mut document);
        }
        let mut memory = Memory::default();
        let s = Sequence::new(&document, 0, &mut memory);
        test(&s, &mut memory);
    }

    /// The row of the features that `list` gives.
    fn listed(model: &Model, list: impl FnOnce(&mut dyn FnMut(u64))) -> Row {
        let mut features = Vec::new();
        list(&mut |f| features.push(f));
        model.row(&features)
    }

    proptest! {
        #[test]
        fn rows_of_tables_and_memory_are_those_of_the_listed_features(words in words()) {
            let models = MODELS.as_ref().expect("the models that are compiled in");
            with_sequence(&words, |s, memory| {
                let mut room = Room::default();
                spot_rows(&models.spot, s, memory, &mut room);
                for (i, row) in room.rows.iter().enumerate() {
                    let listed = listed(&models.spot, |each| spot::features(s, i, each));
                    assert_eq!(weights(row), weights(&listed), "unit {i}");
                }
                let guess = guess(&models.spot, s, memory);
                let counts = bind::Counts::new(s);
                let mut binder = Binder::new(&models.bind, s, &guess, memory);
                binder.around();
                for start in 0..s.len() {
                    let cue = bind::Cue::new(s, start..start + 1);
                    binder.rows(&cue);
                    for (row, j) in binder.room.rows.iter().zip(cue.window.clone()) {
                        let listed = listed(&models.bind, |each| bind::features(s, &counts, &cue, &guess.labels, j, each));
                        assert_eq!(weights(row), weights(&listed), "unit {j} from {start}");
                    }
                }
            });
        }
    }

    #[test]
    fn classes_fit_into_the_tables() {
        assert!(lexicon::classes() <= tables::CLASSES);
    }
}
