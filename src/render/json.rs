//! The JSON forms of schema 1, as `docs/json.md` lists them. Keys may be added, never renamed or removed.

use super::offsets::Offsets;
use crate::annotate::{self, coreference::Why};
use crate::error::so_many;
use crate::index::{Meta, Par};
use crate::model::{DateMention, Entity, Passage, Quotation};
use crate::parse::Parsed;
use crate::search::concordance::Line;
use crate::search::{Facet, Hit};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};

/// The number of this version of the JSON forms.
pub const SCHEMA: u32 = 1;

/// A span with its words; offsets are code points.
#[derive(Debug, Clone, Serialize)]
pub struct PassageJson {
    /// Paragraph number.
    pub p: u32,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The words.
    pub text: String,
}

/// A quotation as scripts see it.
#[derive(Debug, Clone, Serialize)]
pub struct QuotationJson {
    kind: &'static str,
    act: &'static str,
    speaker: Option<String>,
    speaker_kind: &'static str,
    via: Option<&'static str>,
    mention: Option<PassageJson>,
    cue: Option<PassageJson>,
    content: Vec<PassageJson>,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<WhyJson>,
}

/// Why a quotation has its speaker, as scripts see it; only with `--explain`.
#[derive(Debug, Clone, Serialize)]
pub struct WhyJson {
    rule: &'static str,
    antecedent: Option<PassageJson>,
    margin: f64,
    attribution: f64,
}

/// An entity as scripts see it.
#[derive(Debug, Clone, Serialize)]
pub struct EntityJson {
    #[serde(flatten)]
    at: PassageJson,
    kind: &'static str,
    name: String,
}

/// A date spoken of, as scripts see it.
#[derive(Debug, Clone, Serialize)]
pub struct DateJson {
    #[serde(flatten)]
    at: PassageJson,
    from: String,
    to: String,
}

/// Where the values of an article's fields came from.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Origins(BTreeMap<&'static str, Origin>);

/// Where a value came from.
#[derive(Debug, Clone, Serialize)]
struct Origin {
    from: String,
    guessed: bool,
}

impl Origins {
    /// Those of an article that was read.
    pub fn of(parsed: &Parsed) -> Self {
        let origin = |(field, from): &(&'static str, String)| {
            let guessed = match *field {
                "published" => parsed.date_is_guessed(),
                "title" => parsed.article.title_derived,
                "language" => from == "detected",
                _ => false,
            };
            (*field, Origin { from: from.clone(), guessed })
        };
        // The first value of a field is the one that counts.
        Origins(parsed.origins.iter().rev().map(origin).collect())
    }

    /// The same in one line.
    pub fn in_words(&self) -> String {
        let word = |(field, origin): (&&str, &Origin)| {
            format!("{field} from {}{}", origin.from, if origin.guessed { " (guessed)" } else { "" })
        };
        self.0.iter().map(word).collect::<Vec<_>>().join(" · ")
    }
}

/// A paragraph of an article.
#[derive(Debug, Clone, Serialize)]
pub struct ParagraphJson {
    p: u32,
    text: String,
    /// Where it is not that of the article.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// With `language`: whether quotations, names and dates were looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    annotated: Option<bool>,
}

impl ParagraphJson {
    fn of(par: &Par) -> Self {
        let annotated = par.language.as_deref().map(|language| annotate::covers(Some(language)));
        ParagraphJson { p: par.p, text: par.text.clone(), language: par.language.clone(), annotated }
    }
}

/// What `annotate` and `show` print for an article.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleJson {
    schema: u32,
    id: String,
    path: String,
    title: String,
    title_derived: bool,
    byline: Vec<String>,
    source: Option<String>,
    url: Option<String>,
    section: Option<String>,
    wire: Vec<String>,
    published: Option<String>,
    updated: Option<String>,
    language: Option<String>,
    annotated: bool,
    /// Only with `--explain`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origins: Option<Origins>,
    words: u32,
    paragraphs: Vec<ParagraphJson>,
    quotations: Vec<QuotationJson>,
    entities: Vec<EntityJson>,
    dates: Vec<DateJson>,
}

/// Turns passages of some paragraphs into code points, preparing each paragraph once.
pub struct Passages<'a> {
    texts: HashMap<u32, (&'a str, Offsets<'a>)>,
}

