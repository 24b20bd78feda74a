//! Arithmetic on one number or several lanes.
//!
//! Closures given to the standard library's iterators and arrays are not compiled for the lanes' vectors; loops are.

use cupola_core::lanes::Real;

/// Inner product.
#[inline(always)]
pub(crate) fn dot<R: Real>(a: &[R; 3], b: &[R; 3]) -> R {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Vector product.
#[inline(always)]
pub(crate) fn cross<R: Real>(a: &[R; 3], b: &[R; 3]) -> [R; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// A vector times a number.
#[inline(always)]
pub(crate) fn scaled<R: Real>(a: &[R; 3], by: R) -> [R; 3] {
    [a[0] * by, a[1] * by, a[2] * by]
}

/// `a f + b g`.
#[inline(always)]
pub(crate) fn combined<R: Real>(a: &[R; 3], f: R, b: &[R; 3], g: R) -> [R; 3] {
    [a[0] * f + b[0] * g, a[1] * f + b[1] * g, a[2] * f + b[2] * g]
}

/// The polynomial with these terms, the constant one first.
#[inline(always)]
pub(crate) fn polynomial<R: Real>(terms: &[f64], x: R) -> R {
    let (last, others) = terms.split_last().expect("a polynomial has terms");
    let mut sum = x.like(*last);
    for term in others.iter().rev() {
        sum = sum * x + *term;
    }
    sum
}

/// The nearest whole number, for magnitudes below 2^51.
#[inline(always)]
pub(crate) fn nearest<R: Real>(x: R) -> R {
    /// Adding and taking off this leaves no room for a fraction.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    (x + ROUND) - ROUND
}

/// Cube root of a positive number to 1e-4: a third of the bits' logarithm, then two of Newton's steps.
#[inline(always)]
pub(crate) fn cube_root_roughly<R: Real>(x: R) -> R {
    /// Two thirds of the exponent's bias, less a little that evens out the error.
    const BIAS: u64 = 0x2A9F_7893_782D_A1CE;
    let mut root = x.map(|x| f64::from_bits(x.to_bits() / 3 + BIAS));
    for _ in 0..2 {
        root = (root * 2.0 + x / (root * root)) * (1.0 / 3.0);
    }
    root
}

/// Householder's step of the third order towards a root, from the value there and three derivatives.
#[inline(always)]
pub(crate) fn householder<R: Real>(value: R, d1: R, d2: R, d3: R) -> R {
    let slope2 = d1 * d1;
    value * (slope2 - value * d2 * 0.5) / (d1 * (slope2 - value * d2) + d3 * value * value * (1.0 / 6.0))
}

/// Sine and cosine of an angle (rad) to 2.3e-16, for magnitudes up to 2e7; lanes and single numbers alike.
///
/// The angle less quarter turns, π/2 in three parts of which two multiply exactly, and the polynomials of fdlibm.
#[inline(always)]
pub(crate) fn sin_cos<R: Real>(angle: R) -> (R, R) {
    const SINE: [f64; 6] = [
        -1.666_666_666_666_663_2e-1,
        8.333_333_333_322_49e-3,
        -1.984_126_982_985_795e-4,
        2.755_731_370_707_006_8e-6,
        -2.505_076_025_340_686_3e-8,
        1.589_690_995_211_55e-10,
    ];
    /// π/2 in parts of 28, 28 and 53 bits.
    const QUARTER: [f64; 3] = [1.570_796_325_802_803, 9.920_935_739_593_517e-10, 5.721_188_726_109_832e-18];
    const COSINE: [f64; 6] = [
        4.166_666_666_666_66e-2,
        -1.388_888_888_887_411e-3,
        2.480_158_728_947_673e-5,
        -2.755_731_435_139_066_3e-7,
        2.087_572_321_298_175e-9,
        -1.135_964_755_778_819_5e-11,
    ];
    let quarters = nearest(angle * std::f64::consts::FRAC_2_PI);
    let x = angle - quarters * QUARTER[0] - quarters * QUARTER[1] - quarters * QUARTER[2];
    let square = x * x;
    let sine = x + x * square * polynomial(&SINE, square);
    let half = square * 0.5;
    let rounded = -half + 1.0;
    // What rounding took from 1 − x²/2 goes into the smaller terms.
    let cosine = rounded + ((-rounded + 1.0) - half + square * square * polynomial(&COSINE, square));
    // Quarters modulo four, as −2, −1, 0, 1 or 2.
    let phase = quarters - nearest(quarters * 0.25) * 4.0;
    let is_odd = angle.both(phase.abs().below(angle.like(1.5)), angle.like(0.5).below(phase.abs()));
    let (s, c) = (cosine.where_or(is_odd, sine), sine.where_or(is_odd, cosine));
    let s = (-s).where_or(phase.below(angle.like(-0.5)), (-s).where_or(angle.like(1.5).below(phase), s));
    let c = (-c).where_or(angle.like(0.5).below(phase), (-c).where_or(phase.below(angle.like(-1.5)), c));
    (s, c)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_core::math;

    #[test]
    fn rough_cube_roots_are_good_for_guesses() {
        for step in -600..600 {
            let x = math::exp(f64::from(step));
            assert!((cube_root_roughly(x) / math::cbrt(x) - 1.0).abs() < 1e-4, "{x:e}");
        }
    }

    #[test]
    fn sines_and_cosines_agree_with_libm() {
        let mut worst = 0.0_f64;
        for step in -200_000..200_000 {
            let turns = f64::from(step);
            for angle in [turns * 0.01, turns * 100.003, turns * 1e-9, turns * math::FRAC_PI_2] {
                let (expected, found) = (math::sin_cos(angle), sin_cos(angle));
                worst = worst.max((found.0 - expected.0).abs()).max((found.1 - expected.1).abs());
            }
        }
        assert!(worst < 2.3e-16, "{worst:e}");
    }
}
