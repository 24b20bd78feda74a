//! Orbit ephemeris messages, version 2.0, in `KEY = value` form (`CCSDS502`): everything that moves in a raid, a message each, since
//! a message is of one object.

mod read;

pub use read::parse;

use crate::sample::{Sample, between, sampled};
use crate::words::{SATELLITE, SHOT, satellite_id, shot_id, threat_id};
use crate::{Epoch, Frame};
use cupola_flight::State;
use cupola_study::replay::{Film, Replay};
use std::fmt::Write;

/// How far the cubic between two rows may be off the flight (m).
pub const TOLERANCE_M: f64 = 0.5;
/// Time between rows of a satellite (s): on a low orbit the cubic between two of them is within 5 cm.
pub(crate) const SATELLITE_STEP_S: f64 = 30.0;

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

/// Who writes the messages of a raid.
pub const ORIGINATOR: &str = "CUPOLA";

impl Segment {
    /// Whether it is a satellite or a round of a raid's defence, and not a target.
    #[must_use]
    pub fn is_of_defence(&self) -> bool {
        self.originator == ORIGINATOR && [SATELLITE, SHOT].iter().any(|kind| self.id.starts_with(kind))
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

/// Everything that moves in a raid: threats, rounds, satellites.
#[must_use]
pub fn segments(film: &Film<'_>, epoch: Epoch) -> Vec<Segment> {
    let replay = &film.replay;
    let segment = |id: String, name: &str, samples: Vec<Sample>| {
        let (name, originator) = (name.to_owned(), ORIGINATOR.to_owned());
        Segment { name, id, samples, epoch, originator }
    };
    let mut all = Vec::new();
    for (index, threat) in replay.threats.iter().enumerate() {
        let samples = sampled(&film.threat_knots_s(index), TOLERANCE_M, &|time_s| film.threat(index, time_s));
        all.push(segment(threat_id(replay, index), &threat.name, samples));
    }
    for (index, shot) in
        replay.shots.iter().enumerate().filter(|(index, shot)| film.shot(*index, shot.launch_s).is_some())
    {
        let state = |time_s| film.shot(index, time_s).expect("it is a round");
        let name = format!("{} {}", shot.element, shot.interceptor.as_deref().unwrap_or_default());
        all.push(segment(shot_id(index), &name, sampled(&[shot.launch_s, shot.end_s], TOLERANCE_M, &state)));
    }
    all.extend(satellites(film, epoch, SATELLITE_STEP_S));
    all.retain(|segment| segment.samples.len() > 1);
    all
}

/// The satellites of a raid, sampled evenly.
#[must_use]
pub fn satellites(film: &Film<'_>, epoch: Epoch, step_s: f64) -> Vec<Segment> {
    let replay: &Replay = &film.replay;
    let parts = (replay.end_s / step_s).ceil().max(1.0) as u32;
    let times_s: Vec<f64> = (0..=parts).map(|part| f64::from(part) * step_s).collect();
    let mut all: Vec<Segment> = Vec::new();
    for (index, fleet) in replay.fleets.iter().enumerate() {
        let first = all.len();
        for time_s in &times_s {
            let mut next = first;
            for satellite in film.satellites(index, *time_s) {
                let id = satellite_id(&fleet.constellation, satellite.place);
                let sample = Sample { time_s: *time_s, state: satellite.state };
                // Both lists are in the order of places; one that has decayed is in the later lists no more.
                while all.get(next).is_some_and(|known| known.id != id) {
                    next += 1;
                }
                match all.get_mut(next) {
                    Some(known) => known.samples.push(sample),
                    None => {
                        let name = format!("{} {}", fleet.constellation, satellite.place + 1);
                        let originator = ORIGINATOR.to_owned();
                        all.push(Segment { name, id, samples: vec![sample], epoch, originator });
                    }
                }
            }
        }
    }
    all
}

/// The message of one object in a frame, as the standard has it; `comments` go into its header. Messages may follow one another in
/// one file: [`parse`] reads them all.
///
/// Creation date is `created`, in a raid its beginning: the same run gives the same bytes.
#[must_use]
pub fn write(segment: &Segment, frame: Frame, created: Epoch, comments: &[String]) -> String {
    let (Some(first), Some(last)) = (segment.samples.first(), segment.samples.last()) else { return String::new() };
    let [start, stop] = [first, last].map(|sample| segment.epoch.plus_s(sample.time_s));
    let comments: String = comments.iter().map(|comment| format!("COMMENT {comment}\n")).collect();
    let mut text = format!(
        "CCSDS_OEM_VERS = 2.0\n{comments}CREATION_DATE = {created}\nORIGINATOR = {}\n\nMETA_START\nOBJECT_NAME = {}\n\
         OBJECT_ID = {}\nCENTER_NAME = EARTH\nREF_FRAME = {}\nTIME_SYSTEM = UTC\nSTART_TIME = {start}\nSTOP_TIME = {stop}\n\
         INTERPOLATION = HERMITE\nINTERPOLATION_DEGREE = 3\nMETA_STOP\n",
        segment.originator,
        segment.name,
        segment.id,
        frame.name(),
    );
    for sample in &segment.samples {
        let at = segment.epoch.plus_s(sample.time_s);
        let State { pos_ecef_m: r, vel_ecef_m_s: v } = frame.from_ecef(at, &sample.state);
        let [x, y, z] = [r.x, r.y, r.z].map(|value| value / 1e3);
        let [vx, vy, vz] = [v.x, v.y, v.z].map(|value| value / 1e3);
        writeln!(text, "{at} {x:.6} {y:.6} {z:.6} {vx:.9} {vy:.9} {vz:.9}").expect("text takes all");
    }
    text
}

/// What a message of a raid should say of itself.
#[must_use]
pub fn comments(replay: &Replay, epoch: Epoch) -> Vec<String> {
    vec![
        format!(
            "cupola: scenario {} ({}), raid {}, run {}, arm {}, seed {}",
            replay.scenario, replay.hash, replay.raid, replay.run, replay.arm, replay.seed
        ),
        format!(
            "the raid begins at {epoch}, which stands for the creation date too: the same run gives the same bytes"
        ),
        replay.drawn_paths.clone(),
    ]
}
