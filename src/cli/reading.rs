//! How articles are read: options of every command that parses files.

use crate::error::Result;
use crate::parse::{DateOrder, Mapping, Options};
use crate::read::globs::Globs;
use clap::ValueEnum;

/// How articles are read.
#[derive(Debug, Clone, clap::Args)]
pub struct Reading {
    /// How dates such as 1/9/2026 are written [default: by their clock, else month first]
    #[arg(long, value_name = "ORDER", value_enum)]
    date_order: Option<Order>,
    /// Which keys or columns of JSON and CSV hold what, such as title=headline,date=pub_dt
    #[arg(long, value_name = "FIELD=KEY,…", value_parser = mapping)]
    map: Option<Mapping>,
    /// Only files whose name, or path below PATH where the pattern has a `/`, matches: '*.txt', '2026/**'; may be repeated
    #[arg(long, value_name = "GLOB")]
    include: Vec<String>,
    /// Leave out files and folders that match, also those that --include names; may be repeated
    #[arg(long, value_name = "GLOB")]
    exclude: Vec<String>,
}

/// The order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Order {
    /// Month first: 1/9/2026 is 9 January
    Mdy,
    /// Day first: 1/9/2026 is 1 September
    Dmy,
    /// Year first: 26/1/9 is 9 January 2026
    Ymd,
}

impl Reading {
    /// Which files are read.
    pub fn globs(&self) -> Result<Globs> {
        Globs::new(&self.include, &self.exclude)
    }

    /// The same for the parser.
    pub fn options(&self) -> Options {
        let date_order = self.date_order.map(|order| match order {
            Order::Mdy => DateOrder::Mdy,
            Order::Dmy => DateOrder::Dmy,
            Order::Ymd => DateOrder::Ymd,
        });
        Options { date_order, map: self.map.clone().unwrap_or_default() }
    }
}

fn mapping(text: &str) -> std::result::Result<Mapping, String> {
    text.parse().map_err(|e: crate::Error| e.to_string())
}
