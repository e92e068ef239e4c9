//! The ways in which an article writes the names of people.

use super::forms::{Form, plain};
use super::lists::lists;
use super::scene::Scene;
use crate::annotate::entities::is_headline;
use crate::model::EntityKind;
use rustc_hash::{FxHashMap, FxHashSet};

/// One way in which a name is written.
pub struct Spelling {
    /// The name taken apart.
    pub form: Form,
    /// Its first mention.
    pub first: usize,
    /// How many mentions there are.
    pub count: usize,
    /// Whether it stands in running text, where capitals tell names from other words; not in headlines alone.
    pub running: bool,
    /// The person, for full names; `None` for surnames and given names, which depend on the place.
    pub person: Option<usize>,
}

/// The different spellings among the mentions, and the spelling of each mention.
pub fn spellings(scene: &Scene, people: &[usize], forms: &FxHashMap<&str, Form>) -> (Vec<Spelling>, Vec<usize>) {
    let mut by_words: FxHashMap<(Vec<String>, bool, Option<&str>), usize> = FxHashMap::default();
    // What was written the same way before has the same form.
    let mut by_text: FxHashMap<&str, usize> = FxHashMap::default();
    let mut spellings: Vec<Spelling> = Vec::new();
    let mut of = Vec::with_capacity(people.len());
    for &mention in people {
        let text = scene.mention_text(mention);
        if let Some(&at) = by_text.get(text) {
            spellings[at].count += 1;
            spellings[at].running |= running(scene, mention, &spellings[at]);
            of.push(at);
            continue;
        }
        let shared = shared_surname(scene, mention);
        let alone = shared.is_none();
        let mut form = shared.unwrap_or_else(|| forms[text].clone());
        if let [word] = form.words.as_slice()
            && let Some(full) = lists().aliases.get(word.as_str())
        {
            form.words = full.split(' ').map(str::to_owned).collect();
        }
        let key = (form.words.clone(), full(&form), form.generation());
        let at = *by_words.entry(key).or_insert_with(|| {
            spellings.push(Spelling { form: form.clone(), first: mention, count: 0, running: false, person: None });
            spellings.len() - 1
        });
        spellings[at].count += 1;
        spellings[at].running |= running(scene, mention, &spellings[at]);
        if shouted(&spellings[at].form.name) && !shouted(&form.name) {
            spellings[at].form.name = form.name;
        }
        if alone {
            by_text.insert(text, at);
        }
        of.push(at);
    }
    (spellings, of)
}

/// Cuts what headlines alone call somebody to the full name of running text that it holds, or behind the surname that stands by
/// itself there: "Ruth Calder" of "Ruth Calder Backs Bridge".
pub fn cut_headlines(spellings: &mut [Spelling]) {
    let long = |s: &Spelling| !s.running && s.form.words.len() > 2;
    if !spellings.iter().any(long) {
        return;
    }
    let running: FxHashSet<Vec<String>> =
        spellings.iter().filter(|s| s.running).map(|s| s.form.words.clone()).collect();
    for spelling in spellings.iter_mut().filter(|s| long(s)) {
        let words: Vec<&str> = spelling.form.name.split_whitespace().collect();
        let plain: Vec<String> = words.iter().map(|w| plain(w)).collect();
        let ends = || 2..=words.len();
        let known = ends()
            .flat_map(|end| (0..end - 1).map(move |start| start..end))
            .find(|at| running.contains(&plain[at.clone()]));
        let surname = ends().find(|&end| running.contains(&plain[end - 1..end])).filter(|&end| end < words.len());
        if let Some(at) = known.or(surname.map(|end| 0..end)) {
            spelling.form = Form::of(&words[at].join(" "));
        }
    }
}

/// Whether a mention makes its spelling one of running text.
fn running(scene: &Scene, mention: usize, spelling: &Spelling) -> bool {
    let par = scene.mentions[mention].at.par;
    spelling.running || !is_headline(scene.text(par), scene.split(par))
}

/// The full name of the first of two who share a surname: "Tomás and Carlos Nava".
fn shared_surname(scene: &Scene, mention: usize) -> Option<Form> {
    let (m, next) = (&scene.mentions[mention], scene.mentions.get(mention + 1)?);
    let joined = next.at.par == m.at.par && next.at.token == m.end + 1 && &*scene.lower(m.at.par, m.end) == "and";
    if !joined || m.end != m.at.token + 1 || scene.kind(mention + 1) != EntityKind::Person {
        return None;
    }
    let (text, other) = (scene.mention_text(mention), Form::of(scene.mention_text(mention + 1)));
    if (0..mention).any(|m| scene.mention_text(m) == text) {
        return None;
    }
    let given = |w: &String| lists().given.contains_key(w.as_str());
    let [first, surname] = other.words.as_slice() else { return None };
    let alike = other.titles.is_empty() && given(first) && !given(surname) && !other.family_first();
    let own = Form::of(text).words.first().is_some_and(given);
    let surname = other.name.split_whitespace().last().filter(|_| alike && own)?;
    Some(Form::of(&format!("{text} {surname}")))
}

/// Whether a name is a full one: two words parted by a space, the first no particle ("de Gaulle" is a surname).
pub fn full(form: &Form) -> bool {
    let mut words = form.name.split_whitespace().skip_while(|w| lists().titles.contains_key(plain(w).as_str()));
    let first = words.next().unwrap_or("");
    let word = plain(first);
    let particle = lists().particles.contains(word.as_str()) && !lists().given.contains_key(word.as_str());
    let surname = first.starts_with(char::is_lowercase) || (particle && form.words.len() == 2);
    form.words.len() > 1 && words.next().is_some() && !surname
}

/// Whether a name has no small letter.
pub fn shouted(name: &str) -> bool {
    !name.chars().any(char::is_lowercase)
}

/// Whether two full names are those of a father and a son: of several generations, or one without when it comes first. Whoever is
/// "John Lee Jr." may be "John Lee" later on, but is not called so before.
pub fn two(a: &Spelling, b: &Spelling) -> bool {
    match (a.form.generation(), b.form.generation()) {
        (Some(x), Some(y)) => x != y,
        (None, Some(_)) => a.first < b.first,
        (Some(_), None) => b.first < a.first,
        (None, None) => false,
    }
}
