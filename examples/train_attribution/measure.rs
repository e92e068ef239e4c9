//! How well attribution does on gold quotations, and how fast.

use crate::gold::{Gold, Piece, Row, document, sequences};
use newsdex::annotate::Document;
use newsdex::annotate::attribution::memory::Memory;
use newsdex::annotate::attribution::sequence::Sequence;
use newsdex::annotate::attribution::{self, Models};
use newsdex::annotate::tagger::Model;
use newsdex::model::Article;
use std::collections::{BTreeMap, BTreeSet};

pub const TRIM: &str = " \t\n\"“”‘’'`.,;:!?()[]—–-…\u{a0}";

pub fn trim(text: &str, (p, s, e): Piece) -> Piece {
    let t = &text[s..e];
    let left = t.len() - t.trim_start_matches(|c| TRIM.contains(c)).len();
    let right = t.len() - t.trim_end_matches(|c| TRIM.contains(c)).len();
    if left + right >= t.len() { (p, s, s) } else { (p, s + left, e - right) }
}

#[derive(Default)]
pub struct Exact([usize; 3]);

impl Exact {
    fn add(&mut self, gold: &BTreeSet<Piece>, pred: &BTreeSet<Piece>) {
        self.0[0] += gold.intersection(pred).count();
        self.0[1] += pred.len();
        self.0[2] += gold.len();
    }
    fn show(&self) -> String {
        let [h, p, g] = self.0.map(|x| x as f64);
        format!("P {:.3} R {:.3} F {:.3}", h / p.max(1.0), h / g.max(1.0), 2.0 * h / (p + g).max(1.0))
    }
}

pub fn trim_passage(a: &Article, p: &newsdex::model::Passage) -> Piece {
    trim(a.text(p.p).unwrap_or(""), (p.p, p.span.start as usize, p.span.end as usize))
}

pub fn chars(a: &Article, pieces: &[Piece]) -> BTreeSet<(u32, usize)> {
    let mut out = BTreeSet::new();
    for &(p, s, e) in pieces {
        let t = a.text(p).unwrap_or("");
        out.extend(t[s..e].char_indices().filter(|(_, c)| !c.is_whitespace()).map(|(i, _)| (p, s + i)));
    }
    out
}

