//! Quasi-ballistic missiles: a low arc, a pull-up in the air and a steep dive.

use crate::boost::Boost;
use crate::boosted::{Flown, Launch, boost_to_peak};
use crate::gliding::{Gliding, SCALE_HEIGHT_M, Stop, course};
use crate::lifting::{AeroRow, COEFFICIENT, LIFT_TO_DRAG, between};
use crate::path::{Arc, check_way};
use crate::trajectory::Trajectory;
use crate::{BURN_S, FlightError, RANGE_MAX_M, reach_m};
use cupola_core::math;
use cupola_earth::atmosphere::table::table;
use cupola_earth::wgs84::{self, Geodetic, MEAN_RADIUS_M};

/// Greatest bank of the lifting flight (rad). Assumed, 0.3 to 1.
const BANK_MAX_RAD: f64 = 0.7;
/// Height (m) above which no dive begins: the air is too thin to turn in. Assumed, 25 to 40 km.
const DIVE_CEILING_M: f64 = 35_000.0;
/// Speed (m/s) below which a flight is given up.
const SPEED_MIN_M_S: f64 = 300.0;
/// Span of burnout speeds searched and first guess, in units of `√(g range)`; the error accepted in the speed at the dive
/// (m/s), in the burnout speed (m/s) and in the apogee (m); and flights tried.
const SPEEDS: (f64, f64, f64) = (0.5, 0.96, 1.8);
const DIVE_SPEED_ERROR_M_S: f64 = 15.0;
const SPEED_ERROR_M_S: f64 = 10.0;
const APOGEE_ERROR_M: f64 = 1_000.0;
/// How much faster the dive begins for one m/s more at burnout, and how much farther the flight goes (s): for first steps.
const DIVE_SPEED_RATE: f64 = 2.7;
const RANGE_RATE_S: f64 = 500.0;
/// Angle (rad) off the aim from which a dive is begun.
const OFF_MAX_RAD: f64 = 0.03;
/// The rank of a dive from the right apogee that heads for the aim.
const BEST_RANK: usize = 3;
/// By how much a search that has lost its way is widened, in units of `√(g range)`.
const WIDER: f64 = 0.05;
const NUM_FLIGHTS_MAX: usize = 30;

/// A quasi-ballistic or aeroballistic missile (KN-23, Iskander, Kinzhal): the lifting flight of [`crate::Glide`].
///
/// Boost, free flight over the apogee with drag, a pull-up that settles into a glide as far as the speed goes, and a dive.
/// The burnout speed is solved by secants so that the dive begins at `dive_speed_m_s`; a nearer aim is met by a slower and
/// steeper flight, whose dive begins at the speed it has.
///
/// - **Domain:** apogee 30 to 80 km, ranges 150 to 1 200 km, L/D 0.5 to 2. **Accuracy:** the published band of the KN-23, no
///   better (`tests/verify_quasi.rs`); speed at the dive within 15 m/s and apogee within 1 km of those asked for, aims met
///   within 1 m, some steep dives within 50 m. Of 4 000 flights drawn from all over the domain and somewhat beyond, 0.8 % end
///   with the error that the aim or the apogee is not met.
/// - **Assumes:** as [`crate::Glide`]; constant β and L/D; a bank of at most 40° (assumed, 17° to 57°).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuasiBallistic {
    /// Time from launch to burnout (s).
    pub burn_s: f64,
    /// Height at burnout (m).
    pub burnout_altitude_m: f64,
    /// Height of the apogee (m).
    pub apogee_m: f64,
    /// Greatest range on the ground (m).
    pub max_range_m: f64,
    /// Ballistic coefficient (kg/m²).
    pub ballistic_coefficient_kg_m2: f64,
    /// Lift-to-drag ratio of the pull-up.
    pub lift_to_drag: f64,
    /// Speed at which the dive begins (m/s).
    pub dive_speed_m_s: f64,
    /// Angle of the dive below the horizontal (rad, 0..π/2).
    pub terminal_dive_rad: f64,
}

