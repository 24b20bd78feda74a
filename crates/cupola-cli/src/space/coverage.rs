//! `cupola space coverage`: what a constellation covers, over the globe or over places.

use crate::fly::place;
use crate::print;
use crate::space::walker;
use cupola::command::Failure;
use cupola::core::{Day, Vec3};
use cupola::earth::orbit::Pattern;
use cupola::earth::satellites::{Phase, Satellites};
use cupola::earth::{Walker, sgp4};
use cupola::record::coverage::CoverageSheet;
use cupola::record::folder;
use cupola::scenario::orbits;
use cupola::sense::infrared::COLD_SPACE_LIMB_M;
use cupola::space::coverage::{Count, Grid, Sight, cover};
use cupola::space::worst;
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Below this height the background is warm (km).
const LIMB_KM: f64 = COLD_SPACE_LIMB_M / 1e3;
/// Moments at which the farthest point of several shells is looked for.
const NUM_MOMENTS: u32 = 48;
/// 1 January 2000, 12 h, as days since 1970.
const DAY_J2000: f64 = 10_957.5;

/// Options of `cupola space coverage`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Satellites, planes and phasing of a Walker shell; again for each further shell
    #[arg(long, value_name = "T/P/F", required_unless_present = "elements", requires_all = ["inclination_deg", "altitude_km"])]
    walker: Vec<String>,
    /// Inclination in degrees: one for all shells, or one each
    #[arg(long, value_name = "DEG", allow_hyphen_values = true)]
    inclination_deg: Vec<f64>,
    /// Altitude: one for all shells, or one each
    #[arg(long, value_name = "KM", allow_hyphen_values = true)]
    altitude_km: Vec<f64>,
    /// Satellites of a file of two-line element sets or orbit mean-elements messages; again for each further file
    #[arg(long, value_name = "FILE")]
    elements: Vec<PathBuf>,
    /// Day on which the time looked at begins, for satellites of files (default: that of the latest element set)
    #[arg(long, value_name = "YYYY-MM-DD", requires = "elements")]
    date: Option<String>,
    /// Spread the planes over half a circle (a star) instead of a whole one
    #[arg(long)]
    star: bool,
    /// The satellite stands at least this high above the horizon of what it sees
    #[arg(long, value_name = "DEG", allow_hyphen_values = true, default_value_t = 0.0)]
    elevation_deg: f64,
    /// Instead: it is no farther than this
    #[arg(long, value_name = "KM", allow_hyphen_values = true, conflicts_with = "elevation_deg")]
    range_km: Option<f64>,
    /// And it sees its target against cold space, over a limb 50 km up
    #[arg(long, requires = "range_km")]
    against_space: bool,
    /// Altitude of what is to be seen
    #[arg(long, value_name = "KM", allow_hyphen_values = true, default_value_t = 0.0)]
    target_altitude_km: f64,
    /// Places instead of the globe, in degrees; again for each
    #[arg(long = "at", value_name = "LAT,LON", allow_hyphen_values = true)]
    places: Vec<String>,
    /// Rows of the globe's equal-area grid
    #[arg(long, value_name = "N", default_value_t = 90, conflicts_with = "places")]
    rows: usize,
    /// Time looked at
    #[arg(long, value_name = "HOURS", allow_hyphen_values = true, default_value_t = 24.0)]
    hours: f64,
    /// Length of a step
    #[arg(long, value_name = "SECONDS", allow_hyphen_values = true, default_value_t = 60.0)]
    step_s: f64,
    /// Satellites that must see a point at once
    #[arg(long, value_name = "N", default_value_t = 1)]
    fold: u32,
    /// Count fixes by two satellites whose lines of sight are this far apart, or farther
    #[arg(long, value_name = "DEG", allow_hyphen_values = true)]
    stereo_deg: Option<f64>,
    /// Threads (default: all)
    #[arg(long)]
    threads: Option<usize>,
    /// Write every point as CSV
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Write a map as SVG
    #[arg(long, value_name = "FILE", conflicts_with = "places")]
    svg: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola space coverage`.
pub fn coverage(args: &Args) -> Result<(), Failure> {
    let mut faults = Vec::new();
    let shells = shells(args, &mut faults);
    let mut groups: Vec<Satellites> = shells.iter().cloned().map(Satellites::walker).collect();
    groups.extend(elements(args, &mut faults));
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
    let Some(found) = counted(&grid, &sight, &count, threads, positions)? else {
        return Err(Failure::other("stopped"));
    };
    let sheet = CoverageSheet {
        constellation: constellation(args, &groups),
        seen: seen(args),
        num_satellites: num_satellites(&groups),
        worst_angle_deg: worst_angle(&shells, &groups, &count, positions),
        span_s: [f64::from(count.num_steps) * count.step_s, count.step_s],
        fold: count.fold,
        stereo_deg: args.stereo_deg,
        grid: &grid,
        is_places: !args.places.is_empty(),
        coverage: &found,
    };
    for (path, text) in [(&args.csv, CoverageSheet::to_csv as fn(&_) -> String), (&args.svg, CoverageSheet::to_svg)] {
        if let Some(path) = path {
            folder::write_text(path, &text(&sheet)).map_err(Failure::other)?;
        }
    }
    print(&if args.json { sheet.to_json() } else { sheet.to_text(&crate::run::style()) })
}

fn counted(
    grid: &Grid,
    sight: &Sight,
    count: &Count,
    threads: usize,
    positions: impl Fn(u32, &mut Vec<Vec3>) + Sync,
) -> Result<Option<cupola::space::coverage::Coverage>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = stop.clone();
    // A second handler cannot be set; then the system's way of stopping holds.
    let _ = ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed));
    let whole = grid.num_points() as u64 * u64::from(count.num_steps);
    let done = AtomicU64::new(0);
    let bar = if std::io::stderr().is_terminal() {
        indicatif::ProgressBar::new(100)
    } else {
        indicatif::ProgressBar::hidden()
    };
    let going = |points: u64| {
        let before = done.fetch_add(points, Ordering::Relaxed);
        if before * 100 / whole != (before + points) * 100 / whole {
            bar.set_position((before + points) * 100 / whole);
        }
        !stop.load(Ordering::Relaxed)
    };
    let found = cover(grid, sight, count, threads, positions, going);
    bar.finish_and_clear();
    found.map_err(|error| Failure::input(error.to_string()))
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
fn elements(args: &Args, faults: &mut Vec<String>) -> Option<Satellites> {
    let date = args
        .date
        .as_ref()
        .map(|text| text.parse::<Day>().map_err(|_| format!("--date {text}: allowed: a day, as in 2028-04-01")));
    let date = date.transpose().unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let mut satellites = Vec::new();
    let mut numbers = BTreeMap::new();
    for path in &args.elements {
        match orbits::load(path, date) {
            Ok(file) => {
                file.warnings.iter().for_each(|warning| eprintln!("{warning}"));
                for entry in file.entries {
                    if let Some(other) = numbers.insert(entry.set.catalogue_number, path) {
                        let number = entry.set.catalogue_number;
                        let (path, other, line) = (path.display(), other.display(), entry.line);
                        faults.push(format!("{path}:{line}:1: catalogue number {number} stands in {other} already; allowed: each satellite once"));
                    }
                    satellites.push(entry.satellite);
                }
            }
            Err(found) => faults.push(found.to_string()),
        }
    }
    let latest_s = satellites.iter().map(sgp4::Satellite::epoch_j2000_s).fold(f64::NEG_INFINITY, f64::max);
    let start_s = date.map_or(latest_s, |day| (f64::from(day.0) - DAY_J2000) * 86_400.0);
    if satellites.is_empty() {
        return None;
    }
    Satellites::sets(satellites, start_s).map_err(|error| faults.push(error.to_string())).ok()
}

fn shells(args: &Args, faults: &mut Vec<String>) -> Vec<Walker> {
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

fn grid(args: &Args, faults: &mut Vec<String>) -> Option<Grid> {
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

fn sight(args: &Args, faults: &mut Vec<String>) -> Option<Sight> {
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

fn count(args: &Args, faults: &mut Vec<String>) -> Option<Count> {
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
fn constellation(args: &Args, groups: &[Satellites]) -> String {
    let for_shell = |values: &[f64], i: usize| if values.len() == 1 { values[0] } else { values[i] };
    let words = args.walker.iter().enumerate().map(|(i, walker)| {
        let (altitude, inclination) = (for_shell(&args.altitude_km, i), for_shell(&args.inclination_deg, i));
        format!("{walker} at {altitude} km, {inclination}°{}", if args.star { ", star" } else { "" })
    });
    let files = args.elements.iter().map(|path| format!("of {}", path.display()));
    format!("{} satellites: {}", num_satellites(groups), words.chain(files).collect::<Vec<_>>().join("; "))
}

fn seen(args: &Args) -> String {
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
