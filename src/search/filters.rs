//! Values and ranges of values as matchers.

use super::matcher::{Boxed, Nothing};
use super::scan::{Scan, Tested};
use super::segment::{Segment, Unit, damaged};
use super::terms::{Docs, Terms, Valued};
use crate::error::Result;
use crate::index::document::days_of;
use crate::query::dates::Days;
use crate::query::tree::Is;
use std::ops::{Range, RangeInclusive};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED, Term};

/// A range of at most so many days is looked up day by day; a wider one by reading the day of each article.
const FEW_DAYS: i64 = 62;

/// The matcher of a value and the documents that it walks over; where it can choose, those of `unit`.
pub fn matcher<'c>(segment: &'c Segment, is: &Is, unit: Unit) -> Result<(Boxed<'c>, Unit)> {
    let fields = &segment.fields;
    Ok(match is {
        Is::Published(days) => day(segment, "day", fields.day, *days, unit)?,
        Is::Updated(days) => day(segment, "updated_day", fields.updated_day, *days, unit)?,
        Is::Words(range) => {
            let (column, range) = (segment.column::<u64>("words")?, *range);
            tested(segment, unit, move |a| column.first(a).is_some_and(|n| range.contain(n as f64)))
        }
        Is::Since(revision) => {
            let (column, revision) = (segment.column::<u64>("rev")?, *revision);
            tested(segment, unit, move |a| column.first(a).is_some_and(|r| r > revision))
        }
        Is::Mentions(days) => (mentions(segment, *days)?, Unit::Paragraph),
        Is::Family(id) => (family(segment, id)?, Unit::Article),
        Is::Chosen(docs) => (Box::new(Docs::new(docs.get(segment.ord).cloned().unwrap_or_default())), Unit::Article),
        Is::Lang(language) => (term(segment, fields.lang, language)?, Unit::Article),
        Is::Paragraph(range) => {
            let (headlines, range) = (segment.column::<u64>("headline")?, range.clone());
            let part = move |all: Range<DocId>| numbered(&all, headlines.first(all.start).is_some(), &range);
            (Box::new(Scan::part(segment.blocks.clone(), Unit::Paragraph, part)), Unit::Paragraph)
        }
        Is::Value(name, value) => {
            let matcher = match *name {
                "act" => term(segment, fields.q_act, value)?,
                "kind" => with_value(segment, "q_kind", value)?,
                "via" => with_value(segment, "q_via", value)?,
                _ => with_value(segment, "q_speaker_kind", value)?,
            };
            (matcher, Unit::Quotation)
        }
        Is::Confidence(range) => {
            let (column, range) = (segment.column::<u64>("q_confidence")?, *range);
            let test = move |doc| column.first(doc).is_some_and(|c| range.contain(c as f64 / 1000.0));
            (scan(segment, Unit::Quotation, test), Unit::Quotation)
        }
        Is::Has(name) => has(segment, name)?,
    })
}

/// The paragraphs with these numbers among all of an article's, the first of which may be a headline and has number 0 then.
fn numbered(all: &Range<DocId>, headline: bool, numbers: &RangeInclusive<u64>) -> Range<DocId> {
    // Where the paragraph of a number stands, or would.
    let first = u64::from(all.start) + u64::from(headline);
    let (start, end) = (u64::from(all.start), u64::from(all.end));
    let at = |number: u64| first.saturating_add(number).saturating_sub(1).clamp(start, end) as DocId;
    at(*numbers.start())..at(numbers.end().saturating_add(1))
}

/// The documents with a value in a column of strings.
fn with_value<'c>(segment: &Segment, column: &str, value: &str) -> Result<Boxed<'c>> {
    let Some(values) = segment.values(column)? else { return Ok(Box::new(Nothing)) };
    let ord = values.dictionary().term_ord(value).map_err(damaged)?;
    Ok(match ord {
        Some(ord) => Box::new(Valued::new(values.ords().clone(), ord)),
        None => Box::new(Nothing),
    })
}

/// The documents of `unit` in the articles for which `test` holds.
fn tested<'c>(segment: &Segment, unit: Unit, test: impl Fn(DocId) -> bool + 'c) -> (Boxed<'c>, Unit) {
    (Box::new(Tested::new(segment.blocks.clone(), unit, test)), unit)
}

fn scan<'c>(segment: &Segment, unit: Unit, test: impl Fn(DocId) -> bool + 'c) -> Boxed<'c> {
    Box::new(Scan::filter(segment.blocks.clone(), unit, test))
}

fn term<'c>(segment: &Segment, field: Field, value: &str) -> Result<Boxed<'c>> {
    let index = segment.reader.inverted_index(field).map_err(damaged)?;
    let found = index.read_postings(&Term::from_field_text(field, value), IndexRecordOption::Basic).map_err(damaged)?;
    Ok(match found {
        Some(postings) => Box::new(Terms::new(vec![postings])),
        None => Box::new(Nothing),
    })
}

