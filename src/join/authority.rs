//! A user's list of names, which goes before all evidence: `newsdex index --authority people.csv`.
//!
//! A CSV file with a header; the columns, in any order: `name` (shown), `aliases` (parted by `|` or `;`), `id` (such as a
//! Wikidata QID), `kind` (person or organization; person where it is empty).

use crate::annotate::coreference::forms::Form;
use crate::error::{Error, Result};
use crate::read::table;
use std::collections::BTreeMap;

/// The list.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Authority {
    entries: Vec<Entry>,
    /// Keys of names that several entries claim.
    doubtful: Vec<String>,
}

/// One person or organization.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name to show.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// An identifier.
    pub id: Option<String>,
    /// Whether it is an organization.
    pub organization: bool,
    /// Surnames with a title: "President Lee" is the word "lee" and the title "president".
    pub titled: Vec<(String, String)>,
}

impl Authority {
    /// Reads a list. Rows that cannot be used are left out and come back as errors that name `file` and their line.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Usage`] if the file has no column `name`.
    pub fn read(bytes: &[u8], file: &str) -> Result<(Self, Vec<Error>)> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut rows = table::records(bytes, b',');
        let header = rows.next().map_or(Ok(Vec::new()), |header| header.cells);
        let header = header.map_err(|e| Error::usage(format!("{file}: line 1: {e}")).hint(table::HINT))?;
        let columns = Columns::of(&header, file)?;
        let (mut list, mut errors) = (Authority::default(), Vec::new());
        for row in rows {
            match row.cells.and_then(|cells| columns.entry(&cells)) {
                Ok(entry) => list.entries.push(entry),
                Err(what) => {
                    errors.push(Error::input(format!("{file}: line {}: {what}; the row is left out", row.line)));
                }
            }
        }
        list.drop_doubtful(file, &mut errors);
        Ok((list, errors))
    }

    /// A name that two entries claim means neither.
    fn drop_doubtful(&mut self, file: &str, errors: &mut Vec<Error>) {
        let mut claims: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (n, entry) in self.entries.iter().enumerate() {
            for alias in std::iter::once(&entry.name).chain(&entry.aliases) {
                let claim = claims.entry(Self::key(alias)).or_default();
                if claim.last() != Some(&n) {
                    claim.push(n);
                }
            }
        }
        claims.retain(|_, claim| claim.len() > 1);
        for claim in claims.values() {
            let names: Vec<String> = claim.iter().map(|&n| format!("`{}`", self.entries[n].name)).collect();
            errors.push(Error::input(format!(
                "{file}: {} share a name; it is left to the evidence",
                names.join(" and ")
            )));
        }
        self.doubtful = claims.into_keys().collect();
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// The n-th entry.
    pub fn entry(&self, n: usize) -> &Entry {
        &self.entries[n]
    }

    /// The entries of persons with their numbers.
    pub fn people(&self) -> impl Iterator<Item = (usize, &Entry)> {
        self.entries.iter().enumerate().filter(|(_, e)| !e.organization)
    }

    /// The entries of organizations with their numbers.
    pub fn organizations(&self) -> impl Iterator<Item = (usize, &Entry)> {
        self.entries.iter().enumerate().filter(|(_, e)| e.organization)
    }

    /// All names of the n-th entry that mean it wherever they stand.
    pub fn names(&self, n: usize) -> impl Iterator<Item = &str> {
        let entry = &self.entries[n];
        let sure = |name: &&str| self.doubtful.binary_search(&Self::key(name)).is_err();
        std::iter::once(entry.name.as_str()).chain(entry.aliases.iter().map(String::as_str)).filter(sure)
    }

    /// The n-th entry as it is asked for: its aliases are those that mean nobody else, "President Lee" among them.
    pub fn asked(&self, n: usize) -> Entry {
        let titled = self.entries[n].titled.iter().map(|(word, title)| format!("{title} {word}"));
        let aliases = self.names(n).map(str::to_owned).chain(titled).collect();
        Entry { aliases, ..self.entries[n].clone() }
    }

    /// What spellings of one person's name share.
    pub fn key(name: &str) -> String {
        let form = Form::of(name);
        format!("{}\t{}", form.words.concat(), form.generation().unwrap_or(""))
    }
}

struct Columns {
    /// How many there are.
    count: usize,
    name: usize,
    aliases: Option<usize>,
    id: Option<usize>,
    kind: Option<usize>,
}

