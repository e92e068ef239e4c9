use super::*;
use proptest::prelude::*;

/// Header lines of our own, with what they say; an empty string means: no date.
static LINES: &[(&str, &str)] = &[
    // English, both orders of the named month, clocks before, behind and inside.
    ("Posted On: 2/3/2026, 9:05:00 AM", "2026-02-03T09:05:00"),
    ("Last Update: 12/31/2025, 12:00:01 AM", "2025-12-31T00:00:01"),
    ("Published: 3 Feb 2026", "2026-02-03"),
    ("Published on the 3rd of February, 2026", "2026-02-03"),
    ("Updated February 3rd 2026 at 12:15 p.m.", "2026-02-03T12:15"),
    ("UPDATED: Tues., Feb. 3, 2026", "2026-02-03"),
    ("February 3, 2026 Tuesday", "2026-02-03"),
    ("Tuesday 3 February 2026 07.15 GMT", "2026-02-03T07:15+00:00"),
    ("Tue 3 Feb 2026 07.15 EST", "2026-02-03T07:15-05:00"),
    ("Feb 3, 2026, 4:05pm PST", "2026-02-03T16:05-08:00"),
    ("Tue, Feb 3 202611:20 AM EST", "2026-02-03T11:20-05:00"),
    ("Published Tue, Feb 3 20261:20 PM EST", "2026-02-03T13:20-05:00"),
    ("Posted: Tue 6:45 PM, Feb 3, 2026", "2026-02-03T18:45"),
    ("6:45 PM EST Feb 3, 2026", "2026-02-03T18:45-05:00"),
    ("Updated 0915 GMT (1715 HKT) February 3, 2026", "2026-02-03T09:15+00:00"),
    ("Published: 22:00 BST, 3 July 2025", "2025-07-03T22:00+01:00"),
    ("July 3, 2025 at 10:00 a.m. ET", "2025-07-03T10:00-04:00"),
    ("January 3, 2025 at 10:00 a.m. Eastern Time", "2025-01-03T10:00-05:00"),
    ("July 3, 2025 10 AM PT", "2025-07-03T10:00-07:00"),
    ("Jan 3, 2026 | 5 p.m.", "2026-01-03T17:00"),
    ("By Ann Ode, Feb. 3, 2026", "2026-02-03"),
    ("3 February 2026, 1530 hrs", "2026-02-03T15:30"),
    ("3 February 2026 1530 GMT", "2026-02-03T15:30+00:00"),
    ("Feb 3, 2026 10:30 PM (IST)", "2026-02-03T22:30+05:30"),
    ("3 Feb 2026 10:30 GMT+7", "2026-02-03T10:30+07:00"),
    ("Updated:\u{a0}Feb. 3, 2026\u{a0}\u{a0}1:35 a.m.", "2026-02-03T01:35"),
    ("3-FEB-2026 11:02:35.07", "2026-02-03T11:02:35"),
    ("03-Feb-26", "2026-02-03"),
    ("Tue, 03 Feb 26 16:15 GMT", "2026-02-03T16:15+00:00"),
    ("Tue, 03 Feb 2026 16:15:09 -0330", "2026-02-03T16:15:09-03:30"),
    ("Tue Feb 03 16:15:09 EST 2026", "2026-02-03T16:15:09-05:00"),
    ("Tue Feb  3 16:15:09 2026", "2026-02-03T16:15:09"),
    ("Feb. 3, 2026 11:59 PM - Updated Feb. 4, 2026 1:00 AM", "2026-02-03T23:59"),
    ("PP-WF-02-03-26 1337GMT", "2026-02-03T13:37+00:00"),
    // Numbers alone.
    ("2/3/2026", "2026-02-03"),
    ("2/3/2026 15:10", "2026-03-02T15:10"),
    ("2/3/2026 3:10 PM", "2026-02-03T15:10"),
    ("23/3/2026 3:10 PM", "2026-03-23T15:10"),
    ("3/23/2026 15:10", "2026-03-23T15:10"),
    ("Friday, 6/2/2026", "2026-02-06"),
    ("03.02.2026 3:10 PM", "2026-02-03T15:10"),
    ("03.02.26", "2026-02-03"),
    ("3. 2. 2026 15:10", "2026-02-03T15:10"),
    ("03-02-2026 15:10 IST", "2026-02-03T15:10+05:30"),
    ("Publicado el 03/02/2026", "2026-02-03"),
    ("Publié le 03/02/2026 à 15h10", "2026-02-03T15:10"),
    ("Thứ Ba, 3/2/2026, 15:10 (GMT+7)", "2026-02-03T15:10+07:00"),
    // ISO 8601 and what is near it.
    ("2026-02-03", "2026-02-03"),
    ("2026-02-03T16:15:09Z", "2026-02-03T16:15:09+00:00"),
    ("2026-02-03T16:15Z", "2026-02-03T16:15+00:00"),
    ("2026-02-03T16:15:09.123456-05:00", "2026-02-03T16:15:09-05:00"),
    ("2026-02-03 16:15:09 +0100", "2026-02-03T16:15:09+01:00"),
    ("2026-02-03T16:15:09+01", "2026-02-03T16:15:09+01:00"),
    ("2026/02/03 16:15", "2026-02-03T16:15"),
    ("2026.02.03.", "2026-02-03"),
    ("20260203", "2026-02-03"),
    ("20260203T161509Z", "2026-02-03T16:15:09+00:00"),
    ("20260203161509", "2026-02-03T16:15:09"),
    ("20260203T161509+0900", "2026-02-03T16:15:09+09:00"),
    ("1770134400", "2026-02-03T16:00:00+00:00"),
    ("1770134400123", "2026-02-03T16:00:00+00:00"),
    ("2026 Feb 3", "2026-02-03"),
    // Other languages.
    ("Veröffentlicht am 3. Februar 2026 um 15:44 Uhr", "2026-02-03T15:44"),
    ("Stand: 03.02.2026 | 15:44 Uhr MEZ", "2026-02-03T15:44+01:00"),
    ("Dienstag, 3. März 2026, 7 Uhr", "2026-03-03T07:00"),
    ("Aktualisiert am 3. Jän. 2026", "2026-01-03"),
    ("Publié le mardi 3 février 2026 à 15h01", "2026-02-03T15:01"),
    ("1er août 2025, mis à jour à 7h", "2025-08-01"),
    ("Mis à jour le 3 févr. 2026 à 08:01", "2026-02-03T08:01"),
    ("Actualizado: 3 feb 2026 - 17:38CET", "2026-02-03T17:38+01:00"),
    ("Martes, 3 de febrero de 2026 a las 5:30 p. m.", "2026-02-03T17:30"),
    ("Pubblicato il 3 Febbraio 2026 alle ore 18.30", "2026-02-03T18:30"),
    ("mar, 03 feb 2026 00:38:15 +0100", "2026-02-03T00:38:15+01:00"),
    ("Publicado em 3 de fevereiro de 2026 às 16h20", "2026-02-03T16:20"),
    ("Gepubliceerd op 3 maart 2026 om 09:15", "2026-03-03T09:15"),
    ("Publisert 03.02.2026 kl. 13.05", "2026-02-03T13:05"),
    ("tisdag 3 februari 2026 kl 13:05", "2026-02-03T13:05"),
    ("Julkaistu 3. helmikuuta 2026 klo 13.05", "2026-02-03T13:05"),
    ("3 lutego 2026, godz. 13:05", "2026-02-03T13:05"),
    ("úterý 3. února 2026", "2026-02-03"),
    ("5. listopada 2025.", "2025-10-05"),
    ("5 listopada 2025", "2025-11-05"),
    ("3 февраля 2026 г. в 13:05", "2026-02-03T13:05"),
    ("3 лютого 2026, 13:05", "2026-02-03T13:05"),
    ("Τρίτη, 3 Φεβρουαρίου 2026, 01:05 μ.μ.", "2026-02-03T13:05"),
    ("Güncelleme: 3 Şubat 2026 Salı 13:05", "2026-02-03T13:05"),
    ("2026. február 3., kedd", "2026-02-03"),
    ("3 februarie 2026, ora 13:05", "2026-02-03T13:05"),
    ("Selasa, 3 Februari 2026 13:05 WIB", "2026-02-03T13:05+07:00"),
    ("9 января 2026 г. в 14:05 МСК", "2026-01-09T14:05+03:00"),
    ("9. siječnja 2026. u 14:05", "2026-01-09T14:05"),
    ("2026년 1월 9일 오후 2시 5분", "2026-01-09T14:05"),
    ("9 มกราคม 2569", "2026-01-09"),
    ("Thứ sáu, 9/1/2026, 14:05 (GMT+7)", "2026-01-09T14:05+07:00"),
    ("09.01.2026 r. godz. 14:05", "2026-01-09T14:05"),
    ("9. januára 2026 o 14:05", "2026-01-09T14:05"),
    ("9 Ene, 2026 02:05 p. m.", "2026-01-09T14:05"),
    ("Ngày 3 tháng 2 năm 2026", "2026-02-03"),
    ("الثلاثاء ٣ فبراير ٢٠٢٦", "2026-02-03"),
    ("3 كانون الثاني 2026", "2026-01-03"),
    ("3 בפברואר 2026", "2026-02-03"),
    ("3 फरवरी 2026", "2026-02-03"),
    ("3 กุมภาพันธ์ 2569", "2026-02-03"),
    ("2026年2月3日", "2026-02-03"),
    ("公開：2026年2月3日（火）午後8時30分", "2026-02-03T20:30"),
    ("2026年02月03日 13:05", "2026-02-03T13:05"),
    ("2026年2月3日13時05分", "2026-02-03T13:05"),
    ("발행 2026년 2월 3일 오후 8:30", "2026-02-03T20:30"),
    ("二〇二六年二月三日", "2026-02-03"),
    ("二〇二六年十二月二十三日", "2026-12-23"),
    ("令和元年5月12日 18時05分", "2019-05-12T18:05"),
    ("令和8年2月3日(火)", "2026-02-03"),
    ("平成10年5月12日", "1998-05-12"),
    ("R8.2.3", "2026-02-03"),
    ("民國115年2月3日", "2026-02-03"),
    ("03.02.2026 18:05 (мск)", "2026-02-03T18:05+03:00"),
    ("입력 2026.02.03. 오전 12:06", "2026-02-03T00:06"),
    ("등록 2026. 2. 3. 13:05", "2026-02-03T13:05"),
    // No date: nothing, less than a day, more than a day, or something else made of numbers.
    ("", ""),
    ("Updated 5 hours ago", ""),
    ("February 2026", ""),
    ("Feb 3, 4:29 PM", ""),
    ("Published March 3-5, 2026", ""),
    ("3-5 March 2026", ""),
    ("Nov 20:15", ""),
    ("20 Nov 1930 GMT", ""),
    ("31 February 2026", ""),
    ("2026-13-45", ""),
    ("45/45/2026", ""),
    ("Version 1.2.24.5", ""),
    ("Call 555-01-2026 now", ""),
    ("192.168.10.24", ""),
    ("12345678901234567890", ""),
    ("Photo 20251399", ""),
    ("0001-01-01T00:00:00", ""),
    ("pages 12/14", ""),
    ("It scored 3-2-1", ""),
    ("May 1984 was warm", ""),
    ("03/02/45", ""),
];

