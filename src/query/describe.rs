//! A query in words, for `--explain`.

use super::dates::{self, Days, Numbers};
use super::syntax::Near;
use super::tree::{Is, Part, Pattern, Places, Query, Text, Zone};

/// What a part asks for, as the rest of "paragraphs that match …".
pub fn describe(part: &Part) -> String {
    match &part.query {
        Query::All => "everything".into(),
        Query::And(parts) => list(parts, "and"),
        Query::Or(parts) => list(parts, "or"),
        Query::Not(inner) => format!("not {}", bracketed(inner)),
        Query::Text(text) => describe_text(text),
        Query::Is(is) => describe_is(is),
        Query::Said(inner) => format!("one quotation with {}", bracketed(inner)),
        Query::Paragraph(inner) => describe(inner),
        Query::Article(parts) => format!("in an article that has{}", in_paragraphs(parts)),
    }
}

/// What the parts of `article:{…}` ask of its paragraphs: those with NOT are about all of them.
fn in_paragraphs(parts: &[Part]) -> String {
    let (mut some, mut none) = (Vec::new(), Vec::new());
    for part in parts {
        match &part.query {
            Query::Not(inner) => none.push(bracketed(inner)),
            _ => some.push(bracketed(part)),
        }
    }
    let some = (!some.is_empty()).then(|| format!(", each in some paragraph, {}", some.join("; ")));
    let none = (!none.is_empty()).then(|| format!(", in no paragraph, {}", none.join("; ")));
    [some, none].into_iter().flatten().collect()
}

fn list(parts: &[Part], word: &str) -> String {
    parts.iter().map(bracketed).collect::<Vec<_>>().join(&format!(" {word} "))
}

fn bracketed(part: &Part) -> String {
    if let Query::Paragraph(inner) = &part.query {
        return bracketed(inner);
    }
    let text = describe(part);
    if matches!(part.query, Query::And(_) | Query::Or(_)) { format!("({text})") } else { text }
}

fn describe_text(text: &Text) -> String {
    let words = describe_places(&text.places);
    let words = match text.at_least {
        1 => words,
        n => format!("at least {n} times {words}"),
    };
    let place = match text.zone {
        Zone::Text => return words,
        Zone::Title => "the title",
        Zone::Byline => "an author's name",
        Zone::Source => "the source",
        Zone::Section => "the section",
        Zone::Wire => "the agencies that the article credits",
        Zone::Url => "the address",
        Zone::Path => "the path",
        Zone::Id => "the id",
        Zone::Person => "a person's name or mention",
        Zone::Org => "an organization's name or mention",
        Zone::Place => "a place's name or mention",
        Zone::Other => "another thing's name or mention",
        Zone::Speaker => "the speaker's name",
        Zone::Cue => "the reporting words",
    };
    format!("{words} in {place}")
}

fn describe_places(places: &Places) -> String {
    match places {
        Places::Phrase(patterns) => match patterns.as_slice() {
            [one] => describe_pattern(one),
            many if many.iter().all(|p| matches!(p, Pattern::Exact(_))) => {
                format!("“{}”", many.iter().map(written).collect::<Vec<_>>().join(" "))
            }
            many => format!("in a row {}", many.iter().map(describe_pattern).collect::<Vec<_>>().join(", ")),
        },
        Places::Any(parts) => {
            format!("({})", parts.iter().map(|part| describe_places(part)).collect::<Vec<_>>().join(" or "))
        }
        Places::Near { a, near, negated, b } => {
            let (a, b) = (describe_places(a), describe_places(b));
            let how = match near {
                Near::Within(n) => format!("within {n} words of {b}"),
                Near::Before(n) => format!("at most {n} words before {b}"),
                Near::Sentence => format!("in one sentence with {b}"),
                Near::Paragraph => format!("in one paragraph with {b}"),
            };
            format!("({a} {}{how})", if *negated { "not " } else { "" })
        }
    }
}

fn written(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Inflected(word) | Pattern::Exact(word) | Pattern::Wild(word) => word.clone(),
        Pattern::Cased(_, form) => form.clone(),
        Pattern::Fuzzy(word, n) => format!("{word}~{n}"),
        Pattern::Regex(pattern) => format!("/{pattern}/"),
    }
}

