//! The size of a study, which `run`, `compare` and `sweep` ask for alike.

use cupola::command::Size;

/// Options that commands which play runs have in common.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct StudyArgs {
    /// Runs (of each scenario or point, where there are several)
    #[arg(long, default_value_t = 1_000)]
    pub runs: u64,
    /// Worlds: sets of drawn inputs, shared out among the runs
    #[arg(long, default_value_t = 200)]
    pub worlds: u64,
    /// Seed
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Threads (default: all)
    #[arg(long)]
    pub threads: Option<usize>,
}

impl StudyArgs {
    /// As commands ask for it.
    pub fn size(&self) -> Size {
        Size { runs: self.runs, worlds: self.worlds, seed: self.seed, threads: self.threads }
    }

    /// Every size that is not allowed.
    pub fn faults(&self) -> Vec<String> {
        self.size().faults()
    }
}
