//! Lambert's problem: the free flight from one place to another in a given time.

use crate::EarthError;
use crate::arithmetic::{combined, cross, cube_root_roughly, dot, polynomial};
use cupola_core::Vec3;
use cupola_core::lanes::{Kernel, Lanes, Real, vectorised};
use pulp::Simd;

/// Sine of the angle between the positions below which they give no plane.
const LEAST_SINE: f64 = 1e-9;

/// Which way round the attracting body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Through less than half a turn.
    Short,
    /// Through more than half a turn.
    Long,
    /// Eastward: the short or the long way, whichever has its angular momentum north of the equator.
    Prograde,
}

/// Velocities at the ends of a transfer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Transfer {
    /// Velocity at the start, in the frame of the positions (m/s).
    pub vel_start_m_s: Vec3,
    /// Velocity at the end (m/s).
    pub vel_end_m_s: Vec3,
}

/// The free flight from `pos_start_m` to `pos_end_m` in `time_s`, in less than one revolution.
///
/// The time of flight in Battin's form, regular through the parabola, is solved for Lancaster and Blanchard's `x` by
/// Householder's iteration, kept inside a bracket.
///
/// - **Domain:** any conic. **Accuracy:** time of flight to 1e-12 of itself for speeds up to ten times that of escape;
///   the published cases to their printed digits.
/// - **Assumes:** one attracting mass at the origin, positions in a frame that does not turn.
///
/// # Errors
/// [`EarthError::NotPositive`] for a time, gravitational parameter or distance from the origin that is not finite and
/// positive; [`EarthError::NoPlane`] for positions on one line with the origin: coincident, aligned or antipodal.
///
/// # Source
/// `IZZO2015` (variables and derivatives); `BATTIN1999`, §7.3 (time of flight). First guesses and the bracket are ours.
pub fn solve(
    pos_start_m: &Vec3,
    pos_end_m: &Vec3,
    time_s: f64,
    gm_m3_s2: f64,
    way: Way,
) -> Result<Transfer, EarthError> {
    for (quantity, value) in [
        ("time_s", time_s),
        ("gm_m3_s2", gm_m3_s2),
        ("distance of pos_start_m from the origin", pos_start_m.norm()),
        ("distance of pos_end_m from the origin", pos_end_m.norm()),
    ] {
        if !(value.is_finite() && value > 0.0) {
            return Err(EarthError::NotPositive { quantity, value });
        }
    }
    let (start, end) = ((*pos_start_m).into(), (*pos_end_m).into());
    let ([vel_start, vel_end], solved) = transfer(&start, &end, time_s, gm_m3_s2, way);
    if !solved {
        return Err(EarthError::NoPlane { angle_rad: pos_start_m.angle(pos_end_m) });
    }
    Ok(Transfer { vel_start_m_s: vel_start.into(), vel_end_m_s: vel_end.into() })
}

/// [`solve`] for many cases, eight at once where the processor can; each has the bits that [`solve`] gives.
///
/// Row `i` of `vel_start_end_m_s` gets the velocity at the start and at the end; where [`solve`] would refuse, `solved[i]`
/// is false and the row is NaN.
///
/// # Errors
/// [`EarthError::Lengths`] when the slices are not equally long; [`EarthError::NotPositive`] for the gravitational parameter.
pub fn solve_many(
    pos_start_m: &[[f64; 3]],
    pos_end_m: &[[f64; 3]],
    time_s: &[f64],
    gm_m3_s2: f64,
    way: Way,
    vel_start_end_m_s: &mut [[f64; 6]],
    solved: &mut [bool],
) -> Result<(), EarthError> {
    let expected = pos_start_m.len();
    for (quantity, found) in [
        ("pos_end_m", pos_end_m.len()),
        ("time_s", time_s.len()),
        ("vel_start_end_m_s", vel_start_end_m_s.len()),
        ("solved", solved.len()),
    ] {
        if found != expected {
            return Err(EarthError::Lengths { quantity, expected, found });
        }
    }
    if !(gm_m3_s2.is_finite() && gm_m3_s2 > 0.0) {
        return Err(EarthError::NotPositive { quantity: "gm_m3_s2", value: gm_m3_s2 });
    }
    vectorised(Many { pos_start_m, pos_end_m, time_s, gm_m3_s2, way, vel_start_end_m_s, solved });
    Ok(())
}

