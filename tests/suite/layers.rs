//! Data flows one way: a layer may use what stands above it, never what stands below.

use std::fs;
use std::path::Path;

/// From the top of the house to its bottom; ARCHITECTURE.md says what each is for.
const LAYERS: &[&[&str]] = &[
    &["error"],
    &["model"],
    &["words"],
    &["function_words"],
    &["lexical"],
    &["split"],
    &["read"],
    &["parse"],
    &["annotate"],
    &["families"],
    &["fields"],
    &["index"],
    &["join"],
    &["query"],
    &["search"],
    &["ingest"],
    &["compare"],
    &["render"],
    &["cli"],
];

#[test]
fn no_layer_uses_one_below_it() {
    let rank = |name: &str| LAYERS.iter().position(|layer| layer.contains(&name));
    let mut wrong = Vec::new();
    each_file(Path::new("src"), &mut |path, text| {
        let below_src = path.strip_prefix("src").unwrap();
        let room = below_src.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs");
        if room == "lib" || room == "main" {
            return;
        }
        let Some(own) = rank(room) else {
            wrong.push(format!("{} is in no layer: add it to LAYERS", path.display()));
            return;
        };
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for used in used_rooms(code) {
            if rank(used).is_some_and(|other| other > own) {
                wrong.push(format!("{} uses crate::{used}, which stands below it", path.display()));
            }
        }
    });
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The names after `crate::` in code, comments left out.
fn used_rooms(code: &str) -> Vec<&str> {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines
        .flat_map(|line| line.match_indices("crate::").map(|(at, found)| &line[at + found.len()..]))
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""))
        .collect()
}

fn each_file(dir: &Path, each: &mut impl FnMut(&Path, &str)) {
    let mut entries: Vec<_> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            each_file(&path, each);
        } else if path.extension().is_some_and(|e| e == "rs") {
            each(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}
