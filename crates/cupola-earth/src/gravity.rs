//! Gravity with the Earth's flattening, and the forces of the rotating frame.

use crate::wgs84::{A_M, B_M, E2, F, GM_M3_S2, J2, OMEGA_RAD_S};
use cupola_core::{Vec3, math};

/// Gravitational acceleration (m/s²) at an ECEF position (m): point mass and J2.
///
/// - **Domain:** on and above the surface. **Accuracy:** about 3e-5 of gravity near the surface (higher harmonics left out).
///
/// # Source
/// Vallado, *Fundamentals of Astrodynamics and Applications*, 4th ed., §8.7.1.
#[inline]
#[must_use]
pub fn gravitation_m_s2(pos_ecef_m: &Vec3) -> Vec3 {
    let inverse_r2 = 1.0 / pos_ecef_m.norm_squared();
    let pull = GM_M3_S2 * inverse_r2 * inverse_r2.sqrt();
    let flattening = 1.5 * J2 * A_M * A_M * inverse_r2;
    let polar = 5.0 * pos_ecef_m.z * pos_ecef_m.z * inverse_r2;
    let equatorial = -pull * (1.0 + flattening * (1.0 - polar));
    let axial = -pull * (1.0 + flattening * (3.0 - polar));
    Vec3::new(pos_ecef_m.x * equatorial, pos_ecef_m.y * equatorial, pos_ecef_m.z * axial)
}

/// Acceleration (m/s²) of a free body seen in the rotating frame: gravitation, centrifugal and Coriolis.
#[inline]
#[must_use]
pub fn acceleration_ecef(pos_ecef_m: &Vec3, vel_ecef_m_s: &Vec3) -> Vec3 {
    const W: f64 = OMEGA_RAD_S;
    let mut acceleration = gravitation_m_s2(pos_ecef_m);
    acceleration.x += W * (W * pos_ecef_m.x + 2.0 * vel_ecef_m_s.y);
    acceleration.y += W * (W * pos_ecef_m.y - 2.0 * vel_ecef_m_s.x);
    acceleration
}

/// Acceleration of a body at rest on the ellipsoid (m/s²) at a geodetic latitude: gravitation less the centrifugal part.
///
/// Somigliana's closed form, with gravity at equator and pole from the four constants that define the ellipsoid.
///
/// - **Domain:** on the surface. **Accuracy:** the definition's own: ten digits of the published values.
///
/// # Source
/// `WGS84`, ch. 4 (eq. 4-1); the constants after H. Moritz, *Geodetic Reference System 1980*.
#[must_use]
pub fn normal_gravity_m_s2(lat_rad: f64) -> f64 {
    let ep = (E2 / (1.0 - E2)).sqrt();
    let m = OMEGA_RAD_S * OMEGA_RAD_S * A_M * A_M * B_M / GM_M3_S2;
    let arc = math::atan(ep);
    let q = 0.5 * ((1.0 + 3.0 / (ep * ep)) * arc - 3.0 / ep);
    let q_slope = 3.0 * (1.0 + 1.0 / (ep * ep)) * (1.0 - arc / ep) - 1.0;
    let at_equator = GM_M3_S2 / (A_M * B_M) * (1.0 - m - m * ep * q_slope / (6.0 * q));
    let at_pole = GM_M3_S2 / (A_M * A_M) * (1.0 + m * ep * q_slope / (3.0 * q));
    let k = (1.0 - F) * at_pole / at_equator - 1.0;
    let sin2 = math::sin(lat_rad) * math::sin(lat_rad);
    at_equator * (1.0 + k * sin2) / (1.0 - E2 * sin2).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wgs84::{Geodetic, ecef_from_geodetic};

    /// J2 alone leaves 2e-5 at any latitude.
    #[test]
    fn gravity_at_rest_agrees_with_normal_gravity() {
        for lat_deg in [-90.0_f64, -60.0, -45.0, -20.0, 0.0, 33.0, 90.0] {
            let place = Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: 2.0, alt_m: 0.0 };
            let felt = acceleration_ecef(&ecef_from_geodetic(&place), &Vec3::zeros()).norm();
            assert!((felt - normal_gravity_m_s2(place.lat_rad)).abs() < 3e-4, "{lat_deg}: {felt}");
        }
    }

    /// The printed values at equator and pole, and J2 from the same harmonic.
    #[test]
    fn normal_gravity_agrees_with_the_published_values() {
        assert!((normal_gravity_m_s2(0.0) - 9.780_325_335_9).abs() < 1e-9);
        assert!((normal_gravity_m_s2(-math::FRAC_PI_2) - 9.832_184_937_8).abs() < 1e-9);
        assert!((J2 + 5.0_f64.sqrt() * crate::wgs84::C20_NORMALISED).abs() < 1e-12);
    }
}
