//! Boost-glide vehicles: boost, an arc to the glide, equilibrium glide, dive.

use crate::boost::Boost;
use crate::dive::Dive;
use crate::path::{GreatCircle, ground_rate_m_s};
use crate::trajectory::{Knot, Phase, Trajectory};
use crate::{FlightError, positive, reach_m};
use cupola_core::math;
use cupola_earth::atmosphere;
use cupola_earth::wgs84::{GM_M3_S2, Geodetic, MEAN_RADIUS_M};

/// Flight-path angle at burnout (rad): 4°. Assumed, 0 to 10°.
const BURNOUT_RAD: f64 = 0.07;
/// Greatest vertical acceleration of the arc from burnout to the glide (m/s²). Assumed.
const ARC_M_S2: f64 = 12.0;
/// Speed (m/s) below which the vehicle no longer glides. Assumed, 700 to 1 500: about Mach 3.
const GLIDE_END_M_S: f64 = 1_000.0;
/// Step of the glide (s) and of the arc to it.
const GLIDE_STEP_S: f64 = 10.0;
const NUM_ARC_STEPS: usize = 16;

/// A boost-glide vehicle.
///
/// After the boost a smooth arc brings it to the glide, keeping its energy; the glide slows by `(g − v²/r) / (L/D)` at the
/// height where lift carries the weight, `ρ = 2 β (g/v² − 1/r) / (L/D)`; the dive goes straight onto the aim. A given
/// start height of the glide is blended out as the speed falls (as its fourth power).
///
/// - **Domain:** glide speeds 1 to 7.5 km/s. **Accuracy:** range and time of the glide within 2 % of the closed
///   form, heights within 1 km, `tests/verify_glide.rs`.
/// - **Assumes:** constant L/D and β, no skipping, no cross-range manoeuvre, Earth's rotation left out of the glide.
///
/// # Source
/// Equilibrium glide after Sänger and Eggers, Allen, Neice, NACA report 1382 (1958); parameters as Tracy and Wright,
/// Science & Global Security 28 (2020).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glide {
    /// Time from launch to burnout (s).
    pub burn_s: f64,
    /// Height at burnout (m); lowered where the boost cannot be that high by then.
    pub burnout_altitude_m: f64,
    /// Speed at the start of the glide (m/s).
    pub glide_speed_m_s: f64,
    /// Height at the start of the glide (m).
    pub glide_altitude_m: f64,
    /// Lift-to-drag ratio.
    pub lift_to_drag: f64,
    /// Ballistic coefficient (kg/m²).
    pub ballistic_coefficient_kg_m2: f64,
    /// Angle of the final dive below the horizontal (rad, 0..π/2).
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
        let weight = weight_m_s2(speed_m_s, height_m).max(1e-3) / (speed_m_s * speed_m_s);
        height_m = atmosphere::altitude_of_density_m(2.0 * ballistic_coefficient_kg_m2 * weight / lift_to_drag);
    }
    height_m
}

/// What lift must carry in level flight (m/s²): `g − v²/r`.
fn weight_m_s2(speed_m_s: f64, height_m: f64) -> f64 {
    let r = MEAN_RADIUS_M + height_m;
    GM_M3_S2 / (r * r) - speed_m_s * speed_m_s / r
}

/// One point of a glide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlidePoint {
    /// Time since the glide began (s).
    pub time_s: f64,
    /// Distance over the ground since then (m).
    pub distance_m: f64,
    /// Height (m).
    pub altitude_m: f64,
    /// Speed (m/s).
    pub speed_m_s: f64,
}

/// Steps the equilibrium glide: `dv/dt = −(g − v²/r)/(L/D)`.
#[derive(Debug, Clone, Copy)]
struct Equilibrium {
    start_m_s: f64,
    raised_m: f64,
    lift_to_drag: f64,
    ballistic_coefficient_kg_m2: f64,
}

impl Equilibrium {
    fn altitude_m(&self, speed_m_s: f64) -> f64 {
        equilibrium_altitude_m(speed_m_s, self.lift_to_drag, self.ballistic_coefficient_kg_m2)
            + self.raised_m * (speed_m_s / self.start_m_s).powi(4)
    }

    fn start(&self) -> GlidePoint {
        GlidePoint {
            time_s: 0.0,
            distance_m: 0.0,
            altitude_m: self.altitude_m(self.start_m_s),
            speed_m_s: self.start_m_s,
        }
    }

