//! Trains the two models that find names. See models/README.md.
//!
//! `cargo run --profile fast --example train_entities -- --gold DIR [--out DIR] [--errors FILE] [--quick]`
//!
//! DIR of `--gold` holds `entities_{worldwide,conll2003}_{train,dev}.jsonl`; the models learn from the train files and are
//! measured on the dev files. Two runs give the same files.

mod gold;
mod measure;

use gold::Row;
use newsdex::annotate::Document;
use newsdex::annotate::entities::training::Maker;
use newsdex::annotate::entities::{Models, labels};
use newsdex::annotate::tagger::{Example, Model, Options, train};
use std::path::PathBuf;

/// Parts into which the training articles are cut, to read each with a model that has not learned from it.
const PARTS: usize = 5;

/// Of so many training articles one gets a made headline; with one each, names in running text are found a little worse.
const EVERY: usize = 2;

struct Settings {
    gold: PathBuf,
    out: Option<PathBuf>,
    errors: Option<PathBuf>,
    first: Options,
    second: Options,
    /// Whether to try the first model alone.
    first_only: bool,
    /// A folder of models to measure without training.
    measure: Option<PathBuf>,
}

fn settings() -> Settings {
    let mut args = std::env::args().skip(1);
    let base =
        Options { epochs: 10, runs: 16, min_count: 2, dropout: 0.6, decay: 1e-3, prune: 0.2, ..Options::default() };
    let mut s = Settings {
        gold: PathBuf::from("gold"),
        out: None,
        errors: None,
        second: Options { epochs: 8, runs: 8, min_count: 5, dropout: 0.4, prune: 0.01, ..base.clone() },
        first: base,
        first_only: false,
        measure: None,
    };
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_else(|| panic!("{arg} needs a value"));
        match arg.as_str() {
            "--gold" => s.gold = value().into(),
            "--out" => s.out = Some(value().into()),
            "--errors" => s.errors = Some(value().into()),
            "--epochs" => s.first.epochs = value().parse().expect("a number of epochs"),
            "--dropout" => s.first.dropout = value().parse().expect("a share"),
            "--rate" => s.first.rate = value().parse().expect("a rate"),
            "--decay" => s.first.decay = value().parse().expect("a decay"),
            "--min-count" => s.first.min_count = value().parse().expect("a count"),
            "--prune" => s.first.prune = value().parse().expect("a weight"),
            "--runs" => s.first.runs = value().parse().expect("a number of runs"),
            "--second-dropout" => s.second.dropout = value().parse().expect("a share"),
            "--second-decay" => s.second.decay = value().parse().expect("a decay"),
            "--measure" => s.measure = Some(value().into()),
            "--first-only" => s.first_only = true,
            "--second-runs" => s.second.runs = value().parse().expect("a number of runs"),
            "--report" => s.first.report = true,
            other => panic!("unknown argument {other}"),
        }
    }
    s
}

fn main() {
    let s = settings();
    let load = |name: &str| gold::load(&s.gold.join(format!("entities_{name}.jsonl")));
    let (first, second) = match &s.measure {
        Some(folder) => ["first", "second"].map(|n| gold::bytes(&folder.join(format!("entities-{n}.bin")))).into(),
        None => {
            let rows = [load("conll2003_train"), load("worldwide_train")].concat();
            let headed = |(i, row): (usize, Row)| if i % EVERY == 0 { row.with_headlines(1) } else { row };
            let rows: Vec<Row> = rows.into_iter().enumerate().map(headed).collect();
            let second = if s.first_only { train(&labels(), &[], &s.second) } else { second_model(&rows, &s) };
            (first_model(&rows, |_| true, &s.first), second)
        }
    };
    eprintln!("first model: {} bytes, second: {} bytes", first.len(), second.len());
    if let Some(out) = &s.out {
        std::fs::write(out.join("entities-first.bin"), &first).expect("the folder can be written");
        std::fs::write(out.join("entities-second.bin"), &second).expect("the folder can be written");
    }
    let model = |bytes: &[u8]| Model::load(bytes.to_vec()).expect("a model that was just made");
    let models = Models::new(model(&first), model(&second));
    let mut misses = Vec::new();
    for name in ["conll2003_dev", "worldwide_dev"] {
        measure::measure(name, &load(name), &models, &mut misses);
    }
    let rows: Vec<Row> = load("worldwide_dev").into_iter().map(|row| row.with_headlines(3)).collect();
    measure::measure("headlines", &rows, &models, &mut misses);
    if let Some(path) = &s.errors {
        std::fs::write(path, misses.concat()).expect("the file can be written");
    }
}

/// A first model from the rows whose number `wanted` says.
fn first_model(rows: &[Row], wanted: impl Fn(usize) -> bool, options: &Options) -> Vec<u8> {
    let mut maker = Maker::default();
    let chosen = rows.iter().enumerate().filter(|(i, _)| wanted(*i));
    let examples: Vec<Example> =
        chosen.flat_map(|(_, row)| maker.first(&Document::new(&row.article), &row.gold)).collect();
    train(&labels(), &examples, options)
}

/// The second model: every part is read by a first model of the other parts.
fn second_model(rows: &[Row], s: &Settings) -> Vec<u8> {
    let options = Options { report: false, ..s.first.clone() };
    let part = |k: usize| {
        let model = Model::load(first_model(rows, |i| i % PARTS != k, &options)).expect("a model that was just made");
        let mut maker = Maker::default();
        let chosen = rows.iter().skip(k).step_by(PARTS);
        chosen.flat_map(|r| maker.second(&Document::new(&r.article), &r.gold, &model)).collect::<Vec<Example>>()
    };
    let examples: Vec<Example> = std::thread::scope(|scope| {
        let part = &part;
        let halves = [0, 1].map(|h| scope.spawn(move || (0..PARTS).filter(|k| k % 2 == h).flat_map(part).collect()));
        halves.into_iter().flat_map(|h| -> Vec<Example> { h.join().expect("a part that trains") }).collect()
    });
    train(&labels(), &examples, &s.second)
}
