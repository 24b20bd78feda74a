//! How an estimate is carried ahead in time.

use super::{Covariance, Estimate, LEFT, PARAMETER, State};
use crate::sensor::Earth;
use crate::target::{AIR_M, Motion, Wander};
use cupola_core::{Mat3, Vec3, math};
use cupola_earth::wgs84::{G0_M_S2, GM_M3_S2, OMEGA_RAD_S};
use cupola_earth::{atmosphere, gravity};

/// Ballistic coefficient at which the parameter of a falling body is zero (kg/m²).
pub const BALLISTIC_KG_M2: f64 = 5_000.0;
/// The parameter of a falling body at the most, either way: 240 to 104 000 kg/m².
const PARAMETER_MOST: f64 = 3.04;
/// Height over which the air thins by e (m), for slopes alone: 6 to 8 km below 100 km.
const SCALE_HEIGHT_M: f64 = 7_000.0;
/// Longest step without air (s), and in air or under power.
const STEPS_S: [f64; 2] = [10.0, 1.0];
/// Share of the speed that drag may take in a step.
const SLOWING: f64 = 0.1;
/// Steps at the most.
const NUM_STEPS: f64 = 1_000.0;
/// A missile that hardly moves yet is taken to be driven upwards at this speed (m/s).
const RISING_M_S: f64 = 30.0;

/// Acceleration and its slopes by position, velocity and the parameters, and how fast each parameter goes back to its mean.
struct Force {
    acceleration_m_s2: Vec3,
    by_pos: Mat3,
    by_vel: Mat3,
    by_parameters: Mat3,
    back_per_s: Vec3,
    means: Vec3,
}

impl Estimate {
    /// Carries the estimate `step_s` ahead by a motion; what disturbs it acts all along.
    pub fn predict(&mut self, motion: &Motion, earth: Earth, step_s: f64) {
        match *motion {
            Motion::Ballistic { parameter_noise_per_s, noise_m2_s3, .. } => {
                match earth {
                    Earth::Flat => {
                        self.fall(step_s);
                        self.blur(step_s, noise_m2_s3[0]);
                    }
                    Earth::Wgs84 => self.fly(step_s, self.longest_fall_s(), falling, |estimate, part_s| {
                        let is_in_air = earth.altitude_m(&estimate.pos_m()) < AIR_M;
                        estimate.blur(part_s, noise_m2_s3[usize::from(is_in_air)]);
                    }),
                }
                self.covariance[(PARAMETER, PARAMETER)] += parameter_noise_per_s * step_s;
            }
            Motion::Boost { acceleration_m_s2, noise_m2_s3 } => {
                let force = |state: &State| driven(state, earth).steered(state, earth, &acceleration_m_s2);
                self.fly(step_s, STEPS_S[1], force, |e, part_s| e.disturb(part_s, &acceleration_m_s2, noise_m2_s3));
            }
            Motion::Level { acceleration_m_s2, noise_m2_s3, .. } => match earth {
                Earth::Flat => {
                    let num = (step_s / STEPS_S[1]).ceil().clamp(1.0, NUM_STEPS);
                    for _ in 0..num as usize {
                        self.turn(step_s / num, &acceleration_m_s2[1]);
                        self.blur(step_s / num, noise_m2_s3);
                    }
                }
                Earth::Wgs84 => {
                    let force = |state: &State| level(state, earth).steered(state, earth, &acceleration_m_s2);
                    self.fly(step_s, STEPS_S[1], force, |e, part_s| e.disturb(part_s, &acceleration_m_s2, noise_m2_s3));
                }
            },
        }
    }

    /// Free fall over the flat Earth, in closed form.
    fn fall(&mut self, step_s: f64) {
        let gravity_m_s2 = Vec3::new(0.0, 0.0, -G0_M_S2);
        let vel_m_s = self.vel_m_s();
        self.shift(&(vel_m_s * step_s + gravity_m_s2 * (step_s * step_s / 2.0)), &(gravity_m_s2 * step_s));
        self.carry(step_s);
    }

