//! A slow and obvious evaluator of queries over articles in memory, to compare with.

use crate::index::document::per_mille;
use crate::model::*;
use crate::query::syntax::Near;
use crate::query::tree::*;
use crate::words;
use std::collections::BTreeSet;

/// Word positions that matched.
pub type Marks = BTreeSet<(u32, u32)>;

/// A paragraph, or one of its quotations.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub article: &'a Annotated,
    pub paragraph: usize,
    pub quotation: Option<usize>,
}

impl<'a> At<'a> {
    fn text(&self) -> &'a str {
        &self.article.article.paragraphs[self.paragraph].text
    }

    fn p(&self) -> u32 {
        self.article.article.paragraphs[self.paragraph].p
    }

    pub fn quotations(&self) -> &'a [Quotation] {
        self.article.quotations_of(self.p())
    }

    /// The language of the paragraph.
    fn language(&self) -> &'a Option<String> {
        match &self.article.languages[self.paragraph] {
            None => &self.article.article.language,
            own => own,
        }
    }

    fn quote(&self) -> &'a Quotation {
        &self.quotations()[self.quotation.unwrap()]
    }

    /// All documents of the same kind in the same article.
    pub fn siblings(&self) -> Vec<At<'a>> {
        units(self.article, self.quotation.is_some())
    }
}

/// The paragraphs of an article, or its quotations.
pub fn units(article: &Annotated, quotations: bool) -> Vec<At<'_>> {
    let paragraphs = (0..article.article.paragraphs.len()).map(|paragraph| At { article, paragraph, quotation: None });
    if !quotations {
        return paragraphs.collect();
    }
    let of = |at: At<'_>| at.quotations().len();
    paragraphs.flat_map(|at| (0..of(at)).map(move |n| At { quotation: Some(n), ..at })).collect()
}

fn stemmer(language: &Option<String>) -> Option<frostem::Stemmer> {
    match language.as_deref() {
        None | Some("en") => Some(frostem::Stemmer::new(frostem::Algorithm::English)),
        Some("fr") => Some(frostem::Stemmer::new(frostem::Algorithm::French)),
        _ => None,
    }
}

/// Fewest letters to insert, delete, change or swap, by trying everything.
fn edits(a: &[char], b: &[char]) -> usize {
    match (a, b) {
        ([], rest) | (rest, []) => rest.len(),
        ([x, a2 @ ..], [y, b2 @ ..]) => {
            if x == y {
                return edits(a2, b2);
            }
            let mut best = edits(a2, b2).min(edits(a2, b)).min(edits(a, b2));
            if let ([x, x2, a3 @ ..], [y, y2, b3 @ ..]) = (a, b)
                && x == y2
                && x2 == y
            {
                best = best.min(edits(a3, b3));
            }
            best + 1
        }
    }
}

/// A pattern, a word as it is written, and the language of its paragraph.
type Asked = (Pattern, String, Option<String>);

thread_local! {
    /// What [`is_form`] said before; the vocabulary is small.
    static KNOWN: std::cell::RefCell<std::collections::HashMap<Asked, bool>> = Default::default();
}

fn is_form(pattern: &Pattern, folded: &str, written: &str, language: &Option<String>) -> bool {
    let key = (pattern.clone(), written.to_owned(), language.clone());
    if let Some(known) = KNOWN.with_borrow(|k| k.get(&key).copied()) {
        return known;
    }
    let answer = is_form_of(pattern, folded, written, language);
    KNOWN.with_borrow_mut(|k| k.insert(key, answer));
    answer
}

