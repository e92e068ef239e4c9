//! Rows with named columns from CSV, TSV, JSON or JSON lines: what `batch` and `verify` read.

use super::output;
use crate::error::{Error, Result};
use crate::query::suggest;
use crate::read::{decode, load, table};
use std::collections::BTreeMap;
use std::path::Path;

/// A file of rows.
#[derive(Debug, Default)]
pub struct Table {
    /// All columns, as the file writes them.
    pub columns: Vec<String>,
    /// The rows in order.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug)]
pub struct Row {
    /// Counted from 1, without the header line.
    pub number: usize,
    /// The line of the file where it begins, counted from 1.
    pub line: usize,
    /// Why the row cannot be read, where that is so; it then has no values.
    pub wrong: Option<Error>,
    values: BTreeMap<String, String>,
}

impl Row {
    /// With values of columns.
    pub fn new(number: usize, line: usize, values: impl IntoIterator<Item = (String, String)>) -> Self {
        Row { number, line, wrong: None, values: values.into_iter().collect() }
    }

    /// Where it stands in its file.
    pub fn place(&self) -> String {
        if self.line > 0 { format!("line {}", self.line) } else { format!("row {}", self.number) }
    }

    /// The value of a column, in capitals or not; `None` where it is missing or blank.
    pub fn get(&self, column: &str) -> Option<&str> {
        let name = named(column, self.values.keys())?;
        self.values.get(name).map(|v| v.trim()).filter(|v| !v.is_empty())
    }
}

/// The one of `names` that is meant: the same, or else the first that is written in other capitals.
fn named<'a>(name: &str, names: impl Iterator<Item = &'a String> + Clone) -> Option<&'a String> {
    let mut like = names.clone().filter(|other| other.to_lowercase() == name.to_lowercase());
    names.clone().find(|other| *other == name).or_else(|| like.next())
}

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// Where it cannot be read, or is longer than [`load::MAX_BYTES`].
pub fn text(path: &Path) -> Result<String> {
    within(path, load::MAX_BYTES)
}

fn within(path: &Path, limit: u64) -> Result<String> {
    let bytes = match path.as_os_str() == "-" {
        true => load::take(std::io::stdin().lock(), 0, limit),
        false => std::fs::File::open(path).and_then(|file| load::take(file, 0, limit)),
    };
    match bytes.map_err(|e| Error::usage(format!("{}: {e}", path.display())))? {
        Some(bytes) => Ok(decode::decode(&bytes).text),
        None => Err(Error::usage(format!(
            "{}: longer than {} MB, the most that is read",
            path.display(),
            limit / 1_000_000
        ))
        .hint("split it into smaller files")),
    }
}

/// Reads the rows of a file, or of standard input for `-`.
///
/// # Errors
/// Where it cannot be read.
pub fn read(path: &Path) -> Result<Table> {
    parse(&text(path)?).map_err(|e| Error { what: format!("{}: {}", path.display(), e.what), ..e })
}

/// Rows of a text: JSON lines where it begins with a brace, a JSON array where with a bracket, else a table whose first line names the
/// columns, parted by tabs, semicolons or commas, whichever that line has most of.
///
/// # Errors
/// Where the columns or a JSON array cannot be read.
pub fn parse(text: &str) -> Result<Table> {
    match text.trim_start().chars().next() {
        Some('{') => Ok(json_lines(text)),
        Some('[') => json_array(text),
        _ => cells(text),
    }
}

impl Table {
    /// The column of this name, in capitals or not.
    pub fn column(&self, name: &str) -> Option<&str> {
        named(name, self.columns.iter()).map(String::as_str)
    }

    /// Says which columns that nobody reads resemble one of `names`, because a misspelt one would change the answer.
    pub fn note_slips<'a>(&self, file: &Path, used: &[&str], names: impl IntoIterator<Item = &'a str> + Clone) {
        let used: Vec<String> = used.iter().map(|name| name.to_lowercase()).collect();
        for column in self.columns.iter().filter(|c| !used.contains(&c.to_lowercase())) {
            if let Some(near) = suggest::nearest(&column.to_lowercase(), names.clone()).first() {
                let file = file.display();
                output::say(&format!("note: {file}: the column `{column}` is not used; did you mean `{near}`?"));
            }
        }
    }
}

type Object = serde_json::Map<String, serde_json::Value>;

impl Table {
    fn add(&mut self, line: usize, object: Object) {
        let text = |value: serde_json::Value| match value {
            serde_json::Value::String(s) => s,
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        // Lines may write one column in several ways, and one line two columns that only capitals tell apart.
        let keys: Vec<String> = object.keys().cloned().collect();
        let mut values = BTreeMap::new();
        for (key, value) in object {
            let free = self.columns.iter().filter(|c| !values.contains_key(*c));
            let column = named(&key, free).filter(|c| **c == key || !keys.contains(c)).cloned().unwrap_or(key);
            if !self.columns.contains(&column) {
                self.columns.push(column.clone());
            }
            values.insert(column, text(value));
        }
        self.rows.push(Row::new(self.rows.len() + 1, line, values));
    }
}

fn json_lines(text: &str) -> Table {
    let mut table = Table::default();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(object) => table.add(n + 1, object),
            Err(e) => {
                let wrong = Some(Error::usage(format!("this is no JSON object: {e}")));
                let row = Row { wrong, ..Row::new(table.rows.len() + 1, n + 1, []) };
                table.rows.push(row);
            }
        }
    }
    table
}

fn json_array(text: &str) -> Result<Table> {
    let mut table = Table::default();
    let objects: Vec<Object> = serde_json::from_str(text).map_err(|e| Error::usage(e.to_string()))?;
    objects.into_iter().for_each(|object| table.add(0, object));
    Ok(table)
}

