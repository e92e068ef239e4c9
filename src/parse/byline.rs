//! Bylines: the people in them, without "By", roles and agencies.

mod opening;
#[cfg(test)]
mod tests;
mod turned;

pub(super) use turned::given_first;

use opening::{without_by, without_others};
use std::collections::HashSet;
use std::sync::LazyLock;

/// What stands in a byline.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Byline {
    /// The authors, one name each, in order.
    pub people: Vec<String>,
    /// The agencies and publications that are named, as they are written.
    pub agencies: Vec<String>,
}

/// What a word of `models/bylines.tsv` does in a byline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    By,
    Role,
    Agency,
    /// A word of a role that is none alone: "political", "senior".
    Desk,
    /// A word of the name of an organization: "Media".
    House,
    /// A degree or honour behind a name: "MD".
    Degree,
    /// A small word that may stand between names or in them: "and", "van".
    Small,
    /// Opens the credit of somebody who did not write: "Editing by", "Foto".
    Other,
}

static PARTS: LazyLock<HashSet<(Part, &'static str)>> = LazyLock::new(|| {
    let lines = include_str!("../../models/bylines.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(kind, words)| {
        let part = match kind {
            "by" => Part::By,
            "role" => Part::Role,
            "agency" => Part::Agency,
            "desk" => Part::Desk,
            "house" => Part::House,
            "degree" => Part::Degree,
            "small" => Part::Small,
            "other" => Part::Other,
            _ => return None,
        };
        Some((part, words))
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
    let names = without_others(without_by(text));
    let turned = turned::family_last(&names);
    let names = turned.as_deref().unwrap_or(&names);
    for (at, part) in names.split(['—', '–']).enumerate() {
        let people = byline.people.len();
        pieces(part).into_iter().for_each(|piece| add(&mut byline, piece));
        // Behind a name and a dash stands a place: "Maria Lopes, G1 — São Paulo".
        if at > 0 && people > 0 {
            byline.people.truncate(people);
        }
    }
    // Beside full names or a paper, one word alone is a place or another paper.
    let house = || pieces(names).iter().any(|piece| is_house(piece.trim()));
    if byline.people.iter().any(|name| name.contains(' ')) || !byline.agencies.is_empty() || house() {
        byline.people.retain(|name| name.contains(' ') || name.starts_with(is_ideograph));
    }
    without_repeated(&mut byline.people);
    byline
}

/// "Reported by Ana Petrov and John Quill and written by Mr. Quill": who was named in full is not another person by a title.
fn without_repeated(people: &mut Vec<String>) {
    const TITLES: &[&str] = &["Mr", "Ms", "Mrs", "Miss"];
    let full: Vec<String> = people.clone();
    people.retain(|name| {
        let Some((title, family)) = name.split_once(' ') else { return true };
        let known = || full.iter().any(|other| other != name && other.ends_with(&format!(" {family}")));
        !(TITLES.contains(&title.trim_end_matches('.')) && known())
    });
}

/// The people of a byline, one name each.
pub fn people(text: &str) -> Vec<String> {
    read(text).people
}

/// Whether `text` is a byline that opens with "By" in some language and goes on with what looks like names: for lines
/// that no label announces.
pub(super) fn is_byline(text: &str) -> bool {
    if text.len() > 160 {
        return false;
    }
    let bare = without_by(text);
    let opened = bare.len() != text.trim().len() || is_signed(bare);
    let rest = &*without_others(bare);
    if !opened || rest.split_whitespace().count() > 16 {
        return false;
    }
    // "By Maria Lopez." may be a byline, "By then, …", "By the end …" and "By 2030 …" begin a sentence.
    let small = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    let known = read(text);
    let names = !known.people.is_empty() || !known.agencies.is_empty();
    let words: Vec<&str> = rest.split_whitespace().collect();
    let part = |w: &str| is(w, Part::Small) || is(w, Part::Agency);
    let odd = words.iter().any(|w| small(w) && !w.contains('@') && !part(w.trim_matches([',', ';', '(', ')'])));
    let role = || words.iter().any(|w| is(w.trim_matches([',', '.']), Part::Role));
    let stop = rest.ends_with('.') && words.last().is_some_and(|w| w.trim_end_matches('.').len() > 3);
    let sentence = stop && !(rest.contains(',') && role());
    names && !odd && !sentence && !rest.contains(['“', '"', ':', '?', '!'])
}

/// "홍길동 기자", "李明 记者": a name of a script without capitals with its role behind it.
fn is_signed(text: &str) -> bool {
    let signed =
        |(name, role): (&str, &str)| !name.contains(' ') && role.starts_with(is_ideograph) && is(role, Part::Role);
    text.split_once(' ').filter(|(name, _)| (2..=5).contains(&name.chars().count())).is_some_and(signed)
}

/// Whether `text` is nothing but names of people: each of two to four words that begin with a capital.
pub(super) fn is_only_names(text: &str) -> bool {
    let known = read(text);
    let capital = |c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase());
    let name = |name: &String| {
        let words: Vec<&str> = name.split_whitespace().collect();
        let all = words.iter().all(|w| w.starts_with(capital) || is(w, Part::Small));
        (2..=4).contains(&words.len()) && all && !names_a_desk(name)
    };
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let named: usize = known.people.iter().map(|name| letters(name)).sum();
    // What is left beside the names is at most what joins them.
    !known.people.is_empty() && known.people.iter().all(name) && letters(text) <= named + 3 * known.people.len()
}

