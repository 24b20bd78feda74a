//! The unscented Kalman filter: models by their values at a few points around the mean.

use super::triangle::{add, columns, root_of_columns, take};
use super::{Gaussian, Matrix, Rooted, Updated, Vector, even, root_of};
use std::fmt;

/// Where the points lie and what each weighs: the mean, and `± radius` times each column of the covariance's root.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sigma<const N: usize> {
    radius: f64,
    side: f64,
    centre_of_covariance: f64,
}

/// A spread that sigma points cannot have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SigmaError {
    spread: f64,
    alpha: f64,
    kappa: f64,
}

impl fmt::Display for SigmaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { spread, alpha, kappa } = self;
        write!(f, "alpha² (N + kappa) must be finite and positive, got {spread} from alpha {alpha} and kappa {kappa}")
    }
}

impl std::error::Error for SigmaError {}

impl<const N: usize> Sigma<N> {
    /// `2 N` points of equal weight at `± √N` columns, none in the middle.
    ///
    /// # Source
    /// Julier, Uhlmann and Durrant-Whyte, *A new approach for filtering nonlinear systems*, ACC 1995 (`JULIER1995`),
    /// with κ = 0.
    #[must_use]
    pub fn equal() -> Self {
        let size = N as f64;
        Self { radius: size.sqrt(), side: 0.5 / size, centre_of_covariance: 0.0 }
    }

    /// `2 N + 1` points, scaled: `radius² = N + λ = α² (N + κ)`, sides `1 / 2 radius²`, the middle `λ / radius²` for the mean
    /// and `1 − α² + β` more for the covariance; β = 2 is best for a normal law.
    ///
    /// # Errors
    /// [`SigmaError`] where `α² (N + κ)` is not finite and positive.
    ///
    /// # Source
    /// Julier, *The scaled unscented transformation*, ACC 2002 (`JULIER2002`); in this form Wan and van der Merwe 2000 (`WAN2000`).
    pub fn scaled(alpha: f64, beta: f64, kappa: f64) -> Result<Self, SigmaError> {
        let spread = alpha * alpha * (N as f64 + kappa);
        if !(spread.is_finite() && spread > 0.0) {
            return Err(SigmaError { spread, alpha, kappa });
        }
        let centre_of_covariance = 1.0 - N as f64 / spread + 1.0 - alpha * alpha + beta;
        Ok(Self { radius: spread.sqrt(), side: 0.5 / spread, centre_of_covariance })
    }

    /// A function at the points.
    fn image<const M: usize>(&self, from: &Rooted<N>, of: impl Fn(&Vector<N>) -> Vector<M>) -> Image<N, M> {
        let off = from.root * self.radius;
        let side = |sign: f64| std::array::from_fn(|k| of(&(from.mean + off.column(k) * sign)));
        let (centre, sides) = (of(&from.mean), [side(1.0), side(-1.0)]);
        // The weights sum to one: the mean as the middle and what the sides are off it keeps the digits of a small radius.
        let off_centre: Vector<M> = sides.iter().flatten().map(|value| value - centre).sum();
        let mean = centre + off_centre * self.side;
        Image { mean, centre: centre - mean, sides: sides.map(|side| side.map(|value| value - mean)) }
    }
}

/// The mean of a function over sigma points, and the deviations from it.
struct Image<const N: usize, const M: usize> {
    mean: Vector<M>,
    centre: Vector<M>,
    sides: [[Vector<M>; N]; 2],
}

impl<const N: usize, const M: usize> Image<N, M> {
    fn covariance(&self, sigma: &Sigma<N>) -> Matrix<M, M> {
        let sides: Matrix<M, M> = self.sides.iter().flatten().map(|off| off * off.transpose()).sum();
        sides * sigma.side + self.centre * self.centre.transpose() * sigma.centre_of_covariance
    }

    /// Root of the covariance with that of a noise added; `None` where a middle of negative weight leaves nothing.
    fn root<const W: usize>(&self, sigma: &Sigma<N>, noise_root: &Matrix<M, W>) -> Option<Matrix<M, M>> {
        let sides = self.sides.iter().flatten().map(|off| off * sigma.side.sqrt());
        let mut root = root_of_columns(sides.chain(columns(noise_root)));
        let centre = self.centre * sigma.centre_of_covariance.abs().sqrt();
        if sigma.centre_of_covariance < 0.0 {
            return take(&root, centre);
        }
        add(&mut root, centre);
        Some(root)
    }

    /// Covariance with the state, whose own deviations are `± radius` columns of its root and none in the middle.
    fn with_state(&self, sigma: &Sigma<N>, root: &Matrix<N, N>) -> Matrix<N, M> {
        let [plus, minus] = &self.sides;
        let products = plus.iter().zip(minus).enumerate().map(|(k, (p, m))| root.column(k) * (p - m).transpose());
        products.sum::<Matrix<N, M>>() * (sigma.side * sigma.radius)
    }

