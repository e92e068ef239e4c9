//! Examples → model file: a conditional random field by stochastic gradient descent, the same in every run.
//!
//! AdaGrad steps (Duchi et al. 2011) on the log-likelihood of what is known of each token: a token's gold is a *set* of
//! labels, so that a corpus which does not annotate some kind can leave it open. Features are dropped at random while
//! training, so that no name is learned by heart alone; weights are averaged over the later epochs, rounded to
//! bytes, and features that say next to nothing are left out.

use super::decode::Lattice;
use super::labels::Labels;
use super::model::{self, LANES, MAGIC, Transitions};
use super::table::{Table, check};
use rustc_hash::FxHashMap;

/// One sequence to learn from.
#[derive(Debug, Clone, Default)]
pub struct Example {
    /// The features of each token.
    pub features: Vec<Vec<u64>>,
    /// The labels that may be right for each token: bit n for label n; at least one sequence must be possible.
    pub gold: Vec<u32>,
    /// What is known of each token beforehand, in natural logarithms per label: scores that are added but not learned.
    /// Empty where nothing is.
    pub bias: Vec<[f32; LANES]>,
}

impl Example {
    /// A sequence whose labels are all known.
    pub fn new(features: Vec<Vec<u64>>, labels: &[u8]) -> Self {
        Example { features, gold: labels.iter().map(|&l| 1 << l).collect(), bias: Vec::new() }
    }
}

/// How to train.
#[derive(Debug, Clone)]
pub struct Options {
    /// How often every example is looked at.
    pub epochs: usize,
    /// The length of the first steps.
    pub rate: f32,
    /// How strongly weights are drawn to zero (L2, per look at a feature).
    pub decay: f32,
    /// Features seen in fewer tokens are left out.
    pub min_count: u32,
    /// The share of features that is dropped at random.
    pub dropout: f32,
    /// Features whose every weight is smaller are left out of the file.
    pub prune: f32,
    /// The seed of everything random.
    pub seed: u64,
    /// So many times is trained, each time with a seed of its own, and the weights are averaged. What one run made of chance is lost in
    /// the average, and the model is none the larger. Each run has a thread.
    pub runs: u64,
    /// Whether to report each epoch on stderr.
    pub report: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            epochs: 12,
            rate: 0.1,
            decay: 1e-4,
            min_count: 2,
            dropout: 0.1,
            prune: 0.03,
            seed: 1,
            runs: 1,
            report: false,
        }
    }
}

/// Trains a model and returns its file.
pub fn train(labels: &Labels, examples: &[Example], options: &Options) -> Vec<u8> {
    let features = Features::count(examples, options.min_count);
    let data: Vec<Vec<Vec<u32>>> = examples.iter().map(|e| features.numbers(e)).collect();
    let run = |n: u64| {
        // Seeds that differ in few bits would begin alike.
        let options =
            Options { seed: options.seed.wrapping_add(n).wrapping_mul(0x9E37_79B9_7F4A_7C15), ..options.clone() };
        let mut trainer = Trainer::new(labels, features.names.len(), options);
        trainer.run(examples, &data);
        trainer
    };
    let trainers: Vec<Trainer> = std::thread::scope(|scope| {
        let run = &run;
        let runs: Vec<_> = (0..options.runs.max(1)).map(|n| scope.spawn(move || run(n))).collect();
        runs.into_iter().map(|run| run.join().expect("a run that ends")).collect()
    });
    let mut all = trainers.into_iter();
    let mut first = all.next().expect("at least one run");
    all.for_each(|other| first.join(&other));
    first.finish(labels, &features.names, options.prune)
}

/// The features that are frequent enough, numbered.
struct Features {
    numbers: FxHashMap<u64, u32>,
    names: Vec<u64>,
}

impl Features {
    fn count(examples: &[Example], least: u32) -> Self {
        let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
        let mut names = Vec::new();
        for &f in examples.iter().flat_map(|e| &e.features).flatten() {
            let n = counts.entry(f).or_default();
            *n += 1;
            if *n == least.max(1) {
                names.push(f);
            }
        }
        let numbers = names.iter().enumerate().map(|(i, &f)| (f, i as u32)).collect();
        Features { numbers, names }
    }

