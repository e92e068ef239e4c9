//! Single values of a hit by name: what `--fields` chooses from.

use super::json::{self, Passages};
use crate::model::{EntityKind, Quotation};
use crate::query::suggest;
use crate::search::Hit;
use crate::words;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// A value that a hit has: its name, what it is, and how it is read.
pub struct Column {
    /// The name in `--fields` and the key in JSON.
    pub name: &'static str,
    value: fn(&Hit) -> Value,
}

/// All of them. A list stands where a hit can have several values; parts of quotations are a list but for `--unit quotation`.
pub static COLUMNS: &[Column] = &[
    Column { name: "id", value: |h| h.id.clone().into() },
    Column { name: "article", value: |h| h.meta.id.clone().into() },
    Column { name: "p", value: |h| h.par.p.into() },
    Column { name: "path", value: |h| h.meta.path.clone().into() },
    Column { name: "title", value: |h| h.meta.title.clone().into() },
    Column { name: "source", value: |h| h.meta.source.clone().into() },
    Column { name: "section", value: |h| h.meta.section.clone().into() },
    Column { name: "byline", value: |h| h.meta.byline.clone().into() },
    Column { name: "url", value: |h| h.meta.url.clone().into() },
    Column { name: "lang", value: |h| h.meta.language.clone().into() },
    Column { name: "date", value: |h| h.meta.published.clone().into() },
    Column { name: "published", value: |h| h.meta.published.clone().into() },
    Column { name: "updated", value: |h| h.meta.updated.clone().into() },
    Column { name: "words", value: |h| h.meta.words.into() },
    Column { name: "wire", value: |h| h.meta.wire.clone().into() },
    Column { name: "family", value: |h| h.family.as_ref().map(|f| f.id.clone()).into() },
    Column { name: "text", value: |h| h.par.text.clone().into() },
    Column { name: "snippet", value: |h| snippet(h).into() },
    Column { name: "context", value: context },
    Column { name: "highlights", value: |h| whole(h, "highlights") },
    Column { name: "score", value: |h| whole(h, "score") },
    Column {
        name: "speaker",
        value: |h| match h.quotation {
            None => h.speakers.clone().into(),
            Some(_) => h.speakers.first().cloned().into(),
        },
    },
    Column { name: "speakers", value: |h| h.speakers.clone().into() },
    Column { name: "entity", value: |h| h.entities.clone().into() },
    Column { name: "entities", value: |h| h.entities.clone().into() },
    Column { name: "person", value: |h| named(h, &[EntityKind::Person]) },
    Column { name: "org", value: |h| named(h, &[EntityKind::Organization]) },
    Column { name: "place", value: |h| named(h, &[EntityKind::Place, EntityKind::Facility]) },
    Column { name: "mentions", value: mentions },
    Column { name: "quotations", value: |h| whole(h, "quotations") },
    Column { name: "kind", value: |h| parts(h, |q, _| q.kind.as_str().into()) },
    Column { name: "act", value: |h| parts(h, |q, _| q.act.as_str().into()) },
    Column { name: "via", value: |h| parts(h, |q, _| q.via.map(|v| v.as_str()).into()) },
    Column { name: "speaker_kind", value: |h| parts(h, |q, _| q.speaker_kind.as_str().into()) },
    Column { name: "mention", value: |h| parts(h, |q, texts| q.mention.map(|m| texts.slice(m)).into()) },
    Column { name: "cue", value: |h| parts(h, |q, texts| q.cue.map(|c| texts.slice(c)).into()) },
    Column {
        name: "content",
        value: |h| {
            parts(h, |q, texts| q.content.iter().map(|c| texts.slice(*c)).collect::<Vec<_>>().join(" … ").into())
        },
    },
    Column { name: "confidence", value: |h| parts(h, |q, _| json::thousandths(q.confidence).into()) },
];