impl<'a> Passages<'a> {
    /// Over the given paragraphs.
    pub fn of(pars: impl IntoIterator<Item = &'a Par>) -> Self {
        Passages { texts: pars.into_iter().map(|x| (x.p, (x.text.as_str(), Offsets::new(&x.text)))).collect() }
    }

    /// The words that a passage covers, "" where its paragraph is not among the given ones.
    pub fn slice(&self, at: Passage) -> &'a str {
        self.texts.get(&at.p).map_or("", |(text, _)| at.span.of(text))
    }

    /// The passage in code points; `None` where its paragraph is not among the given ones.
    pub fn passage(&self, at: Passage) -> Option<PassageJson> {
        let (text, offsets) = self.texts.get(&at.p)?;
        let span = offsets.code_points(at.span);
        Some(PassageJson { p: at.p, start: span.start, end: span.end, text: at.span.of(text).to_owned() })
    }

    /// A quotation.
    pub fn quotation(&self, q: &Quotation) -> QuotationJson {
        QuotationJson {
            kind: q.kind.as_str(),
            act: q.act.as_str(),
            speaker: q.speaker.clone(),
            speaker_kind: q.speaker_kind.as_str(),
            via: q.via.map(|v| v.as_str()),
            mention: q.mention.and_then(|m| self.passage(m)),
            cue: q.cue.and_then(|c| self.passage(c)),
            content: q.content.iter().filter_map(|&c| self.passage(c)).collect(),
            confidence: thousandths(q.confidence),
            why: None,
        }
    }

    /// An entity.
    pub fn entity(&self, e: &Entity) -> Option<EntityJson> {
        Some(EntityJson { at: self.passage(e.at)?, kind: e.kind.as_str(), name: e.name.clone() })
    }

    /// A date spoken of.
    pub fn date(&self, d: &DateMention) -> Option<DateJson> {
        Some(DateJson { at: self.passage(d.at)?, from: d.from.to_string(), to: d.to.to_string() })
    }
}

/// A number as JSON shows it: three decimals.
pub fn thousandths(x: f32) -> f64 {
    (f64::from(x) * 1000.0).round() / 1000.0
}

impl ArticleJson {
    /// Says for each quotation why it has its speaker.
    pub fn explain(&mut self, reasons: &[Why], texts: &Passages) {
        for (quotation, why) in self.quotations.iter_mut().zip(reasons) {
            quotation.why = Some(WhyJson {
                rule: why.rule.as_str(),
                antecedent: why.antecedent.and_then(|at| texts.passage(at)),
                margin: thousandths(why.margin),
                attribution: thousandths(why.attribution),
            });
        }
    }
}

/// The JSON form of an article of which `pars` are shown; `texts` turns their passages into code points.
pub fn article(meta: &Meta, pars: &[Par], texts: &Passages) -> ArticleJson {
    ArticleJson {
        schema: SCHEMA,
        id: meta.id.clone(),
        path: meta.path.clone(),
        title: meta.title.clone(),
        title_derived: meta.title_derived,
        byline: meta.byline.clone(),
        source: meta.source.clone(),
        url: meta.url.clone(),
        section: meta.section.clone(),
        wire: meta.wire.clone(),
        published: meta.published.clone(),
        updated: meta.updated.clone(),
        language: meta.language.clone(),
        annotated: pars.iter().any(|x| annotate::covers(x.language.as_deref().or(meta.language.as_deref()))),
        origins: None,
        words: meta.words,
        paragraphs: pars.iter().map(ParagraphJson::of).collect(),
        quotations: pars.iter().flat_map(|x| &x.quotations).map(|q| texts.quotation(q)).collect(),
        entities: pars.iter().flat_map(|x| &x.entities).filter_map(|e| texts.entity(e)).collect(),
        dates: pars.iter().flat_map(|x| &x.dates).filter_map(|d| texts.date(d)).collect(),
    }
}

/// A hit of `search`.
#[derive(Debug, Clone, Serialize)]
pub struct HitJson {
    id: String,
    article: String,
    p: u32,
    path: String,
    title: String,
    source: Option<String>,
    published: Option<String>,
    speakers: Vec<String>,
    entities: Vec<String>,
    text: String,
    highlights: Vec<[u32; 2]>,
    score: f64,
    quotations: Vec<QuotationJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    context: Vec<ParagraphJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<FamilyJson>,
}

