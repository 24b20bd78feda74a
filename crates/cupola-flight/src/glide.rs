//! Boost-glide vehicles: boost, a pull-up into the glide, bank turns, a dive.

use crate::boost::Boost;
use crate::boosted::{Launch, boost_to_peak};
use crate::gliding::{Gliding, Stop, course};
use crate::lifting::{AeroRow, COEFFICIENT, LIFT_TO_DRAG, aero_at, between, check_rows};
use crate::path::{Arc, check_way};
use crate::trajectory::Trajectory;
use crate::{BURN_S, FlightError, RANGE_MAX_M, RANGE_SLACK};
use cupola_core::math;
use cupola_earth::atmosphere;
use cupola_earth::atmosphere::table::table;
use cupola_earth::wgs84::{self, GM_M3_S2, Geodetic, MEAN_RADIUS_M};

pub use crate::lifting::{LevelGlide, level_glide};

/// Speed (m/s) below which the vehicle no longer glides. Assumed, 700 to 1 500: about Mach 3.
const GLIDE_END_M_S: f64 = 1_000.0;
/// Speed (m/s) a pull-up from a fall at `w` costs: `(0.71 w + 350 min(1, w/250)) / (L/D)`, fitted to 284 flights of this
/// model (fall 150 to 900 m/s, L/D 1.5 to 4) with 26 m/s root mean square.
const PULL_UP: (f64, f64, f64) = (0.71, 350.0, 250.0);
/// Angle (rad) off the aim from which a dive is begun.
const OFF_MAX_RAD: f64 = 0.02;
/// How much slower than in proportion a flight to a nearer aim begins, its slowest glide (m/s), and flights tried.
const SLOWING: f64 = 0.97;
const SLOWEST_M_S: f64 = 1_200.0;
const NUM_FLIGHTS_MAX: usize = 10;

/// A boost-glide vehicle: a point mass in three dimensions over the turning WGS-84 Earth with J2.
///
/// The boost ends so that free flight rises to the peak, with the energy of the glide's start and what the pull-up will cost.
/// From the peak on drag is `½ ρ v² / β` and lift at most L/D times that. Lift breaks the fall and settles into the glide in
/// which it carries the weight, `ρ = 2 β (g/v² − 1/r) / (L/D)`, slowing by `(g − v²/r) / (L/D)`; less damping leaves the
/// natural skips. Banking turns it toward the next waypoint. The dive begins where it just comes down on the aim: a turn
/// with 60 % of the lift, then proportional navigation.
///
/// - **Domain:** glide speeds 1.5 to 7 km/s, L/D 1 to 4, β 3 000 to 15 000 kg/m², peaks to 300 km.
/// - **Accuracy:** a settled glide within 3 % of the closed form's range and time, within 0.2 km of its heights; speed at the
///   start of the glide within 60 m/s (8 of 10 flights) and peak within 1 km of those asked for; aims met within 1 m; steps
///   shifted by 0.2 s over 1 800 s (`tests/verify_glide.rs`).
/// - **Assumes:** no wind; the angle of attack of the best L/D all along (10 % more lift for a moment, no more drag); lift and
///   bank change at once; at most 150 m/s² of lift (assumed, 50 to 300); the boost's parametric curve.
///
/// # Source
/// `EGGERS1958` (equilibrium glide); parameters as in `TRACY2020`.
#[derive(Debug, Clone, PartialEq)]
pub struct Glide {
    /// Time from launch to burnout (s).
    pub burn_s: f64,
    /// Height at burnout (m); lowered where the boost cannot be that high by then.
    pub burnout_altitude_m: f64,
    /// Height of the peak between boost and glide (m); `None` for the higher of burnout and glide: a burnout in level flight
    /// where the boost can be that high.
    pub peak_altitude_m: Option<f64>,
    /// Speed at the start of the glide (m/s); less toward an aim too near to come down on from it.
    pub glide_speed_m_s: f64,
    /// Height at the start of the glide (m): with the speed, the energy that is left after the pull-up. The vehicle itself
    /// glides where its lift carries it.
    pub glide_altitude_m: f64,
    /// Lift-to-drag ratio.
    pub lift_to_drag: f64,
    /// Ballistic coefficient (kg/m²).
    pub ballistic_coefficient_kg_m2: f64,
    /// Both by speed instead, in order of speed; empty for the constants.
    pub aero_by_speed: Vec<AeroRow>,
    /// Share of the critical damping with which the glide settles (0..=1): 1 is smooth, less skips, 0 never settles.
    pub damping_fraction: f64,
    /// Greatest bank angle (rad, 0..π/2).
    pub bank_max_rad: f64,
    /// Places to turn at on the way, in order; passed on the inside of the turn. Their heights are not used.
    pub waypoints: Vec<Geodetic>,
    /// Angle of the final dive below the horizontal (rad, 0..=π/2); less where the air does not give the turn, more where a
    /// shallow dive would come to a stop.
    pub terminal_dive_rad: f64,
    /// Greatest range on the ground (m).
    pub max_range_m: f64,
}

