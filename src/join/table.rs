//! The table of joined names, as a file that is read where it lies: nothing of it is decoded before it is asked for.
//!
//! ```text
//! "NDXNAMES"  format number (u32)  length of the header (u32)  checksum of the rest (16 bytes of BLAKE3)
//! header      postcard: [`Head`]
//! lines       one for each referent: kind, name, id, names, short names, folded words of its names
//! offsets     where each line begins, and where the last one ends (u32 each)
//! columns     for each column of each segment: pairs of a value's rank and a referent (u32 each), sorted;
//!             triples of an article document, a value's rank and a referent, sorted
//! ```
//! Numbers are little-endian.

use super::column::{Column, ColumnNames, Ranks, pairs};
use super::{Joined, Referent};
use crate::error::{Error, Result};
use crate::words;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use tantivy::columnar::StrColumn;
use tantivy::directory::OwnedBytes;

const MAGIC: &[u8; 8] = b"NDXNAMES";
const FORMAT: u32 = 1;

/// Parts a line has, parted by tabs; names within a part are parted by [`SEPARATOR`].
const PARTS: usize = 6;
const SEPARATOR: char = '\u{1f}';

/// What a table was made from.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The number of the commit.
    pub commit: u64,
    /// The hash of the user's list of names.
    pub authority: u64,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Head {
    made: Made,
    referents: u32,
    lines: u64,
    segments: Vec<SegmentHead>,
}

/// A segment by its id; of each column the numbers of pairs and triples.
#[derive(Debug, Default, Serialize, Deserialize)]
struct SegmentHead {
    id: String,
    columns: [(u32, u32); 4],
}

/// The table of an index.
pub struct Table {
    bytes: OwnedBytes,
    head: Head,
    /// Where lines, offsets and columns begin.
    lines: usize,
    offsets: usize,
    columns: usize,
}

/// The bytes of a table.
pub fn bytes(made: Made, joined: &Joined, segments: &[(String, [Ranks; 4])]) -> Vec<u8> {
    let organizations: std::collections::BTreeSet<u32> = joined.organizations.values().copied().collect();
    let mut lines = String::new();
    let mut offsets = vec![0u32];
    for (n, referent) in joined.referents.iter().enumerate() {
        lines.push_str(&line(referent, organizations.contains(&(n as u32))));
        offsets.push(lines.len() as u32);
    }
    let columns = |ranks: &[Ranks; 4]| ranks.each_ref().map(|r| (r.pairs.len() as u32, r.here.len() as u32));
    let head = Head {
        made,
        referents: joined.referents.len() as u32,
        lines: lines.len() as u64,
        segments: segments.iter().map(|(id, ranks)| SegmentHead { id: id.clone(), columns: columns(ranks) }).collect(),
    };
    // postcard fails only on sequences of unknown length and on maps, and these types have neither.
    let head = postcard::to_allocvec(&head).unwrap_or_default();
    let mut out =
        [MAGIC.as_slice(), &FORMAT.to_le_bytes(), &(head.len() as u32).to_le_bytes(), &[0; 16], &head].concat();
    out.extend_from_slice(lines.as_bytes());
    let mut put = |numbers: &[u32]| numbers.iter().for_each(|n| out.extend_from_slice(&n.to_le_bytes()));
    put(&offsets);
    for ranks in segments.iter().flat_map(|(_, ranks)| ranks) {
        ranks.pairs.iter().for_each(|pair| put(pair));
        ranks.here.iter().for_each(|triple| put(triple));
    }
    let sum = checksum(&out[BEGIN..]);
    out[BEGIN - sum.len()..BEGIN].copy_from_slice(&sum);
    out
}

/// The bytes before the header.
const BEGIN: usize = 32;

fn checksum(rest: &[u8]) -> [u8; 16] {
    let mut sum = [0; 16];
    sum.copy_from_slice(&blake3::hash(rest).as_bytes()[..16]);
    sum
}

fn line(referent: &Referent, organization: bool) -> String {
    let clean = |name: &str| name.replace(['\t', '\n', SEPARATOR], " ");
    let list = |names: &[String]| names.iter().map(|n| clean(n)).collect::<Vec<_>>().join(&SEPARATOR.to_string());
    let id = referent.id.as_deref().unwrap_or("");
    let mut folded: Vec<String> = Vec::new();
    let names = referent.names.iter().chain(&referent.aliases).map(String::as_str);
    for name in [referent.name.as_str(), id].into_iter().chain(names) {
        let words = words::list(name).join(" ");
        if !words.is_empty() && !folded.contains(&words) {
            folded.push(words);
        }
    }
    let kind = if organization { "o" } else { "p" };
    let parts = [
        kind.to_owned(),
        clean(&referent.name),
        clean(id),
        list(&referent.names),
        list(&referent.short),
        list(&folded),
    ];
    parts.join("\t") + "\n"
}

