//! Corrections that a person made: who really said something, or that it is no quotation.
//!
//! They are kept beside the index, not in it, as lines of JSON that a person can read, keep under version control and
//! give to others. A correction belongs to an article, to the words of one quotation and to the speaker whom the text gave them to, so an edit
//! elsewhere in the article does not move it, not even to the same words of somebody else. It is applied whenever the article is indexed; a file whose corrections change is indexed again.

use crate::error::{Error, Result};
use crate::index::seal;
use crate::model::{Annotated, Quotation, SpeakerKind, Via};
use crate::read::CORRECTIONS;
use crate::words;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Deserializer, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// One correction: a line of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The id of the article.
    pub article: String,
    /// The number of the paragraph when it was made; tells apart quotations of the same words.
    pub p: u32,
    /// The words of the quotation, its pieces parted by ` … `.
    pub content: String,
    /// The right speaker; `None` where it is no quotation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// What kind of thing the speaker is; a person where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speaker_kind: Option<String>,
    /// That it is no quotation at all.
    #[serde(default, skip_serializing_if = "is_false")]
    pub not_a_quotation: bool,
    /// The speaker before the correction, `Some(None)` where nobody was named; `None` where the line does not tell, and then any will do.
    #[serde(default, deserialize_with = "told", skip_serializing_if = "Option::is_none")]
    pub was: Option<Option<String>>,
}

/// A value that is there, be it `null`.
fn told<'de, D: Deserializer<'de>>(value: D) -> std::result::Result<Option<Option<String>>, D::Error> {
    Deserialize::deserialize(value).map(Some)
}

fn is_false(b: &bool) -> bool {
    !*b
}

/// All corrections of an index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corrections {
    /// In the order in which they were made.
    pub all: Vec<Correction>,
    /// Lines that cannot be used, as they stand in the file: somebody will want to mend them.
    pub unread: Vec<String>,
}

/// Where the corrections of the index at `index` are kept: beside its directory, by whatever path or link that is named.
pub fn path(index: &Path) -> PathBuf {
    // Without a slash or a dot at its end, behind which a link is not seen.
    let index: PathBuf = index.components().collect();
    let plain = index.file_name().is_some() && !index.is_symlink();
    let own = if plain { None } else { fs::canonicalize(&index).ok() };
    let index = own.unwrap_or(index);
    match index.file_name() {
        Some(name) => index.with_file_name(format!("{}{CORRECTIONS}", name.to_string_lossy())),
        None => index.join("newsdex.corrections.jsonl"),
    }
}

impl Corrections {
    /// Those of the index at `index`; lines that cannot be used come back as errors with their numbers.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the file is there and cannot be read.
    pub fn load(index: &Path) -> Result<(Self, Vec<Error>)> {
        let file = path(index);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Default::default()),
            Err(e) => return Err(Error::index(format!("cannot read `{}`: {e}", file.display()))),
        };
        let (mut all, mut unread, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match read(line) {
                Ok(correction) => all.push(correction),
                Err(what) => {
                    unread.push(line.to_owned());
                    errors.push(
                        Error::input(format!("{}: line {}: {what}", file.display(), n + 1))
                            .hint("the line is left out until you mend or delete it"),
                    );
                }
            }
        }
        Ok((Corrections { all, unread }, errors))
    }

    /// Puts them in the place of the former ones, all at once.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the file cannot be written.
    pub fn save(&self, index: &Path) -> Result<()> {
        let file = path(index);
        let mut text = String::new();
        for correction in &self.all {
            text.push_str(&serde_json::to_string(correction).map_err(|e| Error::index(e.to_string()))?);
            text.push('\n');
        }
        self.unread.iter().for_each(|line| text.extend([line, "\n"]));
        seal::replace(&file, text.as_bytes())
            .map_err(|e| Error::index(format!("cannot write `{}`: {e}", file.display())))
    }

    /// Those of an article.
    pub fn of<'a>(&'a self, article: &'a str) -> impl Iterator<Item = &'a Correction> {
        self.all.iter().filter(move |c| c.article == article)
    }

    /// A number that changes with the corrections of a file's articles; 0 where there are none.
    pub fn print(&self, file: &str) -> u64 {
        let mut hasher = blake3::Hasher::new();
        let mut any = false;
        for correction in self.all.iter().filter(|c| belongs(&c.article, file)) {
            any = true;
            let kind = correction.speaker_kind.as_deref().unwrap_or("");
            let speaker = correction.speaker.as_deref().unwrap_or("");
            let (no, was) = (correction.not_a_quotation, &correction.was);
            let parts = [&correction.article, &correction.content, speaker, kind].join("\0");
            hasher.update(format!("{parts}\0{no}\0{}\0{was:?}\x01", correction.p).as_bytes());
        }
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        if any { u64::from_le_bytes(first) } else { 0 }
    }

    /// Applies those of the article; returns the ones that no longer fit it.
    pub fn apply(&self, article: &mut Annotated) -> Vec<&Correction> {
        let id = article.article.id.clone();
        let of: Vec<&Correction> = self.all.iter().filter(|c| c.article == id).collect();
        of.into_iter().filter(|correction| !correction.apply(article)).collect()
    }

    /// Those of articles that `file` had and, but for the `left` ones, has no longer.
    pub fn gone<'a>(&'a self, file: &'a str, left: &'a FxHashSet<String>) -> impl Iterator<Item = &'a Correction> {
        self.all.iter().filter(move |c| belongs(&c.article, file) && !left.contains(&c.article))
    }
}

