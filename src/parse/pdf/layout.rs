//! Lines of all pages → headline and paragraphs: without running heads and page numbers, words parted at a line's end
//! put together.

use super::lines::{Line, Page, median, of_page};
use rustc_hash::FxHashMap;

/// A document's text.
#[derive(Debug)]
pub(super) struct Body {
    /// What is set in the largest letters at its beginning, where they are larger than those of the text.
    pub title: Option<String>,
    /// Short lines above the headline: the name of the paper, its date, a kicker.
    pub above: Vec<String>,
    pub paragraphs: Vec<String>,
}

/// The text of a document; `None` where there is none.
pub(super) fn read(pages: Vec<Page>) -> Option<Body> {
    let heights: Vec<f64> = pages.iter().map(|page| page.height).collect();
    let mut pages: Vec<Vec<Line>> = pages.into_iter().map(of_page).collect();
    drop_running(&mut pages, &heights);
    let (title, above) = title(&mut pages).unzip();
    let lines: Vec<Line> = pages.into_iter().flatten().collect();
    let paragraphs = paragraphs(&lines);
    (title.is_some() || !paragraphs.is_empty()).then(|| Body { title, above: above.unwrap_or_default(), paragraphs })
}

/// The part of a page, at its top and bottom, where running heads and page numbers stand.
const MARGIN: f64 = 0.1;

/// Drops lines that stand on several pages at the same height, and numbers of pages.
fn drop_running(pages: &mut [Vec<Line>], heights: &[f64]) {
    let at_edge = |line: &Line, height: f64| line.y < height * MARGIN || line.y > height * (1.0 - MARGIN);
    let key = |line: &Line| {
        let text: String = line.text.chars().filter(|c| c.is_alphabetic()).collect();
        (text, (line.y / 3.0).round() as i64)
    };
    let mut seen: FxHashMap<(String, i64), usize> = FxHashMap::default();
    for (page, height) in pages.iter().zip(heights) {
        for line in page.iter().filter(|line| at_edge(line, *height)) {
            *seen.entry(key(line)).or_default() += 1;
        }
    }
    let several = pages.len() > 1;
    for (page, height) in pages.iter_mut().zip(heights) {
        page.retain(|line| {
            let repeated = several && seen.get(&key(line)).is_some_and(|n| *n > 1);
            !(at_edge(line, *height) && (repeated || is_page_number(&line.text)))
        });
    }
}

/// "3", "- 3 -", "Page 3 of 5", "3/5".
fn is_page_number(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut numbers = 0;
    for word in words {
        match word.to_lowercase().as_str() {
            "page" | "of" | "seite" | "von" | "sur" | "página" | "de" | "pagina" | "di" | "s" | "p" => {}
            number if number.len() <= 4 && number.bytes().all(|b| b.is_ascii_digit()) => numbers += 1,
            _ => return false,
        }
    }
    (1..=2).contains(&numbers)
}

/// How much larger than the text a headline is set.
const LARGER: f64 = 1.2;
/// The longest headline, in bytes.
const LONGEST: usize = 300;

/// The longest line above a headline, in words.
const ABOVE: usize = 8;

/// Takes the headline off the first page (the largest lines of it, where they stand together), and the short lines
/// above it.
fn title(pages: &mut [Vec<Line>]) -> Option<(String, Vec<String>)> {
    let weight = |line: &Line| line.text.chars().count();
    let sizes = pages.iter().flatten().flat_map(|line| std::iter::repeat_n(line.size, weight(line).min(200)));
    let usual = median(sizes);
    let first = pages.first_mut()?;
    // A name of one or two words in large letters is the paper's, not the article's.
    let large = |line: &Line| line.size >= usual * LARGER && line.text.split_whitespace().count() >= 3;
    let largest = first.iter().filter(|line| large(line)).map(|line| line.size).fold(0.0, f64::max);
    let start = first.iter().position(|line| large(line) && line.size >= largest * 0.97)?;
    let same = |line: &&Line| (line.size / largest - 1.0).abs() < 0.05;
    let count = first[start..].iter().take_while(same).count();
    let lines: Vec<Line> = first.drain(start..start + count).collect();
    let mut title = String::new();
    lines.iter().for_each(|line| join(&mut title, &line.text));
    if title.len() > LONGEST {
        first.splice(start..start, lines);
        return None;
    }
    let short = first[..start].iter().all(|line| line.text.split_whitespace().count() <= ABOVE);
    let above = if short { first.drain(..start).map(|line| line.text).collect() } else { Vec::new() };
    Some((title, above))
}

