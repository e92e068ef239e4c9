//! Marks in square brackets that WordPress and its like unfold when they show a text: `[gallery ids="1,2"]`, `[dropcap]O[/dropcap]nce`.

use regex::Regex;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;

/// Marks of pictures and players: what stands between them is no text of the article.
const ASIDE: &[&str] =
    &["caption", "wp_caption", "gallery", "playlist", "embed", "video", "audio", "youtube", "googlemaps"];

/// `text` without such marks. What they enclose stays, unless they are those of pictures and players.
///
/// A word in brackets alone may be the writer's (`[sic]`): it is a mark where another one closes it, or by the names of programs.
pub(super) fn without(text: &str) -> Cow<'_, str> {
    static MARK: LazyLock<Regex> = LazyLock::new(|| {
        // The pattern is a constant and covered by the tests.
        Regex::new(r#"\[(/?)([a-z][a-z0-9_-]{0,30})((?:\s+[a-z0-9_-]+=|=)[^\[\]]*|\s*/?)\]"#).expect("well formed")
    });
    if !text.contains("[/") && !text.contains("_form") && !ASIDE.iter().any(|name| text.contains(&format!("[{name}"))) {
        return Cow::Borrowed(text);
    }
    let marks: Vec<_> = MARK.captures_iter(text).filter_map(|mark| Some((mark.get(0)?, mark))).collect();
    let mut closing: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, mark) in marks.iter().filter(|(_, mark)| &mark[1] == "/") {
        closing.entry(mark.get(2).map_or("", |name| name.as_str())).or_default().push(at.start());
    }
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for (at, mark) in &marks {
        let aside = ASIDE.contains(&&mark[2]);
        let places = closing.get(&mark[2]).map_or(&[][..], Vec::as_slice);
        let end = places.get(places.partition_point(|place| *place < at.start()));
        let is = end.is_some()
            || (aside && (!mark[3].trim().is_empty() || &mark[2] == "gallery"))
            || mark[2].ends_with("_form");
        if !is || at.start() < from {
            continue;
        }
        out.push_str(&text[from..at.start()]);
        // The closing mark comes next and goes by itself.
        from = end.copied().filter(|_| aside).unwrap_or(at.end()).max(at.end());
    }
    out.push_str(&text[from..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_go_and_words_in_brackets_stay() {
        for (text, want) in [
            ("[caption id=\"a\" width=\"3\"]<img> A pier[/caption]\n\nOne.\n\n[gallery ids=\"1,2\"]", "\n\nOne.\n\n"),
            ("[dropcap]O[/dropcap]ne.[embed]https://x.example/1[/embed] [gallery][contact_form]", "One. "),
            ("[url=https://x.example]Two[/url] [b]and[/b] [video src=\"a.mp4\"]three", "Two and three"),
            (
                "He said [sic] it [video] and/or [a/b] left [/] it.",
                "He said [sic] it [video] and/or [a/b] left [/] it.",
            ),
            ("[caption id=\"a\"] An open one.", " An open one."),
            ("The [b] stays [/c].", "The [b] stays ."),
        ] {
            assert_eq!(without(text), want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(\\[/?(b|caption|gallery)( x=1)?\\]|[a é\\[/\\]]){0,20}") {
            without(&text);
        }
    }
}
