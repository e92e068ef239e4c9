//! Markdown, and any text with front matter.

use super::text::{self, labels};
use super::{Draft, Format, Options, front_matter};
use crate::error::Result;
use crate::read::Source;
use pulldown_cmark::{Event, Options as Syntax, Parser, Tag, TagEnd};

/// Markdown by its name; a text with front matter, whatever its name. The marks of Markdown leave the text.
pub(super) struct Markdown;

const EXTENSIONS: &[&str] = &["md", "markdown", "mdown", "mkd", "mdx", "qmd"];

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn matches(&self, source: &Source) -> bool {
        let named = source.has_extension(EXTENSIONS) && !source.text().trim().is_empty();
        named || front_matter::split(source.text()).is_some()
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let mut draft = Draft::default();
        let mut body = source.text();
        if let Some((fence, matter, rest)) = front_matter::split(body) {
            front_matter::read(fence, matter, options, &mut draft);
            body = rest;
        }
        if source.has_extension(EXTENSIONS) {
            read_markdown(body, options, &mut draft);
        } else {
            text::read_into(body, options, &mut draft);
        }
        each(draft);
        Ok(())
    }
}

/// The most levels of quotes and lists that are rendered; deeper ones are hostile.
const DEEPEST: usize = 60;

fn read_markdown(body: &str, options: &Options, draft: &mut Draft) {
    let deepest =
        body.lines().map(|line| line.bytes().take_while(|b| b" \t>*-+".contains(b)).count()).max().unwrap_or(0);
    if deepest > DEEPEST * 4 {
        text::read_into(body, options, draft);
        return;
    }
    let mut blocks = Blocks::default();
    let syntax = Syntax::ENABLE_TABLES | Syntax::ENABLE_STRIKETHROUGH | Syntax::ENABLE_FOOTNOTES;
    Parser::new_ext(body, syntax).for_each(|event| blocks.add(event));
    blocks.end();
    if draft.title.is_none()
        && let Some(title) = blocks.title
    {
        draft.title = Some(title);
        draft.origins.push(("title", "heading".to_owned()));
    }
    for (at, paragraph) in blocks.paragraphs.into_iter().enumerate() {
        match labels::facts(&paragraph, options).filter(|_| at < 4) {
            Some(facts) => facts.into_iter().for_each(|fact| text::take(fact, options, draft)),
            None => draft.paragraphs.push(paragraph),
        }
    }
}

/// Events of the parser → paragraphs.
#[derive(Default)]
struct Blocks {
    /// The heading before any paragraph.
    title: Option<String>,
    paragraphs: Vec<String>,
    current: String,
    in_heading: bool,
    /// How many images and metadata blocks are open: what is in them is no text.
    hidden: usize,
}

impl Blocks {
    fn add(&mut self, event: Event) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.finish(tag),
            Event::Text(text) | Event::Code(text) if self.hidden == 0 => self.current.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.current.push(' '),
            Event::Html(html) => {
                self.end();
                self.current.push_str(&without_tags(&html));
                self.end();
            }
            Event::Rule => self.end(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag) {
        match tag {
            Tag::Heading { .. } => {
                self.end();
                self.in_heading = true;
            }
            Tag::Image { .. } | Tag::MetadataBlock(_) => self.hidden += 1,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } => {}
            Tag::TableCell if !self.current.is_empty() => self.current.push(' '),
            Tag::TableCell => {}
            _ => self.end(),
        }
    }

    fn finish(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.end();
                self.in_heading = false;
            }
            TagEnd::Image | TagEnd::MetadataBlock(_) => self.hidden = self.hidden.saturating_sub(1),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::TableCell => {}
            _ => self.end(),
        }
    }

    /// Ends the paragraph that is being collected.
    fn end(&mut self) {
        let text = std::mem::take(&mut self.current);
        if text.trim().is_empty() {
            return;
        }
        if self.in_heading && self.title.is_none() && self.paragraphs.is_empty() {
            self.title = Some(text);
        } else {
            self.paragraphs.push(text);
        }
    }
}

/// Raw HTML inside Markdown without its tags and comments.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let end = if rest[open..].starts_with("<!--") { "-->" } else { ">" };
        rest = rest[open..].find(end).map_or("", |close| &rest[open + close + end.len()..]);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, text: &str) -> Draft {
        let mut got = None;
        Markdown.parse(&Source::new(name, name, text), &Options::default(), &mut |draft| got = Some(draft)).unwrap();
        got.unwrap()
    }

    #[test]
    fn marks_go_and_wrapped_lines_join() {
        let draft = of(
            "a.md",
            "# Ferry is *back*\n\nBy Ana Petrov\n\nThe **ferry** came [back](http://x.org) on\nMonday. ![a picture](x.png)\n\n\
             > \u{201c}Finally,\u{201d} said Quill.\n\n- one\n- two\n\n<div>A box</div>\n",
        );
        assert_eq!(
            (draft.title.as_deref(), draft.byline.as_slice()),
            (Some("Ferry is back"), ["Ana Petrov".to_owned()].as_slice())
        );
        let want = ["The ferry came back on Monday. ", "\u{201c}Finally,\u{201d} said Quill.", "one", "two", "A box\n"];
        assert_eq!(draft.paragraphs, want);
    }

    #[test]
    fn a_text_with_front_matter_keeps_its_lines() {
        let source = Source::new("a.txt", "a.txt", "---\ntitle: Ferry\n---\nOne.\nTwo.\n");
        assert!(Markdown.matches(&source));
        assert_eq!(of("a.txt", source.text()).paragraphs, ["One.", "Two."]);
    }
}
