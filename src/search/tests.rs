use super::oracle::{self, At, units};
use super::*;
use crate::annotate::annotate;
use crate::index::document::Origin;
use crate::index::writer::Writer;
use crate::model::{Act, Annotated, Span};
use crate::query::{self, Options};
use crate::words;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use std::collections::BTreeMap;

/// An index of the articles in two segments, with some versions of articles that were replaced.
fn index(articles: &[Annotated]) -> (tempfile::TempDir, Index) {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open_or_create(&dir.path().join("index")).unwrap();
    let writer = Writer::open(&index, 1, 16_000_000).unwrap();
    let (first, second) = articles.split_at(articles.len() / 2);
    for (some, again) in [(first, false), (articles, true), (second, true)] {
        for article in some {
            let path = &article.article.path;
            let origin = Origin { file: path, path, hash: 1 };
            writer.file(origin, again).add(article).unwrap();
        }
        writer.commit().unwrap();
    }
    writer.finish().unwrap();
    drop(index);
    let index = Index::open(&dir.path().join("index")).unwrap();
    (dir, index)
}

fn parse(text: &str) -> Result<Parsed> {
    query::parse(text, Options { now: chrono::NaiveDate::from_ymd_opt(2026, 1, 20).unwrap(), saved: None })
}

/// What must be found: id and highlights.
fn expected(articles: &[Annotated], parsed: &Parsed, unit: Unit) -> BTreeMap<String, Vec<Span>> {
    let mut found = BTreeMap::new();
    for article in articles {
        for at in units(article, unit == Unit::Quotation) {
            let Some(marks) = oracle::eval(&parsed.root, at) else { continue };
            let mut marks: Vec<_> = marks.into_iter().map(|(s, e)| s..e).collect();
            let text = &article.article.paragraphs[at.paragraph].text;
            found.insert(id(at, unit), hits::highlights(text, &mut marks));
        }
    }
    found
}

fn id(at: At, unit: Unit) -> String {
    let article = &at.article.article;
    match (unit, at.quotation) {
        (Unit::Article, _) => article.id.clone(),
        (_, None) => format!("{}#{}", article.id, article.paragraphs[at.paragraph].p),
        (_, Some(n)) => format!("{}#{}.{}", article.id, article.paragraphs[at.paragraph].p, n + 1),
    }
}

fn compare(articles: &[Annotated], engine: &Engine, text: &str) {
    let Ok(parsed) = parse(text) else { return };
    for unit in [Unit::Paragraph, Unit::Quotation, Unit::Article] {
        let scope = Scope { unit, ..Scope::default() };
        let want = expected(articles, &parsed, unit);
        let mut got = BTreeMap::new();
        let mut ids = Vec::new();
        let request = Request { scope, limit: 0, sort: Sort::Id, ..Request::default() };
        let total = engine
            .stream(&parsed, &request, &mut |hit| {
                ids.push(hit.id.clone());
                got.insert(hit.id.clone(), hit.highlights.clone());
                Ok(true)
            })
            .unwrap();
        if unit == Unit::Article {
            assert!(got.keys().eq(want.keys()), "{text} {unit:?}\n got {:?}\nwant {:?}", got.keys(), want.keys());
        } else {
            assert_eq!(got, want, "{text} {unit:?}");
        }
        assert_eq!(total as usize, want.len(), "{text} {unit:?}");
        assert_eq!(ids.len(), want.len(), "{text} {unit:?}: twice the same");
        assert_eq!(engine.count(&parsed, &scope).unwrap(), total, "{text} {unit:?}");
        for sort in [Sort::Score, Sort::Newest] {
            let request = Request { scope, limit: 1000, sort, ..Request::default() };
            let all = engine.search(&parsed, &request).unwrap();
            assert_eq!((all.total, all.hits.len()), (total, want.len()), "{text} {unit:?}");
            let paged = Request { limit: 2, offset: 1, ..request };
            let some = engine.search(&parsed, &paged).unwrap();
            assert_eq!(some.total, total, "{text} {unit:?}");
            let some: Vec<String> = some.hits.into_iter().map(|h| h.id).collect();
            let same: Vec<String> = all.hits.iter().skip(1).take(2).map(|h| h.id.clone()).collect();
            assert_eq!(some, same, "{text} {unit:?}");
        }
    }
    leaps(engine, text, &parsed);
    facets(articles, engine, text, &parsed);
    groups(engine, text, &parsed);
    lines(engine, text, &parsed);
}

