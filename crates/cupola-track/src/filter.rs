//! One target's filter: position, velocity and three parameters of its motion, with their covariance.

mod motion;

pub use motion::BALLISTIC_KG_M2;

use crate::sensor::{Earth, Fix, Line, Place};
use crate::target::{Motion, Wander};
use cupola_core::{Mat3, Vec3, math};

/// Position (m), velocity (m/s) and the parameters of the motion, see [`Motion`].
pub type State = nalgebra::SVector<f64, 9>;
/// Covariance of a [`State`].
pub type Covariance = nalgebra::SMatrix<f64, 9, 9>;

/// Index of the first parameter.
const PARAMETER: usize = 6;
/// Index of the acceleration to the left.
const LEFT: usize = 7;

/// A Gaussian over [`State`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Mean.
    pub mean: State,
    /// Covariance.
    pub covariance: Covariance,
}

impl Estimate {
    /// After one look: position as the look gives it, the velocity anything of this spread (m/s, each axis).
    pub fn first(pos_m: &Vec3, covariance_m2: &Mat3, sigma_velocity_m_s: f64) -> Self {
        let mut estimate = Self { mean: State::zeros(), covariance: Covariance::zeros() };
        estimate.mean.fixed_rows_mut::<3>(0).copy_from(pos_m);
        estimate.covariance.fixed_view_mut::<3, 3>(0, 0).copy_from(covariance_m2);
        estimate.moving(&Vec3::zeros(), sigma_velocity_m_s)
    }

    /// The same place, the velocity near a known one (m/s; one sigma, each axis).
    pub fn moving(mut self, vel_m_s: &Vec3, sigma_m_s: f64) -> Self {
        self.mean.fixed_rows_mut::<3>(3).copy_from(vel_m_s);
        self.covariance.fixed_view_mut::<3, 3>(3, 3).copy_from(&(Mat3::identity() * (sigma_m_s * sigma_m_s)));
        self
    }

    /// The estimate given a motion, its parameters as nobody knows them yet.
    pub fn turned_into(mut self, motion: &Motion, earth: Earth) -> Self {
        let known = |wander: Wander| [wander.mean_m_s2, wander.sigma_m_s2];
        let parameters = match *motion {
            Motion::Ballistic { sigma_parameter, .. } => [[0.0, sigma_parameter], [0.0; 2], [0.0; 2]],
            Motion::Boost { acceleration_m_s2, .. } => acceleration_m_s2.map(known),
            Motion::Level { acceleration_m_s2, .. } => match earth {
                Earth::Flat => [[0.0; 2], known(acceleration_m_s2[1]), [0.0; 2]],
                Earth::Wgs84 => acceleration_m_s2.map(known),
            },
        };
        self.covariance.fixed_columns_mut::<3>(PARAMETER).fill(0.0);
        self.covariance.fixed_rows_mut::<3>(PARAMETER).fill(0.0);
        for (index, [mean, sigma]) in parameters.into_iter().enumerate() {
            self.mean[PARAMETER + index] = mean;
            self.covariance[(PARAMETER + index, PARAMETER + index)] = sigma * sigma;
        }
        self
    }

    /// The estimate given a motion, and how much likelier it is by that motion than by velocities of this spread
    /// (m/s, each axis).
    pub fn of(self, motion: &Motion, earth: Earth, sigma_velocity_m_s: f64) -> (Self, f64) {
        let mut estimate = self.turned_into(motion, earth);
        let Motion::Level { level_m_s, climb_m_s, .. } = *motion else { return (estimate, 1.0) };
        let up = earth.up(&estimate.pos_m());
        let mut likelihood = estimate.narrow(&up, climb_m_s, sigma_velocity_m_s);
        let east = up.cross(&if up.x.abs() < 0.8 { Vec3::x() } else { Vec3::y() }).normalize();
        for axis in [east, up.cross(&east)] {
            likelihood *= estimate.narrow(&axis, level_m_s, sigma_velocity_m_s);
        }
        (estimate, likelihood)
    }

