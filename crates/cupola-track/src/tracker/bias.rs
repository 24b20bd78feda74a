//! Constant errors of sensors, found where two sensors see one target.

use super::{SURE, Tracker};
use crate::filter::Estimate;
use crate::sensor::{Bias, Fix, Place, Sensor};
use cupola_core::{Mat3, Vec3};
use nalgebra::{DMatrix, DVector};

/// Two sensors' returns of one target are compared when they are no farther apart in time (s). Assumed, 0.5 to 5 s.
const APART_S: f64 = 2.0;
/// Squared distance beyond which two returns are not of one target (99.9 % of three degrees of freedom).
const UNLIKE: f64 = 16.3;

/// A return that was surely a target's.
#[derive(Debug, Clone, Copy)]
pub struct Sighting {
    /// Index of the sensor among those known.
    sensor: usize,
    time_s: f64,
    place: Place,
    /// Covariance of the place without what was not known of the bias (m²).
    noise_m2: Mat3,
    /// What errors of range, azimuth and elevation move the place by.
    turn: Mat3,
    /// The bias that the return was freed of.
    freed_of: Vec3,
}

/// What is known of all sensors' biases together: sensors with none are known to have none.
///
/// The returns of two sensors are compared, not a return with the track: the track has taken in the same bias. What two
/// sensors have in common stays as unknown as it was said to be.
///
/// - **Assumes:** both returns have range; a return is compared with one other at most.
#[derive(Debug, Clone)]
pub struct Biases {
    names: Vec<String>,
    mean: DVector<f64>,
    covariance: DMatrix<f64>,
}

impl Default for Biases {
    fn default() -> Self {
        Self { names: Vec::new(), mean: DVector::zeros(0), covariance: DMatrix::zeros(0, 0) }
    }
}

impl Biases {
    /// The bias of a sensor, entered as stated where the sensor is new.
    pub fn of(&mut self, sensor: &Sensor) -> Bias {
        if !self.names.contains(&sensor.name) {
            let at = 3 * self.names.len();
            self.names.push(sensor.name.clone());
            self.mean.resize_vertically_mut(at + 3, 0.0);
            self.covariance.resize_mut(at + 3, at + 3, 0.0);
            self.covariance.fixed_view_mut::<3, 3>(at, at).copy_from(&stated(sensor).covariance);
        }
        self.known(sensor)
    }

    /// The bias of a sensor, as known.
    pub fn known(&self, sensor: &Sensor) -> Bias {
        let index = self.names.iter().position(|name| *name == sensor.name);
        index.map_or_else(|| stated(sensor), |index| self.at(index))
    }

    fn at(&self, index: usize) -> Bias {
        let at = 3 * index;
        Bias {
            mean: self.mean.fixed_rows::<3>(at).into(),
            covariance: self.covariance.fixed_view::<3, 3>(at, at).into(),
        }
    }

    /// Whether any sensor has one.
    pub fn any(&self) -> bool {
        self.names.len() > 1 && self.covariance.iter().any(|entry| *entry != 0.0)
    }

    /// Kalman's update of all biases from where two sensors see one target.
    fn learn(&mut self, now: &Sighting, other: &Sighting, estimate: &Estimate) {
        let between_s = now.time_s - other.time_s;
        let (own_at, other_at) = (3 * now.sensor, 3 * other.sensor);
        let mut by_biases = DMatrix::zeros(3, self.mean.len());
        by_biases.fixed_view_mut::<3, 3>(0, own_at).copy_from(&now.turn);
        by_biases.fixed_view_mut::<3, 3>(0, other_at).copy_from(&-other.turn);
        let off_m = now.place.pos_m - (other.place.pos_m + estimate.vel_m_s() * between_s);
        // What the places were not yet freed of.
        let expected_m = now.turn * (self.at(now.sensor).mean - now.freed_of)
            - other.turn * (self.at(other.sensor).mean - other.freed_of);
        let column = &self.covariance * by_biases.transpose();
        let told_m2: Mat3 = (&by_biases * &column).fixed_view::<3, 3>(0, 0).into();
        let total = told_m2 + now.noise_m2 + other.noise_m2 + estimate.vel_covariance() * (between_s * between_s);
        let Some(inverse) = total.try_inverse() else { return };
        let rest_m = off_m - expected_m;
        if rest_m.dot(&(inverse * rest_m)) > UNLIKE {
            return;
        }
        let gain = &column * DMatrix::from_column_slice(3, 3, inverse.as_slice());
        self.mean += &gain * DVector::from_column_slice(rest_m.as_slice());
        self.covariance -= &gain * column.transpose();
        self.covariance = (&self.covariance + self.covariance.transpose()) * 0.5;
    }
}

fn stated(sensor: &Sensor) -> Bias {
    let sigma = Vec3::from(sensor.measurement.sigma_bias);
    Bias { mean: Vec3::zeros(), covariance: Mat3::from_diagonal(&sigma.component_mul(&sigma)) }
}

impl Tracker {
    /// Compares the returns that are surely of firm targets with those of other sensors a moment before.
    pub(super) fn compare(&mut self, time_s: f64, sensor: &Sensor) {
        let Some(own) = self.biases.names.iter().position(|name| *name == sensor.name) else { return };
        let before = self.biases.at(own);
        for index in 0..self.marginals.num_targets() {
            let target = &self.known[index];
            let (edges, _) = self.marginals.of(index);
            let Some(edge) = edges.iter().find(|edge| edge.probability > SURE) else { continue };
            if target.existence < SURE || target.hypotheses.is_empty() {
                continue;
            }
            let Fix::Place(place) = self.scan.fixes[edge.found] else { continue };
            let estimate = target.likeliest().estimate;
            let [range_m, azimuth_rad, elevation_rad] = sensor.field.sight(&place.pos_m);
            let turn = sensor.field.slopes(range_m, azimuth_rad, elevation_rad);
            let noise_m2 = place.covariance_m2 - turn * before.covariance * turn.transpose();
            let now = Sighting { sensor: own, time_s, place, noise_m2, turn, freed_of: before.mean };
            let sightings = &target.sightings;
            let others =
                (0..sightings.len()).filter(|&i| sightings[i].sensor != own && time_s - sightings[i].time_s <= APART_S);
            let other = others.max_by(|&a, &b| sightings[a].time_s.total_cmp(&sightings[b].time_s));
            let other = other.map(|at| self.known[index].sightings.swap_remove(at));
            if let Some(other) = other {
                self.biases.learn(&now, &other, &estimate);
            } else {
                let sightings = &mut self.known[index].sightings;
                sightings.retain(|sighting| sighting.sensor != own);
                sightings.push(now);
            }
        }
    }
}
