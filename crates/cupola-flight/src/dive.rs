//! The final dive of lifting vehicles: where it must begin, and the law that leads it onto the aim.

use crate::field::State;
use crate::lifting::Local;
use cupola_core::{Vec3, math};
use cupola_earth::atmosphere::table::Table;
use cupola_earth::wgs84::{G0_M_S2, MEAN_RADIUS_M};

/// Greatest lift (m/s²). Assumed, 50 to 300 (5 to 30 g).
pub(crate) const LIFT_MAX_M_S2: f64 = 150.0;
/// Share of the full lift with which the turn into the dive is planned; the rest is left to the law.
const PLANNED_SHARE: f64 = 0.6;
/// Mass of the air over a square metre of sea (kg/m²): 101 325 Pa over g.
const AIR_COLUMN_KG_M2: f64 = 10_332.0;
/// Speed (m/s) that a dive is to end with at least, gravity left out. Assumed.
const SPEED_END_M_S: f64 = 250.0;
/// The steepest dive (rad).
const STEEPEST_RAD: f64 = 1.55;
/// How strongly the share follows how late the turn is. Assumed.
const LATE_GAIN: f64 = 10.0;
/// Share of the height that is flown straight at the end.
const STRAIGHT_SHARE: f64 = 0.15;
/// Steps of the plan: height (m) and angle (rad) passed in one, and their number.
const PLAN_STEP_M: f64 = 2000.0;
const PLAN_STEP_RAD: f64 = 0.1;
/// Angle (rad) off the end's at which the plan's turn is done.
const PLANNED_RAD: f64 = 0.01;
const NUM_PLAN_STEPS_MAX: usize = 200;
/// Ratio of proportional navigation; 3 is the optimal for a constant speed.
const NAVIGATION_RATIO: f64 = 3.0;
/// Angle (rad) off the aim below which the turn is no longer looked after.
const TURNED_RAD: f64 = 0.03;
/// Angle (rad) off the aim above which the turn is flown as planned. Assumed.
const TURN_BAND_RAD: f64 = 0.1;

/// A dive as planned from a state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Ground distance from the start to the ground (m).
    pub ground_m: f64,
}

/// What a dive shall look like.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    ground_m: f64,
    /// Height at which it flies straight at the latest (m).
    pub lowest_m: f64,
    /// Angle of the straight part below the horizontal (rad).
    dive_rad: f64,
    /// Drag for density and speed squared: `1 / (2 β)` (m²/kg).
    drag_m2_kg: f64,
}

impl Shape {
    /// A dive at `dive_rad` to the height `ground_m`, steeper where the air would otherwise bring the vehicle to a stop:
    /// along a straight line the speed falls as `e^(−M / (2 β sin γ))`, `M` the mass of the air column.
    pub fn new(local: &Local, ballistic_coefficient_kg_m2: f64, ground_m: f64, dive_rad: f64) -> Self {
        let folds = math::ln(local.speed_m_s / SPEED_END_M_S).max(1.0);
        let sin_least = (AIR_COLUMN_KG_M2 / (2.0 * ballistic_coefficient_kg_m2 * folds)).min(1.0);
        let lowest_m = ground_m + STRAIGHT_SHARE * (local.height_m - ground_m);
        let dive_rad = dive_rad.max(math::asin(sin_least)).min(STEEPEST_RAD);
        Self { ground_m, lowest_m, dive_rad, drag_m2_kg: 0.5 / ballistic_coefficient_kg_m2 }
    }

