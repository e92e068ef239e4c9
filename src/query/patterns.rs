//! A written word, phrase or regular expression → the patterns of its words.

use super::syntax::{Ast, Hint, Mark, Node};
use super::tree::Pattern;
use crate::error::{Error, Result};
use crate::words;
use std::ops::Range;

/// Longest phrase, in words.
const MAX_WORDS: usize = 500;

/// The patterns of a leaf of the tree, one for each of its words; `inflect`: plain words match their inflected forms.
///
/// # Errors
/// Where there is nothing to look for, or what is there cannot be a word.
pub fn of(query: &str, ast: &Ast, inflect: bool, hints: &mut Vec<Hint>) -> Result<Vec<Pattern>> {
    let reader = Reader { query, span: &ast.span };
    let found = match &ast.node {
        Node::Regex(pattern) => vec![reader.regex(pattern, hints)?],
        Node::Word(text, mark) => {
            if *mark == Mark::Plain && text.ends_with('?') {
                let text = "`?` stands for exactly one letter".to_owned();
                hints.push(Hint { span: ast.span.clone(), text });
            }
            reader.word(text, *mark, inflect)?
        }
        Node::Phrase(text, true) if wildcards(text).contains(['*', '?']) => return Err(reader.wild_and_fixed()),
        Node::Phrase(text, true) => cased(text),
        Node::Phrase(text, false) => reader.phrase(text)?,
        _ => Vec::new(),
    };
    if found.is_empty() {
        return Err(reader.error("no letters or digits stand here").hint("punctuation is not searched for"));
    }
    if found.len() > MAX_WORDS {
        return Err(reader.error(format!("a phrase of more than {MAX_WORDS} words")).hint("ask for its beginning"));
    }
    Ok(found)
}

struct Reader<'a> {
    query: &'a str,
    span: &'a Range<usize>,
}

