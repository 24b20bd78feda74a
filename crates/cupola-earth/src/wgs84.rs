//! The WGS-84 ellipsoid: places, heights, great circles and lines of sight.

use cupola_core::{Vec3, math};

/// Gravitational constant times the Earth's mass (m³/s²).
pub const GM_M3_S2: f64 = 3.986_004_418e14;
/// Equatorial radius (m).
pub const A_M: f64 = 6_378_137.0;
/// Flattening.
pub const F: f64 = 1.0 / 298.257_223_563;
/// Polar radius (m).
pub const B_M: f64 = A_M * (1.0 - F);
/// First eccentricity, squared.
pub const E2: f64 = F * (2.0 - F);
/// Second eccentricity, squared.
const EP2: f64 = E2 / (1.0 - E2);
/// Rotation rate (rad/s).
pub const OMEGA_RAD_S: f64 = 7.292_115e-5;
/// Second zonal harmonic, normalised, of the ellipsoid (WGS-84 as first published).
pub const C20_NORMALISED: f64 = -0.484_166_774_985e-3;
/// Second zonal harmonic: `−√5` [`C20_NORMALISED`].
pub const J2: f64 = 1.082_629_821e-3;
/// Standard acceleration of gravity (m/s²).
pub const G0_M_S2: f64 = 9.806_65;
/// Mean radius R1 of the ellipsoid (m): the sphere of the great-circle functions.
pub const MEAN_RADIUS_M: f64 = 6_371_008.771_4;

/// A place: geodetic latitude (−π/2..=π/2), longitude (east, −π..=π) and height above the ellipsoid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geodetic {
    /// Geodetic latitude (rad), north positive.
    pub lat_rad: f64,
    /// Longitude (rad), east positive.
    pub lon_rad: f64,
    /// Height above the ellipsoid (m).
    pub alt_m: f64,
}

impl Geodetic {
    /// The outward unit normal of the ellipsoid here, in ECEF.
    #[must_use]
    pub fn up_ecef(&self) -> Vec3 {
        let (sin_lat, cos_lat) = math::sin_cos(self.lat_rad);
        let (sin_lon, cos_lon) = math::sin_cos(self.lon_rad);
        Vec3::new(cos_lat * cos_lon, cos_lat * sin_lon, sin_lat)
    }
}

/// The point of the ellipsoid whose outward unit normal is `up` (m, ECEF).
#[inline]
#[must_use]
pub fn surface_from_up(up: &Vec3) -> Vec3 {
    let scaled = Vec3::new(A_M * A_M * up.x, A_M * A_M * up.y, B_M * B_M * up.z);
    scaled / scaled.dot(up).sqrt()
}

/// ECEF position (m) of a place.
#[must_use]
pub fn ecef_from_geodetic(place: &Geodetic) -> Vec3 {
    let up = place.up_ecef();
    surface_from_up(&up) + up * place.alt_m
}

/// Sine and cosine of the geodetic latitude, distance from the axis (m) and height (m), without trigonometry.
#[inline]
fn bowring(pos_ecef_m: &Vec3) -> (f64, f64, f64, f64) {
    let (p, z) = ((pos_ecef_m.x * pos_ecef_m.x + pos_ecef_m.y * pos_ecef_m.y).sqrt(), pos_ecef_m.z);
    let r = (p * p + z * z).sqrt();
    let (mut y, mut x) = (B_M * z * (1.0 + EP2 * B_M / r), A_M * p);
    let (mut sin_lat, mut cos_lat) = (0.0, 1.0);
    for _ in 0..2 {
        let scale = 1.0 / (x * x + y * y).sqrt();
        let (sin_u, cos_u) = (y * scale, x * scale);
        let north = z + EP2 * B_M * sin_u * sin_u * sin_u;
        let out = p - E2 * A_M * cos_u * cos_u * cos_u;
        let scale = 1.0 / (north * north + out * out).sqrt();
        (sin_lat, cos_lat) = (north * scale, out * scale);
        (y, x) = ((1.0 - F) * sin_lat, cos_lat);
    }
    let alt_m = p * cos_lat + z * sin_lat - A_M * (1.0 - E2 * sin_lat * sin_lat).sqrt();
    (sin_lat, cos_lat, p, alt_m)
}

/// Place of an ECEF position (m): Bowring's method, two rounds.
///
/// - **Domain:** farther than 100 km from the Earth's centre. **Accuracy:** below 1 µm from −10 km to 40 000 km height.
///
/// # Source
/// Bowring, *Transformation from spatial to geographical coordinates*, Survey Review 23 (1976), 323–327.
#[must_use]
pub fn geodetic_from_ecef(pos_ecef_m: &Vec3) -> Geodetic {
    let (sin_lat, cos_lat, _, alt_m) = bowring(pos_ecef_m);
    Geodetic { lat_rad: math::atan2(sin_lat, cos_lat), lon_rad: math::atan2(pos_ecef_m.y, pos_ecef_m.x), alt_m }
}

