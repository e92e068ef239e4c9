//! Histograms of counts on a terminal.

use super::Out;
use super::figure::{Counted, Series};
use super::lists::shown;
use crate::error::Result;
use crate::render::style::printable;
use std::io::Write;
use unicode_width::UnicodeWidthStr;

/// Columns of the longest bar, and of the longest one on a terminal that is too narrow for anything longer.
const BAR: usize = 40;
const SHORT: usize = 10;

/// What small bars are made of.
const SPARKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The values of each group as one name.
pub fn names(counted: &Counted) -> Vec<String> {
    let name = |v: &Option<String>| v.clone().unwrap_or_else(|| "(none)".to_owned());
    counted.groups.iter().map(|g| g.values.iter().map(name).collect::<Vec<_>>().join("  ")).collect()
}

fn greatest(counted: &Counted) -> f64 {
    (0..counted.groups.len()).map(|n| counted.value(n)).fold(0.0, f64::max)
}

/// One line for each group, with a bar in proportion to the greatest, and a scale below where the bars stand for rates.
pub fn long(out: &mut Out, counted: &Counted) -> Result<()> {
    let names = names(counted);
    let width = names.iter().map(|n| n.width()).max().unwrap_or(0);
    let most = greatest(counted);
    let (number, dim) = (out.styles.number, out.styles.meta);
    let before = width + 2 + 7 + counted.words.as_ref().map_or(0, |_| 11) + 2;
    let longest = longest(out, before);
    for (n, (group, name)) in counted.groups.iter().zip(&names).enumerate() {
        let length = if most > 0.0 { (counted.value(n) * longest as f64 / most).ceil() as usize } else { 0 };
        let pad = " ".repeat(width - name.width());
        let rate = match &counted.words {
            Some(_) => format!("  {:>9}", shown(counted.value(n), 2)),
            None => String::new(),
        };
        let bar = "█".repeat(length.min(longest));
        writeln!(out.text(), "{}{pad}  {number}{:>7}{number:#}{rate}  {bar}", printable(name), group.count)?;
    }
    if out.terminal && most > 0.0 {
        writeln!(out.text(), "{dim}{:before$}{}{dim:#}", "", scale(most, longest))?;
    }
    Ok(())
}

/// Columns of the longest bar behind so many other columns; in a file no bar depends on the terminal.
fn longest(out: &Out, before: usize) -> usize {
    if out.terminal { out.width.saturating_sub(before).clamp(SHORT, BAR) } else { BAR }
}

/// Numbers below bars of so many columns: nothing, half and all of the greatest.
fn scale(most: f64, longest: usize) -> String {
    let number = |x: f64| shown(x, usize::from(x.fract() != 0.0));
    let (half, all) = (number(most / 2.0), number(most));
    let mut line = format!("0{:1$}", "", (longest / 2).saturating_sub(1 + half.len() / 2));
    line.push_str(&half);
    line.push_str(&" ".repeat(longest.saturating_sub(line.len() + all.len()).max(1)));
    line + &all
}

/// A line of small bars for each series, with the first and the last label and the greatest value. Where there are more values than fit, a
/// bar stands for several and shows the greatest of them.
pub fn compact(out: &mut Out, labels: &[String], series: &Series, rates: bool) -> Result<()> {
    let (Some(first), Some(last)) = (labels.first(), labels.last()) else { return Ok(()) };
    let most = series.iter().flat_map(|(_, values)| values).fold(0.0, |a: f64, b| a.max(*b));
    let spark = |value: &f64| match (value * SPARKS.len() as f64 / most.max(f64::MIN_POSITIVE)).ceil() as usize {
        0 => ' ',
        level => SPARKS[level.min(SPARKS.len()) - 1],
    };
    let width = series.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let number = out.styles.number;
    let beside = width + first.width() + last.width() + "        greatest 99999".len();
    let room = out.width.saturating_sub(beside).max(if out.terminal { SHORT } else { BAR });
    let each = labels.len().div_ceil(room).max(1);
    let several = if each > 1 { format!(", a bar is the greatest of {each}") } else { String::new() };
    for (name, values) in series {
        let line: String = values.chunks(each).map(|some| spark(&some.iter().copied().fold(0.0, f64::max))).collect();
        let own = values.iter().fold(0.0, |a: f64, b| a.max(*b));
        let greatest = shown(own, usize::from(rates));
        let name = if width > 0 { format!("{name}{}  ", " ".repeat(width - name.width())) } else { String::new() };
        let line = format!("{name}{first}  {line}  {last}");
        writeln!(out.text(), "{}  greatest {number}{greatest}{number:#}{several}", printable(&line))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_its_numbers_below_the_bars() {
        let line = scale(30.0, BAR);
        assert_eq!(line.find("15"), Some(19));
        assert_eq!(line.len(), BAR);
        assert!(line.starts_with('0') && line.ends_with("30"));
        assert_eq!(scale(30.0, SHORT), "0   15  30");
    }
}
