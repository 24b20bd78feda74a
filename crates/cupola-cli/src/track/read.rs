//! Detections, row by row, gathered into scans.

use crate::failure::Failure;
use cupola::track::sensor::{Return, Sensor};
use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The header of a file of detections; where range rates are measured, [`RATE`] follows.
const HEADER: &str = "scan,time_s,sensor,range_m,azimuth_rad,elevation_rad";
/// The column of range rates.
const RATE: &str = "range_rate_m_s";
/// Rows of a scan at the most: a radar returns fewer, and the work grows with their square where they are dense.
const NUM_ROWS: usize = 100_000;

/// One look of one sensor.
pub struct Scan {
    /// Its number in the file.
    pub number: u64,
    /// When (s).
    pub time_s: f64,
    /// Index of the sensor.
    pub sensor: usize,
    /// What came back.
    pub returns: Vec<Return>,
}

/// Reads scans as they come.
pub struct Reader<'a> {
    shown: String,
    lines: std::io::Lines<Box<dyn BufRead>>,
    row: u64,
    num_columns: usize,
    sensors: &'a [Sensor],
    is_skipping: bool,
    /// How late a row may be (s).
    late_s: f64,
    latest_s: f64,
    /// Rows left out.
    pub num_skipped: u64,
    /// The first row of the next scan.
    ahead: Option<Scan>,
    seen: HashSet<[u64; 4]>,
}

impl<'a> Reader<'a> {
    /// Opens a file, or standard input for `-`, and reads the header.
    pub fn open(path: &Path, sensors: &'a [Sensor], is_skipping: bool, late_s: f64) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let input: Box<dyn BufRead> = if path == Path::new("-") {
            Box::new(std::io::stdin().lock())
        } else {
            let file = std::fs::File::open(path).map_err(|error| Failure::input(format!("{shown}: {error}")))?;
            Box::new(BufReader::new(file))
        };
        let mut lines = input.lines();
        let header = match lines.next() {
            None => {
                return Err(Failure::input(format!("{shown}: the file is empty; the first line must be `{HEADER}`")));
            }
            Some(line) => line.map_err(|error| Failure::input(format!("{shown}:1: {error}")))?,
        };
        let plain = header.trim_start_matches('\u{feff}').trim();
        let num_columns = match plain.strip_prefix(HEADER) {
            Some("") => 6,
            Some(rest) if rest.strip_prefix(',') == Some(RATE) => 7,
            _ => {
                let allowed = format!("`{HEADER}`, and `,{RATE}` after it where it is measured");
                return Err(Failure::input(format!("{shown}:1: the header is `{header:.80}`; must be {allowed}")));
            }
        };
        let seen = HashSet::new();
        Ok(Self {
            shown,
            lines,
            row: 1,
            num_columns,
            sensors,
            is_skipping,
            late_s,
            latest_s: f64::NEG_INFINITY,
            num_skipped: 0,
            ahead: None,
            seen,
        })
    }

    /// The next scan: the rows that follow each other with one number, time and sensor.
    pub fn next_scan(&mut self) -> Result<Option<Scan>, Failure> {
        let mut scan = match self.ahead.take() {
            Some(scan) => scan,
            None => match self.next_row(None)? {
                Some(scan) => scan,
                None => return Ok(None),
            },
        };
        self.seen.clear();
        self.seen.extend(scan.returns.iter().map(bits));
        while let Some(row) = self.next_row(Some(&scan))? {
            if !is_same_look(&row, &scan) {
                self.ahead = Some(row);
                break;
            }
            scan.returns.extend(row.returns);
        }
        Ok(Some(scan))
    }

    /// The next good row, as a scan of one return.
    fn next_row(&mut self, scan: Option<&Scan>) -> Result<Option<Scan>, Failure> {
        loop {
            let Some(line) = self.lines.next() else { return Ok(None) };
            self.row += 1;
            let found = match line {
                Ok(line) if line.trim().is_empty() => continue,
                Ok(line) => self.check(&line, scan),
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(error.to_string()),
                Err(error) => return Err(Failure::other(format!("{}:{}: {error}", self.shown, self.row))),
            };
            match found {
                Ok(row) => return Ok(Some(row)),
                Err(_) if self.is_skipping => self.num_skipped += 1,
                Err(fault) => {
                    let hint = "(--skip-bad leaves bad rows out)";
                    return Err(Failure::input(format!("{}:{}: {fault} {hint}", self.shown, self.row)));
                }
            }
        }
    }

    fn check(&mut self, line: &str, scan: Option<&Scan>) -> Result<Scan, String> {
        let row = parse(line, self.sensors, self.num_columns)?;
        if row.time_s < self.latest_s - self.late_s {
            let hint = if self.late_s > 0.0 { "; later than --late-s allows" } else { "" };
            return Err(format!("time_s {} after {}: time goes backwards{hint}", row.time_s, self.latest_s));
        }
        self.latest_s = self.latest_s.max(row.time_s);
        let Some(scan) = scan else { return Ok(row) };
        if row.number < scan.number && self.late_s <= 0.0 {
            return Err(format!("scan {} after {}: scans go backwards", row.number, scan.number));
        }
        if is_same_look(&row, scan) {
            if !self.seen.insert(bits(&row.returns[0])) {
                return Err(format!("the same row twice in scan {}", row.number));
            }
            if scan.returns.len() == NUM_ROWS {
                return Err(format!("scan {} has more than {NUM_ROWS} rows", row.number));
            }
        } else if row.number == scan.number && row.sensor == scan.sensor {
            return Err(format!("scan {} is at {} s and at {} s", row.number, scan.time_s, row.time_s));
        }
        Ok(row)
    }
}

fn is_same_look(a: &Scan, b: &Scan) -> bool {
    a.number == b.number && a.sensor == b.sensor && a.time_s == b.time_s
}

fn bits(found: &Return) -> [u64; 4] {
    let or_none = |value: Option<f64>| value.unwrap_or(f64::NAN);
    [or_none(found.range_m), found.azimuth_rad, found.elevation_rad, or_none(found.range_rate_m_s)].map(f64::to_bits)
}

fn parse(line: &str, sensors: &[Sensor], num_columns: usize) -> Result<Scan, String> {
    let mut fields = [""; 7];
    let mut num = 0;
    for field in line.split(',') {
        if num < fields.len() {
            fields[num] = field.trim();
        }
        num += 1;
    }
    if num != num_columns {
        return Err(format!("{num} columns; must be {num_columns}"));
    }
    let scan = fields[0].parse().map_err(|_| format!("scan `{:.40}` is not a whole number from 0", fields[0]))?;
    let time_s = number(fields[1], "time_s")?;
    let Some(sensor) = sensors.iter().position(|sensor| sensor.name == fields[2]) else {
        let names: Vec<&str> = sensors.iter().map(|sensor| sensor.name.as_str()).collect();
        return Err(format!("unknown sensor `{:.40}`; there are: {}", fields[2], names.join(", ")));
    };
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
    Ok(Scan { number: scan, time_s, sensor, returns: vec![found] })
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