    /// The shortest such dive: down with part of the full lift, then straight on, no steeper than the flight is at the height
    /// where it flies straight.
    ///
    /// - **Assumes:** a flat vertical plane whose gravity is the weight at the start; constant L/D and β.
    pub fn plan(&self, local: &Local, air: Table) -> Plan {
        let Self { ground_m, lowest_m, dive_rad, drag_m2_kg } = *self;
        let mut speed2 = local.speed_m_s * local.speed_m_s;
        let weight = local.weight_m_s2();
        let (mut height_m, mut along_m) = (local.height_m, 0.0);
        let mut sin = -local.ahead.dot(&local.up);
        let mut cos = (1.0 - sin * sin).max(0.0).sqrt();
        let (sin_end, cos_end) = math::sin_cos(dive_rad);
        let mut turn_per_m = (PLANNED_SHARE * local.lift_to_drag * local.drag_m_s2 + weight * cos) / speed2;
        // Until the flight has turned to the angle of the dive and the air carries it straight on.
        for _ in 0..NUM_PLAN_STEPS_MAX {
            let left_rad = sin_end * cos - cos_end * sin;
            let is_turned = left_rad < PLANNED_RAD;
            if height_m <= lowest_m || is_turned && turn_per_m <= 0.0 {
                break;
            }
            let turn_rad = if is_turned { PLAN_STEP_RAD } else { PLAN_STEP_RAD.min(left_rad) };
            let mut step_m = (PLAN_STEP_M / sin.abs().max(0.02)).min(turn_rad / turn_per_m.max(1e-9));
            if sin > 0.0 {
                step_m = step_m.min((height_m - lowest_m).max(1.0) / sin);
            }
            let middle_m = height_m - 0.5 * step_m * (sin + 0.25 * step_m * turn_per_m * cos);
            let drag_per_m = drag_m2_kg * air.density_kg_m3(middle_m);
            let lift_per_m = (local.lift_to_drag * drag_per_m).min(LIFT_MAX_M_S2 / speed2);
            let middle2 = speed2 * (1.0 - drag_per_m * step_m).max(0.3) + G0_M_S2 * step_m * sin;
            let fall_per_m = weight * cos / middle2.max(1e4);
            // Turned far enough, lift is there to hold the line, where it can.
            turn_per_m =
                if is_turned { (fall_per_m - lift_per_m).max(0.0) } else { fall_per_m + PLANNED_SHARE * lift_per_m };
            // Half the turn, a step in that direction, the other half.
            let half = 0.5 * step_m * turn_per_m;
            let (sin_half, cos_half) = (half * (1.0 - half * half / 6.0), 1.0 - 0.5 * half * half);
            (sin, cos) = (sin * cos_half + cos * sin_half, cos * cos_half - sin * sin_half);
            height_m -= step_m * sin;
            along_m += step_m * cos * MEAN_RADIUS_M / (MEAN_RADIUS_M + middle_m);
            speed2 = (speed2 * (1.0 - 2.0 * drag_per_m * step_m).max(0.1) + 2.0 * G0_M_S2 * step_m * sin).max(1e4);
            (sin, cos) = (sin * cos_half + cos * sin_half, cos * cos_half - sin * sin_half);
        }
        Plan { ground_m: along_m + (height_m - ground_m).max(0.0) * cos.max(0.0) / sin.max(1e-3) }
    }
}

/// Share of the full lift for the turn, so that the plan from here comes down `left_m` away.
pub(crate) fn turn_share(plan: &Plan, left_m: f64) -> f64 {
    let late = (plan.ground_m - left_m) / plan.ground_m.max(1.0);
    (PLANNED_SHARE * (1.0 + LATE_GAIN * late)).clamp(0.0, 1.0)
}

/// Whether the flight points so near to the aim that the turn is over.
pub(crate) fn is_turned(local: &Local, state: &State, aim_ecef_m: &Vec3) -> bool {
    let line = aim_ecef_m - state.pos_ecef_m;
    line.cross(&local.ahead).norm_squared() < TURNED_RAD * TURNED_RAD * line.norm_squared()
}

/// The law of the dive: a turn with a share of the full lift until the flight points at the aim, then proportional navigation.
///
/// `e = r̂ − v̂` across the flight is how far it still has to turn. The navigation's lift is `N v²/R e` with gravity taken off;
/// between the two the law changes over in proportion to `e`. The angle at the end follows from where the dive began.
///
/// # Source
/// `ZARCHAN2012`, ch. 2 (proportional navigation); recalled.
#[inline]
pub(crate) fn lift_m_s2(local: &Local, state: &State, aim_ecef_m: &Vec3, turn_share: f64) -> Vec3 {
    let line = aim_ecef_m - state.pos_ecef_m;
    let range_m = line.norm();
    let off = line / range_m - local.ahead * (line.dot(&local.ahead) / range_m);
    let angle = off.norm();
    let full = (local.lift_to_drag * local.drag_m_s2).min(LIFT_MAX_M_S2);
    let share = (angle / TURN_BAND_RAD).min(1.0);
    let navigation = NAVIGATION_RATIO * local.speed_m_s * local.speed_m_s / range_m;
    let turn = turn_share * full / angle.max(1e-9);
    let pull = off * (navigation + (turn - navigation) * share) - local.free_m_s2 * (1.0 - share);
    let across = pull - local.ahead * pull.dot(&local.ahead);
    across * (full / across.norm().max(full.max(1e-12)))
}
