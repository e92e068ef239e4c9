//! What the sightings of a claim come to.

use super::changes::{Change, Meaning};
use super::passage::Form;
use crate::index::Meta;
use crate::model::Span;
use std::cmp::Ordering;
use std::rc::Rc;

/// The answer on a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The words stand in the corpus as they were claimed, and nothing speaks against the speaker.
    Verbatim,
    /// Nearly the same words stand there.
    Altered,
    /// The words are those of somebody else.
    Misattributed,
    /// It is reported, but not in these words or not as a quotation.
    Paraphrase,
    /// Nothing like it.
    NotFound,
}

impl Verdict {
    /// All of them.
    pub const ALL: [Verdict; 5] =
        [Verdict::Verbatim, Verdict::Altered, Verdict::Misattributed, Verdict::Paraphrase, Verdict::NotFound];

    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Verbatim => "verbatim",
            Verdict::Altered => "altered",
            Verdict::Misattributed => "misattributed",
            Verdict::Paraphrase => "paraphrase",
            Verdict::NotFound => "not_found",
        }
    }
}

/// How the claimed speaker compares with the one in the corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribution {
    /// The same.
    Confirmed,
    /// No speaker was claimed.
    Unclaimed,
    /// Another one.
    Other,
    /// The corpus does not tell who.
    Unknown,
}

impl Attribution {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Attribution::Confirmed => "confirmed",
            Attribution::Unclaimed => "unclaimed",
            Attribution::Other => "other",
            Attribution::Unknown => "unknown",
        }
    }
}

/// One place where a claim stands, or something like it.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// The article.
    pub meta: Rc<Meta>,
    /// The paragraph where the words begin.
    pub p: u32,
    /// The number of the quotation in that paragraph, from 1.
    pub quotation: Option<usize>,
    /// How the words stand there.
    pub form: Form,
    /// Who speaks.
    pub speaker: Option<String>,
    /// How that compares with the claim.
    pub attribution: Attribution,
    /// Whether all words are the same.
    pub exact: bool,
    /// The share of words that are the same, of a paraphrase that of the claim's content, 0 to 1.
    pub similarity: f64,
    /// The share of all words of both that are the same: one scale for all sightings.
    pub likeness: f64,
    /// How the words differ.
    pub changes: Vec<Change>,
    /// The claim with its changes; empty where the words are not those of the source at all.
    pub diff: String,
    /// What is not the same in meaning.
    pub meaning: Vec<Meaning>,
    /// The words of the source.
    pub text: String,
    /// The paragraph where they begin.
    pub paragraph: String,
    /// Their bytes in it, where they lie in one paragraph.
    pub span: Option<Span>,
}

impl Sighting {
    /// The id of the paragraph.
    pub fn id(&self) -> String {
        format!("{}#{}", self.meta.id, self.p)
    }

    /// What it comes to alone.
    pub fn verdict(&self) -> Verdict {
        match (self.exact, self.form, self.attribution) {
            (true, Form::Quoted | Form::Reported, Attribution::Other) => Verdict::Misattributed,
            (true, Form::Reported, _) => Verdict::Paraphrase,
            (true, ..) => Verdict::Verbatim,
            (false, Form::Reported, _) if self.meaning.is_empty() => Verdict::Paraphrase,
            (false, ..) => Verdict::Altered,
        }
    }

    /// How well it answers the claim; less is better. Exact words come first, then who said them and how.
    fn rank(&self) -> u8 {
        use Attribution::{Confirmed, Other, Unclaimed, Unknown};
        match (self.exact, self.form, self.attribution) {
            (false, ..) => 9,
            (true, Form::Quoted, Confirmed | Unclaimed) => 0,
            (true, Form::Reported, Confirmed) => 1,
            (true, Form::Quoted, Other) => 2,
            (true, Form::Quoted, Unknown) => 3,
            (true, Form::Unattributed, _) => 4,
            (true, Form::Reported, Unclaimed) => 5,
            (true, Form::Text, _) => 6,
            (true, Form::Reported, Unknown | Other) => 7,
        }
    }

    /// How near it is, the claimed speaker's own words a little nearer.
    fn nearness(&self) -> f64 {
        let own = if self.attribution == Attribution::Confirmed { 0.15 } else { 0.0 };
        let quoted = if self.form == Form::Quoted { 0.05 } else { 0.0 };
        self.likeness + own + quoted
    }

    /// Which of two answers better; of equal ones the older.
    pub fn better(&self, other: &Sighting) -> Ordering {
        let near = |s: &Sighting| if s.exact { 0.0 } else { s.nearness() };
        self.rank().cmp(&other.rank()).then_with(|| near(other).total_cmp(&near(self))).then_with(|| self.older(other))
    }

    /// Which of two was published first, in the order of [`crate::search::Sort::Oldest`]; those without a date come last.
    pub fn older(&self, other: &Sighting) -> Ordering {
        fn key(s: &Sighting) -> (i64, &str, u32) {
            (s.meta.moment().unwrap_or(i64::MAX), &s.meta.id, s.p)
        }
        key(self).cmp(&key(other))
    }
}
