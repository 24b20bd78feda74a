//! Which returns a target may have caused.

use super::scan::Scan;
use super::{GATE, Target};
use crate::filter::{Estimate, inverse3};
use crate::sensor::{Fix, Line, RangeRate};
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
    /// Squared distance of the return from where the hypothesis expects it, in units of both errors.
    pub distance_ratio: f64,
}

/// `(2π)^(3/2)`.
const NORMAL: f64 = 15.749_609_945_722_419;

/// Adds the returns inside the gates of a target's hypotheses whose weight is above `least`; `seen` is the chance that
/// the target is returned, `rate` how range rate is measured.
pub fn candidates(
    target: &Target,
    scan: &Scan,
    seen: f64,
    least: f64,
    rate: Option<RangeRate>,
    out: &mut Vec<Candidate>,
) {
    let from = out.len();
    match scan.fixes.first() {
        None => return,
        Some(Fix::Place(_)) => by_place(target, scan, seen, least, out),
        Some(Fix::Line(_)) => by_line(target, scan, seen, least, out),
    }
    let Some(rate) = rate else { return };
    let span_m_s = rate.range_m_s[1] - rate.range_m_s[0];
    for candidate in &mut out[from..] {
        let Some(found_m_s) = scan.rates_m_s[candidate.found] else { continue };
        let mut estimate = target.hypotheses[candidate.hypothesis].estimate;
        estimate.update(&scan.fixes[candidate.found]);
        candidate.weight *=
            span_m_s * estimate.update_rate(found_m_s, rate.sigma_m_s.powi(2), &scan.site_m, &scan.site_vel_m_s);
    }
    let mut index = 0;
    out.retain(|candidate| {
        index += 1;
        index <= from || candidate.weight > least
    });
}

/// Range, the most precise coordinate, picks the returns to look at from their order; then the whole distance decides.
fn by_place(target: &Target, scan: &Scan, seen: f64, least: f64, out: &mut Vec<Candidate>) {
    let Some(Fix::Place(first)) = scan.fixes.first() else { return };
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
            let Fix::Place(place) = &scan.fixes[found] else { continue };
            let limit = GATE.min(2.0 * (ln_most - scan.ln_density[found]));
            let off_m = place.pos_m - pos_m;
            if off_m.norm_squared() > limit * (widest_m2 + scan.widest_m2[found]) {
                continue;
            }
            let (inverse, determinant) = inverse3(&(covariance_m2 + place.covariance_m2));
            let distance = off_m.dot(&(inverse * off_m));
            if distance < limit {
                let weight = share * math::exp(-0.5 * distance) / (determinant.sqrt() * scan.density[found]);
                if weight > least {
                    out.push(Candidate { found, hypothesis: index, weight, distance_ratio: distance });
                }
            }
        }
    }
}

/// Angles alone: every line is looked at.
fn by_line(target: &Target, scan: &Scan, seen: f64, least: f64, out: &mut Vec<Candidate>) {
    for (index, hypothesis) in target.hypotheses.iter().enumerate() {
        let share = target.existence * hypothesis.weight * seen / math::TAU;
        for (found, fix) in scan.fixes.iter().enumerate() {
            let Fix::Line(line) = fix else { continue };
            let Some([distance, determinant_m4, range_m]) = across(&hypothesis.estimate, line) else { continue };
            if distance < GATE {
                let density_per_m2 = scan.density[found] / (range_m * range_m);
                let weight = share * math::exp(-0.5 * distance) / (determinant_m4.sqrt() * density_per_m2);
                if weight > least {
                    out.push(Candidate { found, hypothesis: index, weight, distance_ratio: distance });
                }
            }
        }
    }
}

/// Squared distance of an estimate from a line, determinant of its covariance (m⁴), and distance along the line (m); none
/// behind the sensor.
fn across(estimate: &Estimate, line: &Line) -> Option<[f64; 3]> {
    let off_m = estimate.pos_m() - line.site_m;
    let range_m = line.along.dot(&off_m);
    if range_m <= 0.0 {
        return None;
    }
    let covariance_m2 = estimate.pos_covariance_m2();
    let [level, upward] = line.across;
    let square = range_m * range_m;
    let (a, b) = (level.dot(&off_m), upward.dot(&off_m));
    let aa = level.dot(&(covariance_m2 * level)) + line.variance_rad2[0] * square;
    let bb = upward.dot(&(covariance_m2 * upward)) + line.variance_rad2[1] * square;
    let ab = level.dot(&(covariance_m2 * upward));
    let determinant = aa * bb - ab * ab;
    Some([(bb * a * a - 2.0 * ab * a * b + aa * b * b) / determinant, determinant, range_m])
}
