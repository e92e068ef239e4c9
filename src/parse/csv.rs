//! Tables of articles: CSV and TSV with a row of names, or with columns that tell by what is in them.

use super::{Draft, Format, Options, record};
use crate::error::{Error, Result};
use crate::read::{Source, table};

/// A table with one article a row.
pub(super) struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn matches(&self, source: &Source) -> bool {
        let named = source.has_extension(&["csv", "tsv", "tab"]);
        let text = source.text();
        let Some((mark, names)) = header(text) else { return false };
        let known = record::is_article(names.iter().map(String::as_str), &Options::default());
        (known && names.len() >= 2 && (named || names.len() >= 3)) || (named && text.contains(mark as char))
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let text = source.text();
        let Some((mark, names)) = header(text) else { return Err(Error::input("no rows in this table")) };
        let guessed = record::lacks_text(&names, options).then(|| with_text(&names, text, mark, options)).flatten();
        let named = guessed.is_some() || record::is_article(names.iter().map(String::as_str), options);
        let names = if named { guessed.unwrap_or(names) } else { guessed_names(text, mark) };
        let (mut all, mut wrong, mut first) = (0, 0, None);
        for (at, row) in rows(text, mark).enumerate() {
            let head = named && at == 0;
            all += usize::from(!head);
            let fits = |cells: Vec<Vec<u8>>| match table::overlong(&cells, names.len()) {
                None => Ok(cells),
                Some(what) => Err(what),
            };
            match row.cells.and_then(fits) {
                Ok(_) if head => {}
                Ok(cells) => {
                    let cells = names.iter().cloned().zip(cells.into_iter().map(written)).collect();
                    record::draft(cells, "column", options).into_iter().for_each(&mut *each);
                }
                Err(what) => {
                    wrong += 1;
                    first.get_or_insert_with(|| format!("line {}: {what}", row.line));
                }
            }
        }
        let Some(first) = first else { return Ok(()) };
        let what = if wrong == 1 { first } else { format!("{wrong} of {all} rows cannot be read; the first: {first}") };
        Err(Error::input(what).hint(table::HINT))
    }
}

/// The rows of a table that are not blank.
fn rows(text: &str, mark: u8) -> impl Iterator<Item = table::Record> {
    let blank = |cells: &Vec<Vec<u8>>| cells.iter().all(|cell| cell.trim_ascii().is_empty());
    table::rows(text.as_bytes(), mark, mark == b'\t').filter(move |row| !row.cells.as_ref().is_ok_and(blank))
}

fn written(cell: Vec<u8>) -> String {
    String::from_utf8_lossy(&cell).into_owned()
}

/// The mark between cells and the cells of the first row.
fn header(text: &str) -> Option<(u8, Vec<String>)> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    let line = &line[..line.floor_char_boundary(4096)];
    let marks = [b'\t', b',', b';', b'|'];
    let count = |mark: u8| line.bytes().filter(|b| *b == mark).count();
    let mark = marks.into_iter().filter(|mark| count(*mark) > 0).max_by_key(|mark| count(*mark))?;
    let cells = |cells: &mut dyn Iterator<Item = &str>| cells.map(|cell| cell.trim().to_owned()).collect();
    if !line.contains('"') {
        // To make a reader takes longer than to read such a line, and nearly every text that is no table has one.
        return Some((mark, cells(&mut line.trim_end_matches('\r').split(char::from(mark)))));
    }
    let mut rows = csv::ReaderBuilder::new();
    rows.delimiter(mark).has_headers(false).flexible(true);
    let first = rows.from_reader(line.as_bytes()).records().next()?.ok()?;
    Some((mark, cells(&mut first.iter())))
}

/// The least mean length of the cells of a column that is taken for the text because of it, in bytes.
const LONG: usize = 80;

/// The names of a table that calls its text by a name that nobody knows: the column of the longest cells, where they are long.
fn with_text(names: &[String], text: &str, mark: u8, options: &Options) -> Option<Vec<String>> {
    let rows = sample(text, mark, SAMPLE + 1);
    let rows = rows.get(1..).filter(|rows| !rows.is_empty())?;
    let unknown = (0..names.len()).filter(|column| !record::is_known(&names[*column], options));
    let longest = unknown.max_by_key(|column| mean(rows, *column)).filter(|column| mean(rows, *column) >= LONG)?;
    // A summary, too, is a text where there is no longer one.
    let others = (0..names.len()).filter(|column| *column != longest);
    if others.map(|column| mean(rows, column)).max() > Some(mean(rows, longest)) {
        return None;
    }
    let mut names = names.to_vec();
    names[longest] = "text".to_owned();
    Some(names)
}

/// How many rows are looked at to tell what their columns are.
const SAMPLE: usize = 20;

/// The cells of the first rows.
fn sample(text: &str, mark: u8, n: usize) -> Vec<Vec<String>> {
    let cells = rows(text, mark).take(n).filter_map(|row| row.cells.ok());
    cells.map(|cells| cells.into_iter().map(written).collect()).collect()
}

/// The mean length of the cells of a column, in bytes.
fn mean(rows: &[Vec<String>], column: usize) -> usize {
    rows.iter().filter_map(|row| row.get(column)).map(String::len).sum::<usize>() / rows.len().max(1)
}

