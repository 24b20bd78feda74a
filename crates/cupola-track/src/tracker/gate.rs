//! Which returns a target may have caused.

use super::scan::Scan;
use super::{GATE, Target};
use crate::filter::inverse3;
use cupola_core::math;

/// A return as one hypothesis's.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// Index of the return in the scan.
    pub found: usize,
    /// Index of the hypothesis in its target.
    pub hypothesis: usize,
    /// Probability against a false return: existence, weight, detection and likelihood over the density of false returns.
    pub weight: f64,
}

/// `(2π)^(3/2)`.
const NORMAL: f64 = 15.749_609_945_722_419;

/// Adds the returns inside the gates of a target's hypotheses whose weight is above `least`.
///
/// Range, the most precise coordinate, picks the returns to look at from their order; then the whole distance decides.
pub fn candidates(target: &Target, scan: &Scan, seen: f64, least: f64, out: &mut Vec<Candidate>) {
    let Some(first) = scan.places.first() else { return };
    for (index, hypothesis) in target.hypotheses.iter().enumerate() {
        let pos_m = hypothesis.estimate.pos_m();
        let covariance_m2 = hypothesis.estimate.pos_covariance_m2();
        let from_site_m = pos_m - scan.site_m;
        let range_m = from_site_m.norm();
        let along = from_site_m / range_m;
        let var_along_m2 = along.dot(&(covariance_m2 * along));
        // The error of range is the same everywhere: that of any return along its own line of sight.
        let first_along = (first.pos_m - scan.site_m).normalize();
        let noise_m2 = first_along.dot(&(first.covariance_m2 * first_along));
        let widest_m2 = covariance_m2.norm();
        let reach_m = (GATE * (var_along_m2 + noise_m2)).sqrt() + GATE * widest_m2 / (2.0 * range_m);
        // A bound of the weight at no distance, in logarithm, but for the density: beyond it no exponential is needed.
        let (_, least_determinant) = inverse3(&covariance_m2);
        let share = target.existence * hypothesis.weight * seen / NORMAL;
        let ln_most = math::ln(share / (least * least_determinant.max(f64::MIN_POSITIVE).sqrt()));
        for found in scan.between(range_m - reach_m, range_m + reach_m) {
            let placed = &scan.places[found];
            let limit = GATE.min(2.0 * (ln_most - scan.ln_density[found]));
            let off_m = placed.pos_m - pos_m;
            if off_m.norm_squared() > limit * (widest_m2 + scan.widest_m2[found]) {
                continue;
            }
            let (inverse, determinant) = inverse3(&(covariance_m2 + placed.covariance_m2));
            let distance = off_m.dot(&(inverse * off_m));
            if distance < limit {
                let weight = share * math::exp(-0.5 * distance) / (determinant.sqrt() * scan.density_per_m3[found]);
                if weight > least {
                    out.push(Candidate { found, hypothesis: index, weight });
                }
            }
        }
    }
}
