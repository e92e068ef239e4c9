//! Quotation marks → quoted stretches of each paragraph.
//!
//! A mark is read by its shape (`“` opens, `”` closes, `"` does either) and by its place (white space before and a word
//! after: it opens; the other way round: it closes). Where the two contradict each other the place wins, so that
//! wrong-way marks are read as their writer meant them. An apostrophe at the edge of a word is a mark only if a partner
//! stands in the same paragraph. A stretch that is never closed runs to the end of its paragraph, or to the next
//! opening mark of its shape; a closing mark whose opening one is missing begins a stretch at the start of its
//! sentence. Everything is linear in the length of the paragraph.

use super::Document;
use crate::split::{Split, Token, TokenKind};
use std::ops::Range;

/// Deeper nesting than this is noise, and its marks are left alone.
const DEEPEST: usize = 6;

/// A stretch of text in quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    /// Token numbers in its paragraph, marks included.
    pub tokens: Range<usize>,
    /// How many other stretches it lies in.
    pub depth: u8,
    /// Whether its opening mark is there.
    pub opened: bool,
    /// Whether its closing mark is there.
    pub closed: bool,
    /// Whether its marks are single ones.
    pub single: bool,
    /// Whether it goes on from the paragraph before, which was left unclosed.
    pub continues: bool,
    /// Whether it goes on in the next paragraph, which opens with a mark of its own.
    pub goes_on: bool,
}

impl Quoted {
    /// Token numbers without the marks.
    pub fn inner(&self) -> Range<usize> {
        let start = self.tokens.start + usize::from(self.opened);
        start..(self.tokens.end - usize::from(self.closed)).max(start)
    }
}

/// Finds the quoted stretches of every paragraph.
pub fn run(document: &mut Document) {
    let mut quotes: Vec<Vec<Quoted>> = Vec::with_capacity(document.splits.len());
    for (i, paragraph) in document.article.paragraphs.iter().enumerate() {
        let unclosed = i > 0 && quotes[i - 1].iter().any(|q| runs_over(q, &document.splits[i - 1]));
        let mut here = stretches(&paragraph.text, &document.splits[i], unclosed);
        let first = here.first_mut().filter(|q| q.tokens.start == 0 && !q.single);
        if let (true, Some(first)) = (unclosed, first) {
            first.continues = true;
            let before = quotes[i - 1].iter_mut().filter(|q| runs_over(q, &document.splits[i - 1]));
            before.for_each(|q| q.goes_on = true);
        }
        quotes.push(here);
    }
    document.quotes = quotes;
}

fn runs_over(q: &Quoted, split: &Split) -> bool {
    !q.closed && q.depth == 0 && q.tokens.end == split.tokens.len()
}

/// What a mark does, by its shape or by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Opens,
    Closes,
    Either,
}

/// Marks of one family close one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Straight,
    Curly,
    Ticks,
    Angle,
    Corner,
    Single,
}

#[derive(Debug, Clone, Copy)]
struct Mark {
    token: usize,
    family: Family,
    shape: Role,
    /// Whether nothing that belongs to the words stands right before it.
    free_left: bool,
    /// The same for what follows it.
    free_right: bool,
    /// For single marks: it may as well be the apostrophe of "the players' union".
    doubtful: bool,
}

impl Mark {
    fn place(&self) -> Role {
        match (self.free_left, self.free_right) {
            (true, false) => Role::Opens,
            (false, true) => Role::Closes,
            _ => Role::Either,
        }
    }

    /// What the mark does; `open` tells whether one of its family waits to be closed.
    fn role(&self, open: bool) -> Role {
        match (self.shape, self.place()) {
            (Role::Either, Role::Either) if open => Role::Closes,
            (Role::Either, Role::Either) => Role::Opens,
            (shape, Role::Either) => shape,
            (_, place) => place,
        }
    }
}

fn shape(mark: &str) -> (Family, Role) {
    match mark {
        "“" | "〝" | "‘‘" => (Family::Curly, Role::Opens),
        "”" | "〞" | "’’" => (Family::Curly, Role::Closes),
        "„" | "‟" => (Family::Curly, Role::Opens),
        "``" => (Family::Ticks, Role::Opens),
        "''" => (Family::Ticks, Role::Either),
        "«" | "‹" => (Family::Angle, Role::Opens),
        "»" | "›" => (Family::Angle, Role::Closes),
        "「" | "『" => (Family::Corner, Role::Opens),
        "」" | "』" => (Family::Corner, Role::Closes),
        "‘" | "‚" | "‛" | "`" => (Family::Single, Role::Opens),
        "’" | "´" => (Family::Single, Role::Closes),
        "'" | "＇" => (Family::Single, Role::Either),
        _ => (Family::Straight, Role::Either),
    }
}

