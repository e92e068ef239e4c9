use super::syntax::{Mark, Near, Node};
use super::*;
use proptest::prelude::*;

fn options() -> Options<'static> {
    Options { now: chrono::NaiveDate::from_ymd_opt(2026, 1, 20).unwrap(), saved: None }
}

/// The tree as a canonical query, or the error with its place and hints on lines.
fn show(text: &str) -> String {
    match parse(text, options()) {
        Ok(p) => p.ast.to_string(),
        Err(e) => e.to_string(),
    }
}

#[test]
fn not_binds_tightest_then_nearness_then_and_then_or() {
    let tree = |text: &str| {
        let ast = parser::parse(text).unwrap().0;
        fn bracket(a: &Ast) -> String {
            match &a.node {
                Node::And(p) => format!("[{}]", p.iter().map(bracket).collect::<Vec<_>>().join(" ")),
                Node::Or(p) => format!("<{}>", p.iter().map(bracket).collect::<Vec<_>>().join("|")),
                Node::Not(p) => format!("!{}", bracket(p)),
                Node::Near(a, op, n, _, b) => {
                    format!("({}{}{}{})", bracket(a), if *n { "!" } else { "" }, op.written(), bracket(b))
                }
                _ => a.to_string(),
            }
        }
        bracket(&ast)
    };
    assert_eq!(tree("a b OR c AND d"), "<[a b]|[c d]>");
    assert_eq!(tree("a w/5 b c"), "[(aw/5b) c]");
    assert_eq!(tree("-a b NOT c"), "[!a b !c]");
    assert_eq!(tree("a NOT w/5 b OR c"), "<(a!w/5b)|c>");
    assert_eq!(tree("a AND NOT b"), "[a !b]");
    assert_eq!(tree("a NOT b"), "[a !b]");
    assert_eq!(tree("(a OR \"b c\") PRE/3 (d /s e)"), "(<a|\"b c\">pre/3(d/se))");
}

#[test]
fn what_is_wrong_is_pointed_at() {
    let shown: Vec<String> = WRONG.lines().map(|q| format!("〔{q}〕 {}", show(q))).collect();
    insta::assert_snapshot!(shown.join("\n"));
}

/// One wrong query on each line.
const WRONG: &str = r#"
  
