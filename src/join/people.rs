//! Full names of persons joined: one name in several spellings.
//!
//! Pairs are found by keys, so the work grows with the number of names and not with its square. A pair that differs in
//! nothing but hyphens, case, diacritics or titles is one name; the others need evidence (`evidence`), the more the less the
//! letters tell. Whatever the evidence, a group only takes a name that fits every name in it, so "George W." and
//! "George H." never meet by way of "George".

use super::alike::{Alike, COMMON, Skeletons, alike_in, holders, key, pairs};
use super::authority::Authority;
use super::corpus::Corpus;
use super::evidence::{Company, Profile};
use super::same::Same;
use super::words::Words;
use super::{Joined, Referent};
use crate::annotate::coreference::forms::Form;
use crate::annotate::coreference::lists::lists;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// The name of a person, as all articles have it.
#[derive(Debug, Clone)]
pub struct Person {
    /// Its number.
    pub name: u32,
    /// Its words, folded, without titles, suffixes and descriptions before it.
    pub words: Words,
    /// In how many articles it stands.
    pub articles: u32,
    /// "jr", "ii".
    pub generation: Option<&'static str>,
    /// Whether its first word is the surname.
    pub family_first: bool,
    /// Whether it is a full name.
    pub full: bool,
    /// What its first and its last word are by most transliterations: one number for what is one there.
    pub skeletons: [u32; 2],
}

/// The persons of a corpus, in groups.
pub struct Known {
    /// In the order of their numbers.
    pub people: Vec<Person>,
    /// Which of `people` are one person.
    pub same: Same,
    /// Referents that a user gave: root of the group → entry of the authority.
    pub given: FxHashMap<u32, usize>,
    /// Groups of `people`, by root → referent; filled for groups of more than one name.
    pub referents: FxHashMap<u32, u32>,
    /// "president lee" of a user's list: word and title → root of the group that it means.
    pub titled: FxHashMap<(String, String), u32>,
    /// Of `people` those whose names hold more than a name.
    ornate: FxHashSet<u32>,
}

impl Person {
    fn of(corpus: &Corpus, name: u32, articles: u32) -> Option<Person> {
        let form = Form::of(&corpus.names[name as usize]);
        let generation = form.generation();
        let full = is_full(&form);
        let family_first = form.family_first();
        Some(Person {
            name,
            words: Words::of(&form.words)?,
            articles,
            generation,
            family_first,
            full,
            skeletons: [0; 2],
        })
    }

    /// Its first word.
    pub fn first(&self) -> &str {
        self.words.first()
    }

    /// Its last word.
    pub fn last(&self) -> &str {
        self.words.last()
    }

    /// "jr", "ii"; empty where the name tells none.
    pub fn told_generation(&self) -> &'static str {
        self.generation.unwrap_or("")
    }
}

/// Whether a name is a full one: two words parted by a space, the first no particle.
fn is_full(form: &Form) -> bool {
    let mut words = form.name.split_whitespace();
    let first = words.next().unwrap_or("");
    form.words.len() > 1 && words.next().is_some() && !first.chars().next().is_some_and(char::is_lowercase)
}

/// Joins the full names and those that a user's list gives.
pub fn join(corpus: &Corpus, company: &Company, authority: &Authority, joined: &mut Joined) -> Known {
    let people = people(corpus);
    let mut known = Known {
        same: Same::new(people.len()),
        people,
        given: FxHashMap::default(),
        referents: FxHashMap::default(),
        titled: FxHashMap::default(),
        ornate: FxHashSet::default(),
    };
    by_authority(authority, &mut known);
    let pairs = pairs(&known.people);
    let asked: FxHashSet<u32> =
        pairs.iter().flat_map(|(_, a, b)| [*a, *b]).map(|i| known.people[i as usize].name).collect();
    let profiles = company.profiles(corpus, |a| &a.people, |name| asked.contains(&name).then_some(name));
    let scored = scored(&known.people, company, &profiles, pairs);
    unite(&mut known, &scored);
    referents(corpus, authority, &mut known, joined);
    known
}

