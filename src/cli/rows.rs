//! Rows with named columns from CSV, TSV or JSON lines: what `batch` and `verify` read.

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
    values: BTreeMap<String, String>,
}

impl Row {
    /// The value of a column; `None` where it is missing or blank.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.values.get(column).map(|v| v.trim()).filter(|v| !v.is_empty())
    }
}

/// Reads a file, or standard input for `-`: JSON lines where it begins with a brace, else a table whose first line has tabs
/// (TSV) or not (CSV).
///
/// # Errors
/// Where it cannot be read, or a line is not what the first one promised.
pub fn read(path: &Path) -> Result<Table> {
    let name = path.display();
    let mut bytes = Vec::new();
    let got = match path.as_os_str() == "-" {
        true => std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ()),
        false => std::fs::read(path).map(|all| bytes = all),
    };
    got.map_err(|e| Error::usage(format!("{name}: {e}")))?;
    let text = decode::decode(&bytes).text;
    let parsed = if text.trim_start().starts_with('{') { json_lines(&text) } else { table(&text) };
    parsed.map_err(|what| Error::usage(format!("{name}: {what}")))
}

fn json_lines(text: &str) -> std::result::Result<Table, String> {
    let mut table = Table::default();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(line).map_err(|e| format!("line {}: {e}", n + 1))?;
        let text = |value: serde_json::Value| match value {
            serde_json::Value::String(s) => s,
            serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        let values: BTreeMap<_, _> = object.into_iter().map(|(k, v)| (k.to_lowercase(), text(v))).collect();
        for column in values.keys().filter(|c| !table.columns.contains(c)).cloned().collect::<Vec<_>>() {
            table.columns.push(column);
        }
        table.rows.push(Row { number: table.rows.len() + 1, values });
    }
    Ok(table)
}

fn table(text: &str) -> std::result::Result<Table, String> {
    let first = text.lines().next().unwrap_or("");
    let delimiter = if first.contains('\t') { b'\t' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|e| e.to_string())?.clone();
    let columns: Vec<String> = headers.iter().map(|h| h.trim().to_lowercase()).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        let values = columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
        rows.push(Row { number: rows.len() + 1, values });
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
        let json = json_lines("{\"query\": \"speaker:Wei \\\"peace\\\"\", \"label\": \"one\"}\n\n{\"query\": \"boats\", \"label\": null}\n").unwrap();
        assert_eq!(values(&csv, "query"), [Some("speaker:Wei \"peace\"".into()), Some("boats".into())]);
        assert_eq!(values(&csv, "label"), [Some("one".into()), None]);
        for column in ["query", "label"] {
            assert_eq!(values(&csv, column), values(&json, column));
        }
        assert!(tsv.is_ok());
        assert!(json_lines("{\"query\":1}\n[").unwrap_err().starts_with("line 2"));
    }
}
