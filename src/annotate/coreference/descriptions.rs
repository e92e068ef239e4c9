//! Whom a description means: "the president", "the ministry", "the 34-year-old".

use super::focus::{Candidate, Heard, in_view};
use super::lists::{Class, Gender, lists};
use super::phrases::{Phrase, role_noun};
use super::scene::{Point, Referent, Scene};
use crate::model::{EntityKind, SpeakerKind};

/// What kind of thing a description describes, by its head noun.
pub fn kind(phrase: &Phrase) -> SpeakerKind {
    let all = lists();
    let Some(head) = phrase.heads.first().map(String::as_str) else { return SpeakerKind::Unknown };
    let last = head.rsplit('-').next().unwrap_or(head);
    let singular = last.strip_suffix('s').unwrap_or(last);
    if head.ends_with("year-old") || role_noun(head).is_some() {
        return if phrase.heads.len() > 1 && phrase.determiner.is_none() {
            SpeakerKind::Group
        } else {
            SpeakerKind::Person
        };
    }
    if all.groups.contains(last) || all.plural_role(last) {
        SpeakerKind::Group
    } else if all.documents.contains(last) {
        SpeakerKind::Document
    } else if all.organizations.contains(last) {
        SpeakerKind::Organization
    } else if all.organizations.contains(singular) || ministries(last) {
        SpeakerKind::Group
    } else {
        SpeakerKind::Unknown
    }
}

/// Whether a noun is the plural of one for an organization that ends in "-y": "ministries".
fn ministries(noun: &str) -> bool {
    noun.strip_suffix("ies").is_some_and(|stem| lists().organizations.contains(format!("{stem}y").as_str()))
}

/// So many paragraphs open an article, the headline among them.
const OPENING: u32 = 3;

/// The persons that a description may mean, best first.
pub fn person(scene: &Scene, heard: &[Heard], here: Point, phrase: &Phrase) -> Vec<Candidate> {
    let indefinite = phrase.determiner.as_deref().is_some_and(|d| lists().is(d, Class::Indefinite));
    // "One official" is one of several.
    // Nor is "its spokesman" that of another body.
    if phrase.determiner.as_deref().is_some_and(|d| matches!(d, "one" | "another" | "its" | "their")) {
        return Vec::new();
    }
    let opening = here.par == 0 && phrase.determiner.is_none();
    let gender = phrase.roles().find_map(|r| lists().role(r).and_then(|r| r.gender));
    let mut found = if indefinite || opening { Vec::new() } else { known(scene, heard, here, phrase, gender) };
    // Who opens an article without a name is named soon; later "a Burundian official" is somebody else.
    let official = indefinite && phrase.heads.first().is_some_and(|h| h == "official" || h == "source");
    let closed = here.par > OPENING && official;
    if found.first().is_none_or(|c| c.score < 2.0) && !anonymous(scene, here) && !closed {
        found.extend(coming(scene, here, phrase, gender));
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.referent.cmp(&b.referent)));
    found
}

/// Whether the sentence says that somebody is not to be named: "an official who asked for anonymity".
fn anonymous(scene: &Scene, here: Point) -> bool {
    scene.sentence_tokens(here).any(|t| matches!(&*scene.lower(here.par, t), "anonymity" | "anonymously" | "unnamed"))
}

