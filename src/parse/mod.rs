//! Bytes → articles: one file per format, and the one table that lists them.
//!
//! A format fills a [`Draft`] for every article that it finds; [`Draft::finish`] turns it into an
//! [`Article`](crate::model::Article) that keeps what an article promises, whatever the format wrote into it.

pub mod byline;
mod credit;
mod csv;
pub mod dates;
mod documents;
mod draft;
mod exports;
mod front_matter;
pub(crate) mod guard;
mod html;
mod json;
mod language;
mod mail;
mod markdown;
mod metadata;
mod order;
mod pdf;
mod record;
mod shortcodes;
mod text;
mod warc;
mod watch;
mod wire;
mod xml;

pub(crate) use credit::agency;
pub use credit::ways;
pub use draft::{DateEvidence, Decided, Draft, Parsed};
pub use language::languages;
pub use record::Mapping;
pub use watch::within;

use crate::error::{Error, Result};
use crate::read::{Source, archive};
use regex::Regex;
use std::sync::LazyLock;

/// In which order day and month stand in a date such as `1/9/2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// Month first.
    Mdy,
    /// Day first.
    Dmy,
    /// Year first.
    Ymd,
}

/// What the user may set for parsing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Overrides what clock, country and language say of an ambiguous date.
    pub date_order: Option<DateOrder>,
    /// What the keys of records mean where their names do not say it.
    pub map: Mapping,
}

/// A file format: how to tell it and how to read articles from it.
///
/// Adding one is a file with an implementation, a row in [`FORMATS`] and a fixture in `corpus/`.
pub trait Format: Sync {
    /// The name in reports: "text", "markdown".
    fn name(&self) -> &'static str;

    /// Whether `source` is of this format: by its content first, by its name second.
    fn matches(&self, source: &Source) -> bool;

    /// The longest file that is read as this format, in bytes: less where reading takes many times the memory of the file.
    fn longest(&self) -> usize {
        usize::MAX
    }

    /// Calls `each` with every article, in order; a draft without any text is passed over.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Input`] where the file cannot be read as this format; it says why, without the path.
    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()>;
}

/// Every format, the more particular before the more general: the first that matches reads the file.
pub static FORMATS: &[&dyn Format] = &[
    &pdf::Pdf,
    &warc::Warc,
    &mail::Mail,
    &wire::Wire,
    &documents::Rtf,
    &documents::Docx,
    &html::Page,
    &xml::Feed,
    &xml::Nitf,
    &xml::NewsMl,
    &xml::Sgml,
    &xml::Xml,
    &json::Json,
    &markdown::Markdown,
    &csv::Csv,
    &text::Text,
];

/// The format of `source`; `None` where it holds no text.
pub fn format_of(source: &Source) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.matches(source))
}

/// Calls `each` with every article of `source`, in order, with `path` and `id` set: where there are several, ids end
/// in `!n`, counted from 1. Compressed files and archives are opened.
///
/// # Errors
/// [`crate::ErrorKind::Input`] where the file is of no known format, holds no article, or its parser fails; what was
/// read before that has been handed to `each`. The message begins with the path.
pub fn articles(source: &Source, options: &Options, each: &mut dyn FnMut(Parsed)) -> Result<()> {
    let within = |e: Error| Error { what: format!("{}: {}", source.path, e.what), ..e };
    let mut several = Several { source, member: String::new(), format: "", waiting: None, count: 0, long: 0, each };
    let outcome = if archive::is_packed(source) {
        packed(source, options, &mut several)
    } else {
        one(source, options, &mut several)
    };
    several.end();
    outcome.map_err(within)
}

/// The articles of one file that is not packed.
fn one(source: &Source, options: &Options, several: &mut Several) -> Result<()> {
    let Some(format) = format_of(source) else {
        let what = if source.bytes.is_empty() { "the file is empty" } else { "not a text or article that can be read" };
        return Err(Error::input(what));
    };
    if source.bytes.len() > format.longest() {
        let (name, most) = (format.name(), format.longest() >> 20);
        return Err(Error::input(format!("longer than {most} MB, the most that is read of one {name} file")));
    }
    several.format = format.name();
    let (before, long) = (several.count, several.long);
    guard::run("its parser", || format.parse(source, options, &mut |draft| several.add(draft)))?;
    if several.long > long {
        let (n, most) = (several.long - long, LONGEST_ARTICLE >> 20);
        let what = format!("{n} of its articles left out: longer than {most} MB, the most that is read of one article");
        return Err(Error::input(what).hint("split it into the articles that it holds"));
    }
    if several.count == before {
        return Err(Error::input(format!("no article in this {} file", format.name())));
    }
    Ok(())
}

