//! A sensor in three small parts: where it looks from and into, what it finds there, and how well it measures.

use cupola_core::{Mat3, Vec3, math};

/// False returns in a scan at the least; any number far below one in a scan does the same.
const LEAST_FALSE: f64 = 1e-6;

/// Depth to which a straight line may go under the ground and the ray still pass (m): at 1,000 km a ray over an Earth of 4/3 its
/// radius is 4.9 km higher in its middle. Nearer, sensors' least elevations are what counts.
const GRAZING_M: f64 = 5_000.0;

/// Which Earth the targets fly over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Earth {
    /// Flat, without air, gravity 9.80665 m/s² along −z; positions in the first sensor's East-North-Up.
    Flat,
    /// The WGS 84 ellipsoid, turning, with air; positions Earth-fixed (ECEF).
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

    /// Whether the Earth is not between two places; a line may graze it, for rays bend.
    pub fn is_clear(self, from_m: &Vec3, to_m: &Vec3) -> bool {
        match self {
            Self::Flat => true,
            Self::Wgs84 => cupola_earth::wgs84::is_line_of_sight_clear(from_m, to_m, -GRAZING_M),
        }
    }

    /// Height over the ground (m).
    pub fn altitude_m(self, pos_m: &Vec3) -> f64 {
        match self {
            Self::Flat => pos_m.z,
            Self::Wgs84 => cupola_earth::wgs84::altitude_radial_m(pos_m),
        }
    }
}

/// Where a sensor stands and what lies in its field.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Where it stands (m, in the tracker's frame).
    pub site_m: Vec3,
    /// How it moves (m/s, in the tracker's frame).
    pub site_vel_m_s: Vec3,
    /// Turns a vector of its East-North-Up into the tracker's frame.
    pub frame_from_enu: Mat3,
    /// Least and greatest range (m); of angles alone, the ranges that a target may have.
    pub range_m: [f64; 2],
    /// Least and greatest azimuth (rad, from x (east) towards y (north)).
    pub azimuth_rad: [f64; 2],
    /// Least and greatest elevation (rad).
    pub elevation_rad: [f64; 2],
}

/// What a scan finds of what lies in the field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detection {
    /// Chance that a scan returns a target in the field.
    pub probability: f64,
    /// False returns expected in a scan, spread evenly over the field.
    pub false_returns: f64,
}

/// What a return tells, and how well. One sigma each.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measurement {
    /// Error of range (m); `None` for a sensor that sees angles alone.
    pub sigma_range_m: Option<f64>,
    /// Error of azimuth (rad).
    pub sigma_azimuth_rad: f64,
    /// Error of elevation (rad).
    pub sigma_elevation_rad: f64,
    /// Range rate; `None` where it is not measured.
    pub range_rate: Option<RangeRate>,
    /// What is known of constant errors of range (m), azimuth and elevation (rad): zero for none.
    pub sigma_bias: [f64; 3],
}

/// How range rate is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RangeRate {
    /// Error (m/s, one sigma).
    pub sigma_m_s: f64,
    /// Least and greatest (m/s): false returns lie evenly between.
    pub range_m_s: [f64; 2],
}

/// A sensor.
#[derive(Debug, Clone, PartialEq)]
pub struct Sensor {
    /// Its name in files of detections.
    pub name: String,
    /// Where it looks from and into.
    pub field: Field,
    /// What it finds.
    pub detection: Detection,
    /// How well it measures.
    pub measurement: Measurement,
}

/// One return.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Return {
    /// Range (m); `None` from a sensor that sees angles alone.
    pub range_m: Option<f64>,
    /// Azimuth (rad, from x (east) towards y (north)).
    pub azimuth_rad: f64,
    /// Elevation (rad, above the xy plane).
    pub elevation_rad: f64,
    /// How fast the range grows (m/s), where it is measured.
    pub range_rate_m_s: Option<f64>,
}

/// What a return says of a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fix {
    /// From range and angles.
    Place(Place),
    /// From angles alone.
    Line(Line),
}

