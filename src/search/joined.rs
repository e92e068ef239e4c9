//! Names joined across articles while a query is answered.
//!
//! Documents hold the names of their own articles; the table of joined names ([`crate::join`]) is laid over their columns
//! here: a value that is joined counts and shows under the name of its referent, and a query for any name of a referent finds
//! them all.

use super::expand::WordTest;
use super::facets::Facet;
use super::matcher::{Boxed, Matcher};
use super::near::{pairs, partners};
use super::places::Place;
use super::segment::{Blocks, damaged};
use crate::error::Result;
use crate::join::{self, ALONE, Column, ColumnNames, SOMETIMES, Table};
use crate::query::tree::{Pattern, Places};
use crate::words;
use rustc_hash::FxHashMap;
use std::cell::{OnceCell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use tantivy::columnar::StrColumn;
use tantivy::{DocId, TERMINATED};

/// An expression, whether it asks for organizations, for persons or for both, and the answer.
type Remembered = (Places, Option<bool>, Rc<Asked>);

/// The table of an index, opened when somebody asks for it.
pub struct Names {
    /// `None` where names are wanted as the articles have them.
    path: Option<PathBuf>,
    table: OnceCell<Option<Table>>,
    /// What was asked for lately: each segment asks the same.
    asked: RefCell<Vec<Remembered>>,
}

/// Most expressions that are remembered.
const MAX_ASKED: usize = 64;

impl Names {
    /// That of the index at `path`; with `None` nothing is joined.
    pub fn new(path: Option<PathBuf>) -> Self {
        Names { path, table: OnceCell::new(), asked: RefCell::default() }
    }

    /// The table; `None` where nothing is joined.
    pub fn table(&self) -> Result<Option<&Table>> {
        if let Some(table) = self.table.get() {
            return Ok(table.as_ref());
        }
        let table = self.path.as_deref().map_or(Ok(None), join::open)?;
        Ok(self.table.get_or_init(|| table.filter(|t| !t.is_empty())).as_ref())
    }

    /// What the table was made from; `None` where nothing is joined.
    pub fn made(&self) -> Result<Option<join::Made>> {
        Ok(self.table()?.map(Table::made))
    }

    /// Gives values of a field the identifiers that the user's list has for them.
    pub fn identify(&self, field: &str, facets: &mut [Facet]) -> Result<()> {
        if let (Some(table), true) = (self.table()?, matches!(field, "speaker" | "person" | "org" | "entity")) {
            let ids = table.ids();
            facets.iter_mut().for_each(|f| f.id = ids.get(f.value.as_str()).map(|id| (*id).to_owned()));
        }
        Ok(())
    }

    /// Whom an expression over the words of a name asks for, of persons, organizations or both.
    ///
    /// # Errors
    /// Where a pattern cannot be read, or the table is damaged.
    pub fn asked(&self, places: &Places, organizations: Option<bool>) -> Result<Rc<Asked>> {
        let mut known = self.asked.borrow_mut();
        if let Some((.., asked)) = known.iter().find(|(p, o, _)| p == places && *o == organizations) {
            return Ok(asked.clone());
        }
        let asked = self.table()?.map_or_else(|| Ok(Asked::default()), |table| asked(table, places, organizations))?;
        let asked = Rc::new(asked);
        if known.len() >= MAX_ASKED {
            known.clear();
        }
        known.push((places.clone(), organizations, asked.clone()));
        Ok(asked)
    }
}

/// A column of names and what is joined in it.
pub struct Joined<'t> {
    /// The values.
    pub values: StrColumn,
    table: &'t Table,
    names: ColumnNames<'t>,
    dense: OnceCell<Vec<u32>>,
}

impl<'t> Joined<'t> {
    /// Over a column of the segment with that id; `None` where nothing of it is joined.
    pub fn open(names: &'t Names, segment: &str, column: Column, values: StrColumn) -> Result<Option<Rc<Self>>> {
        let Some(table) = names.table()? else { return Ok(None) };
        let names = table.column(segment, column, &values)?;
        Ok((!names.is_empty()).then(|| Rc::new(Joined { values, table, names, dense: OnceCell::new() })))
    }

    /// Whom the value of rank `ord` means in article `a`.
    pub fn referent(&self, a: DocId, ord: u64) -> Option<u32> {
        self.names.of(a, ord as u32)
    }

    /// The same, for many calls.
    pub fn referent_of_many(&self, a: impl Fn() -> DocId, ord: u64) -> Option<u32> {
        let dense = self.dense.get_or_init(|| self.names.dense(self.values.num_terms()));
        match dense.get(ord as usize).copied() {
            None | Some(ALONE) => None,
            Some(SOMETIMES) => self.referent(a(), ord),
            referent => referent,
        }
    }

    /// The name of a referent.
    pub fn name(&self, referent: u32) -> &'t str {
        self.table.name(referent)
    }
}

/// Referents who go by a name that a query asks for, and their names that the query itself does not find.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Their numbers, sorted.
    pub referents: Vec<u32>,
    /// The words of those names, sorted.
    pub names: Vec<Vec<String>>,
}

fn asked(table: &Table, places: &Places, organizations: Option<bool>) -> Result<Asked> {
    let expression = Expression::of(places)?;
    let mut asked = Asked::default();
    let all = || (0..table.len()).collect();
    for referent in expression.word().map_or_else(all, |word| table.with(word)) {
        if organizations.is_some_and(|o| o != table.is_organization(referent))
            || !table.folded(referent).any(|name| expression.fits(name))
        {
            continue;
        }
        let before = asked.names.len();
        for name in table.names(referent).chain(table.short(referent)) {
            let words = words::list(name);
            if !words.is_empty() && !expression.fits(&words.join(" ")) {
                asked.names.push(words);
            }
        }
        if asked.names.len() > before {
            asked.referents.push(referent);
        }
    }
    asked.names.sort_unstable();
    asked.names.dedup();
    Ok(asked)
}

