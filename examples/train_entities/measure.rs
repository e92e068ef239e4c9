//! Precision, recall and F1 as the scorer of the gold defines them.

use crate::gold::Row;
use newsdex::annotate::Document;
use newsdex::annotate::entities::{Finder, Models};
use newsdex::model::{EntityKind, Span};
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::time::Instant;

const SCORED: [EntityKind; 3] = [EntityKind::Person, EntityKind::Organization, EntityKind::Place];

/// Reads every row, prints the measures and adds every miss to `misses`. Of rows with made headlines these alone count.
pub fn measure(name: &str, rows: &[Row], models: &Models, misses: &mut Vec<String>) {
    let mut counts: BTreeMap<EntityKind, [usize; 3]> = BTreeMap::new();
    let mut finder = Finder::default();
    // The words of the first articles are new to a finder; speed is that of one that has met most words.
    rows.iter().for_each(|row| drop(finder.find(&Document::new(&row.article), models)));
    let (mut seconds, mut bytes) = (0.0, 0);
    for row in rows {
        let document = Document::new(&row.article);
        let start = Instant::now();
        let found = finder.find(&document, models);
        seconds += start.elapsed().as_secs_f64();
        bytes += row.article.paragraphs.iter().map(|p| p.text.len()).sum::<usize>();
        let first = row.article.paragraphs.first().map_or(0, |p| p.p);
        let text = |p: usize| row.article.paragraphs[p].text.as_str();
        let item = |p: usize, span: Span, kind: EntityKind| (p, core(text(p), span), fold(kind));
        let counts_here = |p: usize| row.headlines == 0 || p < row.headlines;
        let gold = row.gold.entities.iter().filter(|e| counts_here(e.0));
        let gold: BTreeSet<_> = gold.map(|&(p, s, k)| item(p, s, k)).collect();
        let found = found.iter().map(|e| item((e.at.p - first) as usize, e.at.span, e.kind));
        let found: BTreeSet<_> = found.filter(|x| row.gold.kinds.contains(&x.2) && counts_here(x.0)).collect();
        for x in &gold {
            let c = counts.entry(x.2).or_default();
            c[2] += 1;
            c[0] += usize::from(found.contains(x));
        }
        found.iter().for_each(|x| counts.entry(x.2).or_default()[1] += 1);
        for x in gold.symmetric_difference(&found) {
            let what = if gold.contains(x) { "MISSED" } else { "FALSE " };
            misses.push(format!(
                "{name}\t{what}\t{}\t{}\t{}\n",
                x.2.as_str(),
                x.1.of(text(x.0)),
                around(text(x.0), x.1)
            ));
        }
    }
    let mut micro = [0; 3];
    for (kind, c) in &counts {
        println!("{name} {:13} {}", kind.as_str(), line(*c));
        if SCORED.contains(kind) {
            micro.iter_mut().zip(c).for_each(|(m, c)| *m += c);
        }
    }
    println!("{name} micro         {}   {:.1} MB/s", line(micro), bytes as f64 / seconds / 1e6);
}

fn line([hit, found, gold]: [usize; 3]) -> String {
    let (p, r) = (hit as f64 / found.max(1) as f64, hit as f64 / gold.max(1) as f64);
    format!("P {:.4} R {:.4} F1 {:.4} ({gold} gold)", p, r, 2.0 * p * r / (p + r).max(1e-9))
}

fn fold(kind: EntityKind) -> EntityKind {
    if kind == EntityKind::Facility { EntityKind::Place } else { kind }
}

/// The span without a leading "the" and a trailing 's.
fn core(text: &str, span: Span) -> Span {
    let (mut start, mut end) = (span.start as usize, span.end as usize);
    let words = &text[start..end];
    if words.len() > 4 && words.is_char_boundary(4) && words[..4].eq_ignore_ascii_case("the ") {
        start += 4;
    }
    for tail in ["'s", "’s", "'", "’", ".", ","] {
        if text[start..end].len() > tail.len() && text[start..end].ends_with(tail) {
            end -= tail.len();
            break;
        }
    }
    Span::new(start, end)
}

fn around(text: &str, span: Span) -> String {
    let mut from = (span.start as usize).saturating_sub(60);
    let mut to = (span.end as usize + 60).min(text.len());
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    while !text.is_char_boundary(to) {
        to += 1;
    }
    let (a, b) = (span.start as usize, span.end as usize);
    format!("{}[{}]{}", &text[from..a], &text[a..b], &text[b..to])
}
