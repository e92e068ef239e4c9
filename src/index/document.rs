//! An annotated article → the documents of its block.

use super::content::Packer;
use super::schema::{Fields, SENTENCE};
use super::{Meta, Par, titles};
use crate::families::sketch::{runs, sketch};
use crate::model::{Act, Annotated, Article, EntityKind, Paragraph, Passage, Quotation, SpeakerKind, Stamp};
use crate::parse;
use crate::words;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;
use std::ops::Range;
use tantivy::TantivyDocument;
use tantivy::schema::Field;

/// Where an article comes from: what its A document keeps beside the metadata.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// The id of the file.
    pub file: &'a str,
    /// The absolute path of the file.
    pub path: &'a str,
    /// The hash of its content and of how it was read.
    pub hash: u64,
}

/// Days since 1970-01-01.
pub fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce()) - 719_163
}

/// The day that is so many days after 1970-01-01.
pub fn date_of(days: i64) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(days.checked_add(719_163)?).ok()?)
}

/// A span of days as one number that sorts by its first day: `from` and `to` in days since 1970-01-01, each shifted by
/// 2³¹, in the upper and the lower half.
pub fn days(from: NaiveDate, to: NaiveDate) -> u64 {
    let half = |d: NaiveDate| (day_number(d) + (1 << 31)) as u64 & 0xffff_ffff;
    half(from) << 32 | half(to)
}

/// The days of [`days`], in days since 1970-01-01: first and last.
pub fn days_of(days: u64) -> (i64, i64) {
    ((days >> 32) as i64 - (1 << 31), (days & 0xffff_ffff) as i64 - (1 << 31))
}

/// A range of word positions as one number: pairs of `start` ≤ `end` counted by their ends. Short paragraphs have small numbers, which
/// take a third of the room of two halves of 32 bits.
pub fn piece(words: Range<u32>) -> u64 {
    triangle(words.end) + u64::from(words.start)
}

/// The range of word positions of [`piece`].
pub fn piece_of(piece: u64) -> Range<u32> {
    let mut end = ((2 * piece) as f64).sqrt() as u32;
    // The root is right but for the last bits of a large number.
    while triangle(end) > piece {
        end -= 1;
    }
    while end < u32::MAX && triangle(end + 1) <= piece {
        end += 1;
    }
    (piece - triangle(end)) as u32..end
}

/// How many pairs end before `end`.
fn triangle(end: u32) -> u64 {
    let end = u64::from(end);
    end * (end + 1) / 2
}

/// The block of `a`, which comes with `revision`: A, then P by number, then Q in the order of their content. `packer` packs what is stored.
pub fn block(f: &Fields, a: &Annotated, origin: Origin, revision: u64, packer: &Packer) -> Vec<TantivyDocument> {
    let mut docs = vec![TantivyDocument::new()];
    let mut quotation_docs = Vec::new();
    let pars = pars(a);
    for (n, par) in pars.iter().enumerate() {
        let starts = word_starts(&par.text);
        for q in &par.quotations {
            quotation_docs.push(quotation_doc(f, a, q, n + 1, &starts));
        }
        docs.push(paragraph_doc(f, a, par, &a.sentences[n]));
    }
    docs[0] = article_doc(f, a, origin, revision, quotation_docs.len());
    docs[0].add_bytes(f.content, &packer.pack(&meta(a), &pars));
    docs.append(&mut quotation_docs);
    docs
}

