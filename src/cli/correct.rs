//! `newsdex correct`.

use super::{Format, Global, Out, Outcome, no_such_format, output};
use crate::error::{Error, Result};
use crate::index::manifest::each_article;
use crate::index::{Index, Par, lookup};
use crate::ingest::correct;
use crate::ingest::corrections::{self, Correction, Corrections, shortened};
use crate::model::{Quotation, SpeakerKind};
use crate::render::json::SCHEMA;
use crate::render::style::printable;
use serde::Serialize;
use std::io::Write;

/// Say who really spoke, for good
///
/// A correction is applied at once, and again whenever the article is indexed, as long as it has a quotation of these
/// words. Corrections are kept beside the index, as lines of JSON in INDEX.corrections.jsonl. With an ID alone the
/// quotations of the paragraph are listed with their numbers.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  newsdex correct 'gazette/bridge.txt#5'\n  \
                        newsdex correct 'gazette/bridge.txt#5' --quotation 2 --speaker 'Jane Roe'\n  \
                        newsdex correct 'gazette/bridge.txt#7.1' --not-a-quotation\n  newsdex correct --list\n  \
                        newsdex correct 'gazette/bridge.txt#5' --undo")]
pub struct Arguments {
    /// The id of a paragraph (`article#p`) or a quotation (`article#p.n`), as `search` prints it
    #[arg(value_name = "ID", required_unless_present = "list")]
    id: Option<String>,
    /// Which quotation of the paragraph, counted from 1; needed where it has several
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    quotation: Option<usize>,
    /// Who said it
    #[arg(long, value_name = "NAME", conflicts_with_all = ["not_a_quotation", "undo", "list"])]
    speaker: Option<String>,
    /// What the speaker is: person, organization, group or document
    #[arg(long, value_name = "KIND", requires = "speaker", value_parser = kind)]
    kind: Option<SpeakerKind>,
    /// That nobody said it
    #[arg(long, conflicts_with_all = ["undo", "list"])]
    not_a_quotation: bool,
    /// Take back the corrections of this paragraph, quotation or article
    #[arg(long, conflicts_with = "list")]
    undo: bool,
    /// List the corrections, all or those of an article
    #[arg(long)]
    list: bool,
}

fn kind(text: &str) -> std::result::Result<SpeakerKind, String> {
    SpeakerKind::from_name(text).ok_or_else(|| "person, organization, group or document is wanted".to_owned())
}

/// Where an id points.
struct Place {
    article: String,
    p: Option<u32>,
    n: Option<usize>,
}

#[derive(Debug, Serialize)]
struct CorrectJson<'a> {
    schema: u32,
    corrections: Vec<Row<'a>>,
}

/// A correction, and whether it is in force.
#[derive(Debug, Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    correction: &'a Correction,
    applies: bool,
}

#[derive(Debug, Serialize)]
struct QuotationsJson {
    schema: u32,
    quotations: Vec<Numbered>,
}

/// A quotation of a paragraph with its number.
#[derive(Debug, Serialize)]
struct Numbered {
    quotation: usize,
    speaker: Option<String>,
    content: String,
}

pub(super) fn run(global: &Global, a: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    if matches!(out.format, Format::Csv | Format::Tsv) {
        return Err(no_such_format("correct", out.format));
    }
    let index = Index::open(&global.index)?;
    let (before, errors) = Corrections::load(&global.index)?;
    errors.iter().for_each(|e| output::report(e, global.color));
    let place = a.id.as_deref().map(|id| place(id, a.quotation)).transpose()?;
    let done = match (&place, a.list, a.undo) {
        (place, true, _) => list(&mut out, &index, &before, place.as_ref())?,
        (Some(place), _, true) => undo(&mut out, global, &index, before, place)?,
        (Some(place), ..) if a.speaker.is_some() || a.not_a_quotation => {
            make(&mut out, global, a, &index, before, place)?
        }
        (Some(place), ..) => show(&mut out, &index, place)?,
        (None, ..) => Outcome::Nothing,
    };
    out.flush()?;
    Ok(if done == Outcome::Done && !errors.is_empty() { Outcome::SomeFailed } else { done })
}

