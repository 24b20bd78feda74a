//! A tracker for a caller who has the scans.

use super::sensors::Setup;
use super::{Asked, Question, asked};
use crate::Failure;
use cupola_track::sensor::{Return, Sensor};
use cupola_track::tracker::Track;
use std::f64::consts::{FRAC_PI_2, TAU};
use std::sync::Arc;

/// A tracker that is handed one scan after the other.
pub struct Stepper {
    setup: Arc<Setup>,
    tracker: Asked,
    late_s: f64,
    latest_s: f64,
}

impl Stepper {
    /// For the sensors and with the options of a question; its detections and truth are not looked at.
    ///
    /// # Errors
    /// What is wrong with the options or the sensors.
    pub fn new(question: &Question) -> Result<Self, Failure> {
        let setup = Setup::asked(question)?;
        let tracker = asked(question, setup.earth)?;
        Ok(Self { setup, tracker, late_s: question.late_s, latest_s: f64::NEG_INFINITY })
    }

    /// Names of the sensors.
    #[must_use]
    pub fn sensors(&self) -> Vec<&str> {
        self.setup.sensors.iter().map(|sensor| sensor.name.as_str()).collect()
    }

    /// Takes in a scan of a sensor (of the only one, where none is named), and gives the tracks after it, in the frame of the
    /// files, with their time (s).
    ///
    /// # Errors
    /// A sensor that is not there, time that goes back, returns that the sensor cannot have.
    pub fn take(
        &mut self,
        sensor: Option<&str>,
        time_s: f64,
        returns: &[Return],
    ) -> Result<(f64, Vec<Track>), Failure> {
        let names = self.sensors();
        let index = match sensor {
            None if names.len() == 1 => Some(0),
            _ => names.iter().position(|name| Some(*name) == sensor),
        };
        let Some(index) = index else {
            let asked =
                sensor.map_or_else(|| "sensor is needed".to_owned(), |name| format!("unknown sensor `{name:.40}`"));
            return Err(Failure::input(format!("{asked}; there are: {}", names.join(", "))));
        };
        // Not written as `<`: a time that is no number is none either.
        if !(time_s.is_finite() && time_s >= self.latest_s - self.late_s) {
            return Err(Failure::input(format!("time_s {time_s} after {}: time goes backwards", self.latest_s)));
        }
        let sensor = self.setup.at(index, time_s)?;
        for (row, found) in returns.iter().enumerate() {
            check(found, &sensor).map_err(|fault| Failure::input(format!("return {row}: {fault}")))?;
        }
        let (time_s, mut tracks) = self.tracker.take(time_s, returns, &sensor);
        self.latest_s = self.latest_s.max(time_s);
        tracks.iter_mut().for_each(|track| self.setup.put_in_frame_of_files(track));
        Ok((time_s, tracks))
    }
}

fn check(found: &Return, sensor: &Sensor) -> Result<(), String> {
    let Sensor { name, measurement, .. } = sensor;
    match (measurement.sigma_range_m, found.range_m) {
        (None, Some(range_m)) => return Err(format!("range_m {range_m}; must be left out: {name} sees angles alone")),
        (Some(_), None) => return Err(format!("range_m is missing: {name} measures it")),
        (_, Some(range_m)) if !(range_m > 0.0 && range_m.is_finite()) => {
            return Err(format!("range_m {range_m}; must be above zero"));
        }
        _ => {}
    }
    for (key, value, most) in
        [("azimuth_rad", found.azimuth_rad, TAU), ("elevation_rad", found.elevation_rad, FRAC_PI_2)]
    {
        if !(-most..=most).contains(&value) {
            return Err(format!("{key} {value}; must be between {:.6} and {most:.6}", -most));
        }
    }
    match (measurement.range_rate, found.range_rate_m_s) {
        (None, Some(rate)) => Err(format!("range_rate_m_s {rate}; must be left out: {name} measures none")),
        (_, Some(rate)) if !rate.is_finite() => Err(format!("range_rate_m_s {rate} is not a number")),
        _ => Ok(()),
    }
}
