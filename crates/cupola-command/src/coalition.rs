//! `cupola coalition`: what each nation's contribution is worth.

use crate::flyout::kept_tables;
use crate::look::warn;
use crate::{Failure, Size, Watch};
use cupola_sim::world::World;
use cupola_study::coalition::{Of, Question as Game, Report, Sitting};
use cupola_study::monte_carlo::make_ready;
use serde::Deserialize;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Options of `cupola coalition`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Bundled name or file
    #[cfg_attr(feature = "clap", arg(default_value = "japan-2028"))]
    pub scenario: String,
    /// What a nation that does not contribute withholds: what it gives by agreements, or all it owns
    #[cfg_attr(feature = "clap", arg(long, value_enum, default_value_t = OfWord::Agreement))]
    pub of: OfWord,
    /// The arm in which all contribute (default: the scenario's last)
    #[cfg_attr(feature = "clap", arg(long, value_name = "ID"))]
    pub arm: Option<String>,
    /// Runs of every coalition
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 500))]
    pub runs: u64,
    /// Worlds: sets of drawn inputs, shared out among the runs
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 200))]
    pub worlds: u64,
    /// Play up to this many coalitions in full; beyond, draw orders in which contributions come
    #[cfg_attr(feature = "clap", arg(long, value_name = "N", default_value_t = 512))]
    pub most_coalitions: u64,
    /// Seed
    #[cfg_attr(feature = "clap", arg(long, default_value_t = 1))]
    pub seed: u64,
    /// Threads (default: all)
    #[cfg_attr(feature = "clap", arg(long))]
    pub threads: Option<usize>,
    /// Change a value by its path (`battery.iruma.channels=9`)
    #[cfg_attr(feature = "clap", arg(long = "set", value_name = "KEY=VALUE"))]
    pub sets: Vec<String>,
}

/// What is withheld, as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
#[serde(rename_all = "kebab-case")]
pub enum OfWord {
    /// What it gives by agreements: it is there and defends itself
    Agreement,
    /// All it owns: its places are there, undefended by it
    Presence,
}

/// Most coalitions of a game that are played in full.
const MOST_COALITIONS: u64 = 100_000;
/// Runs played first, for each thread, to tell how long all will take.
const FIRST_RUNS: u64 = 4;

/// What each nation's contribution is worth.
///
/// # Errors
/// Bad sizes, no such arm, every fault of the scenario; stopped before two runs were done.
pub fn coalition(args: &Question, watch: &Watch) -> Result<Report, Failure> {
    let size = Size { runs: args.runs, worlds: args.worlds, seed: args.seed, threads: args.threads };
    let mut faults = size.faults();
    if !(1..=MOST_COALITIONS).contains(&args.most_coalitions) {
        faults.push(format!("--most-coalitions {}: allowed: 1 to {MOST_COALITIONS}", args.most_coalitions));
    }
    for (option, value) in [("--runs", args.runs), ("--worlds", args.worlds)] {
        if value == 1 {
            faults.push(format!("{option} 1: one alone has no interval; allowed: 2 or more"));
        }
    }
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let mut loaded = cupola_scenario::load(cupola_scenario::resolve(&args.scenario), &args.sets)?;
    make_ready(&mut loaded.world);
    let world = &loaded.world;
    let of = match args.of {
        OfWord::Agreement => Of::Agreement,
        OfWord::Presence => Of::Presence,
    };
    let question = Game { of, arm: arm(world, args.arm.as_deref())?, most_coalitions: args.most_coalitions };
    let options = size.options(0);
    warn(world, watch);
    let began = Instant::now();
    let tables = kept_tables();
    let mut sitting =
        Sitting::new(world, &question, options, &|f| tables.flyout(f), &watch.stop).map_err(Failure::other)?;
    play(&mut sitting, args.runs, options.threads, watch)?;
    if sitting.num_runs() < 2 {
        return Err(Failure::other("stopped before two runs were done: there is no interval"));
    }
    Ok(Report {
        scenario: world.name.clone(),
        status: world.status.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: args.seed,
        worlds: args.worlds,
        threads: options.threads,
        elapsed_s: began.elapsed().as_secs_f64(),
        stopped_early: sitting.num_runs() < args.runs,
        worths: sitting.worths(),
    })
}

/// The arm asked for, or the last.
fn arm(world: &World, id: Option<&str>) -> Result<usize, Failure> {
    let Some(id) = id else { return Ok(world.arms.len() - 1) };
    world.arms.iter().position(|arm| arm.id == id).ok_or_else(|| {
        let allowed: Vec<&str> = world.arms.iter().map(|arm| arm.id.as_str()).collect();
        Failure::input(format!("--arm {id}: no such arm; allowed: {}", allowed.join(", ")))
    })
}

/// Plays a few runs, says how long the rest will take, and plays it.
fn play(sitting: &mut Sitting, runs: u64, threads: usize, watch: &Watch) -> Result<(), Failure> {
    let first = (FIRST_RUNS * threads as u64).min(runs);
    let began = Instant::now();
    sitting.play(first, &watch.stop, &watch.done).map_err(Failure::other)?;
    let each_s = began.elapsed().as_secs_f64() / sitting.num_runs().max(1) as f64;
    watch.note(format!(
        "{} coalitions, {runs} runs of each: about {:.0} s (Ctrl-C ends it with what is done)",
        sitting.num_coalitions(),
        (each_s * (runs - first) as f64).ceil()
    ));
    watch.total.store(runs, Ordering::Relaxed);
    sitting.play(runs, &watch.stop, &watch.done).map_err(Failure::other)
}
