//! Orbits in step with the turning Earth: its uneven equator pushes them along, always at the same places.

use super::Rates;
use crate::sgp4::mean::{Mean, TWO_THIRDS};
use crate::sgp4::wgs72::KE;
use cupola_core::math::{self, TAU};

/// The Earth's turning (rad/min).
const EARTH_RATE: f64 = 4.375_269_088_011_3e-3;
/// Step of the integration (min), and half its square.
const STEP: f64 = 720.0;
const HALF_STEP2: f64 = 259_200.0;

/// How far the mean motion and longitude have been integrated from the epoch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::sgp4) struct Integrator {
    time: f64,
    longitude: f64,
    motion: f64,
}

/// Which tesseral harmonics act, and how strongly (rad/min²).
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// About one revolution a day: of the first, second and third order in longitude.
    Day([f64; 3]),
    /// About two, on a long ellipse: D 22 01, 22 11, 32 10, 32 22, 44 10, 44 22, 52 20, 52 32, 54 21, 54 33.
    HalfDay([f64; 10]),
}

/// A resonance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Resonance {
    kind: Kind,
    /// Resonant longitude at the epoch, and its rate beyond the mean motion.
    longitude: f64,
    drift: f64,
    sidereal: f64,
}

impl Integrator {
    /// At the epoch.
    pub(in crate::sgp4) const START: Self = Self { time: 0.0, longitude: 0.0, motion: 0.0 };
}

impl Resonance {
    /// The resonance of an orbit, if it has one.
    ///
    /// # Source
    /// `VALLADO2006`, procedure `dsinit`.
    pub(super) fn new(mean: &Mean, rates: &Rates, sidereal: f64, sin_i: f64, cos_i: f64) -> Option<Self> {
        let (at, n) = (&mean.at, mean.motion);
        let per_size = math::powf(n / KE, TWO_THIRDS);
        let (kind, longitude, drift) = if 0.003_490_658_5 < n && n < 0.005_235_987_7 {
            let longitude = at.anomaly + at.node + at.perigee - sidereal;
            let turning = mean.perigee_rate + mean.node_rate;
            let drift = mean.anomaly_rate + turning - EARTH_RATE + rates.anomaly + rates.perigee + rates.node - n;
            (Kind::Day(day(at.eccentricity, n, per_size, sin_i, cos_i)), longitude, drift)
        } else if (8.26e-3..=9.24e-3).contains(&n) && at.eccentricity >= 0.5 {
            let longitude = at.anomaly + at.node + at.node - sidereal - sidereal;
            let drift = mean.anomaly_rate + rates.anomaly + 2.0 * (mean.node_rate + rates.node - EARTH_RATE) - n;
            (Kind::HalfDay(half_day(at.eccentricity, n, per_size, sin_i, cos_i)), longitude, drift)
        } else {
            return None;
        };
        Some(Self { kind, longitude: longitude % TAU, drift, sidereal })
    }

    /// Mean motion and mean anomaly `t` minutes after the epoch.
    ///
    /// Steps of half a day from the epoch, or from where `integrator` was left if that is on the way.
    ///
    /// # Source
    /// `VALLADO2006`, procedure `dspace`.
    pub(super) fn after(
        &self,
        t: f64,
        integrator: &mut Integrator,
        mean: &Mean,
        node: f64,
        perigee: f64,
    ) -> (f64, f64) {
        if integrator.time == 0.0 || t * integrator.time <= 0.0 || t.abs() < integrator.time.abs() {
            *integrator = Integrator { time: 0.0, longitude: self.longitude, motion: mean.motion };
        }
        let step = if t > 0.0 { STEP } else { -STEP };
        let (mut rate, mut push, mut change) = self.rates(integrator, mean);
        while (t - integrator.time).abs() >= STEP {
            integrator.longitude += rate * step + push * HALF_STEP2;
            integrator.motion += push * step + change * HALF_STEP2;
            integrator.time += step;
            (rate, push, change) = self.rates(integrator, mean);
        }
        let left = t - integrator.time;
        let motion = integrator.motion + push * left + change * left * left * 0.5;
        let longitude = integrator.longitude + rate * left + push * left * left * 0.5;
        let sidereal = (self.sidereal + t * EARTH_RATE) % TAU;
        let anomaly = match self.kind {
            Kind::Day(_) => longitude - node - perigee + sidereal,
            Kind::HalfDay(_) => longitude - 2.0 * node + 2.0 * sidereal,
        };
        (motion, anomaly)
    }

