//! Rank correlations over a sample: what goes up with what.

use super::Estimate;
use cupola_core::{math, stats};

/// Points that a rank correlation needs for an interval.
pub const LEAST_POINTS: usize = 10;

/// Spearman's rank correlation of every column of the points with what they gave, mean over runs; none with fewer than
/// [`LEAST_POINTS`] points. Its square is about the share of the variance that the column makes by itself, where it acts one way.
///
/// - **Assumes:** for the interval points drawn independently; those of a Latin hypercube are more even, and the interval wide.
///   Luck left over draws all correlations towards zero.
///
/// # Source
/// Interval by Fisher's transform with the variance `1.06 / (n − 3)` of `FIELLER1957`.
#[must_use]
pub fn correlations(points: &[Vec<f64>], outputs: &[Vec<f64>]) -> Option<Vec<Estimate>> {
    if points.len() < LEAST_POINTS {
        return None;
    }
    let means: Vec<f64> = outputs.iter().map(|runs| stats::mean(runs)).collect();
    let half = 1.96 * (1.06 / (points.len() as f64 - 3.0)).sqrt();
    let correlation = |column: usize| {
        let value = stats::rank_correlation(&points.iter().map(|point| point[column]).collect::<Vec<_>>(), &means);
        // At the very ends the transform is infinite.
        let inner = value.clamp(-1.0 + f64::EPSILON, 1.0 - f64::EPSILON);
        let middle = 0.5 * math::ln((1.0 + inner) / (1.0 - inner));
        let end = |z: f64| 1.0 - 2.0 / (math::exp(2.0 * z) + 1.0);
        Estimate { value, ci95_low: end(middle - half), ci95_high: end(middle + half) }
    };
    Some((0..points[0].len()).map(correlation).collect())
}
