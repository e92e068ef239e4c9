//! How articles are read: options of every command that parses files.

use crate::error::Result;
use crate::ingest::Limits;
use crate::parse::{DateOrder, Mapping, Options};
use crate::read::globs::Globs;
use clap::ValueEnum;

/// How articles are read.
#[derive(Debug, Clone, clap::Args)]
pub struct Reading {
    /// How dates such as 1/9/2026 are written [default: as country and language of the article write them, by their clock, else month first]
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
    /// The most that is read of one file; a longer one is reported and left out
    #[arg(long, value_name = "SIZE", default_value = "256MB", value_parser = size)]
    max_size: u64,
    /// The longest time to read one file; where it is over, the file is reported and left
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    max_seconds: u64,
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

    /// How much and how long to read of one file.
    pub fn limits(&self) -> Limits {
        Limits { bytes: self.max_size, time: std::time::Duration::from_secs(self.max_seconds) }
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

/// A size such as `200MB`, `1G`, `65536`, in bytes.
pub fn size(text: &str) -> std::result::Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..].to_ascii_lowercase().as_str() {
        "" | "b" => 1.0,
        "k" | "kb" | "kib" => 1e3,
        "m" | "mb" | "mib" => 1e6,
        "g" | "gb" | "gib" => 1e9,
        unit => return Err(format!("`{unit}` is no unit; use KB, MB or GB")),
    };
    let number: f64 = digits.trim().parse().map_err(|_| "a number with a unit is wanted, such as 200MB".to_owned())?;
    if !(1.0..=1e12).contains(&(number * unit)) {
        return Err("sizes up to 1000GB are possible".to_owned());
    }
    Ok((number * unit) as u64)
}

fn mapping(text: &str) -> std::result::Result<Mapping, String> {
    text.parse().map_err(|e: crate::Error| e.to_string())
}
