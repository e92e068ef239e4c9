//! Mentions of people joined into persons: full names first, then surnames, given names and nicknames.

use super::called::{self, Called};
use super::forms::{Form, given_alike, one_letter_apart, plain};
use super::lists::{Gender, lists};
use super::scene::{Referent, Scene};
use super::spellings::{Spelling, cut_headlines, full, shouted, spellings, two};
use crate::model::EntityKind;
use rustc_hash::FxHashMap;

/// So many persons that share a word are compared; more share only a very common one.
const MOST: usize = 48;

/// So many mentions of a person are looked back at to tell whether he has been heard.
const LATELY: usize = 20;

/// Persons by the words of their names.
#[derive(Default)]
struct Book {
    by_word: FxHashMap<String, Vec<usize>>,
}

impl Book {
    fn add(&mut self, referent: usize, words: &[String]) {
        for word in words {
            let list = self.by_word.entry(word.clone()).or_default();
            if list.last() != Some(&referent) {
                list.push(referent);
            }
        }
    }

    fn with<'b>(&'b self, word: Option<&String>) -> impl Iterator<Item = usize> + 'b {
        word.and_then(|w| self.by_word.get(w)).into_iter().flatten().rev().take(MOST).copied()
    }

    /// Persons whose names hold the first or the last of `words`.
    fn like(&self, words: &[String]) -> Vec<usize> {
        let mut found: Vec<usize> = self.with(words.first()).chain(self.with(words.last())).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Gives every mention of a person its referent.
pub fn join(scene: &mut Scene) {
    let people: Vec<usize> = (0..scene.mentions.len()).filter(|&m| scene.kind(m) == EntityKind::Person).collect();
    let mut forms: FxHashMap<&str, Form> = FxHashMap::default();
    for &m in &people {
        let text = scene.mention_text(m);
        forms.entry(text).or_insert_with(|| Form::of(text));
    }
    let called: Vec<Called> = people.iter().map(|&m| called::before(scene, m, &forms[scene.mention_text(m)])).collect();
    let (mut spellings, of) = spellings(scene, &people, &forms);
    cut_headlines(&mut spellings);
    let mut book = Book::default();
    full_names(scene, &mut spellings, &mut book);
    let mut bound: FxHashMap<usize, usize> = FxHashMap::default();
    for (k, &mention) in people.iter().enumerate() {
        let spelling = &spellings[of[k]];
        let person = spelling.person.unwrap_or_else(|| {
            let short = Short { form: &spelling.form, called: &called[k], mention, bound: bound.get(&of[k]).copied() };
            if short.family(scene, &book) { a_family(scene, &spelling.form) } else { short.person(scene, &mut book) }
        });
        // "Mrs. Mensah" says nothing of whom "Mensah" alone will mean.
        if called[k].gender.is_none() {
            bound.insert(of[k], person);
        } else if bound.get(&of[k]) != Some(&person) {
            bound.remove(&of[k]);
        }
        scene.mentions[mention].referent = person;
        scene.referents[person].mentions.push(mention);
        if scene.referents[person].kind != EntityKind::Person {
            continue;
        }
        called[k].tell(&mut scene.referents[person]);
        called::after(scene, mention).tell(&mut scene.referents[person]);
    }
}

/// Joins the full names, longest first, and makes a referent of each person.
fn full_names(scene: &mut Scene, spellings: &mut [Spelling], book: &mut Book) {
    let mut order: Vec<usize> = (0..spellings.len()).filter(|&s| full(&spellings[s].form)).collect();
    order.sort_by_key(|&s| (std::cmp::Reverse(spellings[s].form.words.len()), spellings[s].first));
    let mut best: FxHashMap<usize, (bool, usize, bool, usize)> = FxHashMap::default();
    let mut written: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for s in order {
        let form = &spellings[s].form;
        let another =
            |r: &usize| written.get(r).is_some_and(|own| own.iter().any(|&o| two(&spellings[s], &spellings[o])));
        let mut known = book.like(&form.words).into_iter();
        let known = known.find(|r| same_person(form, &scene.referents[*r]) && !another(r));
        let person = known.unwrap_or_else(|| new_person(scene, form));
        written.entry(person).or_default().push(s);
        book.add(person, &form.words);
        let rank = (spellings[s].running, form.words.len(), !shouted(&form.name), spellings[s].count);
        if best.get(&person).is_none_or(|b| rank > *b) {
            best.insert(person, rank);
            scene.referents[person].name = form.name.clone();
        }
        spellings[s].person = Some(person);
    }
}

/// A referent for all of one surname; they are no single person whom "he" could mean.
fn a_family(scene: &mut Scene, form: &Form) -> usize {
    scene.referents.push(Referent::new(EntityKind::Nationality, &form.name, form.words.clone()));
    scene.referents.len() - 1
}

fn new_person(scene: &mut Scene, form: &Form) -> usize {
    let mut person = Referent::new(EntityKind::Person, &form.name, form.words.clone());
    person.family_first = form.family_first();
    person.gender = form.gender.or_else(|| given_gender(&person));
    scene.referents.push(person);
    scene.referents.len() - 1
}

/// The gender that the given name tells.
fn given_gender(person: &Referent) -> Option<Gender> {
    let all = lists();
    let of = |w: &String| all.given.get(w.as_str()).or_else(|| all.more_given.get(w.as_str())).copied().flatten();
    if person.family_first {
        let [_, rest @ ..] = person.words.as_slice() else { return None };
        return if rest.len() == 1 { rest.first().and_then(of) } else { None };
    }
    person.words.first().and_then(of).or_else(|| person.words.get(1).filter(|_| person.words.len() > 2).and_then(of))
}

/// Whether a full name, no longer than the person's fullest, names that person.
fn same_person(form: &Form, person: &Referent) -> bool {
    let (short, long) = (form.words.as_slice(), person.words.as_slice());
    if short == long || short.concat() == long.concat() {
        return true;
    }
    if form.gender.is_some() && person.gender.is_some() && form.gender != person.gender {
        return false;
    }
    let ([first, .., last], [long_first, .., long_last]) = (short, long) else { return false };
    if long.ends_with(short) || long.starts_with(short) {
        return true;
    }
    let within = subsequence(short, long);
    if within && (first == long_first || last == long_last) {
        return true;
    }
    let middle = (&short[1..short.len() - 1], &long[1..long.len() - 1]);
    if last == long_last && given_alike(first, long_first) {
        return middle.0.is_empty() || middle.1.is_empty() || alike(middle.0, middle.1);
    }
    let misspelled = last.len() >= 5 && one_letter_apart(last, long_last);
    first == long_first && first.len() > 1 && misspelled && short.len() == long.len() && middle.0 == middle.1
}

fn subsequence(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|w| rest.any(|l| l == w))
}

