//! The form of a name: titles, words, suffix.

use super::lists::{Gender, lists};
use crate::words::fold;
use std::str::Chars;

/// A person's name taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Form {
    /// The name as it stands, without titles.
    pub name: String,
    /// The words of the name, folded; hyphens part words; titles and suffixes are left out.
    pub words: Vec<String>,
    /// Titles before it, folded, abbreviations written out.
    pub titles: Vec<String>,
    /// The gender that its titles imply.
    pub gender: Option<Gender>,
}

/// A name's word without diacritics, case, full stops and apostrophes.
pub fn plain(word: &str) -> String {
    if word.is_ascii() {
        let letters = word.bytes().filter(u8::is_ascii_alphanumeric);
        let mut plain = String::with_capacity(word.len());
        plain.extend(letters.map(|b| b.to_ascii_lowercase() as char));
        return plain;
    }
    let mut folded = fold(word);
    folded.retain(|c| c.is_alphanumeric());
    folded
}

/// The words of a name, folded; white space, hyphens and slashes part them.
pub fn words(name: &str) -> Vec<String> {
    let parts = name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '/'));
    parts.map(plain).filter(|w| !w.is_empty()).collect()
}

/// `name` without what does not belong to its ends: a possessive `'s`, punctuation.
pub fn trimmed(name: &str) -> &str {
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '"' | '“' | '”' | '(' | ')');
    let name = name.trim_start_matches(ends);
    let inner = name.trim_end_matches(ends);
    let bare = inner.strip_suffix("'s").or_else(|| inner.strip_suffix("’s")).unwrap_or(inner);
    let bare = bare.trim_end_matches(['\'', '’']).trim_end();
    let Some(at) = unclosed(bare) else { return bare };
    // "the book “Harbours”" keeps its mark; of "the Port Union (PU)" the name is enough.
    let closed = name[bare.len()..].find(['”', '"']).map(|k| bare.len() + k);
    let mark =
        closed.filter(|_| !bare[at..].starts_with('(')).and_then(|at| Some(at + name[at..].chars().next()?.len_utf8()));
    mark.map_or(bare[..at].trim_end_matches(ends), |end| &name[..end])
}

/// Where a bracket or a quotation mark opens that nothing closes, behind other words.
fn unclosed(name: &str) -> Option<usize> {
    let pair = |open: char, close: char| name.rfind(open).filter(|&at| at > 0 && !name[at..].contains(close));
    let straight = name.rfind('"').filter(|&at| at > 0 && name.matches('"').count() % 2 == 1);
    [pair('(', ')'), pair('“', '”'), straight].into_iter().flatten().min()
}

impl Form {
    /// Takes a person's name apart.
    pub fn of(text: &str) -> Form {
        let all = lists();
        let text = trimmed(text);
        let mut tokens: Vec<&str> = text.split_whitespace().flat_map(unglued).filter(|t| !t.is_empty()).collect();
        if let Some(last) = tokens.last_mut() {
            *last = without_stop(last);
        }
        let mut form = Form::default();
        let mut start = 0;
        while start + 1 < tokens.len() {
            // "He" without full stops is a surname.
            let word = if tokens[start] == "H.E." { "excellency".to_owned() } else { plain(tokens[start]) };
            // "CP Mensah" may be somebody with two initials.
            if all.ranks.contains(word.as_str()) && (word.len() > 2 || start + 2 < tokens.len()) {
                start += 1;
                continue;
            }
            let Some(title) = all.titles.get(word.as_str()) else { break };
            let before_sri = word != "tan" || plain(tokens[start + 1]) == "sri";
            // "Dr. Sultan Ahmed": a given name behind another title.
            let given = title.kept && !form.titles.is_empty() && all.given.contains_key(word.as_str());
            if !before_sri || given {
                break;
            }
            form.gender = form.gender.or(title.gender);
            form.titles.push(title.role.map_or(word, str::to_owned));
            start += 1;
        }
        start = behind_office(&tokens, start);
        let honour = |t: &str| t.starts_with(char::is_uppercase) && t.chars().filter(|c| c.is_uppercase()).count() > 1;
        while tokens.len() > start + 2
            && tokens.last().is_some_and(|t| honour(t) && all.honours.contains(plain(t).as_str()))
        {
            tokens.pop();
        }
        let mut end = tokens.len();
        while end > start + 1 && all.suffixes.contains(plain(tokens[end - 1]).as_str()) {
            end -= 1;
        }
        form.words = tokens[start..end].iter().flat_map(|t| words(t)).collect();
        form.name = tokens[shown(&tokens, start)..].join(" ");
        form
    }

