//! PDF with a text layer: letters with their places → lines → columns → paragraphs.
//!
//! The letters come from `pdf-extract`, which gives up on files that break the rules; so every page is read on its own,
//! in a guard, and what would make it run away is found before it starts ([`safe`]).

mod layout;
mod lines;
mod safe;

use super::{Draft, Format, Options, byline, guard, text};
use crate::error::{Error, Result};
use crate::parse::metadata::Field;
use crate::read::Source;
use lines::{Glyph, Page};
use pdf_extract::{Dictionary, Document, MediaBox, Object, OutputDev, OutputError, Transform};

/// A document for print.
pub(super) struct Pdf;

impl Format for Pdf {
    fn name(&self) -> &'static str {
        "pdf"
    }

    fn matches(&self, source: &Source) -> bool {
        let head = &source.bytes[..source.bytes.len().min(1024)];
        head.starts_with(b"%PDF-") || (source.has_extension(&["pdf"]) && head.windows(5).any(|w| w == b"%PDF-"))
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        safe::check_bytes(&source.bytes)?;
        let mut document = Document::load_mem(&source.bytes)
            .map_err(|e| Error::input(format!("not a PDF that can be read: {}", e.to_string().to_lowercase())))?;
        if document.is_encrypted() && document.decrypt("").is_err() {
            return Err(Error::input("this PDF is locked with a password").hint("save a copy without one"));
        }
        safe::drop_images(&mut document);
        safe::check_references(&document)?;
        let body = layout::read(pages(&document)?);
        let Some(body) = body else {
            let what = "this PDF holds no text, only pictures of pages";
            return Err(Error::input(what).hint("run a text recognition over it first, for example `ocrmypdf`"));
        };
        each(draft(body, information(&document), options));
        Ok(())
    }
}

/// The most pages that are read of one document.
const MOST_PAGES: usize = 2_000;
/// The most letters that are read of one document.
const MOST_GLYPHS: usize = 6_000_000;

/// The letters of all pages. A page that the reader gives up on keeps what was read of it before.
///
/// # Errors
/// [`crate::ErrorKind::Input`] where no page could be read; it is the reason for the first.
fn pages(document: &Document) -> Result<Vec<Page>> {
    let (mut pages, mut failed) = (Vec::new(), None);
    let mut left = MOST_GLYPHS;
    for (number, id) in document.get_pages().into_iter().take(MOST_PAGES) {
        let mut page = Page::default();
        let mut collector = Collector { page: &mut page, left: &mut left };
        let outcome = guard::run("its parser", || {
            safe::check_page(document, id)?;
            pdf_extract::output_doc_page(document, &mut collector, number)
                .map_err(|e| Error::input(format!("page {number}: {}", e.to_string().to_lowercase())))
        });
        if let Err(error) = outcome {
            failed.get_or_insert(error);
        }
        pages.push(page);
    }
    match failed {
        Some(error) if pages.iter().all(|page| page.glyphs.is_empty()) => Err(error),
        _ => Ok(pages),
    }
}

/// Takes letters as the reader comes to them.
struct Collector<'a> {
    page: &'a mut Page,
    left: &'a mut usize,
}

impl OutputDev for Collector<'_> {
    fn begin_page(
        &mut self,
        _number: u32,
        media: &MediaBox,
        _art: Option<(f64, f64, f64, f64)>,
    ) -> std::result::Result<(), OutputError> {
        self.page.height = media.ury - media.lly;
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        text: &str,
    ) -> std::result::Result<(), OutputError> {
        *self.left = self.left.checked_sub(1).ok_or(OutputError::FormatError(std::fmt::Error))?;
        let tall = (place.m21.hypot(place.m22) * font_size).abs();
        let wide = (place.m11.hypot(place.m12) * font_size).abs() * width;
        // Text that runs upwards stands at the margin or in a picture.
        let upright = place.m11.abs() >= place.m12.abs();
        if upright && tall > 0.5 && [place.m31, place.m32, tall, wide].iter().all(|v| v.is_finite()) {
            let text = text.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
            self.page.glyphs.push(Glyph { x: place.m31, y: place.m32, width: wide, size: tall, text });
        }
        Ok(())
    }

    fn end_page(&mut self) -> std::result::Result<(), OutputError> {
        Ok(())
    }

    fn begin_word(&mut self) -> std::result::Result<(), OutputError> {
        Ok(())
    }

    fn end_word(&mut self) -> std::result::Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> std::result::Result<(), OutputError> {
        Ok(())
    }
}

/// What a document says of itself.
#[derive(Debug, Default)]
struct Information {
    title: Option<String>,
    author: Option<String>,
    created: Option<String>,
}

fn information(document: &Document) -> Information {
    let dictionary: Option<&Dictionary> = match document.trailer.get(b"Info") {
        Ok(Object::Reference(id)) => document.get_dictionary(*id).ok(),
        Ok(Object::Dictionary(dictionary)) => Some(dictionary),
        _ => None,
    };
    let value = |key: &[u8]| {
        let text = pdf_extract::decode_text_string(dictionary?.get(key).ok()?).ok()?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    Information { title: value(b"Title"), author: value(b"Author"), created: value(b"CreationDate") }
}

/// The article of a document's text: its first lines are read as those of a plain text, then what it says of itself.
fn draft(body: layout::Body, about: Information, options: &Options) -> Draft {
    let mut draft = Draft::default();
    let mut lines = body.paragraphs;
    if let Some(title) = body.title {
        draft.put(Field::Title, &title, "largest letters", options);
        lines.insert(0, title);
    }
    text::read_into(&lines.join("\n\n"), options, &mut draft);
    body.above.iter().for_each(|line| draft.put(Field::Published, line, "line above the headline", options));
    // A title that is also a line of the text is no name of a file or a template.
    let squeezed =
        |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    let known = |title: &String| {
        let title = squeezed(title);
        let mut lines = draft.paragraphs.iter().take(10).map(|line| squeezed(line));
        title.len() > 8 && lines.any(|line: String| line.starts_with(&title))
    };
    if let Some(title) = about.title.filter(known) {
        draft.put(Field::Title, &title, "PDF title", options);
    }
    if let Some(title) = draft.title.clone() {
        let first = draft.paragraphs.first().is_some_and(|line| squeezed(line) == squeezed(&title));
        if first {
            draft.paragraphs.remove(0);
        }
    }
    if let Some(author) = about.author.filter(|author| draft.byline.is_empty() && byline::is_only_names(author)) {
        draft.put(Field::Byline, &author, "PDF author", options);
    }
    if let Some(day) = about.created.as_deref().and_then(day_of) {
        draft.put(Field::Published, &day, "PDF creation date", options);
    }
    draft
}

/// `D:20260109193015+01'00'` → `2026-01-09`.
fn day_of(created: &str) -> Option<String> {
    let digits = created.trim_start_matches("D:").get(..8).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    Some(format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..]))
}

#[cfg(test)]
mod tests;
