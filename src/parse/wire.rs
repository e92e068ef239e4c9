//! Text as it comes over the wire: IPTC 7901, ANPA 1312 and the numbered lines of AAP.

use super::metadata::Field;
use super::{Draft, Format, Options, byline, text};
use crate::error::Result;
use crate::read::Source;

/// A message of the wire, in any of the three shapes.
pub(super) struct Wire;

/// Start of a header.
const SOH: char = '\u{1}';
/// Start of a text.
const STX: char = '\u{2}';
/// End of a text.
const ETX: char = '\u{3}';

impl Format for Wire {
    fn name(&self) -> &'static str {
        "wire"
    }

    fn matches(&self, source: &Source) -> bool {
        let head = source.text().trim_start();
        let head = &head[..head.floor_char_boundary(600)];
        head.starts_with("ZCZC")
            || is_keyed(head)
            || (head.trim_start_matches('\u{16}').starts_with(SOH) && head.contains(STX))
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let text = source.text().trim_start();
        if text.starts_with("ZCZC") {
            each(numbered(text, options));
        } else if is_keyed(text) {
            each(keyed(text, options));
        } else {
            text.split(SOH).filter(|message| message.contains(STX)).for_each(|message| each(framed(message, options)));
        }
        Ok(())
    }
}

/// A message between its marks: a header line, the text, the time of sending.
fn framed(message: &str, options: &Options) -> Draft {
    let mut draft = Draft::default();
    let (head, rest) = message.split_once(STX).unwrap_or(("", message));
    let (body, tail) = rest.split_once(ETX).unwrap_or((rest, ""));
    let lines: Vec<&str> = body.lines().map(|line| line.trim_end_matches([' ', '\t', '<', '\u{c}', '\u{4}'])).collect();
    // ANPA marks the lines before the text with `^`; IPTC 7901 ends the headline with `=`.
    if lines.iter().take(8).any(|line| line.starts_with('^')) {
        marked(&lines, &mut draft, options);
        if let Some(sent) = sent_by_ap(tail) {
            draft.put(Field::Published, &sent, "wire trailer", options);
        }
    } else {
        if let Some(agency) = head.lines().next().and_then(|line| line.split_whitespace().rev().nth(1)) {
            draft.put(Field::Source, agency, "wire header", options);
        }
        headed(&lines, &mut draft, options);
        if let Some(sent) = sent(tail) {
            draft.put(Field::Published, &sent, "wire trailer", options);
        }
    }
    draft
}

/// `091015 GMT Jan 26`: day, hour, minute, month and year of sending.
fn sent(tail: &str) -> Option<String> {
    let mut words = tail.split_whitespace();
    let (stamp, zone, month, year) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let digits = stamp.len() == 6 && year.len() == 2 && stamp.bytes().chain(year.bytes()).all(|b| b.is_ascii_digit());
    digits.then(|| format!("{} {month} 20{year} {}:{} {zone}", &stamp[..2], &stamp[2..4], &stamp[4..]))
}

/// `AP-WF-11-13-12 1049GMT<`: month, day and year of sending, and the time.
fn sent_by_ap(tail: &str) -> Option<String> {
    let (date, clock) = tail.trim_start().strip_prefix("AP-WF-")?.split_once(' ')?;
    let parts: Vec<&str> = date.split('-').collect();
    let [month, day, year] = parts[..] else { return None };
    let digits = |text: &str, n: usize| text.len() == n && text.bytes().all(|b| b.is_ascii_digit());
    let (clock, zone) = clock.trim_end().trim_end_matches('<').trim_end().split_at_checked(4)?;
    let whole = [month, day, year].iter().all(|part| digits(part, 2)) && digits(clock, 4);
    let zone = if zone == "GMT" { "Z" } else { "" };
    whole.then(|| format!("20{year}-{month}-{day}T{}:{}{zone}", &clock[..2], &clock[2..]))
}

/// `^Headline<`, `^By ANA PETROV=`, `^Eds: …`, then paragraphs.
fn marked(lines: &[&str], draft: &mut Draft, options: &Options) {
    let start = lines.iter().position(|line| line.starts_with('^')).unwrap_or(0);
    let mut body = Vec::new();
    for line in &lines[start..] {
        let Some(said) = line.strip_prefix('^').filter(|_| body.is_empty()) else {
            let line = line.trim_start_matches('^');
            body.push(line);
            continue;
        };
        let said = said.trim_end_matches('=');
        // The first line is the slug of the story, `BC-Ferry,466`, or the number of its queue.
        let notes = ["Eds", "(Eds", "EDITOR", "AP Photo", "AP Video", "APNewsNow", "With ", "BC-", "AP-", "*"];
        let note = notes.iter().any(|mark| said.starts_with(mark));
        if byline::is_byline(said) {
            draft.put_byline(said, "wire");
        } else if byline::is_agency(said) {
            draft.put(Field::Source, said, "wire", options);
        } else if draft.title.is_none() && !note {
            draft.put(Field::Title, said, "wire", options);
        }
    }
    draft.paragraphs = text::paragraphs(&body.join("\n"));
}

/// Headline lines up to one that ends in `=`, a byline among them, then wrapped paragraphs.
fn headed(lines: &[&str], draft: &mut Draft, options: &Options) {
    const NOTES: &[&str] =
        &["EXTRA", "REFILE", "URGENT", "CORRECTION", "ROUNDUP", "(ACHTUNG)", "NEWS FEATURE", "PREVIEW"];
    let end = lines.iter().take(10).position(|line| line.trim_end().ends_with('=')).map_or(0, |at| at + 1);
    let mut title: Vec<&str> = Vec::new();
    for line in &lines[..end] {
        let line = line.trim().trim_end_matches('=').trim();
        if byline::is_byline(line) {
            draft.put_byline(line, "wire");
        } else if !NOTES.contains(&line.to_uppercase().as_str()) && !line.to_uppercase().ends_with(" LEAD") {
            title.push(line);
        }
    }
    draft.put(Field::Title, &title.join(" "), "wire", options);
    draft.paragraphs = text::paragraphs(&lines[end..].join("\n"));
}

