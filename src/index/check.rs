//! Is the index whole? Checksums of every file, then the invariants of every block.

use super::commit::{self, COMMITS, MANAGED};
use super::content::Contents;
use super::document::piece_of;
use super::{Index, families, integrity, manifest, saved, table, unusable};
use crate::error::Result;
use std::fs;
use std::path::Path;
use std::time::Duration;
use tantivy::{DocId, SegmentReader};

/// What `check` found.
#[derive(Debug, Default)]
pub struct Report {
    /// Files whose checksums were compared.
    pub files: usize,
    /// Articles that were read.
    pub articles: u64,
    /// Paragraphs that were read.
    pub paragraphs: u64,
    /// Quotations that were read.
    pub quotations: u64,
    /// What is wrong with what is made from the articles; empty for a whole index.
    pub problems: Vec<String>,
    /// What is wrong with what the next run of `index` makes anew from the index: tables beside the segments.
    pub tables: Vec<String>,
    /// What is wrong with what the user made: saved queries.
    pub users: Vec<String>,
}

/// How often an index is looked at that changes meanwhile, and how long it is given.
const TRIES: usize = 20;
const PAUSE: Duration = Duration::from_millis(150);

/// Compares every byte of the index at `path` with its checksums, and if none differs reads all of it. What is found while another process
/// writes is looked at again: files come and go then.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if there is no index, or it is damaged so badly that it cannot be opened.
pub fn check(path: &Path) -> Result<Report> {
    let state = || [COMMITS, MANAGED].map(|file| fs::read(path.join(file)).ok());
    for _ in 1..TRIES {
        let before = state();
        let report = look(path);
        let whole = report.as_ref().is_ok_and(|report| report.problems.is_empty());
        if whole || before == state() && !commit::is_being_written(path) {
            return report;
        }
        std::thread::sleep(PAUSE);
    }
    look(path)
}

fn look(path: &Path) -> Result<Report> {
    let failed = |e| unusable(path, e);
    // What is said of a commit that cannot be read at all is better said here than by its reader.
    commit::Commit::last(path)?;
    let (files, problems) = integrity::compare(path)?;
    let mut report = Report { files, problems, ..Report::default() };
    if report.problems.is_empty() {
        let index = Index::open(path)?;
        let metas = index.tantivy().searchable_segment_metas().map_err(failed)?;
        for segment in index.searcher().segment_readers() {
            // How many documents are deleted stands there, too, and nowhere else outside their list.
            let fits = |deleted| deleted == segment.num_deleted_docs();
            if !metas.iter().any(|meta| meta.id() == segment.segment_id() && fits(meta.num_deleted_docs())) {
                report.problems.push(integrity::changed(COMMITS));
            }
            let contents = Contents::open(&index, segment, 1)?;
            check_segment(segment, &contents, &mut report).map_err(failed)?;
        }
        for name in table::ALL {
            if table::is_broken(index.commit(), name) {
                report
                    .tables
                    .push(format!("the table `{name}` is not as it was written; the next run of `index` mends it"));
            }
        }
        if let Err(e) = saved::all(path) {
            report.users.push(format!("{}; {}", e.what, e.hints.join("; ")));
        }
        if !families::agree(&index)? {
            report.problems.push("the table of near-identical articles does not fit the articles".to_owned());
        }
    }
    Ok(report)
}

fn check_segment(segment: &SegmentReader, contents: &Contents, report: &mut Report) -> tantivy::Result<()> {
    let columns = segment.fast_fields();
    let (pars, quots) = (columns.u64("pars")?, columns.u64("quots")?);
    let kinds = kinds(segment)?;
    let name = segment.segment_id().short_uuid_string();
    let mut alive = 0;
    for a in manifest::article_docs(segment)? {
        let (pars, quots) = (pars.first(a).unwrap_or(0) as DocId, quots.first(a).unwrap_or(0) as DocId);
        let mut problem = |what: &str| report.problems.push(format!("segment {name}, article document {a}: {what}"));
        let end = a.saturating_add(1).saturating_add(pars).saturating_add(quots);
        let kind = |doc: DocId| {
            if doc == a {
                b'a'
            } else if doc <= a + pars {
                b'p'
            } else {
                b'q'
            }
        };
        let whole = |doc| !segment.is_deleted(doc) && kinds[doc as usize] == kind(doc);
        if end > segment.max_doc() || !(a..end).all(whole) || kinds.get(end as usize).is_some_and(|next| *next != b'a')
        {
            problem("its block is not whole");
            continue;
        }
        let Some(stored) = stored_quotations(contents, a, pars, &mut problem) else { continue };
        if stored != quots as usize || !pieces_fit(segment, a, pars, quots)? {
            problem("its quotations do not fit its paragraphs");
        }
        alive += 1 + pars + quots;
        report.articles += 1;
        report.paragraphs += u64::from(pars);
        report.quotations += u64::from(quots);
    }
    if pars.num_docs() != segment.max_doc() {
        report.problems.push(format!("segment {name}: its columns are of another length"));
    }
    if alive != segment.num_docs() {
        report
            .problems
            .push(format!("segment {name}: {} documents belong to no article", segment.num_docs().abs_diff(alive)));
    }
    Ok(())
}

/// How many quotations are stored of the article with document `a`, which has so many paragraphs; `None` where nothing of it can be read.
fn stored_quotations(contents: &Contents, a: DocId, pars: DocId, problem: &mut impl FnMut(&str)) -> Option<usize> {
    let Ok(content) = contents.of(a) else {
        problem("what is stored of it cannot be read");
        return None;
    };
    if content.pars() != pars as usize {
        problem("its paragraphs are more or fewer than were stored");
    }
    let all = content.all();
    if all.is_none() {
        problem("its paragraphs cannot be read");
    }
    all.map(|pars| pars.iter().map(|par| par.quotations.len()).sum())
}

/// Of each document of a segment, deleted ones too, which of A, P, Q it is ("a", "p", "q").
fn kinds(segment: &SegmentReader) -> tantivy::Result<Vec<u8>> {
    let mut kinds = vec![b'p'; segment.max_doc() as usize];
    for (column, kind) in [("pars", b'a'), ("q_par", b'q')] {
        for doc in manifest::docs_with(segment, column)? {
            // A damaged column may lead anywhere.
            if let Some(known) = kinds.get_mut(doc as usize) {
                *known = kind;
            }
        }
    }
    Ok(kinds)
}

/// Whether every quotation lies in one of the article's paragraphs, in order, and its pieces are ranges.
fn pieces_fit(segment: &SegmentReader, a: DocId, pars: DocId, quots: DocId) -> tantivy::Result<bool> {
    let columns = segment.fast_fields();
    let (q_par, q_pieces) = (columns.u64("q_par")?, columns.u64("q_pieces")?);
    let mut last = 1;
    for q in a + pars + 1..=a + pars + quots {
        let par = q_par.first(q).unwrap_or(0);
        let ranges = q_pieces.values_for_doc(q).map(piece_of).all(|r| r.start <= r.end);
        if par < last || par > u64::from(pars) || !ranges {
            return Ok(false);
        }
        last = par;
    }
    Ok(true)
}
