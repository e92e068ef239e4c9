//! Hits on standard output: how much of them, and in which form.

use super::{Format, Out};
use crate::error::{Error, Result};
use crate::read::names;
use crate::render::columns::{self, Column, Picked};
use crate::render::style::printable;
use crate::render::{hits, json};
use crate::search::Hit;
use serde::Serialize;
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::io::Write;

/// What is shown of a hit.
#[derive(Debug, Clone, clap::Args)]
pub struct Shape {
    /// Also show so many paragraphs before and behind each hit
    #[arg(short = 'C', long, value_name = "N", allow_negative_numbers = true, default_value_t = 0)]
    pub context: u32,
    /// Only these values, in this order: fields of `newsdex fields`, and article, p, text, snippet, context, highlights,
    /// score, mention, content; with --format text separated by tabs
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', value_parser = column)]
    pub fields: Vec<Picking>,
    /// Only the ids, one a line
    #[arg(long, conflicts_with_all = ["fields", "context", "paths"])]
    pub ids: bool,
    /// Only the paths of the files, each once, one a line
    #[arg(long, conflicts_with_all = ["fields", "context"])]
    pub paths: bool,
    /// End each id or path with a NUL instead of a new line, for `xargs -0`
    #[arg(short = '0', long)]
    pub null: bool,
}

impl Shape {
    /// Whether the column of that name was asked for.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|picking| picking.0.name == name)
    }
}

/// A column that was asked for.
#[derive(Clone, Copy)]
pub struct Picking(&'static Column);

impl std::fmt::Debug for Picking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name)
    }
}

fn column(name: &str) -> std::result::Result<Picking, String> {
    columns::find(name.trim()).map(Picking)
}

/// Columns of CSV and TSV where none are chosen.
const COLUMNS: [&str; 11] =
    ["id", "article", "p", "published", "source", "title", "speakers", "entities", "text", "score", "path"];

impl Shape {
    /// # Errors
    /// [`crate::ErrorKind::Usage`] where options do not go together.
    pub fn check(&self, format: Format) -> Result<()> {
        let lists = self.ids || self.paths;
        if lists && format != Format::Text {
            return Err(Error::usage(format!("--ids and --paths print plain lines, not {}", format.name()))
                .hint(format!("for {} write --fields id or --fields path", format.name())));
        }
        if self.null && !lists {
            return Err(Error::usage("-0 ends ids or paths with a NUL").hint("add --ids or --paths"));
        }
        // An object of JSON can have a key only once.
        let again = |(n, picking): &(usize, &Picking)| self.fields[..*n].iter().any(|f| f.0.name == picking.0.name);
        if let Some((_, twice)) = self.fields.iter().enumerate().find(again) {
            return Err(Error::usage(format!("--fields names `{}` twice", twice.0.name)).hint("name it once"));
        }
        Ok(())
    }

    /// The columns of a table.
    fn columns(&self) -> Vec<&'static Column> {
        if !self.fields.is_empty() {
            return self.fields.iter().map(|f| f.0).collect();
        }
        let context = (self.context > 0).then_some("context");
        COLUMNS.iter().copied().chain(context).filter_map(|name| columns::find(name).ok()).collect()
    }
}

/// A group that hits stand in.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a> {
    /// The field.
    pub by: &'a str,
    /// Its value.
    pub value: Option<&'a str>,
    /// How many units have it.
    pub count: u64,
}

#[derive(Serialize)]
struct InGroup<'a, T: Serialize> {
    group: Option<&'a str>,
    #[serde(flatten)]
    hit: T,
}

/// Prints hits one by one.
pub struct Printer<'a> {
    /// Where they go.
    pub out: &'a mut Out,
    /// How many there were.
    pub shown: u64,
    shape: &'a Shape,
    columns: Vec<&'static Column>,
    paths: HashSet<u64>,
    hasher: RandomState,
}

impl<'a> Printer<'a> {
    /// In the format of `out`.
    pub fn new(out: &'a mut Out, shape: &'a Shape) -> Self {
        Printer { out, shown: 0, shape, columns: shape.columns(), paths: HashSet::new(), hasher: RandomState::new() }
    }

    /// The header line of a table; `grouped` where the hits come in groups.
    pub fn header(&mut self, grouped: bool) -> Result<()> {
        if matches!(self.out.format, Format::Csv | Format::Tsv) {
            let group: &[&str] = if grouped { &["group", "group_count"] } else { &[] };
            let names: Vec<&str> = group.iter().copied().chain(self.columns.iter().map(|c| c.name)).collect();
            self.out.table().write_record(names)?;
        }
        Ok(())
    }

