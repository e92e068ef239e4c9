//! Counting matches by what they have: values of fields, and parts of the published date.

use super::Engine;
use super::families::Members;
use super::joined::{JOINED, Joined, same};
use super::periods::{first_day, period_of};
use super::quotations::Quotations;
use super::segment::{Segment, Unit, damaged};
use super::tally::{Counts, MAX_FIELDS, Tuple};
use super::weigh::{Scale, Weigh};
use super::{Dups, Scope};
use crate::error::{Error, Result};
use crate::fields::{FIELDS, Level, PERIODS};
use crate::join::Column as NameColumn;
use crate::query::{Parsed, suggest};
use rustc_hash::FxHashMap;
use std::rc::Rc;
use tantivy::DocId;
use tantivy::columnar::{Column, ColumnIndex, StrColumn};

/// Matches that have the same values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// One value for each field that was asked for; `None` where the match has none.
    pub values: Vec<Option<String>>,
    /// How many units have them.
    pub count: u64,
    /// How many units of all articles have them, where near-identical ones are treated apart ([`Dups`]).
    pub all: Option<u64>,
}

/// Combinations of values with their counts.
pub(super) type Counted = FxHashMap<Vec<Option<String>>, u64>;

/// Where values are read from, for matches of one unit.
enum Source<'s> {
    /// Columns of the documents themselves or of the document that belongs to them, with what is joined in them.
    Columns(Unit, Vec<(StrColumn, Option<Rc<Joined<'s>>>)>),
    /// A part of the published or another day of the article.
    Period(Column<i64>, &'static str),
    /// The family of the article.
    Family(Rc<Members>),
}

/// Reads the values of one field in one segment. A value has a number: its column and its rank there, or the first day
/// of its period.
pub(super) struct Values<'s> {
    segment: &'s Segment<'s>,
    source: Source<'s>,
    quotations: Quotations,
    /// Which quotations have a value, where not all.
    speech: Option<Speech>,
    /// The number of a value that stands in an earlier column already, for one that stands in several.
    same: FxHashMap<u64, u64>,
    /// The periods of days that were met.
    periods: FxHashMap<i64, u64>,
}

/// Tells speech from attitudes.
struct Speech {
    acts: Column<u64>,
    /// The rank of speech; `None` where nobody speaks.
    rank: Option<u64>,
}

impl Speech {
    /// That of a segment; `None` where it has no quotations.
    fn open(segment: &Segment) -> Result<Option<Self>> {
        let Some(acts) = segment.values("q_act")? else { return Ok(None) };
        let rank = acts.dictionary().term_ord("speech").map_err(damaged)?;
        Ok(Some(Speech { acts: acts.ords().clone(), rank }))
    }

    fn is(&self, doc: DocId) -> bool {
        self.rank.is_some() && self.acts.first(doc) == self.rank
    }
}

/// Days are shifted by this, so that their numbers are not negative.
const SHIFT: i64 = 1 << 31;

impl<'s> Values<'s> {
    /// Over matches of `unit`. As `speaker:` and the like mean speech, so their values are those of speech, unless the query asks for `attitudes`.
    pub(super) fn open(segment: &'s Segment<'s>, field: &str, unit: Unit, attitudes: bool) -> Result<Self> {
        let columns = |unit, names: &[&str]| -> Result<Source<'s>> {
            let mut found = Vec::new();
            for name in names {
                let joined = NameColumn::of(name).map_or(Ok(None), |column| segment.joined(column))?;
                found.extend(segment.values(name)?.map(|values| (values, joined)));
            }
            Ok(Source::Columns(unit, found))
        };
        let period = |column, period| Ok(Source::Period(segment.column(column)?, period));
        let source = match field {
            "speaker" if unit == Unit::Quotation => columns(unit, &["q_speaker"]),
            "speaker" => columns(Unit::Paragraph, &["speaker"]),
            "entity" => columns(Unit::Paragraph, &["person", "org", "place", "other"]),
            "person" | "org" | "place" => columns(Unit::Paragraph, &[field]),
            "source" | "section" | "wire" | "byline" | "lang" => columns(Unit::Article, &[field]),
            "id" | "article" => columns(Unit::Article, &["article"]),
            "kind" => columns(Unit::Quotation, &["q_kind"]),
            "act" => columns(Unit::Quotation, &["q_act"]),
            "via" => columns(Unit::Quotation, &["q_via"]),
            "speaker_kind" => columns(Unit::Quotation, &["q_speaker_kind"]),
            "family" => Ok(Source::Family(segment.members()?)),
            "updated" => period("updated_day", "day"),
            "week" => period("day", "week"),
            "month" => period("day", "month"),
            "year" => period("day", "year"),
            "day" | "date" => period("day", "day"),
            other => return Err(no_values(other)),
        }?;
        let quotations = Quotations::open(segment)?;
        let speech = match source {
            Source::Columns(Unit::Quotation, _) if field != "act" && !attitudes => Speech::open(segment)?,
            _ => None,
        };
        let same = match &source {
            Source::Columns(_, columns) if columns.len() > 1 => same(columns, segment.names.table()?)?,
            _ => FxHashMap::default(),
        };
        Ok(Values { segment, source, quotations, speech, same, periods: FxHashMap::default() })
    }

    /// Adds the numbers of the values of a match, each once.
    pub(super) fn read(&mut self, doc: DocId, unit: Unit, out: &mut Vec<u64>) {
        let article = || self.segment.blocks.article(doc);
        match &self.source {
            Source::Period(column, period) => {
                if let Some(day) = column.first(article()) {
                    let of = || (i64::from(first_day(day as i32, period)) + SHIFT) as u64;
                    out.push(*self.periods.entry(day).or_insert_with(of));
                }
            }
            Source::Family(members) => out.extend(members.of_article(article()).map(|member| u64::from(member.family))),
            Source::Columns(of, columns) => {
                let docs = match (of, unit) {
                    (Unit::Article, _) => {
                        let a = article();
                        a..a + 1
                    }
                    (Unit::Quotation, Unit::Quotation) => doc..doc + 1,
                    (Unit::Quotation, _) => self.quotations.of(doc),
                    (Unit::Paragraph, Unit::Quotation) => {
                        let p = self.quotations.paragraph(doc);
                        p..p + 1
                    }
                    (Unit::Paragraph, _) => doc..doc + 1,
                };
                for (n, (column, joined)) in columns.iter().enumerate() {
                    let number = |ord| match joined.as_ref().and_then(|j| j.referent_of_many(article, ord)) {
                        Some(referent) => JOINED << 32 | u64::from(referent),
                        None => (n as u64) << 32 | ord,
                    };
                    let docs = docs.clone().filter(|doc| self.speech.as_ref().is_none_or(|speech| speech.is(*doc)));
                    docs.for_each(|doc| out.extend(column.term_ords(doc).map(number)));
                }
                if !self.same.is_empty() {
                    out.iter_mut().for_each(|n| *n = self.same.get(n).copied().unwrap_or(*n));
                }
            }
        }
        if out.len() > 1 {
            out.sort_unstable();
            out.dedup();
        }
    }

    /// All documents of `unit` that have values, where they are those that hold them, and not most of all.
    pub(super) fn holders(&self, unit: Unit) -> Option<Vec<DocId>> {
        match &self.source {
            Source::Columns(of, columns) if *of == unit && columns.len() == 1 => match &columns[0].0.ords().index {
                ColumnIndex::Empty { .. } => Some(Vec::new()),
                ColumnIndex::Full => None,
                ColumnIndex::Optional(holders) => Some(holders.iter_non_null_docs().collect()),
                ColumnIndex::Multivalued(holders) => Some(holders.iter_non_null_docs().collect()),
            },
            _ => None,
        }
    }

    /// Whether a number of a value is its column and its rank there.
    pub(super) fn are_ranks(&self) -> bool {
        matches!(self.source, Source::Columns(..))
    }

    /// The numbers of a value that are ranks.
    pub(super) fn ranks(&self, name: &str) -> Result<Vec<u64>> {
        let Source::Columns(_, columns) = &self.source else { return Ok(Vec::new()) };
        let mut numbers = Vec::new();
        for (n, (column, _)) in columns.iter().enumerate() {
            let rank = column.dictionary().term_ord(name).map_err(damaged)?;
            numbers.extend(rank.map(|rank| (n as u64) << 32 | rank));
        }
        Ok(numbers)
    }

    /// Calls `each` with the values of sorted numbers.
    pub(super) fn names(&self, numbers: &[u64], mut each: impl FnMut(u64, &str)) -> Result<()> {
        match &self.source {
            Source::Period(_, period) => {
                numbers.iter().for_each(|&n| each(n, &period_of((n as i64 - SHIFT) as i32, period)));
            }
            Source::Family(_) => {
                let families = self.segment.families.get()?;
                numbers.iter().for_each(|&n| each(n, families.name(n as u32)));
            }
            Source::Columns(_, columns) => {
                for some in numbers.chunk_by(|a, b| a >> 32 == b >> 32) {
                    if some[0] >> 32 == JOINED {
                        let Some(table) = self.segment.names.table()? else { continue };
                        some.iter().for_each(|&n| each(n, table.name(n as u32)));
                        continue;
                    }
                    let ords: Vec<u64> = some.iter().map(|n| n & 0xffff_ffff).collect();
                    let mut numbers = some.iter();
                    let dictionary = columns[(some[0] >> 32) as usize].0.dictionary();
                    let each = |name: &[u8]| {
                        if let Some(n) = numbers.next() {
                            each(*n, &String::from_utf8_lossy(name));
                        }
                    };
                    dictionary.sorted_ords_to_term_cb(&ords, each).map_err(damaged)?;
                }
            }
        }
        Ok(())
    }
}

