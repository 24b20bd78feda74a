//! The flights of one interceptor at many launch elevations, several at once.

use super::InterceptorFlight;
use crate::FlightError;
use crate::field::Field;
use crate::integrate::{Fineness, Step, propagate, quintic};
use cupola_core::lanes::{Kernel, Lanes, NUM_LANES_MAX, Real, Simd, vectorised};
use cupola_core::math;
use cupola_earth::atmosphere::table::{Table, table};
use cupola_earth::wgs84::MEAN_RADIUS_M;

/// Launch elevations flown, a multiple of eight.
pub(super) const NUM_ELEVATIONS: usize = 64;
/// The lowest of them (rad): below the horizontal, so that what sags over the far ground has neighbours on both sides.
const LOWEST_RAD: f64 = -0.015;
/// How much closer together the lowest are than on average: heights far out are a matter of small angles.
const LOW_SPACING: f64 = 0.1;
/// Share of the launch mass that burns.
pub(super) const PROPELLANT_SHARE: f64 = 0.6;
/// Elevation (rad) at which a launch ends its boost with the published speed. Assumed: half way up.
const REFERENCE_RAD: f64 = 0.25 * math::PI;
/// Accepted error of one step: along (m), speed (m/s).
const TOLERANCE: (f64, f64) = (0.5, 5e-3);
/// Longest steps (s): below and above this height (m).
const LOW_M: f64 = 95_000.0;
const LOW_STEP_S: f64 = 5.0;
const HIGH_STEP_S: f64 = 60.0;
/// A flight ends at this depth (m), or this many ranges out.
const DEEPEST_M: f64 = -1_000.0;
const FARTHEST: f64 = 2.0;
/// Rounds in which the thrust is found.
const NUM_ROUNDS_MAX: usize = 40;
/// How uneven the speed at burnout is in the thrust (m/s): a boost takes some twenty steps, each with its accepted error.
const UNEVEN_M_S: f64 = 20.0 * TOLERANCE.1;

/// A state of a flight in its plane: x along the launch horizontal, y up through the launcher, from the Earth's centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Node {
    pub time_s: f64,
    pub pos_m: [f64; 2],
    pub vel_m_s: [f64; 2],
    pub acc_m_s2: [f64; 2],
}

impl Node {
    /// Height (m) and climb (m/s).
    pub fn height_m(&self) -> (f64, f64) {
        let [p, v] = [self.pos_m, self.vel_m_s];
        let r = (p[0] * p[0] + p[1] * p[1]).sqrt();
        (r - MEAN_RADIUS_M, (p[0] * v[0] + p[1] * v[1]) / r)
    }
}

/// One flight: the nodes of its boost, and of its coast from burnout on.
pub(super) type Flight = [Vec<Node>; 2];

/// The launch elevation of a flight (rad): the last is vertical.
fn elevation_rad(index: usize) -> f64 {
    let share = index as f64 / (NUM_ELEVATIONS - 1) as f64;
    let spread = share * (LOW_SPACING + (1.0 - LOW_SPACING) * share * share);
    LOWEST_RAD + (math::FRAC_PI_2 - LOWEST_RAD) * spread
}

/// The sine and cosine of the launch elevation of a flight; the vertical one stays over the launcher.
fn direction(index: usize) -> (f64, f64) {
    if index == NUM_ELEVATIONS - 1 { (1.0, 0.0) } else { math::sin_cos(elevation_rad(index)) }
}

/// The powered flight along a straight line: thrust, less what gravity takes, is constant while the mass falls.
#[derive(Debug, Clone, Copy)]
struct Boost {
    air: Table,
    /// Velocity gained without air, over `−ln(1 − propellant share)` (m/s).
    exhaust_m_s: f64,
    burn_s: f64,
    /// `1 / 2β` after burnout (m²/kg); zero outside the air.
    drag_m2_kg: f64,
}

