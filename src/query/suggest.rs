//! What was probably meant.

/// The candidates within a third of their letters of `word`, nearest first; at most three.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().take(64).collect();
    let mut found: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|c| {
            let other: Vec<char> = c.to_lowercase().chars().collect();
            let d = distance(&word, &other);
            let prefix = word.len() >= 2 && (other.starts_with(&word) || word.starts_with(&other));
            // What has no letter in common is no slip of the pen.
            let alike = d < word.len().max(other.len()) && !word.is_empty();
            (alike && d <= 1 + other.len().min(word.len()) / 4 || prefix).then_some((d, c))
        })
        .collect();
    found.sort();
    found.truncate(3);
    found.into_iter().map(|(_, c)| c).collect()
}

/// Letters to insert, delete, change, or swap with their neighbour, to make `a` of `b`.
pub fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// What to write instead of an operator of another search engine.
pub fn foreign_operator(run: &str) -> Option<String> {
    let meant = match run {
        "&" | "&&" | "+" => "AND is what a space means: peace stability",
        "|" | "||" => "write OR: peace OR stability",
        "!" | "-" | "–" | "—" => "write NOT or a minus directly before the word: -stability",
        _ if run.starts_with('+') && run.len() > 1 => "all words must be there anyway; leave out the plus",
        _ if run.starts_with('!') && run.len() > 1 => "write NOT or a minus before the word",
        _ => return None,
    };
    Some(meant.to_owned())
}

/// Names of fields in other tools → ours.
pub fn known_as(name: &str) -> Option<&'static str> {
    Some(match name {
        "language" => "lang",
        "published" | "day" | "on" | "from" | "to" | "since" | "until" | "after" | "before" | "month" | "year" => {
            "date"
        }
        "who" | "by" | "said-by" | "saidby" => "speaker",
        "author" | "authors" | "writer" => "byline",
        "speakers" | "said_by" | "says" => "speaker",
        "cites" | "quotes" | "quoted" => "quote",
        "headlines" | "titles" => "title",
        "organization" | "organisation" | "company" => "org",
        "location" | "country" | "city" | "gpe" => "place",
        "people" | "name" => "person",
        "publication" | "newspaper" | "outlet" | "publisher" => "source",
        "hlead" | "head" | "hl" => "headline",
        "length" | "wordcount" => "words",
        "file" | "filename" => "path",
        "text" | "body" | "content" => "",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_letter_in_common_is_near() {
        assert_eq!(nearest("speker", ["p", "speaker"]), ["speaker"]);
        assert_eq!(nearest("ti", ["title", "id"]), ["title"]);
        for word in ["", "x", "?"] {
            assert!(nearest(word, ["p", "id", "text"]).is_empty(), "{word}");
        }
    }
}
