//! Features of a token, in groups whose weights are kept together.
//!
//! Most features say something of the same few things: the forms of three neighbours, the lists that a word stands in. All
//! features that are told by the same things make a group, and what the model says of a group is kept under a key of those
//! things: what was asked for lately costs one look-up, not one for each feature.

use crate::annotate::cache::Cache;
use crate::annotate::tagger::{Model, Row, mix};

/// Takes the features of a token.
pub(super) trait Groups {
    /// Features that are all told by `key`: `list` calls its argument with the template and the value of each. `group` is the
    /// template of one of them.
    fn group(&mut self, group: u64, key: u64, list: impl Fn(&mut dyn FnMut(u64, u64)));

    /// A feature that is told by too much to come again soon.
    fn single(&mut self, template: u64, value: u64);
}

/// Lists the hashes of features, as a model learns from them; templates are counted from the number.
#[derive(Debug)]
pub(super) struct List<F>(pub u64, pub F);

impl<F: FnMut(u64)> Groups for List<F> {
    fn group(&mut self, _: u64, _: u64, list: impl Fn(&mut dyn FnMut(u64, u64))) {
        list(&mut |template, value| self.single(template, value));
    }

    fn single(&mut self, template: u64, value: u64) {
        self.1(mix(self.0 + template, value));
    }
}

/// The rows of groups asked for lately, of one model.
#[derive(Debug, Default)]
pub(super) struct Memory {
    groups: Cache<Row, { 1 << 14 }>,
    features: Vec<u64>,
}

/// Adds up the rows of a token's groups.
#[derive(Debug)]
pub(super) struct Sum<'a> {
    model: &'a Model,
    memory: &'a mut Memory,
    /// Where templates are counted from.
    base: u64,
    /// The sum so far.
    pub row: Row,
    /// Hashes of features whose rows are yet to be added.
    pub rest: &'a mut Vec<u64>,
}

impl Memory {
    /// What adds up the rows of tokens; always to be called with one model and one `base`, from which templates are counted.
    pub fn sum<'a>(&'a mut self, model: &'a Model, base: u64, rest: &'a mut Vec<u64>) -> Sum<'a> {
        Sum { model, memory: self, base, row: Row::default(), rest }
    }
}

impl Groups for Sum<'_> {
    #[inline]
    fn group(&mut self, group: u64, key: u64, list: impl Fn(&mut dyn FnMut(u64, u64))) {
        let Memory { groups, features } = &mut *self.memory;
        let (model, base) = (self.model, self.base);
        self.row.add(groups.get(key ^ group << 48, || {
            rate(model, features, |features| {
                list(&mut |template, value| features.push(mix(base + template, value)));
            })
        }));
    }

    #[inline]
    fn single(&mut self, template: u64, value: u64) {
        self.rest.push(mix(self.base + template, value));
    }
}

/// The row of the features that `list` gives.
#[cold]
#[inline(never)]
fn rate(model: &Model, features: &mut Vec<u64>, list: impl Fn(&mut Vec<u64>)) -> Row {
    features.clear();
    list(features);
    model.row(features)
}
