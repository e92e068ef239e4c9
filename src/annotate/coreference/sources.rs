//! The words that name a speaker → what they are: a name, a pronoun, a description, several people.

use super::descriptions;
use super::edges::trim;
use super::forms::plain;
use super::lists::{Class, lists};
use super::phrases::{Phrase, role_noun};
use super::scene::{Point, Scene};
use super::several;
use crate::model::{EntityKind, Passage, SpeakerKind};
use std::ops::Range;

/// What the words that name a speaker are.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// The n-th mention of the scene is their head.
    Name(usize),
    /// A pronoun of this class.
    Pronoun(Class),
    /// "who", "which": what stands before it.
    Relative,
    /// Several named ones: "Lee and Kim".
    Several,
    /// Any other noun phrase; the tokens are those before its first comma.
    Description(Phrase, Range<u32>),
}

/// Reads the words that name a speaker.
pub fn read(scene: &Scene, at: Passage) -> Option<Source> {
    let (point, end) = scene.tokens_of(at);
    let (par, tokens) = (point.par, trim(scene, point.par, point.token..end));
    if tokens.is_empty() {
        return None;
    }
    if let Some(pronoun) = pronoun(scene, par, &tokens).or_else(|| highness(scene, par, &tokens)) {
        return Some(pronoun);
    }
    if let Some(name) = shared_subject(scene, par, &tokens) {
        return Some(Source::Name(name));
    }
    let tokens = own_clause(scene, par, &tokens).map_or(tokens.clone(), |t| t + 1..tokens.end);
    let closes = scene.word(Point { par, token: tokens.end }) == ",";
    let relative = lists().is(&scene.lower(par, tokens.end - 1), Class::Relative);
    if let Some(name) = apposed_before(scene, par, tokens.start)
        && (relative || (closes && scene.mentions[name].subject))
    {
        return Some(Source::Name(name));
    }
    let front = tokens.start..front_end(scene, par, &tokens);
    let phrase = Phrase::of(scene, par, front.clone());
    if several::side_by_side(scene, par, &front, &phrase) || several::coordinated(scene, par, &tokens) {
        return Some(Source::Several);
    }
    let head = head_name(scene, par, &front, &phrase);
    let person = |n: &usize| scene.kind(*n) == EntityKind::Person;
    if let Some(name) = one_of(scene, par, &front, &tokens) {
        return Some(Source::Name(name));
    }
    if let Some(company) = based(scene, par, &tokens) {
        return Some(company);
    }
    let beyond = tokens.start..beyond_brackets(scene, par, &tokens);
    let closing = || {
        let whole = closing_person(scene, par, &tokens, &phrase);
        whole.or_else(|| closing_person(scene, par, &beyond, &phrase).filter(|_| beyond.end > front.end))
    };
    // "Shiv Sena (UBT) leader Ann Lee": what has initials behind it is no person.
    let initials = |n: &usize| scene.word(Point { par, token: scene.mentions[*n].end }) == "(";
    let somebody = head.filter(|n| person(n) && !(initials(n) && scene.mentions[*n].end < tokens.end));
    let opening = || opening_person(scene, par, &front);
    // "A spokesman for the mayor, Ann Lee,": she is the mayor.
    let serves = phrase.heads.first().is_some_and(|h| h.starts_with("spokes"))
        && phrase.head.end < front.end
        && lists().roles.contains_key(&*scene.lower(par, front.end - 1));
    if serves && somebody.is_none() {
        return Some(Source::Description(phrase, front));
    }
    let name = somebody.or_else(closing).or_else(opening).or(head).or_else(|| {
        let set_off = front.end..tokens.end;
        let kind = match descriptions::kind(&phrase) {
            SpeakerKind::Person => EntityKind::Person,
            SpeakerKind::Organization => EntityKind::Organization,
            SpeakerKind::Unknown if phrase.determiner.is_some() || phrase.possessed => EntityKind::Person,
            _ if phrase.person() => EntityKind::Person,
            _ => return None,
        };
        apposed_name(scene, par, set_off, kind).or_else(|| apposed_behind(scene, par, tokens.end, kind))
    });
    Some(name.map_or(Source::Description(phrase, front), Source::Name))
}

