//! `newsdex fields`.

use super::{Format, Global, Out, Outcome};
use crate::error::Result;
use crate::fields::FIELDS;
use serde::Serialize;
use std::io::Write;

/// What can be asked for: every field of the query language
#[derive(Debug, clap::Args)]
pub struct Arguments {}

#[derive(Debug, Serialize)]
struct FieldJson {
    name: &'static str,
    help: &'static str,
    example: &'static str,
    facet: bool,
    outside: bool,
    inside: bool,
}

#[derive(Debug, Serialize)]
struct FieldsJson {
    schema: u32,
    fields: Vec<FieldJson>,
}

pub(super) fn run(global: &Global, _: &Arguments) -> Result<Outcome> {
    let mut out = Out::new(global);
    let rows = || {
        FIELDS.iter().map(|f| FieldJson {
            name: f.name,
            help: f.help,
            example: f.example,
            facet: f.facet,
            outside: f.outside,
            inside: f.inside,
        })
    };
    match out.format {
        Format::Text => {
            let (name, dim) = (out.styles.speaker, out.styles.meta);
            for f in rows() {
                let where_ = if f.outside { "" } else { " (inside said:{…})" };
                let facet = if f.facet { " [facet]" } else { "" };
                writeln!(out.text(), "{name}{:<13}{name:#} {}{where_}{facet}", format!("{}:", f.name), f.help)?;
                writeln!(out.text(), "{:<13} {dim}{}{dim:#}", "", f.example)?;
            }
        }
        Format::Json => {
            let fields = FieldsJson { schema: crate::render::json::SCHEMA, fields: rows().collect() };
            out.json_line(&fields)?;
        }
        Format::Jsonl => rows().try_for_each(|row| out.json_line(&row))?,
        Format::Csv | Format::Tsv => {
            let mut table = out.table();
            rows().try_for_each(|row| table.serialize(row))?;
            table.flush()?;
        }
    }
    out.flush()?;
    Ok(Outcome::Done)
}
