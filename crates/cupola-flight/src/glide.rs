//! Boost-glide vehicles: boost, a pull-up into the glide, bank turns, a dive.

use crate::boost::{Boost, BoostPoint};
use crate::field::State;
use crate::gliding::{Gliding, Keep, Progress, Stop, course};
use crate::lifting::{AeroRow, check_rows};
use crate::path::{Arc, Moving, ground_rate_m_s};
use crate::trajectory::{Knot, Phase, Trajectory};
use crate::{FlightError, RANGE_SLACK, positive};
use cupola_core::{Vec3, math};
use cupola_earth::atmosphere;
use cupola_earth::wgs84::{GM_M3_S2, Geodetic, MEAN_RADIUS_M};

pub use crate::lifting::{LevelGlide, level_glide};

/// Speed (m/s) below which the vehicle no longer glides. Assumed, 700 to 1 500: about Mach 3.
const GLIDE_END_M_S: f64 = 1_000.0;
/// Accepted error of the glide's first speed (m/s) and of the peak before it (m), and entries tried.
const SPEED_ERROR_M_S: f64 = 8.0;
const PEAK_ERROR_M: f64 = 500.0;
const NUM_ENTRIES_MAX: usize = 12;
/// Speed lost in the pull-up, as a share of the fall's speed over L/D: a first guess.
const PULL_UP_SHARE: f64 = 1.3;
/// The greatest miss (m).
const MISS_MAX_M: f64 = 50.0;

/// A boost-glide vehicle.
#[derive(Debug, Clone, PartialEq)]
pub struct Glide {
    /// Time from launch to burnout (s).
    pub burn_s: f64,
    /// Height at burnout (m); lowered where the boost cannot be that high by then.
    pub burnout_altitude_m: f64,
    /// Height of the peak between boost and glide (m); `None` for burnout in level flight, or a climb to the height of the
    /// glide from a burnout below it.
    pub peak_altitude_m: Option<f64>,
    /// Speed at the start of the glide (m/s).
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
    /// Places to turn at on the way, in order; passed on the inside. Heights are not used.
    pub waypoints: Vec<Geodetic>,
    /// Angle of the final dive below the horizontal (rad, 0..π/2); less where the air does not give the turn.
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
        positive(&[
            ("burn_s", self.burn_s),
            ("burnout_altitude_m", self.burnout_altitude_m),
            ("glide_speed_m_s", self.glide_speed_m_s),
            ("glide_altitude_m", self.glide_altitude_m),
            ("lift_to_drag", self.lift_to_drag),
            ("ballistic_coefficient_kg_m2", self.ballistic_coefficient_kg_m2),
            ("bank_max_rad", self.bank_max_rad),
            ("terminal_dive_rad", self.terminal_dive_rad),
            ("max_range_m", self.max_range_m),
        ])?;
        check_rows(&self.aero_by_speed)
    }

    /// Flies to the aim.
    ///
    /// # Errors
    /// As [`crate::fly`]; [`FlightError::OutOfReach`] also where the glide has slowed to 1 km/s before the aim.
    pub fn fly(&self, from: Geodetic, to: Geodetic) -> Result<Trajectory, FlightError> {
        self.check()?;
        let constant = [AeroRow {
            speed_m_s: self.glide_speed_m_s,
            lift_to_drag: self.lift_to_drag,
            ballistic_coefficient_kg_m2: self.ballistic_coefficient_kg_m2,
        }];
        let (first_m, points) = course(&from, &self.waypoints, &to);
        let wanted_m = first_m + points[0].1;
        if wanted_m > self.max_range_m * RANGE_SLACK {
            return Err(FlightError::OutOfReach { wanted_m, maximum_m: self.max_range_m });
        }
        let gliding = Gliding {
            rows: if self.aero_by_speed.is_empty() { &constant } else { &self.aero_by_speed },
            damping_fraction: self.damping_fraction,
            sin_bank_max: math::sin(self.bank_max_rad),
            dive_rad: self.terminal_dive_rad,
            points,
            aim_alt_m: to.alt_m,
        };
        let path = Arc::between(&from, self.waypoints.first().unwrap_or(&to));
        let mut flight = Vec::with_capacity(320);
        let (boost, progress) = self.enter(&gliding, &path, from.alt_m, wanted_m, &mut flight)?;
        finish(&gliding, &boost, &path, from.alt_m, progress, wanted_m, self.max_range_m, GLIDE_END_M_S, flight)
    }

    /// The boost after which the glide begins with the energy asked for, and the flight up to there.
    fn enter(
        &self,
        gliding: &Gliding<'_>,
        path: &Arc,
        launch_alt_m: f64,
        wanted_m: f64,
        flight: &mut Vec<(Knot, Vec3)>,
    ) -> Result<(Boost, Progress), FlightError> {
        let energy_at = |height_m: f64| -GM_M3_S2 / (MEAN_RADIUS_M + height_m);
        let glide_j_kg = 0.5 * self.glide_speed_m_s * self.glide_speed_m_s + energy_at(self.glide_altitude_m);
        let peak_m = self.peak_altitude_m.unwrap_or(self.glide_altitude_m);
        let radius_m = MEAN_RADIUS_M + self.burnout_altitude_m;
        let gravity =
            (GM_M3_S2 / (radius_m * radius_m) - self.glide_speed_m_s * self.glide_speed_m_s / radius_m).max(1.0);
        // The pull-up turns the fall from the peak level, and costs its share of the speed.
        let fall_m = peak_m.max(self.burnout_altitude_m) - self.glide_altitude_m;
        let loss_m_s = PULL_UP_SHARE * (2.0 * gravity * fall_m.max(0.0)).sqrt() / self.lift_to_drag;
        let burnout_j_kg = glide_j_kg - energy_at(self.burnout_altitude_m);
        let mut speed_m_s = (2.0 * burnout_j_kg).max(1e4).sqrt() + loss_m_s;
        // The square of the climb at burnout sets the peak: at first as in free fall, then as two flights showed.
        let mut climb2 = 2.0 * gravity * (peak_m - self.burnout_altitude_m).max(0.0);
        let mut rise_m_per = 0.5 / gravity;
        let mut before: Option<(f64, f64)> = None;
        for _ in 0..NUM_ENTRIES_MAX {
            let angle_rad = math::asin((climb2.sqrt() / speed_m_s).clamp(0.0, 0.99));
            let height_m = self.burnout_altitude_m - launch_alt_m;
            let boost = Boost::new(MEAN_RADIUS_M, self.burn_s, height_m, speed_m_s, angle_rad);
            let mut progress = Progress::new(burnout(&boost, path, launch_alt_m), self.burn_s);
            flight.clear();
            let keep: Keep<'_> = &mut |knot, acceleration| flight.push((knot, acceleration));
            let past = match gliding.fly(&mut progress, true, 0.5 * GLIDE_END_M_S, keep) {
                Stop::Level { past } => past,
                Stop::Dive => 0.0,
                Stop::Over { by_m } => return Err(FlightError::TooClose { wanted_m, minimum_m: wanted_m + by_m }),
                Stop::Short { .. } => {
                    speed_m_s *= 1.1;
                    continue;
                }
            };
            let short_m_s = (glide_j_kg - progress.energy_j_kg(past)) / speed_m_s;
            let is_climbing = climb2 > 0.0 || peak_m > boost.end().height_m + launch_alt_m + PEAK_ERROR_M;
            let low_m = if is_climbing { peak_m - progress.peak_m } else { 0.0 };
            if short_m_s.abs() < SPEED_ERROR_M_S && low_m.abs() < PEAK_ERROR_M {
                return Ok((boost, progress));
            }
            speed_m_s += short_m_s;
            if let Some((climb2_before, peak_before_m)) = before
                && climb2_before != climb2
            {
                let shown = (progress.peak_m - peak_before_m) / (climb2 - climb2_before);
                rise_m_per = shown.clamp(0.2 / gravity, 3.0 / gravity);
            }
            before = Some((climb2, progress.peak_m));
            climb2 = (climb2 + low_m / rise_m_per).max(0.0);
        }
        Err(FlightError::NoTrajectory { wanted_m, miss_m: wanted_m, num_flights: NUM_ENTRIES_MAX })
    }
}

