//! Near-identical articles: which of them are one text in several versions.
//!
//! A wire story is printed by many, with another headline, a rewritten head, a cut tail, another byline. Two articles are
//! versions of one text if most runs of [`sketch::WORDS`] words of the one stand in the other ([`sketch::similar`]); a *family*
//! is all that hang together by that. Runs that long are what tells a copy, whose changes stand together, from a
//! template with other names and numbers in it, whose changes are everywhere.
//!
//! Candidates are found by MinHash and banding (Broder, "On the resemblance and containment of documents", 1997), in time linear in
//! the number of articles; every pair is then decided by its whole sets of runs. What comes out depends on the articles
//! alone, never on the order or the runs in which they came.

pub mod join;
pub mod sketch;