struct Many<'a> {
    pos_start_m: &'a [[f64; 3]],
    pos_end_m: &'a [[f64; 3]],
    time_s: &'a [f64],
    gm_m3_s2: f64,
    way: Way,
    vel_start_end_m_s: &'a mut [[f64; 6]],
    solved: &'a mut [bool],
}

impl Kernel for Many<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let count = self.time_s.len();
        for first in (0..count).step_by(Lanes::<S>::NUM) {
            // Lanes past the end repeat the last case.
            let row = |lane: usize| (first + lane).min(count - 1);
            let axis = |rows: &[[f64; 3]], axis: usize| Lanes::from_fn(simd, |lane| rows[row(lane)][axis]);
            let load = |rows: &[[f64; 3]]| [axis(rows, 0), axis(rows, 1), axis(rows, 2)];
            let time_s = Lanes::from_fn(simd, |lane| self.time_s[row(lane)]);
            let (velocities, solved) =
                transfer(&load(self.pos_start_m), &load(self.pos_end_m), time_s, self.gm_m3_s2, self.way);
            for (column, component) in velocities.as_flattened().iter().enumerate() {
                let component = component.where_or(solved, time_s.like(f64::NAN));
                for (row, value) in self.vel_start_end_m_s[first..].iter_mut().zip(component.as_slice()) {
                    row[column] = *value;
                }
            }
            let truths = Lanes::truths(simd, solved);
            let num = Lanes::<S>::NUM.min(count - first);
            self.solved[first..first + num].copy_from_slice(&truths[..num]);
        }
    }
}

/// Velocities at both ends, and where there is a transfer.
#[inline(always)]
fn transfer<R: Real>(start: &[R; 3], end: &[R; 3], time: R, gm: f64, way: Way) -> ([[R; 3]; 2], R::Mask) {
    let (zero, one) = (time.like(0.0), time.like(1.0));
    let (r1, r2) = (dot(start, start).sqrt(), dot(end, end).sqrt());
    let normal = cross(start, end);
    let (along, across) = (dot(start, end), dot(&normal, &normal).sqrt());
    let separation = [end[0] - start[0], end[1] - start[1], end[2] - start[2]];
    let chord = dot(&separation, &separation).sqrt();
    let half_perimeter = (r1 + r2 + chord) * 0.5;
    // r₁r₂ (1 ± cos θ), the lesser through sin² θ, which does not cancel.
    let (sum, difference) = (r1 * r2 + along, r1 * r2 - along);
    let is_acute = zero.below(along);
    let sum = sum.where_or(is_acute, across * across / difference);
    let difference = (across * across / sum).where_or(is_acute, difference);

    let side = match way {
        Way::Short => one,
        Way::Long => -one,
        Way::Prograde => (-one).where_or(normal[2].below(zero), one),
    };
    let lambda = side * (sum * 0.5).sqrt() / half_perimeter;
    let shape = Shape::new(lambda, chord / half_perimeter);
    let wanted = (time.like(2.0 * gm) / half_perimeter).sqrt() * time / half_perimeter;

    let infinity = time.like(f64::INFINITY);
    let is_plane = (r1 * r2 * LEAST_SINE).below(across);
    let is_finite = time.both(across.below(infinity), wanted.below(infinity));
    let is_posed = time.both(time.both(is_plane, zero.below(wanted)), is_finite);
    let (x, converged) = shape.solve(wanted, is_posed);
    let solved = time.both(is_posed, converged);

    let (y, y_plus) = (shape.y(x), shape.y_plus_lambda_x(x));
    let scale = (half_perimeter * (0.5 * gm)).sqrt();
    let slant = (r1 - r2) / chord;
    let (radial, lean) = (lambda * y - x, slant * (lambda * y + x));
    let transverse = scale * (difference * 2.0).sqrt() / chord * y_plus;
    let (radial1, radial2) = (scale * (radial - lean), -scale * (radial + lean));
    let turn = side * transverse / across;
    let start = velocity(start, &normal, one / (r1 * r1), radial1, turn);
    let end = velocity(end, &normal, one / (r2 * r2), radial2, turn);
    ([start, end], solved)
}

/// Velocity at a position, from its parts along it and a quarter turn on.
#[inline(always)]
fn velocity<R: Real>(pos: &[R; 3], normal: &[R; 3], per_r2: R, radial: R, turn: R) -> [R; 3] {
    combined(pos, radial * per_r2, &cross(normal, pos), turn * per_r2)
}

