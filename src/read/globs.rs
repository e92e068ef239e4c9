//! Which files beneath a directory are read, by patterns of their paths.

use crate::error::{Error, Result};
use glob::{MatchOptions, Pattern};

/// Patterns that a path must match and must not match.
///
/// `*` and `?` stand for characters but `/`, `**` for any folders, `[a-z]` for a choice. A pattern without a `/` is
/// compared with each name on the path, one with a `/` (also at its head: `/a.txt`, `./a.txt`) with the path beneath the directory
/// that was named; one that matches a folder stands for all that is in it.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    include: Vec<Pattern>,
    exclude: Vec<Pattern>,
}

const OPTIONS: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

impl Globs {
    /// Without `include`, everything that is not excluded.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Usage`] where a pattern cannot be read.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self> {
        Ok(Globs { include: patterns(include)?, exclude: patterns(exclude)? })
    }

    /// Whether every file is read.
    pub fn take_all(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// Whether the file of that path, relative to the directory that was named and with `/` between folders, is read.
    pub fn take(&self, path: &str) -> bool {
        (self.include.is_empty() || any(&self.include, path)) && !self.leave(path)
    }

    /// Whether the file or all of the folder of that path is left out.
    pub fn leave(&self, path: &str) -> bool {
        any(&self.exclude, path)
    }
}

fn any(patterns: &[Pattern], path: &str) -> bool {
    patterns.iter().any(|pattern| pattern.matches_with(path, OPTIONS))
}

fn patterns(written: &[String]) -> Result<Vec<Pattern>> {
    let mut found = Vec::new();
    for pattern in written {
        let bare = pattern.trim_start_matches("./").trim_matches('/');
        let beneath = pattern.starts_with('/') || pattern.starts_with("./") || bare.contains('/');
        let anchored = if beneath { bare.to_owned() } else { format!("**/{bare}") };
        if bare.split_once('{').is_some_and(|(_, rest)| rest.contains(',') && rest.contains('}')) {
            return Err(Error::usage(format!("the pattern `{pattern}` has braces, which stand for themselves only"))
                .hint("give the option once for each choice: '*.txt', then '*.md'"));
        }
        for glob in [format!("{anchored}/**"), anchored] {
            found.push(Pattern::new(&glob).map_err(|e| {
                Error::usage(format!("the pattern `{pattern}` cannot be read: {}", e.msg))
                    .hint("write for instance '*.txt', 'drafts' or '2026/**/*.html'")
            })?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn globs(include: &[&str], exclude: &[&str]) -> Globs {
        let owned = |list: &[&str]| list.iter().map(|&p| p.to_owned()).collect::<Vec<_>>();
        Globs::new(&owned(include), &owned(exclude)).unwrap()
    }

    #[test]
    fn patterns_stand_for_names_paths_and_folders() {
        let g = globs(&["*.txt", "2026/**/*.html"], &["drafts", "2026/old"]);
        for path in ["a.txt", "x/y/a.txt", "2026/a.html", "2026/01/a.html"] {
            assert!(g.take(path), "{path}");
        }
        for path in ["a.html", "x/2026/a.html", "drafts/a.txt", "x/drafts/y/a.txt", "2026/old/a.txt", "a.txt.bak"] {
            assert!(!g.take(path), "{path}");
        }
        assert!(g.leave("x/drafts") && !g.leave("x") && g.take("x/2026/old.txt"));
        let g = globs(&["./*.txt"], &["/a.txt"]);
        assert!(g.take("b.txt") && !g.take("a.txt") && !g.take("sub/a.txt") && !g.take("sub/b.txt"));
        assert!(globs(&[], &[]).take("anything") && globs(&["./wire/"], &[]).take("wire/a.txt"));
    }

    #[test]
    fn a_pattern_that_cannot_be_read_is_named() {
        let e = Globs::new(&["[a".into()], &[]).unwrap_err();
        assert!(e.what.contains("`[a`") && e.exit_code() == 2, "{e}");
        assert!(Globs::new(&["*.{txt,md}".into()], &[]).is_err_and(|e| e.what.contains("braces")));
    }
}
