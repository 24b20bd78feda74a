//! Files of orbits: two-line element sets and CCSDS orbit mean-elements messages, as public catalogues hand them out, and CCSDS
//! orbit ephemeris messages, to which element sets are fitted.
//!
//! Which format a file is in shows in its text. Every fault of a file is found before it fails.

mod ephemeris;
mod omm;
mod records;
mod tle;

use crate::fault::{Fault, Faults};
use crate::files::{not_utf8, unreadable};
use cupola_core::{Day, math};
use cupola_earth::EarthError;
use cupola_earth::sgp4::{ElementSet, Fit, Satellite};
use cupola_earth::wgs84::{A_M, GM_M3_S2};
use std::collections::BTreeMap;
use std::path::Path;

/// Largest file of orbits that is read: ten times the public catalogue.
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// 1 January 2000.
const DAY_2000: i32 = 10_957;
/// Days from the wanted date beyond which an epoch is warned of.
const OLD_DAYS: f64 = 365.25;

/// One satellite of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name, where the file gives one.
    pub name: Option<String>,
    /// What tells it from all others: its catalogue number, or its id and name in an ephemeris.
    pub id: String,
    /// Its element set.
    pub set: ElementSet,
    /// How far that is off its ephemeris, where the file is one.
    pub fit: Option<Fit>,
    /// The same, ready to be propagated.
    pub satellite: Satellite,
    /// Line of the file on which it begins, from 1.
    pub line: usize,
}

/// The satellites of a file, in its order.
#[derive(Debug, Clone, PartialEq)]
pub struct OrbitFile {
    /// At least one satellite.
    pub entries: Vec<Entry>,
    /// What should be known and does not forbid to go on.
    pub warnings: Vec<Fault>,
}

/// Reads a file of orbits; [`parse`] says what can be wrong with it.
///
/// # Errors
/// Every fault of the file; one where it cannot be read.
pub fn load(path: &Path, wanted: Option<Day>) -> Result<OrbitFile, Faults> {
    let shown = path.display().to_string();
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(&shown, &error))?;
    if !metadata.is_file() {
        return Err(Faults::of_file(&shown, "is not a file"));
    }
    if metadata.len() > MAX_BYTES {
        let message = format!("the file has {} bytes, more than the {MAX_BYTES} that are read", metadata.len());
        return Err(Faults::of_file(&shown, message));
    }
    let bytes = std::fs::read(path).map_err(|error| unreadable(&shown, &error))?;
    let text = String::from_utf8(bytes).map_err(|error| not_utf8(&shown, &error))?;
    parse(&text, &shown, wanted)
}

/// Reads the text of a file of orbits, whatever its line ends: element sets of two lines, or of three with a name; orbit
/// mean-elements messages as `KEY = value`, XML, JSON or CSV; orbit ephemeris messages as `KEY = value`, as [`crate::oem::parse`]
/// reads them, whose objects become element sets by [`cupola_earth::sgp4::fit`], all segments of an object one. `file` is its name
/// in faults.
///
/// Of an ephemeris one warning says how far its worst orbit is off; of one that `cupola export` wrote, threats and rounds are left out.
/// Epochs more than a year from the wanted day give one warning: SGP4 is good for days to weeks about the epoch.
///
/// # Errors
/// Every fault: lines out of order, fields that hold something else, check digits that the line does not add up to, keys that
/// are missing, elements out of range, the same satellite twice, an ephemeris that no orbit fits, no satellite at all.
pub fn parse(text: &str, file: &str, wanted: Option<Day>) -> Result<OrbitFile, Faults> {
    let text = text.trim_start_matches('\u{feff}');
    let mut sink =
        Sink { file, entries: Vec::new(), faults: Vec::new(), seen: BTreeMap::new(), num_left_out: 0, num_short: 0 };
    match text.trim_start().chars().next() {
        None => {
            let allowed = "two-line element sets, orbit mean-elements messages as KVN, XML, JSON or CSV, or an orbit ephemeris as KVN";
            sink.fault(1, 1, "", "the file is empty".to_owned(), allowed);
        }
        Some('[' | '{') => omm::json(text, &mut sink),
        Some('<') => omm::xml(text, &mut sink),
        Some(_) if ephemeris::is_oem(text) => ephemeris::read(text, &mut sink),
        Some(_) if omm::is_kvn(text) => omm::kvn(text, &mut sink),
        Some(_) if omm::is_csv(text) => omm::csv(text, &mut sink),
        Some(_) => tle::read(text, &mut sink),
    }
    if sink.faults.is_empty() && sink.entries.is_empty() {
        sink.fault(1, 1, "", "the file holds no satellite".to_owned(), "at least one element set");
    }
    let Sink { entries, mut faults, num_left_out, num_short, .. } = sink;
    if faults.is_empty() {
        let old = wanted.and_then(|day| old_epochs(&entries, day, file));
        let warnings = fitted(&entries, [num_left_out, num_short], file).into_iter().chain(old).collect();
        return Ok(OrbitFile { entries, warnings });
    }
    faults.sort_by_key(|fault| (fault.line, fault.column));
    Err(Faults(faults))
}

