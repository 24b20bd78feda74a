//! Ground and sea radars.

use cupola_core::{Mat3, Vec3, math};
use cupola_earth::wgs84::{self, Geodetic};

/// Radius of the effective Earth (m): 4/3 of the mean radius, the usual allowance for refraction of a standard atmosphere.
///
/// # Source
/// `SKOLNIK`, *Introduction to Radar Systems*, section on refraction (4/3-Earth model).
const EFFECTIVE_RADIUS_M: f64 = 4.0 / 3.0 * wgs84::MEAN_RADIUS_M;

/// Below this lower limit (rad) a radar is taken to look down to its horizon, not to stop at a fixed elevation.
const HORIZON_LIMIT_RAD: f64 = 0.006;

/// What a radar is given as. SI.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RadarSpec {
    /// Place of the antenna; its altitude is the antenna height.
    pub place: Geodetic,
    /// Range against `reference_rcs_m2` (m).
    pub range_m: f64,
    /// Cross section for which the range holds (m²).
    pub reference_rcs_m2: f64,
    /// Middle of the sector (rad, clockwise from north).
    pub boresight_rad: f64,
    /// Full width of the sector (rad).
    pub sector_rad: f64,
    /// Lowest elevation (rad).
    pub elevation_min_rad: f64,
    /// Highest elevation (rad).
    pub elevation_max_rad: f64,
    /// Range noise of one update (m, one sigma).
    pub range_sigma_m: f64,
    /// Angle noise of one update (rad, one sigma in each angle).
    pub angle_sigma_rad: f64,
    /// Time between updates (s).
    pub update_s: f64,
}

/// A radar at its place, ready to be asked.
///
/// - **Assumes:** free-space fourth-root law normalised by a published range, 4/3-Earth refraction, no clutter, no
///   multipath, no jamming of the radar itself; noise does not grow as the echo weakens.
#[derive(Debug, Clone)]
pub struct Radar {
    spec: RadarSpec,
    pos_ecef_m: Vec3,
    enu: [Vec3; 3],
}

impl Radar {
    /// A radar from its figures.
    #[must_use]
    pub fn new(spec: RadarSpec) -> Self {
        Self { pos_ecef_m: wgs84::ecef_from_geodetic(&spec.place), enu: wgs84::enu_basis(&spec.place), spec }
    }

    /// Antenna position (ECEF, m).
    #[must_use]
    pub fn position_ecef_m(&self) -> Vec3 {
        self.pos_ecef_m
    }

    /// Time between updates (s).
    #[must_use]
    pub fn update_s(&self) -> f64 {
        self.spec.update_s
    }

    /// Range against a target of this cross section (m): `R = R₀ (σ/σ₀)^¼`.
    ///
    /// # Source
    /// The radar range equation (`SKOLNIK`, chapter 1), normalised by a published pair of range and cross section.
    #[must_use]
    pub fn range_against_m(&self, rcs_m2: f64) -> f64 {
        self.spec.range_m * (rcs_m2 / self.spec.reference_rcs_m2).max(0.0).sqrt().sqrt()
    }

    /// Whether a target at this point, seen at most `reach_m` away, is inside range, sector, elevation limits and horizon.
    #[must_use]
    pub fn sees(&self, target_ecef_m: &Vec3, reach_m: f64) -> bool {
        let line = target_ecef_m - self.pos_ecef_m;
        let distance_m = line.norm();
        if distance_m > reach_m || distance_m < 1.0 {
            return false;
        }
        let up_m = line.dot(&self.enu[2]);
        let ground_m = (distance_m * distance_m - up_m * up_m).max(0.0).sqrt();
        // Rays bend downwards: seen from the antenna the target stands higher by ground range over eight Earth radii.
        let lift_rad = ground_m / 2.0 * (1.0 / wgs84::MEAN_RADIUS_M - 1.0 / EFFECTIVE_RADIUS_M);
        let elevation_rad = math::atan2(up_m, ground_m) + lift_rad;
        let is_low_enough_to_see = if self.spec.elevation_min_rad <= HORIZON_LIMIT_RAD {
            let horizon_m = |height_m: f64| (2.0 * height_m.max(0.0) * EFFECTIVE_RADIUS_M).sqrt();
            ground_m <= horizon_m(self.spec.place.alt_m) + horizon_m(wgs84::altitude_radial_m(target_ecef_m))
        } else {
            elevation_rad >= self.spec.elevation_min_rad
        };
        if !is_low_enough_to_see || elevation_rad > self.spec.elevation_max_rad {
            return false;
        }
        self.spec.sector_rad >= math::TAU - 1e-9 || {
            let azimuth_rad = math::atan2(line.dot(&self.enu[0]), line.dot(&self.enu[1]));
            let off_rad = (azimuth_rad - self.spec.boresight_rad).rem_euclid(math::TAU);
            off_rad.min(math::TAU - off_rad) <= self.spec.sector_rad / 2.0
        }
    }