/// Whether an article is the file's only one or one of several (`file!n`).
fn belongs(article: &str, file: &str) -> bool {
    article.strip_prefix(file).is_some_and(|rest| {
        rest.is_empty()
            || rest.strip_prefix('!').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    })
}

fn read(line: &str) -> std::result::Result<Correction, String> {
    let correction: Correction = serde_json::from_str(line).map_err(|e| e.to_string())?;
    if correction.speaker.is_some() == correction.not_a_quotation {
        return Err("it needs a `speaker`, or `not_a_quotation`, and not both".to_owned());
    }
    match &correction.speaker_kind {
        Some(kind) if SpeakerKind::from_name(kind).is_none() => Err(format!("`{kind}` is no kind of speaker")),
        _ => Ok(correction),
    }
}

/// The words of a quotation as [`Correction::content`] has them.
fn content(article: &Annotated, quotation: &Quotation) -> String {
    joined(quotation.content.iter().map(|&piece| article.article.slice(piece)))
}

/// Pieces of a text parted by ` … `, white space made single.
pub fn joined<'a>(pieces: impl IntoIterator<Item = &'a str>) -> String {
    let single = |piece: &str| piece.split_whitespace().collect::<Vec<_>>().join(" ");
    pieces.into_iter().map(single).collect::<Vec<_>>().join(" … ")
}

impl Correction {
    /// The quotations of `article` that are meant: those of these words, as the speaker said them who said them when the correction was made;
    /// where that is several, those of the nearest paragraph.
    pub fn meant(&self, article: &Annotated) -> Vec<usize> {
        let fits = |q: &Quotation| content(article, q) == self.content && self.is_of(q.speaker.as_deref());
        let all = article.quotations.iter().enumerate().filter(|(_, q)| fits(q));
        let far = |q: &Quotation| q.content[0].p.abs_diff(self.p);
        let same: Vec<(u32, usize)> = all.map(|(n, q)| (far(q), n)).collect();
        let nearest = same.iter().map(|(far, _)| *far).min();
        same.into_iter().filter(|(far, _)| Some(*far) == nearest).map(|(_, n)| n).collect()
    }

    /// Whether it is about words of `speaker`, as the text has it: the same as before, or that name in more or fewer words.
    fn is_of(&self, speaker: Option<&str>) -> bool {
        let words = |name: &str| words::list(name);
        match (&self.was, speaker) {
            (None, _) | (Some(None), None) => true,
            (Some(Some(was)), Some(now)) => {
                let (was, now) = (words(was), words(now));
                was.iter().all(|word| now.contains(word)) || now.iter().all(|word| was.contains(word))
            }
            _ => false,
        }
    }

