//! In which order day and month stand in the dates of a run, and what speaks against the guesses.

use crate::parse::{DateEvidence, DateOrder, Decided};
use rustc_hash::FxHashMap;

/// Numeric dates by their order, what decided it and what parts their numbers: how many, and one of them.
#[derive(Debug, Default)]
pub struct Orders {
    seen: FxHashMap<(DateOrder, Decided, Option<char>), (u64, String)>,
}

impl Orders {
    /// Takes note of the dates of an article.
    pub fn add(&mut self, dates: &[DateEvidence]) {
        for date in dates {
            let make = (date.order, date.decided, date.mark());
            let (n, example) = self.seen.entry(make).or_insert_with(|| (0, date.written.clone()));
            *n += 1;
            // Threads bring them in any order; the example is the same on every run.
            if date.written < *example {
                example.clone_from(&date.written);
            }
        }
    }

    /// What the user should know: dates whose order was guessed one way while others of the same make can only be read
    /// the other way, and those that nothing speaks for or against.
    pub fn notes(&self) -> Vec<String> {
        let guess = |decided| matches!(decided, Decided::Clock | Decided::Custom | Decided::Default);
        let guessed = self.seen.iter().filter(|((_, decided, _), _)| guess(*decided));
        let mut notes: Vec<String> = guessed
            .filter_map(|((order, decided, mark), (n, example))| {
                self.against(*order, *mark, *n, example)
                    .or_else(|| self.without_proof(*order, *decided, *mark, *n, example))
            })
            .collect();
        notes.sort();
        notes
    }

    /// The note on dates whose order was taken from nothing that stands beside them, and that no other date of the run proves.
    fn without_proof(
        &self,
        order: DateOrder,
        decided: Decided,
        mark: Option<char>,
        n: u64,
        example: &str,
    ) -> Option<String> {
        let why = match decided {
            Decided::Custom => "as in the country or language of the article",
            Decided::Default => "since nothing tells the order",
            _ => return None,
        };
        let other = if order == DateOrder::Mdy { DateOrder::Dmy } else { DateOrder::Mdy };
        (!self.seen.contains_key(&(order, Decided::Certain, mark))).then(|| {
            format!(
                "{n} ambiguous {} such as `{example}` {} read as {}, {why}; use --date-order {} if that is the wrong way round",
                one_or_more(n, "date", "dates"),
                one_or_more(n, "was", "were"),
                in_words(order).0,
                in_words(other).1
            )
        })
    }

    fn against(&self, order: DateOrder, mark: Option<char>, n: u64, example: &str) -> Option<String> {
        // 2026-01-14 and 26.04.2024 say nothing of 1/9/2026.
        let ((other, ..), (certain, proof)) = self.seen.iter().find(|((other, decided, its), _)| {
            *decided == Decided::Certain && *other != DateOrder::Ymd && *other != order && *its == mark
        })?;
        Some(format!(
            "{n} ambiguous {} such as `{example}` {} read as {}, but {certain} {} such as `{proof}` can only be {}; \
             use --date-order {} if all are written like that",
            one_or_more(n, "date", "dates"),
            one_or_more(n, "was", "were"),
            in_words(order).0,
            one_or_more(*certain, "other", "others"),
            in_words(*other).0,
            in_words(*other).1
        ))
    }
}

fn one_or_more(n: u64, one: &'static str, more: &'static str) -> &'static str {
    if n == 1 { one } else { more }
}

/// An order in words and as an argument.
fn in_words(order: DateOrder) -> (&'static str, &'static str) {
    match order {
        DateOrder::Mdy => ("month first", "mdy"),
        DateOrder::Dmy => ("day first", "dmy"),
        DateOrder::Ymd => ("year first", "ymd"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(written: &str, order: DateOrder, decided: Decided) -> DateEvidence {
        DateEvidence { written: written.into(), order, decided }
    }

    #[test]
    fn only_dates_of_the_same_make_speak_against_a_guess() {
        let mut orders = Orders::default();
        orders.add(&[date("1/9/2026, 7:30 PM", DateOrder::Mdy, Decided::Clock)]);
        orders.add(&[
            date("2026-01-14", DateOrder::Ymd, Decided::Certain),
            date("26.04.2024", DateOrder::Dmy, Decided::Certain),
        ]);
        assert!(orders.notes().is_empty());
        orders.add(&[date("26/4/2024", DateOrder::Dmy, Decided::Certain)]);
        assert_eq!(orders.notes().len(), 1);
        assert!(orders.notes()[0].contains("use --date-order dmy"));
        assert!(orders.notes()[0].starts_with("1 ambiguous date such as `1/9/2026, 7:30 PM` was read"));
    }

    #[test]
    fn what_was_decided_without_evidence_is_said_unless_another_date_proves_it() {
        for (order, decided, other) in
            [(DateOrder::Mdy, Decided::Default, "dmy"), (DateOrder::Dmy, Decided::Custom, "mdy")]
        {
            let mut orders = Orders::default();
            orders.add(&[date("1/9/2026", order, decided)]);
            assert!(orders.notes()[0].contains(&format!("use --date-order {other}")), "{:?}", orders.notes());
            orders.add(&[date("1/19/2026", order, Decided::Certain)]);
            assert!(orders.notes().is_empty());
        }
    }
}
