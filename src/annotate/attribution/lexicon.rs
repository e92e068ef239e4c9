//! Words as attribution sees them: hashes of the word and its parts, its class, how often it reports.

use super::act;
use super::frames::{self, Frames};
use crate::annotate::clusters;
use crate::annotate::tagger::text;
use crate::split::{Token, TokenKind};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// How often a word reports in the training articles, in steps: 0 never or unknown, 7 nearly always.
pub type Strength = u8;

/// How strong a word must be to count as a likely cue.
pub const LIKELY: Strength = 5;

/// What features know of a unit's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Word {
    /// The word in small letters.
    pub word: u64,
    /// Its stem.
    pub stem: u64,
    /// Its last three letters.
    pub suffix: u64,
    /// Capitals, digits and marks.
    pub shape: u64,
    /// Its class (`class_name`).
    pub class: u8,
    /// How often it reports.
    pub strength: Strength,
    /// The cluster of words that stand in the same places, 0 for rare words.
    pub cluster: u8,
    /// What set phrases it may be part of, and whether it reports speech; no feature.
    pub frames: Frames,
}

impl Word {
    /// What tells words apart, as far as features go.
    pub fn key(&self) -> u64 {
        self.word ^ self.suffix.rotate_left(17) ^ self.shape ^ u64::from(self.class) << 40
    }
}

struct Lexicon {
    /// Word → how often it reports.
    cues: FxHashMap<&'static str, Strength>,
    /// The same for the stems of those words.
    stems: FxHashMap<u64, Strength>,
    classes: FxHashMap<&'static str, u8>,
    names: Vec<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut names: Vec<&str> = OPEN_CLASSES.to_vec();
    let mut classes = FxHashMap::default();
    for line in rows(include_str!("../../../models/word_classes.txt")) {
        let mut words = line.split_whitespace();
        let Some(name) = words.next() else { continue };
        for word in words {
            classes.entry(word).or_insert(names.len() as u8);
        }
        names.push(name);
    }
    let (cues, stems) = strengths();
    Lexicon { cues, stems, classes, names }
});

fn rows(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|l| !l.is_empty() && !l.starts_with('#'))
}

/// How often words report, and how often words of their stems do: a word that was seldom or never seen is taken for one of its
/// stem, and one of a stem that was never seen, but that is known to report speech, for a word like the others of that list.
fn strengths() -> (FxHashMap<&'static str, Strength>, FxHashMap<u64, Strength>) {
    let count = |line: &'static str| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?.parse().ok()?, cells.next()?.parse().ok()?))
    };
    let counts: Vec<(&str, f32, f32)> = rows(include_str!("../../../models/cues.tsv")).filter_map(count).collect();
    let mut stems: FxHashMap<u64, (f32, f32)> = FxHashMap::default();
    for word in act::words() {
        stems.entry(stem_of(word)).or_insert((REPORTS * RARE, RARE));
    }
    for &(word, cue, seen) in &counts {
        let sum = stems.entry(stem_of(word)).or_insert((0.1, RARE));
        *sum = (sum.0 + cue, sum.1 + seen);
    }
    let own = |&(word, cue, seen): &(&'static str, f32, f32)| {
        let (c, s) = stems[&stem_of(word)];
        (word, strength((cue + RARE * c / s) / (seen + RARE)))
    };
    (counts.iter().map(own).collect(), stems.into_iter().map(|(stem, (c, s))| (stem, strength(c / s))).collect())
}

/// The share of rare words of `acts.txt` that report, among all their uses in the training articles.
const REPORTS: f32 = 0.5;

/// How often a word must be seen until its own count says as much as what is known of its stem.
const RARE: f32 = 2.0;

fn strength(share: f32) -> Strength {
    [0.01, 0.03, 0.08, 0.17, 0.33, 0.5, 0.7].iter().filter(|&&t| share >= t).count() as Strength
}

fn stem_of(word: &str) -> u64 {
    let mut stem = String::new();
    stem_into(word, &mut stem);
    text(&stem)
}

/// Classes that are told by a word's form.
const OPEN_CLASSES: &[&str] = &[
    "word",
    "Cap",
    "CAPS",
    "ed",
    "ing",
    "ly",
    "s",
    "noun",
    "number",
    "clitic",
    "mark",
    "punct",
    ",",
    ".",
    ":",
    "dash",
    "(",
    ")",
    "QUOTE",
    "?",
    "quant-sign",
];