fn cells(text: &str) -> Result<Table> {
    let first = text.lines().find(|line| !line.is_empty()).unwrap_or("");
    let often = |c: &u8| first.bytes().filter(|b| b == c).count();
    let delimiter = *[b',', b';', b'\t'].iter().max_by_key(|c| often(c)).unwrap_or(&b',');
    let words = |cell: Vec<u8>| String::from_utf8_lossy(&cell).into_owned();
    let mut records = table::records(text.as_bytes(), delimiter);
    let Some(header) = records.next() else { return Ok(Table::default()) };
    let wrong = |what: String| Error::usage(what).hint(table::HINT);
    let names = header.cells.map_err(|what| wrong(format!("line {}: {what}", header.line)))?;
    let columns: Vec<String> = names.into_iter().map(|name| words(name).trim().to_owned()).collect();
    let folded: Vec<String> = columns.iter().map(|name| name.to_lowercase()).collect();
    if let Some(name) = table::twice(&folded) {
        return Err(Error::usage(format!("line {}: two columns are called `{name}`", header.line))
            .hint("rename or delete one of them"));
    }
    let row = |(n, record): (usize, table::Record)| {
        let fits = |cells: Vec<Vec<u8>>| match table::overlong(&cells, columns.len()) {
            None => Ok(columns.iter().cloned().zip(cells.into_iter().map(words))),
            Some(what) => Err(what),
        };
        match record.cells.and_then(fits) {
            Ok(values) => Row::new(n + 1, record.line, values),
            Err(what) => Row { wrong: Some(wrong(what)), ..Row::new(n + 1, record.line, []) },
        }
    };
    let rows = records.enumerate().map(row).collect();
    Ok(Table { columns, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(table: &Table, column: &str) -> Vec<Option<String>> {
        table.rows.iter().map(|r| r.get(column).map(str::to_owned)).collect()
    }

    #[test]
    fn tables_and_json_lines_say_the_same() {
        let csv = cells("Query,label\n\"speaker:Wei \"\"peace\"\"\",one\nboats, \n").unwrap();
        let tsv = cells("label\tQuery\none\tspeaker:Wei \"peace\"\n\tboats\n");
        let json = json_lines(
            "{\"query\": \"speaker:Wei \\\"peace\\\"\", \"label\": \"one\"}\n\n{\"query\": \"boats\", \"label\": null}\n",
        );
        let semicolons = cells("query;label\n\"speaker:Wei \"\"peace\"\"\";one\nboats;\n").unwrap();
        assert_eq!(values(&csv, "query"), [Some("speaker:Wei \"peace\"".into()), Some("boats".into())]);
        assert_eq!(values(&csv, "label"), [Some("one".into()), None]);
        for column in ["query", "label"] {
            assert_eq!(values(&csv, column), values(&json, column));
            assert_eq!(values(&csv, column), values(&semicolons, column));
        }
        assert!(tsv.is_ok());
    }

    #[test]
    fn a_file_without_end_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rows.csv");
        std::fs::write(&path, "query\npeace\n").unwrap();
        assert_eq!(within(&path, 12).unwrap(), "query\npeace\n");
        assert!(within(&path, 11).unwrap_err().what.contains("longer than"));
    }

    #[test]
    fn columns_keep_their_capitals_and_are_found_without() {
        let csv = cells("Id,Query\n7,boats\n").unwrap();
        assert_eq!(
            (csv.columns.as_slice(), csv.column("query")),
            (&["Id".to_owned(), "Query".into()][..], Some("Query"))
        );
        assert_eq!(csv.rows[0].get("query"), Some("boats"));
        let json = json_lines("{\"Note\":1,\"note\":2}\n{\"NOTE\":3}\n{\"note\":4}\n{\"nOte\":5,\"Note\":6}\n");
        assert_eq!(json.columns, ["Note", "note"]);
        let both: Vec<_> =
            json.rows.iter().map(|r| ["Note", "note"].map(|c| r.values.get(c).map(String::as_str))).collect();
        assert_eq!(both, [[Some("1"), Some("2")], [Some("3"), None], [None, Some("4")], [Some("6"), Some("5")]]);
    }

    #[test]
    fn a_line_that_is_no_row_is_told_and_the_others_are_read() {
        let found = json_lines("{\"query\":1}\n[\n{\"query\":2}\n");
        assert_eq!(values(&found, "query"), [Some("1".into()), None, Some("2".into())]);
        assert!(found.rows[1].wrong.as_ref().unwrap().what.contains("no JSON object"));
        assert_eq!(found.rows[1].place(), "line 2");
        assert_eq!(found.rows[2].line, 3);
        let several = cells("query,label\n\"a\nb\",1\nc,2\n").unwrap();
        assert_eq!(several.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn a_row_whose_cells_cannot_be_told_apart_is_told_and_the_others_are_read() {
        let found = cells("label,query\nx,\"peace,war\ny,boats, ships\nz,boats,\n\"v\"w,ferry\nu\n").unwrap();
        let wrong: Vec<_> = found.rows.iter().map(|r| r.wrong.as_ref().map(|e| (r.line, e.what.as_str()))).collect();
        assert_eq!(values(&found, "label"), [None, None, Some("z".into()), None, Some("u".into())]);
        let told = |n: usize, line: usize, what: &str| wrong[n].is_some_and(|(at, w)| at == line && w.contains(what));
        assert!(told(0, 2, "not closed") && told(1, 3, "3 cells") && told(3, 5, "text follows"), "{wrong:?}");
        for header in ["query,Query \nboats,ships\n", "\"query\nboats\n"] {
            assert!(cells(header).unwrap_err().what.starts_with("line 1: "), "{header}");
        }
    }
}
