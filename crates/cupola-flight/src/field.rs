//! The forces on a body in flight, and its fall to the ground.
//!
//! A [`Field`] is gravity, rotation, shape and air; [`Field::EARTH`] is what every flight uses, the others are for closed
//! forms to be checked against. [`fall`] integrates free flight, re-entry included.

use crate::integrate::{Fineness, Step, propagate, quintic};
use cupola_core::Vec3;
use cupola_core::lanes::{Real, exp};
use cupola_earth::atmosphere::table::{TOP_M, Table, table};
use cupola_earth::wgs84::{A_M, E2, GM_M3_S2, J2, MEAN_RADIUS_M, OMEGA_RAD_S};

/// A state in flight: position (m) and velocity (m/s), Earth-fixed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Earth-fixed position (m).
    pub pos_ecef_m: Vec3,
    /// Earth-fixed velocity (m/s).
    pub vel_ecef_m_s: Vec3,
}

/// What air there is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Air {
    /// None.
    None,
    /// The standard atmosphere to 200 km.
    Standard,
    /// Density that falls by e with each scale height.
    Exponential {
        /// Density on the ground (kg/m³).
        ground_kg_m3: f64,
        /// Height in which it falls by e (m).
        scale_height_m: f64,
    },
}

/// Where a body flies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Gravitational parameter (m³/s²); zero for no gravity.
    pub gm_m3_s2: f64,
    /// Oblateness of the gravity field (J2).
    pub oblateness_ratio: f64,
    /// Rate at which the frame turns (rad/s).
    pub rotation_rad_s: f64,
    /// Equatorial radius of the ground (m); a very large one makes it flat.
    pub equatorial_m: f64,
    /// Squared eccentricity of the ground's meridians.
    pub eccentricity2_ratio: f64,
    /// The air.
    pub air: Air,
}

impl Field {
    /// WGS-84 with J2, turning, in the standard atmosphere.
    pub const EARTH: Self = Self {
        gm_m3_s2: GM_M3_S2,
        oblateness_ratio: J2,
        rotation_rad_s: OMEGA_RAD_S,
        equatorial_m: A_M,
        eccentricity2_ratio: E2,
        air: Air::Standard,
    };
    /// The mean sphere at rest, in the standard atmosphere: what ranges without a direction are meant for.
    pub const SPHERE_AT_REST: Self = Self {
        oblateness_ratio: 0.0,
        rotation_rad_s: 0.0,
        equatorial_m: MEAN_RADIUS_M,
        eccentricity2_ratio: 0.0,
        ..Self::EARTH
    };
    /// The same without air.
    pub const VACUUM_AT_REST: Self = Self { air: Air::None, ..Self::SPHERE_AT_REST };

    /// Height (m) of a position (m, Earth-fixed) along the line to the centre, good to a centimetre.
    #[inline(always)]
    #[must_use]
    pub fn height_m<R: Real>(&self, pos: &[R; 3]) -> R {
        let r2 = pos[0] * pos[0] + pos[1] * pos[1] + pos[2] * pos[2];
        let r = r2.sqrt();
        r - self.ground_m(pos[2] * pos[2] / r2)
    }

    /// Radius of the ground (m) where `sin²` of the geocentric latitude is this: the series of `a (1 + e'² s)^(−1/2)`.
    #[inline(always)]
    fn ground_m<R: Real>(&self, sin2: R) -> R {
        let e2 = self.eccentricity2_ratio / (1.0 - self.eccentricity2_ratio);
        let (a, b, c) = (-0.5 * e2, 0.375 * e2 * e2, -0.312_5 * e2 * e2 * e2);
        (sin2 * (sin2 * (sin2 * c + b) + a) + 1.0) * self.equatorial_m
    }

    /// Acceleration (m/s²) of a body: gravity, the frame's forces, drag `½ ρ v² / β` for `drag_m2_kg = 1 / (2 β)`, and
    /// `along_m_s2` in the direction of its velocity.
    #[inline(always)]
    #[must_use]
    pub fn acceleration_m_s2<R: Real>(
        &self,
        air: Table,
        pos: &[R; 3],
        vel: &[R; 3],
        drag_m2_kg: R,
        along: Option<R>,
    ) -> [R; 3] {
        let r2 = pos[0] * pos[0] + pos[1] * pos[1] + pos[2] * pos[2];
        let one = r2.like(1.0);
        let inverse_r = one / r2.sqrt();
        let inverse_r2 = inverse_r * inverse_r;
        let pull = inverse_r2 * inverse_r * -self.gm_m3_s2;
        let flattening = inverse_r2 * (1.5 * self.oblateness_ratio * self.equatorial_m * self.equatorial_m);
        let sin2 = pos[2] * pos[2] * inverse_r2;
        let polar = sin2 * 5.0;
        let equatorial = pull * (flattening * (one - polar) + 1.0) + self.rotation_rad_s * self.rotation_rad_s;
        let axial = pull * (flattening * (one * 3.0 - polar) + 1.0);
        let turn = 2.0 * self.rotation_rad_s;
        let gravity = [pos[0] * equatorial + vel[1] * turn, pos[1] * equatorial - vel[0] * turn, pos[2] * axial];
        let top_m = self.equatorial_m + TOP_M;
        let has_air = match self.air {
            Air::None => false,
            Air::Standard => r2.any(r2.below(r2.like(top_m * top_m))),
            Air::Exponential { .. } => true,
        };
        if !has_air && along.is_none() {
            return gravity;
        }
        let v2 = vel[0] * vel[0] + vel[1] * vel[1] + vel[2] * vel[2];
        let speed = v2.sqrt();
        let mut along_per_speed = along.map_or(r2.like(0.0), |along| along / speed);
        if has_air {
            let height = r2 * inverse_r - self.ground_m(sin2);
            along_per_speed = along_per_speed - self.density_kg_m3(air, height) * speed * drag_m2_kg;
        }
        [
            gravity[0] + along_per_speed * vel[0],
            gravity[1] + along_per_speed * vel[1],
            gravity[2] + along_per_speed * vel[2],
        ]
    }

