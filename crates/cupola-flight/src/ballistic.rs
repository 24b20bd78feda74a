//! Ballistic missiles: boost to a published burnout, free flight, re-entry.

use crate::boost::{Boost, BoostPoint};
use crate::field::{Field, State, fall};
use crate::integrate::quintic;
use crate::kepler::{Arc, lofted_arc, minimum_energy, minimum_energy_arc, velocity_to};
use crate::lifting::{COEFFICIENT, between};
use crate::trajectory::{Knot, Phase, Trajectory};
use crate::{BURN_S, FlightError, positive, reach_m};
use cupola_core::{Vec3, math};
use cupola_earth::wgs84::{self, Geodetic, OMEGA_RAD_S};

/// How far from the aim a flight may come down (m).
const MISS_MAX_M: f64 = 50.0;
/// Error of the apogee that is accepted when one was asked for (m).
const APOGEE_ERROR_MAX_M: f64 = 500.0;
/// Flights tried before the search is given up.
const NUM_FLIGHTS_MAX: usize = 20;
/// Agreement (m/s) of boost and arc at burnout, and the rounds spent on it.
const VELOCITY_ERROR_M_S: f64 = 0.05;
const NUM_ROUNDS_MAX: usize = 12;
/// Height (m) below which a falling warhead is in re-entry.
const REENTRY_M: f64 = 100_000.0;

/// A ballistic missile in published-burnout form.
///
/// The boost is a smooth curve to a burnout height and time (it carries no thrust model); from there the warhead flies
/// freely under gravity with J2 in the rotating frame, with drag `½ ρ v² / β`, to the aim's height. Burnout speed, angle
/// and azimuth are solved so that it comes down within 50 m of the aim.
///
/// - **Domain:** ranges of 70 km to 15 000 km (nearer, the search may fail). Far below its range (a third and less) the burnout height gives way.
/// - **Accuracy:** burnout speed, apogee and time within 5 % of the class table, `tests/verify_ballistic.rs`.
/// - **Assumes:** no stage coasts, no separation or manoeuvre, no wind; constant ballistic coefficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ballistic {
    /// Time from launch to burnout (s).
    pub burn_s: f64,
    /// Height at burnout above the launch place (m).
    pub burnout_altitude_m: f64,
    /// Greatest range on the ground (m).
    pub max_range_m: f64,
    /// Ballistic coefficient of what re-enters (kg/m²).
    pub ballistic_coefficient_kg_m2: f64,
    /// Apogee (m) of a lofted or depressed flight; `None` for least energy.
    pub apogee_m: Option<f64>,
}

impl Ballistic {
    /// Flies to the aim.
    ///
    /// # Errors
    /// As [`crate::fly`]; [`FlightError::ApogeeTooLow`] for an apogee below burnout.
    pub fn fly(&self, from: Geodetic, to: Geodetic) -> Result<Trajectory, FlightError> {
        positive(&[
            ("burnout_altitude_m", self.burnout_altitude_m),
            ("max_range_m", self.max_range_m),
            ("apogee_m", self.apogee_m.unwrap_or(1.0)),
        ])?;
        let coefficient = self.ballistic_coefficient_kg_m2;
        between(&[
            ("burn_s", self.burn_s, BURN_S.0, BURN_S.1),
            ("ballistic_coefficient_kg_m2", coefficient, COEFFICIENT.0, COEFFICIENT.1),
        ])?;
        if let Some(apogee_m) = self.apogee_m.filter(|apogee_m| *apogee_m <= self.burnout_altitude_m) {
            return Err(FlightError::ApogeeTooLow { apogee_m, burnout_altitude_m: self.burnout_altitude_m });
        }
        let wanted_m = reach_m(&from, &to, self.max_range_m)?;
        self.check_energy(wanted_m)?;
        Shoot::new(self, &from, &to, wanted_m).solve()
    }
}

impl Ballistic {
    /// Whether an arc with the apogee asked for needs no more speed than one to the greatest range, both over the sphere at
    /// rest, with 5 % for what that leaves out.
    fn check_energy(&self, wanted_m: f64) -> Result<(), FlightError> {
        let Some(apogee_m) = self.apogee_m else { return Ok(()) };
        let r = wgs84::MEAN_RADIUS_M;
        let farthest_m = self.max_range_m.min(0.99 * math::PI * r);
        let most_m_s = 1.05 * minimum_energy(farthest_m).speed_m_s;
        match lofted_arc(r, r, wanted_m / r, r + apogee_m) {
            Some(arc) if arc.speed_m_s > most_m_s => {
                Err(FlightError::ApogeeOutOfReach { apogee_m, wanted_m, maximum_m: self.max_range_m })
            }
            _ => Ok(()),
        }
    }
}

/// The launch plane: up through the launch place from the Earth's centre, and the horizontal direction of flight.
#[derive(Clone, Copy)]
struct Plane {
    radius_m: f64,
    up: Vec3,
    along: Vec3,
}

impl Plane {
    /// Up and forward unit vectors at an angle from the launch place.
    fn axes(&self, central_rad: f64) -> (Vec3, Vec3) {
        let (sin_c, cos_c) = math::sin_cos(central_rad);
        (self.up * cos_c + self.along * sin_c, self.along * cos_c - self.up * sin_c)
    }

