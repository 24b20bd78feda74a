//! Several numbers at once, and the arithmetic that code for one or several has in common.
//!
//! [`Lanes`] is as wide as the processor's vectors: eight, four or one. [`vectorised`] picks the width when the program runs
//! and hands it to a [`Kernel`]. No operation is fused or reordered, so a lane has the bits of a lone `f64` on every machine.

pub use pulp::Simd;
use pulp::bytemuck::{cast_slice, cast_slice_mut};
use std::fmt::{self, Debug};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// The most lanes there can be.
pub const NUM_LANES_MAX: usize = 8;

/// A number, or several at once: what arithmetic written for both may use.
pub trait Real:
    Copy
    + Debug
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + Add<f64, Output = Self>
    + Sub<f64, Output = Self>
    + Mul<f64, Output = Self>
{
    /// The answer to a comparison, lane by lane.
    type Mask: Copy + Debug;

    /// A value in every lane, as wide as this one.
    #[must_use]
    fn like(self, value: f64) -> Self;
    /// Square root.
    #[must_use]
    fn sqrt(self) -> Self;
    /// Magnitude.
    #[must_use]
    fn abs(self) -> Self;
    /// Where this is less than `other`; nowhere with NaN.
    fn below(self, other: Self) -> Self::Mask;
    /// This where the mask holds, `other` elsewhere.
    #[must_use]
    fn where_or(self, mask: Self::Mask, other: Self) -> Self;
    /// Where both masks hold.
    fn both(self, a: Self::Mask, b: Self::Mask) -> Self::Mask;
    /// Where a mask does not hold.
    fn not(self, mask: Self::Mask) -> Self::Mask;
    /// Whether a mask holds anywhere.
    fn any(self, mask: Self::Mask) -> bool;
    /// 2 to the power of the whole number that this holds after `ROUND` was added to it: see [`exp`].
    #[must_use]
    fn power_of_two(self) -> Self;
    /// A function of one number, lane by lane.
    #[must_use]
    fn map(self, function: impl FnMut(f64) -> f64) -> Self;

    /// The lesser; `other` where this is NaN.
    #[inline(always)]
    #[must_use]
    fn least(self, other: Self) -> Self {
        self.where_or(self.below(other), other)
    }

    /// The greater; `other` where this is NaN.
    #[inline(always)]
    #[must_use]
    fn greatest(self, other: Self) -> Self {
        self.where_or(other.below(self), other)
    }
}

impl Real for f64 {
    type Mask = bool;

    #[inline(always)]
    fn like(self, value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        self.sqrt()
    }

    #[inline(always)]
    fn abs(self) -> Self {
        self.abs()
    }

    #[inline(always)]
    fn below(self, other: Self) -> bool {
        self < other
    }

    #[inline(always)]
    fn where_or(self, mask: bool, other: Self) -> Self {
        if mask { self } else { other }
    }

    #[inline(always)]
    fn both(self, a: bool, b: bool) -> bool {
        a && b
    }

    #[inline(always)]
    fn not(self, mask: bool) -> bool {
        !mask
    }

    #[inline(always)]
    fn any(self, mask: bool) -> bool {
        mask
    }

    #[inline(always)]
    fn power_of_two(self) -> Self {
        f64::from_bits(self.to_bits().wrapping_add(1_023) << 52)
    }

    #[inline(always)]
    fn map(self, mut function: impl FnMut(f64) -> f64) -> Self {
        function(self)
    }
}

/// As many numbers as `S` has lanes.
#[derive(Clone, Copy)]
pub struct Lanes<S: Simd> {
    simd: S,
    value: S::f64s,
}

impl<S: Simd> Lanes<S> {
    /// Number of lanes: eight, four or one.
    pub const NUM: usize = S::F64_LANES;

    /// The same value in every lane.
    #[inline(always)]
    pub fn splat(simd: S, value: f64) -> Self {
        Self { simd, value: simd.splat_f64s(value) }
    }

    /// A value for each lane.
    #[inline(always)]
    pub fn from_fn(simd: S, mut value: impl FnMut(usize) -> f64) -> Self {
        let mut lanes = Self::splat(simd, 0.0);
        for (lane, slot) in lanes.as_mut_slice().iter_mut().enumerate() {
            *slot = value(lane);
        }
        lanes
    }

