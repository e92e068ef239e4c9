//! E-mail: newsletters, press releases, Google alerts; one message or a mailbox.

use super::metadata::Field;
use super::{Draft, Format, Options, dates, exports, html, text};
use crate::error::{Error, Result};
use crate::read::Source;
use crate::read::decode::decode_as;
use encoding_rs::Encoding;
use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders};
use regex::bytes::Regex;
use std::borrow::Cow;
use std::sync::LazyLock;

/// `.eml` and `.mbox`.
pub(super) struct Mail;

/// Header lines that begin messages.
const HEADERS: &[&str] = &[
    "received:",
    "from:",
    "to:",
    "subject:",
    "date:",
    "return-path:",
    "delivered-to:",
    "message-id:",
    "mime-version:",
    "reply-to:",
    "sender:",
    "x-",
    "content-type:",
    "path:",
    "newsgroups:",
    "organization:",
    "cc:",
    "dkim-signature:",
    "keywords:",
];

impl Format for Mail {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn matches(&self, source: &Source) -> bool {
        let bytes = source.bytes.trim_ascii_start();
        // Most texts begin otherwise, and that is soon told.
        let begins = |name: &&str| bytes.get(..name.len()).is_some_and(|b| b.eq_ignore_ascii_case(name.as_bytes()));
        if !HEADERS.iter().chain(&["from "]).any(begins) {
            return false;
        }
        let head = String::from_utf8_lossy(&bytes[..bytes.len().min(8192)]).to_lowercase();
        let head = head.trim_start();
        if let Some((first, rest)) = head.split_once('\n').filter(|(first, _)| first.starts_with("from ")) {
            return first.split_whitespace().count() >= 3 && headers(rest) >= 2;
        }
        let named = source.has_extension(&["eml", "mbox", "mbx", "mht", "mhtml", "msg"]);
        headers(head) >= if named { 1 } else { 3 } && HEADERS.iter().any(|h| head.starts_with(h))
    }

    fn parse(&self, source: &Source, options: &Options, each: &mut dyn FnMut(Draft)) -> Result<()> {
        let mut any = false;
        for bytes in messages(source.bytes.trim_ascii_start()) {
            let Some(message) = MessageParser::default().parse(bytes.as_ref()) else { continue };
            any = true;
            if let Some(draft) = saved_page(&message, options) {
                each(draft);
                continue;
            }
            let draft = article(&message, options);
            // Databases send what was searched for by mail.
            let exported = exports::articles(&draft.paragraphs, options);
            if exported.is_empty() { each(draft) } else { exported.into_iter().for_each(&mut *each) }
        }
        if any { Ok(()) } else { Err(Error::input("no message in this file")) }
    }
}

/// How many lines of a head are known header lines.
fn headers(head: &str) -> usize {
    let lines = head.lines().take_while(|line| !line.trim().is_empty());
    lines.filter(|line| HEADERS.iter().any(|name| line.starts_with(name))).count()
}

/// The messages of a mailbox, each behind its postmark; of any other file its all.
fn messages(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    if !bytes.starts_with(b"From ") {
        return vec![Cow::Borrowed(bytes)];
    }
    let after_blank = |at: usize| bytes[..at].ends_with(b"\n\n") || bytes[..at].ends_with(b"\n\r\n");
    let begins = |at: &usize| *at == 0 || (after_blank(*at) && is_postmark(&bytes[*at..]));
    let mut starts: Vec<usize> = memchr::memmem::find_iter(bytes, b"From ").filter(begins).collect();
    starts.push(bytes.len());
    let body = |window: &[usize]| {
        let message = &bytes[window[0]..window[1]];
        memchr::memchr(b'\n', message).map(|end| unescaped(&message[end + 1..]))
    };
    starts.windows(2).filter_map(body).collect()
}

/// Whether a line that begins with "From " parts two messages, and is no sentence: it has the time of sending, and header lines follow.
fn is_postmark(bytes: &[u8]) -> bool {
    let window = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let mut lines = window.lines();
    let sent = lines.next().and_then(|line| dates::read(line, None)).is_some_and(|sent| sent.stamp.time.is_some());
    let name = lines.next().and_then(|line| line.split_once(':')).map_or("", |(name, _)| name);
    sent && !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic())
}

/// A message of a mailbox as it was sent: a line that begins with "From " was given a `>`, and one that had some was given one more.
fn unescaped(message: &[u8]) -> Cow<'_, [u8]> {
    static ESCAPED: LazyLock<Regex> = LazyLock::new(|| {
        // The pattern is a constant and covered by the tests.
        Regex::new(r"(?m)^>(>*From )").expect("well formed")
    });
    ESCAPED.replace_all(message, b"$1")
}

