//! Free flight about one point mass: any conic, from one state to another.

use crate::EarthError;
use crate::arithmetic::{combined, cube_root_roughly, dot, householder, nearest, polynomial};
use cupola_core::lanes::{Kernel, Lanes, Real, vectorised};
use cupola_core::{Vec3, math};
use pulp::Simd;

/// Position (m) and velocity (m/s) after `time_s` (before, where negative) of free flight, by universal variables.
///
/// - **Domain:** any conic, in a frame that does not turn. **Accuracy:** energy and angular momentum to 1e-14 over a
///   revolution; over many the phase is as good as the period, which 1e-16 of speed moves by 3e-16.
/// - **Assumes:** one attracting mass at the origin.
///
/// # Errors
/// [`EarthError::NotFinite`] and [`EarthError::NotPositive`] name the input at fault; [`EarthError::NoState`] a fall into
/// the origin.
///
/// # Source
/// `BATTIN1999`, §4.5 and §4.6 (universal functions and their doubling).
pub fn propagate(pos_m: &Vec3, vel_m_s: &Vec3, time_s: f64, gm_m3_s2: f64) -> Result<(Vec3, Vec3), EarthError> {
    for (quantity, value) in [("distance from the origin", pos_m.norm()), ("gm_m3_s2", gm_m3_s2)] {
        if !(value.is_finite() && value > 0.0) {
            return Err(EarthError::NotPositive { quantity, value });
        }
    }
    for (quantity, value) in [("speed", vel_m_s.norm()), ("time_s", time_s)] {
        if !value.is_finite() {
            return Err(EarthError::NotFinite { quantity, value });
        }
    }
    let ([pos, vel], is_found) = flight(&(*pos_m).into(), &(*vel_m_s).into(), time_s, gm_m3_s2);
    if is_found { Ok((pos.into(), vel.into())) } else { Err(EarthError::NoState { time_s }) }
}

/// [`propagate`] for many states, several at once where the processor can; each has the bits that [`propagate`] gives.
///
/// Rows of `states` are position (m) and velocity (m/s); row `i` is moved on by `time_s[i]`. Where [`propagate`] would
/// refuse, the row becomes NaN.
///
/// # Errors
/// [`EarthError::Lengths`] when the slices are not equally long; [`EarthError::NotPositive`] for the gravitational parameter.
pub fn propagate_many(states: &mut [[f64; 6]], time_s: &[f64], gm_m3_s2: f64) -> Result<(), EarthError> {
    if states.len() != time_s.len() {
        return Err(EarthError::Lengths { quantity: "time_s", expected: states.len(), found: time_s.len() });
    }
    if !(gm_m3_s2.is_finite() && gm_m3_s2 > 0.0) {
        return Err(EarthError::NotPositive { quantity: "gm_m3_s2", value: gm_m3_s2 });
    }
    vectorised(Many { states, time_s, gm_m3_s2 });
    Ok(())
}

struct Many<'a> {
    states: &'a mut [[f64; 6]],
    time_s: &'a [f64],
    gm_m3_s2: f64,
}

impl Kernel for Many<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let count = self.time_s.len();
        for first in (0..count).step_by(Lanes::<S>::NUM) {
            // Lanes past the end repeat the last state.
            let row = |lane: usize| (first + lane).min(count - 1);
            let load = |column: usize| Lanes::from_fn(simd, |lane| self.states[row(lane)][column]);
            let (pos, vel) = ([load(0), load(1), load(2)], [load(3), load(4), load(5)]);
            let time = Lanes::from_fn(simd, |lane| self.time_s[row(lane)]);
            let (state, is_found) = flight(&pos, &vel, time, self.gm_m3_s2);
            let nothing = time.like(f64::NAN);
            for (column, value) in state.as_flattened().iter().enumerate() {
                let value = value.where_or(is_found, nothing);
                for (state, value) in self.states[first..].iter_mut().zip(value.as_slice()) {
                    state[column] = *value;
                }
            }
        }
    }
}

/// Position and velocity after `time`, and whether they were found.
///
/// In units of the first distance and of the time that goes with it, so that GM = 1. With `ds = dt / r`, the time is
/// `G₁ + η G₂ + G₃`, where `η = r·v`, `β = 2 − v²` and `G_k` are the universal functions of s.
#[inline(always)]
fn flight<R: Real>(pos: &[R; 3], vel: &[R; 3], time: R, gm: f64) -> ([[R; 3]; 2], R::Mask) {
    let (zero, one) = (time.like(0.0), time.like(1.0));
    let distance = dot(pos, pos).sqrt();
    let speed_unit = (time.like(gm) / distance).sqrt();
    let time_unit = distance / speed_unit;
    let eta = dot(pos, vel) / (distance * speed_unit);
    let beta = -dot(vel, vel) / (speed_unit * speed_unit) + 2.0;

    // Whole revolutions change nothing.
    let elapsed = time / time_unit;
    let is_closed = zero.below(beta);
    let closed = beta.where_or(is_closed, one);
    let period = one.like(math::TAU) / (closed * closed.sqrt());
    let elapsed = elapsed - (nearest(elapsed / period) * period).where_or(is_closed, zero);

    // Backward in time is forward with the velocity turned round.
    let sign = (-one).where_or(elapsed.below(zero), one);
    let (s, is_found) = anomaly(elapsed * sign, eta * sign, beta);
    let [g0, g1, g2, _] = universal(s, beta);
    let g1 = g1 * sign;
    let radius = g0 + eta * g1 + g2;

    let (f, g) = (one - g2, (g1 + eta * g2) * time_unit);
    let (f_rate, g_rate) = (-g1 / (radius * time_unit), one - g2 / radius);
    let is_found = time.both(is_found, radius.abs().below(one.like(f64::INFINITY)));
    let is_found = time.both(is_found, zero.below(radius.abs()));
    let state = [combined(pos, f, vel, g), combined(pos, f_rate, vel, g_rate)];
    (state, is_found)
}

