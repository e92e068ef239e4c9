//! `cargo bench --bench traps`: how the time of every reader grows with its text, on texts that tempt it to look again and
//! again at what it has seen. One line for a reader: the trap that costs it most, for eight times the text. A reader that
//! looks once takes 8 times as long; one that looks at everything again for each letter takes 64 times.

#[path = "../fuzz/invariants.rs"]
mod invariants;

use invariants::{TARGETS, TRAPS, Target};
use std::time::Instant;

/// Bytes of the shorter text.
const SHORT: usize = 8_000;

fn main() {
    println!("{:<14} {:>10} {:>10} {:>6}  trap", "reader", "short, ms", "long, ms", "times");
    for (name, target) in TARGETS {
        let worst = TRAPS
            .iter()
            .map(|trap| (growth(*target, trap), trap))
            .max_by(|(a, _), (b, _)| a.times().total_cmp(&b.times()));
        let Some((growth, trap)) = worst else { continue };
        println!(
            "{name:<14} {:>10.2} {:>10.2} {:>6.1}  {trap:?}",
            growth.short * 1e3,
            growth.long * 1e3,
            growth.times()
        );
    }
}

/// Seconds for the shorter text and for one eight times as long, each the best of three.
struct Growth {
    short: f64,
    long: f64,
}

impl Growth {
    /// A reader that gives up at once takes so little that its ratio is noise: a millisecond counts for nothing.
    fn times(&self) -> f64 {
        (self.long + 1e-3) / (self.short + 1e-3)
    }
}

fn growth(target: Target, trap: &str) -> Growth {
    let seconds = |n: usize| {
        let bytes = trap.repeat(n / trap.len()).into_bytes();
        let once = || {
            let start = Instant::now();
            target(&bytes);
            start.elapsed().as_secs_f64()
        };
        (0..3).map(|_| once()).fold(f64::INFINITY, f64::min)
    };
    Growth { short: seconds(SHORT), long: seconds(8 * SHORT) }
}
