//! The word lists of `models/names/`, read once.

use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Whether a person is a man or a woman, as far as a name or a noun tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    /// He.
    Male,
    /// She.
    Female,
}

/// What a word before a name tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct Title {
    /// The gender it implies: "Mrs".
    pub gender: Option<Gender>,
    /// Whether it is kept where only one word of the name would be left: "King Charles".
    pub kept: bool,
    /// The role that an abbreviation stands for: "Sen" is a senator.
    pub role: Option<&'static str>,
}

/// What a noun tells of the person it names.
#[derive(Debug, Clone, Default)]
pub struct Role {
    /// The gender it implies: "spokeswoman".
    pub gender: Option<Gender>,
    /// Broader nouns for the same person: a senator is a lawmaker.
    pub broader: Vec<&'static str>,
}

/// All lists; every word in them is lower-case and without diacritics.
#[derive(Debug, Default)]
pub struct Lists {
    /// Words that stand before a name and are no part of it.
    pub titles: FxHashMap<&'static str, Title>,
    /// "van", "bin", "de": words that join the parts of a name.
    pub particles: FxHashSet<&'static str>,
    /// Letters of honours that follow a name: "kc".
    pub honours: FxHashSet<&'static str>,
    /// Ranks before a name that are not among [`Self::titles`]: what names are found by does not know them.
    pub ranks: FxHashSet<&'static str>,
    /// "Jr", "III": words after a name.
    pub suffixes: FxHashSet<&'static str>,
    /// Given names; `None` for those of men and women alike.
    pub given: FxHashMap<&'static str, Option<Gender>>,
    /// More of them, by which persons are told to be men or women, and names are found, but not taken apart.
    pub more_given: FxHashMap<&'static str, Option<Gender>>,
    /// Surnames that stand first.
    pub family_first: FxHashSet<&'static str>,
    /// Nickname → the given names that it stands for.
    pub nicknames: FxHashMap<&'static str, Vec<&'static str>>,
    /// Nouns for one person.
    pub roles: FxHashMap<&'static str, Role>,
    /// More of them, by which no names are found.
    pub more_roles: FxHashMap<&'static str, Role>,
    /// Nouns for several people.
    pub groups: FxHashSet<&'static str>,
    /// Nouns for texts that say something.
    pub documents: FxHashSet<&'static str>,
    /// Nouns that head organizations.
    pub organizations: FxHashSet<&'static str>,
    /// Bare nouns by which organizations are called ("the company"), and words of names that they do not go with.
    pub bare: Vec<(Vec<&'static str>, Vec<&'static str>)>,
    /// Adjectives of nations ("kenyan", "us"), each with the number of its nation.
    pub nations: FxHashMap<&'static str, usize>,
    /// Nouns for a person that tell no office: "star".
    pub epithets: FxHashSet<&'static str>,
    /// Short form → full form.
    pub aliases: FxHashMap<&'static str, &'static str>,
    /// Closed classes of words: "of" is a preposition.
    pub grammar: FxHashMap<&'static str, Vec<Class>>,
    /// The pronouns of [`Class::He`] and [`Class::She`].
    pub pronouns: Vec<(&'static str, Gender)>,
}

/// A closed class of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Class {
    Preposition,
    Determiner,
    Indefinite,
    Relative,
    Copula,
    He,
    She,
    They,
    It,
    I,
    We,
}

fn class(name: &str) -> Option<Class> {
    Some(match name {
        "preposition" => Class::Preposition,
        "determiner" => Class::Determiner,
        "indefinite" => Class::Indefinite,
        "relative" => Class::Relative,
        "copula" => Class::Copula,
        "he" => Class::He,
        "she" => Class::She,
        "they" => Class::They,
        "it" => Class::It,
        "i" => Class::I,
        "we" => Class::We,
        _ => return None,
    })
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let mut lists = Lists {
        family_first: words(include_str!("../../../models/names/family_first.txt")).collect(),
        groups: words(include_str!("../../../models/names/group_nouns.txt")).collect(),
        documents: words(include_str!("../../../models/names/document_nouns.txt")).collect(),
        organizations: words(include_str!("../../../models/names/org_nouns.txt")).collect(),
        nations: lines(include_str!("../../../models/names/peoples.txt"))
            .enumerate()
            .flat_map(|(nation, line)| line.split_whitespace().map(move |word| (word, nation)))
            .collect(),
        epithets: words(include_str!("../../../models/names/epithets.txt")).collect(),
        given: given(
            include_str!("../../../models/names/given_male.txt"),
            include_str!("../../../models/names/given_female.txt"),
        ),
        more_given: given(
            include_str!("../../../models/names/more_given_male.txt"),
            include_str!("../../../models/names/more_given_female.txt"),
        ),
        ..Lists::default()
    };
    for line in lines(include_str!("../../../models/names/titles.txt")) {
        let mut words = line.split_whitespace();
        let Some(word) = words.next() else { continue };
        let title = lists.titles.entry(word).or_default();
        for mark in words {
            title.gender = title.gender.or(gender(mark));
            title.kept |= mark == "k";
            title.role = title.role.or(mark.strip_prefix('='));
        }
    }
    for line in lines(include_str!("../../../models/names/name_parts.txt")) {
        match line.split_once(' ') {
            Some(("particle", rest)) => lists.particles.extend(rest.split_whitespace()),
            Some(("suffix", rest)) => lists.suffixes.extend(rest.split_whitespace()),
            Some(("honour", rest)) => lists.honours.extend(rest.split_whitespace()),
            Some(("rank", rest)) => lists.ranks.extend(rest.split_whitespace()),
            _ => {}
        }
    }
    for line in lines(include_str!("../../../models/names/nicknames.txt")) {
        let mut words = line.split_whitespace();
        if let Some(nickname) = words.next() {
            lists.nicknames.insert(nickname, words.collect());
        }
    }
    lists.roles = roles(include_str!("../../../models/names/roles.txt"));
    lists.more_roles = roles(include_str!("../../../models/names/more_roles.txt"));
    for line in lines(include_str!("../../../models/names/grammar.txt")) {
        let mut words = line.split_whitespace();
        let Some(class) = words.next().and_then(class) else { continue };
        for word in words {
            lists.grammar.entry(word).or_default().push(class);
            let gender = match class {
                Class::He => Gender::Male,
                Class::She => Gender::Female,
                _ => continue,
            };
            lists.pronouns.push((word, gender));
        }
    }
    for line in lines(include_str!("../../../models/names/bare_nouns.txt")) {
        let Some((nouns, others)) = line.split_once('|') else { continue };
        lists.bare.push((nouns.split_whitespace().collect(), others.split_whitespace().collect()));
    }
    lists.aliases =
        lines(include_str!("../../../models/names/name_aliases.txt")).filter_map(|l| l.split_once('=')).collect();
    lists
});