    /// Rate of longitude, and first and second derivative of the mean motion.
    fn rates(&self, at: &Integrator, mean: &Mean) -> (f64, f64, f64) {
        let longitude = at.longitude;
        let rate = at.motion + self.drift;
        let (push, change) = match &self.kind {
            Kind::Day(d) => {
                let angles =
                    [longitude - 0.131_309_08, 2.0 * (longitude - 2.884_319_8), 3.0 * (longitude - 0.374_480_87)];
                sums(d, &angles, &[1.0, 2.0, 3.0])
            }
            Kind::HalfDay(d) => {
                let w = mean.at.perigee + mean.perigee_rate * at.time;
                let (once, twice) = (longitude, longitude + longitude);
                let angles = [
                    w + w + once - 5.768_639_6,
                    once - 5.768_639_6,
                    w + once - 0.952_408_98,
                    -w + once - 0.952_408_98,
                    w + w + twice - 1.801_499_8,
                    twice - 1.801_499_8,
                    w + once - 1.050_833_0,
                    -w + once - 1.050_833_0,
                    w + twice - 4.410_889_8,
                    -w + twice - 4.410_889_8,
                ];
                sums(d, &angles, &[1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0])
            }
        };
        (rate, push, change * rate)
    }
}

/// `Σ d sin(angle)` and `Σ order d cos(angle)`.
fn sums<const N: usize>(d: &[f64; N], angles: &[f64; N], orders: &[f64; N]) -> (f64, f64) {
    let (mut sines, mut cosines) = (0.0, 0.0);
    for n in 0..N {
        let (sin, cos) = math::sin_cos(angles[n]);
        sines += d[n] * sin;
        cosines += orders[n] * d[n] * cos;
    }
    (sines, cosines)
}

/// Harmonics that act on about one revolution a day.
fn day(e: f64, n: f64, per_size: f64, sin_i: f64, cos_i: f64) -> [f64; 3] {
    const Q22: f64 = 1.789_167_9e-6;
    const Q31: f64 = 2.146_074_8e-6;
    const Q33: f64 = 2.212_301_5e-7;
    let e2 = e * e;
    let g200 = 1.0 + e2 * (-2.5 + 0.812_5 * e2);
    let g310 = 1.0 + 2.0 * e2;
    let g300 = 1.0 + e2 * (-6.0 + 6.609_37 * e2);
    let f220 = 0.75 * (1.0 + cos_i) * (1.0 + cos_i);
    let f311 = 0.937_5 * sin_i * sin_i * (1.0 + 3.0 * cos_i) - 0.75 * (1.0 + cos_i);
    let f330 = 1.875 * (1.0 + cos_i) * (1.0 + cos_i) * (1.0 + cos_i);
    let scale = 3.0 * n * n * per_size * per_size;
    [scale * f311 * g310 * Q31 * per_size, 2.0 * scale * f220 * g200 * Q22, 3.0 * scale * f330 * g300 * Q33 * per_size]
}

