//! One target's filter: position, velocity and one parameter of its motion, with their covariance.

use crate::sensor::{Earth, Placed};
use crate::target::Motion;
use cupola_core::{Mat3, Vec3, math};
use cupola_earth::wgs84::G0_M_S2;

/// Position, velocity and the parameter of the motion.
pub type State = nalgebra::SVector<f64, 7>;
/// Covariance of a [`State`].
pub type Covariance = nalgebra::SMatrix<f64, 7, 7>;

/// Index of the parameter.
const PARAMETER: usize = 6;

/// A Gaussian over [`State`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Mean.
    pub mean: State,
    /// Covariance.
    pub covariance: Covariance,
}

impl Estimate {
    /// After one look: the place is that of the return, the velocity anything of this spread (m/s, each axis).
    pub fn first(placed: &Placed, sigma_velocity_m_s: f64) -> Self {
        let mut estimate = Self { mean: State::zeros(), covariance: Covariance::zeros() };
        estimate.mean.fixed_rows_mut::<3>(0).copy_from(&placed.pos_m);
        estimate.covariance.fixed_view_mut::<3, 3>(0, 0).copy_from(&placed.covariance_m2);
        estimate.moving(&Vec3::zeros(), sigma_velocity_m_s)
    }

    /// The same place, the velocity near a known one (m/s; one sigma, each axis).
    pub fn moving(mut self, vel_m_s: &Vec3, sigma_m_s: f64) -> Self {
        self.mean.fixed_rows_mut::<3>(3).copy_from(vel_m_s);
        self.covariance.fixed_view_mut::<3, 3>(3, 3).copy_from(&(Mat3::identity() * (sigma_m_s * sigma_m_s)));
        self
    }

    /// The estimate given a motion, and how much likelier it is by that motion than by velocities of this spread
    /// (m/s, each axis).
    pub fn of(mut self, motion: &Motion, earth: Earth, sigma_velocity_m_s: f64) -> (Self, f64) {
        let Motion::Glide { turn_m_s2, climb_m_s, .. } = *motion else { return (self, 1.0) };
        self.covariance[(PARAMETER, PARAMETER)] = turn_m_s2 * turn_m_s2;
        let up = earth.up(&self.pos_m());
        // Level flight has less spread upwards: what the wide spread lacks against it, as a measurement of zero.
        let variance = 1.0 / (climb_m_s.powi(-2) - sigma_velocity_m_s.powi(-2));
        let column = self.covariance.fixed_columns::<3>(3) * up;
        let climb_m_s = up.dot(&self.vel_m_s());
        let total = up.dot(&(self.vel_covariance() * up)) + variance;
        self.mean -= column * (climb_m_s / total);
        self.covariance -= column * column.transpose() / total;
        let widening = (1.0 + variance / (sigma_velocity_m_s * sigma_velocity_m_s)).sqrt();
        let norm = sigma_velocity_m_s * widening / total.sqrt();
        (self, norm * math::exp(-0.5 * climb_m_s * climb_m_s / total))
    }

    /// Position (m).
    pub fn pos_m(&self) -> Vec3 {
        self.mean.fixed_rows::<3>(0).into()
    }

    /// Velocity (m/s).
    pub fn vel_m_s(&self) -> Vec3 {
        self.mean.fixed_rows::<3>(3).into()
    }

    /// Covariance of position (m²).
    pub fn pos_covariance_m2(&self) -> Mat3 {
        self.covariance.fixed_view::<3, 3>(0, 0).into()
    }

    /// Covariance of velocity (m²/s²).
    pub fn vel_covariance(&self) -> Mat3 {
        self.covariance.fixed_view::<3, 3>(3, 3).into()
    }

    /// Carries the estimate `step_s` ahead by a motion.
    pub fn predict(&mut self, motion: &Motion, earth: Earth, step_s: f64) {
        match *motion {
            Motion::Ballistic { noise_m2_s3 } => self.fall(earth, step_s, noise_m2_s3),
            Motion::Glide { turn_m_s2, turn_time_s, noise_m2_s3, .. } => {
                self.glide(earth, step_s, [turn_m_s2, turn_time_s, noise_m2_s3]);
            }
        }
    }

    fn fall(&mut self, earth: Earth, step_s: f64, noise_m2_s3: f64) {
        let (pos_m, vel_m_s) = (self.pos_m(), self.vel_m_s());
        let first = free_fall(earth, &pos_m, &vel_m_s);
        let middle_m = pos_m + vel_m_s * (step_s / 2.0) + first * (step_s * step_s / 8.0);
        let middle = free_fall(earth, &middle_m, &(vel_m_s + first * (step_s / 2.0)));
        self.shift(&(vel_m_s * step_s + middle * (step_s * step_s / 2.0)), &(middle * step_s));
        self.carry(step_s);
        self.blur(step_s, noise_m2_s3);
    }

