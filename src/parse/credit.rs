//! Which news agencies an article credits: as its source, in its byline, in the dateline of its first paragraphs, in a line of its own
//! or in parentheses at the end. The text stays as it is.

use super::byline;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Ways to name an agency, in small letters → its canonical name.
static AGENCIES: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../models/agencies.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| line.split_once('\t'));
    rows.flat_map(|(name, ways)| ways.split('\t').map(move |way| (way, name))).collect()
});

/// The ways to name an agency, in small letters; none for a name that is not canonical.
pub fn ways(name: &str) -> impl Iterator<Item = &'static str> {
    let mut ways: Vec<&str> = AGENCIES.iter().filter(|(_, of)| **of == name).map(|(way, _)| *way).collect();
    ways.sort_unstable();
    ways.into_iter()
}

/// How many paragraphs at the beginning may have a dateline, and at the end a credit.
const FIRST: usize = 3;
const LAST: usize = 3;

/// The canonical name of the agency that `words` are.
pub(crate) fn agency(words: &str) -> Option<&'static str> {
    let words = words.trim().trim_matches(['.', ',', ':', '-', '–', '—', '_', '*', '©', '\u{a0}', ' ']);
    let initials = words.len() <= 4 && words.is_ascii() && words.contains(|c: char| c.is_ascii_lowercase());
    if initials && !SMALL.contains(&words) {
        return None;
    }
    AGENCIES.get(words.to_lowercase().as_str()).copied()
}

/// Short names that are written with small letters; others, such as those of "an app" or "a spa", are only in capitals.
const SMALL: &[&str] = &["dpa", "afp", "Efe", "Ansa", "Lusa", "Tass", "Jiji", "Pana"];

/// The agencies that an article credits, each once, in the order of their names. `named` are its source and what its byline says.
pub(super) fn credits<'a>(named: impl IntoIterator<Item = &'a str>, paragraphs: &[String]) -> Vec<String> {
    let mut found: Vec<&str> = Vec::new();
    for words in named {
        found.extend(words.split([',', ';', '|', '/', '(', ')', '&']).filter_map(agency));
    }
    for text in paragraphs.iter().take(FIRST) {
        found.extend(alone(text).or_else(|| between_strokes(text)));
        found.extend(dateline(text));
    }
    for text in paragraphs.iter().rev().take(LAST) {
        found.extend(at_the_end(text));
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(str::to_owned).collect()
}

/// The agency that is all of a line, perhaps with its desk: `EFE`, `Redazione ANSA`.
fn alone(text: &str) -> Option<&'static str> {
    let text = text.trim().trim_matches(['(', ')', '[', ']']);
    let desk = |(desk, name): (&str, &str)| byline::is_house_word(desk).then(|| agency(name)).flatten();
    (text.len() <= 60).then(|| agency(text).or_else(|| text.split_once(' ').and_then(desk))).flatten()
}

/// The agency of `МОСКВА, 12 марта. /ТАСС/. Мост …`, or of `… мост. /ТАСС/`.
fn between_strokes(text: &str) -> Option<&'static str> {
    let head = &text[..text.floor_char_boundary(120)];
    let tail = || text.trim_end().strip_suffix('/').and_then(|rest| rest.rsplit_once('/'));
    let opened = head.split_once('/').and_then(|(_, rest)| rest.split_once('/')).map(|(name, _)| name);
    opened.and_then(agency).or_else(|| tail().and_then(|(_, name)| agency(name)))
}

