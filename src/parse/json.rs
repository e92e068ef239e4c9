//! JSON and JSON lines: one article per object, in an array, in a wrapper, or one a line.

mod values;

use super::{Draft, Format, Options, record};
use crate::error::Result;
use crate::read::Source;
use serde_json::{Map, Value};

/// A file of JSON values.
pub(super) struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn matches(&self, source: &Source) -> bool {
        let text = source.text().trim_start();
        let rest = text.get(1..).unwrap_or("").trim_start();
        let begins = match text.as_bytes().first() {
            Some(b'{') => rest.starts_with(['"', '}']),
            Some(b'[') => rest.starts_with(['{', '[', ']', '"']),
            _ => false,
        };
        begins && (source.has_extension(&["json", "jsonl", "ndjson", "jl", "geojson"]) || values::begins_well(text))
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let mut found = Found { options, each, count: 0 };
        values::each(source.text(), &mut |item| value(item, 0, &mut found))
    }
}

struct Found<'a> {
    options: &'a Options,
    each: &'a mut dyn FnMut(Draft),
    count: usize,
}

/// How deep wrappers lie in one another.
const DEEPEST: usize = 4;

/// Takes an article, or looks for the list of articles in a wrapper.
fn value(value: Value, depth: usize, found: &mut Found) {
    match value {
        Value::Array(items) if depth < DEEPEST => {
            items.into_iter().for_each(|item| self::value(item, depth + 1, found))
        }
        Value::Object(mut map) => {
            let before = found.count;
            object(&mut map, depth, found);
            if found.count == before && record::is_text(map.keys().map(String::as_str), found.options) {
                article(&map, found);
            }
        }
        _ => {}
    }
}

/// Takes the article that an object is, or those in it, which are taken out of it.
fn object(map: &mut Map<String, Value>, depth: usize, found: &mut Found) {
    let lists = map.iter().filter(|(key, v)| holds_articles(key, v, found.options));
    let wrapped = lists.map(|(key, _)| key.clone()).next();
    if let Some(key) = wrapped.filter(|_| depth < DEEPEST) {
        let name = map.get("title").and_then(Value::as_str).map(str::to_owned).filter(|_| map.contains_key("version"));
        let before = found.count;
        if let Some(inner) = map.remove(&key) {
            with_source(inner, name.as_deref(), depth, found);
        }
        if found.count > before {
            return;
        }
        return article(map, found);
    }
    let is = record::is_article(map.keys().map(String::as_str), found.options) || has_nested_fields(map, found.options);
    if is {
        return article(map, found);
    }
    for inner in map.values_mut() {
        if let (true, Value::Object(inner)) = (depth < DEEPEST, inner) {
            object(inner, depth + 1, found);
        }
    }
}

/// Articles of a feed bear the name of the feed as their source.
fn with_source(inner: Value, name: Option<&str>, depth: usize, found: &mut Found) {
    let Some(name) = name else { return value(inner, depth + 1, found) };
    let outer = &mut *found.each;
    let mut each = |mut draft: Draft| {
        draft.source.get_or_insert_with(|| name.to_owned());
        outer(draft);
    };
    let mut named = Found { options: found.options, each: &mut each, count: 0 };
    value(inner, depth + 1, &mut named);
    found.count += named.count;
}

/// Whether a member is a list of articles or of wrapped articles; a list of authors or pictures is none.
fn holds_articles(key: &str, value: &Value, options: &Options) -> bool {
    const LISTS: &[&str] = &[
        "articles",
        "items",
        "item",
        "results",
        "result",
        "docs",
        "documents",
        "posts",
        "news",
        "stories",
        "entries",
        "data",
        "hits",
        "records",
        "response",
        "value",
        "feed",
        "newsitems",
        "children",
        "rows",
    ];
    let named = LISTS.contains(&key.to_lowercase().as_str());
    match value {
        Value::Array(items) => {
            let first = items.iter().find_map(Value::as_object);
            named
                && first.is_some_and(|map| {
                    record::is_article(map.keys().map(String::as_str), options) || map.values().any(Value::is_object)
                })
        }
        Value::Object(map) => named && map.iter().any(|(key, inner)| holds_articles(key, inner, options)),
        _ => false,
    }
}