pub fn evaluate(name: &str, rows: &[Row], models: &Models, least: f32) {
    let mut ex: [Exact; 3] = Default::default();
    let (mut hit, mut np, mut ng) = (0usize, 0usize, 0usize);
    let mut by: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut mention = (0usize, 0usize);
    let mut memory = Memory::default();
    for row in rows {
        let d = document(&row.article);
        let pred = attribution::attribute(&d, models, &mut memory, least);
        let a = &row.article;
        let of = |p: &newsdex::model::Passage| trim_passage(a, p);
        let ps: [BTreeSet<Piece>; 3] = [
            pred.iter().filter_map(|q| q.mention.as_ref().map(of)).collect(),
            pred.iter().filter_map(|q| q.cue.as_ref().map(of)).collect(),
            pred.iter().flat_map(|q| q.content.iter().map(of)).collect(),
        ];
        let tg = |v: &Vec<Piece>| v.iter().map(|&x| trim(a.text(x.0).unwrap_or(""), x)).collect::<Vec<_>>();
        let gs: [BTreeSet<Piece>; 3] = [
            row.gold.iter().flat_map(|q| tg(&q.source)).collect(),
            row.gold.iter().flat_map(|q| tg(&q.cue)).collect(),
            row.gold.iter().flat_map(|q| tg(&q.content)).collect(),
        ];
        for k in 0..3 {
            ex[k].add(&gs[k], &ps[k]);
        }
        let raw = |p: &newsdex::model::Passage| (p.p, p.span.start as usize, p.span.end as usize);
        let pc: Vec<_> = pred.iter().map(|q| chars(a, &q.content.iter().map(raw).collect::<Vec<_>>())).collect();
        let gc: Vec<_> = row.gold.iter().map(|q| chars(a, &q.content)).collect();
        let mut pairs = Vec::new();
        for (i, g) in gc.iter().enumerate() {
            for (j, p) in pc.iter().enumerate() {
                let inter = g.intersection(p).count();
                if inter > 0 {
                    let union = g.len() + p.len() - inter;
                    if inter * 2 >= union {
                        pairs.push((inter as f64 / union as f64, i, j));
                    }
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut gi = vec![usize::MAX; gc.len()];
        let mut pj = vec![false; pc.len()];
        for (_, i, j) in pairs {
            if gi[i] == usize::MAX && !pj[j] {
                gi[i] = j;
                pj[j] = true;
            }
        }
        let silent = (0..pc.len())
            .filter(|&j| {
                row.outermost
                    && !pj[j]
                    && !pc[j].is_empty()
                    && gc.iter().any(|g| pc[j].intersection(g).count() as f64 >= 0.8 * pc[j].len() as f64)
            })
            .count();
        np += pc.len() - silent;
        ng += gc.len();
        for (i, q) in row.gold.iter().enumerate() {
            let e = by.entry(q.kind.clone()).or_default();
            e.1 += 1;
            if gi[i] != usize::MAX {
                e.0 += 1;
                hit += 1;
                if !q.source.is_empty() {
                    mention.1 += 1;
                    let m = pred[gi[i]].mention.as_ref().map(|m| chars(a, &[raw(m)])).unwrap_or_default();
                    mention.0 += usize::from(m.intersection(&chars(a, &q.source)).next().is_some());
                }
            }
        }
    }
    let (p, r) = (hit as f64 / np.max(1) as f64, hit as f64 / ng.max(1) as f64);
    println!(
        "{name} {least:.2} found P {p:.3} R {r:.3} F {:.3} | src {} | cue {} | con {} | {} | mention {:.3}",
        2.0 * hit as f64 / (np + ng) as f64,
        ex[0].show(),
        ex[1].show(),
        ex[2].show(),
        by.iter().map(|(k, v)| format!("{k} {:.3}", v.0 as f64 / v.1 as f64)).collect::<Vec<_>>().join(" "),
        mention.0 as f64 / mention.1.max(1) as f64
    );
}

/// Seconds of processor time that this process has used.
pub fn cpu() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().and_then(|s| s.split_whitespace().nth(11)?.parse::<f64>().ok());
    ticks.unwrap_or(0.0) / 100.0
}

/// Megabytes per second of attribution alone.
pub fn speed(rows: &[Row], models: &Models) {
    let docs: Vec<Document> = rows.iter().map(|r| document(&r.article)).collect();
    let bytes: usize = rows.iter().flat_map(|r| &r.article.paragraphs).map(|p| p.text.len()).sum();
    let mut memory = Memory::default();
    let rounds = 12;
    let mut time = |name: &str, what: &mut dyn FnMut(&Document, &mut Memory)| {
        let t = cpu();
        for _ in 0..rounds {
            docs.iter().for_each(|d| what(d, &mut memory));
        }
        println!("{name}: {:.1} MB/s", rounds as f64 * bytes as f64 / 1e6 / (cpu() - t));
    };
    time("sequences", &mut |d, m| (0..d.splits.len()).for_each(|i| drop(Sequence::new(d, i, m))));
    time("spotting too", &mut |d, m| {
        (0..d.splits.len()).for_each(|i| {
            let s = Sequence::new(d, i, m);
            attribution::guess(&models.spot, &s, m);
        })
    });
    time("all", &mut |d, m| drop(attribution::attribute(d, models, m, 0.2)));
}

/// Exact F1 of what the first model finds by itself.
pub fn spot(rows: &[Row], model: &Model) {
    let mut exact: [Exact; 3] = Default::default();
    let mut memory = Memory::default();
    for row in rows {
        let d = document(&row.article);
        let mut found: [BTreeSet<Piece>; 3] = Default::default();
        for (i, s) in sequences(&d).iter().enumerate() {
            let labels = attribution::guess(model, s, &mut memory).labels;
            let text = &row.article.paragraphs[i].text;
            for (k, pieces) in found.iter_mut().enumerate() {
                pieces.extend(attribution::spans(&labels, 1 + 2 * k as u8).map(|units| {
                    let span = attribution::assemble::span(&d, i, s, &units);
                    trim(text, (i as u32 + 1, span.start as usize, span.end as usize))
                }));
            }
        }
        for (k, exact) in exact.iter_mut().enumerate() {
            let of = |q: &Gold| [&q.cue, &q.source, &q.content][k].clone();
            let gold = row.gold.iter().flat_map(of).map(|p| trim(row.article.text(p.0).unwrap_or(""), p)).collect();
            exact.add(&gold, &found[k]);
        }
    }
    println!("first model alone: cue {} | source {} | content {}", exact[0].show(), exact[1].show(), exact[2].show());
}
