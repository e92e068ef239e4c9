use super::*;
use crate::model::{Article, Entity, EntityKind, Paragraph, Stamp};
use proptest::prelude::*;

fn article(text: &str, published: Option<NaiveDate>) -> Article {
    let paragraphs = text
        .split('\n')
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(i, line)| Paragraph { p: i as u32 + 1, text: line.to_owned() })
        .collect();
    Article { published: published.map(Stamp::day), paragraphs, ..Article::default() }
}

fn read(text: &str, published: Option<NaiveDate>) -> Vec<String> {
    let article = article(text, published);
    let mut document = Document::new(&article);
    run(&mut document);
    let show = |d: &DateMention| {
        let words = article.slice(d.at);
        if d.from == d.to { format!("{words}={}", d.from) } else { format!("{words}={}..{}", d.from, d.to) }
    };
    document.dates.iter().map(show).collect()
}

/// Sentences of our own, published on Friday 9 January 2026, with the dates that they speak of.
static SENTENCES: &[(&str, &[&str])] = &[
    // Weekdays, by tense.
    ("The minister resigned on Monday.", &["Monday=2026-01-05"]),
    ("The minister resigned on Friday.", &["Friday=2026-01-09"]),
    ("The minister will resign on Monday.", &["Monday=2026-01-12"]),
    ("The talks are to resume Tuesday.", &["Tuesday=2026-01-13"]),
    ("She said on Wednesday that she would travel to Oslo on Sunday.", &["Wednesday=2026-01-07", "Sunday=2026-01-11"]),
    ("The strike was put off until Thursday.", &["Thursday=2026-01-15"]),
    ("Police opened the road again Thursday night.", &["Thursday night=2026-01-08"]),
    ("Last Friday the bridge closed.", &["Last Friday=2026-01-02"]),
    ("The vote comes after Tuesday's debate.", &["Tuesday=2026-01-06"]),
    ("The court ruled on Tuesday of last week.", &["Tuesday of last week=2025-12-30"]),
    ("He was there on Saturday, Jan. 3, with his son.", &["Saturday, Jan. 3=2026-01-03"]),
    ("The choir meets every Monday and sings on Sunday nights.", &[]),
    // Days.
    ("The yard reopened today after yesterday's fire.", &["today=2026-01-09", "yesterday=2026-01-08"]),
    ("It will snow tomorrow morning.", &["tomorrow morning=2026-01-10"]),
    ("Last night the lights went out.", &["Last night=2026-01-08"]),
    ("This morning they came back.", &["This morning=2026-01-09"]),
    ("The day before yesterday she was well.", &["The day before yesterday=2026-01-07"]),
    ("In today's world nobody writes letters.", &[]),
    // Explicit and partial dates.
    ("The treaty was signed on March 3, 2019, in Lima.", &["March 3, 2019=2019-03-03"]),
    ("It opened on the 14th of July 1998.", &["14th of July 1998=1998-07-14"]),
    ("He left on 3 December and came back on Jan. 4.", &["3 December=2025-12-03", "Jan. 4=2026-01-04"]),
    ("The show will open on Feb. 20.", &["Feb. 20=2026-02-20"]),
    ("Rain fell on Dec. 12 and 14.", &["Dec. 12=2025-12-12", "14=2025-12-14"]),
    ("The log says 2025-11-30 and 1/5/2026.", &["2025-11-30=2025-11-30", "1/5/2026=2026-01-05"]),
    ("Elections were held in May.", &["May=2025-05-01..2025-05-31"]),
    ("Takings rose in November.", &["November=2025-11-01..2025-11-30"]),
    ("The park will open in April.", &["April=2026-04-01..2026-04-30"]),
    (
        "He was elected last June and again in June 2019.",
        &["last June=2025-06-01..2025-06-30", "June 2019=2019-06-01..2019-06-30"],
    ),
    ("The dam was finished in March last year.", &["March last year=2025-03-01..2025-03-31"]),
    ("They may march in protest, and he may lead them.", &[]),
    // Years, decades, centuries.
    ("The firm was founded in 1987 and sold in 2004.", &["1987=1987-01-01..1987-12-31", "2004=2004-01-01..2004-12-31"]),
    ("The 2024 election was close.", &["2024=2024-01-01..2024-12-31"]),
    ("About 2000 people lost 1950 dollars each, 1984 ft above.", &[]),
    (
        "Prices doubled in the 1970s and the early '90s.",
        &["1970s=1970-01-01..1979-12-31", "the early '90s=1990-01-01..1999-12-31"],
    ),
    ("The castle dates from the 17th century.", &["17th century=1601-01-01..1700-12-31"]),
    ("He was born in nineteen ninety-six.", &["nineteen ninety-six=1996-01-01..1996-12-31"]),
    // Relative units.
    (
        "Output fell last year but will grow next year.",
        &["last year=2025-01-01..2025-12-31", "next year=2027-01-01..2027-12-31"],
    ),
    ("During a visit late last year she sang.", &["late last year=2025-01-01..2025-12-31"]),
    ("The plant closed earlier this month.", &["earlier this month=2026-01-01..2026-01-31"]),
    ("The clubs met last week.", &["last week=2025-12-29..2026-01-04"]),
    (
        "He left two weeks ago and wrote 11 days ago.",
        &["two weeks ago=2025-12-22..2025-12-28", "11 days ago=2025-12-29"],
    ),
    (
        "She arrived three months ago, a couple of years ago he did.",
        &["three months ago=2025-10-01..2025-10-31", "a couple of years ago=2024-01-01..2024-12-31"],
    ),
    ("The wall stood for two years; the two-year ban ended after the past three months.", &[]),
    ("The 25-year-old has lived here for 11 years and is 30 years old.", &[]),
    (
        "The lake froze over the weekend and will thaw at the weekend.",
        &["the weekend=2026-01-03..2026-01-04", "the weekend=2026-01-10..2026-01-11"],
    ),
    // Quarters, halves, seasons, fiscal years, the ends of things.
    ("Sales rose in the third quarter of 2025.", &["the third quarter of 2025=2025-07-01..2025-09-30"]),
    ("Profit fell in the fourth quarter.", &["the fourth quarter=2025-10-01..2025-12-31"]),
    (
        "Q3 2025 was weak, the first half of last year strong.",
        &["Q3 2025=2025-07-01..2025-09-30", "the first half of last year=2025-01-01..2025-06-30"],
    ),
    (
        "The bridge opened last summer, in the winter of 2023.",
        &["last summer=2025-06-01..2025-08-31", "winter of 2023=2023-12-01..2024-02-29"],
    ),
    ("In fiscal 2024 it lost money.", &["fiscal 2024=2024-01-01..2024-12-31"]),
    ("By the end of 2024 it was gone.", &["the end of 2024=2024-01-01..2024-12-31"]),
    // Ranges.
    ("The fair ran from March 3 to 5.", &["March 3 to 5=2025-03-03..2025-03-05"]),
    (
        "The 2019-2021 plan and the 2022/23 season failed.",
        &["2019-2021=2019-01-01..2021-12-31", "2022/23=2022-01-01..2023-12-31"],
    ),
    (
        "It rained in March–May 2024 and on 3-5 June 2024.",
        &["March–May 2024=2024-03-01..2024-05-31", "3-5 June 2024=2024-06-03..2024-06-05"],
    ),
    // What the text spoke of before.
    (
        "He died on May 5, 2020. The day before, he had voted. The following year the seat was lost.",
        &["May 5, 2020=2020-05-05", "The day before=2020-05-04", "The following year=2021-01-01..2021-12-31"],
    ),
    (
        "She married on June 3, 2011, and left two days later. That year was hard.",
        &["June 3, 2011=2011-06-03", "two days later=2011-06-05", "That year=2011-01-01..2011-12-31"],
    ),
    ("Shops shut two days before Christmas.", &["two days before Christmas=2025-12-23"]),
    // Times of day.
    (
        "The quake struck at 9:15 a.m. local time (0115 GMT) Tuesday.",
        &["9:15 a.m. local time (0115 GMT) Tuesday=2026-01-06"],
    ),
    ("The shop opens at noon Thursday, closing at 8 p.m.", &["noon Thursday=2026-01-08"]),
    // Holidays.
    (
        "Trains stood still on Christmas Day and New Year's Eve.",
        &["Christmas Day=2025-12-25", "New Year's Eve=2025-12-31"],
    ),
    ("They will vote on Easter Monday.", &["Easter Monday=2026-04-06"]),
    ("The Christmas trees that they bought stand there to this day.", &[]),
    (
        "The council will meet on the first Monday of June and the last Friday in May 2027.",
        &["the first Monday of June=2026-06-01", "the last Friday in May 2027=2027-05-28"],
    ),
    ("He sang on Friday, and she would not let him go.", &["Friday=2026-01-09"]),
    ("The charts are printed in March.", &["March=2026-03-01..2026-03-31"]),
    (
        "Between May and August 2025 it stood still.",
        &["May=2025-05-01..2025-05-31", "August 2025=2025-08-01..2025-08-31"],
    ),
    (
        "It fell on June 4, 2021, a bad year. Since 2023 nobody has spoken of that night.",
        &["June 4, 2021=2021-06-04", "2023=2023-01-01..2023-12-31", "that night=2021-06-04"],
    ),
    ("The tunnel shuts from 10 p.m. to 4 a.m.", &[]),
    // Names.
    ("He told Radio Harbour's This Week that he was tired.", &[]),
];