/// The person who does something before speaking: "Ms. Siddiqui shakes her head and" of "Ms. Siddiqui shakes her head and says".
fn shared_subject(scene: &Scene, par: u32, tokens: &Range<u32>) -> Option<usize> {
    let name = scene.within(par, tokens.clone()).next().filter(|&n| scene.kind(n) == EntityKind::Person)?;
    let m = &scene.mentions[name];
    // A full stop is no letter of a title.
    let title = |t: u32| {
        let word = plain(scene.word(Point { par, token: t }));
        word.is_empty() || lists().titles.contains_key(word.as_str())
    };
    let next = scene.lower(par, m.end);
    let verb = scene.word(Point { par, token: m.end }).starts_with(char::is_lowercase)
        && !lists().is(&next, Class::Preposition)
        && !lists().is(&next, Class::Relative)
        && &*next != "and";
    let and = &*scene.lower(par, tokens.end - 1) == "and" && m.end + 1 < tokens.end;
    (and && verb && (tokens.start..m.at.token).all(title)).then_some(name)
}

/// The "who" whose clause has a speaker of its own: "three of them, who their lawyer, Ann Lee, calls guardians".
fn own_clause(scene: &Scene, par: u32, tokens: &Range<u32>) -> Option<u32> {
    tokens.clone().skip(1).find(|&t| {
        let opens = matches!(&*scene.lower(par, t), "who" | "whom" | "which") && t + 1 < tokens.end;
        let begins =
            scene.within(par, t + 1..t + 2).next().is_some() || lists().is(&scene.lower(par, t + 1), Class::Determiner);
        let rest = t + 1..tokens.end;
        let verb = |t: u32| {
            let word = scene.lower(par, t);
            lists().is(&word, Class::Copula) || word.ends_with("ed") || matches!(&*word, "has" | "have" | "had")
        };
        let person = || scene.within(par, rest.clone()).any(|n| scene.kind(n) == EntityKind::Person);
        opens && begins && rest.len() <= 8 && !rest.clone().any(verb) && person()
    })
}

/// "The Norra, Oldland-based company": the names in front are places.
fn based(scene: &Scene, par: u32, tokens: &Range<u32>) -> Option<Source> {
    let the = lists().is(&scene.lower(par, tokens.start), Class::Determiner);
    let place = |t: u32| scene.within(par, tokens.start..t).all(|n| scene.kind(n) == EntityKind::Place);
    let mut words = tokens.clone();
    let based = words.find(|&t| the && scene.word(Point { par, token: t }).ends_with("based") && place(t))?;
    if based + 1 >= tokens.end || !scene.within(par, based + 1..tokens.end).is_empty() {
        return None;
    }
    let phrase = Phrase::of(scene, par, based + 1..tokens.end);
    let phrase = Phrase { determiner: Some(scene.lower(par, tokens.start).into_owned()), ..phrase };
    let known = descriptions::kind(&phrase) != SpeakerKind::Unknown;
    known.then(|| Source::Description(phrase, based + 1..tokens.end))
}

/// The name whose apposition the words from token `start` on are: "Ama Mensah, a teacher who", "the Port Union (PU), a body
/// of sailors,".
fn apposed_before(scene: &Scene, par: u32, start: u32) -> Option<usize> {
    let article = lists().is(&scene.lower(par, start), Class::Determiner);
    let comma = start.checked_sub(1).filter(|&t| article && scene.word(Point { par, token: t }) == ",")?;
    let bracket = scene.word(Point { par, token: comma.checked_sub(1)? }) == ")";
    let name = scene.within(par, comma.saturating_sub(8)..comma).last()?;
    let ends = scene.mentions[name].end + u32::from(bracket) == comma;
    let speaks = matches!(scene.kind(name), EntityKind::Person | EntityKind::Organization);
    (ends && speaks).then_some(name)
}

