//! Article → quotations, entities and dates: the pipeline and the order of its annotators.
//!
//! Each annotator is a file and a row of [`ANNOTATORS`]. It reads what the ones before it wrote into the [`Document`]
//! and adds its own; so any of them can be replaced without touching the others.

pub mod attribution;
mod cache;
pub mod clusters;
pub mod coreference;
pub mod dates;
pub mod entities;
pub mod quotes;
pub mod tagger;

use crate::error::{Error, Result};
use crate::model::{Annotated, Article, DateMention, Entity, Quotation};
use crate::parse::{self, guard};
use crate::split::Split;

/// An article on its way through the annotators.
#[derive(Debug)]
pub struct Document<'a> {
    /// The article.
    pub article: &'a Article,
    /// Tokens and sentences of each paragraph, in the order of `article.paragraphs`.
    pub splits: Vec<Split>,
    /// Quoted stretches of each paragraph, in the order of `article.paragraphs`.
    pub quotes: Vec<Vec<quotes::Quoted>>,
    /// Names; resolved to the fullest name by coreference.
    pub entities: Vec<Entity>,
    /// Quotations; speakers resolved by coreference.
    pub quotations: Vec<Quotation>,
    /// Why each quotation has its speaker, in the order of `quotations`.
    pub reasons: Vec<coreference::Why>,
    /// Dates spoken of.
    pub dates: Vec<DateMention>,
}

impl<'a> Document<'a> {
    /// An article cut into tokens and sentences, with nothing read from it yet.
    pub fn new(article: &'a Article) -> Self {
        Self::with(article, article.paragraphs.iter().map(|p| Split::new(&p.text)).collect())
    }

    fn with(article: &'a Article, splits: Vec<Split>) -> Self {
        Document {
            article,
            splits,
            quotes: Vec::new(),
            entities: Vec::new(),
            quotations: Vec::new(),
            reasons: Vec::new(),
            dates: Vec::new(),
        }
    }
}

/// Changes whenever parsing or annotating gives other results, so that unchanged files are read again.
pub const VERSION: u32 = 13;

/// One step of the pipeline.
pub type Step = fn(&mut Document);

/// The annotators in the order in which they run, each with its name.
pub static ANNOTATORS: &[(&str, Step)] = &[
    ("quotes", quotes::run),
    ("entities", entities::run),
    ("dates", dates::run),
    ("attribution", attribution::run),
    ("coreference", coreference::run),
];

/// Whether paragraphs of this language are annotated. The annotators read English; what is in another language is indexed
/// with its words and metadata only, rather than annotated badly. Where the language cannot be told it is taken for English.
pub fn covers(language: Option<&str>) -> bool {
    language.is_none_or(|l| l == "en")
}

/// Reads everything that newsdex knows from an article.
pub fn annotate(article: Article) -> Annotated {
    explain(article).0
}

/// As [`explain`]; an article that an annotator fails on must not end a run over many.
///
/// # Errors
/// [`crate::ErrorKind::Input`] with the article's path, where there is a fault in an annotator.
pub fn guarded(article: Article) -> Result<(Annotated, Vec<coreference::Why>)> {
    let name = match article.id.rsplit_once('!') {
        Some((_, n)) => format!("{}: article {n}", article.path),
        None => article.path.clone(),
    };
    guard::run("annotating", || Ok(explain(article))).map_err(|e| {
        Error::input(format!("{name}: {}", e.what))
            .hint("this is a fault of newsdex; please report it with the article")
    })
}

/// The same, and why each quotation has its speaker.
pub fn explain(article: Article) -> (Annotated, Vec<coreference::Why>) {
    let words = article.paragraphs.iter().map(|p| crate::lexical::count(&p.text)).sum::<usize>() as u32;
    let languages = parse::languages(&article);
    let mut splits: Vec<Split> = article.paragraphs.iter().map(|p| Split::new(&p.text)).collect();
    let sentences =
        splits.iter().map(|split| split.sentences.iter().map(|s| split.tokens[s.start].span.start).collect()).collect();
    // A paragraph without tokens has nothing that the annotators could read.
    let mut covered = false;
    for (split, own) in splits.iter_mut().zip(&languages) {
        match covers(own.as_deref().or(article.language.as_deref())) {
            true => covered = true,
            false => *split = Split::default(),
        }
    }
    let mut document = Document::with(&article, splits);
    if covered {
        for (_, step) in ANNOTATORS {
            step(&mut document);
        }
    }
    let Document { mut entities, mut quotations, mut dates, reasons, .. } = document;
    entities.sort_by_key(|e| e.at);
    quotations.sort_by_key(|q| q.content.first().copied());
    dates.sort_by_key(|d| d.at);
    (Annotated { article, words, quotations, entities, dates, sentences, languages }, reasons)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Paragraph;

    #[test]
    fn names_that_begin_with_any_letter_are_compared() {
        let text = "“The ferry is late,” said John Baker, the mayor. Ðaker said it again. Élodie Þorir met Þorar.";
        let paragraphs = vec![Paragraph { p: 1, text: text.into() }];
        let article = Article { id: "a.txt".into(), path: "x/a.txt".into(), paragraphs, ..Article::default() };
        assert!(guarded(article).is_ok_and(|(a, _)| !a.quotations.is_empty()));
    }
}