/// Whether `words` are the name of an agency.
pub(super) fn is_agency(words: &str) -> bool {
    is(words, Part::Agency)
}

/// Whether a word is one of the names of organizations: "Redazione".
pub(super) fn is_house_word(word: &str) -> bool {
    is(word, Part::House)
}

fn is(words: &str, part: Part) -> bool {
    PARTS.contains(&(part, words.trim().to_lowercase().as_str()))
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
        " avec ",
        " mit ",
        " und ",
        " et ",
        " og ",
        " och ",
        " in ",
        " for ",
        " at ",
        " from ",
        " of the ",
        " - ",
        " special to ",
        " y ",
        " e ",
        " i ",
        " a ",
        " en ",
        " ja ",
        " ve ",
        " и ",
        " і ",
        " dan ",
        " és ",
    ];
    // ASCII case only, so that positions stay the same.
    let lower = text.to_ascii_lowercase();
    // Short ones are also parts of names ("Ortega y Gasset"), so whole names must stand on both sides.
    let joins = |at: usize, joint: &str| {
        let names = |side: &str| side.split_whitespace().count() >= 2;
        joint.trim().chars().count() > 2 && joint != " dan "
            || matches!(joint, " - " | " in " | " at " | " et ")
            || (names(&text[..at]) && names(&text[at + joint.len()..]))
    };
    let found = JOINTS.iter().filter_map(|j| lower.find(j).map(|at| (at, *j))).filter(|(at, j)| joins(*at, j));
    let first = found.min_by_key(|(at, j)| (*at, j.len()))?;
    let (at, joint) = first;
    let tail = &text[at + joint.len()..];
    // What follows these is a place or a newspaper, never a second author.
    let outside = matches!(joint, " in " | " for " | " at " | " from " | " of the " | " special to ");
    Some((&text[..at], if outside { after_place(tail) } else { tail }))
}

/// The second author in what follows the place of the first: "Beijing and John Quill in Seoul".
fn after_place(tail: &str) -> &str {
    let next =
        [" and ", " with "].iter().filter_map(|j| tail.find(j).map(|at| &tail[at + j.len()..])).max_by_key(|t| t.len());
    next.filter(|next| next.split_whitespace().count() >= 2).unwrap_or("")
}

fn add(byline: &mut Byline, piece: &str) {
    let edge = |c: char| c.is_whitespace() || matches!(c, '*' | '-' | '"' | '“' | '”' | '_' | '【' | '】' | '.');
    let piece = without_by(without_addresses(piece.trim_matches(edge)).trim_matches(edge));
    if let Some((name, rest)) = piece.split_once(". ").filter(|(name, _)| ends_a_name(name)) {
        add(byline, name);
        return add(byline, rest);
    }
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
        byline.agencies.push(stem.to_owned());
        return;
    }
    let name = without_role(piece);
    if looks_like_name(name) && !is_house(name) && !is(suffix, Part::Degree) {
        let name = from_capitals(name);
        if !byline.people.contains(&name) {
            byline.people.push(name);
        }
    }
}