/// The page in a message that a browser wrote when it saved one (`.mht`); the day of the message is that of saving. `None` for a message
/// that somebody sent.
fn saved_page(message: &Message, options: &Options) -> Option<Draft> {
    let from = message.header_raw("From").is_some_and(|from| from.to_lowercase().contains("saved by "));
    let snapshot = message.header_raw("Snapshot-Content-Location").map(str::trim);
    if !from && snapshot.is_none() {
        return None;
    }
    let mut draft = Draft::default();
    html::read_into(&message.body_html(0)?, options, &mut draft).ok()?;
    let part = message.html_part(0).and_then(|part| part.content_location());
    if let Some(url) = snapshot.or(part).filter(|url| url.starts_with("http")) {
        draft.put(Field::Url, url, "Content-Location", options);
    }
    if let Some(subject) = subject(message) {
        draft.put(Field::Title, &subject, "Subject", options);
    }
    Some(draft)
}

/// The subject. Some write it as it is, in the encoding of the text, though only ASCII is allowed there.
fn subject<'a>(message: &'a Message) -> Option<Cow<'a, str>> {
    let subject = message.subject()?;
    if !subject.contains(char::REPLACEMENT_CHARACTER) {
        return Some(Cow::Borrowed(subject));
    }
    let header = message.parts.first()?.headers.iter().find(|header| header.name == HeaderName::Subject)?;
    let raw = message.raw_message.get(header.offset_start as usize..header.offset_end as usize)?;
    if memchr::memmem::find(raw, b"=?").is_some() {
        return Some(Cow::Borrowed(subject));
    }
    let texts = message.text_bodies().chain(message.html_bodies());
    let label = texts.filter_map(|part| part.content_type()?.attribute("charset")).next();
    let declared = label.and_then(|label| Encoding::for_label(label.as_bytes()));
    Some(Cow::Owned(decode_as(raw, declared).text.split_whitespace().collect::<Vec<_>>().join(" ")))
}

fn article(message: &Message, options: &Options) -> Draft {
    let mut draft = Draft::default();
    if let Some(subject) = subject(message) {
        draft.put(Field::Title, &subject, "Subject", options);
    }
    // As it is written: the parser knows neither the names of most zones nor a date without one, and would make up an offset.
    if let Some(written) = message.header_raw("Date") {
        draft.put(Field::Published, written, "Date", options);
    }
    if let Some(date) = message.date() {
        draft.put(Field::Published, &date.to_rfc3339(), "Date", options);
    }
    let from = message.from().and_then(|from| from.first());
    if let Some(name) = from.and_then(|address| address.name()) {
        draft.put_byline(name, "From");
    }
    // The name of an agency says more than its address.
    let address = from.and_then(|address| address.address()).filter(|_| draft.agencies.is_empty());
    if let Some(domain) = address.and_then(|a| a.rsplit_once('@')) {
        draft.put(Field::Source, domain.1, "From", options);
    }
    let plain = message.body_text(0).filter(|_| message.text_body_count() > 0);
    let page = message.body_html(0).filter(|_| message.html_body_count() > 0);
    match (plain, page) {
        // A text made from the page by the parser has lost its paragraphs.
        (_, Some(page)) if !has_plain(message) => draft.paragraphs = html::blocks::of_fragment(&page),
        (Some(plain), _) => draft.paragraphs = text::paragraphs(&plain.replace("\r\n", "\n")),
        (None, Some(page)) => draft.paragraphs = html::blocks::of_fragment(&page),
        (None, None) => {}
    }
    draft.paragraphs = html::furniture::without_of_mail(draft.paragraphs);
    draft
}

