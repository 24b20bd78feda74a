//! `cupola track`: from a file of detections to tracks, and how good they are.

mod ephemeris;
mod input;
mod picture;
mod read;
mod score;
mod sensors;
mod sheets;
mod summary;
mod truth;

use crate::output::Output;
use clap::{Args, ValueEnum};
use cupola::command::Failure;
use cupola::track::sensor::{Bias, Earth, Sensor};
use cupola::track::target::{Kind, Targets};
use cupola::track::tracker::{Association, Confirmation, Innovations, Late, Track, Tracker};
use read::{Reader, Scan};
use score::{Measure, Score};
use sensors::Setup;
use sheets::Sheet;
use std::path::{Path, PathBuf};
use summary::Summary;
use truth::Truth;

/// Options of `cupola track`.
#[derive(Debug, Clone, Args)]
pub struct TrackArgs {
    /// CSV of detections (`scan,time_s,sensor,range_m,azimuth_rad,elevation_rad`, and `range_rate_m_s` if measured), or Parquet
    /// with these columns; `-` for standard input
    detections: PathBuf,
    /// TOML file of the sensors: noise, detection probability, false returns, coverage, site
    #[arg(long, value_name = "FILE", required_unless_present = "meta", conflicts_with = "meta")]
    sensors: Option<PathBuf>,
    /// JSON file that describes one sensor, as beside the files of the benchmark
    #[arg(long, value_name = "FILE")]
    meta: Option<PathBuf>,
    /// CSV or Parquet of the truth (`truth_id,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s`, and `kind` if known) to score against, or a
    /// CCSDS OEM (`.oem`)
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// Moment of time_s 0, in UTC, where the truth is an OEM (default: the first state in it)
    #[arg(long, value_name = "UTC", requires = "truth")]
    truth_epoch: Option<String>,
    /// What may be out there
    #[arg(long, value_name = "KINDS", value_delimiter = ',', default_value = "ballistic,glider")]
    targets: Vec<Wanted>,
    /// Velocity before anything is known of it (m/s, one sigma, each axis): a third of the fastest target's speed or more
    /// [default: 1200 over the flat Earth, 2500 over the ellipsoid]
    #[arg(long, value_name = "M/S")]
    sigma_velocity_m_s: Option<f64>,
    /// How returns are shared out between targets
    #[arg(long, value_enum, default_value_t = Method::Beliefs)]
    association: Method,
    /// Report a target by its returns in M of N scans, not by the probability that it exists
    #[arg(long, value_name = "M/N")]
    confirm: Option<String>,
    /// Take scans that come up to this much late (s), as if they had come in time
    #[arg(long, value_name = "S", default_value_t = 0.0)]
    late_s: f64,
    /// Write the tracks as CSV, scan by scan; `-` for standard output
    #[arg(long, value_name = "FILE")]
    tracks: Option<PathBuf>,
    /// Write where falling tracks will come down as CSV, scan by scan, with the error of place and time; `-` for standard output
    #[arg(long, value_name = "FILE")]
    impacts: Option<PathBuf>,
    /// Leave bad rows out and say how many, instead of refusing the file
    #[arg(long)]
    skip_bad: bool,
    /// Cut-off of the score (m)
    #[arg(long, value_name = "M", default_value_t = 1_000.0)]
    cut_off_m: f64,
    /// Order of the score: how much more one large distance counts than several small ones
    #[arg(long, value_name = "P", default_value_t = 2.0)]
    order: f64,
    /// What a change of partner costs in the score over time (m; default: a fifth of the cut-off)
    #[arg(long, value_name = "M")]
    switch_m: Option<f64>,
    /// Work the score over time out even where it may take minutes: many targets, or a cut-off that many are within
    #[arg(long, requires = "truth")]
    trajectories: bool,
    /// Draw tracks against the truth as SVG; `-` for standard output
    #[arg(long, value_name = "FILE", requires = "truth")]
    svg: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wanted {
    /// Missiles under power
    Boosting,
    /// Missiles and warheads in free flight
    Ballistic,
    /// Gliders that turn
    Glider,
    /// Cruise missiles, drones, aircraft
    Level,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Probabilities by belief propagation
    Beliefs,
    /// Probabilities summed over joint events, cluster by cluster
    Joint,
    /// The likeliest sharing out alone (global nearest neighbour)
    Nearest,
}

/// `cupola track`.
pub fn track(args: &TrackArgs) -> Result<(), Failure> {
    let is_output = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
    let asks = [
        ("--tracks", is_output(&args.tracks)),
        ("--impacts", is_output(&args.impacts)),
        ("--svg", is_output(&args.svg)),
        ("--json", args.json),
    ];
    let printed: Vec<&str> = asks.iter().filter(|(_, is_asked)| *is_asked).map(|(option, _)| *option).collect();
    if let [first, second, ..] = printed[..] {
        return Err(Failure::input(format!(
            "{first} -: standard output is for {second}; allowed: one of them, and a file for the other"
        )));
    }
    let is_printed = matches!(printed[..], ["--tracks" | "--impacts"]);
    let measure = Measure::read(args)?;
    let setup = Setup::read(args.sensors.as_deref(), args.meta.as_deref())?;
    let score = args.truth.as_deref().map(|path| truth(path, args, &setup)).transpose()?;
    let mut score = score.map(|truth| Score::of(truth, measure));
    let mut reader = Reader::open(&args.detections, &setup, args.skip_bad, args.late_s)?;
    let mut sheet = args.tracks.as_deref().map(Sheet::of_tracks).transpose()?;
    let mut impacts = args.impacts.as_deref().map(|path| Sheet::of_impacts(path, setup.earth)).transpose()?;
    let mut tracker = asked(args, setup.earth)?;
    let (mut cpu_s, mut num_scans) = (0.0, 0_u64);
    let (mut ids, mut at_end) = (std::collections::BTreeSet::new(), Vec::new());
    while let Some(scan) = reader.next_scan()? {
        let before_s = processor_s();
        let sensor = setup.at(scan.sensor, scan.time_s)?;
        let (time_s, mut tracks) = tracker.take(&scan, &sensor);
        cpu_s += processor_s() - before_s;
        num_scans += 1;
        if let Some(impacts) = &mut impacts {
            impacts.add_impacts(scan.number, time_s, &tracks, &setup)?;
        }
        for track in &mut tracks {
            setup.put_in_frame_of_files(track);
            ids.insert(track.id);
        }
        if let Some(sheet) = &mut sheet {
            sheet.add_tracks(scan.number, time_s, &tracks)?;
        }
        at_end.clear();
        at_end.extend(tracks.iter().map(|track| track.kind));
        if let Some(score) = &mut score {
            score.add(time_s, tracks);
        }
    }
    if reader.num_skipped > 0 {
        eprintln!("{} bad rows left out", reader.num_skipped);
    }
    if num_scans == 0 {
        return Err(Failure::input(format!("{}: no detections", args.detections.display())));
    }
    let found = score.map(Score::finish).transpose()?;
    let mut output = Output::new(args.json);
    if let Some(found) = &found {
        found.warn(measure);
        output.write("--svg", args.svg.as_deref(), || picture::draw(&args.detections, found, measure, &setup))?;
    }
    if is_printed {
        return Ok(());
    }
    let summary = Summary {
        num_scans,
        num_tracks: ids.len(),
        at_end: Kind::ALL.map(|kind| (kind, at_end.iter().filter(|other| **other == kind).count())),
        num_skipped: reader.num_skipped,
        cpu_s,
        innovations: tracker.innovations(),
        biases: tracker.biases(&setup.sensors),
        found,
        measure,
    };
    output.finish(|| if args.json { summary.to_json() } else { summary.to_text() })
}

/// The truth, in the frame of the files.
fn truth(path: &Path, args: &TrackArgs, setup: &Setup) -> Result<Truth, Failure> {
    if path.extension().is_some_and(|ending| ending == "oem") {
        return Truth::read_oem(path, args.truth_epoch.as_deref(), setup);
    }
    match &args.truth_epoch {
        Some(_) => Err(Failure::input("--truth-epoch: times of a CSV are seconds already; allowed: beside an OEM")),
        None => Truth::read(path),
    }
}

/// A tracker that takes scans in order, or also late ones.
enum Asked {
    InOrder(Box<Tracker>),
    Late(Box<Late>),
}

impl Asked {
    /// Takes in a scan and gives the tracks after it, with their time (s).
    fn take(&mut self, scan: &Scan, sensor: &Sensor) -> (f64, Vec<Track>) {
        match self {
            Self::InOrder(tracker) => {
                tracker.observe(scan.time_s, sensor, &scan.returns);
                (scan.time_s, tracker.tracks())
            }
            Self::Late(tracker) => {
                let is_taken = tracker.observe(scan.time_s, sensor, &scan.returns);
                assert!(is_taken, "the reader refuses rows that are later than this window");
                (tracker.time_s().unwrap_or(scan.time_s), tracker.tracks())
            }
        }
    }
}

impl Asked {
    fn innovations(&self) -> Innovations {
        match self {
            Self::InOrder(tracker) => tracker.innovations(),
            Self::Late(tracker) => tracker.innovations(),
        }
    }

