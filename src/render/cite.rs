//! Articles as references: APA and Chicago style, BibTeX, CSL-JSON.
//!
//! APA follows the *Publication Manual*, 7th edition, 10.1 (newspaper article); Chicago the *Manual of Style*, 17th edition,
//! 14.191–14.200 (bibliography); CSL-JSON the schema of citationstyles.org, type `article-newspaper`.

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
    /// Family name, given names.
    Person(String, String),
    /// A newsroom, an agency, or a name of one word.
    Literal(String),
}

/// Words that head the names of organizations, and of newsrooms.
const ORGANIZATIONS: &str = include_str!("../../models/names/org_nouns.txt");
/// Words that begin or join surnames; also words that part the two names of a person.
const NAME_PARTS: &str = include_str!("../../models/names/name_parts.txt");
/// Surnames of languages that put them first.
const FAMILY_FIRST: &str = include_str!("../../models/names/family_first.txt");

fn holds(list: &str, word: &str) -> bool {
    let word = word.to_lowercase();
    list.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).any(|w| w == word)
}

fn is_particle(word: &str) -> bool {
    let line = NAME_PARTS.lines().find(|line| line.starts_with("particle ")).unwrap_or("");
    word.starts_with(char::is_lowercase) && line.split_whitespace().skip(1).any(|p| p == word)
}