fn no_values(field: &str) -> Error {
    let all = || FIELDS.iter().filter(|f| f.facet).map(|f| f.name).chain(PERIODS.iter().copied());
    let mut e = Error::usage(format!("`{field}` has no values to count"));
    let meant = suggest::known_as(field).into_iter().filter(|m| all().any(|f| f == *m));
    if let Some(near) = meant.chain(suggest::nearest(field, all())).next() {
        e = e.hint(format!("did you mean `{near}`?"));
    }
    e.hint(format!("those that have are {}", all().collect::<Vec<_>>().join(", ")))
}

impl Engine {
    /// How many units have each combination of values of `fields` (of [`FIELDS`] with `facet`, or [`PERIODS`]);
    /// ordered by the values, those without one last. A match with several values of a field counts under each.
    ///
    /// # Errors
    /// As [`Engine::facets`].
    pub fn count_by(&self, query: &Parsed, scope: &Scope, fields: &[&str]) -> Result<Vec<Group>> {
        let all = self.groups_of_all(query, scope, fields)?;
        let mut groups = sorted(self.groups(query, scope, fields, Weigh::Units)?);
        if let Some(all) = all {
            groups.iter_mut().for_each(|group| group.all = all.get(&group.values).copied());
        }
        Ok(groups)
    }