/// A pronoun alone, or "who" and what follows.
fn pronoun(scene: &Scene, par: u32, tokens: &Range<u32>) -> Option<Source> {
    let word = scene.word(Point { par, token: tokens.start });
    if tokens.len() > 1 {
        let relative = lists().is(&scene.lower(par, tokens.start), Class::Relative);
        return (relative && scene.within(par, tokens.clone()).is_empty()).then_some(Source::Relative);
    }
    // "WHO", "IT", "US" are names.
    if word.len() > 1 && word.chars().all(char::is_uppercase) {
        return None;
    }
    let classes = lists().grammar.get(plain(word).as_str())?;
    let pronouns = [Class::He, Class::She, Class::They, Class::It, Class::I, Class::We, Class::Relative];
    let class = pronouns.into_iter().find(|c| classes.contains(c))?;
    Some(if class == Class::Relative { Source::Relative } else { Source::Pronoun(class) })
}

/// "His Highness", "Her Excellency": as good as "he" and "she".
fn highness(scene: &Scene, par: u32, tokens: &Range<u32>) -> Option<Source> {
    let styles = ["highness", "majesty", "excellency", "eminence", "holiness", "grace", "worship", "honour", "honor"];
    let class = match &*scene.lower(par, tokens.start) {
        "his" => Class::He,
        "her" => Class::She,
        _ => return None,
    };
    let last = scene.word(Point { par, token: tokens.end - 1 });
    let style = tokens.len() <= 3 && last.starts_with(char::is_uppercase) && styles.contains(&plain(last).as_str());
    style.then_some(Source::Pronoun(class))
}

/// Where the phrase before the first comma, bracket or dash ends.
fn front_end(scene: &Scene, par: u32, tokens: &Range<u32>) -> u32 {
    let mut inside = tokens.clone().skip(1);
    let word = |t: u32| scene.word(Point { par, token: t });
    // A comma within quotation marks closes nothing: "the book “Harbours,”".
    let stops = |t: &u32| {
        matches!(word(*t), "," | "(" | ";" | ":" | "—" | "–" | "--" | "|") && !matches!(word(t + 1), "”" | "\"" | "’")
    };
    inside.find(stops).unwrap_or(tokens.end)
}

/// Where the phrase ends that goes on behind a short form in brackets: "the Port Union (PU) chairman Kofi Mensah" of "the Port Union (PU)
/// chairman Kofi Mensah, who was there".
fn beyond_brackets(scene: &Scene, par: u32, tokens: &Range<u32>) -> u32 {
    let word = |t: u32| scene.word(Point { par, token: t });
    let mut end = front_end(scene, par, tokens);
    while end < tokens.end && word(end) == "(" {
        let Some(close) = (end + 1..tokens.end.min(end + 5)).find(|&t| word(t) == ")") else { break };
        if close + 1 >= tokens.end || !word(close + 1).starts_with(char::is_alphanumeric) {
            break;
        }
        end = front_end(scene, par, &(close..tokens.end));
    }
    end
}

/// "One of the councillors, Kofi Mensah,": the one who is named.
fn one_of(scene: &Scene, par: u32, front: &Range<u32>, tokens: &Range<u32>) -> Option<usize> {
    let one =
        matches!(&*scene.lower(par, front.start), "one" | "another") && &*scene.lower(par, front.start + 1) == "of";
    let named = |kind| apposed_name(scene, par, front.end..tokens.end, kind);
    if one { named(EntityKind::Person).or_else(|| named(EntityKind::Organization)) } else { None }
}

/// The name that is the head of the phrase: it ends the noun phrase ("Trump lawyer Marc Kasowitz"), or stands at its
/// end behind an organization ("Speaker of the National Assembly Kim Jin-pyo").
fn head_name(scene: &Scene, par: u32, front: &Range<u32>, phrase: &Phrase) -> Option<usize> {
    let names = scene.within(par, front.clone());
    let ends_phrase = names.clone().find(|&n| {
        let m = &scene.mentions[n];
        // "The OC", "the PM".
        let role = m.end == m.at.token + 1 && lists().roles.contains_key(&*scene.lower(par, m.at.token));
        if role && phrase.determiner.is_some() {
            return false;
        }
        // "A BJP MP", taken for the name of a body.
        let one = phrase.determiner.as_deref().is_some_and(|d| lists().is(d, Class::Indefinite));
        let called = || lists().roles.contains_key(&*scene.lower(par, m.end - 1));
        if one && scene.kind(n) == EntityKind::Organization && called() {
            return false;
        }
        // "A Bank of Korea official" is not the bank.
        let last = front.end - 1;
        let official = m.end == last
            && scene.kind(n) != EntityKind::Person
            && lists().roles.contains_key(&*scene.lower(par, last));
        let possessive = m.end < front.end && scene.possessive(m) || official;
        !possessive
            && scene.kind(n) != EntityKind::Nationality
            && m.end >= phrase.head.end
            && m.at.token < phrase.head.end
    });
    let at_end = || {
        names.last().filter(|&n| {
            let m = &scene.mentions[n];
            let before = before_titles(scene, par, front.start..m.at.token);
            let joined =
                lists().is(&before, Class::Preposition) || before == "and" || lists().is(&before, Class::Determiner);
            let clause = (front.start + 1..m.at.token).any(|t| lists().is(&scene.lower(par, t), Class::Relative));
            let ends = m.end >= front.end && m.at.token > front.start;
            let another = spoken_for(scene, par, front.start..m.at.token);
            scene.kind(n) == EntityKind::Person && ends && !joined && !clause && !another
        })
    };
    ends_phrase.or_else(at_end).or_else(|| whole_possessive(scene, par, front))
}

