//! Sketches → families.

/// Articles in a fixed order, with what is known of them.
pub trait Articles {
    /// What goes wrong while they are read.
    type Error;

    /// How many there are.
    fn len(&self) -> usize;

    /// Whether there are none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The print of the n-th ([`super::sketch::Sketch`]).
    fn print(&self, n: usize) -> u64;

    /// The bands of the n-th.
    fn bands(&self, n: usize) -> &[u32];

    /// Whether two are versions of one text.
    ///
    /// # Errors
    /// Where one of them cannot be read.
    fn similar(&mut self, a: usize, b: usize) -> Result<bool, Self::Error>;
}

/// Bands are gone through in so many parts, so that not all are in memory at once.
const PASSES: u32 = 8;

/// Most articles of one band to which another one is compared: what keeps the cost linear where thousands share a form. Versions
/// of one text share many bands, so they meet all the same.
const COMPARED: usize = 16;

/// The families of two and more articles; the members of each in order, the families by their first members.
///
/// # Errors
/// Those of [`Articles::similar`].
pub fn families<A: Articles>(articles: &mut A) -> Result<Vec<Vec<usize>>, A::Error> {
    let mut sets = Sets { above: (0..articles.len()).collect() };
    let mut prints: Vec<(u64, usize)> =
        (0..articles.len()).map(|n| (articles.print(n), n)).filter(|(print, _)| *print != 0).collect();
    prints.sort_unstable();
    for same in prints.chunk_by(|a, b| a.0 == b.0) {
        same.iter().for_each(|(_, n)| sets.join(same[0].1, *n));
    }
    // Of articles with the same print one stands for all.
    let mut alone: Vec<usize> = prints.chunk_by(|a, b| a.0 == b.0).map(|same| same[0].1).collect();
    alone.sort_unstable();
    for pass in 0..PASSES {
        let mut bands: Vec<(u32, u32)> = Vec::new();
        for &n in &alone {
            let own = articles.bands(n).iter().filter(|band| **band % PASSES == pass);
            bands.extend(own.map(|band| (*band, n as u32)));
        }
        bands.sort_unstable();
        for band in bands.chunk_by(|a, b| a.0 == b.0).filter(|band| band.len() > 1) {
            meet(articles, &mut sets, band)?;
        }
    }
    Ok(sets.families())
}

/// Joins those of one band that are versions of one text.
fn meet<A: Articles>(articles: &mut A, sets: &mut Sets, band: &[(u32, u32)]) -> Result<(), A::Error> {
    for (i, &(_, n)) in band.iter().enumerate() {
        for &(_, other) in &band[..i.min(COMPARED)] {
            let (n, other) = (n as usize, other as usize);
            if sets.of(n) != sets.of(other) && articles.similar(other, n)? {
                sets.join(other, n);
            }
        }
    }
    Ok(())
}

/// Disjoint sets of numbers, each named by its least.
struct Sets {
    above: Vec<usize>,
}

impl Sets {
    fn of(&mut self, n: usize) -> usize {
        let mut top = n;
        while self.above[top] != top {
            self.above[top] = self.above[self.above[top]];
            top = self.above[top];
        }
        top
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.of(a), self.of(b));
        self.above[a.max(b)] = a.min(b);
    }

    fn families(mut self) -> Vec<Vec<usize>> {
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); self.above.len()];
        for n in 0..self.above.len() {
            let top = self.of(n);
            members[top].push(n);
        }
        members.retain(|family| family.len() > 1);
        members
    }
}

#[cfg(test)]
mod tests {
    use super::super::sketch::{self, Runs, Sketch};
    use super::*;
    use std::collections::BTreeSet;

    struct Texts {
        runs: Vec<Runs>,
        sketches: Vec<Sketch>,
        compared: usize,
    }

    impl Texts {
        fn of(texts: &[String]) -> Self {
            let runs: Vec<_> = texts.iter().map(|t| sketch::runs([t.as_str()])).collect();
            Texts { sketches: runs.iter().map(sketch::sketch).collect(), runs, compared: 0 }
        }
    }

    impl Articles for Texts {
        type Error = ();
        fn len(&self) -> usize {
            self.runs.len()
        }
        fn print(&self, n: usize) -> u64 {
            self.sketches[n].print
        }
        fn bands(&self, n: usize) -> &[u32] {
            &self.sketches[n].bands
        }
        fn similar(&mut self, a: usize, b: usize) -> Result<bool, ()> {
            self.compared += 1;
            Ok(sketch::similar(&self.runs[a], &self.runs[b]))
        }
    }

    fn text(seed: usize, from: usize, to: usize) -> String {
        (from..to).map(|n| format!("s{seed}w{n}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn versions_join_in_any_order_and_others_stay_alone() {
        let mut texts = Vec::new();
        for story in 0..20 {
            texts.push(text(story, 0, 200));
            if story % 2 == 0 {
                texts.push(format!("{} {}", text(story + 500, 0, 30), text(story, 35, 200)));
                texts.push(text(story, 0, 160));
                texts.push(text(story, 0, 200));
            }
        }
        let named = |texts: &[String]| -> BTreeSet<BTreeSet<String>> {
            let families = families(&mut Texts::of(texts)).unwrap();
            families.iter().map(|f| f.iter().map(|&n| texts[n].clone()).collect()).collect()
        };
        let found = families(&mut Texts::of(&texts)).unwrap();
        assert_eq!(found.len(), 10);
        assert!(found.iter().all(|family| family.len() == 4), "{found:?}");
        let forward = named(&texts);
        texts.reverse();
        assert_eq!(named(&texts), forward);
    }

    #[test]
    fn the_cost_stays_linear_where_all_share_a_form() {
        let form = text(0, 0, 60);
        let texts: Vec<String> = (1..400).map(|n| format!("{form} {}", text(n, 0, 60))).collect();
        let mut all = Texts::of(&texts);
        assert!(families(&mut all).unwrap().is_empty());
        assert!(all.compared < texts.len() * 32 * COMPARED / 2, "{}", all.compared);
    }

    #[test]
    fn short_texts_have_no_versions() {
        let texts = vec!["Corrections will follow.".to_owned(); 5];
        assert!(families(&mut Texts::of(&texts)).unwrap().is_empty());
    }
}
