//! Quasi-ballistic missiles: a low arc, a pull-up in the air and a steep dive.

use crate::boost::Boost;
use crate::dive::{self, Dive};
use crate::glide::push_boost;
use crate::path::{GreatCircle, ground_rate_m_s};
use crate::trajectory::{Knot, Phase, Trajectory};
use crate::{FlightError, positive, reach_m};
use cupola_core::math;
use cupola_earth::atmosphere;
use cupola_earth::wgs84::{GM_M3_S2, Geodetic, MEAN_RADIUS_M};

/// Step of the lifting flight (s).
const STEP_S: f64 = 2.0;
/// Greatest lift (m/s²). Assumed, 50 to 300 (5 to 30 g).
const LIFT_MAX_M_S2: f64 = 150.0;
/// Time in which the pull-up closes its path angle (s). Assumed.
const PULL_UP_S: f64 = 8.0;
/// Height (m) below which the descent counts as gliding.
const GLIDE_M: f64 = 45_000.0;
/// Height (m) above which no dive begins: the air is too thin to turn in. Assumed, 25 to 40 km.
const DIVE_CEILING_M: f64 = 35_000.0;
/// Span of burnout speeds searched, in units of `√(g range)`; its end (m/s); and flights tried.
const SPEEDS: (f64, f64) = (0.5, 1.8);
const SPEED_ERROR_M_S: f64 = 5.0;
const NUM_FLIGHTS_MAX: usize = 30;

/// A quasi-ballistic or aeroballistic missile (KN-23, Iskander, Kinzhal): integrated in the launch plane.
///
/// Boost to burnout, free flight over the apogee with drag, then lift levels it off in the air and holds it level until it
/// is too slow and sinks, until a dive at a fixed angle leads onto the aim. Drag is `½ ρ v² / β`, lift at most L/D times
/// that. The burnout speed is solved so that the dive begins at `dive_speed_m_s`, or as slowly as the aim can be met
/// at all: a nearer aim means a slower flight.
///
/// - **Domain:** apogee 30 to 100 km, ranges 100 to 2 500 km. **Accuracy:** the published band of the KN-23, no better
///   (`tests/verify_quasi.rs`); apogee within 3 km of that asked for.
/// - **Assumes:** a point mass over a sphere at rest, constant β and L/D, no cross-range turns.
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

/// A state in the launch plane.
#[derive(Debug, Clone, Copy)]
struct Planar {
    time_s: f64,
    distance_m: f64,
    height_m: f64,
    speed_m_s: f64,
    angle_rad: f64,
}

/// What one flight came to.
struct Flown {
    boost: Boost,
    states: Vec<Planar>,
    apogee_m: f64,
    end: End,
}

/// How a flight ended.
#[derive(Debug, Clone, Copy)]
enum End {
    /// It fell before the aim.
    Short,
    /// It met the start of its dive.
    Dive(Dive),
    /// It was too high or still climbing where it should have dived.
    Over,
}

impl QuasiBallistic {
    /// Flies to the aim.
    ///
    /// # Errors
    /// As [`crate::fly`]; [`FlightError::ApogeeTooLow`] for an apogee below burnout.
    pub fn fly(&self, from: Geodetic, to: Geodetic) -> Result<Trajectory, FlightError> {
        positive(&[
            ("burn_s", self.burn_s),
            ("burnout_altitude_m", self.burnout_altitude_m),
            ("apogee_m", self.apogee_m),
            ("max_range_m", self.max_range_m),
            ("ballistic_coefficient_kg_m2", self.ballistic_coefficient_kg_m2),
            ("lift_to_drag", self.lift_to_drag),
            ("dive_speed_m_s", self.dive_speed_m_s),
            ("terminal_dive_rad", self.terminal_dive_rad),
        ])?;
        if self.apogee_m <= self.burnout_altitude_m {
            let Self { apogee_m, burnout_altitude_m, .. } = *self;
            return Err(FlightError::ApogeeTooLow { apogee_m, burnout_altitude_m });
        }
        let wanted_m = reach_m(&from, &to, self.max_range_m)?;
        let flown = self.search(from.alt_m, to.alt_m, wanted_m)?;
        let End::Dive(dive) = flown.end else { unreachable!("search keeps only flights that dive") };
        Ok(self.lay_down(&flown, &dive, &from, &to))
    }

