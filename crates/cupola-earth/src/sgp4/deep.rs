//! Orbits of 225 minutes or more: Sun, Moon, and resonance with the turning Earth.

mod resonance;
mod third_body;

pub(super) use resonance::Integrator;

use super::Sgp4Error;
use super::mean::{Mean, TWO_THIRDS};
use super::tilt::{Flown, Orbit, Tilt, state};
use super::wgs72::KE;
use cupola_core::math::{self, PI, TAU};
use resonance::Resonance;
use third_body::{Body, Periodic};

/// Rates per minute of the mean elements.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rates {
    eccentricity: f64,
    inclination: f64,
    anomaly: f64,
    node: f64,
    perigee: f64,
}

/// What a deep orbit needs besides its mean elements.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Deep {
    rates: Rates,
    sun: Body,
    moon: Body,
    resonance: Option<Resonance>,
}

impl Deep {
    /// # Source
    /// `VALLADO2006`, procedures `dscom` and `dsinit`.
    pub(super) fn new(mean: &Mean, days_from_1950: f64, sidereal: f64) -> Self {
        let (sun, moon) = third_body::bodies(&mean.at, mean.motion, days_from_1950);
        let (sin_i, cos_i) = math::sin_cos(mean.at.inclination);
        // Close to the equator the node's share is dropped, for it would be divided by sin i.
        const LEAST: f64 = 5.235_987_7e-2;
        let is_flat = mean.at.inclination < LEAST || mean.at.inclination > PI - LEAST;
        let node = |body: &Body| if is_flat { 0.0 } else { body.node_rate / sin_i };
        let (sun_node, moon_node) = (node(&sun), node(&moon));
        let rates = Rates {
            eccentricity: sun.eccentricity_rate + moon.eccentricity_rate,
            inclination: sun.inclination_rate + moon.inclination_rate,
            anomaly: sun.anomaly_rate + moon.anomaly_rate,
            node: sun_node + moon_node,
            perigee: sun.perigee_rate - cos_i * sun_node + moon.perigee_rate - cos_i * moon_node,
        };
        let resonance = Resonance::new(mean, &rates, sidereal, sin_i, cos_i);
        Self { rates, sun, moon, resonance }
    }

    /// The state `minutes` after the epoch, the integrator having been left by an earlier call or being new.
    ///
    /// # Source
    /// `VALLADO2006`, procedures `dspace`, `dpper` and `sgp4`, in the published order of operations.
    pub(super) fn fly(&self, mean: &Mean, minutes: f64, integrator: &mut Integrator) -> Result<Flown<f64>, Sgp4Error> {
        let t = minutes;
        let time_s = t * 60.0;
        let (rates, t2) = (&self.rates, t * t);
        let mut anomaly = mean.at.anomaly + mean.anomaly_rate * t + rates.anomaly * t;
        let perigee = mean.at.perigee + mean.perigee_rate * t + rates.perigee * t;
        let node = mean.at.node + mean.node_rate * t + mean.node_drag * t2 + rates.node * t;
        let inclination = mean.at.inclination + rates.inclination * t;
        let mut motion = mean.motion;
        if let Some(resonance) = &self.resonance {
            (motion, anomaly) = resonance.after(t, integrator, mean, node, perigee);
        }
        if motion <= 0.0 {
            return Err(Sgp4Error::MeanMotion { time_s });
        }
        let shrink = 1.0 - mean.c1 * t;
        let size = math::powf(KE / motion, TWO_THIRDS) * shrink * shrink;
        let eccentricity = mean.at.eccentricity + rates.eccentricity * t - mean.c4 * t;
        if !(-0.001..1.0).contains(&eccentricity) {
            return Err(Sgp4Error::MeanEccentricity { eccentricity, time_s });
        }
        anomaly += mean.motion * (mean.t2 * t2);
        let longitude = (anomaly + perigee + node) % TAU;
        let (node, perigee) = (node % TAU, perigee % TAU);
        let anomaly = (longitude - perigee - node) % TAU;

        let periodic = self.sun.periodic(t) + self.moon.periodic(t);
        let orbit = perturbed(eccentricity.max(1e-6), inclination, node, perigee, anomaly, &periodic);
        let (eccentricity, inclination, node, perigee, anomaly) = orbit;
        if !(0.0..=1.0).contains(&eccentricity) {
            return Err(Sgp4Error::PerturbedEccentricity { eccentricity, time_s });
        }
        let (sin_i, cos_i) = math::sin_cos(inclination);
        let orbit = Orbit {
            size,
            motion: KE / math::powf(size, 1.5),
            eccentricity,
            perigee: math::sin_cos(perigee),
            node: math::sin_cos(node),
            latitude_argument: (anomaly + perigee + node - node) % TAU,
        };
        Ok(state(&orbit, &Tilt::new(sin_i, cos_i)))
    }
}

/// Eccentricity, inclination, node, perigee and anomaly with the terms of Sun and Moon, after Lyddane near the equator.
fn perturbed(
    eccentricity: f64,
    inclination: f64,
    node: f64,
    perigee: f64,
    anomaly: f64,
    periodic: &Periodic,
) -> (f64, f64, f64, f64, f64) {
    let eccentricity = eccentricity + periodic.eccentricity;
    let inclination = inclination + periodic.inclination;
    let (sin_i, cos_i) = math::sin_cos(inclination);
    let moved = anomaly + periodic.anomaly;
    let (node, perigee) = if inclination >= 0.2 {
        let shift = periodic.node / sin_i;
        (node + shift, perigee + (periodic.perigee - cos_i * shift))
    } else {
        let (sin_n, cos_n) = math::sin_cos(node);
        let alpha = sin_i * sin_n + (periodic.node * cos_n + periodic.inclination * cos_i * sin_n);
        let beta = sin_i * cos_n + (-periodic.node * sin_n + periodic.inclination * cos_i * cos_n);
        let node = node % TAU;
        let longitude =
            anomaly + perigee + periodic.anomaly + periodic.perigee + (cos_i - periodic.inclination * sin_i) * node;
        let mut turned = math::atan2(alpha, beta);
        if (node - turned).abs() > PI {
            turned += if turned < node { TAU } else { -TAU };
        }
        (turned, longitude - moved - cos_i * turned)
    };
    // A negative inclination is the opposite node.
    if inclination < 0.0 {
        return (eccentricity, -inclination, node + PI, perigee - PI, moved);
    }
    (eccentricity, inclination, node, perigee, moved)
}
