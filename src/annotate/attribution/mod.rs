//! Who says what, within the article's own words: cue, mention of the speaker, content.

pub mod act;
pub mod assemble;
pub mod bind;
mod binder;
mod complete;
pub mod extent;
pub mod frames;
pub mod lexicon;
pub mod memory;
mod phrasings;
pub mod sequence;
mod shared;
mod sides;
pub mod spot;
pub mod tables;
pub mod uncued;
pub mod units;

use crate::annotate::Document;
use crate::annotate::tagger::{self, Model, NARROW};
use crate::model::{Act, Quotation};
use binder::Binder;
use memory::{Memory, Room};
use sequence::Sequence;
use std::cell::RefCell;
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
    let load = |bytes: &'static [u8]| Model::load(tagger::large(bytes)).ok();
    Some(Models {
        spot: load(include_bytes!("../../../models/attribution-spot.bin"))?,
        bind: load(include_bytes!("../../../models/attribution-bind.bin"))?,
    })
});

/// What features say of a unit: both models have few labels.
type Row = tagger::Row<NARROW>;

thread_local! {
    /// Words that this thread has seen.
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// The least probability of a cue.
const LEAST: f32 = 0.3;

/// The same where the content is in quotation marks: somebody must have said it.
const MARKED: f32 = 0.03;

/// The same where somebody stands before the cue and a clause with "that" behind it: hardly anything but a statement is built so.
const CLAUSE: f32 = 0.15;

/// Finds the quotations of an article; who speaks is left to coreference.
pub fn run(document: &mut Document) {
    if let Some(models) = &*MODELS {
        document.quotations = MEMORY.with_borrow_mut(|memory| attribute(document, models, memory, LEAST));
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
    /// Whether it lies within the content of another one.
    pub nested: bool,
}

impl Bound {
    /// Whether it ends before another begins, or the other way round.
    fn apart(&self, other: &Bound) -> bool {
        let reach = |b: &Bound| {
            let all = b.content.iter().chain(&b.source).chain([&b.cue]);
            all.fold((usize::MAX, 0), |(start, end), r| (start.min(r.start), end.max(r.end)))
        };
        let (a, b) = (reach(self), reach(other));
        a.1 <= b.0 || b.1 <= a.0
    }
}

/// By how much a possible cue is favoured when candidates are looked for, in natural logarithms.
const FAVOUR: f32 = 3.0;

/// Runs the first model over a paragraph.
pub fn guess(model: &Model, s: &Sequence, memory: &mut Memory) -> Guess {
    let mut room = std::mem::take(&mut memory.room);
    spot_rows(model, s, memory, &mut room);
    let Room { rows, scratch, .. } = &mut room;
    let mut guess = Guess::default();
    model.decode(rows, scratch, &mut guess.labels);
    for row in rows.iter_mut() {
        row.0[1] = row.0[1].saturating_add((FAVOUR / model.step()) as i16);
    }
    let mut favoured = Vec::new();
    model.decode(rows, scratch, &mut favoured);
    guess.cues = spans(&favoured, 1).collect();
    memory.room = room;
    guess
}

/// Writes the rows of a paragraph for the first model.
fn spot_rows(model: &Model, s: &Sequence, memory: &mut Memory, room: &mut Room) {
    /// Places before a unit that are looked at, and as many behind it.
    const REACH: usize = memory::SPOT / 2;
    let Room { rows, features, ends, .. } = room;
    // Each word adds to the rows of the units around it; so there are some more rows at both ends, for now.
    rows.clear();
    rows.resize(s.len() + 2 * REACH, Row::default());
    features.clear();
    ends.clear();
    for (j, (word, &tag)) in s.words.iter().zip(&s.tags).enumerate() {
        let [seen @ .., alone] = memory.spot(model, word, tag);
        for (row, seen) in rows[j..].iter_mut().zip(seen.iter().rev()) {
            row.add(seen);
        }
        match spot::beside(s, j) {
            spot::ALONE => rows[j + REACH].add(alone),
            beside => features.extend(spot::beside_features(word, beside)),
        }
        ends.push(features.len());
    }
    rows.truncate(s.len() + REACH);
    rows.drain(..REACH);
    model.add_all(features, ends, rows);
    features.clear();
    for units in spot::between_cues(s) {
        spot::open(s, units.start, &mut memory.spot_tables);
        let mut sum = memory.spot_tables.sum(model, features);
        for (i, row) in units.clone().zip(&mut rows[units]) {
            sum.row = *row;
            spot::context_features(s, i, &mut sum);
            *row = sum.row;
        }
    }
    let beyond = memory.beyond(model);
    for (i, row) in rows.iter_mut().enumerate().take(REACH) {
        beyond[..REACH - i].iter().for_each(|seen| row.add(seen));
    }
    for (i, row) in rows.iter_mut().rev().enumerate().take(REACH) {
        beyond[REACH + 1 + i..].iter().for_each(|seen| row.add(seen));
    }
}

/// The stretches of a kind of label, given by its B- label.
pub fn spans(labels: &[u8], begin: u8) -> impl Iterator<Item = Range<usize>> {
    (0..labels.len()).filter(move |&i| labels[i] == begin).map(move |i| {
        let length = labels[i + 1..].iter().take_while(|&&l| l == begin + 1).count();
        i..i + 1 + length
    })
}

/// A shorter turn of an interview does not go on in the next paragraph, in tokens.
const LONG_TURN: usize = 10;

/// All quotations of a document, in the order of its paragraphs.
pub fn attribute(document: &Document, models: &Models, memory: &mut Memory, least: f32) -> Vec<Quotation> {
    let count = document.article.paragraphs.len();
    let labels = uncued::labels(document);
    let mut out = Vec::new();
    let last_turn = labels.iter().rposition(Option::is_some).unwrap_or(0);
    let (mut introduced, mut turns, mut seen) = (false, false, 0);
    let mut next = (count > 0).then(|| Sequence::new(document, 0, memory));
    for (i, label) in labels.into_iter().enumerate() {
        let Some(s) = next.take() else { break };
        next = (i + 1 < count).then(|| Sequence::new(document, i + 1, memory));
        let from = out.len();
        // Between turns of an interview a paragraph without a label goes on with the last one.
        let goes_on = label.is_none() && turns && i < last_turn;
        let turn = match label {
            Some(label) => uncued::turn(document, i, label),
            None if goes_on => uncued::turn_goes_on(document, i),
            None => None,
        };
        if let Some(turn) = turn {
            out.push(turn);
            // What the first label stands before may be a headline.
            (introduced, turns) = (false, seen > 0 && document.splits[i].tokens.len() > LONG_TURN);
            seen += 1;
            continue;
        }
        turns = false;
        let opening = next.as_ref().and_then(opening);
        let text = &document.article.paragraphs[i].text;
        for b in bound(text, models, &s, memory, least) {
            let quotation = assemble::quotation(document, i, &s, &b, opening.clone());
            out.extend(quotation.filter(|q| !b.nested || is_statement(q) && !s.units[b.cue.start].quoted));
        }
        let p = document.article.paragraphs[i].p;
        let intro = out[from.saturating_sub(usize::from(introduced))..].to_vec();
        out.extend(uncued::continuations(document, i, &s, &intro));
        introduced = out.last().is_some_and(|q| q.content.first().is_some_and(|c| c.p > p));
    }
    out
}

/// How likely a statement within another one must be.
const NESTED: f32 = 0.5;

/// Whether a quotation within another one is worth a place of its own: somebody's words, not just a word of thinking.
fn is_statement(q: &Quotation) -> bool {
    q.act == Act::Speech && q.mention.is_some() && q.confidence >= NESTED
}

/// The bound cues of a paragraph.
fn bound(text: &str, models: &Models, s: &Sequence, memory: &mut Memory, least: f32) -> Vec<Bound> {
    let guess = guess(&models.spot, s, memory);
    let found = Binder::new(&models.bind, s, &guess, memory).bind_all(least.min(MARKED));
    let marked = |b: &Bound| b.content.iter().cloned().flatten().any(|i| s.units[i].folded);
    let (mut bound, weak): (Vec<_>, Vec<_>) = found.into_iter().partition(|b| b.probability >= least || marked(b));
    let clauses = weak.into_iter().filter(|b| b.probability >= least.min(CLAUSE) && is_clause(text, s, b));
    let alone: Vec<_> = clauses.filter(|b| bound.iter().all(|other| b.apart(other))).collect();
    bound.extend(alone);
    bound.sort_by_key(|b| b.cue.start);
    bound.iter_mut().for_each(|b| extent::trim(s, b));
    let mut bound = assemble::settle(s, frames::settle(text, s, bound));
    complete::bind(text, s, &mut bound);
    phrasings::bind(s, &mut bound);
    shared::bind(s, &mut bound);
    extent::mend(s, &mut bound);
    bound
}

/// Whether somebody stands before the cue and a clause with "that" behind it.
fn is_clause(text: &str, s: &Sequence, b: &Bound) -> bool {
    let before = b.source.as_ref().is_some_and(|source| source.end <= b.cue.start);
    before && b.content.first().is_some_and(|c| s.word_of(text, &s.units[c.start]).eq_ignore_ascii_case("that"))
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
    use crate::model::{Article, Paragraph, Passage, QuoteKind, Via};
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
    fn where_it_was_said_is_no_part_of_a_name() {
        assert_eq!(
            said(&["“We have waited long enough,” said Carla Mendes in Lisbon."]),
            [row("Carla Mendes", "said", "“We have waited long enough,”")]
        );
    }

    #[test]
    fn a_dateline_is_no_part_of_what_is_said() {
        assert_eq!(
            said(&["KARSHOLM - “We want more,” Carla Mendes said in Lisbon."]),
            [row("Carla Mendes", "said", "“We want more,”")]
        );
    }

    #[test]
    fn set_phrases_say_who_speaks() {
        assert_eq!(
            said(&["As noted by Carla Mendes, head of the port, after a visit to the bridge, the works were delayed."]),
            [row("Carla Mendes", "As noted by", "the works were delayed")]
        );
    }

    #[test]
    fn a_comma_behind_the_mark_is_as_good_as_one_before_it() {
        for verb in ["said", "explained", "added"] {
            for text in [
                format!("“The bridge will open in May”, {verb} Carla Mendes."),
                format!("“It opens”, Carla Mendes {verb}."),
            ] {
                assert_eq!(said(&[&text])[0].0, "Carla Mendes", "{text}");
            }
        }
        assert_eq!(said(&["The “old bridge of May”, which he built, was shut."]), []);
    }

    #[test]
    fn a_sure_cue_finds_its_content() {
        let content = |text: &str| said(&[text]).into_iter().map(|(who, _, what)| (who, what)).collect::<Vec<_>>();
        let one = |who: &str, what: &str| vec![(who.to_owned(), what.to_owned())];
        assert_eq!(
            content("Carla Mendes told a news conference the bridge would open in May."),
            one("Carla Mendes", "the bridge would open in May")
        );
        assert_eq!(
            content("“The bridge will open in May,” Carla Mendes, the town’s chief engineer told reporters."),
            one("Carla Mendes, the town’s chief engineer", "“The bridge will open in May,”")
        );
        assert_eq!(
            content("The bridge would open in May, said the head of the port, Carla Mendes."),
            one("the head of the port, Carla Mendes", "The bridge would open in May")
        );
        assert_eq!(
            content("Carla Mendes, who built it, told AFP that the bridge would open in May."),
            one("Carla Mendes", "that the bridge would open in May")
        );
    }

    #[test]
    fn a_long_source_leaves_the_quotation_before_it_to_the_content() {
        let source =
            "teacher Carla Mendes, founder of Women of the Docks, a group that campaigns for the rights of dockers,";
        let content = "“We never see the basic things,”";
        assert_eq!(said(&[&format!("{content} {source} told Radio Norte.")]), [row(source, "told", content)]);
        let content =
            "Norte Life and New Tide Trust were placed under state control to “protect the rights of savers,”";
        assert_eq!(
            said(&[&format!("{content} the Norte Insurance Commission said in a statement.")]),
            [row("the Norte Insurance Commission", "said in a statement", content)]
        );
    }

    #[test]
    fn a_cue_may_begin_a_paragraph_behind_a_comma() {
        said(&[", according to OSLO, Jan 5 (Agency) - x"]);
    }

    #[test]
    fn short_sentences_in_marks_go_on_with_what_is_said() {
        assert_eq!(
            said(&["“It is time for all of us to go,” Carla Mendes said. “Really.”"]),
            [row("Carla Mendes", "said", "“It is time for all of us to go,” … “Really.”")]
        );
    }

    #[test]
    fn answers_may_be_all_that_has_labels() {
        let texts = ["Why?", "A: It was late.", "A: It was dark.", "A: It was cold.", "A: It was far."];
        assert_eq!(said(&texts).len(), 4);
        assert_eq!(said(&["Q. Who built it?", "A. We did.", "Q. When did you?", "A. It was in 1990."]).len(), 4);
        assert!(said(&["A. It was late.", "The bridge was shut."]).is_empty());
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
        for unit in ["he said that ", "As said by Ann, it was so. ", "“So it is.” ", "said: ", "Ann said, ", "“so, ”"]
        {
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
