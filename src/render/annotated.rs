//! An annotated article for a person: its head, then each paragraph with who speaks in it.

use super::style::{Styles, printable};
use crate::model::{Annotated, Quotation};
use std::io::{self, Write};

/// Writes `a` as text.
pub fn text(out: &mut dyn Write, a: &Annotated, styles: &Styles) -> io::Result<()> {
    let article = &a.article;
    let (title, meta) = (styles.title, styles.meta);
    writeln!(out, "{title}{}{title:#}", printable(&article.title))?;
    let published = article.published.map_or_else(|| "no date".to_owned(), |s| s.to_string());
    let source = article.source.as_deref().unwrap_or("no source");
    write!(out, "{meta}{} · {published} · {}", printable(&article.id), printable(source))?;
    if !article.byline.is_empty() {
        write!(out, " · by {}", printable(&article.byline.join(", ")))?;
    }
    writeln!(out, " · {} words{meta:#}", a.words)?;
    for paragraph in &article.paragraphs {
        writeln!(out, "\n{meta}{:>3}{meta:#}  {}", paragraph.p, printable(&paragraph.text))?;
        for q in a.quotations_of(paragraph.p) {
            writeln!(out, "     {}", quotation(a, q, styles))?;
        }
        let names: Vec<String> = a
            .entities_of(paragraph.p)
            .iter()
            .map(|e| format!("{} ({})", printable(&e.name), e.kind.as_str()))
            .collect();
        if !names.is_empty() {
            writeln!(out, "     {meta}names: {}{meta:#}", names.join(", "))?;
        }
        for d in a.dates_of(paragraph.p) {
            let days = if d.from == d.to { d.from.to_string() } else { format!("{} to {}", d.from, d.to) };
            writeln!(out, "     {meta}date: {} = {days}{meta:#}", printable(article.slice(d.at)))?;
        }
    }
    Ok(())
}

/// One line: who, by what word, what.
fn quotation(a: &Annotated, q: &Quotation, styles: &Styles) -> String {
    let content: Vec<&str> = q.content.iter().map(|&c| a.article.slice(c)).collect();
    let speaker = q.speaker.as_deref().or(q.mention.map(|m| a.article.slice(m))).unwrap_or("?");
    let cue = q.cue.map_or("", |c| a.article.slice(c));
    let (style, meta) = (styles.speaker, styles.meta);
    format!(
        "{style}{}{style:#} {meta}[{} {}, {}, {:.2}]{meta:#} {}",
        printable(speaker),
        q.kind.as_str(),
        q.act.as_str(),
        if cue.is_empty() { "no cue" } else { cue },
        q.confidence,
        printable(&content.join(" … "))
    )
}