/// The articles of all files in an archive; one that cannot be read does not keep the others from being read.
fn packed(source: &Source, options: &Options, several: &mut Several) -> Result<()> {
    let (mut all, mut failed) = (0, Vec::new());
    let outcome = archive::members(source, &mut |member| {
        all += 1;
        let read = member.and_then(|member| {
            several.member.clone_from(&member.id);
            one(&member, options, several).map_err(|e| Error { what: format!("{}: {}", member.id, e.what), ..e })
        });
        failed.extend(read.err());
    });
    outcome?;
    match (all, failed.len()) {
        (0, _) => Err(Error::input("nothing is in this archive")),
        (_, 0) => Ok(()),
        (1, _) => Err(failed.swap_remove(0)),
        (_, n) => {
            Err(Error::input(format!("{n} of {all} files in it could not be read; the first: {}", failed[0].what)))
        }
    }
}

/// The most text that is taken for one article, in bytes: a book has less, a list of records that was not understood has more.
const LONGEST_ARTICLE: usize = 2 << 20;

/// The date in a path or address, as text: `/2026/01/09/`, `2026-01-09-ferry.md`. A number that a word follows is no day in a folder of its
/// month: `/2026/01/7-ways-to-wait`.
fn path_date(path: &str) -> Option<String> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        // The pattern is a constant and covered by the tests.
        Regex::new(
            r"(?x)(?:^|/) ((?:19|20)\d\d) [-/_] (0?[1-9]|1[0-2])
              (?: / (?: (0?[1-9]|[12]\d|3[01]) (?:[/?\#]|$) | (0[1-9]|[12]\d|3[01]) \. )
                | [-_] (0?[1-9]|[12]\d|3[01]) (?:[-/_.\ T]|$) )",
        )
        .expect("well formed")
    });
    let found = DATE.captures(path)?;
    let day = (3..=5).find_map(|group| found.get(group))?.as_str();
    Some(format!("{}-{:0>2}-{day:0>2}", &found[1], &found[2]))
}

/// Hands articles on; the first waits until it is known whether a second one follows, since its id depends on it.
struct Several<'a> {
    source: &'a Source,
    /// The name of the file inside an archive that is being read.
    member: String,
    format: &'static str,
    waiting: Option<Parsed>,
    count: usize,
    /// How many articles were too long.
    long: usize,
    each: &'a mut dyn FnMut(Parsed),
}