    /// Flight under a force: the mean by Runge and Kutta's method, the covariance by its slopes in the middle of each step;
    /// `disturb` adds after each what its time brings.
    fn fly(&mut self, step_s: f64, longest_s: f64, force: impl Fn(&State) -> Force, disturb: impl Fn(&mut Self, f64)) {
        let num = (step_s / longest_s).ceil().clamp(1.0, NUM_STEPS);
        let step_s = step_s / num;
        for _ in 0..num as usize {
            let slope = |state: &State| {
                let mut slope = State::zeros();
                slope.fixed_rows_mut::<3>(0).copy_from(&state.fixed_rows::<3>(3));
                let force = force(state);
                let off: Vec3 = state.fixed_rows::<3>(PARAMETER) - force.means;
                slope.fixed_rows_mut::<3>(3).copy_from(&force.acceleration_m_s2);
                slope.fixed_rows_mut::<3>(PARAMETER).copy_from(&-off.component_mul(&force.back_per_s));
                slope
            };
            let first = slope(&self.mean);
            let second = slope(&(self.mean + first * (step_s / 2.0)));
            let middle = self.mean + second * (step_s / 2.0);
            let third = slope(&middle);
            let last = slope(&(self.mean + third * step_s));
            self.mean += (first + (second + third) * 2.0 + last) * (step_s / 6.0);
            let carried = transition(&force(&middle), step_s);
            self.covariance = carried * self.covariance * carried.transpose();
            disturb(self, step_s);
        }
        self.even();
    }

    /// The longest step of a falling body (s): in the air drag takes only a small share of the speed in it.
    fn longest_fall_s(&self) -> f64 {
        let altitude_m = Earth::Wgs84.altitude_m(&self.pos_m());
        let per_s = drag_per_m(altitude_m, self.mean[PARAMETER]) * self.vel_m_s().norm();
        if per_s > 0.0 { (SLOWING / per_s).min(STEPS_S[1]) } else { STEPS_S[0] }
    }

    /// What the wandering of the parameters and white noise add in a short time.
    fn disturb(&mut self, step_s: f64, parameters: &[Wander; 3], noise_m2_s3: f64) {
        for (index, wander) in parameters.iter().enumerate() {
            let forgotten = 1.0 - math::exp(-2.0 * step_s / wander.time_s);
            self.covariance[(PARAMETER + index, PARAMETER + index)] +=
                wander.sigma_m_s2 * wander.sigma_m_s2 * forgotten;
        }
        self.blur(step_s, noise_m2_s3);
    }

    /// Level flight over the flat Earth at constant speed, turned by a lateral acceleration that wanders.
    fn turn(&mut self, step_s: f64, lateral: &Wander) {
        let (vel_m_s, lateral_m_s2) = (self.vel_m_s(), self.mean[LEFT]);
        let up = Vec3::z();
        let aside = up.cross(&vel_m_s);
        let level_m_s = aside.norm().max(1.0);
        let normal = aside / level_m_s;
        let forward = normal.cross(&up);
        let angle_rad = lateral_m_s2 / level_m_s * step_s;
        let (sine, cosine) = math::sin_cos(angle_rad);
        let turned = forward * (cosine * level_m_s) + normal * (sine * level_m_s) + up * vel_m_s.dot(&up);
        self.shift(&((vel_m_s + turned) * (step_s / 2.0)), &(turned - vel_m_s));
        self.carry(step_s);
        self.lean(&normal, &up, angle_rad, step_s);
        let keep = math::exp(-step_s / lateral.time_s);
        self.mean[LEFT] *= keep;
        for axis in 0..6 {
            self.covariance[(LEFT, axis)] *= keep;
            self.covariance[(axis, LEFT)] *= keep;
        }
        let variance = &mut self.covariance[(LEFT, LEFT)];
        *variance = *variance * keep * keep + lateral.sigma_m_s2 * lateral.sigma_m_s2 * (1.0 - keep * keep);
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
        for column in 0..9 {
            for axis in 0..3 {
                p[(axis, column)] += step_s * p[(axis + 3, column)];
            }
        }
        for axis in 0..3 {
            for row in 0..9 {
                p[(row, axis)] += step_s * p[(row, axis + 3)];
            }
        }
    }

