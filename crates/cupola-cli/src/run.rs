//! `cupola run` and `cupola compare`: read, play, summarise, write, print.

mod explain;
mod store;

use crate::failure::Failure;
use crate::flyout::kept_tables;
use crate::look::warned;
use crate::{CompareArgs, RunArgs, cost, print};
use cupola::record::{folder, json, parquet, terminal};
use cupola::scenario::{self, Loaded, catalogue};
use cupola::study::monte_carlo::{Options, Prepared, RunRecord, make_ready};
use cupola::study::sample::{Sample, delta};
use cupola::study::summarise::{self, Meta};
use cupola::study::summary::{ArmSummary, CompareSummary, Report};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What part of a run's report is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// All of it.
    Whole,
    /// `cupola sustain`.
    Campaign,
    /// `cupola cost`.
    Cost {
        /// Rows of the table.
        by: terminal::CostBy,
        /// Where what drives the total is drawn.
        svg: Option<&'a Path>,
    },
}

/// Run counts at which `--until` looks, and at which a long study is saved.
const CHECKPOINTS: [u64; 12] = [100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000];

/// `cupola run`, `cupola sustain`, `cupola cost`.
pub fn run(args: &RunArgs, part: Part<'_>) -> Result<(), Failure> {
    let mut loaded = scenario::load(scenario::resolve(&args.scenario), &args.sets)?;
    make_ready(&mut loaded.world);
    let options = options(args)?;
    let dir = args.out.clone().unwrap_or_else(|| default_dir(&loaded, args.study.seed));
    let kept = if args.append || args.resume { store::read(&dir, &loaded, &options)? } else { Vec::new() };
    if kept.len() as u64 > args.study.runs {
        return Err(Failure::input(format!(
            "--runs {}: the folder {} already holds {} runs",
            args.study.runs,
            dir.display(),
            kept.len()
        )));
    }
    if !(args.append || args.resume || args.explain.is_some()) {
        store::guard(&dir, args.study.runs)?;
    }
    let explain_arm = explain::arm(&loaded.world, args.explain_arm.as_deref())?;
    if args.explain.is_some() {
        // A folder that was not asked for and holds another study has no part in this.
        let held = store::held(&dir, &loaded, &options);
        let held = if args.out.is_some() { held? } else { held.unwrap_or_default() };
        explain::check_run(args.explain_run, held, args.study.runs, &dir)?;
    }
    warned(&loaded.world);
    let steps = cost::chain(args, &loaded.world)?;
    let stop = stop_flag()?;
    let began = Instant::now();
    let tables = kept_tables();
    let prepared = Prepared::with_tables(&loaded.world, options, &|f| tables.flyout(f)).map_err(Failure::other)?;
    if let Some(threat) = &args.explain {
        let asked = explain::Asked { threat, run: args.explain_run, raid: args.explain_raid, arm: explain_arm };
        return explain::explain(&loaded.world, &prepared, &asked);
    }
    // Kept runs come back without events: those that are to have them are played again.
    let kept = kept.into_iter().map(|r| if r.run < options.keep_events { prepared.replay(r.run) } else { r }).collect();
    let records = play(&prepared, kept, args, &stop);
    let elapsed_s = began.elapsed().as_secs_f64();
    let meta = Meta {
        scenario_hash: format!("{:032x}", loaded.hash),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        elapsed_s,
        stopped_early: stop.load(Ordering::Relaxed),
    };
    if records.is_empty() {
        return Err(Failure::other("stopped before the first run was done; nothing written"));
    }
    let mut report = summarise::report(&loaded.world, &prepared, &records, &meta);
    if let Some(life) = report.cost.as_mut().and_then(|cost| cost.life_cycle.as_mut()) {
        life.steps = steps;
    }
    write_folder(&dir, &loaded, &report, &prepared, &records)?;
    match part {
        Part::Whole if args.json => print(&json::to_json(&report)),
        Part::Whole => print(&format!("{}\n{}\n", terminal::render(&report, &style()), written(&dir))),
        Part::Campaign => print_part(&report.campaign, args.json, &report),
        Part::Cost { by, svg } => cost::print_cost(&report, by, svg, args.json),
    }
}

/// One part as JSON, or the whole report where prose is wanted.
fn print_part(part: &Option<impl serde::Serialize>, json: bool, report: &Report) -> Result<(), Failure> {
    if json {
        let text = serde_json::to_string_pretty(part).map_err(Failure::other)?;
        return print(&(text + "\n"));
    }
    print(&terminal::render(report, &style()))
}

fn written(dir: &Path) -> String {
    format!("          {}", dir.join("report.html").display())
}

fn options(args: &RunArgs) -> Result<Options, Failure> {
    let mut faults = args.study.faults();
    let keep_events = match args.keep_events.as_str() {
        "all" => u64::MAX,
        number => number.parse().unwrap_or_else(|_| {
            faults.push(format!("--keep-events {number}: allowed: a number or `all`"));
            0
        }),
    };
    if args.json && args.explain.is_some() {
        faults.push("--explain tells a story in words: leave --json out".to_owned());
    }
    if let Some(width) = args.until.filter(|w| !(w.is_finite() && *w > 0.0)) {
        faults.push(format!("--until {width}: allowed: a number above 0"));
    }
    if faults.is_empty() { Ok(args.study.options(keep_events)) } else { Err(Failure::input(faults.join("\n"))) }
}

fn default_dir(loaded: &Loaded, seed: u64) -> PathBuf {
    let hash = format!("{:032x}", loaded.hash);
    Path::new("runs").join(format!("{}-{}-s{seed}", loaded.world.name, &hash[..8]))
}