impl Boost {
    /// Rate of change of way (m) and speed (m/s) along a line whose elevation has this sine.
    #[inline(always)]
    fn rate<R: Real>(&self, time_s: R, [way, speed]: &[R; 2], sine: R) -> [R; 2] {
        let (way, speed) = (*way, *speed);
        // Launch mass over mass.
        let lightness = way.like(1.0) / (way.like(1.0) - time_s * (PROPELLANT_SHARE / self.burn_s));
        let thrust = lightness * (self.exhaust_m_s * PROPELLANT_SHARE / self.burn_s);
        if self.drag_m2_kg == 0.0 {
            return [speed, thrust];
        }
        let radius = (way * (way + sine * (2.0 * MEAN_RADIUS_M)) + MEAN_RADIUS_M * MEAN_RADIUS_M).sqrt();
        let density = (radius - MEAN_RADIUS_M).map(
            #[inline(always)]
            |height_m| self.air.density_kg_m3(height_m),
        );
        let drag = density * speed * speed * lightness * (self.drag_m2_kg * (1.0 - PROPELLANT_SHARE));
        [speed, thrust - drag]
    }

    /// Speed at burnout (m/s) of a launch at the reference elevation.
    fn end_speed_m_s(&self) -> f64 {
        let sine = math::sin(REFERENCE_RAD);
        let fineness = Fineness { tolerance: [TOLERANCE.0, TOLERANCE.1], first_step_s: 0.1 };
        let rate = |t: f64, s: &[f64; 2]| self.rate(t, s, sine);
        let (time_s, state) =
            propagate(rate, |_, _| LOW_STEP_S, 0.0, self.burn_s, [0.0, 0.0], &fineness, |_: &Step<'_, f64, 2>| false);
        if time_s < self.burn_s { f64::NAN } else { state[1] }
    }
}

impl InterceptorFlight {
    /// The boost whose thrust gives the published speed.
    fn boost(&self) -> Result<Boost, FlightError> {
        let gain = -math::ln(1.0 - PROPELLANT_SHARE);
        let boost = |exhaust_m_s: f64| Boost {
            air: table(),
            exhaust_m_s,
            burn_s: self.boost_s,
            drag_m2_kg: self.ballistic_coefficient_kg_m2.map_or(0.0, |b| 0.5 / b),
        };
        // Secants from the speed itself: what the air takes changes slowly with the thrust.
        let (mut last, mut now) = (0.0, self.speed_m_s / gain);
        let mut last_lack_m_s = self.speed_m_s;
        let mut closest: Option<(f64, f64)> = None;
        for _ in 0..NUM_ROUNDS_MAX {
            let reached_m_s = boost(now).end_speed_m_s();
            let lack_m_s = self.speed_m_s - reached_m_s;
            if lack_m_s.abs() < 1e-6 * self.speed_m_s {
                return Ok(boost(now));
            }
            if reached_m_s.is_finite() && closest.is_none_or(|(_, best_m_s)| lack_m_s.abs() < best_m_s.abs()) {
                closest = Some((now, lack_m_s));
            }
            let slope = ((last_lack_m_s - lack_m_s) / (now - last)).clamp(0.05, 2.0);
            let next = if lack_m_s.is_finite() { now + lack_m_s / slope } else { 0.5 * (now + last) };
            (last, last_lack_m_s, now) = (now, lack_m_s, next);
        }
        let (exhaust_m_s, lack_m_s) = closest.unwrap_or((f64::NAN, f64::NAN));
        // Secants may go to and fro where the speed is uneven: nearer than that there is nothing to find.
        if lack_m_s.abs() < UNEVEN_M_S {
            return Ok(boost(exhaust_m_s));
        }
        let reached_m_s = self.speed_m_s - lack_m_s;
        Err(FlightError::BurnoutSpeed { wanted_m_s: self.speed_m_s, reached_m_s, boost_s: self.boost_s })
    }

    /// Flies every elevation.
    ///
    /// # Errors
    /// [`FlightError::BurnoutSpeed`] where no thrust gives the speed.
    pub(super) fn fan(&self) -> Result<Vec<Flight>, FlightError> {
        Ok(vectorised(Fan { flight: self, boost: self.boost()? }))
    }
}

struct Fan<'a> {
    flight: &'a InterceptorFlight,
    boost: Boost,
}

