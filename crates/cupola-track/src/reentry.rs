//! Models of published re-entry problems: what filters are compared on.
//!
//! They are their authors' own simplified worlds, with their authors' numbers as fields; cupola's flights are in
//! `cupola-flight`.

use crate::kalman::{Matrix, Vector};
use cupola_core::math;

/// Range (m) and angle (rad, −π..=π) of a point in a plane from the origin, and their derivatives by its two coordinates.
#[must_use]
pub fn range_and_angle(x_m: f64, y_m: f64) -> ([f64; 2], [[f64; 2]; 2]) {
    let range_m = math::hypot(x_m, y_m);
    let square = range_m * range_m;
    ([range_m, math::atan2(y_m, x_m)], [[x_m / range_m, y_m / range_m], [-y_m / square, x_m / square]])
}

/// An angle (rad) brought into −π..=π by whole circles.
#[must_use]
pub fn wrapped_rad(angle_rad: f64) -> f64 {
    angle_rad - math::TAU * (angle_rad / math::TAU).round()
}

/// Fall around a round Earth through exponential air, seen by a radar on the ground.
///
/// State: position (m) and velocity (m/s) in a plane through the Earth's centre, and `ln` of the body's drag over the nominal.
/// `a = −b e^{x₅} e^{(R₀ − R) / h} V v − GM r / R³`, in steps of Euler's method.
///
/// # Source
/// Julier and Uhlmann, *Unscented filtering and nonlinear estimation*, Proc. IEEE 92(3), 2004 (`JULIER2004`), section VI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoundFall {
    /// Gravitational parameter (m³/s²).
    pub gm_m3_s2: f64,
    /// Radius of the ground, on which the radar stands at angle zero (m).
    pub radius_m: f64,
    /// Height over which the air thins by e (m).
    pub scale_height_m: f64,
    /// Length over which nominal drag on the ground would slow the body by e (m): one over the source's −β₀.
    pub slowing_m: f64,
}

impl RoundFall {
    /// The state `step_s` later, and its Jacobian.
    #[must_use]
    pub fn step(&self, state: &Vector<5>, step_s: f64) -> (Vector<5>, Matrix<5, 5>) {
        let [pos_m, vel_m_s] = [[state[0], state[1]], [state[2], state[3]]].map(nalgebra::Vector2::from);
        let (radius_m, speed_m_s) = (pos_m.norm(), vel_m_s.norm());
        let density_ratio = math::exp(state[4] + (self.radius_m - radius_m) / self.scale_height_m);
        let per_m = density_ratio / self.slowing_m;
        let gravity = self.gm_m3_s2 / radius_m.powi(3);
        let drag = vel_m_s * (-per_m * speed_m_s);
        let one = nalgebra::Matrix2::identity();
        let by_pos = drag * pos_m.transpose() / (-radius_m * self.scale_height_m) - one * gravity
            + pos_m * pos_m.transpose() * (3.0 * gravity / (radius_m * radius_m));
        let by_vel = (one * speed_m_s + vel_m_s * vel_m_s.transpose() / speed_m_s) * -per_m;
        let mut jacobian = Matrix::<5, 5>::identity();
        jacobian.fixed_view_mut::<2, 2>(0, 2).copy_from(&(one * step_s));
        jacobian.fixed_view_mut::<2, 2>(2, 0).copy_from(&(by_pos * step_s));
        jacobian.fixed_view_mut::<2, 2>(2, 2).copy_from(&(one + by_vel * step_s));
        jacobian.fixed_view_mut::<2, 1>(2, 4).copy_from(&(drag * step_s));
        let mut next = *state;
        let new_vel_m_s = vel_m_s + (drag - pos_m * gravity) * step_s;
        next.fixed_rows_mut::<2>(0).copy_from(&(pos_m + vel_m_s * step_s));
        next.fixed_rows_mut::<2>(2).copy_from(&new_vel_m_s);
        (next, jacobian)
    }

    /// Range (m) and angle (rad) that the radar sees, and their Jacobian.
    #[must_use]
    pub fn look(&self, state: &Vector<5>) -> (Vector<2>, Matrix<2, 5>) {
        let (seen, by_pos) = range_and_angle(state[0] - self.radius_m, state[1]);
        let mut jacobian = Matrix::zeros();
        for (row, derivatives) in by_pos.iter().enumerate() {
            (jacobian[(row, 0)], jacobian[(row, 1)]) = (derivatives[0], derivatives[1]);
        }
        (seen.into(), jacobian)
    }
}

