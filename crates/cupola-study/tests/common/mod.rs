//! All that these tests know of the code: how a scenario is read and played, and what a run left behind.
#![allow(dead_code)]

use cupola_core::Seed;
use cupola_scenario::{Source, load, resolve};
pub use cupola_sim::event::{Event, EventKind};
use cupola_sim::world::World;
use cupola_study::monte_carlo::{ArmRecord, Options, Prepared, RunRecord, log_hash, make_ready};
use cupola_study::summarise::{Meta, report};
use cupola_study::summary::Report;
use cupola_study::table::Columns;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

/// A harbour, a sea to the west, a stock: what a test adds its own defence and raid to.
pub const COAST: &str = include_str!("../data/coast.toml");

/// Four hundred interceptors in orbit above long-range missiles that burn for three minutes.
pub const ORBIT: &str = include_str!("../data/orbit.toml");

/// One missile on the first of forty days, and nobody to shoot at it: stocks move by themselves.
pub const QUIET: &str = include_str!("../data/quiet.toml");

/// How a scenario is played.
#[derive(Debug, Clone, Copy)]
pub struct How {
    /// First run.
    pub from: u64,
    /// Run after the last.
    pub until: u64,
    /// Seed.
    pub seed: u64,
    /// Worlds.
    pub worlds: u64,
    /// Geometry sets, at most.
    pub sets: u64,
    /// Threads.
    pub threads: usize,
    /// Runs whose events are kept.
    pub keep_events: u64,
}

/// Few hundred runs over a few worlds, events kept of some.
pub const FEW: How = How { from: 0, until: 200, seed: 1, worlds: 16, sets: 4, threads: 2, keep_events: 100 };

/// A scenario played.
pub struct Study {
    /// The world it was played in.
    pub world: World,
    /// Columns of the rows.
    pub columns: Columns,
    /// Runs in order.
    pub records: Vec<RunRecord>,
    /// Everything printed.
    pub report: Report,
}

/// Plays a bundled scenario.
pub fn play_bundled(name: &str, sets: &[&str], how: How) -> Study {
    play_source(resolve(name), sets, how)
}

/// Plays a scenario given as text.
pub fn play(text: &str, sets: &[&str], how: How) -> Study {
    play_files(&[("scenario.toml", text)], sets, how)
}

/// Plays the first of several files, which may extend the others.
pub fn play_files(files: &[(&str, &str)], sets: &[&str], how: How) -> Study {
    let folder = Folder::new();
    let paths: Vec<PathBuf> = files.iter().map(|(name, text)| folder.write(name, text)).collect();
    play_source(Source::Path(&paths[0]), sets, how)
}

fn play_source(source: Source<'_>, sets: &[&str], how: How) -> Study {
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    let mut loaded = load(source, &sets).unwrap_or_else(|faults| panic!("the scenario has faults:\n{faults}"));
    make_ready(&mut loaded.world);
    let options = Options {
        seed: Seed(how.seed),
        worlds: how.worlds,
        physics_sets: how.sets,
        threads: how.threads,
        keep_events: how.keep_events,
    };
    let prepared = Prepared::new(&loaded.world, options).expect("the study can begin");
    let records = prepared.play(how.from, how.until, &AtomicBool::new(false), &AtomicU64::new(0));
    let meta = Meta {
        scenario_hash: format!("{:032x}", loaded.hash),
        version: "test".into(),
        elapsed_s: 0.0,
        stopped_early: false,
    };
    let report = report(&loaded.world, &prepared, &records, &meta).expect("its costs hold together");
    let columns = prepared.columns.clone();
    Study { world: loaded.world, columns, records, report }
}

impl Study {
    /// One column of one arm, by run.
    pub fn column_of(&self, arm: usize, name: &str) -> Vec<f64> {
        let at = self.columns.position(name).unwrap_or_else(|| panic!("no column {name}"));
        self.records.iter().map(|r| r.arms[arm].row[at]).collect()
    }

    /// One column of the base arm, by run.
    pub fn column(&self, name: &str) -> Vec<f64> {
        self.column_of(0, name)
    }

    /// Mean of a column of the base arm.
    pub fn mean(&self, name: &str) -> f64 {
        mean(&self.column(name))
    }