/// `{"title":{"rendered":…}}`, `{"fields":{"headline":…}}`
fn has_nested_fields(map: &Map<String, Value>, options: &Options) -> bool {
    let mut values = Vec::new();
    flatten("", &Value::Object(map.clone()), 0, &mut values);
    record::is_article(values.iter().map(|(key, _)| key.as_str()), options)
}

fn article(map: &Map<String, Value>, found: &mut Found) {
    let mut values = Vec::new();
    for (key, value) in map {
        flatten(key, value, 0, &mut values);
    }
    if let Some(draft) = record::draft(values, "JSON", found.options) {
        found.count += 1;
        (found.each)(draft);
    }
}

/// The values of an object with their paths; what only pictures, links and related articles say is left out.
fn flatten(path: &str, value: &Value, depth: usize, out: &mut Vec<(String, String)>) {
    const ASIDE: &[&str] = &[
        "associations",
        "renditions",
        "image",
        "images",
        "media",
        "related",
        "video",
        "videos",
        "enclosure",
        "_links",
    ];
    if depth > 3 || out.len() > 2000 {
        return;
    }
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::String(text) => out.push((path.to_owned(), text.clone())),
        Value::Number(number) => out.push((path.to_owned(), number.to_string())),
        Value::Array(items) => {
            for item in items {
                let map = item.as_object();
                out.extend(map.and_then(|map| section(path, map)));
                if map.is_none_or(is_text_item) {
                    flatten(path, item, depth + 1, out);
                }
            }
        }
        Value::Object(map) => {
            for (key, inner) in map.iter().filter(|(key, _)| !ASIDE.contains(&key.to_lowercase().as_str())) {
                let path = match key.as_str() {
                    // MongoDB wraps what JSON has no type for: `{"$date": …}`, `{"$date": {"$numberLong": …}}`.
                    "$date" | "$numberLong" | "$oid" => path.to_owned(),
                    _ if path.is_empty() => key.clone(),
                    _ => format!("{path}.{}", key.trim_start_matches('_')),
                };
                flatten(&path, inner, depth + 1, out);
            }
        }
    }
}

/// The section that an item of a list names: the kicker of Arc's lists of content, a subject of the highest level of IPTC's lists.
fn section(path: &str, map: &Map<String, Value>) -> Option<(String, String)> {
    let text = |key: &str| map.get(key).and_then(Value::as_str);
    if text("type") == Some("kicker") {
        return Some((format!("{path}.kicker"), text("content")?.to_owned()));
    }
    let code = ["code", "qcode", "uri"].iter().find_map(|key| text(key)).filter(|_| path.starts_with("subject"))?;
    is_highest(code).then(|| Some(("subject.main".to_owned(), text("name")?.to_owned())))?
}

/// Whether a code is that of a subject with none above it: `subj:15000000`, `…/medtop/04000000`.
pub(super) fn is_highest(code: &str) -> bool {
    let digits = code.rsplit([':', '/']).next().unwrap_or_default();
    digits.len() == 8 && digits.ends_with("000000") && digits.bytes().all(|b| b.is_ascii_digit())
}