/// Height (m) at which lift carries the weight at a speed (m/s); 86 km where even that air is too dense.
///
/// - **Domain:** below orbital speed. **Assumes:** level flight on a sphere.
#[must_use]
pub fn equilibrium_altitude_m(speed_m_s: f64, lift_to_drag: f64, ballistic_coefficient_kg_m2: f64) -> f64 {
    let mut height_m = 45_000.0;
    for _ in 0..3 {
        let r = MEAN_RADIUS_M + height_m;
        let weight = (GM_M3_S2 / (r * r) - speed_m_s * speed_m_s / r).max(1e-3) / (speed_m_s * speed_m_s);
        height_m = atmosphere::altitude_of_density_m(2.0 * ballistic_coefficient_kg_m2 * weight / lift_to_drag);
    }
    height_m
}

impl Glide {
    fn check(&self) -> Result<(), FlightError> {
        between(&[
            ("burn_s", self.burn_s, BURN_S.0, BURN_S.1),
            ("burnout_altitude_m", self.burnout_altitude_m, 1_000.0, 500_000.0),
            ("glide_speed_m_s", self.glide_speed_m_s, GLIDE_END_M_S, 7_800.0),
            ("glide_altitude_m", self.glide_altitude_m, 1_000.0, 200_000.0),
            ("peak_altitude_m", self.peak_altitude_m.unwrap_or(self.glide_altitude_m), 1_000.0, 1_000_000.0),
            ("lift_to_drag", self.lift_to_drag, LIFT_TO_DRAG.0, LIFT_TO_DRAG.1),
            ("ballistic_coefficient_kg_m2", self.ballistic_coefficient_kg_m2, COEFFICIENT.0, COEFFICIENT.1),
            ("damping_fraction", self.damping_fraction, 0.0, 1.0),
            ("bank_max_rad", self.bank_max_rad, 0.01, 1.55),
            ("terminal_dive_rad", self.terminal_dive_rad, 0.01, math::FRAC_PI_2),
            ("max_range_m", self.max_range_m, 1_000.0, RANGE_MAX_M),
        ])?;
        check_rows(&self.aero_by_speed)
    }

