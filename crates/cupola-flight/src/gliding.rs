//! Guided lifting flight after a boost: heading by bank, height by lift, a dive at the end.

use crate::dive::{self, LIFT_MAX_M_S2, Plan};
use crate::field::State;
use crate::lifting::{AeroRow, Field, Local, step};
use crate::trajectory::Knot;
use cupola_core::{Vec3, math};
use cupola_earth::wgs84::{GM_M3_S2, Geodetic, MEAN_RADIUS_M, ecef_from_geodetic};

/// Height over which the air thins by e (m), as the law takes it. The standard atmosphere has 6 300 to 8 200 m from 15 to 70 km.
const SCALE_HEIGHT_M: f64 = 7_200.0;
/// Time in which a small heading error would close (s). Assumed.
const HEADING_S: f64 = 40.0;
/// A step as a share of the shortest time scale, and its limits (s).
const STEP_SHARE: f64 = 0.35;
const STEP_MAX_S: f64 = 12.0;
const STEP_MIN_S: f64 = 0.02;
/// Steps after which a flight is given up.
const NUM_STEPS_MAX: usize = 20_000;
/// Height over the aim (m) below which a flight that has not begun to dive is given up.
const LOW_M: f64 = 500.0;
/// Angle (rad) off the slope of the glide that counts as level.
const LEVEL_RAD: f64 = 0.01;
/// The dive begins when its start is this near (m).
const DIVE_START_M: f64 = 200.0;
/// Step of the dive as a share of the time left, and the time left at which it is flown out in one step (s).
const DIVE_SHARE: f64 = 0.3;
const LAST_STEP_S: f64 = 0.2;

/// A vehicle in guided lifting flight over a course.
///
/// Vertical lift is all there is, `L cos σ`, less `ζ 2 √(W/H) (ḣ − ḣ₀)`: the phugoid about the equilibrium glide, whose
/// slope is `ḣ₀ = −2 H g / (v (L/D) cos σ)`, damped by a share `ζ` of the critical. It is never less than none. Sideways lift
/// turns the flight toward the next point by `v sin Δψ / T`, up to the greatest bank.
///
/// # Source
/// `LU2014` and `YU2011` for the feedback of the slope; recalled.
pub(crate) struct Gliding<'a> {
    pub rows: &'a [AeroRow],
    pub damping_fraction: f64,
    pub sin_bank_max: f64,
    pub dive_rad: f64,
    /// Points on the way and last the aim, each with the ground distance from it to the aim (m).
    pub points: Vec<(Vec3, f64)>,
    pub aim_alt_m: f64,
}

/// How far a flight has come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    pub state: State,
    pub time_s: f64,
    /// The highest point so far (m).
    pub peak_m: f64,
    /// When lift could first carry the weight on the way down (s).
    pub glide_s: Option<f64>,
    /// Whether it has come to the start of its dive.
    pub is_diving: bool,
    next_point: usize,
    /// Distance left (m) at which the start of the dive is looked for next.
    check_m: f64,
    /// Time (s) and slack (m) when it was last looked for.
    checked: (f64, f64),
    above_slope_m_s: f64,
    energy_before_j_kg: f64,
}

impl Progress {
    pub fn new(state: State, time_s: f64) -> Self {
        Self {
            state,
            time_s,
            peak_m: f64::NEG_INFINITY,
            glide_s: None,
            is_diving: false,
            next_point: 0,
            check_m: f64::INFINITY,
            checked: (f64::NEG_INFINITY, 0.0),
            above_slope_m_s: f64::NAN,
            energy_before_j_kg: 0.0,
        }
    }

    /// Energy per mass (J/kg), that of a share of the last step ago.
    pub fn energy_j_kg(&self, past: f64) -> f64 {
        let now = 0.5 * self.state.vel_ecef_m_s.norm_squared() - GM_M3_S2 / self.state.pos_ecef_m.norm();
        now + past * (self.energy_before_j_kg - now)
    }
}

