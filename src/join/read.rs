//! The names of all articles, read from the columns of the index.

use super::column::{Column, Ranks, pairs};
use super::corpus::{Article, Corpus};
use super::table::Made;
use super::{Joined, leading, table};
use crate::error::Result;
use crate::index::{Index, lookup, manifest, unusable};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

/// Where an article lies: the number of its segment, its document there.
pub type Place = (usize, DocId);

/// The columns that hold names, in the order of [`Article`]'s lists.
const NAMES: [&str; 4] = ["person", "org", "place", "other"];

/// Parts a name and what stands before it in the column `titled`.
pub const TITLE: char = '\t';

/// Reads the names of all articles, and where each article lies.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged.
pub fn corpus(index: &Index) -> Result<(Corpus, Vec<Place>)> {
    let failed = |e| unusable(index.path(), e);
    let searcher = index.searcher();
    let mut corpus = Corpus::default();
    let segments = searcher.segment_readers();
    let gathered: Vec<Corpus> = segments.par_iter().map(gather).collect::<tantivy::Result<_>>().map_err(failed)?;
    for mut some in gathered {
        corpus.names.append(&mut some.names);
        corpus.titles.append(&mut some.titles);
    }
    for list in [&mut corpus.names, &mut corpus.titles] {
        // Each dictionary is sorted, and this sort merges what is.
        list.par_sort();
        list.dedup();
    }
    let read = |segment| articles(segment, &corpus);
    let read: Vec<Vec<_>> = segments.par_iter().map(read).collect::<tantivy::Result<_>>().map_err(failed)?;
    let mut places = Vec::new();
    for (n, articles) in read.into_iter().enumerate() {
        for (doc, article) in articles {
            corpus.articles.push(article);
            places.push((n, doc));
        }
    }
    Ok((corpus, places))
}

/// Calls `each` with every value of a column of strings, in order.
fn each_value(values: &StrColumn, mut each: impl FnMut(&str)) -> tantivy::Result<()> {
    let mut stream = values.dictionary().stream()?;
    while stream.advance() {
        each(std::str::from_utf8(stream.key()).unwrap_or(""));
    }
    Ok(())
}

/// The names and titles of a segment.
fn gather(segment: &SegmentReader) -> tantivy::Result<Corpus> {
    let mut corpus = Corpus::default();
    for name in NAMES {
        if let Some(values) = segment.fast_fields().str(name)? {
            each_value(&values, |name| corpus.names.push(name.to_owned()))?;
        }
    }
    if let Some(values) = segment.fast_fields().str("titled")? {
        each_value(&values, |value| corpus.titles.extend(value.split_once(TITLE).map(|(_, title)| title.to_owned())))?;
    }
    Ok(corpus)
}

/// The articles of a segment with their documents; `corpus` numbers the names.
fn articles(segment: &SegmentReader, corpus: &Corpus) -> tantivy::Result<Vec<(DocId, Article)>> {
    let columns = segment.fast_fields();
    let (pars, days) = (columns.u64("pars")?, columns.column_opt::<i64>("day")?);
    let mut lists: Vec<Option<(StrColumn, Vec<u32>)>> = Vec::new();
    for name in NAMES {
        let Some(values) = columns.str(name)? else {
            lists.push(None);
            continue;
        };
        let mut numbers = Vec::new();
        let mut at = 0;
        // Both are sorted.
        each_value(&values, |name| {
            at += leading(&corpus.names[at..], |known| known.as_str() < name);
            numbers.push(at as u32);
        })?;
        lists.push(Some((values, numbers)));
    }
    let titled = columns.str("titled")?;
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    if let Some(values) = &titled {
        each_value(values, |value| pairs.push(titled_pair(corpus, value)))?;
    }
    let read = |ords: &mut Vec<u64>, a: DocId| {
        let block = a + 1..a + 1 + pars.first(a).unwrap_or(0) as DocId;
        let mut list = |of: &[Option<(StrColumn, Vec<u32>)>]| {
            let mut all = Vec::new();
            for (values, numbers) in of.iter().flatten() {
                lookup::values(values.ords(), block.clone(), ords);
                all.extend(ords.iter().map(|ord| numbers[*ord as usize]));
            }
            sorted(all)
        };
        let (people, organizations, others) = (list(&lists[..1]), list(&lists[1..2]), list(&lists[2..]));
        ords.clear();
        titled.iter().for_each(|titled| lookup::values(titled.ords(), block.clone(), ords));
        let titles = ords.iter().map(|ord| pairs[*ord as usize]);
        let article = Article {
            day: days.as_ref().and_then(|d| d.first(a)),
            people,
            organizations,
            others,
            titled: sorted(titles.filter(|(name, _)| *name != u32::MAX).collect()),
        };
        (a, article)
    };
    Ok(manifest::article_docs(segment)?.into_par_iter().map_init(Vec::new, read).collect())
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list.dedup();
    // Names are mostly repeated, and there are as many lists as articles.
    list.shrink_to_fit();
    list
}

/// A value of the column `titled` as the numbers of its name and title.
fn titled_pair(corpus: &Corpus, value: &str) -> (u32, u32) {
    let numbers = || {
        let (name, title) = value.split_once(TITLE)?;
        let title = corpus.titles.binary_search_by(|t| t.as_str().cmp(title)).ok()?;
        Some((corpus.number(name)?, title as u32))
    };
    numbers().unwrap_or((u32::MAX, 0))
}

/// The bytes of the table for the segments of `index`, which `corpus` was read from.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged.
pub fn table(index: &Index, made: Made, corpus: &Corpus, places: &[Place], joined: &Joined) -> Result<Vec<u8>> {
    let by_name = |map: &FxHashMap<u32, u32>| -> FxHashMap<&str, u32> {
        map.iter().map(|(&name, &referent)| (corpus.names[name as usize].as_str(), referent)).collect()
    };
    let (people, organizations) = (by_name(&joined.people), by_name(&joined.organizations));
    let searcher = index.searcher();
    let mut segments = Vec::new();
    for (n, segment) in searcher.segment_readers().iter().enumerate() {
        let mut columns: [Ranks; 4] = Default::default();
        for (column, ranks) in Column::ALL.into_iter().zip(&mut columns) {
            let values = segment.fast_fields().str(column.name()).map_err(|e| unusable(index.path(), e))?;
            let Some(values) = values else { continue };
            ranks.pairs = pairs(&values, column, &people, &organizations)?;
            if column != Column::Org {
                ranks.here = here(&values, n, corpus, places, joined).map_err(|e| unusable(index.path(), e))?;
            }
        }
        segments.push((segment.segment_id().uuid_string(), columns));
    }
    Ok(table::bytes(made, joined, &segments))
}

/// The short names of articles of segment `n` in one column.
fn here(
    values: &StrColumn,
    n: usize,
    corpus: &Corpus,
    places: &[Place],
    joined: &Joined,
) -> tantivy::Result<Vec<[u32; 3]>> {
    let mut ranks: FxHashMap<u32, Option<u32>> = FxHashMap::default();
    let mut here = Vec::new();
    for &(article, name, referent) in &joined.here {
        let (segment, a) = places[article as usize];
        if segment != n {
            continue;
        }
        let rank = match ranks.get(&name) {
            Some(rank) => *rank,
            None => {
                let ord = values.dictionary().term_ord(corpus.names[name as usize].as_bytes())?;
                *ranks.entry(name).or_insert(ord.map(|o| o as u32))
            }
        };
        here.extend(rank.map(|rank| [a, rank, referent]));
    }
    here.sort_unstable();
    Ok(here)
}
