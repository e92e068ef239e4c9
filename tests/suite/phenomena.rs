//! One small article per phenomenon of reported speech, names and dates, in `tests/phenomena/`: the article, a line of
//! `=====`, then what must be read from it, one line each:
//!
//! ```text
//! says SPEAKER | KIND | CONTENT      a quotation (act speech); pieces of content parted by ` ~ `; SPEAKER `-`: nobody named
//! turn SPEAKER | CONTENT             words of an interview, whatever their kind; full stops at the end do not matter
//! thinks SPEAKER | CONTENT           a quotation with act attitude
//! silent NAME                        nobody of that name speaks
//! nobody speaks                      there is no quotation with act speech
//! entity KIND | TEXT                 a mention of that kind
//! date TEXT | FROM | TO              a date spoken of
//! undated TEXT                       no date in these words
//! language CODE
//! ```
//!
//! `not-yet` before a line marks what is known to fail: it is tried and printed (`-- --nocapture`), but breaks nothing.

use newsdex::model::{Act, Annotated, Quotation, QuoteKind};
use newsdex::parse::Options;
use newsdex::read::Source;
use std::fs;

#[test]
fn every_phenomenon_is_read() {
    let mut wrong = Vec::new();
    let mut checked = 0;
    let mut files: Vec<_> = fs::read_dir("tests/phenomena").unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for path in files {
        let file = fs::read_to_string(&path).unwrap();
        let (article, expected) = file.split_once("\n=====\n").expect("a line of ===== parts article and expectations");
        let read = annotate(article);
        for line in expected.lines() {
            if let Some(line) = line.strip_prefix("not-yet ") {
                println!(
                    "{}: {line}: {}",
                    path.display(),
                    if check(&read, line).is_ok() { "holds now" } else { "not yet" }
                );
                continue;
            }
            checked += 1;
            if let Err(got) = check(&read, line) {
                wrong.push(format!("{}: {line}\n      got {got}", path.display()));
            }
        }
    }
    assert!(checked > 50, "only {checked} expectations were found");
    assert!(wrong.is_empty(), "{} of {checked} expectations fail:\n{}", wrong.len(), wrong.join("\n"));
}

fn annotate(article: &str) -> Annotated {
    let source = Source::new("note.txt", "note.txt", article);
    let mut read = None;
    newsdex::parse::articles(&source, &Options::default(), &mut |parsed| {
        read = Some(newsdex::annotate::annotate(parsed.article));
    })
    .unwrap();
    read.expect("one article")
}

/// Whether one line of expectations holds; else what there is instead.
fn check(read: &Annotated, line: &str) -> Result<(), String> {
    let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
    let fields: Vec<&str> = rest.split(" | ").collect();
    let holds = match (what, fields.as_slice()) {
        ("says", [speaker, kind, content]) => {
            let kind = QuoteKind::from_name(kind).expect("a kind of quotation");
            acts(read, Act::Speech).any(|q| q.kind == kind && name(q) == *speaker && self::content(read, q) == *content)
        }
        ("turn", [speaker, content]) => {
            let bare = |text: &str| text.trim_end_matches('.').to_owned();
            acts(read, Act::Speech).any(|q| name(q) == *speaker && bare(&self::content(read, q)) == bare(content))
        }
        ("thinks", [speaker, content]) => {
            acts(read, Act::Attitude).any(|q| name(q) == *speaker && self::content(read, q) == *content)
        }
        ("silent", [who]) => !read.quotations.iter().any(|q| name(q).eq_ignore_ascii_case(who)),
        ("nobody", ["speaks"]) => acts(read, Act::Speech).next().is_none(),
        ("entity", [kind, text]) => {
            read.entities.iter().any(|e| e.kind.as_str() == *kind && read.article.slice(e.at) == *text)
        }
        ("date", [text, from, to]) => read
            .dates
            .iter()
            .any(|d| read.article.slice(d.at) == *text && d.from.to_string() == *from && d.to.to_string() == *to),
        ("undated", [text]) => !read.dates.iter().any(|d| text.contains(read.article.slice(d.at))),
        ("language", [code]) => read.article.language.as_deref() == Some(code),
        _ => panic!("not an expectation: {line}"),
    };
    if holds { Ok(()) } else { Err(describe(read, what)) }
}

fn acts(read: &Annotated, act: Act) -> impl Iterator<Item = &Quotation> {
    read.quotations.iter().filter(move |q| q.act == act)
}

/// The speaker, or `-`.
fn name(quotation: &Quotation) -> &str {
    quotation.speaker.as_deref().unwrap_or("-")
}

/// The pieces of content, parted by ` ~ `.
fn content(read: &Annotated, quotation: &Quotation) -> String {
    quotation.content.iter().map(|at| read.article.slice(*at)).collect::<Vec<_>>().join(" ~ ")
}

fn describe(read: &Annotated, what: &str) -> String {
    let rows: Vec<String> = match what {
        "entity" => read.entities.iter().map(|e| format!("{} {}", e.kind.as_str(), read.article.slice(e.at))).collect(),
        "date" | "undated" => {
            read.dates.iter().map(|d| format!("{}={}..{}", read.article.slice(d.at), d.from, d.to)).collect()
        }
        "language" => vec![format!("{:?}", read.article.language)],
        _ => read
            .quotations
            .iter()
            .map(|q| format!("{} {} {}: {}", q.act.as_str(), q.kind.as_str(), name(q), content(read, q)))
            .collect(),
    };
    format!("[{}]", rows.join("; "))
}