fn article_doc(f: &Fields, a: &Annotated, origin: Origin, revision: u64, quotations: usize) -> TantivyDocument {
    let article = &a.article;
    let mut doc = TantivyDocument::new();
    doc.add_u64(f.pars, article.paragraphs.len() as u64);
    doc.add_u64(f.quots, quotations as u64);
    doc.add_text(f.file, origin.file);
    doc.add_text(f.file_id, origin.file);
    doc.add_text(f.file_path, origin.path);
    doc.add_u64(f.hash, origin.hash);
    doc.add_u64(f.rev, revision);
    doc.add_text(f.article, &article.id);
    doc.add_u64(f.words, u64::from(a.words));
    if let Some(stamp) = article.published {
        doc.add_i64(f.day, day_number(stamp.day));
        doc.add_i64(f.published, seconds(stamp));
    }
    if let Some(stamp) = article.updated {
        doc.add_i64(f.updated_day, day_number(stamp.day));
    }
    let texts = [
        (f.title_words, Some(&article.title)),
        (f.url_words, article.url.as_ref()),
        (f.path_words, Some(&article.path)),
        (f.id_words, Some(&article.id)),
    ];
    for (field, text) in texts {
        add(&mut doc, field, text);
    }
    for (words, values, text) in
        [(f.source_words, f.source, &article.source), (f.section_words, f.section, &article.section)]
    {
        add(&mut doc, words, text.as_ref());
        add(&mut doc, values, text.as_ref());
    }
    for name in &article.byline {
        add(&mut doc, f.byline_words, Some(name));
        add(&mut doc, f.byline, Some(name));
    }
    for name in &article.wire {
        doc.add_text(f.wire, name);
        doc.add_text(f.wire_words, name);
        parse::ways(name).for_each(|way| doc.add_text(f.wire_words, way));
    }
    add(&mut doc, f.lang, article.language.as_ref());
    let sketch = sketch(&runs(body(&article.paragraphs)));
    doc.add_u64(f.print, sketch.print);
    sketch.bands.iter().for_each(|band| doc.add_u64(f.bands, u64::from(*band)));
    doc
}

/// What tells whether articles are versions of one text: the paragraphs without the headline, which every newspaper writes anew.
fn body(paragraphs: &[Paragraph]) -> impl Iterator<Item = &str> {
    paragraphs.iter().filter(|x| x.p > 0).map(|x| x.text.as_str())
}

fn add(doc: &mut TantivyDocument, field: Field, text: Option<&String>) {
    if let Some(text) = text {
        doc.add_text(field, text);
    }
}

/// The metadata that an A document stores.
pub fn meta(a: &Annotated) -> Meta {
    let article = &a.article;
    Meta {
        id: article.id.clone(),
        path: article.path.clone(),
        title: article.title.clone(),
        title_derived: article.title_derived,
        byline: article.byline.clone(),
        source: article.source.clone(),
        url: article.url.clone(),
        section: article.section.clone(),
        wire: article.wire.clone(),
        published: article.published.map(|s| s.to_string()),
        updated: article.updated.map(|s| s.to_string()),
        language: article.language.clone(),
        words: a.words,
    }
}

/// The article whose metadata and paragraphs the index stores: what was given to the annotators.
pub fn article_of(meta: Meta, pars: Vec<Par>) -> Article {
    // A stamp is read as it was written: what is stated and no more.
    let stamp = |text: Option<String>| text.and_then(|t| parse::dates::read(&t, None)).map(|reading| reading.stamp);
    Article {
        id: meta.id,
        path: meta.path,
        title: meta.title,
        title_derived: meta.title_derived,
        byline: meta.byline,
        source: meta.source,
        url: meta.url,
        section: meta.section,
        wire: meta.wire,
        published: stamp(meta.published),
        updated: stamp(meta.updated),
        language: meta.language,
        paragraphs: pars.into_iter().map(|par| Paragraph { p: par.p, text: par.text }).collect(),
    }
}

/// The paragraphs as they are stored.
pub fn pars(a: &Annotated) -> Vec<Par> {
    let par = |x: &crate::model::Paragraph| Par {
        p: x.p,
        text: x.text.clone(),
        quotations: a.quotations_of(x.p).to_vec(),
        entities: a.entities_of(x.p).to_vec(),
        dates: a.dates_of(x.p).to_vec(),
        language: None,
    };
    let mut pars: Vec<Par> = a.article.paragraphs.iter().map(par).collect();
    pars.iter_mut().zip(&a.languages).for_each(|(par, language)| par.language.clone_from(language));
    pars
}

/// Seconds since 1970-01-01; a stamp without an offset counts as UTC, one without a time as midnight.
fn seconds(stamp: Stamp) -> i64 {
    let clock = stamp
        .time
        .map_or(0, |c| i64::from(c.hour) * 3600 + i64::from(c.minute) * 60 + i64::from(c.second.unwrap_or(0)));
    day_number(stamp.day) * 86_400 + clock - i64::from(stamp.offset.unwrap_or(0)) * 60
}