fn is_form_of(pattern: &Pattern, folded: &str, written: &str, language: &Option<String>) -> bool {
    let chars = |s: &str| s.chars().collect::<Vec<_>>();
    match pattern {
        Pattern::Exact(word) => word == folded,
        Pattern::Cased(_, form) => super::segment::written_alike(form, written),
        Pattern::Inflected(word) => match stemmer(language) {
            _ if word == folded => true,
            Some(stemmer) => stemmer.stem(word) == stemmer.stem(folded),
            None => false,
        },
        Pattern::Wild(glob) => {
            let regex: String = glob
                .chars()
                .map(|c| match c {
                    '*' => ".*".into(),
                    '?' => r".[\p{M}\u{e33}]*".into(),
                    c => regex::escape(&c.to_string()),
                })
                .collect();
            regex::Regex::new(&format!("^{regex}$")).unwrap().is_match(folded)
        }
        Pattern::Fuzzy(word, n) => edits(&chars(word), &chars(folded)) <= usize::from(*n),
        Pattern::Regex(regex) => regex::Regex::new(&format!("^(?i:{regex})$")).unwrap().is_match(folded),
    }
}

/// A text with its words.
struct Words<'a> {
    words: Vec<(Span, String)>,
    text: &'a str,
    language: &'a Option<String>,
    /// First bytes of sentences.
    sentences: Vec<u32>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Found {
    words: BTreeSet<u32>,
    parts: Marks,
}

impl<'a> Words<'a> {
    fn of(text: &'a str, language: &'a Option<String>, sentences: &[u32]) -> Self {
        let mut list = Vec::new();
        words::each_word(text, |span, word| list.push((span, word.to_owned())));
        Words { words: list, text, language, sentences: sentences.to_vec() }
    }

    fn sentence(&self, position: u32) -> usize {
        let byte = self.words[position as usize].0.start;
        self.sentences.iter().filter(|s| **s <= byte).count()
    }

    fn are_near(&self, a: &Found, b: &Found, near: Near) -> bool {
        let pairs: Vec<(u32, u32)> = a.words.iter().flat_map(|x| b.words.iter().map(|y| (*x, *y))).collect();
        if pairs.iter().any(|(x, y)| x == y) {
            return false;
        }
        let nearest = pairs.iter().map(|(x, y)| x.abs_diff(*y)).min();
        match near {
            Near::Within(n) => nearest <= Some(n),
            Near::Before(n) => pairs.iter().all(|(x, y)| x < y) && nearest <= Some(n),
            Near::Sentence => pairs.iter().any(|(x, y)| self.sentence(*x) == self.sentence(*y)),
            Near::Paragraph => true,
        }
    }

    fn find(&self, places: &Places, window: (u32, u32)) -> BTreeSet<Found> {
        match places {
            Places::Phrase(patterns) => {
                let n = patterns.len() as u32;
                (window.0..=(window.1.min(self.words.len() as u32)).saturating_sub(n))
                    .filter(|s| s + n <= window.1.min(self.words.len() as u32))
                    .filter(|s| {
                        patterns.iter().zip(&self.words[*s as usize..]).all(|(pattern, (span, folded))| {
                            is_form(pattern, folded, span.of(self.text), self.language)
                        })
                    })
                    .map(|s| Found { words: (s..s + n).collect(), parts: [(s, s + n)].into() })
                    .collect()
            }
            Places::Any(parts) => merged(parts.iter().flat_map(|p| self.find(p, window))),
            Places::Near { a, near, negated, b } => {
                let (left, right) = (self.find(a, window), self.find(b, window));
                if *negated {
                    return left.into_iter().filter(|x| !right.iter().any(|y| self.are_near(x, y, *near))).collect();
                }
                let pairs = left.iter().flat_map(|x| right.iter().map(move |y| (x, y)));
                merged(pairs.filter(|(x, y)| self.are_near(x, y, *near)).map(|(x, y)| Found {
                    words: x.words.union(&y.words).copied().collect(),
                    parts: x.parts.union(&y.parts).copied().collect(),
                }))
            }
        }
    }