/// What the triangle of the two positions and the origin fixes: Lancaster and Blanchard's λ, and what follows from it.
#[derive(Clone, Copy)]
struct Shape<R: Real> {
    lambda: R,
    magnitude: R,
    /// 1 − λ², which is chord over half-perimeter and exact where λ is near one.
    rest: R,
    /// 1 − |λ|.
    lack: R,
    lambda3: R,
    lambda5: R,
    /// T at x = 0 (to 1e-4, for guesses) and at x = 1, the parabola.
    time_0: R,
    time_1: R,
    /// First and second derivative of T at x = 1.
    slope_1: R,
    bend_1: R,
}

impl<R: Real> Shape<R> {
    #[inline(always)]
    fn new(lambda: R, rest: R) -> Self {
        let one = lambda.like(1.0);
        let magnitude = lambda.abs();
        let lack = rest / (magnitude + 1.0);
        let lambda2 = lambda * lambda;
        let (lambda3, lambda5) = (lambda2 * lambda, lambda2 * lambda2 * lambda);
        // 1 − λ without cancellation, and with it 1 − λ³ and 1 − λ⁵.
        let short_of_one = lack.where_or(lambda.like(0.0).below(lambda), magnitude + 1.0);
        let short_3 = short_of_one * (one + lambda + lambda2);
        let short_5 = short_of_one * (one + lambda + lambda2 + lambda3 + lambda2 * lambda2);
        // Arc cosine to 1e-4 (Abramowitz and Stegun, 4.4.45).
        let arc = lack.sqrt()
            * (((magnitude * -0.018_729_3 + 0.074_261_0) * magnitude - 0.212_114_4) * magnitude + 1.570_728_8);
        let arc = (-arc + std::f64::consts::PI).where_or(lambda.below(lambda.like(0.0)), arc);
        Self {
            lambda,
            magnitude,
            rest,
            lack,
            lambda3,
            lambda5,
            time_0: arc + lambda * rest.sqrt(),
            time_1: short_3 * (2.0 / 3.0),
            slope_1: short_5 * -0.4,
            bend_1: (short_5 * 3.2 + lambda5 * rest * 6.0) * (1.0 / 7.0),
        }
    }

    #[inline(always)]
    fn y(&self, x: R) -> R {
        (self.rest + self.lambda * self.lambda * x * x).sqrt()
    }

    /// y + λx, through `y² − λ²x² = 1 − λ²` where it would cancel.
    #[inline(always)]
    fn y_plus_lambda_x(&self, x: R) -> R {
        let larger = self.y(x) + self.magnitude * x.abs();
        (self.rest / larger).where_or((self.lambda * x).below(x.like(0.0)), larger)
    }

    /// Time of flight, and y: `T = η (η² Q(z) + 4 λ) / 2` with `η = y − λx`, `z = (1 − λ − xη) / 2`.
    ///
    /// Of z and 1 − z one is a sum of positive terms and the other, small near x = ±1, has the factor 1 − x².
    #[inline(always)]
    fn time(&self, x: R) -> (R, R) {
        let (zero, one) = (x.like(0.0), x.like(1.0));
        let y = self.y(x);
        let a = x.abs();
        let larger = y + self.magnitude * a;
        let smaller = self.rest / larger;
        let is_past = x.below(zero);
        let same_sign = zero.below((-self.lambda).where_or(is_past, self.lambda));
        let eta = smaller.where_or(same_sign, larger);
        // With m = λ sign x: the small one is (1 − a²)/2 · [(1 − m)(1 − m²)/((y + ma)(y + a)) or (1 + m²a²)/(1 + ay) − m].
        let m2a2 = self.lambda * self.lambda * x * x;
        let above = (self.lack * self.rest).where_or(same_sign, m2a2 + 1.0);
        let below = (larger * (y + a)).where_or(same_sign, a * y + 1.0);
        let bracket = above / below + zero.where_or(same_sign, self.magnitude);
        let small = (one - a) * (a + 1.0) * 0.5 * bracket;
        let large = ((self.magnitude + 1.0).where_or(same_sign, self.lack) + a * eta) * 0.5;
        let (z, rest) = (large.where_or(is_past, small), small.where_or(is_past, large));
        (eta * (eta * eta * battin(z, rest) + self.lambda * 4.0) * 0.5, y)
    }

