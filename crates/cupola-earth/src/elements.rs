//! Mean elements of an orbit about the Earth, and how the Earth's flattening turns them.

use crate::EarthError;
use crate::arithmetic::{combined, householder, sin_cos};
use crate::wgs84::{A_M, GM_M3_S2, J2, OMEGA_RAD_S};
use cupola_core::lanes::{Kernel, Lanes, Real, vectorised};
use cupola_core::{Vec3, math};
use pulp::Simd;

/// Longest time from the elements (s), 190 years.
const MAX_TIME_S: f64 = 6e9;

/// Secular rates of an orbit (rad/s): how the flattening and the mean motion turn it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SecularRates {
    /// Of mean anomaly plus argument of perigee.
    pub latitude_argument_rad_s: f64,
    /// Of the argument of perigee.
    pub perigee_rad_s: f64,
    /// Of the node among the stars.
    pub node_rad_s: f64,
}

impl SecularRates {
    /// Rates of an orbit of this size, shape and tilt.
    ///
    /// With `k = 3/2 J2 (a_E / a (1 − e²))²`: node `−k n cos i`, perigee `k n (2 − 5/2 sin² i)`, mean anomaly
    /// `n (1 + k √(1 − e²) (1 − 3/2 sin² i))`.
    ///
    /// # Source
    /// `VALLADO2013`, eq. 9-38 to 9-41.
    #[must_use]
    pub fn new(semi_major_axis_m: f64, eccentricity: f64, inclination_rad: f64) -> Self {
        let a = semi_major_axis_m;
        let rest = 1.0 - eccentricity * eccentricity;
        let mean_motion = (GM_M3_S2 / (a * a * a)).sqrt();
        let (sin_i, cos_i) = math::sin_cos(inclination_rad);
        let parameter = a * rest;
        let flattening = 1.5 * J2 * (A_M / parameter) * (A_M / parameter);
        let circular = 3.0 - 4.0 * sin_i * sin_i;
        let elliptic = (rest.sqrt() - 1.0) * (1.0 - 1.5 * sin_i * sin_i);
        Self {
            latitude_argument_rad_s: mean_motion * (1.0 + flattening * (circular + elliptic)),
            perigee_rad_s: mean_motion * flattening * (2.0 - 2.5 * sin_i * sin_i),
            node_rad_s: -mean_motion * flattening * cos_i,
        }
    }
}

/// Mean Keplerian elements at time zero, and what they need to be moved on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanOrbit {
    semi_major_axis_m: f64,
    eccentricity: f64,
    inclination_sin_cos: (f64, f64),
    raan_rad: f64,
    arg_perigee_rad: f64,
    mean_anomaly_rad: f64,
    rates: SecularRates,
}

impl MeanOrbit {
    /// An orbit from its mean elements.
    ///
    /// # Errors
    /// [`EarthError::NotPositive`] for the semi-major axis, [`EarthError::OutOfRange`] for an eccentricity outside 0..1,
    /// [`EarthError::NotFinite`] for an angle.
    pub fn new(
        semi_major_axis_m: f64,
        eccentricity: f64,
        inclination_rad: f64,
        raan_rad: f64,
        arg_perigee_rad: f64,
        mean_anomaly_rad: f64,
    ) -> Result<Self, EarthError> {
        if !(semi_major_axis_m.is_finite() && semi_major_axis_m > 0.0) {
            return Err(EarthError::NotPositive { quantity: "semi_major_axis_m", value: semi_major_axis_m });
        }
        if !(0.0..1.0).contains(&eccentricity) {
            return Err(EarthError::OutOfRange { quantity: "eccentricity", value: eccentricity, low: 0.0, high: 1.0 });
        }
        for (quantity, value) in [
            ("inclination_rad", inclination_rad),
            ("raan_rad", raan_rad),
            ("arg_perigee_rad", arg_perigee_rad),
            ("mean_anomaly_rad", mean_anomaly_rad),
        ] {
            if !value.is_finite() {
                return Err(EarthError::NotFinite { quantity, value });
            }
        }
        Ok(Self {
            semi_major_axis_m,
            eccentricity,
            inclination_sin_cos: math::sin_cos(inclination_rad),
            raan_rad,
            arg_perigee_rad,
            mean_anomaly_rad,
            rates: SecularRates::new(semi_major_axis_m, eccentricity, inclination_rad),
        })
    }