/// Whoever leaps to a document finds the matches, with their marks and scores, that one meets who walks.
fn leaps(engine: &Engine, text: &str, parsed: &Parsed) {
    let segments = engine.segments().unwrap();
    for (unit, segment, mode) in unit_by_mode(&segments) {
        let open = || engine.matcher(&segments, segment.ord, parsed, &parsed.root, unit, mode).unwrap();
        let marks = |matcher: &mut Boxed| {
            let mut marks = Vec::new();
            matcher.marks(&mut marks);
            (hits::merged(&mut marks), if mode == Mode::Score { matcher.score() } else { 0.0 })
        };
        // From `doc` on, the first that matches.
        let settle = |matcher: &mut Boxed, mut doc: DocId| {
            while doc != TERMINATED && !matcher.verify() {
                doc = matcher.advance();
            }
            doc
        };
        let mut walker = open();
        let mut found = BTreeMap::new();
        let mut doc = walker.doc();
        loop {
            doc = settle(&mut walker, doc);
            if doc == TERMINATED {
                break;
            }
            found.insert(doc, marks(&mut walker));
            doc = walker.advance();
        }
        for step in [1, 3, 8] {
            let mut leaper = open();
            let mut target = step;
            while target < segment.reader.max_doc() {
                let at = leaper.seek(target);
                let doc = settle(&mut leaper, at);
                let want = found.range(target..).next();
                assert_eq!(want.map(|(doc, _)| *doc).unwrap_or(TERMINATED), doc, "{text} {unit:?} from {target}");
                if let Some((_, want)) = want {
                    assert_eq!(marks(&mut leaper), *want, "{text} {unit:?} {doc}");
                }
                target = if doc == TERMINATED { doc } else { doc + step };
            }
        }
    }
}

fn unit_by_mode<'s, 'i>(segments: &'s [Segment<'i>]) -> impl Iterator<Item = (Unit, &'s Segment<'i>, Mode)> {
    let units = [Unit::Paragraph, Unit::Quotation].into_iter();
    let both = units.flat_map(move |unit| segments.iter().map(move |segment| (unit, segment)));
    both.flat_map(|(unit, segment)| [Mode::Mark, Mode::Score, Mode::Count].map(|mode| (unit, segment, mode)))
}

