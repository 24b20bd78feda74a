//! Gravity with the Earth's flattening, and the forces of the rotating frame.

use crate::wgs84::{A_M, GM_M3_S2, J2, OMEGA_RAD_S};
use cupola_core::Vec3;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wgs84::B_M;

    /// Normal gravity of WGS-84 on the equator and at the pole; J2 alone leaves 2e-5.
    #[test]
    fn gravity_at_rest_agrees_with_normal_gravity() {
        let equator = acceleration_ecef(&Vec3::new(A_M, 0.0, 0.0), &Vec3::zeros()).norm();
        let pole = acceleration_ecef(&Vec3::new(0.0, 0.0, B_M), &Vec3::zeros()).norm();
        assert!((equator - 9.780_325_335_9).abs() < 3e-4, "{equator}");
        assert!((pole - 9.832_184_937_8).abs() < 3e-4, "{pole}");
    }
}
