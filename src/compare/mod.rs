//! What is computed over matches: quotes checked against the corpus, and the statistics of corpus linguistics.
//!
//! Everything here asks [`crate::search::Engine`], so it agrees with what `search` and `count` say.

mod align;
mod candidates;
mod changes;
pub mod claim;
pub mod collocates;
pub mod measures;
mod passage;
mod reported;
mod speakers;
pub mod spread;
mod tokens;
mod verdict;
pub mod verify;
pub mod words;
