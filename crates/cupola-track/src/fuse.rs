//! Two sensors' tracks of one target brought together, and which track of one is which of the other.
//!
//! | | both tracks' errors | fused |
//! |---|---|---|
//! | [`independent`] | independent | optimal, and far too sure where they are not independent |
//! | [`without_prior`] | independent but for a common prior | optimal |
//! | [`intersection`] | related in any way, unknown | never too sure |
//!
//! Tracks of one target that manoeuvres have errors in common, since both are surprised by the same manoeuvre.

use crate::kalman::{Gaussian, Matrix, Vector};
use cupola_assign::linear::Assignment;
use cupola_core::math;

/// Precision matrix and precision times mean.
#[derive(Clone, Copy)]
struct Information<const N: usize> {
    matrix: Matrix<N, N>,
    vector: Vector<N>,
}

impl<const N: usize> Information<N> {
    fn of(estimate: &Gaussian<N>) -> Option<Self> {
        let matrix = estimate.covariance.cholesky()?.inverse();
        Some(Self { matrix, vector: matrix * estimate.mean })
    }

    /// `self + share · other`.
    fn with(self, other: &Self, share: f64) -> Self {
        Self { matrix: self.matrix + other.matrix * share, vector: self.vector + other.vector * share }
    }

    fn mixed(&self, other: &Self, weight: f64) -> Self {
        let own = Self { matrix: self.matrix * weight, vector: self.vector * weight };
        own.with(other, 1.0 - weight)
    }

    fn gaussian(&self) -> Option<Gaussian<N>> {
        let cholesky = self.matrix.cholesky()?;
        Some(Gaussian { mean: cholesky.solve(&self.vector), covariance: cholesky.inverse() })
    }
}

/// Two tracks with independent errors: `P⁻¹ = P_a⁻¹ + P_b⁻¹`, `P⁻¹ m = P_a⁻¹ m_a + P_b⁻¹ m_b`.
///
/// `None` where a covariance is not positive definite.
///
/// # Source
/// `BARSHALOM1995`, section 8.3.
pub fn independent<const N: usize>(a: &Gaussian<N>, b: &Gaussian<N>) -> Option<Gaussian<N>> {
    Information::of(a)?.with(&Information::of(b)?, 1.0).gaussian()
}

/// Two tracks that started from, or last exchanged, one estimate: `P⁻¹ = P_a⁻¹ + P_b⁻¹ − P₀⁻¹`, and the same of `P⁻¹ m`.
///
/// `prior` is the common estimate carried to the time of the tracks. Exact where no noise of the motion has come in since, or
/// where tracks are exchanged after each measurement; otherwise it leaves the common manoeuvre in.
///
/// `None` where a covariance is not positive definite or both together know less than the prior.
///
/// # Source
/// Chong, Mori and Chang, *Distributed multitarget multisensor tracking*, in Bar-Shalom (ed.), *Multitarget-Multisensor
/// Tracking: Advanced Applications*, Artech House 1990 (`CHONG1990`).
pub fn without_prior<const N: usize>(a: &Gaussian<N>, b: &Gaussian<N>, prior: &Gaussian<N>) -> Option<Gaussian<N>> {
    Information::of(a)?.with(&Information::of(b)?, 1.0).with(&Information::of(prior)?, -1.0).gaussian()
}

/// What covariance intersection makes least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Least {
    /// The determinant: the volume of the error ellipsoid, whatever the units of the state.
    Determinant,
    /// The trace: the mean squared error, for states of one unit.
    Trace,
}

/// Steps of the golden section: the weight is found to 5e-9.
const NUM_STEPS: usize = 40;
/// Share of an interval that a golden section keeps.
const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// Covariance intersection: `P⁻¹ = ω P_a⁻¹ + (1 − ω) P_b⁻¹`, and the same of `P⁻¹ m`, with the weight `ω` in `0..=1` that makes the
/// result least; the weight is returned too.
///
/// The covariance is no smaller than that of the error, whatever the tracks' errors have in common, if each track's own is
/// not. `None` where a covariance is not positive definite.
///
/// # Source
/// Julier and Uhlmann, *A non-divergent estimation algorithm in the presence of unknown correlations*, ACC 1997
/// (`JULIER1997`). Both measures are convex in the weight, which a golden section finds.
pub fn intersection<const N: usize>(a: &Gaussian<N>, b: &Gaussian<N>, least: Least) -> Option<(Gaussian<N>, f64)> {
    let (a, b) = (Information::of(a)?, Information::of(b)?);
    let size = |weight: f64| {
        let cholesky = a.mixed(&b, weight).matrix.cholesky()?;
        Some(match least {
            Least::Determinant => -cholesky.l_dirty().diagonal().iter().map(|d| math::ln(*d)).sum::<f64>(),
            Least::Trace => cholesky.inverse().trace(),
        })
    };
    let (mut low, mut high) = (0.0, 1.0);
    let inner = |low: f64, high: f64| [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    let [mut left, mut right] = inner(low, high);
    let (mut at_left, mut at_right) = (size(left)?, size(right)?);
    for _ in 0..NUM_STEPS {
        if at_left <= at_right {
            (high, right, at_right) = (right, left, at_left);
            left = inner(low, high)[0];
            at_left = size(left)?;
        } else {
            (low, left, at_left) = (left, right, at_right);
            right = inner(low, high)[1];
            at_right = size(right)?;
        }
    }
    // One track alone is best where the other adds nothing: the section only comes near the ends.
    let (mut weight, mut smallest) = (0.5 * (low + high), at_left.min(at_right));
    for end in [0.0, 1.0] {
        let at_end = size(end)?;
        if at_end <= smallest {
            (weight, smallest) = (end, at_end);
        }
    }
    Some((a.mixed(&b, weight).gaussian()?, weight))
}

/// Which track of `b` is which track of `a` (`None`: none): the pairs of least total squared distance
/// `(m_a − m_b)ᵀ (P_a + P_b)⁻¹ (m_a − m_b)`, where a pair must be nearer than `gate`.
///
/// `gate` is what two tracks left single cost, in the same unit: the quantile of χ² with `N` degrees of freedom that pairs
/// of one target stay below, 9.21 (`N` = 2) or 16.81 (6) for 99 %. A pair whose covariance is not positive definite is none.
///
/// - **Assumes:** independent errors of the two tracks, and as many targets of either sensor missed anywhere.
///
/// # Source
/// `BARSHALOM1995`, section 8.4 (test of common origin); the pairing as in `CROUSE2016`.
pub fn pairs<const N: usize>(
    solver: &mut Assignment,
    a: &[Gaussian<N>],
    b: &[Gaussian<N>],
    gate: f64,
) -> Vec<Option<usize>> {
    let cost = |a: &Gaussian<N>, b: &Gaussian<N>| {
        let both = Gaussian { mean: a.mean, covariance: a.covariance + b.covariance };
        both.distance_squared(&b.mean).map_or(gate, |distance| distance.min(gate))
    };
    let costs: Vec<f64> = a.iter().flat_map(|a| b.iter().map(move |b| cost(a, b))).collect();
    let found = solver.solve(&costs, a.len(), b.len()).into_iter().enumerate();
    found.map(|(row, column)| column.filter(|column| costs[row * b.len() + column] < gate)).collect()
}
