//! `cupola track`: from a file of detections to tracks, and how good they are.

mod ephemeris;
mod input;
mod picture;
mod read;
mod score;
mod sensors;
mod stepper;
mod summary;
mod truth;

use crate::{Failure, Watch};
use cupola_core::Vec3;
use cupola_earth::wgs84::geodetic_from_ecef;
use cupola_track::sensor::{Bias, Earth, Return, Sensor};
use cupola_track::target::{Kind, Targets};
use cupola_track::tracker::{Association, Confirmation, Innovations, Late, Track, Tracker};
use read::Reader;
use score::{Measure, Score};
use sensors::Setup;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
pub use stepper::Stepper;
use summary::Summary;
use truth::Truth;

/// Options of `cupola track`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// CSV of detections (`scan,time_s,sensor,range_m,azimuth_rad,elevation_rad`, and `range_rate_m_s` if measured), or Parquet
    /// with these columns; `-` for standard input
    pub detections: PathBuf,
    /// TOML file of the sensors: noise, detection probability, false returns, coverage, site
    #[cfg_attr(
        feature = "clap",
        arg(long, value_name = "FILE", required_unless_present = "meta", conflicts_with = "meta")
    )]
    pub sensors: Option<PathBuf>,
    /// JSON file that describes one sensor, as beside the files of the benchmark
    #[cfg_attr(feature = "clap", arg(long, value_name = "FILE"))]
    pub meta: Option<PathBuf>,
    /// CSV or Parquet of the truth (`truth_id,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s`, and `kind` if known) to score against, or a
    /// CCSDS OEM (`.oem`)
    #[cfg_attr(feature = "clap", arg(long, value_name = "FILE"))]
    pub truth: Option<PathBuf>,
    /// Moment of time_s 0, in UTC, where the truth is an OEM (default: the first state in it)
    #[cfg_attr(feature = "clap", arg(long, value_name = "UTC", requires = "truth"))]
    #[serde(default)]
    pub truth_epoch: Option<String>,
    /// What may be out there
    #[cfg_attr(
        feature = "clap",
        arg(long, value_name = "KINDS", value_delimiter = ',', default_value = "ballistic,glider")
    )]
    pub targets: Vec<Wanted>,
    /// Velocity before anything is known of it (m/s, one sigma, each axis): a third of the fastest target's speed or more
    /// [default: 1200 over the flat Earth, 2500 over the ellipsoid]
    #[cfg_attr(feature = "clap", arg(long, value_name = "M/S"))]
    pub sigma_velocity_m_s: Option<f64>,
    /// How returns are shared out between targets
    #[cfg_attr(feature = "clap", arg(long, value_enum, default_value_t = Method::Beliefs))]
    pub association: Method,
    /// Report a target by its returns in M of N scans, not by the probability that it exists
    #[cfg_attr(feature = "clap", arg(long, value_name = "M/N"))]
    pub confirm: Option<String>,
    /// Take scans that come up to this much late (s), as if they had come in time
    #[cfg_attr(feature = "clap", arg(long, value_name = "S", default_value_t = 0.0))]
    pub late_s: f64,
    /// Leave bad rows out and say how many, instead of refusing the file
    #[cfg_attr(feature = "clap", arg(long))]
    pub skip_bad: bool,
    /// Cut-off of the score (m)
    #[cfg_attr(feature = "clap", arg(long, value_name = "M", default_value_t = 1_000.0))]
    pub cut_off_m: f64,
    /// Order of the score: how much more one large distance counts than several small ones
    #[cfg_attr(feature = "clap", arg(long, value_name = "P", default_value_t = 2.0))]
    pub order: f64,
    /// What a change of partner costs in the score over time (m; default: a fifth of the cut-off)
    #[cfg_attr(feature = "clap", arg(long, value_name = "M"))]
    pub switch_m: Option<f64>,
    /// Work the score over time out even where it may take minutes: many targets, or a cut-off that many are within
    #[cfg_attr(feature = "clap", arg(long, requires = "truth"))]
    pub trajectories: bool,
    /// The detections themselves, which `detections` then only names
    #[cfg_attr(feature = "clap", arg(skip))]
    pub detections_csv: Option<String>,
    /// The truth itself, which `truth` then only names
    #[cfg_attr(feature = "clap", arg(skip))]
    pub truth_csv: Option<String>,
    /// The sensors themselves, in the form of the TOML file
    #[cfg_attr(feature = "clap", arg(skip))]
    pub sensor_table: Option<serde_json::Value>,
    /// Work out where falling tracks will come down after each scan
    #[cfg_attr(feature = "clap", arg(skip))]
    pub impacts: bool,
}

