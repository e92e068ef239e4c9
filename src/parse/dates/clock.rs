//! Times of day and their zones.

use super::lex::Token;
use super::vocabulary::{Half, Zone};
use crate::model::Clock;
use std::ops::Range;

/// A time of day in the text.
#[derive(Debug, Clone)]
pub(super) struct Time {
    pub tokens: Range<usize>,
    pub clock: Clock,
    /// Set for a 12-hour clock.
    pub half: Option<Half>,
    pub zone: Option<Zone>,
}

/// What is known about the surroundings of a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    /// It stands directly behind a date, so that "13.05" can only be a time.
    pub date: bool,
    /// That date begins with its year, so that "-05:00" is an offset and not the end of a span of time.
    pub year_first: bool,
}

/// Skips what may stand between a date and its time: marks, small words, weekdays. At most eight tokens.
pub(super) fn skip_between(tokens: &[Token], mut i: usize) -> usize {
    let end = i + 8;
    while i < end && tokens.get(i).is_some_and(is_between) {
        i += 1;
    }
    i
}

fn is_between(token: &Token) -> bool {
    let mark =
        [',', '.', '-', '|', '(', ')', '@', '/', ':', ';', '·', '•', '[', ']', '~'].into_iter().any(|m| token.is(m));
    let role = token.meaning.role;
    mark || !token.is_number()
        && token.meaning.half.is_none()
        && (role.between || role.hour_word || token.meaning.weekday.is_some())
}

/// The time that stands in front of token `end`, with nothing but small words between: "22:00 GMT, 26 September".
pub(super) fn before(tokens: &[Token], end: usize) -> Option<Time> {
    let near = Near { date: false, year_first: false };
    let from = end.saturating_sub(16);
    let mut found: Option<Time> = None;
    let mut i = from;
    while i < end {
        match at(tokens, i, near).filter(|t| t.tokens.end <= end) {
            Some(time) => {
                i = time.tokens.end;
                // Of "0339 GMT (1139 HKT)" the first counts.
                let adjoins = found.as_ref().is_some_and(|f| skip_between(tokens, f.tokens.end) == time.tokens.start);
                if adjoins && let Some(first) = found.as_mut() {
                    first.tokens.end = time.tokens.end;
                } else {
                    found = Some(time);
                }
            }
            None => i += 1,
        }
    }
    found.filter(|time| skip_between(tokens, time.tokens.end) >= end)
}

/// The time that begins at token `i`.
pub(super) fn at(tokens: &[Token], i: usize, near: Near) -> Option<Time> {
    let ahead = tokens.get(i).filter(|t| !t.is_number()).and_then(|t| t.meaning.half);
    let start = if ahead.is_some() { i + 1 } else { i };
    let face = face(tokens, start, near, tokens.get(i.wrapping_sub(1)))?;
    let mut end = face.end;
    let mut half = ahead;
    if half.is_none()
        && let Some(behind) = tokens.get(end).and_then(|t| t.meaning.half)
    {
        half = Some(behind);
        end += 1;
    }
    while tokens.get(end).is_some_and(|t| t.meaning.role.hour_word || t.meaning.role.hour_mark && !t.glued) {
        end += 1;
    }
    let zone = zone(tokens, end, half, near.year_first);
    let (zone, end) = zone.map_or((None, end), |(zone, end)| (Some(zone), end));
    if face.needs_proof && half.is_none() && zone.is_none() && end == face.end {
        return None;
    }
    let clock = twelve(face.clock, half)?;
    // "13:34 PM" is read by a 24-hour clock.
    let half = half.filter(|_| face.clock.hour <= 12);
    Some(Time { tokens: i..end, clock, half, zone })
}

/// Digits of a clock.
struct Face {
    clock: Clock,
    end: usize,
    /// They could be something else: a half of the day, a zone or a word must follow.
    needs_proof: bool,
}

fn face(tokens: &[Token], i: usize, near: Near, before: Option<&Token>) -> Option<Face> {
    let first = tokens.get(i)?;
    if let Some(number) = first.number(4..=4) {
        let clock = Clock { hour: (number / 100) as u8, minute: (number % 100) as u8, second: None };
        return Some(Face { clock, end: i + 1, needs_proof: !behind_t(tokens, i) });
    }
    if let Some(number) = first.number(6..=6).filter(|_| behind_t(tokens, i) || first.glued) {
        let second = Some((number % 100) as u8);
        let clock = Clock { hour: (number / 10_000) as u8, minute: (number / 100 % 100) as u8, second };
        return Some(Face { clock, end: i + 1, needs_proof: false });
    }
    let hour = first.number(1..=2)? as u8;
    let bare = Clock { hour, minute: 0, second: None };
    let mark = tokens.get(i + 1)?;
    let minute = tokens.get(i + 2).and_then(|t| t.number(1..=2)).map(|m| m as u8);
    if mark.meaning.role.hour_mark && !mark.is_number() {
        return Some(marked(tokens, i, bare));
    }
    match minute.filter(|_| mark.glued && tokens[i + 2].glued && tokens[i + 2].number(2..=2).is_some()) {
        Some(minute) if mark.is(':') => {
            let (second, end) = seconds(tokens, i + 3, ':');
            Some(Face { clock: Clock { hour, minute, second }, end, needs_proof: false })
        }
        Some(minute) if mark.is('.') => {
            let (second, end) = seconds(tokens, i + 3, '.');
            let told = before.is_some_and(|t| t.meaning.role.hour_word || t.is('.') && near.date);
            Some(Face { clock: Clock { hour, minute, second }, end, needs_proof: !told && !near.date })
        }
        _ => Some(Face { clock: bare, end: i + 1, needs_proof: true }),
    }
}

