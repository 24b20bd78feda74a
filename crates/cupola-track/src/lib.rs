//! Tracks: from returns, misses and false ones among them, or as covariances alone.
//!
//! [`tracker::Tracker`] is asked for by kinds of targets ([`target::Targets`]) and sensors ([`sensor::Sensor`]), takes in
//! scans and gives tracks; [`metrics`] says how good they are.
//!
//! [`kalman`] is the library of filters for any model, [`imm`] runs several side by side, [`bound`] says how good any filter can
//! be, [`fuse`] brings two sensors' tracks together, and [`reentry`] has the models of published re-entry problems.
//!
//! [`timeline`] carries a track as its covariance alone, for Monte Carlo speed: constant-velocity motion and white
//! acceleration noise, without drawing the noise. Given what the sensors tell between steps (information matrices), it
//! returns the error of position and velocity in time.

pub mod assign;
pub mod bound;
pub mod draw;
pub mod filter;
pub mod fuse;
pub mod imm;
pub mod kalman;
pub mod metrics;
pub mod predict;
pub mod reentry;
pub mod sensor;
pub mod target;
pub mod tracker;

use cupola_core::{Mat3, Vec3, math};
type Matrix6 = nalgebra::Matrix6<f64>;

/// Error of a track over time, on an even grid.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Time of the first grid point (s since launch).
    pub start_s: f64,
    /// Grid step (s).
    pub step_s: f64,
    /// Root-mean-square position error, one axis (m); infinite before the first look.
    pub sigma_position_m: Vec<f32>,
    /// Root-mean-square velocity error, one axis (m/s); infinite before the first look.
    pub sigma_velocity_m_s: Vec<f32>,
    /// When the track first counts as firm (s since launch): position error below the limit with two looks or more.
    ///
    /// Found within its grid step: a few looks after the first sight, or where the error, falling evenly in its
    /// logarithm, passes the limit.
    pub firm_s: Option<f64>,
}

impl Timeline {
    /// Error of the position predicted from the track as it stood at `time_s` to `ahead_s` later (m, one axis).
    ///
    /// For the first `unseen_s` of that time nobody observes the target; a lateral acceleration `manoeuvre_m_s2` then
    /// moves it by `½ a t²`, one sigma. Infinite where the track does not exist yet.
    #[must_use]
    pub fn predicted_sigma_m(&self, time_s: f64, ahead_s: f64, unseen_s: f64, manoeuvre_m_s2: f64) -> f64 {
        let last = self.sigma_position_m.len() - 1;
        let position = (time_s - self.start_s) / self.step_s;
        if position < 0.0 {
            return f64::INFINITY;
        }
        let index = (position as usize).min(last);
        let fraction = (position - index as f64).clamp(0.0, 1.0);
        let next = (index + 1).min(last);
        let between = |values: &[f32]| {
            let (a, b) = (f64::from(values[index]), f64::from(values[next]));
            if a.is_finite() { a + fraction * (b - a) } else { a }
        };
        let sigma_position_m = between(&self.sigma_position_m);
        let sigma_velocity_m_s = between(&self.sigma_velocity_m_s);
        let turn_m = 0.5 * manoeuvre_m_s2 * unseen_s * unseen_s;
        let drift_m = sigma_velocity_m_s * ahead_s;
        (sigma_position_m * sigma_position_m + drift_m * drift_m + turn_m * turn_m).sqrt()
    }
}

/// Looks that make a track at the least: two points give position and velocity, a third confirms.
const FIRM_LOOKS: f64 = 3.0;

/// When within its grid step a track became firm.
///
/// `index` is the grid point at which it was found firm, `looks` the updates of that step, `seen_s` the first sight.
fn firm_time_s(line: &Timeline, index: usize, looks: f64, seen_s: f64, firm_sigma_m: f64) -> f64 {
    let now_s = line.start_s + index as f64 * line.step_s;
    let before_s = now_s - line.step_s;
    let interval_s = (now_s - seen_s.max(before_s)).max(0.0) / looks.max(1.0);
    let found_s = match index.checked_sub(1).map(|i| f64::from(line.sigma_position_m[i])) {
        Some(before_m) if before_m.is_finite() && before_m > firm_sigma_m => {
            let now_m = f64::from(line.sigma_position_m[index]);
            before_s + line.step_s * math::ln(before_m / firm_sigma_m) / math::ln(before_m / now_m)
        }
        _ => seen_s.max(before_s) + FIRM_LOOKS * interval_s,
    };
    found_s.clamp(before_s.max(seen_s.min(now_s)), now_s)
}