impl Columns {
    /// Those of the first line.
    fn of(header: &[Vec<u8>], file: &str) -> Result<Self> {
        let names: Vec<String> =
            header.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_ascii_lowercase()).collect();
        if let Some(name) = table::twice(&names) {
            return Err(Error::usage(format!("{file}: line 1: two columns are called `{name}`"))
                .hint("rename or delete one of them"));
        }
        let column = |name: &str| names.iter().position(|n| n == name);
        let Some(name) = column("name") else {
            return Err(Error::usage(format!("{file}: the first line names no column `name`"))
                .hint("the columns are name, aliases, id and kind, in any order, parted by commas")
                .hint("for example: name,aliases,id"));
        };
        let (aliases, id, kind) = (column("aliases"), column("id"), column("kind"));
        Ok(Columns { count: names.len(), name, aliases, id, kind })
    }

    fn entry(&self, row: &[Vec<u8>]) -> std::result::Result<Entry, String> {
        if let Some(wrong) = table::overlong(row, self.count) {
            return Err(wrong);
        }
        let cell = |n: Option<usize>| -> std::result::Result<&str, String> {
            let bytes = n.and_then(|n| row.get(n)).map_or(&b""[..], Vec::as_slice);
            std::str::from_utf8(bytes).map(str::trim).map_err(|_| "it is not UTF-8".to_owned())
        };
        let name = cell(Some(self.name))?;
        if name.is_empty() {
            return Err("it has no name".to_owned());
        }
        let organization = match cell(self.kind)?.to_ascii_lowercase().as_str() {
            "" | "person" => false,
            "organization" | "organisation" | "org" => true,
            kind => return Err(format!("`{kind}` is no kind: person or organization")),
        };
        let id = Some(cell(self.id)?).filter(|id| !id.is_empty());
        if id.is_some_and(|id| crate::words::count(id) != 1) {
            return Err(format!("the id `{}` is not one word", id.unwrap_or_default()));
        }
        let mut entry = Entry { name: name.to_owned(), id: id.map(str::to_owned), organization, ..Entry::default() };
        for alias in cell(self.aliases)?.split(['|', ';']).map(str::trim).filter(|a| !a.is_empty()) {
            let form = Form::of(alias);
            match (form.words.as_slice(), form.titles.last()) {
                ([word], Some(title)) if !organization => entry.titled.push((word.clone(), title.clone())),
                _ => entry.aliases.push(alias.to_owned()),
            }
        }
        Ok(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_in_any_order_and_bad_rows_by_line() {
        let csv =
            "id,aliases,Name\nQ1,Lee Jaemyung|President Lee;李在明,Lee Jae-myung\nQ2,x,\nbad id,,Ann Roe\n,,Sam Poe\n";
        let (list, errors) = Authority::read(csv.as_bytes(), "people.csv").unwrap();
        let names: Vec<&str> = list.people().map(|(_, e)| e.name.as_str()).collect();
        assert_eq!(names, ["Lee Jae-myung", "Sam Poe"]);
        assert_eq!(list.entry(0).aliases, ["Lee Jaemyung", "李在明"]);
        assert_eq!(list.entry(0).titled, [("lee".to_owned(), "president".to_owned())]);
        assert_eq!(list.asked(0).aliases, ["Lee Jae-myung", "Lee Jaemyung", "李在明", "president lee"]);
        let errors: Vec<String> = errors.into_iter().map(|e| e.what).collect();
        assert_eq!(errors.len(), 2);
        assert!(
            errors[0].starts_with("people.csv: line 3: it has no name") && errors[1].contains("line 4"),
            "{errors:?}"
        );
    }

    #[test]
    fn a_row_whose_cells_cannot_be_told_apart_takes_no_other_along() {
        let csv = "name,aliases\n\"Ann Lee,Annie\nBo Lee,Bobo\nCy Roe,Cyrus, Cy\n";
        let (list, errors) = Authority::read(csv.as_bytes(), "x.csv").unwrap();
        assert_eq!(list.people().map(|(_, e)| e.name.as_str()).collect::<Vec<_>>(), ["Bo Lee"]);
        assert!(errors[0].what.contains("line 2: cell ") && errors[1].what.contains("line 4: the row has 3"));
        assert!(Authority::read(b"name,Name\nAnn,Bo\n", "x.csv").unwrap_err().what.contains("two columns"));
    }

    #[test]
    fn without_a_name_column_nothing_is_read() {
        assert!(Authority::read(b"person,id\nAnn,Q1\n", "x.csv").unwrap_err().what.contains("no column `name`"));
    }

    #[test]
    fn a_name_that_two_entries_claim_means_neither() {
        let (list, errors) = Authority::read(b"name,aliases\nAnn Lee,Lee\nBo Lee,Lee|Bobo\n", "x.csv").unwrap();
        assert_eq!(errors.len(), 1);
        assert_eq!(list.names(0).collect::<Vec<_>>(), ["Ann Lee"]);
        assert_eq!(list.names(1).collect::<Vec<_>>(), ["Bo Lee", "Bobo"]);
        assert_eq!(list.asked(1).aliases, ["Bo Lee", "Bobo"]);
    }
}
