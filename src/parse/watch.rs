//! A parser that does not come to an end must not hold up the run. Nobody can stop one from outside, so each file is read on a thread of
//! its own; where that takes too long the thread is left to itself, and the run goes on.

use super::{Options, Parsed, articles};
use crate::error::{Error, Result};
use crate::read::Source;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// Articles that may wait to be taken.
const WAITING: usize = 4;

/// The stack of a parser, in bytes: pages with ten thousand elements in one another need more than threads have. Only what is used
/// takes memory.
const STACK: usize = 256 << 20;

enum Message {
    Article(Box<Parsed>),
    End(Result<()>),
}

/// As [`articles`], but for at most `limit`; the time that `each` takes does not count.
///
/// # Errors
/// As [`articles`], and where the time is over; what was read before that has been handed to `each`.
pub fn within(limit: Duration, source: Source, options: &Options, each: &mut dyn FnMut(Parsed)) -> Result<()> {
    let (path, options) = (source.path.clone(), options.clone());
    let outcome = run(limit, move |each| articles(&source, &options, each), each);
    outcome
        .unwrap_or_else(|why| Err(Error::input(format!("{path}: {why}")).hint("allow it more time: --max-seconds N")))
}

/// Runs `work` on a thread; the error says why it did not end.
fn run<W>(limit: Duration, work: W, each: &mut dyn FnMut(Parsed)) -> std::result::Result<Result<()>, String>
where
    W: FnOnce(&mut dyn FnMut(Parsed)) -> Result<()> + Send + 'static,
{
    let (sender, receiver) = sync_channel(WAITING);
    let builder = std::thread::Builder::new().name("parser".into()).stack_size(STACK);
    builder.spawn(move || parser(work, &sender)).map_err(|e| format!("no thread to read it on: {e}"))?;
    let mut left = limit;
    loop {
        let began = Instant::now();
        let message = receiver.recv_timeout(left);
        left = left.saturating_sub(began.elapsed());
        match message {
            Ok(Message::Article(parsed)) => each(*parsed),
            Ok(Message::End(outcome)) => return Ok(outcome),
            Err(RecvTimeoutError::Timeout) => {
                return Err(format!("reading it took longer than {} s and was given up", limit.as_secs_f64()));
            }
            Err(RecvTimeoutError::Disconnected) => return Err("its parser gave up".to_owned()),
        }
    }
}

fn parser(work: impl FnOnce(&mut dyn FnMut(Parsed)) -> Result<()>, sender: &SyncSender<Message>) {
    let outcome = work(&mut |parsed| {
        if sender.send(Message::Article(Box::new(parsed))).is_err() {
            // Nobody waits any more: the parser ends here, as it would where it panics.
            std::panic::resume_unwind(Box::new("it took too long"));
        }
    });
    // Where nobody waits, nobody needs to know.
    let _ = sender.send(Message::End(outcome));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parser_without_end_is_left_and_what_it_gave_is_kept() {
        let source = Source::new("a.txt", "a.txt", "The ferry is back.\n");
        let mut got = 0;
        let endless = move |each: &mut dyn FnMut(Parsed)| {
            articles(&source, &Options::default(), each)?;
            loop {
                std::thread::sleep(Duration::from_millis(50));
            }
        };
        let why = run(Duration::from_millis(200), endless, &mut |_| got += 1).unwrap_err();
        assert!(why.contains("longer than 0.2 s") && got == 1, "{why} {got}");
    }

    #[test]
    fn the_time_of_the_caller_does_not_count() {
        let source = Source::new("a.jsonl", "a.jsonl", "{\"title\":\"A\",\"text\":\"The ferry is back.\"}\n".repeat(5));
        let mut got = 0;
        let slow = &mut |_| {
            got += 1;
            std::thread::sleep(Duration::from_millis(30));
        };
        within(Duration::from_millis(100), source, &Options::default(), slow).unwrap();
        assert_eq!(got, 5);
    }
}
