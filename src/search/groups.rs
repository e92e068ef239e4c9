//! Counting matches by what they have: values of fields, and parts of the published date.

use super::Engine;
use super::Scope;
use super::matcher::Mode;
use super::project::Quotations;
use super::segment::{Segment, Unit, damaged};
use crate::error::{Error, Result};
use crate::fields::{FIELDS, PERIODS};
use crate::query::{Parsed, dates, suggest};
use chrono::Datelike;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

/// A value of a field and how many matches have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// The value.
    pub value: String,
    /// How many units have it.
    pub count: u64,
}

/// Matches that have the same values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// One value for each field that was asked for; `None` where the match has none.
    pub values: Vec<Option<String>>,
    /// How many units have them.
    pub count: u64,
}

/// Where values are read from, for matches of one unit.
enum Source {
    /// Columns of the documents themselves or of the document that belongs to them.
    Columns(Unit, Vec<StrColumn>),
    /// A part of the published day of the article.
    Period(Column<i64>, &'static str),
}

/// Values become small numbers, the same in all segments.
#[derive(Default)]
struct Names {
    numbers: FxHashMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(n) = self.numbers.get(name) {
            return *n;
        }
        let n = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), n);
        n
    }
}

/// Reads the values of one field in one segment.
struct Values<'s> {
    segment: &'s Segment<'s>,
    source: Source,
    quotations: Quotations,
    /// The numbers of the values that were met, by column and rank.
    known: Vec<FxHashMap<u64, u32>>,
}

impl<'s> Values<'s> {
    fn open(segment: &'s Segment<'s>, field: &str) -> Result<Self> {
        let columns = |unit, names: &[&str]| -> Result<Source> {
            let mut found = Vec::new();
            for name in names {
                found.extend(segment.values(name)?);
            }
            Ok(Source::Columns(unit, found))
        };
        let source = match field {
            "speaker" => columns(Unit::Paragraph, &["speaker"])?,
            "entity" => columns(Unit::Paragraph, &["person", "org", "place", "other"])?,
            "person" | "org" | "place" => columns(Unit::Paragraph, &[field])?,
            "source" | "section" | "byline" | "lang" => columns(Unit::Article, &[field])?,
            "id" | "article" => columns(Unit::Article, &["article"])?,
            "kind" => columns(Unit::Quotation, &["q_kind"])?,
            "act" => columns(Unit::Quotation, &["q_act"])?,
            "via" => columns(Unit::Quotation, &["q_via"])?,
            "speaker_kind" => columns(Unit::Quotation, &["q_speaker_kind"])?,
            "updated" => Source::Period(segment.column("updated_day")?, "day"),
            "week" => Source::Period(segment.column("day")?, "week"),
            "month" => Source::Period(segment.column("day")?, "month"),
            "year" => Source::Period(segment.column("day")?, "year"),
            "day" | "date" => Source::Period(segment.column("day")?, "day"),
            other => return Err(no_values(other)),
        };
        let known = match &source {
            Source::Columns(_, columns) => columns.len(),
            Source::Period(..) => 1,
        };
        let quotations = Quotations { blocks: segment.blocks.clone(), par: segment.column("q_par")? };
        Ok(Values { segment, source, quotations, known: vec![FxHashMap::default(); known] })
    }

    /// The column of a quotation's own speaker stands in for that of its paragraph where quotations are counted.
    fn of_quotation(mut self, field: &str, unit: Unit) -> Result<Self> {
        if field == "speaker" && unit == Unit::Quotation {
            let columns: Vec<StrColumn> = self.segment.values("q_speaker")?.into_iter().collect();
            self.known = vec![FxHashMap::default(); columns.len()];
            self.source = Source::Columns(Unit::Quotation, columns);
        }
        Ok(self)
    }

