//! Records (JSON objects, rows of tables) → articles: which key means what, or what the user says that it means.

use super::metadata::{self, Field};
use super::{Draft, Options, html, shortcodes, text};
use crate::error::{Error, Result};
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::LazyLock;

/// What the value of a key is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Role {
    Field(Field),
    /// The text of the article.
    Body,
    /// A short text that stands for a missing body.
    Summary,
}

impl Role {
    fn from_name(name: &str) -> Option<Role> {
        match name {
            "body" | "text" | "content" => Some(Role::Body),
            "summary" => Some(Role::Summary),
            "date" => Some(Role::Field(Field::Published)),
            "author" | "authors" => Some(Role::Field(Field::Byline)),
            "lang" => Some(Role::Field(Field::Language)),
            name => Field::from_name(name).map(Role::Field),
        }
    }
}

/// Keys as the user names them, for records whose own keys say nothing: `title=headline,date=pub_dt`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mapping {
    keys: Vec<(String, Role)>,
}

impl FromStr for Mapping {
    type Err = Error;

    /// Reads `FIELD=KEY,…`; a key of an object within an object is written with a dot.
    fn from_str(text: &str) -> Result<Self> {
        let mut keys = Vec::new();
        for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let Some((field, key)) = pair.split_once('=') else {
                return Err(Error::usage(format!("`{pair}` is no FIELD=KEY"))
                    .hint("write it like `title=headline,date=pub_dt`"));
            };
            let Some(role) = Role::from_name(field.trim()) else {
                let fields = "title, text, date, updated, byline, source, url, section, language";
                return Err(Error::usage(format!("there is no field `{}` to map to", field.trim()))
                    .hint(format!("fields are {fields}")));
            };
            keys.push((squeeze(key), role));
        }
        Ok(Mapping { keys })
    }
}

/// Keys with their role and rank.
static KEYS: LazyLock<HashMap<&'static str, (Role, usize)>> = LazyLock::new(|| {
    let lines = include_str!("../../models/keys.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| line.split_once('\t')).enumerate();
    rows.filter_map(|(rank, (role, key))| Role::from_name(role).map(|role| (key, (role, rank)))).collect()
});

/// Objects that only wrap the fields of an article.
const WRAPPERS: &[&str] =
    &["fields.", "attributes.", "source.", "article.", "item.", "data.", "doc.", "post.", "metadata.", "meta."];

fn squeeze(key: &str) -> String {
    key.trim().trim_start_matches('\u{feff}').to_lowercase().replace(['_', '-', ' '], "")
}

/// The role of a key and its rank, lower being surer.
fn role(key: &str, options: &Options) -> Option<(usize, Role)> {
    let (written, key) = (key, squeeze(key));
    if let Some((_, role)) = options.map.keys.iter().find(|(k, _)| *k == key) {
        return Some((0, *role));
    }
    let known = |key: &str| KEYS.get(key).map(|(role, rank)| (rank + 1, *role));
    let label = |key: &str| metadata::ranked(key).map(|(field, rank)| (rank + 1000, Role::Field(field)));
    known(&key).or_else(|| label(&key)).or_else(|| label(written)).or_else(|| {
        let inner = WRAPPERS.iter().find_map(|wrapper| key.strip_prefix(wrapper))?;
        known(inner).map(|(rank, role)| (rank + 500, role))
    })
}

/// Whether `keys` are those of an article: a title or text among them.
pub(super) fn is_article<'a>(keys: impl Iterator<Item = &'a str>, options: &Options) -> bool {
    let (mut title, mut body, mut other) = (false, false, 0);
    for (_, role) in keys.filter_map(|key| role(key, options)) {
        match role {
            Role::Field(Field::Title) => title = true,
            Role::Body | Role::Summary => body = true,
            Role::Field(_) => other += 1,
        }
    }
    (title && (body || other > 0)) || (body && other > 0)
}

/// Whether `keys` tell what an article is called and nothing says which of them is its text.
pub(super) fn lacks_text(keys: &[String], options: &Options) -> bool {
    let roles = || keys.iter().filter_map(|key| role(key, options)).map(|(_, role)| role);
    let telling = |role| matches!(role, Role::Field(Field::Title | Field::Byline | Field::Published));
    roles().any(telling) && !roles().any(|role| role == Role::Body)
}

