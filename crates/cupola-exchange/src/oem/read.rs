//! Reading ephemeris messages, every fault at its place.

use super::Segment;
use crate::sample::Sample;
use crate::{Epoch, Frame};
use cupola_core::Vec3;
use cupola_flight::State;
use cupola_scenario::{Fault, Faults};
use std::collections::BTreeMap;

/// Keys of a segment's metadata.
const META_KEYS: [&str; 12] = [
    "OBJECT_NAME",
    "OBJECT_ID",
    "CENTER_NAME",
    "REF_FRAME",
    "REF_FRAME_EPOCH",
    "TIME_SYSTEM",
    "START_TIME",
    "USEABLE_START_TIME",
    "USEABLE_STOP_TIME",
    "STOP_TIME",
    "INTERPOLATION",
    "INTERPOLATION_DEGREE",
];
/// Those without which there is no segment.
const NEEDED: [&str; 7] =
    ["OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM", "START_TIME", "STOP_TIME"];
const HEADER_KEYS: [&str; 5] = ["CCSDS_OEM_VERS", "CLASSIFICATION", "CREATION_DATE", "ORIGINATOR", "MESSAGE_ID"];

/// Reads messages of version 1.0, 2.0 or 3.0, one after the other; states come out Earth-fixed. `file` is its name in faults.
///
/// Accelerations and covariances are read over. Between rows it is the cubic through two states, whatever the message says of its
/// interpolation.
///
/// # Errors
/// Every fault: lines that are neither key nor state, keys that are missing or hold something else, frames, times and centres that
/// are not known, states out of order or outside the segment's time, segments of fewer than two states, no segment at all.
pub fn parse(text: &str, file: &str) -> Result<Vec<Segment>, Faults> {
    let mut reader = Reader {
        file,
        faults: Vec::new(),
        segments: Vec::new(),
        header: BTreeMap::new(),
        first_line: 1,
        now: Now::Header,
    };
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        reader.line(index + 1, line);
    }
    reader.finish()
}

/// A value and where it stands.
#[derive(Clone)]
struct Value {
    text: String,
    line: usize,
    column: usize,
}

type Values = BTreeMap<String, Value>;

/// Which part of the message a line belongs to.
enum Now {
    Header,
    Meta(usize, Values),
    Data(Open),
    Covariance(Open),
}

/// A segment whose states are being read; without a frame where its metadata are at fault.
struct Open {
    line: usize,
    name: String,
    id: String,
    frame: Option<Frame>,
    span: Option<[Epoch; 2]>,
    epoch: Option<Epoch>,
    samples: Vec<Sample>,
    has_fault: bool,
}

struct Reader<'a> {
    file: &'a str,
    faults: Vec<Fault>,
    segments: Vec<Segment>,
    header: Values,
    /// Where the message begins.
    first_line: usize,
    now: Now,
}

