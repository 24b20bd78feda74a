//! What Sun and Moon do to an orbit: slow drifts, and terms with their own months and years.

use crate::sgp4::mean::Elements;
use cupola_core::math::{self, TAU};
use std::ops::Add;

/// Changes of the elements at some time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Periodic {
    pub(super) eccentricity: f64,
    pub(super) inclination: f64,
    pub(super) anomaly: f64,
    /// Of perigee, before the node's share is taken off; of the node, times sin i.
    pub(super) perigee: f64,
    pub(super) node: f64,
}

impl Add for Periodic {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            eccentricity: self.eccentricity + other.eccentricity,
            inclination: self.inclination + other.inclination,
            anomaly: self.anomaly + other.anomaly,
            perigee: self.perigee + other.perigee,
            node: self.node + other.node,
        }
    }
}

/// Sun or Moon, as an orbit feels it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Body {
    pub(super) eccentricity_rate: f64,
    pub(super) inclination_rate: f64,
    pub(super) anomaly_rate: f64,
    /// Before the node's share is taken off; times sin i.
    pub(super) perigee_rate: f64,
    pub(super) node_rate: f64,
    eccentricity: [f64; 2],
    inclination: [f64; 2],
    anomaly: [f64; 3],
    perigee: [f64; 3],
    node: [f64; 2],
    /// Its own mean anomaly at the epoch, mean motion (rad/min) and eccentricity.
    start: f64,
    motion: f64,
    own_eccentricity: f64,
}

impl Body {
    /// Its periodic terms `minutes` after the epoch.
    pub(super) fn periodic(&self, minutes: f64) -> Periodic {
        let anomaly = self.start + self.motion * minutes;
        let at = anomaly + 2.0 * self.own_eccentricity * math::sin(anomaly);
        let (sin, cos) = math::sin_cos(at);
        let (f2, f3) = (0.5 * sin * sin - 0.25, -0.5 * sin * cos);
        let two = |c: &[f64; 2]| c[0] * f2 + c[1] * f3;
        let three = |c: &[f64; 3]| c[0] * f2 + c[1] * f3 + c[2] * sin;
        Periodic {
            eccentricity: two(&self.eccentricity),
            inclination: two(&self.inclination),
            anomaly: three(&self.anomaly),
            perigee: three(&self.perigee),
            node: two(&self.node),
        }
    }
}

/// How a body's orbit lies, and how strongly it pulls.
struct Path {
    /// Cosine and sine of its perigee, inclination, and node from the satellite's.
    perigee: (f64, f64),
    inclination: (f64, f64),
    node: (f64, f64),
    pull: f64,
    start: f64,
    motion: f64,
    eccentricity: f64,
}

/// Sun and Moon at the epoch, given in days from 1950, January 0.0.
pub(super) fn bodies(at: &Elements, motion: f64, days_from_1950: f64) -> (Body, Body) {
    let day = days_from_1950 + 18_261.5;
    let (sin_n, cos_n) = math::sin_cos(at.node);
    let sun = Path {
        perigee: (0.194_590_5, -0.980_884_58),
        inclination: (0.917_448_67, 0.397_854_16),
        node: (cos_n, sin_n),
        pull: 2.986_479_7e-6,
        start: (6.256_583_7 + 0.017_201_977 * day) % TAU,
        motion: 1.194_59e-5,
        eccentricity: 0.016_75,
    };
    let node = (4.523_602_0 - 9.242_202_9e-4 * day) % TAU;
    let (sin, cos) = math::sin_cos(node);
    let cos_i = 0.913_751_64 - 0.035_680_96 * cos;
    let sin_i = (1.0 - cos_i * cos_i).sqrt();
    let sin_h = 0.089_683_511 * sin / sin_i;
    let cos_h = (1.0 - sin_h * sin_h).sqrt();
    let gamma = 5.835_151_4 + 0.001_944_368_0 * day;
    let from = math::atan2(0.397_854_16 * sin / sin_i, cos_h * cos + 0.917_448_67 * sin_h * sin);
    let (sin_g, cos_g) = math::sin_cos(gamma + from - node);
    let moon = Path {
        perigee: (cos_g, sin_g),
        inclination: (cos_i, sin_i),
        node: (cos_h * cos_n + sin_h * sin_n, sin_n * cos_h - cos_n * sin_h),
        pull: 4.796_806_5e-7,
        start: (4.719_967_2 + 0.229_971_50 * day - gamma) % TAU,
        motion: 1.583_521_8e-4,
        eccentricity: 0.054_90,
    };
    (body(at, motion, &sun), body(at, motion, &moon))
}

