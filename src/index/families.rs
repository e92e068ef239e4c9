//! The families of an index: which of its articles are versions of one text.
//!
//! They are a table beside the segments ([`super::table`]), made at the end of a run from the sketches of all articles; where the table
//! is not that of the commit, they are computed on the spot. What pairs of texts were found to be is kept from run to run, so
//! that a run reads only the texts of articles that are new.

use super::content::Contents;
use super::lookup::{self, Names};
use super::{Index, manifest, table, unusable};
use crate::error::{Error, Result};
use crate::families::join::{self, Articles};
use crate::families::sketch::{self, Runs};
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::rc::Rc;
use tantivy::{DocId, SegmentReader};

/// All families, and which article is in which.
#[derive(Debug, Default)]
pub struct Families {
    /// The ids of the members: the earliest published first, those of the same time by id, those without a date last.
    pub all: Vec<Vec<String>>,
    /// How many articles the index has, in families or not.
    pub articles: u64,
    of: FxHashMap<String, Member>,
}

/// The table.
#[derive(Serialize, Deserialize)]
struct Stored {
    articles: u64,
    all: Vec<Vec<String>>,
}

/// Where an article stands among the families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Member {
    /// The number of its family in [`Families::all`].
    pub family: u32,
    /// Its place there.
    pub place: u32,
}

impl Families {
    fn new(Stored { articles, all }: Stored) -> Self {
        let mut of = FxHashMap::default();
        for (ids, family) in all.iter().zip(0..) {
            of.extend(ids.iter().zip(0..).map(|(id, place)| (id.clone(), Member { family, place })));
        }
        Families { all, articles, of }
    }

    /// Where an article stands; `None` where it has no other version.
    pub fn of(&self, article: &str) -> Option<Member> {
        self.of.get(article).copied()
    }

    /// The ids of a family.
    pub fn ids(&self, family: u32) -> &[String] {
        self.all.get(family as usize).map_or(&[], Vec::as_slice)
    }

    /// The value of `family:`: the id of the first member.
    pub fn name(&self, family: u32) -> &str {
        self.ids(family).first().map_or("", String::as_str)
    }

    /// How many articles are in families.
    pub fn members(&self) -> u64 {
        self.of.len() as u64
    }
}

/// The families of the commit that `index` shows.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged.
pub fn load(index: &Index) -> Result<Families> {
    stored(index).map_or_else(|| Ok(Families::new(compute(index, &mut Pairs::default())?)), Ok)
}

/// Makes the tables of the commit that `index` shows, unless they are there and whole.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged or cannot be written.
pub fn update(index: &Index) -> Result<Families> {
    if let Some(families) = stored(index).filter(|_| !table::is_broken(index.commit(), table::PAIRS)) {
        return Ok(families);
    }
    let mut pairs =
        table::read(index.commit(), table::PAIRS).map_or_else(Pairs::default, |(_, known)| Pairs::read(&known));
    let found = compute(index, &mut pairs)?;
    table::write(index.commit(), table::PAIRS, &pairs.written())?;
    // postcard fails only on sequences of unknown length and on maps, and these are neither.
    table::write(index.commit(), table::FAMILIES, &postcard::to_allocvec(&found).unwrap_or_default())?;
    Ok(Families::new(found))
}

/// Whether the table, if it is that of the commit, says what the articles say.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged.
pub fn agree(index: &Index) -> Result<bool> {
    match stored(index) {
        Some(families) => Ok(families.all == compute(index, &mut Pairs::default())?.all),
        None => Ok(true),
    }
}

fn stored(index: &Index) -> Option<Families> {
    table::current(index.commit(), table::FAMILIES)
        .and_then(|content| postcard::from_bytes(&content).ok())
        .map(Families::new)
}

/// Computes the families from the articles.
fn compute(index: &Index, pairs: &mut Pairs) -> Result<Stored> {
    let failed = |e| unusable(index.path(), e);
    let searcher = index.searcher();
    let mut segments = Vec::new();
    let (mut rows, mut bands) = (Vec::new(), Vec::new());
    for (n, reader) in searcher.segment_readers().iter().enumerate() {
        segments.push(Contents::open(index, reader, 1)?);
        add_rows(reader, n, &mut rows, &mut bands).map_err(failed)?;
    }
    rows.sort_unstable_by(|a, b| (a.published, &a.id).cmp(&(b.published, &b.id)));
    let mut all = All { segments, rows, pairs, texts: FxHashMap::default(), bands };
    let found = join::families(&mut all)?;
    let ids = |family: &Vec<usize>| family.iter().map(|&n| all.rows[n].id.clone()).collect();
    Ok(Stored { articles: all.rows.len() as u64, all: found.iter().map(ids).collect() })
}

