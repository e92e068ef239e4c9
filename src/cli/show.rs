//! `newsdex show`.

use super::{Format, Global, Out, Outcome, no_such_format, output};
use crate::error::{Error, Result};
use crate::index::{Index, lookup};
use crate::render::{article, json};

/// Show an article or a paragraph, with its quotations
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  newsdex show reuters/summit.txt\n  newsdex show 'reuters/summit.txt#5' --format json"
)]
pub struct Arguments {
    /// An id as `search` prints it: of an article, or of a paragraph (`article#p`)
    #[arg(value_name = "ID")]
    id: String,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let index = Index::open(&global.index)?;
    let (mut found, mut wanted) = (lookup::article(&index, &a.id)?, None);
    if let (None, Some((id, p))) = (&found, a.id.rsplit_once('#')) {
        wanted = p.parse::<u32>().ok();
        found = lookup::article(&index, id)?;
    }
    let Some((meta, all)) = found else { return Ok(nothing(global, &a.id)) };
    let pars: Vec<_> = all.iter().filter(|x| wanted.is_none_or(|p| p == x.p)).cloned().collect();
    if pars.is_empty() {
        return Ok(nothing(global, &a.id));
    }
    let texts = json::Passages::of(&all);
    let styles = out.styles;
    match out.format {
        Format::Text => article::text(out.text(), &meta, &pars, &texts, &[], &styles)?,
        Format::Json | Format::Jsonl => out.json_line(&json::article(&meta, &pars, &texts))?,
        format => return Err(no_such_format("show", format)),
    }
    out.flush()?;
    Ok(Outcome::Done)
}

/// An id that is not there is an answer (exit 1), but one that a person wants to be told.
fn nothing(global: &Global, id: &str) -> Outcome {
    let error = Error::usage(format!("there is no article or paragraph `{id}` in the index"))
        .hint("`newsdex search --format json` prints ids; find one: newsdex search 'id:WORD'");
    output::report(&error, global.color);
    Outcome::Nothing
}