    /// Prints a hit; in JSON with a comma before it where it is not the `first` of its list.
    pub fn hit(&mut self, hit: &Hit, first: bool, group: Option<Group>) -> Result<()> {
        self.shown += 1;
        if self.shape.ids || self.shape.paths {
            return self.line(hit);
        }
        let chosen = !self.shape.fields.is_empty();
        match self.out.format {
            Format::Text if chosen => {
                let cells: Vec<String> =
                    self.columns.iter().map(|c| printable(&c.cell(hit)).replace(['\t', '\n'], " ")).collect();
                writeln!(self.out.text(), "{}", cells.join("\t"))?;
            }
            Format::Text => {
                let (styles, width) = (self.out.styles, self.out.width);
                match group {
                    // The head of the group names the article.
                    Some(Group { by: "article", .. }) => {
                        let dim = styles.meta;
                        writeln!(self.out.text(), "{dim}#{}{dim:#}", printable(number(hit)))?;
                        hits::body(self.out.text(), hit, &styles, width)?;
                    }
                    _ => hits::text(self.out.text(), hit, &styles, width)?,
                }
            }
            Format::Json => {
                self.out.text().write_all(if first { b"\n" } else { b"," })?;
                self.object(hit, None)?;
            }
            Format::Jsonl => self.object(hit, group)?,
            Format::Csv | Format::Tsv => self.row(hit, group)?,
        }
        Ok(())
    }

    fn line(&mut self, hit: &Hit) -> Result<()> {
        let text = if self.shape.ids { &hit.id } else { &hit.meta.path };
        if self.shape.paths && !self.paths.insert(self.hasher.hash_one(text)) {
            return Ok(());
        }
        // Names that are no text are printed as they are, so that other programs find the files; a terminal is none.
        match self.shape.paths {
            _ if self.out.terminal => write!(self.out.text(), "{}", printable(text))?,
            true => self.out.text().write_all(names::to_path(text).as_os_str().as_encoded_bytes())?,
            false => self.out.text().write_all(text.as_bytes())?,
        }
        Ok(self.out.text().write_all(if self.shape.null { b"\0" } else { b"\n" })?)
    }

    fn object(&mut self, hit: &Hit, group: Option<Group>) -> Result<()> {
        let picked = Picked(&self.columns, hit);
        match (group, self.shape.fields.is_empty()) {
            (None, true) => self.out.json_line(&json::hit(hit)),
            (None, false) => self.out.json_line(&picked),
            (Some(g), true) => self.out.json_line(&InGroup { group: g.value, hit: json::hit(hit) }),
            (Some(g), false) => self.out.json_line(&InGroup { group: g.value, hit: picked }),
        }
    }

    fn row(&mut self, hit: &Hit, group: Option<Group>) -> Result<()> {
        let mut cells: Vec<String> = Vec::new();
        if let Some(g) = group {
            cells.extend([g.value.unwrap_or("").to_owned(), g.count.to_string()]);
        }
        cells.extend(self.columns.iter().map(|c| match c.name {
            "score" => format!("{:.4}", hit.score),
            _ => c.cell(hit),
        }));
        let mut table = self.out.table();
        table.write_record(&cells)?;
        Ok(table.flush()?)
    }

    /// The line above the hits of a group.
    pub fn group(&mut self, group: Group, first: Option<&Hit>, unit: &str) -> Result<()> {
        if self.out.format != Format::Text || self.shape.ids || self.shape.paths || !self.shape.fields.is_empty() {
            return Ok(());
        }
        let (style, width) = (self.out.styles, self.out.width);
        let s = if group.count == 1 { "" } else { "s" };
        if let (Some(hit), "article") = (first, group.by) {
            hits::head(self.out.text(), hit, &format!("{} · {} {unit}{s}", hit.meta.id, group.count), &style, width)?;
            return Ok(());
        }
        let name = group.value.map_or_else(|| format!("(no {})", group.by), |v| printable(v).into_owned());
        let (number, title) = (style.number, style.title);
        writeln!(self.out.text(), "{title}== {name}{title:#} {number}{}{number:#} {unit}{s}\n", group.count)?;
        Ok(())
    }
}

/// What stands behind the article in the id of a hit.
fn number(hit: &Hit) -> &str {
    hit.id.strip_prefix(&hit.meta.id).and_then(|rest| rest.strip_prefix('#')).unwrap_or(&hit.id)
}