/// Whether middle names agree as far as both are given: equal, or one the other's initial.
fn alike(a: &[String], b: &[String]) -> bool {
    let one = |x: &String, y: &String| {
        let initial = x.len().min(y.len()) == 1 && x.as_bytes()[0] == y.as_bytes()[0];
        x == y || initial || (x.len() >= 5 && one_letter_apart(x, y))
    };
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| one(x, y))
}

/// A surname or given name at one place in the text.
struct Short<'s> {
    form: &'s Form,
    called: &'s Called,
    mention: usize,
    /// Whom the same form named last.
    bound: Option<usize>,
}

impl Short<'_> {
    /// Whom it names; a new person where nobody known fits.
    fn person(&self, scene: &mut Scene, book: &mut Book) -> usize {
        let scored = book.like(&self.form.words).into_iter().filter_map(|r| Some((self.score(scene, r)?, r)));
        let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        if let Some(person) = best.map(|b| b.1).or_else(|| self.misspelled(scene)) {
            return person;
        }
        let person = new_person(scene, self.form);
        book.add(person, &self.form.words);
        person
    }

    /// Whether it names several of one surname: "the Navas".
    fn family(&self, scene: &Scene, book: &Book) -> bool {
        let [word] = self.form.words.as_slice() else { return false };
        let Some(surname) = word.strip_suffix('s').filter(|w| w.len() > 2) else { return false };
        let at = scene.mentions[self.mention].at;
        let several = at.token.checked_sub(1).is_some_and(|t| &*scene.lower(at.par, t) == "the");
        several && !book.by_word.contains_key(word) && book.by_word.contains_key(surname)
    }

    /// Persons with such a name but for one letter: a slip of the pen.
    fn misspelled(&self, scene: &Scene) -> Option<usize> {
        let words = self.form.words.as_slice();
        if words.iter().all(|w| w.len() < 5 || lists().given.contains_key(w.as_str())) {
            return None;
        }
        let alike = |(a, b): (&String, &String)| {
            a == b || (a.len() >= 5 && a.chars().next() == b.chars().next() && one_letter_apart(a, b))
        };
        let last = |p: &Referent| {
            p.words.len() > words.len()
                && p.words[p.words.len() - words.len()..].iter().zip(words).all(|(b, a)| alike((a, b)))
        };
        let gender = self.called.gender.or(self.form.gender);
        let fits = |p: &Referent| gender.is_none() || p.gender.is_none() || gender == p.gender;
        let mut found = (0..scene.referents.len()).filter(|&r| {
            let person = &scene.referents[r];
            person.kind == EntityKind::Person && !person.mentions.is_empty() && fits(person) && last(person)
        });
        let person = found.next()?;
        found.next().is_none().then_some(person)
    }

    /// Of a couple the one who came later is called by the given name, the other by the surname: so much less is meant who is.
    fn spouse(&self, scene: &Scene, referent: usize) -> f32 {
        let person = &scene.referents[referent];
        let ([.., surname], Some(first)) = (person.words.as_slice(), person.mentions.first()) else { return 0.0 };
        let given = |m: &usize| person.words.first().is_some_and(|w| *w == plain(scene.mention_text(*m)));
        let by_surname =
            self.form.words.len() == 1 && self.form.words.last() == Some(surname) && person.words.len() > 1;
        if !by_surname || !person.mentions.iter().any(given) {
            return 0.0;
        }
        let before = |r: &Referent| r.words.last() == Some(surname) && r.mentions.first().is_some_and(|m| m < first);
        if scene.referents.iter().any(before) { 0.7 } else { 0.0 }
    }

    /// Whether the paragraph has just given the person's full name.
    fn just_named(&self, scene: &Scene, person: &Referent) -> bool {
        let here = scene.mentions[self.mention].at.par;
        person.mentions.last().is_some_and(|&m| scene.mentions[m].at.par == here && scene.mention_text(m).contains(' '))
    }

    /// How well it fits the person; `None` where it cannot.
    fn score(&self, scene: &Scene, referent: usize) -> Option<f32> {
        let person = &scene.referents[referent];
        let mut score = fit(&self.form.words, person)? + plausible(person);
        let gender = self.called.gender.or(self.form.gender);
        if gender.is_some() && person.gender.is_some() && gender != person.gender {
            return None;
        }
        let shared = self.called.roles.iter().filter(|r| person.roles.contains(r)).count();
        score += 0.8 * shared.min(2) as f32;
        score += 0.3 * self.called.context.iter().filter(|w| person.context.contains(*w)).count().min(2) as f32;
        let here = scene.mentions[self.mention].sentence;
        match person.mentions.last() {
            Some(&last) => {
                let apart = (here - scene.mentions[last].sentence.min(here)) as f32;
                score += if scene.mentions[last].subject { 0.2 } else { 0.0 };
                score += 1.0 / (1.0 + apart / 3.0) + 0.04 * person.mentions.len().min(5) as f32;
            }
            None => score -= 0.8,
        }
        if self.bound == Some(referent) {
            score += 0.5;
        }
        // Whoever is said to speak has mostly been heard before; who is merely mentioned has not.
        let heard = |m: &usize| scene.is_heard(&scene.mentions[*m]);
        if heard(&self.mention) && person.mentions.iter().rev().take(LATELY).any(heard) {
            score += 0.1;
        }
        // "Tara Mensah met the press. “…,” Mensah said."
        if !self.just_named(scene, person) {
            score -= self.spouse(scene, referent);
        }
        // "Lee Jr." beside John Lee and John Lee Jr.
        if self.form.generation().is_some() {
            score += if Form::of(&person.name).generation() == self.form.generation() { 1.0 } else { -1.0 };
        }
        Some(score)
    }
}

