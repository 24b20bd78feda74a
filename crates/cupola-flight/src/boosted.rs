//! A boost and the guided flight after it, put together.

use crate::FlightError;
use crate::boost::{Boost, BoostPoint};
use crate::field::State;
use crate::gliding::{Gliding, Keep, Progress, Stop};
use crate::path::{Arc, Moving, ground_rate_m_s};
use crate::trajectory::{Knot, Phase, Trajectory};
use cupola_core::{Vec3, math};
use cupola_earth::wgs84::MEAN_RADIUS_M;

/// Accepted error of the peak that a boost aims at (m), the steepest burnout (rad), and angles tried.
const PEAK_ERROR_M: f64 = 50.0;
const STEEPEST_RAD: f64 = 1.5;
const NUM_ANGLES_MAX: usize = 12;
/// The greatest miss (m).
const MISS_MAX_M: f64 = 50.0;

/// A vehicle on its launcher, with its way before it.
pub(crate) struct Launch<'a> {
    pub gliding: &'a Gliding<'a>,
    pub launch_alt_m: f64,
    /// Length of the way (m) and greatest range (m).
    pub wanted_m: f64,
    pub max_range_m: f64,
    /// Speed (m/s) below which the flight is given up.
    pub ends_m_s: f64,
}

/// A flight up to the start of its dive.
pub(crate) struct Flown {
    boost: Boost,
    path: Arc,
    pub progress: Progress,
    flight: Vec<(Knot, Vec3)>,
    pub stop: Stop,
    /// How much farther to the left it should have begun (rad), and how far off the aim it now heads (rad).
    pub lead_rad: f64,
    pub off_rad: f64,
}

impl Launch<'_> {
    /// Flies to the start of the dive.
    pub fn fly(&self, boost: Boost, path: Arc) -> Flown {
        let mut flight = Vec::with_capacity(192);
        let keep: Keep<'_> = &mut |knot, acceleration| flight.push((knot, acceleration));
        let (burnout, burn_s) = (boost_knot(boost.end(), &path, self.launch_alt_m), boost.end().time_s);
        let start = State { pos_ecef_m: burnout.pos_ecef_m, vel_ecef_m_s: burnout.vel_ecef_m_s };
        let mut progress = Progress::new(start, burn_s);
        let stop = self.gliding.fly(&mut progress, self.ends_m_s, keep);
        let (off_rad, side_m) = self.gliding.off(&progress);
        Flown { boost, path, progress, flight, stop, lead_rad: -side_m / self.wanted_m, off_rad }
    }

    /// Dives and puts the trajectory together.
    pub fn finish(&self, flown: Flown) -> Result<Trajectory, FlightError> {
        let Self { wanted_m, max_range_m, .. } = *self;
        let Flown { boost, path, progress, mut flight, stop, .. } = flown;
        match stop {
            Stop::Dive => {}
            Stop::Over { by_m } => return Err(FlightError::TooClose { wanted_m, minimum_m: wanted_m + by_m }),
            Stop::Short { by_m } => {
                return Err(FlightError::OutOfReach { wanted_m, maximum_m: (wanted_m - by_m).min(max_range_m) });
            }
            Stop::Tight { leg, length_m, needed_m } => {
                return Err(FlightError::LegTooShort { leg, length_m, needed_m });
            }
        }
        let keep: Keep<'_> = &mut |knot, acceleration| flight.push((knot, acceleration));
        let miss_m = self.gliding.dive(&progress, keep);
        if miss_m.is_nan() || miss_m > MISS_MAX_M {
            return Err(FlightError::NoTrajectory { wanted_m, miss_m, num_flights: 1 });
        }
        let burn_s = boost.end().time_s;
        let mut knots = self.climb(&boost, &path);
        knots.reserve(flight.len());
        knots.extend(flight);
        let mut phases = vec![(0.0, Phase::Boost), (burn_s, Phase::Midcourse)];
        phases.extend(progress.glide_s.filter(|s| *s < progress.time_s).map(|s| (s, Phase::Glide)));
        phases.push((progress.time_s, Phase::Terminal));
        Ok(Trajectory::new(knots, phases, burn_s))
    }

    /// The boost's knots, with the accelerations of the curve through them.
    fn climb(&self, boost: &Boost, path: &Arc) -> Vec<(Knot, Vec3)> {
        let knots: Vec<Knot> = boost.points.iter().map(|p| boost_knot(p, path, self.launch_alt_m)).collect();
        let step_s = knots[1].time_s;
        let (pos, vel) = (|i: usize| knots[i].pos_ecef_m, |i: usize| knots[i].vel_ecef_m_s * step_s);
        let last = knots.len() - 1;
        // Second derivatives of the polynomials through places and velocities around each knot.
        let acceleration = |i: usize| match i {
            0 => ((pos(1) - pos(0)) * 6.0 - vel(0) * 4.0 - vel(1) * 2.0) / (step_s * step_s),
            i if i == last => {
                ((pos(last - 1) - pos(last)) * 6.0 + vel(last) * 4.0 + vel(last - 1) * 2.0) / (step_s * step_s)
            }
            i => ((pos(i + 1) + pos(i - 1) - pos(i) * 2.0) * 2.0 - (vel(i + 1) - vel(i - 1)) * 0.5) / (step_s * step_s),
        };
        (0..=last).map(|i| (knots[i], acceleration(i))).collect()
    }
}

/// The boost whose free flight rises to a peak: `attempt(angle)` gives the boost with a burnout at that angle (rad), and how far
/// (m) above the peak its flight would rise. The level one where that is high enough, the steepest where none is.
pub(crate) fn boost_to_peak(attempt: impl Fn(f64) -> (Boost, f64)) -> Boost {
    let (level, above_m) = attempt(0.0);
    if above_m >= 0.0 {
        return level;
    }
    let (steep, mut high_m) = attempt(STEEPEST_RAD);
    // Regula falsi in the form of Illinois.
    let (mut low, mut low_m, mut high, mut best) = (0.0, above_m, STEEPEST_RAD, steep);
    for _ in 0..NUM_ANGLES_MAX {
        if high_m <= 0.0 {
            break;
        }
        let angle_rad = low - low_m * (high - low) / (high_m - low_m);
        let (boost, above_m) = attempt(angle_rad);
        best = boost;
        if above_m.abs() < PEAK_ERROR_M {
            break;
        }
        if above_m < 0.0 {
            (low, low_m, high_m) = (angle_rad, above_m, 0.5 * high_m);
        } else {
            (high, high_m, low_m) = (angle_rad, above_m, 0.5 * low_m);
        }
    }
    best
}

/// A point of a boost flown along a path.
fn boost_knot(p: &BoostPoint, path: &Arc, launch_alt_m: f64) -> Knot {
    let (sin_g, cos_g) = math::sin_cos(p.angle_rad);
    let height_m = p.height_m + launch_alt_m;
    let rate = ground_rate_m_s(p.speed_m_s * cos_g, height_m);
    let distance = Moving { value: p.central_rad * MEAN_RADIUS_M, rates: [rate, 0.0] };
    path.knot(p.time_s, distance, Moving { value: height_m, rates: [p.speed_m_s * sin_g, 0.0] }).0
}
