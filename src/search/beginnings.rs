//! What the words of one stem begin with: which parts of a dictionary hold the forms of a word.

use frostem::{Algorithm, Stemmer};
use std::ops::{Range, RangeInclusive};

/// What is written at the beginning of words, and what a stemmer makes of it.
type Changes = &'static [(&'static str, &'static str)];

/// Elided words.
const FRENCH: Changes = &[
    ("c'", ""),
    ("d'", ""),
    ("j'", ""),
    ("l'", ""),
    ("m'", ""),
    ("n'", ""),
    ("qu'", ""),
    ("s'", ""),
    ("t'", ""),
    ("z'", ""),
];

const ITALIAN: Changes = &[
    ("all'", ""),
    ("d'", ""),
    ("dall'", ""),
    ("dell'", ""),
    ("gl'", ""),
    ("l'", ""),
    ("m'", ""),
    ("nell'", ""),
    ("quell'", ""),
    ("quest'", ""),
    ("s'", ""),
    ("sull'", ""),
    ("t'", ""),
    ("tutt'", ""),
    ("un'", ""),
    ("v'", ""),
];

/// Lenition, eclipsis and elided words.
const IRISH: Changes = &[
    ("b'", ""),
    ("d'", ""),
    ("m'", ""),
    ("d'fh", "f"),
    ("bh", "b"),
    ("bhf", "f"),
    ("bp", "p"),
    ("ch", "c"),
    ("dh", "d"),
    ("dt", "t"),
    ("fh", "f"),
    ("gc", "c"),
    ("gh", "g"),
    ("mb", "b"),
    ("mh", "m"),
    ("nd", "d"),
    ("ng", "g"),
    ("ph", "p"),
    ("sh", "s"),
    ("th", "t"),
    ("ts", "s"),
];

/// Prefixes, of which a word may have two.
const INDONESIAN: Changes = &[
    ("be", ""),
    ("bel", ""),
    ("ber", ""),
    ("di", ""),
    ("ke", ""),
    ("me", ""),
    ("mem", ""),
    ("mem", "p"),
    ("men", ""),
    ("meng", ""),
    ("meny", "s"),
    ("pe", ""),
    ("pel", ""),
    ("pem", ""),
    ("pem", "p"),
    ("pen", ""),
    ("peng", ""),
    ("peny", "s"),
    ("per", ""),
    ("ter", ""),
];

/// The last letter, where there is no other one: it loses its voice.
const TURKISH: Changes = &[("b", "p"), ("c", "ç"), ("d", "t")];

/// Stems are in Latin letters with their diacritics; words have none, or are in Cyrillic.
const SERBIAN: Changes = &[
    ("c", "č"),
    ("c", "ć"),
    ("d", "đ"),
    ("s", "š"),
    ("z", "ž"),
    ("а", "a"),
    ("б", "b"),
    ("в", "v"),
    ("г", "g"),
    ("д", "d"),
    ("д", "đ"),
    ("е", "e"),
    ("ж", "ž"),
    ("з", "z"),
    ("и", "i"),
    ("к", "k"),
    ("л", "l"),
    ("м", "m"),
    ("н", "n"),
    ("о", "o"),
    ("п", "p"),
    ("р", "r"),
    ("с", "s"),
    ("т", "t"),
    ("у", "u"),
    ("ф", "f"),
    ("х", "h"),
    ("ц", "c"),
    ("ч", "č"),
    ("ш", "š"),
    ("ђ", "đ"),
    ("ј", "j"),
    ("љ", "l"),
    ("њ", "n"),
    ("ћ", "ć"),
    ("џ", "d"),
];

