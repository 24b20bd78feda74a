//! Intercept geometry, launch windows, kill probability.
//!
//! A trajectory and an interceptor's flyout table give, once and for all, the points where they can meet and the latest
//! launch that still makes each: a [`Window`]. During a raid a shot is then a lookup, not a search.
//!
//! Beside it the closed forms of the open literature, for a simulation to be held against: [`kill`] is what several shots at
//! one target do, [`barrage`] how many a raid takes, [`salvo`] what two forces lose to each other, [`footprint`] the ground a
//! launcher defends.

pub mod barrage;
pub mod footprint;
pub mod kill;
pub mod salvo;

pub use barrage::{Raid, Tracking};
pub use footprint::{Footprint, Launcher};
pub use kill::{KillChance, Look, shots_wanted};

use cupola_core::{Vec3, math};
use cupola_earth::wgs84::{self, Geodetic};
use cupola_flight::{FlyoutTable, Trajectory};

/// What can be wrong with the inputs of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EngageError {
    /// A quantity that must be positive and finite is not.
    #[error("{quantity} must be finite and positive, got {value}")]
    NotPositive {
        /// What it is.
        quantity: &'static str,
        /// Its value.
        value: f64,
    },
    /// A quantity outside its range.
    #[error("{quantity} must be {low} to {high}, got {value}")]
    OutOfRange {
        /// What it is.
        quantity: &'static str,
        /// Its value.
        value: f64,
        /// Lowest value allowed.
        low: f64,
        /// Highest value allowed.
        high: f64,
    },
}

/// The value, if it is a share of one.
fn fraction(quantity: &'static str, value: f64) -> Result<f64, EngageError> {
    let is_inside = (0.0..=1.0).contains(&value);
    if is_inside { Ok(value) } else { Err(EngageError::OutOfRange { quantity, value, low: 0.0, high: 1.0 }) }
}

/// A point where an interceptor can meet its target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Meeting {
    /// Time of the intercept (s since the target's launch).
    pub intercept_s: f32,
    /// Latest launch that makes it (s since the target's launch): intercept time less flyout time.
    pub launch_s: f32,
    /// Altitude of the intercept (m).
    pub altitude_m: f32,
}

/// Where and when one launcher can meet one trajectory, in order of intercept time.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Window {
    /// Meeting points.
    pub meetings: Vec<Meeting>,
}

/// Most meeting points kept in a window.
const MAX_MEETINGS: usize = 32;

impl Window {
    /// The window of one launcher site against one trajectory; `None` where they cannot meet.
    ///
    /// Points are tried at a spacing of a thirtieth of the interceptor's range along the flight, at least 0.2 s apart,
    /// and only after burnout (before it the meeting point cannot be predicted).
    #[must_use]
    pub fn new(trajectory: &Trajectory, site: &Geodetic, table: &FlyoutTable, range_m: f64) -> Option<Self> {
        let site_ecef_m = wgs84::ecef_from_geodetic(site);
        let site_up = site_ecef_m.normalize();
        let end_s = trajectory.duration_s();
        let mut meetings = Vec::new();
        let mut time_s = trajectory.burnout_s();
        let mut cursor = trajectory.cursor();
        while time_s < end_s {
            let state = cursor.state(time_s);
            let ground_m = ground_range_m(&site_up, &state.pos_ecef_m);
            let speed_m_s = state.vel_ecef_m_s.norm().max(1.0);
            if ground_m > range_m {
                // Nothing can be met before the gap to the envelope is flown.
                time_s += ((ground_m - range_m) / speed_m_s).max(range_m / 30.0 / speed_m_s);
                continue;
            }
            let altitude_m = wgs84::altitude_m(&state.pos_ecef_m);
            if let Some(flyout_s) = table.time_s(ground_m, altitude_m) {
                let launch_s = time_s - flyout_s;
                if launch_s > 0.0 {
                    meetings.push(Meeting {
                        intercept_s: time_s as f32,
                        launch_s: launch_s as f32,
                        altitude_m: altitude_m as f32,
                    });
                }
            }
            time_s += (range_m / 30.0 / speed_m_s).max(0.2);
        }
        (!meetings.is_empty()).then(|| Self { meetings: thinned(meetings) })
    }

    /// The earliest meeting that a launch at `launch_s` still makes (to a millisecond: meetings are single precision).
    #[must_use]
    pub fn earliest(&self, launch_s: f64) -> Option<usize> {
        self.meetings.iter().position(|m| f64::from(m.launch_s) + 1e-3 >= launch_s)
    }
}

/// Keeps the first, the last and evenly spaced ones between.
fn thinned(meetings: Vec<Meeting>) -> Vec<Meeting> {
    if meetings.len() <= MAX_MEETINGS {
        return meetings;
    }
    let last = meetings.len() - 1;
    (0..MAX_MEETINGS).map(|i| meetings[i * last / (MAX_MEETINGS - 1)]).collect()
}

/// Ground distance (m) on the mean sphere between the directions of two points.
fn ground_range_m(site_up: &Vec3, position_ecef_m: &Vec3) -> f64 {
    let cosine = site_up.dot(position_ecef_m) / position_ecef_m.norm();
    math::acos_clamped(cosine) * wgs84::MEAN_RADIUS_M
}

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
    1.0 - math::exp(-0.5 * ratio * ratio)
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

    #[test]
    fn windows_are_thinned_to_their_ends() {
        let meetings: Vec<Meeting> =
            (0..100).map(|i| Meeting { intercept_s: i as f32, launch_s: i as f32 - 10.0, altitude_m: 0.0 }).collect();
        let kept = thinned(meetings);
        assert_eq!(kept.len(), MAX_MEETINGS);
        assert_eq!((kept[0].intercept_s, kept[MAX_MEETINGS - 1].intercept_s), (0.0, 99.0));
    }
}