    /// Whether its first word is a surname: "Xi Jinping", "Lee Jae Myung".
    pub fn family_first(&self) -> bool {
        let all = lists();
        let [first, rest @ ..] = self.words.as_slice() else { return false };
        let given = |w: &String| all.given.contains_key(w.as_str());
        let surname = all.family_first.contains(first.as_str());
        surname && (self.syllables() || (matches!(rest.len(), 1 | 3) && !given(first) && !rest.iter().any(given)))
    }

    /// "jr", "ii", where the name tells of which generation somebody is.
    pub fn generation(&self) -> Option<&'static str> {
        let last = plain(self.name.split_whitespace().last()?);
        ["jr", "sr", "ii", "iii", "iv"].into_iter().find(|g| *g == last)
    }

    /// Whether two short words follow the first, as in Chinese, Korean and Vietnamese names.
    fn syllables(&self) -> bool {
        self.words.len() == 3 && self.words[1..].iter().all(|w| w.len() <= 5)
    }
}

/// Where a full name begins behind an office with its place: "Norra County Sheriff | Ann Lee".
fn behind_office(tokens: &[&str], start: usize) -> usize {
    let office = |t: &str| {
        let word = plain(t);
        lists().roles.contains_key(word.as_str()) && !lists().given.contains_key(word.as_str())
    };
    let inner = start + 1..tokens.len().saturating_sub(2);
    inner.rev().find(|&at| office(tokens[at])).map_or(start, |at| at + 1)
}

/// The last word of a name without the full stop of its sentence, which reads like that of an abbreviation: "Hun Sen."
fn without_stop(word: &str) -> &str {
    let bare = word.trim_end_matches('.');
    let name = bare.chars().count() > 2 && !lists().suffixes.contains(plain(bare).as_str());
    if name { bare } else { word }
}

/// A title and the name that follows it without a space: "Ms.Mensah".
fn unglued(word: &str) -> [&str; 2] {
    let titled = word.find('.').filter(|&at| {
        lists().titles.contains_key(plain(&word[..at]).as_str()) && word[at + 1..].starts_with(char::is_alphabetic)
    });
    titled.map_or([word, ""], |at| [&word[..=at], &word[at + 1..]])
}

/// Where the name that is shown begins: after its titles, but for titles that are half a name ("King Charles",
/// "Sheikh Hasina") and those that are given names too ("Nana Addo").
fn shown(tokens: &[&str], start: usize) -> usize {
    let all = lists();
    if start == 0 {
        return 0;
    }
    let last = plain(tokens[start - 1]);
    let next_given = all.given.contains_key(plain(tokens[start]).as_str());
    let kept = all.titles.get(last.as_str()).is_some_and(|t| t.kept);
    let half = kept && tokens.len() - start == 1;
    let given = all.given.contains_key(last.as_str()) && !(kept && next_given);
    if half || given { start - 1 } else { start }
}

/// Whether two given names may be one person's: equal, an initial, a nickname, or spelled alike.
pub fn given_alike(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short == long || (short.len() == 1 && long.starts_with(short)) {
        return true;
    }
    let nick = |x: &str, y: &str| lists().nicknames.get(x).is_some_and(|full| full.contains(&y));
    nick(a, b) || nick(b, a) || (short.len() >= 4 && one_letter_apart(a, b) && !two_names(a, b))
}

/// Whether both are given names that people have, of one gender each or of different ones: "Maria" is no slip for "Mario".
fn two_names(a: &str, b: &str) -> bool {
    let gender = |name: &str| lists().given.get(name);
    match (gender(a), gender(b)) {
        (Some(Some(a)), Some(Some(b))) => a != b,
        _ => false,
    }
}