/// Whether a key means something.
pub(super) fn is_known(key: &str, options: &Options) -> bool {
    role(key, options).is_some()
}

/// Whether `keys` hold a text by a name that leaves no doubt: an item of a list may have nothing else.
pub(super) fn is_text<'a>(mut keys: impl Iterator<Item = &'a str>, options: &Options) -> bool {
    let mapped = |key: &str| options.map.keys.iter().any(|(k, role)| k == key && *role == Role::Body);
    keys.any(|key| {
        let key = squeeze(key);
        Role::from_name(&key) == Some(Role::Body) || mapped(&key)
    })
}

/// The article of a record's keys and values, a list being several values of one key; `None` where it has no text.
pub(super) fn draft(values: Vec<(String, String)>, origin: &str, options: &Options) -> Option<Draft> {
    let ranked =
        values.into_iter().filter_map(|(key, value)| role(&key, options).map(|(rank, role)| (rank, role, key, value)));
    let mut ranked: Vec<_> = ranked.filter(|(.., value)| !is_blank(value)).collect();
    ranked.sort_by_key(|(rank, ..)| *rank);
    let mut draft = Draft::default();
    let mut byline_rank = None;
    for (rank, role, key, value) in &ranked {
        let Role::Field(field) = *role else { continue };
        match field {
            Field::Byline if byline_rank.is_some_and(|known| known != *rank) => {}
            Field::Url if !value.contains("://") && !value.starts_with("www.") => {}
            Field::Title => {
                draft.put(field, &html::blocks::of_fragment(value).join(" "), &format!("{origin} {key}"), options)
            }
            Field::Published | Field::Updated if is_universal(key, value) => {
                draft.put(field, &format!("{value}Z"), &format!("{origin} {key}"), options)
            }
            _ => draft.put(field, value, &format!("{origin} {key}"), options),
        }
        if field == Field::Byline && !draft.byline.is_empty() {
            byline_rank.get_or_insert(*rank);
        }
    }
    for wanted in [Role::Body, Role::Summary] {
        draft.paragraphs = texts(&ranked, wanted);
        if !draft.paragraphs.is_empty() {
            break;
        }
    }
    let told = draft.url.is_some() || draft.published.is_some();
    (!draft.paragraphs.is_empty() || (draft.title.is_some() && told)).then_some(draft)
}

/// Whether a time is that of Greenwich by the name of its key alone.
fn is_universal(key: &str, value: &str) -> bool {
    squeeze(key).ends_with("gmt") && value.contains(':') && value.ends_with(|c: char| c.is_ascii_digit())
}

/// A value with the rank and the role of its key, and the key.
type Ranked = (usize, Role, String, String);

/// The paragraphs of the surest key of a role. Some makers give their text twice, once without its paragraphs: then the other counts.
fn texts(ranked: &[Ranked], wanted: Role) -> Vec<String> {
    let of = |key: usize| {
        let pieces = ranked.iter().filter(|(rank, role, ..)| *role == wanted && *rank == key);
        pieces.flat_map(|(.., value)| body(value)).collect::<Vec<_>>()
    };
    let size = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
    let mut keys: Vec<usize> = ranked.iter().filter(|(_, role, ..)| *role == wanted).map(|(rank, ..)| *rank).collect();
    keys.dedup();
    let Some(first) = keys.first().map(|key| of(*key)) else { return Vec::new() };
    if first.len() == 1 && keys.len() > 1 {
        let others = keys[1..].iter().take(5).map(|key| of(*key));
        let whole = |texts: &Vec<String>| texts.len() > 1 && size(texts) * 10 >= size(&first) * 9;
        if let Some(parted) = others.into_iter().find(whole) {
            return parted;
        }
    }
    first
}

fn is_blank(value: &str) -> bool {
    matches!(value.trim(), "" | "null" | "None" | "nan" | "NaN" | "NULL" | "[]" | "N/A")
}

