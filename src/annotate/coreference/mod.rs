//! Who is meant: names joined into chains, and every quotation given its speaker.
//!
//! First all names of an article are joined: full names to persons, then surnames, given names and titles to those
//! persons (`spellings`, `people`), acronyms and short forms to organizations (`organizations`). On the way everything that
//! the article calls a person is kept (`called`). Then each quotation's source is read (`sources`, `edges`) and
//! resolved (`speakers`): a name by its chain, a pronoun by who is in view (`focus`), a description by role
//! (`described`, `descriptions`), a quotation without a source by its neighbours (`carried`).

mod called;
mod carried;
mod confidence;
mod described;
mod descriptions;
mod edges;
mod epithets;
mod focus;
pub mod forms;
mod gather;
mod gender;
pub mod lists;
mod narration;
mod newcomers;
mod organizations;
mod passives;
mod people;
mod phrases;
mod scene;
mod several;
mod sources;
mod speakers;
mod spellings;
mod subjects;
mod why;

#[cfg(test)]
mod tests;

pub use why::{Rule, Why};

use super::Document;
use confidence::Evidence;
use scene::Scene;

/// Resolves the names of an article's entities and the speakers of its quotations.
pub fn run(document: &mut Document) {
    document.entities.sort_by_key(|e| e.at);
    gather::names(document);
    document.quotations.sort_by_key(|q| q.content.first().copied());
    let (names, resolved) = {
        let mut scene = Scene::new(document);
        people::join(&mut scene);
        organizations::join(&mut scene);
        gender::infer(&mut scene);
        scene.index();
        let names: Vec<String> = scene.mentions.iter().map(|m| scene.referents[m.referent].name.clone()).collect();
        (names, speakers::resolve(&scene))
    };
    for (entity, name) in document.entities.iter_mut().zip(names) {
        entity.name = name;
    }
    for (quotation, resolved) in document.quotations.iter_mut().zip(resolved) {
        quotation.speaker = resolved.speaker;
        quotation.speaker_kind = resolved.kind;
        quotation.via = resolved.via;
        let why = resolved.why;
        let said = quotation.cue.is_some_and(|cue| confidence::said(document.article.slice(cue)));
        let evidence = Evidence { rule: why.rule, margin: why.margin, attribution: quotation.confidence, said };
        document.reasons.push(Why { attribution: quotation.confidence, ..why });
        quotation.confidence = confidence::confidence(quotation, evidence);
    }
}