/// What may be out there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "kebab-case")]
pub enum Wanted {
    /// Missiles under power
    Boosting,
    /// Missiles and warheads in free flight
    Ballistic,
    /// Gliders that turn
    Glider,
    /// Cruise missiles, drones, aircraft
    Level,
}

/// How returns are shared out between targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Probabilities by belief propagation
    Beliefs,
    /// Probabilities summed over joint events, cluster by cluster
    Joint,
    /// The likeliest sharing out alone (global nearest neighbour)
    Nearest,
}

/// Detections about to be followed: everything is read but them.
pub struct Following {
    name: PathBuf,
    measure: Measure,
    setup: Arc<Setup>,
    score: Option<Score>,
    reader: Reader,
    tracker: Asked,
    is_falling: bool,
    /// Satellites and rounds in the file of the truth.
    num_left_out: usize,
}

/// What is known after a scan, in the frame of the files.
#[derive(Debug, Clone, Copy)]
pub struct After<'a> {
    /// Number of the scan.
    pub scan: u64,
    /// When (s).
    pub time_s: f64,
    /// The tracks.
    pub tracks: &'a [Track],
    /// Where falling ones will come down, if that was asked for.
    pub impacts: &'a [Falling],
}

/// Where a track will come down.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Falling {
    /// The track.
    pub track: u64,
    /// When, and one sigma of that (s).
    pub time_s: [f64; 2],
    /// Where (m), in the frame of the files.
    pub pos_m: Vec3,
    /// Half axes of the ellipse of one sigma on the ground (m).
    pub half_axes_m: [f64; 2],
    /// North and east (degrees), on the ellipsoid.
    pub place_deg: Option<[f64; 2]>,
}

/// What became of it.
pub struct Tracked {
    name: PathBuf,
    setup: Arc<Setup>,
    summary: Summary,
}

/// The truth, in the frame of the files.
fn truth(path: &Path, question: &Question, setup: &Setup) -> Result<Truth, Failure> {
    if path.extension().is_some_and(|ending| ending == "oem") {
        return Truth::read_oem(path, question.truth_epoch.as_deref(), setup);
    }
    match &question.truth_epoch {
        Some(_) => Err(Failure::input("--truth-epoch: times of a CSV are seconds already; allowed: beside an OEM")),
        None => Truth::read(path, question.truth_csv.as_deref()),
    }
}

impl Following {
    /// Reads sensors, truth and the head of the detections.
    ///
    /// # Errors
    /// What is wrong with the options or the files.
    pub fn open(question: &Question) -> Result<Self, Failure> {
        let measure = Measure::read(question)?;
        let setup = Setup::asked(question)?;
        let truth = question.truth.as_deref().map(|path| truth(path, question, &setup)).transpose()?;
        let num_left_out = truth.as_ref().map_or(0, |truth| truth.num_left_out);
        let score = truth.map(|truth| Score::of(truth, measure));
        let text = question.detections_csv.clone();
        let reader = Reader::open(&question.detections, text, Arc::clone(&setup), question.skip_bad, question.late_s)?;
        let tracker = asked(question, setup.earth)?;
        let name = question.detections.clone();
        Ok(Self { name, measure, setup, score, reader, tracker, is_falling: question.impacts, num_left_out })
    }

    /// Whether places are on the ellipsoid, and so have latitude and longitude.
    #[must_use]
    pub fn is_geodetic(&self) -> bool {
        self.setup.earth == Earth::Wgs84
    }