fn describe_pattern(pattern: &Pattern) -> String {
    let word = written(pattern);
    match pattern {
        Pattern::Inflected(_) => format!("{word} in any form"),
        Pattern::Exact(_) => format!("exactly “{word}”"),
        Pattern::Cased(..) => format!("“{word}” written so"),
        Pattern::Wild(_) => format!("words like {word}"),
        Pattern::Fuzzy(word, 1) => format!("words that differ from {word} in at most one letter"),
        Pattern::Fuzzy(word, n) => format!("words that differ from {word} in at most {n} letters"),
        Pattern::Regex(_) => format!("words that match {word}"),
    }
}

fn describe_is(is: &Is) -> String {
    match is {
        Is::Published(range) => format!("published {}", days(*range)),
        Is::Updated(range) => format!("updated {}", days(*range)),
        Is::Mentions(range) => format!("speaking of days {}", days(*range)),
        Is::Words(range) => format!("in an article of {} words", numbers(*range)),
        Is::Confidence(range) => format!("a confidence of {}", numbers(*range)),
        Is::Lang(language) => format!("in language {language}"),
        Is::Paragraph(range) if range.start() == range.end() => format!("in paragraph {}", range.start()),
        Is::Paragraph(range) => format!("in paragraphs {} to {}", range.start(), range.end()),
        Is::Value(field, value) => format!("{field} {value}"),
        Is::Has(field) => format!("any {field}"),
        Is::Family(id) => format!("near-identical to {id}"),
        Is::Chosen(_) => "chosen".into(),
        Is::Since(revision) => format!("new since revision {revision}"),
    }
}

fn days(range: Days) -> String {
    let name = |n: i32| dates::day(n).map_or_else(|| n.to_string(), |d| d.to_string());
    match (range.from, range.to) {
        (Some(a), Some(b)) if a == b => format!("on {}", name(a)),
        (Some(a), Some(b)) => format!("from {} to {}", name(a), name(b)),
        (Some(a), None) => format!("from {} on", name(a)),
        (None, Some(b)) => format!("up to {}", name(b)),
        (None, None) => "at any time".into(),
    }
}

fn numbers(range: Numbers) -> String {
    match (range.from, range.to) {
        (Some((a, _)), Some((b, _))) if a == b => format!("{a}"),
        (Some((a, _)), Some((b, _))) => format!("{a} to {b}"),
        (Some((a, true)), None) => format!("at least {a}"),
        (Some((a, false)), None) => format!("more than {a}"),
        (None, Some((b, true))) => format!("at most {b}"),
        (None, Some((b, false))) => format!("less than {b}"),
        (None, None) => "any number of".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_told_in_words() {
        let now = chrono::NaiveDate::from_ymd_opt(2026, 1, 20).unwrap();
        let words =
            |q: &str| describe(&crate::query::parse(q, crate::query::Options { now, saved: None }).unwrap().root);
        assert_eq!(words("peace OR \"cease fire\""), "peace in any form or “cease fire”");
        assert_eq!(
            words("a NOT w/5 (b* OR =c)"),
            "(a in any form not within 5 words of (words like b* or exactly “c”))"
        );
        assert_eq!(words("-title:x date:-7d.."), "not x in any form in the title and published from 2026-01-13 on");
        assert_eq!(
            words("said:{speaker:Xi atleast2(peace~1)}"),
            "one quotation with ((exactly “xi” in the speaker's name and at least 2 times words that differ from peace in at most one letter) and act speech)"
        );
        assert_eq!(
            words("lead:x words:>9"),
            "(x in any form and in paragraphs 1 to 2) and in an article of more than 9 words"
        );
        assert_eq!(
            words("article:{=a NOT =b -=c}"),
            "in an article that has, each in some paragraph, exactly “a”, in no paragraph, exactly “b”; exactly “c”"
        );
        assert_eq!(words("article:{NOT =b}"), "in an article that has, in no paragraph, exactly “b”");
    }
}
