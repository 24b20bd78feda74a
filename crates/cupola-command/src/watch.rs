//! Between who works and who watches: how far a command is, what it has to say, and whether it is to stop.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Shared by a command, which counts, tells and looks, and its caller, who shows and stops.
#[derive(Debug, Default)]
pub struct Watch {
    /// Set to have it stopped: what is done is kept.
    pub stop: AtomicBool,
    /// Runs done.
    pub done: AtomicU64,
    /// Runs in all; 0 until they are known.
    pub total: AtomicU64,
    notes: Mutex<Vec<String>>,
}

impl Watch {
    /// Whether it is to stop.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Tells the caller something that is no part of the report: a warning, how long it will take.
    pub fn note(&self, line: impl Into<String>) {
        self.lines().push(line.into());
    }

    /// What was told since last asked.
    #[must_use]
    pub fn take_notes(&self) -> Vec<String> {
        std::mem::take(&mut self.lines())
    }

    fn lines(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.notes.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
