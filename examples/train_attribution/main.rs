//! Trains and measures the two models of attribution.
//!
//! ```text
//! cargo run --release --example train_attribution -- train OUT TRAIN.jsonl DEV.jsonl...
//! cargo run --release --example train_attribution -- measure OUT DEV.jsonl...
//! cargo run --release --example train_attribution -- speed OUT DEV.jsonl...
//! ```
//!
//! The gold files are PolNeAR in the form that `score_quotations.py` reads. `train` writes `attribution-spot.bin` and
//! `attribution-bind.bin` into the directory OUT and measures them. The second model learns from what the first one
//! makes of articles that it has not seen: for that, two more first models are trained on a half each. All is
//! deterministic. Settings can be tried through the environment (`EPOCHS`, `DECAY`, …: see [`settings`]).

mod examples;
mod gold;
mod measure;

use examples::{bind_examples, spot_examples};
use gold::{Row, load};
use newsdex::annotate::attribution::{Models, bind, spot};
use newsdex::annotate::tagger::{Example, Labels, Model, Options, train};

/// Parts of the training articles that a first model for the others is trained without.
const FOLDS: usize = 2;

fn env<T: std::str::FromStr>(name: &str, default: T) -> T {
    std::env::var(name).ok().and_then(|x| x.parse().ok()).unwrap_or(default)
}

fn settings() -> Options {
    Options {
        epochs: env("EPOCHS", 5),
        rate: env("RATE", 0.05),
        decay: env("DECAY", 0.003),
        dropout: env("DROP", 0.4),
        min_count: env("MIN", 4),
        prune: env("PRUNE", 0.1),
        runs: env("RUNS", 8),
        report: true,
        ..Options::default()
    }
}

fn save(out: &str, name: &str, bytes: &[u8]) {
    std::fs::write(format!("{out}/attribution-{name}.bin"), bytes).expect("the directory OUT can be written");
}

fn model(out: &str, name: &str) -> Model {
    let bytes = std::fs::read(format!("{out}/attribution-{name}.bin")).expect("OUT holds the models");
    Model::load(bytes).expect("a whole model")
}

fn models(out: &str) -> Models {
    Models { spot: model(out, "spot"), bind: model(out, "bind") }
}

fn train_spot(out: &str, rows: &[Row]) {
    let articles: Vec<Vec<Example>> = rows.iter().map(spot_examples).collect();
    for fold in 0..=FOLDS {
        let kept = articles.iter().enumerate().filter(|(i, _)| i % FOLDS != fold);
        let examples: Vec<Example> = kept.flat_map(|(_, e)| e.iter().cloned()).collect();
        let bytes = train(&Labels::new(spot::LABELS), &examples, &settings());
        let name = if fold < FOLDS { format!("spot-{fold}") } else { "spot".to_owned() };
        save(out, &name, &bytes);
    }
}

fn train_bind(out: &str, rows: &[Row]) {
    let mut examples = Vec::new();
    for fold in 0..FOLDS {
        let spot = model(out, &format!("spot-{fold}"));
        for (_, row) in rows.iter().enumerate().filter(|(i, _)| i % FOLDS == fold) {
            bind_examples(row, &spot, &mut examples);
        }
    }
    eprintln!("{} possible cues", examples.len());
    let settings = Options { decay: env("BIND_DECAY", 0.004), ..settings() };
    save(out, "bind", &train(&Labels::new(bind::LABELS), &examples, &settings));
    for fold in 0..FOLDS {
        let _ = std::fs::remove_file(format!("{out}/attribution-spot-{fold}.bin"));
    }
}

fn measure(out: &str, paths: &[String]) {
    let models = models(out);
    for path in paths {
        let rows = load(path);
        measure::spot(&rows, &models.spot);
        for least in [0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5] {
            measure::evaluate(path.rsplit('/').next().unwrap_or(path), &rows, &models, least);
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["train", out, gold, ..] => {
            let rows = load(gold);
            if env("SPOT", 1) == 1 {
                train_spot(out, &rows);
            }
            train_bind(out, &rows);
            measure(out, &args[3..]);
        }
        ["measure", out, ..] => measure(out, &args[2..]),
        ["speed", out, gold] => measure::speed(&load(gold), &models(out)),
        _ => eprintln!("usage: train OUT TRAIN.jsonl DEV.jsonl... | measure OUT DEV.jsonl... | speed OUT DEV.jsonl"),
    }
}