/// Why a flight was stopped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stop {
    /// Lift carries half the weight or more, and the path has had the slope of a glide for this share of the last step.
    Level { past: f64 },
    /// The dive begins.
    Dive,
    /// The aim is nearer than the dive would come down, by this distance (m), from the start.
    Over { by_m: f64 },
    /// It became too slow or too low this far (m) before the start of its dive.
    Short { by_m: f64 },
}

/// Records states with their accelerations.
pub(crate) type Keep<'k> = &'k mut dyn FnMut(Knot, Vec3);

impl Gliding<'_> {
    fn local(&self, state: &State) -> Local {
        Local::new(Field::Earth, self.rows, state)
    }

    /// The lift (m/s²) on the way to a point, and by how much the climb is above the slope of the glide (m/s).
    fn lift_m_s2(&self, local: &Local, state: &State, goal: &Vec3) -> (Vec3, f64) {
        let full = (local.lift_to_drag * local.drag_m_s2).min(LIFT_MAX_M_S2);
        let across = local.ahead.cross(&local.up);
        let cos = across.norm().max(1e-6);
        let right = across / cos;
        let forward = local.up.cross(&right);
        let toward = goal - state.pos_ecef_m;
        let (side_m, ahead_m) = (toward.dot(&right), toward.dot(&forward));
        let off = side_m / (side_m * side_m + ahead_m * ahead_m).sqrt().max(1.0);
        let off = if ahead_m < 0.0 { 1.0_f64.copysign(side_m) } else { off };
        let turn_max = full * self.sin_bank_max;
        let turn = (local.speed_m_s * cos * off / HEADING_S).clamp(-turn_max, turn_max);
        let level = (full * full - turn * turn).max(0.0).sqrt();
        let weight = local.weight_m_s2().max(0.0);
        let gravity = -local.free_m_s2.dot(&local.up);
        let share = if full > 0.0 { level / full } else { 1.0 };
        let slope = -2.0 * SCALE_HEIGHT_M * gravity / (local.speed_m_s * local.lift_to_drag * share);
        let above_m_s = local.climb_m_s() - slope;
        let damping = 2.0 * self.damping_fraction * (weight / SCALE_HEIGHT_M).sqrt();
        let up = (level - damping * above_m_s).clamp(0.0, level);
        (right.cross(&local.ahead) * up + right * turn, above_m_s)
    }

    /// The next step (s): a share of the time in which the air, the phugoid or the feedback changes.
    fn step_s(&self, local: &Local) -> f64 {
        let full = (local.lift_to_drag * local.drag_m_s2).min(LIFT_MAX_M_S2);
        let air_s = SCALE_HEIGHT_M / local.climb_m_s().abs().max(1.0);
        let phugoid_s = (SCALE_HEIGHT_M / full.max(1e-3)).sqrt();
        (STEP_SHARE * air_s.min(phugoid_s)).clamp(STEP_MIN_S, STEP_MAX_S)
    }

    fn advance(&self, state: &State, local: &Local, lift: &Vec3, goal: &Vec3, step_s: f64) -> State {
        step(state, &local.acceleration_m_s2(lift), step_s, |s| {
            let local = self.local(s);
            local.acceleration_m_s2(&self.lift_m_s2(&local, s, goal).0)
        })
    }

    /// Flies on until the dive begins, or the path is that of a glide if that is asked for.
    pub fn fly(&self, progress: &mut Progress, until_level: bool, ends_m_s: f64, keep: Keep<'_>) -> Stop {
        let launched_s = progress.time_s;
        for _ in 0..NUM_STEPS_MAX {
            let Progress { state, time_s, .. } = *progress;
            let local = self.local(&state);
            let (goal, beyond_m) = self.points[progress.next_point];
            let (lift, above_m_s) = self.lift_m_s2(&local, &state, &goal);
            let (climb_m_s, full_m_s2) = (local.climb_m_s(), local.lift_to_drag * local.drag_m_s2);
            progress.peak_m = progress.peak_m.max(local.height_m);
            if progress.glide_s.is_none() && climb_m_s <= 0.0 && full_m_s2 > local.weight_m_s2() {
                progress.glide_s = Some(time_s);
            }
            let before_m_s = progress.above_slope_m_s;
            let band_m_s = LEVEL_RAD * local.speed_m_s;
            let is_level = above_m_s.abs() < band_m_s || above_m_s > 0.0 && before_m_s < 0.0;
            if until_level && is_level && 2.0 * full_m_s2 > local.weight_m_s2() {
                let past = (above_m_s - before_m_s.clamp(-band_m_s, band_m_s)) / (above_m_s - before_m_s);
                return Stop::Level { past: if past.is_finite() { past.clamp(0.0, 1.0) } else { 0.0 } };
            }
            progress.above_slope_m_s = above_m_s;
            progress.energy_before_j_kg = progress.energy_j_kg(0.0);
            let mut step_s = self.step_s(&local);
            let left_m = ground_m(&state.pos_ecef_m, &goal) + beyond_m;
            let is_done = local.speed_m_s < ends_m_s || local.height_m < self.aim_alt_m + LOW_M;
            if left_m < progress.check_m || is_done {
                let slack_m = left_m - Plan::new(&local, self.aim_alt_m, self.dive_rad).ground_m;
                if slack_m < -DIVE_START_M && time_s == launched_s {
                    return Stop::Over { by_m: -slack_m };
                }
                if slack_m < DIVE_START_M && beyond_m == 0.0 {
                    progress.is_diving = true;
                    return Stop::Dive;
                }
                if is_done {
                    return Stop::Short { by_m: slack_m };
                }
                progress.check_m = left_m - 0.5 * slack_m;
                // Distance and dive may shrink together: the slack falls as it did since the last look, or with the way.
                let (before_s, before_m) = progress.checked;
                let rate_m_s = ((before_m - slack_m) / (time_s - before_s)).max(0.05 * local.speed_m_s);
                let rate_m_s = if before_s < launched_s { local.speed_m_s } else { rate_m_s };
                progress.checked = (time_s, slack_m);
                step_s = step_s.min((0.8 * slack_m / rate_m_s).max(0.1));
            }
            let knot = Knot { time_s, pos_ecef_m: state.pos_ecef_m, vel_ecef_m_s: state.vel_ecef_m_s };
            keep(knot, local.acceleration_m_s2(&lift));
            progress.state = self.advance(&state, &local, &lift, &goal, step_s);
            progress.time_s += step_s;
            let after_m_s = progress.state.vel_ecef_m_s.dot(&local.up);
            if climb_m_s > 0.0 && after_m_s <= 0.0 {
                let rise_m = 0.5 * climb_m_s * step_s * climb_m_s / (climb_m_s - after_m_s);
                progress.peak_m = progress.peak_m.max(local.height_m + rise_m);
            }
            if beyond_m > 0.0 && self.is_turning(&progress.state, progress.next_point) {
                progress.next_point += 1;
            }
        }
        Stop::Short { by_m: f64::INFINITY }
    }

    /// Whether the turn to the point after the next must begin.
    fn is_turning(&self, state: &State, next_point: usize) -> bool {
        let local = self.local(state);
        let (goal, after) = (self.points[next_point].0, self.points[next_point + 1].0);
        let direction = |to: &Vec3| {
            let line = to - state.pos_ecef_m;
            (line - local.up * line.dot(&local.up)).normalize()
        };
        let here = direction(&goal);
        let up = goal.normalize();
        let line = after - goal;
        let then = (line - up * line.dot(&up)).normalize();
        let lead_m = turn_radius_m(&local, self.sin_bank_max) * half_tangent(&here, &then);
        let to_goal_m = ground_m(&state.pos_ecef_m, &goal);
        to_goal_m < lead_m || here.dot(&local.ahead) < 0.0
    }

    /// Flies the dive; returns its end, the last state kept.
    pub fn dive(&self, start: &Progress, keep: Keep<'_>) -> State {
        let aim = self.points[self.points.len() - 1].0;
        let (mut state, mut time_s) = (start.state, start.time_s);
        for _ in 0..NUM_STEPS_MAX {
            let local = self.local(&state);
            let line = aim - state.pos_ecef_m;
            let plan = Plan::new(&local, self.aim_alt_m, self.dive_rad);
            let share = dive::turn_share(&plan, ground_m(&state.pos_ecef_m, &aim));
            let lift = dive::lift_m_s2(&local, &state, &aim, share);
            let first = local.acceleration_m_s2(&lift);
            keep(Knot { time_s, pos_ecef_m: state.pos_ecef_m, vel_ecef_m_s: state.vel_ecef_m_s }, first);
            let left_s = line.norm() / local.speed_m_s;
            if left_s < LAST_STEP_S || line.dot(&local.ahead) < 0.0 || local.height_m < self.aim_alt_m {
                // The last steps: to the point nearest to the aim, the lift held as it is.
                let held = |s: &State| self.local(s).acceleration_m_s2(&lift);
                let mut last_s = line.dot(&local.ahead) / local.speed_m_s;
                for _ in 0..2 {
                    let end = step(&state, &first, last_s, held);
                    last_s += (aim - end.pos_ecef_m).dot(&end.vel_ecef_m_s) / end.vel_ecef_m_s.norm_squared();
                }
                let end = step(&state, &first, last_s.max(1e-3), held);
                time_s += last_s.max(1e-3);
                let knot = Knot { time_s, pos_ecef_m: end.pos_ecef_m, vel_ecef_m_s: end.vel_ecef_m_s };
                keep(knot, held(&end));
                return end;
            }
            let step_s = self.step_s(&local).min(DIVE_SHARE * left_s);
            state = step(&state, &first, step_s, |s| {
                let local = self.local(s);
                local.acceleration_m_s2(&dive::lift_m_s2(&local, s, &aim, share))
            });
            time_s += step_s;
        }
        state
    }
}

