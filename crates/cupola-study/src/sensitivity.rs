//! Which inputs matter: Sobol indices, elementary effects, rank correlations, and one at a time.
//!
//! The estimators are functions of plain data: points in the unit cube, and the numbers that every run gave at each of them.
//! [`factors`] says which inputs of a world are moved and what a point of the cube makes of them, [`bench::Bench`] plays points
//! with the same luck at each, and [`report`] is what is told.
//!
//! Luck is no input: all indices are those of the *mean over luck*. Runs of one point differ in luck alone, and the same runs
//! come at every point, so that an input that changes nothing moves nothing at all.

pub mod bench;
pub mod factors;
pub mod morris;
pub mod rank;
pub mod report;
mod resample;
pub mod sobol;
pub mod tornado;

/// An estimate with the 95 % interval of its sampling error.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Lower end.
    pub ci95_low: f64,
    /// Upper end.
    pub ci95_high: f64,
}

impl Estimate {
    /// Whether its interval leaves zero out.
    #[must_use]
    pub fn is_told_from_zero(&self) -> bool {
        self.ci95_low > 0.0 || self.ci95_high < 0.0
    }
}

/// The mean of a product over pairs of *different* runs of two points, and so without their common luck: unbiased for the
/// product of the two means over luck. With one run, the plain product.
fn product(a: &[f64], b: &[f64]) -> f64 {
    let same: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
    if a.len() == 1 {
        return same;
    }
    let num = a.len() as f64;
    (a.iter().sum::<f64>() * b.iter().sum::<f64>() - same) / (num * (num - 1.0))
}