/// The even grid of a timeline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Time of the first point (s since launch).
    pub start_s: f64,
    /// Step (s).
    pub step_s: f64,
}

/// How a target may move against constant velocity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Motion {
    /// Acceleration it may use (m/s², one sigma, each axis).
    pub acceleration_m_s2: f64,
    /// For how long it keeps one acceleration (s): the power spectral density is `2 a² τ` (Singer's model, slow limit).
    pub correlation_s: f64,
    /// Speed (m/s), which bounds what is known of velocity before any look.
    pub speed_m_s: f64,
}

/// Carries a covariance through looks gathered on an even grid.
///
/// `information[i]` is the position information (1/m², ECEF) gathered between grid point `i − 1` and `i`, and `looks[i]`
/// the number of updates behind it; `seen_s` is the first sight. State: position and velocity in three axes.
///
/// - **Assumes:** the known part of the motion (gravity, drag) is in the filter's model and removed; what is left is
///   white acceleration noise of density `2 a² τ`; association is right; looks between two grid points act at the later one.
/// - **Accuracy:** the steady state agrees with the closed form for one axis to 1 % (`tests` below).
///
/// # Source
/// Information filter, Bar-Shalom, Li and Kirubarajan, *Estimation with Applications to Tracking and Navigation*
/// (`BARSHALOM2001`), sections 5.2 and 6.2; manoeuvre density after Singer 1970 (`SINGER1970`).
#[must_use]
pub fn timeline(
    grid: Grid,
    seen_s: f64,
    information: &[Mat3],
    looks: &[f32],
    motion: Motion,
    firm_sigma_m: f64,
) -> Timeline {
    let Grid { start_s, step_s } = grid;
    let density = 2.0 * motion.acceleration_m_s2 * motion.acceleration_m_s2 * motion.correlation_s;
    let mut covariance: Option<Matrix6> = None;
    let mut total_looks = 0.0;
    let mut line = Timeline {
        start_s,
        step_s,
        sigma_position_m: Vec::with_capacity(information.len()),
        sigma_velocity_m_s: Vec::with_capacity(information.len()),
        firm_s: None,
    };
    for (index, (gain, num)) in information.iter().zip(looks).enumerate() {
        total_looks += f64::from(*num);
        covariance = match covariance {
            Some(p) => Some(over_step(&p, step_s, density, gain, *num)),
            None => (*num > 0.0).then(|| first(gain, motion.speed_m_s)).flatten(),
        };
        let (position_m, velocity_m_s) = covariance.as_ref().map_or((f64::INFINITY, f64::INFINITY), axis_errors);
        line.sigma_position_m.push(position_m as f32);
        line.sigma_velocity_m_s.push(velocity_m_s as f32);
        if line.firm_s.is_none() && total_looks >= 2.0 && position_m <= firm_sigma_m {
            line.firm_s = Some(firm_time_s(&line, index, f64::from(*num), seen_s, firm_sigma_m));
        }
    }
    line
}

/// What is known of a position before any look (m, one sigma, each axis): which part of the world. Assumed, 300 to 3,000 km.
///
/// With it a look that leaves a direction open, as one line of sight does, can be the first.
const PRIOR_M: f64 = 1e6;

/// Covariance after the first look: position from the look and the prior, velocity unknown up to the target's speed.
fn first(information: &Mat3, speed_m_s: f64) -> Option<Matrix6> {
    let position = (information + Mat3::identity() / (PRIOR_M * PRIOR_M)).try_inverse()?;
    let mut covariance = Matrix6::zeros();
    covariance.fixed_view_mut::<3, 3>(0, 0).copy_from(&position);
    covariance.fixed_view_mut::<3, 3>(3, 3).copy_from(&(Mat3::identity() * (speed_m_s * speed_m_s / 3.0)));
    Some(covariance)
}

/// Looks at the end of a grid step that are taken one by one where the target manoeuvres.
const NUM_SINGLE_LOOKS: f32 = 6.0;

