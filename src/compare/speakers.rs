//! Whether a claimed speaker is the one who was found.

use crate::annotate::coreference::lists::lists;
use crate::words;

/// The words of a claimed name without what lists add to names: titles and roles in front ("Mayor"), what stands in brackets or behind a comma
/// ("Smith (R-Texas)", "Ada Brook, mayor"); a surname in front of a comma goes behind the given name ("Brook, Ada").
pub fn plain(claimed: &str) -> Vec<String> {
    let name = claimed.split(['(', '[']).next().unwrap_or("");
    let (first, rest) = name.split_once(',').unwrap_or((name, ""));
    let (mut first, mut rest) = (words::list(first), words::list(rest));
    let turned = first.len() == 1 && (1..=2).contains(&rest.len()) && lists().given.contains_key(rest[0].as_str());
    if turned {
        rest.append(&mut first);
        return rest;
    }
    let is_title =
        |word: &String| lists().titles.contains_key(word.as_str()) || lists().roles.contains_key(word.as_str());
    let titles = first.iter().take_while(|word| is_title(word)).count();
    // A name that is nothing but titles is a description: "the president".
    if titles < first.len() { first.split_off(titles) } else { first }
}

/// Whether the words of one name are those of the other with some left out: "Xi" and "Xi Jinping", "President Xi Jinping" and "Xi
/// Jinping", "Mary A. Smith" and "Mary Smith". What `speaker:` finds is a case of it: the words of the query in the name.
pub fn same(claimed: &str, found: &str) -> bool {
    let found = words::list(found);
    let whole = words::list(claimed);
    [plain(claimed), whole]
        .iter()
        .any(|claimed| !claimed.is_empty() && !found.is_empty() && (within(claimed, &found) || within(&found, claimed)))
}

/// Whether the words of `part` stand in `whole` in their order.
fn within(part: &[String], whole: &[String]) -> bool {
    let mut rest = whole.iter();
    part.iter().all(|word| rest.any(|other| other == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_words_left_out_are_the_same() {
        let same_ones = [
            ("Wei", "Wei Jianhong"),
            ("Governor Wei Jianhong", "Wei Jianhong"),
            ("Mayor Brook", "Ada Brook"),
            ("Brook, Ada", "Ada Brook"),
            ("Sen. Mary Smith (R-Texas)", "Mary Smith"),
            ("Mary Smith, chief economist", "Mary Smith"),
            ("MARY SMITH", "Mary A. Smíth"),
            ("the president", "The president"),
        ];
        for (claimed, found) in same_ones {
            assert!(same(claimed, found), "{claimed} {found}");
        }
        for (claimed, found) in
            [("Anna Wei", "Berta Wei"), ("", "Wei"), ("Jianhong Wei", "Wei Jianhong"), ("Mayor Brook", "the mayor")]
        {
            assert!(!same(claimed, found), "{claimed} {found}");
        }
    }
}