    /// The marks of the expression, and how many times it matches.
    fn marks(&self, places: &Places, window: (u32, u32)) -> (usize, Marks) {
        let found = self.find(places, window);
        let marks: Marks = found.iter().flat_map(|f| f.parts.clone()).collect();
        let count = match places {
            Places::Near { a, near, negated: false, b } => {
                let right = self.find(b, window);
                self.find(a, window).iter().filter(|x| right.iter().any(|y| self.are_near(x, y, *near))).count()
            }
            _ => found.len(),
        };
        (count, marks)
    }
}

/// Of those of the same words one, with the parts of all; a whole match leaves nothing to add.
fn merged(found: impl Iterator<Item = Found>) -> BTreeSet<Found> {
    let mut by_words: std::collections::BTreeMap<BTreeSet<u32>, Marks> = Default::default();
    for f in found {
        by_words.entry(f.words).or_default().extend(f.parts);
    }
    let whole = |words: &BTreeSet<u32>, parts: Marks| match (words.first(), words.last()) {
        (Some(first), Some(last)) if parts.contains(&(*first, last + 1)) => [(*first, last + 1)].into(),
        _ => parts,
    };
    by_words.into_iter().map(|(words, parts)| Found { parts: whole(&words, parts), words }).collect()
}

/// The marks of a match, or `None`.
pub fn eval(part: &Part, at: At) -> Option<Marks> {
    let yes = |holds: bool| holds.then(Marks::new);
    match &part.query {
        Query::All => yes(true),
        Query::And(parts) => {
            let all: Option<Vec<Marks>> = parts.iter().map(|p| eval(p, at)).collect();
            all.map(|m| m.into_iter().flatten().collect())
        }
        Query::Or(parts) => {
            let any: Vec<Marks> = parts.iter().filter_map(|p| eval(p, at)).collect();
            (!any.is_empty()).then(|| any.into_iter().flatten().collect())
        }
        Query::Not(inner) => yes(eval(inner, at).is_none()),
        Query::Text(text) => eval_text(text, at),
        Query::Is(is) => yes(eval_is(is, at)),
        Query::Said(inner) if at.quotation.is_some() => eval(inner, at),
        Query::Said(inner) => {
            let each = (0..at.quotations().len()).filter_map(|n| eval(inner, At { quotation: Some(n), ..at }));
            let any: Vec<Marks> = each.collect();
            (!any.is_empty()).then(|| any.into_iter().flatten().collect())
        }
        Query::Paragraph(inner) => eval(inner, At { quotation: None, ..at }),
        Query::Article(parts) => eval_article(parts, At { quotation: None, ..at }),
    }
}

fn eval_article(parts: &[Part], at: At) -> Option<Marks> {
    let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
    for part in parts {
        match &part.query {
            Query::Not(inner) => unwanted.push(&**inner),
            _ => wanted.push(part),
        }
    }
    let anywhere = |part: &Part| at.siblings().into_iter().any(|sibling| eval(part, sibling).is_some());
    if !wanted.iter().all(|p| anywhere(p)) || unwanted.iter().any(|p| anywhere(p)) {
        return None;
    }
    if wanted.is_empty() {
        return Some(Marks::new());
    }
    let here: Vec<Marks> = wanted.iter().filter_map(|p| eval(p, at)).collect();
    (!here.is_empty()).then(|| here.into_iter().flatten().collect())
}

