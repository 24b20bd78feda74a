//! The file of the truth.

use super::input;
use super::read::{num_columns, number, unclosed};
use super::sensors::Setup;
use crate::Failure;
use cupola_core::Vec3;
use cupola_exchange::{Epoch, oem};
use cupola_record::csv;
use cupola_track::metrics::look::Body;
use cupola_track::sensor::Earth;
use std::collections::{HashMap, HashSet};
use std::io::Read;
use std::path::Path;

/// The header of a file of the truth; a column `kind` may follow.
const HEADER: &str = "truth_id,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s";
/// Times nearer than this are the same (s).
pub const SAME_S: f64 = 1e-6;

/// What is there, in order of time.
pub struct Truth {
    /// The file.
    pub shown: String,
    /// Names of targets; the number of a body is its place here.
    pub names: Vec<String>,
    /// Kinds that the file names, if it has the column.
    pub kinds: Option<Vec<String>>,
    /// Satellites and rounds of an exported raid, which are no targets.
    pub num_left_out: usize,
    source: Source,
}

/// Where the truth comes from.
enum Source {
    /// Rows, in order of time.
    Rows(Vec<Row>),
    /// Ephemerides from an epoch on, in the frame of the files.
    Flights(Vec<oem::Segment>, Epoch),
}

/// One target at one time.
#[derive(Clone, Copy)]
pub struct Row {
    time_s: f64,
    /// The target.
    pub body: Body,
    /// Its kind, by place among the names.
    pub kind: Option<usize>,
}

/// Names, numbered as they come.
#[derive(Default)]
struct Names {
    list: Vec<String>,
    index: HashMap<String, usize>,
}

impl Names {
    fn number(&mut self, name: &str) -> usize {
        *self.index.entry(name.to_owned()).or_insert_with(|| {
            self.list.push(name.to_owned());
            self.list.len() - 1
        })
    }
}

