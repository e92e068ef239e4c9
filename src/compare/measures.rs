//! The formulas of corpus linguistics, each with its source. docs/statistics.md says what is put into them.

/// How often two things were seen, together and apart: a 2 × 2 table by its margins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Table {
    /// Both: O₁₁.
    pub both: f64,
    /// The first, with or without the second: R₁.
    pub first: f64,
    /// The second, with or without the first: C₁.
    pub second: f64,
    /// All: N.
    pub all: f64,
}

impl Table {
    /// How often both would be seen by chance: R₁ C₁ / N.
    pub fn expected(&self) -> f64 {
        if self.all > 0.0 { self.first * self.second / self.all } else { 0.0 }
    }

    /// Log-likelihood ratio G² = 2 Σ O ln (O / E) over the four cells; negative where both are seen together less often than by
    /// chance. Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence", 1993.
    pub fn log_likelihood(&self) -> f64 {
        let Table { both, first, second, all } = *self;
        let cell = |observed: f64, row: f64, column: f64| {
            let expected = row * column / all;
            if observed > 0.0 && expected > 0.0 { observed * (observed / expected).ln() } else { 0.0 }
        };
        let sum = cell(both, first, second)
            + cell(first - both, first, all - second)
            + cell(second - both, all - first, second)
            + cell(all - first - second + both, all - first, all - second);
        let size = (2.0 * sum).max(0.0);
        if both < self.expected() { -size } else { size }
    }

    /// Mutual information log₂ (O / E). Church and Hanks, "Word Association Norms, Mutual Information, and Lexicography", 1990.
    pub fn mutual_information(&self) -> f64 {
        (self.both / self.expected()).log2()
    }
}

/// logDice = 14 + log₂ (2 f(x,y) / (f(x) + f(y))). Rychlý, "A Lexicographer-Friendly Association Score", 2008.
pub fn log_dice(both: f64, first: f64, second: f64) -> f64 {
    14.0 + (2.0 * both / (first + second)).log2()
}

/// Log-likelihood of a word in two corpora: 2 Σ O ln (O / E) over its two frequencies, negative where it is rarer in the first. Rayson and
/// Garside, "Comparing Corpora using Frequency Profiling", 2000, after Dunning 1993.
pub fn keyness((a, a_size): (f64, f64), (b, b_size): (f64, f64)) -> f64 {
    let share = (a + b) / (a_size + b_size);
    let term = |observed: f64, size: f64| {
        if observed > 0.0 { observed * (observed / (size * share)).ln() } else { 0.0 }
    };
    let size = (2.0 * (term(a, a_size) + term(b, b_size))).max(0.0);
    if a * b_size < b * a_size { -size } else { size }
}

/// %DIFF = 100 (f₁ − f₂) / f₂ of relative frequencies; infinite for a word that the second corpus does not have. Gabrielatos and Marchi,
/// "Keyness: Matching metrics to definitions", 2011.
pub fn percent_difference((a, a_size): (f64, f64), (b, b_size): (f64, f64)) -> f64 {
    let (first, second) = (a / a_size, b / b_size);
    (first - second) * 100.0 / second
}

/// How evenly something is spread over the parts of a corpus.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// How many parts have it.
    pub range: u64,
    /// How many parts there are.
    pub parts: u64,
    /// D = 1 − V / √(n − 1), V the variation coefficient of its relative frequencies in the n parts: 1 where it is spread evenly, 0 where
    /// all is in one part. Juilland and Chang-Rodríguez, "Frequency Dictionary of Spanish Words", 1964.
    pub juilland: Option<f64>,
    /// DP = ½ Σ |share of it in a part − share of the words in that part|: 0 where it is spread evenly, near 1 where not. Gries,
    /// "Dispersions and adjusted frequencies in corpora", 2008.
    pub dp: Option<f64>,
    /// DP / (1 − the smallest part's share), so that 1 can be reached. Lijffijt and Gries, "Correction to Stefan Th. Gries'
    /// Dispersions and adjusted frequencies", 2012.
    pub dp_norm: Option<f64>,
}