impl Reader<'_> {
    fn error(&self, what: impl Into<String>) -> Error {
        Error::usage(what).at(self.query, self.span.clone())
    }

    fn word(&self, text: &str, mark: Mark, inflect: bool) -> Result<Vec<Pattern>> {
        let wild = text.contains(['*', '?']);
        match mark {
            Mark::Plain | Mark::Exact if wild => self.wild(text, |w| plain(w, inflect && mark == Mark::Plain)),
            Mark::Fuzzy(_) | Mark::Cased if wild => Err(self.wild_and_fixed()),
            Mark::Plain | Mark::Exact => {
                Ok(words::list(text).into_iter().map(|w| plain(w, inflect && mark == Mark::Plain)).collect())
            }
            Mark::Cased => Ok(cased(text)),
            Mark::Fuzzy(n) => self.fuzzy(text, n).map(|p| vec![p]),
        }
    }

    fn wild_and_fixed(&self) -> Error {
        self.error("a word with wildcards can be neither fuzzy nor in a fixed case").hint("leave one of them out")
    }

    fn fuzzy(&self, text: &str, n: u8) -> Result<Pattern> {
        match words::list(text).as_slice() {
            [word] if word.chars().count() > usize::from(n) && !words::is_character(word) => {
                Ok(Pattern::Fuzzy(word.clone(), n))
            }
            [word] if !words::is_character(word) => Err(self
                .error(format!("`{word}` is too short for ~{n}: anything as short would match"))
                .hint("use fewer letters of difference, or the word itself")),
            words if words.iter().any(|w| words::is_character(w)) => Err(self
                .error("characters of scripts without spaces cannot be fuzzy")
                .hint("`?` stands for exactly one character")),
            _ => Err(self.error("only a single word can be fuzzy").hint("mark each word: cease~1 fire~1")),
        }
    }

    /// Words in which `*` and `?` count as letters; those without any become what `plain` says.
    fn wild(&self, text: &str, plain: impl Fn(String) -> Pattern) -> Result<Vec<Pattern>> {
        let mut found = Vec::new();
        for run in text.split(|c: char| !(c.is_alphanumeric() || c == '*' || c == '?' || is_joiner(c))) {
            if !run.contains(['*', '?']) {
                found.extend(words::list(run).into_iter().map(&plain));
                continue;
            }
            if !run.contains(|c: char| c.is_alphanumeric()) {
                return Err(self
                    .error(format!("`{run}` is too wide: it has no letter"))
                    .hint("give it some letters, as in milit*; `*` alone finds everything"));
            }
            match run.contains(words::stands_alone) {
                true => self.characters(run, &plain, &mut found)?,
                false => found.push(Pattern::Wild(words::fold(run.trim_matches(is_apostrophe)))),
            }
        }
        Ok(found)
    }

    /// A run with wildcards in which characters are words: there `?` stands for one of them, and `*` at an end for nothing, since what
    /// goes on there matches in any case.
    fn characters(&self, run: &str, plain: &impl Fn(String) -> Pattern, found: &mut Vec<Pattern>) -> Result<()> {
        let units = units(run);
        for (n, unit) in units.iter().enumerate() {
            let inner = n > 0 && n + 1 < units.len();
            if unit.contains(words::stands_alone) {
                found.extend(words::list(unit).into_iter().map(plain));
            } else if unit.contains(|c: char| c.is_alphanumeric()) {
                match unit.contains(['*', '?']) {
                    true => found.push(Pattern::Wild(words::fold(unit.trim_matches(is_apostrophe)))),
                    false => found.extend(words::list(unit).into_iter().map(plain)),
                }
            } else if unit.contains('*') && inner {
                let (before, after) = (units[n - 1], units[n + 1]);
                return Err(self
                    .error(format!("`{unit}` between characters of a script without spaces has no end"))
                    .hint(format!("say how far it may reach: {before} pre/5 {after}")));
            } else {
                let one = unit.chars().filter(|c| *c == '?');
                found.extend(one.map(|_| Pattern::Wild("?".to_owned())));
            }
        }
        Ok(())
    }

    /// The words between quotation marks: exactly these, but for wildcards.
    fn phrase(&self, text: &str) -> Result<Vec<Pattern>> {
        let text = wildcards(text);
        let mut found = Vec::new();
        for piece in text.split_whitespace() {
            if !piece.contains(['*', '?']) {
                found.extend(words::list(piece).into_iter().map(Pattern::Exact));
            } else if !piece.contains(|c: char| c.is_alphanumeric()) {
                return Err(self
                    .error("`*` within a phrase must be part of a word")
                    .hint("for any word between two others: peace pre/2 stability"));
            } else {
                found.extend(self.wild(piece, Pattern::Exact)?);
            }
        }
        Ok(found)
    }

    fn regex(&self, pattern: &str, hints: &mut Vec<Hint>) -> Result<Pattern> {
        let pattern = pattern.replace("\\/", "/");
        if pattern.is_empty() {
            return Err(self
                .error("nothing stands between the slashes")
                .hint("a regular expression stands there: /sanction(s|ed)?/"));
        }
        if pattern.chars().filter(|c| words::stands_alone(*c)).count() > 1 && !pattern.contains(['[', '|']) {
            let text = "a regular expression is compared with single words, and in scripts without spaces each character is one";
            hints.push(Hint { span: self.span.clone(), text: text.to_owned() });
        }
        if let Some(c) =
            pattern.chars().find(|c| !c.is_ascii() && words::fold(&c.to_string()) != c.to_lowercase().to_string())
        {
            let plain = words::fold(&c.to_string());
            return Err(self
                .error(format!("`{c}` matches no word, because words are compared without diacritics"))
                .hint(format!("write {plain} instead")));
        }
        if pattern.contains([' ', '-']) && !pattern.contains('[') {
            let text = "a regular expression is compared with single words, which hold no space or hyphen".to_owned();
            hints.push(Hint { span: self.span.clone(), text });
        }
        match compile(&pattern) {
            Ok(_) => Ok(Pattern::Regex(pattern)),
            Err(regex::Error::CompiledTooBig(_)) => {
                Err(self.error("this regular expression is too big").hint("use fewer or smaller repetitions"))
            }
            Err(e) => {
                let text = e.to_string();
                let reason = text.lines().last().unwrap_or("").trim_start_matches("error: ").to_owned();
                Err(self.error(format!("this regular expression cannot be read: {reason}")))
            }
        }
    }
}

