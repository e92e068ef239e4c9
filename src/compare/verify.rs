//! Quotes that somebody claims were said, checked against the corpus.
//!
//! A claim is looked for by its phrases and its rare words (`candidates`), held against each candidate word by word
//! (`align`), once as the paragraph stands and once as each quotation reads without what interrupts it, and where it runs over the
//! end of a paragraph also against its neighbours. The best of what was seen is the answer (`verdict`).

use super::align::{Alignment, align};
use super::candidates::{Finder, speaker as of_speaker};
use super::changes::{Meaning, Side, compare};
use super::claim::Claim;
use super::passage::{Form, Passage, speaker};
use super::reported::Content;
use super::speakers;
use crate::error::{Error, Result};
use crate::index::{Index, Par, lookup};
use crate::model::{Act, QuoteKind};
use crate::search::{Dups, Engine, Hit};
use rustc_hash::FxHashSet;

pub use super::changes::{Change, Meaning as Changed};
pub use super::passage::Form as Standing;
pub use super::verdict::{Attribution, Sighting, Verdict};

/// From this share of its words' worth on a claim is taken for an altered form of what stands there.
const NEAR_WORTH: f64 = 0.6;
/// From this similarity on, by how the words stand: in quotation marks, in reported speech, in running text.
const NEAR: f64 = 0.55;
const NEAR_IN_REPORTS: f64 = 0.65;
const NEAR_IN_TEXT: f64 = 0.75;
/// Fewer equal words are no likeness.
const FEWEST_EQUAL: usize = 3;
/// From this share of its content on a claim is reported, by the claimed speaker or by whomever.
const REPORTED: f64 = 0.6;
const REPORTED_BY_OTHERS: f64 = 0.8;
/// Fewer words of content are no report.
const FEWEST_REPORTED: usize = 3;
/// With a smaller share of the claim's worth among its words, whatever their order, a paragraph is not held against the claim. It is far below
/// [`NEAR_WORTH`]: a claim may run over the end of a paragraph.
const WORTH_A_LOOK: f64 = 0.25;
/// How many candidates are held against the claim together with their neighbours, and how many these are on each side.
const WIDENED: usize = 3;
const NEIGHBOURS: u32 = 3;

/// What was found on a claim.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The answer.
    pub verdict: Verdict,
    /// The best place; of equal ones the earliest. `None` where nothing was found.
    pub best: Option<Sighting>,
    /// The other places where exactly these words stand, the earliest first.
    pub also: Vec<Sighting>,
}

/// Checks claims against one state of an index.
pub struct Checker<'i> {
    index: &'i Index,
    finder: Finder<'i>,
}

/// One claim with all that it is held against candidates by.
struct Trial<'a> {
    claim: Claim,
    claimed: Option<&'a str>,
    /// What each token of the claim is worth.
    worth: Vec<f64>,
    content: Content,
    forms: FxHashSet<String>,
}

/// A paragraph that holds something of the claim.
struct Candidate {
    hit: Hit,
    /// Whether `speaker:` with the claimed name finds it.
    theirs: bool,
    /// The score of the best alignment within it.
    score: i32,
}

impl<'i> Checker<'i> {
    /// Over the state of `index` that `engine` sees; `dups` says in which of near-identical articles.
    ///
    /// # Errors
    /// Where the index is damaged.
    pub fn new(index: &'i Index, engine: &'i Engine, dups: Dups) -> Result<Self> {
        Ok(Checker { index, finder: Finder::new(engine, dups)? })
    }

    /// Looks for `quote` as words of `claimed`, or of whomever.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Usage`] where the quote has no words, [`crate::ErrorKind::Index`] where the index is damaged.
    pub fn check(&self, quote: &str, claimed: Option<&str>) -> Result<Finding> {
        let claim = Claim::new(quote);
        if claim.tokens.is_empty() {
            return Err(Error::usage("the quote has no words to look for"));
        }
        let trial = self.trial(claim, claimed.filter(|name| !crate::words::list(name).is_empty()))?;
        let by = trial.claimed.and_then(of_speaker);
        let mut candidates = Candidates::default();
        let mut seen = Vec::new();
        for speaker in [by.as_ref(), None] {
            candidates.add(self.finder.with_phrases(&trial.claim, speaker)?, speaker.is_some());
            candidates.add(self.finder.with_all_words(&trial.claim, speaker)?, speaker.is_some());
        }
        candidates.look(&trial, &mut seen);
        if !seen.iter().any(|s| s.exact && s.verdict() == Verdict::Verbatim && s.form == Form::Quoted) {
            if by.is_some() {
                candidates.add(self.finder.with_rare_words(&trial.claim, by.as_ref())?, true);
            }
            candidates.add(self.finder.with_rare_words(&trial.claim, None)?, false);
            candidates.look(&trial, &mut seen);
            if !seen.iter().any(|s| s.exact) && trial.claim.tokens.len() > FEWEST_EQUAL {
                self.widen(&trial, &mut candidates, &mut seen)?;
            }
        }
        Ok(decide(seen))
    }

