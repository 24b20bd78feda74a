//! The searches behind a staged missile: the steering that meets an aim, the farthest flight, the thrusts a flight implies.

use super::ascent::{CLIMB_TOLERANCE, Flown, Launch, Node, Steering, fly_all};
use super::{FullFlight, Shown, Staged};
use crate::FlightError;
use crate::field::Field;
use crate::kepler::{minimum_energy, minimum_energy_arc, velocity_to};
use crate::trajectory::{Knot, Phase, Trajectory};
use cupola_core::{Mat3, Vec3, math};
use cupola_earth::wgs84::{self, Geodetic, MEAN_RADIUS_M};

/// Greatest tilt tried (rad).
const TILT_MAX_RAD: f64 = 1.45;
/// Tilts tried at once, and how often the best pair is divided again.
const NUM_TILTS: usize = 8;
const NUM_SCANS: usize = 3;
/// Accepted error of a step of a climb that only gives a guess: m and m/s.
const GUESS_TOLERANCE: [f64; 6] = [30.0, 30.0, 30.0, 0.3, 0.3, 0.3];
/// Speed that may lack in the first guess, whose arcs know no drag and one instant (m/s).
const LACKING_MAX_M_S: f64 = 200.0;
/// What a solved flight may miss by: the aim (m), the apogee (m).
const MISS_MAX_M: f64 = 20.0;
const APOGEE_ERROR_MAX_M: f64 = 100.0;
/// Rounds of Newton's method.
const NUM_ROUNDS_MAX: usize = 12;
/// Differences from which its slopes are taken: tilt and heading (rad), cut-off (s), thrust.
const TILT_STEP_RAD: f64 = 2e-4;
const HEADING_STEP_RAD: f64 = 1e-3;
const CUTOFF_STEP_S: f64 = 0.02;
const THRUST_STEP: f64 = 2e-4;
/// Height (m) below which a falling warhead is in re-entry.
const REENTRY_M: f64 = 100_000.0;

fn position(state: &[f64; 6]) -> Vec3 {
    Vec3::new(state[0], state[1], state[2])
}

fn velocity(state: &[f64; 6]) -> Vec3 {
    Vec3::new(state[3], state[4], state[5])
}

/// Angle of a velocity above the horizontal at a position (rad).
fn path_angle_rad(state: &[f64; 6]) -> f64 {
    let (r, v) = (position(state), velocity(state));
    math::asin((r.dot(&v) / (r.norm() * v.norm())).clamp(-1.0, 1.0))
}

/// The search for the flight that meets an aim.
struct Search<'a> {
    missile: &'a Staged,
    launch: Launch<'a>,
    to: &'a Geodetic,
    target_ecef_m: Vec3,
    wanted_m: f64,
    /// Apogee asked for, as a distance from the centre at the aim (m).
    apogee_radius_m: Option<f64>,
    end_s: f64,
}

/// The moment of a climb at which the speed is what an arc to the aim needs, or the end of the last burn.
#[derive(Debug, Clone, Copy)]
struct Match {
    cutoff_s: f64,
    /// Speed that lacks at the end of the last burn (m/s); zero where it suffices.
    lacking_m_s: f64,
    /// How much steeper the climb is than the arc (rad).
    steep_rad: f64,
    /// How far right of the flight's own heading the arc lies (rad).
    aside_rad: f64,
}

/// Flies a scaled missile to an aim.
pub(super) fn fly(missile: &Staged, from: &Geodetic, to: &Geodetic) -> Result<Trajectory, FlightError> {
    let legs = missile.legs();
    let search = Search {
        missile,
        launch: Launch {
            field: &Field::EARTH,
            legs: &legs,
            from,
            drag_m2_kg: 0.5 / missile.ballistic_coefficient_kg_m2,
            climb_tolerance: CLIMB_TOLERANCE,
            ground_m: Some(to.alt_m),
        },
        to,
        target_ecef_m: wgs84::ecef_from_geodetic(to),
        wanted_m: wgs84::range_m(from, to),
        apogee_radius_m: missile.apogee_m.map(|a| wgs84::ecef_from_geodetic(to).norm() - to.alt_m + a),
        end_s: legs.last().map_or(0.0, |leg| leg.span_s().1),
    };
    let guess = search.guess(wgs84::bearing_rad(from, to))?;
    let flown = search.refine(guess)?;
    Ok(search.trajectory(&flown))
}

