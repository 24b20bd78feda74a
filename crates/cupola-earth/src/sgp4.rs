//! Satellites from two-line element sets: SGP4 and SDP4 with the constants of WGS-72; and element sets from states.
//!
//! [`Satellite::state`] is one satellite at one time; [`Satellite::states`] and [`states_many`] are batches, which have the
//! same bits and take several times at once where the processor can. [`fit()`] goes the other way.

mod batch;
mod deep;
mod fit;
mod mean;
mod near;
mod tilt;
mod tle;
mod wgs72;

pub use batch::states_many;
pub use fit::{Fit, FitError, Observed, fit};
pub use tle::ElementSet;

use crate::EarthError;
use cupola_core::{Vec3, math};
use deep::{Deep, Integrator};
use mean::{Elements, Mean};
use tilt::Flown;
use wgs72::A_M;

/// Longest time from the epoch (s), 190 years: the published code has no limit, but steps through resonances in half days.
const MAX_TIME_S: f64 = 6e9;

/// Position and velocity among the stars: the true equator and mean equinox of the moment (TEME).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct State {
    /// Position in TEME (m).
    pub pos_teme_m: Vec3,
    /// Velocity in TEME (m/s).
    pub vel_teme_m_s: Vec3,
}

/// Why SGP4 has no state; [`Sgp4Error::code`] is the number the published code gives.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Sgp4Error {
    /// Drag or the elements themselves have driven the mean eccentricity out of its range.
    #[error("the mean eccentricity {eccentricity} is outside -0.001..1, {time_s} s from the epoch")]
    MeanEccentricity {
        /// What it came to.
        eccentricity: f64,
        /// Time since the epoch.
        time_s: f64,
    },
    /// The mean motion is not positive.
    #[error("the mean motion is not positive, {time_s} s from the epoch")]
    MeanMotion {
        /// Time since the epoch.
        time_s: f64,
    },
    /// Sun and Moon have driven the eccentricity out of its range.
    #[error("the perturbed eccentricity {eccentricity} is outside 0..=1, {time_s} s from the epoch")]
    PerturbedEccentricity {
        /// What it came to.
        eccentricity: f64,
        /// Time since the epoch.
        time_s: f64,
    },
    /// The orbit has no size left.
    #[error("the semi-latus rectum is negative, {time_s} s from the epoch")]
    SemiLatusRectum {
        /// Time since the epoch.
        time_s: f64,
    },
    /// The satellite is inside the Earth.
    #[error("the satellite has decayed: {radius_m} m from the Earth's centre, {time_s} s from the epoch")]
    Decayed {
        /// Distance from the Earth's centre.
        radius_m: f64,
        /// Time since the epoch.
        time_s: f64,
    },
    /// A time that is not finite, or too far off.
    #[error("{time_s} s from the epoch is outside -6e9..6e9")]
    Time {
        /// Time since the epoch.
        time_s: f64,
    },
}

impl Sgp4Error {
    /// The published code's number: 1 mean eccentricity, 2 mean motion, 3 perturbed eccentricity, 4 semi-latus rectum,
    /// 6 decayed (5 is no longer in use). 7 is ours: a time out of range.
    #[must_use]
    pub fn code(&self) -> u8 {
        match self {
            Self::MeanEccentricity { .. } => 1,
            Self::MeanMotion { .. } => 2,
            Self::PerturbedEccentricity { .. } => 3,
            Self::SemiLatusRectum { .. } => 4,
            Self::Decayed { .. } => 6,
            Self::Time { .. } => 7,
        }
    }
}

/// A satellite ready to be propagated.
///
/// - **Accuracy:** the published verification set to its printed digits (2e-7 km, km/s). Against a real satellite about
///   1 km at the epoch and 1 to 3 km a day beyond.
/// - **Assumes:** what the fit of the element set did: WGS-72, drag by B* alone.
///
/// # Source
/// `VALLADO2006`, in its "improved" mode.
#[derive(Debug, Clone, PartialEq)]
pub struct Satellite {
    epoch_j2000_s: f64,
    mean: Mean,
    deep: Option<Box<Deep>>,
}

impl Satellite {
    /// A satellite from the two lines of its element set: [`ElementSet::from_tle`].
    ///
    /// # Errors
    /// [`EarthError::Tle`] names the first line and columns that hold something else; [`EarthError::Sgp4`] elements that describe
    /// no closed orbit.
    ///
    /// # Example
    /// ```
    /// # use cupola_earth::sgp4::Satellite;
    /// let vanguard = Satellite::from_tle(
    ///     "1 00005U 58002B   00179.78495062  .00000023  00000-0  28098-4 0  4753",
    ///     "2 00005  34.2682 348.7242 1859667 331.7664  19.3264 10.82419157413667",
    /// )?;
    /// let state = vanguard.state(360.0 * 60.0).expect("in orbit");
    /// assert!((state.pos_teme_m.x + 7_154_031.202_02).abs() < 1e-3);
    /// # Ok::<(), cupola_earth::EarthError>(())
    /// ```
    pub fn from_tle(line1: &str, line2: &str) -> Result<Self, EarthError> {
        let set = ElementSet::from_tle(line1, line2).map_err(|faults| faults[0].clone())?;
        set.satellite()
    }

