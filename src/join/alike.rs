//! How two full names are alike, by their letters alone.

use super::people::Person;
use crate::annotate::coreference::forms::{given_alike, one_letter_apart};
use crate::annotate::coreference::lists::{Gender, lists};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// Names that share a key are compared if they are no more than this; more share only what says nothing.
const MOST: usize = 24;

/// Persons with one surname that make it a common one.
pub const COMMON: usize = 6;

/// How two names are alike, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alike {
    /// In everything but hyphens, case, diacritics, titles.
    Spelling,
    /// Family name and given name in the other order.
    Order,
    /// But for a name in the middle or its initial.
    Middle,
    /// One is the end of the other.
    Tail,
    /// By a nickname.
    Nickname,
    /// By another transliteration or a letter.
    Letters,
    /// One is the beginning of the other.
    Head,
    /// By an initial for the given name.
    Initial,
}

/// What names that differ in spelling only share.
pub fn key(person: &Person) -> String {
    format!("{}\t{}", person.words.concat(), person.generation.as_deref().unwrap_or(""))
}

/// Pairs of full names that may be one person's, each with the surest way in which they are alike.
pub fn pairs(people: &[Person]) -> Vec<(Alike, u32, u32)> {
    // A hash for each key: what meets by chance is told apart by its letters.
    let mut keys: Vec<(Alike, u64, u32)> = Vec::new();
    let mut skeletons = FxHashMap::default();
    for (i, person) in people.iter().enumerate().filter(|(_, p)| p.full) {
        keys_of(person, &mut skeletons, |alike, key| keys.push((alike, key, i as u32)));
    }
    keys.sort_unstable();
    keys.dedup();
    let mut pairs: BTreeMap<(u32, u32), Alike> = BTreeMap::new();
    for sharing in keys.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (alike, sharing) = (sharing[0].0, sharing.iter().map(|key| key.2).collect::<Vec<u32>>());
        if sharing.len() > MOST && alike != Alike::Spelling {
            continue;
        }
        for (n, &a) in sharing.iter().enumerate() {
            // Of one spelling a chain is enough.
            let others =
                if alike == Alike::Spelling { &sharing[n + 1..sharing.len().min(n + 2)] } else { &sharing[n + 1..] };
            for &b in others {
                if let Some(surest) = alike_in(&people[a as usize], &people[b as usize]).filter(|s| *s <= alike) {
                    pairs.entry((a, b)).and_modify(|old| *old = surest.min(*old)).or_insert(surest);
                }
            }
        }
    }
    pairs.into_iter().map(|((a, b), alike)| (alike, a, b)).collect()
}

/// The keys under which names that are alike meet; `skeletons` remembers those of words.
fn keys_of<'a>(person: &'a Person, skeletons: &mut FxHashMap<&'a str, String>, mut each: impl FnMut(Alike, u64)) {
    let words: Vec<&str> = person.words.iter().map(String::as_str).collect();
    let (first, last) = (person.first(), person.last());
    let whole = hashed(&words);
    let generation = person.generation.as_deref().unwrap_or("");
    each(Alike::Spelling, whole ^ hashed(&[generation]).rotate_left(1));
    each(Alike::Order, whole);
    each(Alike::Order, hashed(&[&[last], &words[..words.len() - 1]].concat()));
    each(Alike::Middle, hashed(&[first, " ", last]));
    for word in [first, last] {
        skeletons.entry(word).or_insert_with(|| skeleton(word));
    }
    each(Alike::Letters, hashed(&[&skeletons[first], " ", &skeletons[last]]));
    each(Alike::Head, hashed(&[words[0], " ", words[1]]));
    each(Alike::Tail, hashed(&[words[words.len() - 2], " ", last]));
    let initial = first.chars().next().map_or(0, char::len_utf8);
    each(Alike::Initial, hashed(&[&first[..initial], " ", last]));
    each(Alike::Nickname, hashed(&[first, " ", last]));
    for full in lists().nicknames.get(first).into_iter().flatten() {
        each(Alike::Nickname, hashed(&[full, " ", last]));
    }
}

/// A hash of words run together, however they are cut.
fn hashed(words: &[&str]) -> u64 {
    let letters = words.iter().flat_map(|word| word.bytes());
    letters.fold(0, |hash: u64, b| (hash.rotate_left(5) ^ u64::from(b)).wrapping_mul(0x517c_c1b7_2722_0a95))
}

/// The letters of words run together.
fn letters(words: &[String]) -> impl Iterator<Item = u8> {
    words.iter().flat_map(|word| word.bytes())
}

