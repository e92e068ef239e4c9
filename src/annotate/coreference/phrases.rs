//! Noun phrases: determiner, modifiers, head and what follows it.

use super::forms::plain;
use super::lists::{Class, lists};
use super::scene::{Point, Scene};
use crate::split::TokenKind;
use std::ops::Range;

/// A noun phrase taken apart; all words folded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Phrase {
    /// The words before the head, without the determiner.
    pub modifiers: Vec<String>,
    /// The head noun; with a second one after "and".
    pub heads: Vec<String>,
    /// The tokens of the head noun.
    pub head: Range<u32>,
    /// The words after the head: "of the National Assembly".
    pub complement: Vec<String>,
    /// "the", "her", "a": the first word, where it is a determiner.
    pub determiner: Option<String>,
    /// Whether somebody's possession it is: "Mensah's stylist".
    pub possessed: bool,
    /// Whether "and" or "or" stands before the head.
    pub joined: bool,
    /// The words before and after the head that are capitalized, folded.
    pub proper: Vec<String>,
}

impl Phrase {
    /// Takes apart the tokens `tokens` of paragraph `par`.
    pub fn of(scene: &Scene, par: u32, tokens: Range<u32>) -> Phrase {
        let mut phrase = Phrase::default();
        let mut words: Vec<(String, u32)> = Vec::new();
        let mut at = tokens.start;
        while at < tokens.end {
            let token = scene.split(par).tokens[at as usize];
            let word = plain(scene.word(Point { par, token: at }));
            match token.kind {
                TokenKind::Clitic => phrase.possessed |= !std::mem::take(&mut words).is_empty(),
                TokenKind::Quote if plural_possessive(scene, par, at, &words) => {
                    words.clear();
                    phrase.possessed = true;
                }
                TokenKind::Word if phrase.ends(scene, par, at, &word, phrase.begun(&words)) => break,
                TokenKind::Word
                    if words.is_empty() && phrase.determiner.is_none() && lists().is(&word, Class::Determiner) =>
                {
                    phrase.determiner = Some(word);
                }
                TokenKind::Word | TokenKind::Number if glued(scene, par, at, tokens.start) && !words.is_empty() => {
                    let last = words.len() - 1;
                    words[last] = (format!("{}-{word}", words[last].0), words[last].1);
                }
                TokenKind::Word | TokenKind::Number => words.push((word, at)),
                _ if hyphen(scene, par, at) => {}
                _ if words.is_empty() => {}
                _ => break,
            }
            at += 1;
        }
        phrase.complement = complement(scene, par, at..tokens.end);
        let capital = |token| scene.word(Point { par, token }).starts_with(char::is_uppercase);
        phrase.take_heads(words, at, capital);
        phrase
    }

    /// Whether there is a word that may be the head: a noun, or "many" of "many who were there".
    fn begun(&self, words: &[(String, u32)]) -> bool {
        !words.is_empty() || self.determiner.as_deref().is_some_and(|d| lists().groups.contains(d))
    }

    /// Whether the phrase's front part ends before the word at `at`.
    fn ends(&self, scene: &Scene, par: u32, at: u32, word: &str, begun: bool) -> bool {
        let all = lists();
        let after_hyphen = at > 0 && hyphen(scene, par, at - 1);
        begun
            && !after_hyphen
            && (all.is(word, Class::Preposition)
                || all.is(word, Class::Relative)
                || all.is(word, Class::Copula)
                || matches!(word, "said" | "says" | "told" | "has" | "have" | "had" | "whose" | "where" | "when"))
    }