/// How much room a full line may leave beyond what the next word would need, in heights of its letters: a line that was
/// not justified is as full as its words allow.
const ROOM: f64 = 1.5;
/// The width of a letter, in heights.
const LETTER: f64 = 0.5;

fn paragraphs(lines: &[Line]) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let leading = leading(lines);
    for (i, line) in lines.iter().enumerate() {
        let before = i.checked_sub(1).map(|b| &lines[b]);
        match (before, paragraphs.last_mut()) {
            (Some(before), Some(last)) if goes_on(lines, i, before, line, leading) => join(last, &line.text),
            _ => paragraphs.push(line.text.trim().to_owned()),
        }
    }
    paragraphs.retain(|text| !text.trim().is_empty());
    paragraphs
}

/// The usual distance of two lines, in heights of their letters.
fn leading(lines: &[Line]) -> f64 {
    let steps = lines.windows(2).filter(|w| w[0].y > w[1].y).map(|w| (w[0].y - w[1].y) / w[0].size.max(1.0));
    median(steps.filter(|step| *step < 2.5)).max(1.0)
}

/// Whether a line goes on with the paragraph of the line before it.
fn goes_on(lines: &[Line], i: usize, before: &Line, line: &Line, leading: f64) -> bool {
    if (line.size / before.size - 1.0).abs() > 0.08 {
        return false;
    }
    let open = !ends_sentence(&before.text);
    let step = before.y - line.y;
    if step <= 0.0 || (line.left - before.left).abs() > 8.0 * line.size && line.left > before.right {
        // The next column or page.
        return open || line.text.starts_with(char::is_lowercase);
    }
    if step > leading * before.size * 1.35 {
        return open && line.text.starts_with(char::is_lowercase) && step < leading * before.size * 4.0;
    }
    if starts_item(&line.text) {
        return false;
    }
    let column = column(lines, i);
    let indented = line.left > column.0 + 0.8 * line.size && line.left > before.left + 0.8 * line.size;
    let word = line.text.split_whitespace().next().map_or(0, |word| word.chars().count()) as f64;
    let full = column.1 - before.right < (word * LETTER + ROOM) * line.size;
    (!indented || starts_item(&before.text)) && (full || (open && line.text.starts_with(char::is_lowercase)))
}

/// Whether a line is the first of an item of a list.
fn starts_item(text: &str) -> bool {
    text.starts_with(['•', '·', '▪', '■', '‣', '*']) || text.starts_with("– ") || text.starts_with("- ")
}

/// The edges of the column that a line stands in: those of its neighbours.
fn column(lines: &[Line], i: usize) -> (f64, f64) {
    let here = &lines[i];
    let near = lines[i.saturating_sub(12)..(i + 12).min(lines.len())].iter();
    let same = near.filter(|line| line.left < here.right && line.right > here.left);
    same.fold((here.left, here.right), |(left, right), line| (left.min(line.left), right.max(line.right)))
}

fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(['"', '\'', '”', '’', '»', ')', '」', '』']);
    text.ends_with(['.', '!', '?', '。', '！', '？', ':', '…'])
}

/// Appends a line: with a space, without one between Chinese or Japanese letters, and without the hyphen where a word
/// was parted.
fn join(text: &mut String, line: &str) {
    let line = line.trim();
    let trimmed = text.trim_end().len();
    text.truncate(trimmed);
    let wide = |c: char| matches!(c as u32, 0x2e80..=0x9fff | 0xf900..=0xfaff | 0xff00..=0xffef);
    if let Some(stem) = text.strip_suffix('\u{ad}') {
        text.truncate(stem.len());
    } else if line.starts_with(char::is_lowercase)
        && let Some(stem) = text.strip_suffix(['-', '\u{2010}']).filter(|stem| stem.ends_with(char::is_lowercase))
    {
        text.truncate(stem.len());
    } else if !(text.is_empty() || text.ends_with(['-', '/', '–']) || text.ends_with(wide) && line.starts_with(wide))
    {
        text.push(' ');
    }
    text.push_str(line);
}