/// The universal anomaly at which `elapsed` (zero or more) has passed, and whether it was found.
#[inline(always)]
fn anomaly<R: Real>(elapsed: R, eta: R, beta: R) -> (R, R::Mask) {
    /// More than the bracket's halving ever needs.
    const NUM_STEPS_MAX: usize = 200;
    let (zero, one) = (elapsed.like(0.0), elapsed.like(1.0));
    // Closed: s = β t but for e times a sine. Open: the quickest s is had by passing perigee half-way.
    let is_closed = zero.below(beta);
    let excess = one - beta;
    let swing = ((excess * excess + beta * eta * eta) / beta.where_or(is_closed, one)).sqrt() * 2.000_001;
    let mean = elapsed * beta;
    let cubic = cube_root_roughly(elapsed * 24.0) * 1.001;
    let mut low = (mean - swing).where_or(is_closed, zero);
    let mut high = (mean + swing).where_or(is_closed, cubic);
    let mut s = mean.where_or(is_closed, elapsed.least(cubic));
    let mut active = elapsed.both(elapsed.not(elapsed.below(zero)), elapsed.below(one.like(f64::INFINITY)));
    let is_posed = active;
    for _ in 0..NUM_STEPS_MAX {
        if !s.any(active) {
            break;
        }
        let [g0, g1, g2, g3] = universal(s, beta);
        let late = g1 + eta * g2 + g3 - elapsed;
        let radius = g0 + eta * g1 + g2;
        let step = householder(late, radius, eta * g0 + excess * g1, excess * g0 - beta * eta * g1);
        // Where the functions overflow it is late too.
        let is_early = late.below(zero);
        high = high.where_or(is_early, s);
        low = s.where_or(is_early, low);
        let next = s - step;
        let is_finite = step.abs().below(one.like(f64::INFINITY));
        let is_small = s.both(is_finite, s.not((s.abs() * 1e-9).below(step.abs())));
        // Close to the origin rounding makes steps that never get small.
        let is_narrow = s.not((high.abs() * 4e-16).below(high - low));
        let is_done = s.not(s.both(s.not(is_small), s.not(is_narrow)));
        let is_inside = s.both(s.not(next.below(low)), s.not(high.below(next)));
        let next = next.where_or(s.both(is_inside, is_finite), s.where_or(is_done, (low + high) * 0.5));
        s = next.where_or(active, s);
        active = s.both(active, s.not(is_done));
    }
    (s, s.both(is_posed, s.not(active)))
}

/// Inverse factorials (2n + 2)! and (2n + 3)!, of alternating sign.
const SECOND: [f64; 9] = inverse_factorials(2);
const THIRD: [f64; 9] = inverse_factorials(3);

const fn inverse_factorials(first: usize) -> [f64; 9] {
    let mut terms = [if first == 2 { 0.5 } else { 1.0 / 6.0 }; 9];
    let mut n = 1;
    while n < 9 {
        terms[n] = -terms[n - 1] / ((2 * n + first) * (2 * n + first - 1)) as f64;
        n += 1;
    }
    terms
}

/// Universal functions `G₀` to `G₃`: `s^k` times Stumpff's functions of `β s²`.
///
/// Their series at s halved until it is short, then doubled back; neither cancels, whatever the conic.
#[inline(always)]
fn universal<R: Real>(s: R, beta: R) -> [R; 4] {
    const NUM_HALVINGS_MAX: usize = 12;
    let mut part = s;
    let mut masks = [s.below(s); NUM_HALVINGS_MAX];
    let mut num_halvings = 0;
    for mask in &mut masks {
        *mask = s.like(0.5).below((beta * part * part).abs());
        if !s.any(*mask) {
            break;
        }
        part = (part * 0.5).where_or(*mask, part);
        num_halvings += 1;
    }
    let (square, x) = (part * part, beta * part * part);
    let mut g2 = polynomial(&SECOND, x) * square;
    let mut g3 = polynomial(&THIRD, x) * square * part;
    let mut g1 = part - beta * g3;
    for mask in masks[..num_halvings].iter().rev() {
        let g0 = s.like(1.0) - beta * g2;
        let doubled = [g0 * g1 * 2.0, g1 * g1 * 2.0, (g3 + g1 * g2) * 2.0];
        g1 = doubled[0].where_or(*mask, g1);
        g2 = doubled[1].where_or(*mask, g2);
        g3 = doubled[2].where_or(*mask, g3);
    }
    [s.like(1.0) - beta * g2, g1, g2, g3]
}
