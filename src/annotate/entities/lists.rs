//! The word lists that tell what a name may name: given names, countries, nouns that head organizations, …

use super::words::phrase;
use crate::annotate::coreference::lists::lists as people;
use crate::annotate::tagger::text as hash;
use crate::split::Split;
use crate::words::fold;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The lists in which a word or a phrase stands, one bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Bits(pub u32);

impl Bits {
    /// Calls for each list, by number.
    pub fn each(self) -> impl Iterator<Item = u64> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let bit = (rest != 0).then_some(rest.trailing_zeros());
            rest &= rest.wrapping_sub(1);
            bit.map(u64::from)
        })
    }

    /// Whether the word stands in list `list`.
    pub fn has(self, list: List) -> bool {
        self.0 >> list as u32 & 1 == 1
    }
}

/// A list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum List {
    /// Given names.
    Given,
    /// Surnames that stand first.
    FamilyFirst,
    /// Words before a person's name.
    Title,
    /// Nouns for a person.
    Role,
    /// Nouns that head organizations.
    OrganizationNoun,
    /// "van", "bin".
    Particle,
    /// Words that are hardly ever names, though they begin sentences.
    Plain,
    /// What stands in `models/names/gazetteer.txt`, by section.
    Surname,
    Country,
    City,
    Region,
    Nationality,
    Organization,
    Team,
    Company,
    PlaceNoun,
    FacilityNoun,
    OrganizationEnd,
    Time,
    Faith,
    EventNoun,
    MiscNoun,
    Media,
    WorkNoun,
    Person,
    Sport,
    /// What stands in `models/names/world.txt`, by section: many names, of which each tells less than those of the gazetteer do.
    Facility,
    WorldSurname,
    WorldPlace,
    WorldOrganization,
    WorldPeople,
    /// More given names (`models/names/more_given_*.txt`).
    WorldGiven,
}

impl List {
    /// The list as bits: what stands in a short list counts as standing in the long one of its kind.
    fn bits(self) -> u32 {
        let long = match self {
            List::Given => List::WorldGiven,
            List::FamilyFirst | List::Surname => List::WorldSurname,
            List::Country | List::City | List::Region => List::WorldPlace,
            List::Nationality => List::WorldPeople,
            List::Organization | List::Company | List::Team | List::Media => List::WorldOrganization,
            other => other,
        };
        1 << self as u32 | 1 << long as u32
    }
}

/// The sections of the gazetteer.
const SECTIONS: &[(&str, List)] = &[
    ("surname", List::Surname),
    ("country", List::Country),
    ("city", List::City),
    ("region", List::Region),
    ("nationality", List::Nationality),
    ("organization", List::Organization),
    ("team", List::Team),
    ("company", List::Company),
    ("place_noun", List::PlaceNoun),
    ("facility_noun", List::FacilityNoun),
    ("organization_end", List::OrganizationEnd),
    ("time", List::Time),
    ("faith", List::Faith),
    ("event_noun", List::EventNoun),
    ("misc_noun", List::MiscNoun),
    ("media", List::Media),
    ("work_noun", List::WorkNoun),
    ("person", List::Person),
    ("sport", List::Sport),
];

/// The sections of the names of the world.
const WORLD: &[(&str, List)] = &[
    ("surname", List::WorldSurname),
    ("city", List::WorldPlace),
    ("region", List::WorldPlace),
    ("facility", List::Facility),
    ("nationality", List::WorldPeople),
    ("organization", List::WorldOrganization),
    ("company", List::WorldOrganization),
    ("media", List::WorldOrganization),
    ("team", List::WorldOrganization),
    ("person", List::Person),
];

/// The longest phrase in tokens.
pub(super) const LONGEST: usize = 6;

