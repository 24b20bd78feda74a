//! Groups of satellites on known orbits, as seen from the turning Earth at any time.

use crate::EarthError;
use crate::elements::MeanOrbit;
use crate::orbit::Walker;
use crate::sgp4::{self, sidereal_rad};
use crate::wgs84::OMEGA_RAD_S;
use cupola_core::{EntityKey, Purpose, Stream, Vec3, math};

/// Lowest perigee of an orbit (m): below, the air ends it within a revolution.
const MIN_PERIGEE_ALTITUDE_M: f64 = 100_000.0;
/// Julian date of 1 January 2000, 12 h.
const JULIAN_2000: f64 = 2_451_545.0;
/// Period over which [`Phase::shift_s`] is drawn: one day.
const SHIFT_S: f64 = 86_400.0;

/// Where a group stands in one run: drawn once, so that the spread over runs holds how often nobody is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phase {
    /// Longitude of the node of a Walker constellation's first plane at time zero (0..2π).
    pub node_rad: f64,
    /// Angle of its first satellite past that node at time zero (0..2π).
    pub along_rad: f64,
    /// How much later than stated it is for satellites on stated orbits, the Earth's turn included.
    pub shift_s: f64,
}

impl Phase {
    /// As stated: first node over longitude 0, first satellite on it, no shift.
    pub const ZERO: Self = Self { node_rad: 0.0, along_rad: 0.0, shift_s: 0.0 };

    /// A phase of equal chance over both circles and over one day.
    #[must_use]
    pub fn draw(stream: &Stream, group: EntityKey) -> Self {
        let [node, along, shift, _] = stream.uniform4(group, Purpose::Phase, 0);
        Self { node_rad: math::TAU * node, along_rad: math::TAU * along, shift_s: SHIFT_S * shift }
    }
}

/// One group of satellites on known orbits.
///
/// - **Accuracy:** that of [`Walker`], [`MeanOrbit`] and [`sgp4::Satellite`]. The step from the stars to the Earth is sidereal
///   time alone: polar motion (below 0.6″, 20 m in a low orbit) and UT1 − UTC (below 0.9 s by convention, 460 m; below 0.3 s
///   since 2017) are left out.
///
/// # Source
/// `VALLADO2006` (TEME to the Earth by the sidereal time of 1982).
///
/// # Example
/// ```
/// # use cupola_earth::{Walker, orbit::Pattern, satellites::{Phase, Satellites}};
/// let shell = Satellites::walker(Walker::new(40, 5, 1.0, 550e3, 0.9, Pattern::Delta)?);
/// let mut positions = Vec::new();
/// shell.positions_ecef(&Phase::ZERO, 60.0, &mut positions);
/// assert_eq!(positions.len(), 40);
/// # Ok::<(), cupola_earth::EarthError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Satellites(Orbits);

#[derive(Debug, Clone, PartialEq)]
enum Orbits {
    Walker(Walker),
    Elements { orbits: Vec<MeanOrbit>, sidereal0_rad: f64, age_s: f64 },
    Sets { satellites: Vec<sgp4::Satellite>, start_j2000_s: f64 },
}

impl Satellites {
    /// The satellites of a Walker constellation, plane by plane.
    #[must_use]
    pub fn walker(walker: Walker) -> Self {
        Self(Orbits::Walker(walker))
    }

    /// Satellites on mean orbits whose elements hold `age_s` before time zero.
    ///
    /// `sidereal0_rad` is [`sidereal_time_rad`] at time zero where the nodes are right ascensions of the equinox of date (those
    /// of J2000 were off by 0.34° in 2026), and 0 where they are longitudes at time zero.
    ///
    /// # Errors
    /// [`EarthError::PerigeeTooLow`] names the first orbit that comes below 100 km; [`EarthError::NotFinite`] for the others.
    pub fn elements(orbits: Vec<MeanOrbit>, sidereal0_rad: f64, age_s: f64) -> Result<Self, EarthError> {
        for (quantity, value) in [("sidereal0_rad", sidereal0_rad), ("age_s", age_s)] {
            if !value.is_finite() {
                return Err(EarthError::NotFinite { quantity, value });
            }
        }
        let perigees = orbits.iter().map(MeanOrbit::perigee_altitude_m).enumerate();
        if let Some((orbit, altitude_m)) = perigees.into_iter().find(|(_, height)| *height < MIN_PERIGEE_ALTITUDE_M) {
            return Err(EarthError::PerigeeTooLow { orbit, altitude_m, least_m: MIN_PERIGEE_ALTITUDE_M });
        }
        Ok(Self(Orbits::Elements { orbits, sidereal0_rad, age_s }))
    }

    /// Satellites from element sets; time zero is `start_j2000_s` after 1 January 2000, 12 h UTC.
    ///
    /// # Errors
    /// [`EarthError::NotFinite`] for the start.
    pub fn sets(satellites: Vec<sgp4::Satellite>, start_j2000_s: f64) -> Result<Self, EarthError> {
        if start_j2000_s.is_finite() {
            return Ok(Self(Orbits::Sets { satellites, start_j2000_s }));
        }
        Err(EarthError::NotFinite { quantity: "start_j2000_s", value: start_j2000_s })
    }