const fn open(name: &str) -> u8 {
    let mut i = 0;
    while i < OPEN_CLASSES.len() {
        let (a, b) = (OPEN_CLASSES[i].as_bytes(), name.as_bytes());
        let mut same = a.len() == b.len();
        let mut k = 0;
        while same && k < a.len() {
            same = a[k] == b[k];
            k += 1;
        }
        if same {
            return i as u8;
        }
        i += 1;
    }
    panic!("no such class")
}

/// The class of folded quotations.
pub const QUOTE: u8 = open("QUOTE");
/// The class of commas.
pub const COMMA: u8 = open(",");
/// The class of colons.
pub const COLON: u8 = open(":");
/// The class of dashes.
pub const DASH: u8 = open("dash");
/// The class of full stops.
pub const PERIOD: u8 = open(".");

/// The number of a class of words by its name in `models/word_classes.txt`.
pub fn class(name: &str) -> u8 {
    LEXICON.names.iter().position(|n| *n == name).map_or(u8::MAX, |i| i as u8)
}

/// How many classes of words there are.
#[cfg(test)]
pub fn classes() -> usize {
    LEXICON.names.len()
}

/// Classes by name that features ask for again and again.
#[derive(Debug)]
pub struct Known {
    /// Quotation marks.
    pub mark: u8,
    /// "he", "she", "they" and the like.
    pub subject: u8,
    /// "him", "her", "them" and the like.
    pub object: u8,
    /// "that".
    pub that: u8,
    /// "to".
    pub to: u8,
    /// "as".
    pub r#as: u8,
    /// "by".
    pub by: u8,
    /// "and", "or".
    pub and: u8,
    /// "but", "while", "although".
    pub but: u8,
    /// Prepositions, of which some are classes of their own.
    pub prepositions: [u8; 5],
    /// Verbs by class: forms of be, have, do, modals, words in -ed.
    pub verbs: [u8; 6],
    /// Adverbs, and other words in -ly.
    pub adverbs: [u8; 2],
    /// Nouns for people: "officials", "spokesman".
    pub people: [u8; 2],
    /// Nouns for texts and bodies: "report", "ministry".
    pub texts: u8,
    /// "with".
    pub with: u8,
    /// Numbers in digits.
    pub number: u8,
    /// Days of the week, "today".
    pub day: u8,
    /// "not" and words in -n't.
    pub not: u8,
    /// What clauses begin with: "the", "his", "she".
    pub opens: [u8; 3],
    /// What clauses begin with that stand before another one: "when", "if".
    pub clauses: [u8; 3],
    /// What a clause begins with that goes on behind somebody: "adding", "who", "after".
    pub adds: [u8; 4],
    /// What joins a noun to the words before it: prepositions and the like, "and".
    pub joins: [u8; 16],
}

/// The classes that features ask for.
pub static KNOWN: LazyLock<Known> = LazyLock::new(|| Known {
    mark: class("mark"),
    subject: class("subj"),
    object: class("obj"),
    that: class("that"),
    to: class("to"),
    r#as: class("as"),
    by: class("by"),
    and: class("and"),
    but: class("but"),
    prepositions: ["for", "of", "prep", "in", "on"].map(class),
    verbs: ["be", "am", "have", "do", "modal", "ed"].map(class),
    adverbs: ["adv", "ly"].map(class),
    people: ["people", "title"].map(class),
    texts: class("thing"),
    with: class("with"),
    number: class("number"),
    day: class("day"),
    not: class("neg"),
    opens: ["det", "poss", "subj"].map(class),
    clauses: ["wh", "if", "because"].map(class),
    adds: ["ing", "wh", "prep", "subj"].map(class),
    joins: [
        "to", "of", "by", "in", "on", "at", "for", "from", "with", "about", "as", "against", "prep", "and", "but", "wh",
    ]
    .map(class),
});

/// The word of a token.
pub fn word(token: Token, text_of: &str, first: bool) -> Word {
    let surface = token.of(text_of);
    let lower = lowered(surface);
    let mut stem = String::new();
    // The models know "may" as a verb: the month is read like the one behind it.
    let lower = if surface == "May" && !first { "june".to_owned() } else { lower };
    let frames = frames::of(&lower);
    let class = class_of(token, surface, &lower, first);
    let lower = if token.kind == TokenKind::Number { "0".to_owned() } else { lower };
    stem_into(&lower, &mut stem);
    let stem = text(&stem);
    let known = || LEXICON.cues.get(lower.as_str()).or_else(|| LEXICON.stems.get(&stem)).copied();
    Word {
        word: text(&lower),
        stem,
        suffix: text(tail(&lower, 3)),
        shape: shape(surface),
        class,
        strength: known().unwrap_or(0),
        cluster: if token.kind == TokenKind::Number { 1 } else { clusters::of(&lower) },
        frames,
    }
}

