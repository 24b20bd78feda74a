//! A great circle over the ellipsoid, for flights whose height and distance are planned rather than shot.

use crate::trajectory::Knot;
use cupola_core::{Vec3, math};
use cupola_earth::wgs84::{A_M, B_M, Geodetic, MEAN_RADIUS_M, surface_from_up};

/// The great circle between two places: the ellipsoid's normal turns evenly from one to the other.
///
/// Distances are those of the mean sphere (as `wgs84::range_m`), within 0.6 % of the ellipsoid's.
pub(crate) struct GreatCircle {
    from: Vec3,
    ahead: Vec3,
    pub length_m: f64,
}

impl GreatCircle {
    pub fn new(from: &Geodetic, to: &Geodetic) -> Self {
        let (a, b) = (from.up_ecef(), to.up_ecef());
        let sideways = b - a * a.dot(&b);
        let ahead = sideways.try_normalize(1e-12).unwrap_or_else(Vec3::zeros);
        Self { from: a, ahead, length_m: math::atan2(sideways.norm(), a.dot(&b)) * MEAN_RADIUS_M }
    }

    /// The knot at a distance (m) and height (m), moving at these rates (m/s); the distance is counted on the ground.
    pub fn knot(&self, time_s: f64, distance_m: f64, height_m: f64, distance_rate_m_s: f64, climb_m_s: f64) -> Knot {
        let (sin_s, cos_s) = math::sin_cos(distance_m / MEAN_RADIUS_M);
        let up = self.from * cos_s + self.ahead * sin_s;
        let turning = (self.ahead * cos_s - self.from * sin_s) * (distance_rate_m_s / MEAN_RADIUS_M);
        let scaled = Vec3::new(A_M * A_M * up.x, A_M * A_M * up.y, B_M * B_M * up.z);
        let moved = Vec3::new(A_M * A_M * turning.x, A_M * A_M * turning.y, B_M * B_M * turning.z);
        let q = scaled.dot(&up).sqrt();
        let surface_rate = moved / q - scaled * (up.dot(&moved) / (q * q * q));
        Knot {
            time_s,
            pos_ecef_m: surface_from_up(&up) + up * height_m,
            vel_ecef_m_s: surface_rate + turning * height_m + up * climb_m_s,
        }
    }
}

/// Ground-distance rate (m/s) of a horizontal speed (m/s) at a height (m).
pub(crate) fn ground_rate_m_s(horizontal_m_s: f64, height_m: f64) -> f64 {
    horizontal_m_s * MEAN_RADIUS_M / (MEAN_RADIUS_M + height_m)
}
