//! Plain text as newsrooms have it: a header of lines in any order or none, a headline or none, then paragraphs.

mod dateline;
mod header;
mod headline;
pub(super) mod labels;
mod layout;

pub(super) use header::take;

use super::{Draft, Format, Options, exports};
use crate::error::Result;
use crate::read::Source;
use crate::read::decode::is_binary;

/// Plain text: what is left when no other format matches, as long as it is text.
pub(super) struct Text;

impl Format for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn matches(&self, source: &Source) -> bool {
        !source.text().trim().is_empty() && !is_binary(source.text())
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        if exports::possible(source.text()) {
            let exported = exports::articles(&exports::paragraphs(source.text()), options);
            if !exported.is_empty() {
                exported.into_iter().for_each(each);
                return Ok(());
            }
        }
        let mut draft = Draft::default();
        read_into(source.text(), options, &mut draft);
        each(draft);
        Ok(())
    }
}

/// The paragraphs of a text without header or headline.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    layout::paragraphs(text)
}

/// The same where lines of the text were wrapped at a width; `None` where none were.
pub(super) fn unwrapped(text: &str) -> Option<Vec<String>> {
    layout::unwrapped(text)
}

/// Reads header lines, headline and paragraphs of `text` into `draft`; what the draft already knows stays as it is.
pub(super) fn read_into(text: &str, options: &Options, draft: &mut Draft) {
    let rest = header::read(text, options, draft);
    let (headline, lines) = header::part_headline(&rest, draft.title.as_deref());
    if let Some(headline) = headline {
        if draft.title.is_none() {
            draft.origins.push(("title", "first line".to_owned()));
        }
        draft.title = Some(headline);
    }
    draft.paragraphs.extend(layout::paragraphs(&lines.join("\n")));
}