/// An expression over the words of one name.
enum Expression {
    Phrase(Vec<WordTest>),
    Any(Vec<Expression>),
    Near {
        a: Box<Expression>,
        b: Box<Expression>,
        near: crate::query::syntax::Near,
        negated: bool,
    },
    /// Asks how words are written, which folded names do not tell.
    Unknown,
}

impl Expression {
    fn of(places: &Places) -> Result<Self> {
        Ok(match places {
            Places::Phrase(patterns) if patterns.iter().any(|p| matches!(p, Pattern::Cased(..))) => Expression::Unknown,
            Places::Phrase(patterns) => Expression::Phrase(patterns.iter().map(WordTest::of).collect::<Result<_>>()?),
            Places::Any(parts) => {
                Expression::Any(parts.iter().map(|part| Expression::of(part)).collect::<Result<_>>()?)
            }
            Places::Near { a, near, negated, b } => Expression::Near {
                a: Box::new(Expression::of(a)?),
                b: Box::new(Expression::of(b)?),
                near: *near,
                negated: *negated,
            },
        })
    }

    /// A word without which it matches nothing, if one is known.
    fn word(&self) -> Option<&str> {
        let Expression::Phrase(tests) = self else { return None };
        let words =
            tests.iter().filter_map(|test| if let WordTest::Is(word) = test { Some(word.as_str()) } else { None });
        words.max_by_key(|word| word.len())
    }

    /// Whether it matches somewhere in `name`, folded words parted by spaces.
    fn fits(&self, name: &str) -> bool {
        let words: Vec<&str> = name.split(' ').collect();
        !self.places(&words).is_empty()
    }

    fn places(&self, words: &[&str]) -> Vec<Place> {
        match self {
            Expression::Unknown => Vec::new(),
            Expression::Phrase(tests) => words
                .windows(tests.len().max(1))
                .enumerate()
                .filter(|(_, window)| window.iter().zip(tests).all(|(word, test)| test.fits(word)))
                .map(|(n, window)| Place { start: n as u32, end: (n + window.len()) as u32, parts: Vec::new() })
                .collect(),
            Expression::Any(parts) => {
                let mut all: Vec<Place> = parts.iter().flat_map(|p| p.places(words)).collect();
                all.sort_unstable();
                all.dedup();
                all
            }
            Expression::Near { a, b, near, negated } => {
                let (left, right) = (a.places(words), b.places(words));
                if *negated {
                    let (partnered, _) = partners(&left, &right, *near, None);
                    return left.into_iter().zip(partnered).filter(|(_, p)| !p).map(|(place, _)| place).collect();
                }
                pairs(&left, &right, *near, None)
            }
        }
    }
}

/// In the place of the column's number: the number of a referent instead of a rank.
pub const JOINED: u64 = 0xffff;

/// The values that stand in several columns: the number in a later one → that in the first.
/// A value that is the name of a referent counts as that one.
pub fn same(columns: &[(StrColumn, Option<Rc<Joined>>)], table: Option<&Table>) -> Result<FxHashMap<u64, u64>> {
    let mut shown: Vec<(&str, u64)> =
        table.into_iter().flat_map(|t| (0..t.len()).map(|n| (t.name(n), JOINED << 32 | u64::from(n)))).collect();
    shown.sort_unstable();
    let mut shown = shown.into_iter().peekable();
    let mut streams = Vec::new();
    for (column, _) in columns {
        let mut stream = column.dictionary().stream().map_err(damaged)?;
        let more = stream.advance();
        streams.push((stream, more));
    }
    let mut same = FxHashMap::default();
    while let Some(least) = streams.iter().filter(|(_, more)| *more).map(|(s, _)| s.key().to_vec()).min() {
        let mut first = None;
        while let Some((name, number)) = shown.next_if(|(name, _)| name.as_bytes() <= least.as_slice()) {
            if name.as_bytes() == least.as_slice() {
                let first = *first.get_or_insert(number);
                if first != number {
                    same.insert(number, first);
                }
            }
        }
        for (n, (stream, more)) in streams.iter_mut().enumerate() {
            if !*more || stream.key() != least {
                continue;
            }
            let number = (n as u64) << 32 | stream.term_ord();
            match first {
                None => first = Some(number),
                Some(first) => {
                    same.insert(number, first);
                }
            }
            *more = stream.advance();
        }
    }
    Ok(same)
}

/// Documents with a value that means one of a few referents.
pub struct JoinedMatcher<'t> {
    inner: Boxed<'t>,
    joined: Rc<Joined<'t>>,
    asked: Rc<Asked>,
    blocks: Blocks,
}

impl<'t> JoinedMatcher<'t> {
    /// `inner` gives the documents to look at.
    pub fn boxed(inner: Boxed<'t>, joined: Rc<Joined<'t>>, asked: Rc<Asked>, blocks: Blocks) -> Boxed<'t> {
        Box::new(JoinedMatcher { inner, joined, asked, blocks })
    }
}

impl Matcher for JoinedMatcher<'_> {
    fn doc(&self) -> DocId {
        self.inner.doc()
    }

    fn advance(&mut self) -> DocId {
        self.inner.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.inner.seek(target)
    }

    fn verify(&mut self) -> bool {
        let doc = self.inner.doc();
        if doc == TERMINATED {
            return false;
        }
        let a = self.blocks.article(doc);
        let means = |ord| self.joined.referent(a, ord).is_some_and(|r| self.asked.referents.binary_search(&r).is_ok());
        self.joined.values.term_ords(doc).any(means)
    }

    fn cost(&self) -> u64 {
        self.inner.cost()
    }
}