    /// What got through by run: of the headline raid (`raid`) or of all (`campaign`).
    pub fn through(&self, part: &str) -> Vec<f64> {
        let parts = [self.column(&format!("{part}.leaked")), self.column(&format!("{part}.fell_harmless"))];
        parts[0].iter().zip(&parts[1]).map(|(a, b)| a + b).collect()
    }

    /// Mean day of an event; a run in which it never came counts as `never`.
    pub fn mean_day(&self, name: &str, never: f64) -> f64 {
        mean(&self.column(name).iter().map(|d| if d.is_nan() { never } else { *d }).collect::<Vec<_>>())
    }

    /// Hash of the study.
    pub fn hash(&self) -> String {
        log_hash(&self.records)
    }

    /// What happened in the base arm of every run whose events were kept, told by names.
    pub fn stories(&self) -> Vec<Vec<Told>> {
        self.records.iter().map(|r| told(&self.world, &r.arms[0])).filter(|s| !s.is_empty()).collect()
    }

    /// When each threat of the headline raid first met an event of a kind (s since its launch), in run order.
    pub fn first(&self, kind: EventKind) -> Vec<((usize, String), f64)> {
        let mut found = Vec::new();
        for (run, story) in self.stories().iter().enumerate() {
            for launch in story.iter().filter(|t| t.kind == EventKind::Launch && t.raid == 0) {
                let mut own = story.iter().filter(|t| t.raid == 0 && t.threat == launch.threat && t.kind == kind);
                let first_s = own.next().map(|t| own.fold(t.time_s, |s, t| s.min(t.time_s)));
                found.extend(first_s.map(|s| ((run, launch.threat.clone()), s - launch.time_s)));
            }
        }
        found
    }

    /// How long the interceptors of each salvo fly (s).
    pub fn flights(&self) -> Vec<f64> {
        let mut flights = Vec::new();
        for story in self.stories() {
            for (at, end) in
                story.iter().enumerate().filter(|(_, t)| matches!(t.kind, EventKind::Kill | EventKind::Miss))
            {
                let own = |t: &&Told| {
                    t.kind == EventKind::Shot && t.threat == end.threat && t.raid == end.raid && t.actor == end.actor
                };
                flights.extend(story[..at].iter().rev().find(own).map(|shot| end.time_s - shot.time_s));
            }
        }
        flights
    }
}

/// An event with names for numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Number of the raid.
    pub raid: u32,
    /// Time (s).
    pub time_s: f64,
    /// Kind.
    pub kind: EventKind,
    /// Threat, or nothing.
    pub threat: String,
    /// Battery, area defence, constellation or place; else the number.
    pub actor: String,
    /// By kind.
    pub value: f64,
}

fn told(world: &World, arm: &ArmRecord) -> Vec<Told> {
    let name = |e: &Event| {
        let found = arm.names.iter().find(|(raid, number, _)| *raid == e.raid && *number == e.threat);
        found.map_or_else(String::new, |(_, _, name)| name.clone())
    };
    let actor = |e: &Event| {
        let at = e.actor as usize;
        let id = match e.kind {
            EventKind::AreaShot | EventKind::AreaKill => world.area_defences.get(at).map(|a| &a.id),
            EventKind::OrbitShot | EventKind::OrbitKill | EventKind::OrbitMiss => {
                world.constellations.get(at).map(|c| &c.id)
            }
            EventKind::Leak | EventKind::Harmless | EventKind::FallShort => world.assets.get(at).map(|a| &a.id),
            EventKind::Authority | EventKind::Command | EventKind::Shot => world.batteries.get(at).map(|b| &b.id),
            EventKind::Kill | EventKind::Miss | EventKind::Refused => world.batteries.get(at).map(|b| &b.id),
            _ => None,
        };
        id.cloned().unwrap_or_default()
    };
    let tell = |e: &Event| Told {
        raid: e.raid,
        time_s: e.time_s,
        kind: e.kind,
        threat: name(e),
        actor: actor(e),
        value: e.value,
    };
    arm.events.iter().map(tell).collect()
}

/// Mean.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Sample variance.
pub fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (values.len() as f64 - 1.0)
}

/// A folder for one test, gone when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// A new one.
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("cupola-study-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder can be written");
        Self(path)
    }

    /// Writes a file into it.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("the folder can be written");
        path
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
