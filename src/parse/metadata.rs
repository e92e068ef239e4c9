//! Which field a label, key or column name means, and putting a written value into it: the same for every format.

use super::dates::{self, Reading};
use super::draft::{DateEvidence, Decided};
use super::{DateOrder, Draft, Options, byline, language, order};
use std::collections::HashMap;
use std::sync::LazyLock;

/// What a label tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Field {
    Title,
    Byline,
    Published,
    Updated,
    Source,
    Url,
    Section,
    Language,
}

impl Field {
    /// The field's name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Byline => "byline",
            Field::Published => "published",
            Field::Updated => "updated",
            Field::Source => "source",
            Field::Url => "url",
            Field::Section => "section",
            Field::Language => "language",
        }
    }

    /// The field of that name.
    pub fn from_name(name: &str) -> Option<Field> {
        use Field::*;
        [Title, Byline, Published, Updated, Source, Url, Section, Language].into_iter().find(|f| f.name() == name)
    }

    /// Whether its value is a date.
    pub fn is_date(self) -> bool {
        matches!(self, Field::Published | Field::Updated)
    }
}

/// Labels with their field and their line in the table: where two labels of one field differ, the earlier line counts.
static LABELS: LazyLock<HashMap<&'static str, (Field, usize)>> = LazyLock::new(|| {
    let lines = include_str!("../../models/header-labels.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.filter_map(|line| line.split_once('\t')).enumerate();
    rows.filter_map(|(rank, (field, label))| Field::from_name(field).map(|field| (label, (field, rank)))).collect()
});

/// The first letters of the labels of dates: most lines are told by them to have none.
static BEGINNINGS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let dates = LABELS.iter().filter(|(_, (field, _))| field.is_date());
    let first = |label: &'static str| &label[..label.char_indices().nth(3).map_or(label.len(), |(at, _)| at)];
    let mut all: Vec<_> = dates.map(|(label, _)| first(label)).collect();
    all.sort_unstable();
    all.dedup();
    all
});

/// Whether a text in small letters may begin with the label of a date.
pub(super) fn begins_like_date_label(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || MARKS.contains(&c));
    BEGINNINGS.iter().any(|first| text.starts_with(first))
}

/// What may stand around a label.
const MARKS: [char; 5] = ['*', '_', '#', '[', ']'];

/// The longest label, in bytes.
pub(super) const LONGEST_LABEL: usize = 40;

/// The field that a label names ("Posted On", "Publié le", `pub_date`), and its rank among labels: lower is surer.
pub(super) fn ranked(label: &str) -> Option<(Field, usize)> {
    if label.len() > LONGEST_LABEL {
        return None;
    }
    let folded = label.trim().trim_matches(MARKS).to_lowercase();
    LABELS.get(folded.split_whitespace().collect::<Vec<_>>().join(" ").as_str()).copied()
}

/// The field that a label names.
pub(super) fn field(label: &str) -> Option<Field> {
    ranked(label).map(|(field, _)| field)
}

/// A rank, a field and its value, where a source that is a link is the address, unless another key has one.
pub(super) fn with_link((rank, field, value): (usize, Field, String)) -> (usize, Field, String) {
    let link = field == Field::Source && value.contains("://") && !value.trim().contains(char::is_whitespace);
    if link { (usize::MAX, Field::Url, value) } else { (rank, field, value) }
}

