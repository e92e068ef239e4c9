//! Front matter: metadata in YAML (`---`) or TOML (`+++`) before a text.

use super::metadata;
use super::{Draft, Options};
use gray_matter::Pod;
use gray_matter::engine::{Engine, TOML, YAML};

/// The longest front matter, in bytes.
const LONGEST: usize = 1 << 16;

/// The front matter of `text`, with its fence, and the text after it.
pub(super) fn split(text: &str) -> Option<(Fence, &str, &str)> {
    let (fence, mark) = if text.starts_with("---") { (Fence::Yaml, "---") } else { (Fence::Toml, "+++") };
    let (first, rest) = text.split_once('\n')?;
    if first.trim_end() != mark {
        return None;
    }
    let window = &rest[..rest.floor_char_boundary(LONGEST)];
    let mut at = 0;
    for line in window.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == mark || (fence == Fence::Yaml && bare == "...") {
            let matter = &rest[..at];
            let separator = if fence == Fence::Yaml { ':' } else { '=' };
            return matter.contains(separator).then_some((fence, matter, &rest[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

/// In which language front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fence {
    Yaml,
    Toml,
}

/// Reads front matter into `draft`; what is no well-formed YAML or TOML is read line by line.
pub(super) fn read(fence: Fence, matter: &str, options: &Options, draft: &mut Draft) {
    let parsed = if is_safe(matter) {
        match fence {
            Fence::Yaml => YAML::parse(matter).ok(),
            Fence::Toml => TOML::parse(matter).ok(),
        }
    } else {
        None
    };
    let mut values = Vec::new();
    match parsed {
        Some(Pod::Hash(map)) => map.into_iter().for_each(|(key, value)| flatten(&key, value, 0, &mut values)),
        _ => by_line(matter, &mut values),
    }
    let ranked = values.into_iter().filter_map(|(key, v)| metadata::ranked(&key).map(|(f, r)| (r, f, v)));
    let mut ranked: Vec<_> = ranked.map(metadata::with_link).collect();
    // Maps come in no order; the table of labels says which of two keys counts more.
    ranked.sort_by_key(|(rank, ..)| *rank);
    for (_, field, value) in ranked {
        draft.put(field, &value, "front matter", options);
    }
}

/// YAML's anchors may unfold to any size, and deep nesting to any depth of the stack: no article needs either.
fn is_safe(matter: &str) -> bool {
    let brackets = matter.bytes().filter(|b| matches!(b, b'[' | b'{')).count();
    let anchors =
        matter.match_indices('&').filter(|(at, _)| matter[..*at].ends_with([' ', '\n', '[', '{', ','])).count();
    let deepest = matter.lines().map(|line| line.len() - line.trim_start().len()).max().unwrap_or(0);
    let dashes = matter.lines().map(|line| line.matches("- ").count()).max().unwrap_or(0);
    brackets < 200 && deepest < 200 && dashes < 50 && !(anchors > 0 && matter.contains('*'))
}

/// Keys with their values as text: members of a list one by one, of a map under the key of the map's members.
fn flatten(key: &str, value: Pod, depth: usize, out: &mut Vec<(String, String)>) {
    match value {
        Pod::Null | Pod::Boolean(_) => {}
        Pod::String(text) => out.push((key.to_owned(), text)),
        Pod::Integer(number) => out.push((key.to_owned(), number.to_string())),
        Pod::Float(number) => out.push((key.to_owned(), number.to_string())),
        Pod::Array(items) => items.into_iter().take(50).for_each(|item| match item {
            Pod::Hash(map) => person(key, map.into_iter().collect(), out),
            item => flatten(key, item, depth + 1, out),
        }),
        Pod::Hash(map) if key == "author" || key == "authors" => person(key, map.into_iter().collect(), out),
        Pod::Hash(map) if depth == 0 && matches!(key, "extra" | "params" | "taxonomies" | "article" | "meta") => {
            map.into_iter().for_each(|(key, value)| flatten(&key, value, 1, out));
        }
        Pod::Hash(_) => {}
    }
}

/// `authors: [{name: …, email: …}]`
fn person(key: &str, map: Vec<(String, Pod)>, out: &mut Vec<(String, String)>) {
    for (inner, value) in map {
        if inner == "name"
            && let Pod::String(name) = value
        {
            out.push((key.to_owned(), name));
        }
    }
}

/// `key: value` or `key = value`, one a line; quotation marks around the value go.
fn by_line(matter: &str, out: &mut Vec<(String, String)>) {
    for line in matter.lines() {
        let Some((key, value)) = line.split_once([':', '=']) else { continue };
        let value = value.trim().trim_matches(['"', '\'', '[', ']']);
        if !value.is_empty() {
            out.push((key.trim().to_owned(), value.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Draft, &str) {
        let (fence, matter, body) = split(text).expect("there is front matter");
        let mut draft = Draft::default();
        read(fence, matter, &Options::default(), &mut draft);
        (draft, body)
    }

    #[test]
    fn yaml_and_toml_are_read() {
        let (yaml, body) = of(
            "---\ntitle: \"Ferry: back\"\ndate: 2026-01-09T18:18:00-05:00\nauthors: [Ana Petrov, {name: John Quill}]\n---\n\nText.\n",
        );
        assert_eq!((yaml.title.as_deref(), body), (Some("Ferry: back"), "\nText.\n"));
        assert_eq!(yaml.published.unwrap().to_string(), "2026-01-09T18:18:00-05:00");
        assert_eq!(yaml.byline, ["Ana Petrov", "John Quill"]);
        let (toml, _) = of("+++\ntitle = \"Ferry\"\ndate = 2026-01-09\n[extra]\nauthor = \"Ana Petrov\"\n+++\nText\n");
        assert_eq!((toml.title.as_deref(), toml.published.unwrap().to_string()), (Some("Ferry"), "2026-01-09".into()));
        assert_eq!(toml.byline, ["Ana Petrov"]);
        let (clipped, _) = of("---\nsource: https://example.org/ferry\nauthor:\n  - \"[[Ana Petrov]]\"\n---\nText\n");
        assert_eq!((clipped.url.as_deref(), clipped.source), (Some("https://example.org/ferry"), None));
        assert_eq!(clipped.byline, ["Ana Petrov"]);
    }

    #[test]
    fn broken_or_dangerous_yaml_is_read_line_by_line() {
        let (draft, _) = of("---\ntitle: Ferry: late again\nauthor: Ana Petrov\n---\nText\n");
        assert_eq!(draft.title.as_deref(), Some("Ferry: late again"));
        let (draft, _) = of("---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: Ferry\n---\nText\n");
        assert_eq!(draft.title.as_deref(), Some("Ferry"));
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        assert!(split("---\nOne line without keys\n---\n").is_none());
        assert!(split("--- \n").is_none());
        assert!(split("---\na: b\n").is_none());
    }
}