/// A position with its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// Position (m, the tracker's frame).
    pub pos_m: Vec3,
    /// Covariance of that position (m²).
    pub covariance_m2: Mat3,
    /// Volume of space per unit of range, azimuth and elevation there (m²/rad²): turns densities of the one into the other.
    pub volume_m2: f64,
}

/// A line of sight with its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Where it begins (m, the tracker's frame).
    pub site_m: Vec3,
    /// Its direction (unit vector).
    pub along: Vec3,
    /// Two directions across it (unit vectors), level and upward.
    pub across: [Vec3; 2],
    /// Variance of the line in each of them (rad²).
    pub variance_rad2: [f64; 2],
    /// Solid angle per unit of azimuth and elevation there.
    pub solid_angle_fraction: f64,
}

/// Errors of range (m), azimuth and elevation (rad) to be taken off a sensor's returns, and how well they are known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bias {
    /// The errors.
    pub mean: Vec3,
    /// Their covariance.
    pub covariance: Mat3,
}

impl Bias {
    /// A return freed of it.
    pub fn off(&self, found: &Return) -> Return {
        Return {
            range_m: found.range_m.map(|range_m| range_m - self.mean.x),
            azimuth_rad: found.azimuth_rad - self.mean.y,
            elevation_rad: found.elevation_rad - self.mean.z,
            range_rate_m_s: found.range_rate_m_s,
        }
    }
}

impl Line {
    /// The directions across the line from the sensor to a place near this line.
    pub fn turned_to(&self, pos_m: &Vec3) -> [Vec3; 2] {
        let along = (pos_m - self.site_m).normalize();
        self.across.map(|axis| (axis - along * axis.dot(&along)).normalize())
    }
}

impl Field {
    /// Range, azimuth and elevation at which a place appears.
    pub fn sight(&self, pos_m: &Vec3) -> [f64; 3] {
        let enu = self.frame_from_enu.tr_mul(&(pos_m - self.site_m));
        let range_m = enu.norm();
        [range_m, math::atan2(enu.y, enu.x), math::asin((enu.z / range_m).clamp(-1.0, 1.0))]
    }

    /// Whether a range, azimuth and elevation lie in the field.
    pub fn covers(&self, [range_m, azimuth_rad, elevation_rad]: [f64; 3]) -> bool {
        let inside = |value: f64, [low, high]: [f64; 2]| (low..=high).contains(&value);
        let [from, to] = self.azimuth_rad;
        let turned = from + (azimuth_rad - from).rem_euclid(math::TAU);
        inside(range_m, self.range_m) && turned <= to && inside(elevation_rad, self.elevation_rad)
    }

    /// What a metre of range and a radian of azimuth and of elevation move a place by (m, m/rad), as columns.
    pub fn slopes(&self, range_m: f64, azimuth_rad: f64, elevation_rad: f64) -> Mat3 {
        let [along, across, upward] = self.axes(azimuth_rad, elevation_rad);
        Mat3::from_columns(&[along, across * (range_m * math::cos(elevation_rad)), upward * range_m])
    }

    /// Direction in the tracker's frame of an azimuth and elevation, and the two directions across it, level and upward.
    fn axes(&self, azimuth_rad: f64, elevation_rad: f64) -> [Vec3; 3] {
        let (sin_azimuth, cos_azimuth) = math::sin_cos(azimuth_rad);
        let (sin_elevation, cos_elevation) = math::sin_cos(elevation_rad);
        [
            Vec3::new(cos_elevation * cos_azimuth, cos_elevation * sin_azimuth, sin_elevation),
            Vec3::new(-sin_azimuth, cos_azimuth, 0.0),
            Vec3::new(-sin_elevation * cos_azimuth, -sin_elevation * sin_azimuth, cos_elevation),
        ]
        .map(|axis| self.frame_from_enu * axis)
    }
}

