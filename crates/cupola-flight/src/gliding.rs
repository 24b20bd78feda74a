//! Guided lifting flight after a boost: heading by bank, height by lift, a dive at the end.

use crate::dive::{self, LIFT_MAX_M_S2, Shape};
use crate::field::{Field, State};
use crate::lifting::{AeroRow, Local, aero_at, step};
use crate::path::Arc;
use crate::trajectory::Knot;
use cupola_core::{Vec3, math};
use cupola_earth::atmosphere::table::Table;
use cupola_earth::wgs84::{self, Geodetic, MEAN_RADIUS_M, ecef_from_geodetic};

/// Height over which the air thins by e (m), roughly: for the choice of steps and first guesses.
pub(crate) const SCALE_HEIGHT_M: f64 = 7_200.0;
/// How far lift may rise above that of the best L/D while the slope is corrected. Assumed, 1 to 1.3.
const LIFT_MARGIN: f64 = 1.1;
/// Time in which a small heading error would close (s). Assumed.
const HEADING_S: f64 = 40.0;
/// A step as a share of the shortest time scale, the same in a settled glide, and its limits (s).
const STEP_SHARE: f64 = 0.35;
const SETTLED_SHARE: f64 = 0.7;
const STEP_MAX_S: f64 = 24.0;
const STEP_MIN_S: f64 = 0.02;
/// Least time between looks for the dive's start (s).
const LOOK_MIN_S: f64 = 0.1;
/// Steps after which a flight is given up.
const NUM_STEPS_MAX: usize = 20_000;
/// Height over the aim (m) below which a flight that has not begun to dive is given up.
const LOW_M: f64 = 500.0;
/// Rate of climb (m/s) at which the peak counts as passed.
const PEAK_M_S: f64 = 1.0;
/// Angle (rad) off the slope of the glide at which the glide begins, and within which it counts as settled.
const LEVEL_RAD: f64 = 0.01;
const SETTLED_RAD: f64 = 0.003;
/// The dive begins when its start is this near (m).
const DIVE_START_M: f64 = 200.0;
/// The start of the dive is looked for at every step when it is this near (m), and so much more for undamped skips.
const WATCH_M: f64 = 60_000.0;
const SKIP_WATCH_M: f64 = 300_000.0;
/// The turn at a waypoint begins when its start is this near (m).
const TURN_START_M: f64 = 1_000.0;
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
    pub air: Table,
    pub rows: &'a [AeroRow],
    pub damping_fraction: f64,
    /// Greatest share of the lift that turns: the sine of the greatest bank.
    pub sideways_fraction: f64,
    pub dive_rad: f64,
    /// Points on the way and last the aim, each with the ground distance from it to the aim (m).
    pub points: Vec<(Vec3, f64)>,
    /// Length of the course (m).
    pub length_m: f64,
    pub aim_alt_m: f64,
}

/// How far a flight has come.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Progress {
    pub state: State,
    pub time_s: f64,
    /// The highest point so far (m).
    pub peak_m: f64,
    /// When the pull-up was over: lift carries the weight and the path has the slope of a glide (s).
    pub glide_s: Option<f64>,
    /// Whether it has passed its first peak: before, it flies without lift.
    pub is_past_peak: bool,
    next_point: usize,
    /// Distance left (m) at which the start of the dive is looked for next.
    check_m: f64,
    /// Time (s) and slack (m) when it was last looked for.
    checked: (f64, f64),
}

impl Progress {
    pub fn new(state: State, time_s: f64) -> Self {
        Self {
            state,
            time_s,
            peak_m: f64::NEG_INFINITY,
            glide_s: None,
            is_past_peak: false,
            next_point: 0,
            check_m: f64::INFINITY,
            checked: (f64::NEG_INFINITY, 0.0),
        }
    }
}

/// Why a flight was stopped.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stop {
    /// The dive begins.
    Dive,
    /// The aim is nearer than the dive would come down, by this distance (m), from the start.
    Over { by_m: f64 },
    /// It became too slow or too low this far (m) before the start of its dive.
    Short { by_m: f64 },
    /// A turn is too wide for this leg (the first is 1) of this length (m): it takes another length (m).
    Tight { leg: usize, length_m: f64, needed_m: f64 },
}

