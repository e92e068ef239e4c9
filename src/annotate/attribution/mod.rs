//! Who says what, within the article's own words: cue, mention of the speaker, content.

pub mod act;
pub mod assemble;
pub mod bind;
pub mod lexicon;
pub mod sequence;
pub mod spot;
pub mod uncued;
pub mod units;

use crate::annotate::Document;
use crate::annotate::tagger::{Model, Row, Scratch};
use crate::model::Quotation;
use sequence::Sequence;
use std::ops::Range;
use std::sync::LazyLock;

/// The two models of attribution.
#[derive(Debug, Clone)]
pub struct Models {
    /// Finds cues, sources and contents in one pass.
    pub spot: Model,
    /// Binds source and content to one cue.
    pub bind: Model,
}

static MODELS: LazyLock<Option<Models>> = LazyLock::new(|| {
    let load = |bytes: &'static [u8]| Model::load(bytes).ok();
    Some(Models {
        spot: load(include_bytes!("../../../models/attribution-spot.bin"))?,
        bind: load(include_bytes!("../../../models/attribution-bind.bin"))?,
    })
});

/// The least probability of a cue.
const LEAST: f32 = 0.2;

/// Finds the quotations of an article; who speaks is left to coreference.
pub fn run(document: &mut Document) {
    if let Some(models) = &*MODELS {
        document.quotations = attribute(document, models, LEAST);
    }
}

/// What the first model makes of a paragraph.
#[derive(Debug, Clone, Default)]
pub struct Guess {
    /// The label of each unit.
    pub labels: Vec<u8>,
    /// Stretches that may be cues.
    pub cues: Vec<Range<usize>>,
}

/// What the second model makes of a cue.
#[derive(Debug, Clone, PartialEq)]
pub struct Bound {
    /// The cue's units.
    pub cue: Range<usize>,
    /// The units of the mention.
    pub source: Option<Range<usize>>,
    /// The units of the content's pieces.
    pub content: Vec<Range<usize>>,
    /// The probability that it is a cue.
    pub probability: f32,
}

/// By how much a possible cue is favoured when candidates are looked for, in natural logarithms.
const FAVOUR: f32 = 4.0;

/// Runs the first model over a paragraph.
pub fn guess(model: &Model, s: &Sequence, favour: f32) -> Guess {
    let mut features = Vec::new();
    let mut rows: Vec<Row> = (0..s.len())
        .map(|i| {
            features.clear();
            spot::features(s, i, |f| features.push(f));
            model.row(&features)
        })
        .collect();
    let mut guess = Guess::default();
    let mut scratch = Scratch::default();
    model.decode(&rows, &mut scratch, &mut guess.labels);
    let extra = (favour / model.step()) as i16;
    for row in &mut rows {
        row.0[1] = row.0[1].saturating_add(extra);
    }
    let mut favoured = Vec::new();
    model.decode(&rows, &mut scratch, &mut favoured);
    guess.cues = spans(&favoured, 1).collect();
    guess
}

/// The stretches of a kind of label, given by its B- label.
pub fn spans(labels: &[u8], begin: u8) -> impl Iterator<Item = Range<usize>> {
    (0..labels.len()).filter(move |&i| labels[i] == begin).map(move |i| {
        let length = labels[i + 1..].iter().take_while(|&&l| l == begin + 1).count();
        i..i + 1 + length
    })
}

/// Binds source and content to a cue; `None` where it is none.
pub fn bind(
    model: &Model,
    s: &Sequence,
    counts: &bind::Counts,
    guess: &[u8],
    units: Range<usize>,
    least: f32,
) -> Option<Bound> {
    let cue = bind::Cue::new(s, units.clone());
    let mut features = Vec::new();
    let rows: Vec<Row> = cue
        .window
        .clone()
        .map(|j| {
            features.clear();
            bind::features(s, counts, &cue, guess, j, |f| features.push(f));
            model.row(&features)
        })
        .collect();
    let from = cue.window.start;
    let marginals = model.marginals(&rows);
    let of = |l: usize| marginals[units.start - from..units.end - from].iter().map(|m| m[l]).fold(0.0, f32::max);
    let probability = of(1).max(of(2));
    if probability < least {
        return None;
    }
    let mut rows = rows;
    // Given that it is a cue, the best labels around it.
    let middle = &mut rows[units.start - from + (units.len() - 1)];
    let extra = (8.0 / model.step()) as i16;
    middle.0[1] = middle.0[1].saturating_add(extra);
    middle.0[2] = middle.0[2].saturating_add(extra);
    let mut labels = Vec::new();
    model.decode(&rows, &mut Scratch::default(), &mut labels);
    let shift = |r: Range<usize>| r.start + from..r.end + from;
    let found = spans(&labels, 1).map(shift).find(|r| r.start < units.end && units.start < r.end)?;
    let distance = |r: &Range<usize>| found.start.saturating_sub(r.end).max(r.start.saturating_sub(found.end));
    let source = spans(&labels, 3).map(shift).min_by_key(distance);
    let content: Vec<_> = spans(&labels, 5).map(shift).collect();
    Some(Bound { cue: found, source, content, probability })
}