#[test]
fn header_lines_say_what_a_reader_reads() {
    let mut wrong = Vec::new();
    for (line, want) in LINES {
        let got = read(line, None).map_or(String::new(), |r| r.stamp.to_string());
        if got != *want {
            wrong.push(format!("{line:?}: {got:?}, not {want:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_user_decides_the_order_unless_it_is_impossible() {
    let with = |text, order| read(text, Some(order)).map(|r| (r.stamp.to_string(), r.ambiguous, r.order));
    let is = |s: &str, ambiguous, order| Some((s.to_owned(), ambiguous, Some(order)));
    assert_eq!(with("2/3/2026 3:10 PM", DateOrder::Dmy), is("2026-03-02T15:10", true, DateOrder::Dmy));
    assert_eq!(with("2/3/2026 15:10", DateOrder::Mdy), is("2026-02-03T15:10", true, DateOrder::Mdy));
    assert_eq!(with("23/3/2026", DateOrder::Mdy), is("2026-03-23", false, DateOrder::Dmy));
    assert_eq!(with("26/03/02", DateOrder::Ymd), is("2026-03-02", true, DateOrder::Ymd));
    for text in ["26/3/2", "26.3.2", "26-3-2", "26. 3. 2.", "26/3/2 15:10"] {
        let read = with(text, DateOrder::Ymd).unwrap();
        assert!(read.0.starts_with("2026-03-02") && read.1 && read.2 == Some(DateOrder::Ymd), "{text}: {read:?}");
        assert_eq!(with(text, DateOrder::Mdy), None, "{text}");
    }
    assert_eq!(with("3/23/2026", DateOrder::Ymd), is("2026-03-23", false, DateOrder::Mdy));
    assert_eq!(with("It scored 3-2-1", DateOrder::Ymd), None);
    assert_eq!(with("2026-03-02", DateOrder::Dmy), is("2026-03-02", false, DateOrder::Ymd));
}

#[test]
fn a_reading_says_whether_it_was_ambiguous_and_where_it_stood() {
    let reading = read("Updated: 4/4/2026, by Ann", None).unwrap();
    assert_eq!((reading.ambiguous, reading.order), (false, Some(DateOrder::Mdy)));
    let text = "Posted: Tue 6:45 PM, Feb 3, 2026 in News";
    let reading = read(text, None).unwrap();
    assert_eq!((&text[reading.span], reading.order), ("6:45 PM, Feb 3, 2026", None));
    assert!(!read("Friday, 6/2/2026", None).unwrap().ambiguous);
    assert!(read("Publicado el 03/02/2026", None).unwrap().ambiguous);
}

proptest! {
    /// Whatever stands there, the reader returns, and its span can be sliced.
    #[test]
    fn any_text_is_read_without_harm(text in "\\PC{0,80}|[0-9/:.\\-, apmTZ+()年月日]{0,40}|([A-Za-zé]{1,9}[ .,]){0,4}[0-9]{1,4}[ :,/.-]{0,2}[0-9]{0,6}([ap]m)?") {
        for order in [None, Some(DateOrder::Mdy), Some(DateOrder::Dmy), Some(DateOrder::Ymd)] {
            if let Some(reading) = read(&text, order) {
                prop_assert!(!text[reading.span].is_empty());
            }
        }
    }

    /// What the program writes itself it reads back.
    #[test]
    fn stamps_are_read_back(days in 0..60_000i64, minute in proptest::option::of(0..1440u16), second in proptest::option::of(0..60u8), quarter in proptest::option::of(-48..=56i32)) {
        let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days as u64);
        let time = minute.map(|m| Clock { hour: (m / 60) as u8, minute: (m % 60) as u8, second });
        let stamp = Stamp { day, time, offset: quarter.filter(|_| time.is_some()).map(|q| q * 15) };
        let text = stamp.to_string();
        let reading = read(&text, None).unwrap();
        prop_assert_eq!(reading.stamp, stamp);
        prop_assert_eq!(reading.span, 0..text.len());
        prop_assert!(!reading.ambiguous);
    }

    /// A date with its month in words comes back whatever label stands before it.
    #[test]
    fn labels_do_not_matter(days in 0..60_000i64, label in "(Posted|Updated|Published on|By Kim Ode,|Date|)[: ]{1,2}") {
        let day = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days as u64);
        for format in ["%B %-d, %Y", "%-d %b %Y", "%a, %d %b %Y", "%Y-%m-%d", "%b. %-d %Y"] {
            let line = format!("{label}{}", day.format(format));
            prop_assert_eq!(read(&line, None).map(|r| r.stamp), Some(Stamp::day(day)), "{}", line);
        }
    }
}

#[test]
fn seconds_since_1970_are_read_up_to_the_years_that_dates_have() {
    let day = |text| read(text, None).map(|reading| reading.stamp.day.to_string());
    assert_eq!(day("1767960000").as_deref(), Some("2026-01-09"));
    assert_eq!(day("7340676072"), None, "in the year 2202");
}
