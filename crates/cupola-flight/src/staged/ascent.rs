//! Flights of a staged missile from launch to impact, as many at once as the processor has lanes.
//!
//! A missile's burns and coasts become [`Leg`]s with a fixed law of thrust; [`fly_all`] integrates each steering through them
//! to its cut-off and on to the ground, and keeps every step.

use super::Stage;
use crate::field::{Field, TOLERANCE, body_rate, components, crossing, longest_step_s};
use crate::integrate::{Fineness, Step, propagate};
use cupola_core::lanes::{Kernel, Lanes, Real, Simd, vectorised_for};
use cupola_core::{Vec3, math};
use cupola_earth::atmosphere::table::table;
use cupola_earth::wgs84::{Geodetic, ecef_from_geodetic, enu_basis};

/// Shares of the first burn after which the vertical rise and the tilted thrust end. Assumed: 0.02 to 0.1, 0.1 to 0.3.
const RISE_SHARE: f64 = 0.04;
const TILT_SHARE: f64 = 0.2;
/// Longest step under power (s), and as a share of the time in which the mass would be gone: the quintic between states has
/// to follow the growing acceleration.
const POWERED_STEP_S: f64 = 20.0;
const POWERED_STEP_SHARE: f64 = 0.3;
/// Height (m) below which a falling body may be integrated more loosely: what is left to fall magnifies no error.
const LOOSE_M: f64 = 95_000.0;
const LOOSE_TOLERANCE: [f64; 6] = [1.0, 1.0, 1.0, 0.05, 0.05, 0.05];
/// Accepted error of a step under power, which the fall magnifies.
pub(super) const CLIMB_TOLERANCE: [f64; 6] = [0.01, 0.01, 0.01, 1e-5, 1e-5, 1e-5];
/// Longest step of a falling body as a share of the time to the ground at its speed, and what is added to that (s).
const TO_GROUND_SHARE: f64 = 0.7;
const TO_GROUND_S: f64 = 0.2;
/// How much longer than stated the last burn may last, as a factor: performance comes from rounded reports without a direction.
const LAST_BURN_SLACK: f64 = 1.01;
/// Longest fall (s).
const LONGEST_FALL_S: f64 = 21_600.0;

/// How one flight is steered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Steering {
    /// Angle of the thrust from the vertical while it is tilted (rad, 0..π/2); a gravity turn follows.
    pub tilt_rad: f64,
    /// Direction of the tilt (rad, clockwise from north).
    pub heading_rad: f64,
    /// Time from launch at which the thrust ends for good (s).
    pub cutoff_s: f64,
    /// Factor on all thrusts.
    pub thrust_ratio: f64,
}

/// Where the thrust points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Law {
    /// Along the launch place's vertical.
    Rise,
    /// Tilted from it by the steering's angle.
    Tilt,
    /// Along the velocity: a gravity turn.
    Turn,
    /// No thrust.
    Coast,
}

/// A stretch of the climb with one law.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leg {
    start_s: f64,
    end_s: f64,
    law: Law,
    /// Start of the burn (s), acceleration then (m/s²) and share of the mass burnt each second then.
    ignition_s: f64,
    thrust_m_s2: f64,
    flow_per_s: f64,
    /// Drag area over twice the mass at the start of the burn (m²/kg).
    drag_m2_kg: f64,
}

impl Leg {
    pub fn is_powered(&self) -> bool {
        self.law != Law::Coast
    }

    pub fn span_s(&self) -> (f64, f64) {
        (self.start_s, self.end_s)
    }
}

