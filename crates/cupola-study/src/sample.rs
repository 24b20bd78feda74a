//! The runs of a study as columns: one number per run, in run order.

use crate::monte_carlo::RunRecord;
use crate::summary::{Count, Days, Delta};
use crate::table::Columns;
use cupola_core::stats;

/// Runs by column.
pub struct Sample<'a> {
    records: &'a [RunRecord],
    columns: &'a Columns,
    /// World of each run.
    pub worlds: Vec<u32>,
    /// Geometry sets that the worlds share.
    num_sets: u32,
}

impl<'a> Sample<'a> {
    /// The sample of these runs.
    #[must_use]
    pub fn new(records: &'a [RunRecord], columns: &'a Columns, num_sets: u64) -> Self {
        let num_sets = u32::try_from(num_sets).unwrap_or(u32::MAX);
        Self { records, columns, worlds: records.iter().map(|r| r.world).collect(), num_sets }
    }

    /// Number of runs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The whole row of one run of one arm.
    #[must_use]
    pub fn row(&self, run: usize, arm: usize) -> &[f64] {
        &self.records[run].arms[arm].row
    }

    /// One column of one arm; NaN where a run has none.
    ///
    /// # Panics
    /// Where the study has no such column: a fault of the caller.
    #[must_use]
    pub fn column(&self, arm: usize, name: &str) -> Vec<f64> {
        let at = self.columns.position(name).unwrap_or_else(|| panic!("no column {name}"));
        self.records.iter().map(|r| r.arms[arm].row[at]).collect()
    }

    /// The sum of several columns.
    #[must_use]
    pub fn sum<S: AsRef<str>>(&self, arm: usize, names: &[S]) -> Vec<f64> {
        let mut total = vec![0.0; self.len()];
        for name in names {
            for (t, value) in total.iter_mut().zip(self.column(arm, name.as_ref())) {
                *t += value;
            }
        }
        total
    }

    /// Geometry sets that the worlds share.
    #[must_use]
    pub fn num_sets(&self) -> u32 {
        self.num_sets
    }

    /// Rounds on hand on closely sampled days of one arm in every run, day-major, nation × item.
    pub fn close_stocks(&self, arm: usize) -> impl Iterator<Item = &[u32]> {
        self.records.iter().map(move |r| r.arms[arm].stock.as_slice())
    }

    /// The columns of every row.
    #[must_use]
    pub fn columns(&self) -> &Columns {
        self.columns
    }

    /// Summary of one column.
    #[must_use]
    pub fn count(&self, arm: usize, name: &str) -> Count {
        self.count_of(&self.column(arm, name))
    }

    /// Summary of any numbers by run.
    #[must_use]
    pub fn count_of(&self, values: &[f64]) -> Count {
        stats::count(values, &self.worlds, self.num_sets)
    }

    /// Days to an event, NaN where it never came.
    #[must_use]
    pub fn days(&self, arm: usize, name: &str) -> Days {
        days(&self.column(arm, name))
    }
}

/// A paired difference, arm minus base, run by run; `worlds` and `num_sets` as for [`stats::count`].
#[must_use]
pub fn delta(base: &[f64], arm: &[f64], worlds: &[u32], num_sets: u32) -> Delta {
    let differences: Vec<f64> = arm.iter().zip(base).map(|(a, b)| a - b).collect();
    let c = stats::count(&differences, worlds, num_sets);
    let verdict = match (c.p05, c.p95) {
        (low, high) if low == 0.0 && high == 0.0 => "same",
        (low, _) if low >= 0.0 && c.ci95_low > 0.0 => "more",
        (_, high) if high <= 0.0 && c.ci95_high < 0.0 => "fewer",
        _ => "unclear",
    };
    Delta {
        base_mean: stats::mean(base),
        arm_mean: stats::mean(arm),
        mean: c.mean,
        ci95_low: c.ci95_low,
        ci95_high: c.ci95_high,
        p05: c.p05,
        p95: c.p95,
        verdict: verdict.into(),
    }
}

/// Quantiles of days over all runs, those in which it never happens counted as later than any.
#[must_use]
pub fn days(values: &[f64]) -> Days {
    let mut sorted: Vec<f64> = values.iter().map(|v| if v.is_nan() { f64::INFINITY } else { *v }).collect();
    sorted.sort_by(f64::total_cmp);
    let at = |q: f64| {
        let index = ((sorted.len() as f64 * q).ceil() as usize).clamp(1, sorted.len()) - 1;
        Some(sorted[index]).filter(|v| v.is_finite())
    };
    if sorted.is_empty() {
        return Days { p05: None, p50: None, p95: None, never_fraction: 1.0 };
    }
    let never = sorted.iter().filter(|v| v.is_infinite()).count();
    Days { p05: at(0.05), p50: at(0.5), p95: at(0.95), never_fraction: never as f64 / sorted.len() as f64 }
}