/// The marks of a paragraph with what stands around them.
fn marks(text: &str, tokens: &[Token]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    for (i, t) in tokens.iter().enumerate().filter(|(_, t)| t.kind == TokenKind::Quote) {
        let (family, shape) = shape(t.of(text));
        let glued = marks.last().filter(|m| m.token + 1 == i && !t.spaced).map(|m| m.free_left);
        let free_left = t.spaced || glued.unwrap_or_else(|| i == 0 || parts_left(tokens[i - 1].of(text)));
        marks.push(Mark { token: i, family, shape, free_left, free_right: false, doubtful: false });
    }
    for m in (0..marks.len()).rev() {
        let i = marks[m].token;
        let next = tokens.get(i + 1);
        let glued = marks.get(m + 1).filter(|n| n.token == i + 1 && !tokens[i + 1].spaced).map(|n| n.free_right);
        let free = || next.is_none_or(|n| n.spaced || n.kind == TokenKind::Punct && parts_right(n.of(text)));
        marks[m].free_right = glued.unwrap_or_else(free);
        let before = if i > 0 { tokens[i - 1].of(text) } else { "" };
        let word_after = next.is_some_and(|n| matches!(n.kind, TokenKind::Word | TokenKind::Number));
        marks[m].doubtful = word_after && (before.ends_with(['s', 'S', 'z', 'x']) || before.ends_with("in"));
    }
    marks
}

/// Whether a mark right after this token may open a quotation.
fn parts_left(token: &str) -> bool {
    matches!(token, "(" | "[" | "{" | "—" | "–" | "-" | "--" | "---" | "/" | "=" | ":" | "*" | "…" | "...")
}

/// Whether a mark right before this punctuation may close a quotation.
fn parts_right(token: &str) -> bool {
    !matches!(token, "(" | "[" | "{" | "$" | "£" | "€" | "#" | "@" | "¿" | "¡")
}

/// For each mark, the next mark for which `holds`, itself excluded.
fn next_where(marks: &[Mark], holds: impl Fn(&Mark) -> bool) -> Vec<usize> {
    let mut next = vec![usize::MAX; marks.len()];
    let mut found = usize::MAX;
    for i in (0..marks.len()).rev() {
        next[i] = found;
        if holds(&marks[i]) {
            found = i;
        }
    }
    next
}

/// The quoted stretches of one paragraph, in the order of their starts, the outer before the inner.
///
/// `unclosed` tells that the paragraph before ended within a quotation.
pub fn stretches(text: &str, split: &Split, unclosed: bool) -> Vec<Quoted> {
    let tokens = &split.tokens;
    let marks = marks(text, tokens);
    if marks.is_empty() {
        return Vec::new();
    }
    let mut reader = Reader::new(text, split, &marks, unclosed);
    for i in 0..marks.len() {
        reader.read(i);
    }
    reader.finish()
}

