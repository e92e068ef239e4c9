//! Bylines: the people in them, without "By", roles and agencies.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What stands in a byline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Byline {
    /// The authors, one name each, in order.
    pub people: Vec<String>,
    /// The agency or publication that is named, as it is written.
    pub agency: Option<String>,
}

/// What a word of `models/bylines.tsv` does in a byline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    By,
    Role,
    Agency,
}

static PARTS: LazyLock<HashMap<&'static str, Part>> = LazyLock::new(|| {
    let lines = include_str!("../../models/bylines.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(kind, words)| {
        let part = match kind {
            "by" => Part::By,
            "role" => Part::Role,
            "agency" => Part::Agency,
            _ => return None,
        };
        Some((words, part))
    })
    .collect()
});

/// The longest byline that is read, in bytes; a longer one is a paragraph by mistake.
const LONGEST: usize = 500;

/// Reads a byline: "By Maria Lopez and John Smith, Staff Writers" → two people.
pub fn read(text: &str) -> Byline {
    let mut byline = Byline::default();
    if text.len() > LONGEST {
        return byline;
    }
    for piece in pieces(without_by(text)) {
        add(&mut byline, piece);
    }
    byline
}

/// The people of a byline, one name each.
pub fn people(text: &str) -> Vec<String> {
    read(text).people
}

/// Whether `text` is a byline that opens with "By" in some language and goes on with what looks like names: for lines
/// that no label announces.
pub(super) fn is_byline(text: &str) -> bool {
    let rest = without_by(text);
    if rest.len() == text.trim().len() || rest.split_whitespace().count() > 16 || text.len() > 160 {
        return false;
    }
    // "By Maria Lopez." may be a byline, "By then, …", "By the end …" and "By 2030 …" begin a sentence.
    let small = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    let known = read(text);
    let names = !known.people.is_empty() || known.agency.is_some();
    let words: Vec<&str> = rest.split_whitespace().collect();
    let odd = words.iter().any(|w| small(w) && !w.contains('@') && !CONNECTING.contains(&w.trim_matches(',')));
    let role = || words.iter().any(|w| is(w.trim_matches([',', '.']), Part::Role));
    let stop = rest.ends_with('.') && words.last().is_some_and(|w| w.trim_end_matches('.').len() > 3);
    let sentence = stop && !(rest.contains(',') && role());
    names && !odd && !sentence && !rest.contains(['“', '"', ':', '?', '!'])
}

/// Small words that may stand in a byline, between names or in them.
const CONNECTING: &[&str] = &[
    "and",
    "with",
    "und",
    "et",
    "y",
    "e",
    "og",
    "och",
    "en",
    "for",
    "of",
    "the",
    "in",
    "at",
    "de",
    "del",
    "della",
    "di",
    "da",
    "dos",
    "do",
    "la",
    "le",
    "van",
    "von",
    "der",
    "den",
    "ter",
    "ten",
    "bin",
    "bint",
    "al",
    "el",
    "ibn",
    "i",
    "ja",
    "special",
    "to",
    "from",
    "staff",
    "writer",
    "writers",
    "reporter",
    "reporters",
    "correspondent",
    "correspondents",
    "editor",
    "political",
    "business",
    "sports",
    "our",
    "bureau",
    "chief",
    "senior",
];

/// `text` without the word that opens a byline, its colon and white space.
fn without_by(text: &str) -> &str {
    let text = text.trim();
    let mut ends = text.char_indices().filter(|(_, c)| *c == ':' || *c == '：' || c.is_whitespace());
    let opened = ends.by_ref().take(3).filter(|(at, _)| is(&text[..*at], Part::By)).last();
    match opened {
        Some((at, _)) => without_by(text[at..].trim_start_matches([':', '：', ' ', '\t', '\u{a0}'])),
        None => text,
    }
}

/// Whether `words` are the name of an agency.
pub(super) fn is_agency(words: &str) -> bool {
    is(words, Part::Agency)
}

fn is(words: &str, part: Part) -> bool {
    PARTS.get(words.trim().to_lowercase().as_str()) == Some(&part)
}