    fn state(&self, point: &BoostPoint) -> State {
        let (up, forward) = self.axes(point.central_rad);
        let (sin_g, cos_g) = math::sin_cos(point.angle_rad);
        State {
            pos_ecef_m: up * (self.radius_m + point.height_m),
            vel_ecef_m_s: (up * sin_g + forward * cos_g) * point.speed_m_s,
        }
    }

    /// Turns the plane about the launch place's vertical so that a velocity at burnout lies in it.
    fn turned_to(&self, central_rad: f64, velocity: &Vec3) -> Self {
        let (_, forward) = self.axes(central_rad);
        let across = self.up.cross(&self.along);
        let (side, ahead) = (velocity.dot(&across), velocity.dot(&forward));
        let scale = 1.0 / (side * side + ahead * ahead).sqrt();
        Self { along: (self.along * ahead + across * side) * scale, ..*self }
    }
}

/// The search for the flight that meets the aim.
///
/// A two-body arc to a displaced aim gives the burnout velocity; the flown miss is taken off the displacement. Since
/// the arc already holds almost all of the dynamics, each flight cuts the miss about tenfold.
struct Shoot<'a> {
    missile: &'a Ballistic,
    target: Geodetic,
    target_ecef_m: Vec3,
    wanted_m: f64,
    /// The displaced aim, the arc's time (s), how much longer the flight takes (s) and the displaced apogee height (m).
    aim_ecef_m: Vec3,
    late_s: f64,
    arc_s: f64,
    apogee_m: f64,
    plane: Plane,
    boost: Boost,
}

impl<'a> Shoot<'a> {
    fn new(missile: &'a Ballistic, from: &Geodetic, to: &Geodetic, wanted_m: f64) -> Self {
        let launch = wgs84::ecef_from_geodetic(from);
        let target_ecef_m = wgs84::ecef_from_geodetic(to);
        let (radius_m, up) = (launch.norm(), launch.normalize());
        let toward = target_ecef_m - up * target_ecef_m.dot(&up);
        let along = toward.try_normalize(1.0).unwrap_or_else(|| up.cross(&Vec3::x()).normalize());
        let arc = minimum_energy_arc(radius_m, target_ecef_m.norm(), wanted_m / wgs84::MEAN_RADIUS_M);
        let boost = Boost::new(radius_m, missile.burn_s, missile.burnout_altitude_m, arc.speed_m_s, arc.angle_rad);
        Self {
            missile,
            target: *to,
            target_ecef_m,
            wanted_m,
            aim_ecef_m: target_ecef_m,
            late_s: 0.0,
            arc_s: arc.time_s,
            apogee_m: missile.apogee_m.unwrap_or(0.0),
            plane: Plane { radius_m, up, along },
            boost,
        }
    }

    fn solve(mut self) -> Result<Trajectory, FlightError> {
        let mut knots = Vec::with_capacity(160);
        let mut miss_m = f64::INFINITY;
        // The last miss and what was taken off the aim for it: how far the impact follows the aim.
        let mut before: Option<(Vec3, Vec3)> = None;
        for _ in 0..NUM_FLIGHTS_MAX {
            let Some(arc) = self.aim_boost() else { break };
            let start = self.plane.state(self.boost.end());
            knots.clear();
            let keep = |time_s: f64, s: &State, acceleration: &Vec3| {
                knots.push((Knot { time_s, pos_ecef_m: s.pos_ecef_m, vel_ecef_m_s: s.vel_ecef_m_s }, *acceleration));
            };
            let coefficient = self.missile.ballistic_coefficient_kg_m2;
            let Some((hit_s, hit)) =
                fall(&Field::EARTH, start, self.missile.burn_s, coefficient, self.target.alt_m, keep)
            else {
                break;
            };
            let miss = hit.pos_ecef_m - self.target_ecef_m;
            miss_m = miss.norm();
            let apogee_error_m = self.missile.apogee_m.map_or(0.0, |wanted| highest(&knots).1 - wanted);
            if miss_m < MISS_MAX_M && apogee_error_m.abs() < APOGEE_ERROR_MAX_M {
                return Ok(self.finish(knots));
            }
            let response =
                before.map_or(1.0, |(miss_before, moved)| (miss - miss_before).dot(&moved) / moved.norm_squared());
            let moved = -miss / response.clamp(0.5, 3.0);
            before = Some((miss, moved));
            self.aim_ecef_m += moved;
            self.aim_ecef_m *= self.target_ecef_m.norm() / self.aim_ecef_m.norm();
            self.apogee_m -= apogee_error_m;
            self.late_s = hit_s - self.missile.burn_s - arc.time_s;
        }
        Err(FlightError::NoTrajectory { wanted_m: self.wanted_m, miss_m, num_flights: NUM_FLIGHTS_MAX })
    }

