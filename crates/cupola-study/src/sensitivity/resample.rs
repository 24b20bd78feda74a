//! The bootstrap: a sample drawn again from itself.

use super::Estimate;
use cupola_core::{EntityKey, Purpose, Stream, stats};

/// Resamples of one estimate.
const NUM_RESAMPLES: u64 = 1_000;

/// Estimates of a sample of `num` units, each with its percentile interval over resamples of the units; `estimate` gives them from
/// the units drawn, or none where they cannot be told from those. None where they cannot be told from the sample itself; an
/// estimate has no end of an interval (NaN) where more than one resample in a hundred tells none.
///
/// # Source
/// `EFRON1993`, ch. 13.
pub fn bootstrap(
    stream: &Stream,
    num: usize,
    estimate: impl Fn(&[usize]) -> Option<Vec<f64>>,
) -> Option<Vec<Estimate>> {
    let all: Vec<usize> = (0..num).collect();
    let values = estimate(&all)?;
    let draw = |resample: u64| {
        let unit = |i| stream.uniform(EntityKey(resample), Purpose::Resample, i) * num as f64;
        estimate(&(0..num as u64).map(|i| unit(i) as usize).collect::<Vec<_>>())
    };
    let drawn: Vec<Vec<f64>> = (0..NUM_RESAMPLES).filter_map(draw).collect();
    let is_told = drawn.len() as u64 * 100 >= NUM_RESAMPLES * 99;
    let interval = |(index, value): (usize, &f64)| {
        let mut sorted: Vec<f64> = drawn.iter().map(|values| values[index]).collect();
        sorted.sort_by(f64::total_cmp);
        let end = |q| if is_told { stats::quantile_sorted(&sorted, q) } else { f64::NAN };
        Estimate { value: *value, ci95_low: end(0.025), ci95_high: end(0.975) }
    };
    Some(values.iter().enumerate().map(interval).collect())
}
