//! The hand-over from radar to seeker.

use cupola_core::math;

/// Probability that the hand-over falls in the kill vehicle's basket: `1 − exp(−b² / 2σ²)` for a circular normal error.
///
/// `basket_m` is what it can make up sideways while homing: lateral speed times homing time. `sigma_m` is the error of
/// the predicted position in each of the two directions across the line of sight.
///
/// - **Assumes:** equal errors in both directions; the basket has a sharp edge; the seeker sees whatever is in it.
#[must_use]
pub fn handover_probability(sigma_m: f64, basket_m: f64) -> f64 {
    if !sigma_m.is_finite() {
        return 0.0;
    }
    if sigma_m <= 0.0 {
        return 1.0;
    }
    let ratio = basket_m / sigma_m;
    // Beyond nine sigma what is missing of 1 is below half its last bit.
    if ratio > 9.0 { 1.0 } else { 1.0 - math::exp(-0.5 * ratio * ratio) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handover_follows_the_rayleigh_distribution() {
        assert!((handover_probability(100.0, 100.0) - 0.393_469_340).abs() < 1e-8);
        assert!(handover_probability(f64::INFINITY, 100.0) == 0.0);
        assert!(handover_probability(10.0, 1e4) > 0.999_999);
    }
}
