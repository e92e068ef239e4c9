//! The first matches of a segment in the order that was asked for.

use super::matcher::Boxed;
use super::order::{Key, Ranks, Top};
use super::segment::{Blocks, Unit};
use tantivy::DocId;

/// The best matches of a segment; of an article's paragraphs only the best.
pub struct Best {
    top: Top,
    ranks: Ranks,
    blocks: Blocks,
    unit: Unit,
    /// The current article, its best paragraph and that one's score.
    current: Option<(DocId, DocId, f32)>,
    total: u64,
}

impl Best {
    /// The first `wanted` behind `after`.
    pub fn new(wanted: usize, after: Option<Key>, ranks: Ranks, blocks: Blocks, unit: Unit) -> Self {
        Best { top: Top::new(wanted, after), ranks, blocks, unit, current: None, total: 0 }
    }

    /// Offers a match.
    pub fn offer(&mut self, doc: DocId, score: f32) {
        if self.unit != Unit::Article {
            self.total += 1;
            self.top.offer(&self.ranks, || self.blocks.article(doc), doc, score);
            return;
        }
        let a = self.blocks.article(doc);
        match &mut self.current {
            Some((article, best, best_score)) if *article == a => {
                if score > *best_score {
                    (*best, *best_score) = (doc, score);
                }
            }
            _ => {
                self.flush();
                self.current = Some((a, doc, score));
            }
        }
    }

    /// Leads the matcher from a match that was offered over those that would not be kept.
    pub fn pass(&mut self, matcher: &mut Boxed) {
        if self.unit != Unit::Article
            && let Some(least) = self.top.least(&self.ranks)
        {
            matcher.advance();
            self.total += matcher.pass(least);
        }
    }

    fn flush(&mut self) {
        if let Some((a, doc, score)) = self.current.take() {
            self.total += 1;
            self.top.offer(&self.ranks, || a, doc, score);
        }
    }

    /// Those kept, in order, what they are ordered by, and how many there were.
    pub fn finish(mut self) -> (Vec<Key>, Ranks, u64) {
        self.flush();
        (self.top.finish(), self.ranks, self.total)
    }
}
