//! Where what is left of a missile stopped in boost comes down.

use cupola_core::{Vec3, math};
use cupola_earth::kepler;
use cupola_earth::wgs84::{self, GM_M3_S2, Geodetic, OMEGA_RAD_S};

/// Where and when a body comes down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Landing {
    /// The place, on the ellipsoid.
    pub place: Geodetic,
    /// Time from the given state (s).
    pub time_s: f64,
}

/// Step in which the way down is looked for (s).
const STEP_S: f64 = 20.0;
/// A body that is still up by then goes round the Earth (s).
const LONGEST_S: f64 = 7_200.0;

/// Where a body is (ECEF, m) that has fallen freely for `time_s` from a state over the turning Earth (ECEF, m and m/s), as one point
/// mass draws it; `None` where its orbit cannot be worked out.
#[must_use]
pub fn position_ecef_m(pos_ecef_m: &Vec3, vel_ecef_m_s: &Vec3, time_s: f64) -> Option<Vec3> {
    state_ecef(pos_ecef_m, vel_ecef_m_s, time_s).map(|state| state.0)
}

/// The same with the velocity over the turning Earth (m/s).
#[must_use]
pub fn state_ecef(pos_ecef_m: &Vec3, vel_ecef_m_s: &Vec3, time_s: f64) -> Option<(Vec3, Vec3)> {
    let carried = |pos_m: &Vec3| Vec3::new(-OMEGA_RAD_S * pos_m.y, OMEGA_RAD_S * pos_m.x, 0.0);
    let from_m_s = vel_ecef_m_s + carried(pos_ecef_m);
    let (inertial_m, inertial_m_s) = kepler::propagate(pos_ecef_m, &from_m_s, time_s, GM_M3_S2).ok()?;
    let (sin, cos) = math::sin_cos(OMEGA_RAD_S * time_s);
    let turned = |v: &Vec3| Vec3::new(cos * v.x + sin * v.y, cos * v.y - sin * v.x, v.z);
    let position_m = turned(&inertial_m);
    Some((position_m, turned(&inertial_m_s) - carried(&position_m)))
}

/// Free fall from a state over the turning Earth (ECEF, m and m/s) to the ellipsoid; `None` where it does not come down
/// within two hours.
///
/// - **Assumes:** one point mass, no air: a re-entry body falls some km short of this, debris more.
/// - **Accuracy:** to the ellipsoid within 1 m; the flattening's pull, left out, moves an intercontinental landing by some 10 km.
#[must_use]
pub fn landing(pos_ecef_m: &Vec3, vel_ecef_m_s: &Vec3) -> Option<Landing> {
    let at = |time_s: f64| {
        position_ecef_m(pos_ecef_m, vel_ecef_m_s, time_s).map(|position| wgs84::geodetic_from_ecef(&position))
    };
    let (mut above_s, mut below_s) = (0.0, STEP_S);
    while at(below_s)?.alt_m > 0.0 {
        (above_s, below_s) = (below_s, below_s + STEP_S);
        if below_s > LONGEST_S {
            return None;
        }
    }
    while below_s - above_s > 1e-4 {
        let middle_s = 0.5 * (above_s + below_s);
        if at(middle_s)?.alt_m > 0.0 { above_s = middle_s } else { below_s = middle_s }
    }
    let place = Geodetic { alt_m: 0.0, ..at(below_s)? };
    Some(Landing { place, time_s: below_s })
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_earth::wgs84::ecef_from_geodetic;

    fn start(alt_m: f64) -> Vec3 {
        ecef_from_geodetic(&Geodetic { lat_rad: 0.7, lon_rad: 0.3, alt_m })
    }

    /// Dropped from rest over the turning Earth it takes √(2h/g) and lands within 2 km, to the east, as Coriolis has it.
    #[test]
    fn a_body_dropped_from_rest_comes_down_below_and_a_little_east() {
        let found = landing(&start(100e3), &Vec3::zeros()).unwrap();
        assert!((found.time_s - (2.0 * 100e3 / 9.66_f64).sqrt()).abs() < 1.5, "{}", found.time_s);
        let east_m = (found.place.lon_rad - 0.3) * 6.378e6 * math::cos(0.7);
        let coriolis_m = OMEGA_RAD_S * 9.66 * found.time_s.powi(3) / 3.0 * math::cos(0.7);
        assert!((east_m - coriolis_m).abs() < 0.1 * coriolis_m, "{east_m} m east, {coriolis_m} m expected");
    }

    /// The two-body arc of least energy between two places 0.5 rad apart, on a nearly round Earth.
    #[test]
    fn an_arc_of_least_energy_lands_where_it_should() {
        let up = start(0.0).normalize();
        let north = Vec3::new(-math::cos(0.3) * math::sin(0.7), -math::sin(0.3) * math::sin(0.7), math::cos(0.7));
        let r_m = start(0.0).norm();
        let central_rad: f64 = 0.5;
        // Least energy between two places of one radius: v² = 2 (GM/r) sin(φ/2) / (1 + sin(φ/2)), angle π/4 − φ/4.
        let half = math::sin(0.5 * central_rad);
        let speed = (2.0 * GM_M3_S2 / r_m * half / (1.0 + half)).sqrt();
        let angle = std::f64::consts::FRAC_PI_4 - 0.25 * central_rad;
        let inertial = (up * math::sin(angle) + north * math::cos(angle)) * speed;
        let pos = start(0.0) + up;
        let carried = Vec3::new(-OMEGA_RAD_S * pos.y, OMEGA_RAD_S * pos.x, 0.0);
        let found = landing(&pos, &(inertial - carried)).unwrap();
        let there = ecef_from_geodetic(&found.place).normalize();
        let (sin, cos) = math::sin_cos(-OMEGA_RAD_S * found.time_s);
        let among_stars = Vec3::new(cos * there.x + sin * there.y, cos * there.y - sin * there.x, there.z);
        let flown_rad = math::acos_clamped(among_stars.dot(&up));
        // The ellipsoid there is some km lower or higher than here.
        assert!((flown_rad - central_rad).abs() < 4e-3, "{flown_rad} against {central_rad}");
    }

    #[test]
    fn what_is_in_orbit_does_not_come_down() {
        let pos = start(500e3);
        let east = Vec3::new(-math::sin(0.3), math::cos(0.3), 0.0);
        assert_eq!(landing(&pos, &(east * 7_700.0)), None);
    }
}