    fn numbers(&self, example: &Example) -> Vec<Vec<u32>> {
        let token = |t: &Vec<u64>| t.iter().filter_map(|f| self.numbers.get(f).copied()).collect();
        example.features.iter().map(token).collect()
    }
}

/// A weight and the sum of the squares of its gradients.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    value: f32,
    squares: f32,
}

impl Weight {
    /// One step up the gradient.
    fn step(&mut self, gradient: f32, rate: f32, decay: f32) {
        let g = gradient - decay * self.value;
        self.squares += g * g;
        self.value += rate * g / (self.squares.sqrt() + 1e-6);
    }
}

struct Trainer {
    options: Options,
    count: usize,
    weights: Vec<Weight>,
    /// Sums of weights over the epochs that are averaged.
    sums: Vec<f32>,
    averaged: u32,
    closed: Transitions,
    start: [Weight; LANES],
    end: [Weight; LANES],
    between: [[Weight; LANES]; LANES],
    /// Sums of the transitions over the epochs that are averaged.
    transition_sums: Vec<f32>,
    random: u64,
    free: Lattice,
    held: Lattice,
}

impl Trainer {
    fn new(labels: &Labels, features: usize, options: Options) -> Self {
        let count = labels.len();
        Trainer {
            random: options.seed.max(1),
            options,
            count,
            weights: vec![Weight::default(); features * count],
            sums: vec![0.0; features * count],
            averaged: 0,
            closed: Transitions::new(labels),
            start: Default::default(),
            end: Default::default(),
            between: Default::default(),
            transition_sums: vec![0.0; count * (count + 2)],
            free: Lattice::default(),
            held: Lattice::default(),
        }
    }

    /// Looks at all examples as often as is asked for.
    fn run(&mut self, examples: &[Example], data: &[Vec<Vec<u32>>]) {
        let mut order: Vec<usize> = (0..examples.len()).collect();
        for epoch in 0..self.options.epochs {
            self.shuffle(&mut order);
            let mut loss = 0.0;
            for &i in &order {
                loss += f64::from(self.learn(&examples[i], &data[i]));
            }
            if epoch >= self.options.epochs / 2 {
                self.average();
            }
            if self.options.report {
                eprintln!("epoch {:2}: loss {:.4} per example", epoch + 1, loss / examples.len().max(1) as f64);
            }
        }
    }

    /// Takes the averages of another run into these.
    fn join(&mut self, other: &Trainer) {
        self.averaged += other.averaged;
        let sums = self.sums.iter_mut().zip(&other.sums);
        let transitions = self.transition_sums.iter_mut().zip(&other.transition_sums);
        sums.chain(transitions).for_each(|(sum, more)| *sum += more);
    }

    /// A random number in 0..1 (xorshift64*, Vigna 2016).
    fn random(&mut self) -> f32 {
        self.random ^= self.random >> 12;
        self.random ^= self.random << 25;
        self.random ^= self.random >> 27;
        (self.random.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40) as f32 / (1u64 << 24) as f32
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for i in (1..order.len()).rev() {
            let j = (self.random() * (i + 1) as f32) as usize;
            order.swap(i, j.min(i));
        }
    }

    /// Learns from one example and returns its loss before.
    fn learn(&mut self, example: &Example, features: &[Vec<u32>]) -> f32 {
        let kept = self.drop_some(features);
        let keep = 1.0 / (1.0 - self.options.dropout);
        let emissions: Vec<[f32; LANES]> = (0..kept.len())
            .map(|i| self.emission(&kept[i], keep, example.bias.get(i).copied().unwrap_or_default()))
            .collect();
        let t = self.transitions();
        let (mut free, mut held) = (std::mem::take(&mut self.free), std::mem::take(&mut self.held));
        free.fill(&t, &emissions, None);
        held.fill(&t, &emissions, Some(&example.gold));
        let loss = free.total - held.total;
        if loss.is_finite() {
            self.update(&kept, keep, &free, &held);
            self.update_transitions(&t, &emissions, &example.gold, &free, &held);
        }
        (self.free, self.held) = (free, held);
        if loss.is_finite() { loss } else { 0.0 }
    }