/// Height above the ellipsoid (m) of an ECEF position, as exact as [`geodetic_from_ecef`] and cheaper.
#[inline]
#[must_use]
pub fn altitude_m(pos_ecef_m: &Vec3) -> f64 {
    bowring(pos_ecef_m).3
}

/// Height above the ellipsoid measured along the line to the Earth's centre (m): one square root.
///
/// - **Accuracy:** exact on the ellipsoid, at most 6e-6 of the height too large below 1 000 km.
#[inline]
#[must_use]
pub fn altitude_radial_m(pos_ecef_m: &Vec3) -> f64 {
    let r2 = pos_ecef_m.norm_squared();
    let cos2 = (pos_ecef_m.x * pos_ecef_m.x + pos_ecef_m.y * pos_ecef_m.y) / r2;
    r2.sqrt() - B_M / (1.0 - E2 * cos2).sqrt()
}

/// East, north and up unit vectors (ECEF) at a place. At a pole, east is that of the given longitude.
#[must_use]
pub fn enu_basis(place: &Geodetic) -> [Vec3; 3] {
    let (sin_lat, cos_lat) = math::sin_cos(place.lat_rad);
    let (sin_lon, cos_lon) = math::sin_cos(place.lon_rad);
    [
        Vec3::new(-sin_lon, cos_lon, 0.0),
        Vec3::new(-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat),
        Vec3::new(cos_lat * cos_lon, cos_lat * sin_lon, sin_lat),
    ]
}

/// Great-circle distance (m) between two places on the mean sphere, heights ignored.
///
/// - **Accuracy:** within 0.6 % of the geodesic of the ellipsoid.
#[must_use]
pub fn range_m(from: &Geodetic, to: &Geodetic) -> f64 {
    let (a, b) = (from.up_ecef(), to.up_ecef());
    math::atan2(a.cross(&b).norm(), a.dot(&b)) * MEAN_RADIUS_M
}

/// Bearing (rad, clockwise from north, 0..2π) at which the great circle to `to` leaves `from`.
#[must_use]
pub fn bearing_rad(from: &Geodetic, to: &Geodetic) -> f64 {
    let (sin_from, cos_from) = math::sin_cos(from.lat_rad);
    let (sin_to, cos_to) = math::sin_cos(to.lat_rad);
    let (sin_d, cos_d) = math::sin_cos(to.lon_rad - from.lon_rad);
    wrap_tau(math::atan2(sin_d * cos_to, cos_from * sin_to - sin_from * cos_to * cos_d))
}

/// The place `range_m` from `from` along the great circle that leaves at `bearing_rad`; the height is kept.
#[must_use]
pub fn destination(from: &Geodetic, bearing_rad: f64, range_m: f64) -> Geodetic {
    let [east, north, up] = enu_basis(from);
    let (sin_b, cos_b) = math::sin_cos(bearing_rad);
    let (sin_s, cos_s) = math::sin_cos(range_m / MEAN_RADIUS_M);
    let there = up * cos_s + (east * sin_b + north * cos_b) * sin_s;
    let lat_rad = math::atan2(there.z, math::hypot(there.x, there.y));
    Geodetic { lat_rad, lon_rad: math::atan2(there.y, there.x), alt_m: from.alt_m }
}

/// Elevation (rad, −π/2..=π/2) of a target above the local horizontal of a site, both ECEF (m); no refraction.
#[must_use]
pub fn elevation_rad(site_ecef_m: &Vec3, target_ecef_m: &Vec3) -> f64 {
    let (sin_lat, cos_lat, p, _) = bowring(site_ecef_m);
    let (cos_lon, sin_lon) = if p > 0.0 { (site_ecef_m.x / p, site_ecef_m.y / p) } else { (1.0, 0.0) };
    let up = Vec3::new(cos_lat * cos_lon, cos_lat * sin_lon, sin_lat);
    let line = target_ecef_m - site_ecef_m;
    let above = line.dot(&up);
    math::atan2(above, (line.norm_squared() - above * above).max(0.0).sqrt())
}

/// Azimuth (rad, clockwise from north, 0..2π) of a target from a site, both ECEF (m).
#[must_use]
pub fn azimuth_rad(site_ecef_m: &Vec3, target_ecef_m: &Vec3) -> f64 {
    let [east, north, _] = enu_basis(&geodetic_from_ecef(site_ecef_m));
    let line = target_ecef_m - site_ecef_m;
    wrap_tau(math::atan2(line.dot(&east), line.dot(&north)))
}

