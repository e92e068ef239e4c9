//! Letters with their places → lines in the order in which a page is read.

/// A letter (or a few, as one sign shows them) on a page.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// Its left edge, in points from the left.
    pub x: f64,
    /// Its base line, in points from the bottom.
    pub y: f64,
    pub width: f64,
    /// The height of its font.
    pub size: f64,
    pub text: String,
}

/// A page's letters in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub height: f64,
    pub glyphs: Vec<Glyph>,
}

/// A piece of a line without a wide gap in it.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub text: String,
    pub left: f64,
    pub right: f64,
    /// The base line, in points from the bottom.
    pub y: f64,
    pub size: f64,
}

/// The lines of a page, column by column.
pub(super) fn of_page(page: Page) -> Vec<Line> {
    let mut ordered = Vec::new();
    order(pieces(page.glyphs), &mut ordered, 0);
    ordered
}

/// Letters that follow one another on a base line, as one piece.
fn pieces(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    // By base line, from the top; letters of one line may be some points off (raised signs, rounding).
    glyphs.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        match rows.last_mut() {
            Some(row) if (row[0].y - glyph.y).abs() < 0.35 * row[0].size.min(glyph.size) => row.push(glyph),
            _ => rows.push(vec![glyph]),
        }
    }
    let mut lines = Vec::new();
    for mut row in rows {
        row.sort_by(|a, b| a.x.total_cmp(&b.x));
        parted(row, &mut lines);
    }
    lines.retain(|line| !line.text.trim().is_empty());
    lines
}

/// Cuts a row at wide gaps and puts spaces into narrow ones.
fn parted(row: Vec<Glyph>, lines: &mut Vec<Line>) {
    let mut open: Option<Line> = None;
    for glyph in row {
        if let Some(line) = open.as_mut() {
            let gap = glyph.x - line.right;
            let size = line.size.max(glyph.size);
            // The same letter at the same place again is how some programs print in bold.
            let shadow = gap < -0.7 * glyph.width && line.text.ends_with(glyph.text.as_str());
            if shadow {
                continue;
            }
            if gap < 1.2 * size {
                let blank = glyph.text.starts_with(char::is_whitespace) || line.text.ends_with(char::is_whitespace);
                if gap > 0.17 * size && !blank {
                    line.text.push(' ');
                }
                line.text.push_str(&glyph.text);
                line.right = line.right.max(glyph.x + glyph.width);
                line.size = size;
                continue;
            }
        }
        lines.extend(open.take());
        // White space opens no piece: it would hide the gap before the next column.
        if !glyph.text.trim().is_empty() {
            let right = glyph.x + glyph.width;
            open = Some(Line { left: glyph.x, right, y: glyph.y, size: glyph.size, text: glyph.text });
        }
    }
    lines.extend(open);
}

/// How often a page is cut, one cut within the other.
const DEEPEST: usize = 40;

/// Puts lines into reading order: cuts a region at a gutter into columns, else at its widest gap into what is above
/// and below.
fn order(mut lines: Vec<Line>, out: &mut Vec<Line>, depth: usize) {
    if lines.len() > 1 && depth < DEEPEST {
        if let Some(at) = gutter(&lines) {
            let (left, right): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.right <= at);
            order(left, out, depth + 1);
            return order(right, out, depth + 1);
        }
        if let Some(at) = gap(&lines) {
            let (above, below): (Vec<Line>, Vec<Line>) = lines.into_iter().partition(|line| line.y > at);
            order(above, out, depth + 1);
            return order(below, out, depth + 1);
        }
    }
    lines.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.left.total_cmp(&b.left)));
    out.extend(same_row(lines));
}

/// Joins what stands on one base line and was not cut: the words of a line set wide.
fn same_row(lines: Vec<Line>) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::new();
    for line in lines {
        match joined.last_mut() {
            Some(last) if (last.y - line.y).abs() < 0.3 * last.size && line.left >= last.right => {
                last.text.push(' ');
                last.text.push_str(&line.text);
                last.right = line.right;
            }
            _ => joined.push(line),
        }
    }
    joined
}

/// The least width of a gutter, in heights of the letters.
const GUTTER: f64 = 0.8;
/// The least number of lines on both sides of a gutter.
const COLUMN: usize = 3;

/// Where no line crosses, with a column of lines on both sides; the widest such place.
fn gutter(lines: &[Line]) -> Option<f64> {
    let mut spans: Vec<(f64, f64)> = lines.iter().map(|line| (line.left, line.right)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let size = median(lines.iter().map(|line| line.size));
    let (mut reach, mut best) = (f64::MIN, None::<(f64, f64)>);
    for (left, right) in spans {
        let width = left - reach;
        if reach > f64::MIN && width >= GUTTER * size && best.is_none_or(|(w, _)| width > w) {
            best = Some((width, reach));
        }
        reach = reach.max(right);
    }
    let at = best?.1;
    let before = lines.iter().filter(|line| line.right <= at).count();
    (before >= COLUMN && lines.len() - before >= COLUMN).then_some(at)
}

/// The height of the widest gap between two lines that is wider than what parts the lines of a paragraph.
fn gap(lines: &[Line]) -> Option<f64> {
    let mut ys: Vec<(f64, f64)> = lines.iter().map(|line| (line.y, line.size)).collect();
    ys.sort_by(|a, b| b.0.total_cmp(&a.0));
    let steps = ys.windows(2).map(|w| (w[0].0 - w[1].0, w[0].1.max(w[1].1), f64::midpoint(w[0].0, w[1].0)));
    let widest = steps.max_by(|a, b| (a.0 / a.1).total_cmp(&(b.0 / b.1)))?;
    // Where a wide line stands over columns, the gap may be small: any that leaves a gutter below or above is taken.
    (widest.0 > 0.6 * widest.1).then_some(widest.2)
}

/// The middle one of some values, 1 where there are none.
pub(super) fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(1.0)
}