/// Groups have the counts of `count_by`, and their hits are those of the search that have the value, in its order.
fn groups(engine: &Engine, text: &str, parsed: &Parsed) {
    for unit in [Unit::Paragraph, Unit::Quotation, Unit::Article] {
        let scope = Scope { unit, since: None, dups: Dups::All };
        let request = Request { scope, limit: 0, ..Request::default() };
        let all = engine.search(parsed, &Request { limit: 1000, ..request.clone() }).unwrap();
        for field in ["article", "source", "speaker", "day"] {
            let grouped = engine.search_grouped(parsed, &request, field, 0).unwrap();
            let got: BTreeMap<_, u64> = grouped.groups.iter().map(|g| (g.value.clone(), g.count)).collect();
            let by = engine.count_by(parsed, &scope, &[field]).unwrap();
            let want: BTreeMap<_, u64> = by.into_iter().map(|g| (g.values[0].clone(), g.count)).collect();
            assert_eq!((got, grouped.total), (want, all.total), "{text} {unit:?} {field}");
            for g in &grouped.groups {
                let ids: Vec<&String> = g.hits.iter().map(|h| &h.id).collect();
                assert_eq!(ids.len() as u64, g.count, "{text} {unit:?} {field}");
                let attitudes = parsed.root.asks_for_attitudes();
                let speech = |h: &Hit| attitudes || h.quotation.is_none_or(|n| h.par.quotations[n].act == Act::Speech);
                let among = |h: &&Hit| match (field, &g.value) {
                    ("article", value) => Some(&h.meta.id) == value.as_ref(),
                    ("source", value) => h.meta.source == *value,
                    ("day", value) => h.meta.published.as_deref().map(|p| p[..10].to_owned()) == *value,
                    (_, None) => h.speakers.is_empty() || !speech(h),
                    (_, Some(value)) => h.speakers.contains(value) && speech(h),
                };
                // Of an article another paragraph may be the best of a speaker, in another order.
                if unit != Unit::Article || field != "speaker" {
                    let want: Vec<&String> = all.hits.iter().filter(among).map(|h| &h.id).collect();
                    assert_eq!(ids, want, "{text} {unit:?} {field}");
                }
            }
            let few =
                engine.search_grouped(parsed, &Request { limit: 2, offset: 1, ..request.clone() }, field, 1).unwrap();
            let ids = |g: &HitGroup| (g.value.clone(), g.hits.first().map(|h| h.id.clone()));
            let want: Vec<_> = grouped.groups.iter().skip(1).take(2).map(ids).collect();
            assert_eq!(few.groups.iter().map(ids).collect::<Vec<_>>(), want, "{text} {unit:?} {field}");
        }
    }
}

/// Lines are counted without being read.
fn lines(engine: &Engine, text: &str, parsed: &Parsed) {
    for unit in [Unit::Paragraph, Unit::Quotation] {
        let scope = Scope { unit, since: None, dups: Dups::All };
        let mut read = 0;
        engine
            .concordance(parsed, &scope, concordance::Width::Words(1), &mut |_| {
                read += 1;
                Ok(true)
            })
            .unwrap();
        assert_eq!(engine.count_lines(parsed, &scope).unwrap(), read, "{text} {unit:?}");
    }
}

/// [`index`] writes the second half of the articles anew with its third and last commit.
#[test]
fn since_a_revision_finds_what_came_later_and_nothing_else() {
    let mut runner = TestRunner::new(Config::default());
    for _ in 0..4 {
        let articles = random::corpus().new_tree(&mut runner).unwrap().current();
        let (_dir, index) = index(&articles);
        let engine = Engine::new(&index);
        assert_eq!(engine.revision().unwrap(), 3);
        let later: Vec<String> = articles[articles.len() / 2..].iter().map(|a| a.article.id.clone()).collect();
        let all: Vec<String> = articles.iter().map(|a| a.article.id.clone()).collect();
        for (since, mut want) in [(0, all.clone()), (1, all), (2, later), (3, vec![]), (9, vec![])] {
            let scope = Scope { unit: Unit::Article, since: Some(since), dups: Dups::All };
            let request = Request { scope, limit: 100, sort: Sort::Id, ..Request::default() };
            let found = engine.search(&parse("*").unwrap(), &request).unwrap();
            want.sort();
            assert_eq!(found.hits.into_iter().map(|h| h.id).collect::<Vec<_>>(), want, "{since}");
            assert_eq!(engine.count(&parse("*").unwrap(), &scope).unwrap(), found.total);
        }
    }
}