/// Where between two points (0 at `a`, 1 at `b`, not clamped) the line comes nearest to the ellipsoid.
#[inline]
fn nearest_fraction(a_ecef_m: &Vec3, b_ecef_m: &Vec3) -> f64 {
    const STRETCH2: f64 = (A_M / B_M) * (A_M / B_M);
    let d = b_ecef_m - a_ecef_m;
    let along = a_ecef_m.x * d.x + a_ecef_m.y * d.y + STRETCH2 * a_ecef_m.z * d.z;
    let length2 = d.x * d.x + d.y * d.y + STRETCH2 * d.z * d.z;
    if length2 > 0.0 { -along / length2 } else { 0.0 }
}

/// Least height (m) above the ellipsoid of the straight line between two points; negative where it passes through.
///
/// - **Accuracy:** 10 m for lines that pass within 200 km of the surface (the nearest point is found on the ellipsoid
///   stretched to a sphere).
#[must_use]
pub fn tangent_height_m(a_ecef_m: &Vec3, b_ecef_m: &Vec3) -> f64 {
    let fraction = nearest_fraction(a_ecef_m, b_ecef_m).clamp(0.0, 1.0);
    altitude_radial_m(&(a_ecef_m + (b_ecef_m - a_ecef_m) * fraction))
}

/// Whether the straight line between two points stays above `min_height_m` *between* them.
///
/// An end point that is itself lower does not block: a line that only rises from a ground radar is clear.
///
/// - **Assumes:** no refraction (a radar's horizon is about 15 % farther) and no terrain.
#[inline]
#[must_use]
pub fn is_line_of_sight_clear(a_ecef_m: &Vec3, b_ecef_m: &Vec3, min_height_m: f64) -> bool {
    let fraction = nearest_fraction(a_ecef_m, b_ecef_m);
    if fraction <= 0.0 || fraction >= 1.0 {
        return true;
    }
    altitude_radial_m(&(a_ecef_m + (b_ecef_m - a_ecef_m) * fraction)) >= min_height_m
}

fn wrap_tau(angle_rad: f64) -> f64 {
    if angle_rad < 0.0 { angle_rad + math::TAU } else { angle_rad }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lat_deg: f64, lon_deg: f64, alt_m: f64) -> Geodetic {
        Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), alt_m }
    }

    #[test]
    fn places_round_trip_from_the_sea_floor_to_beyond_geostationary() {
        for lat in (-90..=90).step_by(5) {
            for alt_m in [-10_000.0, 0.0, 1_000.0, 100_000.0, 1.0e6, 2.0e7, 4.0e7] {
                let place = place(f64::from(lat), 137.0, alt_m);
                let pos = ecef_from_geodetic(&place);
                let back = geodetic_from_ecef(&pos);
                assert!((ecef_from_geodetic(&back) - pos).norm() < 1e-6, "{lat} {alt_m}");
                assert!((back.alt_m - alt_m).abs() < 1e-6, "{lat} {alt_m}: {}", back.alt_m);
                let radial = altitude_radial_m(&pos) - alt_m;
                assert!(alt_m > 1.0e6 || radial.abs() < 6e-6 * alt_m.abs() + 1e-6, "{lat} {alt_m}: {radial}");
            }
        }
    }

    #[test]
    fn great_circles_agree_with_the_published_range() {
        let vandenberg = place(34.85, -120.6, 0.0);
        let kwajalein = place(8.72, 167.73, 0.0);
        let range = range_m(&vandenberg, &kwajalein);
        assert!((range - 7_785_600.0).abs() < 10_000.0, "{range}");
        let there = destination(&vandenberg, bearing_rad(&vandenberg, &kwajalein), range);
        assert!(range_m(&there, &kwajalein) < 1e-3);
    }

    #[test]
    fn elevation_azimuth_and_horizon_are_plain() {
        let site = place(35.0, 135.0, 0.0);
        let site_ecef = ecef_from_geodetic(&site);
        let above = ecef_from_geodetic(&Geodetic { alt_m: 1.0e5, ..site });
        assert!((elevation_rad(&site_ecef, &above) - math::FRAC_PI_2).abs() < 1e-6);
        let east = ecef_from_geodetic(&destination(&site, math::FRAC_PI_2, 50_000.0));
        assert!((azimuth_rad(&site_ecef, &east) - math::FRAC_PI_2).abs() < 1e-2);
        assert!(elevation_rad(&site_ecef, &east) < 0.0);
        assert!(is_line_of_sight_clear(&site_ecef, &above, 0.0));
        assert!(!is_line_of_sight_clear(&site_ecef, &east, 0.0));
        let satellite = Vec3::new(A_M + 1.0e6, 0.0, 0.0);
        let behind = Vec3::new(-(A_M + 1.0e6), 1.0, 0.0);
        assert!(tangent_height_m(&satellite, &behind) < -6.0e6);
        let limb = Vec3::new(-1.0e6, A_M + 100_000.0, 0.0);
        assert!((tangent_height_m(&Vec3::new(5.0e6, A_M + 100_000.0, 0.0), &limb) - 100_000.0).abs() < 1.0);
    }
}
