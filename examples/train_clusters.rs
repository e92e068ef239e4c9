//! Word clusters from plain text: words that stand between the same kinds of words come into one cluster.
//!
//! `cargo run --release --example train_clusters -- OUT.tsv TRAIN.jsonl...` reads the `text` of every row and writes one
//! line per word: its cluster, a tab, the word in small letters. The exchange algorithm for a class bigram model
//! (Kneser and Ney 1993; Martin, Liermann and Ney 1998): each word in turn moves to the cluster in which the text
//! becomes likeliest, until the rounds are over. Nothing is random, so the same text gives the same clusters.

use newsdex::split::{Split, TokenKind};
use rustc_hash::FxHashMap;

/// The number of clusters.
const CLUSTERS: usize = 160;
/// Rarer words get no cluster.
const LEAST: u32 = 5;
/// How often every word may move.
const ROUNDS: usize = 12;

/// The words of all texts as numbers, a border (word 0) between sentences, and the words themselves.
struct Corpus {
    tokens: Vec<u32>,
    names: Vec<String>,
}

fn read(paths: &[String]) -> Corpus {
    let mut counts: FxHashMap<String, u32> = FxHashMap::default();
    let mut sentences: Vec<Vec<String>> = Vec::new();
    for path in paths {
        let file = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"));
        for row in file.lines() {
            let row: serde_json::Value = serde_json::from_str(row).unwrap_or_else(|e| panic!("{path}: {e}"));
            for text in row["text"].as_str().unwrap_or("").lines() {
                let split = Split::new(text);
                for s in &split.sentences {
                    let words: Vec<String> = split.tokens[s.clone()].iter().map(|t| word(t.of(text), t.kind)).collect();
                    for w in &words {
                        *counts.entry(w.clone()).or_default() += 1;
                    }
                    sentences.push(words);
                }
            }
        }
    }
    let mut frequent: Vec<(u32, String)> =
        counts.into_iter().filter(|(_, n)| *n >= LEAST).map(|(w, n)| (n, w)).collect();
    frequent.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let names: Vec<String> =
        ["", "\u{1}"].into_iter().map(str::to_owned).chain(frequent.into_iter().map(|f| f.1)).collect();
    let numbers: FxHashMap<&str, u32> = names.iter().enumerate().map(|(i, w)| (w.as_str(), i as u32)).collect();
    let mut tokens = vec![0];
    for s in &sentences {
        tokens.extend(s.iter().map(|w| numbers.get(w.as_str()).copied().unwrap_or(1)));
        tokens.push(0);
    }
    Corpus { tokens, names }
}

fn word(text: &str, kind: TokenKind) -> String {
    if kind == TokenKind::Number { "0".to_owned() } else { text.to_lowercase().replace('’', "'") }
}

/// A word's neighbours by cluster: at its right, at its left, itself after itself.
type Neighbours = (Vec<(usize, f64)>, Vec<(usize, f64)>, f64);

/// The class bigram model: how often each cluster follows each.
struct Clusters {
    of: Vec<usize>,
    pairs: Vec<f64>,
    sizes: Vec<f64>,
    count: Vec<f64>,
    /// Per word, its neighbours at the right and at the left with their counts.
    right: Vec<Vec<(u32, f64)>>,
    left: Vec<Vec<(u32, f64)>>,
}

/// x ln x.
fn f(x: f64) -> f64 {
    if x > 0.5 { x * x.ln() } else { 0.0 }
}

impl Clusters {
    fn new(corpus: &Corpus) -> Self {
        let n = corpus.names.len();
        let mut bigrams: FxHashMap<(u32, u32), f64> = FxHashMap::default();
        let mut count = vec![0.0; n];
        for pair in corpus.tokens.windows(2) {
            *bigrams.entry((pair[0], pair[1])).or_default() += 1.0;
            count[pair[1] as usize] += 1.0;
        }
        let mut sorted: Vec<_> = bigrams.into_iter().collect();
        sorted.sort_by_key(|(pair, _)| *pair);
        let (mut right, mut left) = (vec![Vec::new(); n], vec![Vec::new(); n]);
        let of: Vec<usize> = (0..n).map(|w| if w < 2 { w } else { 2 + (w - 2) % (CLUSTERS - 2) }).collect();
        let mut pairs = vec![0.0; CLUSTERS * CLUSTERS];
        for ((a, b), k) in sorted {
            right[a as usize].push((b, k));
            left[b as usize].push((a, k));
            pairs[of[a as usize] * CLUSTERS + of[b as usize]] += k;
        }
        let mut sizes = vec![0.0; CLUSTERS];
        for w in 0..n {
            sizes[of[w]] += count[w];
        }
        Clusters { of, pairs, sizes, count, right, left }
    }