/// Whether at most one letter is put in, left out or changed.
pub fn one_letter_apart(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.chars(), b.chars());
    // What both begin and end with is taken away.
    for step in [Chars::next, Chars::next_back] {
        loop {
            let (mut x, mut y) = (a.clone(), b.clone());
            match step(&mut x) {
                Some(letter) if step(&mut y) == Some(letter) => (a, b) = (x, y),
                _ => break,
            }
        }
    }
    a.nth(1).is_none() && b.nth(1).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(text: &str) -> (String, String) {
        let form = Form::of(text);
        (form.name, form.words.join(" "))
    }

    #[test]
    fn titles_and_suffixes_are_no_words_of_the_name() {
        assert_eq!(of("Prime Minister Sanae Okada"), ("Sanae Okada".into(), "sanae okada".into()));
        assert_eq!(of("Datuk Seri Tan Wei Ming"), ("Tan Wei Ming".into(), "tan wei ming".into()));
        assert_eq!(of("Tan Sri Ahmad Razif"), ("Ahmad Razif".into(), "ahmad razif".into()));
        assert_eq!(of("Dr. John Q. Public Jr."), ("John Q. Public Jr.".into(), "john q public".into()));
        assert_eq!(of("King Harald"), ("King Harald".into(), "harald".into()));
        assert_eq!(of("Norra County Sheriff Ann Lind"), ("Ann Lind".into(), "ann lind".into()));
        assert_eq!(of("Ann Lind KC"), ("Ann Lind".into(), "ann lind".into()));
        assert_eq!(of("CP Kofi Mensah").1, "kofi mensah");
        assert_eq!(of("CP Mensah").1, "cp mensah");
        assert_eq!(of("Mr Ofori’s"), ("Ofori".into(), "ofori".into()));
        assert_eq!(Form::of("Mrs. Ofori").gender, Some(Gender::Female));
    }

    #[test]
    fn what_a_sentence_leaves_at_a_name_is_cut_off() {
        assert_eq!(of("Ms.Adwoa Mensah"), ("Adwoa Mensah".into(), "adwoa mensah".into()));
        assert_eq!(of("H.E. Adwoa Mensah"), ("Adwoa Mensah".into(), "adwoa mensah".into()));
        assert_eq!(of("He Mensah").1, "he mensah");
        assert_eq!(of("Adwoa Sen."), ("Adwoa Sen".into(), "adwoa sen".into()));
        assert_eq!(trimmed("the Port Union (PU)"), "the Port Union");
        assert_eq!(trimmed("the book “Harbours,”"), "the book “Harbours,”");
        assert_eq!(trimmed("\"Harbours\""), "Harbours");
    }

    #[test]
    fn family_first_names() {
        for (name, first) in [
            ("Lee Min Jun", true),
            ("Xi Jinping", true),
            ("Bruce Lee", false),
            ("Lee Harper", false),
            ("Kim Min-ji", true),
            ("Nguyen Van Tam", true),
        ] {
            assert_eq!(Form::of(name).family_first(), first, "{name}");
        }
    }

    #[test]
    fn given_names_alike() {
        assert!(given_alike("bill", "william") && given_alike("j", "john") && given_alike("mohamed", "mohammed"));
        assert!(!given_alike("john", "jane") && !given_alike("ann", "anna2x"));
    }

    proptest! {
        #[test]
        fn one_letter_put_in_left_out_or_changed(a in "[abé]{0,5}", b in "[abé]{0,5}") {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let without = |word: &[char], n: usize| [&word[..n], &word[n + 1..]].concat();
            let one_less = |long: &[char], short: &[char]| (0..long.len()).any(|n| without(long, n) == short);
            let changed = x.len() == y.len() && x.iter().zip(&y).filter(|(p, q)| p != q).count() <= 1;
            prop_assert_eq!(one_letter_apart(&a, &b), changed || one_less(&x, &y) || one_less(&y, &x));
        }
    }
}
