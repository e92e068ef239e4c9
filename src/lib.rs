//! newsdex: who said what, in your own news.
//!
//! Data flows one way: `read → parse → split → annotate → index` when a directory is indexed, and
//! `text → query → search → render` when something is asked. The command line uses nothing else than this library:
//!
//! ```
//! use newsdex::index::Index;
//! use newsdex::ingest::{self, Limits, List, Observer, Options};
//! use newsdex::search::{Engine, Request, Scope, Unit};
//! use newsdex::{parse, query};
//!
//! struct Silent;
//! impl Observer for Silent {}
//!
//! # let scratch = tempfile::tempdir()?;
//! # let dir = scratch.path();
//! let parse = parse::Options::default();
//! let (paths, globs, limits) = (vec!["corpus".into()], newsdex::read::globs::Globs::default(), Limits::default());
//! let (jobs, heap, authority) = (2, 50_000_000, List::Keep);
//! let options = Options { paths, own: None, jobs, heap, prune: false, dry_run: false, globs, parse, limits, authority };
//! ingest::ingest(dir, &options, &Silent)?;
//!
//! // Open, and ask.
//! let engine = Engine::new(&Index::open(dir)?);
//! let now = chrono::NaiveDate::from_ymd_opt(2026, 7, 1).ok_or("no such day")?;
//! let query = query::parse("said:{speaker:Wei \"peace and patience\"}", query::Options { now, saved: None })?;
//! let found = engine.search(&query, &Request::default())?;
//! assert_eq!(found.total, 2);
//! assert!(found.hits.iter().all(|hit| hit.speakers == ["Wei Jianhong"]));
//!
//! // One by one, in order and in bounded memory.
//! let all = Request { limit: 0, ..Request::default() };
//! engine.stream(&query, &all, &mut |hit| {
//!     let said: Vec<&str> = hit.highlights.iter().map(|at| at.of(&hit.par.text)).collect();
//!     assert_eq!((hit.meta.published.is_some(), said), (true, vec!["peace and patience"]));
//!     Ok(true)
//! })?;
//!
//! // Counts, by what the matches have.
//! let scope = Scope { unit: Unit::Article, ..Scope::default() };
//! assert_eq!(engine.count(&query, &scope)?, 2);
//! assert_eq!(engine.facets(&query, &scope, "speaker", 10)?[0].value, "Wei Jianhong");
//! assert_eq!(engine.count_by(&query, &scope, &["month", "source"])?.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod annotate;
pub mod cli;
pub mod compare;
pub mod error;
pub mod families;
pub mod fields;
pub mod function_words;
pub mod index;
pub mod ingest;
pub mod join;
pub mod lexical;
pub mod model;
pub mod parse;
pub mod query;
pub mod read;
pub mod render;
pub mod search;
pub mod split;
pub mod words;

pub use error::{Error, ErrorKind, Result};