/// The column of that name.
///
/// # Errors
/// What is wrong with the name, in words.
pub fn find(name: &str) -> Result<&'static Column, String> {
    if let Some(found) = COLUMNS.iter().find(|c| c.name.eq_ignore_ascii_case(name)) {
        return Ok(found);
    }
    let names = || COLUMNS.iter().map(|c| c.name);
    if name.is_empty() {
        return Err(format!("a name is missing; there are {}", names().collect::<Vec<_>>().join(", ")));
    }
    let meant = suggest::known_as(&name.to_lowercase()).filter(|m| names().any(|n| n == *m));
    let near = meant.or_else(|| suggest::nearest(name, names()).first().copied());
    let near = near.map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
    Err(format!("`{name}` is nothing that a hit has{near}; there are {}", names().collect::<Vec<_>>().join(", ")))
}

impl Column {
    /// Its value, for JSON.
    pub fn value(&self, hit: &Hit) -> Value {
        (self.value)(hit)
    }

    /// Its value, for a cell of a table: the items of a list with `; ` between them.
    pub fn cell(&self, hit: &Hit) -> String {
        cell(&self.value(hit))
    }
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

/// A hit of which only some columns are shown, in their order.
pub struct Picked<'a>(pub &'a [&'static Column], pub &'a Hit);

impl Serialize for Picked<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for column in self.0 {
            map.serialize_entry(column.name, &column.value(self.1))?;
        }
        map.end()
    }
}

/// A value as the whole JSON form of the hit has it.
fn whole(hit: &Hit, key: &str) -> Value {
    serde_json::to_value(json::hit(hit)).ok().and_then(|mut v| v.get_mut(key).map(Value::take)).unwrap_or(Value::Null)
}

/// What a part of each quotation is; of the one that was found where it is one.
fn parts(hit: &Hit, part: impl Fn(&Quotation, &Passages) -> Value) -> Value {
    let texts = Passages::of(hit.others.iter().map(|x| &**x).chain([&*hit.par]));
    let mut all = hit.quotations().iter().map(|q| part(q, &texts));
    match hit.quotation {
        Some(_) => all.next().unwrap_or(Value::Null),
        None => Value::Array(all.collect()),
    }
}

fn named(hit: &Hit, kinds: &[EntityKind]) -> Value {
    let mut names: Vec<&str> = Vec::new();
    for e in hit.par.entities.iter().filter(|e| kinds.contains(&e.kind)) {
        if !names.contains(&e.name.as_str()) {
            names.push(&e.name);
        }
    }
    names.into()
}

fn mentions(hit: &Hit) -> Value {
    let days = |d: &crate::model::DateMention| match d.from == d.to {
        true => d.from.to_string(),
        false => format!("{}..{}", d.from, d.to),
    };
    hit.par.dates.iter().map(days).collect::<Vec<_>>().into()
}

fn context(hit: &Hit) -> Value {
    hit.context.iter().map(|x| x.text.clone()).collect::<Vec<_>>().into()
}

/// Words that a snippet shows around the first match.
const SNIPPET: usize = 12;

/// The words around the first match, or the first of the paragraph; `…` where something is left out.
fn snippet(hit: &Hit) -> String {
    let text = &hit.par.text;
    let mut spans = Vec::new();
    words::each_word(text, |span, _| spans.push(span));
    let (start, end) = hit.highlights.first().map_or((0, 0), |h| (h.start, h.end));
    let first = spans.partition_point(|s| s.end <= start).saturating_sub(SNIPPET);
    let last = (spans.partition_point(|s| s.start < end) + SNIPPET).min(spans.len());
    let from = if first == 0 { 0 } else { spans[first].start as usize };
    let to = if last == spans.len() { text.len() } else { spans[last - 1].end as usize };
    let mark = |cut: bool| if cut { "…" } else { "" };
    format!("{}{}{}", mark(first > 0), text[from..to].trim(), mark(last < spans.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{FIELDS, Kind};

    #[test]
    fn every_field_with_a_value_of_its_own_is_a_column() {
        for field in FIELDS.iter().filter(|f| !f.stored.is_empty() && f.kind != Kind::Braces) {
            assert!(find(field.name).is_ok(), "{}", field.name);
        }
        assert!(find("speakr").err().unwrap().contains("did you mean `speaker`?"));
        assert!(find("author").err().unwrap().contains("did you mean `byline`?"));
    }

    #[test]
    fn cells_are_flat() {
        assert_eq!(cell(&serde_json::json!(["a", null, 2])), "a; ; 2");
        assert_eq!(cell(&Value::Null), "");
    }
}
