//! A quote that somebody claims was said → the words to look for, with the places where words may be missing.

use super::changes::negates;
use super::tokens::{Token, tokens};
use regex::Regex;
use std::sync::LazyLock;

/// A quote as it was claimed, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The quote without marks of omission and insertions; spans of `tokens` are into it.
    pub text: String,
    /// Its words, numbers and signs.
    pub tokens: Vec<Token>,
    /// Numbers of the tokens before which words of the source may be missing: where `…`, `...` or `[…]` stood.
    pub gaps: Vec<usize>,
    /// Whether such a mark stood before the first token, and behind the last one.
    pub edges: [bool; 2],
}

/// `[T]he`: only the capital was changed.
static CAPITAL: LazyLock<Regex> = LazyLock::new(|| regex(r"\[(\p{L})\](\p{L})"));
/// `[sic]`: a remark that stands for no words.
static SIC: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)\s*[\[(]\s*(sic|emphasis added|sic!)\s*[\])]"));
/// Dots, also in brackets, and anything in square brackets with the letters that stand next to it: `want[s]`.
static OMISSION: LazyLock<Regex> =
    LazyLock::new(|| regex(r"\p{L}*\[[^\]]*\]\p{L}*|\(\s*(?:…|\.\s?\.\s?\.)\s*\)|…|\.\s?\.(?:\s?\.)+"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a fixed pattern that the tests compile")
}

impl Claim {
    /// Reads a quote. Quotation marks around it, its case and its punctuation do not matter.
    pub fn new(quote: &str) -> Self {
        let quote = SIC.replace_all(quote, "");
        let quote = CAPITAL.replace_all(&quote, "$1$2");
        let mut claim = Claim { text: String::new(), tokens: Vec::new(), gaps: Vec::new(), edges: [false; 2] };
        let mut from = 0;
        for omission in OMISSION.find_iter(&quote) {
            claim.add(&quote[from..omission.start()]);
            claim.leave_out(omission.as_str());
            from = omission.end();
        }
        claim.add(&quote[from..]);
        claim.edges[1] = claim.gaps.pop_if(|at| *at == claim.tokens.len()).is_some();
        claim
    }

    /// Other words may stand for those in brackets, but a negation stands for itself: "We will [not] pay".
    fn leave_out(&mut self, mark: &str) {
        let plain = mark.replace(['[', ']'], "");
        if !tokens(&plain).iter().any(|token| negates(&token.form)) {
            return self.gap();
        }
        for word in plain.split_whitespace() {
            match tokens(word).iter().any(|token| negates(&token.form)) {
                true => self.add(word),
                false => self.gap(),
            }
        }
    }

    fn add(&mut self, piece: &str) {
        let piece = piece.trim();
        if !self.text.is_empty() && !piece.is_empty() {
            self.text.push_str(if self.gaps.last() == Some(&self.tokens.len()) { " … " } else { " " });
        }
        let shift = self.text.len() as u32;
        self.text.push_str(piece);
        let piece = tokens(piece).into_iter().map(|mut token| {
            token.span.start += shift;
            token.span.end += shift;
            token
        });
        self.tokens.extend(piece);
    }

    fn gap(&mut self) {
        let at = self.tokens.len();
        if at == 0 {
            self.edges[0] = true;
        } else if self.gaps.last() != Some(&at) {
            self.gaps.push(at);
        }
    }

    /// The runs of tokens between gaps.
    pub fn pieces(&self) -> impl Iterator<Item = &[Token]> {
        let starts = std::iter::once(0).chain(self.gaps.iter().copied());
        let ends = self.gaps.iter().copied().chain([self.tokens.len()]);
        starts.zip(ends).map(|(start, end)| &self.tokens[start..end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(quote: &str) -> String {
        let claim = Claim::new(quote);
        let pieces: Vec<String> =
            claim.pieces().map(|p| p.iter().map(|t| t.form.as_str()).collect::<Vec<_>>().join(" ")).collect();
        assert!(claim.tokens.iter().all(|t| !t.span.of(&claim.text).is_empty()));
        pieces.join(" | ")
    }

    #[test]
    fn marks_of_omission_part_a_quote() {
        assert_eq!(shown("“We will … not rest.”"), "we will | not rest");
        assert_eq!(shown("We will... not [the army] rest [...] here . . . now"), "we will | not | rest | here | now");
        assert_eq!(shown("...and so (…) on…"), "and so | on");
        assert_eq!(Claim::new("...and so (…) on…").edges, [true, true]);
        assert_eq!(Claim::new("[We] go on").edges, [true, false]);
        assert_eq!(Claim::new("[W]e … go on").edges, [false, false]);
        assert_eq!(shown("No U.S. troops."), "no u s troops");
    }

    #[test]
    fn brackets_change_letters_and_words() {
        assert_eq!(shown("[T]he mayor want[s] [sic] it"), "the mayor | it");
        assert_eq!(shown("\"[He] is [a] liar\""), "is | liar");
    }

    #[test]
    fn a_negation_in_brackets_stands_for_itself() {
        assert_eq!(shown("We will [not] pay"), "we will not pay");
        assert_eq!(shown("We can[not] pay"), "we cannot pay");
        assert_eq!(shown("[They have never] paid"), "never paid");
        assert_eq!(shown("We [have never ever] paid"), "we | never | paid");
        assert_eq!(Claim::new("We will [not] pay").text, "We will not pay");
    }
}