impl Truth {
    /// Reads a text named by a path, or else that file.
    pub fn read(path: &Path, text: Option<&str>) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let text = match text {
            Some(text) => text.to_owned(),
            None => {
                let mut text = String::new();
                let read = input::open(path)?.read_to_string(&mut text);
                read.map_err(|error| Failure::input(format!("{shown}: {error}")))?;
                text
            }
        };
        let mut lines = text.lines();
        let header = lines.next().unwrap_or_default();
        let Some(num_columns) = num_columns(header, HEADER, "kind") else {
            return Err(Failure::input(format!(
                "{shown}:1: the header is `{header:.80}`; must be `{HEADER}`, and `,kind` may follow"
            )));
        };
        let (mut names, mut kinds) = (Names::default(), Names::default());
        let (mut rows, mut seen) = (Vec::new(), HashSet::new());
        for (index, line) in lines.enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let row = row(line, num_columns, &mut names, &mut kinds).and_then(|row| {
                let is_first = seen.insert((row.body.id, (row.time_s / SAME_S).round() as i64));
                let name = &names.list[row.body.id as usize];
                if is_first { Ok(row) } else { Err(format!("truth_id `{name:.40}` twice at {} s", row.time_s)) }
            });
            rows.push(row.map_err(|fault| Failure::input(format!("{shown}:{}: {fault}", index + 2)))?);
        }
        if rows.is_empty() {
            return Err(Failure::input(format!("{shown}: no truth")));
        }
        rows.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
        let kinds = (!kinds.list.is_empty()).then_some(kinds.list);
        Ok(Self { shown, names: names.list, kinds, num_left_out: 0, source: Source::Rows(rows) })
    }

    /// Reads an orbit ephemeris message; its states are those of any time within its segments. `epoch` is the moment of time 0 in UTC.
    /// Satellites and rounds of a raid that cupola exported are left out.
    pub fn read_oem(path: &Path, epoch: Option<&str>, setup: &Setup) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| Failure::input(format!("{shown}: {error}")))?;
        if setup.earth == Earth::Flat {
            return Err(Failure::input(format!("{shown}: an OEM is of the round Earth; allowed: earth = \"wgs84\"")));
        }
        let mut flights = oem::parse(&text, &shown)?;
        let epoch = match epoch {
            Some(text) => text
                .parse::<Epoch>()
                .map_err(|()| Failure::input(format!("--truth-epoch {text}: allowed: UTC as 2028-04-01T03:00:00Z")))?,
            None => {
                let first = |a: Epoch, flight: &oem::Segment| if flight.epoch < a { flight.epoch } else { a };
                flights.iter().fold(flights[0].epoch, first)
            }
        };
        let num_all = flights.len();
        flights.retain(|flight| !flight.is_of_defence());
        if flights.is_empty() {
            return Err(Failure::input(format!(
                "{shown}: no truth: its {num_all} objects are satellites and rounds; allowed: an OEM with threats"
            )));
        }
        let num_left_out = num_all - flights.len();
        for sample in flights.iter_mut().flat_map(|flight| &mut flight.samples) {
            setup.put_state_in_frame_of_files(&mut sample.state);
        }
        let names = flights.iter().map(|flight| flight.id.clone()).collect();
        Ok(Self { shown, names, kinds: None, num_left_out, source: Source::Flights(flights, epoch) })
    }

    /// What is there at a time.
    pub fn at(&self, time_s: f64) -> Vec<Row> {
        match &self.source {
            Source::Rows(rows) => {
                let from = rows.partition_point(|row| row.time_s < time_s - SAME_S);
                let until = rows.partition_point(|row| row.time_s <= time_s + SAME_S);
                rows[from..until].to_vec()
            }
            Source::Flights(flights, epoch) => {
                let of = |(id, flight): (usize, &oem::Segment)| {
                    let state = flight.at(epoch.plus_s(time_s))?;
                    let body = Body { id: id as u64, pos_m: state.pos_ecef_m, vel_m_s: state.vel_ecef_m_s };
                    Some(Row { time_s, body, kind: None })
                };
                flights.iter().enumerate().filter_map(of).collect()
            }
        }
    }

    /// First and last time (s).
    pub fn span_s(&self) -> [f64; 2] {
        match &self.source {
            Source::Rows(rows) => [rows[0].time_s, rows[rows.len() - 1].time_s],
            Source::Flights(flights, epoch) => {
                let ends =
                    flights.iter().flat_map(|f| [0, f.samples.len() - 1].map(|i| (f.epoch, f.samples[i].time_s)));
                let times_s = ends.map(|(from, time_s)| from.since_s(*epoch) + time_s);
                times_s.fold([f64::INFINITY, f64::NEG_INFINITY], |[a, b], t| [a.min(t), b.max(t)])
            }
        }
    }
}

fn row(line: &str, num_columns: usize, names: &mut Names, kinds: &mut Names) -> Result<Row, String> {
    let cells = csv::cells(line).enumerate().map(|(index, cell)| cell.ok_or_else(|| unclosed(index)));
    let fields = cells.collect::<Result<Vec<_>, _>>()?;
    if fields.len() != num_columns {
        return Err(format!("{} columns; must be {num_columns}", fields.len()));
    }
    let named = |index: usize, name: &str| number(&fields[index], name);
    let time_s = named(1, "time_s")?;
    let pos_m = Vec3::new(named(2, "x_m")?, named(3, "y_m")?, named(4, "z_m")?);
    let vel_m_s = Vec3::new(named(5, "vx_m_s")?, named(6, "vy_m_s")?, named(7, "vz_m_s")?);
    let kind = match fields.get(8).map(|kind| &**kind) {
        Some("") => return Err("kind is empty".to_owned()),
        kind => kind.map(|kind| kinds.number(kind)),
    };
    Ok(Row { time_s, body: Body { id: names.number(&fields[0]) as u64, pos_m, vel_m_s }, kind })
}