/// Fall over flat ground under constant gravity through air of two exponential layers, seen by a radar at the origin.
///
/// State: `[x, ẋ, y, ẏ]` (m, m/s), y up. A difference equation: the acceleration
/// `−½ (g ρ(y) / β) V v − g` at the old state moves the place by `T²/2` and the velocity by `T`.
///
/// # Source
/// Farina, Ristic and Benvenuti, *Tracking a ballistic target: comparison of several nonlinear filters*, IEEE Trans. AES
/// 38(3), 2002 (`FARINA2002`), section II.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlatFall {
    /// Gravity (m/s²).
    pub gravity_m_s2: f64,
    /// Weight over drag area (Pa): the source's β, in kg/(m s²).
    pub ballistic_coefficient_pa: f64,
    /// Height at which the upper layer begins (m).
    pub boundary_m: f64,
    /// Density of the lower and of the upper layer, each carried down to the ground (kg/m³).
    pub ground_kg_m3: [f64; 2],
    /// Height over which the lower and the upper layer thin by e (m).
    pub scale_height_m: [f64; 2],
}

impl FlatFall {
    /// The state `step_s` later without noise, and its Jacobian.
    #[must_use]
    pub fn step(&self, state: &Vector<4>, step_s: f64) -> (Vector<4>, Matrix<4, 4>) {
        let layer = usize::from(state[2] >= self.boundary_m);
        let density_kg_m3 = self.ground_kg_m3[layer] * math::exp(-state[2] / self.scale_height_m[layer]);
        let vel_m_s = [state[1], state[3]];
        let speed_m_s = math::hypot(vel_m_s[0], vel_m_s[1]);
        let per_m = 0.5 * self.gravity_m_s2 * density_kg_m3 / self.ballistic_coefficient_pa;
        let (mut next, mut jacobian) = (*state, Matrix::<4, 4>::identity());
        for axis in 0..2 {
            let (place, velocity) = (2 * axis, 2 * axis + 1);
            let drag_m_s2 = -per_m * speed_m_s * vel_m_s[axis];
            let acceleration_m_s2 = drag_m_s2 - if axis == 1 { self.gravity_m_s2 } else { 0.0 };
            let mut derivatives = [0.0, 0.0, -drag_m_s2 / self.scale_height_m[layer], 0.0];
            for other in 0..2 {
                derivatives[2 * other + 1] -= per_m * vel_m_s[axis] * vel_m_s[other] / speed_m_s;
            }
            derivatives[velocity] -= per_m * speed_m_s;
            next[place] += vel_m_s[axis] * step_s + acceleration_m_s2 * step_s * step_s / 2.0;
            next[velocity] += acceleration_m_s2 * step_s;
            jacobian[(place, velocity)] += step_s;
            for (column, derivative) in derivatives.iter().enumerate() {
                jacobian[(place, column)] += derivative * step_s * step_s / 2.0;
                jacobian[(velocity, column)] += derivative * step_s;
            }
        }
        (next, jacobian)
    }

    /// Covariance of white acceleration noise over `step_s`: the block `q [[T³/3, T²/2], [T²/2, T]]` in each axis;
    /// `density` is `q` (m²/s³).
    #[must_use]
    pub fn noise(step_s: f64, density: f64) -> Matrix<4, 4> {
        let (cube, square) = (density * step_s.powi(3) / 3.0, density * step_s * step_s / 2.0);
        let mut noise = Matrix::from_diagonal(&Vector::from([cube, density * step_s, cube, density * step_s]));
        for (row, column) in [(0, 1), (1, 0), (2, 3), (3, 2)] {
            noise[(row, column)] = square;
        }
        noise
    }

    /// Range (m) and elevation (rad) that the radar sees, and their Jacobian.
    #[must_use]
    pub fn look(state: &Vector<4>) -> (Vector<2>, Matrix<2, 4>) {
        let (seen, by_pos) = range_and_angle(state[0], state[2]);
        let mut jacobian = Matrix::zeros();
        for (row, derivatives) in by_pos.iter().enumerate() {
            (jacobian[(row, 0)], jacobian[(row, 2)]) = (derivatives[0], derivatives[1]);
        }
        (seen.into(), jacobian)
    }
}