    /// First guess of x for a time of flight.
    ///
    /// Slower than x = 0: `1 + x = (A / (T − T₀ + A))^(2/3)`, exact at both ends. Faster than the parabola: Izzo's. Between:
    /// `x T` as the cubic in T that has the right values and slopes at both ends.
    #[inline(always)]
    fn guess(&self, wanted: R) -> R {
        /// π / 2^(3/2).
        const A: f64 = 1.110_720_734_539_591_5;
        let (zero, one) = (wanted.like(0.0), wanted.like(1.0));
        let excess = wanted - self.time_0;
        let part = one.like(A) / (excess.greatest(zero) + A);
        let slow = cube_root_roughly(part * part) - 1.0;
        // −T₁ x′(T₁)
        let lean = -self.time_1 / self.slope_1;
        let fast = one + lean * (self.time_1 - wanted) / wanted;
        let span = self.time_0 - self.time_1;
        let u = (wanted - self.time_1) / span;
        let v = one - u;
        let value = self.time_1 * (u * 2.0 + 1.0) + (one - lean) * span * u;
        let between = (value * v * v + u * u * v * span * self.time_0 * 0.5) / wanted;
        let guess = slow.where_or(zero.below(excess), between);
        fast.where_or(wanted.below(self.time_1), guess)
    }

    /// The x with the wanted time of flight where `posed`, and where it was found.
    #[inline(always)]
    fn solve(&self, wanted: R, posed: R::Mask) -> (R, R::Mask) {
        /// Far more than the bracket's halving ever needs.
        const NUM_STEPS_MAX: usize = 100;
        let one = wanted.like(1.0);
        let (mut low, mut high) = (-one, wanted.like(f64::INFINITY));
        let mut x = self.guess(wanted);
        let mut active = posed;
        for _ in 0..NUM_STEPS_MAX {
            if !x.any(active) {
                break;
            }
            let (time, y) = self.time(x);
            let excess = time - wanted;
            let is_low = wanted.like(0.0).below(excess);
            low = x.where_or(is_low, low);
            high = high.where_or(is_low, x);
            let (step, scale) = self.step(x, y, time, excess);
            let next = x - step;
            let middle = ((low + high) * 0.5).where_or(high.below(one.like(f64::INFINITY)), x * 2.0 + 1.0);
            let is_inside = x.both(low.below(next), next.below(high));
            let is_done = step.abs().below(scale);
            let next = next.where_or(is_inside, x.where_or(is_done, middle));
            x = next.where_or(active, x);
            active = x.both(active, x.not(is_done));
        }
        (x, x.not(active))
    }

    /// Householder's step of the third order, and how small it must be for the error after it to be of rounding size.
    #[inline(always)]
    fn step(&self, x: R, y: R, time: R, excess: R) -> (R, R) {
        /// Where the derivatives come from the parabola's, for theirs cancel.
        const NEAR: f64 = 0.01;
        let one = x.like(1.0);
        let from_parabola = x - 1.0;
        let is_near = from_parabola.abs().below(x.like(NEAR));
        let inverse = one / one.where_or(is_near, (one - x) * (x + 1.0));
        let per_y = one / y;
        let per_y3 = per_y * per_y * per_y;
        let d1 = (x * time * 3.0 - 2.0 + self.lambda3 * x * per_y * 2.0) * inverse;
        let d2 = (time * 3.0 + x * d1 * 5.0 + self.rest * self.lambda3 * per_y3 * 2.0) * inverse;
        let d3 = (x * d2 * 7.0 + d1 * 8.0 - self.rest * self.lambda5 * x * per_y3 * per_y * per_y * 6.0) * inverse;
        let d1 = (self.slope_1 + self.bend_1 * from_parabola).where_or(is_near, d1);
        let d2 = self.bend_1.where_or(is_near, d2);
        let d3 = x.like(0.0).where_or(is_near, d3);
        let step = excess * (d1 * d1 - excess * d2 * 0.5)
            / (d1 * (d1 * d1 - excess * d2) + d3 * excess * excess * (1.0 / 6.0));
        // T varies over distances of 1 + x near −1, and of y where λ is near ±1 and x near 0.
        let scale = (x + 1.0) * y.least(one);
        (step, scale * x.like(1e-10).where_or(is_near, x.like(1e-4)))
    }
}

/// Coefficients of `asin √z / √z` in powers of z.
const ARCSINE: [f64; 13] = {
    let mut terms = [1.0; 13];
    let (mut n, mut product) = (0, 1.0);
    while n < 13 {
        terms[n] = product / (2 * n + 1) as f64;
        product *= (2 * n + 1) as f64 / (2 * n + 2) as f64;
        n += 1;
    }
    terms
};

/// Coefficients of [`battin`] in powers of z.
const BATTIN: [f64; 16] = {
    let mut terms = [4.0 / 3.0; 16];
    let mut n = 1;
    while n < 16 {
        terms[n] = terms[n - 1] * (n + 2) as f64 / (n as f64 + 1.5);
        n += 1;
    }
    terms
};

