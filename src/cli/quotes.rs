//! A list of quotes with their claimed speakers, as `verify` reads it: a table, JSON, or plain lines.

use super::rows::{self, Row, Table};
use crate::error::{Error, Result};
use crate::render::verify::COLUMNS;
use regex::Regex;
use std::path::Path;
use std::sync::LazyLock;

/// Names of the column with the quote, the first that is there is taken.
const QUOTE: &[&str] = &["quote", "quotation", "claim", "statement", "text", "content"];
/// Names of the column with the speaker.
const SPEAKER: &[&str] =
    &["speaker", "claimed_speaker", "who", "person", "attributed_to", "said_by", "by", "author", "name"];

/// A file of quotes.
#[derive(Debug)]
pub struct Quotes {
    /// The rows, and lines that are none.
    pub table: Table,
    /// The column with the quote.
    pub quote: String,
    /// The column with the speaker; `None` where the file has none.
    pub speaker: Option<String>,
}

impl Quotes {
    /// Says which columns resemble one that would have been taken before, had it been there; `columns` are those the user named.
    pub fn note_slips(&self, file: &Path, columns: Columns) {
        let names = |named: bool, known, found| if named { Vec::new() } else { sooner(known, found) };
        let mut wanted = names(columns.quote.is_some(), QUOTE, Some(self.quote.as_str()));
        wanted.extend(names(columns.speaker.is_some(), SPEAKER, self.speaker.as_deref()));
        let used: Vec<&str> = [Some(self.quote.as_str()), self.speaker.as_deref()].into_iter().flatten().collect();
        self.table.note_slips(file, &used, wanted);
    }

    /// The columns beside quote and speaker, which are passed on.
    pub fn others(&self) -> Vec<&str> {
        let ours = |c: &&str| *c != self.quote && Some(*c) != self.speaker.as_deref();
        self.table.columns.iter().map(String::as_str).filter(ours).collect()
    }
}

/// The names that are taken sooner than the one that was found, but for short ones: those are near to too much, as `name` is to `date`.
fn sooner(known: &[&'static str], found: Option<&str>) -> Vec<&'static str> {
    let found = found.map(str::to_lowercase);
    known.iter().copied().take_while(|name| Some(*name) != found.as_deref()).filter(|name| name.len() >= 5).collect()
}

/// Which columns hold quote and speaker, where the user says so.
#[derive(Debug, Clone, Copy, Default)]
pub struct Columns<'a> {
    /// The quote.
    pub quote: Option<&'a str>,
    /// The speaker.
    pub speaker: Option<&'a str>,
}

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// Where it cannot be read, or a table has no column with quotes.
pub fn read(path: &Path, columns: Columns) -> Result<Quotes> {
    let text = rows::text(path)?;
    parse(&text, columns, is_table(path)).map_err(|e| Error { what: format!("{}: {}", path.display(), e.what), ..e })
}

fn is_table(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    matches!(extension.as_str(), "csv" | "tsv" | "json" | "jsonl" | "ndjson")
}

fn parse(text: &str, columns: Columns, is_table: bool) -> Result<Quotes> {
    let is_json = begins_json(text);
    let is_table = is_table || is_json || names_columns(text, columns);
    let table = rows::parse(text);
    let named = |wanted: Option<&str>, known: &[&str], table: &Table| {
        let found = match wanted {
            Some(name) => table.column(name),
            None => known.iter().find_map(|name| table.column(name)),
        };
        found.map(str::to_owned)
    };
    match table {
        Ok(table) if is_json && table.rows.is_empty() => {
            return Ok(Quotes { table, quote: "quote".into(), speaker: None });
        }
        Ok(mut table) => {
            // What an earlier run has found is found anew.
            if COLUMNS.iter().all(|name| table.columns.iter().any(|c| c == name)) {
                table.columns.retain(|c| !COLUMNS.contains(&c.as_str()));
            }
            let quote = named(columns.quote, QUOTE, &table);
            if let Some(quote) = quote {
                let speaker = named(columns.speaker, SPEAKER, &table).filter(|s| *s != quote);
                if let (Some(wanted), None) = (columns.speaker, &speaker) {
                    return Err(no_column(wanted, &table));
                }
                return Ok(Quotes { table, quote, speaker });
            }
            if is_table || columns.quote.is_some() {
                return Err(no_column(columns.quote.unwrap_or("quote"), &table));
            }
        }
        Err(e) if is_table => return Err(e),
        Err(_) => {}
    }
    Ok(Quotes { table: lines(text), quote: "quote".into(), speaker: Some("speaker".into()) })
}

/// Whether a text begins as JSON lines or a JSON array; a quote may begin with a bracket, too: `[W]e stay`.
fn begins_json(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('{') || text.strip_prefix('[').is_some_and(|rest| rest.trim_start().starts_with(['{', ']']))
}

/// Whether the first line has the name of a column of quotes among several cells, so that it is a table, even one that cannot be read.
fn names_columns(text: &str, columns: Columns) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let cells: Vec<String> = first.split([',', ';', '\t']).map(|c| c.trim().trim_matches('"').to_lowercase()).collect();
    let wanted =
        |cell: &String| QUOTE.contains(&cell.as_str()) || columns.quote.is_some_and(|q| q.to_lowercase() == *cell);
    cells.len() > 1 && cells.iter().any(wanted)
}

