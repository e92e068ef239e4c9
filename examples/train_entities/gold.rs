//! Annotated articles from JSON lines.

use newsdex::annotate::entities::training::Gold;
use newsdex::annotate::tagger;
use newsdex::model::{Article, EntityKind, Paragraph, Span};
use newsdex::split::{Split, TokenKind};
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
    /// How many paragraphs at its head are made headlines ([`Row::with_headlines`]).
    pub headlines: usize,
}

/// Words that many papers leave small in headlines.
const SMALL: &[&str] = &[
    "a", "an", "the", "of", "in", "on", "at", "by", "for", "from", "with", "to", "as", "and", "or", "but", "is", "de",
    "al",
];

impl Row {
    /// The same article with the beginnings of up to `count` of its paragraphs before it, In The Manner Of Headlines or IN CAPITALS.
    /// American papers write them so, and few of the annotated articles are American.
    pub fn with_headlines(mut self, count: usize) -> Row {
        let mut heads: Vec<(String, Vec<(Span, EntityKind)>)> = Vec::new();
        for (number, paragraph) in self.article.paragraphs.iter().enumerate() {
            let here =
                self.gold.entities.iter().filter(|e| e.0 == number).map(|&(_, span, kind)| (span, kind)).collect();
            if heads.len() < count {
                heads.extend(headline(&paragraph.text, here));
            }
        }
        let texts = heads.iter().map(|(text, _)| text.clone());
        let texts: Vec<String> = texts.chain(self.article.paragraphs.into_iter().map(|p| p.text)).collect();
        self.article.paragraphs = (1..).zip(texts).map(|(p, text)| Paragraph { p, text }).collect();
        self.gold.entities.iter_mut().for_each(|e| e.0 += heads.len());
        let marked =
            heads.iter().enumerate().flat_map(|(n, (_, all))| all.iter().map(move |&(span, kind)| (n, span, kind)));
        self.gold.entities.extend(marked);
        self.headlines = heads.len();
        self
    }
}

/// The first words of a paragraph with capitals, and the entities in them; `None` where there are too few words.
fn headline(text: &str, entities: Vec<(Span, EntityKind)>) -> Option<(String, Vec<(Span, EntityKind)>)> {
    let split = Split::new(text);
    let sentence = split.sentences.first()?.clone();
    // Between 7 and 16 tokens, and in which manner: by the text itself, so that two runs are alike.
    let chance = tagger::text(text);
    let mut end = sentence.len().min(7 + (chance % 10) as usize);
    while end > 0
        && entities
            .iter()
            .any(|(span, _)| span.start < split.tokens[end - 1].span.end && split.tokens[end - 1].span.end < span.end)
    {
        end -= 1;
    }
    if end < 5 {
        return None;
    }
    let length = split.tokens[end - 1].span.end as usize;
    let mut head = text[..length].to_owned();
    let (small_stay, shouted) = (chance >> 8 & 1 == 0, chance >> 9 & 3 == 0);
    // Letters beyond ASCII stay as they are, so that all spans do.
    if shouted {
        head.make_ascii_uppercase();
    }
    for (i, token) in split.tokens[..end].iter().enumerate() {
        let small = small_stay && i > 0 && SMALL.contains(&token.of(text));
        let at = token.span.start as usize;
        if let Some(first) = head.get_mut(at..at + 1).filter(|_| token.kind == TokenKind::Word && !small) {
            first.make_ascii_uppercase();
        }
    }
    Some((head, entities.into_iter().filter(|(span, _)| span.end as usize <= length).collect()))
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
    Row { article, gold, headlines: 0 }
}
