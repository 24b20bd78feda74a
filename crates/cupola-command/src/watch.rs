//! Between who works and who watches: how far a command is, and whether it is to stop.

use std::sync::atomic::{AtomicBool, AtomicU64};

/// Shared by a command, which counts and looks, and its caller, who shows and stops.
#[derive(Debug, Default)]
pub struct Watch {
    /// Set to have it stopped: what is done is kept.
    pub stop: AtomicBool,
    /// Runs done.
    pub done: AtomicU64,
    /// Runs in all; 0 until they are known.
    pub total: AtomicU64,
}
