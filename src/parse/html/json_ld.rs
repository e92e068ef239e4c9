//! JSON-LD in pages: what the publisher says of the article to search engines.

use crate::parse::metadata::Field;
use regex::{Captures, Regex};
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// What JSON-LD says of an article.
#[derive(Debug, Default)]
pub(super) struct Linked {
    /// Fields with their values as written.
    pub values: Vec<(Field, String)>,
    /// Authors, one name or byline each.
    pub authors: Vec<String>,
    /// The text of the article.
    pub text: Option<String>,
}

/// How deep objects are searched for the article.
const DEEPEST: usize = 8;

/// Reads all scripts of a page; the first object that is an article counts.
pub(super) fn read<'a>(scripts: impl Iterator<Item = &'a str>) -> Linked {
    let roots: Vec<Value> = scripts.filter_map(parse).collect();
    let mut best: Option<(usize, &Map<String, Value>)> = None;
    for root in &roots {
        search(root, 0, &mut best);
    }
    let Some((_, article)) = best else { return Linked::default() };
    let mut linked = Linked::default();
    let mut put = |field, value: Option<String>| linked.values.extend(value.map(|v| (field, v)));
    put(Field::Title, text(article.get("headline")).or_else(|| text(article.get("name"))));
    put(Field::Published, text(article.get("datePublished")).or_else(|| text(article.get("dateCreated"))));
    put(Field::Updated, text(article.get("dateModified")));
    put(Field::Section, text(article.get("articleSection")));
    put(Field::Language, text(article.get("inLanguage")));
    put(Field::Source, article.get("publisher").and_then(|p| name(p, &roots)));
    let url = text(article.get("url")).or_else(|| id_of(article.get("mainEntityOfPage")));
    put(Field::Url, url.filter(|url| url.contains("://")).and_then(|url| url.split('#').next().map(str::to_owned)));
    linked.text = article.get("articleBody").and_then(Value::as_str).map(str::to_owned);
    if let Some(authors) = article.get("author").or(article.get("creator")) {
        people(authors, &roots, 0, &mut linked.authors);
    }
    linked
}

/// JSON as pages write it: inside comments, with raw line breaks in strings, with a comma behind the last item, with a semicolon at the end.
fn parse(script: &str) -> Option<Value> {
    let text =
        script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let text =
        text.trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim().trim_end_matches(';');
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&mended(text))).ok()
}

/// `text` without line breaks and without commas that nothing follows.
fn mended(text: &str) -> String {
    static PIECE: LazyLock<Regex> = LazyLock::new(|| {
        // The pattern is a constant and covered by the tests.
        Regex::new(r#""(?:[^"\\]|\\.)*"|,\s*([}\]])"#).expect("well formed")
    });
    let text = text.replace(['\n', '\r', '\t'], " ");
    let piece = |found: &Captures| found.get(1).map_or(&found[0], |close| close.as_str()).to_owned();
    PIECE.replace_all(&text, piece).into_owned()
}

/// Finds the object that is most surely the article.
fn search<'a>(value: &'a Value, depth: usize, best: &mut Option<(usize, &'a Map<String, Value>)>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().take(500).for_each(|item| search(item, depth + 1, best)),
        Value::Object(map) => {
            let rank = rank(map);
            if rank > best.map_or(0, |(rank, _)| rank) {
                *best = Some((rank, map));
            }
            // What else is in an article (related ones, comments) is not it.
            if rank < 3 {
                ["@graph", "mainEntity", "itemListElement", "item", "mainEntityOfPage"]
                    .iter()
                    .filter_map(|key| map.get(*key))
                    .for_each(|inner| search(inner, depth + 1, best));
            }
        }
        _ => {}
    }
}

