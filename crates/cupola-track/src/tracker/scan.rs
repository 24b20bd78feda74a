//! One scan: what its returns say of positions, in order, with the density of false ones around each.

use super::Target;
use crate::sensor::{Bias, Fix, Return, Sensor};
use cupola_core::{Vec3, math};

/// Neighbours of no known target from which the local density of false returns is taken, and neighbours looked at for them.
const NUM_NEAR: f64 = 6.0;
const NUM_LOOKED_AT: usize = 10;
/// Existence above which a target counts as known.
const KNOWN: f64 = 0.5;

/// The returns of a scan in order of range, or of elevation where there is no range.
#[derive(Debug, Clone, Default)]
pub struct Scan {
    /// What each return says of the position.
    pub fixes: Vec<Fix>,
    /// Range rate of each (m/s), where it is measured.
    pub rates_m_s: Vec<Option<f64>>,
    /// Distance of each return from the sensor (m), rising; elevation (rad) where there is no range.
    pub order: Vec<f64>,
    /// False returns per volume around each (1/m³); of lines, per solid angle.
    pub density: Vec<f64>,
    /// Their logarithms.
    pub ln_density: Vec<f64>,
    /// A bound of the greatest variance of each return's place (m²); of lines, at one metre.
    pub widest_m2: Vec<f64>,
    /// Where the sensor stands (m).
    pub site_m: Vec3,
    sorted: Vec<Return>,
    /// Where each return is (m), or the direction it comes from.
    points: Vec<Vec3>,
    /// Probability that each return is of no known target.
    unknown: Vec<f64>,
}

impl Scan {
    /// Reads the returns of a scan; `known` are the targets as predicted for it.
    pub fn read(&mut self, sensor: &Sensor, bias: &Bias, returns: &[Return], known: &[Target]) {
        self.site_m = sensor.field.site_m;
        let first = |found: &Return| found.range_m.unwrap_or(found.elevation_rad);
        self.sorted.clear();
        self.sorted.extend(returns.iter().map(|found| bias.off(found)));
        self.sorted.sort_by(|a, b| first(a).total_cmp(&first(b)));
        self.rates_m_s.clear();
        self.rates_m_s.extend(self.sorted.iter().map(|found| found.range_rate_m_s));
        self.fixes.clear();
        self.fixes.extend(self.sorted.iter().map(|found| sensor.fix(found, &bias.covariance)));
        self.order.clear();
        self.order.extend(self.sorted.iter().map(first));
        self.points.clear();
        self.points.extend(self.fixes.iter().map(|fix| match fix {
            Fix::Place(place) => place.pos_m,
            Fix::Line(line) => line.along,
        }));
        self.explain(sensor, known);
        self.weigh(sensor);
        self.ln_density.clear();
        self.ln_density.extend(self.density.iter().map(|density| math::ln(*density)));
        self.widest_m2.clear();
        self.widest_m2.extend(self.fixes.iter().map(|fix| match fix {
            Fix::Place(place) => place.covariance_m2.norm(),
            Fix::Line(line) => line.variance_rad2[0].max(line.variance_rad2[1]),
        }));
    }

    /// Takes the return nearest to where a known target should be for its own.
    fn explain(&mut self, sensor: &Sensor, known: &[Target]) {
        self.unknown.clear();
        self.unknown.resize(self.points.len(), 1.0);
        for target in known.iter().filter(|target| target.existence > KNOWN) {
            let pos_m = target.likeliest().estimate.pos_m();
            let [range_m, _, elevation_rad] = sensor.field.sight(&pos_m);
            let (first, point) = match sensor.measurement.sigma_range_m {
                Some(_) => (range_m, pos_m),
                None => (elevation_rad, (pos_m - self.site_m) / range_m),
            };
            let ([(near, _)], num) = self.nearest(first, &point, None);
            if num > 0 {
                self.unknown[near] *= 1.0 - target.existence * sensor.detection.probability;
            }
        }
    }

    /// Density of false returns: the sensor's even one, or that of the nearest returns that are of no known target, if that
    /// is greater.
    ///
    /// # Source
    /// Density from the distance of the k-th neighbour, `(k − 1) / V`: Loftsgaarden and Quesenberry 1965
    /// (`LOFTSGAARDEN1965`).
    fn weigh(&mut self, sensor: &Sensor) {
        let even = sensor.false_density().max(f64::MIN_POSITIVE);
        self.density.clear();
        for (index, fix) in self.fixes.iter().enumerate() {
            let (near, found) = self.nearest::<NUM_LOOKED_AT>(self.order[index], &self.points[index], Some(index));
            let (mut num, mut square) = (0.0, f64::INFINITY);
            for &(other, distance) in &near[..found] {
                (num, square) = (num + self.unknown[other], distance);
                if num >= NUM_NEAR {
                    break;
                }
            }
            let (per, size) = match fix {
                Fix::Place(place) => (place.volume_m2, 4.0 / 3.0 * math::PI * square * square.sqrt()),
                Fix::Line(line) => (line.solid_angle_fraction, math::PI * square),
            };
            self.density.push((even / per).max((num - 1.0).max(0.0) / size));
        }
    }

    /// The `N` returns nearest to a point, the nearest first, with their squared distances, and how many there are; the
    /// return `but` is left out. `first` is the coordinate of the point by which returns are ordered.
    fn nearest<const N: usize>(&self, first: f64, point: &Vec3, but: Option<usize>) -> ([(usize, f64); N], usize) {
        let (mut near, mut found) = ([(0, f64::INFINITY); N], 0);
        let from = self.order.partition_point(|value| *value < first);
        let mut look = |index: usize| {
            let gap = self.order[index] - first;
            if gap * gap > near[N - 1].1 {
                return false;
            }
            let square = (self.points[index] - point).norm_squared();
            if square < near[N - 1].1 && Some(index) != but {
                let at = near.iter().position(|other| square < other.1).unwrap_or(N - 1);
                near.copy_within(at..N - 1, at + 1);
                near[at] = (index, square);
                found = (found + 1).min(N);
            }
            true
        };
        let _ = (0..from).rev().all(&mut look);
        let _ = (from..self.order.len()).all(&mut look);
        (near, found)
    }

    /// Indices of the returns between two distances from the sensor (m).
    pub fn between(&self, low_m: f64, high_m: f64) -> std::ops::Range<usize> {
        let from = self.order.partition_point(|range| *range < low_m);
        let num = self.order[from..].iter().take_while(|range| **range <= high_m).count();
        from..from + num
    }
}
