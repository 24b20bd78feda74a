//! Detections, row by row, gathered into scans.

use super::sensors::Setup;
use crate::Failure;
use cupola_record::csv;
use cupola_track::sensor::{Return, Sensor};
use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::io::{BufRead, Cursor};
use std::path::Path;
use std::sync::Arc;

/// The header of a file of detections; where range rates are measured, [`RATE`] follows.
const HEADER: &str = "scan,time_s,sensor,range_m,azimuth_rad,elevation_rad";
/// The column of range rates.
const RATE: &str = "range_rate_m_s";
/// A row that is later than the last by more than this is suspect where bad rows are left out (s): *assumed*, 60 to 86 400;
/// sensors look every few seconds to minutes.
const LEAP_S: f64 = 3_600.0;
/// Rows of one sensor in a scan at the most: a radar returns fewer, and the work grows with their square where they are dense.
const NUM_ROWS: usize = 100_000;

/// One look of one sensor.
pub struct Scan {
    /// Where its first row is in the file.
    row: u64,
    /// Its number in the file.
    pub number: u64,
    /// When (s).
    pub time_s: f64,
    /// Index of the sensor.
    pub sensor: usize,
    /// What came back; nothing where the sensor found nothing.
    pub returns: Vec<Return>,
}

/// Reads scans as they come.
pub struct Reader {
    shown: String,
    lines: std::io::Lines<Box<dyn BufRead + Send>>,
    row: u64,
    num_columns: usize,
    setup: Arc<Setup>,
    is_skipping: bool,
    /// How late a row may be (s).
    late_s: f64,
    /// Time of the latest row that was taken (s).
    latest_s: f64,
    /// Rows left out.
    pub num_skipped: u64,
    /// Looks of one number and time, by sensor; gathered, then handed out.
    group: VecDeque<Scan>,
    /// Sensor and return of the rows of the group.
    seen: HashSet<(usize, [u64; 4])>,
    /// The first row of the next group.
    ahead: Option<Scan>,
    /// A row long after the last, of which the next row will tell whether its time is wrong.
    suspect: Option<Scan>,
    /// The row after a suspect one that turned out good.
    waiting: Option<Scan>,
}