    /// The lanes as numbers.
    #[inline(always)]
    pub fn as_slice(&self) -> &[f64] {
        cast_slice(std::slice::from_ref(&self.value))
    }

    #[inline(always)]
    fn as_mut_slice(&mut self) -> &mut [f64] {
        cast_slice_mut(std::slice::from_mut(&mut self.value))
    }

    /// The mask of the lanes for which it holds.
    #[inline(always)]
    pub fn mask(simd: S, holds: impl Fn(usize) -> bool) -> S::m64s {
        Self::from_fn(simd, |lane| if holds(lane) { -1.0 } else { 1.0 }).below(Self::splat(simd, 0.0))
    }

    /// A mask as truths, lane by lane; false beyond the last lane.
    #[inline(always)]
    pub fn truths(simd: S, mask: S::m64s) -> [bool; NUM_LANES_MAX] {
        let mut truths = [false; NUM_LANES_MAX];
        let ones = Self::splat(simd, 1.0).where_or(mask, Self::splat(simd, 0.0));
        for (truth, one) in truths.iter_mut().zip(ones.as_slice()) {
            *truth = *one != 0.0;
        }
        truths
    }

    #[inline(always)]
    fn with(self, value: S::f64s) -> Self {
        Self { value, ..self }
    }
}

impl<S: Simd> Debug for Lanes<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

macro_rules! operators {
    ($($trait:ident $method:ident $simd:ident;)+) => {
        $(
            impl<S: Simd> $trait for Lanes<S> {
                type Output = Self;
                #[inline(always)]
                fn $method(self, other: Self) -> Self {
                    self.with(self.simd.$simd(self.value, other.value))
                }
            }
            impl<S: Simd> $trait<f64> for Lanes<S> {
                type Output = Self;
                #[inline(always)]
                fn $method(self, other: f64) -> Self {
                    self.with(self.simd.$simd(self.value, self.simd.splat_f64s(other)))
                }
            }
        )+
    };
}

operators! {
    Add add add_f64s;
    Sub sub sub_f64s;
    Mul mul mul_f64s;
    Div div div_f64s;
}

impl<S: Simd> Neg for Lanes<S> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.with(self.simd.neg_f64s(self.value))
    }
}

impl<S: Simd> Real for Lanes<S> {
    type Mask = S::m64s;

    #[inline(always)]
    fn like(self, value: f64) -> Self {
        Self::splat(self.simd, value)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        self.with(self.simd.sqrt_f64s(self.value))
    }

    #[inline(always)]
    fn abs(self) -> Self {
        self.with(self.simd.abs_f64s(self.value))
    }

    #[inline(always)]
    fn below(self, other: Self) -> S::m64s {
        self.simd.less_than_f64s(self.value, other.value)
    }

    #[inline(always)]
    fn where_or(self, mask: S::m64s, other: Self) -> Self {
        self.with(self.simd.select_f64s(mask, self.value, other.value))
    }

    #[inline(always)]
    fn both(self, a: S::m64s, b: S::m64s) -> S::m64s {
        self.simd.and_m64s(a, b)
    }

    #[inline(always)]
    fn not(self, mask: S::m64s) -> S::m64s {
        self.simd.not_m64s(mask)
    }

    #[inline(always)]
    fn any(self, mask: S::m64s) -> bool {
        self.simd.first_true_m64s(mask) < S::F64_LANES
    }

    #[inline(always)]
    fn power_of_two(self) -> Self {
        let simd = self.simd;
        let exponent = simd.add_u64s(simd.transmute_u64s_f64s(self.value), simd.splat_u64s(1_023));
        self.with(simd.transmute_f64s_u64s(simd.mul_u64s(exponent, simd.splat_u64s(1 << 52))))
    }

    #[inline(always)]
    fn map(mut self, mut function: impl FnMut(f64) -> f64) -> Self {
        for lane in self.as_mut_slice() {
            *lane = function(*lane);
        }
        self
    }
}

/// Work on lanes, written once for every width.
pub trait Kernel {
    /// What it comes to.
    type Output;
    /// Does it with the vectors of `simd`. To be marked `#[inline(always)]`, like all it calls.
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

/// Runs a kernel compiled for the widest vectors of this processor.
#[inline]
pub fn vectorised<K: Kernel>(kernel: K) -> K::Output {
    struct Run<K>(K);
    impl<K: Kernel> pulp::WithSimd for Run<K> {
        type Output = K::Output;
        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) -> K::Output {
            self.0.run(simd)
        }
    }
    pulp::Arch::new().dispatch(Run(kernel))
}

