//! An adaptive integrator of order eight, for one flight or eight at once.
//!
//! [`propagate`] steps any system of `N` numbers from one time to another, each lane with steps of its own, and shows every
//! accepted step to a callback, which may stop a lane. The forces of flight are in [`crate::field`].

use crate::dop853_table::{
    ERROR_3, ERROR_5, ROW_1, ROW_2, ROW_3, ROW_4, ROW_5, ROW_6, ROW_7, ROW_8, ROW_9, ROW_10, ROW_11, SOLUTION, TIMES,
};
use cupola_core::lanes::Real;

/// Steps after which an integration is given up.
const NUM_STEPS_MAX: usize = 2_000;
/// Margin of a step's size, and how much it may shrink and grow from one to the next.
const SAFETY: f64 = 0.9;
const SHRINK_MAX: f64 = 0.2;
const GROW_MAX: f64 = 6.0;

/// How finely to integrate `N` numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fineness<const N: usize> {
    /// Accepted error of each number in one step.
    pub tolerance: [f64; N],
    /// First step (s).
    pub first_step_s: f64,
}

/// One step, of one flight or of several.
#[derive(Debug)]
pub struct Step<'a, R: Real, const N: usize> {
    /// Where the step was taken; elsewhere it has to be tried again, or the lane is done.
    pub taken: R::Mask,
    /// Times at its ends (s).
    pub times_s: [R; 2],
    /// States at its ends.
    pub states: [&'a [R; N]; 2],
    /// Rates of change at its ends.
    pub rates: [&'a [R; N]; 2],
}

/// Steps `state` from `start_s` to `end_s`, lane by lane, and returns the times reached and the states there.
///
/// `rate(time, state)` is the system; `longest(time, state)` the longest step (s) that may be taken then; `each(step)`
/// sees each step and returns the lanes that shall stop after it.
/// A lane that does not come to its end in 2 000 steps keeps the time it reached.
///
/// Dormand and Prince's pair of order eight, with errors of order five and three.
///
/// # Source
/// `HAIRER1993`, II.5 and II.10.
#[inline(always)]
pub fn propagate<R: Real, const N: usize>(
    rate: impl Fn(R, &[R; N]) -> [R; N],
    longest: impl Fn(R, &[R; N]) -> R,
    start_s: R,
    end_s: R,
    state: [R; N],
    fineness: &Fineness<N>,
    mut each: impl FnMut(&Step<'_, R, N>) -> R::Mask,
) -> (R, [R; N]) {
    let (mut time_s, mut state) = (start_s, state);
    let mut first = rate(time_s, &state);
    let mut step_s = start_s.like(fineness.first_step_s);
    let mut running = time_s.below(end_s);
    for _ in 0..NUM_STEPS_MAX {
        if !start_s.any(running) {
            break;
        }
        // The last step meets the end exactly; the one before it is shortened so that the last is no sliver.
        let left_s = end_s - time_s;
        step_s = step_s.least(longest(time_s, &state));
        let fitted_s = step_s.where_or((step_s * 2.0).below(left_s), left_s * 0.5);
        let ends = left_s.below(step_s * 1.000_001);
        let used_s = left_s.where_or(ends, fitted_s).where_or(running, start_s.like(0.0));
        let (next, last, error) = step(&rate, time_s, &state, &first, used_s, &fineness.tolerance);
        let taken = start_s.both(running, error.below(start_s.like(1.0)));
        let next_s = end_s.where_or(ends, time_s + used_s);
        let stop = each(&Step { taken, times_s: [time_s, next_s], states: [&state, &next], rates: [&first, &last] });
        time_s = next_s.where_or(taken, time_s);
        for n in 0..N {
            state[n] = next[n].where_or(taken, state[n]);
            first[n] = last[n].where_or(taken, first[n]);
        }
        running = start_s.both(time_s.below(end_s), start_s.both(running, start_s.not(start_s.both(taken, stop))));
        // The eighth root by three square roots; an error that is not a number shrinks the step.
        let factor = start_s.like(SAFETY) / error.greatest(start_s.like(1e-8)).sqrt().sqrt().sqrt();
        let factor = factor.where_or(error.below(start_s.like(f64::INFINITY)), start_s.like(SHRINK_MAX));
        step_s = used_s * factor.greatest(start_s.like(SHRINK_MAX)).least(start_s.like(GROW_MAX));
    }
    (time_s, state)
}

/// `state + h Σ weight · rate`.
#[inline(always)]
fn moved<R: Real, const N: usize, const M: usize>(
    state: &[R; N],
    rates: &[[R; N]; 12],
    row: &[(usize, f64); M],
    step_s: R,
) -> [R; N] {
    let mut next = *state;
    for (n, number) in next.iter_mut().enumerate() {
        *number = *number + weighted(rates, row, n) * step_s;
    }
    next
}

#[inline(always)]
fn weighted<R: Real, const N: usize, const M: usize>(rates: &[[R; N]; 12], row: &[(usize, f64); M], n: usize) -> R {
    let mut sum = rates[row[0].0][n] * row[0].1;
    for &(stage, weight) in &row[1..] {
        sum = sum + rates[stage][n] * weight;
    }
    sum
}

/// One step: the new state, its rate, and the error in units of what is accepted.
#[inline(always)]
fn step<R: Real, const N: usize>(
    rate: &impl Fn(R, &[R; N]) -> [R; N],
    time_s: R,
    state: &[R; N],
    first: &[R; N],
    step_s: R,
    tolerance: &[f64; N],
) -> ([R; N], [R; N], R) {
    let mut rates = [*first; 12];
    macro_rules! stages {
        ($($index:literal $row:ident)+) => {
            $(rates[$index] = rate(time_s + step_s * TIMES[$index], &moved(state, &rates, &$row, step_s));)+
        };
    }
    stages! { 1 ROW_1 2 ROW_2 3 ROW_3 4 ROW_4 5 ROW_5 6 ROW_6 7 ROW_7 8 ROW_8 9 ROW_9 10 ROW_10 11 ROW_11 }
    let next = moved(state, &rates, &SOLUTION, step_s);
    let (mut fifth, mut third) = (time_s.like(0.0), time_s.like(0.0));
    for (n, accepted) in tolerance.iter().enumerate() {
        let five = weighted(&rates, &ERROR_5, n) * (1.0 / accepted);
        let three = weighted(&rates, &ERROR_3, n) * (1.0 / accepted);
        fifth = fifth + five * five;
        third = third + three * three;
    }
    // Hairer's blend of both errors: near |fifth| where the third is of its size, far less where it converges faster.
    let blend = (fifth + third * 0.01).greatest(time_s.like(1e-300)).sqrt();
    let error = step_s.abs() * fifth / (blend * (N as f64).sqrt());
    let last = rate(time_s + step_s, &next);
    (next, last, error)
}

/// Coefficients, constant first, of the quintic over 0..=1 with these values, slopes and curvatures at its two ends.
#[inline(always)]
pub(crate) fn quintic([[p, v, a], [q, w, b]]: [[f64; 3]; 2]) -> [f64; 6] {
    let gap = q - p - v - 0.5 * a;
    let (slope, bend) = (w - v - a, b - a);
    [
        p,
        v,
        0.5 * a,
        10.0 * gap - 4.0 * slope + 0.5 * bend,
        -15.0 * gap + 7.0 * slope - bend,
        6.0 * gap - 3.0 * slope + 0.5 * bend,
    ]
}
