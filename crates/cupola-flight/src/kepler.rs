//! Two-body arcs over a sphere: the first guess of every ballistic flight, and the textbook check.

use cupola_core::{Vec3, math};
use cupola_earth::wgs84::{GM_M3_S2, MEAN_RADIUS_M};

/// A two-body arc between two radii.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arc {
    /// Speed at the start (m/s), inertial.
    pub speed_m_s: f64,
    /// Flight-path angle at the start (rad above the local horizontal).
    pub angle_rad: f64,
    /// Distance of the apogee from the centre (m).
    pub apogee_radius_m: f64,
    /// Time from start to end (s).
    pub time_s: f64,
}

/// The arc of least speed from radius `start_m` to radius `end_m` (m), `central_rad` apart.
///
/// The ellipse has major axis `(r1 + r2 + chord) / 2`, and its start bisects the angle between the vertical and the aim.
///
/// - **Domain:** 0 < `central_rad` < π. **Assumes:** a sphere at rest without air.
///
/// # Source
/// Bate, Mueller, White, *Fundamentals of Astrodynamics* (1971), ch. 6.
#[must_use]
pub fn minimum_energy_arc(start_m: f64, end_m: f64, central_rad: f64) -> Arc {
    let (sin_c, cos_c) = math::sin_cos(central_rad);
    let chord = (start_m * start_m + end_m * end_m - 2.0 * start_m * end_m * cos_c).sqrt();
    let semi_major = 0.25 * (start_m + end_m + chord);
    let aim_rad = math::atan2(end_m * cos_c - start_m, end_m * sin_c);
    let angle_rad = 0.5 * (aim_rad + math::FRAC_PI_2);
    let speed_m_s = (GM_M3_S2 * (2.0 / start_m - 1.0 / semi_major)).max(0.0).sqrt();
    let momentum = start_m * speed_m_s * math::cos(angle_rad);
    let eccentricity = (1.0 - momentum * momentum / (GM_M3_S2 * semi_major)).max(0.0).sqrt();
    finish(start_m, end_m, semi_major * (1.0 + eccentricity), eccentricity)
}

/// The arc with a given apogee radius from `start_m` to `end_m` (m), `central_rad` apart; `None` where none exists.
///
/// With `k = r_a / r` the angle ψ between an end and the apogee has `cos ψ = k − (k − 1)/e`, so that
/// `ψ1 + ψ2 = central_rad` is a quadratic in `1/e`, whose smaller root is the short way.
///
/// - **Domain:** an apogee above both ends. **Assumes:** a sphere at rest without air.
#[must_use]
pub fn lofted_arc(start_m: f64, end_m: f64, central_rad: f64, apogee_radius_m: f64) -> Option<Arc> {
    let (k1, k2) = (apogee_radius_m / start_m, apogee_radius_m / end_m);
    let (m1, m2) = (k1 - 1.0, k2 - 1.0);
    if m1 <= 0.0 || m2 <= 0.0 {
        return None;
    }
    let (sin_c, cos_c) = math::sin_cos(central_rad);
    let a = m1 * m1 + m2 * m2 - 2.0 * cos_c * m1 * m2;
    let minus_half_b = k1 * m1 + k2 * m2 - cos_c * (k1 * m2 + k2 * m1);
    let c = k1 * k1 + k2 * k2 - 2.0 * cos_c * k1 * k2 - sin_c * sin_c;
    let root = minus_half_b * minus_half_b - a * c;
    if root < 0.0 {
        return None;
    }
    let eccentricity = (minus_half_b + root.sqrt()) / c;
    let is_ellipse = eccentricity > 0.0 && eccentricity < 1.0;
    let length_rad =
        || from_apogee(start_m, apogee_radius_m, eccentricity) + from_apogee(end_m, apogee_radius_m, eccentricity);
    // Where the apogee lies outside the arc, or an end below the perigee, the lengths do not fit.
    let fits = is_ellipse && (length_rad() - central_rad).abs() < 1e-4;
    fits.then(|| finish(start_m, end_m, apogee_radius_m, eccentricity))
}

