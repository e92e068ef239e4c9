//! Organizations joined where that is sure: spelling, a leading "the", legal forms, known short forms, and acronyms that
//! keep the company of one full name.

use super::authority::Authority;
use super::corpus::Corpus;
use super::evidence::Company;
use super::same::Same;
use super::{Joined, Referent};
use crate::annotate::coreference::forms::{trimmed, words};
use crate::annotate::coreference::lists::lists;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Evidence that an acronym needs for its full name, and to be ahead of the next one.
const NEEDED: f32 = 4.0;
const AHEAD: f32 = 2.0;

/// What companies are by law; no part of their names.
const LEGAL: &[&str] =
    &["inc", "ltd", "plc", "llc", "corp", "co", "gmbh", "limited", "incorporated", "corporation", "ag", "nv"];

/// Words that are names of many papers, and say nothing of a company.
const PAPERS: &[&str] = &["news", "sun", "times", "post", "star", "mail", "herald", "journal", "guardian", "union"];

struct Name {
    name: u32,
    articles: u32,
    words: Vec<String>,
}

/// Joins organizations.
pub fn join(corpus: &Corpus, company: &Company, authority: &Authority) -> Joined {
    let names: Vec<Name> = (0..)
        .zip(corpus.counts(|a| &a.organizations))
        .filter(|(_, articles)| *articles > 0)
        .map(|(name, articles)| Name { name, articles, words: key(&corpus.names[name as usize]) })
        .filter(|n| !n.words.is_empty())
        .collect();
    let mut same = Same::new(names.len());
    let mut by_key: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (i, name) in names.iter().enumerate() {
        by_key.entry(name.words.join(" ")).or_default().push(i as u32);
    }
    by_key.values().for_each(|sharing| sharing.windows(2).for_each(|w| same.join(w[0], w[1])));
    let mut given: FxHashMap<u32, usize> = FxHashMap::default();
    let taken = by_authority(authority, &by_key, &mut same, &mut given);
    let free = |i: u32| !taken.contains(&i);
    let acronyms = acronyms(corpus, company, &names, &same);
    let told: FxHashSet<u32> = acronyms.iter().map(|(short, _)| *short).collect();
    let by_list = aliases(corpus, &names, &by_key).into_iter().filter(|(short, _)| !told.contains(short));
    let known: Vec<(u32, u32)> =
        acronyms.iter().copied().chain(by_list).chain(companies(corpus, company, &names, &by_key)).collect();
    for (short, full) in known {
        if free(short) && !(given.contains_key(&same.root(short)) && given.contains_key(&same.root(full))) {
            same.join(short, full);
        }
    }
    let given: BTreeMap<u32, usize> = given.into_iter().map(|(i, n)| (same.root(i), n)).collect();
    referents(corpus, authority, &names, &same, &given)
}

/// Joins what a user's list joins; returns the names that it holds.
fn by_authority(
    authority: &Authority,
    by_key: &BTreeMap<String, Vec<u32>>,
    same: &mut Same,
    given: &mut FxHashMap<u32, usize>,
) -> FxHashSet<u32> {
    let mut taken = FxHashSet::default();
    for (n, _) in authority.organizations() {
        let found = authority.names(n).filter_map(|alias| by_key.get(&key(alias).join(" "))).flatten().copied();
        let found: Vec<u32> = found.collect();
        found.windows(2).for_each(|w| same.join(w[0], w[1]));
        if let Some(&i) = found.first() {
            given.insert(i, n);
        }
        taken.extend(found);
    }
    taken
}

/// The words of a name in one spelling of English, without "the" before it and the legal form behind it.
fn key(name: &str) -> Vec<String> {
    let mut words = words(trimmed(name));
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    // Of "Sun Co" no more would be left than of "The Sun"; see [`companies`].
    while words.len() > 2 && words.last().is_some_and(|w| LEGAL.contains(&w.as_str())) {
        words.pop();
    }
    for word in &mut words {
        for (british, american) in
            [("isation", "ization"), ("centre", "center"), ("defence", "defense"), ("labour", "labor")]
        {
            if let Some(stem) = word.strip_suffix(british) {
                *word = format!("{stem}{american}");
            }
        }
    }
    words
}

/// Pairs of a company of one word with and without its legal form, where their company is the same.
fn companies(
    corpus: &Corpus,
    company: &Company,
    names: &[Name],
    by_key: &BTreeMap<String, Vec<u32>>,
) -> Vec<(u32, u32)> {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (i, name) in names.iter().enumerate() {
        if let [word, form] = name.words.as_slice()
            && LEGAL.contains(&form.as_str())
            && !PAPERS.contains(&word.as_str())
        {
            pairs.extend(by_key.get(word).and_then(|l| l.first()).map(|&short| (short, i as u32)));
        }
    }
    let asked: FxHashSet<u32> = pairs.iter().flat_map(|(a, b)| [*a, *b]).map(|i| names[i as usize].name).collect();
    let profiles = company.profiles(corpus, |a| &a.organizations, |name| asked.contains(&name).then_some(name));
    pairs.retain(|(a, b)| {
        let (a, b) = (names[*a as usize].name, names[*b as usize].name);
        let both = profiles.get(&a).zip(profiles.get(&b));
        both.is_some_and(|(x, y)| company.shared(x, y, &[a, b]) >= NEEDED / 2.0)
    });
    pairs
}

