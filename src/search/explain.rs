//! How a query was understood, part by part, with the number of matches of each.

use super::{Engine, Scope, Unit};
use crate::error::Result;
use crate::query::Parsed;
use crate::query::describe::describe;
use crate::query::tree::{Part, Query};
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
        let (operator, parts): (_, &[Part]) = match &part.query {
            Query::And(parts) => ("AND", parts),
            Query::Or(parts) => ("OR", parts),
            Query::Article(parts) => ("article", parts),
            Query::Not(inner) => ("NOT", std::slice::from_ref(inner)),
            Query::Said(inner) => ("said", std::slice::from_ref(inner)),
            Query::All | Query::Text(_) | Query::Is(_) => ("", &[]),
        };
        let matches = self.count_part(query, part, &scope)?;
        let words = describe(part);
        out.push(Explained { depth, span: part.span.clone(), operator, words, unit: scope.unit, matches });
        let within = match part.query {
            Query::Said(_) => Scope { unit: Unit::Quotation, ..scope },
            _ => scope,
        };
        // Parts that stand at the same place were not written: `speaker:Xi` is one part to its writer.
        for inner in parts.iter().filter(|inner| inner.span != part.span) {
            self.explain_part(query, inner, within, depth + 1, out)?;
        }
        if operator == "said" && parts.iter().all(|inner| inner.span == part.span) {
            self.explain_said(query, &parts[0], within, depth, out)?;
        }
        Ok(())
    }

    /// The written parts of what `said:{…}` adds `act:speech` to.
    fn explain_said(
        &self,
        query: &Parsed,
        inner: &Part,
        scope: Scope,
        depth: usize,
        out: &mut Vec<Explained>,
    ) -> Result<()> {
        let Query::And(parts) = &inner.query else { return Ok(()) };
        match parts.iter().find(|p| p.span != inner.span) {
            Some(written) => self.explain_part(query, written, scope, depth + 1, out),
            None => Ok(()),
        }
    }
}
