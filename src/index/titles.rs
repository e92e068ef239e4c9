//! What stands before a person's name: "President", "Mrs", "spokeswoman".

use crate::annotate::coreference::forms::{Form, plain};
use crate::annotate::coreference::lists::lists;
use crate::model::Span;

/// The titles and roles before the name at `at`, within the mention or in front of it; folded, abbreviations written out.
pub fn before(text: &str, at: Span) -> impl Iterator<Item = String> {
    let within = Form::of(at.of(text)).titles;
    let front = text.get(..at.start as usize).unwrap_or("");
    // A title ends no sentence and is parted from the name by a space only.
    let parted = front.ends_with(' ') && !front.trim_end().ends_with([',', ';', ':', '!', '?', '"', '”', ')']);
    let mut words = front.split_whitespace().rev();
    let last = words.next().filter(|_| parted).map(plain);
    let title = last.and_then(|word| {
        let all = lists();
        let known = all.titles.get(word.as_str()).map(|t| t.role.map_or(word.clone(), str::to_owned));
        let known = known.or_else(|| all.roles.contains_key(word.as_str()).then(|| word.clone()))?;
        let first = words.next().map(plain);
        Some(match first.as_deref() {
            Some(first @ ("prime" | "vice" | "deputy" | "former")) => format!("{first} {known}"),
            _ => known,
        })
    });
    within.into_iter().chain(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, name: &str) -> Vec<String> {
        let start = text.find(name).unwrap();
        before(text, Span::new(start, start + name.len())).collect()
    }

    #[test]
    fn titles_and_roles_right_before_a_name() {
        assert_eq!(of("Seoul: President Lee spoke.", "Lee"), ["president"]);
        assert_eq!(of("the Prime Minister Okada said", "Okada"), ["prime minister"]);
        assert_eq!(of("Mrs. Ofori left.", "Mrs. Ofori"), ["mrs"]);
        assert_eq!(of("a spokeswoman, Ann Roe, said", "Ann Roe"), [""; 0]);
        assert_eq!(of("Lee spoke.", "Lee"), [""; 0]);
    }
}