/// The legs of a climb with all its propellant.
pub(super) fn legs(stages: &[Stage], payload_kg: f64, drag_area_m2: f64) -> Vec<Leg> {
    let mut mass_kg = payload_kg + stages.iter().map(|s| s.propellant_kg + s.inert_kg).sum::<f64>();
    let mut time_s = 0.0;
    let mut legs = Vec::with_capacity(2 * stages.len() + 2);
    for (index, stage) in stages.iter().enumerate() {
        let burn = Leg {
            start_s: time_s,
            end_s: time_s + stage.burn_s,
            law: Law::Turn,
            ignition_s: time_s,
            thrust_m_s2: stage.thrust_n / mass_kg,
            flow_per_s: stage.propellant_kg / stage.burn_s / mass_kg,
            drag_m2_kg: 0.5 * drag_area_m2 / mass_kg,
        };
        if index == 0 {
            let (rise_s, tilt_s) = (RISE_SHARE * stage.burn_s, TILT_SHARE * stage.burn_s);
            legs.push(Leg { end_s: rise_s, law: Law::Rise, ..burn });
            legs.push(Leg { start_s: rise_s, end_s: tilt_s, law: Law::Tilt, ..burn });
            legs.push(Leg { start_s: tilt_s, ..burn });
        } else {
            legs.push(burn);
        }
        if index + 1 == stages.len()
            && let Some(last) = legs.last_mut()
        {
            last.end_s += (LAST_BURN_SLACK - 1.0) * stage.burn_s;
        }
        time_s += stage.burn_s;
        mass_kg -= stage.propellant_kg + stage.inert_kg;
        if stage.coast_s > 0.0 && index + 1 < stages.len() {
            let drag_m2_kg = 0.5 * drag_area_m2 / mass_kg;
            let end_s = time_s + stage.coast_s;
            legs.push(Leg {
                start_s: time_s,
                end_s,
                law: Law::Coast,
                thrust_m_s2: 0.0,
                flow_per_s: 0.0,
                drag_m2_kg,
                ..burn
            });
            time_s = end_s;
        }
    }
    legs
}

/// One end of a step: time (s), state and acceleration (m, m/s, m/s², Earth-fixed).
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub time_s: f64,
    pub state: [f64; 6],
    pub acceleration_m_s2: [f64; 3],
}

impl Node {
    /// The step between two nodes, to look at.
    pub fn step<T>(&self, next: &Self, look: impl FnOnce(&Step<'_, f64, 6>) -> T) -> T {
        let rate = |n: &Self| {
            let ([.., vx, vy, vz], [ax, ay, az]) = (n.state, n.acceleration_m_s2);
            [vx, vy, vz, ax, ay, az]
        };
        let rates = [rate(self), rate(next)];
        look(&Step {
            taken: true,
            times_s: [self.time_s, next.time_s],
            states: [&self.state, &next.state],
            rates: [&rates[0], &rates[1]],
        })
    }

    /// The state at a place (0..=1) between two nodes, from the quintic through them.
    pub fn between(&self, next: &Self, place: f64) -> [f64; 6] {
        self.step(next, |step| step.between(place))
    }
}

/// One flight: its steps and how it ended.
#[derive(Debug, Clone, Default)]
pub(super) struct Flown {
    /// Both ends of every step; where the thrust jumps, two nodes of one time.
    pub nodes: Vec<Node>,
    /// Index of the first node of the free fall.
    pub cutoff_index: usize,
    /// Whether it came down.
    pub has_landed: bool,
}

impl Flown {
    pub fn last(&self) -> &Node {
        &self.nodes[self.nodes.len() - 1]
    }

    /// Time (s) and height (m) of the apogee of the free fall; of the cut-off if it only falls from there.
    pub fn apogee(&self, field: &Field) -> (f64, f64) {
        let climb = |s: &[f64; 6]| s[0] * s[3] + s[1] * s[4] + s[2] * s[5];
        let height = |s: &[f64; 6]| field.height_m(&[s[0], s[1], s[2]]);
        let fall = &self.nodes[self.cutoff_index..];
        let Some(pair) = fall.windows(2).find(|p| climb(&p[0].state) > 0.0 && climb(&p[1].state) <= 0.0) else {
            return fall.first().map_or((0.0, 0.0), |n| (n.time_s, height(&n.state)));
        };
        let place =
            crossing([climb(&pair[0].state), climb(&pair[1].state)], |place| climb(&pair[0].between(&pair[1], place)));
        let top = pair[0].between(&pair[1], place);
        (pair[0].time_s + place * (pair[1].time_s - pair[0].time_s), height(&top))
    }
}

/// What all flights of one call have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Launch<'a> {
    pub field: &'a Field,
    pub legs: &'a [Leg],
    pub from: &'a Geodetic,
    /// Drag area over twice the mass of what re-enters (m²/kg).
    pub drag_m2_kg: f64,
    /// Accepted error of a step of the climb: m and m/s.
    pub climb_tolerance: [f64; 6],
    /// Height at which a flight ends (m); `None` ends it at the cut-off.
    pub ground_m: Option<f64>,
}

/// Flies every steering.
pub(super) fn fly_all(launch: &Launch<'_>, steerings: &[Steering]) -> Vec<Flown> {
    vectorised_for(steerings.len(), Flights { launch, steerings })
}

struct Flights<'a> {
    launch: &'a Launch<'a>,
    steerings: &'a [Steering],
}

