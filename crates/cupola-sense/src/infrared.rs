//! Infrared satellites: who sees a plume or a body, and what a line of sight tells.

use cupola_core::{Mat3, Vec3, math};
use cupola_earth::wgs84;

/// Lines of sight that dip below this height look at the atmosphere or the ground instead of cold space (m).
///
/// Assumed 50 to 100 km in open studies of midcourse infrared tracking; the lower end is used.
pub const COLD_SPACE_LIMB_M: f64 = 50_000.0;

/// Whether a satellite sees a hot plume: nothing solid between them, and the plume above the cloud break.
#[must_use]
pub fn sees_plume(satellite_ecef_m: &Vec3, plume_ecef_m: &Vec3, plume_altitude_m: f64, cloud_break_m: f64) -> bool {
    plume_altitude_m >= cloud_break_m && is_above_horizon(satellite_ecef_m, plume_ecef_m)
}

/// What keeps a tracking satellite from seeing a body.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    range_squared_m2: f64,
    off_nadir_max_cos: f64,
    sun_exclusion_cos: f64,
}

impl Limits {
    /// Greatest distance (m); greatest angle between the line of sight and straight down (rad, the field of regard); least
    /// angle between the line of sight and the Sun (rad), where the Earth does not hide it.
    #[must_use]
    pub fn new(range_m: f64, off_nadir_max_rad: f64, sun_exclusion_rad: f64) -> Self {
        Self {
            range_squared_m2: range_m * range_m,
            off_nadir_max_cos: math::cos(off_nadir_max_rad),
            sun_exclusion_cos: math::cos(sun_exclusion_rad),
        }
    }
}

/// Whether a satellite sees a body in flight: inside its limits, and against cold space or hot enough to be seen against Earth.
///
/// `sun_ecef` is the direction to the Sun (unit vector).
#[must_use]
pub fn sees_body(
    satellite_ecef_m: &Vec3,
    body_ecef_m: &Vec3,
    limits: &Limits,
    sun_ecef: &Vec3,
    needs_cold_space: bool,
) -> bool {
    let line = body_ecef_m - satellite_ecef_m;
    let distance_squared = line.norm_squared();
    if distance_squared > limits.range_squared_m2
        || !is_above_horizon(satellite_ecef_m, body_ecef_m)
        || (needs_cold_space && !is_against_space(satellite_ecef_m, body_ecef_m))
    {
        return false;
    }
    let distance_m = distance_squared.sqrt();
    let nadir_cos = -line.dot(satellite_ecef_m) / (distance_m * satellite_ecef_m.norm());
    let sun_cos = line.dot(sun_ecef) / distance_m;
    nadir_cos >= limits.off_nadir_max_cos
        && (sun_cos <= limits.sun_exclusion_cos || is_in_shadow(satellite_ecef_m, sun_ecef))
}

/// Position information (1/m²) of one look: nothing along the line of sight, `1/(R σ)²` in each direction across it.
///
/// One line alone leaves the distance open; lines from two satellites, or from one as it moves on, close it as their angle
/// allows: the sum of these matrices has the true geometry.
///
/// - **Assumes:** the satellite's own place and attitude are known far better than `angle_sigma_rad`.
#[must_use]
pub fn information_per_m2(satellite_ecef_m: &Vec3, body_ecef_m: &Vec3, angle_sigma_rad: f64) -> Mat3 {
    let line = body_ecef_m - satellite_ecef_m;
    let distance_squared = line.norm_squared();
    let across = Mat3::identity() - line * line.transpose() / distance_squared;
    across / (distance_squared * angle_sigma_rad * angle_sigma_rad)
}

/// Whether the Earth (mean sphere) hides the Sun from a satellite.
fn is_in_shadow(satellite_ecef_m: &Vec3, sun_ecef: &Vec3) -> bool {
    let toward = satellite_ecef_m.dot(sun_ecef);
    let aside_squared = satellite_ecef_m.norm_squared() - toward * toward;
    toward < 0.0 && aside_squared < wgs84::MEAN_RADIUS_M * wgs84::MEAN_RADIUS_M
}

/// Whether the straight line clears the Earth (mean sphere).
fn is_above_horizon(satellite_ecef_m: &Vec3, target_ecef_m: &Vec3) -> bool {
    let line = satellite_ecef_m - target_ecef_m;
    let toward = target_ecef_m.dot(&line);
    if toward >= 0.0 {
        return true;
    }
    let nearest_squared = target_ecef_m.norm_squared() - toward * toward / line.norm_squared();
    nearest_squared >= wgs84::MEAN_RADIUS_M * wgs84::MEAN_RADIUS_M
}