/// Days from 1970, with fraction, of an epoch.
fn days(set: &ElementSet) -> f64 {
    set.epoch_j2000_s / 86_400.0 + 0.5 + f64::from(DAY_2000)
}

fn old_epochs(entries: &[Entry], wanted: Day, file: &str) -> Option<Fault> {
    let age = |entry: &Entry| (days(&entry.set) - f64::from(wanted.0)).abs();
    let old: Vec<&Entry> = entries.iter().filter(|entry| age(entry) > OLD_DAYS).collect();
    let worst = old.iter().max_by(|a, b| age(a).total_cmp(&age(b)))?;
    let epoch = Day(days(&worst.set).floor() as i32);
    let message = format!(
        "{} of {} epochs are more than a year from {wanted}, at most {:.0} days ({epoch}): SGP4 is good for days to weeks",
        old.len(),
        entries.len(),
        age(worst)
    );
    Some(warning(file, worst, message))
}

/// How far fitted orbits are off their ephemerides, and what was left out.
fn fitted(entries: &[Entry], [num_left_out, num_short]: [usize; 2], file: &str) -> Option<Fault> {
    let fits = || entries.iter().filter_map(|entry| entry.fit.map(|fit| (entry, fit)));
    let (worst, fit) = fits().max_by(|a, b| a.1.rms_m.total_cmp(&b.1.rms_m))?;
    let told = [(num_left_out, "threats and rounds of the raid"), (num_short, "satellites shown for too short a time")];
    let told = told.iter().filter(|(num, _)| *num > 0).map(|(num, what)| format!("; {num} {what} are left out"));
    let left_out: String = told.collect();
    let message = format!(
        "{} of SGP4, fitted to ephemerides: the worst, of {}, is {:.0} m off its states (root mean square), {:.0} m at most{left_out}",
        fits().count(),
        worst.id,
        fit.rms_m,
        fit.largest_m,
    );
    Some(warning(file, worst, message))
}

fn warning(file: &str, entry: &Entry, message: String) -> Fault {
    Fault {
        file: file.to_owned(),
        line: entry.line,
        column: 1,
        key: entry.name.clone().unwrap_or_default(),
        message,
        allowed: None,
        hint: None,
    }
}

/// What has been read so far, and what was wrong with it.
struct Sink<'a> {
    file: &'a str,
    entries: Vec<Entry>,
    faults: Vec<Fault>,
    /// The line on which each id stood first.
    seen: BTreeMap<String, usize>,
    /// Threats and rounds of an exported raid.
    num_left_out: usize,
    /// Satellites of one that it shows for too short a time.
    num_short: usize,
}

impl Sink<'_> {
    fn fault(&mut self, line: usize, column: usize, key: &str, message: String, allowed: &str) {
        let allowed = (!allowed.is_empty()).then(|| allowed.to_owned());
        let (file, key) = (self.file.to_owned(), key.to_owned());
        self.faults.push(Fault { file, line, column, key, message, allowed, hint: None });
    }

    /// Takes a set whose fields have all been read.
    fn take(&mut self, line: usize, name: Option<String>, set: ElementSet) {
        self.add(line, name, format!("catalogue number {}", set.catalogue_number), set, None);
    }

    fn add(&mut self, line: usize, name: Option<String>, id: String, set: ElementSet, fit: Option<Fit>) {
        let key = name.clone().unwrap_or_else(|| set.catalogue_number.to_string());
        if let Some(first) = self.seen.get(&id) {
            return self.fault(line, 1, &key, format!("{id} stands on line {first} already"), "each satellite once");
        }
        self.seen.insert(id.clone(), line);
        if let Some(perigee_m) = perigee_m(&set).filter(|perigee_m| *perigee_m < 0.0) {
            let message = format!("no orbit: its perigee is {:.0} km under the ground", -perigee_m / 1e3);
            return self.fault(
                line,
                1,
                &key,
                message,
                "a mean motion and an eccentricity that keep it above the ground",
            );
        }
        match set.satellite() {
            Ok(satellite) => self.entries.push(Entry { name, id, set, fit, satellite, line }),
            Err(error) => self.refuse(line, &key, &error),
        }
    }

    fn refuse(&mut self, line: usize, key: &str, error: &EarthError) {
        self.fault(line, 1, key, format!("no orbit: {error}"), "mean elements of a closed orbit");
    }
}

/// Altitude of the perigee of the mean orbit (m).
fn perigee_m(set: &ElementSet) -> Option<f64> {
    let semi_major_m = math::cbrt(GM_M3_S2 / (set.mean_motion_rad_s * set.mean_motion_rad_s));
    Some(semi_major_m * (1.0 - set.eccentricity) - A_M).filter(|altitude_m| altitude_m.is_finite())
}

/// The lines of a text and their numbers from 1, ended by `\n`, `\r\n` or `\r` in any mixture.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(end) = text.find(['\n', '\r']) else {
            rest = None;
            return Some(text);
        };
        let is_pair = text[end..].starts_with("\r\n");
        rest = Some(&text[end + 1 + usize::from(is_pair)..]);
        Some(&text[..end])
    })
    .enumerate()
    .map(|(index, line)| (index + 1, line))
}
