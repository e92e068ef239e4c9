//! Gold quotations, and what they make of the units of attribution.

use newsdex::annotate::attribution::memory::Memory;
use newsdex::annotate::attribution::sequence::Sequence;
use newsdex::annotate::{self, Document};
use newsdex::model::{Article, Paragraph};
use serde_json::Value;

/// A stretch of a paragraph: its number, first byte, one past the last.
pub type Piece = (u32, usize, usize);

#[derive(Debug, Clone, Default)]
pub struct Gold {
    pub kind: String,
    pub source: Vec<Piece>,
    pub cue: Vec<Piece>,
    pub content: Vec<Piece>,
}

pub struct Row {
    pub article: Article,
    pub gold: Vec<Gold>,
    pub outermost: bool,
}

pub fn load(path: &str) -> Vec<Row> {
    let file = std::fs::read_to_string(path).expect("gold file");
    file.lines().map(row).collect()
}

pub fn row(line: &str) -> Row {
    let v: Value = serde_json::from_str(line).expect("json");
    let text = v["text"].as_str().unwrap_or("");
    let bytes: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let mut paragraphs = Vec::new();
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            starts.push((at + line.find(trimmed).unwrap_or(0), trimmed.len()));
            paragraphs.push(Paragraph { p: paragraphs.len() as u32 + 1, text: trimmed.to_owned() });
        }
        at += line.len() + 1;
    }
    let pieces = |v: &Value| -> Vec<Piece> {
        let mut out = Vec::new();
        for s in v.as_array().into_iter().flatten() {
            let (a, b) = (bytes[s[0].as_u64().unwrap_or(0) as usize], bytes[s[1].as_u64().unwrap_or(0) as usize]);
            for (i, &(start, len)) in starts.iter().enumerate() {
                let (x, y) = (a.max(start), b.min(start + len));
                if x < y {
                    out.push((i as u32 + 1, x - start, y - start));
                }
            }
        }
        out
    };
    let gold = v["quotations"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|q| Gold {
            kind: q["kind"].as_str().unwrap_or("").to_owned(),
            source: pieces(&q["source"]),
            cue: pieces(&q["cue"]),
            content: pieces(&q["content"]),
        })
        .collect();
    let article = Article { paragraphs, published: None, ..Default::default() };
    Row { article, gold, outermost: v["outermost_only"].as_bool().unwrap_or(false) }
}

pub fn document(article: &Article) -> Document<'_> {
    let mut d = Document::new(article);
    for (name, step) in annotate::ANNOTATORS {
        if ["quotes", "entities"].contains(name) {
            step(&mut d);
        }
    }
    d
}

pub fn sequences(d: &Document) -> Vec<Sequence> {
    let mut memory = Memory::default();
    (0..d.article.paragraphs.len()).map(|i| Sequence::new(d, i, &mut memory)).collect()
}

/// Units whose bytes lie mostly in the piece.
pub fn covered(d: &Document, s: &Sequence, p: usize, piece: Piece) -> Vec<usize> {
    let split = &d.splits[p];
    (0..s.len())
        .filter(|&u| {
            let span = split.span(s.units[u].tokens.clone());
            let (a, b) = ((span.start as usize).max(piece.1), (span.end as usize).min(piece.2));
            b > a && 2 * (b - a) >= (span.end - span.start) as usize
        })
        .collect()
}