struct Gazetteer {
    /// Hash of a folded word → its lists.
    words: FxHashMap<u64, Bits>,
    /// Hash of a phrase → its lists; those of its beginnings are there too, with no list.
    phrases: FxHashMap<u64, Bits>,
}

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    let mut g = Gazetteer { words: FxHashMap::default(), phrases: FxHashMap::default() };
    let l = people();
    g.words(l.given.keys(), List::Given);
    g.words(&l.family_first, List::FamilyFirst);
    g.words(l.titles.keys(), List::Title);
    g.words(l.roles.keys(), List::Role);
    g.words(&l.organizations, List::OrganizationNoun);
    g.words(&l.particles, List::Particle);
    let plain: Vec<&str> = include_str!("../../../models/names/plain_words.txt").split_whitespace().collect();
    g.words(&plain, List::Plain);
    g.words(l.more_given.keys(), List::WorldGiven);
    g.sections(include_str!("../../../models/names/gazetteer.txt"), SECTIONS);
    g.sections(include_str!("../../../models/names/world.txt"), WORLD);
    g
});

impl Gazetteer {
    fn words<'a>(&mut self, words: impl IntoIterator<Item = &'a &'a str>, list: List) {
        for word in words {
            self.words.entry(hash(word)).or_default().0 |= list.bits();
        }
    }

    /// Takes the entries of a text in sections ("## city"), parted by semicolons.
    fn sections(&mut self, text: &str, sections: &[(&str, List)]) {
        let mut list = None;
        for line in text.lines() {
            if let Some(section) = line.strip_prefix("## ") {
                list = sections.iter().find(|(name, _)| *name == section.trim()).map(|(_, l)| *l);
            } else if let (Some(list), false) = (list, line.starts_with('#')) {
                line.split(';').map(str::trim).filter(|e| !e.is_empty()).for_each(|e| self.entry(e, list));
            }
        }
    }

    fn entry(&mut self, entry: &str, list: List) {
        // Nearly all are small letters and spaces: there are a hundred thousand, and every start reads them.
        let hashes: Vec<u64> = if entry.bytes().all(|b| b.is_ascii_lowercase() || b == b' ') {
            entry.split(' ').map(hash).collect()
        } else {
            Split::new(entry).tokens.iter().map(|t| hash(&fold(t.of(entry)))).collect()
        };
        if let [word] = hashes[..] {
            self.words.entry(word).or_default().0 |= list.bits();
            return;
        }
        for end in 2..hashes.len() {
            self.phrases.entry(phrase(hashes[..end].iter().copied())).or_default();
        }
        self.phrases.entry(phrase(hashes.into_iter())).or_default().0 |= list.bits();
    }
}

/// The lists in which a folded word stands.
pub(super) fn of_word(folded: &str) -> Bits {
    GAZETTEER.words.get(&hash(folded)).copied().unwrap_or_default()
}

/// The longest phrase of at least two words that begins with these (the hashes of their folded forms): its length and
/// its lists.
pub(super) fn longest_phrase(words: impl Iterator<Item = u64>) -> Option<(usize, Bits)> {
    let mut longest = None;
    let mut so_far = phrase(std::iter::empty());
    for (i, word) in words.take(LONGEST).enumerate() {
        so_far = crate::annotate::tagger::mix(so_far, word);
        if i == 0 {
            continue;
        }
        let Some(&bits) = GAZETTEER.phrases.get(&so_far) else { break };
        if bits != Bits::default() {
            longest = Some((i + 1, bits));
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Option<(usize, Bits)> {
        let split = Split::new(text);
        longest_phrase(split.tokens.iter().map(|t| hash(&fold(t.of(text)))))
    }

    #[test]
    fn the_longest_phrase_wins_and_beginnings_alone_do_not_count() {
        assert!(find("United Arab Emirates said").is_some_and(|(n, b)| n == 3 && b.has(List::Country)));
        assert_eq!(find("United Arab"), None);
        assert!(of_word("kenya").has(List::Country) && of_word("kenyan").has(List::Nationality));
        assert_eq!(of_word("zyxw"), Bits::default());
    }
}