/// Flies from the present to the aim and puts the trajectory together.
pub(crate) fn finish(
    gliding: &Gliding<'_>,
    boost: &Boost,
    path: &Arc,
    launch_alt_m: f64,
    mut progress: Progress,
    wanted_m: f64,
    max_range_m: f64,
    ends_m_s: f64,
    mut flight: Vec<(Knot, Vec3)>,
) -> Result<Trajectory, FlightError> {
    let keep: Keep<'_> = &mut |knot, acceleration| flight.push((knot, acceleration));
    if !progress.is_diving
        && let Stop::Short { by_m } = gliding.fly(&mut progress, false, ends_m_s, keep)
    {
        return Err(FlightError::OutOfReach { wanted_m, maximum_m: (wanted_m - by_m).min(max_range_m) });
    }
    let end = gliding.dive(&progress, keep);
    let miss_m = (end.pos_ecef_m - gliding.points[gliding.points.len() - 1].0).norm();
    if miss_m.is_nan() || miss_m > MISS_MAX_M {
        return Err(FlightError::NoTrajectory { wanted_m, miss_m, num_flights: 1 });
    }
    let burn_s = boost.end().time_s;
    let mut knots = Vec::with_capacity(boost.points.len() + flight.len());
    push_boost(boost, path, launch_alt_m, &mut knots);
    knots.extend(flight.iter().skip(1).map(|(knot, _)| *knot));
    let mut phases = vec![(0.0, Phase::Boost), (burn_s, Phase::Midcourse)];
    phases.extend(progress.glide_s.filter(|s| *s < progress.time_s).map(|s| (s, Phase::Glide)));
    phases.push((progress.time_s, Phase::Terminal));
    Ok(Trajectory::new(knots, phases, burn_s))
}

/// The state at burnout.
pub(crate) fn burnout(boost: &Boost, path: &Arc, launch_alt_m: f64) -> State {
    let knot = boost_knot(boost.end(), path, launch_alt_m);
    State { pos_ecef_m: knot.pos_ecef_m, vel_ecef_m_s: knot.vel_ecef_m_s }
}

/// Appends a boost flown along a path.
pub(crate) fn push_boost(boost: &Boost, path: &Arc, launch_alt_m: f64, knots: &mut Vec<Knot>) {
    knots.extend(boost.points.iter().map(|point| boost_knot(point, path, launch_alt_m)));
}

fn boost_knot(p: &BoostPoint, path: &Arc, launch_alt_m: f64) -> Knot {
    let (sin_g, cos_g) = math::sin_cos(p.angle_rad);
    let height_m = p.height_m + launch_alt_m;
    let rate = ground_rate_m_s(p.speed_m_s * cos_g, height_m);
    let distance = Moving { value: p.central_rad * MEAN_RADIUS_M, rate, rate2: 0.0 };
    path.knot(p.time_s, distance, Moving { value: height_m, rate: p.speed_m_s * sin_g, rate2: 0.0 }).0
}