    /// The word's neighbours by cluster: (at its right, at its left, itself after itself).
    fn neighbours(&self, w: usize) -> Neighbours {
        let mut own = 0.0;
        let mut sum = |list: &[(u32, f64)], keep_own: bool| {
            let mut by = [0.0; CLUSTERS];
            for &(v, k) in list {
                if v as usize == w {
                    own += if keep_own { k } else { 0.0 };
                } else {
                    by[self.of[v as usize]] += k;
                }
            }
            by.iter().copied().enumerate().filter(|(_, k)| *k > 0.0).collect::<Vec<_>>()
        };
        let right = sum(&self.right[w], true);
        let left = sum(&self.left[w], false);
        (right, left, own)
    }

    fn shift(&mut self, w: usize, to: usize, sign: f64, around: &Neighbours) {
        for &(c, k) in &around.0 {
            self.pairs[to * CLUSTERS + c] += sign * k;
        }
        for &(c, k) in &around.1 {
            self.pairs[c * CLUSTERS + to] += sign * k;
        }
        self.pairs[to * CLUSTERS + to] += sign * around.2;
        self.sizes[to] += sign * self.count[w];
    }

    /// What the text gains when the word, now in no cluster, comes into `c`.
    fn gain(&self, w: usize, c: usize, around: &Neighbours) -> f64 {
        let mut gain = 0.0;
        let mut own = around.2;
        for &(d, k) in &around.0 {
            if d == c {
                own += k;
            } else {
                let x = self.pairs[c * CLUSTERS + d];
                gain += f(x + k) - f(x);
            }
        }
        for &(d, k) in &around.1 {
            if d == c {
                own += k;
            } else {
                let x = self.pairs[d * CLUSTERS + c];
                gain += f(x + k) - f(x);
            }
        }
        let x = self.pairs[c * CLUSTERS + c];
        let n = self.sizes[c];
        gain + f(x + own) - f(x) - 2.0 * (f(n + self.count[w]) - f(n))
    }

    /// Lets every word move once; returns how many did.
    fn round(&mut self) -> usize {
        let mut moved = 0;
        for w in 2..self.of.len() {
            let around = self.neighbours(w);
            let from = self.of[w];
            self.shift(w, from, -1.0, &around);
            let mut best = (f64::NEG_INFINITY, from);
            for c in 2..CLUSTERS {
                let gain = self.gain(w, c, &around);
                if gain > best.0 + 1e-9 {
                    best = (gain, c);
                }
            }
            self.of[w] = best.1;
            self.shift(w, best.1, 1.0, &around);
            moved += usize::from(best.1 != from);
        }
        moved
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some((out, paths)) = args.split_first() else { panic!("usage: train_clusters OUT.tsv TRAIN.jsonl...") };
    let corpus = read(paths);
    eprintln!("{} tokens, {} words", corpus.tokens.len(), corpus.names.len());
    let mut clusters = Clusters::new(&corpus);
    for round in 1..=ROUNDS {
        eprintln!("round {round}: {} words moved", clusters.round());
    }
    let mut lines: Vec<(usize, &str)> =
        (2..corpus.names.len()).map(|w| (clusters.of[w], corpus.names[w].as_str())).collect();
    lines.sort_by_key(|l| l.0);
    let text: String = lines.iter().map(|(c, w)| format!("{c}\t{w}\n")).collect();
    std::fs::write(out, text).unwrap_or_else(|e| panic!("{out}: {e}"));
}
