//! Whether errors are as large as a tracker says they are.

use cupola_core::math;
use nalgebra::{SMatrix, SVector};

/// Normalised estimation error squared `eᵀ P⁻¹ e`; none where `P` is not positive definite.
///
/// # Source
/// Bar-Shalom, Li and Kirubarajan, *Estimation with Applications to Tracking and Navigation* (`BARSHALOM2001`), section 5.4.
#[must_use]
pub fn nees<const N: usize>(error: &SVector<f64, N>, covariance: &SMatrix<f64, N, N>) -> Option<f64> {
    covariance.cholesky().map(|factor| error.dot(&factor.solve(error)))
}

/// Normalised errors of one scan.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ScanErrors {
    /// Sum of the normalised errors squared.
    pub total_ratio: f64,
    /// How many.
    pub num_pairs: usize,
}

/// Normalised errors against what they should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Consistency {
    /// Mean normalised error squared; its degrees of freedom where all is right, above it where errors are larger than stated.
    pub mean: f64,
    /// Band in which the mean lies with 95 %, as if all pairs were independent, which those of one target in successive scans
    /// are not.
    pub band95_ratio: [f64; 2],
    /// Share of scans whose mean lies in its own 95 % band.
    pub inside_fraction: f64,
    /// Share of scans whose mean lies above its band: the tracker trusts itself too much.
    pub above_fraction: f64,
    /// Pairs.
    pub num_pairs: usize,
}

/// Mean normalised errors by scan against the chi-square law of `degrees` of freedom; none without pairs.
///
/// The mean of `n` errors lies between the 2.5 % and 97.5 % quantiles of chi-square of `n · degrees`, over `n`, with 95 %.
///
/// # Source
/// `BARSHALOM2001`, section 5.4.2.
#[must_use]
pub fn consistency(scans: &[ScanErrors], degrees: usize) -> Option<Consistency> {
    let (mut all, mut num_scans, mut num_inside, mut num_above) = (ScanErrors::default(), 0, 0, 0);
    for scan in scans.iter().filter(|scan| scan.num_pairs > 0) {
        all.total_ratio += scan.total_ratio;
        all.num_pairs += scan.num_pairs;
        let [low, high] = band95_of_sum(scan.num_pairs * degrees);
        num_scans += 1;
        num_inside += usize::from((low..=high).contains(&scan.total_ratio));
        num_above += usize::from(scan.total_ratio > high);
    }
    (num_scans > 0).then(|| {
        let num_pairs = all.num_pairs as f64;
        Consistency {
            mean: all.total_ratio / num_pairs,
            band95_ratio: band95_of_sum(all.num_pairs * degrees).map(|bound| bound / num_pairs),
            inside_fraction: f64::from(num_inside as u32) / f64::from(num_scans),
            above_fraction: f64::from(num_above as u32) / f64::from(num_scans),
            num_pairs: all.num_pairs,
        }
    })
}

fn band95_of_sum(degrees: usize) -> [f64; 2] {
    [0.025, 0.975].map(|probability| chi_square_quantile(probability, degrees as f64))
}

/// The value that a chi-square variable of `degrees` of freedom stays below with `probability`.
///
/// By Newton's method on the regularised incomplete gamma function, kept inside a bracket.
///
/// - **Domain:** probability in 0..1, degrees above zero. **Accuracy:** 1e-10 relative against tables and closed forms
///   (`tests` below).
///
/// # Source
/// `DLMF`, 8.2.4, 8.7.1 and 8.9.2.
#[must_use]
pub fn chi_square_quantile(probability: f64, degrees: f64) -> f64 {
    let shape = degrees / 2.0;
    let (mut low, mut high, mut half) = (0.0, f64::INFINITY, shape);
    for _ in 0..200 {
        let excess = lower_gamma_share(shape, half) - probability;
        if excess > 0.0 {
            high = half;
        } else {
            low = half;
        }
        let density = math::exp((shape - 1.0) * math::ln(half) - half - math::ln_gamma(shape));
        let newton = half - excess / density;
        let next = if newton > low && newton < high {
            newton
        } else if high.is_finite() {
            0.5 * (low + high)
        } else {
            2.0 * half
        };
        let is_settled = (next - half).abs() <= 1e-14 * half;
        half = next;
        if is_settled {
            break;
        }
    }
    2.0 * half
}

/// Regularised lower incomplete gamma function P(shape, x): by its series, or one less its continued fraction.
fn lower_gamma_share(shape: f64, x: f64) -> f64 {
    let front = math::exp(shape * math::ln(x) - x - math::ln_gamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut total, mut n) = (1.0 / shape, 1.0 / shape, shape);
        while term > total * 1e-17 {
            n += 1.0;
            term *= x / n;
            total += term;
        }
        return front * total;
    }
    // Lentz's method.
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (f64::MAX, 1.0 / b);
    let mut fraction = d;
    for i in 1..100_000 {
        let a = f64::from(i) * (shape - f64::from(i));
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        let step = c * d;
        fraction *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    1.0 - front * fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_near(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-9, "{found} against {expected}");
    }

    /// Printed tables, and two degrees of freedom, where the law is an exponential one.
    #[test]
    fn quantiles_are_those_of_tables() {
        assert_near(chi_square_quantile(0.95, 1.0), 3.841_458_820_694);
        assert_near(chi_square_quantile(0.025, 6.0), 1.237_344_245_791);
        assert_near(chi_square_quantile(0.975, 6.0), 14.449_375_335_448);
        for probability in [0.001, 0.3, 0.975, 0.9999] {
            assert_near(chi_square_quantile(probability, 2.0), -2.0 * math::ln(1.0 - probability));
        }
    }

    /// With four degrees the law is `1 − (1 + x/2) exp(−x/2)`; with many it is nearly normal (Wilson and Hilferty).
    #[test]
    fn quantiles_lead_back_to_their_probability() {
        for probability in [1e-6, 0.025, 0.5, 0.975] {
            let half = chi_square_quantile(probability, 4.0) / 2.0;
            assert_near(1.0 - (1.0 + half) * math::exp(-half), probability);
        }
        let degrees: f64 = 6.0 * 24_000.0;
        let nearly = degrees * (1.0 - 2.0 / (9.0 * degrees) + 1.959_963_985 * (2.0 / (9.0 * degrees)).sqrt()).powi(3);
        assert!((chi_square_quantile(0.975, degrees) / nearly - 1.0).abs() < 1e-6);
    }

    #[test]
    fn errors_are_measured_in_their_own_sigma() {
        let covariance = SMatrix::<f64, 2, 2>::new(4.0, 0.0, 0.0, 9.0);
        assert_near(nees(&SVector::<f64, 2>::new(2.0, 6.0), &covariance).unwrap(), 5.0);
        assert!(nees(&SVector::<f64, 2>::new(2.0, 6.0), &-covariance).is_none());
        let scans = [(12.0, 2), (60.0, 2), (0.0, 0), (0.5, 1)]
            .map(|(total_ratio, num_pairs)| ScanErrors { total_ratio, num_pairs });
        let found = consistency(&scans, 6).unwrap();
        assert_near(found.mean, 72.5 / 5.0);
        assert_near(found.inside_fraction, 1.0 / 3.0);
        assert_near(found.above_fraction, 1.0 / 3.0);
        assert!(consistency(&scans[2..3], 6).is_none());
    }
}
