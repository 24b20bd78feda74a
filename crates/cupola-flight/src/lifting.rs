//! Lifting flight of a point mass: forces, air and the step of the integrator.

use crate::field::{Air, Field, State, components};
use crate::{FlightError, positive};
use cupola_core::{Vec3, math};
use cupola_earth::atmosphere::table::{Table, table};
use cupola_earth::wgs84::{G0_M_S2, MEAN_RADIUS_M};

/// One row of an aerodynamic table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AeroRow {
    /// Speed (m/s).
    pub speed_m_s: f64,
    /// Lift-to-drag ratio at full lift.
    pub lift_to_drag: f64,
    /// Ballistic coefficient (kg/m²).
    pub ballistic_coefficient_kg_m2: f64,
}

/// The least and greatest lift-to-drag ratio and ballistic coefficient (kg/m²) that are flown.
pub(crate) const LIFT_TO_DRAG: (f64, f64) = (0.05, 20.0);
pub(crate) const COEFFICIENT: (f64, f64) = (50.0, 1e6);

/// Checks named fields, each with the least and the greatest that is allowed.
pub(crate) fn between(fields: &[(&'static str, f64, f64, f64)]) -> Result<(), FlightError> {
    match fields.iter().find(|(_, value, least, most)| !(*least..=*most).contains(value)) {
        Some(&(quantity, value, least, most)) => Err(FlightError::NotBetween { quantity, value, least, most }),
        None => Ok(()),
    }
}

/// Checks a table: values that can be flown, speeds rising.
pub(crate) fn check_rows(rows: &[AeroRow]) -> Result<(), FlightError> {
    let mut before_m_s = 0.0;
    for row in rows {
        between(&[
            ("aero_by_speed: speed_m_s", row.speed_m_s, before_m_s, 1e5),
            ("aero_by_speed: lift_to_drag", row.lift_to_drag, LIFT_TO_DRAG.0, LIFT_TO_DRAG.1),
            (
                "aero_by_speed: ballistic_coefficient_kg_m2",
                row.ballistic_coefficient_kg_m2,
                COEFFICIENT.0,
                COEFFICIENT.1,
            ),
        ])?;
        before_m_s = row.speed_m_s + 1e-3;
    }
    Ok(())
}

/// L/D and ballistic coefficient (kg/m²) at a speed (m/s): straight lines between rows, the end rows beyond them.
///
/// `rows` are in order of speed and at least one.
#[inline]
#[must_use]
pub fn aero_at(rows: &[AeroRow], speed_m_s: f64) -> (f64, f64) {
    let after = rows.partition_point(|row| row.speed_m_s <= speed_m_s);
    let pair = |row: &AeroRow| (row.lift_to_drag, row.ballistic_coefficient_kg_m2);
    if after == 0 {
        return pair(&rows[0]);
    }
    if after == rows.len() {
        return pair(&rows[after - 1]);
    }
    let (a, b) = (&rows[after - 1], &rows[after]);
    let share = (speed_m_s - a.speed_m_s) / (b.speed_m_s - a.speed_m_s);
    let between = |a: f64, b: f64| a + share * (b - a);
    (between(a.lift_to_drag, b.lift_to_drag), between(a.ballistic_coefficient_kg_m2, b.ballistic_coefficient_kg_m2))
}

/// What a vehicle meets at a state.
#[derive(Debug, Clone, Copy)]
pub struct Local {
    /// Outward normal of the surface (to 5e-5 rad below 100 km).
    pub up: Vec3,
    /// Direction of flight.
    pub ahead: Vec3,
    /// Height (m).
    pub height_m: f64,
    /// Speed over the ground and through the air, which turns with it (m/s).
    pub speed_m_s: f64,
    /// Acceleration without air (m/s²): gravitation and the rotating frame.
    pub free_m_s2: Vec3,
    /// Deceleration by drag (m/s²), `½ ρ v² / β`.
    pub drag_m_s2: f64,
    /// Lift-to-drag ratio.
    pub lift_to_drag: f64,
}

impl Local {
    /// The conditions of flight at a state.
    #[inline(always)]
    #[must_use]
    pub fn new(field: &Field, air: Table, rows: &[AeroRow], state: &State) -> Self {
        let mut local = Self::without_air(field, air, state);
        let (lift_to_drag, coefficient) = aero_at(rows, local.speed_m_s);
        let density = match field.air {
            Air::None => 0.0,
            Air::Standard => air.density_kg_m3(local.height_m),
            Air::Exponential { ground_kg_m3, scale_height_m } => {
                ground_kg_m3 * math::exp(-local.height_m / scale_height_m)
            }
        };
        local.drag_m_s2 = 0.5 * density * local.speed_m_s * local.speed_m_s / coefficient;
        local.lift_to_drag = lift_to_drag;
        local
    }

    #[inline(always)]
    fn without_air(field: &Field, air: Table, state: &State) -> Self {
        let (pos, vel) = (components(&state.pos_ecef_m), components(&state.vel_ecef_m_s));
        let speed_m_s = state.vel_ecef_m_s.norm();
        let stretch = 1.0 / (1.0 - field.eccentricity2_ratio);
        Self {
            up: Vec3::new(pos[0], pos[1], stretch * pos[2]).normalize(),
            ahead: state.vel_ecef_m_s / speed_m_s,
            height_m: field.height_m(&pos),
            speed_m_s,
            free_m_s2: Field { air: Air::None, ..*field }.acceleration_m_s2(air, &pos, &vel, 0.0, None).into(),
            drag_m_s2: 0.0,
            lift_to_drag: 1.0,
        }
    }

    /// Rate of climb (m/s).
    #[inline]
    #[must_use]
    pub fn climb_m_s(&self) -> f64 {
        self.speed_m_s * self.ahead.dot(&self.up)
    }

    /// What lift must carry to keep the rate of climb (m/s²): gravity less the curvature of the way.
    #[inline]
    #[must_use]
    pub fn weight_m_s2(&self) -> f64 {
        let climb_m_s = self.climb_m_s();
        let level2 = self.speed_m_s * self.speed_m_s - climb_m_s * climb_m_s;
        -self.free_m_s2.dot(&self.up) - level2 / (MEAN_RADIUS_M + self.height_m)
    }

    /// Lift (m/s²) as a vector: `share` of the full lift `(L/D) · drag`, perpendicular to the flight, turned to the right
    /// of the vertical plane by the bank angle.
    #[must_use]
    pub fn lift_m_s2(&self, share: f64, bank_rad: f64) -> Vec3 {
        let (sin_b, cos_b) = math::sin_cos(bank_rad);
        let right = self.ahead.cross(&self.up).normalize();
        let above = right.cross(&self.ahead);
        (above * cos_b + right * sin_b) * (share * self.lift_to_drag * self.drag_m_s2)
    }

    /// Acceleration (m/s²) with a lift (m/s²).
    #[inline]
    #[must_use]
    pub fn acceleration_m_s2(&self, lift_m_s2: &Vec3) -> Vec3 {
        self.free_m_s2 - self.ahead * self.drag_m_s2 + lift_m_s2
    }
}

/// One Runge–Kutta step of fourth order, `first` being the acceleration at the start.
#[inline]
pub fn step(state: &State, first_m_s2: &Vec3, step_s: f64, acceleration: impl Fn(&State) -> Vec3) -> State {
    let (p, v) = (state.pos_ecef_m, state.vel_ecef_m_s);
    let half_s = 0.5 * step_s;
    let at = |pos_ecef_m: Vec3, vel_ecef_m_s: Vec3| State { pos_ecef_m, vel_ecef_m_s };
    let v2 = v + first_m_s2 * half_s;
    let a2 = acceleration(&at(p + v * half_s, v2));
    let v3 = v + a2 * half_s;
    let a3 = acceleration(&at(p + v2 * half_s, v3));
    let v4 = v + a3 * step_s;
    let a4 = acceleration(&at(p + v3 * step_s, v4));
    at(p + (v + (v2 + v3) * 2.0 + v4) * (step_s / 6.0), v + (first_m_s2 + (a2 + a3) * 2.0 + a4) * (step_s / 6.0))
}

/// Distance (m) and time (s) of a glide.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelGlide {
    /// Distance at flight height (m).
    pub distance_m: f64,
    /// Time (s).
    pub time_s: f64,
}

/// Step of the level glide (s).
const LEVEL_STEP_S: f64 = 5.0;

/// A glide from one speed (m/s) down to another at a fixed height (m), lift carrying the weight all along: the flight's
/// own forces and step over the sphere at rest, in air made just dense enough at every speed.
///
/// Its closed form is `x = (L/D)(r/2) ln[(1 − v₁²/gr)/(1 − v₀²/gr)]`, `t = (L/D)√(r/g) [atanh(v₀/√gr) − atanh(v₁/√gr)]`.
///
/// - **Domain:** speeds below that of a circular orbit. **Accuracy:** 1e-6 of the closed form, `tests/verify_glide.rs`.
///
/// # Errors
/// [`FlightError::NotPositive`] for values that are not finite and positive, a start no faster than the end, or one as
/// fast as an orbit.
///
/// # Source
/// `EGGERS1958`.
pub fn level_glide(
    start_m_s: f64,
    end_m_s: f64,
    lift_to_drag: f64,
    altitude_m: f64,
) -> Result<LevelGlide, FlightError> {
    positive(&[
        ("start_m_s", start_m_s),
        ("end_m_s", end_m_s),
        ("lift_to_drag", lift_to_drag),
        ("altitude_m", altitude_m),
        ("start_m_s less end_m_s", start_m_s - end_m_s),
    ])?;
    let r = MEAN_RADIUS_M + altitude_m;
    let field = Field { gm_m3_s2: G0_M_S2 * MEAN_RADIUS_M * MEAN_RADIUS_M, ..Field::SPHERE_AT_REST };
    let acceleration = |state: &State| {
        let mut local = Local::without_air(&field, table(), state);
        let weight = local.weight_m_s2();
        (local.lift_to_drag, local.drag_m_s2) = (lift_to_drag, weight / lift_to_drag);
        local.acceleration_m_s2(&local.lift_m_s2(1.0, 0.0))
    };
    let mut state = State { pos_ecef_m: Vec3::new(r, 0.0, 0.0), vel_ecef_m_s: Vec3::new(0.0, start_m_s, 0.0) };
    positive(&[("slowing at start_m_s", -acceleration(&state).y)])?;
    let mut glide = LevelGlide { distance_m: 0.0, time_s: 0.0 };
    let turned = |a: &State, b: &State| {
        let (p, q) = (&a.pos_ecef_m, &b.pos_ecef_m);
        r * math::atan2(p.cross(q).norm(), p.dot(q))
    };
    loop {
        let first = acceleration(&state);
        let speed_m_s = state.vel_ecef_m_s.norm();
        let slowing = -first.dot(&state.vel_ecef_m_s) / speed_m_s;
        let left_s = (speed_m_s - end_m_s) / slowing;
        let next = step(&state, &first, LEVEL_STEP_S.min(left_s), acceleration);
        glide.time_s += LEVEL_STEP_S.min(left_s);
        glide.distance_m += turned(&state, &next);
        state = next;
        if left_s < 1e-6 {
            return Ok(glide);
        }
    }
}