impl Several<'_> {
    fn add(&mut self, draft: Draft) {
        if draft.paragraphs.iter().map(String::len).sum::<usize>() > LONGEST_ARTICLE {
            self.long += 1;
            return;
        }
        let mut draft = draft;
        self.guess_date(&mut draft);
        let Some(mut parsed) = draft.finish(&self.source.path, self.format) else { return };
        self.count += 1;
        if self.count == 1 {
            parsed.article.id = self.source.id.clone();
            self.waiting = Some(parsed);
            return;
        }
        if let Some(mut first) = self.waiting.take() {
            first.article.id = format!("{}!1", self.source.id);
            (self.each)(first);
        }
        parsed.article.id = format!("{}!{}", self.source.id, self.count);
        (self.each)(parsed);
    }

    /// The date that stands in the article's address, in the name of its file, or in that of the archive, where it says none itself.
    fn guess_date(&self, draft: &mut Draft) {
        if draft.published.is_some() {
            return;
        }
        let address = draft.url.as_deref().and_then(path_date).map(|day| (day, "address"));
        let name = || [&self.member, &self.source.id].into_iter().find_map(|id| path_date(id));
        if let Some((day, origin)) = address.or_else(|| name().map(|day| (day, "file name"))) {
            draft.put(metadata::Field::Published, &day, origin, &Options::default());
        }
    }

    /// Hands on what still waits.
    fn end(mut self) {
        if let Some(only) = self.waiting.take() {
            (self.each)(only);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn read(path: &Path) -> (Source, Vec<Parsed>) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let source = Source::new(name.clone(), name, std::fs::read(path).unwrap());
        let mut got = Vec::new();
        articles(&source, &Options::default(), &mut |parsed| got.push(parsed)).unwrap();
        (source, got)
    }

    #[test]
    fn every_format_reads_its_sample_with_headline_author_date_and_paragraphs() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        for format in FORMATS {
            let path = files.iter().find(|path| path.file_stem().unwrap() == format.name());
            let (_, got) = read(path.unwrap_or_else(|| panic!("no sample of {}", format.name())));
            let Parsed { article, format: name, .. } = &got[0];
            assert_eq!(*name, format.name());
            assert_eq!(article.title.to_lowercase(), "harbour ferry returns after four weeks", "{name}");
            assert_eq!(article.published.unwrap().day.to_string(), "2026-01-09", "{name}");
            assert!(article.byline == ["Ana Lind"] || *name == "sgml", "{name}: {:?}", article.byline);
            assert!(article.paragraphs.len() >= 4, "{name}: {:#?}", article.paragraphs);
            assert!(article.paragraphs[2].text.starts_with("“We missed her more"), "{name}: {:#?}", article.paragraphs);
        }
    }

    #[test]
    fn ids_are_numbered_only_where_there_are_several() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
        let (_, several) = read(&folder.join("json.jsonl"));
        assert_eq!(several.iter().map(|p| p.article.id.as_str()).collect::<Vec<_>>(), ["json.jsonl!1", "json.jsonl!2"]);
        assert_eq!(read(&folder.join("text.txt")).1[0].article.id, "text.txt");
    }

    #[test]
    fn what_is_no_article_is_an_error_that_begins_with_the_path() {
        for (bytes, why) in [(&b""[..], "empty"), (&[0, 159, 146, 150, 1, 2, 3, 4, 0, 0][..], "not a text")] {
            let e = articles(&Source::new("dir/x.bin", "x.bin", bytes), &Options::default(), &mut |_| {}).unwrap_err();
            assert!(e.what.starts_with("dir/x.bin: ") && e.what.contains(why), "{}", e.what);
        }
    }

    #[test]
    fn names_in_an_archive_never_become_ids_or_paths() {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for name in ["../../etc/one.txt", "./two.txt", "/etc/three.txt"] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(b"The ferry is back in the harbour.\n\nIt was late.\n").unwrap();
        }
        let source = Source::new("in/a.zip", "a.zip", zip.finish().unwrap().into_inner());
        let mut got = Vec::new();
        articles(&source, &Options::default(), &mut |p| got.push((p.article.id, p.article.path))).unwrap();
        let want = ["a.zip!1", "a.zip!2", "a.zip!3"].map(|id| (id.to_owned(), "in/a.zip".to_owned()));
        assert_eq!(got, want);
    }

    #[test]
    fn a_date_in_an_address_or_in_a_name_inside_an_archive_counts() {
        use std::io::Write;
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let text = "The ferry is back in the harbour.\n";
        let warc = "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://x.example/2026/01/05/one\r\nContent-Length: 34\r\n\r\n";
        for (name, head) in [("2026/01/09/one.txt", ""), ("two.txt", ""), ("2026-01-07.warc", warc)] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(format!("{head}{text}").as_bytes()).unwrap();
        }
        let source = Source::new("2026-01-08/a.zip", "2026-01-08/a.zip", zip.finish().unwrap().into_inner());
        let mut got = Vec::new();
        articles(&source, &Options::default(), &mut |parsed| {
            got.push((parsed.article.published.unwrap().to_string(), parsed.origin("published").unwrap().to_owned()));
        })
        .unwrap();
        let want = [("2026-01-09", "file name"), ("2026-01-08", "file name"), ("2026-01-05", "address")];
        assert_eq!(got, want.map(|(day, origin)| (day.to_owned(), origin.to_owned())));
    }

    #[test]
    fn what_is_too_long_for_an_article_is_left_out_and_said() {
        let long = [("A", "word ".repeat(LONGEST_ARTICLE / 4)), ("B", "The ferry is back.".to_owned())]
            .map(|(title, text)| format!("{{\"title\":\"{title}\",\"text\":\"{text}\"}}\n"))
            .concat();
        let mut got = 0;
        let e = articles(&Source::new("a.jsonl", "a.jsonl", long), &Options::default(), &mut |_| got += 1).unwrap_err();
        assert!(e.what.contains("1 of its articles left out") && got == 1, "{} {got}", e.what);
    }

    #[test]
    fn dates_are_found_in_names_and_addresses() {
        assert_eq!(path_date("2026-01-09-ferry.md").as_deref(), Some("2026-01-09"));
        assert_eq!(path_date("https://example.org/news/2026/1/9/ferry").as_deref(), Some("2026-01-09"));
        for path in
            ["2026/01/09.html", "https://example.org/2026/01/09?page=2", "2026/01-09/a.txt", "a/2026_1_9_ferry.txt"]
        {
            assert_eq!(path_date(path).as_deref(), Some("2026-01-09"), "{path}");
        }
        for path in ["12026-01-0999", "2026/01/9-ways-to-wait", "2026/01/12-year-old-rows", "2026/01/9.5-per-cent"] {
            assert_eq!(path_date(&format!("https://example.org/{path}")), None, "{path}");
        }
    }
}
