//! `cupola space coverage`: what a constellation covers, over the globe or over places.

use crate::fly::place;
use crate::space::{entries, walker};
use crate::{Failure, Watch};
use cupola_core::{Day, Vec3};
use cupola_earth::orbit::Pattern;
use cupola_earth::satellites::{Phase, Satellites};
use cupola_earth::{Walker, sgp4};
use cupola_record::coverage::CoverageSheet;
use cupola_sense::infrared::COLD_SPACE_LIMB_M;
use cupola_space::coverage::{Count, Grid, Sight, cover};
use cupola_space::worst;
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// Below this height the background is warm (km).
const LIMB_KM: f64 = COLD_SPACE_LIMB_M / 1e3;
/// Moments at which the farthest point of several shells is looked for.
const NUM_MOMENTS: u32 = 48;
/// 1 January 2000, 12 h, as days since 1970.
const DAY_J2000: f64 = 10_957.5;

/// Options of `cupola space coverage`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Satellites, planes and phasing of a Walker shell; again for each further shell
    #[cfg_attr(feature = "clap", arg(long, value_name = "T/P/F", required_unless_present = "elements", requires_all = ["inclination_deg", "altitude_km"]))]
    pub walker: Vec<String>,
    /// Inclination in degrees: one for all shells, or one each
    #[cfg_attr(feature = "clap", arg(long, value_name = "DEG", allow_hyphen_values = true))]
    pub inclination_deg: Vec<f64>,
    /// Altitude: one for all shells, or one each
    #[cfg_attr(feature = "clap", arg(long, value_name = "KM", allow_hyphen_values = true))]
    pub altitude_km: Vec<f64>,
    /// Satellites of a file of two-line element sets, orbit mean-elements or orbit ephemeris messages; again for each further file
    #[cfg_attr(feature = "clap", arg(long, value_name = "FILE"))]
    pub elements: Vec<PathBuf>,
    /// Day on which the time looked at begins, for satellites of files (default: that of the latest element set)
    #[cfg_attr(feature = "clap", arg(long, value_name = "YYYY-MM-DD", requires = "elements"))]
    pub date: Option<String>,
    /// Spread the planes over half a circle (a star) instead of a whole one
    #[cfg_attr(feature = "clap", arg(long))]
    pub star: bool,
    /// The satellite stands at least this high above the horizon of what it sees
    #[cfg_attr(feature = "clap", arg(long, value_name = "DEG", allow_hyphen_values = true, default_value_t = 0.0))]
    pub elevation_deg: f64,
    /// Instead: it is no farther than this
    #[cfg_attr(
        feature = "clap",
        arg(long, value_name = "KM", allow_hyphen_values = true, conflicts_with = "elevation_deg")
    )]
    pub range_km: Option<f64>,
    /// And it sees its target against cold space, over a limb 50 km up
    #[cfg_attr(feature = "clap", arg(long, requires = "range_km"))]
    pub against_space: bool,
    /// Altitude of what is to be seen
    #[cfg_attr(feature = "clap", arg(long, value_name = "KM", allow_hyphen_values = true, default_value_t = 0.0))]
    pub target_altitude_km: f64,
    /// Places instead of the globe, in degrees; again for each
    #[cfg_attr(feature = "clap", arg(long = "at", value_name = "LAT,LON", allow_hyphen_values = true))]
    pub places: Vec<String>,
    /// Rows of the globe's equal-area grid
    #[cfg_attr(feature = "clap", arg(long, value_name = "N", default_value_t = 90, conflicts_with = "places"))]
    pub rows: usize,
    /// Time looked at
    #[cfg_attr(feature = "clap", arg(long, value_name = "HOURS", allow_hyphen_values = true, default_value_t = 24.0))]
    pub hours: f64,
    /// Length of a step
    #[cfg_attr(
        feature = "clap",
        arg(long, value_name = "SECONDS", allow_hyphen_values = true, default_value_t = 60.0)
    )]
    pub step_s: f64,
    /// Satellites that must see a point at once
    #[cfg_attr(feature = "clap", arg(long, value_name = "N", default_value_t = 1))]
    pub fold: u32,
    /// Count fixes by two satellites whose lines of sight are this far apart, or farther
    #[cfg_attr(feature = "clap", arg(long, value_name = "DEG", allow_hyphen_values = true))]
    pub stereo_deg: Option<f64>,
    /// Threads (default: all)
    #[cfg_attr(feature = "clap", arg(long))]
    pub threads: Option<usize>,
}