/// Carries a covariance over one grid step.
///
/// Without manoeuvre all looks of the step act at its end. A manoeuvring target forgets: there the last few looks are
/// taken one by one at their own interval, so that the error is that of the true update rate, not of the grid.
fn over_step(p: &Matrix6, step_s: f64, density: f64, gain: &Mat3, num: f32) -> Matrix6 {
    if density <= 0.0 || num <= NUM_SINGLE_LOOKS {
        return updated(&predicted(p, step_s, density), gain, num);
    }
    let interval_s = step_s / f64::from(num);
    let single = gain / f64::from(num);
    let early = num - NUM_SINGLE_LOOKS;
    let mut p = updated(&predicted(p, interval_s * f64::from(early), density), &(single * f64::from(early)), early);
    for _ in 0..NUM_SINGLE_LOOKS as usize {
        p = updated(&predicted(&p, interval_s, density), &single, 1.0);
    }
    p
}

fn predicted(p: &Matrix6, step_s: f64, density: f64) -> Matrix6 {
    let pp: Mat3 = p.fixed_view::<3, 3>(0, 0).into();
    let pv: Mat3 = p.fixed_view::<3, 3>(0, 3).into();
    let vv: Mat3 = p.fixed_view::<3, 3>(3, 3).into();
    let noise = Mat3::identity() * density;
    let new_pp = pp + (pv + pv.transpose()) * step_s + vv * (step_s * step_s) + noise * (step_s.powi(3) / 3.0);
    let new_pv = pv + vv * step_s + noise * (step_s * step_s / 2.0);
    let mut out = Matrix6::zeros();
    out.fixed_view_mut::<3, 3>(0, 0).copy_from(&new_pp);
    out.fixed_view_mut::<3, 3>(0, 3).copy_from(&new_pv);
    out.fixed_view_mut::<3, 3>(3, 0).copy_from(&new_pv.transpose());
    out.fixed_view_mut::<3, 3>(3, 3).copy_from(&(vv + noise * step_s));
    out
}

/// Measurement of position with information `J`: `P − P Hᵀ (P_pp + J⁻¹)⁻¹ H P`, written so that a singular `J` is allowed.
fn updated(p: &Matrix6, information: &Mat3, looks: f32) -> Matrix6 {
    if looks <= 0.0 {
        return *p;
    }
    let pp: Mat3 = p.fixed_view::<3, 3>(0, 0).into();
    // (P_pp + J⁻¹)⁻¹ = J (I + P_pp J)⁻¹
    let Some(inner) = (Mat3::identity() + pp * information).try_inverse() else { return *p };
    let weight = information * inner;
    let columns = p.fixed_view::<6, 3>(0, 0);
    let reduced = p - columns * weight * columns.transpose();
    (reduced + reduced.transpose()) * 0.5
}