/// Matches marks with one another, left to right.
struct Reader<'a> {
    text: &'a str,
    split: &'a Split,
    marks: &'a [Mark],
    unclosed: bool,
    /// Marks that wait to be closed.
    open: Vec<usize>,
    /// For each mark, how many more double marks after it close than open.
    surplus: Vec<i32>,
    /// For each mark, the next single one that opens, that may close, that closes for sure.
    next_single: [Vec<usize>; 3],
    /// Where the last closed stretch of double marks ends.
    last_end: usize,
    found: Vec<Quoted>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, split: &'a Split, marks: &'a [Mark], unclosed: bool) -> Self {
        let mut surplus = vec![0; marks.len()];
        let mut sum = 0;
        for i in (0..marks.len()).rev() {
            surplus[i] = sum;
            if marks[i].family != Family::Single {
                match marks[i].role(false) {
                    Role::Closes => sum += 1,
                    _ => sum = (sum - 1).max(-1),
                }
            }
        }
        let single = |m: &Mark, role| m.family == Family::Single && m.place() == role;
        let next_single = [
            next_where(marks, |m| single(m, Role::Opens)),
            next_where(marks, |m| single(m, Role::Closes)),
            next_where(marks, |m| single(m, Role::Closes) && !m.doubtful),
        ];
        Reader { text, split, marks, unclosed, open: Vec::new(), surplus, next_single, last_end: 0, found: Vec::new() }
    }

    fn read(&mut self, i: usize) {
        let mark = self.marks[i];
        if mark.family == Family::Single {
            return self.read_single(i);
        }
        let waiting = self.waiting(mark.family);
        match mark.role(waiting.is_some()) {
            Role::Opens if self.is_inches(mark.token) => {}
            Role::Closes => self.close(i, waiting),
            _ => self.open(i, waiting),
        }
    }

    /// The innermost waiting mark of a family; a curly mark may close a straight one and the other way round.
    fn waiting(&self, family: Family) -> Option<usize> {
        self.open.iter().rposition(|&o| self.marks[o].family == family)
    }

    fn is_inches(&self, token: usize) -> bool {
        let before = token.checked_sub(1).map(|t| self.split.tokens[t]);
        before.is_some_and(|t| t.kind == TokenKind::Number && !self.split.tokens[token].spaced)
    }

    fn open(&mut self, i: usize, waiting: Option<usize>) {
        if let Some(at) = waiting
            && self.surplus[i] < self.open.len() as i32 + 1
        {
            // Not enough marks follow to close both: the earlier one was left unclosed.
            let end = self.marks[i].token;
            self.take(at, end, false);
        }
        if self.open.len() < DEEPEST {
            self.open.push(i);
        }
    }

    fn close(&mut self, i: usize, waiting: Option<usize>) {
        let double = || self.open.iter().rposition(|&o| self.marks[o].family != Family::Single);
        let token = self.marks[i].token;
        if let Some(at) = waiting.or_else(double) {
            self.take(at, token + 1, true);
        } else if self.marks[i].place() == Role::Closes {
            self.stray(token);
        }
    }

    /// A closing mark without an opening one: from the start of its paragraph if the one before was left unclosed,
    /// else from the start of its sentence, but not from within a stretch that is closed.
    fn stray(&mut self, token: usize) {
        if self.is_inches(token) {
            return;
        }
        let after = self.last_end;
        let from = if self.unclosed && after == 0 {
            0
        } else {
            self.split.sentences[self.split.sentence_of(token)].start.max(after)
        };
        if from < token {
            self.push(from..token + 1, false, true, false);
        }
    }

    fn read_single(&mut self, i: usize) {
        let mark = self.marks[i];
        let top = self.open.last().is_some_and(|&o| self.marks[o].family == Family::Single);
        let [next_open, next_close, next_sure] = &self.next_single;
        match mark.place() {
            Role::Opens => {
                let partner = next_close[i] != usize::MAX && !self.is_elision(mark.token);
                if partner && !top && self.open.len() < DEEPEST {
                    self.open.push(i);
                }
            }
            Role::Closes if top => {
                let better = mark.doubtful && next_sure[i] != usize::MAX && next_sure[i] < next_open[i];
                if !better {
                    let at = self.open.len() - 1;
                    self.take(at, mark.token + 1, true);
                }
            }
            _ => {}
        }
    }

    /// "'90s", "'em": letters left out, not a quotation.
    fn is_elision(&self, token: usize) -> bool {
        let Some(next) = self.split.tokens.get(token + 1) else { return true };
        let word = next.of(self.text);
        let decade = next.kind == TokenKind::Number && (word.len() == 2 || word.ends_with('s'));
        decade || ["em", "til", "till", "tis", "twas", "cause", "n", "bout", "round"].contains(&word)
    }

    /// Takes the waiting mark at `at` and all above it off the stack, and records its stretch. The double marks above
    /// it are lost; they were opened by mistake.
    fn take(&mut self, at: usize, end: usize, closed: bool) {
        let mark = self.marks[self.open[at]];
        self.open.truncate(at);
        self.push(mark.token..end, true, closed, mark.family == Family::Single);
    }

    fn push(&mut self, tokens: Range<usize>, opened: bool, closed: bool, single: bool) {
        if closed && !single {
            self.last_end = self.last_end.max(tokens.end);
        }
        self.found.push(Quoted { tokens, depth: 0, opened, closed, single, continues: false, goes_on: false });
    }

    fn finish(mut self) -> Vec<Quoted> {
        let end = self.split.tokens.len();
        let double = self.open.iter().position(|&o| self.marks[o].family != Family::Single);
        if let Some(at) = double.filter(|&at| self.marks[self.open[at]].token + 1 < end) {
            self.take(at, end, false);
        }
        let mut found = self.found;
        found.sort_by_key(|q| (q.tokens.start, usize::MAX - q.tokens.end));
        nest(&mut found);
        found
    }
}

