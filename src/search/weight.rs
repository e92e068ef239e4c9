//! How much a match is worth: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
//! 2009) with paragraphs as documents.

use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;

const K1: f32 = 1.2;
const B: f32 = 0.75;

/// Numbers about the whole index that weights are made from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    /// Paragraphs.
    pub paragraphs: u64,
    /// Words of their texts.
    pub words: u64,
}

/// The weight of one expression.
#[derive(Clone)]
pub struct Weight {
    idf: f32,
    average: f32,
    lengths: FieldNormReader,
}

impl Totals {
    /// How rare something is that stands in `docs` paragraphs.
    pub fn idf(self, docs: u64) -> f32 {
        let n = self.paragraphs.max(1) as f32;
        let docs = (docs as f32).min(n);
        (1.0 + (n - docs + 0.5) / (docs + 0.5)).ln()
    }
}

impl Weight {
    /// For an expression whose words' [`Totals::idf`] sum up to `idf`.
    pub fn new(idf: f32, totals: Totals, lengths: FieldNormReader) -> Self {
        Weight { idf, average: totals.words as f32 / totals.paragraphs.max(1) as f32, lengths }
    }

    /// The score of a paragraph with `count` matches.
    pub fn score(&self, doc: DocId, count: usize) -> f32 {
        let length = self.lengths.fieldnorm(doc) as f32 / self.average.max(1.0);
        let count = count as f32;
        self.idf * count * (K1 + 1.0) / (count + K1 * (1.0 - B + B * length))
    }
}