/// Reads `article#p.n`, `article#p` or `article`.
fn place(id: &str, quotation: Option<usize>) -> Result<Place> {
    let whole = || Place { article: id.to_owned(), p: None, n: quotation };
    let Some((article, numbers)) = id.rsplit_once('#') else { return Ok(whole()) };
    let (p, n) = numbers.split_once('.').map_or((numbers, None), |(p, n)| (p, Some(n)));
    let (Ok(p), Ok(n)) = (p.parse(), n.map(str::parse).transpose()) else { return Ok(whole()) };
    if let (Some(n), Some(other)) = (n, quotation)
        && n != other
    {
        return Err(Error::usage(format!("`{id}` names quotation {n}, and --quotation names {other}"))
            .hint(format!("leave out one of them: '{article}#{p}.{other}'")));
    }
    Ok(Place { article: article.to_owned(), p: Some(p), n: quotation.or(n) })
}

/// The paragraph that is meant.
fn paragraph(index: &Index, place: &Place) -> Result<Par> {
    let missing = |what: &str| {
        Error::usage(format!("{what} in the index")).hint("`newsdex search --format json` prints ids: article#p")
    };
    let Some((_, pars)) = lookup::article(index, &place.article)? else {
        return Err(missing(&format!("there is no article `{}`", place.article)));
    };
    let p = place.p.ok_or_else(|| {
        Error::usage(format!("`{}` is a whole article", place.article)).hint("name a paragraph of it: article#p")
    })?;
    pars.into_iter()
        .find(|par| par.p == p)
        .ok_or_else(|| missing(&format!("the article `{}` has no paragraph {p}", place.article)))
}

fn content(par: &Par, quotation: &Quotation) -> String {
    corrections::joined(quotation.content.iter().filter_map(|&piece| par.slice(piece)))
}

/// The quotation that is meant and its words.
fn quotation<'p>(par: &'p Par, place: &Place) -> Result<(&'p Quotation, String)> {
    let n = match (place.n, par.quotations.len()) {
        (Some(n), _) => n,
        (None, 1) => 1,
        (None, 0) => return Err(Error::usage(format!("paragraph {} has no quotation", par.p))),
        (None, many) => {
            return Err(Error::usage(format!("paragraph {} has {many} quotations", par.p)).hint(format!(
                "say which: --quotation 1 to {many}; `newsdex correct '{}#{}'` lists them",
                place.article, par.p
            )));
        }
    };
    let found = n.checked_sub(1).and_then(|n| par.quotations.get(n));
    let found = found.ok_or_else(|| {
        Error::usage(format!("paragraph {} has no quotation {n}, it has {}", par.p, par.quotations.len()))
    })?;
    Ok((found, content(par, found)))
}

fn show(out: &mut Out, index: &Index, place: &Place) -> Result<Outcome> {
    let par = paragraph(index, place)?;
    let numbered = par.quotations.iter().zip(1..).map(|(q, n)| Numbered {
        quotation: n,
        speaker: q.speaker.clone(),
        content: content(&par, q),
    });
    let quotations: Vec<Numbered> = numbered.collect();
    let none = quotations.is_empty();
    match out.format {
        Format::Text => {
            for q in &quotations {
                let speaker = q.speaker.as_deref().unwrap_or("nobody named");
                writeln!(out.text(), "{:>3}  {}: {}", q.quotation, printable(speaker), printable(&q.content))?;
            }
        }
        _ => out.json_line(&QuotationsJson { schema: SCHEMA, quotations })?,
    }
    Ok(if none { Outcome::Nothing } else { Outcome::Done })
}

fn make(
    out: &mut Out,
    global: &Global,
    a: &Arguments,
    index: &Index,
    before: Corrections,
    place: &Place,
) -> Result<Outcome> {
    let speaker = a.speaker.as_deref().map(str::trim);
    if speaker == Some("") {
        return Err(Error::usage("--speaker needs a name").hint("or say that it is no quotation: --not-a-quotation"));
    }
    let par = paragraph(index, place)?;
    let (quotation, content) = quotation(&par, place)?;
    let same = |c: &Correction| c.p == par.p && is_about(c, place, quotation, &content);
    let first = before.all.iter().find(|c| same(c)).map(|c| c.was.clone());
    let correction = Correction {
        article: place.article.clone(),
        p: par.p,
        content: content.clone(),
        speaker: speaker.map(str::to_owned),
        speaker_kind: a.kind.filter(|k| *k != SpeakerKind::Person).map(|k| k.as_str().to_owned()),
        not_a_quotation: a.not_a_quotation,
        was: first.flatten().or_else(|| Some(quotation.speaker.clone())),
    };
    let mut after = before.clone();
    after.all.retain(|c| !same(c));
    after.all.push(correction.clone());
    correct::replace(&global.index, &file_of(index, &place.article)?, &before, &after)?;
    rows(out, &[(&correction, true)])?;
    if out.format == Format::Text && !global.quiet {
        let kept = corrections::path(&global.index);
        writeln!(out.text(), "kept in {}", kept.display())?;
    }
    Ok(Outcome::Done)
}

