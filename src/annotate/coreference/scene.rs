//! An article as coreference sees it: who is named where, and who they are.

use super::lists::{Class, Gender, lists};
use crate::annotate::Document;
use crate::annotate::attribution::units::dateline;
use crate::model::{EntityKind, Passage};
use crate::split::{Split, Token, TokenKind};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::ops::Range;

/// A place in an article: the position of a paragraph in `article.paragraphs`, and a token in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// Which paragraph, by position.
    pub par: u32,
    /// Which token of it.
    pub token: u32,
}

/// One named mention; the n-th belongs to the n-th entity of the document.
#[derive(Debug, Clone)]
pub struct Mention {
    /// Its first token.
    pub at: Point,
    /// One past its last token.
    pub end: u32,
    /// The number of its sentence, counted through the article.
    pub sentence: u32,
    /// Whether it stands where a subject stands.
    pub subject: bool,
    /// Whether it stands inside quotation marks.
    pub quoted: bool,
    /// Who is named; `usize::MAX` until that is known.
    pub referent: usize,
}

/// Someone or something that is named.
#[derive(Debug, Clone)]
pub struct Referent {
    /// What it is.
    pub kind: EntityKind,
    /// The fullest name.
    pub name: String,
    /// The words of the fullest name, folded.
    pub words: Vec<String>,
    /// Whether the first word is a surname.
    pub family_first: bool,
    /// The gender, where something tells it.
    pub gender: Option<Gender>,
    /// Whether a title or a noun tells it, not the given name alone: "Mrs", "his wife".
    pub titled: bool,
    /// The nouns by which it is called: "president", "senator".
    pub roles: Vec<String>,
    /// Words around those nouns: "Korean", "Ewha".
    pub context: FxHashSet<String>,
    /// Its mentions, in the order of the text.
    pub mentions: Vec<usize>,
}

impl Referent {
    /// A referent with nothing known but its name.
    pub fn new(kind: EntityKind, name: &str, words: Vec<String>) -> Self {
        Referent {
            kind,
            name: name.to_owned(),
            words,
            family_first: false,
            gender: None,
            titled: false,
            roles: Vec::new(),
            context: FxHashSet::default(),
            mentions: Vec::new(),
        }
    }
}

/// An article with its mentions and referents.
#[derive(Debug)]
pub struct Scene<'a> {
    /// What the annotators before have found.
    pub document: &'a Document<'a>,
    /// Parallel to the document's entities.
    pub mentions: Vec<Mention>,
    /// Everyone and everything named.
    pub referents: Vec<Referent>,
    /// Referents by the words of their names.
    pub by_word: FxHashMap<String, Vec<usize>>,
    /// Persons by what they are called: "president".
    pub called: FxHashMap<String, Vec<usize>>,
    /// The words that name speakers and have their cue right behind them: first token, one past the last; in order.
    pub speaking: Vec<(Point, u32)>,
    /// All words that name speakers, likewise.
    sources: Vec<(Point, u32)>,
    /// The number of the first sentence of each paragraph; one more for the end.
    sentences: Vec<u32>,
    /// The first token behind the dateline of each paragraph.
    bodies: Vec<u32>,
}

/// How many tokens before a mention are looked at to tell whether it is a subject.
const FARTHEST: u32 = 60;

impl<'a> Scene<'a> {
    /// Places the entities of a document; nobody is joined yet.
    pub fn new(document: &'a Document<'a>) -> Self {
        let mut sentences = vec![0];
        for split in &document.splits {
            sentences.push(sentences[sentences.len() - 1] + split.sentences.len() as u32);
        }
        let mut scene = Scene {
            document,
            mentions: Vec::new(),
            referents: Vec::new(),
            by_word: FxHashMap::default(),
            called: FxHashMap::default(),
            speaking: Vec::new(),
            sources: Vec::new(),
            sentences,
            bodies: (0..document.splits.len()).map(|i| dateline(document, i) as u32).collect(),
        };
        scene.speaking = scene.speaking();
        let mentions = document.quotations.iter().filter_map(|q| q.mention);
        scene.sources = mentions.map(|mention| scene.tokens_of(mention)).collect();
        scene.sources.sort_unstable();
        for entity in &document.entities {
            let mention = scene.placed(entity.at);
            scene.mentions.push(mention);
        }
        scene
    }

