//! Rows of tables, such as lists of queries that people write by hand: read strictly, because a quotation mark that is not closed would
//! swallow the rows behind it unseen.

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// Its cells without their quotation marks, or what is wrong with it.
    pub cells: Result<Vec<Vec<u8>>, String>,
}

/// The rows of `table`, whose cells are parted by `delimiter`; blank lines are none. A cell that begins with a quotation mark ends with one, and
/// marks within it are doubled (RFC 4180). Of a row that is wrong only the first line is left out.
pub fn records(table: &[u8], delimiter: u8) -> impl Iterator<Item = Record> {
    rows(table, delimiter, false)
}

/// As [`records`], but where `plain` is true a cell whose marks cannot be those around it stands as it is written. For tables parted by tabs:
/// few of those who write them know of marks, since no tab stands in a cell.
pub fn rows(table: &[u8], delimiter: u8, plain: bool) -> impl Iterator<Item = Record> {
    let mut reader = Reader { table, delimiter, plain, at: 0, line: 1 };
    std::iter::from_fn(move || reader.next())
}

struct Reader<'a> {
    table: &'a [u8],
    delimiter: u8,
    /// Whether marks that make no sense are part of their cell.
    plain: bool,
    at: usize,
    /// The line of `at`.
    line: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<Record> {
        loop {
            let (start, line) = (self.at, self.line);
            self.table.get(start)?;
            let cells = self.row();
            if cells.is_err() {
                self.at = start + self.table[start..].iter().take_while(|b| !is_break(b)).count();
            }
            self.take_break();
            self.line += breaks(&self.table[start..self.at]);
            let unquoted = self.table[start] != b'"';
            if !(unquoted && matches!(cells.as_deref(), Ok([only]) if only.is_empty())) {
                return Some(Record { line, cells });
            }
        }
    }

    /// The cells from here to the end of the row; the break behind it is left.
    fn row(&mut self) -> Result<Vec<Vec<u8>>, String> {
        let mut cells = Vec::new();
        loop {
            let start = self.at;
            let quoted = (self.table.get(start) == Some(&b'"')).then(|| self.quoted(cells.len() + 1));
            cells.push(match quoted {
                Some(Err(_)) if self.plain => {
                    self.at = start;
                    self.plain()
                }
                Some(cell) => cell?,
                None => self.plain(),
            });
            if self.table.get(self.at) != Some(&self.delimiter) {
                return Ok(cells);
            }
            self.at += 1;
        }
    }

    fn plain(&mut self) -> Vec<u8> {
        let rest = &self.table[self.at..];
        let cell = &rest[..rest.iter().take_while(|b| **b != self.delimiter && !is_break(b)).count()];
        self.at += cell.len();
        cell.to_vec()
    }

    /// The cell in quotation marks that begins here, the `number`th of its row.
    fn quoted(&mut self, number: usize) -> Result<Vec<u8>, String> {
        let mut cell = Vec::new();
        self.at += 1;
        loop {
            let rest = &self.table[self.at..];
            let Some(end) = rest.iter().position(|b| *b == b'"') else {
                return Err(not_closed(number));
            };
            cell.extend_from_slice(&rest[..end]);
            self.at += end + 1;
            match rest.get(end + 1) {
                Some(b'"') => {
                    cell.push(b'"');
                    self.at += 1;
                }
                Some(b) if *b != self.delimiter && !is_break(b) => return Err(wrong(&cell, number)),
                _ => return Ok(cell),
            }
        }
    }

    fn take_break(&mut self) {
        let rest = &self.table[self.at..];
        self.at += if rest.starts_with(b"\r\n") { 2 } else { usize::from(!rest.is_empty()) };
    }
}

fn not_closed(number: usize) -> String {
    format!("cell {number} begins with a quotation mark that is not closed")
}

/// What is wrong where text follows on the mark that seems to close `cell`: on another line it is rather that which opens another one.
fn wrong(cell: &[u8], number: usize) -> String {
    match cell.iter().any(is_break) {
        true => not_closed(number),
        false => format!("text follows on the quotation mark that closes cell {number}"),
    }
}

fn is_break(b: &u8) -> bool {
    matches!(b, b'\n' | b'\r')
}

/// How many lines end in `bytes`.
fn breaks(bytes: &[u8]) -> usize {
    let alone = |pair: &[u8]| pair[0] == b'\r' && pair[1] != b'\n';
    let feeds = bytes.iter().filter(|b| **b == b'\n').count();
    feeds + bytes.windows(2).filter(|pair| alone(pair)).count() + usize::from(bytes.ends_with(b"\r"))
}

