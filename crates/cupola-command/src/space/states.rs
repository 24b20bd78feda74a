//! `cupola space states`: where the satellites of files are, as SGP4 says.

use super::entries;
use crate::{Failure, Watch};
use cupola_core::Vec3;
use cupola_earth::wgs84::A_M;
use cupola_exchange::Epoch;
use cupola_record::states::{StatesRow, StatesSheet};
use cupola_scenario::orbits::Entry;
use serde::Deserialize;
use std::path::PathBuf;

/// Most states of one sheet: some 250 MB as CSV.
const MOST_STATES: f64 = 2e6;

/// Options of `cupola space states`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// A file of two-line element sets, orbit mean-elements messages or an ephemeris (OEM); again for each further file
    #[cfg_attr(feature = "clap", arg(long, value_name = "FILE", required = true))]
    pub elements: Vec<PathBuf>,
    /// Time zero, as 2028-04-01T03:00:00Z (default: each satellite's own epoch)
    #[cfg_attr(feature = "clap", arg(long, value_name = "UTC"))]
    pub epoch: Option<String>,
    /// Time from the first moment to the last
    #[cfg_attr(feature = "clap", arg(long, value_name = "HOURS", allow_hyphen_values = true, default_value_t = 24.0))]
    pub hours: f64,
    /// Time from one moment to the next
    #[cfg_attr(
        feature = "clap",
        arg(long, value_name = "SECONDS", allow_hyphen_values = true, default_value_t = 60.0)
    )]
    pub step_s: f64,
}

/// Positions and velocities among the stars, in the frame that SGP4 has: true equator and mean equinox (TEME).
///
/// # Errors
/// Everything that is wrong with what is asked and with the files.
pub fn states(args: &Question, watch: &Watch) -> Result<StatesSheet, Failure> {
    let mut faults = Vec::new();
    let begins = args.epoch.as_ref().and_then(|text| {
        let read = text.parse::<Epoch>().map_err(|()| format!("--epoch {text}: allowed: as 2028-04-01T03:00:00Z"));
        read.map_err(|fault| faults.push(fault)).ok()
    });
    let entries = entries(&args.elements, begins.map(Epoch::day), watch, &mut faults);
    if args.elements.is_empty() {
        faults.push("--elements: allowed: one file at least".to_owned());
    }
    let times_s = moments(args, entries.len(), &mut faults);
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let row = |entry: &Entry| row(entry, begins, &times_s);
    let rows = entries.iter().map(row).collect::<Result<_, _>>()?;
    let begins = begins.map(|epoch| epoch.to_string());
    Ok(StatesSheet { begins, step_s: args.step_s, num_moments: times_s.len(), rows })
}

/// Times since time zero (s).
fn moments(args: &Question, num_satellites: usize, faults: &mut Vec<String>) -> Vec<f64> {
    let Question { hours, step_s, .. } = *args;
    if !(step_s > 0.0 && step_s.is_finite()) {
        faults.push(format!("--step-s {step_s}: allowed: a number above 0"));
        return Vec::new();
    }
    let most_hours = (MOST_STATES / num_satellites.max(1) as f64 - 1.0) * step_s / 3_600.0;
    if !(0.0..=most_hours).contains(&hours) {
        faults.push(format!(
            "--hours {hours}: allowed: 0 to {most_hours:.1} for {num_satellites} satellites with steps of {step_s} s"
        ));
        return Vec::new();
    }
    // A last step that rounding leaves out by its last digits is taken.
    let num_steps = (hours * 3_600.0 / step_s + 1e-9).floor() as u32;
    (0..=num_steps).map(|step| f64::from(step) * step_s).collect()
}

fn row(entry: &Entry, begins: Option<Epoch>, times_s: &[f64]) -> Result<StatesRow, Failure> {
    let satellite = &entry.satellite;
    let late_s = begins.map_or(0.0, |begins| begins.j2000_s() - satellite.epoch_j2000_s());
    let late_times_s: Vec<f64> = times_s.iter().map(|time_s| late_s + time_s).collect();
    let (mut states_teme, mut codes) = (vec![[0.0; 6]; times_s.len()], vec![0; times_s.len()]);
    satellite.states(&late_times_s, &mut states_teme, &mut codes).map_err(Failure::other)?;
    let lost = codes.iter().position(|code| *code != 0).and_then(|first| {
        // SGP4 may well have states of what has decayed, hours later and far off.
        states_teme.truncate(first);
        let why = satellite.state(late_times_s[first]).err()?;
        Some((times_s[first], why.to_string()))
    });
    let radii_m = states_teme.iter().map(|[x, y, z, ..]| Vec3::new(*x, *y, *z).norm());
    let [low_m, high_m] = radii_m.fold([f64::INFINITY, 0.0], |[low, high], r| [r.min(low), r.max(high)]);
    Ok(StatesRow {
        satellite: match entry.fit {
            Some(_) => entry.id.clone(),
            None => entry.set.catalogue_number.to_string(),
        },
        name: entry.name.clone(),
        epoch: Epoch::of_j2000_s(satellite.epoch_j2000_s()).to_string(),
        states_teme,
        altitudes_km: (high_m > 0.0).then(|| [low_m, high_m].map(|radius_m| (radius_m - A_M) / 1e3)),
        lost,
    })
}