    /// What one update tells about position: the information matrix (inverse covariance, 1/m², ECEF) of a range and two angles.
    #[must_use]
    pub fn information(&self, target_ecef_m: &Vec3) -> Mat3 {
        let line = target_ecef_m - self.pos_ecef_m;
        let distance_m = line.norm().max(1.0);
        let along = line / distance_m;
        let per_range = 1.0 / (self.spec.range_sigma_m * self.spec.range_sigma_m);
        let cross_m = distance_m * self.spec.angle_sigma_rad;
        let per_cross = 1.0 / (cross_m * cross_m);
        Mat3::identity() * per_cross + along * along.transpose() * (per_range - per_cross)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn radar(height_m: f64) -> Radar {
        Radar::new(RadarSpec {
            place: Geodetic { lat_rad: 35.0_f64.to_radians(), lon_rad: 139.0_f64.to_radians(), alt_m: height_m },
            range_m: 1_000e3,
            reference_rcs_m2: 1.0,
            boresight_rad: 0.0,
            sector_rad: math::TAU / 3.0,
            elevation_min_rad: 0.0,
            elevation_max_rad: math::FRAC_PI_2,
            range_sigma_m: 10.0,
            angle_sigma_rad: 1e-3,
            update_s: 1.0,
        })
    }

    fn at(range_m: f64, bearing_rad: f64, alt_m: f64) -> Vec3 {
        let from = Geodetic { lat_rad: 35.0_f64.to_radians(), lon_rad: 139.0_f64.to_radians(), alt_m: 0.0 };
        let mut place = wgs84::destination(&from, bearing_rad, range_m);
        place.alt_m = alt_m;
        wgs84::ecef_from_geodetic(&place)
    }

    #[test]
    fn range_goes_with_the_fourth_root_of_cross_section() {
        assert!((radar(30.0).range_against_m(1.0 / 16.0) - 500e3).abs() < 1e-6);
    }

    /// Horizon of a 4/3 Earth: 4.12 km (√h₁ + √h₂) with heights in metres, the rule every radar text prints.
    #[test]
    fn low_flyers_appear_at_the_horizon() {
        let radar = radar(30.0);
        let horizon_m = 4_120.0 * (30.0_f64.sqrt() + 100.0_f64.sqrt());
        assert!(radar.sees(&at(horizon_m * 0.98, 0.0, 100.0), 1e6));
        assert!(!radar.sees(&at(horizon_m * 1.02, 0.0, 100.0), 1e6));
    }

    /// From a hill a low flyer stands below the horizontal; it is seen all the same, from its horizon to close by.
    #[test]
    fn low_flyers_below_a_hill_are_seen() {
        let radar = radar(400.0);
        for range_m in [2e3, 20e3, 60e3, 100e3] {
            assert!(radar.sees(&at(range_m, 0.0, 50.0), 1e6), "{range_m} m");
        }
    }

    #[test]
    fn sector_and_range_limit_what_is_seen() {
        let radar = radar(30.0);
        assert!(radar.sees(&at(300e3, 1.0, 100e3), 1e6));
        assert!(!radar.sees(&at(300e3, 1.1, 100e3), 1e6));
        assert!(!radar.sees(&at(300e3, 0.0, 100e3), 200e3));
    }

    #[test]
    fn information_is_sharp_in_range_and_blunt_across() {
        let radar = radar(0.0);
        let target = at(400e3, 0.0, 50e3);
        let covariance = radar.information(&target).try_inverse().unwrap();
        let along = (target - radar.position_ecef_m()).normalize();
        assert!(((along.transpose() * covariance * along)[0].sqrt() - 10.0).abs() < 1e-6);
        assert!((covariance.trace() - 100.0 - 2.0 * (403_000.0_f64 * 1e-3).powi(2)).abs() < 0.05 * covariance.trace());
    }
}