    /// A satellite from the mean elements of an element set: epoch (s since 1 January 2000, 12 h UTC), drag term B*,
    /// mean motion after Kozai, eccentricity, inclination, right ascension of the node, argument of perigee, mean anomaly.
    ///
    /// # Errors
    /// [`EarthError::NotFinite`] names the first that is not a number; [`EarthError::Sgp4`] a mean motion that is not
    /// positive or an eccentricity outside 0..1.
    pub fn from_mean_elements(
        epoch_j2000_s: f64,
        bstar_per_earth_radius: f64,
        mean_motion_rad_s: f64,
        eccentricity: f64,
        inclination_rad: f64,
        raan_rad: f64,
        arg_perigee_rad: f64,
        mean_anomaly_rad: f64,
    ) -> Result<Self, EarthError> {
        for (quantity, value) in [
            ("epoch_j2000_s", epoch_j2000_s),
            ("bstar_per_earth_radius", bstar_per_earth_radius),
            ("mean_motion_rad_s", mean_motion_rad_s),
            ("eccentricity", eccentricity),
            ("inclination_rad", inclination_rad),
            ("raan_rad", raan_rad),
            ("arg_perigee_rad", arg_perigee_rad),
            ("mean_anomaly_rad", mean_anomaly_rad),
        ] {
            if !value.is_finite() {
                return Err(EarthError::NotFinite { quantity, value });
            }
        }
        if !(0.0..1.0).contains(&eccentricity) {
            return Err(Sgp4Error::MeanEccentricity { eccentricity, time_s: 0.0 }.into());
        }
        let mean = Mean::new(Elements {
            bstar: bstar_per_earth_radius,
            motion: mean_motion_rad_s * 60.0,
            eccentricity,
            inclination: inclination_rad,
            node: raan_rad,
            perigee: arg_perigee_rad,
            anomaly: mean_anomaly_rad,
        });
        if !(mean_motion_rad_s > 0.0 && mean.motion > 0.0) {
            return Err(Sgp4Error::MeanMotion { time_s: 0.0 }.into());
        }
        // The published code keeps the epoch as a Julian date in one double, to 40 μs; so did what element sets are fitted with.
        let julian_date = JULIAN_2000 + epoch_j2000_s / 86_400.0;
        let is_deep = math::TAU / mean.motion >= 225.0;
        let deep = is_deep.then(|| Box::new(Deep::new(&mean, julian_date - JULIAN_1950, sidereal_rad(julian_date))));
        Ok(Self { epoch_j2000_s, mean, deep })
    }

    /// The element set's epoch: seconds since 1 January 2000, 12 h UTC.
    #[must_use]
    pub fn epoch_j2000_s(&self) -> f64 {
        self.epoch_j2000_s
    }

    /// The state `time_s` after the epoch (before it where negative).
    ///
    /// # Errors
    /// [`Sgp4Error`], as the published code: decayed, or elements that drag, Sun and Moon have driven out of range.
    pub fn state(&self, time_s: f64) -> Result<State, Sgp4Error> {
        let [x, y, z, x_rate, y_rate, z_rate] = self.row(time_s, &mut Integrator::START.clone())?;
        Ok(State { pos_teme_m: Vec3::new(x, y, z), vel_teme_m_s: Vec3::new(x_rate, y_rate, z_rate) })
    }

    /// Position and velocity in one row; the integrator of a resonance may have been left by an earlier call.
    fn row(&self, time_s: f64, integrator: &mut Integrator) -> Result<[f64; 6], Sgp4Error> {
        if !(-MAX_TIME_S..=MAX_TIME_S).contains(&time_s) {
            return Err(Sgp4Error::Time { time_s });
        }
        let minutes = time_s / 60.0;
        match &self.deep {
            Some(deep) => verdict(&deep.fly(&self.mean, minutes, integrator)?, self.mean.at.eccentricity, time_s),
            None => {
                let (flown, eccentricity) = near::fly(&self.mean, minutes);
                verdict(&flown, eccentricity, time_s)
            }
        }
    }
}

/// The state, or why it is none; in the order in which the published code asks.
fn verdict(flown: &Flown<f64>, eccentricity: f64, time_s: f64) -> Result<[f64; 6], Sgp4Error> {
    if !(-0.001..1.0).contains(&eccentricity) {
        return Err(Sgp4Error::MeanEccentricity { eccentricity, time_s });
    }
    if flown.parameter < 0.0 {
        return Err(Sgp4Error::SemiLatusRectum { time_s });
    }
    // Also where there is no distance at all.
    if flown.distance >= 1.0 {
        Ok(flown.state)
    } else {
        Err(Sgp4Error::Decayed { radius_m: flown.distance * A_M, time_s })
    }
}

/// Julian dates of 1 January 2000, 12 h, and of 1950, January 0.0.
const JULIAN_2000: f64 = 2_451_545.0;
const JULIAN_1950: f64 = 2_433_281.5;

/// Greenwich sidereal time (rad, 0..2π) of 1982, with UTC for UT1.
pub(crate) fn sidereal_rad(julian_date: f64) -> f64 {
    let centuries = (julian_date - JULIAN_2000) / 36_525.0;
    let seconds = -6.2e-6 * centuries * centuries * centuries
        + 0.093_104 * centuries * centuries
        + (876_600.0 * 3_600.0 + 8_640_184.812_866) * centuries
        + 67_310.548_41;
    (seconds.to_radians() / 240.0).rem_euclid(math::TAU)
}
