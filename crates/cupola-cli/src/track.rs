//! `cupola track`: from a file of detections to tracks, and how good they are.

mod frame;
mod picture;
mod read;
mod score;
mod sensors;
mod summary;
mod truth;

use crate::failure::Failure;
use crate::output::Output;
use clap::{Args, ValueEnum};
use cupola::track::target::{Kind, Targets};
use cupola::track::tracker::{Track, Tracker};
use read::{Reader, Scan};
use score::{Measure, Score};
use sensors::Setup;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use summary::Summary;

/// Options of `cupola track`.
#[derive(Debug, Clone, Args)]
pub struct TrackArgs {
    /// CSV of detections (`scan,time_s,sensor,range_m,azimuth_rad,elevation_rad`); `-` for standard input
    detections: PathBuf,
    /// TOML file of the sensors: noise, detection probability, false returns, coverage, site
    #[arg(long, value_name = "FILE", required_unless_present = "meta", conflicts_with = "meta")]
    sensors: Option<PathBuf>,
    /// JSON file that describes one sensor, as beside the files of the benchmark
    #[arg(long, value_name = "FILE")]
    meta: Option<PathBuf>,
    /// CSV of the truth (`truth_id,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s`, and `kind` if known) to score against
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// What may be out there
    #[arg(long, value_name = "KINDS", value_delimiter = ',', default_value = "ballistic,glider")]
    targets: Vec<Wanted>,
    /// Write the tracks as CSV, scan by scan; `-` for standard output
    #[arg(long, value_name = "FILE")]
    tracks: Option<PathBuf>,
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
    Ballistic,
    Glider,
}

/// `cupola track`.
pub fn track(args: &TrackArgs) -> Result<(), Failure> {
    let is_printed = args.tracks.as_deref() == Some(Path::new("-"));
    let svg_is_printed = args.svg.as_deref() == Some(Path::new("-"));
    if is_printed && (args.json || svg_is_printed) {
        let other = if args.json { "--json" } else { "--svg" };
        return Err(Failure::input(format!(
            "--tracks -: standard output is for {other}; allowed: one of them, and a file for the other"
        )));
    }
    let measure = Measure::read(args)?;
    let setup = Setup::read(args.sensors.as_deref(), args.meta.as_deref())?;
    let mut score = args.truth.as_deref().map(|path| Score::read(path, measure)).transpose()?;
    let frame = frame::Frame::new(&setup);
    let mut reader = Reader::open(&args.detections, &setup.sensors, args.skip_bad)?;
    let mut sheet = args.tracks.as_deref().map(Sheet::create).transpose()?;
    let mut tracker = Tracker::new(Targets { kinds: kinds(&args.targets), ..Targets::default() }, setup.earth);
    let (mut cpu_s, mut num_scans) = (0.0, 0_u64);
    let mut ids = std::collections::BTreeSet::new();
    while let Some(scan) = reader.next_scan()? {
        let before_s = processor_s();
        tracker.observe(scan.time_s, &setup.sensors[scan.sensor], &scan.returns);
        let mut tracks = tracker.tracks();
        cpu_s += processor_s() - before_s;
        num_scans += 1;
        for track in &mut tracks {
            frame.put_in_frame_of_files(track);
            ids.insert(track.id);
        }
        if let Some(sheet) = &mut sheet {
            sheet.add(&scan, &tracks)?;
        }
        if let Some(score) = &mut score {
            score.add(scan.time_s, tracks);
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
        output.write("--svg", args.svg.as_deref(), || picture::draw(&args.detections, found, measure, &frame))?;
    }
    if is_printed {
        return Ok(());
    }
    let summary = Summary { num_scans, num_tracks: ids.len(), num_skipped: reader.num_skipped, cpu_s, found, measure };
    output.finish(|| if args.json { summary.to_json() } else { summary.to_text() })
}

fn kinds(wanted: &[Wanted]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for kind in wanted {
        let kind = match kind {
            Wanted::Ballistic => Kind::Ballistic,
            Wanted::Glider => Kind::Glider,
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

/// The name of a kind in files.
fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Ballistic => "ballistic",
        Kind::Glider => "glider",
    }
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

/// The CSV of tracks, written scan by scan.
struct Sheet {
    out: Box<dyn Write>,
}

impl Sheet {
    fn create(path: &Path) -> Result<Self, Failure> {
        let out: Box<dyn Write> = if path == Path::new("-") {
            Box::new(std::io::stdout().lock())
        } else {
            let file = std::fs::File::create(path);
            Box::new(file.map_err(|error| Failure::other(format!("{}: {error}", path.display())))?)
        };
        let mut sheet = Self { out: Box::new(BufWriter::new(out)) };
        sheet.write(
            "scan,time_s,track_id,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s,status,existence_probability,sigma_position_m\n",
        )?;
        Ok(sheet)
    }

    fn add(&mut self, scan: &Scan, tracks: &[Track]) -> Result<(), Failure> {
        let mut rows = String::new();
        for track in tracks {
            let (p, v) = (track.pos_m, track.vel_m_s);
            let status = kind_name(track.kind);
            let sigma_m = (track.covariance.fixed_view::<3, 3>(0, 0).trace() / 3.0).sqrt();
            let _ = writeln!(
                rows,
                "{},{},{},{:.3},{:.3},{:.3},{:.4},{:.4},{:.4},{status},{:.6},{sigma_m:.3}",
                scan.number, scan.time_s, track.id, p.x, p.y, p.z, v.x, v.y, v.z, track.existence_probability
            );
        }
        self.write(&rows)?;
        self.flush()
    }

    fn write(&mut self, text: &str) -> Result<(), Failure> {
        self.out.write_all(text.as_bytes()).or_else(gone_is_fine)
    }

    fn flush(&mut self) -> Result<(), Failure> {
        self.out.flush().or_else(gone_is_fine)
    }
}

/// A reader that has gone away is no failure.
fn gone_is_fine(error: std::io::Error) -> Result<(), Failure> {
    if error.kind() == std::io::ErrorKind::BrokenPipe { Ok(()) } else { Err(Failure::other(error)) }
}
