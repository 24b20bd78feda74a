//! A tracker that a notebook steps.

use crate::ask::read;
use crate::errors::raised;
use crate::numbers::numbers;
use cupola::command::Failure;
use cupola::command::track::{Question, Stepper};
use cupola::track::sensor::Return;
use pyo3::prelude::*;
use std::sync::Mutex;

/// Follows targets from scan to scan.
#[pyclass(frozen, module = "cupola")]
pub struct Tracker(Mutex<Stepper>);

/// A track: id, probability that it exists, kind, probability of that, position (m), velocity (m/s), and the covariance of
/// both, row by row.
type Row = (u64, f64, &'static str, f64, [f64; 3], [f64; 3], Vec<f64>);

#[pymethods]
impl Tracker {
    #[new]
    fn new(py: Python<'_>, question: &str) -> PyResult<Self> {
        let question: Question = read("Tracker", question).map_err(|failure| raised(py, &failure))?;
        let stepper = py.detach(|| Stepper::new(&question)).map_err(|failure| raised(py, &failure))?;
        Ok(Self(Mutex::new(stepper)))
    }

    /// Names of the sensors.
    #[getter]
    fn sensors(&self) -> Vec<String> {
        self.held().sensors().into_iter().map(str::to_owned).collect()
    }

    /// Takes in a scan; gives its time and the tracks after it.
    #[pyo3(signature = (time_s, range_m, azimuth_rad, elevation_rad, range_rate_m_s, sensor))]
    fn update(
        &self,
        py: Python<'_>,
        time_s: f64,
        range_m: Option<&Bound<'_, PyAny>>,
        azimuth_rad: &Bound<'_, PyAny>,
        elevation_rad: &Bound<'_, PyAny>,
        range_rate_m_s: Option<&Bound<'_, PyAny>>,
        sensor: Option<&str>,
    ) -> PyResult<(f64, Vec<Row>)> {
        let some = |given: Option<&Bound<'_, PyAny>>| given.map(numbers).transpose();
        let (azimuth, elevation) = (numbers(azimuth_rad)?.values, numbers(elevation_rad)?.values);
        let [range, rate] = [some(range_m)?, some(range_rate_m_s)?].map(|given| given.map(|numbers| numbers.values));
        let lengths =
            [Some(azimuth.len()), Some(elevation.len()), range.as_ref().map(Vec::len), rate.as_ref().map(Vec::len)];
        if lengths.iter().flatten().any(|length| *length != azimuth.len()) {
            let text = "range_m, azimuth_rad, elevation_rad and range_rate_m_s of a scan must have the same length";
            return Err(raised(py, &Failure::input(text)));
        }
        let one = |row: usize| Return {
            range_m: range.as_ref().map(|range| range[row]),
            azimuth_rad: azimuth[row],
            elevation_rad: elevation[row],
            // A return without a rate has none where others of its scan have one.
            range_rate_m_s: rate.as_ref().map(|rate| rate[row]).filter(|rate| !rate.is_nan()),
        };
        let returns: Vec<Return> = (0..azimuth.len()).map(one).collect();
        let taken = py.detach(|| self.held().take(sensor, time_s, &returns));
        let (time_s, tracks) = taken.map_err(|failure| raised(py, &failure))?;
        let row = |track: cupola::track::tracker::Track| {
            let covariance = track.covariance.fixed_view::<6, 6>(0, 0).transpose();
            let [p, v] = [track.pos_m, track.vel_m_s].map(|vector| [vector.x, vector.y, vector.z]);
            let values = covariance.iter().copied().collect();
            (track.id, track.existence_probability, track.kind.name(), track.kind_probability, p, v, values)
        };
        Ok((time_s, tracks.into_iter().map(row).collect()))
    }
}

impl Tracker {
    fn held(&self) -> std::sync::MutexGuard<'_, Stepper> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
