//! Why a quotation has its speaker: one small value per quotation, put into words only when somebody asks.

use crate::model::{Article, Passage};

/// By what rule a speaker was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Nothing names the speaker.
    None,
    /// The words are a name.
    Name,
    /// The words are several names.
    Several,
    /// A pronoun, for the one most in view.
    Pronoun,
    /// "I" inside the words of another.
    Enclosing,
    /// "Who", "which", for the name before it.
    Relative,
    /// A noun that somebody is called by: "the president".
    Role,
    /// A noun that nobody is known by, for the person heard right before.
    LastHeard,
    /// A noun in the name of an organization: "the ministry".
    Head,
    /// A text, for whom its words are: "Mensah's statement".
    Author,
    /// A noun phrase for nobody named.
    Description,
    /// The subject of the cue, which attribution had not marked.
    Subject,
    /// The speaker of the quotation before or after.
    Carried,
    /// A label before the words.
    Label,
    /// Those who are named hear the words.
    Told,
}

/// Why a quotation has its speaker.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Why {
    /// The rule.
    pub rule: Rule,
    /// Where the speaker is named first.
    pub antecedent: Option<Passage>,
    /// How far the next candidate was behind; 0 where there was no choice to make.
    pub margin: f32,
    /// The probability that attribution gave the quotation.
    pub attribution: f32,
}

impl Rule {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::None => "none",
            Rule::Name => "name",
            Rule::Several => "several",
            Rule::Pronoun => "pronoun",
            Rule::Enclosing => "enclosing",
            Rule::Relative => "relative",
            Rule::Role => "role",
            Rule::LastHeard => "last_heard",
            Rule::Head => "head",
            Rule::Author => "author",
            Rule::Description => "description",
            Rule::Subject => "subject",
            Rule::Carried => "carried",
            Rule::Label => "label",
            Rule::Told => "told",
        }
    }

    /// The rule in words.
    fn tell(self) -> &'static str {
        match self {
            Rule::None => "nothing names the speaker",
            Rule::Name => "a name",
            Rule::Several => "several names",
            Rule::Pronoun => "a pronoun for the one most in view",
            Rule::Enclosing => "the first person inside another's words",
            Rule::Relative => "a relative pronoun",
            Rule::Role => "what somebody is called",
            Rule::LastHeard => "a description of the one heard right before",
            Rule::Head => "a noun of an organization",
            Rule::Author => "whose statement it is",
            Rule::Description => "a description of nobody named",
            Rule::Subject => "the subject of the cue",
            Rule::Carried => "carried over from the neighbouring quotation",
            Rule::Label => "a label",
            Rule::Told => "those named are told the words",
        }
    }
}

impl Why {
    /// A reason without a choice or a name behind it.
    pub fn bare(rule: Rule) -> Why {
        Why { rule, antecedent: None, margin: 0.0, attribution: 0.0 }
    }

    /// The reason in words: `a pronoun for the one most in view: "Ama Mensah" in paragraph 2, ahead by 0.45;
    /// attribution 0.98`.
    pub fn tell(&self, article: &Article) -> String {
        let mut words = self.rule.tell().to_owned();
        if let Some(at) = self.antecedent {
            words += &format!(": \"{}\" in paragraph {}", article.slice(at), at.p);
        }
        if self.margin > 0.0 {
            words += &format!(", ahead by {:.2}", self.margin);
        }
        words + &format!("; attribution {:.2}", self.attribution)
    }
}
