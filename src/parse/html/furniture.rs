//! What surrounds every article of a site and is no part of its text: by the names of its elements, by its words.

use scraper::ElementRef;
use scraper::node::Element;
use std::sync::LazyLock;

/// A paragraph with how many of its bytes are links.
pub(super) struct Line<'a> {
    pub text: &'a str,
    pub linked: usize,
}

/// Names (classes, ids, roles) and phrases of `models/page-furniture.tsv`.
struct Lists {
    /// Words that a name is made of.
    words: Vec<&'static str>,
    /// Words that a word of a name begins with.
    stems: Vec<&'static str>,
    /// How a line that is no text begins, wherever it stands.
    opens: Vec<&'static str>,
    /// How a line that is no text begins, at the end of an article.
    closes: Vec<&'static str>,
    /// How a link that is no text begins.
    links: Vec<&'static str>,
    /// How a line begins with which senders of many letters surround their text.
    mail: Vec<&'static str>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let lines = include_str!("../../../models/page-furniture.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once('\t')).collect();
    let of = |kind: &str| rows.iter().filter(|(k, _)| *k == kind).map(|(_, words)| *words).collect();
    Lists {
        words: of("word"),
        stems: of("stem"),
        opens: of("opens"),
        closes: of("closes"),
        links: of("links"),
        mail: of("mail"),
    }
});

/// Whether an element is by its name, class or id something around the text.
pub(super) fn is_furniture(element: &Element) -> bool {
    if matches!(element.name(), "aside" | "footer") {
        return true;
    }
    let names = ["class", "id", "role", "data-component", "data-testid"].iter().filter_map(|key| element.attr(key));
    names
        .flat_map(words)
        .any(|word| LISTS.words.contains(&word.as_str()) || LISTS.stems.iter().any(|stem| word.starts_with(stem)))
}

/// Whether an element tells of the article, not of a comment on it or of another article.
pub(super) fn of_article(element: &ElementRef) -> bool {
    const ELSEWHERE: &[&str] =
        &["comment", "comments", "disqus", "related", "recommended", "sidebar", "recirc", "trending"];
    let elsewhere = |e: ElementRef| match e.value().name() {
        "html" | "body" | "main" | "article" => false,
        "aside" | "footer" => true,
        "table" => !lays_out(e),
        _ => ["class", "id"]
            .iter()
            .filter_map(|key| e.value().attr(key))
            .flat_map(words)
            .any(|w| ELSEWHERE.contains(&w.as_str())),
    };
    !element.ancestors().filter_map(ElementRef::wrap).any(elsewhere)
}

/// Whether a table holds the page and not figures: as pages were made before there were style sheets.
fn lays_out(table: ElementRef) -> bool {
    let is =
        |name: &str| table.descendants().filter_map(|n| n.value().as_element()).filter(|e| e.name() == name).count();
    is("h1") > 0 || is("p") > 5
}

/// The words of a name: parted by signs and where a capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars().take(400) {
        if !c.is_alphanumeric() || (c.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    words
}

/// How many paragraphs from the end are looked at for what closes an article.
const CLOSING: usize = 5;
/// The longest line that is taken for no text because of how it begins, in bytes.
const LONGEST: usize = 400;

/// The paragraphs without lines that are no part of the text.
pub(super) fn without(lines: &[Line]) -> Vec<String> {
    let kept: Vec<&Line> = lines.iter().filter(|line| !opens(line)).collect();
    let mut end = kept.len();
    let mut gone = vec![false; end];
    // From the end: what closes goes; a sentence among it is passed over once or twice, as an agency's note is.
    for i in (kept.len().saturating_sub(CLOSING)..kept.len()).rev() {
        if closes(kept[i]) {
            gone[i] = true;
        } else if i + 2 < end {
            break;
        }
        if gone[i] {
            end = i;
        }
    }
    kept.iter().zip(gone).filter(|(_, gone)| !gone).map(|(line, _)| line.text.to_owned()).collect()
}

/// The paragraphs of a letter without what senders of many letters put around their text.
pub(in crate::parse) fn without_of_mail(mut texts: Vec<String>) -> Vec<String> {
    texts.retain(|text| !begins(text, &LISTS.mail));
    let kept = texts.iter().rposition(|text| !begins(text, &LISTS.closes)).map_or(texts.len(), |last| last + 1);
    texts.truncate(kept.max(texts.len().saturating_sub(CLOSING)));
    texts
}

fn begins(text: &str, phrases: &[&str]) -> bool {
    if text.len() > LONGEST || text.starts_with(['“', '"', '«', '„', '‘', '\'']) {
        return false;
    }
    let head: String = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©').chars().take(60).collect();
    let head = head.to_lowercase();
    phrases.iter().any(|phrase| {
        head.strip_prefix(phrase).is_some_and(|rest| {
            phrase.ends_with([':', ' '])
                || !rest.chars().next().is_some_and(char::is_alphanumeric)
                || !phrase.is_ascii()
        })
    })
}

fn opens(line: &Line) -> bool {
    let link = line.linked * 10 >= line.text.len() * 9;
    let alone =
        || LISTS.links.contains(&line.text.trim_end_matches([':', '.', '…', ' ', '>', '»']).to_lowercase().as_str());
    begins(line.text, &LISTS.opens)
        || (link && (begins(line.text, &LISTS.closes) || begins(line.text, &LISTS.links)))
        || alone()
}

fn closes(line: &Line) -> bool {
    begins(line.text, &LISTS.closes) || contact(line.text) || (line.linked * 10 >= line.text.len() * 8)
}

/// Where the reporter can be reached: short, with an address.
fn contact(text: &str) -> bool {
    let lower = text.to_lowercase();
    let address = text.contains(" @") || text.contains("@") && text.contains('.') || text.contains("twitter.com");
    text.len() < 250
        && address
        && !text.contains("pic.twitter.com")
        && ["twitter", "email", "e-mail", "follow", "reach", "contact", "tips"].iter().any(|word| lower.contains(word))
        && !text.contains(['“', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_into_words() {
        assert_eq!(words("articleBody related-links"), ["article", "body", "related", "links"]);
    }

    #[test]
    fn letters_lose_what_surrounds_their_text() {
        let letter = [
            "View this email in your browser: https://x.example",
            "The ferry is back.",
            "“Unsubscribe me,” the captain said.",
            "Unsubscribe | Preferences",
            "© 2026 Harbour Times",
        ];
        assert_eq!(without_of_mail(letter.map(str::to_owned).to_vec()), letter[1..3]);
        assert_eq!(without_of_mail(vec!["© 2026".to_owned()]), ["© 2026"]);
    }

    #[test]
    fn lines_around_the_text_go_and_sentences_stay() {
        let plain = |text| Line { text, linked: 0 };
        let lines = [
            plain("The ferry is back in the harbour, the company said."),
            plain("Related: Ten ferries that never came back"),
            plain("“Follow us to the pier,” the captain said."),
            plain("Read more slowly, the teacher told the class, and they did."),
            plain("Ana Petrov covers ports. Follow her on Twitter: @anapetrov"),
            plain("Sign up for our morning newsletter"),
        ];
        assert_eq!(
            without(&lines),
            [
                "The ferry is back in the harbour, the company said.",
                "“Follow us to the pier,” the captain said.",
                "Read more slowly, the teacher told the class, and they did."
            ]
        );
    }
}