    /// As [`Engine::count_by`], but adds up how often the query matches in each unit: highlights.
    ///
    /// # Errors
    /// As [`Engine::facets`].
    pub fn occurrences_by(&self, query: &Parsed, scope: &Scope, fields: &[&str]) -> Result<Vec<Group>> {
        Ok(sorted(self.groups(query, scope, fields, Weigh::Occurrences)?))
    }

    /// The words of all units of the corpus that the matches of `query` are taken from, by the values of `fields`: what counts by these fields are
    /// shares of.
    ///
    /// # Errors
    /// As [`Engine::facets`].
    pub fn group_words(&self, query: &Parsed, scope: &Scope, fields: &[&str]) -> Result<Vec<Group>> {
        let of_article =
            |f: &&str| PERIODS.contains(f) || FIELDS.iter().any(|row| row.name == *f && row.level == Level::Article);
        // Paragraphs that share their article's values have its words together, and those are known.
        let whole = scope.unit == Unit::Paragraph && fields.iter().all(of_article);
        let unit = if whole { Unit::Article } else { scope.unit };
        let corpus = self.corpus(query, None, scope)?;
        let attitudes = query.root.asks_for_attitudes();
        Ok(sorted(self.weighed(&corpus, &Scope { unit, ..*scope }, fields, (Weigh::Words, attitudes))?))
    }

