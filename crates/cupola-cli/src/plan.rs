//! `cupola plan`: what to order, expand and move, when, for least cost at a stated risk, and what a run of it does.

use crate::flyout::kept_tables;
use crate::output::Output;
use crate::run::{show_progress, stop_flag, style};
use crate::study::StudyArgs;
use cupola::command::Failure;
use cupola::plan::gather::{self, Base};
use cupola::plan::keep::kept;
use cupola::plan::play::{Playback, Played, playback};
use cupola::plan::prices::{limits, scarce_parts};
use cupola::plan::report::{Found, Report};
use cupola::plan::{Programme, file, new_usd, replacing_usd, rules};
use cupola::record::{json, terminal};
use cupola::scenario::{self, Source};
use cupola::sim::world::World;
use cupola::study::monte_carlo::{Library, Options, Prepared, RunRecord, make_ready};
use cupola::study::sample::Sample;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// Options of `cupola plan`.
#[derive(Debug, Clone, clap::Args)]
pub struct PlanArgs {
    /// Bundled name or file
    #[arg(default_value = "japan-2028")]
    scenario: String,
    /// Each need may be missed with this probability (default: the scenario's, else 0.1)
    #[arg(long, value_name = "PROBABILITY")]
    risk: Option<f64>,
    /// Runs of the base arm that needs are taken from, and of the playback; with worlds enough for the risk (0.1: 36 or more)
    #[arg(long, default_value_t = 400)]
    runs: u64,
    /// Worlds: sets of drawn inputs, shared out among the runs
    #[arg(long, default_value_t = 200)]
    worlds: u64,
    /// Seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads (default: all)
    #[arg(long)]
    threads: Option<usize>,
    /// Do not play the plan
    #[arg(long)]
    no_play: bool,
    /// Write the plan as a scenario that extends this one, for `cupola run` (`-`: standard output)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Change a value by its path (`plan.may_move.usa-japan-pac3.most=0`)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// Risks that are allowed: beyond, a quantile of some hundred runs says nothing, or the plan no more than chance.
const RISKS: std::ops::RangeInclusive<f64> = 0.001..=0.5;

/// `cupola plan`.
pub fn plan(args: &PlanArgs) -> Result<(), Failure> {
    let began = Instant::now();
    let size = StudyArgs { runs: args.runs, worlds: args.worlds, seed: args.seed, threads: args.threads };
    let mut faults = size.faults();
    if let Some(risk) = args.risk.filter(|risk| !RISKS.contains(risk)) {
        faults.push(format!("--risk {risk}: allowed: {} to {}", RISKS.start(), RISKS.end()));
    }
    let source = scenario::resolve(&args.scenario);
    let extends = extends(source, args.out.as_deref(), &mut faults);
    let loaded =
        scenario::load(source, &args.sets).map_err(|wrong| faults.extend(wrong.0.iter().map(ToString::to_string)));
    let (Ok(loaded), true) = (loaded, faults.is_empty()) else { return Err(Failure::input(faults.join("\n"))) };
    let world = base_arm(loaded.world);
    gather::something_to_reach(&world).map_err(|error| Failure::input(error.to_string()))?;
    let mut report = find(args, &world, &extends, size.options(0))?;
    report.elapsed_s = began.elapsed().as_secs_f64();
    let mut output = Output::new(args.json);
    output.write("--out", args.out.as_deref(), || report.text.clone())?;
    output.finish(|| {
        if args.json { json::pretty(&report) } else { terminal::render_plan(&report, &args.scenario, &style()) }
    })?;
    if report.is_met {
        return Ok(());
    }
    let short = report.needs.iter().filter(|need| need.short_rounds > 0.0);
    let short = short.map(|need| {
        let why = need.too_late().map_or(String::new(), |why| format!("; {why}"));
        format!("plan.need.{}: {:.1} rounds short of {} by {}{why}", need.id, need.short_rounds, need.name, need.by)
    });
    Err(Failure::other(short.collect::<Vec<_>>().join("\n")))
}

/// What a file of the plan extends: a bundled name, or the scenario beside it.
fn extends(source: Source<'_>, out: Option<&Path>, faults: &mut Vec<String>) -> String {
    let file = out.filter(|out| out.as_os_str() != "-");
    let folder = |path: &Path| {
        let parent = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        parent.canonicalize().ok()
    };
    let path = match source {
        Source::Bundled(name) => {
            if let Some(out) = file.filter(|out| out.is_dir() || folder(out).is_none_or(|folder| !folder.is_dir())) {
                faults.push(format!("--out {}: allowed: `-`, or a file in a folder that is there", out.display()));
            }
            return name.to_owned();
        }
        Source::Path(path) | Source::Text { path, .. } => path,
    };
    if let Some(out) = file.filter(|out| folder(out) != folder(path)) {
        faults.push(format!(
            "--out {}: a file extends another of its own folder; allowed: one beside {}",
            out.display(),
            path.display()
        ));
    }
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The world with its base arm alone.
fn base_arm(mut world: World) -> World {
    world.arms.truncate(1);
    make_ready(&mut world);
    world
}

fn find(args: &PlanArgs, world: &World, extends: &str, options: Options) -> Result<Report, Failure> {
    let stop = stop_flag()?;
    let tables = kept_tables();
    let tables = |f: &_| tables.flyout(f);
    let library = Arc::new(Library::new(world, &options, &tables, &stop).map_err(Failure::other)?);
    let prepared =
        Prepared::with_library(world, options, Arc::clone(&library), &stop).map_err(Failure::other)?.played_once();
    let records = play(&prepared, args.runs, &stop)?;
    let sample = Sample::new(&records, &prepared.columns, prepared.num_sets());
    let risk_fraction = args.risk.unwrap_or(rules(world).risk_fraction);
    let base = Base { world, draws: prepared.draws(), sample: &sample, risk_fraction };
    let programme = gather::programme(&base).map_err(|error| Failure::input(error.to_string()))?;
    let Solved { found, playback, num_plans } = solve(args, &base, programme, extends, (options, &library), &stop)?;
    let is_kept = playback.as_ref().map(|playback| playback.needs.iter().all(|need| need.short_rounds <= 0.0));
    let pricing = Instant::now();
    let limits = limits(&found.programme, &found.answer)?;
    let (at_least, at_most) = (found.at_least()?, found.at_most()?);
    let solve_s = pricing.elapsed().as_secs_f64();
    let text = file::scenario(&base, &found, extends);
    Ok(Report {
        scenario: world.name.clone(),
        status: world.status.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: args.seed,
        runs: args.runs,
        worlds: args.worlds,
        arm: (world.arms[0].id.clone(), world.arms[0].name.clone()),
        risk_fraction,
        price_year: world.cost.as_ref().map(|cost| cost.price_year),
        discount_rate: world.cost.as_ref().map_or(0.0, |cost| cost.discount_rate),
        is_met: found.answer.is_met(),
        is_kept,
        num_plans,
        cost_usd: new_usd(&found.actions),
        replacing_usd: replacing_usd(&found.actions),
        at_least_usd: new_usd(&at_least),
        at_most_usd: new_usd(&at_most),
        needs: found.need_rows(&base),
        actions: found.action_rows(&base, &at_least),
        limits,
        scarce_parts: scarce_parts(&found.programme),
        playback,
        text,
        solve_s,
        elapsed_s: 0.0,
    })
}

/// A plan, with its run where it was played.
struct Solved {
    found: Found,
    playback: Option<Playback>,
    num_plans: usize,
}

/// The cheapest plan; where it is played, with what its runs lack bought as well.
fn solve(
    args: &PlanArgs,
    base: &Base<'_>,
    programme: Programme,
    extends: &str,
    library: (Options, &Arc<Library>),
    stop: &AtomicBool,
) -> Result<Solved, Failure> {
    if args.no_play {
        return Ok(Solved { found: Found::new(programme)?, playback: None, num_plans: 1 });
    }
    let kept = kept(programme, |found| {
        let text = file::scenario(base, found, extends);
        play_back(args, base, found, &text, library, stop)
    })?;
    Ok(Solved { found: kept.found, playback: Some(kept.playback), num_plans: kept.num_plans })
}

/// Plays the plan's scenario in the geometry of its original, with the same luck.
fn play_back(
    args: &PlanArgs,
    base: &Base<'_>,
    found: &Found,
    text: &str,
    (options, library): (Options, &Arc<Library>),
    stop: &AtomicBool,
) -> Result<Playback, Failure> {
    let loaded = scenario::load_under(scenario::resolve(&args.scenario), text, &args.sets)?;
    let mut world = loaded.world;
    world.arms.retain(|arm| arm.id == file::ARM);
    make_ready(&mut world);
    let prepared =
        Prepared::with_library(&world, options, Arc::clone(library), stop).map_err(Failure::other)?.played_once();
    let records = play(&prepared, args.runs, stop)?;
    let sample = Sample::new(&records, &prepared.columns, prepared.num_sets());
    Ok(playback(base, found, &Played { world: &world, sample: &sample }))
}

/// Plays all runs, with progress on standard error.
fn play(prepared: &Prepared<'_>, runs: u64, stop: &AtomicBool) -> Result<Vec<RunRecord>, Failure> {
    let (done, finished) = (AtomicU64::new(0), AtomicBool::new(false));
    let records = std::thread::scope(|scope| {
        scope.spawn(|| show_progress(&done, runs, &finished));
        let records = prepared.play(0, runs, stop, &done);
        finished.store(true, Ordering::Relaxed);
        records
    });
    if (records.len() as u64) < runs {
        Err(Failure::other("stopped before all runs were done: there is no plan"))
    } else {
        Ok(records)
    }
}
