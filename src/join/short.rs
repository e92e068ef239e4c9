//! Short names given to full ones, article by article: whom does "Lee" mean where the article says no more?
//!
//! Every person of the corpus who has that surname, or that given name, is a candidate, and so is somebody whom the corpus does not
//! know by a full name. Candidates are weighed as in naive Bayes: how often they are named at all, the company of the
//! article, what stands before the name ("President"), when it was published. The name is given away only to a candidate
//! of whom that makes one nearly sure.

use super::corpus::{Article, Corpus};
use super::evidence::{Company, Profile};
use super::people::{Known, Person};
use super::sharing::{Met, Sharing};
use super::{Joined, Referent};
use crate::annotate::coreference::forms::Form;
use crate::annotate::coreference::lists::{Gender, lists};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

/// How sure it must be where what stands before the name stands before the full name, too, and where nothing stands before it.
///
/// Measured by taking full names of a thousand news articles for short ones, each with its own article taken from what is known of the
/// person: with a title that fits 99 of 100 are right, with one that does not 76, with none 90, and of those with none who are named in
/// five other articles, and in most of the articles with that surname, 97.
const SURE: f32 = 0.95;
const SURE_UNTITLED: f32 = 0.97;

/// In so many articles, and in this share of those with the surname, somebody must be named to be meant without a title.
const WELL_KNOWN: u32 = 5;
const MOSTLY: f32 = 0.5;

/// The least evidence beside how often a person is named, unless hardly anybody else has the name.
const LEAST: f32 = 1.5;

/// A name with more candidates than this is left alone.
const MOST: usize = 200;

/// What a name says against a candidate beside whom it never stands.
const STRANGE: f32 = 0.3;

/// Persons by the parts of their names that may stand alone.
#[derive(Default)]
struct Parts<'a> {
    surname: FxHashMap<&'a str, Vec<u32>>,
    given: FxHashMap<&'a str, Vec<u32>>,
}

/// A person who may be meant.
#[derive(Debug, Clone, Default)]
pub(super) struct Candidate {
    /// Their company.
    pub profile: Profile,
    /// Days of the articles, sorted.
    days: Vec<i64>,
    /// What stands before the name, and in how many articles.
    titles: FxHashMap<u32, u32>,
    /// The sum of these, without titles that tell no more than a gender.
    titled: u32,
    gender: Option<Gender>,
}

impl Candidate {
    /// Whether a short name with these titles before it may be given to them at all: where a title stands before their name, too, or,
    /// without one, where they are well known among the persons with that name, who are named in `named` articles.
    fn may_be_meant(&self, titles: &[u32], named: u32) -> bool {
        let alone = self.profile.articles;
        let well_known = alone >= WELL_KNOWN && alone as f32 >= MOSTLY * named as f32;
        titles.iter().any(|t| self.titles.contains_key(t)) || titles.is_empty() && well_known
    }
}

/// Gives short names to persons of `known`.
pub fn join(corpus: &Corpus, known: &Known, joined: &mut Joined) {
    let things = corpus.counts(|a| &a.others);
    let makers = corpus.counts(|a| &a.organizations);
    // "Hudson" is a town, too, and "Fox" a broadcaster.
    let person = |p: &Person| p.articles > things[p.name as usize] + makers[p.name as usize];
    let free = |i: u32| !known.given.contains_key(&known.same.root(i));
    let shorts = (0..).zip(&known.people).filter(|(i, p)| alone(corpus, p) && person(p) && free(*i));
    let mut shorts: FxHashMap<u32, u32> = shorts.map(|(i, p)| (p.name, i)).collect();
    let parts = Parts::of(known, shorts.values().map(|&i| known.people[i as usize].words.text()));
    shorts.retain(|_, i| parts.of_name(&known.people[*i as usize]).next().is_some());
    let wanted: FxHashSet<u32> =
        shorts.values().flat_map(|&i| parts.of_name(&known.people[i as usize])).map(|(root, _)| root).collect();
    let root_of: FxHashMap<u32, u32> = (0..known.people.len() as u32)
        .map(|i| (known.people[i as usize].name, known.same.root(i)))
        .filter(|(_, root)| wanted.contains(root))
        .collect();
    let of_root = |root: u32| known.people[root as usize].name;
    let company = Company::new(corpus, root_of.iter().map(|(&name, &root)| (name, of_root(root))).collect());
    let candidates = candidates(corpus, known, &company, &root_of);
    let asker = Asker { corpus, known, company: &company };
    let mut places: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (n, article) in corpus.articles.iter().enumerate() {
        for name in article.people.iter().filter(|name| shorts.contains_key(name)) {
            places.entry(*name).or_default().push(n as u32);
        }
    }
    let decide = |(name, places): (u32, Vec<u32>)| {
        let person = &known.people[shorts[&name] as usize];
        let sharing = Sharing::of(parts.of_name(person), &candidates);
        let who = |n| Some((n, name, asker.who(n as usize, person, &sharing)?));
        places.into_iter().filter_map(who).collect::<Vec<_>>()
    };
    record(corpus, known, places.into_par_iter().flat_map_iter(decide).collect(), joined);
}

