//! Random articles and queries, for comparing.

use crate::lexical;
use crate::model::*;
use chrono::NaiveDate;
use proptest::prelude::*;
use std::collections::BTreeSet;

const VOCABULARY: &[&str] = &[
    "talk",
    "talks",
    "Talked",
    "talking",
    "peace",
    "Peace",
    "war",
    "wars",
    "deal",
    "US",
    "us",
    "co-deal",
    "Lee's",
    "hope",
    "hoping",
    "été",
    "渡轮",
    "渡轮回港",
    "AI港",
    "น้ำ",
    "평화를",
];
const SPEAKERS: &[&str] = &["Ann Lee", "Bob Lee", "Kim", "Ann"];

fn pick(list: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(list)
}

/// Where `words[range]` stands in the text that joins them with spaces.
fn span(words: &[&str], range: std::ops::Range<usize>) -> Span {
    let start: usize = words[..range.start].iter().map(|w| w.len() + 1).sum();
    let length: usize = words[range.clone()].iter().map(|w| w.len() + 1).sum();
    Span::new(start, start + length - 1)
}

/// What is random about a quotation: its two pieces and its values.
type Quote = (prop::sample::Index, prop::sample::Index, Option<&'static str>, u8, bool, u8);

/// A paragraph in the making: its words, quotations, names and perhaps a date spoken of.
type Making = (Vec<&'static str>, Vec<Quote>, Vec<(prop::sample::Index, bool)>, Option<i32>);

fn paragraph() -> impl Strategy<Value = Making> {
    let quote = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        prop::option::weighted(0.8, pick(SPEAKERS)),
        0..3u8,
        any::<bool>(),
        0..100u8,
    );
    (
        prop::collection::vec(pick(VOCABULARY), 1..14),
        prop::collection::vec(quote, 0..3),
        prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..3),
        prop::option::weighted(0.3, 0..60i32),
    )
}

/// Days from 2026-01-01.
fn day(n: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + chrono::Duration::days(n.into())
}

/// Random articles; ids are given by their place.
pub fn corpus() -> impl Strategy<Value = Vec<Annotated>> {
    let article = (
        prop::collection::vec(paragraph(), 1..5),
        any::<bool>(),
        prop::option::weighted(0.7, 0..90i32),
        prop::option::of(pick(&["Daily Deal", "Post"])),
        prop::sample::select(&[Some("en"), Some("en"), None, Some("fr"), Some("zh")]),
    );
    prop::collection::vec(article, 1..6).prop_map(|articles| {
        articles
            .into_iter()
            .enumerate()
            .map(|(n, (paragraphs, headline, published, source, language))| {
                let mut a = Annotated {
                    article: Article {
                        id: format!("f{}/a{n}.txt", n % 2),
                        path: format!("x/f{}/a{n}.txt", n % 2),
                        title: format!("{} title", paragraphs[0].0[0]),
                        byline: if n % 2 == 0 { vec!["Ann Smith".into(), "Bo Li".into()] } else { vec![] },
                        source: source.map(str::to_owned),
                        url: source.map(|_| "https://example.org/deal".to_owned()),
                        section: (n % 3 == 0).then(|| "World news".to_owned()),
                        published: published.map(|d| Stamp::day(day(d))),
                        updated: published.filter(|d| d % 2 == 0).map(|d| Stamp::day(day(d + 7))),
                        language: language.map(str::to_owned),
                        ..Article::default()
                    },
                    words: 0,
                    quotations: vec![],
                    entities: vec![],
                    dates: vec![],
                    sentences: vec![],
                    languages: vec![],
                };
                for (i, paragraph) in paragraphs.into_iter().enumerate() {
                    add(&mut a, i as u32 + u32::from(!headline), paragraph);
                }
                a
            })
            .collect()
    })
}

fn add(a: &mut Annotated, p: u32, (words, quotes, names, date): Making) {
    let text = words.join(" ");
    // Every fifth word begins a sentence.
    a.sentences.push((0..words.len()).step_by(5).map(|i| span(&words, i..i + 1).start).collect());
    a.words += lexical::count(&text) as u32;
    let passage = |span| Passage { p, span };
    let n = words.len();
    let mut from = 0;
    for (first, second, speaker, kind, speech, confidence) in quotes {
        if from + 1 > n {
            break;
        }
        let start = from + first.index(n - from);
        let end = start + 1 + second.index(n - start);
        let mut content = vec![passage(span(&words, start..end))];
        from = end;
        if kind == 1 && end + 2 <= n {
            content.push(passage(span(&words, end + 1..n)));
            from = n;
        }
        a.quotations.push(Quotation {
            kind: QuoteKind::ALL[usize::from(kind)],
            act: if speech { Act::Speech } else { Act::Attitude },
            speaker: speaker.map(str::to_owned),
            speaker_kind: if speaker.is_some() { SpeakerKind::Person } else { SpeakerKind::Unknown },
            via: speaker.map(|_| Via::Name),
            mention: None,
            cue: (kind == 1).then(|| passage(span(&words, 0..1))),
            content,
            confidence: f32::from(confidence) / 100.0,
        });
    }
    let mut taken = BTreeSet::new();
    for (at, person) in names {
        let i = at.index(n);
        if taken.insert(i) {
            let (kind, name) = if person { (EntityKind::Person, "Ann Lee") } else { (EntityKind::Place, "Deal Town") };
            a.entities.push(Entity { at: passage(span(&words, i..i + 1)), kind, name: name.into() });
        }
    }
    a.entities.sort_by_key(|e| e.at);
    if let Some(d) = date {
        a.dates.push(DateMention { at: passage(span(&words, 0..1)), from: day(d), to: day(d + d % 3) });
    }
    a.article.paragraphs.push(Paragraph { p, text });
    a.languages.push(if n % 5 == 4 { Some("fr".into()) } else { None });
}