impl Draft {
    /// Puts a written value into its field, unless something is there already or the value does not fit.
    pub(super) fn put(&mut self, field: Field, value: &str, origin: &str, options: &Options) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        match field {
            Field::Published | Field::Updated => {
                if let Some(reading) = dates::read(value, options.date_order) {
                    self.put_date(field, &reading, value, origin, options);
                }
            }
            Field::Byline => self.put_byline(value, origin),
            Field::Language => {
                self.region = self.region.take().or_else(|| order::region(value));
                if let Some(code) = language::normalize(value) {
                    self.put_text(field, code, origin);
                }
            }
            _ => self.put_text(field, value.to_owned(), origin),
        }
    }

    /// Sets a date unless one is there, and notes how its order was decided.
    pub(super) fn put_date(&mut self, field: Field, reading: &Reading, written: &str, origin: &str, options: &Options) {
        self.note_order(reading, written, options);
        let slot = if field == Field::Updated { &mut self.updated } else { &mut self.published };
        if slot.is_none() {
            *slot = Some(reading.stamp);
            self.origins.push((field.name(), origin.to_owned()));
        }
    }

    /// Adds the people of a byline, and its agencies. Whether the first of them is the source, too, is known only when all has been read.
    pub(super) fn put_byline(&mut self, text: &str, origin: &str) {
        let read = byline::read(text);
        self.put_people(read.people, origin);
        self.agencies.extend(read.agencies);
    }

    /// Adds authors that are not there yet.
    pub(super) fn put_people(&mut self, people: Vec<String>, origin: &str) {
        if self.byline.is_empty() && !people.is_empty() {
            self.origins.push(("byline", origin.to_owned()));
        }
        for name in people {
            if !self.byline.contains(&name) {
                self.byline.push(name);
            }
        }
    }

    fn put_text(&mut self, field: Field, value: String, origin: &str) {
        let slot = match field {
            Field::Title => &mut self.title,
            Field::Source => &mut self.source,
            Field::Url => &mut self.url,
            Field::Section => &mut self.section,
            Field::Language => &mut self.language,
            Field::Byline | Field::Published | Field::Updated => return,
        };
        if slot.is_none() {
            *slot = Some(value);
            self.origins.push((field.name(), origin.to_owned()));
        }
    }

    /// Notes how a date of numbers alone was read, for reports on contrary evidence.
    fn note_order(&mut self, reading: &Reading, written: &str, options: &Options) {
        let Some(order) = reading.order else { return };
        let decided = match (reading.ambiguous, options.date_order, reading.stamp.time) {
            (false, ..) => Decided::Certain,
            (true, Some(flag), _) if flag == order => Decided::Flag,
            (true, _, Some(_)) => Decided::Clock,
            (true, _, None) if order == DateOrder::Mdy => Decided::Default,
            (true, ..) => Decided::Clock,
        };
        self.dates.push(DateEvidence { written: written.to_owned(), order, decided });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_name_fields_in_any_case_and_spacing() {
        assert_eq!(field("POSTED  On"), Some(Field::Published));
        assert_eq!(field("Mis à jour le"), Some(Field::Updated));
        assert_eq!(field("Scorer"), None);
    }

    #[test]
    fn the_first_value_stays_and_numeric_dates_leave_evidence() {
        let mut draft = Draft::default();
        let options = Options::default();
        draft.put(Field::Published, "1/9/2026, 7:30:15 PM", "header", &options);
        draft.put(Field::Published, "2020-01-01", "header", &options);
        draft.put(Field::Updated, "soon", "header", &options);
        assert_eq!(draft.published.unwrap().to_string(), "2026-01-09T19:30:15");
        assert_eq!((draft.dates[0].order, draft.dates[0].decided), (DateOrder::Mdy, Decided::Clock));
        assert_eq!((draft.updated, draft.origins.len()), (None, 1));
    }

    #[test]
    fn a_declared_source_counts_more_than_the_agency_of_a_byline_in_any_order() {
        let options = Options::default();
        let [byline, source] = [(Field::Byline, "By Reuters"), (Field::Source, "Harbour Post")];
        for (fields, want) in
            [(vec![byline, source], "Harbour Post"), (vec![source, byline], "Harbour Post"), (vec![byline], "Reuters")]
        {
            let mut draft = Draft { paragraphs: vec!["The ferry is back.".into()], ..Draft::default() };
            fields.iter().for_each(|(field, value)| draft.put(*field, value, "header", &options));
            let parsed = draft.finish("a.txt", "text").unwrap();
            assert_eq!(
                (parsed.article.source.as_deref(), parsed.article.wire.as_slice()),
                (Some(want), ["Reuters".to_owned()].as_slice())
            );
            assert_eq!(parsed.origin("source"), Some(if fields.len() == 1 { "byline" } else { "header" }));
        }
    }
}
