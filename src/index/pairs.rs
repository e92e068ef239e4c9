//! Pairs of words of grammar: "of the" is a term of its own beside "of" and "the", where they stand one behind the other.
//!
//! Such words stand in nearly every paragraph, so that a phrase of them would have to look at the positions of each; a pair is found like
//! a word. About one word in eleven begins one.

use super::schema::SENTENCE;

/// The commonest words of the languages that most news is in, sorted.
const COMMON: &[&str] = &[
    "a", "al", "an", "and", "are", "as", "at", "be", "been", "but", "by", "che", "con", "da", "das", "de", "del",
    "dem", "den", "der", "des", "di", "die", "do", "du", "e", "een", "el", "em", "en", "et", "for", "from", "had",
    "has", "have", "he", "her", "het", "his", "i", "il", "in", "is", "it", "its", "la", "las", "le", "les", "los",
    "mit", "not", "o", "of", "on", "op", "or", "os", "our", "para", "per", "por", "que", "said", "she", "te", "that",
    "the", "their", "they", "this", "to", "un", "una", "und", "une", "van", "von", "was", "we", "were", "which", "who",
    "will", "with", "would", "y", "you", "zu",
];

/// Whether a folded word is one of those of which pairs are kept.
pub fn is_common(word: &str) -> bool {
    word.len() <= LONGEST && COMMON.binary_search(&word).is_ok()
}

const LONGEST: usize = 5;

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