/// The expression over a whole folded word.
///
/// # Errors
/// Where the pattern is wrong or too big.
pub fn compile(pattern: &str) -> std::result::Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(&format!("^(?:{pattern})$"))
        .case_insensitive(true)
        .size_limit(1 << 20)
        .dfa_size_limit(4 << 20)
        .build()
}

/// Letters that every word begins with that the expression matches.
pub fn head(pattern: &str) -> String {
    let mut depth = 0usize;
    for c in pattern.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            // An alternative may begin otherwise; a backslash may hide a bracket.
            '|' if depth == 0 => return String::new(),
            '\\' => return String::new(),
            _ => {}
        }
    }
    let mut head: String = pattern.chars().take_while(char::is_ascii_alphanumeric).collect();
    if pattern[head.len()..].starts_with(['*', '?', '{']) {
        head.pop();
    }
    head.make_ascii_lowercase();
    head
}

/// The text of a phrase without the question marks that end words: only one within a word is a wildcard. A `*` always is.
fn wildcards(text: &str) -> String {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '*');
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, marks)) = rest.find('?').map(|at| rest.split_at(at)) {
        let after = marks.trim_start_matches('?');
        out.push_str(before);
        let within = letter(out.chars().next_back()) && letter(after.chars().next());
        out.extend(std::iter::repeat_n(if within { '?' } else { ' ' }, marks.len() - after.len()));
        rest = after;
    }
    out + rest
}

/// A word as a pattern; characters that are words have no inflected forms.
fn plain(word: String, inflect: bool) -> Pattern {
    match inflect && !words::is_character(&word) {
        true => Pattern::Inflected(word),
        false => Pattern::Exact(word),
    }
}

/// A run cut where characters that are words of their own begin and end.
fn units(run: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut before = None;
    for (at, c) in run.char_indices() {
        // What belongs to the character before never begins a unit.
        let alone = if words::is_attached(c) { before.unwrap_or(false) } else { words::stands_alone(c) };
        if before.is_some_and(|b| b != alone) {
            cuts.push(at);
        }
        before = Some(alone);
    }
    cuts.push(run.len());
    cuts.windows(2).map(|ends| &run[ends[0]..ends[1]]).collect()
}

fn cased(text: &str) -> Vec<Pattern> {
    let mut found = Vec::new();
    words::each_word(text, |span, word| found.push(Pattern::Cased(word.to_owned(), span.of(text).to_owned())));
    found
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}')
}

/// What belongs to a word although it is no letter.
fn is_joiner(c: char) -> bool {
    is_apostrophe(c) || unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_cut_at_characters_that_are_words() {
        assert_eq!(units("渡轮*"), ["渡轮", "*"]);
        assert_eq!(units("新iph*手机"), ["新", "iph*", "手机"]);
        assert_eq!(units("น้ำ?"), ["น้ำ", "?"]);
    }

    #[test]
    fn a_question_mark_within_a_word_of_a_phrase_is_a_wildcard() {
        assert_eq!(wildcards("wom??n? why?! a?*"), "wom??n  why ! a?*");
        let of = |query: &str| {
            let node = Node::Phrase(query.to_owned(), false);
            super::of(query, &Ast { span: 0..query.len(), node }, true, &mut Vec::new()).unwrap()
        };
        assert_eq!(of("wom?n who?"), [Pattern::Wild("wom?n".into()), Pattern::Exact("who".into())]);
        assert_eq!(of("don't, can't?"), [Pattern::Exact("don't".into()), Pattern::Exact("can't".into())]);
    }

    #[test]
    fn the_head_of_an_expression_is_what_all_its_words_begin_with() {
        for (pattern, want) in [
            ("Sanction(s|ed)?", "sanction"),
            ("abc?d", "ab"),
            ("ab+", "ab"),
            ("ab|c", ""),
            ("a\\d", ""),
            ("x{2}", ""),
            ("(a|b)", ""),
        ] {
            assert_eq!(head(pattern), want, "{pattern}");
        }
    }
}