    /// A satellite that stays above one longitude of the equator; its angles are longitudes at time zero.
    #[must_use]
    pub fn geostationary(longitude_rad: f64) -> Self {
        // Over the equator a satellite turns by n (1 + 2 k) in all, k the flattening of `SecularRates`.
        let mut a = math::powf(GM_M3_S2 / (OMEGA_RAD_S * OMEGA_RAD_S), 1.0 / 3.0);
        for _ in 0..4 {
            let rates = SecularRates::new(a, 0.0, 0.0);
            let excess = (rates.latitude_argument_rad_s + rates.node_rad_s) / OMEGA_RAD_S;
            a *= 1.0 + (excess - 1.0) * 2.0 / 3.0;
        }
        Self {
            semi_major_axis_m: a,
            eccentricity: 0.0,
            inclination_sin_cos: (0.0, 1.0),
            raan_rad: longitude_rad,
            arg_perigee_rad: 0.0,
            mean_anomaly_rad: 0.0,
            rates: SecularRates::new(a, 0.0, 0.0),
        }
    }

    /// Secular rates.
    #[must_use]
    pub fn rates(&self) -> SecularRates {
        self.rates
    }

    /// Height of the perigee above the equatorial radius (m); negative inside it.
    #[must_use]
    pub fn perigee_altitude_m(&self) -> f64 {
        self.semi_major_axis_m * (1.0 - self.eccentricity) - A_M
    }

    /// Inertial position (m) and velocity (m/s) on the mean orbit after `time_s`, turned by J2's secular rates.
    ///
    /// - **Domain:** orbits outside the Earth, for years. **Accuracy:** J2's periodic terms are left out: up to some 10 km in
    ///   a low orbit; node and perigee to 1 % of their drift against a numerical orbit.
    /// - **Assumes:** no drag, higher harmonics, Sun or Moon. The velocity is that of the momentary ellipse.
    ///
    /// # Errors
    /// [`EarthError::OutOfRange`] beyond 190 years.
    pub fn state(&self, time_s: f64) -> Result<(Vec3, Vec3), EarthError> {
        let [pos, vel] = self.state_of(checked(time_s)?);
        Ok((pos.into(), vel.into()))
    }

    #[inline(always)]
    fn state_of<R: Real>(&self, time: R) -> [[R; 3]; 2] {
        let rates = &self.rates;
        let e = self.eccentricity;
        let perigee = time * rates.perigee_rad_s + self.arg_perigee_rad;
        let node = time * rates.node_rad_s + self.raan_rad;
        let anomaly = time * (rates.latitude_argument_rad_s - rates.perigee_rad_s) + self.mean_anomaly_rad;
        let (sin_e, cos_e) = eccentric_anomaly(anomaly, e);
        let (sin_w, cos_w) = sin_cos(perigee);
        let (sin_n, cos_n) = sin_cos(node);
        let (sin_i, cos_i) = self.inclination_sin_cos;

        let a = self.semi_major_axis_m;
        let minor = a * (1.0 - e * e).sqrt();
        let mean_motion = (GM_M3_S2 / (a * a * a)).sqrt();
        let rate = time.like(mean_motion) / (-cos_e * e + 1.0);
        // In the plane of the orbit, along perigee and a quarter turn on.
        let (x, y) = ((cos_e - e) * a, sin_e * minor);
        let (x_rate, y_rate) = (-sin_e * rate * a, cos_e * rate * minor);
        let along = [cos_n * cos_w - sin_n * sin_w * cos_i, sin_n * cos_w + cos_n * sin_w * cos_i, sin_w * sin_i];
        let across = [-cos_n * sin_w - sin_n * cos_w * cos_i, cos_n * cos_w * cos_i - sin_n * sin_w, cos_w * sin_i];
        [combined(&along, x, &across, y), combined(&along, x_rate, &across, y_rate)]
    }
}

