//! The extended Kalman filter: models by their value and Jacobian at the mean.

use super::triangle::{columns, root_of_columns, rotation};
use super::{Gaussian, Matrix, Rooted, Updated, Vector, even};

/// Carries an estimate through a motion: `m ← f(m)`, `P ← F P Fᵀ + Q`.
///
/// `model` gives `f` and its Jacobian `F` at the mean; `noise` is `Q`.
///
/// - **Domain:** motions that are nearly linear within the spread of the estimate.
///
/// # Source
/// `BARSHALOM2001`, section 10.3.3 (first-order extended Kalman filter).
#[must_use]
pub fn predict<const N: usize>(
    estimate: &Gaussian<N>,
    noise: &Matrix<N, N>,
    model: impl FnOnce(&Vector<N>) -> (Vector<N>, Matrix<N, N>),
) -> Gaussian<N> {
    let (mean, jacobian) = model(&estimate.mean);
    Gaussian { mean, covariance: even(&(jacobian * estimate.covariance * jacobian.transpose() + noise)) }
}

/// Takes in a measurement: `S = H P Hᵀ + R`, `K = P Hᵀ S⁻¹`, `m ← m + K ν`, `P ← (I − K H) P (I − K H)ᵀ + K R Kᵀ`.
///
/// `innovation` gives `ν = z − h(m)` and the Jacobian `H` of `h` at the mean; `noise` is `R`. The form of the new covariance
/// (Joseph's) stays symmetric and positive semidefinite under rounding of the gain. `None` where `S` is not positive
/// definite.
///
/// # Source
/// `BARSHALOM2001`, sections 10.3.3 and 5.2.3.
pub fn update<const N: usize, const M: usize>(
    estimate: &Gaussian<N>,
    noise: &Matrix<M, M>,
    innovation: impl FnOnce(&Vector<N>) -> (Vector<M>, Matrix<M, N>),
) -> Option<Updated<Gaussian<N>, M>> {
    let (innovation, jacobian) = innovation(&estimate.mean);
    let seen = jacobian * estimate.covariance;
    let cholesky = even(&(seen * jacobian.transpose() + noise)).cholesky()?;
    let gain = cholesky.solve(&seen).transpose();
    let rest = Matrix::<N, N>::identity() - gain * jacobian;
    let covariance = rest * estimate.covariance * rest.transpose() + gain * noise * gain.transpose();
    let estimate = Gaussian { mean: estimate.mean + gain * innovation, covariance: even(&covariance) };
    Some(Updated { estimate, innovation, innovation_root: cholesky.l() })
}

/// As [`predict`], on the root: `root ← tri [F · root, noise_root]`, the triangle that QR gives.
///
/// `noise_root` is any `G` with `G Gᵀ = Q`, of as many columns as there are sources of noise.
///
/// # Source
/// Kailath, Sayed and Hassibi, *Linear Estimation* (`KAILATH2000`), section 12.3; the triangle by Givens rotations.
#[must_use]
pub fn predict_root<const N: usize, const W: usize>(
    estimate: &Rooted<N>,
    noise_root: &Matrix<N, W>,
    model: impl FnOnce(&Vector<N>) -> (Vector<N>, Matrix<N, N>),
) -> Rooted<N> {
    let (mean, jacobian) = model(&estimate.mean);
    Rooted { mean, root: root_of_columns(columns(&(jacobian * estimate.root)).chain(columns(noise_root))) }
}

/// As [`update`], on the root, by rotating the array
///
/// ```text
/// [ R^½  H·root ]      [ S^½    0    ]
/// [  0    root  ]  →   [ K S^½  root ]
/// ```
///
/// so that no covariance is ever formed: half the digits are enough. `noise_root` is any square root of `R`. `None` where
/// the innovation has no spread in some direction.
///
/// # Source
/// `KAILATH2000`, section 12.3 (array algorithm); first in Kaminski, Bryson and Schmidt 1971.
pub fn update_root<const N: usize, const M: usize>(
    estimate: &Rooted<N>,
    noise_root: &Matrix<M, M>,
    innovation: impl FnOnce(&Vector<N>) -> (Vector<M>, Matrix<M, N>),
) -> Option<Updated<Rooted<N>, M>> {
    let (innovation, jacobian) = innovation(&estimate.mean);
    let (mut innovation_root, mut scaled_gain) = (root_of_columns(columns(noise_root)), Matrix::<N, M>::zeros());
    let (mut seen, mut rest) = (jacobian * estimate.root, estimate.root);
    for row in 0..M {
        for column in 0..N {
            let Some((turn, _)) = rotation(innovation_root[(row, row)], seen[(row, column)]) else { continue };
            for below in row..M {
                rotate(turn, &mut innovation_root[(below, row)], &mut seen[(below, column)]);
            }
            for state in 0..N {
                rotate(turn, &mut scaled_gain[(state, row)], &mut rest[(state, column)]);
            }
        }
    }
    let scaled = innovation_root.solve_lower_triangular(&innovation)?;
    let root = root_of_columns(columns(&rest));
    Some(Updated { estimate: Rooted { mean: estimate.mean + scaled_gain * scaled, root }, innovation, innovation_root })
}

fn rotate([cos, sin]: [f64; 2], kept: &mut f64, cleared: &mut f64) {
    (*kept, *cleared) = (cos * *kept + sin * *cleared, cos * *cleared - sin * *kept);
}
