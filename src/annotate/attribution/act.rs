//! Speech or attitude: decided by the words of the cue.

use crate::model::{Act, QuoteKind};
use crate::split::Split;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

static SPEECH: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../../models/acts.txt").lines().filter(|l| !l.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// Whether a cue of these tokens reports words or a state of mind. Words given in quotation marks were said, whatever
/// the cue.
pub fn act(text: &str, split: &Split, cue: Range<usize>, kind: QuoteKind) -> Act {
    let speaks = |t: usize| {
        let word = split.tokens[t].of(text);
        if word.chars().any(char::is_uppercase) {
            SPEECH.contains(word.to_lowercase().as_str())
        } else {
            SPEECH.contains(word)
        }
    };
    if kind == QuoteKind::Direct || cue.into_iter().any(speaks) { Act::Speech } else { Act::Attitude }
}
