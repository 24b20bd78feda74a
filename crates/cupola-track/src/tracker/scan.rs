//! One scan: what its returns say of positions, in order, with the density of false ones around each.

use super::{GATE, Target};
use crate::sensor::{Bias, Fix, Return, Sensor};
use cupola_core::{Vec3, math};

/// Neighbours of no known target from which the local density of false returns is taken, and neighbours looked at for them.
const NUM_NEAR: f64 = 6.0;
const NUM_LOOKED_AT: usize = 10;
/// So many sigmas more returns than the even density gives are taken for more than chance.
const SIGMAS: f64 = 3.0;
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
    /// How it moves (m/s).
    pub site_vel_m_s: Vec3,
    sorted: Vec<Return>,
    /// Where each return is (m), or the direction it comes from.
    points: Vec<Vec3>,
    /// Probability that each return is of no known target.
    unknown: Vec<f64>,
}

impl Scan {
    /// Reads the returns of a scan; `known` are the targets as predicted for it.
    pub fn read(&mut self, sensor: &Sensor, bias: &Bias, returns: &[Return], known: &[Target]) {
        (self.site_m, self.site_vel_m_s) = (sensor.field.site_m, sensor.field.site_vel_m_s);
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
        let num_left = self.explain(sensor, known);
        self.weigh(sensor, num_left);
        self.ln_density.clear();
        self.ln_density.extend(self.density.iter().map(|density| math::ln(*density)));
        self.widest_m2.clear();
        self.widest_m2.extend(self.fixes.iter().map(|fix| match fix {
            Fix::Place(place) => place.covariance_m2.norm(),
            Fix::Line(line) => line.variance_rad2[0].max(line.variance_rad2[1]),
        }));
    }

    /// Takes the return nearest to where a known target should be for its own, if it is in the target's gate; gives how many
    /// returns are left.
    fn explain(&mut self, sensor: &Sensor, known: &[Target]) -> usize {
        self.unknown.clear();
        self.unknown.resize(self.points.len(), 1.0);
        for target in known.iter().filter(|target| target.existence > KNOWN) {
            let estimate = &target.likeliest().estimate;
            let pos_m = estimate.pos_m();
            let [range_m, _, elevation_rad] = sensor.field.sight(&pos_m);
            let widest_m2 = estimate.pos_covariance_m2().norm();
            let noise_rad = sensor.measurement.sigma_azimuth_rad.max(sensor.measurement.sigma_elevation_rad);
            let (first, point, widest) = match sensor.measurement.sigma_range_m {
                Some(sigma_m) => (range_m, pos_m, widest_m2 + sigma_m.powi(2) + (noise_rad * range_m).powi(2)),
                None => {
                    let along = (pos_m - self.site_m) / range_m;
                    (elevation_rad, along, widest_m2 / (range_m * range_m) + noise_rad * noise_rad)
                }
            };
            let ([(near, _)], num) = self.nearest(first, &point, None, GATE * widest);
            if num > 0 {
                self.unknown[near] *= 1.0 - target.existence * sensor.detection.probability;
            }
        }
        self.unknown.iter().filter(|unknown| **unknown >= 1.0).count()
    }

    /// Density of false returns: the sensor's even one; where more returns are left than that gives, that of the nearest
    /// returns that are of no known target, if it is greater.
    ///
    /// # Source
    /// Density from the distance of the k-th neighbour, `(k − 1) / V`: Loftsgaarden and Quesenberry 1965
    /// (`LOFTSGAARDEN1965`).
    fn weigh(&mut self, sensor: &Sensor, num_left: usize) {
        let even = sensor.false_density();
        let mean = sensor.detection.false_returns;
        let is_even = num_left as f64 <= mean + SIGMAS * mean.sqrt();
        self.density.clear();
        for (index, fix) in self.fixes.iter().enumerate() {
            let per = match fix {
                Fix::Place(place) => place.volume_m2,
                Fix::Line(line) => line.solid_angle_fraction,
            };
            if is_even {
                self.density.push(even / per);
                continue;
            }
            let (near, found) =
                self.nearest::<NUM_LOOKED_AT>(self.order[index], &self.points[index], Some(index), f64::INFINITY);
            let (mut num, mut square) = (0.0, f64::INFINITY);
            for &(other, distance) in &near[..found] {
                (num, square) = (num + self.unknown[other], distance);
                if num >= NUM_NEAR {
                    break;
                }
            }
            let size = match fix {
                Fix::Place(_) => 4.0 / 3.0 * math::PI * square * square.sqrt(),
                Fix::Line(_) => math::PI * square,
            };
            self.density.push((even / per).max((num - 1.0).max(0.0) / size));
        }
    }

    /// The `N` returns nearest to a point whose squared distance is below `within`, the nearest first, with these distances,
    /// and how many there are; the return `but` is left out. `first` is the coordinate of the point by which returns are
    /// ordered.
    fn nearest<const N: usize>(
        &self,
        first: f64,
        point: &Vec3,
        but: Option<usize>,
        within: f64,
    ) -> ([(usize, f64); N], usize) {
        let (mut near, mut found) = ([(0, within); N], 0);
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