fn people(corpus: &Corpus) -> Vec<Person> {
    let counts = corpus.counts(|a| &a.people).into_par_iter().enumerate().filter(|(_, articles)| *articles > 0);
    let mut people: Vec<Person> = counts.filter_map(|(name, n)| Person::of(corpus, name as u32, n)).collect();
    let known: FxHashSet<&str> = people.iter().filter(|p| p.full).map(|p| p.words.text()).collect();
    // "Democrat Ann Lee" beside "Ann Lee".
    let described = |w: &&str| lists().roles.contains_key(w) || lists().titles.contains_key(w);
    let head = |p: &Person| p.words.iter().take_while(described).count();
    let named = |p: &Person, head: usize| {
        head > 0 && head + 1 < p.words.count() && known.contains(p.words.some(head, p.words.count()))
    };
    let heads = people.iter().enumerate().map(|(i, p)| (i, head(p))).filter(|(i, head)| named(&people[*i], *head));
    for (i, head) in heads.collect::<Vec<_>>() {
        people[i].words = people[i].words.without(head);
        people[i].family_first = false;
    }
    let mut skeletons = Skeletons::default();
    for person in &mut people {
        person.skeletons = [skeletons.number(person.words.first()), skeletons.number(person.words.last())];
    }
    people
}

/// A user's list goes before everything: its names are joined whatever the evidence.
fn by_authority(authority: &Authority, known: &mut Known) {
    if authority.people().next().is_none() {
        return;
    }
    let mut by_key: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for (i, person) in known.people.iter().enumerate() {
        by_key.entry(key(person)).or_default().push(i as u32);
    }
    for (n, entry) in authority.people() {
        let mut first: Option<u32> = None;
        for alias in authority.names(n) {
            for &i in by_key.get(&Authority::key(alias)).into_iter().flatten() {
                let with = *first.get_or_insert(i);
                known.same.join(with, i);
            }
        }
        let Some(i) = first else { continue };
        known.given.insert(i, n);
        for (word, title) in &entry.titled {
            known.titled.insert((word.clone(), title.clone()), i);
        }
    }
    // Joining may have moved roots.
    known.given = known.given.iter().map(|(&i, &n)| (known.same.root(i), n)).collect();
    known.titled = known.titled.iter().map(|(k, &i)| (k.clone(), known.same.root(i))).collect();
}

/// A pair with what its evidence weighs.
struct Scored {
    alike: Alike,
    a: u32,
    b: u32,
    evidence: f32,
}

/// Weighs the pairs and drops those with too little evidence.
fn scored(
    people: &[Person],
    company: &Company,
    profiles: &FxHashMap<u32, Profile>,
    pairs: Vec<(Alike, u32, u32)>,
) -> Vec<Scored> {
    let holders = holders(people);
    let none = Profile::default();
    let weighed = |(alike, a, b): (Alike, u32, u32)| {
        let (x, y) = (&people[a as usize], &people[b as usize]);
        if alike == Alike::Spelling {
            return Some(Scored { alike, a, b, evidence: f32::INFINITY });
        }
        let (px, py) = (profiles.get(&x.name).unwrap_or(&none), profiles.get(&y.name).unwrap_or(&none));
        // An article that tells the two apart knows better.
        let together = px.with(y.name);
        if together > 0 && f64::from(together) >= 0.2 * f64::from(x.articles.min(y.articles)) {
            return None;
        }
        let common = holders.get(x.last()).copied().unwrap_or(0) >= COMMON;
        if alike == Alike::Letters && common && x.last() == y.last() && x.skeletons[0] != y.skeletons[0] {
            return None;
        }
        let evidence = company.shared(px, py, &[x.name, y.name]);
        (evidence >= needed(alike, x, y, common)).then_some(Scored { alike, a, b, evidence })
    };
    let mut scored: Vec<Scored> = pairs.into_par_iter().filter_map(weighed).collect();
    scored.sort_by(|x, y| {
        (x.alike.cmp(&y.alike)).then(y.evidence.total_cmp(&x.evidence)).then((x.a, x.b).cmp(&(y.a, y.b)))
    });
    scored
}

/// How much evidence a pair needs; `common`: many persons have the surname.
fn needed(alike: Alike, a: &Person, b: &Person, common: bool) -> f32 {
    match alike {
        Alike::Spelling => 0.0,
        Alike::Order => {
            let given = |w: &str| lists().given.contains_key(w);
            if [a, b].iter().all(|p| given(p.first()) && given(p.last())) { 4.0 } else { 0.0 }
        }
        Alike::Middle if common => 2.0,
        Alike::Middle => 0.0,
        Alike::Tail => 2.0,
        Alike::Letters if a.last() != b.last() => 6.0,
        Alike::Nickname | Alike::Letters => 4.0,
        Alike::Head => 5.0,
        Alike::Initial => 6.0,
    }
}

