//! The body of a page: trafilatura says where it is, the page itself what stands there.
//!
//! The search for the main text drops paragraphs that hold links, glues words and cuts lists. So its result is only
//! taken as a hint: the blocks of the page that it covers are the body, with what stands among them, without what
//! surrounds every article of a site (newsletters, related stories, share bars).

use super::blocks::{Block, blocks, with_captions};
use super::furniture;
use ego_tree::NodeId;
use rustc_hash::{FxHashMap, FxHashSet};
use scraper::Html;

/// How much of a block's text must have been found for the block to be one of the body.
const COVERED: f64 = 0.6;
/// The share of the found text that the body's element holds.
const HELD: f64 = 0.8;
/// The least share of the found text that must be found again; with less, what was found is the better answer.
const FOUND_AGAIN: f64 = 0.7;
/// The length of the pieces that texts are compared by, in letters.
const PIECE: usize = 6;

/// The body's paragraphs on `page`, given those that a search for the main text `found`, and which share of the page's long text they
/// have.
pub(super) fn refine(page: &Html, found: Vec<String>) -> (Vec<String>, f64) {
    let all = blocks(page);
    let long = |text: &str| if text.len() >= LONG { text.len() } else { 0 };
    let there: usize = all.iter().filter(|b| 2 * b.linked < b.text.len()).map(|b| long(&b.text)).sum();
    let mut body = within(page, &all, found);
    let links: FxHashSet<&str> = all.iter().filter(|b| b.linked * 10 >= b.text.len() * 9).map(|b| &*b.text).collect();
    if body.len() > FEW && body.iter().all(|text| links.contains(text.as_str())) {
        // A list of other pages.
        body.clear();
    }
    let share = body.iter().map(|text| long(text)).sum::<usize>() as f64 / there.max(1) as f64;
    (body, share)
}

/// A paragraph of fewer bytes may be anything.
const LONG: usize = 80;

fn within(page: &Html, all: &[Block], found: Vec<String>) -> Vec<String> {
    let known = Known::new(&found);
    let held = |all: &[Block]| all.iter().map(|block| known.holds(&block.text)).collect::<Vec<bool>>();
    let mut taken = held(all);
    let pictures;
    let all = if known.share(all, &taken) < FOUND_AGAIN {
        // The text of a page of pictures stands in their captions.
        pictures = with_captions(page);
        taken = held(&pictures);
        if known.share(&pictures, &taken) < FOUND_AGAIN {
            return found;
        }
        &pictures
    } else {
        all
    };
    let weights = Weights::new(page, all, &taken);
    let furniture: Vec<bool> = {
        let mut seen = FxHashMap::default();
        all.iter().map(|block| weights.furnished(page, block, &mut seen)).collect()
    };
    weights.keep_within(page, all, &mut taken);
    fill(page, all, &mut taken, &furniture, &weights);
    for (taken, furniture) in taken.iter_mut().zip(&furniture) {
        *taken &= !furniture;
    }
    let mut texts = Vec::new();
    let mut seen: FxHashMap<&str, Option<NodeId>> = FxHashMap::default();
    for (block, _) in all.iter().zip(&taken).filter(|(_, taken)| **taken) {
        // A long text again in another place is the same text for another width of the window.
        let place = page.tree.get(block.element).and_then(|node| node.parent()).map(|node| node.id());
        if block.text.len() < 60 || *seen.entry(&block.text).or_insert(place) == place {
            texts.push(furniture::Line { text: &block.text, linked: block.linked });
        }
    }
    let kept = furniture::without(&texts);
    if kept.is_empty() { found } else { kept }
}

/// More paragraphs that are links and nothing else are a list of pages; as many may be a text that some program made one.
pub(super) const FEW: usize = 3;

/// The letters and digits of a text, by which it is compared.
fn letters(text: &str) -> Vec<char> {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What the search has found, as pieces.
struct Known {
    pieces: FxHashSet<[char; PIECE]>,
    /// Paragraphs too short for pieces.
    whole: FxHashSet<String>,
    size: usize,
}

impl Known {
    fn new(found: &[String]) -> Known {
        let mut known = Known { pieces: FxHashSet::default(), whole: FxHashSet::default(), size: 0 };
        for text in found {
            let letters = letters(text);
            known.size += letters.len();
            known.pieces.extend(pieces(&letters));
            if letters.len() < PIECE * 4 {
                known.whole.insert(letters.iter().collect());
            }
        }
        known
    }

    fn holds(&self, text: &str) -> bool {
        let letters = letters(text);
        if letters.len() < PIECE * 4 {
            return self.whole.contains(&letters.iter().collect::<String>());
        }
        let held = pieces(&letters).filter(|piece| self.pieces.contains(piece)).count();
        held as f64 >= COVERED * (letters.len() - PIECE + 1) as f64
    }

    /// How much of what was found is in the blocks that are taken.
    fn share(&self, all: &[Block], taken: &[bool]) -> f64 {
        let size: usize = all.iter().zip(taken).filter(|(_, t)| **t).map(|(block, _)| letters(&block.text).len()).sum();
        size as f64 / self.size.max(1) as f64
    }
}

fn pieces(letters: &[char]) -> impl Iterator<Item = [char; PIECE]> + '_ {
    letters.windows(PIECE).filter_map(|window| window.try_into().ok())
}

