//! Names joined across articles, from the outside.

use crate::common::{newsdex, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join("articles").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Three articles about one president, each with another name, and one about somebody else.
fn articles(dir: &Path) {
    let head = |day: u32| format!("Posted On: 2026-05-{day:02}\n\n");
    write(
        dir,
        "a.txt",
        &format!(
            "{}KARSHOLM - President Han Soo Min met Wei Jianhong in Vestland on Monday. “We go on,” Han Soo Min said.\n",
            head(4)
        ),
    );
    write(
        dir,
        "b.txt",
        &format!("{}KARSHOLM - Han Soo-min said in Vestland that Wei Jianhong had been patient.\n", head(5)),
    );
    write(dir, "c.txt", &format!("{}KARSHOLM - “I am hopeful,” President Han said in Vestland.\n", head(6)));
    write(dir, "d.txt", &format!("{}LIMA - “The film is done,” said the actress Han Tae-ri.\n", head(7)));
}

fn json(dir: &Path, args: &[&str]) -> Value {
    let output = newsdex(dir, args);
    serde_json::from_str(&stdout(&output)).unwrap_or_else(|e| panic!("{e}: {}", stderr(&output)))
}

fn facets(dir: &Path, more: &[&str]) -> Vec<(String, u64)> {
    let found = json(dir, &[&["facets", "speaker", "--unit", "quotation", "--format", "json"], more].concat());
    let values = found["values"].as_array().unwrap().iter();
    values.map(|v| (v["value"].as_str().unwrap().to_owned(), v["count"].as_u64().unwrap())).collect()
}

#[test]
fn spellings_and_a_title_with_a_surname_meet_in_one_value() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    articles(d);
    assert!(newsdex(d, &["index", "articles"]).status.success());
    assert_eq!(facets(d, &[]), [("Han Soo Min".to_owned(), 3), ("Han Tae-ri".to_owned(), 1)]);
    let raw = facets(d, &["--raw-names"]);
    assert!(raw.contains(&("Han".to_owned(), 1)) && raw.contains(&("Han Soo-min".to_owned(), 1)), "{raw:?}");
    // Any of the names finds all of them, in every command; a name as it stands in an article still finds that one.
    for (query, count) in
        [("speaker:\"Han Soo-min\"", 3), ("speaker:\"Soo Min\"", 3), ("speaker:Tae-ri", 1), ("speaker:Han", 4)]
    {
        let found = json(d, &["count", query, "--unit", "quotation", "--format", "json"]);
        assert_eq!(found["count"].as_u64(), Some(count), "{query}");
    }
    assert_eq!(
        json(d, &["count", "speaker:\"Soo Min\"", "--raw-names", "--unit", "quotation", "--format", "json"])["count"]
            .as_u64(),
        Some(2)
    );
    let hits = json(d, &["search", "said:{speaker:\"Han Soo-min\" hopeful}", "--format", "json"]);
    let hit = &hits["hits"][0];
    assert_eq!((hit["article"].as_str(), hit["speakers"][0].as_str()), (Some("c.txt"), Some("Han Soo Min")));
    assert_eq!(hit["quotations"][0]["speaker"].as_str(), Some("Han"));
    let groups = json(d, &["count", "*", "--by", "speaker", "--unit", "quotation", "--format", "json"]);
    assert_eq!(groups["groups"][0]["speaker"].as_str(), Some("Han Soo Min"));
}

#[test]
fn a_list_of_names_is_kept_until_it_is_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    articles(d);
    fs::write(d.join("people.csv"), "id,name,aliases\nQ77,Han Soomin,Han Soo Min\nQ78,,x\n").unwrap();
    let output = newsdex(d, &["index", "articles", "--authority", "people.csv"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(stderr(&output).contains("people.csv: line 3: it has no name"), "{}", stderr(&output));
    write(d, "e.txt", "Posted On: 2026-05-08\n\nKARSHOLM - “We want more,” Han Soo-min said in Vestland.\n");
    assert!(newsdex(d, &["index", "articles"]).status.success());
    let found = json(d, &["facets", "speaker", "--unit", "quotation", "--format", "json"]);
    assert_eq!(found["values"][0], serde_json::json!({"value": "Han Soomin", "count": 4, "id": "Q77"}));
    let table = stdout(&newsdex(d, &["facets", "speaker", "--unit", "quotation", "--format", "csv"]));
    assert!(table.starts_with("value,count,id\nHan Soomin,4,Q77\n"), "{table}");
    assert_eq!(
        json(d, &["count", "speaker:Q77", "--unit", "quotation", "--format", "json"])["count"].as_u64(),
        Some(4)
    );
    // An alias that no article has finds as well, and another list is a change of the index.
    let revision = || json(d, &["stats", "--format", "json"])["revision"].as_u64().unwrap();
    let before = revision();
    fs::write(d.join("people.csv"), "name,aliases\nHan Soo Min,Sooty Han|Governor Han\n").unwrap();
    for _ in 0..2 {
        assert!(newsdex(d, &["index", "articles", "--authority", "people.csv"]).status.success());
        assert_eq!(revision(), before + 1);
    }
    for query in ["speaker:\"Sooty Han\"", "speaker:\"Governor Han\"", "said:{speaker:Sooty}"] {
        let found = json(d, &["count", query, "--unit", "quotation", "--format", "json"]);
        assert_eq!(found["count"].as_u64(), Some(4), "{query}");
    }
    assert!(newsdex(d, &["index", "articles", "--authority", "none"]).status.success());
    assert_eq!(revision(), before + 2);
    assert_eq!(facets(d, &[])[0], ("Han Soo-min".to_owned(), 4));
    assert_eq!(newsdex(d, &["index", "articles", "--authority", "gone.csv"]).status.code(), Some(2));
}

#[test]
fn a_broken_table_is_found_and_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let d = dir.path();
    articles(d);
    assert!(newsdex(d, &["index", "articles"]).status.success());
    let table = d.join("index/newsdex.names");
    let whole = fs::read(&table).unwrap();
    for at in [0, whole.len() / 2, whole.len() - 1] {
        let mut broken = whole.clone();
        broken[at] ^= 1;
        fs::write(&table, broken).unwrap();
        assert_eq!(newsdex(d, &["check"]).status.code(), Some(3), "byte {at}");
    }
    assert!(newsdex(d, &["index", "articles"]).status.success());
    assert_eq!(fs::read(&table).unwrap(), whole);
    assert!(newsdex(d, &["check"]).status.success());
}