/// The surest way in which two names are alike; `None` where they cannot be one person's.
pub fn alike_in(a: &Person, b: &Person) -> Option<Alike> {
    let (short, long) = if a.words.len() <= b.words.len() { (a, b) } else { (b, a) };
    let one_generation = a.generation == b.generation;
    if letters(&a.words).eq(letters(&b.words)) {
        return one_generation.then_some(Alike::Spelling);
    }
    let turned = |a: &Person, b: &Person| {
        letters(&a.words[a.words.len() - 1..]).chain(letters(&a.words[..a.words.len() - 1])).eq(letters(&b.words))
    };
    if one_generation && (turned(a, b) || turned(b, a)) {
        return Some(Alike::Order);
    }
    let same_last = a.last() == b.last();
    if one_generation && same_last && a.first() == b.first() {
        return middles(a, b).then_some(Alike::Middle);
    }
    // More than two words more are a sentence that holds a name.
    if (1..=2).contains(&(long.words.len() - short.words.len())) && one_generation {
        if long.words.ends_with(&short.words) {
            return Some(Alike::Tail);
        }
        // "Juan Carlos" is no surname.
        if long.words.starts_with(&short.words) && !lists().given.contains_key(short.last()) {
            return Some(Alike::Head);
        }
    }
    let (x, y) = (a.first(), b.first());
    let initial = x.len() == 1 || y.len() == 1;
    // A formal name may have its "Jr" where the everyday one has none.
    let formal = |p: &Person| p.generation.is_none() || p.middle().iter().any(|m| m.len() == 1);
    if same_last && given_alike(x, y) && middles(a, b) && (one_generation || (formal(a) && formal(b) && !initial)) {
        let spelled = x.len() >= 4 && y.len() >= 4 && one_letter_apart(x, y);
        // "Ivana" is no misspelled "Ivanka".
        let known = |w: &str| lists().given.contains_key(w);
        if spelled && known(x) && known(y) && skeleton(x) != skeleton(y) {
            return None;
        }
        return match (initial, spelled) {
            (true, _) => (one_generation && short.words.len() == 2).then_some(Alike::Initial),
            (_, true) => one_gender(x, y).then_some(Alike::Letters),
            _ => Some(Alike::Nickname),
        };
    }
    // The cheapest first: most pairs are none.
    let spelled = one_generation
        && a.words.len() == b.words.len()
        && last_alike(a.last(), b.last())
        && (x == y || (given_alike(x, y) && !initial) || skeleton(x) == skeleton(y))
        && one_gender(x, y)
        && middles(a, b);
    spelled.then_some(Alike::Letters)
}

/// Whether surnames are spelled alike: by another transliteration, or a long one with one letter different within.
fn last_alike(a: &str, b: &str) -> bool {
    a == b
        || (a.len().min(b.len()) >= 4 && skeleton(a) == skeleton(b))
        || (a.len().min(b.len()) >= 7 && one_letter_apart(a, b) && a.as_bytes()[0] == b.as_bytes()[0])
}

/// Whether the lists do not tell one given name for a man's and the other for a woman's.
fn one_gender(a: &str, b: &str) -> bool {
    let gender = |w: &str| lists().given.get(w).copied().flatten();
    !matches!(
        (gender(a), gender(b)),
        (Some(Gender::Male), Some(Gender::Female)) | (Some(Gender::Female), Some(Gender::Male))
    )
}

/// Whether the middle names agree as far as both are given: equal, initials of each other, or the one part of the other.
fn middles(a: &Person, b: &Person) -> bool {
    let (few, many) =
        if a.middle().len() <= b.middle().len() { (a.middle(), b.middle()) } else { (b.middle(), a.middle()) };
    let one = |x: &String, y: &String| x == y || (x.len().min(y.len()) == 1 && x.as_bytes()[0] == y.as_bytes()[0]);
    let mut rest = many.iter();
    few.iter().all(|x| rest.any(|y| one(x, y)))
}

/// Whether two words are one by most transliterations.
pub fn spelled_alike(a: &str, b: &str) -> bool {
    skeleton(a) == skeleton(b)
}

/// A word as most transliterations would have it; only ever compared with another skeleton.
fn skeleton(word: &str) -> String {
    let mut word = word.to_owned();
    let mut letters = letters_in(&word);
    for (from, to) in [
        ("sch", "s"),
        ("sh", "s"),
        ("ch", "k"),
        ("kh", "k"),
        ("gh", "k"),
        ("ph", "f"),
        ("dh", "d"),
        ("th", "t"),
        ("ck", "k"),
        ("tz", "z"),
        ("ts", "z"),
        ("x", "ks"),
        ("iy", "i"),
        ("ij", "i"),
        ("yi", "i"),
        ("ei", "i"),
        ("ey", "i"),
        ("ie", "i"),
        ("ee", "i"),
        ("oo", "u"),
        ("ou", "u"),
        ("y", "i"),
        ("j", "i"),
        ("q", "k"),
        ("c", "k"),
        ("w", "v"),
        ("o", "u"),
        ("e", "a"),
    ] {
        let may = letters_in(from) & !letters == 0;
        if may && word.contains(from) {
            word = word.replace(from, to);
            letters = letters_in(&word);
        }
    }
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    if out.len() > 3 && out.ends_with('h') {
        out.pop();
    }
    out
}

/// Which bytes stand in a word, by their last five bits.
fn letters_in(word: &str) -> u32 {
    word.bytes().fold(0, |letters, b| letters | 1 << (b & 31))
}

/// How many given names stand before each surname.
pub fn holders(people: &[Person]) -> FxHashMap<&str, usize> {
    let mut given: FxHashMap<&str, FxHashSet<&str>> = FxHashMap::default();
    for person in people.iter().filter(|p| p.full) {
        given.entry(person.last()).or_default().insert(person.first());
    }
    given.into_iter().map(|(last, given)| (last, given.len())).collect()
}