/// 3 for a news article with a headline, 2 for another article, 1 for a page that may tell dates.
fn rank(map: &Map<String, Value>) -> usize {
    let types: Vec<&str> = match map.get("@type") {
        Some(Value::String(one)) => vec![one.as_str()],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => return 0,
    };
    let is = |suffix: &str| types.iter().any(|t| t.rsplit('/').next().is_some_and(|t| t.ends_with(suffix)));
    let headline = map.contains_key("headline");
    if is("Article") || is("BlogPosting") || is("Posting") || is("Report") || is("Review") {
        if headline { 3 } else { 2 }
    } else {
        usize::from(is("WebPage") && map.contains_key("datePublished"))
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(super::blocks::of_fragment(text).join(" ")).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.iter().find_map(|item| text(Some(item))),
        Value::Object(map) => text(map.get("@value").or(map.get("name"))),
        _ => None,
    }
}

fn id_of(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(url) => Some(url.clone()),
        Value::Object(map) => text(map.get("@id").or(map.get("url"))),
        _ => None,
    }
}

/// The name of a person or publisher, perhaps written elsewhere in the graph under its `@id`.
fn name(value: &Value, roots: &[Value]) -> Option<String> {
    match value {
        Value::Array(items) => items.iter().find_map(|item| name(item, roots)),
        Value::Object(map) if map.contains_key("name") => text(map.get("name")),
        Value::Object(map) => {
            let id = map.get("@id")?.as_str()?;
            roots
                .iter()
                .flat_map(nodes)
                .find(|node| node.get("@id").and_then(Value::as_str) == Some(id) && node.contains_key("name"))
                .and_then(|node| text(node.get("name")))
        }
        other => text(Some(other)),
    }
}

fn nodes(root: &Value) -> Vec<&Map<String, Value>> {
    let top: Vec<&Value> = match root {
        Value::Array(items) => items.iter().collect(),
        one => vec![one],
    };
    let graphs = top.iter().filter_map(|v| v.get("@graph")).filter_map(Value::as_array).flatten();
    graphs.filter_map(Value::as_object).chain(top.iter().filter_map(|v| v.as_object())).take(2000).collect()
}

fn people(value: &Value, roots: &[Value], depth: usize, out: &mut Vec<String>) {
    if depth > 3 {
        return;
    }
    match value {
        Value::Array(items) => items.iter().take(50).for_each(|item| people(item, roots, depth + 1, out)),
        Value::Object(map) if is_organization(map) => {}
        Value::Object(map) if matches!(map.get("name"), Some(Value::Array(_))) => {
            people(&map["name"], roots, depth + 1, out);
        }
        other => out.extend(name(other, roots)),
    }
}

fn is_organization(map: &Map<String, Value>) -> bool {
    map.get("@type").and_then(Value::as_str).is_some_and(|t| t.ends_with("Organization"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_is_found_in_a_graph_and_authors_by_their_id() {
        let script = r##"{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},
            {"@type":"NewsArticle","headline":"Ferry &amp; pier","datePublished":"2026-01-09T10:00:00Z",
             "author":[{"@id":"#a"},{"@type":"Organization","name":"Harbour Times"}],"publisher":{"name":"Harbour Times"}},
            {"@type":"Person","@id":"#a","name":"Ana Petrov"}]}"##;
        let linked = read([script].into_iter());
        assert_eq!(linked.authors, ["Ana Petrov"]);
        assert!(linked.values.contains(&(Field::Title, "Ferry & pier".into())));
        assert!(linked.values.contains(&(Field::Source, "Harbour Times".into())));
    }

    #[test]
    fn commas_that_nothing_follows_and_raw_breaks_are_lived_with() {
        let script = "{\"@type\":\"NewsArticle\",\"headline\":\"Ferry,] \\\",} pier\n\",\"author\":[{\"name\":\"Ana Petrov\",},\n],\"articleBody\":\"One.\",}";
        let linked = read([script].into_iter());
        assert_eq!((linked.authors.len(), linked.text.as_deref()), (1, Some("One.")));
        assert!(linked.values.contains(&(Field::Title, "Ferry,] \",} pier".into())));
    }

    #[test]
    fn broken_json_says_nothing() {
        assert!(read(["{", "", "[[[["].into_iter()).values.is_empty());
    }
}