    fn take_heads(&mut self, words: Vec<(String, u32)>, end: u32, capital: impl Fn(u32) -> bool) {
        let mut words = words;
        // "The chairman designate", "the mayor elect".
        while words.len() > 1
            && words.last().is_some_and(|(w, _)| matches!(w.as_str(), "designate" | "elect" | "emeritus"))
        {
            words.pop();
        }
        let Some((last, token)) = words.last().cloned() else {
            self.heads.extend(self.determiner.clone().filter(|d| lists().groups.contains(d.as_str())));
            return;
        };
        self.head = token..end.max(token + 1);
        let and = words.iter().position(|(w, _)| w == "and" || w == "or");
        self.joined = and.is_some_and(|at| at > 0);
        self.proper = words[..words.len() - 1].iter().filter(|(_, t)| capital(*t)).map(|(w, _)| w.clone()).collect();
        let like = |first: &(String, u32)| head_like(&first.0) && capital(first.1) == capital(token);
        if let Some(first) = and.and_then(|at| at.checked_sub(1)).filter(|&at| like(&words[at])) {
            self.heads.push(words[first].0.clone());
        }
        self.heads.push(last);
        let modifiers = words[..words.len() - 1].iter().map(|(w, _)| w.clone());
        self.modifiers = modifiers.filter(|w| w != "and" && w != "or").collect();
        for at in 0..self.heads.len() {
            if let Some(whole) = self.compound(&self.heads[at]) {
                self.heads.push(whole);
            }
        }
        self.heads.retain(|h| !(h == "president" && self.modifiers.iter().any(|m| m == "vice" || m == "deputy")));
    }

    /// "prime minister" is a premier, "vice president" a vice-president.
    fn compound(&self, head: &str) -> Option<String> {
        let has = |w: &str| self.modifiers.iter().any(|m| m == w);
        match head {
            "minister" if has("prime") => Some("premier".into()),
            "president" if has("vice") => Some("vice-president".into()),
            _ => None,
        }
    }

    /// Whether one of its heads is a noun for one person.
    pub fn person(&self) -> bool {
        self.roles().next().is_some()
    }

    /// Its heads that are nouns for one person; of a compound ("editor-in-chief", "vice-president") the whole or its
    /// last part.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        self.heads.iter().filter_map(|h| role_noun(h))
    }
}

/// The noun for a person that `head` is or ends with.
pub fn role_noun(head: &str) -> Option<&str> {
    let all = lists();
    if all.role(head).is_some() {
        return Some(head);
    }
    let last = head.rsplit('-').next()?;
    let title = all.titles.get(head).and_then(|t| t.role);
    title.or_else(|| all.role(last).is_some().then_some(last))
}

/// Whether the word before "and" can be a head of its own: "chairman and owner", not "U.S. and Canadian officials".
fn head_like(word: &str) -> bool {
    let all = lists();
    let lists = [&all.groups, &all.documents, &all.organizations];
    role_noun(word).is_some() || all.plural_role(word) || lists.into_iter().any(|l| l.contains(word))
}

/// Whether the mark at `at` is the apostrophe of "the prosecutors' document".
fn plural_possessive(scene: &Scene, par: u32, at: u32, words: &[(String, u32)]) -> bool {
    let apostrophe = matches!(scene.word(Point { par, token: at }), "'" | "’");
    let tokens = &scene.split(par).tokens;
    let followed = tokens.get(at as usize + 1).is_some_and(|t| t.spaced && t.kind == TokenKind::Word);
    apostrophe && !tokens[at as usize].spaced && followed && words.last().is_some_and(|(w, _)| w.ends_with('s'))
}

fn hyphen(scene: &Scene, par: u32, at: u32) -> bool {
    matches!(scene.word(Point { par, token: at }), "-" | "‐" | "‑" | "/")
}

/// Whether the token at `at` follows a hyphen without a space.
fn glued(scene: &Scene, par: u32, at: u32, start: u32) -> bool {
    at > start && hyphen(scene, par, at - 1) && !scene.split(par).tokens[at as usize].spaced
}

fn complement(scene: &Scene, par: u32, tokens: Range<u32>) -> Vec<String> {
    let words = tokens.take(14).map(|t| plain(scene.word(Point { par, token: t })));
    words.filter(|w| w.len() > 1 && !lists().grammar.contains_key(w.as_str())).collect()
}