/// A byline cut where one name ends and another name, a role or an agency begins.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for hard in text.split([',', ';', '|', '/', '•', '·', '&', '\n', '\t', '、', '，', '(', ')', '—', '–', '[', ']'])
    {
        let mut rest = hard;
        while let Some((head, tail)) = split_at_joint(rest) {
            pieces.push(head);
            rest = tail;
        }
        pieces.push(rest);
    }
    pieces
}

/// Cuts at the first word that joins two names, or a name and a place or newspaper.
fn split_at_joint(text: &str) -> Option<(&str, &str)> {
    const JOINTS: &[&str] = &[
        " and ",
        " with ",
        " und ",
        " et ",
        " og ",
        " och ",
        " in ",
        " for ",
        " at ",
        " from ",
        " - ",
        " y ",
        " special to ",
    ];
    // ASCII case only, so that positions stay the same.
    let lower = text.to_ascii_lowercase();
    let first = JOINTS.iter().filter_map(|j| lower.find(j).map(|at| (at, *j))).min_by_key(|(at, j)| (*at, j.len()))?;
    let (at, joint) = first;
    let tail = &text[at + joint.len()..];
    // What follows these is a place or a newspaper, never a second author.
    let outside = matches!(joint, " in " | " for " | " at " | " from " | " special to ");
    Some((&text[..at], if outside { after_place(tail) } else { tail }))
}

/// The second author in what follows the place of the first: "Beijing and John Quill in Seoul".
fn after_place(tail: &str) -> &str {
    let next =
        [" and ", " with "].iter().filter_map(|j| tail.find(j).map(|at| &tail[at + j.len()..])).max_by_key(|t| t.len());
    next.filter(|next| next.split_whitespace().count() >= 2).unwrap_or("")
}

fn add(byline: &mut Byline, piece: &str) {
    let piece = without_by(piece.trim().trim_matches(['.', '*', '-', ' ', '"', '“', '”', '_']).trim());
    let suffix = piece.trim_end_matches('.');
    if matches!(suffix, "Jr" | "Sr" | "II" | "III" | "IV") {
        if let Some(last) = byline.people.last_mut() {
            last.push(' ');
            last.push_str(piece);
            last.push_str(if suffix.ends_with('r') { "." } else { "" });
        }
        return;
    }
    let stem = piece.rsplit_once(' ').filter(|(_, last)| is(last, Part::Role)).map_or(piece, |(head, _)| head);
    if is(stem, Part::Agency) {
        byline.agency.get_or_insert_with(|| stem.to_owned());
        return;
    }
    let name = without_role(piece);
    if looks_like_name(name) {
        let name = from_capitals(name);
        if !byline.people.contains(&name) {
            byline.people.push(name);
        }
    }
}

/// A piece without the role or agency that it ends with; empty where nothing else is in it.
fn without_role(piece: &str) -> &str {
    let Some((head, last)) = piece.rsplit_once(char::is_whitespace).or(Some(("", piece))) else { return piece };
    if is(last, Part::Role) {
        // "Maria Lopez Staff Writer", "Senior Political Correspondent": at most a name of its own stays.
        let head = without_role(head.trim_end());
        let name = head.trim_end_matches(" Staff").trim_end_matches(" Senior").trim_end_matches(" STAFF");
        return if name.split_whitespace().count() >= 2 && !names_a_desk(name) { name } else { "" };
    }
    // "Maria Lopez AP", "Maria Lopez BBC News"
    let gaps = piece.match_indices(char::is_whitespace).skip(1);
    let cut = gaps.map(|(at, _)| at).find(|at| is(&piece[*at..], Part::Agency));
    cut.map_or(piece, |at| piece[..at].trim_end())
}