/// The article of that id, and those that are near-identical to it.
fn family<'c>(segment: &Segment, id: &str) -> Result<Boxed<'c>> {
    let families = segment.families.get()?;
    let own = [id.to_owned()];
    let ids = families.of(id).map_or(&own[..], |member| families.ids(member.family));
    let field = segment.fields.article;
    let index = segment.reader.inverted_index(field).map_err(damaged)?;
    let mut docs = Vec::new();
    for id in ids {
        let term = Term::from_field_text(field, id);
        let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic).map_err(damaged)? else {
            continue;
        };
        while postings.doc() != TERMINATED {
            docs.push(postings.doc());
            postings.advance();
        }
    }
    docs.sort_unstable();
    Ok(Box::new(Docs::new(docs)))
}

/// The articles of some days.
fn day<'c>(segment: &Segment, name: &str, field: Field, days: Days, unit: Unit) -> Result<(Boxed<'c>, Unit)> {
    let few = days.from.zip(days.to).filter(|(from, to)| i64::from(*to) - i64::from(*from) < FEW_DAYS);
    let Some((from, to)) = few else {
        let column = segment.column::<i64>(name)?;
        return Ok(tested(segment, unit, move |a| column.first(a).is_some_and(|d| days.contain(d as i32, d as i32))));
    };
    let index = segment.reader.inverted_index(field).map_err(damaged)?;
    let mut lists = Vec::new();
    for day in from..=to {
        let term = Term::from_field_i64(field, i64::from(day));
        lists.extend(index.read_postings(&term, IndexRecordOption::Basic).map_err(damaged)?);
    }
    Ok((Box::new(Terms::new(lists)), Unit::Article))
}

fn mentions<'c>(segment: &Segment, days: Days) -> Result<Boxed<'c>> {
    let column = segment.column::<u64>("mentions")?;
    let test = move |doc| {
        column.values_for_doc(doc).any(|value| {
            let (from, to) = days_of(value);
            days.contain(from as i32, to as i32)
        })
    };
    Ok(scan(segment, Unit::Paragraph, test))
}

/// The documents where a field has a value.
fn has<'c>(segment: &'c Segment, name: &str) -> Result<(Boxed<'c>, Unit)> {
    let numbers = |column: &str, unit| -> Result<(Boxed<'c>, Unit)> {
        let column = segment.column::<i64>(column)?;
        Ok((scan(segment, unit, move |doc| column.first(doc).is_some()), unit))
    };
    let strings = |column: &str, unit| -> Result<(Boxed<'c>, Unit)> {
        Ok(match segment.values(column)? {
            Some(values) => {
                let ords = values.ords().clone();
                (scan(segment, unit, move |doc| ords.first(doc).is_some()), unit)
            }
            None => (Box::new(Nothing), unit),
        })
    };
    match name {
        "date" => numbers("day", Unit::Article),
        "updated" => numbers("updated_day", Unit::Article),
        "mentions" => {
            let column = segment.column::<u64>("mentions")?;
            Ok((scan(segment, Unit::Paragraph, move |doc| column.first(doc).is_some()), Unit::Paragraph))
        }
        "family" => {
            let members = segment.members()?;
            Ok((scan(segment, Unit::Article, move |doc| members.of_article(doc).is_some()), Unit::Article))
        }
        "byline" | "source" | "section" | "wire" | "lang" => strings(name, Unit::Article),
        "person" | "org" | "place" | "other" => strings(name, Unit::Paragraph),
        "speaker" => strings("q_speaker", Unit::Quotation),
        "via" => strings("q_via", Unit::Quotation),
        "cue" => Ok((any_word(segment, segment.fields.q_cue_words)?, Unit::Quotation)),
        "url" => Ok((any_word(segment, segment.fields.url_words)?, Unit::Article)),
        other => Err(crate::Error::usage(format!("`{other}:*` cannot be asked for"))),
    }
}

/// The documents that have a word in a field.
fn any_word<'c>(segment: &Segment, field: Field) -> Result<Boxed<'c>> {
    let index = segment.reader.inverted_index(field).map_err(damaged)?;
    let mut has = vec![false; segment.reader.max_doc() as usize];
    let mut stream = index.terms().stream().map_err(damaged)?;
    while stream.advance() {
        let mut postings =
            index.read_postings_from_terminfo(stream.value(), IndexRecordOption::Basic).map_err(damaged)?;
        while postings.doc() != TERMINATED {
            has[postings.doc() as usize] = true;
            postings.advance();
        }
    }
    let docs = has.iter().enumerate().filter(|(_, has)| **has).map(|(doc, _)| doc as DocId).collect();
    Ok(Box::new(Docs::new(docs)))
}