/// Fall straight down through exponential air, seen by a radar at some height and some distance aside.
///
/// State: height (m), velocity (m/s, up) and drag area over mass (m²/kg): `v̇ = ½ ρ₀ e^{−y / h} v² c − g` for a body that falls.
///
/// # Source
/// Athans, Wishner and Bertolini, *Suboptimal state estimation for continuous-time nonlinear systems from discrete noisy
/// measurements*, IEEE Trans. AC 13(5), 1968 (`ATHANS1968`), section V; with constant gravity as later authors have it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VerticalFall {
    /// Density on the ground (kg/m³).
    pub ground_kg_m3: f64,
    /// Height over which the air thins by e (m).
    pub scale_height_m: f64,
    /// Gravity (m/s²).
    pub gravity_m_s2: f64,
}

impl VerticalFall {
    /// The state `time_s` later, by the classical Runge–Kutta method in `num_steps` steps.
    #[must_use]
    pub fn after(&self, state: &Vector<3>, time_s: f64, num_steps: usize) -> Vector<3> {
        let step_s = time_s / num_steps as f64;
        (0..num_steps).fold(*state, |state, _| {
            let k1 = self.rate(&state);
            let k2 = self.rate(&(state + k1 * (step_s / 2.0)));
            let k3 = self.rate(&(state + k2 * (step_s / 2.0)));
            let k4 = self.rate(&(state + k3 * step_s));
            state + (k1 + (k2 + k3) * 2.0 + k4) * (step_s / 6.0)
        })
    }

    fn rate(&self, state: &Vector<3>) -> Vector<3> {
        let pressure_pa = 0.5 * self.ground_kg_m3 * math::exp(-state[0] / self.scale_height_m) * state[1] * state[1];
        Vector::from([state[1], pressure_pa * state[2] - self.gravity_m_s2, 0.0])
    }

    /// Range (m) from a radar `aside_m` from the fall and `height_m` high.
    #[must_use]
    pub fn range_m(state: &Vector<3>, aside_m: f64, height_m: f64) -> f64 {
        math::hypot(aside_m, state[0] - height_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Jacobian against central differences, each column over steps of its own size.
    fn agrees<const N: usize, const M: usize>(
        of: impl Fn(&Vector<N>) -> (Vector<M>, Matrix<M, N>),
        at: Vector<N>,
        steps: [f64; N],
    ) {
        let jacobian = of(&at).1;
        for column in 0..N {
            let mut off = Vector::<N>::zeros();
            off[column] = steps[column];
            let slope = (of(&(at + off)).0 - of(&(at - off)).0) / (2.0 * steps[column]);
            let error = (slope - jacobian.column(column)).amax();
            assert!(error <= 1e-6 * jacobian.column(column).amax(), "column {column}: {error}");
        }
    }

    #[test]
    fn jacobians_are_those_of_the_steps_and_looks() {
        let round =
            RoundFall { gm_m3_s2: 3.986e14, radius_m: 6.374e6, scale_height_m: 13_406.0, slowing_m: 1.0 / 0.597_83e-3 };
        let state = Vector::<5>::from([6_400_400.0, 149_140.0, -1_809.3, -6_796.7, 0.693_2]);
        let steps = [10.0, 10.0, 0.1, 0.1, 1e-4];
        agrees(|x| round.step(x, 0.1), state, steps);
        agrees(|x| round.look(x), state, steps);
        let flat = FlatFall {
            gravity_m_s2: 9.81,
            ballistic_coefficient_pa: 40_000.0,
            boundary_m: 9_144.0,
            ground_kg_m3: [1.227, 1.754],
            scale_height_m: [1.0 / 1.093e-4, 1.0 / 1.49e-4],
        };
        for height_m in [6_000.0, 20_000.0] {
            let state = Vector::<4>::from([50_000.0, -1_500.0, height_m, -700.0]);
            agrees(|x| flat.step(x, 2.0), state, [10.0, 0.1, 10.0, 0.1]);
            agrees(FlatFall::look, state, [10.0, 0.1, 10.0, 0.1]);
        }
    }

    #[test]
    fn angles_are_wrapped() {
        assert!((wrapped_rad(3.0 - -3.0) - (6.0 - math::TAU)).abs() < 1e-15);
        assert_eq!(wrapped_rad(1.0), 1.0);
    }
}