impl Search<'_> {
    /// A steering whose climb passes through the velocity that an arc to the aim needs.
    fn guess(&self, heading_rad: f64) -> Result<Steering, FlightError> {
        let mut heading_rad = heading_rad;
        let (mut low, mut high) = (0.0, TILT_MAX_RAD);
        let mut best = None;
        let mut num_pairs = 0;
        let open = Launch { climb_tolerance: GUESS_TOLERANCE, ground_m: None, ..self.launch };
        for scan in 0..2 * NUM_SCANS {
            // More of the small tilts at first: they are what long flights need.
            let share = |i: usize| i as f64 / (NUM_TILTS - 1) as f64;
            let place = |i: usize| if scan == 0 { share(i) * share(i) * share(i) } else { share(i) };
            let tilts: [f64; NUM_TILTS] = std::array::from_fn(|i| low + (high - low) * place(i));
            let steering =
                |tilt_rad: &f64| Steering { tilt_rad: *tilt_rad, heading_rad, cutoff_s: self.end_s, thrust_ratio: 1.0 };
            let climbs = fly_all(&open, &tilts.each_ref().map(steering));
            // A climb that leads to no arc at all has tipped over: it is too flat.
            let mut matches: Vec<Option<Match>> = Vec::with_capacity(NUM_TILTS);
            let pair = climbs.iter().enumerate().find_map(|(i, climb)| {
                matches.push(self.matching(climb));
                let (a, b) = ((*matches.get(i.wrapping_sub(1))?)?, matches[i]);
                (a.steep_rad >= 0.0 && b.is_none_or(|b| b.steep_rad <= 0.0)).then_some((i, a, b))
            });
            let Some((i, a, b)) = pair else {
                return best.ok_or_else(|| self.no_climb(&matches));
            };
            let Some(b) = b else {
                (low, high) = (tilts[i - 1], tilts[i]);
                continue;
            };
            if a.lacking_m_s.min(b.lacking_m_s) > LACKING_MAX_M_S {
                return Err(self.no_climb(&[]));
            }
            (low, high) = (tilts[i - 1], tilts[i]);
            let share = if a.steep_rad > b.steep_rad { a.steep_rad / (a.steep_rad - b.steep_rad) } else { 0.5 };
            let mix = |x: f64, y: f64| x + share * (y - x);
            // The flatter of the two says where it heads; one nearly upright does not.
            heading_rad += b.aside_rad;
            best = Some(Steering {
                tilt_rad: mix(low, high),
                heading_rad,
                cutoff_s: mix(a.cutoff_s, b.cutoff_s),
                thrust_ratio: 1.0,
            });
            num_pairs += 1;
            if num_pairs == NUM_SCANS - 1 {
                break;
            }
        }
        best.ok_or_else(|| self.no_climb(&[]))
    }

    /// Why no climb passes through the arcs to the aim.
    fn no_climb(&self, matches: &[Option<Match>]) -> FlightError {
        let (wanted_m, apogee_m) = (self.wanted_m, self.missile.apogee_m);
        let is_reached = matches.iter().flatten().any(|m| m.lacking_m_s == 0.0);
        // Below the apogee of least energy it is the bend that fails, above it the speed.
        let least_m = minimum_energy(wanted_m).apogee_radius_m - MEAN_RADIUS_M;
        match apogee_m {
            Some(apogee_m) if apogee_m < least_m => FlightError::TooDepressed { apogee_m, wanted_m },
            None if is_reached => FlightError::NoTrajectory { wanted_m, miss_m: wanted_m, num_flights: NUM_TILTS },
            _ => match (greatest_range(self.missile), apogee_m) {
                (Ok(full), Some(apogee_m)) => {
                    FlightError::ApogeeOutOfReach { apogee_m, maximum_m: full.range_m, wanted_m }
                }
                (Ok(full), None) => FlightError::OutOfReachThisWay { wanted_m, at_rest_m: full.range_m },
                (Err(error), _) => error,
            },
        }
    }

    /// The earliest moment under power at which the speed is that of an arc to the aim.
    fn matching(&self, climb: &Flown) -> Option<Match> {
        let field = self.launch.field;
        let mut arc_s = 0.0;
        let mut need = |state: &[f64; 6]| {
            let pos = position(state);
            let mut found = None;
            for _ in 0..3 {
                let next = velocity_to(&pos, &self.target_ecef_m, self.apogee_radius_m, arc_s, field.rotation_rad_s)?;
                let settled = (next.1.time_s - arc_s).abs() < 10.0;
                arc_s = next.1.time_s;
                found = Some(next.0);
                if settled {
                    break;
                }
            }
            found
        };
        let is_powered = |time_s: f64| {
            self.launch.legs.iter().any(|l| l.is_powered() && l.span_s().0 < time_s && time_s <= l.span_s().1)
        };
        let lacking = |need: &Vec3, state: &[f64; 6]| need.norm() - velocity(state).norm();
        let nodes = &climb.nodes;
        // The speed needed falls and the speed flown rises: halve between the tilt's end and the last node.
        let (mut slow, mut fast) = (1, nodes.len().checked_sub(1)?);
        let lacking_m_s = lacking(&need(&nodes[fast].state)?, &nodes[fast].state).max(0.0);
        if lacking_m_s > 0.0 {
            slow = fast;
        }
        while fast - slow > 1 {
            let middle = (slow + fast) / 2;
            let is_fast = need(&nodes[middle].state).is_some_and(|v| lacking(&v, &nodes[middle].state) <= 0.0);
            if is_fast { fast = middle } else { slow = middle }
        }
        // Over a coast the speed needed may be met between burns; then the burn before is cut at its end.
        let (a, b) = (&nodes[fast - 1], &nodes[fast]);
        let (mut low, mut high) = (0.0, 1.0);
        if lacking_m_s == 0.0 && is_powered(b.time_s) && b.time_s > a.time_s {
            for _ in 0..4 {
                let middle = 0.5 * (low + high);
                let state = a.between(b, middle);
                if need(&state).is_some_and(|v| lacking(&v, &state) <= 0.0) { high = middle } else { low = middle }
            }
        }
        let state = a.between(b, high);
        let wanted = need(&state)?;
        let mut arc = state;
        arc[3..].copy_from_slice(wanted.as_slice());
        let up = position(&state).normalize();
        let turn = up.dot(&wanted.cross(&velocity(&state)));
        let ahead = wanted.dot(&velocity(&state)) - wanted.dot(&up) * velocity(&state).dot(&up);
        Some(Match {
            cutoff_s: a.time_s + high * (b.time_s - a.time_s),
            lacking_m_s,
            steep_rad: path_angle_rad(&state) - path_angle_rad(&arc),
            aside_rad: math::atan2(turn, ahead),
        })
    }

    /// Newton's method on whole flights from a guess.
    fn refine(&self, guess: Steering) -> Result<Flown, FlightError> {
        let mut now = guess;
        let mut miss_m = f64::INFINITY;
        for _ in 0..NUM_ROUNDS_MAX {
            // Slopes backwards in time at the end of the last burn, where there is no later cut-off.
            let cutoff_step_s = if now.cutoff_s + CUTOFF_STEP_S > self.end_s { -CUTOFF_STEP_S } else { CUTOFF_STEP_S };
            let tried = [
                now,
                Steering { cutoff_s: now.cutoff_s + cutoff_step_s, ..now },
                Steering { heading_rad: now.heading_rad + HEADING_STEP_RAD, ..now },
                Steering { tilt_rad: now.tilt_rad + TILT_STEP_RAD, ..now },
            ];
            let num = if self.apogee_radius_m.is_some() { 4 } else { 3 };
            let mut flown = fly_all(&self.launch, &tried[..num]);
            if !flown.iter().all(|f| f.has_landed) {
                break;
            }
            let errors: Vec<Vec3> = flown.iter().map(|f| self.errors_m(f)).collect();
            let error = errors[0];
            miss_m = math::hypot(error.x, error.y);
            if miss_m < MISS_MAX_M && error.z.abs() < APOGEE_ERROR_MAX_M {
                return Ok(flown.swap_remove(0));
            }
            let slope = |i: usize, step: f64| (errors[i] - error) / step;
            let third = if num == 4 { slope(3, TILT_STEP_RAD) } else { Vec3::z() };
            let slopes = Mat3::from_columns(&[slope(1, cutoff_step_s), slope(2, HEADING_STEP_RAD), third]);
            let Some(inverse) = slopes.try_inverse() else { break };
            let change = -(inverse * error);
            // A long step is shortened: far from the aim the slopes do not hold.
            let size = (change.x.abs() / 10.0).max(change.y.abs() / 0.3).max(if num == 4 {
                change.z.abs() / 0.1
            } else {
                0.0
            });
            let change = change / size.max(1.0);
            now.cutoff_s = (now.cutoff_s + change.x).min(self.end_s);
            now.heading_rad += change.y;
            if num == 4 {
                now.tilt_rad = (now.tilt_rad + change.z).clamp(0.0, TILT_MAX_RAD);
            }
        }
        let wanted_m = self.wanted_m;
        if now.cutoff_s >= self.end_s || self.missile.apogee_m.is_some() {
            return Err(self.no_climb(&[]));
        }
        Err(FlightError::NoTrajectory { wanted_m, miss_m, num_flights: NUM_ROUNDS_MAX })
    }

    /// How far a flight came down beyond and right of the aim, and how far its apogee was too high (m).
    fn errors_m(&self, flown: &Flown) -> Vec3 {
        let miss = position(&flown.last().state) - self.target_ecef_m;
        let [east, north, _] = wgs84::enu_basis(self.to);
        let over = flown.apogee(self.launch.field).1;
        Vec3::new(miss.dot(&east), miss.dot(&north), self.missile.apogee_m.map_or(0.0, |wanted| over - wanted))
    }

    fn trajectory(&self, flown: &Flown) -> Trajectory {
        let field = self.launch.field;
        let cutoff_s = flown.nodes[flown.cutoff_index].time_s;
        let mut phases = vec![(0.0, Phase::Boost), (cutoff_s, Phase::Midcourse)];
        let height = |n: &Node| field.height_m(&[n.state[0], n.state[1], n.state[2]]);
        let fall = &flown.nodes[flown.cutoff_index..];
        let falls = |n: &Node| position(&n.state).dot(&velocity(&n.state)) < 0.0;
        let crossing = fall.windows(2).find(|p| falls(&p[1]) && height(&p[1]) < REENTRY_M);
        // A flight that never leaves the air re-enters from its top.
        let reentry_s = crossing
            .and_then(|p| p[0].step(&p[1], |s| s.landing(field, REENTRY_M)))
            .map_or(cutoff_s, |l| l.0)
            .max(flown.apogee(field).0);
        phases.push((reentry_s, Phase::Reentry));
        let knot = |n: &Node| {
            let knot = Knot { time_s: n.time_s, pos_ecef_m: position(&n.state), vel_ecef_m_s: velocity(&n.state) };
            (knot, Vec3::from_column_slice(&n.acceleration_m_s2))
        };
        Trajectory::new(flown.nodes.iter().map(knot).collect(), phases, cutoff_s)
    }
}