/// Whether a name may be the part of a fuller one: "King Harald" and "Abdullah II" are whole.
fn alone(corpus: &Corpus, person: &Person) -> bool {
    let titled = || !Form::of(&corpus.names[person.name as usize]).titles.is_empty();
    let letters = person.words.iter().all(|w| w.chars().count() > 1);
    !person.full && person.words.count() <= 3 && letters && person.generation.is_none() && !titled()
}

impl<'a> Parts<'a> {
    /// The parts of full names that are one of these short ones.
    fn of(known: &'a Known, shorts: impl Iterator<Item = &'a str>) -> Parts<'a> {
        let mut parts = Parts { surname: shorts.map(|short| (short, Vec::new())).collect(), ..Parts::default() };
        parts.given = parts.surname.clone();
        let mut add = |map: bool, key: &str, root: u32| {
            let list = if map { parts.surname.get_mut(key) } else { parts.given.get_mut(key) };
            let Some(list) = list else { return };
            if !list.contains(&root) && list.len() <= MOST {
                list.push(root);
            }
        };
        for (i, person) in known.people.iter().enumerate().filter(|(_, p)| p.full) {
            let root = known.same.root(i as u32);
            let (words, n) = (&person.words, person.words.count());
            let (surname, given) = if person.family_first { (0, n - 1) } else { (n - 1, 0) };
            add(true, words.word(surname), root);
            add(false, words.word(given), root);
            if person.family_first {
                // "Jae-myung" stands alone where "Lee" would not do.
                add(false, words.some(1, n), root);
            }
            if n > 2 && !person.family_first {
                add(true, words.some(n - 2, n), root);
                // "Edel González Jiménez" is González, too.
                add(false, words.word(n - 2), root);
            }
        }
        parts
    }

    /// The candidates for a short name, and whether it is their surname.
    fn of_name(&self, person: &Person) -> impl Iterator<Item = (u32, bool)> + '_ {
        let key = person.words.text();
        let surname = self.surname.get(key).filter(|l| l.len() <= MOST);
        let given = self.given.get(key).filter(|l| l.len() <= MOST);
        let also = move |root: &u32| surname.is_none_or(|s| !s.contains(root));
        surname
            .into_iter()
            .flatten()
            .map(|&r| (r, true))
            .chain(given.into_iter().flatten().copied().filter(move |r| also(r)).map(|r| (r, false)))
    }
}

fn candidates(
    corpus: &Corpus,
    known: &Known,
    company: &Company,
    root_of: &FxHashMap<u32, u32>,
) -> FxHashMap<u32, Candidate> {
    let mut candidates: FxHashMap<u32, Candidate> = FxHashMap::default();
    for (root, profile) in company.profiles(corpus, |a| &a.people, |name| root_of.get(&name).copied()) {
        candidates.insert(root, Candidate { profile, ..Candidate::default() });
    }
    for article in &corpus.articles {
        let mut roots: Vec<u32> = article.people.iter().filter_map(|name| root_of.get(name).copied()).collect();
        roots.dedup();
        for root in roots {
            let Some(candidate) = candidates.get_mut(&root) else { continue };
            candidate.days.extend(article.day);
        }
        for (name, title) in &article.titled {
            if let Some(candidate) = root_of.get(name).and_then(|root| candidates.get_mut(root)) {
                *candidate.titles.entry(*title).or_default() += 1;
            }
        }
    }
    for (&root, candidate) in &mut candidates {
        candidate.days.sort_unstable();
        candidate.gender = gender(corpus, known, root, candidate);
        let tells = |t: u32| gender_of(&corpus.titles[t as usize]).is_none();
        candidate.titled = candidate.titles.iter().filter(|(t, _)| tells(**t)).map(|(_, n)| *n).sum();
    }
    candidates
}

