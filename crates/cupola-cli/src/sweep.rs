//! `cupola sweep`: one or two keys varied with the same luck, and where a metric is equal.

mod vary;

use crate::failure::Failure;
use crate::flyout::kept_tables;
use crate::print;
use crate::run::{check_sizes, show_progress, stop_flag, style, threads};
use cupola::core::Seed;
use cupola::record::{json, terminal};
use cupola::scenario::{self, Loaded};
use cupola::study::monte_carlo::{Options, make_ready, physics_sets};
use cupola::study::sweep::{Base, Goal, Played, Player, Point, Search, Setting, Sweep, metrics, until_equal};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use vary::{Vary, rounded, written};

/// Options of `cupola sweep`.
#[derive(Debug, Clone, clap::Args)]
pub struct SweepArgs {
    /// Bundled name or file
    scenario: String,
    /// Key to vary, as of --set, over N points or a list of values; once or twice
    #[arg(long = "vary", value_name = "KEY=LO..HI:N|a,b,c", required = true)]
    varies: Vec<String>,
    /// Find the value of the key at which METRIC is that of the scenario as it is, or VALUE
    #[arg(long, value_name = "METRIC[=VALUE]")]
    until_equal: Option<String>,
    /// Change a value by its path, at every point and in the base
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// Change a value in the base alone, after --set; differences are then to that base
    #[arg(long = "base-set", value_name = "KEY=VALUE")]
    base_sets: Vec<String>,
    /// Runs of each point
    #[arg(long, default_value_t = 1_000)]
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
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// Most points of a sweep.
const MOST_POINTS: usize = 10_000;

/// What is asked, read and found sound.
struct Question {
    varies: Vec<Vary>,
    /// The values of the keys at every point, and the scenario changed to them.
    points: Vec<(Vec<Setting>, Loaded)>,
    /// What the differences are to, unless it is the first point.
    base: Option<Loaded>,
    /// Metric, and the number that it is to be equal to, unless that is the base's.
    until: Option<(String, Option<f64>)>,
}

/// `cupola sweep`.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let question = Question::read(args)?;
    let options = Options {
        seed: Seed(args.seed),
        worlds: args.worlds,
        physics_sets: physics_sets(args.worlds),
        threads: threads(args.threads),
        keep_events: 0,
    };
    let stop = stop_flag()?;
    let tables = kept_tables();
    let tables = |f: &_| tables.flyout(f);
    let mut player = Player::new(options, args.runs, &tables);
    let (done, finished) = (AtomicU64::new(0), AtomicBool::new(false));
    let total = (question.points.len() + usize::from(question.base.is_some())) as u64 * args.runs;
    let found = std::thread::scope(|scope| {
        scope.spawn(|| show_progress(&done, total, &finished));
        let found = play(args, question, &mut player, &stop, &done);
        finished.store(true, Ordering::Relaxed);
        found
    })?;
    let Some(sweep) = found else { return Err(Failure::other("stopped before the first point was done")) };
    print(&if args.json { json::pretty(&sweep) } else { terminal::render_sweep(&sweep, &style()) })
}

impl Question {
    fn read(args: &SweepArgs) -> Result<Self, Failure> {
        let mut faults = Vec::new();
        faults.extend(check_sizes(args.runs, args.worlds, args.threads).err().map(|fault| fault.to_string()));
        let mut varies = Vec::new();
        for text in &args.varies {
            match Vary::parse(text) {
                Ok(vary) => varies.push(vary),
                Err(wrong) => faults.extend(wrong),
            }
        }
        let num_points: usize = varies.iter().map(|v| v.values.len()).product();
        if args.varies.len() > 2 {
            faults.push(format!("--vary is given {} times; allowed: once or twice", args.varies.len()));
        } else if num_points > MOST_POINTS {
            faults.push(format!("--vary makes {num_points} points; allowed: {MOST_POINTS} at most"));
        }
        if let [first, second] = varies.as_slice()
            && first.key == second.key
        {
            faults.push(format!("--vary {} is given twice; allowed: two different keys", first.key));
        }
        let until = args.until_equal.as_ref().and_then(|text| until(text, args, &varies, &mut faults));
        let plain = load(args, &args.sets, &mut faults);
        if let (Some(plain), Some((metric, _))) = (&plain, &until) {
            check_metric(plain, metric, &mut faults);
        }
        let base_sets = [args.sets.as_slice(), &args.base_sets].concat();
        let base = if args.base_sets.is_empty() { plain.clone() } else { load(args, &base_sets, &mut faults) };
        let points = if plain.is_some() && args.varies.len() <= 2 && num_points <= MOST_POINTS {
            grid(&varies)
                .into_iter()
                .filter_map(|values| Some((values.clone(), changed(args, &varies, &values, &mut faults)?)))
                .collect()
        } else {
            Vec::new()
        };
        if !faults.is_empty() {
            return Err(Failure::input(faults.join("\n")));
        }
        let wants_base = !args.base_sets.is_empty() || until.as_ref().is_some_and(|(_, value)| value.is_none());
        Ok(Self { varies, points, base: base.filter(|_| wants_base), until })
    }
}