    /// Makes referents findable by word and role; to be called when all are joined.
    pub fn index(&mut self) {
        for (n, referent) in self.referents.iter().enumerate() {
            for word in &referent.words {
                let list = self.by_word.entry(word.clone()).or_default();
                if list.last() != Some(&n) {
                    list.push(n);
                }
            }
            for role in &referent.roles {
                self.called.entry(role.clone()).or_default().push(n);
            }
        }
    }

    fn speaking(&self) -> Vec<(Point, u32)> {
        let with_cue = self.document.quotations.iter().filter_map(|q| q.mention.zip(q.cue));
        let places = with_cue.map(|(mention, cue)| (self.tokens_of(mention), self.tokens_of(cue).0));
        let next = places.filter(|((start, end), cue)| start.par == cue.par && *end == cue.token);
        let mut found: Vec<(Point, u32)> = next.map(|(mention, _)| mention).collect();
        found.sort_unstable();
        found
    }

    /// Whether the words that begin at token `at` are the subject of a cue of their own.
    pub fn speaks(&self, at: Point) -> bool {
        let found = self.speaking.binary_search_by_key(&at, |(start, _)| *start);
        found.is_ok_and(|k| !lists().is(&self.lower(at.par, self.speaking[k].1 - 1), Class::Relative))
    }

    /// Whether a mention is that of a speaker: "Lee", "designer Ann Lee", but not "a lawyer for Ann Lee".
    pub fn is_heard(&self, m: &Mention) -> bool {
        let par = m.at.par;
        let upto = self.sources.partition_point(|(start, _)| *start <= m.at);
        let near = self.sources[..upto].iter().rev().take_while(|(start, _)| start.par == par).take(3);
        let preposition = |t: u32| lists().is(&self.lower(par, t), Class::Preposition);
        near.into_iter()
            .any(|(start, end)| *start == m.at || *end == m.end && !(start.token..m.at.token).any(preposition))
    }

    fn placed(&self, at: Passage) -> Mention {
        let (point, end) = self.tokens_of(at);
        let sentence = self.sentence(point);
        let quoted = self.quoted(point);
        let mut mention = Mention { at: point, end, sentence, subject: false, quoted, referent: usize::MAX };
        mention.subject = self.subject(&mention);
        mention
    }

    /// The position of the paragraph with number `p`.
    pub fn paragraph(&self, p: u32) -> u32 {
        p.saturating_sub(self.document.article.paragraphs.first().map_or(0, |x| x.p))
    }

    /// The first token of a passage and one past its last.
    pub fn tokens_of(&self, at: Passage) -> (Point, u32) {
        let par = self.paragraph(at.p);
        let split = self.split(par);
        let token = split.token_at(at.span.start);
        let end = split.tokens.partition_point(|t| t.span.start < at.span.end).max(token);
        (Point { par, token: token as u32 }, end as u32)
    }