/// The gender that titles or the given name tell.
fn gender(corpus: &Corpus, known: &Known, root: u32, candidate: &Candidate) -> Option<Gender> {
    let mut votes = 0;
    for (&title, &n) in &candidate.titles {
        votes += match gender_of(&corpus.titles[title as usize]) {
            Some(Gender::Male) => i64::from(n),
            Some(Gender::Female) => -i64::from(n),
            None => 0,
        };
    }
    let by_title = if votes == 0 {
        None
    } else if votes > 0 {
        Some(Gender::Male)
    } else {
        Some(Gender::Female)
    };
    let given = known.same.group(root).iter().filter_map(|&i| {
        let person = &known.people[i as usize];
        let given = if person.family_first { person.last() } else { person.first() };
        lists().given.get(given).copied().flatten()
    });
    by_title.or_else(|| given.min_by_key(|g| *g == Gender::Female))
}

fn gender_of(title: &str) -> Option<Gender> {
    let all = lists();
    all.titles.get(title).and_then(|t| t.gender).or_else(|| all.roles.get(title).and_then(|r| r.gender))
}

/// Decides whom a short name means.
struct Asker<'a> {
    corpus: &'a Corpus,
    known: &'a Known,
    company: &'a Company,
}

/// How well a candidate fits.
struct Fit {
    root: u32,
    surname: bool,
    evidence: f32,
    /// Against somebody unknown.
    score: f32,
    /// What stands in the article and never beside the candidate: says nothing against somebody of whom little is known, but for
    /// another one of whom more is.
    strange: f32,
}

impl Fit {
    /// Against other candidates.
    fn among(&self) -> f32 {
        self.score - self.strange
    }
}

/// A short name in its article.
pub(super) struct Place<'a> {
    /// What the article names.
    pub company: &'a [u32],
    /// How usual each of the company is.
    pub usual: Vec<f32>,
    /// What stands before it and tells more than a gender.
    titles: Vec<u32>,
    gender: Option<Gender>,
    article: &'a Article,
}

