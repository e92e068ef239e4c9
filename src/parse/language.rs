//! The language of a text, where it can be told.

use whatlang::{Lang, Script};

/// How many bytes of a text are looked at.
const SAMPLE: usize = 2000;
/// Shorter texts are too easily taken for another language of the same script.
const ENOUGH: usize = 40;

/// The ISO 639-1 code of the language of `text`; `None` where it cannot be told, or has no such code.
pub(super) fn detect(text: &str) -> Option<&'static str> {
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let info = whatlang::detect(sample)?;
    // A script with one language tells more in less text.
    let one = !matches!(info.script(), Script::Latin | Script::Cyrillic | Script::Arabic | Script::Devanagari);
    let sure = if one { letters >= 4 } else { letters >= ENOUGH && (info.is_reliable() || letters >= 400) };
    // A table of results or a list of names has no sentences to tell a language from.
    let sure = sure && (one || info.lang() == Lang::Eng || is_running_text(sample));
    if sure { code(info.lang()) } else { None }
}

/// Whether most words begin with a small letter, as in sentences, or the script has no small letters.
fn is_running_text(text: &str) -> bool {
    let initials = || text.split_whitespace().filter_map(|word| word.chars().next());
    let cased = initials().filter(|c| c.is_uppercase() || c.is_lowercase()).count();
    let small = initials().filter(|c| c.is_lowercase()).count();
    cased == 0 || small >= 8 && 2 * small > initials().count()
}

/// The ISO 639-1 code of a language as BCP 47 or in other ways names it: "en-US", "en_GB", "eng", "English".
pub(super) fn normalize(name: &str) -> Option<String> {
    let head = name.trim().split(['-', '_', ',', ';', ' ']).next()?.to_lowercase();
    if head.len() == 2 && head.bytes().all(|b| b.is_ascii_lowercase()) {
        return Some(head);
    }
    let lang = Lang::from_code(&head).or_else(|| {
        Lang::all()
            .iter()
            .copied()
            .find(|l| l.eng_name().eq_ignore_ascii_case(&head) || l.name().to_lowercase() == head)
    })?;
    code(lang).map(str::to_owned)
}

/// ISO 639-3, as whatlang has it, → ISO 639-1.
fn code(lang: Lang) -> Option<&'static str> {
    CODES.iter().find(|(three, _)| *three == lang.code()).map(|(_, two)| *two)
}

const CODES: &[(&str, &str)] = &[
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "no"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told_from_a_sentence_or_two_but_not_from_a_word() {
        assert_eq!(
            detect("The ferry was late again, and the passengers on the pier were not amused by it."),
            Some("en")
        );
        assert_eq!(
            detect("Die Fähre kam wieder zu spät, und die Fahrgäste am Kai waren darüber nicht erfreut."),
            Some("de")
        );
        assert_eq!(detect("フェリーはまた遅れ、桟橋の乗客は喜ばなかった。"), Some("ja"));
        assert_eq!(
            detect("1. Anna Brandt (Germany) 2:01.3\n2. Jan de Vries (Netherlands) 2:01.9\n3. Lise Berg 2:02.0"),
            None
        );
        assert_eq!(detect("Ferry"), None);
        assert_eq!(detect("12:30 – 3"), None);
    }

    #[test]
    fn names_of_languages_become_codes() {
        assert_eq!(normalize("en-US").as_deref(), Some("en"));
        assert_eq!(normalize("deu").as_deref(), Some("de"));
        assert_eq!(normalize("French").as_deref(), Some("fr"));
        assert_eq!(normalize("x"), None);
    }
}