/// A random query, as text.
pub fn query() -> impl Strategy<Value = String> {
    let word = prop::sample::select(&[
        "talk",
        "talks",
        "=talks",
        "peace",
        "==Peace",
        "==US",
        "war*",
        "w?r",
        "*al*",
        "deal~1",
        "taks~2",
        "/(peace|war)s?/",
        "hope",
        "us",
        "co-deal",
        "Lee's",
        "ete",
        "=été",
        "渡轮",
        "=港",
        "轮*",
        "渡?",
        "น?",
        "평화",
        "/[渡港]/",
        "==轮",
        "ai港",
        "nothing",
    ]);
    let phrase = prop::sample::select(&[
        "\"peace talks\"",
        "\"talk peace\"",
        "\"lee s\"",
        "\"the war\"",
        "\"deal tal*\"",
        "==\"US us\"",
        "\"us us\"",
        "\"轮回\"",
        "\"港 渡轮 回*\"",
        "\"น้ำ 평\"",
    ]);
    let leaf = prop_oneof![3 => word, 1 => phrase].prop_map(str::to_owned);
    let near = prop::sample::select(&[
        "w/1",
        "w/3",
        "pre/2",
        "pre/4",
        "/s",
        "/p",
        "w/30",
        "NOT w/2",
        "NOT pre/3",
        "NOT /s",
        "NOT /p",
    ]);
    let places = leaf.clone().prop_recursive(3, 8, 2, move |inner| {
        prop_oneof![
            2 => (inner.clone(), near.clone(), inner.clone()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("({a} OR {b})")),
        ]
    });
    let said = prop_oneof![
        4 => places.clone(),
        2 => pick(&["speaker:Lee", "speaker:\"Ann Lee\"", "speaker:Kim", "speaker:*", "kind:mixed", "act:attitude", "via:name", "cue:talk", "cue:*", "confidence:>0.5", "confidence:..0.3", "*"]).prop_map(str::to_owned),
    ];
    let said = combine(said, 6);
    let filter = pick(&[
        "speaker:Lee",
        "speaker:(Ann OR Kim)",
        "speaker:*",
        "quote:*",
        "person:Ann",
        "person:talk",
        "place:\"Deal Town\"",
        "entity:Lee",
        "entity:*",
        "title:talk",
        "title:title",
        "source:deal",
        "source:*",
        "byline:\"ann smith\"",
        "byline:\"smith bo\"",
        "date:2026-01",
        "date:2026-01-15..",
        "date:..2026-02-10",
        "date:*",
        "date:2026",
        "date:>2026-01",
        "date:<=2026-01",
        "date:-10d..",
        "date:-2w..yesterday",
        "date:today",
        "date:2025..2026-01",
        "updated:2026-02",
        "updated:>=2026-01-20",
        "updated:*",
        "mentions:-1m..",
        "mentions:<2026-02",
        "section:world",
        "section:*",
        "byline:*",
        "mentions:2026-01",
        "mentions:2026-01-10..2026-02-05",
        "mentions:*",
        "words:>12",
        "words:3..9",
        "lang:en",
        "lang:fr",
        "id:a1",
        "id:\"f0/a2.txt\"",
        "id:a1#1",
        "path:f1",
        "url:example.org",
        "url:*",
        "headline:*",
        "lead:*",
        "*",
        "person:*",
    ])
    .prop_map(str::to_owned);
    let basic = prop_oneof![
        6 => places.clone(),
        3 => filter,
        1 => (1..4u32, places.clone()).prop_map(|(n, a)| format!("atleast{n}({a})")),
        1 => (pick(&["quote", "headline", "lead"]), places).prop_map(|(f, a)| format!("{f}:({a})")),
        2 => said.prop_map(|s| format!("said:{{{s}}}")),
    ];
    let plain = combine(basic, 10);
    prop_oneof![
        4 => plain.clone(),
        1 => plain.clone().prop_map(|q| format!("article:{{{q}}}")),
        1 => (plain.clone(), plain.clone(), plain.clone()).prop_map(|(a, b, c)| format!("article:{{{a} ({b})}} ({c})")),
        1 => (plain.clone(), plain).prop_map(|(a, b)| format!("({a}) OR article:{{{b}}}")),
    ]
}

fn combine(leaf: impl Strategy<Value = String> + 'static, size: u32) -> impl Strategy<Value = String> + Clone {
    leaf.boxed().prop_recursive(3, size, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} NOT {b})")),
            inner.prop_map(|a| format!("NOT ({a})")),
        ]
    })
}
