//! newsdex: who said what, in your own news.
//!
//! Data flows one way: `read → parse → split → annotate → index` when a directory is indexed, and
//! `text → query → search → render` when something is asked.

pub mod annotate;
pub mod cli;
pub mod error;
pub mod fields;
pub mod index;
pub mod ingest;
pub mod model;
pub mod parse;
pub mod query;
pub mod read;
pub mod render;
pub mod search;
pub mod split;
pub mod words;

pub use error::{Error, ErrorKind, Result};
