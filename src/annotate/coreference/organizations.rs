//! Mentions of organizations and places joined: acronyms, short forms, known aliases.

use super::forms::{trimmed, words};
use super::lists::lists;
use super::scene::{Point, Referent, Scene};
use crate::model::EntityKind;
use rustc_hash::FxHashMap;

/// So many names that share a word are compared.
const MOST: usize = 48;

/// One name among those of one kind.
struct Name {
    shown: String,
    words: Vec<String>,
    count: usize,
    /// The name that it is a shorter form of.
    fuller: Option<usize>,
}

/// Gives every mention that is no person its referent.
pub fn join(scene: &mut Scene) {
    let mut names: Vec<Name> = Vec::new();
    let mut kinds: Vec<EntityKind> = Vec::new();
    let mut by_words: FxHashMap<(EntityKind, Vec<String>), usize> = FxHashMap::default();
    let mut of: Vec<(usize, usize)> = Vec::new();
    for mention in 0..scene.mentions.len() {
        let kind = scene.kind(mention);
        if kind == EntityKind::Person {
            continue;
        }
        let shown = shown(scene.mention_text(mention));
        let words = key(shown);
        let name = *by_words.entry((kind, words.clone())).or_insert_with(|| {
            kinds.push(kind);
            names.push(Name { shown: shown.to_owned(), words, count: 0, fuller: None });
            names.len() - 1
        });
        names[name].count += 1;
        if names[name].shown.len() > 5 && names[name].shown.chars().all(|c| !c.is_lowercase()) {
            names[name].shown = shown.to_owned();
        }
        of.push((mention, name));
    }
    in_brackets(scene, &of, &kinds, &mut names);
    find_fuller(&kinds, &mut names);
    let roots: Vec<usize> = (0..names.len()).map(|n| root(&names, n)).collect();
    let mut referents: FxHashMap<usize, usize> = FxHashMap::default();
    for (mention, name) in of {
        let root = roots[name];
        let referent = *referents.entry(root).or_insert_with(|| {
            scene.referents.push(Referent::new(kinds[root], &names[root].shown, names[root].words.clone()));
            scene.referents.len() - 1
        });
        scene.mentions[mention].referent = referent;
        scene.referents[referent].mentions.push(mention);
    }
}

/// A name as it is shown: without a small "the" before it and without an acronym in brackets after it.
fn shown(text: &str) -> &str {
    let text = trimmed(text);
    let text = text.strip_prefix("the ").unwrap_or(text);
    text.split_once(" (").map_or(text, |(name, _)| name)
}

/// The words of a name, folded, in one spelling of English; "the" left out.
fn key(name: &str) -> Vec<String> {
    let mut words = words(name);
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    for word in &mut words {
        for (british, american) in [
            ("isation", "ization"),
            ("centre", "center"),
            ("defence", "defense"),
            ("programme", "program"),
            ("labour", "labor"),
        ] {
            if word.ends_with(british) {
                word.truncate(word.len() - british.len());
                word.push_str(american);
            }
        }
    }
    words
}

/// "Energy Board (EB)": the second is short for the first.
fn in_brackets(scene: &Scene, of: &[(usize, usize)], kinds: &[EntityKind], names: &mut [Name]) {
    for pair in of.windows(2) {
        let ((a, long), (b, short)) = (pair[0], pair[1]);
        let (before, after) = (&scene.mentions[a], &scene.mentions[b]);
        let together = before.at.par == after.at.par && before.end + 1 == after.at.token;
        let bracket = Point { par: before.at.par, token: before.end };
        let organizations = kinds[long] == EntityKind::Organization && kinds[short] == kinds[long];
        if together
            && organizations
            && scene.word(bracket) == "("
            && acronym(&names[short])
            && long != short
            && !acronym(&names[long])
        {
            names[short].fuller = Some(long);
        }
    }
}

fn acronym(name: &Name) -> bool {
    let letters = || name.shown.chars().filter(|c| c.is_alphabetic());
    name.words.len() == 1 && (2..=8).contains(&letters().count()) && letters().filter(|c| c.is_uppercase()).count() >= 2
}

fn find_fuller(kinds: &[EntityKind], names: &mut [Name]) {
    let mut by_initials: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    let mut by_word: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    let mut whole: FxHashMap<String, usize> = FxHashMap::default();
    for (n, name) in names.iter().enumerate() {
        whole.insert(name.words.join(" "), n);
        if kinds[n] == EntityKind::Organization && name.words.len() > 1 {
            for initials in initials(&name.words) {
                by_initials.entry(initials).or_default().push(n);
            }
            for word in [name.words.first(), name.words.last()].into_iter().flatten() {
                by_word.entry(word.clone()).or_default().push(n);
            }
        }
    }
    for n in 0..names.len() {
        if names[n].fuller.is_some() {
            continue;
        }
        let alias = lists().aliases.get(names[n].words.join(" ").as_str()).and_then(|full| whole.get(*full)).copied();
        let fuller = alias.or_else(|| match kinds[n] {
            EntityKind::Organization if acronym(&names[n]) => {
                by_initials.get(&names[n].words[0]).and_then(|l| l.first()).copied()
            }
            EntityKind::Organization => longer(n, names, &by_word),
            _ => None,
        });
        names[n].fuller = fuller.filter(|&f| f != n && root(names, f) != n);
    }
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

/// The longest name that `n` is a shorter form of: it ends like it ("Security Council") or goes on with "of".
fn longer(n: usize, names: &[Name], by_word: &FxHashMap<String, Vec<usize>>) -> Option<usize> {
    let short = names[n].words.as_slice();
    let ends = [short.first(), short.last()];
    let like = ends.into_iter().flatten().filter_map(|w| by_word.get(w)).flat_map(|l| l.iter().take(MOST)).copied();
    let mut found: Vec<usize> = like.filter(|&l| short_for(short, &names[l].words)).collect();
    found.sort_unstable();
    found.dedup();
    // Where several are possible, the short form stands for the one that is named most.
    found.into_iter().max_by_key(|&l| (names[l].count, std::cmp::Reverse(l)))
}

fn short_for(short: &[String], long: &[String]) -> bool {
    if short.len() >= long.len() || short.is_empty() {
        return false;
    }
    let generic = |w: &String| lists().organizations.contains(w.as_str());
    if short.len() == 1 {
        return long.starts_with(short) && !generic(&short[0]) && long.len() <= 3 && long.last().is_some_and(generic);
    }
    let goes_on = long.starts_with(short)
        && matches!(long[short.len()].as_str(), "of" | "for" | "inc" | "corp" | "ltd" | "co" | "plc");
    goes_on || (long.ends_with(short) && long.len() - short.len() <= 3)
}

/// The fullest form of name `n`.
fn root(names: &[Name], n: usize) -> usize {
    let mut at = n;
    // A chain of short forms is a few links long; the bound guards against a ring.
    for _ in 0..8 {
        match names[at].fuller {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}