/// Harmonics that act on about two revolutions a day; polynomials in the eccentricity fitted to 0.5 and above.
fn half_day(e: f64, n: f64, per_size: f64, sin_i: f64, cos_i: f64) -> [f64; 10] {
    let e2 = e * e;
    let fit = |c: [f64; 4]| c[0] + c[1] * e + c[2] * e2 + c[3] * (e * e2);
    let g201 = -0.306 - (e - 0.64) * 0.440;
    let [g211, g310, g322, g410, g422, g520] = if e <= 0.65 {
        [
            [3.616, -13.247_0, 16.290_0, 0.0],
            [-19.302, 117.390_0, -228.419_0, 156.591_0],
            [-18.906_8, 109.792_7, -214.633_4, 146.581_6],
            [-41.122, 242.694_0, -471.094_0, 313.953_0],
            [-146.407, 841.880_0, -1_629.014, 1_083.435_0],
            [-532.114, 3_017.977, -5_740.032, 3_708.276_0],
        ]
    } else {
        [
            [-72.099, 331.819, -508.738, 266.724],
            [-346.844, 1_582.851, -2_415.925, 1_246.113],
            [-342.585, 1_554.908, -2_366.899, 1_215.972],
            [-1_052.797, 4_758.686, -7_193.992, 3_651.957],
            [-3_581.690, 16_178.110, -24_462.770, 12_422.520],
            if e > 0.715 {
                [-5_149.66, 29_936.92, -54_087.36, 31_324.56]
            } else {
                [1_464.74, -4_664.75, 3_763.64, 0.0]
            },
        ]
    }
    .map(fit);
    let [g533, g521, g532] = if e < 0.7 {
        [
            [-919.227_70, 4_988.610_0, -9_064.770_0, 5_542.21],
            [-822.710_72, 4_568.617_3, -8_491.414_6, 5_337.524],
            [-853.666_00, 4_690.250_0, -8_624.770_0, 5_341.4],
        ]
    } else {
        [
            [-37_995.780, 161_616.52, -229_838.20, 109_377.94],
            [-51_752.104, 218_913.95, -309_468.16, 146_349.42],
            [-40_023.880, 170_470.89, -242_699.48, 115_605.82],
        ]
    }
    .map(fit);

    let (c, s2, c2) = (cos_i, sin_i * sin_i, cos_i * cos_i);
    let f220 = 0.75 * (1.0 + 2.0 * c + c2);
    let f221 = 1.5 * s2;
    let f321 = 1.875 * sin_i * (1.0 - 2.0 * c - 3.0 * c2);
    let f322 = -1.875 * sin_i * (1.0 + 2.0 * c - 3.0 * c2);
    let f441 = 35.0 * s2 * f220;
    let f442 = 39.375_0 * s2 * s2;
    let f522 = 9.843_75 * sin_i * (s2 * (1.0 - 2.0 * c - 5.0 * c2) + 0.333_333_33 * (-2.0 + 4.0 * c + 6.0 * c2));
    let f523 = sin_i * (4.921_875_12 * s2 * (-2.0 - 4.0 * c + 10.0 * c2) + 6.562_500_12 * (1.0 + 2.0 * c - 3.0 * c2));
    let f542 = 29.531_25 * sin_i * (2.0 - 8.0 * c + c2 * (-12.0 + 8.0 * c + 10.0 * c2));
    let f543 = 29.531_25 * sin_i * (-2.0 - 8.0 * c + c2 * (12.0 + 8.0 * c - 10.0 * c2));
    let second = 3.0 * (n * n) * (per_size * per_size);
    let third = second * per_size;
    let fourth = third * per_size;
    let fifth = fourth * per_size;
    let (k22, k32, k44) = (second * 1.789_167_9e-6, third * 3.739_379_2e-7, 2.0 * fourth * 7.363_695_3e-9);
    let (k52, k54) = (fifth * 1.142_863_9e-7, 2.0 * fifth * 2.176_580_3e-9);
    [
        k22 * f220 * g201,
        k22 * f221 * g211,
        k32 * f321 * g310,
        k32 * f322 * g322,
        k44 * f441 * g410,
        k44 * f442 * g422,
        k52 * f522 * g520,
        k52 * f523 * g532,
        k54 * f542 * g521,
        k54 * f543 * g533,
    ]
}