/// Radius (m) of a level turn at the greatest bank.
fn turn_radius_m(local: &Local, sin_bank_max: f64) -> f64 {
    let tan = sin_bank_max / (1.0 - sin_bank_max * sin_bank_max).max(1e-6).sqrt();
    local.speed_m_s * local.speed_m_s / (local.weight_m_s2().max(0.1) * tan)
}

/// Tangent of half the angle between two unit vectors, at most 2.
fn half_tangent(a: &Vec3, b: &Vec3) -> f64 {
    let cos = a.dot(b).clamp(-1.0, 1.0);
    ((1.0 - cos) / (1.0 + cos).max(1e-9)).sqrt().min(2.0)
}

/// Ground distance (m) between two positions.
pub(crate) fn ground_m(a: &Vec3, b: &Vec3) -> f64 {
    math::atan2(a.cross(b).norm(), a.dot(b)) * MEAN_RADIUS_M
}

/// The points of a course with the distance from each to the last (m), and the distance from the start to the first.
pub(crate) fn course(from: &Geodetic, waypoints: &[Geodetic], to: &Geodetic) -> (f64, Vec<(Vec3, f64)>) {
    let mut points: Vec<(Vec3, f64)> =
        waypoints.iter().chain(std::iter::once(to)).map(|p| (ecef_from_geodetic(p), 0.0)).collect();
    for index in (1..points.len()).rev() {
        points[index - 1].1 = points[index].1 + ground_m(&points[index - 1].0, &points[index].0);
    }
    (ground_m(&ecef_from_geodetic(from), &points[0].0), points)
}
