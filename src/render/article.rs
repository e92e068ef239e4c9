//! An article for a person: its head, then each paragraph with who speaks in it.

use super::json::Passages;
use super::style::{Styles, printable};
use crate::annotate::covers;
use crate::error::so_many;
use crate::index::{Meta, Par};
use crate::model::Quotation;
use std::io::{self, Write};

/// Writes an article, of which `pars` are shown, as text; `texts` knows the words of all its passages, `why` says for
/// each quotation why it has its speaker, or is empty.
pub fn text(
    out: &mut dyn Write,
    meta: &Meta,
    pars: &[Par],
    texts: &Passages,
    why: &[String],
    styles: &Styles,
) -> io::Result<()> {
    let mut why = why.iter();
    let (title, dim) = (styles.title, styles.meta);
    writeln!(out, "{title}{}{title:#}", printable(&meta.title))?;
    writeln!(out, "{dim}{}{dim:#}", printable(&head(meta)))?;
    for par in pars {
        writeln!(out, "\n{dim}{:>3}{dim:#}  {}", par.p, printable(&par.text))?;
        if let Some(language) = &par.language {
            writeln!(out, "     {dim}{}{dim:#}", in_language(language))?;
        }
        for q in &par.quotations {
            writeln!(out, "     {}", quotation(q, texts, styles))?;
            if let Some(why) = why.next() {
                writeln!(out, "       {dim}why: {}{dim:#}", printable(why))?;
            }
        }
        let names: Vec<String> =
            par.entities.iter().map(|e| format!("{} ({})", printable(&e.name), e.kind.as_str())).collect();
        if !names.is_empty() {
            writeln!(out, "     {dim}names: {}{dim:#}", names.join(", "))?;
        }
        for d in &par.dates {
            let days = if d.from == d.to { d.from.to_string() } else { format!("{} to {}", d.from, d.to) };
            writeln!(out, "     {dim}date: {} = {days}{dim:#}", printable(texts.slice(d.at)))?;
        }
    }
    Ok(())
}

/// What is known of the article, on one line.
fn head(meta: &Meta) -> String {
    let mut parts = vec![meta.id.clone(), meta.published.clone().unwrap_or_else(|| "no date".to_owned())];
    parts.extend(meta.source.clone());
    if !meta.byline.is_empty() {
        parts.push(format!("by {}", meta.byline.join(", ")));
    }
    parts.push(so_many(meta.words.into(), "word"));
    parts.extend(meta.language.as_deref().filter(|l| !covers(Some(l))).map(in_language));
    parts.join(" · ")
}

/// What a person is told of a text that is not in English or not in the language of its article.
fn in_language(language: &str) -> String {
    match covers(Some(language)) {
        true => format!("in {language}"),
        false => format!("in {language}, not annotated"),
    }
}

/// One line: who, by what word, what.
pub fn quotation(q: &Quotation, texts: &Passages, styles: &Styles) -> String {
    let content: Vec<&str> = q.content.iter().map(|&c| texts.slice(c)).collect();
    let mention = q.mention.map(|m| texts.slice(m)).filter(|m| !m.is_empty());
    let speaker = q.speaker.as_deref().or(mention).unwrap_or("?");
    let cue = q.cue.map_or("no cue", |c| texts.slice(c));
    let (style, dim) = (styles.speaker, styles.meta);
    let kind = format!("[{} {}, {cue}, {:.2}]", q.kind.as_str(), q.act.as_str(), q.confidence);
    format!(
        "{style}{}{style:#} {dim}{}{dim:#} {}",
        printable(speaker),
        printable(&kind),
        printable(&content.join(" … "))
    )
}