/// One name of a byline. The last word is taken as the family name, with the particles before it; the first one where it is such a
/// surname and the given name is written as in Korean and Chinese ("Lee Jae-myung").
fn author(name: &str, source: Option<&str>) -> Author {
    let words: Vec<&str> = name.split_whitespace().collect();
    let newsroom = |w: &&str| {
        holds(ORGANIZATIONS, w) || matches!(*w, "News" | "Staff" | "Desk" | "Newsroom" | "Press" | "Editors")
    };
    if let Some((family, given)) = name.split_once(", ") {
        return Author::Person(family.trim().to_owned(), given.trim().to_owned());
    }
    if words.len() < 2 || source.is_some_and(|s| s.eq_ignore_ascii_case(name)) || words.last().is_some_and(newsroom) {
        return Author::Literal(name.trim().to_owned());
    }
    let eastern = |given: &str| given.split_once('-').is_some_and(|(_, rest)| rest.starts_with(char::is_lowercase));
    if words.len() == 2 && holds(FAMILY_FIRST, words[0]) && eastern(words[1]) {
        return Author::Person(words[0].to_owned(), words[1].to_owned());
    }
    let mut family = words.len() - 1;
    while family > 1 && is_particle(words[family - 1]) {
        family -= 1;
    }
    Author::Person(words[family..].join(" "), words[..family].join(" "))
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

fn apa(meta: &Meta, p: Option<u32>) -> String {
    let name = |a: &Author| match a {
        Author::Person(family, given) => format!("{family}, {}", initials(given)),
        Author::Literal(name) => name.clone(),
    };
    let names: Vec<String> = authors(meta).iter().map(name).collect();
    let date = published(meta).map_or("(n.d.).".to_owned(), |d| format!("({}).", d.format("%Y, %B %-d")));
    let title = stop(&meta.title);
    let mut parts = match names.as_slice() {
        [] => vec![title, date],
        [one] => vec![stop(one), date, title],
        [all @ .., last] => vec![stop(&format!("{}, & {last}", all.join(", "))), date, title],
    };
    parts.extend(meta.source.as_deref().map(stop));
    parts.extend(meta.url.clone());
    parts.extend(p.map(|p| format!("(para. {p})")));
    parts.join(" ")
}

fn chicago(meta: &Meta, p: Option<u32>) -> String {
    let first = |a: &Author| match a {
        Author::Person(family, given) => format!("{family}, {given}"),
        Author::Literal(name) => name.clone(),
    };
    let names = authors(meta);
    let later = &meta.byline[1.min(meta.byline.len())..];
    let names = match (names.first().map(first), later) {
        (None, _) => None,
        (Some(one), []) => Some(one),
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

/// What BibTeX would read as a command, made harmless.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '{' | '}' | '&' | '%' | '$' | '#' | '_' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// A key of the first author or the source, the year and the first words of the title: `wei2026summit`.
fn key(meta: &Meta) -> String {
    let who = match authors(meta).first() {
        Some(Author::Person(family, _)) => family.clone(),
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
        Author::Person(family, given) => format!("{}, {}", escaped(family), escaped(given)),
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
    fields.extend(meta.url.clone().map(|url| ("url", url)));
    fields.extend(meta.language.clone().map(|l| ("langid", l)));
    fields.extend(p.map(|p| ("note", format!("paragraph {p}"))));
    let lines: Vec<String> = fields.into_iter().map(|(name, value)| format!("  {name} = {{{value}}}")).collect();
    format!("@article{{{},\n{}\n}}", keys.take(key(meta)), lines.join(",\n"))
}

/// The CSL-JSON item of an article; its `id` is the article's.
pub fn csl(meta: &Meta) -> Value {
    let name = |a: &Author| match a {
        Author::Person(family, given) => json!({"family": family, "given": given}),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn meta(byline: &[&str]) -> Meta {
        Meta {
            id: "a.txt".into(),
            path: "x/a.txt".into(),
            title: "Who pays for the \"bridge\" & why?".into(),
            title_derived: false,
            byline: byline.iter().map(|&b| b.to_owned()).collect(),
            source: Some("Harbour Gazette".into()),
            url: Some("https://example.org/a_b".into()),
            section: None,
            wire: Vec::new(),
            published: Some("2026-03-02T09:00".into()),
            updated: None,
            language: Some("en".into()),
            words: 3,
        }
    }

    #[test]
    fn styles_name_author_day_title_and_paper() {
        let m = meta(&["Ann B. Lee", "Bo de la Cruz"]);
        assert_eq!(
            cite(&m, None, Style::Apa),
            "Lee, A. B., & de la Cruz, B. (2026, March 2). Who pays for the \"bridge\" & why? Harbour Gazette. https://example.org/a_b"
        );
        assert_eq!(
            cite(&m, Some(4), Style::Chicago),
            "Lee, Ann B., and Bo de la Cruz. “Who pays for the \"bridge\" & why?” Harbour Gazette, March 2, 2026, para. 4. https://example.org/a_b."
        );
        let bibtex = bibtex(&m, None, &mut Keys::default());
        assert!(
            bibtex.starts_with("@article{lee2026paysbridge,\n  author = {Lee, Ann B. and de la Cruz, Bo},"),
            "{bibtex}"
        );
        assert!(
            bibtex.contains("title = {{Who pays for the \"bridge\" \\& why?}}") && bibtex.contains("a_b}"),
            "{bibtex}"
        );
        assert_eq!(csl(&m)["issued"]["date-parts"][0], json!([2026, 3, 2]));
    }

    #[test]
    fn no_two_entries_of_a_list_have_one_key() {
        let mut keys = Keys::default();
        let mut take = |key: &str| keys.take(key.to_owned());
        assert_eq!(["x", "xa", "x", "x", "xa"].map(&mut take), ["x", "xa", "xb", "xc", "xaa"]);
        assert_eq!([0, 25, 26, 27, 701, 702].map(letters), ["a", "z", "aa", "ab", "zz", "aaa"]);
        let of = |title: &str| key(&Meta { title: title.into(), source: None, published: None, ..meta(&[]) });
        assert_eq!((of("Up we go").as_str(), of("The ferry is back").as_str()), ("ndupwe", "ndferryback"));
        assert_eq!(of("渡轮"), "ndatxt");
    }

    #[test]
    fn what_is_missing_is_left_out() {
        let m = Meta { published: None, source: None, url: None, ..meta(&[]) };
        assert_eq!(cite(&m, None, Style::Apa), "Who pays for the \"bridge\" & why? (n.d.).");
        assert_eq!(cite(&m, None, Style::Chicago), "“Who pays for the \"bridge\" & why?” n.d.");
    }

    #[test]
    fn names_are_parted_where_they_are_names_of_people() {
        let of = |name| author(name, Some("Harbour Gazette"));
        let person = |family: &str, given: &str| Author::Person(family.into(), given.into());
        assert_eq!(of("Lee Jae-myung"), person("Lee", "Jae-myung"));
        assert_eq!(of("Lee Child"), person("Child", "Lee"));
        assert_eq!(of("Vincent van Gogh"), person("van Gogh", "Vincent"));
        for name in ["Reuters", "Harbour Gazette", "Harbour News", "News Agency"] {
            assert_eq!(of(name), Author::Literal(name.into()));
        }
    }
}