/// The JSON form of a hit.
pub fn hit(hit: &Hit) -> HitJson {
    let texts = Passages::of(hit.others.iter().map(|x| &**x).chain([&*hit.par]));
    let offsets = Offsets::new(&hit.par.text);
    let highlights = hit.highlights.iter().map(|&h| offsets.code_points(h)).map(|h| [h.start, h.end]).collect();
    HitJson {
        id: hit.id.clone(),
        article: hit.meta.id.clone(),
        p: hit.par.p,
        path: hit.meta.path.clone(),
        title: hit.meta.title.clone(),
        source: hit.meta.source.clone(),
        published: hit.meta.published.clone(),
        speakers: hit.speakers.clone(),
        entities: hit.entities.clone(),
        text: hit.par.text.clone(),
        highlights,
        score: (f64::from(hit.score) * 10_000.0).round() / 10_000.0,
        quotations: hit.quotations().iter().map(|q| texts.quotation(q)).collect(),
        context: hit.context.iter().map(|x| ParagraphJson::of(x)).collect(),
        family: hit.family.as_ref().map(|f| FamilyJson { id: f.id.clone(), articles: f.articles }),
    }
}

/// Which articles are near-identical to that of a hit.
#[derive(Debug, Clone, Serialize)]
pub struct FamilyJson {
    /// The value of `family:`.
    id: String,
    /// How many they are, with that of the hit.
    articles: usize,
}

/// How many articles of an index are near-identical to others.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct FamiliesJson {
    families: u64,
    articles: u64,
    alone: u64,
}

impl FamiliesJson {
    /// Of so many articles `members` are in `families`.
    pub fn new(articles: u64, families: u64, members: u64) -> Self {
        FamiliesJson { families, articles: members, alone: articles.saturating_sub(members) }
    }

    /// The same in words.
    pub fn in_words(&self) -> String {
        let FamiliesJson { families, articles, alone } = self;
        let are = |n: u64| if n == 1 { "is" } else { "are" };
        let members = so_many(*articles, "article");
        format!("{families} ({members} {} near-identical to others, {alone} {} not)", are(*articles), are(*alone))
    }
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetJson {
    /// The value.
    pub value: String,
    /// How many units have it.
    pub count: u64,
    /// The identifier of that name in the list that was given with `--authority`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// How many units of all articles have it, where near-identical ones are treated apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all: Option<u64>,
}

/// The JSON form of the values of a facet.
pub fn facets(facets: &[Facet]) -> Vec<FacetJson> {
    let facet = |f: &Facet| FacetJson { value: f.value.clone(), count: f.count, id: f.id.clone(), all: f.all };
    facets.iter().map(facet).collect()
}

/// A line of a concordance.
#[derive(Debug, Clone, Serialize)]
pub struct LineJson {
    id: String,
    article: String,
    p: u32,
    published: Option<String>,
    source: Option<String>,
    speakers: Vec<String>,
    left: String,
    #[serde(rename = "match")]
    matched: String,
    right: String,
    start: u32,
    end: u32,
}

/// The JSON form of a line; `start` and `end` are those of the match in the paragraph.
pub fn line(line: &Line) -> LineJson {
    let span = Offsets::new(&line.hit.par.text).code_points(line.matched);
    LineJson {
        id: line.hit.id.clone(),
        article: line.hit.meta.id.clone(),
        p: line.hit.par.p,
        published: line.hit.meta.published.clone(),
        source: line.hit.meta.source.clone(),
        speakers: line.hit.speakers.clone(),
        left: line.slice(line.left).to_owned(),
        matched: line.slice(line.matched).to_owned(),
        right: line.slice(line.right).to_owned(),
        start: span.start,
        end: span.end,
    }
}

/// A line of a concordance as a row of a table.
#[derive(Debug, Clone, Serialize)]
pub struct LineRow {
    id: String,
    published: Option<String>,
    source: Option<String>,
    speakers: String,
    left: String,
    #[serde(rename = "match")]
    matched: String,
    right: String,
}

impl LineJson {
    /// The same for a table.
    pub fn row(self) -> LineRow {
        LineRow {
            id: self.id,
            published: self.published,
            source: self.source,
            speakers: self.speakers.join("; "),
            left: self.left,
            matched: self.matched,
            right: self.right,
        }
    }
}