/// Whether the words before a role belong to the role: "Chief Political", "National Security".
fn names_a_desk(words: &str) -> bool {
    const DESKS: &[&str] = &[
        "political",
        "business",
        "national",
        "foreign",
        "chief",
        "senior",
        "sports",
        "science",
        "health",
        "security",
        "staff",
        "news",
        "managing",
        "deputy",
        "associate",
        "executive",
        "special",
        "white",
        "the",
        "our",
        "education",
        "technology",
        "environment",
        "diplomatic",
        "economics",
        "culture",
        "arts",
        "royal",
        "world",
        "europe",
        "asia",
        "africa",
        "ap",
        "home",
        "legal",
        "court",
        "crime",
        "investigative",
        "contributing",
        "features",
        "city",
        "state",
        "web",
        "online",
        "reuters",
        "guest",
        "former",
        "assistant",
        "general",
        "digital",
        "freelance",
    ];
    words.split_whitespace().any(|word| DESKS.contains(&word.to_lowercase().as_str()))
}

fn looks_like_name(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let capital = |c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase());
    (1..=6).contains(&words)
        && text.chars().count() >= 2
        && text.len() <= 80
        && !text.contains(['@', ':', '<', '>', '=', '?', '!', '“', '"'])
        && !text.contains("://")
        && !text.bytes().any(|b| b.is_ascii_digit())
        && text.split_whitespace().any(|w| w.chars().find(|c| c.is_alphabetic()).is_some_and(capital))
        && !text.to_lowercase().starts_with("the ")
        && !text.to_lowercase().starts_with("our ")
}

/// "MARIA LOPEZ-DÍAZ" → "Maria Lopez-Díaz"; anything else is left as it is.
fn from_capitals(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 5 || name.chars().any(char::is_lowercase) || !name.chars().any(char::is_uppercase) {
        return name.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let word = |word: &str| {
        let mut out = String::with_capacity(word.len());
        let mut start = true;
        for c in word.chars() {
            if start {
                out.push(c)
            } else {
                out.extend(c.to_lowercase())
            }
            start = !c.is_alphabetic();
        }
        match out.strip_prefix("Mc").and_then(|rest| rest.chars().next().map(|c| (c, rest))) {
            Some((c, rest)) => format!("Mc{}{}", c.to_uppercase(), &rest[c.len_utf8()..]),
            None => out,
        }
    };
    name.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_parted_from_roles_and_agencies() {
        let cases: &[(&str, &[&str])] = &[
            ("By Ana Petrov and John Quill, Staff Writers", &["Ana Petrov", "John Quill"]),
            ("BY ANA PETROV", &["Ana Petrov"]),
            ("By: ANA McNEIL-LÓPEZ, Associated Press", &["ANA McNEIL-LÓPEZ"]),
            ("Von Jörg Maier, Berlin Korrespondent", &["Jörg Maier"]),
            ("Par Ana Petrov et Jean-Luc Moreau", &["Ana Petrov", "Jean-Luc Moreau"]),
            ("Ana Petrov | Reuters", &["Ana Petrov"]),
            ("By Ana Petrov in Beijing and John Quill in Seoul", &["Ana Petrov", "John Quill"]),
            ("John Quill, Jr., political editor", &["John Quill Jr."]),
            ("By Reuters Staff", &[]),
            ("ana.petrov@example.org", &[]),
            ("Senior Political Correspondent", &[]),
            ("By Vincent van der Berg", &["Vincent van der Berg"]),
            ("作者：李明", &["李明"]),
        ];
        for (text, want) in cases {
            assert_eq!(people(text), *want, "{text}");
        }
        assert_eq!(read("By The Associated Press").agency.as_deref(), Some("The Associated Press"));
    }

    #[test]
    fn a_sentence_that_begins_with_by_is_no_byline() {
        for line in
            ["By Ana Petrov", "By ANA PETROV and John Quill, Staff Writers", "Par Ana Petrov", "By Reuters Staff"]
        {
            assert!(is_byline(line), "{line}");
        }
        let sentences = [
            "By Monday the ferry was back.",
            "By the end of May",
            "By 2030, all ferries will be electric.",
            "By contrast, Petrov stayed.",
            "Von der Leyen said she would go.",
            "Ana Petrov",
        ];
        for line in sentences {
            assert!(!is_byline(line), "{line}");
        }
    }
}