/// In which parts of a dictionary of folded words all those with this stem stand, as far as a stemmer tells. Most stemmers change no more of a word
/// than its end; what some write otherwise at its beginning is listed above.
pub fn beginnings(stemmer: &Stemmer, stem: &str) -> Vec<Range<String>> {
    let (changes, times): (Changes, usize) = match stemmer.algorithm() {
        Algorithm::French => (FRENCH, 1),
        Algorithm::Italian => (ITALIAN, 1),
        Algorithm::Irish => (IRISH, 1),
        Algorithm::Indonesian => (INDONESIAN, 2),
        Algorithm::Turkish => (TURKISH, 1),
        Algorithm::Serbian => (SERBIAN, 1),
        // Many prefixes, irregular words, or letters anywhere become others: all words in these letters.
        Algorithm::Arabic | Algorithm::Persian => return vec![within('\u{600}'..='\u{77f}')],
        Algorithm::Tamil => return vec![within('\u{b80}'..='\u{bff}')],
        Algorithm::Ukrainian => return vec![within('\u{400}'..='\u{52f}')],
        Algorithm::Yiddish => return vec![within('\u{590}'..='\u{5ff}')],
        _ => (&[], 0),
    };
    let mut heads = vec![head(stemmer.algorithm(), stem)];
    for _ in 0..times {
        let written = |head: &String| {
            let written = |(before, after): &(&str, &str)| Some(format!("{before}{}", head.strip_prefix(after)?));
            changes.iter().filter_map(written).collect::<Vec<_>>()
        };
        let more: Vec<String> = heads.iter().flat_map(written).collect();
        heads.extend(more);
    }
    heads.sort_unstable();
    // What begins with a longer one begins with the shorter one, too.
    heads.dedup_by(|longer, shorter| longer.starts_with(shorter.as_str()));
    heads.into_iter().map(with).collect()
}

/// Words that begin so.
fn with(head: String) -> Range<String> {
    let end = format!("{head}{}", char::MAX);
    head..end
}

/// Words that begin with one of these letters.
fn within(letters: RangeInclusive<char>) -> Range<String> {
    letters.start().to_string()..format!("{}{}", letters.end(), char::MAX)
}

/// What every word with this stem begins with, but for changes of its beginning: all but the last letters of the stem, at least the first one.
fn head(algorithm: Algorithm, stem: &str) -> String {
    let first = stem.chars().next().map_or(0, char::len_utf8);
    let cut = |text: &str, n: usize| text.char_indices().rev().nth(n - 1).map_or(0, |(at, _)| at).max(first);
    let end = match algorithm {
        // Beyond cutting off the end it writes `i` for `y`, `e` where a suffix stood, and `l` after `b` for `bil`.
        Algorithm::English if stem.len() <= 3 && stem.ends_with("ie") => cut(stem, 2),
        Algorithm::English if stem.ends_with(['e', 'i', 'l', 'y']) => cut(stem, 1),
        Algorithm::English => stem.len(),
        // The `e` of `ae`, `oe` and `ue` is lost.
        Algorithm::German => stem.find(['a', 'o', 'u']).map_or(stem.len(), |at| at + 1).min(cut(stem, 1)),
        // One letter of two is lost before the last vowels.
        Algorithm::Finnish => cut(stem.trim_end_matches(['a', 'e', 'i', 'o', 'u', 'y']), 3),
        Algorithm::Indonesian | Algorithm::Turkish => cut(stem, 1),
        Algorithm::Catalan | Algorithm::Czech | Algorithm::DutchPorter | Algorithm::French => cut(stem, 3),
        Algorithm::Lithuanian | Algorithm::Polish | Algorithm::Romanian => cut(stem, 3),
        Algorithm::Estonian | Algorithm::Irish => cut(stem, 4),
        Algorithm::Greek => cut(stem, 5),
        Algorithm::Basque | Algorithm::Serbian => first,
        Algorithm::Esperanto => return plain(&stem[..cut(stem, 2)]),
        _ => cut(stem, 2),
    };
    stem[..end].to_owned()
}