/// Names for the columns of a table without a row of names: by what the cells of the first rows look like.
fn guessed_names(text: &str, mark: u8) -> Vec<String> {
    let sample = sample(text, mark, SAMPLE);
    // A row with a mark too many is not what the others are like.
    let often = |width: usize| sample.iter().filter(|row| row.len() == width).count();
    let width = sample.iter().map(Vec::len).max_by_key(|width| (often(*width), *width)).unwrap_or(0);
    let share = |column: usize, test: &dyn Fn(&str) -> bool| {
        let cells = sample.iter().filter_map(|row| row.get(column)).filter(|cell| !cell.trim().is_empty());
        let (all, good) = cells.fold((0, 0), |(all, good), cell| (all + 1, good + usize::from(test(cell))));
        all > 0 && good * 10 >= all * 8
    };
    let mut names = vec![String::new(); width];
    let longest = (0..width).max_by_key(|column| mean(&sample, *column));
    for (column, name) in names.iter_mut().enumerate() {
        let label = if Some(column) == longest {
            "text"
        } else if share(column, &|cell| cell.contains("://")) {
            "url"
        } else if share(column, &|cell| cell.len() >= 8 && cell.len() <= 40 && super::dates::read(cell, None).is_some())
        {
            "date"
        } else if share(column, &|cell| (3..=30).contains(&cell.split_whitespace().count())) {
            "title"
        } else {
            ""
        };
        name.push_str(label);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, text: &str) -> Vec<Draft> {
        let source = Source::new(name, name, text);
        assert!(Csv.matches(&source));
        let mut got = Vec::new();
        Csv.parse(&source, &Options::default(), &mut |draft| got.push(draft)).unwrap();
        got
    }

    #[test]
    fn named_columns_and_cells_of_several_lines() {
        let got = of(
            "a.csv",
            "id,title,publication,author,date,content\n1,Ferry is back,Harbour Times,Ana Petrov,2026-01-09,\"One, two.\n\nThree.\"\n",
        );
        assert_eq!((got.len(), got[0].paragraphs.len(), got[0].source.as_deref()), (1, 2, Some("Harbour Times")));
        let tabs = of("a.tsv", "headline\ttext\nFerry\tIt is back.\n");
        assert_eq!(tabs[0].title.as_deref(), Some("Ferry"));
    }

    #[test]
    fn the_text_is_found_whatever_its_column_is_called() {
        let text =
            "The ferry came back on Monday after a month in the dock, and the people on the pier were glad to see it.";
        for (head, row) in [
            ("Titel;Datum;Volltext", "Fähre;05.03.2011;Sie ist da."),
            ("Titre;Date de publication;Texte intégral", "Le bac;2011-03-05;Il est là."),
            ("Titel;Volltext", "Fähre;Sie ist da."),
        ] {
            let got = of("a.csv", &format!("{head}\n{row}\n"));
            assert_eq!((got.len(), got[0].paragraphs.len(), got[0].title.is_some()), (1, 1, true), "{head}");
            assert_eq!(got[0].published.is_some(), head.contains("Dat"), "{head}");
        }
        for head in ["title;words;xyz", "Titel;nr;Zzz", "date;nr;zzz"] {
            let got = of("a.csv", &format!("{head}\n2011-03-05;7;{text}\n"));
            assert_eq!((got.len(), got[0].paragraphs.as_slice()), (1, &[text.to_owned()][..]), "{head}");
        }
        let short = of("a.csv", "title;date;note\nFerry;2011-03-05;none\n");
        assert!(short[0].paragraphs.is_empty());
        let described = of("a.csv", &format!("title;description;image\nFerry;{text} {text};{text}\n"));
        assert!(described[0].paragraphs[0].len() > text.len());
    }

    #[test]
    fn columns_without_names_are_told_by_their_cells() {
        let got = of(
            "a.csv",
            "2026-01-09,Ferry is back in harbour,\"The ferry came back on Monday after a month in the dock, it said.\"\n",
        );
        assert_eq!((got.len(), got[0].title.as_deref()), (1, Some("Ferry is back in harbour")));
        assert_eq!(got[0].published.unwrap().to_string(), "2026-01-09");
    }

    #[test]
    fn what_cannot_be_told_apart_is_told_by_line_and_the_other_rows_are_read() {
        let head = "title,date,text\n";
        for (rows, n, why) in [
            (
                "A,2026-01-02,Hello world, this is the rest\nB,2026-01-03,Two.\n",
                1,
                "line 2: the row has 4 cells, but there are 3",
            ),
            (
                "A,2026-01-02,\"Open starts\nB,2026-01-03,\"Two.\"\n",
                1,
                "line 2: cell 3 begins with a quotation mark that is not closed",
            ),
            (
                "A,,\"\"One,\"\" she said.\"\nB,,\"Two\" and\nC,,Three.\n",
                1,
                "2 of 3 rows cannot be read; the first: line 2: text follows",
            ),
        ] {
            let mut got = 0;
            let source = Source::new("a.csv", "a.csv", format!("{head}{rows}"));
            let e = Csv.parse(&source, &Options::default(), &mut |_| got += 1).unwrap_err();
            assert!(e.what.starts_with(why) && got == n, "{} {got}", e.what);
        }
    }

    #[test]
    fn marks_in_a_table_parted_by_tabs_are_text() {
        let said = "\"We will build,\" said Ada Brook on Monday.";
        let got = of("a.tsv", &format!("title\ttext\nOne\t{said}\nTwo\t\"Open starts\nThree\t\"One\ttwo.\"\n"));
        let texts: Vec<_> = got.iter().map(|draft| draft.paragraphs[0].as_str()).collect();
        assert_eq!(texts, [said, "\"Open starts", "One\ttwo."]);
    }

    #[test]
    fn a_text_with_commas_is_no_table() {
        let text = "The ferry, a small one, came back, the company said.\nIt was late, again.\n";
        assert!(!Csv.matches(&Source::new("a.txt", "a.txt", text)));
    }
}
