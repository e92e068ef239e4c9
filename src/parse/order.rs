//! The order of day and month in an article whose dates do not tell it: by its other dates, its country and its language.

use super::draft::{DateEvidence, Decided};
use super::{DateOrder, Draft, dates};

/// Languages that put the month first, put the year first in dates of numbers, or are written in countries of both kinds.
const NOT_DAY_FIRST: &[&str] = &["en", "tl", "zh", "ja", "ko", "hu", "lt", "mn"];
/// Countries that put the month first.
const MONTH_FIRST: &[&str] = &["US", "PH", "PR", "GU", "AS", "VI", "MP", "UM", "PW", "FM", "MH"];
/// Countries in which both orders are common, or the year stands first.
const MIXED: &[&str] = &["CA", "CN", "TW", "JP", "KR", "HU", "LT", "MN"];
/// Countries whose papers in English are told by their addresses. Other ends of addresses are used anywhere ("example.tv").
const ENDS: &[&str] = &[
    "uk", "au", "nz", "ie", "in", "za", "ng", "ke", "gh", "pk", "sg", "my", "hk", "mt", "lk", "bd", "zw", "ug", "tz",
    "jm",
];

/// The order in which an article of a language and a country writes dates of numbers; `None` where nothing tells it.
fn usual(language: Option<&str>, region: Option<&str>) -> Option<DateOrder> {
    match region {
        Some(region) if MONTH_FIRST.contains(&region) => Some(DateOrder::Mdy),
        Some(region) if MIXED.contains(&region) => None,
        Some(_) => Some(DateOrder::Dmy),
        None => language.filter(|code| !NOT_DAY_FIRST.contains(code)).map(|_| DateOrder::Dmy),
    }
}

/// The country that the name of a language tells: "en-GB", "zh-Hant-TW", "pt_BR.UTF-8".
pub(super) fn region(language: &str) -> Option<String> {
    let parts = language.trim().split(['-', '_', '.']).skip(1);
    let two = |part: &&str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_alphabetic());
    parts.filter(two).map(str::to_ascii_uppercase).next()
}

/// The country at the end of the host of an address.
fn country(url: &str) -> Option<String> {
    let host = url.split("://").nth(1)?.split(['/', ':', '?']).next()?;
    let end = host.rsplit('.').next()?.to_ascii_lowercase();
    ENDS.contains(&end.as_str()).then(|| end.to_ascii_uppercase())
}

/// Reads again the dates of an article that could have been read the other way and had nothing to tell the order but a clock, if that: by
/// another date of the article with the same marks, else as its country or its language writes them. A clock tells less than those, since
/// countries of either order have either clock.
pub(super) fn settle(draft: &mut Draft, language: Option<&str>) {
    let guessed = |date: &DateEvidence| matches!(date.decided, Decided::Clock | Decided::Default);
    if !draft.dates.iter().any(guessed) {
        return;
    }
    let region = draft.region.clone().or_else(|| draft.url.as_deref().and_then(country));
    let usual = usual(language, region.as_deref());
    let proved = |mark: Option<char>| {
        let certain =
            draft.dates.iter().filter(|date| date.decided == Decided::Certain && date.order != DateOrder::Ymd);
        certain.filter(|date| date.mark() == mark).map(|date| date.order).next()
    };
    let decide = |date: &DateEvidence| match proved(date.mark()) {
        Some(order) => Some((order, Decided::Certain)),
        None => usual.map(|order| (order, Decided::Custom)),
    };
    let decided: Vec<_> = draft.dates.iter().map(|date| decide(date).filter(|_| guessed(date))).collect();
    for (date, decided) in draft.dates.iter_mut().zip(decided) {
        let Some((order, decided)) = decided else { continue };
        let before = dates::read(&date.written, Some(date.order)).map(|reading| reading.stamp);
        let Some(after) = dates::read(&date.written, Some(order)).map(|reading| reading.stamp) else { continue };
        for stamp in [&mut draft.published, &mut draft.updated] {
            if *stamp == before {
                *stamp = Some(after);
            }
        }
        (date.order, date.decided) = (order, decided);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::Options;
    use crate::parse::metadata::Field;

    /// The day of publication of an article with these values.
    fn day(values: &[(Field, &str)]) -> String {
        let mut draft = Draft { paragraphs: vec!["Port 7".to_owned()], ..Draft::default() };
        values.iter().for_each(|(field, value)| draft.put(*field, value, "header", &Options::default()));
        draft.finish("a.txt", "text").unwrap().article.published.unwrap().to_string()
    }

    #[test]
    fn language_and_country_tell_the_order_where_the_date_does_not() {
        let date = (Field::Published, "03/04/2026");
        for (language, want) in [
            ("fr", "2026-04-03"),
            ("de-AT", "2026-04-03"),
            ("en", "2026-03-04"),
            ("en_GB", "2026-04-03"),
            ("en-US", "2026-03-04"),
            ("en-CA", "2026-03-04"),
            ("zh-Hant-TW", "2026-03-04"),
        ] {
            assert_eq!(day(&[date, (Field::Language, language)]), want, "{language}");
        }
        let english = (Field::Language, "en");
        assert_eq!(day(&[date, english, (Field::Url, "https://example.co.uk/a")]), "2026-04-03");
        assert_eq!(day(&[date, english, (Field::Url, "https://example.tv/a")]), "2026-03-04");
        // A clock of twelve hours is kept in countries that put the day first, too.
        let clock = (Field::Published, "03/04/2026 6:05 PM");
        assert_eq!(day(&[clock, (Field::Language, "es")]), "2026-04-03T18:05");
    }

    #[test]
    fn what_the_dates_themselves_tell_goes_before_the_language() {
        let french = (Field::Language, "fr");
        assert_eq!(day(&[(Field::Published, "Wednesday, 03/04/2026"), french]), "2026-03-04");
        assert_eq!(day(&[(Field::Published, "03/04/2026"), (Field::Updated, "03/14/2026"), french]), "2026-03-04");
        let english = (Field::Language, "en");
        assert_eq!(day(&[(Field::Published, "03/04/2026"), (Field::Updated, "14/04/2026"), english]), "2026-04-03");
        assert_eq!(day(&[(Field::Published, "2026/03/04"), french]), "2026-03-04");
    }
}