/// How standard output wants its text.
pub fn style() -> terminal::TerminalStyle {
    let color = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    terminal::TerminalStyle { width: 100, color, unicode: true }
}

/// Set by Ctrl-C: what is done is kept.
pub fn stop_flag() -> Result<Arc<AtomicBool>, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })
    .map_err(Failure::other)?;
    Ok(stop)
}

/// Plays what is missing, from checkpoint to checkpoint, with progress on standard error.
fn play(prepared: &Prepared<'_>, mut records: Vec<RunRecord>, args: &RunArgs, stop: &AtomicBool) -> Vec<RunRecord> {
    let done = AtomicU64::new(records.len() as u64);
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| show_progress(&done, args.study.runs, &finished));
        let mut next = records.len() as u64;
        while next < args.study.runs && !stop.load(Ordering::Relaxed) {
            let checkpoint = CHECKPOINTS.iter().copied().find(|c| *c > next).unwrap_or(args.study.runs);
            let until = if args.until.is_some() { checkpoint.min(args.study.runs) } else { args.study.runs };
            records.extend(prepared.play(next, until, stop, &done));
            next = until;
            if args.until.is_some_and(|width| half_width(prepared, &records) <= width) {
                break;
            }
        }
        finished.store(true, Ordering::Relaxed);
    });
    records
}

/// Half the 95 % interval of what gets through in the headline raid.
fn half_width(prepared: &Prepared<'_>, records: &[RunRecord]) -> f64 {
    let sample = Sample::new(records, &prepared.columns, prepared.num_sets());
    let count = sample.count_of(&sample.sum(0, &["raid.leaked", "raid.fell_harmless"]));
    (count.ci95_high - count.ci95_low) / 2.0
}

/// A bar on standard error, where that is a terminal, until all is finished.
pub fn show_progress(done: &AtomicU64, runs: u64, finished: &AtomicBool) {
    if !std::io::stderr().is_terminal() {
        return;
    }
    let bar = indicatif::ProgressBar::new(runs);
    if let Ok(style) = indicatif::ProgressStyle::with_template("{bar:30} {pos}/{len} runs, {per_sec}, {eta} left") {
        bar.set_style(style);
    }
    while !finished.load(Ordering::Relaxed) {
        bar.set_position(done.load(Ordering::Relaxed));
        std::thread::sleep(Duration::from_millis(50));
    }
    bar.finish_and_clear();
}

fn write_folder(
    dir: &Path,
    loaded: &Loaded,
    report: &Report,
    prepared: &Prepared<'_>,
    records: &[RunRecord],
) -> Result<(), Failure> {
    let tables = [
        store::runs_table(prepared, &loaded.world, records),
        store::events_table(&loaded.world, records),
        store::decisions_table(&loaded.world, records),
        parquet::stock_table(report),
    ];
    let manifest = folder::Manifest::from_report(report, &loaded.text, &catalogue::Catalogue::embedded().version());
    folder::write_run_folder(dir, &manifest, report, &tables).map_err(Failure::other)
}

/// `cupola compare A B…`: the first arm of each scenario, the same seed and so the same luck.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let faults = args.study.faults();
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let options = args.study.options(0);
    let stop = stop_flag()?;
    let tables = kept_tables();
    let mut studies: Vec<(String, Vec<Vec<f64>>, Vec<u32>)> = Vec::new();
    let num_sets = options.physics_sets.min(options.worlds) as u32;
    for name in &args.scenarios {
        let mut loaded = scenario::load(scenario::resolve(name), &[])?;
        warned(&loaded.world);
        make_ready(&mut loaded.world);
        let prepared = Prepared::with_tables(&loaded.world, options, &|f| tables.flyout(f)).map_err(Failure::other)?;
        let records = prepared.play(0, args.study.runs, &stop, &AtomicU64::new(0));
        let sample = Sample::new(&records, &prepared.columns, prepared.num_sets());
        let values = COMPARED.map(|(_, _, columns)| sample.sum(0, columns)).to_vec();
        studies.push((name.clone(), values, sample.worlds.clone()));
    }
    let (base, others) = studies.split_first().ok_or_else(|| Failure::input("compare: give two scenarios or more"))?;
    let arms = others
        .iter()
        .map(|(name, values, worlds)| {
            let deltas = COMPARED.iter().zip(base.1.iter().zip(values));
            ArmSummary {
                name: name.clone(),
                delta: deltas.map(|((key, _, _), (b, a))| ((*key).to_owned(), delta(b, a, worlds, num_sets))).collect(),
                labels: COMPARED.map(|(key, label, _)| (key.to_owned(), label.to_owned())).to_vec(),
                parts: Vec::new(),
            }
        })
        .collect();
    let summary = CompareSummary { base: base.0.clone(), arms };
    if args.json {
        return print(&(serde_json::to_string_pretty(&summary).map_err(Failure::other)? + "\n"));
    }
    print(&explain::differences(&summary))
}

/// What scenarios are compared by: key, label, columns summed.
const COMPARED: [(&str, &str, &[&str]); 4] = [
    ("through_raid", "get through, headline raid", &["raid.leaked", "raid.fell_harmless"]),
    ("leakers_raid", "of it, damage", &["raid.leaked"]),
    ("through_total", "get through, campaign", &["campaign.leaked", "campaign.fell_harmless"]),
    ("leakers_total", "of it, damage, campaign", &["campaign.leaked"]),
];