    /// Follows the targets, and tells what is known after each scan; the watch counts scans.
    ///
    /// # Errors
    /// Bad rows, none at all, a truth that does not match; stopped; those of `each`.
    pub fn follow(
        mut self,
        watch: &Watch,
        each: &mut dyn FnMut(&After<'_>) -> Result<(), Failure>,
    ) -> Result<Tracked, Failure> {
        let (mut cpu_s, mut num_scans) = (0.0, 0_u64);
        let (mut ids, mut at_end) = (BTreeSet::new(), Vec::new());
        while let Some(scan) = self.reader.next_scan()? {
            if watch.is_stopped() {
                return Err(Failure::other("stopped"));
            }
            let before_s = processor_s();
            let sensor = self.setup.at(scan.sensor, scan.time_s)?;
            let (time_s, mut tracks) = self.tracker.take(scan.time_s, &scan.returns, &sensor);
            cpu_s += processor_s() - before_s;
            num_scans += 1;
            watch.done.fetch_add(1, Ordering::Relaxed);
            let impacts = if self.is_falling { falling(&self.setup, time_s, &tracks) } else { Vec::new() };
            for track in &mut tracks {
                self.setup.put_in_frame_of_files(track);
                ids.insert(track.id);
            }
            each(&After { scan: scan.number, time_s, tracks: &tracks, impacts: &impacts })?;
            at_end.clear();
            at_end.extend(tracks.iter().map(|track| track.kind));
            if let Some(score) = &mut self.score {
                score.add(time_s, tracks);
            }
        }
        let num_skipped = self.reader.num_skipped;
        if num_skipped > 0 {
            watch.note(format!("{num_skipped} bad rows left out"));
        }
        if self.num_left_out > 0 {
            let num = self.num_left_out;
            watch.note(format!("{num} satellites and rounds of the exported raid are no truth, and left out"));
        }
        if num_scans == 0 {
            return Err(Failure::input(format!("{}: no detections", self.name.display())));
        }
        let found = self.score.map(Score::finish).transpose()?;
        found.as_ref().and_then(|found| found.doubt(self.measure)).into_iter().for_each(|doubt| watch.note(doubt));
        let summary = Summary {
            num_scans,
            num_tracks: ids.len(),
            at_end: Kind::ALL.map(|kind| (kind, at_end.iter().filter(|other| **other == kind).count())),
            num_skipped,
            cpu_s,
            innovations: self.tracker.innovations(),
            biases: self.tracker.biases(&self.setup.sensors),
            found,
            measure: self.measure,
        };
        Ok(Tracked { name: self.name, setup: self.setup, summary })
    }
}

impl Tracked {
    /// One JSON document.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.summary.to_json()
    }

    /// A few lines.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.summary.to_text()
    }

    /// Tracks against the truth, drawn, where there is one.
    #[must_use]
    pub fn to_svg(&self) -> Option<String> {
        let found = self.summary.found.as_ref()?;
        Some(picture::draw(&self.name, found, self.summary.measure, &self.setup))
    }
}

/// Where the falling ones of tracks in the tracker's frame will come down.
fn falling(setup: &Setup, time_s: f64, tracks: &[Track]) -> Vec<Falling> {
    let of_track = |track: &Track| {
        let impact = track.impact(setup.earth)?;
        let place = || {
            let place = geodetic_from_ecef(&impact.pos_m);
            [place.lat_rad.to_degrees(), place.lon_rad.to_degrees()]
        };
        Some(Falling {
            track: track.id,
            time_s: [time_s + impact.ahead_s, impact.sigma_time_s],
            pos_m: setup.in_frame_of_files(&impact.pos_m),
            half_axes_m: impact.half_axes_m(),
            place_deg: (setup.earth == Earth::Wgs84).then(place),
        })
    };
    tracks.iter().filter_map(of_track).collect()
}

/// A tracker that takes scans in order, or also late ones.
enum Asked {
    InOrder(Box<Tracker>),
    Late(Box<Late>),
}

impl Asked {
    /// Takes in a scan and gives the tracks after it, with their time (s).
    fn take(&mut self, time_s: f64, returns: &[Return], sensor: &Sensor) -> (f64, Vec<Track>) {
        match self {
            Self::InOrder(tracker) => {
                tracker.observe(time_s, sensor, returns);
                (time_s, tracker.tracks())
            }
            Self::Late(tracker) => {
                let is_taken = tracker.observe(time_s, sensor, returns);
                assert!(is_taken, "the reader refuses rows that are later than this window");
                (tracker.time_s().unwrap_or(time_s), tracker.tracks())
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
fn asked(args: &Question, earth: Earth) -> Result<Asked, Failure> {
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