    fn drop_some(&mut self, features: &[Vec<u32>]) -> Vec<Vec<u32>> {
        let dropout = self.options.dropout;
        let mut kept = features.to_vec();
        for token in &mut kept {
            token.retain(|_| self.random() >= dropout);
        }
        kept
    }

    fn emission(&self, features: &[u32], keep: f32, bias: [f32; LANES]) -> [f32; LANES] {
        let mut sum = [0.0; LANES];
        for &f in features {
            let at = f as usize * self.count;
            for (s, w) in sum.iter_mut().zip(&self.weights[at..at + self.count]) {
                *s += w.value;
            }
        }
        std::array::from_fn(|l| sum[l] * keep + bias[l])
    }

    fn update(&mut self, kept: &[Vec<u32>], keep: f32, free: &Lattice, held: &Lattice) {
        let (rate, decay) = (self.options.rate, self.options.decay);
        for (i, token) in kept.iter().enumerate() {
            let gradient: [f32; LANES] = std::array::from_fn(|l| (held.marginals[i][l] - free.marginals[i][l]) * keep);
            for &f in token {
                let at = f as usize * self.count;
                for (w, g) in self.weights[at..at + self.count].iter_mut().zip(gradient) {
                    w.step(g, rate, decay);
                }
            }
        }
    }

    fn update_transitions(
        &mut self,
        t: &Transitions,
        e: &[[f32; LANES]],
        gold: &[u32],
        free: &Lattice,
        held: &Lattice,
    ) {
        let Options { rate, decay, .. } = self.options;
        let Some(last) = e.len().checked_sub(1) else { return };
        let mut gradient = [[0.0; LANES]; LANES];
        held.pairs(t, e, Some(gold), |a, b, p| gradient[a][b] += p);
        free.pairs(t, e, None, |a, b, p| gradient[a][b] -= p);
        for (a, row) in gradient.iter().enumerate().take(self.count) {
            for (w, &g) in self.between[a].iter_mut().zip(row) {
                if g != 0.0 {
                    w.step(g, rate, decay);
                }
            }
            self.start[a].step(held.marginals[0][a] - free.marginals[0][a], rate, decay);
            self.end[a].step(held.marginals[last][a] - free.marginals[last][a], rate, decay);
        }
    }

    /// The transitions as they stand.
    fn transitions(&self) -> Transitions {
        let mut t = self.closed.clone();
        for a in 0..self.count {
            t.start[a] += self.start[a].value;
            t.end[a] += self.end[a].value;
            for (x, w) in t.between[a].iter_mut().zip(self.between[a]) {
                *x += w.value;
            }
        }
        t
    }

    /// Takes the weights as they stand into the average.
    fn average(&mut self) {
        self.averaged += 1;
        for (sum, w) in self.sums.iter_mut().zip(&self.weights) {
            *sum += w.value;
        }
        let n = self.count;
        let row = |r: &[Weight; LANES]| r[..n].iter().map(|w| w.value).collect::<Vec<_>>();
        let between = self.between[..n].iter().flat_map(row);
        let all = row(&self.start).into_iter().chain(row(&self.end)).chain(between);
        for (sum, w) in self.transition_sums.iter_mut().zip(all.collect::<Vec<_>>()) {
            *sum += w;
        }
    }

