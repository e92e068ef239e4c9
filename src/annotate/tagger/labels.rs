//! The labels of a model and which may follow which.

use super::model::LANES;

/// The labels of a model, by number.
///
/// Names in the BIO and BILOU manner ("O", "B-person", "I-person", "L-person", "U-person") decide which label may follow
/// which; a label without such a prefix may stand anywhere and ends what was open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    names: Vec<String>,
}

impl Labels {
    /// The labels of these names, numbered in this order; at most [`LANES`], and all of their kinds whole.
    ///
    /// # Panics
    /// If there are none or more than [`LANES`]: the set is a constant of a training program.
    pub fn new<S: AsRef<str>>(names: &[S]) -> Self {
        assert!(!names.is_empty() && names.len() <= LANES, "1 to {LANES} labels");
        Labels { names: names.iter().map(|n| n.as_ref().to_owned()).collect() }
    }

    /// The number of labels.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Never: there is always a label.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The name of label `label`.
    pub fn name(&self, label: u8) -> &str {
        &self.names[label as usize]
    }

    /// All names in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of the label of that name.
    pub fn number(&self, name: &str) -> Option<u8> {
        self.names.iter().position(|n| n == name).map(|i| i as u8)
    }

    /// Whether `to` may follow `from`; `None` stands for the border of the sequence.
    pub fn may_follow(&self, from: Option<u8>, to: Option<u8>) -> bool {
        let (from_part, from_kind) = from.map_or(('O', ""), |l| self.part(l));
        let (to_part, to_kind) = to.map_or(('O', ""), |l| self.part(l));
        let closes = self.names.iter().any(|n| n.strip_prefix("L-") == Some(from_kind));
        let open = from_part == 'I' || from_part == 'B';
        if to_part == 'I' || to_part == 'L' { open && from_kind == to_kind } else { !(open && closes) }
    }

    /// The prefix of a label and its kind; `('O', "")` for one without.
    fn part(&self, label: u8) -> (char, &str) {
        let name = self.name(label);
        match name.split_once('-') {
            Some((part @ ("B" | "I" | "L" | "U"), kind)) => (part.chars().next().unwrap_or('O'), kind),
            _ => ('O', ""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bio_lets_a_span_end_anywhere_and_bilou_only_at_its_last_label() {
        let l = Labels::new(&["O", "B-x", "I-x", "L-x", "U-x", "B-y", "I-y"]);
        let may = |a: &str, b: &str| l.may_follow(l.number(a), l.number(b));
        for (a, b) in [("O", "B-x"), ("B-x", "L-x"), ("B-x", "I-x"), ("I-x", "L-x"), ("L-x", "B-y"), ("U-x", "U-x")] {
            assert!(may(a, b), "{a} {b}");
        }
        for (a, b) in [("O", "I-x"), ("B-x", "O"), ("B-x", "I-y"), ("L-x", "I-x"), ("U-x", "L-x"), ("I-x", "")] {
            assert!(!may(a, b), "{a} {b}");
        }
        for (a, b) in [("B-y", "O"), ("I-y", ""), ("B-y", "B-y"), ("", "B-y"), ("I-y", "I-y")] {
            assert!(may(a, b), "{a} {b}");
        }
    }
}
