//! `cupola export`: one run again in full detail, in the forms that other tools read.

mod dis;
mod udp;

use crate::print;
use clap::{Args, ValueEnum};
use cupola::command::Failure;
use cupola::command::flyout::kept_tables;
use cupola::exchange::{Epoch, Frame, czml, detections, epoch_of_raid, geojson, oem, tables};
use cupola::record::{folder, parquet};
use cupola::scenario::{self, Loaded, Source};
use cupola::study::monte_carlo::{ArmOfWorld, Library, Options, Prepared, make_ready};
use cupola::study::replay::Film;
use cupola::study::scene::scene;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Options of `cupola export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// Run folder, bundled name or file
    run: String,
    /// The form
    #[arg(long, value_enum)]
    format: Format,
    /// Run to export, the first being 0
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true, value_parser = run_number)]
    replicate: u64,
    /// Arm of the scenario's comparison, by its id (default: the base)
    #[arg(long, value_name = "ID")]
    arm: Option<String>,
    /// Where to: a file, or `-` for standard output; a folder where the form is tables (csv, parquet, detections). An OEM goes to a
    /// file that ends in `.oem`, one message after the other, or to a folder without another export's, a file for each object
    #[arg(long, value_name = "FILE", required_unless_present = "udp")]
    out: Option<PathBuf>,
    /// When the raid begins, in UTC as 2028-04-01T03:00:00Z, the Z optional, from 1950 to 2100 (default: the day and hour that the
    /// run has)
    #[arg(long, value_name = "UTC")]
    epoch: Option<String>,
    /// Frame of an OEM [default: itrf]
    #[arg(long, value_enum)]
    frame: Option<InFrame>,
    /// Seed, where RUN is a scenario and no folder [default: 1]
    #[arg(long)]
    seed: Option<u64>,
    /// Worlds, where RUN is a scenario and no folder [default: 200]
    #[arg(long)]
    worlds: Option<u64>,
    /// Change a value by its path, where RUN is a scenario and no folder
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    #[command(flatten)]
    dis: dis::DisArgs,
    /// Send DIS to this address as it happens: 127.0.0.1:3000, or a group as 239.1.2.3:3000
    #[arg(long, value_name = "ADDRESS")]
    udp: Option<String>,
    #[command(flatten)]
    sending: udp::UdpArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For Cesium viewers
    Czml,
    /// Orbit ephemeris message 2.0 of the CCSDS: threats, rounds and satellites
    Oem,
    /// Map: places, reach, ground tracks, impacts
    Geojson,
    /// IEEE 1278.1: entity states, fires and detonations, one after the other
    Dis,
    /// Tables for DuckDB, pandas, Polars, in a folder
    Parquet,
    /// The same tables as text, in a folder
    Csv,
    /// What the radars would have returned, the sensors and the truth, for `cupola track`, in a folder
    Detections,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InFrame {
    /// Earth-fixed
    Itrf,
    /// True equator, mean equinox of date
    Teme,
    /// Mean equator and equinox of J2000
    Eme2000,
}

/// A study of which a run is played again.
struct Study {
    loaded: Loaded,
    seed: u64,
    worlds: u64,
    /// Runs that it has; none of a scenario, which has as many as are asked for.
    runs: Option<u64>,
}

/// `cupola export`.
pub fn export(args: &ExportArgs) -> Result<(), Failure> {
    let mut faults = args.cannot_apply();
    faults.extend(args.dis.faults());
    let epoch = args.epoch.as_ref().map(|text| epoch(text)).transpose();
    let address = args.udp.as_ref().map(|text| udp::address(text, &args.sending)).transpose();
    faults.extend(epoch.as_ref().err().cloned());
    faults.extend(address.as_ref().err().cloned().unwrap_or_default());
    let (Ok(epoch), Ok(address), true) = (epoch, address, faults.is_empty()) else {
        return Err(Failure::input(faults.join("\n")));
    };
    let study = Study::read(args)?;
    let world = &study.loaded.world;
    let arm = arm(&study, args.arm.as_deref())?;
    let hash = format!("{:032x}", study.loaded.hash);
    let scene = scene(world, &hash);
    let settings = args.dis.settings(&scene)?;
    let prepared = study.prepared(args.replicate)?;
    let film = Film::new(&prepared, world, &hash, args.replicate, arm)
        .ok_or_else(|| Failure::input(format!("{}: no raid is played in run {}", args.run, args.replicate)))?;
    let epoch =
        epoch.or_else(|| epoch_of_raid(&film.replay)).ok_or_else(|| Failure::input(no_epoch(&film.replay.date)))?;
    let out = args.out.as_deref();
    match args.format {
        Format::Czml => write_text(out, &json(&czml::write(&scene, &film, epoch))?),
        Format::Geojson => write_text(out, &json(&geojson::write(&scene, &film, epoch))?),
        Format::Oem => {
            let frame = [Frame::Itrf, Frame::Teme, Frame::Eme2000][args.frame.unwrap_or(InFrame::Itrf) as usize];
            let comments = oem::comments(&film.replay, epoch);
            write_oem(out, &oem::segments(&film, epoch), |one| oem::write(one, frame, epoch, &comments))
        }
        Format::Dis => {
            let sent = cupola::exchange::dis::stream(&scene, &film, epoch, &settings)
                .map_err(|error| Failure::input(error.to_string()))?;
            if let Some(out) = out {
                write_bytes(out, &sent.iter().flat_map(|unit| unit.bytes.iter().copied()).collect::<Vec<u8>>())?;
            }
            address.map_or(Ok(()), |address| udp::send(address, &args.sending, &sent))
        }
        Format::Parquet | Format::Csv => {
            let all = tables::tables(&film.replay, &oem::segments(&film, epoch));
            let dir = made(out)?;
            for table in &all {
                match args.format {
                    Format::Csv => folder::write_text(&dir.join(format!("{}.csv", table.name)), &parquet::csv(table)),
                    _ => parquet::write_table(&dir.join(format!("{}.parquet", table.name)), table),
                }
                .map_err(Failure::other)?;
            }
            Ok(())
        }
        Format::Detections => {
            let dir = made(out)?;
            let found = detections::simulate(world, &film);
            for (name, text) in
                [("detections.csv", &found.detections), ("sensors.toml", &found.sensors), ("truth.csv", &found.truth)]
            {
                folder::write_text(&dir.join(name), text).map_err(Failure::other)?;
            }
            Ok(())
        }
    }
}

/// A moment within the years for which sidereal time and precession are meant.
fn epoch(text: &str) -> Result<Epoch, String> {
    text.parse::<Epoch>().ok().filter(|epoch| (1950..=2100).contains(&epoch.year())).ok_or_else(|| no_epoch(text))
}

fn no_epoch(text: &str) -> String {
    format!("--epoch {text}: allowed: UTC as 2028-04-01T03:00:00Z, the Z optional, from the year 1950 to 2100")
}

fn run_number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "allowed: whole numbers from 0, the first run".to_owned())
}

impl ExportArgs {
    /// Options that cannot apply to the form.
    fn cannot_apply(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut refuse = |option: &str, allowed: &str| {
            faults.push(format!("{option}: does not apply to --format {}; allowed: {allowed}", self.format.name()));
        };
        if self.frame.is_some() && self.format != Format::Oem {
            refuse("--frame", "with --format oem");
        }
        if self.format != Format::Dis {
            self.dis.given().into_iter().for_each(|option| refuse(option, "with --format dis"));
            if self.udp.is_some() {
                refuse("--udp", "with --format dis; else --out FILE");
            }
        }
        if self.epoch.is_some() && matches!(self.format, Format::Parquet | Format::Csv | Format::Detections) {
            refuse("--epoch", "with czml, oem, geojson, dis: the times of tables are seconds since the raid began");
        }
        faults
    }
}

impl Format {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

fn json(value: &serde_json::Value) -> Result<String, Failure> {
    serde_json::to_string(value).map(|text| text + "\n").map_err(Failure::other)
}

fn write_text(out: Option<&Path>, text: &str) -> Result<(), Failure> {
    match out {
        Some(path) if path.as_os_str() == "-" => print(text),
        Some(path) => folder::write_text(path, text).map_err(Failure::other),
        None => Ok(()),
    }
}

fn write_bytes(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if path.as_os_str() != "-" {
        return folder::write_bytes(path, bytes).map_err(Failure::other);
    }
    match std::io::stdout().lock().write_all(bytes) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::other(error)),
        _ => Ok(()),
    }
}

/// One message after the other to a file that ends so, or to standard output; else a file for each object to a folder.
fn write_oem(out: Option<&Path>, all: &[oem::Segment], text: impl Fn(&oem::Segment) -> String) -> Result<(), Failure> {
    if out.is_some_and(|path| path.as_os_str() == "-" || path.extension().is_some_and(|ending| ending == "oem")) {
        return write_text(out, &all.iter().map(text).collect::<String>());
    }
    let dir = made(out)?;
    let names: Vec<String> = all.iter().map(|one| format!("{}.oem", one.id.replace('/', "-"))).collect();
    let there = std::fs::read_dir(dir).map_err(|error| Failure::other(format!("{}: {error}", dir.display())))?;
    let there = there.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut others: Vec<String> = there.filter(|name| name.ends_with(".oem") && !names.contains(name)).collect();
    others.sort();
    if let Some(first) = others.first() {
        let (dir, num) = (dir.display(), others.len());
        let message = format!(
            "--out {dir}: {num} files of another export are there, as {first}; allowed: a new folder, or this one without its *.oem"
        );
        return Err(Failure::input(message));
    }
    for (one, name) in all.iter().zip(&names) {
        folder::write_text(&dir.join(name), &text(one)).map_err(Failure::other)?;
    }
    Ok(())
}

/// The folder that tables go to, made where it is not there.
fn made(out: Option<&Path>) -> Result<&Path, Failure> {
    match out {
        Some(dir) if dir.as_os_str() != "-" => {
            std::fs::create_dir_all(dir).map_err(|error| Failure::other(format!("{}: {error}", dir.display())))?;
            Ok(dir)
        }
        _ => Err(Failure::input("--out: several tables go to a folder; allowed: a folder's name")),
    }
}

fn arm(study: &Study, id: Option<&str>) -> Result<usize, Failure> {
    let Some(id) = id else { return Ok(0) };
    let arms = &study.loaded.world.arms;
    arms.iter().position(|arm| arm.id == id).ok_or_else(|| {
        let ids: Vec<&str> = arms.iter().map(|arm| arm.id.as_str()).collect();
        Failure::input(format!("--arm {id}: no such arm; allowed: {}", ids.join(", ")))
    })
}

impl Study {
    /// From a run folder, where RUN is one; else from a scenario.
    fn read(args: &ExportArgs) -> Result<Self, Failure> {
        let dir = Path::new(&args.run);
        let mut study = if dir.join("manifest.json").exists() {
            Self::of_folder(dir, args)?
        } else if dir.is_dir() {
            return Err(Failure::input(format!("{}: is no run folder: it has no manifest.json", args.run)));
        } else {
            let loaded = scenario::load(scenario::resolve(&args.run), &args.sets)?;
            Self { loaded, seed: args.seed.unwrap_or(1), worlds: args.worlds.unwrap_or(200), runs: None }
        };
        if !(1..=100_000).contains(&study.worlds) {
            return Err(Failure::input(format!("--worlds {}: allowed: 1 to 100000", study.worlds)));
        }
        if let Some(runs) = study.runs.filter(|runs| args.replicate >= *runs) {
            let most = runs.saturating_sub(1);
            let message =
                format!("--replicate {}: {} holds {runs} runs; allowed: 0 to {most}", args.replicate, args.run);
            return Err(Failure::input(message));
        }
        make_ready(&mut study.loaded.world);
        Ok(study)
    }

    fn of_folder(dir: &Path, args: &ExportArgs) -> Result<Self, Failure> {
        let given =
            [("--seed", args.seed.is_some()), ("--worlds", args.worlds.is_some()), ("--set", !args.sets.is_empty())];
        if let Some((option, _)) = given.iter().find(|(_, is_given)| *is_given) {
            let message =
                format!("{option}: the run folder says it; allowed: without, or a scenario in place of the folder");
            return Err(Failure::input(message));
        }
        let manifest = folder::read_manifest(dir).map_err(Failure::other)?;
        let version = env!("CARGO_PKG_VERSION");
        if manifest.format != 1 || manifest.version != version {
            let message = format!(
                "{}: made by cupola {} in layout {}; its runs can be played again by that version alone; this is {version}, layout 1",
                dir.display(),
                manifest.version,
                manifest.format
            );
            return Err(Failure::input(message));
        }
        let file = format!("{}.toml", manifest.scenario);
        let loaded = scenario::load(Source::Text { text: &manifest.scenario_text, path: Path::new(&file) }, &[])?;
        Ok(Self { loaded, seed: manifest.seed, worlds: manifest.worlds, runs: Some(manifest.runs) })
    }

    /// Ready to play one run: of worlds, the run's alone.
    fn prepared(&self, run: u64) -> Result<Prepared<'_>, Failure> {
        let world = &self.loaded.world;
        let size = cupola::command::Size { worlds: self.worlds, seed: self.seed, ..Default::default() };
        let options: Options = size.options(0);
        let kept = kept_tables();
        let never = AtomicBool::new(false);
        let library = Library::new(world, &options, &|flight| kept.flyout(flight), &never).map_err(Failure::other)?;
        let all = || (0..world.arms.len()).map(|arm| ArmOfWorld { arm, zeroed: &[] }).collect();
        let arms_of = |w: u64| if w == run % self.worlds { all() } else { Vec::new() };
        Prepared::with_arms(world, options, Arc::new(library), &arms_of, &never).map_err(Failure::other)
    }
}
