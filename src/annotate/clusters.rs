//! Clusters of words that stand between the same kinds of words (`models/attribution.md` says how they are made): what is known of a
//! rare word is known of others like it.

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static CLUSTERS: LazyLock<FxHashMap<&'static str, u8>> = LazyLock::new(|| {
    let cluster = |line: &'static str| line.split_once('\t').and_then(|(c, word)| Some((word, c.parse().ok()?)));
    include_str!("../../models/clusters.tsv").lines().filter_map(cluster).collect()
});

/// The cluster of a word in small letters, 0 for rare words.
pub fn of(word: &str) -> u8 {
    CLUSTERS.get(word).copied().unwrap_or(0)
}