    fn trial<'a>(&self, claim: Claim, claimed: Option<&'a str>) -> Result<Trial<'a>> {
        let worth = claim.tokens.iter().map(|t| self.finder.weight(t, &claim.text)).collect::<Result<_>>()?;
        let content = Content::new(&claim, &self.finder)?;
        let forms = claim.tokens.iter().map(|t| t.form.clone()).collect();
        Ok(Trial { claim, claimed, worth, content, forms })
    }

    /// Holds the claim against the nearest candidates together with their neighbours.
    fn widen(&self, trial: &Trial, candidates: &mut Candidates, seen: &mut Vec<Sighting>) -> Result<()> {
        let mut nearest: Vec<&Candidate> = candidates.looked_at.iter().filter(|c| c.score > 0).collect();
        nearest.sort_by_key(|c| std::cmp::Reverse(c.score));
        for candidate in nearest.into_iter().take(WIDENED) {
            let Some((_, pars)) = lookup::article(self.index, &candidate.hit.meta.id)? else { continue };
            let p = candidate.hit.par.p;
            let near: Vec<&Par> = pars.iter().filter(|x| x.p.abs_diff(p) <= NEIGHBOURS).collect();
            let mut passages = vec![Passage::whole(near.iter().copied().filter(|x| x.p.abs_diff(p) <= 1).collect())];
            let names: FxHashSet<&str> =
                candidate.hit.par.quotations.iter().filter_map(|q| q.speaker.as_deref()).collect();
            passages.extend(names.into_iter().map(|name| Passage::speaker(near.clone(), name)));
            let best = passages.iter().map(|x| (trial.align(x), x)).max_by_key(|(found, _)| found.score);
            if let Some((found, passage)) = best.filter(|(found, _)| found.score > candidate.score) {
                seen.extend(trial.sighting(&found, passage, candidate));
            }
        }
        Ok(())
    }
}

/// Paragraphs to look at, each once.
#[derive(Default)]
struct Candidates {
    waiting: Vec<Candidate>,
    looked_at: Vec<Candidate>,
    known: FxHashSet<String>,
}

impl Candidates {
    /// Those that hold words of the claimed speaker must come first.
    fn add(&mut self, hits: Vec<Hit>, theirs: bool) {
        for hit in hits {
            if self.known.insert(hit.id.clone()) {
                self.waiting.push(Candidate { hit, theirs, score: 0 });
            }
        }
    }

    fn look(&mut self, trial: &Trial, seen: &mut Vec<Sighting>) {
        for mut candidate in self.waiting.drain(..) {
            candidate.score = trial.look(&candidate, seen);
            self.looked_at.push(candidate);
        }
    }
}