/// One body's drifts and periodic terms; the letters are those of the source.
///
/// # Source
/// `VALLADO2006`, procedures `dscom` and `dsinit`.
fn body(at: &Elements, motion: f64, path: &Path) -> Body {
    let e = at.eccentricity;
    let e2 = e * e;
    let rest = 1.0 - e2;
    let root = rest.sqrt();
    let (sin_i, cos_i) = math::sin_cos(at.inclination);
    let (sin_w, cos_w) = math::sin_cos(at.perigee);
    let ((cos_g, sin_g), (zcos_i, zsin_i), (cos_h, sin_h)) = (path.perigee, path.inclination, path.node);

    let a1 = cos_g * cos_h + sin_g * zcos_i * sin_h;
    let a3 = -sin_g * cos_h + cos_g * zcos_i * sin_h;
    let a7 = -cos_g * sin_h + sin_g * zcos_i * cos_h;
    let a8 = sin_g * zsin_i;
    let a9 = sin_g * sin_h + cos_g * zcos_i * cos_h;
    let a10 = cos_g * zsin_i;
    let a2 = cos_i * a7 + sin_i * a8;
    let a4 = cos_i * a9 + sin_i * a10;
    let a5 = -sin_i * a7 + cos_i * a8;
    let a6 = -sin_i * a9 + cos_i * a10;
    let (x1, x2) = (a1 * cos_w + a2 * sin_w, a3 * cos_w + a4 * sin_w);
    let (x3, x4) = (-a1 * sin_w + a2 * cos_w, -a3 * sin_w + a4 * cos_w);
    let (x5, x6, x7, x8) = (a5 * sin_w, a6 * sin_w, a5 * cos_w, a6 * cos_w);

    let z31 = 12.0 * x1 * x1 - 3.0 * x3 * x3;
    let z32 = 24.0 * x1 * x2 - 6.0 * x3 * x4;
    let z33 = 12.0 * x2 * x2 - 3.0 * x4 * x4;
    let z1 = 3.0 * (a1 * a1 + a2 * a2) + z31 * e2;
    let z2 = 6.0 * (a1 * a3 + a2 * a4) + z32 * e2;
    let z3 = 3.0 * (a3 * a3 + a4 * a4) + z33 * e2;
    let z11 = -6.0 * a1 * a5 + e2 * (-24.0 * x1 * x7 - 6.0 * x3 * x5);
    let z12 = -6.0 * (a1 * a6 + a3 * a5) + e2 * (-24.0 * (x2 * x7 + x1 * x8) - 6.0 * (x3 * x6 + x4 * x5));
    let z13 = -6.0 * a3 * a6 + e2 * (-24.0 * x2 * x8 - 6.0 * x4 * x6);
    let z21 = 6.0 * a2 * a5 + e2 * (24.0 * x1 * x5 - 6.0 * x3 * x7);
    let z22 = 6.0 * (a4 * a5 + a2 * a6) + e2 * (24.0 * (x2 * x5 + x1 * x6) - 6.0 * (x4 * x7 + x3 * x8));
    let z23 = 6.0 * a4 * a6 + e2 * (24.0 * x2 * x6 - 6.0 * x4 * x8);
    let z1 = z1 + z1 + rest * z31;
    let z2 = z2 + z2 + rest * z32;
    let z3 = z3 + z3 + rest * z33;
    let s3 = path.pull * (1.0 / motion);
    let s2 = -0.5 * s3 / root;
    let s4 = s3 * root;
    let s1 = -15.0 * e * s4;
    let s5 = x1 * x3 + x2 * x4;
    let s6 = x2 * x3 + x1 * x4;
    let s7 = x2 * x4 - x1 * x3;

    let n = path.motion;
    Body {
        eccentricity_rate: s1 * n * s5,
        inclination_rate: s2 * n * (z11 + z13),
        anomaly_rate: -n * s3 * (z1 + z3 - 14.0 - 6.0 * e2),
        perigee_rate: s4 * n * (z31 + z33 - 6.0),
        node_rate: -n * s2 * (z21 + z23),
        eccentricity: [2.0 * s1 * s6, 2.0 * s1 * s7],
        inclination: [2.0 * s2 * z12, 2.0 * s2 * (z13 - z11)],
        anomaly: [-2.0 * s3 * z2, -2.0 * s3 * (z3 - z1), -2.0 * s3 * (-21.0 - 9.0 * e2) * path.eccentricity],
        perigee: [2.0 * s4 * z32, 2.0 * s4 * (z33 - z31), -18.0 * s4 * path.eccentricity],
        node: [-2.0 * s2 * z22, -2.0 * s2 * (z23 - z21)],
        start: path.start,
        motion: n,
        own_eccentricity: path.eccentricity,
    }
}
