//! `article:{ … }`: every part in some document of one article.

use super::matcher::{Boxed, Matcher};
use super::segment::{Blocks, Unit};
use std::ops::Range;
use tantivy::{DocId, TERMINATED};

/// Documents that match a part, in articles where every part is matched.
pub struct ArticleMatcher<'s> {
    /// Find out which articles have all parts; one for each part.
    scouts: Vec<Boxed<'s>>,
    /// What no document of the article may match.
    unwanted: Vec<Boxed<'s>>,
    /// Stand at the documents that are handed out; one for each part.
    readers: Vec<Boxed<'s>>,
    blocks: Blocks,
    unit: Unit,
    /// The documents of the current article that match a part, and how many were handed out.
    docs: Vec<DocId>,
    at: usize,
    /// Where the next article begins.
    next: DocId,
    matched: Vec<bool>,
}

impl<'s> ArticleMatcher<'s> {
    /// Scouts and readers must match the same, in the same order.
    pub fn new(
        scouts: Vec<Boxed<'s>>,
        readers: Vec<Boxed<'s>>,
        unwanted: Vec<Boxed<'s>>,
        blocks: Blocks,
        unit: Unit,
    ) -> Self {
        let matched = vec![false; readers.len()];
        let mut m =
            ArticleMatcher { scouts, unwanted, readers, blocks, unit, docs: Vec::new(), at: 0, next: 0, matched };
        m.find(0);
        m
    }

    /// Goes to the first article from that of `doc` on which has all parts.
    fn find(&mut self, mut doc: DocId) {
        self.docs.clear();
        self.at = 0;
        while doc < self.blocks.max_doc {
            let furthest = self.scouts.iter_mut().map(|s| s.seek(doc)).max().unwrap_or(TERMINATED);
            if furthest >= self.blocks.max_doc {
                break;
            }
            let a = self.blocks.article(furthest);
            self.next = self.blocks.next(a);
            let block = self.blocks.at(a, self.unit);
            if self.whole(&block) {
                return;
            }
            doc = self.next;
        }
        self.docs.clear();
        self.next = TERMINATED;
    }

    /// Whether the article with these documents has all parts; gathers the documents that match them.
    fn whole(&mut self, block: &Range<DocId>) -> bool {
        self.docs.clear();
        let mut all = true;
        for scout in &mut self.scouts {
            let before = self.docs.len();
            gather(scout, block, |doc| {
                self.docs.push(doc);
                true
            });
            all &= self.docs.len() > before;
            if !all {
                return false;
            }
        }
        for unwanted in &mut self.unwanted {
            let mut any = false;
            gather(unwanted, block, |_| {
                any = true;
                false
            });
            if any {
                return false;
            }
        }
        self.docs.sort_unstable();
        self.docs.dedup();
        true
    }
}

/// Calls `each` with the matches of a block until it says no.
fn gather(matcher: &mut Boxed, block: &Range<DocId>, mut each: impl FnMut(DocId) -> bool) {
    let mut doc = matcher.seek(block.start);
    while doc < block.end {
        if matcher.verify() && !each(doc) {
            return;
        }
        doc = matcher.advance();
    }
}

impl Matcher for ArticleMatcher<'_> {
    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn advance(&mut self) -> DocId {
        if self.doc() == TERMINATED {
            return TERMINATED;
        }
        self.at += 1;
        if self.at >= self.docs.len() {
            self.find(self.next);
        }
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        self.at = self.docs.partition_point(|d| *d < target);
        if self.at >= self.docs.len() {
            // The target may lie behind documents of its article without which that has not all parts, and behind the first that match.
            let from = if target < self.blocks.max_doc { self.blocks.article(target) } else { TERMINATED };
            self.find(from.max(self.next));
            while self.doc() < target {
                self.at += 1;
                if self.at >= self.docs.len() {
                    self.find(self.next);
                }
            }
        }
        self.doc()
    }

    fn verify(&mut self) -> bool {
        let doc = self.doc();
        for (reader, matched) in self.readers.iter_mut().zip(&mut self.matched) {
            *matched = reader.seek(doc) == doc && reader.verify();
        }
        true
    }

    fn score(&mut self) -> f32 {
        self.readers.iter_mut().zip(&self.matched).filter(|(_, m)| **m).map(|(r, _)| r.score()).sum()
    }

    fn marks(&mut self, out: &mut Vec<Range<u32>>) {
        for (reader, matched) in self.readers.iter_mut().zip(&self.matched) {
            if *matched {
                reader.marks(out);
            }
        }
    }

    fn cost(&self) -> u64 {
        self.scouts.iter().map(|s| s.cost()).max().unwrap_or(0)
    }
}