/// The beginning of an Esperanto stem as it is written, where an `x` may stand for a diacritic: up to the first letter with one.
fn plain(head: &str) -> String {
    let letter = |c| match c {
        'ĉ' => Some('c'),
        'ĝ' => Some('g'),
        'ĥ' => Some('h'),
        'ĵ' => Some('j'),
        'ŝ' => Some('s'),
        'ŭ' => Some('u'),
        _ => None,
    };
    match head.char_indices().find_map(|(at, c)| Some((at, letter(c)?))) {
        Some((at, plain)) => format!("{}{plain}", &head[..at]),
        None => head.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::stems::{algorithm, knows};
    use super::*;
    use proptest::prelude::*;

    const LANGUAGES: &str =
        "en fr de es it pt nl sv da no fi hu ro ru tr ca el ar cs eo et eu fa ga hi hy id lt ne pl sr ta uk yi";

    fn stemmers() -> impl Iterator<Item = (&'static str, Stemmer)> {
        LANGUAGES.split(' ').map(|language| (language, Stemmer::new(algorithm(language).unwrap())))
    }

    fn lead_to(stemmer: &Stemmer, word: &str) -> bool {
        let lead = |range: &Range<String>| range.start.as_str() <= word && word < range.end.as_str();
        !knows(stemmer, word) || beginnings(stemmer, &stemmer.stem(word)).iter().any(lead)
    }

    #[test]
    fn they_lead_to_every_function_word() {
        for (language, stemmer) in stemmers() {
            for word in crate::function_words::of(language).into_iter().flatten() {
                assert!(lead_to(&stemmer, word), "{language} {word} {}", stemmer.stem(word));
                let letters = word.starts_with(char::is_alphabetic);
                assert!(!letters || knows(&stemmer, word) || stemmer.stem(word) == word.as_ref(), "{language} {word}");
            }
            for word in "ferries ferrying паромами πλοίων نوکریوں जहाजों கப்பல்கள்".split(' ')
            {
                assert!(knows(&stemmer, word) || stemmer.stem(word) == word, "{language} {word}");
            }
        }
    }

    #[test]
    fn they_lead_to_every_word_of_the_stem() {
        let roots = "sanction hope hop happ stabil relat sens run agre militar cri t d l sk tr commun organiz gener conflat fe vot poli nat us beaut danc plan pan sit begg falsif allow argu";
        let ends = " s ed ing er ers ation ations ion ions ies ied y ying ier iest ily iness e es ee eed eeds ment ments ness ful fully fulness ous ously ousness ive iveness ivity ible ibly ibility able ability ably al ally ality alism alist ic ical icate ize izer ization ized izing ting ning pping ping ly edly ingly ogy ogies ie ies ye";
        let odd = "dying lying tying skies skis sky news inning idly gently ugly early only singly atlas cosmos bias andes evening herring";
        let others = "l'ukraine qu'elle aux chevaux heureuse applications dell'europa quest'anno residenza naerheden wonen \
            aerospace guesstimate israel llama arroyo gennaio bini dine cuma luxembourg aux chairman mbumba bhfuil patach \
            mempermainkan menyapu berpelajaran conferencia criticism loeb oli aldatugeldi днем чеснок дјак књига ијек";
        let greek = "βακια νησουνε ονιομαστε ανθρωπους";
        for (language, stemmer) in stemmers() {
            let formed = roots.split(' ').flat_map(|root| ends.split(' ').map(move |end| format!("{root}{end}")));
            let whole = [odd, others, greek].into_iter().flat_map(str::split_whitespace).map(str::to_owned);
            for word in formed.chain(whole) {
                assert!(lead_to(&stemmer, &word), "{language} {word} {}", stemmer.stem(&word));
            }
        }
    }

    #[test]
    fn a_small_part_of_a_dictionary_is_looked_at() {
        for (language, stemmer) in stemmers().filter(|(_, stemmer)| knows(stemmer, "government")) {
            let all = beginnings(&stemmer, &stemmer.stem("government"));
            let least = all.iter().map(|range| range.start.len()).min().unwrap_or(0);
            let wanted = if ["eu", "sr"].contains(&language) { 1 } else { 2 };
            assert!(least >= wanted, "{language} {all:?}");
        }
        let french = beginnings(&Stemmer::new(Algorithm::French), "ukrain");
        assert!(french.contains(&with("ukr".to_owned())) && french.contains(&with("l'ukr".to_owned())), "{french:?}");
    }

    proptest! {
        #[test]
        fn they_lead_to_words_made_of_anything(
            before in "(|l'|d'|qu'|dell'|un'|bhf|gc|mb|ts|mem|meny|per|ber|ter|ge|ال|по|не)",
            root in "([a-z]{0,5}|[а-яђјљњћџіїє]{0,5}|[α-ω]{0,5}|[ء-ي]{0,5})",
            twice in "(|tt|ss|kk|aa|oo|ae|oe|ue|ux|sx)",
            after in "(|s|n|e|en|heden|nza|encia|ction|ation|ique|aux|euse|itate|isme|lar|den|ksi|nne|ista|ov|ami|ach|acht|igh|ими|ость|ество|ουμε|ακια|ιεσ|ات|ون|ها){0,2}"
        ) {
            let word = crate::words::fold(&format!("{before}{root}{twice}{after}"));
            for (language, stemmer) in stemmers().filter(|_| !word.is_empty()) {
                prop_assert!(lead_to(&stemmer, &word), "{} {} {}", language, word, stemmer.stem(&word));
            }
        }
    }
}