impl Trial<'_> {
    /// At most the share of the claim's worth that is in words of the passage, whatever their order and however they are parted.
    fn share(&self, passage: &Passage) -> f64 {
        let letters: String = passage.tokens.iter().map(|t| t.form.as_str()).collect();
        let tokens = self.claim.tokens.iter().zip(&self.worth);
        let worth = tokens.filter(|(token, _)| letters.contains(token.form.as_str())).map(|(_, worth)| worth);
        worth.sum::<f64>() / self.worth.iter().sum::<f64>().max(f64::MIN_POSITIVE)
    }

    fn align(&self, passage: &Passage) -> Alignment {
        align(&self.claim.tokens, &self.claim.gaps, &passage.tokens)
    }

    /// Holds the claim against one paragraph; returns the score of the best alignment.
    fn look(&self, candidate: &Candidate, seen: &mut Vec<Sighting>) -> i32 {
        let par = &*candidate.hit.par;
        let whole = Passage::whole(vec![par]);
        let shared = whole.tokens.iter().filter(|t| self.forms.contains(&t.form)).count();
        if self.share(&whole) < WORTH_A_LOOK {
            seen.extend(self.reports(candidate));
            return 0;
        }
        let mut best = (self.align(&whole), whole);
        if shared * 3 >= self.claim.tokens.len() {
            for (n, _) in par.quotations.iter().enumerate().filter(|(_, q)| q.content.len() > 1) {
                let passage = Passage::quotation(par, n);
                let found = self.align(&passage);
                if found.score > best.0.score {
                    best = (found, passage);
                }
            }
        }
        let sighting = self.sighting(&best.0, &best.1, candidate);
        if !sighting.as_ref().is_some_and(|s| s.exact) {
            seen.extend(self.reports(candidate));
        }
        seen.extend(sighting);
        best.0.score
    }

    /// What an alignment shows, if it is near enough.
    fn sighting(&self, found: &Alignment, passage: &Passage, candidate: &Candidate) -> Option<Sighting> {
        let similarity = found.similarity();
        let all_equal = found.is_exact();
        let worth = |step: &super::align::Step| self.worth[step.claim.clone()].iter().sum::<f64>();
        let equal = found.steps.iter().filter(|s| s.kind == super::align::Kind::Equal);
        let share = equal.map(worth).sum::<f64>() / self.worth.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        if !all_equal && (share < NEAR_WORTH || similarity < NEAR || found.equal().count() < FEWEST_EQUAL) {
            return None;
        }
        let place = passage.place(found);
        let near = match place.form {
            Form::Quoted | Form::Unattributed => NEAR,
            Form::Reported => NEAR_IN_REPORTS,
            Form::Text => NEAR_IN_TEXT,
        };
        if !all_equal && similarity < near {
            return None;
        }
        let names = passage.names();
        let claim = Side { text: &self.claim.text, tokens: &self.claim.tokens, names: &[] };
        let source = Side { text: &passage.text, tokens: &passage.tokens, names: &names };
        let (changes, diff) = compare(found, self.claim.edges, &claim, &source);
        let mut meaning: Vec<Meaning> = changes.iter().flat_map(|c| c.meaning.iter().copied()).collect();
        meaning.sort();
        meaning.dedup();
        let quotation = place.quotation.map(|(p, n)| (passage.pars[p], n));
        let speaker = quotation.and_then(|(par, n)| speaker(&par.quotations[n], passage.pars.iter().copied()));
        let (text, span) = passage.text(found);
        let par = passage.pars[place.par];
        let spoken = quotation.map_or(par, |(par, _)| par);
        // `speaker:` has found the candidate and not its neighbours.
        let theirs = candidate.theirs && spoken.p == candidate.hit.par.p;
        Some(Sighting {
            meta: candidate.hit.meta.clone(),
            p: par.p,
            quotation: quotation.filter(|(q, _)| q.p == par.p).map(|(_, n)| n + 1),
            form: place.form,
            attribution: self.attribution(speaker, spoken, theirs),
            speaker: speaker.map(str::to_owned),
            exact: all_equal && meaning.is_empty(),
            similarity,
            likeness: similarity,
            diff,
            changes,
            meaning,
            text,
            paragraph: par.text.clone(),
            span,
        })
    }

    /// The reported speech of a paragraph that says what the claim says.
    fn reports(&self, candidate: &Candidate) -> Option<Sighting> {
        let (hit, par) = (&candidate.hit, &*candidate.hit.par);
        let indirect = par.quotations.iter().enumerate().filter(|(_, q)| q.kind != QuoteKind::Direct);
        let sighting = |(n, q): (usize, &crate::model::Quotation)| {
            let passage = Passage::quotation(par, n);
            let overlap = self.content.overlap(passage.tokens.iter());
            let pars = hit.others.iter().map(|x| &**x).chain([par]);
            let speaker = speaker(q, pars);
            let attribution = self.attribution(speaker, par, candidate.theirs);
            let needed = if attribution == Attribution::Confirmed { REPORTED } else { REPORTED_BY_OTHERS };
            if overlap.share < needed || overlap.words < FEWEST_REPORTED {
                return None;
            }
            let span = crate::model::Span { start: q.content.first()?.span.start, end: q.content.last()?.span.end };
            Some(Sighting {
                meta: hit.meta.clone(),
                p: par.p,
                quotation: Some(n + 1),
                form: Form::Reported,
                attribution,
                speaker: speaker.map(str::to_owned),
                exact: false,
                similarity: overlap.share.min(0.99),
                likeness: overlap.likeness,
                changes: Vec::new(),
                diff: String::new(),
                meaning: overlap.meaning,
                text: span.of(&par.text).to_owned(),
                paragraph: par.text.clone(),
                span: Some(span),
            })
        };
        indirect.filter_map(sighting).max_by(|a, b| a.similarity.total_cmp(&b.similarity))
    }

    fn attribution(&self, found: Option<&str>, par: &Par, theirs: bool) -> Attribution {
        let Some(claimed) = self.claimed else { return Attribution::Unclaimed };
        let Some(found) = found else { return Attribution::Unknown };
        let speech = || par.quotations.iter().filter(|q| q.act == Act::Speech);
        // The index knows a speaker by names from other articles too.
        let only = theirs && speech().all(|q| q.speaker.as_deref() == Some(found));
        if only || speakers::same(claimed, found) { Attribution::Confirmed } else { Attribution::Other }
    }
}

/// The best of what was seen, and where else the words stand.
fn decide(mut seen: Vec<Sighting>) -> Finding {
    seen.sort_by(Sighting::better);
    let mut places = FxHashSet::default();
    seen.retain(|s| places.insert(s.id()));
    let mut rest = seen.into_iter();
    let best = rest.next();
    let mut also: Vec<Sighting> = rest.filter(|s| s.exact).collect();
    also.sort_by(Sighting::older);
    Finding { verdict: best.as_ref().map_or(Verdict::NotFound, Sighting::verdict), best, also }
}
