//! Articles as references: APA and Chicago style, BibTeX, CSL-JSON.
//!
//! APA follows the *Publication Manual*, 7th edition, 10.1 (newspaper article); Chicago the *Manual of Style*, 17th edition,
//! 14.191–14.200 (bibliography); CSL-JSON the schema of citationstyles.org, type `article-newspaper`.

#[cfg(test)]
mod tests;

use crate::index::Meta;
use chrono::Datelike;
use serde_json::{Map, Value, json};
use std::collections::HashSet;

/// How an article is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// APA, 7th edition.
    Apa,
    /// Chicago, 17th edition.
    Chicago,
}

/// An author.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Author {
    /// A person; the suffix is what tells father and son apart ("Jr.", "III").
    Person { family: String, given: String, suffix: Option<String> },
    /// A newsroom, an agency, or a name of one word.
    Literal(String),
}

/// Words that head the names of organizations, and of newsrooms.
const ORGANIZATIONS: &str = include_str!("../../models/names/org_nouns.txt");
/// Words that begin or join surnames, and those that follow a name; also words that part the two names of a person.
const NAME_PARTS: &str = include_str!("../../models/names/name_parts.txt");
/// Surnames of languages that put them first.
const FAMILY_FIRST: &str = include_str!("../../models/names/family_first.txt");

fn holds(list: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    list.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).any(|w| w == word)
}

/// Whether a word in small letters stands in the line of `NAME_PARTS` that begins with `kind`.
fn is_part(kind: &str, word: &str) -> bool {
    let mut lines = NAME_PARTS.lines().map(str::split_whitespace);
    lines.any(|mut line| line.next() == Some(kind) && line.any(|part| part == word))
}

fn is_particle(word: &str) -> bool {
    word.starts_with(char::is_lowercase) && is_part("particle", word)
}

/// A name without its suffix, and that: "Martin King Jr.", "King, Martin, Jr.", "King, Jr., Martin".
fn part_suffix(name: &str) -> (String, Option<String>) {
    let mut words: Vec<&str> = name.split_whitespace().collect();
    let is = |at: usize| {
        let word = words[at].trim_end_matches([',', '.']);
        let apart = at + 1 == words.len() || words[at - 1].ends_with(',');
        apart && word.starts_with(char::is_uppercase) && is_part("suffix", &word.to_lowercase())
    };
    let Some(at) = (1..words.len()).rev().find(|at| is(*at)) else { return (name.trim().to_owned(), None) };
    let mut suffix = words.remove(at).trim_end_matches(',').to_owned();
    // Bylines lose their last full stop.
    if suffix.ends_with('r') {
        suffix.push('.');
    }
    (words.join(" ").trim_end_matches(',').to_owned(), Some(suffix))
}

/// One name of a byline. The last word is taken as the family name, with the particles before it; the first one where it is such a
/// surname and the given name is written as in Korean and Chinese ("Lee Jae-myung").
fn author(name: &str, source: Option<&str>) -> Author {
    let (bare, suffix) = part_suffix(name);
    let person = |family: &str, given: &str| {
        let (family, given) = (family.trim().to_owned(), given.trim().to_owned());
        Author::Person { family, given, suffix: suffix.clone() }
    };
    if let Some((family, given)) = bare.split_once(", ") {
        return person(family, given);
    }
    let words: Vec<&str> = bare.split_whitespace().collect();
    let newsroom = |w: &&str| {
        holds(ORGANIZATIONS, w) || matches!(*w, "News" | "Staff" | "Desk" | "Newsroom" | "Press" | "Editors")
    };
    if words.len() < 2 || source.is_some_and(|s| s.eq_ignore_ascii_case(name)) || words.last().is_some_and(newsroom) {
        return Author::Literal(name.trim().to_owned());
    }
    let eastern = |given: &str| given.split_once('-').is_some_and(|(_, rest)| rest.starts_with(char::is_lowercase));
    if words.len() == 2 && holds(FAMILY_FIRST, words[0]) && eastern(words[1]) {
        return person(words[0], words[1]);
    }
    let mut family = words.len() - 1;
    while family > 1 && is_particle(words[family - 1]) {
        family -= 1;
    }
    person(&words[family..].join(" "), &words[..family].join(" "))
}

