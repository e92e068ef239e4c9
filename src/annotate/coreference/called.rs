//! What a person is called beside the name: titles before it, appositions around it, "X is the mayor of Y".

use super::forms::{Form, plain};
use super::lists::{Class, Gender, lists};
use super::phrases::{Phrase, role_noun};
use super::scene::{Point, Referent, Scene};
use crate::model::EntityKind;
use crate::split::TokenKind;
use std::ops::Range;

/// Nouns for a person and the words around them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Called {
    /// "president", "lawyer".
    pub roles: Vec<String>,
    /// "korean", "ewha".
    pub context: Vec<String>,
    /// The gender that they imply.
    pub gender: Option<Gender>,
}

impl Called {
    fn add(&mut self, phrase: &Phrase) {
        let all = lists();
        let roles: Vec<String> = phrase.roles().map(str::to_owned).collect();
        for role in roles {
            self.gender = self.gender.or(all.role(&role).and_then(|r| r.gender));
            if !self.roles.contains(&role) {
                self.roles.push(role);
            }
        }
        self.context.extend(phrase.modifiers.iter().chain(&phrase.complement).cloned());
    }

    /// Writes what is known here into `referent`.
    pub fn tell(&self, referent: &mut Referent) {
        referent.gender = referent.gender.or(self.gender);
        referent.titled |= self.gender.is_some() && referent.gender == self.gender;
        for role in &self.roles {
            if !referent.roles.contains(role) {
                referent.roles.push(role.clone());
            }
        }
        referent.context.extend(self.context.iter().cloned());
    }
}

/// How many tokens of a title or an apposition are read.
const LONGEST: u32 = 24;

/// Titles that may stand between an office and a name.
const HONORIFICS: [&str; 14] =
    ["dr", "mr", "mrs", "ms", "miss", "prof", "sir", "dame", "hon", "eng", "engr", "sheikh", "datuk", "adv"];

/// What stands before the n-th mention: "South Korean President", "The judge,".
pub fn before(scene: &Scene, mention: usize, form: &Form) -> Called {
    let m = &scene.mentions[mention];
    let (par, end) = (m.at.par, m.at.token);
    let sentence = scene.sentence_tokens(m.at).start;
    let mut called = titles_inside(form);
    if end <= sentence {
        return called;
    }
    if scene.word(Point { par, token: end - 1 }) == "," {
        let of = |start: u32| Phrase::of(scene, par, start..end - 1);
        let start = phrase_start(scene, par, sentence, end - 1);
        let mut phrase = of(start);
        // "The ambassador of the Republic of Norra, Ann Lee,".
        if !phrase.person() && start > sentence && joins(scene, par, start - 1) {
            phrase = of(phrase_start(scene, par, sentence, start - 1));
        }
        if phrase.determiner.is_some() && phrase.person() && closed(scene, par, m.end) {
            called.add(&phrase);
        }
        return called;
    }
    let word = plain(scene.word(Point { par, token: end - 1 }));
    let title = lists().titles.get(word.as_str());
    called.gender = called.gender.or(title.and_then(|t| t.gender));
    if title.is_some() || role_noun(&word).is_some() {
        let start = title_start(scene, par, sentence, end);
        called.add(&Phrase::of(scene, par, start..end));
        // "Health Minister Dr Ann Lee".
        let honour = |t: &u32| {
            let word = plain(scene.word(Point { par, token: *t }));
            word.is_empty() || HONORIFICS.contains(&word.as_str())
        };
        let office = (start..end).rev().take_while(honour).last().filter(|&t| t > start);
        if let Some(office) = office.filter(|&t| role_noun(&plain(scene.word(Point { par, token: t - 1 }))).is_some()) {
            called.add(&Phrase::of(scene, par, start..office));
        }
    } else {
        for of in offices(scene, par, sentence, end) {
            let start = title_start(scene, par, sentence, of);
            called.add(&Phrase::of(scene, par, start..end));
        }
    }
    called
}

/// The "of" of each office that stands with its country or body before the name at token `end`: "President of Ghana Kofi
/// Mensah", "Minister of Trade, Industry and Ports and Head of the Port Council Kofi Mensah".
fn offices(scene: &Scene, par: u32, sentence: u32, end: u32) -> Vec<u32> {
    let word = |t: u32| scene.word(Point { par, token: t });
    let capital = |t: u32| word(t).starts_with(char::is_uppercase);
    let small = |t: u32| {
        joins(scene, par, t)
            || matches!(
                word(t),
                "the" | "and" | "&" | "-" | "’" | "'s" | "’s" | "(" | ")" | "state" | "affairs" | "staff"
            )
    };
    let part = |t: &u32| capital(*t) || small(*t) || (word(*t) == "," && (capital(t + 1) || word(t + 1) == "and"));
    if !(capital(end - 1) || matches!(word(end - 1), "affairs" | ")")) {
        return Vec::new();
    }
    let body = (end.saturating_sub(LONGEST).max(sentence + 1)..end).rev().take_while(part);
    let rank = |t: &u32| matches!(plain(word(*t)).as_str(), "extraordinary" | "plenipotentiary" | "general" | "and");
    let noun = |of: u32| (sentence..of).rev().find(|t| !rank(t)).is_some_and(|t| role_noun(&plain(word(t))).is_some());
    body.filter(|&t| joins(scene, par, t) && noun(t)).collect()
}