fn eval_text(text: &Text, at: At) -> Option<Marks> {
    let article = &at.article.article;
    if text.zone == Zone::Text {
        let words = Words::of(at.text(), at.language(), &at.article.sentences[at.paragraph]);
        let windows: Vec<(u32, u32)> = match at.quotation {
            None => vec![(0, u32::MAX)],
            Some(_) => at
                .quote()
                .content
                .iter()
                .map(|c| {
                    let position = |byte: u32| words.words.iter().filter(|(s, _)| s.start < byte).count() as u32;
                    (position(c.span.start), position(c.span.end))
                })
                .collect(),
        };
        let found: Vec<(usize, Marks)> = windows.iter().map(|w| words.marks(&text.places, *w)).collect();
        let count: usize = found.iter().map(|(n, _)| n).sum();
        return (count >= text.at_least as usize).then(|| found.into_iter().flat_map(|(_, m)| m).collect());
    }
    let entities = |kinds: &[EntityKind]| -> Vec<String> {
        let of_kind = at.article.entities_of(at.p()).iter().filter(|e| kinds.contains(&e.kind));
        let both = of_kind.flat_map(|e| [e.name.clone(), e.at.span.of(at.text()).to_owned()]);
        both.collect::<BTreeSet<_>>().into_iter().collect()
    };
    use EntityKind::*;
    let values: Vec<String> = match text.zone {
        Zone::Title => vec![article.title.clone()],
        Zone::Byline => article.byline.clone(),
        Zone::Source => article.source.iter().cloned().collect(),
        Zone::Wire => article.wire.clone(),
        Zone::Section => article.section.iter().cloned().collect(),
        Zone::Url => article.url.iter().cloned().collect(),
        Zone::Path => vec![article.path.clone()],
        Zone::Id => vec![article.id.clone()],
        Zone::Person => entities(&[Person]),
        Zone::Org => entities(&[Organization]),
        Zone::Place => entities(&[Place, Facility]),
        Zone::Other => entities(&[Nationality, Event, Product, Work, Misc]),
        Zone::Speaker => at.quote().speaker.iter().cloned().collect(),
        Zone::Cue => at.quote().cue.iter().map(|c| article.slice(*c).to_owned()).collect(),
        Zone::Text => unreachable!(),
    };
    let count: usize =
        values.iter().map(|v| Words::of(v, &article.language, &[]).marks(&text.places, (0, u32::MAX)).0).sum();
    (count >= text.at_least as usize).then(Marks::new)
}

fn eval_is(is: &Is, at: At) -> bool {
    let article = &at.article.article;
    let number = crate::query::dates::number;
    let on = |stamp: Option<Stamp>, days: &crate::query::dates::Days| {
        stamp.is_some_and(|s| days.contain(number(s.day), number(s.day)))
    };
    match is {
        Is::Published(days) => on(article.published, days),
        Is::Updated(days) => on(article.updated, days),
        Is::Mentions(days) => at.article.dates_of(at.p()).iter().any(|d| days.contain(number(d.from), number(d.to))),
        Is::Words(range) => range.contain(f64::from(at.article.words)),
        Is::Lang(language) => article.language.as_deref() == Some(language),
        Is::Paragraph(range) => range.contains(&u64::from(at.p())),
        Is::Value("kind", v) => at.quote().kind.as_str() == v,
        Is::Value("act", v) => at.quote().act.as_str() == v,
        Is::Value("via", v) => at.quote().via.is_some_and(|x| x.as_str() == v),
        Is::Value(_, v) => at.quote().speaker_kind.as_str() == v,
        Is::Confidence(range) => range.contain(per_mille(at.quote().confidence) as f64 / 1000.0),
        Is::Has("date") => article.published.is_some(),
        Is::Has("source") => article.source.is_some(),
        Is::Has("url") => article.url.is_some(),
        Is::Has("updated") => article.updated.is_some(),
        Is::Has("section") => article.section.is_some(),
        Is::Has("byline") => !article.byline.is_empty(),
        Is::Has("speaker") => at.quote().speaker.is_some(),
        Is::Has("cue") => at.quote().cue.is_some(),
        Is::Has("org" | "other") => false,
        Is::Has("place") => at.article.entities_of(at.p()).iter().any(|e| e.kind == EntityKind::Place),
        Is::Has("person") => at.article.entities_of(at.p()).iter().any(|e| e.kind == EntityKind::Person),
        Is::Has("mentions") => !at.article.dates_of(at.p()).is_empty(),
        Is::Has(other) => panic!("the oracle knows nothing of {other}"),
        Is::Family(_) | Is::Chosen(_) => panic!("the oracle knows no families"),
        Is::Since(_) => true,
    }
}