fn authors(meta: &Meta) -> Vec<Author> {
    meta.byline.iter().map(|name| author(name, meta.source.as_deref())).collect()
}

/// The reference of an article, without a line break at its end; of its paragraph `p` where one is meant.
pub fn cite(meta: &Meta, p: Option<u32>, style: Style) -> String {
    match style {
        Style::Apa => apa(meta, p),
        Style::Chicago => chicago(meta, p),
    }
}

fn published(meta: &Meta) -> Option<chrono::NaiveDate> {
    meta.published.as_deref().and_then(|p| p.get(..10)).and_then(|day| day.parse().ok())
}

/// `Lee, A. B.`
fn initials(given: &str) -> String {
    let initial = |word: &str| {
        let parts = word.split('-').filter_map(|part| part.chars().next()).map(|c| format!("{}.", c.to_uppercase()));
        parts.collect::<Vec<_>>().join("-")
    };
    given.split_whitespace().map(initial).collect::<Vec<_>>().join(" ")
}

/// Ends a sentence that may have its full stop already.
fn stop(text: &str) -> String {
    if text.ends_with(['.', '?', '!', '…']) { text.to_owned() } else { format!("{text}.") }
}

/// The most authors that APA style names; of more the first ones and the last.
const APA_MOST: usize = 20;
/// The most authors that Chicago style names, and how many of more.
const CHICAGO_MOST: usize = 10;
const CHICAGO_FIRST: usize = 7;

fn apa(meta: &Meta, p: Option<u32>) -> String {
    let name = |a: &Author| match a {
        Author::Person { family, given, suffix } => {
            [&[family.clone(), initials(given)], suffix.as_slice()].concat().join(", ")
        }
        Author::Literal(name) => name.clone(),
    };
    let names: Vec<String> = authors(meta).iter().map(name).collect();
    let date = published(meta).map_or("(n.d.).".to_owned(), |d| format!("({}).", d.format("%Y, %B %-d")));
    let title = stop(&meta.title);
    let mut parts = match names.as_slice() {
        [] => vec![title, date],
        [one] => vec![stop(one), date, title],
        [first @ .., last] if names.len() > APA_MOST => {
            vec![stop(&format!("{}, . . . {last}", first[..APA_MOST - 1].join(", "))), date, title]
        }
        [all @ .., last] => vec![stop(&format!("{}, & {last}", all.join(", "))), date, title],
    };
    parts.extend(meta.source.as_deref().map(stop));
    parts.extend(meta.url.clone());
    parts.extend(p.map(|p| format!("(para. {p})")));
    parts.join(" ")
}

fn chicago(meta: &Meta, p: Option<u32>) -> String {
    let first = |a: &Author| match a {
        Author::Person { family, given, suffix } => {
            [&[family.clone(), given.clone()], suffix.as_slice()].concat().join(", ")
        }
        Author::Literal(name) => name.clone(),
    };
    let names = authors(meta);
    let later = &meta.byline[1.min(meta.byline.len())..];
    let names = match (names.first().map(first), later) {
        (None, _) => None,
        (Some(one), []) => Some(one),
        (Some(one), all) if names.len() > CHICAGO_MOST => {
            Some([&[one], &all[..CHICAGO_FIRST - 1], &["et al.".to_owned()]].concat().join(", "))
        }
        (Some(one), [all @ .., last]) => Some([&[one], all, &[format!("and {last}")]].concat().join(", ")),
    };
    let mut parts: Vec<String> = names.iter().map(|n| stop(n)).collect();
    parts.push(format!("“{}”", stop(&meta.title.replace('“', "‘").replace('”', "’"))));
    let mut place: Vec<String> = meta.source.iter().cloned().collect();
    place.push(published(meta).map_or("n.d.".to_owned(), |d| d.format("%B %-d, %Y").to_string()));
    place.extend(p.map(|p| format!("para. {p}")));
    parts.push(stop(&place.join(", ")));
    parts.extend(meta.url.as_deref().map(|url| format!("{url}.")));
    parts.join(" ")
}

