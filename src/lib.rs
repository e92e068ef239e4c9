//! newsdex: who said what, in your own news.
//!
//! Data flows one way: `read → parse → split → annotate → index` when a directory is indexed, and
//! `text → query → search → render` when something is asked. The command line uses nothing else than this library:
//!
//! ```
//! use newsdex::index::Index;
//! use newsdex::ingest::{self, Limits, List, Observer, Options};
//! use newsdex::search::{Engine, Request};
//! use newsdex::{parse, query};
//!
//! struct Silent;
//! impl Observer for Silent {}
//!
//! # let scratch = tempfile::tempdir()?;
//! # let dir = scratch.path();
//! let parse = parse::Options::default();
//! let (paths, limits, authority) = (vec!["corpus".into()], Limits::default(), List::Keep);
//! let options = Options { paths, jobs: 2, heap: 50_000_000, prune: false, dry_run: false, parse, limits, authority };
//! ingest::ingest(dir, &options, &Silent)?;
//!
//! let engine = Engine::new(&Index::open(dir)?);
//! let now = chrono::NaiveDate::from_ymd_opt(2026, 7, 1).ok_or("no such day")?;
//! let query = query::parse("said:{speaker:Wei \"peace and patience\"}", query::Options { now, saved: None })?;
//! let found = engine.search(&query, &Request::default())?;
//! assert_eq!(found.total, 2);
//! assert!(found.hits.iter().all(|hit| hit.speakers == ["Wei Jianhong"]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod annotate;
pub mod cli;
pub mod compare;
pub mod error;
pub mod families;
pub mod fields;
pub mod index;
pub mod ingest;
pub mod join;
pub mod model;
pub mod parse;
pub mod query;
pub mod read;
pub mod render;
pub mod search;
pub mod split;
pub mod words;

pub use error::{Error, ErrorKind, Result};