/// What pairs of texts were found to be, by their prints; a print stands for the whole text, so this never grows stale.
#[derive(Debug, Default)]
struct Pairs {
    /// By [`pair`]: whether they are versions of one text, and whether this run asked for them. Only those asked for are kept.
    known: FxHashMap<u64, (bool, bool)>,
}

/// Tells a pair of prints apart from any other, in whatever order they come: 48 bits, of which two of a million pairs have the same with a
/// probability of one in five hundred.
fn pair(a: u64, b: u64) -> u64 {
    // Prints are hashes, so their sum with a factor is one.
    a.min(b).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(a.max(b)) >> 16
}

impl Pairs {
    fn read(content: &[u8]) -> Self {
        // Only what is whole is read (`table`).
        let steps: Vec<u64> = postcard::from_bytes(content).unwrap_or_default();
        let numbers = steps.into_iter().scan(0u64, |last, step| {
            *last = last.wrapping_add(step);
            Some(*last)
        });
        Pairs { known: numbers.map(|n| (n >> 1, (n & 1 == 1, false))).collect() }
    }

    fn written(&self) -> Vec<u8> {
        let asked = self.known.iter().filter(|(_, (_, asked))| *asked);
        let mut numbers: Vec<u64> = asked.map(|(pair, (similar, _))| pair << 1 | u64::from(*similar)).collect();
        numbers.sort_unstable();
        let mut last = 0;
        numbers.iter_mut().for_each(|n| *n -= std::mem::replace(&mut last, *n));
        // postcard fails only on sequences of unknown length and on maps.
        postcard::to_allocvec(&numbers).unwrap_or_default()
    }
}

/// An article in the order of families.
struct Row {
    /// Seconds since 1970-01-01; the greatest number where there is no date.
    published: i64,
    id: String,
    segment: usize,
    doc: DocId,
    print: u64,
    /// Where its bands lie.
    bands: Range<usize>,
}

/// Adds the articles of a segment, and their bands to `bands`.
fn add_rows(reader: &SegmentReader, segment: usize, rows: &mut Vec<Row>, bands: &mut Vec<u32>) -> tantivy::Result<()> {
    let columns = reader.fast_fields();
    let Some(ids) = columns.str("article")? else { return Ok(()) };
    let published = columns.column_opt::<i64>("published")?;
    let (print, banded) = (columns.u64("print")?, columns.column_opt::<u64>("bands")?);
    let articles = manifest::article_docs(reader)?;
    rows.reserve_exact(articles.len());
    bands.reserve_exact(banded.as_ref().map_or(0, |banded| banded.values.num_vals() as usize));
    let mut own = Vec::new();
    for docs in articles.chunks(lookup::AT_ONCE) {
        let names = Names::of(&ids, docs)?;
        for &doc in docs {
            let id = names.first(&ids, doc).unwrap_or_default().to_owned();
            let published = published.as_ref().and_then(|column| column.first(doc)).unwrap_or(i64::MAX);
            banded.iter().for_each(|banded| lookup::values(banded, doc..doc + 1, &mut own));
            let from = bands.len();
            // They are below 2³².
            bands.extend(own.iter().map(|band| *band as u32));
            let print = print.first(doc).unwrap_or(0);
            rows.push(Row { published, id, segment, doc, print, bands: from..bands.len() });
        }
    }
    Ok(())
}

/// Texts that are kept in memory while pairs are compared.
const TEXTS: usize = 4000;

/// All articles of an index.
struct All<'a> {
    segments: Vec<Contents>,
    rows: Vec<Row>,
    pairs: &'a mut Pairs,
    /// The runs of articles that were compared lately.
    texts: FxHashMap<usize, Rc<Runs>>,
    /// The bands of all rows.
    bands: Vec<u32>,
}

impl All<'_> {
    fn runs(&mut self, n: usize) -> Result<Rc<Runs>> {
        if let Some(runs) = self.texts.get(&n) {
            return Ok(runs.clone());
        }
        let row = &self.rows[n];
        let content = self.segments[row.segment].of(row.doc)?;
        let numbered = (0..content.pars()).filter_map(|n| content.numbered(n));
        let body = numbered.filter(|(p, _)| *p > 0).map(|(_, text)| text);
        let runs = Rc::new(sketch::runs(body));
        if self.texts.len() >= TEXTS {
            self.texts.clear();
        }
        self.texts.insert(n, runs.clone());
        Ok(runs)
    }
}

