//! The size of a study, which all commands that play runs ask for alike.

use crate::Failure;
use cupola_core::Seed;
use cupola_study::monte_carlo::{Options, physics_sets};
use serde::Deserialize;

/// How much is played, and from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// Runs (of each scenario or point, where there are several)
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 1_000))]
    pub runs: u64,
    /// Worlds: sets of drawn inputs, shared out among the runs
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 200))]
    pub worlds: u64,
    /// Seed
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 1))]
    pub seed: u64,
    /// Threads (default: all)
    #[cfg_attr(feature = "clap", arg(long))]
    pub threads: Option<usize>,
}

/// Most runs, worlds and threads of one study.
pub(crate) const MOST_RUNS: u64 = 10_000_000;
const MOST_WORLDS: u64 = 100_000;
const MOST_THREADS: u64 = 1_024;

impl Default for Size {
    fn default() -> Self {
        Self { runs: 1_000, worlds: 200, seed: 1, threads: None }
    }
}

impl Size {
    /// Every size that is not allowed.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let threads = self.threads.map(|threads| ("--threads", threads as u64, MOST_THREADS));
        [("--runs", self.runs, MOST_RUNS), ("--worlds", self.worlds, MOST_WORLDS)]
            .into_iter()
            .chain(threads)
            .filter(|(_, value, most)| !(1..=*most).contains(value))
            .map(|(option, value, most)| format!("{option} {value}: allowed: 1 to {most}"))
            .collect()
    }

    /// Itself, where it is allowed.
    ///
    /// # Errors
    /// Every size that is not.
    pub fn checked(&self) -> Result<&Self, Failure> {
        let faults = self.faults();
        if faults.is_empty() { Ok(self) } else { Err(Failure::input(faults.join("\n"))) }
    }

    /// As a study wants them, with events kept of so many runs.
    #[must_use]
    pub fn options(&self, keep_events: u64) -> Options {
        Options {
            seed: Seed(self.seed),
            worlds: self.worlds,
            physics_sets: physics_sets(self.worlds),
            threads: self.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)),
            keep_events,
        }
    }
}