/// The agencies of a dateline: `LONDON, Jan 5 (Reuters) -`, `(AP) --`, `Paris (AFP) –`, `HAMAR / AP`.
fn dateline(text: &str) -> Vec<&'static str> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)^\s* (?P<place> (?: \p{Lu}|\p{Lo} )? [^()“”\x22;?!\n]{0,60}? ) \s*
              [(（【] (?P<agency> [^()（）【】]{2,40} ) [)）】] \s* (?P<end> -{1,2} | [-–—―_:] | $ | \s\p{Lu} | \p{Lo} )",
        )
        .expect("a constant pattern that the tests run")
    });
    let window = &text[..text.floor_char_boundary(160)];
    // Most paragraphs have nothing of the kind, and looking is quicker than matching.
    let Some(shape) = window.contains(['(', '（', '【']).then(|| SHAPE.captures(window)).flatten() else {
        return opening(window);
    };
    // A sentence may mention an agency: "The company (Reuters) said" has no dash behind it, and a dateline has no verb in small letters.
    let dash = !shape["end"].trim().starts_with(char::is_alphabetic);
    let place = shape["place"].trim();
    let town = place.split_whitespace().all(|word| {
        word.starts_with(|c: char| !c.is_lowercase()) || matches!(word, "de" | "du" | "al" | "la" | "el" | "von" | "am")
    });
    if !(dash || place.is_empty()) || !town {
        return Vec::new();
    }
    shape["agency"].split(['/', ',', '&', '-', '，', '、']).chain([&shape["agency"]]).filter_map(agency).collect()
}

/// `Reuters - …`, `AP — …`, `新华社北京…电`: a paragraph that begins with the agency.
fn opening(text: &str) -> Vec<&'static str> {
    static DASH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(?:[\p{Lu}][\p{Lu}\s.,'’\-]{2,40}[,/]\s*)?([\p{L}][\p{L}\s.\-]{1,30}?)\s*(?:\s--?|–|—|:)\s")
            .expect("a constant pattern that the tests run")
    });
    let marked = text.contains(['–', '—', ':']) || text.contains(" -");
    if let Some(found) = marked.then(|| DASH.captures(text)).flatten().and_then(|found| agency(found.get(1)?.as_str()))
    {
        return vec![found];
    }
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if !text.starts_with(is_han) {
        return Vec::new();
    }
    let han = |way: &&&str| way.starts_with(is_han) && way.chars().count() > 2;
    AGENCIES.keys().filter(han).filter(|way| text.starts_with(**way)).map(|way| AGENCIES[way]).collect()
}

/// The agencies that a last line credits: `(Reporting by …)`, `— Associated Press`, `Source: Xinhua`, `AFP`, `(With inputs from PTI)`,
/// `© 2026 Reuters`, `The Associated Press contributed to this report.`
fn at_the_end(text: &str) -> Vec<&'static str> {
    static CREDIT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?xi) (?: \b(?: with\ (?:inputs|files|reporting|material|information|reports)\ (?:from|by) | inputs?\ from | source\s*: |
                quelle\s*: | fuente\s*: | (?:copyright|©|\(c\)) (?:\s*(?:19|20)\d\d)? (?:\s*by)? | additional\ reporting\ by | agencies\s*: ) \s*
                (?P<after>[^.;\n]{2,80}) )
              | (?P<before>[^.;\n]{2,80}?) \s+ (?: contributed\ to\ this | contributed\ to\ the ) \s* (?: report | story | article )",
        )
        .expect("a constant pattern that the tests run")
    });
    // What each of them has, to be looked for first.
    static SIGN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)with (?:inp|fil|rep|mat|inf)|inputs? from|(?:source|quelle|fuente|agencies)\s*:|copyright|©|\(c\)|additional reporting|contributed to th")
            .expect("a constant pattern that the tests run")
    });
    let bare = text.trim().trim_matches(['(', ')', '[', ']', '—', '–', '-', '*', '_', ' ', '.']);
    if let Some(found) = agency(bare) {
        return vec![found];
    }
    let mut found: Vec<&'static str> = Vec::new();
    if text.len() <= 400 && SIGN.is_match(text) {
        for credit in CREDIT.captures_iter(text) {
            let words = credit.name("after").or(credit.name("before")).map_or("", |m| m.as_str());
            found.extend(named_in(words));
        }
    }
    // "… on Monday. (AP)", "… am Montag. dpa/afx"
    let tail = ends_with_credit(text.trim_end());
    found.extend(between_strokes(tail).filter(|_| tail.ends_with('/')));
    if let Some(open) = tail.strip_suffix([')', '）', ']']).and_then(|rest| rest.rfind(['(', '（', '['])) {
        let inside = tail[open..].trim_matches(['(', ')', '（', '）', '[', ']']);
        found.extend(inside.split([',', '/', ';', '-', '、']).chain([inside]).filter_map(agency));
    }
    found
}