/// Whether the message has a part that is plain text as it was sent.
fn has_plain(message: &Message) -> bool {
    message.text_bodies().any(|part| part.is_text() && !part.is_text_html())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(name: &str, text: &str) -> Vec<Draft> {
        let source = Source::new(name, name, text);
        assert!(Mail.matches(&source));
        let mut got = Vec::new();
        Mail.parse(&source, &Options::default(), &mut |draft| got.push(draft)).unwrap();
        got
    }

    const ONE: &str = "From: Ana Petrov <ana@example.org>\nTo: all@example.org\nSubject: =?utf-8?q?F=C3=A4hre_is_back?=\n\
                       Date: Fri, 9 Jan 2026 10:00:00 +0100\nContent-Type: text/plain; charset=utf-8\n\nOne.\n\nTwo.\n";

    #[test]
    fn a_message_is_an_article() {
        let got = of("a.eml", ONE);
        assert_eq!(
            (got[0].title.as_deref(), got[0].byline.as_slice()),
            (Some("Fähre is back"), ["Ana Petrov".to_owned()].as_slice())
        );
        assert_eq!(
            (got[0].published.unwrap().to_string(), got[0].paragraphs.len()),
            ("2026-01-09T10:00:00+01:00".into(), 2)
        );
    }

    #[test]
    fn a_mailbox_holds_several_and_pages_are_taken_apart() {
        let html =
            ONE.replace("text/plain", "text/html").replace("One.\n\nTwo.", "<p>One.</p><p>Two.</p><p>Three.</p>");
        let got = of(
            "a.mbox",
            &format!("From ana Fri Jan  9 10:00:00 2026\n{ONE}\nFrom ana Fri Jan  9 10:00:00 2026\n{html}"),
        );
        assert_eq!((got.len(), got[0].paragraphs.len(), got[1].paragraphs.len()), (2, 2, 3));
    }

    #[test]
    fn only_a_postmark_parts_messages_and_what_is_marked_as_none_is_text() {
        let body = "One.\n\nFrom the pier\nNote: a ferry left\n\n>From 2024 on\n>>From then\n> From now\n\nFrom 2026-01-09 10:00 on it ran.\n";
        let one = ONE.replace("One.\n\nTwo.\n", body);
        let mark = "From ana@example.org Fri Jan  9 10:00:00 +0000 2026\n";
        for end in ["\n", "\r\n"] {
            let got = of("a.mbox", &format!("{mark}{one}\n{mark}{ONE}").replace('\n', end));
            assert_eq!((got.len(), got[1].paragraphs.len()), (2, 2));
            let text = got[0].paragraphs.join(" ");
            let want = ["From the pier", "a ferry left", "From 2024 on", ">From then", "> From now", "on it ran."];
            assert!(want.iter().all(|part| text.contains(part)) && !text.contains(">From 2024"), "{text}");
        }
    }

    #[test]
    fn a_page_that_a_browser_saved_is_a_page() {
        let text = "<html><head><title>Ferry is back - Harbour Times</title><meta property='article:published_time' content='2026-01-08'></head>\
                    <body><h1>Ferry is back</h1><p>One.</p><p>Two.</p><footer>© 2026</footer></body></html>";
        let head = "From: <Saved by Blink>\nSnapshot-Content-Location: https://example.org/ferry\nSubject: Ferry\nDate: Fri, 9 Jan 2026 10:00:00 -0000\n\
                    MIME-Version: 1.0\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\n\n--b\nContent-Type: text/html\n\n";
        let got = of("a.mht", &format!("{head}{text}\n--b--\n"));
        assert_eq!(
            (got[0].title.as_deref(), got[0].url.as_deref()),
            (Some("Ferry is back"), Some("https://example.org/ferry"))
        );
        assert_eq!(
            (got[0].paragraphs.join(" "), got[0].published.unwrap().day.to_string()),
            ("One. Two.".into(), "2026-01-08".into())
        );
    }

    #[test]
    fn a_raw_subject_is_in_the_encoding_of_the_text() {
        let head = "From: a@example.org\nTo: b@example.org\nSubject: F";
        let rest =
            "hre is back\nDate: Fri, 9 Jan 2026 10:00:00 +0100\nContent-Type: text/plain; charset=iso-8859-1\n\nOne.\n";
        let source = Source::new("a.eml", "a.eml", [head.as_bytes(), b"\xe4", rest.as_bytes()].concat());
        let mut title = None;
        Mail.parse(&source, &Options::default(), &mut |draft| title = draft.title).unwrap();
        assert_eq!(title.as_deref(), Some("Fähre is back"));
    }

    proptest! {
        #[test]
        fn what_a_mailbox_marks_is_read_as_it_was_sent(body in "((>{0,2}(From )?|)[a>\n ]{0,4}){0,5}") {
            let marked = regex::Regex::new("(?m)^(>*From )").unwrap().replace_all(&body, ">$1").into_owned();
            prop_assert_eq!(&*unescaped(marked.as_bytes()), body.as_bytes());
        }
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        for (written, want) in [
            ("Tue, 6 Jan 2026 01:02:03 +0100 (CET)", "2026-01-06T01:02:03+01:00"),
            ("Tue, 6 Jan 2026\n 01:02:03 -0530", "2026-01-06T01:02:03-05:30"),
            ("Tue, 6 Jan 2026 01:02:03 CEST", "2026-01-06T01:02:03+02:00"),
            ("Tue, 6 Jan 2026 01:02:03 JST", "2026-01-06T01:02:03+09:00"),
            ("Tue, 6 Jan 2026 01:02:03 GMT", "2026-01-06T01:02:03+00:00"),
            ("Tue, 6 Jan 2026 01:02:03", "2026-01-06T01:02:03"),
            ("6 Jan 2026", "2026-01-06"),
            ("2026-01-06T01:02:03+01:00", "2026-01-06T01:02:03+01:00"),
            ("Sun Jan 4 10:00:00 2026", "2026-01-04T10:00:00"),
            ("1/6/2026 3:02 PM", "2026-01-06T15:02"),
            ("Tue, 06 Jan 26 01:02:03 +0100", "2026-01-06T01:02:03+01:00"),
        ] {
            let got = of("a.eml", &ONE.replace("Fri, 9 Jan 2026 10:00:00 +0100", written));
            assert_eq!(got[0].published.map(|stamp| stamp.to_string()).as_deref(), Some(want), "{written}");
        }
    }

    #[test]
    fn an_article_with_a_header_is_no_message() {
        let text = "Date: Jan 9, 2026\nSubject: ferries\n\nThe ferry is back.\n";
        assert!(!Mail.matches(&Source::new("a.txt", "a.txt", text)));
    }
}