/// Persons named before `here`.
fn known(scene: &Scene, heard: &[Heard], here: Point, phrase: &Phrase, gender: Option<Gender>) -> Vec<Candidate> {
    let view = in_view(scene, heard, here, &[], |r| {
        scene.referents.get(r).is_some_and(|p| p.kind == EntityKind::Person && !conflict(gender, p.gender))
    });
    let near = |r: usize| view.iter().find(|c| c.referent == r).map_or(0.0, |c| c.score.min(2.0));
    let mut found: Vec<Candidate> = Vec::new();
    for candidate in &view {
        let person = &scene.referents[candidate.referent];
        if another_office(phrase, person) {
            continue;
        }
        let other = if another(person, phrase) || rank_differs(person, phrase) { 1.2 } else { 0.0 };
        let score = likeness(person, phrase) + 0.5 * candidate.score.min(2.0) - other;
        found.push(Candidate { referent: candidate.referent, score });
    }
    let before = scene.mentions.partition_point(|m| m.at < here);
    for role in phrase.roles() {
        // Those farther back count only by their role.
        for &referent in scene.called.get(role).into_iter().flatten().take(32) {
            let person = &scene.referents[referent];
            let named = person.mentions.first().is_some_and(|&m| m < before);
            let other = another(person, phrase) || another_office(phrase, person) || rank_differs(person, phrase);
            if named && near(referent) == 0.0 && !conflict(gender, person.gender) && !other {
                found.push(Candidate { referent, score: likeness(person, phrase) });
            }
        }
    }
    found
}

/// Persons introduced soon after `here`: "A former teacher has sued … Ama Mensah, a teacher in Accra, …".
fn coming(scene: &Scene, here: Point, phrase: &Phrase, gender: Option<Gender>) -> Vec<Candidate> {
    let sentence = scene.sentence(here);
    let after = scene.mentions.partition_point(|m| m.at <= here);
    let soon = scene.mentions[after..].iter().enumerate().take(40).take_while(|(_, m)| m.sentence <= sentence + 12);
    let mut found: Vec<Candidate> = Vec::new();
    for (k, mention) in soon {
        let referent = &scene.referents[mention.referent];
        let fresh = referent.mentions.first() == Some(&(after + k));
        let other = conflict(gender, referent.gender) || another_office(phrase, referent) || former(phrase, referent);
        if referent.kind != EntityKind::Person || !fresh || other {
            continue;
        }
        let likeness = likeness(referent, phrase);
        let apart = (mention.sentence - sentence) as f32;
        if likeness >= if apart <= 6.0 { 1.5 } else { 2.0 } {
            found.push(Candidate { referent: mention.referent, score: likeness + 0.3 - 0.04 * apart });
        }
    }
    found
}

/// Whether a noun for one person tells of an office.
fn office(role: &str) -> bool {
    let broader = lists().role(role).map(|r| r.broader.as_slice()).unwrap_or_default();
    broader.contains(&"official") || broader.contains(&"politician")
}

/// Whether one is called "former", "deputy" or "shadow" and the other is not, though both have an office.
fn rank_differs(person: &Referent, phrase: &Phrase) -> bool {
    let held = phrase.roles().any(office) && !person.context.is_empty();
    let told = |w: &str| phrase.modifiers.iter().any(|m| m == w);
    let own = |w: &str| person.context.contains(w);
    held && (told("former") && !own("former") || own("shadow") && !told("shadow"))
}

/// Whether the description tells of an office, and the person has been called something else alone: a minister or a baker is no
/// ambassador.
pub fn holds_another(person: &Referent, phrase: &Phrase) -> bool {
    // A president or a mayor is a chief executive, too.
    let office = |r: &str| r != "executive" && lists().role(r).is_some_and(|r| r.broader.contains(&"official"));
    phrase.roles().any(office) && !person.roles.is_empty() && !may_be(person, phrase)
}

/// Whether the person has left the office of which the description speaks: "the mayor" is no "former mayor".
fn former(phrase: &Phrase, person: &Referent) -> bool {
    let left = |w: &String| matches!(w.as_str(), "former" | "ex" | "late" | "outgoing");
    person.context.iter().any(left) && !phrase.modifiers.iter().any(left)
}

fn conflict(a: Option<Gender>, b: Option<Gender>) -> bool {
    a.is_some() && b.is_some() && a != b
}

/// How much of the description is known of the person: role and the words around it.
fn likeness(person: &Referent, phrase: &Phrase) -> f32 {
    let roles: Vec<&str> = phrase.roles().collect();
    let best = roles.iter().map(|role| role_likeness(person, role)).fold(0.0, f32::max);
    let words = phrase.modifiers.iter().chain(&phrase.complement);
    let shared = words.filter(|w| person.context.contains(*w) || person.roles.contains(w)).count();
    // Bare "the president" is rather the one who needs no country.
    let bare = words_of(phrase) == 0 && best >= 2.0 && person.context.is_empty();
    best + 0.6 * shared.min(2) as f32 + if bare { 0.4 } else { 0.0 } + 0.03 * person.mentions.len().min(10) as f32
}