/// "… on Monday. (AP).": without the full stop behind the credit of a sentence that has ended.
fn ends_with_credit(text: &str) -> &str {
    let ended =
        |rest: &&str| rest.rfind('(').is_some_and(|at| rest[..at].trim_end().ends_with(['.', '!', '?', '”', '"', '»']));
    text.strip_suffix('.').filter(|rest| rest.ends_with(')')).filter(ended).unwrap_or(text)
}

/// The agencies in a list such as "Reuters, AP writer Ana Lind and the Canadian Press".
fn named_in(words: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for piece in words.split([',', '/', '(', ')', '&']).flat_map(|piece| piece.split(" and ")) {
        let words: Vec<&str> = piece.split_whitespace().collect();
        // The longest beginning that is an agency: "AP writer Ana Lind", "The Associated Press".
        let longest = (1..=words.len().min(5)).rev().find_map(|n| agency(&words[..n].join(" ")));
        let last = || words.len().checked_sub(1).and_then(|n| agency(words[n]));
        found.extend(longest.or_else(last));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(named: &[&str], paragraphs: &[&str]) -> Vec<String> {
        let paragraphs: Vec<String> = paragraphs.iter().map(|p| (*p).to_owned()).collect();
        credits(named.iter().copied(), &paragraphs)
    }

    #[test]
    fn credits_are_read_wherever_papers_put_them() {
        let body = "The ferry is back in the harbour, and people on the pier were glad of it.";
        for (text, want) in [
            ("LONDON, Jan 5 (Reuters) - The ferry is back.", "Reuters"),
            ("HAMAR, Norway (AP) — The ferry is back.", "Associated Press"),
            ("Paris (AFP) – The ferry is back.", "Agence France-Presse"),
            ("(Reuters) - The ferry is back.", "Reuters"),
            ("BEIJING, Jan. 5 (Xinhua) -- The ferry is back.", "Xinhua"),
            ("AP — The ferry is back.", "Associated Press"),
            ("新华社北京1月5日电 渡轮回到了港口。", "Xinhua"),
            ("The ferry is back. (AFP)", "Agence France-Presse"),
            ("Am Montag kam die Fähre zurück. (dpa)", "dpa"),
            ("The Associated Press contributed to this report.", "Associated Press"),
            ("(With inputs from PTI)", "Press Trust of India"),
            ("Source: Xinhua", "Xinhua"),
            ("— Reuters", "Reuters"),
            ("Redazione ANSA", "ANSA"),
            ("Il traghetto è tornato. (ANSA).", "ANSA"),
            ("Мост открыт. /ТАСС/", "TASS"),
            ("ОСЛО, 9 января. /ТАСС/. Паром вернулся.", "TASS"),
            ("Köprü açıldı. (AA)", "Anadolu Agency"),
            ("AP writer Ana Lind contributed to this report.", "Associated Press"),
        ] {
            assert_eq!(of(&[], &[text]), [want], "{text}");
        }
        assert_eq!(of(&[], &["EFE", body, body, body, body]), ["EFE"]);
        assert_eq!(of(&["Reuters", "Ana Lind, Associated Press"], &[body]), ["Associated Press", "Reuters"]);
    }

    #[test]
    fn a_text_that_speaks_of_an_agency_does_not_credit_it() {
        for text in [
            "Reuters was sold to Thomson in 2008, and the ferry was late.",
            "The company told Reuters that the ferry (built in 1990) is back.",
            "Ana Lind (AP) was late, her friend said.",
            "She joined the Associated Press (AP) in 1990 and stayed.",
            "The ferry is back (see page 4).",
            "The app",
            "A copyright case was heard on Monday.",
            "News of AP and others",
            "She joined the Associated Press (AP).",
        ] {
            assert_eq!(of(&[], &[text]), [""; 0], "{text}");
        }
    }
}
