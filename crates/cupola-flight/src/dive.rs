//! The final dive of lifting vehicles: where it must begin, and the law that leads it onto the aim.

use crate::field::State;
use crate::lifting::Local;
use cupola_core::{Vec3, math};
use cupola_earth::atmosphere;
use cupola_earth::wgs84::{G0_M_S2, MEAN_RADIUS_M};

/// Greatest lift (m/s²). Assumed, 50 to 300 (5 to 30 g).
pub(crate) const LIFT_MAX_M_S2: f64 = 150.0;
/// Share of the full lift with which the turn into the dive is planned; the rest is left to the law.
const PLANNED_SHARE: f64 = 0.6;
/// How strongly the share follows how late the turn is. Assumed.
const LATE_GAIN: f64 = 4.0;
/// Share of the height that is flown straight at the end.
const STRAIGHT_SHARE: f64 = 0.15;
/// Steps of the plan: height (m) and angle (rad) passed in one, and their number.
const PLAN_STEP_M: f64 = 1_500.0;
const PLAN_STEP_RAD: f64 = 0.08;
const NUM_PLAN_STEPS_MAX: usize = 200;
/// Ratio of proportional navigation; 3 is the optimal for a constant speed.
const NAVIGATION_RATIO: f64 = 3.0;
/// Angle (rad) off the aim above which the turn is flown as planned. Assumed.
const TURN_BAND_RAD: f64 = 0.1;

/// A dive as planned from a state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// Ground distance from the start to the ground (m).
    pub ground_m: f64,
}

impl Plan {
    /// The shortest dive: down with part of the full lift, then straight on at `dive_rad`, or as steep as the air allows.
    ///
    /// - **Assumes:** a flat vertical plane whose gravity is the weight at the start; constant L/D and β.
    pub fn new(local: &Local, ground_m: f64, dive_rad: f64) -> Self {
        let density = atmosphere::density_kg_m3(local.height_m).max(1e-30);
        let mut speed2 = local.speed_m_s * local.speed_m_s;
        let drag_per_density = local.drag_m_s2 / (density * speed2);
        let weight = local.weight_m_s2();
        let (mut height_m, mut along_m) = (local.height_m, 0.0);
        let mut down_rad = -math::asin((local.climb_m_s() / local.speed_m_s).clamp(-1.0, 1.0));
        let lowest_m = ground_m + STRAIGHT_SHARE * (height_m - ground_m);
        for _ in 0..NUM_PLAN_STEPS_MAX {
            if height_m <= lowest_m || down_rad >= dive_rad {
                break;
            }
            let turn_per_m = |height_m: f64, cos: f64| {
                let drag_per_m = drag_per_density * atmosphere::density_kg_m3(height_m);
                let lift = (PLANNED_SHARE * local.lift_to_drag * drag_per_m).min(LIFT_MAX_M_S2 / speed2);
                (lift + weight * cos / speed2, drag_per_m)
            };
            let (sin, cos) = math::sin_cos(down_rad);
            let (first, _) = turn_per_m(height_m, cos);
            let step_m = (PLAN_STEP_M / sin.abs().max(0.02)).min(PLAN_STEP_RAD / first.max(1e-9));
            let (sin, cos) = math::sin_cos(down_rad + 0.5 * step_m * first);
            let middle_m = height_m - 0.5 * step_m * sin;
            let (turn, drag_per_m) = turn_per_m(middle_m, cos);
            let share = if height_m - step_m * sin < lowest_m { (height_m - lowest_m) / (step_m * sin) } else { 1.0 };
            down_rad += share * step_m * turn;
            height_m -= share * step_m * sin;
            along_m += share * step_m * cos * MEAN_RADIUS_M / (MEAN_RADIUS_M + middle_m);
            speed2 = (speed2 * (1.0 - 2.0 * drag_per_m * step_m).max(0.1) + 2.0 * G0_M_S2 * step_m * sin).max(1e4);
        }
        let end_rad = down_rad.min(dive_rad);
        let line_m = (height_m - ground_m).max(0.0) * math::cos(end_rad) / math::sin(end_rad).max(1e-3);
        Self { ground_m: along_m + line_m }
    }
}

/// Share of the full lift for the turn, so that the plan from here comes down `left_m` away.
pub(crate) fn turn_share(plan: &Plan, left_m: f64) -> f64 {
    let late = (plan.ground_m - left_m) / plan.ground_m.max(1.0);
    (PLANNED_SHARE * (1.0 + LATE_GAIN * late)).clamp(0.0, 1.0)
}

/// The law of the dive: a turn with a share of the full lift until the flight points at the aim, then proportional navigation.
///
/// `e = r̂ − v̂` across the flight is how far it still has to turn. The navigation's lift is `N v²/R e` with gravity taken off;
/// between the two the law changes over in proportion to `e`. The angle at the end follows from where the dive began.
///
/// # Source
/// `ZARCHAN2012`, ch. 2 (proportional navigation); recalled.
pub(crate) fn lift_m_s2(local: &Local, state: &State, aim_ecef_m: &Vec3, turn_share: f64) -> Vec3 {
    let line = aim_ecef_m - state.pos_ecef_m;
    let range_m = line.norm();
    let line = line / range_m;
    let off = line - local.ahead * line.dot(&local.ahead);
    let angle = off.norm();
    let full = (local.lift_to_drag * local.drag_m_s2).min(LIFT_MAX_M_S2);
    let share = (angle / TURN_BAND_RAD).min(1.0);
    let navigation = NAVIGATION_RATIO * local.speed_m_s * local.speed_m_s / range_m;
    let turn = turn_share * full / angle.max(1e-9);
    let pull = off * (navigation + (turn - navigation) * share) - local.free_m_s2 * (1.0 - share);
    let across = pull - local.ahead * pull.dot(&local.ahead);
    across * (full / across.norm().max(full.max(1e-12)))
}