a AND
OR b
(a b
a b)
(a}
()
"peace and
a w/5 b w/3 c
a w/ b
a w/0 b
a near/5 b
a w/s b
speker:Xi
language:en
speaker: Xi
date:2026-13
date:1/9/2026
date:2026..2025
said:peace
said:{date:2026}
kind:direct
said:{kind:dirct}
a & b
+a
(a b) w/5 c
NOT a w/5 b
speaker:Xi w/5 peace
atleast(peace)
atleastx(peace)
foo(bar)
said{a}
/unclosed
/a(/
word~9
ab~2
*?
"..."
"peace * war"
"peace"~5
wor"d"
article:{a article:{b}}
speaker:{Xi}
family:(a w/3 b)
confidence:>1
said:{confidence:high}
http://example.org
/café/
lang:english
query:x
{a}
words:many
- a
title:
date:=>2026
words:=>5
said:{confidence:=<0.8}
said:{confidence:>=}
words:<
date:>
a date:2026 ..2027
date:2024.. 2025 a
speaker:-obama
(quote:-a)
source:!Reuters
title:+china
path:-a.txt
source:NOT "Le Monde"
NOT speaker:-(a OR b)
=="Trump sa*"
=="wom?n"
~peace
said:{a} w/5 b
lang:en w/5 b
peace –war
—"peace talks" peace
−(a OR b)
title:–war
speaker:'Xi Jinping' peace
said:{speaker:‘Ann Lee’}
peace~1~2
peace~~1
=/peace/
==/peace/
=-war
=speaker:Xi
//
title://
[peace TO war]
[a OR b] c
date:[2026-01 TO 2026-02]
（peace OR war
foo：bar"#;

#[test]
fn what_only_looks_like_a_slip_is_read() {
    for query in [
        "date:2024.. summit",
        "date:2024.. \"2025\"",
        "date:2024..2025 2026",
        "date:2024 2025",
        "words:300.. 9am",
        "date:-30d",
        "date:=2026",
        "date:>=2026",
        "words:=5",
        "place:OR",
        "place:NOTTINGHAM",
        "title:=talks",
        "title:\"-\" OR title:\"- a\"",
        "path:\"-a.txt\"",
        "title:(NOT a b)",
        "title:a-b",
        "==\"Why?\"",
        "\"why? because\"",
        "date:=-30d",
        "[sic]",
        "cease–fire",
        "title:'tis",
        "speaker:'Xi'",
        "speaker:o'neill don't",
        "url:ann~1/a",
        "=[W]e",
    ] {
        if let Err(e) = parse(query, options()) {
            assert!(query.contains("\"-\"") && e.what.contains("no letters"), "{query}: {e}");
        }
    }
}

#[test]
fn small_operators_and_single_quotes_are_words_with_a_hint() {
    let p = parse("peace or war", options()).unwrap();
    assert_eq!(p.hints.len(), 1);
    assert_eq!(&p.text[p.hints[0].span.clone()], "or");
    assert_eq!(parse("'peace and stability'", options()).unwrap().hints.len(), 2);
    assert_eq!(parse("peace near war", options()).unwrap().hints.len(), 1);
    assert!(parse("near war", options()).unwrap().hints.is_empty());
    assert!(parse("peace OR war", options()).unwrap().hints.is_empty());
}

#[test]
fn saved_queries_are_taken_in_and_cannot_refer_to_themselves() {
    let saved = |name: &str| match name {
        "x" => Ok("peace OR query:y".to_owned()),
        "y" => Ok("war".to_owned()),
        "loop" => Ok("a query:loop".to_owned()),
        _ => Err(crate::Error::usage(format!("no saved query `{name}`"))),
    };
    let options = Options { saved: Some(&saved), ..options() };
    let same = |q: &str, r: &str| {
        let (mut a, mut b) = (parse(q, options).unwrap().root, parse(r, options).unwrap().root);
        for part in [&mut a, &mut b] {
            *part = unplaced(part);
        }
        assert_eq!(a, b);
    };
    same("query:x", "peace OR (war)");
    assert!(parse("query:loop", options).unwrap_err().what.contains("refers to itself"));
    assert_eq!(parse("b query:nil", options).unwrap_err().place.unwrap().1, 2..11);
}

/// The tree without places.
fn unplaced(part: &Part) -> Part {
    use tree::Query::*;
    let all = |parts: &[Part]| parts.iter().map(unplaced).collect();
    let query = match &part.query {
        And(p) => And(all(p)),
        Or(p) => Or(all(p)),
        Article(p) => Article(all(p)),
        Not(p) => Not(Box::new(unplaced(p))),
        Said(p) => Said(Box::new(unplaced(p))),
        other => other.clone(),
    };
    Part { span: 0..0, query }
}

/// The tree without places, for comparing.
fn plain(ast: &Ast) -> Ast {
    let b = |a: &Ast| Box::new(plain(a));
    let all = |parts: &[Ast]| parts.iter().map(plain).collect();
    let node = match &ast.node {
        Node::Field(n, _, a) => Node::Field(n.clone(), 0..0, b(a)),
        Node::Braces(a) => Node::Braces(b(a)),
        Node::Not(a) => Node::Not(b(a)),
        Node::And(p) => Node::And(all(p)),
        Node::Or(p) => Node::Or(all(p)),
        Node::Near(x, op, n, _, y) => Node::Near(b(x), *op, *n, 0..0, b(y)),
        Node::AtLeast(n, a) => Node::AtLeast(*n, b(a)),
        other => other.clone(),
    };
    Ast { span: 0..0, node }
}

fn at(node: Node) -> Ast {
    Ast { span: 0..0, node }
}

fn any_ast() -> impl Strategy<Value = Ast> {
    let leaf = prop_oneof![
        ("[a-zé*?][a-z'’\\-]{0,5}", 0..5u8).prop_map(|(w, m)| match m {
            0 => at(Node::Word(format!("{w}x"), Mark::Exact)),
            1 => at(Node::Word(format!("{w}x"), Mark::Cased)),
            2 => at(Node::Word(format!("{w}x"), Mark::Fuzzy(1))),
            _ => at(Node::Word(format!("{w}x"), Mark::Plain)),
        }),
        ("[a-z \"\\\\“”']{0,8}x", any::<bool>()).prop_map(|(t, c)| at(Node::Phrase(t, c))),
        "[a-z.()]{1,5}t".prop_map(|p| at(Node::Regex(p))),
        Just(at(Node::All)),
    ];
    let near = prop_oneof![
        (1..99u32).prop_map(Near::Within),
        (1..99u32).prop_map(Near::Before),
        Just(Near::Sentence),
        Just(Near::Paragraph)
    ];
    leaf.prop_recursive(5, 40, 4, move |inner| {
        let many = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            many.clone().prop_map(|p| at(Node::And(p))),
            many.prop_map(|p| at(Node::Or(p))),
            inner.clone().prop_map(|a| at(Node::Not(Box::new(a)))),
            inner.clone().prop_map(|a| at(Node::AtLeast(3, Box::new(a)))),
            inner.clone().prop_map(|a| at(Node::Field("said".into(), 0..0, Box::new(at(Node::Braces(Box::new(a))))))),
            ("[a-z]{3,6}", inner.clone()).prop_map(|(n, a)| match a.node {
                Node::Field(..) => a,
                _ => at(Node::Field(n, 0..0, Box::new(a))),
            }),
            (inner.clone(), near.clone(), any::<bool>(), inner).prop_map(|(a, op, n, b)| at(Node::Near(
                Box::new(a),
                op,
                n,
                0..0,
                Box::new(b)
            ))),
        ]
    })
}