impl Articles for All<'_> {
    type Error = Error;

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn print(&self, n: usize) -> u64 {
        self.rows[n].print
    }

    fn bands(&self, n: usize) -> &[u32] {
        &self.bands[self.rows[n].bands.clone()]
    }

    fn similar(&mut self, a: usize, b: usize) -> Result<bool> {
        let pair = pair(self.rows[a].print, self.rows[b].print);
        if let Some((similar, asked)) = self.pairs.known.get_mut(&pair) {
            *asked = true;
            return Ok(*similar);
        }
        let similar = sketch::similar(&*self.runs(a)?, &*self.runs(b)?);
        self.pairs.known.insert(pair, (similar, true));
        Ok(similar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::document::Origin;
    use crate::index::writer::Writer;
    use crate::model::{Annotated, Article, Paragraph, Stamp};
    use proptest::prelude::*;

    /// The version `make` of story `story`, as file `id`.
    fn article(id: usize, story: usize, make: usize) -> Annotated {
        let words = |seed: usize, from: usize, to: usize| {
            (from..to).map(|n| format!("s{seed}w{n}")).collect::<Vec<_>>().join(" ")
        };
        let text = match make {
            0 => words(story, 0, 150),
            1 => words(story, 0, 120),
            2 => format!("{} {}", words(story + 100, 0, 20), words(story, 25, 150)),
            _ => words(story * 1000 + id + 1000, 0, 150),
        };
        let published = chrono::NaiveDate::from_ymd_opt(2026, 1, (id * 7 % 5) as u32 + 1).map(Stamp::day);
        let (id, paragraphs) = (format!("{id}.txt"), vec![Paragraph { p: 1, text }]);
        let article = Article {
            path: id.clone(),
            id,
            published: published.filter(|_| make != 1),
            paragraphs,
            ..Article::default()
        };
        let (sentences, languages) = (vec![vec![0]], vec![]);
        Annotated { article, words: 150, quotations: vec![], entities: vec![], dates: vec![], sentences, languages }
    }

    /// One run that writes `changed` and removes `gone`.
    fn run(path: &std::path::Path, changed: &[Annotated], gone: &[String]) -> Vec<Vec<String>> {
        let index = Index::open_or_create(path).unwrap();
        let writer = Writer::open(&index, 1, 16_000_000).unwrap();
        gone.iter().for_each(|file| writer.remove(file).unwrap());
        for article in changed {
            let file = &article.article.id;
            let origin = Origin { file, path: file, hash: 1 };
            writer.file(origin, true).add(article).unwrap();
        }
        writer.commit().unwrap();
        writer.finish().unwrap();
        let families = update(&Index::open(path).unwrap()).unwrap();
        assert!(agree(&Index::open(path).unwrap()).unwrap());
        families.all
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn the_order_and_the_number_of_runs_do_not_matter(
            makes in prop::collection::vec((0usize..3, 0usize..4), 1..12),
            cuts in prop::collection::vec(0usize..12, 0..3),
            edited in prop::collection::vec((0usize..12, 0usize..3, 0usize..4), 0..4),
            gone in prop::collection::vec(0usize..12, 0..3),
        ) {
            let dir = tempfile::tempdir().unwrap();
            let mut articles: Vec<Annotated> =
                makes.iter().enumerate().map(|(id, (story, make))| article(id, *story, *make)).collect();
            let (by_steps, at_once) = (dir.path().join("steps"), dir.path().join("once"));
            let mut cuts: Vec<usize> = cuts.into_iter().map(|c| c.min(articles.len())).collect();
            cuts.sort_unstable();
            let mut from = 0;
            for to in cuts.into_iter().chain([articles.len()]) {
                run(&by_steps, &articles[from..to], &[]);
                from = to;
            }
            for (id, story, make) in edited.into_iter().filter(|(id, ..)| *id < makes.len()) {
                articles[id] = article(id, story, make);
                run(&by_steps, &articles[id..=id], &[]);
            }
            let gone: Vec<String> = gone.into_iter().map(|id| format!("{id}.txt")).collect();
            let stepwise = run(&by_steps, &[], &gone);
            articles.retain(|a| !gone.contains(&a.article.id));
            articles.reverse();
            prop_assert_eq!(run(&at_once, &articles, &[]), stepwise);
        }
    }

    #[test]
    fn the_first_member_is_the_earliest_and_a_lost_table_is_made_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        // Published on days 1, 3, never, 2.
        let all = run(
            &path,
            &[article(0, 1, 0), article(1, 1, 0), article(2, 1, 1), article(3, 1, 2), article(4, 2, 0)],
            &[],
        );
        assert_eq!(all, [["0.txt", "3.txt", "1.txt", "2.txt"]]);
        let index = Index::open(&path).unwrap();
        std::fs::remove_file(path.join("newsdex.families")).unwrap();
        let families = load(&index).unwrap();
        assert_eq!((families.all.clone(), families.articles, families.members()), (all, 5, 4));
        assert_eq!(families.of("4.txt"), None);
        assert_eq!(families.name(families.of("2.txt").unwrap().family), "0.txt");
        update(&index).unwrap();
        std::fs::write(path.join("newsdex.pairs"), "x").unwrap();
        update(&index).unwrap();
        assert!(!table::is_broken(index.commit(), table::PAIRS), "a run without changes mends it, too");
    }
}