/// What BibTeX would read as a command, made harmless. It counts braces whatever stands before them, so those have names.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// A key of the first author or the source, the year and the first words of the title: `wei2026summit`.
fn key(meta: &Meta) -> String {
    let who = match authors(meta).first() {
        Some(Author::Person { family, .. }) => family.clone(),
        Some(Author::Literal(name)) => name.clone(),
        None => meta.source.clone().unwrap_or_default(),
    };
    let year = published(meta).map_or("nd".to_owned(), |d| d.year().to_string());
    let ascii = |text: &str| crate::words::fold(text).chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let words: Vec<String> = crate::words::list(&meta.title).iter().map(|w| ascii(w)).collect();
    let first = |least: usize| words.iter().filter(|w| w.len() >= least).take(2).cloned().collect::<String>();
    // Words of grammar are short, but better than nothing.
    let title = [first(4), first(1), ascii(&meta.id)].into_iter().find(|words| !words.is_empty());
    format!("{}{year}{}", ascii(&who), title.unwrap_or_default())
}

/// The keys of one list of references.
#[derive(Debug, Default)]
pub struct Keys(HashSet<String>);

impl Keys {
    /// A key that no other has: `wei2026summit`, then `wei2026summita`, `wei2026summitb` and so on.
    fn take(&mut self, key: String) -> String {
        let mut own = key.clone();
        let mut n = 0;
        while !self.0.insert(own.clone()) {
            own = format!("{key}{}", letters(n));
            n += 1;
        }
        own
    }
}

/// a, b, …, z, aa, ab, …
fn letters(n: u32) -> String {
    let last = char::from(b'a' + (n % 26) as u8);
    match n / 26 {
        0 => last.to_string(),
        more => letters(more - 1) + &last.to_string(),
    }
}

/// The entry of an article for BibTeX and biblatex, without a line break at its end; of its paragraph `p` where one is meant. Its key is new
/// among `keys`.
pub fn bibtex(meta: &Meta, p: Option<u32>, keys: &mut Keys) -> String {
    let name = |a: &Author| match a {
        Author::Person { family, given, suffix } => {
            let parts = [Some(family), suffix.as_ref(), Some(given)].into_iter().flatten();
            parts.map(|part| escaped(part)).collect::<Vec<_>>().join(", ")
        }
        Author::Literal(name) => format!("{{{}}}", escaped(name)),
    };
    let names: Vec<String> = authors(meta).iter().map(name).collect();
    let mut fields = Vec::new();
    if !names.is_empty() {
        fields.push(("author", names.join(" and ")));
    }
    fields.push(("title", format!("{{{}}}", escaped(&meta.title))));
    fields.extend(meta.source.as_deref().map(|s| ("journal", escaped(s))));
    if let Some(d) = published(meta) {
        fields.extend([
            ("year", d.format("%Y").to_string()),
            ("month", d.format("%-m").to_string()),
            ("day", d.format("%-d").to_string()),
        ]);
    }
    let address = |url: &String| url.replace('{', "%7B").replace('}', "%7D");
    fields.extend(meta.url.as_ref().map(|url| ("url", address(url))));
    fields.extend(meta.language.clone().map(|l| ("langid", l)));
    fields.extend(p.map(|p| ("note", format!("paragraph {p}"))));
    let lines: Vec<String> = fields.into_iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
    format!("@article{{{},\n{}\n}}", keys.take(key(meta)), lines.join(",\n"))
}

/// The CSL-JSON item of an article; its `id` is the article's.
pub fn csl(meta: &Meta) -> Value {
    let name = |a: &Author| match a {
        Author::Person { family, given, suffix: None } => json!({"family": family, "given": given}),
        Author::Person { family, given, suffix } => json!({"family": family, "given": given, "suffix": suffix}),
        Author::Literal(name) => json!({"literal": name}),
    };
    let mut item = Map::new();
    item.insert("id".into(), meta.id.clone().into());
    item.insert("type".into(), "article-newspaper".into());
    item.insert("title".into(), meta.title.clone().into());
    let names: Vec<Value> = authors(meta).iter().map(name).collect();
    if !names.is_empty() {
        item.insert("author".into(), names.into());
    }
    let texts = [
        ("container-title", &meta.source),
        ("section", &meta.section),
        ("URL", &meta.url),
        ("language", &meta.language),
    ];
    for (key, value) in texts {
        if let Some(value) = value {
            item.insert(key.into(), value.clone().into());
        }
    }
    if let Some(d) = published(meta) {
        item.insert("issued".into(), json!({"date-parts": [[d.year(), d.month(), d.day()]]}));
    }
    item.into()
}