fn facets(articles: &[Annotated], engine: &Engine, text: &str, parsed: &Parsed) {
    let mut speakers: BTreeMap<String, u64> = BTreeMap::new();
    let mut months: BTreeMap<(bool, Option<String>, Option<String>), u64> = BTreeMap::new();
    for article in articles {
        for at in units(article, false).into_iter().filter(|at| oracle::eval(&parsed.root, *at).is_some()) {
            let spoken = at.quotations().iter().filter(|q| q.act == crate::model::Act::Speech);
            let names: std::collections::BTreeSet<&String> = spoken.filter_map(|q| q.speaker.as_ref()).collect();
            names.into_iter().for_each(|n| *speakers.entry(n.clone()).or_default() += 1);
            let month = article.article.published.map(|p| p.to_string()[..7].to_owned());
            *months.entry((month.is_none(), month, article.article.source.clone())).or_default() += 1;
        }
    }
    let scope = Scope::default();
    let got = engine.facets(parsed, &scope, "speaker", 0).unwrap();
    let got: BTreeMap<String, u64> = got.into_iter().map(|f| (f.value, f.count)).collect();
    assert_eq!(got, speakers, "{text}");
    // The first are counted in another way than all.
    for unit in [Unit::Paragraph, Unit::Quotation, Unit::Article] {
        let scope = Scope { unit, ..Scope::default() };
        for field in ["speaker", "person", "entity", "source", "kind", "month"] {
            let all = engine.facets(parsed, &scope, field, 0).unwrap();
            for limit in 1..5 {
                let first = engine.facets(parsed, &scope, field, limit).unwrap();
                assert_eq!(first, all[..limit.min(all.len())], "{text}: {limit} of {field} by {unit:?}");
            }
        }
    }
    let got = engine.count_by(parsed, &scope, &["month", "source"]).unwrap();
    let got: BTreeMap<_, u64> =
        got.into_iter().map(|g| ((g.values[0].is_none(), g.values[0].clone(), g.values[1].clone()), g.count)).collect();
    assert_eq!(got, months, "{text}");
}

#[test]
fn kept_names_are_those_that_are_counted_and_belong_to_one_commit() {
    let mut runner = TestRunner::deterministic();
    let articles = random::corpus().new_tree(&mut runner).unwrap().current();
    let (_dir, first) = index(&articles);
    let (all, scope) = (parse("*").unwrap(), Scope::default());
    let kept = |index: &Index| Engine::new(index).kept_facets(&all, &scope, "speaker", 5).unwrap();
    assert_eq!(kept(&first), None);
    kept::update(&first).unwrap();
    let engine = Engine::new(&first);
    for field in ["speaker", "person", "org"] {
        for limit in [1, 3, 100] {
            let counted = engine.counted_facets(&all, &scope, field, limit).unwrap();
            assert_eq!(engine.kept_facets(&all, &scope, field, limit).unwrap(), Some(counted), "{limit} of {field}");
            let asked = engine.facets(&all, &scope, field, limit).unwrap();
            assert_eq!(kept::facets(first.path(), &all, &scope, field, limit).unwrap(), Some(asked), "without opening");
        }
    }
    let others = [
        (parse("* date:2026").unwrap(), scope, "speaker", 5),
        (all.clone(), Scope { unit: Unit::Article, ..scope }, "speaker", 5),
        (all.clone(), Scope { since: Some(1), ..scope }, "speaker", 5),
        (all.clone(), scope, "source", 5),
        (all.clone(), scope, "speaker", 0),
        (all.clone(), scope, "speaker", 101),
    ];
    for (query, scope, field, limit) in others {
        assert_eq!(engine.kept_facets(&query, &scope, field, limit).unwrap(), None, "{} {field} {limit}", query.text);
        assert_eq!(kept::facets(first.path(), &query, &scope, field, limit).unwrap(), None, "{field} {limit}");
    }
    let writer = Writer::open(&first, 1, 16_000_000).unwrap();
    writer.remove(&articles[0].article.path).unwrap();
    writer.commit().unwrap();
    writer.finish().unwrap();
    // Who asks the former commit still gets what belongs to it, and who asks the new one counts.
    assert!(kept(&first).is_some());
    assert_eq!(kept(&Index::open(first.path()).unwrap()), None);
    assert_eq!(kept::facets(first.path(), &all, &scope, "speaker", 5).unwrap(), None);
}