    /// Number of satellites.
    #[must_use]
    pub fn num(&self) -> usize {
        match &self.0 {
            Orbits::Walker(walker) => walker.num_satellites(),
            Orbits::Elements { orbits, .. } => orbits.len(),
            Orbits::Sets { satellites, .. } => satellites.len(),
        }
    }

    /// ECEF positions (m) of all satellites at `time_s`; `out` is emptied first and keeps its memory.
    ///
    /// A satellite that has decayed by then, or that has no state so far from its epoch, is NaN: no comparison finds it.
    pub fn positions_ecef(&self, phase: &Phase, time_s: f64, out: &mut Vec<Vec3>) {
        if let Orbits::Walker(walker) = &self.0 {
            return walker.positions_ecef(phase.node_rad, phase.along_rad, time_s, out);
        }
        out.clear();
        self.each(phase, time_s, |position, _| out.push(position));
    }

    /// As [`Satellites::positions_ecef`], with the velocities (m/s) relative to the turning Earth.
    pub fn states_ecef(&self, phase: &Phase, time_s: f64, positions: &mut Vec<Vec3>, velocities: &mut Vec<Vec3>) {
        positions.clear();
        velocities.clear();
        self.each(phase, time_s, |position, velocity| {
            positions.push(position);
            velocities.push(velocity);
        });
    }

    fn each(&self, phase: &Phase, time_s: f64, mut take: impl FnMut(Vec3, Vec3)) {
        const NOWHERE: Vec3 = Vec3::new(f64::NAN, f64::NAN, f64::NAN);
        let late_s = time_s + phase.shift_s;
        match &self.0 {
            Orbits::Walker(walker) => {
                let state = walker.at(phase.node_rad, phase.along_rad, time_s);
                (0..walker.num_satellites()).for_each(|i| take(state.position_ecef_m(i), state.velocity_ecef_m_s(i)));
            }
            Orbits::Elements { orbits, sidereal0_rad, age_s } => {
                let turn = math::sin_cos(sidereal0_rad + OMEGA_RAD_S * late_s);
                for orbit in orbits {
                    let (position, velocity) = orbit.state(late_s + age_s).unwrap_or((NOWHERE, NOWHERE));
                    let position = ecef_from_inertial(turn, &position);
                    take(position, ecef_from_inertial(turn, &velocity) - carried(&position));
                }
            }
            Orbits::Sets { satellites, start_j2000_s } => {
                let now_j2000_s = start_j2000_s + late_s;
                let turn = math::sin_cos(sidereal_time_rad(now_j2000_s));
                for satellite in satellites {
                    let state = satellite.state(now_j2000_s - satellite.epoch_j2000_s());
                    let (position, velocity) =
                        state.map_or((NOWHERE, NOWHERE), |state| (state.pos_teme_m, state.vel_teme_m_s));
                    let position = ecef_from_inertial(turn, &position);
                    take(position, ecef_from_inertial(turn, &velocity) - carried(&position));
                }
            }
        }
    }
}

/// Greenwich sidereal time (rad, 0..2π) of 1982 at a moment in seconds since 1 January 2000, 12 h UTC.
///
/// - **Accuracy:** UTC is taken for UT1: 0.9 s, 6.6e-5 rad.
///
/// # Source
/// `VALLADO2006`.
#[must_use]
pub fn sidereal_time_rad(time_j2000_s: f64) -> f64 {
    sidereal_rad(JULIAN_2000 + time_j2000_s / 86_400.0)
}

/// A vector among the stars in the frame that has turned by the angle of this sine and cosine.
#[inline]
fn ecef_from_inertial((sin_t, cos_t): (f64, f64), vector: &Vec3) -> Vec3 {
    Vec3::new(cos_t * vector.x + sin_t * vector.y, cos_t * vector.y - sin_t * vector.x, vector.z)
}

/// Velocity (m/s) of a point that the Earth carries along.
#[inline]
fn carried(pos_ecef_m: &Vec3) -> Vec3 {
    Vec3::new(-OMEGA_RAD_S * pos_ecef_m.y, OMEGA_RAD_S * pos_ecef_m.x, 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published worked example of TEME to the Earth, 6 April 2004, 07:51:28.386009 UTC, UT1 − UTC = −0.4399619 s:
    /// position in TEME and in the frame that only sidereal time turns (`VALLADO2006`).
    #[test]
    fn sidereal_time_turns_the_published_example() {
        let days = 1_461.0 + 31.0 + 29.0 + 31.0 + 5.0 - 0.5;
        let ut1_j2000_s = days * 86_400.0 + 7.0 * 3_600.0 + 51.0 * 60.0 + 28.386_009 - 0.439_961_9;
        let teme = Vec3::new(5_094_180.162_1, 6_127_644.659_5, 6_380_344.532_7);
        let expected = Vec3::new(-1_033_475.031_3, 7_901_305.585_6, 6_380_344.532_7);
        let turned = |at_s| ecef_from_inertial(math::sin_cos(sidereal_time_rad(at_s)), &teme);
        assert!((turned(ut1_j2000_s) - expected).norm() < 0.1, "{}", turned(ut1_j2000_s));
        let without = (turned(ut1_j2000_s + 0.439_961_9) - expected).norm();
        assert!((200.0..300.0).contains(&without), "leaving UT1 − UTC out: {without} m");
    }
}
