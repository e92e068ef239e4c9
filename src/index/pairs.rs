//! Pairs of words of grammar: "of the" is a term of its own beside "of" and "the", where they stand one behind the other.
//!
//! Such words stand in a fifth of all paragraphs and more, so that a phrase of them would have to look at the positions of each; a pair is
//! found like a word. About one word in thirty begins one. With twice as many words the pairs take three times the room (3 % of the text), for
//! phrases that are found soon without.

use super::schema::SENTENCE;

/// The commonest words of the languages that most news is in, a dozen of each, sorted.
const COMMON: &[&str] = &[
    "a", "and", "che", "da", "das", "de", "del", "den", "der", "des", "di", "die", "do", "du", "e", "een", "el", "em",
    "en", "et", "for", "he", "het", "il", "in", "is", "it", "la", "las", "le", "les", "los", "of", "on", "os", "para",
    "que", "said", "te", "that", "the", "to", "und", "van", "von", "with", "y", "zu",
];

/// Whether a folded word is one of those of which pairs are kept.
pub fn is_common(word: &str) -> bool {
    word.len() <= LONGEST && KEYS.binary_search(&key(word)).is_ok()
}

const LONGEST: usize = 5;

/// [`COMMON`] as numbers in the same order: every word of every text is looked up.
const KEYS: [u64; COMMON.len()] = {
    let mut keys = [0; COMMON.len()];
    let mut n = 0;
    while n < keys.len() {
        keys[n] = key(COMMON[n]);
        n += 1;
    }
    keys
};

/// A word of up to eight bytes as a number; words and numbers are in the same order.
const fn key(word: &str) -> u64 {
    let (bytes, mut key, mut n) = (word.as_bytes(), 0, 0);
    while n < 8 {
        key = key << 8 | if n < bytes.len() { bytes[n] as u64 } else { 0 };
        n += 1;
    }
    key
}

/// The term for two words one behind the other; `None` where there is none for them. Like the marks of sentences it begins as no word does.
pub fn pair(first: &str, second: &str) -> Option<String> {
    (is_common(first) && is_common(second)).then(|| term(first, second))
}

/// The same for words that are known to be common.
pub fn term(first: &str, second: &str) -> String {
    format!("{SENTENCE}{first} {second}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_sorted_and_short() {
        assert!(COMMON.is_sorted() && COMMON.iter().all(|word| word.len() <= LONGEST));
        assert!(COMMON.iter().all(|word| crate::words::list(word) == [*word]), "as the index has them");
        assert_eq!(pair("of", "the").as_deref(), Some("\u{1}of the"));
        assert_eq!((pair("of", "storms"), pair("storms", "of")), (None, None));
    }
}