    /// Air density (kg/m³) at a height (m).
    #[inline(always)]
    fn density_kg_m3<R: Real>(&self, air: Table, height: R) -> R {
        match self.air {
            Air::None => height.like(0.0),
            Air::Standard => height.map(
                #[inline(always)]
                |height_m| air.density_kg_m3(height_m),
            ),
            Air::Exponential { ground_kg_m3, scale_height_m } => exp(height * (-1.0 / scale_height_m)) * ground_kg_m3,
        }
    }
}

/// Acceleration (m/s²) of an unpowered body over the Earth; an infinite ballistic coefficient (kg/m²) gives no drag.
#[must_use]
pub fn acceleration_m_s2(state: &State, ballistic_coefficient_kg_m2: f64) -> Vec3 {
    let (pos, vel) = (components(&state.pos_ecef_m), components(&state.vel_ecef_m_s));
    Field::EARTH.acceleration_m_s2(table(), &pos, &vel, 0.5 / ballistic_coefficient_kg_m2, None).into()
}

/// The three components of a vector.
#[inline(always)]
pub(crate) fn components(vector: &Vec3) -> [f64; 3] {
    [vector.x, vector.y, vector.z]
}

/// Accepted error of one step: position (m) and velocity (m/s).
pub(crate) const TOLERANCE: [f64; 6] = [0.03, 0.03, 0.03, 5e-5, 5e-5, 5e-5];
/// Height (m) below which steps are kept short, so that no step leaps into the air.
const LOW_M: f64 = 95_000.0;
/// Longest steps (s): in the air, and above it, where the quintic between states has to stay within a metre.
const LOW_STEP_S: f64 = 5.0;
const HIGH_STEP_S: f64 = 180.0;
/// Six hours (s): longer than any flight here.
const LONGEST_FALL_S: f64 = 21_600.0;

/// The longest step (s) from a state: short in the air, and no longer than the air is away.
#[inline(always)]
pub(crate) fn longest_step_s<R: Real>(field: &Field, state: &[R; 6]) -> R {
    let r2 = state[0] * state[0] + state[1] * state[1] + state[2] * state[2];
    let r = r2.sqrt();
    let above_m = r - (field.equatorial_m + LOW_M);
    let climb_m_s = (state[0] * state[3] + state[1] * state[4] + state[2] * state[5]) / r;
    // To the air by falling, at the present rate of descent and then with gravity; while climbing, half the time to the top.
    let zero = r.like(0.0);
    let high_m = above_m.greatest(zero);
    let reach_s = high_m / (climb_m_s.abs() + (high_m * 5.0).sqrt() + 1.0);
    let up_s = (climb_m_s * 0.05).where_or(zero.below(above_m), zero);
    (reach_s.greatest(up_s) + LOW_STEP_S).least(r.like(HIGH_STEP_S))
}

