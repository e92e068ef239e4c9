//! Groups of counts as figures: what `--plot` draws.

use crate::compare::words::per_million;
use crate::error::{Error, Result};
use crate::fields::PERIODS;
use crate::render::plot::{self, Figure, Shape};
use crate::search::Group;
use std::collections::HashMap;
use std::path::Path;

/// Groups with what they are counted in.
pub struct Counted {
    /// The groups.
    pub groups: Vec<Group>,
    /// The words of all units of each group, where rates are wanted.
    pub words: Option<Vec<u64>>,
    /// All that was counted: what has several values is in several groups.
    pub total: u64,
    /// Of these what has no date, where the groups are periods.
    pub undated: u64,
}

impl Counted {
    /// What is shown of a group: its rate where that is wanted, else its count.
    pub fn value(&self, n: usize) -> f64 {
        match &self.words {
            Some(words) => per_million(self.groups[n].count, words[n]),
            None => self.groups[n].count as f64,
        }
    }
}

/// Names with a value for each label.
pub type Series = Vec<(String, Vec<f64>)>;

/// Most names in one figure.
const MOST_NAMES: usize = 30;

/// Whether the first of the fields is a period, so that its groups stand in time.
pub fn is_period(by: &[String]) -> bool {
    by.first().is_some_and(|f| PERIODS.contains(&f.as_str()) && f != "article")
}

/// What a figure is made from.
pub struct Drawing<'a> {
    /// The query, which becomes the title.
    pub query: &'a str,
    /// The directory of the index.
    pub index: &'a Path,
    /// The fields of the groups.
    pub by: &'a [String],
    /// The groups.
    pub counted: &'a Counted,
    /// What is counted: `paragraphs`, `matches`.
    pub what: &'a str,
}

impl Drawing<'_> {
    /// Draws the groups into a file.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Usage`] for fields that no figure shows and for other files than `.svg` and `.png`;
    /// [`crate::ErrorKind::Output`] where the file cannot be written.
    pub fn draw(&self, path: &Path) -> Result<()> {
        plot::draw(&self.figure()?, path)
    }

    fn figure(&self) -> Result<Figure> {
        let (by, counted) = (self.by, self.counted);
        let period = is_period(by);
        if by.len() > 2 || by.len() == 2 && !period {
            return Err(Error::usage("a figure shows one field, or a period and one field")
                .hint("for lines in time name the period first: --by month,source"));
        }
        let (labels, mut series) = if period { in_time(by, counted)? } else { by_name(counted) };
        // What is left out is said: a figure is read without the numbers beside it.
        let left_out = match period {
            true => (series.len() > plot::MOST_SERIES).then(|| (plot::MOST_SERIES, series.len(), by[1].as_str())),
            false => (counted.groups.len() > MOST_NAMES).then(|| (MOST_NAMES, counted.groups.len(), by[0].as_str())),
        };
        series.truncate(plot::MOST_SERIES);
        let left_out = left_out.map(|(shown, all, field)| format!("; the {shown} greatest of {all} by {field}"));
        let span = match (labels.first(), labels.last()) {
            (Some(first), Some(last)) if period => format!(", {first} to {last}"),
            _ => String::new(),
        };
        let undated = match counted.undated {
            0 => String::new(),
            n => format!("; without {n} that have no date"),
        };
        let name = self.index.file_name().unwrap_or_default().to_string_lossy();
        let rate = if counted.words.is_some() { " per million words" } else { "" };
        Ok(Figure {
            title: self.query.to_owned(),
            values: format!("{}{rate}", self.what),
            places: by[0].clone(),
            source: format!(
                "newsdex, index {name}: {} {}{span}{undated}{}",
                counted.total,
                self.what,
                left_out.unwrap_or_default()
            ),
            shape: if period { Shape::Time } else { Shape::Names },
            labels,
            series,
        })
    }
}