/// Runs a kernel for so many numbers: with vectors of four where they suffice, whose divisions and roots take half as long.
#[inline]
#[cfg_attr(not(target_arch = "x86_64"), allow(unused_variables))]
pub fn vectorised_for<K: Kernel>(num: usize, kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    if num <= 4
        && let Some(narrow) = pulp::x86::V3::try_new()
    {
        return narrow.vectorize(
            #[inline(always)]
            || kernel.run(narrow),
        );
    }
    vectorised(kernel)
}

/// Inverse factorials from 13! down to 2!.
const INVERSE_FACTORIALS: [f64; 12] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
];

/// Adding this to a number and taking it off again rounds to the nearest whole number and leaves that in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// e to the power of `x`, lane by lane, to two units in the last place for −700..=700; 0 and ∞ beyond.
///
/// `exp x = 2^k exp r` with `r = x − k ln 2`, ln 2 in two parts, and a polynomial of order 13 for `exp r`.
#[inline(always)]
#[must_use]
pub fn exp<R: Real>(x: R) -> R {
    const LN2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let shifted = x * std::f64::consts::LOG2_E + ROUND;
    let k = shifted - ROUND;
    let r = x - k * LN2_HIGH - k * LN2_LOW;
    let mut p = x.like(INVERSE_FACTORIALS[0]);
    for term in &INVERSE_FACTORIALS[1..] {
        p = p * r + *term;
    }
    let tail = (p * r + 1.0) * r + 1.0;
    let result = x.like(0.0).where_or(x.below(x.like(-700.0)), tail * shifted.power_of_two());
    x.like(f64::INFINITY).where_or(x.like(700.0).below(x), result)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: [f64; 8] = [1.0, -2.5, 3e8, -0.0, 1e-300, 7.25, -9.0, f64::NAN];
    const B: [f64; 8] = [3.0, 0.3, -1e-5, 2.0, 1e300, -7.25, 4.0, 0.2];

    fn arithmetic<R: Real>(a: R, b: R) -> [R; 6] {
        [(a + b) * a - b / a, (a * a).sqrt(), a.least(b), a.greatest(b), -a.abs() * 3.0, exp(b)]
    }

    struct Arithmetic;
    impl Kernel for Arithmetic {
        type Output = Vec<[f64; 6]>;
        #[inline(always)]
        fn run<S: Simd>(self, simd: S) -> Vec<[f64; 6]> {
            let mut all = Vec::new();
            for start in (0..8).step_by(Lanes::<S>::NUM) {
                let (a, b) = (Lanes::from_fn(simd, |i| A[start + i]), Lanes::from_fn(simd, |i| B[start + i]));
                let found = arithmetic(a, b);
                all.extend((0..Lanes::<S>::NUM).map(|lane| found.map(|f| f.as_slice()[lane])));
            }
            all
        }
    }

    #[test]
    fn lanes_have_the_bits_of_single_numbers() {
        for (index, found) in vectorised(Arithmetic).into_iter().enumerate() {
            let expected = arithmetic(A[index], B[index]);
            for (lane, alone) in found.into_iter().zip(expected) {
                assert!(
                    lane.to_bits() == alone.to_bits() || lane.is_nan() && alone.is_nan(),
                    "{index}: {lane} {alone}"
                );
            }
        }
    }

    struct Exponential;
    impl Kernel for Exponential {
        type Output = f64;
        #[inline(always)]
        fn run<S: Simd>(self, simd: S) -> f64 {
            let mut worst = 0.0_f64;
            for step in -6_000..6_000 {
                let x = Lanes::from_fn(simd, |i| f64::from(step) * 0.11 + 0.013 * i as f64);
                for (y, x) in exp(x).as_slice().iter().zip(x.as_slice()) {
                    worst = worst.max((y / crate::math::exp(*x) - 1.0).abs());
                }
            }
            assert_eq!(exp(Lanes::splat(simd, -1e4)).as_slice()[0], 0.0);
            worst
        }
    }

    #[test]
    fn exponentials_agree_with_libm() {
        let worst = vectorised(Exponential);
        assert!(worst < 5e-16, "{worst:e}");
    }
}
