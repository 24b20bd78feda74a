//! Cruise missiles, drones and hypersonic cruise: constant speed and height along a great circle.

use crate::path::GreatCircle;
use crate::trajectory::{Phase, Trajectory};
use crate::{FlightError, positive, reach_m};
use cupola_core::math;
use cupola_earth::wgs84::{Geodetic, MEAN_RADIUS_M};

/// Mean slopes of the climb and of the final descent. Assumed, 0.1 to 0.5 and 0.2 to 2.
const CLIMB_SLOPE: f64 = 0.3;
const DESCENT_SLOPE: f64 = 0.5;
/// Knots of the climb and of the descent, and the longest step of the cruise (m).
const NUM_SLOPE_STEPS: usize = 12;
const CRUISE_STEP_M: f64 = 150_000.0;

/// A vehicle that flies at one speed and height.
///
/// It climbs along a smooth curve, cruises on the great circle and descends onto the aim, at constant speed along its path
/// (over the Earth's surface: no wind). The launch itself, seconds of booster, is left out.
///
/// - **Domain:** any speed below orbital; the height is lowered where the way is too short for climb and descent.
/// - **Assumes:** no way points, no terrain following; `altitude_m` counts from the ellipsoid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cruise {
    /// Speed along the path (m/s).
    pub speed_m_s: f64,
    /// Cruise height (m).
    pub altitude_m: f64,
    /// Greatest range on the ground (m).
    pub max_range_m: f64,
}

/// Height and slope of a smooth step from 0 to 1 over `u` in 0..=1.
fn smooth_step(u: f64) -> (f64, f64) {
    (u * u * (3.0 - 2.0 * u), 6.0 * u * (1.0 - u))
}

impl Cruise {
    /// Flies to the aim.
    ///
    /// # Errors
    /// As [`crate::fly`].
    pub fn fly(&self, from: Geodetic, to: Geodetic) -> Result<Trajectory, FlightError> {
        positive(&[("speed_m_s", self.speed_m_s), ("altitude_m", self.altitude_m), ("max_range_m", self.max_range_m)])?;
        let wanted_m = reach_m(&from, &to, self.max_range_m)?;
        if wanted_m < 1.0 {
            return Err(FlightError::TooClose { wanted_m, minimum_m: 1.0 });
        }
        let path = GreatCircle::new(&from, &to);
        let slopes_m = |from_m: f64, slope: f64| ((self.altitude_m - from_m).abs() / slope).max(100.0);
        let (climb_m, descent_m) = (slopes_m(from.alt_m, CLIMB_SLOPE), slopes_m(to.alt_m, DESCENT_SLOPE));
        let share = (path.length_m / (climb_m + descent_m)).min(1.0);
        let (climb_m, descent_m) = (climb_m * share, descent_m * share);
        let cruise_m = path.length_m - climb_m - descent_m;
        let top_m = from.alt_m.max(to.alt_m);
        let height_m = if share < 1.0 { top_m + (self.altitude_m - top_m).max(0.0) * share } else { self.altitude_m };
        let profile = |distance_m: f64| -> (f64, f64) {
            let left_m = path.length_m - distance_m;
            if distance_m < climb_m {
                let (step, slope) = smooth_step(distance_m / climb_m);
                (from.alt_m + (height_m - from.alt_m) * step, (height_m - from.alt_m) * slope / climb_m)
            } else if left_m < descent_m {
                let (step, slope) = smooth_step(left_m / descent_m);
                (to.alt_m + (height_m - to.alt_m) * step, -(height_m - to.alt_m) * slope / descent_m)
            } else {
                (height_m, 0.0)
            }
        };
        let num_cruise = (cruise_m / CRUISE_STEP_M).ceil().max(1.0) as usize;
        let steps =
            |n: usize, start_m: f64, length_m: f64| (1..=n).map(move |i| start_m + length_m * i as f64 / n as f64);
        let places = std::iter::once(0.0)
            .chain(steps(NUM_SLOPE_STEPS, 0.0, climb_m))
            .chain(steps(num_cruise, climb_m, cruise_m).filter(|_| cruise_m > 1.0))
            .chain(steps(NUM_SLOPE_STEPS, path.length_m - descent_m, descent_m));
        let mut knots = Vec::with_capacity(2 * NUM_SLOPE_STEPS + num_cruise + 1);
        let (mut time_s, mut before_m, mut terminal_s) = (0.0, 0.0, 0.0);
        for distance_m in places {
            // Time along the way by Simpson's rule on the path length.
            let stretch = |d: f64| {
                let (height_m, slope) = profile(d);
                math::hypot(1.0 + height_m / MEAN_RADIUS_M, slope)
            };
            let middle = stretch(0.5 * (before_m + distance_m));
            let path_m = (distance_m - before_m) / 6.0 * (stretch(before_m) + 4.0 * middle + stretch(distance_m));
            time_s += path_m / self.speed_m_s;
            if distance_m <= path.length_m - descent_m + 1e-3 {
                terminal_s = time_s;
            }
            let (height_m, slope) = profile(distance_m);
            let rate = self.speed_m_s / stretch(distance_m);
            knots.push(path.knot(time_s, distance_m, height_m, rate, rate * slope));
            before_m = distance_m;
        }
        Ok(Trajectory::new(knots, vec![(0.0, Phase::Cruise), (terminal_s, Phase::Terminal)], 0.0))
    }
}
