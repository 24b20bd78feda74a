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
