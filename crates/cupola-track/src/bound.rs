//! The posterior Cramér–Rao bound: the least covariance that any estimator can have.

use crate::kalman::{Gaussian, Matrix};

/// What one step of a Monte Carlo over true paths tells of the bound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step<const N: usize> {
    precision: Matrix<N, N>,
    motion: Matrix<N, N>,
    transition: Matrix<N, N>,
    told: Matrix<N, N>,
    num_paths: usize,
}

impl<const N: usize> Step<N> {
    /// No path yet; `noise` is the covariance `Q` of the motion's noise. `None` where that is not positive definite.
    #[must_use]
    pub fn new(noise: &Matrix<N, N>) -> Option<Self> {
        let precision = noise.cholesky()?.inverse();
        let (motion, transition, told) = (Matrix::zeros(), Matrix::zeros(), Matrix::zeros());
        Some(Self { precision, motion, transition, told, num_paths: 0 })
    }

    /// One more true path: `transition` is the motion's Jacobian `F` at the state before the step, `look` the Jacobian `H`
    /// of the measurement at the state after it. `None` where the measurement's covariance is not positive definite.
    #[must_use]
    pub fn with_path<const M: usize>(
        mut self,
        transition: &Matrix<N, N>,
        look: &Matrix<M, N>,
        noise: &Matrix<M, M>,
    ) -> Option<Self> {
        self.motion += transition.transpose() * self.precision * transition;
        self.transition += transition;
        self.told += look.transpose() * noise.cholesky()?.solve(look);
        self.num_paths += 1;
        Some(self)
    }

    /// The information after the step, from that before it: `J ← D₂₂ − D₁₂ᵀ (J + D₁₁)⁻¹ D₁₂` with `D₁₁ = E[Fᵀ Q⁻¹ F]`,
    /// `D₁₂ = −E[Fᵀ] Q⁻¹`, `D₂₂ = Q⁻¹ + E[Hᵀ R⁻¹ H]`; the expectations are means over the paths.
    ///
    /// The bound on the covariance is the inverse; the first information is the inverse of the prior's covariance. `None`
    /// without a path.
    ///
    /// - **Domain:** additive Gaussian noise of the motion and of the measurement, both independent of the state.
    /// - **Accuracy:** for linear models the covariance of the Kalman filter (tests).
    ///
    /// # Source
    /// Tichavský, Muravchik and Nehorai, *Posterior Cramér–Rao bounds for discrete-time nonlinear filtering*, IEEE Trans. SP
    /// 46(5), 1998 (`TICHAVSKY1998`), eq. 21 and its case of additive Gaussian noise.
    #[must_use]
    pub fn information(&self, before: &Matrix<N, N>) -> Option<Matrix<N, N>> {
        let share = 1.0 / self.num_paths as f64;
        let cross = self.precision * self.transition * share;
        let inner = (before + self.motion * share).cholesky()?;
        Some(self.precision + self.told * share - cross * inner.solve(&cross.transpose()))
    }
}

/// The bound on the standard deviation of each component, from the information.
#[must_use]
pub fn deviations<const N: usize>(information: &Matrix<N, N>) -> Option<[f64; N]> {
    let covariance = information.cholesky()?.inverse();
    Some(std::array::from_fn(|k| covariance[(k, k)].sqrt()))
}

/// The information of a prior.
#[must_use]
pub fn of_prior<const N: usize>(prior: &Gaussian<N>) -> Option<Matrix<N, N>> {
    Some(prior.covariance.cholesky()?.inverse())
}
