//! `cupola plan`: what to order, expand and move, when, for least cost at a stated risk, and what a run of it does.

use crate::flyout::kept_tables;
use crate::{Failure, Size, Watch};
use cupola_plan::gather::{self, Base};
use cupola_plan::keep::kept;
use cupola_plan::play::{Playback, Played, playback};
use cupola_plan::prices::{limits, scarce_parts};
use cupola_plan::report::{Found, Report};
use cupola_plan::{Programme, file, new_usd, replacing_usd, rules};
use cupola_scenario::Source;
use cupola_sim::world::World;
use cupola_study::monte_carlo::{Library, Options, Prepared, RunRecord, make_ready};
use cupola_study::sample::Sample;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Options of `cupola plan`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Bundled name or file
    #[cfg_attr(feature = "clap", arg(default_value = "japan-2028"))]
    pub scenario: String,
    /// Each need may be missed with this probability (default: the scenario's, else 0.1)
    #[cfg_attr(feature = "clap", arg(long, value_name = "PROBABILITY"))]
    pub risk: Option<f64>,
    /// Runs of the base arm that needs are taken from, and of the playback; with worlds enough for the risk (0.1: 36 or more)
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 400))]
    pub runs: u64,
    /// Worlds: sets of drawn inputs, shared out among the runs
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 200))]
    pub worlds: u64,
    /// Seed
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 1))]
    pub seed: u64,
    /// Threads (default: all)
    #[cfg_attr(feature = "clap", arg(long))]
    pub threads: Option<usize>,
    /// Do not play the plan
    #[cfg_attr(feature = "clap", arg(long))]
    pub no_play: bool,
    /// Write the plan as a scenario that extends this one, for `cupola run` (`-`: standard output)
    #[cfg_attr(feature = "clap", arg(long, value_name = "FILE"))]
    pub out: Option<PathBuf>,
    /// Change a value by its path (`plan.may_move.usa-japan-pac3.most=0`)
    #[cfg_attr(feature = "clap", arg(long = "set", value_name = "KEY=VALUE"))]
    pub sets: Vec<String>,
}

/// Risks that are allowed: beyond, a quantile of some hundred runs says nothing, or the plan no more than chance.
const RISKS: std::ops::RangeInclusive<f64> = 0.001..=0.5;

/// The cheapest plan, whether or not it meets every need.
///
/// # Errors
/// Everything that is wrong with what is asked, every fault of the scenario; stopped before all runs were done.
pub fn plan(args: &Question, watch: &Watch) -> Result<Report, Failure> {
    let began = Instant::now();
    let size = Size { runs: args.runs, worlds: args.worlds, seed: args.seed, threads: args.threads };
    let mut faults = size.faults();
    if let Some(risk) = args.risk.filter(|risk| !RISKS.contains(risk)) {
        faults.push(format!("--risk {risk}: allowed: {} to {}", RISKS.start(), RISKS.end()));
    }
    let source = cupola_scenario::resolve(&args.scenario);
    let extends = extends(source, args.out.as_deref(), &mut faults);
    let loaded = cupola_scenario::load(source, &args.sets)
        .map_err(|wrong| faults.extend(wrong.0.iter().map(ToString::to_string)));
    let (Ok(loaded), true) = (loaded, faults.is_empty()) else { return Err(Failure::input(faults.join("\n"))) };
    let world = base_arm(loaded.world);
    gather::something_to_reach(&world).map_err(|error| Failure::input(error.to_string()))?;
    let mut report = find(args, &world, &extends, size.options(0), watch)?;
    report.elapsed_s = began.elapsed().as_secs_f64();
    Ok(report)
}

/// What a plan leaves short, a line for each need that it does not meet.
#[must_use]
pub fn shortfalls(report: &Report) -> Vec<String> {
    let short = report.needs.iter().filter(|need| !report.is_met && need.short_rounds > 0.0);
    short
        .map(|need| {
            let why = need.too_late().map_or(String::new(), |why| format!("; {why}"));
            format!("plan.need.{}: {:.1} rounds short of {} by {}{why}", need.id, need.short_rounds, need.name, need.by)
        })
        .collect()
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

fn find(args: &Question, world: &World, extends: &str, options: Options, watch: &Watch) -> Result<Report, Failure> {
    let tables = kept_tables();
    let tables = |f: &_| tables.flyout(f);
    let library = Arc::new(Library::new(world, &options, &tables, &watch.stop).map_err(Failure::other)?);
    let prepared = Prepared::with_library(world, options, Arc::clone(&library), &watch.stop)
        .map_err(Failure::other)?
        .played_once();
    let records = play(&prepared, args.runs, watch)?;
    let sample = Sample::new(&records, &prepared.columns, prepared.num_sets());
    let risk_fraction = args.risk.unwrap_or(rules(world).risk_fraction);
    let base = Base { world, draws: prepared.draws(), sample: &sample, risk_fraction };
    let programme = gather::programme(&base).map_err(|error| Failure::input(error.to_string()))?;
    let Solved { found, playback, num_plans } = solve(args, &base, programme, extends, (options, &library), watch)?;
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
    args: &Question,
    base: &Base<'_>,
    programme: Programme,
    extends: &str,
    library: (Options, &Arc<Library>),
    watch: &Watch,
) -> Result<Solved, Failure> {
    if args.no_play {
        return Ok(Solved { found: Found::new(programme)?, playback: None, num_plans: 1 });
    }
    let kept = kept(programme, |found| {
        let text = file::scenario(base, found, extends);
        play_back(args, base, found, &text, library, watch)
    })?;
    Ok(Solved { found: kept.found, playback: Some(kept.playback), num_plans: kept.num_plans })
}

/// Plays the plan's scenario in the geometry of its original, with the same luck.
fn play_back(
    args: &Question,
    base: &Base<'_>,
    found: &Found,
    text: &str,
    (options, library): (Options, &Arc<Library>),
    watch: &Watch,
) -> Result<Playback, Failure> {
    let loaded = cupola_scenario::load_under(cupola_scenario::resolve(&args.scenario), text, &args.sets)?;
    let mut world = loaded.world;
    world.arms.retain(|arm| arm.id == file::ARM);
    make_ready(&mut world);
    let prepared = Prepared::with_library(&world, options, Arc::clone(library), &watch.stop)
        .map_err(Failure::other)?
        .played_once();
    let records = play(&prepared, args.runs, watch)?;
    let sample = Sample::new(&records, &prepared.columns, prepared.num_sets());
    Ok(playback(base, found, &Played { world: &world, sample: &sample }))
}

/// Plays all runs, which are told to the watch as so many more.
fn play(prepared: &Prepared<'_>, runs: u64, watch: &Watch) -> Result<Vec<RunRecord>, Failure> {
    watch.total.fetch_add(runs, Ordering::Relaxed);
    let records = prepared.play(0, runs, &watch.stop, &watch.done);
    if (records.len() as u64) < runs {
        Err(Failure::other("stopped before all runs were done: there is no plan"))
    } else {
        Ok(records)
    }
}