/// A flight over the sphere at rest, and how much steeper than an arc of least energy its cut-off was (rad).
#[derive(Debug, Clone, Copy)]
struct AtRestFlight {
    full: FullFlight,
    steep_rad: f64,
}

/// A missile over the sphere at rest with all its propellant.
struct AtRest<'a> {
    launch: Launch<'a>,
    end_s: f64,
}

const ORIGIN: Geodetic = Geodetic { lat_rad: 0.0, lon_rad: 0.0, alt_m: 0.0 };

impl AtRest<'_> {
    fn fly(&self, steerings: &[(f64, f64)]) -> Vec<Option<AtRestFlight>> {
        let steering = |&(tilt_rad, thrust_ratio): &(f64, f64)| Steering {
            tilt_rad,
            heading_rad: math::FRAC_PI_2,
            cutoff_s: self.end_s,
            thrust_ratio,
        };
        let steerings: Vec<Steering> = steerings.iter().map(steering).collect();
        let full = |f: &Flown| {
            let last = f.has_landed.then(|| f.last())?;
            let pos = position(&last.state);
            // A flight beyond the opposite point counts as one to it: nothing is farther.
            let range_m = math::atan2(pos.y, pos.x).rem_euclid(math::TAU).min(math::PI) * MEAN_RADIUS_M;
            let cutoff = f.nodes[f.cutoff_index].state;
            let (start, v) = (position(&cutoff), velocity(&cutoff));
            let between = math::atan2(start.cross(&pos).norm(), start.dot(&pos));
            let angle_rad = math::asin((start.dot(&v) / (start.norm() * v.norm())).clamp(-1.0, 1.0));
            let least = minimum_energy_arc(start.norm(), pos.norm(), between);
            let full = FullFlight { range_m, apogee_m: f.apogee(self.launch.field).1, time_s: last.time_s };
            Some(AtRestFlight { full, steep_rad: angle_rad - least.angle_rad })
        };
        fly_all(&self.launch, &steerings).iter().map(full).collect()
    }
}

