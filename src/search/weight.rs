//! How much a match is worth: BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
//! 2009) with paragraphs as documents.

use std::rc::Rc;
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
    lengths: FieldNormReader,
    /// What the lengths of paragraphs make of it, by tantivy's number of a length.
    norms: Rc<[f32; 256]>,
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
        let average = totals.words as f32 / totals.paragraphs.max(1) as f32;
        let norm = |id: usize| norm(FieldNormReader::id_to_fieldnorm(id as u8) as f32 / average.max(1.0));
        Weight { idf, lengths, norms: Rc::new(std::array::from_fn(norm)) }
    }

    /// The score of a paragraph with `count` matches.
    #[inline]
    pub fn score(&self, doc: DocId, count: usize) -> f32 {
        self.with(count, self.norms[usize::from(self.lengths.fieldnorm_id(doc))])
    }

    /// What no paragraph with `count` matches scores more than.
    pub fn bound(&self, count: usize) -> f32 {
        self.with(count, norm(0.0))
    }

    /// What no paragraph scores more than.
    pub fn most(&self) -> f32 {
        // Rounded sums and quotients may be a little more than exact ones.
        self.idf * (K1 + 1.0) * 1.001
    }

    fn with(&self, count: usize, norm: f32) -> f32 {
        let count = count as f32;
        self.idf * count * (K1 + 1.0) / (count + norm)
    }
}

/// What a length, as a multiple of the average one, makes of a score.
fn norm(length: f32) -> f32 {
    K1 * (1.0 - B + B * length)
}
