//! How a query was understood, part by part, with the number of matches of each.

use super::{Engine, Scope, Unit};
use crate::error::Result;
use crate::query::Parsed;
use crate::query::describe::describe;
use crate::query::tree::{Operand, Part, Query, Text};
use std::ops::Range;

/// A part of a query and what it finds on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// How deep it lies in the tree; the whole query is 0.
    pub depth: usize,
    /// Bytes of the query.
    pub span: Range<usize>,
    /// `AND`, `OR`, `NOT`, `said`, `article`, or "" for a part without parts.
    pub operator: &'static str,
    /// What it asks for, in words.
    pub words: String,
    /// What is counted: parts of `said:{…}` find quotations.
    pub unit: Unit,
    /// How many of them match.
    pub matches: u64,
}

impl Engine {
    /// The parts of a query, each before its own parts.
    ///
    /// # Errors
    /// As [`Engine::count`].
    pub fn explain(&self, query: &Parsed, scope: &Scope) -> Result<Vec<Explained>> {
        let mut out = Vec::new();
        self.explain_part(query, &query.root, *scope, 0, &mut out)?;
        Ok(out)
    }

    fn explain_part(
        &self,
        query: &Parsed,
        part: &Part,
        scope: Scope,
        depth: usize,
        out: &mut Vec<Explained>,
    ) -> Result<()> {
        let matches = self.count_part(query, part, &scope)?;
        let (span, words) = (part.span.clone(), describe(part));
        out.push(Explained { depth, span, operator: operator(part), words, unit: scope.unit, matches });
        for (inner, said) in written(part) {
            let unit = if said { Unit::Quotation } else { scope.unit };
            self.explain_part(query, &inner, Scope { unit, ..scope }, depth + 1, out)?;
        }
        Ok(())
    }
}

fn operator(part: &Part) -> &'static str {
    match &part.query {
        Query::And(_) => "AND",
        Query::Or(_) => "OR",
        Query::Article(_) => "article",
        Query::Not(_) => "NOT",
        Query::Said(_) => "said",
        Query::Paragraph(inner) => operator(inner),
        Query::All | Query::Text(_) | Query::Is(_) => "",
    }
}

/// The parts that the writer of the query sees in a part, and whether each is about one quotation. Parts that stand at the same place
/// were not written: `speaker:Xi` is one part, `lead:(a w/5 b)` has two.
fn written(part: &Part) -> Vec<(Part, bool)> {
    let said = matches!(part.query, Query::Said(_));
    let parts = match &part.query {
        Query::Paragraph(inner) => {
            return written(inner).into_iter().map(|(part, said)| (of_paragraph(part), said)).collect();
        }
        Query::Article(parts) => return parts.iter().cloned().map(|part| (of_paragraph(part), false)).collect(),
        Query::And(parts) | Query::Or(parts) => parts.as_slice(),
        Query::Not(inner) | Query::Said(inner) => std::slice::from_ref(&**inner),
        Query::Text(text) => return operands(part, text),
        Query::All | Query::Is(_) => return Vec::new(),
    };
    let seen: Vec<(Part, bool)> = parts.iter().filter(|p| p.span != part.span).map(|p| (p.clone(), said)).collect();
    if !seen.is_empty() {
        return seen;
    }
    let within: Vec<Vec<(Part, bool)>> = parts.iter().map(written).collect();
    let most = within.iter().map(Vec::len).max().unwrap_or(0);
    (0..most).map(|n| together(part, parts, &within, n)).map(|(p, quotation)| (p, said || quotation)).collect()
}

fn of_paragraph(part: Part) -> Part {
    Part { span: part.span.clone(), query: Query::Paragraph(Box::new(part)) }
}

/// The n-th of what stands within each of `parts`, combined as `part` combines them; a part with nothing within is a condition on
/// each: the paragraphs of `lead:`.
fn together(part: &Part, parts: &[Part], within: &[Vec<(Part, bool)>], n: usize) -> (Part, bool) {
    let nth = |(whole, inner): (&Part, &Vec<(Part, bool)>)| match inner.get(n) {
        Some((inner, _)) => Some(inner.clone()),
        None => inner.is_empty().then(|| whole.clone()),
    };
    let quotation = within.iter().filter_map(|inner| inner.get(n)).any(|(_, quotation)| *quotation);
    let mut found: Vec<Part> = parts.iter().zip(within).filter_map(nth).collect();
    let span = found.iter().map(|p| &p.span).find(|span| **span != part.span).unwrap_or(&part.span).clone();
    if found.len() == 1 {
        return (found.remove(0), quotation);
    }
    found.iter_mut().for_each(|p| p.span = span.clone());
    let query = match &part.query {
        Query::Or(_) => Query::Or(found),
        _ => Query::And(found),
    };
    (Part { span, query }, quotation)
}

/// The operands of `w/n` and the like, each by itself.
fn operands(part: &Part, text: &Text) -> Vec<(Part, bool)> {
    let seen = text.places.operands().into_iter().filter(|operand| operand.span != part.span);
    let alone = |o: &Operand| Query::Text(Text { zone: text.zone, places: o.places.clone(), at_least: 1 });
    seen.map(|o| (Part { span: o.span.clone(), query: alone(o) }, false)).collect()
}
