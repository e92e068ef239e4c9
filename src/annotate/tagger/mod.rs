//! The sequence model: hashed features → label scores → the best label sequence, with probabilities.
//!
//! A linear-chain conditional random field (Lafferty et al. 2001) over fewer than [`LANES`] labels. What a feature is, the
//! caller decides: it is only a 64-bit hash here ([`feature`], [`text`], [`mix`]). The model holds one row of
//! small integers per feature, one number per label; scoring a token means adding up its rows into a [`Row`]. Rows are
//! plain sums, so a caller can add up once what depends on a word alone, keep it, and add the kept rows per token.
//!
//! ```
//! use newsdex::annotate::tagger::{Example, Labels, Model, Options, Row, Scratch, mix, text, train};
//!
//! let labels = Labels::new(&["O", "B-person", "I-person"]);
//! let word = |w: &str| vec![mix(1, text(w))];
//! let tokens: Vec<Vec<u64>> = ["said", "Ann", "Lee"].into_iter().map(word).collect();
//! let example = Example::new(tokens.clone(), &[0, 1, 2]);
//! let bytes = train(&labels, &vec![example; 20], &Options { min_count: 1, ..Options::default() });
//! let model = Model::load(bytes).unwrap();
//! let rows: Vec<Row> = tokens.iter().map(|t| model.row(t)).collect();
//! let mut best = Vec::new();
//! model.decode(&rows, &mut Scratch::default(), &mut best);
//! assert_eq!(best, [0, 1, 2]);
//! assert!(model.marginals(&rows)[1][1] > 0.9);
//! ```

// Loops over the numbers of lanes are what the compiler turns into one instruction for all of them.
#![allow(clippy::needless_range_loop)]

mod decode;
mod feature;
mod labels;
mod large;
mod model;
mod table;
mod train;

pub use decode::Scratch;
pub use feature::{feature, mix, text};
pub use labels::Labels;
pub use large::large;
pub use model::{LANES, Model, NARROW, Row};
pub use train::{Example, Options, train};
