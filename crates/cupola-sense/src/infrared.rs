//! Infrared satellites: who sees a plume or a body, and how much two of them tell.

use cupola_core::Vec3;
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

/// Whether a satellite sees a body in flight within `range_m`: against cold space, or hot enough to be seen against Earth.
#[must_use]
pub fn sees_body(satellite_ecef_m: &Vec3, body_ecef_m: &Vec3, range_m: f64, needs_cold_space: bool) -> bool {
    let is_near = (satellite_ecef_m - body_ecef_m).norm_squared() <= range_m * range_m;
    is_near
        && is_above_horizon(satellite_ecef_m, body_ecef_m)
        && (!needs_cold_space || is_against_space(satellite_ecef_m, body_ecef_m))
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

/// Position information (1/m², equal in all directions) of one look by `num_satellites` at `distance_m` with angle noise.
///
/// Each line of sight fixes the two directions across it; averaged over directions that is two thirds of
/// `1/(R σ)²` each. One satellite alone fixes no distance, so it gives nothing by itself.
///
/// - **Assumes:** lines of sight spread evenly over directions; the real geometry of a pair may be better or worse.
#[must_use]
pub fn stereo_information_per_m2(num_satellites: u32, distance_m: f64, angle_sigma_rad: f64) -> f64 {
    if num_satellites < 2 {
        return 0.0;
    }
    let cross_m = distance_m * angle_sigma_rad;
    f64::from(num_satellites) * 2.0 / 3.0 / (cross_m * cross_m)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_earth::wgs84::{Geodetic, ecef_from_geodetic};

    fn at(lat_deg: f64, alt_km: f64) -> Vec3 {
        ecef_from_geodetic(&Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: 0.0, alt_m: alt_km * 1e3 })
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
        let satellite = at(0.0, 1_000.0);
        assert!(!sees_body(&satellite, &at(5.0, 100.0), 5e6, true));
        assert!(sees_body(&satellite, &at(5.0, 100.0), 5e6, false));
        assert!(sees_body(&satellite, &at(30.0, 600.0), 5e6, true));
        assert!(!sees_body(&satellite, &at(30.0, 600.0), 1e6, true));
    }

    #[test]
    fn stereo_needs_two() {
        assert!(stereo_information_per_m2(1, 2e6, 1e-4) == 0.0);
        let two = stereo_information_per_m2(2, 2e6, 1e-4);
        assert!((1.0 / two.sqrt() - 200.0 / (4.0_f64 / 3.0).sqrt()).abs() < 1e-9);
    }
}