/// The lists.
pub fn lists() -> &'static Lists {
    &LISTS
}

impl Lists {
    /// Whether `word` belongs to the closed class.
    pub fn is(&self, word: &str, class: Class) -> bool {
        self.grammar.get(word).is_some_and(|classes| classes.contains(&class))
    }

    /// The nation of a noun for one person of it: "german", "frenchman"; not of "french", which are several.
    pub fn demonym(&self, noun: &str) -> Option<usize> {
        let several = ["ch", "sh", "ese", "ss", "us"];
        self.nations.get(noun).filter(|_| !several.iter().any(|end| noun.ends_with(end))).copied()
    }

    /// The noun for one person that `noun` is, or is the plural of.
    pub fn role(&self, noun: &str) -> Option<&Role> {
        self.roles.get(noun).or_else(|| self.more_roles.get(noun))
    }

    /// Whether `noun` is the plural of a noun for one person.
    pub fn plural_role(&self, noun: &str) -> bool {
        if let Some(stem) = noun.strip_suffix('s') {
            let singular = |s: &str| self.roles.contains_key(s);
            return singular(stem)
                || stem.strip_suffix('e').is_some_and(singular)
                || stem.strip_suffix("ie").is_some_and(|s| singular(&format!("{s}y")))
                || stem.strip_suffix("ve").is_some_and(|s| singular(&format!("{s}fe")));
        }
        noun.strip_suffix("men").is_some_and(|s| self.roles.contains_key(format!("{s}man").as_str()))
    }
}

fn given(men: &'static str, women: &'static str) -> FxHashMap<&'static str, Option<Gender>> {
    let mut given: FxHashMap<_, _> = words(men).map(|w| (w, Some(Gender::Male))).collect();
    for word in words(women) {
        given.entry(word).and_modify(|g| *g = None).or_insert(Some(Gender::Female));
    }
    given
}

fn roles(text: &'static str) -> FxHashMap<&'static str, Role> {
    let role = |line: &'static str| {
        let mut words = line.split_whitespace();
        let (noun, mark) = (words.next()?, words.next());
        Some((noun, Role { gender: mark.and_then(gender), broader: words.collect() }))
    };
    lines(text).filter_map(role).collect()
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|l| !l.is_empty() && !l.starts_with('#'))
}

fn words(text: &'static str) -> impl Iterator<Item = &'static str> {
    lines(text).flat_map(str::split_whitespace)
}

fn gender(mark: &str) -> Option<Gender> {
    match mark {
        "m" => Some(Gender::Male),
        "f" => Some(Gender::Female),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_folded_and_whole() {
        let l = lists();
        assert!(l.given.len() > 2500 && l.titles.len() > 200 && l.roles.len() > 300);
        let all =
            l.given.keys().chain(l.titles.keys()).chain(&l.family_first).chain(l.roles.keys()).chain(&l.particles);
        for word in all {
            let plain = crate::words::fold(word);
            assert_eq!(&plain, word, "{word} is not folded");
        }
        for (noun, role) in &l.roles {
            assert!(!role.broader.contains(noun), "{noun} is broader than itself");
        }
    }

    #[test]
    fn more_roles_are_none_of_the_roles() {
        let l = lists();
        assert!(l.more_roles.len() > 100 && l.more_roles.keys().all(|noun| !l.roles.contains_key(noun)));
    }

    #[test]
    fn plurals_of_roles() {
        let l = lists();
        for noun in ["senators", "congressmen", "attorneys", "nannies", "officials", "wives"] {
            assert_eq!(l.plural_role(noun), noun != "nannies", "{noun}");
        }
        assert!(!l.plural_role("boss") && !l.plural_role("ministry"));
    }
}
