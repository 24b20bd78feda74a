//! The interacting multiple-model estimator: several motions, one filter each, and how likely each is.

use crate::kalman::{Gaussian, Matrix, Updated, Vector};
use cupola_core::math;

/// Estimates of one state by `K` modes of motion, and their probabilities, which sum to one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Modes<const N: usize, const K: usize> {
    /// The estimate given each mode.
    pub estimates: [Gaussian<N>; K],
    /// The probability of each mode.
    pub probabilities: [f64; K],
}

impl<const N: usize, const K: usize> Modes<N, K> {
    /// One step: the estimates mixed, each carried and updated by its own filter, and weighed by its likelihood.
    ///
    /// `transition` is the Markov chain of the modes, the probability to go from the row's to the column's in one step.
    /// `filter` gives the update of a mode from its mixed estimate, the motion before it included: any of
    /// [`crate::kalman`]'s. `None` where a filter gives none, or the measurement has no likelihood in any mode.
    ///
    /// - **Assumes:** the mode changes between steps only, and by chances that do not depend on the state.
    ///
    /// # Source
    /// Blom and Bar-Shalom, *The interacting multiple model algorithm for systems with Markovian switching coefficients*, IEEE
    /// Trans. AC 33(8), 1988 (`BLOM1988`).
    pub fn step<const M: usize>(
        &self,
        transition: &Matrix<K, K>,
        mut filter: impl FnMut(usize, &Gaussian<N>) -> Option<Updated<Gaussian<N>, M>>,
    ) -> Option<Self> {
        let foreseen = transition.tr_mul(&Vector::from(self.probabilities));
        let (mut next, mut logs) = (*self, [f64::NEG_INFINITY; K]);
        for mode in 0..K {
            // A mode that cannot be reached keeps its estimate and has no weight.
            if foreseen[mode] > 0.0 {
                let share = |from: usize| transition[(from, mode)] * self.probabilities[from] / foreseen[mode];
                let updated = filter(mode, &mixture(&self.estimates, std::array::from_fn(share)))?;
                next.estimates[mode] = updated.estimate;
                logs[mode] = updated.log_likelihood() + math::ln(foreseen[mode]);
            }
        }
        // The likeliest mode is the unit, so that the exponentials of far misses do not all vanish.
        let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights = logs.map(|log| math::exp(log - highest));
        let total: f64 = weights.iter().sum();
        next.probabilities = weights.map(|weight| weight / total);
        total.is_finite().then_some(next)
    }

    /// The estimate over all modes.
    #[must_use]
    pub fn estimate(&self) -> Gaussian<N> {
        mixture(&self.estimates, self.probabilities)
    }
}

/// Mean and covariance of a mixture.
fn mixture<const N: usize, const K: usize>(parts: &[Gaussian<N>; K], shares: [f64; K]) -> Gaussian<N> {
    let mean: Vector<N> = parts.iter().zip(shares).map(|(part, share)| part.mean * share).sum();
    let spread = |part: &Gaussian<N>| part.covariance + (part.mean - mean) * (part.mean - mean).transpose();
    Gaussian { mean, covariance: parts.iter().zip(shares).map(|(part, share)| spread(part) * share).sum() }
}