impl Kernel for Flights<'_> {
    type Output = Vec<Flown>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Vec<Flown> {
        let mut all = Vec::with_capacity(self.steerings.len());
        for group in self.steerings.chunks(Lanes::<S>::NUM) {
            fly_group(simd, self.launch, group, &mut all);
        }
        all
    }
}

/// Flies as many steerings as there are lanes and adds what they come to.
#[inline(always)]
fn fly_group<S: Simd>(simd: S, launch: &Launch<'_>, group: &[Steering], all: &mut Vec<Flown>) {
    let lane_of = |lane: usize| &group[lane.min(group.len() - 1)];
    let [east, north, up] = enu_basis(launch.from);
    let origin = ecef_from_geodetic(launch.from);
    let mut tilted = [Lanes::splat(simd, 0.0); 3];
    let mut start = [Lanes::splat(simd, 0.0); 6];
    for axis in 0..3 {
        start[axis] = Lanes::splat(simd, components(&origin)[axis]);
        tilted[axis] = Lanes::from_fn(
            simd,
            #[inline(always)]
            |lane| components(&tilted_thrust(lane_of(lane), &east, &north, &up))[axis],
        );
    }
    let upward = components(&up).map(
        #[inline(always)]
        |x| Lanes::splat(simd, x),
    );
    let (air, field) = (table(), launch.field);
    let zero = Lanes::splat(simd, 0.0);
    let never = zero.below(zero);
    let cutoff_s = Lanes::from_fn(
        simd,
        #[inline(always)]
        |lane| if lane < group.len() { lane_of(lane).cutoff_s } else { 0.0 },
    );
    let ratio = Lanes::from_fn(
        simd,
        #[inline(always)]
        |lane| lane_of(lane).thrust_ratio,
    );
    let base = all.len();
    all.extend(group.iter().map(|_| Flown { nodes: Vec::with_capacity(96), ..Flown::default() }));
    let flown = &mut all[base..];
    let fineness = Fineness { tolerance: launch.climb_tolerance, first_step_s: POWERED_STEP_S };
    let (mut time_s, mut state) = (zero, start);
    let mut lost = never;
    for leg in launch.legs {
        let end_s = cutoff_s.least(zero.like(leg.end_s));
        if !zero.any(time_s.below(end_s)) {
            break;
        }
        let thrust = ratio * leg.thrust_m_s2;
        let leg_starts: [usize; 8] = std::array::from_fn(|lane| flown.get(lane).map_or(0, |f| f.nodes.len()));
        (time_s, state) = propagate(
            #[inline(always)]
            |t: Lanes<S>, s: &[Lanes<S>; 6]| {
                let lighter = zero.like(1.0) / (zero.like(1.0) - (t - leg.ignition_s) * leg.flow_per_s);
                let push = thrust * lighter;
                let along = if leg.law == Law::Turn { Some(push) } else { None };
                let mut rates = body_rate(field, air, s, lighter * leg.drag_m2_kg, along);
                let fixed = match leg.law {
                    Law::Coast | Law::Turn => return rates,
                    Law::Rise => &upward,
                    Law::Tilt => &tilted,
                };
                for axis in 0..3 {
                    rates[axis + 3] = rates[axis + 3] + push * fixed[axis];
                }
                rates
            },
            #[inline(always)]
            |t: Lanes<S>, _: &[Lanes<S>; 6]| {
                let left_s = zero.like(leg.ignition_s + 1.0 / leg.flow_per_s.max(1e-6)) - t;
                (left_s * POWERED_STEP_SHARE).least(zero.like(POWERED_STEP_S))
            },
            time_s,
            end_s,
            state,
            &fineness,
            #[inline(always)]
            |step: &Step<'_, Lanes<S>, 6>| {
                let taken = Lanes::truths(simd, step.taken);
                for (lane, flight) in flown.iter_mut().enumerate() {
                    if taken[lane] {
                        let [from, to] = nodes_of(step, lane);
                        if flight.nodes.len() == leg_starts[lane] {
                            flight.nodes.push(from);
                        }
                        flight.nodes.push(to);
                    }
                }
                never
            },
        );
        // A lane that did not come through a leg is given up.
        lost = zero.not(zero.both(zero.not(lost), zero.not(time_s.below(end_s))));
    }
    fall_group(simd, launch, (zero.where_or(lost, time_s), state), flown);
}

