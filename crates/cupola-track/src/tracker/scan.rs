//! One scan: its returns as places in order of range, with the density of false ones around each.

use super::Target;
use crate::sensor::{Placed, Return, Sensor};
use cupola_core::{Vec3, math};

/// Half the box in which returns are counted for the local density, in errors of range and of the angles.
const BOX: [f64; 3] = [120.0, 9.0, 9.0];
/// Returns beyond the known targets that a box needs before its density counts.
const LEAST_COUNT: f64 = 2.0;

/// The returns of a scan in order of range.
#[derive(Debug, Default)]
pub struct Scan {
    /// Where each return is.
    pub places: Vec<Placed>,
    /// Distance of each return from the sensor (m), rising.
    pub ranges_m: Vec<f64>,
    /// False returns per volume around each (1/m³).
    pub density_per_m3: Vec<f64>,
    /// Their logarithms.
    pub ln_density: Vec<f64>,
    /// A bound of the greatest variance of each return's place (m²).
    pub widest_m2: Vec<f64>,
    /// Where the sensor stands (m).
    pub site_m: Vec3,
    sights: Vec<Return>,
    counted: Vec<f64>,
    expected: Vec<(Return, f64)>,
}

impl Scan {
    /// Reads the returns of a scan; `known` are the targets as predicted for it.
    pub fn read(&mut self, sensor: &Sensor, returns: &[Return], known: &[Target]) {
        self.site_m = sensor.site_m;
        self.sights.clear();
        self.sights.extend_from_slice(returns);
        self.sights.sort_by(|a, b| a.range_m.total_cmp(&b.range_m));
        self.places.clear();
        self.places.extend(self.sights.iter().map(|sight| sensor.place(sight)));
        self.ranges_m.clear();
        self.ranges_m.extend(self.sights.iter().map(|sight| sight.range_m));
        self.expected.clear();
        for target in known.iter().filter(|target| target.existence > 0.5) {
            let sight = sensor.sight(&target.likeliest().estimate.pos_m());
            self.expected.push((sight, target.existence * sensor.detection_probability));
        }
        self.expected.sort_by(|a, b| a.0.range_m.total_cmp(&b.0.range_m));
        self.weigh(sensor);
        self.ln_density.clear();
        self.ln_density.extend(self.density_per_m3.iter().map(|density| math::ln(*density)));
        self.widest_m2.clear();
        self.widest_m2.extend(self.places.iter().map(|place| place.covariance_m2.norm()));
    }

    /// Density of false returns: the sensor's even one, or the greatest counted in the boxes around the return and its
    /// neighbours beyond the known targets. (The greatest, since a box at the edge of a cloud of returns is half empty.)
    fn weigh(&mut self, sensor: &Sensor) {
        let sigmas = [sensor.sigma_range_m, sensor.sigma_azimuth_rad, sensor.sigma_elevation_rad];
        let half: [f64; 3] = std::array::from_fn(|axis| BOX[axis] * sigmas[axis]);
        let volume = 8.0 * half[0] * half[1] * half[2];
        let even = (sensor.false_returns / sensor.coverage()).max(f64::MIN_POSITIVE);
        self.counted.clear();
        for (index, sight) in self.sights.iter().enumerate() {
            let count = neighbours(&self.sights, index, half).count() as f64;
            let from = self.expected.partition_point(|(other, _)| other.range_m < sight.range_m - half[0]);
            let near = self.expected[from..].iter().take_while(|(other, _)| other.range_m < sight.range_m + half[0]);
            let explained: f64 = near.filter(|(o, _)| is_beside(o, sight, half)).map(|(_, detected)| detected).sum();
            let beyond = count - explained;
            self.counted.push(if beyond > LEAST_COUNT { beyond / volume } else { 0.0 });
        }
        self.density_per_m3.clear();
        for index in 0..self.sights.len() {
            let around = neighbours(&self.sights, index, half).map(|other| self.counted[other]);
            let local = around.fold(self.counted[index], f64::max);
            self.density_per_m3.push(even.max(local) / self.places[index].volume_m2);
        }
    }

    /// Indices of the returns between two distances from the sensor (m).
    pub fn between(&self, low_m: f64, high_m: f64) -> std::ops::Range<usize> {
        let from = self.ranges_m.partition_point(|range| *range < low_m);
        let num = self.ranges_m[from..].iter().take_while(|range| **range <= high_m).count();
        from..from + num
    }
}

/// The other returns in the box around one, by index.
fn neighbours(sights: &[Return], index: usize, half: [f64; 3]) -> impl Iterator<Item = usize> {
    let sight = sights[index];
    let low = (0..index).rev().take_while(move |&o| sight.range_m - sights[o].range_m < half[0]);
    let high = (index + 1..sights.len()).take_while(move |&o| sights[o].range_m - sight.range_m < half[0]);
    low.chain(high).filter(move |&other| is_beside(&sights[other], &sight, half))
}

fn is_beside(other: &Return, sight: &Return, half: [f64; 3]) -> bool {
    (other.azimuth_rad - sight.azimuth_rad).abs() < half[1]
        && (other.elevation_rad - sight.elevation_rad).abs() < half[2]
}
