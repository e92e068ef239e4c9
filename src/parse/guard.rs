//! A panic must not end the run: parsers of other people's formats panic on broken input, and our own code may have faults.

use crate::error::{Error, Result};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    /// Whether this thread is inside [`run`], where a panic is an answer and not worth a message on stderr.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; a panic becomes an [`crate::ErrorKind::Input`] that says who gave up, and what was said of it.
pub(crate) fn run<T>(who: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    caught(work).unwrap_or_else(|said| Err(Error::input(format!("{who} gave up: {said}"))))
}

/// Runs `work`; where it panics, what was said of it.
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> std::result::Result<T, String> {
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
    let outcome = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    outcome.map_err(|panic| {
        let said = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
        said.unwrap_or("no reason given").to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error() {
        let e = run("its parser", || -> Result<()> { panic!("index out of bounds") }).unwrap_err();
        assert_eq!(e.what, "its parser gave up: index out of bounds");
        assert!(run("its parser", || Ok(())).is_ok());
    }
}