    /// What is known of the biases that sensors are said to have.
    fn biases(&self, sensors: &[Sensor]) -> Vec<(String, Bias)> {
        let biased = sensors.iter().filter(|sensor| sensor.measurement.sigma_bias != [0.0; 3]);
        let known = |sensor: &Sensor| match self {
            Self::InOrder(tracker) => tracker.bias(sensor),
            Self::Late(tracker) => tracker.bias(sensor),
        };
        biased.map(|sensor| (sensor.name.clone(), known(sensor))).collect()
    }
}

/// Velocity before anything is known of it over the ellipsoid (m/s, one sigma, each axis): intercontinental missiles at 7 km/s are
/// within three of it. Assumed, 2 000 to 4 000.
const SIGMA_VELOCITY_M_S: f64 = 2_500.0;

/// The tracker that is asked for.
fn asked(args: &TrackArgs, earth: Earth) -> Result<Asked, Failure> {
    let mut faults = Vec::new();
    let sigma_velocity_m_s = args.sigma_velocity_m_s.unwrap_or(match earth {
        Earth::Flat => Targets::default().sigma_velocity_m_s,
        Earth::Wgs84 => SIGMA_VELOCITY_M_S,
    });
    if !(sigma_velocity_m_s > 0.0 && sigma_velocity_m_s <= 1e5) {
        faults.push(format!("--sigma-velocity-m-s {sigma_velocity_m_s}: allowed: above 0 to 100000"));
    }
    if !(0.0..=3_600.0).contains(&args.late_s) {
        faults.push(format!("--late-s {}: allowed: 0 to 3600", args.late_s));
    }
    let confirmation = match &args.confirm {
        None => Confirmation::Existence(0.5),
        Some(text) => {
            let parts: Option<Vec<u32>> = text.split('/').map(|part| part.trim().parse().ok()).collect();
            match parts.as_deref() {
                Some(&[num, of]) if (1..=of).contains(&num) && of <= 32 => Confirmation::Looks { num, of },
                _ => {
                    faults.push(format!("--confirm {text}: allowed: M/N, as in 4/6, M up to N, N up to 32"));
                    Confirmation::Existence(0.5)
                }
            }
        }
    };
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let targets = Targets { kinds: kinds(&args.targets), sigma_velocity_m_s, ..Targets::default() };
    let association = match args.association {
        Method::Beliefs => Association::Beliefs,
        Method::Joint => Association::Joint,
        Method::Nearest => Association::Nearest,
    };
    let tracker = Tracker::new(targets, earth).with_association(association).with_confirmation(confirmation);
    Ok(if args.late_s > 0.0 {
        Asked::Late(Box::new(Late::new(tracker, args.late_s)))
    } else {
        Asked::InOrder(Box::new(tracker))
    })
}

fn kinds(wanted: &[Wanted]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for kind in wanted {
        let kind = match kind {
            Wanted::Boosting => Kind::Boosting,
            Wanted::Ballistic => Kind::Ballistic,
            Wanted::Glider => Kind::Glider,
            Wanted::Level => Kind::Level,
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// Processor time of this thread (s).
#[cfg(unix)]
fn processor_s() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// Elapsed time (s), where the system has no processor time to tell.
#[cfg(not(unix))]
fn processor_s() -> f64 {
    static START: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed().as_secs_f64()
}
