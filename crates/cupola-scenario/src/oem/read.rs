//! Reading ephemeris messages, every fault at its place.

use super::{Epoch, Frame, Sample, Segment};
use crate::fault::{Fault, Faults};
use crate::orbits::lines;
use cupola_core::Vec3;
use cupola_flight::State;
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
    Ok(read(text, file)?.into_iter().map(|(_, segment)| segment).collect())
}

/// [`parse`], each segment with the line on which its metadata begin.
pub(crate) fn read(text: &str, file: &str) -> Result<Vec<(usize, Segment)>, Faults> {
    let mut reader = Reader {
        file,
        faults: Vec::new(),
        segments: Vec::new(),
        header: BTreeMap::new(),
        first_line: 1,
        now: Now::Header,
    };
    for (number, line) in lines(text.trim_start_matches('\u{feff}')) {
        reader.line(number, line);
    }
    reader.finish()
}

/// Longest name or id.
const MOST_CHARS: usize = 200;

/// What is told of a text of the file: its beginning, control characters as what they are.
fn shown(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
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
    segments: Vec<(usize, Segment)>,
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
            return self.fault(number, 1, "", format!("`{}` is not understood", shown(line.trim())), "KEY = value");
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
            self.fault(value.line, value.column, key, format!("is `{}`", shown(&value.text)), allowed);
        }
        found
    }

    /// The segment that metadata begin.
    fn open(&mut self, begun: usize, values: &Values) -> Open {
        let before = self.faults.len();
        let is_text = |text: &str| (1..=MOST_CHARS).contains(&text.chars().count()) && !text.contains(char::is_control);
        let text = |text: &str| is_text(text).then(|| text.to_owned());
        // For these years sidereal time and precession are meant.
        let epoch = |text: &str| text.parse::<Epoch>().ok().filter(|at| (1950..=2100).contains(&at.year()));
        const MOMENT: &str = "UTC as 2028-04-01T03:00:00 or 2028-092T03:00:00, in the years 1950 to 2100";
        const TEXT: &str = "one to 200 characters without control characters";
        let name = self.value(begun, values, NEEDED[0], TEXT, text);
        let id = self.value(begun, values, NEEDED[1], TEXT, text);
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
            let message = format!("`{}` is no state", shown(text));
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
                self.segments.push((line, Segment { name, id, samples, epoch, originator }));
            }
            _ => self.fault(line, 1, &id, format!("{} states in the segment", samples.len()), "two or more"),
        }
    }

    fn finish(mut self) -> Result<Vec<(usize, Segment)>, Faults> {
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