/// Whether an item of a list of content is text: not a picture, a caption, or what is metadata elsewhere.
fn is_text_item(map: &Map<String, Value>) -> bool {
    let kind = map.get("type").and_then(Value::as_str).unwrap_or("text");
    let sub = map.get("subtype").and_then(Value::as_str).unwrap_or("paragraph");
    let text = [
        "text",
        "paragraph",
        "sanitized_html",
        "html",
        "p",
        "body",
        "list",
        "header",
        "heading",
        "Person",
        "author",
        "writer",
    ];
    text.contains(&kind) && matches!(sub, "paragraph" | "subhead" | "text")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<Draft> {
        let source = Source::new("a.json", "a.json", text);
        assert!(Json.matches(&source), "{text}");
        let mut got = Vec::new();
        Json.parse(&source, &Options::default(), &mut |draft| got.push(draft)).unwrap();
        got
    }

    #[test]
    fn objects_lists_wrappers_and_lines_are_read() {
        let one = r#"{"title":"Ferry is back","text":"One.\n\nTwo.","authors":["Ana Petrov"],"date_publish":"2026-01-09 10:00:00"}"#;
        for (text, n) in [
            (one.to_owned(), 1),
            (format!("[{one},{one}]"), 2),
            (format!("{one}\n{one}\n"), 2),
            (format!(r#"{{"status":"ok","articles":[{one},{one}]}}"#), 2),
            (format!(r#"{{"response":{{"docs":[{one}]}}}}"#), 1),
            (format!(r#"{{"data":{{"items":[{{"meta":{{}},"item":{one}}}]}}}}"#), 1),
        ] {
            let got = of(&text);
            assert_eq!(got.len(), n, "{text}");
            assert_eq!((got[0].paragraphs.len(), got[0].byline.len()), (2, 1), "{text}");
            assert_eq!(got[0].published.unwrap().to_string(), "2026-01-09T10:00:00");
        }
    }

    #[test]
    fn what_is_broken_or_cut_is_an_error_and_the_rest_is_read() {
        let one = r#"{"title":"Ferry is back","text":"One."}"#;
        for (text, n) in [
            (format!("{one}\n{{broken\n{one}\n"), 2),
            (format!("[{one},{{\"title\":\"cut"), 1),
            (format!("[{one},{one}"), 2),
            (format!("{one}\n{{\"title\":\"cut"), 1),
        ] {
            let mut got = 0;
            let source = Source::new("a.json", "a.json", text);
            assert!(
                Json.parse(&source, &Options::default(), &mut |_| got += 1).is_err() && got == n,
                "{}",
                source.text()
            );
        }
    }

    #[test]
    fn an_item_may_be_nothing_but_a_text() {
        assert_eq!(
            of(r#"[{"title":"Ferry","text":"One."},{"text":"Two."},{"message":"ok"},{"a":{"text":"Save"}}]"#).len(),
            2
        );
        assert_eq!(of(r#"{"id":7,"body":"Two."}"#)[0].paragraphs, ["Two."]);
    }

    #[test]
    fn lists_of_typed_content_keep_what_is_text() {
        let text = r#"{"title":"Ferry","published_date":1472713234000,"contents":[{"type":"kicker","content":"World"},
            {"type":"sanitized_html","subtype":"paragraph","content":"<b>One</b> ferry."},{"type":"image","fullcaption":"x"}]}"#;
        let got = of(text);
        assert_eq!(got[0].paragraphs, ["One ferry."]);
        assert_eq!(got[0].published.unwrap().day.to_string(), "2016-09-01");
        assert_eq!(got[0].section.as_deref(), Some("World"));
        let ninjs = r#"{"headline":"Ferry","body_text":"One.","versioncreated":"2026-01-09","subject":[{"code":"20000523","name":"shipping"},{"code":"04000000","name":"economy"}]}"#;
        assert_eq!(of(ninjs)[0].section.as_deref(), Some("economy"));
    }

    #[test]
    fn wrapped_types_of_mongodb_are_values() {
        for date in [r#""2026-01-09T10:00:00Z""#, r#"{"$numberLong":"1767952800000"}"#] {
            let got = of(&format!(
                r#"{{"_id":{{"$oid":"5c87"}},"title":"Ferry","text":"One.","pubDate":{{"$date":{date}}}}}"#
            ));
            assert_eq!(got[0].published.unwrap().day.to_string(), "2026-01-09");
        }
    }

    #[test]
    fn a_feed_gives_its_articles_its_name() {
        let got = of(
            r#"{"version":"https://jsonfeed.org/version/1.1","title":"Harbour Times","items":[{"id":"1","title":"Ferry","content_html":"<p>Back.</p>"}]}"#,
        );
        assert_eq!((got[0].source.as_deref(), got[0].title.as_deref()), (Some("Harbour Times"), Some("Ferry")));
    }
}
