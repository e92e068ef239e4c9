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
    /// The acronym in brackets behind it.
    bracketed: Option<String>,
}

/// Gives every mention that is no person its referent.
pub fn join(scene: &mut Scene) {
    let mut names: Vec<Name> = Vec::new();
    let mut kinds: Vec<EntityKind> = Vec::new();
    let mut by_words: FxHashMap<(EntityKind, Vec<String>), usize> = FxHashMap::default();
    // What was written the same way before has the same name.
    let mut by_text: FxHashMap<(EntityKind, &str), usize> = FxHashMap::default();
    let mut of: Vec<(usize, usize)> = Vec::new();
    for mention in 0..scene.mentions.len() {
        let kind = scene.kind(mention);
        if kind == EntityKind::Person {
            continue;
        }
        let text = scene.mention_text(mention);
        if let Some(&name) = by_text.get(&(kind, text)) {
            names[name].count += 1;
            of.push((mention, name));
            continue;
        }
        let shown = shown(text);
        let words = key(shown);
        let name = *by_words.entry((kind, words.clone())).or_insert_with(|| {
            kinds.push(kind);
            names.push(Name { shown: shown.to_owned(), words, count: 0, fuller: None, bracketed: None });
            names.len() - 1
        });
        by_text.insert((kind, text), name);
        if let Some((_, acronym)) = text.split_once(" (") {
            names[name].bracketed = Some(key(acronym).concat());
        }
        names[name].count += 1;
        if names[name].shown.len() > 5 && names[name].shown.chars().all(|c| !c.is_lowercase()) {
            names[name].shown = shown.to_owned();
        }
        of.push((mention, name));
    }
    in_brackets(scene, &of, &kinds, &mut names);
    spelled_out(scene, &of, &mut kinds, &mut names);
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

/// The words before an acronym in brackets that it is made of, where no annotator has marked them as a name: "Alliance to
/// Reclaim Our Streets (AROS)". After Schwartz and Hearst (2003), by first letters only.
fn spelled_out(scene: &Scene, of: &[(usize, usize)], kinds: &mut Vec<EntityKind>, names: &mut Vec<Name>) {
    for &(mention, short) in of {
        let m = &scene.mentions[mention];
        let opens = m.at.token.checked_sub(1).is_some_and(|t| scene.word(Point { token: t, ..m.at }) == "(");
        if !opens
            || kinds[short] != EntityKind::Organization
            || names[short].fuller.is_some()
            || !acronym(&names[short])
        {
            continue;
        }
        let Some(start) = long_form(scene, m.at, &names[short].words[0]) else { continue };
        let split = scene.split(m.at.par);
        let text = split.span(start as usize..m.at.token as usize - 1).of(scene.text(m.at.par));
        let shown = shown(text).to_owned();
        let words = key(&shown);
        let long = names.iter().position(|n| n.words == words).unwrap_or_else(|| {
            kinds.push(EntityKind::Organization);
            names.push(Name { shown, words, count: 0, fuller: None, bracketed: None });
            names.len() - 1
        });
        if long != short && root(names, long) != short {
            names[short].fuller = Some(long);
        }
    }
}

/// The first token of the capitalized words before a bracket whose first letters are `acronym`.
fn long_form(scene: &Scene, at: Point, acronym: &str) -> Option<u32> {
    let mut letters = acronym.chars().rev().peekable();
    let sentence = scene.sentence_tokens(at).start;
    for token in (sentence..at.token.checked_sub(1)?).rev().take(2 * acronym.len() + 2) {
        let word = scene.word(Point { token, ..at });
        let capital = word.starts_with(char::is_uppercase);
        let folded = words(word).concat();
        let fits = letters.peek().is_some_and(|&l| folded.starts_with(l));
        if !capital && !small(&folded) && word != "our" && word != "-" {
            return None;
        }
        if fits && capital {
            letters.next();
            if letters.peek().is_none() {
                return Some(token);
            }
        } else if capital {
            return None;
        }
    }
    None
}

fn acronym(name: &Name) -> bool {
    let letters = || name.shown.chars().filter(|c| c.is_alphabetic());
    name.words.len() == 1 && (2..=8).contains(&letters().count()) && letters().filter(|c| c.is_uppercase()).count() >= 2
}

/// Names of organizations by initials and by first and last word.
#[derive(Default)]
struct Table {
    initials: FxHashMap<String, Vec<usize>>,
    word: FxHashMap<String, Vec<usize>>,
    whole: FxHashMap<String, usize>,
    /// Names of several words, the first few.
    long: Vec<usize>,
}

impl Table {
    fn of(kinds: &[EntityKind], names: &[Name]) -> Table {
        let mut table = Table::default();
        for (n, name) in names.iter().enumerate() {
            table.whole.insert(name.words.join(" "), n);
            if kinds[n] != EntityKind::Organization || name.words.len() < 2 {
                continue;
            }
            for initials in initials(&name.words).into_iter().chain(name.bracketed.clone()) {
                table.initials.entry(initials).or_default().push(n);
            }
            for word in [name.words.first(), name.words.last()].into_iter().flatten() {
                table.word.entry(word.clone()).or_default().push(n);
            }
            if table.long.len() < 200 {
                table.long.push(n);
            }
        }
        table
    }

    /// The name that an acronym stands for.
    fn acronym(&self, acronym: &str, names: &[Name]) -> Option<usize> {
        let exact = self.initials.get(acronym).and_then(|l| l.first()).copied();
        exact
            .or_else(|| self.long.iter().copied().find(|&n| acronym.len() > 2 && abbreviates(acronym, &names[n].words)))
    }
}

/// Whether `acronym` is made of the beginnings of all `words`, small ones left out: IISc, Interpol.
fn abbreviates(acronym: &str, words: &[String]) -> bool {
    let mut rest = acronym;
    for word in words.iter().filter(|w| !small(w)) {
        let shared = rest.bytes().zip(word.bytes()).take_while(|(a, b)| a == b && a.is_ascii()).count();
        // One letter each, but for the last word, which may give several.
        let taken = if rest.len() <= shared { shared } else { shared.min(1) };
        if taken == 0 {
            return false;
        }
        rest = &rest[taken..];
    }
    rest.is_empty()
}

fn small(word: &str) -> bool {
    matches!(word, "of" | "the" | "and" | "for" | "on" | "in" | "to" | "de" | "la" | "del")
}

fn find_fuller(kinds: &[EntityKind], names: &mut [Name]) {
    let table = Table::of(kinds, names);
    for n in 0..names.len() {
        if names[n].fuller.is_some() {
            continue;
        }
        let alias = lists().aliases.get(names[n].words.join(" ").as_str());
        let alias = alias.and_then(|full| table.whole.get(*full)).copied();
        let fuller = alias.or_else(|| match kinds[n] {
            EntityKind::Organization if acronym(&names[n]) => table.acronym(&names[n].words[0], names),
            EntityKind::Organization => longer(n, names, &table.word),
            _ => None,
        });
        names[n].fuller = fuller.filter(|&f| f != n && root(names, f) != n);
    }
}

/// The initials of a name, with and without its small words.
fn initials(words: &[String]) -> Vec<String> {
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
