//! Returns drawn from the truth: what is in the field, found or missed, with noise, and false returns besides.

use crate::sensor::{Return, Sensor};
use cupola_core::chance::poisson;
use cupola_core::{EntityKey, Purpose, Stream, Vec3};

/// A body as it is when a sensor looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Body {
    /// Whose chance it has.
    pub key: EntityKey,
    /// Position (m, the tracker's frame).
    pub pos_m: Vec3,
    /// Velocity (m/s).
    pub vel_m_s: Vec3,
}

/// Mean number of false returns drawn at once: Poisson numbers add.
const MEAN_MOST: f64 = 500.0;

/// The returns of scan `number`: bodies in the field, each found with the sensor's probability, and false returns spread
/// evenly over the field. `bias` is the sensor's constant error of range (m), azimuth and elevation (rad).
///
/// A body's luck hangs on its key, the sensor's name and the number of the scan alone: other bodies change nothing.
///
/// - **Assumes:** the ground hides none of the bodies; they do not hide or blend with each other; noise is Gaussian and alike over the field.
pub fn returns(sensor: &Sensor, bias: [f64; 3], stream: &Stream, number: u64, bodies: &[Body]) -> Vec<Return> {
    let own = EntityKey::of(&sensor.name);
    let mut found: Vec<Return> =
        bodies.iter().filter_map(|body| look(sensor, bias, own, stream, number, body)).collect();
    let mut left = sensor.detection.false_returns;
    let (mut part, mut num) = (0, 0);
    while left > 0.0 {
        let uniform = stream.uniform(own.child(number), Purpose::Count, part);
        num += u64::from(poisson(left.min(MEAN_MOST), uniform));
        (left, part) = (left - MEAN_MOST, part + 1);
    }
    found.extend((0..num).map(|index| false_return(sensor, stream.uniform4(own.child(number), Purpose::Place, index))));
    found
}

fn look(sensor: &Sensor, bias: [f64; 3], own: EntityKey, stream: &Stream, number: u64, body: &Body) -> Option<Return> {
    let sight = sensor.field.sight(&body.pos_m);
    let key = body.key.child(own.0);
    if !sensor.field.covers(sight) || stream.uniform(key, Purpose::Detection, number) >= sensor.detection.probability {
        return None;
    }
    let [first, second, third, fourth] = stream.normal4(key, Purpose::Noise, number);
    let noise = &sensor.measurement;
    let range_rate_m_s = noise.range_rate.map(|rate| {
        let along = (body.pos_m - sensor.field.site_m).normalize();
        along.dot(&(body.vel_m_s - sensor.field.site_vel_m_s)) + rate.sigma_m_s * fourth
    });
    Some(Return {
        range_m: noise.sigma_range_m.map(|sigma_m| sight[0] + bias[0] + sigma_m * first),
        azimuth_rad: sight[1] + bias[1] + noise.sigma_azimuth_rad * second,
        elevation_rad: sight[2] + bias[2] + noise.sigma_elevation_rad * third,
        range_rate_m_s,
    })
}

fn false_return(sensor: &Sensor, [range, azimuth, elevation, rate]: [f64; 4]) -> Return {
    let within = |[low, high]: [f64; 2], share: f64| low + (high - low) * share;
    let field = &sensor.field;
    Return {
        range_m: sensor.measurement.sigma_range_m.map(|_| within(field.range_m, range)),
        azimuth_rad: within(field.azimuth_rad, azimuth),
        elevation_rad: within(field.elevation_rad, elevation),
        range_rate_m_s: sensor.measurement.range_rate.map(|known| within(known.range_m_s, rate)),
    }
}