/// Whether a name is written as an acronym: "FBI", "U.N."
fn acronym(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    (2..=6).contains(&letters) && name.chars().all(|c| c.is_uppercase() || c == '.')
}

/// Pairs of a short form and its full name by the list of known ones.
fn aliases(corpus: &Corpus, names: &[Name], by_key: &BTreeMap<String, Vec<u32>>) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    let articles =
        |key: &str| -> u32 { by_key.get(key).into_iter().flatten().map(|&i| names[i as usize].articles).sum() };
    let mut rivals: FxHashMap<String, Vec<String>> = FxHashMap::default();
    for words in by_key.keys().filter(|key| key.split(' ').count() > 2) {
        let parts: Vec<String> = words.split(' ').map(str::to_owned).collect();
        initials(&parts).into_iter().for_each(|i| rivals.entry(i).or_default().push(words.clone()));
    }
    let mut known: Vec<(&str, &str)> = lists().aliases.iter().map(|(s, f)| (*s, *f)).collect();
    known.sort_unstable();
    for (short, full) in known {
        let shorts = by_key.get(&key(short).join(" ")).into_iter().flatten();
        let full_key = key(full).join(" ");
        // Another name with these initials is about as common.
        let near = |rival: &&String| **rival != full_key && 5 * articles(rival) >= articles(&full_key);
        if rivals.get(&key(short).concat()).into_iter().flatten().any(|r| near(&r)) {
            continue;
        }
        let Some(&full) = by_key.get(&full_key).and_then(|l| l.first()) else { continue };
        // "The Post" is not the same in every article, and "who" is a word.
        let sure = |i: &&u32| {
            short.contains(' ') && !short.starts_with("the ")
                || acronym(&corpus.names[names[**i as usize].name as usize])
        };
        pairs.extend(shorts.filter(sure).map(|&short| (short, full)));
    }
    pairs
}

/// Pairs of an acronym and the one full name with these initials whose company it keeps.
fn acronyms(corpus: &Corpus, company: &Company, names: &[Name], same: &Same) -> Vec<(u32, u32)> {
    let mut by_initials: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for (i, name) in names.iter().enumerate().filter(|(_, n)| n.words.len() > 2) {
        for initials in initials(&name.words) {
            let list = by_initials.entry(initials).or_default();
            let root = same.root(i as u32);
            if !list.contains(&root) {
                list.push(root);
            }
        }
    }
    let shorts: Vec<u32> = (0..names.len() as u32)
        .filter(|&i| {
            let name = &names[i as usize];
            name.words.len() == 1 && name.words[0].len() > 2 && acronym(&corpus.names[name.name as usize])
        })
        .filter(|&i| by_initials.contains_key(&names[i as usize].words[0]))
        .collect();
    let number: FxHashMap<u32, u32> = (0..names.len() as u32).map(|i| (names[i as usize].name, same.root(i))).collect();
    let mut asked: FxHashSet<u32> = shorts.iter().map(|&i| same.root(i)).collect();
    asked.extend(shorts.iter().flat_map(|&i| by_initials[&names[i as usize].words[0]].iter().copied()));
    let profiles =
        company.profiles(corpus, |a| &a.organizations, |name| number.get(&name).copied().filter(|r| asked.contains(r)));
    let mut pairs = Vec::new();
    for short in shorts {
        let root = same.root(short);
        let Some(own) = profiles.get(&root) else { continue };
        let mut weighed: Vec<(f32, u32)> = by_initials[&names[short as usize].words[0]]
            .iter()
            .filter(|&&full| full != root)
            // An acronym that is everywhere is not short for what nearly nobody names.
            .filter(|&&full| profiles.get(&full).is_some_and(|p| own.articles <= 10 * p.articles))
            .filter_map(|&full| Some((company.shared(own, profiles.get(&full)?, &[names[short as usize].name]), full)))
            .collect();
        weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let ahead = weighed.get(1).is_none_or(|second| weighed[0].0 >= second.0 + AHEAD);
        if weighed.first().is_some_and(|best| best.0 >= NEEDED) && ahead {
            pairs.push((short, weighed[0].1));
        }
    }
    pairs
}

/// The initials of a name, with and without its small words.
fn initials(words: &[String]) -> Vec<String> {
    let small = |w: &str| matches!(w, "of" | "the" | "and" | "for" | "on" | "in" | "to" | "de" | "la" | "del");
    let take =
        |all: bool| words.iter().filter(|w| all || !small(w)).filter_map(|w| w.chars().next()).collect::<String>();
    let mut both = vec![take(false), take(true)];
    both.dedup();
    both
}

fn referents(
    corpus: &Corpus,
    authority: &Authority,
    names: &[Name],
    same: &Same,
    given: &BTreeMap<u32, usize>,
) -> Joined {
    let mut joined = Joined::default();
    for group in same.groups() {
        let entry = given.get(&group[0]).map(|&n| authority.asked(n));
        if group.len() < 2 && entry.is_none() {
            continue;
        }
        let number = joined.referents.len() as u32;
        let best = group
            .iter()
            .map(|&i| &names[i as usize])
            .max_by_key(|n| (n.articles, n.words.len(), std::cmp::Reverse(n.name)));
        let Some(best) = best else { continue };
        for &i in group {
            joined.organizations.insert(names[i as usize].name, number);
        }
        let all = group.iter().map(|&i| names[i as usize].name);
        joined.referents.push(Referent::new(corpus, entry, best.name, all));
    }
    joined
}
