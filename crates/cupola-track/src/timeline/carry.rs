//! The covariance of position, velocity and three parameters of the acceleration, in blocks of three axes.

use super::{Disturbance, UNKNOWN};
use cupola_core::{Mat3, math};
use nalgebra::{SMatrix, SVector};

/// What is known of a position before any look (m, one sigma, each axis): which part of the world. Assumed, 300 to 3,000 km.
///
/// With it a look that leaves a direction open, as one line of sight does, can be the first.
const PRIOR_M: f64 = 1e6;
/// Returns at the end of a grid step that are taken one by one where the target moves off.
const NUM_SINGLE: f64 = 4.0;
/// A target moves off in a step if what is not known of its motion adds more than this share of the variance of its place.
const MOVES_OFF: f64 = 0.1;
/// Growth of the error of place by that of velocity in one batch of returns, against itself.
const GROWTH: f64 = 0.5;
/// Batches in a grid step, at most.
const NUM_BATCHES: f64 = 8.0;
/// What is measured, over what was known of it (ratio of variances), above which rounding is kept from adding up: the short form
/// of an update loses twice its digits.
const SHARP: f64 = 1e5;
/// Share of a parameter's time up to which the series of its wandering is taken.
const SHORT: f64 = 0.2;

/// A covariance: blocks of position (p), velocity (v) and parameters (a).
#[derive(Debug, Clone)]
pub(super) struct Carried {
    pp: Mat3,
    pv: Mat3,
    pa: Mat3,
    vv: Mat3,
    va: Mat3,
    aa: Mat3,
    /// Whether anything was learnt of the parameters: else pa and va are zero, and aa one.
    is_learnt: bool,
}

impl Carried {
    /// After the first return: position from it and the prior, velocity unknown up to the target's speed.
    pub fn first(information: &Mat3, speed_m_s: f64) -> Option<Self> {
        let pp = (information + Mat3::identity() / (PRIOR_M * PRIOR_M)).try_inverse()?;
        let none = Mat3::zeros();
        let vv = Mat3::identity() * (speed_m_s * speed_m_s / 3.0);
        Some(Self { pp, pv: none, pa: none, vv, va: none, aa: Mat3::identity(), is_learnt: false })
    }

    /// Forgets what was learnt of the parameters.
    pub fn forget(&mut self) {
        (self.pa, self.va, self.aa) = (Mat3::zeros(), Mat3::zeros(), Mat3::identity());
        self.is_learnt = false;
    }

    /// Carries it over a grid step with `num` returns in it, the last at its end.
    pub fn over_step(&mut self, step_s: f64, gain: &Mat3, num: f64, unknown: &Disturbance) {
        let moved_m2 = unknown.noise_m2_s3 * step_s.powi(3) / 3.0
            + unknown.acceleration_m_s2.norm_squared() / 3.0 * self.aa.trace() / 3.0 * step_s.powi(4) / 4.0;
        let is_settled = num <= 1.0 || moved_m2 < MOVES_OFF * self.pp.trace() / 3.0;
        let late = if is_settled { 0.0 } else { num.min(NUM_SINGLE) };
        let early = num - late;
        if early > 0.0 || is_settled {
            let share = if is_settled { 1.0 } else { early / num };
            self.in_batches(step_s * share, &(gain * share), early, unknown);
        }
        let num_late = late.round();
        if num_late > 0.0 {
            let single = late / num_late / num;
            let (ahead, gain) = (Ahead::over(step_s * single, unknown), gain * single);
            for _ in 0..num_late as usize {
                self.predict(&ahead);
                self.update(&gain);
            }
        }
    }

    /// Carries it over a time in a few batches of returns: more where the velocity is still to be learnt.
    fn in_batches(&mut self, time_s: f64, gain: &Mat3, num: f64, unknown: &Disturbance) {
        let growth = time_s * (self.vv.trace() / self.pp.trace()).sqrt();
        let batches = (growth / GROWTH).ceil().clamp(1.0, NUM_BATCHES.min(num.max(1.0).floor()));
        let (batch_s, gain) = (time_s / batches, gain / batches);
        // Spread over the batch, they tell what one look in its middle does; where it has moved straight since, told at its end.
        let is_straight = unknown.acceleration_m_s2 == Mat3::zeros();
        let (parts, late_s) = if is_straight { (1.0, batch_s / 2.0) } else { (2.0, 0.0) };
        let ahead = Ahead::over(batch_s / parts, unknown);
        for _ in 0..batches as usize {
            self.predict(&ahead);
            self.update_late(&gain, late_s);
            if !is_straight {
                self.predict(&ahead);
            }
        }
    }

