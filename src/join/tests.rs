use super::corpus::{Article, Corpus};
use super::{Authority, Joined, join};
use proptest::prelude::*;

/// One article: persons, organizations, other names, and persons with what stands before them.
type Written<'a> = (&'a [&'a str], &'a [&'a str], &'a [&'a str], &'a [(&'a str, &'a str)]);

fn corpus(articles: &[Written]) -> Corpus {
    let mut c = Corpus::default();
    for (people, organizations, others, titled) in articles {
        c.names.extend(people.iter().chain(*organizations).chain(*others).map(|n| (*n).to_owned()));
        c.titles.extend(titled.iter().map(|(_, t)| (*t).to_owned()));
    }
    for list in [&mut c.names, &mut c.titles] {
        list.sort_unstable();
        list.dedup();
    }
    let numbers = |names: &[&str]| {
        let mut numbers: Vec<u32> = names.iter().map(|n| c.number(n).unwrap()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    };
    let title = |t: &str| c.titles.iter().position(|x| x == t).unwrap() as u32;
    let read = |(people, organizations, others, titled): &Written| Article {
        day: None,
        people: numbers(people),
        organizations: numbers(organizations),
        others: numbers(others),
        titled: titled.iter().map(|(n, t)| (c.number(n).unwrap(), title(t))).collect(),
    };
    let articles = articles.iter().map(read).collect();
    Corpus { articles, ..c }
}

/// An article, a short name in it, and whom it means.
type Here = (u32, String, String);

/// The names of each referent, and for every short name in an article whom it means.
fn told(c: &Corpus, joined: &Joined) -> (Vec<Vec<String>>, Vec<Here>) {
    let names = joined.referents.iter().map(|r| r.names.clone()).collect();
    let here = joined.here.iter().map(|(article, name, referent)| {
        (*article, c.names[*name as usize].clone(), joined.referents[*referent as usize].name.clone())
    });
    (names, here.collect())
}

fn people(names: &[&str]) -> Vec<Vec<String>> {
    let articles: Vec<Vec<&str>> = names.iter().map(|n| vec![*n]).collect();
    let written: Vec<Written> =
        articles.iter().map(|a| (a.as_slice(), &[][..], &["Oslo", "Karsholm"][..], &[][..])).collect();
    let c = corpus(&written);
    let mut groups = told(&c, &join(&c, &Authority::default())).0;
    groups.retain(|g| g.len() > 1);
    groups
}

#[test]
fn spellings_of_one_name_meet() {
    assert_eq!(
        people(&["Han Soo-min", "Han Soo Min", "HAN SOOMIN", "Soo-min Han"]),
        [["HAN SOOMIN", "Han Soo Min", "Han Soo-min", "Soo-min Han"]]
    );
    assert_eq!(people(&["José Ortiz", "Jose Ortiz"]), [["Jose Ortiz", "José Ortiz"]]);
    assert_eq!(
        people(&["Ada Brook", "Ada M. Brook", "Ada Mary Brook"]),
        [["Ada Brook", "Ada M. Brook", "Ada Mary Brook"]]
    );
}

#[test]
fn different_people_stay_apart() {
    for names in [
        ["Kim Min-jae", "Kim Min-seo"],
        ["Ada Brook", "Ida Brook"],
        ["Ada L. Brook", "Ada M. Brook"],
        ["Sam Poe", "Sam Poe Jr."],
        ["Henry James", "James Henry"],
    ] {
        assert!(people(&names).is_empty(), "{names:?}");
    }
    // "Ada Brook" may be either.
    assert!(people(&["Ada L. Brook", "Ada M. Brook", "Ada Brook"]).is_empty());
}

/// Ten articles about other things, so that what the names keep company with is not everywhere.
const ELSEWHERE: [Written; 10] = [(&["Tom Reed"], &[], &["Lisbon"], &[]); 10];

fn with_elsewhere(articles: &[Written]) -> Corpus {
    corpus(&[articles, &ELSEWHERE].concat())
}

#[test]
fn nicknames_and_transliterations_need_the_same_company() {
    let company: &[&str] = &["Karsholm", "Vestland", "Brenna"];
    for (a, b) in [("Bill Torvald", "William Torvald"), ("Yusuf Kadiri", "Yousuf Qadiri")] {
        let (a, b) = ([a], [b]);
        let together = with_elsewhere(&[(&a, &[], company, &[]), (&b, &[], company, &[])]);
        assert_eq!(told(&together, &join(&together, &Authority::default())).0.len(), 1, "{a:?} {b:?}");
        let apart = with_elsewhere(&[(&a, &[], company, &[]), (&b, &[], &["Lima"], &[])]);
        assert!(join(&apart, &Authority::default()).referents.is_empty(), "{a:?} {b:?}");
    }
}

#[test]
fn a_surname_goes_to_the_one_whose_company_and_title_it_has() {
    let film: &[&str] = &["Cannes", "Paris", "Nice", "Lyon"];
    let president: Written = (&["Kim Min-jae"], &[], &["Seoul", "Busan"], &[("Kim Min-jae", "president")]);
    let actress: Written = (&["Kim Tae-ri"], &[], film, &[("Kim Tae-ri", "actress")]);
    let asked: [Written; 4] = [
        (&["Kim"], &[], &["Seoul", "Busan"], &[("Kim", "president")]),
        (&["Kim"], &[], film, &[]),
        (&["Kim"], &[], film, &[("Kim", "painter")]),
        (&["Kim"], &[], &["Quito"], &[]),
    ];
    let whom = |actresses: usize| {
        let c = with_elsewhere(&[&asked[..], &[president; 2], &vec![actress; actresses]].concat());
        told(&c, &join(&c, &Authority::default())).1
    };
    let is = |n: u32, name: &str| (n, "Kim".to_owned(), name.to_owned());
    assert_eq!(whom(5), [is(0, "Kim Min-jae"), is(1, "Kim Tae-ri")]);
    // Without a title that fits only somebody is meant who is named in several articles.
    assert_eq!(whom(4), [is(0, "Kim Min-jae")]);
}

#[test]
fn a_title_of_the_other_gender_speaks_against_a_person() {
    let company: &[&str] = &["Accra", "Tema", "Keta"];
    let asked: [Written; 2] =
        [(&["Ofori"], &[], company, &[("Ofori", "mrs")]), (&["Ofori"], &[], company, &[("Ofori", "mr")])];
    let known: Written = (&["Robert Ofori"], &[], company, &[]);
    let c = with_elsewhere(&[&asked[..], &[known; 5]].concat());
    let here = told(&c, &join(&c, &Authority::default())).1;
    assert_eq!(here, [(1, "Ofori".to_owned(), "Robert Ofori".to_owned())]);
}

#[test]
fn organizations_by_spelling_and_by_acronyms_with_their_company() {
    let company: &[&str] = &["Karsholm", "Vestland", "Brenna"];
    let c = with_elsewhere(&[
        (&[], &["The Harbour Post"], &[], &[]),
        (&[], &["Harbour Post"], &[], &[]),
        (&[], &["North Sea Board"], company, &[]),
        (&[], &["North Sea Board"], company, &[]),
        (&[], &["NSB"], company, &[]),
        (&[], &["National Swim Bureau"], &["Lima"], &[]),
    ]);
    let groups = told(&c, &join(&c, &Authority::default())).0;
    assert_eq!(groups, [["Harbour Post", "The Harbour Post"], ["NSB", "North Sea Board"]]);
}

#[test]
fn a_users_list_goes_before_the_evidence() {
    let list =
        "name,aliases,id\nKim Min-jae,The Builder|President Kim,Q7\nAda L. Brook,,Q8\nAda M. Brook,Ada Brook,Q9\n";
    let (authority, errors) = Authority::read(list.as_bytes(), "people.csv").unwrap();
    assert!(errors.is_empty());
    let c = with_elsewhere(&[
        (&["Kim Minjae", "The Builder"], &[], &[], &[]),
        (&["Kim"], &[], &["Quito"], &[("Kim", "president")]),
        (&["Ada L. Brook", "Ada Brook", "Ada M. Brook"], &[], &[], &[]),
    ]);
    let joined = join(&c, &authority);
    let of = |id: &str| joined.referents.iter().find(|r| r.id.as_deref() == Some(id)).unwrap();
    assert_eq!(
        (of("Q7").name.as_str(), of("Q7").names.clone()),
        ("Kim Min-jae", vec!["Kim Minjae".into(), "The Builder".into()])
    );
    assert_eq!(of("Q8").names, ["Ada L. Brook"]);
    assert_eq!(of("Q9").names, ["Ada Brook", "Ada M. Brook"]);
    assert_eq!(told(&c, &joined).1, [(1, "Kim".to_owned(), "Kim Min-jae".to_owned())]);
}

const POOL: &[&str] = &[
    "Kim Min-jae",
    "Kim Min Jae",
    "Minjae Kim",
    "Kim",
    "Ada Brook",
    "Ada M. Brook",
    "Ada L. Brook",
    "Brook",
    "Bill Brook",
    "William Brook",
    "A. Brook",
    "Democrat Ada Brook",
    "Yusuf Kadiri",
    "Yousef Qadiri",
    "Qadiri",
    "Karsholm",
    "Seoul",
    "NSB",
    "North Sea Board",
    "The North Sea Board",
];

fn any_corpus() -> impl Strategy<Value = Vec<(Vec<usize>, Vec<usize>, Vec<usize>)>> {
    let names = |n| prop::collection::vec(0..POOL.len(), 0..n);
    prop::collection::vec((names(5), names(3), names(3)), 1..24)
}

fn build(articles: &[(Vec<usize>, Vec<usize>, Vec<usize>)]) -> Corpus {
    let names: Vec<[Vec<&str>; 3]> =
        articles.iter().map(|(a, b, c)| [a, b, c].map(|list| list.iter().map(|&i| POOL[i]).collect())).collect();
    let written: Vec<Written> =
        names.iter().map(|[a, b, c]| (a.as_slice(), b.as_slice(), c.as_slice(), &[][..])).collect();
    corpus(&written)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_order_of_articles_does_not_matter((articles, turn) in any_corpus().prop_flat_map(|a| { let n = a.len(); (Just(a), 0..n) })) {
        let mut turned = articles.clone();
        turned.rotate_left(turn);
        turned.reverse();
        let back = |n: u32| ((articles.len() - 1 - n as usize + turn) % articles.len()) as u32;
        let (c, d) = (build(&articles), build(&turned));
        let (first, second) = (join(&c, &Authority::default()), join(&d, &Authority::default()));
        prop_assert_eq!(&first.referents, &second.referents);
        let mut here = told(&d, &second).1;
        here.iter_mut().for_each(|h| h.0 = back(h.0));
        here.sort();
        prop_assert_eq!(told(&c, &first).1, here);
        // Every name belongs to one referent, and to the one that lists it.
        for (name, referent) in &first.people {
            prop_assert!(first.referents[*referent as usize].names.contains(&c.names[*name as usize]));
        }
        let all: Vec<&String> = first.referents.iter().take(first.people.values().map(|r| *r as usize + 1).max().unwrap_or(0)).flat_map(|r| &r.names).collect();
        let persons = all.iter().filter(|n| c.number(n).is_some_and(|n| first.people.contains_key(&n))).count();
        prop_assert!(persons >= first.people.len());
    }
}