    /// The tokens and sentences of the paragraph at position `par`.
    pub fn split(&self, par: u32) -> &'a Split {
        &self.document.splits[par as usize]
    }

    /// The text of the paragraph at position `par`.
    pub fn text(&self, par: u32) -> &'a str {
        &self.document.article.paragraphs[par as usize].text
    }

    /// The token at `point`, if there is one.
    pub fn token(&self, point: Point) -> Option<Token> {
        self.split(point.par).tokens.get(point.token as usize).copied()
    }

    /// The words of the token at `point`; empty past the end.
    pub fn word(&self, point: Point) -> &'a str {
        self.token(point).map_or("", |t| t.of(self.text(point.par)))
    }

    /// The word of token `token` of paragraph `par`, in small letters.
    pub fn lower(&self, par: u32, token: u32) -> Cow<'a, str> {
        lower(self.word(Point { par, token }))
    }

    /// The number of the sentence at `point`, counted through the article.
    pub fn sentence(&self, point: Point) -> u32 {
        self.sentences[point.par as usize] + self.split(point.par).sentence_of(point.token as usize) as u32
    }

    /// The tokens of the sentence that holds `point`.
    pub fn sentence_tokens(&self, point: Point) -> Range<u32> {
        let split = self.split(point.par);
        let range = split.sentences.get(split.sentence_of(point.token as usize)).cloned().unwrap_or(0..0);
        range.start as u32..range.end as u32
    }

    /// Whether `point` stands inside quotation marks that hold more than a few words.
    pub fn quoted(&self, point: Point) -> bool {
        let Some(quotes) = self.document.quotes.get(point.par as usize) else { return false };
        let token = point.token as usize;
        // Stretches are in order of their start and few hold one token, so looking back a little is enough.
        let upto = quotes.partition_point(|q| q.tokens.start <= token);
        quotes[..upto].iter().rev().take(4).any(|q| q.tokens.contains(&token) && q.tokens.len() > 5)
    }

    /// Whether a mention stands where a subject stands: first of its sentence or clause, or before a verb; not after a
    /// preposition, not before `'s`.
    fn subject(&self, mention: &Mention) -> bool {
        let par = mention.at.par;
        let body = self.bodies[par as usize];
        if self.possessive(mention) || mention.at.token < body {
            return false;
        }
        let start = self.sentence_tokens(mention.at).start.max(body);
        let mut at = mention.at.token;
        while at > start {
            at -= 1;
            if mention.at.token - at > FARTHEST {
                return false;
            }
            let token = self.word(Point { par, token: at });
            let capital = token.chars().next().is_some_and(char::is_uppercase);
            let word = lower(token);
            if lists().is(&word, Class::Preposition) {
                let topic = word == "for" && self.word(Point { par, token: mention.end }) == ",";
                let clause = matches!(&*word, "while" | "since" | "until" | "as" | "after" | "before");
                return at == start && (clause || topic);
            }
            // "… for South Korea and China to meet": joined names are subjects together or not at all.
            let joined = |m: &&Mention| m.at.par == par && m.end == at;
            if word == "and"
                && at + 1 == mention.at.token
                && let Some(first) = self.mentions.last().filter(joined)
            {
                return first.subject;
            }
            let before = at.checked_sub(1).map_or("".into(), |t| self.lower(par, t));
            if word == "," && at > start && lists().roles.contains_key(&*before) {
                continue;
            }
            if word == "," || matches!(&*word, "that" | "and" | "but" | "when" | "while" | "which" | "because" | "if") {
                return true;
            }
            let part =
                capital || lists().roles.contains_key(&*word) || lists().is(&word, Class::Determiner) || word == "-";
            if !part {
                return false;
            }
        }
        true
    }

    /// Whether `'s` or an apostrophe follows the mention.
    pub fn possessive(&self, mention: &Mention) -> bool {
        let point = Point { par: mention.at.par, token: mention.end };
        self.token(point).is_some_and(|t| {
            !t.spaced
                && matches!(t.kind, TokenKind::Clitic | TokenKind::Quote)
                && matches!(self.word(point), "'s" | "’s" | "'" | "’" | "'S" | "’S")
        })
    }

    /// The mentions that lie within tokens `tokens` of paragraph `par`, in order.
    pub fn within(&self, par: u32, tokens: Range<u32>) -> Range<usize> {
        let first = self.mentions.partition_point(|m| m.at < Point { par, token: tokens.start });
        let last = self.mentions.partition_point(|m| m.at < Point { par, token: tokens.end });
        first..last.max(first)
    }

    /// The kind of the n-th mention.
    pub fn kind(&self, mention: usize) -> EntityKind {
        self.document.entities[mention].kind
    }

    /// The words of the n-th mention.
    pub fn mention_text(&self, mention: usize) -> &'a str {
        self.document.article.slice(self.document.entities[mention].at)
    }
}

/// `word` in small letters.
pub fn lower(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.to_lowercase())
    }
}