    /// Bisects the burnout speed until the dive begins at the wanted speed, trimming the apogee on the way.
    fn search(&self, launch_alt_m: f64, target_alt_m: f64, wanted_m: f64) -> Result<Flown, FlightError> {
        let unit_m_s = (gravity_m_s2(0.0) * wanted_m).sqrt();
        let (mut slow, mut fast) = (SPEEDS.0 * unit_m_s, SPEEDS.1 * unit_m_s);
        let mut apogee_m = self.apogee_m;
        let mut best = None;
        let mut nearest_m = wanted_m;
        for _ in 0..NUM_FLIGHTS_MAX {
            let speed_m_s = 0.5 * (slow + fast);
            let flown = self.attempt(speed_m_s, apogee_m, launch_alt_m, target_alt_m, wanted_m);
            let last = flown.states[flown.states.len() - 1];
            let is_fast = match flown.end {
                End::Short => false,
                End::Dive(_) => last.speed_m_s > self.dive_speed_m_s,
                End::Over => true,
            };
            if is_fast {
                fast = speed_m_s
            } else {
                slow = speed_m_s
            }
            if fast - slow < 0.2 * unit_m_s {
                apogee_m += (0.7 * (self.apogee_m - flown.apogee_m)).clamp(-5_000.0, 5_000.0);
            }
            nearest_m = nearest_m.min((wanted_m - last.distance_m).abs());
            if matches!(flown.end, End::Dive(_)) {
                best = Some(flown);
            }
            if fast - slow < SPEED_ERROR_M_S && best.is_some() {
                break;
            }
        }
        best.ok_or(FlightError::NoTrajectory { wanted_m, miss_m: nearest_m, num_flights: NUM_FLIGHTS_MAX })
    }

    /// One flight at a burnout speed.
    fn attempt(&self, burnout_m_s: f64, apogee_m: f64, launch_alt_m: f64, target_alt_m: f64, wanted_m: f64) -> Flown {
        let boost = self.boost(burnout_m_s, apogee_m, launch_alt_m);
        let burnout = boost.end();
        let mut state = Planar {
            time_s: self.burn_s,
            distance_m: burnout.central_rad * MEAN_RADIUS_M,
            height_m: burnout.height_m + launch_alt_m,
            speed_m_s: burnout.speed_m_s,
            angle_rad: burnout.angle_rad,
        };
        let mut states = Vec::with_capacity(256);
        states.push(state);
        let (mut highest_m, mut end) = (state.height_m, End::Short);
        let dive_of =
            |s: &Planar| Dive::new(s.height_m - target_alt_m, s.speed_m_s, -s.angle_rad, self.terminal_dive_rad);
        let left_m = |s: &Planar| wanted_m - s.distance_m - dive_of(s).ground_m;
        let widest = 1.0 / math::sin(self.terminal_dive_rad);
        while state.height_m > target_alt_m + 1_000.0 && state.speed_m_s > 100.0 && states.len() < 1_500 {
            let next = self.step(&state, STEP_S);
            highest_m = highest_m.max(next.height_m);
            let dive_m = next.height_m * widest + next.speed_m_s * next.speed_m_s / dive::TURN_M_S2;
            if wanted_m - next.distance_m < dive_m && left_m(&next) < 0.0 {
                let left_before_m = left_m(&state);
                if next.angle_rad > 0.0 || next.height_m > DIVE_CEILING_M || left_before_m <= 0.0 {
                    end = End::Over;
                    break;
                }
                // Shorten the step so that the dive begins where it must.
                let share = left_before_m / (left_before_m - left_m(&next));
                let cut = self.step(&state, (share * STEP_S).max(1e-3));
                states.push(cut);
                end = End::Dive(dive_of(&cut));
                break;
            }
            state = next;
            states.push(state);
        }
        Flown { boost, states, apogee_m: highest_m, end }
    }

    /// The boost whose free flight would rise to the apogee: `v sin γ = √(2 g' Δh)`, with the centrifugal share of `g`.
    fn boost(&self, burnout_m_s: f64, apogee_m: f64, launch_alt_m: f64) -> Boost {
        let mut burnout_m = self.burnout_altitude_m;
        let mut boost = None;
        for _ in 0..2 {
            let weight = (gravity_m_s2(burnout_m) - burnout_m_s * burnout_m_s / MEAN_RADIUS_M).max(0.5);
            let climb = (2.0 * weight * (apogee_m - burnout_m).max(0.0)).sqrt();
            let angle_rad = math::asin((climb / burnout_m_s).min(0.98));
            let wanted_m = self.burnout_altitude_m - launch_alt_m;
            let next = Boost::new(MEAN_RADIUS_M, self.burn_s, wanted_m, burnout_m_s, angle_rad);
            burnout_m = next.end().height_m + launch_alt_m;
            boost = Some(next);
        }
        boost.expect("the loop runs twice")
    }