/// Whether a message names its parts by two letters: `zczc`, `AN#2694`, `TI#Ferry is back`.
fn is_keyed(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim);
    lines.next() == Some("zczc") && lines.next().is_some_and(|line| key(line).is_some())
}

/// The two letters of a line with what stands behind them.
fn key(line: &str) -> Option<(&str, &str)> {
    line.split_once('#').filter(|(key, _)| key.len() == 2 && key.bytes().all(|b| b.is_ascii_uppercase()))
}

/// A message whose parts have names; the text begins with the one called so.
fn keyed(message: &str, options: &Options) -> Draft {
    let mut draft = Draft::default();
    let mut lines = message.lines();
    let mut body = String::new();
    while let Some((key, value)) = lines.by_ref().find_map(key) {
        let field = match key {
            "TI" => Field::Title,
            "PD" => Field::Published,
            "BY" => Field::Byline,
            "SO" => Field::Source,
            "TX" => {
                body.push_str(value);
                lines.by_ref().take_while(|line| line.trim() != "nnnn").for_each(|line| body.extend(["\n", line]));
                break;
            }
            _ => continue,
        };
        draft.put(field, value, "wire", options);
    }
    draft.paragraphs = text::paragraphs(&body);
    draft
}

/// AAP: `^` or `$` headline, `:(PLACE)`, other lines that begin with a mark, then paragraphs, `NNNN`.
fn numbered(message: &str, options: &Options) -> Draft {
    let mut draft = Draft::default();
    let mut body: Vec<&str> = Vec::new();
    for line in message.lines().skip(1) {
        let bare = line.trim();
        if bare == "NNNN" {
            break;
        }
        let coded = body.is_empty() && bare.starts_with(['%', '#', '$', ':', '&', '*', '@', '=', '+', '^']);
        // A letter alone is the category of the message.
        match bare.strip_prefix(['^', '$']).filter(|title| coded && title.trim().chars().count() > 1) {
            Some(title) => draft.put(Field::Title, title, "wire", options),
            None if coded || (body.is_empty() && bare.is_empty()) => {}
            None => body.push(line),
        }
    }
    if let Some(agency) = message.lines().next().and_then(|line| line.split_whitespace().nth(1)) {
        draft.put(Field::Source, agency.split('$').next().unwrap_or(agency), "wire header", options);
    }
    draft.paragraphs = text::paragraphs(&body.join("\n"));
    draft
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Draft {
        let source = Source::new("a.txt", "a.txt", text);
        assert!(Wire.matches(&source));
        let mut got = None;
        Wire.parse(&source, &Options::default(), &mut |draft| got = Some(draft)).unwrap();
        got.unwrap()
    }

    const BODY: &str = "Bergen (nwa) - The harbour ferry came back on Friday after four\nweeks in the dock, and the people on the pier were glad of it,\nthe company said.\n\n\"We missed her,\" one of them said.\n";

    #[test]
    fn the_three_shapes_are_read() {
        let iptc = of(&format!(
            "\u{1}nwa062 4 i 211  nwa 061\n\nNorway/sea/\n\u{2}EXTRA\nFerry is back in harbour\nBy Ana Lind =\n\n{BODY}\u{3}091015 GMT Jan 26\n"
        ));
        assert_eq!(
            (iptc.title.as_deref(), iptc.source.as_deref(), iptc.byline.len()),
            (Some("Ferry is back in harbour"), Some("nwa"), 1)
        );
        assert_eq!(iptc.paragraphs.len(), 2, "{:?}", iptc.paragraphs);
        let anpa = of(&format!(
            "\u{16}\u{16}\u{1}W1_\nf l\u{13}\u{11} BC-Ferry 01-09 0100\n\u{2}^BC-Ferry,100<\n^Ferry is back in harbour<\n^Eds: With photos.<\n^By ANA LIND=\n\t{BODY}\t\u{3}AP-WF-01-09-26 1049GMT<\n"
        ));
        assert_eq!(
            (anpa.title.as_deref(), anpa.byline.as_slice()),
            (Some("Ferry is back in harbour"), ["Ana Lind".to_owned()].as_slice())
        );
        assert_eq!(anpa.published.unwrap().to_string(), "2026-01-09T10:49+00:00");
        let aap = of(&format!("ZCZC NWA\n%A\n#Ferry\n$Ferry is back in harbour\n:(BERGEN)\n{BODY}\nNNNN\n"));
        assert_eq!(
            (aap.title.as_deref(), aap.source.as_deref(), aap.paragraphs.len()),
            (Some("Ferry is back in harbour"), Some("NWA"), 2)
        );
        let sport = of(&format!("ZCZC NWA\n$T\n:Rowing\n^ROWING: Ferry is back\n*X\n{BODY}\nNNNN\n"));
        assert_eq!(sport.title.as_deref(), Some("ROWING: Ferry is back"));
        let keyed = of(&format!(
            "zczc\nAN#7\nPD#09 January 2026 14:00:00\nSO#NWA\nTI#Ferry is back\nAB#Short\nTX#\n{BODY}nnnn\n"
        ));
        assert_eq!(
            (keyed.title.as_deref(), keyed.source.as_deref(), keyed.paragraphs.len()),
            (Some("Ferry is back"), Some("NWA"), 2)
        );
        assert_eq!(keyed.published.unwrap().to_string(), "2026-01-09T14:00:00");
    }
}