/// The dispersion over parts, each by how often the thing stands in it and by its words. Parts without words are left out.
pub fn dispersion(parts: impl Iterator<Item = (u64, u64)> + Clone) -> Dispersion {
    let parts = parts.filter(|(_, words)| *words > 0);
    let (mut n, mut range, mut hits, mut words) = (0u64, 0u64, 0u64, 0u64);
    let (mut sum, mut squares, mut smallest) = (0.0, 0.0, f64::INFINITY);
    for (count, size) in parts.clone() {
        n += 1;
        range += u64::from(count > 0);
        hits += count;
        words += size;
        let rate = count as f64 / size as f64;
        sum += rate;
        squares += rate * rate;
        smallest = smallest.min(size as f64);
    }
    if hits == 0 || n < 2 {
        return Dispersion { range, parts: n, juilland: None, dp: None, dp_norm: None };
    }
    let mean = sum / n as f64;
    let deviation = (squares / n as f64 - mean * mean).max(0.0).sqrt();
    let gap = |(count, size): (u64, u64)| (count as f64 / hits as f64 - size as f64 / words as f64).abs();
    let dp = parts.map(gap).sum::<f64>() / 2.0;
    Dispersion {
        range,
        parts: n,
        juilland: Some(1.0 - deviation / mean / ((n - 1) as f64).sqrt()),
        dp: Some(dp),
        dp_norm: Some(dp / (1.0 - smallest / words as f64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
    }

    #[test]
    fn the_numbers_of_the_papers_come_out() {
        // Dunning 1993, table of bigrams: "the swiss", k(AB) = 110, k(A ~B) = 2442, k(~A B) = 111, k(~A ~B) = 29114.
        let table = Table { both: 110.0, first: 2552.0, second: 221.0, all: 31777.0 };
        assert!((table.log_likelihood() - 270.72).abs() < 0.01, "{}", table.log_likelihood());
        // Gries 2008: parts of 9, 10 and 81 % with 1, 1 and 3 of 5 hits... spread perfectly: DP 0.
        let even = dispersion([(1, 10), (2, 20), (3, 30)].into_iter());
        assert!(near(even.dp.unwrap(), 0.0) && near(even.juilland.unwrap(), 1.0));
        let one = dispersion([(6, 10), (0, 10), (0, 10)].into_iter());
        assert!(
            near(one.dp.unwrap(), 2.0 / 3.0) && near(one.dp_norm.unwrap(), 1.0) && near(one.juilland.unwrap(), 0.0)
        );
        // Rayson and Garside 2000: E1 = c (a + b) / (c + d).
        assert!(near(keyness((10.0, 1000.0), (10.0, 1000.0)), 0.0));
        assert!(near(percent_difference((30.0, 1000.0), (10.0, 1000.0)), 200.0));
        assert!(percent_difference((3.0, 10.0), (0.0, 10.0)).is_infinite());
        assert!(near(log_dice(8.0, 8.0, 8.0), 14.0));
        assert!(near(Table { both: 8.0, first: 16.0, second: 16.0, all: 256.0 }.mutual_information(), 3.0));
    }

    proptest! {
        #[test]
        fn measures_of_two_do_not_depend_on_which_is_first(both in 1u32..50, a in 0u32..500, b in 0u32..500, rest in 0u32..5000) {
            let [both, a, b, rest] = [both, a, b, rest].map(f64::from);
            let table = Table { both, first: both + a, second: both + b, all: both + a + b + rest };
            let other = Table { first: table.second, second: table.first, ..table };
            prop_assert!(near(table.log_likelihood(), other.log_likelihood()));
            prop_assert!(near(table.mutual_information(), other.mutual_information()));
            prop_assert!(near(log_dice(both, both + a, both + b), log_dice(both, both + b, both + a)));
            prop_assert_eq!(table.mutual_information() > 1e-9, table.both > table.expected() * (1.0 + 1e-9));
        }

        #[test]
        fn keyness_turns_its_sign_with_its_corpora(a in 0u32..100, b in 0u32..100, x in 100u32..10_000, y in 100u32..10_000) {
            let [a, b, x, y] = [a, b, x, y].map(f64::from);
            prop_assert!(near(keyness((a, x), (b, y)).abs(), keyness((b, y), (a, x)).abs()));
            prop_assert!(a * y == b * x || keyness((a, x), (b, y)) * keyness((b, y), (a, x)) <= 0.0);
        }

        #[test]
        fn dispersion_does_not_depend_on_the_order_of_parts(parts in proptest::collection::vec((0u64..20, 1u64..100), 2..20)) {
            let back: Vec<_> = parts.iter().rev().copied().collect();
            let (one, other) = (dispersion(parts.iter().copied()), dispersion(back.iter().copied()));
            prop_assert_eq!(one.range, other.range);
            prop_assert!(one.dp.zip(other.dp).is_none_or(|(a, b)| near(a, b) && (-1e-9..=1.0).contains(&a)));
        }
    }
}
