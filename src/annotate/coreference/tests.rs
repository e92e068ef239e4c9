//! Short stories, one per phenomenon. `{Name}` marks a person, `[Name]` an organization, `<Name>` a place, and
//! `_words_` are the words that name a speaker; content is the rest of that sentence.

use super::*;
use crate::model::{
    Act, Article, Entity, EntityKind, Paragraph, Passage, Quotation, QuoteKind, Span, SpeakerKind, Via,
};
use proptest::prelude::*;

/// An article with its marks read.
fn story(paragraphs: &[&str]) -> (Article, Vec<Entity>, Vec<Passage>) {
    let (mut article, mut entities, mut sources) = (Article::default(), Vec::new(), Vec::new());
    for (n, marked) in paragraphs.iter().enumerate() {
        let p = n as u32 + 1;
        let (mut text, mut open): (String, Vec<(char, usize)>) = (String::new(), Vec::new());
        for c in marked.chars() {
            let kind = match c {
                '}' => EntityKind::Person,
                ']' => EntityKind::Organization,
                '>' => EntityKind::Place,
                '_' if open.iter().any(|o| o.0 == '_') => EntityKind::Misc,
                '{' | '[' | '<' | '_' => {
                    open.push((c, text.len()));
                    continue;
                }
                _ => {
                    text.push(c);
                    continue;
                }
            };
            let (_, start) = open.pop().expect("marks are balanced in the stories of this file");
            let at = Passage { p, span: Span::new(start, text.len()) };
            if c == '_' {
                sources.push(at);
            } else {
                entities.push(Entity { at, kind, name: String::new() });
            }
        }
        article.paragraphs.push(Paragraph { p, text });
    }
    entities.sort_by_key(|e| e.at);
    (article, entities, sources)
}

fn quotation(article: &Article, mention: Passage) -> Quotation {
    let end = article.text(mention.p).map_or(0, str::len) as u32;
    let content = Passage { p: mention.p, span: Span { start: mention.span.end, end } };
    Quotation {
        kind: QuoteKind::Indirect,
        act: Act::Speech,
        speaker: None,
        speaker_kind: SpeakerKind::Unknown,
        via: None,
        mention: Some(mention),
        cue: None,
        content: vec![content],
        confidence: 1.0,
    }
}

/// The speakers of a story, in order; "-" for nobody named.
fn speakers(paragraphs: &[&str]) -> Vec<String> {
    let (article, entities, sources) = story(paragraphs);
    let mut document = Document::new(&article);
    document.entities = entities;
    document.quotations = sources.iter().map(|&m| quotation(&article, m)).collect();
    run(&mut document);
    document.quotations.iter().map(|q| q.speaker.clone().unwrap_or("-".into())).collect()
}

/// The resolved names of a story's entities, in order.
fn names(paragraphs: &[&str]) -> Vec<String> {
    let (article, entities, _) = story(paragraphs);
    let mut document = Document::new(&article);
    document.entities = entities;
    run(&mut document);
    document.entities.iter().map(|e| e.name.clone()).collect()
}

#[test]
fn surnames_given_names_and_titles_find_the_full_name() {
    let story =
        ["President {Oh Min Jae} met {Clara Whitfield}. _{Oh}_ said yes.", "_Ms {Whitfield}_ agreed. _{Clara}_ left."];
    assert_eq!(speakers(&story), ["Oh Min Jae", "Clara Whitfield", "Clara Whitfield"]);
    assert_eq!(
        names(&["{Nana Kofi Asante Boateng} spoke.", "{Asante Boateng} left.", "{Boateng} slept."]),
        ["Nana Kofi Asante Boateng"; 3]
    );
    assert_eq!(
        names(&["{Faisal bin Tariq al-Rashid} came.", "{al-Rashid} spoke.", "Prince {Faisal} left."]),
        ["Faisal bin Tariq al-Rashid"; 3]
    );
}