/// How much more evidence a pair needs than a rival that excludes it.
const AHEAD: f32 = 2.0;

fn unite(known: &mut Known, scored: &[Scored]) {
    let mut partners: FxHashMap<u32, Vec<(u32, f32)>> = FxHashMap::default();
    for pair in scored.iter().filter(|p| p.alike > Alike::Order) {
        partners.entry(pair.a).or_default().push((pair.b, pair.evidence));
        partners.entry(pair.b).or_default().push((pair.a, pair.evidence));
    }
    for pair in scored {
        let (a, b) = (known.same.root(pair.a), known.same.root(pair.b));
        let two_given = known.given.contains_key(&a) && known.given.contains_key(&b);
        let ornament = ornament(known, pair);
        if a == b || two_given || !(ornament || fit(known, a, b)) {
            continue;
        }
        // Somebody else has as good a claim to the name, and cannot be the same person.
        let rivals = |of: u32, with: u32| {
            partners.get(&of).into_iter().flatten().any(|&(other, evidence)| {
                other != with
                    && evidence > pair.evidence - AHEAD
                    && !fit(known, known.same.root(other), known.same.root(with))
            })
        };
        if pair.alike > Alike::Order && !ornament && (rivals(pair.a, pair.b) || rivals(pair.b, pair.a)) {
            continue;
        }
        if ornament {
            let few = known.people[pair.a as usize].articles < known.people[pair.b as usize].articles;
            known.ornate.insert(if few { pair.a } else { pair.b });
        }
        known.same.join(a, b);
        for root in [a, b] {
            if let Some(n) = known.given.remove(&root) {
                known.given.insert(a.min(b), n);
            }
        }
    }
    known.titled = known.titled.iter().map(|(k, &i)| (k.clone(), known.same.root(i))).collect();
}

/// Whether a pair is a well-known name and one that holds it with more words around it, in few articles: "Embattled Ann
/// Lee". That name need not fit the other spellings.
fn ornament(known: &Known, pair: &Scored) -> bool {
    let (a, b) = (&known.people[pair.a as usize], &known.people[pair.b as usize]);
    let (few, many, i) = if a.articles < b.articles { (a, b, pair.a) } else { (b, a, pair.b) };
    matches!(pair.alike, Alike::Tail | Alike::Head)
        && few.words.count() == many.words.count() + 1
        && many.articles >= 10 * few.articles
        && known.same.group(i).len() == 1
        && !known.given.contains_key(&i)
}

/// Whether every name of one group may be the same person's as every name of the other. Names that a user joined need
/// not fit each other, and one that fits is enough.
fn fit(known: &Known, a: u32, b: u32) -> bool {
    let of = |i: &u32| &known.people[*i as usize];
    let fits = |x: &u32, y: &u32| alike_in(of(x), of(y)).is_some();
    let (left, right) = (known.same.group(a), known.same.group(b));
    if known.given.contains_key(&a) || known.given.contains_key(&b) {
        return left.iter().any(|x| right.iter().any(|y| fits(x, y)));
    }
    let plain = |i: &&u32| of(i).full && !known.ornate.contains(*i);
    left.iter().filter(plain).all(|x| right.iter().filter(plain).all(|y| fits(x, y)))
}

/// Makes a referent of every group of several names and of every name that a user gave.
fn referents(corpus: &Corpus, authority: &Authority, known: &mut Known, joined: &mut Joined) {
    let Known { people, same, given, referents, .. } = known;
    for group in same.groups() {
        let entry = given.get(&group[0]).map(|&n| authority.asked(n));
        if group.len() < 2 && entry.is_none() {
            continue;
        }
        let number = joined.referents.len() as u32;
        let best = group
            .iter()
            .map(|&i| &people[i as usize])
            .max_by_key(|p| (p.articles, p.words.count(), std::cmp::Reverse(p.name)));
        let Some(best) = best else { continue };
        for &i in group {
            joined.people.insert(people[i as usize].name, number);
        }
        let all = group.iter().map(|&i| people[i as usize].name);
        joined.referents.push(Referent::new(corpus, entry, best.name, all));
        referents.insert(group[0], number);
    }
}
