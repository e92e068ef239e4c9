use super::*;
use crate::model::{Article, Paragraph};
use proptest::prelude::*;

fn article(paragraphs: &[&str]) -> Article {
    let paragraph = |(i, text): (usize, &&str)| Paragraph { p: i as u32 + 1, text: (*text).to_owned() };
    Article { paragraphs: paragraphs.iter().enumerate().map(paragraph).collect(), ..Article::default() }
}

/// The names found, as "words/kind".
fn names(paragraphs: &[&str]) -> Vec<String> {
    let article = article(paragraphs);
    let mut document = Document::new(&article);
    run(&mut document);
    document.entities.iter().map(|e| format!("{}/{}", article.slice(e.at), e.kind.as_str())).collect()
}

#[test]
fn both_models_are_whole_and_have_the_labels_that_are_asked_of_them() {
    assert_eq!(MODELS.first.labels(), &labels());
    assert_eq!(MODELS.second.labels(), &labels());
}

#[test]
fn people_places_organizations_and_peoples() {
    assert_eq!(
        names(&["Prime Minister Anwar Halim met Kenyan officials in Nairobi on Monday, the Ministry of Health said."]),
        ["Anwar Halim/person", "Kenyan/nationality", "Nairobi/place", "Ministry of Health/organization"]
    );
    assert_eq!(names(&["He said that nothing had changed."]), [""; 0]);
}

#[test]
fn a_surname_is_a_person_where_the_article_says_whose() {
    let found = names(&["The award went to Maria Paris, a teacher.", "“I am glad,” Paris said on Friday."]);
    assert_eq!(found, ["Maria Paris/person", "Paris/person"]);
}

#[test]
fn a_headline_in_capitals_is_read_too() {
    let found = names(&["MBEKI MEETS MERKEL IN BERLIN", "Thabo Mbeki met Angela Merkel in Berlin on Tuesday."]);
    assert_eq!(found[..3], ["MBEKI/person", "MERKEL/person", "BERLIN/place"]);
}

#[test]
fn a_headline_with_capitals_is_not_one_long_name() {
    let found = names(&["Ruth Calder Backs Longer Bridge And Blames The Weather", "Ruth Calder wants a bridge."]);
    assert_eq!(found[0], "Ruth Calder/person", "{found:?}");
}

#[test]
fn a_particle_with_a_hyphen_is_part_of_a_name() {
    let found = names(&["Port director Hamdan al-Farsi said on Monday that Khaled Al-Najjar had left."]);
    assert_eq!(found, ["Hamdan al-Farsi/person", "Khaled Al-Najjar/person"]);
}

#[test]
fn events_are_found_by_their_last_word_and_facilities_by_theirs() {
    let found = names(&["Mr. Otieno spoke at the World Energy Summit after he landed at Heathrow Airport."]);
    assert!(found.contains(&"World Energy Summit/event".to_owned()), "{found:?}");
    assert!(found.contains(&"Heathrow Airport/facility".to_owned()), "{found:?}");
}

proptest! {
    #[test]
    fn names_are_in_order_disjoint_and_on_character_boundaries(
        texts in prop::collection::vec("([A-Z][a-zé]{0,5}|of|the|-|\\(|\\)|[A-Z]{2,4}|said|U\\.S\\.|[0-9]{1,3}|\\PC){0,30}", 0..4),
        gap in prop::sample::select(vec!["", " ", "\u{3000}"]),
    ) {
        let texts: Vec<String> = texts.iter().map(|t| t.replace(' ', gap)).collect();
        let article = article(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let mut document = Document::new(&article);
        run(&mut document);
        let mut last = (0, 0);
        for e in &document.entities {
            let text = article.text(e.at.p).unwrap();
            prop_assert!(text.get(e.at.span.range()).is_some_and(|t| !t.is_empty() && t == e.name));
            prop_assert!((e.at.p, e.at.span.start) >= last);
            last = (e.at.p, e.at.span.end);
        }
    }
}

#[test]
fn an_acronym_in_brackets_is_a_name_in_the_whole_article() {
    let found =
        names(&["The Bank of Karsholm (BoK) kept its rate.", "“Prices are falling,” BoK said. A BoK rate is low."]);
    assert_eq!(found.iter().filter(|name| *name == "BoK/organization").count(), 3, "{found:?}");
}
