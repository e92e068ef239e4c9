//! What fields and operands stand for in the tree, beyond what is written.

use super::syntax::{Ast, Node};
use super::tree::{Is, Part, Query, Zone};
use crate::fields::Field;
use std::ops::Range;

/// A part with its place.
pub fn part(span: &Range<usize>, query: Query) -> Part {
    Part { span: span.clone(), query }
}

/// A value with its place.
pub fn is(span: &Range<usize>, is: Is) -> Part {
    part(span, Query::Is(is))
}

/// The zone of a field that has one of its own.
pub fn zone(field: &str) -> Option<Zone> {
    Some(match field {
        "title" => Zone::Title,
        "byline" => Zone::Byline,
        "source" => Zone::Source,
        "section" => Zone::Section,
        "wire" => Zone::Wire,
        "url" => Zone::Url,
        "path" => Zone::Path,
        "id" => Zone::Id,
        "person" => Zone::Person,
        "org" => Zone::Org,
        "place" => Zone::Place,
        "cue" => Zone::Cue,
        _ => return None,
    })
}

/// One quotation that reports words, for which `inner` holds.
pub fn spoken(span: &Range<usize>, inner: Part) -> Part {
    let speech = is(span, Is::Value("act", "speech".into()));
    part(span, Query::Said(Box::new(part(span, Query::And(vec![inner, speech])))))
}

/// `field:*`
pub fn has(field: &'static Field, inside: bool, span: &Range<usize>) -> Part {
    let has = |name| is(span, Is::Has(name));
    match field.name {
        "quote" => spoken(span, part(span, Query::All)),
        "speaker" if !inside => spoken(span, has("speaker")),
        "headline" => is(span, Is::Paragraph(0..=0)),
        "lead" => is(span, Is::Paragraph(1..=2)),
        "entity" => part(span, Query::Or(["person", "org", "place", "other"].map(has).into_iter().collect())),
        "title" | "path" | "id" | "words" | "kind" | "act" | "speaker_kind" | "confidence" => part(span, Query::All),
        name => has(name),
    }
}

/// Whether `act:` is given anywhere in the tree.
pub fn names_act(ast: &Ast) -> bool {
    match &ast.node {
        Node::Field(name, ..) => name.eq_ignore_ascii_case("act"),
        Node::And(parts) | Node::Or(parts) => parts.iter().any(names_act),
        Node::Not(inner) | Node::AtLeast(_, inner) | Node::Braces(inner) => names_act(inner),
        _ => false,
    }
}

/// Gives every part the place `span`; with `operands` those of operators on positions too, as parts that come from another text need.
pub fn relocate(part: &mut Part, span: &Range<usize>, operands: bool) {
    part.span = span.clone();
    match &mut part.query {
        Query::And(parts) | Query::Or(parts) | Query::Article(parts) => {
            parts.iter_mut().for_each(|p| relocate(p, span, operands))
        }
        Query::Not(inner) | Query::Said(inner) | Query::Paragraph(inner) => relocate(inner, span, operands),
        Query::Text(text) if operands => text.places.relocate(span),
        Query::All | Query::Text(_) | Query::Is(_) => {}
    }
}
