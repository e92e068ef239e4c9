//! Colours on a terminal: a handful of roles, so that every command looks the same.

pub use crate::error::printable;
use anstyle::{AnsiColor, Style};

/// Styles by what they mean; all plain where colour is off.
#[derive(Debug, Clone, Copy)]
pub struct Styles {
    /// A headline.
    pub title: Style,
    /// Date, source and other data about the article.
    pub meta: Style,
    /// What matched.
    pub hit: Style,
    /// Who speaks.
    pub speaker: Style,
    /// Bars of a histogram, and numbers that are looked for.
    pub number: Style,
}

impl Styles {
    /// With or without colour.
    pub fn new(colour: bool) -> Self {
        let plain = Style::new();
        if !colour {
            return Styles { title: plain, meta: plain, hit: plain, speaker: plain, number: plain };
        }
        Styles {
            title: plain.bold(),
            meta: plain.dimmed(),
            hit: AnsiColor::Yellow.on_default().bold(),
            speaker: AnsiColor::Cyan.on_default(),
            number: AnsiColor::Green.on_default(),
        }
    }
}
