//! The JSON and table forms of what `verify` found.

use super::offsets::Offsets;
use crate::compare::verify::{Change, Finding, Sighting};
use serde::Serialize;
use serde_json::{Map, Value};

/// Most other places that are listed.
const ALSO: usize = 20;

/// What was found on one quote.
#[derive(Debug, Clone, Serialize)]
pub struct FindingJson {
    row: usize,
    line: Option<usize>,
    quote: Option<String>,
    speaker: Option<String>,
    fields: Map<String, Value>,
    verdict: Option<&'static str>,
    attribution: Option<&'static str>,
    similarity: Option<f64>,
    meaning_changes: Vec<&'static str>,
    changes: Vec<ChangeJson>,
    diff: Option<String>,
    found: Option<FoundJson>,
    also: Vec<PlaceJson>,
    also_total: usize,
    error: Option<String>,
}

/// A run of words that differ.
#[derive(Debug, Clone, Serialize)]
struct ChangeJson {
    kind: &'static str,
    quote: String,
    source: String,
    meaning: Vec<&'static str>,
}

/// The best place.
#[derive(Debug, Clone, Serialize)]
struct FoundJson {
    #[serde(flatten)]
    place: PlaceJson,
    article: String,
    p: u32,
    quotation: Option<usize>,
    path: String,
    title: String,
    text: String,
    start: Option<u32>,
    end: Option<u32>,
}

/// A place where the words stand.
#[derive(Debug, Clone, Serialize)]
struct PlaceJson {
    id: String,
    published: Option<String>,
    source: Option<String>,
    speaker: Option<String>,
    form: &'static str,
}

/// The JSON form; `fields` are the columns that are passed on, `error` says why there is no finding.
pub fn finding(
    (row, line): (usize, usize),
    (quote, speaker): (Option<&str>, Option<&str>),
    fields: Map<String, Value>,
    finding: Option<&Finding>,
    error: Option<String>,
) -> FindingJson {
    let best = finding.and_then(|f| f.best.as_ref());
    let also = finding.map_or(&[][..], |f| &f.also);
    FindingJson {
        row,
        line: Some(line).filter(|l| *l > 0),
        quote: quote.map(str::to_owned),
        speaker: speaker.map(str::to_owned),
        fields,
        verdict: finding.map(|f| f.verdict.as_str()),
        attribution: best.map(|s| s.attribution.as_str()),
        similarity: best.map(|s| (s.similarity * 1000.0).round() / 1000.0),
        meaning_changes: best.map(|s| s.meaning.iter().map(|m| m.as_str()).collect()).unwrap_or_default(),
        changes: best.map(|s| s.changes.iter().map(change).collect()).unwrap_or_default(),
        diff: best.filter(|s| !s.exact && !s.diff.is_empty()).map(|s| s.diff.clone()),
        found: best.map(found),
        also: also.iter().take(ALSO).map(place).collect(),
        also_total: also.len(),
        error,
    }
}

fn change(c: &Change) -> ChangeJson {
    ChangeJson {
        kind: c.kind,
        quote: c.claim.clone(),
        source: c.source.clone(),
        meaning: c.meaning.iter().map(|m| m.as_str()).collect(),
    }
}

fn place(s: &Sighting) -> PlaceJson {
    PlaceJson {
        id: s.id(),
        published: s.meta.published.clone(),
        source: s.meta.source.clone(),
        speaker: s.speaker.clone(),
        form: s.form.as_str(),
    }
}

fn found(s: &Sighting) -> FoundJson {
    let span = s.span.map(|span| Offsets::new(&s.paragraph).code_points(span));
    FoundJson {
        place: place(s),
        article: s.meta.id.clone(),
        p: s.p,
        quotation: s.quotation,
        path: s.meta.path.clone(),
        title: s.meta.title.clone(),
        text: s.text.clone(),
        start: span.map(|s| s.start),
        end: span.map(|s| s.end),
    }
}

/// The columns that a table has behind those of the file.
pub const COLUMNS: &[&str] = &[
    "verdict",
    "attribution",
    "similarity",
    "meaning_changes",
    "diff",
    "found_id",
    "found_published",
    "found_source",
    "found_title",
    "found_speaker",
    "found_form",
    "found_text",
    "also",
    "error",
];

impl FindingJson {
    /// The cells of [`COLUMNS`].
    pub fn cells(self) -> Vec<String> {
        let found = self.found.as_ref();
        let text = |value: Option<&String>| value.cloned().unwrap_or_default();
        let place = found.map(|f| &f.place);
        vec![
            self.verdict.unwrap_or("").to_owned(),
            self.attribution.unwrap_or("").to_owned(),
            self.similarity.map(|s| s.to_string()).unwrap_or_default(),
            self.meaning_changes.join("; "),
            text(self.diff.as_ref()),
            text(place.map(|p| &p.id)),
            text(place.and_then(|p| p.published.as_ref())),
            text(place.and_then(|p| p.source.as_ref())),
            text(found.map(|f| &f.title)),
            text(place.and_then(|p| p.speaker.as_ref())),
            place.map_or("", |p| p.form).to_owned(),
            text(found.map(|f| &f.text)),
            self.also_total.to_string(),
            text(self.error.as_ref()),
        ]
    }
}
