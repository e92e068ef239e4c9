//! Gold quotations → examples for both models.

use crate::gold::{Gold, Piece, Row, covered, document, sequences};
use newsdex::annotate::Document;
use newsdex::annotate::attribution::memory::Memory;
use newsdex::annotate::attribution::sequence::Sequence;
use newsdex::annotate::attribution::{self, bind, spot};
use newsdex::annotate::tagger::{Example, Model};
use std::ops::Range;

/// The labels of every unit for the first model.
pub fn spot_labels(row: &Row, d: &Document, seqs: &[Sequence]) -> Vec<Vec<u8>> {
    let mut labels: Vec<Vec<u8>> = seqs.iter().map(|s| vec![0; s.len()]).collect();
    for q in &row.gold {
        for (pieces, b) in [(&q.content, 5u8), (&q.source, 3), (&q.cue, 1)] {
            for &piece in pieces {
                let i = piece.0 as usize - 1;
                for (k, u) in covered(d, &seqs[i], i, piece).into_iter().enumerate() {
                    labels[i][u] = b + u8::from(k > 0);
                }
            }
        }
    }
    labels.iter_mut().for_each(|l| begin_spans(l));
    labels
}

/// The examples of one article for the first model.
pub fn spot_examples(row: &Row) -> Vec<Example> {
    let d = document(&row.article);
    let seqs = sequences(&d);
    let example = |(s, l): (&Sequence, Vec<u8>)| {
        let features = |i| {
            let mut v = Vec::new();
            spot::features(s, i, |f| v.push(f));
            v
        };
        Example::new((0..s.len()).map(features).collect(), &l)
    };
    seqs.iter().zip(spot_labels(row, &d, &seqs)).map(example).collect()
}

/// The examples of one article for the second model: every stretch that the first one takes for a possible cue.
pub fn bind_examples(row: &Row, model: &Model, out: &mut Vec<Example>) {
    let d = document(&row.article);
    let mut memory = Memory::default();
    for (i, s) in sequences(&d).iter().enumerate() {
        let guess = attribution::guess(model, s, &mut memory);
        let counts = bind::Counts::new(s);
        let gold = cues(row, &d, s, i);
        for units in guess.cues.iter().filter(|u| !is_nested(row, &d, s, i, u)) {
            let cue = bind::Cue::new(s, units.clone());
            let labels = bind_labels(&d, s, i, &gold, &cue);
            let features = |j| {
                let mut v = Vec::new();
                bind::features(s, &counts, &cue, &guess.labels, j, |f| v.push(f));
                v
            };
            out.push(Example::new(cue.window.clone().map(features).collect(), &labels));
        }
    }
}

/// Whether a possible cue lies within the content of a statement and is not annotated: only the outermost statements are, so
/// that nobody knows whether it is one.
fn is_nested(row: &Row, d: &Document, s: &Sequence, i: usize, cue: &Range<usize>) -> bool {
    let touches = |of: &[Piece]| pieces(d, s, i, of).iter().flatten().any(|u| cue.contains(u));
    row.outermost && !row.gold.iter().any(|q| touches(&q.cue)) && row.gold.iter().any(|q| touches(&q.content))
}

/// The units of each gold cue in paragraph `i`, with its quotation.
fn cues<'r>(row: &'r Row, d: &Document, s: &Sequence, i: usize) -> Vec<(Vec<usize>, &'r Gold)> {
    let units = |q: &Gold| pieces(d, s, i, &q.cue).into_iter().next();
    row.gold.iter().filter_map(|q| Some((units(q)?, q))).collect()
}

fn pieces(d: &Document, s: &Sequence, i: usize, pieces: &[Piece]) -> Vec<Vec<usize>> {
    let here = pieces.iter().filter(|c| c.0 == i as u32 + 1);
    here.map(|&c| covered(d, s, i, c)).filter(|u| !u.is_empty()).collect()
}

/// The labels of a window: those of the gold quotation whose cue shares most units with this one, or none.
fn bind_labels(d: &Document, s: &Sequence, i: usize, gold: &[(Vec<usize>, &Gold)], cue: &bind::Cue) -> Vec<u8> {
    let shared = |u: &[usize]| u.iter().filter(|x| cue.units.contains(x)).count();
    let best = gold.iter().max_by_key(|(u, _)| shared(u)).filter(|(u, _)| shared(u) > 0);
    let mut labels = vec![0u8; s.len()];
    if let Some((units, q)) = best {
        let mut set = |units: &[usize], b: u8| {
            units.iter().enumerate().for_each(|(k, &x)| labels[x] = b + u8::from(k > 0));
        };
        pieces(d, s, i, &q.content).iter().for_each(|u| set(u, 5));
        pieces(d, s, i, &q.source).iter().for_each(|u| set(u, 3));
        set(units, 1);
    }
    let mut labels = labels[cue.window.clone()].to_vec();
    begin_spans(&mut labels);
    labels
}

/// Makes every span begin with its B- label, also where another span cut it.
fn begin_spans(labels: &mut [u8]) {
    for i in 0..labels.len() {
        let inner = labels[i] > 0 && labels[i].is_multiple_of(2);
        if inner && (i == 0 || labels[i - 1].div_ceil(2) != labels[i] / 2) {
            labels[i] -= 1;
        }
    }
}
