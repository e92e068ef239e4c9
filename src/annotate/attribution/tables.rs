//! Rows of features that have few values, in tables that fill as they are asked for.
//!
//! What a place in a sentence tells is made of small numbers: a distance in steps, a class of words, how many commas lie
//! between. A feature of such numbers needs no hash and no look-up in the model once its row has been read: the numbers say where
//! it lies. Features that are told by the same numbers share one row, and rows that are asked for together lie together.

use super::Row;
use crate::annotate::tagger::{self, Model, NARROW, mix};
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

/// The tables of one model, one after the other. A table is a number of blocks of one size, of which one is looked at at a time.
#[derive(Debug, Default)]
pub struct Tables {
    /// Rows that were read have 1 in their last lane, which belongs to no label.
    rows: Vec<[i16; NARROW]>,
    /// Where the block of each table begins that is looked at.
    blocks: Vec<usize>,
    /// Where each table begins, and the size of its blocks.
    shapes: Vec<(usize, usize)>,
    /// Of each table, the keys of its blocks.
    keys: Vec<Vec<u64>>,
}

impl Tables {
    /// Tables with that many blocks of that many rows each. Memory is taken as it is written to.
    pub fn new(shapes: &[(usize, usize)]) -> Self {
        let mut tables = Tables::default();
        let mut start = 0;
        for &(blocks, rows) in shapes {
            tables.shapes.push((start, rows));
            tables.blocks.push(start);
            tables.keys.push(vec![0; blocks]);
            start += blocks * rows;
        }
        tables.rows = vec![[0; NARROW]; start];
        tables
    }

    /// Looks at block number `block` of a table.
    pub fn turn(&mut self, table: usize, block: usize) {
        let (start, rows) = self.shapes[table];
        self.blocks[table] = start + block.min(self.keys[table].len() - 1) * rows;
    }

    /// Looks at the block of a key, made empty where another one had its place.
    pub fn turn_to(&mut self, table: usize, key: u64) {
        let block = (key >> 40) as usize % self.keys[table].len();
        self.turn(table, block);
        // A block that nobody had has key 0.
        let key = key | 1;
        if self.keys[table][block] != key {
            self.keys[table][block] = key;
            let from = self.blocks[table];
            self.rows[from..from + self.shapes[table].1].fill([0; NARROW]);
        }
    }
}

impl Tables {
    /// What adds up the rows of units, with the blocks that are looked at now.
    pub fn sum<'a>(&'a mut self, model: &'a Model, rest: &'a mut Vec<u64>) -> Sum<'a> {
        let blocks = std::array::from_fn(|table| self.blocks.get(table).copied().unwrap_or(0));
        Sum { model, rows: &mut self.rows, blocks, row: Row::default(), rest }
    }
}

/// The most tables of a model.
const MOST: usize = 4;

/// Adds up the rows of a unit's features.
#[derive(Debug)]
pub struct Sum<'a> {
    model: &'a Model,
    rows: &'a mut [[i16; NARROW]],
    blocks: [usize; MOST],
    /// The sum so far. Its last lane means nothing.
    pub row: Row,
    /// Hashes of features whose rows are yet to be added.
    pub rest: &'a mut Vec<u64>,
}

impl Sum<'_> {
    /// Reads a row that is asked for for the first time.
    #[cold]
    #[inline(never)]
    fn read(&mut self, at: usize, features: &[(u64, u64)]) {
        let mut row = Row::default();
        features.iter().for_each(|(template, value)| self.model.add(&[mix(*template, *value)], &mut row));
        self.rows[at] = row.0;
        self.rows[at][NARROW - 1] = 1;
    }
}

impl Groups for Sum<'_> {
    #[inline(always)]
    fn group<const N: usize>(&mut self, table: usize, at: usize, features: impl Fn() -> [(u64, u64); N]) {
        let at = self.blocks[table] + at;
        if self.rows[at][NARROW - 1] == 0 {
            self.read(at, &features());
        }
        self.row.add(&tagger::Row(self.rows[at]));
    }

    #[inline]
    fn loose<const N: usize>(&mut self, features: [(u64, u64); N]) {
        self.rest.extend(features.map(|(template, value)| mix(template, value)));
    }
}
