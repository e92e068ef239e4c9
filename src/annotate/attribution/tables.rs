//! Rows of features that have few values, in tables that fill as they are asked for.
//!
//! What a place in a sentence tells is made of small numbers: a distance in steps, a class of words, how many commas lie
//! between. A feature of such numbers needs no hash and no look-up in the model once its row has been read: the numbers say where
//! it lies. Features that are told by the same numbers share one row, and rows that are asked for together lie together.

use super::Row;
use crate::annotate::tagger::{Model, NARROW, mix};
use crate::model::EntityKind;

/// Classes of words ([`super::lexicon::Word::class`]), with some to spare.
pub const CLASSES: usize = 64;
/// Clusters of words ([`super::lexicon::Word::cluster`]).
pub const CLUSTERS: usize = 256;
/// Classes of words by the kind of entity that they belong to, if to any.
pub const KINDS: usize = CLASSES * (1 + EntityKind::ALL.len());

/// The number of a class of words in an entity of a kind ([`super::sequence::Sequence::tags`]).
#[inline]
pub fn kind(class: u8, tag: u8) -> usize {
    usize::from(tag) * CLASSES + usize::from(class)
}

/// Where groups of these sizes begin, one after the other, and where the last ends.
pub const fn ends<const N: usize, const M: usize>(sizes: [usize; N]) -> [usize; M] {
    let mut ends = [0; M];
    let mut i = 0;
    while i < N {
        ends[i + 1] = ends[i] + sizes[i];
        i += 1;
    }
    ends
}

/// Takes the features of a unit, in groups.
pub trait Groups {
    /// A group of features, each a template and a value, that are all told by `at`, a number below the size of `table`.
    fn group<const N: usize>(&mut self, table: usize, at: usize, features: impl Fn() -> [(u64, u64); N]);

    /// Features that have too many values for a table.
    fn loose<const N: usize>(&mut self, features: [(u64, u64); N]);
}

/// Lists the hashes of features, as a model learns from them.
#[derive(Debug)]
pub struct List<F>(pub F);

impl<F: FnMut(u64)> Groups for List<F> {
    fn group<const N: usize>(&mut self, _: usize, _: usize, features: impl Fn() -> [(u64, u64); N]) {
        self.loose(features());
    }

    fn loose<const N: usize>(&mut self, features: [(u64, u64); N]) {
        features.into_iter().for_each(|(template, value)| self.0(mix(template, value)));
    }
}

/// The tables of one model. A table is a number of blocks of one size, of which one is open at a time.
#[derive(Debug, Default)]
pub struct Tables(Vec<Table>);

#[derive(Debug)]
struct Table {
    /// The rows of a block.
    size: usize,
    /// Empty ones have not been opened yet. Rows that were read have 1 in their last lane, which belongs to no label.
    blocks: Vec<Vec<Row>>,
    /// The keys of the blocks.
    keys: Vec<u64>,
    open: usize,
}

impl Tables {
    /// Tables with that many blocks of that many rows each.
    pub fn new(shapes: &[(usize, usize)]) -> Self {
        let table = |&(blocks, size): &(usize, usize)| Table {
            size,
            blocks: vec![Vec::new(); blocks],
            keys: vec![0; blocks],
            open: 0,
        };
        Tables(shapes.iter().map(table).collect())
    }

    /// Opens block number `block` of a table.
    pub fn turn(&mut self, table: usize, block: usize) {
        self.0[table].turn(block);
    }

    /// Opens the block of a key, made empty where another one had its place.
    pub fn turn_to(&mut self, table: usize, key: u64) {
        let table = &mut self.0[table];
        let block = (key >> 40) as usize % table.blocks.len();
        table.turn(block);
        if table.keys[block] != key {
            table.keys[block] = key;
            table.blocks[block].fill(Row::default());
        }
    }

    /// What adds up the rows of units, with the blocks that are open now.
    pub fn sum<'a>(&'a mut self, model: &'a Model, rest: &'a mut Vec<u64>) -> Sum<'a> {
        let mut open = self.0.iter_mut().map(Table::opened);
        Sum { model, blocks: std::array::from_fn(|_| open.next().unwrap_or_default()), row: Row::default(), rest }
    }
}

impl Table {
    fn turn(&mut self, block: usize) {
        self.open = block;
        self.opened();
    }

    fn opened(&mut self) -> &mut [Row] {
        let block = &mut self.blocks[self.open];
        if block.is_empty() {
            block.resize(self.size, Row::default());
        }
        block
    }
}

/// The most tables of a model.
const MOST: usize = 4;

/// Adds up the rows of a unit's features.
#[derive(Debug)]
pub struct Sum<'a> {
    model: &'a Model,
    blocks: [&'a mut [Row]; MOST],
    /// The sum so far. Its last lane means nothing.
    pub row: Row,
    /// Hashes of features whose rows are yet to be added.
    pub rest: &'a mut Vec<u64>,
}

impl Sum<'_> {
    /// Reads a row that is asked for for the first time.
    #[cold]
    #[inline(never)]
    fn read(&mut self, table: usize, at: usize, features: &[(u64, u64)]) {
        let mut row = Row::default();
        features.iter().for_each(|(template, value)| self.model.add(&[mix(*template, *value)], &mut row));
        self.row.add(&row);
        row.0[NARROW - 1] = 1;
        self.blocks[table][at] = row;
    }
}

impl Groups for Sum<'_> {
    #[inline(always)]
    fn group<const N: usize>(&mut self, table: usize, at: usize, features: impl Fn() -> [(u64, u64); N]) {
        match &self.blocks[table][at] {
            row if row.0[NARROW - 1] != 0 => self.row.add(row),
            _ => self.read(table, at, &features()),
        }
    }

    #[inline]
    fn loose<const N: usize>(&mut self, features: [(u64, u64); N]) {
        self.rest.extend(features.map(|(template, value)| mix(template, value)));
    }
}
