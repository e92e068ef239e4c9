//! Words of grammar, by language: articles, pronouns, prepositions, conjunctions, auxiliaries and the like.
//!
//! Those of English are our own list of closed classes (models/stopwords.txt); the others come from the crate `stop-words`.

use crate::words;
use rustc_hash::FxHashSet;
use std::sync::{LazyLock, OnceLock};

/// Folded function words of one language.
pub type Words = FxHashSet<Box<str>>;

static LISTS: LazyLock<Vec<(&'static str, OnceLock<Words>)>> =
    LazyLock::new(|| stop_words::available_languages().iter().map(|code| (*code, OnceLock::new())).collect());

/// The function words of a language (ISO 639-1); `None` where there is no list.
pub fn of(language: &str) -> Option<&'static Words> {
    let code = if matches!(language, "nb" | "nn") { "no" } else { language };
    let at = LISTS.binary_search_by_key(&code, |(code, _)| code).ok()?;
    let (code, list) = &LISTS[at];
    Some(list.get_or_init(|| read(code)))
}

fn read(code: &str) -> Words {
    if code == "en" {
        let lines = include_str!("../models/stopwords.txt").lines().filter(|l| !l.starts_with('#'));
        return lines.flat_map(str::split_whitespace).map(Into::into).collect();
    }
    let all = stop_words::lookup(code).unwrap_or_default().iter();
    let one = |word: &&&str| {
        let parts = words::list(word);
        parts.len() == 1 || !parts.is_empty() && parts.iter().all(|part| words::is_character(part))
    };
    all.filter(one).map(|word| words::fold(word).into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_with_a_stemmer_or_without_spaces_has_function_words() {
        for (language, word) in [
            ("en", "the"),
            ("ar", "في"),
            ("da", "og"),
            ("nl", "het"),
            ("fi", "mutta"),
            ("fr", "ete"),
            ("de", "fur"),
            ("el", "και"),
            ("hu", "hogy"),
            ("it", "perche"),
            ("nb", "ikke"),
            ("pt", "nao"),
            ("ro", "pentru"),
            ("ru", "что"),
            ("es", "mas"),
            ("sv", "och"),
            ("tr", "icin"),
            ("zh", "但是"),
            ("ja", "から"),
            ("ko", "그러나"),
            ("th", "และ"),
        ] {
            assert!(of(language).unwrap().contains(word), "{language} {word}");
        }
        assert!(of("xx").is_none() && !of("en").unwrap().contains("ferry"));
    }
}