/// The free fall of a group from its cut-offs: to the air, then through it.
#[inline(always)]
fn fall_group<S: Simd>(simd: S, launch: &Launch<'_>, (time_s, state): (Lanes<S>, [Lanes<S>; 6]), flown: &mut [Flown]) {
    for flight in flown.iter_mut() {
        flight.cutoff_index = flight.nodes.len();
    }
    let Some(ground_m) = launch.ground_m else { return };
    let (air, field) = (table(), launch.field);
    let zero = Lanes::splat(simd, 0.0);
    let drag = zero.like(launch.drag_m2_kg);
    // Lanes without a flight stand still.
    let end_s = (time_s + LONGEST_FALL_S).where_or(zero.below(time_s), zero);
    let (mut time_s, mut state) = (time_s, state);
    for (floor_m, tolerance, first_step_s) in
        [(LOOSE_M.max(ground_m), TOLERANCE, 20.0), (ground_m, LOOSE_TOLERANCE, 3.0)]
    {
        (time_s, state) = propagate(
            #[inline(always)]
            |_: Lanes<S>, s: &[Lanes<S>; 6]| body_rate(field, air, s, drag, None),
            #[inline(always)]
            |_: Lanes<S>, s: &[Lanes<S>; 6]| {
                // Not far below the ground: a step through the lower end of the air's table is tried again and again.
                let above_m = (field.height_m(&[s[0], s[1], s[2]]) - ground_m).greatest(zero);
                let speed_m_s = (s[3] * s[3] + s[4] * s[4] + s[5] * s[5]).sqrt();
                longest_step_s(field, s).least(above_m / speed_m_s * TO_GROUND_SHARE + TO_GROUND_S)
            },
            time_s,
            end_s,
            state,
            &Fineness { tolerance, first_step_s },
            #[inline(always)]
            |step: &Step<'_, Lanes<S>, 6>| {
                let to = step.states[1];
                let falls = (to[0] * to[3] + to[1] * to[4] + to[2] * to[5]).below(zero);
                let low = field.height_m(&[to[0], to[1], to[2]]).below(zero.like(floor_m));
                let stop = zero.both(low, falls);
                let lands = Lanes::truths(simd, stop);
                let taken = Lanes::truths(simd, step.taken);
                for (lane, flight) in flown.iter_mut().enumerate() {
                    if !taken[lane] || flight.has_landed {
                        continue;
                    }
                    let [from, to] = nodes_of(step, lane);
                    if flight.nodes.len() == flight.cutoff_index {
                        flight.nodes.push(from);
                    }
                    // The first part may end below the ground, where that lies above the air.
                    let node = lands[lane].then(|| landing(launch, &from, &to, ground_m)).flatten();
                    flight.has_landed = node.is_some();
                    flight.nodes.push(node.unwrap_or(to));
                }
                stop
            },
        );
    }
}

/// The node on the ground, if the step comes down there.
fn landing(launch: &Launch<'_>, from: &Node, to: &Node, ground_m: f64) -> Option<Node> {
    let (time_s, state) = from.step(to, |step| step.landing(launch.field, ground_m))?;
    let [.., x, y, z] = body_rate(launch.field, table(), &state, launch.drag_m2_kg, None);
    Some(Node { time_s, state, acceleration_m_s2: [x, y, z] })
}

/// Both ends of a step in one lane.
#[inline(always)]
fn nodes_of<S: Simd>(step: &Step<'_, Lanes<S>, 6>, lane: usize) -> [Node; 2] {
    [node_of(step, 0, lane), node_of(step, 1, lane)]
}

#[inline(always)]
fn node_of<S: Simd>(step: &Step<'_, Lanes<S>, 6>, end: usize, lane: usize) -> Node {
    let mut state = [0.0; 6];
    for (slot, numbers) in state.iter_mut().zip(step.states[end]) {
        *slot = numbers.as_slice()[lane];
    }
    let rate = step.rates[end];
    let acceleration_m_s2 = [rate[3].as_slice()[lane], rate[4].as_slice()[lane], rate[5].as_slice()[lane]];
    Node { time_s: step.times_s[end].as_slice()[lane], state, acceleration_m_s2 }
}

/// The unit vector of the tilted thrust.
fn tilted_thrust(steering: &Steering, east: &Vec3, north: &Vec3, up: &Vec3) -> Vec3 {
    let (sin_h, cos_h) = math::sin_cos(steering.heading_rad);
    let (sin_t, cos_t) = math::sin_cos(steering.tilt_rad);
    up * cos_t + (east * sin_h + north * cos_h) * sin_t
}
