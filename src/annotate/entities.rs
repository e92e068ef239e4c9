//! Names in the text: people, organizations, places and nationalities, by word lists and shape.
//!
//! A run of capitalized words is a name; its neighbours, its last word and the rest of the article tell what it names.

use super::Document;
use super::coreference::lists::{Lists, lists};
use crate::model::{Entity, EntityKind, Passage};
use crate::split::{Split, Token, TokenKind};
use crate::words::fold;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;
use std::sync::LazyLock;

static PLACES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("../../models/names/places.txt")));
static PEOPLES: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| list(include_str!("../../models/names/peoples.txt")));
static PLAIN: LazyLock<FxHashSet<&'static str>> =
    LazyLock::new(|| include_str!("../../models/names/plain_words.txt").split_whitespace().collect());

fn list(text: &'static str) -> FxHashSet<&'static str> {
    text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')).collect()
}

/// Finds the names of an article.
pub fn run(document: &mut Document) {
    let mut found = Vec::new();
    for (paragraph, split) in document.article.paragraphs.iter().zip(&document.splits) {
        for sentence in &split.sentences {
            names(&paragraph.text, split, sentence.clone(), |range, kind| {
                let span = split.span(range);
                found.push((Passage { p: paragraph.p, span }, span.of(&paragraph.text).to_owned(), kind));
            });
        }
    }
    let mut known: FxHashMap<String, EntityKind> = FxHashMap::default();
    for (_, text, kind) in &found {
        if let (Some(EntityKind::Person), true) = (kind, text.contains(' ')) {
            for part in text.split(' ') {
                known.insert(part.to_owned(), EntityKind::Person);
            }
        }
    }
    let entities = found.into_iter().map(|(at, name, kind)| {
        let kind = kind.or_else(|| known.get(&name).copied()).unwrap_or(EntityKind::Misc);
        Entity { at, kind, name }
    });
    document.entities = entities.filter(|e| e.kind != EntityKind::Misc).collect();
}

/// Calls `each` with every run of capitalized words of a sentence.
fn names(text: &str, split: &Split, sentence: Range<usize>, mut each: impl FnMut(Range<usize>, Option<EntityKind>)) {
    let tokens = &split.tokens;
    let mut at = sentence.start;
    while at < sentence.end {
        if !capital(text, tokens[at]) || (PLAIN.contains(fold(tokens[at].of(text)).as_str())) {
            at += 1;
            continue;
        }
        let end = run_end(text, tokens, at, sentence.end);
        let start = (at..end).find(|&t| !is_title(text, tokens[t])).unwrap_or(end);
        if start < end {
            let kind = kind(text, tokens, start, end, start > at);
            each(start..end, kind);
        }
        at = end;
    }
}

fn capital(text: &str, token: Token) -> bool {
    token.kind == TokenKind::Word && token.of(text).chars().next().is_some_and(char::is_uppercase)
}

fn is_title(text: &str, token: Token) -> bool {
    lists().titles.contains_key(fold(token.of(text)).trim_end_matches('.'))
}

/// Where the name that begins at token `at` ends.
fn run_end(text: &str, tokens: &[Token], at: usize, stop: usize) -> usize {
    let mut end = at + 1;
    while end < stop {
        let word = tokens[end].of(text);
        let joins =
            word == "-" || matches!(word, "of" | "de" | "bin" | "al" | "van" | "von" | "der" | "da" | "dos" | "del");
        if capital(text, tokens[end])
            || (tokens[end].kind == TokenKind::Word
                && !tokens[end].spaced
                && end > at
                && tokens[end - 1].of(text) == "-")
        {
            end += 1;
        } else if joins
            && end + 1 < stop
            && (capital(text, tokens[end + 1])
                || (word == "-" && !tokens[end + 1].spaced && tokens[end + 1].kind == TokenKind::Word))
        {
            end += 2;
        } else {
            break;
        }
    }
    end
}

fn kind(text: &str, tokens: &[Token], start: usize, end: usize, titled: bool) -> Option<EntityKind> {
    let all: &Lists = lists();
    let whole = fold(&text[tokens[start].span.start as usize..tokens[end - 1].span.end as usize]);
    let (first, last) = (fold(tokens[start].of(text)), fold(tokens[end - 1].of(text)));
    if PLACES.contains(whole.as_str()) {
        return Some(EntityKind::Place);
    }
    if PEOPLES.contains(whole.as_str()) {
        return Some(EntityKind::Nationality);
    }
    if all.organizations.contains(last.as_str()) || (end - start > 1 && all.organizations.contains(first.as_str())) {
        return Some(EntityKind::Organization);
    }
    let acronym = end - start == 1 && first.len() > 1 && tokens[start].of(text).chars().all(|c| c.is_uppercase());
    if acronym {
        return Some(EntityKind::Organization);
    }
    let named = all.given.contains_key(first.as_str()) || all.family_first.contains(first.as_str());
    if titled || (named && end - start > 1) || (2..=5).contains(&(end - start)) {
        return Some(EntityKind::Person);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Article, Paragraph};

    fn names_of(text: &str) -> Vec<(String, EntityKind)> {
        let article = Article { paragraphs: vec![Paragraph { p: 1, text: text.to_owned() }], ..Article::default() };
        let mut document = Document::new(&article);
        run(&mut document);
        document.entities.iter().map(|e| (article.slice(e.at).to_owned(), e.kind)).collect()
    }

    #[test]
    fn people_organizations_places() {
        let got = names_of("In Ghana, President Ama Mensah met Chinese envoys of the Energy Ministry. Mensah smiled.");
        let want = [
            ("Ghana", EntityKind::Place),
            ("Ama Mensah", EntityKind::Person),
            ("Chinese", EntityKind::Nationality),
            ("Energy Ministry", EntityKind::Organization),
            ("Mensah", EntityKind::Person),
        ];
        assert_eq!(got, want.map(|(n, k)| (n.to_owned(), k)));
    }
}