/// Angle (rad) at the centre between a radius and the apogee.
fn from_apogee(radius_m: f64, apogee_radius_m: f64, eccentricity: f64) -> f64 {
    math::acos_clamped((1.0 - apogee_radius_m * (1.0 - eccentricity) / radius_m) / eccentricity)
}

/// The arc over the apogee from its shape.
fn finish(start_m: f64, end_m: f64, apogee_radius_m: f64, eccentricity: f64) -> Arc {
    let e = eccentricity;
    let semi_major = apogee_radius_m / (1.0 + e);
    let time_to_apogee = |radius_m: f64| {
        let half = 0.5 * from_apogee(radius_m, apogee_radius_m, e);
        let anomaly = 2.0 * math::atan(((1.0 + e) / (1.0 - e)).sqrt() * math::tan(half));
        (semi_major * semi_major * semi_major / GM_M3_S2).sqrt() * (anomaly + e * math::sin(anomaly))
    };
    let speed2 = GM_M3_S2 * (2.0 / start_m - 1.0 / semi_major);
    let horizontal = (GM_M3_S2 * semi_major * (1.0 - e * e)).sqrt() / start_m;
    let rising = (speed2 - horizontal * horizontal).max(0.0).sqrt();
    Arc {
        speed_m_s: speed2.max(0.0).sqrt(),
        angle_rad: math::atan2(rising, horizontal),
        apogee_radius_m,
        time_s: time_to_apogee(start_m) + time_to_apogee(end_m),
    }
}

/// The minimum-energy arc between two points of the mean sphere `range_m` apart: `v² = 2 μ s / (R (1 + s))`,
/// `s = sin(range / 2R)`, angle `(π − range/R) / 4`.
#[must_use]
pub fn minimum_energy(range_m: f64) -> Arc {
    minimum_energy_arc(MEAN_RADIUS_M, MEAN_RADIUS_M, range_m / MEAN_RADIUS_M)
}

/// The velocity (m/s, Earth-fixed) that carries a body from one Earth-fixed place (m) to another on a two-body arc while the
/// Earth turns at `rotation_rad_s`, and that arc; `None` where there is no arc.
///
/// `flight_s` is a guess of the time it takes; the arc's own is better, so call again with that. Without an apogee (a
/// distance from the centre, m) it is the arc whose apogee is that of least energy over the turning ground: the climb
/// is the same in both frames.
pub(crate) fn velocity_to(
    from_ecef_m: &Vec3,
    aim_ecef_m: &Vec3,
    apogee_radius_m: Option<f64>,
    flight_s: f64,
    rotation_rad_s: f64,
) -> Option<(Vec3, Arc)> {
    // In the inertial frame that meets ECEF at the start, the aim turns east during the flight.
    let (sin_w, cos_w) = math::sin_cos(rotation_rad_s * flight_s);
    let fixed = aim_ecef_m;
    let aim = Vec3::new(fixed.x * cos_w - fixed.y * sin_w, fixed.x * sin_w + fixed.y * cos_w, fixed.z);
    let (start_m, end_m) = (from_ecef_m.norm(), aim.norm());
    let between = |b: &Vec3| math::atan2(from_ecef_m.cross(b).norm(), from_ecef_m.dot(b));
    let arc = match apogee_radius_m {
        Some(apogee_m) => lofted_arc(start_m, end_m, between(&aim), apogee_m)?,
        None => {
            let least = minimum_energy_arc(start_m, end_m, between(fixed));
            lofted_arc(start_m, end_m, between(&aim), least.apogee_radius_m).unwrap_or(least)
        }
    };
    let up = from_ecef_m / start_m;
    let forward = (aim - up * aim.dot(&up)).try_normalize(1e-6)?;
    let (sin_g, cos_g) = math::sin_cos(arc.angle_rad);
    let turning = Vec3::new(-rotation_rad_s * from_ecef_m.y, rotation_rad_s * from_ecef_m.x, 0.0);
    Some(((up * sin_g + forward * cos_g) * arc.speed_m_s - turning, arc))
}