fn paragraph_doc(f: &Fields, a: &Annotated, par: &Par, sentences: &[u32]) -> TantivyDocument {
    let mut doc = TantivyDocument::new();
    if par.p == 0 {
        doc.add_u64(f.headline, 1);
    }
    doc.add_text(f.text, marked(&par.text, sentences));
    add(&mut doc, f.par_lang, par.language.as_ref());
    let speakers: BTreeSet<&str> = speaking(par, |at| a.article.slice(at)).collect();
    for name in speakers {
        doc.add_text(f.speaker, name);
        doc.add_text(f.speaker_words, name);
    }
    let speech = par.quotations.iter().filter(|q| q.act == Act::Speech);
    let acronyms: BTreeSet<&str> = speech.filter_map(|q| acronym(a, q)).collect();
    acronyms.into_iter().for_each(|text| doc.add_text(f.speaker_words, text));
    add_entities(f, &mut doc, par);
    let mentions: BTreeSet<u64> = par.dates.iter().map(|d| days(d.from, d.to)).collect();
    for days in mentions {
        doc.add_u64(f.mentions, days);
    }
    doc
}

/// The text with a [`SENTENCE`] mark at the beginning of every sentence but the first; `sentences` are their bytes.
fn marked(text: &str, sentences: &[u32]) -> String {
    let mut out = String::with_capacity(text.len() + sentences.len());
    let mut from = 0;
    for &at in sentences.iter().skip(1) {
        out.push_str(&text[from..at as usize]);
        out.push_str(SENTENCE);
        from = at as usize;
    }
    out.push_str(&text[from..]);
    out
}

fn add_entities(f: &Fields, doc: &mut TantivyDocument, par: &Par) {
    let mut names = BTreeSet::new();
    let mut texts = BTreeSet::new();
    let mut titled = BTreeSet::new();
    for e in &par.entities {
        let (values, words) = match e.kind {
            EntityKind::Person => (f.person, f.person_words),
            EntityKind::Organization => (f.org, f.org_words),
            EntityKind::Place | EntityKind::Facility => (f.place, f.place_words),
            _ => (f.other, f.other_words),
        };
        names.insert((values, e.name.as_str()));
        texts.insert((words, e.name.as_str()));
        texts.insert((words, e.at.span.of(&par.text)));
        if e.kind == EntityKind::Person {
            titles::before(&par.text, e.at.span).for_each(|title| _ = titled.insert(format!("{}\t{title}", e.name)));
        }
    }
    for value in titled {
        doc.add_text(f.titled, value);
    }
    for (field, text) in names.into_iter().chain(texts) {
        doc.add_text(field, text);
    }
}

/// What `speaker:` looks in and facets count: the resolved name, or the mention of a group or document, which `slice` gives.
pub fn speaker<'q>(q: &'q Quotation, slice: impl FnOnce(Passage) -> &'q str) -> Option<&'q str> {
    let mention = || q.mention.map(slice).filter(|m| !m.is_empty());
    match q.speaker_kind {
        SpeakerKind::Group | SpeakerKind::Document => q.speaker.as_deref().or_else(mention),
        _ => q.speaker.as_deref(),
    }
}

/// Who speaks in a paragraph, as [`speaker`].
pub fn speaking<'q>(par: &'q Par, slice: impl Fn(Passage) -> &'q str) -> impl Iterator<Item = &'q str> {
    par.quotations.iter().filter(|q| q.act == Act::Speech).filter_map(move |q| speaker(q, &slice))
}

/// The acronym by which a quotation names its speaker, where that is not all of the name: the article's "DEA" says what the Drug Enforcement
/// Administration says, and is asked for.
fn acronym<'a>(a: &'a Annotated, q: &Quotation) -> Option<&'a str> {
    let (mention, name) = (q.mention?, q.speaker.as_deref()?);
    let own = a.entities_of(mention.p).iter().filter(|e| mention.span.overlaps(e.at.span) && e.name == name);
    let mut texts = own.map(|e| a.article.slice(e.at)).filter(|text| *text != name);
    texts.find(|text| (2..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase()))
}

