//! WARC: pages as crawlers store them.

use super::html;
use super::metadata::Field;
use super::{Draft, Format, Options};
use crate::error::{Error, Result};
use crate::read::Source;
use std::io::Read;

/// A WARC file, unpacked.
pub(super) struct Warc;

impl Format for Warc {
    fn name(&self) -> &'static str {
        "warc"
    }

    fn matches(&self, source: &Source) -> bool {
        source.bytes.starts_with(b"WARC/")
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let mut rest = source.bytes.as_slice();
        let mut pages = 0;
        while let Some(record) = next(&mut rest) {
            if let Some(draft) = page(&record, options) {
                pages += 1;
                each(draft);
            }
        }
        if pages == 0 {
            return Err(Error::input("no pages in this WARC file, only other records"));
        }
        Ok(())
    }
}

/// Names, in small letters, with their values.
type Headers = Vec<(String, String)>;

/// One record: its headers and its content.
struct Record<'a> {
    headers: Headers,
    content: &'a [u8],
}

impl Record<'_> {
    fn header(&self, name: &str) -> &str {
        value(&self.headers, name)
    }
}

fn value<'a>(headers: &'a Headers, name: &str) -> &'a str {
    headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// Takes the next record off `rest`; a record whose length is wrong ends where the next one begins.
fn next<'a>(rest: &mut &'a [u8]) -> Option<Record<'a>> {
    let start = memchr::memmem::find(rest, b"WARC/")?;
    let record = &rest[start..];
    let (headers, body) = split_headers(record)?;
    let length: usize = value(&headers, "content-length").parse().unwrap_or(0);
    let content = &body[..length.min(body.len())];
    *rest = &body[content.len()..];
    Some(Record { headers, content })
}

/// Header lines up to an empty line (names in small letters), and what follows.
fn split_headers(bytes: &[u8]) -> Option<(Headers, &[u8])> {
    // Looking no further keeps a file of headers without end from being read over and over.
    let window = &bytes[..bytes.len().min(1 << 16)];
    let crlf = memchr::memmem::find(window, b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = memchr::memmem::find(window, b"\n\n").map(|at| (at, at + 2));
    let (end, next) = match (crlf, lf) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let lines = head.lines().filter_map(|line| line.split_once(':'));
    let headers = lines.map(|(key, value)| (key.trim().to_lowercase(), value.trim().to_owned())).collect();
    Some((headers, &bytes[next..]))
}

/// The article of a record that holds a page.
fn page(record: &Record, options: &Options) -> Option<Draft> {
    if !matches!(record.header("warc-type"), "response" | "resource" | "conversion") {
        return None;
    }
    let mut draft = Draft::default();
    let url = record.header("warc-target-uri").trim_matches(['<', '>']).to_owned();
    if record.header("warc-type") == "conversion" {
        let source = Source::new("", "", record.content);
        super::text::read_into(source.text(), options, &mut draft);
    } else {
        let text = html_of(record)?;
        html::read_into(&text, options, &mut draft).ok()?;
    }
    draft.put(Field::Url, &url, "WARC", options);
    (!draft.paragraphs.is_empty()).then_some(draft)
}

/// The page of a response, decoded; `None` for anything but a page that was found.
fn html_of(record: &Record) -> Option<String> {
    let (kind, encoding, chunked, body) = if record.content.starts_with(b"HTTP/") {
        let (headers, body) = split_headers(record.content)?;
        let status = record.content.split(|b| *b == b' ').nth(1)?;
        if !status.starts_with(b"2") {
            return None;
        }
        let of = |name: &str| value(&headers, name).to_lowercase();
        (of("content-type"), of("content-encoding"), of("transfer-encoding").contains("chunked"), body)
    } else {
        (record.header("content-type").to_lowercase(), String::new(), false, record.content)
    };
    if !(kind.contains("html") || kind.is_empty()) {
        return None;
    }
    let body = if chunked { without_chunks(body).unwrap_or_else(|| body.to_vec()) } else { body.to_vec() };
    let source = Source::new("", "page.html", uncompressed(body, &encoding)?);
    Some(html::text_of(&source).into_owned())
}

/// Joins the chunks of an HTTP body; `None` where it is not in chunks, whatever its header says.
fn without_chunks(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len());
    loop {
        let end = memchr::memchr(b'\n', &body[..body.len().min(100)])?;
        let size = std::str::from_utf8(&body[..end]).ok()?.trim().split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        body = &body[end + 1..];
        if size == 0 || body.is_empty() {
            return Some(out);
        }
        let chunk = &body[..size.min(body.len())];
        out.extend_from_slice(chunk);
        body = &body[chunk.len()..];
        body = body.strip_prefix(b"\r\n").or(body.strip_prefix(b"\n")).unwrap_or(body);
    }
}

/// The most bytes of one page.
const LARGEST: u64 = 16 << 20;

fn uncompressed(body: Vec<u8>, encoding: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    match encoding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
            flate2::read::MultiGzDecoder::new(body.as_slice()).take(LARGEST).read_to_end(&mut out).ok()?;
        }
        "deflate" => {
            flate2::read::ZlibDecoder::new(body.as_slice()).take(LARGEST).read_to_end(&mut out).ok()?;
        }
        // Brotli is not read; many archives keep the header of a body that they have decoded.
        "br" if std::str::from_utf8(&body).is_err() => return None,
        _ => return Some(body),
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, http: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/1\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
            http.len()
        )
    }

    #[test]
    fn pages_are_taken_out_of_their_records() {
        let page =
            "<html><head><title>Ferry is back in harbour</title></head><body><p>The ferry is back.</p></body></html>";
        let (head, tail) = page.split_at(40);
        let chunks = format!("{:x}\r\n{head}\r\n{:x}\r\n{tail}\r\n0\r\n\r\n", head.len(), tail.len());
        let text = [
            record("warcinfo", "software: x"),
            record(
                "response",
                &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"),
            ),
            record("response", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>x</p>"),
            record("response", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nx"),
            record("response", &format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}")),
        ]
        .concat();
        let source = Source::new("a.warc", "a.warc", text);
        assert!(Warc.matches(&source));
        let mut got = Vec::new();
        Warc.parse(&source, &Options::default(), &mut |draft| got.push(draft)).unwrap();
        assert_eq!((got.len(), got[0].title.as_deref()), (2, Some("Ferry is back in harbour")));
        assert_eq!((got[0].url.as_deref(), got[0].paragraphs.len()), (Some("https://example.org/1"), 1));
    }
}
