//! Rank correlations over a sample: what goes up with what.

use super::Estimate;
use cupola_core::{math, stats};

/// Points that a rank correlation needs for an interval.
pub const LEAST_POINTS: usize = 10;

/// The absolute rank correlation that of `num_columns` without effect none reaches in 95 studies of 100: what is told from none
/// must lie above it, as one column in twenty has a 95 % interval that leaves zero out by chance.
///
/// # Source
/// Bonferroni's bound, with the variance of [`correlations`].
#[must_use]
pub fn least_told(num_points: u64, num_columns: usize) -> f64 {
    let spread = (1.06 / (num_points as f64 - 3.0)).sqrt();
    untransformed(math::normal_quantile(1.0 - 0.025 / num_columns as f64) * spread)
}

/// The correlation whose transform is `z`.
fn untransformed(z: f64) -> f64 {
    1.0 - 2.0 / (math::exp(2.0 * z) + 1.0)
}

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
        Estimate { value, ci95_low: untransformed(middle - half), ci95_high: untransformed(middle + half) }
    };
    Some((0..points[0].len()).map(correlation).collect())
}