/// Whether the word joins an office to its country or body.
fn joins(scene: &Scene, par: u32, token: u32) -> bool {
    matches!(scene.word(Point { par, token }), "of" | "for" | "to")
}

/// The titles that are part of the mention itself.
fn titles_inside(form: &Form) -> Called {
    let roles = form.titles.iter().filter_map(|t| role_noun(t)).map(str::to_owned).collect();
    Called { roles, context: Vec::new(), gender: form.gender }
}

/// Whether the name that ends before token `at` is set off: by a comma, a full stop or a verb.
fn closed(scene: &Scene, par: u32, at: u32) -> bool {
    let word = scene.word(Point { par, token: at });
    word.is_empty() || word == "," || word == "." || (word != "and" && word.chars().all(char::is_lowercase))
}

/// Where the title before token `end` begins: words without a comma, a preposition, a determiner or another person between.
fn title_start(scene: &Scene, par: u32, sentence: u32, end: u32) -> u32 {
    let mut start = end;
    let others = scene.within(par, sentence..end).rev().filter(|&n| scene.kind(n) == EntityKind::Person);
    let sentence =
        others.map(|n| scene.mentions[n].end).find(|&stop| stop <= end).map_or(sentence, |stop| stop.max(sentence));
    while start > sentence && end - start < 8 {
        let token = scene.split(par).tokens[start as usize - 1];
        let word = plain(scene.word(Point { par, token: start - 1 }));
        let stop = match token.kind {
            TokenKind::Word => {
                lists().is(&word, Class::Preposition)
                    || lists().is(&word, Class::Determiner)
                    || word == "said"
                    || word == "says"
            }
            TokenKind::Punct => scene.word(Point { par, token: start - 1 }) != "-",
            _ => true,
        };
        if stop {
            break;
        }
        start -= 1;
    }
    start
}

/// Where the noun phrase before the comma at `comma` begins: at its determiner, or after the last comma.
fn phrase_start(scene: &Scene, par: u32, sentence: u32, comma: u32) -> u32 {
    let mut start = comma;
    while start > sentence && comma - start < 12 {
        start -= 1;
        let word = scene.lower(par, start);
        if lists().is(&word, Class::Determiner) {
            return start;
        }
        if matches!(&*word, "," | ";" | ":" | "." | "\"") {
            return start + 1;
        }
    }
    start
}

/// What follows the n-th mention: ", a professor at …", "is the mayor of …", "(D-Mo.)".
pub fn after(scene: &Scene, mention: usize) -> Called {
    let m = &scene.mentions[mention];
    let mut called = Called::default();
    let (par, stop) = (m.at.par, scene.sentence_tokens(m.at).end);
    let Some(start) = apposition_start(scene, par, m.end, stop) else { return called };
    let end = apposition_end(scene, par, start..stop);
    // "…, a party source said" after a comma is no apposition.
    if start >= end || scene.speaks(Point { par, token: start }) {
        return called;
    }
    let phrase = Phrase::of(scene, par, start..end);
    let named = scene.within(par, start..phrase.head.end + 1);
    let titles_another = named
        .into_iter()
        .any(|n| scene.kind(n) == EntityKind::Person && scene.mentions[n].at.token >= phrase.head.start);
    if phrase.person() && !titles_another && (phrase.determiner.is_some() || phrase.modifiers.len() < 6) {
        called.add(&phrase);
    }
    called
}

/// Where an apposition or a predicate after token `end` begins.
fn apposition_start(scene: &Scene, par: u32, end: u32, stop: u32) -> Option<u32> {
    let word = |t: u32| if t < stop { scene.lower(par, t) } else { "".into() };
    let mut at = end;
    if word(at) == "(" {
        return Some(at + 1);
    }
    if word(at) == "," {
        at += 1;
        let age = |t: u32| t < stop && scene.split(par).tokens[t as usize].kind == TokenKind::Number;
        if age(at) && word(at + 1) == "," {
            at += 2;
        }
        // "…to Ann Lee,” one source said": what stands behind the mark is none of hers.
        let marked = |t: u32| scene.split(par).tokens[t as usize].kind == TokenKind::Quote;
        if word(at) != "who" {
            return (at < stop && !marked(at)).then_some(at);
        }
        at += 1;
    } else if word(at) == "who" {
        at += 1;
    }
    if word(at) == "has" && word(at + 1) == "been" {
        at += 1;
    }
    let copula = lists().is(&word(at), Class::Copula);
    let served = matches!(&*word(at), "serves" | "served");
    let after = at + 1 + u32::from(served && word(at + 1) == "as");
    (copula && lists().is(&word(after), Class::Determiner)).then_some(after)
}

fn apposition_end(scene: &Scene, par: u32, tokens: Range<u32>) -> u32 {
    let end = tokens.end.min(tokens.start + LONGEST);
    let stops = |t: &u32| {
        matches!(
            scene.word(Point { par, token: *t }),
            "," | ";" | ":" | "." | ")" | "(" | "—" | "–" | "--" | "“" | "\""
        )
    };
    (tokens.start..end).find(stops).unwrap_or(end)
}