/// Every period from the first to the last, and the values of each second field in them, the greatest first; a period without a match
/// has 0.
///
/// # Errors
/// As [`crate::search::periods`].
pub fn in_time(by: &[String], counted: &Counted) -> Result<(Vec<String>, Series)> {
    let known: Vec<&str> = counted.groups.iter().filter_map(|g| g.values[0].as_deref()).collect();
    let labels = match (known.first(), known.last()) {
        (Some(first), Some(last)) => crate::search::periods(first, last, &by[0])?,
        _ => Vec::new(),
    };
    let place: HashMap<&str, usize> = labels.iter().enumerate().map(|(n, l)| (l.as_str(), n)).collect();
    let name = |g: &Group| match g.values.get(1) {
        Some(value) => value.clone().unwrap_or_else(|| "(none)".into()),
        None => String::new(),
    };
    let mut found: HashMap<String, (u64, Vec<f64>)> = HashMap::new();
    for (n, group) in counted.groups.iter().enumerate() {
        let (sum, values) = found.entry(name(group)).or_insert_with(|| (0, vec![0.0; labels.len()]));
        *sum += group.count;
        if let Some(&at) = group.values[0].as_deref().and_then(|period| place.get(period)) {
            values[at] = counted.value(n);
        }
    }
    let mut series: Vec<(u64, String, Vec<f64>)> = found.into_iter().map(|(name, (sum, v))| (sum, name, v)).collect();
    series.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok((labels, series.into_iter().map(|(_, name, values)| (name, values)).collect()))
}

/// The greatest groups by their names.
fn by_name(counted: &Counted) -> (Vec<String>, Series) {
    let mut all: Vec<usize> = (0..counted.groups.len()).collect();
    all.sort_by(|&a, &b| counted.value(b).total_cmp(&counted.value(a)).then(a.cmp(&b)));
    all.truncate(MOST_NAMES);
    let name = |&n: &usize| counted.groups[n].values[0].clone().unwrap_or_else(|| "(none)".into());
    (all.iter().map(name).collect(), vec![(String::new(), all.iter().map(|&n| counted.value(n)).collect())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(groups: &[(&[&str], u64)]) -> Counted {
        let group = |(values, count): &(&[&str], u64)| {
            let values = values.iter().map(|v| Some((*v).to_owned()).filter(|v| v != "-")).collect();
            Group { values, count: *count, all: None }
        };
        let total = groups.iter().map(|(_, count)| count).sum();
        let undated = groups.iter().filter(|(values, _)| values[0] == "-").map(|(_, count)| count).sum();
        Counted { groups: groups.iter().map(group).collect(), words: None, total, undated }
    }

    fn figure(by: &[&str], counted: &Counted) -> Result<Figure> {
        let by: Vec<String> = by.iter().map(|b| (*b).to_owned()).collect();
        Drawing { query: "war", index: Path::new("a/press"), by: &by, counted, what: "paragraphs" }.figure()
    }

    #[test]
    fn periods_without_a_match_are_there_and_series_come_by_their_sums() {
        let found = counted(&[
            (&["2026-01", "Gazette"], 1),
            (&["2026-03", "Gazette"], 1),
            (&["2026-03", "Wire"], 5),
            (&["-", "Wire"], 2),
        ]);
        let figure = figure(&["month", "source"], &found).unwrap();
        assert_eq!(figure.labels, ["2026-01", "2026-02", "2026-03"]);
        assert_eq!(figure.series, [("Wire".into(), vec![0.0, 0.0, 5.0]), ("Gazette".into(), vec![1.0, 0.0, 1.0])]);
        assert_eq!(
            figure.source,
            "newsdex, index press: 9 paragraphs, 2026-01 to 2026-03; without 2 that have no date"
        );
    }

    #[test]
    fn what_a_figure_leaves_out_is_said_in_it() {
        let names: Vec<String> = (0..40).map(|n| format!("n{n:02}")).collect();
        let one: Vec<[&str; 1]> = names.iter().map(|n| [n.as_str()]).collect();
        let groups: Vec<(&[&str], u64)> = one.iter().enumerate().map(|(n, v)| (v.as_slice(), n as u64)).collect();
        let drawn = figure(&["person"], &counted(&groups)).unwrap();
        assert_eq!((drawn.labels.len(), drawn.labels[0].as_str()), (30, "n39"));
        assert!(drawn.source.ends_with("; the 30 greatest of 40 by person"), "{}", drawn.source);
        let two: Vec<[&str; 2]> = names.iter().map(|n| ["2026", n.as_str()]).collect();
        let groups: Vec<(&[&str], u64)> = two.iter().map(|v| (v.as_slice(), 1)).collect();
        let drawn = figure(&["year", "person"], &counted(&groups)).unwrap();
        assert_eq!(drawn.series.len(), plot::MOST_SERIES);
        assert!(drawn.source.ends_with("; the 7 greatest of 40 by person"), "{}", drawn.source);
        assert!(figure(&["person", "year"], &counted(&groups)).is_err());
    }
}
