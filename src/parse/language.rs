//! The language of a text, where it can be told.

mod english;

use crate::function_words;
use crate::model::Article;
use crate::words;
use std::borrow::Cow;
use std::ops::ControlFlow;
use unicode_normalization::UnicodeNormalization;
use whatlang::{Lang, Script};

/// How many characters of a text are looked at.
const SAMPLE: usize = 2000;
/// Shorter texts are too easily taken for another language of the same script.
const ENOUGH: usize = 40;

/// The ISO 639-1 code of the language of `text`; `None` where it cannot be told, or has no such code.
pub(super) fn detect(text: &str) -> Option<&'static str> {
    let sample = &*sample(text);
    if is_plain_english(sample) {
        return Some("en");
    }
    let letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let info = whatlang::detect(sample)?;
    // A script with one language tells more in less text.
    let one = is_of_one_language(info.script());
    let sure = if one { letters >= 4 } else { letters >= ENOUGH && (info.is_reliable() || letters >= 400) };
    // A table of results or a list of names has no sentences to tell a language from.
    let sure = sure && (one || info.lang() == Lang::Eng || is_running_text(sample));
    if sure { code(info.lang()) } else { None }
}

/// Whether a text is English beyond doubt, which is quicker to tell than which of seventy languages it is: a third of its words are
/// English function words, among them "the", which no other language has.
fn is_plain_english(text: &str) -> bool {
    let Some(list) = function_words::of("en") else { return false };
    let (mut all, mut found, mut the) = (0, 0, 0);
    let beyond_doubt = words::try_each_word(text, |_, word| {
        all += 1;
        found += usize::from(list.contains(word));
        the += usize::from(word == "the");
        // Where the first hundred words leave no doubt, the others need not be asked.
        if all == 100 && 5 * found >= 2 * all && 33 * the >= all {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    beyond_doubt.is_break() || all >= 20 && 3 * found >= all && 50 * the >= all
}

/// The beginning of a text, in the common forms of its letters: half-width kana are taken for Korean.
fn sample(text: &str) -> Cow<'_, str> {
    // No text has more characters than bytes.
    let longer = text.len() > SAMPLE;
    let end = if longer { text.char_indices().nth(SAMPLE).map(|(at, _)| at) } else { None };
    let text = &text[..end.unwrap_or(text.len())];
    match text.contains(|c| matches!(c, '\u{ff00}'..='\u{ffef}')) {
        true => Cow::Owned(text.nfkc().collect()),
        false => Cow::Borrowed(text),
    }
}

/// Fewest letters of a paragraph from which its language is told, in a script of several languages.
const ENOUGH_OF_PARAGRAPH: usize = 60;
/// The share of function words from which a text is of a language, and how many times as many as of another language it must have.
const GRAMMAR: f64 = 0.2;
const MORE: f64 = 1.6;

/// The language of each paragraph of an article where it is surely another one than that of the article.
pub fn languages(article: &Article) -> Vec<Option<String>> {
    let own = article.language.as_deref().unwrap_or("en");
    article.paragraphs.iter().map(|par| other(&par.text, own).map(str::to_owned)).collect()
}

/// The language of a paragraph in an article of language `own`, where it is another one: its function words must say so, not only
/// the look of its letters, since names make up much of a short paragraph.
fn other(text: &str, own: &str) -> Option<&'static str> {
    if own == "en" && english::opens(text) {
        return None;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).take(ENOUGH_OF_PARAGRAPH).count();
    let text = &*sample(text);
    let one = || whatlang::detect_script(text).is_some_and(is_of_one_language);
    if letters < ENOUGH_OF_PARAGRAPH && !one() {
        return None;
    }
    let share_of_own = grammar(text, own, GRAMMAR).unwrap_or(0.0);
    if share_of_own >= GRAMMAR {
        return None;
    }
    let found = detect(text).filter(|found| *found != own && !(*found == "nb" && own == "no"))?;
    match one() {
        // Japanese may be written in Chinese characters alone for a stretch.
        true => (!(found == "zh" && own == "ja")).then_some(found),
        false => grammar(text, found, 1.0).filter(|share| *share >= GRAMMAR.max(MORE * share_of_own)).map(|_| found),
    }
}

/// So many function words tell a language, where they are far more than enough.
const MANY: usize = 12;

/// The share of the words of a text that are function words of a language; `None` where these are not known. Where the first words have far
/// more than `enough`, no others are looked at.
fn grammar(text: &str, language: &str, enough: f64) -> Option<f64> {
    let list = function_words::of(language)?;
    let (mut all, mut found) = (0usize, 0usize);
    _ = words::try_each_word(text, |_, word| {
        all += 1;
        found += usize::from(list.contains(word));
        let sure = found >= MANY && found as f64 >= 1.5 * enough * all as f64;
        if sure { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    (all > 0).then(|| found as f64 / all as f64)
}

/// Whether one language has most of what is written in a script.
fn is_of_one_language(script: Script) -> bool {
    !matches!(script, Script::Latin | Script::Cyrillic | Script::Arabic | Script::Devanagari)
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
        assert_eq!(detect("船は「また遅れる」と言う。ﾌｪﾘｰ ﾃﾞｰﾀ ＡＢＣ１２３ ｻﾝﾊﾞｼﾞ"), Some("ja"));
        assert_eq!(
            detect("1. Anna Brandt (Germany) 2:01.3\n2. Jan de Vries (Netherlands) 2:01.9\n3. Lise Berg 2:02.0"),
            None
        );
        assert_eq!(detect("Ferry"), None);
        assert_eq!(detect("12:30 – 3"), None);
    }

    #[test]
    fn a_paragraph_of_another_language_is_told_from_one_with_foreign_names() {
        let french = "« Nous ne savons pas encore quand le bac reviendra au port, mais nous sommes prêts », a dit la maire de la ville.";
        let german = "„Wir wissen noch nicht, wann die Fähre wieder in den Hafen kommt, aber wir sind bereit“, sagte der Bürgermeister.";
        let english = "The mayor of Sankt Margarethen an der Raab, Ingeborg Müller-Hohenstein, and Jean-Pierre de la Tour were late.";
        assert_eq!(other(french, "en"), Some("fr"));
        assert_eq!(other(german, "en"), Some("de"));
        assert_eq!((other(english, "en"), other(french, "fr")), (None, None));
        let plain =
            "The mayor said that she did not know when the ferry would be back, but that the town was ready for it.";
        assert_eq!(other(plain, "fr"), Some("en"));
        assert_eq!(other("渡轮在修理四周之后于星期五回到了港口。", "en"), Some("zh"));
        assert_eq!(other("東京都知事選挙開票速報", "ja"), None);
        assert_eq!(
            other("Oslo, Trondheim, Bergen, Stavanger, Kristiansand, Drammen, Fredrikstad, Tromsø, Sandnes", "en"),
            None
        );
        assert_eq!(other("Merci.", "en"), None);
    }

    #[test]
    fn names_of_languages_become_codes() {
        assert_eq!(normalize("en-US").as_deref(), Some("en"));
        assert_eq!(normalize("deu").as_deref(), Some("de"));
        assert_eq!(normalize("French").as_deref(), Some("fr"));
        assert_eq!(normalize("x"), None);
    }
}
