//! `cupola space`: constellations by themselves.

pub mod coverage;
pub mod decay;
pub mod fleet;
mod question;
pub mod reach;
pub mod size;
pub mod states;
pub mod studies;

use crate::Watch;
use cupola_core::Day;
use cupola_earth::Walker;
use cupola_earth::orbit::Pattern;
use cupola_scenario::orbits::{self, Entry};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Most satellites of one shell.
const MOST_SATELLITES: usize = 1_000_000;

/// The satellites of files, every fault of which is told; epochs far from the wanted day are warned of.
fn entries(paths: &[PathBuf], wanted: Option<Day>, watch: &Watch, faults: &mut Vec<String>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut ids = BTreeMap::new();
    for path in paths {
        match orbits::load(path, wanted) {
            Ok(file) => {
                file.warnings.iter().for_each(|warning| watch.note(warning.to_string()));
                for entry in file.entries {
                    if let Some(other) = ids.insert(entry.id.clone(), path) {
                        let (path, other, line, id) = (path.display(), other.display(), entry.line, &entry.id);
                        faults.push(format!(
                            "{path}:{line}:1: {id} stands in {other} already; allowed: each satellite once"
                        ));
                    }
                    entries.push(entry);
                }
            }
            Err(found) => faults.push(found.to_string()),
        }
    }
    entries
}

/// A Walker shell from `T/P/F`; every fault of the text is told. `None` too where the orbit's numbers are none.
fn walker(
    text: &str,
    altitude_m: f64,
    inclination_rad: f64,
    pattern: Pattern,
    faults: &mut Vec<String>,
) -> Option<Walker> {
    let before = faults.len();
    let parts: Vec<Option<usize>> = text.split('/').map(|part| part.trim().parse().ok()).collect();
    let [Some(num_satellites), Some(num_planes), Some(phasing)] = parts[..] else {
        faults.push(format!("--walker {text}: allowed: T/P/F, satellites, planes and phasing, as in 960/24/1"));
        return None;
    };
    if !(1..=MOST_SATELLITES).contains(&num_satellites) {
        faults.push(format!("--walker {text}: {num_satellites} satellites; allowed: 1 to {MOST_SATELLITES}"));
    }
    if num_planes == 0 || !num_satellites.is_multiple_of(num_planes) {
        faults.push(format!(
            "--walker {text}: {num_planes} planes; allowed: a divisor of the {num_satellites} satellites"
        ));
    }
    if phasing >= num_planes.max(1) {
        faults.push(format!("--walker {text}: phasing {phasing}; allowed: 0 to {}", num_planes.max(1) - 1));
    }
    if faults.len() > before || !altitude_m.is_finite() || !inclination_rad.is_finite() {
        return None;
    }
    let shell = Walker::new(num_satellites, num_planes, phasing as f64, altitude_m, inclination_rad, pattern);
    shell.map_err(|error| faults.push(format!("--walker {text}: {error}"))).ok()
}
