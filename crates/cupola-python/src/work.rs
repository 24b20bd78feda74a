//! Work with the interpreter's lock released, which Ctrl-C ends.

use crate::errors::raised;
use cupola::command::{Failure, Watch};
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Builder, Thread};
use std::time::Duration;

/// How often signals are looked at and progress is told.
const LOOK: Duration = Duration::from_millis(50);
/// Stack of the working thread (bytes): that of a main thread.
const STACK_BYTES: usize = 8 << 20;

/// Wakes who waits, however the work ends.
struct Over<'a>(&'a AtomicBool, Thread);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
        self.1.unpark();
    }
}

/// Does work on a thread of its own; `progress` is called with what is done, of how much, and what was noted.
///
/// # Errors
/// The exception of a signal handler or of `progress`, once the work has stopped; those of the work; a panic as an error.
pub fn work<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    work: impl FnOnce(&Watch) -> Result<T, Failure> + Send,
) -> PyResult<T> {
    let (watch, is_over) = (Watch::default(), AtomicBool::new(false));
    let waiting = std::thread::current();
    let (done, interrupted) = std::thread::scope(|scope| {
        let (watch, is_over) = (&watch, &is_over);
        let worker = Builder::new().name("cupola".into()).stack_size(STACK_BYTES).spawn_scoped(scope, move || {
            let _over = Over(is_over, waiting);
            work(watch)
        });
        let worker = match worker {
            Ok(worker) => worker,
            Err(error) => return (Ok(Err(Failure::other(error))), None),
        };
        let mut interrupted = None;
        while !is_over.load(Ordering::Acquire) {
            py.detach(|| std::thread::park_timeout(LOOK));
            if interrupted.is_none() {
                interrupted = py.check_signals().and_then(|()| tell(progress, watch)).err();
            }
            if interrupted.is_some() {
                watch.stop.store(true, Ordering::Relaxed);
            }
        }
        (py.detach(|| worker.join()), interrupted)
    });
    if let Some(error) = interrupted {
        return Err(error);
    }
    match done {
        Ok(Ok(found)) => tell(progress, &watch).map(|()| found),
        Ok(Err(failure)) => Err(raised(py, &failure)),
        Err(_) => Err(raised(py, &Failure::other("a fault of cupola's own: please report what you asked for"))),
    }
}

fn tell(progress: Option<&Bound<'_, PyAny>>, watch: &Watch) -> PyResult<()> {
    let Some(progress) = progress else { return Ok(()) };
    let [done, total] = [&watch.done, &watch.total].map(|count| count.load(Ordering::Relaxed));
    progress.call1((done, total, watch.take_notes())).map(drop)
}
