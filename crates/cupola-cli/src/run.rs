//! `cupola run` and `cupola compare`: read, play, summarise, write, print.

mod explain;
mod store;

use crate::flyout::kept_tables;
use crate::look::warned;
use crate::{CompareArgs, RunArgs, cost, print};
use cupola::command::Failure;
use cupola::record::explain::{Asked, explain as story};
use cupola::record::{json, runs, terminal};
use cupola::scenario::{self, Loaded};
use cupola::sim::world::World;
use cupola::study::monte_carlo::{Options, Prepared, RunRecord, close_stock_bytes, make_ready};
use cupola::study::sample::Sample;
use cupola::study::summarise::compare::Compared;
use cupola::study::summarise::{self, Meta};
use cupola::study::summary::{ArmSummary, CompareSummary};
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
    loaded.world.stock_every_days = args.stock_by.days();
    check_close(&loaded.world, args)?;
    let dir = args.out.clone().unwrap_or_else(|| default_dir(&loaded, args.study.seed, part));
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
    let prepared =
        Prepared::with_tables(&loaded.world, options, &|f| tables.flyout(f), &stop).map_err(Failure::other)?;
    if let Some(threat) = &args.explain {
        let asked = Asked { threat, run: args.explain_run, raid: args.explain_raid, arm: explain_arm };
        return print(&story(&loaded.world, &prepared, &asked).map_err(|wrong| Failure::input(wrong.to_string()))?);
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
    let mut report = summarise::report(&loaded.world, &prepared, &records, &meta)?;
    if let Some(life) = report.cost.as_mut().and_then(|cost| cost.life_cycle.as_mut()) {
        life.steps = steps;
    }
    runs::write_study(&dir, &loaded, &report, &prepared, &records).map_err(Failure::other)?;
    match part {
        Part::Whole if args.json => print(&json::to_json(&report)),
        Part::Whole => print(&format!("{}\n{}\n", terminal::render(&report, &args.scenario, &style()), written(&dir))),
        Part::Campaign if args.json => print(&json::pretty(&report.campaign)),
        Part::Campaign => print(&terminal::render(&report, &args.scenario, &style())),
        Part::Cost { by, svg } => cost::print_cost(&report, &args.scenario, by, svg, args.json),
    }
}

/// How often stocks are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum StockBy {
    /// Every day from the stock date
    Day,
    /// Every seventh day from the stock date
    Week,
    /// The stock date and each first of a month
    Month,
}

impl StockBy {
    /// Days from one to the next, where it is closer than by the month.
    fn days(self) -> Option<u32> {
        match self {
            Self::Day => Some(1),
            Self::Week => Some(7),
            Self::Month => None,
        }
    }

    fn word(self) -> &'static str {
        ["day", "week", "month"][self as usize]
    }
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

/// Most memory that closely sampled stocks may take (bytes).
const MOST_STOCK_BYTES: u64 = 1 << 30;

/// Refuses more closely sampled stocks than memory should hold.
fn check_close(world: &World, args: &RunArgs) -> Result<(), Failure> {
    let bytes = close_stock_bytes(world, args.study.runs);
    if bytes <= MOST_STOCK_BYTES {
        return Ok(());
    }
    let most = args.study.runs * MOST_STOCK_BYTES / bytes;
    Err(Failure::input(format!(
        "--stock-by {}: the stocks of {} runs take {} MB; allowed: {} MB, which is --runs {most} here",
        args.stock_by.word(),
        args.study.runs,
        bytes >> 20,
        MOST_STOCK_BYTES >> 20,
    )))
}

/// Where runs go: those of `cupola cost`, fewer and without events, beside those of `cupola run`.
fn default_dir(loaded: &Loaded, seed: u64, part: Part<'_>) -> PathBuf {
    let hash = format!("{:032x}", loaded.hash);
    let end = if matches!(part, Part::Cost { .. }) { "-cost" } else { "" };
    Path::new("runs").join(format!("{}-{}-s{seed}{end}", loaded.world.name, &hash[..8]))
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

/// `cupola compare A B…`: the first arm of each scenario, the same seed and so the same luck.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let faults = args.study.faults();
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let options = args.study.options(0);
    let stop = stop_flag()?;
    let tables = kept_tables();
    let mut studies: Vec<(String, Compared)> = Vec::new();
    for name in &args.scenarios {
        let mut loaded = scenario::load(scenario::resolve(name), &[])?;
        warned(&loaded.world);
        make_ready(&mut loaded.world);
        let prepared =
            Prepared::with_tables(&loaded.world, options, &|f| tables.flyout(f), &stop).map_err(Failure::other)?;
        let records = prepared.play(0, args.study.runs, &stop, &AtomicU64::new(0));
        let sample = Sample::new(&records, &prepared.columns, prepared.num_sets());
        studies.push((name.clone(), Compared::of(&loaded.world, &sample, 0)));
    }
    let mut studies = studies.into_iter();
    let (name, base) = studies.next().ok_or_else(|| Failure::input("compare: give two scenarios or more"))?;
    let arms: Vec<ArmSummary> = studies.map(|(name, here)| here.less(&base, &name)).collect();
    if arms.iter().all(|arm| arm.labels.is_empty()) {
        return Err(Failure::input(format!("compare: {name} and the others have no metric in common")));
    }
    let summary = CompareSummary { base: name, arms };
    if args.json {
        return print(&(serde_json::to_string_pretty(&summary).map_err(Failure::other)? + "\n"));
    }
    print(&terminal::render_compare(&summary, &style()))
}
