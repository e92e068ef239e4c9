//! Bytes → articles: one file per format, and the one table that lists them.

pub mod dates;

use crate::error::Result;
use crate::model::Article;
use crate::read::Source;

/// In which order day and month stand in a date such as `1/9/2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// Month first.
    Mdy,
    /// Day first.
    Dmy,
    /// Year first.
    Ymd,
}

/// What the user may set for parsing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Overrides what the clock of an ambiguous date says.
    pub date_order: Option<DateOrder>,
}

/// A file format: how to tell it and how to read articles from it.
///
/// Adding one is a file with an implementation, a row in [`FORMATS`] and a fixture in `corpus/`.
pub trait Format: Sync {
    /// The name in reports: "text", "markdown".
    fn name(&self) -> &'static str;

    /// Whether `source` is of this format: by its content first, by its name second.
    fn matches(&self, source: &Source) -> bool;

    /// Calls `each` with every article, in order. `path` and `id` are set; where the file holds several, ids end in
    /// `!n`, counted from 1.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Input`] where the file holds no article that can be read; it says why.
    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Article)) -> Result<()>;
}