/// Whether a correction is about a quotation of these words. They may be those of several: then it has made its speaker, or would make it.
fn is_about(c: &Correction, place: &Place, quotation: &Quotation, content: &str) -> bool {
    let made = !c.not_a_quotation && c.speaker == quotation.speaker;
    let would = c.was.as_ref().is_none_or(|was| *was == quotation.speaker);
    c.article == place.article && c.content == content && (made || would)
}

fn undo(out: &mut Out, global: &Global, index: &Index, before: Corrections, place: &Place) -> Result<Outcome> {
    let par = place.n.map(|_| paragraph(index, place)).transpose()?;
    let meant_one = par.as_ref().map(|par| quotation(par, place)).transpose()?;
    let meant = |c: &Correction| match &meant_one {
        Some((quotation, content)) => is_about(c, place, quotation, content),
        None => c.article == place.article && place.p.is_none_or(|p| p == c.p),
    };
    let gone: Vec<&Correction> = before.all.iter().filter(|c| meant(c)).collect();
    if gone.is_empty() {
        let error = Error::usage("there is no such correction").hint("`newsdex correct --list` lists them");
        output::report(&error, global.color);
        return Ok(Outcome::Nothing);
    }
    let mut after = before.clone();
    after.all.retain(|c| !meant(c));
    match file_of(index, &place.article) {
        Ok(file) => _ = correct::replace(&global.index, &file, &before, &after)?,
        // The article is gone, and with it what was to be corrected.
        Err(_) => after.save(&global.index)?,
    }
    let gone: Vec<(&Correction, bool)> = gone.into_iter().map(|c| (c, false)).collect();
    rows(out, &gone)?;
    Ok(Outcome::Done)
}

fn list(out: &mut Out, index: &Index, all: &Corrections, place: Option<&Place>) -> Result<Outcome> {
    let mut found = Vec::new();
    for correction in all.all.iter().filter(|c| place.is_none_or(|p| p.article == c.article)) {
        found.push((correction, applies(index, correction)?));
    }
    rows(out, &found)?;
    Ok(if found.is_empty() { Outcome::Nothing } else { Outcome::Done })
}

/// Whether the index shows the correction.
fn applies(index: &Index, correction: &Correction) -> Result<bool> {
    let Some((_, pars)) = lookup::article(index, &correction.article)? else { return Ok(false) };
    let mut same =
        pars.iter().flat_map(|par| par.quotations.iter().filter(move |q| content(par, q) == correction.content));
    if !correction.not_a_quotation {
        // A corrected quotation is sure, which tells it from one that was read so.
        return Ok(same.any(|q| q.speaker == correction.speaker && q.confidence >= 1.0));
    }
    let first = correction.content.split(" … ").next().unwrap_or("");
    let text = |par: &Par| corrections::joined([par.text.as_str()]).contains(first);
    Ok(same.next().is_none() && pars.iter().any(text))
}

/// The id of the file of an article.
fn file_of(index: &Index, article: &str) -> Result<String> {
    let several = article.rsplit_once('!').map(|(file, _)| file);
    let mut file = None;
    each_article(index, |row| {
        if row.file == article || (file.is_none() && Some(row.file) == several) {
            file = Some(row.file.to_owned());
        }
    })?;
    file.ok_or_else(|| Error::usage(format!("there is no article `{article}` in the index")))
}

fn rows(out: &mut Out, found: &[(&Correction, bool)]) -> Result<()> {
    match out.format {
        Format::Text => {
            for (c, applies) in found {
                writeln!(out.text(), "{}#{}  {}", printable(&c.article), c.p, printable(&shortened(&c.content)))?;
                let was = c.was.as_ref().and_then(Option::as_deref).unwrap_or("nobody named");
                let now = c.speaker.as_deref().unwrap_or("no quotation");
                let note = if *applies { "" } else { "  (not in force)" };
                writeln!(out.text(), "    {} → {}{note}", printable(was), printable(now))?;
            }
        }
        Format::Jsonl => {
            for &(correction, applies) in found {
                out.json_line(&Row { correction, applies })?;
            }
        }
        _ => {
            let corrections = found.iter().map(|&(correction, applies)| Row { correction, applies }).collect();
            out.json_line(&CorrectJson { schema: SCHEMA, corrections })?;
        }
    }
    Ok(())
}
