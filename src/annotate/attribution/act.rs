//! Speech or attitude: decided by the words of the cue.

use crate::model::{Act, QuoteKind};
use crate::split::Split;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

static SPEECH: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| words().collect());

/// Words that report speech or writing.
pub fn words() -> impl Iterator<Item = &'static str> {
    let lines = include_str!("../../../models/acts.txt").lines().filter(|l| !l.starts_with('#'));
    lines.flat_map(str::split_whitespace)
}

/// Whether a word reports speech or writing.
pub fn reports(word: &str) -> bool {
    if word.chars().any(char::is_uppercase) {
        SPEECH.contains(word.to_lowercase().as_str())
    } else {
        SPEECH.contains(word)
    }
}

/// Words after which nothing was said: "did not mention", "refrained from saying".
const DENIES: [&str; 7] = ["not", "n't", "n’t", "never", "refrain", "refrains", "refrained"];

/// Whether a cue tells of speech by several words, or by one that mostly tells of something else: "shot back", "made it clear",
/// "wondered aloud", "submitted".
fn utters(text: &str, split: &Split, cue: Range<usize>) -> bool {
    let has = |words: &[&str]| cue.clone().any(|t| words.contains(&split.tokens[t].of(text)));
    has(&["submitted", "submits", "submitting", "observing", "aloud", "opining", "rued"])
        || has(&["back"])
            && has(&["shot", "shoots", "shooting", "hit", "hits", "hitting", "fired", "fires", "firing", "snapped"])
        || has(&["clear", "plain", "known"]) && has(&["made", "makes", "make", "making", "let", "lets"])
        || has(&["view", "opinion"]) && has(&["of"]) && has(&["was", "were", "is", "are"])
}

/// Whether a cue of these tokens reports words or a state of mind. Words given in quotation marks were said, whatever
/// the cue; what somebody did not say is on their mind at most.
pub fn act(text: &str, split: &Split, cue: Range<usize>, kind: QuoteKind) -> Act {
    let speaks = |t: usize| reports(split.tokens[t].of(text));
    let denies = |t: usize| DENIES.contains(&split.tokens[t].of(text));
    let spoken = (cue.clone().any(speaks) || utters(text, split, cue.clone())) && !cue.into_iter().any(denies);
    if kind == QuoteKind::Direct || spoken { Act::Speech } else { Act::Attitude }
}
