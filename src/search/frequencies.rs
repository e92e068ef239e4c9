//! How often words stand in the index, without asking a query.

use super::Engine;
use crate::error::Result;
use crate::query::tree::Pattern;

impl Engine {
    /// About how many paragraphs hold what the pattern stands for; deleted ones that are not yet merged away count too.
    ///
    /// # Errors
    /// Where the pattern is too wide, or the index is damaged.
    pub fn paragraphs_with(&self, pattern: &Pattern) -> Result<u64> {
        let mut docs = 0;
        for segment in &self.segments()? {
            docs += self.expander.expand(segment, self.fields.text, pattern)?.docs();
        }
        Ok(docs)
    }

    /// About how many paragraphs there are, counted like [`Engine::paragraphs_with`].
    ///
    /// # Errors
    /// Where the index is damaged.
    pub fn paragraphs(&self) -> Result<u64> {
        Ok(self.totals()?.paragraphs)
    }
}