impl Table {
    /// Over the bytes of a file.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if they are no table.
    pub fn open(bytes: OwnedBytes) -> Result<Self> {
        let number = |at: usize| bytes.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
        let head = (|| {
            let right = bytes.starts_with(MAGIC) && number(8)? == FORMAT as usize;
            let end = BEGIN.checked_add(number(12)?)?;
            let head: Head = postcard::from_bytes(bytes.get(BEGIN..end)?).ok()?;
            right.then_some((head, end))
        })();
        let (head, lines) = head.ok_or_else(damaged)?;
        let offsets = lines + head.lines as usize;
        let columns = offsets + 4 * (head.referents as usize + 1);
        let size = |c: &(u32, u32)| 8 * c.0 as usize + 12 * c.1 as usize;
        let all: usize = head.segments.iter().flat_map(|s| &s.columns).map(size).sum();
        // What the lines hold is not looked at: they are megabytes, and a question needs a few of them.
        if columns + all != bytes.len() {
            return Err(damaged());
        }
        Ok(Table { bytes, head, lines, offsets, columns })
    }

    /// What it was made from.
    pub fn made(&self) -> Made {
        self.head.made
    }

    /// Whether it is as it was written.
    pub fn is_whole(&self) -> bool {
        self.bytes[BEGIN - 16..BEGIN] == checksum(&self.bytes[BEGIN..])
    }

    /// How many referents it has.
    pub fn len(&self) -> u32 {
        self.head.referents
    }

    /// Whether nothing is joined.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn part(&self, referent: u32, part: usize) -> &str {
        let range = self.lines + self.offset(referent)..self.lines + self.offset(referent + 1).saturating_sub(1);
        let line = self.bytes.get(range).unwrap_or(&[]);
        let mut parts = line.splitn(PARTS, |b| *b == b'\t');
        parts.nth(part).and_then(|part| std::str::from_utf8(part).ok()).unwrap_or("")
    }

    /// Where the line of a referent begins.
    fn offset(&self, referent: u32) -> usize {
        let at = self.offsets + 4 * referent as usize;
        self.bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize)
    }

    /// The referents in whose line `text` stands anywhere, in order.
    pub fn with(&self, text: &str) -> Vec<u32> {
        let lines = &self.bytes[self.lines..self.offsets];
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(at) = memchr::memmem::find(&lines[from..], text.as_bytes()).map(|n| from + n) {
            let (mut low, mut high) = (found.last().map_or(0, |n| n + 1), self.len());
            while low + 1 < high {
                let middle = low + (high - low) / 2;
                if self.offset(middle) <= at { low = middle } else { high = middle }
            }
            found.push(low);
            from = self.offset(low + 1).max(at + 1);
        }
        found
    }

    /// The name to show.
    pub fn name(&self, referent: u32) -> &str {
        self.part(referent, 1)
    }

    /// The identifier that a user gave.
    pub fn id(&self, referent: u32) -> Option<&str> {
        Some(self.part(referent, 2)).filter(|id| !id.is_empty())
    }

    /// Whether it is an organization.
    pub fn is_organization(&self, referent: u32) -> bool {
        self.part(referent, 0) == "o"
    }

    /// The names that mean it wherever they stand.
    pub fn names(&self, referent: u32) -> impl Iterator<Item = &str> {
        self.part(referent, 3).split(SEPARATOR).filter(|n| !n.is_empty())
    }

    /// The names that mean it in some articles.
    pub fn short(&self, referent: u32) -> impl Iterator<Item = &str> {
        self.part(referent, 4).split(SEPARATOR).filter(|n| !n.is_empty())
    }

    /// The folded words of its name, id and names, also of those that only a user's list has, each name as one text with spaces.
    pub fn folded(&self, referent: u32) -> impl Iterator<Item = &str> {
        self.part(referent, 5).split(SEPARATOR).filter(|n| !n.is_empty())
    }

    /// The identifiers of shown names; only a user's list gives any.
    pub fn ids(&self) -> FxHashMap<&str, &str> {
        if self.made().authority == 0 {
            return FxHashMap::default();
        }
        (0..self.len()).filter_map(|n| Some((self.name(n), self.id(n)?))).collect()
    }

    /// What is joined in a column of a segment. A segment that came after the table has what holds for names wherever
    /// they stand.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the column cannot be read.
    pub fn column(&self, segment: &str, column: Column, values: &StrColumn) -> Result<ColumnNames<'_>> {
        let mut at = self.columns;
        for head in &self.head.segments {
            for (n, &(pairs, here)) in head.columns.iter().enumerate() {
                let (start, middle) = (at, at + 8 * pairs as usize);
                at = middle + 12 * here as usize;
                if head.id == segment && Column::ALL[n] == column {
                    return Ok(ColumnNames {
                        pairs: Cow::Borrowed(&self.bytes[start..middle]),
                        here: &self.bytes[middle..at],
                    });
                }
            }
        }
        let (people, organizations) = self.by_name();
        let pairs = pairs(values, column, &people, &organizations)?;
        let bytes: Vec<u8> = pairs.iter().flatten().flat_map(|n| n.to_le_bytes()).collect();
        Ok(ColumnNames { pairs: Cow::Owned(bytes), here: &[] })
    }

    /// Names that mean something wherever they stand: of persons, of organizations.
    fn by_name(&self) -> (FxHashMap<&str, u32>, FxHashMap<&str, u32>) {
        let of = |organization: bool| {
            let those = (0..self.len()).filter(move |&n| self.is_organization(n) == organization);
            those.flat_map(|n| self.names(n).map(move |name| (name, n))).collect()
        };
        (of(false), of(true))
    }

    /// Whether it was made for this segment.
    pub fn covers(&self, segment: &str) -> bool {
        self.head.segments.iter().any(|s| s.id == segment)
    }
}