/// Whether the line, followed beyond the target, misses the Earth and its lower air.
fn is_against_space(satellite_ecef_m: &Vec3, target_ecef_m: &Vec3) -> bool {
    let beyond = target_ecef_m - satellite_ecef_m;
    let toward = target_ecef_m.dot(&beyond);
    if toward >= 0.0 {
        return true;
    }
    let nearest_squared = target_ecef_m.norm_squared() - toward * toward / beyond.norm_squared();
    let limb_m = wgs84::MEAN_RADIUS_M + COLD_SPACE_LIMB_M;
    nearest_squared >= limb_m * limb_m
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_earth::wgs84::{Geodetic, ecef_from_geodetic};

    fn at(lat_deg: f64, alt_km: f64) -> Vec3 {
        ecef_from_geodetic(&Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: 0.0, alt_m: alt_km * 1e3 })
    }

    fn limits(range_m: f64) -> Limits {
        Limits::new(range_m, math::PI, 0.0)
    }

    #[test]
    fn plumes_are_seen_above_cloud_from_where_the_line_is_clear() {
        let geo = at(0.0, 35_786.0);
        assert!(sees_plume(&geo, &at(40.0, 12.0), 12e3, 10e3));
        assert!(!sees_plume(&geo, &at(40.0, 8.0), 8e3, 10e3));
        assert!(!sees_plume(&geo, &at(85.0, 12.0), 12e3, 10e3));
    }

    #[test]
    fn cold_bodies_need_cold_space_behind_them() {
        let (satellite, sun) = (at(0.0, 1_000.0), at(-90.0, 0.0).normalize());
        let sees = |body, range_m, needs| sees_body(&satellite, &body, &limits(range_m), &sun, needs);
        assert!(!sees(at(5.0, 100.0), 5e6, true));
        assert!(sees(at(5.0, 100.0), 5e6, false));
        assert!(sees(at(30.0, 600.0), 5e6, true));
        assert!(!sees(at(30.0, 600.0), 1e6, true));
    }

    #[test]
    fn the_field_of_regard_ends_where_it_is_stated() {
        let (satellite, body, sun) = (at(0.0, 1_000.0), at(10.0, 100.0), at(-90.0, 0.0).normalize());
        let angle_rad = math::acos_clamped(-(body - satellite).normalize().dot(&satellite.normalize()));
        let sees =
            |off_nadir_max_rad| sees_body(&satellite, &body, &Limits::new(5e6, off_nadir_max_rad, 0.0), &sun, false);
        assert!(sees(angle_rad + 1e-6) && !sees(angle_rad - 1e-6));
    }

    #[test]
    fn the_sun_blinds_within_its_angle_unless_the_earth_hides_it() {
        let (satellite, body) = (at(0.0, 1_000.0), at(30.0, 900.0));
        let with_sun = |sun: &Vec3| sees_body(&satellite, &body, &Limits::new(8e6, math::PI, 0.3), sun, true);
        let toward = (body - satellite).normalize();
        assert!(!with_sun(&toward));
        assert!(with_sun(&-toward));
        // Behind the Earth: seen from the satellite straight down, and so no glare on a line just over the limb.
        let low = at(30.0, 100.0);
        let sun = -satellite.normalize();
        let wide = Limits::new(8e6, math::PI, 1.5);
        assert!(sees_body(&satellite, &low, &wide, &sun, false));
    }

    /// At a right angle each line sees across it what the other does not, and both together the third direction twice.
    #[test]
    fn two_lines_at_a_right_angle_see_all_three_directions() {
        let body = Vec3::new(7e6, 0.0, 0.0);
        let (sigma, range_m) = (1e-4, 2e6);
        let one = information_per_m2(&(body + Vec3::new(0.0, range_m, 0.0)), &body, sigma);
        let cross = 1.0 / (range_m * sigma).powi(2);
        assert!(one[(1, 1)].abs() < 1e-12 * cross && (one[(0, 0)] / cross - 1.0).abs() < 1e-12);
        assert!(one.try_inverse().is_none_or(|i| i.iter().any(|v| !v.is_finite() || v.abs() > 1e12)));
        let both = one + information_per_m2(&(body + Vec3::new(0.0, 0.0, range_m)), &body, sigma);
        let error = both.try_inverse().unwrap();
        assert!((error[(0, 0)] * 2.0 * cross - 1.0).abs() < 1e-9 && (error[(1, 1)] * cross - 1.0).abs() < 1e-9);
    }
}