/// Sets the depths; of two stretches that cross, the later one is dropped.
fn nest(found: &mut Vec<Quoted>) {
    let mut ends: Vec<usize> = Vec::new();
    found.retain_mut(|q| {
        while ends.last().is_some_and(|&end| end <= q.tokens.start) {
            ends.pop();
        }
        if ends.last().is_some_and(|&end| q.tokens.end > end) {
            return false;
        }
        q.depth = ends.len().min(u8::MAX as usize) as u8;
        ends.push(q.tokens.end);
        true
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(String, u8)> {
        let split = Split::new(text);
        let quoted = stretches(text, &split, false);
        quoted.iter().map(|q| (split.span(q.tokens.clone()).of(text).to_owned(), q.depth)).collect()
    }

    fn top(text: &str) -> Vec<String> {
        read(text).into_iter().filter(|(_, depth)| *depth == 0).map(|(q, _)| q).collect()
    }

    #[test]
    fn every_shape_of_mark_opens_and_closes() {
        assert_eq!(top("“It rains,” she said."), ["“It rains,”"]);
        assert_eq!(top("\"It rains,\" she said. \"Again.\""), ["\"It rains,\"", "\"Again.\""]);
        assert_eq!(top("``It rains,'' she said. ''Again.''"), ["``It rains,''", "''Again.''"]);
        assert_eq!(top("«It rains», she said."), ["«It rains»"]);
        assert_eq!(top("„It rains“, she said."), ["„It rains“"]);
        assert_eq!(top("'It rains,' she said. ‘Again.’"), ["'It rains,'", "‘Again.’"]);
    }

    #[test]
    fn wrong_way_and_mixed_marks_are_read_by_their_place() {
        assert_eq!(top("”It rains,“ she said. “Again.“"), ["”It rains,“", "“Again.“"]);
        assert_eq!(top("“It rains,\" she said. \"Again.”"), ["“It rains,\"", "\"Again.”"]);
        assert_eq!(top("She said“it rains” again."), ["“it rains”"]);
    }

    #[test]
    fn nested_marks_know_their_depth() {
        let text = "“He told us ‘go home’ and then “stay”,” she said.";
        let found = read(text);
        assert_eq!(found[0].1, 0);
        assert_eq!(found[1], ("‘go home’".to_owned(), 1));
        assert_eq!(found[2], ("“stay”".to_owned(), 1));
        assert_eq!(found[0].0, "“He told us ‘go home’ and then “stay”,”");
    }

    #[test]
    fn apostrophes_are_not_marks() {
        assert!(top("The players' union and the coaches' board met in the '90s.").is_empty());
        assert!(top("Rock 'n' roll isn't dead, James' aunt said.").is_empty());
        assert_eq!(top("Mayor: 'The nurses' union is right' on pay"), ["'The nurses' union is right'"]);
        assert_eq!(top("A 6' 2\" man said \"no\" to them."), ["\"no\""]);
    }

    #[test]
    fn unclosed_and_unopened_stretches_end_somewhere() {
        assert_eq!(top("“It rains. “It pours,” he said."), ["“It rains. ", "“It pours,”"].map(str::trim));
        assert_eq!(top("He left. It rains,” he said."), ["It rains,”"]);
        assert_eq!(top("“It rains and rains"), ["“It rains and rains"]);
    }

    #[test]
    fn a_quotation_goes_on_in_the_next_paragraph() {
        let article = crate::model::Article {
            paragraphs: ["“It rains.", "“It pours,” he said.", "He left."]
                .iter()
                .zip(1..)
                .map(|(text, p)| crate::model::Paragraph { p, text: text.to_string() })
                .collect(),
            ..Default::default()
        };
        let mut document = Document::new(&article);
        run(&mut document);
        assert!(document.quotes[0][0].goes_on && !document.quotes[0][0].closed);
        assert!(document.quotes[1][0].continues && document.quotes[1][0].closed);
        assert!(document.quotes[2].is_empty());
    }

    #[test]
    fn a_million_marks_take_linear_time() {
        for unit in ["“", "\" ", "'a ", "a' ", "“a ‘b ", "” "] {
            let text = unit.repeat(200_000);
            let split = Split::new(&text);
            stretches(&text, &split, true);
        }
    }

    proptest! {
        #[test]
        fn stretches_nest_and_stay_in_the_text(text in "[ab ,.s'\"“”‘’`«»]{0,60}", unclosed: bool) {
            let split = Split::new(&text);
            let found = stretches(&text, &split, unclosed);
            for (i, q) in found.iter().enumerate() {
                prop_assert!(q.tokens.start < q.tokens.end && q.tokens.end <= split.tokens.len());
                prop_assert!(q.inner().end <= q.tokens.end);
                for r in &found[..i] {
                    let apart = r.tokens.end <= q.tokens.start;
                    let within = r.tokens.start <= q.tokens.start && q.tokens.end <= r.tokens.end;
                    prop_assert!(apart || within);
                }
            }
        }
    }
}