fn damaged() -> Error {
    Error::index("the table of joined names is damaged").hint("`newsdex index` makes it anew if the articles change")
}

#[cfg(test)]
mod tests {
    use super::super::column::{ALONE, SOMETIMES};
    use super::*;
    use proptest::prelude::*;

    fn table(joined: &Joined, segments: &[(String, [Ranks; 4])]) -> Table {
        Table::open(OwnedBytes::new(bytes(Made::default(), joined, segments))).unwrap()
    }

    fn referent(name: &str, names: &[&str]) -> Referent {
        let names = names.iter().map(|n| (*n).to_owned()).collect();
        Referent { name: name.into(), id: Some("Q1".into()), names, short: vec!["Lee".into()], ..Referent::default() }
    }

    #[test]
    fn referents_come_back() {
        let mut lee = referent("Lee Jae-myung", &["Lee Jae Myung", "Lee Jae-myung"]);
        lee.aliases = vec!["Lee Jae Myung".into(), "J.M.".into()];
        let referents = vec![lee, referent("UN", &["U.N."])];
        let mut joined = Joined { referents, ..Joined::default() };
        joined.organizations.insert(7, 1);
        let t = table(&joined, &[]);
        assert!(t.is_whole());
        assert_eq!(
            (t.len(), t.name(0), t.id(0), t.is_organization(0), t.is_organization(1)),
            (2, "Lee Jae-myung", Some("Q1"), false, true)
        );
        assert_eq!(t.names(0).collect::<Vec<_>>(), ["Lee Jae Myung", "Lee Jae-myung"]);
        assert_eq!(t.short(1).collect::<Vec<_>>(), ["Lee"]);
        assert_eq!(t.folded(0).collect::<Vec<_>>(), ["lee jae myung", "q1", "j m"]);
        assert_eq!(
            (t.with("myung"), t.with("Lee"), t.with("u n"), t.with("kim")),
            (vec![0], vec![0, 1], vec![1], vec![])
        );
    }

    #[test]
    fn a_cut_or_foreign_file_is_no_table() {
        let whole =
            bytes(Made::default(), &Joined { referents: vec![referent("A B", &["A B"])], ..Joined::default() }, &[]);
        for end in 0..whole.len() {
            assert!(Table::open(OwnedBytes::new(whole[..end].to_vec())).is_err(), "{end}");
        }
        assert!(Table::open(OwnedBytes::new(b"something else altogether".to_vec())).is_err());
    }

    proptest! {
        #[test]
        fn ranks_are_found_again(
            pairs in prop::collection::btree_map(0u32..50, 0u32..9, 0..20),
            here in prop::collection::btree_map((0u32..9, 0u32..50), 0u32..9, 0..20),
        ) {
            let ranks = Ranks {
                pairs: pairs.iter().map(|(k, v)| [*k, *v]).collect(),
                here: here.iter().map(|((a, k), v)| [*a, *k, *v]).collect(),
            };
            let mut columns: [Ranks; 4] = Default::default();
            columns[2] = ranks;
            let t = table(&Joined::default(), &[("other".into(), columns.clone()), ("s".into(), columns)]);
            let (start, all) = (t.columns, (t.bytes.len() - t.columns) / 2);
            let names = {
                let at = start + all;
                ColumnNames { pairs: Cow::Borrowed(&t.bytes[at..at + 8 * pairs.len()]), here: &t.bytes[at + 8 * pairs.len()..at + all] }
            };
            let dense = names.dense(50);
            for a in 0..9 {
                for ord in 0..50 {
                    let expected = here.get(&(a, ord)).or_else(|| pairs.get(&ord)).copied();
                    prop_assert_eq!(names.of(a, ord), expected);
                    let by_dense = match dense[ord as usize] {
                        ALONE => None,
                        SOMETIMES => names.of(a, ord),
                        referent => Some(referent),
                    };
                    prop_assert_eq!(by_dense, expected);
                }
            }
        }
    }
}