impl Asker<'_> {
    fn who(&self, n: usize, person: &Person, sharing: &Sharing) -> Option<u32> {
        let article = &self.corpus.articles[n];
        let titles: Vec<u32> =
            article.titled.iter().filter(|(name, _)| *name == person.name).map(|(_, t)| *t).collect();
        let told = titles.iter().find_map(|&t| {
            let key = (person.words.text().to_owned(), self.corpus.titles[t as usize].clone());
            self.known.titled.get(&key).copied()
        });
        if told.is_some() {
            return told;
        }
        // "King Harald" is a whole name.
        if titles.iter().any(|&t| lists().titles.get(self.corpus.titles[t as usize].as_str()).is_some_and(|t| t.kept)) {
            return None;
        }
        let gender = titles.iter().find_map(|&t| gender_of(&self.corpus.titles[t as usize]));
        let titles: Vec<u32> =
            titles.into_iter().filter(|&t| gender_of(&self.corpus.titles[t as usize]).is_none()).collect();
        // Mostly there is nobody to whom it could be given, whatever the company.
        if !sharing.members.iter().any(|(.., candidate)| candidate.may_be_meant(&titles, sharing.named)) {
            return None;
        }
        let company = self.company.of(n);
        let usual = company.iter().map(|&n| self.company.usual(n)).collect();
        let place = Place { company, usual, titles, gender, article };
        let own = self.company.number(person.name);
        // The article names one of them by the full name and told the short one apart; who is right is not to be told here.
        let named_here = |root: u32| place.company.binary_search(&self.known.people[root as usize].name).is_ok();
        if sharing.members.iter().any(|(root, ..)| named_here(*root)) {
            return None;
        }
        let mut fits: Vec<Fit> = Vec::new();
        let mut holders = 0u32;
        for (&(root, surname, candidate), met) in sharing.members.iter().zip(sharing.meet(&place, own)) {
            holders += 1;
            let Some(evidence) = evidence(candidate, &place, &met) else { continue };
            let prior = (candidate.profile.articles as f32).ln() - if surname { 0.0 } else { 1.5 };
            let strange = STRANGE * met.strange.min(15) as f32;
            fits.push(Fit { root, surname, evidence, score: prior + evidence, strange });
        }
        fits.sort_by(|a, b| b.among().total_cmp(&a.among()).then(a.root.cmp(&b.root)));
        let best = fits.first()?;
        // Somebody whom the corpus does not know: the likelier, the more persons share the name.
        let unknown = (1.0 + 0.5 * holders as f32).ln();
        let others: f32 = fits.iter().map(|f| (f.among() - best.among()).exp()).sum();
        let sure = 1.0 / (others + (unknown - best.score).exp());
        let candidate = sharing.members.iter().find(|m| m.0 == best.root)?.2;
        let (alone, named) = (candidate.profile.articles, sharing.named);
        let least = if place.titles.is_empty() { SURE_UNTITLED } else { SURE };
        let likely = candidate.may_be_meant(&place.titles, named) && sure >= least;
        let nearly_all = alone as f32 >= 0.9 * named as f32;
        // A given name stands for one person only where hardly anybody else has it.
        let enough = match best.surname {
            true => best.evidence >= LEAST || (alone >= 20 && nearly_all),
            false => best.evidence >= 2.0 * LEAST && alone >= 5 && nearly_all,
        };
        (likely && enough).then_some(best.root)
    }
}

/// What the article says for a candidate; `None` where it cannot be.
fn evidence(candidate: &Candidate, place: &Place, met: &Met) -> Option<f32> {
    if let (Some(a), Some(b)) = (place.gender, candidate.gender)
        && a != b
    {
        return None;
    }
    let mut evidence = 0.7 * met.strongest.iter().sum::<f32>();
    if place.titles.iter().any(|t| candidate.titles.contains_key(t)) {
        evidence += 2.5;
    } else if !place.titles.is_empty() && candidate.titled > 0 {
        // Of somebody with many titles this would be one.
        evidence -= if candidate.titled >= 3 { 3.0 } else { 1.5 };
    }
    Some(evidence - late(candidate, place.article.day))
}

/// What it says against a candidate that the article is years away from all of theirs.
fn late(candidate: &Candidate, day: Option<i64>) -> f32 {
    let Some(day) = day else { return 0.0 };
    let at = candidate.days.partition_point(|d| *d < day);
    let near = candidate.days.get(at).into_iter().chain(at.checked_sub(1).and_then(|i| candidate.days.get(i)));
    match near.map(|d| d.abs_diff(day)).min() {
        Some(0..=365) | None => 0.0,
        Some(366..=1100) => 1.0,
        Some(_) => 2.0,
    }
}

/// Writes the decisions down, making referents of persons that have none yet.
fn record(corpus: &Corpus, known: &Known, mut decided: Vec<(u32, u32, u32)>, joined: &mut Joined) {
    let mut referents = known.referents.clone();
    let mut roots: Vec<u32> = decided.iter().map(|d| d.2).collect();
    roots.sort_unstable();
    roots.dedup();
    for root in roots {
        referents.entry(root).or_insert_with(|| {
            let number = joined.referents.len() as u32;
            let name = known.people[root as usize].name;
            joined.people.insert(name, number);
            let name = corpus.names[name as usize].clone();
            joined.referents.push(Referent { names: vec![name.clone()], name, ..Referent::default() });
            number
        });
    }
    decided.sort_unstable();
    for (article, name, root) in decided {
        let referent = referents[&root];
        joined.here.push((article, name, referent));
        let short = &mut joined.referents[referent as usize].short;
        let name = &corpus.names[name as usize];
        if !short.contains(name) {
            short.push(name.clone());
        }
    }
    joined.referents.iter_mut().for_each(|r| r.short.sort_unstable());
}
