//! One at a time: every input at its low and its high end while all others are likely.

use crate::sample::delta;
use crate::summary::Delta;

/// What one input does by itself.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Swing {
    /// With the input at its low end, less with it likely, run by run.
    pub low: Delta,
    /// The same at its high end.
    pub high: Delta,
}

impl Swing {
    /// How far the two ends are apart, or the further from the middle, whichever is more.
    #[must_use]
    pub fn width(&self) -> f64 {
        (self.high.mean - self.low.mean).abs().max(self.high.mean.abs()).max(self.low.mean.abs())
    }

    /// Whether one of its ends is told from the middle.
    #[must_use]
    pub fn is_told_from_zero(&self) -> bool {
        [&self.low, &self.high].iter().any(|end| end.ci95_low > 0.0 || end.ci95_high < 0.0)
    }
}

/// The swings from what was played: the middle first, then low and high of each input; by point, the numbers of its runs. Run `k`
/// belongs to geometry set `k mod num_sets`.
#[must_use]
pub fn swings(outputs: &[Vec<f64>], num_sets: u32) -> Vec<Swing> {
    let Some((middle, ends)) = outputs.split_first() else { return Vec::new() };
    let runs: Vec<u32> = (0..).take(middle.len()).collect();
    let against = |end: &[f64]| delta(middle, end, &runs, num_sets);
    ends.chunks_exact(2).map(|ends| Swing { low: against(&ends[0]), high: against(&ends[1]) }).collect()
}
