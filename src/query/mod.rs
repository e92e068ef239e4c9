//! Text → query.
//!
//! The parser makes a tree of what was written ([`syntax::Ast`]), which knows nothing of fields; [`resolve`] reads it
//! against [`crate::fields::FIELDS`] and gives a [`tree::Part`]. Every node keeps its place, so every error can point,
//! and nothing is ever taken to mean something else than what was written.
#![doc = include_str!("grammar.md")]

pub mod dates;
pub mod describe;
mod lexer;
mod meaning;
mod narrow;
pub mod parser;
pub mod patterns;
pub mod resolve;
mod slips;
pub mod suggest;
pub mod syntax;
pub mod tree;

pub use resolve::{Options, Parsed, parse};
pub use syntax::{Ast, Hint};
pub use tree::Part;

#[cfg(test)]
mod tests;