    /// The model file of the averaged weights.
    fn finish(&self, labels: &Labels, names: &[u64], prune: f32) -> Vec<u8> {
        let n = self.averaged.max(1) as f32;
        let mut largest = 0f32;
        let mut kept: Vec<(u64, Vec<f32>)> = Vec::new();
        let top = |row: &[f32]| row.iter().fold(0f32, |a, b| a.max(b.abs()));
        for (name, row) in names.iter().zip(self.sums.chunks(self.count)) {
            let row: Vec<f32> = row.iter().map(|w| w / n).collect();
            if top(&row) >= prune {
                // Only differences matter: relative to the first label, that needs none.
                let row: Vec<f32> = row.iter().map(|w| w - row[0]).collect();
                largest = largest.max(top(&row));
                kept.push((*name, row));
            }
        }
        let transitions: Vec<f32> = self.transition_sums.iter().map(|w| w / n).collect();
        write(labels, largest.max(1.0) / 127.0, &transitions, &kept)
    }
}

/// Writes a model file; its form is described in [`super::model`].
fn write(labels: &Labels, step: f32, transitions: &[f32], kept: &[(u64, Vec<f32>)]) -> Vec<u8> {
    let features: Vec<u64> = kept.iter().map(|(feature, _)| *feature).collect();
    let (table, width) = (Table::new(&features), model::width(labels.len()));
    let mut rows = vec![0u8; table.shape.slots as usize * width];
    for ((feature, weights), slot) in kept.iter().zip(&table.slots) {
        let row = &mut rows[slot * width..][..width];
        for (byte, w) in row.iter_mut().zip(weights) {
            *byte = (w / step).round().clamp(-127.0, 127.0) as i8 as u8;
        }
        [row[0], row[width - 1]] = check(*feature);
    }
    let mut out = MAGIC.to_vec();
    out.push(labels.len() as u8);
    out.extend(table.shape.buckets.to_le_bytes());
    out.extend(table.shape.slots.to_le_bytes());
    out.extend(step.to_le_bytes());
    for name in labels.names() {
        out.push(name.len() as u8);
        out.extend(name.as_bytes());
    }
    out.extend(transitions.iter().flat_map(|w| w.to_le_bytes()));
    out.extend(table.pilots);
    out.extend(rows);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::tagger::{Model, Row, Scratch, feature};

    /// A toy language: "mr" starts a name of two tokens, everything else is no name.
    fn examples() -> Vec<Example> {
        let words = |text: &str| text.split(' ').map(|w| vec![feature(1, w)]).collect::<Vec<_>>();
        vec![
            Example::new(words("so mr a said"), &[0, 1, 2, 0]),
            Example::new(words("a said mr b"), &[0, 0, 1, 2]),
            Example::new(words("b and mr c"), &[0, 0, 1, 2]),
        ]
    }

    fn tag(bytes: &[u8], text: &str) -> Vec<u8> {
        let model = Model::load(bytes.to_vec()).unwrap();
        let rows: Vec<Row> = text.split(' ').map(|w| model.row(&[feature(1, w)])).collect();
        let mut best = Vec::new();
        model.decode(&rows, &mut Scratch::default(), &mut best);
        best
    }

    #[test]
    fn learns_what_only_the_chain_can_know() {
        let labels = Labels::new(&["O", "B-p", "I-p"]);
        let bytes = train(&labels, &examples(), &Options { min_count: 1, epochs: 60, ..Options::default() });
        assert_eq!(tag(&bytes, "and mr a said"), [0, 1, 2, 0]);
        assert_eq!(tag(&bytes, "said a said"), [0, 0, 0]);
    }

    #[test]
    fn the_same_examples_give_the_same_file() {
        let labels = Labels::new(&["O", "B-p", "I-p"]);
        let options = Options { min_count: 1, ..Options::default() };
        assert_eq!(train(&labels, &examples(), &options), train(&labels, &examples(), &options));
    }

    #[test]
    fn a_token_whose_label_is_left_open_takes_the_one_that_other_examples_teach() {
        let labels = Labels::new(&["O", "X"]);
        let known = Example::new(vec![vec![1]], &[1]);
        let open = Example { features: vec![vec![1]], gold: vec![0b11], bias: Vec::new() };
        let bytes = train(&labels, &[known, open.clone(), open], &Options { min_count: 1, ..Options::default() });
        let model = Model::load(bytes).unwrap();
        assert!(model.marginals(&[model.row(&[1])])[0][1] > 0.8);
    }
}
