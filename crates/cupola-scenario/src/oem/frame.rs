//! Frames that states are handed over in.

use super::Epoch;
use cupola_core::{Mat3, Vec3, math};
use cupola_earth::satellites::sidereal_time_rad;
use cupola_earth::wgs84::OMEGA_RAD_S;
use cupola_flight::State;

/// A frame, by its name in orbit data messages (`CCSDS502`, annex A).
///
/// - **Assumes:** UT1 is UTC (0.9 s at the most: 0.4 km at the ground, 0.5 km in low orbit), and the pole does not move
///   (0.6″: 20 m). Earth-fixed states are exactly those of the run, whichever realisation of the ITRF a reader takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Earth-fixed.
    Itrf,
    /// True equator and mean equinox of date: Earth-fixed turned back by Greenwich mean sidereal time of 1982.
    Teme,
    /// Mean equator and equinox of J2000: from TEME by the equation of the equinoxes, nutation and precession. GCRF differs
    /// from it by 0.02″, 1 m in low orbit.
    Eme2000,
}

impl Frame {
    /// All, with the names they are known by; the first is the one that is written.
    pub const NAMES: [(Self, &'static [&'static str]); 3] = [
        (
            Self::Itrf,
            &[
                "ITRF", "ITRF-93", "ITRF-97", "ITRF1997", "ITRF2000", "ITRF2005", "ITRF2008", "ITRF2014", "ITRF2020",
                "WGS84",
            ],
        ),
        (Self::Teme, &["TEME"]),
        (Self::Eme2000, &["EME2000", "J2000", "GCRF", "ICRF"]),
    ];

    /// A frame by one of its names.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let name = name.to_uppercase();
        Self::NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(frame, _)| *frame)
    }

    /// Its name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize].1[0]
    }

    /// An Earth-fixed state in this frame.
    #[must_use]
    pub fn from_ecef(self, at: Epoch, state: &State) -> State {
        let Some(turn) = self.ecef_turn(at) else { return *state };
        let vel = state.vel_ecef_m_s + carried(&state.pos_ecef_m);
        State { pos_ecef_m: turn.tr_mul(&state.pos_ecef_m), vel_ecef_m_s: turn.tr_mul(&vel) }
    }

    /// A state of this frame, Earth-fixed.
    #[must_use]
    pub fn to_ecef(self, at: Epoch, state: &State) -> State {
        let Some(turn) = self.ecef_turn(at) else { return *state };
        let pos_ecef_m = turn * state.pos_ecef_m;
        State { pos_ecef_m, vel_ecef_m_s: turn * state.vel_ecef_m_s - carried(&pos_ecef_m) }
    }

    /// The rotation to Earth-fixed axes; none where they are those already.
    fn ecef_turn(self, at: Epoch) -> Option<Mat3> {
        match self {
            Self::Itrf => None,
            Self::Teme => Some(about_z(sidereal_rad(at))),
            Self::Eme2000 => Some(about_z(sidereal_rad(at)) * teme_from_j2000(at)),
        }
    }
}

/// Greenwich mean sidereal time, between those of two midnights: their Julian dates are exact, while others are 40 µs apart, in
/// which the ground goes 2 cm.
fn sidereal_rad(at: Epoch) -> f64 {
    let (midnight_s, of_day) = at.midnight_j2000_s();
    let (now, next) = (sidereal_time_rad(midnight_s), sidereal_time_rad(midnight_s + Epoch::DAY_S));
    now + (math::TAU + (next - now).rem_euclid(math::TAU)) * of_day
}

/// Velocity (m/s) of a point that the Earth carries along.
fn carried(pos_m: &Vec3) -> Vec3 {
    Vec3::new(-OMEGA_RAD_S * pos_m.y, OMEGA_RAD_S * pos_m.x, 0.0)
}

/// Components in axes turned about z, and about y and x below.
fn about_z(angle_rad: f64) -> Mat3 {
    let (sin, cos) = math::sin_cos(angle_rad);
    Mat3::new(cos, sin, 0.0, -sin, cos, 0.0, 0.0, 0.0, 1.0)
}

fn about_y(angle_rad: f64) -> Mat3 {
    let (sin, cos) = math::sin_cos(angle_rad);
    Mat3::new(cos, 0.0, -sin, 0.0, 1.0, 0.0, sin, 0.0, cos)
}

fn about_x(angle_rad: f64) -> Mat3 {
    let (sin, cos) = math::sin_cos(angle_rad);
    Mat3::new(1.0, 0.0, 0.0, 0.0, cos, sin, 0.0, -sin, cos)
}

/// An arc second (rad).
const ARCSEC_RAD: f64 = math::PI / 648_000.0;

/// Largest terms of the nutation of 1980: multiples of the Moon's and the Sun's anomaly, the Moon's argument of latitude, its
/// elongation and its node; longitude and obliquity (0.0001″). Those left out add up to 0.05″ at the most: 2 m in low orbit.
const NUTATION: [([f64; 5], [f64; 2]); 13] = [
    ([0.0, 0.0, 0.0, 0.0, 1.0], [-171_996.0, 92_025.0]),
    ([0.0, 0.0, 2.0, -2.0, 2.0], [-13_187.0, 5_736.0]),
    ([0.0, 0.0, 2.0, 0.0, 2.0], [-2_274.0, 977.0]),
    ([0.0, 0.0, 0.0, 0.0, 2.0], [2_062.0, -895.0]),
    ([0.0, 1.0, 0.0, 0.0, 0.0], [1_426.0, 54.0]),
    ([1.0, 0.0, 0.0, 0.0, 0.0], [712.0, -7.0]),
    ([0.0, 1.0, 2.0, -2.0, 2.0], [-517.0, 224.0]),
    ([0.0, 0.0, 2.0, 0.0, 1.0], [-386.0, 200.0]),
    ([1.0, 0.0, 2.0, 0.0, 2.0], [-301.0, 129.0]),
    ([0.0, -1.0, 2.0, -2.0, 2.0], [217.0, -95.0]),
    ([1.0, 0.0, 0.0, -2.0, 0.0], [-158.0, -1.0]),
    ([0.0, 0.0, 2.0, -2.0, 1.0], [129.0, -70.0]),
    ([-1.0, 0.0, 2.0, 0.0, 2.0], [123.0, -53.0]),
];

