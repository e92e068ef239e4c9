use super::*;

fn page(body: &str) -> Source {
    Source::new(
        "a.html",
        "a.html",
        format!("<!DOCTYPE html><html><head><title>Ferry is back in harbour</title></head><body>{body}</body></html>"),
    )
}

fn of(source: &Source) -> Draft {
    assert!(Page.matches(source));
    let mut got = None;
    Page.parse(source, &Options::default(), &mut |draft| got = Some(draft)).unwrap();
    got.unwrap()
}

#[test]
fn the_main_text_is_told_from_navigation_and_related_links() {
    let line = |n: usize| {
        format!(
            "<p>Paragraph {n} says that the ferry, which had been away for a month, is back in the harbour, the company said on Monday.</p>"
        )
    };
    let body: String = (1..8).map(line).collect();
    let html = format!(
        "<nav><a href=/>Home</a><a href=/news>News</a></nav><article><h1>Ferry is back in harbour</h1>{body}</article>\
                        <aside class=related><ul><li><a href=1>Other news of the day</a></li></ul></aside><footer>All rights reserved</footer>"
    );
    let draft = of(&page(&html));
    assert_eq!(draft.title.as_deref(), Some("Ferry is back in harbour"));
    assert_eq!(draft.paragraphs.len(), 7, "{:#?}", draft.paragraphs);
    assert!(draft.paragraphs[0].starts_with("Paragraph 1 says"));
}

#[test]
fn elements_of_the_site_do_not_cut_a_paragraph() {
    let mut html =
        Html::parse_fragment("<p>A study (<x-source><a href=1>2</a></x-source>) says so.</p><x-box><p>Box</p></x-box>");
    assert!(unwrap_custom(&mut html));
    assert_eq!(html.html(), "<html><p>A study (<a href=\"1\">2</a>) says so.</p><x-box><p>Box</p></x-box></html>");
}

#[test]
fn nested_and_cut_pages_are_read() {
    let deep = format!("{}<p>The ferry is back.</p>", "<div><b>".repeat(5_000));
    assert_eq!(of(&page(&deep)).paragraphs, ["The ferry is back."]);
    assert!(!of(&page("<p>The ferry is ba")).paragraphs.is_empty());
}

#[test]
fn a_declared_encoding_is_used() {
    let mut bytes = b"<html><head><meta charset=\"windows-1251\"></head><body><p>".to_vec();
    bytes.extend_from_slice(&encoding_rs::WINDOWS_1251.encode("Паром").0);
    let source = Source::new("a.html", "a.html", bytes);
    assert!(text_of(&source).contains("Паром"));
}

/// A page as a content system makes it: head, what stands before the text, the text's element, and what must be read.
struct Made {
    country: &'static str,
    head: &'static str,
    before: &'static str,
    title: &'static str,
    byline: &'static [&'static str],
    day: Option<&'static str>,
}

const BODY: &str = "<p>The ferry, which had been away for a month, is back in the harbour, the company said on Monday.</p>\
    <p>“We missed her more than we admit,” said the harbour master, who waited on the pier with forty others.</p>\
    <p>Tickets cost what they did before, the company said, and the first crossing was full within an hour.</p>";