/// Flies freely from `start` at `start_s` until the height has fallen to `ground_m`, giving every accepted state and its
/// acceleration (m/s²) to `keep`, the first and the last included. Returns the time and state at the ground; `None` if it
/// is not met within six hours.
///
/// `ballistic_coefficient_kg_m2` is mass over drag area; infinite gives no drag.
///
/// - **Accuracy:** 1 m over an intercontinental flight (`tests/verify_ballistic.rs`).
pub fn fall(
    field: &Field,
    start: State,
    start_s: f64,
    ballistic_coefficient_kg_m2: f64,
    ground_m: f64,
    mut keep: impl FnMut(f64, &State, &Vec3),
) -> Option<(f64, State)> {
    let (air, drag) = (table(), 0.5 / ballistic_coefficient_kg_m2);
    let rate = |_: f64, s: &[f64; 6]| body_rate(field, air, s, drag, None);
    let first: [f64; 6] = [components(&start.pos_ecef_m), components(&start.vel_ecef_m_s)].concat().try_into().ok()?;
    let mut hit = None;
    keep(start_s, &start, &Vec3::from_column_slice(&rate(start_s, &first)[3..]));
    let fineness = Fineness { tolerance: TOLERANCE, first_step_s: 1.0 };
    let longest = |_: f64, s: &[f64; 6]| longest_step_s(field, s);
    propagate(rate, longest, start_s, start_s + LONGEST_FALL_S, first, &fineness, |step: &Step<'_, f64, 6>| {
        if !step.taken {
            return false;
        }
        // The quintic finds the landing; integrating up to it again makes its state exact, and a second time its height.
        let found = step.landing(field, ground_m).map(|(mut time_s, mut state)| {
            for _ in 0..2 {
                let climb_m_s = state[..3].iter().zip(&state[3..]).map(|(p, v)| p * v).sum::<f64>() / radius_m(&state);
                time_s -= (field.height_m(&[state[0], state[1], state[2]]) - ground_m) / climb_m_s;
                let (start_s, start) = (step.times_s[0], *step.states[0]);
                state = propagate(rate, longest, start_s, time_s, start, &fineness, |_| false).1;
            }
            (time_s, state)
        });
        let (time_s, numbers) = found.unwrap_or((step.times_s[1], *step.states[1]));
        let state = State {
            pos_ecef_m: Vec3::from_column_slice(&numbers[..3]),
            vel_ecef_m_s: Vec3::from_column_slice(&numbers[3..]),
        };
        let acceleration = if found.is_some() { rate(time_s, &numbers) } else { *step.rates[1] };
        keep(time_s, &state, &Vec3::from_column_slice(&acceleration[3..]));
        hit = found.map(|_| (time_s, state));
        found.is_some()
    });
    hit
}

/// Distance of a state from the centre (m).
fn radius_m(s: &[f64; 6]) -> f64 {
    (s[0] * s[0] + s[1] * s[1] + s[2] * s[2]).sqrt()
}

/// Place (0..=1) at which a function that is positive at 0 and not at 1, with these values there, comes to zero.
///
/// Regula falsi that halves the value of an end which stays (the Illinois rule), to 1e-13.
pub(crate) fn crossing([at_0, at_1]: [f64; 2], value: impl Fn(f64) -> f64) -> f64 {
    let (mut above, mut below) = ((0.0, at_0), (1.0, at_1));
    let mut last = (0.0, 0.0);
    for _ in 0..60 {
        let place = below.0 - below.1 * (below.0 - above.0) / (below.1 - above.1);
        let found = (place, value(place));
        if (place - last.0).abs() < 1e-13 {
            return place;
        }
        let stays = (found.1 > 0.0) == (last.1 > 0.0);
        if found.1 > 0.0 {
            above = found;
            below.1 *= if stays { 0.5 } else { 1.0 };
        } else {
            below = found;
            above.1 *= if stays { 0.5 } else { 1.0 };
        }
        last = found;
    }
    last.0
}

/// The rate of a body's state; `along` is a thrust along the velocity (m/s²).
#[inline(always)]
pub(crate) fn body_rate<R: Real>(field: &Field, air: Table, s: &[R; 6], drag_m2_kg: R, along: Option<R>) -> [R; 6] {
    let a = field.acceleration_m_s2(air, &[s[0], s[1], s[2]], &[s[3], s[4], s[5]], drag_m2_kg, along);
    [s[3], s[4], s[5], a[0], a[1], a[2]]
}

impl Step<'_, f64, 6> {
    /// Time (s) and state at which the step comes down through a height (m); `None` if it does not.
    pub(crate) fn landing(&self, field: &Field, height_m: f64) -> Option<(f64, [f64; 6])> {
        let height = |s: &[f64; 6]| field.height_m(&[s[0], s[1], s[2]]) - height_m;
        let [from, to] = self.states;
        let descends = to[0] * to[3] + to[1] * to[4] + to[2] * to[5] < 0.0;
        if !descends || height(to) > 0.0 {
            return None;
        }
        // A body that starts below the height (a launch from a mountain's foot) has first to pass it.
        if height(from) <= 0.0 {
            return Some((self.times_s[1], *to));
        }
        let place = crossing([height(from), height(to)], |place| height(&self.between(place)));
        Some((self.times_s[0] + place * (self.times_s[1] - self.times_s[0]), self.between(place)))
    }

    /// The state at a place (0..=1) in the step, from the quintic through both ends.
    pub(crate) fn between(&self, u: f64) -> [f64; 6] {
        let h = self.times_s[1] - self.times_s[0];
        let mut state = [0.0; 6];
        for n in 0..3 {
            let ends = [0, 1].map(|e| [self.states[e][n], self.states[e][n + 3] * h, self.rates[e][n + 3] * h * h]);
            let c = quintic(ends);
            state[n] = c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * (c[4] + u * c[5]))));
            state[n + 3] = (c[1] + u * (2.0 * c[2] + u * (3.0 * c[3] + u * (4.0 * c[4] + u * 5.0 * c[5])))) / h;
        }
        state
    }
}
