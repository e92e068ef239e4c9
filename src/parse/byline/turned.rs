//! Names with the family name first: "Petrov, Ana; Quill, John".

use super::{Part, is, is_ideograph};

/// `text` with the given names first where its names are written as "Family, Given"; `None` where none is.
///
/// One word before a comma and one behind it are nobody's whole name each, so they are one name, unless one of them is a role, an
/// agency or a word of an organization.
pub(super) fn family_last(text: &str) -> Option<String> {
    let mut found = false;
    let joined =
        [" and ", " & ", " und ", " et ", " y "].iter().fold(text.to_owned(), |text, joint| text.replace(joint, "; "));
    let names: Vec<String> = joined
        .split(';')
        .map(|name| match turned(name.trim()) {
            Some(name) => {
                found = true;
                name
            }
            None => name.trim().to_owned(),
        })
        .collect();
    found.then(|| names.join("; "))
}

/// The same where the names are known to be written so: "García Márquez, Gabriel".
pub(in crate::parse) fn given_first(text: &str) -> String {
    let names = text.split(';').map(|name| match name.split_once(',') {
        Some((family, given)) => format!("{} {}", without_stop(given), family.trim()),
        None => without_stop(name).to_owned(),
    });
    names.collect::<Vec<_>>().join("; ")
}

/// "Stone, Bob." → "Bob"; the stop of an initial stays.
fn without_stop(name: &str) -> &str {
    let name = name.trim();
    let last = name.rsplit(' ').next().unwrap_or(name);
    if last.chars().count() > 3 { name.trim_end_matches('.') } else { name }
}

fn turned(name: &str) -> Option<String> {
    let (family, given) = name.split_once(", ")?;
    let given = without_stop(given);
    let particles = family.rsplit_once(' ').map_or("", |(particles, _)| particles);
    let initials = |word: &str| word.ends_with('.') && word.chars().filter(|c| c.is_alphabetic()).count() == 1;
    let one = |given: &str| given.split_once(' ').is_none_or(|(_, rest)| rest.split(' ').all(initials));
    let family_is = particles.split_whitespace().all(|word| is(word, Part::Small)) && is_name(family);
    (family_is && one(given) && is_name(given)).then(|| format!("{given} {family}"))
}

/// Whether words can be a part of a name and are nothing else that stands in a byline.
fn is_name(words: &str) -> bool {
    const KINDS: &[Part] = &[Part::By, Part::Role, Part::Agency, Part::Desk, Part::House, Part::Degree];
    let last = words.rsplit(' ').next().unwrap_or(words);
    let letters = words.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.' | ' '));
    let other = KINDS.iter().any(|kind| is(words, *kind) || is(last, *kind));
    letters
        && !other
        && !matches!(words, "Jr" | "Jr." | "Sr" | "Sr.")
        && last.starts_with(char::is_uppercase)
        && !words.starts_with(is_ideograph)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn family_names_before_a_comma_go_behind_the_given_ones() {
        for (text, want) in [
            ("Petrov, Ana", "Ana Petrov"),
            ("Petrov, Ana; Quill, John B.", "Ana Petrov; John B. Quill"),
            ("van der Berg, Jan", "Jan van der Berg"),
            ("Petrov, Ana and Quill, John", "Ana Petrov; John Quill"),
            ("Petrov, Ana; John Quill", "Ana Petrov; John Quill"),
        ] {
            assert_eq!(family_last(text).as_deref(), Some(want), "{text}");
        }
        for text in [
            "Ana Petrov, Bergen",
            "Ana Petrov, Reuters",
            "Quill, Jr.",
            "Redaktion, Bergen",
            "Bergen, Ana Petrov",
            "Reuters, Bergen",
            "李明, 北京",
        ] {
            assert_eq!(family_last(text), None, "{text}");
        }
        assert_eq!(given_first("Lopez Diaz, Ana; Quill, John. "), "Ana Lopez Diaz; John Quill");
        assert_eq!(given_first("Quill, John B."), "John B. Quill");
    }
}
