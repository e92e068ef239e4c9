//! Bytes → articles: one file per format, and the one table that lists them.
//!
//! A format fills a [`Draft`] for every article that it finds; [`Draft::finish`] turns it into an
//! [`Article`](crate::model::Article) that keeps what an article promises, whatever the format wrote into it.

pub mod byline;
pub mod dates;
mod draft;
mod front_matter;
mod guard;
mod language;
mod markdown;
mod metadata;
mod text;

pub use draft::{DateEvidence, Decided, Draft, Parsed};

use crate::error::{Error, Result};
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

    /// Calls `each` with every article, in order; a draft without any text is passed over.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Input`] where the file cannot be read as this format; it says why, without the path.
    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()>;
}

/// Every format, the more particular before the more general: the first that matches reads the file.
pub static FORMATS: &[&dyn Format] = &[&markdown::Markdown, &text::Text];

/// The format of `source`; `None` where it holds no text.
pub fn format_of(source: &Source) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.matches(source))
}

/// Calls `each` with every article of `source`, in order, with `path` and `id` set: where there are several, ids end
/// in `!n`, counted from 1.
///
/// # Errors
/// [`crate::ErrorKind::Input`] where the file is of no known format, holds no article, or its parser fails; what was
/// read before that has been handed to `each`. The message begins with the path.
pub fn articles(source: &Source, options: &Options, each: &mut dyn FnMut(Parsed)) -> Result<()> {
    let within = |e: Error| Error { what: format!("{}: {}", source.path, e.what), ..e };
    let Some(format) = format_of(source) else {
        let what = if source.bytes.is_empty() { "the file is empty" } else { "not a text or article that can be read" };
        return Err(within(Error::input(what)));
    };
    let mut several = Several { source, format: format.name(), waiting: None, count: 0, each };
    let outcome = guard::run(|| format.parse(source, options, &mut |draft| several.add(draft)));
    let count = several.end();
    outcome.map_err(within)?;
    if count == 0 {
        return Err(within(Error::input(format!("no article in this {} file", format.name()))));
    }
    Ok(())
}

/// Hands articles on; the first waits until it is known whether a second one follows, since its id depends on it.
struct Several<'a> {
    source: &'a Source,
    format: &'static str,
    waiting: Option<Parsed>,
    count: usize,
    each: &'a mut dyn FnMut(Parsed),
}

impl Several<'_> {
    fn add(&mut self, draft: Draft) {
        let Some(mut parsed) = draft.finish(&self.source.path, self.format) else { return };
        self.count += 1;
        if self.count == 1 {
            parsed.article.id = self.source.id.clone();
            self.waiting = Some(parsed);
            return;
        }
        if let Some(mut first) = self.waiting.take() {
            first.article.id = format!("{}!1", self.source.id);
            (self.each)(first);
        }
        parsed.article.id = format!("{}!{}", self.source.id, self.count);
        (self.each)(parsed);
    }

    /// Hands on what still waits; returns the number of articles.
    fn end(mut self) -> usize {
        if let Some(only) = self.waiting.take() {
            (self.each)(only);
        }
        self.count
    }
}