    fn apply(&self, article: &mut Annotated) -> bool {
        let meant = self.meant(article);
        if self.not_a_quotation {
            let mut n = 0;
            article.quotations.retain(|_| {
                n += 1;
                !meant.contains(&(n - 1))
            });
        } else {
            let kind = self.speaker_kind.as_deref().and_then(SpeakerKind::from_name).unwrap_or(SpeakerKind::Person);
            for &n in &meant {
                let quotation = &mut article.quotations[n];
                quotation.speaker.clone_from(&self.speaker);
                quotation.speaker_kind = kind;
                quotation.via = quotation.via.or(Some(Via::Name));
                quotation.confidence = 1.0;
            }
        }
        !meant.is_empty()
    }

    /// What it says, in words.
    pub fn in_words(&self) -> String {
        let who = match &self.speaker {
            Some(speaker) => format!("said by {speaker}"),
            None => "no quotation".to_owned(),
        };
        format!("{}#{} “{}”: {who}", self.article, self.p, shortened(&self.content))
    }
}

/// The first words of a long text.
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::annotate;
    use crate::model::{Article, Paragraph};

    fn article(id: &str, texts: &[&str]) -> Annotated {
        let paragraphs = texts.iter().zip(1..).map(|(text, p)| Paragraph { p, text: (*text).into() }).collect();
        annotate(Article { id: id.into(), paragraphs, ..Article::default() })
    }

    fn correction(content: &str, p: u32) -> Correction {
        Correction {
            article: "a.txt".into(),
            p,
            content: content.into(),
            speaker: Some("Jane Roe".into()),
            speaker_kind: None,
            not_a_quotation: false,
            was: None,
        }
    }

    fn all(corrections: impl IntoIterator<Item = Correction>) -> Corrections {
        Corrections { all: corrections.into_iter().collect(), ..Corrections::default() }
    }

    fn speakers(a: &Annotated) -> Vec<Option<&str>> {
        a.quotations.iter().map(|q| q.speaker.as_deref()).collect()
    }

    #[test]
    fn a_correction_stays_with_the_speaker_it_was_made_of() {
        let of = |was: &str, p| Correction { was: Some(Some(was.into())), ..correction("“Yes,”", p) };
        let (mary, paul) = ("“Yes,” Mary Green said.", "“Yes,” Paul White said.");
        for (texts, unfit, spoke) in [
            (&[mary, paul][..], 0, &["Mary Green", "Jane Roe"][..]),
            (&["The court sat.", mary, paul], 0, &["Mary Green", "Jane Roe"]),
            (&[paul, mary], 0, &["Jane Roe", "Mary Green"]),
            (&["The court sat.", mary], 1, &["Mary Green"]),
            (&[mary], 1, &["Mary Green"]),
            (&[paul, "The court sat.", paul], 0, &["Jane Roe", "Paul White"]),
        ] {
            let mut a = article("a.txt", texts);
            assert_eq!(
                all([of("Paul White", if texts.len() == 3 { 1 } else { 2 })]).apply(&mut a).len(),
                unfit,
                "{texts:?}"
            );
            assert_eq!(speakers(&a), spoke.iter().map(|s| Some(*s)).collect::<Vec<_>>(), "{texts:?}");
        }
        for was in ["White", "Paul R. White"] {
            let mut a = article("a.txt", &[paul]);
            assert!(all([of(was, 1)]).apply(&mut a).is_empty(), "a name in more or fewer words");
        }
    }

    #[test]
    fn who_was_not_named_is_told_from_who_is_not_told() {
        let line = |was: &str| format!(r#"{{"article":"a.txt","p":1,"content":"x","speaker":"Jane Roe"{was}}}"#);
        for (was, found) in
            [("", None), (r#","was":null"#, Some(None)), (r#","was":"Sam""#, Some(Some("Sam".to_owned())))]
        {
            let read = read(&line(was)).unwrap();
            assert_eq!(read.was, found);
            assert_eq!(serde_json::to_string(&read).unwrap(), line(was));
        }
    }

    #[test]
    fn articles_that_a_file_has_no_longer_are_told() {
        let of = |article: &str| Correction { article: article.into(), ..correction("“Yes.”", 1) };
        let all = all(["a.csv!1", "a.csv!2", "b.csv"].map(of));
        let left = FxHashSet::from_iter(["a.csv!1".to_owned()]);
        assert_eq!(all.gone("a.csv", &left).map(|c| c.article.as_str()).collect::<Vec<_>>(), ["a.csv!2"]);
        assert_eq!(all.gone("b.csv", &FxHashSet::default()).count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn an_index_has_one_file_of_corrections_however_it_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(dir.path()).unwrap();
        fs::create_dir(root.join("press")).unwrap();
        std::os::unix::fs::symlink("press", root.join("link")).unwrap();
        for name in ["press", "press/", "press/.", "link", "press/../press", "press/../link/."] {
            let at = path(&root.join(name));
            assert_eq!(at.canonicalize().ok(), None);
            assert_eq!(fs::canonicalize(at.parent().unwrap()).unwrap(), root, "{name}");
            assert_eq!(at.file_name().unwrap(), "press.corrections.jsonl", "{name}");
        }
        fs::create_dir(root.join("press/inner")).unwrap();
        assert_eq!(path(&root.join("press/inner/..")), root.join("press.corrections.jsonl"));
        assert_eq!(path(Path::new("not-yet")), Path::new("not-yet.corrections.jsonl"));
    }

    #[test]
    fn a_correction_follows_its_words() {
        let all = all([correction("“We will build,”", 1)]);
        for texts in
            [&["“We will build,” said Ada Brook."][..], &["Rain fell on Karsholm.", "“We will build,” said Ada Brook."]]
        {
            let mut a = article("a.txt", texts);
            assert!(all.apply(&mut a).is_empty());
            let q = &a.quotations[0];
            assert_eq!((q.speaker.as_deref(), q.confidence, q.via), (Some("Jane Roe"), 1.0, Some(Via::Name)));
        }
        let mut other = article("b.txt", &["“We will build,” said Ada Brook."]);
        assert!(all.apply(&mut other).is_empty());
        assert_eq!(other.quotations[0].speaker.as_deref(), Some("Ada Brook"));
        let mut edited = article("a.txt", &["“We shall build,” said Ada Brook."]);
        assert_eq!(all.apply(&mut edited).len(), 1);
    }

    #[test]
    fn what_is_no_quotation_is_left_out() {
        let no = Correction { speaker: None, not_a_quotation: true, ..correction("“We will build,”", 1) };
        let mut a = article("a.txt", &["“We will build,” said Ada Brook."]);
        assert!(all([no]).apply(&mut a).is_empty());
        assert!(a.quotations.is_empty());
    }

    #[test]
    fn the_file_comes_back_and_bad_lines_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let index = dir.path().join("press");
        let all = all([correction("“Yes.”", 3)]);
        all.save(&index).unwrap();
        assert_eq!(Corrections::load(&index).unwrap().0, all);
        let text = fs::read_to_string(path(&index)).unwrap();
        fs::write(path(&index), format!("{text}not json\n\n{{\"article\":\"a\",\"p\":1,\"content\":\"x\"}}\n"))
            .unwrap();
        let (read, errors) = Corrections::load(&index).unwrap();
        assert_eq!((&read.all, errors.len()), (&all.all, 2));
        assert!(errors[1].what.contains("line 4: it needs a `speaker`"), "{}", errors[1].what);
        read.save(&index).unwrap();
        assert_eq!(Corrections::load(&index).unwrap().0, read, "what cannot be read is kept");
        assert!(fs::read_to_string(path(&index)).unwrap().contains("\nnot json\n"));
    }

    #[test]
    fn a_file_has_the_corrections_of_its_articles() {
        let all = all([Correction { article: "a.jsonl!2".into(), ..correction("“Yes.”", 3) }]);
        assert!(all.print("a.jsonl") != 0 && all.print("a.json") == 0 && all.print("b.txt") == 0);
        assert_ne!(
            all.print("a.jsonl"),
            Corrections { all: vec![all.all[0].clone(); 2], ..Corrections::default() }.print("a.jsonl")
        );
    }
}