impl QuasiBallistic {
    /// Flies to the aim.
    ///
    /// # Errors
    /// As [`crate::fly`]; [`FlightError::ApogeeTooLow`] for an apogee below burnout.
    pub fn fly(&self, from: Geodetic, to: Geodetic) -> Result<Trajectory, FlightError> {
        between(&[
            ("burn_s", self.burn_s, BURN_S.0, BURN_S.1),
            ("burnout_altitude_m", self.burnout_altitude_m, 1_000.0, 500_000.0),
            ("apogee_m", self.apogee_m, 1_000.0, 500_000.0),
            ("max_range_m", self.max_range_m, 1_000.0, RANGE_MAX_M),
            ("ballistic_coefficient_kg_m2", self.ballistic_coefficient_kg_m2, COEFFICIENT.0, COEFFICIENT.1),
            ("lift_to_drag", self.lift_to_drag, LIFT_TO_DRAG.0, LIFT_TO_DRAG.1),
            ("dive_speed_m_s", self.dive_speed_m_s, 200.0, 5_000.0),
            ("terminal_dive_rad", self.terminal_dive_rad, 0.01, math::FRAC_PI_2),
        ])?;
        check_way(&from, &[], &to)?;
        if self.apogee_m <= self.burnout_altitude_m {
            let Self { apogee_m, burnout_altitude_m, .. } = *self;
            return Err(FlightError::ApogeeTooLow { apogee_m, burnout_altitude_m });
        }
        let wanted_m = reach_m(&from, &to, self.max_range_m)?;
        let rows = [AeroRow {
            speed_m_s: self.dive_speed_m_s,
            lift_to_drag: self.lift_to_drag,
            ballistic_coefficient_kg_m2: self.ballistic_coefficient_kg_m2,
        }];
        let gliding = Gliding {
            air: table(),
            rows: &rows,
            damping_fraction: 1.0,
            sideways_fraction: math::sin(BANK_MAX_RAD),
            dive_rad: self.terminal_dive_rad,
            points: course(&from, &[], &to).1,
            length_m: wanted_m,
            aim_alt_m: to.alt_m,
        };
        let launch = Launch {
            gliding: &gliding,
            launch_alt_m: from.alt_m,
            wanted_m,
            max_range_m: self.max_range_m,
            ends_m_s: SPEED_MIN_M_S,
        };
        let flown = self.search(&launch, &Arc::between(&from, &to))?;
        launch.finish(flown)
    }