/// A time near enough for its angles to keep their digits.
fn checked(time_s: f64) -> Result<f64, EarthError> {
    if (-MAX_TIME_S..MAX_TIME_S).contains(&time_s) {
        return Ok(time_s);
    }
    Err(EarthError::OutOfRange { quantity: "time_s", value: time_s, low: -MAX_TIME_S, high: MAX_TIME_S })
}

/// Sine and cosine of the eccentric anomaly, for e in 0..1.
///
/// Newton's iteration inside the bracket `M ± e`.
#[inline(always)]
fn eccentric_anomaly<R: Real>(mean: R, e: f64) -> (R, R) {
    /// More than the bracket's halving ever needs.
    const NUM_STEPS_MAX: usize = 80;
    let zero = mean.like(0.0);
    let (mut low, mut high) = (mean - e, mean + e);
    let (sine, cosine) = sin_cos(mean);
    let mut at = mean + sine * e / (-cosine * e + 1.0).greatest(mean.like(0.5));
    let mut active = mean.not(mean.below(mean));
    for _ in 0..NUM_STEPS_MAX {
        if !mean.any(active) {
            break;
        }
        let (sine, cosine) = sin_cos(at);
        let excess = at - sine * e - mean;
        let step = householder(excess, -cosine * e + 1.0, sine * e, cosine * e);
        let is_late = zero.below(excess);
        high = at.where_or(is_late, high);
        low = low.where_or(is_late, at);
        let next = at - step;
        let is_inside = mean.both(mean.not(next.below(low)), mean.not(high.below(next)));
        // The step's error is of its fourth power.
        let is_done = step.abs().below(mean.like(1e-5 * (1.0 - e)));
        let next = next.where_or(is_inside, at.where_or(is_done, (low + high) * 0.5));
        at = next.where_or(active, at);
        active = mean.both(active, mean.not(is_done));
    }
    sin_cos(at)
}

/// [`MeanOrbit::state`] of many orbits at many times, several times at once where the processor can.
///
/// Row `orbit · num_times + time` of `states` gets position (m) and velocity (m/s).
///
/// # Errors
/// [`EarthError::Lengths`] when `states` does not have a row for each orbit and time; [`EarthError::OutOfRange`] for a time
/// beyond 190 years.
pub fn states_many(orbits: &[MeanOrbit], times_s: &[f64], states: &mut [[f64; 6]]) -> Result<(), EarthError> {
    let expected = orbits.len() * times_s.len();
    if states.len() != expected {
        return Err(EarthError::Lengths { quantity: "states", expected, found: states.len() });
    }
    for time_s in times_s {
        checked(*time_s)?;
    }
    vectorised(Many { orbits, times_s, states });
    Ok(())
}

struct Many<'a> {
    orbits: &'a [MeanOrbit],
    times_s: &'a [f64],
    states: &'a mut [[f64; 6]],
}

impl Kernel for Many<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let count = self.times_s.len();
        if count == 0 {
            return;
        }
        for (orbit, states) in self.orbits.iter().zip(self.states.chunks_exact_mut(count)) {
            for (times, states) in self.times_s.chunks(Lanes::<S>::NUM).zip(states.chunks_mut(Lanes::<S>::NUM)) {
                let time = Lanes::from_fn(simd, |lane| times[lane.min(times.len() - 1)]);
                for (column, value) in orbit.state_of(time).as_flattened().iter().enumerate() {
                    for (state, value) in states.iter_mut().zip(value.as_slice()) {
                        state[column] = *value;
                    }
                }
            }
        }
    }
}