impl Reader {
    /// Opens a text named by a path, or else that file, or standard input for `-`, and reads the header.
    pub fn open(
        path: &Path,
        text: Option<String>,
        setup: Arc<Setup>,
        is_skipping: bool,
        late_s: f64,
    ) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let input: Box<dyn BufRead + Send> = match text {
            Some(text) => Box::new(Cursor::new(text)),
            None => super::input::open(path)?,
        };
        let mut lines = input.lines();
        let header = match lines.next() {
            None => {
                return Err(Failure::input(format!("{shown}: the file is empty; the first line must be `{HEADER}`")));
            }
            Some(line) => line.map_err(|error| Failure::input(format!("{shown}:1: {error}")))?,
        };
        let Some(num_columns) = num_columns(&header, HEADER, RATE) else {
            let allowed = format!("`{HEADER}`, and `,{RATE}` after it where it is measured");
            return Err(Failure::input(format!("{shown}:1: the header is `{header:.80}`; must be {allowed}")));
        };
        Ok(Self {
            shown,
            lines,
            row: 1,
            num_columns,
            setup,
            is_skipping,
            late_s,
            latest_s: f64::NEG_INFINITY,
            num_skipped: 0,
            group: VecDeque::new(),
            seen: HashSet::new(),
            ahead: None,
            suspect: None,
            waiting: None,
        })
    }

    /// The next scan: one sensor's of the rows that follow each other with one number and time.
    pub fn next_scan(&mut self) -> Result<Option<Scan>, Failure> {
        if self.group.is_empty() {
            self.gather()?;
        }
        Ok(self.group.pop_front())
    }

    fn gather(&mut self) -> Result<(), Failure> {
        self.seen.clear();
        if let Some(row) = self.ahead.take() {
            self.join(row);
        }
        while let Some(row) = self.next_row()? {
            if self.group.front().is_some_and(|first| !is_same_time(&row, first)) {
                self.ahead = Some(row);
                break;
            }
            self.join(row);
        }
        Ok(())
    }

    fn join(&mut self, row: Scan) {
        self.seen.extend(row.returns.iter().map(|found| (row.sensor, bits(found))));
        match self.group.iter_mut().find(|look| look.sensor == row.sensor) {
            Some(look) => look.returns.extend(row.returns),
            None => self.group.push_back(row),
        }
    }

    /// The next good row, as a scan of one return or none.
    fn next_row(&mut self) -> Result<Option<Scan>, Failure> {
        loop {
            let row = match self.waiting.take() {
                Some(row) => Some(row),
                None => self.read_row()?,
            };
            if let Some(suspect) = self.suspect.take() {
                if !row.as_ref().is_some_and(|row| self.goes_back(row, &suspect)) {
                    self.waiting = row;
                    return Ok(Some(self.taken(suspect)));
                }
                self.suspect = Some(suspect);
            }
            let Some(row) = row else { return Ok(None) };
            if let Err(fault) = self.check(&row) {
                self.leave_out(row.row, &fault)?;
                continue;
            }
            if self.suspect.take().is_some() {
                self.num_skipped += 1;
            }
            if !(self.is_skipping && row.time_s - self.latest_s > LEAP_S) {
                return Ok(Some(self.taken(row)));
            }
            self.suspect = Some(row);
        }
    }

    fn taken(&mut self, row: Scan) -> Scan {
        self.latest_s = self.latest_s.max(row.time_s);
        row
    }

    /// Whether a row goes back in time from a suspect one; far back, where nothing before them tells which is wrong.
    fn goes_back(&self, row: &Scan, suspect: &Scan) -> bool {
        let back_s = suspect.time_s - row.time_s;
        back_s > self.late_s && (self.latest_s.is_finite() || back_s > LEAP_S)
    }

    /// The next row that can be read.
    fn read_row(&mut self) -> Result<Option<Scan>, Failure> {
        loop {
            let Some(line) = self.lines.next() else { return Ok(None) };
            self.row += 1;
            let found = match line {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => parse(&line, self.row, &self.setup.sensors, self.num_columns),
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(error.to_string()),
                Err(error) => return Err(Failure::other(format!("{}:{}: {error}", self.shown, self.row))),
            };
            match found {
                Ok(row) => return Ok(Some(row)),
                Err(fault) => self.leave_out(self.row, &fault)?,
            }
        }
    }

    fn leave_out(&mut self, row: u64, fault: &str) -> Result<(), Failure> {
        if !self.is_skipping {
            return Err(Failure::input(format!("{}:{row}: {fault} (--skip-bad leaves bad rows out)", self.shown)));
        }
        self.num_skipped += 1;
        Ok(())
    }

    /// Whether a row may follow those before it.
    fn check(&self, row: &Scan) -> Result<(), String> {
        let Scan { number, time_s, .. } = *row;
        if time_s < self.latest_s - self.late_s {
            let hint = if self.late_s > 0.0 { "; later than --late-s allows" } else { "" };
            return Err(format!("time_s {time_s} after {}: time goes backwards{hint}", self.latest_s));
        }
        if let Some(first) = self.group.front() {
            if number < first.number && self.late_s <= 0.0 {
                return Err(format!("scan {number} after {}: scans go backwards", first.number));
            }
            let look = self.group.iter().find(|look| look.sensor == row.sensor && number == look.number);
            if let Some(look) = look {
                return self.check_within(row, look);
            }
        }
        self.setup.at(row.sensor, time_s).map(|_| ()).map_err(|failure| failure.to_string())
    }

    /// Whether a row may be of a look of the same number.
    fn check_within(&self, row: &Scan, look: &Scan) -> Result<(), String> {
        let number = row.number;
        if row.time_s != look.time_s {
            return Err(format!("scan {number} is at {} s and at {} s", look.time_s, row.time_s));
        }
        if look.returns.len() == NUM_ROWS {
            return Err(format!("scan {number} has more than {NUM_ROWS} rows"));
        }
        match (&look.returns[..], &row.returns[..]) {
            ([], []) => Err(format!("the same row twice in scan {number}")),
            ([], _) | (_, []) => {
                Err(format!("scan {number} has returns and a row without any; the latter says that nothing was found"))
            }
            (_, [found, ..]) if self.seen.contains(&(row.sensor, bits(found))) => {
                Err(format!("the same row twice in scan {number}"))
            }
            _ => Ok(()),
        }
    }
}