    /// Adds the numbers of the values of a match, each once.
    fn read(&mut self, doc: DocId, unit: Unit, names: &mut Names, out: &mut Vec<u32>) -> Result<()> {
        let a = self.segment.blocks.article(doc);
        match &self.source {
            Source::Period(column, period) => {
                if let Some(day) = column.first(a) {
                    let number = match self.known[0].get(&(day as u64)) {
                        Some(number) => *number,
                        None => names.number(&period_of(day as i32, period)),
                    };
                    self.known[0].insert(day as u64, number);
                    out.push(number);
                }
            }
            Source::Columns(of, columns) => {
                let docs = match (of, unit) {
                    (Unit::Article, _) => a..a + 1,
                    (Unit::Quotation, Unit::Quotation) => doc..doc + 1,
                    (Unit::Quotation, _) => self.quotations.of(doc),
                    (Unit::Paragraph, Unit::Quotation) => {
                        let p = self.quotations.paragraph(doc);
                        p..p + 1
                    }
                    (Unit::Paragraph, _) => doc..doc + 1,
                };
                for (column, known) in columns.iter().zip(&mut self.known) {
                    for doc in docs.clone() {
                        for ord in column.term_ords(doc) {
                            out.push(number(column, known, ord, names)?);
                        }
                    }
                }
            }
        }
        out.sort_unstable();
        out.dedup();
        Ok(())
    }
}

fn number(column: &StrColumn, known: &mut FxHashMap<u64, u32>, ord: u64, names: &mut Names) -> Result<u32> {
    if let Some(number) = known.get(&ord) {
        return Ok(*number);
    }
    let mut name = String::new();
    column.ord_to_str(ord, &mut name).map_err(damaged)?;
    let number = names.number(&name);
    known.insert(ord, number);
    Ok(number)
}

/// `2026-01-05`, `2026-W02`, `2026-01`, `2026`; weeks are those of ISO 8601, in the year of their Thursday.
fn period_of(day: i32, period: &str) -> String {
    let Some(date) = dates::day(day) else { return day.to_string() };
    match period {
        "week" => format!("{}-W{:02}", date.iso_week().year(), date.iso_week().week()),
        "month" => format!("{}", date.format("%Y-%m")),
        "year" => format!("{}", date.format("%Y")),
        _ => date.to_string(),
    }
}

fn no_values(field: &str) -> Error {
    let all = || FIELDS.iter().filter(|f| f.facet).map(|f| f.name).chain(PERIODS.iter().copied());
    let mut e = Error::usage(format!("`{field}` has no values to count"));
    let meant = suggest::known_as(field).into_iter().filter(|m| all().any(|f| f == *m));
    if let Some(near) = meant.chain(suggest::nearest(field, all())).next() {
        e = e.hint(format!("did you mean `{near}`?"));
    }
    e.hint(format!("those that have are {}", all().collect::<Vec<_>>().join(", ")))
}

impl Engine {
    /// The most frequent values of a field over the matches, with how many units have each; `limit` 0 for all. Ordered
    /// by count, then by value.
    ///
    /// # Errors
    /// As [`Engine::count`], and where the field has no values to count.
    pub fn facets(&self, query: &Parsed, scope: &Scope, field: &str, limit: usize) -> Result<Vec<Facet>> {
        let groups = self.groups(query, scope, &[field])?;
        let mut facets: Vec<Facet> =
            groups.into_iter().filter_map(|(mut values, count)| Some(Facet { value: values.pop()??, count })).collect();
        facets.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        if limit > 0 {
            facets.truncate(limit);
        }
        Ok(facets)
    }

    /// How many units have each combination of values of `fields` (of [`FIELDS`] with `facet`, or [`PERIODS`]);
    /// ordered by the values, those without one last. A match with several values of a field counts under each.
    ///
    /// # Errors
    /// As [`Engine::facets`].
    pub fn count_by(&self, query: &Parsed, scope: &Scope, fields: &[&str]) -> Result<Vec<Group>> {
        let groups = self.groups(query, scope, fields)?;
        let mut groups: Vec<Group> = groups.into_iter().map(|(values, count)| Group { values, count }).collect();
        // `None` last: a tuple of "is missing" and the value.
        groups.sort_by(|a, b| {
            let key = |v: &Option<String>| (v.is_none(), v.clone());
            a.values.iter().map(key).cmp(b.values.iter().map(key))
        });
        Ok(groups)
    }