    /// What the lateral acceleration and the turn itself do to the covariance, after [`Self::carry`].
    fn lean(&mut self, normal: &Vec3, up: &Vec3, angle_rad: f64, step_s: f64) {
        let p = &mut self.covariance;
        let half = 0.5 * step_s * step_s;
        let turn = |column: Vec3| up.cross(&column) * angle_rad;
        for column in 0..9 {
            let velocity = Vec3::new(p[(3, column)], p[(4, column)], p[(5, column)]);
            let (lateral, turned) = (p[(LEFT, column)], turn(velocity));
            for axis in 0..3 {
                p[(axis, column)] += half * normal[axis] * lateral + 0.5 * step_s * turned[axis];
                p[(axis + 3, column)] += step_s * normal[axis] * lateral + turned[axis];
            }
        }
        for row in 0..9 {
            let velocity = Vec3::new(p[(row, 3)], p[(row, 4)], p[(row, 5)]);
            let (lateral, turned) = (p[(row, LEFT)], turn(velocity));
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
}

/// Drag over the square of the speed (1/m): half the density over the ballistic coefficient.
fn drag_per_m(altitude_m: f64, parameter: f64) -> f64 {
    if altitude_m > AIR_M {
        return 0.0;
    }
    let coefficient_kg_m2 = BALLISTIC_KG_M2 * math::exp(parameter.clamp(-PARAMETER_MOST, PARAMETER_MOST));
    atmosphere::density_kg_m3(altitude_m.max(0.0)) / (2.0 * coefficient_kg_m2)
}

/// Gravity of the turning Earth, with slopes.
fn gravity(pos_m: &Vec3, vel_m_s: &Vec3) -> Force {
    let up = pos_m.normalize();
    let pull_per_s2 = GM_M3_S2 / pos_m.norm().powi(3);
    let turning = Mat3::new(0.0, 1.0, 0.0, -1.0, 0.0, 0.0, 0.0, 0.0, 0.0) * (2.0 * OMEGA_RAD_S);
    Force {
        acceleration_m_s2: gravity::acceleration_ecef(pos_m, vel_m_s),
        by_pos: (up * up.transpose() * 3.0 - Mat3::identity()) * pull_per_s2,
        by_vel: turning,
        ..Force::NONE
    }
}

/// Gravity and drag.
fn falling(state: &State) -> Force {
    let (pos_m, vel_m_s): (Vec3, Vec3) = (state.fixed_rows::<3>(0).into(), state.fixed_rows::<3>(3).into());
    let mut force = gravity(&pos_m, &vel_m_s);
    let drag_per_m = drag_per_m(Earth::Wgs84.altitude_m(&pos_m), state[PARAMETER]);
    let speed_m_s = vel_m_s.norm();
    if drag_per_m > 0.0 && speed_m_s > 0.0 {
        let drag_m_s2 = -vel_m_s * (drag_per_m * speed_m_s);
        force.acceleration_m_s2 += drag_m_s2;
        force.by_pos -= drag_m_s2 * pos_m.normalize().transpose() / SCALE_HEIGHT_M;
        let forward = vel_m_s / speed_m_s;
        force.by_vel -= (Mat3::identity() + forward * forward.transpose()) * (drag_per_m * speed_m_s);
        force.by_parameters.set_column(0, &-drag_m_s2);
    }
    force
}

/// Gravity alone, of either Earth.
fn driven(state: &State, earth: Earth) -> Force {
    match earth {
        Earth::Flat => Force { acceleration_m_s2: Vec3::new(0.0, 0.0, -G0_M_S2), ..Force::NONE },
        Earth::Wgs84 => gravity(&state.fixed_rows::<3>(0).into(), &state.fixed_rows::<3>(3).into()),
    }
}

/// What keeps a level flight level: the turn of the vertical on the way.
fn level(state: &State, earth: Earth) -> Force {
    let (pos_m, vel_m_s): (Vec3, Vec3) = (state.fixed_rows::<3>(0).into(), state.fixed_rows::<3>(3).into());
    let up = earth.up(&pos_m);
    let climb_m_s = vel_m_s.dot(&up);
    let curve_m_s2 = (climb_m_s * climb_m_s - vel_m_s.norm_squared()) / pos_m.norm();
    Force { acceleration_m_s2: up * curve_m_s2, ..Force::NONE }
}

impl Force {
    /// None.
    const NONE: Self = Self {
        acceleration_m_s2: Vec3::new(0.0, 0.0, 0.0),
        by_pos: Mat3::new(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        by_vel: Mat3::new(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        by_parameters: Mat3::new(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        back_per_s: Vec3::new(0.0, 0.0, 0.0),
        means: Vec3::new(0.0, 0.0, 0.0),
    };

    /// With the three accelerations along the velocity, to its left and upwards across it.
    fn steered(mut self, state: &State, earth: Earth, parameters: &[Wander; 3]) -> Self {
        let (pos_m, vel_m_s): (Vec3, Vec3) = (state.fixed_rows::<3>(0).into(), state.fixed_rows::<3>(3).into());
        let up = earth.up(&pos_m);
        let driven_m_s = vel_m_s + up * RISING_M_S;
        let speed_m_s = driven_m_s.norm().max(1.0);
        let forward = driven_m_s / speed_m_s;
        let aside = up.cross(&forward);
        let aside = if aside.norm() > 1e-6 { aside } else { up.cross(&Vec3::new(up.y, up.z, up.x)) };
        let left = aside.normalize();
        let over = forward.cross(&left);
        let (along, across) = (state[PARAMETER], left * state[LEFT] + over * state[LEFT + 1]);
        self.acceleration_m_s2 += forward * along + across;
        self.by_vel +=
            ((Mat3::identity() - forward * forward.transpose()) * along - forward * across.transpose()) / speed_m_s;
        self.by_parameters = Mat3::from_columns(&[forward, left, over]);
        self.back_per_s = Vec3::new(1.0 / parameters[0].time_s, 1.0 / parameters[1].time_s, 1.0 / parameters[2].time_s);
        self.means = Vec3::new(parameters[0].mean_m_s2, parameters[1].mean_m_s2, parameters[2].mean_m_s2);
        self
    }
}

/// What a step does to small errors: `I + A h + A² h² / 2`.
fn transition(force: &Force, step_s: f64) -> Covariance {
    let half = step_s * step_s / 2.0;
    let (by_pos, by_vel, by_parameters) = (force.by_pos, force.by_vel, force.by_parameters);
    let mut out = Covariance::identity();
    out.fixed_view_mut::<3, 3>(0, 0).copy_from(&(Mat3::identity() + by_pos * half));
    out.fixed_view_mut::<3, 3>(0, 3).copy_from(&(Mat3::identity() * step_s + by_vel * half));
    out.fixed_view_mut::<3, 3>(0, PARAMETER).copy_from(&(by_parameters * half));
    out.fixed_view_mut::<3, 3>(3, 0).copy_from(&(by_pos * step_s + by_vel * by_pos * half));
    let by_vel_twice = by_pos + by_vel * by_vel;
    out.fixed_view_mut::<3, 3>(3, 3).copy_from(&(Mat3::identity() + by_vel * step_s + by_vel_twice * half));
    let back = Mat3::from_diagonal(&force.back_per_s);
    let by_parameters_twice = by_vel * by_parameters - by_parameters * back;
    out.fixed_view_mut::<3, 3>(3, PARAMETER).copy_from(&(by_parameters * step_s + by_parameters_twice * half));
    let kept = Mat3::identity() - back * step_s + back * back * half;
    out.fixed_view_mut::<3, 3>(PARAMETER, PARAMETER).copy_from(&kept);
    out
}
