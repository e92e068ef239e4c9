//! `cargo bench`: annotating, indexing and asking, over the articles of `corpus/` or of the folder that
//! `NEWSDEX_ARTICLES` names. Compare within one run; other programs of the machine move absolute times.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use newsdex::index::Index;
use newsdex::ingest::{self, Observer, Options};
use newsdex::model::Article;
use newsdex::search::{Engine, Request, Scope};
use newsdex::{annotate, parse, query, read, words};
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

fn folder() -> PathBuf {
    std::env::var_os("NEWSDEX_ARTICLES").map_or_else(|| PathBuf::from("corpus"), PathBuf::from)
}

fn articles() -> Vec<Article> {
    let mut articles = Vec::new();
    for found in read::walk(&[folder()]).flatten() {
        let Ok(source) = read::load(&found, read::MAX_BYTES) else { continue };
        // A folder may hold a README beside its articles; what cannot be read is not measured.
        let _ = parse::articles(&source, &parse::Options::default(), &mut |p| articles.push(p.article));
    }
    articles
}

fn bytes(articles: &[Article]) -> u64 {
    articles.iter().flat_map(|a| &a.paragraphs).map(|p| p.text.len() as u64).sum()
}

fn reading(c: &mut Criterion) {
    let articles = articles();
    let mut group = c.benchmark_group("annotate");
    group.throughput(Throughput::Bytes(bytes(&articles)));
    group.bench_function("words", |b| {
        b.iter(|| articles.iter().flat_map(|a| &a.paragraphs).map(|p| words::count(&p.text)).sum::<usize>());
    });
    group.bench_function("split", |b| {
        b.iter(|| articles.iter().map(|a| annotate::Document::new(a).splits.len()).sum::<usize>());
    });
    for (k, (name, _)) in annotate::ANNOTATORS.iter().enumerate() {
        group.bench_function(*name, |b| b.iter_custom(|n| (0..n).map(|_| step(&articles, k)).sum()));
    }
    group.bench_function("everything", |b| {
        b.iter(|| articles.iter().map(|a| annotate::annotate(a.clone()).quotations.len()).sum::<usize>());
    });
    group.finish();
}

/// How long annotator number `k` takes for these articles, once those before it have run.
fn step(articles: &[Article], k: usize) -> Duration {
    let mut time = Duration::ZERO;
    for article in articles {
        let mut document = annotate::Document::new(article);
        for (_, before) in &annotate::ANNOTATORS[..k] {
            before(&mut document);
        }
        let start = Instant::now();
        annotate::ANNOTATORS[k].1(&mut document);
        time += start.elapsed();
    }
    time
}

struct Silent;
impl Observer for Silent {}

fn index_into(dir: &Path, jobs: usize) {
    let parse = parse::Options::default();
    let authority = newsdex::ingest::List::Keep;
    let options = Options {
        paths: vec![folder()],
        jobs,
        heap: 200_000_000,
        own: None,
        prune: false,
        dry_run: false,
        globs: Default::default(),
        parse,
        authority,
        limits: Default::default(),
    };
    ingest::ingest(dir, &options, &Silent).expect("the articles can be indexed");
}

fn indexing(c: &mut Criterion) {
    let mut group = c.benchmark_group("index");
    group.throughput(Throughput::Bytes(bytes(&articles()))).sample_size(10);
    for jobs in [1, 2] {
        group.bench_function(format!("{jobs} threads"), |b| {
            b.iter_with_large_drop(|| {
                let dir = tempfile::tempdir().expect("a scratch folder");
                index_into(dir.path(), jobs);
                dir
            });
        });
    }
    group.finish();
}

fn asking(c: &mut Criterion) {
    let dir = tempfile::tempdir().expect("a scratch folder");
    index_into(dir.path(), 2);
    let mut group = c.benchmark_group("query");
    let options = query::Options { now: chrono::NaiveDate::default(), saved: None };
    for text in ["\"in the\"", "said", "speaker:a* \"in the\"", "said:{kind:direct the}", "the w/5 of", "date:2025 the"]
    {
        group.bench_function(format!("cold {text}"), |b| {
            b.iter(|| {
                let engine = Engine::new(&Index::open(dir.path()).expect("an index"));
                let parsed = query::parse(text, options).expect("a query");
                black_box(engine.search(&parsed, &Request::default()).expect("an answer").total)
            });
        });
    }
    let engine = Engine::new(&Index::open(dir.path()).expect("an index"));
    let everything = query::parse("*", options).expect("a query");
    group.bench_function("facet of everything", |b| {
        b.iter(|| engine.facets(&everything, &Scope::default(), "speaker", 10).expect("an answer"));
    });
    group.finish();
}

criterion_group!(benches, reading, indexing, asking);
criterion_main!(benches);