/// Whether these words before a name tell of somebody who speaks for its holder: "a spokesman for Transport Minister".
fn spoken_for(scene: &Scene, par: u32, before: Range<u32>) -> bool {
    let word = |t: u32| plain(scene.word(Point { par, token: t }));
    let title = |t: u32| lists().titles.contains_key(word(t).as_str()) || role_noun(&word(t)).is_some();
    let titled = before.clone().next_back().is_some_and(title);
    let capital = |t: &u32| scene.word(Point { par, token: *t }).starts_with(char::is_uppercase);
    let start = before.clone().rev().take_while(capital).last().unwrap_or(before.end);
    let serves =
        start.checked_sub(1).filter(|&t| t > before.start && matches!(word(t).as_str(), "for" | "to" | "from"));
    titled && serves.is_some_and(|t| role_noun(&word(t - 1)).is_some())
}

/// The last word before the titles that end the tokens `tokens`: "by" of "led by Attorney General"; empty where there is
/// none.
fn before_titles(scene: &Scene, par: u32, tokens: Range<u32>) -> String {
    let words = tokens.rev().map(|t| plain(scene.word(Point { par, token: t })));
    words.into_iter().find(|w| !lists().titles.contains_key(w.as_str())).unwrap_or_default()
}

/// A name that with its `'s` is all there is: "Nervo's".
fn whole_possessive(scene: &Scene, par: u32, front: &Range<u32>) -> Option<usize> {
    let name = scene.within(par, front.clone()).last()?;
    let m = &scene.mentions[name];
    // "A friend of Nervo's" is somebody else.
    let other = Phrase::of(scene, par, front.start..m.at.token).person();
    (!other && m.end + 1 >= front.end && scene.possessive(m)).then_some(name)
}

/// The person with whom all the words end, where what stands before tells what he is: "Port Union (PU) chairman Kofi Mensah",
/// "Harbour Light Editor, Kofi Mensah", "PU and SDP members, minister of state for ports Kofi Mensah".
fn closing_person(scene: &Scene, par: u32, tokens: &Range<u32>, phrase: &Phrase) -> Option<usize> {
    let word = |t: u32| scene.lower(par, t);
    // "… Legislator Ann Lee (李安)": a bracket that ends the words is a name's other form, an age or a party.
    let closed = word(tokens.end) == ")";
    let bracket = tokens.clone().rev().find(|t| closed && word(*t) == "(");
    let end = bracket.unwrap_or(tokens.end);
    let name = scene.within(par, tokens.start..end).last().filter(|&n| scene.kind(n) == EntityKind::Person)?;
    let m = &scene.mentions[name];
    if m.end < end || m.at.token == tokens.start || scene.possessive(m) {
        return None;
    }
    let title = |t: &u32| lists().titles.contains_key(plain(&word(*t)).as_str()) || word(*t) == ".";
    let front = tokens.start..m.at.token;
    let before = front.clone().rev().find(|t| !title(t));
    let role = |t: u32| lists().roles.contains_key(plain(&word(t)).as_str());
    let Some(before) = before else { return Some(name) };
    if word(before) == "(" {
        return None;
    }
    let joins = |t: u32| {
        let w = word(t);
        let class = |c| lists().is(&w, c);
        class(Class::Preposition) || class(Class::Determiner) || class(Class::Relative) || w == "and" || w == "or"
    };
    let clause = |t: u32| {
        lists().is(&word(t), Class::Relative) || (word(t).ends_with("ing") && t > tokens.start && word(t - 1) == ",")
    };
    let apart = |t: u32| word(t).ends_with("ed") && t > tokens.start && word(t - 1) == ",";
    let another = spoken_for(scene, par, front.clone());
    if joins(before) || word(before).ends_with("ing") || front.clone().any(|t| clause(t) || apart(t)) || another {
        return None;
    }
    let comma = front.clone().rev().find(|t| word(*t) == ",");
    let told = match comma {
        None => true,
        // The words before the comma, or those behind it, are what he is.
        Some(comma) if comma == before => before > tokens.start && (phrase.person() || role(before - 1)),
        Some(comma) => (comma..m.at.token).any(role),
    };
    told.then_some(name)
}

