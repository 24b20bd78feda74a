//! What a sensor returns, how well, and where in space that is.

use cupola_core::{Mat3, Vec3, math};

/// Which Earth the targets fly over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earth {
    /// Flat, gravity 9.80665 m/s² along −z; positions in the first sensor's East-North-Up.
    Flat,
    /// The WGS 84 ellipsoid, turning; positions Earth-fixed (ECEF).
    Wgs84,
}

impl Earth {
    /// Upwards at a place: along z, or from the Earth's centre.
    pub fn up(self, pos_m: &Vec3) -> Vec3 {
        match self {
            Self::Flat => Vec3::z(),
            Self::Wgs84 => pos_m.normalize(),
        }
    }
}

/// A sensor that returns range, azimuth and elevation.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensor {
    /// Its name in files of detections.
    pub name: String,
    /// Where it stands (m, in the tracker's frame).
    pub site_m: Vec3,
    /// Turns a vector of its East-North-Up into the tracker's frame.
    pub frame_from_enu: Mat3,
    /// Error of range (m, one sigma).
    pub sigma_range_m: f64,
    /// Error of azimuth (rad, one sigma).
    pub sigma_azimuth_rad: f64,
    /// Error of elevation (rad, one sigma).
    pub sigma_elevation_rad: f64,
    /// Chance that a scan returns a target inside the coverage.
    pub detection_probability: f64,
    /// False returns expected in a scan, spread evenly over range, azimuth and elevation.
    pub false_returns: f64,
    /// Least and greatest range (m).
    pub range_m: [f64; 2],
    /// Least and greatest azimuth (rad, from x (east) towards y (north)).
    pub azimuth_rad: [f64; 2],
    /// Least and greatest elevation (rad).
    pub elevation_rad: [f64; 2],
}

/// One return.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Return {
    /// Range (m).
    pub range_m: f64,
    /// Azimuth (rad, from x (east) towards y (north)).
    pub azimuth_rad: f64,
    /// Elevation (rad, above the xy plane).
    pub elevation_rad: f64,
}

/// A return turned into a place with its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Position (m, the tracker's frame).
    pub pos_m: Vec3,
    /// Covariance of that position (m²).
    pub covariance_m2: Mat3,
    /// Volume of space per unit of range, azimuth and elevation there (m²/rad²): turns densities of the one into the other.
    pub volume_m2: f64,
}

impl Sensor {
    /// Volume of the coverage in its own coordinates (m·rad²).
    pub fn coverage(&self) -> f64 {
        let span = |[low, high]: [f64; 2]| high - low;
        span(self.range_m) * span(self.azimuth_rad) * span(self.elevation_rad)
    }

    /// Range, azimuth and elevation at which a place appears.
    pub fn sight(&self, pos_m: &Vec3) -> Return {
        let enu = self.frame_from_enu.tr_mul(&(pos_m - self.site_m));
        let range_m = enu.norm();
        Return {
            range_m,
            azimuth_rad: math::atan2(enu.y, enu.x),
            elevation_rad: math::asin((enu.z / range_m).clamp(-1.0, 1.0)),
        }
    }

    /// Whether a sight lies inside the coverage.
    pub fn covers(&self, sight: &Return) -> bool {
        let inside = |value: f64, [low, high]: [f64; 2]| (low..=high).contains(&value);
        let [from, to] = self.azimuth_rad;
        let turned = from + (sight.azimuth_rad - from).rem_euclid(math::TAU);
        inside(sight.range_m, self.range_m) && turned <= to && inside(sight.elevation_rad, self.elevation_rad)
    }

    /// Where a return is, freed of the bias that angle noise puts on it, with the covariance of that place.
    ///
    /// - **Domain:** range times the variance of the angles small against the error of range, `r σ² < 0.4 σ_range`
    ///   (Lerro and Bar-Shalom's limit for the plain conversion; here the bias is removed, so that twice as much does no harm).
    ///
    /// # Source
    /// Converted measurements: Lerro and Bar-Shalom 1993; unbiased factor: Mo, Song, Zhou, Sun and Bar-Shalom,
    /// *Unbiased converted measurements for tracking*, IEEE Trans. AES 34(3), 1998 (`MO1998`).
    pub fn place(&self, found: &Return) -> Placed {
        let (sin_azimuth, cos_azimuth) = math::sin_cos(found.azimuth_rad);
        let (sin_elevation, cos_elevation) = math::sin_cos(found.elevation_rad);
        let (var_azimuth, var_elevation) = (self.sigma_azimuth_rad.powi(2), self.sigma_elevation_rad.powi(2));
        let (stretch_azimuth, stretch_elevation) = (1.0 + 0.5 * var_azimuth, 1.0 + 0.5 * var_elevation);
        let level = found.range_m * cos_elevation * stretch_azimuth * stretch_elevation;
        let enu =
            Vec3::new(level * cos_azimuth, level * sin_azimuth, found.range_m * sin_elevation * stretch_elevation);
        let along = Vec3::new(cos_elevation * cos_azimuth, cos_elevation * sin_azimuth, sin_elevation);
        let across = Vec3::new(-sin_azimuth, cos_azimuth, 0.0);
        let upward = Vec3::new(-sin_elevation * cos_azimuth, -sin_elevation * sin_azimuth, cos_elevation);
        let square = found.range_m * found.range_m;
        let spread = |axis: Vec3, variance: f64| axis * axis.transpose() * variance;
        let second_order = 0.5 * square * (var_azimuth * var_azimuth + var_elevation * var_elevation);
        let covariance = spread(along, self.sigma_range_m.powi(2) + second_order)
            + spread(across, square * cos_elevation * cos_elevation * var_azimuth)
            + spread(upward, square * var_elevation);
        Placed {
            pos_m: self.site_m + self.frame_from_enu * enu,
            covariance_m2: self.frame_from_enu * covariance * self.frame_from_enu.transpose(),
            volume_m2: square * cos_elevation,
        }
    }
}
