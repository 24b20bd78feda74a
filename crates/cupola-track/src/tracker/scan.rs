//! One scan: what its returns say of positions, in order, with the density of false ones around each.

use super::Target;
use crate::sensor::{Bias, Fix, Return, Sensor};
use cupola_core::{Vec3, math};

/// Half the box in which returns are counted for the local density, in errors of range and of the angles.
const BOX: [f64; 3] = [120.0, 9.0, 9.0];
/// Returns beyond the known targets that a box needs before its density counts.
const LEAST_COUNT: f64 = 2.0;

/// The returns of a scan in order of range, or of azimuth where there is no range.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// What each return says of the position.
    pub fixes: Vec<Fix>,
    /// Range rate of each (m/s), where it is measured.
    pub rates_m_s: Vec<Option<f64>>,
    /// Distance of each return from the sensor (m), rising; azimuth (rad) where there is no range.
    pub order: Vec<f64>,
    /// False returns per volume around each (1/m³); of lines, per solid angle.
    pub density: Vec<f64>,
    /// Their logarithms.
    pub ln_density: Vec<f64>,
    /// A bound of the greatest variance of each return's place (m²); of lines, at one metre.
    pub widest_m2: Vec<f64>,
    /// Where the sensor stands (m).
    pub site_m: Vec3,
    /// Coordinates of each return: the one they are ordered by, azimuth, elevation.
    sights: Vec<[f64; 3]>,
    sorted: Vec<Return>,
    counted: Vec<f64>,
    expected: Vec<([f64; 3], f64)>,
}

impl Scan {
    /// Reads the returns of a scan; `known` are the targets as predicted for it.
    pub fn read(&mut self, sensor: &Sensor, bias: &Bias, returns: &[Return], known: &[Target]) {
        self.site_m = sensor.field.site_m;
        let first = |found: &Return| found.range_m.unwrap_or(found.azimuth_rad);
        self.sorted.clear();
        self.sorted.extend(returns.iter().map(|found| bias.off(found)));
        self.sorted.sort_by(|a, b| first(a).total_cmp(&first(b)));
        self.sights.clear();
        self.sights.extend(self.sorted.iter().map(|found| [first(found), found.azimuth_rad, found.elevation_rad]));
        self.rates_m_s.clear();
        self.rates_m_s.extend(self.sorted.iter().map(|found| found.range_rate_m_s));
        self.fixes.clear();
        self.fixes.extend(self.sorted.iter().map(|found| sensor.fix(found, &bias.covariance)));
        self.order.clear();
        self.order.extend(self.sights.iter().map(|sight| sight[0]));
        self.expect(sensor, known);
        self.weigh(sensor);
        self.ln_density.clear();
        self.ln_density.extend(self.density.iter().map(|density| math::ln(*density)));
        self.widest_m2.clear();
        self.widest_m2.extend(self.fixes.iter().map(|fix| match fix {
            Fix::Place(place) => place.covariance_m2.norm(),
            Fix::Line(line) => line.variance_rad2[0].max(line.variance_rad2[1]),
        }));
    }

    /// Where the firm targets should be found.
    fn expect(&mut self, sensor: &Sensor, known: &[Target]) {
        self.expected.clear();
        for target in known.iter().filter(|target| target.existence > 0.5) {
            let [range_m, azimuth_rad, elevation_rad] = sensor.field.sight(&target.likeliest().estimate.pos_m());
            let first = if sensor.measurement.sigma_range_m.is_some() { range_m } else { azimuth_rad };
            self.expected.push(([first, azimuth_rad, elevation_rad], target.existence * sensor.detection.probability));
        }
        self.expected.sort_by(|a, b| a.0[0].total_cmp(&b.0[0]));
    }

    /// Density of false returns: the sensor's even one, or the greatest counted in the boxes around the return and its
    /// neighbours beyond the known targets. (The greatest, since a box at the edge of a cloud of returns is half empty.)
    fn weigh(&mut self, sensor: &Sensor) {
        let noise = &sensor.measurement;
        let half_angles = [BOX[1] * noise.sigma_azimuth_rad, BOX[2] * noise.sigma_elevation_rad];
        let half_range_m = noise.sigma_range_m.map(|sigma_m| BOX[0] * sigma_m);
        let half = [half_range_m.unwrap_or(half_angles[0]), half_angles[0], half_angles[1]];
        let volume = half_range_m.map_or(1.0, |half_m| 2.0 * half_m) * 4.0 * half[1] * half[2];
        let even = sensor.false_density().max(f64::MIN_POSITIVE);
        self.counted.clear();
        for (index, sight) in self.sights.iter().enumerate() {
            let count = neighbours(&self.sights, index, half).count() as f64;
            let from = self.expected.partition_point(|(other, _)| other[0] < sight[0] - half[0]);
            let near = self.expected[from..].iter().take_while(|(other, _)| other[0] < sight[0] + half[0]);
            let explained: f64 = near.filter(|(o, _)| is_beside(o, sight, half)).map(|(_, detected)| detected).sum();
            let beyond = count - explained;
            self.counted.push(if beyond > LEAST_COUNT { beyond / volume } else { 0.0 });
        }
        self.density.clear();
        for (index, fix) in self.fixes.iter().enumerate() {
            let around = neighbours(&self.sights, index, half).map(|other| self.counted[other]);
            let local = around.fold(self.counted[index], f64::max);
            let per = match fix {
                Fix::Place(place) => place.volume_m2,
                Fix::Line(line) => line.solid_angle_fraction,
            };
            self.density.push(even.max(local) / per);
        }
    }

    /// Indices of the returns between two distances from the sensor (m).
    pub fn between(&self, low_m: f64, high_m: f64) -> std::ops::Range<usize> {
        let from = self.order.partition_point(|range| *range < low_m);
        let num = self.order[from..].iter().take_while(|range| **range <= high_m).count();
        from..from + num
    }
}

/// The other returns in the box around one, by index.
fn neighbours(sights: &[[f64; 3]], index: usize, half: [f64; 3]) -> impl Iterator<Item = usize> {
    let sight = sights[index];
    let low = (0..index).rev().take_while(move |&o| sight[0] - sights[o][0] < half[0]);
    let high = (index + 1..sights.len()).take_while(move |&o| sights[o][0] - sight[0] < half[0]);
    low.chain(high).filter(move |&other| is_beside(&sights[other], &sight, half))
}

fn is_beside(other: &[f64; 3], sight: &[f64; 3], half: [f64; 3]) -> bool {
    (other[1] - sight[1]).abs() < half[1] && (other[2] - sight[2]).abs() < half[2]
}