/// Records states with their accelerations.
pub(crate) type Keep<'k> = &'k mut dyn FnMut(Knot, Vec3);

impl Gliding<'_> {
    #[inline(always)]
    fn local(&self, state: &State) -> Local {
        Local::new(&Field::EARTH, self.air, self.rows, state)
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
        let turn_max = full * self.sideways_fraction;
        let turn = (local.speed_m_s * cos * off / HEADING_S).clamp(-turn_max, turn_max);
        let level = (full * full - turn * turn).max(0.0).sqrt();
        let weight = local.weight_m_s2().max(0.0);
        let gravity = -local.free_m_s2.dot(&local.up);
        let share = if full > 0.0 { level / full } else { 1.0 };
        let scale_m = self.scale_height_m(local.height_m);
        let slope = -2.0 * scale_m * gravity / (local.speed_m_s * local.lift_to_drag * share);
        let above_m_s = local.climb_m_s() - slope;
        let damping = 2.0 * self.damping_fraction * (weight / scale_m).sqrt();
        let up = (level - damping * above_m_s).clamp(0.0, LIFT_MARGIN * level);
        (right.cross(&local.ahead) * up + right * turn, above_m_s)
    }

    /// The dive that begins here.
    fn dive_from(&self, local: &Local) -> Shape {
        let (_, coefficient) = aero_at(self.rows, local.speed_m_s);
        Shape::new(local, coefficient, self.aim_alt_m, self.dive_rad)
    }

    /// What lift must carry in level flight along the start of a path (m/s²), at a height (m) and speed (m/s).
    pub fn weight_m_s2(&self, path: &Arc, height_m: f64, speed_m_s: f64) -> f64 {
        let (up, along) = path.direction(0.0);
        let state = State { pos_ecef_m: up * (MEAN_RADIUS_M + height_m), vel_ecef_m_s: along * speed_m_s };
        self.local(&state).weight_m_s2()
    }

    /// Height (m) over which the air thins by e.
    fn scale_height_m(&self, height_m: f64) -> f64 {
        let [below, above] = [-250.0, 250.0].map(|d| self.air.density_kg_m3(height_m + d));
        (250.0 * (below + above) / (below - above).max(1e-30)).clamp(5_000.0, 10_000.0)
    }

    /// The next step (s): a share of the time in which the air, the phugoid or the feedback changes.
    fn step_s(&self, local: &Local, share: f64) -> f64 {
        let full = (local.lift_to_drag * local.drag_m_s2).min(LIFT_MAX_M_S2);
        let air_s = SCALE_HEIGHT_M / local.climb_m_s().abs().max(1.0);
        let phugoid_s = (SCALE_HEIGHT_M / full.max(1e-3)).sqrt();
        (share * air_s.min(phugoid_s)).clamp(STEP_MIN_S, STEP_MAX_S)
    }

    /// Flies on until the dive begins.
    pub fn fly(&self, progress: &mut Progress, ends_m_s: f64, keep: Keep<'_>) -> Stop {
        for _ in 0..NUM_STEPS_MAX {
            let Progress { state, time_s, is_past_peak, .. } = *progress;
            let local = self.local(&state);
            let (goal, beyond_m) = self.points[progress.next_point];
            let (lift, above_m_s) = self.lift_m_s2(&local, &state, &goal);
            let lift = if is_past_peak { lift } else { Vec3::zeros() };
            let first = local.acceleration_m_s2(&lift);
            keep(knot_of(&state, time_s), first);
            let climb_m_s = local.climb_m_s();
            progress.peak_m = progress.peak_m.max(local.height_m);
            if !is_past_peak && climb_m_s <= PEAK_M_S {
                // Lift begins: the next knot is the same but for the acceleration.
                progress.is_past_peak = true;
                continue;
            }
            let is_carried = 2.0 * local.lift_to_drag * local.drag_m_s2 > local.weight_m_s2();
            if is_past_peak && is_carried && above_m_s > -LEVEL_RAD * local.speed_m_s {
                progress.glide_s = progress.glide_s.or(Some(time_s));
            }
            let goal_m = ground_m(&state.pos_ecef_m, &goal);
            let mut longest_s = f64::INFINITY;
            if beyond_m > 0.0 {
                let lead_m = self.turn_lead_m(&local, &state, progress.next_point);
                if goal_m < lead_m + TURN_START_M {
                    if let Some(stop) = self.tight(progress.next_point, lead_m) {
                        return stop;
                    }
                    // The turn begins: the same again.
                    progress.next_point += 1;
                    continue;
                }
                longest_s = (goal_m - lead_m) / local.speed_m_s;
            }
            let left_m = goal_m + beyond_m;
            let is_done = local.speed_m_s < ends_m_s || local.height_m < self.aim_alt_m + LOW_M;
            if left_m < progress.check_m || is_done {
                match self.look_for_dive(progress, &local, left_m) {
                    Ok(until_s) if !is_done => longest_s = longest_s.min(until_s),
                    Ok(_) => return Stop::Short { by_m: progress.checked.1.max(0.0) },
                    Err(stop) => return stop,
                }
            }
            let is_settled = above_m_s.abs() < SETTLED_RAD * local.speed_m_s;
            let step_s = self.step_s(&local, if is_settled { SETTLED_SHARE } else { STEP_SHARE }).min(longest_s);
            progress.state = if is_past_peak {
                step(&state, &first, step_s, |s| {
                    let local = self.local(s);
                    local.acceleration_m_s2(&self.lift_m_s2(&local, s, &goal).0)
                })
            } else {
                step(&state, &first, step_s, |s| self.local(s).acceleration_m_s2(&Vec3::zeros()))
            };
            progress.time_s += step_s;
            let after_m_s = progress.state.vel_ecef_m_s.dot(&local.up);
            if climb_m_s > 0.0 && after_m_s <= 0.0 {
                let rise_m = 0.5 * climb_m_s * step_s * climb_m_s / (climb_m_s - after_m_s);
                progress.peak_m = progress.peak_m.max(local.height_m + rise_m);
            }
        }
        Stop::Short { by_m: progress.checked.1.max(0.0) }
    }

    /// Where the dive begins: the time (s) that may pass before it is looked for again, or why to stop here.
    fn look_for_dive(&self, progress: &mut Progress, local: &Local, left_m: f64) -> Result<f64, Stop> {
        let slack_m = left_m - self.dive_from(local).plan(local, self.air).ground_m;
        let (before_s, before_m) = progress.checked;
        let is_first = before_s == f64::NEG_INFINITY;
        if slack_m < -DIVE_START_M && is_first {
            return Err(Stop::Over { by_m: -slack_m });
        }
        if slack_m < DIVE_START_M && progress.next_point + 1 == self.points.len() {
            return Err(Stop::Dive);
        }
        let watch_m = WATCH_M + SKIP_WATCH_M * (1.0 - self.damping_fraction);
        progress.check_m = left_m - 0.5 * (slack_m - watch_m).max(0.0);
        progress.checked = (progress.time_s, slack_m);
        // Way and dive may shrink together: the slack falls as it did since the last look, or with the way.
        let passed_s = progress.time_s - before_s;
        let rate_m_s = if is_first || passed_s <= 0.0 { local.speed_m_s } else { (before_m - slack_m) / passed_s };
        Ok((0.8 * slack_m / rate_m_s.max(0.05 * local.speed_m_s)).max(LOOK_MIN_S))
    }

    /// How far the next point is off the heading, to the right: as an angle (rad) and across (m).
    pub fn off(&self, progress: &Progress) -> (f64, f64) {
        let local = self.local(&progress.state);
        let toward = self.points[progress.next_point].0 - progress.state.pos_ecef_m;
        let right = local.ahead.cross(&local.up);
        let side_m = toward.dot(&right) / right.norm().max(1e-6);
        (side_m / toward.norm().max(1.0), side_m)
    }

    /// Whether a turn is too wide for the legs on either side of a point.
    fn tight(&self, next_point: usize, lead_m: f64) -> Option<Stop> {
        let start_m = if next_point == 0 { self.length_m } else { self.points[next_point - 1].1 };
        let (before_m, after_m) =
            (start_m - self.points[next_point].1, self.points[next_point].1 - self.points[next_point + 1].1);
        let (leg, length_m) = if before_m < after_m { (next_point + 1, before_m) } else { (next_point + 2, after_m) };
        (lead_m > length_m).then_some(Stop::Tight { leg, length_m, needed_m: lead_m })
    }

    /// How far before the next point the turn to the one after must begin (m), at the present speed and the greatest bank.
    fn turn_lead_m(&self, local: &Local, state: &State, next_point: usize) -> f64 {
        let (goal, after) = (self.points[next_point].0, self.points[next_point + 1].0);
        let up = goal.normalize();
        let level = |line: Vec3| (line - up * line.dot(&up)).try_normalize(1.0).unwrap_or(local.ahead);
        let (arriving, leaving) = (level(goal - state.pos_ecef_m), level(after - goal));
        turn_radius_m(local, self.sideways_fraction) * half_tangent(&arriving, &leaving)
    }

    /// Flies the dive; returns by how much its end, the last state kept, misses (m).
    pub fn dive(&self, start: &Progress, keep: Keep<'_>) -> f64 {
        let aim = self.points[self.points.len() - 1].0;
        let (mut state, mut time_s, mut share) = (start.state, start.time_s, 0.0);
        let shape = self.dive_from(&self.local(&state));
        for _ in 0..NUM_STEPS_MAX {
            let local = self.local(&state);
            let line = aim - state.pos_ecef_m;
            let before = share;
            if local.height_m < shape.lowest_m {
                share = 1.0;
            } else if !dive::is_turned(&local, &state, &aim) {
                let plan = shape.plan(&local, self.air);
                share = dive::turn_share(&plan, ground_m(&state.pos_ecef_m, &aim));
            }
            if share != before {
                let lift = dive::lift_m_s2(&local, &state, &aim, before);
                keep(knot_of(&state, time_s), local.acceleration_m_s2(&lift));
            }
            let lift = dive::lift_m_s2(&local, &state, &aim, share);
            let first = local.acceleration_m_s2(&lift);
            keep(knot_of(&state, time_s), first);
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
                keep(knot_of(&end, time_s), held(&end));
                return (end.pos_ecef_m - aim).norm();
            }
            let step_s = self.step_s(&local, STEP_SHARE).min(DIVE_SHARE * left_s);
            state = step(&state, &first, step_s, |s| {
                let local = self.local(s);
                local.acceleration_m_s2(&dive::lift_m_s2(&local, s, &aim, share))
            });
            time_s += step_s;
        }
        f64::INFINITY
    }
}

fn knot_of(state: &State, time_s: f64) -> Knot {
    Knot { time_s, pos_ecef_m: state.pos_ecef_m, vel_ecef_m_s: state.vel_ecef_m_s }
}

/// Radius (m) of a level turn at the greatest bank.
fn turn_radius_m(local: &Local, sideways: f64) -> f64 {
    let tan = sideways / (1.0 - sideways * sideways).max(1e-6).sqrt();
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

/// The length of a course (m), and its points with the distance from each to the last (m).
pub(crate) fn course(from: &Geodetic, waypoints: &[Geodetic], to: &Geodetic) -> (f64, Vec<(Vec3, f64)>) {
    let mut points = vec![(ecef_from_geodetic(to), 0.0)];
    let (mut length_m, mut after) = (0.0, to);
    for place in waypoints.iter().rev() {
        length_m += wgs84::range_m(place, after);
        points.push((ecef_from_geodetic(place), length_m));
        after = place;
    }
    points.reverse();
    (length_m + wgs84::range_m(from, after), points)
}