/// Whether the description names another place or body than those known of the person: "the Oak Hill citizen" is none who
/// is called a citizen of Elm Grove.
fn another(person: &Referent, phrase: &Phrase) -> bool {
    let known = |w: &&String| person.context.contains(*w) || person.words.contains(w);
    let own = phrase.proper.iter().filter(known).count();
    phrase.proper.len() > 1 && !person.context.is_empty() && own * 2 < phrase.proper.len()
}

/// What a minister or a secretary is charged with.
const CHARGES: [&str; 34] = [
    "foreign",
    "external",
    "interior",
    "home",
    "finance",
    "treasury",
    "defence",
    "defense",
    "war",
    "health",
    "education",
    "justice",
    "trade",
    "commerce",
    "transport",
    "transportation",
    "agriculture",
    "energy",
    "oil",
    "environment",
    "labour",
    "labor",
    "economy",
    "culture",
    "tourism",
    "sports",
    "information",
    "planning",
    "housing",
    "immigration",
    "security",
    "science",
    "technology",
    "water",
];

/// Whether the description tells of another office than that of the person: of another nation, or with another charge.
fn another_office(phrase: &Phrase, person: &Referent) -> bool {
    let charge = |w: &&String| CHARGES.contains(&w.as_str());
    let office = phrase.roles().any(|r| matches!(r, "minister" | "secretary" | "undersecretary"));
    let told: Vec<_> = phrase.modifiers.iter().chain(&phrase.complement).filter(charge).collect();
    let mut own = person.context.iter().filter(charge).peekable();
    let charged = office && !told.is_empty() && own.peek().is_some() && !own.any(|w| told.contains(&w));
    charged || another_nation(phrase, &person.context)
}

/// Whether the description names a nation, and `known` another one: "the French court" is no "Swedish Court".
fn another_nation<'w>(phrase: &Phrase, known: impl IntoIterator<Item = &'w String>) -> bool {
    let nation = |w: &String| lists().nations.get(w.as_str());
    let told: Vec<_> = phrase.modifiers.iter().filter_map(nation).collect();
    let mut known = known.into_iter().filter_map(nation).peekable();
    !told.is_empty() && known.peek().is_some() && !known.any(|n| told.contains(&n))
}

fn words_of(phrase: &Phrase) -> usize {
    phrase.modifiers.len() + phrase.complement.len()
}

/// Whether what is known of the person speaks against the description.
pub fn excludes(phrase: &Phrase, person: &Referent) -> bool {
    elsewhere(phrase, person) || another_office(phrase, person) || rank_differs(person, phrase)
}

/// Whether the description names a place or a body, and only others are known of the person.
fn elsewhere(phrase: &Phrase, person: &Referent) -> bool {
    let place = phrase.proper.len() == 1
        && phrase.proper.iter().all(|w| !person.context.contains(w) && !person.words.contains(w))
        && !person.context.is_empty();
    place || another(person, phrase)
}

/// Whether the description tells of an office that is not that of the person: of another place, nation or charge, or one beside
/// what the person has been called. "The former minister" may hold another one now.
pub fn holds_other_office(phrase: &Phrase, person: &Referent) -> bool {
    let former = phrase.modifiers.iter().any(|m| matches!(m.as_str(), "former" | "ex" | "one-time" | "onetime"));
    let another = elsewhere(phrase, person) || !former && !person.roles.is_empty() && !may_be(person, phrase);
    another_office(phrase, person) || phrase.roles().any(office) && another
}

/// Whether one of the person's roles goes with the description.
pub fn may_be(person: &Referent, phrase: &Phrase) -> bool {
    phrase.roles().any(|role| role_likeness(person, role) > 0.0)
}

