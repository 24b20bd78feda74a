//! How far a solver is, counted work, and when to leave off.

/// Gap, as a share of the objective, at which an answer counts as proven.
const PROVEN_GAP_SHARE: f64 = 1e-6;
/// What survives below this counts as nothing: a double this small no longer holds a share of 1e-16.
pub const NOTHING: f64 = f64::MIN_POSITIVE / f64::EPSILON;
/// Work between two questions whether to stop: a tenth of a millisecond or so.
const WORK_BETWEEN: u64 = 100_000;

/// How far the solver is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    pub(crate) objective: f64,
    pub(crate) bound: f64,
    pub(crate) work: u64,
}

impl Progress {
    /// Objective of the best rounds so far; infinite before there are any.
    #[must_use]
    pub fn objective(&self) -> f64 {
        self.objective
    }

    /// No rounds end below this.
    #[must_use]
    pub fn bound(&self) -> f64 {
        self.bound
    }

    /// Entries of tables and sets looked at so far, a quarter of a nanosecond each to one; the same on every machine.
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work
    }

    /// How far the objective is above the bound, as a share of the objective; 0 where that is below 1e-292, which counts as nothing.
    #[must_use]
    pub fn gap_share(&self) -> f64 {
        if self.objective == f64::INFINITY {
            1.0
        } else if self.objective > NOTHING {
            ((self.objective - self.bound) / self.objective).max(0.0)
        } else {
            0.0
        }
    }

    /// Whether the gap is at most 1e-6. The solver goes on to 1e-8: a sum of many terms is hardly known better.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.gap_share() <= PROVEN_GAP_SHARE
    }
}

/// Counts work, asks now and then whether to stop, and keeps the answer.
pub struct Budget<'a> {
    /// What `stop` is told.
    pub progress: Progress,
    stop: &'a mut dyn FnMut(&Progress) -> bool,
    is_stopped: bool,
    /// Work at which the present part of the search ends.
    end: u64,
    ask_at: u64,
}

impl<'a> Budget<'a> {
    /// Nothing done yet.
    pub fn new(stop: &'a mut dyn FnMut(&Progress) -> bool) -> Self {
        let progress = Progress { objective: f64::INFINITY, bound: 0.0, work: 0 };
        Self { progress, stop, is_stopped: false, end: u64::MAX, ask_at: WORK_BETWEEN }
    }

    /// Counts work; says whether to leave off.
    pub fn spend(&mut self, work: u64) -> bool {
        self.progress.work += work;
        if self.progress.work >= self.ask_at {
            self.ask();
        }
        self.is_over()
    }

    /// Asks now; says whether to leave off altogether.
    pub fn ask(&mut self) -> bool {
        self.ask_at = self.progress.work + WORK_BETWEEN;
        self.is_stopped = self.is_stopped || (self.stop)(&self.progress);
        self.is_stopped
    }

    /// Whether to leave off altogether.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Whether to leave off what is at hand.
    pub fn is_over(&self) -> bool {
        self.is_stopped || self.progress.work >= self.end
    }

    /// Work left for what is at hand.
    pub fn left(&self) -> u64 {
        if self.is_stopped { 0 } else { self.end.saturating_sub(self.progress.work) }
    }

    /// Begins a part that ends after so much work.
    pub fn begin_part(&mut self, most_work: u64) {
        self.end = self.progress.work.saturating_add(most_work);
    }

    /// Ends the part.
    pub fn end_part(&mut self) {
        self.end = u64::MAX;
    }
}
