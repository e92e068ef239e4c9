//! Rows with named columns from CSV, TSV, JSON or JSON lines: what `batch` and `verify` read.

use crate::error::{Error, Result};
use crate::read::decode;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// A file of rows.
#[derive(Debug, Default)]
pub struct Table {
    /// All columns, in lower case.
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
    pub wrong: Option<String>,
    values: BTreeMap<String, String>,
}

impl Row {
    /// With values of columns in lower case.
    pub fn new(number: usize, line: usize, values: impl IntoIterator<Item = (String, String)>) -> Self {
        Row { number, line, wrong: None, values: values.into_iter().collect() }
    }

    /// The value of a column; `None` where it is missing or blank.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.values.get(column).map(|v| v.trim()).filter(|v| !v.is_empty())
    }
}

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// Where it cannot be read.
pub fn text(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    let got = match path.as_os_str() == "-" {
        true => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
        false => std::fs::read(path).map(|all| bytes = all),
    };
    got.map_err(|e| Error::usage(format!("{}: {e}", path.display())))?;
    Ok(decode::decode(&bytes).text)
}

/// Reads the rows of a file, or of standard input for `-`.
///
/// # Errors
/// Where it cannot be read.
pub fn read(path: &Path) -> Result<Table> {
    parse(&text(path)?).map_err(|what| Error::usage(format!("{}: {what}", path.display())))
}

/// Rows of a text: JSON lines where it begins with a brace, a JSON array where with a bracket, else a table whose first line names the
/// columns, parted by tabs, semicolons or commas, whichever that line has most of.
pub fn parse(text: &str) -> std::result::Result<Table, String> {
    match text.trim_start().chars().next() {
        Some('{') => Ok(json_lines(text)),
        Some('[') => json_array(text),
        _ => table(text),
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
        for column in object.keys().map(|k| k.to_lowercase()) {
            if !self.columns.contains(&column) {
                self.columns.push(column);
            }
        }
        let values = object.into_iter().map(|(k, v)| (k.to_lowercase(), text(v)));
        self.rows.push(Row::new(self.rows.len() + 1, line, values));
    }
}

fn json_lines(text: &str) -> Table {
    let mut table = Table::default();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(object) => table.add(n + 1, object),
            Err(e) => {
                let wrong = Some(format!("line {} is no JSON object: {e}", n + 1));
                let row = Row { wrong, ..Row::new(table.rows.len() + 1, n + 1, []) };
                table.rows.push(row);
            }
        }
    }
    table
}

fn json_array(text: &str) -> std::result::Result<Table, String> {
    let mut table = Table::default();
    let objects: Vec<Object> = serde_json::from_str(text).map_err(|e| e.to_string())?;
    objects.into_iter().for_each(|object| table.add(0, object));
    Ok(table)
}

fn table(text: &str) -> std::result::Result<Table, String> {
    let first = text.lines().next().unwrap_or("");
    let often = |c: &u8| first.bytes().filter(|b| b == c).count();
    let delimiter = *[b',', b';', b'\t'].iter().max_by_key(|c| often(c)).unwrap_or(&b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|e| e.to_string())?.clone();
    let columns: Vec<String> = headers.iter().map(|h| h.trim().to_lowercase()).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        let line = record.position().map_or(0, |p| p.line() as usize);
        rows.push(Row::new(rows.len() + 1, line, columns.iter().cloned().zip(record.iter().map(str::to_owned))));
    }
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
        let csv = table("Query,label\n\"speaker:Wei \"\"peace\"\"\",one\nboats, \n").unwrap();
        let tsv = table("label\tQuery\none\tspeaker:Wei \"peace\"\n\tboats\n");
        let json = json_lines(
            "{\"query\": \"speaker:Wei \\\"peace\\\"\", \"label\": \"one\"}\n\n{\"query\": \"boats\", \"label\": null}\n",
        );
        let semicolons = table("query;label\n\"speaker:Wei \"\"peace\"\"\";one\nboats;\n").unwrap();
        assert_eq!(values(&csv, "query"), [Some("speaker:Wei \"peace\"".into()), Some("boats".into())]);
        assert_eq!(values(&csv, "label"), [Some("one".into()), None]);
        for column in ["query", "label"] {
            assert_eq!(values(&csv, column), values(&json, column));
            assert_eq!(values(&csv, column), values(&semicolons, column));
        }
        assert!(tsv.is_ok());
    }

    #[test]
    fn a_line_that_is_no_row_is_told_and_the_others_are_read() {
        let found = json_lines("{\"query\":1}\n[\n{\"query\":2}\n");
        assert_eq!(values(&found, "query"), [Some("1".into()), None, Some("2".into())]);
        assert!(found.rows[1].wrong.as_ref().unwrap().starts_with("line 2"));
        assert_eq!(found.rows[2].line, 3);
        let several = table("query,label\n\"a\nb\",1\nc,2\n").unwrap();
        assert_eq!(several.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 4]);
    }
}