fn no_column(name: &str, table: &Table) -> Error {
    Error::usage(format!("there is no column `{name}`"))
        .hint(format!("its columns are {}", table.columns.join(", ")))
        .hint("name them: --quote-column NAME --speaker-column NAME")
}

/// `"quote" — Speaker`, `"quote", Speaker`, `"quote"`
static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| regex(r#"^["“”„«»‘'](.+)["”“«»’'][.,]?\s*(?:(?:[-–—―~]+|,|:|\bby\b|\()\s*([^"“”]*?)\)?)?$"#));
/// `quote — Speaker`
static DASHED: LazyLock<Regex> = LazyLock::new(|| regex(r"^(.+?)\s+(?:--|[–—―~])\s*(\p{Lu}[^.!?,;]{1,60})$"));
/// `Speaker: "quote"`
static LABELLED: LazyLock<Regex> = LazyLock::new(|| regex(r#"^([^"“„«:]{2,60}):\s*["“„«](.+)["”“»][.,]?$"#));
/// `"quote," said Speaker`, `"quote", Speaker said`, `"quote," she said`: whom a pronoun means no line tells.
static REPORTED: LazyLock<Regex> = LazyLock::new(|| {
    const VERB: &str = "(?:said|says|told|asked|added|adds|wrote|writes|warned|warns|argued|argues|insisted|noted|stated|replied|explained|\
                        claimed|declared|announced|according to)";
    const NAME: &str = r#"(?:(?:[Tt]he|[Aa]n?)\s|\p{Lu})[^"“”]{1,60}?"#;
    let marks = r#"^["“”„«»‘'](.+)["”“»«’'][.,]?[\s,–—-]*"#;
    regex(&format!(
        r#"{marks}(?:{VERB}\s+(?<behind>{NAME})|(?:[Hh]e|[Ss]he|[Tt]hey|(?<before>{NAME}))\s+{VERB}\b[^"“”]*?)\.?$"#
    ))
});

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern that the tests compile")
}

/// One quote on each line; blank lines and those that begin with `#` are left out.
fn lines(text: &str) -> Table {
    let mut table = Table { columns: vec!["quote".into(), "speaker".into()], ..Table::default() };
    for (n, line) in text.lines().enumerate() {
        let line = line.trim().trim_start_matches(['•', '*']).trim_start();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (quote, speaker) = line_parts(line);
        let values = [("quote".to_owned(), quote.to_owned()), ("speaker".to_owned(), speaker.to_owned())];
        table.rows.push(Row::new(table.rows.len() + 1, n + 1, values));
    }
    table
}

/// The quote and the speaker of a line; the speaker is "" where none is named.
fn line_parts(line: &str) -> (&str, &str) {
    if let Some((quote, speaker)) = line.split_once('\t') {
        return (quote, speaker.trim());
    }
    let part = |c: &regex::Captures, n: usize| c.get(n).map_or(0..0, |m| m.range());
    if let Some(c) = LABELLED.captures(line) {
        return (&line[part(&c, 2)], &line[part(&c, 1)]);
    }
    if let Some(c) = REPORTED.captures(line) {
        let named = c.name("behind").or_else(|| c.name("before"));
        return (&line[part(&c, 1)], named.map_or("", |m| m.as_str().trim_end_matches([',', ' '])));
    }
    if let Some(c) = QUOTED.captures(line).or_else(|| DASHED.captures(line)) {
        return (&line[part(&c, 1)], line[part(&c, 2)].trim());
    }
    (line, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_name_their_speaker_in_many_ways() {
        let cases = [
            ("\"We will stay.\" — Mary Smith", "We will stay.", "Mary Smith"),
            ("“We will ‘stay’,” - Mary Smith", "We will ‘stay’,", "Mary Smith"),
            ("\"We will stay\", Mary Smith", "We will stay", "Mary Smith"),
            ("\"We will stay\" (Mary Smith)", "We will stay", "Mary Smith"),
            ("\"We will stay.\"", "We will stay.", ""),
            ("We will stay — Mary Smith", "We will stay", "Mary Smith"),
            ("We will stay — and fight", "We will stay — and fight", ""),
            ("Mary Smith: \"We will stay.\"", "We will stay.", "Mary Smith"),
            ("Mary Smith: “We will stay”.", "We will stay", "Mary Smith"),
            ("\"We will stay\", said Mary Smith", "We will stay", "Mary Smith"),
            ("“We will stay,” said the mayor of Newport.", "We will stay,", "the mayor of Newport"),
            ("\"We will stay,\" Mary Smith, the mayor, said on Monday.", "We will stay,", "Mary Smith, the mayor"),
            ("\"We will stay\", she said", "We will stay", ""),
            ("\"We will stay\", according to Mary Smith", "We will stay", "Mary Smith"),
            ("\"We will stay\" — Edward Said", "We will stay", "Edward Said"),
            ("\"We will stay\", Said Khan", "We will stay", "Said Khan"),
            ("We will stay\tMary Smith", "We will stay", "Mary Smith"),
            ("We say \"stay\", and mean it", "We say \"stay\", and mean it", ""),
        ];
        for (line, quote, speaker) in cases {
            assert_eq!(line_parts(line), (quote, speaker), "{line}");
        }
    }

    #[test]
    fn tables_are_told_from_lines() {
        let read = |text| parse(text, Columns::default(), false).unwrap();
        let csv = read("id,Text,Speaker,label\n7,\"We stay, she said\",Mary,x\n");
        assert_eq!((csv.quote.as_str(), csv.speaker.as_deref()), ("Text", Some("Speaker")));
        assert_eq!(csv.others(), ["id", "label"]);
        let plain = read("# seen on posters\n\nWe stay, and fight\n[W]e go — Mary\n");
        let rows: Vec<_> =
            plain.table.rows.iter().map(|r| (r.line, r.get("quote").unwrap(), r.get("speaker"))).collect();
        assert_eq!(rows, [(3, "We stay, and fight", None), (4, "[W]e go", Some("Mary"))]);
        assert_eq!(read("[{\"claim\":\"We stay\",\"who\":\"Mary\"}]").speaker.as_deref(), Some("who"));
        for broken in [
            "quote,speaker,quote\na,b,c",
            "\"quote,speaker\na,b",
            "[{\"quote\":\"Never again\"}",
            "[{\"words\":\"We\"}]",
        ] {
            assert!(parse(broken, Columns::default(), false).is_err(), "{broken}");
        }
        assert!(read("[]").table.rows.is_empty());
        assert_eq!(read("[A]ll stay\n\"We stay\", \"We stay\"").table.rows.len(), 2);
        let again = read(&format!("quote,mine,{}\nWe stay,x,{}\n", COLUMNS.join(","), ",".repeat(COLUMNS.len() - 1)));
        assert_eq!(again.table.columns, ["quote", "mine"]);
        let error = parse("id,words\n1,We stay\n", Columns::default(), true).unwrap_err();
        assert!(error.hints[0].contains("id, words"), "{error}");
    }
}
