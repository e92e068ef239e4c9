//! How two full names are alike, by their letters alone.

use super::people::Person;
use crate::annotate::coreference::forms::{given_alike, one_letter_apart};
use crate::annotate::coreference::lists::{Gender, lists};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

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

impl Alike {
    /// All ways.
    const ALL: [Alike; 8] = [
        Alike::Spelling,
        Alike::Order,
        Alike::Middle,
        Alike::Tail,
        Alike::Nickname,
        Alike::Letters,
        Alike::Head,
        Alike::Initial,
    ];
}

/// What names that differ in spelling only share.
pub fn key(person: &Person) -> String {
    let letters: String = person.words.iter().collect();
    format!("{letters}\t{}", person.told_generation())
}

/// Pairs of full names that may be one person's, each with the surest way in which they are alike.
pub fn pairs(people: &[Person]) -> Vec<(Alike, u32, u32)> {
    let mut pairs: Vec<(u32, u32, Alike)> = Vec::new();
    // One way after the other, so that the keys of only one are in memory.
    for alike in Alike::ALL {
        // A hash for each key: what meets by chance is told apart by its letters.
        let keys = |(i, person): (usize, &Person)| {
            let mut keys = Vec::new();
            if person.full {
                keys_of(person, alike, |key| keys.push((key, i as u32)));
            }
            keys
        };
        let mut keys: Vec<(u64, u32)> = people.par_iter().enumerate().flat_map_iter(keys).collect();
        keys.par_sort_unstable();
        keys.dedup();
        let sharing = keys.par_chunk_by(|a, b| a.0 == b.0);
        pairs.par_extend(sharing.flat_map_iter(|sharing| alike_among(people, alike, sharing)));
    }
    pairs.par_sort_unstable();
    pairs.dedup_by_key(|(a, b, _)| (*a, *b));
    pairs.into_iter().map(|(a, b, alike)| (alike, a, b)).collect()
}

/// The pairs among names that share a key.
fn alike_among(people: &[Person], alike: Alike, sharing: &[(u64, u32)]) -> Vec<(u32, u32, Alike)> {
    let mut pairs = Vec::new();
    // Of one spelling a chain is enough.
    let others = if alike == Alike::Spelling { 1 } else { MOST };
    if sharing.len() > MOST && alike != Alike::Spelling {
        return pairs;
    }
    for (n, &(_, a)) in sharing.iter().enumerate() {
        for &(_, b) in sharing[n + 1..].iter().take(others) {
            let surest = alike_in(&people[a as usize], &people[b as usize]).filter(|surest| *surest <= alike);
            pairs.extend(surest.map(|surest| (a, b, surest)));
        }
    }
    pairs
}

/// The keys under which names that are alike in some way meet.
fn keys_of(person: &Person, alike: Alike, mut each: impl FnMut(u64)) {
    let words = &person.words;
    let (first, last) = (person.first(), person.last());
    let whole = || hashed(words.letters_from(0));
    match alike {
        Alike::Spelling => each(whole() ^ hashed(person.told_generation().bytes()).rotate_left(1)),
        Alike::Order => [whole(), hashed(words.letters_from(words.count() - 1))].into_iter().for_each(each),
        Alike::Middle => each(both(first, last)),
        Alike::Letters => {
            let [skeleton, of_last] = person.skeletons.map(u64::from);
            each(skeleton << 32 | of_last);
        }
        Alike::Head => each(both(first, words.word(1))),
        Alike::Tail => each(both(words.word(words.count() - 2), last)),
        Alike::Initial => {
            let initial = first.chars().next().map_or(0, char::len_utf8);
            each(both(&first[..initial], last));
        }
        Alike::Nickname => {
            each(both(first, last));
            lists().nicknames.get(first).into_iter().flatten().for_each(|full| each(both(full, last)));
        }
    }
}

/// A hash of two words.
fn both(a: &str, b: &str) -> u64 {
    hashed(a.bytes().chain([b' ']).chain(b.bytes()))
}

/// A hash of letters.
fn hashed(letters: impl Iterator<Item = u8>) -> u64 {
    letters.fold(0, |hash: u64, b| (hash.rotate_left(5) ^ u64::from(b)).wrapping_mul(0x517c_c1b7_2722_0a95))
}

/// The surest way in which two names are alike; `None` where they cannot be one person's.
pub fn alike_in(a: &Person, b: &Person) -> Option<Alike> {
    let (short, long) = if a.words.count() <= b.words.count() { (a, b) } else { (b, a) };
    let one_generation = a.generation == b.generation;
    if a.words.letters_from(0).eq(b.words.letters_from(0)) {
        return one_generation.then_some(Alike::Spelling);
    }
    let turned = |a: &Person, b: &Person| a.words.letters_from(a.words.count() - 1).eq(b.words.letters_from(0));
    if one_generation && (turned(a, b) || turned(b, a)) {
        return Some(Alike::Order);
    }
    let same_last = a.last() == b.last();
    if one_generation && same_last && a.first() == b.first() {
        return middles(a, b).then_some(Alike::Middle);
    }
    // More than two words more are a sentence that holds a name.
    if (1..=2).contains(&(long.words.count() - short.words.count())) && one_generation {
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
    let given = given_alike(x, y);
    // A formal name may have its "Jr" where the everyday one has none.
    let formal = |p: &Person| p.generation.is_none() || p.words.middle().any(|m| m.len() == 1);
    if same_last && given && middles(a, b) && (one_generation || (formal(a) && formal(b) && !initial)) {
        let spelled = x.len() >= 4 && y.len() >= 4 && one_letter_apart(x, y);
        // "Ivana" is no misspelled "Ivanka".
        let known = |w: &str| lists().given.contains_key(w);
        if spelled && known(x) && known(y) && a.skeletons[0] != b.skeletons[0] {
            return None;
        }
        return match (initial, spelled) {
            (true, _) => (one_generation && short.words.count() == 2).then_some(Alike::Initial),
            (_, true) => one_gender(x, y).then_some(Alike::Letters),
            _ => Some(Alike::Nickname),
        };
    }
    // The cheapest first: most pairs are none.
    let spelled = one_generation
        && a.words.count() == b.words.count()
        && last_alike(a, b)
        && (x == y || (given && !initial) || a.skeletons[0] == b.skeletons[0])
        && one_gender(x, y)
        && middles(a, b);
    spelled.then_some(Alike::Letters)
}

/// Whether surnames are spelled alike: by another transliteration, or a long one with one letter different within.
fn last_alike(x: &Person, y: &Person) -> bool {
    let (a, b) = (x.last(), y.last());
    a == b
        || (a.len().min(b.len()) >= 4 && x.skeletons[1] == y.skeletons[1])
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
    let (few, many) = if a.words.count() <= b.words.count() { (a, b) } else { (b, a) };
    let one = |x: &str, y: &str| x == y || (x.len().min(y.len()) == 1 && x.as_bytes()[0] == y.as_bytes()[0]);
    let mut rest = many.words.middle();
    few.words.middle().all(|x| rest.any(|y| one(x, y)))
}

/// Numbers for words, the same for those that are one by most transliterations.
#[derive(Default)]
pub struct Skeletons {
    words: FxHashMap<String, u32>,
    skeletons: FxHashMap<String, u32>,
}

impl Skeletons {
    /// The number of a word.
    pub fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.words.get(word) {
            return *number;
        }
        let next = self.skeletons.len() as u32;
        let number = *self.skeletons.entry(skeleton(word)).or_insert(next);
        self.words.insert(word.to_owned(), number);
        number
    }
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