/// Reads `METRIC[=VALUE]`, for one key whose values are numbers in ascending order.
fn until(text: &str, args: &SweepArgs, varies: &[Vary], faults: &mut Vec<String>) -> Option<(String, Option<f64>)> {
    if args.varies.len() > 1 {
        faults.push("--until-equal looks along one key; allowed: one --vary".to_owned());
    }
    if let Some(vary) = varies.first().filter(|vary| vary.numbers().is_none()) {
        faults.push(format!(
            "--until-equal needs numbers in ascending order; {} has {}",
            vary.key,
            vary.values.iter().map(written).collect::<Vec<_>>().join(", ")
        ));
    }
    let Some((metric, value)) = text.split_once('=') else { return Some((text.trim().to_owned(), None)) };
    match value.trim().parse::<f64>() {
        Ok(value) if value.is_finite() => Some((metric.trim().to_owned(), Some(value))),
        _ => {
            faults.push(format!(
                "--until-equal {text}: `{}` is no number; allowed: METRIC or METRIC=NUMBER",
                value.trim()
            ));
            None
        }
    }
}

fn check_metric(loaded: &Loaded, metric: &str, faults: &mut Vec<String>) {
    let keys: Vec<String> = metrics(&loaded.world).into_iter().map(|m| m.key).collect();
    if !keys.iter().any(|key| key == metric) {
        faults.push(format!("--until-equal {metric}: no such metric; allowed: {}", keys.join(", ")));
    }
}

/// The scenario with changes, ready to be played; faults that are new are kept.
fn load(args: &SweepArgs, sets: &[String], faults: &mut Vec<String>) -> Option<Loaded> {
    match scenario::load(scenario::resolve(&args.scenario), sets) {
        Ok(mut loaded) => {
            make_ready(&mut loaded.world);
            Some(loaded)
        }
        Err(wrong) => {
            for line in wrong.to_string().lines() {
                if !faults.iter().any(|fault| fault == line) {
                    faults.push(line.to_owned());
                }
            }
            None
        }
    }
}

/// The scenario at a point.
fn changed(args: &SweepArgs, varies: &[Vary], values: &[Setting], faults: &mut Vec<String>) -> Option<Loaded> {
    let sets = varies.iter().zip(values).map(|(vary, value)| format!("{}={}", vary.key, written(value)));
    load(args, &args.sets.iter().cloned().chain(sets).collect::<Vec<_>>(), faults)
}

/// Every combination of the keys' values, the first key outermost.
fn grid(varies: &[Vary]) -> Vec<Vec<Setting>> {
    varies.iter().fold(vec![Vec::new()], |rows, vary| {
        let with = |row: &Vec<Setting>| {
            let row = row.clone();
            vary.values
                .iter()
                .map(move |value| row.iter().cloned().chain([value.clone()]).collect())
                .collect::<Vec<_>>()
        };
        rows.iter().flat_map(with).collect()
    })
}

/// Plays everything; none where it was stopped before a point was done.
fn play(
    args: &SweepArgs,
    question: Question,
    player: &mut Player<'_>,
    stop: &AtomicBool,
    done: &AtomicU64,
) -> Result<Option<Sweep>, Failure> {
    let Question { varies, points, base, until } = question;
    let Some(world) = points.first().map(|(_, loaded)| loaded.world.clone()) else { return Ok(None) };
    let mut play = |loaded: Loaded| player.play(loaded.world, stop, done).map_err(Failure::other);
    let name = match &base {
        Some(_) if args.base_sets.is_empty() => format!("{} as it is", world.name),
        Some(_) => format!("{} with {}", world.name, args.base_sets.join(", ")),
        None => "the first point".to_owned(),
    };
    let base = base.map(&mut play).transpose()?.flatten();
    let mut played: Vec<(Vec<Setting>, Played)> = Vec::new();
    for (values, loaded) in points {
        let Some(point) = play(loaded)? else { break };
        played.push((values, point));
    }
    let Some(base) = base.or_else(|| played.first().map(|(_, first)| first.clone())) else { return Ok(None) };
    let until_equal = match until {
        Some((metric, value)) if !stop.load(Ordering::Relaxed) => {
            let goal = value.map_or_else(|| Goal::Base(base.clone()), Goal::Value);
            let numbers = varies[0].numbers().unwrap_or_default();
            let at = |(number, (_, played)): (&f64, &(_, Played))| (*number, played.difference(&metric, &goal));
            let can_set = |value: f64| changed(args, &varies, &[Setting::Number(value)], &mut Vec::new()).is_some();
            let mut at_value = |value: f64| {
                let mut faults = Vec::new();
                let loaded = changed(args, &varies, &[Setting::Number(rounded(value))], &mut faults);
                loaded.map_or_else(|| Err(Failure::input(faults.join("\n"))), &mut play)
            };
            let points = numbers.iter().zip(&played).map(at).collect();
            let search = Search { points, play: &mut at_value, can_set: &can_set };
            until_equal(&metric, &varies[0].key, &goal, search)?
        }
        _ => None,
    };
    let keys: Vec<String> = varies.into_iter().map(|vary| vary.key).collect();
    let point = |(values, played): &(Vec<Setting>, Played)| Point {
        set: keys.iter().cloned().zip(values.iter().cloned()).collect(),
        metrics: played.counts(),
        delta: played.less(&base),
    };
    Ok(Some(Sweep {
        scenario: world.name.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: args.seed,
        runs: args.runs,
        worlds: args.worlds,
        base: Base { name, metrics: base.counts() },
        points: played.iter().map(point).collect(),
        labels: metrics(&world).into_iter().map(|m| (m.key, m.label)).collect(),
        until_equal,
        stopped_early: stop.load(Ordering::Relaxed),
        keys,
    }))
}
