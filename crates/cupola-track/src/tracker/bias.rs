//! Constant errors of sensors, found where two sensors see one target.

use super::{SURE, Tracker};
use crate::filter::Estimate;
use crate::sensor::{Bias, Fix, Place, Sensor};
use cupola_core::{Mat3, Vec3};

/// Two sensors' returns of one target are compared when they are no farther apart in time (s). Assumed, 0.5 to 5 s.
const APART_S: f64 = 2.0;
/// Squared distance beyond which two returns are not of one target (99.9 % of three degrees of freedom).
const UNLIKE: f64 = 16.3;

/// A return that was surely a target's, as its sensor's bias was then known.
#[derive(Debug, Clone, Copy)]
pub struct Sighting {
    /// Index of the sensor among those with a bias or without.
    sensor: usize,
    time_s: f64,
    place: Place,
}

/// What is known of the sensors' biases.
///
/// The raw returns of two sensors are compared, not a return with the track: the track has taken in the same bias.
///
/// - **Assumes:** the error of the other sensor's own bias is independent each time; both returns have range.
#[derive(Debug, Clone, Default)]
pub struct Biases {
    sensors: Vec<(String, Bias)>,
}

impl Biases {
    /// The bias of a sensor, entered as stated where the sensor is new.
    pub fn of(&mut self, sensor: &Sensor) -> Bias {
        if !self.sensors.iter().any(|(name, _)| *name == sensor.name) {
            self.sensors.push((sensor.name.clone(), stated(sensor)));
        }
        self.known(sensor)
    }

    /// The bias of a sensor, as known.
    pub fn known(&self, sensor: &Sensor) -> Bias {
        let found = self.sensors.iter().find(|(name, _)| *name == sensor.name);
        found.map_or_else(|| stated(sensor), |(_, bias)| *bias)
    }

    /// Whether any sensor has one.
    pub fn any(&self) -> bool {
        self.sensors.len() > 1 && self.sensors.iter().any(|(_, bias)| bias.covariance != Mat3::zeros())
    }
}

fn stated(sensor: &Sensor) -> Bias {
    let sigma = Vec3::from(sensor.measurement.sigma_bias);
    Bias { mean: Vec3::zeros(), covariance: Mat3::from_diagonal(&sigma.component_mul(&sigma)) }
}

impl Tracker {
    /// Compares the returns that are surely of firm targets with those of other sensors a moment before.
    pub(super) fn compare(&mut self, time_s: f64, sensor: &Sensor) {
        let position = self.biases.sensors.iter().position(|(name, _)| *name == sensor.name);
        let Some(own) = position else { return };
        let before = self.biases.sensors[own].1;
        for index in 0..self.marginals.num_targets() {
            let target = &self.known[index];
            let (edges, _) = self.marginals.of(index);
            let Some(edge) = edges.iter().find(|edge| edge.probability > SURE) else { continue };
            if target.existence < SURE || target.hypotheses.is_empty() {
                continue;
            }
            let Fix::Place(place) = self.scan.fixes[edge.found] else { continue };
            let estimate = target.likeliest().estimate;
            let now = Sighting { sensor: own, time_s, place };
            let others = target.sightings.iter().filter(|s| s.sensor != own && time_s - s.time_s <= APART_S);
            if let Some(other) = others.max_by(|a, b| a.time_s.total_cmp(&b.time_s)).copied() {
                self.biases.learn(sensor, &before, &now, &other, &estimate);
            }
            let sightings = &mut self.known[index].sightings;
            sightings.retain(|sighting| sighting.sensor != own);
            sightings.push(now);
        }
    }
}

impl Biases {
    /// Kalman's update of a sensor's bias from where it and another see one target; `before` is the bias that the
    /// returns of the scan were freed of.
    fn learn(&mut self, sensor: &Sensor, before: &Bias, now: &Sighting, other: &Sighting, estimate: &Estimate) {
        let bias = &mut self.sensors[now.sensor].1;
        if bias.covariance == Mat3::zeros() {
            return;
        }
        let [range_m, azimuth_rad, elevation_rad] = sensor.field.sight(&now.place.pos_m);
        let turn = sensor.field.slopes(range_m, azimuth_rad, elevation_rad);
        let between_s = now.time_s - other.time_s;
        let off_m = now.place.pos_m - (other.place.pos_m + estimate.vel_m_s() * between_s);
        let rest_m = off_m - turn * (bias.mean - before.mean);
        // The place holds what was not known of the bias before this scan.
        let learnt_m2 = turn * (before.covariance - bias.covariance) * turn.transpose();
        let moved_m2 = estimate.vel_covariance() * (between_s * between_s);
        let total = now.place.covariance_m2 - learnt_m2 + other.place.covariance_m2 + moved_m2;
        let Some(inverse) = total.try_inverse() else { return };
        if rest_m.dot(&(inverse * rest_m)) > UNLIKE {
            return;
        }
        let gain = bias.covariance * turn.transpose() * inverse;
        bias.mean += gain * rest_m;
        bias.covariance -= gain * turn * bias.covariance;
        bias.covariance = (bias.covariance + bias.covariance.transpose()) * 0.5;
    }
}
