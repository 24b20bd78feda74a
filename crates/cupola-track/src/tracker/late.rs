//! Scans that come late: the tracker goes back and takes everything in again in order.

use super::{Innovations, Track, Tracker};
use crate::sensor::{Bias, Return, Sensor};
use std::collections::VecDeque;

/// A tracker whose scans may come out of sequence, up to a stated lateness.
///
/// A late scan is put in its place in time and all after it are taken in again, so that the tracks are to the last bit
/// those of the scans in order. Kept are a second tracker, as it stood before the window, and the scans since.
#[derive(Debug, Clone)]
pub struct Late {
    window_s: f64,
    behind: Tracker,
    now: Tracker,
    scans: VecDeque<(f64, Sensor, Vec<Return>)>,
}

impl Late {
    /// A tracker that takes scans up to `window_s` late.
    pub fn new(tracker: Tracker, window_s: f64) -> Self {
        Self { window_s, behind: tracker.clone(), now: tracker, scans: VecDeque::new() }
    }

    /// Time of the latest scan (s).
    pub fn time_s(&self) -> Option<f64> {
        self.now.time_s
    }

    /// Takes in a scan; `false`, and nothing changed, if it is later than the window allows.
    pub fn observe(&mut self, time_s: f64, sensor: &Sensor, returns: &[Return]) -> bool {
        let latest_s = self.now.time_s.unwrap_or(f64::NEG_INFINITY);
        if time_s < latest_s - self.window_s {
            return false;
        }
        let at = self.scans.partition_point(|scan| scan.0 <= time_s);
        self.scans.insert(at, (time_s, sensor.clone(), returns.to_vec()));
        if time_s >= latest_s {
            self.now.observe(time_s, sensor, returns);
        } else {
            self.now = self.behind.clone();
            for (time_s, sensor, returns) in &self.scans {
                self.now.observe(*time_s, sensor, returns);
            }
        }
        let oldest_s = latest_s.max(time_s) - self.window_s;
        while self.scans.front().is_some_and(|scan| scan.0 < oldest_s) {
            if let Some((time_s, sensor, returns)) = self.scans.pop_front() {
                self.behind.observe(time_s, &sensor, &returns);
            }
        }
        true
    }

    /// How returns so far agreed with what was expected of them.
    pub fn innovations(&self) -> Innovations {
        self.now.innovations()
    }

    /// What is known by now of the constant errors of a sensor.
    pub fn bias(&self, sensor: &Sensor) -> Bias {
        self.now.bias(sensor)
    }

    /// The targets that are reported.
    pub fn tracks(&self) -> Vec<Track> {
        self.now.tracks()
    }
}