    /// Sets plane and boost so that the burnout velocity is that of an arc to the displaced aim; `None` without an arc.
    fn aim_boost(&mut self) -> Option<Arc> {
        let mut arc = None;
        for _ in 0..NUM_ROUNDS_MAX {
            let burnout = self.plane.state(self.boost.end()).pos_ecef_m;
            let apogee_m = self.missile.apogee_m.map(|_| self.aim_ecef_m.norm() + self.apogee_m);
            let flight_s = self.arc_s + self.late_s;
            let (velocity, next) = velocity_to(&burnout, &self.aim_ecef_m, apogee_m, flight_s, OMEGA_RAD_S)?;
            self.arc_s = next.time_s;
            arc = Some(next);
            let up = burnout.normalize();
            let speed_m_s = velocity.norm();
            let angle_rad = math::asin((velocity.dot(&up) / speed_m_s).clamp(-1.0, 1.0));
            let change = (velocity - self.plane.state(self.boost.end()).vel_ecef_m_s).norm();
            self.plane = self.plane.turned_to(self.boost.end().central_rad, &velocity);
            self.boost = Boost::new(
                self.plane.radius_m,
                self.missile.burn_s,
                self.missile.burnout_altitude_m,
                speed_m_s,
                angle_rad,
            );
            if change < VELOCITY_ERROR_M_S {
                break;
            }
        }
        arc
    }

    /// Boost and free flight as one trajectory.
    fn finish(self, fallen: Vec<(Knot, Vec3)>) -> Trajectory {
        let climb: Vec<Knot> = self
            .boost
            .points
            .iter()
            .map(|point| {
                let state = self.plane.state(point);
                Knot { time_s: point.time_s, pos_ecef_m: state.pos_ecef_m, vel_ecef_m_s: state.vel_ecef_m_s }
            })
            .collect();
        // Accelerations of the climb from the velocities around: its curve is smooth.
        let acceleration = |i: usize| {
            let (a, b) = (&climb[i.saturating_sub(1)], &climb[(i + 1).min(climb.len() - 1)]);
            (b.vel_ecef_m_s - a.vel_ecef_m_s) / (b.time_s - a.time_s)
        };
        let mut knots = Vec::with_capacity(climb.len() + fallen.len());
        knots.extend(climb.iter().enumerate().map(|(i, knot)| (*knot, acceleration(i))));
        let burn_s = self.missile.burn_s;
        let reentry = fallen.windows(2).find(|pair| {
            let after = &pair[1].0;
            wgs84::altitude_radial_m(&after.pos_ecef_m) < REENTRY_M && after.pos_ecef_m.dot(&after.vel_ecef_m_s) < 0.0
        });
        // A flight that never leaves the air re-enters from its top.
        let reentry_s = reentry.map_or(burn_s, reentry_time_s).max(highest(&fallen).0);
        let phases = vec![(0.0, Phase::Boost), (burn_s, Phase::Midcourse), (reentry_s, Phase::Reentry)];
        knots.extend(fallen);
        Trajectory::new(knots, phases, burn_s)
    }
}

/// Time (s) between two knots at which the height is that of re-entry, or of the first if it is already lower.
fn reentry_time_s(pair: &[(Knot, Vec3)]) -> f64 {
    let height = |k: &Knot| wgs84::altitude_radial_m(&k.pos_ecef_m);
    let (above_m, below_m) = (height(&pair[0].0), height(&pair[1].0));
    let share = ((above_m - REENTRY_M) / (above_m - below_m)).clamp(0.0, 1.0);
    pair[0].0.time_s + share * (pair[1].0.time_s - pair[0].0.time_s)
}

/// Time (s) and height (m) of the highest point of a free flight; of its begin if it only falls.
fn highest(fallen: &[(Knot, Vec3)]) -> (f64, f64) {
    let climb = |k: &Knot| k.vel_ecef_m_s.dot(&k.pos_ecef_m) / k.pos_ecef_m.norm();
    let height = |k: &Knot| wgs84::altitude_radial_m(&k.pos_ecef_m);
    let Some(pair) = fallen.windows(2).find(|pair| climb(&pair[0].0) > 0.0 && climb(&pair[1].0) <= 0.0) else {
        return fallen.first().map_or((0.0, 0.0), |first| (first.0.time_s, height(&first.0)));
    };
    let step_s = pair[1].0.time_s - pair[0].0.time_s;
    let end = |(knot, acceleration): &(Knot, Vec3)| {
        let (climb_m_s, r) = (climb(knot), knot.pos_ecef_m.norm());
        let around = knot.vel_ecef_m_s.norm_squared() - climb_m_s * climb_m_s;
        let rate = (around + knot.pos_ecef_m.dot(acceleration)) / r;
        [height(knot), climb_m_s * step_s, rate * step_s * step_s]
    };
    let c = quintic([end(&pair[0]), end(&pair[1])]);
    let slope = |u: f64| c[1] + u * (2.0 * c[2] + u * (3.0 * c[3] + u * (4.0 * c[4] + u * 5.0 * c[5])));
    let (mut rising, mut falling) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = 0.5 * (rising + falling);
        if slope(middle) > 0.0 { rising = middle } else { falling = middle }
    }
    let u = rising;
    (pair[0].0.time_s + u * step_s, c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * (c[4] + u * c[5])))))
}