const MADE: &[Made] = &[
    Made {
        country: "United States: graph of a plug-in for blogs, person by reference",
        head: r##"<title>Ferry is back - Harbour Times</title><meta property="og:site_name" content="Harbour Times">
            <script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Harbour Times"},
            {"@type":["Article","NewsArticle"],"headline":"Ferry is back","author":{"@id":"#p"},"datePublished":"2026-01-09T23:10:00-05:00"},
            {"@type":"Person","@id":"#p","name":"Ana Petrov"}]}</script>"##,
        before: "<h1>Ferry is back</h1>",
        title: "Ferry is back",
        byline: &["Ana Petrov"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "United Kingdom: author is the paper itself",
        head: r#"<title>Ferry is back - Harbour News</title><meta property="og:title" content="Ferry is back"><meta property="og:site_name" content="Harbour News">
            <script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry is back","author":[{"@type":"NewsMediaOrganization","name":"Harbour News"}],"datePublished":"2026-01-09T00:30:00.000Z"}</script>"#,
        before: "<h1>Ferry is back</h1>",
        title: "Ferry is back",
        byline: &[],
        day: Some("2026-01-09"),
    },
    Made {
        country: "United Kingdom: person that is the paper",
        head: r#"<title>Ferry is back</title><meta property="og:site_name" content="Harbour Herald">
            <script type="application/ld+json">[{"@type":"ReportageNewsArticle","headline":"Ferry is back","author":{"@type":"Person","name":"Harbour Herald"},"datePublished":"2026-01-09"}]</script>"#,
        before: "<h1>Ferry is back</h1>",
        title: "Ferry is back",
        byline: &[],
        day: Some("2026-01-09"),
    },
    Made {
        country: "Germany: visible byline with a link, date in words",
        head: r#"<title>Fähre ist zurück | Hafenblatt</title>"#,
        before: "<h1>Fähre ist zurück</h1><div class='article-byline'>Von <a href='/autor/maier'>Jörg Maier</a> und Anna Schmidt</div>\
            <time class='date'>9. Januar 2026, 14:05 Uhr</time>",
        title: "Fähre ist zurück",
        byline: &["Jörg Maier", "Anna Schmidt"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "France: names of two authors, published and changed",
        head: r#"<title>Le bac est de retour</title>"#,
        before: "<h1>Le bac est de retour</h1><p class='meta'><span class='article__author'>Par Anne Dubois et Jean Moreau</span></p>\
            <p class='meta__date'>Publié le 9 janvier 2026 à 14h05, mis à jour le 10 janvier 2026 à 9h00</p>",
        title: "Le bac est de retour",
        byline: &["Anne Dubois", "Jean Moreau"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "Spain: microdata",
        head: r#"<title>Vuelve el transbordador | Diario del Puerto</title><meta name="author" content="Diario del Puerto"><meta property="og:site_name" content="Diario del Puerto">"#,
        before: "<h1 itemprop='headline'>Vuelve el transbordador</h1><span itemprop='author' itemscope><a itemprop='name' href='/autores/ana'>Ana Ortega</a></span>\
            <meta itemprop='datePublished' content='2026-01-09T09:00:00+01:00'>",
        title: "Vuelve el transbordador",
        byline: &["Ana Ortega"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "Brazil: day first, hour with an h",
        head: r#"<title>Balsa volta ao porto - Jornal do Porto</title>"#,
        before: "<h1>Balsa volta ao porto</h1><div class='content-publication-data__from'><p class='signature'>Por João Silva e Ana Pereira</p></div>\
            <span class='published'>09/01/2026 18h40</span>",
        title: "Balsa volta ao porto",
        byline: &["João Silva", "Ana Pereira"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "Italy",
        head: r#"<title>Torna il traghetto - Il Porto</title><meta property="og:site_name" content="Il Porto"><meta property="article:published_time" content="2026-01-09 07:15:00">"#,
        before: "<h1>Torna il traghetto</h1><div class='author'>di <b>Luca Rossi</b></div>",
        title: "Torna il traghetto",
        byline: &["Luca Rossi"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "Netherlands: name alone in a link",
        head: r#"<title>Veerboot is terug</title><meta name="article:published_time" content="2026-01-09T06:00:00+01:00">"#,
        before: "<h1>Veerboot is terug</h1><a class='author-link' href='/auteur/jan-de-vries'>Jan de Vries</a>",
        title: "Veerboot is terug",
        byline: &["Jan de Vries"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "Russia: no people, an agency's site",
        head: r#"<title>Паром вернулся</title><meta itemprop="datePublished" content="2026-01-09T12:00:00+0300">"#,
        before: "<h1>Паром вернулся</h1><a href='/author/'>Все авторы</a>",
        title: "Паром вернулся",
        byline: &[],
        day: Some("2026-01-09"),
    },
    Made {
        country: "Poland",
        head: r#"<title>Prom wrócił</title>"#,
        before: "<h1>Prom wrócił</h1><div class='byline'>Autor: Jan Kowalski</div><div class='date'>9 stycznia 2026, 12:00</div>",
        title: "Prom wrócił",
        byline: &["Jan Kowalski"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "Japan",
        head: r#"<title>連絡船が戻る</title><meta property="og:title" content="連絡船が戻る｜港新聞">"#,
        before: "<h1>連絡船が戻る</h1><p class='date'>2026年1月9日 17時05分</p>",
        title: "連絡船が戻る",
        byline: &[],
        day: Some("2026-01-09"),
    },
    Made {
        country: "South Korea",
        head: r#"<title>여객선 돌아오다</title><meta name="author" content="홍길동 기자"><meta property="article:published_time" content="2026-01-09T17:05:00+09:00">"#,
        before: "<h1>여객선 돌아오다</h1>",
        title: "여객선 돌아오다",
        byline: &["홍길동"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "China",
        head: r#"<title>渡轮回来了_港口网</title><meta name="author" content="记者 李明"><meta name="publishdate" content="2026-01-09">"#,
        before: "<h1>渡轮回来了</h1>",
        title: "渡轮回来了",
        byline: &["李明"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "India: desk for an author, clock of India",
        head: r#"<title>Ferry is back | India News</title>
            <script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry is back","author":{"@type":"Person","name":"Web Desk"},"datePublished":"2026-01-09T00:20:00+05:30"}</script>"#,
        before: "<h1>Ferry is back</h1>",
        title: "Ferry is back",
        byline: &[],
        day: Some("2026-01-09"),
    },
    Made {
        country: "Kenya: a blog's theme, date of the comment below",
        head: r#"<title>Ferry is back &#8211; Coast Daily</title>"#,
        before: "<h1 class='entry-title'>Ferry is back</h1><span class='posted-on'><time class='entry-date published' datetime='2026-01-09T08:00:00+03:00'>January 9, 2026</time></span>\
            <span class='byline'> by <span class='author vcard'><a class='url fn n' href='/author/ana/'>Ana Wanjiru</a></span></span>",
        title: "Ferry is back",
        byline: &["Ana Wanjiru"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "Canada: byline with address and role",
        head: r#"<title>Ferry is back | CoastPost</title><meta property="og:url" content="https://www.coastpost.ca/news/ferry">"#,
        before: "<h1>Ferry is back</h1><div class='byline-name'>By Ana Petrov, Staff Reporter apetrov@example.org</div>\
            <div class='published-date'>Published Jan 09, 2026 &nbsp;•&nbsp; 2 minute read</div>",
        title: "Ferry is back",
        byline: &["Ana Petrov"],
        day: Some("2026-01-09"),
    },
    Made {
        country: "Nobody and no day: nothing is made up",
        head: "<title>Ferry is back</title>",
        before: "<h1>Ferry is back</h1><div class='author-box'>About Us</div><div class='author'>Read More</div><div class='date'>3 hours ago</div>",
        title: "Ferry is back",
        byline: &[],
        day: None,
    },
];

#[test]
fn pages_of_many_countries_tell_their_metadata() {
    let mut wrong = Vec::new();
    for made in MADE {
        let text = format!(
            "<!DOCTYPE html><html><head>{}</head><body><article>{}{BODY}</article><section class='comments'><p class='comment-author author'>Bea Quill</p>\
             <time datetime='2026-02-02'>2 Feb</time></section></body></html>",
            made.head, made.before
        );
        let draft = of(&Source::new("a.html", "a.html", text));
        let day = draft.published.map(|stamp| stamp.day.to_string());
        let right =
            draft.title.as_deref() == Some(made.title) && draft.byline == made.byline && day.as_deref() == made.day;
        if !right {
            wrong.push(format!("{}: {:?} {:?} {day:?}", made.country, draft.title, draft.byline));
        }
        assert_eq!(draft.paragraphs.iter().filter(|p| BODY.contains(p.as_str())).count(), 3, "{}", made.country);
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_page_without_text_is_no_article() {
    let links: String =
        (0..20).map(|n| format!("<li><a href='/{n}'>Headline number {n} of those of today</a></li>")).collect();
    let foot = "<footer><p>© 2026 Harbour Times. All rights reserved.</p></footer>";
    for body in [format!("<ul>{links}</ul>{foot}"), format!("<div id=root></div>{foot}")] {
        let draft = of(&page(&body));
        assert!(draft.paragraphs.is_empty() && draft.title.is_none(), "{draft:?}");
    }
    let long =
        "The ferry is back in the harbour after a month, and all who had waited on the pier were glad to see it. "
            .repeat(4);
    assert_eq!(of(&page(&format!("<footer><p>{long}</p></footer>"))).paragraphs, [long.trim()], "a text in a foot");
}

#[test]
fn a_text_that_only_a_program_shows_is_taken_from_what_is_declared() {
    let text = "The ferry is back.\\n\\nSo is the pier, the company said.";
    let script = format!(
        r#"<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Ferry","articleBody":"{text}"}}</script>"#
    );
    let draft = of(&page(&format!("{script}<div id=root></div><footer>© 2026</footer>")));
    assert_eq!(draft.paragraphs, ["The ferry is back.", "So is the pier, the company said."]);
    let shown =
        of(&page(&format!("{script}<p>The ferry is back.</p><p>So is the pier, the company said.</p><p>More.</p>")));
    assert_eq!(shown.paragraphs.len(), 3);
}

#[test]
fn captions_are_the_text_of_a_page_of_pictures() {
    let picture = |n: usize| {
        format!(
            "<figure><img src='{n}.jpg'><figcaption>Picture {n} shows the ferry as it comes back into the harbour after a month away.</figcaption></figure>"
        )
    };
    let body: String = (0..6).map(picture).collect();
    let draft = of(&page(&format!("<article><h1>Ferry is back in harbour</h1>{body}</article>")));
    assert_eq!(draft.paragraphs.len(), 6, "{:#?}", draft.paragraphs);
}