    /// One Runge–Kutta step of fourth order.
    fn step(&self, s: &Planar, step_s: f64) -> Planar {
        let moved = |k: &Planar, by_s: f64| Planar {
            time_s: s.time_s + by_s,
            distance_m: s.distance_m + k.distance_m * by_s,
            height_m: s.height_m + k.height_m * by_s,
            speed_m_s: s.speed_m_s + k.speed_m_s * by_s,
            angle_rad: s.angle_rad + k.angle_rad * by_s,
        };
        let a = self.rates(s);
        let b = self.rates(&moved(&a, 0.5 * step_s));
        let c = self.rates(&moved(&b, 0.5 * step_s));
        let d = self.rates(&moved(&c, step_s));
        let mean = |f: fn(&Planar) -> f64| (f(&a) + 2.0 * (f(&b) + f(&c)) + f(&d)) / 6.0;
        let rate = Planar {
            time_s: 1.0,
            distance_m: mean(|k| k.distance_m),
            height_m: mean(|k| k.height_m),
            speed_m_s: mean(|k| k.speed_m_s),
            angle_rad: mean(|k| k.angle_rad),
        };
        moved(&rate, step_s)
    }

    /// Rates of change: gravity, drag, and lift once it descends.
    fn rates(&self, s: &Planar) -> Planar {
        let (sin_g, cos_g) = math::sin_cos(s.angle_rad);
        let radius_m = MEAN_RADIUS_M + s.height_m;
        let gravity = gravity_m_s2(s.height_m);
        let density = atmosphere::density_kg_m3(s.height_m);
        let drag = 0.5 * density * s.speed_m_s * s.speed_m_s / self.ballistic_coefficient_kg_m2;
        let weight = (gravity - s.speed_m_s * s.speed_m_s / radius_m) * cos_g;
        let lift = if s.angle_rad < 0.0 {
            let able = (self.lift_to_drag * drag).min(LIFT_MAX_M_S2);
            (weight - s.speed_m_s * s.angle_rad / PULL_UP_S).clamp(0.0, able)
        } else {
            0.0
        };
        Planar {
            time_s: 1.0,
            distance_m: ground_rate_m_s(s.speed_m_s * cos_g, s.height_m),
            height_m: s.speed_m_s * sin_g,
            speed_m_s: -drag - gravity * sin_g,
            angle_rad: (lift - weight) / s.speed_m_s,
        }
    }

    /// The flight as a trajectory over the ellipsoid.
    fn lay_down(&self, flown: &Flown, dive: &Dive, from: &Geodetic, to: &Geodetic) -> Trajectory {
        let path = GreatCircle::new(from, to);
        let mut knots: Vec<Knot> = Vec::with_capacity(flown.states.len() + 80);
        push_boost(&flown.boost, &path, from.alt_m, &mut knots);
        let last = flown.states[flown.states.len() - 1];
        // The dive fixes where the last state lies; the metres between are spread over the flight.
        let scale = (path.length_m - dive.ground_m) / last.distance_m;
        knots.extend(flown.states.iter().skip(1).map(|s| {
            let (sin_g, cos_g) = math::sin_cos(s.angle_rad);
            let rate = ground_rate_m_s(s.speed_m_s * cos_g, s.height_m);
            path.knot(s.time_s, s.distance_m * scale, s.height_m, rate * scale, s.speed_m_s * sin_g)
        }));
        dive.append(&path, to.alt_m, last.speed_m_s, self.ballistic_coefficient_kg_m2, last.time_s, &mut knots);
        let in_air = |s: &&Planar| s.angle_rad < 0.0 && s.height_m < GLIDE_M;
        let glide_s = flown.states.iter().find(in_air).map_or(last.time_s, |s| s.time_s);
        let phases = vec![
            (0.0, Phase::Boost),
            (self.burn_s, Phase::Midcourse),
            (glide_s, Phase::Glide),
            (last.time_s, Phase::Terminal),
        ];
        Trajectory::new(knots, phases, self.burn_s)
    }
}

fn gravity_m_s2(height_m: f64) -> f64 {
    let r = MEAN_RADIUS_M + height_m;
    GM_M3_S2 / (r * r)
}