    /// The point `step_s` later, by the midpoint rule.
    fn next(&self, now: &GlidePoint, step_s: f64) -> GlidePoint {
        let slowing = |speed: f64, height: f64| weight_m_s2(speed, height).max(0.0) / self.lift_to_drag;
        let middle_m_s = now.speed_m_s - 0.5 * step_s * slowing(now.speed_m_s, now.altitude_m);
        let speed_m_s = now.speed_m_s - step_s * slowing(middle_m_s, now.altitude_m);
        GlidePoint {
            time_s: now.time_s + step_s,
            distance_m: now.distance_m + step_s * ground_rate_m_s(middle_m_s, now.altitude_m),
            altitude_m: self.altitude_m(speed_m_s),
            speed_m_s,
        }
    }
}

/// The whole glide from one speed (m/s) down to another, on the equilibrium heights, every ten seconds; the last point
/// is at or just below `end_m_s`.
#[must_use]
pub fn equilibrium_glide(
    start_m_s: f64,
    end_m_s: f64,
    lift_to_drag: f64,
    ballistic_coefficient_kg_m2: f64,
) -> Vec<GlidePoint> {
    let glide = Equilibrium { start_m_s, raised_m: 0.0, lift_to_drag, ballistic_coefficient_kg_m2 };
    let mut points = vec![glide.start()];
    let mut now = points[0];
    while now.speed_m_s > end_m_s && points.len() < 20_000 {
        now = glide.next(&now, GLIDE_STEP_S);
        points.push(now);
    }
    points
}

impl Glide {
    /// Flies to the aim.
    ///
    /// # Errors
    /// As [`crate::fly`]; [`FlightError::OutOfReach`] also where the glide has slowed to 1 km/s before the aim.
    pub fn fly(&self, from: Geodetic, to: Geodetic) -> Result<Trajectory, FlightError> {
        positive(&[
            ("burn_s", self.burn_s),
            ("burnout_altitude_m", self.burnout_altitude_m),
            ("glide_speed_m_s", self.glide_speed_m_s),
            ("glide_altitude_m", self.glide_altitude_m),
            ("lift_to_drag", self.lift_to_drag),
            ("ballistic_coefficient_kg_m2", self.ballistic_coefficient_kg_m2),
            ("terminal_dive_rad", self.terminal_dive_rad),
            ("max_range_m", self.max_range_m),
        ])?;
        let wanted_m = reach_m(&from, &to, self.max_range_m)?;
        let path = GreatCircle::new(&from, &to);
        let mut knots = Vec::with_capacity(256);
        let (arc_s, arc_m) = self.boost_and_arc(&path, from.alt_m, &mut knots);
        let glide = self.equilibrium();
        let mut now = glide.start();
        let glide_s = knots[knots.len() - 1].time_s;
        let dive_from = |p: &GlidePoint| Dive::new(p.altitude_m - to.alt_m, p.speed_m_s, 0.0, self.terminal_dive_rad);
        let left_m = |p: &GlidePoint| wanted_m - arc_m - p.distance_m - dive_from(p).ground_m;
        if left_m(&now) < 0.0 {
            return Err(FlightError::TooClose { wanted_m, minimum_m: wanted_m - left_m(&now) });
        }
        loop {
            let rate = ground_rate_m_s(now.speed_m_s, now.altitude_m);
            // Shorten the last step so that the dive begins where it must.
            let step_s = GLIDE_STEP_S.min(left_m(&now) / rate);
            if step_s < 1e-3 {
                break;
            }
            let next = glide.next(&now, step_s);
            if next.speed_m_s < GLIDE_END_M_S {
                let maximum_m = arc_m + now.distance_m + dive_from(&now).ground_m;
                return Err(FlightError::OutOfReach { wanted_m, maximum_m: maximum_m.min(self.max_range_m) });
            }
            let slope = (next.altitude_m - now.altitude_m) / step_s;
            now = next;
            let rate = ground_rate_m_s(now.speed_m_s, now.altitude_m);
            knots.push(path.knot(glide_s + now.time_s, arc_m + now.distance_m, now.altitude_m, rate, slope));
        }
        let dive_s = glide_s + now.time_s;
        dive_from(&now).append(&path, to.alt_m, now.speed_m_s, self.ballistic_coefficient_kg_m2, dive_s, &mut knots);
        let phases = vec![
            (0.0, Phase::Boost),
            (self.burn_s, Phase::Midcourse),
            (arc_s, Phase::Glide),
            (dive_s, Phase::Terminal),
        ];
        Ok(Trajectory::new(knots, phases, self.burn_s))
    }

