//! The words of a person's name as one text: a million names are compared, so each lies in one place.

/// The most words of a name; what has more is no name.
const MOST: usize = 7;

/// The words of a name, folded and without spaces within: some, and no more than seven.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Words {
    /// Parted by spaces.
    text: Box<str>,
    /// Where each word begins, and one behind the end of the last.
    starts: [u16; MOST + 1],
    count: u8,
}

impl Words {
    /// Of these words; `None` where they are none, or too many or too long for a name.
    pub fn of<S: AsRef<str>>(words: &[S]) -> Option<Words> {
        if !(1..=MOST).contains(&words.len()) {
            return None;
        }
        let mut starts = [0; MOST + 1];
        let mut end = 0;
        for (word, start) in words.iter().zip(&mut starts[1..]) {
            end += word.as_ref().len() + 1;
            *start = u16::try_from(end).ok()?;
        }
        let mut text = String::with_capacity(end - 1);
        for (n, word) in words.iter().enumerate() {
            text.push_str(if n > 0 { " " } else { "" });
            text.push_str(word.as_ref());
        }
        Some(Words { text: text.into_boxed_str(), starts, count: words.len() as u8 })
    }

    /// Those behind the first `n`, of which there must be some.
    pub fn without(&self, n: usize) -> Words {
        let rest: Vec<&str> = self.iter().skip(n).collect();
        Words::of(&rest).unwrap_or_else(|| self.clone())
    }

    /// How many words.
    pub fn count(&self) -> usize {
        usize::from(self.count)
    }

    /// The n-th word; empty where there is none.
    pub fn word(&self, n: usize) -> &str {
        self.some(n, n + 1)
    }

    /// The words from one number up to another, parted by spaces; empty where there are none.
    pub fn some(&self, from: usize, to: usize) -> &str {
        let to = to.min(self.count());
        if from >= to {
            return "";
        }
        &self.text[usize::from(self.starts[from])..usize::from(self.starts[to]) - 1]
    }

    /// All words, parted by spaces.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The words.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        (0..self.count()).map(|n| self.word(n))
    }

    /// The first word.
    pub fn first(&self) -> &str {
        self.word(0)
    }

    /// The last word.
    pub fn last(&self) -> &str {
        self.word(self.count() - 1)
    }

    /// The words between the first and the last.
    pub fn middle(&self) -> impl Iterator<Item = &str> {
        (1..self.count().saturating_sub(1)).map(|n| self.word(n))
    }

    /// The letters of the words from one number on, and then those of the words before it, run together.
    pub fn letters_from(&self, first: usize) -> impl Iterator<Item = u8> {
        let parts = [self.some(first, self.count()), self.some(0, first)];
        parts.into_iter().flat_map(str::bytes).filter(|b| *b != b' ')
    }

    /// Whether the last words are these.
    pub fn ends_with(&self, other: &Words) -> bool {
        self.count >= other.count && self.some(self.count() - other.count(), self.count()) == &*other.text
    }

    /// Whether the first words are these.
    pub fn starts_with(&self, other: &Words) -> bool {
        self.count >= other.count && self.some(0, other.count()) == &*other.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_are_what_a_list_of_words_is(words in prop::collection::vec("[a-zé]{1,4}", 0..9), n in 0usize..9, m in 0usize..9) {
            let all = Words::of(&words);
            prop_assert_eq!(all.is_some(), (1..=MOST).contains(&words.len()));
            let Some(all) = all else { return Ok(()) };
            prop_assert_eq!(all.iter().collect::<Vec<_>>(), words.iter().map(String::as_str).collect::<Vec<_>>());
            prop_assert_eq!(all.text(), words.join(" "));
            prop_assert_eq!(all.some(n, m), words.get(n..m.min(words.len())).unwrap_or_default().join(" "));
            if n < words.len() {
                prop_assert_eq!(Words::of(&words[n..]), Some(all.without(n)));
            }
            let turn = n.min(words.len());
            let turned = [&words[turn..], &words[..turn]].concat().concat();
            prop_assert_eq!(all.letters_from(turn).collect::<Vec<_>>(), turned.into_bytes());
            prop_assert_eq!(all.middle().count(), words.len().saturating_sub(2));
            let part = n.min(m)..n.max(m).min(words.len());
            if let Some(other) = words.get(part).and_then(Words::of) {
                let list: Vec<String> = other.iter().map(str::to_owned).collect();
                prop_assert_eq!(all.ends_with(&other), words.ends_with(&list));
                prop_assert_eq!(all.starts_with(&other), words.starts_with(&list));
            }
        }
    }
}