    /// The counts of all articles, where the scope treats near-identical ones apart.
    pub(super) fn groups_of_all(&self, query: &Parsed, scope: &Scope, fields: &[&str]) -> Result<Option<Counted>> {
        if scope.dups == Dups::All {
            return Ok(None);
        }
        self.groups(query, &Scope { dups: Dups::All, ..*scope }, fields, Weigh::Units).map(Some)
    }

    pub(super) fn groups(&self, query: &Parsed, scope: &Scope, fields: &[&str], weigh: Weigh) -> Result<Counted> {
        self.weighed(query, scope, fields, (weigh, query.root.asks_for_attitudes()))
    }

    fn weighed(
        &self,
        query: &Parsed,
        scope: &Scope,
        fields: &[&str],
        (weigh, attitudes): (Weigh, bool),
    ) -> Result<Counted> {
        if fields.len() > MAX_FIELDS {
            return Err(Error::usage(format!("more than {MAX_FIELDS} fields to group by")));
        }
        fields.iter().try_for_each(|f| check(f))?;
        let segments = self.segments()?;
        let root = self.scoped(&segments, query, &query.root, scope)?;
        let mut totals = Counted::default();
        for segment in &segments {
            let open = |f: &&str| Values::open(segment, f, scope.unit, attitudes);
            let mut values = fields.iter().map(open).collect::<Result<Vec<_>>>()?;
            let mut matcher = self.matcher(&segments, segment.ord, query, &root, scope.unit, weigh.mode())?;
            let scale = Scale::open(segment, weigh, scope.unit)?;
            let per_article = scope.unit == Unit::Article;
            let mut counts = Counts::of(fields.len(), per_article);
            // Of an article all paragraphs that match are seen, each with values of its own.
            let walk = if scope.unit == Unit::Article { Unit::Paragraph } else { scope.unit };
            let mut found = Vec::new();
            self.each(segment, &mut matcher, walk, &mut |doc, matcher| {
                counts.enter(|| segment.blocks.article(doc));
                counts.weight = scale.weight(doc, matcher)?;
                for (n, field) in values.iter_mut().enumerate() {
                    found.clear();
                    field.read(doc, walk, &mut found);
                    counts.with(n, &found);
                }
                counts.add();
                Ok(true)
            })?;
            counts.flush();
            named(&values, counts.counts, &mut totals)?;
        }
        Ok(totals)
    }
}

/// Groups in the order of their values, those without one last.
fn sorted(groups: Counted) -> Vec<Group> {
    let mut groups: Vec<Group> = groups.into_iter().map(|(values, count)| Group { values, count, all: None }).collect();
    // `None` last: a tuple of "is missing" and the value.
    groups.sort_by(|a, b| {
        let key = |v: &Option<String>| (v.is_none(), v.clone());
        a.values.iter().map(key).cmp(b.values.iter().map(key))
    });
    groups
}

/// Adds the counts of a segment to those of all, by the values themselves.
fn named(values: &[Values], counts: FxHashMap<Tuple, u64>, totals: &mut Counted) -> Result<()> {
    let mut names: Vec<FxHashMap<u64, String>> = Vec::new();
    for (n, field) in values.iter().enumerate() {
        let mut numbers: Vec<u64> = counts.keys().filter_map(|tuple| tuple[n].checked_sub(1)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut of_field = FxHashMap::default();
        field.names(&numbers, |number, name| {
            of_field.insert(number + 1, name.to_owned());
        })?;
        names.push(of_field);
    }
    for (tuple, count) in counts {
        let key = names.iter().zip(tuple).map(|(names, number)| names.get(&number).cloned()).collect();
        *totals.entry(key).or_default() += count;
    }
    Ok(())
}

pub(super) fn check(field: &str) -> Result<()> {
    let known = FIELDS.iter().any(|f| f.facet && f.name == field) || PERIODS.contains(&field);
    if known { Ok(()) } else { Err(no_values(field)) }
}
