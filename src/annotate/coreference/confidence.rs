//! The calibrated probability that a speaker is right: a logistic regression over what is known of the quotation.
//!
//! `models/names/calibrate.py` fits the weights from the same features; see there.

use super::why::Rule;
use crate::model::{Act, Quotation, QuoteKind, SpeakerKind};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static WEIGHTS: LazyLock<FxHashMap<&'static str, f32>> = LazyLock::new(|| {
    let lines = include_str!("../../../models/names/confidence.tsv").lines().filter(|l| !l.starts_with('#'));
    lines.filter_map(|l| l.split_once('\t')).filter_map(|(name, w)| Some((name, w.parse().ok()?))).collect()
});

/// Everything that bears on whether a quotation has the right speaker.
#[derive(Debug, Clone, Copy)]
pub struct Evidence {
    /// By what rule the speaker was found.
    pub rule: Rule,
    /// How far the next candidate was behind.
    pub margin: f32,
    /// The probability that attribution gives the quotation.
    pub attribution: f32,
    /// Whether its cue is a plain verb of saying.
    pub said: bool,
}

/// Whether a cue ends with a plain verb of saying.
pub fn said(cue: &str) -> bool {
    let last = cue.trim_end_matches(':').rsplit(' ').next().unwrap_or("");
    ["said", "says", "told", "wrote", "added"].iter().any(|verb| last.eq_ignore_ascii_case(verb))
}

/// Evidence beyond this many logits of attribution has a weight of its own.
const HIGH: f32 = 3.0;

/// The probability that the quotation's speaker is right.
pub fn confidence(q: &Quotation, e: Evidence) -> f32 {
    let x = e.attribution.clamp(0.01, 0.995);
    let logit = (x / (1.0 - x)).ln();
    let bytes: u32 = q.content.iter().map(|c| c.span.end - c.span.start).sum();
    let mut sum = weight("bias") + weight("attribution") * logit;
    sum += weight("attribution_high") * (logit - HIGH).max(0.0);
    sum += weight("length") * (bytes.max(8) as f32 / 60.0).ln().min(1.5);
    sum += weight(rule(e.rule));
    sum += weight(match q.kind {
        QuoteKind::Direct => "kind:direct",
        QuoteKind::Mixed => "kind:mixed",
        QuoteKind::Indirect => "kind:indirect",
    });
    sum += weight(match q.act {
        Act::Speech => "act:speech",
        Act::Attitude => "act:attitude",
    });
    if matches!(e.rule, Rule::Pronoun | Rule::Role | Rule::Head | Rule::Subject) {
        sum += weight("margin") * e.margin.min(1.5);
    }
    let one_word = q.speaker.as_ref().is_some_and(|s| !s.contains(' '));
    for (feature, holds) in [
        ("no_cue", q.cue.is_none()),
        ("said", e.said),
        ("organization", q.speaker_kind == SpeakerKind::Organization),
        ("one_word", one_word),
    ] {
        sum += if holds { weight(feature) } else { 0.0 };
    }
    1.0 / (1.0 + (-sum).exp())
}

fn weight(feature: &str) -> f32 {
    WEIGHTS.get(feature).copied().unwrap_or(0.0)
}

fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::None => "rule:none",
        Rule::Name => "rule:name",
        Rule::Several => "rule:several",
        Rule::Pronoun => "rule:pronoun",
        Rule::Enclosing => "rule:enclosing",
        Rule::Relative => "rule:relative",
        Rule::Role => "rule:role",
        Rule::LastHeard => "rule:last_heard",
        Rule::Head => "rule:head",
        Rule::Author => "rule:author",
        Rule::Description => "rule:description",
        Rule::Subject => "rule:subject",
        Rule::Carried => "rule:carried",
        Rule::Label => "rule:label",
        Rule::Told => "rule:none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Passage, Span};

    #[test]
    fn clearer_evidence_gives_more_confidence() {
        let at = Passage { p: 1, span: Span::new(0, 4) };
        let q = Quotation {
            kind: QuoteKind::Direct,
            act: Act::Speech,
            speaker: Some("Ama Mensah".into()),
            speaker_kind: SpeakerKind::Person,
            via: None,
            mention: Some(at),
            cue: Some(at),
            content: vec![at],
            confidence: 0.0,
        };
        let with = |rule, attribution, margin| confidence(&q, Evidence { rule, margin, attribution, said: true });
        assert!(with(Rule::Name, 0.99, 1.0) > with(Rule::Name, 0.4, 1.0));
        assert!(with(Rule::Name, 0.99, 1.0) > with(Rule::LastHeard, 0.99, 0.0));
        for x in [f32::NEG_INFINITY, 0.0, 0.5, 1.0, f32::INFINITY] {
            assert!((0.0..=1.0).contains(&with(Rule::Pronoun, x, x.max(0.0))));
        }
    }
}