/// A piece without e-mail addresses and handles at its end or beginning.
fn without_addresses(piece: &str) -> &str {
    let at = |word: &str| word.contains('@') || word.starts_with("http");
    match (piece.split_once(char::is_whitespace), piece.rsplit_once(char::is_whitespace)) {
        (_, Some((head, last))) if at(last) => without_addresses(head.trim_end()),
        (Some((first, tail)), _) if at(first) => without_addresses(tail.trim_start()),
        _ => piece,
    }
}

/// Whether a full stop behind these words ends a name, not an initial or "Dr.".
fn ends_a_name(words: &str) -> bool {
    let last = words.rsplit(char::is_whitespace).next().unwrap_or(words);
    last.chars().count() > 2 && last != "Jr" && !last.contains('.') && words.split_whitespace().count() >= 2
}

/// Whether a piece names an organization: a word of one in it, or an abbreviation alone.
fn is_house(piece: &str) -> bool {
    let abbreviation = |word: &str| word.chars().count() <= 6 && word.chars().all(char::is_uppercase);
    abbreviation(piece) || piece.split_whitespace().any(|w| is(w.trim_matches('.'), Part::House)) || is_domain(piece)
}

/// A piece without the role or agency that it ends with; empty where nothing else is in it.
fn without_role(piece: &str) -> &str {
    let Some((head, last)) = piece.rsplit_once(char::is_whitespace).or(Some(("", piece))) else { return piece };
    if is(last, Part::Role) || ["报道", "報道", "報導"].iter().any(|end| last.ends_with(end)) {
        // "Maria Lopez Staff Writer", "Senior Political Correspondent", "Maria Lopez North of England correspondent": at most a name
        // of its own stays.
        let head = without_role(head.trim_end());
        let gaps = head.match_indices(' ').map(|(at, _)| at).skip(1);
        let desk = |at: &usize| head[at + 1..].split(' ').next().is_some_and(|word| is(word, Part::Desk));
        let head = gaps.into_iter().find(desk).map_or(head, |at| &head[..at]);
        let name = head.trim_end_matches(" Staff").trim_end_matches(" Senior").trim_end_matches(" STAFF");
        // Chinese, Japanese and Korean names are one word.
        let whole = name.split_whitespace().count() >= 2 || name.starts_with(is_ideograph);
        return if whole && !names_a_desk(name) { name } else { "" };
    }
    // "Maria Lopez AP", "Maria Lopez BBC News"
    let gaps = piece.match_indices(char::is_whitespace).skip(1);
    let cut = gaps.map(|(at, _)| at).find(|at| is(&piece[*at..], Part::Agency));
    cut.map_or(piece, |at| piece[..at].trim_end())
}

/// "example.com", "hafenblatt.de"
fn is_domain(piece: &str) -> bool {
    let end = piece.rsplit_once('.').map(|(_, end)| end);
    !piece.contains(' ')
        && end.is_some_and(|end| (2..=4).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_lowercase()))
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// Whether the words before a role belong to the role: "Chief Political", "National Security".
fn names_a_desk(words: &str) -> bool {
    words.split_whitespace().any(|word| is(word, Part::Desk))
}

/// What stands before a place and never begins a name: "à Rome".
const BEFORE_PLACES: &[&str] = &["à", "aus", "in", "at", "from", "en", "em", "aux"];

fn looks_like_name(text: &str) -> bool {
    let words = text.split_whitespace().count();
    let capital = |c: char| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase());
    (1..=6).contains(&words)
        && text.chars().count() >= 2
        && text.len() <= 80
        && !BEFORE_PLACES.iter().any(|word| text.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
        && !text.contains(['@', ':', '：', '<', '>', '=', '?', '!', '“', '"'])
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