#[test]
fn hyphens_initials_nicknames_and_case_do_not_part_a_person() {
    assert_eq!(names(&["{Wen Da-ming} rose.", "{Wen Da Ming} sat.", "{WEN} left."])[2], "Wen Da-ming");
    assert_eq!(names(&["{Robert T. Hale} rose.", "{Bob Hale} sat.", "{R. Hale} left."]), ["Robert T. Hale"; 3]);
    assert_eq!(names(&["{John Hale} rose.", "{Mary Hale} sat."]), ["John Hale", "Mary Hale"]);
}

#[test]
fn two_of_one_surname_are_told_apart_by_title_gender_and_recency() {
    let story = [
        "Mayor {Ruth Calder} met Judge {Simon Calder}.",
        "_Mayor {Calder}_ spoke. _Mr {Calder}_ spoke. _Judge {Calder}_ spoke.",
        "{Kwon Ji-ho} and {Kwon Sun-hee} came. _{Ji-ho}_ spoke.",
    ];
    assert_eq!(speakers(&story), ["Ruth Calder", "Simon Calder", "Simon Calder", "Kwon Ji-ho"]);
}

#[test]
fn pronouns_follow_gender_subject_and_the_last_speaker() {
    let story = [
        "_{Ingrid Solberg}_ said so. {Peter Novak} was there too.",
        "_She_ added this. _He_ shrugged at it.",
        "_{Peter Novak}_ told {Martin Hale} off. _He_ was angry.",
    ];
    assert_eq!(speakers(&story), ["Ingrid Solberg", "Ingrid Solberg", "Peter Novak", "Peter Novak", "Peter Novak"]);
}

#[test]
fn roles_are_bound_to_their_holders() {
    let story = [
        "{Grace Adeyemi}, a professor at [Lakeside University], met the mayor, {Tom Baker}, on Monday.",
        "_The professor_ said it. _The mayor_ agreed. _The spokeswoman_ did not.",
    ];
    assert_eq!(speakers(&story), ["Grace Adeyemi", "Tom Baker", "-"]);
    assert_eq!(speakers(&["_A former teacher_ has sued.", "{Ana Ruiz}, a teacher from <Lima>, left."]), ["Ana Ruiz"]);
}

#[test]
fn organizations_by_acronym_short_form_and_noun() {
    let story = [
        "The [Northern Rail Authority] ([NRA]) met the [Ministry of Ports].",
        "_The [NRA]_ said so. _The ministry_ agreed. _The authority_ did too.",
    ];
    assert_eq!(speakers(&story), ["Northern Rail Authority", "Ministry of Ports", "Northern Rail Authority"]);
    assert_eq!(names(&["The [Federal Reserve] met.", "The [Fed] waited."]), ["Federal Reserve"; 2]);
}

#[test]
fn groups_documents_and_several_are_no_names() {
    let story = ["_Officials_ said so. _The report_ said so. _{Ann Lee} and {Bo Berg}_ said so. _They_ said more."];
    assert_eq!(speakers(&story)[..3], ["Officials", "The report", "Ann Lee and Bo Berg"]);
}

#[test]
fn a_description_and_a_name_after_a_comma() {
    let story = ["_A lawyer for the strikers, {Jon Dale},_ said so. _{Dale}, who lives in <Rome>,_ left."];
    assert_eq!(speakers(&story), ["Jon Dale", "Jon Dale"]);
    assert_eq!(speakers(&["_{Ada Obi}'s lawyer {Max Stein}_ spoke."]), ["Max Stein"]);
}