/// "15h01", "20時30分15秒", "오후 8시", "16 Uhr"
fn marked(tokens: &[Token], i: usize, mut clock: Clock) -> Face {
    let mut end = i + 2;
    // One digit alone is a minute only where its mark says so: "2시 5분".
    let told = tokens.get(end + 1).is_some_and(|t| t.meaning.role.minute_mark);
    let digits = if told { 1..=2 } else { 2..=2 };
    if let Some(minute) = tokens.get(end).and_then(|t| t.number(digits)).filter(|&m| m < 60) {
        clock.minute = minute as u8;
        end += 1;
        if tokens.get(end).is_some_and(|t| t.meaning.role.minute_mark) {
            end += 1;
        }
        let second = tokens.get(end).and_then(|t| t.number(2..=2)).map(|s| s as u8);
        if second.is_some() && tokens.get(end + 1).is_some_and(|t| t.meaning.role.second_mark) {
            clock.second = second;
            end += 2;
        }
    }
    Face { clock, end, needs_proof: false }
}

/// Seconds behind minutes, and where the clock ends; their fractions are passed over.
fn seconds(tokens: &[Token], i: usize, mark: char) -> (Option<u8>, usize) {
    let tied = |j: usize, mark: char| {
        tokens.get(j).is_some_and(|t| t.glued && t.is(mark)) && tokens.get(j + 1).is_some_and(|t| t.glued)
    };
    let second = tied(i, mark).then(|| tokens[i + 1].number(2..=2)).flatten();
    let Some(second) = second else { return (None, i) };
    let fraction = (tied(i + 2, '.') || tied(i + 2, ',')) && tokens[i + 3].is_number();
    (Some(second as u8), if fraction { i + 4 } else { i + 2 })
}

/// "20240710T1526": four or six digits right behind a T that is glued to a number.
fn behind_t(tokens: &[Token], i: usize) -> bool {
    let t = i.checked_sub(1).map(|j| &tokens[j]);
    let date = i.checked_sub(2).is_some_and(|j| tokens[j].is_number());
    date && tokens[i].glued
        && t.is_some_and(|t| t.glued && t.capitals && t.meaning.role.between && t.end - t.start == 1)
}

/// The clock by a half of the day, if there is such a time.
fn twelve(mut clock: Clock, half: Option<Half>) -> Option<Clock> {
    if clock.hour > 23 || clock.minute > 59 || clock.second.is_some_and(|s| s > 60) {
        return None;
    }
    match half {
        Some(Half::Pm) if clock.hour < 12 => clock.hour += 12,
        Some(Half::Am) if clock.hour == 12 => clock.hour = 0,
        _ => {}
    }
    Some(clock)
}

/// The zone at token `i` and where it ends: "EST", "(IST)", "Z", "+01:00", "GMT+7", "+0530 (IST)", "Eastern Time".
fn zone(tokens: &[Token], i: usize, half: Option<Half>, year_first: bool) -> Option<(Zone, usize)> {
    let open = tokens.get(i).is_some_and(|t| t.is('(') || t.is('['));
    let at = i + usize::from(open);
    let token = tokens.get(at)?;
    if let Some((minutes, end)) = signed(tokens, at, year_first) {
        return Some((Zone::Fixed(minutes), end));
    }
    if token.glued && token.capitals && token.end - token.start == 1 && token.meaning.role.z {
        return Some((Zone::Fixed(0), at + 1));
    }
    let named = token.meaning.zone.filter(|_| token.capitals || half.is_some() || open)?;
    let mut end = at + 1;
    if let (Zone::Fixed(0), Some((minutes, after))) = (named, signed(tokens, end, true)) {
        return Some((Zone::Fixed(minutes), after));
    }
    if tokens.get(end).is_some_and(|t| t.meaning.role.time_word) {
        end += 1;
    }
    let closed = open && tokens.get(end).is_some_and(|t| t.is(')') || t.is(']'));
    Some((named, end + usize::from(closed)))
}

/// "+0100", "+01:00", "-5", and where it ends. `sure` is whether a hyphen can only be a sign.
fn signed(tokens: &[Token], i: usize, sure: bool) -> Option<(i32, usize)> {
    let sign = tokens.get(i)?;
    let number = tokens.get(i + 1).filter(|n| n.glued)?;
    let minus = sign.is('-');
    if !minus && !sign.is('+') {
        return None;
    }
    let (minutes, end) = match number.number(4..=4) {
        Some(n) if !minus || sure || !sign.glued => (n / 100 * 60 + n % 100, i + 2),
        Some(_) => return None,
        None => {
            let hours = number.number(1..=2)?;
            let colon = tokens.get(i + 2).is_some_and(|t| t.glued && t.is(':'));
            let part = tokens.get(i + 3).filter(|_| colon).and_then(|t| t.number(2..=2));
            (!minus || sure).then_some(())?;
            (hours * 60 + part.unwrap_or(0), if part.is_some() { i + 4 } else { i + 2 })
        }
    };
    (minutes <= 14 * 60 && minutes % 15 == 0).then_some((if minus { -(minutes as i32) } else { minutes as i32 }, end))
}