/// Whether a description suits `one` better than `other`, of whom the text has just told.
pub fn suits_better(phrase: &Phrase, one: &Referent, other: &Referent) -> bool {
    !rank_differs(one, phrase) && likeness(one, phrase) > likeness(other, phrase) + 0.3
}

fn role_likeness(person: &Referent, role: &str) -> f32 {
    let of_a_nation = person.context.iter().any(|w| lists().nations.contains_key(w.as_str()));
    let broader = |narrow: &str, broad: &str| lists().role(narrow).is_some_and(|r| r.broader.contains(&broad));
    let one = |own: &String| match () {
        () if own == role => 2.0,
        () if broader(own, role) => 1.5,
        // The leader of a party is no president by that.
        () if broader(role, own) && own == "leader" && !of_a_nation => 0.5,
        () if broader(role, own) => 1.2,
        () => 0.0,
    };
    person.roles.iter().map(one).fold(0.0, f32::max)
}

/// Nouns of organizations that with a word before them do not yet tell which one is meant.
const VAGUE: [&str; 22] = [
    "project",
    "program",
    "programme",
    "initiative",
    "platform",
    "brand",
    "community",
    "nation",
    "religion",
    "faith",
    "label",
    "movement",
    "service",
    "services",
    "state",
    "city",
    "province",
    "district",
    "front",
    "force",
    "system",
    "kingdom",
];

/// Words that do not tell which organization is meant: "the same company".
const EMPTY: [&str; 16] = [
    "same",
    "new",
    "entire",
    "whole",
    "latter",
    "former",
    "said",
    "other",
    "current",
    "local",
    "second",
    "first",
    "mentioned",
    "aforementioned",
    "concerned",
    "major",
];

/// Whether the words around the noun tell which organization is meant: "the provincial health commission".
pub fn tells_which(phrase: &Phrase) -> bool {
    let vague = phrase.heads.first().is_some_and(|h| VAGUE.contains(&h.as_str()));
    let telling = phrase.modifiers.iter().any(|w| !EMPTY.contains(&w.as_str()));
    !vague && phrase.determiner.is_some() && (telling || !phrase.complement.is_empty())
}

/// The organizations most in view.
pub fn organizations_in_view(scene: &Scene, heard: &[Heard], here: Point) -> Vec<Candidate> {
    in_view(scene, heard, here, &[], |r| scene.referents.get(r).is_some_and(|o| o.kind == EntityKind::Organization))
}

/// What [`organization`] gives at least to one that is in view and whose name holds the noun.
pub const NAMED_IN_VIEW: f32 = 2.4;

/// The organization that a description means: one whose name holds its head noun, or "the company" last spoken of.
pub fn organization(scene: &Scene, heard: &[Heard], here: Point, phrase: &Phrase) -> Vec<Candidate> {
    let Some(head) = phrase.heads.first() else { return Vec::new() };
    // "His campaign" is no "Campaign Legal Center".
    if phrase.determiner.as_deref().is_some_and(|d| matches!(d, "his" | "her" | "my" | "our")) {
        return Vec::new();
    }
    let view = in_view(scene, heard, here, &[], |r| {
        scene.referents.get(r).is_some_and(|o| o.kind == EntityKind::Organization)
    });
    let before = scene.mentions.partition_point(|m| m.at < here);
    let mut found: Vec<Candidate> = Vec::new();
    for &referent in scene.by_word.get(head).into_iter().flatten().take(32) {
        let organization = &scene.referents[referent];
        let named = organization.mentions.first().is_some_and(|&m| m < before);
        if organization.kind != EntityKind::Organization || !named {
            continue;
        }
        if another_nation(phrase, &organization.words) {
            continue;
        }
        let missing = phrase.modifiers.iter().filter(|w| !organization.words.contains(w)).count();
        let near = view.iter().find(|c| c.referent == referent).map_or(0.0, |c| c.score.min(2.0));
        found.push(Candidate { referent, score: 2.0 + 0.4 * near - missing as f32 });
    }
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.referent.cmp(&b.referent)));
    found
}