    /// Deviations of the state less what the gain makes of those of the innovation: their spread is that after the update.
    fn corrected(&self, sigma: &Sigma<N>, root: &Matrix<N, N>, gain: &Matrix<N, M>) -> Image<N, N> {
        let off = root * sigma.radius;
        let side =
            |index: usize, sign: f64| std::array::from_fn(|k| off.column(k) * sign + gain * self.sides[index][k]);
        Image { mean: Vector::zeros(), centre: gain * self.centre, sides: [side(0, 1.0), side(1, -1.0)] }
    }
}

/// Carries an estimate through a motion: mean and covariance of `model` over the sigma points, and `noise` (`Q`) on top.
///
/// `None` where the covariance is not positive definite.
///
/// - **Accuracy:** mean and covariance to the second order of `model`; exact where it is linear.
///
/// # Source
/// `JULIER1995`; `WAN2000`, with additive noise.
pub fn predict<const N: usize>(
    estimate: &Gaussian<N>,
    sigma: &Sigma<N>,
    noise: &Matrix<N, N>,
    model: impl Fn(&Vector<N>) -> Vector<N>,
) -> Option<Gaussian<N>> {
    let image = sigma.image(&estimate.rooted()?, model);
    Some(Gaussian { mean: image.mean, covariance: even(&(image.covariance(sigma) + noise)) })
}

/// Takes in a measurement: the gain `K = P_xz S⁻¹` from the spread of `innovation` over sigma points drawn anew.
///
/// `innovation` gives `z − h(x)` at a state and `noise` is `R`. The new covariance is the spread of what is left,
/// `Σ w (δx − K δz)(δx − K δz)ᵀ + K R Kᵀ`: equal to `P − K S Kᵀ`, and with weights above zero positive whatever the rounding.
/// `None` where the covariance or `S` is not positive definite.
///
/// # Source
/// As [`predict`].
pub fn update<const N: usize, const M: usize>(
    estimate: &Gaussian<N>,
    sigma: &Sigma<N>,
    noise: &Matrix<M, M>,
    innovation: impl Fn(&Vector<N>) -> Vector<M>,
) -> Option<Updated<Gaussian<N>, M>> {
    let from = estimate.rooted()?;
    let image = sigma.image(&from, innovation);
    let innovation_root = root_of(&even(&(image.covariance(sigma) + noise)))?;
    let gain = gain(&image.with_state(sigma, &from.root), &innovation_root)?;
    let left = image.corrected(sigma, &from.root, &gain).covariance(sigma);
    let covariance = even(&(left + gain * noise * gain.transpose()));
    let estimate = Gaussian { mean: from.mean + gain * image.mean, covariance };
    Some(Updated { estimate, innovation: image.mean, innovation_root })
}

/// As [`predict`], on the root: the triangle of the weighted deviations and any `noise_root` with `G Gᵀ = Q`.
///
/// `None` where a middle of negative weight leaves nothing positive definite.
///
/// # Source
/// Van der Merwe and Wan, *The square-root unscented Kalman filter*, ICASSP 2001 (`MERWE2001`).
pub fn predict_root<const N: usize, const W: usize>(
    estimate: &Rooted<N>,
    sigma: &Sigma<N>,
    noise_root: &Matrix<N, W>,
    model: impl Fn(&Vector<N>) -> Vector<N>,
) -> Option<Rooted<N>> {
    let image = sigma.image(estimate, model);
    Some(Rooted { mean: image.mean, root: image.root(sigma, noise_root)? })
}

/// As [`update`], on the root: the triangle of `√w (δx − K δz)` and `K · noise_root`.
///
/// `None` where the innovation has no spread in some direction, or as in [`predict_root`].
///
/// # Source
/// `MERWE2001` for the innovation and the gain; the new root in the additive form of Arasaratnam and Haykin, *Cubature
/// Kalman filters*, IEEE TAC 54(6), 2009 (`ARASARATNAM2009`), which takes nothing away.
pub fn update_root<const N: usize, const M: usize>(
    estimate: &Rooted<N>,
    sigma: &Sigma<N>,
    noise_root: &Matrix<M, M>,
    innovation: impl Fn(&Vector<N>) -> Vector<M>,
) -> Option<Updated<Rooted<N>, M>> {
    let image = sigma.image(estimate, innovation);
    let innovation_root = image.root(sigma, noise_root)?;
    let gain = gain(&image.with_state(sigma, &estimate.root), &innovation_root)?;
    let root = image.corrected(sigma, &estimate.root, &gain).root(sigma, &(gain * noise_root))?;
    let estimate = Rooted { mean: estimate.mean + gain * image.mean, root };
    Some(Updated { estimate, innovation: image.mean, innovation_root })
}

/// `K` from the covariance of state and innovation: a state above the mean makes the innovation smaller, hence the sign.
fn gain<const N: usize, const M: usize>(with_state: &Matrix<N, M>, root: &Matrix<M, M>) -> Option<Matrix<N, M>> {
    let half = root.solve_lower_triangular(&-with_state.transpose())?;
    Some(root.tr_solve_lower_triangular(&half)?.transpose())
}