impl Reader<'_> {
    fn fault(&mut self, line: usize, column: usize, key: &str, message: String, allowed: &str) {
        let allowed = (!allowed.is_empty()).then(|| allowed.to_owned());
        let (file, key) = (self.file.to_owned(), key.to_owned());
        self.faults.push(Fault { file, line, column, key, message, allowed, hint: None });
    }

    fn line(&mut self, number: usize, line: &str) {
        let text = line.trim();
        if text.is_empty() || text == "COMMENT" || text.starts_with("COMMENT ") {
            return;
        }
        let column = line.chars().take_while(|c| c.is_whitespace()).count() + 1;
        match (std::mem::replace(&mut self.now, Now::Header), text) {
            (Now::Data(open), _) if text.starts_with(HEADER_KEYS[0]) => {
                self.close(open);
                self.check_header();
                self.first_line = number;
                self.line(number, line);
            }
            (Now::Header, "META_START") => self.now = Now::Meta(number, Values::new()),
            (Now::Data(open), "META_START") => {
                self.close(open);
                self.now = Now::Meta(number, Values::new());
            }
            (Now::Meta(begun, values), "META_STOP") => self.now = Now::Data(self.open(begun, &values)),
            (Now::Data(open), "COVARIANCE_START") => self.now = Now::Covariance(open),
            (Now::Covariance(open), "COVARIANCE_STOP") => self.now = Now::Data(open),
            (Now::Covariance(open), _) => self.now = Now::Covariance(open),
            (Now::Header, _) => {
                let mut values = std::mem::take(&mut self.header);
                self.key(number, line, &mut values, &HEADER_KEYS);
                self.header = values;
            }
            (Now::Meta(begun, mut values), _) => {
                self.key(number, line, &mut values, &META_KEYS);
                self.now = Now::Meta(begun, values);
            }
            (Now::Data(mut open), _) => {
                self.row(number, column, text, &mut open);
                self.now = Now::Data(open);
            }
        }
    }

    fn key(&mut self, number: usize, line: &str, values: &mut Values, known: &[&str]) {
        let Some((key, value)) = line.split_once('=') else {
            return self.fault(number, 1, "", format!("`{:.60}` is not understood", line.trim()), "KEY = value");
        };
        let column = key.chars().count() + 1 + value.chars().take_while(|c| c.is_whitespace()).count() + 1;
        let (key, text) = (key.trim(), value.trim().to_owned());
        if !known.contains(&key) {
            return self.fault(number, 1, key, "is no key here".to_owned(), &known.join(", "));
        }
        if values.insert(key.to_owned(), Value { text, line: number, column }).is_some() {
            self.fault(number, 1, key, "stands twice".to_owned(), "each key once");
        }
    }

    /// A value by its key, read; a fault where it is missing or cannot be.
    fn value<T>(
        &mut self,
        begun: usize,
        values: &Values,
        key: &str,
        allowed: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let Some(value) = values.get(key) else {
            self.fault(begun, 1, key, "is missing".to_owned(), allowed);
            return None;
        };
        let found = read(&value.text);
        if found.is_none() {
            self.fault(value.line, value.column, key, format!("is `{:.60}`", value.text), allowed);
        }
        found
    }

    /// The segment that metadata begin.
    fn open(&mut self, begun: usize, values: &Values) -> Open {
        let before = self.faults.len();
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let epoch = |text: &str| text.parse::<Epoch>().ok();
        const MOMENT: &str = "UTC as 2028-04-01T03:00:00 or 2028-092T03:00:00";
        let name = self.value(begun, values, NEEDED[0], "text", text);
        let id = self.value(begun, values, NEEDED[1], "text", text);
        let is_earth = |text: &str| text.eq_ignore_ascii_case("EARTH").then_some(());
        self.value(begun, values, NEEDED[2], "EARTH", is_earth);
        let names: Vec<&str> = Frame::NAMES.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        let frame = self.value(begun, values, NEEDED[3], &names.join(", "), Frame::by_name);
        let is_utc = |text: &str| (text == "UTC").then_some(());
        self.value(begun, values, NEEDED[4], "UTC", is_utc);
        let start = self.value(begun, values, NEEDED[5], MOMENT, epoch);
        let stop = self.value(begun, values, NEEDED[6], MOMENT, epoch);
        let span = start.zip(stop).map(|(start, stop)| [start, stop]);
        if let Some([start, stop]) = span.filter(|[start, stop]| start >= stop) {
            let message = format!("{stop} is not after START_TIME {start}");
            self.fault(begun, 1, "STOP_TIME", message, "a later moment");
        }
        Open {
            line: begun,
            name: name.unwrap_or_default(),
            id: id.unwrap_or_default(),
            frame,
            span,
            epoch: None,
            samples: Vec::new(),
            has_fault: self.faults.len() > before,
        }
    }

    fn row(&mut self, number: usize, column: usize, text: &str, open: &mut Open) {
        let fields: Vec<&str> = text.split_whitespace().collect();
        let numbers: Vec<f64> = fields.iter().skip(1).map_while(|field| field.parse::<f64>().ok()).collect();
        let key = open.id.clone();
        let is_row = matches!(fields.len(), 7 | 10) && numbers.len() == fields.len() - 1;
        let moment = fields[0].parse::<Epoch>().ok();
        let (Some(at), true, true) = (moment, is_row, numbers.iter().all(|value| value.is_finite())) else {
            let message = format!("`{text:.80}` is no state");
            open.has_fault = true;
            return self.fault(number, column, &key, message, "EPOCH X Y Z X_DOT Y_DOT Z_DOT in UTC, km and km/s");
        };
        if let Some([start, stop]) =
            open.span.filter(|[start, stop]| at.since_s(*start) < -1e-6 || stop.since_s(at) < -1e-6)
        {
            open.has_fault = true;
            return self.fault(
                number,
                column,
                &key,
                format!("{at} is outside the segment"),
                &format!("{start} to {stop}"),
            );
        }
        let epoch = *open.epoch.get_or_insert(at);
        let time_s = at.since_s(epoch);
        if open.samples.last().is_some_and(|last| last.time_s >= time_s) {
            open.has_fault = true;
            return self.fault(
                number,
                column,
                &key,
                format!("{at} is not after the row before"),
                "rows in order of time",
            );
        }
        let metres = |from: usize| Vec3::new(numbers[from], numbers[from + 1], numbers[from + 2]) * 1e3;
        let state = State { pos_ecef_m: metres(0), vel_ecef_m_s: metres(3) };
        let state = open.frame.map_or(state, |frame| frame.to_ecef(at, &state));
        open.samples.push(Sample { time_s, state });
    }

    fn close(&mut self, open: Open) {
        let Open { line, name, id, epoch, samples, has_fault, .. } = open;
        match epoch {
            _ if has_fault => {}
            Some(epoch) if samples.len() > 1 => {
                let originator = self.header.get(HEADER_KEYS[3]).map_or_else(String::new, |value| value.text.clone());
                self.segments.push(Segment { name, id, samples, epoch, originator });
            }
            _ => self.fault(line, 1, &id, format!("{} states in the segment", samples.len()), "two or more"),
        }
    }

    fn finish(mut self) -> Result<Vec<Segment>, Faults> {
        match std::mem::replace(&mut self.now, Now::Header) {
            Now::Header => {}
            Now::Meta(line, _) => self.fault(line, 1, "META_START", "is never closed".to_owned(), "META_STOP"),
            Now::Covariance(open) => {
                self.fault(open.line, 1, "COVARIANCE_START", "is never closed".to_owned(), "COVARIANCE_STOP");
            }
            Now::Data(open) => self.close(open),
        }
        self.check_header();
        if self.faults.is_empty() && self.segments.is_empty() {
            self.fault(1, 1, "", "the file holds no ephemeris".to_owned(), "one segment or more");
        }
        if self.faults.is_empty() {
            return Ok(self.segments);
        }
        self.faults.sort_by_key(|fault| (fault.line, fault.column));
        Err(Faults(self.faults))
    }

    /// Closes the header of a message.
    fn check_header(&mut self) {
        let (header, first) = (std::mem::take(&mut self.header), self.first_line);
        let version = |text: &str| ["1.0", "2.0", "3.0"].contains(&text).then_some(());
        self.value(first, &header, HEADER_KEYS[0], "1.0, 2.0 or 3.0", version);
        self.value(first, &header, HEADER_KEYS[2], "a moment", |text| text.parse::<Epoch>().ok());
        self.value(first, &header, HEADER_KEYS[3], "text", |text| (!text.is_empty()).then_some(()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oem::{ORIGINATOR, write};

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
