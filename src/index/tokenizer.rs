//! [`crate::words`] as a tantivy tokenizer.

use super::pairs;
use super::schema::{MARK, SENTENCE};
use crate::words;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// The name under which the tokenizer is registered.
pub const WORDS: &str = "words";

/// Makes the tokenizer known to an index.
pub fn register(index: &tantivy::Index) {
    index.tokenizers().register(WORDS, WordTokenizer::default());
}

/// Emits the folded words of a text, numbered from 0, and for each [`SENTENCE`] mark that a word follows that mark as a
/// token at the position of the word; for each of [`pairs`] a token at the position of its first word.
#[derive(Clone, Default)]
pub struct WordTokenizer {
    /// Folded forms, one after the other.
    forms: String,
    /// End of the form in `forms` and position of each token.
    tokens: Vec<(u32, u32)>,
    token: Token,
}

/// The tokens of one text.
pub struct WordStream<'a> {
    of: &'a mut WordTokenizer,
    next: usize,
    at: usize,
}

impl WordTokenizer {
    fn push(&mut self, form: &str, position: u32) {
        self.forms.push_str(form);
        self.tokens.push((self.forms.len() as u32, position));
    }
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.forms.clear();
        self.tokens.clear();
        let mut position = 0;
        let (mut marked, mut common) = (false, 0..0);
        for (n, sentence) in text.split(MARK).enumerate() {
            marked |= n > 0;
            words::each_word(sentence, |_, word| {
                if std::mem::take(&mut marked) {
                    self.push(SENTENCE, position);
                }
                let is_common = pairs::is_common(word);
                if is_common && !common.is_empty() {
                    let pair = pairs::term(&self.forms[common.clone()], word);
                    self.push(&pair, position - 1);
                }
                self.push(word, position);
                common = if is_common { self.forms.len() - word.len()..self.forms.len() } else { 0..0 };
                position += 1;
            });
        }
        self.token.position = 0;
        WordStream { of: self, next: 0, at: 0 }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(&(end, position)) = self.of.tokens.get(self.next) else { return false };
        self.of.token.text.clear();
        self.of.token.text.push_str(&self.of.forms[self.at..end as usize]);
        self.of.token.position = position as usize;
        (self.at, self.next) = (end as usize, self.next + 1);
        true
    }

    fn token(&self) -> &Token {
        &self.of.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.of.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentence_marks_stand_at_the_first_word_of_their_sentence() {
        let mut tokenizer = WordTokenizer::default();
        let mut stream = tokenizer.token_stream("It ended. \u{1}“\u{1}Lee's aides left.”");
        let mut got = Vec::new();
        while stream.advance() {
            got.push((stream.token().position, stream.token().text.clone()));
        }
        let want = [(0, "it"), (1, "ended"), (2, SENTENCE), (2, "lee"), (3, "s"), (4, "aides"), (5, "left")];
        assert_eq!(got, want.map(|(p, w)| (p, w.to_owned())));
    }

    #[test]
    fn pairs_of_common_words_stand_at_the_first_of_them() {
        let mut tokenizer = WordTokenizer::default();
        let mut stream = tokenizer.token_stream("Is that of the \u{1}In Rome.");
        let mut got = Vec::new();
        while stream.advance() {
            got.push((stream.token().position, stream.token().text.clone()));
        }
        let want = [
            (0, "is"),
            (0, "\u{1}is that"),
            (1, "that"),
            (1, "\u{1}that of"),
            (2, "of"),
            (2, "\u{1}of the"),
            (3, "the"),
            (4, SENTENCE),
            (3, "\u{1}the in"),
            (4, "in"),
            (5, "rome"),
        ];
        assert_eq!(got, want.map(|(p, w)| (p, w.to_owned())));
    }
}