    /// Narrows the spread of velocity along an axis: what the wide spread lacks against it, as a measurement of zero. Does
    /// nothing where the spread is no wider.
    fn narrow(&mut self, axis: &Vec3, sigma_m_s: f64, wide_m_s: f64) -> f64 {
        if sigma_m_s >= wide_m_s {
            return 1.0;
        }
        let variance = 1.0 / (sigma_m_s.powi(-2) - wide_m_s.powi(-2));
        let column = self.covariance.fixed_columns::<3>(3) * axis;
        let along_m_s = axis.dot(&self.vel_m_s());
        let total = axis.dot(&(self.vel_covariance() * axis)) + variance;
        self.mean -= column * (along_m_s / total);
        self.covariance -= column * column.transpose() / total;
        let widening = (1.0 + variance / (wide_m_s * wide_m_s)).sqrt();
        let norm = wide_m_s * widening / total.sqrt();
        norm * math::exp(-0.5 * along_m_s * along_m_s / total)
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

    /// Whether all numbers of it are numbers.
    pub fn is_finite(&self) -> bool {
        self.mean.iter().chain(&self.covariance).all(|value| value.is_finite())
    }

    /// Takes in what a return says of the position.
    pub fn update(&mut self, fix: &Fix) {
        match fix {
            Fix::Place(place) => self.update_place(place),
            Fix::Line(line) => self.update_line(line),
        }
    }

    /// Kalman's update; linear, since the return is a place.
    fn update_place(&mut self, place: &Place) {
        let (inverse, _) = inverse3(&(self.pos_covariance_m2() + place.covariance_m2));
        let columns = self.covariance.fixed_columns::<3>(0).into_owned();
        let gain = columns * inverse;
        self.mean += gain * (place.pos_m - self.pos_m());
        self.covariance -= gain * columns.transpose();
        self.even();
    }

    /// Across the line the target is on it, to the line's error at the target's distance; along it nothing is told.
    ///
    /// Twice: across the measured line first, which holds however far off the estimate is, and then from the same start
    /// across the line to where that put the target (an iterated extended Kalman filter). Measured lines alone would pull
    /// the target towards the sensor, for they turn with their own noise.
    ///
    /// - **Assumes:** the error of distance is small against the distance, so that the mean's sets the width of the line.
    fn update_line(&mut self, line: &Line) {
        let mut first = *self;
        let off_m = self.pos_m() - line.site_m;
        first.update_across(line, &line.across, &(line.site_m + line.along * line.along.dot(&off_m)));
        let near_m = first.pos_m();
        self.update_across(line, &line.turned_to(&near_m), &near_m);
        self.even();
    }

    /// The update of both directions across a line, linear about a place near it.
    fn update_across(&mut self, line: &Line, across: &[Vec3; 2], near_m: &Vec3) {
        let range_m = (near_m - line.site_m).norm();
        for (axis, variance_rad2) in across.iter().zip(line.variance_rad2) {
            let offset_m = range_m * axis.dot(&line.along) - axis.dot(&(self.pos_m() - near_m));
            let column = self.covariance.fixed_columns::<3>(0) * axis;
            let total = axis.dot(&(self.pos_covariance_m2() * axis)) + variance_rad2 * range_m * range_m;
            self.mean += column * (offset_m / total);
            self.covariance -= column * column.transpose() / total;
        }
    }

    /// Takes in a range rate with its variance (m/s, m²/s²), seen from a place that moves (m, m/s); gives its likelihood (s/m).
    ///
    /// Linearised at the mean (extended Kalman filter).
    pub fn update_rate(&mut self, rate_m_s: f64, variance: f64, site_m: &Vec3, site_vel_m_s: &Vec3) -> f64 {
        let (off_m, vel_m_s) = (self.pos_m() - site_m, self.vel_m_s() - site_vel_m_s);
        let range_m = off_m.norm();
        let along = off_m / range_m;
        let expected_m_s = along.dot(&vel_m_s);
        let by_pos = (vel_m_s - along * expected_m_s) / range_m;
        let column = self.covariance.fixed_columns::<3>(0) * by_pos + self.covariance.fixed_columns::<3>(3) * along;
        let (part_pos, part_vel): (Vec3, Vec3) = (column.fixed_rows::<3>(0).into(), column.fixed_rows::<3>(3).into());
        let total = by_pos.dot(&part_pos) + along.dot(&part_vel) + variance;
        let off_m_s = rate_m_s - expected_m_s;
        self.mean += column * (off_m_s / total);
        self.covariance -= column * column.transpose() / total;
        self.even();
        math::exp(-0.5 * off_m_s * off_m_s / total) / (math::TAU * total).sqrt()
    }

    /// Makes the covariance symmetric to the last bit.
    fn even(&mut self) {
        let p = &mut self.covariance;
        for column in 0..9 {
            for row in 0..column {
                let mean = 0.5 * (p[(row, column)] + p[(column, row)]);
                p[(row, column)] = mean;
                p[(column, row)] = mean;
            }
        }
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
