//! Text → words as they are counted: in the length of an article and in lists of words.
//!
//! They are those of [`crate::words`], but where the index takes each character for a word (Chinese, Japanese, Korean, Thai and others) a list of single characters says little,
//! words are cut by the dictionaries of Unicode (ICU4X): good enough to count, but not to search by, since a dictionary cuts
//! differently in other company. Korean is cut at spaces.

use crate::words;
use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};
use std::ops::Range;
use std::sync::LazyLock;

static SEGMENTER: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_auto(WordBreakInvariantOptions::default()));

/// Calls `each` with every word of `text`: the positions that it has in the index, and its folded form.
pub fn each_word(text: &str, mut each: impl FnMut(Range<u32>, &str)) {
    let mut position = 0;
    if !words::any_stands_alone(text) {
        return words::each_word(text, |_, word| {
            each(position..position + 1, word);
            position += 1;
        });
    }
    let mut run = Run::default();
    words::each_word(text, |span, word| {
        if !words::is_character(word) || span.start != run.end {
            run.tell(text, &mut each);
        }
        if words::is_character(word) {
            run.push(span.start, span.end, position, word);
        } else {
            each(position..position + 1, word);
        }
        position += 1;
    });
    run.tell(text, &mut each);
}

/// The number of words in `text`.
pub fn count(text: &str) -> usize {
    if !words::any_stands_alone(text) {
        return words::count(text);
    }
    let mut n = 0;
    each_word(text, |_, _| n += 1);
    n
}

/// The folded words of `text`.
pub fn list(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    each_word(text, |_, word| found.push(word.to_owned()));
    found
}

/// Characters that follow one another without anything between them.
#[derive(Default)]
struct Run {
    /// First byte and folded form of each.
    characters: Vec<(u32, String)>,
    /// Position of the first.
    position: u32,
    /// One past the last byte.
    end: u32,
}

impl Run {
    fn push(&mut self, start: u32, end: u32, position: u32, form: &str) {
        if self.characters.is_empty() {
            self.position = position;
        }
        self.characters.push((start, form.to_owned()));
        self.end = end;
    }

    /// Calls `each` with the words of the run and empties it.
    fn tell(&mut self, text: &str, each: &mut impl FnMut(Range<u32>, &str)) {
        let Some((start, _)) = self.characters.first() else { return };
        let start = *start as usize;
        let mut from = 0;
        for end in SEGMENTER.segment_str(&text[start..self.end as usize]) {
            let to = self.characters.partition_point(|(byte, _)| (*byte as usize) < start + end);
            if from < to {
                let form: String = self.characters[from..to].iter().map(|(_, form)| form.as_str()).collect();
                each(self.position + from as u32..self.position + to as u32, &form);
            }
            from = to;
        }
        self.characters.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_cut_by_dictionary_where_no_space_parts_them() {
        assert_eq!(list("外交部发言人说，the Ferry 很好"), ["外交部", "发言", "人", "说", "the", "ferry", "很好"]);
        assert_eq!(list("東京で記者会見"), ["東京", "で", "記者", "会見"]);
        assert_eq!(list("เศรษฐกิจไทยดีขึ้น"), ["เศรษฐกิจ", "ไทย", "ดี", "ขึ้น"]);
        assert_eq!(list("평화를 강조했다."), ["평화를", "강조했다"]);
    }

    proptest! {
        #[test]
        fn words_cover_all_positions_in_order(text in "[ a-z，。中国和平的渡轮東京でするกาน้ำไ평화를A1]{0,60}|\\PC{0,40}") {
            let mut at = 0;
            let mut forms = String::new();
            each_word(&text, |positions, word| {
                assert_eq!(positions.start, at);
                assert!(positions.end > at);
                at = positions.end;
                forms.push_str(word);
            });
            prop_assert_eq!(at as usize, words::count(&text));
            prop_assert_eq!(forms, words::list(&text).concat());
        }
    }
}
