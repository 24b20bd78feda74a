//! Orbit ephemeris messages (`CCSDS502`): the states of each object become the element set that follows them best, since a run
//! draws its own hour of day and an ephemeris covers its own span alone.

use super::{Sink, lines};
use crate::oem::{self, Epoch, Frame, Segment};
use cupola_earth::sgp4::{FitError, Observed, State, fit};

/// The key that begins a message.
const FIRST_KEY: &str = "CCSDS_OEM_VERS";
/// Rows nearer to each other than this are one (s): the end of a segment is often the beginning of the next.
const SAME_S: f64 = 1e-3;
/// Two states of one object at one moment are no further from each other (m): in a millisecond a satellite moves 8 m. *Assumed*,
/// 20 m to 10 km.
const SAME_M: f64 = 1_000.0;
/// What an object must be.
const ALLOWED: &str = "six states or more, over a quarter of a revolution or more and 60 days or less, of a satellite that moves freely: within 5 km (root mean \
    square) of an orbit of SGP4";

/// Whether the first line that says anything begins an ephemeris message.
pub(super) fn is_oem(text: &str) -> bool {
    let mut said = lines(text).map(|(_, line)| line.trim()).filter(|line| !line.is_empty());
    said.find(|line| !line.starts_with("COMMENT")).is_some_and(|line| line.starts_with(FIRST_KEY))
}

/// An object of the file: all its segments.
struct Object {
    line: usize,
    name: String,
    id: String,
    is_exported: bool,
    /// States and their moments, in order of time.
    states: Vec<(Epoch, Observed)>,
}

/// Reads every object of a text.
pub(super) fn read(text: &str, sink: &mut Sink<'_>) {
    let segments = match oem::read(text, sink.file) {
        Ok(segments) => segments,
        Err(faults) => return sink.faults.extend(faults.0),
    };
    let mut objects: Vec<Object> = Vec::new();
    for (line, segment) in segments {
        if !segment.may_be_satellite() {
            sink.num_left_out += 1;
            continue;
        }
        let known = objects.iter_mut().find(|object| object.id == segment.id && object.name == segment.name);
        match known {
            Some(object) => object.states.extend(states(&segment)),
            None => {
                let states = states(&segment).collect();
                let is_exported = segment.is_exported();
                objects.push(Object { line, name: segment.name, id: segment.id, is_exported, states });
            }
        }
    }
    for object in objects {
        object.fit(sink);
    }
}

/// The states of a segment among the stars.
fn states(segment: &Segment) -> impl Iterator<Item = (Epoch, Observed)> {
    segment.samples.iter().map(|sample| {
        let at = segment.epoch.plus_s(sample.time_s);
        let state = Frame::Teme.from_ecef(at, &sample.state);
        let state = State { pos_teme_m: state.pos_ecef_m, vel_teme_m_s: state.vel_ecef_m_s };
        (at, Observed { time_j2000_s: at.j2000_s(), state })
    })
}

impl Object {
    fn fit(mut self, sink: &mut Sink<'_>) {
        self.states.sort_by(|a, b| a.1.time_j2000_s.total_cmp(&b.1.time_j2000_s));
        let is_two = |(one, next): &(&(Epoch, Observed), &(Epoch, Observed))| {
            let off_m = (one.1.state.pos_teme_m - next.1.state.pos_teme_m).norm();
            next.1.time_j2000_s - one.1.time_j2000_s < SAME_S && off_m > SAME_M
        };
        if let Some(((at, _), _)) = self.states.iter().zip(self.states.iter().skip(1)).find(is_two) {
            let message = format!("is in two places at {at}: two objects have this id and name ({})", self.name);
            return sink.fault(self.line, 1, &self.id, message, "an id and a name for each object");
        }
        self.states.dedup_by(|next, kept| next.1.time_j2000_s - kept.1.time_j2000_s < SAME_S);
        let observed: Vec<Observed> = self.states.iter().map(|(_, observed)| *observed).collect();
        match fit(&observed) {
            Ok(found) => {
                let id = format!("object {} ({})", self.id, self.name);
                sink.add(self.line, Some(self.name), id, found.set, Some(found));
            }
            // A raid shows of a high orbit but a short arc.
            Err(FitError::TooShort { .. }) if self.is_exported => sink.num_short += 1,
            Err(error) => {
                let worst = match error {
                    FitError::Poor { worst_index, .. } => {
                        format!("; the worst is that of {}", self.states[worst_index].0)
                    }
                    _ => String::new(),
                };
                sink.fault(self.line, 1, &self.id, format!("{error}{worst}"), ALLOWED);
            }
        }
    }
}