/// The person with whom all the words begin, where an office in capitals or the letters of an honour follow without a comma: "Kofi
/// Mensah CEO of the port", "Mr Mensah MP".
fn opening_person(scene: &Scene, par: u32, front: &Range<u32>) -> Option<usize> {
    let word = |t: u32| scene.word(Point { par, token: t });
    let name = scene.within(par, front.clone()).next().filter(|&n| scene.kind(n) == EntityKind::Person)?;
    let m = &scene.mentions[name];
    let title = |t: u32| lists().titles.contains_key(plain(word(t)).as_str()) || word(t) == ".";
    let whole = m.end - m.at.token > 1 || m.at.token > front.start;
    if m.end >= front.end || !whole || !(front.start..m.at.token).all(title) || scene.possessive(m) {
        return None;
    }
    let letters = |t: u32| word(t).len() > 1 && word(t).chars().all(char::is_uppercase);
    let capital = |t: &u32| word(*t).starts_with(char::is_uppercase);
    let office = |t: u32| lists().roles.contains_key(&*scene.lower(par, t));
    let after = m.end..front.end;
    let run = after.clone().take_while(capital).last()?;
    let person = scene.within(par, after.clone()).any(|n| scene.kind(n) == EntityKind::Person);
    let honour = after.clone().all(letters) && after.len() <= 3;
    (!person && (honour || (m.end..=run).any(office))).then_some(name)
}

/// The name between commas behind the words for a speaker: "According to the head of police, Kofi Mensah, …".
fn apposed_behind(scene: &Scene, par: u32, end: u32, kind: EntityKind) -> Option<usize> {
    let word = |t: u32| scene.word(Point { par, token: t });
    let name = scene.within(par, end..end + 5).next().filter(|_| word(end) == ",")?;
    let m = &scene.mentions[name];
    let titles = (end + 1..m.at.token).all(|t| lists().titles.contains_key(plain(word(t)).as_str()) || word(t) == ".");
    (titles && word(m.end) == "," && scene.kind(name) == kind).then_some(name)
}

/// The name that stands after a description and a comma: "A lawyer for the outlets, David Schulz,", "the head of police
/// (rural), Kofi Mensah".
fn apposed_name(scene: &Scene, par: u32, tokens: Range<u32>, kind: EntityKind) -> Option<usize> {
    let word = |t: u32| scene.word(Point { par, token: t });
    let bracket = word(tokens.start) == "(";
    let closed = tokens.clone().find(|t| bracket && word(*t) == ")").map_or(tokens.start, |t| t + 1);
    let name = scene.within(par, closed..tokens.end).next()?;
    let m = &scene.mentions[name];
    // "17-year-old Ann Lee".
    let aged = closed + 6 < m.at.token + 1 && scene.lower(par, closed + 3) == "year";
    let near = (m.at.token <= closed + 4 || aged && m.at.token <= closed + 8) && word(closed) == ",";
    // ", where Ann Lee is a member": who is named in a clause is somebody else.
    let opens = scene.lower(par, closed + 1);
    let clause = matches!(&*opens, "where" | "when" | "as" | "while") || lists().is(&opens, Class::Relative);
    (near && !clause && scene.kind(name) == kind && !scene.possessive(m)).then_some(name)
}
