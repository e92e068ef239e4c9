//! Whether a paragraph is plain English: told by its commonest words, many times faster than by lists of all languages.

/// Common function words of English that hardly any other language has.
const COMMON: &[&str] = &[
    "the", "of", "and", "to", "that", "with", "from", "his", "he", "it", "said", "are", "has", "which", "who", "their",
    "they", "she", "been", "would", "this", "but", "there", "when", "after", "about", "could", "than", "its", "our",
    "you", "if", "what", "because", "should", "into", "these", "those", "where", "how", "then", "only", "other",
    "some", "them", "your",
];

/// So many of these words tell the language, where they are so large a share of those before.
const MANY: usize = 6;
const SHARE: f64 = 0.15;

/// Places of the table: a power of two, most of them empty.
const PLACES: usize = 512;

/// The words, each as the number that its letters make, at the place that the number tells or behind it.
static TABLE: [u64; PLACES] = {
    let mut table = [0; PLACES];
    let mut n = 0;
    while n < COMMON.len() {
        let (word, mut number, mut i) = (COMMON[n].as_bytes(), 0, 0);
        while i < word.len() {
            number = number << 8 | word[i] as u64;
            i += 1;
        }
        let mut at = place(number);
        while table[at] != 0 {
            at = (at + 1) % PLACES;
        }
        table[at] = number;
        n += 1;
    }
    table
};

const fn place(number: u64) -> usize {
    (number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 55) as usize
}

fn is_common(number: u64) -> bool {
    let mut at = place(number);
    while TABLE[at] != 0 && TABLE[at] != number {
        at = (at + 1) % PLACES;
    }
    TABLE[at] == number
}

/// Whether a text begins so that nobody would take it for another language. `false` says nothing.
pub(super) fn opens(text: &str) -> bool {
    let (mut all, mut found) = (0usize, 0usize);
    let mut number = 0u64;
    for &byte in text.as_bytes().iter().chain(b" ") {
        if byte.is_ascii_alphabetic() || byte >= 0x80 {
            // Of a long word the last letters are left, more than a common word has.
            number = number << 8 | u64::from(byte | 0x20);
            continue;
        }
        if number == 0 {
            continue;
        }
        all += 1;
        found += usize::from(is_common(number));
        number = 0;
        if found >= MANY && found as f64 >= SHARE * all as f64 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_opens_as_such_and_nothing_else_does() {
        assert!(opens(
            "The ferry was late again, and the passengers who had been waiting on the pier since noon said that they were not amused by it."
        ));
        assert!(!opens("The ferry was late."));
        assert!(!opens(
            "Die Fähre kam wieder zu spät, und die Fahrgäste, die seit Mittag am Kai gewartet hatten, sagten, sie seien darüber nicht erfreut."
        ));
        assert!(!opens(&"De veerboot was weer te laat en hij is in de haven. ".repeat(20)));
        assert!(!opens("Lind, Mensah, Okada and Brandt of Oldland; Ofori, Lee, Kim and Ruiz of Norra"));
        assert!(COMMON.iter().all(|w| is_common(w.bytes().fold(0, |n, b| n << 8 | u64::from(b)))));
        assert!(!is_common(0x66_65_72_72_79));
    }
}