    /// Level flight at constant speed, turned by a lateral acceleration that wanders.
    fn glide(&mut self, earth: Earth, step_s: f64, [turn_m_s2, turn_time_s, noise_m2_s3]: [f64; 3]) {
        let (pos_m, vel_m_s, lateral_m_s2) = (self.pos_m(), self.vel_m_s(), self.mean[PARAMETER]);
        let up = earth.up(&pos_m);
        let radius_m = match earth {
            Earth::Flat => f64::INFINITY,
            Earth::Wgs84 => pos_m.norm(),
        };
        let aside = up.cross(&vel_m_s);
        let level_m_s = aside.norm().max(1.0);
        let normal = aside / level_m_s;
        let forward = normal.cross(&up);
        let angle_rad = lateral_m_s2 / level_m_s * step_s;
        let (sine, cosine) = math::sin_cos(angle_rad);
        let turned = forward * (cosine * level_m_s) + normal * (sine * level_m_s) + up * vel_m_s.dot(&up);
        let curve = up * (-level_m_s * level_m_s / radius_m);
        self.shift(
            &((vel_m_s + turned) * (step_s / 2.0) + curve * (step_s * step_s / 2.0)),
            &(turned - vel_m_s + curve * step_s),
        );
        self.carry(step_s);
        self.lean(&normal, &up, angle_rad, step_s);
        let keep = math::exp(-step_s / turn_time_s);
        self.mean[PARAMETER] *= keep;
        for axis in 0..6 {
            self.covariance[(PARAMETER, axis)] *= keep;
            self.covariance[(axis, PARAMETER)] *= keep;
        }
        let variance = &mut self.covariance[(PARAMETER, PARAMETER)];
        *variance = *variance * keep * keep + turn_m_s2 * turn_m_s2 * (1.0 - keep * keep);
        self.blur(step_s, noise_m2_s3);
    }

    fn shift(&mut self, pos_m: &Vec3, vel_m_s: &Vec3) {
        for axis in 0..3 {
            self.mean[axis] += pos_m[axis];
            self.mean[axis + 3] += vel_m_s[axis];
        }
    }

    /// `F P Fᵀ` with position growing by velocity times `step_s`.
    fn carry(&mut self, step_s: f64) {
        let p = &mut self.covariance;
        for column in 0..7 {
            for axis in 0..3 {
                p[(axis, column)] += step_s * p[(axis + 3, column)];
            }
        }
        for axis in 0..3 {
            for row in 0..7 {
                p[(row, axis)] += step_s * p[(row, axis + 3)];
            }
        }
    }

    /// What the lateral acceleration and the turn itself do to the covariance, after [`Self::carry`].
    fn lean(&mut self, normal: &Vec3, up: &Vec3, angle_rad: f64, step_s: f64) {
        let p = &mut self.covariance;
        let half = 0.5 * step_s * step_s;
        let turn = |column: Vec3| up.cross(&column) * angle_rad;
        for column in 0..7 {
            let velocity = Vec3::new(p[(3, column)], p[(4, column)], p[(5, column)]);
            let (lateral, turned) = (p[(PARAMETER, column)], turn(velocity));
            for axis in 0..3 {
                p[(axis, column)] += half * normal[axis] * lateral + 0.5 * step_s * turned[axis];
                p[(axis + 3, column)] += step_s * normal[axis] * lateral + turned[axis];
            }
        }
        for row in 0..7 {
            let velocity = Vec3::new(p[(row, 3)], p[(row, 4)], p[(row, 5)]);
            let (lateral, turned) = (p[(row, PARAMETER)], turn(velocity));
            for axis in 0..3 {
                p[(row, axis)] += half * normal[axis] * lateral + 0.5 * step_s * turned[axis];
                p[(row, axis + 3)] += step_s * normal[axis] * lateral + turned[axis];
            }
        }
    }

    /// White acceleration noise of one density in each axis.
    fn blur(&mut self, step_s: f64, noise_m2_s3: f64) {
        let p = &mut self.covariance;
        for axis in 0..3 {
            p[(axis, axis)] += noise_m2_s3 * step_s.powi(3) / 3.0;
            p[(axis, axis + 3)] += noise_m2_s3 * step_s * step_s / 2.0;
            p[(axis + 3, axis)] += noise_m2_s3 * step_s * step_s / 2.0;
            p[(axis + 3, axis + 3)] += noise_m2_s3 * step_s;
        }
    }

    /// Takes in a placed return (Kalman's update; linear, since the return is a place).
    pub fn update(&mut self, placed: &Placed) {
        let (inverse, _) = inverse3(&(self.pos_covariance_m2() + placed.covariance_m2));
        let columns = self.covariance.fixed_columns::<3>(0).into_owned();
        let gain = columns * inverse;
        self.mean += gain * (placed.pos_m - self.pos_m());
        self.covariance -= gain * columns.transpose();
        self.even();
    }

    /// Makes the covariance symmetric to the last bit.
    fn even(&mut self) {
        let p = &mut self.covariance;
        for column in 0..7 {
            for row in 0..column {
                let mean = 0.5 * (p[(row, column)] + p[(column, row)]);
                p[(row, column)] = mean;
                p[(column, row)] = mean;
            }
        }
    }
}

/// Gravity, and on the turning Earth what the turning adds (m/s²).
fn free_fall(earth: Earth, pos_m: &Vec3, vel_m_s: &Vec3) -> Vec3 {
    match earth {
        Earth::Flat => Vec3::new(0.0, 0.0, -G0_M_S2),
        Earth::Wgs84 => cupola_earth::gravity::acceleration_ecef(pos_m, vel_m_s),
    }
}

/// Inverse and determinant of a symmetric 3 × 3 matrix.
#[inline]
pub fn inverse3(m: &Mat3) -> (Mat3, f64) {
    let (a, b, c, d, e, f) = (m[(0, 0)], m[(0, 1)], m[(0, 2)], m[(1, 1)], m[(1, 2)], m[(2, 2)]);
    let (ca, cb, cc) = (d * f - e * e, c * e - b * f, b * e - c * d);
    let determinant = a * ca + b * cb + c * cc;
    let (cd, ce, cf) = (a * f - c * c, b * c - a * e, a * d - b * b);
    (Mat3::new(ca, cb, cc, cb, cd, ce, cc, ce, cf) / determinant, determinant)
}
