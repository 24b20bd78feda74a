//! Free arcs of many bodies at once.

use crate::field::{Field, body_rate};
use crate::integrate::{Fineness, propagate};
use cupola_core::lanes::{Kernel, Lanes, Real, Simd, vectorised};
use cupola_earth::atmosphere::table::table;

/// Steps states (m and m/s, Earth-fixed) freely through `span_s`, each with steps of its own; rows in, rows out.
///
/// `ballistic_coefficient_kg_m2` is mass over drag area; infinite gives no drag. A state that does not come through the
/// span in 2 000 steps becomes NaN. The states get the same bits at any vector
/// width and in any company.
///
/// - **Accuracy:** about a tenth of the tolerance times the number of steps; 0.5 m over half an hour with
///   [`ARC_FINENESS`] (`bench/`, arcs).
pub fn arcs(
    field: &Field,
    ballistic_coefficient_kg_m2: f64,
    span_s: f64,
    fineness: &Fineness<6>,
    states: &mut [[f64; 6]],
) {
    vectorised(Arcs { field, drag_m2_kg: 0.5 / ballistic_coefficient_kg_m2, span_s, fineness, states });
}

/// Steps of minutes, for arcs above the air.
pub const ARC_FINENESS: Fineness<6> = Fineness { tolerance: [1.0, 1.0, 1.0, 1e-3, 1e-3, 1e-3], first_step_s: 250.0 };

struct Arcs<'a> {
    field: &'a Field,
    drag_m2_kg: f64,
    span_s: f64,
    fineness: &'a Fineness<6>,
    states: &'a mut [[f64; 6]],
}

impl Kernel for Arcs<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let (air, zero) = (table(), Lanes::splat(simd, 0.0));
        let (never, drag) = (zero.below(zero), zero.like(self.drag_m2_kg));
        for group in self.states.chunks_mut(Lanes::<S>::NUM) {
            let mut start = [zero; 6];
            for (number, slot) in start.iter_mut().enumerate() {
                // Lanes past the end repeat the last state.
                *slot = Lanes::from_fn(
                    simd,
                    #[inline(always)]
                    |lane| group[lane.min(group.len() - 1)][number],
                );
            }
            let (reached, end) = propagate(
                #[inline(always)]
                |_: Lanes<S>, s: &[Lanes<S>; 6]| body_rate(self.field, air, s, drag, None),
                #[inline(always)]
                |_: Lanes<S>, _: &[Lanes<S>; 6]| zero.like(f64::INFINITY),
                zero,
                zero.like(self.span_s),
                start,
                self.fineness,
                #[inline(always)]
                |_| never,
            );
            for (lane, state) in group.iter_mut().enumerate() {
                let is_done = reached.as_slice()[lane] >= self.span_s;
                for (number, slot) in state.iter_mut().enumerate() {
                    *slot = if is_done { end[number].as_slice()[lane] } else { f64::NAN };
                }
            }
        }
    }
}
