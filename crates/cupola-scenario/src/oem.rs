//! Orbit ephemeris messages in `KEY = value` form (`CCSDS502`): states of objects in time, Earth-fixed once read.

mod epoch;
mod frame;
mod read;

pub use epoch::Epoch;
pub use frame::Frame;
pub use read::parse;

pub(crate) use read::read;

use cupola_flight::State;

/// Who writes the messages of a raid.
pub const ORIGINATOR: &str = "CUPOLA";

/// How ids of shots begin.
pub const SHOT: &str = "shot/";
/// How ids of satellites begin.
pub const SATELLITE: &str = "satellite/";

/// The ephemeris of one object: Earth-fixed states in order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Name.
    pub name: String,
    /// Id.
    pub id: String,
    /// States, two or more, by time since `epoch` (s).
    pub samples: Vec<Sample>,
    /// Time zero of the samples.
    pub epoch: Epoch,
    /// Who wrote the message; [`ORIGINATOR`] where it is of a raid.
    pub originator: String,
}

impl Segment {
    /// Whether it is a satellite or a round of a raid's defence, and not a target.
    #[must_use]
    pub fn is_of_defence(&self) -> bool {
        self.originator == ORIGINATOR && [SATELLITE, SHOT].iter().any(|kind| self.id.starts_with(kind))
    }

    /// Whether it may be a satellite: all but the threats and rounds of a raid.
    pub(crate) fn may_be_satellite(&self) -> bool {
        !self.is_exported() || self.id.starts_with(SATELLITE)
    }

    /// Whether it is of an exported raid.
    pub(crate) fn is_exported(&self) -> bool {
        self.originator == ORIGINATOR
    }

    /// The state at a moment, on the cubic through the two rows about it; none outside its time.
    #[must_use]
    pub fn at(&self, moment: Epoch) -> Option<State> {
        const SLACK_S: f64 = 1e-5;
        let (first, last) = (self.samples.first()?, self.samples.last()?);
        let time_s = moment.since_s(self.epoch);
        if !(first.time_s - SLACK_S..=last.time_s + SLACK_S).contains(&time_s) {
            return None;
        }
        let after = self.samples.partition_point(|s| s.time_s <= time_s).clamp(1, self.samples.len() - 1);
        Some(between(&self.samples[after - 1], &self.samples[after], time_s))
    }
}

/// A state at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// Time since the epoch, or since a raid began (s).
    pub time_s: f64,
    /// Where it is.
    pub state: State,
}

/// The state between two samples, on the cubic through both.
#[must_use]
pub fn between(a: &Sample, b: &Sample, time_s: f64) -> State {
    let step_s = b.time_s - a.time_s;
    let u = (time_s - a.time_s) / step_s;
    let (u2, u3) = (u * u, u * u * u);
    let way = b.state.pos_ecef_m - a.state.pos_ecef_m;
    let (first, last) = (a.state.vel_ecef_m_s * step_s, b.state.vel_ecef_m_s * step_s);
    State {
        pos_ecef_m: a.state.pos_ecef_m + way * (3.0 * u2 - 2.0 * u3) + first * (u3 - 2.0 * u2 + u) + last * (u3 - u2),
        vel_ecef_m_s: (way * (6.0 * (u - u2)) + first * (3.0 * u2 - 4.0 * u + 1.0) + last * (3.0 * u2 - 2.0 * u))
            / step_s,
    }
}