fn at_rest<'a>(missile: &Staged, legs: &'a [super::ascent::Leg]) -> AtRest<'a> {
    let launch = Launch {
        field: &Field::SPHERE_AT_REST,
        legs,
        from: &ORIGIN,
        drag_m2_kg: 0.5 / missile.ballistic_coefficient_kg_m2,
        climb_tolerance: CLIMB_TOLERANCE,
        ground_m: Some(0.0),
    };
    AtRest { launch, end_s: missile.powered_s() }
}

/// The flight with all the propellant whose fall is an arc of least energy.
pub(super) fn greatest_range(missile: &Staged) -> Result<FullFlight, FlightError> {
    let legs = missile.legs();
    let rest = at_rest(missile, &legs);
    let (mut low, mut high) = (0.0, TILT_MAX_RAD);
    let mut best = None;
    for scan in 0..2 * NUM_SCANS {
        let share = |i: usize| i as f64 / (NUM_TILTS - 1) as f64;
        let place = |i: usize| if scan == 0 { share(i) * share(i) } else { share(i) };
        let tilts: Vec<(f64, f64)> = (0..NUM_TILTS).map(|i| (low + (high - low) * place(i), 1.0)).collect();
        let found = rest.fly(&tilts);
        // The first flight that is too flat, or that does not come down: it would be too fast for any arc.
        let flat = found.iter().position(|f| f.is_none_or(|f| f.steep_rad <= 0.0)).unwrap_or(NUM_TILTS - 1).max(1);
        best = found[flat - 1].or(best);
        (low, high) = (tilts[flat - 1].0, tilts[flat].0);
    }
    best.map(|f| f.full).ok_or(FlightError::NoTrajectory { wanted_m: 0.0, miss_m: 0.0, num_flights: 6 * NUM_TILTS })
}