fn is_same_time(a: &Scan, b: &Scan) -> bool {
    a.number == b.number && a.time_s == b.time_s
}

fn bits(found: &Return) -> [u64; 4] {
    let or_none = |value: Option<f64>| value.unwrap_or(f64::NAN);
    [or_none(found.range_m), found.azimuth_rad, found.elevation_rad, or_none(found.range_rate_m_s)].map(f64::to_bits)
}

fn parse(line: &str, row: u64, sensors: &[Sensor], num_columns: usize) -> Result<Scan, String> {
    let mut cells = [const { Cow::Borrowed("") }; 7];
    let mut num = 0;
    for cell in csv::cells(line) {
        let cell = cell.ok_or_else(|| unclosed(num))?;
        if num < cells.len() {
            cells[num] = cell;
        }
        num += 1;
    }
    if num != num_columns {
        return Err(format!("{num} columns; must be {num_columns}"));
    }
    let fields = cells.each_ref().map(|cell| &**cell);
    let scan = fields[0].parse().map_err(|_| format!("scan `{:.40}` is not a whole number from 0", fields[0]))?;
    let time_s = number(fields[1], "time_s")?;
    let Some(sensor) = sensors.iter().position(|sensor| sensor.name.trim() == fields[2].trim()) else {
        let names: Vec<&str> = sensors.iter().map(|sensor| sensor.name.as_str()).collect();
        return Err(format!("unknown sensor `{:.40}`; there are: {}", fields[2], names.join(", ")));
    };
    if fields[3..].iter().all(|field| field.is_empty()) {
        return Ok(Scan { row, number: scan, time_s, sensor, returns: Vec::new() });
    }
    let measurement = &sensors[sensor].measurement;
    let range_m = match (measurement.sigma_range_m, fields[3]) {
        (None, "") => None,
        (None, _) => return Err(format!("range_m {}; must be empty: {} sees angles alone", fields[3], fields[2])),
        (Some(_), field) => Some(number(field, "range_m")?),
    };
    if let Some(range_m) = range_m.filter(|range_m| *range_m <= 0.0) {
        return Err(format!("range_m {range_m}; must be above zero"));
    }
    let azimuth_rad = within(fields[4], "azimuth_rad", std::f64::consts::TAU)?;
    let elevation_rad = within(fields[5], "elevation_rad", std::f64::consts::FRAC_PI_2)?;
    let range_rate_m_s = match (measurement.range_rate, fields[6]) {
        (_, "") => None,
        (None, _) => return Err(format!("{RATE} {}; must be empty: {} measures none", fields[6], fields[2])),
        (Some(_), field) => Some(number(field, RATE)?),
    };
    let found = Return { range_m, azimuth_rad, elevation_rad, range_rate_m_s };
    Ok(Scan { row, number: scan, time_s, sensor, returns: vec![found] })
}

/// Number of columns of a header that has those needed and at most one more; none where it is another.
pub fn num_columns(header: &str, needed: &str, more: &str) -> Option<usize> {
    let cells = csv::cells(header.trim_start_matches('\u{feff}').trim()).collect::<Option<Vec<_>>>()?;
    let num_needed = needed.split(',').count();
    let allowed = needed.split(',').chain((cells.len() > num_needed).then_some(more));
    cells.iter().map(|cell| &**cell).eq(allowed).then_some(cells.len())
}

/// What is wrong with a cell that cannot be read.
pub fn unclosed(index: usize) -> String {
    format!("column {}: its quotes do not end where a cell of this line does", index + 1)
}

/// A finite number.
pub fn number(field: &str, name: &str) -> Result<f64, String> {
    match field.trim().parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(format!("{name} `{field:.40}` is not a number")),
    }
}

fn within(field: &str, name: &str, limit: f64) -> Result<f64, String> {
    let value = number(field, name)?;
    if value.abs() > limit {
        return Err(format!("{name} {value}; must be between {:.6} and {limit:.6}", -limit));
    }
    Ok(value)
}