    /// Finds the burnout speed with which the dive begins at the wanted speed, trimming the apogee on the way.
    fn search(&self, launch: &Launch<'_>, path: &Arc) -> Result<Flown, FlightError> {
        let wanted_m = launch.wanted_m;
        let unit_m_s = (wgs84::G0_M_S2 * wanted_m).sqrt();
        // The ends of the search, each with how much faster than asked the dive begins there, if it does.
        let (mut slow, mut fast) = ((SPEEDS.0 * unit_m_s, None), (SPEEDS.2 * unit_m_s, None));
        let (mut speed_m_s, mut apogee_m) = (SPEEDS.1 * unit_m_s, self.apogee_m);
        let mut left_rad = 0.0;
        // The best dive so far: one from the right apogee before one that only heads for the aim.
        let (mut best, mut best_rank): (Option<Flown>, usize) = (None, 0);
        let mut nearest_m = wanted_m;
        for _ in 0..NUM_FLIGHTS_MAX {
            let path = path.turned(left_rad);
            let flown = launch.fly(self.boost(launch, &path, speed_m_s, apogee_m), path);
            let state = flown.progress.state;
            let is_past_apogee = flown.progress.is_past_peak;
            let low_m = if is_past_apogee { self.apogee_m - flown.progress.peak_m } else { 0.0 };
            let is_high = !is_past_apogee || wgs84::altitude_radial_m(&state.pos_ecef_m) > DIVE_CEILING_M;
            let lead_rad = flown.lead_rad;
            let is_true = low_m.abs() < APOGEE_ERROR_M;
            let is_straight = flown.off_rad.abs() < OFF_MAX_RAD;
            let guess_m_s = match flown.stop {
                Stop::Short { by_m } => {
                    nearest_m = nearest_m.min(by_m);
                    slow = (speed_m_s, None);
                    speed_m_s + (self.dive_speed_m_s - SPEED_MIN_M_S).max(0.0) / DIVE_SPEED_RATE + by_m / RANGE_RATE_S
                }
                Stop::Over { by_m } => {
                    nearest_m = nearest_m.min(by_m);
                    fast = (speed_m_s, None);
                    speed_m_s - by_m / RANGE_RATE_S
                }
                Stop::Tight { .. } => unreachable!("there are no waypoints"),
                Stop::Dive if is_high => {
                    fast = (speed_m_s, None);
                    0.5 * (slow.0 + fast.0)
                }
                Stop::Dive => {
                    let excess_m_s = state.vel_ecef_m_s.norm() - self.dive_speed_m_s;
                    let is_met = excess_m_s.abs() < DIVE_SPEED_ERROR_M_S;
                    let rank = 2 * usize::from(is_true) + usize::from(is_straight);
                    if best.is_none() || rank >= best_rank {
                        (best, best_rank) = (Some(flown), rank);
                    }
                    if is_met && is_true && is_straight {
                        break;
                    }
                    let end = if excess_m_s > 0.0 { &mut fast } else { &mut slow };
                    *end = (speed_m_s, Some(excess_m_s));
                    match (slow.1, fast.1) {
                        (Some(a), Some(b)) => slow.0 - a / (b - a) * (fast.0 - slow.0),
                        _ => speed_m_s - excess_m_s / DIVE_SPEED_RATE,
                    }
                }
            };
            if fast.0 - slow.0 < SPEED_ERROR_M_S {
                if best_rank == BEST_RANK {
                    break;
                }
                // The ends were found with another apogee or heading: they no longer hold.
                slow = ((slow.0 - WIDER * unit_m_s).max(SPEEDS.0 * unit_m_s), None);
                fast = ((fast.0 + WIDER * unit_m_s).min(SPEEDS.2 * unit_m_s), None);
            }
            let span_m_s = fast.0 - slow.0;
            left_rad += lead_rad;
            apogee_m += low_m.clamp(-5_000.0, 5_000.0);
            speed_m_s = guess_m_s.clamp(slow.0 + 0.05 * span_m_s, fast.0 - 0.05 * span_m_s);
        }
        if let Some(flown) = best.as_ref().filter(|_| best_rank < 2) {
            // It dives, but from a flight that rose elsewhere than asked.
            return Err(FlightError::ApogeeNotMet { apogee_m: self.apogee_m, met_m: flown.progress.peak_m, wanted_m });
        }
        // Without a dive at any speed: the fastest fell short, or flights fast enough could not come down so near.
        best.ok_or(if fast.0 < SPEEDS.2 * unit_m_s {
            FlightError::TooClose { wanted_m, minimum_m: wanted_m + nearest_m }
        } else {
            FlightError::OutOfReach { wanted_m, maximum_m: wanted_m - nearest_m }
        })
    }

    /// The boost whose free flight rises to the apogee: by `(v sin γ)² / 2g'`, `g'` less the curvature of the way, and less what the
    /// air takes of the climb: `ρ H / (β sin γ)` of it in air that thins evenly; flights show 1.25 times that.
    fn boost(&self, launch: &Launch<'_>, path: &Arc, burnout_m_s: f64, apogee_m: f64) -> Boost {
        let weight = launch.gliding.weight_m_s2(path, 0.5 * (self.burnout_altitude_m + apogee_m), burnout_m_s).max(1.0);
        boost_to_peak(|angle_rad| {
            let height_m = self.burnout_altitude_m - launch.launch_alt_m;
            let boost = Boost::new(MEAN_RADIUS_M, self.burn_s, height_m, burnout_m_s, angle_rad);
            let burnout_m = boost.end().height_m + launch.launch_alt_m;
            let climb_m_s = burnout_m_s * math::sin(angle_rad);
            let column = launch.gliding.air.density_kg_m3(burnout_m) * SCALE_HEIGHT_M;
            let lost = 1.25 * column * burnout_m_s / (self.ballistic_coefficient_kg_m2 * climb_m_s.max(100.0));
            (boost, burnout_m + 0.5 * climb_m_s * climb_m_s / (weight * (1.0 + lost.min(1.0))) - apogee_m)
        })
    }
}
