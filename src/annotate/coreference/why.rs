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
    /// A noun phrase for nobody named.
    Description,
    /// The speaker of the quotation before or after.
    Carried,
    /// A label before the words.
    Label,
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
}

impl Why {
    /// The reason in words: `pronoun, for "Ama Mensah" (paragraph 2), ahead by 0.45`.
    pub fn tell(&self, article: &Article) -> String {
        let rule = match self.rule {
            Rule::None => "nothing names the speaker",
            Rule::Name => "name",
            Rule::Several => "several names",
            Rule::Pronoun => "pronoun",
            Rule::Enclosing => "pronoun of the first person inside another's words",
            Rule::Relative => "relative pronoun",
            Rule::Role => "role",
            Rule::LastHeard => "description of the one heard right before",
            Rule::Head => "noun of an organization",
            Rule::Description => "description",
            Rule::Carried => "carried over from the neighbouring quotation",
            Rule::Label => "label",
        };
        match self.antecedent {
            Some(at) => {
                format!("{rule}, for \"{}\" (paragraph {}), ahead by {:.2}", article.slice(at), at.p, self.margin)
            }
            None => rule.to_owned(),
        }
    }
}