proptest! {
    #[test]
    fn a_tree_printed_and_read_again_is_the_same(ast in any_ast()) {
        let text = ast.to_string();
        let (again, _) = parser::parse(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
        prop_assert_eq!(plain(&again), ast, "{}", text);
    }

    #[test]
    fn any_text_is_understood_or_refused_with_a_place_in_it(text in "\\PC{0,40}|([a-c*?~/\"(){}:=<>. （）：＊＝“”-]|OR |NOT |w/5|said:|date:|atleast2){0,24}") {
        // Full-width operators are shown as they are read.
        let shown = super::narrow::of(&text);
        match parse(&text, options()) {
            Ok(p) => {
                prop_assert_eq!(p.text.as_str(), shown.as_ref());
                p.root.walk(&mut |part| assert!(shown.get(part.span.clone()).is_some()));
            }
            Err(e) => {
                match e.place.clone() {
                    Some((query, span)) => {
                        prop_assert_eq!(query.as_str(), shown.as_ref());
                        prop_assert!(shown.get(span).is_some(), "{:?}", e);
                    }
                    None => prop_assert!(text.trim().is_empty(), "{}", e),
                }
            }
        }
    }

    #[test]
    fn places_are_those_of_the_parts(a in "[a-z]{1,5}", b in "[a-z]{1,5}") {
        let text = format!("x OR ({a} NOT {b})");
        let p = parse(&text, options()).unwrap();
        let mut seen = Vec::new();
        p.root.walk(&mut |part| seen.push(&text[part.span.clone()]));
        prop_assert_eq!(seen, [text.as_str(), "x", &format!("({a} NOT {b})"), &a, &format!("NOT {b}"), &b]);
    }
}

#[test]
fn nesting_is_bounded() {
    for (open, close) in [("(", ")"), ("NOT ", ""), ("atleast2(", ")"), ("said:{", "}"), ("-", "")] {
        let deep = format!("{}a{}", open.repeat(5000), close.repeat(5000));
        assert!(parse(&deep, options()).is_err(), "{open}");
    }
    assert!(parse(&"a ".repeat(20_000), options()).is_ok());
    assert!(parse(&"a ".repeat(40_000), options()).is_err());
}

#[test]
fn parts_of_an_article_in_parentheses_are_one_part() {
    let parts = |text: &str| match parse(text, options()).unwrap().root.query {
        super::tree::Query::Article(parts) => parts.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(parts("article:{a b}"), 2);
    assert_eq!(parts("article:{(a b)}"), 1);
    assert_eq!(parts("article:{(a b) c}"), 2);
    assert_eq!(parts("article:{(a OR b) AND (c OR d)}"), 2);
    assert_eq!(parts("article:{a OR b}"), 1);
}

#[test]
fn saved_queries_stand_for_their_text_and_point_into_it() {
    let saved = |name: &str| match name {
        "peace" => Ok("peace OR truce".to_owned()),
        "both" => Ok("query:peace war".to_owned()),
        "wrong" => Ok("speker:Xi".to_owned()),
        "loop" => Ok("a query:round".to_owned()),
        "round" => Ok("query:loop".to_owned()),
        _ => Err(crate::Error::usage(format!("no query is saved as `{name}`"))),
    };
    let parse = |text: &str| parse(text, Options { saved: Some(&saved), ..options() });
    let words = |text: &str| super::describe::describe(&parse(text).unwrap().root);
    assert_eq!(words("query:both x"), words("((peace OR truce) war) x"));
    assert_eq!(words("NOT query:peace"), words("NOT (peace OR truce)"));
    let e = parse("x query:none").unwrap_err();
    assert_eq!(e.place, Some(("x query:none".into(), 2..12)));
    let e = parse("x query:wrong").unwrap_err();
    assert_eq!(e.place, Some(("speker:Xi".into(), 0..6)));
    assert!(e.hints.iter().any(|h| h.contains("`wrong`")), "{e}");
    let e = parse("query:loop").unwrap_err();
    assert!(
        e.what.contains("refers to itself") && e.to_string().contains("query:loop → query:round → query:loop"),
        "{e}"
    );
}

#[test]
fn colons_too_many_are_told_with_what_to_write() {
    for (query, hint) in [
        ("speaker::x", "write speaker:x"),
        ("said:{speaker:::x}", "write speaker:x"),
        ("speaker:: x y", "write speaker:x"),
        ("peace speaker::\"x y\"", "write speaker:\"x y\""),
        ("said::{x}", "write said:{…}"),
        ("speaker::", "write speaker:word"),
        ("said:{speaker :x}", "write speaker:x"),
    ] {
        let e = parse(query, options()).unwrap_err();
        assert_eq!(e.hints[0].trim_end_matches('}'), hint.trim_end_matches('}'), "{query}: {e}");
        assert!(!query.contains(e.hints[0].trim_start_matches("write ")), "{query}: {e}");
    }
}