/// [`Word::word`] of "may".
pub static MAY: LazyLock<u64> = LazyLock::new(|| text("may"));

/// A word with a capital letter of which nothing else is known.
pub fn name() -> Word {
    Word { word: 1, stem: 1, suffix: 1, shape: shape("Xx"), class: open("Cap"), strength: 0, cluster: 0, frames: 0 }
}

/// The word that stands for a folded quotation: its length and how it ends.
pub fn quote(words: usize, last: &str) -> Word {
    let length = match words {
        0..=3 => "1",
        4..=8 => "4",
        9..=20 => "9",
        _ => "21",
    };
    let end = text(&format!("QUOTE{last}"));
    Word {
        word: end,
        stem: text("QUOTE"),
        suffix: text(length),
        shape: 3,
        class: QUOTE,
        strength: 0,
        cluster: 255,
        frames: 0,
    }
}

fn lowered(surface: &str) -> String {
    let mut lower = surface.to_lowercase();
    if !lower.is_ascii() {
        lower = lower.replace('’', "'");
    }
    lower
}

fn tail(word: &str, letters: usize) -> &str {
    word.char_indices().rev().nth(letters - 1).map_or(word, |(i, _)| &word[i..])
}

/// The word without its ending, roughly: enough to bring "said", "says", "criticized" and "criticizing" together.
fn stem_into(lower: &str, stem: &mut String) {
    stem.clear();
    let irregular = match lower {
        "said" | "says" | "saying" => "say",
        "told" => "tell",
        "wrote" | "written" => "writ",
        "thought" => "think",
        "knew" | "known" => "know",
        "saw" | "seen" => "see",
        "found" => "find",
        "felt" => "feel",
        "spoke" | "spoken" => "speak",
        "sought" => "seek",
        "swore" | "sworn" => "swear",
        "read" => "read",
        _ => "",
    };
    if !irregular.is_empty() {
        return stem.push_str(irregular);
    }
    stem.push_str(lower);
    for ending in ["ings", "ing", "ied", "ies", "ed", "es", "s", "e", "y"] {
        if let Some(head) = lower.strip_suffix(ending).filter(|h| h.len() >= 3) {
            stem.truncate(head.len());
            break;
        }
    }
    let bytes = stem.as_bytes();
    if bytes.len() > 3
        && bytes[bytes.len() - 1] == bytes[bytes.len() - 2]
        && bytes[bytes.len() - 1].is_ascii_alphabetic()
    {
        stem.pop();
    }
}

fn shape(surface: &str) -> u64 {
    let mut shape = 7;
    let mut last = 0;
    for c in surface.chars().take(12) {
        let kind = match c {
            c if c.is_lowercase() => 1,
            c if c.is_uppercase() => 2,
            c if c.is_ascii_digit() => 3,
            '.' => 4,
            c if c.is_alphabetic() => 5,
            _ => 6,
        };
        if kind != last {
            shape = shape << 3 | kind;
        }
        last = kind;
    }
    shape
}

fn class_of(token: Token, surface: &str, lower: &str, first: bool) -> u8 {
    match token.kind {
        TokenKind::Quote => return open("mark"),
        TokenKind::Number => return open("number"),
        TokenKind::Clitic => return open("clitic"),
        TokenKind::Punct => return punct_class(surface),
        TokenKind::Word => {}
    }
    let capital = surface.starts_with(char::is_uppercase);
    if let Some(&class) = LEXICON.classes.get(lower) {
        return class;
    }
    if capital && surface.len() > 1 && surface.chars().all(|c| !c.is_lowercase()) {
        return open("CAPS");
    }
    if capital && !first {
        return open("Cap");
    }
    let known = |n: usize| lower.len() > n;
    match lower {
        w if w.ends_with("ed") && known(3) => open("ed"),
        w if w.ends_with("ing") && known(4) => open("ing"),
        w if w.ends_with("ly") && known(3) => open("ly"),
        w if ["tion", "ment", "ness", "ity", "ism", "ence", "ance"].iter().any(|e| w.ends_with(e)) => open("noun"),
        w if w.ends_with('s') && known(3) => open("s"),
        _ if capital => open("Cap"),
        _ => open("word"),
    }
}

fn punct_class(mark: &str) -> u8 {
    match mark {
        "," => COMMA,
        "." | "!" => open("."),
        "?" => open("?"),
        ":" | ";" => COLON,
        "(" | "[" => open("("),
        ")" | "]" => open(")"),
        "—" | "–" | "―" | "-" | "--" | "---" => DASH,
        "$" | "£" | "€" | "%" | "#" => open("quant-sign"),
        _ => open("punct"),
    }
}
