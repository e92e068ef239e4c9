//! Hits for a person: headline, date and source, the paragraph with what matched, who speaks.

use super::style::{Styles, printable};
use super::wrap;
use crate::model::{Act, Span};
use crate::search::Hit;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Writes a hit, `width` columns wide, and an empty line after it.
pub fn text(out: &mut dyn Write, hit: &Hit, styles: &Styles, width: usize) -> io::Result<()> {
    head(out, hit, &hit.id, styles, width)?;
    body(out, hit, styles, width)
}

/// Writes what is known of a hit's article, with an id of the article or of the hit.
pub fn head(out: &mut dyn Write, hit: &Hit, id: &str, styles: &Styles, width: usize) -> io::Result<()> {
    let (title, dim) = (styles.title, styles.meta);
    let headline = wrap::lines(&hit.meta.title, width.saturating_sub(1)).into_iter().next().unwrap_or(0..0);
    let cut = if headline.end < hit.meta.title.trim_end().len() { "…" } else { "" };
    writeln!(out, "{title}{}{cut}{title:#}", printable(&hit.meta.title[headline]))?;
    let published = hit.meta.published.as_deref().map_or("no date", |p| &p[..p.len().min(10)]);
    let mut head = vec![published];
    head.extend(hit.meta.source.as_deref());
    head.push(id);
    let others = hit.family.as_ref().map(|f| format!("one of {} near-identical", f.articles));
    head.extend(others.as_deref());
    writeln!(out, "{dim}{}{dim:#}", printable(&head.join(" · ")))
}

/// Writes the paragraph of a hit with what stands around it and who speaks, and an empty line after it.
pub fn body(out: &mut dyn Write, hit: &Hit, styles: &Styles, width: usize) -> io::Result<()> {
    let dim = styles.meta;
    let around = |out: &mut dyn Write, before: bool| -> io::Result<()> {
        for par in hit.context.iter().filter(|x| (x.p < hit.par.p) == before) {
            for line in wrap::lines(&par.text, width.saturating_sub(2)) {
                writeln!(out, "  {dim}{}{dim:#}", printable(&par.text[line]))?;
            }
        }
        Ok(())
    };
    around(out, true)?;
    for line in wrap::lines(&hit.par.text, width.saturating_sub(2)) {
        writeln!(out, "  {}", highlighted(&hit.par.text, line.start, line.end, &hit.highlights, styles))?;
    }
    for line in speakers(hit, styles) {
        writeln!(out, "  {line}")?;
    }
    around(out, false)?;
    writeln!(out)
}

/// The bytes `start..end` of `text` with the highlights in them.
fn highlighted(text: &str, start: usize, end: usize, highlights: &[Span], styles: &Styles) -> String {
    let mut line = String::new();
    let mut at = start;
    for h in highlights.iter().map(|h| h.range()).filter(|h| h.start < end && start < h.end) {
        let (from, to) = (h.start.max(start), h.end.min(end));
        line.push_str(&printable(&text[at..from]));
        let hit = styles.hit;
        line.push_str(&format!("{hit}{}{hit:#}", printable(&text[from..to])));
        at = to;
    }
    line.push_str(&printable(&text[at..end]));
    line
}

/// Who speaks in the paragraph, each once, with how the words are reported.
fn speakers(hit: &Hit, styles: &Styles) -> Vec<String> {
    let mut kinds: Vec<(&str, BTreeSet<&str>)> = Vec::new();
    for q in hit.quotations().iter().filter(|q| q.act == Act::Speech) {
        let mention = q.mention.and_then(|m| hit.par.slice(m));
        let Some(name) = q.speaker.as_deref().or(mention) else { continue };
        match kinds.iter_mut().find(|(other, _)| *other == name) {
            Some((_, kinds)) => _ = kinds.insert(q.kind.as_str()),
            None => kinds.push((name, BTreeSet::from([q.kind.as_str()]))),
        }
    }
    let (style, dim) = (styles.speaker, styles.meta);
    let line = |(name, kinds): &(&str, BTreeSet<&str>)| {
        let kinds = kinds.iter().copied().collect::<Vec<_>>().join(", ");
        format!("{style}— {}{style:#} {dim}({kinds}){dim:#}", printable(name))
    };
    kinds.iter().map(line).collect()
}