/// What the constellation covers; the watch counts points looked at.
///
/// # Errors
/// Everything that is wrong with what is asked and with files of elements; stopped.
pub fn coverage(args: &Question, watch: &Watch) -> Result<CoverageSheet, Failure> {
    let mut faults = Vec::new();
    let shells = shells(args, &mut faults);
    let mut groups: Vec<Satellites> = shells.iter().cloned().map(Satellites::walker).collect();
    groups.extend(elements(args, watch, &mut faults));
    let grid = grid(args, &mut faults);
    let sight = sight(args, &mut faults);
    let count = count(args, &mut faults);
    let (Some(grid), Some(sight), Some(count), []) = (grid, sight, count, faults.as_slice()) else {
        return Err(Failure::input(faults.join("\n")));
    };
    let positions = |step: u32, out: &mut Vec<Vec3>| {
        let mut one = Vec::new();
        for group in &groups {
            group.positions_ecef(&Phase::ZERO, f64::from(step) * count.step_s, &mut one);
            // What has decayed is nowhere.
            out.extend(one.iter().filter(|at| at.x.is_finite()));
        }
    };
    let threads = args.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    watch.total.store(grid.num_points() as u64 * u64::from(count.num_steps), Ordering::Relaxed);
    let going = |points: u64| {
        watch.done.fetch_add(points, Ordering::Relaxed);
        !watch.is_stopped()
    };
    let found = cover(&grid, &sight, &count, threads, positions, going);
    let found = found.map_err(|error| Failure::input(error.to_string()))?.ok_or_else(|| Failure::other("stopped"))?;
    Ok(CoverageSheet {
        constellation: constellation(args, &groups),
        seen: seen(args),
        num_satellites: num_satellites(&groups),
        worst_angle_deg: worst_angle(&shells, &groups, &count, positions),
        span_s: [f64::from(count.num_steps) * count.step_s, count.step_s],
        fold: count.fold,
        stereo_deg: args.stereo_deg,
        grid,
        is_places: !args.places.is_empty(),
        coverage: found,
    })
}

/// The farthest point from any satellite: over the whole period of one shell, else at moments over the time looked at.
fn worst_angle(
    shells: &[Walker],
    groups: &[Satellites],
    count: &Count,
    positions: impl Fn(u32, &mut Vec<Vec3>),
) -> Option<(f64, bool)> {
    if let ([shell], [_]) = (shells, groups) {
        return worst::pattern_worst_angle_rad(shell).map(|angle| (angle.to_degrees(), true));
    }
    let mut at = Vec::new();
    let moment = |k: u32| {
        at.clear();
        positions((u64::from(k) * u64::from(count.num_steps) / u64::from(NUM_MOMENTS)) as u32, &mut at);
        worst::worst_angle_rad(&at).to_degrees()
    };
    (num_satellites(groups) <= worst::NUM_SATELLITES_MAX)
        .then(|| ((0..NUM_MOMENTS).map(moment).fold(0.0, f64::max), false))
}

fn num_satellites(groups: &[Satellites]) -> usize {
    groups.iter().map(Satellites::num).sum()
}

/// Satellites of files, at the start of the time looked at.
fn elements(args: &Question, watch: &Watch, faults: &mut Vec<String>) -> Option<Satellites> {
    let date = args
        .date
        .as_ref()
        .map(|text| text.parse::<Day>().map_err(|_| format!("--date {text}: allowed: a day, as in 2028-04-01")));
    let date = date.transpose().unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let entries = entries(&args.elements, date, watch, faults);
    let satellites: Vec<sgp4::Satellite> = entries.into_iter().map(|entry| entry.satellite).collect();
    let latest_s = satellites.iter().map(sgp4::Satellite::epoch_j2000_s).fold(f64::NEG_INFINITY, f64::max);
    let start_s = date.map_or(latest_s, |day| (f64::from(day.0) - DAY_J2000) * 86_400.0);
    if satellites.is_empty() {
        return None;
    }
    Satellites::sets(satellites, start_s).map_err(|error| faults.push(error.to_string())).ok()
}

fn shells(args: &Question, faults: &mut Vec<String>) -> Vec<Walker> {
    let num = args.walker.len();
    for (option, found) in
        [("--inclination-deg", args.inclination_deg.len()), ("--altitude-km", args.altitude_km.len())]
    {
        if found != 1 && found != num {
            faults.push(format!(
                "{option}: given {found} times for {num} shells; allowed: once, or once for each --walker"
            ));
        }
    }
    let for_shell =
        |values: &[f64], i: usize| if values.len() == 1 { values[0] } else { values.get(i).copied().unwrap_or(0.0) };
    let pattern = if args.star { Pattern::Star } else { Pattern::Delta };
    let mut shells = Vec::new();
    for (i, text) in args.walker.iter().enumerate() {
        let (inclination_deg, altitude_km) = (for_shell(&args.inclination_deg, i), for_shell(&args.altitude_km, i));
        let before = faults.len();
        if !(0.0..=180.0).contains(&inclination_deg) {
            faults.push(format!(
                "--inclination-deg {inclination_deg}: allowed: 0 to 180 (over 90: against the Earth's turning)"
            ));
        }
        if !(100.0..=400_000.0).contains(&altitude_km) {
            faults.push(format!("--altitude-km {altitude_km}: allowed: 100 to 400000"));
        }
        let told = faults.len() > before;
        let shell = walker(text, altitude_km * 1e3, inclination_deg.to_radians(), pattern, faults);
        shells.extend(shell.filter(|_| !told));
    }
    shells
}