    fn equilibrium(&self) -> Equilibrium {
        let start_m_s = self.glide_speed_m_s;
        let (lift_to_drag, coefficient) = (self.lift_to_drag, self.ballistic_coefficient_kg_m2);
        let raised_m = self.glide_altitude_m - equilibrium_altitude_m(start_m_s, lift_to_drag, coefficient);
        Equilibrium { start_m_s, raised_m, lift_to_drag, ballistic_coefficient_kg_m2: coefficient }
    }

    /// Lays down boost and arc; returns the time (s) and ground distance (m) at which the glide begins.
    fn boost_and_arc(&self, path: &GreatCircle, launch_alt_m: f64, knots: &mut Vec<Knot>) -> (f64, f64) {
        let glide2 = self.glide_speed_m_s * self.glide_speed_m_s;
        let g = weight_m_s2(0.0, self.glide_altitude_m);
        let speed_at =
            |height_m: f64| (glide2 + 2.0 * g * (self.glide_altitude_m - height_m)).max(0.25 * glide2).sqrt();
        let burnout_m = self.burnout_altitude_m - launch_alt_m;
        let mut boost =
            Boost::new(MEAN_RADIUS_M, self.burn_s, burnout_m, speed_at(self.burnout_altitude_m), BURNOUT_RAD);
        // Where the height gave way, the energy asks for another speed: once more.
        boost = Boost::new(
            MEAN_RADIUS_M,
            self.burn_s,
            burnout_m,
            speed_at(boost.end().height_m + launch_alt_m),
            BURNOUT_RAD,
        );
        push_boost(&boost, path, launch_alt_m, knots);
        let end = *boost.end();
        let (start_m, climb_m_s) = (end.height_m + launch_alt_m, end.speed_m_s * math::sin(end.angle_rad));
        let rise_m = self.glide_altitude_m - start_m;
        // The cubic from (height, climb) to (glide height, level) has its greatest acceleration at an end.
        let arc_s = (2.0 * climb_m_s + (4.0 * climb_m_s * climb_m_s + 6.0 * ARC_M_S2 * rise_m.abs()).sqrt()) / ARC_M_S2;
        let step_s = arc_s / NUM_ARC_STEPS as f64;
        let mut distance_m = end.central_rad * MEAN_RADIUS_M;
        let state = |time_s: f64| {
            let u = time_s / arc_s;
            let height_m = start_m + rise_m * u * u * (3.0 - 2.0 * u) + climb_m_s * time_s * (1.0 - u) * (1.0 - u);
            let climb = rise_m * 6.0 * u * (1.0 - u) / arc_s + climb_m_s * (1.0 - u) * (1.0 - 3.0 * u);
            let speed2 = speed_at(height_m).powi(2) - climb * climb;
            (height_m, climb, ground_rate_m_s(speed2.max(0.0).sqrt(), height_m))
        };
        for index in 1..=NUM_ARC_STEPS {
            let time_s = index as f64 * step_s;
            let (before, middle, after) = (state(time_s - step_s), state(time_s - 0.5 * step_s), state(time_s));
            distance_m += step_s / 6.0 * (before.2 + 4.0 * middle.2 + after.2);
            knots.push(path.knot(self.burn_s + time_s, distance_m, after.0, after.2, after.1));
        }
        (self.burn_s + arc_s, distance_m)
    }
}

/// Appends a boost flown along a path.
pub(crate) fn push_boost(boost: &Boost, path: &GreatCircle, launch_alt_m: f64, knots: &mut Vec<Knot>) {
    for p in &boost.points {
        let (sin_g, cos_g) = math::sin_cos(p.angle_rad);
        let height_m = p.height_m + launch_alt_m;
        let rate = ground_rate_m_s(p.speed_m_s * cos_g, height_m);
        knots.push(path.knot(p.time_s, p.central_rad * MEAN_RADIUS_M, height_m, rate, p.speed_m_s * sin_g));
    }
}