#[test]
fn every_operator_agrees_with_a_slow_evaluator() {
    let corpora: u32 = std::env::var("NEWSDEX_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    let mut runner = TestRunner::new(Config::default());
    for n in 0..corpora {
        let articles = random::corpus().new_tree(&mut runner).unwrap().current();
        let (_dir, index) = index(&articles);
        let engine = Engine::new(&index);
        if n % 2 == 1 {
            engine.prepare().unwrap();
        }
        for _ in 0..60 {
            let text = random::query().new_tree(&mut runner).unwrap().current();
            compare(&articles, &engine, &text);
        }
    }
}

/// Sentences of scripts without spaces, or with particles that hang on words; other words and figures among them.
const UNSPACED: &[&str] = &[
    "渡轮在修理四周之后于星期五回到了港口，码头上的人们都很高兴。",
    "發展中國家的代表說：「渡輪AI系統於２０２６年啟用。」",
    "フェリーは修理を終えて金曜日に港へ戻り、ﾊﾞｽも動き出した。",
    "페리는 4주간의 수리를 마치고 금요일에 항구로 돌아왔다. 시장은 “기다릴 만했다”고 말했다.",
    "เรือข้ามฟากกลับมาถึงท่าเรือเมื่อวันศุกร์ หลังซ่อมนาน 4 สัปดาห์ น้ำไม่ท่วม",
    "ເຮືອກັບມາຮອດທ່າເຮືອໃນວັນສຸກ",
    "ទូកដរត្រឡប់មកកំពង់ផែវិញនៅថ្ងៃសុក្រ",
    "ကူးတို့သင်္ဘောသည် သောကြာနေ့တွင် ဆိပ်ကမ်းသို့ ပြန်ရောက်ခဲ့သည်",
];

#[test]
fn any_run_of_characters_finds_its_paragraph_and_every_answer_agrees() {
    let articles: Vec<Annotated> =
        UNSPACED.iter().enumerate().map(|(n, text)| dated(&format!("{n}.txt"), 1, text)).collect();
    let (_dir, index) = index(&articles);
    let engine = Engine::new(&index);
    let run = (0..UNSPACED.len(), any::<prop::sample::Index>(), 1..12usize, any::<bool>());
    proptest!(|((n, at, length, quoted) in run)| {
        let mut words = Vec::new();
        words::each_word(UNSPACED[n], |span, _| words.push(span));
        let first = at.index(words.len());
        let last = (first + length - 1).min(words.len() - 1);
        let run = Span { start: words[first].start, end: words[last].end };
        let written = run.of(UNSPACED[n]);
        // What is not quoted ends at a space, and marks of quotation part phrases.
        let bare = written.contains(|c: char| c.is_whitespace() || matches!(c, '“' | '”' | '：'));
        let query = if quoted || bare { format!("\"{written}\"") } else { written.to_owned() };
        let parsed = parse(&query).unwrap();
        let (scope, mut lines) = (Scope::default(), 0);
        let found = engine.search(&parsed, &Request { scope, limit: 100, ..Request::default() }).unwrap();
        let hit = found.hits.iter().find(|hit| hit.meta.id == format!("{n}.txt"));
        prop_assert!(hit.is_some_and(|hit| hit.highlights.iter().any(|h| h.start <= run.start && h.end >= run.end)));
        let mut marked = 0;
        engine.stream(&parsed, &Request { scope, limit: 0, sort: Sort::Id, ..Request::default() }, &mut |hit| {
            marked += hit.highlights.len();
            Ok(true)
        }).unwrap();
        engine.concordance(&parsed, &scope, concordance::Width::Words(3), &mut |_| { lines += 1; Ok(true) }).unwrap();
        prop_assert_eq!(engine.count(&parsed, &scope).unwrap(), found.total);
        prop_assert_eq!(engine.count_lines(&parsed, &scope).unwrap(), lines);
        prop_assert_eq!(marked as u64, lines);
    });
}

/// An article of some days' age that says `text`.
fn dated(id: &str, day: u32, text: &str) -> Annotated {
    use crate::model::{Article, Paragraph, Stamp};
    let published = chrono::NaiveDate::from_ymd_opt(2026, 1, day).map(Stamp::day);
    let paragraphs = vec![Paragraph { p: 1, text: text.to_owned() }];
    let article = Article { id: id.to_owned(), path: id.to_owned(), published, paragraphs, ..Article::default() };
    let (sentences, languages) = (vec![vec![0]], vec![]);
    Annotated { article, words: 9, quotations: vec![], entities: vec![], dates: vec![], sentences, languages }
}

#[test]
fn of_near_identical_articles_the_earliest_that_matches_is_kept() {
    let story = (0..120).map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let articles = [
        dated("late.txt", 9, &format!("{story} ferry")),
        dated("early.txt", 3, &story),
        dated("middle.txt", 5, &format!("{story} ferry")),
        dated("other.txt", 1, "The ferry came w7 back."),
    ];
    let (_dir, index) = index(&articles);
    let engine = Engine::new(&index);
    let ids = |text: &str, unit: Unit, dups: Dups| -> Vec<String> {
        let parsed = parse(text).unwrap();
        let scope = Scope { unit, dups, ..Scope::default() };
        let request = Request { scope, limit: 10, sort: Sort::Id, ..Request::default() };
        let found = engine.search(&parsed, &request).unwrap();
        assert_eq!(found.total, engine.count(&parsed, &scope).unwrap(), "{text}");
        found.hits.into_iter().map(|hit| hit.meta.id.clone()).collect()
    };
    for unit in [Unit::Paragraph, Unit::Article] {
        assert_eq!(ids("w7", unit, Dups::All), ["early.txt", "late.txt", "middle.txt", "other.txt"]);
        assert_eq!(ids("w7", unit, Dups::Collapse), ["early.txt", "other.txt"]);
        // The earliest of the family does not match.
        assert_eq!(ids("ferry", unit, Dups::Collapse), ["middle.txt", "other.txt"]);
        assert_eq!(ids("ferry", unit, Dups::Only), ["late.txt", "middle.txt"]);
        assert_eq!(ids("family:late.txt", unit, Dups::All), ["early.txt", "late.txt", "middle.txt"]);
        assert_eq!(ids("family:other.txt", unit, Dups::All), ["other.txt"]);
        assert_eq!(ids("family:*", unit, Dups::All), ["early.txt", "late.txt", "middle.txt"]);
        assert_eq!(ids("family:none", unit, Dups::All), [""; 0]);
    }
    let scope = Scope { dups: Dups::Collapse, ..Scope::default() };
    let months = engine.count_by(&parse("ferry").unwrap(), &scope, &["month", "family"]).unwrap();
    let shown: Vec<_> = months.iter().map(|g| (g.values[1].as_deref(), g.count, g.all)).collect();
    assert_eq!(shown, [(Some("early.txt"), 1, Some(2)), (None, 1, Some(1))]);
    // They are counted in the words of the same articles.
    let shares = |text: &str| -> Vec<Option<String>> {
        let groups = engine.group_words(&parse(text).unwrap(), &scope, &["article"]).unwrap();
        groups.into_iter().map(|mut g| g.values.remove(0)).collect()
    };
    assert_eq!(shares("w7"), ["early.txt", "other.txt"].map(|id| Some(id.to_owned())));
    assert_eq!(shares("ferry"), ["middle.txt", "other.txt"].map(|id| Some(id.to_owned())));
    assert_eq!(shares("nothing"), shares("w7"));
    let hit = &engine.search(&parse("ferry").unwrap(), &Request { scope, ..Request::default() }).unwrap().hits[0];
    assert_eq!(hit.family.as_ref().map_or(0, |f| f.articles), if hit.meta.id == "other.txt" { 0 } else { 3 });
}

#[test]
fn frequent_words_are_found_counted_and_ranked_over_many_windows() {
    // Every n-th paragraph has the word `every<n>`, some twice, in paragraphs of different length.
    let paragraph = |n: usize| {
        let words = [1, 2, 3, 7, 90, 1500].into_iter().filter(|every| n.is_multiple_of(*every));
        let words = words.map(|every| format!("every{every} ").repeat(1 + n % (every + 4) / (every + 2)));
        words.collect::<String>() + &"filler ".repeat(n * n % 11)
    };
    let article = |a: usize| {
        let mut article = dated(&format!("{a}.txt"), 1 + a as u32, "");
        let paragraphs = (0..1000).map(|p| crate::model::Paragraph { p: p as u32 + 1, text: paragraph(1000 * a + p) });
        article.article.paragraphs = paragraphs.collect();
        article.sentences = vec![vec![0]; 1000];
        article
    };
    let articles: Vec<Annotated> = (0..8).map(article).collect();
    let (_dir, index) = index(&articles);
    let engine = Engine::raw(&index);
    let number = |id: &str| {
        let (a, p) = id.split_once(".txt#").unwrap();
        1000 * a.parse::<usize>().unwrap() + p.parse::<usize>().unwrap() - 1
    };
    type Test = fn(usize) -> bool;
    let queries: [(&str, Test); 8] = [
        ("every7", |n| n % 7 == 0),
        ("every2 every3", |n| n % 6 == 0),
        ("every2 OR every7 OR every90", |n| n % 2 == 0 || n % 7 == 0),
        ("every1 every1500", |n| n % 1500 == 0),
        ("(every2 every3) OR every7", |n| n % 6 == 0 || n % 7 == 0),
        ("(every3 OR every7) every90", |n| n % 90 == 0),
        ("every3 -every2", |n| n % 6 == 3),
        ("every9* OR every1500", |n| n % 90 == 0 || n % 1500 == 0),
    ];
    for (text, test) in queries {
        let parsed = parse(text).unwrap();
        let want: Vec<usize> = (0..8000).filter(|n| test(*n)).collect();
        let request = Request { limit: 10_000, sort: Sort::Score, ..Request::default() };
        let all = engine.search(&parsed, &request).unwrap();
        let mut got: Vec<usize> = all.hits.iter().map(|hit| number(&hit.id)).collect();
        got.sort_unstable();
        assert_eq!(got, want, "{text}");
        assert!(all.hits.is_sorted_by_key(|hit| -order::shown(hit.score)), "{text}");
        assert_eq!(engine.count(&parsed, &Scope::default()).unwrap(), all.total, "{text}");
        for limit in [0, 1, 5, 30] {
            let first = engine.search(&parsed, &Request { limit, ..request.clone() }).unwrap();
            let ids = |hits: &[Hit]| hits.iter().take(limit).map(|h| (h.id.clone(), h.score)).collect::<Vec<_>>();
            assert_eq!((ids(&first.hits), first.total), (ids(&all.hits), all.total), "{text}: the first {limit}");
        }
    }
    for (text, _) in &queries[..6] {
        leaps(&engine, text, &parse(text).unwrap());
    }
}

#[test]
fn a_leap_into_an_article_without_quotations_finds_the_next_one_that_has_some() {
    let silent = "The ferry left the harbour in the morning and nobody was on board.";
    let spoken = "“The ferry is late,” said Ada Brook. “Nobody sails,” she said.";
    let texts = [silent, spoken, silent, silent, spoken, silent];
    let articles: Vec<Annotated> =
        texts.iter().zip(1..).map(|(text, n)| annotate(dated(&format!("{n}.txt"), n, text).article)).collect();
    assert!(articles[1].quotations.len() > 1 && articles[0].quotations.is_empty());
    let (_dir, index) = index(&articles);
    let engine = Engine::raw(&index);
    for text in ["date:2025..", "date:2025.. OR harbour", "words:>1 quote:ferry", "-date:2027.."] {
        let parsed = parse(text).unwrap();
        leaps(&engine, text, &parsed);
        compare(&articles, &engine, text);
    }
}
