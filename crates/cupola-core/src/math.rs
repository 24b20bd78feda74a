//! Portable transcendental functions: `libm` on every platform, so that a seed gives the same bytes everywhere.
//!
//! `sqrt`, `abs`, `floor` and the four operations are exact by IEEE 754 and may be used from `std`.

/// Half, whole and double circle (rad).
pub use std::f64::consts::{FRAC_PI_2, PI, TAU};

macro_rules! portable {
    ($($(#[$doc:meta])* $name:ident ( $($arg:ident),+ ) = $libm:ident;)+) => {
        $($(#[$doc])* #[inline] #[must_use] pub fn $name($($arg: f64),+) -> f64 { libm::$libm($($arg),+) })+
    };
}

portable! {
    /// Sine of an angle (rad).
    sin(x) = sin;
    /// Cosine of an angle (rad).
    cos(x) = cos;
    /// Tangent of an angle (rad).
    tan(x) = tan;
    /// Arc sine (rad, −π/2..=π/2); `NaN` outside −1..=1.
    asin(x) = asin;
    /// Arc cosine (rad, 0..=π); `NaN` outside −1..=1.
    acos(x) = acos;
    /// Arc tangent (rad).
    atan(x) = atan;
    /// Angle of the point (`x`, `y`) (rad, −π..=π).
    atan2(y, x) = atan2;
    /// e to the power `x`.
    exp(x) = exp;
    /// Natural logarithm.
    ln(x) = log;
    /// Natural logarithm of 1 + `x`, exact for small `x`.
    ln_1p(x) = log1p;
    /// Natural logarithm of the gamma function, for `x` above 0.
    ln_gamma(x) = lgamma;
    /// Complementary error function.
    erfc(x) = erfc;
    /// Decimal logarithm.
    log10(x) = log10;
    /// `x` to the power `y`.
    powf(x, y) = pow;
    /// Cube root.
    cbrt(x) = cbrt;
    /// Length of the hypotenuse.
    hypot(x, y) = hypot;
    /// Hyperbolic tangent.
    tanh(x) = tanh;
    /// Inverse hyperbolic tangent.
    atanh(x) = atanh;
}

/// Sine and cosine of an angle (rad).
#[inline]
#[must_use]
pub fn sin_cos(x: f64) -> (f64, f64) {
    libm::sincos(x)
}

/// `x` kept inside −1..=1 and passed to [`acos`], for cosines that rounding pushed outside.
#[inline]
#[must_use]
pub fn acos_clamped(x: f64) -> f64 {
    acos(x.clamp(-1.0, 1.0))
}

/// The chance that a standard normal number is at most `z`.
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / std::f64::consts::SQRT_2)
}

/// The number that a standard normal one is at most with chance `p` (0 < `p` < 1).
///
/// - **Accuracy:** 1e-12 relative to the chance, by three steps of Newton's method from a rough start.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    // The tail's logarithm gives the start (Abramowitz and Stegun, 26.2.22, error below 0.003).
    let tail = p.min(1.0 - p);
    let t = (-2.0 * ln(tail)).sqrt();
    let mut z = -(t - (2.30753 + 0.27061 * t) / (1.0 + t * (0.99229 + 0.04481 * t)));
    for _ in 0..4 {
        let density = exp(-0.5 * z * z) / (TAU).sqrt();
        let step = (normal_cdf(z) - tail) / density;
        // Halley's correction keeps the far tail from overshooting.
        z -= step / (1.0 + 0.5 * z * step);
    }
    if p < 0.5 { z } else { -z }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_quantile_undoes_the_chance_and_agrees_with_tables() {
        for (p, z) in [(0.5, 0.0), (0.975, 1.959_963_984_540_054), (0.05, -1.644_853_626_951_472_7)] {
            assert!((normal_quantile(p) - z).abs() < 1e-12, "{p}: {}", normal_quantile(p));
        }
        for p in [1e-12, 1e-6, 0.01, 0.3, 0.7, 0.999_999] {
            assert!((normal_cdf(normal_quantile(p)) / p - 1.0).abs() < 1e-9, "{p}");
        }
    }
}