/// A name that begins with a given name or a surname is a person's name for certain; one that holds the noun of an
/// organization may be two names run together.
fn plausible(person: &Referent) -> f32 {
    let all = lists();
    let known = person.family_first
        || surname_first(&person.words)
        || person.words.first().is_some_and(|w| {
            all.given.contains_key(w.as_str())
                || all.more_given.contains_key(w.as_str())
                || all.nicknames.contains_key(w.as_str())
        });
    let mixed = person.words.len() > 2 && person.words.iter().any(|w| all.organizations.contains(w.as_str()));
    if mixed {
        -0.8
    } else if known {
        0.3
    } else {
        0.0
    }
}

/// Whether a name begins with what is only a surname.
fn surname_first(words: &[String]) -> bool {
    let all = lists();
    words.first().is_some_and(|w| all.family_first.contains(w.as_str()) && !all.given.contains_key(w.as_str()))
}

/// How naturally `words` stand for the person: as the surname, as the given name, as another part.
fn fit(words: &[String], person: &Referent) -> Option<f32> {
    let long = person.words.as_slice();
    if words == long {
        return Some(3.0);
    }
    let at = long.windows(words.len().max(1)).position(|w| w == words);
    let Some(at) = at else {
        let first = long.first()?;
        let nickname = words.len() == 1 && words[0].len() > 1 && first.len() > 1 && given_alike(&words[0], first);
        return (nickname && long.len() > 1 && words[0] != *first && lists().nicknames.contains_key(words[0].as_str()))
            .then_some(1.5);
    };
    let (starts, ends) = (at == 0, at + words.len() == long.len());
    Some(match (person.family_first, starts, ends) {
        (true, true, _) | (false, _, true) => 3.0,
        // "Jung Eugene": a surname that is no given name, before a given name.
        (false, true, _) if surname_first(long) => 3.0,
        (false, true, _) | (true, _, true) => 2.2,
        _ => 2.0,
    })
}