    /// Carries it ahead.
    ///
    /// # Source
    /// Transition and noise of an exponentially correlated acceleration: `SINGER1970`, as in `BARSHALOM2001`, section 8.2.
    pub fn predict(&mut self, ahead: &Ahead) {
        let t = ahead.step_s;
        self.pp += (self.pv + self.pv.transpose() + self.vv * t) * t;
        self.pv += self.vv * t;
        for axis in 0..3 {
            self.pp[(axis, axis)] += ahead.noise_m2_s3 * t.powi(3) / 3.0;
            self.pv[(axis, axis)] += ahead.noise_m2_s3 * t * t / 2.0;
            self.vv[(axis, axis)] += ahead.noise_m2_s3 * t;
        }
        match &ahead.driven {
            Some((wander, by)) => self.drive(t, wander, by),
            None if self.is_learnt => {
                let kept = math::exp(-t / ahead.correlation_s);
                self.pa = (self.pa + self.va * t) * kept;
                self.va *= kept;
                self.aa = self.aa * (kept * kept) + Mat3::identity() * (1.0 - kept * kept);
            }
            None => {}
        }
    }

    /// What accelerations by the parameters do meanwhile.
    fn drive(&mut self, t: f64, wander: &Wandering, by: &By) {
        self.is_learnt = true;
        self.pa += self.va * t;
        let (f, g) = (wander.moves_s2, wander.drives_s);
        let b_a = by.times(&self.aa);
        let (p_a, v_a, a_a) =
            (by.times(&self.pa.transpose()), by.times(&self.va.transpose()), by.times(&b_a.transpose()));
        let noise = |index: usize| by.square * wander.noise[index];
        self.pp += (p_a + p_a.transpose()) * f + a_a * (f * f) + noise(0);
        self.pv += p_a.transpose() * g + v_a * f + a_a * (f * g) + noise(1);
        self.vv += (v_a + v_a.transpose()) * g + a_a * (g * g) + noise(3);
        self.pa = (self.pa + b_a * f) * wander.kept + by.matrix * wander.noise[2];
        self.va = (self.va + b_a * g) * wander.kept + by.matrix * wander.noise[4];
        self.aa = self.aa * (wander.kept * wander.kept) + Mat3::identity() * wander.noise[5];
    }

    /// A measurement of position now.
    pub fn update(&mut self, information: &Mat3) {
        self.update_late(information, 0.0);
    }

    /// A measurement of where it was `late_s` ago, with information `J`: `P − P Hᵀ (H P Hᵀ + J⁻¹)⁻¹ H P`, `H = [I, −late_s I, 0]`,
    /// written so that a singular `J` is allowed.
    ///
    /// - **Assumes:** it has moved straight since.
    fn update_late(&mut self, information: &Mat3, late_s: f64) {
        // Covariances with the place measured.
        let (p, v) = (self.pp - self.pv * late_s, self.pv.transpose() - self.vv * late_s);
        let place = p - v * late_s;
        // (H P Hᵀ + J⁻¹)⁻¹ = J (I + H P Hᵀ J)⁻¹
        let told = place * information;
        if told.norm() > SHARP {
            return self.update_sharply(information, late_s);
        }
        let Some(inner) = (Mat3::identity() + told).try_inverse() else { return };
        let weight = information * inner;
        let (p_weight, v_weight) = (p * weight, v * weight);
        if self.is_learnt {
            let a = self.pa.transpose() - self.va.transpose() * late_s;
            let by_a = a.transpose();
            self.aa -= a * weight * by_a;
            self.va -= v_weight * by_a;
            self.pa -= p_weight * by_a;
            self.aa = (self.aa + self.aa.transpose()) * 0.5;
        }
        self.vv -= v_weight * v.transpose();
        self.pv -= p_weight * v.transpose();
        self.pp -= p_weight * p.transpose();
        for block in [&mut self.pp, &mut self.vv] {
            *block = (*block + block.transpose()) * 0.5;
        }
    }