/// The factor on the thrusts with which the shown flight uses all the propellant.
pub(super) fn thrust_ratio(missile: &Staged, shown: &Shown) -> Result<f64, FlightError> {
    let legs = missile.legs();
    let rest = at_rest(missile, &legs);
    let not_shown = FlightError::NotShown { apogee_m: shown.apogee_m, range_m: shown.range_m };
    let (mut low, mut high) = (0.2, 5.0);
    let mut tilt_rad = 0.0;
    for _ in 0..NUM_SCANS {
        let ratios: Vec<(f64, f64)> =
            (0..NUM_TILTS).map(|i| (tilt_rad, low + (high - low) * i as f64 / (NUM_TILTS - 1) as f64)).collect();
        // A flight that does not come down has gone too fast.
        let apogees: Vec<f64> =
            rest.fly(&ratios).iter().map(|f| f.map_or(f64::INFINITY, |f| f.full.apogee_m)).collect();
        let above = apogees.iter().position(|a| *a >= shown.apogee_m).filter(|i| *i > 0).ok_or(not_shown.clone())?;
        (low, high) = (ratios[above - 1].1, ratios[above].1);
    }
    let mut ratio = 0.5 * (low + high);
    // From nearly upright: a missile that barely lifts off tips over at more.
    tilt_rad = 2e-3;
    for _ in 0..2 * NUM_ROUNDS_MAX {
        let found = rest.fly(&[(tilt_rad, ratio), (tilt_rad + TILT_STEP_RAD, ratio), (tilt_rad, ratio + THRUST_STEP)]);
        let [Some(now), Some(tilted), Some(pushed)] = found.as_slice() else { break };
        let (now, tilted, pushed) = (now.full, tilted.full, pushed.full);
        let (range, apogee) = (now.range_m - shown.range_m, now.apogee_m - shown.apogee_m);
        if range.abs() < MISS_MAX_M && apogee.abs() < APOGEE_ERROR_MAX_M {
            return Ok(ratio);
        }
        let slope = |f: FullFlight, step: f64| ((f.range_m - now.range_m) / step, (f.apogee_m - now.apogee_m) / step);
        let ((a, c), (b, d)) = (slope(tilted, TILT_STEP_RAD), slope(pushed, THRUST_STEP));
        let determinant = a * d - b * c;
        let (tilt_change, ratio_change) =
            ((b * apogee - d * range) / determinant, (c * range - a * apogee) / determinant);
        let size = (tilt_change.abs() / (0.5 * tilt_rad)).max(ratio_change.abs() / 0.1).max(1.0);
        tilt_rad = (tilt_rad + tilt_change / size).clamp(1e-4, TILT_MAX_RAD);
        ratio = (ratio + ratio_change / size).clamp(0.2, 5.0);
    }
    Err(not_shown)
}
