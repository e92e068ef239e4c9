//! Many tasks in threads, with their results in order.

use crate::error::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::sync::{Mutex, mpsc};

/// Most tasks that are done before their turn.
const AHEAD: usize = 64;

/// Tasks for one thread.
pub struct Tasks<'a, T> {
    asked: &'a Mutex<mpsc::Receiver<usize>>,
    tell: mpsc::Sender<(usize, T)>,
}

impl<T> Tasks<'_, T> {
    /// Does one after the other as long as there are any.
    pub fn each(&self, mut work: impl FnMut(usize) -> T) {
        let next = || self.asked.lock().ok()?.recv().ok();
        while let Some(n) = next() {
            // Nobody waits where the rest is given up.
            let _ = self.tell.send((n, work(n)));
        }
    }
}

/// Does the tasks `0..count` in as many threads as the machine has for this process, and calls `each` with their results, in order. `work` is
/// called once in every thread, to do what tasks it gets; at most [`AHEAD`] results wait for their turn.
///
/// # Errors
/// Those of `each`, which end the rest.
pub fn each<T: Send>(
    count: usize,
    work: impl Fn(&Tasks<T>) + Sync,
    each: impl FnMut(usize, T) -> Result<()>,
) -> Result<()> {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get()).min(count);
    let (ask, asked) = mpsc::channel::<usize>();
    let (tell, told) = mpsc::channel();
    let asked = Mutex::new(asked);
    let work = &work;
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let tasks = Tasks { asked: &asked, tell: tell.clone() };
            scope.spawn(move || work(&tasks));
        }
        drop(tell);
        // Takes `ask` along: the threads end where it is dropped.
        in_order(count, ask, &told, each)
    })
}

fn in_order<T>(
    count: usize,
    ask: mpsc::Sender<usize>,
    told: &mpsc::Receiver<(usize, T)>,
    mut each: impl FnMut(usize, T) -> Result<()>,
) -> Result<()> {
    let gone = || Error::new(ErrorKind::Output, "a thread has ended before its time");
    (0..AHEAD.min(count)).try_for_each(|n| ask.send(n)).map_err(|_| gone())?;
    let mut early = BTreeMap::new();
    for n in 0..count {
        let result = loop {
            match early.remove(&n) {
                Some(result) => break result,
                None => {
                    let (other, result) = told.recv().map_err(|_| gone())?;
                    early.insert(other, result);
                }
            }
        };
        if n + AHEAD < count {
            ask.send(n + AHEAD).map_err(|_| gone())?;
        }
        each(n, result)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_whatever_takes_long() {
        let work = |tasks: &Tasks<usize>| {
            tasks.each(|n| {
                std::thread::sleep(std::time::Duration::from_micros(if n.is_multiple_of(7) { 500 } else { 1 }));
                n * n
            });
        };
        let mut seen = Vec::new();
        each(300, work, |n, square| {
            seen.push((n, square));
            Ok(())
        })
        .unwrap();
        assert!(seen.iter().copied().eq((0..300).map(|n| (n, n * n))));
        let mut seen = 0;
        let given_up = each(300, work, |n, _| {
            seen += 1;
            if n < 5 { Ok(()) } else { Err(Error::new(ErrorKind::ClosedPipe, "enough")) }
        });
        assert_eq!((given_up.unwrap_err().kind, seen), (ErrorKind::ClosedPipe, 6));
        each(0, work, |_, _| unreachable!()).unwrap();
    }
}