fn axis_errors(p: &Matrix6) -> (f64, f64) {
    let position = Vec3::new(p[(0, 0)], p[(1, 1)], p[(2, 2)]).sum().max(0.0);
    let velocity = Vec3::new(p[(3, 3)], p[(4, 4)], p[(5, 5)]).sum().max(0.0);
    ((position / 3.0).sqrt(), (velocity / 3.0).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOTION: Motion = Motion { acceleration_m_s2: 0.0, correlation_s: 10.0, speed_m_s: 3_000.0 };

    fn run(sigma_m: f64, motion: Motion, num: usize) -> Timeline {
        let gain = Mat3::identity() / (sigma_m * sigma_m);
        timeline(Grid { start_s: 0.0, step_s: 1.0 }, 0.0, &vec![gain; num], &vec![1.0; num], motion, 50.0)
    }

    /// A line fitted to N points: variance of its end 2 (2N − 1) / (N (N + 1)) σ², the textbook form.
    #[test]
    fn without_manoeuvre_it_is_a_fitted_line() {
        let n = 30.0_f64;
        let expected_m = 100.0 * (2.0 * (2.0 * n - 1.0) / (n * (n + 1.0))).sqrt();
        let found_m = f64::from(*run(100.0, MOTION, 30).sigma_position_m.last().unwrap());
        assert!((found_m / expected_m - 1.0).abs() < 0.01, "{found_m} against {expected_m}");
    }

    /// With manoeuvre noise the error settles between the single look and the fitted line, and grows with the noise.
    #[test]
    fn with_manoeuvre_it_settles() {
        let motion = Motion { acceleration_m_s2: 10.0, ..MOTION };
        let line = run(100.0, motion, 200);
        let (a, b) = (line.sigma_position_m[150], line.sigma_position_m[199]);
        assert!((a / b - 1.0).abs() < 1e-3 && b < 100.0 && b > 20.0);
        assert!(run(100.0, Motion { acceleration_m_s2: 30.0, ..MOTION }, 200).sigma_position_m[199] > b);
    }

    /// On a grid ten times coarser than the updates the error stays that of the updates, within 10 %.
    #[test]
    fn a_coarse_grid_keeps_the_error_of_the_update_rate() {
        let motion = Motion { acceleration_m_s2: 50.0, ..MOTION };
        let fine = run(100.0, motion, 200);
        let gain = Mat3::identity() * (10.0 / 1e4);
        let coarse = timeline(Grid { start_s: 0.0, step_s: 10.0 }, 0.0, &vec![gain; 20], &[10.0; 20], motion, 50.0);
        let ratio = |a: &[f32], b: &[f32]| f64::from(*a.last().unwrap() / *b.last().unwrap());
        assert!((ratio(&coarse.sigma_position_m, &fine.sigma_position_m) - 1.0).abs() < 0.1);
        assert!((ratio(&coarse.sigma_velocity_m_s, &fine.sigma_velocity_m_s) - 1.0).abs() < 0.1);
    }

    #[test]
    fn firm_comes_with_enough_looks_and_errors_grow_ahead() {
        let line = run(100.0, MOTION, 60);
        assert!(line.firm_s.unwrap() > 5.0);
        let now_m = line.predicted_sigma_m(40.0, 0.0, 0.0, 0.0);
        assert!(line.predicted_sigma_m(40.0, 20.0, 0.0, 0.0) > now_m);
        assert!(line.predicted_sigma_m(40.0, 20.0, 20.0, 50.0) > 10_000.0 * 0.99);
        assert!(line.predicted_sigma_m(-1.0, 0.0, 0.0, 0.0).is_infinite());
    }

    /// A radar that sees the target late in a coarse step has it firm a few looks later, not at the step's end.
    #[test]
    fn firm_is_found_within_a_coarse_step() {
        let (mut gains, mut looks) = (vec![Mat3::zeros(); 10], vec![0.0; 10]);
        for i in 5..10 {
            let num = if i == 5 { 12.0 } else { 15.0 };
            (gains[i], looks[i]) = (Mat3::identity() * (f64::from(num) / 900.0), num);
        }
        let line = timeline(Grid { start_s: 0.0, step_s: 15.0 }, 63.0, &gains, &looks, MOTION, 500.0);
        assert!((line.firm_s.unwrap() - 66.0).abs() < 1e-9);
    }

    /// Looks across one line leave the distance as it was; a second line, later, closes it.
    #[test]
    fn a_line_of_sight_tells_nothing_along_itself() {
        let across = |axis: usize| {
            let mut gain = Mat3::identity() * 1e-4;
            gain[(axis, axis)] = 0.0;
            gain
        };
        let mut gains = vec![across(0); 20];
        gains[10..].fill(across(1));
        let line = timeline(Grid { start_s: 0.0, step_s: 1.0 }, 0.0, &gains, &[1.0; 20], MOTION, 500.0);
        assert!(line.sigma_position_m[9] > 4e5, "{}", line.sigma_position_m[9]);
        assert!(line.sigma_position_m[12] < 300.0, "{}", line.sigma_position_m[12]);
        assert!(line.firm_s.is_some_and(|s| s > 9.0));
    }

    #[test]
    fn nothing_is_known_before_the_first_look() {
        let mut looks = vec![0.0; 10];
        looks[6] = 1.0;
        let gains = vec![Mat3::identity() * 1e-4; 10];
        let line = timeline(Grid { start_s: 0.0, step_s: 1.0 }, 5.0, &gains, &looks, MOTION, 50.0);
        assert!(line.sigma_position_m[5].is_infinite() && line.sigma_position_m[6].is_finite());
        assert!(line.firm_s.is_none());
    }
}