impl Kernel for Fan<'_> {
    type Output = Vec<Flight>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Vec<Flight> {
        let mut flights = Vec::with_capacity(NUM_ELEVATIONS);
        for first in (0..NUM_ELEVATIONS).step_by(Lanes::<S>::NUM) {
            let sine = Lanes::from_fn(simd, |lane| direction(first + lane).0);
            let cosine = Lanes::from_fn(simd, |lane| direction(first + lane).1);
            let mut group: Vec<Flight> = vec![[Vec::new(), Vec::new()]; Lanes::<S>::NUM];
            let end = self.climb(simd, [sine, cosine], &mut group);
            self.coast(simd, end, &mut group);
            flights.append(&mut group);
        }
        flights
    }
}

impl Fan<'_> {
    /// Flies the boost and returns the states at its end.
    #[inline(always)]
    fn climb<S: Simd>(&self, simd: S, [sine, cosine]: [Lanes<S>; 2], group: &mut [Flight]) -> [Lanes<S>; 4] {
        let zero = Lanes::splat(simd, 0.0);
        let line = Line { sine, cosine };
        let end_s = self.boost.burn_s.min(self.flight.max_time_s);
        let first = self.boost.rate(zero, &[zero, zero], sine);
        record(0, zero, &line.state(&[zero, zero]), &line.push(&first), &[true; NUM_LANES_MAX], group);
        let (_, end) = propagate(
            #[inline(always)]
            |t: Lanes<S>, s: &[Lanes<S>; 2]| self.boost.rate(t, s, sine),
            #[inline(always)]
            |_, _| zero.like(LOW_STEP_S),
            zero,
            zero.like(end_s),
            [zero, zero],
            &Fineness { tolerance: [TOLERANCE.0, TOLERANCE.1], first_step_s: 0.1 },
            #[inline(always)]
            |step: &Step<'_, Lanes<S>, 2>| {
                let (state, push) = (line.state(step.states[1]), line.push(step.rates[1]));
                record(0, step.times_s[1], &state, &push, &Lanes::truths(simd, step.taken), group);
                zero.below(zero)
            },
        );
        line.state(&end)
    }

    /// Flies on without thrust.
    #[inline(always)]
    fn coast<S: Simd>(&self, simd: S, start: [Lanes<S>; 4], group: &mut [Flight]) {
        let zero = Lanes::splat(simd, 0.0);
        let start_s = zero.like(self.boost.burn_s.min(self.flight.max_time_s));
        let first = self.coast_rate(&start);
        record(1, start_s, &start, &[first[2], first[3]], &[true; NUM_LANES_MAX], group);
        let (low2, deep2) = (square(MEAN_RADIUS_M + LOW_M), square(MEAN_RADIUS_M + DEEPEST_M));
        let far_rad = (FARTHEST * self.flight.range_max_m / MEAN_RADIUS_M).min(3.0);
        let (far_sine, far_cosine) = math::sin_cos(far_rad);
        let (place, speed) = TOLERANCE;
        propagate(
            #[inline(always)]
            |_, s: &[Lanes<S>; 4]| self.coast_rate(s),
            #[inline(always)]
            |_, s: &[Lanes<S>; 4]| {
                let is_low = (s[0] * s[0] + s[1] * s[1]).below(zero.like(low2));
                zero.like(LOW_STEP_S).where_or(is_low, zero.like(HIGH_STEP_S))
            },
            start_s,
            zero.like(self.flight.max_time_s),
            start,
            &Fineness { tolerance: [place, place, speed, speed], first_step_s: 0.5 },
            #[inline(always)]
            |step: &Step<'_, Lanes<S>, 4>| {
                let (s, rate) = (step.states[1], step.rates[1]);
                record(1, step.times_s[1], s, &[rate[2], rate[3]], &Lanes::truths(simd, step.taken), group);
                let deep = (s[0] * s[0] + s[1] * s[1]).below(zero.like(deep2));
                let far = (s[1] * far_sine).below(s[0] * far_cosine);
                simd.or_m64s(deep, far)
            },
        );
    }

    #[inline(always)]
    fn coast_rate<R: Real>(&self, s: &[R; 4]) -> [R; 4] {
        let has_air = self.boost.drag_m2_kg > 0.0;
        let field = if has_air { Field::SPHERE_AT_REST } else { Field::VACUUM_AT_REST };
        let (zero, drag) = (s[0].like(0.0), s[0].like(self.boost.drag_m2_kg));
        let a = field.acceleration_m_s2(self.boost.air, &[s[0], s[1], zero], &[s[2], s[3], zero], drag, None);
        [s[2], s[3], a[0], a[1]]
    }
}

