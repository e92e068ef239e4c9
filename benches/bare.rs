//! A minimal tantivy program that annotates nothing: what newsdex is measured against by `benches/measure.py`.
//!
//! One document for each paragraph: its text with positions, stemmed and stored; the day, a number and one of 10,000
//! speakers as columns, the speaker also as a term.
//!
//! ```text
//! bare index FOLDER INDEX THREADS      the paragraphs of all .txt files below FOLDER
//! bare phrase INDEX SPEAKER WORD…      a phrase, of one speaker unless SPEAKER is `-`: ten hits as JSON lines and their number
//! bare day INDEX FROM TO [WORD]        how many documents of days FROM to TO (not included) have the word
//! bare facet INDEX                     the ten commonest speakers
//! ```
//! A word in front, `repeat N`, does a question N times in one process.

use std::error::Error;
use std::ops::Bound;
use std::path::Path;
use tantivy::aggregation::AggregationCollector;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{AllQuery, BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery};
use tantivy::schema::*;
use tantivy::{Index, IndexWriter, TantivyDocument, Term};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

struct Fields {
    text: Field,
    day: Field,
    number: Field,
    speaker: Field,
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("en_stem")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let text = builder.add_text_field("text", TextOptions::default().set_indexing_options(indexing).set_stored());
    let day = builder.add_i64_field("day", FAST | INDEXED);
    let number = builder.add_u64_field("number", FAST);
    let speaker = builder.add_text_field("speaker", STRING.set_fast("raw"));
    (builder.build(), Fields { text, day, number, speaker })
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut times = 1;
    if let ["repeat", n, rest @ ..] = words.as_slice() {
        (times, words) = (n.parse()?, rest.to_vec());
    }
    match words.as_slice() {
        ["index", folder, index, threads] => build(Path::new(folder), Path::new(index), threads.parse()?),
        [question, index, rest @ ..] => {
            let index = Index::open_in_dir(index)?;
            (0..times).try_for_each(|_| ask(&index, question, rest))
        }
        _ => Err("see the top of benches/bare.rs for what to say".into()),
    }
}

fn build(folder: &Path, at: &Path, threads: usize) -> Result<()> {
    let (schema, fields) = schema();
    std::fs::create_dir_all(at)?;
    let index = Index::create_in_dir(at, schema)?;
    let mut writer: IndexWriter = index.writer_with_num_threads(threads, 200_000_000)?;
    let mut number = 0u64;
    for file in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let file = file?;
        if file.path().extension().is_none_or(|e| e != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(file.path())?;
        for paragraph in text.lines().filter(|line| !line.is_empty()) {
            number += 1;
            let mut doc = TantivyDocument::new();
            doc.add_text(fields.text, paragraph);
            doc.add_i64(fields.day, 19_000 + (number / 50 % 1_500) as i64);
            doc.add_u64(fields.number, number);
            // A few speak often and most seldom, as in news.
            let rank = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
            doc.add_text(fields.speaker, format!("Speaker {}", rank * rank / (1 << 24) * 10_000 / (1 << 24)));
            writer.add_document(doc)?;
        }
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    println!("{number} documents");
    Ok(())
}

fn ask(index: &Index, question: &str, rest: &[&str]) -> Result<()> {
    let (_, fields) = schema();
    let searcher = index.reader()?.searcher();
    match (question, rest) {
        ("phrase", [speaker, words @ ..]) => {
            let mut parts: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, phrase(index, fields.text, words)?)];
            if *speaker != "-" {
                let term = Term::from_field_text(fields.speaker, speaker);
                parts.push((Occur::Must, Box::new(TermQuery::new(term, IndexRecordOption::Basic))));
            }
            let query = BooleanQuery::new(parts);
            let (hits, total) = searcher.search(&query, &(TopDocs::with_limit(10).order_by_score(), Count))?;
            for (score, at) in hits {
                let doc: TantivyDocument = searcher.doc(at)?;
                println!("{{\"score\":{score},\"doc\":{}}}", doc.to_json(&index.schema()));
            }
            println!("{total}");
        }
        ("day", [from, to, word @ ..]) => {
            let bound = |day: &str| -> Result<Term> { Ok(Term::from_field_i64(fields.day, day.parse()?)) };
            let range = RangeQuery::new(Bound::Included(bound(from)?), Bound::Excluded(bound(to)?));
            let mut parts: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, Box::new(range))];
            if !word.is_empty() {
                parts.push((Occur::Must, phrase(index, fields.text, word)?));
            }
            println!("{}", searcher.search(&BooleanQuery::new(parts), &Count)?);
        }
        ("facet", []) => {
            let request: Aggregations = serde_json::from_value(serde_json::json!({
                "speakers": { "terms": { "field": "speaker", "size": 10 } }
            }))?;
            let found = searcher.search(&AllQuery, &AggregationCollector::from_aggs(request, Default::default()))?;
            println!("{}", serde_json::to_string(&found)?);
        }
        _ => return Err("no such question".into()),
    }
    Ok(())
}

/// A phrase of the words as they are indexed; of one word, that word.
fn phrase(index: &Index, field: Field, words: &[&str]) -> Result<Box<dyn Query>> {
    let mut analyzer = index.tokenizer_for_field(field)?;
    let mut terms = Vec::new();
    for word in words {
        analyzer.token_stream(word).process(&mut |token| terms.push(Term::from_field_text(field, &token.text)));
    }
    Ok(match terms.len() {
        0 => return Err("a question needs a word".into()),
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new(terms)),
    })
}
