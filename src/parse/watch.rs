//! A parser that does not come to an end must not hold up the run. Nobody can stop one from outside, so files are read on a thread
//! beside the one that asks; where that takes too long the thread is left to itself, and the next file gets another.

use super::{Options, Parsed, articles, guard};
use crate::error::{Error, Result};
use crate::read::Source;
use std::cell::RefCell;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// Articles that may wait to be taken.
const WAITING: usize = 4;

/// The stack of a parser, in bytes: pages with ten thousand elements in one another need more than threads have. Only what is used
/// takes memory, for as long as the thread is there.
const STACK: usize = 256 << 20;

enum Message {
    Article(Box<Parsed>),
    End(Result<()>),
}

type Work = Box<dyn FnOnce(&mut dyn FnMut(Parsed)) -> Result<()> + Send>;

/// A thread that parses one file after the other. It ends when this is dropped, or with the file that it does not come to an end of.
struct Parser {
    files: SyncSender<Work>,
    messages: Receiver<Message>,
}

thread_local! {
    /// The parser of this thread while it has nothing to do: a new thread for each file would begin each time without what
    /// patterns and the allocator keep for a thread.
    static IDLE: RefCell<Option<Parser>> = const { RefCell::new(None) };
}

impl Parser {
    fn start() -> std::io::Result<Self> {
        let (files, work) = sync_channel::<Work>(1);
        let (sender, messages) = sync_channel(WAITING);
        let builder = std::thread::Builder::new().name("parser".into()).stack_size(STACK);
        builder.spawn(move || work.into_iter().for_each(|work| parse(work, &sender)))?;
        Ok(Parser { files, messages })
    }
}

/// As [`articles`], but for at most `limit`; the time that `each` takes does not count.
///
/// # Errors
/// As [`articles`], and where the time is over; what was read before that has been handed to `each`.
pub fn within(limit: Duration, source: Source, options: &Options, each: &mut dyn FnMut(Parsed)) -> Result<()> {
    let (path, options) = (source.path.clone(), options.clone());
    let outcome = run(limit, Box::new(move |each| articles(&source, &options, each)), each);
    outcome
        .unwrap_or_else(|why| Err(Error::input(format!("{path}: {why}")).hint("allow it more time: --max-seconds N")))
}

/// Runs `work` on the parser of this thread; the error says why it did not end.
fn run(limit: Duration, work: Work, each: &mut dyn FnMut(Parsed)) -> std::result::Result<Result<()>, String> {
    const GONE: &str = "its parser gave up";
    let idle = IDLE.take().map_or_else(Parser::start, Ok);
    let parser = idle.map_err(|e| format!("no thread to read it on: {e}"))?;
    parser.files.send(work).map_err(|_| GONE)?;
    let mut left = limit;
    loop {
        let began = Instant::now();
        let message = parser.messages.recv_timeout(left);
        left = left.saturating_sub(began.elapsed());
        match message {
            Ok(Message::Article(parsed)) => each(*parsed),
            Ok(Message::End(outcome)) => {
                IDLE.set(Some(parser));
                return Ok(outcome);
            }
            Err(RecvTimeoutError::Timeout) => {
                return Err(format!("reading it took longer than {} s and was given up", limit.as_secs_f64()));
            }
            Err(RecvTimeoutError::Disconnected) => return Err(GONE.to_owned()),
        }
    }
}

fn parse(work: Work, sender: &SyncSender<Message>) {
    let outcome = guard::run("its parser", || {
        work(&mut |parsed| {
            if sender.send(Message::Article(Box::new(parsed))).is_err() {
                // Nobody waits any more: the file ends here, as it would where its parser panics.
                std::panic::resume_unwind(Box::new("it took too long"));
            }
        })
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
        let why = run(Duration::from_millis(200), Box::new(endless), &mut |_| got += 1).unwrap_err();
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
