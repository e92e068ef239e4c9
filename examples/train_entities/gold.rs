//! Annotated articles from JSON lines.

use newsdex::annotate::entities::training::Gold;
use newsdex::model::{Article, EntityKind, Paragraph, Span};
use serde::Deserialize;
use std::path::Path;

/// A line of a file.
#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    entities: Vec<(usize, usize, String)>,
    types: Vec<String>,
}

/// An article and its entities.
#[derive(Clone)]
pub struct Row {
    pub article: Article,
    pub gold: Gold,
}

/// The bytes of a file.
pub fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Reads a file of annotated articles.
pub fn load(path: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().map(|line| row(serde_json::from_str(line).expect("a line of gold"))).collect()
}

/// Every line of a text is a paragraph, but for bare addresses.
fn row(line: Line) -> Row {
    let bytes: Vec<usize> = line.text.char_indices().map(|(i, _)| i).chain([line.text.len()]).collect();
    let mut article = Article { id: line.id, ..Article::default() };
    let mut gold =
        Gold { entities: Vec::new(), kinds: line.types.iter().filter_map(|t| EntityKind::from_name(t)).collect() };
    let mut entities: Vec<(usize, usize, EntityKind)> = line
        .entities
        .iter()
        .filter_map(|(s, e, kind)| Some((bytes[*s], bytes[*e], EntityKind::from_name(kind)?)))
        .collect();
    entities.sort_by_key(|e| e.0);
    let mut start = 0;
    for part in line.text.split_inclusive('\n') {
        let trimmed = part.trim();
        let from = start + (part.len() - part.trim_start().len());
        let address = trimmed.starts_with("http") && !trimmed.contains(' ');
        if !trimmed.is_empty() && !address {
            let number = article.paragraphs.len();
            let here = entities.iter().filter(|e| e.0 >= from && e.1 <= from + trimmed.len());
            gold.entities.extend(here.map(|e| (number, Span::new(e.0 - from, e.1 - from), e.2)));
            article.paragraphs.push(Paragraph { p: number as u32 + 1, text: trimmed.to_owned() });
        }
        start += part.len();
    }
    Row { article, gold }
}