    /// The same where little was known and much is told: one direction of the measurement after the other, sharpest first, each by
    /// `(I − k hᵀ) P (I − k hᵀ)ᵀ + k kᵀ / j`, which stays a covariance however `k` is rounded.
    ///
    /// # Source
    /// Joseph's form: `BARSHALOM2001`, section 5.2.
    fn update_sharply(&mut self, information: &Mat3, late_s: f64) {
        let mut whole = SMatrix::<f64, 9, 9>::zeros();
        let blocks =
            [(0, 0, self.pp), (0, 3, self.pv), (0, 6, self.pa), (3, 3, self.vv), (3, 6, self.va), (6, 6, self.aa)];
        for (row, column, block) in blocks {
            whole.fixed_view_mut::<3, 3>(column, row).copy_from(&block.transpose());
            whole.fixed_view_mut::<3, 3>(row, column).copy_from(&block);
        }
        let own = information.symmetric_eigen();
        let mut axes = [0, 1, 2];
        axes.sort_by(|a, b| own.eigenvalues[*b].total_cmp(&own.eigenvalues[*a]));
        for axis in axes.into_iter().filter(|axis| own.eigenvalues[*axis] > 0.0) {
            let (per_m2, direction) = (own.eigenvalues[axis], own.eigenvectors.column(axis));
            let mut look = SVector::<f64, 9>::zeros();
            look.fixed_rows_mut::<3>(0).copy_from(&direction);
            look.fixed_rows_mut::<3>(3).copy_from(&(direction * -late_s));
            let seen = whole * look;
            let gain = seen / (look.dot(&seen) + 1.0 / per_m2);
            let half = whole - gain * seen.transpose();
            whole = half - (half * look) * gain.transpose() + gain * gain.transpose() / per_m2;
            whole = (whole + whole.transpose()) * 0.5;
        }
        let block = |row, column| -> Mat3 { whole.fixed_view::<3, 3>(row, column).into_owned() };
        (self.pp, self.pv, self.vv) = (block(0, 0), block(0, 3), block(3, 3));
        if self.is_learnt {
            (self.pa, self.va, self.aa) = (block(0, 6), block(3, 6), block(6, 6));
        }
    }

    /// Root-mean-square error of position (m) and velocity (m/s), one axis.
    pub fn axis_errors(&self) -> (f64, f64) {
        let error = |block: &Mat3| (block.trace().max(0.0) / 3.0).sqrt();
        if self.pp.trace().is_finite() { (error(&self.pp), error(&self.vv)) } else { UNKNOWN }
    }
}

/// A time to be carried ahead, with what is not known of the motion in it.
pub(super) struct Ahead {
    step_s: f64,
    noise_m2_s3: f64,
    correlation_s: f64,
    /// Wandering of the parameters and the acceleration by them, where there is any.
    driven: Option<(Wandering, By)>,
}

impl Ahead {
    pub fn over(step_s: f64, unknown: &Disturbance) -> Self {
        let Disturbance { acceleration_m_s2, correlation_s, noise_m2_s3, .. } = *unknown;
        let is_driven = acceleration_m_s2 != Mat3::zeros();
        let driven = is_driven.then(|| (Wandering::over(step_s, correlation_s), By::new(acceleration_m_s2)));
        Self { step_s, noise_m2_s3, correlation_s, driven }
    }
}

/// Acceleration by the parameters (m/s²).
struct By {
    matrix: Mat3,
    square: Mat3,
    /// Where it is alike in all directions.
    even: Option<f64>,
}

impl By {
    fn new(matrix: Mat3) -> Self {
        let even = (matrix == Mat3::identity() * matrix[(0, 0)]).then_some(matrix[(0, 0)]);
        Self { matrix, square: matrix * matrix, even }
    }

