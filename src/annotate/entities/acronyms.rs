//! What an article abbreviates: "the Bank of Ghana (BoG)" makes a name of every "BoG" in it.

use crate::annotate::Document;
use crate::model::{Entity, EntityKind, Passage};
use crate::split::TokenKind;
use rustc_hash::FxHashMap;

/// An acronym has so many bytes at the most.
const LONGEST: usize = 10;

/// Marks the acronyms that stand in brackets behind the names they are made of, wherever the article writes them; those that the
/// models took for something else become what the name is. After Schwartz and Hearst (2003), by first letters only.
pub(super) fn mark(document: &mut Document) {
    let mut found: FxHashMap<&str, EntityKind> = FxHashMap::default();
    for entity in &document.entities {
        let text = text(document, entity.at.p);
        let behind = text[entity.at.span.end as usize..].strip_prefix(" (");
        let closes = |rest: &&str| rest.bytes().take(LONGEST + 1).position(|b| b == b')');
        let acronym = behind.and_then(|rest| Some(&rest[..closes(&rest)?]));
        let kind = matches!(entity.kind, EntityKind::Organization | EntityKind::Place);
        if let Some(acronym) = acronym.filter(|acronym| kind && abbreviates(acronym, &entity.name)) {
            found.entry(acronym).or_insert(entity.kind);
        }
    }
    if found.is_empty() {
        return;
    }
    let mut entities = std::mem::take(&mut document.entities);
    let before = entities.len();
    for (paragraph, split) in document.article.paragraphs.iter().zip(&document.splits) {
        for token in split.tokens.iter().filter(|t| t.kind == TokenKind::Word) {
            let word = token.of(&paragraph.text);
            let Some(&kind) = found.get(word) else { continue };
            let at = Passage { p: paragraph.p, span: token.span };
            let from = entities[..before]
                .partition_point(|e| e.at.p < at.p || e.at.p == at.p && e.at.span.end <= at.span.start);
            match entities[..before].get_mut(from).filter(|e| e.at.p == at.p && e.at.span.start < at.span.end) {
                Some(same) if same.at == at => same.kind = kind,
                Some(_) => {}
                None => entities.push(Entity { at, kind, name: word.to_owned() }),
            }
        }
    }
    if entities.len() > before {
        entities.sort_by_key(|e| e.at);
    }
    document.entities = entities;
}

/// The text of the paragraph with this number.
fn text<'a>(document: &Document<'a>, p: u32) -> &'a str {
    let paragraphs = &document.article.paragraphs;
    &paragraphs[(p - paragraphs[0].p) as usize].text
}

/// Whether an acronym of at least two capitals is made of the first letters of a name's words; its small letters may be those of
/// small words.
fn abbreviates(acronym: &str, name: &str) -> bool {
    let capitals = acronym.chars().filter(|c| c.is_uppercase()).count();
    if capitals < 2 || !acronym.chars().all(char::is_alphabetic) {
        return false;
    }
    let words = || name.split([' ', '-']).filter_map(|word| word.chars().next());
    let all = words().flat_map(char::to_lowercase);
    let large = words().filter(|c| c.is_uppercase());
    all.eq(acronym.chars().flat_map(char::to_lowercase)) || large.eq(acronym.chars().filter(|c| c.is_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_by_their_letters() {
        assert!(abbreviates("BoK", "Bank of Karsholm"));
        assert!(abbreviates("BOK", "Bank of Karsholm"));
        assert!(abbreviates("MoRA", "Ministry of Religious Affairs"));
        assert!(abbreviates("PLN", "Party of Labour-National"));
        assert!(!abbreviates("BoK", "Bank Karsholm Lending"));
        assert!(!abbreviates("B", "Bank"));
        assert!(!abbreviates("file photo", "File Photo"));
    }
}