    /// Flies to the aim.
    ///
    /// # Errors
    /// As [`crate::fly`]; [`FlightError::OutOfReach`] also where the glide has slowed to 1 km/s before the dive;
    /// [`FlightError::LegTooShort`] for waypoints that the greatest bank does not turn at.
    pub fn fly(&self, from: Geodetic, to: Geodetic) -> Result<Trajectory, FlightError> {
        self.check()?;
        check_way(&from, &self.waypoints, &to)?;
        let constant = [AeroRow {
            speed_m_s: self.glide_speed_m_s,
            lift_to_drag: self.lift_to_drag,
            ballistic_coefficient_kg_m2: self.ballistic_coefficient_kg_m2,
        }];
        let (wanted_m, points) = course(&from, &self.waypoints, &to);
        if wanted_m > self.max_range_m * RANGE_SLACK {
            return Err(FlightError::OutOfReach { wanted_m, maximum_m: self.max_range_m });
        }
        let gliding = Gliding {
            air: table(),
            rows: if self.aero_by_speed.is_empty() { &constant } else { &self.aero_by_speed },
            damping_fraction: self.damping_fraction,
            sideways_fraction: math::sin(self.bank_max_rad),
            dive_rad: self.terminal_dive_rad,
            points,
            length_m: wanted_m,
            aim_alt_m: to.alt_m,
        };
        let launch = Launch {
            gliding: &gliding,
            launch_alt_m: from.alt_m,
            wanted_m,
            max_range_m: self.max_range_m,
            ends_m_s: GLIDE_END_M_S,
        };
        let mut path = Arc::between(&from, self.waypoints.first().unwrap_or(&to));
        let mut glide_m_s = self.glide_speed_m_s;
        let mut flown = launch.fly(self.boost(&gliding, &path, from.alt_m, glide_m_s), path);
        for _ in 0..NUM_FLIGHTS_MAX {
            match flown.stop {
                // Too fast to come down so near: slower.
                Stop::Over { by_m } if glide_m_s > SLOWEST_M_S => {
                    glide_m_s = (SLOWING * glide_m_s * wanted_m / (wanted_m + by_m)).max(SLOWEST_M_S);
                }
                // Too short to steer out what the Earth's turning does: begun with a lead.
                Stop::Dive if flown.off_rad.abs() > OFF_MAX_RAD && self.waypoints.is_empty() => {
                    path = path.turned(flown.lead_rad);
                }
                _ => break,
            }
            flown = launch.fly(self.boost(&gliding, &path, from.alt_m, glide_m_s), path);
        }
        launch.finish(flown)
    }

    /// The boost to the peak asked for, with the energy of the glide and what the pull-up will cost.
    fn boost(&self, gliding: &Gliding<'_>, path: &Arc, launch_alt_m: f64, glide_m_s: f64) -> Boost {
        let (lift_to_drag, coefficient) = aero_at(gliding.rows, glide_m_s);
        let settled_m = equilibrium_altitude_m(glide_m_s, lift_to_drag, coefficient);
        let peak_m = self.peak_altitude_m.unwrap_or(self.glide_altitude_m.max(self.burnout_altitude_m));
        let glide_j_kg = 0.5 * glide_m_s * glide_m_s;
        let attempt = |angle_rad: f64| {
            let (mut burnout_m, mut boost) = (self.burnout_altitude_m, None);
            for _ in 0..2 {
                let speed_m_s = |height_m: f64| {
                    (2.0 * (glide_j_kg + wgs84::G0_M_S2 * (self.glide_altitude_m - height_m))).max(1e4).sqrt()
                };
                let top_m = peak_m.max(burnout_m);
                let weight = gliding.weight_m_s2(path, top_m, speed_m_s(top_m)).max(0.5);
                let fall_m_s = (2.0 * weight * (top_m - settled_m).max(0.0)).sqrt();
                let (rate, fixed_m_s, full_m_s) = PULL_UP;
                let loss_m_s = (rate * fall_m_s + fixed_m_s * (fall_m_s / full_m_s).min(1.0)) / lift_to_drag;
                let speed_m_s = speed_m_s(burnout_m) + loss_m_s;
                let height_m = self.burnout_altitude_m - launch_alt_m;
                let next = Boost::new(MEAN_RADIUS_M, self.burn_s, height_m, speed_m_s, angle_rad);
                burnout_m = next.end().height_m + launch_alt_m;
                boost = Some(next);
            }
            let boost = boost.expect("the loop runs twice");
            let climb_m_s = boost.end().speed_m_s * math::sin(angle_rad);
            let level_m_s = boost.end().speed_m_s * math::cos(angle_rad);
            let weight = gliding.weight_m_s2(path, 0.5 * (burnout_m + peak_m), level_m_s).max(0.5);
            (boost, burnout_m + 0.5 * climb_m_s * climb_m_s / weight - peak_m)
        };
        boost_to_peak(attempt)
    }
}