#[test]
fn names_that_nobody_marked_and_interview_labels() {
    let story = ["The singer _Zodwa Khumalo_ said so.", "_She_ left. _Khumalo_ left. _Experts_ left."];
    assert_eq!(speakers(&story)[..3], ["Zodwa Khumalo"; 3]);
    let (article, entities, sources) = story_of_turns();
    let mut document = Document::new(&article);
    document.entities = entities;
    document.quotations =
        sources.iter().map(|&m| Quotation { via: Some(Via::Label), ..quotation(&article, m) }).collect();
    run(&mut document);
    let got: Vec<_> = document.quotations.iter().map(|q| (q.speaker.as_deref(), q.via)).collect();
    let label = Some(Via::Label);
    assert_eq!(got, [(None, label), (Some("Lena Brandt"), label), (Some("Lena Brandt"), label)]);
    assert_eq!(document.reasons.len(), 3);
    assert!(document.reasons[1].tell(&article).contains("Lena Brandt"));
}

fn story_of_turns() -> (Article, Vec<Entity>, Vec<Passage>) {
    story(&["{Lena Brandt} builds boats.", "_Q_: Why boats?", "_A_: Because of the sea.", "_BRANDT_: And the wind."])
}

#[test]
fn somebody_unnamed_is_nobody_else() {
    let story =
        ["Talks with {Odd Berg} failed. _A party source_ said so.", "_The source_ said more. _He_ was not named."];
    assert_eq!(speakers(&story), ["-", "-", "-"]);
    let story = ["_{Jon Dale}_ said so.", "When {Odd Berg} was asked, _he_ denied it."];
    assert_eq!(speakers(&story), ["Jon Dale", "Odd Berg"]);
}

#[test]
fn the_one_the_text_has_come_to_since() {
    let story =
        ["_{Lucia Ferraro}_ wants a bridge.", "The ferry is run by {Nadia Okonkwo}. She has boats.", "_She_ laughed."];
    assert_eq!(speakers(&story), ["Lucia Ferraro", "Nadia Okonkwo"]);
}

#[test]
fn organizations_by_description_and_statement() {
    let story = [
        "_The city's office of wells_ said so. _The ministry_ did not. _An [IKL] statement_ agreed.",
        "Tests were done by the Union for Clean Wells ([UCW]). _The [UCW]_ was proud.",
        "The [Port Union], _a body of sailors_, was not.",
    ];
    assert_eq!(speakers(&story), ["office of wells", "-", "IKL", "Union for Clean Wells", "Port Union"]);
    assert_eq!(
        speakers(&["_The prosecutors' report_ said so. _U.S. and Canadian officials_ did."])[1],
        "U.S. and Canadian officials"
    );
}

#[test]
fn brothers_families_and_slips_of_the_pen() {
    let story = ["{Marek} and {Tomasz Wolny} came. The {Wolnys} ate. _{Marek}_ spoke. _{Tomasz}_ left."];
    assert_eq!(speakers(&story), ["Marek Wolny", "Tomasz Wolny"]);
    assert_eq!(names(&["{Ola Thackerley} spoke.", "Mr. {Thackerly} left."]), ["Ola Thackerley"; 2]);
    assert_eq!(names(&["{Anke de Vries} spoke.", "{De Vries} left."]), ["Anke de Vries"; 2]);
}

proptest! {
    #[test]
    fn any_text_is_read_without_harm(words in proptest::collection::vec("[A-Za-z.,'’\"“” -]{0,12}|Mr|the president|he|said|é", 0..40)) {
        let text = words.join(" ");
        prop_assume!(!text.trim().is_empty());
        let article = Article { paragraphs: vec![Paragraph { p: 1, text: text.clone() }], ..Article::default() };
        let mut document = Document::new(&article);
        super::super::quotes::run(&mut document);
        for token in document.splits[0].tokens.clone().chunks(3) {
            let span = Span { start: token[0].span.start, end: token[token.len() - 1].span.end };
            let at = Passage { p: 1, span };
            if token.len() % 2 == 1 {
                document.entities.push(Entity { at, kind: EntityKind::ALL[token.len() % 3], name: String::new() });
            }
            document.quotations.push(quotation(&article, at));
        }
        run(&mut document);
        assert!(document.entities.iter().all(|e| text.is_empty() || !e.name.contains('\n')));
    }
}