    fn groups(&self, query: &Parsed, scope: &Scope, fields: &[&str]) -> Result<BTreeMap<Vec<Option<String>>, u64>> {
        let segments = self.segments()?;
        let root = super::scoped(&query.root, scope);
        let mut names = Names::default();
        let mut counts: FxHashMap<Vec<u32>, u64> = FxHashMap::default();
        if segments.is_empty() {
            // The fields are checked even where there is nothing to count.
            fields.iter().try_for_each(|f| check(f))?;
        }
        for segment in &segments {
            let open = |f: &&str| Values::open(segment, f)?.of_quotation(f, scope.unit);
            let mut values = fields.iter().map(open).collect::<Result<Vec<_>>>()?;
            let mut matcher = self.matcher(&segments, segment.ord, query, &root, scope.unit, Mode::Count)?;
            let mut tuples = Tuples { article: None, seen: Vec::new(), per_article: scope.unit == Unit::Article };
            // Of an article all paragraphs that match are seen, each with values of its own.
            let walk = if scope.unit == Unit::Article { Unit::Paragraph } else { scope.unit };
            self.each(segment, &mut matcher, walk, &mut |doc, _| {
                tuples.enter(segment.blocks.article(doc), &mut counts);
                let mut all = vec![Vec::new()];
                for field in &mut values {
                    let mut found = Vec::new();
                    field.read(doc, walk, &mut names, &mut found)?;
                    all = product(&all, &found);
                }
                tuples.add(all, &mut counts);
                Ok(true)
            })?;
            tuples.flush(&mut counts);
        }
        let name = |n: u32| n.checked_sub(1).map(|n| names.names[n as usize].clone());
        Ok(counts.into_iter().map(|(k, count)| (k.into_iter().map(name).collect(), count)).collect())
    }
}

fn check(field: &str) -> Result<()> {
    let known = FIELDS.iter().any(|f| f.facet && f.name == field) || PERIODS.contains(&field);
    if known { Ok(()) } else { Err(no_values(field)) }
}

/// Every tuple with every value behind it; 0 stands for no value, n + 1 for value n.
fn product(tuples: &[Vec<u32>], values: &[u32]) -> Vec<Vec<u32>> {
    let none = [u32::MAX];
    let values = if values.is_empty() { &none[..] } else { values };
    let with = |tuple: &Vec<u32>, value: u32| {
        let mut tuple = tuple.clone();
        tuple.push(value.wrapping_add(1));
        tuple
    };
    tuples.iter().flat_map(|t| values.iter().map(move |v| with(t, *v))).collect()
}

/// Counts tuples; where articles are counted, each tuple once in an article.
struct Tuples {
    article: Option<DocId>,
    seen: Vec<Vec<u32>>,
    per_article: bool,
}

impl Tuples {
    fn enter(&mut self, a: DocId, counts: &mut FxHashMap<Vec<u32>, u64>) {
        if self.per_article && self.article != Some(a) {
            self.flush(counts);
            self.article = Some(a);
        }
    }

    fn add(&mut self, mut tuples: Vec<Vec<u32>>, counts: &mut FxHashMap<Vec<u32>, u64>) {
        if self.per_article {
            self.seen.append(&mut tuples);
        } else {
            tuples.into_iter().for_each(|t| *counts.entry(t).or_default() += 1);
        }
    }

    fn flush(&mut self, counts: &mut FxHashMap<Vec<u32>, u64>) {
        self.seen.sort_unstable();
        self.seen.dedup();
        // An article lacks a value only if none of its paragraphs gives one.
        let fuller = |a: &[u32], b: &[u32]| a != b && a.iter().zip(b).all(|(a, b)| *b == 0 || a == b);
        let kept: Vec<bool> =
            self.seen.iter().map(|t| !t.contains(&0) || !self.seen.iter().any(|o| fuller(o, t))).collect();
        let mut kept = kept.into_iter();
        self.seen.retain(|_| kept.next() == Some(true));
        self.seen.drain(..).for_each(|t| *counts.entry(t).or_default() += 1);
    }
}