#[test]
fn sentences_speak_of_their_dates() {
    let published = NaiveDate::from_ymd_opt(2026, 1, 9);
    let wrong: Vec<String> = SENTENCES
        .iter()
        .filter_map(|(text, want)| {
            let got = read(text, published);
            (got != *want).then(|| format!("{text}\n   got  {got:?}\n   want {want:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn without_a_day_of_publication_only_full_dates_are_resolved() {
    assert_eq!(
        read("On Monday, in May, last year and yesterday nothing; on 3 May 2020 and in 2021 something.", None),
        ["3 May 2020=2020-05-03", "2021=2021-01-01..2021-12-31"]
    );
}

#[test]
fn a_month_within_a_name_is_none() {
    let article = article("In June, June Park sang.", NaiveDate::from_ymd_opt(2026, 1, 9));
    let mut document = Document::new(&article);
    let at = Passage { p: 1, span: Span::new(9, 18) };
    document.entities.push(Entity { at, kind: EntityKind::Person, name: "June Park".into() });
    run(&mut document);
    assert_eq!(document.dates.iter().map(|d| d.at.span.start).collect::<Vec<_>>(), [3]);
}

#[test]
fn other_languages_are_left_alone() {
    let mut german = article("Am 3. April 2020 war Ostern.", None);
    german.language = Some("de".into());
    let mut document = Document::new(&german);
    run(&mut document);
    assert!(document.dates.is_empty());
}

#[test]
fn quarters_that_no_year_has_are_none() {
    assert!(read("Q5, Q0 and Q1431655766 are none.", NaiveDate::from_ymd_opt(2026, 1, 9)).is_empty());
}

const PIECES: &[&str] = &[
    "last", "next", "the", "day", "before", "after", "of", "May", "March", "3", "31", "2026", "1990s", "'", "-", "–",
    ",", "to", "and", "two", "weeks", "ago", "Friday", "Feb.", "29", "year", "end", "mid", "late", "third", "quarter",
    "a.m.", "10:30", "twenty", "thousand", "nineteen", "century", "Easter", "99th", "fiscal", "summer", "9999", "0000",
    "Q3", "é",
];

proptest! {
    /// Any words in any order: mentions slice back, stand in order, do not overlap, and no period runs backwards.
    #[test]
    fn mentions_are_sound(picks in proptest::collection::vec((0..PIECES.len(), proptest::bool::ANY), 0..40), year in 1..4000i32) {
        let text: String = picks.iter().map(|(i, space)| format!("{}{}", PIECES[*i], if *space { " " } else { "" })).collect();
        sound(&text, NaiveDate::from_ymd_opt(year, 2, 28))?;
        sound(&text, None)?;
    }

    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,120}") {
        sound(&text, NaiveDate::from_ymd_opt(2026, 1, 9))?;
        sound(&text, Some(NaiveDate::MAX))?;
    }
}

fn sound(text: &str, published: Option<NaiveDate>) -> Result<(), TestCaseError> {
    let article = article(text, published);
    let mut document = Document::new(&article);
    run(&mut document);
    let mut last: Option<Passage> = None;
    for date in &document.dates {
        let text = article.text(date.at.p).unwrap_or_default();
        prop_assert!(text.get(date.at.span.range()).is_some_and(|words| !words.is_empty()));
        prop_assert!(date.from <= date.to);
        prop_assert!(last.is_none_or(|l| l.p < date.at.p || l.p == date.at.p && l.span.end <= date.at.span.start));
        last = Some(date.at);
    }
    Ok(())
}
