//! `newsdex show`.

use super::{Format, Global, Out, Outcome, no_such_format, output};
use crate::error::{Error, Result};
use crate::index::{Index, Meta, Par, lookup};
use crate::render::cite::{self, Keys, Style};
use crate::render::{article, json};
use clap::ValueEnum;
use std::collections::HashSet;
use std::io::Write;

/// Show articles or paragraphs with their quotations, or cite them
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  newsdex show reuters/summit.txt\n  newsdex show 'reuters/summit.txt#5' --format json\n  \
                        newsdex show 'reuters/summit.txt#5' --cite chicago\n  \
                        newsdex search 'speaker:Xi' -u article -n 0 --ids -0 | xargs -0 newsdex show --cite bibtex > xi.bib"
)]
pub struct Arguments {
    /// Ids as `search` prints them: of an article, a paragraph (`article#p`) or a quotation (`article#p.n`)
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Print the reference instead, as literature lists have it
    #[arg(long, value_name = "STYLE", value_enum)]
    cite: Option<StyleArgument>,
}

/// How an article is cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StyleArgument {
    /// APA, 7th edition
    Apa,
    /// Chicago, 17th edition, as in a bibliography
    Chicago,
    /// An entry for BibTeX and biblatex
    Bibtex,
    /// A list of items for Zotero, pandoc and other processors of citations
    CslJson,
}

/// An article that was found, and the paragraph and the quotation that were meant of it.
struct Found {
    meta: Meta,
    all: Vec<Par>,
    p: Option<u32>,
    n: Option<usize>,
}

impl Found {
    fn pars(&self) -> Vec<Par> {
        let mut pars: Vec<Par> = self.all.iter().filter(|x| self.p.is_none_or(|p| p == x.p)).cloned().collect();
        if let (Some(n), [par]) = (self.n, pars.as_mut_slice()) {
            par.quotations = par.quotations.drain(..).skip(n - 1).take(1).collect();
        }
        pars
    }
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    if a.cite.is_some() && out.format != Format::Text {
        return Err(Error::usage(format!("`show --cite` has no {} form", out.format.name()))
            .hint("leave out --format: --cite prints its own form, and --cite csl-json is JSON"));
    }
    if matches!(out.format, Format::Csv | Format::Tsv) {
        return Err(no_such_format("show", out.format));
    }
    let index = Index::open(&global.index)?;
    let mut found = Vec::new();
    for id in &a.ids {
        match find(&index, id)? {
            Ok(one) => found.push(one),
            // An id that is not there is an answer, but one that a person wants to be told.
            Err(missing) => output::report(&missing, global.color),
        }
    }
    match a.cite {
        Some(style) => citations(&mut out, &found, style)?,
        None => articles(&mut out, &found, a.ids.len() > 1)?,
    }
    out.flush()?;
    Ok(match found.len() {
        0 => Outcome::Nothing,
        n if n < a.ids.len() => Outcome::SomeFailed,
        _ => Outcome::Done,
    })
}

/// What an id means, or what of it is not there.
fn find(index: &Index, id: &str) -> Result<std::result::Result<Found, Error>> {
    let missing = || {
        Error::usage(format!("there is no article or paragraph `{id}` in the index"))
            .hint("`newsdex search --format json` prints ids; find one: newsdex search 'id:WORD'")
    };
    if let Some((meta, all)) = lookup::article(index, id)? {
        return Ok(Ok(Found { meta, all, p: None, n: None }));
    }
    let Some((article, p, n)) = id.rsplit_once('#').and_then(numbers) else { return Ok(Err(missing())) };
    let Some((meta, all)) = lookup::article(index, article)? else { return Ok(Err(missing())) };
    let Some(quotations) = all.iter().find(|x| x.p == p).map(|x| x.quotations.len()) else { return Ok(Err(missing())) };
    if let Some(n) = n.filter(|n| !(1..=quotations).contains(n)) {
        return Ok(Err(Error::usage(format!(
            "paragraph {p} of `{article}` has no quotation {n}; it has {quotations}"
        ))
        .hint(format!("show the whole paragraph: newsdex show '{article}#{p}'"))));
    }
    Ok(Ok(Found { meta, all, p: Some(p), n }))
}

/// The article, the paragraph and the quotation of `article#p.n` or `article#p`.
fn numbers<'a>((article, numbers): (&'a str, &str)) -> Option<(&'a str, u32, Option<usize>)> {
    let (p, n) = numbers.split_once('.').map_or((numbers, None), |(p, n)| (p, Some(n)));
    Some((article, p.parse().ok()?, n.map(str::parse).transpose().ok()?))
}

fn articles(out: &mut Out, found: &[Found], several: bool) -> Result<()> {
    let styles = out.styles;
    if several && out.format == Format::Json {
        out.text().write_all(b"[")?;
    }
    for (n, one) in found.iter().enumerate() {
        let texts = json::Passages::of(&one.all);
        let pars = one.pars();
        match out.format {
            Format::Text => {
                if n > 0 {
                    writeln!(out.text(), "\n")?;
                }
                article::text(out.text(), &one.meta, &pars, &texts, &[], &styles)?;
            }
            _ => {
                if n > 0 && out.format == Format::Json {
                    out.text().write_all(b",")?;
                }
                out.json_line(&json::article(&one.meta, &pars, &texts))?;
            }
        }
    }
    if several && out.format == Format::Json {
        out.text().write_all(b"]\n")?;
    }
    Ok(())
}

/// One reference a line; an entry of BibTeX with an empty line after it; CSL-JSON as one list of articles.
fn citations(out: &mut Out, found: &[Found], style: StyleArgument) -> Result<()> {
    if style == StyleArgument::CslJson {
        // An item is an article, and its id is asked for only once by those who read the list.
        let mut known = HashSet::new();
        let items: Vec<_> =
            found.iter().filter(|one| known.insert(&one.meta.id)).map(|one| cite::csl(&one.meta)).collect();
        return out.json_line(&items);
    }
    let mut keys = Keys::default();
    for one in found {
        let (text, end) = match style {
            StyleArgument::Chicago => (cite::cite(&one.meta, one.p, Style::Chicago), "\n"),
            StyleArgument::Bibtex => (cite::bibtex(&one.meta, one.p, &mut keys), "\n\n"),
            _ => (cite::cite(&one.meta, one.p, Style::Apa), "\n"),
        };
        // Nothing from an article reaches a terminal as a control sequence.
        let text: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        write!(out.text(), "{text}{end}")?;
    }
    Ok(())
}