/// A name that two of the columns have; columns without a name do not count.
pub fn twice(columns: &[String]) -> Option<&str> {
    let again = |(n, name): (usize, &String)| !name.is_empty() && columns[..n].contains(name);
    columns.iter().enumerate().find(|column| again(*column)).map(|(_, name)| name.as_str())
}

/// What is wrong with a row that has more cells than there are columns, unless those beyond are blank.
pub fn overlong(cells: &[Vec<u8>], columns: usize) -> Option<String> {
    let beyond = cells.get(columns..)?.iter().any(|cell| !cell.trim_ascii().is_empty());
    beyond.then(|| format!("the row has {} cells, but there are {columns} columns", cells.len()))
}

/// What to do about a row that is wrong.
pub const HINT: &str = "put a cell that holds commas, quotation marks or line breaks into quotation marks, and double those within it: \"a \"\"b\"\", c\"";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(table: &str) -> Vec<(usize, Result<Vec<String>, String>)> {
        let text = |cells: Vec<Vec<u8>>| cells.into_iter().map(|cell| String::from_utf8(cell).unwrap()).collect();
        records(table.as_bytes(), b',').map(|record| (record.line, record.cells.map(text))).collect()
    }

    fn row(cells: &[&str]) -> Result<Vec<String>, String> {
        Ok(cells.iter().map(|&cell| cell.to_owned()).collect())
    }

    #[test]
    fn cells_hold_what_stands_between_their_marks() {
        let table = "a,b\r\n\n\"one, \"\"two\"\"\n3\",x \"y\" z\r\"\"\nlast,";
        let want = [
            (1, row(&["a", "b"])),
            (3, row(&["one, \"two\"\n3", "x \"y\" z"])),
            (5, row(&[""])),
            (6, row(&["last", ""])),
        ];
        assert_eq!(read(table), want);
    }

    #[test]
    fn a_row_that_is_wrong_swallows_no_other() {
        let found = read("\"a,1\nb,2\n\"c\"d,3\n\"e\",4\n");
        let lines: Vec<_> = found.iter().map(|(line, cells)| (*line, cells.is_ok())).collect();
        assert_eq!(lines, [(1, false), (2, true), (3, false), (4, true)]);
        assert!(found[2].1.as_ref().unwrap_err().contains("closes cell 1"), "{found:?}");
        let open = read("x\n\"a,1\nb,2");
        assert!(open[1].1.as_ref().unwrap_err().contains("not closed") && open[2] == (3, row(&["b", "2"])), "{open:?}");
    }

    #[test]
    fn where_marks_may_be_text_they_stand_as_they_are_written() {
        let table = b"a\t\"We will,\" she said.\n\"Un\"closed\t\"b\n\"c\"\t\"d\t\"\"e\"\n";
        let found: Vec<_> = rows(table, b'\t', true).map(|record| record.cells.unwrap()).collect();
        let want: [[&[u8]; 2]; 3] = [[b"a", b"\"We will,\" she said."], [b"\"Un\"closed", b"\"b"], [b"c", b"d\t\"e"]];
        assert_eq!(found, want);
    }

    #[test]
    fn columns_and_cells_must_fit() {
        let columns = ["a", "", "b", "", "a"].map(str::to_owned);
        assert_eq!((twice(&columns), twice(&columns[..4])), (Some("a"), None));
        let cells = ["1", "2", " "].map(|cell| cell.as_bytes().to_vec());
        assert_eq!((overlong(&cells, 2), overlong(&cells, 3)), (None, None));
        assert!(overlong(&cells, 1).unwrap().contains("3 cells"));
    }

    proptest! {
        #[test]
        fn what_a_writer_of_csv_writes_is_read_back(
            rows in prop::collection::vec(prop::collection::vec("[a\", \n\r;]{0,5}", 1..4), 0..6)
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let table = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let found = read(&table);
            let mut line = 1;
            for (row, (at, cells)) in rows.iter().zip(&found) {
                prop_assert_eq!((Ok(row), line), (cells.as_ref(), *at));
                line += 1 + row.iter().map(|cell| breaks(cell.as_bytes())).sum::<usize>();
            }
            prop_assert_eq!(rows.len(), found.len());
        }
    }
}