/// Battin's `4/3 F(3, 1; 5/2; z)` for z below one, given z and `rest` = 1 − z.
///
/// With φ = asin √z it is `(4φ − sin 4φ) / sin³ 2φ`; φ comes by halving the angle until its series is short.
#[inline(always)]
fn battin<R: Real>(z: R, rest: R) -> R {
    const SERIES: f64 = 0.08;
    const SHORT: f64 = 0.04;
    /// An angle, real or imaginary, is at most 710 where z is a number; what is none is given up.
    const NUM_HALVINGS: usize = 16;
    let one = z.like(1.0);
    let is_small = z.abs().below(z.like(SERIES));
    let series = polynomial(&BATTIN, z.where_or(is_small, z.like(0.0)));
    if !z.any(z.not(is_small)) {
        return series;
    }
    let cosine = rest.sqrt();
    let (mut left, mut cos, mut halved) = (z, cosine, one);
    for _ in 0..NUM_HALVINGS {
        let is_long = z.like(SHORT).below(left.abs());
        if !z.any(is_long) {
            break;
        }
        let half = ((cos + 1.0) * 0.5).sqrt();
        left = (left * 0.5 / (cos + 1.0)).where_or(is_long, left);
        cos = half.where_or(is_long, cos);
        halved = (halved * half).where_or(is_long, halved);
    }
    let arc = polynomial(&ARCSINE, left) / halved;
    let closed = (arc - cosine * (rest - z)) / (one.where_or(is_small, z) * cosine * rest * 2.0);
    series.where_or(is_small, closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_core::math;

    /// λ from nearly a whole turn (−1) over half a turn (0) to next to nothing (1), as λ and 1 − λ².
    fn shapes() -> impl Iterator<Item = Shape<f64>> {
        let near_one = (1..90).map(|k| 1.0 - math::powf(10.0, -0.1 * f64::from(k)));
        let all = near_one.clone().chain(near_one.map(|lambda| -lambda)).chain([0.0, 1e-9, -1e-9]);
        all.map(|lambda| Shape::new(lambda, (1.0 - lambda) * (1.0 + lambda)))
    }

    /// Numbers far beyond any orbit are answered or refused, and soon.
    #[test]
    fn absurd_triangles_come_to_an_end() {
        let sizes = [1e-150, 1.0, 1e9, 1e80, 1e150, 1e153, 1e154];
        for start in sizes {
            for end in sizes {
                for (time_s, gm_m3_s2) in [(1e-300, 1e300), (1e300, 1e-300), (1e150, 1e150), (1.0, 4e14)] {
                    for way in [Way::Short, Way::Long, Way::Prograde] {
                        let (start, end) = (Vec3::new(start, 0.0, 0.0), Vec3::new(0.1 * end, end, 0.0));
                        let _ = super::solve(&start, &end, time_s, gm_m3_s2, way);
                    }
                }
            }
        }
    }

    #[test]
    fn every_time_of_flight_is_met() {
        for shape in shapes() {
            for k in -120..=160 {
                // From a sixtieth of the parabola's time to many revolutions' worth.
                let wanted = shape.time_1 * math::powf(10.0, 0.015 * f64::from(k));
                let (x, found) = shape.solve(wanted, true);
                let error = (shape.time(x).0 / wanted - 1.0).abs();
                // Far up a hyperbola on the long way round the time is a small difference of large terms.
                let slack = 2e-15 * (1.0 + x * x) * (4.0 + wanted / shape.rest.sqrt());
                assert!(found && error < slack, "λ {} T {wanted}: {error:e} {slack:e}", shape.lambda);
            }
        }
    }

    /// Lancaster and Blanchard's form, away from the parabola where it cancels.
    #[test]
    fn time_of_flight_agrees_with_the_usual_form() {
        for lambda in [-0.95, -0.5, 0.0, 0.3, 0.9] {
            for x in [-0.99, -0.7, -0.2, 0.0, 0.4, 0.8] {
                let shape = Shape::new(lambda, 1.0 - lambda * lambda);
                let (rest, y) = (1.0 - x * x, shape.y(x));
                let usual = (math::acos(x * y + lambda * rest) / rest.sqrt() - x + lambda * y) / rest;
                assert!((shape.time(x).0 / usual - 1.0).abs() < 1e-12, "{lambda} {x}");
            }
        }
    }
}