/// All quotations of a document, in the order of its paragraphs.
pub fn attribute(document: &Document, models: &Models, least: f32) -> Vec<Quotation> {
    let count = document.article.paragraphs.len();
    let labels = uncued::labels(document);
    let mut out = Vec::new();
    let mut introduced = false;
    let mut next = (count > 0).then(|| Sequence::new(document, 0));
    for (i, label) in labels.into_iter().enumerate() {
        let Some(s) = next.take() else { break };
        next = (i + 1 < count).then(|| Sequence::new(document, i + 1));
        let from = out.len();
        if let Some(turn) = label.and_then(|l| uncued::turn(document, i, l)) {
            out.push(turn);
            introduced = false;
            continue;
        }
        let opening = next.as_ref().and_then(opening);
        for b in bound(models, &s, least) {
            out.extend(assemble::quotation(document, i, &s, &b, opening.clone()));
        }
        let p = document.article.paragraphs[i].p;
        let intro = out[from.saturating_sub(usize::from(introduced))..].to_vec();
        out.extend(uncued::continuations(document, i, &s, &intro));
        introduced = out.last().is_some_and(|q| q.content.first().is_some_and(|c| c.p > p));
    }
    out
}

/// The bound cues of a paragraph.
fn bound(models: &Models, s: &Sequence, least: f32) -> Vec<Bound> {
    let guess = guess(&models.spot, s, FAVOUR);
    let counts = bind::Counts::new(s);
    let bind = |c: &Range<usize>| bind(&models.bind, s, &counts, &guess.labels, c.clone(), least);
    assemble::outermost(guess.cues.iter().filter_map(bind).collect(), s.len())
}

/// The token numbers of the quotations that a paragraph opens with, where they are whole sentences.
fn opening(s: &Sequence) -> Option<Range<usize>> {
    let mut end = 0;
    while end < s.len() && bind::all_quoted(s, end..s.sentences[end].1 as usize) {
        end = s.sentences[end].1 as usize;
    }
    (end > 0).then(|| s.units[0].tokens.start..s.units[end - 1].tokens.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Act, Article, Paragraph, Passage, QuoteKind, Via};
    use proptest::prelude::*;

    fn article(texts: &[&str]) -> Article {
        let paragraph = |(text, p): (&&str, u32)| Paragraph { p, text: text.to_string() };
        Article { paragraphs: texts.iter().zip(1..).map(paragraph).collect(), ..Default::default() }
    }

    fn read(article: &Article) -> Vec<Quotation> {
        let mut document = Document::new(article);
        for (name, step) in crate::annotate::ANNOTATORS {
            if *name != "coreference" {
                step(&mut document);
            }
        }
        document.quotations
    }

    /// Mention, cue and content pieces of each quotation, as words.
    fn said(texts: &[&str]) -> Vec<(String, String, String)> {
        let article = article(texts);
        let words = |p: Option<Passage>| p.map_or(String::new(), |p| article.slice(p).to_owned());
        let row = |q: Quotation| {
            let content: Vec<&str> = q.content.iter().map(|c| article.slice(*c)).collect();
            (words(q.mention), words(q.cue), content.join(" … "))
        };
        read(&article).into_iter().map(row).collect()
    }

    fn row(mention: &str, cue: &str, content: &str) -> (String, String, String) {
        (mention.to_owned(), cue.to_owned(), content.to_owned())
    }

    #[test]
    fn cues_after_before_and_amid_their_content() {
        assert_eq!(
            said(&["“The bridge will open in May,” Carla Mendes said."]),
            [row("Carla Mendes", "said", "“The bridge will open in May,”")]
        );
        assert_eq!(
            said(&["“The bridge will open in May,” said Carla Mendes. “We are ready for it.”"]),
            [row("Carla Mendes", "said", "“The bridge will open in May,” … “We are ready for it.”")]
        );
        assert_eq!(
            said(&["She said that the bridge would open in May."]),
            [row("She", "said", "that the bridge would open in May")]
        );
        assert_eq!(
            said(&["According to the ministry, the bridge will open in May."]),
            [row("the ministry", "According to", "the bridge will open in May")]
        );
    }

    #[test]
    fn a_colon_introduces_the_next_paragraph_and_an_unclosed_one_goes_on() {
        let texts = ["Mendes added:", "“We have waited for twenty years.", "“Now we will not wait any longer.”"];
        let article = article(&texts);
        let found = read(&article);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].cue.map(|c| c.p), found[0].content[0].p), (Some(1), 2));
        assert_eq!((found[1].via, found[1].content[0].p, found[1].cue), (Some(Via::Continuation), 3, None));
        assert!(found.iter().all(|q| q.kind == QuoteKind::Direct && q.act == Act::Speech));
    }

    #[test]
    fn turns_of_an_interview_have_labels() {
        let texts = ["Q: Who built it?", "A: We did, all of us.", "Q: In what year?", "A: It was in 1990."];
        let found = said(&texts);
        assert_eq!(found.len(), 4);
        assert_eq!(found[1], row("A", ":", "We did, all of us"));
        assert!(said(&["LONDON: It rained all day and all night.", "Nobody went out."]).is_empty());
    }

    #[test]
    fn a_long_line_of_cues_takes_linear_time() {
        for unit in ["he said that ", "“So it is.” ", "said: ", "Ann said, ", "“so, ”"] {
            read(&article(&[&unit.repeat(2_000)]));
        }
    }

    proptest! {
        #[test]
        fn every_span_lies_in_its_paragraph(text in "([A-Z]?[a-z]{1,6}|said|that|“|”|\"|'|,|\\.|:|é| ){0,60}") {
            let article = article(&[text.trim(), "“So it is.”"]);
            for q in read(&article) {
                prop_assert!(!q.content.is_empty());
                let last = q.content.windows(2).all(|w| w[0].span.end < w[1].span.start);
                prop_assert!(last);
                for at in q.content.iter().chain(&q.cue).chain(&q.mention) {
                    prop_assert!(!article.slice(*at).is_empty());
                }
            }
        }
    }
}
