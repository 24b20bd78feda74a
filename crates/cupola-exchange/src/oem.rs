//! Orbit ephemeris messages, version 2.0, in `KEY = value` form (`CCSDS502`): everything that moves in a raid, a message each, since
//! a message is of one object.

pub use cupola_scenario::oem::{ORIGINATOR, Segment, parse};

use crate::sample::sampled;
use crate::words::{satellite_id, shot_id, threat_id};
use crate::{Epoch, Frame, Sample};
use cupola_flight::State;
use cupola_study::replay::{Film, Replay};
use std::fmt::Write;

/// How far the cubic between two rows may be off the flight (m).
pub const TOLERANCE_M: f64 = 0.5;
/// Time between rows of a satellite (s): on a low orbit the cubic between two of them is within 5 cm.
pub(crate) const SATELLITE_STEP_S: f64 = 30.0;

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

#[cfg(test)]
mod tests {
    use super::*;
    use cupola_core::Vec3;

    fn segment() -> Segment {
        let epoch: Epoch = "2028-04-01T03:00:00".parse().unwrap();
        let state = |t: f64| State {
            pos_ecef_m: Vec3::new(-3.9e6 + 2e3 * t, 3.4e6 - 4.0 * t * t, 4.1e6),
            vel_ecef_m_s: Vec3::new(2e3, -8.0 * t, 0.0),
        };
        let samples =
            (0..5).map(|i| Sample { time_s: 12.5 * f64::from(i), state: state(12.5 * f64::from(i)) }).collect();
        let [name, id, originator] = ["MRBM 3", "threat/mrbm-3", ORIGINATOR].map(str::to_owned);
        Segment { name, id, samples, epoch, originator }
    }

    /// What is written is read again: to the millimetre, in every frame; between rows too.
    #[test]
    fn messages_go_there_and_back() {
        let first = segment();
        for frame in [Frame::Itrf, Frame::Teme, Frame::Eme2000] {
            let one = write(&first, frame, first.epoch, &["a comment".to_owned()]);
            let text = one.clone() + &one;
            let back = parse(&text, "x.oem").unwrap();
            assert_eq!((back.len(), back[1].id.as_str()), (2, "threat/mrbm-3"));
            for time_s in [0.0, 3.3, 37.5, 50.0] {
                let at = first.epoch.plus_s(time_s);
                let (found, truth) = (back[0].at(at).unwrap(), first.at(at).unwrap());
                assert!((found.pos_ecef_m - truth.pos_ecef_m).norm() < 2e-3, "{frame:?} {time_s}");
                assert!((found.vel_ecef_m_s - truth.vel_ecef_m_s).norm() < 1e-3, "{frame:?} {time_s}");
            }
            assert!(back[0].at(first.epoch.plus_s(-1.0)).is_none() && back[0].at(first.epoch.plus_s(51.0)).is_none());
        }
    }

    /// Rounds and satellites of a raid are told from targets, by who wrote the message it is in; others' ids may be anything.
    #[test]
    fn what_is_of_the_defence_is_known() {
        let of = |id: &str, originator: &str| {
            let [id, originator] = [id, originator].map(str::to_owned);
            let segment = Segment { id, originator, ..segment() };
            write(&segment, Frame::Itrf, segment.epoch, &[])
        };
        let text = [
            of("threat/mrbm-3", ORIGINATOR),
            of("shot/1", ORIGINATOR),
            of("shot/2", "ESA"),
            of("satellite/a-1", ORIGINATOR),
        ];
        let found: Vec<bool> = parse(&text.concat(), "x.oem").unwrap().iter().map(Segment::is_of_defence).collect();
        assert_eq!(found, [false, true, false, true]);
    }

    /// Every fault at once, each at its place.
    #[test]
    fn every_fault_is_named() {
        let good = write(&segment(), Frame::Itrf, segment().epoch, &[]);
        let bad = good
            .replace("OEM_VERS = 2.0", "OEM_VERS = 9")
            .replace("REF_FRAME = ITRF", "REF_FRAME =  MARS")
            .replace("TIME_SYSTEM = UTC", "TIME_SYSTEM = TAI")
            .replace("2028-04-01T03:00:25.000000 -", "2028-04-01T03:00:12.500000 -")
            .replace("2028-04-01T03:00:37.500000 -", "2028-04-01T03:00:37.500000 km -");
        let faults = parse(&bad, "x.oem").unwrap_err().to_string();
        let places: Vec<&str> = faults.lines().map(|line| line.split(": ").next().unwrap()).collect();
        assert_eq!(places, ["x.oem:1:18", "x.oem:9:14", "x.oem:10:15", "x.oem:18:1", "x.oem:19:1"], "{faults}");
        for (text, fault) in [("", "CCSDS_OEM_VERS: is missing"), ("META_START\nfoo\n", "is never closed")] {
            let found = parse(text, "x.oem").unwrap_err().to_string();
            assert!(found.contains(fault), "{found}");
        }
    }
}