fn quotation_doc(f: &Fields, a: &Annotated, q: &Quotation, par: usize, starts: &[u32]) -> TantivyDocument {
    let mut doc = TantivyDocument::new();
    doc.add_u64(f.q_par, par as u64);
    for at in &q.content {
        doc.add_u64(f.q_pieces, piece(word_range(starts, *at)));
    }
    if let Some(name) = speaker(q, |at| a.article.slice(at)) {
        doc.add_text(f.q_speaker_words, name);
        doc.add_text(f.q_speaker, name);
    }
    if let Some(acronym) = acronym(a, q) {
        doc.add_text(f.q_speaker_words, acronym);
    }
    doc.add_text(f.q_kind, q.kind.as_str());
    doc.add_text(f.q_act, q.act.as_str());
    doc.add_text(f.q_speaker_kind, q.speaker_kind.as_str());
    if let Some(via) = q.via {
        doc.add_text(f.q_via, via.as_str());
    }
    if let Some(cue) = q.cue {
        doc.add_text(f.q_cue_words, a.article.slice(cue));
    }
    doc.add_u64(f.q_confidence, per_mille(q.confidence));
    doc
}

/// A share in thousandths, rounded as JSON shows it.
pub fn per_mille(share: f32) -> u64 {
    (f64::from(share) * 1000.0).round() as u64
}

/// Where each word of `text` begins, in bytes.
fn word_starts(text: &str) -> Vec<u32> {
    let mut starts = Vec::new();
    words::each_span(text, |span| starts.push(span.start));
    starts
}

/// The positions of the words that begin within a passage.
fn word_range(starts: &[u32], at: Passage) -> Range<u32> {
    let position = |byte: u32| starts.partition_point(|&s| s < byte) as u32;
    position(at.span.start)..position(at.span.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_acronym_that_names_the_speaker_is_asked_for_too() {
        let texts = ["The Harbour Safety Administration met in May.", "The HSA said that the pier was safe."];
        let paragraphs = texts.iter().zip(1..).map(|(text, p)| Paragraph { p, text: text.to_string() }).collect();
        let a = crate::annotate::annotate(Article { id: "a".into(), paragraphs, ..Article::default() });
        let [q] = a.quotations.as_slice() else { panic!("{:?}", a.quotations) };
        assert_eq!((q.speaker.as_deref(), acronym(&a, q)), (Some("Harbour Safety Administration"), Some("HSA")));
    }

    proptest! {
        #[test]
        fn days_and_pieces_come_back(from in -700_000i32..2_000_000, length in 0i32..100_000, start in 0u32..1_000_000, n in 0u32..1_000_000) {
            let day = |n: i32| NaiveDate::from_num_days_from_ce_opt(n + 719_163).unwrap();
            prop_assert_eq!(days_of(days(day(from), day(from + length))), (i64::from(from), i64::from(from + length)));
            prop_assert_eq!(piece_of(piece(start..start + n)), start..start + n);
            let last = u32::MAX - start;
            prop_assert_eq!(piece_of(piece(last - n..last)), last - n..last);
        }
    }

    #[test]
    fn what_is_stored_of_an_article_is_the_article() {
        let stamp = |text| parse::dates::read(text, None).unwrap().stamp;
        let texts = ["Rain", "“It rains,” said Ada Brook.", "She left."];
        let article = Article {
            id: "a/b.jsonl!2".into(),
            path: "x/a/b.jsonl".into(),
            title: "Rain".into(),
            byline: vec!["Ann Roe".into()],
            source: Some("Harbour Post".into()),
            section: Some("World".into()),
            url: Some("https://example.org/1".into()),
            published: Some(stamp("2026-01-09T19:30:15-05:00")),
            updated: Some(stamp("2026-01-10")),
            language: Some("en".into()),
            paragraphs: texts.iter().zip(0..).map(|(text, p)| Paragraph { p, text: (*text).into() }).collect(),
            ..Article::default()
        };
        let annotated = crate::annotate::annotate(article.clone());
        assert_eq!(article_of(meta(&annotated), pars(&annotated)), article);
    }

    #[test]
    fn every_kind_of_stamp_is_read_as_it_was_written() {
        for text in [
            "2026-01-09",
            "2026-01-09T19:30",
            "2026-01-09T19:30:15",
            "2026-12-31T00:00:59+05:30",
            "1999-02-01T07:05-11:00",
        ] {
            assert_eq!(parse::dates::read(text, None).unwrap().stamp.to_string(), text);
        }
    }

    #[test]
    fn marks_stand_before_every_sentence_but_the_first() {
        assert_eq!(marked("It ended. He left.", &[0, 10]), "It ended. \u{1}He left.");
    }
}