/// The rotation from J2000 to TEME: precession of 1976, nutation of 1980, and back by the equation of the equinoxes.
///
/// # Source
/// `VALLADO2013`, §3.7.3: angles of precession, Delaunay arguments, and the largest terms of its table of nutation.
fn teme_from_j2000(at: Epoch) -> Mat3 {
    /// Terrestrial time less UTC since 2017 (s).
    const TT_LESS_UTC_S: f64 = 69.184;
    let t = (at.j2000_s() + TT_LESS_UTC_S) / (36_525.0 * 86_400.0);
    let cubic = |a: f64, b: f64, c: f64| ((c * t + b) * t + a) * t * ARCSEC_RAD;
    let zeta_rad = cubic(2_306.218_1, 0.301_88, 0.017_998);
    let theta_rad = cubic(2_004.310_9, -0.426_65, -0.041_833);
    let z_rad = cubic(2_306.218_1, 1.094_68, 0.018_203);
    let precession = about_z(-z_rad) * about_y(theta_rad) * about_z(-zeta_rad);
    let obliquity_rad = (84_381.448 + (-46.815 + (-0.000_59 + 0.001_813 * t) * t) * t) * ARCSEC_RAD;
    // Moon's anomaly, Sun's anomaly, argument of latitude, elongation, node (deg).
    let delaunay_deg = [
        134.962_981_39 + (1_325.0 * 360.0 + 198.867_398_1) * t + 0.008_697_2 * t * t,
        357.527_723_33 + (99.0 * 360.0 + 359.050_34) * t - 0.000_160_3 * t * t,
        93.271_910_28 + (1_342.0 * 360.0 + 82.017_538_1) * t - 0.003_682_5 * t * t,
        297.850_363_06 + (1_236.0 * 360.0 + 307.111_48) * t - 0.001_914_2 * t * t,
        125.044_522_22 - (5.0 * 360.0 + 134.136_260_8) * t + 0.002_070_8 * t * t,
    ];
    let (mut longitude_rad, mut tilt_rad) = (0.0, 0.0);
    for (multiples, [longitude, tilt]) in NUTATION {
        let argument_deg: f64 = multiples.iter().zip(delaunay_deg).map(|(n, angle)| n * angle).sum();
        let (sin, cos) = math::sin_cos(argument_deg.rem_euclid(360.0).to_radians());
        longitude_rad += longitude * 1e-4 * ARCSEC_RAD * sin;
        tilt_rad += tilt * 1e-4 * ARCSEC_RAD * cos;
    }
    let nutation = about_x(-(obliquity_rad + tilt_rad)) * about_z(-longitude_rad) * about_x(obliquity_rad);
    about_z(longitude_rad * math::cos(obliquity_rad)) * nutation * precession
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published worked example, 6 April 2004, 07:51:28.386009 UTC, UT1 − UTC = −0.4399619 s: TEME and J2000 (`VALLADO2006`,
    /// `VALLADO2013` example 3-15).
    #[test]
    fn the_published_example_of_teme_and_j2000() {
        let at: Epoch = "2004-04-06T07:51:28.386009".parse().unwrap();
        let teme = Vec3::new(5_094_180.162_1, 6_127_644.659_5, 6_380_344.532_7);
        let j2000 = Vec3::new(5_102_509.6, 6_123_011.52, 6_378_136.3);
        let off_m = (teme_from_j2000(at) * j2000 - teme).norm();
        assert!(off_m < 4.0, "{off_m} m");
    }

    /// There and back is where it was, in every frame; and the velocity is the rate of the position.
    #[test]
    fn frames_go_there_and_back() {
        let at: Epoch = "2028-04-01T03:00:00".parse().unwrap();
        let state = State { pos_ecef_m: Vec3::new(-3.9e6, 3.4e6, 4.1e6), vel_ecef_m_s: Vec3::new(2e3, -4e3, 5e3) };
        for (frame, names) in Frame::NAMES {
            assert!(frame.name() == names[0] && names.iter().all(|name| Frame::by_name(name) == Some(frame)));
            let back = frame.to_ecef(at, &frame.from_ecef(at, &state));
            assert!(
                (back.pos_ecef_m - state.pos_ecef_m).norm() < 1e-8
                    && (back.vel_ecef_m_s - state.vel_ecef_m_s).norm() < 1e-8
            );
            let place = |time_s: f64| {
                let moved = State { pos_ecef_m: state.pos_ecef_m + state.vel_ecef_m_s * time_s, ..state };
                frame.from_ecef(at.plus_s(time_s), &moved).pos_ecef_m
            };
            let rate = (place(0.5) - place(-0.5)) - frame.from_ecef(at, &state).vel_ecef_m_s;
            assert!(rate.norm() < 1e-3, "{frame:?}: {rate}");
        }
    }
}