/// The paragraphs of a text that may be HTML.
pub(super) fn body(value: &str) -> Vec<String> {
    const TAGS: &[&str] = &["<p>", "<p ", "<br", "<div", "</", "<h1", "<h2", "<img ", "<!--", "&#"];
    let value = shortcodes::without(value);
    if TAGS.iter().any(|tag| value.contains(tag)) || has_entity(&value) {
        return html::blocks::of_value(&value);
    }
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    text::paragraphs(without_count(value.trim_end()))
}

/// Whether a text has an entity of HTML: `&amp;`, `&mdash;`.
fn has_entity(text: &str) -> bool {
    memchr::memchr_iter(b'&', text.as_bytes()).any(|at| {
        let name = text.as_bytes()[at + 1..].iter().take(9).take_while(|b| b.is_ascii_alphabetic()).count();
        name >= 2 && text.as_bytes().get(at + 1 + name) == Some(&b';')
    })
}

/// Texts of NewsAPI end in how much was left out: `… [+2311 chars]`.
fn without_count(text: &str) -> &str {
    let cut = text.strip_suffix(" chars]").and_then(|head| head.rfind("[+").map(|at| (at, &head[at + 2..])));
    match cut {
        Some((at, digits)) if digits.bytes().all(|b| b.is_ascii_digit()) => text[..at].trim_end(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[(&str, &str)], options: &Options) -> Draft {
        draft(values.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect(), "JSON", options).unwrap()
    }

    #[test]
    fn the_surer_key_counts_and_html_is_taken_apart() {
        assert_eq!(body("One &mdash; R&D; AT&T;"), ["One — R&D; AT&T;"]);
        let values = [
            ("source.name", "Harbour Times"),
            ("title.rendered", "Ferry &amp; pier"),
            ("content.rendered", "<p>One.</p><p>Two.</p>"),
            ("description", "A ferry."),
            ("date", "2026-01-09"),
            ("authors", "Ana Petrov"),
            ("authors", "John Quill"),
        ];
        let draft = of(&values, &Options::default());
        assert_eq!((draft.title.as_deref(), draft.source.as_deref()), (Some("Ferry & pier"), Some("Harbour Times")));
        assert_eq!(
            (draft.paragraphs, draft.byline),
            (vec!["One.".into(), "Two.".into()], vec!["Ana Petrov".into(), "John Quill".into()])
        );
    }

    #[test]
    fn local_times_go_before_those_of_greenwich() {
        let gmt = [("title", "Ferry"), ("date_gmt", "2026-01-08T23:30:00"), ("modified_gmt", "2026-01-09T01:00:00")];
        let local = [&gmt[..], &[("date", "2026-01-09T00:30:00"), ("modified", "2026-01-09T02:00:00")]].concat();
        for (values, published, updated) in [
            (&gmt[..], "2026-01-08T23:30:00+00:00", "2026-01-09T01:00:00+00:00"),
            (&local, "2026-01-09T00:30:00", "2026-01-09T02:00:00"),
        ] {
            let draft = of(values, &Options::default());
            assert_eq!(draft.published.map(|stamp| stamp.to_string()).as_deref(), Some(published));
            assert_eq!(draft.updated.map(|stamp| stamp.to_string()).as_deref(), Some(updated));
        }
    }

    #[test]
    fn of_two_texts_the_one_with_paragraphs_counts() {
        let whole = [
            ("bodyText", "The ferry is back. So is the pier."),
            ("body", "<p>The ferry is back.</p><p>So is the pier.</p>"),
        ];
        let cut = [("title", "Ferry"), ("bodyText", "The ferry is back. So is the pier."), ("text", "One.\n\nTwo.")];
        for (values, n) in [(&whole[..], 2), (&cut, 1)] {
            assert_eq!(of(values, &Options::default()).paragraphs.len(), n);
        }
    }

    #[test]
    fn the_user_can_say_what_keys_mean() {
        let options = Options { map: "title=h, date=when,text=t.x".parse().unwrap(), ..Options::default() };
        let draft = of(&[("h", "Ferry is back"), ("when", "2026-01-09"), ("t.x", "It is. [+12 chars]")], &options);
        assert_eq!((draft.title.as_deref(), draft.paragraphs), (Some("Ferry is back"), vec!["It is.".to_owned()]));
        assert!(draft.published.is_some());
        assert!("titel=h".parse::<Mapping>().is_err() && "title".parse::<Mapping>().is_err());
    }
}