impl Sensor {
    /// False returns per unit of range (where it is measured), azimuth and elevation; one in a million scans at the least, so
    /// that a return is never impossible.
    pub fn false_density(&self) -> f64 {
        let span = |[low, high]: [f64; 2]| high - low;
        let angles = span(self.field.azimuth_rad) * span(self.field.elevation_rad);
        let size = if self.measurement.sigma_range_m.is_some() { span(self.field.range_m) * angles } else { angles };
        self.detection.false_returns.max(LEAST_FALSE) / size
    }

    /// What a return says of a position; `bias` is the covariance of what is not known of the sensor's constant errors of
    /// range (m), azimuth and elevation (rad).
    pub fn fix(&self, found: &Return, bias: &Mat3) -> Fix {
        match found.range_m {
            Some(range_m) => Fix::Place(self.place([range_m, found.azimuth_rad, found.elevation_rad], bias)),
            None => Fix::Line(self.line(found.azimuth_rad, found.elevation_rad, bias)),
        }
    }

    /// Where a return is, freed of the bias that angle noise puts on it, with the covariance of that place.
    ///
    /// - **Domain:** range times the variance of the angles small against the error of range, `r σ² < 0.4 σ_range`
    ///   (Lerro and Bar-Shalom's limit for the plain conversion; here the bias is removed, so that twice as much does no harm).
    ///
    /// # Source
    /// Converted measurements: Lerro and Bar-Shalom 1993; unbiased factor: Mo, Song, Zhou, Sun and Bar-Shalom,
    /// *Unbiased converted measurements for tracking*, IEEE Trans. AES 34(3), 1998 (`MO1998`).
    fn place(&self, [range_m, azimuth_rad, elevation_rad]: [f64; 3], bias: &Mat3) -> Place {
        let noise = &self.measurement;
        let [along, across, upward] = self.field.axes(azimuth_rad, elevation_rad);
        let (var_azimuth, var_elevation) = (noise.sigma_azimuth_rad.powi(2), noise.sigma_elevation_rad.powi(2));
        let var_range_m2 = noise.sigma_range_m.unwrap_or(0.0).powi(2);
        let (stretch_azimuth, stretch_elevation) = (1.0 + 0.5 * var_azimuth, 1.0 + 0.5 * var_elevation);
        let (sin_elevation, cos_elevation) = math::sin_cos(elevation_rad);
        let up = self.field.frame_from_enu.column(2).into_owned();
        let level = (along - up * sin_elevation) * (range_m * stretch_azimuth * stretch_elevation);
        let square = range_m * range_m;
        let spread = |axis: Vec3, variance: f64| axis * axis.transpose() * variance;
        let second_order = 0.5 * square * (var_azimuth * var_azimuth + var_elevation * var_elevation);
        let mut covariance_m2 = spread(along, var_range_m2 + second_order)
            + spread(across, square * cos_elevation * cos_elevation * var_azimuth)
            + spread(upward, square * var_elevation);
        if *bias != Mat3::zeros() {
            let turn = self.field.slopes(range_m, azimuth_rad, elevation_rad);
            covariance_m2 += turn * bias * turn.transpose();
        }
        Place {
            pos_m: self.field.site_m + level + up * (range_m * sin_elevation * stretch_elevation),
            covariance_m2,
            volume_m2: square * cos_elevation,
        }
    }

    fn line(&self, azimuth_rad: f64, elevation_rad: f64, bias: &Mat3) -> Line {
        let [along, across, upward] = self.field.axes(azimuth_rad, elevation_rad);
        let cos_elevation = math::cos(elevation_rad);
        let var_azimuth = self.measurement.sigma_azimuth_rad.powi(2) + bias[(1, 1)];
        let var_elevation = self.measurement.sigma_elevation_rad.powi(2) + bias[(2, 2)];
        Line {
            site_m: self.field.site_m,
            along,
            across: [across, upward],
            variance_rad2: [cos_elevation * cos_elevation * var_azimuth, var_elevation],
            solid_angle_fraction: cos_elevation,
        }
    }
}