/// How much of the taken text each element holds.
struct Weights {
    bytes: FxHashMap<NodeId, usize>,
    total: usize,
    /// The smallest element that holds most of it.
    main: Option<NodeId>,
}

impl Weights {
    fn new(page: &Html, all: &[Block], taken: &[bool]) -> Weights {
        let mut weights = Weights { bytes: FxHashMap::default(), total: 0, main: None };
        for (block, _) in all.iter().zip(taken).filter(|(_, taken)| **taken) {
            weights.total += block.text.len();
            for id in around(page, block.element) {
                *weights.bytes.entry(id).or_default() += block.text.len();
            }
        }
        let enough = |id: &NodeId| weights.bytes.get(id).is_some_and(|b| *b as f64 >= HELD * weights.total as f64);
        let depth = |id: &NodeId| page.tree.get(*id).map_or(0, |node| node.ancestors().count());
        weights.main = weights.bytes.keys().copied().filter(enough).max_by_key(|id| (depth(id), *id));
        weights
    }

    fn share(&self, id: NodeId) -> f64 {
        self.bytes.get(&id).copied().unwrap_or(0) as f64 / self.total.max(1) as f64
    }

    /// Whether a block stands in an element that is by its names no part of the text, and holds little of it.
    fn furnished(&self, page: &Html, block: &Block, seen: &mut FxHashMap<NodeId, bool>) -> bool {
        around(page, block.element).any(|id| {
            *seen.entry(id).or_insert_with(|| {
                let element = page.tree.get(id).and_then(|node| node.value().as_element());
                element.is_some_and(furniture::is_furniture) && self.share(id) < 0.4
            })
        })
    }

    /// Lets go of what was taken behind the body's element.
    fn keep_within(&self, page: &Html, all: &[Block], taken: &mut [bool]) {
        let Some(main) = self.main else { return };
        let inside: Vec<bool> = all.iter().map(|b| around(page, b.element).any(|id| id == main)).collect();
        let Some(last) = inside.iter().rposition(|inside| *inside) else { return };
        taken[last + 1..].fill(false);
    }
}

/// The element and those around it.
fn around(page: &Html, element: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    let node = page.tree.get(element);
    node.into_iter().flat_map(|node| std::iter::once(node.id()).chain(node.ancestors().map(|n| n.id())))
}

/// Takes what stands among the taken blocks and is text: paragraphs, headings, items of lists, quotations.
fn fill(page: &Html, all: &[Block], taken: &mut [bool], furniture: &[bool], weights: &Weights) {
    let Some(main) = weights.main else { return };
    let solid = |i: usize, taken: &[bool]| taken[i] && !furniture[i];
    let (Some(first), Some(last)) =
        ((0..all.len()).find(|i| solid(*i, taken)), (0..all.len()).rfind(|i| solid(*i, taken)))
    else {
        return;
    };
    let name = |i: usize| {
        page.tree.get(all[i].element).and_then(|n| n.value().as_element()).map_or("", |element| element.name())
    };
    let inside: Vec<bool> = all.iter().map(|b| around(page, b.element).any(|id| id == main)).collect();
    for i in first..=last {
        let block = &all[i];
        let (size, linked) = (block.text.len(), block.linked);
        let text = match name(i) {
            "p" => size >= 20 && linked * 2 < size,
            "blockquote" | "pre" => linked * 2 < size,
            "li" => size >= 30 && linked * 2 < size && (taken[i.saturating_sub(1)] || beside(taken, i)),
            "div" | "section" | "article" => size >= 80 && linked * 3 < size,
            _ => false,
        };
        taken[i] |= text && !furniture[i] && inside[i];
    }
    // Headings stand right before what they head.
    for i in (first..last).rev() {
        let heading = matches!(name(i), "h2" | "h3" | "h4") && all[i].linked * 2 < all[i].text.len();
        taken[i] |= heading && !furniture[i] && inside[i] && taken[i + 1];
    }
}

/// Whether the block behind is taken.
fn beside(taken: &[bool], i: usize) -> bool {
    taken.get(i + 1).copied().unwrap_or(false)
}
