//! Work that is watched: notes and a bar on standard error, Ctrl-C ends it with what is done.

use cupola::command::{Failure, Watch};
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Does a command's work, with notes, progress in runs, and Ctrl-C.
///
/// # Errors
/// Those of the work; where Ctrl-C cannot be listened to.
pub fn watched<T>(work: impl FnOnce(&Watch) -> Result<T, Failure>) -> Result<T, Failure> {
    watched_in("runs", work)
}

/// The same with progress in something else than runs.
///
/// # Errors
/// As [`watched`].
pub fn watched_in<T>(unit: &str, work: impl FnOnce(&Watch) -> Result<T, Failure>) -> Result<T, Failure> {
    let watch = Arc::new(Watch::default());
    let asked = Arc::clone(&watch);
    ctrlc::set_handler(move || {
        if asked.stop.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })
    .map_err(Failure::other)?;
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| show(&watch, unit, &finished));
        // Told even where the work panics, or the scope would wait for who shows for ever.
        let _ended = Ended(&finished);
        work(&watch)
    })
}

/// Says that work has ended when it goes.
struct Ended<'a>(&'a AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Notes as they come, and a bar where standard error is a terminal, until all is finished.
fn show(watch: &Watch, unit: &str, finished: &AtomicBool) {
    let is_terminal = std::io::stderr().is_terminal();
    let mut bar: Option<indicatif::ProgressBar> = None;
    loop {
        let is_last = finished.load(Ordering::Relaxed);
        for note in watch.take_notes() {
            match &bar {
                Some(bar) => bar.suspend(|| tell(&note)),
                None => tell(&note),
            }
        }
        let total = watch.total.load(Ordering::Relaxed);
        if is_terminal && total > 0 && !is_last {
            let bar = bar.get_or_insert_with(|| new_bar(unit));
            bar.set_length(total);
            bar.set_position(watch.done.load(Ordering::Relaxed));
        }
        if is_last {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
}

/// A note on standard error; one that cannot be written is no reason to lose the work.
fn tell(note: &str) {
    let _ = writeln!(std::io::stderr(), "{note}");
}

fn new_bar(unit: &str) -> indicatif::ProgressBar {
    let bar = indicatif::ProgressBar::new(0);
    let template = format!("{{bar:30}} {{pos}}/{{len}} {unit}, {{per_sec}}, {{eta}} left");
    if let Ok(style) = indicatif::ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar
}
