//! Kalman filters for states and measurements of any size, with models given as closures.
//!
//! | | covariance | lower-triangular root of it |
//! |---|---|---|
//! | by Jacobians ([`extended`]) | [`extended::predict`], [`extended::update`] | [`extended::predict_root`], [`extended::update_root`] |
//! | by sigma points ([`unscented`]) | [`unscented::predict`], [`unscented::update`] | [`unscented::predict_root`], [`unscented::update_root`] |
//!
//! All are the same filter where the models are linear. An update's closure gives the *innovation* at a state, that is,
//! what was measured less what that state would give: whoever measures angles wraps them there.
//!
//! # Example
//! ```
//! use cupola_track::kalman::{Gaussian, Matrix, Vector, extended};
//!
//! let start = Gaussian { mean: Vector::<2>::new(0.0, 10.0), covariance: Matrix::<2, 2>::identity() };
//! let transition = Matrix::<2, 2>::new(1.0, 0.5, 0.0, 1.0);
//! let later = extended::predict(&start, &Matrix::zeros(), |x| (transition * x, transition));
//! let look = Matrix::<1, 2>::new(1.0, 0.0);
//! let updated = extended::update(&later, &Matrix::<1, 1>::new(0.25), |x| (Vector::<1>::new(5.5) - look * x, look));
//! let updated = updated.expect("the measurement has an error");
//! assert!((updated.innovation[0] - 0.5).abs() < 1e-15);
//! assert!(updated.estimate.mean[0] > 5.0 && updated.estimate.mean[0] < 5.5);
//! ```

pub mod extended;
mod triangle;
pub mod unscented;

use cupola_core::math;
pub(crate) use triangle::root_of;

/// A column of `N` numbers.
pub type Vector<const N: usize> = nalgebra::SVector<f64, N>;
/// `R` rows of `C` numbers.
pub type Matrix<const R: usize, const C: usize> = nalgebra::SMatrix<f64, R, C>;

/// An estimate by its mean and covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gaussian<const N: usize> {
    /// Mean.
    pub mean: Vector<N>,
    /// Covariance: symmetric, positive semidefinite.
    pub covariance: Matrix<N, N>,
}

impl<const N: usize> Gaussian<N> {
    /// The same by the root of the covariance; `None` where that is not positive definite.
    #[must_use]
    pub fn rooted(&self) -> Option<Rooted<N>> {
        Some(Rooted { mean: self.mean, root: root_of(&self.covariance)? })
    }

    /// Squared distance of a state in units of the covariance, `(x − m)ᵀ P⁻¹ (x − m)`: at the truth, the normalised
    /// estimation error squared (NEES), of mean `N` where the filter is consistent. `None` for a singular covariance.
    ///
    /// # Source
    /// `BARSHALOM2001`, section 5.4.2.
    #[must_use]
    pub fn distance_squared(&self, state: &Vector<N>) -> Option<f64> {
        let scaled = root_of(&self.covariance)?.solve_lower_triangular(&(state - self.mean))?;
        Some(scaled.norm_squared())
    }
}

/// An estimate by its mean and the root of its covariance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rooted<const N: usize> {
    /// Mean.
    pub mean: Vector<N>,
    /// Lower-triangular, its diagonal zero or above: the covariance is `root · rootᵀ`.
    pub root: Matrix<N, N>,
}

impl<const N: usize> Rooted<N> {
    /// The same by its covariance.
    #[must_use]
    pub fn gaussian(&self) -> Gaussian<N> {
        Gaussian { mean: self.mean, covariance: self.root * self.root.transpose() }
    }
}

/// An estimate after a measurement, and how well the two agreed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Updated<E, const M: usize> {
    /// The new estimate.
    pub estimate: E,
    /// What was measured less what was foreseen.
    pub innovation: Vector<M>,
    /// Lower-triangular root of the innovation's covariance.
    pub innovation_root: Matrix<M, M>,
}

impl<E, const M: usize> Updated<E, M> {
    /// Normalised innovation squared (NIS), `νᵀ S⁻¹ ν`: of mean `M` where the filter is consistent.
    ///
    /// # Source
    /// `BARSHALOM2001`, section 5.4.2.
    #[must_use]
    pub fn distance_squared(&self) -> f64 {
        // An update exists only where the root has an inverse.
        self.innovation_root.solve_lower_triangular(&self.innovation).map_or(f64::INFINITY, |w| w.norm_squared())
    }

    /// Logarithm of the density of the measurement given all earlier ones: `−½ (νᵀ S⁻¹ ν + ln det S + M ln 2π)`.
    ///
    /// # Source
    /// `BARSHALOM2001`, section 5.2.6 (the innovation is zero-mean normal with covariance `S`).
    #[must_use]
    pub fn log_likelihood(&self) -> f64 {
        let ln_root: f64 = self.innovation_root.diagonal().iter().map(|d| math::ln(*d)).sum();
        -0.5 * self.distance_squared() - ln_root - 0.5 * M as f64 * math::ln(math::TAU)
    }
}

/// Symmetric to the last bit.
fn even<const N: usize>(matrix: &Matrix<N, N>) -> Matrix<N, N> {
    (matrix + matrix.transpose()) * 0.5
}