/// The straight line of a boost, by sine and cosine of its elevation.
struct Line<R> {
    sine: R,
    cosine: R,
}

impl<R: Real> Line<R> {
    /// Place (m) and velocity (m/s) in the plane from the way along the line (m) and the speed (m/s).
    #[inline(always)]
    fn state(&self, [way, speed]: &[R; 2]) -> [R; 4] {
        [self.cosine * *way, self.sine * *way + MEAN_RADIUS_M, self.cosine * *speed, self.sine * *speed]
    }

    /// Acceleration (m/s²) in the plane from the rates along the line.
    #[inline(always)]
    fn push(&self, [_, gain]: &[R; 2]) -> [R; 2] {
        [self.cosine * *gain, self.sine * *gain]
    }
}

fn square(x: f64) -> f64 {
    x * x
}

/// Keeps the state of the lanes whose step was taken.
#[inline(always)]
fn record<S: Simd>(
    part: usize,
    time: Lanes<S>,
    state: &[Lanes<S>; 4],
    push: &[Lanes<S>; 2],
    taken: &[bool; NUM_LANES_MAX],
    group: &mut [Flight],
) {
    for (lane, flight) in group.iter_mut().enumerate().filter(|(lane, _)| taken[*lane]) {
        flight[part].push(Node {
            time_s: time.as_slice()[lane],
            pos_m: [state[0].as_slice()[lane], state[1].as_slice()[lane]],
            vel_m_s: [state[2].as_slice()[lane], state[3].as_slice()[lane]],
            acc_m_s2: [push[0].as_slice()[lane], push[1].as_slice()[lane]],
        });
    }
}

/// The flight between two nodes: a quintic in each direction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    start_s: f64,
    step_s: f64,
    axes: [[f64; 6]; 2],
}

impl Arc {
    pub fn new(a: &Node, b: &Node) -> Self {
        let h = b.time_s - a.time_s;
        let axis = |n: usize| quintic([a, b].map(|e| [e.pos_m[n], e.vel_m_s[n] * h, e.acc_m_s2[n] * h * h]));
        Self { start_s: a.time_s, step_s: h, axes: [axis(0), axis(1)] }
    }

    pub fn time_s(&self, u: f64) -> f64 {
        self.start_s + u * self.step_s
    }

    /// Place (m) and its rate of change over the arc (m) at a point of it (0..=1).
    #[inline]
    pub fn at(&self, u: f64) -> ([f64; 2], [f64; 2]) {
        let value = |c: &[f64; 6]| c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * (c[4] + u * c[5]))));
        let slope = |c: &[f64; 6]| c[1] + u * (2.0 * c[2] + u * (3.0 * c[3] + u * (4.0 * c[4] + u * 5.0 * c[5])));
        (self.axes.each_ref().map(value), self.axes.each_ref().map(slope))
    }

    /// Height (m) and climb over the arc (m) at a point of it.
    #[inline]
    pub fn height_m(&self, u: f64) -> (f64, f64) {
        let (p, v) = self.at(u);
        let r = (p[0] * p[0] + p[1] * p[1]).sqrt();
        (r - MEAN_RADIUS_M, (p[0] * v[0] + p[1] * v[1]) / r)
    }

    /// Ground range (m), time (s) and speed (m/s) at a point of it.
    #[inline]
    pub fn sample(&self, u: f64) -> [f64; 3] {
        let (p, v) = self.at(u);
        let speed_m_s = (v[0] * v[0] + v[1] * v[1]).sqrt() / self.step_s;
        [math::atan2(p[0], p[1]).max(0.0) * MEAN_RADIUS_M, self.time_s(u), speed_m_s]
    }
}
