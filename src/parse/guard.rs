//! A parser that panics must not end the run: parsers of other people's formats do, on broken input.

use crate::error::{Error, Result};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    /// Whether this thread is inside [`run`], where a panic is an answer and not worth a message on stderr.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `parse`; a panic becomes an [`crate::ErrorKind::Input`] that says where it happened.
pub(super) fn run(parse: impl FnOnce() -> Result<()>) -> Result<()> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                before(info);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    // What the closure was changing is thrown away or whole: drafts are handed over complete.
    let outcome = catch_unwind(AssertUnwindSafe(parse));
    GUARDED.set(outer);
    outcome.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
        Err(Error::input(format!("its parser gave up: {}", said.unwrap_or("no reason given"))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error() {
        let e = run(|| panic!("index out of bounds")).unwrap_err();
        assert_eq!(e.what, "its parser gave up: index out of bounds");
        assert!(run(|| Ok(())).is_ok());
    }
}