fn grid(args: &Question, faults: &mut Vec<String>) -> Option<Grid> {
    let altitude_km = args.target_altitude_km;
    if !(0.0..=400_000.0).contains(&altitude_km) {
        faults.push(format!("--target-altitude-km {altitude_km}: allowed: 0 to 400000"));
        return None;
    }
    if args.places.is_empty() {
        if !(2..=2_000).contains(&args.rows) {
            faults.push(format!("--rows {}: allowed: 2 to 2000", args.rows));
        }
        return Grid::equal_area(args.rows, altitude_km * 1e3).ok();
    }
    let mut points = Vec::new();
    for text in &args.places {
        match place("--at", text) {
            Ok(place) => points.push([place.lat_rad, place.lon_rad]),
            Err(fault) => faults.push(fault),
        }
    }
    Grid::points(&points, altitude_km * 1e3).ok()
}

fn sight(args: &Question, faults: &mut Vec<String>) -> Option<Sight> {
    let before = faults.len();
    if !(0.0..90.0).contains(&args.elevation_deg) {
        faults.push(format!("--elevation-deg {}: allowed: 0 to below 90", args.elevation_deg));
    }
    if let Some(range_km) = args.range_km.filter(|km| !(*km > 0.0 && km.is_finite())) {
        faults.push(format!("--range-km {range_km}: allowed: a number above 0"));
    }
    if args.against_space && args.target_altitude_km <= LIMB_KM {
        faults.push(format!(
            "--against-space: what is seen must be over the limb; allowed: --target-altitude-km above {LIMB_KM}"
        ));
    }
    (faults.len() == before).then_some(match args.range_km {
        None => Sight::Elevation { min_rad: args.elevation_deg.to_radians() },
        Some(km) if args.against_space => Sight::AgainstSpace { range_m: km * 1e3, limb_m: COLD_SPACE_LIMB_M },
        Some(km) => Sight::Slant { range_m: km * 1e3 },
    })
}

fn count(args: &Question, faults: &mut Vec<String>) -> Option<Count> {
    let before = faults.len();
    let (step_s, span_s) = (args.step_s, args.hours * 3600.0);
    if !(step_s > 0.0 && step_s.is_finite()) {
        faults.push(format!("--step-s {step_s}: allowed: a number above 0"));
    } else if !(span_s >= step_s && span_s / step_s <= 1e6) {
        let most = step_s * 1e6 / 3600.0;
        faults.push(format!("--hours {}: allowed: {} to {most} with steps of {step_s} s", args.hours, step_s / 3600.0));
    }
    if args.threads == Some(0) {
        faults.push("--threads 0: allowed: 1 and more".to_owned());
    }
    if !(1..=1_000).contains(&args.fold) {
        faults.push(format!("--fold {}: allowed: 1 to 1000", args.fold));
    }
    if let Some(deg) = args.stereo_deg.filter(|deg| !(*deg > 0.0 && *deg <= 90.0)) {
        faults.push(format!("--stereo-deg {deg}: allowed: above 0, to 90"));
    }
    let stereo_rad = args.stereo_deg.unwrap_or(0.0).to_radians();
    (faults.len() == before).then(|| Count {
        fold: args.fold,
        stereo_rad,
        num_steps: (span_s / step_s).round() as u32,
        step_s,
    })
}

/// `960 satellites: 960/24/1 at 550 km, 53°`.
fn constellation(args: &Question, groups: &[Satellites]) -> String {
    let for_shell = |values: &[f64], i: usize| if values.len() == 1 { values[0] } else { values[i] };
    let words = args.walker.iter().enumerate().map(|(i, walker)| {
        let (altitude, inclination) = (for_shell(&args.altitude_km, i), for_shell(&args.inclination_deg, i));
        format!("{walker} at {altitude} km, {inclination}°{}", if args.star { ", star" } else { "" })
    });
    let files = args.elements.iter().map(|path| format!("of {}", path.display()));
    format!("{} satellites: {}", num_satellites(groups), words.chain(files).collect::<Vec<_>>().join("; "))
}

fn seen(args: &Question) -> String {
    let target = match args.target_altitude_km {
        0.0 => "the ground".to_owned(),
        km => format!("what is {km} km up"),
    };
    let fold = if args.fold > 1 { format!(" by {} satellites at once", args.fold) } else { String::new() };
    match (args.range_km, args.against_space) {
        (None, _) => format!("{target} is seen{fold} from {}° above its horizon and higher", args.elevation_deg),
        (Some(km), false) => format!("{target} is seen{fold} within {km} km"),
        (Some(km), true) => format!("{target} is seen{fold} within {km} km, over a limb {LIMB_KM} km up"),
    }
}
