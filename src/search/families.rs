//! Near-identical articles while a query is answered: which are in one family, and of which only one is to be seen.

use super::hits::Family;
use super::matcher::Mode;
use super::segment::{Segment, Unit, damaged};
use super::{Engine, Scope};
use crate::error::Result;
use crate::index::Index;
use crate::index::families::{self, Families, Member};
use crate::query::Parsed;
use crate::query::tree::{Is, Part, Query};
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

/// What of near-identical articles is returned and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Dups {
    /// All of them.
    #[default]
    All,
    /// Of those of a family that match only the earliest, by its time of publication, then its id.
    Collapse,
    /// Only those that are in a family.
    Only,
}

/// The families of an index, read when somebody asks for them.
pub struct Lazy {
    index: Index,
    families: OnceCell<Families>,
}

impl Lazy {
    /// Those of the commit that `index` shows.
    pub fn new(index: &Index) -> Self {
        Lazy { index: index.clone(), families: OnceCell::new() }
    }

    /// The index.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The families.
    pub fn get(&self) -> Result<&Families> {
        match self.families.get() {
            Some(families) => Ok(families),
            None => {
                let families = families::load(&self.index)?;
                Ok(self.families.get_or_init(|| families))
            }
        }
    }
}

/// The family of an article.
pub fn of(families: &Families, article: &str) -> Option<Family> {
    let ids = families.ids(families.of(article)?.family);
    Some(Family { id: ids.first()?.clone(), articles: ids.len() })
}

/// Which articles of a segment are in families.
pub struct Members {
    /// The ranks of the ids of articles.
    ids: Option<Column<u64>>,
    /// By rank.
    members: Vec<Option<Member>>,
}

impl Members {
    /// `ids` is the column of the ids of articles.
    pub fn of(families: &Families, ids: Option<StrColumn>) -> Result<Self> {
        let Some(ids) = ids else { return Ok(Members { ids: None, members: Vec::new() }) };
        let mut members = Vec::with_capacity(ids.dictionary().num_terms());
        let mut stream = ids.dictionary().stream().map_err(damaged)?;
        while stream.advance() {
            members.push(std::str::from_utf8(stream.key()).ok().and_then(|id| families.of(id)));
        }
        Ok(Members { ids: Some(ids.ords().clone()), members })
    }

    /// Where article `a` stands among the families.
    pub fn of_article(&self, a: DocId) -> Option<Member> {
        let rank = self.ids.as_ref()?.first(a)?;
        self.members.get(rank as usize).copied().flatten()
    }
}

/// The articles that are not to be seen for the part and scope that were asked for last.
pub type Hidden = RefCell<Option<(Part, Scope, Rc<Vec<Vec<DocId>>>)>>;

impl Engine {
    /// The part, restricted to what the scope lets through.
    pub(super) fn scoped(&self, segments: &[Segment], query: &Parsed, part: &Part, scope: &Scope) -> Result<Part> {
        let whole = restricted(part, scope);
        if scope.dups != Dups::Collapse {
            return Ok(whole);
        }
        let hidden = self.hidden(segments, query, &whole, scope)?;
        Ok(without(whole, hidden))
    }

    /// What the matches of `query` are taken from: everything, or what matches `within`. Where families are collapsed it has one article of each, that
    /// of which the matches are seen, or the earliest where none matches: so matches and the words that they are counted in are of the same articles.
    ///
    /// # Errors
    /// As [`Engine::count`].
    pub fn corpus(&self, query: &Parsed, within: Option<&Parsed>, scope: &Scope) -> Result<Parsed> {
        let everything = Parsed::of(Query::All);
        let whole = within.unwrap_or(&everything);
        if scope.dups != Dups::Collapse {
            return Ok(whole.clone());
        }
        let segments = self.segments()?;
        let matched = self.members(&segments, query, &restricted(&query.root, scope), scope)?;
        let all = self.members(&segments, whole, &restricted(&whole.root, scope), scope)?;
        let mut hidden = vec![Vec::new(); segments.len()];
        for family in all.chunk_by(|a, b| a.0.family == b.0.family) {
            let seen = family.iter().position(|member| matched.binary_search(member).is_ok()).unwrap_or(0);
            let others = family.iter().enumerate().filter(|(n, _)| *n != seen);
            others.for_each(|(_, (_, segment, a))| hidden[*segment].push(*a));
        }
        hidden.iter_mut().for_each(|docs| docs.sort_unstable());
        Ok(Parsed { root: without(whole.root.clone(), Rc::new(hidden)), ..whole.clone() })
    }

    /// The articles that match but are not the earliest of their family that does.
    fn hidden(&self, segments: &[Segment], query: &Parsed, part: &Part, scope: &Scope) -> Result<Rc<Vec<Vec<DocId>>>> {
        if let Some((of, with, hidden)) = &*self.hidden.borrow()
            && (of, with) == (part, scope)
        {
            return Ok(hidden.clone());
        }
        let matched = self.members(segments, query, part, scope)?;
        let mut hidden = vec![Vec::new(); segments.len()];
        for family in matched.chunk_by(|a, b| a.0.family == b.0.family) {
            family[1..].iter().for_each(|(_, segment, a)| hidden[*segment].push(*a));
        }
        hidden.iter_mut().for_each(|docs| docs.sort_unstable());
        let hidden = Rc::new(hidden);
        *self.hidden.borrow_mut() = Some((part.clone(), *scope, hidden.clone()));
        Ok(hidden)
    }

    /// The articles in families that match, each family's in their order.
    fn members(&self, segments: &[Segment], query: &Parsed, part: &Part, scope: &Scope) -> Result<Vec<Found>> {
        let mut matched = Vec::new();
        for segment in segments {
            let members = segment.members()?;
            let mut matcher = self.matcher(segments, segment.ord, query, part, scope.unit, Mode::Count)?;
            // One match of an article is enough, but quotations are not in one stretch with paragraphs.
            let walk = if scope.unit == Unit::Quotation { Unit::Quotation } else { Unit::Article };
            self.each(segment, &mut matcher, walk, &mut |doc, _| {
                let a = segment.blocks.article(doc);
                if let Some(member) = members.of_article(a) {
                    matched.push((member, segment.ord, a));
                }
                Ok(true)
            })?;
        }
        matched.sort_unstable();
        matched.dedup();
        Ok(matched)
    }
}

/// An article of a family: its segment and its document.
type Found = (Member, usize, DocId);

/// The part within what the scope lets through, whatever of near-identical articles is left out.
fn restricted(part: &Part, scope: &Scope) -> Part {
    let with = |query| Part { span: part.span.clone(), query };
    let mut parts = vec![part.clone()];
    if let Some(revision) = scope.since {
        parts.push(with(Query::Is(Is::Since(revision))));
    }
    if scope.dups == Dups::Only {
        parts.push(with(Query::Is(Is::Has("family"))));
    }
    if parts.len() == 1 { parts.remove(0) } else { with(Query::And(parts)) }
}

/// The part without some articles.
fn without(part: Part, hidden: Rc<Vec<Vec<DocId>>>) -> Part {
    let span = part.span.clone();
    let with = |query| Part { span: span.clone(), query };
    let not = Query::Not(Box::new(with(Query::Is(Is::Chosen(hidden)))));
    with(Query::And(vec![part, with(not)]))
}