    fn times(&self, right: &Mat3) -> Mat3 {
        match self.even {
            Some(even) => right * even,
            None => self.matrix * right,
        }
    }
}

/// What a parameter of unit variance that forgets does in a time.
struct Wandering {
    /// Share of it that is left.
    kept: f64,
    /// What it adds to velocity (s) and to position (s²), by its value before.
    drives_s: f64,
    moves_s2: f64,
    /// What its wandering adds to the covariances pp, pv, pa, vv, va, aa.
    noise: [f64; 6],
}

impl Wandering {
    fn over(t: f64, correlation_s: f64) -> Self {
        let x = t / correlation_s;
        let kept = math::exp(-x);
        if x < SHORT {
            let rate = 2.0 / correlation_s;
            let noise = [
                rate * t.powi(5) / 20.0,
                rate * t.powi(4) / 8.0,
                rate * t.powi(3) / 6.0,
                rate * t.powi(3) / 3.0,
                rate * t * t / 2.0,
                1.0 - kept * kept,
            ];
            let (drives_s, moves_s2) =
                (t * (1.0 - x / 2.0 + x * x / 6.0), t * t / 2.0 * (1.0 - x / 3.0 + x * x / 12.0));
            return Self { kept, drives_s, moves_s2, noise };
        }
        let (c, twice) = (correlation_s, kept * kept);
        let noise = [
            c.powi(4) * (1.0 - twice + 2.0 * x + 2.0 * x.powi(3) / 3.0 - 2.0 * x * x - 4.0 * x * kept),
            c.powi(3) * (twice + 1.0 - 2.0 * kept + 2.0 * x * kept - 2.0 * x + x * x),
            c * c * (1.0 - twice - 2.0 * x * kept),
            c * c * (4.0 * kept - 3.0 - twice + 2.0 * x),
            c * (twice + 1.0 - 2.0 * kept),
            1.0 - twice,
        ];
        Self { kept, drives_s: c * (1.0 - kept), moves_s2: c * c * (x - 1.0 + kept), noise }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::Rotation3;

    /// Of each axis of a measurement that is sharp in one direction and blunt in others, by the closed form in its own frame.
    #[test]
    fn a_sharp_look_after_a_long_gap_leaves_what_the_closed_form_says() {
        let turned = Rotation3::from_euler_angles(0.4, -1.1, 2.3).into_inner();
        let (pp_m2, pv_m2_s, vv_m2_s2, late_s) = (3.3e11, 2.2e8, 1.5e5, 12.0);
        for per_m2 in [[1e-2, 4e-8, 1e-12], [1.0, 1e-4, 1e-6], [1e-4, 1e-4, 0.0]] {
            let own = Mat3::from_diagonal(&per_m2.into());
            let mut carried = Carried {
                pp: Mat3::identity() * pp_m2,
                pv: Mat3::identity() * pv_m2_s,
                pa: Mat3::zeros(),
                vv: Mat3::identity() * vv_m2_s2,
                va: Mat3::zeros(),
                aa: Mat3::identity(),
                is_learnt: false,
            };
            carried.update_late(&(turned * own * turned.transpose()), late_s);
            let (pp, vv) = (turned.transpose() * carried.pp * turned, turned.transpose() * carried.vv * turned);
            let place = pp_m2 - 2.0 * late_s * pv_m2_s + late_s * late_s * vv_m2_s2;
            for (axis, j) in per_m2.into_iter().enumerate() {
                // (pp − by_p² / (place + 1/j)), with the difference of the large numbers worked out by hand.
                let determinant = pp_m2 * vv_m2_s2 - pv_m2_s * pv_m2_s;
                let expected = (late_s * late_s * determinant * j + pp_m2) / (1.0 + place * j);
                let expected_v = (determinant * j + vv_m2_s2) / (1.0 + place * j);
                let found = [(pp[(axis, axis)], expected), (vv[(axis, axis)], expected_v)];
                for (found, expected) in found {
                    let error = (found / expected - 1.0).abs();
                    assert!(error < 1e-4, "{per_m2:?}, axis {axis}: {found} against {expected}");
                }
            }
        }
    }
}
